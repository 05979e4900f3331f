// poverty.h - who is below a line, by how much: FGT, Watts, Sen, Sen-Shorrocks-Thon, and lines.
//
// Poor means welfare a head below the line (methods C2: strictly, unless `weak`). Lines are per
// head in fen and may differ by row, as local standards do. Counts and gaps are exact; indices with
// fractions of many different lines are doubles by compensated sums in the order of the ranking.
//
//     const Lines lines = {.fen = local_line};            // or {.num = 600000, .den = 1}
//     const Poverty poverty = poverty_of(&ranking, lines, (PovertyRule){0});
//     const Real gap_index = poverty_fgt(&poverty, 1);
//
// Sources: Foster, Greer and Thorbecke 1984; Watts 1968; Sen 1976; Shorrocks 1995; Datt and
// Ravallion 1992. Formulas as in methods 1.3 to 1.6.
#ifndef MODEL_STATISTICS_POVERTY_H
#define MODEL_STATISTICS_POVERTY_H

#include "model/statistics/survey.h"

// A line a head for each row, or one for all, num/den fen.
typedef struct Lines {
    const int64_t *fen; // [survey->count], or NULL: num/den holds for all
    int64_t num, den;
} Lines;

static inline Lines lines_one(int64_t fen)
{
    return (Lines){.fen = NULL, .num = fen, .den = 1};
}

typedef struct PovertyRule {
    bool weak;           // those exactly on the line are poor too
    bool floor_zero;     // negative welfare counts as none
    double watts_bottom; // Watts: share of the line that stands for welfare <= 0; 0 means 0.01
} PovertyRule;

enum { FGT_ALPHA_MAX = 3 };

// Sums over one group. Persons and households are in 1/weight_scale; gap in fen/weight_scale.
typedef struct Poverty {
    int64_t households, persons;
    int64_t households_poor, persons_poor;
    Wide gap; // sum of w (n z - Y) of the poor, rounded down where lines have den
    double powers[FGT_ALPHA_MAX + 1]; // [alpha] sum of p ((z - y)/z)^alpha of the poor
    double logs;                      // sum of p ln(z/y) of the poor
    int64_t persons_coded;            // with welfare that had to be bottom-coded for the logarithm
    int64_t persons_no_line;          // on rows whose line is not positive: left out
} Poverty;

Poverty poverty_of(const Ranking *ranking, Lines lines, PovertyRule rule);

// One for each group; rows of group[row] >= group_count are left out. Sums of all groups give the
// whole: P = sum of N_g/N P_g (methods 1.3).
void poverty_by_group(const Ranking *ranking, Lines lines, PovertyRule rule, const uint32_t *group,
                      uint32_t group_count, Poverty *poverty);

// P_alpha, alpha 0 to FGT_ALPHA_MAX.
Real poverty_fgt(const Poverty *poverty, unsigned alpha);
Ratio poverty_headcount(const Poverty *poverty);

// What a group adds to P_alpha of the whole, N_g P_g / (N P).
Real poverty_contribution(const Poverty *group, const Poverty *whole, unsigned alpha);
Real poverty_watts(const Poverty *poverty);

// Years to leave poverty at a growth rate of the poor's income, on average: W / (g P0).
Real poverty_exit_years(const Poverty *poverty, double growth);

// Sen's index and what it is made of; with no poor all are zero.
typedef struct Sen {
    Real headcount;  // H
    Real gap_ratio;  // I, the mean relative gap of the poor
    Ratio gini_poor; // G_p, exact; 0/1 where nobody is poor
    Real sen;        // H [I + (1 - I) G_p], for large populations
    Real sen_finite; // with G_p q/(q + 1), q the number of poor persons
    Real sst;        // P1 (1 + Gini of all relative gaps)
} Sen;

// G_p is of the welfare ranked: with local lines, deflate first.
Sen poverty_sen(const Ranking *ranking, Lines lines, Arena *arena);

// --- lines (methods 1.6) ---

// `times` the median (QUANTILE_INVERSE), or `times` the mean.
Ratio poverty_line_of_median(const Ranking *ranking, Number times);
Ratio poverty_line_of_mean(const Ranking *ranking, Number times);

// As Lines, where 64 bits hold it; ND_RANGE otherwise.
Status poverty_lines_from(Ratio line, Lines *lines);

// The highest line whose gaps cost no more than `budget`, fen in 1/weight_scale, exact.
Ratio poverty_line_for_budget(const Ranking *ranking, Wide budget);

// Whole households from the poorest up until they hold at least `share` of persons.
typedef struct Bottom {
    size_t count;    // households of the ranking's order that are in
    int64_t persons; // in 1/weight_scale
    Ratio overshoot; // persons above share * N, in 1/weight_scale
    Ratio line;      // welfare a head of the last one
} Bottom;

Bottom poverty_bottom(const Ranking *ranking, Number share);

// --- change between two years ---

// Shapley parts of the change of P_alpha at one line (Datt and Ravallion): they add up to it.
typedef struct PovertyChange {
    Real total, growth, redistribution;
} PovertyChange;

PovertyChange poverty_change(const Ranking *before, const Ranking *after, int64_t line_fen,
                             unsigned alpha);

#endif
