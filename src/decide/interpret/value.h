// value.h - a value in a decision: known, not applicable, or the set of values it may still have.
//
// Unknown is never zero. An unknown number is the range it must lie in, an unknown yes/no, choice
// or member the set of answers still open. Every operation maps whole sets: its result holds every
// value that some completion of the facts could give. So a condition that comes out "no" for all of
// them is no, however little is known, and nobody is asked for what cannot change it.
#ifndef DECIDE_INTERPRET_VALUE_H
#define DECIDE_INTERPRET_VALUE_H

#include "base/number.h"
#include "base/panic.h"

typedef enum ValueState {
    VALUE_KNOWN,
    VALUE_OPEN,         // one of the set
    VALUE_NONE,         // not applicable
    VALUE_OPEN_OR_NONE, // one of the set, or not applicable
} ValueState;

typedef struct Value {
    ValueState state;
    uint64_t set;     // yes/no, choices, members: bit i for value i; no is bit 0, yes is bit 1
    Number low, high; // numbers, dates (days), places (region index); equal when known
} Value;

static inline Value value_number(Number number)
{
    return (Value){.state = VALUE_KNOWN, .low = number, .high = number};
}

static inline Value value_bit(unsigned index)
{
    invariant(index < 64);
    return (Value){.state = VALUE_KNOWN, .set = UINT64_C(1) << index};
}

static inline Value value_yesno(bool yes)
{
    return value_bit(yes ? 1 : 0);
}

static inline Value value_none(void)
{
    return (Value){.state = VALUE_NONE};
}

// Any number at all.
Value value_any_number(void);
Value value_range(Number low, Number high);

// One of the values whose bits are set; known if only one is.
Value value_set(uint64_t set);

// The least and the greatest index in a set that is not empty.
static inline unsigned value_least_index(uint64_t set)
{
    return (unsigned)__builtin_ctzll(set);
}

static inline unsigned value_greatest_index(uint64_t set)
{
    return 63 - (unsigned)__builtin_clzll(set);
}

static inline bool value_is_known(const Value *value)
{
    return value->state == VALUE_KNOWN;
}

static inline bool value_may_be_none(const Value *value)
{
    return value->state == VALUE_NONE || value->state == VALUE_OPEN_OR_NONE;
}

static inline bool value_may_apply(const Value *value)
{
    return value->state != VALUE_NONE;
}

// A condition: not applicable counts as no.
static inline bool value_may_be_yes(const Value *value)
{
    return value->state != VALUE_NONE && (value->set & 2) != 0;
}

static inline bool value_may_be_no(const Value *value)
{
    return value_may_be_none(value) || (value->set & 1) != 0;
}

static inline bool value_is_yes(const Value *value)
{
    return value_may_be_yes(value) && !value_may_be_no(value);
}

static inline bool value_is_no(const Value *value)
{
    return !value_may_be_yes(value);
}

// yes, no, or open, from what is possible.
Value value_truth(bool may_be_yes, bool may_be_no);

// Every value of either. `sets` tells whether they are sets of bits or numbers.
Value value_either(const Value *a, const Value *b, bool sets);

// The same value, possibly not applicable besides.
Value value_or_none(Value value);

// The value without the possibility that it is not applicable; must be able to apply.
Value value_applicable(Value value);

// Same state and same contents.
bool value_same(const Value *a, const Value *b, bool sets);

// --- arithmetic; both must be able to apply ---
//
// False where a known result does not fit (see base/number.h). Open results are widened instead.

MUST_USE bool value_add(const Value *a, const Value *b, Value *sum);
MUST_USE bool value_subtract(const Value *a, const Value *b, Value *difference);
MUST_USE bool value_multiply(const Value *a, const Value *b, Value *product);

// Sets *zero if the divisor is known to be zero; the quotient is then anything.
MUST_USE bool value_divide(const Value *a, const Value *b, Value *quotient, bool *zero);
Value value_negate(const Value *a);
Value value_smaller(const Value *a, const Value *b);
Value value_larger(const Value *a, const Value *b);
MUST_USE bool value_round(const Value *a, Number unit, Rounding rounding, Value *rounded);

#endif
