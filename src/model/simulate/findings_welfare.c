// Poverty and inequality, before help and after.

#include "base/text.h"
#include "model/simulate/findings_internal.h"

static void poverty_rows(ReportTable *table, const PovertySums sums[SIMULATED_RESIDENCES],
                         const char *key, Bilingual label)
{
    PovertySums all = sums[0];
    poverty_sums_merge(&all, &sums[1]);
    table_row(table, key, label);
    table_cell(table, cell_share(all.persons_poor, all.persons));
    table_cell(table, cell_share(sums[0].persons_poor, sums[0].persons));
    table_cell(table, cell_share(sums[1].persons_poor, sums[1].persons));
    table_cell(table, finder_bounded(poverty_sums_fgt(&all, 1), 4));
    table_cell(table, finder_bounded(poverty_sums_fgt(&all, 2), 4));
}

// Incomes are counted in bins: what that may do to the figures before help.
static void bounds_note(const Finder *finder, ReportTable *table)
{
    const Distribution *before = finder->result->before;
    const Bounded gini = distribution_gini(before);
    const Bounded ratio =
        distribution_share_ratio(before, number_fraction(1, 5), number_fraction(1, 5));
    const Bounded p10 = distribution_quantile(before, number_fraction(1, 10));
    if (gini.status != STATUS_DEFINED || ratio.status != STATUS_DEFINED ||
        p10.status != STATUS_DEFINED)
        return;
    table_note(
        table,
        bilingual(
            str_print(finder->arena,
                      "收入按0.8%%宽的区间累计，误差有界。救助前：基尼系数在%.6f与%.6f之间，"
                      "高低收入比在%.3f与%.3f之间，第10百分位在%.0f与%.0f元之间。",
                      gini.low, gini.high, ratio.low, ratio.high, p10.low / 100, p10.high / 100),
            str_print(finder->arena,
                      "Incomes are added up in bins 0.8 %% wide, so that errors have "
                      "bounds. Before help the Gini lies between %.6f and %.6f, "
                      "S80/S20 between %.3f and %.3f, P10 between %.0f and %.0f yuan.",
                      gini.low, gini.high, ratio.low, ratio.high, p10.low / 100, p10.high / 100)));
}

void findings_welfare(Finder *finder)
{
    const SimulateResult *result = finder->result;
    ReportSection *section =
        report_section(finder->report, "welfare", BOTH("贫困与不平等", "Poverty and inequality"));
    ReportTable *table = report_table(
        section, "poverty",
        BOTH("贫困（年人均779×12元、615×12元，严格低于）",
             "Poverty (below 779 x 12 yuan a head a year in town, 615 x 12 in the country)"));
    table_column(table, "p0", BOTH("贫困人口比重", "headcount"), REPORT_UNIT_SHARE);
    table_column(table, "p0-urban", BOTH("城镇", "urban"), REPORT_UNIT_SHARE);
    table_column(table, "p0-rural", BOTH("农村", "rural"), REPORT_UNIT_SHARE);
    table_column(table, "p1", BOTH("贫困差距率", "gap index"), REPORT_UNIT_RATIO);
    table_column(table, "p2", BOTH("平方贫困差距", "severity"), REPORT_UNIT_RATIO);
    poverty_rows(table, result->poverty_before, "before", BOTH("救助前", "before help"));
    for (size_t k = 0; k < result->options->law_count; k++)
        poverty_rows(table, result->welfare[k].poverty, finder_key(finder, "after", k),
                     finder_law_name(finder, k));
    ReportTable *spread = report_table(section, "inequality", BOTH("收入分布", "Distribution"));
    table_column(spread, "gini", BOTH("基尼系数", "Gini"), REPORT_UNIT_RATIO);
    table_column(spread, "s80s20", BOTH("高低收入比", "S80/S20"), REPORT_UNIT_RATIO);
    table_column(spread, "p10", BOTH("第10百分位", "P10"), REPORT_UNIT_YUAN_YEAR);
    table_column(spread, "p50", BOTH("中位数", "median"), REPORT_UNIT_YUAN_YEAR);
    for (size_t k = 0; k <= result->options->law_count; k++) {
        const Distribution *one = k == 0 ? result->before : result->welfare[k - 1].after;
        table_row(spread, finder_key(finder, "row", k),
                  k == 0 ? BOTH("救助前", "before help") : finder_law_name(finder, k - 1));
        Bounded p10 = distribution_quantile(one, number_fraction(1, 10));
        Bounded p50 = distribution_quantile(one, number_fraction(1, 2));
        p10.value /= 100.0;
        p50.value /= 100.0;
        table_cell(spread, finder_bounded(distribution_gini(one), 4));
        table_cell(spread, finder_bounded(distribution_share_ratio(one, number_fraction(1, 5),
                                                                   number_fraction(1, 5)),
                                          3));
        table_cell(spread, finder_bounded(p10, 0));
        table_cell(spread, finder_bounded(p50, 0));
    }
    bounds_note(finder, spread);
    ReportChart *lorenz =
        report_chart(section, CHART_LORENZ, "lorenz", BOTH("洛伦兹曲线", "Lorenz curve"));
    lorenz->x_unit = REPORT_UNIT_SHARE;
    lorenz->y_unit = REPORT_UNIT_SHARE;
    lorenz->x_title = BOTH("人口累计比重，从最穷者起", "share of the people, poorest first");
    lorenz->y_title = BOTH("收入累计比重", "share of income");
    for (size_t k = 0; k < 2; k++) {
        const Distribution *one = k == 0 ? result->welfare[0].after : result->before;
        ChartSeries *series =
            chart_series(lorenz, k == 0 ? "after" : "before",
                         k == 0 ? BOTH("救助后", "after help") : BOTH("救助前", "before help"));
        series_point(series, 0, 0);
        for (int64_t p = 1; p < 50; p++)
            series_point(series, (double)p / 50.0,
                         distribution_lorenz(one, number_fraction(p, 50)).value);
        series_point(series, 1, 1);
    }
}
