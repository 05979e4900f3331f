#include "model/statistics/real.h"

#include <math.h>
#include <stdbool.h>

#include "base/panic.h"

double real_log(double x)
{
    return log(x);
}

double real_exp(double x)
{
    return exp(x);
}

double real_power(double base, double exponent)
{
    return pow(base, exponent);
}

double real_root(double x)
{
    return sqrt(x);
}

double real_absolute(double x)
{
    return fabs(x);
}

double real_normal_share(double x)
{
    return 0.5 * erfc(-x / sqrt(2.0));
}

// Where an increasing function reaches `share`, by halving [low, high] down to neighbours.
static double invert(double (*share_below)(double x, double parameter), double parameter,
                     double share, double bound)
{
    double low = -bound;
    double high = bound;
    for (int i = 0; i < 2200; i++) {
        const double middle = low + (high - low) / 2;
        if (!(middle > low && middle < high)) break;
        if (share_below(middle, parameter) < share) low = middle;
        else high = middle;
    }
    return low + (high - low) / 2;
}

static double normal_share_below(double x, double unused)
{
    (void)unused;
    return real_normal_share(x);
}

double real_normal_quantile(double share)
{
    invariant(share > 0 && share < 1);
    // The lower tail is resolved to its last bit, the upper is 1 minus something.
    if (share > 0.5) return -real_normal_quantile(1 - share);
    return invert(normal_share_below, 0, share, 40);
}

// The continued fraction of the incomplete beta function, by Lentz's method; it settles within a
// few dozen steps where x < (a + 1)/(a + b + 2).
static double beta_fraction(double x, double a, double b)
{
    const double tiny = 1e-300;
    double c = 1;
    double d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double fraction = d;
    for (int i = 1; i <= 10000; i++) {
        const double m = i;
        const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        d = 1 + even * d;
        c = 1 + even / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        fraction *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        d = 1 + odd * d;
        c = 1 + odd / c;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = fabs(c) < tiny ? tiny : c;
        fraction *= d * c;
        if (fabs(d * c - 1) < 1e-16) break;
    }
    return fraction;
}

double real_beta_share(double x, double a, double b)
{
    invariant(a > 0 && b > 0);
    if (!(x > 0)) return 0;
    if (!(x < 1)) return 1;
    const double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2)) return front * beta_fraction(x, a, b) / a;
    return 1 - front * beta_fraction(1 - x, b, a) / b;
}

static double student_share_below(double x, double freedom)
{
    const double tail = 0.5 * real_beta_share(freedom / (freedom + x * x), freedom / 2, 0.5);
    return x < 0 ? tail : 1 - tail;
}

double real_student_quantile(double share, double freedom)
{
    invariant(share > 0 && share < 1 && freedom > 0);
    if (freedom > 1e7) return real_normal_quantile(share);
    if (share > 0.5) return -real_student_quantile(1 - share, freedom);
    return invert(student_share_below, freedom, share, 1e9);
}

void sum_add(Sum *sum, double term)
{
    const double next = sum->sum + term;
    const bool sum_is_larger = fabs(sum->sum) >= fabs(term);
    sum->rest += sum_is_larger ? (sum->sum - next) + term : (term - next) + sum->sum;
    sum->sum = next;
}

double sum_value(const Sum *sum)
{
    return sum->sum + sum->rest;
}
