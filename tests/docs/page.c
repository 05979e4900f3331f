#include "page.h"

#include <string.h>

#include "base/text.h"

// --- taking apart ---

Str page_line(Str text, size_t *at)
{
    const size_t start = *at;
    while (*at < text.size && text.data[*at] != '\n') (*at)++;
    const Str line = str_slice(text, start, *at);
    if (*at < text.size) (*at)++;
    return line;
}

static size_t fence_size(Str line)
{
    size_t size = 0;
    while (size < line.size && line.data[size] == '`') size++;
    return size >= 3 ? size : 0;
}

static bool has_dot(Str text)
{
    return memchr(text.data, '.', text.size) != NULL;
}

static PartKind kind_of(Str word, Str title, Str body)
{
    const char *const law[] = {"rules", "table", "case"};
    for (size_t i = 0; i < sizeof law / sizeof law[0]; i++) {
        if (str_equals(word, law[i])) return PART_LAW;
    }
    const bool text = str_equals(word, "text");
    if (!text && !str_equals(word, "json")) return PART_OTHER;
    if (title.size > 0 && has_dot(title)) return PART_FILE;
    if (text && title.size > 0) return PART_MISTAKE;
    return str_starts(body, STR("$ doudi ")) ? PART_RUN : PART_OTHER;
}

static void read_fenced(Str text, size_t start, Str opening, size_t *at, Part *part)
{
    const size_t size = fence_size(opening);
    const Str info = str_slice(opening, size, opening.size);
    const size_t body = *at;
    size_t end = *at;
    while (*at < text.size) {
        end = *at;
        const Str line = page_line(text, at);
        if (fence_size(line) == size && line.size == size) break;
    }
    size_t blank = 0;
    while (blank < info.size && info.data[blank] != ' ') blank++;
    part->title = str_trim(str_slice(info, blank, info.size));
    part->body = str_slice(text, body, end);
    part->whole = str_slice(text, start, *at);
    part->kind = kind_of(str_slice(info, 0, blank), part->title, part->body);
}

void page_read(Str text, Arena *arena, PartVec *parts)
{
    for (size_t at = 0; at < text.size;) {
        const size_t start = at;
        const Str line = page_line(text, &at);
        Part part = {.kind = PART_HEADING, .title = line, .whole = line};
        if (fence_size(line) > 0) read_fenced(text, start, line, &at, &part);
        else if (!str_starts(line, STR("## "))) continue;
        *vec_push(arena, parts) = part;
    }
}

// --- comparing ---

// One line against another in which "..." stands for anything.
static bool line_matches(Str quoted, Str printed)
{
    const size_t gap = str_find(quoted, STR("..."));
    if (gap == SIZE_MAX) return str_equal(quoted, printed);
    if (!str_starts(printed, str_slice(quoted, 0, gap))) return false;
    const Str rest = str_slice(quoted, gap + 3, quoted.size);
    for (size_t skip = gap; skip <= printed.size; skip++) {
        if (line_matches(rest, str_slice(printed, skip, printed.size))) return true;
    }
    return false;
}

bool page_matches(Str quoted, Str printed)
{
    size_t in_quoted = 0;
    size_t in_printed = 0;
    while (in_quoted < quoted.size) {
        const Str line = page_line(quoted, &in_quoted);
        if (str_equals(line, "...")) {
            const Str rest = str_slice(quoted, in_quoted, quoted.size);
            for (;;) {
                if (page_matches(rest, str_slice(printed, in_printed, printed.size))) return true;
                if (in_printed == printed.size) return false;
                (void)page_line(printed, &in_printed);
            }
        }
        if (in_printed == printed.size) return false;
        if (!line_matches(line, page_line(printed, &in_printed))) return false;
    }
    return in_printed == printed.size;
}

// How far a hash or a version goes on.
static size_t run_of(Str text, size_t at, const char *allowed)
{
    size_t size = 0;
    while (at + size < text.size && strchr(allowed, text.data[at + size]) != NULL) size++;
    return size;
}

Str page_quote(Str printed, Arena *arena)
{
    static const struct {
        const char *before, *allowed;
    } changing[] = {{"sm3:", "0123456789abcdef"}, {"\"doudi ", "0123456789."}};
    Text text = text_start(arena);
    for (size_t at = 0; at < printed.size;) {
        size_t size = 0;
        for (size_t i = 0; i < sizeof changing / sizeof changing[0] && size == 0; i++) {
            const Str before = str_from(changing[i].before);
            if (!str_starts(str_slice(printed, at, printed.size), before)) continue;
            size = before.size + run_of(printed, at + before.size, changing[i].allowed);
            text_add(&text, before);
            text_add(&text, STR("..."));
        }
        if (size == 0) {
            text_add_char(&text, printed.data[at]);
            size = 1;
        }
        at += size;
    }
    return text_str(&text);
}
