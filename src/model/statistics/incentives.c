#include "model/statistics/incentives.h"

#include "base/panic.h"

// --- rates ---

static int64_t net_of(Budget budget, int64_t earnings_fen)
{
    return budget.net(budget.household, earnings_fen);
}

Ratio incentives_emtr(Budget budget, int64_t earnings_fen, int64_t step_fen)
{
    invariant(step_fen > 0);
    const Wide kept = (Wide)net_of(budget, earnings_fen + step_fen) - net_of(budget, earnings_fen);
    return ratio_of(step_fen - kept, step_fen);
}

Ratio incentives_ptr(Budget budget, int64_t earnings_fen)
{
    if (earnings_fen <= 0) return ratio_undefined(STATUS_ND_EMPTY);
    const Wide kept = (Wide)net_of(budget, earnings_fen) - net_of(budget, 0);
    return ratio_of(earnings_fen - kept, earnings_fen);
}

// --- cliffs ---

typedef struct Scan {
    int64_t earnings, net;  // the highest so far
    int64_t last, last_net; // the point looked at before
    int64_t drop;           // below the highest so far
    Cliff worst;
} Scan;

// The least earnings in (low, high] at which net income is at least `wanted`; linear between.
static int64_t first_reaching(Budget budget, int64_t low, int64_t high, int64_t wanted)
{
    while (high - low > 1) {
        const int64_t middle = low + (high - low) / 2;
        if (net_of(budget, middle) >= wanted) high = middle;
        else low = middle;
    }
    return high;
}

static void look_at(Scan *scan, Budget budget, int64_t earnings)
{
    if (earnings <= scan->last) return;
    const int64_t net = net_of(budget, earnings);
    if (net >= scan->net) {
        if (scan->drop > 0 && scan->drop == scan->worst.drop_fen && !scan->worst.recovers &&
            scan->earnings == scan->worst.earnings_fen) {
            const int64_t back = first_reaching(budget, scan->last, earnings, scan->net);
            scan->worst.recovers = true;
            scan->worst.width_fen = back - scan->earnings;
        }
        scan->earnings = earnings;
        scan->net = net;
        scan->drop = 0;
    } else if (scan->net - net > scan->drop) {
        scan->drop = scan->net - net;
        if (scan->drop > scan->worst.drop_fen)
            scan->worst = (Cliff){.earnings_fen = scan->earnings, .drop_fen = scan->drop};
    }
    scan->last = earnings;
    scan->last_net = net;
}

Cliff incentives_cliff(Budget budget, const int64_t *breakpoints_fen, size_t count,
                       int64_t earnings_max_fen)
{
    Scan scan = {.net = net_of(budget, 0)};
    for (size_t i = 0; i < count; i++) {
        for (int64_t side = -1; side <= 1; side++) {
            const int64_t earnings = breakpoints_fen[i] + side;
            if (earnings <= earnings_max_fen) look_at(&scan, budget, earnings);
        }
    }
    look_at(&scan, budget, earnings_max_fen);
    if (scan.worst.drop_fen > 0 && !scan.worst.recovers)
        scan.worst.width_fen = earnings_max_fen - scan.worst.earnings_fen;
    return scan.worst;
}

// --- disregards ---

static Number one_less(Number d)
{
    return (Number){.num = d.den - d.num, .den = d.den};
}

bool disregard_benefit(const Disregard *rule, int64_t earnings_fen, int64_t *benefit_fen)
{
    Number counted;
    if (!number_multiply(one_less(rule->proportion), number_whole(earnings_fen), &counted) ||
        !number_subtract(counted, number_whole(rule->deduction_fen), &counted))
        return false;
    if (counted.num < 0) counted = number_whole(0);
    Number benefit;
    if (!number_multiply(rule->taper, counted, &counted) ||
        !number_subtract(number_whole(rule->line_fen), number_whole(rule->other_fen), &benefit) ||
        !number_subtract(benefit, counted, &benefit) ||
        !number_round(benefit, number_whole(1), rule->rounding, &benefit))
        return false;
    if (benefit.num > INT64_MAX) return false;
    *benefit_fen = benefit.num > 0 ? (int64_t)benefit.num : 0;
    return true;
}

bool disregard_break_even(const Disregard *rule, Number *earnings_fen)
{
    invariant(rule->taper.num > 0 && rule->proportion.num < rule->proportion.den);
    Number gap;
    return number_subtract(number_whole(rule->line_fen), number_whole(rule->other_fen), &gap) &&
           number_divide(gap, rule->taper, &gap) &&
           number_add(gap, number_whole(rule->deduction_fen), &gap) &&
           number_divide(gap, one_less(rule->proportion), earnings_fen);
}

bool disregard_withdrawal(const Disregard *rule, Number *rate)
{
    return number_multiply(rule->taper, one_less(rule->proportion), rate);
}

// --- grace and smoothing ---

Ratio incentives_grace(const Grace *grace)
{
    invariant(grace->horizon_months > 0 && grace->count <= (size_t)grace->horizon_months);
    if (grace->earnings_fen <= 0) return ratio_undefined(STATUS_ND_EMPTY);
    Number retained = number_whole(0);
    for (size_t k = 0; k < grace->count; k++) {
        if (!number_add(retained, grace->retained[k], &retained))
            return ratio_undefined(STATUS_ND_RANGE);
    }
    // 1 - [H E + R B - H B0]/(H E) = [H B0 - R B]/(H E), with R the sum of what is retained.
    const Wide months = grace->horizon_months;
    return ratio_of(months * grace->benefit_without_job_fen * retained.den -
                        retained.num * grace->benefit_fen,
                    months * grace->earnings_fen * retained.den);
}

int64_t incentives_smoothed(int64_t value_fen, int64_t from_fen, int64_t to_fen,
                            int64_t earnings_fen)
{
    invariant(to_fen > from_fen && value_fen >= 0);
    if (earnings_fen <= from_fen) return value_fen;
    if (earnings_fen >= to_fen) return 0;
    return (int64_t)((Wide)value_fen * (to_fen - earnings_fen) / (to_fen - from_fen));
}

bool incentives_smoothing_end(int64_t value_fen, int64_t from_fen, Number slope, Number *to_fen)
{
    invariant(slope.num > 0);
    Number width;
    return number_divide(number_whole(value_fen), slope, &width) &&
           number_add(width, number_whole(from_fen), to_fen);
}

// --- distributions of rates ---

void rates_add(Rates *rates, Ratio rate, int64_t persons)
{
    if (rate.status != STATUS_DEFINED) {
        rates->undefined += persons;
        return;
    }
    const Wide hundred = rate.num * 100;
    Wide percent = hundred / rate.den - (hundred % rate.den < 0);
    if (percent < RATE_PERCENT_MIN) percent = RATE_PERCENT_MIN - 1;
    if (percent > RATE_PERCENT_MAX) percent = RATE_PERCENT_MAX;
    rates->persons[percent - RATE_PERCENT_MIN + 1] += persons;
    if (hundred > 80 * rate.den) rates->persons_above_80 += persons;
    if (hundred > 100 * rate.den) rates->persons_above_100 += persons;
}

void rates_merge(Rates *into, const Rates *other)
{
    for (size_t i = 0; i < RATE_BINS; i++) into->persons[i] += other->persons[i];
    into->persons_above_80 += other->persons_above_80;
    into->persons_above_100 += other->persons_above_100;
    into->undefined += other->undefined;
}

int64_t rates_persons(const Rates *rates)
{
    int64_t persons = 0;
    for (size_t i = 0; i < RATE_BINS; i++) persons += rates->persons[i];
    return persons;
}
