#include "model/simulate/stratum.h"

#include <string.h>

#include "base/panic.h"
#include "decide/block/bounds.h"
#include "model/simulate/grants.h"
#include "model/simulate/pending.h"

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
        .rule_column_of = ARENA_ARRAY(arena, uint32_t *, options->law_count),
        .claim_draw = column_named(outline, "claim_draw"),
        .found_draw = column_named(outline, "found_draw"),
    };
    for (size_t k = 0; k < options->law_count; k++) {
        const Program *program = options->laws[k].program;
        columns->column_of[k] = ARENA_ARRAY(arena, uint32_t, program->facts.count);
        columns->rule_column_of[k] = ARENA_ARRAY(arena, uint32_t, program->rules.count);
        if (!columns_match(program, outline->specs, outline->column_count, columns->column_of[k],
                           err) ||
            !rule_columns_match(program, outline->specs, outline->column_count,
                                columns->rule_column_of[k], err))
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

size_t stratum_residence(const Stratum *stratum)
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
        .rule_column_of = columns->rule_column_of[of->law],
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

// How far a household is below the line, which bears upon whether the office knows it.
static void find_depth(Specialist *specialist, StratumPlan *plan)
{
    const Program *program = plan->laws[0].from.program;
    const uint32_t found = program_find(program, STR("depth_below_dibao"));
    plan->has_depth = found != NONE && program->names.items[found].kind == SYM_RULE;
    if (!plan->has_depth) return;
    const RuleLanes rule = specialist_rule(specialist, program->names.items[found].index);
    plan->depth = rule.value.low.num;
    plan->depth_den = rule.value.low.den;
    plan->depth_known =
        graph_and_not(&plan->graph, lanes_known(&plan->graph, &rule.value), rule.value.trap);
}

// What is to be read after a run, and the mask outside of which it is not.
typedef struct WantedLanes {
    Arena *arena;
    LaneVec lanes, where;
} WantedLanes;

static void want_where(WantedLanes *wanted, Lane where, Lane lane)
{
    *vec_push(wanted->arena, &wanted->lanes) = lane;
    *vec_push(wanted->arena, &wanted->where) = where;
}

static void want(WantedLanes *wanted, Lane lane)
{
    want_where(wanted, GRAPH_YES, lane);
}

static Plan *plan_of(const Graph *graph, const ColumnSpec *specs, const WantedLanes *wanted)
{
    const Wanted all = {
        .lanes = wanted->lanes.items, .where = wanted->where.items, .count = wanted->lanes.count};
    return plan_create(graph, specs, &all, wanted->arena);
}

static void want_depth(const StratumPlan *plan, WantedLanes *wanted)
{
    if (!plan->has_depth) return;
    want(wanted, plan->depth);
    want(wanted, plan->depth_den);
    want(wanted, plan->depth_known);
}

static void want_resources(const StratumLaw *law, WantedLanes *wanted)
{
    want(wanted, law->resources);
    want(wanted, law->resources_den);
    want(wanted, law->resources_known);
}

static void want_grant(const GrantLanes *grant, WantedLanes *wanted)
{
    want(wanted, grant->qualifies);
    want(wanted, grant->members);
    want_where(wanted, grant->qualifies, grant->amount.low.num);
    want_where(wanted, grant->qualifies, grant->amount.low.den);
    want_where(wanted, grant->qualifies, grant->amount.some);
}

// See sums_on_dibao.
static Plan *plan_first_pass(const StratumPlan *plan, const ColumnSpec *specs)
{
    const StratumLaw *law = &plan->laws[0];
    WantedLanes wanted = {.arena = plan->arena};
    want_resources(law, &wanted);
    want_depth(plan, &wanted);
    for (size_t g = 0; g < law->law.grant_count; g++) {
        const GrantLanes *grant = &law->law.grants[g];
        const Str name = law->from.program->programmes.items[grant->programme].name;
        if (grants_of_dibao(name)) want_grant(grant, &wanted);
    }
    return plan_of(&plan->graph, specs, &wanted);
}

static void want_law(StratumPlan *plan, StratumLaw *law, WantedLanes *wanted)
{
    want(wanted, law->law.refused);
    want_resources(law, wanted);
    for (size_t g = 0; g < law->law.grant_count; g++) {
        want_grant(&law->law.grants[g], wanted);
        want(wanted, law->law.grants[g].undetermined);
    }
    law->tier_count = law->law.tier.rail_count;
    invariant(law->tier_count <= SIMULATED_TIERS_MAX);
    law->tiers = ARENA_ARRAY(plan->arena, Lane, law->tier_count);
    for (size_t t = 0; t < law->tier_count; t++) {
        const Lane in = graph_and(&plan->graph, law->law.tier.some, law->law.tier.rails[t]);
        law->tiers[t] = graph_count(&plan->graph, in);
        want(wanted, law->tiers[t]);
    }
}

// The households that come to something under some law, the most telling masks first: in a tier but
// the last, granted something, still open.
enum { TOUCHED_BY_TIER, TOUCHED_BY_GRANT, TOUCHED_BY_QUESTION, TOUCHED };

static void touch(StratumPlan *plan, LaneVec *touched, Lane mask)
{
    *vec_push(plan->arena, touched) = mask;
}

static void find_touched(StratumPlan *plan, const StratumLaw *law, LaneVec touched[TOUCHED])
{
    Graph *graph = &plan->graph;
    const Lanes *tier = &law->law.tier;
    for (size_t t = 0; t < tier->rail_count; t++) {
        const Lane in = graph_and(graph, tier->some, tier->rails[t]);
        const bool last = t + 1 == tier->rail_count;
        touch(plan, &touched[TOUCHED_BY_TIER], graph_any(graph, last ? graph_not(graph, in) : in));
    }
    for (size_t g = 0; g < law->law.grant_count; g++) {
        const GrantLanes *grant = &law->law.grants[g];
        touch(plan, &touched[TOUCHED_BY_GRANT], graph_any(graph, grant->qualifies));
        touch(plan, &touched[TOUCHED_BY_QUESTION], graph_any(graph, grant->undetermined));
    }
    touch(plan, &touched[TOUCHED_BY_QUESTION], law->law.refused);
}

// A sample of the stratum's households while it is gathered and looked at.
typedef struct Sampler {
    StratumPlan *plan;
    Arena *arena;
    LaneVec masks; // of the graph
    PlanScratch *scratch;
    BoundsSample sample;
    uint32_t *owners;      // as in sample
    unsigned char **holds; // as sample.masks
} Sampler;

// One of so many households of so many blocks.
enum { SAMPLED_BLOCKS = 32, SAMPLED_EVERY = 128 };
enum { SAMPLED_PERSONS = (BLOCK_PERSONS / SAMPLED_EVERY + BLOCK_SLOTS) * SAMPLED_BLOCKS };

static void look_at_block(void *of_sampler, const PeopleBlock *block)
{
    Sampler *sampler = of_sampler;
    BoundsSample *sample = &sampler->sample;
    const BlockShape *shape = &block->columns.shape;
    plan_run(sampler->scratch, &block->columns);
    for (size_t m = 0; m < sampler->masks.count; m++) {
        const Lane mask = sampler->masks.items[m];
        const unsigned char *holds = plan_mask(sampler->scratch, mask);
        if (graph_at(&sampler->plan->graph, mask)->domain != DOMAIN_PERSON) {
            memcpy(sampler->holds[mask] + sample->households, holds, shape->households);
            continue;
        }
        unsigned char *to = sampler->holds[mask] + sample->persons;
        for (uint32_t t = 0; t < shape->slots; to += shape->with[t++])
            memcpy(to, holds + shape->base[t], shape->with[t]);
    }
    for (uint32_t t = 0; t < shape->slots; t++) {
        for (uint32_t i = 0; i < shape->with[t]; i++)
            sampler->owners[sample->persons++] = (uint32_t)sample->households + i;
    }
    sample->households += shape->households;
}

// Where each mask of the graph holds, in a few households from all over the stratum.
static const BoundsSample *take_sample(const SimulateOptions *options, uint32_t stratum,
                                       StratumPlan *plan, PeopleScratch *people, Arena *arena)
{
    const PeopleOutline *outline = people_outline(options->people);
    const uint64_t households = outline->strata[stratum].households;
    Sampler *sampler = ARENA_ONE(arena, Sampler);
    unsigned char some[BLOCK_HOUSEHOLDS] = {0};
    PeopleScratch *gathered = people_scratch_create(options->people);
    Pending pending = {.arena = arena,
                       .people = options->people,
                       .stratum = stratum,
                       .scratch = gathered,
                       .take = look_at_block,
                       .context = sampler};
    *sampler = (Sampler){.plan = plan,
                         .arena = arena,
                         .owners = ARENA_ARRAY(arena, uint32_t, SAMPLED_PERSONS),
                         .holds = ARENA_ARRAY(arena, unsigned char *, plan->graph.vertices.count)};
    for (Lane v = GRAPH_ONE + 1; v < plan->graph.vertices.count; v++) {
        if (!operation_gives_mask(graph_at(&plan->graph, v)->op)) continue;
        sampler->holds[v] = arena_take_unset(arena, SAMPLED_PERSONS);
        *vec_push(arena, &sampler->masks) = v;
    }
    const Wanted masks = {.lanes = sampler->masks.items, .count = sampler->masks.count};
    const Plan *of_masks = plan_create(&plan->graph, outline->specs, &masks, arena);
    sampler->scratch = plan_scratch_create(of_masks, options->kernels, arena);
    for (size_t i = 0; i < BLOCK_HOUSEHOLDS; i += SAMPLED_EVERY) some[i] = 0xFF;
    for (uint64_t b = 0; b < SAMPLED_BLOCKS; b++) {
        PeopleBlock block;
        (void)people_fill(options->people, stratum, households / SAMPLED_BLOCKS * b, people,
                          &block);
        pending_add(&pending, &block, some);
    }
    pending_flush(&pending);
    people_scratch_destroy(gathered);
    sampler->sample.owners = sampler->owners;
    sampler->sample.masks = (const unsigned char *const *)sampler->holds;
    return &sampler->sample;
}

void stratum_prefix(const SimulateOptions *options, uint32_t stratum, StratumPlan *plan,
                    PeopleScratch *people, Arena *passing)
{
    const StratumLaw *first = &plan->laws[0];
    WantedLanes wanted = {.arena = plan->arena};
    LaneVec touched[TOUCHED] = {{0}};
    LaneVec whole = {0};
    want_resources(first, &wanted);
    want_depth(plan, &wanted);
    for (size_t v = 0; v < plan->months * options->law_count; v++)
        find_touched(plan, &plan->laws[v], touched);
    for (size_t t = 0; t < TOUCHED; t++) {
        for (size_t i = 0; i < touched[t].count; i++)
            *vec_push(passing, &whole) = touched[t].items[i];
    }
    const BoundsSample *sample = take_sample(options, stratum, plan, people, passing);
    Bounds *bounds = bounds_create(&plan->graph, sample, wanted.lanes.items, wanted.lanes.count,
                                   whole.items, whole.count, passing);
    plan->active = GRAPH_NO;
    for (size_t t = 0; t < TOUCHED; t++)
        plan->active = graph_or(&plan->graph, plan->active,
                                bounds_upper(bounds, touched[t].items, touched[t].count));
    want(&wanted, plan->active);
    plan->prefix = plan_of(&plan->graph, people_outline(options->people)->specs, &wanted);
}

void stratum_scratch(StratumPlan *plan, KernelSet kernels, Arena *arena)
{
    plan->scratch = plan_scratch_create(plan->plan, kernels, arena);
    plan->first_scratch = plan_scratch_create(plan->first_pass, kernels, arena);
    if (plan->prefix != NULL)
        plan->prefix_scratch = plan_scratch_create(plan->prefix, kernels, arena);
}

// The households that the office knows: whose critical value is below the threshold of their depth
// (sums_critical, sums_depth).
static Lane served_mask(const SimulateOptions *options, const SimulationColumns *columns,
                        const int64_t thresholds[TAKEUP_DEPTHS], StratumPlan *plan)
{
    enum { FULL = TAKEUP_DEPTHS - 1 };
    Graph *graph = &plan->graph;
    const ColumnSpec *specs = people_outline(options->people)->specs;
    Lane fails = GRAPH_NO;
    if (columns->claim_draw == NONE || thresholds[0] == INT64_MAX) return GRAPH_YES;
    Lane critical = graph_cell(graph, columns->claim_draw, &specs[columns->claim_draw]);
    if (columns->found_draw != NONE) {
        const Lane found = graph_cell(graph, columns->found_draw, &specs[columns->found_draw]);
        const Lane harder = graph_number(graph, SIMULATED_HARDER);
        critical = graph_smaller(graph, critical, graph_add(graph, found, harder, &fails));
    }
    if (!plan->has_depth) return graph_less(graph, critical, graph_number(graph, thresholds[0]));
    const Lane full = graph_number(graph, FULL);
    Lane depth = graph_multiply(graph, graph_larger(graph, plan->depth, GRAPH_ZERO), full, &fails);
    depth = graph_smaller(graph, graph_divide_down(graph, depth, plan->depth_den), full);
    depth = graph_choose(graph, plan->depth_known, depth, GRAPH_ZERO);
    return graph_less(graph, critical, graph_lookup(graph, depth, 0, thresholds, TAKEUP_DEPTHS));
}

// What the month came to, for those after it.
static void keep_history(Specialist *specialist, const StratumLaw *law, uint32_t month, Lane served,
                         PastLanes *history)
{
    for (uint32_t h = 0; h < law->from.program->columns.count; h++)
        history[h] = (PastLanes){.month = month,
                                 .history = h,
                                 .value = specialist_history(specialist, h, &law->law, served)};
}

// One law from month to month, each specialised with what those before it came to.
static bool plan_law(const SimulateOptions *options, const SimulationColumns *columns, size_t k,
                     uint32_t stratum, int64_t (*thresholds)[TAKEUP_DEPTHS], StratumPlan *plan,
                     WantedLanes *wanted, Error *err)
{
    const Program *program = options->laws[k].program;
    const size_t asked = program->columns.count;
    PastLanes *history = ARENA_ARRAY(plan->arena, PastLanes, asked * plan->months);
    Date *months = ARENA_ARRAY(plan->arena, Date, plan->months);
    for (size_t m = 0; m < plan->months; m++) {
        StratumLaw *law = &plan->laws[m * options->law_count + k];
        const StratumOfLaw of = {.stratum = stratum, .law = k};
        if (!stratum_specialisation(options, columns, &of, plan->arena, &law->from, err))
            return false;
        months[m] = date_month_start(simulated_day(options, m));
        law->from.date = simulated_day(options, m);
        law->from.months = months;
        law->from.month_count = m;
        law->from.simulated = history;
        law->from.simulated_count = m * asked;
        plan->graph.slots = law->from.slots;
        Specialist *specialist = specialist_create(&law->from, &plan->graph);
        specialist_programmes(specialist, &law->law);
        if (!find_resources(specialist, &plan->graph, law, err)) return false;
        if (k == 0 && m == 0) find_depth(specialist, plan);
        want_law(plan, law, wanted);
        if (m + 1 == plan->months) break;
        const Lane served = served_mask(options, columns, thresholds[plan->residence], plan);
        keep_history(specialist, law, (uint32_t)m, served, &history[m * asked]);
    }
    return true;
}

bool stratum_plan(const SimulateOptions *options, const SimulationColumns *columns,
                  uint32_t stratum, int64_t (*thresholds)[TAKEUP_DEPTHS], Arena *arena,
                  StratumPlan *plan, Error *err)
{
    const PeopleOutline *outline = people_outline(options->people);
    const size_t months = thresholds != NULL ? simulated_months(options) : 1;
    WantedLanes wanted = {.arena = arena};
    *plan = (StratumPlan){.arena = arena,
                          .months = months,
                          .laws = ARENA_ARRAY(arena, StratumLaw, months * options->law_count)};
    plan->residence = stratum_residence(&outline->strata[stratum]);
    graph_start(&plan->graph, BLOCK_SLOTS, arena);
    for (size_t k = 0; k < options->law_count; k++) {
        if (!plan_law(options, columns, k, stratum, thresholds, plan, &wanted, err)) return false;
    }
    want_depth(plan, &wanted);
    plan->plan = plan_of(&plan->graph, outline->specs, &wanted);
    plan->first_pass = plan_first_pass(plan, outline->specs);
    return true;
}
