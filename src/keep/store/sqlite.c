// The books in one file. Write-ahead log, synchronised in full: what is committed is on the disk.
// One connection writes, and it alone makes checkpoints; others only read.

#include <sqlite3.h>
#include <string.h>

#include "base/map.h"
#include "base/os.h"
#include "base/panic.h"
#include "base/text.h"
#include "base/vec.h"
#include "keep/store/driver.h"

enum { WAIT_MS = 5000, BACKUP_PAGES = 1024, SCRIPT_MAX = 1 << 20 };

typedef struct SqliteStore {
    Store base;
    sqlite3 *connection;
    Map prepared; // statement -> index
    VEC(sqlite3_stmt *) statements;
} SqliteStore;

static SqliteStore *of(Store *store)
{
    return (SqliteStore *)(void *)store;
}

// A rule of the schema that is broken is somebody's mistake; everything else is the machine's.
static bool fail(const SqliteStore *store, const char *doing, Error *err)
{
    const int code = sqlite3_errcode(store->connection);
    const char *what = sqlite3_errmsg(store->connection);
    if ((code & 0xFF) == SQLITE_CONSTRAINT)
        return error_set(err, ERROR_CONFLICT, "", "the books do not take this: %s", what);
    if ((code & 0xFF) == SQLITE_BUSY)
        return error_set(err, ERROR_ENVIRONMENT, "",
                         "another program is writing to these books; try again in a moment");
    return error_set(err, ERROR_ENVIRONMENT, "", "the books could not be %s: %s", doing, what);
}

// --- statements ---

static bool prepare_new(SqliteStore *store, const char *sql, unsigned flags,
                        sqlite3_stmt **statement, Error *err)
{
    return sqlite3_prepare_v3(store->connection, sql, -1, flags, statement, NULL) == SQLITE_OK ||
           fail(store, "asked", err);
}

// A statement is prepared once. One that is being answered is left alone, and *passing: another is
// made for this call.
static bool prepare(SqliteStore *store, const char *sql, sqlite3_stmt **statement, bool *passing,
                    Error *err)
{
    const uint32_t known = map_get(&store->prepared, str_from(sql));
    *passing = known != MAP_NONE && sqlite3_stmt_busy(store->statements.items[known]) != 0;
    if (*passing) return prepare_new(store, sql, 0, statement, err);
    if (known != MAP_NONE) {
        *statement = store->statements.items[known];
        return true;
    }
    if (!prepare_new(store, sql, SQLITE_PREPARE_PERSISTENT, statement, err)) return false;
    map_put(store->base.arena, &store->prepared, str_copy(store->base.arena, str_from(sql)),
            (uint32_t)store->statements.count);
    *vec_push(store->base.arena, &store->statements) = *statement;
    return true;
}

// Values are borrowed until the statement is reset, which is before `each` returns.
static int bind(sqlite3_stmt *statement, int at, const SqlValue *value)
{
    const char *data = value->text.data != NULL ? value->text.data : "";
    switch (value->kind) {
    case SQL_NULL: return sqlite3_bind_null(statement, at);
    case SQL_INTEGER: return sqlite3_bind_int64(statement, at, value->integer);
    case SQL_TEXT:
        return sqlite3_bind_text64(statement, at, data, value->text.size, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case SQL_BYTES:
        return sqlite3_bind_blob64(statement, at, data, value->text.size, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

// "$2" is the second value, wherever it stands.
static bool bind_all(SqliteStore *store, sqlite3_stmt *statement, const SqlQuery *query, Error *err)
{
    const int places = sqlite3_bind_parameter_count(statement);
    for (int at = 1; at <= places; at++) {
        const char *name = sqlite3_bind_parameter_name(statement, at);
        size_t number = 0;
        for (size_t i = 1; name != NULL && name[i] != '\0'; i++)
            number = 10 * number + (size_t)(name[i] - '0');
        invariant(number >= 1 && number <= query->count);
        if (bind(statement, at, &query->values[number - 1]) != SQLITE_OK)
            return fail(store, "asked", err);
    }
    return true;
}

static SqlValue cell_at(sqlite3_stmt *statement, int at)
{
    const int size = sqlite3_column_bytes(statement, at);
    switch (sqlite3_column_type(statement, at)) {
    case SQLITE_INTEGER: return sql_integer(sqlite3_column_int64(statement, at));
    case SQLITE_TEXT:
        return sql_text((Str){(const char *)sqlite3_column_text(statement, at), (size_t)size});
    case SQLITE_BLOB: return sql_bytes((Str){sqlite3_column_blob(statement, at), (size_t)size});
    default: return sql_null();
    }
}

static bool take_rows(SqliteStore *store, sqlite3_stmt *statement, StoreRow *take, void *context,
                      Error *err)
{
    enum { CELLS_MAX = 64 };
    SqlValue cells[CELLS_MAX];
    const int count = sqlite3_column_count(statement);
    invariant(count <= CELLS_MAX);
    for (;;) {
        const int step = sqlite3_step(statement);
        if (step == SQLITE_DONE) return true;
        if (step != SQLITE_ROW) return fail(store, store->base.writing ? "written" : "read", err);
        if (take == NULL) continue;
        for (int c = 0; c < count; c++) cells[c] = cell_at(statement, c);
        if (!take(context, cells, (size_t)count, err)) return false;
    }
}

static bool sqlite_each(Store *base, const SqlQuery *query, StoreRow *take, void *context,
                        int64_t *changed, Error *err)
{
    SqliteStore *store = of(base);
    sqlite3_stmt *statement = NULL;
    bool passing = false;
    if (!prepare(store, query->text, &statement, &passing, err)) return false;
    const bool done =
        bind_all(store, statement, query, err) && take_rows(store, statement, take, context, err);
    if (done && changed != NULL) *changed = sqlite3_changes64(store->connection);
    (void)sqlite3_reset(statement); // repeats the error that was told
    (void)sqlite3_clear_bindings(statement);
    if (passing) (void)sqlite3_finalize(statement);
    return done;
}

static bool execute(SqliteStore *store, const char *sql, const char *doing, Error *err)
{
    if (sqlite3_exec(store->connection, sql, NULL, NULL, NULL) == SQLITE_OK) return true;
    return fail(store, doing, err);
}

static bool sqlite_script(Store *base, Str sql, Error *err)
{
    SqliteStore *store = of(base);
    invariant(sql.size <= SCRIPT_MAX);
    return execute(store, str_terminated(store->base.passing, sql), "written", err);
}

// --- transactions ---

static bool sqlite_begin(Store *store, Error *err)
{
    return execute(of(store), "BEGIN IMMEDIATE", "opened for writing", err);
}

static bool sqlite_begin_reading(Store *store, Error *err)
{
    return execute(of(store), "BEGIN", "read", err);
}

static bool sqlite_commit(Store *store, Error *err)
{
    return execute(of(store), "COMMIT", "written", err);
}

// A disk that is full may have ended the transaction already.
static void sqlite_rollback(Store *store)
{
    if (sqlite3_get_autocommit(of(store)->connection) == 0)
        (void)sqlite3_exec(of(store)->connection, "ROLLBACK", NULL, NULL, NULL);
}

// --- whole files ---

static bool sqlite_backup(Store *base, const char *path, Error *err)
{
    SqliteStore *store = of(base);
    sqlite3 *to = NULL;
    if (!os_write_file(path, STR(""), base->passing, err)) return false; // its owner's alone
    int code = sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    sqlite3_backup *backup =
        code == SQLITE_OK ? sqlite3_backup_init(to, "main", store->connection, "main") : NULL;
    while (backup != NULL && code == SQLITE_OK) code = sqlite3_backup_step(backup, BACKUP_PAGES);
    if (backup != NULL) code = sqlite3_backup_finish(backup);
    else if (code == SQLITE_OK) code = sqlite3_errcode(to);
    // A backup is one file, which can be read where nothing can be written.
    if (code == SQLITE_OK)
        code = sqlite3_exec(to, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
    if (code != SQLITE_OK)
        (void)error_set(err, ERROR_ENVIRONMENT, path, "could not be written: %s",
                        sqlite3_errmsg(to));
    (void)sqlite3_close(to);
    if (code != SQLITE_OK) os_remove_file(path); // half a backup must not look like one
    return code == SQLITE_OK;
}

static bool take_verdict(void *context, const SqlValue *cells, size_t count, Error *err)
{
    bool *sound = context;
    (void)err;
    *sound = *sound && count == 1 && str_equals(cells[0].text, "ok");
    return true;
}

static bool sqlite_check(Store *store, bool *sound, Error *err)
{
    const SqlQuery query = {.text = "PRAGMA integrity_check"};
    *sound = true;
    return store_each(store, &query, take_verdict, sound, err);
}

// --- opening ---

static void sqlite_close(Store *base)
{
    SqliteStore *store = of(base);
    for (size_t i = 0; i < store->statements.count; i++)
        (void)sqlite3_finalize(store->statements.items[i]);
    (void)sqlite3_close(store->connection);
    arena_destroy(store->base.passing);
    arena_destroy(store->base.arena); // with the store itself
}

static const StoreDriver driver = {.close = sqlite_close,
                                   .begin = sqlite_begin,
                                   .begin_reading = sqlite_begin_reading,
                                   .commit = sqlite_commit,
                                   .rollback = sqlite_rollback,
                                   .each = sqlite_each,
                                   .script = sqlite_script,
                                   .backup = sqlite_backup,
                                   .check = sqlite_check};

static bool set_up(SqliteStore *store, bool reading, Error *err)
{
    (void)sqlite3_extended_result_codes(store->connection, 1);
    (void)sqlite3_busy_timeout(store->connection, WAIT_MS);
    if (!execute(store, "PRAGMA foreign_keys = ON", "opened", err)) return false;
    if (reading) return execute(store, "PRAGMA query_only = ON", "opened", err);
    return execute(store, "PRAGMA journal_mode = WAL", "opened", err) &&
           execute(store, "PRAGMA synchronous = FULL", "opened", err);
}

bool sqlite_open(const StoreOptions *options, Store **made, Error *err)
{
    const int flags = options->reading
                          ? SQLITE_OPEN_READONLY
                          : SQLITE_OPEN_READWRITE | (options->create ? SQLITE_OPEN_CREATE : 0);
    Arena *arena = arena_create();
    SqliteStore *store = ARENA_ONE(arena, SqliteStore);
    store->base = (Store){.driver = &driver, .arena = arena, .passing = arena_create()};
    // ":memory:" is a file like others.
    const char *place = options->place[0] == '/'
                            ? options->place
                            : str_terminated(arena, str_print(arena, "./%s", options->place));
    const int code = sqlite3_open_v2(place, &store->connection, flags, NULL);
    if (code == SQLITE_CANTOPEN)
        (void)error_set(err, ERROR_ENVIRONMENT, options->place,
                        "there are no books here, or they cannot be opened; doudi init makes new "
                        "ones");
    else if (code != SQLITE_OK) (void)fail(store, "opened", err);
    if (code == SQLITE_OK && set_up(store, options->reading, err)) {
        *made = &store->base;
        return true;
    }
    sqlite_close(&store->base);
    return false;
}
