// report.h - what a simulation found, as plain data: an answer, tables, charts, provenance.
//
// The caller builds a Report once; every form of it (render.h: text, JSON, CSV, XLSX, HTML) is
// written from the same data, so that no two forms can disagree. Everything lives in the arena
// given to report_create. Texts are borrowed and must live as long; those made by printf belong in
// that arena. Figures are exact where they can be; a figure that does not exist is a status, never
// zero.
//
//     Report *report = report_create(arena);
//     report->provenance = (ReportProvenance){.year = 2023, .population = STR("china-2023"), ...};
//     report->answer = BOTH("3.17%的人得到……", "3.17 % of people get ...");
//     ReportSection *section = report_section(report, "coverage", BOTH("覆盖", "Coverage"));
//     ReportTable *table = report_table(section, "by-area", BOTH("按城乡", "By residence"));
//     table_column(table, "people", BOTH("人数", "people"), REPORT_UNIT_PERSONS);
//     table_column(table, "rate", BOTH("覆盖率", "coverage"), REPORT_UNIT_SHARE);
//     table_row(table, "urban", BOTH("城镇", "urban"));
//     table_cell(table, cell_integer(6640000));
//     table_cell(table, cell_share(6640000, 932670000));
//
// Keys are short names in lower case with hyphens, unique among their siblings: what programs look
// for in JSON and CSV. Tables must be whole (a cell for each column of each row) when rendered.
#ifndef MODEL_REPORT_REPORT_H
#define MODEL_REPORT_REPORT_H

#include "base/date.h"
#include "base/language.h"
#include "base/number.h"
#include "base/vec.h"

typedef enum ReportUnit {
#define REPORT_UNIT(id, name, zh, en, style) REPORT_UNIT_##id,
#include "model/report/units.def"
#undef REPORT_UNIT
} ReportUnit;

typedef enum ReportStatus {
#define REPORT_STATUS(id, name, zh, en) REPORT_STATUS_##id,
#include "model/report/statuses.def"
#undef REPORT_STATUS
} ReportStatus;

// --- cells ---

typedef enum CellKind {
    CELL_STATUS,  // no figure: why
    CELL_EXACT,   // a Number
    CELL_INEXACT, // a double
    CELL_TEXT,
} CellKind;

typedef struct ReportCell {
    CellKind kind;
    ReportStatus status; // REPORT_STATUS_KNOWN if there is a figure or text
    ReportUnit unit;     // only where the column's unit is REPORT_UNIT_OWN
    unsigned digits;     // decimals shown; of the percentage, for shares
    Number exact;
    double inexact;
    Bilingual text;
    bool banded; // low and high hold a confidence or model band
    double low, high;
} ReportCell;

ReportCell cell_integer(int64_t value);

// value / 10^digits: cell_decimal(amount_fen, 2) is an amount in yuan. `digits` at most 9.
ReportCell cell_decimal(int64_t value, unsigned digits);

// The same for sums wider than 64 bits; |value| < 2^100, otherwise "too large to compute".
ReportCell cell_decimal_wide(Wide value, unsigned digits);

// num/den exactly, shown with so many decimals; den 0 is "not defined: empty group", den < 0 a bug.
ReportCell cell_fraction(int64_t num, int64_t den, unsigned digits);

// A share, shown in percent with two decimals. Also for wide sums.
ReportCell cell_share(int64_t num, int64_t den);
ReportCell cell_share_wide(Wide num, Wide den);

// A statistic; NaN and infinities become "not defined". `digits` at most 9.
ReportCell cell_double(double value, unsigned digits);
ReportCell cell_text(Bilingual text);
ReportCell cell_status(ReportStatus status);

// The cell with a band around its figure, in the figure's own unit (shares as fractions of one).
ReportCell cell_banded(ReportCell cell, double low, double high);

// The cell with a unit of its own, for columns of REPORT_UNIT_OWN (a list of indicators).
ReportCell cell_in(ReportCell cell, ReportUnit unit);

// The cell with other decimals shown.
ReportCell cell_digits(ReportCell cell, unsigned digits);

// --- tables ---

typedef struct ReportColumn {
    Str key;
    Bilingual title;
    ReportUnit unit;
} ReportColumn;

typedef struct ReportRow {
    Str key;
    Bilingual label;
    bool total; // set off from the rows above it
    VEC(ReportCell) cells;
} ReportRow;

typedef enum ReportTableKind {
    TABLE_PLAIN,
    TABLE_RESIDUAL, // target, simulated, difference, relative difference, reason, source
} ReportTableKind;

typedef struct ReportTable {
    Arena *arena;
    ReportTableKind kind;
    Str key;
    Bilingual title;
    Bilingual row_title; // heading above the row labels; may be empty
    VEC(ReportColumn) columns;
    VEC(ReportRow) rows;
    VEC(Bilingual) notes; // what a reader must know to read it rightly
    Bilingual source;     // whence the figures; empty: the simulation named in the provenance
} ReportTable;

void table_column(ReportTable *table, const char *key, Bilingual title, ReportUnit unit);

// Begins a row; all columns are there already.
void table_row(ReportTable *table, const char *key, Bilingual label);
void table_row_str(ReportTable *table, Str key, Bilingual label);

// A row of totals.
void table_total(ReportTable *table, const char *key, Bilingual label);

// The next cell of the last row, left to right.
void table_cell(ReportTable *table, ReportCell cell);
void table_note(ReportTable *table, Bilingual note);

// One published figure against the simulated one.
typedef struct Residual {
    Str key;
    Bilingual label;
    ReportUnit unit; // not OWN, TEXT
    ReportCell target;
    ReportCell simulated;
    Bilingual reason; // why they differ; empty where they do not
    Bilingual source; // of the target, with its date
} Residual;

// A row of a residual table; the differences are worked out here, exactly where both are exact.
void table_residual(ReportTable *table, const Residual *residual);

// --- charts ---

typedef enum ChartKind {
    CHART_LORENZ,    // curves over [0,1] x [0,1] against the diagonal
    CHART_LINES,     // curves of y over x: a cost curve, a budget line
    CHART_BARS,      // a value for each category, side by side for several series (at most 3)
    CHART_BALANCE,   // first series to the right (who gains), second to the left (who loses)
    CHART_HISTOGRAM, // bins [low, high) of x with a value y each
    CHART_TILES,     // a value for each province, by its code of GB/T 2260
} ChartKind;

typedef struct ChartPoint {
    double x; // of histograms: the bin's low end
    double y;
    double high; // the bin's high end
    bool banded; // of lines: band_low, band_high hold a band
    double band_low, band_high;
} ChartPoint;

typedef struct ChartSeries {
    Arena *arena;
    Str key;
    Bilingual name;
    VEC(ChartPoint) points;
} ChartSeries;

typedef struct ChartCategory {
    Str key; // of tiles: the province's code ("51" or "510000")
    Bilingual label;
} ChartCategory;

// A place that is pointed out, with words beside it.
typedef struct ChartMark {
    double x, y;
    Bilingual label;
} ChartMark;

typedef struct ReportChart {
    Arena *arena;
    ChartKind kind;
    Str key;
    Bilingual title;    // what it shows, as a finding if there is one
    Bilingual subtitle; // quantity and unit, in words
    Bilingual x_title;
    Bilingual y_title;
    ReportUnit x_unit;
    ReportUnit y_unit;
    unsigned digits; // decimals of the values written beside marks and bars
    VEC(ChartCategory) categories;
    VEC(ChartSeries *) series; // the first is the subject, drawn in the accent colour
    VEC(ChartMark) marks;
    Bilingual note;
    Bilingual source; // empty: the simulation named in the provenance
} ReportChart;

// Categories of bars and tiles come first, then series; a bar or tile is the next category's value.
void chart_category(ReportChart *chart, const char *key, Bilingual label);
ChartSeries *chart_series(ReportChart *chart, const char *key, Bilingual name);
void chart_mark(ReportChart *chart, double x, double y, Bilingual label);

// Of lines and Lorenz curves; x does not decrease.
void series_point(ChartSeries *series, double x, double y);
void series_point_banded(ChartSeries *series, double x, double y, double low, double high);

// Of bars, balances and tiles: the value of the next category; NaN: no data.
void series_value(ChartSeries *series, double value);
void series_bin(ChartSeries *series, double low, double high, double value);

// --- the whole ---

typedef struct ReportSection {
    Arena *arena;
    Str key;
    Bilingual title;
    Bilingual lead; // a sentence before the tables; may be empty
    VEC(ReportTable *) tables;
    VEC(ReportChart *) charts;
} ReportSection;

typedef struct ReportReform {
    Bilingual name;
    Str path;
    Str hash;
} ReportReform;

typedef struct ReportProvenance {
    int32_t year;              // of the population's facts
    Date law_date;             // the law as in force on this day
    bool dated;                // law_date is set
    Str population;            // "china-2023"
    Bilingual population_note; // whence it is made, in a line
    Str population_hash;
    Str unit;                   // of analysis: "persons", "households"
    uint64_t households;        // simulated
    uint64_t persons;           // simulated
    uint64_t households_in_all; // what a complete run holds; 0: unknown
    bool partial;               // it was ended before all households were simulated
    bool seeded;                // `seed` was used
    uint64_t seed;
    Str law; // its folder
    Str law_hash;
    Str engine; // "doudi 0.1.0"
} ReportProvenance;

typedef struct Report {
    Arena *arena;
    Bilingual title;  // empty: "Simulation"
    Bilingual answer; // one sentence that answers what was asked
    ReportProvenance provenance;
    VEC(ReportReform) reforms;
    VEC(Bilingual) warnings; // what limits the answer: excluded records, known conflicts
    VEC(ReportSection *) sections;
} Report;

Report *report_create(Arena *arena);
void report_reform(Report *report, Bilingual name, Str path, Str hash);
void report_warning(Report *report, Bilingual warning);
ReportSection *report_section(Report *report, const char *key, Bilingual title);
ReportTable *report_table(ReportSection *section, const char *key, Bilingual title);

// A residual table: its columns are there already, rows come by table_residual.
ReportTable *report_residuals(ReportSection *section, const char *key, Bilingual title);
ReportChart *report_chart(ReportSection *section, ChartKind kind, const char *key, Bilingual title);

// Whether every row of every table has a cell for each column: what all forms ask for.
bool report_is_whole(const Report *report);

#endif
