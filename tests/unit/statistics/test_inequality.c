#include "figures.h"
#include "model/statistics/inequality.h"
#include "model/statistics/quantile.h"
#include "unit.h"

static void test_t1_quantiles_follow_the_rule_asked_for(void **state)
{
    (void)state;
    Figures t1;
    figures_open_t1(&t1);
    const Ranking y = figures_rank(&t1, t1.before);
    static const struct {
        int64_t tenths;
        const char *inverse, *averaged;
    } rows[] = {{1, "2", "3"}, {4, "4", "5"}, {5, "6", "6"}, {7, "6", "8"}, {9, "10", "25/2"}};
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const Number share = number_fraction(rows[i].tenths, 10);
        faults +=
            ratio_differs("inverse", quantile_of(&y, share, QUANTILE_INVERSE), rows[i].inverse);
        faults +=
            ratio_differs("averaged", quantile_of(&y, share, QUANTILE_AVERAGED), rows[i].averaged);
    }
    // Middles of the steps: 0.5, 2, 3.5, 5.5, 8, 9.5 persons; 6.5 lies 1/2.5 from 6 to 10.
    faults +=
        ratio_differs("linear", quantile_of(&y, number_fraction(13, 20), QUANTILE_LINEAR), "38/5");
    faults += ratio_differs("linear, ends",
                            quantile_of(&y, number_fraction(99, 100), QUANTILE_LINEAR), "15");
    faults += ratio_differs(
        "P90/P10", quantile_ratio(&y, number_fraction(9, 10), number_fraction(1, 10)), "5");
    assert_int_equal(faults, 0);
    figures_close(&t1);
}

static void test_a_quantile_of_ten_alike_is_not_the_next_value(void **state)
{
    (void)state;
    Figures ten;
    figures_open(&ten, 10);
    for (size_t i = 0; i < 10; i++) {
        ten.before[i] = (int64_t)i + 1;
        ten.weight[i] = 10;
    }
    const Ranking y = figures_rank(&ten, ten.before);
    const Ratio median = quantile_of(&y, number_fraction(1, 2), QUANTILE_INVERSE);
    assert_int_equal(ratio_differs("median of 1 to 10", median, "5"), 0);
    figures_close(&ten);
}

static void test_t1_shares_split_the_household_on_the_boundary(void **state)
{
    (void)state;
    Figures t1;
    figures_open_t1(&t1);
    const Ranking y = figures_rank(&t1, t1.before);
    static const char *const lorenz[] = {"6/67", "14/67", "26/67", "42/67"};
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(lorenz); i++)
        faults += ratio_differs("Lorenz", quantile_lorenz(&y, number_fraction((int64_t)i + 1, 5)),
                                lorenz[i]);
    faults += ratio_differs("Lorenz at 1", quantile_lorenz(&y, number_whole(1)), "1");
    faults += ratio_differs("generalised Lorenz at 1",
                            quantile_lorenz_generalised(&y, number_whole(1)), "67/10");
    faults += ratio_differs(
        "S80/S20", quantile_share_ratio(&y, number_fraction(1, 5), number_fraction(1, 5)), "25/6");
    faults += ratio_differs("S80/S20 of Eurostat", quantile_eurostat(&y), "30/7");
    faults += ratio_differs(
        "Palma", quantile_share_ratio(&y, number_fraction(1, 10), number_fraction(2, 5)), "15/14");
    faults += ratio_differs("TIP at 1", quantile_tip(&y, 6, number_whole(1)), "1");
    faults += ratio_differs("TIP at 0.1", quantile_tip(&y, 6, number_fraction(1, 10)), "2/5");
    faults += ratio_differs("TIP at 0.2", quantile_tip(&y, 6, number_fraction(1, 5)), "3/5");
    assert_int_equal(faults, 0);
    figures_close(&t1);
}

static void test_t1_is_as_unequal_as_reckoned(void **state)
{
    (void)state;
    Figures t1;
    figures_open_t1(&t1);
    const Ranking y = figures_rank(&t1, t1.before);
    const EntropyRule drop = {0};
    size_t faults = ratio_differs("Gini", inequality_gini(&y), "39/134");
    faults += ratio_differs("Gini, normalised", inequality_gini_normalised(&y), "39/134");
    faults += ratio_differs("concentration, tied at their mean rank",
                            inequality_concentration(&y, t1.benefit), "-11/25");
    faults += real_differs("Theil", inequality_entropy(&y, 1, drop).value, 0.141861906694, 1e-11);
    faults += real_differs("MLD", inequality_entropy(&y, 0, drop).value, 0.148054620528, 1e-11);
    faults += real_differs("GE(2)", inequality_entropy(&y, 2, drop).value, 1361.0 / 8978, 1e-14);
    faults += real_differs("GE(-1)", inequality_entropy(&y, -1, drop).value, 2107.0 / 12000, 1e-14);
    faults += real_differs("A(1/2)", inequality_atkinson(&y, 0.5, drop).index.value,
                           0.0701303653794, 1e-11);
    faults +=
        real_differs("A(1)", inequality_atkinson(&y, 1, drop).index.value, 0.137615990214, 1e-11);
    const Atkinson two = inequality_atkinson(&y, 2, drop);
    faults += real_differs("A(2)", two.index.value, 2107.0 / 8107, 1e-14);
    faults += real_differs("equal equivalent", two.equivalent_fen, 6.7 * 6000 / 8107, 1e-14);
    assert_int_equal(faults, 0);
    figures_close(&t1);
}

static void test_equals_are_equal_to_the_last_bit(void **state)
{
    (void)state;
    Figures same;
    figures_open(&same, 5);
    for (size_t i = 0; i < 5; i++) {
        same.size[i] = (int32_t)i + 1;
        same.before[i] = 333 * same.size[i];
        same.weight[i] = 7 * (int64_t)i + 1;
    }
    const Ranking y = figures_rank(&same, same.before);
    assert_int_equal(ratio_differs("Gini of equals", inequality_gini(&y), "0"), 0);
    figures_close(&same);
}

static void test_losses_are_told_and_not_hidden(void **state)
{
    (void)state;
    Figures loss;
    figures_open(&loss, 3);
    loss.before[0] = -10;
    loss.before[1] = 0;
    loss.before[2] = 20;
    const Ranking y = figures_rank(&loss, loss.before);
    size_t faults = row_unequal("persons with losses", y.persons_negative, 1);
    faults += ratio_differs("Gini above one", inequality_gini(&y), "2");
    faults += ratio_differs("normalised", inequality_gini_normalised(&y), "2/3");
    const Entropy left_out = inequality_entropy(&y, 1, (EntropyRule){0});
    faults += row_unequal("zero counts for Theil", left_out.persons, 2);
    faults += row_unequal("the loss does not", left_out.persons_changed, 1);
    const Entropy coded =
        inequality_entropy(&y, 0, (EntropyRule){.bottom_code = true, .bottom_share = 0.01});
    faults += row_unequal("coded", coded.persons_changed, 2);
    faults += row_unequal("and counted", coded.persons, 3);
    loss.before[2] = 5;
    const Ranking poor = figures_rank(&loss, loss.before);
    faults += ratio_differs("no mean", inequality_gini(&poor), "ND_MEAN_LE_0");
    faults +=
        ratio_differs("no mean", quantile_lorenz(&poor, number_fraction(1, 2)), "ND_MEAN_LE_0");
    faults += ratio_differs("nothing at the bottom",
                            quantile_share_ratio(&y, number_fraction(1, 5), number_fraction(1, 5)),
                            "ND_MEAN_LE_0");
    assert_int_equal(faults, 0);
    figures_close(&loss);
}

static void test_within_and_between_make_the_whole(void **state)
{
    (void)state;
    Figures some;
    figures_open_random(&some, 600, 3);
    for (size_t i = 0; i < 600; i++) some.before[i] += 1;
    const Ranking y = figures_rank(&some, some.before);
    const EntropySplit split = inequality_split(&y, some.group, 3, some.arena);
    const EntropyRule drop = {0};
    size_t faults =
        real_differs("Theil", split.theil, inequality_entropy(&y, 1, drop).value.value, 1e-12);
    faults +=
        real_differs("MLD", split.deviation, inequality_entropy(&y, 0, drop).value.value, 1e-12);
    const double deviation = inequality_entropy(&y, 0, drop).value.value;
    const double atkinson = inequality_atkinson(&y, 1, drop).index.value.value;
    faults += outside("between is not negative", split.theil_between.value, 0, split.theil.value);
    // A(1) = 1 - exp(-MLD), as a series would have it.
    double power = 1;
    double series = 0;
    for (int k = 1; k < 40; k++) {
        power *= -deviation / k;
        series -= power;
    }
    faults += value_differs("Atkinson and MLD", atkinson, series, 1e-12);
    assert_int_equal(faults, 0);
    figures_close(&some);
}

static void test_quantile_groups_never_part_equals(void **state)
{
    (void)state;
    Figures t1;
    figures_open_t1(&t1);
    const Ranking y = figures_rank(&t1, t1.before);
    uint32_t group[6];
    quantile_groups(&y, 5, group);
    static const uint32_t expected[] = {0, 0, 0, 2, 3, 4};
    for (size_t i = 0; i < 6; i++) assert_int_equal(group[i], expected[i]);
    figures_close(&t1);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_t1_quantiles_follow_the_rule_asked_for),
                     cmocka_unit_test(test_a_quantile_of_ten_alike_is_not_the_next_value),
                     cmocka_unit_test(test_t1_shares_split_the_household_on_the_boundary),
                     cmocka_unit_test(test_t1_is_as_unequal_as_reckoned),
                     cmocka_unit_test(test_equals_are_equal_to_the_last_bit),
                     cmocka_unit_test(test_losses_are_told_and_not_hidden),
                     cmocka_unit_test(test_within_and_between_make_the_whole),
                     cmocka_unit_test(test_quantile_groups_never_part_equals));
}
