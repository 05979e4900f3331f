#include "base/json.h"

#include "base/json_hint.h"
#include "base/limits.h"
#include "base/panic.h"
#include "base/text.h"

typedef struct Reader {
    Diagnostics *diagnostics;
    Arena *arena;
    Str text;
    uint32_t file;
    size_t at;
    size_t depth;
    bool failed; // a fault was reported; everything unwinds
} Reader;

typedef VEC(const JsonValue *) ItemVec;
typedef VEC(JsonMember) MemberVec;

static Span span_from(const Reader *reader, size_t start)
{
    return (Span){.file = reader->file, .start = (uint32_t)start, .end = (uint32_t)reader->at};
}

// Reports the first fault, and gives it if this is it. Without a better reading of what stands
// there, the hint is `otherwise`.
static Diagnostic *fail(Reader *reader, size_t start, const char *message, const char *otherwise)
{
    if (reader->failed) return NULL;
    reader->failed = true;
    if (reader->at <= start) {
        size_t size = 0;
        if (start < reader->text.size) (void)utf8_decode(reader->text, start, &size);
        reader->at = start + size < reader->text.size ? start + size : reader->text.size;
    }
    Diagnostic *fault =
        diagnose(reader->diagnostics, "json", span_from(reader, start), "%s", message);
    const char *hint = json_hint(reader->text, start);
    if (hint == NULL) hint = otherwise;
    if (hint != NULL) diagnostic_hint(reader->diagnostics, fault, "%s", hint);
    return fault;
}

static int peek(const Reader *reader)
{
    return reader->at < reader->text.size ? (unsigned char)reader->text.data[reader->at] : -1;
}

static void skip_blanks(Reader *reader)
{
    for (;;) {
        const int c = peek(reader);
        if (c != ' ' && c != '\t' && c != '\r' && c != '\n') return;
        reader->at++;
    }
}

static bool take(Reader *reader, char wanted)
{
    if (peek(reader) != (unsigned char)wanted) return false;
    reader->at++;
    return true;
}

static int hex_digit(int c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// The four hexadecimal digits after "\u", or -1.
static int32_t read_hex4(Reader *reader)
{
    int32_t value = 0;
    for (int i = 0; i < 4; i++) {
        const int digit = hex_digit(peek(reader));
        if (digit < 0) return -1;
        value = value * 16 + digit;
        reader->at++;
    }
    return value;
}

static void add_point(Text *text, uint32_t point)
{
    if (point < 0x80) {
        text_add_char(text, (char)point);
        return;
    }
    const int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    static const uint32_t first_bits[] = {0, 0xC0, 0xE0, 0xF0};
    text_add_char(text, (char)(first_bits[more] | point >> (6 * more)));
    for (int i = more - 1; i >= 0; i--) {
        text_add_char(text, (char)(0x80 | (point >> (6 * i) & 0x3F)));
    }
}

// After "\u": one code unit, or a surrogate pair.
static void read_unicode_escape(Reader *reader, size_t start, Text *text)
{
    int32_t point = read_hex4(reader);
    if (point >= 0xD800 && point <= 0xDBFF) {
        const bool paired = take(reader, '\\') && take(reader, 'u');
        const int32_t low = paired ? read_hex4(reader) : -1;
        if (low < 0xDC00 || low > 0xDFFF) point = -1;
        else point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
    } else if (point >= 0xDC00 && point <= 0xDFFF) {
        point = -1;
    }
    if (point < 0) {
        (void)fail(reader, start, "\\u must be followed by four hexadecimal digits of a character",
                   NULL);
        return;
    }
    add_point(text, (uint32_t)point);
}

static void read_escape(Reader *reader, Text *text)
{
    static const char names[] = "\"\\/bfnrt";
    static const char values[] = "\"\\/\b\f\n\r\t";
    const size_t start = reader->at - 1;
    const int c = peek(reader);
    if (c == 'u') {
        reader->at++;
        read_unicode_escape(reader, start, text);
        return;
    }
    for (size_t i = 0; names[i] != '\0'; i++) {
        if (c == names[i]) {
            reader->at++;
            text_add_char(text, values[i]);
            return;
        }
    }
    reader->at += c >= 0;
    (void)fail(reader, start, "this escape is not known in JSON", "write \\\\ for a backslash");
}

// After the opening quotation mark.
static Str read_string(Reader *reader)
{
    const size_t start = reader->at - 1;
    const size_t content = reader->at;
    Text text = text_start(reader->arena);
    bool escaped = false;
    while (!reader->failed) {
        const int c = peek(reader);
        if (c < 0 || c == '\n') {
            (void)fail(reader, start, "this text is not closed", "add a quotation mark at its end");
        } else if (c == '"') {
            const Str plain = str_slice(reader->text, content, reader->at);
            reader->at++;
            return escaped ? text_str(&text) : plain;
        } else if (c < ' ') {
            (void)fail(reader, reader->at, "a control character must not stand inside a text",
                       NULL);
        } else if (c == '\\') {
            if (!escaped) text_add(&text, str_slice(reader->text, content, reader->at));
            escaped = true;
            reader->at++;
            read_escape(reader, &text);
        } else {
            if (escaped) text_add_char(&text, (char)c);
            reader->at++;
        }
    }
    return (Str){0};
}

static bool take_digits(Reader *reader)
{
    const size_t start = reader->at;
    while (peek(reader) >= '0' && peek(reader) <= '9') reader->at++;
    return reader->at > start;
}

// number = "-"? ("0" | digit1-9 digit*) ("." digit+)? (("e"|"E") ("+"|"-")? digit+)?
static void read_number(Reader *reader, JsonValue *value)
{
    const size_t start = reader->at;
    bool sound = true;
    (void)take(reader, '-');
    if (!take(reader, '0')) sound = take_digits(reader);
    if (sound && take(reader, '.')) sound = take_digits(reader);
    if (sound && (peek(reader) == 'e' || peek(reader) == 'E')) {
        reader->at++;
        if (!take(reader, '+')) (void)take(reader, '-');
        sound = take_digits(reader);
    }
    const int next = peek(reader);
    if (!sound || (next >= '0' && next <= '9')) {
        (void)fail(reader, start, "this is not a number in JSON",
                   "write it like 0, 1200 or 1200.50, without a 0 in front");
    }
    value->kind = JSON_NUMBER;
    value->text = str_slice(reader->text, start, reader->at);
}

static void read_word(Reader *reader, JsonValue *value)
{
    static const struct {
        const char *word;
        JsonKind kind;
    } words[] = {{"null", JSON_NULL}, {"false", JSON_FALSE}, {"true", JSON_TRUE}};
    const size_t start = reader->at;
    while (peek(reader) >= 'a' && peek(reader) <= 'z') reader->at++;
    const Str word = str_slice(reader->text, start, reader->at);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_equals(word, words[i].word)) {
            value->kind = words[i].kind;
            return;
        }
    }
    while ((peek(reader) >= 'a' && peek(reader) <= 'z') ||
           (peek(reader) >= 'A' && peek(reader) <= 'Z'))
        reader->at++;
    (void)fail(reader, start, "a value was expected here",
               "a text needs quotation marks; otherwise a number, true, false, null, [ or {");
}

static const JsonValue *read_value(Reader *reader);

// Reports what stands where a comma or the closing bracket should. What is missing at the end of a
// line is shown there.
static void refuse_item(Reader *reader, char closing, size_t opened, size_t end)
{
    const bool list = closing == ']';
    const char *expected =
        list ? "\",\" or \"]\" was expected here" : "\",\" or \"}\" was expected here";
    const int c = peek(reader);
    if (c == '"' || c == '{' || c == '[') {
        reader->at = end;
        (void)fail(reader, end, expected, "write a comma between one and the next");
        return;
    }
    Diagnostic *fault = NULL;
    if (c < 0) {
        reader->at = end;
        fault = fail(reader, end, list ? "this list is not closed" : "this object is not closed",
                     list ? "add ] at its end" : "add } at its end");
    } else {
        fault = fail(reader, reader->at, expected, NULL);
    }
    if (fault == NULL || (c >= 0 && c != ']' && c != '}')) return;
    const Span bracket = {
        .file = reader->file, .start = (uint32_t)opened, .end = (uint32_t)opened + 1};
    diagnostic_other(reader->diagnostics, fault, bracket, "it is opened here");
}

// Whether another item follows: a comma, or the closing bracket that ends what was opened.
static bool continues(Reader *reader, char closing, size_t opened)
{
    const size_t end = reader->at;
    skip_blanks(reader);
    if (take(reader, closing)) return false;
    if (!take(reader, ',')) {
        refuse_item(reader, closing, opened, end);
        return false;
    }
    const size_t comma = reader->at - 1;
    skip_blanks(reader);
    if (peek(reader) == (unsigned char)closing) {
        reader->at = comma;
        (void)fail(reader, comma, "there is a comma too many before the bracket", "remove it");
    }
    return !reader->failed;
}

static void read_array(Reader *reader, JsonValue *value)
{
    const size_t opened = reader->at - 1;
    ItemVec items = {0};
    skip_blanks(reader);
    if (!take(reader, ']')) {
        do {
            const JsonValue *item = read_value(reader);
            if (!reader->failed) *vec_push(reader->arena, &items) = item;
        } while (!reader->failed && continues(reader, ']', opened));
    }
    value->kind = JSON_ARRAY;
    value->items = items.items;
    value->count = items.count;
}

static void read_member(Reader *reader, MemberVec *members)
{
    skip_blanks(reader);
    const size_t start = reader->at;
    if (!take(reader, '"')) {
        (void)fail(reader, start, "a key in quotation marks was expected here",
                   "put the name of a fact between two \"");
        return;
    }
    JsonMember member = {.key = read_string(reader)};
    member.key_span = span_from(reader, start);
    for (size_t i = 0; i < members->count && !reader->failed; i++) {
        if (str_equal(members->items[i].key, member.key))
            (void)fail(reader, start, "this key stands twice in the same object",
                       "remove one of the two");
    }
    skip_blanks(reader);
    if (!reader->failed && !take(reader, ':'))
        (void)fail(reader, reader->at, "\":\" was expected after the key", "write \"KEY\": VALUE");
    if (!reader->failed) member.value = read_value(reader);
    if (!reader->failed) *vec_push(reader->arena, members) = member;
}

static void read_object(Reader *reader, JsonValue *value)
{
    const size_t opened = reader->at - 1;
    MemberVec members = {0};
    skip_blanks(reader);
    if (!take(reader, '}')) {
        do {
            read_member(reader, &members);
        } while (!reader->failed && continues(reader, '}', opened));
    }
    value->kind = JSON_OBJECT;
    value->members = members.items;
    value->count = members.count;
}

static const JsonValue *read_value(Reader *reader)
{
    skip_blanks(reader);
    JsonValue *value = ARENA_ONE(reader->arena, JsonValue);
    const size_t start = reader->at;
    const int c = peek(reader);
    if (++reader->depth > NESTING_MAX) {
        (void)fail(reader, start, "values are nested too deeply", NULL);
    } else if (c == '"') {
        reader->at++;
        value->kind = JSON_STRING;
        value->text = read_string(reader);
    } else if (c == '[') {
        reader->at++;
        read_array(reader, value);
    } else if (c == '{') {
        reader->at++;
        read_object(reader, value);
    } else if (c == '-' || (c >= '0' && c <= '9')) {
        read_number(reader, value);
    } else {
        read_word(reader, value);
    }
    reader->depth--;
    value->span = span_from(reader, start);
    return value;
}

const JsonValue *json_parse(Diagnostics *diagnostics, uint32_t file)
{
    invariant(file < diagnostics->sources->files.count);
    Reader reader = {
        .diagnostics = diagnostics,
        .arena = diagnostics->arena,
        .text = diagnostics->sources->files.items[file].text,
        .file = file,
    };
    skip_blanks(&reader);
    if (reader.at == reader.text.size)
        (void)fail(&reader, 0, "the file is empty",
                   "write the household: { \"date\": …, \"members\": [ … ] }");
    const JsonValue *root = reader.failed ? NULL : read_value(&reader);
    skip_blanks(&reader);
    if (!reader.failed && reader.at < reader.text.size)
        (void)fail(&reader, reader.at, "nothing more was expected after the end of the value",
                   "one file holds one case");
    return reader.failed ? NULL : root;
}

const JsonValue *json_get(const JsonValue *object, const char *key)
{
    invariant(object->kind == JSON_OBJECT);
    for (size_t i = 0; i < object->count; i++) {
        if (str_equals(object->members[i].key, key)) return object->members[i].value;
    }
    return NULL;
}

const char *json_kind_name(JsonKind kind)
{
    switch (kind) {
    case JSON_NULL: return "null";
    case JSON_FALSE:
    case JSON_TRUE: return "true or false";
    case JSON_NUMBER: return "a number";
    case JSON_STRING: return "a text";
    case JSON_ARRAY: return "a list";
    case JSON_OBJECT: return "an object";
    }
    panic_at(__FILE__, __LINE__, "every kind has a name");
}
