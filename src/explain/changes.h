// changes.h - what would alter an outcome: the nearest change that flips it.
//
// Where one condition alone stands between a household and a programme, we work out what its
// quantity would have to be ("if the family's income were below 2,400 yuan a month"), put that
// value in its place, decide again, and say it only if the outcome does change. Where several
// conditions fail together the reasons name them, and no single change is offered. What was merely
// presumed is to be verified and is not offered as a change either.
#ifndef EXPLAIN_CHANGES_H
#define EXPLAIN_CHANGES_H

#include "explain/reasons.h"

typedef struct Change {
    Str name; // of the fact or rule that would have to be different
    Str text;
    bool gains; // the programme would be granted; else it would be lost
} Change;

typedef VEC(Change) ChangeVec;

ChangeVec changes_of_grant(const Speaker *speaker, Run *run, uint32_t programme, const Grant *grant,
                           const ReasonVec *reasons);

#endif
