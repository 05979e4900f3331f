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

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_raking_keeps_the_odds_ratio),
                     cmocka_unit_test(test_linear_weights_are_those_of_the_closed_form));
}
