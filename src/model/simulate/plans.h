// plans.h - the laws specialised to every stratum of a population, made once and shared.
//
// Specialising and planning take some milliseconds a stratum; threads share the work, and then the
// plans: see stratum_scratch.
#ifndef MODEL_SIMULATE_PLANS_H
#define MODEL_SIMULATE_PLANS_H

#include "model/simulate/stratum.h"

typedef struct StratumPlans {
    Arena *arena;       // of these arrays
    StratumPlan *plans; // [count]
    Arena **arenas;     // [count]: of each
    size_t count;
} StratumPlans;

typedef struct StratumPlansRequest {
    const SimulateOptions *options;
    const SimulationColumns *columns;
    int64_t (*thresholds)[TAKEUP_DEPTHS]; // as of stratum_plan
    const bool *strata;                   // [stratum_count]: which are needed; NULL: all
    uint32_t threads;
} StratumPlansRequest;

// Plans of strata with many households have a prefix. On failure there is nothing to destroy.
MUST_USE bool stratum_plans_create(const StratumPlansRequest *request, StratumPlans *plans,
                                   Error *err);

void stratum_plans_destroy(StratumPlans *plans);

#endif
