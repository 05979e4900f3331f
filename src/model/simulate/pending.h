// pending.h - households that the law must be worked out for in full, gathered until they fill a
// block.
//
// A stratum's households come in blocks of which few lanes are left after the prefix. Their indexes
// are kept, by kind of household, and the households made anew when they fill a block: it is full,
// has no unused lanes but at the end of a stratum, and holds columns that need not be made for
// those who come to nothing.
#ifndef MODEL_SIMULATE_PENDING_H
#define MODEL_SIMULATE_PENDING_H

#include "model/people/people.h"

typedef struct PendingBlock PendingBlock;

typedef struct Pending {
    Arena *arena;
    const People *people;
    uint32_t stratum;
    PeopleScratch *scratch; // in which blocks are made: not that of the blocks they come from
    PendingBlock *blocks[BLOCK_SLOTS + PEOPLE_KINDS_MAX + 1]; // NULL: none of that kind yet
    void (*take)(void *context, const PeopleBlock *block);    // given each block that is full
    void *context;
} Pending;

// Adds the households of a block that the mask marks, with the block's weights if it has any.
void pending_add(Pending *pending, const PeopleBlock *from, const unsigned char *mask);

// Hands over what is left, full or not.
void pending_flush(Pending *pending);

#endif
