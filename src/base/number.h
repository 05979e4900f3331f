// number.h - exact fractions, and the only arithmetic on any path that decides or sums.
//
// A Number is num/den with den > 0, always in lowest terms. Whole amounts have den 1: money is
// counted in the smallest coin (fen), shares and quotients are true fractions (80 % is 4/5, a third
// is 1/3). No double appears here or anywhere a decision is made. A result whose numerator leaves
// +/- 2^100, or whose denominator leaves 62 bits, is refused (the function returns false and leaves
// its output alone): a number that big is a mistake in the input, and is reported as one.
//
//     Number gap;
//     if (!number_subtract(line, income, &gap)) return overflow(...);
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

__extension__ typedef __int128 Wide;

typedef struct Number {
    Wide num;
    int64_t den; // > 0, no common factor with num
} Number;

// Stands for "no bound" in ranges (decide/interpret/value.h). Larger than any number allowed.
#define NUMBER_UNBOUNDED ((Wide)1 << 100)

// How a provision turns a fraction into whole units. The law names it; the code never guesses.
typedef enum Rounding { ROUND_UP, ROUND_DOWN, ROUND_HALF_UP, ROUND_HALF_EVEN } Rounding;

static inline Number number_whole(int64_t value)
{
    return (Number){.num = value, .den = 1};
}

// num/den in lowest terms; den != 0.
Number number_fraction(int64_t num, int64_t den);

MUST_USE bool number_add(Number a, Number b, Number *sum);
MUST_USE bool number_subtract(Number a, Number b, Number *difference);
MUST_USE bool number_multiply(Number a, Number b, Number *product);

// b must not be zero.
MUST_USE bool number_divide(Number a, Number b, Number *quotient);

static inline Number number_negate(Number a)
{
    return (Number){.num = -a.num, .den = a.den};
}

// Negative, zero, positive; exact for all Numbers.
int number_compare(Number a, Number b);

// To a whole multiple of `unit` (> 0): up is toward plus infinity, down toward minus infinity,
// half up sends ties up, half even sends ties to the even multiple.
MUST_USE bool number_round(Number value, Number unit, Rounding rounding, Number *rounded);

// Reads "-1234.50": an optional sign, digits, optionally a point and more digits; at most 18 digits
// in all. Nothing else: no exponent, no blanks, no thousands separators.
MUST_USE bool number_parse(Str text, Number *value);

// How a number is written out.
typedef struct NumberFormat {
    unsigned places_min; // decimals always shown
    unsigned places_max; // decimals shown where the value has them; "…" follows if it has more
    bool grouped;        // 1,234,567
} NumberFormat;

Str number_print(Arena *arena, Number value, NumberFormat format);

#endif
