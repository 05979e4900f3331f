// specialise.h - a law for one place, one day and one set of columns, as a graph of operations.
//
// The walk follows interpret/ opcode by opcode, with columns (lanes.h) in place of values: what it
// says of a lane is what the interpreter would say of that household, or that the interpreter must
// be asked. All that does not depend on columns is worked out here, once.
#ifndef DECIDE_BLOCK_SPECIALISE_H
#define DECIDE_BLOCK_SPECIALISE_H

#include "compile/program.h"
#include "decide/block/lanes.h"
#include "decide/situation.h"

// Where the value of a history column in a past month stands.
typedef struct PastColumn {
    uint32_t month;   // index into .months
    uint32_t history; // index into Program.columns
    uint32_t column;  // index into .specs
} PastColumn;

// The same of a month that was simulated: what it came to, worked out in the same graph.
typedef struct PastLanes {
    uint32_t month, history;
    Lanes value;
} PastLanes;

// A household fact that has one value for all households.
typedef struct CommonFact {
    uint32_t fact;
    Value value;
} CommonFact;

typedef struct Specialisation {
    const Program *program;
    Date date;
    uint32_t region;         // or NONE
    bool strict;             // presume nothing
    Date known_on;           // values published later are not used; DATE_LAST: all are
    const ColumnSpec *specs; // [spec_count]
    size_t spec_count;
    const uint32_t *column_of; // [fact]: index into specs, or NONE
    // [rule]: the column whose values stand in the rule's place, or NONE; NULL: of no rule. For
    // what the law reckons from records that a population does not have.
    const uint32_t *rule_column_of;
    const CommonFact *common; // [common_count]
    size_t common_count;
    uint32_t slots;     // members of the largest household
    const Date *months; // [month_count], ascending: past months on record
    size_t month_count;
    Date recorded_from;     // DATE_FIRST: the history is complete
    const PastColumn *past; // [past_count]
    size_t past_count;
    const PastLanes *simulated; // [simulated_count]
    size_t simulated_count;
    const Override *overrides; // [override_count]: values in place of rules', parameters', facts'
    size_t override_count;
} Specialisation;

// What stands in the cells of a column for a value of the fact (choices are matched by name).
int64_t column_cell_of(const Program *program, const ColumnSpec *spec, Type type, size_t value);

// What a programme comes to. Of persons, or of the household (units are the household's).
typedef struct GrantLanes {
    uint32_t programme;
    bool of_person;
    Lane qualifies;    // mask: granted
    Lane undetermined; // mask: cannot be decided yet
    Lanes amount;      // of what is granted; fractions of the smallest coin
    Lane members;      // of the household: how many persons it is for, where it is granted
    Lane trap;         // mask: only the interpreter can decide this one
} GrantLanes;

typedef struct SpecialLaw {
    const Specialisation *from;
    GrantLanes *grants; // [grant_count]: the programmes of this place, in force
    size_t grant_count;
    Lanes tier;   // of persons; no rails without tiers
    Lane refused; // mask of households: only the interpreter can decide
} SpecialLaw;

// Besides the programmes: the value of a rule, of persons or of the household.
typedef struct RuleLanes {
    bool of_person;
    Lanes value;
} RuleLanes;

// Several laws (a baseline and its reforms) may be specialised into one graph: what they share is
// worked out once.
typedef struct Specialist Specialist;
Specialist *specialist_create(const Specialisation *from, Graph *graph);
void specialist_programmes(Specialist *specialist, SpecialLaw *law);
RuleLanes specialist_rule(Specialist *specialist, uint32_t rule);

// What later months may ask of this one: a history column's value. Paid is what is granted to the
// households of the mask `served`.
Lanes specialist_history(Specialist *specialist, uint32_t history, const SpecialLaw *law,
                         Lane served);

#endif
