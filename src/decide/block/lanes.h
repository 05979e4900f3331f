// lanes.h - a value of the law in columns: interpret/value.h, lane by lane.
//
// As in the interpreter a value may be known, open or not applicable; here each lane has its own
// state, told by masks. A mask that is a constant costs nothing at run time: where everything is
// known, only the numbers are worked out.
//
// A fraction is a numerator and a denominator, each a column of whole numbers, so that a quotient
// is compared by cross-multiplication and nothing is rounded that the law does not round.
//
// `trap` marks the lanes whose value cannot be had in columns: an error of the law or of the facts
// (a division by zero, provisions in conflict), a number beyond 64 bits, an operation on open
// values that only the interpreter does. It travels with the value, and a lane that needs it goes
// to the interpreter, which gives the answer or names the error.
#ifndef DECIDE_BLOCK_LANES_H
#define DECIDE_BLOCK_LANES_H

#include "decide/block/graph.h"

// A column of fractions, or, where `endless`, no bound at all.
typedef struct Fraction {
    Lane num, den; // den > 0
    Lane endless;  // mask: without bound on its side
} Fraction;

typedef struct Lanes {
    Lane *rails; // sets: [rail_count] masks: may be this value
    size_t rail_count;
    Fraction low, high; // numbers: the same Refs where known
    Lane some;          // mask: may apply
    Lane none;          // mask: may be not applicable
    Lane trap;          // mask: ask the interpreter
    bool sets;          // yes/no, choices, persons; else numbers, days, places
    bool single;        // sets: no lane may be two of them
} Lanes;

Lanes lanes_none(void);
Lanes lanes_trap(void); // in every lane
Lanes lanes_number(Graph *graph, Number number);
Lanes lanes_column(Lane number);
Lanes lanes_yesno(Graph *graph, Lane yes); // known
Lanes lanes_truth(Graph *graph, Lane may_be_yes, Lane may_be_no);
Lanes lanes_set(Graph *graph, size_t count); // rails all no: to be filled

// Conditions: what is not applicable counts as no.
Lane lanes_may_be_yes(Graph *graph, const Lanes *a);
Lane lanes_may_be_no(Graph *graph, const Lanes *a);
static inline Lane lanes_is_yes(Graph *graph, const Lanes *a)
{
    return graph_not(graph, lanes_may_be_no(graph, a));
}
static inline Lane lanes_is_no(Graph *graph, const Lanes *a)
{
    return graph_not(graph, lanes_may_be_yes(graph, a));
}

// The lanes where exactly one value is left and it applies.
Lane lanes_known(Graph *graph, const Lanes *a);

// Whether it is known in every lane, so that low and high are one.
bool lanes_exact(const Lanes *a);

Lanes lanes_or_none(Graph *graph, Lanes a, Lane where); // may be not applicable besides
Lanes lanes_within(Graph *graph, Lanes a, Lane where);  // elsewhere nothing: no state at all
Lanes lanes_choose(Graph *graph, Lane when, const Lanes *a, const Lanes *b);
Lanes lanes_either(Graph *graph, const Lanes *a, const Lanes *b); // every value of either

Lanes lanes_add(Graph *graph, const Lanes *a, const Lanes *b);
Lanes lanes_subtract(Graph *graph, const Lanes *a, const Lanes *b);
Lanes lanes_multiply(Graph *graph, const Lanes *a, const Lanes *b);
Lanes lanes_divide(Graph *graph, const Lanes *a, const Lanes *b);
Lanes lanes_negate(Graph *graph, const Lanes *a);
Lanes lanes_smaller(Graph *graph, const Lanes *a, const Lanes *b);
Lanes lanes_larger(Graph *graph, const Lanes *a, const Lanes *b);
Lanes lanes_round(Graph *graph, const Lanes *a, Number unit, Rounding rounding);

// How two fractions compare: a < b, counting what has no bound as beyond all.
Lane fraction_less(Graph *graph, const Fraction *a, const Fraction *b, Lane *trap);
Lane fraction_equal(Graph *graph, const Fraction *a, const Fraction *b, Lane *trap);
Fraction fraction_choose(Graph *graph, Lane when, const Fraction *first, const Fraction *second);
Fraction fraction_add(Graph *graph, const Fraction *a, const Fraction *b, Lane *trap);
bool fraction_same(const Fraction *a, const Fraction *b);

Lanes lanes_less(Graph *graph, const Lanes *a, const Lanes *b, bool or_equal);
Lanes lanes_equal(Graph *graph, const Lanes *a, const Lanes *b);

// A known set as the number of its value.
Lanes lanes_index(Graph *graph, const Lanes *a);

#endif
