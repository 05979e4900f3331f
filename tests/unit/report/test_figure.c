// Figures: rounding, units, what has no figure, and differences against what was published.

#include "model/report/figure.h"
#include "sample.h"
#include "support.h"
#include "unit.h"

typedef struct FigureRow {
    const char *name;
    ReportCell cell;
    ReportUnit unit;
    const char *plain, *zh, *en;
} FigureRow;

static const char *in_full(Arena *arena, const FigureRow *row, Language language)
{
    const ReportColumn column = {.unit = REPORT_UNIT_OWN};
    const ReportCell cell = cell_in(row->cell, row->unit);
    return c_text(arena, cell_in_full(&cell, &column, (FigureScale){.by = 1}, language, arena));
}

static void test_figures_are_written_as_their_units_ask(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const double zero = 0;
    const FigureRow rows[] = {
        {"persons", cell_integer(40630000), REPORT_UNIT_PERSONS, "40630000", "40,630,000 人",
         "40,630,000 persons"},
        {"negative", cell_decimal(-123456, 2), REPORT_UNIT_YUAN_MONTH, "-1234.56",
         "−1,234.56 元/月", "−1,234.56 yuan/month"},
        {"share", cell_share(317, 10000), REPORT_UNIT_SHARE, "0.0317", "3.17%", "3.17%"},
        {"a third", cell_share(1, 3), REPORT_UNIT_SHARE, "0.3333", "33.33%", "33.33%"},
        {"half to even", cell_fraction(5, 1000, 2), REPORT_UNIT_RATIO, "0.00", "0.00", "0.00"},
        {"points", cell_fraction(7, 1000, 1), REPORT_UNIT_POINTS, "0.007", "+0.7 个百分点",
         "+0.7 percentage points"},
        {"no sign at zero", cell_double(-0.00001, 2), REPORT_UNIT_RATIO, "0.00", "0.00", "0.00"},
        {"much", cell_decimal(21627200000000, 2), REPORT_UNIT_YUAN_YEAR, "216272000000.00",
         "2,162.72 亿元/年", "216.27 billion yuan/year"},
        {"less", cell_decimal(65000000000, 2), REPORT_UNIT_YUAN, "650000000.00", "6.50 亿元",
         "650.0 million yuan"},
        {"wide", cell_decimal_wide((Wide)INT64_MAX * 100, 2), REPORT_UNIT_COUNT,
         "9223372036854775807.00", "9,223,372,036,854,775,807.00", "9,223,372,036,854,775,807.00"},
        {"too wide", cell_decimal_wide(NUMBER_UNBOUNDED, 2), REPORT_UNIT_COUNT, "", "超出可算范围",
         "too large to compute"},
        {"wide share", cell_share_wide((Wide)INT64_MAX * 3, (Wide)INT64_MAX * 4), REPORT_UNIT_SHARE,
         "0.7500", "75.00%", "75.00%"},
        {"empty group", cell_share(1, 0), REPORT_UNIT_SHARE, "", "无定义：组内无人",
         "not defined: empty group"},
        {"not a number", cell_double(zero / zero, 3), REPORT_UNIT_RATIO, "", "无定义",
         "not defined"},
        {"band", cell_banded(cell_share(1, 2), 0.45, 0.55), REPORT_UNIT_SHARE, "0.5000",
         "50.00% [45.00%, 55.00%]", "50.00% [45.00%, 55.00%]"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *plain = c_text(arena, cell_plain(&rows[i].cell, rows[i].unit, arena));
        faults += row_differs(rows[i].name, plain, rows[i].plain);
        faults += row_differs(rows[i].name, in_full(arena, &rows[i], LANGUAGE_ZH), rows[i].zh);
        faults += row_differs(rows[i].name, in_full(arena, &rows[i], LANGUAGE_EN), rows[i].en);
    }
    assert_int_equal(faults, 0);
    arena_destroy(arena);
}

static void test_a_residual_is_exact_where_both_figures_are(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Report *report = report_create(arena);
    ReportTable *table = report_residuals(report_section(report, "s", BOTH("节", "section")), "r",
                                          BOTH("残差", "residuals"));
    table_residual(table, &(Residual){.key = STR("people"),
                                      .unit = REPORT_UNIT_PERSONS,
                                      .target = cell_integer(200),
                                      .simulated = cell_integer(197)});
    table_residual(table, &(Residual){.key = STR("gini"),
                                      .unit = REPORT_UNIT_RATIO,
                                      .target = cell_double(0.5, 3),
                                      .simulated = cell_double(0.475, 3)});
    table_residual(table, &(Residual){.key = STR("nothing"),
                                      .unit = REPORT_UNIT_PERSONS,
                                      .target = cell_integer(0),
                                      .simulated = cell_integer(5)});
    static const char *const expected[3][2] = {{"-3", "-0.0150"}, {"-0.025", "-0.0500"}, {"5", ""}};
    size_t faults = 0;
    for (size_t r = 0; r < 3; r++) {
        const ReportCell *cells = table->rows.items[r].cells.items;
        const char *key = c_text(arena, table->rows.items[r].key);
        faults += row_differs(key, c_text(arena, cell_plain(&cells[2], cells[2].unit, arena)),
                              expected[r][0]);
        faults += row_differs(key, c_text(arena, cell_plain(&cells[3], REPORT_UNIT_SHARE, arena)),
                              expected[r][1]);
    }
    assert_int_equal(faults, 0);
    assert_true(report_is_whole(report));
    arena_destroy(arena);
}

static void break_a_row(const void *what)
{
    Arena *arena = arena_create();
    ReportTable *table = report_table(report_section(report_create(arena), "s", BOTH("节", "s")),
                                      "t", BOTH("表", "t"));
    table_column(table, "a", BOTH("甲", "a"), REPORT_UNIT_COUNT);
    table_row(table, "one", BOTH("一", "one"));
    table_cell(table, cell_integer(1));
    table_cell(table, cell_integer(*(const int64_t *)what));
    arena_destroy(arena);
}

static void test_a_cell_too_many_is_our_bug(void **state)
{
    (void)state;
    const int64_t value = 2;
    assert_true(ends_the_process(break_a_row, &value));
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_figures_are_written_as_their_units_ask),
                     cmocka_unit_test(test_a_residual_is_exact_where_both_figures_are),
                     cmocka_unit_test(test_a_cell_too_many_is_our_bug));
}
