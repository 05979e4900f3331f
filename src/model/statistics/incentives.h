// incentives.h - what a household keeps of an extra yuan earned: EMTR, PTR, cliffs, dibao budgets.
//
// A budget set is a function from earnings to net income of the household a month, all else fixed,
// in fen; the rule engine is one. Rates are exact fractions. Benefits are piecewise linear with
// jumps, so a budget set is looked at in its breakpoints and one fen to either side (methods 3).
//
//     const Ratio rate = incentives_emtr((Budget){net, household}, 200000, 10000);
#ifndef MODEL_STATISTICS_INCENTIVES_H
#define MODEL_STATISTICS_INCENTIVES_H

#include <stddef.h>

#include "model/statistics/result.h"

typedef struct Budget {
    int64_t (*net)(const void *household, int64_t earnings_fen);
    const void *household;
} Budget;

// 3.1 Effective marginal tax rate over a step of earnings: 1 - [net(E + step) - net(E)]/step.
// A step of 100 yuan a month is the default of the reports. step > 0.
Ratio incentives_emtr(Budget budget, int64_t earnings_fen, int64_t step_fen);

// 3.2 Participation tax rate: 1 - [net(E) - net(0)]/E. ND_EMPTY unless E > 0.
Ratio incentives_ptr(Budget budget, int64_t earnings_fen);

// 3.3 The largest fall of net income as earnings rise. Without one, drop_fen is 0.
typedef struct Cliff {
    int64_t earnings_fen; // where net income is highest before the fall
    int64_t drop_fen;     // by how much it falls below that, at most
    int64_t width_fen;    // to the first earnings above at which it is back
    bool recovers;        // within the range looked at
} Cliff;

// Looks at 0, `earnings_max`, and each of breakpoints[count] (rising) and one fen to either side;
// between these net income must be linear.
Cliff incentives_cliff(Budget budget, const int64_t *breakpoints_fen, size_t count,
                       int64_t earnings_max_fen);

// --- dibao with a disregard (3.4 to 3.6) ---

// B = max(0, Z - Y_o - t max(0, (1 - d) E - D)), rounded as said.
typedef struct Disregard {
    int64_t line_fen;      // Z of the household, its members times the standard
    int64_t other_fen;     // Y_o, income that is not earned
    int64_t deduction_fen; // D, flat cost of work
    Number proportion;     // d, 0 to below 1
    Number taper;          // t, above 0; 1 is the pure gap
    Rounding rounding;     // of the benefit, to the fen
} Disregard;

// False where a number leaves its range.
MUST_USE bool disregard_benefit(const Disregard *rule, int64_t earnings_fen, int64_t *benefit_fen);

// 3.5 E* = [D + (Z - Y_o)/t]/(1 - d): the benefit ends here.
MUST_USE bool disregard_break_even(const Disregard *rule, Number *earnings_fen);

// 3.6 t (1 - d), in the phase-out region from D/(1 - d) to the break-even.
MUST_USE bool disregard_withdrawal(const Disregard *rule, Number *rate);

// --- grace, tied aid, smoothing (3.7 to 3.9) ---

// 3.7 Effective PTR over `horizon` months of a job at E, when rho_k of `benefit` is still paid in
// month k = 1..count: 1 - [H E + sum rho_k B - H B0]/(H E). B0 is what the household has without
// the job. No discounting.
typedef struct Grace {
    int64_t earnings_fen, benefit_fen, benefit_without_job_fen;
    const Number *retained; // [count] rho_k
    size_t count;           // the notice of 2022 allows at most six months nationally
    int32_t horizon_months;
} Grace;

Ratio incentives_grace(const Grace *grace);

// 3.9 A tied benefit worth v up to c, withdrawn evenly to c2: v clamp((c2 - E)/(c2 - c), 0, 1),
// rounded down to the fen. c2 > c.
int64_t incentives_smoothed(int64_t value_fen, int64_t from_fen, int64_t to_fen,
                            int64_t earnings_fen);

// c2 = c + v/s: where smoothing must end for a slope of at most s > 0.
MUST_USE bool incentives_smoothing_end(int64_t value_fen, int64_t from_fen, Number slope,
                                       Number *to_fen);

// --- distributions over people ---

// Persons by whole per cent of a rate, from -100 % to 300 %; beyond these in the end bins. Integer
// sums: merges by addition.
enum { RATE_PERCENT_MIN = -100, RATE_PERCENT_MAX = 300, RATE_BINS = 402 };

typedef struct Rates {
    int64_t persons[RATE_BINS]; // bin i: rate in [i - 101 %, i - 100 %); the first: below -100 %
    int64_t persons_above_80, persons_above_100; // strictly
    int64_t undefined;
} Rates;

void rates_add(Rates *rates, Ratio rate, int64_t persons);
void rates_merge(Rates *into, const Rates *other);
int64_t rates_persons(const Rates *rates);

#endif
