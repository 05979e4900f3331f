// tables_out.h - everything that the books hold, as a folder of tables (CSV) that any program
// reads.
#ifndef SERVE_ACTIONS_TABLES_OUT_H
#define SERVE_ACTIONS_TABLES_OUT_H

#include "keep/store/books.h"

// What leaves the office, and for whom, is an event in the audit. Writes FOLDER/TABLE.csv for every
// table, in the order of ids. Sealed numbers stand as they are sealed, in hexadecimal digits.
// *rows: of all tables.
MUST_USE bool tables_out(Books *books, const char *folder, int64_t user, int64_t *rows, Error *err);

#endif
