// people.h - a population: households in blocks of columns, made or read, never all held at once.
//
// A population is a list of strata. All households of a stratum share a region and the values of
// some household facts (residence), so that the law can be specialised to it once. Each household
// is a pure function of the population's seed and its index in the stratum: any block can be filled
// by any thread or machine, in any order, again and again, with the same result.
//
//     PeopleScratch *scratch = people_scratch_create(people);
//     for (uint64_t first = 0; first < stratum->households; first += count) {
//         count = people_fill(people, stratum_index, first, scratch, &block);
//         ... block.columns, block.weights ...
//     }
#ifndef MODEL_PEOPLE_PEOPLE_H
#define MODEL_PEOPLE_PEOPLE_H

#include "base/arena.h"
#include "base/error.h"
#include "decide/block/columns.h"

// A household fact that has one value in a whole stratum.
typedef struct StratumFact {
    Str name;       // "residence"
    Str value;      // of a choice: its name ("urban"); else empty
    int64_t number; // else the value
} StratumFact;

typedef struct Stratum {
    Str region;               // code of GB/T 2260
    const StratumFact *facts; // [fact_count]
    size_t fact_count;
    uint64_t households;
    uint64_t persons; // told in advance where it is known, else 0
} Stratum;

typedef struct People People;
typedef struct PeopleScratch PeopleScratch; // what one thread needs to fill blocks

// One block as it was filled. Borrowed until the scratch is used again.
typedef struct PeopleBlock {
    Columns columns;
    const int64_t *weights;  // [households]: how many each stands for, times People.weight_scale;
                             // NULL: each stands for the same, People.weight
    const uint64_t *indexes; // [households]: index of each in its stratum (blocks are sorted)
    uint32_t kind; // of all its households, 1 to PEOPLE_KINDS_MAX; 0: their sizes are their kinds
} PeopleBlock;

enum { PEOPLE_KINDS_MAX = 64 };

// What is known of a population before any block is filled.
typedef struct PeopleOutline {
    Str name;   // "china-2023"
    Str source; // one line for the reader
    uint64_t seed;
    Str hash;                // of all that determines it, as hexadecimal digits
    int32_t year;            // of its facts
    const ColumnSpec *specs; // [column_count], the same for every block
    size_t column_count;
    uint32_t slots;        // members of the largest household; 0: as many as a block holds
    const Stratum *strata; // [stratum_count]
    size_t stratum_count;
    int64_t weight_scale; // weights are in units of 1/weight_scale household
    int64_t weight;       // of every household, where blocks have no weights
} PeopleOutline;

const PeopleOutline *people_outline(const People *people);

PeopleScratch *people_scratch_create(const People *people);
void people_scratch_destroy(PeopleScratch *scratch);

// Blocks filled with this scratch from now on need hold only these columns, [column_count]; others
// may hold anything. Making few of them can be cheaper.
void people_ask(const People *people, PeopleScratch *scratch, const bool *columns);

// What a household is called, to be opened by: a survey's own id; else place, facts of the stratum
// and number from 1, as "510000-rural:17". It holds for the same population, seed and number of
// households.
Str people_household_name(const People *people, uint32_t stratum, uint64_t index, Arena *arena);

// The household of that name; an error if there is none.
MUST_USE bool people_find_household(const People *people, Str name, uint32_t *stratum,
                                    uint64_t *index, Error *err);

// Fills a block with households `first` ... of a stratum and returns how many: at least 1 while
// first < households.
uint32_t people_fill(const People *people, uint32_t stratum, uint64_t first, PeopleScratch *scratch,
                     PeopleBlock *block);

// The same, but `most` households at most.
uint32_t people_fill_some(const People *people, uint32_t stratum, uint64_t first, uint32_t most,
                          PeopleScratch *scratch, PeopleBlock *block);

// These households of a stratum, which are all of one kind; as many as a block holds at most.
void people_fill_these(const People *people, uint32_t stratum, const uint64_t *indexes,
                       uint32_t count, PeopleScratch *scratch, PeopleBlock *block);

// The household of this index of a stratum alone, as a block of one.
void people_fill_one(const People *people, uint32_t stratum, uint64_t index, PeopleScratch *scratch,
                     PeopleBlock *block);

void people_destroy(People *people);

#endif
