#include "model/statistics/quantile.h"

#include "base/panic.h"

// --- quantiles ---

static Ratio welfare_at(const Ranking *ranking, size_t at)
{
    const size_t row = ranking->order[at];
    return ratio_of(ranking->fen[row], ranking->survey->size[row]);
}

// a + (b - a) num/den.
static Ratio between(Ratio a, Ratio b, Wide num, Wide den)
{
    return ratio_of(a.num * b.den * den + (b.num * a.den - a.num * b.den) * num,
                    a.den * b.den * den);
}

// The first household up to which at least share * N persons are counted, and their number.
static size_t find_share(const Ranking *ranking, Number share, Wide *persons_up_to)
{
    const Wide wanted = share.num * ranking->persons;
    Wide persons = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        persons += survey_persons(ranking->survey, ranking->order[i]);
        if (persons * share.den >= wanted) {
            *persons_up_to = persons;
            return i;
        }
    }
    *persons_up_to = persons;
    return ranking->count - 1;
}

static Ratio quantile_linear(const Ranking *ranking, Number share)
{
    // Twice the persons up to the middle of each step, so that halves stay whole.
    const Wide wanted = 2 * share.num * ranking->persons;
    Wide before = 0;
    Wide middle_before = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        const int64_t persons = survey_persons(ranking->survey, ranking->order[i]);
        const Wide middle = 2 * before + persons;
        if (middle * share.den >= wanted) {
            if (i == 0) return welfare_at(ranking, 0);
            return between(welfare_at(ranking, i - 1), welfare_at(ranking, i),
                           wanted - middle_before * share.den,
                           (middle - middle_before) * share.den);
        }
        before += persons;
        middle_before = middle;
    }
    return welfare_at(ranking, ranking->count - 1);
}

Ratio quantile_of(const Ranking *ranking, Number share, QuantileRule rule)
{
    invariant(share.num > 0 && share.num < share.den);
    if (ranking->count == 0) return ratio_undefined(STATUS_ND_EMPTY);
    if (rule == QUANTILE_LINEAR) return quantile_linear(ranking, share);
    Wide persons = 0;
    const size_t at = find_share(ranking, share, &persons);
    const bool met = persons * share.den == share.num * ranking->persons;
    if (rule == QUANTILE_INVERSE || !met || at + 1 == ranking->count)
        return welfare_at(ranking, at);
    return between(welfare_at(ranking, at), welfare_at(ranking, at + 1), 1, 2);
}

static Ratio divide(Ratio a, Ratio b)
{
    if (a.status != STATUS_DEFINED) return a;
    if (b.status != STATUS_DEFINED) return b;
    if (b.num <= 0) return ratio_undefined(STATUS_ND_MEAN_LE_0);
    return ratio_of(a.num * b.den, a.den * b.num);
}

Ratio quantile_ratio(const Ranking *ranking, Number upper, Number lower)
{
    return divide(quantile_of(ranking, upper, QUANTILE_INVERSE),
                  quantile_of(ranking, lower, QUANTILE_INVERSE));
}

// --- what the poorest have ---

Ratio quantile_money_below(const Ranking *ranking, Number share)
{
    invariant(share.num >= 0 && share.num <= share.den);
    if (ranking->count == 0) return ratio_undefined(STATUS_ND_EMPTY);
    const Wide wanted = share.num * ranking->persons;
    const Survey *survey = ranking->survey;
    Wide persons = 0;
    Wide money = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        const Wide after = persons + survey_persons(survey, row);
        if (after * share.den > wanted) {
            // The part of this household that is still within the share, at its welfare a head.
            const Wide part = wanted - persons * share.den;
            return ratio_of(money * share.den * survey->size[row] + part * ranking->fen[row],
                            (Wide)share.den * survey->size[row]);
        }
        persons = after;
        money += survey_money(survey, ranking->fen, row);
    }
    return ratio_of(money, 1);
}

Ratio quantile_lorenz(const Ranking *ranking, Number share)
{
    const Ratio below = quantile_money_below(ranking, share);
    if (below.status != STATUS_DEFINED) return below;
    if (ranking->total <= 0) return ratio_undefined(STATUS_ND_MEAN_LE_0);
    return ratio_of(below.num, below.den * ranking->total);
}

Ratio quantile_lorenz_generalised(const Ranking *ranking, Number share)
{
    const Ratio below = quantile_money_below(ranking, share);
    if (below.status != STATUS_DEFINED) return below;
    return ratio_of(below.num, below.den * ranking->persons);
}

Ratio quantile_tip(const Ranking *ranking, int64_t line_fen, Number share)
{
    invariant(share.num >= 0 && share.num <= share.den);
    if (ranking->count == 0) return ratio_undefined(STATUS_ND_EMPTY);
    const Wide wanted = share.num * ranking->persons;
    const Survey *survey = ranking->survey;
    Wide persons = 0;
    Wide gaps = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        const Wide gap = (Wide)line_fen * survey->size[row] - ranking->fen[row];
        if (gap <= 0) break;
        const Wide after = persons + survey_persons(survey, row);
        if (after * share.den > wanted) {
            const Wide den = (Wide)share.den * survey->size[row];
            return ratio_of(gaps * den + (wanted - persons * share.den) * gap,
                            den * ranking->persons);
        }
        persons = after;
        gaps += gap * survey->weight[row];
    }
    return ratio_of(gaps, ranking->persons);
}

Ratio quantile_share_ratio(const Ranking *ranking, Number top, Number bottom)
{
    const Number rest = {.num = top.den - top.num, .den = top.den};
    const Ratio below = quantile_money_below(ranking, rest);
    if (below.status != STATUS_DEFINED) return below;
    const Ratio above = ratio_of(ranking->total * below.den - below.num, below.den);
    return divide(above, quantile_money_below(ranking, bottom));
}

// Mean of the ranked households from `start` to before `end`.
static Ratio mean_of_part(const Ranking *ranking, size_t start, size_t end)
{
    Wide persons = 0;
    Wide money = 0;
    for (size_t i = start; i < end; i++) {
        const size_t row = ranking->order[i];
        persons += survey_persons(ranking->survey, row);
        money += survey_money(ranking->survey, ranking->fen, row);
    }
    return ratio_of(money, persons);
}

// The first household after `at` that has more than it.
static size_t after_ties(const Ranking *ranking, size_t at)
{
    size_t end = at + 1;
    while (end < ranking->count && ranking_tied(ranking, ranking->order[at], ranking->order[end]))
        end++;
    return end;
}

Ratio quantile_eurostat(const Ranking *ranking)
{
    if (ranking->count == 0) return ratio_undefined(STATUS_ND_EMPTY);
    Wide persons = 0;
    const size_t low = find_share(ranking, number_fraction(1, 5), &persons);
    const size_t high = find_share(ranking, number_fraction(4, 5), &persons);
    return divide(mean_of_part(ranking, after_ties(ranking, high), ranking->count),
                  mean_of_part(ranking, 0, after_ties(ranking, low)));
}

Ratio quantile_median_gap(const Ranking *ranking, Ratio line)
{
    if (line.status != STATUS_DEFINED) return line;
    Ranking poor = *ranking;
    poor.count = 0;
    poor.persons = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        if (ranking->fen[row] * line.den >= line.num * ranking->survey->size[row]) break;
        poor.persons += survey_persons(ranking->survey, row);
        poor.count++;
    }
    const Ratio median = quantile_of(&poor, number_fraction(1, 2), QUANTILE_INVERSE);
    if (median.status != STATUS_DEFINED) return median;
    return ratio_of(line.num * median.den - median.num * line.den, line.num * median.den);
}

void quantile_groups(const Ranking *ranking, uint32_t parts, uint32_t *group)
{
    invariant(parts > 0);
    for (size_t row = 0; row < ranking->survey->count; row++) group[row] = parts;
    Wide before = 0;
    for (size_t i = 0; i < ranking->count;) {
        // A tie is in the group in which its first person stands: y <= quantile k/parts holds for
        // the least k with persons_before * parts < k * N.
        const size_t end = after_ties(ranking, i);
        const uint32_t in = (uint32_t)(before * parts / ranking->persons);
        for (; i < end; i++) {
            const size_t row = ranking->order[i];
            group[row] = in;
            before += survey_persons(ranking->survey, row);
        }
    }
}
