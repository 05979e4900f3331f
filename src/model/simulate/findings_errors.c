// What a survey's figures could be off by for its being a sample: replicate weights (delete-a-group
// jackknife) for shares and sums, influence functions for the Gini. Only where every household was
// looked at; the household is the cluster, as no population tells of any other.

#include "base/text.h"
#include "model/simulate/findings_internal.h"
#include "model/statistics/inequality.h"
#include "model/statistics/real.h"
#include "model/statistics/uncertainty.h"

enum { YEAR = 12, CONFIDENCE_PERCENT = 95 };

typedef enum SampledFigure { POOR_BEFORE, POOR_AFTER, GAP_AFTER, WITH_CASH, CASH } SampledFigure;
enum { SAMPLED_FIGURES = CASH + 1 };

static const double CONFIDENCE = CONFIDENCE_PERCENT / 100.0;

static const struct {
    const char *key;
    ReportUnit unit;
    unsigned digits;
    const char *zh, *en;
} ROWS[SAMPLED_FIGURES] = {
    {"poor-before", REPORT_UNIT_SHARE, 2, "救助前贫困人口比重", "poor before help"},
    {"poor-after", REPORT_UNIT_SHARE, 2, "救助后贫困人口比重", "poor after help"},
    {"gap-after", REPORT_UNIT_RATIO, 4, "救助后贫困差距率", "gap index after help"},
    {"with-cash", REPORT_UNIT_SHARE, 2, "得到定期现金的人口比重", "people with regular cash"},
    {"cash", REPORT_UNIT_YUAN_YEAR, 0, "定期现金全年支出", "regular cash, a year"},
};

// With the weights of `survey`, which may be a replicate's.
static void figures_of(const Sample *sample, const Survey *survey, size_t law,
                       double figures[SAMPLED_FIGURES])
{
    PovertySums before = {0};
    PovertySums after = {0};
    int64_t with_cash = 0;
    Wide cash = 0;
    for (size_t row = 0; row < survey->count; row++) {
        const int64_t weight = survey->weight[row];
        const int64_t line = simulate_line(sample->residence[row]);
        const int64_t own = sample->before[row];
        const int64_t help = sample->laws[law].benefit[row];
        if (own == WELFARE_MISSING || weight == 0) continue;
        poverty_sums_add(&before, own * YEAR, survey->size[row], weight, line);
        poverty_sums_add(&after, (own + help) * YEAR, survey->size[row], weight, line);
        with_cash += help > 0 ? survey_persons(survey, row) : 0;
        cash += (Wide)weight * help * YEAR;
    }
    figures[POOR_BEFORE] = poverty_sums_fgt(&before, 0).value;
    figures[POOR_AFTER] = poverty_sums_fgt(&after, 0).value;
    figures[GAP_AFTER] = poverty_sums_fgt(&after, 1).value;
    figures[WITH_CASH] = (double)with_cash / (double)before.persons;
    figures[CASH] = (double)cash / (double)survey->weight_scale / 100.0;
}

static void figure_row(ReportTable *table, size_t f, double value, double variance)
{
    const double error = real_root(variance);
    const Estimate estimate = ROWS[f].unit == REPORT_UNIT_SHARE
                                  ? uncertainty_share_interval(value, error, CONFIDENCE)
                                  : uncertainty_interval(value, error, CONFIDENCE);
    table_row(table, ROWS[f].key, bilingual(str_from(ROWS[f].zh), str_from(ROWS[f].en)));
    table_cell(table,
               cell_in(cell_banded(cell_double(value, ROWS[f].digits), estimate.low, estimate.high),
                       ROWS[f].unit));
    table_cell(table, cell_in(cell_double(error, ROWS[f].digits), ROWS[f].unit));
}

static void jackknifed_rows(const Finder *finder, ReportTable *table)
{
    const Sample *sample = finder->sample;
    int64_t *weight = ARENA_ARRAY(finder->arena, int64_t, sample->survey.count);
    double(*replicates)[JACKKNIFE_GROUPS] =
        arena_take_items(finder->arena, SAMPLED_FIGURES, sizeof *replicates);
    double full[SAMPLED_FIGURES];
    figures_of(sample, &sample->survey, 0, full);
    for (uint32_t g = 0; g < JACKKNIFE_GROUPS; g++) {
        double without[SAMPLED_FIGURES];
        const Survey survey = uncertainty_jackknife(&sample->survey, JACKKNIFE_GROUPS, g, weight);
        figures_of(sample, &survey, 0, without);
        for (size_t f = 0; f < SAMPLED_FIGURES; f++) replicates[f][g] = without[f];
    }
    for (size_t f = 0; f < SAMPLED_FIGURES; f++) {
        const Real variance =
            uncertainty_jackknife_variance(replicates[f], JACKKNIFE_GROUPS, full[f]);
        if (variance.status == STATUS_DEFINED) figure_row(table, f, full[f], variance.value);
    }
}

static void gini_row(const Finder *finder, ReportTable *table)
{
    const Sample *sample = finder->sample;
    const size_t count = sample->survey.count;
    int64_t *after = ARENA_ARRAY(finder->arena, int64_t, count);
    double *z = ARENA_ARRAY(finder->arena, double, count);
    Ranking ranking;
    Error err = {0};
    uint32_t lonely = 0;
    for (size_t row = 0; row < count; row++)
        after[row] = sample->before[row] == WELFARE_MISSING
                         ? WELFARE_MISSING
                         : (sample->before[row] + sample->laws[0].benefit[row]) * YEAR;
    // Sums too large to be exact: the row is left out.
    if (!ranking_make(&sample->survey, after, finder->arena, &ranking, &err)) return;
    const Real gini = ratio_real(inequality_gini(&ranking));
    if (gini.status != STATUS_DEFINED) return;
    influence_gini(&ranking, z);
    const Real variance =
        uncertainty_design_variance(&ranking, z, &(Design){.strata = 1}, finder->arena, &lonely);
    if (variance.status != STATUS_DEFINED) return;
    const double error = real_root(variance.value);
    const Estimate estimate = uncertainty_interval(gini.value, error, CONFIDENCE);
    table_row(table, "gini", BOTH("救助后基尼系数", "Gini after help"));
    table_cell(table, cell_in(cell_banded(cell_double(gini.value, 4), estimate.low, estimate.high),
                              REPORT_UNIT_RATIO));
    table_cell(table, cell_in(cell_double(error, 4), REPORT_UNIT_RATIO));
}

void findings_errors(Finder *finder)
{
    if (finder->sample == NULL || finder->sample->survey.count != finder->result->households)
        return;
    ReportSection *section =
        report_section(finder->report, "errors", BOTH("抽样误差", "Sampling error"));
    ReportTable *table = report_table(
        section, "sampling",
        BOTH("现行规定：估计值和标准误", "The law as it is: estimates and standard errors"));
    table_column(table, "estimate", BOTH("估计值", "estimate"), REPORT_UNIT_OWN);
    table_column(table, "error", BOTH("标准误", "standard error"), REPORT_UNIT_OWN);
    jackknifed_rows(finder, table);
    gini_row(finder, table);
    table_note(table,
               BOTH("95%区间。以户为群：100组逐组剔除的刀切法；基尼系数按影响函数。",
                    "Intervals of 95 %. The household is the cluster: a jackknife that leaves out "
                    "one of 100 groups at a time; the Gini by influence functions."));
}
