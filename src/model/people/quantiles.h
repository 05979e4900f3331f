// quantiles.h - the income of the household of a given rank, so that group means come out.
//
// Five groups of a fifth of the households each, from NBS's quintiles. Within group k, from lower
// bound a to the next bound b with mean m, income rises as a + (b - a) t^g, g = (b - a)/(m - a) -
// 1; in the last it is Pareto, a (1 - t)^(-1/c), c = m/(m - a) (methods.md 6.5). Between knots it
// is a straight line; the knots are set so that the mean of the lines is m.
#ifndef MODEL_PEOPLE_QUANTILES_H
#define MODEL_PEOPLE_QUANTILES_H

#include <stdbool.h>
#include <stdint.h>

enum { QUANTILE_GROUPS = 5, QUANTILE_STEPS = 1024 };

typedef struct Quantiles {
    int32_t knots[QUANTILE_GROUPS][QUANTILE_STEPS + 1]; // fen a month, per head
} Quantiles;

typedef struct QuantileGroups {
    int64_t lower[QUANTILE_GROUPS]; // fen a month; the first may be negative
    int64_t mean[QUANTILE_GROUPS];
} QuantileGroups;

// False, and which group, if a mean does not lie between its bounds.
bool quantiles_build(const QuantileGroups *groups, Quantiles *quantiles, int *faulty);

// The income at rank/2^32.
static inline int32_t quantiles_at(const Quantiles *quantiles, uint32_t rank)
{
    const uint64_t scaled = (uint64_t)rank * QUANTILE_GROUPS;
    const uint32_t within = (uint32_t)scaled;
    const int32_t *knot = &quantiles->knots[scaled >> 32][within >> 22];
    return knot[0] +
           (int32_t)(((int64_t)knot[1] - knot[0]) * (int32_t)(within >> 6 & 0xFFFF) >> 16);
}

#endif
