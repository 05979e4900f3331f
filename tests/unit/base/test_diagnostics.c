#include "base/diagnostics.h"
#include "base/limits.h"
#include "support.h"
#include "unit.h"

static Span at(const Page *page, uint32_t start, uint32_t end)
{
    return (Span){page->file, start, end};
}

static void test_a_fault_is_shown_with_its_line_and_mark(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("first\nwhen income < dibao_standrad * size\n"));
    Diagnostic *fault = diagnose(&page.diagnostics, "unknown-name", at(&page, 20, 34),
                                 "unknown name \"%s\"", "dibao_standrad");
    diagnostic_hint(&page.diagnostics, fault, "did you mean \"%s\"?", "dibao_standard");
    assert_string_equal(printed(&page.diagnostics),
                        "page.txt:2:15: error: unknown name \"dibao_standrad\" [unknown-name]\n"
                        "     2 | when income < dibao_standrad * size\n"
                        "       |               ^~~~~~~~~~~~~~\n"
                        "       help: did you mean \"dibao_standard\"?\n");
    page_close(&page);
}

static void test_the_mark_stands_under_wide_characters(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t start, end;
        const char *mark_line;
    } rows[] = {
        {"规则 x = y", 7, 8, "       |      ^\n"},        // two wide characters and a blank before
        {"规则 金额 = 1", 7, 13, "       |      ^~~~\n"}, // two wide characters marked
        {"\tx = y", 5, 6, "       |      ^\n"},           // a tab is shown as one blank
        {"（甲）＝", 9, 12, "       |       ^~\n"},
        {"é = y", 5, 6, "       |     ^\n"},
        {"abc", 3, 3, "       |    ^\n"}, // at the end of the line
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Page page;
        page_open(&page, str_from(rows[i].text));
        (void)diagnose(&page.diagnostics, "syntax", at(&page, rows[i].start, rows[i].end), "here");
        faults += row_lacks(rows[i].text, printed(&page.diagnostics), rows[i].mark_line);
        page_close(&page);
    }
    assert_int_equal(faults, 0);
}

static void test_columns_count_characters_not_bytes(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("低保标准 x"));
    (void)diagnose(&page.diagnostics, "syntax", at(&page, 13, 14), "here");
    assert_non_null(strstr(printed(&page.diagnostics), "page.txt:1:6: error: here"));
    page_close(&page);
}

static void test_a_second_place_is_shown_too(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("rule a = 1\nrule a = 2\n"));
    Diagnostic *fault = diagnose(&page.diagnostics, "duplicate", at(&page, 16, 17), "twice");
    diagnostic_other(&page.diagnostics, fault, at(&page, 5, 6), "first declared here");
    assert_string_equal(printed(&page.diagnostics), "page.txt:2:6: error: twice [duplicate]\n"
                                                    "     2 | rule a = 2\n"
                                                    "       |      ^\n"
                                                    "       page.txt:1:6: first declared here\n"
                                                    "     1 | rule a = 1\n"
                                                    "       |      ^\n");
    page_close(&page);
}

static void test_faults_are_shown_in_the_order_of_the_text(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("one two three"));
    (void)diagnose(&page.diagnostics, "k", at(&page, 8, 13), "third");
    (void)diagnose(&page.diagnostics, "k", at(&page, 0, 3), "first");
    (void)diagnose(&page.diagnostics, "k", at(&page, 0, 3), "second");
    const char *out = printed(&page.diagnostics);
    static const char *const order[] = {"first", "second", "third"};
    const char *last = out;
    for (size_t i = 0; i < COUNT_OF(order); i++) {
        const char *found = strstr(out, order[i]);
        assert_non_null(found);
        assert_true(found >= last);
        last = found;
    }
    page_close(&page);
}

static void test_warnings_are_not_errors(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("x"));
    (void)diagnose_warning(&page.diagnostics, "unused", at(&page, 0, 1), "not used");
    assert_int_equal(page.diagnostics.error_count, 0);
    assert_int_equal(page.diagnostics.list.count, 1);
    assert_non_null(strstr(printed(&page.diagnostics), "warning: not used [unused]"));
    (void)diagnose(&page.diagnostics, "missing", at(&page, 1, 1), "behind it");
    assert_int_equal(page.diagnostics.error_count, 1);
    // Errors come first, although the warning stands before it.
    const char *out = printed(&page.diagnostics);
    assert_memory_equal(out, "page.txt:1:2: error: behind it [missing]\n", 41);
    assert_non_null(strstr(out, "\npage.txt:1:1: warning: not used [unused]\n"));
    page_close(&page);
}

static void test_a_fault_found_twice_is_told_once(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("xy"));
    (void)diagnose(&page.diagnostics, "k", at(&page, 0, 1), "fault");
    (void)diagnose(&page.diagnostics, "k", at(&page, 1, 2), "fault");
    (void)diagnose(&page.diagnostics, "k", at(&page, 0, 1), "fault");
    const char *first = strstr(printed(&page.diagnostics), ":1:1: error: fault [k]");
    assert_non_null(first);
    assert_null(strstr(first + 1, ":1:1: error: fault [k]"));
    assert_non_null(strstr(first + 1, ":1:2: error: fault [k]"));
    page_close(&page);
}

static void test_no_more_than_fifty_are_printed_and_the_rest_counted(void **state)
{
    (void)state;
    for (size_t count = DIAGNOSTICS_SHOWN_MAX; count <= DIAGNOSTICS_SHOWN_MAX + 2; count++) {
        Page page;
        page_open(&page, STR("x"));
        for (size_t i = 0; i < count; i++)
            (void)diagnose(&page.diagnostics, "k", at(&page, 0, 1), "%zu: fault", i);
        const char *out = printed(&page.diagnostics);
        size_t shown = 0;
        for (const char *one = strstr(out, ": fault [k]"); one != NULL;
             one = strstr(one + 1, ": fault [k]"))
            shown++;
        assert_int_equal(shown, DIAGNOSTICS_SHOWN_MAX);
        const char *more = strstr(out, "... and ");
        if (count == DIAGNOSTICS_SHOWN_MAX) assert_null(more);
        else if (count == DIAGNOSTICS_SHOWN_MAX + 1)
            assert_string_equal(more, "... and 1 more; 51 of all are errors\n");
        else assert_string_equal(more, "... and 2 more; 52 of all are errors\n");
        page_close(&page);
    }
}

static void test_control_characters_of_a_file_do_not_reach_the_terminal(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("a \x1b[31m b"));
    (void)diagnose(&page.diagnostics, "k", at(&page, 0, 1), "the text \"%s\"", "\x1b[2Jx");
    assert_null(strchr(printed(&page.diagnostics), '\x1b'));
    page_close(&page);
}

static void test_a_long_message_is_cut_between_characters(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("x"));
    const char *name = repeated(page.arena, "低", 1000);
    for (size_t i = 0; i < 3; i++)
        (void)diagnose(&page.diagnostics, "k", at(&page, 0, 1), "%s%s", &"xx"[2 - i], name);
    for (size_t i = 0; i < 3; i++) {
        const Str message = page.diagnostics.list.items[i].message;
        assert_int_equal(utf8_check(message), message.size);
    }
    page_close(&page);
}

static void test_beyond_their_limit_diagnostics_are_only_counted(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("text"));
    const Span span = {.file = page.file, .end = 1};
    for (size_t i = 0; i < DIAGNOSTICS_KEPT_MAX + 7; i++) {
        assert_int_equal(diagnostics_are_full(&page.diagnostics), i >= DIAGNOSTICS_KEPT_MAX);
        Diagnostic *told = diagnose(&page.diagnostics, "kind", span, "fault %zu", i);
        diagnostic_hint(&page.diagnostics, told, "hint %zu", i);
    }
    assert_int_equal(page.diagnostics.list.count, DIAGNOSTICS_KEPT_MAX);
    assert_int_equal(page.diagnostics.error_count, DIAGNOSTICS_KEPT_MAX + 7);
    assert_int_equal(page.diagnostics.uncounted, 7);
    assert_int_equal(page.diagnostics.spare.hint.size, 0);
    page_close(&page);
}

static void test_what_other_diagnostics_have_told_is_left_out(void **state)
{
    (void)state;
    Page law;
    Page reformed;
    page_open(&law, STR("one two"));
    page_open(&reformed, STR("one two"));
    reformed.file = sources_add(reformed.arena, &reformed.sources, STR("reform.txt"), STR("one"));
    const Span same = {.file = law.file, .end = 3};
    (void)diagnose(&law.diagnostics, "kind", same, "a fault");
    (void)diagnose(&reformed.diagnostics, "kind", same, "a fault");
    (void)diagnose(&reformed.diagnostics, "kind", same, "another fault");
    (void)diagnose_warning(&reformed.diagnostics, "kind", same, "a fault");
    (void)diagnose(&reformed.diagnostics, "kind", at(&law, 4, 7), "a fault");
    (void)diagnose(&reformed.diagnostics, "kind", at(&reformed, 0, 3), "a fault");
    diagnostics_leave_out(&reformed.diagnostics, &law.diagnostics);
    assert_int_equal(reformed.diagnostics.list.count, 4);
    assert_int_equal(reformed.diagnostics.error_count, 3);
    assert_null(strstr(printed(&reformed.diagnostics), "page.txt:1:1: error: a fault"));
    page_close(&law);
    page_close(&reformed);
}

static void test_identity_numbers_are_covered_wherever_they_stand(void **state)
{
    (void)state;
    static const struct {
        const char *number, *covered;
    } ROWS[] = {
        {"510107199003070014", "510107********0014"},
        {"51010719500101001X", "510107********001X"},
        {"510107900307001", "510107********1"},         // as they were until 1999
        {"510107001001", "510107001001"},               // an area
        {"9223372036854775807", "9223372036854775807"}, // too many to be one
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(ROWS); i++) {
        Page page;
        page_open(&page, str_from(ROWS[i].number));
        Diagnostic *fault =
            diagnose(&page.diagnostics, "sex", at(&page, 0, 1), "not \"%s\"", ROWS[i].number);
        diagnostic_hint(&page.diagnostics, fault, "is %s right?", ROWS[i].number);
        const char *text = printed(&page.diagnostics);
        faults += row_lacks(ROWS[i].number, text, ROWS[i].covered);
        faults +=
            strcmp(ROWS[i].number, ROWS[i].covered) != 0 && strstr(text, ROWS[i].number) != NULL;
        page_close(&page);
    }
    assert_int_equal(faults, 0);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_identity_numbers_are_covered_wherever_they_stand),
                     cmocka_unit_test(test_a_fault_is_shown_with_its_line_and_mark),
                     cmocka_unit_test(test_the_mark_stands_under_wide_characters),
                     cmocka_unit_test(test_columns_count_characters_not_bytes),
                     cmocka_unit_test(test_a_second_place_is_shown_too),
                     cmocka_unit_test(test_faults_are_shown_in_the_order_of_the_text),
                     cmocka_unit_test(test_warnings_are_not_errors),
                     cmocka_unit_test(test_a_fault_found_twice_is_told_once),
                     cmocka_unit_test(test_what_other_diagnostics_have_told_is_left_out),
                     cmocka_unit_test(test_no_more_than_fifty_are_printed_and_the_rest_counted),
                     cmocka_unit_test(test_control_characters_of_a_file_do_not_reach_the_terminal),
                     cmocka_unit_test(test_a_long_message_is_cut_between_characters),
                     cmocka_unit_test(test_beyond_their_limit_diagnostics_are_only_counted));
}
