// Two passes: a sample of blocks finds the deciles and the thresholds of being known; then every
// block is added up. Threads, of all processes of a team, take ranges of households as they are
// dealt; what each adds up is merged, so that it does not matter who had which.
//
// The sample of a large population is a part of each window of households, at a place drawn at
// random: households stand in the order of their types, and those that begin a window would be too
// often of the type that begins there.

#include "model/simulate/simulate.h"

#include <string.h>

#include "base/date.h"
#include "base/os.h"
#include "model/people/ranges.h"
#include "model/simulate/pending.h"
#include "model/simulate/plans.h"
#include "model/simulate/sums_message.h"

enum {
    SAMPLE_WINDOW = RANGE_STEP, // of large populations, a part of each window is looked at before
    SAMPLE_PART = 512,
    SAMPLE_ALL = 16000000,  // households: fewer are looked at one and all
    CHUNK = 16 * 1024,      // households after which progress is told, and an end asked for
    LOOK_EVERY = 8 * CHUNK, // after which it is asked whether others of the team have ended
    THREADS_MAX = 64,
};

int64_t simulate_line(size_t residence)
{
    return residence == 0 ? INT64_C(779) * 12 * 100 : INT64_C(615) * 12 * 100;
}

size_t simulated_months(const SimulateOptions *options)
{
    return options->months > 0 ? options->months : 1;
}

uint32_t simulated_threads(const SimulateOptions *options)
{
    const uint32_t threads = options->threads > 0 ? options->threads : os_processors();
    return threads > THREADS_MAX ? THREADS_MAX : threads;
}

bool simulated_in_full(const SimulateOptions *options, uint32_t stratum)
{
    enum { PAYS = 100000 }; // households that a prefix must spare to be worth making
    const uint64_t below = options->full_below > 0 ? options->full_below : PAYS;
    return people_outline(options->people)->strata[stratum].households < below;
}

Date simulated_day(const SimulateOptions *options, size_t month)
{
    return date_add_months(options->date, (int32_t)month);
}

// What the threads of one pass share; each writes its own place only.
typedef struct Pass {
    const SimulateOptions *options;
    const SimulationColumns *columns;
    const StratumPlans *plans;
    StratumPlans own; // made for this run
    uint32_t threads;
    uint64_t workers;          // threads of all members of the team
    RangeVec ranges;           // of households, in the order in which they are dealt
    TeamDeal deal;             // of their numbers
    bool sampling, in_windows; // the first pass; of a large population
    int64_t thresholds[SIMULATED_RESIDENCES][TAKEUP_DEPTHS];
    int64_t slope;
    int64_t deciles[9];
    ThreadSums *sums;                        // [thread], in the second pass
    Takeup (*takeups)[SIMULATED_RESIDENCES]; // [thread], in the first
    Distribution **resources;                // [thread], in the first
    bool ended;                              // interrupted; written by thread 0
} Pass;

typedef struct Worker {
    Pass *pass;
    uint32_t index;
    PeopleScratch *scratch, *pending_scratch;
    Arena *own;
    Arena *arena;   // of the stratum: what running its plan needs
    Arena *request; // of single decisions
    WideBlock *wide;
    StratumPlan plan;
    Pending pending;             // households of the stratum that wait to be worked out in full
    uint32_t stratum;            // that of the plan; NONE: not any yet
    uint64_t done, told, looked; // households; and those when goes_on last did either
    int64_t weights[BLOCK_HOUSEHOLDS]; // of a sampled block: its own, times what it stands for
    uint64_t stands_for;               // households that each of the sampled block stands for
} Worker;

// Resources of the households of a sampled block, or of those that the mask leaves out.
static void sample_resources(Worker *worker, const PeopleBlock *block, const PlanScratch *scratch,
                             const unsigned char *active)
{
    const BlockShape *shape = &block->columns.shape;
    Distribution *resources = worker->pass->resources[worker->index];
    int32_t sizes[BLOCK_HOUSEHOLDS];
    sums_sizes(shape, sizes);
    for (uint32_t i = 0; i < shape->households; i++) {
        int64_t fen = 0;
        if (active != NULL && active[i] != 0) continue;
        if (sums_resources(&worker->plan, scratch, i, &fen))
            distribution_add(resources, fen, sizes[i], block->weights[i]);
    }
}

// The persons whom the law grants dibao, and their money, by their household's critical value.
static void sample_block(Worker *worker, const PeopleBlock *block)
{
    const StratumPlan *plan = &worker->plan;
    const BlockShape *shape = &block->columns.shape;
    Takeup *takeup = &worker->pass->takeups[worker->index][plan->residence];
    int64_t persons[BLOCK_HOUSEHOLDS];
    int64_t money[BLOCK_HOUSEHOLDS];
    plan_run(plan->first_scratch, &block->columns);
    sample_resources(worker, block, plan->first_scratch, NULL);
    sums_on_dibao(plan, plan->first_scratch, shape, persons, money);
    for (uint32_t i = 0; i < shape->households; i++) {
        if (persons[i] == 0) continue;
        takeup_add(takeup, sums_critical(worker->pass->columns, &block->columns, i),
                   sums_depth(plan, plan->first_scratch, i), block->weights[i] * persons[i],
                   (Wide)block->weights[i] * money[i]);
    }
}

static BlockContext context_of(const Worker *worker)
{
    const Pass *pass = worker->pass;
    return (BlockContext){.options = pass->options,
                          .columns = pass->columns,
                          .plan = &worker->plan,
                          .stratum = worker->stratum,
                          .thresholds = pass->thresholds[worker->plan.residence],
                          .deciles = pass->deciles,
                          .request = worker->request};
}

static void run_in_full(void *of_worker, const PeopleBlock *block)
{
    Worker *worker = of_worker;
    if (worker->pass->sampling) {
        sample_block(worker, block);
        return;
    }
    plan_run(worker->plan.scratch, &block->columns);
    const BlockContext context = context_of(worker);
    sums_add_block(&worker->pass->sums[worker->index], &context, block);
}

// What the prefix leaves out is added at once; the rest waits until it fills a block.
static void run_block(Worker *worker, const PeopleBlock *block)
{
    const StratumPlan *plan = &worker->plan;
    if (plan->prefix == NULL) {
        run_in_full(worker, block);
        return;
    }
    const BlockContext context = context_of(worker);
    plan_run(plan->prefix_scratch, &block->columns);
    const unsigned char *active = plan_mask(plan->prefix_scratch, plan->active);
    if (worker->pass->sampling) sample_resources(worker, block, plan->prefix_scratch, active);
    else sums_add_idle(&worker->pass->sums[worker->index], &context, block, active);
    pending_add(&worker->pending, block, active);
}

// Tells how far the run is, and ends it for all where nobody wants to hear more. For thread 0.
static void tell_progress(Worker *worker)
{
    Pass *pass = worker->pass;
    const SimulateOptions *options = pass->options;
    if (worker->index > 0 || options->progress == NULL || pass->sampling) return;
    worker->told = worker->done;
    if (options->progress(options->context, worker->done * pass->workers)) return;
    pass->ended = true;
    team_stop(&pass->deal);
}

// Whether the run goes on. Thread 0 asks, here and of the team, and the others see what it heard.
static bool goes_on(Worker *worker)
{
    TeamDeal *deal = &worker->pass->deal;
    if (worker->index > 0) return team_goes_on(deal);
    team_tend(deal);
    if (worker->done - worker->looked >= LOOK_EVERY) {
        worker->looked = worker->done;
        team_look(deal);
    }
    if (worker->done - worker->told >= CHUNK) tell_progress(worker);
    return team_goes_on(deal);
}

// Leaves of a window the part that is looked at, and returns how many parts there were. Which one
// is drawn from the window's place alone, so that it is the same for any number of threads.
static uint64_t sample_window(uint32_t stratum, uint64_t *start, uint64_t *end)
{
    uint64_t draw = (uint64_t)stratum << 40 ^ *start; // finalised as in SplitMix64
    draw = (draw ^ draw >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    draw = (draw ^ draw >> 27) * UINT64_C(0x94D049BB133111EB);
    draw ^= draw >> 31;
    const uint64_t parts = (*end - *start + SAMPLE_PART - 1) / SAMPLE_PART;
    *start += draw % parts * SAMPLE_PART;
    if (*end - *start > SAMPLE_PART) *end = *start + SAMPLE_PART;
    return parts;
}

// Asked for are the columns that a plan reads, and the draws of being known; where the interpreter
// may have to decide a household, all.
static void ask_columns(const Worker *worker, const Plan *plan, PeopleScratch *scratch)
{
    const PeopleOutline *outline = people_outline(worker->pass->options->people);
    const SimulationColumns *columns = worker->pass->columns;
    bool *asked = ARENA_ARRAY(worker->arena, bool, outline->column_count);
    bool all = false;
    for (size_t k = 0;
         plan != worker->plan.prefix && k < worker->plan.months * worker->pass->options->law_count;
         k++)
        all = all || worker->plan.laws[k].refused != GRAPH_NO;
    for (uint32_t c = 0; c < outline->column_count; c++)
        asked[c] =
            all || plan_reads(plan, c) || c == columns->claim_draw || c == columns->found_draw;
    people_ask(worker->pass->options->people, scratch, asked);
}

// Makes ready for a stratum, after what is left of the one before.
static void enter_stratum(Worker *worker, uint32_t stratum)
{
    const Pass *pass = worker->pass;
    StratumPlan *plan = &worker->plan;
    if (worker->stratum != NONE) pending_flush(&worker->pending);
    arena_reset(worker->arena);
    worker->stratum = stratum;
    *plan = pass->plans->plans[stratum];
    if (simulated_in_full(pass->options, stratum)) plan->prefix = NULL; // others' who are more
    stratum_scratch(plan, pass->options->kernels, worker->arena);
    ask_columns(worker, plan->prefix != NULL ? plan->prefix : plan->plan, worker->scratch);
    ask_columns(worker, plan->plan, worker->pending_scratch);
    worker->pending = (Pending){.arena = worker->arena,
                                .people = pass->options->people,
                                .stratum = stratum,
                                .scratch = worker->pending_scratch,
                                .take = run_in_full,
                                .context = worker};
}

// In a sample each household has the weight of all that it stands for.
static void weigh(Worker *worker, PeopleBlock *block)
{
    const int64_t weight = people_outline(worker->pass->options->people)->weight;
    for (uint32_t i = 0; i < block->columns.shape.households; i++) {
        const int64_t own = block->weights != NULL ? block->weights[i] : weight;
        worker->weights[i] = own * (int64_t)worker->stands_for;
    }
    block->weights = worker->weights;
}

// A block of one kind, which is what a prefix is for; where there is none, of any.
static uint32_t fill_block(const Worker *worker, uint64_t first, uint64_t end, PeopleBlock *block)
{
    if (worker->plan.prefix == NULL)
        return wide_fill(worker->wide, worker->stratum, first, end, worker->scratch, block);
    const uint64_t left = end - first;
    return people_fill_some(worker->pass->options->people, worker->stratum, first,
                            left < BLOCK_HOUSEHOLDS ? (uint32_t)left : BLOCK_HOUSEHOLDS,
                            worker->scratch, block);
}

static void run_households(Worker *worker, uint64_t first, uint64_t end)
{
    const Pass *pass = worker->pass;
    while (first < end) {
        PeopleBlock block;
        const uint32_t count = fill_block(worker, first, end, &block);
        if (pass->sampling) weigh(worker, &block);
        run_block(worker, &block);
        first += count;
        worker->done += count;
        if (!goes_on(worker)) return;
    }
}

// A window is looked at in part, in a large population; all else whole.
static void run_range(Worker *worker, const Range *range)
{
    worker->stands_for = 1;
    if (!worker->pass->in_windows) {
        run_households(worker, range->first, range->end);
        return;
    }
    for (uint64_t start = range->first; start < range->end; start += SAMPLE_WINDOW) {
        uint64_t first = start;
        uint64_t end = start + SAMPLE_WINDOW < range->end ? start + SAMPLE_WINDOW : range->end;
        worker->stands_for = sample_window(range->stratum, &first, &end);
        run_households(worker, first, end);
    }
}

static void run_worker(void *context, uint32_t index)
{
    enum { OF_STRATUM = 8 * 1024 * 1024 };
    Pass *pass = context;
    Worker worker = {.pass = pass,
                     .index = index,
                     .stratum = NONE,
                     .scratch = people_scratch_create(pass->options->people),
                     .pending_scratch = people_scratch_create(pass->options->people),
                     .own = arena_create(),
                     .arena = arena_create_large(OF_STRATUM),
                     .request = arena_create()};
    worker.wide = wide_create(pass->options->people, worker.own);
    for (uint64_t k = 0; team_goes_on(&pass->deal) && team_next(&pass->deal, &k);) {
        const Range *range = &pass->ranges.items[k];
        if (range->stratum != worker.stratum) enter_stratum(&worker, range->stratum);
        run_range(&worker, range);
        tell_progress(&worker);
    }
    if (worker.stratum != NONE) pending_flush(&worker.pending);
    people_scratch_destroy(worker.scratch);
    people_scratch_destroy(worker.pending_scratch);
    arena_destroy(worker.own);
    arena_destroy(worker.arena);
    arena_destroy(worker.request);
}

// The strata of a fixed share of the ranges; NULL where it is not known beforehand who takes what.
static const bool *own_strata(const Pass *pass, Arena *arena)
{
    const SimulateOptions *options = pass->options;
    uint64_t first = 0;
    uint64_t end = 0;
    if (!team_is_static(options->team)) return NULL;
    bool *strata = ARENA_ARRAY(arena, bool, people_outline(options->people)->stratum_count);
    team_share(options->team, pass->ranges.count, &first, &end);
    for (uint64_t k = first; k < end; k++) strata[pass->ranges.items[k].stratum] = true;
    return strata;
}

// Plans the strata, in place of those that were planned before; `thresholds` as of StratumRequest.
static bool make_plans(Pass *pass, int64_t (*thresholds)[TAKEUP_DEPTHS], Arena *passing, Error *err)
{
    const SimulateOptions *options = pass->options;
    const StratumPlansRequest request = {.options = options,
                                         .columns = pass->columns,
                                         .thresholds = thresholds,
                                         .strata = own_strata(pass, passing),
                                         .threads = pass->threads};
    Error own = {0};
    stratum_plans_destroy(&pass->own);
    const bool done = stratum_plans_create(&request, &pass->own, &own);
    pass->plans = &pass->own;
    return team_agree(options->team, done, &own, err);
}

static bool run_pass(Pass *pass, Error *err)
{
    if (!team_deal(pass->options->team, pass->ranges.count, &pass->deal, err)) return false;
    os_run_threads(pass->threads, run_worker, pass);
    return true;
}

static bool merge_sample(Pass *pass, Arena *passing, Error *err)
{
    for (uint32_t t = 1; t < pass->threads; t++) {
        distribution_merge(pass->resources[0], pass->resources[t]);
        for (size_t r = 0; r < SIMULATED_RESIDENCES; r++)
            takeup_merge(&pass->takeups[0][r], &pass->takeups[t][r]);
    }
    SampleSums all = {.resources = pass->resources[0], .takeups = pass->takeups[0]};
    return sums_share_sample(pass->options->team, &all, passing, err);
}

static void settle_sample(Pass *pass, const SimulateOptions *options)
{
    (void)distribution_cuts(pass->resources[0], 10, pass->deciles);
    const int64_t scale = people_outline(options->people)->weight_scale;
    int64_t wanted[SIMULATED_RESIDENCES];
    bool within = options->targets.fen_a_head > 0;
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) {
        wanted[r] = options->targets.persons[r] * scale;
        within = within && wanted[r] > 0 &&
                 takeup_fit(&pass->takeups[0][r], 0, wanted[r]).status == STATUS_DEFINED;
    }
    if (within)
        pass->slope = takeup_slope(pass->takeups[0], wanted, SIMULATED_RESIDENCES,
                                   options->targets.fen_a_head);
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) {
        const TakeupFit fit = takeup_fit(&pass->takeups[0][r], pass->slope, wanted[r]);
        const bool all = wanted[r] == 0 || fit.status != STATUS_DEFINED;
        for (uint32_t d = 0; d < TAKEUP_DEPTHS; d++)
            pass->thresholds[r][d] = all ? INT64_MAX : takeup_threshold(fit.beta, pass->slope, d);
    }
}

static uint64_t count_households(const People *people)
{
    const PeopleOutline *outline = people_outline(people);
    uint64_t households = 0;
    for (size_t s = 0; s < outline->stratum_count; s++) households += outline->strata[s].households;
    return households;
}

static bool merge_sums(Pass *pass, Arena *passing, Error *err)
{
    const SimulateOptions *options = pass->options;
    for (uint32_t t = 1; t < pass->threads; t++)
        sums_merge(&pass->sums[0], &pass->sums[t], options);
    uint64_t ended = pass->ended;
    if (!sums_share(options->team, &pass->sums[0], options, passing, err) ||
        !team_add(options->team, "ended", &ended, 1, err))
        return false;
    pass->ended = ended > 0;
    sums_settle(&pass->sums[0], options);
    return true;
}

// Both passes, and what they found with everyone.
static bool run_passes(Pass *pass, Arena *passing, Error *err)
{
    if (!run_pass(pass, err) || !merge_sample(pass, passing, err)) return false;
    settle_sample(pass, pass->options);
    // Months after the first rest on who is known to the office in those before them.
    if (simulated_months(pass->options) > 1 && !make_plans(pass, pass->thresholds, passing, err))
        return false;
    pass->sampling = false;
    pass->in_windows = false;
    return run_pass(pass, err) && merge_sums(pass, passing, err);
}

// What the threads write to, and the ranges that they take.
static bool prepare(Pass *pass, Arena *arena, Error *err)
{
    const SimulateOptions *options = pass->options;
    const uint32_t threads = pass->threads;
    pass->workers = threads;
    if (!team_add(options->team, "workers", &pass->workers, 1, err)) return false;
    const RangesOptions cut = {.workers = pass->workers,
                               .shrinking = !team_is_static(options->team)};
    pass->ranges = ranges_cut(people_outline(options->people), &cut, arena);
    pass->sums = ARENA_ARRAY(arena, ThreadSums, threads);
    pass->takeups = arena_take_items(arena, threads, sizeof *pass->takeups);
    pass->resources = ARENA_ARRAY(arena, Distribution *, threads);
    for (uint32_t t = 0; t < threads; t++) {
        sums_start(&pass->sums[t], options, arena);
        pass->resources[t] = ARENA_ONE(arena, Distribution);
        for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) { // thousandths, bins of 16
            pass->takeups[t][r].low = -8192;
            pass->takeups[t][r].shift = 4;
        }
    }
    return true;
}

bool simulate(const SimulateOptions *options, Arena *arena, SimulateResult *result, Error *err)
{
    SimulationColumns columns;
    if (!simulation_columns(options, arena, &columns, err)) return false;
    Pass pass = {.options = options,
                 .columns = &columns,
                 .plans = options->plans,
                 .threads = simulated_threads(options),
                 .sampling = true,
                 .in_windows = count_households(options->people) >= SAMPLE_ALL};
    if (!prepare(&pass, arena, err)) return false;
    Arena *passing = arena_create();
    const bool done = (pass.plans != NULL || make_plans(&pass, NULL, passing, err)) &&
                      run_passes(&pass, passing, err);
    stratum_plans_destroy(&pass.own);
    arena_destroy(passing);
    if (!done) return false;
    const ThreadSums *all = &pass.sums[0];
    *result = (SimulateResult){
        .options = options,
        .stratum_count = people_outline(options->people)->stratum_count,
        .laws = all->laws,
        .welfare = all->welfare,
        .before = all->before,
        .persons = all->persons,
        .households = all->households,
        .left_out = all->left_out,
        .refused = all->refused,
        .undecidable = all->undecidable,
        .partial = pass.ended,
    };
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++)
        result->poverty_before[r] = all->poverty_before[r];
    memcpy(result->thresholds, pass.thresholds, sizeof pass.thresholds);
    result->slope = pass.slope;
    for (size_t d = 0; d < 9; d++) result->deciles[d] = pass.deciles[d];
    return true;
}
