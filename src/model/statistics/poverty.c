#include "model/statistics/poverty.h"

#include <stdlib.h>

#include "base/panic.h"
#include "model/statistics/inequality.h"
#include "model/statistics/quantile.h"
#include "model/statistics/real.h"

// --- sums ---

typedef struct Sums {
    Sum powers[FGT_ALPHA_MAX + 1];
    Sum logs;
    Wide gap_num; // over the lines' common denominator
} Sums;

static Wide divide_down(Wide num, Wide den)
{
    return num / den - (num % den < 0);
}

static void add_household(const Ranking *ranking, size_t row, Lines lines, PovertyRule rule,
                          Poverty *poverty, Sums *sums)
{
    const Survey *survey = ranking->survey;
    const int64_t persons = survey_persons(survey, row);
    const int64_t line = lines.fen != NULL ? lines.fen[row] : lines.num;
    const int64_t den = lines.fen != NULL ? 1 : lines.den;
    if (line <= 0) {
        poverty->persons_no_line += persons;
        return;
    }
    poverty->persons += persons;
    poverty->households += survey->weight[row];
    const bool floored = rule.floor_zero && ranking->fen[row] < 0;
    const int64_t fen = floored ? 0 : ranking->fen[row];
    const Wide needed = (Wide)line * survey->size[row];
    const Wide gap = needed - (Wide)fen * den;
    if (gap < 0 || (gap == 0 && !rule.weak)) return;
    poverty->persons_poor += persons;
    poverty->households_poor += survey->weight[row];
    sums->gap_num += gap * survey->weight[row];
    const double share = (double)gap / (double)needed;
    double term = (double)persons;
    for (unsigned alpha = 1; alpha <= FGT_ALPHA_MAX; alpha++) {
        term *= share;
        sum_add(&sums->powers[alpha], term);
    }
    const double bottom = rule.watts_bottom > 0 ? rule.watts_bottom : 0.01;
    if (fen <= 0) poverty->persons_coded += persons;
    const double depth = fen > 0 ? (double)needed / ((double)fen * (double)den) : 1 / bottom;
    sum_add(&sums->logs, (double)persons * real_log(depth));
}

static void finish(const Sums *sums, Lines lines, Poverty *poverty)
{
    poverty->gap = divide_down(sums->gap_num, lines.fen != NULL ? 1 : lines.den);
    poverty->powers[0] = (double)poverty->persons_poor;
    for (unsigned alpha = 1; alpha <= FGT_ALPHA_MAX; alpha++)
        poverty->powers[alpha] = sum_value(&sums->powers[alpha]);
    poverty->logs = sum_value(&sums->logs);
}

Poverty poverty_of(const Ranking *ranking, Lines lines, PovertyRule rule)
{
    Poverty poverty = {0};
    Sums sums = {0};
    for (size_t i = 0; i < ranking->count; i++)
        add_household(ranking, ranking->order[i], lines, rule, &poverty, &sums);
    finish(&sums, lines, &poverty);
    return poverty;
}

void poverty_by_group(const Ranking *ranking, Lines lines, PovertyRule rule, const uint32_t *group,
                      uint32_t group_count, Poverty *poverty)
{
    for (uint32_t g = 0; g < group_count; g++) {
        // A pass for each group: sums stay on the stack, and groups are few.
        poverty[g] = (Poverty){0};
        Sums sums = {0};
        for (size_t i = 0; i < ranking->count; i++) {
            const size_t row = ranking->order[i];
            if (group[row] == g) add_household(ranking, row, lines, rule, &poverty[g], &sums);
        }
        finish(&sums, lines, &poverty[g]);
    }
}

Real poverty_fgt(const Poverty *poverty, unsigned alpha)
{
    invariant(alpha <= FGT_ALPHA_MAX);
    if (poverty->persons == 0) return real_undefined(STATUS_ND_EMPTY);
    return real_of(poverty->powers[alpha] / (double)poverty->persons);
}

Ratio poverty_headcount(const Poverty *poverty)
{
    return ratio_of(poverty->persons_poor, poverty->persons);
}

Real poverty_contribution(const Poverty *group, const Poverty *whole, unsigned alpha)
{
    invariant(alpha <= FGT_ALPHA_MAX);
    return real_divide(real_of(group->powers[alpha]), real_of(whole->powers[alpha]));
}

Real poverty_watts(const Poverty *poverty)
{
    if (poverty->persons == 0) return real_undefined(STATUS_ND_EMPTY);
    return real_of(poverty->logs / (double)poverty->persons);
}

Real poverty_exit_years(const Poverty *poverty, double growth)
{
    if (!(growth > 0)) return real_undefined(STATUS_ND_DOMAIN);
    if (poverty->persons_poor == 0) return real_undefined(STATUS_ND_EMPTY);
    return real_of(poverty->logs / (growth * (double)poverty->persons_poor));
}

// --- Sen and Sen-Shorrocks-Thon ---

typedef struct Gap {
    double share, persons;
} Gap;

static int compare_gaps(const void *left, const void *right)
{
    const Gap *a = left;
    const Gap *b = right;
    return (a->share > b->share) - (a->share < b->share);
}

// Gini of relative gaps over all persons; those not poor have none.
static double gini_of_gaps(Gap *gaps, size_t count, double persons)
{
    qsort(gaps, count, sizeof *gaps, compare_gaps);
    double poor = 0;
    for (size_t i = 0; i < count; i++) poor += gaps[i].persons;
    double up_to = persons - poor;
    Sum sum = {0};
    Sum total = {0};
    for (size_t i = 0; i < count; i++) {
        up_to += gaps[i].persons;
        sum_add(&sum, gaps[i].persons * gaps[i].share * (2 * up_to - gaps[i].persons));
        sum_add(&total, gaps[i].persons * gaps[i].share);
    }
    return sum_value(&sum) / (persons * sum_value(&total)) - 1;
}

Sen poverty_sen(const Ranking *ranking, Lines lines, Arena *arena)
{
    const Poverty poverty = poverty_of(ranking, lines, (PovertyRule){0});
    Sen sen = {.headcount = poverty_fgt(&poverty, 0), .gini_poor = ratio_of(0, 1)};
    sen.gap_ratio = sen.sen = sen.sen_finite = sen.sst = sen.headcount;
    if (poverty.persons_poor == 0) return sen;
    const Survey *survey = ranking->survey;
    Ranked *poor = ARENA_ARRAY(arena, Ranked, ranking->count);
    Gap *gaps = ARENA_ARRAY(arena, Gap, ranking->count);
    size_t count = 0;
    size_t tie = 0;
    size_t last = SIZE_MAX;
    Wide money = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        const int64_t line = lines.fen != NULL ? lines.fen[row] : lines.num;
        const int64_t den = lines.fen != NULL ? 1 : lines.den;
        const Wide needed = (Wide)line * survey->size[row];
        const Wide gap = needed - (Wide)ranking->fen[row] * den;
        if (line <= 0 || gap <= 0) continue;
        if (last == SIZE_MAX || !ranking_tied(ranking, row, last)) tie++;
        last = row;
        const int64_t persons = survey_persons(survey, row);
        poor[count] = (Ranked){
            .persons = persons, .money = survey_money(survey, ranking->fen, row), .tie = tie};
        money += poor[count].money;
        gaps[count++] = (Gap){.share = (double)gap / (double)needed, .persons = (double)persons};
    }
    const double headcount = sen.headcount.value;
    const double gap_index = poverty_fgt(&poverty, 1).value;
    const double gap_ratio = gap_index / headcount;
    sen.gap_ratio = real_of(gap_ratio);
    sen.sst = real_of(gap_index * (1 + gini_of_gaps(gaps, count, (double)poverty.persons)));
    sen.gini_poor =
        money > 0 ? inequality_index(poor, count) : ratio_undefined(STATUS_ND_MEAN_LE_0);
    const Real gini = ratio_real(sen.gini_poor);
    const double q = (double)poverty.persons_poor / (double)survey->weight_scale;
    sen.sen = gini.status != STATUS_DEFINED
                  ? gini
                  : real_of(headcount * (gap_ratio + (1 - gap_ratio) * gini.value));
    sen.sen_finite =
        gini.status != STATUS_DEFINED
            ? gini
            : real_of(headcount * (gap_ratio + (1 - gap_ratio) * gini.value * q / (q + 1)));
    return sen;
}

// --- lines ---

static Ratio multiplied(Ratio value, Number times)
{
    if (value.status != STATUS_DEFINED) return value;
    return ratio_reduced(ratio_of(value.num * times.num, value.den * times.den));
}

Ratio poverty_line_of_median(const Ranking *ranking, Number times)
{
    return multiplied(quantile_of(ranking, number_fraction(1, 2), QUANTILE_INVERSE), times);
}

Ratio poverty_line_of_mean(const Ranking *ranking, Number times)
{
    return multiplied(ratio_reduced(ranking_mean(ranking)), times);
}

Status poverty_lines_from(Ratio line, Lines *lines)
{
    if (line.status != STATUS_DEFINED) return line.status;
    const Ratio reduced = ratio_reduced(line);
    if (reduced.num <= 0) return STATUS_ND_MEAN_LE_0;
    if (reduced.num > INT64_MAX || reduced.den > INT64_MAX) return STATUS_ND_RANGE;
    *lines = (Lines){.num = (int64_t)reduced.num, .den = (int64_t)reduced.den};
    return STATUS_DEFINED;
}

Ratio poverty_line_for_budget(const Ranking *ranking, Wide budget)
{
    invariant(budget >= 0);
    if (ranking->count == 0) return ratio_undefined(STATUS_ND_EMPTY);
    const Survey *survey = ranking->survey;
    Wide persons = 0;
    Wide money = 0;
    // With households 0..i below the line, the cost of line z is z * persons - money.
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        persons += survey_persons(survey, row);
        money += survey_money(survey, ranking->fen, row);
        if (i + 1 == ranking->count) break;
        const size_t next = ranking->order[i + 1];
        // Would raising the line to the next household's welfare cost more than there is?
        if ((budget + money) * survey->size[next] < ranking->fen[next] * persons) break;
    }
    return ratio_of(budget + money, persons);
}

Bottom poverty_bottom(const Ranking *ranking, Number share)
{
    invariant(share.num > 0 && share.num <= share.den);
    Bottom bottom = {.overshoot = ratio_undefined(STATUS_ND_EMPTY)};
    bottom.line = bottom.overshoot;
    const Wide wanted = share.num * ranking->persons;
    while (bottom.count < ranking->count && (Wide)bottom.persons * share.den < wanted)
        bottom.persons += survey_persons(ranking->survey, ranking->order[bottom.count++]);
    if (bottom.count == 0) return bottom;
    const size_t last = ranking->order[bottom.count - 1];
    bottom.overshoot = ratio_of((Wide)bottom.persons * share.den - wanted, share.den);
    bottom.line = ratio_of(ranking->fen[last], ranking->survey->size[last]);
    return bottom;
}

// --- change ---

// P_alpha with every welfare multiplied by `factor`.
static double fgt_scaled(const Ranking *ranking, double line, double factor, unsigned alpha)
{
    Sum sum = {0};
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        const double welfare =
            factor * (double)ranking->fen[row] / (double)ranking->survey->size[row];
        if (!(welfare < line)) continue;
        double term = (double)survey_persons(ranking->survey, row);
        for (unsigned k = 0; k < alpha; k++) term *= (line - welfare) / line;
        sum_add(&sum, term);
    }
    return sum_value(&sum) / (double)ranking->persons;
}

PovertyChange poverty_change(const Ranking *before, const Ranking *after, int64_t line_fen,
                             unsigned alpha)
{
    const Real mean_before = ratio_real(ranking_mean(before));
    const Real mean_after = ratio_real(ranking_mean(after));
    Status status = mean_before.status != STATUS_DEFINED ? mean_before.status : mean_after.status;
    if (status == STATUS_DEFINED && (!(mean_before.value > 0) || !(mean_after.value > 0)))
        status = STATUS_ND_MEAN_LE_0;
    if (status != STATUS_DEFINED) {
        const Real none = real_undefined(status);
        return (PovertyChange){none, none, none};
    }
    const double line = (double)line_fen;
    const double grown = mean_after.value / mean_before.value;
    const double p00 = fgt_scaled(before, line, 1, alpha);
    const double p10 = fgt_scaled(before, line, grown, alpha); // mean of after, shape of before
    const double p01 = fgt_scaled(after, line, 1 / grown, alpha);
    const double p11 = fgt_scaled(after, line, 1, alpha);
    return (PovertyChange){
        .total = real_of(p11 - p00),
        .growth = real_of((p10 - p00 + p11 - p01) / 2),
        .redistribution = real_of((p01 - p00 + p11 - p10) / 2),
    };
}
