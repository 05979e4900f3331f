// A simulation says the same for any number of threads, finds no difference between a law and
// itself, serves nobody who is not entitled, and meets the books.

#include "../unit/unit.h"
#include "base/language.h"
#include "compile/compile.h"
#include "model/people/china.h"
#include "model/report/render.h"
#include "model/simulate/findings.h"

static Arena *policy;
static Sources sources;
static const Program *program;
static People *people;

static int open_all(void **state)
{
    static const char *const MODEL[] = {"law/china/model/china-2023.md"};
    (void)state;
    policy = arena_create();
    Error err = {0};
    Diagnostics diagnostics = diagnostics_start(policy, &sources);
    const CompileOptions options = {.path = "law/china", .reforms = MODEL, .reform_count = 1};
    const PeopleChinaOptions of_people = {
        .data_folder = "data/china-2023", .seed = 2023, .households = 60000};
    if (!compile_law(&options, policy, &sources, &diagnostics, &program, &err) || program == NULL ||
        !people_china_create(&of_people, &sources, &diagnostics, &people, &err)) {
        (void)fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    people_destroy(people);
    arena_destroy(policy);
    return 0;
}

static void run_from(uint64_t full_below, uint32_t threads, size_t laws, Arena *arena,
                     SimulateOptions *options, SimulateResult *result)
{
    SimulatedLaw *law = ARENA_ARRAY(arena, SimulatedLaw, laws);
    Error err = {0};
    for (size_t k = 0; k < laws; k++)
        law[k] = (SimulatedLaw){.program = program, .name = STR("the same")};
    *options = (SimulateOptions){.people = people,
                                 .laws = law,
                                 .law_count = laws,
                                 .date = {19706}, // 2023-12-15
                                 .threads = threads,
                                 .kernels = kernels_best(),
                                 .full_below = full_below,
                                 .months = full_below == 0 ? 1 : (uint32_t)laws,
                                 .targets = {.persons = {6640000, 33990000}, .fen_a_head = 40000}};
    assert_true(simulate(options, arena, result, &err));
}

static void run(uint32_t threads, size_t laws, Arena *arena, SimulateOptions *options,
                SimulateResult *result)
{
    run_from(0, threads, laws, arena, options, result);
}

// Whom the prefix of the law leaves out would have come to nothing; under two laws, in two months.
static void test_the_prefix_changes_nothing(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    for (size_t laws = 1; laws <= 2; laws++) {
        SimulateOptions options[2];
        SimulateResult result[2];
        run_from(1, 2, laws, arena, &options[0], &result[0]);
        run_from(UINT64_MAX, 2, laws, arena, &options[1], &result[1]);
        const Str prefixed =
            report_as_json(simulate_report(&(Findings){.result = &result[0]}, arena), arena);
        const Str in_full =
            report_as_json(simulate_report(&(Findings){.result = &result[1]}, arena), arena);
        assert_true(str_equal(prefixed, in_full));
        assert_true(result[0].left_out > result[0].households / 2);
        assert_int_equal(result[1].left_out, 0);
    }
    arena_destroy(arena);
}

static void test_threads_change_nothing(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    SimulateOptions options[2];
    SimulateResult result[2];
    run(1, 1, arena, &options[0], &result[0]);
    run(3, 1, arena, &options[1], &result[1]);
    const Str one =
        report_as_json(simulate_report(&(Findings){.result = &result[0]}, arena), arena);
    const Str three =
        report_as_json(simulate_report(&(Findings){.result = &result[1]}, arena), arena);
    assert_true(str_equal(one, three));
    assert_true(one.size > 1000);
    assert_int_equal(result[0].refused, 0);
    arena_destroy(arena);
}

static void test_a_law_does_not_differ_from_itself(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    SimulateOptions options;
    SimulateResult result;
    run(2, 2, arena, &options, &result);
    const Changes *changes = &result.welfare[1].changes;
    int64_t same = 0;
    for (size_t g = 0; g < CHANGE_GROUPS_MAX; g++) {
        same += changes->households[g][CHANGE_NONE];
        assert_int_equal(changes->households[g][CHANGE_GAIN], 0);
        assert_int_equal(changes->households[g][CHANGE_LOSS], 0);
    }
    assert_true(same > 0);
    arena_destroy(arena);
}

static void test_nobody_is_served_who_is_not_entitled(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    SimulateOptions options;
    SimulateResult result;
    run(2, 1, arena, &options, &result);
    for (size_t s = 0; s < result.stratum_count; s++) {
        for (size_t p = 0; p < program->programmes.count; p++) {
            const ProgrammeSums *sums = &result.laws[0][s].programmes[p];
            assert_true(sums->persons_served <= sums->persons);
            assert_true(sums->money_served <= sums->money);
            assert_true(sums->persons_served >= 0);
        }
    }
    arena_destroy(arena);
}

static uint32_t programme_of(const char *name)
{
    const uint32_t found = program_find(program, str_from(name));
    return program->names.items[found].index;
}

static void test_the_books_are_met(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    SimulateOptions options;
    SimulateResult result;
    run(2, 1, arena, &options, &result);
    const uint32_t dibao[] = {programme_of("dibao"), programme_of("single")};
    int64_t persons[2] = {0, 0};
    Wide money = 0;
    for (size_t s = 0; s < result.stratum_count; s++) {
        const Stratum *stratum = &people_outline(people)->strata[s];
        for (size_t p = 0; p < 2; p++) {
            const ProgrammeSums *sums = &result.laws[0][s].programmes[dibao[p]];
            persons[str_equals(stratum->facts[0].value, "rural")] += sums->persons_served;
            money += sums->money_served;
        }
    }
    const int64_t scale = people_outline(people)->weight_scale;
    // A model household stands for nine thousand; so near can a threshold come.
    assert_in_range(persons[0] / scale, 6570000, 6710000);
    assert_in_range(persons[1] / scale, 33650000, 34330000);
    assert_in_range((int64_t)(money / (persons[0] + persons[1])), 39600, 40400);
    assert_true(result.slope > 0);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_prefix_changes_nothing),
        cmocka_unit_test(test_threads_change_nothing),
        cmocka_unit_test(test_a_law_does_not_differ_from_itself),
        cmocka_unit_test(test_nobody_is_served_who_is_not_entitled),
        cmocka_unit_test(test_the_books_are_met),
    };
    return run_group_with(tests, sizeof tests / sizeof tests[0], open_all, close_all);
}
