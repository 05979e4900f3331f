#include "model/simulate/stratum.h"

#include <string.h>

#include "base/panic.h"
#include "decide/block/bounds.h"
#include "model/simulate/grants.h"

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

// --- what is wanted ---

// A law while its stratum is planned.
typedef struct MadeLaw {
    Specialisation from;
    SpecialLaw law;
} MadeLaw;

// What is to be read after a run, and the mask outside of which it is not.
typedef struct WantedLanes {
    LaneVec lanes, where;
} WantedLanes;

// A plan while it is made.
typedef struct Making {
    const StratumRequest *request;
    Arena *passing, *arena;
    Graph graph;
    MadeLaw *laws; // as those of the plan
    WantedLanes wanted;
    StratumPlan *plan;
} Making;

static void want_where(Making *making, Lane where, Lane lane)
{
    *vec_push(making->passing, &making->wanted.lanes) = lane;
    *vec_push(making->passing, &making->wanted.where) = where;
}

static void want(Making *making, Lane lane)
{
    want_where(making, GRAPH_YES, lane);
}

// A plan of what is wanted; then nothing is.
static Plan *plan_wanted(Making *making)
{
    const WantedLanes *wanted = &making->wanted;
    const Wanted all = {
        .lanes = wanted->lanes.items, .where = wanted->where.items, .count = wanted->lanes.count};
    const PeopleOutline *outline = people_outline(making->request->options->people);
    Plan *plan = plan_create(&making->graph, outline->specs, &all, making->passing, making->arena);
    making->wanted = (WantedLanes){0};
    return plan;
}

static void want_depth(Making *making)
{
    const StratumPlan *plan = making->plan;
    if (!plan->has_depth) return;
    want(making, plan->depth);
    want(making, plan->depth_den);
    want(making, plan->depth_known);
}

static void want_resources(Making *making, const StratumLaw *law)
{
    want(making, law->resources);
    want(making, law->resources_den);
    want(making, law->resources_known);
}

static void want_grant(Making *making, const StratumGrant *grant)
{
    want(making, grant->qualifies);
    want(making, grant->members);
    want_where(making, grant->qualifies, grant->num);
    want_where(making, grant->qualifies, grant->den);
    want_where(making, grant->qualifies, grant->some);
}

static void want_law(Making *making, const StratumLaw *law)
{
    want(making, law->refused);
    want_resources(making, law);
    for (size_t g = 0; g < law->grant_count; g++) {
        want_grant(making, &law->grants[g]);
        want(making, law->grants[g].undetermined);
    }
    for (size_t t = 0; t < law->tier_count; t++) want(making, law->tiers[t]);
}

// See sums_on_dibao.
static Plan *plan_first_pass(Making *making)
{
    const StratumLaw *law = &making->plan->laws[0];
    want_resources(making, law);
    want_depth(making);
    for (size_t g = 0; g < law->grant_count; g++) {
        const StratumGrant *grant = &law->grants[g];
        if (grants_of_dibao(law->program->programmes.items[grant->programme].name))
            want_grant(making, grant);
    }
    return plan_wanted(making);
}

// --- the prefix ---

// The households that come to something under some law, the most telling masks first: in a tier but
// the last, granted something, still open.
enum { TOUCHED_BY_TIER, TOUCHED_BY_GRANT, TOUCHED_BY_QUESTION, TOUCHED };

static void find_touched(Making *making, const SpecialLaw *law, LaneVec touched[TOUCHED])
{
    Graph *graph = &making->graph;
    Arena *passing = making->passing;
    for (size_t t = 0; t < law->tier.rail_count; t++) {
        const Lane in = graph_and(graph, law->tier.some, law->tier.rails[t]);
        const bool last = t + 1 == law->tier.rail_count;
        *vec_push(passing, &touched[TOUCHED_BY_TIER]) =
            graph_any(graph, last ? graph_not(graph, in) : in);
    }
    for (size_t g = 0; g < law->grant_count; g++) {
        const GrantLanes *grant = &law->grants[g];
        *vec_push(passing, &touched[TOUCHED_BY_GRANT]) = graph_any(graph, grant->qualifies);
        *vec_push(passing, &touched[TOUCHED_BY_QUESTION]) = graph_any(graph, grant->undetermined);
    }
    *vec_push(passing, &touched[TOUCHED_BY_QUESTION]) = law->refused;
}

// Some households from all over the stratum, as a block.
static void sample_people(const Making *making, PeopleBlock *block)
{
    enum { PLACES = 32, AT_EACH = 8 };
    const People *people = making->request->options->people;
    const uint32_t stratum = making->request->stratum;
    const uint64_t households = people_outline(people)->strata[stratum].households;
    WideBlock *wide = making->request->wide;
    bool room = true;
    wide_start(wide);
    for (uint64_t place = 0; place < PLACES && room; place++) {
        (void)people_fill_some(people, stratum, households / PLACES * place, AT_EACH,
                               making->request->people, block);
        room = wide_add(wide, block);
    }
    wide_end(wide, block);
}

// The lanes of persons without those that are nobody's.
static const unsigned char *persons_alone(const BlockShape *shape, const unsigned char *lanes,
                                          Arena *arena)
{
    unsigned char *alone = arena_take_unset(arena, shape->persons);
    unsigned char *to = alone;
    for (uint32_t t = 0; t < shape->slots; to += shape->with[t++])
        memcpy(to, lanes + shape->base[t], shape->with[t]);
    return alone;
}

// Where each mask of the graph holds among some households.
static const BoundsSample *take_sample(const Making *making)
{
    const SimulateOptions *options = making->request->options;
    const Graph *graph = &making->graph;
    Arena *arena = making->passing;
    LaneVec masks = {0};
    PeopleBlock block;
    for (Lane v = GRAPH_ONE + 1; v < graph->vertices.count; v++) {
        if (operation_gives_mask(graph_at(graph, v)->op)) *vec_push(arena, &masks) = v;
    }
    const Wanted all = {.lanes = masks.items, .count = masks.count};
    const Plan *plan =
        plan_create(graph, people_outline(options->people)->specs, &all, arena, arena);
    PlanScratch *scratch = plan_scratch_create(plan, options->kernels, arena);
    sample_people(making, &block);
    plan_run(scratch, &block.columns);

    const BlockShape *shape = &block.columns.shape;
    uint32_t *owners = ARENA_ARRAY(arena, uint32_t, shape->persons);
    const unsigned char **holds = ARENA_ARRAY(arena, const unsigned char *, graph->vertices.count);
    BoundsSample *sample = ARENA_ONE(arena, BoundsSample);
    for (uint32_t t = 0; t < shape->slots; t++) {
        for (uint32_t i = 0; i < shape->with[t]; i++) owners[sample->persons++] = i;
    }
    *sample = (BoundsSample){.households = shape->households,
                             .persons = sample->persons,
                             .owners = owners,
                             .masks = holds};
    for (size_t m = 0; m < masks.count; m++) {
        const Lane mask = masks.items[m];
        holds[mask] = plan_mask(scratch, mask);
        if (graph_at(graph, mask)->domain == DOMAIN_PERSON)
            holds[mask] = persons_alone(shape, holds[mask], arena);
    }
    return sample;
}

static Plan *plan_prefix(Making *making)
{
    StratumPlan *plan = making->plan;
    Arena *passing = making->passing;
    LaneVec touched[TOUCHED] = {{0}};
    LaneVec whole = {0};
    want_resources(making, &plan->laws[0]);
    want_depth(making);
    for (size_t v = 0; v < plan->months * making->request->options->law_count; v++)
        find_touched(making, &making->laws[v].law, touched);
    for (size_t t = 0; t < TOUCHED; t++) {
        for (size_t i = 0; i < touched[t].count; i++)
            *vec_push(passing, &whole) = touched[t].items[i];
    }
    Bounds *bounds =
        bounds_create(&making->graph, take_sample(making), &making->wanted.lanes, &whole, passing);
    plan->active = GRAPH_NO;
    for (size_t t = 0; t < TOUCHED; t++)
        plan->active = graph_or(&making->graph, plan->active,
                                bounds_upper(bounds, touched[t].items, touched[t].count));
    want(making, plan->active);
    return plan_wanted(making);
}

// --- the laws ---

static bool find_resources(Making *making, Specialist *specialist, StratumLaw *law, Error *err)
{
    Graph *graph = &making->graph;
    const uint32_t found = program_find(law->program, STR("own_resources"));
    if (found == NONE || law->program->names.items[found].kind != SYM_RULE)
        return error_set(err, ERROR_INVALID, "",
                         "this law has no rule \"own_resources\", which a simulation needs: what a "
                         "household has of its own, before any help");
    const RuleLanes rule = specialist_rule(specialist, law->program->names.items[found].index);
    law->resources = rule.value.low.num;
    law->resources_den = rule.value.low.den;
    law->resources_known = graph_and_not(graph, lanes_known(graph, &rule.value), rule.value.trap);
    return true;
}

// How far a household is below the line, which bears upon whether the office knows it.
static void find_depth(Making *making, Specialist *specialist)
{
    StratumPlan *plan = making->plan;
    Graph *graph = &making->graph;
    const Program *program = plan->laws[0].program;
    const uint32_t found = program_find(program, STR("depth_below_dibao"));
    plan->has_depth = found != NONE && program->names.items[found].kind == SYM_RULE;
    if (!plan->has_depth) return;
    const RuleLanes rule = specialist_rule(specialist, program->names.items[found].index);
    plan->depth = rule.value.low.num;
    plan->depth_den = rule.value.low.den;
    plan->depth_known = graph_and_not(graph, lanes_known(graph, &rule.value), rule.value.trap);
}

// Of what a law was specialised to, the lanes that are read.
static void keep_law(Making *making, const SpecialLaw *made, StratumLaw *law)
{
    const Lanes *tier = &made->tier;
    law->refused = made->refused;
    law->grant_count = made->grant_count;
    law->grants = ARENA_ARRAY(making->arena, StratumGrant, made->grant_count);
    for (size_t g = 0; g < made->grant_count; g++) {
        const GrantLanes *grant = &made->grants[g];
        law->grants[g] = (StratumGrant){.programme = grant->programme,
                                        .of_person = grant->of_person,
                                        .qualifies = grant->qualifies,
                                        .undetermined = grant->undetermined,
                                        .some = grant->amount.some,
                                        .num = grant->amount.low.num,
                                        .den = grant->amount.low.den,
                                        .members = grant->members};
    }
    law->tier_count = tier->rail_count;
    invariant(law->tier_count <= SIMULATED_TIERS_MAX);
    law->tiers = ARENA_ARRAY(making->arena, Lane, law->tier_count);
    for (size_t t = 0; t < law->tier_count; t++) {
        const Lane in = graph_and(&making->graph, tier->some, tier->rails[t]);
        law->tiers[t] = graph_count(&making->graph, in);
    }
}

// The households that the office knows: whose critical value is below the threshold of their depth
// (sums_critical, sums_depth).
static Lane served_mask(Making *making)
{
    enum { FULL = TAKEUP_DEPTHS - 1 };
    const StratumPlan *plan = making->plan;
    const SimulationColumns *columns = making->request->columns;
    const int64_t *thresholds = making->request->thresholds[plan->residence];
    Graph *graph = &making->graph;
    const ColumnSpec *specs = people_outline(making->request->options->people)->specs;
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
static void keep_history(Specialist *specialist, const MadeLaw *law, uint32_t month, Lane served,
                         PastLanes *history)
{
    for (uint32_t h = 0; h < law->from.program->columns.count; h++)
        history[h] = (PastLanes){.month = month,
                                 .history = h,
                                 .value = specialist_history(specialist, h, &law->law, served)};
}

// One law from month to month, each specialised with what those before it came to.
static bool make_law(Making *making, size_t k, Error *err)
{
    const StratumRequest *request = making->request;
    const SimulateOptions *options = request->options;
    StratumPlan *plan = making->plan;
    const size_t asked = options->laws[k].program->columns.count;
    PastLanes *history = ARENA_ARRAY(making->passing, PastLanes, asked * plan->months);
    Date *months = ARENA_ARRAY(making->passing, Date, plan->months);
    for (size_t m = 0; m < plan->months; m++) {
        MadeLaw *made = &making->laws[m * options->law_count + k];
        StratumLaw *law = &plan->laws[m * options->law_count + k];
        const StratumOfLaw of = {.stratum = request->stratum, .law = k};
        if (!stratum_specialisation(options, request->columns, &of, making->passing, &made->from,
                                    err))
            return false;
        months[m] = date_month_start(simulated_day(options, m));
        made->from.date = simulated_day(options, m);
        made->from.months = months;
        made->from.month_count = m;
        made->from.simulated = history;
        made->from.simulated_count = m * asked;
        making->graph.slots = made->from.slots;
        Specialist *specialist = specialist_create(&made->from, &making->graph);
        specialist_programmes(specialist, &made->law);
        law->program = options->laws[k].program;
        if (!find_resources(making, specialist, law, err)) return false;
        if (k == 0 && m == 0) find_depth(making, specialist);
        keep_law(making, &made->law, law);
        want_law(making, law);
        if (m + 1 < plan->months)
            keep_history(specialist, made, (uint32_t)m, served_mask(making), &history[m * asked]);
    }
    return true;
}

bool stratum_plan(const StratumRequest *request, Arena *arena, StratumPlan *plan, Error *err)
{
    const SimulateOptions *options = request->options;
    const size_t months = request->thresholds != NULL ? simulated_months(options) : 1;
    const size_t count = months * options->law_count;
    Making making = {.request = request,
                     .passing = request->passing,
                     .arena = arena,
                     .laws = ARENA_ARRAY(request->passing, MadeLaw, count),
                     .plan = plan};
    *plan = (StratumPlan){.months = months, .laws = ARENA_ARRAY(arena, StratumLaw, count)};
    plan->residence = stratum_residence(&people_outline(options->people)->strata[request->stratum]);
    graph_start(&making.graph, BLOCK_SLOTS, making.passing);
    for (size_t k = 0; k < options->law_count; k++) {
        if (!make_law(&making, k, err)) return false;
    }
    want_depth(&making);
    plan->plan = plan_wanted(&making);
    plan->first_pass = plan_first_pass(&making);
    if (request->people != NULL) plan->prefix = plan_prefix(&making);
    return true;
}

void stratum_scratch(StratumPlan *plan, KernelSet kernels, Arena *arena)
{
    plan->scratch = plan_scratch_create(plan->plan, kernels, arena);
    plan->first_scratch = plan_scratch_create(plan->first_pass, kernels, arena);
    if (plan->prefix != NULL)
        plan->prefix_scratch = plan_scratch_create(plan->prefix, kernels, arena);
}
