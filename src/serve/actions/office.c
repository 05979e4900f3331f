#include "serve/actions/office.h"

#include "base/csv.h"
#include "base/map.h"
#include "base/panic.h"
#include "base/text.h"

bool office_county(Books *books, Arena *arena, Str *county, Error *err)
{
    Area area = {0};
    bool found = false;
    const RowQuery top = {.table = TABLE_area, .where = "WHERE parent IS NULL ORDER BY id DESC"};
    if (!row_find(books_store(books), &top, arena, &area, &found, err)) return false;
    *county = area.county;
    return found || error_set(err, ERROR_INVALID, "",
                              "these books have no areas yet: doudi import areas FILE.csv");
}

// --- areas ---

typedef struct AreaColumns {
    size_t code, parent, name;
} AreaColumns;

static bool find_area_columns(const CsvTable *table, Diagnostics *diagnostics, AreaColumns *columns)
{
    const Span header = table->headers[0].span;
    *columns = (AreaColumns){.code = csv_find_column(table, "code"),
                             .parent = csv_find_column(table, "parent"),
                             .name = csv_find_column(table, "name")};
    if (columns->code != SIZE_MAX && columns->parent != SIZE_MAX && columns->name != SIZE_MAX)
        return true;
    diagnose(diagnostics, "table", header, "a table of areas has columns code, parent and name");
    return false;
}

static bool find_area(Books *books, Str code, Arena *arena, Area *area, bool *found, Error *err)
{
    const SqlValue value = sql_text(code);
    const RowQuery query = {
        .table = TABLE_area, .where = "WHERE code = $1", .values = &value, .count = 1};
    return row_find(books_store(books), &query, arena, area, found, err);
}

static bool add_area(Books *books, const CsvTable *table, const AreaColumns *columns, size_t r,
                     Diagnostics *diagnostics, Error *err)
{
    const CsvCell *code = csv_cell(table, r, columns->code);
    const CsvCell *above = csv_cell(table, r, columns->parent);
    const CsvCell *name = csv_cell(table, r, columns->name);
    Area parent = {0};
    Area area = {.code = code->text, .name = name->text, .path = code->text, .county = code->text};
    bool found = false;
    if (code->text.size == 0 || name->text.size == 0)
        diagnose(diagnostics, "area", code->span, "an area has a code and a name");
    if (above->text.size == 0) return books_add(books, TABLE_area, &area, err);
    if (!find_area(books, above->text, diagnostics->arena, &parent, &found, err)) return false;
    if (!found) {
        diagnose(diagnostics, "area", above->span,
                 "there is no area \"" STR_FORMAT "\" yet: parents stand first",
                 STR_ARGS(above->text));
        return true;
    }
    area.parent = parent.id;
    area.county = parent.county;
    area.path = str_print(diagnostics->arena, STR_FORMAT "." STR_FORMAT, STR_ARGS(parent.path),
                          STR_ARGS(code->text));
    return books_add(books, TABLE_area, &area, err);
}

bool office_add_areas(Books *books, const NewAreas *areas, Sources *sources,
                      Diagnostics *diagnostics, int64_t *added, Error *err)
{
    uint32_t file = 0;
    CsvTable table = {0};
    AreaColumns columns;
    *added = 0;
    if (!sources_read(diagnostics->arena, sources, areas->path, &file, err)) return false;
    const Span whole = {.file = file, .end = (uint32_t)sources->files.items[file].text.size};
    if (!csv_parse(diagnostics, whole, &table)) {
        if (diagnostics->error_count == 0)
            return error_set(err, ERROR_INVALID, areas->path, "the table has no header");
        return true;
    }
    if (!find_area_columns(&table, diagnostics, &columns)) return true;
    const Str county = table.rows > 0 ? csv_cell(&table, 0, columns.code)->text : STR("");
    const Act act = {.user = areas->by,
                     .county = county,
                     .reason = str_print(diagnostics->arena, "areas of %s", areas->path)};
    if (!books_begin(books, &act, err)) return false;
    bool done = true;
    for (size_t r = 0; done && r < table.rows; r++)
        done = add_area(books, &table, &columns, r, diagnostics, err);
    if (!done || diagnostics->error_count > 0) {
        books_rollback(books);
        return done;
    }
    *added = (int64_t)table.rows;
    return books_commit(books, err);
}

// --- users ---

static bool check_role(Str role, Error *err)
{
    static const char *const names[] = {
#define ROLE(name, chinese, about) #name,
#include "serve/actions/roles.def"
#undef ROLE
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (str_equals(role, names[i])) return true;
    }
    return error_set(err, ERROR_USAGE, "",
                     "--role is caseworker, township, county, finance, auditor or admin, not "
                     "\"" STR_FORMAT "\"",
                     STR_ARGS(role));
}

// The area that a user works in: the one that was named, or the top.
static bool area_of(Books *books, Str code, Arena *arena, Area *area, Error *err)
{
    bool found = false;
    const RowQuery top = {.table = TABLE_area, .where = "WHERE parent IS NULL ORDER BY id DESC"};
    if (code.size > 0 ? !find_area(books, code, arena, area, &found, err)
                      : !row_find(books_store(books), &top, arena, area, &found, err))
        return false;
    if (found) return true;
    return code.size > 0 ? error_set(err, ERROR_NOT_FOUND, "",
                                     "there is no area \"" STR_FORMAT "\"", STR_ARGS(code))
                         : error_set(err, ERROR_INVALID, "",
                                     "these books have no areas yet: doudi import areas FILE.csv");
}

static bool add_with_role(Books *books, const NewUser *new_user, const Area *area, Error *err)
{
    AppUser user = {.login = new_user->login,
                    .name = new_user->name,
                    .password = STR(""),
                    .status = STR("active")};
    RoleGrant grant = {.role = new_user->role,
                       .area_path = area->path,
                       .valid_from = new_user->from,
                       .valid_to = DATE_LAST};
    if (!books_add(books, TABLE_app_user, &user, err)) return false;
    grant.user_id = user.id;
    return books_add(books, TABLE_role_grant, &grant, err) && books_commit(books, err);
}

bool office_add_user(Books *books, const NewUser *user, int64_t by, Error *err)
{
    Area area = {0};
    Arena *arena = arena_create();
    bool done = check_role(user->role, err) && area_of(books, user->area, arena, &area, err);
    const Act act = {.user = by, .county = area.county, .reason = STR("a new user")};
    done = done && books_begin(books, &act, err) && add_with_role(books, user, &area, err);
    if (!done) books_rollback(books);
    arena_destroy(arena);
    return done;
}

bool office_find_user(Books *books, Str login, Arena *arena, AppUser *user, Error *err)
{
    const SqlValue value = sql_text(login);
    bool found = false;
    const RowQuery query = {.table = TABLE_app_user,
                            .where = "WHERE login = $1 AND status = 'active'",
                            .values = &value,
                            .count = 1};
    if (!row_find(books_store(books), &query, arena, user, &found, err)) return false;
    return found ||
           error_set(err, ERROR_NOT_FOUND, "",
                     "nobody is known here as \"" STR_FORMAT "\": doudi user add makes users",
                     STR_ARGS(login));
}
