#include "keep/store/migrate.h"

#include <string.h>

#include "base/digest.h"
#include "base/os.h"
#include "base/text.h"

enum { FILES_MAX = 9999, FILE_SIZE_MAX = 1 << 20, DIGITS = 4 };

// One file: its number and name, as "0001_registry.sql".
typedef struct Migration {
    int64_t number;
    Str name, sql;
    Digest digest;
} Migration;

typedef VEC(Migration) MigrationVec;

static Str name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return str_from(slash != NULL ? slash + 1 : path);
}

static bool number_of(Str name, int64_t *number)
{
    *number = 0;
    for (size_t i = 0; i < DIGITS; i++) {
        if (i >= name.size || name.data[i] < '0' || name.data[i] > '9') return false;
        *number = *number * 10 + (name.data[i] - '0');
    }
    return name.size > DIGITS && name.data[DIGITS] == '_';
}

// Files are numbered from 1, without a gap.
static bool read_files(const Schema *schema, Arena *arena, MigrationVec *files, Error *err)
{
    PathVec paths = {0};
    if (!os_list_files(schema->folder, STR(".sql"), FILES_MAX, arena, &paths, err)) return false;
    for (size_t i = 0; i < paths.count; i++) {
        Migration *file = vec_push(arena, files);
        file->name = name_of(paths.items[i]);
        if (!number_of(file->name, &file->number) || file->number != (int64_t)i + 1)
            return error_set(err, ERROR_ENVIRONMENT, paths.items[i],
                             "files of the schema are called 0001_name.sql, 0002_name.sql, ...; "
                             "here number %zu was expected",
                             i + 1);
        if (!os_read_file(paths.items[i], FILE_SIZE_MAX, arena, &file->sql, err)) return false;
        file->digest = digest_plain(file->sql);
    }
    if (files->count > 0) return true;
    return error_set(err, ERROR_ENVIRONMENT, schema->folder, "there is no schema here");
}

typedef struct Applied {
    const MigrationVec *files;
    size_t count;
} Applied;

static bool take_applied(void *context, const SqlValue *cells, size_t count, Error *err)
{
    Applied *applied = context;
    const size_t at = applied->count++;
    (void)count;
    if (at >= applied->files->count || cells[0].integer != applied->files->items[at].number)
        return error_set(err, ERROR_ENVIRONMENT, "",
                         "these books were last used by a newer doudi (schema %lld); use that one",
                         (long long)cells[0].integer);
    if (str_equals(cells[1].text, applied->files->items[at].digest.text)) return true;
    return error_set(err, ERROR_ENVIRONMENT, "",
                     "schema/" STR_FORMAT " is not the file that these books were made with",
                     STR_ARGS(applied->files->items[at].name));
}

static const SqlQuery applied_query = {
    .text = "SELECT number, digest FROM schema_version ORDER BY number"};

static bool find_applied(Store *store, const MigrationVec *files, size_t *count, Error *err)
{
    Applied applied = {.files = files};
    if (!store_script(store,
                      STR("CREATE TABLE IF NOT EXISTS schema_version (number BIGINT PRIMARY KEY, "
                          "name TEXT NOT NULL, digest TEXT NOT NULL, applied_at BIGINT NOT NULL)"),
                      err) ||
        !store_each(store, &applied_query, take_applied, &applied, err))
        return false;
    *count = applied.count;
    return true;
}

static bool apply(Store *store, const Schema *schema, const Migration *file, Error *err)
{
    const SqlValue values[] = {sql_integer(file->number), sql_text(file->name),
                               sql_text(str_from(file->digest.text)), sql_integer(schema->now)};
    const SqlQuery query = {
        .text = "INSERT INTO schema_version VALUES ($1, $2, $3, $4)", .values = values, .count = 4};
    if (!store_begin(store, err)) return false;
    if (store_script(store, file->sql, err) && store_run(store, &query, NULL, err) &&
        store_commit(store, err))
        return true;
    store_rollback(store);
    return false;
}

bool schema_migrate(Store *store, const Schema *schema, int64_t *done, Error *err)
{
    Arena *arena = arena_create();
    MigrationVec files = {0};
    size_t applied = 0;
    bool good =
        read_files(schema, arena, &files, err) && find_applied(store, &files, &applied, err);
    *done = 0;
    for (size_t i = applied; good && i < files.count; i++) {
        good = apply(store, schema, &files.items[i], err);
        *done += good;
    }
    arena_destroy(arena);
    return good;
}

bool schema_check(Store *store, const Schema *schema, Error *err)
{
    Arena *arena = arena_create();
    MigrationVec files = {0};
    Applied applied = {.files = &files};
    bool good = read_files(schema, arena, &files, err) &&
                store_each(store, &applied_query, take_applied, &applied, err);
    if (good && applied.count < files.count)
        good =
            error_set(err, ERROR_ENVIRONMENT, "",
                      "these books stand at schema %zu, this program at %zu: make a backup, then "
                      "doudi init --upgrade",
                      applied.count, files.count);
    arena_destroy(arena);
    return good;
}
