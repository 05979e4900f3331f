#include "model/people/import_load.h"

#include <stdarg.h>
#include <string.h>

#include "base/os.h"
#include "base/panic.h"
#include "base/suggest.h"
#include "base/text.h"
#include "decide/block/columns.h"

enum { SIZE_BELIEVED_MAX = 1000 }; // a larger one is no size of a household

static const char *const level_names[] = {"households", "persons"};

// --- faults ---

static Str place_text(const Load *load, Place place)
{
    if (place.column == NULL || diagnostics_are_full(load->diagnostics)) return STR("");
    return str_print(load->diagnostics->arena, ", column \"" STR_FORMAT "\"",
                     STR_ARGS(place.column->name));
}

Diagnostic *load_fault(Load *load, Entry *entry, Exclusion reason, Place place, const char *format,
                       ...)
{
    Str message = {0};
    if (!diagnostics_are_full(load->diagnostics)) {
        va_list args;
        va_start(args, format);
        message = str_print_list(load->diagnostics->arena, format, args);
        va_end(args);
    }
    const CsvTable *csv = &load->tables[place.level].csv;
    const CsvCell *cell = csv_cell(csv, place.row, place.column == NULL ? 0 : place.column->index);
    const Str column = place_text(load, place);
    if (entry->reason == EXCLUSION_NONE) entry->reason = reason;
    Diagnostic *told =
        diagnose(load->diagnostics, "survey", cell->span, "row %zu" STR_FORMAT ": " STR_FORMAT,
                 place.row + 1, STR_ARGS(column), STR_ARGS(message));
    if (load->mapping.exclude_faulty) {
        told->severity = SEVERITY_WARNING;
        load->diagnostics->error_count--;
    }
    return told;
}

// --- opening ---

static void want(Arena *arena, StrVec *wanted, const MappingItem *item)
{
    for (size_t i = 0; i < item->columns.count; i++)
        *vec_push(arena, wanted) = item->columns.items[i].name;
}

// Every line of the mapping that reads a table: calls `visit` for each.
static void each_item(Load *load, SurveyLevel level,
                      void (*visit)(Load *load, SurveyLevel level, MappingItem *item,
                                    void *context),
                      void *context)
{
    Mapping *mapping = &load->mapping;
    MappingTable *table = &mapping->tables[level];
    visit(load, level, &table->household, context);
    visit(load, level, &table->person, context);
    if (mapping->weight_level == level) visit(load, level, &mapping->weight, context);
    if (mapping->region_level == level) visit(load, level, &mapping->region, context);
    if (level == LEVEL_HOUSEHOLDS) visit(load, level, &mapping->size, context);
    for (size_t i = 0; i < table->facts.count; i++)
        visit(load, level, &table->facts.items[i], context);
}

static void visit_want(Load *load, SurveyLevel level, MappingItem *item, void *context)
{
    (void)level;
    want(load->diagnostics->arena, context, item);
}

static void find_column(Load *load, const ImportTable *table, MappingColumn *column)
{
    Suggestion near = suggestion_start(column->name);
    for (size_t i = 0; i < table->csv.columns; i++) {
        column->index = i;
        if (str_equal(csv_header(&table->csv, i)->text, column->name)) return;
    }
    for (size_t i = 0; i < table->names.count; i++) suggestion_offer(&near, table->names.items[i]);
    Diagnostic *told =
        diagnose(load->diagnostics, "mapping", column->span,
                 "the file " STR_FORMAT " has no column \"" STR_FORMAT "\"",
                 STR_ARGS(load->sources->files.items[table->file].path), STR_ARGS(column->name));
    if (near.nearest.size > 0)
        diagnostic_hint(load->diagnostics, told, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
}

static void visit_find(Load *load, SurveyLevel level, MappingItem *item, void *context)
{
    (void)context;
    for (size_t i = 0; i < item->columns.count; i++)
        find_column(load, &load->tables[level], &item->columns.items[i]);
}

// A table of one column whose header holds another separator: told instead of every column that is
// not found.
static bool check_separator(Load *load, const ImportTable *table)
{
    if (table->csv.header_count != 1) return true;
    const Str header = table->csv.headers[0].text;
    const bool tabs = str_find(header, STR("\t")) != SIZE_MAX;
    const bool semicolons = str_find(header, STR(";")) != SIZE_MAX;
    if (!tabs && !semicolons) return true;
    diagnose(load->diagnostics, "survey", table->csv.headers[0].span,
             "cells seem to be separated by %s; save the file with commas between them",
             tabs ? "tabs" : "semicolons");
    return false;
}

static void check_header(Load *load, const ImportTable *table)
{
    Map seen = {0};
    for (size_t i = 0; i < table->csv.header_count; i++) {
        const CsvCell *cell = &table->csv.headers[i];
        if (map_get(&seen, cell->text) != MAP_NONE)
            diagnose(load->diagnostics, "survey", cell->span,
                     "two columns are headed \"" STR_FORMAT "\"", STR_ARGS(cell->text));
        map_put(load->diagnostics->arena, &seen, cell->text, (uint32_t)i);
    }
}

// Beside the mapping, unless the path is absolute.
static const char *beside(const Load *load, Str file)
{
    Arena *arena = load->diagnostics->arena;
    const char *slash = strrchr(load->request->mapping, '/');
    if (slash == NULL || file.data[0] == '/') return str_terminated(arena, file);
    const int size = (int)(slash - load->request->mapping) + 1;
    return str_terminated(
        arena, str_print(arena, "%.*s" STR_FORMAT, size, load->request->mapping, STR_ARGS(file)));
}

static bool open_table(Load *load, SurveyLevel level, size_t *given, bool *sound, Error *err)
{
    const MappingTable *table = &load->mapping.tables[level];
    if (!table->given) return true;
    const char *path = NULL;
    if (table->file.size > 0) path = beside(load, table->file);
    else if (*given < load->request->file_count) path = load->request->files[(*given)++];
    else
        return error_set(err, ERROR_USAGE, load->request->mapping,
                         "no file is given for [%s]: name it in the mapping with file = PATH, or "
                         "on the command line",
                         level_names[level]);
    StrVec wanted = {0};
    each_item(load, level, visit_want, &wanted);
    const ImportFile file = {.path = path, .gb18030 = load->mapping.gb18030, .wanted = &wanted};
    ImportTable *opened = &load->tables[level];
    Error failure = {0};
    if (!import_table_read(&file, load->sources, load->diagnostics, opened, &failure)) {
        *sound = false;
        if (failure.code == ERROR_NONE) return true;
        *err = failure;
        return false;
    }
    if (!check_separator(load, opened)) return true;
    check_header(load, opened);
    each_item(load, level, visit_find, NULL);
    if (opened->csv.rows > 0 || load->diagnostics->error_count > 0) return true;
    diagnose(load->diagnostics, "survey", (Span){.file = opened->file},
             "the table of %s has a header but no rows", level_names[level]);
    return true;
}

bool load_open(Load *load, bool *sound, Error *err)
{
    uint32_t file = 0;
    *sound = true;
    if (!sources_read(load->diagnostics->arena, load->sources, load->request->mapping, &file, err))
        return false;
    if (!mapping_parse(load->diagnostics, file, &load->request->facts, &load->mapping)) {
        *sound = false;
        return true;
    }
    size_t given = 0;
    for (int level = 0; level < SURVEY_LEVELS; level++) {
        if (!open_table(load, (SurveyLevel)level, &given, sound, err)) return false;
    }
    if (given < load->request->file_count)
        return error_set(err, ERROR_USAGE, load->request->files[given],
                         "the mapping has no table for this file; its sections name their files, "
                         "or the sections are fewer than the files");
    *sound = *sound && load->diagnostics->error_count == 0;
    return true;
}

// --- households ---

static Entry *find_entry(Load *load, Str id)
{
    const uint32_t found = map_get(&load->by_id, id);
    if (found != MAP_NONE) return &load->entries.items[found];
    map_put(load->diagnostics->arena, &load->by_id, id, (uint32_t)load->entries.count);
    Entry *entry = vec_push(load->diagnostics->arena, &load->entries);
    *entry = (Entry){.id = id, .row = NO_ROW};
    return entry;
}

// The id in a row, "1" and "1.0" being different; a missing one is a fault of a household of its
// own.
static Str row_id(Load *load, SurveyLevel level, size_t row)
{
    const MappingItem *item = &load->mapping.tables[level].household;
    if (!item->given) return str_print(load->diagnostics->arena, "row %zu", row + 1);
    return load_text(load, level, row, item->columns.items[0].index);
}

static void take_household_rows(Load *load)
{
    const ImportTable *table = &load->tables[LEVEL_HOUSEHOLDS];
    const MappingItem *item = &load->mapping.tables[LEVEL_HOUSEHOLDS].household;
    for (size_t row = 0; row < table->csv.rows; row++) {
        const Str id = row_id(load, LEVEL_HOUSEHOLDS, row);
        const Place place = {LEVEL_HOUSEHOLDS, row, item->given ? item->columns.items : NULL};
        Entry *entry = find_entry(load, id);
        if (id.size == 0 || str_equals(id, "."))
            (void)load_fault(load, entry, EXCLUSION_DUPLICATE, place, "the household has no id");
        if (entry->row != NO_ROW) {
            Diagnostic *told =
                load_fault(load, entry, EXCLUSION_DUPLICATE, place,
                           "a second household has the id \"" STR_FORMAT "\"", STR_ARGS(id));
            invariant(place.column != NULL); // else each row has an id of its own
            const Span first = csv_cell(&table->csv, entry->row, place.column->index)->span;
            diagnostic_other(load->diagnostics, told, first, "the first is here");
            diagnostic_hint(load->diagnostics, told,
                            "give each household an id of its own; if ids repeat in other years "
                            "or places, import one at a time");
            *vec_push(load->diagnostics->arena, &load->second_rows) =
                (SecondRow){.entry = (uint32_t)(entry - load->entries.items), .row = (uint32_t)row};
            continue;
        }
        entry->row = (uint32_t)row;
    }
}

static void take_person_row(Load *load, size_t row, uint32_t *entry_of)
{
    const bool with_households = load->mapping.tables[LEVEL_HOUSEHOLDS].given;
    const MappingItem *item = &load->mapping.tables[LEVEL_PERSONS].household;
    const Str id = row_id(load, LEVEL_PERSONS, row);
    const Place place = {LEVEL_PERSONS, row, item->columns.items};
    Entry *entry = find_entry(load, id);
    const bool unnamed = id.size == 0 || str_equals(id, ".");
    if (unnamed)
        (void)load_fault(load, entry, EXCLUSION_NO_ROW, place, "the person has no household id");
    else if (with_households && entry->row == NO_ROW && entry->members == 0) {
        Diagnostic *told =
            load_fault(load, entry, EXCLUSION_NO_ROW, place,
                       "no row of the household file has the id \"" STR_FORMAT "\"", STR_ARGS(id));
        diagnostic_hint(load->diagnostics, told,
                        "add the household, or remove its persons; ids are compared as text");
    }
    entry->members++;
    entry_of[row] = (uint32_t)(entry - load->entries.items);
}

// Persons by household, in the file's order.
static void take_person_rows(Load *load)
{
    Arena *arena = load->diagnostics->arena;
    const size_t rows = load->tables[LEVEL_PERSONS].csv.rows;
    uint32_t *entry_of = ARENA_ARRAY(arena, uint32_t, rows);
    for (size_t row = 0; row < rows; row++) take_person_row(load, row, entry_of);
    uint32_t first = 0;
    for (size_t i = 0; i < load->entries.count; i++) {
        Entry *entry = &load->entries.items[i];
        entry->first = first;
        first += entry->members;
        entry->members = 0;
    }
    load->persons = ARENA_ARRAY(arena, uint32_t, rows);
    load->person_count = rows;
    for (size_t row = 0; row < rows; row++) {
        Entry *entry = &load->entries.items[entry_of[row]];
        load->persons[entry->first + entry->members++] = (uint32_t)row;
    }
}

// Sizes of households whose persons stand in no table.
static void take_sizes(Load *load)
{
    const MappingItem *item = &load->mapping.size;
    const ImportFact count = {.kind = IMPORT_COUNT};
    for (size_t i = 0; i < load->entries.count; i++) {
        Entry *entry = &load->entries.items[i];
        entry->first = (uint32_t)load->person_count;
        int64_t size = 0;
        const Place place = {LEVEL_HOUSEHOLDS, entry->row,
                             item->constant ? NULL : item->columns.items};
        const Str text = item->constant ? item->value
                                        : load_text(load, LEVEL_HOUSEHOLDS, entry->row,
                                                    item->columns.items[0].index);
        if (mapping_cell(&count, number_whole(1), text, &size) != NULL || size < 0 ||
            size > SIZE_BELIEVED_MAX) {
            (void)load_fault(load, entry, EXCLUSION_VALUE, place,
                             "\"" STR_FORMAT "\" should be how many members the household has",
                             STR_ARGS(text));
            size = 0;
        }
        entry->members = (uint32_t)size;
        if (size <= BLOCK_SLOTS) load->person_count += (size_t)size; // larger ones are left out
    }
}

size_t load_row(const Load *load, const Entry *entry, SurveyLevel level)
{
    if (level == LEVEL_HOUSEHOLDS) return entry->row;
    invariant(load->persons != NULL && entry->members > 0);
    return load->persons[entry->first];
}

// Two persons of one household with one id.
static void check_persons(Load *load, Entry *entry)
{
    const MappingItem *item = &load->mapping.tables[LEVEL_PERSONS].person;
    if (load->persons == NULL || item->columns.count == 0) return;
    const MappingColumn *column = &item->columns.items[0];
    for (uint32_t i = 1; i < entry->members; i++) {
        const size_t row = load->persons[entry->first + i];
        const Str id = load_text(load, LEVEL_PERSONS, row, column->index);
        for (uint32_t k = 0; k < i; k++) {
            const size_t other = load->persons[entry->first + k];
            if (!str_equal(id, load_text(load, LEVEL_PERSONS, other, column->index))) continue;
            (void)load_fault(load, entry, EXCLUSION_DUPLICATE, (Place){LEVEL_PERSONS, row, column},
                             "the household has a second person \"" STR_FORMAT
                             "\"; the first is in row %zu",
                             STR_ARGS(id), other + 1);
            break;
        }
    }
}

static void check_entry(Load *load, Entry *entry)
{
    const bool persons = load->persons != NULL;
    const SurveyLevel level = entry->row == NO_ROW ? LEVEL_PERSONS : LEVEL_HOUSEHOLDS;
    if (entry->members == 0) {
        if (entry->reason != EXCLUSION_NONE) return;
        (void)load_fault(load, entry, EXCLUSION_NO_MEMBER, (Place){level, entry->row, NULL},
                         persons ? "no person of the person file belongs to this household"
                                 : "this household has no members");
        return;
    }
    if (entry->members > BLOCK_SLOTS) {
        (void)load_fault(load, entry, EXCLUSION_TOO_LARGE,
                         (Place){level, load_row(load, entry, level), NULL},
                         "the household \"" STR_FORMAT
                         "\" has %u members; at most %d are evaluated. Is the id the household's?",
                         STR_ARGS(entry->id), entry->members, BLOCK_SLOTS);
        return;
    }
    check_persons(load, entry);
}

void load_households(Load *load)
{
    if (load->mapping.tables[LEVEL_HOUSEHOLDS].given) take_household_rows(load);
    if (load->mapping.tables[LEVEL_PERSONS].given) take_person_rows(load);
    else take_sizes(load);
    for (size_t i = 0; i < load->entries.count; i++) check_entry(load, &load->entries.items[i]);
}
