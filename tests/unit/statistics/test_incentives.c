#include "figures.h"
#include "model/statistics/incentives.h"
#include "model/statistics/labour.h"
#include "unit.h"

// T10 and T11 of the methods: three persons, 779 yuan each, in fen.
enum { Z = 233700 };

static Disregard pure_rule(void)
{
    return (Disregard){.line_fen = Z,
                       .proportion = number_whole(0),
                       .taper = number_whole(1),
                       .rounding = ROUND_HALF_UP};
}

static Disregard cost_rule(void)
{
    Disregard rule = pure_rule();
    rule.deduction_fen = 60000;
    return rule;
}

static Disregard taper_rule(void)
{
    Disregard rule = pure_rule();
    rule.deduction_fen = 30000;
    rule.taper = number_fraction(3, 5);
    return rule;
}

static int64_t net_under(const void *household, int64_t earnings_fen)
{
    int64_t benefit = 0;
    if (!disregard_benefit(household, earnings_fen, &benefit)) fail_msg("out of range");
    return earnings_fen + benefit;
}

static void test_t10_benefits_end_where_they_should(void **state)
{
    (void)state;
    static const int64_t earnings[] = {0, 500, 1000, 2000, 2337, 3000, 4000, 5000};
    const struct {
        const char *name;
        Disregard rule;
        int64_t benefit[8]; // in tenths of a yuan
        const char *break_even, *ptr, *withdrawal;
    } rows[] = {
        {"pure", pure_rule(), {23370, 18370, 13370, 3370, 0, 0, 0, 0}, "233700", "1", "1"},
        {"cost", cost_rule(), {23370, 23370, 19370, 9370, 6000, 0, 0, 0}, "293700", "7/10", "1"},
        {"taper",
         taper_rule(),
         {23370, 22170, 19170, 13170, 11148, 7170, 1170, 0},
         "419500",
         "51/100",
         "3/5"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (size_t k = 0; k < COUNT_OF(earnings); k++) {
            int64_t benefit = -1;
            assert_true(disregard_benefit(&rows[i].rule, earnings[k] * 100, &benefit));
            faults += row_unequal(rows[i].name, benefit, rows[i].benefit[k] * 10);
        }
        const Budget budget = {net_under, &rows[i].rule};
        faults += ratio_differs(rows[i].name, incentives_ptr(budget, 200000), rows[i].ptr);
        faults +=
            ratio_differs(rows[i].name, incentives_emtr(budget, 150000, 10000), rows[i].withdrawal);
        Number end;
        Number rate;
        assert_true(disregard_break_even(&rows[i].rule, &end));
        assert_true(disregard_withdrawal(&rows[i].rule, &rate));
        faults += ratio_differs("break-even", ratio_of(end.num, end.den), rows[i].break_even);
        faults += ratio_differs("phase-out", ratio_of(rate.num, rate.den), rows[i].withdrawal);
        faults += row_unequal(
            "no cliff",
            incentives_cliff(budget, (int64_t[]){Z, 293700, 419500}, 3, 600000).drop_fen, 0);
    }
    const Budget pure = {net_under, &rows[0].rule};
    faults += ratio_differs("no work, no rate", incentives_ptr(pure, 0), "ND_EMPTY");
    assert_int_equal(faults, 0);
}

// T11: aid worth 400 a month that ends above the line.
static int64_t net_tied(const void *household, int64_t earnings_fen)
{
    return net_under(household, earnings_fen) + (earnings_fen <= Z ? 40000 : 0);
}

static int64_t net_smoothed(const void *household, int64_t earnings_fen)
{
    return net_under(household, earnings_fen) +
           incentives_smoothed(40000, Z, Z + 80000, earnings_fen);
}

static void test_t11_a_notch_has_its_size_and_width(void **state)
{
    (void)state;
    const Disregard rule = pure_rule();
    const Budget tied = {net_tied, &rule};
    static const struct {
        int64_t earnings, net;
    } rows[] = {{2300, 2737}, {2337, 2737}, {2338, 2338}, {2700, 2700}, {2737, 2737}, {2738, 2738}};
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults += row_unequal("net", net_tied(&rule, rows[i].earnings * 100), rows[i].net * 100);
    const Cliff cliff = incentives_cliff(tied, (int64_t[]){Z}, 1, 500000);
    faults += row_unequal("at", cliff.earnings_fen, Z);
    faults += row_unequal("drop, at the fen above the line", cliff.drop_fen, 40000 - 1);
    faults += row_unequal("width", cliff.width_fen, 40000);
    faults += row_unequal("recovers", cliff.recovers, true);
    const Cliff cut = incentives_cliff(tied, (int64_t[]){Z}, 1, 250000);
    faults += row_unequal("not within the range", cut.recovers, false);
    faults += row_unequal("width as far as seen", cut.width_fen, 250000 - Z);
    faults += ratio_differs("a rate above one", incentives_emtr(tied, Z, 10000), "4");
    // Withdrawn over 800 yuan it costs half of each yuan, and nothing falls.
    const Budget smooth = {net_smoothed, &rule};
    const Cliff none = incentives_cliff(smooth, (int64_t[]){Z, Z + 80000}, 2, 500000);
    faults += row_unequal("smoothed", none.drop_fen, 0);
    faults += ratio_differs("smoothed rate", incentives_emtr(smooth, Z, 10000), "1/2");
    Number end;
    assert_true(incentives_smoothing_end(40000, Z, number_fraction(1, 2), &end));
    faults += ratio_differs("c2 = c + v/s", ratio_of(end.num, end.den), "313700");
    assert_int_equal(faults, 0);
}

static void test_f9_grace_lowers_the_rate_over_two_years(void **state)
{
    (void)state;
    Number whole[12];
    Number half[12];
    for (size_t k = 0; k < 12; k++) {
        whole[k] = number_whole(1);
        half[k] = number_fraction(1, 2);
    }
    Grace grace = {.earnings_fen = 300000,
                   .benefit_fen = Z,
                   .benefit_without_job_fen = Z,
                   .horizon_months = 24};
    size_t faults = ratio_differs("none", incentives_grace(&grace), "779/1000");
    grace.retained = whole;
    grace.count = 6;
    faults += ratio_differs("6 months", incentives_grace(&grace), "2337/4000");
    grace.count = 12;
    faults += ratio_differs("12 months", incentives_grace(&grace), "779/2000");
    grace.retained = half;
    grace.count = 6;
    faults += ratio_differs("6 months of half", incentives_grace(&grace), "5453/8000");
    assert_int_equal(faults, 0);
}

static void test_f4_hours_follow_consumption_and_leisure(void **state)
{
    (void)state;
    const LabourModel model = {.alpha = 3, .beta = 8, .hours_all = 720};
    const LabourChoice pure[] = {{0, 2337, 0}, {87, 2337, 0}, {174, 3132, 0}};
    const LabourChoice taper[] = {{0, 2337, 0}, {87, 3143.4, 0}, {174, 3769.8, 0}};
    const LabourChances a = labour_choose(&model, pure, 3);
    const LabourChances b = labour_choose(&model, taper, 3);
    const double chances_a[] = {0.61721911, 0.22029725, 0.16248365};
    const double chances_b[] = {0.42962794, 0.37315137, 0.19722069};
    size_t faults = 0;
    for (size_t j = 0; j < 3; j++) {
        faults += value_differs("pure gap", a.chance[j], chances_a[j], 5e-8);
        faults += value_differs("taper", b.chance[j], chances_b[j], 5e-8);
    }
    faults += value_differs("hours, pure gap", a.hours, 47.438015, 1e-8);
    faults += value_differs("hours, taper", b.hours, 66.780569, 1e-8);
    faults += value_differs("work, pure gap", a.working, 0.383, 2e-3);
    const Real gain = labour_welfare_gain(&model, &a, &b, 2337);
    faults += outside("a reform that only adds is a gain", gain.value, 1, 2337);
    LabourChoice fitted[] = {{0, 2337, 0}, {87, 2337, 0}, {174, 3132, 0}};
    const double wanted[] = {0.5, 0.2, 0.3};
    labour_calibrate(&model, fitted, 3, wanted);
    const LabourChances c = labour_choose(&model, fitted, 3);
    for (size_t j = 0; j < 3; j++) faults += value_differs("fitted", c.chance[j], wanted[j], 1e-12);
    const LabourChoice closed[] = {{0, 0, 0}, {87, -5, 0}};
    faults +=
        row_unequal("nothing to live on", labour_choose(&model, closed, 2).status, STATUS_ND_EMPTY);
    const LabourChoice one_open[] = {{0, 0, 0}, {87, 100, 0}};
    faults += value_differs("one way left", labour_choose(&model, one_open, 2).chance[1], 1, 1e-15);
    assert_int_equal(faults, 0);
}

static void test_elasticities_stay_within_bounds(void **state)
{
    (void)state;
    const IntensiveCase one = {.elasticity = 0.1, .emtr_before = 0.6, .emtr_after = 0.4};
    const IntensiveCase trapped = {.elasticity = 0.1, .emtr_before = 1, .emtr_after = 0.4};
    size_t faults = real_differs("half more kept", labour_intensive(&one), 0.05, 1e-14);
    faults +=
        row_unequal("nothing kept before", labour_intensive(&trapped).status, STATUS_ND_DOMAIN);
    faults += value_differs("extensive", labour_extensive(0.5, 0.2, 0.8, 0.6), 0.6, 1e-14);
    faults += value_differs("never above one", labour_extensive(0.9, 0.4, 0.9, 0), 1, 1e-15);
    faults += value_differs("level rule", labour_extensive(0.5, 0.2, 1.1, 0.6), 0.55, 1e-14);
    assert_int_equal(faults, 0);
}

static void test_rates_fall_into_whole_per_cents(void **state)
{
    (void)state;
    static Rates rates;
    static Rates other;
    rates = other = (Rates){0};
    rates_add(&rates, ratio_of(1, 1), 10);
    rates_add(&rates, ratio_of(51, 100), 5);
    rates_add(&other, ratio_of(801, 1000), 2);
    rates_add(&other, ratio_of(-500, 100), 1);
    rates_add(&other, ratio_of(900, 100), 3);
    rates_add(&other, ratio_undefined(STATUS_ND_EMPTY), 7);
    rates_merge(&rates, &other);
    assert_int_equal(rates.persons[201], 10);
    assert_int_equal(rates.persons[152], 5);
    assert_int_equal(rates.persons[181], 2);
    assert_int_equal(rates.persons[0], 1);
    assert_int_equal(rates.persons[RATE_BINS - 1], 3);
    assert_int_equal(rates.persons_above_80, 15);
    assert_int_equal(rates.persons_above_100, 3);
    assert_int_equal(rates.undefined, 7);
    assert_int_equal(rates_persons(&rates), 21);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_t10_benefits_end_where_they_should),
                     cmocka_unit_test(test_t11_a_notch_has_its_size_and_width),
                     cmocka_unit_test(test_f9_grace_lowers_the_rate_over_two_years),
                     cmocka_unit_test(test_f4_hours_follow_consumption_and_leisure),
                     cmocka_unit_test(test_elasticities_stay_within_bounds),
                     cmocka_unit_test(test_rates_fall_into_whole_per_cents));
}
