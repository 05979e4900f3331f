#include "keep/tables.h"

#define TABLE(table, Type)       static const Field columns_of_##table[] = {
#define COLUMN(Type, kind, name) {FIELD_##kind, #name, offsetof(Type, name)},
#define END(table, Type) \
    }                    \
    ;
#include "keep/tables.def"
#undef TABLE
#undef COLUMN
#undef END

static const Table tables[] = {
#define TABLE(table, Type) [TABLE_##table] = {.name = #table,
#define COLUMN(Type, kind, name)
#define END(table, Type)                                                     \
    .row_size = sizeof(Type), .columns = columns_of_##table,                 \
    .column_count = sizeof columns_of_##table / sizeof columns_of_##table[0] \
    }                                                                        \
    ,
#include "keep/tables.def"
#undef TABLE
#undef COLUMN
#undef END
};

// Whoever has a row of any table may look at its beginning as a Row.
#define TABLE(table, Type)                                                                       \
    _Static_assert(offsetof(Type, made_by) == offsetof(Row, made_by) && offsetof(Type, id) == 0, \
                   "a row begins with what every row has");
#define COLUMN(Type, kind, name)
#define END(table, Type)
#include "keep/tables.def"
#undef TABLE
#undef COLUMN
#undef END

const Table *table_at(TableId table)
{
    return &tables[table];
}

size_t table_count(void)
{
    return sizeof tables / sizeof tables[0];
}
