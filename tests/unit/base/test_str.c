#include "base/str.h"
#include "support.h"
#include "unit.h"

static void test_texts_are_compared_by_their_bytes(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        int order;
    } rows[] = {
        {"", "", 0},   {"", "a", -1},    {"a", "a", 0},   {"a", "b", -1},    {"ab", "a", 1},
        {"a", "Z", 1}, {"低", "保", -1}, {"z", "低", -1}, {"a\x01", "a", 1},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const Str a = str_from(rows[i].a);
        const Str b = str_from(rows[i].b);
        const int order = str_compare(a, b);
        const int back = str_compare(b, a);
        faults += row_unequal(rows[i].a, (order > 0) - (order < 0), rows[i].order);
        faults += row_unequal(rows[i].b, (back > 0) - (back < 0), -rows[i].order);
        faults += row_unequal(rows[i].a, str_equal(a, b), rows[i].order == 0);
        faults += row_unequal(rows[i].a, str_hash(a) == str_hash(b), rows[i].order == 0);
    }
    assert_int_equal(faults, 0);
}

static void test_parts_are_found_and_cut(void **state)
{
    (void)state;
    const Str text = STR("dibao_standard");
    assert_true(str_starts(text, STR("dibao")));
    assert_true(str_starts(text, STR("")));
    assert_false(str_starts(STR("di"), STR("dibao")));
    assert_true(str_ends(text, STR("standard")));
    assert_true(str_ends(text, text));
    assert_false(str_ends(STR("ard"), STR("standard")));
    assert_int_equal(str_find(text, STR("_")), 5);
    assert_int_equal(str_find(text, STR("d")), 0);
    assert_int_equal(str_find(text, STR("dx")), SIZE_MAX);
    assert_int_equal(str_find(STR(""), STR("a")), SIZE_MAX);
    assert_true(str_equals(str_slice(text, 6, 14), "standard"));
    assert_int_equal(str_slice(text, 14, 14).size, 0);
    assert_int_equal(str_slice((Str){0}, 0, 0).size, 0);
}

static void test_trimming_takes_ascii_blanks_only(void **state)
{
    (void)state;
    static const struct {
        const char *text, *trimmed;
    } rows[] = {
        {"", ""},
        {"   ", ""},
        {" a ", "a"},
        {"\t\r\na b\n", "a b"},
        {"a", "a"},
        {"\x0b"
         "a",
         "\x0b"
         "a"},
        {"　a", "　a"},
    };
    size_t faults = 0;
    Arena *arena = arena_create();
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults += row_differs(rows[i].text, c_text(arena, str_trim(str_from(rows[i].text))),
                              rows[i].trimmed);
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

static void test_utf8_is_checked_strictly(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t bad; // the first byte that is not well-formed, or the size
    } rows[] = {
        {"", 0},
        {"abc", 3},
        {"低保", 6},
        {"é", 2},
        {"😀", 4},
        {"a\x80", 1},            // a stray continuation
        {"低\xE4\xBD", 3},       // cut short
        {"\xC0\xAF", 0},         // overlong
        {"\xC1\xBF", 0},         // overlong
        {"\xE0\x80\xAF", 0},     // overlong
        {"\xF0\x80\x80\xAF", 0}, // overlong
        {"\xED\xA0\x80", 0},     // a surrogate
        {"\xED\x9F\xBF", 3},     // just below the surrogates
        {"\xEE\x80\x80", 3},     // just above them
        {"\xF4\x8F\xBF\xBF", 4}, // U+10FFFF
        {"\xF4\x90\x80\x80", 0}, // beyond
        {"\xF5\x80\x80\x80", 0},
        {"\xFF", 0},
        {"\xFE\xFF", 0},
        {"ab\xE4\x62", 2},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults += row_unequal(rows[i].text, (long long)utf8_check(str_from(rows[i].text)),
                              (long long)rows[i].bad);
    assert_int_equal(faults, 0);
}

static void test_decoding_always_advances(void **state)
{
    (void)state;
    const Str text = STR("a\x80低\xE4\xBD");
    static const uint32_t expected[] = {'a', 0xFFFD, 0x4F4E, 0xFFFD, 0xFFFD};
    size_t at = 0;
    size_t count = 0;
    while (at < text.size) {
        size_t size = 0;
        assert_int_equal(utf8_decode(text, at, &size), expected[count++]);
        assert_true(size >= 1);
        at += size;
    }
    assert_int_equal(count, COUNT_OF(expected));
}

static void test_wide_characters_take_two_columns(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t width, points;
    } rows[] = {
        {"", 0, 0},     {"abc", 3, 3},  {"低保", 4, 2}, {"a低b", 4, 3}, {"（）", 4, 2},
        {"，。", 4, 2}, {"ａ", 2, 1},   {"ﾊ", 1, 1},    {"é", 1, 1},    {"e\xCC\x81", 1, 2},
        {"한국", 4, 2}, {"かな", 4, 2}, {"😀", 2, 1},    {"𠀀", 2, 1},   {"\xE2\x80\x8B", 0, 1},
        {"…", 1, 1},    {"¥", 1, 1},    {"￥", 2, 1},   {"㎡", 2, 1},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const Str text = str_from(rows[i].text);
        faults += row_unequal(rows[i].text, (long long)utf8_width(text), (long long)rows[i].width);
        faults += row_unequal(rows[i].text, (long long)utf8_count(text), (long long)rows[i].points);
    }
    assert_int_equal(faults, 0);
}

static void test_copies_are_terminated_and_apart(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    char buffer[] = "wage";
    const Str copy = str_copy(arena, (Str){.data = buffer, .size = 3});
    buffer[0] = 'X';
    assert_string_equal(copy.data, "wag");
    assert_int_equal(copy.size, 3);
    assert_string_equal(str_terminated(arena, (Str){0}), "");
    arena_destroy(arena);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_texts_are_compared_by_their_bytes),
                     cmocka_unit_test(test_parts_are_found_and_cut),
                     cmocka_unit_test(test_trimming_takes_ascii_blanks_only),
                     cmocka_unit_test(test_utf8_is_checked_strictly),
                     cmocka_unit_test(test_decoding_always_advances),
                     cmocka_unit_test(test_wide_characters_take_two_columns),
                     cmocka_unit_test(test_copies_are_terminated_and_apart));
}
