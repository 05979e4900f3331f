#include "base/str.h"

#include <string.h>

#include "base/panic.h"

Str str_from(const char *terminated)
{
    return (Str){.data = terminated, .size = strlen(terminated)};
}

bool str_equal(Str a, Str b)
{
    return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

bool str_equals(Str a, const char *terminated)
{
    return str_equal(a, str_from(terminated));
}

bool str_starts(Str text, Str prefix)
{
    return text.size >= prefix.size && str_equal(str_slice(text, 0, prefix.size), prefix);
}

bool str_ends(Str text, Str suffix)
{
    return text.size >= suffix.size &&
           str_equal(str_slice(text, text.size - suffix.size, text.size), suffix);
}

int str_compare(Str a, Str b)
{
    const size_t shared = a.size < b.size ? a.size : b.size;
    const int order = shared == 0 ? 0 : memcmp(a.data, b.data, shared);
    if (order != 0) return order;
    return (a.size > b.size) - (a.size < b.size);
}

Str str_slice(Str text, size_t start, size_t end)
{
    invariant(start <= end);
    invariant(end <= text.size);
    if (start == end) return (Str){.data = text.data, .size = 0};
    return (Str){.data = text.data + start, .size = end - start};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

Str str_trim(Str text)
{
    size_t start = 0;
    size_t end = text.size;
    while (start < end && is_blank(text.data[start])) start++;
    while (end > start && is_blank(text.data[end - 1])) end--;
    return str_slice(text, start, end);
}

size_t str_find(Str text, Str needle)
{
    for (size_t i = 0; i + needle.size <= text.size; i++) {
        if (str_equal(str_slice(text, i, i + needle.size), needle)) return i;
    }
    return SIZE_MAX;
}

Str str_copy(Arena *arena, Str text)
{
    return (Str){.data = str_terminated(arena, text), .size = text.size};
}

char *str_terminated(Arena *arena, Str text)
{
    char *copy = arena_take(arena, text.size + 1);
    if (text.size > 0) memcpy(copy, text.data, text.size);
    return copy;
}

uint64_t str_hash(Str text)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < text.size; i++) {
        hash = (hash ^ (unsigned char)text.data[i]) * UINT64_C(1099511628211);
    }
    return hash;
}

// The size that a first byte announces, or 0 where none can start.
static size_t announced_size(unsigned char first)
{
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return 2;
    if (first >= 0xE0 && first <= 0xEF) return 3;
    if (first >= 0xF0 && first <= 0xF4) return 4;
    return 0;
}

// Decodes a well-formed sequence; false for overlong forms, surrogates and stray bytes.
static bool decode_strict(Str text, size_t at, uint32_t *point, size_t *size)
{
    const unsigned char *bytes = (const unsigned char *)text.data + at;
    *size = announced_size(bytes[0]);
    if (*size == 0 || at + *size > text.size) return false;
    static const uint32_t first_mask[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    uint32_t value = bytes[0] & first_mask[*size];
    for (size_t i = 1; i < *size; i++) {
        if ((bytes[i] & 0xC0) != 0x80) return false;
        value = value << 6 | (bytes[i] & 0x3Fu);
    }
    *point = value;
    return value >= least[*size] && value <= 0x10FFFF && !(value >= 0xD800 && value <= 0xDFFF);
}

uint32_t utf8_decode(Str text, size_t at, size_t *size)
{
    invariant(at < text.size);
    uint32_t point = 0;
    if (decode_strict(text, at, &point, size)) return point;
    *size = 1;
    return 0xFFFD;
}

size_t utf8_check(Str text)
{
    size_t at = 0;
    while (at < text.size) {
        uint32_t point = 0;
        size_t size = 0;
        if (!decode_strict(text, at, &point, &size)) return at;
        at += size;
    }
    return at;
}

typedef struct PointRange {
    uint32_t first, last;
} PointRange;

// Characters that a terminal obeys, or that make a text read otherwise than it stands.
static const PointRange control_ranges[] = {
    {0x0000, 0x001F}, {0x007F, 0x009F}, {0x200E, 0x200F}, {0x202A, 0x202E}, {0x2066, 0x2069},
};

// Unicode EastAsianWidth W and F, joined where the gaps hold no assigned narrow character.
static const PointRange wide_ranges[] = {
    {0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF}, {0xA960, 0xA97F}, {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD},
};

static const PointRange zero_ranges[] = {
    {0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF},
};

static bool in_ranges(uint32_t point, const PointRange *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (point >= ranges[i].first && point <= ranges[i].last) return true;
    }
    return false;
}

static size_t point_width(uint32_t point)
{
    if (point < 0x300) return 1;
    if (in_ranges(point, zero_ranges, sizeof zero_ranges / sizeof zero_ranges[0])) return 0;
    return in_ranges(point, wide_ranges, sizeof wide_ranges / sizeof wide_ranges[0]) ? 2 : 1;
}

size_t utf8_width(Str text)
{
    size_t width = 0;
    size_t size = 0;
    for (size_t at = 0; at < text.size; at += size) {
        width += point_width(utf8_decode(text, at, &size));
    }
    return width;
}

size_t utf8_count(Str text)
{
    size_t count = 0;
    size_t size = 0;
    for (size_t at = 0; at < text.size; at += size) {
        (void)utf8_decode(text, at, &size);
        count++;
    }
    return count;
}

// --- for terminals ---

static bool is_control(uint32_t point)
{
    return in_ranges(point, control_ranges, sizeof control_ranges / sizeof control_ranges[0]);
}

bool utf8_is_plain(Str text)
{
    for (size_t at = 0; at < text.size;) {
        size_t size = 0;
        if (is_control(utf8_decode(text, at, &size))) return false;
        at += size;
    }
    return true;
}

void utf8_write(FILE *out, Str text)
{
    for (size_t at = 0; at < text.size;) {
        size_t size = 0;
        const uint32_t point = utf8_decode(text, at, &size);
        if (point == '\t') (void)fputc(' ', out);
        else if (is_control(point)) (void)fputs("\xEF\xBF\xBD", out);
        else (void)fwrite(text.data + at, 1, size, out);
        at += size;
    }
}

size_t utf8_cut(const char *text, size_t size)
{
    // A character has at most four bytes: only the last three can begin one that is incomplete.
    for (size_t back = 1; back <= 3 && back <= size; back++) {
        const unsigned char c = (unsigned char)text[size - back];
        if ((c & 0xC0) == 0x80) continue; // goes on
        const size_t whole = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC0 ? 2 : 1;
        return whole > back ? size - back : size;
    }
    return size;
}
