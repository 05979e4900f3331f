// Who is reached and who is missed, and where the money goes.

#include "base/text.h"
#include "model/simulate/findings_internal.h"

void findings_targeting(Finder *finder)
{
    const SimulateResult *result = finder->result;
    ReportSection *section =
        report_section(finder->report, "targeting", BOTH("瞄准与分配", "Targeting and incidence"));
    ReportTable *table = report_table(section, "errors", BOTH("漏保与错保", "Errors"));
    table_column(table, "coverage", BOTH("覆盖率", "coverage"), REPORT_UNIT_SHARE);
    table_column(table, "missed", BOTH("漏保率（法定应保）", "entitled and missed"),
                 REPORT_UNIT_SHARE);
    table_column(table, "poor-missed", BOTH("贫困而未保", "poor and missed"), REPORT_UNIT_SHARE);
    table_column(table, "leakage", BOTH("资金外溢（线上）", "money above the line"),
                 REPORT_UNIT_SHARE);
    table_column(table, "pre", BOTH("减贫效率", "poverty reduction efficiency"), REPORT_UNIT_SHARE);
    table_column(table, "cgh", BOTH("CGH指数（最穷四成）", "CGH, poorest 40 %"), REPORT_UNIT_RATIO);
    for (size_t k = 0; k < result->options->law_count; k++) {
        const Targeting *targeting = &result->welfare[k].targeting;
        const TargetingReport entitled =
            targeting_report(targeting, TARGETING_REFERENCE, number_whole(0));
        const TargetingReport poor = targeting_report(targeting, TARGETING_POOR, number_whole(0));
        table_row(table, finder_key(finder, "law", k), finder_law_name(finder, k));
        table_cell(table, finder_ratio(entitled.coverage));
        table_cell(table, finder_ratio(entitled.exclusion));
        table_cell(table, finder_ratio(poor.exclusion));
        table_cell(table, finder_ratio(poor.leakage));
        table_cell(table, finder_ratio(poor.reduction_efficiency));
        const Real cgh = ratio_real(targeting_cgh(targeting, 4));
        table_cell(table, cgh.status == STATUS_DEFINED ? cell_double(cgh.value, 2)
                                                       : cell_status(REPORT_STATUS_EMPTY_GROUP));
    }
    ReportTable *groups = report_table(
        section, "deciles", BOTH("按救助前收入十等分", "By decile of resources before help"));
    table_column(groups, "coverage", BOTH("覆盖率", "reached"), REPORT_UNIT_SHARE);
    table_column(groups, "benefit", BOTH("资金份额", "share of the money"), REPORT_UNIT_SHARE);
    ReportChart *chart = report_chart(section, CHART_BARS, "incidence",
                                      BOTH("资金按十等分的分配", "Who gets the money, by decile"));
    chart->y_unit = REPORT_UNIT_SHARE;
    for (uint32_t g = 0; g < 10; g++) {
        const Str label = str_print(finder->arena, "%u", g + 1);
        chart_category(chart, str_terminated(finder->arena, label), bilingual_same(label));
    }
    ChartSeries *series = chart_series(chart, "now", BOTH("现行规定", "the law as it is"));
    for (uint32_t g = 0; g < 10; g++) {
        const TargetingIncidence one = targeting_incidence(&result->welfare[0].targeting, g);
        table_row(groups, str_terminated(finder->arena, str_print(finder->arena, "d%u", g + 1)),
                  bilingual_same(str_print(finder->arena, "%u", g + 1)));
        table_cell(groups, finder_ratio(one.coverage));
        table_cell(groups, finder_ratio(one.benefit));
        series_value(series, ratio_real(one.benefit).value);
    }
}
