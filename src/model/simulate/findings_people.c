// Who they are: the reached and the poor by decile, residence, age and kind of household, and whom
// a reform brings in, gives and takes.

#include "base/text.h"
#include "model/simulate/findings_internal.h"
#include "model/simulate/groups.h"
#include "model/statistics/uncertainty.h"

// Percent of a sum that may be zero.
static ReportCell part_of(int64_t part, int64_t whole)
{
    return whole == 0 ? cell_status(REPORT_STATUS_EMPTY_GROUP) : cell_share(part, whole);
}

// A share of the group itself, which must be large enough to tell of it.
static ReportCell share_in(const GroupSums *sums, int64_t part)
{
    if (sums->persons > 0 && uncertainty_cell(sums->households, sums->members) != STATUS_DEFINED)
        return cell_status(REPORT_STATUS_SMALL_CELL);
    return part_of(part, sums->persons);
}

static void reached_table(const Finder *finder, ReportSection *section)
{
    ReportTable *table =
        report_table(section, "reached", BOTH("现行规定惠及谁", "Whom the law as it is reaches"));
    table_column(table, "persons", BOTH("占人口", "of the people"), REPORT_UNIT_SHARE);
    table_column(table, "reached", BOTH("得到定期现金", "with regular cash"), REPORT_UNIT_SHARE);
    table_column(table, "money", BOTH("资金份额", "share of the money"), REPORT_UNIT_SHARE);
    table_column(table, "poor-before", BOTH("救助前贫困", "poor before"), REPORT_UNIT_SHARE);
    table_column(table, "poor-after", BOTH("救助后贫困", "poor after"), REPORT_UNIT_SHARE);
    table_note(table, BOTH("各列除首列和资金份额外，均占本组人口；贫困按论文的线。",
                           "All but the first column and the share of the money are of the group's "
                           "persons; the lines are the essay's."));
    size_t count = 0;
    const Group *groups = groups_all(&count);
    GroupSums all;
    groups_add_up(finder->sample, 0, &groups[0], &all);
    for (size_t g = 0; g < count; g++) {
        GroupSums sums;
        groups_add_up(finder->sample, 0, &groups[g], &sums);
        table_row(table, groups[g].key, groups[g].label);
        table_cell(table, part_of(sums.persons, all.persons));
        table_cell(table, share_in(&sums, sums.reached));
        table_cell(table, finder_ratio(ratio_of(sums.benefit, all.benefit)));
        table_cell(table, share_in(&sums, sums.poor_before));
        table_cell(table, share_in(&sums, sums.poor));
    }
}

static void changes_table(const Finder *finder, ReportSection *section, size_t law)
{
    const Bilingual name = finder_law_name(finder, law);
    ReportTable *table = report_table(
        section, finder_key(finder, "changes", law),
        bilingual(str_print(finder->arena, STR_FORMAT "：谁进入，谁得，谁失", STR_ARGS(name.zh)),
                  str_print(finder->arena, STR_FORMAT ": who enters, who gains, who loses",
                            STR_ARGS(name.en))));
    table_column(table, "entered", BOTH("新进低保特困", "newly on dibao or tekun"),
                 REPORT_UNIT_PERSONS);
    table_column(table, "entered-share", BOTH("占新进者", "of those who enter"), REPORT_UNIT_SHARE);
    table_column(table, "newly", BOTH("新得到定期现金", "newly with regular cash"),
                 REPORT_UNIT_PERSONS);
    table_column(table, "left", BOTH("退出低保特困", "leaving dibao or tekun"),
                 REPORT_UNIT_PERSONS);
    table_column(table, "gained", BOTH("得", "gaining"), REPORT_UNIT_SHARE);
    table_column(table, "lost", BOTH("失", "losing"), REPORT_UNIT_SHARE);
    table_column(table, "change", BOTH("人均每月增减", "change a head a month"),
                 REPORT_UNIT_YUAN_MONTH);
    table_column(table, "poor-after", BOTH("救助后贫困", "poor after"), REPORT_UNIT_SHARE);
    size_t count = 0;
    const Group *groups = groups_all(&count);
    GroupSums all;
    groups_add_up(finder->sample, law, &groups[0], &all);
    for (size_t g = 0; g < count; g++) {
        GroupSums sums;
        groups_add_up(finder->sample, law, &groups[g], &sums);
        table_row(table, groups[g].key, groups[g].label);
        table_cell(table, cell_integer(finder_sampled(finder, sums.entered)));
        table_cell(table, all.entered == 0 ? cell_status(REPORT_STATUS_BLANK)
                                           : cell_share(sums.entered, all.entered));
        table_cell(table, cell_integer(finder_sampled(finder, sums.newly)));
        table_cell(table, cell_integer(finder_sampled(finder, sums.left)));
        table_cell(table, share_in(&sums, sums.gained));
        table_cell(table, share_in(&sums, sums.lost));
        table_cell(table, sums.persons == 0
                              ? cell_status(REPORT_STATUS_EMPTY_GROUP)
                              : cell_double((double)sums.change / 100.0 / (double)sums.persons, 2));
        table_cell(table, share_in(&sums, sums.poor));
    }
    table_note(table,
               BOTH("得失按定期现金计；同一批家庭，两种规定用同样的随机数。",
                    "Gains and losses are of regular cash; the same households under both laws, "
                    "with the same draws."));
}

static void balance_chart(const Finder *finder, ReportSection *section)
{
    ReportChart *chart = report_chart(section, CHART_BALANCE, "balance",
                                      BOTH("改革中得与失的人", "Who gains and who loses"));
    chart->subtitle = BOTH("占本组人口的比重", "share of the group");
    chart->y_unit = REPORT_UNIT_SHARE;
    chart->digits = 1;
    size_t count = 0;
    const Group *groups = groups_all(&count);
    for (size_t g = 0; g < count; g++) chart_category(chart, groups[g].key, groups[g].label);
    ChartSeries *gain = chart_series(chart, "gain", BOTH("得", "gain"));
    ChartSeries *loss = chart_series(chart, "loss", BOTH("失", "lose"));
    for (size_t g = 0; g < count; g++) {
        GroupSums sums;
        groups_add_up(finder->sample, 1, &groups[g], &sums);
        series_value(gain, ratio_real(ratio_of(sums.gained, sums.persons)).value);
        series_value(loss, ratio_real(ratio_of(sums.lost, sums.persons)).value);
    }
}

void findings_people(Finder *finder)
{
    if (finder->sample == NULL) return;
    const size_t laws = finder->result->options->law_count;
    ReportSection *section =
        report_section(finder->report, "people", BOTH("哪些人", "Who they are"));
    section->lead = finder_sample_lead(finder);
    reached_table(finder, section);
    for (size_t k = 1; k < laws; k++) changes_table(finder, section, k);
    if (laws > 1) balance_chart(finder, section);
}
