#include "keep/tables.h"

#define COLUMN(Type, kind, name)    {FIELD_##kind, #name, offsetof(Type, name)},
#define TABLE(table, Type, columns) static const Field fields_of_##table[] = {columns};
#include "keep/tables.def"
#undef TABLE
#undef COLUMN

static const Table tables[] = {
#define TABLE(table, Type, columns)                             \
    [TABLE_##table] = {#table, sizeof(Type), fields_of_##table, \
                       sizeof fields_of_##table / sizeof fields_of_##table[0]},
#include "keep/tables.def"
#undef TABLE
};

// Whoever has a row of any table may look at its beginning as a Row.
#define TABLE(table, Type, columns)                                                              \
    _Static_assert(offsetof(Type, made_by) == offsetof(Row, made_by) && offsetof(Type, id) == 0, \
                   "a row begins with what every row has");
#include "keep/tables.def"
#undef TABLE

const Table *table_at(TableId table)
{
    return &tables[table];
}

size_t table_count(void)
{
    return sizeof tables / sizeof tables[0];
}
