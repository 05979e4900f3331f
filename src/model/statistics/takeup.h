// takeup.h - the threshold at which as many claim as the books count, found in one pass.
//
// A household claims if beta + x'b + g ln B + e > 0, that is, if its critical value kappa = -(x'b +
// g ln B + e) is below beta. One pass fills a histogram of kappa by persons; the beta that yields
// the administrative count is then the edge of a bin, exact to one bin. Kappa is a fixed-point
// integer of the caller's scale, drawn once a household and kept over scenarios, so a larger
// benefit can only add claimants. Methods 2.20.
//
//     Takeup takeup = {.low = -(8 << 16), .shift = 8};     // kappa in 1/65536, bins of 1/256
//     takeup_add(&takeup, kappa, persons);                  // for every eligible household
//     const TakeupThreshold beta = takeup_threshold(&takeup, persons_on_the_books);
#ifndef MODEL_STATISTICS_TAKEUP_H
#define MODEL_STATISTICS_TAKEUP_H

#include <stddef.h>

#include "model/statistics/result.h"

enum { TAKEUP_BINS = 4096 };

// A plain struct of integers; merges by addition of the counts. low and shift are set once and must
// be the same in all that are merged.
typedef struct Takeup {
    int64_t low;    // least kappa of the first bin
    uint32_t shift; // bins are 2^shift wide
    int64_t persons[TAKEUP_BINS];
    int64_t below, above; // persons outside the bins
} Takeup;

static inline void takeup_add(Takeup *takeup, int64_t kappa, int64_t persons)
{
    const int64_t bin = (kappa - takeup->low) >> takeup->shift;
    if (bin < 0) takeup->below += persons;
    else if (bin >= TAKEUP_BINS) takeup->above += persons;
    else takeup->persons[bin] += persons;
}

void takeup_merge(Takeup *into, const Takeup *other);

typedef struct TakeupThreshold {
    int64_t beta;        // claim if kappa < beta
    int64_t persons;     // who then claim: as near to the wanted as bin edges allow
    int64_t bin_persons; // the size of the step not resolved: the error is at most half of it
    Status status;       // ND_EMPTY: nobody is eligible; ND_RANGE: fewer, or more, than wanted
} TakeupThreshold;       // for any beta within the bins

TakeupThreshold takeup_threshold(const Takeup *takeup, int64_t persons_wanted);

#endif
