// Curves: net resources point by point, rates, and turns found to the fen.

#include "explain/curve.h"
#include "support.h"
#include "unit.h"

// A grant of 300 below 1,000, tapered by half from 400 on; a yearly 120 below 2,000; a service.
static const char rules[] =
    "fact wage of person : money per month\n"
    "fact rent : money per month normally 0\n"
    "rule own_resources : money per month = sum of wage over members\n"
    "rule earned = sum of wage over members\n"
    "programme grant \"补助\" \"grant\" of household from 2000-01-01\n"
    "  pays cash per month\n"
    "rule grant qualifies when earned < 1000 yuan per month\n"
    "rule grant amount rounded up to 0.01 yuan\n"
    "  = 300 yuan per month - 50 % * (earned - 400 yuan per month but not below 0)\n"
    "programme bonus \"年度补助\" \"bonus\" of household from 2000-01-01\n"
    "  pays cash per year\n"
    "rule bonus qualifies when earned <= 2000 yuan per month\n"
    "rule bonus amount = 120 yuan per year\n"
    "programme advice \"咨询\" \"advice\" of household from 2000-01-01\n"
    "rule advice qualifies when earned < 500 yuan per month\n";

LAW_OF_ALL_TESTS(rules)
static Curve curve;

static CurveOptions wage_from(int64_t from, int64_t until, int64_t step)
{
    law_must_compile(&law);
    const uint32_t fact = law.program->names.items[program_find(law.program, STR("wage"))].index;
    return (CurveOptions){.fact = fact,
                          .from = number_whole(from),
                          .until = number_whole(until),
                          .step = number_whole(step)};
}

static bool draw(CurveOptions options, Error *err)
{
    Diagnostics faults;
    Situation *situation = law_situation(&law, CASE_ON("2024-06-10", ",\"wage\":0", ""), &faults);
    assert_non_null(situation);
    return curve_of(situation, &options, law.request, &curve, err);
}

static void draw_all(void)
{
    Error err = {0};
    if (!draw(wage_from(0, 300000, 10000), &err)) fail_msg("%s", err.message);
}

static void test_points_add_own_resources_and_monthly_cash(void **state)
{
    (void)state;
    static const struct {
        size_t point;
        int64_t own, help;
    } rows[] = {
        {0, 0, 31000},                          // 300 and a twelfth of 120
        {4, 40000, 31000},  {5, 50000, 26000},  // half of the hundred above 400 is gone
        {9, 90000, 6000},   {10, 100000, 1000}, // at 1,000 the grant has ended
        {20, 200000, 1000}, {21, 210000, 0},
    };
    draw_all();
    assert_int_equal(curve.point_count, 31);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const CurvePoint *point = &curve.points[rows[i].point];
        assert_int_equal((int64_t)point->own.num, rows[i].own);
        assert_int_equal((int64_t)point->help.num, rows[i].help);
        assert_int_equal((int64_t)point->net.num, rows[i].own + rows[i].help);
    }
}

static void test_the_rate_is_what_is_lost_of_what_is_added(void **state)
{
    (void)state;
    static const struct {
        size_t low;
        int64_t num, den;
    } rows[] = {{0, 0, 1}, {4, 1, 2}, {9, 1, 2}, {20, 1, 10}, {25, 0, 1}};
    draw_all();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Number rate = {0};
        assert_true(curve_rate(&curve, rows[i].low, rows[i].low + 1, &rate));
        assert_int_equal(number_compare(rate, number_fraction(rows[i].num, rows[i].den)), 0);
    }
}

static void test_turns_lie_between_two_fen(void **state)
{
    (void)state;
    static const struct {
        int64_t above;
        bool cliff;
    } rows[] = {{50000, false}, {100000, false}, {200001, true}};
    draw_all();
    assert_int_equal(curve.turn_count, 3);
    for (size_t i = 0; i < 3; i++) {
        const CurveTurn *turn = &curve.turns[i];
        assert_int_equal((int64_t)turn->above.varied.num, rows[i].above);
        assert_int_equal((int64_t)turn->below.varied.num, rows[i].above - 1);
        assert_int_equal(turn->ends.count, 1);
        assert_int_equal(turn->cliff, rows[i].cliff);
    }
    assert_int_equal((int64_t)curve.turns[2].lost.num, 999); // 10 yuan, less the fen earned
}

static void test_what_cannot_be_drawn_is_refused(void **state)
{
    (void)state;
    static const int64_t rows[][3] = {
        {0, 1000, 0}, {0, 1000, -1}, {1000, 0, 10}, {0, CURVE_POINTS_MAX, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        Error err = {0};
        assert_false(draw(wage_from(rows[i][0], rows[i][1], rows[i][2]), &err));
        assert_int_equal(err.code, ERROR_USAGE);
    }
    Error err = {0};
    assert_true(draw(wage_from(0, CURVE_POINTS_MAX - 1, 1), &err));
    assert_int_equal(curve.point_count, CURVE_POINTS_MAX);
}

static void test_the_same_curve_is_the_same_bytes(void **state)
{
    (void)state;
    draw_all();
    const Str first = str_copy(law.policy, curve_svg(&curve, LANGUAGE_ZH, law.request));
    const Str table = str_copy(law.policy, curve_csv(&curve, law.request));
    draw_all();
    assert_true(str_equal(first, curve_svg(&curve, LANGUAGE_ZH, law.request)));
    assert_true(str_equal(table, curve_csv(&curve, law.request)));
    assert_true(str_starts(first, STR("<svg ")));
    assert_true(str_ends(first, STR("</svg>\n")));
}

static void test_the_table_has_a_row_for_each_point(void **state)
{
    (void)state;
    draw_all();
    const char *table = c_text(law.request, curve_csv(&curve, law.request));
    static const char *const lines[] = {
        "wage,own_resources,help,net_resources,effective_marginal_rate,cliff,grant,bonus\r\n",
        "\r\n500.00,500.00,260.00,760.00,0.5000,0.00,250.00,10.00\r\n",
        "\r\n2100.00,2100.00,0.00,2100.00,0.1000,9.99,0.00,0.00\r\n"};
    size_t faults = 0;
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        faults += row_lacks(lines[i], table, lines[i]);
    assert_int_equal(faults, 0);
}

static void test_turns_are_told_in_both_languages(void **state)
{
    (void)state;
    draw_all();
    const char *zh = c_text(law.request, curve_text(&curve, LANGUAGE_ZH, law.request));
    const char *en = c_text(law.request, curve_text(&curve, LANGUAGE_EN, law.request));
    assert_int_equal(
        row_lacks("zh", zh, "▼ 达到2,000.01元/月时：年度补助终止；净资源减少9.99元/月") +
            row_lacks("en", en, "▼ from 2,000.01 yuan a month: bonus ends; 9.99 yuan a month less"),
        0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_points_add_own_resources_and_monthly_cash),
        cmocka_unit_test(test_the_rate_is_what_is_lost_of_what_is_added),
        cmocka_unit_test(test_turns_lie_between_two_fen),
        cmocka_unit_test(test_what_cannot_be_drawn_is_refused),
        cmocka_unit_test(test_the_same_curve_is_the_same_bytes),
        cmocka_unit_test(test_the_table_has_a_row_for_each_point),
        cmocka_unit_test(test_turns_are_told_in_both_languages),
    };
    return run_group_with(tests, sizeof tests / sizeof tests[0], open_law, close_law);
}
