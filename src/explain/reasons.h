// reasons.h - why a programme is granted or not, and how an amount came about.
//
// A reason is one condition of the law: what it says with the values it met, its article, and
// whether it held. Where it stands for several conditions, these follow as its own reasons: those
// that decided, or all of them if everything is asked for.
#ifndef EXPLAIN_REASONS_H
#define EXPLAIN_REASONS_H

#include "explain/sentence.h"

typedef struct Reason Reason;

struct Reason {
    uint32_t rule;         // whose condition it is
    uint32_t instance;     // of whom
    Str name;              // the rule's name: "below_line", "dibao qualifies"
    Citation citation;     // may be empty
    Value truth;           // yes, no, or open
    Str text;              // a sentence
    const Reason *because; // [because_count]
    size_t because_count;
    NodeId node; // the condition itself, and where it was asked
    const Frame *frame;
};

typedef VEC(Reason) ReasonVec;

// The conditions of a programme for one grant, in the order of the law.
ReasonVec reasons_of_grant(const Speaker *speaker, Run *run, uint32_t programme, const Grant *grant,
                           bool all);

// Why a rule of yes/no came out as it did.
ReasonVec reasons_of_rule(const Speaker *speaker, Run *run, uint32_t rule, uint32_t instance,
                          bool all);

// One step of a calculation: "家庭月收入 = 成员的收入合计 = 1,500.00 元/月".
typedef struct Step {
    uint32_t rule;
    uint32_t instance;
    unsigned depth; // how far below the amount
    Citation citation;
    Value value;
    Str text;
} Step;

typedef VEC(Step) StepVec;

// The steps by which a rule's value came about, the rule itself first. `all` follows every rule to
// the facts; otherwise three levels, numbers only.
StepVec steps_of_rule(const Speaker *speaker, Run *run, uint32_t rule, uint32_t instance, bool all);

// The citation of the alternative that decided, else the rule's own.
Citation deciding_citation(const Run *run, uint32_t rule, uint32_t instance);

#endif
