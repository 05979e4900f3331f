#include "model/people/fixed.h"

#include "base/number.h"
#include "base/panic.h"

Fixed fixed_multiply(Fixed a, Fixed b)
{
    return (Fixed)(((Wide)a * b) >> 32);
}

Fixed fixed_divide(Fixed a, Fixed b)
{
    invariant(b != 0);
    return (Fixed)(((Wide)a << 32) / b);
}

Fixed fixed_log2(Fixed x)
{
    invariant(x > 0);
    int64_t whole = 0;
    Wide rest = (Wide)x << 28; // 60 binary places, to be brought to [1, 2)
    const Wide one = (Wide)1 << 60;
    while (rest >= 2 * one) {
        rest >>= 1;
        whole++;
    }
    while (rest < one) {
        rest <<= 1;
        whole--;
    }
    Fixed part = 0;
    for (int bit = 31; bit >= 0; bit--) {
        rest = (rest * rest) >> 60;
        if (rest < 2 * one) continue;
        rest >>= 1;
        part |= INT64_C(1) << bit;
    }
    return whole * FIXED_ONE + part;
}

// 2 to the power of 1/2, 1/4, 1/8 ..., with 60 binary places: each the square root of the one
// before, rounded down.
static const int64_t roots_of_two[32] = {
    INT64_C(1630477228166597776), INT64_C(1371062456318104877), INT64_C(1257269815929830108),
    INT64_C(1203965700457697122), INT64_C(1178167198179750970), INT64_C(1165475996665667821),
    INT64_C(1159181754367685996), INT64_C(1156047391917129429), INT64_C(1154483390303177193),
    INT64_C(1153702183144312516), INT64_C(1153311777820267001), INT64_C(1153116624702523243),
    INT64_C(1153019060527275926), INT64_C(1152970281535252808), INT64_C(1152945892813103187),
    INT64_C(1152933698645489087), INT64_C(1152927601610046618), INT64_C(1152924553104416454),
    INT64_C(1152923028854624130), INT64_C(1152922266730483657), INT64_C(1152921885668602342),
    INT64_C(1152921695137708915), INT64_C(1152921599872274009), INT64_C(1152921552239559508),
    INT64_C(1152921528423202996), INT64_C(1152921516515024924), INT64_C(1152921510560935934),
    INT64_C(1152921507583891451), INT64_C(1152921506095369212), INT64_C(1152921505351108093),
    INT64_C(1152921504978977534), INT64_C(1152921504792912254),
};

Fixed fixed_exp2(Fixed x)
{
    if (x < -32 * FIXED_ONE) return 0;
    invariant(x < 30 * FIXED_ONE);
    const int64_t whole = x >> 32;
    const int64_t part = x & (FIXED_ONE - 1);
    Wide product = (Wide)1 << 60;
    for (int bit = 31; bit >= 0; bit--) {
        if ((part >> bit & 1) != 0) product = (product * roots_of_two[31 - bit]) >> 60;
    }
    product >>= 28; // to 32 places
    return (Fixed)(whole >= 0 ? product << whole : product >> -whole);
}

Fixed fixed_power(Fixed x, Fixed y)
{
    if (y == 0) return FIXED_ONE;
    if (x == 0) return 0;
    return fixed_exp2(fixed_multiply(fixed_log2(x), y));
}

// The density is summed in steps of 1/512 from -5 to 5, and the sums inverted at each knot.
void fixed_normal_knots(int32_t scale, int32_t knots[NORMAL_KNOTS])
{
    enum { STEPS = 5120, STEP = 512 };
    const Fixed half_log2_e = INT64_C(3098164009); // log2(e) / 2
    int64_t sum = 0;
    int64_t below[STEPS + 1];
    for (int i = 0; i <= STEPS; i++) {
        below[i] = sum;
        const Fixed middle = (2 * i + 1 - STEPS) * (FIXED_ONE / 2 / STEP);
        sum += fixed_exp2(-fixed_multiply(fixed_multiply(middle, middle), half_log2_e));
    }
    const int64_t total = below[STEPS];
    int at = 0;
    for (int k = 0; k < NORMAL_KNOTS; k++) {
        // An eighth of a step from the ends, where the line to the next knot has the right mean.
        int64_t eighths = 8 * (int64_t)k;
        if (k == 0) eighths = 1;
        if (k == NORMAL_KNOTS - 1) eighths -= 1;
        const int64_t wanted = (int64_t)((Wide)total * eighths / (INT64_C(8) * (NORMAL_KNOTS - 1)));
        while (at < STEPS - 1 && below[at + 1] <= wanted) at++;
        const int64_t within =
            (int64_t)((Wide)(wanted - below[at]) * scale / (below[at + 1] - below[at]));
        knots[k] = (int32_t)(((at - STEPS / 2) * (int64_t)scale + within) / STEP);
    }
}
