#include "model/people/calibrate.h"

#include <string.h>

#include "base/panic.h"

// TOLERANCE: of every margin, relative to its total. EXPONENT_MAX: a multiplier that large means
// that the totals lie outside what positive weights can reach. SOFTNESS: the penalty of a missed
// margin in the soft solution, in the scale of the columns.
static const double TOLERANCE = 1e-12;
static const double ACCEPTED = 1e-10;
static const double EXPONENT_MAX = 50.0;
static const double SOFTNESS = 1e-6;
static const double PIVOT_LEAST = 1e-11;
enum { STEPS_MAX = 100, CYCLES_MAX = 20000, HALVINGS_MAX = 40 };

// --- arithmetic that is the same everywhere ---

static double absolute(double x)
{
    return x < 0 ? -x : x;
}

static double square_root(double x)
{
    if (!(x > 0)) return 0;
    double root = x > 1 ? x : 1;
    for (int i = 0; i < 2000; i++) {
        const double next = 0.5 * (root + x / root);
        if (!(next < root)) break;
        root = next;
    }
    return root;
}

// exp(x) for |x| <= 700: 2^k exp(r) with |r| <= ln 2 / 2, and the series of exp(r) by Horner.
static double exponential(double x)
{
    if (x > 700) x = 700;
    if (x < -700) x = -700;
    const double ln2 = 0.693147180559945309417;
    const double quotient = x / ln2;
    const int whole = (int)(quotient < 0 ? quotient - 0.5 : quotient + 0.5);
    // ln 2 in two parts, so that the rest is exact to the last bit.
    const double high = 6.93147180369123816490e-01;
    const double low = 1.90821492927058770002e-10;
    const double rest = (x - whole * high) - whole * low;
    double sum = 1;
    for (int i = 16; i > 0; i--) sum = 1 + rest * sum / i;
    const double factor = whole < 0 ? 0.5 : 2.0;
    for (int i = whole < 0 ? -whole : whole; i > 0; i--) sum *= factor;
    return sum;
}

// --- F and its slope ---

typedef struct Ratio {
    double value, slope;
} Ratio;

static Ratio ratio_of(const CalibrateProblem *problem, double u)
{
    if (problem->method == CALIBRATE_LINEAR) return (Ratio){1 + u, 1};
    if (problem->method != CALIBRATE_LOGIT) {
        const double value = exponential(u);
        return (Ratio){value, value};
    }
    const double least = problem->lower;
    const double most = problem->upper;
    const double steepness = (most - least) / ((1 - least) * (most - 1));
    const double grown = exponential(steepness * u);
    const double below = (most - 1) + (1 - least) * grown;
    const double value = (least * (most - 1) + most * (1 - least) * grown) / below;
    return (Ratio){value, (value - least) * (most - value) / (most - least) * steepness};
}

// --- the dual ---

typedef struct Dual {
    const CalibrateProblem *problem;
    size_t margins;
    double *scales;   // [margins]: what each column is divided by
    double *gap;      // [margins]: sum w x - T, scaled; and softness * lambda
    double *jacobian; // [margins * margins]
    double *trial_gap;
    double *lambda, *step, *trial;
    size_t *order; // of pivots
    bool *dropped;
    double softness; // 0: the totals are met exactly
} Dual;

static double scaled_total(const Dual *dual, size_t j)
{
    return dual->problem->totals[j] / dual->scales[j];
}

// The square of the gap, but for margins that follow from others.
static double norm_of(const Dual *dual, const double *gap)
{
    double norm = 0;
    for (size_t j = 0; j < dual->margins; j++) {
        if (!dual->dropped[j]) norm += gap[j] * gap[j];
    }
    return norm;
}

// The gap at lambda, and with `jacobian` its derivative; its norm.
static double evaluate(const Dual *dual, const double *lambda, double *gap, double *jacobian)
{
    const CalibrateProblem *problem = dual->problem;
    const size_t q = dual->margins;
    for (size_t j = 0; j < q; j++) gap[j] = dual->softness * lambda[j] - scaled_total(dual, j);
    if (jacobian != NULL) {
        memset(jacobian, 0, q * q * sizeof *jacobian);
        for (size_t j = 0; j < q; j++) jacobian[j * q + j] = dual->softness;
    }
    for (size_t i = 0; i < problem->units; i++) {
        const double *x = &problem->values[i * q];
        double u = 0;
        for (size_t j = 0; j < q; j++) u += x[j] / dual->scales[j] * lambda[j];
        const Ratio ratio = ratio_of(problem, u);
        const double weight = problem->design[i] * ratio.value;
        const double slope = problem->design[i] * ratio.slope;
        for (size_t j = 0; j < q; j++) {
            if (x[j] == 0) continue;
            const double value = x[j] / dual->scales[j];
            gap[j] += weight * value;
            for (size_t k = 0; jacobian != NULL && k <= j; k++)
                jacobian[j * q + k] += slope * value * (x[k] / dual->scales[k]);
        }
    }
    return norm_of(dual, gap);
}

// The matrix is symmetric, and half of it is kept.
static double *at(const Dual *dual, size_t row, size_t column)
{
    return row >= column ? &dual->jacobian[row * dual->margins + column]
                         : &dual->jacobian[column * dual->margins + row];
}

// Cholesky's L D L' with pivots on the diagonal, in place; the rank. dual->order[k] is the k-th
// pivot.
static size_t factor(Dual *dual)
{
    const size_t q = dual->margins;
    double largest = 0;
    for (size_t j = 0; j < q; j++) {
        dual->order[j] = j;
        if (*at(dual, j, j) > largest) largest = *at(dual, j, j);
    }
    for (size_t k = 0; k < q; k++) {
        size_t best = k;
        for (size_t j = k + 1; j < q; j++) {
            if (*at(dual, dual->order[j], dual->order[j]) >
                *at(dual, dual->order[best], dual->order[best]))
                best = j;
        }
        const size_t pivot = dual->order[best];
        dual->order[best] = dual->order[k];
        dual->order[k] = pivot;
        const double d = *at(dual, pivot, pivot);
        if (!(d > largest * PIVOT_LEAST)) return k;
        for (size_t j = k + 1; j < q; j++) {
            const size_t row = dual->order[j];
            const double ratio = *at(dual, row, pivot) / d;
            for (size_t m = j; m < q; m++) {
                const size_t column = dual->order[m];
                *at(dual, row, column) -= ratio * *at(dual, pivot, column);
            }
        }
        // Only now, because the loop above needs the column as it was.
        for (size_t j = k + 1; j < q; j++) *at(dual, dual->order[j], pivot) /= d;
    }
    return q;
}

// Solves for the step; margins beyond the rank stay where they are.
static void solve(Dual *dual, size_t rank)
{
    const size_t *order = dual->order;
    for (size_t j = 0; j < dual->margins; j++) dual->step[j] = 0;
    for (size_t k = 0; k < rank; k++) {
        double sum = -dual->gap[order[k]];
        for (size_t m = 0; m < k; m++) sum -= *at(dual, order[k], order[m]) * dual->step[order[m]];
        dual->step[order[k]] = sum;
    }
    for (size_t k = 0; k < rank; k++) dual->step[order[k]] /= *at(dual, order[k], order[k]);
    for (size_t k = rank; k-- > 0;) {
        for (size_t m = k + 1; m < rank; m++)
            dual->step[order[k]] -= *at(dual, order[m], order[k]) * dual->step[order[m]];
    }
}

static bool is_met(const Dual *dual, const double *gap)
{
    for (size_t j = 0; j < dual->margins; j++) {
        const double total = absolute(scaled_total(dual, j));
        if (absolute(gap[j]) > TOLERANCE * (total > 0 ? total : 1)) return false;
    }
    return true;
}

// The largest exponent over the units: beyond EXPONENT_MAX there is no solution.
static bool diverges(const Dual *dual, const double *lambda)
{
    const CalibrateProblem *problem = dual->problem;
    if (problem->method == CALIBRATE_LINEAR) return false;
    for (size_t i = 0; i < problem->units; i++) {
        double u = 0;
        for (size_t j = 0; j < dual->margins; j++)
            u += problem->values[i * dual->margins + j] / dual->scales[j] * lambda[j];
        if (absolute(u) > EXPONENT_MAX) return true;
    }
    return false;
}

// One step of Newton, halved until the gap falls. False: it does not fall any more.
static bool descend(Dual *dual)
{
    const size_t rank = factor(dual);
    // Which margins follow from others is asked anew at each step: far out, slopes vanish.
    for (size_t k = 0; k < dual->margins; k++) dual->dropped[dual->order[k]] = k >= rank;
    const double norm = norm_of(dual, dual->gap);
    solve(dual, rank);
    double length = 1;
    for (int halving = 0; halving < HALVINGS_MAX; halving++) {
        for (size_t j = 0; j < dual->margins; j++)
            dual->trial[j] = dual->lambda[j] + length * dual->step[j];
        const double norm_new = evaluate(dual, dual->trial, dual->trial_gap, NULL);
        if (norm_new < norm) {
            memcpy(dual->lambda, dual->trial, dual->margins * sizeof(double));
            return true;
        }
        length /= 2;
    }
    return false;
}

static int newton(Dual *dual)
{
    memset(dual->lambda, 0, dual->margins * sizeof(double));
    memset(dual->dropped, 0, dual->margins * sizeof(bool));
    int steps = 0;
    for (; steps < STEPS_MAX; steps++) {
        (void)evaluate(dual, dual->lambda, dual->gap, dual->jacobian);
        if (is_met(dual, dual->gap) || diverges(dual, dual->lambda)) break;
        if (!descend(dual)) break;
    }
    return steps;
}

// --- raking ---

// One margin after the other: every unit that counts in it is scaled alike.
static int rake(const CalibrateProblem *problem, double *weights)
{
    const size_t q = problem->margins;
    int cycle = 0;
    for (bool met = false; !met && cycle < CYCLES_MAX; cycle++) {
        met = true;
        for (size_t j = 0; j < q; j++) {
            double sum = 0;
            for (size_t i = 0; i < problem->units; i++)
                sum += weights[i] * problem->values[i * q + j];
            if (sum == 0) continue; // nobody counts here: it stays missed
            const double factor = problem->totals[j] / sum;
            if (absolute(factor - 1) <= TOLERANCE) continue;
            met = false;
            for (size_t i = 0; i < problem->units; i++)
                if (problem->values[i * q + j] != 0) weights[i] *= factor;
        }
    }
    return cycle;
}

// --- what came out ---

double calibrate_miss(const CalibrateProblem *problem, const CalibrateResult *result, size_t margin)
{
    const double total = absolute(problem->totals[margin]);
    return absolute(result->reached[margin] - problem->totals[margin]) / (total > 0 ? total : 1);
}

static void describe(const CalibrateProblem *problem, CalibrateResult *result)
{
    const size_t q = problem->margins;
    double sum = 0;
    double squares = 0;
    memset(result->reached, 0, q * sizeof(double));
    result->negatives = 0;
    for (size_t i = 0; i < problem->units; i++) {
        const double weight = result->weights[i];
        const double ratio = weight / problem->design[i];
        if (i == 0 || ratio < result->ratio_least) result->ratio_least = ratio;
        if (i == 0 || ratio > result->ratio_greatest) result->ratio_greatest = ratio;
        sum += weight;
        squares += weight * weight;
        result->negatives += weight < 0;
        for (size_t j = 0; j < q; j++) result->reached[j] += weight * problem->values[i * q + j];
    }
    const double count = (double)problem->units;
    const double mean = sum / count;
    double spread = 0;
    for (size_t i = 0; i < problem->units; i++)
        spread += (result->weights[i] - mean) * (result->weights[i] - mean);
    result->variation = mean == 0 ? 0 : square_root(spread / count) / absolute(mean);
    result->design_effect = 1 + result->variation * result->variation;
    result->sample_size = squares > 0 ? sum * sum / squares : 0;
}

static bool is_solved(const CalibrateProblem *problem, const CalibrateResult *result)
{
    for (size_t j = 0; j < problem->margins; j++) {
        if (!(calibrate_miss(problem, result, j) <= ACCEPTED)) return false;
    }
    return true;
}

static void set_weights(const Dual *dual, CalibrateResult *result)
{
    const CalibrateProblem *problem = dual->problem;
    for (size_t i = 0; i < problem->units; i++) {
        double u = 0;
        for (size_t j = 0; j < dual->margins; j++)
            u += problem->values[i * dual->margins + j] / dual->scales[j] * dual->lambda[j];
        result->weights[i] = problem->design[i] * ratio_of(problem, u).value;
    }
    for (size_t j = 0; j < dual->margins; j++)
        result->multipliers[j] = dual->lambda[j] / dual->scales[j];
    describe(problem, result);
}

static void dual_init(Dual *dual, const CalibrateProblem *problem, Arena *arena,
                      CalibrateResult *result)
{
    const size_t q = problem->margins;
    *dual = (Dual){.problem = problem,
                   .margins = q,
                   .scales = ARENA_ARRAY(arena, double, q),
                   .gap = ARENA_ARRAY(arena, double, q),
                   .jacobian = ARENA_ARRAY(arena, double, q *q),
                   .trial_gap = ARENA_ARRAY(arena, double, q),
                   .lambda = ARENA_ARRAY(arena, double, q),
                   .step = ARENA_ARRAY(arena, double, q),
                   .trial = ARENA_ARRAY(arena, double, q),
                   .order = ARENA_ARRAY(arena, size_t, q),
                   .dropped = result->dropped};
    // A column's root mean square over the design, so that all diagonals are alike.
    for (size_t j = 0; j < q; j++) {
        double squares = 0;
        for (size_t i = 0; i < problem->units; i++) {
            const double x = problem->values[i * q + j];
            squares += problem->design[i] * x * x;
        }
        dual->scales[j] = squares > 0 ? square_root(squares) : 1;
    }
}

void calibrate(const CalibrateProblem *problem, Arena *arena, CalibrateResult *result)
{
    const size_t q = problem->margins;
    invariant(problem->units > 0 && q > 0 && q <= CALIBRATE_MARGINS_MAX);
    *result = (CalibrateResult){.weights = ARENA_ARRAY(arena, double, problem->units),
                                .reached = ARENA_ARRAY(arena, double, q),
                                .multipliers = ARENA_ARRAY(arena, double, q),
                                .dropped = ARENA_ARRAY(arena, bool, q)};
    if (problem->method == CALIBRATE_RAKING) {
        memcpy(result->weights, problem->design, problem->units * sizeof(double));
        result->steps = rake(problem, result->weights);
        describe(problem, result);
        result->outcome = is_solved(problem, result) ? CALIBRATE_SOLVED : CALIBRATE_INFEASIBLE;
        if (result->outcome == CALIBRATE_SOLVED) return;
    }
    Dual dual;
    dual_init(&dual, problem, arena, result);
    if (problem->method != CALIBRATE_RAKING) {
        result->steps = newton(&dual);
        set_weights(&dual, result);
        if (is_solved(problem, result)) return;
    }
    dual.softness = SOFTNESS;
    result->steps = newton(&dual);
    set_weights(&dual, result);
    result->outcome = problem->soft ? CALIBRATE_SOFT : CALIBRATE_INFEASIBLE;
}
