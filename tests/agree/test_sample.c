// Households looked at one by one: they add up to the simulation, other earnings are decided as the
// interpreter decides them, and bands are about what was doubted.

#include "../unit/unit.h"
#include "compile/compile.h"
#include "decide/block/situations.h"
#include "decide/decision.h"
#include "model/people/china.h"
#include "model/people/doubt.h"
#include "model/report/render.h"
#include "model/simulate/findings.h"
#include "model/simulate/grants.h"
#include "model/simulate/groups.h"
#include "model/simulate/stratum.h"

enum { LAWS = 2, HOUSEHOLDS = 20000 };

static Arena *policy;
static Sources sources;
static const Program *program;
static People *people;
static SimulatedLaw laws[LAWS];
static SimulateOptions options;
static SimulateResult result;
static Sample sample;

static People *people_of(uint64_t seed, uint64_t households)
{
    Error err = {0};
    People *made = NULL;
    Sources read = {0};
    Diagnostics diagnostics = diagnostics_start(policy, &read);
    const PeopleChinaOptions of = {
        .data_folder = "data/china-2023", .seed = seed, .households = households};
    assert_true(people_china_create(&of, &read, &diagnostics, &made, &err));
    return made;
}

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
    policy = arena_create();
    program = law_of(NULL);
    people = people_of(2023, HOUSEHOLDS);
    laws[0] = (SimulatedLaw){.program = program};
    laws[1] = (SimulatedLaw){.program = law_of("law/china/scenarios/03-coverage.md"),
                             .name = STR("03-coverage")};
    options = (SimulateOptions){.people = people,
                                .laws = laws,
                                .law_count = LAWS,
                                .date = {19706}, // 2023-12-15
                                .threads = 2,
                                .kernels = kernels_best(),
                                .targets = {.persons = {6640000, 33990000}}};
    Error err = {0};
    assert_true(simulate(&options, policy, &result, &err));
    assert_true(sample_take(&result, &(SampleOptions){.people = people}, policy, &sample, &err));
    assert_int_equal(sample.survey.count, HOUSEHOLDS);
    assert_int_equal(sample.refused, 0);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    people_destroy(people);
    arena_destroy(policy);
    return 0;
}

static void test_all_households_add_up_to_the_simulation(void **state)
{
    (void)state;
    for (size_t k = 0; k < LAWS; k++) {
        PovertySums poverty = result.welfare[k].poverty[0];
        GroupSums all;
        Wide money = 0;
        poverty_sums_merge(&poverty, &result.welfare[k].poverty[1]);
        groups_add_up(&sample, k, &groups_all(&(size_t){0})[0], &all);
        assert_int_equal(all.persons, poverty.persons);
        assert_int_equal(all.poor, poverty.persons_poor);
        assert_int_equal(all.reached,
                         targeting_cell(&result.welfare[k].targeting, -1, -1, 1).persons);
        for (size_t row = 0; row < sample.survey.count; row++)
            money += (Wide)sample.survey.weight[row] * sample.laws[k].benefit[row];
        assert_true(money == targeting_cell(&result.welfare[k].targeting, -1, -1, -1).benefit);
    }
}

static void test_groups_of_each_sort_are_everyone(void **state)
{
    (void)state;
    size_t count = 0;
    const Group *groups = groups_all(&count);
    GroupSums all;
    int64_t persons[GROUP_KIND + 1] = {0};
    int64_t entered[GROUP_KIND + 1] = {0};
    groups_add_up(&sample, 1, &groups[0], &all);
    for (size_t g = 0; g < count; g++) {
        GroupSums sums;
        groups_add_up(&sample, 1, &groups[g], &sums);
        persons[groups[g].sort] += sums.persons;
        entered[groups[g].sort] += sums.entered;
    }
    for (size_t s = GROUP_ALL; s <= GROUP_KIND; s++) {
        assert_int_equal(persons[s], all.persons);
        assert_int_equal(entered[s], all.entered);
    }
    assert_true(all.entered > 0); // the line is 1.3 times as high
    assert_true(all.gained > all.entered);
    groups_add_up(&sample, 0, &groups[0], &all);
    assert_int_equal(all.gained + all.lost + all.entered + all.left, 0);
}

// Regular cash a month that the interpreter grants, and own resources, at the sample's precision.
static int64_t net_of(const Situation *situation, Arena *arena)
{
    Error err = {0};
    Decision *decision = NULL;
    assert_true(decide(situation, &(DecideOptions){.brief = true}, arena, &decision, &err));
    const uint32_t own = program->names.items[program_find(program, STR("own_resources"))].index;
    const Value resources = run_rule(decision->run, own, 0)->value;
    assert_true(value_is_known(&resources));
    int64_t net = (int64_t)(resources.low.num / resources.low.den);
    for (size_t p = 0; p < decision->count; p++) {
        const ProgrammeDecision *one = &decision->programmes[p];
        const int64_t months = grants_months(&program->programmes.items[one->programme]);
        if (one->outcome != OUTCOME_QUALIFIES || months == 0) continue;
        net += (int64_t)(one->amount.low.num / one->amount.low.den) / months;
    }
    return net;
}

// A row's household with the wage of who earns what was varied changed, decided by the interpreter.
static bool agrees(const Specialisation *from, const PeopleBlock *block, uint32_t i, size_t row)
{
    const uint32_t wage = program->names.items[program_find(program, STR("wage"))].index;
    const int64_t earned = sample.earnings[row];
    if (earned == WELFARE_MISSING || earned == 0 || sample.laws[0].benefit[row] == 0) return false;
    Arena *arena = arena_create();
    Situation *situation = situation_of_columns(from, &block->columns, i, arena);
    FactCell *cell = NULL;
    for (uint32_t m = 0; m < situation->member_count; m++) {
        FactCell *one = situation_cell(situation, wage, m);
        if (one->given == GIVEN_VALUE && one->value.low.num == (Wide)earned * one->value.low.den) {
            cell = one;
            break;
        }
    }
    assert_non_null(cell);
    for (size_t step = 0; step < EARNINGS_STEPS; step++) {
        cell->value =
            value_number(number_whole(step == EARNINGS_NONE ? 0 : earned + EARNINGS_ADDED[step]));
        assert_int_equal(net_of(situation, arena), sample.laws[0].net[row][step]);
    }
    arena_destroy(arena);
    return true;
}

static void test_other_earnings_are_decided_as_the_interpreter_does(void **state)
{
    enum { STRATA = 8, ENOUGH = 40 };
    (void)state;
    size_t row = 0;
    size_t compared = 0;
    PeopleScratch *scratch = people_scratch_create(people);
    for (uint32_t s = 0; s < STRATA; s++) {
        Error err = {0};
        Arena *arena = arena_create();
        SimulationColumns columns;
        Specialisation from;
        const StratumOfLaw of = {.stratum = s};
        assert_true(simulation_columns(&options, arena, &columns, &err));
        assert_true(stratum_specialisation(&options, &columns, &of, arena, &from, &err));
        const uint64_t households = people_outline(people)->strata[s].households;
        for (uint64_t first = 0; first < households;) {
            PeopleBlock block;
            const uint32_t count = people_fill(people, s, first, scratch, &block);
            for (uint32_t i = 0; i < count && compared < ENOUGH; i++)
                compared += agrees(&from, &block, i, row + i);
            first += count;
            row += count;
        }
        arena_destroy(arena);
    }
    people_scratch_destroy(scratch);
    assert_int_equal(compared, ENOUGH);
}

static void test_threads_do_not_show_in_a_sample(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Error err = {0};
    Sample other;
    SimulateOptions alone = options;
    SimulateResult same = result;
    alone.threads = 1;
    same.options = &alone;
    assert_true(sample_take(&same, &(SampleOptions){.people = people}, arena, &other, &err));
    const size_t count = sample.survey.count;
    assert_memory_equal(sample.survey.weight, other.survey.weight, count * sizeof(int64_t));
    assert_memory_equal(sample.before, other.before, count * sizeof(int64_t));
    assert_memory_equal(sample.lacks, other.lacks, count);
    assert_memory_equal(sample.laws[1].net, other.laws[1].net, count * sizeof *other.laws[1].net);
    arena_destroy(arena);
}

// --- bands ---

static bool open_draw(void *context, uint32_t draw, People **drawn, Error *err)
{
    (void)err;
    *drawn = people_doubt(people_of(2023 + draw, HOUSEHOLDS / 4),
                          bands_doubt_ppm(draw, *(const uint32_t *)context));
    return true;
}

static void test_a_band_of_a_law_against_itself_is_nothing(void **state)
{
    uint32_t draws = 3;
    (void)state;
    Bands bands;
    Error err = {0};
    const SimulatedLaw twice[LAWS] = {laws[0], laws[0]};
    SimulateOptions same = options;
    same.laws = twice;
    assert_true(bands_find(
        &same, &(BandDraws){.count = draws, .open = open_draw, .context = &draws}, &bands, &err));
    for (size_t h = 0; h < HEADLINES; h++) {
        assert_true(bands.figures[0][h].low < bands.figures[0][h].high);
        assert_true(bands.changes[1][h].low == 0.0);
        assert_true(bands.changes[1][h].high == 0.0);
    }
    assert_int_equal(bands_doubt_ppm(2, 3), 0);
    assert_int_equal(bands_doubt_ppm(1, 3), -bands_doubt_ppm(3, 3));
}

// Gap index before help of the people with lowest incomes changed.
static double gap_of(int64_t lowest_ppm)
{
    Arena *arena = arena_create();
    Error err = {0};
    SimulateOptions doubted = options;
    SimulateResult found;
    doubted.people = people_doubt(people_of(2023, HOUSEHOLDS), lowest_ppm);
    doubted.law_count = 1;
    assert_true(simulate(&doubted, arena, &found, &err));
    PovertySums all = found.poverty_before[0];
    poverty_sums_merge(&all, &found.poverty_before[1]);
    const double gap = poverty_sums_fgt(&all, 1).value;
    people_destroy((People *)(uintptr_t)doubted.people);
    arena_destroy(arena);
    return gap;
}

static void test_the_doubt_about_lowest_incomes_moves_the_gap_by_a_seventh(void **state)
{
    (void)state;
    const double as_assumed = gap_of(0);
    PovertySums all = result.poverty_before[0];
    poverty_sums_merge(&all, &result.poverty_before[1]);
    assert_true(as_assumed == poverty_sums_fgt(&all, 1).value);
    const double low = gap_of(254800) / as_assumed; // 1.96 standard deviations
    const double high = gap_of(-254800) / as_assumed;
    assert_true(low > 0.84 && low < 0.90);
    assert_true(high > 1.12 && high < 1.22);
}

// --- the report ---

static void test_the_report_tells_of_them_in_both_languages(void **state)
{
    static const char *const WORDS[] = {"新进低保特困",
                                        "newly on dibao or tekun",
                                        "边际有效税率中位数",
                                        "median marginal rate",
                                        "多维贫困",
                                        "Poverty in several dimensions",
                                        "主要结果",
                                        "Headline figures",
                                        "抽样误差",
                                        "Sampling error",
                                        "分地区",
                                        "By place"};
    (void)state;
    Arena *arena = arena_create();
    const Findings found = {.result = &result, .sample = &sample};
    const Report *report = simulate_report(&found, arena);
    assert_true(report_is_whole(report));
    const char *json = str_terminated(arena, report_as_json(report, arena));
    for (size_t w = 0; w < sizeof WORDS / sizeof WORDS[0]; w++)
        assert_non_null(strstr(json, WORDS[w]));
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_households_add_up_to_the_simulation),
        cmocka_unit_test(test_groups_of_each_sort_are_everyone),
        cmocka_unit_test(test_other_earnings_are_decided_as_the_interpreter_does),
        cmocka_unit_test(test_threads_do_not_show_in_a_sample),
        cmocka_unit_test(test_a_band_of_a_law_against_itself_is_nothing),
        cmocka_unit_test(test_the_doubt_about_lowest_incomes_moves_the_gap_by_a_seventh),
        cmocka_unit_test(test_the_report_tells_of_them_in_both_languages),
    };
    return run_group_with(tests, sizeof tests / sizeof tests[0], open_all, close_all);
}
