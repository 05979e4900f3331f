// rows.h - rows of the books written and read as structs, by what keep/tables.h knows of them.
#ifndef KEEP_STORE_ROWS_H
#define KEEP_STORE_ROWS_H

#include "keep/store/store.h"
#include "keep/tables.h"

// Writes a new row as it stands, its id with it.
MUST_USE bool row_insert(Store *store, TableId table, const void *row, Error *err);

// Writes all columns of a row again and counts its version up, in the struct too. ERROR_CONFLICT
// where somebody else has changed it since it was read.
MUST_USE bool row_update(Store *store, TableId table, void *row, Error *err);

typedef struct RowQuery {
    TableId table;
    const char *where; // "WHERE kind = $1 ORDER BY id", or "" for all
    const SqlValue *values;
    size_t count;
} RowQuery;

// Reads the last row that a query finds, its texts into the arena; *found is false, and the struct
// untouched, where there is none.
MUST_USE bool row_find(Store *store, const RowQuery *query, Arena *arena, void *row, bool *found,
                       Error *err);

// Takes a row; its texts are borrowed for the call. False ends the reading with *err.
MUST_USE typedef bool RowTake(void *context, const void *row, Error *err);

MUST_USE bool row_each(Store *store, const RowQuery *query, RowTake *take, void *context,
                       Error *err);

// The value of a column of a row as it is written; a day stands as text in the arena.
SqlValue row_value(const Field *column, const void *row, Arena *arena);

// The row as one line of text, for the audit: name=value;... in the order of the columns.
Str row_text(TableId id, const void *row, Arena *arena);

#endif
