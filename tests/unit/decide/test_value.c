// Values as sets of what may still be true. The reference is brute force: for small ranges every
// completion is tried, and the result of the operation must hold all of them (it may hold more).

#include "decide/interpret/value.h"
#include "unit.h"

static Value range(int64_t low, int64_t high)
{
    return value_range(number_whole(low), number_whole(high));
}

static bool holds(const Value *value, Number number)
{
    return value->state != VALUE_NONE && number_compare(value->low, number) <= 0 &&
           number_compare(number, value->high) <= 0;
}

static void test_a_range_of_one_is_known(void **state)
{
    (void)state;
    const Value one = range(3, 3);
    const Value more = range(3, 4);
    assert_true(value_is_known(&one));
    assert_false(value_is_known(&more));
    const Value single = value_set(4);
    const Value pair = value_set(6);
    assert_true(value_is_known(&single));
    assert_false(value_is_known(&pair));
}

// no, yes, open, not applicable, open or not applicable, yes or not applicable, no or n.a.
static const struct {
    const char *name;
    ValueState state;
    uint64_t set;
    bool may_yes, may_no;
} truths[] = {
    {"no", VALUE_KNOWN, 1, false, true},
    {"yes", VALUE_KNOWN, 2, true, false},
    {"open", VALUE_OPEN, 3, true, true},
    {"not applicable", VALUE_NONE, 0, false, true},
    {"open or not applicable", VALUE_OPEN_OR_NONE, 3, true, true},
    {"yes or not applicable", VALUE_OPEN_OR_NONE, 2, true, true},
    {"no or not applicable", VALUE_OPEN_OR_NONE, 1, false, true},
};

static void test_a_condition_that_does_not_apply_counts_as_no(void **state)
{
    (void)state;
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(truths); i++) {
        const Value value = {.state = truths[i].state, .set = truths[i].set};
        const char *name = truths[i].name;
        faults += row_unequal(name, value_may_be_yes(&value), truths[i].may_yes);
        faults += row_unequal(name, value_may_be_no(&value), truths[i].may_no);
        faults += row_unequal(name, value_is_yes(&value), truths[i].may_yes && !truths[i].may_no);
        faults += row_unequal(name, value_is_no(&value), !truths[i].may_yes);
    }
    assert_int_equal(faults, 0);
}

static void test_truth_is_made_of_what_is_possible(void **state)
{
    (void)state;
    const Value yes = value_truth(true, false);
    const Value no = value_truth(false, true);
    const Value open = value_truth(true, true);
    assert_true(value_is_yes(&yes));
    assert_true(value_is_no(&no));
    assert_false(value_is_yes(&open) || value_is_no(&open));
}

typedef bool (*Operation)(const Value *a, const Value *b, Value *result);
typedef bool (*Exact)(Number a, Number b, Number *result);

static bool smaller(const Value *a, const Value *b, Value *result)
{
    *result = value_smaller(a, b);
    return true;
}

static bool larger(const Value *a, const Value *b, Value *result)
{
    *result = value_larger(a, b);
    return true;
}

static bool least(Number a, Number b, Number *result)
{
    *result = number_compare(a, b) <= 0 ? a : b;
    return true;
}

static bool greatest(Number a, Number b, Number *result)
{
    *result = number_compare(a, b) >= 0 ? a : b;
    return true;
}

static const struct {
    const char *name;
    Operation operation;
    Exact exact;
} operations[] = {
    {"add", value_add, number_add},
    {"subtract", value_subtract, number_subtract},
    {"multiply", value_multiply, number_multiply},
    {"smaller", smaller, least},
    {"larger", larger, greatest},
};

// All ranges with ends from -3 to 3.
enum { END = 3 };

static void test_operations_hold_every_completion(void **state)
{
    (void)state;
    for (size_t o = 0; o < COUNT_OF(operations); o++) {
        for (int64_t al = -END; al <= END; al++)
            for (int64_t ah = al; ah <= END; ah++)
                for (int64_t bl = -END; bl <= END; bl++)
                    for (int64_t bh = bl; bh <= END; bh++) {
                        const Value a = range(al, ah);
                        const Value b = range(bl, bh);
                        Value result = value_none();
                        assert_true(operations[o].operation(&a, &b, &result));
                        for (int64_t x = al; x <= ah; x++)
                            for (int64_t y = bl; y <= bh; y++) {
                                Number exact = {0};
                                assert_true(
                                    operations[o].exact(number_whole(x), number_whole(y), &exact));
                                if (!holds(&result, exact))
                                    fail_msg("%s of %lld and %lld", operations[o].name,
                                             (long long)x, (long long)y);
                            }
                    }
    }
}

static void test_quotients_hold_every_completion_that_has_one(void **state)
{
    (void)state;
    for (int64_t al = -END; al <= END; al++)
        for (int64_t ah = al; ah <= END; ah++)
            for (int64_t bl = -END; bl <= END; bl++)
                for (int64_t bh = bl; bh <= END; bh++) {
                    const Value a = range(al, ah);
                    const Value b = range(bl, bh);
                    Value result = value_none();
                    bool zero = false;
                    const bool done = value_divide(&a, &b, &result, &zero);
                    assert_true(done);
                    assert_int_equal(zero, bl == 0 && bh == 0);
                    for (int64_t x = al; x <= ah && !zero; x++)
                        for (int64_t y = bl; y <= bh; y++) {
                            Number exact = {0};
                            if (y == 0) continue;
                            assert_true(number_divide(number_whole(x), number_whole(y), &exact));
                            if (!holds(&result, exact))
                                fail_msg("[%lld,%lld] / [%lld,%lld] at %lld/%lld", (long long)al,
                                         (long long)ah, (long long)bl, (long long)bh, (long long)x,
                                         (long long)y);
                        }
                }
}

static void test_unbounded_ranges_stay_unbounded(void **state)
{
    (void)state;
    const Value any = value_any_number();
    const Value five = value_number(number_whole(5));
    const Value up = value_range(number_whole(1), any.high);
    const struct {
        const char *name;
        Operation operation;
        const Value *a, *b;
        bool low_open, high_open;
    } rows[] = {
        {"any + 5", value_add, &any, &five, true, true},
        {"any * 5", value_multiply, &any, &five, true, true},
        {"5 - any", value_subtract, &five, &any, true, true},
        {"(1 or more) + 5", value_add, &up, &five, false, true},
        {"(1 or more) * 5", value_multiply, &up, &five, false, true},
        {"5 - (1 or more)", value_subtract, &five, &up, true, false},
        {"the smaller of any and 5", smaller, &any, &five, true, false},
        {"the larger of any and 5", larger, &any, &five, false, true},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Value result = value_none();
        assert_true(rows[i].operation(rows[i].a, rows[i].b, &result));
        faults += row_unequal(rows[i].name, result.low.num <= -NUMBER_UNBOUNDED, rows[i].low_open);
        faults += row_unequal(rows[i].name, result.high.num >= NUMBER_UNBOUNDED, rows[i].high_open);
        faults += row_unequal(rows[i].name, value_is_known(&result), false);
    }
    assert_int_equal(faults, 0);
}

static void test_known_results_that_do_not_fit_are_refused(void **state)
{
    (void)state;
    const Value edge = value_number((Number){.num = NUMBER_UNBOUNDED - 1, .den = 1});
    const Value two = value_number(number_whole(2));
    const Value low = value_negate(&edge);
    Value result = value_none();
    bool zero = false;
    const Value half = value_number(number_fraction(1, 2));
    assert_false(value_add(&edge, &two, &result));
    assert_false(value_subtract(&low, &two, &result));
    assert_false(value_multiply(&edge, &two, &result));
    assert_false(value_divide(&edge, &half, &result, &zero));
    assert_false(value_round(&edge, number_whole(1000), ROUND_UP, &result));
}

static void test_open_results_that_do_not_fit_are_widened(void **state)
{
    (void)state;
    const Number edge = {.num = NUMBER_UNBOUNDED - 1, .den = 1};
    const Value wide = value_range(number_whole(1), edge);
    const Value two = value_number(number_whole(2));
    Value result = value_none();
    assert_true(value_add(&wide, &two, &result));
    assert_true(result.high.num >= NUMBER_UNBOUNDED);
    assert_int_equal(result.low.num, 3);
    assert_true(value_multiply(&wide, &two, &result));
    assert_true(result.high.num >= NUMBER_UNBOUNDED);
}

static void test_either_holds_both(void **state)
{
    (void)state;
    const Value none = value_none();
    const Value low = range(1, 2);
    const Value high = range(8, 9);
    const Value both = value_either(&low, &high, false);
    assert_int_equal(both.low.num, 1);
    assert_int_equal(both.high.num, 9);
    assert_int_equal(both.state, VALUE_OPEN);
    const Value maybe = value_either(&low, &none, false);
    assert_int_equal(maybe.state, VALUE_OPEN_OR_NONE);
    const Value back = value_either(&none, &low, false);
    assert_true(value_same(&maybe, &back, false));
    const Value nothing = value_either(&none, &none, false);
    assert_int_equal(nothing.state, VALUE_NONE);
    const Value yes = value_yesno(true);
    const Value no = value_yesno(false);
    const Value open = value_either(&yes, &no, true);
    assert_int_equal(open.set, 3);
    const Value same = value_either(&yes, &yes, true);
    assert_true(value_is_yes(&same));
}

static void test_the_applicable_part_of_a_value_loses_nothing_else(void **state)
{
    (void)state;
    const Value five = value_or_none(value_number(number_whole(5)));
    assert_int_equal(five.state, VALUE_OPEN_OR_NONE);
    const Value again = value_applicable(five);
    assert_int_equal(again.state, VALUE_KNOWN);
    assert_int_equal(again.low.num, 5);
    const Value yes = value_applicable(value_or_none(value_yesno(true)));
    assert_true(value_is_yes(&yes));
    const Value none = value_or_none(value_none());
    assert_int_equal(none.state, VALUE_NONE);
}

static void test_not_applicable_passes_through_arithmetic(void **state)
{
    (void)state;
    const Value maybe = value_or_none(value_number(number_whole(5)));
    const Value two = value_number(number_whole(2));
    Value result = value_none();
    bool zero = false;
    assert_true(value_add(&maybe, &two, &result));
    assert_int_equal(result.state, VALUE_OPEN_OR_NONE);
    assert_true(value_multiply(&two, &maybe, &result));
    assert_int_equal(result.state, VALUE_OPEN_OR_NONE);
    assert_true(value_divide(&maybe, &two, &result, &zero));
    assert_int_equal(result.state, VALUE_OPEN_OR_NONE);
    assert_true(value_round(&maybe, number_whole(10), ROUND_UP, &result));
    assert_int_equal(result.state, VALUE_OPEN_OR_NONE);
    assert_int_equal(result.low.num, 10);
    result = value_larger(&maybe, &two);
    assert_int_equal(result.state, VALUE_OPEN_OR_NONE);
}

static void test_rounding_a_range_rounds_its_ends(void **state)
{
    (void)state;
    Value result = value_none();
    const Value open = value_range(number_fraction(-5, 2), number_fraction(7, 2));
    assert_true(value_round(&open, number_whole(1), ROUND_UP, &result));
    assert_int_equal(result.low.num, -2);
    assert_int_equal(result.high.num, 4);
    assert_true(value_round(&open, number_whole(1), ROUND_DOWN, &result));
    assert_int_equal(result.low.num, -3);
    assert_int_equal(result.high.num, 3);
    const Value narrow = value_range(number_fraction(1, 4), number_fraction(1, 2));
    assert_true(value_round(&narrow, number_whole(1), ROUND_UP, &result));
    assert_true(value_is_known(&result)); // whatever it is, it becomes one
    assert_int_equal(result.low.num, 1);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_a_range_of_one_is_known),
                     cmocka_unit_test(test_a_condition_that_does_not_apply_counts_as_no),
                     cmocka_unit_test(test_truth_is_made_of_what_is_possible),
                     cmocka_unit_test(test_operations_hold_every_completion),
                     cmocka_unit_test(test_quotients_hold_every_completion_that_has_one),
                     cmocka_unit_test(test_unbounded_ranges_stay_unbounded),
                     cmocka_unit_test(test_known_results_that_do_not_fit_are_refused),
                     cmocka_unit_test(test_open_results_that_do_not_fit_are_widened),
                     cmocka_unit_test(test_either_holds_both),
                     cmocka_unit_test(test_the_applicable_part_of_a_value_loses_nothing_else),
                     cmocka_unit_test(test_not_applicable_passes_through_arithmetic),
                     cmocka_unit_test(test_rounding_a_range_rounds_its_ends));
}
