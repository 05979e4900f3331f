// specialise_internal.h - the state of one walk over the law. For specialise*.c.
#ifndef DECIDE_BLOCK_SPECIALISE_INTERNAL_H
#define DECIDE_BLOCK_SPECIALISE_INTERNAL_H

#include "decide/block/specialise.h"
#include "decide/interpret/run.h"

typedef struct LanesMemo {
    bool done;
    Lanes value;
} LanesMemo;

struct Specialist {
    const Specialisation *from;
    const Program *program;
    Graph *graph;
    Arena *arena;
    Run *run;          // for what no fact bears upon: parameters
    LanesMemo *facts;  // [fact]
    LanesMemo *rules;  // [rule]
    LanesMemo *awards; // [programme]
    Lane refused;      // facts outside the law's limits, of households
};

// A parameter that is asked for, with what interpret/run.h says of it in lanes.
typedef struct LanesAsked {
    const Lanes *keys;
    const Lanes *base;
    uint32_t place;
    Date date;
} LanesAsked;

// Of which rule an expression is worked out; see interpret/run.h.
typedef struct RuleScope {
    uint32_t rule;
    uint32_t alternative;
    uint32_t self;           // the member who asks, where it is one; NONE: every member for itself
    const LanesAsked *asked; // the parameter whose reform is worked out; else NULL
} RuleScope;

// Who is asked: every person or household of the block, or one member of every household.
typedef struct Scope {
    uint32_t entity;
    uint32_t slot;  // of persons: this member of every household; NONE: all members
    uint32_t month; // index into Specialisation.months, or NONE
    const struct Scope *outer;
    const RuleScope *rule;
} Scope;

Lanes special_evaluate(Specialist *specialist, NodeId id, const Scope *scope);
Lanes special_any(Specialist *specialist, Type type); // all that a value of this type could be
Lanes special_constant(Specialist *specialist, const Value *value, Type type);
// A value of lanes that is the same everywhere, as the interpreter's.
bool special_is_constant(Specialist *specialist, const Lanes *lanes, Value *value);

// specialise.c
const Lanes *special_fact(Specialist *specialist, uint32_t index);
const Lanes *special_rule(Specialist *specialist, uint32_t index);
Lanes special_base(Specialist *specialist, const Scope *scope);
// A value of `entity` as seen from a scope: of the person, its household, its unit.
Lanes special_reach(Specialist *specialist, const Scope *scope, uint32_t entity, Lanes value);
Lanes special_pick(Specialist *specialist, const Lanes *value, uint32_t slot);
bool special_holds(const Specialist *specialist, uint32_t place, Date from, Date until);

// specialise_parameters.c
// Where and when a scope asks: the case's region and day, but for a parameter's reform its own.
uint32_t special_place(const Specialist *specialist, const Scope *scope);
Date special_day(const Specialist *specialist, const Scope *scope);
Lanes special_parameter(Specialist *specialist, const Node *node, const Scope *scope);

// specialise_rows.c
Lanes special_list(Specialist *specialist, const Node *node, const Scope *scope);
Lanes special_rows(Specialist *specialist, const Node *node, const Scope *scope);

// specialise_stacking.c
bool special_in_force(const Specialist *specialist, uint32_t programme);
const Lanes *special_awarded(Specialist *specialist, uint32_t programme);
// Masks: another programme takes this one's place; it may.
void special_excluded(Specialist *specialist, uint32_t programme, Lane *yes, Lane *may, Lane *trap);

#endif
