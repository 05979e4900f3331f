// Rules: exceptions and their ranks, conflicts, rounding at the end, limits, dates, programmes.

#include "support.h"
#include "unit.h"

static const char rules[] = "fact a, b, c of person : yes/no\n"
                            "fact x of person : money\n"
                            "fact n of person : count\n"
                            "rule base_only of person = x when a\n"
                            "rule line of person : money = 100 yuan\n"
                            "exception higher [art.1] = 200 yuan when a\n"
                            "exception highest [art.2] to higher = 300 yuan when b\n"
                            "exception doubled [art.3] to highest = base * 2 when c\n"
                            "rule clash of person : money = 1 yuan\n"
                            "exception left [art.4] = 2 yuan when a\n"
                            "exception right [art.5] = 3 yuan when b\n"
                            "rule agree of person : money = 1 yuan\n"
                            "exception same_left = 2 yuan when a\n"
                            "exception same_right = 2 yuan when b\n"
                            "rule dated of person : money = 1 yuan from 2020-01-01\n"
                            "exception lately = 2 yuan when a\n"
                            "  from 2024-01-01\n"
                            "  until 2025-01-01\n"
                            "rule up of person rounded up to 1 yuan = x / 3\n"
                            "rule down of person rounded down to 1 yuan = x / 3\n"
                            "rule half of person rounded half up to 1 yuan = x / 4\n"
                            "rule even of person rounded half even to 1 yuan = x / 4\n"
                            "rule tens of person rounded up to 10 yuan = x - 1000 yuan\n"
                            "rule once_rounded of person rounded up to 1 yuan = (x / 3) * 3\n"
                            "rule squared of person : number = n * n\n"
                            "rule fourth of person : number = squared * squared\n"
                            "rule eighth of person : number = fourth * fourth\n"
                            "programme aid of person from 2020-01-01 until 2026-01-01\n"
                            "  pays cash once\n"
                            "rule aid qualifies when a\n"
                            "rule aid amount rounded up to 1 yuan = line\n"
                            "programme grant of household from 2020-01-01\n"
                            "  pays cash once\n"
                            "rule grant qualifies when any members with (b)\n"
                            "rule grant amount = 50 yuan\n";

LAW_OF_ALL_TESTS(rules)

typedef struct Row {
    const char *member, *question, *expected;
} Row;

static size_t check(const char *date, const Row *rows, size_t count)
{
    size_t faults = 0;
    for (size_t i = 0; i < count; i++) {
        char json[500];
        (void)snprintf(json, sizeof json, "{\"date\":\"%s\",\"members\":[{\"id\":\"m\"%s}]}", date,
                       rows[i].member);
        char name[600];
        (void)snprintf(name, sizeof name, "%s: %s", rows[i].question, json);
        faults += row_differs(name, law_ask(&law, json, rows[i].question), rows[i].expected);
    }
    return faults;
}

#define NO_ABC ",\"a\":false,\"b\":false,\"c\":false"

static void test_an_exception_takes_the_place_of_what_it_outranks(void **state)
{
    (void)state;
    static const Row rows[] = {
        {NO_ABC, "line", "100.00"},
        {",\"a\":true,\"b\":false,\"c\":false", "line", "200.00"},
        {",\"a\":false,\"b\":true,\"c\":false", "line", "300.00"},
        {",\"a\":true,\"b\":true,\"c\":false", "line", "300.00"},
        {",\"a\":true,\"b\":true,\"c\":true", "line", "600.00"},
        {",\"a\":true,\"b\":false,\"c\":true", "line", "400.00"}, // base is what it would be else
        {",\"a\":false,\"b\":false,\"c\":true", "line", "200.00"},
        {",\"b\":true,\"c\":false", "line", "300.00"}, // whatever a is
        {",\"a\":true,\"c\":false", "line", "from 200.00 to 300.00"},
        {",\"b\":false,\"c\":false", "line", "from 100.00 to 200.00"},
        {",\"a\":true,\"b\":true", "line", "from 300.00 to 600.00"},
        {",\"a\":true,\"x\":5", "base_only", "5.00"},
        {",\"a\":false,\"x\":5", "base_only", "not applicable"},
    };
    assert_int_equal(check("2024-06-10", rows, COUNT_OF(rows)), 0);
}

static void test_two_exceptions_that_differ_are_a_conflict_with_both_articles(void **state)
{
    (void)state;
    const char *answer =
        law_ask(&law, CASE_ON("2024-06-10", ",\"a\":true,\"b\":true", ""), "clash");
    size_t faults = row_lacks("clash", answer, "error: ");
    faults += row_lacks("clash", answer, "\"left\" (art.4)");
    faults += row_lacks("clash", answer, "\"right\" (art.5)");
    static const Row rows[] = {
        {",\"a\":true,\"b\":false", "clash", "2.00"},
        {",\"a\":false,\"b\":true", "clash", "3.00"},
        {",\"a\":false,\"b\":false", "clash", "1.00"},
        {",\"a\":true,\"b\":true", "agree", "2.00"}, // no conflict: they agree
        {",\"a\":true", "clash", "from 2.00 to 3.00"},
    };
    faults += check("2024-06-10", rows, COUNT_OF(rows));
    assert_int_equal(faults, 0);
}

static void test_a_conflict_refuses_the_whole_decision(void **state)
{
    (void)state;
    TestLaw small;
    law_open(&small, "fact a, b of person : yes/no\n"
                     "rule clash of person : money per month = 1 yuan per month\n"
                     "exception left [art.4] = 2 yuan per month when a\n"
                     "exception right [art.5] = 3 yuan per month when b\n"
                     "programme aid of person from 2020-01-01\n"
                     "  pays cash per month\n"
                     "rule aid qualifies when clash > 0\n"
                     "rule aid amount = clash\n");
    const char *refusal = law_refusal(&small, CASE_ON("2024-06-10", ",\"a\":true,\"b\":true", ""));
    const size_t faults = row_lacks("clash", refusal, "two exceptions to \"clash\" apply");
    law_close(&small);
    assert_int_equal(faults, 0);
}

static void test_what_is_dated_counts_in_its_time(void **state)
{
    (void)state;
    static const Row before[] = {{",\"a\":true", "dated", "1.00"}};
    static const Row within[] = {{",\"a\":true", "dated", "2.00"},
                                 {",\"a\":false", "dated", "1.00"}};
    assert_int_equal(check("2023-12-31", before, 1), 0);
    assert_int_equal(check("2024-01-01", within, 2), 0);
    assert_int_equal(check("2024-12-31", within, 2), 0);
    assert_int_equal(check("2025-01-01", before, 1), 0);
}

static void test_rounding_happens_once_at_the_end(void **state)
{
    (void)state;
    static const Row rows[] = {
        {",\"x\":100", "up", "34.00"},
        {",\"x\":99", "up", "33.00"},
        {",\"x\":\"0.01\"", "up", "1.00"},
        {",\"x\":100", "down", "33.00"},
        {",\"x\":2", "half", "1.00"},     // a half goes up
        {",\"x\":6", "half", "2.00"},     // one and a half too
        {",\"x\":2", "even", "0.00"},     // a half goes to nought
        {",\"x\":6", "even", "2.00"},     // one and a half to two
        {",\"x\":10", "even", "2.00"},    // two and a half to two
        {",\"x\":995", "tens", "0.00"},   // minus five, up: nothing
        {",\"x\":985", "tens", "-10.00"}, // minus fifteen, up: minus ten
        {",\"x\":1001", "tens", "10.00"},
        {",\"x\":100", "once_rounded", "100.00"},
        {"", "up", "from 0.00 to 333333334.00"},
    };
    assert_int_equal(check("2024-06-10", rows, COUNT_OF(rows)), 0);
}

static void test_too_large_a_number_is_a_named_error(void **state)
{
    (void)state;
    static const Row rows[] = {
        {",\"n\":1000", "eighth", "1000000000000000000000000"},
        {",\"n\":1000000", "fourth", "1000000000000000000000000"},
        {",\"n\":1000000", "eighth", "error: this calculation gives too large a number"},
        {"", "fourth", "from 0 to 1000000000000000000000000"},
    };
    assert_int_equal(check("2024-06-10", rows, COUNT_OF(rows)), 0);
}

static const ProgrammeDecision *decided(const char *json, size_t programme)
{
    const Decision *decision = law_decide(&law, json);
    assert_int_equal(decision->count, 2);
    return &decision->programmes[programme];
}

static void test_a_programme_is_granted_for_each_person(void **state)
{
    (void)state;
    const ProgrammeDecision *aid = decided("{\"date\":\"2024-06-10\",\"members\":["
                                           "{\"id\":\"p\",\"a\":true,\"b\":false,\"c\":false},"
                                           "{\"id\":\"q\",\"a\":false,\"b\":false,\"c\":false},"
                                           "{\"id\":\"r\",\"a\":true,\"b\":true,\"c\":false}]}",
                                           0);
    assert_int_equal(aid->outcome, OUTCOME_QUALIFIES);
    assert_int_equal(aid->grant_count, 3);
    assert_int_equal(aid->members, 5);
    assert_int_equal(aid->grants[1].outcome, OUTCOME_DOES_NOT_QUALIFY);
    assert_int_equal(aid->amount.low.num, 50000); // 200 and 300 yuan
}

static void test_what_is_not_known_is_asked_only_where_it_matters(void **state)
{
    (void)state;
    // Whoever is not a gets no aid, whatever b and c are: nothing is asked.
    const ProgrammeDecision *none = decided(CASE_ON("2024-06-10", ",\"a\":false", ""), 0);
    assert_int_equal(none->outcome, OUTCOME_DOES_NOT_QUALIFY);
    assert_int_equal(none->needs.count, 0);
    const ProgrammeDecision *open = decided(CASE_ON("2024-06-10", ",\"a\":true,\"b\":true", ""), 0);
    assert_int_equal(open->outcome, OUTCOME_UNDETERMINED);
    assert_int_equal(open->needs.count, 1);
    assert_int_equal(open->needs.items[0].kind, NEED_FACT);
    assert_true(str_equals(law.program->facts.items[open->needs.items[0].index].name, "c"));
}

static void test_a_programme_out_of_its_time_is_not_in_force(void **state)
{
    (void)state;
    const ProgrammeDecision *last =
        decided(CASE_ON("2025-12-31", ",\"a\":true,\"b\":false,\"c\":false", ""), 0);
    assert_true(last->in_force);
    assert_int_equal(last->outcome, OUTCOME_QUALIFIES);
    const ProgrammeDecision *over =
        decided(CASE_ON("2026-01-01", ",\"a\":true,\"b\":false,\"c\":false", ""), 0);
    assert_false(over->in_force);
    assert_int_equal(over->outcome, OUTCOME_DOES_NOT_QUALIFY);
    assert_int_equal(over->amount.state, VALUE_NONE);
}

static void test_a_day_before_the_law_is_refused(void **state)
{
    (void)state;
    Diagnostics faults;
    assert_null(law_situation(&law, CASE_ON("2019-12-31", "", ""), &faults));
    assert_string_equal(kinds_of(&faults), "date");
    assert_non_null(strstr(printed(&faults), "none of this law was in force on this day"));
    assert_non_null(strstr(printed(&faults), "it begins on 2020-01-01"));
    assert_non_null(law_situation(&law, CASE_ON("2020-01-01", "", ""), &faults));
}

static void test_a_law_without_programmes_decides_nothing(void **state)
{
    (void)state;
    TestLaw bare;
    law_open(&bare, "rule r = 1\n");
    Diagnostics faults;
    Error err = {0};
    Decision *decision = NULL;
    const Situation *situation = law_situation(&bare, ONE_MEMBER, &faults);
    const bool done = decide(situation, &(DecideOptions){0}, bare.request, &decision, &err);
    const size_t count = done ? decision->count : 0;
    law_close(&bare);
    assert_string_equal(err.message, "");
    assert_true(done);
    assert_int_equal(count, 0);
}

static void test_a_fact_is_presumed_only_where_the_law_presumes(void **state)
{
    (void)state;
    TestLaw presuming;
    law_open(&presuming, "fact a of person : yes/no\n"
                         "fact quiet of person : yes/no normally no\n"
                         "fact cost of person : money normally 5 yuan when a\n"
                         "fact died of person : date normally none\n"
                         "rule is_quiet of person = quiet\n"
                         "rule costs of person = cost otherwise 1 yuan\n"
                         "rule dead of person = died applies\n");
    static const Row rows[] = {
        {"", "is_quiet", "no"},
        {",\"quiet\":true", "is_quiet", "yes"},
        {",\"a\":true", "costs", "5.00"},
        {",\"a\":false", "costs", "1.00"},
        {"", "costs", "from 1.00 to 5.00"},
        {"", "dead", "no"},
        {",\"died\":\"2024-01-01\"", "dead", "yes"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char json[200];
        (void)snprintf(json, sizeof json,
                       "{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"m\"%s}]}", rows[i].member);
        faults += row_differs(json, law_ask(&presuming, json, rows[i].question), rows[i].expected);
    }
    // A strict run presumes nothing.
    Diagnostics diagnostics;
    const Situation *situation = law_situation(&presuming, ONE_MEMBER, &diagnostics);
    Run *run = run_create(situation, (RunOptions){.strict = true, .known_on = DATE_LAST},
                          presuming.request);
    const uint32_t rule =
        presuming.program->names.items[program_find(presuming.program, STR("is_quiet"))].index;
    const Value strict = run_rule(run, rule, 0)->value;
    faults += row_unequal("strict", value_is_known(&strict), false);
    law_close(&presuming);
    assert_int_equal(faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_exception_takes_the_place_of_what_it_outranks),
        cmocka_unit_test(test_two_exceptions_that_differ_are_a_conflict_with_both_articles),
        cmocka_unit_test(test_a_conflict_refuses_the_whole_decision),
        cmocka_unit_test(test_what_is_dated_counts_in_its_time),
        cmocka_unit_test(test_rounding_happens_once_at_the_end),
        cmocka_unit_test(test_too_large_a_number_is_a_named_error),
        cmocka_unit_test(test_a_programme_is_granted_for_each_person),
        cmocka_unit_test(test_what_is_not_known_is_asked_only_where_it_matters),
        cmocka_unit_test(test_a_programme_out_of_its_time_is_not_in_force),
        cmocka_unit_test(test_a_day_before_the_law_is_refused),
        cmocka_unit_test(test_a_law_without_programmes_decides_nothing),
        cmocka_unit_test(test_a_fact_is_presumed_only_where_the_law_presumes),
    };
    return run_group_with(tests, COUNT_OF(tests), open_law, close_law);
}
