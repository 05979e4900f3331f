// distribution.h - a whole population's incomes in fixed memory, and what can be told from it.
//
// A Distribution counts persons and sums money in bins of welfare a head: 128 bins in every
// doubling above 1.28 yuan, so a bin is at most 0.8 % wide; below zero, 16 in every doubling.
// Adding a household costs one division and two additions; no logarithm. It is a plain struct of
// integers: all zero is empty, two merge by addition, and any split over threads or machines gives
// the same bits (an MPI reduction calls distribution_merge on the raw structs). It holds no
// pointer.
//
// Because each bin knows its exact mean, what lies inside costs little: counts and money at bin
// edges are exact, and everything else comes with bounds that hold whatever the order within bins
// (Gastwirth 1972). For lines whose indices must be exact, add to a PovertySums beside it.
//
// Limits, which the caller proves: |welfare of a household| < 2^44 fen; persons below 2^52 and
// therefore money below 2^96, in units of 1/weight_scale.
//
//     Distribution *before = ARENA_ONE(arena, Distribution);
//     distribution_add(before, fen, size, weight);
//     const Bounded gini = distribution_gini(before); // value, low, high
#ifndef MODEL_STATISTICS_DISTRIBUTION_H
#define MODEL_STATISTICS_DISTRIBUTION_H

#include <stddef.h>

#include "base/panic.h"
#include "model/statistics/result.h"

enum {
    // Sub-bins of a doubling: the logarithm of their number.
    DISTRIBUTION_FINE = 7,
    DISTRIBUTION_COARSE = 4, // below zero
    // Doublings: welfare a head above 2^40 fen (11,000 million yuan) falls in the last bin.
    DISTRIBUTION_DOUBLINGS = 40,
    DISTRIBUTION_ABOVE = (DISTRIBUTION_DOUBLINGS - DISTRIBUTION_FINE + 1) << DISTRIBUTION_FINE,
    DISTRIBUTION_BELOW = (DISTRIBUTION_DOUBLINGS - DISTRIBUTION_COARSE + 1) << DISTRIBUTION_COARSE,
    DISTRIBUTION_BINS = DISTRIBUTION_ABOVE + DISTRIBUTION_BELOW,
};

typedef struct Distribution {
    Wide money[DISTRIBUTION_BINS];      // fen, in 1/weight_scale
    int64_t persons[DISTRIBUTION_BINS]; // in 1/weight_scale
    int64_t households;                 // in 1/weight_scale
    int64_t missing;                    // households without a welfare, in 1/weight_scale
} Distribution;

// The bin of a magnitude: linear below 2^sub, then 2^sub bins in every doubling.
static inline size_t distribution_step(uint64_t magnitude, unsigned sub)
{
    if (magnitude >> DISTRIBUTION_DOUBLINGS != 0)
        magnitude = (UINT64_C(1) << DISTRIBUTION_DOUBLINGS) - 1;
    if (magnitude >> sub == 0) return (size_t)magnitude;
    const unsigned top = 63U - (unsigned)__builtin_clzll(magnitude);
    const unsigned shift = top - sub;
    return ((size_t)(shift + 1) << sub) + (size_t)((magnitude >> shift) - (UINT64_C(1) << sub));
}

// Poorest bin first. Money below zero: bins count away from zero.
static inline size_t distribution_bin(int64_t fen, int32_t size)
{
    invariant(size > 0);
    if (fen >= 0)
        return DISTRIBUTION_BELOW +
               distribution_step((uint64_t)fen / (uint64_t)size, DISTRIBUTION_FINE);
    const uint64_t debt = ((uint64_t)-fen - 1) / (uint64_t)size; // (-1, 0) fen a head is step 0
    return DISTRIBUTION_BELOW - 1 - distribution_step(debt, DISTRIBUTION_COARSE);
}

static inline void distribution_add(Distribution *distribution, int64_t fen, int32_t size,
                                    int64_t weight)
{
    const size_t bin = distribution_bin(fen, size);
    distribution->persons[bin] += weight * size;
    distribution->money[bin] += (Wide)weight * fen;
    distribution->households += weight;
}

void distribution_merge(Distribution *into, const Distribution *other);

// Welfare a head in the bin is at least `low` and less than `high`, in fen.
typedef struct BinEdges {
    int64_t low, high;
} BinEdges;

BinEdges distribution_edges(size_t bin);

// --- exact ---

int64_t distribution_persons(const Distribution *distribution);
int64_t distribution_persons_negative(const Distribution *distribution);
Wide distribution_money(const Distribution *distribution);
Ratio distribution_mean(const Distribution *distribution);

// --- within bounds: value, low and high ---

// Welfare a head below which `share` of persons are, by linear interpolation within the bin; bounds
// are the bin's edges, at most 0.8 % apart.
Bounded distribution_quantile(const Distribution *distribution, Number share);

// Money of the poorest `share` over all money (Lorenz), with bounds that hold for any order within
// the one bin that is cut.
Bounded distribution_lorenz(const Distribution *distribution, Number share);

// Top over bottom, S80/S20 and the like; ND_MEAN_LE_0 where the bottom may have nothing.
Bounded distribution_share_ratio(const Distribution *distribution, Number top, Number bottom);

// low: everyone at the bin's mean. high: Gastwirth's spread within bins added,
// sum c^2 (m - a)(b - m)/(b - a)/(N Y). value: two thirds of the way, which is exact where incomes
// lie evenly within a bin. Methods 1.8.
Bounded distribution_gini(const Distribution *distribution);

// P_alpha at a line a head in fen, alpha 0 to 2, with bounds; exact but for the line's own bin and,
// for alpha 2, the spread within bins. Use PovertySums where it must be exact.
Bounded distribution_fgt(const Distribution *distribution, int64_t line_fen, unsigned alpha);

// Cut points for `parts` groups, [parts - 1] fen a head; a household is in the group that
// distribution_group finds. For breakdowns by decile in a second pass, or by last year's deciles.
// False if nobody is counted.
bool distribution_cuts(const Distribution *distribution, uint32_t parts, int64_t *cuts_fen);

// How many of `count` cuts a household's welfare a head is above.
static inline uint32_t distribution_group(const int64_t *cuts_fen, uint32_t count, int64_t fen,
                                          int32_t size)
{
    uint32_t group = 0;
    for (uint32_t i = 0; i < count; i++) group += fen > cuts_fen[i] * size;
    return group;
}

// --- poverty at stated lines ---

// Integer sums at the household's own line. Headcount and total gap are exact, P1 too where all
// lines are the same; relative gaps of many lines, and their squares, are each rounded to 2^-32, so
// P1 is off by at most P0 2^-33, and P2 by at most (2 P1 + P0) 2^-33. A relative gap above 2^16
// (debts of 65,536 lines) counts as 2^16, and is counted in `saturated`.
typedef struct PovertySums {
    Wide gap;      // fen
    Wide gap_q32;  // sum of p g, g the relative gap in 2^-32
    Wide gap2_q32; // sum of p g^2, in 2^-32
    int64_t persons, households, persons_poor, households_poor;
    int64_t saturated;
} PovertySums; // all in 1/weight_scale

// Strictly below the line, which is a head and above zero.
static inline void poverty_sums_add(PovertySums *sums, int64_t fen, int32_t size, int64_t weight,
                                    int64_t line_fen)
{
    const int64_t persons = weight * size;
    const int64_t needed = line_fen * size;
    sums->persons += persons;
    sums->households += weight;
    if (fen >= needed) return;
    const uint64_t gap = (uint64_t)(needed - fen);
    const uint64_t line = (uint64_t)needed;
    const uint64_t limit = UINT64_C(1) << 48;
    sums->persons_poor += persons;
    sums->households_poor += weight;
    sums->gap += (Wide)weight * (Wide)gap;
    uint64_t share = 0;
    if (gap >> 31 == 0) {
        share = ((gap << 32) + line / 2) / line;
    } else {
        const Wide wide = (((Wide)gap << 32) + line / 2) / (Wide)line;
        share = wide < (Wide)limit ? (uint64_t)wide : limit;
    }
    if (share >= limit) {
        share = limit;
        sums->saturated += weight;
    }
    sums->gap_q32 += (Wide)persons * (Wide)share;
    sums->gap2_q32 += (Wide)persons * (((Wide)share * (Wide)share + ((Wide)1 << 31)) >> 32);
}

void poverty_sums_merge(PovertySums *into, const PovertySums *other);

// alpha 0 to 2; exact for 0, the rest within the bounds above.
Bounded poverty_sums_fgt(const PovertySums *sums, unsigned alpha);

#endif
