// Tables: regions, the calendar, and the rows of parameters, from files, blocks and declarations.

#include <stdlib.h>

#include "base/csv.h"
#include "base/date_fault.h"
#include "base/suggest.h"
#include "base/text.h"
#include "compile/compiler.h"
#include "compile/nearest.h"

// --- where a table's text is ---

// The path of a file named in a document: relative to the document's folder.
static char *beside(Compiler *compiler, uint32_t file, Str name)
{
    const Str path = compiler->sources->files.items[file].path;
    size_t folder = path.size;
    while (folder > 0 && path.data[folder - 1] != '/') folder--;
    return str_terminated(compiler->policy,
                          str_print(compiler->policy, STR_FORMAT STR_FORMAT,
                                    STR_ARGS(str_slice(path, 0, folder)), STR_ARGS(name)));
}

// Reads the file that a clause names. False and reported if it cannot be read.
static bool read_named_file(Compiler *compiler, const Decl *decl, const Clause *clause,
                            Span *content)
{
    const uint32_t document_file = compiler->program->documents.items[decl->document].file;
    Error err = {0};
    uint32_t file = 0;
    const char *path = beside(compiler, document_file, clause->text);
    if (!sources_read(compiler->policy, compiler->sources, path, &file, &err)) {
        Diagnostic *fault =
            diagnose(compiler->diagnostics, "table", clause->span, "%s: %s", path, err.message);
        diagnostic_hint(compiler->diagnostics, fault,
                        "the file of a table is named from the folder of its document");
        return false;
    }
    *content =
        (Span){.file = file, .end = (uint32_t)compiler->sources->files.items[file].text.size};
    return true;
}

typedef void TableReader(Compiler *compiler, const CsvTable *table);

static void read_csv(Compiler *compiler, Span content, TableReader *reader)
{
    CsvTable table = {0};
    if (csv_parse(compiler->diagnostics, content, &table)) reader(compiler, &table);
}

// Every table of this kind: files named by declarations with `head`, and blocks titled `title`.
static void for_each_table(Compiler *compiler, Head head, const char *title, TableReader *reader)
{
    for (size_t d = 0; d < compiler->documents.count; d++) {
        const SourceDocument *document = &compiler->documents.items[d];
        for (size_t i = 0; i < document->decls.count; i++) {
            const Decl *decl = &document->decls.items[i];
            const Clause *clause = decl_clause(decl, CLAUSE_TABLE);
            Span content = {0};
            if (decl->head == head && clause != NULL &&
                read_named_file(compiler, decl, clause, &content))
                read_csv(compiler, content, reader);
        }
        for (size_t i = 0; i < document->document.blocks.count; i++) {
            const Block *block = &document->document.blocks.items[i];
            if (block->kind == BLOCK_TABLE &&
                str_equals(source_text(compiler->sources, block->title), title))
                read_csv(compiler, block->content, reader);
        }
    }
}

// A column that must be there.
static size_t need_column(Compiler *compiler, const CsvTable *table, const char *name)
{
    const size_t column = csv_find_column(table, name);
    if (column == SIZE_MAX)
        diagnose(compiler->diagnostics, "table", csv_header(table, 0)->span,
                 "the table has no column \"%s\"", name);
    return column;
}

static Str optional_cell(const CsvTable *table, size_t row, size_t column)
{
    if (column == SIZE_MAX) return (Str){0};
    return csv_cell(table, row, column)->text;
}

// --- regions ---

static uint32_t level_of(Compiler *compiler, const CsvCell *cell)
{
    for (uint32_t i = 0; i < compiler->program->levels.count; i++) {
        if (str_equal(compiler->program->levels.items[i].name, cell->text)) return i;
    }
    refuse_level(compiler, cell->span, cell->text);
    return NONE;
}

static void read_regions(Compiler *compiler, const CsvTable *table)
{
    Program *program = compiler->program;
    const size_t code = need_column(compiler, table, "code");
    const size_t level = need_column(compiler, table, "level");
    const size_t parent = need_column(compiler, table, "parent");
    const size_t zh = csv_find_column(table, "name_zh");
    const size_t en = csv_find_column(table, "name_en");
    if (code == SIZE_MAX || level == SIZE_MAX || parent == SIZE_MAX) return;
    for (size_t row = 0; row < table->rows; row++) {
        const CsvCell *cell = csv_cell(table, row, code);
        const CsvCell *above = csv_cell(table, row, parent);
        Region region = {
            .code = cell->text,
            .labels = {optional_cell(table, row, zh), optional_cell(table, row, en)},
            .level = level_of(compiler, csv_cell(table, row, level)),
            .parent = above->text.size == 0 ? NONE : program_find_region(program, above->text),
            .span = cell->span,
        };
        if (program_find_region(program, region.code) != NONE) {
            const uint32_t first = program_find_region(program, region.code);
            Diagnostic *fault = diagnose(compiler->diagnostics, "duplicate", cell->span,
                                         "region \"" STR_FORMAT "\" stands twice in the table",
                                         STR_ARGS(cell->text));
            diagnostic_other(compiler->diagnostics, fault, program->regions.items[first].span,
                             "it stands first here");
            continue;
        }
        if (above->text.size > 0 && region.parent == NONE) {
            Diagnostic *fault = diagnose(compiler->diagnostics, "unknown-region", above->span,
                                         "there is no region \"" STR_FORMAT "\" above this row",
                                         STR_ARGS(above->text));
            diagnostic_hint(compiler->diagnostics, fault,
                            "write the row of a region before the rows of its parts");
        }
        map_put(compiler->policy, &program->region_map, region.code,
                (uint32_t)program->regions.count);
        *vec_push(compiler->policy, &program->regions) = region;
    }
}

// --- calendar ---

typedef VEC(CalendarDay) CalendarDayVec;

static int compare_days(const void *left, const void *right)
{
    const CalendarDay *a = left;
    const CalendarDay *b = right;
    return (a->date.day > b->date.day) - (a->date.day < b->date.day);
}

// Where a day of the calendar is written.
typedef struct DayPlace {
    Date date;
    Span span;
} DayPlace;

static int compare_day_places(const void *left, const void *right)
{
    const DayPlace *a = left;
    const DayPlace *b = right;
    if (a->date.day != b->date.day) return a->date.day < b->date.day ? -1 : 1;
    return (a->span.start > b->span.start) - (a->span.start < b->span.start);
}

static bool is_day_of(const Calendar *calendar, Date date)
{
    for (size_t i = 0; i < calendar->count; i++) {
        if (calendar->days[i].date.day == date.day) return true;
    }
    return false;
}

static void report_day_twice(Compiler *compiler, Span span, Date date, const Span *first)
{
    Diagnostic *fault = diagnose(compiler->diagnostics, "duplicate", span,
                                 STR_FORMAT " stands twice in the calendar",
                                 STR_ARGS(date_print(compiler->policy, date)));
    if (first != NULL)
        diagnostic_other(compiler->diagnostics, fault, *first, "it stands first here");
    else diagnostic_hint(compiler->diagnostics, fault, "another table of the calendar has it too");
}

static void read_calendar(Compiler *compiler, const CsvTable *table)
{
    const size_t date = need_column(compiler, table, "date");
    const size_t kind = need_column(compiler, table, "kind");
    if (date == SIZE_MAX || kind == SIZE_MAX) return;
    const Calendar *before = &compiler->program->calendar;
    CalendarDay *days = ARENA_ARRAY(compiler->policy, CalendarDay, before->count + table->rows);
    size_t count = 0;
    for (; count < before->count; count++) days[count] = before->days[count];
    DayPlace *places = ARENA_ARRAY(compiler->policy, DayPlace, table->rows);
    size_t place_count = 0;
    for (size_t row = 0; row < table->rows; row++) {
        const CsvCell *cell = csv_cell(table, row, date);
        const CsvCell *what = csv_cell(table, row, kind);
        CalendarDay day = {.working = str_equals(what->text, "workday")};
        if (!date_parse(cell->text, &day.date)) {
            diagnose_day(compiler->diagnostics, cell->span, cell->text);
            continue;
        }
        if (!day.working && !str_equals(what->text, "holiday")) {
            diagnose(compiler->diagnostics, "table", what->span,
                     "a day of the calendar is a \"holiday\" or a \"workday\"");
            continue;
        }
        if (is_day_of(before, day.date)) report_day_twice(compiler, cell->span, day.date, NULL);
        days[count++] = day;
        places[place_count++] = (DayPlace){day.date, cell->span};
    }
    if (count > 1) qsort(days, count, sizeof(CalendarDay), compare_days);
    if (place_count > 1) qsort(places, place_count, sizeof(DayPlace), compare_day_places);
    for (size_t i = 1; i < place_count; i++) {
        if (places[i].date.day == places[i - 1].date.day)
            report_day_twice(compiler, places[i].span, places[i].date, &places[i - 1].span);
    }
    compiler->program->calendar = (Calendar){.days = days, .count = count};
}

void read_place_tables(Compiler *compiler)
{
    if (compiler->program->levels.count == 0) {
        static const char *const names[] = {"nation", "province", "city", "county"};
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            *vec_push(compiler->policy, &compiler->program->levels) =
                (Level){.name = str_from(names[i])};
    }
    for_each_table(compiler, HEAD_REGIONS, "regions", read_regions);
    for_each_table(compiler, HEAD_CALENDAR, "calendar", read_calendar);
}

// --- rows of parameters ---

typedef struct RowContext {
    uint32_t parameter;
    uint32_t document;
    Span declared; // of the declaration or the block
} RowContext;

static ParameterBuild *build_of(Compiler *compiler, const RowContext *context)
{
    return &compiler->parameters.items[context->parameter];
}

static const Parameter *parameter_of(const Compiler *compiler, const RowContext *context)
{
    return &compiler->program->parameters.items[context->parameter];
}

bool may_fill(const Compiler *compiler, uint32_t place, uint32_t level)
{
    return place == NONE || level == NONE || compiler->program->regions.items[place].level <= level;
}

static bool check_filling(Compiler *compiler, const RowContext *context, Span span)
{
    const Parameter *parameter = parameter_of(compiler, context);
    const LawDocument *document = &compiler->program->documents.items[context->document];
    if (context->document == parameter->document) return true;
    if (parameter->delegated == NONE) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "not-delegated", span,
                                     "\"" STR_FORMAT "\" is not left to any place to set",
                                     STR_ARGS(parameter->name));
        diagnostic_hint(compiler->diagnostics, fault,
                        "add \"delegated to LEVEL\" to the parameter");
        return false;
    }
    if (may_fill(compiler, document->place, parameter->delegated)) return true;
    diagnose(compiler->diagnostics, "not-delegated", span,
             "\"" STR_FORMAT "\" is left to the level " STR_FORMAT ", which is above this place",
             STR_ARGS(parameter->name),
             STR_ARGS(compiler->program->levels.items[parameter->delegated].name));
    return false;
}

static ParameterRow start_row(Compiler *compiler, const RowContext *context, const Marks *marks,
                              Span span)
{
    const LawDocument *document = &compiler->program->documents.items[context->document];
    ParameterRow row = {
        .place = document->place,
        .from = marks->from.day > document->from.day ? marks->from : document->from,
        .until = marks->until.day < document->until.day ? marks->until : document->until,
        .published =
            marks->published.day != DATE_FIRST.day ? marks->published : document->published,
        .recalled = marks->recalled || document->recalled,
        .citation = make_citation(compiler, marks->citation, marks->citation_span, true),
        .document = context->document,
        .span = span,
    };
    for (size_t i = 0; i < PARAMETER_KEYS_MAX; i++) row.keys[i] = number_whole(0);
    if (row.until.day <= row.from.day)
        diagnose(compiler->diagnostics, "period", span,
                 "this value is never in force: it ends before it begins");
    return row;
}

static void add_row(Compiler *compiler, const RowContext *context, ParameterRow row)
{
    if (row.until.day <= row.from.day) return; // reported by start_row
    *vec_push(compiler->policy, &build_of(compiler, context)->rows) = row;
}

// The type in which a row's value is written: the parameter's, or a rate where slices are taken.
static Type row_type(const Parameter *parameter)
{
    for (size_t i = 0; i < parameter->key_count; i++) {
        if (parameter->keys[i].mode == KEY_SLICES) return type_number(FLAVOUR_SHARE);
    }
    return parameter->type;
}

static bool is_marked(const Marks *marks)
{
    return marks->citation.size > 0 || marks->recalled || marks->from.day != DATE_FIRST.day ||
           marks->until.day != DATE_LAST.day || marks->published.day != DATE_FIRST.day;
}

// "urban: 870, rural: 820 from 2022-01-01 [做法]": marks hold for all the values before them that
// have none of their own; a citation also for values that have their own dates and no citation.
static Marks marks_of(const ItemVec *items, size_t at)
{
    size_t marked = at;
    while (marked < items->count && !is_marked(&items->items[marked].marks)) marked++;
    Marks marks = items->items[marked < items->count ? marked : at].marks;
    for (size_t i = at; i < items->count && marks.citation.size == 0; i++) {
        marks.citation = items->items[i].marks.citation;
        marks.citation_span = items->items[i].marks.citation_span;
    }
    return marks;
}

static void read_item(Compiler *compiler, const RowContext *context, const ItemVec *items,
                      size_t at)
{
    const Item *item = &items->items[at];
    const Parameter *parameter = parameter_of(compiler, context);
    const Marks marks = marks_of(items, at);
    ParameterRow row = start_row(compiler, context, &marks, item->span);
    if (item->key_count != parameter->key_count) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "keys", item->span,
                                     "this value has %zu key%s, but \"" STR_FORMAT "\" has %zu",
                                     item->key_count, item->key_count == 1 ? "" : "s",
                                     STR_ARGS(parameter->name), parameter->key_count);
        if (parameter->key_count == 0)
            diagnostic_hint(compiler->diagnostics, fault,
                            "say what it depends on, with \"by\" before the \"=\"");
        else
            diagnostic_hint(compiler->diagnostics, fault,
                            "write each key before the value, as in \"urban: 870 yuan\"");
        return;
    }
    if (item->when != NULL || item->otherwise) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "syntax", item->span,
                                     "a parameter's value has no condition");
        diagnostic_hint(compiler->diagnostics, fault, "make it a rule, or give it a key");
        return;
    }
    bool sound = true;
    for (size_t i = 0; i < item->key_count; i++)
        sound &= constant_from_expr(compiler, item->keys[i], parameter->keys[i].type, &row.keys[i]);
    sound &= constant_from_expr(compiler, item->value, row_type(parameter), &row.value);
    if (sound) add_row(compiler, context, row);
}

// --- rows from a table ---

// What each column of a table is.
typedef struct Columns {
    size_t keys[PARAMETER_KEYS_MAX]; // SIZE_MAX: not a column of its own
    size_t wide_key;                 // the key whose values head the other columns, or SIZE_MAX
    size_t region, value, from, until, published, citation, source, confidence;
    bool *is_value; // [columns] in a wide table
} Columns;

static const char *const ignored_columns[] = {"note", "name_zh", "name_en", "unit"};

static bool column_is_ignored(Str name)
{
    for (size_t i = 0; i < sizeof ignored_columns / sizeof ignored_columns[0]; i++) {
        if (str_equals(name, ignored_columns[i])) return true;
    }
    return false;
}

static bool column_is_known(const Columns *columns, const Parameter *parameter, size_t column)
{
    const size_t fixed[] = {columns->region, columns->value,     columns->from,
                            columns->until,  columns->published, columns->citation,
                            columns->source, columns->confidence};
    for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++) {
        if (fixed[i] == column) return true;
    }
    for (size_t i = 0; i < parameter->key_count; i++) {
        if (columns->keys[i] == column) return true;
    }
    return false;
}

// "residence, grade, ", for messages.
static Str key_names(Compiler *compiler, const Parameter *parameter)
{
    Text names = text_start(compiler->policy);
    for (size_t i = 0; i < parameter->key_count; i++)
        text_print(&names, STR_FORMAT ", ", STR_ARGS(parameter->keys[i].name));
    return text_str(&names);
}

static void refuse_column(Compiler *compiler, const Parameter *parameter, const CsvCell *header)
{
    Diagnostic *fault =
        diagnose(compiler->diagnostics, "table", header->span,
                 "the column \"" STR_FORMAT "\" is not known here", STR_ARGS(header->text));
    Suggestion near = suggestion_start(header->text);
    const char *const names[] = {"region", "value",    "from",      "until",
                                 "source", "citation", "published", "confidence"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        suggestion_offer(&near, str_from(names[i]));
    for (size_t i = 0; i < parameter->key_count; i++)
        suggestion_offer(&near, parameter->keys[i].name);
    if (near.nearest.size > 0)
        diagnostic_hint(compiler->diagnostics, fault, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    else
        diagnostic_hint(compiler->diagnostics, fault,
                        "columns are " STR_FORMAT
                        "region, value, from, until, published, citation, source, confidence, note",
                        STR_ARGS(key_names(compiler, parameter)));
}

// Whether the first row names a column: else it is probably the first row of values.
static bool has_header(const Columns *columns, const Parameter *parameter, const CsvTable *table)
{
    for (size_t i = 0; i < table->columns; i++) {
        if (column_is_known(columns, parameter, i) || column_is_ignored(csv_header(table, i)->text))
            return true;
    }
    return false;
}

// Names of columns are neither numbers nor days.
static bool looks_like_values(Compiler *compiler, const CsvTable *table)
{
    for (size_t i = 0; i < table->columns; i++) {
        Number number = {0};
        Date date = {0};
        const Str text = csv_header(table, i)->text;
        if (number_parse(text, &number) || date_parse(text, &date)) return true;
    }
    return compiler->program->choices.count > 0 && table->columns == 1;
}

static void refuse_header(Compiler *compiler, const Parameter *parameter, const CsvTable *table)
{
    const Span first = csv_header(table, 0)->span;
    const Span row = span_join(first, csv_header(table, table->columns - 1)->span);
    diagnose(compiler->diagnostics, "table", row,
             "the first row must name the columns: " STR_FORMAT "value, from",
             STR_ARGS(key_names(compiler, parameter)));
}

static bool find_columns(Compiler *compiler, const Parameter *parameter, const CsvTable *table,
                         Columns *columns)
{
    *columns = (Columns){
        .wide_key = SIZE_MAX,
        .region = csv_find_column(table, "region"),
        .value = csv_find_column(table, "value"),
        .from = csv_find_column(table, "from"),
        .until = csv_find_column(table, "until"),
        .published = csv_find_column(table, "published"),
        .citation = csv_find_column(table, "citation"),
        .source = csv_find_column(table, "source"),
        .confidence = csv_find_column(table, "confidence"),
        .is_value = ARENA_ARRAY(compiler->policy, bool, table->columns),
    };
    size_t missing = 0;
    for (size_t i = 0; i < parameter->key_count; i++) {
        columns->keys[i] =
            csv_find_column(table, str_terminated(compiler->policy, parameter->keys[i].name));
        if (columns->keys[i] != SIZE_MAX) continue;
        missing++;
        columns->wide_key = i;
    }
    if (!has_header(columns, parameter, table) && looks_like_values(compiler, table)) {
        refuse_header(compiler, parameter, table);
        return false;
    }
    const bool wide = columns->value == SIZE_MAX && missing == 1;
    if (!wide) columns->wide_key = SIZE_MAX;
    if (!wide && (missing > 0 || columns->value == SIZE_MAX)) {
        Diagnostic *fault =
            diagnose(compiler->diagnostics, "table", csv_header(table, 0)->span,
                     "the table of \"" STR_FORMAT "\" must have a column for each key and one "
                     "named value",
                     STR_ARGS(parameter->name));
        diagnostic_hint(compiler->diagnostics, fault,
                        "or leave out one key and the value column, and head the other columns "
                        "with the values of that key");
        return false;
    }
    for (size_t i = 0; i < table->columns; i++) {
        const CsvCell *header = csv_header(table, i);
        if (column_is_known(columns, parameter, i) || column_is_ignored(header->text)) continue;
        Number key = {0};
        columns->is_value[i] =
            wide && constant_from_text(compiler->program, header->text,
                                       parameter->keys[columns->wide_key].type, &key) == NULL;
        if (!columns->is_value[i]) refuse_column(compiler, parameter, header);
    }
    return true;
}

static void refuse_cell(Compiler *compiler, const CsvCell *cell, Type type, const char *expected)
{
    Diagnostics *diagnostics = compiler->diagnostics;
    if (type.kind == TYPE_DATE) {
        diagnose_day(diagnostics, cell->span, cell->text);
    } else if (type.kind == TYPE_PLACE) {
        refuse_region(compiler, cell->span, cell->text);
    } else if (type.kind == TYPE_CHOICE) {
        const Choice *choice = &compiler->program->choices.items[type.choice];
        Diagnostic *fault = diagnose(diagnostics, "choice-value", cell->span,
                                     "\"" STR_FORMAT "\" is not a value of " STR_FORMAT,
                                     STR_ARGS(cell->text), STR_ARGS(choice->name));
        nearest_hint_choice(diagnostics, fault, choice, cell->text);
    } else {
        Diagnostic *fault = diagnose(diagnostics, "table", cell->span,
                                     "\"" STR_FORMAT "\" stands where %s was expected",
                                     STR_ARGS(cell->text), expected);
        if (type.kind == TYPE_NUMBER)
            diagnostic_hint(diagnostics, fault, "write digits alone, as 1200 or 1200.50");
    }
}

static bool read_cell(Compiler *compiler, const CsvCell *cell, Type type, Number *value)
{
    const char *expected = constant_from_text(compiler->program, cell->text, type, value);
    if (expected == NULL && !amount_is_allowed(compiler->program, *value, type))
        expected = "an amount of at most 1,000,000,000";
    if (expected == NULL) return true;
    refuse_cell(compiler, cell, type, expected);
    return false;
}

static bool read_date_cell(Compiler *compiler, const CsvTable *table, size_t row, size_t column,
                           Date *date)
{
    if (column == SIZE_MAX || csv_cell(table, row, column)->text.size == 0) return true;
    Number day = {0};
    if (!read_cell(compiler, csv_cell(table, row, column), type_of(TYPE_DATE), &day)) return false;
    date->day = (int32_t)day.num;
    return true;
}

static bool read_confidence(Compiler *compiler, const CsvCell *cell, bool *recalled)
{
    if (str_equals(cell->text, "confirmed") || cell->text.size == 0) return true;
    if (str_equals(cell->text, "recalled")) {
        *recalled = true;
        return true;
    }
    diagnose(compiler->diagnostics, "table", cell->span,
             "confidence is \"confirmed\" or \"recalled\"");
    return false;
}

// What all values of a line share.
static bool read_line(Compiler *compiler, const RowContext *context, const CsvTable *table,
                      const Columns *columns, size_t line, ParameterRow *row)
{
    const Parameter *parameter = parameter_of(compiler, context);
    Marks marks = {.from = DATE_FIRST, .until = DATE_LAST, .published = DATE_FIRST};
    bool sound = read_date_cell(compiler, table, line, columns->from, &marks.from);
    sound &= read_date_cell(compiler, table, line, columns->until, &marks.until);
    sound &= read_date_cell(compiler, table, line, columns->published, &marks.published);
    if (columns->citation != SIZE_MAX) {
        const CsvCell *cell = csv_cell(table, line, columns->citation);
        marks.citation = cell->text;
        marks.citation_span = cell->span;
    }
    if (columns->confidence != SIZE_MAX)
        sound &=
            read_confidence(compiler, csv_cell(table, line, columns->confidence), &marks.recalled);
    const Span span =
        span_join(csv_cell(table, line, 0)->span, csv_cell(table, line, table->columns - 1)->span);
    *row = start_row(compiler, context, &marks, span);
    row->source = optional_cell(table, line, columns->source);
    if (columns->region != SIZE_MAX) {
        const CsvCell *cell = csv_cell(table, line, columns->region);
        Number region = {0};
        if (cell->text.size > 0 && !read_cell(compiler, cell, type_of(TYPE_PLACE), &region)) {
            sound = false;
        } else if (cell->text.size > 0) {
            const uint32_t outer = row->place;
            row->place = (uint32_t)region.num;
            if (!program_lies_within(compiler->program, row->place, outer))
                diagnose(compiler->diagnostics, "not-delegated", cell->span,
                         "this region does not lie in the place of the document");
        }
    }
    for (size_t i = 0; i < parameter->key_count; i++) {
        if (columns->keys[i] == SIZE_MAX) continue;
        sound &= read_cell(compiler, csv_cell(table, line, columns->keys[i]),
                           parameter->keys[i].type, &row->keys[i]);
    }
    return sound;
}

static void read_parameter_table(Compiler *compiler, const RowContext *context, Span content)
{
    const Parameter *parameter = parameter_of(compiler, context);
    CsvTable table = {0};
    Columns columns;
    if (!csv_parse(compiler->diagnostics, content, &table)) return;
    if (!find_columns(compiler, parameter, &table, &columns)) return;
    for (size_t line = 0; line < table.rows; line++) {
        ParameterRow row;
        if (!read_line(compiler, context, &table, &columns, line, &row)) continue;
        for (size_t i = 0; i < table.columns; i++) {
            const bool value_here =
                columns.wide_key == SIZE_MAX ? i == columns.value : columns.is_value[i];
            const CsvCell *cell = csv_cell(&table, line, i);
            if (!value_here || (cell->text.size == 0 && columns.wide_key != SIZE_MAX)) continue;
            ParameterRow one = row;
            one.span = cell->span;
            if (columns.wide_key != SIZE_MAX &&
                constant_from_text(compiler->program, csv_header(&table, i)->text,
                                   parameter->keys[columns.wide_key].type,
                                   &one.keys[columns.wide_key]) != NULL)
                continue;
            if (read_cell(compiler, cell, row_type(parameter), &one.value))
                add_row(compiler, context, one);
        }
    }
}

// --- filling all parameters ---

// Remembers that values of a parameter were refused: it does not lack them.
static void note_refusal(Compiler *compiler, const RowContext *context, size_t faults_before)
{
    ParameterBuild *build = build_of(compiler, context);
    if (build->keys_failed || compiler->diagnostics->error_count > faults_before)
        build->refused = true;
}

// Rows that a declaration (the parameter itself, or a `set`) gives.
static void fill_from_decl(Compiler *compiler, const RowContext *context, const Decl *decl)
{
    // With refused keys nothing can be said of the values behind them.
    if (build_of(compiler, context)->keys_failed) return;
    if (!check_filling(compiler, context, decl->span)) return;
    const Clause *values = decl_clause(decl, CLAUSE_VALUE);
    for (size_t i = 0; values != NULL && i < values->items.count; i++)
        read_item(compiler, context, &values->items, i);
    const Clause *table = decl_clause(decl, CLAUSE_TABLE);
    Span content = {0};
    if (table != NULL && read_named_file(compiler, decl, table, &content))
        read_parameter_table(compiler, context, content);
}

static uint32_t find_parameter(const Compiler *compiler, Str name)
{
    const uint32_t found = program_find(compiler->program, name);
    if (found == NONE || compiler->program->names.items[found].kind != SYM_PARAMETER) return NONE;
    return compiler->program->names.items[found].index;
}

static void fill_from_block(Compiler *compiler, const SourceDocument *document, const Block *block)
{
    const Str title = source_text(compiler->sources, block->title);
    if (block->kind != BLOCK_TABLE || str_equals(title, "regions") || str_equals(title, "calendar"))
        return;
    const uint32_t parameter = find_parameter(compiler, title);
    if (parameter == NONE) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "unknown-name", block->title,
                                     "there is no parameter \"" STR_FORMAT "\"", STR_ARGS(title));
        offer_names(compiler, title, fault);
        return;
    }
    const RowContext context = {parameter, document->index, block->title};
    const size_t faults = compiler->diagnostics->error_count;
    if (!build_of(compiler, &context)->keys_failed &&
        check_filling(compiler, &context, block->title))
        read_parameter_table(compiler, &context, block->content);
    note_refusal(compiler, &context, faults);
}

static int compare_rows(const void *left, const void *right)
{
    const ParameterRow *a = left;
    const ParameterRow *b = right;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    for (size_t i = 0; i < PARAMETER_KEYS_MAX; i++) {
        const int order = number_compare(a->keys[i], b->keys[i]);
        if (order != 0) return order;
    }
    return (a->from.day > b->from.day) - (a->from.day < b->from.day);
}

// A gap in a document that says it holds only part of its place's law is no slip.
static bool is_slip(const Compiler *compiler, const ParameterRow *a, const ParameterRow *b)
{
    return a->until.day < b->from.day && !compiler->program->documents.items[b->document].in_part;
}

// Two rows for the same place and keys that begin on the same day cannot be told apart. A gap
// between one that ends and the next that begins is probably a slip.
static void check_rows(Compiler *compiler, const Parameter *parameter)
{
    for (size_t i = 1; i < parameter->row_count; i++) {
        const ParameterRow *a = &parameter->rows[i - 1];
        const ParameterRow *b = &parameter->rows[i];
        ParameterRow same = *b;
        same.from = a->from;
        if (compare_rows(a, b) == 0) {
            Diagnostic *fault = diagnose(compiler->diagnostics, "overlap", b->span,
                                         "\"" STR_FORMAT "\" has two values from the same day",
                                         STR_ARGS(parameter->name));
            diagnostic_other(compiler->diagnostics, fault, a->span, "the other is here");
        } else if (compare_rows(a, &same) == 0 && is_slip(compiler, a, b)) {
            Diagnostic *fault = diagnose_warning(
                compiler->diagnostics, "gap", b->span,
                "\"" STR_FORMAT "\" has no value from " STR_FORMAT " until " STR_FORMAT,
                STR_ARGS(parameter->name), STR_ARGS(date_print(compiler->policy, a->until)),
                STR_ARGS(date_print(compiler->policy, b->from)));
            diagnostic_other(compiler->diagnostics, fault, a->span, "the value before ends here");
        }
    }
}

void fill_parameters(Compiler *compiler)
{
    Program *program = compiler->program;
    for (size_t d = 0; d < compiler->documents.count; d++) {
        const SourceDocument *document = &compiler->documents.items[d];
        for (size_t i = 0; i < document->decls.count; i++) {
            const Decl *decl = &document->decls.items[i];
            const bool filling = decl->head == HEAD_SET || decl->head == HEAD_PARAMETER;
            if (!filling || decl->names.count == 0) continue;
            const uint32_t parameter = find_parameter(compiler, decl->names.items[0].text);
            if (parameter == NONE) continue;
            if (decl->head == HEAD_SET && program->documents.items[decl->document].reform) {
                *vec_push(compiler->policy, &compiler->parameters.items[parameter].reforms) = decl;
                continue;
            }
            const RowContext context = {parameter, decl->document, decl->span};
            const size_t faults = compiler->diagnostics->error_count;
            fill_from_decl(compiler, &context, decl);
            note_refusal(compiler, &context, faults);
        }
        for (size_t i = 0; i < document->document.blocks.count; i++)
            fill_from_block(compiler, document, &document->document.blocks.items[i]);
    }
    for (size_t i = 0; i < program->parameters.count; i++) {
        Parameter *parameter = &program->parameters.items[i];
        ParameterBuild *build = &compiler->parameters.items[i];
        if (build->rows.count > 1)
            qsort(build->rows.items, build->rows.count, sizeof(ParameterRow), compare_rows);
        parameter->rows = build->rows.items;
        parameter->row_count = build->rows.count;
        for (size_t r = 0; r < parameter->row_count; r++)
            parameter->by_region = parameter->by_region || parameter->rows[r].place != NONE;
        check_rows(compiler, parameter);
    }
}
