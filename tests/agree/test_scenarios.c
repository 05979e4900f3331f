// What scenarios are asked for besides payments: rules that only count are the interpreter's,
// budget lines are of a family that exists, and a parameter that is solved for moves as people
// would move it.

#include "../unit/unit.h"
#include "compile/compile.h"
#include "decide/decision.h"
#include "model/people/china.h"
#include "model/report/render.h"
#include "model/simulate/solve.h"
#include "model/simulate/stratum.h"

enum { LAWS = 2, HOUSEHOLDS = 6000 };

static Arena *policy;
static Sources sources;
static People *people;
static const Program *program;

static const Program *law_of(const char *reform)
{
    const char *reforms[2] = {"law/china/model/china-2023.md", reform};
    const CompileOptions with = {
        .path = "law/china", .reforms = reforms, .reform_count = reform != NULL ? 2 : 1};
    Error err = {0};
    const Program *compiled = NULL;
    Diagnostics diagnostics = diagnostics_start(policy, &sources);
    assert_true(compile_law(&with, policy, &sources, &diagnostics, &compiled, &err));
    assert_non_null(compiled);
    return compiled;
}

static int open_all(void **state)
{
    (void)state;
    Error err = {0};
    Sources read = {0};
    policy = arena_create();
    Diagnostics diagnostics = diagnostics_start(policy, &read);
    const PeopleChinaOptions of = {
        .data_folder = "data/china-2023", .seed = 2023, .households = HOUSEHOLDS};
    assert_true(people_china_create(&of, &read, &diagnostics, &people, &err));
    program = law_of(NULL);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    people_destroy(people);
    arena_destroy(policy);
    return 0;
}

static SimulateOptions options_of(const char *reform, SimulatedLaw laws[LAWS])
{
    laws[0] = (SimulatedLaw){.program = program};
    laws[1] = (SimulatedLaw){.program = law_of(reform), .name = str_from(reform)};
    return (SimulateOptions){.people = people,
                             .laws = laws,
                             .law_count = LAWS,
                             .date = {19706}, // 2023-12-15
                             .threads = 2,
                             .kernels = kernels_best(),
                             .targets = {.persons = {6640000, 33990000}}};
}

// Members of the household for whom the rule says yes, as the interpreter has it.
static int64_t counted(const Situation *situation, uint32_t rule, Arena *arena)
{
    Error err = {0};
    Decision *decision = NULL;
    const Program *law = situation->program;
    const Rule *of = &law->rules.items[rule];
    const bool of_person = law->entities.items[of->entity].kind == ENTITY_PERSON;
    int64_t persons = 0;
    assert_true(decide(situation, &(DecideOptions){.brief = true}, arena, &decision, &err));
    for (uint32_t m = 0; m < situation->member_count; m++) {
        const Value value = run_rule(decision->run, rule, of_person ? m : 0)->value;
        persons += value_is_known(&value) && value_least_index(value.set) == 1;
    }
    return persons;
}

static size_t compare_stratum(const SimulateOptions *options, const Sample *sample,
                              uint32_t stratum, size_t row, size_t *holding)
{
    enum { EVERY = 3 };
    Error err = {0};
    Arena *arena = arena_create();
    Arena *request = arena_create();
    PeopleScratch *scratch = people_scratch_create(people);
    SimulationColumns columns;
    Specialisation from;
    uint32_t rules[MEASURES_MAX];
    const size_t count = sample_measures_of(options, 1, rules);
    const uint64_t households = people_outline(people)->strata[stratum].households;
    assert_true(simulation_columns(options, arena, &columns, &err));
    assert_true(stratum_specialisation(
        options, &columns, &(StratumOfLaw){.stratum = stratum, .law = 1}, arena, &from, &err));
    for (uint64_t first = 0; first < households;) {
        PeopleBlock block;
        const uint32_t filled = people_fill(people, stratum, first, scratch, &block);
        for (uint32_t i = 0; i < filled; i += EVERY) {
            const Situation *situation = situation_of_columns(&from, &block.columns, i, request);
            for (size_t m = 0; m < count; m++) {
                const int64_t persons = counted(situation, rules[m], request);
                assert_int_equal(persons, sample->laws[1].measured[row + i][m]);
                *holding += persons > 0;
            }
            arena_reset(request);
        }
        first += filled;
        row += filled;
    }
    people_scratch_destroy(scratch);
    arena_destroy(request);
    arena_destroy(arena);
    return row;
}

static void test_rules_that_count_are_the_interpreters(void **state)
{
    enum { STRATA = 6 };
    static const struct {
        const char *reform;
        size_t measures;
    } rows[] = {{"law/china/scenarios/02-layers.md", 2},
                {"law/china/scenarios/04-bottom-tenth.md", 3},
                {"law/china/scenarios/18-special-standard.md", 7},
                {"law/china/scenarios/03-coverage.md", 0}};
    (void)state;
    for (size_t r = 0; r < COUNT_OF(rows); r++) {
        Arena *arena = arena_create();
        SimulatedLaw laws[LAWS];
        SimulateResult result;
        Sample sample;
        Error err = {0};
        uint32_t rules[MEASURES_MAX];
        size_t row = 0;
        size_t holding = 0;
        const SimulateOptions options = options_of(rows[r].reform, laws);
        assert_int_equal(sample_measures_of(&options, 1, rules), rows[r].measures);
        assert_true(simulate(&options, arena, &result, &err));
        assert_true(sample_take(&result,
                                &(SampleOptions){.people = people, .without_earnings = true}, arena,
                                &sample, &err));
        for (uint32_t s = 0; s < STRATA; s++)
            row = compare_stratum(&options, &sample, s, row, &holding);
        assert_true(rows[r].measures == 0 || holding > 10);
        arena_destroy(arena);
    }
}

static void test_a_reform_that_only_counts_is_answered_by_its_counts(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    SimulatedLaw laws[LAWS];
    SimulateResult result;
    Sample sample;
    Error err = {0};
    const SimulateOptions options = options_of("law/china/scenarios/04-bottom-tenth.md", laws);
    assert_true(simulate(&options, arena, &result, &err));
    assert_true(sample_take(&result, &(SampleOptions){.people = people}, arena, &sample, &err));
    const Report *report =
        simulate_report(&(Findings){.result = &result, .sample = &sample}, arena);
    assert_true(report_is_whole(report));
    assert_non_null(strstr(str_terminated(arena, report->answer.zh), "属于收入最低的10%"));
    assert_non_null(strstr(str_terminated(arena, report->answer.en), "in the lowest tenth"));
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) {
        const SampledBudget *budget = &sample.budgets[r];
        assert_true(budget->found);
        // Without a wage it is helped; far above all lines a yuan more is a yuan more.
        assert_true(budget->net[0][0] > budget->other_fen);
        assert_int_equal(budget->net[0][BUDGET_POINTS - 1] - budget->net[0][BUDGET_POINTS - 2],
                         BUDGET_STEP_FEN);
    }
    arena_destroy(arena);
}

static void test_years_are_tried_whole(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    SimulatedLaw laws[LAWS];
    Error err = {0};
    SolveOptions options = {
        .simulate = options_of("law/china/scenarios/06-freeze.md", laws),
        .target = TARGET_COVERAGE,
        .wanted = number_fraction(28, 1000),
        .low = number_whole(0),
        .high = number_whole(12),
    };
    const Program *law = laws[1].program;
    options.parameter = law->names.items[program_find(law, STR("freeze_years"))].index;
    Solution *solution = ARENA_ONE(arena, Solution);
    assert_true(solve(&options, arena, solution, &err));
    assert_true(solution->found);
    for (size_t i = 0; i < solution->count; i++) {
        assert_int_equal(solution->points[i].value.den, 1);
        // The longer it stands still, the fewer are reached.
        if (i > 0)
            assert_true(solution->points[i].figures[HEADLINE_REACHED] <=
                        solution->points[i - 1].figures[HEADLINE_REACHED]);
    }
    assert_true(solution->at.figures[HEADLINE_REACHED] > 0.02);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules_that_count_are_the_interpreters),
        cmocka_unit_test(test_a_reform_that_only_counts_is_answered_by_its_counts),
        cmocka_unit_test(test_years_are_tried_whole),
    };
    return run_group_with(tests, sizeof tests / sizeof tests[0], open_all, close_all);
}
