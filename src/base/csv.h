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
    size_t rows;    // without the header
    CsvCell *cells; // [(rows + 1) * columns], the header first
} CsvTable;

// Reads the part [start, end) of a source file. Faulty rows are reported and left out. False if
// there is no header.
bool csv_parse(Diagnostics *diagnostics, Span part, CsvTable *table);

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
