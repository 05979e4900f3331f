// Parameters: by place, date and other keys; clamped, in slices, in steps; as of another day and as
// known on one. Rows ask one small law, whose tables stand below.

#include "decide/value_text.h"
#include "support.h"
#include "unit.h"

static const char rules[] =
    "levels = province, county\n"
    "choice residence_type = urban, rural\n"
    "choice grade = none, light, heavy\n"
    "fact residence : residence_type\n"
    "fact size : count\n"
    "fact children : count\n"
    "fact income : money\n"
    "fact lives_in : place\n"
    "fact asked_on : date\n"
    "parameter plain : money = 10 from 2020-01-01, 20 from 2024-01-01 until 2024-07-01\n"
    "parameter line : money by region, residence\n"
    "parameter need : money by size clamped 1 to 3, children\n"
    "parameter band : money by income in slices = 0: 100 %, 90 yuan: 33 %, 500 yuan: 0 %\n"
    "parameter level : grade by size in steps = 1: none, 4: light, 7: heavy\n"
    "parameter rate : share by residence, size in steps\n"
    "  = urban: 1: 10 %, urban: 4: 20 %, rural: 1: 50 %, rural: 4: 60 %\n"
    "parameter hump : money by income in slices\n"
    "parameter late : money = 1 published 2020-01-01, 2 from 2022-01-01 published 2022-06-01\n"
    "parameter county_sets : money delegated to county not below 5 yuan not above 7 yuan\n"
    "rule now = plain\n"
    "rule year_ago = plain as of last year\n"
    "rule month_ago = plain as of last month\n"
    "rule then = plain as of asked_on\n"
    "rule here = line\n"
    "rule there = line at region is lives_in\n"
    "rule urban_there = line at region is lives_in at residence is urban\n"
    "rule needed = need\n"
    "rule kept = band\n"
    "rule grade_of_size = level\n"
    "rule rate_here = rate\n"
    "rule humped = hump\n"
    "rule lately = late\n"
    "rule set_here = county_sets\n"
    "rule near when region in (lives_in)\n";

static const char tables[] = "```\n\n"
                             "```table regions\n"
                             "code,level,parent,name_zh,name_en\n"
                             "99,province,,虚构省,P\n"
                             "9901,county,99,甲县,A\n"
                             "9902,county,99,乙县,B\n"
                             "98,province,,虚设省,Q\n"
                             "9801,county,98,丙县,C\n"
                             "```\n\n"
                             "```table line\n"
                             "region,residence,value,from,until\n"
                             ",urban,100,2010-01-01,\n"
                             "99,urban,200,2010-01-01,\n"
                             "99,rural,150,2010-01-01,\n"
                             "9901,urban,300,2024-01-01,2025-01-01\n"
                             "9901,urban,310,2024-06-01,\n"
                             "```\n\n"
                             "```table need\n"
                             "size,children,value\n"
                             "1,0,1000\n1,1,1100\n2,0,2000\n2,1,2100\n3,0,3000\n"
                             "```\n\n"
                             "```table hump\n"
                             "income,value\n0,100%\n500,-50%\n"
                             "```\n\n"
                             "```rules\n";

static TestLaw law;

static int open_law(void **state)
{
    (void)state;
    char whole[sizeof rules + sizeof tables];
    (void)snprintf(whole, sizeof whole, "%s%s", rules, tables);
    law_open(&law, whole);
    return 0;
}

static int close_law(void **state)
{
    (void)state;
    law_close(&law);
    return 0;
}

typedef struct Row {
    const char *date, *region, *facts; // facts: JSON, beginning with a comma
    const char *question, *expected;
} Row;

static size_t check(const Row *rows, size_t count)
{
    size_t faults = 0;
    for (size_t i = 0; i < count; i++) {
        char json[500];
        (void)snprintf(json, sizeof json,
                       "{\"date\":\"%s\",\"region\":\"%s\",\"members\":[{\"id\":\"a\"}]%s}",
                       rows[i].date, rows[i].region, rows[i].facts);
        char name[600];
        (void)snprintf(name, sizeof name, "%s: %s", rows[i].question, json);
        faults += row_differs(name, law_ask(&law, json, rows[i].question), rows[i].expected);
    }
    return faults;
}

static void test_the_value_in_force_on_the_day_counts(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"2020-01-01", "9901", "", "now", "10.00"},
        {"2023-12-31", "9901", "", "now", "10.00"},
        {"2024-01-01", "9901", "", "now", "20.00"},
        {"2024-06-30", "9901", "", "now", "20.00"},
        {"2024-07-01", "9901", "", "now", "10.00"}, // what ends leaves what was there before
        {"2024-03-01", "9901", "", "year_ago", "10.00"},
        {"2025-03-01", "9901", "", "year_ago", "20.00"},
        {"2024-01-15", "9901", "", "month_ago", "10.00"},
        {"2024-02-01", "9901", "", "month_ago", "20.00"},
        {"2024-03-31", "9901", "", "month_ago", "20.00"},
        {"2024-03-01", "9901", ",\"asked_on\":\"2021-05-05\"", "then", "10.00"},
        {"2021-03-01", "9901", ",\"asked_on\":\"2024-05-05\"", "then", "20.00"},
        {"2021-03-01", "9901", ",\"asked_on\":null", "then", "not applicable"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_a_day_without_a_value_leaves_it_open_and_never_zero(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"2019-12-31", "9901", "", "now", "from 0.00 to any amount"},
        {"2020-06-01", "9901", "", "year_ago", "from 0.00 to any amount"},
        {"2024-06-01", "9801", ",\"residence\":\"rural\"", "here", "from 0.00 to any amount"},
        {"2009-06-01", "9901", ",\"residence\":\"urban\"", "here", "from 0.00 to any amount"},
        {"2024-06-01", "9901", "", "set_here", "from 5.00 to 7.00"}, // left to the county
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_what_is_not_in_force_is_named_with_place_and_date(void **state)
{
    (void)state;
    Diagnostics faults;
    const Situation *situation = law_situation(
        &law, "{\"date\":\"2019-12-31\",\"region\":\"9901\",\"members\":[{\"id\":\"a\"}]}",
        &faults);
    assert_non_null(situation);
    Run *run = run_create(situation, (RunOptions){.known_on = DATE_LAST}, law.request);
    const uint32_t found = program_find(law.program, STR("now"));
    (void)run_rule(run, law.program->names.items[found].index, 0);
    assert_int_equal(run->open.count, 1);
    const OpenValue *open = &run->open.items[0];
    assert_true(open->parameter);
    assert_true(str_equals(law.program->parameters.items[open->index].name, "plain"));
    assert_true(str_equals(law.program->regions.items[open->place].code, "9901"));
    assert_int_equal(open->date.day, situation->date.day);
}

static void test_the_most_specific_place_wins(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"2024-03-01", "9901", ",\"residence\":\"urban\"", "here", "300.00"},
        {"2024-06-01", "9901", ",\"residence\":\"urban\"", "here", "310.00"}, // the later one
        {"2025-03-01", "9901", ",\"residence\":\"urban\"", "here", "310.00"},
        {"2023-12-31", "9901", ",\"residence\":\"urban\"", "here", "200.00"}, // the province's
        {"2024-03-01", "9901", ",\"residence\":\"rural\"", "here", "150.00"},
        {"2024-03-01", "9902", ",\"residence\":\"urban\"", "here", "200.00"},
        {"2024-03-01", "9801", ",\"residence\":\"urban\"", "here", "100.00"}, // the nation's
        {"2024-03-01", "99", ",\"residence\":\"urban\"", "here", "200.00"},
        {"2024-03-01", "9801", ",\"residence\":\"urban\",\"lives_in\":\"9901\"", "there", "300.00"},
        {"2024-03-01", "9801", ",\"residence\":\"rural\",\"lives_in\":\"9902\"", "urban_there",
         "200.00"},
        {"2024-03-01", "9901", "", "here", "from 100.00 to 300.00"}, // urban or rural
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_keys_find_their_row_and_clamped_ones_the_nearest(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"2024-03-01", "99", ",\"size\":1,\"children\":0", "needed", "1000.00"},
        {"2024-03-01", "99", ",\"size\":2,\"children\":1", "needed", "2100.00"},
        {"2024-03-01", "99", ",\"size\":3,\"children\":0", "needed", "3000.00"},
        {"2024-03-01", "99", ",\"size\":9,\"children\":0", "needed", "3000.00"},
        {"2024-03-01", "99", ",\"size\":0,\"children\":1", "needed", "1100.00"},
        {"2024-03-01", "99", ",\"size\":3,\"children\":1", "needed", "from 0.00 to any amount"},
        // More children than the table has rows for: nothing is set for them.
        {"2024-03-01", "99", ",\"size\":2", "needed", "from 0.00 to any amount"},
        {"2024-03-01", "99", ",\"children\":0", "needed", "from 1000.00 to 3000.00"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_each_slice_counts_at_its_own_rate(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"2024-03-01", "99", ",\"income\":0", "kept", "0.00"},
        {"2024-03-01", "99", ",\"income\":90", "kept", "90.00"},
        {"2024-03-01", "99", ",\"income\":190", "kept", "123.00"},
        {"2024-03-01", "99", ",\"income\":500", "kept", "225.30"},
        {"2024-03-01", "99", ",\"income\":5000", "kept", "225.30"},
        {"2024-03-01", "99", ",\"income\":\"90.01\"", "kept", "90.0033"},
        {"2024-03-01", "99", ",\"income\":null", "kept", "not applicable"},
        {"2024-03-01", "99", "", "kept", "from 0.00 to 225.30"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_a_step_holds_from_its_key_on(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"2024-03-01", "99", ",\"size\":0", "grade_of_size", "not applicable"},
        {"2024-03-01", "99", ",\"size\":1", "grade_of_size", "none"},
        {"2024-03-01", "99", ",\"size\":3", "grade_of_size", "none"},
        {"2024-03-01", "99", ",\"size\":4", "grade_of_size", "light"},
        {"2024-03-01", "99", ",\"size\":6", "grade_of_size", "light"},
        {"2024-03-01", "99", ",\"size\":7", "grade_of_size", "heavy"},
        {"2024-03-01", "99", ",\"size\":700", "grade_of_size", "heavy"},
        {"2024-03-01", "99", ",\"residence\":\"rural\",\"size\":5", "rate_here", "60 %"},
        {"2024-03-01", "99", ",\"residence\":\"urban\",\"size\":3", "rate_here", "10 %"},
        {"2024-03-01", "99", ",\"residence\":\"urban\"", "rate_here",
         "from 10 % to 20 % or not applicable"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_an_open_key_beside_steps_leaves_the_value_open(void **state)
{
    (void)state;
    // Urban 10 % or rural 50 %, and urban 20 % or rural 60 %: nothing firm while it is not known.
    static const Row rows[] = {
        {"2024-03-01", "99", ",\"size\":1", "rate_here", "from 10 % to 50 %"},
        {"2024-03-01", "99", ",\"size\":5", "rate_here", "from 20 % to 60 %"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_open_slices_that_fall_hold_their_height(void **state)
{
    (void)state;
    // Grows to 500 and falls again: at an income of 500 it is highest.
    Diagnostics faults;
    static const Row known[] = {
        {"2024-03-01", "99", ",\"income\":500", "humped", "500.00"},
        {"2024-03-01", "99", ",\"income\":700", "humped", "400.00"},
    };
    assert_int_equal(check(known, COUNT_OF(known)), 0);
    const Situation *situation = law_situation(
        &law, "{\"date\":\"2024-03-01\",\"region\":\"99\",\"members\":[{\"id\":\"a\"}]}", &faults);
    Run *run = run_create(situation, (RunOptions){.known_on = DATE_LAST}, law.request);
    const uint32_t found = program_find(law.program, STR("humped"));
    const Value value = run_rule(run, law.program->names.items[found].index, 0)->value;
    assert_true(number_compare(value.high, number_whole(50000)) >= 0);
}

static void test_a_scale_that_overflows_is_a_named_error(void **state)
{
    (void)state;
    // 10^24 is within the range of numbers; 10^15 times as much is not.
    TestLaw big;
    law_open(&big, "fact big : count\n"
                   "rule power : number = big * big * big * big\n"
                   "parameter steep : number by power in slices = 0: 100000000000000000 %\n"
                   "rule huge = steep\n");
    const char *answer = law_ask(&big, CASE_ON("2024-06-10", "", ",\"big\":1000000"), "huge");
    const size_t faults = row_lacks("huge", answer, "error: ");
    law_close(&big);
    assert_int_equal(faults, 0);
}

static void test_values_published_later_are_not_known_earlier(void **state)
{
    (void)state;
    static const struct {
        const char *known_on, *expected;
    } rows[] = {
        {"2022-05-31", "1.00"},
        {"2022-06-01", "2.00"},
        {"2019-12-31", "from 0.00 to any amount"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Diagnostics diagnostics;
        const Situation *situation = law_situation(
            &law, "{\"date\":\"2022-12-01\",\"region\":\"99\",\"members\":[{\"id\":\"a\"}]}",
            &diagnostics);
        Date known_on = {0};
        assert_true(date_parse(str_from(rows[i].known_on), &known_on));
        Run *run = run_create(situation, (RunOptions){.known_on = known_on}, law.request);
        const uint32_t rule =
            law.program->names.items[program_find(law.program, STR("lately"))].index;
        const Value value = run_rule(run, rule, 0)->value;
        const Str text =
            value_text(law.request, situation, &value, law.program->rules.items[rule].type);
        faults += row_differs(rows[i].known_on, c_text(law.request, text), rows[i].expected);
    }
    assert_int_equal(faults, 0);
}

static void test_lying_in_an_unknown_place_is_open(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"2024-03-01", "9901", ",\"lives_in\":\"9901\"", "near", "yes"},
        {"2024-03-01", "9901", ",\"lives_in\":\"99\"", "near", "yes"},
        {"2024-03-01", "99", ",\"lives_in\":\"9901\"", "near", "no"},
        {"2024-03-01", "9801", ",\"lives_in\":\"99\"", "near", "no"},
        {"2024-03-01", "9901", "", "near", "no or yes"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

// What a reform sets is as it stands where and when the parameter is asked for.
static void test_a_reform_is_worked_out_for_the_place_and_day_asked_for(void **state)
{
    (void)state;
    static const struct {
        const char *region, *question, *expected;
    } asked[] = {
        {"9901", "today_line", "150.00"},
        {"9901", "line_last_year", "121.00"},
        {"9901", "line_last_month", "150.00"},
        {"9901", "line_then", "110.00"},
        {"9901", "cost_here", "49.50"},
        {"9901", "cost_there", "66.00"},
        {"9901", "cost_there_last_year", "48.40"}, // the province's, at the price of that year
        {"99", "cost_here", "21.00"},
        {"99", "aim_last_year", "from 21.00 to any amount"},
        {"99", "aim_there", "from 66.00 to any amount"}, // limits too
    };
    size_t faults = 0;
    TestLaw reformed;
    law_open_path_reformed(&reformed, "tests/agree/reformed", "tests/agree/reformed/reform.md");
    for (size_t i = 0; i < COUNT_OF(asked); i++) {
        char json[200];
        (void)snprintf(json, sizeof json,
                       "{\"date\":\"2024-06-10\",\"region\":\"%s\",\"members\":[{\"id\":\"a\"}],"
                       "\"facts\":{\"residence\":\"urban\",\"asked_on\":\"2020-06-10\"}}",
                       asked[i].region);
        faults += row_differs(asked[i].question, law_ask(&reformed, json, asked[i].question),
                              asked[i].expected);
    }
    law_close(&reformed);
    assert_int_equal(faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_value_in_force_on_the_day_counts),
        cmocka_unit_test(test_a_day_without_a_value_leaves_it_open_and_never_zero),
        cmocka_unit_test(test_what_is_not_in_force_is_named_with_place_and_date),
        cmocka_unit_test(test_the_most_specific_place_wins),
        cmocka_unit_test(test_keys_find_their_row_and_clamped_ones_the_nearest),
        cmocka_unit_test(test_each_slice_counts_at_its_own_rate),
        cmocka_unit_test(test_a_step_holds_from_its_key_on),
        cmocka_unit_test(test_an_open_key_beside_steps_leaves_the_value_open),
        cmocka_unit_test(test_open_slices_that_fall_hold_their_height),
        cmocka_unit_test(test_a_scale_that_overflows_is_a_named_error),
        cmocka_unit_test(test_values_published_later_are_not_known_earlier),
        cmocka_unit_test(test_lying_in_an_unknown_place_is_open),
        cmocka_unit_test(test_a_reform_is_worked_out_for_the_place_and_day_asked_for),
    };
    return run_group_with(tests, COUNT_OF(tests), open_law, close_law);
}
