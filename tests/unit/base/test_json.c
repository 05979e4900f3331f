#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"
#include "support.h"
#include "unit.h"

// The value on one line, marked by its kinds: numbers as written, texts in single quotes. A text
// that is not JSON gives the message of its fault and its column.
static void add_value(Text *out, const JsonValue *value)
{
    switch (value->kind) {
    case JSON_NULL: text_add(out, STR("null")); break;
    case JSON_FALSE: text_add(out, STR("false")); break;
    case JSON_TRUE: text_add(out, STR("true")); break;
    case JSON_NUMBER: text_add(out, value->text); break;
    case JSON_STRING: text_print(out, "'" STR_FORMAT "'", STR_ARGS(value->text)); break;
    case JSON_ARRAY:
        text_add(out, STR("["));
        for (size_t i = 0; i < value->count; i++) {
            if (i > 0) text_add(out, STR(" "));
            add_value(out, value->items[i]);
        }
        text_add(out, STR("]"));
        break;
    case JSON_OBJECT:
        text_add(out, STR("{"));
        for (size_t i = 0; i < value->count; i++) {
            text_print(out, "%s" STR_FORMAT ":", i > 0 ? " " : "", STR_ARGS(value->members[i].key));
            add_value(out, value->members[i].value);
        }
        text_add(out, STR("}"));
        break;
    }
}

static const char *read_json(Page *page, Str text)
{
    page_open(page, text);
    const JsonValue *value = json_parse(&page->diagnostics, page->file);
    if (value == NULL) {
        assert_int_equal(page->diagnostics.error_count, 1); // the first fault, and no other
        const Diagnostic *fault = &page->diagnostics.list.items[0];
        assert_string_equal(fault->kind, "json");
        const Location at = source_locate(&page->sources, fault->span);
        return c_text(page->arena, str_print(page->arena, "%u:%u " STR_FORMAT, at.line, at.column,
                                             STR_ARGS(fault->message)));
    }
    assert_int_equal(page->diagnostics.list.count, 0);
    Text out = text_start(page->arena);
    add_value(&out, value);
    return c_text(page->arena, text_str(&out));
}

static void test_every_kind_of_value_is_read(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"null", "null"},
        {" true ", "true"},
        {"false", "false"},
        {"\"\"", "''"},
        {"\"低保\"", "'低保'"},
        {"[]", "[]"},
        {"[1,[2],{}]", "[1 [2] {}]"},
        {"{}", "{}"},
        {"{\"a\":1,\"b\":{\"a\":2}}", "{a:1 b:{a:2}}"},
        {"\t{\r\n\"a\" : [ 1 , 2 ]\n}\n", "{a:[1 2]}"},
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "'\"\\/\b\f\n\r\t'"},
        {"\"\\u4f4e\\u4FDD\"", "'低保'"},
        {"\"\\u00e9\\u0041\"", "'éA'"},
        {"\"\\ud83d\\ude00\"", "'😀'"},
        {"\"plain\\u0020and escaped\"", "'plain and escaped'"},
        {"{\"\":0}", "{:0}"},
        {"{\"a\\u0062\":0}", "{ab:0}"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Page page;
        faults +=
            row_differs(rows[i].text, read_json(&page, str_from(rows[i].text)), rows[i].expected);
        page_close(&page);
    }
    assert_int_equal(faults, 0);
}

static void test_numbers_keep_their_digits(void **state)
{
    (void)state;
    static const char *const sound[] = {
        "0",    "-0",      "1200.50",
        "0.10", "-12.340", "1e5",
        "1E+5", "2.5e-10", "123456789012345678901234567890.123456789",
        "0e0",
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(sound); i++) {
        Page page;
        faults += row_differs(sound[i], read_json(&page, str_from(sound[i])), sound[i]);
        page_close(&page);
    }
    assert_int_equal(faults, 0);
}

static void test_what_is_not_json_is_refused_at_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *fault;
    } rows[] = {
        {"", "1:1 the file is empty"},
        {"  ", "1:1 the file is empty"},
        {"nul", "1:1 a value was expected here"},
        {"True", "1:1 a value was expected here"},
        {"01", "1:1 this is not a number in JSON"},
        {"-", "1:1 this is not a number in JSON"},
        {"1.", "1:1 this is not a number in JSON"},
        {"1e", "1:1 this is not a number in JSON"},
        {"1e+", "1:1 this is not a number in JSON"},
        {"-01", "1:1 this is not a number in JSON"},
        {"+1", "1:1 a value was expected here"},
        {".5", "1:1 a value was expected here"},
        {"NaN", "1:1 a value was expected here"},
        {"Infinity", "1:1 a value was expected here"},
        {"'a'", "1:1 a value was expected here"},
        {"1 2", "1:3 nothing more was expected after the end of the value"},
        {"{} x", "1:4 nothing more was expected after the end of the value"},
        {"[1,]", "1:3 there is a comma too many before the bracket"},
        {"{\"a\":1,}", "1:7 there is a comma too many before the bracket"},
        {"[1 2]", "1:4 \",\" or \"]\" was expected here"},
        {"[1", "1:3 this list is not closed"},
        {"{\"a\":1", "1:7 this object is not closed"},
        {"[1}", "1:3 \",\" or \"]\" was expected here"},
        {"[,1]", "1:2 a value was expected here"},
        {"{a:1}", "1:2 a key in quotation marks was expected here"},
        {"{\"a\" 1}", "1:6 \":\" was expected after the key"},
        {"{\"a\":}", "1:6 a value was expected here"},
        {"{1:2}", "1:2 a key in quotation marks was expected here"},
        {"\"abc", "1:1 this text is not closed"},
        {"\"a\nb\"", "1:1 this text is not closed"},
        {"\"a\tb\"", "1:3 a control character must not stand inside a text"},
        {"\"a\\x\"", "1:3 this escape is not known in JSON"},
        {"\"\\", "1:2 this escape is not known in JSON"},
        {"\"\\u12\"", "1:2 \\u must be followed by four hexadecimal digits of a character"},
        {"\"\\u12g4\"", "1:2 \\u must be followed by four hexadecimal digits of a character"},
        {"// remark\n1", "1:1 a value was expected here"},
        {"{\n  \"低保\": 1,\n  \"低保\": 2\n}", "3:3 this key stands twice in the same object"},
        {"{\"a\":1,\"\\u0061\":2}", "1:8 this key stands twice in the same object"},
        {"{\"低\": tru}", "1:7 a value was expected here"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Page page;
        faults +=
            row_differs(rows[i].text, read_json(&page, str_from(rows[i].text)), rows[i].fault);
        page_close(&page);
    }
    assert_int_equal(faults, 0);
}

static void test_a_surrogate_alone_is_refused(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "\"\\ud83d\"",        "\"\\ude00\"",        "\"\\ud83dx\"",
        "\"\\ud83d\\n\"",     "\"\\ud83d\\ud83d\"", "\"\\ude00\\ud83d\"",
        "\"\\ud83d\\u0041\"", "\"\\udfff\"",        "\"\\ud83d\\ude0\"",
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Page page;
        faults += row_lacks(rows[i], read_json(&page, str_from(rows[i])),
                            "\\u must be followed by four hexadecimal digits");
        page_close(&page);
    }
    assert_int_equal(faults, 0);
}

static void test_a_zero_byte_in_a_text_is_kept_apart_from_its_end(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("\"a\\u0000b\""));
    const JsonValue *value = json_parse(&page.diagnostics, page.file);
    assert_non_null(value);
    assert_int_equal(value->text.size, 3);
    assert_memory_equal(value->text.data, "a\0b", 3);
    page_close(&page);
}

static void test_nesting_ends_at_its_limit(void **state)
{
    (void)state;
    for (size_t depth = NESTING_MAX - 1; depth <= NESTING_MAX + 1; depth++) {
        for (int object = 0; object < 2; object++) {
            Page page;
            Arena *arena = arena_create();
            const char *open = repeated(arena, object ? "{\"a\":" : "[", depth);
            const char *close = repeated(arena, object ? "}" : "]", depth);
            const Str text = str_print(arena, "%s%s%s", open, object ? "1" : "", close);
            const char *read = read_json(&page, text);
            // The number inside the innermost object is a value of its own.
            const bool within = depth + (object ? 1 : 0) <= NESTING_MAX;
            if (within) assert_null(strstr(read, "nested"));
            else assert_non_null(strstr(read, "values are nested too deeply"));
            page_close(&page);
            arena_destroy(arena);
        }
    }
}

static void test_a_very_deep_text_does_not_break_the_stack(void **state)
{
    (void)state;
    Page page;
    Arena *arena = arena_create();
    const char *read = read_json(&page, str_from(repeated(arena, "[", 1000000)));
    assert_non_null(strstr(read, "values are nested too deeply"));
    page_close(&page);
    arena_destroy(arena);
}

static void test_members_are_found_and_kept_in_order(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("{\"z\": 1, \"a\": [true], \"m\": null}"));
    const JsonValue *root = json_parse(&page.diagnostics, page.file);
    assert_non_null(root);
    assert_int_equal(root->count, 3);
    assert_true(str_equals(root->members[0].key, "z"));
    assert_true(str_equals(root->members[2].key, "m"));
    assert_int_equal(json_get(root, "a")->kind, JSON_ARRAY);
    assert_int_equal(json_get(root, "m")->kind, JSON_NULL); // there, and null
    assert_null(json_get(root, "b"));
    assert_int_equal(source_locate(&page.sources, root->members[1].key_span).column, 10);
    assert_int_equal(source_locate(&page.sources, root->members[1].value->span).column, 15);
    assert_int_equal(source_locate(&page.sources, root->members[1].value->span).width, 6);
    page_close(&page);
}

static void test_every_kind_has_a_name_for_messages(void **state)
{
    (void)state;
    assert_string_equal(json_kind_name(JSON_NULL), "null");
    assert_string_equal(json_kind_name(JSON_TRUE), "true or false");
    assert_string_equal(json_kind_name(JSON_FALSE), "true or false");
    assert_string_equal(json_kind_name(JSON_NUMBER), "a number");
    assert_string_equal(json_kind_name(JSON_STRING), "a text");
    assert_string_equal(json_kind_name(JSON_ARRAY), "a list");
    assert_string_equal(json_kind_name(JSON_OBJECT), "an object");
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_every_kind_of_value_is_read),
                     cmocka_unit_test(test_numbers_keep_their_digits),
                     cmocka_unit_test(test_what_is_not_json_is_refused_at_its_place),
                     cmocka_unit_test(test_a_surrogate_alone_is_refused),
                     cmocka_unit_test(test_a_zero_byte_in_a_text_is_kept_apart_from_its_end),
                     cmocka_unit_test(test_nesting_ends_at_its_limit),
                     cmocka_unit_test(test_a_very_deep_text_does_not_break_the_stack),
                     cmocka_unit_test(test_members_are_found_and_kept_in_order),
                     cmocka_unit_test(test_every_kind_has_a_name_for_messages));
}
