#include "model/people/fixed.h"
#include "model/people/quantiles.h"
#include "unit.h"

static void test_powers_are_right_to_a_billionth(void **state)
{
    (void)state;
    // log2(3), 2^1.5 and (1/3)^1.25 times 2^32.
    assert_in_range(fixed_log2(3 * FIXED_ONE), 6807362102, 6807362108);
    assert_in_range(fixed_exp2(FIXED_ONE * 3 / 2), 12148001997, 12148002001);
    assert_in_range(fixed_power(FIXED_ONE / 3, FIXED_ONE * 5 / 4), 1087823138, 1087823142);
    assert_int_equal(fixed_exp2(-40 * FIXED_ONE), 0);
    assert_int_equal(fixed_power(0, FIXED_ONE), 0);
    assert_int_equal(fixed_power(0, 0), FIXED_ONE);
}

// z of 0.01, 0.25, 0.5 and 0.975, in thousandths.
static void test_the_normal_knots_are_those_of_the_tables(void **state)
{
    (void)state;
    int32_t knots[NORMAL_KNOTS];
    fixed_normal_knots(1000, knots);
    assert_in_range(knots[41] + 10000, 10000 - 2327, 10000 - 2324); // 41/4096 = 0.01001
    assert_in_range(knots[1024] + 10000, 10000 - 676, 10000 - 673);
    assert_int_equal(knots[2048], 0);
    assert_in_range(knots[3994], 1958, 1963); // 0.97510
    for (int k = 1; k < NORMAL_KNOTS; k++) assert_true(knots[k] >= knots[k - 1]);
}

static const QuantileGroups sample = {.lower = {0, 73125, 127708, 188817, 282092},
                                      .mean = {32283, 103367, 153992, 224842, 417800}};

static void test_group_means_come_out_to_the_fen(void **state)
{
    (void)state;
    Quantiles quantiles;
    int faulty = -1;
    assert_true(quantiles_build(&sample, &quantiles, &faulty));
    for (uint64_t k = 0; k < QUANTILE_GROUPS; k++) {
        int64_t sum = 0;
        for (uint64_t i = 0; i < 100000; i++) {
            const uint64_t rank = ((k * 200000 + 2 * i + 1) << 32) / 1000000;
            sum += quantiles_at(&quantiles, (uint32_t)rank);
        }
        assert_in_range(sum / 100000, sample.mean[k] - 1, sample.mean[k] + 1);
    }
}

static void test_incomes_rise_with_rank(void **state)
{
    (void)state;
    Quantiles quantiles;
    int faulty = -1;
    assert_true(quantiles_build(&sample, &quantiles, &faulty));
    int32_t before = quantiles_at(&quantiles, 0);
    assert_int_equal(before, 0);
    for (uint64_t rank = 0; rank <= UINT32_MAX; rank += 65521) {
        const int32_t income = quantiles_at(&quantiles, (uint32_t)rank);
        assert_true(income >= before - 1);
        before = income;
    }
}

static void test_a_mean_outside_its_bounds_is_refused(void **state)
{
    (void)state;
    QuantileGroups wrong = sample;
    wrong.mean[2] = 127708;
    Quantiles quantiles;
    int faulty = -1;
    assert_false(quantiles_build(&wrong, &quantiles, &faulty));
    assert_int_equal(faulty, 2);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_powers_are_right_to_a_billionth),
                     cmocka_unit_test(test_the_normal_knots_are_those_of_the_tables),
                     cmocka_unit_test(test_group_means_come_out_to_the_fen),
                     cmocka_unit_test(test_incomes_rise_with_rank),
                     cmocka_unit_test(test_a_mean_outside_its_bounds_is_refused));
}
