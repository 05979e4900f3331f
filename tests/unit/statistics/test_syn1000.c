// Every figure of ref_syn1000.csv, exact where it is a fraction that 128 bits hold.

#include "base/csv.h"
#include "base/os.h"
#include "figures.h"
#include "model/statistics/inequality.h"
#include "model/statistics/quantile.h"
#include "model/statistics/redistribution.h"
#include "model/statistics/targeting.h"
#include "unit.h"

enum { FIGURES_MAX = 64 };

typedef struct Figure {
    const char *id;
    Ratio exact;
    Real real;
} Figure;

typedef struct FigureList {
    Figure items[FIGURES_MAX];
    size_t count;
} FigureList;

static void exact(FigureList *list, const char *id, Ratio value)
{
    list->items[list->count++] = (Figure){.id = id, .exact = value, .real = ratio_real(value)};
}

static void real(FigureList *list, const char *id, Real value)
{
    list->items[list->count++] =
        (Figure){.id = id, .exact = ratio_undefined(STATUS_ND_RANGE), .real = value};
}

static void add_incomes(FigureList *list, const Figures *syn)
{
    const Ranking before = figures_rank(syn, syn->before);
    const Ranking after = figures_rank(syn, figures_after(syn));
    const Lines own = {.fen = syn->line};
    const Poverty poor = poverty_of(&before, own, (PovertyRule){0});
    const Poverty still = poverty_of(&after, own, (PovertyRule){0});
    exact(list, "persons", ratio_of(before.persons, 1));
    exact(list, "households", ratio_of(before.households, 1));
    exact(list, "mean_pre", ranking_mean(&before));
    exact(list, "mean_post", ranking_mean(&after));
    exact(list, "fgt0_pre_ownline", poverty_headcount(&poor));
    real(list, "fgt1_pre_ownline", poverty_fgt(&poor, 1));
    real(list, "fgt2_pre_ownline", poverty_fgt(&poor, 2));
    exact(list, "fgt0_post_ownline", poverty_headcount(&still));
    real(list, "fgt1_post_ownline", poverty_fgt(&still, 1));
    real(list, "fgt2_post_ownline", poverty_fgt(&still, 2));
    exact(list, "gini_pre", inequality_gini(&before));
    exact(list, "gini_post", inequality_gini(&after));
    exact(list, "gap_pre", ratio_of(poor.gap, 1));
    exact(list, "gap_post", ratio_of(still.gap, 1));
    static const struct {
        const char *id;
        int64_t num, den;
    } shares[] = {{"q_pre_1/10", 1, 10}, {"q_pre_1/5", 1, 5}, {"q_pre_2/5", 2, 5},
                  {"q_pre_1/2", 1, 2},   {"q_pre_3/5", 3, 5}, {"q_pre_4/5", 4, 5},
                  {"q_pre_9/10", 9, 10}};
    for (size_t i = 0; i < COUNT_OF(shares); i++)
        exact(
            list, shares[i].id,
            quantile_of(&before, number_fraction(shares[i].num, shares[i].den), QUANTILE_INVERSE));
    exact(list, "conc_benefit", inequality_concentration(&before, syn->benefit));
    Redistribution r = {0};
    Error err = {0};
    if (!redistribution_of(&before, syn->benefit, syn->arena, &r, &err))
        fail_msg("%s", err.message);
    real(list, "kakwani_benefit", r.kakwani);
    real(list, "reynolds_smolensky", r.reynolds_smolensky);
    real(list, "rerank", r.reranking);
}

static void add_targeting(FigureList *list, const Figures *syn)
{
    const Ranking before = figures_rank(syn, syn->before);
    const Targeting targeting =
        targeting_of(&before, syn->benefit, (Lines){.fen = syn->line}, NULL, 5, syn->arena);
    const TargetingReport r = targeting_report(&targeting, TARGETING_POOR, number_whole(0));
    const TargetingCell all = targeting_cell(&targeting, -1, -1, -1);
    const TargetingCell poor = targeting_cell(&targeting, 1, -1, -1);
    exact(list, "benefit_total", ratio_of(all.benefit, 1));
    exact(list, "eligible_share", ratio_of(poor.persons, all.persons));
    exact(list, "coverage_persons", r.coverage);
    exact(list, "take_up_persons", r.coverage_of_set);
    exact(list, "take_up_households", r.coverage_households);
    exact(list, "inclusion_error", r.inclusion);
    exact(list, "leakage_benefit", r.leakage);
    exact(list, "pre_efficiency", r.reduction_efficiency);
    static const char *const ids[][2] = {{"popshare_Q1", "benefit_incidence_Q1"},
                                         {"popshare_Q2", "benefit_incidence_Q2"},
                                         {"popshare_Q3", "benefit_incidence_Q3"},
                                         {"popshare_Q4", "benefit_incidence_Q4"},
                                         {"popshare_Q5", "benefit_incidence_Q5"}};
    for (uint32_t g = 0; g < 5; g++) {
        const TargetingIncidence in = targeting_incidence(&targeting, g);
        exact(list, ids[g][0], in.population);
        exact(list, ids[g][1], in.benefit);
    }
}

// "0.745" and "-0.745", as far as the table goes.
static double decimal(Str text)
{
    Number number = {0};
    char shorter[19];
    const size_t size = text.size < 18 ? text.size : 18;
    memcpy(shorter, text.data, size);
    shorter[size] = '\0';
    if (!number_parse(str_from(shorter), &number)) fail_msg("\"%s\" is no number", shorter);
    return (double)number.num / (double)number.den;
}

static void test_every_figure_of_the_reference_is_met(void **state)
{
    (void)state;
    Figures syn;
    figures_open_syn1000(&syn);
    static FigureList list;
    list.count = 0;
    add_incomes(&list, &syn);
    add_targeting(&list, &syn);
    Sources sources = {0};
    Error err = {0};
    Str text = {0};
    const char *path = "tests/data/statistics/ref_syn1000.csv";
    if (!os_read_file(path, 1 << 20, syn.arena, &text, &err)) fail_msg("%s", err.message);
    const uint32_t file = sources_add(syn.arena, &sources, str_from(path), text);
    Diagnostics diagnostics = diagnostics_start(syn.arena, &sources);
    CsvTable table = {0};
    assert_true(csv_parse(&diagnostics, (Span){file, 0, (uint32_t)text.size}, &table));
    assert_true(table.rows > 40);
    size_t faults = 0;
    for (size_t row = 0; row < table.rows; row++) {
        const Str id = csv_cell(&table, row, 0)->text;
        const Figure *figure = NULL;
        for (size_t i = 0; i < list.count; i++) {
            if (str_equals(id, list.items[i].id)) figure = &list.items[i];
        }
        if (figure == NULL) fail_msg("%.*s is not computed", (int)id.size, id.data);
        const Str fraction = csv_cell(&table, row, 1)->text;
        if (figure->exact.status == STATUS_DEFINED)
            faults += ratio_differs(figure->id, figure->exact, str_terminated(syn.arena, fraction));
        faults +=
            real_differs(figure->id, figure->real, decimal(csv_cell(&table, row, 2)->text), 1e-12);
    }
    assert_int_equal(faults, 0);
    assert_int_equal(list.count, table.rows);
    figures_close(&syn);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_every_figure_of_the_reference_is_met));
}
