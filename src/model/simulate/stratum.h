// stratum.h - the laws of a simulation, specialised to one stratum and ready to run.
#ifndef MODEL_SIMULATE_STRATUM_H
#define MODEL_SIMULATE_STRATUM_H

#include "decide/block/situations.h"
#include "model/simulate/simulate.h"

// One law in a stratum.
typedef struct StratumLaw {
    Specialisation from;
    SpecialLaw law;
    Lane resources; // of the household a month, fen
    Lane resources_den;
    Lane resources_known; // mask
    Lane *tiers;          // [tier_count]: how many persons of the household are in each
    size_t tier_count;
} StratumLaw;

typedef struct StratumPlan {
    Arena *arena;
    Graph graph;
    StratumLaw *laws; // [law_count]
    Plan *plan;
    PlanScratch *scratch;
    size_t residence; // 0 urban, 1 rural
} StratumPlan;

// What the options' laws have in common for all strata: where columns are.
typedef struct SimulationColumns {
    uint32_t **column_of;            // [law][fact]
    uint32_t claim_draw, found_draw; // attributes, or NONE
} SimulationColumns;

MUST_USE bool simulation_columns(const SimulateOptions *options, Arena *arena,
                                 SimulationColumns *columns, Error *err);

// One law in one stratum.
typedef struct StratumOfLaw {
    uint32_t stratum;
    size_t law;
} StratumOfLaw;

// What a law is specialised from in a stratum: its place, the day, what all its households share.
MUST_USE bool stratum_specialisation(const SimulateOptions *options,
                                     const SimulationColumns *columns, const StratumOfLaw *of,
                                     Arena *arena, Specialisation *from, Error *err);

// `arena` must be empty and stays with the plan.
MUST_USE bool stratum_plan(const SimulateOptions *options, const SimulationColumns *columns,
                           uint32_t stratum, Arena *arena, StratumPlan *plan, Error *err);

#endif
