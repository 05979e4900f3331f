// plans.h - the laws specialised to every stratum of a population, made once and shared.
//
// Specialising and planning take some milliseconds a stratum; threads share the work, and then the
// plans: see stratum_scratch. Plans of one month hold for every population of the same columns and
// strata, so that a sample, or other draws of the people, need none of their own.
#ifndef MODEL_SIMULATE_PLANS_H
#define MODEL_SIMULATE_PLANS_H

#include "model/simulate/stratum.h"

struct StratumPlans {
    Arena *arena;       // of these arrays
    StratumPlan *plans; // [count]
    size_t count;       // strata
    Arena **arenas;     // [arena_count]: of the plans, one for each thread that made some
    size_t arena_count;
};

typedef struct StratumPlansRequest {
    const SimulateOptions *options;
    const SimulationColumns *columns;
    int64_t (*thresholds)[TAKEUP_DEPTHS]; // as of StratumRequest
    const bool *strata;                   // [stratum_count]: which are needed; NULL: all
    uint32_t threads;
} StratumPlansRequest;

// Plans of strata with many households have a prefix. On failure there is nothing to destroy.
MUST_USE bool stratum_plans_create(const StratumPlansRequest *request, StratumPlans *plans,
                                   Error *err);

void stratum_plans_destroy(StratumPlans *plans);

// Plans for SimulateOptions.plans: of the first month, for all strata.
MUST_USE bool stratum_plans_share(const SimulateOptions *options, StratumPlans *plans, Error *err);

#endif
