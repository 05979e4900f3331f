// labour.h - how work may answer to incentives: elasticities, and choice among hours.
//
// Doubles throughout: these are models of behaviour, never facts. A report runs a band of
// elasticities (0 to 0.4) and prints it. Methods 3, labour supply options (b) and (c).
#ifndef MODEL_STATISTICS_LABOUR_H
#define MODEL_STATISTICS_LABOUR_H

#include <stddef.h>

#include "model/statistics/result.h"

// Defaults of the methods, recalled and unconfirmed there.
#define LABOUR_INTENSIVE 0.1
#define LABOUR_EXTENSIVE 0.2

// Relative change of hours: e * change of (1 - EMTR)/(1 - EMTR) + eta * change of other income over
// income. ND_DOMAIN where nothing was kept of an extra yuan before.
typedef struct IntensiveCase {
    double elasticity, income_effect;
    double emtr_before, emtr_after;
    double other_income_change, income;
} IntensiveCase;

Real labour_intensive(const IntensiveCase *one);

// The chance of working after: P (1 + e change of (1 - PTR)/(1 - PTR)), within [0, 1]; where 1 -
// PTR was not positive, P (1 + e change of (1 - PTR)).
double labour_extensive(double chance, double elasticity, double ptr_before, double ptr_after);

// --- discrete choice ---

enum { LABOUR_CHOICES_MAX = 16 };

// U_j = alpha ln C_j + beta ln(T - h_j) + a_j, chosen with chance e^U_j / sum e^U (McFadden). An
// alternative with consumption or leisure not above zero cannot be chosen.
typedef struct LabourModel {
    double alpha, beta;
    double hours_all; // T
} LabourModel;

typedef struct LabourChoice {
    double hours, consumption, constant; // h_j, C_j, a_j
} LabourChoice;

typedef struct LabourChances {
    double chance[LABOUR_CHOICES_MAX];
    double hours;   // expected
    double working; // chance of hours above zero
    double logsum;  // ln sum e^U: expected utility
    Status status;  // ND_EMPTY if nothing can be chosen
} LabourChances;

LabourChances labour_choose(const LabourModel *model, const LabourChoice *choices, size_t count);

// Money worth of a reform at consumption C: change of the log sum / alpha * C.
Real labour_welfare_gain(const LabourModel *model, const LabourChances *before,
                         const LabourChances *after, double consumption);

// Constants a_j (a_0 stays) with which the base chances come out as wanted: each moves by
// ln(wanted/got). Chances wanted must be above zero and sum to one. For one household this is
// exact.
void labour_calibrate(const LabourModel *model, LabourChoice *choices, size_t count,
                      const double *wanted);

#endif
