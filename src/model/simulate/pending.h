// pending.h - households that the law must be worked out for in full, gathered until they fill a
// block.
//
// A stratum's households come in blocks of which few lanes are left after the prefix; they are
// copied, one block for each size of household, so that a gathered block is full and has no unused
// lanes but at the end of a stratum.
#ifndef MODEL_SIMULATE_PENDING_H
#define MODEL_SIMULATE_PENDING_H

#include "decide/block/plan.h"
#include "model/people/people.h"

typedef struct PendingBlock PendingBlock;

typedef struct Pending {
    Arena *arena;
    const PeopleOutline *outline;
    const bool *copied;                    // [column]
    PendingBlock *blocks[BLOCK_SLOTS + 1]; // [members of a household], NULL: none yet
    void (*take)(void *context, const PeopleBlock *block); // given each block that is full
    void *context;
} Pending;

// `copied` columns are there in the gathered blocks, no others.
void pending_start(Pending *pending, const PeopleOutline *outline, const bool *copied,
                   Arena *arena);

// Adds the households of a block that the mask marks.
void pending_add(Pending *pending, const PeopleBlock *from, const unsigned char *mask);

// Hands over what is left, full or not.
void pending_flush(Pending *pending);

#endif
