// csv.h - reading comma-separated tables (RFC 4180), with the place of every cell.
//
// Cells may be quoted; a quoted cell may hold commas, line breaks and doubled quotation marks.
// Blank lines and lines that start with # are passed over. Every row must have as many cells as the
// first, the header. Cells are trimmed of blanks unless quoted.
#ifndef BASE_CSV_H
#define BASE_CSV_H

#include "base/diagnostics.h"

typedef struct CsvCell {
    Str text;
    Span span;
} CsvCell;

typedef struct CsvTable {
    size_t columns;
    size_t rows;      // without the header
    CsvCell *cells;   // [(rows + 1) * columns], the header first
    CsvCell *headers; // [header_count]: of all columns of the file, kept or not
    size_t header_count;
} CsvTable;

// For tables that come from elsewhere and may be large.
typedef struct CsvOptions {
    bool no_comments;  // lines that start with # are rows
    const Str *wanted; // [wanted_count]: columns that are kept, in the file's order; NULL: all
    size_t wanted_count;
    size_t cells_max;     // kept at most; 0: no limit
    size_t cell_size_max; // bytes of a cell that is kept; 0: no limit
} CsvOptions;

// Reads the part [start, end) of a source file. Faulty rows are reported and left out. False if
// there is no header.
bool csv_parse(Diagnostics *diagnostics, Span part, CsvTable *table);

// The same with options; beyond a limit nothing is kept, and it is told.
bool csv_parse_some(Diagnostics *diagnostics, Span part, const CsvOptions *options,
                    CsvTable *table);

static inline const CsvCell *csv_header(const CsvTable *table, size_t column)
{
    return &table->cells[column];
}

static inline const CsvCell *csv_cell(const CsvTable *table, size_t row, size_t column)
{
    return &table->cells[(row + 1) * table->columns + column];
}

// The column with this header, or SIZE_MAX.
size_t csv_find_column(const CsvTable *table, const char *name);

#endif
