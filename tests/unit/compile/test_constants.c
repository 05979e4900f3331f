// Values as people write them in tables and case files.

#include "compile/constants.h"
#include "support.h"
#include "unit.h"

static TestLaw law;

static int open_law(void **state)
{
    (void)state;
    law_open(&law, "levels = county\n"
                   "choice kind = urban \"城镇\" \"urban\", rural\n"
                   "fact k : kind\n"
                   "```\n\n```table regions\ncode,level,parent,name_zh,name_en\n"
                   "510107,county,,甲,A\n```\n\n```rules\n");
    return 0;
}

static int close_law(void **state)
{
    (void)state;
    law_close(&law);
    return 0;
}

static void test_each_type_has_its_notation(void **state)
{
    (void)state;
    law_must_compile(&law);
    const Type money = type_money();
    const Type share = type_number(FLAVOUR_SHARE);
    const Type count = type_number(FLAVOUR_COUNT);
    const Type number = type_number(FLAVOUR_NUMBER);
    const struct {
        const char *text;
        Type type;
        int64_t num, den; // den 0: refused
    } rows[] = {
        {"870", money, 87000, 1},
        {"870.05", money, 87005, 1},
        {"-1", money, -100, 1},
        {"0.005", money, 1, 2}, // a rate may be finer than a coin
        {"80%", money, 0, 0},
        {"1,000", money, 0, 0},
        {"8 70", money, 0, 0},
        {"", money, 0, 0},
        {"80%", share, 4, 5},
        {"80 %", share, 4, 5},
        {"0.8", share, 4, 5},
        {"0", share, 0, 1},
        {"80", share, 0, 0},
        {"12.345 %", share, 2469, 20000},
        {"%", share, 0, 0},
        {"3", count, 3, 1},
        {"3.5", count, 0, 0},
        {"3%", count, 0, 0},
        {"1.8", number, 9, 5},
        {"180%", number, 9, 5},
        {"6", type_unit(DIMENSION_MONTH), 6, 1},
        {"6.5", type_unit(DIMENSION_MONTH), 0, 0},
        {"yes", type_of(TYPE_YESNO), 1, 1},
        {"no", type_of(TYPE_YESNO), 0, 1},
        {"true", type_of(TYPE_YESNO), 0, 0},
        {"Yes", type_of(TYPE_YESNO), 0, 0},
        {"2024-02-29", type_of(TYPE_DATE), 19782, 1},
        {"2023-02-29", type_of(TYPE_DATE), 0, 0},
        {"urban", type_choice(0), 0, 1},
        {"rural", type_choice(0), 1, 1},
        {"城镇", type_choice(0), 0, 0},
        {"510107", type_of(TYPE_PLACE), 0, 1},
        {"510108", type_of(TYPE_PLACE), 0, 0},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Number value = number_whole(-77);
        const char *expected =
            constant_from_text(law.program, str_from(rows[i].text), rows[i].type, &value);
        faults += row_unequal(rows[i].text, expected == NULL, rows[i].den != 0);
        if (rows[i].den == 0) continue;
        faults += row_unequal(rows[i].text,
                              number_compare(value, number_fraction(rows[i].num, rows[i].den)), 0);
    }
    assert_int_equal(faults, 0);
}

static void test_what_was_expected_instead_is_said(void **state)
{
    (void)state;
    law_must_compile(&law);
    const struct {
        const char *text;
        Type type;
        const char *expected;
    } rows[] = {
        {"x", type_money(), "a number"},
        {"80", type_number(FLAVOUR_SHARE), "a share, written with % or as a decimal (80% or 0.8)"},
        {"3.5", type_number(FLAVOUR_COUNT), "a whole number"},
        {"3%", type_number(FLAVOUR_COUNT), "a number without %"},
        {"maybe", type_of(TYPE_YESNO), "yes or no"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Number value = {0};
        const char *expected =
            constant_from_text(law.program, str_from(rows[i].text), rows[i].type, &value);
        faults += row_differs(rows[i].text, expected != NULL ? expected : "", rows[i].expected);
    }
    assert_int_equal(faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_type_has_its_notation),
        cmocka_unit_test(test_what_was_expected_instead_is_said),
    };
    return run_group_with(tests, COUNT_OF(tests), open_law, close_law);
}
