// Every limit of base/limits.h that a text can reach: at the limit it works, one above is a clear
// error. The size of a file is met in base/test_source.c, nesting in JSON in base/test_json.c,
// diagnostics shown in base/test_diagnostics.c.

#include "base/limits.h"
#include "base/os.h"
#include "base/text.h"
#include "explain/curve.h"
#include "support.h"
#include "unit.h"

// The kinds of a law's errors; empty: it compiles.
static size_t law_differs(const char *name, const char *rules, const char *kinds,
                          const char *message)
{
    TestLaw law;
    law_open(&law, rules);
    size_t faults = row_unequal(name, law.program != NULL, kinds[0] == '\0');
    if (kinds[0] != '\0') {
        faults += row_differs(name, kinds_of(&law.diagnostics), kinds);
        faults += row_lacks(name, printed(&law.diagnostics), message);
    } else if (law.program == NULL) {
        faults += row_differs(name, printed(&law.diagnostics), "");
    }
    law_close(&law);
    return faults;
}

static void test_names_end_at_their_limit(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    size_t faults = 0;
    for (size_t more = 0; more < 2; more++) {
        // Forty characters of three bytes, and perhaps one letter besides.
        const char *name =
            c_text(arena, str_print(arena, "%s%s", repeated(arena, "低", 40), more > 0 ? "a" : ""));
        assert_int_equal(strlen(name), NAME_SIZE_MAX + more);
        const char *rules = c_text(arena, str_print(arena, "rule %s = 1\n", name));
        faults += law_differs("a name", rules, more > 0 ? "syntax" : "",
                              "this name is longer than 120 bytes");
    }
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

static void test_brackets_nest_to_their_limit(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    size_t faults = 0;
    // An expression takes a level itself, so the deepest brackets are found by trying.
    size_t deepest = 0;
    for (size_t depth = NESTING_MAX - 4; depth <= NESTING_MAX + 2; depth++) {
        TestLaw law;
        law_open(&law,
                 c_text(arena, str_print(arena, "rule r = %s1%s\n", repeated(arena, "(", depth),
                                         repeated(arena, ")", depth))));
        if (law.program != NULL) {
            deepest = depth;
        } else {
            faults += row_differs("brackets", kinds_of(&law.diagnostics), "syntax");
            faults += row_lacks("brackets", printed(&law.diagnostics), "nested");
        }
        law_close(&law);
    }
    faults += row_unequal("brackets that work", deepest >= NESTING_MAX - 2, true);
    faults += row_unequal("brackets above the limit", deepest <= NESTING_MAX, true);
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

static void test_very_many_brackets_do_not_break_the_stack(void **state)
{
    (void)state;
    static const char *const openings[] = {"(", "not ", "- ", "largest of (", "1 + ("};
    Arena *arena = arena_create();
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(openings); i++) {
        TestLaw law;
        law_open(&law, c_text(arena, str_print(arena, "rule r = %s1\n",
                                               repeated(arena, openings[i], 100000))));
        faults += row_unequal(openings[i], law.program == NULL, true);
        faults += row_lacks(openings[i], printed(&law.diagnostics), "nested");
        law_close(&law);
    }
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

static void test_a_rule_has_as_many_exceptions_as_bits(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    size_t faults = 0;
    for (size_t count = ALTERNATIVES_MAX; count <= ALTERNATIVES_MAX + 1; count++) {
        Text rules = text_start(arena);
        text_add(&rules, STR("fact n of person : count\nrule r of person = 0\n"));
        for (size_t i = 1; i < count; i++)
            text_print(&rules, "exception e%zu = %zu when n is %zu\n", i, i, i);
        faults += law_differs("exceptions", c_text(arena, text_str(&rules)),
                              count > ALTERNATIVES_MAX ? "limit" : "",
                              "a rule has at most 64 exceptions and versions");
    }
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

static void test_the_last_exception_of_a_full_rule_decides(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Text rules = text_start(arena);
    text_add(&rules, STR("fact n of person : count\nrule r of person = 0\n"));
    for (size_t i = 1; i < ALTERNATIVES_MAX; i++)
        text_print(&rules, "exception e%zu = %zu when n is %zu\n", i, i, i);
    TestLaw law;
    law_open(&law, c_text(arena, text_str(&rules)));
    size_t faults =
        row_differs("63", law_ask(&law, CASE_ON("2024-06-10", ",\"n\":63", ""), "r"), "63");
    faults += row_differs("64", law_ask(&law, CASE_ON("2024-06-10", ",\"n\":64", ""), "r"), "0");
    law_close(&law);
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

static void test_a_choice_has_as_many_values_as_bits(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    size_t faults = 0;
    for (size_t count = CHOICE_VALUES_MAX; count <= CHOICE_VALUES_MAX + 1; count++) {
        Text rules = text_start(arena);
        text_add(&rules, STR("choice letter ="));
        for (size_t i = 0; i < count; i++) text_print(&rules, "%s v%zu", i > 0 ? "," : "", i);
        text_print(&rules, "\nfact kind of person : letter\nrule is_last of person = kind is v%d\n",
                   CHOICE_VALUES_MAX - 1);
        const char *text = c_text(arena, text_str(&rules));
        if (count > CHOICE_VALUES_MAX) {
            TestLaw law;
            law_open(&law, text);
            faults += row_unequal("one value more", law.program == NULL, true);
            faults += row_lacks("one value more", printed(&law.diagnostics),
                                "a choice has from 1 to 64 values, but this one has 65");
            law_close(&law);
            continue;
        }
        TestLaw law;
        law_open(&law, text);
        faults += row_differs(
            "the last value",
            law_ask(&law, CASE_ON("2024-06-10", ",\"kind\":\"v63\"", ""), "is_last"), "yes");
        faults += row_differs("not known", law_ask(&law, ONE_MEMBER, "is_last"), "no or yes");
        law_close(&law);
    }
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

static void test_a_parameter_has_at_most_four_keys(void **state)
{
    (void)state;
    size_t faults = 0;
    faults += law_differs("four keys",
                          "fact a, b, c, d, e : yes/no\n"
                          "parameter p : money by a, b, c, d = yes: yes: yes: yes: 1\n"
                          "rule r = p\n",
                          "", "");
    TestLaw law;
    law_open(&law, "fact a, b, c, d, e : yes/no\n"
                   "parameter p : money by a, b, c, d, e = yes: yes: yes: yes: yes: 1\n"
                   "rule r = p\n");
    faults += row_unequal("five keys", law.program == NULL, true);
    faults += row_lacks("five keys", printed(&law.diagnostics), "4");
    law_close(&law);
    assert_int_equal(faults, 0);
}

static void test_an_amount_of_a_parameter_ends_at_a_billion(void **state)
{
    (void)state;
    size_t faults = 0;
    faults += law_differs("a billion", "parameter p : money = 1000000000\nrule r = p\n", "", "");
    TestLaw law;
    law_open(&law, "parameter p : money = 1000000001\nrule r = p\n");
    faults += row_unequal("a billion and one", law.program == NULL, true);
    law_close(&law);
    assert_int_equal(faults, 0);
}

// A case of `count` members, or with `count` rows or months.
static const char *members_case(Arena *arena, size_t count)
{
    Text json = text_start(arena);
    text_add(&json, STR("{\"date\":\"2024-06-10\",\"members\":["));
    for (size_t i = 0; i < count; i++)
        text_print(&json, "%s{\"id\":\"m%02zu\",\"n\":1}", i > 0 ? "," : "", i);
    text_add(&json, STR("]}"));
    return c_text(arena, text_str(&json));
}

static const char *rows_case(Arena *arena, size_t count)
{
    Text json = text_start(arena);
    text_add(&json, STR("{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"a\",\"bills\":["));
    for (size_t i = 0; i < count / 2; i++) text_print(&json, "%s{\"cost\":1}", i > 0 ? "," : "");
    text_add(&json, STR("]},{\"id\":\"b\",\"bills\":["));
    for (size_t i = 0; i < count - count / 2; i++)
        text_print(&json, "%s{\"cost\":1}", i > 0 ? "," : "");
    text_add(&json, STR("]}]}"));
    return c_text(arena, text_str(&json));
}

static const char *months_case(Arena *arena, size_t count)
{
    Text json = text_start(arena);
    text_add(&json, STR("{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"a\"}],\"history\":["));
    for (size_t i = 0; i < count; i++) {
        const Date month = date_add_months((Date){19875}, -(int32_t)(i + 1)); // from 2024-06 back
        text_print(&json,
                   "%s{\"month\":\"" STR_FORMAT "\",\"members\":{\"a\":{\"positive\":true}}}",
                   i > 0 ? "," : "", STR_ARGS(month_print(arena, month)));
    }
    text_add(&json, STR("]}"));
    return c_text(arena, text_str(&json));
}

static const char case_rules[] = "fact n of person : count\n"
                                 "record bill of person\n"
                                 "fact cost of bill : money\n"
                                 "rule all_n = sum of n over members\n"
                                 "rule all_cost = sum of cost over bills of members\n"
                                 "rule positive of person = n > 0\n"
                                 "rule in_a_row of person = run of past months with (positive)\n";

static size_t case_differs(TestLaw *law, const char *name, const char *json, const char *question,
                           const char *expected)
{
    return row_differs(name, law_ask(law, json, question), expected);
}

static size_t refusal_lacks(TestLaw *law, const char *name, const char *json, const char *message)
{
    Diagnostics faults;
    if (law_situation(law, json, &faults) != NULL) return row_differs(name, "read", message);
    return row_differs(name, kinds_of(&faults), "limit") +
           row_lacks(name, printed(&faults), message);
}

static void test_cases_end_at_their_limits(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    TestLaw law;
    law_open(&law, case_rules);
    size_t faults = 0;
    faults += case_differs(&law, "members", members_case(arena, MEMBERS_MAX), "all_n", "60");
    faults += refusal_lacks(&law, "members", members_case(arena, MEMBERS_MAX + 1),
                            "a household has at most 60 members, but this one has 61");
    faults += case_differs(&law, "rows", rows_case(arena, RECORD_ROWS_MAX), "all_cost", "2000.00");
    faults += refusal_lacks(&law, "rows", rows_case(arena, RECORD_ROWS_MAX + 1),
                            "a case has at most 2000 bills");
    faults +=
        case_differs(&law, "months", months_case(arena, HISTORY_MONTHS_MAX), "in_a_row", "600");
    faults += refusal_lacks(&law, "months", months_case(arena, HISTORY_MONTHS_MAX + 1),
                            "a history has at most 600 months");
    law_close(&law);
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

static void test_an_id_of_a_member_ends_at_the_limit_of_names(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    TestLaw law;
    law_open(&law, case_rules);
    size_t faults = 0;
    for (size_t more = 0; more < 2; more++) {
        const char *json = c_text(
            arena,
            str_print(arena, "{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"%s\",\"n\":3}]}",
                      repeated(arena, "i", NAME_SIZE_MAX + more)));
        faults += more == 0 ? case_differs(&law, "id", json, "all_n", "3")
                            : refusal_lacks(&law, "id", json, "an id has at most 120 bytes");
    }
    law_close(&law);
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

static void test_a_case_in_the_law_keeps_to_the_same_limits(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    size_t faults = 0;
    for (size_t count = MEMBERS_MAX; count <= MEMBERS_MAX + 1; count++) {
        Text rules = text_start(arena);
        text_add(&rules, str_from(case_rules));
        text_add(&rules, STR("```\n\n```case many\ndate 2024-06-10\n"));
        for (size_t i = 0; i < count; i++) text_print(&rules, "member m%zu: n 1\n", i);
        text_print(&rules, "expect all_n is %zu\n", count);
        faults += law_differs("members of a case", c_text(arena, text_str(&rules)),
                              count > MEMBERS_MAX ? "limit" : "", "at most 60 members");
    }
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

static void test_past_months_in_the_law_end_at_fifty_years(void **state)
{
    (void)state;
    size_t faults = 0;
    faults += law_differs("600 months",
                          "fact n of person : count\nrule p of person = n > 0\n"
                          "rule r of person = any past 600 months with (p)\n",
                          "", "");
    TestLaw law;
    law_open(&law, "fact n of person : count\nrule p of person = n > 0\n"
                   "rule r of person = any past 601 months with (p)\n");
    faults += row_unequal("601 months", law.program == NULL, true);
    faults += row_lacks("601 months", printed(&law.diagnostics), "600");
    law_close(&law);
    assert_int_equal(faults, 0);
}

static void test_a_curve_ends_at_its_number_of_points(void **state)
{
    (void)state;
    TestLaw law;
    law_open(&law, "fact wage of person : money per month\n"
                   "rule own_resources = sum of wage over members\n"
                   "programme aid of household from 2020-01-01\n"
                   "rule aid qualifies when own_resources < 800 yuan per month\n");
    size_t faults = 0;
    for (int64_t points = CURVE_POINTS_MAX; points <= CURVE_POINTS_MAX + 1; points++) {
        Diagnostics diagnostics;
        Situation *situation = law_situation(&law, ONE_MEMBER, &diagnostics);
        const CurveOptions options = {.from = number_whole(0),
                                      .until = number_whole((points - 1) * 100),
                                      .step = number_whole(100)};
        Curve curve = {0};
        Error err = {0};
        const bool done = curve_of(situation, &options, law.request, &curve, &err);
        faults += row_unequal("points", (long long)curve.point_count,
                              points == CURVE_POINTS_MAX ? CURVE_POINTS_MAX : 0);
        faults += row_unequal("done", done, points == CURVE_POINTS_MAX);
        faults += row_differs("message", err.message,
                              done ? "" : "a curve has at most 20001 points; choose a larger step");
    }
    law_close(&law);
    assert_int_equal(faults, 0);
}

static void test_operations_in_a_row_end_at_their_limit(void **state)
{
    static const char *const ROWS[] = {" + 1", " * 2 - 1", " but not below 0"};
    (void)state;
    Arena *arena = arena_create();
    size_t faults = 0;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        for (size_t more = 0; more < 2; more++) {
            const char *rules =
                c_text(arena, str_print(arena, "rule r = 1%s\n",
                                        repeated(arena, ROWS[i], TERMS_MAX + more)));
            faults += law_differs(ROWS[i], rules, more > 0 ? "limit" : "",
                                  "more than 200 operations stand in a row here");
        }
    }
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

// Rules that rest on each other, written from the first to the last or the other way round.
static const char *chain(Arena *arena, size_t count, bool downwards)
{
    Text text = text_start(arena);
    for (size_t i = 0; i < count; i++) {
        const size_t at = downwards ? count - 1 - i : i;
        if (at == 0) text_add(&text, STR("rule r0 = 1\n"));
        else text_print(&text, "rule r%zu = r%zu + 1\n", at, at - 1);
    }
    return c_text(arena, text_str(&text));
}

static void test_rules_rest_on_each_other_to_their_limit(void **state)
{
    static const size_t BEYOND[] = {0, 1, 50, 20000};
    (void)state;
    Arena *arena = arena_create();
    size_t faults = 0;
    for (size_t i = 0; i < sizeof BEYOND / sizeof BEYOND[0]; i++) {
        for (int downwards = 0; downwards < 2; downwards++)
            faults += law_differs(
                "a chain", chain(arena, THINGS_DEEP_MAX + BEYOND[i], downwards != 0),
                BEYOND[i] > 0 ? "limit" : "", "more than 250 rules rest on each other here");
    }
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_names_end_at_their_limit),
                     cmocka_unit_test(test_operations_in_a_row_end_at_their_limit),
                     cmocka_unit_test(test_rules_rest_on_each_other_to_their_limit),
                     cmocka_unit_test(test_brackets_nest_to_their_limit),
                     cmocka_unit_test(test_very_many_brackets_do_not_break_the_stack),
                     cmocka_unit_test(test_a_rule_has_as_many_exceptions_as_bits),
                     cmocka_unit_test(test_the_last_exception_of_a_full_rule_decides),
                     cmocka_unit_test(test_a_choice_has_as_many_values_as_bits),
                     cmocka_unit_test(test_a_parameter_has_at_most_four_keys),
                     cmocka_unit_test(test_an_amount_of_a_parameter_ends_at_a_billion),
                     cmocka_unit_test(test_cases_end_at_their_limits),
                     cmocka_unit_test(test_an_id_of_a_member_ends_at_the_limit_of_names),
                     cmocka_unit_test(test_a_case_in_the_law_keeps_to_the_same_limits),
                     cmocka_unit_test(test_past_months_in_the_law_end_at_fifty_years),
                     cmocka_unit_test(test_a_curve_ends_at_its_number_of_points));
}
