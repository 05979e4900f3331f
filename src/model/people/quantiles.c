#include "model/people/quantiles.h"

#include "model/people/fixed.h"

enum { CORRECTIONS = 4 };

static int64_t mean_of(const int32_t knots[QUANTILE_STEPS + 1])
{
    int64_t sum = (int64_t)knots[0] + knots[QUANTILE_STEPS];
    for (int s = 1; s < QUANTILE_STEPS; s++) sum += 2 * (int64_t)knots[s];
    return sum / (INT64_C(2) * QUANTILE_STEPS);
}

// Of s steps of QUANTILE_STEPS, from 1: they are needed again and again.
typedef struct Logarithms {
    Fixed of[QUANTILE_STEPS + 1];
} Logarithms;

static void find_logarithms(Logarithms *logarithms)
{
    for (int s = 1; s <= QUANTILE_STEPS; s++)
        logarithms->of[s] = fixed_log2(s * (FIXED_ONE / QUANTILE_STEPS));
}

// As fixed_power of the steps.
static Fixed power_of_step(const Logarithms *logarithms, int step, Fixed power)
{
    if (power == 0) return FIXED_ONE;
    if (step == 0) return 0;
    return fixed_exp2(fixed_multiply(logarithms->of[step], power));
}

static void fill_middle(int64_t low, int64_t high, int64_t mean, const Logarithms *logarithms,
                        int32_t knots[QUANTILE_STEPS + 1])
{
    const Fixed power = fixed_divide(high - low, mean - low) - FIXED_ONE;
    for (int s = 0; s <= QUANTILE_STEPS; s++) {
        const Fixed part = power_of_step(logarithms, s, power);
        knots[s] = (int32_t)(low + ((high - low) * (part >> 8) >> 24));
    }
}

// The last line ends where it has the mean of all that lies beyond its start.
static void fill_top(int64_t low, int64_t mean, const Logarithms *logarithms,
                     int32_t knots[QUANTILE_STEPS + 1])
{
    const Fixed inverse = fixed_divide(mean - low, mean); // 1/c
    for (int s = 0; s < QUANTILE_STEPS; s++) {
        const Fixed part = power_of_step(logarithms, QUANTILE_STEPS - s, -inverse);
        knots[s] = (int32_t)(low * (part >> 8) >> 24);
    }
    const Fixed end = fixed_divide(FIXED_ONE + inverse, FIXED_ONE - inverse); // (c + 1)/(c - 1)
    knots[QUANTILE_STEPS] = (int32_t)((int64_t)knots[QUANTILE_STEPS - 1] * (end >> 16) >> 16);
}

bool quantiles_build(const QuantileGroups *groups, Quantiles *quantiles, int *faulty)
{
    Logarithms logarithms;
    find_logarithms(&logarithms);
    for (int k = 0; k < QUANTILE_GROUPS; k++) {
        const bool top = k == QUANTILE_GROUPS - 1;
        const int64_t low = groups->lower[k];
        const int64_t high = top ? INT64_MAX : groups->lower[k + 1];
        int64_t aim = groups->mean[k];
        *faulty = k;
        for (int i = 0; i < CORRECTIONS; i++) {
            if (aim <= low || aim >= high || (top && low <= 0)) return false;
            if (top) fill_top(low, aim, &logarithms, quantiles->knots[k]);
            else fill_middle(low, high, aim, &logarithms, quantiles->knots[k]);
            const int64_t missed = groups->mean[k] - mean_of(quantiles->knots[k]);
            if (missed == 0) break; // another round would draw the same lines
            aim += missed;
        }
    }
    return true;
}
