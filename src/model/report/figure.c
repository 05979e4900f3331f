#include "model/report/figure.h"

#include "base/panic.h"
#include "base/text.h"
#include "model/report/terms.h"

// --- the tables of units and statuses ---

typedef struct UnitRow {
    Str name;
    Bilingual words;
    UnitStyle style;
} UnitRow;

#define LITERAL(text)            \
    {                            \
        (text), sizeof(text) - 1 \
    }
#define LITERALS(first, second)         \
    {                                   \
        LITERAL(first), LITERAL(second) \
    }

static const UnitRow units[] = {
#define REPORT_UNIT(id, name, zh, en, style) \
    [REPORT_UNIT_##id] = {LITERAL(name), LITERALS(zh, en), UNIT_STYLE_##style},
#include "model/report/units.def"
#undef REPORT_UNIT
};

typedef struct StatusRow {
    Str name;
    Bilingual words;
} StatusRow;

static const StatusRow statuses[] = {
#define REPORT_STATUS(id, name, zh, en) [REPORT_STATUS_##id] = {LITERAL(name), LITERALS(zh, en)},
#include "model/report/statuses.def"
#undef REPORT_STATUS
};

UnitStyle unit_style(ReportUnit unit)
{
    return units[unit].style;
}

Str unit_name(ReportUnit unit)
{
    return units[unit].name;
}

Bilingual unit_words(ReportUnit unit)
{
    return units[unit].words;
}

Str status_name(ReportStatus status)
{
    return statuses[status].name;
}

Bilingual status_words(ReportStatus status)
{
    return statuses[status].words;
}

// --- cells ---

ReportUnit cell_unit(const ReportCell *cell, const ReportColumn *column)
{
    return column->unit == REPORT_UNIT_OWN ? cell->unit : column->unit;
}

bool cell_has_figure(const ReportCell *cell)
{
    return cell->kind == CELL_EXACT || cell->kind == CELL_INEXACT;
}

double cell_figure(const ReportCell *cell)
{
    invariant(cell_has_figure(cell));
    if (cell->kind == CELL_INEXACT) return cell->inexact;
    return (double)cell->exact.num / (double)cell->exact.den;
}

// --- scales ---

#define MUCH_MONEY      1e8 // from here on the coins only hide the sum
#define VERY_MUCH_MONEY 1e10
#define BILLION         1000000000

FigureScale figure_scale(ReportUnit unit, double largest, Language language)
{
    if (unit_style(unit) != UNIT_STYLE_MONEY || largest < MUCH_MONEY) return (FigureScale){.by = 1};
    if (language == LANGUAGE_ZH) return (FigureScale){.by = 100000000, .fixed = true, .digits = 2};
    if (largest >= VERY_MUCH_MONEY) return (FigureScale){.by = BILLION, .fixed = true, .digits = 2};
    return (FigureScale){.by = 1000000, .fixed = true, .digits = 1};
}

static double size_of(double value)
{
    return value < 0 ? -value : value;
}

FigureScale column_scale(const ReportTable *table, size_t column, Language language)
{
    const ReportColumn *of = &table->columns.items[column];
    double largest = 0;
    for (size_t i = 0; i < table->rows.count; i++) {
        const ReportCell *cell = &table->rows.items[i].cells.items[column];
        if (cell_has_figure(cell) && size_of(cell_figure(cell)) > largest)
            largest = size_of(cell_figure(cell));
    }
    return figure_scale(of->unit, largest, language);
}

// A column of own units has a scale for each cell.
static FigureScale own_scale(const ReportCell *cell, ReportUnit unit, Language language)
{
    if (!cell_has_figure(cell)) return (FigureScale){.by = 1};
    return figure_scale(unit, size_of(cell_figure(cell)), language);
}

Str scaled_unit(ReportUnit unit, FigureScale scale, Language language, Arena *arena)
{
    const Str words = bilingual_in(unit_words(unit), language);
    if (scale.by == 1) return words;
    return str_print(arena, STR_FORMAT STR_FORMAT,
                     STR_ARGS(term_in(scale.by == BILLION ? TERM_BILLION : TERM_MILLION, language)),
                     STR_ARGS(words));
}

// --- digits ---

static Number tenth(unsigned digits)
{
    int64_t power = 1;
    for (unsigned i = 0; i < digits; i++) power *= 10;
    return number_fraction(1, power);
}

// The sign, then digits with a point; without a sign in front of zero.
static Str exact_decimal(Number value, unsigned digits, Arena *arena)
{
    const Number from = value;
    if (!number_round(from, tenth(digits), ROUND_HALF_EVEN, &value)) value = from;
    return number_print(arena, value, (NumberFormat){.places_min = digits, .places_max = digits});
}

static bool is_zero(Str decimal)
{
    for (size_t i = 0; i < decimal.size; i++) {
        const char c = decimal.data[i];
        if (c != '0' && c != '.' && c != '-') return false;
    }
    return true;
}

static Str double_decimal(double value, unsigned digits, Arena *arena)
{
    const Str text = str_print(arena, "%.*f", (int)digits, value);
    return is_zero(text) && text.data[0] == '-' ? str_slice(text, 1, text.size) : text;
}

// "-1234567.50" as "−1,234,567.50".
static void add_grouped(Text *out, Str decimal, bool sign)
{
    size_t at = 0;
    if (decimal.size > 0 && decimal.data[0] == '-') {
        text_add(out, STR("−"));
        at = 1;
    } else if (sign && !is_zero(decimal)) {
        text_add_char(out, '+');
    }
    const size_t point = str_find(decimal, STR("."));
    const size_t whole = point == SIZE_MAX ? decimal.size : point;
    for (; at < whole; at++) {
        text_add_char(out, decimal.data[at]);
        const size_t left = whole - at - 1;
        if (left > 0 && left % 3 == 0) text_add_char(out, ',');
    }
    text_add(out, str_slice(decimal, whole, decimal.size));
}

static Str exact_scaled(Number value, int64_t times, int64_t by, unsigned digits, Arena *arena)
{
    Number scaled = value;
    if (!number_multiply(value, number_whole(times), &scaled) ||
        !number_divide(scaled, number_whole(by), &scaled))
        scaled = value;
    return exact_decimal(scaled, digits, arena);
}

static bool is_percent(ReportUnit unit)
{
    return unit_style(unit) == UNIT_STYLE_PERCENT || unit_style(unit) == UNIT_STYLE_POINTS;
}

static Str dressed(Str decimal, ReportUnit unit, Arena *arena)
{
    Text out = text_start(arena);
    add_grouped(&out, decimal, unit_style(unit) == UNIT_STYLE_POINTS);
    if (unit_style(unit) == UNIT_STYLE_PERCENT) text_add_char(&out, '%');
    return text_str(&out);
}

static Str double_scaled(double value, ReportUnit unit, FigureScale scale, unsigned digits,
                         Arena *arena)
{
    const double times = is_percent(unit) ? 100.0 : 1.0;
    const double shown = value * times / (double)scale.by;
    return dressed(double_decimal(shown, scale.fixed ? scale.digits : digits, arena), unit, arena);
}

// --- for readers ---

Str cell_shown(const ReportCell *cell, ReportUnit unit, FigureScale scale, Language language,
               Arena *arena)
{
    const unsigned digits = scale.fixed ? scale.digits : cell->digits;
    switch (cell->kind) {
    case CELL_STATUS: return bilingual_in(status_words(cell->status), language);
    case CELL_TEXT: return bilingual_in(cell->text, language);
    case CELL_INEXACT: return double_scaled(cell->inexact, unit, scale, digits, arena);
    case CELL_EXACT: break;
    }
    const int64_t times = is_percent(unit) ? 100 : 1;
    return dressed(exact_scaled(cell->exact, times, scale.by, digits, arena), unit, arena);
}

Str band_shown(const ReportCell *cell, ReportUnit unit, FigureScale scale, Arena *arena)
{
    if (!cell->banded || !cell_has_figure(cell)) return (Str){0};
    const Str low = double_scaled(cell->low, unit, scale, cell->digits, arena);
    const Str high = double_scaled(cell->high, unit, scale, cell->digits, arena);
    return str_print(arena, "[" STR_FORMAT ", " STR_FORMAT "]", STR_ARGS(low), STR_ARGS(high));
}

Str cell_in_full(const ReportCell *cell, const ReportColumn *column, FigureScale scale,
                 Language language, Arena *arena)
{
    const ReportUnit unit = cell_unit(cell, column);
    const bool own = column->unit == REPORT_UNIT_OWN;
    if (own) scale = own_scale(cell, unit, language);
    Text out = text_start(arena);
    text_add(&out, cell_shown(cell, unit, scale, language, arena));
    if (!cell_has_figure(cell)) return text_str(&out);
    const Str words = scaled_unit(unit, scale, language, arena);
    if (own && words.size > 0) text_print(&out, " " STR_FORMAT, STR_ARGS(words));
    if (cell->banded)
        text_print(&out, " " STR_FORMAT, STR_ARGS(band_shown(cell, unit, scale, arena)));
    return text_str(&out);
}

Str double_shown(double value, ReportUnit unit, unsigned digits, Language language, Arena *arena)
{
    const FigureScale scale = figure_scale(unit, size_of(value), language);
    const Str figure = double_scaled(value, unit, scale, digits, arena);
    if (scale.by == 1) return figure;
    if (language == LANGUAGE_ZH) return str_print(arena, STR_FORMAT "亿", STR_ARGS(figure));
    return str_print(arena, STR_FORMAT "%s", STR_ARGS(figure), scale.by == BILLION ? "bn" : "m");
}

// --- for programs ---

Str double_plain(double value, ReportUnit unit, unsigned digits, Arena *arena)
{
    return double_decimal(value, is_percent(unit) ? digits + 2 : digits, arena);
}

Str cell_plain(const ReportCell *cell, ReportUnit unit, Arena *arena)
{
    const unsigned digits = is_percent(unit) ? cell->digits + 2 : cell->digits;
    switch (cell->kind) {
    case CELL_STATUS:
    case CELL_TEXT: return (Str){0};
    case CELL_INEXACT: return double_decimal(cell->inexact, digits, arena);
    case CELL_EXACT: break;
    }
    return exact_decimal(cell->exact, digits, arena);
}
