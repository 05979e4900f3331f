// run.h - the state of one evaluation. For decide/ and explain/; others use decision.h.
//
// Values are worked out on demand and kept: a rule is evaluated once for each person, row or unit
// that is asked for it, and what is never asked is never worked out. Everything lives in the
// request arena.
#ifndef DECIDE_INTERPRET_RUN_H
#define DECIDE_INTERPRET_RUN_H

#include "decide/situation.h"

enum { SEVERAL = 0xFF }; // Memo.winner: no single alternative decided

typedef struct Memo {
    bool done;
    bool active;          // being worked out now
    unsigned char winner; // index of the alternative that gave the value, or SEVERAL
    bool unset;           // it is left to a place, and none has set it
    Value value;
} Memo;

// The values of one rule, made when first asked for.
typedef struct RuleMemo {
    Memo *cells;       // [instance]; NULL until asked for
    uint64_t in_force; // bits of the alternatives that apply on this day, at this place
    bool prepared;
} RuleMemo;

typedef struct FactMemo {
    bool done;
    bool presumed; // by the law's "normally"
    Value value;
} FactMemo;

typedef struct UnitMemo {
    bool done;
    uint32_t count;      // units of this kind
    uint32_t *of_person; // [member]: which unit, or NONE
    bool *maybe;         // [member]: whether it is open that the person belongs to it
} UnitMemo;

// A fact (of someone) that was presumed, or must be known.
typedef struct FactUse {
    uint32_t fact;
    uint32_t instance;
} FactUse;

// A value that the law leaves to a place which has not set it, or that is not in force.
typedef struct OpenValue {
    bool parameter;
    uint32_t index; // parameter or rule
    uint32_t place; // asked for this place
    Date date;      // on this day
} OpenValue;

typedef VEC(FactUse) FactUseVec;
typedef VEC(OpenValue) OpenValueVec;

typedef struct RunOptions {
    bool strict;   // presume nothing
    bool brief;    // needs are not listed
    Date known_on; // values published later are not used; DATE_LAST: all are
} RunOptions;

typedef struct Run {
    const Program *program;
    const Situation *situation;
    Arena *arena;
    RunOptions options;
    RuleMemo *rules;  // [rule]
    FactMemo **facts; // [fact]: [instance], NULL until asked for
    UnitMemo *units;  // [entity]
    Value **awards;   // [programme]: [instance], NULL until worked out
    FactUseVec presumed;
    VEC(uint32_t) presumed_rows; // records of which there are presumed to be none
    OpenValueVec open;
    bool provisional; // a working day was counted in a year without a published calendar
    bool failed;
    Error error; // the first
} Run;

// A parameter that is asked for: its limits and what a reform sets are worked out for that place
// and day, and so are the parameters that they name.
typedef struct ParameterAsked {
    const Value *keys; // [key_count]
    const Value *base; // its value without the reform
    uint32_t place;    // or NONE
    Date date;
} ParameterAsked;

// What a rule's body is asked for: fixed while one alternative is worked out.
typedef struct RuleFrame {
    uint32_t rule;               // or NONE
    uint32_t alternative;        // for "base"
    uint32_t person;             // "self"; NONE if the rule is not a person's
    const ParameterAsked *asked; // whose limit or reform is worked out; else NULL
} RuleFrame;

// Who is asked. Frames are linked outwards: from a row to whoever asked over the rows.
typedef struct Frame {
    uint32_t entity;
    uint32_t instance;
    uint32_t month; // index of the past month that is looked at, or NONE
    const struct Frame *outer;
    const RuleFrame *rule;
} Frame;

// The outermost frame: nobody asks from further out, and of today.
static inline Frame frame_at(uint32_t entity, uint32_t instance, const RuleFrame *rule)
{
    return (Frame){.entity = entity, .instance = instance, .month = NONE, .rule = rule};
}

// A person asked from within another frame: "X of PERSON".
static inline Frame frame_of_person(uint32_t person, const Frame *outer)
{
    return (Frame){.entity = PERSON,
                   .instance = person,
                   .month = outer->month,
                   .outer = outer,
                   .rule = outer->rule};
}

// Whether something of `place` that is in force from ... until holds here and today.
bool run_holds(const Run *run, uint32_t place, Date from, Date until);

// Whether the case's region is `place` or lies within it.
bool run_is_here(const Run *run, uint32_t place);

Run *run_create(const Situation *situation, RunOptions options, Arena *request);

// Notes the first failure; later ones follow from it.
void run_fail(Run *run, ErrorCode code, Span span, const char *format, ...) PRINTF_LIKE(4, 5);

// --- evaluate.c ---

Value evaluate(Run *run, NodeId id, const Frame *frame);

// Whether values of this type are sets of bits (else numbers).
bool type_is_set(Type type);

// All that a value of this type could be.
Value value_of_any(const Situation *situation, Type type);

// A day so much later or earlier: what OP_DATE_ADD and OP_DATE_SUBTRACT give.
Value value_date_sum(Run *run, const Node *node, const Value *start, const Value *count);

// Where `entity`'s values for this frame are found: an instance, or NONE. *maybe is set if it is
// open whether there is one.
uint32_t run_reach(Run *run, uint32_t from, uint32_t instance, uint32_t entity, bool *maybe);

// --- rules.c --- (`index` is that of the thing a function is named for)

const Memo *run_rule(Run *run, uint32_t index, uint32_t instance);
const FactMemo *run_fact(Run *run, uint32_t index, uint32_t instance);

// All that a fact may be by its type and the law's limits.
Value run_fact_range(Run *run, uint32_t index, uint32_t instance);

// The range that a fact of this type has where the law states no limits: numbers and days.
Value run_type_range(const Run *run, Type type);

// A fact outside its range, and the limit it breaks.
typedef struct Breach {
    Value limit;
    bool low; // it is below the least; else above the greatest
} Breach;

// Whether the value given for a fact lies outside its range.
bool run_fact_breach(Run *run, uint32_t index, uint32_t instance, Breach *breach);
const UnitMemo *run_unit(Run *run, uint32_t index);
uint32_t run_instances(Run *run, uint32_t entity);

// The value of the rule under evaluation without the alternative being worked out.
Value run_base(Run *run, const Frame *frame);

// The alternatives of a rule that are in force here and today.
uint64_t run_in_force(Run *run, uint32_t index);

// --- parameters.c ---

// `keys` are the values of its keys; `place` may be NONE.
Value run_parameter(Run *run, uint32_t index, const Value *keys, uint32_t place, Date date);

// Without what reforms set, and whatever a case puts in its place.
Value run_parameter_base(Run *run, uint32_t index, const Value *keys, uint32_t place, Date date);

// Whether a reform of a parameter applies to this place on this day.
bool run_parameter_reformed(const Run *run, const Alternative *reform, uint32_t place, Date date);

// The row that a known set of keys finds, for explanations; NULL if none is in force.
const ParameterRow *run_parameter_row(const Run *run, uint32_t index, const Value *keys,
                                      uint32_t place, Date date);
void run_note_open(Run *run, bool parameter, uint32_t index, uint32_t place, Date date);

// --- aggregate.c ---

typedef struct RowRef {
    uint32_t instance;
    uint32_t month; // of ROWS_MONTHS; else the frame's
    bool maybe;     // it is open whether this row counts
} RowRef;

typedef struct RowList {
    RowRef *items;
    size_t count;
    bool open; // there may be rows that have not been told
} RowList;

RowList run_rows(Run *run, uint32_t index, const Frame *frame);
Value evaluate_list(Run *run, const Node *node, const Frame *frame);
Value evaluate_rows(Run *run, const Node *node, const Frame *frame);
Frame frame_of_row(const Run *run, uint32_t rows, const RowRef *row, const Frame *outer);

// --- stacking.c ---

// What a programme grants after exclusions: its amount, or not applicable.
Value run_awarded(Run *run, uint32_t programme, uint32_t instance);

// Whether another programme takes the place of this one: yes, no, or open. If yes, *by is the
// exclusion and *winner the other programme.
Value run_excluded(Run *run, uint32_t programme, uint32_t instance, const Exclusive **by,
                   uint32_t *winner);

// Whether a programme exists here and today.
bool run_programme_in_force(const Run *run, uint32_t programme);

#endif
