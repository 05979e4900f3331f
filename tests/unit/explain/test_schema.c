// The schema: every fact a programme needs and none besides, as JSON that a strict reader accepts.

#include "base/json.h"
#include "explain/schema.h"
#include "support.h"
#include "unit.h"

static const char rules[] =
    "choice kind = low \"低\" \"low\", high \"高\" \"high\"\n"
    "fact level \"等级\" \"level\" of person : kind normally low\n"
    "fact wage \"工资\" \"wage\" of person : money per month when age >= 16 years\n"
    "fact born of person : date\n"
    "fact unrelated of person : yes/no\n"
    "fact deposits \"存款\" \"deposits\" : money\n"
    "record bill \"费用\" \"bill\" of person dated billed\n"
    "fact billed of bill : date\n"
    "fact cost of bill : money\n"
    "rule age of person = years since born\n"
    "programme aid \"援助\" \"aid\" of household from 2000-01-01\n"
    "  pays cash per month\n"
    "rule aid qualifies when sum of wage over members < 100 yuan per month\n"
    "  and sum of cost over bills of members > 5 yuan\n"
    "rule aid amount = 5 yuan per month\n"
    "programme other \"其他\" \"other\" of person from 2000-01-01\n"
    "rule other qualifies when level is high and unrelated and deposits > 3 yuan\n";

static const JsonValue *schema(TestLaw *law, uint32_t programme)
{
    law_must_compile(law);
    const Str text = schema_of(law->program, programme, law->request);
    const uint32_t file = sources_add(law->policy, &law->sources, STR("schema"), text);
    const JsonValue *root = json_parse(&law->diagnostics, file);
    assert_non_null(root);
    assert_int_equal(law->diagnostics.error_count, 0);
    return root;
}

static const JsonValue *at(const JsonValue *value, const char *const *path)
{
    for (; *path != NULL && value != NULL; path++) value = json_get(value, *path);
    return value;
}

static void test_a_programme_asks_for_what_it_needs_in_turn(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        bool needed;
    } rows[] = {{"wage", true},   {"born", true},      {"bills", true},     {"cost", true},
                {"level", false}, {"deposits", false}, {"unrelated", false}};
    TestLaw law;
    law_open(&law, rules);
    const JsonValue *root = schema(&law, 0);
    size_t faults = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const JsonValue *one = at(root, (const char *const[]){"$defs", rows[i].name, NULL});
        faults += row_differs(rows[i].name, one != NULL ? "asked" : "not asked",
                              rows[i].needed ? "asked" : "not asked");
    }
    assert_int_equal(faults, 0);
    law_close(&law);
}

static void test_the_whole_law_asks_for_every_fact(void **state)
{
    (void)state;
    TestLaw law;
    law_open(&law, rules);
    const JsonValue *root = schema(&law, NONE);
    const JsonValue *all = json_get(root, "$defs");
    assert_int_equal(all->count, law.program->facts.count + 1); // and one record
    static const char *const path[] = {"$defs", "level", "x-values", "high", "zh", NULL};
    assert_true(str_equals(at(root, path)->text, "高"));
    static const char *const where[] = {"properties", "members", "items", "properties",
                                        "wage",       "$ref",    NULL};
    assert_true(str_equals(at(root, where)->text, "#/$defs/wage"));
    law_close(&law);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_a_programme_asks_for_what_it_needs_in_turn),
                     cmocka_unit_test(test_the_whole_law_asks_for_every_fact));
}
