// source.h - the texts a person wrote (law documents, tables, cases) and places within them.
//
// Every text is kept whole for as long as anything refers to it. A Span is a file and a range of
// bytes; lines and columns are worked out only when a place is shown to someone.
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stdint.h>

#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

typedef struct Source {
    Str path; // as given by the user, for messages
    Str text; // UTF-8, at most FILE_SIZE_MAX bytes; TABLE_FILE_SIZE_MAX of a survey
} Source;

typedef struct Sources {
    VEC(Source) files;
} Sources;

typedef struct Span {
    uint32_t file;  // index into Sources.files
    uint32_t start; // byte offset
    uint32_t end;   // byte offset, exclusive
} Span;

typedef struct Location {
    Str path;
    uint32_t line;   // from 1
    uint32_t column; // from 1, in characters
    Str line_text;   // the whole line, without its end
    size_t indent;   // terminal columns before the span
    size_t width;    // terminal columns of the span on this line, at least 1
} Location;

// Adds a text; path and text are borrowed. Returns its index.
uint32_t sources_add(Arena *arena, Sources *sources, Str path, Str text);

// Reads a file whole and adds it. Refuses files above FILE_SIZE_MAX and text that is not UTF-8 (the
// message names the line). A byte order mark at the start is dropped.
MUST_USE bool sources_read(Arena *arena, Sources *sources, const char *path, uint32_t *file,
                           Error *err);

Location source_locate(const Sources *sources, Span span);

// The bytes of a span.
Str source_text(const Sources *sources, Span span);

// "path:line:column".
Str source_place(Arena *arena, const Sources *sources, Span span);

// From the start of `first` to the end of `last`, in the same file.
Span span_join(Span first, Span last);

#endif
