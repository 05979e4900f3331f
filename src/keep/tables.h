// tables.h - the rows of the books as structs, and what is known of every table.
//
// Texts of a row that was read stay in the arena it was read into; those of a row to be written are
// borrowed for the call.
#ifndef KEEP_TABLES_H
#define KEEP_TABLES_H

#include "base/date.h"
#include "base/str.h"

typedef enum FieldKind {
    FIELD_ID,
    FIELD_LINK,
    FIELD_COUNT,
    FIELD_MONEY,
    FIELD_YES,
    FIELD_TIME,
    FIELD_DAY,
    FIELD_UNTIL,
    FIELD_WORD,
    FIELD_TEXT,
    FIELD_BYTES,
} FieldKind;

// How each kind stands in a struct.
typedef int64_t StoredID, StoredLINK, StoredCOUNT, StoredMONEY, StoredTIME;
typedef bool StoredYES;
typedef Date StoredDAY, StoredUNTIL;
typedef Str StoredWORD, StoredTEXT, StoredBYTES;

// What every row begins with.
#define COLUMNS_OF_ALL(Type)   \
    COLUMN(Type, ID, id)       \
    COLUMN(Type, WORD, county) \
    COLUMN(Type, COUNT, version) COLUMN(Type, TIME, made_at) COLUMN(Type, LINK, made_by)

#define COLUMN(Type, kind, name) Stored##kind name;
// NOLINTBEGIN(bugprone-macro-parentheses): members, and the name of a type
#define TABLE(table, Type, columns) \
    typedef struct Type {           \
        columns                     \
    } Type;
// NOLINTEND(bugprone-macro-parentheses)
#include "keep/tables.def"
#undef TABLE
#undef COLUMN

typedef enum TableId {
#define TABLE(table, Type, columns) TABLE_##table,
#include "keep/tables.def"
#undef TABLE
} TableId;

// What every row begins with, whatever its table.
typedef struct Row {
    int64_t id;
    Str county;
    int64_t version;
    int64_t made_at;
    int64_t made_by;
} Row;

typedef struct Field {
    FieldKind kind;
    const char *name;
    size_t offset; // in the struct
} Field;

typedef struct Table {
    const char *name;
    size_t row_size;
    const Field *columns; // [column_count]
    size_t column_count;
} Table;

const Table *table_at(TableId table);
size_t table_count(void);

#endif
