// A report as JSON, as docs/report-json.md describes it. Figures are decimal strings, so that no
// reader rounds them; both languages stand side by side.

#include "base/json_writer.h"
#include "base/panic.h"
#include "model/report/figure.h"
#include "model/report/render.h"
#include "model/report/terms.h"

enum { POINT_DIGITS = 4 }; // more than a chart shows

typedef struct Writer {
    Text out;
    JsonWriter json;
    Arena *arena;
} Writer;

static void put_str(Writer *writer, const char *key, Str value)
{
    if (value.size == 0) return;
    json_key(&writer->json, key);
    json_string(&writer->json, value);
}

static void put_value(Writer *writer, Bilingual value)
{
    json_open_flat(&writer->json, '{');
    json_key(&writer->json, "zh");
    json_string(&writer->json, bilingual_in(value, LANGUAGE_ZH));
    json_key(&writer->json, "en");
    json_string(&writer->json, bilingual_in(value, LANGUAGE_EN));
    json_close(&writer->json, '}');
}

static void put_words(Writer *writer, const char *key, Bilingual value)
{
    if (value.zh.size == 0 && value.en.size == 0) return;
    json_key(&writer->json, key);
    put_value(writer, value);
}

static void put_count(Writer *writer, const char *key, uint64_t count)
{
    put_str(writer, key, str_print(writer->arena, "%llu", (unsigned long long)count));
}

static void put_provenance(Writer *writer, const Report *report)
{
    const ReportProvenance *from = &report->provenance;
    json_key(&writer->json, "provenance");
    json_open(&writer->json, '{');
    json_key(&writer->json, "partial");
    json_bool(&writer->json, from->partial);
    json_key(&writer->json, "year");
    json_integer(&writer->json, from->year);
    put_str(writer, "unit", from->unit);
    put_str(writer, "population", from->population);
    put_words(writer, "population_note", from->population_note);
    put_str(writer, "population_hash", from->population_hash);
    put_count(writer, "households", from->households);
    if (from->households_in_all > 0)
        put_count(writer, "households_in_all", from->households_in_all);
    put_count(writer, "persons", from->persons);
    if (from->seeded) put_count(writer, "seed", from->seed);
    put_str(writer, "law", from->law);
    if (from->dated) put_str(writer, "law_date", date_print(writer->arena, from->law_date));
    put_str(writer, "law_hash", from->law_hash);
    json_key(&writer->json, "reforms");
    json_open(&writer->json, '[');
    for (size_t i = 0; i < report->reforms.count; i++) {
        const ReportReform *reform = &report->reforms.items[i];
        json_open(&writer->json, '{');
        put_words(writer, "name", reform->name);
        put_str(writer, "path", reform->path);
        put_str(writer, "hash", reform->hash);
        json_close(&writer->json, '}');
    }
    json_close(&writer->json, ']');
    put_str(writer, "engine", from->engine);
    json_close(&writer->json, '}');
}

// --- tables ---

// A share that decimals cannot write in full is given as the fraction it is, too.
static void put_exact(Writer *writer, const ReportCell *cell)
{
    if (cell->kind != CELL_EXACT || cell->exact.den == 1) return;
    int64_t rest = cell->exact.den;
    while (rest % 10 == 0) rest /= 10;
    while (rest % 2 == 0) rest /= 2;
    while (rest % 5 == 0) rest /= 5;
    const bool written = rest == 1 && cell->exact.den <= 100;
    if (written) return;
    const Number num = {.num = cell->exact.num, .den = 1};
    put_str(writer, "exact",
            str_print(writer->arena, STR_FORMAT "/%lld",
                      STR_ARGS(number_print(writer->arena, num, (NumberFormat){0})),
                      (long long)cell->exact.den));
}

static void put_cell(Writer *writer, const ReportCell *cell, const ReportColumn *column)
{
    const ReportUnit unit = cell_unit(cell, column);
    json_open_flat(&writer->json, '{');
    if (cell->kind == CELL_STATUS) put_str(writer, "status", status_name(cell->status));
    if (cell->kind == CELL_TEXT) put_words(writer, "text", cell->text);
    if (cell_has_figure(cell)) put_str(writer, "value", cell_plain(cell, unit, writer->arena));
    put_exact(writer, cell);
    if (column->unit == REPORT_UNIT_OWN) put_str(writer, "unit", unit_name(unit));
    if (cell->banded) {
        put_str(writer, "low", double_plain(cell->low, unit, cell->digits, writer->arena));
        put_str(writer, "high", double_plain(cell->high, unit, cell->digits, writer->arena));
    }
    json_close(&writer->json, '}');
}

static void put_columns(Writer *writer, const ReportTable *table)
{
    json_key(&writer->json, "columns");
    json_open(&writer->json, '[');
    for (size_t i = 0; i < table->columns.count; i++) {
        const ReportColumn *column = &table->columns.items[i];
        json_open_flat(&writer->json, '{');
        put_str(writer, "key", column->key);
        put_words(writer, "title", column->title);
        put_str(writer, "unit", unit_name(column->unit));
        json_close(&writer->json, '}');
    }
    json_close(&writer->json, ']');
}

static void put_table(Writer *writer, const ReportTable *table)
{
    json_open(&writer->json, '{');
    put_str(writer, "key", table->key);
    put_str(writer, "kind", table->kind == TABLE_RESIDUAL ? STR("residual") : STR("plain"));
    put_words(writer, "title", table->title);
    put_words(writer, "row_title", table->row_title);
    put_columns(writer, table);
    json_key(&writer->json, "rows");
    json_open(&writer->json, '[');
    for (size_t r = 0; r < table->rows.count; r++) {
        const ReportRow *row = &table->rows.items[r];
        json_open(&writer->json, '{');
        put_str(writer, "key", row->key);
        put_words(writer, "label", row->label);
        if (row->total) {
            json_key(&writer->json, "total");
            json_bool(&writer->json, true);
        }
        json_key(&writer->json, "cells");
        json_open(&writer->json, '[');
        for (size_t c = 0; c < row->cells.count; c++)
            put_cell(writer, &row->cells.items[c], &table->columns.items[c]);
        json_close(&writer->json, ']');
        json_close(&writer->json, '}');
    }
    json_close(&writer->json, ']');
    json_key(&writer->json, "notes");
    json_open(&writer->json, '[');
    for (size_t i = 0; i < table->notes.count; i++) put_value(writer, table->notes.items[i]);
    json_close(&writer->json, ']');
    put_words(writer, "source", table->source);
    json_close(&writer->json, '}');
}

// --- charts ---

static Str kind_name(ChartKind kind)
{
    switch (kind) {
    case CHART_LORENZ: return STR("lorenz");
    case CHART_LINES: return STR("lines");
    case CHART_BARS: return STR("bars");
    case CHART_BALANCE: return STR("balance");
    case CHART_HISTOGRAM: return STR("histogram");
    case CHART_TILES: break;
    }
    return STR("tiles");
}

// What is no number (a province without data) is null.
static void put_double(Writer *writer, const char *key, double value, ReportUnit unit,
                       unsigned digits)
{
    json_key(&writer->json, key);
    if (value - value != 0.0) json_null(&writer->json);
    else
        json_string(&writer->json, double_plain(value, unit, digits + POINT_DIGITS, writer->arena));
}

static void put_point(Writer *writer, const ReportChart *chart, const ChartPoint *point)
{
    const bool placed = chart->kind == CHART_LORENZ || chart->kind == CHART_LINES;
    const bool bin = chart->kind == CHART_HISTOGRAM;
    json_open_flat(&writer->json, '{');
    if (placed || bin)
        put_double(writer, bin ? "from" : "x", point->x, chart->x_unit, chart->digits);
    if (bin) put_double(writer, "to", point->high, chart->x_unit, chart->digits);
    put_double(writer, "y", point->y, chart->y_unit, chart->digits);
    if (point->banded) {
        put_double(writer, "low", point->band_low, chart->y_unit, chart->digits);
        put_double(writer, "high", point->band_high, chart->y_unit, chart->digits);
    }
    json_close(&writer->json, '}');
}

static void put_series(Writer *writer, const ReportChart *chart)
{
    json_key(&writer->json, "series");
    json_open(&writer->json, '[');
    for (size_t s = 0; s < chart->series.count; s++) {
        const ChartSeries *series = chart->series.items[s];
        json_open(&writer->json, '{');
        put_str(writer, "key", series->key);
        put_words(writer, "name", series->name);
        json_key(&writer->json, "points");
        json_open(&writer->json, '[');
        for (size_t i = 0; i < series->points.count; i++)
            put_point(writer, chart, &series->points.items[i]);
        json_close(&writer->json, ']');
        json_close(&writer->json, '}');
    }
    json_close(&writer->json, ']');
}

static void put_marks(Writer *writer, const ReportChart *chart)
{
    if (chart->marks.count == 0) return;
    json_key(&writer->json, "marks");
    json_open(&writer->json, '[');
    for (size_t i = 0; i < chart->marks.count; i++) {
        json_open_flat(&writer->json, '{');
        put_double(writer, "x", chart->marks.items[i].x, chart->x_unit, chart->digits);
        put_double(writer, "y", chart->marks.items[i].y, chart->y_unit, chart->digits);
        put_words(writer, "label", chart->marks.items[i].label);
        json_close(&writer->json, '}');
    }
    json_close(&writer->json, ']');
}

static void put_chart(Writer *writer, const ReportChart *chart)
{
    json_open(&writer->json, '{');
    put_str(writer, "key", chart->key);
    put_str(writer, "kind", kind_name(chart->kind));
    put_words(writer, "title", chart->title);
    put_words(writer, "subtitle", chart->subtitle);
    put_words(writer, "x_title", chart->x_title);
    put_str(writer, "x_unit", unit_name(chart->x_unit));
    put_words(writer, "y_title", chart->y_title);
    put_str(writer, "y_unit", unit_name(chart->y_unit));
    if (chart->categories.count > 0) {
        json_key(&writer->json, "categories");
        json_open(&writer->json, '[');
        for (size_t i = 0; i < chart->categories.count; i++) {
            json_open_flat(&writer->json, '{');
            put_str(writer, "key", chart->categories.items[i].key);
            put_words(writer, "label", chart->categories.items[i].label);
            json_close(&writer->json, '}');
        }
        json_close(&writer->json, ']');
    }
    put_series(writer, chart);
    put_marks(writer, chart);
    put_words(writer, "note", chart->note);
    put_words(writer, "source", chart->source);
    json_close(&writer->json, '}');
}

// --- the whole ---

static void put_section(Writer *writer, const ReportSection *section)
{
    json_open(&writer->json, '{');
    put_str(writer, "key", section->key);
    put_words(writer, "title", section->title);
    put_words(writer, "lead", section->lead);
    json_key(&writer->json, "tables");
    json_open(&writer->json, '[');
    for (size_t i = 0; i < section->tables.count; i++) put_table(writer, section->tables.items[i]);
    json_close(&writer->json, ']');
    json_key(&writer->json, "charts");
    json_open(&writer->json, '[');
    for (size_t i = 0; i < section->charts.count; i++) put_chart(writer, section->charts.items[i]);
    json_close(&writer->json, ']');
    json_close(&writer->json, '}');
}

Str report_as_json(const Report *report, Arena *arena)
{
    invariant(report_is_whole(report));
    Writer writer = {.out = text_start(arena), .arena = arena};
    writer.json = json_writer_start(&writer.out);
    json_open(&writer.json, '{');
    put_str(&writer, "format", STR("doudi-report"));
    json_key(&writer.json, "version");
    json_integer(&writer.json, 1);
    put_words(&writer, "title", title_of(report));
    put_words(&writer, "answer", report->answer);
    json_key(&writer.json, "warnings");
    json_open(&writer.json, '[');
    for (size_t i = 0; i < report->warnings.count; i++)
        put_value(&writer, report->warnings.items[i]);
    json_close(&writer.json, ']');
    put_provenance(&writer, report);
    json_key(&writer.json, "sections");
    json_open(&writer.json, '[');
    for (size_t i = 0; i < report->sections.count; i++)
        put_section(&writer, report->sections.items[i]);
    json_close(&writer.json, ']');
    json_close(&writer.json, '}');
    text_add_char(&writer.out, '\n');
    return text_str(&writer.out);
}
