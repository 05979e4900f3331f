// register.h - putting persons and households on the register: by hand, or many from a table.
//
// A table (CSV) has a row for each person; its columns are in register_columns.def. It is checked
// whole, against itself and against the books, and only a table without any fault is taken, in one
// transaction: all of it, or nothing.
#ifndef SERVE_ACTIONS_REGISTER_H
#define SERVE_ACTIONS_REGISTER_H

#include "base/diagnostics.h"
#include "keep/store/books.h"

typedef struct RegisterRequest {
    const char *path;
    Date today;   // from which households are as the table says
    int64_t user; // who imports
    bool apply;   // else it is only checked
} RegisterRequest;

typedef struct RegisterCounts {
    int64_t persons, households, numbers;
} RegisterCounts;

// Faults go into the diagnostics, each with its row and column; *counts are of what was, or would
// be, written. False, with *err, where the file or the books cannot be read.
MUST_USE bool register_table(Books *books, const RegisterRequest *request, Sources *sources,
                             Diagnostics *diagnostics, RegisterCounts *counts, Error *err);

#endif
