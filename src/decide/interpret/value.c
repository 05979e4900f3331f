#include "decide/interpret/value.h"

#include "base/panic.h"

static Number unbounded(int sign)
{
    return (Number){.num = sign > 0 ? NUMBER_UNBOUNDED : -NUMBER_UNBOUNDED, .den = 1};
}

static bool is_unbounded(Number number)
{
    return number.num >= NUMBER_UNBOUNDED || number.num <= -NUMBER_UNBOUNDED;
}

Value value_any_number(void)
{
    return (Value){.state = VALUE_OPEN, .low = unbounded(-1), .high = unbounded(1)};
}

Value value_range(Number low, Number high)
{
    if (number_compare(low, high) == 0) return value_number(low);
    return (Value){.state = VALUE_OPEN, .low = low, .high = high};
}

Value value_set(uint64_t set)
{
    invariant(set != 0);
    const bool single = (set & (set - 1)) == 0;
    return (Value){.state = single ? VALUE_KNOWN : VALUE_OPEN, .set = set};
}

Value value_truth(bool may_be_yes, bool may_be_no)
{
    return value_set((may_be_yes ? 2u : 0u) | (may_be_no ? 1u : 0u));
}

static Number least(Number a, Number b)
{
    return number_compare(a, b) <= 0 ? a : b;
}

static Number greatest(Number a, Number b)
{
    return number_compare(a, b) >= 0 ? a : b;
}

Value value_or_none(Value value)
{
    if (value.state == VALUE_KNOWN || value.state == VALUE_OPEN) value.state = VALUE_OPEN_OR_NONE;
    return value;
}

Value value_applicable(Value value)
{
    invariant(value.state != VALUE_NONE);
    if (value.state != VALUE_OPEN_OR_NONE) return value;
    return value.set != 0 ? value_set(value.set) : value_range(value.low, value.high);
}

Value value_either(const Value *a, const Value *b, bool sets)
{
    if (a->state == VALUE_NONE) return b->state == VALUE_NONE ? *b : value_or_none(*b);
    if (b->state == VALUE_NONE) return value_or_none(*a);
    const Value joined = sets ? value_set(a->set | b->set)
                              : value_range(least(a->low, b->low), greatest(a->high, b->high));
    return value_may_be_none(a) || value_may_be_none(b) ? value_or_none(joined) : joined;
}

bool value_same(const Value *a, const Value *b, bool sets)
{
    if (a->state != b->state) return false;
    if (a->state == VALUE_NONE) return true;
    if (sets) return a->set == b->set;
    return number_compare(a->low, b->low) == 0 && number_compare(a->high, b->high) == 0;
}

// The state of a result of two operands, of which at least one is not known.
static Value open_result(const Value *a, const Value *b, Number low, Number high)
{
    const Value result = value_range(low, high);
    return value_may_be_none(a) || value_may_be_none(b) ? value_or_none(result) : result;
}

static bool both_known(const Value *a, const Value *b)
{
    return a->state == VALUE_KNOWN && b->state == VALUE_KNOWN;
}

// Ends of ranges: what does not fit is as good as unbounded.
static Number end_sum(Number a, Number b, int sign)
{
    Number sum;
    if (is_unbounded(a) || is_unbounded(b) || !number_add(a, b, &sum)) return unbounded(sign);
    return sum;
}

bool value_add(const Value *a, const Value *b, Value *sum)
{
    if (both_known(a, b)) {
        Number exact;
        if (!number_add(a->low, b->low, &exact)) return false;
        *sum = value_number(exact);
        return true;
    }
    *sum = open_result(a, b, end_sum(a->low, b->low, -1), end_sum(a->high, b->high, 1));
    return true;
}

Value value_negate(const Value *a)
{
    Value result = *a;
    result.low = number_negate(a->high);
    result.high = number_negate(a->low);
    return result;
}

bool value_subtract(const Value *a, const Value *b, Value *difference)
{
    const Value negated = value_negate(b);
    return value_add(a, &negated, difference);
}

static Number end_product(Number a, Number b)
{
    Number product;
    if (a.num == 0 || b.num == 0) return number_whole(0);
    const int sign = (a.num > 0) == (b.num > 0) ? 1 : -1;
    if (is_unbounded(a) || is_unbounded(b) || !number_multiply(a, b, &product))
        return unbounded(sign);
    return product;
}

// The range spanned by the four combinations of two ranges' ends.
static void span_ends(const Number ends[4], Number *low, Number *high)
{
    *low = ends[0];
    *high = ends[0];
    for (int i = 1; i < 4; i++) {
        *low = least(*low, ends[i]);
        *high = greatest(*high, ends[i]);
    }
}

bool value_multiply(const Value *a, const Value *b, Value *product)
{
    if (both_known(a, b)) {
        Number exact;
        if (!number_multiply(a->low, b->low, &exact)) return false;
        *product = value_number(exact);
        return true;
    }
    const Number ends[] = {end_product(a->low, b->low), end_product(a->low, b->high),
                           end_product(a->high, b->low), end_product(a->high, b->high)};
    Number low;
    Number high;
    span_ends(ends, &low, &high);
    *product = open_result(a, b, low, high);
    return true;
}

static Number end_quotient(Number a, Number b)
{
    Number quotient;
    if (a.num == 0 || is_unbounded(b)) return number_whole(0);
    const int sign = (a.num > 0) == (b.num > 0) ? 1 : -1;
    if (is_unbounded(a) || !number_divide(a, b, &quotient)) return unbounded(sign);
    return quotient;
}

bool value_divide(const Value *a, const Value *b, Value *quotient, bool *zero)
{
    *zero = b->state == VALUE_KNOWN && b->low.num == 0;
    if (!*zero && both_known(a, b)) {
        Number exact;
        if (!number_divide(a->low, b->low, &exact)) return false;
        *quotient = value_number(exact);
        return true;
    }
    if (a->low.num == 0 && a->high.num == 0) { // nothing, whatever it is divided by
        *quotient = open_result(a, b, number_whole(0), number_whole(0));
        return true;
    }
    if (b->low.num <= 0 && b->high.num >= 0) {
        // The divisor may come near zero. Where both keep their sign, so does the quotient.
        const bool positive = a->low.num >= 0 && b->low.num >= 0;
        *quotient = open_result(a, b, positive ? number_whole(0) : unbounded(-1), unbounded(1));
        return true;
    }
    const Number ends[] = {end_quotient(a->low, b->low), end_quotient(a->low, b->high),
                           end_quotient(a->high, b->low), end_quotient(a->high, b->high)};
    Number low;
    Number high;
    span_ends(ends, &low, &high);
    *quotient = open_result(a, b, low, high);
    return true;
}

Value value_smaller(const Value *a, const Value *b)
{
    if (both_known(a, b)) return value_number(least(a->low, b->low));
    return open_result(a, b, least(a->low, b->low), least(a->high, b->high));
}

Value value_larger(const Value *a, const Value *b)
{
    if (both_known(a, b)) return value_number(greatest(a->low, b->low));
    return open_result(a, b, greatest(a->low, b->low), greatest(a->high, b->high));
}

bool value_round(const Value *a, Number unit, Rounding rounding, Value *rounded)
{
    Number low;
    Number high;
    if (a->state == VALUE_KNOWN) {
        if (!number_round(a->low, unit, rounding, &low)) return false;
        *rounded = value_number(low);
        return true;
    }
    if (is_unbounded(a->low) || !number_round(a->low, unit, rounding, &low)) low = unbounded(-1);
    if (is_unbounded(a->high) || !number_round(a->high, unit, rounding, &high)) high = unbounded(1);
    *rounded = value_range(low, high);
    if (value_may_be_none(a)) *rounded = value_or_none(*rounded);
    return true;
}
