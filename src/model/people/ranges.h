// ranges.h - a population cut into ranges of households, for whoever works on it to take in turns.
//
// The cut follows from the population and the options alone, so that everyone who makes it has the
// same, and a range is called by its number. Ranges are in the order of strata and households: who
// takes some in a row meets few strata, and making the law ready for a stratum costs as much as
// some ten thousand households.
#ifndef MODEL_PEOPLE_RANGES_H
#define MODEL_PEOPLE_RANGES_H

#include "base/vec.h"
#include "model/people/people.h"

// Households [first, end) of a stratum.
typedef struct Range {
    uint32_t stratum;
    uint64_t first, end;
} Range;

typedef VEC(Range) RangeVec;

typedef struct RangesOptions {
    uint64_t workers; // threads of all processes that will take them
    // Large ones first, and ever smaller ones, so that all workers end together (guided
    // self-scheduling: Polychronopoulos and Kuck 1987); else all are as large as the last.
    bool shrinking;
} RangesOptions;

enum { RANGE_STEP = 8192 }; // households: ranges begin at multiples of it in their stratum

RangeVec ranges_cut(const PeopleOutline *outline, const RangesOptions *options, Arena *arena);

#endif
