#include "model/simulate/stratum.h"

#include "base/panic.h"

static uint32_t column_named(const PeopleOutline *outline, const char *name)
{
    for (uint32_t i = 0; i < outline->column_count; i++) {
        if (str_equals(outline->specs[i].name, name)) return i;
    }
    return NONE;
}

bool simulation_columns(const SimulateOptions *options, Arena *arena, SimulationColumns *columns,
                        Error *err)
{
    const PeopleOutline *outline = people_outline(options->people);
    *columns = (SimulationColumns){
        .column_of = ARENA_ARRAY(arena, uint32_t *, options->law_count),
        .claim_draw = column_named(outline, "claim_draw"),
        .found_draw = column_named(outline, "found_draw"),
    };
    for (size_t k = 0; k < options->law_count; k++) {
        const Program *program = options->laws[k].program;
        columns->column_of[k] = ARENA_ARRAY(arena, uint32_t, program->facts.count);
        if (!columns_match(program, outline->specs, outline->column_count, columns->column_of[k],
                           err))
            return false;
    }
    return true;
}

// What all households of the stratum have in common, as the law's facts.
static bool common_facts(const Program *program, const Stratum *stratum, Arena *arena,
                         Specialisation *from, Error *err)
{
    CommonFact *common = ARENA_ARRAY(arena, CommonFact, stratum->fact_count);
    size_t count = 0;
    for (size_t i = 0; i < stratum->fact_count; i++) {
        const StratumFact *told = &stratum->facts[i];
        const uint32_t found = program_find(program, told->name);
        if (found == NONE || program->names.items[found].kind != SYM_FACT) continue;
        const uint32_t index = program->names.items[found].index;
        const Fact *fact = &program->facts.items[index];
        Value value = value_number(number_whole(told->number));
        if (fact->type.kind == TYPE_CHOICE) {
            const uint32_t one =
                program_find_choice_value(&program->choices.items[fact->type.choice], told->value);
            if (one == NONE)
                return error_set(err, ERROR_INVALID, "",
                                 "the law's \"" STR_FORMAT "\" cannot be \"" STR_FORMAT
                                 "\", as this population says",
                                 STR_ARGS(told->name), STR_ARGS(told->value));
            value = value_bit(one);
        } else if (fact->type.kind == TYPE_YESNO) {
            value = value_yesno(told->number != 0);
        }
        common[count++] = (CommonFact){.fact = index, .value = value};
    }
    from->common = common;
    from->common_count = count;
    return true;
}

static size_t residence_of(const Stratum *stratum)
{
    for (size_t i = 0; i < stratum->fact_count; i++) {
        if (str_equals(stratum->facts[i].name, "residence"))
            return str_equals(stratum->facts[i].value, "rural");
    }
    return 0;
}

bool stratum_specialisation(const SimulateOptions *options, const SimulationColumns *columns,
                            const StratumOfLaw *of, Arena *arena, Specialisation *from, Error *err)
{
    const PeopleOutline *outline = people_outline(options->people);
    const Stratum *here = &outline->strata[of->stratum];
    const SimulatedLaw *law = &options->laws[of->law];
    const uint32_t region = program_find_region(law->program, here->region);
    if (region == NONE)
        return error_set(err, ERROR_INVALID, "", "the law has no region " STR_FORMAT,
                         STR_ARGS(here->region));
    *from = (Specialisation){
        .program = law->program,
        .date = options->date,
        .region = region,
        .known_on = DATE_LAST,
        .specs = outline->specs,
        .spec_count = outline->column_count,
        .column_of = columns->column_of[of->law],
        .slots = outline->slots > 0 ? outline->slots : BLOCK_SLOTS,
        .recorded_from = DATE_FIRST,
        .overrides = law->overrides,
        .override_count = law->override_count,
    };
    return common_facts(law->program, here, arena, from, err);
}

static bool find_resources(Specialist *specialist, Graph *graph, StratumLaw *law, Error *err)
{
    const Program *program = law->from.program;
    const uint32_t found = program_find(program, STR("own_resources"));
    if (found == NONE || program->names.items[found].kind != SYM_RULE)
        return error_set(err, ERROR_INVALID, "",
                         "this law has no rule \"own_resources\", which a simulation needs: what a "
                         "household has of its own, before any help");
    const RuleLanes rule = specialist_rule(specialist, program->names.items[found].index);
    law->resources = rule.value.low.num;
    law->resources_den = rule.value.low.den;
    law->resources_known = graph_and_not(graph, lanes_known(graph, &rule.value), rule.value.trap);
    return true;
}

static void want(Arena *arena, LaneVec *wanted, Lane lane)
{
    *vec_push(arena, wanted) = lane;
}

static void want_law(StratumPlan *plan, StratumLaw *law, LaneVec *wanted)
{
    want(plan->arena, wanted, law->law.refused);
    want(plan->arena, wanted, law->resources);
    want(plan->arena, wanted, law->resources_den);
    want(plan->arena, wanted, law->resources_known);
    for (size_t g = 0; g < law->law.grant_count; g++) {
        const GrantLanes *grant = &law->law.grants[g];
        want(plan->arena, wanted, grant->qualifies);
        want(plan->arena, wanted, grant->undetermined);
        want(plan->arena, wanted, grant->members);
        want(plan->arena, wanted, grant->amount.low.num);
        want(plan->arena, wanted, grant->amount.low.den);
        want(plan->arena, wanted, grant->amount.some);
    }
    law->tier_count = law->law.tier.rail_count;
    invariant(law->tier_count <= SIMULATED_TIERS_MAX);
    law->tiers = ARENA_ARRAY(plan->arena, Lane, law->tier_count);
    for (size_t t = 0; t < law->tier_count; t++) {
        const Lane in = graph_and(&plan->graph, law->law.tier.some, law->law.tier.rails[t]);
        law->tiers[t] = graph_count(&plan->graph, in);
        want(plan->arena, wanted, law->tiers[t]);
    }
}

bool stratum_plan(const SimulateOptions *options, const SimulationColumns *columns,
                  uint32_t stratum, Arena *arena, StratumPlan *plan, Error *err)
{
    const PeopleOutline *outline = people_outline(options->people);
    *plan =
        (StratumPlan){.arena = arena, .laws = ARENA_ARRAY(arena, StratumLaw, options->law_count)};
    plan->residence = residence_of(&outline->strata[stratum]);
    graph_start(&plan->graph, BLOCK_SLOTS, arena);
    LaneVec wanted = {0};
    for (size_t k = 0; k < options->law_count; k++) {
        StratumLaw *law = &plan->laws[k];
        const StratumOfLaw of = {.stratum = stratum, .law = k};
        if (!stratum_specialisation(options, columns, &of, arena, &law->from, err)) return false;
        plan->graph.slots = law->from.slots;
        Specialist *specialist = specialist_create(&law->from, &plan->graph);
        specialist_programmes(specialist, &law->law);
        if (!find_resources(specialist, &plan->graph, law, err)) return false;
        want_law(plan, law, &wanted);
    }
    plan->plan = plan_create(&plan->graph, outline->specs, wanted.items, wanted.count, arena);
    plan->scratch = plan_scratch_create(plan->plan, options->kernels, arena);
    return true;
}
