// Our reader and jansson, given the same texts: what one accepts, so must the other, with the same
// meaning. The texts are sound ones, and many made from them by small seeded changes.

#include "base/json.h"
#include "base/text.h"
#include "oracle.h"
#include "support.h"
#include "unit.h"

static void add_text(Text *out, Str text)
{
    text_print(out, "'%zu:", text.size);
    text_add(out, text);
    text_add_char(out, '\'');
}

static void add_value(Text *out, const JsonValue *value)
{
    switch (value->kind) {
    case JSON_NULL: text_add(out, STR("null")); return;
    case JSON_FALSE: text_add(out, STR("false")); return;
    case JSON_TRUE: text_add(out, STR("true")); return;
    case JSON_NUMBER: text_add_char(out, '#'); return;
    case JSON_STRING: add_text(out, value->text); return;
    case JSON_ARRAY:
        text_add_char(out, '[');
        for (size_t i = 0; i < value->count; i++) {
            add_value(out, value->items[i]);
            text_add_char(out, ',');
        }
        text_add_char(out, ']');
        return;
    case JSON_OBJECT:
        text_add_char(out, '{');
        for (size_t i = 0; i < value->count; i++) {
            add_text(out, value->members[i].key);
            text_add_char(out, ':');
            add_value(out, value->members[i].value);
            text_add_char(out, ',');
        }
        text_add_char(out, '}');
        return;
    }
}

// NULL where our reader refuses the text. That it is UTF-8 is seen to when a file is read.
static const char *our_reading(Page *page, Str text)
{
    page_open(page, text);
    if (utf8_check(text) < text.size) return NULL;
    const JsonValue *value = json_parse(&page->diagnostics, page->file);
    if (value == NULL) return NULL;
    Text out = text_start(page->arena);
    add_value(&out, value);
    return c_text(page->arena, text_str(&out));
}

static size_t readers_differ(Str text)
{
    Page page;
    const char *ours = our_reading(&page, text);
    const char *theirs = oracle_read(page.arena, text);
    const size_t faults = row_differs(c_text(page.arena, text), ours != NULL ? ours : "(refused)",
                                      theirs != NULL ? theirs : "(refused)");
    page_close(&page);
    return faults;
}

static const char *const seeds[] = {
    "null",
    "[true,false,null]",
    "{\"a\":1,\"b\":[2,-3.5e2,0.25,0,-0],\"c\":{\"d\":\"e\"}}",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "\"\\u4f4e\\u00e9\\ud83d\\ude00\"",
    "{\"低保\":\"成都市\",\"x\":\"é😀\"}",
    " [ 1 , [ ] , { } , \"\" ]\n",
    ("{\"region\":\"510107\",\"date\":\"2023-12-15\",\"facts\":{\"deposits\":5000},"
     "\"members\":[{\"id\":\"a\",\"wage\":\"1200.00\"},{\"id\":\"b\"}]}"),
};

static void test_both_readers_accept_the_same_sound_texts(void **state)
{
    (void)state;
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(seeds); i++) {
        Page page;
        faults += row_unequal(seeds[i], our_reading(&page, str_from(seeds[i])) != NULL, true);
        page_close(&page);
        faults += readers_differ(str_from(seeds[i]));
    }
    assert_int_equal(faults, 0);
}

// xorshift64: the same changes in every run.
static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static size_t below(uint64_t *seed, size_t limit)
{
    return (size_t)(next_random(seed) % limit);
}

// Changes one place: a byte put in, taken out, replaced, or two exchanged.
static size_t change(char *text, size_t size, uint64_t *seed)
{
    static const char likely[] = "\"\"\\{}[]:,0123456789-+.eEu \n\tnftabcdef\x80\xE4\x01/";
    const char byte = likely[below(seed, sizeof likely - 1)];
    const size_t at = below(seed, size + 1);
    switch (below(seed, 4)) {
    case 0:
        memmove(text + at + 1, text + at, size - at);
        text[at] = byte;
        return size + 1;
    case 1:
        if (at >= size) return size;
        memmove(text + at, text + at + 1, size - at - 1);
        return size - 1;
    case 2:
        if (at < size) text[at] = byte;
        return size;
    default:
        if (at + 1 < size) {
            const char moved = text[at];
            text[at] = text[at + 1];
            text[at + 1] = moved;
        }
        return size;
    }
}

// Where the two differ on purpose: jansson refuses numbers that its types cannot hold, and a zero
// byte in a key.
static bool is_beyond_jansson(Str text)
{
    size_t digits = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char c = text.data[i];
        digits = c >= '0' && c <= '9' ? digits + 1 : 0;
        if (digits >= 18) return true;
        if ((c == 'e' || c == 'E') && i + 3 < text.size) {
            const size_t first = text.data[i + 1] == '+' || text.data[i + 1] == '-' ? 2 : 1;
            size_t exponent = 0;
            while (i + first + exponent < text.size && text.data[i + first + exponent] >= '0' &&
                   text.data[i + first + exponent] <= '9')
                exponent++;
            if (exponent >= 3) return true;
        }
    }
    return str_find(text, STR("u0000")) != SIZE_MAX;
}

static void test_both_readers_agree_on_changed_texts(void **state)
{
    (void)state;
    enum { ROUNDS = 30000, CHANGES_MAX = 3 };
    uint64_t seed = UINT64_C(20240610);
    size_t faults = 0;
    size_t accepted = 0;
    for (size_t round = 0; round < ROUNDS && faults < 5; round++) {
        char text[400];
        const char *from = seeds[below(&seed, COUNT_OF(seeds))];
        size_t size = strlen(from);
        memcpy(text, from, size);
        const size_t changes = 1 + below(&seed, CHANGES_MAX);
        for (size_t i = 0; i < changes; i++) size = change(text, size, &seed);
        const Str changed = {.data = text, .size = size};
        if (is_beyond_jansson(changed)) continue;
        faults += readers_differ(changed);
        Page page;
        accepted += our_reading(&page, changed) != NULL;
        page_close(&page);
    }
    assert_int_equal(faults, 0);
    assert_true(accepted > ROUNDS / 20); // it was not all refused
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_both_readers_accept_the_same_sound_texts),
                     cmocka_unit_test(test_both_readers_agree_on_changed_texts));
}
