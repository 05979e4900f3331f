// chart_data.h - what charts show, as tables and as places: shared by all forms.
#ifndef MODEL_REPORT_CHART_DATA_H
#define MODEL_REPORT_CHART_DATA_H

#include "model/report/report.h"

// The chart's data as a table, with `digits` decimals: a row for each category, point or bin; where
// curves have points of their own, one after the other.
ReportTable *chart_table(const ReportChart *chart, unsigned digits, Arena *arena);

// A province in the map of tiles.
typedef struct ProvinceTile {
    const char *code; // "51"
    Bilingual mark;   // "川"
    Bilingual name;   // "四川"
    unsigned column, row;
} ProvinceTile;

enum { TILE_COLUMNS = 7, TILE_ROWS = 8 };

const ProvinceTile *province_tiles(size_t *count);

// The value of a province in the chart's first series; NaN where it has none.
double tile_value(const ReportChart *chart, const ProvinceTile *tile);

// The least and greatest value of a chart's points with their bands; false if it has none.
bool chart_range(const ReportChart *chart, double *low, double *high);

// NaN is no number: what a province without data has.
bool is_number(double value);

#endif
