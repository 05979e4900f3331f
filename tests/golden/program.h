// program.h - runs the built program as a person would, from the repository root, and keeps what it
// said.
#ifndef TESTS_GOLDEN_PROGRAM_H
#define TESTS_GOLDEN_PROGRAM_H

#include "base/str.h"

typedef struct Spoken {
    int status; // exit status; 128 and the signal's number if it was killed
    Str out;    // standard output
    Str err;    // standard error
} Spoken;

// Runs doudi with `arguments`, a list that ends with NULL. Ends the test run if it cannot be
// started.
Spoken program_run(const char *const *arguments, Arena *arena);

#endif
