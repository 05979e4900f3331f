// manual.h - docs/language/errors.md as the tests read it.
//
// Every kind of diagnostic is a heading "## `kind`" with, below it, an example of how it is printed
// in a ```text block: one diagnostic as it stands in an expected file here, under the bare name of
// its law or case.
#ifndef TESTS_GOLDEN_MANUAL_H
#define TESTS_GOLDEN_MANUAL_H

#include "base/str.h"
#include "base/vec.h"

typedef struct ManualKind {
    Str name;
    Str example; // between the fences; empty if there is none
    bool seen;   // for the reader's own use
} ManualKind;

typedef struct Manual {
    Str text;
    VEC(ManualKind) kinds;
} Manual;

Manual manual_read(Str text, Arena *arena);

// The kind of that name, or NULL.
ManualKind *manual_find(const Manual *manual, Str name);

// The kind that the name of a file begins with, as "unknown-name" for "unknown-name-far"; the
// longest if there are several. NULL if none.
ManualKind *manual_kind_of_file(const Manual *manual, Str file_name);

// The kind at the end of a line of printed diagnostics, empty if the line is not a diagnostic's
// first.
Str printed_kind(Str line);

// The diagnostic of `kind` in `printed` that stands at `place` ("unknown-name.md:5:"), with all its
// lines, its paths shortened by `folder`. Empty if there is none.
Str printed_diagnostic(Str printed, Str kind, Str place, Str folder, Arena *arena);

#endif
