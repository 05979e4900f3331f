// Two passes: a sample of blocks finds the deciles and the thresholds of being known; then every
// block is added up. Threads take turns at the blocks of a stratum, so that it does not matter how
// many there are.

#include "model/simulate/simulate.h"

#include "base/date.h"
#include "base/os.h"
#include "model/simulate/pending.h"
#include "model/simulate/sums.h"
#include "model/statistics/takeup.h"

enum {
    SAMPLE_STEP = 16,     // of large populations, one block in so many is looked at before
    SAMPLE_ALL = 4000000, // households: fewer are looked at one and all
    CHUNK = 64 * 1024,    // households that a thread takes at a time, at most
    CHUNK_LEAST = 1024,
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

Date simulated_day(const SimulateOptions *options, size_t month)
{
    return date_add_months(options->date, (int32_t)month);
}

// What the threads of one pass share; each writes its own place only.
typedef struct Pass {
    const SimulateOptions *options;
    const SimulationColumns *columns;
    uint32_t threads;
    bool sampling;
    int64_t sample_step; // of so many households one is looked at
    int64_t thresholds[SIMULATED_RESIDENCES];
    int64_t deciles[9];
    ThreadSums *sums;                        // [thread], in the second pass
    Takeup (*takeups)[SIMULATED_RESIDENCES]; // [thread], in the first
    Distribution **resources;                // [thread], in the first
    Error *errors;                           // [thread]
    bool *failed;                            // [thread]
    bool *ended;                             // [thread]: interrupted
} Pass;

typedef struct Worker {
    Pass *pass;
    uint32_t index;
    PeopleScratch *scratch;
    Arena *arena;   // of the stratum's plan
    Arena *request; // of single decisions
    StratumPlan plan;
    Pending pending; // households of the stratum that wait to be worked out in full
    uint32_t stratum;
    uint64_t done;
    uint64_t stands_for; // households that the sampled block at hand stands for
} Worker;

// The persons whom the law grants dibao, by their household's critical value.
static void sample_block(Worker *worker, const PeopleBlock *block)
{
    const StratumPlan *plan = &worker->plan;
    const StratumLaw *law = &plan->laws[0];
    Takeup *takeup = &worker->pass->takeups[worker->index][plan->residence];
    Distribution *resources = worker->pass->resources[worker->index];
    int32_t sizes[BLOCK_HOUSEHOLDS];
    sums_sizes(&block->columns.shape, sizes);
    const int64_t weight = people_outline(worker->pass->options->people)->weight;
    const GrantLanes *dibao = NULL;
    for (size_t g = 0; g < law->law.grant_count; g++) {
        const uint32_t programme = law->law.grants[g].programme;
        if (str_equals(law->from.program->programmes.items[programme].name, "dibao"))
            dibao = &law->law.grants[g];
    }
    for (uint32_t i = 0; i < block->columns.shape.households; i++) {
        const int64_t own = block->weights != NULL ? block->weights[i] : weight;
        int64_t fen = 0;
        if (sums_resources(plan, plan->scratch, i, &fen))
            distribution_add(resources, fen, sizes[i], own);
        if (dibao == NULL || plan_mask(plan->scratch, dibao->qualifies)[i] == 0) continue;
        const int64_t persons = plan_numbers(plan->scratch, dibao->members)[i] * own;
        takeup_add(takeup, sums_critical(worker->pass->columns, &block->columns, i),
                   persons * (int64_t)worker->stands_for /
                       (int64_t)block->columns.shape.households);
    }
}

static BlockContext context_of(const Worker *worker)
{
    const Pass *pass = worker->pass;
    return (BlockContext){.options = pass->options,
                          .columns = pass->columns,
                          .plan = &worker->plan,
                          .stratum = worker->stratum,
                          .thresholds = pass->thresholds,
                          .deciles = pass->deciles,
                          .request = worker->request};
}

static void run_in_full(void *of_worker, const PeopleBlock *block)
{
    const Worker *worker = of_worker;
    const BlockContext context = context_of(worker);
    plan_run(worker->plan.scratch, &block->columns);
    sums_add_block(&worker->pass->sums[worker->index], &context, block);
}

static void run_block(Worker *worker, const PeopleBlock *block)
{
    if (worker->pass->sampling) {
        plan_run(worker->plan.scratch, &block->columns);
        sample_block(worker, block);
        return;
    }
    if (worker->plan.prefix == NULL) {
        run_in_full(worker, block);
        return;
    }
    const BlockContext context = context_of(worker);
    plan_run(worker->plan.prefix_scratch, &block->columns);
    const unsigned char *active = plan_mask(worker->plan.prefix_scratch, worker->plan.active);
    sums_add_idle(&worker->pass->sums[worker->index], &context, block, active);
    pending_add(&worker->pending, block, active);
}

// Whether the run goes on; thread 0 asks, and the others see what it was told.
static bool goes_on(Worker *worker)
{
    Pass *pass = worker->pass;
    const SimulateOptions *options = pass->options;
    if (options->progress == NULL || pass->sampling) return true;
    if (worker->index == 0 && !options->progress(options->context, worker->done * pass->threads))
        pass->ended[0] = true;
    return !pass->ended[0];
}

// Small strata are shared out too.
static uint64_t chunk_of(uint64_t households, uint32_t threads)
{
    const uint64_t share = households / threads / 2;
    return share > CHUNK ? CHUNK : share < CHUNK_LEAST ? CHUNK_LEAST : share;
}

// Gathered are the columns that the plan reads, and the draws of being known; where the interpreter
// may be asked, all.
static void start_pending(Worker *worker, uint32_t stratum)
{
    const PeopleOutline *outline = people_outline(worker->pass->options->people);
    const SimulationColumns *columns = worker->pass->columns;
    bool *copied = ARENA_ARRAY(worker->arena, bool, outline->column_count);
    bool all = false;
    for (size_t k = 0; k < worker->plan.months * worker->pass->options->law_count; k++)
        all = all || worker->plan.laws[k].law.refused != GRAPH_NO;
    for (uint32_t c = 0; c < outline->column_count; c++)
        copied[c] = all || plan_reads(worker->plan.plan, c) || c == columns->claim_draw ||
                    c == columns->found_draw;
    pending_start(&worker->pending, outline, copied, worker->arena);
    worker->pending.take = run_in_full;
    worker->pending.context = worker;
    worker->stratum = stratum;
}

static uint64_t full_below(const SimulateOptions *options)
{
    enum { PAYS = 100000 }; // households that a prefix must spare to be worth making
    return options->full_below > 0 ? options->full_below : PAYS;
}

static bool run_stratum(Worker *worker, uint32_t stratum)
{
    Pass *pass = worker->pass;
    const SimulateOptions *options = pass->options;
    const uint64_t households = people_outline(options->people)->strata[stratum].households;
    const uint64_t step = chunk_of(households, pass->threads);
    uint64_t chunk = 0;
    if (worker->index * step >= households) return true;
    arena_reset(worker->arena);
    if (!stratum_plan(options, pass->columns, stratum, pass->sampling ? NULL : pass->thresholds,
                      worker->arena, &worker->plan, &pass->errors[worker->index])) {
        pass->failed[worker->index] = true;
        return false;
    }
    start_pending(worker, stratum);
    if (!pass->sampling && households >= full_below(options)) {
        stratum_prefix(options, stratum, &worker->plan, worker->scratch, worker->request);
        arena_reset(worker->request);
    }
    for (uint64_t start = 0; start < households; start += step, chunk++) {
        if (chunk % pass->threads != worker->index) continue;
        const uint64_t end = start + step < households ? start + step : households;
        for (uint64_t first = start; first < end;) {
            PeopleBlock block;
            uint32_t count = people_fill(options->people, stratum, first, worker->scratch, &block);
            if (first + count > end) {
                count = (uint32_t)(end - first);
                people_trim(&block, count);
            }
            // A sampled block stands for itself and for those passed over after it, to the end of
            // the chunk at most.
            const uint64_t step_on =
                (uint64_t)count * (uint64_t)(pass->sampling ? pass->sample_step : 1);
            worker->stands_for = first + step_on > end ? end - first : step_on;
            run_block(worker, &block);
            first += step_on;
            worker->done += count;
        }
        if (!goes_on(worker)) break;
    }
    pending_flush(&worker->pending);
    return !pass->ended[0];
}

static void run_worker(void *context, uint32_t index)
{
    Pass *pass = context;
    const PeopleOutline *outline = people_outline(pass->options->people);
    Worker worker = {.pass = pass,
                     .index = index,
                     .scratch = people_scratch_create(pass->options->people),
                     .arena = arena_create(),
                     .request = arena_create()};
    for (uint32_t s = 0; s < outline->stratum_count; s++) {
        if (!run_stratum(&worker, s)) break;
    }
    people_scratch_destroy(worker.scratch);
    arena_destroy(worker.arena);
    arena_destroy(worker.request);
}

static bool run_pass(Pass *pass, Error *err)
{
    os_run_threads(pass->threads, run_worker, pass);
    for (uint32_t t = 0; t < pass->threads; t++) {
        if (!pass->failed[t]) continue;
        *err = pass->errors[t];
        return false;
    }
    return true;
}

static void settle_sample(Pass *pass, const SimulateOptions *options)
{
    for (uint32_t t = 1; t < pass->threads; t++) {
        distribution_merge(pass->resources[0], pass->resources[t]);
        for (size_t r = 0; r < SIMULATED_RESIDENCES; r++)
            takeup_merge(&pass->takeups[0][r], &pass->takeups[t][r]);
    }
    (void)distribution_cuts(pass->resources[0], 10, pass->deciles);
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) {
        pass->thresholds[r] = INT64_MAX;
        if (options->targets.persons[r] == 0) continue;
        const TakeupThreshold found = takeup_threshold(
            &pass->takeups[0][r],
            options->targets.persons[r] * people_outline(options->people)->weight_scale);
        if (found.status == STATUS_DEFINED) pass->thresholds[r] = found.beta;
    }
}

static uint64_t count_households(const People *people)
{
    const PeopleOutline *outline = people_outline(people);
    uint64_t households = 0;
    for (size_t s = 0; s < outline->stratum_count; s++) households += outline->strata[s].households;
    return households;
}

bool simulate(const SimulateOptions *options, Arena *arena, SimulateResult *result, Error *err)
{
    const uint64_t began = os_clock_ns();
    SimulationColumns columns;
    if (!simulation_columns(options, arena, &columns, err)) return false;
    uint32_t threads = options->threads > 0 ? options->threads : os_processors();
    if (threads > THREADS_MAX) threads = THREADS_MAX;
    Pass pass = {.options = options,
                 .columns = &columns,
                 .threads = threads,
                 .sampling = true,
                 .sample_step = count_households(options->people) < SAMPLE_ALL ? 1 : SAMPLE_STEP,
                 .sums = ARENA_ARRAY(arena, ThreadSums, threads),
                 .takeups = arena_take_items(arena, threads, sizeof *pass.takeups),
                 .resources = ARENA_ARRAY(arena, Distribution *, threads),
                 .errors = ARENA_ARRAY(arena, Error, threads),
                 .failed = ARENA_ARRAY(arena, bool, threads),
                 .ended = ARENA_ARRAY(arena, bool, 1)};
    for (uint32_t t = 0; t < threads; t++) {
        sums_start(&pass.sums[t], options, arena);
        pass.resources[t] = ARENA_ONE(arena, Distribution);
        for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) // thousandths, bins of 4
            pass.takeups[t][r] = (Takeup){.low = -8192, .shift = 2};
    }
    if (!run_pass(&pass, err)) return false;
    settle_sample(&pass, options);
    pass.sampling = false;
    if (!run_pass(&pass, err)) return false;
    for (uint32_t t = 1; t < threads; t++) sums_merge(&pass.sums[0], &pass.sums[t], options);
    sums_settle(&pass.sums[0], options);
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
        .partial = pass.ended[0],
    };
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) {
        result->poverty_before[r] = all->poverty_before[r];
        result->thresholds[r] = pass.thresholds[r];
    }
    for (size_t d = 0; d < 9; d++) result->deciles[d] = pass.deciles[d];
    result->elapsed_ns = os_clock_ns() - began;
    return true;
}
