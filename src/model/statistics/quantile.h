// quantile.h - quantiles, what a share of the people has, Lorenz and TIP curves.
//
// Shares of people are given as exact Numbers between 0 and 1. All results are exact fractions.
// A quantile is of persons (methods C8); money held by the poorest p splits the household on the
// boundary in proportion (methods 1.7), which describes but never decides.
#ifndef MODEL_STATISTICS_QUANTILE_H
#define MODEL_STATISTICS_QUANTILE_H

#include "model/statistics/survey.h"

// Methods C8. The default is the smallest welfare that p of the persons do not exceed.
typedef enum QuantileRule {
    QUANTILE_INVERSE,  // smallest y with persons(y) >= p N
    QUANTILE_AVERAGED, // the same, and the mean with the next value where p N is met exactly
    QUANTILE_LINEAR,   // linear between the middles of the households' steps (Hazen)
} QuantileRule;

// Welfare a head in fen at share p, 0 < p < 1.
Ratio quantile_of(const Ranking *ranking, Number share, QuantileRule rule);

// Quantile of one share over that of another, P90/P10; ND_MEAN_LE_0 where the lower is not
// positive.
Ratio quantile_ratio(const Ranking *ranking, Number upper, Number lower);

// Fen held by the poorest `share` of persons, in 1/weight_scale; 0 <= share <= 1.
Ratio quantile_money_below(const Ranking *ranking, Number share);

// Lorenz ordinate L(share): money below over total.
Ratio quantile_lorenz(const Ranking *ranking, Number share);

// Generalised Lorenz ordinate, mean * L(share), in fen.
Ratio quantile_lorenz_generalised(const Ranking *ranking, Number share);

// Height of the TIP curve: gaps to `line_fen` of the poorest `share`, per person of all, in fen.
// Its end is the mean gap, it bends flat at the headcount (Jenkins and Lambert 1997).
Ratio quantile_tip(const Ranking *ranking, int64_t line_fen, Number share);

// What the top `top` has over what the bottom `bottom` has. S80/S20: 1/5 and 1/5; Palma: 1/10 and
// 4/10. ND_MEAN_LE_0 where the bottom has nothing (methods 1.9).
Ratio quantile_share_ratio(const Ranking *ranking, Number top, Number bottom);

// Eurostat's S80/S20: the mean above the 80 % quantile over the mean up to the 20 % quantile.
Ratio quantile_eurostat(const Ranking *ranking);

// Mean gap of the median poor person to the line, over the line (methods 1.6); strictly below.
Ratio quantile_median_gap(const Ranking *ranking, Ratio line);

// Which of `parts` equal groups of persons a row is in, 0 the poorest: by quantiles of rule
// QUANTILE_INVERSE, so that equals are never parted. Writes group[row] for all rows ranked and
// `parts` for rows that are not. The shares are those of 2.4 of the methods: near 1/parts, and the
// realised ones are to be printed.
void quantile_groups(const Ranking *ranking, uint32_t parts, uint32_t *group);

#endif
