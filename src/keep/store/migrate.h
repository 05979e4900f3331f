// migrate.h - the schema of the books, brought up to the program's, one numbered file after
// another.
//
// schema/0001_registry.sql, 0002_..., each once, each whole or not at all. What was done stands in
// the table schema_version with the file's hash: a file that was changed afterwards is an error.
#ifndef KEEP_STORE_MIGRATE_H
#define KEEP_STORE_MIGRATE_H

#include "keep/store/store.h"

typedef struct Schema {
    const char *folder; // of the files
    int64_t now;        // milliseconds since 1970
} Schema;

// Does what is still to be done; *done: how many files that was.
MUST_USE bool schema_migrate(Store *store, const Schema *schema, int64_t *done, Error *err);

// An error unless the books stand where the program's files end.
MUST_USE bool schema_check(Store *store, const Schema *schema, Error *err);

#endif
