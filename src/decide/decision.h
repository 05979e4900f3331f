// decision.h - what the law says of a situation: every programme, decided in one go.
//
//     Decision *decision = NULL;
//     if (!decide(situation, &(DecideOptions){0}, request, &decision, &err)) return false;
//     for (size_t i = 0; i < decision->count; i++) show(&decision->programmes[i]);
//
// The decision and all it refers to live in the request arena. It is a proposal: a named person
// decides.
#ifndef DECIDE_DECISION_H
#define DECIDE_DECISION_H

#include "decide/interpret/run.h"

typedef enum Outcome {
    OUTCOME_QUALIFIES,
    OUTCOME_DOES_NOT_QUALIFY,
    OUTCOME_UNDETERMINED, // what is needed is in .needs
} Outcome;

// Something that is not known and could still change the answer.
typedef enum NeedKind {
    NEED_FACT,      // fact `index` of `instance`
    NEED_ROWS,      // the rows of record `index` of owner `instance`
    NEED_PARAMETER, // parameter `index` has no value in force; see Run.open
    NEED_RULE,      // rule `index` is left to a place that has not set it
    NEED_HISTORY,   // column `index` of a past month
} NeedKind;

typedef struct Need {
    NeedKind kind;
    uint32_t index;
    uint32_t instance;
} Need;

typedef VEC(Need) NeedVec;

// A programme for one household, person or unit.
typedef struct Grant {
    uint32_t instance;
    Outcome outcome;
    Value qualifies;
    Value amount;                 // of what is granted; not applicable if nothing is
    uint64_t members;             // bits of the persons it is for
    const Exclusive *excluded_by; // it would be due, but another programme takes its place
    uint32_t winner;              // which
    NeedVec needs;
} Grant;

typedef struct ProgrammeDecision {
    uint32_t programme;
    bool in_force;   // exists on this day (it may not yet, or no longer)
    Outcome outcome; // of all grants: one that qualifies makes it so
    Value amount;    // the sum of what qualifies; known if outcome is QUALIFIES
    uint64_t members;
    Grant *grants; // [grant_count]
    size_t grant_count;
    NeedVec needs; // of all grants
} ProgrammeDecision;

typedef struct Decision {
    Run *run;                      // the values behind it, for explanations
    ProgrammeDecision *programmes; // [count]: those of this place
    size_t count;
    size_t presumed_count;      // of run->presumed: those the programmes rest on
    size_t presumed_rows_count; // of run->presumed_rows
    Value tier; // of the household: the first its members are in; not applicable without tiers
} Decision;

typedef struct DecideOptions {
    bool strict;   // presume nothing that the law presumes normally
    bool brief;    // leave out what is needed: for many decisions in a row
    bool dated;    // .known_on is set
    Date known_on; // use only values published by then
} DecideOptions;

// False where no decision can be made: a number out of range, provisions in conflict, a day before
// the law begins. Needs are always listed.
MUST_USE bool decide(const Situation *situation, const DecideOptions *options, Arena *request,
                     Decision **decision, Error *err);

// The decision of one programme, or NULL if it is not of this place.
const ProgrammeDecision *decision_of(const Decision *decision, uint32_t programme);

// What is missing for it to be known whether a programme is granted, and how much.
void needs_of_grant(Run *run, uint32_t programme, uint32_t instance, NeedVec *needs);

// What is missing for the value of a rule to be known.
void needs_of_rule(Run *run, uint32_t rule, uint32_t instance, NeedVec *needs);

#endif
