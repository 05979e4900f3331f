// The forms of one report, byte for byte as kept in tests/golden/reports, and what must hold of any
// report in them. `test_forms --bless` keeps what is written now; read the change in review.

#include "base/csv.h"
#include "base/os.h"
#include "base/text.h"
#include "model/report/render.h"
#include "sample.h"
#include "support.h"
#include "unit.h"

static Arena *arena;
static bool blessing;

static int open_arena(void **state)
{
    (void)state;
    arena = arena_create();
    return 0;
}

static int close_arena(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

static size_t line_of(Str text, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at && i < text.size; i++) line += text.data[i] == '\n';
    return line;
}

// Compares a form with the kept one.
static void check_kept(const char *name, Str form)
{
    const char *path = c_text(arena, str_print(arena, "tests/golden/reports/%s", name));
    Error err = {0};
    if (blessing) {
        if (!os_write_file(path, form, arena, &err)) fail_msg("%s", err.message);
        return;
    }
    Str kept = {0};
    if (!os_read_file(path, 1 << 24, arena, &kept, &err)) fail_msg("%s: %s", path, err.message);
    if (str_equal(kept, form)) return;
    size_t same = 0;
    while (same < kept.size && same < form.size && kept.data[same] == form.data[same]) same++;
    fail_msg("%s:%zu: the form is another now; see the change with --bless", path,
             line_of(kept, same));
}

static void test_text_is_as_kept(void **state)
{
    (void)state;
    const Report *report = sample_report(arena);
    check_kept("sample.zh.txt", report_as_text(report, LANGUAGE_ZH, false, arena));
    check_kept("sample.en.txt", report_as_text(report, LANGUAGE_EN, false, arena));
}

static void test_json_is_as_kept(void **state)
{
    (void)state;
    check_kept("sample.json", report_as_json(sample_report(arena), arena));
}

static void test_csv_is_as_kept(void **state)
{
    (void)state;
    const Report *report = sample_report(arena);
    check_kept("sample.zh.csv", report_as_csv(report, LANGUAGE_ZH, arena));
    check_kept("sample.en.csv", report_as_csv(report, LANGUAGE_EN, arena));
}

static void test_html_is_as_kept(void **state)
{
    (void)state;
    const Report *report = sample_report(arena);
    check_kept("sample.zh.html", report_as_html(report, LANGUAGE_ZH, arena));
    check_kept("sample.en.html", report_as_html(report, LANGUAGE_EN, arena));
}

static size_t count_of(Str text, const char *piece)
{
    size_t count = 0;
    for (size_t at = 0;;) {
        const size_t next = str_find(str_slice(text, at, text.size), str_from(piece));
        if (next == SIZE_MAX) return count;
        count++;
        at += next + 1;
    }
}

static void test_a_page_runs_nothing_and_asks_for_nothing(void **state)
{
    (void)state;
    const Str page = report_as_html(sample_report(arena), LANGUAGE_ZH, arena);
    assert_int_equal(count_of(page, "<script"), 0);
    assert_int_equal(count_of(page, "http:"), 0);
    assert_int_equal(count_of(page, "https:"), 0);
    assert_int_equal(count_of(page, "src="), 0);
    assert_int_equal(count_of(page, "url("), 0);
    assert_int_equal(count_of(page, " style=\""), 0);
    assert_int_equal(count_of(page, "<b>"), 0);
    assert_int_equal(count_of(page, "\033"), 0);
    assert_true(count_of(page, "&lt;script&gt;alert(1)&lt;/script&gt;") == 2);
    assert_int_equal(count_of(page, "<svg "), 14); // seven charts, wide and narrow
    assert_int_equal(count_of(page, "lang=\"zh-CN\""), 1);
}

// Our own strict reader finds the same cells again, and none that a spreadsheet would run.
static void test_csv_is_read_again_without_a_formula(void **state)
{
    (void)state;
    const Str text = report_as_csv(sample_report(arena), LANGUAGE_EN, arena);
    Page page;
    page_open(&page, text);
    CsvTable table;
    assert_true(csv_parse(&page.diagnostics, (Span){.file = page.file, .end = (uint32_t)text.size},
                          &table));
    assert_string_equal(kinds_of(&page.diagnostics), "");
    assert_int_equal(table.columns, 12);
    const size_t value = csv_find_column(&table, "value");
    const size_t low = csv_find_column(&table, "low");
    const size_t high = csv_find_column(&table, "high");
    size_t guarded = 0;
    bool whole = false;
    for (size_t r = 0; r < table.rows; r++) {
        for (size_t c = 0; c < table.columns; c++) {
            const Str cell = csv_cell(&table, r, c)->text;
            if (c == value || c == low || c == high || cell.size == 0) continue;
            assert_null(memchr("=+-@", cell.data[0], 4));
            guarded += str_equals(cell, "'=cmd()");
            whole = whole || str_equals(cell, "a,b \"c\"\nd");
        }
    }
    assert_int_equal(guarded, 3); // the label of two cells, and the text
    assert_true(whole);
    page_close(&page);
}

static void test_a_partial_run_says_so_in_every_form(void **state)
{
    (void)state;
    Report report = *sample_report(arena);
    report.provenance.partial = true;
    report.provenance.households = 1000;
    const Str forms[] = {report_as_text(&report, LANGUAGE_EN, false, arena),
                         report_as_csv(&report, LANGUAGE_EN, arena),
                         report_as_html(&report, LANGUAGE_EN, arena)};
    for (size_t i = 0; i < COUNT_OF(forms); i++)
        assert_true(count_of(forms[i], "partial: ended before") > 0);
    assert_int_equal(count_of(report_as_json(&report, arena), "\"partial\": true"), 1);
}

static void test_an_empty_report_has_all_forms(void **state)
{
    (void)state;
    Report *report = report_create(arena);
    ReportSection *section = report_section(report, "s", BOTH("节", "section"));
    for (int kind = CHART_LORENZ; kind <= CHART_TILES; kind++)
        (void)report_chart(section, (ChartKind)kind, "empty", BOTH("空", "empty"));
    (void)report_table(section, "t", BOTH("表", "table"));
    Error err = {0};
    Str book = {0};
    assert_true(report_as_text(report, LANGUAGE_ZH, true, arena).size > 0);
    assert_true(report_as_html(report, LANGUAGE_ZH, arena).size > 0);
    assert_true(report_as_json(report, arena).size > 0);
    assert_true(report_as_csv(report, LANGUAGE_ZH, arena).size > 0);
    assert_true(report_as_xlsx(report, LANGUAGE_ZH, arena, &book, &err));
}

int main(int count, char **arguments)
{
    blessing = count == 2 && strcmp(arguments[1], "--bless") == 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_is_as_kept),
        cmocka_unit_test(test_json_is_as_kept),
        cmocka_unit_test(test_csv_is_as_kept),
        cmocka_unit_test(test_html_is_as_kept),
        cmocka_unit_test(test_a_page_runs_nothing_and_asks_for_nothing),
        cmocka_unit_test(test_csv_is_read_again_without_a_formula),
        cmocka_unit_test(test_a_partial_run_says_so_in_every_form),
        cmocka_unit_test(test_an_empty_report_has_all_forms),
    };
    return run_group_with(tests, COUNT_OF(tests), open_arena, close_arena);
}
