#include "model/statistics/agreement.h"

#include "model/statistics/real.h"

static double credit(KappaWeight weight, size_t i, size_t j, size_t grades)
{
    if (i == j) return 1;
    if (weight == KAPPA_EXACT || grades < 2) return 0;
    const double apart = (double)(i > j ? i - j : j - i) / (double)(grades - 1);
    return 1 - (weight == KAPPA_LINEAR ? apart : apart * apart);
}

Real agreement_kappa(const int64_t *counts, size_t grades, KappaWeight weight)
{
    double all = 0;
    for (size_t i = 0; i < grades * grades; i++) all += (double)counts[i];
    if (!(all > 0)) return real_undefined(STATUS_ND_EMPTY);
    Sum observed = {0};
    Sum expected = {0};
    for (size_t i = 0; i < grades; i++) {
        double row = 0;
        for (size_t j = 0; j < grades; j++) row += (double)counts[i * grades + j];
        for (size_t j = 0; j < grades; j++) {
            double column = 0;
            for (size_t k = 0; k < grades; k++) column += (double)counts[k * grades + j];
            const double share = credit(weight, i, j, grades);
            sum_add(&observed, share * (double)counts[i * grades + j] / all);
            sum_add(&expected, share * row * column / (all * all));
        }
    }
    const double chance = sum_value(&expected);
    return real_divide(real_of(sum_value(&observed) - chance), real_of(1 - chance));
}

static double variance_of(const double *values, size_t count, size_t stride)
{
    Sum total = {0};
    for (size_t i = 0; i < count; i++) sum_add(&total, values[i * stride]);
    const double mean = sum_value(&total) / (double)count;
    Sum squares = {0};
    for (size_t i = 0; i < count; i++) {
        const double off = values[i * stride] - mean;
        sum_add(&squares, off * off);
    }
    return sum_value(&squares) / (double)(count - 1);
}

Real agreement_alpha(const double *values, size_t cases, size_t items)
{
    if (cases < 2 || items < 2) return real_undefined(STATUS_ND_EMPTY);
    Sum own = {0};
    for (size_t j = 0; j < items; j++) sum_add(&own, variance_of(values + j, cases, items));
    Sum total = {0};
    for (size_t i = 0; i < cases * items; i++) sum_add(&total, values[i]);
    const double mean = sum_value(&total) / (double)cases;
    Sum squares = {0};
    for (size_t i = 0; i < cases; i++) {
        Sum row = {0};
        for (size_t j = 0; j < items; j++) sum_add(&row, values[i * items + j]);
        const double off = sum_value(&row) - mean;
        sum_add(&squares, off * off);
    }
    const double whole = sum_value(&squares) / (double)(cases - 1);
    if (!(whole > 0)) return real_undefined(STATUS_ND_EMPTY);
    const double j = (double)items;
    return real_of(j / (j - 1) * (1 - sum_value(&own) / whole));
}

static int order(double a, double b)
{
    return (a > b) - (a < b);
}

Real agreement_tau(const double *a, const double *b, size_t count)
{
    int64_t score = 0;
    int64_t untied_a = 0;
    int64_t untied_b = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++) {
            const int in_a = order(a[i], a[j]);
            const int in_b = order(b[i], b[j]);
            score += (int64_t)in_a * in_b;
            untied_a += in_a != 0;
            untied_b += in_b != 0;
        }
    }
    return real_divide(real_of((double)score),
                       real_of(real_root((double)untied_a) * real_root((double)untied_b)));
}

Ratio agreement_redundancy(int64_t both, int64_t in_a, int64_t in_b)
{
    return ratio_of(both, in_a < in_b ? in_a : in_b);
}

bool agreement_officers(Officer *officers, size_t count, double *mean, double *between)
{
    int64_t cases = 0;
    int64_t overrides = 0;
    for (size_t i = 0; i < count; i++) {
        cases += officers[i].cases;
        overrides += officers[i].overrides;
    }
    if (cases == 0) return false;
    const double rate = (double)overrides / (double)cases;
    const double chance = rate * (1 - rate);
    // Moments: the rates' spread, weighted by cases, less what chance explains of it.
    Sum spread = {0};
    double squares = 0;
    size_t seen = 0;
    for (size_t i = 0; i < count; i++) {
        if (officers[i].cases == 0) continue;
        const double n = (double)officers[i].cases;
        const double off = (double)officers[i].overrides / n - rate;
        sum_add(&spread, n * off * off);
        squares += n * n;
        seen++;
    }
    const double all = (double)cases;
    const double room = all - squares / all;
    const double found = room > 0 ? (sum_value(&spread) - (double)(seen - 1) * chance) / room : 0;
    *mean = rate;
    *between = found > 0 ? found : 0;
    for (size_t i = 0; i < count; i++) {
        Officer *one = &officers[i];
        one->shrunk = rate;
        one->z = 0;
        if (one->cases == 0 || !(chance > 0)) continue;
        const double within = chance / (double)one->cases;
        const double own = (double)one->overrides / (double)one->cases;
        const double trust = *between / (*between + within);
        one->shrunk = trust * own + (1 - trust) * rate;
        one->z = (own - rate) / real_root(within);
    }
    return true;
}
