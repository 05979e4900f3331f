// diagnostics.h - what is wrong in someone's text: collected, not thrown, and shown all at once.
//
// A diagnostic has a kind (a stable word such as "unknown-name", listed with an example each in
// docs/language/errors.md), a place, one sentence, and usually a hint that says what to do:
//
//     law/china/dibao.md:41:19: error: unknown name "dibao_standrad" [unknown-name]
//        41 |     when income < dibao_standrad * size
//           |                   ^~~~~~~~~~~~~~
//        help: did you mean "dibao_standard"?
//
// Whoever finds a fault reports it and goes on, so that a person mends a file in one sitting.
#ifndef BASE_DIAGNOSTICS_H
#define BASE_DIAGNOSTICS_H

#include <stdio.h>

#include "base/source.h"

typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING } Severity;

typedef struct Diagnostic {
    Severity severity;
    const char *kind; // a literal
    Span span;
    Str message;
    Str hint;   // may be empty
    Span other; // a second place ("first declared here"), if other_message is not empty
    Str other_message;
} Diagnostic;

typedef struct Diagnostics {
    Arena *arena;
    const Sources *sources;
    VEC(Diagnostic) list;
    size_t error_count;
    size_t uncounted; // beyond DIAGNOSTICS_KEPT_MAX: told by number alone
    Diagnostic spare; // stands for one of them
} Diagnostics;

Diagnostics diagnostics_start(Arena *arena, const Sources *sources);

// Whether the next is told by number alone, so that its message need not be made.
bool diagnostics_are_full(const Diagnostics *diagnostics);

// Adds a fault at `span`. The result may be given a hint or a second place, until the next is
// added.
Diagnostic *diagnose(Diagnostics *diagnostics, const char *kind, Span span, const char *format, ...)
    PRINTF_LIKE(4, 5);

// The same for something that is probably not meant, but has one clear meaning.
Diagnostic *diagnose_warning(Diagnostics *diagnostics, const char *kind, Span span,
                             const char *format, ...) PRINTF_LIKE(4, 5);

void diagnostic_hint(Diagnostics *diagnostics, Diagnostic *diagnostic, const char *format, ...)
    PRINTF_LIKE(3, 4);
void diagnostic_other(Diagnostics *diagnostics, Diagnostic *diagnostic, Span span,
                      const char *format, ...) PRINTF_LIKE(4, 5);

// Takes out what is in `told` too: where laws have documents in common, a fault is told once.
void diagnostics_leave_out(Diagnostics *diagnostics, const Diagnostics *told);

typedef enum Ink { INK_PLAIN, INK_TERMINAL } Ink; // whether escape codes colour the output

// Prints errors, then warnings, each ordered by file and place: at most DIAGNOSTICS_SHOWN_MAX, then
// how many were left out.
void diagnostics_print(const Diagnostics *diagnostics, FILE *out, Ink ink);

#endif
