// Who is reached and who is missed, and where the money goes.

#include "base/text.h"
#include "model/simulate/findings_internal.h"

#define TEXT(literal)                  \
    {                                  \
        (literal), sizeof(literal) - 1 \
    }
#define OF(member) offsetof(TargetingReport, member)

// Whom a share is of: every indicator names its reference set.
enum { THE_POOR, THE_ENTITLED, THE_REACHED, ALL_PEOPLE, THE_REST, THE_MONEY, THE_GAP };

static const Bilingual OF_WHOM[] = {
    [THE_POOR] = {TEXT("救助前贫困者"), TEXT("the poor before help")},
    [THE_ENTITLED] = {TEXT("法定应保者（符合低保条件）"), TEXT("those granted dibao by law")},
    [THE_REACHED] = {TEXT("得到者"), TEXT("those reached")},
    [ALL_PEOPLE] = {TEXT("全体人口"), TEXT("all people")},
    [THE_REST] = {TEXT("救助前不贫困者"), TEXT("those not poor before help")},
    [THE_MONEY] = {TEXT("发放的现金"), TEXT("the money")},
    [THE_GAP] = {TEXT("救助前贫困差距"), TEXT("the gap of the poor")},
};

typedef struct Indicator {
    const char *key;
    Bilingual label;
    size_t of; // OF_WHOM
    TargetingSet set;
    size_t offset; // of its Ratio in TargetingReport
} Indicator;

static const Indicator INDICATORS[] = {
    {"coverage", {TEXT("覆盖率"), TEXT("coverage")}, ALL_PEOPLE, TARGETING_POOR, OF(coverage)},
    {"poor-covered",
     {TEXT("贫困者覆盖率"), TEXT("coverage of the poor")},
     THE_POOR,
     TARGETING_POOR,
     OF(coverage_of_set)},
    {"poor-missed",
     {TEXT("漏保率（按贫困）"), TEXT("exclusion error, by need")},
     THE_POOR,
     TARGETING_POOR,
     OF(exclusion)},
    {"by-design",
     {TEXT("其中：不符合低保条件"), TEXT("of it: not entitled to dibao")},
     THE_POOR,
     TARGETING_POOR,
     OF(exclusion_by_design)},
    {"in-practice",
     {TEXT("其中：符合条件而未得到"), TEXT("of it: entitled and missed")},
     THE_POOR,
     TARGETING_POOR,
     OF(exclusion_in_practice)},
    {"missed",
     {TEXT("漏保率（按法定）"), TEXT("exclusion error, by law")},
     THE_ENTITLED,
     TARGETING_REFERENCE,
     OF(exclusion)},
    {"not-poor",
     {TEXT("错保率：得到而不贫困"), TEXT("inclusion error: not poor")},
     THE_REACHED,
     TARGETING_POOR,
     OF(inclusion)},
    {"false-positive",
     {TEXT("误保率：不贫困而得到"), TEXT("false positives: reached")},
     THE_REST,
     TARGETING_POOR,
     OF(false_positive)},
    {"leakage",
     {TEXT("外溢：给不贫困者"), TEXT("leakage: to those not poor")},
     THE_MONEY,
     TARGETING_POOR,
     OF(leakage)},
    {"pre",
     {TEXT("减贫效率：填补差距"), TEXT("reduction efficiency: into the gap")},
     THE_MONEY,
     TARGETING_POOR,
     OF(reduction_efficiency)},
    {"pge",
     {TEXT("差距效率：被填补"), TEXT("gap efficiency: filled")},
     THE_GAP,
     TARGETING_POOR,
     OF(gap_efficiency)},
    {"adequacy",
     {TEXT("充足性：现金占救助后收入"), TEXT("adequacy: cash in resources after it")},
     THE_REACHED,
     TARGETING_POOR,
     OF(adequacy)},
    {"generosity",
     {TEXT("慷慨度：人均现金与线之比"), TEXT("generosity: cash a head over the line")},
     THE_REACHED,
     TARGETING_POOR,
     OF(generosity)},
};

static const Ratio *ratio_at(const TargetingReport *report, size_t offset)
{
    return (const Ratio *)(const void *)((const char *)report + offset);
}

static void cgh_row(const Finder *finder, ReportTable *table)
{
    table_row(table, "cgh",
              BOTH("CGH：最穷四成的资金份额与人口份额之比",
                   "CGH: the poorest 40 %, share of the money over share of people"));
    table_cell(table, cell_text(OF_WHOM[ALL_PEOPLE]));
    for (size_t k = 0; k < finder->result->options->law_count; k++) {
        const Real cgh = ratio_real(targeting_cgh(&finder->result->welfare[k].targeting, 4));
        table_cell(table, cgh.status == STATUS_DEFINED
                              ? cell_in(cell_double(cgh.value, 2), REPORT_UNIT_RATIO)
                              : cell_status(REPORT_STATUS_EMPTY_GROUP));
    }
}

static void errors_table(const Finder *finder, ReportSection *section)
{
    const size_t laws = finder->result->options->law_count;
    ReportTable *table =
        report_table(section, "errors", BOTH("覆盖、漏保与错保", "Coverage and errors"));
    table_column(table, "of", BOTH("以谁为参照", "of whom"), REPORT_UNIT_TEXT);
    for (size_t k = 0; k < laws; k++)
        table_column(table, finder_key(finder, "law", k), finder_law_name(finder, k),
                     REPORT_UNIT_OWN);
    for (size_t i = 0; i < sizeof INDICATORS / sizeof INDICATORS[0]; i++) {
        table_row(table, INDICATORS[i].key, INDICATORS[i].label);
        table_cell(table, cell_text(OF_WHOM[INDICATORS[i].of]));
        for (size_t k = 0; k < laws; k++) {
            const TargetingReport report = targeting_report(&finder->result->welfare[k].targeting,
                                                            INDICATORS[i].set, number_whole(0));
            table_cell(table, cell_in(finder_ratio(*ratio_at(&report, INDICATORS[i].offset)),
                                      REPORT_UNIT_SHARE));
        }
    }
    cgh_row(finder, table);
    table_note(table,
               BOTH("以人计，家庭中任何人得到即全家计入；贫困按论文的线。定期现金按月或按年发放，"
                    "含教育资助和医疗救助的报销。",
                    "Of persons: all of a family count where one of them receives; poor is who is "
                    "below the essay's lines. Regular cash is paid by the month or the year, "
                    "grants for pupils and treatment costs that are refunded among it."));
}

static void deciles_table(const Finder *finder, ReportSection *section)
{
    const size_t laws = finder->result->options->law_count;
    ReportTable *groups = report_table(
        section, "deciles", BOTH("按救助前收入十等分", "By decile of resources before help"));
    ReportChart *chart = report_chart(section, CHART_BARS, "incidence",
                                      BOTH("资金按十等分的分配", "Who gets the money, by decile"));
    ChartSeries *series[2] = {NULL};
    chart->y_unit = REPORT_UNIT_SHARE;
    chart->digits = 1;
    for (uint32_t g = 0; g < 10; g++) {
        const Str label = str_print(finder->arena, "%u", g + 1);
        chart_category(chart, str_terminated(finder->arena, label), bilingual_same(label));
    }
    for (size_t k = 0; k < laws; k++) {
        const Bilingual name = finder_law_name(finder, k);
        table_column(groups, finder_key(finder, "coverage", k),
                     bilingual(str_print(finder->arena, STR_FORMAT "：覆盖率", STR_ARGS(name.zh)),
                               str_print(finder->arena, STR_FORMAT ": reached", STR_ARGS(name.en))),
                     REPORT_UNIT_SHARE);
        table_column(groups, finder_key(finder, "benefit", k),
                     BOTH("资金份额", "share of the money"), REPORT_UNIT_SHARE);
        table_column(groups, finder_key(finder, "relative", k),
                     BOTH("与救助前收入之比", "over resources before"), REPORT_UNIT_SHARE);
        if (k < 2) series[k] = chart_series(chart, finder_key(finder, "law", k), name);
    }
    for (uint32_t g = 0; g < 10; g++) {
        table_row(groups, str_terminated(finder->arena, str_print(finder->arena, "d%u", g + 1)),
                  bilingual_same(str_print(finder->arena, "%u", g + 1)));
        for (size_t k = 0; k < laws; k++) {
            const TargetingIncidence one =
                targeting_incidence(&finder->result->welfare[k].targeting, g);
            table_cell(groups, finder_ratio(one.coverage));
            table_cell(groups, finder_ratio(one.benefit));
            table_cell(groups, finder_ratio(one.relative));
            if (k < 2) series_value(series[k], ratio_real(one.benefit).value);
        }
    }
}

void findings_targeting(Finder *finder)
{
    ReportSection *section =
        report_section(finder->report, "targeting", BOTH("瞄准与分配", "Targeting and incidence"));
    section->lead = BOTH("谁得到定期现金，谁被漏掉。", "Who gets regular cash, and who is missed.");
    errors_table(finder, section);
    deciles_table(finder, section);
}
