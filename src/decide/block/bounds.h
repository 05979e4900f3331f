// bounds.h - cheap masks that hold wherever a dear one does.
//
// Most households qualify for nothing, and a look at their income says so. Of "A and B" either part
// alone holds wherever both do; so from a mask made of conjunctions and alternatives those parts
// are kept that cost little and rule out many, and a prefix of the law finds the households for
// which the rest must be worked out. How often each part holds is measured on a sample. That, and
// the choice made by it, settles how fast a run is, never what comes of it.
#ifndef DECIDE_BLOCK_BOUNDS_H
#define DECIDE_BLOCK_BOUNDS_H

#include "decide/block/graph.h"

// Some households, their members, and where each mask of the graph holds among them.
typedef struct BoundsSample {
    size_t households, persons;
    const uint32_t *owners;            // [persons]: household of each
    const unsigned char *const *masks; // [vertex][households or persons]: 0x00 or 0xFF; NULL of
                                       // numbers and constants
} BoundsSample;

typedef struct Bounds Bounds;

// `given` lanes are worked out in any case and cost nothing. `whole` lanes are what need not be
// worked out for a household that is ruled out.
Bounds *bounds_create(Graph *graph, const BoundsSample *sample, const LaneVec *given,
                      const LaneVec *whole, Arena *arena);

// A mask that holds wherever one of `masks` does, and sometimes else. They must be older than the
// bounds. What it rests on is given from then on, and households for which it holds are not counted
// again: so ask for the most telling masks first.
Lane bounds_upper(Bounds *bounds, const Lane *masks, size_t count);

#endif
