// Case files: what is read, and what is refused and where.

#include "base/limits.h"
#include "base/text.h"
#include "decide/situation_json.h"
#include "support.h"
#include "unit.h"

static const char rules[] = "choice residence_type = urban, rural\n"
                            "choice sex = male, female\n"
                            "fact residence : residence_type\n"
                            "fact deposits : money\n"
                            "fact wage of person : money per month\n"
                            "fact ratio of person : share\n"
                            "fact kids of person : count not above 12\n"
                            "fact household_size : count not below 1\n"
                            "fact happy of person : yes/no\n"
                            "fact born of person : date not above today read from id_number\n"
                            "fact sex of person : sex read from id_number\n"
                            "fact id_number of person : identity\n"
                            "fact mother of person : person normally none\n"
                            "fact note of person : text\n"
                            "discretion allowance of person : money normally 0 not above 100 yuan\n"
                            "  needs reason, second_signature\n"
                            "record bill of person dated billed\n"
                            "fact billed of bill : date\n"
                            "fact cost of bill : money\n"
                            "record item of bill\n"
                            "fact price of item : money\n"
                            "record vehicle\n"
                            "fact worth of vehicle : money\n"
                            "rule age of person = years since born\n"
                            "rule spent of person = sum of cost over bills\n"
                            "rule priced of person = sum of price over items of bills\n"
                            "rule worth_all = sum of worth over vehicles\n"
                            "rule all_wages = sum of wage over members\n"
                            "rule mothers_wage of person = wage of mother\n"
                            "rule is_woman of person = sex is female\n"
                            "rule allowed of person = allowance\n"
                            "rule savings = deposits\n";

LAW_OF_ALL_TESTS(rules)

typedef struct Row {
    const char *json, *expected; // kinds of the faults; empty: it is read
} Row;

static size_t check(const Row *rows, size_t count)
{
    size_t faults = 0;
    for (size_t i = 0; i < count; i++) {
        Diagnostics diagnostics;
        const Situation *situation = law_situation(&law, rows[i].json, &diagnostics);
        faults += row_differs(rows[i].json, kinds_of(&diagnostics), rows[i].expected);
        faults += row_unequal(rows[i].json, situation != NULL, rows[i].expected[0] == '\0');
    }
    return faults;
}

// One member a with these facts, and the household's.
#define MEMBER(facts)    CASE_ON("2024-06-10", "," facts, "")
#define HOUSEHOLD(facts) CASE_ON("2024-06-10", "", "," facts)

static void test_the_frame_of_a_case_must_be_there(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"a\"}]}", ""},
        {"{\"members\":[{\"id\":\"a\"}]}", "missing-key"},
        {"{\"date\":\"2024-06-10\"}", "missing-key"},
        {"{\"date\":\"2024-06-10\",\"members\":[]}", "missing-key"},
        {"{\"date\":\"2024-06-10\",\"members\":{}}", "case-type"},
        {"{\"date\":\"2024-06-10\",\"members\":[{}]}", "missing-key"},
        {"{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"\"}]}", "missing-key"},
        {"{\"date\":\"2024-06-10\",\"members\":[{\"id\":5}]}", "missing-key"},
        {"{\"date\":\"2024-06-10\",\"members\":[5]}", "case-type"},
        {"{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"a\"},{\"id\":\"a\"}]}", "duplicate"},
        {"{\"date\":\"2023-02-30\",\"members\":[{\"id\":\"a\"}]}", "date"},
        {"{\"date\":20240610,\"members\":[{\"id\":\"a\"}]}", "case-type"},
        {"{\"date\":\"2024-06-10\",\"region\":\"999\",\"members\":[{\"id\":\"a\"}]}",
         "unknown-region"},
        {"{\"date\":\"2024-06-10\",\"region\":999,\"members\":[{\"id\":\"a\"}]}", "case-type"},
        {"[]", "case-type"},
        {"5", "case-type"},
        {"", "json"},
        {"{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"a\"}]", "json"},
        {"{\"members\":[{}],\"date\":\"x\"}", "date missing-key"}, // all of them at once
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_every_type_of_fact_is_read_strictly(void **state)
{
    (void)state;
    static const Row rows[] = {
        {MEMBER("\"happy\":true"), ""},
        {MEMBER("\"happy\":null"), ""},
        {MEMBER("\"happy\":\"yes\""), "case-type"},
        {MEMBER("\"happy\":1"), "case-type"},
        {MEMBER("\"wage\":1200"), ""},
        {MEMBER("\"wage\":\"1200.50\""), ""},
        {MEMBER("\"wage\":1200.50"), ""},
        {MEMBER("\"wage\":1200.505"), "case-type"}, // finer than a fen
        {MEMBER("\"wage\":\"1,200\""), "case-type"},
        {MEMBER("\"wage\":\"1200 yuan\""), "case-type"},
        {MEMBER("\"wage\":1e3"), "case-type"},
        {MEMBER("\"wage\":true"), "case-type"},
        {MEMBER("\"wage\":[]"), "case-type"},
        {MEMBER("\"wage\":\"\""), "case-type"},
        {MEMBER("\"ratio\":0.8"), ""},
        {MEMBER("\"ratio\":\"80%\""), ""},
        {MEMBER("\"ratio\":\"80 %\""), ""},
        {MEMBER("\"ratio\":80"), "case-type"}, // is it 80 % or 80 times?
        {MEMBER("\"ratio\":0"), ""},
        {MEMBER("\"kids\":3"), ""},
        {MEMBER("\"kids\":2.5"), "case-type"},
        {MEMBER("\"kids\":\"20%\""), "case-type"},
        {HOUSEHOLD("\"residence\":\"urban\""), ""},
        {HOUSEHOLD("\"residence\":\"Urban\""), "choice-value"},
        {HOUSEHOLD("\"residence\":true"), "case-type"},
        {MEMBER("\"born\":\"1985-06-01\""), ""},
        {MEMBER("\"born\":\"1985-06-31\""), "date"},
        {MEMBER("\"born\":\"1985/06/01\""), "date"},
        {MEMBER("\"born\":19850601"), "case-type"},
        {MEMBER("\"mother\":\"a\""), ""},
        {MEMBER("\"mother\":\"b\""), "unknown-member"},
        {MEMBER("\"mother\":5"), "case-type"},
        {MEMBER("\"note\":\"whatever 备注\""), ""},
        {MEMBER("\"note\":5"), "case-type"},
        {MEMBER("\"id_number\":\"11010519491231002X\""), ""},
        {MEMBER("\"id_number\":\"11010519491231002x\""), ""},
        {MEMBER("\"id_number\":\"110105194912310021\""), "identity"},
        {MEMBER("\"id_number\":\"11010519490231002X\""), "identity"},
        {MEMBER("\"id_number\":\"1101051949123100\""), "identity"},
        {MEMBER("\"id_number\":110105}"), "json"},
        {MEMBER("\"id_number\":110105194912310021"), "case-type"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_a_whole_share_may_be_written_as_a_decimal(void **state)
{
    (void)state;
    // The message for 80 says: "written with % or as a decimal (80% or 0.8)".
    static const Row rows[] = {{MEMBER("\"ratio\":\"100%\""), ""}, {MEMBER("\"ratio\":1.0"), ""}};
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_values_out_of_range_are_refused(void **state)
{
    (void)state;
    static const Row rows[] = {
        {MEMBER("\"wage\":0"), ""},
        {MEMBER("\"wage\":-1"), "range"},
        {MEMBER("\"wage\":1000000000"), ""},
        {MEMBER("\"wage\":\"1000000000.01\""), "range"},
        {MEMBER("\"wage\":999999999999999999"), "range"},
        {MEMBER("\"wage\":9999999999999999999"), "range"}, // nineteen digits
        {MEMBER("\"kids\":-1"), "range"},
        {MEMBER("\"kids\":12"), ""},
        {MEMBER("\"kids\":13"), "range"},
        {HOUSEHOLD("\"household_size\":1"), ""},
        {HOUSEHOLD("\"household_size\":0"), "range"},
        {HOUSEHOLD("\"household_size\":-3"), "range"},
        {MEMBER("\"ratio\":\"100.01%\""), "range"},
        {MEMBER("\"ratio\":-0.1"), "range"},
        {MEMBER("\"born\":\"2024-06-10\""), ""},
        {MEMBER("\"born\":\"2024-06-11\""), "range"}, // not yet born
        {MEMBER("\"born\":\"1879-12-31\""), "date"},
        {MEMBER("\"wage\":-1,\"kids\":-1"), "range range"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_what_the_law_does_not_know_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *json, *message, *hint;
    } rows[] = {
        {MEMBER("\"wgae\":5"), "\"wgae\" is not a fact of a person", "did you mean \"wage\"?"},
        {MEMBER("\"deposits\":5"), "\"deposits\" is not a fact of a person",
         "it is a fact of a household"},
        {HOUSEHOLD("\"wage\":5"), "\"wage\" is not a fact of a household",
         "it is a fact of a person"},
        {MEMBER("\"all_wages\":5"), "\"all_wages\" is not a fact of a person",
         "the law works it out by itself; give the facts it is made from"},
        {MEMBER("\"bill\":[{\"wage\":5}]"), "\"wage\" is not a fact of a bill",
         "it is a fact of a person"},
        {HOUSEHOLD("\"residence\":\"urbn\""), "\"urbn\" is not a value of residence_type",
         "did you mean \"urban\"?"},
        {HOUSEHOLD("\"residence\":\"abroad\""), "\"abroad\" is not a value of residence_type",
         "its values are urban, rural"},
        {MEMBER("\"年龄\":5"), "\"年龄\" is not a fact of a person",
         "the facts that this law knows"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Diagnostics diagnostics;
        assert_null(law_situation(&law, rows[i].json, &diagnostics));
        const char *out = printed(&diagnostics);
        faults += row_lacks(rows[i].json, out, rows[i].message);
        faults += row_lacks(rows[i].json, out, rows[i].hint);
        faults += row_lacks(rows[i].json, out, "case.json:1:");
    }
    assert_int_equal(faults, 0);
}

static void test_a_value_that_the_law_works_out_is_not_taken_for_a_slip(void **state)
{
    (void)state;
    // "age" is a rule of this law; that "wage" is spelled nearly so is no help.
    Diagnostics diagnostics;
    assert_null(law_situation(&law, MEMBER("\"age\":39"), &diagnostics));
    const char *out = printed(&diagnostics);
    assert_int_equal(row_lacks("age", out, "the law works it out by itself"), 0);
}

static void test_facts_of_the_household_stand_in_either_place(void **state)
{
    (void)state;
    size_t faults = 0;
    faults += row_differs("beside", law_ask(&law, HOUSEHOLD("\"deposits\":5"), "savings"), "5.00");
    faults += row_differs(
        "within", law_ask(&law, HOUSEHOLD("\"facts\":{\"deposits\":5}"), "savings"), "5.00");
    static const Row rows[] = {
        {HOUSEHOLD("\"deposits\":5,\"facts\":{\"deposits\":5}"), "duplicate"},
        {HOUSEHOLD("\"facts\":[]"), "case-type"},
        {HOUSEHOLD("\"facts\":null"), "case-type"},
    };
    faults += check(rows, COUNT_OF(rows));
    assert_int_equal(faults, 0);
}

static void test_rows_belong_to_their_owners(void **state)
{
    (void)state;
    static const char two[] =
        "{\"date\":\"2024-06-10\",\"members\":["
        "{\"id\":\"b\",\"bills\":[{\"cost\":1,\"items\":[{\"price\":10},{\"price\":20}]},"
        "{\"cost\":2,\"items\":[]}]},"
        "{\"id\":\"a\",\"bills\":[{\"cost\":4,\"items\":[{\"price\":40}]}]}],"
        "\"vehicles\":[{\"worth\":7}]}";
    size_t faults = 0;
    faults += row_differs("spent of a", law_ask(&law, two, "spent of a"), "4.00");
    faults += row_differs("spent of b", law_ask(&law, two, "spent of b"), "3.00");
    faults += row_differs("priced of a", law_ask(&law, two, "priced of a"), "40.00");
    faults += row_differs("priced of b", law_ask(&law, two, "priced of b"), "30.00");
    faults += row_differs("worth_all", law_ask(&law, two, "worth_all"), "7.00");
    static const Row rows[] = {
        {MEMBER("\"bills\":{}"), "case-type"},
        {MEMBER("\"bills\":[5]"), "case-type"},
        {MEMBER("\"bills\":[null]"), "case-type"},
        {MEMBER("\"bill\":[{\"cost\":1}]"), ""}, // the name of one row serves too
        {MEMBER("\"vehicles\":[]"), "unknown-key"},
        {HOUSEHOLD("\"bills\":[]"), "unknown-key"},
        {MEMBER("\"bills\":[{\"items\":[{\"cost\":1}]}]"), "unknown-key"},
    };
    faults += check(rows, COUNT_OF(rows));
    assert_int_equal(faults, 0);
}

static void test_rows_told_twice_are_refused(void **state)
{
    (void)state;
    static const Row rows[] = {
        {MEMBER("\"bill\":[{\"cost\":1}],\"bills\":[{\"cost\":1}]"), "duplicate"},
        {HOUSEHOLD("\"vehicles\":[{\"worth\":1}],\"facts\":{\"vehicles\":[{\"worth\":1}]}"),
         "duplicate"},
        {MEMBER("\"bill\":null,\"bills\":[{\"cost\":1}]"), "duplicate"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_the_identity_number_tells_birth_and_sex(void **state)
{
    (void)state;
    static const char number[] = "\"id_number\":\"11010519491231002X\"";
    size_t faults = 0;
    faults += row_differs(
        number, law_ask(&law, MEMBER("\"id_number\":\"11010519491231002X\""), "age"), "74");
    faults += row_differs(
        number, law_ask(&law, MEMBER("\"id_number\":\"11010519491231002X\""), "is_woman"), "yes");
    static const Row rows[] = {
        {MEMBER("\"id_number\":\"11010519491231002X\",\"born\":\"1949-12-31\",\"sex\":\"female\""),
         ""},
        {MEMBER("\"id_number\":\"11010519491231002X\",\"born\":\"1949-12-30\""), "identity"},
        {MEMBER("\"id_number\":\"11010519491231002X\",\"sex\":\"male\""), "identity"},
    };
    faults += check(rows, COUNT_OF(rows));
    assert_int_equal(faults, 0);
}

static void test_a_discretion_needs_what_the_law_says(void **state)
{
    (void)state;
    static const Row rows[] = {
        {MEMBER("\"allowance\":5"), "discretion"},
        {MEMBER("\"allowance\":null"), ""},
        {MEMBER("\"allowance\":{\"value\":5,\"reason\":\"r\",\"second_signature\":\"s\"}"), ""},
        {MEMBER("\"allowance\":{\"value\":5,\"reason\":\"r\"}"), "discretion"},
        {MEMBER("\"allowance\":{\"value\":5,\"reason\":\"  \",\"second_signature\":\"s\"}"),
         "discretion"},
        {MEMBER("\"allowance\":{\"reason\":\"r\",\"second_signature\":\"s\"}"), "discretion"},
        {MEMBER("\"allowance\":{\"value\":5,\"reason\":5,\"second_signature\":\"s\"}"),
         "case-type discretion"},
        {MEMBER("\"allowance\":{\"value\":5,\"why\":\"r\"}"), "unknown-key discretion"},
        {MEMBER("\"allowance\":{\"value\":\"100.01\",\"reason\":\"r\",\"second_signature\":\"s\"}"),
         "range"},
        {MEMBER("\"allowance\":{\"value\":100,\"reason\":\"r\",\"second_signature\":\"s\"}"), ""},
    };
    size_t faults = check(rows, COUNT_OF(rows));
    faults += row_differs("nothing said", law_ask(&law, ONE_MEMBER, "allowed"), "0.00");
    assert_int_equal(faults, 0);
}

static void test_the_order_of_members_changes_nothing(void **state)
{
    (void)state;
    static const char *const orders[] = {
        "{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"a\",\"wage\":1,\"mother\":\"b\"},"
        "{\"id\":\"b\",\"wage\":2},{\"id\":\"c\",\"wage\":4}]}",
        "{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"c\",\"wage\":4},"
        "{\"id\":\"b\",\"wage\":2},{\"id\":\"a\",\"wage\":1,\"mother\":\"b\"}]}",
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        faults += row_differs(orders[i], law_ask(&law, orders[i], "all_wages"), "7.00");
        faults += row_differs(orders[i], law_ask(&law, orders[i], "mothers_wage of a"), "2.00");
        faults +=
            row_differs(orders[i], law_ask(&law, orders[i], "mothers_wage of c"), "not applicable");
    }
    assert_int_equal(faults, 0);
}

static void test_the_date_of_the_command_takes_the_place_of_the_files(void **state)
{
    (void)state;
    law_must_compile(&law);
    arena_reset(law.request);
    const uint32_t file =
        sources_add(law.policy, &law.sources, STR("case.json"),
                    STR("{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"a\"}]}"));
    const CaseFileOptions options = {.dated = true, .date = {100}};
    Diagnostics faults = diagnostics_start(law.request, &law.sources);
    const Situation *situation =
        situation_from_json(law.program, &options, &faults, file, law.request);
    assert_non_null(situation);
    assert_int_equal(situation->date.day, 100);
    const uint32_t undated = sources_add(law.policy, &law.sources, STR("case.json"),
                                         STR("{\"members\":[{\"id\":\"a\"}]}"));
    situation = situation_from_json(law.program, &options, &faults, undated, law.request);
    assert_non_null(situation);
    assert_int_equal(situation->date.day, 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_frame_of_a_case_must_be_there),
        cmocka_unit_test(test_every_type_of_fact_is_read_strictly),
        cmocka_unit_test(test_a_whole_share_may_be_written_as_a_decimal),
        cmocka_unit_test(test_values_out_of_range_are_refused),
        cmocka_unit_test(test_what_the_law_does_not_know_is_refused),
        cmocka_unit_test(test_a_value_that_the_law_works_out_is_not_taken_for_a_slip),
        cmocka_unit_test(test_facts_of_the_household_stand_in_either_place),
        cmocka_unit_test(test_rows_belong_to_their_owners),
        cmocka_unit_test(test_rows_told_twice_are_refused),
        cmocka_unit_test(test_the_identity_number_tells_birth_and_sex),
        cmocka_unit_test(test_a_discretion_needs_what_the_law_says),
        cmocka_unit_test(test_the_order_of_members_changes_nothing),
        cmocka_unit_test(test_the_date_of_the_command_takes_the_place_of_the_files),
    };
    return run_group_with(tests, COUNT_OF(tests), open_law, close_law);
}
