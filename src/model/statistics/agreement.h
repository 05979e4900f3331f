// agreement.h - do two gradings, two rankings, two indicators, many officers agree?
//
// For the validation of standards (methods 4.1, 4.2): Cohen's kappa, Cronbach's alpha, Kendall's
// tau-b, redundancy, and how far an officer's rate of overrides lies from the others'.
#ifndef MODEL_STATISTICS_AGREEMENT_H
#define MODEL_STATISTICS_AGREEMENT_H

#include <stddef.h>

#include "model/statistics/result.h"

typedef enum KappaWeight {
    KAPPA_EXACT,     // only equal grades agree
    KAPPA_LINEAR,    // by distance
    KAPPA_QUADRATIC, // by squared distance
} KappaWeight;

// (p_o - p_e)/(1 - p_e) of a table counts[grades][grades] of one grader by the other. ND_EMPTY
// where chance alone would agree wholly.
Real agreement_kappa(const int64_t *counts, size_t grades, KappaWeight weight);

// J/(J - 1) (1 - sum of the items' variances / variance of their sum); values[cases][items].
Real agreement_alpha(const double *values, size_t cases, size_t items);

// Kendall's tau-b of two columns; ties count for neither.
Real agreement_tau(const double *a, const double *b, size_t count);

// P(both)/min(P_a, P_b) of two indicators: 1 where one is contained in the other.
Ratio agreement_redundancy(int64_t both, int64_t in_a, int64_t in_b);

// Rates of overrides by officer, drawn together by what chance explains: o = l r + (1 - l) mean,
// l = between / (between + within), within = mean (1 - mean)/cases (method of moments).
typedef struct Officer {
    int64_t cases, overrides; // in
    double shrunk;            // out: o
    double z;                 // out: (r - mean)/sqrt(within); beyond 3 is to be looked at
} Officer;

// False if there are no cases.
bool agreement_officers(Officer *officers, size_t count, double *mean, double *between);

#endif
