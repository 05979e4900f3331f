// Reading a table: the cells lie within the text and there is one for every row and column.

#include "base/csv.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input;
    if (!fuzz_input_init(&input, data, size, "table.csv")) return 0;
    const Span whole = {.file = input.file, .start = 0, .end = (uint32_t)size};
    CsvTable table = {0};
    if (csv_parse(&input.diagnostics, whole, &table)) {
        if (table.columns == 0) fuzz_violation("a table without columns");
        for (size_t i = 0; i < (table.rows + 1) * table.columns; i++) {
            const CsvCell *cell = &table.cells[i];
            if (cell->span.start > cell->span.end || cell->span.end > size)
                fuzz_violation("cell %zu lies outside the text", i);
            if (utf8_check(cell->text) != cell->text.size)
                fuzz_violation("cell %zu is not UTF-8 any more", i);
            if (cell->text.size > size) fuzz_violation("cell %zu is larger than the text", i);
        }
        for (size_t column = 0; column < table.columns; column++) {
            const Str header = csv_header(&table, column)->text;
            const char *name = str_terminated(input.arena, header);
            if (!str_equals(header, name))
                continue; // a zero byte: such a name is asked for by nobody
            if (csv_find_column(&table, name) > column)
                fuzz_violation("column %zu is not found by its header", column);
        }
    } else if (input.diagnostics.error_count == 0) {
        fuzz_violation("the table is refused, but nothing is said");
    }
    fuzz_input_clear(&input);
    return 0;
}
