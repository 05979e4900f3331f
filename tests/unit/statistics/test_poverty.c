#include "figures.h"
#include "model/statistics/inequality.h"
#include "model/statistics/poverty.h"
#include "model/statistics/quantile.h"
#include "unit.h"

static void test_t1_is_as_poor_as_reckoned_by_hand(void **state)
{
    (void)state;
    Figures t1;
    figures_open_t1(&t1);
    const Ranking y = figures_rank(&t1, t1.before);
    const Lines six = lines_one(6);
    const Poverty strict = poverty_of(&y, six, (PovertyRule){0});
    const Poverty weak = poverty_of(&y, six, (PovertyRule){.weak = true});
    const Sen sen = poverty_sen(&y, six, t1.arena);
    size_t faults = ratio_differs("mean", ranking_mean(&y), "67/10");
    faults += ratio_differs("headcount", poverty_headcount(&strict), "2/5");
    faults += ratio_differs("headcount, weak", poverty_headcount(&weak), "7/10");
    faults += row_unequal("total gap", (long long)strict.gap, 10);
    faults += real_differs("P0", poverty_fgt(&strict, 0), 2.0 / 5, 1e-15);
    faults += real_differs("P1", poverty_fgt(&strict, 1), 1.0 / 6, 1e-15);
    faults += real_differs("P2", poverty_fgt(&strict, 2), 7.0 / 90, 1e-15);
    faults += real_differs("P3", poverty_fgt(&strict, 3), 11.0 / 270, 1e-15);
    faults += real_differs("Watts", poverty_watts(&strict), 0.231500761299, 1e-11);
    faults += real_differs("exit at 2 %", poverty_exit_years(&strict, 0.02),
                           0.231500761299 / 0.4 / 0.02, 1e-11);
    faults += real_differs("H", sen.headcount, 2.0 / 5, 1e-15);
    faults += real_differs("I", sen.gap_ratio, 5.0 / 12, 1e-15);
    faults += ratio_differs("Gini of the poor", sen.gini_poor, "3/28");
    faults += real_differs("Sen", sen.sen, 23.0 / 120, 1e-15);
    faults += real_differs("Sen, finite", sen.sen_finite, 14.0 / 75, 1e-15);
    faults += real_differs("SST", sen.sst, 83.0 / 300, 1e-15);
    assert_int_equal(faults, 0);
    figures_close(&t1);
}

static void test_a_household_on_the_line_is_told_by_cross_multiplication(void **state)
{
    (void)state;
    // Three of them with 1,894 against 632 a head: 2 short, which a quotient rounded up hides.
    Figures one;
    figures_open(&one, 1);
    one.size[0] = 3;
    one.before[0] = 1894;
    const Ranking y = figures_rank(&one, one.before);
    const Poverty below = poverty_of(&y, lines_one(632), (PovertyRule){0});
    assert_int_equal(below.persons_poor, 3);
    assert_int_equal((int)below.gap, 2);
    one.before[0] = 1896;
    const Ranking on = figures_rank(&one, one.before);
    assert_int_equal(poverty_of(&on, lines_one(632), (PovertyRule){0}).persons_poor, 0);
    assert_int_equal(poverty_of(&on, lines_one(632), (PovertyRule){.weak = true}).persons_poor, 3);
    figures_close(&one);
}

static void test_groups_add_up_to_the_whole(void **state)
{
    (void)state;
    Figures some;
    figures_open_random(&some, 500, 7);
    const Ranking y = figures_rank(&some, some.before);
    const Lines lines = {.fen = some.line};
    const Poverty whole = poverty_of(&y, lines, (PovertyRule){0});
    Poverty groups[3];
    poverty_by_group(&y, lines, (PovertyRule){0}, some.group, 3, groups);
    int64_t poor = 0;
    Wide gap = 0;
    for (size_t g = 0; g < 3; g++) {
        poor += groups[g].persons_poor;
        gap += groups[g].gap;
    }
    assert_true(poor == whole.persons_poor && gap == whole.gap && poor > 0);
    for (unsigned alpha = 0; alpha <= FGT_ALPHA_MAX; alpha++) {
        double parts = 0;
        double mean = 0;
        for (size_t g = 0; g < 3; g++) {
            parts += poverty_contribution(&groups[g], &whole, alpha).value;
            mean += (double)groups[g].persons / (double)whole.persons *
                    poverty_fgt(&groups[g], alpha).value;
        }
        assert_int_equal(value_differs("contributions sum to one", parts, 1, 1e-12), 0);
        assert_int_equal(real_differs("weighted mean", poverty_fgt(&whole, alpha), mean, 1e-12), 0);
    }
    figures_close(&some);
}

static void test_negative_welfare_is_kept_or_floored_and_never_lost(void **state)
{
    (void)state;
    Figures two;
    figures_open(&two, 2);
    two.before[0] = -50;
    two.before[1] = 150;
    const Ranking y = figures_rank(&two, two.before);
    const Poverty kept = poverty_of(&y, lines_one(100), (PovertyRule){0});
    const Poverty floored = poverty_of(&y, lines_one(100), (PovertyRule){.floor_zero = true});
    size_t faults = real_differs("kept", poverty_fgt(&kept, 1), 0.75, 1e-15);
    faults += real_differs("floored", poverty_fgt(&floored, 1), 0.5, 1e-15);
    faults += row_unequal("coded for Watts", kept.persons_coded, 1);
    faults +=
        real_differs("Watts at 1 % of the line", poverty_watts(&kept), 2.302585092994046, 1e-14);
    faults += row_unequal("negative persons", y.persons_negative, 1);
    assert_int_equal(faults, 0);
    figures_close(&two);
}

static void test_nobody_gives_no_figure(void **state)
{
    (void)state;
    Figures none;
    figures_open(&none, 2);
    none.before[0] = none.before[1] = WELFARE_MISSING;
    none.weight[1] = 5;
    const Ranking y = figures_rank(&none, none.before);
    const Poverty poverty = poverty_of(&y, lines_one(100), (PovertyRule){0});
    assert_int_equal(poverty_fgt(&poverty, 0).status, STATUS_ND_EMPTY);
    assert_int_equal(poverty_headcount(&poverty).status, STATUS_ND_EMPTY);
    assert_int_equal(inequality_gini(&y).status, STATUS_ND_EMPTY);
    assert_int_equal(ranking_mean(&y).status, STATUS_ND_EMPTY);
    assert_int_equal(quantile_of(&y, number_fraction(1, 2), QUANTILE_INVERSE).status,
                     STATUS_ND_EMPTY);
    assert_int_equal(y.missing_count, 2);
    assert_int_equal(y.missing_weight, 6);
    figures_close(&none);
}

static void test_lines_follow_from_medians_budgets_and_shares(void **state)
{
    (void)state;
    Figures t1;
    figures_open_t1(&t1);
    const Ranking y = figures_rank(&t1, t1.before);
    size_t faults = ratio_differs("60 % of the median",
                                  poverty_line_of_median(&y, number_fraction(3, 5)), "18/5");
    faults +=
        ratio_differs("half the mean", poverty_line_of_mean(&y, number_fraction(1, 2)), "67/20");
    // All up to 6 cost 10 (total gap of the toy); 8 would cost 10 + 7 * 2.
    faults += ratio_differs("a budget of 10", poverty_line_for_budget(&y, 10), "6");
    faults += ratio_differs("a budget of 24", poverty_line_for_budget(&y, 24), "8");
    faults += ratio_differs("no budget", poverty_line_for_budget(&y, 0), "2");
    const Bottom bottom = poverty_bottom(&y, number_fraction(1, 5));
    faults += row_unequal("the poorest fifth, persons", bottom.persons, 3);
    faults += ratio_differs("overshoot", bottom.overshoot, "1");
    faults += ratio_differs("their line", bottom.line, "4");
    faults += ratio_differs("median gap", quantile_median_gap(&y, ratio_of(6, 1)), "1/3");
    assert_int_equal(faults, 0);
    figures_close(&t1);
}

static void test_cost_rises_by_the_persons_below_the_line(void **state)
{
    (void)state;
    Figures some;
    figures_open_random(&some, 400, 11);
    const Ranking y = figures_rank(&some, some.before);
    Wide slope_before = 0;
    for (int64_t line = 20000; line <= 200000; line += 20000) {
        const Poverty here = poverty_of(&y, lines_one(line), (PovertyRule){0});
        const Poverty weak = poverty_of(&y, lines_one(line), (PovertyRule){.weak = true});
        const Poverty above = poverty_of(&y, lines_one(line + 1), (PovertyRule){0});
        const Wide slope = above.gap - here.gap;
        assert_true(slope == weak.persons_poor && slope >= slope_before);
        slope_before = slope;
    }
    figures_close(&some);
}

static void test_growth_and_redistribution_add_up(void **state)
{
    (void)state;
    Figures some;
    figures_open_random(&some, 400, 13);
    const Ranking before = figures_rank(&some, some.before);
    const Ranking after = figures_rank(&some, figures_after(&some));
    for (unsigned alpha = 0; alpha <= 2; alpha++) {
        const PovertyChange change = poverty_change(&before, &after, 120000, alpha);
        const Poverty p0 = poverty_of(&before, lines_one(120000), (PovertyRule){0});
        const Poverty p1 = poverty_of(&after, lines_one(120000), (PovertyRule){0});
        size_t faults =
            real_differs("total", change.total,
                         poverty_fgt(&p1, alpha).value - poverty_fgt(&p0, alpha).value, 1e-12);
        faults += real_differs("parts", change.total,
                               change.growth.value + change.redistribution.value, 1e-12);
        assert_int_equal(faults, 0);
    }
    figures_close(&some);
}

static void test_faulty_surveys_are_counted_and_refused(void **state)
{
    (void)state;
    Figures bad;
    figures_open(&bad, 6);
    bad.weight[2] = -1;
    bad.size[3] = 0;
    bad.size[4] = 61;
    bad.id[5] = bad.id[1];
    SurveyFaults faults;
    assert_false(survey_check(&bad.survey, bad.arena, &faults));
    assert_int_equal(faults.negative_weights, 1);
    assert_int_equal(faults.negative_weight_first, 2);
    assert_int_equal(faults.bad_sizes, 2);
    assert_int_equal(faults.bad_size_first, 3);
    assert_int_equal(faults.repeated_ids, 1);
    assert_int_equal(faults.repeated_id_first, 5);
    Ranking ranking;
    Error err = {0};
    assert_false(ranking_make(&bad.survey, bad.before, bad.arena, &ranking, &err));
    assert_non_null(strstr(err.message, "household 3"));
    figures_close(&bad);
}

static void test_sums_that_would_not_be_exact_are_refused(void **state)
{
    (void)state;
    Figures large;
    figures_open(&large, 2);
    large.weight[0] = large.weight[1] = INT64_C(1) << 50;
    large.before[0] = large.before[1] = INT64_C(1) << 40;
    Ranking ranking;
    Error err = {0};
    assert_false(ranking_make(&large.survey, large.before, large.arena, &ranking, &err));
    assert_non_null(strstr(err.message, "too fine"));
    // All of China, in parts of 2^-20 of a household, at 50,000 yuan a head.
    large.weight[0] = large.weight[1] = INT64_C(705000000) << 20;
    large.before[0] = 5000000;
    large.before[1] = 4000000;
    assert_true(ranking_make(&large.survey, large.before, large.arena, &ranking, &err));
    assert_int_equal(ratio_differs("Gini of two halves", inequality_gini(&ranking), "1/18"), 0);
    figures_close(&large);
}

static void test_scales_count_adults_and_children(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        Scale scale;
        Composition members;
        double expected;
    } rows[] = {
        {"per head", SCALE_PER_HEAD, {2, 2}, 4},
        {"root", SCALE_ROOT, {2, 2}, 2},
        {"OECD modified", SCALE_OECD_MODIFIED, {2, 2}, 2.1},
        {"OECD", SCALE_OECD, {2, 2}, 2.7},
        {"NAS", SCALE_NAS, {2, 2}, 2.35524039811009}, // 3.4^0.7
        {"theta 0", SCALE_THETA, {3, 1}, 1},
        {"children only", SCALE_OECD_MODIFIED, {0, 2}, 1.3},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults += value_differs(rows[i].name, scale_of(rows[i].scale, rows[i].members, 0),
                                rows[i].expected, 1e-14);
    faults += row_unequal("4 members, 21,000 over 2.1", scale_apply(21000, 4, 2.1), 40000);
    assert_int_equal(faults, 0);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_t1_is_as_poor_as_reckoned_by_hand),
                     cmocka_unit_test(test_a_household_on_the_line_is_told_by_cross_multiplication),
                     cmocka_unit_test(test_groups_add_up_to_the_whole),
                     cmocka_unit_test(test_negative_welfare_is_kept_or_floored_and_never_lost),
                     cmocka_unit_test(test_nobody_gives_no_figure),
                     cmocka_unit_test(test_lines_follow_from_medians_budgets_and_shares),
                     cmocka_unit_test(test_cost_rises_by_the_persons_below_the_line),
                     cmocka_unit_test(test_growth_and_redistribution_add_up),
                     cmocka_unit_test(test_faulty_surveys_are_counted_and_refused),
                     cmocka_unit_test(test_sums_that_would_not_be_exact_are_refused),
                     cmocka_unit_test(test_scales_count_adults_and_children));
}
