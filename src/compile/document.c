#include "compile/document.h"

#include "base/suggest.h"

// A line of the file, without its end.
typedef struct Line {
    size_t start, end;
} Line;

typedef struct Scan {
    Diagnostics *diagnostics;
    Document *document;
    Str text;
    size_t at;
    Span heading;
    Span heading_citation;
} Scan;

static bool next_line(Scan *scan, Line *line)
{
    if (scan->at >= scan->text.size) return false;
    line->start = scan->at;
    while (scan->at < scan->text.size && scan->text.data[scan->at] != '\n') scan->at++;
    line->end = scan->at;
    if (line->end > line->start && scan->text.data[line->end - 1] == '\r') line->end--;
    if (scan->at < scan->text.size) scan->at++;
    return true;
}

static Span span_of(const Scan *scan, size_t start, size_t end)
{
    return (Span){.file = scan->document->file, .start = (uint32_t)start, .end = (uint32_t)end};
}

static Span trimmed(const Scan *scan, size_t start, size_t end)
{
    const Str trim = str_trim(str_slice(scan->text, start, end));
    const size_t offset = trim.size == 0 ? start : (size_t)(trim.data - scan->text.data);
    return span_of(scan, offset, offset + trim.size);
}

// How many fence characters a line starts with, after up to three blanks; 0 if it is no fence.
static size_t fence_size(const Scan *scan, Line line, char *mark, size_t *after)
{
    size_t at = line.start;
    while (at < line.end && at < line.start + 3 && scan->text.data[at] == ' ') at++;
    if (at == line.end) return 0;
    *mark = scan->text.data[at];
    if (*mark != '`' && *mark != '~') return 0;
    const size_t start = at;
    while (at < line.end && scan->text.data[at] == *mark) at++;
    *after = at;
    return at - start >= 3 ? at - start : 0;
}

// The position of the bracket that opens the last parentheses of a heading, ASCII or fullwidth.
static void read_heading(Scan *scan, Line line)
{
    size_t at = line.start;
    while (at < line.end && scan->text.data[at] == '#') at++;
    scan->heading = trimmed(scan, at, line.end);
    scan->heading_citation = span_of(scan, scan->heading.end, scan->heading.end);
    const Str text = str_slice(scan->text, scan->heading.start, scan->heading.end);
    const Str pairs[][2] = {{STR("("), STR(")")}, {STR("（"), STR("）")}};
    for (size_t i = 0; i < 2; i++) {
        if (!str_ends(text, pairs[i][1])) continue;
        size_t open = text.size - pairs[i][1].size;
        size_t depth = 1;
        while (open > 0 && depth > 0) {
            open--;
            const Str rest = str_slice(text, open, text.size);
            if (str_starts(rest, pairs[i][0])) depth--;
            else if (str_starts(rest, pairs[i][1])) depth++;
        }
        if (depth > 0) continue;
        const size_t start = scan->heading.start + open + pairs[i][0].size;
        scan->heading_citation = trimmed(scan, start, scan->heading.end - pairs[i][1].size);
    }
}

static const struct {
    const char *word;
    BlockKind kind;
} block_kinds[] = {{"rules", BLOCK_RULES}, {"table", BLOCK_TABLE}, {"case", BLOCK_CASE}};
enum { BLOCK_KINDS = sizeof block_kinds / sizeof block_kinds[0] };

// Reads what follows the fence: the kind, and the title after it. False for other languages.
static bool read_info(Scan *scan, Span info, Block *block)
{
    const Str text = str_slice(scan->text, info.start, info.end);
    size_t word_end = 0;
    while (word_end < text.size && text.data[word_end] != ' ') word_end++;
    const Str word = str_slice(text, 0, word_end);
    Suggestion near = suggestion_start(word);
    for (size_t i = 0; i < BLOCK_KINDS; i++) {
        if (str_equals(word, block_kinds[i].word)) {
            block->kind = block_kinds[i].kind;
            block->title = trimmed(scan, info.start + word_end, info.end);
            return true;
        }
        if (word.size > 3) suggestion_offer(&near, str_from(block_kinds[i].word));
    }
    if (near.nearest.size > 0) {
        Diagnostic *fault = diagnose_warning(
            scan->diagnostics, "block", span_of(scan, info.start, info.start + word_end),
            "a block of kind \"" STR_FORMAT "\" is not read", STR_ARGS(word));
        diagnostic_hint(scan->diagnostics, fault, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    }
    return false;
}

enum { FENCE_SHOWN_MAX = 32 };

static void read_fenced(Scan *scan, Line opening, char mark, size_t size, size_t after)
{
    const Span info = trimmed(scan, after, opening.end);
    const size_t content_start = scan->at;
    size_t content_end = scan->text.size;
    bool closed = false;
    Line line;
    while (!closed && next_line(scan, &line)) {
        char closing_mark = 0;
        size_t closing_after = 0;
        const size_t closing = fence_size(scan, line, &closing_mark, &closing_after);
        closed = closing >= size && closing_mark == mark &&
                 trimmed(scan, closing_after, line.end).end ==
                     trimmed(scan, closing_after, line.end).start;
        if (closed) content_end = line.start;
    }
    Block block = {
        .content = span_of(scan, content_start, content_end),
        .heading = scan->heading,
        .heading_citation = scan->heading_citation,
    };
    if (!read_info(scan, info, &block)) return;
    if (!closed) {
        char fence[FENCE_SHOWN_MAX + 1] = {0};
        for (size_t i = 0; i < size && i < FENCE_SHOWN_MAX; i++) fence[i] = mark;
        Diagnostic *fault =
            diagnose(scan->diagnostics, "block", span_of(scan, opening.start, opening.end),
                     "this block is not closed");
        diagnostic_hint(scan->diagnostics, fault, "add a line %s at its end", fence);
    }
    *vec_push(scan->diagnostics->arena, &scan->document->blocks) = block;
}

void document_read(Diagnostics *diagnostics, uint32_t file, Document *document)
{
    *document = (Document){.file = file};
    Scan scan = {
        .diagnostics = diagnostics,
        .document = document,
        .text = diagnostics->sources->files.items[file].text,
        .heading = {.file = file},
        .heading_citation = {.file = file},
    };
    Line line;
    while (next_line(&scan, &line)) {
        char mark = 0;
        size_t after = 0;
        const size_t size = fence_size(&scan, line, &mark, &after);
        if (size > 0) read_fenced(&scan, line, mark, size, after);
        else if (line.end > line.start && scan.text.data[line.start] == '#')
            read_heading(&scan, line);
    }
}
