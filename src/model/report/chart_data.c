#include "model/report/chart_data.h"

#include "base/panic.h"
#include "base/text.h"
#include "model/report/terms.h"

static const ProvinceTile tiles[] = {
#define PROVINCE(code, mark_zh, mark_en, name_zh, name_en, column, row)    \
    {#code,                                                                \
     {{(mark_zh), sizeof(mark_zh) - 1}, {(mark_en), sizeof(mark_en) - 1}}, \
     {{(name_zh), sizeof(name_zh) - 1}, {(name_en), sizeof(name_en) - 1}}, \
     column,                                                               \
     row},
#include "model/report/provinces.def"
#undef PROVINCE
};

const ProvinceTile *province_tiles(size_t *count)
{
    *count = sizeof tiles / sizeof tiles[0];
    return tiles;
}

bool is_number(double value)
{
    return value - value == 0.0;
}

double tile_value(const ReportChart *chart, const ProvinceTile *tile)
{
    invariant(chart->kind == CHART_TILES);
    if (chart->series.count > 0) {
        const ChartSeries *series = chart->series.items[0];
        for (size_t i = 0; i < chart->categories.count && i < series->points.count; i++) {
            if (str_starts(chart->categories.items[i].key, str_from(tile->code)))
                return series->points.items[i].y;
        }
    }
    const double zero = 0.0;
    return zero / zero;
}

bool chart_range(const ReportChart *chart, double *low, double *high)
{
    bool found = false;
    for (size_t s = 0; s < chart->series.count; s++) {
        const ChartSeries *series = chart->series.items[s];
        for (size_t i = 0; i < series->points.count; i++) {
            const ChartPoint *point = &series->points.items[i];
            if (!is_number(point->y)) continue;
            const double least = point->banded ? point->band_low : point->y;
            const double most = point->banded ? point->band_high : point->y;
            if (!found || least < *low) *low = least;
            if (!found || most > *high) *high = most;
            found = true;
        }
    }
    return found;
}

// --- as tables ---

static bool has_categories(const ReportChart *chart)
{
    return chart->kind == CHART_BARS || chart->kind == CHART_BALANCE || chart->kind == CHART_TILES;
}

// Whether all curves have points over the same places, so that they can stand side by side.
static bool shares_places(const ReportChart *chart)
{
    for (size_t s = 1; s < chart->series.count; s++) {
        const ChartSeries *first = chart->series.items[0];
        const ChartSeries *other = chart->series.items[s];
        if (first->points.count != other->points.count) return false;
        for (size_t i = 0; i < first->points.count; i++) {
            if (first->points.items[i].x < other->points.items[i].x ||
                first->points.items[i].x > other->points.items[i].x)
                return false;
        }
    }
    return true;
}

static bool has_bands(const ReportChart *chart)
{
    for (size_t s = 0; s < chart->series.count; s++) {
        const ChartSeries *series = chart->series.items[s];
        for (size_t i = 0; i < series->points.count; i++)
            if (series->points.items[i].banded) return true;
    }
    return false;
}

static ReportCell value_cell(double value, unsigned digits)
{
    return is_number(value) ? cell_double(value, digits) : cell_status(REPORT_STATUS_NO_DATA);
}

static void add_category_rows(ReportTable *table, const ReportChart *chart, unsigned digits)
{
    for (size_t i = 0; i < chart->categories.count; i++) {
        table_row_str(table, chart->categories.items[i].key, chart->categories.items[i].label);
        for (size_t s = 0; s < chart->series.count; s++) {
            const ChartSeries *series = chart->series.items[s];
            table_cell(table, i < series->points.count
                                  ? value_cell(series->points.items[i].y, digits)
                                  : cell_status(REPORT_STATUS_NO_DATA));
        }
    }
}

static void add_places(ReportTable *table, const ReportChart *chart)
{
    const bool bins = chart->kind == CHART_HISTOGRAM;
    const bool titled = chart->x_title.zh.size > 0 || chart->x_title.en.size > 0;
    const Bilingual x = bins || !titled ? term(TERM_FROM) : chart->x_title;
    table_column(table, "x", x, chart->x_unit);
    if (bins) table_column(table, "to", term(TERM_TO), chart->x_unit);
}

static void add_place_cells(ReportTable *table, const ReportChart *chart, const ChartPoint *point,
                            unsigned digits)
{
    table_cell(table, cell_double(point->x, digits));
    if (chart->kind == CHART_HISTOGRAM) table_cell(table, cell_double(point->high, digits));
}

static Str ordinal(Arena *arena, size_t index)
{
    return str_print(arena, "%zu", index + 1);
}

// A column for each curve.
static void add_wide_rows(ReportTable *table, const ReportChart *chart, unsigned digits)
{
    const size_t count = chart->series.count > 0 ? chart->series.items[0]->points.count : 0;
    for (size_t i = 0; i < count; i++) {
        const Str key = ordinal(table->arena, i);
        table_row_str(table, key, bilingual_same(key));
        add_place_cells(table, chart, &chart->series.items[0]->points.items[i], digits);
        for (size_t s = 0; s < chart->series.count; s++)
            table_cell(table, cell_double(chart->series.items[s]->points.items[i].y, digits));
    }
}

// One curve after the other, with its bands.
static void add_long_rows(ReportTable *table, const ReportChart *chart, unsigned digits)
{
    const bool banded = has_bands(chart);
    for (size_t s = 0; s < chart->series.count; s++) {
        const ChartSeries *series = chart->series.items[s];
        for (size_t i = 0; i < series->points.count; i++) {
            const ChartPoint *point = &series->points.items[i];
            table_row_str(table,
                          str_print(table->arena, STR_FORMAT "-%zu", STR_ARGS(series->key), i + 1),
                          series->name);
            add_place_cells(table, chart, point, digits);
            table_cell(table, cell_double(point->y, digits));
            if (!banded) continue;
            const ReportCell none = cell_status(REPORT_STATUS_BLANK);
            table_cell(table, point->banded ? cell_double(point->band_low, digits) : none);
            table_cell(table, point->banded ? cell_double(point->band_high, digits) : none);
        }
    }
}

static void add_series_columns(ReportTable *table, const ReportChart *chart)
{
    for (size_t s = 0; s < chart->series.count; s++) {
        const ChartSeries *series = chart->series.items[s];
        table_column(table, str_terminated(table->arena, series->key), series->name, chart->y_unit);
    }
}

ReportTable *chart_table(const ReportChart *chart, unsigned digits, Arena *arena)
{
    ReportTable *table = ARENA_ONE(arena, ReportTable);
    *table = (ReportTable){
        .arena = arena, .key = chart->key, .title = chart->title, .source = chart->source};
    if (has_categories(chart)) {
        add_series_columns(table, chart);
        if (table->columns.count > 0) add_category_rows(table, chart, digits);
        return table;
    }
    add_places(table, chart);
    if (shares_places(chart) && !has_bands(chart)) {
        add_series_columns(table, chart);
        add_wide_rows(table, chart, digits);
        return table;
    }
    const bool titled = chart->y_title.zh.size > 0 || chart->y_title.en.size > 0;
    table_column(table, "y", titled ? chart->y_title : term(TERM_VALUE), chart->y_unit);
    if (has_bands(chart)) {
        table_column(table, "low", term(TERM_BAND_LOW), chart->y_unit);
        table_column(table, "high", term(TERM_BAND_HIGH), chart->y_unit);
    }
    add_long_rows(table, chart, digits);
    return table;
}
