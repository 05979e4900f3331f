// takeup.h - who of the entitled claim, so that the books' persons and money are met, in one pass.
//
// A household claims if kappa - slope * depth < beta. Kappa is its own draw, a fixed-point integer
// of the caller's scale, kept over scenarios; depth says how far it is below the line (0: not at
// all; TAKEUP_DEPTHS - 1: it has nothing), so that with a slope above 0 those who claim are poorer
// than a random choice of the entitled, as those on the books are. One pass fills a histogram of
// kappa by depth. Beta is then where the persons who claim are those of the books, between the
// edges of a bin as if its persons were spread evenly; the slope is where their money a head is
// that of the books. Methods 2.20.
//
//     Takeup takeup = {.low = -8192, .shift = 4};           // kappa in 1/1000, bins of 16
//     takeup_add(&takeup, kappa, depth, persons, money);    // for every eligible household
//     const int64_t slope = takeup_slope(&takeup, &persons_on_the_books, 1, money_a_head);
//     const TakeupFit fit = takeup_fit(&takeup, slope, persons_on_the_books);
//     claims = kappa < takeup_threshold(fit.beta, slope, depth);
#ifndef MODEL_STATISTICS_TAKEUP_H
#define MODEL_STATISTICS_TAKEUP_H

#include <stddef.h>

#include "base/number.h"
#include "model/statistics/result.h"

enum { TAKEUP_BINS = 1024, TAKEUP_DEPTHS = 65 };

// A plain struct of integers; merges by addition of the counts. low and shift are set once and must
// be the same in all that are merged.
typedef struct Takeup {
    int64_t low;    // least kappa of the first bin
    uint32_t shift; // bins are 2^shift wide
    int64_t persons[TAKEUP_DEPTHS][TAKEUP_BINS];
    Wide money[TAKEUP_DEPTHS][TAKEUP_BINS];
    int64_t always, never; // persons whose kappa lies below, and above, the bins
    Wide always_money;
} Takeup;

void takeup_add(Takeup *takeup, int64_t kappa, uint32_t depth, int64_t persons, Wide money);
void takeup_merge(Takeup *into, const Takeup *other);

// What kappa must be below, at a depth.
static inline int64_t takeup_threshold(int64_t beta, int64_t slope, uint32_t depth)
{
    return beta + slope * (int64_t)depth / (TAKEUP_DEPTHS - 1);
}

typedef struct TakeupFit {
    int64_t beta;
    int64_t persons; // who then claim: those wanted, but for what one step of beta moves
    Wide money;      // of theirs
    Status status;   // ND_EMPTY: nobody is eligible; ND_RANGE: fewer, or more, than wanted
} TakeupFit;         // for any beta within the bins

TakeupFit takeup_fit(const Takeup *takeup, int64_t slope, int64_t persons_wanted);

// The least slope, in units of kappa from no depth to the full, at which the money a head of those
// who claim in all parts together is at least this; each part has a beta of its own. 0 where it is
// so without a slope; the width of the bins where none is enough.
int64_t takeup_slope(const Takeup *parts, const int64_t *wanted, size_t count, Wide money_a_head);

#endif
