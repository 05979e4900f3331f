#include "base/number.h"
#include "unit.h"

// "3/7", "-2/3" or a decimal as number_parse reads it.
static Number parsed(const char *text)
{
    const char *slash = strchr(text, '/');
    Number num = {0};
    Number den = number_whole(1);
    const size_t size = slash == NULL ? strlen(text) : (size_t)(slash - text);
    if (!number_parse((Str){.data = text, .size = size}, &num) ||
        (slash != NULL && !number_parse(str_from(slash + 1), &den)))
        fail_msg("%s is no number", text);
    Number result = {0};
    assert_true(number_divide(num, den, &result));
    return result;
}

static Number power_of_two(unsigned exponent)
{
    return (Number){.num = (Wide)1 << exponent, .den = 1};
}

// "2/3", "-5"; static, so used once per expression.
static const char *shown(Number number)
{
    static Arena *arena = NULL; // kept for the whole run
    if (arena == NULL) arena = arena_create();
    arena_reset(arena);
    char den[32];
    (void)snprintf(den, sizeof den, "/%lld", (long long)number.den);
    const Str num = number_print(arena, (Number){.num = number.num, .den = 1}, (NumberFormat){0});
    static char text[100];
    (void)snprintf(text, sizeof text, STR_FORMAT "%s", STR_ARGS(num), number.den == 1 ? "" : den);
    return text;
}

static void test_numbers_are_read_exactly(void **state)
{
    (void)state;
    static const struct {
        const char *text, *value; // NULL: refused
    } rows[] = {
        {"0", "0"},
        {"-0", "0"},
        {"+5", "5"},
        {"1200", "1200"},
        {"0.1", "1/10"},
        {"-1234.50", "-2469/2"},
        {"0.30", "3/10"},
        {"007", "7"},
        {"999999999999999999", "999999999999999999"},
        {"0.00000000000000001", "1/100000000000000000"},
        {"1000000000000000000", NULL}, // nineteen digits
        {"0.000000000000000001", NULL},
        {"", NULL},
        {"-", NULL},
        {"+", NULL},
        {".5", NULL},
        {"5.", NULL},
        {"1.2.3", NULL},
        {"1e5", NULL},
        {"1,000", NULL},
        {" 1", NULL},
        {"1 ", NULL},
        {"0x10", NULL},
        {"--1", NULL},
        {"NaN", NULL},
        {"１２", NULL},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Number number = number_whole(-77);
        const bool read = number_parse(str_from(rows[i].text), &number);
        faults +=
            row_differs(rows[i].text, shown(number), rows[i].value != NULL ? rows[i].value : "-77");
        faults += row_unequal(rows[i].text, read, rows[i].value != NULL);
    }
    assert_int_equal(faults, 0);
}

static void test_arithmetic_is_exact(void **state)
{
    (void)state;
    static const struct {
        const char *a;
        char op;
        const char *b, *result;
    } rows[] = {
        {"1/3", '+', "1/6", "1/2"},
        {"0.1", '+', "0.2", "3/10"},
        {"1/3", '-', "1/3", "0"},
        {"-1/2", '-', "1/3", "-5/6"},
        {"2/3", '*', "3/2", "1"},
        {"-2/3", '*', "3/4", "-1/2"},
        {"0", '*', "-7/9", "0"},
        {"632", '*', "3", "1896"},
        {"1/3", '/', "2/3", "1/2"},
        {"1", '/', "-3", "-1/3"},
        {"0", '/', "-3", "0"},
        {"-6", '/', "-4", "3/2"},
        {"100", '/', "3", "100/3"},
        {"1/999999999999999999", '*', "999999999999999999", "1"},
        {"999999999999", '*', "999999999999", "999999999998000000000001"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const Number a = parsed(rows[i].a);
        const Number b = parsed(rows[i].b);
        Number result = {0};
        const bool done = rows[i].op == '+'   ? number_add(a, b, &result)
                          : rows[i].op == '-' ? number_subtract(a, b, &result)
                          : rows[i].op == '*' ? number_multiply(a, b, &result)
                                              : number_divide(a, b, &result);
        faults += row_unequal(rows[i].a, done, true);
        faults += row_differs(rows[i].a, shown(result), rows[i].result);
        faults += row_unequal("the denominator is positive", result.den > 0, true);
    }
    assert_int_equal(faults, 0);
}

static void test_a_third_three_times_is_one(void **state)
{
    (void)state;
    Number amount = parsed("100000000000"); // a billion yuan in fen
    Number third = {0};
    Number sum = number_whole(0);
    assert_true(number_divide(amount, number_whole(3), &third));
    for (int i = 0; i < 3; i++) assert_true(number_add(sum, third, &sum));
    assert_int_equal(number_compare(sum, amount), 0);
}

static void test_results_beyond_the_range_are_refused(void **state)
{
    (void)state;
    const Number edge = {.num = NUMBER_UNBOUNDED - 1, .den = 1};
    const Number low_edge = number_negate(edge);
    Number result = number_whole(-77);
    assert_false(number_add(edge, number_whole(1), &result));
    assert_false(number_subtract(low_edge, number_whole(1), &result));
    assert_false(number_multiply(power_of_two(50), power_of_two(50), &result));
    assert_false(number_multiply(edge, number_whole(2), &result));
    assert_false(number_multiply(edge, edge, &result));
    assert_false(number_multiply(low_edge, edge, &result));
    assert_false(number_divide(edge, number_fraction(1, 2), &result));
    assert_int_equal(result.num, -77); // left alone
    assert_true(number_add(edge, number_whole(0), &result));
    assert_true(number_multiply(power_of_two(50), power_of_two(49), &result));
    assert_int_equal(number_compare(result, power_of_two(99)), 0);
    assert_true(number_add(edge, low_edge, &result));
    assert_int_equal(result.num, 0);
}

static void test_denominators_beyond_the_range_are_refused(void **state)
{
    (void)state;
    const Number tiny = number_fraction(1, INT64_C(4611686018427387903));
    Number result = number_whole(-77);
    assert_false(number_multiply(tiny, number_fraction(1, 2), &result));
    assert_false(number_add(tiny, number_fraction(1, INT64_C(4611686018427387902)), &result));
    assert_int_equal(result.num, -77);
    assert_true(number_add(tiny, tiny, &result));
    assert_int_equal(result.num, 2);
}

static void test_a_result_within_the_range_is_given_whatever_lies_on_the_way(void **state)
{
    (void)state;
    // (2^90)/d divided by 1/d is 2^90, though the product 2^90 * d does not fit.
    const int64_t d = INT64_C(1000000007);
    Number large = {.num = (Wide)1 << 90, .den = d};
    Number result = {0};
    assert_true(number_divide(large, number_fraction(1, d), &result));
    assert_int_equal(number_compare(result, power_of_two(90)), 0);
    // x/d + y/d needs no product either.
    assert_true(number_add(large, large, &result));
    const Number twice = {.num = (Wide)1 << 91, .den = d};
    assert_int_equal(number_compare(result, twice), 0);
}

static void test_comparison_is_exact_for_all_numbers(void **state)
{
    (void)state;
    const int64_t most = INT64_C(4611686018427387903);
    const Number edge = {.num = NUMBER_UNBOUNDED - 1, .den = most};
    const Number below = {.num = NUMBER_UNBOUNDED - 2, .den = most};
    const struct {
        const char *name;
        Number a, b;
        int order;
    } rows[] = {
        {"a third is more than its decimals", number_fraction(1, 3), parsed("0.33333333333333333"),
         1},
        {"two thirds and four sixths", number_fraction(2, 3), number_fraction(4, 6), 0},
        {"minus a half and minus a third", number_fraction(-1, 2), number_fraction(-1, 3), -1},
        {"minus and plus", number_whole(-1), number_fraction(1, 1000), -1},
        {"minus a third and nothing", number_fraction(-1, 3), number_whole(0), -1},
        {"two numbers that differ in the last place", edge, below, 1},
        {"large and unbounded", edge, {.num = NUMBER_UNBOUNDED, .den = 1}, -1},
        {"neighbours", number_fraction(most - 1, most), number_fraction(most - 2, most - 1), 1},
        {"whole and near whole", number_whole(1), number_fraction(most - 1, most), 1},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const int order = number_compare(rows[i].a, rows[i].b);
        const int back = number_compare(rows[i].b, rows[i].a);
        faults += row_unequal(rows[i].name, (order > 0) - (order < 0), rows[i].order);
        faults += row_unequal(rows[i].name, (back > 0) - (back < 0), -rows[i].order);
    }
    assert_int_equal(faults, 0);
}

static void test_each_rounding_is_what_its_article_says(void **state)
{
    (void)state;
    // Columns: up, down, half up, half even. Up is toward plus infinity, also below zero.
    static const struct {
        const char *value, *unit, *expected[4];
    } rows[] = {
        {"2", "1", {"2", "2", "2", "2"}},
        {"2.1", "1", {"3", "2", "2", "2"}},
        {"2.5", "1", {"3", "2", "3", "2"}},
        {"3.5", "1", {"4", "3", "4", "4"}},
        {"2.9", "1", {"3", "2", "3", "3"}},
        {"-2", "1", {"-2", "-2", "-2", "-2"}},
        {"-2.1", "1", {"-2", "-3", "-2", "-2"}},
        {"-2.5", "1", {"-2", "-3", "-2", "-2"}},
        {"-3.5", "1", {"-3", "-4", "-3", "-4"}},
        {"-2.9", "1", {"-2", "-3", "-3", "-3"}},
        {"-0.5", "1", {"0", "-1", "0", "0"}},
        {"0", "1", {"0", "0", "0", "0"}},
        {"1/3", "1", {"1", "0", "0", "0"}},
        {"124", "10", {"130", "120", "120", "120"}},
        {"125", "10", {"130", "120", "130", "120"}},
        {"135", "10", {"140", "130", "140", "140"}},
        {"-125", "10", {"-120", "-130", "-120", "-120"}},
        {"0.125", "0.01", {"13/100", "3/25", "13/100", "3/25"}},
        {"90000", "100", {"90000", "90000", "90000", "90000"}},
        {"90001", "100", {"90100", "90000", "90000", "90000"}},
        {"1", "2/3", {"4/3", "2/3", "4/3", "4/3"}},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (int rounding = ROUND_UP; rounding <= ROUND_HALF_EVEN; rounding++) {
            Number rounded = {0};
            assert_true(number_round(parsed(rows[i].value), parsed(rows[i].unit),
                                     (Rounding)rounding, &rounded));
            faults += row_differs(rows[i].value, shown(rounded), rows[i].expected[rounding]);
        }
    }
    assert_int_equal(faults, 0);
}

static void test_rounding_twice_changes_nothing_more(void **state)
{
    (void)state;
    for (int64_t num = -50; num <= 50; num++) {
        for (int rounding = ROUND_UP; rounding <= ROUND_HALF_EVEN; rounding++) {
            Number once = {0};
            Number twice = {0};
            const Number unit = number_fraction(3, 4);
            assert_true(number_round(number_fraction(num, 7), unit, (Rounding)rounding, &once));
            assert_true(number_round(once, unit, (Rounding)rounding, &twice));
            assert_int_equal(number_compare(once, twice), 0);
        }
    }
}

static void test_numbers_are_printed_with_the_places_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        NumberFormat format;
        const char *expected;
    } rows[] = {
        {"1240", {2, 2, false}, "1240.00"},
        {"1234567.5", {2, 2, true}, "1,234,567.50"},
        {"-1234567", {0, 2, true}, "-1,234,567"},
        {"999", {0, 0, true}, "999"},
        {"1000", {0, 0, true}, "1,000"},
        {"0.05", {0, 2, false}, "0.05"},
        {"-0.05", {2, 2, false}, "-0.05"},
        {"1/3", {0, 2, false}, "0.33…"},
        {"2/3", {2, 2, false}, "0.66…"},
        {"1/3", {0, 0, false}, "0…"},
        {"12.5", {0, 6, false}, "12.5"},
        {"0", {0, 2, false}, "0"},
        {"0", {2, 2, false}, "0.00"},
        {"100", {0, 4, false}, "100"},
    };
    size_t faults = 0;
    Arena *arena = arena_create();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const Str text = number_print(arena, parsed(rows[i].value), rows[i].format);
        faults += row_differs(rows[i].value, str_terminated(arena, text), rows[i].expected);
    }
    const Str huge = number_print(arena, power_of_two(99), (NumberFormat){.grouped = true});
    faults +=
        row_differs("2^99", str_terminated(arena, huge), "633,825,300,114,114,700,748,351,602,688");
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

int main(void)
{
    return RUN_TESTS(
        cmocka_unit_test(test_numbers_are_read_exactly), cmocka_unit_test(test_arithmetic_is_exact),
        cmocka_unit_test(test_a_third_three_times_is_one),
        cmocka_unit_test(test_results_beyond_the_range_are_refused),
        cmocka_unit_test(test_denominators_beyond_the_range_are_refused),
        cmocka_unit_test(test_a_result_within_the_range_is_given_whatever_lies_on_the_way),
        cmocka_unit_test(test_comparison_is_exact_for_all_numbers),
        cmocka_unit_test(test_each_rounding_is_what_its_article_says),
        cmocka_unit_test(test_rounding_twice_changes_nothing_more),
        cmocka_unit_test(test_numbers_are_printed_with_the_places_asked_for));
}
