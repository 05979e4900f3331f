#include "base/json.h"
#include "base/json_writer.h"
#include "support.h"
#include "unit.h"

static void test_commas_and_lines_are_the_writers_work(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Text text = text_start(arena);
    JsonWriter json = json_writer_start(&text);
    json_open(&json, '{');
    json_key(&json, "amount");
    json_string(&json, STR("540.00"));
    json_key(&json, "list");
    json_open(&json, '[');
    json_integer(&json, -5);
    json_null(&json);
    json_close(&json, ']');
    json_key(&json, "none");
    json_open(&json, '[');
    json_close(&json, ']');
    json_key(&json, "flat");
    json_open_flat(&json, '[');
    json_string(&json, STR("a"));
    json_open(&json, '{');
    json_key(&json, "b");
    json_bool(&json, true);
    json_close(&json, '}');
    json_close(&json, ']');
    json_key(&json, "after");
    json_bool(&json, false);
    json_close(&json, '}');
    assert_string_equal(c_text(arena, text_str(&text)), "{\n"
                                                        "  \"amount\": \"540.00\",\n"
                                                        "  \"list\": [\n"
                                                        "    -5,\n"
                                                        "    null\n"
                                                        "  ],\n"
                                                        "  \"none\": [],\n"
                                                        "  \"flat\": [\"a\", {\"b\": true}],\n"
                                                        "  \"after\": false\n"
                                                        "}");
    arena_destroy(arena);
}

static void test_texts_are_escaped_as_json_wants(void **state)
{
    (void)state;
    static const struct {
        const char *text, *written;
    } rows[] = {
        {"", "\"\""},
        {"低保", "\"低保\""},
        {"say \"yes\"", "\"say \\\"yes\\\"\""},
        {"a\\b", "\"a\\\\b\""},
        {"a\nb\t", "\"a\\u000ab\\u0009\""},
        {"\x1f\x7f", "\"\\u001f\x7f\""},
        {"/", "\"/\""},
    };
    size_t faults = 0;
    Arena *arena = arena_create();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Text text = text_start(arena);
        JsonWriter json = json_writer_start(&text);
        json_string(&json, str_from(rows[i].text));
        faults += row_differs(rows[i].text, c_text(arena, text_str(&text)), rows[i].written);
    }
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

static void test_integers_are_written_to_their_limits(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Text text = text_start(arena);
    JsonWriter json = json_writer_start(&text);
    json_open_flat(&json, '[');
    json_integer(&json, INT64_MIN);
    json_integer(&json, 0);
    json_integer(&json, INT64_MAX);
    json_close(&json, ']');
    assert_string_equal(c_text(arena, text_str(&text)),
                        "[-9223372036854775808, 0, 9223372036854775807]");
    arena_destroy(arena);
}

static void test_what_is_written_can_be_read_again(void **state)
{
    (void)state;
    // Every byte that may stand in a text, and a character of each size.
    char all[160];
    size_t size = 0;
    for (int c = 0; c < 128; c++) all[size++] = (char)c;
    memcpy(all + size, "é低😀", 9);
    size += 9;
    Arena *arena = arena_create();
    Text text = text_start(arena);
    JsonWriter json = json_writer_start(&text);
    json_open(&json, '{');
    json_key(&json, "k\"\\\n");
    json_string(&json, (Str){.data = all, .size = size});
    json_close(&json, '}');
    Page page;
    page_open(&page, text_str(&text));
    const JsonValue *root = json_parse(&page.diagnostics, page.file);
    assert_non_null(root);
    assert_true(str_equals(root->members[0].key, "k\"\\\n"));
    assert_int_equal(root->members[0].value->text.size, size);
    assert_memory_equal(root->members[0].value->text.data, all, size);
    page_close(&page);
    arena_destroy(arena);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_commas_and_lines_are_the_writers_work),
                     cmocka_unit_test(test_texts_are_escaped_as_json_wants),
                     cmocka_unit_test(test_integers_are_written_to_their_limits),
                     cmocka_unit_test(test_what_is_written_can_be_read_again));
}
