#include "base/csv.h"

#include <string.h>

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
} Scanner;

static Span span_of(const Scanner *scanner, size_t start, size_t end)
{
    return (Span){.file = scanner->file, .start = (uint32_t)start, .end = (uint32_t)end};
}

static bool at_line_end(const Scanner *scanner)
{
    return scanner->at >= scanner->end || scanner->text.data[scanner->at] == '\n';
}

// After the opening quotation mark: the content up to the closing one.
static Str read_quoted(Scanner *scanner)
{
    const size_t start = scanner->at - 1;
    Text content = text_start(scanner->diagnostics->arena);
    while (scanner->at < scanner->end) {
        const char c = scanner->text.data[scanner->at++];
        if (c != '"') {
            text_add_char(&content, c);
        } else if (scanner->at < scanner->end && scanner->text.data[scanner->at] == '"') {
            text_add_char(&content, '"');
            scanner->at++;
        } else {
            return text_str(&content);
        }
    }
    scanner->faulty = true;
    Diagnostic *fault = diagnose(scanner->diagnostics, "table", span_of(scanner, start, start + 1),
                                 "this quoted cell is not closed");
    diagnostic_hint(scanner->diagnostics, fault, "add a quotation mark at its end");
    return text_str(&content);
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

static void read_row(Scanner *scanner, CellVec *row)
{
    row->count = 0;
    scanner->faulty = false;
    for (;;) {
        *vec_push(scanner->diagnostics->arena, row) = read_cell(scanner);
        if (at_line_end(scanner)) break;
        scanner->at++; // the comma
    }
    if (scanner->at < scanner->end) scanner->at++; // the line end
}

// Moves past blank lines and comments; false at the end.
static bool next_row(Scanner *scanner)
{
    while (scanner->at < scanner->end) {
        const size_t start = scanner->at;
        while (!at_line_end(scanner)) scanner->at++;
        const Str line = str_trim(str_slice(scanner->text, start, scanner->at));
        if (line.size > 0 && line.data[0] != '#') {
            scanner->at = start;
            return true;
        }
        scanner->at++;
    }
    return false;
}

bool csv_parse(Diagnostics *diagnostics, Span part, CsvTable *table)
{
    Scanner scanner = {
        .diagnostics = diagnostics,
        .text = diagnostics->sources->files.items[part.file].text,
        .file = part.file,
        .at = part.start,
        .end = part.end,
    };
    invariant(part.end <= scanner.text.size);
    CellVec cells = {0};
    CellVec row = {0};
    size_t columns = 0;
    while (next_row(&scanner)) {
        read_row(&scanner, &row);
        if (columns == 0) columns = row.count;
        if (scanner.faulty && cells.count > 0) continue;
        if (row.count != columns) {
            diagnose(diagnostics, "table",
                     span_join(row.items[0].span, row.items[row.count - 1].span),
                     "this row has %zu cells, but the header has %zu", row.count, columns);
            continue;
        }
        for (size_t i = 0; i < columns; i++) *vec_push(diagnostics->arena, &cells) = row.items[i];
    }
    if (columns == 0) {
        diagnose(diagnostics, "table", part, "the table is empty");
        return false;
    }
    *table =
        (CsvTable){.columns = columns, .rows = cells.count / columns - 1, .cells = cells.items};
    return true;
}

size_t csv_find_column(const CsvTable *table, const char *name)
{
    for (size_t i = 0; i < table->columns; i++) {
        if (str_equals(csv_header(table, i)->text, name)) return i;
    }
    return SIZE_MAX;
}
