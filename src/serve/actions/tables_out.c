#include "serve/actions/tables_out.h"

#include "base/os.h"
#include "base/panic.h"
#include "base/text.h"
#include "serve/actions/office.h"

typedef struct Writing {
    const Table *table;
    Arena *passing;
    Text text;
    int64_t rows;
} Writing;

// Quoted where it must be; what a spreadsheet would take for a formula is quoted and begins with an
// apostrophe.
static void add_text(Text *text, Str cell)
{
    const bool formula = cell.size > 0 && (cell.data[0] == '=' || cell.data[0] == '+' ||
                                           cell.data[0] == '-' || cell.data[0] == '@');
    bool quoted = formula;
    for (size_t i = 0; i < cell.size; i++)
        quoted = quoted || cell.data[i] == '"' || cell.data[i] == ',' || cell.data[i] == '\n' ||
                 cell.data[i] == '\r';
    if (!quoted) {
        text_add(text, cell);
        return;
    }
    text_add_char(text, '"');
    if (formula) text_add_char(text, '\'');
    for (size_t i = 0; i < cell.size; i++) {
        if (cell.data[i] == '"') text_add_char(text, '"');
        text_add_char(text, cell.data[i]);
    }
    text_add_char(text, '"');
}

static bool add_row(void *context, const void *row, Error *err)
{
    Writing *writing = context;
    (void)err;
    for (size_t c = 0; c < writing->table->column_count; c++) {
        const Field *column = &writing->table->columns[c];
        const SqlValue value = row_value(column, row, writing->passing);
        if (c > 0) text_add_char(&writing->text, ',');
        switch (value.kind) {
        case SQL_NULL: break;
        case SQL_INTEGER: text_print(&writing->text, "%lld", (long long)value.integer); break;
        case SQL_TEXT: add_text(&writing->text, value.text); break;
        case SQL_BYTES:
            for (size_t i = 0; i < value.text.size; i++)
                text_print(&writing->text, "%02x", (unsigned char)value.text.data[i]);
            break;
        }
    }
    text_add_char(&writing->text, '\n');
    writing->rows++;
    return true;
}

static bool write_table(Books *books, TableId id, const char *folder, int64_t *rows, Error *err)
{
    Arena *arena = arena_create();
    Writing writing = {.table = table_at(id), .passing = arena, .text = text_start(arena)};
    const RowQuery all = {.table = id, .where = "ORDER BY id"};
    for (size_t c = 0; c < writing.table->column_count; c++)
        text_print(&writing.text, "%s%s", c > 0 ? "," : "", writing.table->columns[c].name);
    text_add_char(&writing.text, '\n');
    const char *path =
        str_terminated(arena, str_print(arena, "%s/%s.csv", folder, writing.table->name));
    const bool done = row_each(books_store(books), &all, add_row, &writing, err) &&
                      os_write_file(path, text_str(&writing.text), arena, err);
    *rows += writing.rows;
    arena_destroy(arena);
    return done;
}

static bool note(Books *books, const char *folder, int64_t user, Error *err)
{
    Arena *arena = arena_create();
    Act act = {.user = user, .reason = str_print(arena, "export to %s", folder)};
    bool done = office_county(books, arena, &act.county, err) && books_begin(books, &act, err);
    if (done) {
        done = books_note(books, STR("export"), STR("books"), 0, err) && books_commit(books, err);
        if (!done) books_rollback(books);
    }
    arena_destroy(arena);
    return done;
}

bool tables_out(Books *books, const char *folder, int64_t user, int64_t *rows, Error *err)
{
    *rows = 0;
    if (!os_is_folder(folder))
        return error_set(err, ERROR_ENVIRONMENT, folder, "there is no such folder; make it first");
    if (!note(books, folder, user, err)) return false;
    bool done = store_begin_reading(books_store(books), err); // all tables as of one moment
    for (TableId id = 0; done && id < table_count(); id++)
        done = write_table(books, id, folder, rows, err);
    store_end_reading(books_store(books));
    return done;
}
