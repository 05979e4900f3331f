// fixed.h - powers and the normal distribution in integers, the same on every machine.
//
// A Fixed counts 1/2^32. The C library's pow and exp may differ in the last bit between machines,
// and would move a household across a line; these cannot. Used when tables are built, not per
// household.
#ifndef MODEL_PEOPLE_FIXED_H
#define MODEL_PEOPLE_FIXED_H

#include <stdint.h>

typedef int64_t Fixed;

#define FIXED_ONE (INT64_C(1) << 32)

// a * b and a / b, rounded down; the result must fit. b != 0 in the quotient.
Fixed fixed_multiply(Fixed a, Fixed b);
Fixed fixed_divide(Fixed a, Fixed b);

// The logarithm to base 2 of x > 0, and 2 to the power of x < 30; 0 below -32.
Fixed fixed_log2(Fixed x);
Fixed fixed_exp2(Fixed x);

// x to the power of y, x >= 0; 0 to any power but 0 is 0.
Fixed fixed_power(Fixed x, Fixed y);

// 4,097 knots of the normal quantile function: knot k is the value below which k/4096 lie, times
// `scale`. The outermost stand for the means of what lies beyond their neighbours.
enum { NORMAL_KNOTS = 4097 };
void fixed_normal_knots(int32_t scale, int32_t knots[NORMAL_KNOTS]);

#endif
