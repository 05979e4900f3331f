#include "base/number.h"

#include "base/panic.h"
#include "base/text.h"

static Wide wide_absolute(Wide a)
{
    return a < 0 ? -a : a;
}

static bool fits(Wide num)
{
    return num < NUMBER_UNBOUNDED && num > -NUMBER_UNBOUNDED;
}

// a * b where |a| <= 2^100 and |b| < 2^63. Written out because clang's 128-bit overflow builtin
// needs a library that gcc's runtime lacks.
static bool wide_multiply(Wide a, Wide b, Wide *product)
{
    if (a == 0 || b == 0) {
        *product = 0;
        return true;
    }
    if (wide_absolute(a) > (NUMBER_UNBOUNDED - 1) / wide_absolute(b)) return false;
    *product = a * b;
    return true;
}

static Wide greatest_common_divisor(Wide a, Wide b)
{
    a = wide_absolute(a);
    b = wide_absolute(b);
    while (b != 0) {
        // Most of the way the operands fit a machine word, where division is ten times faster.
        if (a <= INT64_MAX && b <= INT64_MAX) {
            uint64_t x = (uint64_t)a;
            uint64_t y = (uint64_t)b;
            while (y != 0) {
                const uint64_t rest = x % y;
                x = y;
                y = rest;
            }
            return (Wide)x;
        }
        const Wide rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

// Sets *result to num/den in lowest terms if it is within range; den != 0.
static bool reduce(Wide num, Wide den, Number *result)
{
    if (den < 0) {
        num = -num;
        den = -den;
    }
    if (den != 1) {
        const Wide common = greatest_common_divisor(num, den);
        num /= common;
        den /= common;
    }
    if (!fits(num) || den > INT64_MAX / 2) return false;
    *result = (Number){.num = num, .den = (int64_t)den};
    return true;
}

Number number_fraction(int64_t num, int64_t den)
{
    invariant(den != 0);
    Number result = {0};
    const bool within = reduce(num, den, &result);
    invariant(within);
    return result;
}

bool number_add(Number a, Number b, Number *sum)
{
    if (a.den == 1 && b.den == 1) {
        const Wide whole = a.num + b.num; // |a|, |b| <= 2^100: no overflow of 127 bits
        if (!fits(whole)) return false;
        *sum = (Number){.num = whole, .den = 1};
        return true;
    }
    // Over the least common denominator, so that only the result must fit.
    const int64_t common = (int64_t)greatest_common_divisor(a.den, b.den);
    Wide left = 0;
    Wide right = 0;
    if (!wide_multiply(a.num, b.den / common, &left) ||
        !wide_multiply(b.num, a.den / common, &right))
        return false;
    return reduce(left + right, (Wide)(a.den / common) * b.den, sum);
}

bool number_subtract(Number a, Number b, Number *difference)
{
    return number_add(a, number_negate(b), difference);
}

bool number_multiply(Number a, Number b, Number *product)
{
    if (a.den == 1 && b.den == 1) {
        Wide whole = 0;
        if (!wide_multiply(a.num, b.num, &whole) || !fits(whole)) return false;
        *product = (Number){.num = whole, .den = 1};
        return true;
    }
    // Cross-cancel first, so that 1/3 of a large amount does not overflow on the way.
    const Wide across = greatest_common_divisor(a.num, b.den);
    const Wide back = greatest_common_divisor(b.num, a.den);
    if (across == 0 || back == 0) {
        *product = number_whole(0);
        return true;
    }
    Wide num = 0;
    if (!wide_multiply(a.num / across, b.num / back, &num)) return false;
    return reduce(num, (Wide)(a.den / (int64_t)back) * (Wide)(b.den / (int64_t)across), product);
}

bool number_divide(Number a, Number b, Number *quotient)
{
    invariant(b.num != 0);
    const Wide above = greatest_common_divisor(a.num, b.num); // not zero: b.num is not
    const int64_t below = (int64_t)greatest_common_divisor(a.den, b.den);
    Wide num = 0;
    Wide den = 0;
    if (!wide_multiply(a.num / above, b.den / below, &num) ||
        !wide_multiply(b.num / above, a.den / below, &den))
        return false;
    return reduce(num, den, quotient);
}

static Wide divide_down(Wide num, Wide den, Wide *remainder)
{
    invariant(den > 0);
    Wide quotient = num / den;
    Wide rest = num % den;
    if (rest < 0) {
        rest += den;
        quotient -= 1;
    }
    *remainder = rest;
    return quotient;
}

static int sign(Wide a)
{
    return (a > 0) - (a < 0);
}

int number_compare(Number a, Number b)
{
    if (a.den == b.den) return sign(a.num - b.num);
    // Compare whole parts, then the reciprocals of what is left: no product, so no overflow.
    Wide a_num = a.num;
    Wide b_num = b.num;
    Wide a_den = a.den;
    Wide b_den = b.den;
    int direction = 1;
    for (;;) {
        Wide a_rest = 0;
        Wide b_rest = 0;
        const Wide a_whole = divide_down(a_num, a_den, &a_rest);
        const Wide b_whole = divide_down(b_num, b_den, &b_rest);
        if (a_whole != b_whole) return direction * sign(a_whole - b_whole);
        if (a_rest == 0 || b_rest == 0) return direction * (sign(a_rest) - sign(b_rest));
        a_num = a_den;
        a_den = a_rest;
        b_num = b_den;
        b_den = b_rest;
        direction = -direction;
    }
}

bool number_round(Number value, Number unit, Rounding rounding, Number *rounded)
{
    invariant(unit.num > 0);
    Number units = {0};
    if (!number_divide(value, unit, &units)) return false;
    Wide rest = 0;
    Wide whole = divide_down(units.num, units.den, &rest);
    switch (rounding) {
    case ROUND_UP: whole += rest > 0; break;
    case ROUND_DOWN: break;
    case ROUND_HALF_UP: whole += 2 * rest >= units.den; break;
    case ROUND_HALF_EVEN:
        whole += 2 * rest > units.den || (2 * rest == units.den && whole % 2 != 0);
        break;
    }
    return number_multiply((Number){.num = whole, .den = 1}, unit, rounded);
}

enum { DIGITS_MAX = 18 };

bool number_parse(Str text, Number *value)
{
    size_t at = 0;
    bool negative = false;
    if (at < text.size && (text.data[at] == '-' || text.data[at] == '+')) {
        negative = text.data[at] == '-';
        at++;
    }
    int64_t num = 0;
    int64_t den = 1;
    size_t digits = 0;
    size_t digits_before_point = 0;
    bool point = false;
    for (; at < text.size; at++) {
        const char c = text.data[at];
        if (c == '.' && !point && digits > 0) {
            point = true;
            digits_before_point = digits;
            continue;
        }
        if (c < '0' || c > '9' || digits == DIGITS_MAX) return false;
        num = num * 10 + (c - '0');
        if (point) den *= 10;
        digits++;
    }
    if (digits == 0 || (point && digits == digits_before_point)) return false;
    *value = number_fraction(negative ? -num : num, den);
    return true;
}

// Decimal digits of a non-negative whole number, most significant first, with separators.
static void print_whole(Text *text, Wide whole, bool grouped)
{
    char digits[40]; // 2^127 has 39
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + (int)(whole % 10));
        whole /= 10;
    } while (whole > 0);
    while (count > 0) {
        text_add_char(text, digits[--count]);
        if (grouped && count > 0 && count % 3 == 0) text_add_char(text, ',');
    }
}

Str number_print(Arena *arena, Number value, NumberFormat format)
{
    Text text = text_start(arena);
    if (value.num < 0) text_add_char(&text, '-');
    const Wide absolute = wide_absolute(value.num);
    print_whole(&text, absolute / value.den, format.grouped);
    Wide rest = absolute % value.den;
    for (unsigned place = 0; place < format.places_max; place++) {
        if (rest == 0 && place >= format.places_min) break;
        if (place == 0) text_add_char(&text, '.');
        rest *= 10;
        text_add_char(&text, (char)('0' + (int)(rest / value.den)));
        rest %= value.den;
    }
    if (rest != 0) text_add(&text, STR("…"));
    return text_str(&text);
}
