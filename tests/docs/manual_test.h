// manual_test.h - what the checks of the manual share: counting, files, and the program.
#ifndef TESTS_DOCS_MANUAL_TEST_H
#define TESTS_DOCS_MANUAL_TEST_H

#include "../golden/program.h"
#include "base/str.h"
#include "base/vec.h"

typedef struct ManualTest {
    Arena *arena;
    bool bless;
    size_t passed, failed;
    const char *folder;     // an empty folder of our own, with a final slash
    VEC(const char *) made; // files and folders made in it, in order
} ManualTest;

// Counts; says what failed. Gives `holds`.
bool manual_check(ManualTest *test, bool holds, const char *subject, const char *sentence);

// The whole file, empty and counted as failed if it cannot be read.
Str manual_read(ManualTest *test, const char *path);

// Writes a file of our folder, making the folders above it.
void manual_write(ManualTest *test, Str name, Str text);

// Removes all files and folders made.
void manual_clear(ManualTest *test);

// Runs "doudi WORDS". A word that names something in our folder is given with its path; what is
// printed names it without.
Str manual_run(ManualTest *test, Str words, int *status);

// --- the checks ---

// Every head, clause, word, operation, limit, command and option stands in the manual.
void check_tables(ManualTest *test);

// The manual page, the editor's grammar and the examples of the help agree with the tables.
void check_made_pages(ManualTest *test);

#endif
