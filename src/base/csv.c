#include "base/csv.h"

#include <string.h>

#include "base/limits.h"
#include "base/panic.h"
#include "base/text.h"

typedef VEC(CsvCell) CellVec;

typedef struct Scanner {
    Diagnostics *diagnostics;
    Str text; // of the whole file
    uint32_t file;
    size_t at;
    size_t end;
    bool faulty; // the row being read has a fault that was reported
    const CsvOptions *options;
    const bool *kept; // [header_count]: columns; NULL while the header is read: all
    size_t header_count;
} Scanner;

static Span span_of(const Scanner *scanner, size_t start, size_t end)
{
    return (Span){.file = scanner->file, .start = (uint32_t)start, .end = (uint32_t)end};
}

static bool at_line_end(const Scanner *scanner)
{
    return scanner->at >= scanner->end || scanner->text.data[scanner->at] == '\n';
}

// Doubled quotation marks made single.
static Str undoubled(Scanner *scanner, Str content)
{
    Text text = text_start(scanner->diagnostics->arena);
    for (size_t i = 0; i < content.size; i++) {
        text_add_char(&text, content.data[i]);
        i += content.data[i] == '"';
    }
    return text_str(&text);
}

// After the opening quotation mark: the content up to the closing one.
static Str read_quoted(Scanner *scanner)
{
    const size_t start = scanner->at;
    bool doubled = false;
    while (scanner->at < scanner->end) {
        if (scanner->text.data[scanner->at++] != '"') continue;
        if (scanner->at < scanner->end && scanner->text.data[scanner->at] == '"') {
            doubled = true;
            scanner->at++;
            continue;
        }
        const Str content = str_slice(scanner->text, start, scanner->at - 1);
        return doubled ? undoubled(scanner, content) : content;
    }
    scanner->faulty = true;
    Diagnostic *fault = diagnose(scanner->diagnostics, "table", span_of(scanner, start - 1, start),
                                 "this quoted cell is not closed");
    diagnostic_hint(scanner->diagnostics, fault, "add a quotation mark at its end");
    return str_slice(scanner->text, start, scanner->end);
}

static CsvCell read_cell(Scanner *scanner)
{
    while (!at_line_end(scanner) && scanner->text.data[scanner->at] == ' ') scanner->at++;
    const size_t start = scanner->at;
    if (!at_line_end(scanner) && scanner->text.data[scanner->at] == '"') {
        scanner->at++;
        const Str content = read_quoted(scanner);
        const CsvCell cell = {.text = content, .span = span_of(scanner, start, scanner->at)};
        const size_t after = scanner->at;
        while (!at_line_end(scanner) && scanner->text.data[scanner->at] != ',') scanner->at++;
        if (str_trim(str_slice(scanner->text, after, scanner->at)).size > 0) {
            scanner->faulty = true;
            diagnose(scanner->diagnostics, "table", span_of(scanner, after, scanner->at),
                     "only a comma may follow a quoted cell");
        }
        return cell;
    }
    while (!at_line_end(scanner) && scanner->text.data[scanner->at] != ',') scanner->at++;
    const Str content = str_trim(str_slice(scanner->text, start, scanner->at));
    return (CsvCell){.text = content, .span = span_of(scanner, start, start + content.size)};
}

static void keep_cell(Scanner *scanner, CellVec *row, CsvCell cell)
{
    const size_t most = scanner->options->cell_size_max;
    if (most > 0 && cell.text.size > most) {
        scanner->faulty = true;
        diagnose(scanner->diagnostics, "table",
                 span_of(scanner, cell.span.start, cell.span.start + 1),
                 "this cell has %zu bytes; at most %zu are read", cell.text.size, most);
        cell.text = (Str){0};
    }
    *vec_push(scanner->diagnostics->arena, row) = cell;
}

// Reads a row and keeps what is wanted of it; *whole is where it lies. How many cells it has.
static size_t read_row(Scanner *scanner, CellVec *row, Span *whole)
{
    size_t count = 0;
    row->count = 0;
    scanner->faulty = false;
    for (;; scanner->at++) { // past the comma
        const CsvCell cell = read_cell(scanner);
        const bool kept = scanner->kept == NULL
                              ? count < TABLE_COLUMNS_MAX
                              : count < scanner->header_count && scanner->kept[count];
        if (kept) keep_cell(scanner, row, cell);
        *whole = count == 0 ? cell.span : span_join(*whole, cell.span);
        count++;
        if (at_line_end(scanner)) break;
    }
    if (scanner->at < scanner->end) scanner->at++; // the line end
    return count;
}

// Moves past blank lines and comments; false at the end.
static bool next_row(Scanner *scanner)
{
    while (scanner->at < scanner->end) {
        const size_t start = scanner->at;
        while (!at_line_end(scanner)) scanner->at++;
        const Str line = str_trim(str_slice(scanner->text, start, scanner->at));
        if (line.size > 0 && (line.data[0] != '#' || scanner->options->no_comments)) {
            scanner->at = start;
            return true;
        }
        scanner->at++;
    }
    return false;
}

static bool is_wanted(const CsvOptions *options, Str name)
{
    if (options->wanted == NULL) return true;
    for (size_t i = 0; i < options->wanted_count; i++) {
        if (str_equal(options->wanted[i], name)) return true;
    }
    return false;
}

// False, and told: there is none, or it is too wide.
static bool read_header(Scanner *scanner, CsvTable *table, CellVec *cells)
{
    CellVec headers = {0};
    Span whole = {.file = scanner->file};
    const size_t start = scanner->at;
    if (!next_row(scanner)) {
        diagnose(scanner->diagnostics, "table", span_of(scanner, start, scanner->end),
                 "the table is empty");
        return false;
    }
    const size_t count = read_row(scanner, &headers, &whole);
    if (count > TABLE_COLUMNS_MAX) {
        diagnose(scanner->diagnostics, "table", whole,
                 "the table has %zu columns; at most %d are read", count, TABLE_COLUMNS_MAX);
        return false;
    }
    invariant(headers.count == count); // which is wanted is not known yet
    Arena *arena = scanner->diagnostics->arena;
    bool *kept = ARENA_ARRAY(arena, bool, count);
    for (size_t i = 0; i < count; i++) {
        kept[i] = is_wanted(scanner->options, headers.items[i].text);
        if (kept[i]) *vec_push(arena, cells) = headers.items[i];
    }
    *table = (CsvTable){.columns = cells->count, .headers = headers.items, .header_count = count};
    scanner->kept = kept;
    scanner->header_count = count;
    return true;
}

bool csv_parse_some(Diagnostics *diagnostics, Span part, const CsvOptions *options, CsvTable *table)
{
    Scanner scanner = {
        .diagnostics = diagnostics,
        .text = diagnostics->sources->files.items[part.file].text,
        .file = part.file,
        .at = part.start,
        .end = part.end,
        .options = options,
    };
    invariant(part.end <= scanner.text.size);
    CellVec cells = {0};
    CellVec row = {0};
    if (!read_header(&scanner, table, &cells)) return false;
    while (next_row(&scanner)) {
        Span whole = {0};
        const size_t count = read_row(&scanner, &row, &whole);
        if (scanner.faulty) continue;
        if (count != table->header_count) {
            diagnose(diagnostics, "table", whole, "this row has %zu cells, but the header has %zu",
                     count, table->header_count);
            continue;
        }
        if (options->cells_max > 0 && cells.count + row.count > options->cells_max) {
            diagnose(diagnostics, "table", whole,
                     "up to here are %zu cells, and no more can be read; divide the table, or read "
                     "fewer columns",
                     cells.count);
            return false;
        }
        for (size_t i = 0; i < row.count; i++) *vec_push(diagnostics->arena, &cells) = row.items[i];
        table->rows++;
    }
    table->cells = cells.items;
    return true;
}

bool csv_parse(Diagnostics *diagnostics, Span part, CsvTable *table)
{
    return csv_parse_some(diagnostics, part, &(CsvOptions){0}, table);
}

size_t csv_find_column(const CsvTable *table, const char *name)
{
    for (size_t i = 0; i < table->columns; i++) {
        if (str_equals(csv_header(table, i)->text, name)) return i;
    }
    return SIZE_MAX;
}
