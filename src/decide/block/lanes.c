#include "decide/block/lanes.h"

#include "base/panic.h"

// --- making ---

static Fraction whole(Lane number)
{
    return (Fraction){.num = number, .den = GRAPH_ONE, .endless = GRAPH_NO};
}

Lanes lanes_none(void)
{
    return (Lanes){
        .some = GRAPH_NO, .none = GRAPH_YES, .low = whole(GRAPH_ZERO), .high = whole(GRAPH_ZERO)};
}

Lanes lanes_trap(void)
{
    Lanes trap = lanes_none();
    trap.trap = GRAPH_YES;
    return trap;
}

Lanes lanes_column(Lane number)
{
    return (Lanes){.some = GRAPH_YES, .low = whole(number), .high = whole(number)};
}

// A number beyond 64 bits stands for no bound (see NUMBER_UNBOUNDED), or is left to the
// interpreter.
static Fraction constant_fraction(Graph *graph, Number number, Lane *trap)
{
    if (number.num >= NUMBER_UNBOUNDED || number.num <= -NUMBER_UNBOUNDED)
        return (Fraction){.num = GRAPH_ZERO, .den = GRAPH_ONE, .endless = GRAPH_YES};
    if (number.num > INT64_MAX || number.num < INT64_MIN) {
        *trap = GRAPH_YES;
        return whole(GRAPH_ZERO);
    }
    return (Fraction){.num = graph_number(graph, (int64_t)number.num),
                      .den = graph_number(graph, number.den),
                      .endless = GRAPH_NO};
}

Lanes lanes_number(Graph *graph, Number number)
{
    Lanes result = {.some = GRAPH_YES};
    result.low = constant_fraction(graph, number, &result.trap);
    result.high = result.low;
    return result;
}

Lanes lanes_set(Graph *graph, size_t count)
{
    return (Lanes){.sets = true,
                   .some = GRAPH_YES,
                   .rails = ARENA_ARRAY(graph->arena, Lane, count),
                   .rail_count = count};
}

Lanes lanes_truth(Graph *graph, Lane may_be_yes, Lane may_be_no)
{
    Lanes result = lanes_set(graph, 2);
    result.rails[0] = may_be_no;
    result.rails[1] = may_be_yes;
    result.single = graph_and(graph, may_be_no, may_be_yes) == GRAPH_NO;
    return result;
}

Lanes lanes_yesno(Graph *graph, Lane yes)
{
    return lanes_truth(graph, yes, graph_not(graph, yes));
}

// --- states ---

Lane lanes_may_be_yes(Graph *graph, const Lanes *a)
{
    if (a->rail_count < 2) return GRAPH_NO;
    return graph_and(graph, a->some, a->rails[1]);
}

Lane lanes_may_be_no(Graph *graph, const Lanes *a)
{
    if (a->rail_count < 2) return GRAPH_YES;
    return graph_or(graph, a->none, graph_and(graph, a->some, a->rails[0]));
}

bool fraction_same(const Fraction *a, const Fraction *b)
{
    return a->num == b->num && a->den == b->den && a->endless == GRAPH_NO && b->endless == GRAPH_NO;
}

bool lanes_exact(const Lanes *a)
{
    return !a->sets && a->none == GRAPH_NO && a->some == GRAPH_YES &&
           fraction_same(&a->low, &a->high);
}

static Lane more_than_one(Graph *graph, const Lanes *a)
{
    Lane one = GRAPH_NO;
    Lane two = GRAPH_NO;
    if (a->single) return GRAPH_NO;
    for (size_t i = 0; i < a->rail_count; i++) {
        two = graph_or(graph, two, graph_and(graph, one, a->rails[i]));
        one = graph_or(graph, one, a->rails[i]);
    }
    return two;
}

Lane lanes_known(Graph *graph, const Lanes *a)
{
    const Lane applies = graph_and_not(graph, a->some, a->none);
    if (a->sets) return graph_and_not(graph, applies, more_than_one(graph, a));
    if (fraction_same(&a->low, &a->high)) return applies;
    Lane trap = GRAPH_NO;
    return graph_and(graph, applies, fraction_equal(graph, &a->low, &a->high, &trap));
}

Lanes lanes_or_none(Graph *graph, Lanes a, Lane where)
{
    a.none = graph_or(graph, a.none, where);
    return a;
}

Lanes lanes_within(Graph *graph, Lanes a, Lane where)
{
    a.some = graph_and(graph, a.some, where);
    a.none = graph_and(graph, a.none, where);
    a.trap = graph_and(graph, a.trap, where);
    return a;
}

// --- fractions ---

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b != 0) {
        const int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

// Both over one constant denominator, if they have constant ones and stay within 64 bits: a choice
// between twelfths and wholes is then one between twelfths, and its denominator stays a constant.
static bool share_denominator(Graph *graph, Fraction *a, Fraction *b)
{
    int64_t x = 0;
    int64_t y = 0;
    if (a->den == b->den || !graph_is_number(graph, a->den, &x) ||
        !graph_is_number(graph, b->den, &y))
        return false;
    const int64_t common = common_divisor(x, y);
    Lane fails = GRAPH_NO;
    const Lane den = graph_multiply(graph, a->den, graph_number(graph, y / common), &fails);
    const Lane left = graph_multiply(graph, a->num, graph_number(graph, y / common), &fails);
    const Lane right = graph_multiply(graph, b->num, graph_number(graph, x / common), &fails);
    if (fails != GRAPH_NO) return false;
    *a = (Fraction){.num = left, .den = den, .endless = a->endless};
    *b = (Fraction){.num = right, .den = den, .endless = b->endless};
    return true;
}

Fraction fraction_choose(Graph *graph, Lane when, const Fraction *first, const Fraction *second)
{
    Fraction left = *first;
    Fraction right = *second;
    (void)share_denominator(graph, &left, &right);
    const Fraction *a = &left;
    const Fraction *b = &right;
    return (Fraction){.num = graph_choose(graph, when, a->num, b->num),
                      .den = graph_choose(graph, when, a->den, b->den),
                      .endless = graph_or(graph, graph_and(graph, when, a->endless),
                                          graph_and_not(graph, b->endless, when))};
}

// What to multiply the numerators of a and b with, to bring them over one denominator; and that.
static void common_denominator(Graph *graph, const Fraction *a, const Fraction *b, Lane factors[3],
                               Lane *trap)
{
    int64_t x = 0;
    int64_t y = 0;
    if (a->den == b->den) {
        factors[0] = GRAPH_ONE;
        factors[1] = GRAPH_ONE;
        factors[2] = a->den;
        return;
    }
    if (graph_is_number(graph, a->den, &x) && graph_is_number(graph, b->den, &y)) {
        const int64_t common = common_divisor(x, y);
        factors[0] = graph_number(graph, y / common);
        factors[1] = graph_number(graph, x / common);
        factors[2] = graph_multiply(graph, a->den, factors[0], trap);
        return;
    }
    factors[0] = b->den;
    factors[1] = a->den;
    factors[2] = graph_multiply(graph, a->den, b->den, trap);
}

Lane fraction_less(Graph *graph, const Fraction *a, const Fraction *b, Lane *trap)
{
    if (fraction_same(a, b)) return GRAPH_NO;
    Lane factors[3];
    Lane unused = GRAPH_NO;
    common_denominator(graph, a, b, factors, &unused);
    Lane fails = GRAPH_NO;
    const Lane left = graph_multiply(graph, a->num, factors[0], &fails);
    const Lane right = graph_multiply(graph, b->num, factors[1], &fails);
    *trap = graph_or(graph, *trap, fails);
    return graph_less(graph, left, right);
}

Lane fraction_equal(Graph *graph, const Fraction *a, const Fraction *b, Lane *trap)
{
    if (fraction_same(a, b)) return GRAPH_YES;
    Lane factors[3];
    Lane unused = GRAPH_NO;
    common_denominator(graph, a, b, factors, &unused);
    const Lane left = graph_multiply(graph, a->num, factors[0], trap);
    const Lane right = graph_multiply(graph, b->num, factors[1], trap);
    const Lane bounded = graph_not(graph, graph_or(graph, a->endless, b->endless));
    return graph_and(graph, bounded, graph_equal(graph, left, right));
}

Fraction fraction_add(Graph *graph, const Fraction *a, const Fraction *b, Lane *trap)
{
    Lane factors[3];
    common_denominator(graph, a, b, factors, trap);
    const Lane left = graph_multiply(graph, a->num, factors[0], trap);
    const Lane right = graph_multiply(graph, b->num, factors[1], trap);
    return (Fraction){.num = graph_add(graph, left, right, trap),
                      .den = factors[2],
                      .endless = graph_or(graph, a->endless, b->endless)};
}

// Constant parts in lowest terms: 80 % of a year's income is not kept over 1,200.
static void reduce(Graph *graph, Lane *num, Lane *den)
{
    int64_t x = 0;
    int64_t y = 0;
    if (!graph_is_number(graph, *num, &x) || !graph_is_number(graph, *den, &y)) return;
    const int64_t common = common_divisor(x < 0 ? -x : x, y);
    if (common <= 1) return;
    *num = graph_number(graph, x / common);
    *den = graph_number(graph, y / common);
}

static Fraction fraction_multiply(Graph *graph, const Fraction *a, const Fraction *b, Lane *trap)
{
    Fraction x = *a;
    Fraction y = *b;
    reduce(graph, &x.num, &y.den);
    reduce(graph, &y.num, &x.den);
    // Nothing times what has no bound is nothing.
    const Lane left = graph_and_not(graph, x.endless, graph_equal(graph, y.num, GRAPH_ZERO));
    const Lane right = graph_and_not(graph, y.endless, graph_equal(graph, x.num, GRAPH_ZERO));
    const Lane endless =
        graph_or(graph, graph_and(graph, x.endless, graph_or(graph, left, y.endless)),
                 graph_and(graph, y.endless, graph_or(graph, right, x.endless)));
    return (Fraction){.num = graph_multiply(graph, x.num, y.num, trap),
                      .den = graph_multiply(graph, x.den, y.den, trap),
                      .endless = endless};
}

static Fraction fraction_negate(Graph *graph, const Fraction *a, Lane *trap)
{
    return (Fraction){.num = graph_subtract(graph, GRAPH_ZERO, a->num, trap),
                      .den = a->den,
                      .endless = a->endless};
}

// --- joining ---

Lanes lanes_choose(Graph *graph, Lane when, const Lanes *a, const Lanes *b)
{
    if (when == GRAPH_YES) return *a;
    if (when == GRAPH_NO) return *b;
    const Lane otherwise = graph_not(graph, when);
    Lanes result = *a;
    result.some =
        graph_or(graph, graph_and(graph, when, a->some), graph_and(graph, otherwise, b->some));
    result.none =
        graph_or(graph, graph_and(graph, when, a->none), graph_and(graph, otherwise, b->none));
    result.trap =
        graph_or(graph, graph_and(graph, when, a->trap), graph_and(graph, otherwise, b->trap));
    if (a->sets || b->sets) {
        const size_t count = a->rail_count > b->rail_count ? a->rail_count : b->rail_count;
        result.sets = true;
        result.single = (a->single || a->some == GRAPH_NO) && (b->single || b->some == GRAPH_NO);
        result.rails = ARENA_ARRAY(graph->arena, Lane, count);
        result.rail_count = count;
        for (size_t i = 0; i < count; i++)
            result.rails[i] =
                graph_or(graph, i < a->rail_count ? graph_and(graph, when, a->rails[i]) : GRAPH_NO,
                         i < b->rail_count ? graph_and(graph, otherwise, b->rails[i]) : GRAPH_NO);
        return result;
    }
    // What stands where a value does not apply is of no account: take the other's, and save a step.
    const bool only_a = b->some == GRAPH_NO;
    const bool only_b = a->some == GRAPH_NO;
    result.low = only_b ? b->low : only_a ? a->low : fraction_choose(graph, when, &a->low, &b->low);
    result.high = only_b   ? b->high
                  : only_a ? a->high
                           : fraction_choose(graph, when, &a->high, &b->high);
    return result;
}

// The lesser (or greater) of two ends of ranges.
static Fraction outer_end(Graph *graph, const Fraction *a, const Fraction *b, bool lesser,
                          Lane *trap)
{
    const Lane a_first =
        lesser ? fraction_less(graph, a, b, trap) : fraction_less(graph, b, a, trap);
    Fraction end = fraction_choose(graph, a_first, a, b);
    end.endless = graph_or(graph, a->endless, b->endless);
    return end;
}

Lanes lanes_either(Graph *graph, const Lanes *a, const Lanes *b)
{
    Lanes result = *a;
    result.some = graph_or(graph, a->some, b->some);
    result.none = graph_or(graph, a->none, b->none);
    result.trap = graph_or(graph, a->trap, b->trap);
    if (a->sets || b->sets) {
        const size_t count = a->rail_count > b->rail_count ? a->rail_count : b->rail_count;
        result.sets = true;
        result.single = graph_and(graph, a->some, b->some) == GRAPH_NO && a->single && b->single;
        result.rails = ARENA_ARRAY(graph->arena, Lane, count);
        result.rail_count = count;
        for (size_t i = 0; i < count; i++)
            result.rails[i] = graph_or(
                graph, i < a->rail_count ? graph_and(graph, a->some, a->rails[i]) : GRAPH_NO,
                i < b->rail_count ? graph_and(graph, b->some, b->rails[i]) : GRAPH_NO);
        return result;
    }
    const Lane both = graph_and(graph, a->some, b->some);
    Lane trap = GRAPH_NO;
    const Fraction low = outer_end(graph, &a->low, &b->low, true, &trap);
    const Fraction high = outer_end(graph, &a->high, &b->high, false, &trap);
    const Fraction single_low = fraction_choose(graph, a->some, &a->low, &b->low);
    const Fraction single_high = fraction_choose(graph, a->some, &a->high, &b->high);
    result.low = fraction_choose(graph, both, &low, &single_low);
    result.high = fraction_choose(graph, both, &high, &single_high);
    result.trap = graph_or(graph, result.trap, graph_and(graph, both, trap));
    return result;
}

// --- arithmetic ---

// The state of a result of two operands: it applies where both do. (The interpreter gives "not
// applicable" where either surely is, and "perhaps" where either perhaps is.)
static Lanes result_of(Graph *graph, const Lanes *a, const Lanes *b)
{
    return (Lanes){.some = graph_and(graph, a->some, b->some),
                   .none = graph_or(graph, a->none, b->none),
                   .trap = graph_or(graph, a->trap, b->trap)};
}

static Lanes with_trap(Graph *graph, Lanes result, Lane trap)
{
    result.trap = graph_or(graph, result.trap, graph_and(graph, result.some, trap));
    return result;
}

static bool both_single(const Lanes *a, const Lanes *b)
{
    return fraction_same(&a->low, &a->high) && fraction_same(&b->low, &b->high);
}

Lanes lanes_add(Graph *graph, const Lanes *a, const Lanes *b)
{
    Lanes result = result_of(graph, a, b);
    Lane trap = GRAPH_NO;
    result.low = fraction_add(graph, &a->low, &b->low, &trap);
    result.high = both_single(a, b) ? result.low : fraction_add(graph, &a->high, &b->high, &trap);
    return with_trap(graph, result, trap);
}

Lanes lanes_negate(Graph *graph, const Lanes *a)
{
    Lanes result = *a;
    Lane trap = GRAPH_NO;
    result.low = fraction_negate(graph, &a->high, &trap);
    result.high =
        fraction_same(&a->low, &a->high) ? result.low : fraction_negate(graph, &a->low, &trap);
    return with_trap(graph, result, trap);
}

Lanes lanes_subtract(Graph *graph, const Lanes *a, const Lanes *b)
{
    // Whole numbers of one denominator are subtracted; all else adds the negative.
    if (both_single(a, b) && a->low.den == b->low.den) {
        Lanes result = result_of(graph, a, b);
        Lane trap = GRAPH_NO;
        result.low = (Fraction){.num = graph_subtract(graph, a->low.num, b->low.num, &trap),
                                .den = a->low.den};
        result.high = result.low;
        return with_trap(graph, result, trap);
    }
    const Lanes negative = lanes_negate(graph, b);
    return lanes_add(graph, a, &negative);
}

static bool never_negative(const Graph *graph, const Lanes *a)
{
    return graph_at(graph, a->low.num)->low >= 0 && a->low.endless == GRAPH_NO;
}

Lanes lanes_multiply(Graph *graph, const Lanes *a, const Lanes *b)
{
    Lanes result = result_of(graph, a, b);
    Lane trap = GRAPH_NO;
    if (both_single(a, b)) {
        result.low = fraction_multiply(graph, &a->low, &b->low, &trap);
        result.high = result.low;
        return with_trap(graph, result, trap);
    }
    if (never_negative(graph, a) && never_negative(graph, b)) {
        result.low = fraction_multiply(graph, &a->low, &b->low, &trap);
        result.high = fraction_multiply(graph, &a->high, &b->high, &trap);
        return with_trap(graph, result, trap);
    }
    // One that never is negative and single, times a range: the range's ends keep their order.
    const Lanes *single = fraction_same(&a->low, &a->high) ? a : b;
    const Lanes *range = single == a ? b : a;
    if (fraction_same(&single->low, &single->high) && never_negative(graph, single)) {
        result.low = fraction_multiply(graph, &single->low, &range->low, &trap);
        result.high = fraction_multiply(graph, &single->low, &range->high, &trap);
        return with_trap(graph, result, trap);
    }
    const Lane known = graph_and(graph, lanes_known(graph, a), lanes_known(graph, b));
    result.low = fraction_multiply(graph, &a->low, &b->low, &trap);
    result.high = result.low;
    return with_trap(graph, result, graph_or(graph, trap, graph_not(graph, known)));
}

// 1/b, for b that is not zero; where it is, 1, which is of no account.
static Fraction reciprocal(Graph *graph, const Fraction *b, Lane *trap)
{
    const Vertex *num = graph_at(graph, b->num);
    if (num->low > 0) return (Fraction){.num = b->den, .den = b->num, .endless = GRAPH_NO};
    const Lane negative = graph_less(graph, b->num, GRAPH_ZERO);
    const Lane positive_num =
        graph_choose(graph, negative, graph_subtract(graph, GRAPH_ZERO, b->num, trap), b->num);
    return (Fraction){
        .num =
            graph_choose(graph, negative, graph_subtract(graph, GRAPH_ZERO, b->den, trap), b->den),
        .den = graph_larger(graph, positive_num, GRAPH_ONE),
        .endless = GRAPH_NO,
    };
}

// Whether a number is below nothing in some lanes.
static Lane below_nothing(Graph *graph, const Fraction *a)
{
    return graph_or(graph, a->endless, graph_less(graph, a->num, GRAPH_ZERO));
}

// One end of a quotient of ranges whose divisor is above nothing: the dividend's end over the
// divisor's end that leads farther.
static Fraction range_quotient(Graph *graph, const Fraction *end, const Lanes *b, Lane over_high,
                               Lane *trap)
{
    const Fraction over_least = reciprocal(graph, &b->low, trap);
    Fraction over_most = reciprocal(graph, &b->high, trap);
    // Divided by what has no bound: nothing is left.
    const Fraction nothing = {.num = GRAPH_ZERO, .den = GRAPH_ONE, .endless = GRAPH_NO};
    over_most = fraction_choose(graph, b->high.endless, &nothing, &over_most);
    const Fraction by_least = fraction_multiply(graph, end, &over_least, trap);
    const Fraction by_most = fraction_multiply(graph, end, &over_most, trap);
    return fraction_choose(graph, over_high, &by_most, &by_least);
}

// A quotient of which one side or both are open (interpret/value.c, value_divide). Over a divisor
// that may be nothing it is anything, or anything not below nothing.
static Lanes divide_ranges(Graph *graph, const Lanes *a, const Lanes *b)
{
    Lanes result = result_of(graph, a, b);
    Lane trap = GRAPH_NO;
    const Lane negative = below_nothing(graph, &a->low);
    const Lane high_negative =
        graph_and_not(graph, graph_less(graph, a->high.num, GRAPH_ZERO), a->high.endless);
    result.low = range_quotient(graph, &a->low, b, graph_not(graph, negative), &trap);
    result.high = range_quotient(graph, &a->high, b, high_negative, &trap);
    const Lane above =
        graph_and_not(graph, graph_less(graph, GRAPH_ZERO, b->low.num), b->low.endless);
    const Lane below = below_nothing(graph, &b->low);
    const Lane zero =
        graph_and(graph, graph_equal(graph, b->low.num, GRAPH_ZERO), lanes_known(graph, b));
    const Lane near_zero = graph_not(graph, above);
    const Lane nothing =
        graph_and(graph,
                  graph_and(graph, graph_equal(graph, a->low.num, GRAPH_ZERO),
                            graph_equal(graph, a->high.num, GRAPH_ZERO)),
                  graph_not(graph, graph_or(graph, a->low.endless, a->high.endless)));
    const Fraction none = {.num = GRAPH_ZERO, .den = GRAPH_ONE, .endless = GRAPH_NO};
    const Fraction any = {.num = GRAPH_ZERO, .den = GRAPH_ONE, .endless = GRAPH_YES};
    Fraction least = fraction_choose(graph, graph_or(graph, negative, below), &any, &none);
    least = fraction_choose(graph, nothing, &none, &least);
    const Fraction most = fraction_choose(graph, nothing, &none, &any);
    result.low = fraction_choose(graph, near_zero, &least, &result.low);
    result.high = fraction_choose(graph, near_zero, &most, &result.high);
    trap = graph_and(graph, trap, above);
    // A divisor wholly below nothing is left to the interpreter; so is one that is nothing.
    const Lane under = graph_and(
        graph, below,
        graph_and_not(graph, graph_less(graph, b->high.num, GRAPH_ZERO), b->high.endless));
    trap = graph_or(graph, trap, graph_or(graph, zero, under));
    return with_trap(graph, result, trap);
}

Lanes lanes_divide(Graph *graph, const Lanes *a, const Lanes *b)
{
    if (!both_single(a, b)) return divide_ranges(graph, a, b);
    Lanes result = result_of(graph, a, b);
    Lane trap = graph_equal(graph, b->low.num, GRAPH_ZERO);
    const Fraction one_over = reciprocal(graph, &b->low, &trap);
    result.low = fraction_multiply(graph, &a->low, &one_over, &trap);
    result.high = result.low;
    return with_trap(graph, result, trap);
}

// The one that comes first, or last.
static Fraction extreme_end(Graph *graph, const Fraction *a, const Fraction *b, bool lesser,
                            bool low_end, Lane *trap)
{
    if (a->den == b->den && a->endless == GRAPH_NO && b->endless == GRAPH_NO)
        return (Fraction){.num = lesser ? graph_smaller(graph, a->num, b->num)
                                        : graph_larger(graph, a->num, b->num),
                          .den = a->den,
                          .endless = GRAPH_NO};
    Lane a_first = lesser ? fraction_less(graph, a, b, trap) : fraction_less(graph, b, a, trap);
    // An end without bound is beyond all on its side: the least low is without bound, the
    // greatest low is the other's.
    const bool keeps_endless = lesser == low_end;
    if (keeps_endless)
        a_first = graph_or(graph, a->endless, graph_and_not(graph, a_first, b->endless));
    else a_first = graph_or(graph, b->endless, graph_and_not(graph, a_first, a->endless));
    return fraction_choose(graph, a_first, a, b);
}

static Lanes extreme(Graph *graph, const Lanes *a, const Lanes *b, bool lesser)
{
    Lanes result = result_of(graph, a, b);
    Lane trap = GRAPH_NO;
    result.low = extreme_end(graph, &a->low, &b->low, lesser, true, &trap);
    result.high = both_single(a, b) ? result.low
                                    : extreme_end(graph, &a->high, &b->high, lesser, false, &trap);
    return with_trap(graph, result, trap);
}

Lanes lanes_smaller(Graph *graph, const Lanes *a, const Lanes *b)
{
    return extreme(graph, a, b, true);
}

Lanes lanes_larger(Graph *graph, const Lanes *a, const Lanes *b)
{
    return extreme(graph, a, b, false);
}

// --- rounding ---

static Fraction fraction_round(Graph *graph, const Fraction *a, Number unit, Rounding rounding,
                               Lane *trap)
{
    const Number inverse = {.num = unit.den, .den = (int64_t)unit.num};
    Lane unused = GRAPH_NO;
    const Fraction times = constant_fraction(graph, inverse, &unused);
    Fraction units = fraction_multiply(graph, a, &times, trap);
    Lane num = units.num;
    if (rounding == ROUND_UP)
        num = graph_add(graph, num, graph_subtract(graph, units.den, GRAPH_ONE, trap), trap);
    Lane den = units.den;
    if (rounding == ROUND_HALF_UP) {
        const Lane two = graph_number(graph, 2);
        num = graph_add(graph, graph_multiply(graph, num, two, trap), units.den, trap);
        den = graph_multiply(graph, units.den, two, trap);
    }
    if (rounding == ROUND_HALF_EVEN) *trap = GRAPH_YES;
    const Lane count = graph_divide_down(graph, num, den);
    const Fraction size = constant_fraction(graph, unit, &unused);
    const Fraction whole_units = {.num = count, .den = GRAPH_ONE, .endless = a->endless};
    return fraction_multiply(graph, &whole_units, &size, trap);
}

Lanes lanes_round(Graph *graph, const Lanes *a, Number unit, Rounding rounding)
{
    if (unit.num > INT64_MAX) return lanes_trap();
    Lanes result = *a;
    Lane trap = GRAPH_NO;
    result.low = fraction_round(graph, &a->low, unit, rounding, &trap);
    result.high = fraction_same(&a->low, &a->high)
                      ? result.low
                      : fraction_round(graph, &a->high, unit, rounding, &trap);
    return with_trap(graph, result, trap);
}

// --- comparing ---

// The lanes where both may apply; elsewhere a comparison is no.
static Lanes compared(Graph *graph, const Lanes *a, const Lanes *b, Lane yes, Lane no)
{
    const Lane both = graph_and(graph, a->some, b->some);
    const Lane none = graph_or(graph, a->none, b->none);
    Lanes result = lanes_truth(graph, graph_and(graph, both, yes), graph_or(graph, none, no));
    result.trap = graph_or(graph, a->trap, b->trap);
    return result;
}

// Rails of a before rails of b: whether some value of a stands before some value of b.
static Lane sets_less(Graph *graph, const Lanes *a, const Lanes *b)
{
    Lane less = GRAPH_NO;
    Lane before = GRAPH_NO;
    for (size_t i = 0; i < b->rail_count; i++) {
        less = graph_or(graph, less, graph_and(graph, before, b->rails[i]));
        if (i < a->rail_count) before = graph_or(graph, before, a->rails[i]);
    }
    return less;
}

static Lane sets_meet(Graph *graph, const Lanes *a, const Lanes *b)
{
    Lane shared = GRAPH_NO;
    for (size_t i = 0; i < a->rail_count && i < b->rail_count; i++)
        shared = graph_or(graph, shared, graph_and(graph, a->rails[i], b->rails[i]));
    return shared;
}

static Lanes sets_compare(Graph *graph, const Lanes *a, const Lanes *b, bool or_equal)
{
    const Lane less = sets_less(graph, a, b);
    const Lane greater = sets_less(graph, b, a);
    const Lane equal = sets_meet(graph, a, b);
    const Lane yes = or_equal ? graph_or(graph, less, equal) : less;
    const Lane no = or_equal ? greater : graph_or(graph, greater, equal);
    return compared(graph, a, b, yes, no);
}

Lanes lanes_less(Graph *graph, const Lanes *a, const Lanes *b, bool or_equal)
{
    if (a->sets || b->sets) return sets_compare(graph, a, b, or_equal);
    Lane trap = GRAPH_NO;
    Lane yes = GRAPH_NO;
    Lane no = GRAPH_NO;
    if (or_equal) {
        yes = graph_not(graph, fraction_less(graph, &b->high, &a->low, &trap));
        no = fraction_less(graph, &b->low, &a->high, &trap);
    } else {
        yes = fraction_less(graph, &a->low, &b->high, &trap);
        no = graph_not(graph, fraction_less(graph, &a->high, &b->low, &trap));
    }
    yes = graph_or(graph, yes, graph_or(graph, a->low.endless, b->high.endless));
    no = graph_or(graph, no, graph_or(graph, a->high.endless, b->low.endless));
    const Lanes result = compared(graph, a, b, yes, no);
    return with_trap(graph, result, graph_and(graph, graph_and(graph, a->some, b->some), trap));
}

static Lanes numbers_equal(Graph *graph, const Lanes *a, const Lanes *b)
{
    Lane trap = GRAPH_NO;
    if (both_single(a, b)) {
        const Lane same = fraction_equal(graph, &a->low, &b->low, &trap);
        const Lanes result = compared(graph, a, b, same, graph_not(graph, same));
        return with_trap(graph, result, graph_and(graph, graph_and(graph, a->some, b->some), trap));
    }
    const Lane below = graph_or(graph, graph_or(graph, a->low.endless, b->high.endless),
                                graph_not(graph, fraction_less(graph, &b->high, &a->low, &trap)));
    const Lane above = graph_or(graph, graph_or(graph, a->high.endless, b->low.endless),
                                graph_not(graph, fraction_less(graph, &a->high, &b->low, &trap)));
    const Lane yes = graph_and(graph, below, above);
    const Lane known = graph_and(graph, lanes_known(graph, a), lanes_known(graph, b));
    const Lane no = graph_not(graph, graph_and(graph, known, yes));
    const Lanes result = compared(graph, a, b, yes, no);
    return with_trap(graph, result, graph_and(graph, graph_and(graph, a->some, b->some), trap));
}

Lanes lanes_equal(Graph *graph, const Lanes *a, const Lanes *b)
{
    if (!a->sets && !b->sets) return numbers_equal(graph, a, b);
    const Lane yes = sets_meet(graph, a, b);
    const Lane known =
        graph_and_not(graph, graph_not(graph, more_than_one(graph, a)), more_than_one(graph, b));
    return compared(graph, a, b, yes, graph_not(graph, graph_and(graph, known, yes)));
}

Lanes lanes_index(Graph *graph, const Lanes *a)
{
    Lane index = GRAPH_ZERO;
    for (size_t i = 0; i < a->rail_count; i++)
        index = graph_choose(graph, a->rails[i], graph_number(graph, (int64_t)i), index);
    Lanes result = lanes_column(index);
    result.some = a->some;
    result.none = a->none;
    result.trap = graph_or(graph, a->trap, more_than_one(graph, a));
    return result;
}
