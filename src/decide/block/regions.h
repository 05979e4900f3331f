// regions.h - what a block can do without.
//
// Of "A and B" the second part says nothing in a block where A holds for nobody, and of "x where C,
// else y" neither does the side that nobody takes. A region is what is needed only where some lane
// of a mask holds, or fails: before its first step the mask is looked at, and in a block without
// such a lane the whole region is passed over. What then stands in its lanes is of no account, for
// all that reads them puts the mask before them.
//
//     what children get:  child ∧ studies ∧ boards …      a block of elderly couples passes over it
#ifndef DECIDE_BLOCK_REGIONS_H
#define DECIDE_BLOCK_REGIONS_H

#include "decide/block/graph.h"

enum { REGION_ALWAYS = 0 };
#define REGION_NEVER UINT32_MAX

typedef struct Region {
    uint32_t parent; // REGION_ALWAYS has none
    uint32_t depth;
    Lane mask;  // of the region, and worked out in its parent or further out
    bool holds; // needed where a lane of the mask holds; else where one fails
    uint64_t work;
    uint32_t next; // region of the same mask, or REGION_NEVER
} Region;

typedef struct Regions {
    VEC(Region) items; // REGION_ALWAYS first; a parent stands before its children
    uint32_t *of;      // [vertex]: where it is needed; REGION_NEVER: nowhere
} Regions;

// `where[i]` is a mask outside of which wanted[i] is never read; where = NULL: all are read
// everywhere. Regions that are not worth the look are left out.
void regions_find(const Graph *graph, const Lane *wanted, const Lane *where, size_t wanted_count,
                  Arena *arena, Regions *regions);

#endif
