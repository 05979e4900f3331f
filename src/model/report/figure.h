// figure.h - a figure written out: for readers with grouped digits, and for programs as a decimal.
//
// For readers, large sums of money are scaled for a whole column (亿元, million or billion yuan),
// shares are percent. For programs nothing is scaled: "6640000", "540.00", a share of 3.17 % as
// "0.0317".
#ifndef MODEL_REPORT_FIGURE_H
#define MODEL_REPORT_FIGURE_H

#include "model/report/report.h"

typedef enum UnitStyle {
    UNIT_STYLE_PLAIN,
    UNIT_STYLE_MONEY,
    UNIT_STYLE_PERCENT,
    UNIT_STYLE_POINTS,
    UNIT_STYLE_WORDS,
} UnitStyle;

UnitStyle unit_style(ReportUnit unit);
Str unit_name(ReportUnit unit); // in data: "yuan/year"
Bilingual unit_words(ReportUnit unit);
Str status_name(ReportStatus status); // in data: "empty-group"
Bilingual status_words(ReportStatus status);

// The unit a cell's figure has: its own, or its column's.
ReportUnit cell_unit(const ReportCell *cell, const ReportColumn *column);
bool cell_has_figure(const ReportCell *cell);

// As near as a double comes.
double cell_figure(const ReportCell *cell);

// How the figures of a column are divided before they are shown.
typedef struct FigureScale {
    int64_t by; // 1, or 10^6, 10^8, 10^9
    bool fixed; // `digits` replaces the cell's own
    unsigned digits;
} FigureScale;

// For figures up to `largest` in size.
FigureScale figure_scale(ReportUnit unit, double largest, Language language);
FigureScale column_scale(const ReportTable *table, size_t column, Language language);

// "亿元/年", "million yuan/year", "persons"; "" where a unit has no words.
Str scaled_unit(ReportUnit unit, FigureScale scale, Language language, Arena *arena);

// The figure alone: "6,640,000", "3.17%", "−12.50". For text its words, for a status its reason.
Str cell_shown(const ReportCell *cell, ReportUnit unit, FigureScale scale, Language language,
               Arena *arena);

// "[3.05%, 3.29%]"; empty without a band.
Str band_shown(const ReportCell *cell, ReportUnit unit, FigureScale scale, Arena *arena);

// What stands in a table's cell: figure, unit if it is the cell's own, band.
Str cell_in_full(const ReportCell *cell, const ReportColumn *column, FigureScale scale,
                 Language language, Arena *arena);

// A double as cell_shown writes it, for charts; scaled by itself where it is much money.
Str double_shown(double value, ReportUnit unit, unsigned digits, Language language, Arena *arena);

// For programs: a plain decimal with a point, "" if there is no figure.
Str cell_plain(const ReportCell *cell, ReportUnit unit, Arena *arena);
Str double_plain(double value, ReportUnit unit, unsigned digits, Arena *arena);

#endif
