#include "model/simulate/sample.h"

#include "base/os.h"
#include "model/simulate/grants.h"
#include "model/simulate/plans.h"
#include "model/simulate/sample_internal.h"
#include "model/simulate/sums.h"

// The survey's columns while they are written.
typedef struct SurveyCells {
    uint64_t *id;
    int32_t *size;
    int64_t *weight;
} SurveyCells;

// What the threads share. Strata are dealt to them, and each writes rows of its own.
typedef struct Taking {
    const SimulateOptions *options; // of the simulation, with the sample's people
    const SimulationColumns *columns;
    const SampleOptions *asked;
    SampleColumns facts;
    SurveyCells rows;
    const size_t *first; // [stratum]: its first row
    uint32_t threads;
    TeamDeal *deal;
    Sample *sample;
    uint64_t *refused; // [stratum]
    Error *errors;     // [thread]
    bool *failed;      // [thread]
} Taking;

int64_t sample_granted(const StratumPlan *plan, size_t law, const BlockShape *shape,
                       uint32_t household, ProgrammeSet *granted)
{
    const StratumLaw *of = &plan->laws[law];
    int64_t fen = 0;
    for (size_t g = 0; g < of->grant_count; g++) {
        const StratumGrant *grant = &of->grants[g];
        if (grant->qualifies == GRAPH_NO || !grants_given(plan->scratch, grant, household))
            continue;
        const uint32_t p = grant->programme;
        const int64_t months = grants_months(&of->program->programmes.items[p]);
        if (granted != NULL) granted->bits[p / 64] |= UINT64_C(1) << p % 64;
        if (months > 0) fen += grants_money(plan->scratch, shape, grant, household) / months;
    }
    return fen;
}

static void keep_household(const Taking *taking, const StratumPlan *plan, const PeopleBlock *block,
                           uint32_t i, size_t row)
{
    Sample *sample = taking->sample;
    const SimulateResult *of = sample->of;
    const int64_t threshold = of->thresholds[plan->residence][sums_depth(plan, plan->scratch, i)];
    int64_t fen = 0;
    sample->residence[row] = (unsigned char)plan->residence;
    sample->known[row] = sums_critical(taking->columns, &block->columns, i) < threshold;
    sample->before[row] = sums_resources(plan, plan->scratch, i, &fen) ? fen : WELFARE_MISSING;
    sample->earnings[row] = WELFARE_MISSING;
    if (sample->before[row] != WELFARE_MISSING)
        sample->decile[row] =
            (unsigned char)distribution_group(of->deciles, 9, fen, sample->survey.size[row]);
    sample_facts(&taking->facts, block, i, sample, row);
    for (size_t k = 0; k < taking->options->law_count; k++) {
        SampledLaw *law = &sample->laws[k];
        const int64_t help = sample_granted(plan, k, &block->columns.shape, i, &law->granted[row]);
        law->benefit[row] = sample->known[row] != 0 ? help : 0;
        for (size_t t = 0; t < plan->laws[k].tier_count; t++)
            law->tiers[row][t] =
                (unsigned char)plan_numbers(plan->scratch, plan->laws[k].tiers[t])[i];
    }
}

static void keep_block(const Taking *taking, const StratumPlan *plan, uint32_t stratum,
                       const PeopleBlock *block, const size_t *row)
{
    const SurveyCells *rows = &taking->rows;
    const uint32_t count = block->columns.shape.households;
    const int64_t weight = people_outline(taking->options->people)->weight;
    int32_t sizes[BLOCK_HOUSEHOLDS];
    sums_sizes(&block->columns.shape, sizes);
    for (uint32_t i = 0; i < count; i++) {
        bool refused = false;
        for (size_t k = 0; k < taking->options->law_count; k++)
            refused |= plan_mask(plan->scratch, plan->laws[k].refused)[i] != 0;
        rows->id[row[i]] = row[i];
        rows->size[row[i]] = sizes[i];
        rows->weight[row[i]] = refused ? 0 : block->weights != NULL ? block->weights[i] : weight;
        taking->refused[stratum] += refused;
        taking->sample->stratum[row[i]] = stratum;
        keep_household(taking, plan, block, i, row[i]);
    }
}

// The plan of the simulation, or one made for the sample.
static bool find_plan(const Taking *taking, uint32_t stratum, Arena *arena, StratumPlan *plan,
                      Error *err)
{
    const SimulateOptions *options = taking->options;
    const StratumRequest request = {
        .options = options, .columns = taking->columns, .stratum = stratum, .passing = arena};
    if (options->plans == NULL) return stratum_plan(&request, arena, plan, err);
    *plan = options->plans->plans[stratum];
    return true;
}

// What a thread needs to take households.
typedef struct Taker {
    uint32_t index;
    PeopleScratch *scratch;
    WideBlock *wide;
    Arena *arena; // of a stratum
} Taker;

// What a stratum needs beside its plan.
typedef struct Taken {
    MeasurePlan *measures;
    SampleCells *cells;
} Taken;

static bool tries_earnings(const Taking *taking)
{
    return !taking->asked->without_earnings && taking->facts.wage != NONE;
}

static void take_block(const Taking *taking, const StratumPlan *plan, const Taken *taken,
                       uint32_t stratum, const PeopleBlock *block)
{
    Sample *sample = taking->sample;
    size_t row[BLOCK_HOUSEHOLDS]; // where each is kept: in the order of their indexes
    for (uint32_t i = 0; i < block->columns.shape.households; i++)
        row[i] = taking->first[stratum] + block->indexes[i];
    plan_run(plan->scratch, &block->columns);
    keep_block(taking, plan, stratum, block, row);
    sample_measure(taken->measures, block, sample, row);
    if (tries_earnings(taking))
        sample_earnings(&taking->facts, plan, taken->cells, block, sample, row);
}

// The budget of a family of the stratum, if it is to have one: of the first kind of three persons,
// so that it is an ordinary one.
static void find_budget(const Taking *taking, const StratumPlan *plan, const Taken *taken,
                        uint32_t stratum, PeopleScratch *scratch)
{
    const People *people = taking->options->people;
    const uint64_t households = people_outline(people)->strata[stratum].households;
    SampledBudget *budget = &taking->sample->budgets[plan->residence];
    if (!tries_earnings(taking) || budget->stratum != stratum) return;
    for (uint64_t first = 0; first < households && !budget->found;) {
        PeopleBlock block;
        first += people_fill(people, stratum, first, scratch, &block);
        sample_budget(&taking->facts, plan, taken->cells, &block, budget);
    }
}

static bool take_stratum(const Taking *taking, const Taker *taker, uint32_t stratum)
{
    const uint64_t households = people_outline(taking->options->people)->strata[stratum].households;
    Error *err = &taking->errors[taker->index];
    StratumPlan plan;
    Taken taken = {0};
    arena_reset(taker->arena);
    if (!find_plan(taking, stratum, taker->arena, &plan, err) ||
        !sample_measure_plan(taking->options, taking->columns, stratum, taker->arena,
                             &taken.measures, err))
        return false;
    stratum_scratch(&plan, taking->options->kernels, taker->arena);
    taken.cells = sample_cells(&taking->facts, taker->arena);
    for (uint64_t first = 0; first < households;) {
        PeopleBlock block;
        first += wide_fill(taker->wide, stratum, first, households, taker->scratch, &block);
        take_block(taking, &plan, &taken, stratum, &block);
    }
    find_budget(taking, &plan, &taken, stratum, taker->scratch);
    return true;
}

static void run_taking(void *context, uint32_t index)
{
    enum { OF_STRATUM = 8 * 1024 * 1024 };
    const Taking *taking = context;
    const People *people = taking->options->people;
    Arena *own = arena_create();
    const Taker taker = {.index = index,
                         .scratch = people_scratch_create(people),
                         .wide = wide_create(people, own),
                         .arena = arena_create_large(OF_STRATUM)};
    for (uint64_t s = 0; team_next(taking->deal, &s);) {
        if (index == 0) team_tend(taking->deal);
        if (take_stratum(taking, &taker, (uint32_t)s)) continue;
        taking->failed[index] = true;
        team_stop(taking->deal);
        break;
    }
    people_scratch_destroy(taker.scratch);
    arena_destroy(taker.arena);
    arena_destroy(own);
}

static SurveyCells make_rows(Sample *sample, size_t count, int64_t scale, Arena *arena)
{
    const SurveyCells rows = {.id = ARENA_ARRAY(arena, uint64_t, count),
                              .size = ARENA_ARRAY(arena, int32_t, count),
                              .weight = ARENA_ARRAY(arena, int64_t, count)};
    const size_t laws = sample->of->options->law_count;
    sample->survey = (Survey){.count = count,
                              .id = rows.id,
                              .size = rows.size,
                              .weight = rows.weight,
                              .weight_scale = scale};
    sample->stratum = ARENA_ARRAY(arena, uint32_t, count);
    sample->before = ARENA_ARRAY(arena, int64_t, count);
    sample->earnings = ARENA_ARRAY(arena, int64_t, count);
    sample->residence = ARENA_ARRAY(arena, unsigned char, count);
    sample->decile = ARENA_ARRAY(arena, unsigned char, count);
    sample->kind = ARENA_ARRAY(arena, unsigned char, count);
    sample->known = ARENA_ARRAY(arena, unsigned char, count);
    sample->lacks = ARENA_ARRAY(arena, unsigned char, count);
    sample->asked = ARENA_ARRAY(arena, unsigned char, count);
    sample->ages = arena_take_items(arena, count, sizeof *sample->ages);
    sample->laws = ARENA_ARRAY(arena, SampledLaw, laws);
    for (size_t k = 0; k < laws; k++) {
        sample->laws[k] = (SampledLaw){
            .granted = ARENA_ARRAY(arena, ProgrammeSet, count),
            .benefit = ARENA_ARRAY(arena, int64_t, count),
            .net = arena_take_items(arena, count, sizeof *sample->laws[k].net),
            .tiers = arena_take_items(arena, count, sizeof *sample->laws[k].tiers),
            .measured = arena_take_items(arena, count, sizeof *sample->laws[k].measured)};
    }
    return rows;
}

// Where the family lives whose budget is drawn: the largest stratum in town and in the country.
static void choose_budgets(const PeopleOutline *outline, Sample *sample, Arena *arena)
{
    uint64_t most[SIMULATED_RESIDENCES] = {0};
    sample->budgets = ARENA_ARRAY(arena, SampledBudget, SIMULATED_RESIDENCES);
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++)
        sample->budgets[r] =
            (SampledBudget){.stratum = NONE, .laws = sample->of->options->law_count};
    for (uint32_t s = 0; s < outline->stratum_count; s++) {
        const size_t r = stratum_residence(&outline->strata[s]);
        if (outline->strata[s].households <= most[r]) continue;
        most[r] = outline->strata[s].households;
        sample->budgets[r].stratum = s;
    }
}

static bool check_programmes(const SimulateOptions *options, Error *err)
{
    for (size_t k = 0; k < options->law_count; k++) {
        if (options->laws[k].program->programmes.count > PROGRAMMES_MAX)
            return error_set(err, ERROR_INVALID, "", "a law has more than %d programmes",
                             PROGRAMMES_MAX);
    }
    return true;
}

#define UNITE(team, array, count, err) \
    team_unite((team), #array, (array), (count) * sizeof *(array), (err))

// Puts together the rows that the members of the team have written: whose they are not, they left
// zero.
static bool unite_rows(const Taking *taking, Error *err)
{
    Sample *sample = taking->sample;
    Team *team = taking->options->team;
    const SurveyCells *rows = &taking->rows;
    const size_t count = sample->survey.count;
    const size_t strata = people_outline(taking->options->people)->stratum_count;
    if (team_size(team) == 1) return true;
    bool done =
        UNITE(team, rows->id, count, err) && UNITE(team, rows->size, count, err) &&
        UNITE(team, rows->weight, count, err) && UNITE(team, sample->stratum, count, err) &&
        UNITE(team, sample->before, count, err) && UNITE(team, sample->earnings, count, err) &&
        UNITE(team, sample->residence, count, err) && UNITE(team, sample->decile, count, err) &&
        UNITE(team, sample->kind, count, err) && UNITE(team, sample->known, count, err) &&
        UNITE(team, sample->lacks, count, err) && UNITE(team, sample->asked, count, err) &&
        UNITE(team, sample->ages, count, err) && UNITE(team, taking->refused, strata, err);
    for (size_t k = 0; done && k < taking->options->law_count; k++) {
        SampledLaw *law = &sample->laws[k];
        done = UNITE(team, law->granted, count, err) && UNITE(team, law->benefit, count, err) &&
               UNITE(team, law->net, count, err) && UNITE(team, law->tiers, count, err) &&
               UNITE(team, law->measured, count, err);
    }
    for (size_t r = 0; done && r < SIMULATED_RESIDENCES; r++) {
        SampledBudget *budget = &sample->budgets[r]; // its stratum and laws are known to all
        done = UNITE(team, &budget->found, 1, err) && UNITE(team, &budget->other_fen, 1, err) &&
               UNITE(team, budget->net, SIMULATED_LAWS_MAX, err);
    }
    return done;
}

// All threads of all members, and then the rows and what was refused with everyone.
static bool run_team(Taking *taking, Error *err)
{
    Team *team = taking->options->team;
    const size_t strata = people_outline(taking->options->people)->stratum_count;
    uint32_t t = 0;
    if (!team_deal(team, strata, taking->deal, err)) return false;
    os_run_threads(taking->threads, run_taking, taking);
    while (t < taking->threads && !taking->failed[t]) t++;
    const bool done = t == taking->threads;
    if (!team_agree(team, done, done ? NULL : &taking->errors[t], err) || !unite_rows(taking, err))
        return false;
    for (size_t s = 0; s < strata; s++) taking->sample->refused += taking->refused[s];
    return true;
}

bool sample_take(const SimulateResult *result, const SampleOptions *asked, Arena *arena,
                 Sample *sample, Error *err)
{
    SimulateOptions options = *result->options;
    const PeopleOutline *outline = people_outline(asked->people);
    SimulationColumns columns;
    TeamDeal deal;
    options.people = asked->people;
    if (!check_programmes(&options, err) || !simulation_columns(&options, arena, &columns, err))
        return false;
    const uint32_t threads = simulated_threads(&options);
    size_t *first = ARENA_ARRAY(arena, size_t, outline->stratum_count + 1);
    for (size_t s = 0; s < outline->stratum_count; s++)
        first[s + 1] = first[s] + outline->strata[s].households;
    *sample = (Sample){.of = result};
    choose_budgets(outline, sample, arena);
    const SurveyCells rows =
        make_rows(sample, first[outline->stratum_count], outline->weight_scale, arena);
    Taking taking = {.options = &options,
                     .columns = &columns,
                     .asked = asked,
                     .facts = sample_columns(outline, options.date),
                     .rows = rows,
                     .first = first,
                     .threads = threads,
                     .deal = &deal,
                     .sample = sample,
                     .refused = ARENA_ARRAY(arena, uint64_t, outline->stratum_count),
                     .errors = ARENA_ARRAY(arena, Error, threads),
                     .failed = ARENA_ARRAY(arena, bool, threads)};
    return run_team(&taking, err);
}
