#include "keep/store/store.h"

#include "base/panic.h"
#include "keep/store/driver.h"

bool store_open(const StoreOptions *options, Store **store, Error *err)
{
    if (str_starts(str_from(options->place), STR("postgres://")))
        return error_set(err, ERROR_USAGE, "", "this program was built without PostgreSQL");
    return sqlite_open(options, store, err);
}

void store_close(Store *store)
{
    if (store == NULL) return;
    store_rollback(store);
    store->driver->close(store);
}

bool store_begin(Store *store, Error *err)
{
    invariant(!store->writing);
    store->writing = store->driver->begin(store, err);
    return store->writing;
}

bool store_begin_reading(Store *store, Error *err)
{
    return store->writing || store->driver->begin_reading(store, err);
}

void store_end_reading(Store *store)
{
    if (!store->writing) store->driver->rollback(store);
}

bool store_commit(Store *store, Error *err)
{
    invariant(store->writing);
    if (!store->driver->commit(store, err)) return false;
    store->writing = false;
    return true;
}

void store_rollback(Store *store)
{
    if (store->writing) store->driver->rollback(store);
    store->writing = false;
}

bool store_is_writing(const Store *store)
{
    return store->writing;
}

bool store_run(Store *store, const SqlQuery *query, int64_t *changed, Error *err)
{
    return store->driver->each(store, query, NULL, NULL, changed, err);
}

bool store_each(Store *store, const SqlQuery *query, StoreRow *take, void *context, Error *err)
{
    return store->driver->each(store, query, take, context, NULL, err);
}

static bool take_number(void *context, const SqlValue *cells, size_t count, Error *err)
{
    int64_t *number = context;
    (void)err;
    invariant(count == 1);
    if (cells[0].kind == SQL_INTEGER) *number = cells[0].integer;
    return true;
}

bool store_number(Store *store, const SqlQuery *query, int64_t otherwise, int64_t *number,
                  Error *err)
{
    *number = otherwise;
    return store_each(store, query, take_number, number, err);
}

bool store_script(Store *store, Str sql, Error *err)
{
    return store->driver->script(store, sql, err);
}

bool store_backup(Store *store, const char *path, Error *err)
{
    return store->driver->backup(store, path, err);
}

bool store_check(Store *store, bool *sound, Error *err)
{
    return store->driver->check(store, sound, err);
}
