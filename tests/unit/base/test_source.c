#define _XOPEN_SOURCE 700

#include <stdlib.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/os.h"
#include "base/source.h"
#include "base/text.h"
#include "support.h"
#include "unit.h"

static void test_places_are_told_by_line_and_character(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint32_t start, end;
        uint32_t line, column;
        size_t indent, width;
        const char *line_text;
    } rows[] = {
        {"abc", 0, 1, 1, 1, 0, 1, "abc"},
        {"abc\ndef\n", 4, 7, 2, 1, 0, 3, "def"},
        {"abc\ndef\n", 8, 8, 3, 1, 0, 1, ""},
        {"低保 = x", 9, 10, 1, 6, 7, 1, "低保 = x"}, // two wide characters before it
        {"a 低保 b", 2, 8, 1, 3, 2, 4, "a 低保 b"},  // wide itself
        {"ab\r\ncd\r\n", 4, 6, 2, 1, 0, 2, "cd"},
        {"one\ntwo", 1, 6, 1, 2, 1, 2, "one"}, // to the end of its first line
        {"\tx", 1, 2, 1, 2, 1, 1, "\tx"},
        {"", 0, 0, 1, 1, 0, 1, ""},
        {"abc", 3, 3, 1, 4, 3, 1, "abc"},
        {"e\xCC\x81x", 3, 4, 1, 3, 1, 1, "e\xCC\x81x"}, // a combining mark takes no column
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Page page;
        page_open(&page, str_from(rows[i].text));
        const Location at =
            source_locate(&page.sources, (Span){page.file, rows[i].start, rows[i].end});
        faults += row_unequal(rows[i].text, at.line, rows[i].line);
        faults += row_unequal(rows[i].text, at.column, rows[i].column);
        faults += row_unequal(rows[i].text, (long long)at.indent, (long long)rows[i].indent);
        faults += row_unequal(rows[i].text, (long long)at.width, (long long)rows[i].width);
        faults += row_differs(rows[i].text, c_text(page.arena, at.line_text), rows[i].line_text);
        page_close(&page);
    }
    assert_int_equal(faults, 0);
}

static void test_spans_give_their_text_and_join(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("when income < line"));
    const Span income = {page.file, 5, 11};
    const Span line = {page.file, 14, 18};
    assert_true(str_equals(source_text(&page.sources, income), "income"));
    assert_true(str_equals(source_text(&page.sources, span_join(income, line)), "income < line"));
    assert_string_equal(c_text(page.arena, source_place(page.arena, &page.sources, line)),
                        "page.txt:1:15");
    page_close(&page);
}

// Reads a file with this content: its text, or the message.
static const char *read_back(Arena *arena, Str content)
{
    char path[] = "/tmp/doudi-unit-XXXXXX";
    const int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, content.data, content.size), (ssize_t)content.size);
    assert_int_equal(close(file), 0);
    Sources sources = {0};
    uint32_t index = 0;
    Error err = {0};
    const bool read = sources_read(arena, &sources, path, &index, &err);
    assert_int_equal(unlink(path), 0);
    if (!read) return c_text(arena, str_from(err.message));
    return c_text(arena, sources.files.items[index].text);
}

static void test_a_byte_order_mark_is_dropped(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    assert_string_equal(read_back(arena, STR("\xEF\xBB\xBF低保")), "低保");
    assert_string_equal(read_back(arena, STR("\xEF\xBB\xBF")), "");
    assert_string_equal(read_back(arena, STR("低\xEF\xBB\xBF保")), "低\xEF\xBB\xBF保");
    arena_destroy(arena);
}

static void test_what_is_not_utf8_is_refused_with_its_line(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    // "低保" in GB 18030, as an old editor would save it.
    assert_string_equal(read_back(arena, STR("a\nb\n\xB5\xCD\xB1\xA3\n")),
                        "line 3 is not UTF-8 text; save the file as UTF-8");
    assert_string_equal(read_back(arena, STR("\xFF\xFE"
                                             "a")),
                        "line 1 is not UTF-8 text; save the file as UTF-8");
    arena_destroy(arena);
}

static void test_a_file_ends_at_its_limit(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    char *content = arena_take(arena, (size_t)FILE_SIZE_MAX + 1);
    memset(content, 'x', (size_t)FILE_SIZE_MAX + 1);
    const char *whole = read_back(arena, (Str){.data = content, .size = FILE_SIZE_MAX});
    assert_int_equal(strlen(whole), FILE_SIZE_MAX);
    assert_string_equal(read_back(arena, (Str){.data = content, .size = (size_t)FILE_SIZE_MAX + 1}),
                        "the file is larger than 16777216 bytes");
    arena_destroy(arena);
}

static void test_missing_files_and_folders_are_told_apart(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Sources sources = {0};
    uint32_t file = 0;
    Error err = {0};
    assert_false(sources_read(arena, &sources, "tests/unit/no_such_file", &file, &err));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_string_equal(err.where, "tests/unit/no_such_file");
    assert_false(sources_read(arena, &sources, "tests/unit", &file, &err));
    assert_string_equal(err.message, "this is a folder, not a file");
    assert_int_equal(sources.files.count, 0);
    arena_destroy(arena);
}

static void make_file(Arena *arena, const char *folder, const char *name)
{
    Error err = {0};
    assert_true(os_write_file(c_text(arena, str_print(arena, "%s/%s", folder, name)), STR("x"),
                              arena, &err));
}

static void test_files_are_listed_in_bytewise_order_up_to_the_limit(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    char folder[] = "/tmp/doudi-unit-XXXXXX";
    assert_non_null(mkdtemp(folder));
    static const char *const names[] = {"b.md", "a.md", "c.csv", ".hidden.md", "Z.md"};
    for (size_t i = 0; i < COUNT_OF(names); i++) make_file(arena, folder, names[i]);
    PathVec paths = {0};
    Error err = {0};
    assert_true(os_list_files(folder, STR(".md"), 3, arena, &paths, &err));
    assert_int_equal(paths.count, 3);
    assert_true(str_ends(str_from(paths.items[0]), STR("/Z.md")));
    assert_true(str_ends(str_from(paths.items[1]), STR("/a.md")));
    assert_true(str_ends(str_from(paths.items[2]), STR("/b.md")));
    PathVec too_many = {0};
    assert_false(os_list_files(folder, STR(".md"), 2, arena, &too_many, &err));
    assert_string_equal(err.message, "there are more than 2 files");
    for (size_t i = 0; i < COUNT_OF(names); i++)
        assert_int_equal(unlink(c_text(arena, str_print(arena, "%s/%s", folder, names[i]))), 0);
    assert_int_equal(rmdir(folder), 0);
    arena_destroy(arena);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_places_are_told_by_line_and_character),
                     cmocka_unit_test(test_spans_give_their_text_and_join),
                     cmocka_unit_test(test_a_byte_order_mark_is_dropped),
                     cmocka_unit_test(test_what_is_not_utf8_is_refused_with_its_line),
                     cmocka_unit_test(test_a_file_ends_at_its_limit),
                     cmocka_unit_test(test_missing_files_and_folders_are_told_apart),
                     cmocka_unit_test(test_files_are_listed_in_bytewise_order_up_to_the_limit));
}
