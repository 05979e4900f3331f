// Workbooks: a ZIP whose parts are whole, with figures as numbers and people's words as text.

#include <stdlib.h>
#include <zlib.h>

#include "base/text.h"
#include "model/report/render.h"
#include "sample.h"
#include "support.h"
#include "unit.h"

static Arena *arena;

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

static Str workbook(void)
{
    Error err = {0};
    Str book = {0};
    if (!report_as_xlsx(sample_report(arena), LANGUAGE_ZH, arena, &book, &err))
        fail_msg("%s", err.message);
    return book;
}

static uint32_t number_at(Str zip, size_t at, unsigned bytes)
{
    uint32_t number = 0;
    assert_true(at + bytes <= zip.size);
    for (unsigned i = 0; i < bytes; i++)
        number |= (uint32_t)(unsigned char)zip.data[at + i] << (8 * i);
    return number;
}

// One part of the file by its directory at the end (APPNOTE.TXT of PKWARE, 4.3.12), inflated and
// checked against its sum. Empty if there is none.
static Str part_of(Str zip, const char *name)
{
    size_t end = zip.size - 22; // no comment follows
    assert_int_equal(number_at(zip, end, 4), 0x06054b50);
    const uint32_t count = number_at(zip, end + 10, 2);
    size_t at = number_at(zip, end + 16, 4);
    for (uint32_t i = 0; i < count; i++) {
        assert_int_equal(number_at(zip, at, 4), 0x02014b50);
        const uint32_t name_size = number_at(zip, at + 28, 2);
        const Str found = str_slice(zip, at + 46, at + 46 + name_size);
        if (str_equals(found, name)) {
            const uint32_t packed = number_at(zip, at + 20, 4);
            const uint32_t size = number_at(zip, at + 24, 4);
            const size_t local = number_at(zip, at + 42, 4);
            const size_t from =
                local + 30 + number_at(zip, local + 26, 2) + number_at(zip, local + 28, 2);
            const Str raw = str_slice(zip, from, from + packed);
            Bytef *in = (Bytef *)ARENA_ARRAY(arena, char, packed + 1);
            memcpy(in, raw.data, packed);
            Bytef *out = (Bytef *)ARENA_ARRAY(arena, char, size + 1);
            z_stream stream = {
                .next_in = in, .avail_in = packed, .next_out = out, .avail_out = size};
            assert_int_equal(inflateInit2(&stream, -15), Z_OK);
            assert_int_equal(inflate(&stream, Z_FINISH), Z_STREAM_END);
            assert_int_equal(inflateEnd(&stream), Z_OK);
            assert_int_equal(crc32(0, out, size), number_at(zip, at + 16, 4));
            return (Str){.data = (const char *)out, .size = size};
        }
        at += 46 + name_size + number_at(zip, at + 30, 2) + number_at(zip, at + 32, 2);
    }
    return (Str){0};
}

static bool has(Str text, const char *piece)
{
    return str_find(text, str_from(piece)) != SIZE_MAX;
}

static void test_a_workbook_has_a_sheet_for_each_section(void **state)
{
    (void)state;
    const Str book = workbook();
    assert_true(part_of(book, "[Content_Types].xml").size > 0);
    const Str sheets = part_of(book, "xl/workbook.xml");
    assert_true(has(sheets, "name=\"1 结论\""));
    assert_true(has(sheets, "name=\"2 覆盖面\""));
    assert_true(has(sheets, "name=\"6 转义 &lt;b&gt;&amp;")); // no quotes, no apostrophe
    assert_true(has(sheets, "name=\"7 出处\""));
    assert_int_equal(part_of(book, "xl/worksheets/sheet8.xml").size, 0);
}

static void test_figures_are_numbers_with_their_formats(void **state)
{
    (void)state;
    const Str book = workbook();
    const Str sheet = part_of(book, "xl/worksheets/sheet2.xml");
    assert_true(has(sheet, "<v>9300000</v>"));
    assert_true(has(sheet, "<v>53120000000</v>")); // yuan, not scaled
    assert_true(has(sheet, "<pane "));             // headings stay in view
    const Str styles = part_of(book, "xl/styles.xml");
    assert_true(has(styles, "formatCode=\"0.0000\"") || has(styles, "formatCode=\"#,##0.0000\""));
}

static void test_no_word_becomes_a_formula(void **state)
{
    (void)state;
    const Str book = workbook();
    for (int i = 1; i <= 7; i++) {
        const Str name = str_print(arena, "xl/worksheets/sheet%d.xml", i);
        const Str sheet = part_of(book, c_text(arena, name));
        assert_true(sheet.size > 0);
        assert_false(has(sheet, "<f>"));
    }
    assert_true(has(part_of(book, "xl/sharedStrings.xml"), "=cmd()"));
}

static void test_the_same_report_is_the_same_workbook(void **state)
{
    (void)state;
    assert_true(str_equal(workbook(), workbook()));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_workbook_has_a_sheet_for_each_section),
        cmocka_unit_test(test_figures_are_numbers_with_their_formats),
        cmocka_unit_test(test_no_word_becomes_a_formula),
        cmocka_unit_test(test_the_same_report_is_the_same_workbook),
    };
    return run_group_with(tests, COUNT_OF(tests), open_arena, close_arena);
}
