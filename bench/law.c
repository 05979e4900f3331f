// law.c - how fast the whole law decides persons of the synthetic nation, one month, all
// programmes.
//
// Blocks from all over some strata stand in memory; making them is not counted (bench/people). Two
// figures: every household worked out in full, and with early-out, where a prefix of the law finds
// those that come to nothing and the rest is made anew in full blocks and worked out. Medians.

#include <stdio.h>
#include <stdlib.h>

#include "base/os.h"
#include "compile/compile.h"
#include "model/people/china.h"
#include "model/simulate/pending.h"
#include "model/simulate/stratum.h"

enum { STRATA = 6, BLOCKS = 32, RUNS = 5, THREADS = 2, HOUSEHOLDS = 40000000 };

typedef struct BenchStratum {
    StratumPlan plan[THREADS];
    PeopleBlock blocks[BLOCKS];
    Pending pending[THREADS];
} BenchStratum;

typedef struct Bench {
    Arena *arena;
    const Program *program;
    People *people;
    BenchStratum strata[STRATA];
    uint64_t persons, in_full[THREADS];
    uint32_t threads;
} Bench;

static void stop(const char *what)
{
    (void)fprintf(stderr, "bench: %s\n", what);
    exit(1);
}

static uint64_t persons_of(const PeopleBlock *block)
{
    uint64_t persons = 0;
    for (uint32_t t = 0; t < block->columns.shape.slots; t++)
        persons += block->columns.shape.with[t];
    return persons;
}

typedef struct Gathering {
    Bench *bench;
    const StratumPlan *plan;
    uint32_t thread;
} Gathering;

static void run_gathered(void *context, const PeopleBlock *block)
{
    const Gathering *gathering = context;
    plan_run(gathering->plan->scratch, &block->columns);
    gathering->bench->in_full[gathering->thread] += persons_of(block);
}

static void make_stratum(Bench *bench, const SimulateOptions *options,
                         const SimulationColumns *columns, uint32_t stratum, BenchStratum *made)
{
    const PeopleOutline *outline = people_outline(bench->people);
    const uint64_t households = outline->strata[stratum].households;
    Error err = {0};
    StratumPlan plan;
    PeopleScratch *scratch = people_scratch_create(bench->people);
    Arena *passing = arena_create();
    const StratumRequest request = {.options = options,
                                    .columns = columns,
                                    .stratum = stratum,
                                    .people = scratch,
                                    .wide = wide_create(bench->people, passing),
                                    .passing = passing};
    if (!stratum_plan(&request, bench->arena, &plan, &err)) stop(err.message);
    arena_destroy(passing);
    people_scratch_destroy(scratch);
    for (uint32_t t = 0; t < THREADS; t++) {
        made->plan[t] = plan;
        stratum_scratch(&made->plan[t], kernels_best(), bench->arena);
        made->pending[t] = (Pending){.arena = bench->arena,
                                     .people = bench->people,
                                     .stratum = stratum,
                                     .scratch = people_scratch_create(bench->people),
                                     .take = run_gathered};
    }
    for (uint64_t b = 0; b < BLOCKS; b++) { // each keeps its own scratch: blocks lie in it
        (void)people_fill(bench->people, stratum, households / BLOCKS * b,
                          people_scratch_create(bench->people), &made->blocks[b]);
        bench->persons += persons_of(&made->blocks[b]);
    }
}

static void run_full(void *context, uint32_t index)
{
    Bench *bench = context;
    for (size_t s = 0; s < STRATA; s++) {
        const BenchStratum *stratum = &bench->strata[s];
        for (size_t b = index; b < BLOCKS; b += bench->threads)
            plan_run(stratum->plan[index].scratch, &stratum->blocks[b].columns);
    }
}

static void run_early(void *context, uint32_t index)
{
    Bench *bench = context;
    bench->in_full[index] = 0;
    for (size_t s = 0; s < STRATA; s++) {
        BenchStratum *stratum = &bench->strata[s];
        const StratumPlan *plan = &stratum->plan[index];
        Gathering gathering = {.bench = bench, .plan = plan, .thread = index};
        stratum->pending[index].context = &gathering;
        for (size_t b = index; b < BLOCKS; b += bench->threads) {
            plan_run(plan->prefix_scratch, &stratum->blocks[b].columns);
            pending_add(&stratum->pending[index], &stratum->blocks[b],
                        plan_mask(plan->prefix_scratch, plan->active));
        }
    }
}

static int by_size(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;
    return (a > b) - (a < b);
}

static double measure(Bench *bench, uint32_t threads, void (*work)(void *, uint32_t))
{
    enum { ROUNDS = 4 };
    double rates[RUNS];
    bench->threads = threads;
    for (int r = 0; r < RUNS; r++) {
        const uint64_t start = os_clock_ns();
        for (int i = 0; i < ROUNDS; i++) os_run_threads(threads, work, bench);
        rates[r] = ROUNDS * (double)bench->persons / ((double)(os_clock_ns() - start) / 1e9);
    }
    qsort(rates, RUNS, sizeof rates[0], by_size);
    return rates[RUNS / 2];
}

static const Program *compile(Arena *arena)
{
    Error err = {0};
    Sources *sources = ARENA_ONE(arena, Sources);
    const Program *program = NULL;
    Diagnostics diagnostics = diagnostics_start(arena, sources);
    const CompileOptions options = {.path = "law/china",
                                    .reforms =
                                        (const char *const[]){"law/china/model/china-2023.md"},
                                    .reform_count = 1};
    if (!compile_law(&options, arena, sources, &diagnostics, &program, &err)) stop(err.message);
    if (program == NULL) diagnostics_print(&diagnostics, stderr, INK_PLAIN);
    return program;
}

int main(void)
{
    Arena *arena = arena_create();
    Bench *bench = ARENA_ONE(arena, Bench);
    Error err = {0};
    Sources sources = {0};
    Diagnostics diagnostics = diagnostics_start(arena, &sources);
    bench->arena = arena;
    bench->program = compile(arena);
    if (bench->program == NULL) return 1;
    const PeopleChinaOptions china = {
        .data_folder = "data/china-2023", .households = HOUSEHOLDS, .seed = 2023};
    if (!people_china_create(&china, &sources, &diagnostics, &bench->people, &err))
        stop(err.message);
    const SimulatedLaw law = {.program = bench->program, .name = STR("")};
    SimulateOptions options = {
        .people = bench->people, .laws = &law, .law_count = 1, .kernels = kernels_best()};
    SimulationColumns columns;
    if (!date_parse(STR("2023-12-01"), &options.date) ||
        !simulation_columns(&options, arena, &columns, &err))
        stop(err.message);
    const size_t strata = people_outline(bench->people)->stratum_count;
    for (size_t s = 0; s < STRATA; s++) {
        BenchStratum *made = &bench->strata[s];
        make_stratum(bench, &options, &columns, (uint32_t)(strata * s / STRATA + s % 2), made);
    }
    const PlanSize full = plan_size(bench->strata[0].plan[0].plan);
    const PlanSize prefix = plan_size(bench->strata[0].plan[0].prefix);
    (void)printf("law of China: %.2f million persons in memory, %zu steps in full, of persons %zu, "
                 "%zu KiB; prefix %zu\n",
                 (double)bench->persons / 1e6, full.steps, full.person_steps, full.bytes / 1024,
                 prefix.steps);
    for (uint32_t t = 1; t <= THREADS; t++) {
        (void)printf("  in full,   %u thread%s %26.1f million persons/s   (two: at least 8)\n", t,
                     t > 1 ? "s" : " ", measure(bench, t, run_full) / 1e6);
        const double early = measure(bench, t, run_early) / 1e6;
        const uint64_t in_full = bench->in_full[0] + (t > 1 ? bench->in_full[1] : 0);
        (void)printf(
            "  early-out, %u thread%s %26.1f million persons/s   (two: at least 40), %.1f %% "
            "worked out in full\n",
            t, t > 1 ? "s" : " ", early, 100.0 * (double)in_full / (double)bench->persons);
    }
    return 0;
}
