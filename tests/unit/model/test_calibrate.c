#include "model/people/calibrate.h"
#include "unit.h"

static void close_to(double got, double expected, double tolerance)
{
    const double size = expected < 0 ? -expected : expected;
    const double off = got > expected ? got - expected : expected - got;
    if (!(off <= tolerance * (size > 1 ? size : 1)))
        fail_msg("got %.15g, expected %.15g", got, expected);
}

// methods.md T6: [[10,20],[30,40]] to rows 45/55 and columns 50/50.
static void test_raking_keeps_the_odds_ratio(void **state)
{
    (void)state;
    static const double design[] = {10, 20, 30, 40};
    static const double values[] = {1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1};
    static const double totals[] = {45, 55, 50, 50};
    static const double expected[] = {20, 25, 30, 25};
    static const CalibrateMethod methods[] = {CALIBRATE_RAKING, CALIBRATE_ENTROPY};
    for (size_t m = 0; m < 2; m++) {
        Arena *arena = arena_create();
        CalibrateResult result;
        calibrate(&(CalibrateProblem){.units = 4,
                                      .margins = 4,
                                      .design = design,
                                      .values = values,
                                      .totals = totals,
                                      .method = methods[m]},
                  arena, &result);
        assert_int_equal(result.outcome, CALIBRATE_SOLVED);
        for (size_t i = 0; i < 4; i++) close_to(result.weights[i], expected[i], 1e-10);
        close_to(result.weights[0] * result.weights[3] / result.weights[1] / result.weights[2],
                 2.0 / 3, 1e-10);
        arena_destroy(arena);
    }
}

// methods.md T6, GREG and entropy: four units of weight 10 with x = (1, k), k = 1, 2, 3, 6.
static const double ones[] = {10, 10, 10, 10};
static const double line[] = {1, 1, 1, 2, 1, 3, 1, 6};

static void test_linear_weights_are_those_of_the_closed_form(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    CalibrateResult result;
    static const double totals[] = {44, 120};
    CalibrateProblem problem = {.units = 4,
                                .margins = 2,
                                .design = ones,
                                .values = line,
                                .totals = totals,
                                .method = CALIBRATE_LINEAR};
    calibrate(&problem, arena, &result);
    static const double expected[] = {89.0 / 7, 83.0 / 7, 11, 59.0 / 7};
    assert_int_equal(result.outcome, CALIBRATE_SOLVED);
    for (size_t i = 0; i < 4; i++) close_to(result.weights[i], expected[i], 1e-12);
    close_to(result.multipliers[0], 5.0 / 14, 1e-12);
    close_to(result.multipliers[1], -3.0 / 35, 1e-12);
    problem.method = CALIBRATE_ENTROPY;
    calibrate(&problem, arena, &result);
    static const double entropy[] = {12.8270730298, 11.8104115085, 10.8743296056, 8.4881858561};
    for (size_t i = 0; i < 4; i++) close_to(result.weights[i], entropy[i], 1e-10);
    close_to(result.multipliers[0], 0.331549468822, 1e-10);
    close_to(result.multipliers[1], -0.082576544069, 1e-10);
    arena_destroy(arena);
}

// A thousand households drawn by SplitMix64 as methods.md 11.2 draws syn1000: size, residence,
// weight.
enum { HOUSEHOLDS = 1000, MARGINS = 5 };

static uint64_t split_mix(uint64_t *at)
{
    *at += 0x9E3779B97F4A7C15;
    uint64_t z = *at;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
}

typedef struct Synthetic {
    double design[HOUSEHOLDS];
    double values[HOUSEHOLDS * MARGINS]; // households, persons, urban, urban persons, rural
    double totals[MARGINS];
} Synthetic;

static void draw(Synthetic *synthetic)
{
    static const double factors[] = {1.02, 0.99, 1.05, 1.01, 0};
    uint64_t at = 20240229;
    *synthetic = (Synthetic){0};
    uint64_t persons = 0;
    for (size_t i = 0; i < HOUSEHOLDS; i++) {
        const uint64_t r1 = split_mix(&at);
        (void)split_mix(&at);
        const uint64_t r3 = split_mix(&at);
        (void)split_mix(&at);
        const uint64_t size = 1 + (r1 >> 11) % 6;
        const uint64_t weight = 100 + (r3 >> 11) % 900;
        const bool urban = (r1 >> 40) % 2;
        persons += size * weight;
        double *x = &synthetic->values[i * MARGINS];
        synthetic->design[i] = (double)weight;
        x[0] = 1;
        x[1] = (double)size;
        x[2] = urban;
        x[3] = urban ? (double)size : 0;
        x[4] = !urban;
        for (size_t j = 0; j < MARGINS; j++)
            synthetic->totals[j] += (double)weight * x[j] * factors[j];
    }
    assert_int_equal(persons, 1936530); // methods.md 11.6
    synthetic->totals[4] = synthetic->totals[0] - synthetic->totals[2];
}

static void test_margins_of_a_thousand_households_are_hit(void **state)
{
    (void)state;
    static const CalibrateMethod methods[] = {CALIBRATE_LINEAR, CALIBRATE_ENTROPY, CALIBRATE_LOGIT,
                                              CALIBRATE_RAKING};
    static Synthetic synthetic;
    draw(&synthetic);
    for (size_t m = 0; m < sizeof methods / sizeof methods[0]; m++) {
        Arena *arena = arena_create();
        const CalibrateProblem problem = {.units = HOUSEHOLDS,
                                          .margins = MARGINS,
                                          .design = synthetic.design,
                                          .values = synthetic.values,
                                          .totals = synthetic.totals,
                                          .method = methods[m],
                                          .lower = 0.5,
                                          .upper = 2};
        CalibrateResult result;
        calibrate(&problem, arena, &result);
        if (methods[m] != CALIBRATE_RAKING) assert_int_equal(result.outcome, CALIBRATE_SOLVED);
        if (result.outcome == CALIBRATE_SOLVED) {
            for (size_t j = 0; j < MARGINS; j++)
                assert_true(calibrate_miss(&problem, &result, j) < 1e-10);
        }
        // The last margin follows from the first and the third; one of the three is dropped.
        if (methods[m] != CALIBRATE_RAKING)
            assert_int_equal(result.dropped[0] + result.dropped[2] + result.dropped[4], 1);
        if (methods[m] == CALIBRATE_LOGIT)
            assert_true(result.ratio_least > 0.5 && result.ratio_greatest < 2);
        arena_destroy(arena);
    }
}

static void test_linear_weights_may_be_negative_and_are_counted(void **state)
{
    (void)state;
    static const double totals[] = {40, 50};
    Arena *arena = arena_create();
    CalibrateProblem problem = {.units = 4,
                                .margins = 2,
                                .design = ones,
                                .values = line,
                                .totals = totals,
                                .method = CALIBRATE_LINEAR};
    CalibrateResult result;
    calibrate(&problem, arena, &result);
    assert_int_equal(result.outcome, CALIBRATE_SOLVED);
    assert_int_equal(result.negatives, 1);
    // Positive weights meet the same totals.
    problem.method = CALIBRATE_ENTROPY;
    calibrate(&problem, arena, &result);
    assert_int_equal(result.outcome, CALIBRATE_SOLVED);
    assert_int_equal(result.negatives, 0);
    arena_destroy(arena);
}

static void test_totals_out_of_reach_are_told(void **state)
{
    (void)state;
    // The mean of x would be 7, but none is above 6.
    static const double totals[] = {40, 280};
    static const CalibrateMethod methods[] = {CALIBRATE_ENTROPY, CALIBRATE_LOGIT, CALIBRATE_RAKING};
    for (size_t m = 0; m < sizeof methods / sizeof methods[0]; m++) {
        Arena *arena = arena_create();
        CalibrateProblem problem = {.units = 4,
                                    .margins = 2,
                                    .design = ones,
                                    .values = line,
                                    .totals = totals,
                                    .method = methods[m],
                                    .lower = 0.1,
                                    .upper = 4};
        CalibrateResult result;
        calibrate(&problem, arena, &result);
        assert_int_equal(result.outcome, CALIBRATE_INFEASIBLE);
        assert_true(calibrate_miss(&problem, &result, 0) > 1e-3 ||
                    calibrate_miss(&problem, &result, 1) > 1e-3);
        problem.soft = true;
        calibrate(&problem, arena, &result);
        assert_int_equal(result.outcome, CALIBRATE_SOFT);
        for (size_t i = 0; i < 4; i++) assert_true(result.weights[i] >= 0);
        arena_destroy(arena);
    }
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_raking_keeps_the_odds_ratio),
                     cmocka_unit_test(test_linear_weights_are_those_of_the_closed_form),
                     cmocka_unit_test(test_margins_of_a_thousand_households_are_hit),
                     cmocka_unit_test(test_linear_weights_may_be_negative_and_are_counted),
                     cmocka_unit_test(test_totals_out_of_reach_are_told));
}
