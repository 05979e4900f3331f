#include "keep/store/rows.h"

#include <string.h>

#include "base/panic.h"
#include "base/text.h"
#include "keep/store/driver.h"

enum { COLUMNS_MAX = 32 };
typedef enum RowStatement { INSERT, UPDATE, SELECT } RowStatement;

// --- between structs and values ---

SqlValue row_value(const Field *column, const void *row, Arena *arena)
{
    const unsigned char *field = (const unsigned char *)row + column->offset;
    int64_t number = 0;
    Date day = {0};
    Str text = {0};
    switch (column->kind) {
    case FIELD_ID:
    case FIELD_COUNT:
    case FIELD_MONEY:
    case FIELD_TIME: memcpy(&number, field, sizeof number); return sql_integer(number);
    case FIELD_LINK:
        memcpy(&number, field, sizeof number);
        return number != 0 ? sql_integer(number) : sql_null();
    case FIELD_YES: return sql_integer(*(const bool *)field);
    case FIELD_DAY:
    case FIELD_UNTIL:
        memcpy(&day, field, sizeof day);
        if (column->kind == FIELD_UNTIL && day.day == DATE_LAST.day) return sql_null();
        // A bound of a period that has none is no day.
        invariant(day.day != DATE_FIRST.day && day.day != DATE_LAST.day);
        return sql_text(date_print(arena, day));
    case FIELD_WORD:
    case FIELD_TEXT:
    case FIELD_BYTES: break;
    }
    memcpy(&text, field, sizeof text);
    return column->kind == FIELD_BYTES ? sql_bytes(text) : sql_text(text);
}

static bool refuse_cell(const Table *table, const Field *column, Error *err)
{
    return error_set(err, ERROR_INVALID, table->name,
                     "the books hold something in \"%s\" that cannot stand there", column->name);
}

// Writes a cell into its field.
static bool take_cell(const Table *table, const Field *column, const SqlValue *cell, void *row,
                      Error *err)
{
    unsigned char *field = (unsigned char *)row + column->offset;
    const bool null = cell->kind == SQL_NULL;
    Date day = DATE_LAST;
    switch (column->kind) {
    case FIELD_ID:
    case FIELD_COUNT:
    case FIELD_MONEY:
    case FIELD_TIME:
        if (cell->kind != SQL_INTEGER) return refuse_cell(table, column, err);
        memcpy(field, &cell->integer, sizeof cell->integer);
        return true;
    case FIELD_LINK: {
        const int64_t link = null ? 0 : cell->integer;
        if (!null && cell->kind != SQL_INTEGER) return refuse_cell(table, column, err);
        memcpy(field, &link, sizeof link);
        return true;
    }
    case FIELD_YES:
        if (cell->kind != SQL_INTEGER) return refuse_cell(table, column, err);
        *(bool *)field = cell->integer != 0;
        return true;
    case FIELD_DAY:
    case FIELD_UNTIL:
        if (null ? column->kind == FIELD_DAY
                 : cell->kind != SQL_TEXT || !date_parse(cell->text, &day))
            return refuse_cell(table, column, err);
        memcpy(field, &day, sizeof day);
        return true;
    case FIELD_WORD:
    case FIELD_TEXT:
    case FIELD_BYTES: break;
    }
    if (null) return refuse_cell(table, column, err);
    memcpy(field, &cell->text, sizeof cell->text);
    return true;
}

// --- statements ---

static void add_names(Text *sql, const Table *table)
{
    for (size_t c = 0; c < table->column_count; c++)
        text_print(sql, "%s%s", c > 0 ? ", " : "", table->columns[c].name);
}

static Str make_statement(RowStatement which, const Table *table, Arena *arena)
{
    Text sql = text_start(arena);
    switch (which) {
    case INSERT:
        text_print(&sql, "INSERT INTO %s (", table->name);
        add_names(&sql, table);
        text_add(&sql, STR(") VALUES ("));
        for (size_t c = 1; c <= table->column_count; c++)
            text_print(&sql, "%s$%zu", c > 1 ? ", " : "", c);
        text_add(&sql, STR(")"));
        break;
    case UPDATE: // the version stands third, and is the one that was read
        text_print(&sql, "UPDATE %s SET version = $3 + 1", table->name);
        for (size_t c = 3; c < table->column_count; c++)
            text_print(&sql, ", %s = $%zu", table->columns[c].name, c + 1);
        text_add(&sql, STR(" WHERE id = $1 AND county = $2 AND version = $3"));
        break;
    case SELECT:
        text_add(&sql, STR("SELECT "));
        add_names(&sql, table);
        text_print(&sql, " FROM %s ", table->name);
        break;
    }
    return text_str(&sql);
}

static const char *statement_of(Store *store, RowStatement which, TableId id)
{
    invariant((size_t)id < (size_t)TABLES_MAX);
    const char **kept = &store->statements[which][id];
    if (*kept == NULL)
        *kept = str_terminated(store->arena, make_statement(which, table_at(id), store->arena));
    return *kept;
}

// --- rows ---

static size_t values_of(Store *store, const Table *table, const void *row,
                        SqlValue values[COLUMNS_MAX])
{
    invariant(table->column_count <= COLUMNS_MAX);
    arena_reset(store->passing);
    for (size_t c = 0; c < table->column_count; c++)
        values[c] = row_value(&table->columns[c], row, store->passing);
    return table->column_count;
}

bool row_insert(Store *store, TableId id, const void *row, Error *err)
{
    SqlValue values[COLUMNS_MAX];
    const SqlQuery query = {.text = statement_of(store, INSERT, id),
                            .values = values,
                            .count = values_of(store, table_at(id), row, values)};
    return store_run(store, &query, NULL, err);
}

bool row_update(Store *store, TableId id, void *row, Error *err)
{
    SqlValue values[COLUMNS_MAX];
    const SqlQuery query = {.text = statement_of(store, UPDATE, id),
                            .values = values,
                            .count = values_of(store, table_at(id), row, values)};
    int64_t changed = 0;
    if (!store_run(store, &query, &changed, err)) return false;
    if (changed != 1)
        return error_set(err, ERROR_CONFLICT, table_at(id)->name,
                         "somebody else has changed this in the meantime; look at it again");
    ((Row *)row)->version++;
    return true;
}

typedef struct Reading {
    const Table *table;
    Arena *passing;
    RowTake *take;
    void *context;
} Reading;

static bool take_row(void *context, const SqlValue *cells, size_t count, Error *err)
{
    const Reading *reading = context;
    const Table *table = reading->table;
    invariant(count == table->column_count);
    arena_reset(reading->passing);
    void *row = arena_take(reading->passing, table->row_size);
    for (size_t c = 0; c < count; c++) {
        if (!take_cell(table, &table->columns[c], &cells[c], row, err)) return false;
    }
    return reading->take(reading->context, row, err);
}

bool row_each(Store *store, const RowQuery *query, RowTake *take, void *context, Error *err)
{
    Arena *own = arena_create();
    Reading reading = {.table = table_at(query->table),
                       .passing = arena_create(),
                       .take = take,
                       .context = context};
    const char *all = statement_of(store, SELECT, query->table);
    const SqlQuery asked = {.text = str_terminated(own, str_print(own, "%s%s", all, query->where)),
                            .values = query->values,
                            .count = query->count};
    const bool done = store_each(store, &asked, take_row, &reading, err);
    arena_destroy(reading.passing);
    arena_destroy(own);
    return done;
}

// One row, with its texts in an arena of the caller's.
typedef struct OneRow {
    const Table *table;
    Arena *arena;
    void *row;
    bool found;
} OneRow;

static bool keep_row(void *context, const void *row, Error *err)
{
    OneRow *one = context;
    (void)err;
    memcpy(one->row, row, one->table->row_size);
    for (size_t c = 0; c < one->table->column_count; c++) {
        const Field *column = &one->table->columns[c];
        Str text = {0};
        if (column->kind < FIELD_WORD) continue;
        unsigned char *field = (unsigned char *)one->row + column->offset;
        memcpy(&text, field, sizeof text);
        text = str_copy(one->arena, text);
        memcpy(field, &text, sizeof text);
    }
    one->found = true;
    return true;
}

bool row_find(Store *store, const RowQuery *query, Arena *arena, void *row, bool *found, Error *err)
{
    OneRow one = {.table = table_at(query->table), .arena = arena, .row = row};
    if (!row_each(store, query, keep_row, &one, err)) return false;
    *found = one.found;
    return true;
}

// --- text ---

Str row_text(TableId id, const void *row, Arena *arena)
{
    const Table *table = table_at(id);
    Text text = text_start(arena);
    text_print(&text, "%s", table->name);
    for (size_t c = 0; c < table->column_count; c++) {
        const SqlValue value = row_value(&table->columns[c], row, arena);
        text_print(&text, ";%s=", table->columns[c].name);
        switch (value.kind) {
        case SQL_NULL: break;
        case SQL_INTEGER: text_print(&text, "%lld", (long long)value.integer); break;
        case SQL_TEXT:
        case SQL_BYTES: // with its size, so that no text can look like another column
            text_print(&text, "%zu:", value.text.size);
            text_add(&text, value.text);
            break;
        }
    }
    return text_str(&text);
}
