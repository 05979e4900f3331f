#include "decide/value_text.h"
#include "support.h"
#include "unit.h"

static TestLaw law;
static const Situation *situation;

static int open_law(void **state)
{
    (void)state;
    law_open(&law, "choice grade = none, light, heavy\n"
                   "fact kind of person : grade\n");
    Diagnostics faults;
    situation = law_situation(
        &law, "{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"b\"},{\"id\":\"a\"}]}", &faults);
    return 0;
}

static int close_law(void **state)
{
    (void)state;
    law_close(&law);
    return 0;
}

static Value range(int64_t low, int64_t high)
{
    return value_range(number_whole(low), number_whole(high));
}

static void test_values_are_written_as_the_law_writes_them(void **state)
{
    (void)state;
    const Value any = value_any_number();
    const Value from_one = value_range(number_whole(1), any.high);
    const struct {
        const char *expected;
        Type type;
        Value value;
    } rows[] = {
        {"900.00", type_money(), value_number(number_whole(90000))},
        {"-0.05", type_money_per(DIMENSION_MONTH), value_number(number_whole(-5))},
        {"80 %", type_number(FLAVOUR_SHARE), value_number(number_fraction(4, 5))},
        {"12.5 %", type_number(FLAVOUR_SHARE), value_number(number_fraction(1, 8))},
        {"33.3333… %", type_number(FLAVOUR_SHARE), value_number(number_fraction(1, 3))},
        {"3", type_number(FLAVOUR_COUNT), value_number(number_whole(3))},
        {"1.8", type_number(FLAVOUR_NUMBER), value_number(number_fraction(9, 5))},
        {"18", type_unit(DIMENSION_YEAR), value_number(number_whole(18))},
        {"2024-02-29", type_of(TYPE_DATE), value_number(number_whole(19782))},
        {"yes", type_of(TYPE_YESNO), value_yesno(true)},
        {"no", type_of(TYPE_YESNO), value_yesno(false)},
        {"no or yes", type_of(TYPE_YESNO), value_set(3)},
        {"light", type_choice(0), value_bit(1)},
        {"none or heavy", type_choice(0), value_set(5)},
        {"a", type_of(TYPE_PERSON), value_bit(0)},
        {"a or b", type_of(TYPE_PERSON), value_set(3)},
        {"not applicable", type_money(), value_none()},
        {"from 1.00 to 2.00", type_money(), range(100, 200)},
        {"from 0.01 to any amount", type_money(), from_one},
        {"from any amount below to any amount", type_number(FLAVOUR_COUNT), any},
        {"from 1 to 2 or not applicable", type_number(FLAVOUR_COUNT), value_or_none(range(1, 2))},
        {"yes or not applicable", type_of(TYPE_YESNO), value_or_none(value_yesno(true))},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const Str text = value_text(law.request, situation, &rows[i].value, rows[i].type);
        faults += row_differs(rows[i].expected, c_text(law.request, text), rows[i].expected);
    }
    assert_int_equal(faults, 0);
}

static void test_one_amount_or_none_is_not_written_as_a_range(void **state)
{
    (void)state;
    const Value value = value_or_none(range(2, 2));
    const Str text = value_text(law.request, situation, &value, type_number(FLAVOUR_COUNT));
    assert_string_equal(c_text(law.request, text), "2 or not applicable");
}

static void test_amounts_have_the_decimals_of_the_coins(void **state)
{
    (void)state;
    static const struct {
        int64_t num, den;
        const char *text;
    } rows[] = {
        {124000, 1, "1240.00"},
        {0, 1, "0.00"},
        {-1, 1, "-0.01"},
        {100, 3, "0.333333…"},
        {INT64_C(123456789012), 1, "1234567890.12"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const Str text =
            amount_text(law.request, law.program, number_fraction(rows[i].num, rows[i].den));
        faults += row_differs(rows[i].text, c_text(law.request, text), rows[i].text);
    }
    assert_int_equal(faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_are_written_as_the_law_writes_them),
        cmocka_unit_test(test_one_amount_or_none_is_not_written_as_a_range),
        cmocka_unit_test(test_amounts_have_the_decimals_of_the_coins),
    };
    return run_group_with(tests, COUNT_OF(tests), open_law, close_law);
}
