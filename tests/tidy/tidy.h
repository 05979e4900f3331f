// tidy.h - the tree of files that the checks of the house look at, and what they find in it.
//
// A check is a function over the whole tree, so the same function runs over the real files and over
// a few made-up ones that show it can fail (samples.c). Files hold their text and, for C, the same
// text with comments and literals blanked, byte for byte, so that a word in a comment is not code.
//
//     static void check_something(const Tree *tree, Findings *findings)
//     {
//         for (size_t i = 0; i < tree->files.count; i++)
//             if (...) found(findings, tree->files.items[i].path, line, "say what to do");
//     }
#ifndef TESTS_TIDY_TIDY_H
#define TESTS_TIDY_TIDY_H

#include "base/text.h"
#include "base/vec.h"

typedef struct TidyFile {
    Str path; // from the root of the repository: "src/base/str.c"
    Str text;
    Str code; // C: `text` with comments and literals blanked; otherwise empty
} TidyFile;

typedef struct Tree {
    VEC(TidyFile) files;
} Tree;

typedef struct Finding {
    Str path;
    size_t line;
    Str message;
} Finding;

typedef struct Findings {
    Arena *arena;
    VEC(Finding) list;
} Findings;

typedef void TidyCheck(const Tree *tree, Findings *findings);

typedef struct CheckRow {
    const char *name;
    TidyCheck *check;
    const char *promise; // what holds where it finds nothing
} CheckRow;

// Adds a file; path and text are borrowed.
void tree_add(Tree *tree, Arena *arena, Str path, Str text);
const TidyFile *tree_find(const Tree *tree, Str path);

// Whether a folder of this path holds files.
bool tree_has_folder(const Tree *tree, Str folder);

void found(Findings *findings, Str path, size_t line, const char *format, ...) PRINTF_LIKE(4, 5);

// --- paths ---

Str path_folder(Str path); // "src/base" of "src/base/str.c"; empty at the root
Str path_name(Str path);   // "str.c"
bool path_ends(Str path, const char *suffix);
bool path_starts(Str path, const char *prefix);
bool path_is_c(Str path); // .c or .h

// Whether the file is data for a test, and may hold whatever the test needs.
bool path_is_data(Str path);

// --- lines and words ---

typedef struct Lines {
    Str text;
    size_t at;     // where the next line begins
    size_t number; // of the current line, from 1
    Str line;      // without its end
} Lines;

Lines lines_of(Str text);
bool lines_next(Lines *lines);

typedef struct Words {
    Str text;
    size_t at;
    size_t start; // of the current word
    Str word;     // letters, digits and underscores; numbers are passed over
} Words;

Words words_of(Str text);
bool words_next(Words *words);

// Whether `text` holds `word`, whole.
bool has_word(Str text, Str word);

// The line that the byte at `offset` stands in.
size_t line_at(Str text, size_t offset);

// --- the checks (check_text.c, check_source.c, check_layers.c, check_tree.c) ---

TidyCheck check_blanks, check_tabs, check_invisible, check_ends, check_marks, check_machine,
    check_width;
TidyCheck check_functions, check_sizes, check_banned, check_floating, check_must_use, check_manual,
    check_guards, check_own_header, check_rows;
TidyCheck check_layers;
TidyCheck check_readmes, check_named, check_listed, check_references, check_glossary,
    check_decisions, check_version;

// --- samples.c ---

// Made-up files for one check, and what it must find in them.
typedef struct SampleFile {
    const char *path, *text;
} SampleFile;

typedef struct Sample {
    const char *check;
    const char *title;
    SampleFile files[4];
    const char *expected; // "src/base/a.c:2", the one finding; NULL: none
} Sample;

extern const Sample samples[];
extern const size_t sample_count;

#endif
