// Expressions of the language on one household: logic with open facts, arithmetic, dates, lists and
// rows. Each row of a table is a rule's name, the facts and the value in the notation of
// value_text.

#include "support.h"
#include "unit.h"

static const char rules[] =
    "choice grade = none, light, heavy, severe\n"
    "fact a, b, c of person : yes/no\n"
    "fact skilled of person : yes/no when a\n"
    "fact x, y of person : money\n"
    "fact share_of of person : share\n"
    "fact n of person : count\n"
    "fact kind of person : grade\n"
    "fact born, died of person : date\n"
    "fact partner of person : person normally none\n"
    "record bill of person dated billed\n"
    "fact billed of bill : date\n"
    "fact cost of bill : money\n"
    "rule not_a of person = not a\n"
    "rule a_and_b of person = a and b\n"
    "rule a_or_b of person = a or b\n"
    "rule three of person = a and (b or not c)\n"
    "rule not_skilled of person = not skilled\n"
    "rule skilled_and_b of person = skilled and b\n"
    "rule skilled_applies of person = skilled applies\n"
    "rule less of person = x < y\n"
    "rule less_equal of person = x <= y\n"
    "rule greater of person = x > y\n"
    "rule equal of person = x is y\n"
    "rule between of person = x >= 100 yuan and x < 200 yuan\n"
    "rule at_least_heavy of person = kind >= heavy\n"
    "rule is_light of person = kind is light\n"
    "rule in_list of person = kind in (light, heavy)\n"
    "rule sum_xy of person = x + y\n"
    "rule gap of person = x - y\n"
    "rule floored of person = x - y but not below 0\n"
    "rule capped of person = x but not above 500 yuan\n"
    "rule part of person = share_of * x\n"
    "rule each of person = x / n\n"
    "rule per_head_below of person = x / n < 800 yuan\n"
    "rule above_half of person = y / x > 50 %\n"
    "rule exact_thirds of person = (x / 3) * 3\n"
    "rule chosen of person = 3 when a, 2 when b, otherwise 1\n"
    "rule first_true of person = 3 when a, 2 when b\n"
    "rule listed of person = sum of (x when a, y when b)\n"
    "rule counted of person = count of (a, b, c)\n"
    "rule some of person = any of (a, b, c)\n"
    "rule all of person = every of (a, b, c)\n"
    "rule most of person = largest of (x, y, 100 yuan)\n"
    "rule age of person = years since born\n"
    "rule age_months of person = months since born\n"
    "rule age_days of person = days since born\n"
    "rule adult of person when age >= 18 years\n"
    "rule month_of_death of person = month containing died\n"
    "rule year_after of person = died + 1 year\n"
    "rule spent of person = sum of cost over bills\n"
    "rule spent_lately of person = sum of cost over bills in past 12 months\n"
    "rule bill_count of person = count of bills\n"
    "rule big_bill of person = any bills with (cost > 100 yuan)\n"
    "rule largest_bill of person = largest of cost over bills\n"
    "rule latest_bill of person = last of cost over bills by billed\n"
    "rule total = sum of x over members\n"
    "rule how_many = count of members\n"
    "rule any_a = any members with (a)\n"
    "rule every_a = every members has (a)\n"
    "rule eldest = first of members by born\n"
    "rule youngest_x = last of x over members by born\n"
    "rule partners_x of person = x of partner otherwise 0\n"
    "rule both_a = any members with (a and b)\n"
    "rule span of person : months = n * n * n * n * 1 month\n"
    "rule far of person = today + span\n"
    "rule as_many of person : months = (count of bills) * 1 month\n"
    "rule later of person = today + as_many\n"
    "rule before of person = today - as_many\n"
    "rule tiny of person = x / (n * n * n)\n"
    "rule giant of person : share = (x / y) * (x / y) * (1000000 yuan / y)\n";

LAW_OF_ALL_TESTS(rules)

typedef struct Row {
    const char *member;   // JSON of the one member, beginning with a comma
    const char *question; // rule
    const char *expected;
} Row;

static size_t check(const Row *rows, size_t count)
{
    size_t faults = 0;
    for (size_t i = 0; i < count; i++) {
        char json[1000];
        (void)snprintf(json, sizeof json,
                       "{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"m\"%s}]}", rows[i].member);
        char name[1100];
        (void)snprintf(name, sizeof name, "%s: %s", rows[i].question, rows[i].member);
        faults += row_differs(name, law_ask(&law, json, rows[i].question), rows[i].expected);
    }
    return faults;
}

// The three values of a fact, as JSON and as the letter used below.
static const struct {
    char letter;
    const char *text;
} answers[] = {{'n', "false"}, {'y', "true"}, {'?', NULL}};

static void test_logic_follows_its_truth_tables(void **state)
{
    (void)state;
    // Kleene's tables, rows and columns no, yes, unknown.
    static const struct {
        const char *rule;
        const char *table;
    } tables[] = {{"a_and_b", "nnn ny? n??"}, {"a_or_b", "ny? yyy ?y?"}};
    size_t faults = 0;
    for (size_t t = 0; t < COUNT_OF(tables); t++) {
        for (size_t i = 0; i < 3; i++) {
            for (size_t j = 0; j < 3; j++) {
                char member[100];
                (void)snprintf(member, sizeof member, "%s%s%s%s",
                               answers[i].text != NULL ? ",\"a\":" : "",
                               answers[i].text != NULL ? answers[i].text : "",
                               answers[j].text != NULL ? ",\"b\":" : "",
                               answers[j].text != NULL ? answers[j].text : "");
                const char expected = tables[t].table[i * 4 + j];
                faults += check(&(Row){member, tables[t].rule,
                                       expected == 'y'   ? "yes"
                                       : expected == 'n' ? "no"
                                                         : "no or yes"},
                                1);
            }
        }
    }
    assert_int_equal(faults, 0);
}

static void test_unknown_and_not_applicable_are_different(void **state)
{
    (void)state;
    static const Row rows[] = {
        {",\"a\":true", "not_a", "no"},
        {"", "not_a", "no or yes"},
        {",\"a\":null", "not_a", "yes"}, // a condition that does not apply counts as no
        {",\"a\":true,\"b\":false", "three", "no or yes"},
        {",\"a\":true,\"b\":true", "three", "yes"},
        {",\"a\":false", "three", "no"},
        {",\"c\":false", "three", "no or yes"},
        {",\"a\":true,\"c\":false", "three", "yes"},
        {",\"a\":false", "not_skilled", "yes"}, // not asked of whoever is not a
        {",\"a\":true", "not_skilled", "no or yes"},
        {",\"a\":false", "skilled_applies", "no"},
        {",\"a\":true", "skilled_applies", "yes"},
        {"", "skilled_applies", "no or yes"},
        {",\"a\":false,\"b\":true", "skilled_and_b", "no"},
        {",\"a\":true,\"skilled\":true,\"b\":true", "skilled_and_b", "yes"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_comparisons_are_exact_at_the_boundary(void **state)
{
    (void)state;
    static const Row rows[] = {
        {",\"x\":\"99.99\",\"y\":100", "less", "yes"},
        {",\"x\":100,\"y\":100", "less", "no"},
        {",\"x\":100,\"y\":100", "less_equal", "yes"},
        {",\"x\":\"100.01\",\"y\":100", "less_equal", "no"},
        {",\"x\":100,\"y\":100", "greater", "no"},
        {",\"x\":100,\"y\":\"99.99\"", "greater", "yes"},
        {",\"x\":100,\"y\":\"100.00\"", "equal", "yes"},
        {",\"x\":100,\"y\":\"100.01\"", "equal", "no"},
        {",\"x\":100", "less", "no or yes"},
        {",\"x\":0", "greater", "no"}, // nothing is below nothing
        {",\"y\":0", "less", "no"},
        {",\"x\":0", "less_equal", "yes"},
        {",\"x\":null,\"y\":1", "less", "no"}, // what does not apply compares with nothing
        {",\"x\":null,\"y\":1", "greater", "no"},
        {",\"x\":99", "between", "no"},
        {",\"x\":100", "between", "yes"},
        {",\"x\":\"199.99\"", "between", "yes"},
        {",\"x\":200", "between", "no"},
        {",\"x\":2399,\"n\":3", "per_head_below", "yes"},
        {",\"x\":2400,\"n\":3", "per_head_below", "no"},
        {",\"x\":\"1000.01\",\"y\":500", "above_half", "no"},
        {",\"x\":1000,\"y\":500", "above_half", "no"},
        {",\"x\":\"999.99\",\"y\":500", "above_half", "yes"},
        {",\"x\":0,\"y\":500", "above_half", "yes"}, // above any share of nothing
        {",\"x\":0,\"y\":0", "above_half", "no"},
        {",\"x\":0", "above_half", "no or yes"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_a_share_of_nothing_is_not_asked_what_it_is_of(void **state)
{
    (void)state;
    // Nothing is above half of anything, even of nothing: what is not known cannot change that.
    static const Row rows[] = {{",\"y\":0", "above_half", "no"}};
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_choices_are_ordered_from_least_to_greatest(void **state)
{
    (void)state;
    static const Row rows[] = {
        {",\"kind\":\"light\"", "at_least_heavy", "no"},
        {",\"kind\":\"heavy\"", "at_least_heavy", "yes"},
        {",\"kind\":\"severe\"", "at_least_heavy", "yes"},
        {"", "at_least_heavy", "no or yes"},
        {",\"kind\":null", "at_least_heavy", "no"},
        {",\"kind\":\"light\"", "is_light", "yes"},
        {",\"kind\":\"none\"", "is_light", "no"},
        {",\"kind\":\"heavy\"", "in_list", "yes"},
        {",\"kind\":\"severe\"", "in_list", "no"},
        {"", "in_list", "no or yes"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_arithmetic_keeps_every_fraction(void **state)
{
    (void)state;
    static const Row rows[] = {
        {",\"x\":\"0.10\",\"y\":\"0.20\"", "sum_xy", "0.30"},
        {",\"x\":100,\"y\":\"250.50\"", "gap", "-150.50"},
        {",\"x\":100,\"y\":\"250.50\"", "floored", "0.00"},
        {",\"x\":501", "capped", "500.00"},
        {",\"x\":500", "capped", "500.00"},
        {",\"x\":\"499.99\"", "capped", "499.99"},
        {",\"x\":100", "exact_thirds", "100.00"},
        {",\"x\":\"0.01\"", "exact_thirds", "0.01"},
        {",\"x\":1000,\"share_of\":\"12.5%\"", "part", "125.00"},
        {",\"x\":1000,\"share_of\":0.125", "part", "125.00"},
        {",\"x\":100,\"n\":8", "each", "12.50"},
        {",\"x\":100,\"n\":0", "each",
         "error: this divides by zero; compare by multiplying instead, or say what holds then"},
        {",\"x\":100", "sum_xy", "from 100.00 to 1000000100.00"},
        {",\"x\":null,\"y\":5", "sum_xy", "not applicable"},
        {",\"x\":300,\"y\":null", "floored", "not applicable"},
        {",\"x\":1000000000,\"y\":1000000000", "sum_xy", "2000000000.00"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void ask(const void *what)
{
    const Row *row = what;
    char json[1000];
    (void)snprintf(json, sizeof json, "{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"m\"%s}]}",
                   row->member);
    (void)law_ask(&law, json, row->question);
}

static void test_extreme_values_are_written_or_refused_but_end_nothing(void **state)
{
    (void)state;
    // Within the limits of facts, and within the range of numbers.
    static const Row rows[] = {
        {",\"x\":\"0.01\",\"n\":999983", "tiny", ""},      // 10^-18 of a coin, and finer
        {",\"x\":1000000000,\"y\":\"0.01\"", "giant", ""}, // 10^30
    };
    law_must_compile(&law);
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults += row_unequal(rows[i].question, ends_the_process(ask, &rows[i]), false);
    assert_int_equal(faults, 0);
}

static void test_lists_take_what_applies(void **state)
{
    (void)state;
    static const Row rows[] = {
        {",\"a\":true,\"b\":true", "chosen", "3"},
        {",\"a\":false,\"b\":true", "chosen", "2"},
        {",\"a\":false,\"b\":false", "chosen", "1"},
        {",\"b\":true", "chosen", "from 2 to 3"},
        {",\"a\":false,\"b\":false", "first_true", "not applicable"},
        {",\"a\":true", "first_true", "3"},
        {",\"a\":true,\"b\":true,\"x\":1,\"y\":2", "listed", "3.00"},
        {",\"a\":true,\"b\":false,\"x\":1,\"y\":2", "listed", "1.00"},
        {",\"a\":false,\"b\":false", "listed", "0.00"},
        {",\"a\":true,\"x\":1,\"y\":2", "listed", "from 1.00 to 3.00"},
        {",\"a\":true,\"b\":false,\"c\":true", "counted", "2"},
        {",\"a\":true", "counted", "from 1 to 3"},
        {",\"a\":null,\"b\":true,\"c\":true", "counted", "2"},
        {",\"a\":true", "some", "yes"},
        {",\"a\":false,\"b\":false,\"c\":false", "some", "no"},
        {",\"a\":false,\"b\":false", "some", "no or yes"},
        {",\"a\":true,\"b\":true,\"c\":true", "all", "yes"},
        {",\"a\":false", "all", "no"},
        {",\"a\":true,\"b\":true", "all", "no or yes"},
        {",\"x\":50,\"y\":60", "most", "100.00"},
        {",\"x\":50,\"y\":160", "most", "160.00"},
        {",\"x\":null,\"y\":null", "most", "100.00"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_time_is_counted_in_completed_units(void **state)
{
    (void)state;
    static const Row rows[] = {
        {",\"born\":\"2006-06-10\"", "age", "18"},
        {",\"born\":\"2006-06-11\"", "age", "17"},
        {",\"born\":\"2006-06-10\"", "adult", "yes"},
        {",\"born\":\"2006-06-11\"", "adult", "no"},
        {"", "adult", "no or yes"},
        {",\"born\":\"2024-05-31\"", "age_months", "0"},
        {",\"born\":\"2024-05-10\"", "age_months", "1"},
        {",\"born\":\"2024-02-29\"", "age_days", "102"},
        {",\"died\":\"2024-02-29\"", "month_of_death", "2024-02-01"},
        {",\"died\":\"2024-02-29\"", "year_after", "2025-02-28"},
        {",\"died\":\"2200-06-01\"", "year_after", "2200-12-31"}, // the calendar ends
        {",\"died\":null", "year_after", "not applicable"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_time_beyond_the_calendar_ends_with_it(void **state)
{
    (void)state;
    static const Row rows[] = {
        {",\"n\":1", "far", "2024-07-10"},       {",\"n\":6", "far", "2132-06-10"},
        {",\"n\":7", "far", "2200-12-31"},       {",\"n\":1000", "far", "2200-12-31"},
        {",\"n\":65536", "far", "2200-12-31"}, // two to the 64th, nothing to 64 bits
        {",\"n\":1000000", "far", "2200-12-31"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_an_open_span_of_time_leaves_the_day_open(void **state)
{
    (void)state;
    // Nothing is known of the bills, so there may be any number of them.
    static const Row rows[] = {
        {",\"bills\":[]", "later", "2024-06-10"},
        {",\"bills\":[{},{}]", "later", "2024-08-10"},
        {"", "later", "from 2024-06-10 to 2200-12-31"},
        {"", "before", "from 1880-01-01 to 2024-06-10"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_rows_are_added_up_and_untold_rows_stay_open(void **state)
{
    (void)state;
    static const Row rows[] = {
        {",\"bills\":[]", "spent", "0.00"},
        {",\"bills\":null", "spent", "0.00"},
        {"", "spent", "from 0.00 to any amount"},
        {",\"bills\":[{\"cost\":10},{\"cost\":\"20.50\"}]", "spent", "30.50"},
        {",\"bills\":[{\"cost\":10},{}]", "spent", "from 10.00 to 1000000010.00"},
        {",\"bills\":[{\"cost\":10},{\"cost\":null}]", "spent", "10.00"},
        {",\"bills\":[{},{}]", "bill_count", "2"},
        {"", "bill_count", "from 0 to any amount"},
        {",\"bills\":[{\"cost\":101}]", "big_bill", "yes"},
        {",\"bills\":[{\"cost\":100}]", "big_bill", "no"},
        {",\"bills\":[{\"cost\":100},{}]", "big_bill", "no or yes"},
        {",\"bills\":[]", "big_bill", "no"},
        {"", "big_bill", "no or yes"},
        {",\"bills\":[{\"cost\":5},{\"cost\":7}]", "largest_bill", "7.00"},
        {",\"bills\":[]", "largest_bill", "not applicable"},
        {",\"bills\":[{\"cost\":5,\"billed\":\"2024-03-01\"},{\"cost\":7,\"billed\":"
         "\"2024-02-01\"}]",
         "latest_bill", "5.00"},
        {",\"bills\":[{\"cost\":5,\"billed\":\"2024-03-01\"},{\"cost\":7}]", "latest_bill",
         "from 5.00 to 7.00"},
        // The window begins after the same day a year ago and ends with the day itself.
        {",\"bills\":[{\"cost\":1,\"billed\":\"2023-06-10\"},"
         "{\"cost\":2,\"billed\":\"2023-06-11\"},"
         "{\"cost\":4,\"billed\":\"2024-06-10\"},{\"cost\":8,\"billed\":\"2024-06-11\"}]",
         "spent_lately", "6.00"},
        {",\"bills\":[{\"cost\":1}]", "spent_lately", "from 0.00 to 1.00"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_members_are_taken_together(void **state)
{
    (void)state;
    static const struct {
        const char *members, *question, *expected;
    } rows[] = {
        {"{\"id\":\"p\",\"x\":1},{\"id\":\"q\",\"x\":2}", "total", "3.00"},
        {"{\"id\":\"p\",\"x\":1},{\"id\":\"q\",\"x\":null}", "total", "1.00"},
        {"{\"id\":\"p\"},{\"id\":\"q\"}", "how_many", "2"},
        {"{\"id\":\"p\",\"a\":true},{\"id\":\"q\"}", "any_a", "yes"},
        {"{\"id\":\"p\",\"a\":false},{\"id\":\"q\"}", "any_a", "no or yes"},
        {"{\"id\":\"p\",\"a\":false},{\"id\":\"q\"}", "every_a", "no"},
        {"{\"id\":\"p\",\"a\":true},{\"id\":\"q\",\"a\":true}", "every_a", "yes"},
        // One condition over one member is never split over two.
        {"{\"id\":\"p\",\"a\":true,\"b\":false},{\"id\":\"q\",\"a\":false,\"b\":true}", "both_a",
         "no"},
        {"{\"id\":\"p\",\"born\":\"1980-01-01\"},{\"id\":\"q\",\"born\":\"1950-01-01\"}", "eldest",
         "q"},
        {"{\"id\":\"q\",\"born\":\"1980-01-01\"},{\"id\":\"p\",\"born\":\"1980-01-01\"}", "eldest",
         "p"}, // born on one day: by their ids, however they are listed
        {"{\"id\":\"p\",\"born\":\"1980-01-01\"},{\"id\":\"q\"}", "eldest", "p or q"},
        {"{\"id\":\"p\",\"born\":\"1980-01-01\",\"x\":5},{\"id\":\"q\",\"born\":\"1950-01-01\","
         "\"x\":6}",
         "youngest_x", "5.00"},
        {"{\"id\":\"p\",\"partner\":\"q\"},{\"id\":\"q\",\"x\":9}", "partners_x of p", "9.00"},
        {"{\"id\":\"p\",\"partner\":\"q\"},{\"id\":\"q\",\"x\":9}", "partners_x of q", "0.00"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char json[1000];
        (void)snprintf(json, sizeof json, "{\"date\":\"2024-06-10\",\"members\":[%s]}",
                       rows[i].members);
        faults +=
            row_differs(rows[i].members, law_ask(&law, json, rows[i].question), rows[i].expected);
    }
    assert_int_equal(faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_logic_follows_its_truth_tables),
        cmocka_unit_test(test_unknown_and_not_applicable_are_different),
        cmocka_unit_test(test_comparisons_are_exact_at_the_boundary),
        cmocka_unit_test(test_a_share_of_nothing_is_not_asked_what_it_is_of),
        cmocka_unit_test(test_choices_are_ordered_from_least_to_greatest),
        cmocka_unit_test(test_arithmetic_keeps_every_fraction),
        cmocka_unit_test(test_extreme_values_are_written_or_refused_but_end_nothing),
        cmocka_unit_test(test_lists_take_what_applies),
        cmocka_unit_test(test_time_is_counted_in_completed_units),
        cmocka_unit_test(test_time_beyond_the_calendar_ends_with_it),
        cmocka_unit_test(test_an_open_span_of_time_leaves_the_day_open),
        cmocka_unit_test(test_rows_are_added_up_and_untold_rows_stay_open),
        cmocka_unit_test(test_members_are_taken_together),
    };
    return run_group_with(tests, COUNT_OF(tests), open_law, close_law);
}
