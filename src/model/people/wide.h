// wide.h - blocks that hold households of several kinds.
//
// Working a law out over ten households costs about as much as over a thousand. Where a stratum
// has few households, those of one kind fill no block: a wide block puts together what several
// fills give. Its households are sorted by size, and `indexes` tells which they are.
#ifndef MODEL_PEOPLE_WIDE_H
#define MODEL_PEOPLE_WIDE_H

#include "model/people/people.h"

typedef struct WideBlock WideBlock;

WideBlock *wide_create(const People *people, Arena *arena);

// Fills a block with households from `first` on, none from `end` on, and returns how many: at least
// 1 while first < end. Borrowed until the next call.
uint32_t wide_fill(WideBlock *wide, uint32_t stratum, uint64_t first, uint64_t end,
                   PeopleScratch *scratch, PeopleBlock *block);

// The same by hand, for fills from all over a stratum: adds a copy of what was filled, unless the
// block has no room for it; and the block of what was added, borrowed until the next start.
void wide_start(WideBlock *wide);
MUST_USE bool wide_add(WideBlock *wide, const PeopleBlock *block);
void wide_end(WideBlock *wide, PeopleBlock *block);

#endif
