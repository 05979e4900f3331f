#include "model/people/ranges.h"

#include "base/panic.h"

enum {
    LEAST = 2 * RANGE_STEP,  // what a stratum costs to be made ready; less only of small nations
    MOST = 128 * RANGE_STEP, // where all are as large
    ROUNDS = 2,              // the first ranges leave so many for every worker, were all as large
    SHARES = 32,             // the last are such a part of a worker's share, or LEAST
};

static uint64_t rounded(uint64_t households)
{
    return (households + RANGE_STEP - 1) / RANGE_STEP * RANGE_STEP;
}

RangeVec ranges_cut(const PeopleOutline *outline, const RangesOptions *options, Arena *arena)
{
    RangeVec ranges = {0};
    uint64_t left = 0;
    invariant(options->workers > 0);
    for (size_t s = 0; s < outline->stratum_count; s++) left += outline->strata[s].households;
    const uint64_t share = rounded(left / options->workers / SHARES + 1);
    const uint64_t bound = options->shrinking ? LEAST : MOST;
    const uint64_t least = share < bound ? share : bound;
    for (uint32_t s = 0; s < outline->stratum_count; s++) {
        const uint64_t households = outline->strata[s].households;
        for (uint64_t first = 0; first < households;) {
            uint64_t size = options->shrinking ? rounded(left / options->workers / ROUNDS) : least;
            if (size < least) size = least;
            if (size > households - first) size = households - first;
            *vec_push(arena, &ranges) = (Range){.stratum = s, .first = first, .end = first + size};
            first += size;
            left -= size;
        }
    }
    return ranges;
}
