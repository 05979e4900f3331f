// Several processes, played by threads, simulate what one simulates alone: the same report, byte
// for byte; and what goes wrong with one of them, or is ended by it, is so for all.

#include <stdlib.h>

#include "../unit/team_threads.h"
#include "../unit/unit.h"
#include "compile/compile.h"
#include "model/people/china.h"
#include "model/report/render.h"
#include "model/simulate/findings.h"
#include "model/simulate/sums_message.h"

enum { MEMBERS = 3, HOUSEHOLDS = 6000, SAMPLED = 200 };

static Arena *policy;
static Sources sources;
static const Program *program;

static int open_all(void **state)
{
    static const char *const MODEL[] = {"law/china/model/china-2023.md"};
    (void)state;
    policy = arena_create();
    Error err = {0};
    Diagnostics diagnostics = diagnostics_start(policy, &sources);
    const CompileOptions options = {.path = "law/china", .reforms = MODEL, .reform_count = 1};
    if (compile_law(&options, policy, &sources, &diagnostics, &program, &err) && program != NULL)
        return 0;
    (void)fprintf(stderr, "%s\n", err.message);
    return 1;
}

static int close_all(void **state)
{
    (void)state;
    arena_destroy(policy);
    return 0;
}

// --- what each member does; cmocka's checks are the test's own, so what came out is kept ---

typedef enum Task { TASK_SIMULATE, TASK_END, TASK_FAIL } Task;

typedef struct Trial {
    Task task;
    uint32_t threads, months;
    uint32_t odd; // the member that ends the run, or fails
    Arena *arenas[MEMBERS];
    Str reports[MEMBERS]; // as JSON
    bool done[MEMBERS], partial[MEMBERS];
    uint64_t households[MEMBERS];
    Error errors[MEMBERS];
} Trial;

static bool end_at_once(void *context, uint64_t households)
{
    (void)context;
    (void)households;
    return false;
}

// China of so many households; with a team all of them are counted together.
static bool open_people(Team *team, uint64_t households, People **people, Error *err)
{
    Arena *arena = arena_create();
    Sources read = {0};
    Diagnostics diagnostics = diagnostics_start(arena, &read);
    const PeopleChinaOptions of = {.data_folder = "data/china-2023",
                                   .seed = 2023,
                                   .households = households,
                                   .team = team,
                                   .alone_below = 1};
    const bool made = people_china_create(&of, &read, &diagnostics, people, err);
    arena_destroy(arena);
    return made;
}

static bool try_simulate(Trial *trial, const SimulateOptions *options, uint32_t rank, Error *err)
{
    Arena *arena = trial->arenas[rank];
    SimulateResult result;
    People *fewer = NULL;
    if (!simulate(options, arena, &result, err) ||
        !open_people(options->team, SAMPLED, &fewer, err))
        return false;
    Sample *sample = ARENA_ONE(arena, Sample);
    const bool done = sample_take(&result, &(SampleOptions){.people = fewer}, arena, sample, err);
    if (done)
        trial->reports[rank] = report_as_json(
            simulate_report(&(Findings){.result = &result, .sample = sample}, arena), arena);
    trial->partial[rank] = result.partial;
    trial->households[rank] = result.households;
    people_destroy(fewer);
    return done;
}

static void run_member(void *context, Team *team)
{
    Trial *trial = context;
    const uint32_t rank = team_rank(team);
    Error *err = &trial->errors[rank];
    const SimulatedLaw law = {.program = program};
    SimulateOptions options = {.laws = &law,
                               .law_count = 1,
                               .date = {19706}, // 2023-12-15
                               .months = trial->months,
                               .threads = trial->threads,
                               .kernels = kernels_best(),
                               .full_below = 500, // some strata with their prefix, some without
                               .targets = {.persons = {6640000, 33990000}, .fen_a_head = 40000},
                               .team = team};
    People *people = NULL;
    bool done = open_people(team, HOUSEHOLDS, &people, err);
    options.people = people;
    if (trial->task == TASK_END && rank == trial->odd) options.progress = end_at_once;
    if (done && trial->task == TASK_FAIL && rank == trial->odd)
        done = error_set(err, ERROR_ENVIRONMENT, "", "no room left");
    else if (done) done = try_simulate(trial, &options, rank, err);
    trial->done[rank] = team_agree(team, done, err, err);
    people_destroy(people);
}

static void start_trial(Trial *trial)
{
    for (size_t r = 0; r < MEMBERS; r++) trial->arenas[r] = arena_create();
}

static void end_trial(Trial *trial)
{
    for (size_t r = 0; r < MEMBERS; r++) arena_destroy(trial->arenas[r]);
}

// --- the same report ---

typedef struct Shape {
    uint32_t members, threads;
    TeamRanges ranges;
} Shape;

static void check_same(const Trial *alone, const Shape *shape)
{
    Trial trial = {.task = alone->task, .threads = shape->threads, .months = alone->months};
    start_trial(&trial);
    team_threads_run(shape->members, shape->ranges, run_member, &trial);
    for (size_t r = 0; r < shape->members; r++) {
        assert_true(trial.done[r]);
        assert_true(str_equal(trial.reports[r], alone->reports[0]));
        assert_false(trial.partial[r]);
    }
    end_trial(&trial);
}

static void test_members_and_threads_change_nothing(void **state)
{
    (void)state;
    Trial alone = {.task = TASK_SIMULATE, .threads = 1, .months = 2};
    start_trial(&alone);
    run_member(&alone, NULL);
    assert_true(alone.done[0]);
    assert_true(alone.reports[0].size > 1000);
    check_same(&alone, &(Shape){3, 2, TEAM_DYNAMIC});
    check_same(&alone, &(Shape){2, 1, TEAM_STATIC});
    end_trial(&alone);
}

// --- the same end ---

static void test_whoever_is_interrupted_ends_the_run_for_all(void **state)
{
    (void)state;
    Trial trial = {.task = TASK_END, .threads = 1, .months = 1, .odd = 1};
    start_trial(&trial);
    team_threads_run(2, TEAM_STATIC, run_member, &trial);
    for (size_t r = 0; r < 2; r++) {
        assert_true(trial.done[r]);
        assert_true(trial.partial[r]);
        assert_true(trial.households[r] < HOUSEHOLDS);
    }
    assert_true(str_equal(trial.reports[0], trial.reports[1]));
    end_trial(&trial);
}

static void test_whoever_fails_ends_the_run_for_all(void **state)
{
    (void)state;
    for (uint32_t odd = 0; odd < 2; odd++) {
        Trial trial = {.task = TASK_FAIL, .threads = 1, .months = 1, .odd = odd};
        start_trial(&trial);
        team_threads_run(2, TEAM_DYNAMIC, run_member, &trial);
        for (size_t r = 0; r < 2; r++) {
            assert_false(trial.done[r]);
            assert_int_equal(trial.errors[r].code, ERROR_ENVIRONMENT);
            assert_string_equal(trial.errors[r].message,
                                odd == 0 ? "no room left" : "no room left (rank 1 of 2, on here)");
        }
        end_trial(&trial);
    }
}

// --- messages ---

// Fills integers of 64 bits, and the halves of those of 128, with numbers of both signs, the same
// for the same seed and small enough to be added.
static void scatter(void *integers, size_t size, uint64_t *seed)
{
    int64_t *values = integers;
    for (size_t i = 0; i < size / sizeof *values; i++) {
        *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        values[i] = (int64_t)(*seed >> 8) - (INT64_C(1) << 55);
    }
}

static void scatter_welfare(WelfareSums *welfare, uint64_t *seed)
{
    scatter(welfare->after, sizeof *welfare->after, seed);
    scatter(welfare->poverty, sizeof welfare->poverty, seed);
    scatter(&welfare->targeting, sizeof welfare->targeting, seed);
    scatter(welfare->changes.persons, sizeof welfare->changes.persons, seed);
    scatter(welfare->changes.households, sizeof welfare->changes.households, seed);
    scatter(welfare->changes.money, sizeof welfare->changes.money, seed);
}

static void scatter_sums(ThreadSums *sums, const SimulateOptions *options, uint64_t seed)
{
    const size_t strata = people_outline(options->people)->stratum_count;
    for (size_t s = 0; s < strata; s++) {
        LawSums *law = &sums->laws[0][s];
        scatter(law->programmes, program->programmes.count * sizeof *law->programmes, &seed);
        scatter(law->tiers, sizeof law->tiers, &seed);
        scatter(law->tiers_served, sizeof law->tiers_served, &seed);
    }
    scatter_welfare(&sums->welfare[0], &seed);
    scatter_welfare(&sums->idle, &seed);
    scatter(sums->before, sizeof *sums->before, &seed);
    scatter(sums->poverty_before, sizeof sums->poverty_before, &seed);
    scatter(sums->persons, strata * sizeof *sums->persons, &seed);
    scatter(&sums->households, 4 * sizeof sums->households, &seed); // and what follows it
}

typedef struct Merging {
    const SimulateOptions *options;
    Arena *arenas[MEMBERS];
    ThreadSums sums[MEMBERS];
    Distribution *resources[MEMBERS];
    Takeup *takeups[MEMBERS]; // [SIMULATED_RESIDENCES]
    bool done[MEMBERS];
} Merging;

static void fill_members(Merging *merging, const SimulateOptions *options)
{
    merging->options = options;
    for (uint32_t m = 0; m < MEMBERS; m++) {
        uint64_t seed = m + UINT64_C(99);
        Arena *arena = merging->arenas[m] = arena_create();
        sums_start(&merging->sums[m], options, arena);
        scatter_sums(&merging->sums[m], options, seed);
        merging->resources[m] = ARENA_ONE(arena, Distribution);
        merging->takeups[m] = ARENA_ARRAY(arena, Takeup, SIMULATED_RESIDENCES);
        scatter(merging->resources[m], sizeof(Distribution), &seed);
        for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) {
            Takeup *takeup = &merging->takeups[m][r];
            scatter(takeup, sizeof *takeup, &seed);
            takeup->low = 7;
            takeup->shift = 4;
        }
    }
}

static void share_member(void *context, Team *team)
{
    Merging *merging = context;
    const uint32_t m = team_rank(team);
    Error err = {0};
    Arena *passing = arena_create();
    SampleSums sample = {.resources = merging->resources[m], .takeups = merging->takeups[m]};
    merging->done[m] = sums_share(team, &merging->sums[m], merging->options, passing, &err) &&
                       sums_share_sample(team, &sample, passing, &err);
    arena_destroy(passing);
}

static void merge_members(Merging *merging)
{
    for (uint32_t m = 1; m < MEMBERS; m++) {
        sums_merge(&merging->sums[0], &merging->sums[m], merging->options);
        distribution_merge(merging->resources[0], merging->resources[m]);
        for (size_t r = 0; r < SIMULATED_RESIDENCES; r++)
            takeup_merge(&merging->takeups[0][r], &merging->takeups[m][r]);
    }
}

#define SAME(one, other, field) \
    assert_memory_equal(&(one)->field, &(other)->field, sizeof(one)->field)

static void check_welfare(const WelfareSums *one, const WelfareSums *other)
{
    assert_memory_equal(one->after, other->after, sizeof *one->after);
    SAME(one, other, changes);
    SAME(one, other, targeting.groups);
    for (size_t c = 0; c < 8; c++)
        SAME(one, other, targeting.cells[c / 4][c / 2 % 2][c % 2].filled);
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) {
        SAME(one, other, poverty[r].gap2_q32);
        SAME(one, other, poverty[r].saturated);
    }
}

static void check_sums(const ThreadSums *one, const ThreadSums *other, size_t strata)
{
    for (size_t s = 0; s < strata; s++) {
        for (size_t p = 0; p < program->programmes.count; p++) {
            SAME(&one->laws[0][s], &other->laws[0][s], programmes[p].money_served);
            SAME(&one->laws[0][s], &other->laws[0][s], programmes[p].households);
            SAME(&one->laws[0][s], &other->laws[0][s], programmes[p].undetermined);
        }
        SAME(&one->laws[0][s], &other->laws[0][s], tiers);
        SAME(&one->laws[0][s], &other->laws[0][s], tiers_served);
        SAME(one, other, persons[s]);
    }
    check_welfare(&one->welfare[0], &other->welfare[0]);
    check_welfare(&one->idle, &other->idle);
    SAME(one, other, before->money);
    SAME(one, other, before->missing);
    SAME(one, other, poverty_before[1].persons_poor);
    SAME(one, other, households);
    SAME(one, other, undecidable);
}

// To the last bit: what is sent as words is what merging in place gives.
static void test_sums_sent_are_sums_merged(void **state)
{
    (void)state;
    Error err = {0};
    Merging *sent = ARENA_ONE(policy, Merging);
    Merging *kept = ARENA_ONE(policy, Merging);
    People *people = NULL;
    const SimulatedLaw law = {.program = program};
    assert_true(open_people(NULL, 1000, &people, &err));
    const SimulateOptions options = {.people = people, .laws = &law, .law_count = 1};
    fill_members(sent, &options);
    fill_members(kept, &options);
    team_threads_run(MEMBERS, TEAM_DYNAMIC, share_member, sent);
    merge_members(kept);
    for (uint32_t m = 0; m < MEMBERS; m++) {
        assert_true(sent->done[m]);
        check_sums(&sent->sums[m], &kept->sums[0], people_outline(people)->stratum_count);
        assert_memory_equal(sent->resources[m], kept->resources[0], sizeof(Distribution));
        for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) {
            SAME(&sent->takeups[m][r], &kept->takeups[0][r], persons);
            SAME(&sent->takeups[m][r], &kept->takeups[0][r], money);
            SAME(&sent->takeups[m][r], &kept->takeups[0][r], always_money);
            assert_int_equal(sent->takeups[m][r].low, 7);
        }
    }
    for (uint32_t m = 0; m < MEMBERS; m++) {
        arena_destroy(sent->arenas[m]);
        arena_destroy(kept->arenas[m]);
    }
    people_destroy(people);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_sent_are_sums_merged),
        cmocka_unit_test(test_members_and_threads_change_nothing),
        cmocka_unit_test(test_whoever_is_interrupted_ends_the_run_for_all),
        cmocka_unit_test(test_whoever_fails_ends_the_run_for_all),
    };
    return run_group_with(tests, sizeof tests / sizeof tests[0], open_all, close_all);
}
