// store.h - the books on disk: one file of SQLite for an office, PostgreSQL for many.
//
// A Store is one connection. What is to be written together stands between store_begin and
// store_commit; after commit it is on the disk, and survives the end of the process and of the
// power. A statement is the same for both databases: standard SQL, places for values called $1, $2.
//
//     Store *store = NULL;
//     if (!store_open(&(StoreOptions){.place = "books.db"}, &store, err)) return false;
//     const SqlValue values[] = {sql_text(county), sql_integer(id)};
//     const SqlQuery query = {.text = "UPDATE ...", .values = values, .count = 2};
//     done = store_begin(store, err) && store_run(store, &query, NULL, err) &&
//            store_commit(store, err);
//     if (!done) store_rollback(store);
//     store_close(store);
#ifndef KEEP_STORE_STORE_H
#define KEEP_STORE_STORE_H

#include "base/date.h"
#include "base/error.h"
#include "base/str.h"

typedef enum SqlKind { SQL_NULL, SQL_INTEGER, SQL_TEXT, SQL_BYTES } SqlKind;

typedef struct SqlValue {
    SqlKind kind;
    int64_t integer;
    Str text; // of SQL_BYTES any bytes
} SqlValue;

static inline SqlValue sql_null(void)
{
    return (SqlValue){.kind = SQL_NULL};
}

static inline SqlValue sql_integer(int64_t integer)
{
    return (SqlValue){.kind = SQL_INTEGER, .integer = integer};
}

static inline SqlValue sql_text(Str text)
{
    return (SqlValue){.kind = SQL_TEXT, .text = text};
}

static inline SqlValue sql_bytes(Str bytes)
{
    return (SqlValue){.kind = SQL_BYTES, .text = bytes};
}

// A statement with the values of its places.
typedef struct SqlQuery {
    const char *text;
    const SqlValue *values; // [count]
    size_t count;
} SqlQuery;

typedef struct Store Store;

typedef struct StoreOptions {
    const char *place; // a file, or "postgres://..."
    bool create;       // a file that is not there is made; else it is an error
    bool reading;      // nothing is written by this connection
} StoreOptions;

MUST_USE bool store_open(const StoreOptions *options, Store **store, Error *err);
void store_close(Store *store); // accepts NULL; what was not committed is rolled back

// One at a time. A commit that fails has written nothing.
MUST_USE bool store_begin(Store *store, Error *err);

// Until store_end_reading everything is read as it stands now, whatever others write. Who is
// writing does so anyway.
MUST_USE bool store_begin_reading(Store *store, Error *err);
void store_end_reading(Store *store);
MUST_USE bool store_commit(Store *store, Error *err);
void store_rollback(Store *store);
bool store_is_writing(const Store *store); // between begin and the end of it

// Runs one statement; *changed (may be NULL): how many rows it wrote. A rule of the schema that is
// broken (a second live number, a link to nothing) is ERROR_CONFLICT, and says which.
MUST_USE bool store_run(Store *store, const SqlQuery *query, int64_t *changed, Error *err);

// Takes a row of an answer; its cells are borrowed for the call. False ends the answer with *err.
MUST_USE typedef bool StoreRow(void *context, const SqlValue *cells, size_t count, Error *err);

MUST_USE bool store_each(Store *store, const SqlQuery *query, StoreRow *take, void *context,
                         Error *err);

// The only number of an answer, or `otherwise` where there is no row or the number is NULL.
MUST_USE bool store_number(Store *store, const SqlQuery *query, int64_t otherwise, int64_t *number,
                           Error *err);

// Several statements, each ended by a semicolon: a migration.
MUST_USE bool store_script(Store *store, Str sql, Error *err);

// Copies all that is committed into a new file, while others go on.
MUST_USE bool store_backup(Store *store, const char *path, Error *err);

// What the database itself finds wrong with its file; *sound where it is nothing.
MUST_USE bool store_check(Store *store, bool *sound, Error *err);

#endif
