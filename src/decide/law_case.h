// law_case.h - running the cases that stand in the law.
#ifndef DECIDE_LAW_CASE_H
#define DECIDE_LAW_CASE_H

#include "decide/decision.h"

typedef struct CaseFailure {
    const LawCase *law_case;
    Span span;   // of the expectation that failed
    Str message; // what was expected and what came
} CaseFailure;

typedef VEC(CaseFailure) CaseFailureVec;

// Which parts of the law some case has put to the test: bits of each rule's alternatives that gave
// a value, and for each programme whether it was seen to qualify and to fail.
typedef struct Coverage {
    uint64_t *alternatives; // [rule]
    bool *qualified;        // [programme]
    bool *failed;           // [programme]
} Coverage;

Coverage coverage_create(const Program *program, Arena *arena);

// Runs one case: appends what failed, notes what it covered (coverage may be NULL). True if every
// expectation held. `kept` keeps the messages; `request` is for the decision alone.
bool law_case_run(const Program *program, const LawCase *law_case, Arena *request, Arena *kept,
                  CaseFailureVec *failures, Coverage *coverage);

// The facts of a case as a situation.
Situation *law_case_situation(const Program *program, const LawCase *law_case, Arena *request);

#endif
