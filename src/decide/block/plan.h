// plan.h - a graph made ready to run: steps over buffers, block after block.
//
// Only what the wanted lanes need is worked out, in an order that keeps few buffers live, so that a
// block's intermediates stay in the cache next to the processor, and what a block can do without is
// passed over (regions.h). A Plan is immutable and shared by
// threads; each has a PlanScratch of its own, and nothing is allocated while blocks are run.
//
//     Plan *plan = plan_create(&graph, specs, &wanted, passing, arena);
//     PlanScratch *scratch = plan_scratch_create(plan, kernels_best(), arena);
//     plan_run(scratch, &columns);
//     const unsigned char *granted = plan_mask(scratch, wanted_lane);
#ifndef DECIDE_BLOCK_PLAN_H
#define DECIDE_BLOCK_PLAN_H

#include "decide/block/graph.h"

// Builds of the kernels for a processor's instructions; the best that it has is chosen at start.
typedef enum KernelSet { KERNELS_V2, KERNELS_V3, KERNELS_V4 } KernelSet;
KernelSet kernels_best(void);
bool kernels_available(KernelSet set);
const char *kernels_name(KernelSet set);

typedef struct Plan Plan;
typedef struct PlanScratch PlanScratch;

// The lanes that stay readable after a run.
typedef struct Wanted {
    const Lane *lanes; // [count]
    const Lane *where; // [count]: masks outside of which a lane is never read; NULL: all are read
    size_t count;      //          everywhere
} Wanted;

// All is borrowed for the call alone; `passing`, which may be `arena`, is of no use after it.
Plan *plan_create(const Graph *graph, const ColumnSpec *specs, const Wanted *wanted, Arena *passing,
                  Arena *arena);

// How many steps a block takes at most, of all and of persons alone, the bytes of its buffers, and
// how many looks there are that may pass over some.
typedef struct PlanSize {
    size_t steps, person_steps, bytes, looks;
} PlanSize;
PlanSize plan_size(const Plan *plan);

// Whether a step reads the cells or states of this column.
bool plan_reads(const Plan *plan, uint32_t column);

PlanScratch *plan_scratch_create(const Plan *plan, KernelSet set, Arena *arena);
void plan_run(PlanScratch *scratch, const Columns *columns);

// Of all steps of blocks run so far, how many were not passed over.
uint64_t plan_steps_done(const PlanScratch *scratch);

// A wanted lane after plan_run: [households] or [persons] by its domain; a constant fills the
// lanes of households and of persons alike.
const int64_t *plan_numbers(const PlanScratch *scratch, Lane lane);
const unsigned char *plan_mask(const PlanScratch *scratch, Lane lane);

#endif
