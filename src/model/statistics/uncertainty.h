// uncertainty.h - how sure a figure is: replicates, influence functions, Rubin's rules, contrasts.
//
// Three situations that must not be blurred (methods 1.14):
//   1. a survey: design variance, by delete-a-group jackknife or Poisson bootstrap (any indicator),
//      or linearised by influence functions (mean, FGT, Gini). The household is the least cluster:
//      persons taken as independent give errors a third too small;
//   2. a synthetic full population: no sampling error, but unknown parameters. Run m >= 20 draws
//   and
//      combine by Rubin's rules; never print an error of zero;
//   3. two scenarios: the same random numbers in both arms, and the error of the difference.
#ifndef MODEL_STATISTICS_UNCERTAINTY_H
#define MODEL_STATISTICS_UNCERTAINTY_H

#include "model/statistics/poverty.h"

// A figure with its standard error and interval; `freedom` 0 where the interval is normal.
typedef struct Estimate {
    double value, error, low, high, freedom;
    Status status;
} Estimate;

// --- replicate weights ---

// A hash of a household's id that spreads any numbering evenly (the finaliser of SplitMix64).
uint64_t uncertainty_hash(uint64_t id);

enum { JACKKNIFE_GROUPS = 100 }; // relative error of the standard error about 7 %

// Weights of replicate `group` of `groups`: 0 for households whose hash falls in it, else times
// groups/(groups - 1). Writes weight[survey->count] and returns the survey that uses them, in
// parts (groups - 1) times as fine.
Survey uncertainty_jackknife(const Survey *survey, uint32_t groups, uint32_t group,
                             int64_t *weight);

// (G - 1)/G sum (theta_g - theta)^2. ND_EMPTY for fewer than two.
Real uncertainty_jackknife_variance(const double *replicates, size_t groups, double full);

// How often a household is drawn in one Poisson bootstrap replicate: Poisson(1), at most 8, from 32
// random bits. One counter-based draw for each household and replicate makes it streamable.
unsigned uncertainty_poisson(uint32_t random);

// Mean of squared distances from the replicates' mean, over (R - 1).
Real uncertainty_bootstrap_variance(const double *replicates, size_t count);

// --- influence functions ---

// z[row] = w_k IF_k, of whole households, for every row (0 for rows that are not ranked).
void influence_mean(const Ranking *ranking, double *z);
void influence_fgt(const Ranking *ranking, Lines lines, unsigned alpha, double *z);

// Deville 1999, Osier 2009: (2 l_k - x_k)/(N Y) - (2 T - Y) x_k/(N Y^2) - (2 T - Y)/(N^2 Y), with
// l_k = Y - G_k + x_k w_k + r_k x_k, r_k persons and G_k income up to and including k.
void influence_gini(const Ranking *ranking, double *z);

// -(1[y <= q] - p)/(N f(q)) for the quantile q at share p, f the density of persons over fen there
// (uncertainty_density).
void influence_quantile(const Ranking *ranking, Number share, double density, double *z);

// Density of persons over fen at a point, by a normal kernel of width sd * n^-0.2, n households.
double uncertainty_density(const Ranking *ranking, double at_fen);

// For a line that is `times` the quantile: adds the line's own uncertainty to an influence_fgt made
// at that line, dP_alpha/dz * times * IF_q. The slope is f(z) for alpha 0, and alpha/z (P_(alpha-1)
// - P_alpha) above.
void influence_add_line(const Ranking *ranking, int64_t line_fen, unsigned alpha, double times,
                        const double *z_quantile, double *z);

// sum over strata of n/(n - 1) sum over clusters of (z_i - mean)^2. Cluster and stratum may be
// NULL: every household is one cluster; one stratum. Strata with a single cluster add nothing and
// are counted.
typedef struct Design {
    const uint32_t *cluster, *stratum; // [survey->count]; clusters are numbered within all strata
    uint32_t clusters, strata;         // numbers are below these
} Design;

Real uncertainty_design_variance(const Ranking *ranking, const double *z, const Design *design,
                                 Arena *arena, uint32_t *lonely_strata);

// --- combining ---

// m estimates with their variances within: mean q, T = W + (1 + 1/m) B, df = (m - 1)(1 + W/((1 +
// 1/m) B))^2 (Rubin 1987), interval by Student's t. variances NULL: W is zero, as in a synthetic
// population. ND_EMPTY for m < 2.
typedef struct Rubin {
    double within, between, total;
    Estimate estimate;
} Rubin;

Rubin uncertainty_rubin(const double *estimates, const double *variances, size_t count,
                        double confidence);

// Reform less baseline, pair by pair with common random numbers; the error is of the difference's
// mean over draws.
Estimate uncertainty_contrast(const double *baseline, const double *reform, size_t count,
                              double confidence);

// value +- z error; for a share below 5 % (or above 95 %) on the logit scale, so that the interval
// stays within (0, 1).
Estimate uncertainty_interval(double value, double error, double confidence);
Estimate uncertainty_share_interval(double share, double error, double confidence);

// --- small cells ---

enum { CELL_HOUSEHOLDS_MIN = 30, CELL_PERSONS_MIN = 100 };

// ND_SMALL_CELL below 30 sampled households or 100 sampled persons.
Status uncertainty_cell(int64_t sample_households, int64_t sample_persons);

#endif
