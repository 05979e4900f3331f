#include "model/statistics/result.h"

#include <stddef.h>

static const struct {
    const char *name, *english, *chinese;
} rows[] = {
#define STATUS(name, english, chinese) [STATUS_##name] = {#name, english, chinese},
#include "model/statistics/status.def"
#undef STATUS
};

const char *status_name(Status status)
{
    return rows[status].name;
}

const char *status_text(Status status, bool chinese)
{
    return chinese ? rows[status].chinese : rows[status].english;
}

Ratio ratio_undefined(Status status)
{
    return (Ratio){.num = 0, .den = 1, .status = status};
}

Real real_undefined(Status status)
{
    return (Real){.value = 0, .status = status};
}

Bounded bounded_undefined(Status status)
{
    return (Bounded){.status = status};
}

Real real_of(double value)
{
    return (Real){.value = value, .status = STATUS_DEFINED};
}

Ratio ratio_of(Wide num, Wide den)
{
    if (den == 0) return ratio_undefined(STATUS_ND_EMPTY);
    if (den < 0) return ratio_undefined(STATUS_ND_MEAN_LE_0);
    return (Ratio){.num = num, .den = den, .status = STATUS_DEFINED};
}

Real ratio_real(Ratio ratio)
{
    if (ratio.status != STATUS_DEFINED) return real_undefined(ratio.status);
    return real_of((double)ratio.num / (double)ratio.den);
}

Ratio ratio_reduced(Ratio ratio)
{
    if (ratio.status != STATUS_DEFINED) return ratio;
    Wide a = ratio.num < 0 ? -ratio.num : ratio.num;
    Wide b = ratio.den;
    while (b != 0) {
        const Wide rest = a % b;
        a = b;
        b = rest;
    }
    return (Ratio){.num = ratio.num / a, .den = ratio.den / a, .status = STATUS_DEFINED};
}

Real real_subtract(Real a, Real b)
{
    if (a.status != STATUS_DEFINED) return a;
    if (b.status != STATUS_DEFINED) return b;
    return real_of(a.value - b.value);
}

Real real_divide(Real a, Real b)
{
    if (a.status != STATUS_DEFINED) return a;
    if (b.status != STATUS_DEFINED) return b;
    if (!(b.value > 0) && !(b.value < 0)) return real_undefined(STATUS_ND_EMPTY);
    return real_of(a.value / b.value);
}
