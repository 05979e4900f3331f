#include "base/source.h"

#include "base/limits.h"
#include "base/os.h"
#include "base/panic.h"
#include "base/text.h"

uint32_t sources_add(Arena *arena, Sources *sources, Str path, Str text)
{
    invariant(text.size <= TABLE_FILE_SIZE_MAX);
    *vec_push(arena, &sources->files) = (Source){.path = path, .text = text};
    return (uint32_t)(sources->files.count - 1);
}

static uint32_t line_of(Str text, size_t offset)
{
    uint32_t line = 1;
    for (size_t i = 0; i < offset; i++) line += text.data[i] == '\n';
    return line;
}

bool sources_read(Arena *arena, Sources *sources, const char *path, uint32_t *file, Error *err)
{
    Str text = {0};
    if (!os_read_file(path, FILE_SIZE_MAX, arena, &text, err)) return false;
    if (str_starts(text, STR("\xEF\xBB\xBF"))) text = str_slice(text, 3, text.size);
    const size_t bad = utf8_check(text);
    if (bad < text.size) {
        return error_set(err, ERROR_INVALID, path,
                         "line %u is not UTF-8 text; save the file as UTF-8", line_of(text, bad));
    }
    *file = sources_add(arena, sources, str_copy(arena, str_from(path)), text);
    return true;
}

Location source_locate(const Sources *sources, Span span)
{
    invariant(span.file < sources->files.count);
    const Source *source = &sources->files.items[span.file];
    const Str text = source->text;
    const size_t start = span.start < text.size ? span.start : text.size;
    size_t line_start = start;
    while (line_start > 0 && text.data[line_start - 1] != '\n') line_start--;
    size_t line_end = start;
    while (line_end < text.size && text.data[line_end] != '\n') line_end++;
    if (line_end > line_start && text.data[line_end - 1] == '\r' && line_end > start) line_end--;
    const size_t end = span.end < line_end ? span.end : line_end;
    // NOLINTNEXTLINE(readability-suspicious-call-argument): up to where the span starts
    const Str before = str_slice(text, line_start, start);
    const size_t width = end > start ? utf8_width(str_slice(text, start, end)) : 0;
    return (Location){
        .path = source->path,
        .line = line_of(text, start),
        .column = (uint32_t)utf8_count(before) + 1,
        .line_text = str_slice(text, line_start, line_end),
        .indent = utf8_width(before),
        .width = width > 0 ? width : 1,
    };
}

Str source_text(const Sources *sources, Span span)
{
    invariant(span.file < sources->files.count);
    return str_slice(sources->files.items[span.file].text, span.start, span.end);
}

Str source_place(Arena *arena, const Sources *sources, Span span)
{
    const Location at = source_locate(sources, span);
    return str_print(arena, STR_FORMAT ":%u:%u", STR_ARGS(at.path), at.line, at.column);
}

Span span_join(Span first, Span last)
{
    invariant(first.file == last.file);
    return (Span){.file = first.file, .start = first.start, .end = last.end};
}
