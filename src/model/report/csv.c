// A report as one tidy table: every figure on a line of its own, with its unit and its status.
//
// Text from people can begin with a sign that makes a spreadsheet run it as a formula; such text is
// written behind an apostrophe, as spreadsheets do themselves. Figures are our own and stay bare.

#include "base/panic.h"
#include "base/text.h"
#include "model/report/chart_data.h"
#include "model/report/figure.h"
#include "model/report/render.h"
#include "model/report/terms.h"

enum { CHART_DIGITS_MORE = 4 }; // than a chart shows: curves are drawn again from them

typedef struct CsvWriter {
    Text out;
    Language language;
    bool first; // of the line
} CsvWriter;

// One line of the file; fields left out are empty.
typedef struct CsvLine {
    Str section, table, row, row_label, column, column_label;
    Str value; // a figure, written bare
    Str text;
    Str unit, status, low, high;
} CsvLine;

static void put_field(CsvWriter *writer, Str field)
{
    if (!writer->first) text_add_char(&writer->out, ',');
    writer->first = false;
    // Readers of ours trim bare fields, and pass over lines that begin with #.
    bool quoted = field.size > 0 && (field.data[0] == '#' || str_trim(field).size < field.size);
    for (size_t i = 0; i < field.size; i++) {
        const char c = field.data[i];
        quoted = quoted || c == ',' || c == '"' || c == '\n' || c == '\r';
    }
    if (quoted) text_add_char(&writer->out, '"');
    for (size_t i = 0; i < field.size; i++) {
        if (field.data[i] == '"') text_add_char(&writer->out, '"');
        text_add_char(&writer->out, field.data[i]);
    }
    if (quoted) text_add_char(&writer->out, '"');
}

static bool begins_formula(Str field)
{
    static const char signs[] = "=+-@\t\r\n";
    for (size_t i = 0; field.size > 0 && i < sizeof signs - 1; i++)
        if (field.data[0] == signs[i]) return true;
    // Fullwidth signs do the same in East Asian settings.
    return str_starts(field, STR("＝")) || str_starts(field, STR("＋")) ||
           str_starts(field, STR("－")) || str_starts(field, STR("＠"));
}

static void put_words(CsvWriter *writer, Str field)
{
    if (!begins_formula(field)) {
        put_field(writer, field);
        return;
    }
    Text guarded = text_start(writer->out.arena);
    text_add_char(&guarded, '\'');
    text_add(&guarded, field);
    put_field(writer, text_str(&guarded));
}

static void put_line(CsvWriter *writer, const CsvLine *line)
{
    writer->first = true;
    put_words(writer, line->section);
    put_words(writer, line->table);
    put_words(writer, line->row);
    put_words(writer, line->row_label);
    put_words(writer, line->column);
    put_words(writer, line->column_label);
    put_field(writer, line->value);
    put_words(writer, line->text);
    put_words(writer, line->unit);
    put_words(writer, line->status);
    put_field(writer, line->low);
    put_field(writer, line->high);
    text_add(&writer->out, STR("\r\n"));
}

static void put_provenance(CsvWriter *writer, const Report *report)
{
    const ProvenanceVec lines = provenance_lines(report, writer->out.arena);
    for (size_t i = 0; i < lines.count; i++) {
        const ProvenanceLine *line = &lines.items[i];
        put_line(writer, &(CsvLine){.section = STR("provenance"),
                                    .table = STR("provenance"),
                                    .row = str_from(line->key),
                                    .row_label = bilingual_in(line->label, writer->language),
                                    .text = bilingual_in(line->value, writer->language)});
    }
}

static void put_cell(CsvWriter *writer, CsvLine line, const ReportCell *cell, ReportUnit unit)
{
    Arena *arena = writer->out.arena;
    line.value = cell_plain(cell, unit, arena);
    line.unit = unit_name(unit);
    if (cell->kind == CELL_TEXT) line.text = bilingual_in(cell->text, writer->language);
    if (cell->kind == CELL_STATUS) line.status = status_name(cell->status);
    if (cell->banded) {
        line.low = double_plain(cell->low, unit, cell->digits, arena);
        line.high = double_plain(cell->high, unit, cell->digits, arena);
    }
    put_line(writer, &line);
}

static void put_table(CsvWriter *writer, const ReportSection *section, const ReportTable *table)
{
    for (size_t r = 0; r < table->rows.count; r++) {
        const ReportRow *row = &table->rows.items[r];
        for (size_t c = 0; c < table->columns.count; c++) {
            const ReportColumn *column = &table->columns.items[c];
            const CsvLine line = {.section = section->key,
                                  .table = table->key,
                                  .row = row->key,
                                  .row_label = bilingual_in(row->label, writer->language),
                                  .column = column->key,
                                  .column_label = bilingual_in(column->title, writer->language)};
            put_cell(writer, line, &row->cells.items[c], cell_unit(&row->cells.items[c], column));
        }
    }
}

Str report_as_csv(const Report *report, Language language, Arena *arena)
{
    invariant(report_is_whole(report));
    CsvWriter writer = {.out = text_start(arena), .language = language};
    text_add(&writer.out, STR("section,table,row,row_label,column,column_label,value,text,unit,"
                              "status,low,high\r\n"));
    put_line(&writer, &(CsvLine){.section = STR("answer"),
                                 .table = STR("answer"),
                                 .row = STR("answer"),
                                 .row_label = term_in(TERM_ANSWER, language),
                                 .text = bilingual_in(report->answer, language)});
    for (size_t i = 0; i < report->warnings.count; i++)
        put_line(&writer, &(CsvLine){.section = STR("answer"),
                                     .table = STR("warnings"),
                                     .row = str_print(arena, "%zu", i + 1),
                                     .row_label = term_in(TERM_WARNINGS, language),
                                     .text = bilingual_in(report->warnings.items[i], language)});
    put_provenance(&writer, report);
    for (size_t s = 0; s < report->sections.count; s++) {
        const ReportSection *section = report->sections.items[s];
        for (size_t i = 0; i < section->tables.count; i++)
            put_table(&writer, section, section->tables.items[i]);
        for (size_t i = 0; i < section->charts.count; i++) {
            const ReportChart *chart = section->charts.items[i];
            put_table(&writer, section,
                      chart_table(chart, chart->digits + CHART_DIGITS_MORE, arena));
        }
    }
    return text_str(&writer.out);
}
