#include "model/simulate/plans.h"

#include "base/os.h"

typedef struct Planning {
    const StratumPlansRequest *request;
    StratumPlans *plans;
    Error *errors; // [threads]
    bool *failed;  // [threads]
} Planning;

static uint64_t full_below(const SimulateOptions *options)
{
    enum { PAYS = 100000 }; // households that a prefix must spare to be worth making
    return options->full_below > 0 ? options->full_below : PAYS;
}

static void run_planning(void *context, uint32_t index)
{
    enum { PASSING = 32 * 1024 * 1024 }; // what making a prefix needs
    const Planning *planning = context;
    const StratumPlansRequest *request = planning->request;
    const SimulateOptions *options = request->options;
    const PeopleOutline *outline = people_outline(options->people);
    PeopleScratch *scratch = people_scratch_create(options->people);
    Arena *passing = arena_create_large(PASSING);
    for (uint32_t s = index; s < outline->stratum_count; s += request->threads) {
        if (request->strata != NULL && !request->strata[s]) continue;
        StratumPlan *plan = &planning->plans->plans[s];
        planning->failed[index] =
            !stratum_plan(options, request->columns, s, request->thresholds,
                          planning->plans->arenas[s], plan, &planning->errors[index]);
        if (planning->failed[index]) break;
        if (outline->strata[s].households < full_below(options)) continue;
        arena_reset(passing);
        stratum_prefix(options, s, plan, scratch, passing);
    }
    people_scratch_destroy(scratch);
    arena_destroy(passing);
}

bool stratum_plans_create(const StratumPlansRequest *request, StratumPlans *plans, Error *err)
{
    const size_t count = people_outline(request->options->people)->stratum_count;
    const uint32_t threads = request->threads;
    Arena *arena = arena_create();
    *plans = (StratumPlans){.arena = arena,
                            .plans = ARENA_ARRAY(arena, StratumPlan, count),
                            .arenas = ARENA_ARRAY(arena, Arena *, count),
                            .count = count};
    for (size_t s = 0; s < count; s++) plans->arenas[s] = arena_create();
    Planning planning = {.request = request,
                         .plans = plans,
                         .errors = ARENA_ARRAY(arena, Error, threads),
                         .failed = ARENA_ARRAY(arena, bool, threads)};
    os_run_threads(threads, run_planning, &planning);
    uint32_t t = 0;
    while (t < threads && !planning.failed[t]) t++;
    if (t == threads) return true;
    *err = planning.errors[t];
    stratum_plans_destroy(plans);
    return false;
}

void stratum_plans_destroy(StratumPlans *plans)
{
    for (size_t s = 0; s < plans->count; s++) arena_destroy(plans->arenas[s]);
    arena_destroy(plans->arena); // NULL once destroyed
    *plans = (StratumPlans){0};
}
