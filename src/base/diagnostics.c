#include "base/diagnostics.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/text.h"

Diagnostics diagnostics_start(Arena *arena, const Sources *sources)
{
    return (Diagnostics){.arena = arena, .sources = sources};
}

bool diagnostics_are_full(const Diagnostics *diagnostics)
{
    return diagnostics->list.count >= DIAGNOSTICS_KEPT_MAX;
}

static Diagnostic *add(Diagnostics *diagnostics, Diagnostic diagnostic)
{
    diagnostics->error_count += diagnostic.severity == SEVERITY_ERROR;
    if (diagnostics_are_full(diagnostics)) {
        diagnostics->uncounted++;
        diagnostics->spare = diagnostic;
        return &diagnostics->spare;
    }
    Diagnostic *added = vec_push(diagnostics->arena, &diagnostics->list);
    *added = diagnostic;
    return added;
}

// What is only counted needs no text.
__attribute__((format(printf, 2, 0))) static Str message_of(const Diagnostics *diagnostics,
                                                            const char *format, va_list args)
{
    if (diagnostics_are_full(diagnostics)) return (Str){0};
    return str_print_list(diagnostics->arena, format, args);
}

Diagnostic *diagnose(Diagnostics *diagnostics, const char *kind, Span span, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const Str message = message_of(diagnostics, format, args);
    va_end(args);
    return add(diagnostics, (Diagnostic){.kind = kind, .span = span, .message = message});
}

Diagnostic *diagnose_warning(Diagnostics *diagnostics, const char *kind, Span span,
                             const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const Str message = message_of(diagnostics, format, args);
    va_end(args);
    return add(
        diagnostics,
        (Diagnostic){.severity = SEVERITY_WARNING, .kind = kind, .span = span, .message = message});
}

void diagnostic_hint(Diagnostics *diagnostics, Diagnostic *diagnostic, const char *format, ...)
{
    if (diagnostic == &diagnostics->spare) return;
    va_list args;
    va_start(args, format);
    diagnostic->hint = str_print_list(diagnostics->arena, format, args);
    va_end(args);
}

void diagnostic_other(Diagnostics *diagnostics, Diagnostic *diagnostic, Span span,
                      const char *format, ...)
{
    if (diagnostic == &diagnostics->spare) return;
    va_list args;
    va_start(args, format);
    diagnostic->other = span;
    diagnostic->other_message = str_print_list(diagnostics->arena, format, args);
    va_end(args);
}

// Of other diagnostics, whose files may have other numbers.
static bool is_in(const Diagnostics *told, const Diagnostic *one, Str path)
{
    for (size_t i = 0; i < told->list.count; i++) {
        const Diagnostic *other = &told->list.items[i];
        if (other->span.start == one->span.start && other->span.end == one->span.end &&
            other->severity == one->severity && str_equal(other->message, one->message) &&
            str_equal(told->sources->files.items[other->span.file].path, path))
            return true;
    }
    return false;
}

void diagnostics_leave_out(Diagnostics *diagnostics, const Diagnostics *told)
{
    size_t kept = 0;
    for (size_t i = 0; i < diagnostics->list.count; i++) {
        const Diagnostic *one = &diagnostics->list.items[i];
        if (is_in(told, one, diagnostics->sources->files.items[one->span.file].path))
            diagnostics->error_count -= one->severity == SEVERITY_ERROR;
        else diagnostics->list.items[kept++] = *one;
    }
    diagnostics->list.count = kept;
}

typedef struct Palette {
    const char *bold, *error, *warning, *mark, *off;
} Palette;

static const Palette palettes[] = {
    [INK_PLAIN] = {"", "", "", "", ""},
    [INK_TERMINAL] = {"\033[1m", "\033[1;31m", "\033[1;35m", "\033[1;36m", "\033[0m"},
};

// Columns of a line that are shown, and how many of them before the mark where it is cut.
enum { EXCERPT_COLUMNS_MAX = 160, EXCERPT_COLUMNS_BEFORE = 60 };

// The bytes that fill `columns` columns of a text, from byte `from` on.
static size_t bytes_of_columns(Str text, size_t from, size_t columns)
{
    size_t at = from;
    while (at < text.size) {
        size_t size = 0;
        (void)utf8_decode(text, at, &size);
        const size_t width = utf8_width(str_slice(text, at, at + size));
        if (width > columns) break;
        columns -= width;
        at += size;
    }
    return at - from;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// An identity number is nobody's to read in a log: of fifteen (as they were until 1999) to eighteen
// digits in a row the date of birth is covered.
static Str without_numbers(Arena *arena, Str line)
{
    enum { DIGITS_MIN = 15, DIGITS_MAX = 18, COVERED_FROM = 6, COVERED_TO = 14 };
    char *text = str_terminated(arena, line);
    for (size_t start = 0; start < line.size; start++) {
        size_t end = start;
        while (end < line.size && is_digit(line.data[end])) end++;
        const bool identity = end - start >= DIGITS_MIN && end - start <= DIGITS_MAX;
        for (size_t i = COVERED_FROM; identity && i < COVERED_TO; i++) text[start + i] = '*';
        start = end;
    }
    return (Str){.data = text, .size = line.size};
}

// The source line with the span underlined; a very long line is cut around it.
static void print_excerpt(FILE *out, const Location *at, Arena *arena, const Palette *palette)
{
    const size_t columns = utf8_width(at->line_text);
    const bool whole = columns <= EXCERPT_COLUMNS_MAX;
    size_t first =
        whole || at->indent <= EXCERPT_COLUMNS_BEFORE ? 0 : at->indent - EXCERPT_COLUMNS_BEFORE;
    if (first + EXCERPT_COLUMNS_MAX > columns) first = whole ? 0 : columns - EXCERPT_COLUMNS_MAX;
    // Without this, signs of no width at the start would be cut off.
    const size_t before = first == 0 ? 0 : bytes_of_columns(at->line_text, 0, first);
    const size_t hidden = utf8_width(str_slice(at->line_text, 0, before));
    const size_t size =
        whole ? at->line_text.size : bytes_of_columns(at->line_text, before, EXCERPT_COLUMNS_MAX);
    const bool cut_after = before + size < at->line_text.size;
    const size_t room = EXCERPT_COLUMNS_MAX - (at->indent - hidden);
    const size_t width = whole || at->width < room ? at->width : room;
    (void)fprintf(out, "%6u | %s", at->line, before > 0 ? "…" : "");
    utf8_write(out, str_slice(without_numbers(arena, at->line_text), before, before + size));
    (void)fprintf(out, "%s\n       | %*s%s^", cut_after ? "…" : "",
                  (int)(at->indent - hidden + (before > 0)), "", palette->mark);
    for (size_t i = 1; i < width; i++) (void)fputc('~', out);
    (void)fprintf(out, "%s\n", palette->off);
}

static void print_place(FILE *out, const Location *at)
{
    utf8_write(out, at->path);
    (void)fprintf(out, ":%u:%u: ", at->line, at->column);
}

static void print_one(const Diagnostics *all, const Diagnostic *diagnostic, FILE *out,
                      const Palette *palette)
{
    const bool warning = diagnostic->severity == SEVERITY_WARNING;
    Location at = source_locate(all->sources, diagnostic->span);
    (void)fputs(palette->bold, out);
    print_place(out, &at);
    (void)fprintf(out, "%s%s:%s ", warning ? palette->warning : palette->error,
                  warning ? "warning" : "error", palette->off);
    utf8_write(out, without_numbers(all->arena, diagnostic->message));
    (void)fprintf(out, " [%s]\n", diagnostic->kind);
    print_excerpt(out, &at, all->arena, palette);
    if (diagnostic->other_message.size > 0) {
        at = source_locate(all->sources, diagnostic->other);
        (void)fputs("       ", out);
        print_place(out, &at);
        utf8_write(out, without_numbers(all->arena, diagnostic->other_message));
        (void)fputc('\n', out);
        print_excerpt(out, &at, all->arena, palette);
    }
    if (diagnostic->hint.size == 0) return;
    (void)fputs("       help: ", out);
    utf8_write(out, without_numbers(all->arena, diagnostic->hint));
    (void)fputc('\n', out);
}

static int compare_place(const void *left, const void *right)
{
    const Diagnostic *a = *(const Diagnostic *const *)left;
    const Diagnostic *b = *(const Diagnostic *const *)right;
    if (a->severity != b->severity) return a->severity == SEVERITY_ERROR ? -1 : 1;
    if (a->span.file != b->span.file) return a->span.file < b->span.file ? -1 : 1;
    if (a->span.start != b->span.start) return a->span.start < b->span.start ? -1 : 1;
    return (a > b) - (a < b); // in the order in which they were found
}

// Two passes may find the same fault: it is told once.
static bool is_same(const Diagnostic *a, const Diagnostic *b)
{
    return a->severity == b->severity && a->span.file == b->span.file &&
           a->span.start == b->span.start && a->span.end == b->span.end &&
           str_equal(a->message, b->message);
}

static size_t keep_different(const Diagnostic **sorted, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || !is_same(sorted[kept - 1], sorted[i])) sorted[kept++] = sorted[i];
    }
    return kept;
}

void diagnostics_print(const Diagnostics *diagnostics, FILE *out, Ink ink)
{
    size_t count = diagnostics->list.count;
    const Diagnostic **sorted = ARENA_ARRAY(diagnostics->arena, const Diagnostic *, count);
    for (size_t i = 0; i < count; i++) sorted[i] = &diagnostics->list.items[i];
    if (count > 1) qsort(sorted, count, sizeof(const Diagnostic *), compare_place);
    count = keep_different(sorted, count);
    for (size_t i = 0; i < count && i < DIAGNOSTICS_SHOWN_MAX; i++) {
        print_one(diagnostics, sorted[i], out, &palettes[ink]);
    }
    if (count > DIAGNOSTICS_SHOWN_MAX)
        (void)fprintf(out, "... and %zu more; %zu of all are errors\n",
                      count - DIAGNOSTICS_SHOWN_MAX + diagnostics->uncounted,
                      diagnostics->error_count);
}
