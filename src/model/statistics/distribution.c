#include "model/statistics/distribution.h"

#include "base/panic.h"
#include "model/statistics/real.h"

void distribution_merge(Distribution *into, const Distribution *other)
{
    for (size_t bin = 0; bin < DISTRIBUTION_BINS; bin++) {
        into->money[bin] += other->money[bin];
        into->persons[bin] += other->persons[bin];
    }
    into->households += other->households;
    into->missing += other->missing;
}

// No household's welfare leaves this (distribution.h), so the outermost bins end here.
#define EDGE_MAX (INT64_C(1) << 44)

static BinEdges step_edges(size_t step, unsigned sub)
{
    if (step >> sub == 0) return (BinEdges){(int64_t)step, (int64_t)step + 1};
    const unsigned shift = (unsigned)(step >> sub) - 1;
    const size_t parts = (size_t)1 << sub;
    const int64_t part = (int64_t)((step & (parts - 1)) + parts);
    const int64_t high = (part + 1) << shift;
    const bool outermost = high >> DISTRIBUTION_DOUBLINGS != 0;
    return (BinEdges){part << shift, outermost ? EDGE_MAX : high};
}

BinEdges distribution_edges(size_t bin)
{
    invariant(bin < DISTRIBUTION_BINS);
    if (bin >= DISTRIBUTION_BELOW) return step_edges(bin - DISTRIBUTION_BELOW, DISTRIBUTION_FINE);
    const BinEdges debt = step_edges(DISTRIBUTION_BELOW - 1 - bin, DISTRIBUTION_COARSE);
    return (BinEdges){-debt.high, -debt.low};
}

// --- exact ---

int64_t distribution_persons(const Distribution *distribution)
{
    int64_t persons = 0;
    for (size_t bin = 0; bin < DISTRIBUTION_BINS; bin++) persons += distribution->persons[bin];
    return persons;
}

int64_t distribution_persons_negative(const Distribution *distribution)
{
    int64_t persons = 0;
    for (size_t bin = 0; bin < DISTRIBUTION_BELOW; bin++) persons += distribution->persons[bin];
    return persons;
}

Wide distribution_money(const Distribution *distribution)
{
    Wide money = 0;
    for (size_t bin = 0; bin < DISTRIBUTION_BINS; bin++) money += distribution->money[bin];
    return money;
}

Ratio distribution_mean(const Distribution *distribution)
{
    return ratio_of(distribution_money(distribution), distribution_persons(distribution));
}

// --- one bin ---

typedef struct Bin {
    double persons, money, mean, low, high;
} Bin;

static Bin bin_at(const Distribution *distribution, size_t index)
{
    const BinEdges edges = distribution_edges(index);
    Bin bin = {.persons = (double)distribution->persons[index],
               .money = (double)distribution->money[index],
               .low = (double)edges.low,
               .high = (double)edges.high};
    bin.mean = bin.persons > 0 ? bin.money / bin.persons : bin.low;
    return bin;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

// --- quantiles and Lorenz ---

// The bin in which the cumulated persons reach `share`, and what stands below it.
typedef struct Cut {
    size_t bin;
    int64_t persons_below;
    Wide money_below;
    double part; // of the bin's persons that are still within the share
} Cut;

static bool find_cut(const Distribution *distribution, Number share, Cut *cut)
{
    invariant(share.num >= 0 && share.num <= share.den);
    const int64_t persons = distribution_persons(distribution);
    if (persons == 0) return false;
    const Wide wanted = share.num * persons;
    *cut = (Cut){0};
    size_t last = 0;
    for (size_t bin = 0; bin < DISTRIBUTION_BINS; bin++) {
        const int64_t own = distribution->persons[bin];
        if (own == 0) continue;
        if ((Wide)(cut->persons_below + own) * share.den >= wanted) {
            cut->bin = bin;
            cut->part = (double)(wanted - (Wide)cut->persons_below * share.den) /
                        ((double)own * (double)share.den);
            return true;
        }
        cut->persons_below += own;
        cut->money_below += distribution->money[bin];
        last = bin;
    }
    cut->bin = last;
    cut->part = 1;
    return true;
}

Bounded distribution_quantile(const Distribution *distribution, Number share)
{
    Cut cut;
    if (!find_cut(distribution, share, &cut)) return bounded_undefined(STATUS_ND_EMPTY);
    const Bin bin = bin_at(distribution, cut.bin);
    return (Bounded){.value = bin.low + (bin.high - bin.low) * cut.part,
                     .low = bin.low,
                     .high = bin.high,
                     .status = STATUS_DEFINED};
}

// Money of the poorest share, in fen.
static Bounded money_below(const Distribution *distribution, Number share)
{
    Cut cut;
    if (!find_cut(distribution, share, &cut)) return bounded_undefined(STATUS_ND_EMPTY);
    const Bin bin = bin_at(distribution, cut.bin);
    const double below = (double)cut.money_below;
    const double taken = cut.part * bin.persons;
    const double left = bin.persons - taken;
    // The poorest of a bin have at least its low edge each, and what the others cannot have at its
    // high edge; and at most the bin's mean each.
    const double least = larger(taken * bin.low, bin.money - left * bin.high);
    const double most = taken * bin.mean;
    return (Bounded){.value = below + (least + most) / 2,
                     .low = below + least,
                     .high = below + most,
                     .status = STATUS_DEFINED};
}

Bounded distribution_lorenz(const Distribution *distribution, Number share)
{
    Bounded below = money_below(distribution, share);
    if (below.status != STATUS_DEFINED) return below;
    const double total = (double)distribution_money(distribution);
    if (!(total > 0)) return bounded_undefined(STATUS_ND_MEAN_LE_0);
    below.value /= total;
    below.low /= total;
    below.high /= total;
    return below;
}

Bounded distribution_share_ratio(const Distribution *distribution, Number top, Number bottom)
{
    const Number rest = {.num = top.den - top.num, .den = top.den};
    const Bounded below_top = money_below(distribution, rest);
    const Bounded poorest = money_below(distribution, bottom);
    if (below_top.status != STATUS_DEFINED) return below_top;
    if (!(poorest.low > 0)) return bounded_undefined(STATUS_ND_MEAN_LE_0);
    const double total = (double)distribution_money(distribution);
    return (Bounded){.value = (total - below_top.value) / poorest.value,
                     .low = (total - below_top.high) / poorest.high,
                     .high = (total - below_top.low) / poorest.low,
                     .status = STATUS_DEFINED};
}

// --- Gini ---

Bounded distribution_gini(const Distribution *distribution)
{
    const int64_t persons = distribution_persons(distribution);
    const Wide money = distribution_money(distribution);
    if (persons == 0) return bounded_undefined(STATUS_ND_EMPTY);
    if (money <= 0) return bounded_undefined(STATUS_ND_MEAN_LE_0);
    Sum between = {0};
    Sum within = {0};
    Wide before = 0;
    for (size_t i = 0; i < DISTRIBUTION_BINS; i++) {
        if (distribution->persons[i] == 0) continue;
        const Bin bin = bin_at(distribution, i);
        sum_add(&between, bin.money * (double)(2 * before + distribution->persons[i] - persons));
        before += distribution->persons[i];
        const double spread = (bin.mean - bin.low) * (bin.high - bin.mean) / (bin.high - bin.low);
        sum_add(&within, bin.persons * bin.persons * larger(spread, 0));
    }
    const double scale = (double)persons * (double)money;
    const double low = sum_value(&between) / scale;
    const double width = sum_value(&within) / scale;
    return (Bounded){
        .value = low + width * 2 / 3, .low = low, .high = low + width, .status = STATUS_DEFINED};
}

// --- poverty ---

// What a bin adds to the sum of ((z - y)/z)^alpha, at least and at most.
static Bounded bin_gap(const Bin *bin, double line, unsigned alpha)
{
    Bounded gap = {.status = STATUS_DEFINED};
    if (bin->low >= line) return gap;
    const bool whole = bin->high <= line;
    const double width = bin->high - bin->low;
    const double mean_gap = larger(line - bin->mean, 0);
    // Everyone at an edge, in the proportion that keeps the mean: the most that a convex function
    // of welfare can come to.
    const double at_low = (bin->high - bin->mean) / width;
    const double low_gap = line - bin->low;
    const double high_gap = larger(line - bin->high, 0);
    if (alpha == 0) {
        gap.low = whole ? 1 : 0;
        gap.high = 1;
        gap.value = whole ? 1 : low_gap / width;
    } else if (alpha == 1) {
        gap.low = mean_gap / line;
        gap.high = whole ? gap.low : at_low * low_gap / line;
        gap.value = (gap.low + gap.high) / 2;
    } else {
        gap.low = mean_gap * mean_gap / (line * line);
        gap.high =
            (at_low * low_gap * low_gap + (1 - at_low) * high_gap * high_gap) / (line * line);
        gap.value = gap.low + (gap.high - gap.low) / 3;
    }
    gap.low *= bin->persons;
    gap.high *= bin->persons;
    gap.value *= bin->persons;
    return gap;
}

Bounded distribution_fgt(const Distribution *distribution, int64_t line_fen, unsigned alpha)
{
    invariant(alpha <= 2);
    const int64_t persons = distribution_persons(distribution);
    if (persons == 0) return bounded_undefined(STATUS_ND_EMPTY);
    if (line_fen <= 0) return bounded_undefined(STATUS_ND_DOMAIN);
    Sum value = {0};
    Sum low = {0};
    Sum high = {0};
    for (size_t i = 0; i < DISTRIBUTION_BINS; i++) {
        if (distribution->persons[i] == 0) continue;
        const Bin bin = bin_at(distribution, i);
        const Bounded gap = bin_gap(&bin, (double)line_fen, alpha);
        sum_add(&value, gap.value);
        sum_add(&low, gap.low);
        sum_add(&high, gap.high);
    }
    const double all = (double)persons;
    return (Bounded){.value = sum_value(&value) / all,
                     .low = sum_value(&low) / all,
                     .high = sum_value(&high) / all,
                     .status = STATUS_DEFINED};
}

bool distribution_cuts(const Distribution *distribution, uint32_t parts, int64_t *cuts_fen)
{
    invariant(parts > 0);
    for (uint32_t i = 1; i < parts; i++) {
        const Bounded cut = distribution_quantile(distribution, number_fraction(i, parts));
        if (cut.status != STATUS_DEFINED) return false;
        cuts_fen[i - 1] = (int64_t)cut.value;
    }
    return distribution_persons(distribution) > 0;
}

// --- poverty at stated lines ---

void poverty_sums_merge(PovertySums *into, const PovertySums *other)
{
    into->gap += other->gap;
    into->gap_q32 += other->gap_q32;
    into->gap2_q32 += other->gap2_q32;
    into->persons += other->persons;
    into->households += other->households;
    into->persons_poor += other->persons_poor;
    into->households_poor += other->households_poor;
    into->saturated += other->saturated;
}

Bounded poverty_sums_fgt(const PovertySums *sums, unsigned alpha)
{
    invariant(alpha <= 2);
    if (sums->persons == 0) return bounded_undefined(STATUS_ND_EMPTY);
    const double all = (double)sums->persons;
    const double unit = 4294967296.0;
    const double headcount = (double)sums->persons_poor / all;
    const double gap = (double)sums->gap_q32 / unit / all;
    if (alpha == 0) return (Bounded){headcount, headcount, headcount, STATUS_DEFINED};
    const double value = alpha == 1 ? gap : (double)sums->gap2_q32 / unit / all;
    const double error = (alpha == 1 ? headcount : 2 * gap + headcount) / (2 * unit);
    return (Bounded){value, value - error, value + error, STATUS_DEFINED};
}
