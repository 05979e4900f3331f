// page.h - a page of the manual, taken apart: headings and fenced blocks, in order.
//
// A reader of a page types its blocks into a file and runs the program on it. What the fence says
// tells what a block is:
//
//     rules, table …, case …     part of the law that the page writes
//     text rules, text case …    the same, but a mistake: it stands until the next block of law
//     text FILE, json FILE       a file of that name (the name has a dot)
//     text, "$ doudi …" first    commands, and what they print
//
// In what is printed, "..." stands for anything on its line, and a line that is "..." alone for any
// lines: hashes change with every word of a law.
#ifndef TESTS_DOCS_PAGE_H
#define TESTS_DOCS_PAGE_H

#include "base/str.h"
#include "base/vec.h"

typedef enum PartKind {
    PART_HEADING, // "## …"
    PART_LAW,
    PART_MISTAKE,
    PART_FILE,
    PART_RUN,
    PART_OTHER,
} PartKind;

typedef struct Part {
    PartKind kind;
    Str title; // after the first word of the fence; of a heading, the heading
    Str whole; // with its fences
    Str body;  // between them
} Part;

typedef VEC(Part) PartVec;

void page_read(Str text, Arena *arena, PartVec *parts);

// The next line of a text, without its end; *at moves behind it.
Str page_line(Str text, size_t *at);

// Whether `printed` is what `quoted` says.
bool page_matches(Str quoted, Str printed);

// What is printed, with "..." for what changes: hashes and the program's version.
Str page_quote(Str printed, Arena *arena);

#endif
