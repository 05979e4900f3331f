#include "model/simulate/plans.h"

#include "base/os.h"

typedef struct Planning {
    const StratumPlansRequest *request;
    StratumPlans *plans;
    Error *errors; // [threads]
    bool *failed;  // [threads]
} Planning;

static void run_planning(void *context, uint32_t index)
{
    enum { PASSING = 8 * 1024 * 1024 }; // what one plan needs while it is made, about
    const Planning *planning = context;
    const StratumPlansRequest *request = planning->request;
    const SimulateOptions *options = request->options;
    const PeopleOutline *outline = people_outline(options->people);
    PeopleScratch *people = people_scratch_create(options->people);
    Arena *passing = arena_create_large(PASSING);
    Arena *own = arena_create();
    WideBlock *wide = wide_create(options->people, own);
    for (uint32_t s = index; s < outline->stratum_count; s += request->threads) {
        if (request->strata != NULL && !request->strata[s]) continue;
        const StratumRequest of = {.options = options,
                                   .columns = request->columns,
                                   .stratum = s,
                                   .thresholds = request->thresholds,
                                   .people = simulated_in_full(options, s) ? NULL : people,
                                   .wide = wide,
                                   .passing = passing};
        arena_reset(passing);
        planning->failed[index] =
            !stratum_plan(&of, planning->plans->arenas[index], &planning->plans->plans[s],
                          &planning->errors[index]);
        if (planning->failed[index]) break;
    }
    people_scratch_destroy(people);
    arena_destroy(passing);
    arena_destroy(own);
}

bool stratum_plans_create(const StratumPlansRequest *request, StratumPlans *plans, Error *err)
{
    const PeopleOutline *outline = people_outline(request->options->people);
    const uint32_t threads = request->threads;
    Arena *arena = arena_create();
    *plans = (StratumPlans){.arena = arena,
                            .plans = ARENA_ARRAY(arena, StratumPlan, outline->stratum_count),
                            .count = outline->stratum_count,
                            .arenas = ARENA_ARRAY(arena, Arena *, threads),
                            .arena_count = threads};
    for (size_t t = 0; t < threads; t++) plans->arenas[t] = arena_create();
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
    for (size_t t = 0; t < plans->arena_count; t++) arena_destroy(plans->arenas[t]);
    arena_destroy(plans->arena);
    *plans = (StratumPlans){0};
}

bool stratum_plans_share(const SimulateOptions *options, StratumPlans *plans, Error *err)
{
    SimulationColumns columns;
    Error own = {0};
    Arena *passing = arena_create();
    const StratumPlansRequest request = {
        .options = options, .columns = &columns, .threads = simulated_threads(options)};
    const bool done = simulation_columns(options, passing, &columns, &own) &&
                      stratum_plans_create(&request, plans, &own);
    arena_destroy(passing);
    if (team_agree(options->team, done, &own, err)) return true;
    if (done) stratum_plans_destroy(plans); // another member could not make its own
    return false;
}
