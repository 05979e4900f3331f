// The forms of one report, byte for byte as kept in tests/golden/reports, and what must hold of any
// report in them. `test_forms --bless` keeps what is written now; read the change in review.

#include "base/csv.h"
#include "base/json.h"
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

int main(int count, char **arguments)
{
    blessing = count == 2 && strcmp(arguments[1], "--bless") == 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_text_is_as_kept),
        cmocka_unit_test(test_json_is_as_kept),
        cmocka_unit_test(test_csv_is_as_kept),
        cmocka_unit_test(test_html_is_as_kept),
    };
    return run_group_with(tests, COUNT_OF(tests), open_arena, close_arena);
}
