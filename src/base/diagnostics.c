#include "base/diagnostics.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/text.h"

Diagnostics diagnostics_start(Arena *arena, const Sources *sources)
{
    return (Diagnostics){.arena = arena, .sources = sources};
}

static Diagnostic *add(Diagnostics *diagnostics, Diagnostic diagnostic)
{
    diagnostics->error_count += diagnostic.severity == SEVERITY_ERROR;
    Diagnostic *added = vec_push(diagnostics->arena, &diagnostics->list);
    *added = diagnostic;
    return added;
}

Diagnostic *diagnose(Diagnostics *diagnostics, const char *kind, Span span, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const Str message = str_print_list(diagnostics->arena, format, args);
    va_end(args);
    return add(diagnostics,
               (Diagnostic){.kind = kind, .span = span, .placed = true, .message = message});
}

Diagnostic *diagnose_warning(Diagnostics *diagnostics, const char *kind, Span span,
                             const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const Str message = str_print_list(diagnostics->arena, format, args);
    va_end(args);
    return add(diagnostics, (Diagnostic){.severity = SEVERITY_WARNING,
                                         .kind = kind,
                                         .span = span,
                                         .placed = true,
                                         .message = message});
}

Diagnostic *diagnose_nowhere(Diagnostics *diagnostics, const char *kind, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const Str message = str_print_list(diagnostics->arena, format, args);
    va_end(args);
    return add(diagnostics, (Diagnostic){.kind = kind, .message = message});
}

void diagnostic_hint(Diagnostics *diagnostics, Diagnostic *diagnostic, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    diagnostic->hint = str_print_list(diagnostics->arena, format, args);
    va_end(args);
}

void diagnostic_other(Diagnostics *diagnostics, Diagnostic *diagnostic, Span span,
                      const char *format, ...)
{
    va_list args;
    va_start(args, format);
    diagnostic->other = span;
    diagnostic->other_message = str_print_list(diagnostics->arena, format, args);
    va_end(args);
}

typedef struct Palette {
    const char *bold, *error, *warning, *mark, *off;
} Palette;

static const Palette palettes[] = {
    [INK_PLAIN] = {"", "", "", "", ""},
    [INK_TERMINAL] = {"\033[1m", "\033[1;31m", "\033[1;35m", "\033[1;36m", "\033[0m"},
};

// The source line with the span underlined.
static void print_excerpt(FILE *out, const Location *at, const Palette *palette)
{
    (void)fprintf(out, "%6u | ", at->line);
    utf8_write(out, at->line_text);
    (void)fprintf(out, "\n       | %*s%s^", (int)at->indent, "", palette->mark);
    for (size_t i = 1; i < at->width; i++) (void)fputc('~', out);
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
    Location at = {0};
    (void)fputs(palette->bold, out);
    if (diagnostic->placed) {
        at = source_locate(all->sources, diagnostic->span);
        print_place(out, &at);
    }
    (void)fprintf(out, "%s%s:%s ", warning ? palette->warning : palette->error,
                  warning ? "warning" : "error", palette->off);
    utf8_write(out, diagnostic->message);
    (void)fprintf(out, " [%s]\n", diagnostic->kind);
    if (diagnostic->placed) print_excerpt(out, &at, palette);
    if (diagnostic->other_message.size > 0) {
        at = source_locate(all->sources, diagnostic->other);
        (void)fputs("       ", out);
        print_place(out, &at);
        utf8_write(out, diagnostic->other_message);
        (void)fputc('\n', out);
        print_excerpt(out, &at, palette);
    }
    if (diagnostic->hint.size == 0) return;
    (void)fputs("       help: ", out);
    utf8_write(out, diagnostic->hint);
    (void)fputc('\n', out);
}

static int compare_place(const void *left, const void *right)
{
    const Diagnostic *a = *(const Diagnostic *const *)left;
    const Diagnostic *b = *(const Diagnostic *const *)right;
    if (a->severity != b->severity) return a->severity == SEVERITY_ERROR ? -1 : 1;
    if (a->placed != b->placed) return a->placed ? -1 : 1;
    if (a->span.file != b->span.file) return a->span.file < b->span.file ? -1 : 1;
    if (a->span.start != b->span.start) return a->span.start < b->span.start ? -1 : 1;
    return (a > b) - (a < b); // in the order in which they were found
}

// Two passes may find the same fault: it is told once.
static bool is_same(const Diagnostic *a, const Diagnostic *b)
{
    return a->placed && b->placed && a->severity == b->severity && a->span.file == b->span.file &&
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
                      count - DIAGNOSTICS_SHOWN_MAX, diagnostics->error_count);
}
