// calibrate.h - new weights, near the old ones, that meet known totals.
//
// Given design weights d_i, values x_i of q margins and totals T, finds w_i = d_i F(x_i'lambda)
// with sum w_i x_i = T (Deville and Särndal 1992). What differs by method is F:
//
//     linear   1 + u                   closest in chi-square; weights may become negative
//     entropy  exp(u)                  always positive
//     logit    between two bounds      of w/d
//     raking   cyclic scaling of one margin after another: every unit that counts in it is scaled
//              alike. Where each unit counts once in a margin or not at all, as households by
//              residence, the limit is that of entropy (iterative proportional fitting); with
//              persons counted in households it is another one (iterative proportional updating)
//
// The dual is solved by Newton's method: columns scaled by their totals, the normal equations by
// Cholesky with pivots (a margin that follows from others is dropped and told), steps halved until
// the residual falls. Sums are taken in the order of the units and exp is our own, so results are
// the same on every machine.
#ifndef MODEL_PEOPLE_CALIBRATE_H
#define MODEL_PEOPLE_CALIBRATE_H

#include <stdbool.h>

#include "base/arena.h"

enum { CALIBRATE_MARGINS_MAX = 500 };

typedef enum CalibrateMethod {
    CALIBRATE_RAKING,
    CALIBRATE_LINEAR,
    CALIBRATE_ENTROPY,
    CALIBRATE_LOGIT
} CalibrateMethod;

typedef struct CalibrateProblem {
    size_t units;
    size_t margins;       // at most CALIBRATE_MARGINS_MAX
    const double *design; // [units], > 0
    const double *values; // [units * margins], the margins of one unit side by side
    const double *totals; // [margins]
    CalibrateMethod method;
    double lower, upper; // CALIBRATE_LOGIT: of w/d; 0 <= lower < 1 < upper
    bool soft;           // accept the least infeasible weights where there is no solution
} CalibrateProblem;

typedef enum CalibrateOutcome {
    CALIBRATE_SOLVED,
    CALIBRATE_SOFT,       // no solution; .weights miss the totals as little as possible
    CALIBRATE_INFEASIBLE, // no solution; .weights as for SOFT, to show by how much
} CalibrateOutcome;

typedef struct CalibrateResult {
    CalibrateOutcome outcome;
    double *weights;                    // [units]
    double *reached;                    // [margins]: sum w x
    double *multipliers;                // [margins]: lambda; 0 for raking and dropped margins
    bool *dropped;                      // [margins]: follows from the others
    int steps;                          // of Newton, or cycles
    double ratio_least, ratio_greatest; // of w/d
    double variation;                   // of w: standard deviation by mean
    double design_effect;               // 1 + variation^2
    double sample_size;                 // effective: (sum w)^2 / sum w^2
    size_t negatives;
} CalibrateResult;

void calibrate(const CalibrateProblem *problem, Arena *arena, CalibrateResult *result);

// How far a margin is missed, as a share of its total (of 1 where the total is 0).
double calibrate_miss(const CalibrateProblem *problem, const CalibrateResult *result,
                      size_t margin);

#endif
