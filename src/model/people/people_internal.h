// people_internal.h - what a kind of population provides, so that the others need not know it.
//
// A kind (made from margins, read from a survey) has a struct of its own whose first member is a
// People. people.c passes every call on through the table.
#ifndef MODEL_PEOPLE_PEOPLE_INTERNAL_H
#define MODEL_PEOPLE_PEOPLE_INTERNAL_H

#include "model/people/people.h"

// Each as the function of the same name in people.h (fill: people_fill_some); a kind's scratch is
// its own struct.
typedef struct PeopleKind {
    PeopleScratch *(*scratch_create)(const People *people);
    void (*scratch_destroy)(PeopleScratch *scratch); // never NULL
    uint32_t (*fill)(const People *people, uint32_t stratum, uint64_t first, uint32_t most,
                     PeopleScratch *scratch, PeopleBlock *block);
    void (*fill_these)(const People *people, uint32_t stratum, const uint64_t *indexes,
                       uint32_t count, PeopleScratch *scratch, PeopleBlock *block);
    void (*destroy)(People *people); // never NULL
    // NULL: all columns are made, whatever is asked.
    void (*ask)(const People *people, PeopleScratch *scratch, const bool *columns);
    // The household's own id; NULL: households have none, and are called by place and number.
    Str (*household_id)(const People *people, uint32_t stratum, uint64_t index);
} PeopleKind;

struct People {
    const PeopleKind *kind;
    PeopleOutline outline;
};

// First member of every kind's scratch.
struct PeopleScratch {
    const PeopleKind *kind;
};

#endif
