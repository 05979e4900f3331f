#include "model/people/people.h"

#include "base/panic.h"
#include "model/people/people_internal.h"

const PeopleOutline *people_outline(const People *people)
{
    return &people->outline;
}

PeopleScratch *people_scratch_create(const People *people)
{
    PeopleScratch *scratch = people->kind->scratch_create(people);
    scratch->kind = people->kind;
    return scratch;
}

void people_scratch_destroy(PeopleScratch *scratch)
{
    if (scratch != NULL) scratch->kind->scratch_destroy(scratch);
}

uint32_t people_fill_some(const People *people, uint32_t stratum, uint64_t first, uint32_t most,
                          PeopleScratch *scratch, PeopleBlock *block)
{
    invariant(stratum < people->outline.stratum_count && most > 0);
    invariant(first < people->outline.strata[stratum].households);
    const uint32_t count = people->kind->fill(people, stratum, first, most, scratch, block);
    invariant(count > 0 && count <= most);
    return count;
}

uint32_t people_fill(const People *people, uint32_t stratum, uint64_t first, PeopleScratch *scratch,
                     PeopleBlock *block)
{
    return people_fill_some(people, stratum, first, BLOCK_HOUSEHOLDS, scratch, block);
}

void people_fill_one(const People *people, uint32_t stratum, uint64_t index, PeopleScratch *scratch,
                     PeopleBlock *block)
{
    (void)people_fill_some(people, stratum, index, 1, scratch, block);
}

void people_destroy(People *people)
{
    if (people != NULL) people->kind->destroy(people);
}

void people_trim(PeopleBlock *block, uint32_t count)
{
    BlockShape *shape = &block->columns.shape;
    invariant(count <= shape->households);
    // The lanes stay where they are; only fewer of them count.
    shape->households = count;
    for (uint32_t t = 0; t < shape->slots; t++) {
        if (shape->with[t] > count) shape->with[t] = count;
    }
}
