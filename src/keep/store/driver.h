// driver.h - what a database provides, so that the rest need not know which it is.
#ifndef KEEP_STORE_DRIVER_H
#define KEEP_STORE_DRIVER_H

#include "keep/store/store.h"

// Each as the function of the same name in store.h.
typedef struct StoreDriver {
    void (*close)(Store *store);
    MUST_USE bool (*begin)(Store *store, Error *err);
    MUST_USE bool (*begin_reading)(Store *store, Error *err); // ended by rollback
    MUST_USE bool (*commit)(Store *store, Error *err);
    void (*rollback)(Store *store);
    MUST_USE bool (*each)(Store *store, const SqlQuery *query, StoreRow *take, void *context,
                          int64_t *changed, Error *err);
    MUST_USE bool (*script)(Store *store, Str sql, Error *err);
    MUST_USE bool (*backup)(Store *store, const char *path, Error *err);
    MUST_USE bool (*check)(Store *store, bool *sound, Error *err);
} StoreDriver;

enum { ROW_STATEMENTS = 3, TABLES_MAX = 64 };

// First member of every driver's own struct.
struct Store {
    const StoreDriver *driver;
    Arena *arena;   // for as long as it is open
    Arena *passing; // for one call
    bool writing;
    const char *statements[ROW_STATEMENTS][TABLES_MAX]; // of rows.c, made at need
};

MUST_USE bool sqlite_open(const StoreOptions *options, Store **store, Error *err);

#endif
