// stratum.h - the laws of a simulation, specialised to one stratum and ready to run.
#ifndef MODEL_SIMULATE_STRATUM_H
#define MODEL_SIMULATE_STRATUM_H

#include "decide/block/situations.h"
#include "model/people/wide.h"
#include "model/simulate/simulate.h"

// A programme of a law: the lanes that are read after a run. Of persons, or of the household.
typedef struct StratumGrant {
    uint32_t programme;
    bool of_person;
    Lane qualifies;      // mask: granted
    Lane undetermined;   // mask: cannot be decided yet
    Lane some, num, den; // of what is granted: whether there is an amount, and num / den fen
    Lane members;        // of the household: how many persons it is for, where it is granted
} StratumGrant;

// One law in a stratum in one month.
typedef struct StratumLaw {
    const Program *program;
    StratumGrant *grants; // [grant_count]: the programmes of this place, in force
    size_t grant_count;
    Lane refused;   // mask of households: only the interpreter can decide
    Lane resources; // of the household a month, fen
    Lane resources_den;
    Lane resources_known; // mask
    Lane *tiers;          // [tier_count]: how many persons of the household are in each
    size_t tier_count;
} StratumLaw;

typedef struct StratumPlan {
    StratumLaw *laws; // [month * law_count + law]
    size_t months;
    Plan *plan;
    PlanScratch *scratch; // of one thread, as prefix_scratch: see stratum_scratch
    // The resources of everyone, and whom some law may help, name in a tier other than the last, or
    // leave open: for all others nothing else need be worked out. NULL: all are worked out in full.
    Plan *prefix;
    PlanScratch *prefix_scratch;
    // What the first pass looks at of those that the prefix leaves, or of all: resources, depth,
    // and what the first law grants of dibao.
    Plan *first_pass;
    PlanScratch *first_scratch;
    Lane active;      // mask of households
    size_t residence; // 0 urban, 1 rural
    bool has_depth;   // the first law says how far a household is below the line
    Lane depth, depth_den, depth_known;
} StratumPlan;

// What the options' laws have in common for all strata: where columns are.
typedef struct SimulationColumns {
    uint32_t **column_of;            // [law][fact]
    uint32_t **rule_column_of;       // [law][rule]
    uint32_t claim_draw, found_draw; // attributes, or NONE
} SimulationColumns;

MUST_USE bool simulation_columns(const SimulateOptions *options, Arena *arena,
                                 SimulationColumns *columns, Error *err);

// 0 urban, 1 rural.
size_t stratum_residence(const Stratum *stratum);

// One law in one stratum.
typedef struct StratumOfLaw {
    uint32_t stratum;
    size_t law;
} StratumOfLaw;

// What a law is specialised from in a stratum: its place, the day, what all its households share.
MUST_USE bool stratum_specialisation(const SimulateOptions *options,
                                     const SimulationColumns *columns, const StratumOfLaw *of,
                                     Arena *arena, Specialisation *from, Error *err);

typedef struct StratumRequest {
    const SimulateOptions *options;
    const SimulationColumns *columns;
    uint32_t stratum;
    // [residence][depth]: of being known to the office, which months after the first must know;
    // NULL: not settled yet, and the first month is planned alone.
    int64_t (*thresholds)[TAKEUP_DEPTHS];
    PeopleScratch *people; // for a prefix, which pays where there are many households; NULL: none
    WideBlock *wide;       // with it
    Arena *passing;        // for what is needed only while the plan is made
} StratumRequest;

// The plan has no scratch yet.
MUST_USE bool stratum_plan(const StratumRequest *request, Arena *arena, StratumPlan *plan,
                           Error *err);

// What a thread needs to run the plan. Threads that share one have a copy of the struct each.
void stratum_scratch(StratumPlan *plan, KernelSet kernels, Arena *arena);

#endif
