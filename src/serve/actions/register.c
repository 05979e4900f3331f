#include "serve/actions/register.h"

#include <string.h>

#include "base/csv.h"
#include "base/identity.h"
#include "base/limits.h"
#include "base/map.h"
#include "base/os.h"
#include "base/panic.h"
#include "base/text.h"
#include "serve/actions/office.h"

enum { NAME_CHARACTERS_MAX = 50 };

typedef enum RegisterColumn {
#define REGISTER_COLUMN(id, name, needed, about) COLUMN_OF_##id,
#include "serve/actions/register_columns.def"
#undef REGISTER_COLUMN
} RegisterColumn;

static const struct {
    const char *name;
    bool needed;
} COLUMNS[] = {
#define REGISTER_COLUMN(id, name, needed, about) {#name, needed},
#include "serve/actions/register_columns.def"
#undef REGISTER_COLUMN
};
enum { REGISTER_COLUMNS = sizeof COLUMNS / sizeof COLUMNS[0] };

// A row that was checked.
typedef struct RegisterRow {
    const CsvCell *cells[REGISTER_COLUMNS]; // NULL: the table has no such column
    Person person;
    bool is_head;
    uint32_t household; // index
    Str number;         // with a capital X; "": none
    Digest number_key;  // of it
} RegisterRow;

// What the rows of one number say together.
typedef struct RegisterHousehold {
    const RegisterRow *first;
    const RegisterRow *head;
    int64_t area; // id
} RegisterHousehold;

typedef struct Registering {
    Books *books;
    const RegisterRequest *request;
    Arena *arena;
    Diagnostics *diagnostics;
    CsvTable table;
    RegisterRow *rows; // [table.rows]
    VEC(RegisterHousehold) households;
    Map by_number; // of household -> index
    Map by_key;    // of a person's number -> row
    Map areas;     // code -> index into area_ids
    VEC(int64_t) area_ids;
} Registering;

static Str text_of(const RegisterRow *row, RegisterColumn column)
{
    return row->cells[column] != NULL ? row->cells[column]->text : STR("");
}

static Span span_of(const RegisterRow *row, RegisterColumn column)
{
    return row->cells[column] != NULL ? row->cells[column]->span : row->cells[COLUMN_OF_NAME]->span;
}

// --- reading ---

static bool read_table(Registering *registering, Sources *sources, Error *err)
{
    Str text = {0};
    const char *path = registering->request->path;
    if (!os_read_file(path, TABLE_FILE_SIZE_MAX, registering->arena, &text, err)) return false;
    if (str_starts(text, STR("\xEF\xBB\xBF"))) text = str_slice(text, 3, text.size);
    if (utf8_check(text) < text.size)
        return error_set(err, ERROR_INVALID, path, "this is not UTF-8 text: save it as UTF-8");
    const uint32_t file = sources_add(registering->arena, sources, str_from(path), text);
    const CsvOptions options = {
        .no_comments = true, .cells_max = TABLE_CELLS_MAX, .cell_size_max = TABLE_CELL_SIZE_MAX};
    return csv_parse_some(registering->diagnostics,
                          (Span){.file = file, .end = (uint32_t)text.size}, &options,
                          &registering->table) ||
           registering->diagnostics->error_count > 0 ||
           error_set(err, ERROR_INVALID, path, "the table has no header");
}

// Where each column stands; those that are needed must be there, and none may be unknown, for a
// column that is passed over is a column whose content is lost.
static bool find_columns(Registering *registering, size_t places[REGISTER_COLUMNS])
{
    const CsvTable *table = &registering->table;
    const size_t before = registering->diagnostics->error_count;
    const Span header = table->headers[0].span;
    for (size_t c = 0; c < REGISTER_COLUMNS; c++) {
        places[c] = csv_find_column(table, COLUMNS[c].name);
        if (places[c] == SIZE_MAX && COLUMNS[c].needed)
            diagnose(registering->diagnostics, "table", header, "there is no column \"%s\"",
                     COLUMNS[c].name);
    }
    for (size_t h = 0; h < table->header_count; h++) {
        bool known = false;
        for (size_t c = 0; c < REGISTER_COLUMNS; c++) known = known || places[c] == h;
        if (!known)
            diagnose(registering->diagnostics, "table", table->headers[h].span,
                     "nothing is known of a column \"" STR_FORMAT "\"",
                     STR_ARGS(table->headers[h].text));
    }
    return registering->diagnostics->error_count == before;
}

static bool take_area(void *context, const void *row, Error *err)
{
    Registering *registering = context;
    const Area *area = row;
    (void)err;
    map_put(registering->arena, &registering->areas, str_copy(registering->arena, area->code),
            (uint32_t)registering->area_ids.count);
    *vec_push(registering->arena, &registering->area_ids) = area->id;
    return true;
}

// --- checking a row ---

static void check_name(const Registering *registering, RegisterRow *row)
{
    const Str name = text_of(row, COLUMN_OF_NAME);
    row->person.name = name;
    if (name.size == 0)
        diagnose(registering->diagnostics, "name", span_of(row, COLUMN_OF_NAME),
                 "the person has no name");
    else if (utf8_count(name) > NAME_CHARACTERS_MAX)
        diagnose(registering->diagnostics, "name", span_of(row, COLUMN_OF_NAME),
                 "a name has at most %d characters", NAME_CHARACTERS_MAX);
}

// What the number says of sex and birth, against what the row says itself.
static void check_against_number(const Registering *registering, const RegisterRow *row,
                                 const Identity *identity)
{
    const Str sex = text_of(row, COLUMN_OF_SEX);
    const Str born = text_of(row, COLUMN_OF_BORN);
    const Str own_sex = identity->female ? STR("female") : STR("male");
    if (sex.size > 0 && !str_equal(sex, own_sex))
        diagnose(registering->diagnostics, "id-number", span_of(row, COLUMN_OF_SEX),
                 "the number is a %s's", identity->female ? "woman" : "man");
    if (born.size > 0 && row->person.born.day != identity->born.day)
        diagnose(registering->diagnostics, "id-number", span_of(row, COLUMN_OF_BORN),
                 "the number says " STR_FORMAT,
                 STR_ARGS(date_print(registering->arena, identity->born)));
}

static void check_number_once(Registering *registering, RegisterRow *row)
{
    const Str key = str_from(row->number_key.text);
    const uint32_t index = (uint32_t)(row - registering->rows);
    const uint32_t other = map_get(&registering->by_key, key);
    if (other == MAP_NONE) {
        map_put(registering->arena, &registering->by_key, key, index);
        return;
    }
    Diagnostic *fault = diagnose(registering->diagnostics, "id-number",
                                 span_of(row, COLUMN_OF_ID_NUMBER), "this number stands twice");
    diagnostic_other(registering->diagnostics, fault,
                     span_of(&registering->rows[other], COLUMN_OF_ID_NUMBER), "here first");
}

static void check_number(Registering *registering, RegisterRow *row)
{
    const Str number = text_of(row, COLUMN_OF_ID_NUMBER);
    const Span span = span_of(row, COLUMN_OF_ID_NUMBER);
    Identity identity;
    if (number.size == 0) {
        if (text_of(row, COLUMN_OF_BORN).size == 0 || text_of(row, COLUMN_OF_SEX).size == 0)
            diagnose(registering->diagnostics, "id-number", span,
                     "who has no number needs sex and day of birth");
        return;
    }
    const IdentityFault fault = identity_parse(number, &identity);
    if (fault != IDENTITY_SOUND) {
        diagnose(registering->diagnostics, "id-number", span, "%s", identity_fault_text(fault));
        return;
    }
    check_against_number(registering, row, &identity);
    row->person.born = identity.born;
    row->person.sex = identity.female ? STR("female") : STR("male");
    row->number = number;
    if (number.data[number.size - 1] == 'x') // the same number, however it is written
        row->number = str_print(registering->arena, STR_FORMAT "X",
                                STR_ARGS(str_slice(number, 0, number.size - 1)));
    row->number_key = cipher_hash(books_key(registering->books), STR("resident"), row->number);
    check_number_once(registering, row);
}

static void check_person(Registering *registering, RegisterRow *row)
{
    const Str sex = text_of(row, COLUMN_OF_SEX);
    const Str born = text_of(row, COLUMN_OF_BORN);
    row->person = (Person){.status = STR("active"), .died = DATE_LAST, .sex = sex};
    check_name(registering, row);
    if (sex.size > 0 && !str_equals(sex, "female") && !str_equals(sex, "male"))
        diagnose(registering->diagnostics, "sex", span_of(row, COLUMN_OF_SEX),
                 "the sex is female or male, not \"" STR_FORMAT "\"", STR_ARGS(sex));
    if (born.size > 0 && !date_parse(born, &row->person.born))
        diagnose(registering->diagnostics, "born", span_of(row, COLUMN_OF_BORN),
                 "there is no day \"" STR_FORMAT "\"; write YYYY-MM-DD", STR_ARGS(born));
    check_number(registering, row);
    if (row->person.born.day > registering->request->today.day)
        diagnose(registering->diagnostics, "born", span_of(row, COLUMN_OF_BORN),
                 "nobody is born after today");
}

// --- checking households ---

// Rows of one household say the same of it.
static void check_same(const Registering *registering, const RegisterRow *row,
                       const RegisterRow *first, RegisterColumn column)
{
    if (str_equal(text_of(row, column), text_of(first, column))) return;
    Diagnostic *fault = diagnose(registering->diagnostics, "household", span_of(row, column),
                                 "another row of this household says otherwise");
    diagnostic_other(registering->diagnostics, fault, span_of(first, column), "here");
}

static void start_household(Registering *registering, const RegisterRow *row)
{
    const Str area = text_of(row, COLUMN_OF_AREA);
    const Str residence = text_of(row, COLUMN_OF_RESIDENCE);
    const uint32_t known = map_get(&registering->areas, area);
    RegisterHousehold *household = vec_push(registering->arena, &registering->households);
    household->first = row;
    if (known != MAP_NONE) household->area = registering->area_ids.items[known];
    else
        diagnose(registering->diagnostics, "area", span_of(row, COLUMN_OF_AREA),
                 "the books have no area \"" STR_FORMAT "\"", STR_ARGS(area));
    if (!str_equals(residence, "urban") && !str_equals(residence, "rural"))
        diagnose(registering->diagnostics, "residence", span_of(row, COLUMN_OF_RESIDENCE),
                 "the residence is urban or rural, not \"" STR_FORMAT "\"", STR_ARGS(residence));
}

static void join_household(Registering *registering, RegisterRow *row)
{
    const Str number = text_of(row, COLUMN_OF_HOUSEHOLD);
    row->household = map_get(&registering->by_number, number);
    if (number.size == 0)
        diagnose(registering->diagnostics, "household", span_of(row, COLUMN_OF_HOUSEHOLD),
                 "the person belongs to no household");
    if (row->household == MAP_NONE) {
        row->household = (uint32_t)registering->households.count;
        map_put(registering->arena, &registering->by_number, number, row->household);
        start_household(registering, row);
    }
    RegisterHousehold *household = &registering->households.items[row->household];
    check_same(registering, row, household->first, COLUMN_OF_AREA);
    check_same(registering, row, household->first, COLUMN_OF_RESIDENCE);
    check_same(registering, row, household->first, COLUMN_OF_ADDRESS);
    row->is_head = str_equals(text_of(row, COLUMN_OF_RELATION), "self");
    if (text_of(row, COLUMN_OF_RELATION).size == 0)
        diagnose(registering->diagnostics, "relation", span_of(row, COLUMN_OF_RELATION),
                 "how the person is related to the head is not said");
    if (!row->is_head) return;
    if (household->head != NULL) {
        Diagnostic *fault = diagnose(registering->diagnostics, "household",
                                     span_of(row, COLUMN_OF_RELATION), "a household has one head");
        diagnostic_other(registering->diagnostics, fault,
                         span_of(household->head, COLUMN_OF_RELATION), "the other");
    }
    household->head = row;
}

static void check_heads(const Registering *registering)
{
    for (size_t h = 0; h < registering->households.count; h++) {
        const RegisterHousehold *household = &registering->households.items[h];
        if (household->head == NULL)
            diagnose(registering->diagnostics, "household",
                     span_of(household->first, COLUMN_OF_HOUSEHOLD),
                     "this household has no head: somebody's relation is \"self\"");
    }
}

// --- checking against the books ---

static bool is_there(const Registering *registering, const char *sql, Str text, bool *there,
                     Error *err)
{
    const SqlValue value = sql_text(text);
    int64_t count = 0;
    if (!store_number(books_store(registering->books),
                      &(SqlQuery){.text = sql, .values = &value, .count = 1}, 0, &count, err))
        return false;
    *there = count > 0;
    return true;
}

static bool check_books(const Registering *registering, Error *err)
{
    bool there = false;
    for (size_t r = 0; r < registering->table.rows; r++) {
        const RegisterRow *row = &registering->rows[r];
        if (row->number_key.text[0] == '\0') continue;
        if (!is_there(
                registering,
                "SELECT COUNT(*) FROM person_identifier WHERE kind = 'resident' AND value_key "
                "= $1 AND status = 'live'",
                str_from(row->number_key.text), &there, err))
            return false;
        if (there)
            diagnose(registering->diagnostics, "id-number", span_of(row, COLUMN_OF_ID_NUMBER),
                     "this person is on the register already");
    }
    for (size_t h = 0; h < registering->households.count; h++) {
        const RegisterRow *row = registering->households.items[h].first;
        if (!is_there(registering, "SELECT COUNT(*) FROM household WHERE number = $1",
                      text_of(row, COLUMN_OF_HOUSEHOLD), &there, err))
            return false;
        if (there)
            diagnose(registering->diagnostics, "household", span_of(row, COLUMN_OF_HOUSEHOLD),
                     "the books have a household of this number already");
    }
    return true;
}

// --- writing ---

static bool write_number(const Registering *registering, const RegisterRow *row, int64_t person,
                         RegisterCounts *counts, Error *err)
{
    PersonIdentifier number = {.person = person,
                               .kind = STR("resident"),
                               .value_key = str_from(row->number_key.text),
                               .status = STR("live")};
    if (row->number_key.text[0] == '\0') return true;
    counts->numbers++;
    return cipher_seal(books_key(registering->books), row->number, registering->arena,
                       &number.value_sealed, err) &&
           books_add(registering->books, TABLE_person_identifier, &number, err);
}

static bool write_row(const Registering *registering, const RegisterRow *row,
                      const int64_t *households, RegisterCounts *counts, Error *err)
{
    Person person = row->person;
    HouseholdMember member = {.household = households[row->household],
                              .relation = text_of(row, COLUMN_OF_RELATION),
                              .is_head = row->is_head,
                              .valid_from = registering->request->today,
                              .valid_to = DATE_LAST,
                              .recorded_at = books_now(registering->books)};
    counts->persons++;
    if (!books_add(registering->books, TABLE_person, &person, err)) return false;
    member.person = person.id;
    return write_number(registering, row, person.id, counts, err) &&
           books_add(registering->books, TABLE_household_member, &member, err);
}

static bool write_all(const Registering *registering, RegisterCounts *counts, Error *err)
{
    const size_t count = registering->households.count;
    int64_t *ids = ARENA_ARRAY(registering->arena, int64_t, count + 1);
    for (size_t h = 0; h < count; h++) {
        const RegisterHousehold *of = &registering->households.items[h];
        Household household = {.number = text_of(of->first, COLUMN_OF_HOUSEHOLD),
                               .area = of->area,
                               .residence = text_of(of->first, COLUMN_OF_RESIDENCE),
                               .address = text_of(of->first, COLUMN_OF_ADDRESS),
                               .status = STR("active")};
        if (!books_add(registering->books, TABLE_household, &household, err)) return false;
        ids[h] = household.id;
        counts->households++;
    }
    for (size_t r = 0; r < registering->table.rows; r++) {
        if (!write_row(registering, &registering->rows[r], ids, counts, err)) return false;
    }
    return true;
}

static bool write(const Registering *registering, RegisterCounts *counts, Error *err)
{
    Act act = {.user = registering->request->user,
               .reason = str_print(registering->arena, "import of %s", registering->request->path)};
    if (!office_county(registering->books, registering->arena, &act.county, err) ||
        !books_begin(registering->books, &act, err))
        return false;
    const bool done = write_all(registering, counts, err) && books_commit(registering->books, err);
    if (!done) books_rollback(registering->books);
    return done;
}

static void check_rows(Registering *registering, const size_t places[REGISTER_COLUMNS])
{
    const CsvTable *table = &registering->table;
    registering->rows = ARENA_ARRAY(registering->arena, RegisterRow, table->rows + 1);
    for (size_t r = 0; r < table->rows; r++) {
        RegisterRow *row = &registering->rows[r];
        for (size_t c = 0; c < REGISTER_COLUMNS; c++)
            row->cells[c] = places[c] == SIZE_MAX ? NULL : csv_cell(table, r, places[c]);
        check_person(registering, row);
        join_household(registering, row);
    }
    check_heads(registering);
}

bool register_table(Books *books, const RegisterRequest *request, Sources *sources,
                    Diagnostics *diagnostics, RegisterCounts *counts, Error *err)
{
    size_t places[REGISTER_COLUMNS];
    const RowQuery areas = {.table = TABLE_area, .where = ""};
    Registering registering = {.books = books,
                               .request = request,
                               .arena = diagnostics->arena,
                               .diagnostics = diagnostics};
    *counts = (RegisterCounts){0};
    if (!read_table(&registering, sources, err) ||
        !row_each(books_store(books), &areas, take_area, &registering, err))
        return false;
    if (diagnostics->error_count > 0 || !find_columns(&registering, places)) return true;
    check_rows(&registering, places);
    if (!check_books(&registering, err)) return false;
    if (diagnostics->error_count > 0) return true;
    if (request->apply) return write(&registering, counts, err);
    *counts = (RegisterCounts){.persons = (int64_t)registering.table.rows,
                               .households = (int64_t)registering.households.count,
                               .numbers = (int64_t)registering.by_key.count};
    return true;
}
