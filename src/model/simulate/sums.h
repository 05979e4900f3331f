// sums.h - one block's households added to a thread's sums, and threads' sums to one another.
#ifndef MODEL_SIMULATE_SUMS_H
#define MODEL_SIMULATE_SUMS_H

#include "model/simulate/stratum.h"

// What one thread has added up.
typedef struct ThreadSums {
    LawSums **laws;       // [law][stratum]
    WelfareSums *welfare; // [law]
    WelfareSums idle;     // households that no law comes to something for: the same under each
    Distribution *before;
    PovertySums poverty_before[SIMULATED_RESIDENCES];
    int64_t *persons;
    uint64_t households, left_out, refused, undecidable;
} ThreadSums;

typedef struct BlockContext {
    const SimulateOptions *options;
    const SimulationColumns *columns;
    const StratumPlan *plan;
    uint32_t stratum;
    const int64_t *thresholds; // [TAKEUP_DEPTHS] of the stratum's residence
    const int64_t *deciles;    // [9]
    Arena *request;            // for households that the interpreter decides
} BlockContext;

void sums_start(ThreadSums *sums, const SimulateOptions *options, Arena *arena);
void sums_add_block(ThreadSums *sums, const BlockContext *context, const PeopleBlock *block);
// The households of a block that the mask leaves out, of whom the plan's prefix is all there is.
void sums_add_idle(ThreadSums *sums, const BlockContext *context, const PeopleBlock *block,
                   const unsigned char *active);
void sums_merge(ThreadSums *into, const ThreadSums *from, const SimulateOptions *options);

// The household's critical value: it is known to the office where this is below the threshold of
// its depth. Finding a family is set one standard deviation harder than that it comes of itself.
int64_t sums_critical(const SimulationColumns *columns, const Columns *block, uint32_t household);

// How far income is below the line under the first law, from 0 (not at all, or not known) to
// TAKEUP_DEPTHS - 1 (there is none), after a run of the plan or of its prefix.
uint32_t sums_depth(const StratumPlan *plan, const PlanScratch *scratch, uint32_t household);

// Of each household, whom the first law puts on dibao and what it pays them a month, in fen, after
// a run of the plan or of that of the first pass.
void sums_on_dibao(const StratumPlan *plan, const PlanScratch *scratch, const BlockShape *shape,
                   int64_t *persons, int64_t *money);

// What no law changes, added to each law's sums: once, when all threads are merged.
void sums_settle(ThreadSums *sums, const SimulateOptions *options);

// The number of a household's resources, in fen a month, after a run of the plan or of its prefix;
// false if it is not known.
bool sums_resources(const StratumPlan *plan, const PlanScratch *scratch, uint32_t household,
                    int64_t *fen);

// How many members a household of the block has.
void sums_sizes(const BlockShape *shape, int32_t *sizes);

#endif
