// inequality.h - Gini, generalised entropy, Theil within and between, Atkinson.
//
// Gini and concentration indices are exact fractions of 128-bit integers; the rest are doubles with
// compensated sums in the order of the ranking, so the order of input does not show.
//
// Gini (methods 1.8, Eurostat's form, no n/(n-1)): G = sum p y (2 W - p) / (N Y) - 1, where W are
// persons up to and including. Inside a tie the terms telescope. Households with negative welfare
// are kept, and G may then exceed 1: Ranking.persons_negative says whether to distrust it.
#ifndef MODEL_STATISTICS_INEQUALITY_H
#define MODEL_STATISTICS_INEQUALITY_H

#include "model/statistics/survey.h"

// ND_MEAN_LE_0 where total welfare is not positive.
Ratio inequality_gini(const Ranking *ranking);

// The Gini index of absolute values' mean, in [0, 1] with negatives too: sum of all differences
// over 2 N sum p |y| (Raffinetti, Siletti and Vernizzi 2015, for large N; recalled, unconfirmed).
Ratio inequality_gini_normalised(const Ranking *ranking);

// Concentration of a money column [survey->count] by rank of welfare, ties at their mean rank
// (methods 1.12): C = sum w b (2 W_before + W_tie) / (N B) - 1. ND_EMPTY where the column sums to
// zero; where the sum is negative (a tax), the index of its opposite, which is the same.
Ratio inequality_concentration(const Ranking *ranking, const int64_t *fen);

// What is done with welfare that has no logarithm.
typedef struct EntropyRule {
    bool bottom_code;    // to `bottom_share` of the mean; else the household is left out
    double bottom_share; // of the mean of all, 0.01 for example
} EntropyRule;

typedef struct Entropy {
    Real value;
    int64_t persons;         // counted, in 1/weight_scale
    int64_t persons_changed; // left out or coded, in 1/weight_scale
} Entropy;

// GE(a): 0 mean log deviation, 1 Theil's T, 2 half the squared coefficient of variation
// (methods 1.10). Zeros count as 0 ln 0 = 0 for a > 0.
Entropy inequality_entropy(const Ranking *ranking, double a, EntropyRule rule);

// Atkinson's index with aversion epsilon > 0 (methods 1.11), and the equally distributed equivalent
// in fen a head, mean * (1 - A).
typedef struct Atkinson {
    Entropy index;
    Real equivalent_fen;
} Atkinson;

Atkinson inequality_atkinson(const Ranking *ranking, double epsilon, EntropyRule rule);

// Theil's T and the mean log deviation, within groups and between; the two add up to the whole.
// Rows of group[row] >= group_count are left out, as is welfare that is not positive.
typedef struct EntropySplit {
    Real theil, theil_within, theil_between;
    Real deviation, deviation_within, deviation_between;
    int64_t persons_left_out; // in 1/weight_scale
} EntropySplit;

EntropySplit inequality_split(const Ranking *ranking, const uint32_t *group, uint32_t group_count,
                              Arena *arena);

// --- for siblings: an index over any ordering ---

// Households in order; those that share `tie` with their neighbour share a rank.
typedef struct Ranked {
    int64_t persons;
    Wide money;
    size_t tie;
} Ranked;

// Exact, or ND_RANGE where 128 bits would not hold it.
Ratio inequality_index(const Ranked *items, size_t count);

#endif
