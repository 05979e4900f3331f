// plan_internal.h - what a plan holds: plan_make.c makes it of a graph, plan.c runs it.
//
// A plan stands for itself: of the graph, and of all that was needed to make it, nothing is read
// any more, so that plans of many places can be kept where their graphs could not.
#ifndef DECIDE_BLOCK_PLAN_INTERNAL_H
#define DECIDE_BLOCK_PLAN_INTERNAL_H

#include "decide/block/kernels.h"
#include "decide/block/plan.h"

// Numbers whose range allows it stand in lanes of 32 bits, worked out by kernels that are twice as
// fast. Buffers of one form and domain are a pool.
typedef enum Form { FORM_MASK, FORM_NARROW, FORM_WIDE, FORMS } Form;
enum { POOLS = 2 * FORMS };

static inline uint32_t pool_of(bool of_person, Form form)
{
    return (of_person ? FORMS : 0) + (uint32_t)form;
}

static inline Form pool_form(uint32_t pool)
{
    return (Form)(pool % FORMS);
}

// Where a value stands. Below POOLS the kind is that of a pool, and the index of a buffer in it;
// else the index is of a column of the block at hand, or of a region.
enum { PLACE_CELLS = POOLS, PLACE_STATES, PLACE_OPEN, PLACE_NONE };
typedef struct Place {
    uint32_t kind;
    uint32_t index;
} Place;

// A Step before its buffers have addresses.
typedef struct PlannedStep {
    KernelId kernel;
    bool of_person;
    unsigned shift;
    uint32_t region;
    Place out;
    Place operands[3];
    int64_t k, j;
    const int64_t *table;
    uint64_t magic;
} PlannedStep;

// A buffer that every run finds filled.
typedef struct PlannedConstant {
    Place place;
    int64_t number; // of masks, 0 or 1
} PlannedConstant;

typedef struct WantedPlace {
    Lane lane; // or NONE: a free place of the table
    Place place;
} WantedPlace;

struct Plan {
    PlannedStep *steps; // [step_count]
    size_t step_count;
    PlannedConstant *constants; // [constant_count]
    size_t constant_count;
    uint32_t *columns; // [column_count]: that are read, each once
    size_t column_count;
    size_t region_count;
    uint32_t pools[POOLS]; // buffers of each
    WantedPlace *wanted;   // [wanted_size]: a table open to all sides, from wanted_start(lane) on
    size_t wanted_size;    // a power of two, more than are wanted
};

static inline size_t wanted_start(const Plan *plan, Lane lane)
{
    return lane & (plan->wanted_size - 1);
}

#endif
