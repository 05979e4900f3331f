// Pages: a report as PDF, the same bytes for the same report, and fonts that must have every sign.

#include "explain/page.h"
#include "support.h"
#include "unit.h"

static const PageOptions options = {
    .language = LANGUAGE_ZH, .date = {19884}, .title = {"doudi", 5}, .foot = {"sm3:00", 6}};

static Str set(Arena *arena, const char *text, Error *err)
{
    Str pdf = {0};
    return page_pdf(str_from(text), &options, arena, &pdf, err) ? pdf : (Str){0};
}

// How many pages the file has: each begins with its number in a comment.
static size_t pages_of(Str pdf)
{
    size_t count = 0;
    for (size_t at = 0; at < pdf.size;) {
        const size_t next = str_find(str_slice(pdf, at, pdf.size), STR("/Type /Page %"));
        if (next == SIZE_MAX) break;
        count++;
        at += next + 1;
    }
    return count;
}

static void test_a_report_becomes_a_pdf(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Error err = {0};
    const Str pdf = set(arena, "\033[1m社会救助资格说明\033[0m\n  低保 <540> & more\n", &err);
    assert_true(str_starts(pdf, STR("%PDF-")));
    assert_int_equal(pages_of(pdf), 1);
    arena_destroy(arena);
}

static void test_the_same_report_is_the_same_bytes(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Error err = {0};
    const char *text = "标题\n  一行\n";
    assert_true(str_equal(set(arena, text, &err), set(arena, text, &err)));
    arena_destroy(arena);
}

static void test_a_long_report_goes_on_over_pages(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Error err = {0};
    const Str pdf = set(arena, repeated(arena, "  一行，不短也不长\n", 120), &err);
    assert_true(pages_of(pdf) >= 3);
    arena_destroy(arena);
}

static void test_a_sign_that_no_font_has_is_an_error(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Error err = {0};
    assert_int_equal(set(arena, "\xF3\xB0\x80\x80\n", &err).size, 0); // U+F0000, private use
    assert_int_equal(err.code, ERROR_ENVIRONMENT);
    assert_non_null(strstr(err.message, "fonts-noto-cjk"));
    arena_destroy(arena);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_a_report_becomes_a_pdf),
                     cmocka_unit_test(test_the_same_report_is_the_same_bytes),
                     cmocka_unit_test(test_a_long_report_goes_on_over_pages),
                     cmocka_unit_test(test_a_sign_that_no_font_has_is_an_error));
}
