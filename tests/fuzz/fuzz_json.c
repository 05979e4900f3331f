// Reading JSON: we accept what jansson accepts and refuse what it refuses (duplicate keys rejected,
// any value at the top), and what was read is the same. Where we may differ:
//   - nesting: we refuse more than NESTING_MAX values within each other, jansson more than 2048;
//   - numbers: ours keep their digits, jansson refuses those beyond its integers and doubles;
//   - "\u0000" in a key: a character like any other for us, refused by jansson;
//   - a zero byte in the text: refused by us wherever it stands, the end of the text for jansson in
//     some places;
//   - bytes that are no UTF-8 never reach our reader.
//
// Contents are compared in a notation of their own: n, t, f, 0 for any number, SIZE:TEXT, [...] and
// {KEY VALUE ...} in the order written.

#include "base/json.h"
#include "base/limits.h"
#include "fuzz.h"
#include "json_oracle.h"

static void add_text(Str text, Text *contents)
{
    text_print(contents, "%zu:", text.size);
    text_add(contents, text);
}

static void add_contents(const JsonValue *value, Text *contents)
{
    switch (value->kind) {
    case JSON_NULL: text_add(contents, STR("n")); return;
    case JSON_TRUE: text_add(contents, STR("t")); return;
    case JSON_FALSE: text_add(contents, STR("f")); return;
    case JSON_NUMBER: text_add(contents, STR("0")); return;
    case JSON_STRING: add_text(value->text, contents); return;
    case JSON_ARRAY:
        text_add(contents, STR("["));
        for (size_t i = 0; i < value->count; i++) add_contents(value->items[i], contents);
        text_add(contents, STR("]"));
        return;
    case JSON_OBJECT:
        text_add(contents, STR("{"));
        for (size_t i = 0; i < value->count; i++) {
            add_text(value->members[i].key, contents);
            add_contents(value->members[i].value, contents);
        }
        text_add(contents, STR("}"));
        return;
    }
}

// Every value lies within its text, and within the value that holds it.
static void check_spans(const JsonValue *value, Span outer)
{
    if (value->span.start < outer.start || value->span.end > outer.end ||
        value->span.start >= value->span.end)
        fuzz_violation("a value at %u to %u lies outside %u to %u", value->span.start,
                       value->span.end, outer.start, outer.end);
    for (size_t i = 0; i < value->count; i++) {
        if (value->kind == JSON_ARRAY) check_spans(value->items[i], value->span);
        if (value->kind == JSON_OBJECT) check_spans(value->members[i].value, value->span);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input;
    if (!fuzz_input_init(&input, data, size, "case.json")) return 0;
    const JsonValue *value = json_parse(&input.diagnostics, input.file);
    Text theirs = text_start(input.arena);
    size_t depth = 0;
    const OracleVerdict verdict = oracle_read(input.text, &theirs, &depth, input.arena);
    if ((value == NULL) != (input.diagnostics.error_count > 0))
        fuzz_violation("refused without a word, or accepted with a complaint");
    if (value != NULL) {
        check_spans(value, (Span){.file = input.file, .start = 0, .end = (uint32_t)size});
        Text ours = text_start(input.arena);
        add_contents(value, &ours);
        if (verdict == ORACLE_REFUSES) fuzz_violation("accepted, but jansson refuses it");
        if (verdict == ORACLE_ACCEPTS && !str_equal(text_str(&ours), text_str(&theirs)))
            fuzz_violation("read otherwise than jansson reads it");
        if (verdict == ORACLE_ACCEPTS && depth > NESTING_MAX)
            fuzz_violation("accepted, though it is nested %zu deep", depth);
    } else if (verdict == ORACLE_ACCEPTS && depth <= NESTING_MAX) {
        fuzz_violation("refused, but jansson accepts it");
    }
    fuzz_input_clear(&input);
    return 0;
}
