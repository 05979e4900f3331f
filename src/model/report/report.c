#include "model/report/report.h"

#include "base/panic.h"

enum { DIGITS_MAX = 9, SHARE_DIGITS = 2 };

// --- cells ---

static int64_t ten_to(unsigned digits)
{
    invariant(digits <= DIGITS_MAX);
    int64_t power = 1;
    for (unsigned i = 0; i < digits; i++) power *= 10;
    return power;
}

ReportCell cell_status(ReportStatus status)
{
    return (ReportCell){.kind = CELL_STATUS, .status = status};
}

static ReportCell exact_cell(Number value, unsigned digits)
{
    return (ReportCell){.kind = CELL_EXACT, .exact = value, .digits = digits};
}

ReportCell cell_integer(int64_t value)
{
    return exact_cell(number_whole(value), 0);
}

ReportCell cell_decimal(int64_t value, unsigned digits)
{
    return exact_cell(number_fraction(value, ten_to(digits)), digits);
}

ReportCell cell_decimal_wide(Wide value, unsigned digits)
{
    if (value >= NUMBER_UNBOUNDED || value <= -NUMBER_UNBOUNDED)
        return cell_status(REPORT_STATUS_TOO_LARGE);
    Number amount = {.num = value, .den = 1};
    if (!number_divide(amount, number_whole(ten_to(digits)), &amount))
        return cell_status(REPORT_STATUS_TOO_LARGE);
    return exact_cell(amount, digits);
}

ReportCell cell_fraction(int64_t num, int64_t den, unsigned digits)
{
    invariant(den >= 0);
    invariant(digits <= DIGITS_MAX);
    if (den == 0) return cell_status(REPORT_STATUS_EMPTY_GROUP);
    return exact_cell(number_fraction(num, den), digits);
}

ReportCell cell_share(int64_t num, int64_t den)
{
    return cell_fraction(num, den, SHARE_DIGITS);
}

ReportCell cell_share_wide(Wide num, Wide den)
{
    invariant(den >= 0);
    if (den == 0) return cell_status(REPORT_STATUS_EMPTY_GROUP);
    // Both lose the same last bits until the denominator fits: less than 1e-17 of the share.
    while (den > INT64_MAX / 4) {
        num /= 2;
        den /= 2;
    }
    if (num >= NUMBER_UNBOUNDED || num <= -NUMBER_UNBOUNDED)
        return cell_status(REPORT_STATUS_TOO_LARGE);
    Number share = {.num = num, .den = 1};
    if (!number_divide(share, number_whole((int64_t)den), &share))
        return cell_status(REPORT_STATUS_TOO_LARGE);
    return exact_cell(share, SHARE_DIGITS);
}

static bool is_finite(double value)
{
    return value - value == 0.0;
}

ReportCell cell_double(double value, unsigned digits)
{
    invariant(digits <= DIGITS_MAX);
    if (!is_finite(value)) return cell_status(REPORT_STATUS_NOT_FINITE);
    return (ReportCell){.kind = CELL_INEXACT, .inexact = value, .digits = digits};
}

ReportCell cell_text(Bilingual text)
{
    return (ReportCell){.kind = CELL_TEXT, .text = text};
}

ReportCell cell_banded(ReportCell cell, double low, double high)
{
    if (cell.kind != CELL_EXACT && cell.kind != CELL_INEXACT) return cell;
    cell.banded = is_finite(low) && is_finite(high);
    cell.low = low;
    cell.high = high;
    return cell;
}

ReportCell cell_in(ReportCell cell, ReportUnit unit)
{
    cell.unit = unit;
    return cell;
}

ReportCell cell_digits(ReportCell cell, unsigned digits)
{
    invariant(digits <= DIGITS_MAX);
    cell.digits = digits;
    return cell;
}

// --- tables ---

void table_column(ReportTable *table, const char *key, Bilingual title, ReportUnit unit)
{
    invariant(table->rows.count == 0);
    *vec_push(table->arena, &table->columns) =
        (ReportColumn){.key = str_from(key), .title = title, .unit = unit};
}

void table_row_str(ReportTable *table, Str key, Bilingual label)
{
    invariant(table->columns.count > 0);
    *vec_push(table->arena, &table->rows) = (ReportRow){.key = key, .label = label};
}

void table_row(ReportTable *table, const char *key, Bilingual label)
{
    table_row_str(table, str_from(key), label);
}

void table_total(ReportTable *table, const char *key, Bilingual label)
{
    table_row(table, key, label);
    table->rows.items[table->rows.count - 1].total = true;
}

void table_cell(ReportTable *table, ReportCell cell)
{
    invariant(table->rows.count > 0);
    ReportRow *row = &table->rows.items[table->rows.count - 1];
    invariant(row->cells.count < table->columns.count);
    *vec_push(table->arena, &row->cells) = cell;
}

void table_note(ReportTable *table, Bilingual note)
{
    *vec_push(table->arena, &table->notes) = note;
}

// --- residuals ---

static bool has_figure(const ReportCell *cell)
{
    return cell->kind == CELL_EXACT || cell->kind == CELL_INEXACT;
}

static double figure_of(const ReportCell *cell)
{
    if (cell->kind == CELL_INEXACT) return cell->inexact;
    return (double)cell->exact.num / (double)cell->exact.den;
}

static unsigned more_digits(const ReportCell *a, const ReportCell *b)
{
    return a->digits > b->digits ? a->digits : b->digits;
}

// What is said where one of two figures does not exist.
static ReportCell missing_of(const ReportCell *target, const ReportCell *simulated)
{
    return cell_status(!has_figure(target) ? target->status : simulated->status);
}

static ReportCell difference_of(const ReportCell *target, const ReportCell *simulated)
{
    if (!has_figure(target) || !has_figure(simulated)) return missing_of(target, simulated);
    const unsigned digits = more_digits(target, simulated);
    if (target->kind == CELL_EXACT && simulated->kind == CELL_EXACT) {
        Number difference;
        if (!number_subtract(simulated->exact, target->exact, &difference))
            return cell_status(REPORT_STATUS_TOO_LARGE);
        return exact_cell(difference, digits);
    }
    return cell_double(figure_of(simulated) - figure_of(target), digits);
}

static ReportCell relative_of(const ReportCell *target, const ReportCell *difference)
{
    if (!has_figure(target) || !has_figure(difference)) return missing_of(target, difference);
    if (target->kind == CELL_EXACT && difference->kind == CELL_EXACT) {
        if (target->exact.num == 0) return cell_status(REPORT_STATUS_NOT_FINITE);
        Number ratio;
        if (!number_divide(difference->exact, target->exact, &ratio))
            return cell_status(REPORT_STATUS_TOO_LARGE);
        return exact_cell(ratio, SHARE_DIGITS);
    }
    return cell_double(figure_of(difference) / figure_of(target), SHARE_DIGITS);
}

void table_residual(ReportTable *table, const Residual *residual)
{
    invariant(table->kind == TABLE_RESIDUAL);
    invariant(residual->unit != REPORT_UNIT_OWN && residual->unit != REPORT_UNIT_TEXT);
    table_row_str(table, residual->key, residual->label);
    const ReportCell difference = difference_of(&residual->target, &residual->simulated);
    // The difference of two shares is in points.
    const ReportUnit apart =
        residual->unit == REPORT_UNIT_SHARE ? REPORT_UNIT_POINTS : residual->unit;
    table_cell(table, cell_in(residual->target, residual->unit));
    table_cell(table, cell_in(residual->simulated, residual->unit));
    table_cell(table, cell_in(difference, apart));
    table_cell(table, relative_of(&residual->target, &difference));
    table_cell(table, cell_text(residual->reason));
    table_cell(table, cell_text(residual->source));
}

// --- charts ---

void chart_category(ReportChart *chart, const char *key, Bilingual label)
{
    invariant(chart->series.count == 0);
    *vec_push(chart->arena, &chart->categories) =
        (ChartCategory){.key = str_from(key), .label = label};
}

ChartSeries *chart_series(ReportChart *chart, const char *key, Bilingual name)
{
    ChartSeries *series = ARENA_ONE(chart->arena, ChartSeries);
    series->arena = chart->arena;
    series->key = str_from(key);
    series->name = name;
    *vec_push(chart->arena, &chart->series) = series;
    return series;
}

void chart_mark(ReportChart *chart, double x, double y, Bilingual label)
{
    *vec_push(chart->arena, &chart->marks) = (ChartMark){.x = x, .y = y, .label = label};
}

void series_point(ChartSeries *series, double x, double y)
{
    invariant(is_finite(x) && is_finite(y));
    invariant(series->points.count == 0 || series->points.items[series->points.count - 1].x <= x);
    *vec_push(series->arena, &series->points) = (ChartPoint){.x = x, .y = y};
}

void series_point_banded(ChartSeries *series, double x, double y, double low, double high)
{
    invariant(is_finite(low) && is_finite(high));
    series_point(series, x, y);
    ChartPoint *point = &series->points.items[series->points.count - 1];
    point->banded = true;
    point->band_low = low;
    point->band_high = high;
}

void series_value(ChartSeries *series, double value)
{
    const double x = (double)series->points.count;
    *vec_push(series->arena, &series->points) = (ChartPoint){.x = x, .y = value};
}

void series_bin(ChartSeries *series, double low, double high, double value)
{
    invariant(is_finite(low) && is_finite(high) && is_finite(value) && low < high);
    *vec_push(series->arena, &series->points) = (ChartPoint){.x = low, .y = value, .high = high};
}

// --- the whole ---

Report *report_create(Arena *arena)
{
    Report *report = ARENA_ONE(arena, Report);
    report->arena = arena;
    return report;
}

void report_reform(Report *report, Bilingual name, Str path, Str hash)
{
    *vec_push(report->arena, &report->reforms) =
        (ReportReform){.name = name, .path = path, .hash = hash};
}

void report_warning(Report *report, Bilingual warning)
{
    *vec_push(report->arena, &report->warnings) = warning;
}

ReportSection *report_section(Report *report, const char *key, Bilingual title)
{
    ReportSection *section = ARENA_ONE(report->arena, ReportSection);
    *section = (ReportSection){.arena = report->arena, .key = str_from(key), .title = title};
    *vec_push(report->arena, &report->sections) = section;
    return section;
}

ReportTable *report_table(ReportSection *section, const char *key, Bilingual title)
{
    ReportTable *table = ARENA_ONE(section->arena, ReportTable);
    *table = (ReportTable){.arena = section->arena, .key = str_from(key), .title = title};
    *vec_push(section->arena, &section->tables) = table;
    return table;
}

ReportTable *report_residuals(ReportSection *section, const char *key, Bilingual title)
{
    ReportTable *table = report_table(section, key, title);
    table->kind = TABLE_RESIDUAL;
    table_column(table, "target", BOTH("公布数", "published"), REPORT_UNIT_OWN);
    table_column(table, "simulated", BOTH("模拟数", "simulated"), REPORT_UNIT_OWN);
    table_column(table, "difference", BOTH("相差", "difference"), REPORT_UNIT_OWN);
    table_column(table, "relative", BOTH("相差比例", "relative"), REPORT_UNIT_SHARE);
    table_column(table, "reason", BOTH("原因", "reason"), REPORT_UNIT_TEXT);
    table_column(table, "source", BOTH("公布数来源", "source of the published"), REPORT_UNIT_TEXT);
    return table;
}

ReportChart *report_chart(ReportSection *section, ChartKind kind, const char *key, Bilingual title)
{
    ReportChart *chart = ARENA_ONE(section->arena, ReportChart);
    *chart = (ReportChart){
        .arena = section->arena, .kind = kind, .key = str_from(key), .title = title, .digits = 1};
    *vec_push(section->arena, &section->charts) = chart;
    return chart;
}

static bool section_is_whole(const ReportSection *section)
{
    for (size_t i = 0; i < section->tables.count; i++) {
        const ReportTable *table = section->tables.items[i];
        for (size_t r = 0; r < table->rows.count; r++)
            if (table->rows.items[r].cells.count != table->columns.count) return false;
    }
    return true;
}

bool report_is_whole(const Report *report)
{
    for (size_t i = 0; i < report->sections.count; i++)
        if (!section_is_whole(report->sections.items[i])) return false;
    return true;
}
