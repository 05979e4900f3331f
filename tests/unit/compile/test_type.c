#include "compile/type.h"
#include "unit.h"

static Type money_per(Dimension dimension)
{
    return type_money_per(dimension);
}

static void test_units_multiply_and_divide(void **state)
{
    (void)state;
    const Type count = type_number(FLAVOUR_COUNT);
    const Type share = type_number(FLAVOUR_SHARE);
    const Type months = type_unit(DIMENSION_MONTH);
    const Type monthly = money_per(DIMENSION_MONTH);
    const struct {
        const char *name;
        Type got, expected;
    } rows[] = {
        {"money * count", type_multiply(type_money(), count), type_money()},
        {"money * share", type_multiply(share, type_money()), type_money()},
        {"money per month * months", type_multiply(monthly, months), type_money()},
        {"money / months", type_divide(type_money(), months), monthly},
        {"money / count", type_divide(type_money(), count), type_money()},
        {"money / money", type_divide(type_money(), type_money()), share},
        {"monthly / monthly", type_divide(monthly, monthly), share},
        {"count * count", type_multiply(count, count), count},
        {"count / count", type_divide(count, count), type_number(FLAVOUR_NUMBER)},
        {"share * share", type_multiply(share, share), share},
        {"share * count", type_multiply(share, count), type_number(FLAVOUR_NUMBER)},
        {"months / months", type_divide(months, months), share},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        faults += row_unequal(rows[i].name, type_same(rows[i].got, rows[i].expected), true);
        faults += row_unequal(rows[i].name, rows[i].got.flavour, rows[i].expected.flavour);
    }
    assert_int_equal(faults, 0);
}

static void test_only_equal_units_are_the_same(void **state)
{
    (void)state;
    const Type types[] = {
        type_money(),
        money_per(DIMENSION_MONTH),
        money_per(DIMENSION_YEAR),
        money_per(DIMENSION_DAY),
        type_unit(DIMENSION_YEAR),
        type_unit(DIMENSION_MONTH),
        type_unit(DIMENSION_WEEK),
        type_unit(DIMENSION_DAY),
        type_unit(DIMENSION_WORKING_DAY),
        type_number(FLAVOUR_COUNT),
        type_of(TYPE_YESNO),
        type_of(TYPE_DATE),
        type_of(TYPE_PERSON),
        type_of(TYPE_PLACE),
        type_of(TYPE_TEXT),
        type_of(TYPE_IDENTITY),
        type_choice(0),
        type_choice(1),
    };
    for (size_t i = 0; i < COUNT_OF(types); i++) {
        for (size_t j = 0; j < COUNT_OF(types); j++)
            assert_int_equal(type_same(types[i], types[j]), i == j);
    }
    // How a number is written makes no other type of it.
    assert_true(type_same(type_number(FLAVOUR_COUNT), type_number(FLAVOUR_SHARE)));
}

static void test_durations_and_pure_numbers_are_told_apart(void **state)
{
    (void)state;
    const struct {
        const char *name;
        Type type;
        bool pure, duration, whole;
    } rows[] = {
        {"money", type_money(), false, false, true},
        {"money per month", money_per(DIMENSION_MONTH), false, false, true},
        {"years", type_unit(DIMENSION_YEAR), false, true, true},
        {"working days", type_unit(DIMENSION_WORKING_DAY), false, true, true},
        {"count", type_number(FLAVOUR_COUNT), true, false, true},
        {"share", type_number(FLAVOUR_SHARE), true, false, false},
        {"number", type_number(FLAVOUR_NUMBER), true, false, false},
        {"date", type_of(TYPE_DATE), false, false, true},
        {"months squared", type_multiply(type_unit(DIMENSION_MONTH), type_unit(DIMENSION_MONTH)),
         false, false, true},
        {"per month", type_divide(type_number(FLAVOUR_NUMBER), type_unit(DIMENSION_MONTH)), false,
         false, true},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        faults += row_unequal(rows[i].name, type_is_pure(rows[i].type), rows[i].pure);
        faults += row_unequal(rows[i].name, type_is_duration(rows[i].type), rows[i].duration);
        faults += row_unequal(rows[i].name, type_is_whole(rows[i].type), rows[i].whole);
    }
    assert_int_equal(faults, 0);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_units_multiply_and_divide),
                     cmocka_unit_test(test_only_equal_units_are_the_same),
                     cmocka_unit_test(test_durations_and_pure_numbers_are_told_apart));
}
