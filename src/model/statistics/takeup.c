#include "model/statistics/takeup.h"

#include "base/panic.h"

void takeup_merge(Takeup *into, const Takeup *other)
{
    invariant(into->low == other->low && into->shift == other->shift);
    for (size_t i = 0; i < TAKEUP_BINS; i++) into->persons[i] += other->persons[i];
    into->below += other->below;
    into->above += other->above;
}

TakeupThreshold takeup_threshold(const Takeup *takeup, int64_t persons_wanted)
{
    int64_t within = 0;
    for (size_t i = 0; i < TAKEUP_BINS; i++) within += takeup->persons[i];
    TakeupThreshold found = {.beta = takeup->low, .persons = takeup->below};
    if (within + takeup->below + takeup->above == 0) {
        found.status = STATUS_ND_EMPTY;
        return found;
    }
    if (takeup->below > persons_wanted) found.status = STATUS_ND_RANGE;
    int64_t bin = 0;
    while (bin < TAKEUP_BINS && found.persons < persons_wanted) {
        const int64_t own = takeup->persons[bin];
        found.bin_persons = own;
        // Stop before a bin that would overshoot by more than it leaves missing.
        if (found.persons + own - persons_wanted > persons_wanted - found.persons) break;
        found.persons += own;
        bin++;
    }
    found.beta = takeup->low + (bin << takeup->shift);
    if (bin == TAKEUP_BINS && found.persons < persons_wanted) found.status = STATUS_ND_RANGE;
    return found;
}
