// result.h - what an indicator answers: an exact fraction or a real number, or why there is none.
//
// A Ratio is num/den in 128-bit integers and not reduced; it is exact. A Real is a double, for what
// has roots and logarithms in it. Both carry a status, and their numbers mean nothing unless it is
// STATUS_DEFINED: an average over nobody is not zero.
//
//     const Ratio gini = inequality_gini(&ranking);
//     if (gini.status == STATUS_DEFINED) print(ratio_real(gini).value);
#ifndef MODEL_STATISTICS_RESULT_H
#define MODEL_STATISTICS_RESULT_H

#include "base/number.h"

typedef enum Status {
#define STATUS(name, english, chinese) STATUS_##name,
#include "model/statistics/status.def"
#undef STATUS
} Status;

typedef struct Ratio {
    Wide num;
    Wide den; // > 0 where defined
    Status status;
} Ratio;

typedef struct Real {
    double value;
    Status status;
} Real;

// A value that is known to lie in [low, high]; `value` is the best guess in between.
typedef struct Bounded {
    double value, low, high;
    Status status;
} Bounded;

// "ND_EMPTY"; and the reason as a reader sees it.
const char *status_name(Status status);
const char *status_text(Status status, bool chinese);

Ratio ratio_undefined(Status status);
Real real_undefined(Status status);
Bounded bounded_undefined(Status status);
Real real_of(double value);

// num/den; ND_EMPTY if den is zero, ND_MEAN_LE_0 if it is negative.
Ratio ratio_of(Wide num, Wide den);
Real ratio_real(Ratio ratio);

// In lowest terms, for printing an exact value.
Ratio ratio_reduced(Ratio ratio);

// Defined only if both are.
Real real_subtract(Real a, Real b);
Real real_divide(Real a, Real b); // ND_EMPTY where b is zero

#endif
