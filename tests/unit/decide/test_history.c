// Past months: sums, runs, the last value, what is not recorded.

#include "support.h"
#include "unit.h"

static const char rules[] =
    "fact x of person : money per month normally 0\n"
    "rule working of person = x > 0\n"
    "rule earned of person = x\n"
    "programme aid of person from 2000-01-01\n"
    "  pays cash per month\n"
    "rule aid qualifies when x < 100 yuan per month\n"
    "rule aid amount = 50 yuan per month\n"
    "rule run_working of person = run of past months with (working)\n"
    "rule worked_lately of person = any past 3 months with (working)\n"
    "rule always_worked of person = every past 3 months has (working)\n"
    "rule paid_before of person = sum of aid paid over past months\n"
    "rule paid_lately of person = sum of aid paid over past 2 months\n"
    "rule last_earned of person = last of earned over past months with (working)\n"
    "rule months_helped of person = count of past months with (aid paid > 0)\n";

LAW_OF_ALL_TESTS(rules)

// A month of member a in the history.
#define MONTH(month, values) "{\"month\":\"" month "\",\"members\":{\"a\":{" values "}}}"
#define WORKED               "\"working\":true,\"earned\":900"
#define IDLE                 "\"working\":false"
#define PAID                 "\"aid paid\":50"

typedef struct Row {
    const char *history, *recorded_from, *question, *expected;
} Row;

static size_t check(const Row *rows, size_t count)
{
    size_t faults = 0;
    for (size_t i = 0; i < count; i++) {
        char json[2000];
        (void)snprintf(json, sizeof json,
                       "{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"a\"}],\"history\":[%s]%s}",
                       rows[i].history, rows[i].recorded_from);
        char name[2100];
        (void)snprintf(name, sizeof name, "%s: %s%s", rows[i].question, rows[i].history,
                       rows[i].recorded_from);
        faults += row_differs(name, law_ask(&law, json, rows[i].question), rows[i].expected);
    }
    return faults;
}

static void test_a_run_counts_back_from_the_month_before(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"", "", "run_working", "0"},
        {MONTH("2024-05", WORKED), "", "run_working", "1"},
        {MONTH("2024-04", WORKED) "," MONTH("2024-05", WORKED), "", "run_working", "2"},
        {MONTH("2024-05", WORKED) "," MONTH("2024-04", WORKED), "", "run_working", "2"},
        {MONTH("2024-04", WORKED) "," MONTH("2024-05", IDLE), "", "run_working", "0"},
        {MONTH("2024-03", WORKED) "," MONTH("2024-04", IDLE) "," MONTH("2024-05", WORKED), "",
         "run_working", "1"},
        {MONTH("2024-04", WORKED), "", "run_working", "0"}, // the last month is missing
        {MONTH("2024-03", WORKED) "," MONTH("2024-05", WORKED), "", "run_working", "1"}, // a gap
        {MONTH("2023-12", WORKED) "," MONTH("2024-01", WORKED), "", "run_working", "0"},
        {MONTH("2024-05", WORKED) "," MONTH("2024-06", WORKED), "", "run_working", "1"},
        {MONTH("2024-05", ""), "", "run_working", "from 0 to 1"}, // recorded, but not this
        {MONTH("2024-04", "") "," MONTH("2024-05", WORKED), "", "run_working", "from 1 to 2"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_a_run_may_reach_back_before_the_record(void **state)
{
    (void)state;
    static const Row rows[] = {
        {MONTH("2024-05", WORKED), ",\"recorded_from\":\"2024-05-01\"", "run_working",
         "from 1 to 601"},
        {MONTH("2024-05", IDLE), ",\"recorded_from\":\"2024-05-01\"", "run_working", "0"},
        {MONTH("2024-05", WORKED), ",\"recorded_from\":\"2024-04-01\"", "run_working", "1"},
        {"", ",\"recorded_from\":\"2024-06-10\"", "run_working", "from 0 to 600"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_past_months_are_asked_together(void **state)
{
    (void)state;
    static const Row rows[] = {
        {MONTH("2024-03", WORKED), "", "worked_lately", "yes"},
        {MONTH("2024-02", WORKED), "", "worked_lately", "no"}, // four months ago
        {MONTH("2024-06", WORKED), "", "worked_lately", "no"}, // this month is not past
        {"", "", "worked_lately", "no"},
        {"", ",\"recorded_from\":\"2024-05-01\"", "worked_lately", "no or yes"},
        {"", ",\"recorded_from\":\"2024-03-31\"", "worked_lately", "no"},
        {MONTH("2024-05", WORKED) "," MONTH("2024-04", IDLE), "", "always_worked", "no"},
        {MONTH("2024-05", WORKED) "," MONTH("2024-04", WORKED) "," MONTH("2024-03", WORKED), "",
         "always_worked", "yes"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_payments_are_added_up(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"", "", "paid_before", "0.00"},
        {MONTH("2024-03", PAID) "," MONTH("2024-04", PAID) "," MONTH("2024-05", PAID), "",
         "paid_before", "150.00"},
        {MONTH("2024-03", PAID) "," MONTH("2024-04", PAID) "," MONTH("2024-05", PAID), "",
         "paid_lately", "100.00"},
        {MONTH("2024-04", PAID) "," MONTH("2024-05", ""), "", "paid_lately", "50.00"},
        {MONTH("2024-04", PAID) "," MONTH("2024-05", IDLE), "", "months_helped", "1"},
        {MONTH("2024-06", PAID), "", "paid_before", "0.00"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_the_last_value_is_that_of_the_latest_month_that_has_it(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"", "", "last_earned", "not applicable"},
        {MONTH("2024-03", "\"working\":true,\"earned\":700") "," MONTH("2024-04", WORKED) "," MONTH(
             "2024-05", IDLE),
         "", "last_earned", "900.00"},
        {MONTH("2024-04", "\"working\":true,\"earned\":700") "," MONTH("2024-03", WORKED), "",
         "last_earned", "700.00"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_a_history_that_cannot_be_is_refused(void **state)
{
    (void)state;
    static const Row rows[] = {
        {MONTH("2024-05", WORKED) "," MONTH("2024-05", IDLE), "", "run_working",
         "refused: duplicate"},
        {MONTH("2024-13", WORKED), "", "run_working", "refused: date"},
        {MONTH("2024-07", WORKED), "", "run_working", "refused: date"}, // after the decision
        {MONTH("2024-5", WORKED), "", "run_working", "refused: date"},
        {"{\"members\":{}}", "", "run_working", "refused: date"},
        {"5", "", "run_working", "refused: case-type"},
        {MONTH("2024-05", "\"workng\":true"), "", "run_working", "refused: unknown-key"},
        {MONTH("2024-05", "\"x\":5"), "", "run_working", "refused: unknown-key"},
        {MONTH("2024-05", "\"working\":5"), "", "run_working", "refused: case-type"},
        {"{\"month\":\"2024-05\",\"facts\":{\"working\":true}}", "", "run_working",
         "refused: unknown-key"},
        {"{\"month\":\"2024-05\",\"members\":{\"z\":{}}}", "", "run_working",
         "refused: unknown-member"},
        {"{\"month\":\"2024-05\",\"more\":{}}", "", "run_working", "refused: unknown-key"},
        {"", ",\"recorded_from\":\"2024-02-30\"", "run_working", "refused: date"},
        {"", ",\"recorded_from\":5", "run_working", "refused: case-type"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_run_counts_back_from_the_month_before),
        cmocka_unit_test(test_a_run_may_reach_back_before_the_record),
        cmocka_unit_test(test_past_months_are_asked_together),
        cmocka_unit_test(test_payments_are_added_up),
        cmocka_unit_test(test_the_last_value_is_that_of_the_latest_month_that_has_it),
        cmocka_unit_test(test_a_history_that_cannot_be_is_refused),
    };
    return run_group_with(tests, COUNT_OF(tests), open_law, close_law);
}
