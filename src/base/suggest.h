// suggest.h - "did you mean ...?": the known name nearest to a misspelt one.
#ifndef BASE_SUGGEST_H
#define BASE_SUGGEST_H

#include "base/str.h"

typedef struct Suggestion {
    Str wanted;   // the misspelt name
    Str nearest;  // the best candidate so far; empty if none is near enough
    size_t steps; // its distance
} Suggestion;

Suggestion suggestion_start(Str wanted);

// Offers a candidate: kept if fewer letters must be changed, added, dropped or swapped than for any
// before it, and at most a third of the wanted name's letters (at least one).
void suggestion_offer(Suggestion *suggestion, Str candidate);

#endif
