#include "figures.h"
#include "model/statistics/takeup.h"
#include "model/statistics/targeting.h"
#include "unit.h"

static Targeting t2_targeting(const Figures *t2)
{
    const Ranking before = figures_rank(t2, t2->before);
    return targeting_of(&before, t2->benefit, lines_one(6000), NULL, 5, t2->arena);
}

static void test_t2_is_targeted_as_reckoned_by_hand(void **state)
{
    (void)state;
    Figures t2;
    figures_open_t2(&t2);
    const Targeting targeting = t2_targeting(&t2);
    const TargetingReport r = targeting_report(&targeting, TARGETING_POOR, number_whole(0));
    const TargetingReport with_office =
        targeting_report(&targeting, TARGETING_POOR, number_fraction(1, 20));
    const TargetingCell all = targeting_cell(&targeting, -1, -1, -1);
    const struct {
        const char *name;
        Ratio got;
        const char *expected;
    } rows[] = {
        {"coverage", r.coverage, "4/9"},
        {"coverage of the poor", r.coverage_of_set, "1/2"},
        {"exclusion", r.exclusion, "1/2"},
        {"inclusion", r.inclusion, "1/2"},
        {"false positives", r.false_positive, "2/5"},
        {"leakage", r.leakage, "2/9"},
        {"CGH of the poor", r.set_advantage, "7/4"},
        {"VEE", r.vertical_efficiency, "7/9"},
        {"PRE", r.reduction_efficiency, "20/27"},
        {"S", r.spillover, "1/21"},
        {"PGE", r.gap_efficiency, "4/11"},
        {"adequacy", r.adequacy, "27/152"},
        {"generosity", r.generosity, "9/40"},
        {"benefit and cost", r.benefit_cost, "20/27"},
        {"with 5 % for the office", with_office.benefit_cost, "400/567"},
        {"depth", r.depth, "4/11"},
        {"paid directly", r.direct_coverage, "4/9"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults += ratio_differs(rows[i].name, rows[i].got, rows[i].expected);
    faults += real_differs("TD", r.differential, 0.1, 1e-14);
    faults += row_unequal("persons", all.persons, 18);
    faults += row_unequal("benefit", (long long)all.benefit, 10800);
    faults += row_unequal("gap before", (long long)all.gap_before, 22000);
    faults += row_unequal("gap after", (long long)all.gap_after, 14000);
    assert_int_equal(faults, 0);
    figures_close(&t2);
}

static void test_t2_poverty_falls(void **state)
{
    (void)state;
    Figures t2;
    figures_open_t2(&t2);
    const Ranking x = figures_rank(&t2, t2.before);
    const Ranking y = figures_rank(&t2, figures_after(&t2));
    const Poverty before = poverty_of(&x, lines_one(6000), (PovertyRule){0});
    const Poverty after = poverty_of(&y, lines_one(6000), (PovertyRule){0});
    size_t faults = ratio_differs("P0 before", poverty_headcount(&before), "4/9");
    faults += ratio_differs("P0 after", poverty_headcount(&after), "1/3");
    faults += real_differs("P1 before", poverty_fgt(&before, 1), 11.0 / 54, 1e-15);
    faults += real_differs("P1 after", poverty_fgt(&after, 1), 7.0 / 54, 1e-15);
    assert_int_equal(faults, 0);
    figures_close(&t2);
}

static void test_an_empty_set_has_no_error_rate(void **state)
{
    (void)state;
    Figures t2;
    figures_open_t2(&t2);
    const Targeting targeting = t2_targeting(&t2);
    const TargetingReport none = targeting_report(&targeting, TARGETING_REFERENCE, number_whole(0));
    size_t faults = ratio_differs("exclusion", none.exclusion, "ND_EMPTY");
    faults += row_unequal("differential", none.differential.status, STATUS_ND_EMPTY);
    faults += ratio_differs("all reached are outside", none.inclusion, "1");
    static const Targeting nothing;
    const TargetingReport report = targeting_report(&nothing, TARGETING_POOR, number_whole(0));
    faults += ratio_differs("coverage of nobody", report.coverage, "ND_EMPTY");
    faults += ratio_differs("leakage of nothing", report.leakage, "ND_EMPTY");
    assert_int_equal(faults, 0);
    figures_close(&t2);
}

static void test_exclusion_is_design_and_practice(void **state)
{
    (void)state;
    Figures some;
    figures_open_random(&some, 400, 17);
    bool *eligible = ARENA_ARRAY(some.arena, bool, 400);
    for (size_t i = 0; i < 400; i++) eligible[i] = some.group[i] != 2;
    const Ranking before = figures_rank(&some, some.before);
    const Targeting targeting =
        targeting_of(&before, some.benefit, (Lines){.fen = some.line}, eligible, 10, some.arena);
    const TargetingReport r = targeting_report(&targeting, TARGETING_POOR, number_whole(0));
    assert_true(r.exclusion.num > 0 && r.exclusion.den == r.exclusion_by_design.den);
    assert_true(r.exclusion.num == r.exclusion_by_design.num + r.exclusion_in_practice.num);
    // PRE = VEE (1 - S).
    const double pre = ratio_real(r.reduction_efficiency).value;
    const double vee = ratio_real(r.vertical_efficiency).value;
    const double spill = ratio_real(r.spillover).value;
    assert_int_equal(value_differs("PRE", pre, vee * (1 - spill), 1e-14), 0);
    Wide benefit = 0;
    Wide reached = 0;
    for (uint32_t g = 0; g < 10; g++) {
        const TargetingIncidence in = targeting_incidence(&targeting, g);
        benefit += in.benefit.num;
        reached += in.reached.num;
        if (g == 9) assert_true(benefit == in.benefit.den && reached == in.reached.den);
    }
    assert_int_equal(ratio_differs("all ten groups", targeting_cgh(&targeting, 10), "1"), 0);
    figures_close(&some);
}

static void test_sums_merge_in_any_order(void **state)
{
    (void)state;
    Figures some;
    figures_open_random(&some, 300, 23);
    static Targeting whole;
    static Targeting parts[3];
    static Changes changes;
    static Changes change_parts[3];
    whole = (Targeting){0};
    changes = (Changes){.large_ppm = 50000};
    for (size_t k = 0; k < 3; k++) {
        parts[k] = (Targeting){0};
        change_parts[k] = changes;
    }
    for (size_t i = 0; i < 300; i++) {
        const TargetingCase one = {.weight = some.weight[i],
                                   .before_fen = some.before[i],
                                   .benefit_fen = some.benefit[i],
                                   .line_fen = some.line[i],
                                   .size = some.size[i],
                                   .group = (uint32_t)i % 10,
                                   .in_reference = i % 3 == 0};
        const ChangeCase change = {.weight = some.weight[i],
                                   .before_fen = some.before[i],
                                   .after_fen = some.before[i] + some.benefit[i],
                                   .size = some.size[i],
                                   .group = some.group[i]};
        targeting_add(&whole, &one);
        targeting_add(&parts[i % 3], &one);
        changes_add(&changes, &change);
        changes_add(&change_parts[i % 3], &change);
    }
    targeting_merge(&parts[2], &parts[0]);
    targeting_merge(&parts[1], &parts[2]);
    changes_merge(&change_parts[0], &change_parts[1]);
    changes_merge(&change_parts[2], &change_parts[0]);
    assert_memory_equal(&whole, &parts[1], sizeof whole);
    assert_memory_equal(&changes, &change_parts[2], sizeof changes);
    figures_close(&some);
}

static void test_programmes_overlap_as_sets(void **state)
{
    (void)state;
    static Overlap overlap;
    overlap = (Overlap){0};
    overlap_add(&overlap, 0, 1, 4);
    overlap_add(&overlap, 1, 2, 3);
    overlap_add(&overlap, 3, 1, 2);
    overlap_add(&overlap, 6, 1, 5);
    assert_int_equal(overlap.persons[1], 6);
    assert_int_equal(overlap.households[1], 2);
    assert_int_equal(overlap_persons_in_all(&overlap, 2), 7);
    assert_int_equal(overlap_persons_in_all(&overlap, 3), 2);
    assert_int_equal(overlap_persons_in_some(&overlap, 2), 7);
    assert_int_equal(overlap_persons_in_some(&overlap, 1), 13);
    static Overlap twice;
    twice = overlap;
    overlap_merge(&twice, &overlap);
    assert_int_equal(twice.persons[6], 10);
}

static void test_winners_and_losers_are_told_by_the_fen(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t before, after;
        Change expected;
    } rows[] = {
        {"the same", 1000, 1000, CHANGE_NONE},
        {"one fen more", 1000, 1001, CHANGE_GAIN},
        {"exactly 5 %", 1000, 1050, CHANGE_GAIN},
        {"more than 5 %", 1000, 1051, CHANGE_GAIN_LARGE},
        {"one fen less", 1000, 999, CHANGE_LOSS},
        {"more than 5 % less", 1000, 949, CHANGE_LOSS_LARGE},
        {"from nothing", 0, 1, CHANGE_GAIN_LARGE},
        {"from a loss", -1000, -960, CHANGE_GAIN},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults += row_unequal(rows[i].name, change_of(rows[i].before, rows[i].after, 50000),
                              rows[i].expected);
    assert_int_equal(faults, 0);
}

static void test_a_year_costs_twelve_months_and_the_office(void **state)
{
    (void)state;
    assert_int_equal(
        ratio_differs("cost", targeting_year_cost(1000, number_fraction(1, 20), 77), "12677"), 0);
}

enum { CLAIMANTS = 20000 };

typedef struct Claimant {
    int64_t kappa, money;
    uint32_t depth;
} Claimant;

// Households of three, who are paid more the deeper they are below the line.
static void draw_claimants(Claimant *claimants, Takeup *takeup, Takeup *half)
{
    uint64_t random = 31;
    for (size_t i = 0; i < CLAIMANTS; i++) {
        claimants[i].kappa = (int64_t)(figures_random(&random) % 10000) - 5000;
        claimants[i].depth = (uint32_t)(figures_random(&random) % TAKEUP_DEPTHS);
        claimants[i].money = 3 * (100 + 5 * (int64_t)claimants[i].depth);
        takeup_add(i % 2 == 0 ? takeup : half, claimants[i].kappa, claimants[i].depth, 3,
                   claimants[i].money);
    }
    takeup_merge(takeup, half);
}

static void test_those_who_claim_meet_the_books(void **state)
{
    (void)state;
    static Takeup takeup = {.low = -8192, .shift = 4};
    static Takeup half = {.low = -8192, .shift = 4};
    static Claimant claimants[CLAIMANTS];
    draw_claimants(claimants, &takeup, &half);
    const int64_t wanted = 24000;
    const int64_t slope = takeup_slope(&takeup, &wanted, 1, 300);
    const TakeupFit fit = takeup_fit(&takeup, slope, wanted);
    int64_t persons = 0;
    int64_t money = 0;
    for (size_t i = 0; i < CLAIMANTS; i++) {
        if (claimants[i].kappa >= takeup_threshold(fit.beta, slope, claimants[i].depth)) continue;
        persons += 3;
        money += claimants[i].money;
    }
    assert_int_equal(fit.status, STATUS_DEFINED);
    assert_true(slope > 0);
    assert_in_range(persons, wanted - 100, wanted + 100);
    assert_in_range(money * 100 / persons, 29900, 30100);
    // Without a slope they are a random choice of the entitled, who have 260 a head.
    const TakeupFit flat = takeup_fit(&takeup, 0, wanted);
    assert_in_range((int64_t)flat.money * 100 / flat.persons, 25700, 26300);
    assert_int_equal(takeup_slope(&takeup, &wanted, 1, 200), 0);
}

static void test_more_than_the_entitled_cannot_claim(void **state)
{
    (void)state;
    static Takeup takeup = {.low = -8192, .shift = 4};
    assert_int_equal(takeup_fit(&takeup, 0, 5).status, STATUS_ND_EMPTY);
    takeup_add(&takeup, 100, 7, 3, 0);
    takeup_add(&takeup, INT64_MIN, 0, 2, 0);
    takeup_add(&takeup, INT64_MAX, 0, 9, 0);
    assert_int_equal(takeup_fit(&takeup, 0, 5).persons, 5);
    assert_int_equal(takeup_fit(&takeup, 0, 6).status, STATUS_ND_RANGE);
    assert_int_equal(takeup_fit(&takeup, 0, 1).status, STATUS_ND_RANGE);
    assert_int_equal(takeup_fit(&takeup, 0, 2).status, STATUS_DEFINED);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_t2_is_targeted_as_reckoned_by_hand),
                     cmocka_unit_test(test_t2_poverty_falls),
                     cmocka_unit_test(test_an_empty_set_has_no_error_rate),
                     cmocka_unit_test(test_exclusion_is_design_and_practice),
                     cmocka_unit_test(test_sums_merge_in_any_order),
                     cmocka_unit_test(test_programmes_overlap_as_sets),
                     cmocka_unit_test(test_winners_and_losers_are_told_by_the_fen),
                     cmocka_unit_test(test_a_year_costs_twelve_months_and_the_office),
                     cmocka_unit_test(test_those_who_claim_meet_the_books),
                     cmocka_unit_test(test_more_than_the_entitled_cannot_claim));
}
