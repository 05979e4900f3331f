// Receipts: the same case under the same law gives the same one, anything else another.

#include "explain/receipt.h"
#include "explain/report.h"
#include "support.h"
#include "unit.h"

static const char rules[] = "levels = county\n"
                            "fact wage of person : money per month\n"
                            "fact happy of person : yes/no\n"
                            "fact factor of person : number\n"
                            "fact note of person : text\n"
                            "fact zeal of person : yes/no\n"
                            "fact deposits : money\n"
                            "record bill of person\n"
                            "fact cost of bill : money\n"
                            "rule poor of person = wage < 100 yuan per month\n"
                            "rule bills_cost of person = sum of cost over bills\n"
                            "programme aid of person from 2000-01-01\n"
                            "  pays cash per month\n"
                            "rule aid qualifies when poor or any past months with (poor)\n"
                            "rule aid amount = 50 yuan per month\n"
                            "```\n\n"
                            "```table regions\n"
                            "code,level,parent,name_zh,name_en\n"
                            "01,county,,甲,A\n"
                            "02,county,,乙,B\n"
                            "```\n\n"
                            "```rules\n";

LAW_OF_ALL_TESTS(rules)

static Receipt receipt(const char *json)
{
    return receipt_of(law_decide(&law, json));
}

static void test_a_receipt_is_an_sm3_digest(void **state)
{
    (void)state;
    const Receipt one = receipt(ONE_MEMBER);
    assert_int_equal(strlen(one.text), 4 + 64);
    assert_memory_equal(one.text, "sm3:", 4);
    assert_int_equal(strspn(one.text + 4, "0123456789abcdef"), 64);
}

static const char full[] =
    "{\"date\":\"2024-06-10\",\"region\":\"01\",\"deposits\":5,"
    "\"members\":[{\"id\":\"a\",\"wage\":80,\"happy\":true,\"note\":\"n\",\"bills\":[{\"cost\":1},"
    "{\"cost\":2}]},{\"id\":\"b\",\"wage\":900}],"
    "\"history\":[{\"month\":\"2024-05\",\"members\":{\"a\":{\"poor\":true}}}]}";

static void test_the_same_case_gives_the_same_receipt(void **state)
{
    (void)state;
    // Written differently, but the same facts: the order of members and keys, of months, an amount
    // as a number or a text, blanks.
    static const char *const same[] = {
        full,
        "{\"members\":[{\"wage\":\"900.00\",\"id\":\"b\"},{\"id\":\"a\",\"note\":\"n\","
        "\"happy\":true,\"bill\":[{\"cost\":\"1.00\"},{\"cost\":2.0}],\"wage\":80}],"
        "\"facts\":{\"deposits\":\"5\"},\"region\":\"01\",\n  \"date\":\"2024-06-10\","
        "\"history\":[{\"members\":{\"a\":{\"poor\":true}},\"month\":\"2024-05\"}]}",
    };
    const Receipt first = receipt(same[0]);
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(same); i++) {
        const Receipt again = receipt(same[i]);
        faults += row_differs(same[i], again.text, first.text);
    }
    assert_int_equal(faults, 0);
}

static void test_the_same_law_elsewhere_gives_the_same_receipt(void **state)
{
    (void)state;
    TestLaw copy; // in another folder
    law_open(&copy, rules);
    const Receipt here = receipt(full);
    const Receipt there = receipt_of(law_decide(&copy, full));
    law_close(&copy);
    assert_string_equal(here.text, there.text);
}

static void test_one_fact_different_gives_another_receipt(void **state)
{
    (void)state;
#define A(facts)  CASE_ON("2024-06-10", "," facts, "")
#define ALL(rest) CASE_ON("2024-06-10", "", "," rest)
    static const char *const cases[] = {
        ONE_MEMBER,
        CASE_ON("2024-06-11", "", ""),
        ALL("\"region\":\"01\""),
        ALL("\"region\":\"02\""),
        "{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"b\"}]}",
        "{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"a\"},{\"id\":\"b\"}]}",
        A("\"wage\":80"),
        A("\"wage\":\"80.01\""),
        A("\"wage\":null"),
        A("\"happy\":true"),
        A("\"happy\":false"),
        A("\"happy\":null"),
        A("\"zeal\":true"),
        A("\"note\":\"\""),
        A("\"note\":\"x\""),
        A("\"note\":null"),
        A("\"factor\":0.5"),
        A("\"factor\":0.25"),
        A("\"bills\":[]"),
        A("\"bills\":[{}]"),
        A("\"bills\":[{\"cost\":1}]"),
        A("\"bills\":[{\"cost\":1},{\"cost\":1}]"),
        ALL("\"deposits\":0"),
        ALL("\"deposits\":1"),
        ALL("\"recorded_from\":\"2024-01-01\""),
        ALL("\"recorded_from\":\"2024-02-01\""),
        ALL("\"history\":[{\"month\":\"2024-05\",\"members\":{\"a\":{\"poor\":true}}}]"),
        ALL("\"history\":[{\"month\":\"2024-05\",\"members\":{\"a\":{\"poor\":false}}}]"),
        ALL("\"history\":[{\"month\":\"2024-04\",\"members\":{\"a\":{\"poor\":true}}}]"),
    };
    Receipt receipts[COUNT_OF(cases)];
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        receipts[i] = receipt(cases[i]);
        for (size_t j = 0; j < i; j++) {
            if (strcmp(receipts[i].text, receipts[j].text) != 0) continue;
            print_error("one receipt for\n    %s\n    %s\n", cases[i], cases[j]);
            faults++;
        }
    }
    assert_int_equal(faults, 0);
}

static void test_a_month_on_record_without_values_is_not_a_month_missing(void **state)
{
    (void)state;
    // A run of months ends at a month that is missing, but not at one of which nothing is said.
    const Receipt without = receipt(ONE_MEMBER);
    const Receipt empty = receipt(ALL("\"history\":[{\"month\":\"2024-05\"}]"));
    assert_string_not_equal(without.text, empty.text);
}

static void test_a_fact_is_covered_to_its_last_digit(void **state)
{
    (void)state;
    const Receipt one = receipt(A("\"factor\":0.12345671"));
    const Receipt other = receipt(A("\"factor\":0.12345672"));
    assert_string_not_equal(one.text, other.text);
}

static void test_a_text_cannot_pass_for_another_fact(void **state)
{
    (void)state;
    // What is written into a text must not be read as the facts that follow it.
    const Receipt plain = receipt(A("\"note\":\"x\",\"zeal\":true"));
    const Receipt forged = receipt(A("\"note\":\"x\\nzeal 0 yes\""));
    assert_string_not_equal(plain.text, forged.text);
}

static void test_a_member_cannot_pass_for_two(void **state)
{
    (void)state;
    Diagnostics faults;
    assert_null(law_situation(
        &law, "{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"a\\nmember b\"}]}", &faults));
    assert_string_equal(kinds_of(&faults), "character");
}

#define PROGRAMME "programme aid from 2000-01-01\nrule aid qualifies when today > 2001-01-01\n"

static void test_another_text_of_the_law_gives_another_receipt(void **state)
{
    (void)state;
    static const char *const laws[] = {
        PROGRAMME "rule r = 1\n",
        PROGRAMME "rule r = 2\n",
        PROGRAMME "rule r = 1 # a remark\n",
        PROGRAMME "rule q = 1\n",
    };
    Receipt receipts[COUNT_OF(laws)];
    for (size_t i = 0; i < COUNT_OF(laws); i++) {
        TestLaw other;
        law_open(&other, laws[i]);
        receipts[i] = receipt_of(law_decide(&other, ONE_MEMBER));
        law_close(&other);
        for (size_t j = 0; j < i; j++) assert_string_not_equal(receipts[i].text, receipts[j].text);
    }
}

static void test_what_was_asked_of_the_decision_is_part_of_it(void **state)
{
    (void)state;
    const DecideOptions rows[] = {{0},
                                  {.strict = true},
                                  {.dated = true, .known_on = {19000}},
                                  {.dated = true, .known_on = {18999}}};
    Receipt receipts[COUNT_OF(rows)];
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Diagnostics faults;
        Error err = {0};
        Decision *decision = NULL;
        const Situation *situation = law_situation(&law, full, &faults);
        assert_true(decide(situation, &rows[i], law.request, &decision, &err));
        receipts[i] = receipt_of(decision);
        for (size_t j = 0; j < i; j++) assert_string_not_equal(receipts[i].text, receipts[j].text);
    }
}

static void test_the_language_changes_no_receipt(void **state)
{
    (void)state;
    const Receipt wanted = receipt(full);
    const Decision *decision = law_decide(&law, full);
    for (int language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
        const ReportOptions options = {.language = (Language)language, .only = NONE};
        const char *json = c_text(law.request, report_json(decision, &options));
        const char *text = c_text(law.request, report_text(decision, &options));
        assert_non_null(strstr(json, wanted.text));
        assert_non_null(strstr(text, wanted.text));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_receipt_is_an_sm3_digest),
        cmocka_unit_test(test_the_same_case_gives_the_same_receipt),
        cmocka_unit_test(test_the_same_law_elsewhere_gives_the_same_receipt),
        cmocka_unit_test(test_one_fact_different_gives_another_receipt),
        cmocka_unit_test(test_a_month_on_record_without_values_is_not_a_month_missing),
        cmocka_unit_test(test_a_fact_is_covered_to_its_last_digit),
        cmocka_unit_test(test_a_text_cannot_pass_for_another_fact),
        cmocka_unit_test(test_a_member_cannot_pass_for_two),
        cmocka_unit_test(test_another_text_of_the_law_gives_another_receipt),
        cmocka_unit_test(test_what_was_asked_of_the_decision_is_part_of_it),
        cmocka_unit_test(test_the_language_changes_no_receipt),
    };
    return run_group_with(tests, COUNT_OF(tests), open_law, close_law);
}
