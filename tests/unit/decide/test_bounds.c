// What places set, held against the law's limits on every day on which either changes.

#include "decide/bounds.h"
#include "support.h"
#include "unit.h"

#define LAW(limits, programme)                                                        \
    "```rules\n"                                                                      \
    "levels = province, county\n"                                                     \
    "regions table \"regions.csv\"\n"                                                 \
    "parameter floor : money = " limits "\n"                                          \
    "parameter line : money delegated to county not below floor not above 900 yuan\n" \
    "rule paid = line\n" programme "```\n"
#define PROGRAMME                                  \
    "programme aid of household from 2015-01-01\n" \
    "rule aid qualifies when line > 0\n"
static const char regions[] = "code,level,parent,name_zh,name_en\n"
                              "99,province,,虚构省,P\n"
                              "9901,county,99,甲县,A\n";
#define COUNTY(values) \
    "```rules\nlaw a \"县\" for 9901 from 2015-01-01\nset line = " values "\n```\n"

// The days named in the faults, with blanks between; empty if there is none.
static const char *breaches(TestLaw *law)
{
    law_must_compile(law);
    const size_t before = law->diagnostics.list.count;
    bounds_check(law->program, &law->diagnostics);
    static char days[400];
    days[0] = '\0';
    for (size_t i = before; i < law->diagnostics.list.count; i++) {
        const Diagnostic *fault = &law->diagnostics.list.items[i];
        assert_string_equal(fault->kind, "bounds");
        const size_t on = str_find(fault->message, STR(" on "));
        assert_int_not_equal(on, SIZE_MAX);
        const size_t size = strlen(days);
        (void)snprintf(days + size, sizeof days - size, "%s%.10s", size > 0 ? " " : "",
                       fault->message.data + on + 4);
    }
    return days;
}

static size_t check(const char *nation, const char *county, const char *expected)
{
    TestLaw law;
    law_open_files(&law, (const char *const[]){"nation.md", nation, "regions.csv", regions,
                                               "place.md", county, NULL});
    const size_t faults = row_differs(county, breaches(&law), expected);
    law_close(&law);
    return faults;
}

static void test_a_value_is_held_to_its_limits(void **state)
{
    (void)state;
    size_t faults = 0;
    faults += check(LAW("500", PROGRAMME), COUNTY("500"), "");
    faults += check(LAW("500", PROGRAMME), COUNTY("499.99"), "2015-01-01");
    faults += check(LAW("500", PROGRAMME), COUNTY("900"), "");
    faults += check(LAW("500", PROGRAMME), COUNTY("900.01"), "2015-01-01");
    assert_int_equal(faults, 0);
}

static void test_a_breach_is_found_on_the_day_it_begins(void **state)
{
    (void)state;
    size_t faults = 0;
    // The value itself changes.
    faults += check(LAW("500", PROGRAMME), COUNTY("500 from 2015-01-01, 450 from 2021-07-01"),
                    "2021-07-01");
    faults += check(LAW("500", PROGRAMME),
                    COUNTY("450 from 2015-01-01, 500 from 2021-07-01, 400 from 2022-01-01"),
                    "2015-01-01 2022-01-01");
    // The limit rises while the value stays.
    faults += check(LAW("500 from 2010-01-01, 600 from 2023-01-01", PROGRAMME), COUNTY("550"),
                    "2023-01-01");
    faults += check(LAW("500 from 2010-01-01, 600 from 2023-01-01", PROGRAMME),
                    COUNTY("550 from 2015-01-01 until 2023-01-01, 600 from 2023-01-01"), "");
    assert_int_equal(faults, 0);
}

static void test_a_limit_that_comes_back_is_seen(void **state)
{
    (void)state;
    // The floor is lowered for a year; when that ends, what was before holds again.
    const size_t faults =
        check(LAW("600 from 2010-01-01, 500 from 2021-01-01 until 2022-01-01", PROGRAMME),
              COUNTY("600 from 2015-01-01, 550 from 2021-01-01"), "2022-01-01");
    assert_int_equal(faults, 0);
}

static void test_a_law_without_programmes_is_checked_too(void **state)
{
    (void)state;
    const size_t faults = check(LAW("500", ""), COUNTY("400 from 2020-01-01"), "2020-01-01");
    assert_int_equal(faults, 0);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_a_value_is_held_to_its_limits),
                     cmocka_unit_test(test_a_breach_is_found_on_the_day_it_begins),
                     cmocka_unit_test(test_a_limit_that_comes_back_is_seen),
                     cmocka_unit_test(test_a_law_without_programmes_is_checked_too));
}
