// simulate.h - a law, and reforms of it, over a whole population.
//
// Every household is made, decided under each law side by side, and added up; nothing of it is
// kept. Sums are integers, so that the result is the same for any number of threads, and of
// processes where there is a team (base/team.h).
//
// Between what the law grants and what is received stands whether the office knows of the family:
// it applies, or it is found (methods 2.20). Each household has two fixed draws for that. What they
// must be below is the higher, the further the household's income is below the line, and is set so
// that the persons on dibao in town and country, and their money a head, are those of the books.
// What the law alone would grant is told beside it.
#ifndef MODEL_SIMULATE_SIMULATE_H
#define MODEL_SIMULATE_SIMULATE_H

#include "base/team.h"
#include "compile/program.h"
#include "decide/block/plan.h"
#include "decide/situation.h"
#include "model/people/people.h"
#include "model/statistics/distribution.h"
#include "model/statistics/takeup.h"
#include "model/statistics/targeting.h"

enum {
    SIMULATED_MONTHS_MAX = 12,
    SIMULATED_LAWS_MAX = 8,
    SIMULATED_RESIDENCES = 2,
    SIMULATED_TIERS_MAX = 16
};

typedef struct SimulatedLaw {
    const Program *program;
    Str name;
    const Override *overrides; // [override_count]: values put in place of parameters'
    size_t override_count;
    Str told; // the same in words, as the command line has it
} SimulatedLaw;

// What the books say of dibao, of families and of single persons.
typedef struct KnownTargets {
    int64_t persons[SIMULATED_RESIDENCES]; // urban, rural; 0: everyone who qualifies receives
    int64_t
        fen_a_head; // a month, without class supplements; 0: being known does not depend on depth
} KnownTargets;

// The laws specialised to every stratum and planned: see plans.h.
typedef struct StratumPlans StratumPlans;

typedef struct SimulateOptions {
    const People *people;
    const SimulatedLaw *laws; // [law_count]: the baseline first
    size_t law_count;
    Date date;
    uint32_t months;  // from that of `date` on; each sees those before it. 0: that one alone
    uint32_t threads; // 0: as many as there are processors
    KernelSet kernels;
    // Strata of fewer households are worked out in full; of others, who comes to nothing by a
    // prefix of the law is not. 0: where that pays. Results are the same.
    uint64_t full_below;
    // Of the first month, made before (stratum_plans_share) for the same laws and day, and for
    // these people or others of the same columns and strata. NULL: made for the run. Borrowed.
    const StratumPlans *plans;
    KnownTargets targets;
    Team *team; // whose members all simulate this together; NULL: this process alone
    // Told now and then by thread 0: households done so far by that thread, times the threads of
    // all. False, from any member, ends the run for all; the result is then partial.
    bool (*progress)(void *context, uint64_t households);
    void *context;
} SimulateOptions;

// What a programme came to. Money is of the smallest coin, for one `per` of the programme.
typedef struct ProgrammeSums {
    int64_t households, persons; // whom the law grants it, in 1/weight_scale as all that follows
    int64_t households_served, persons_served;
    int64_t undetermined; // households
    Wide money, money_served;
} ProgrammeSums;

// One law over one part of the population.
typedef struct LawSums {
    ProgrammeSums *programmes;                 // [programme_count of the law]
    int64_t tiers[SIMULATED_TIERS_MAX];        // persons by tier of the law
    int64_t tiers_served[SIMULATED_TIERS_MAX]; // of families the office knows
} LawSums;

// What is added up over the whole population, by law.
typedef struct WelfareSums {
    Distribution *after;                       // yearly resources with what is received
    PovertySums poverty[SIMULATED_RESIDENCES]; // after, at the essay's lines
    Targeting targeting;                       // monthly; deciles of resources before
    Changes changes;                           // against the first law; by decile
} WelfareSums;

typedef struct SimulateResult {
    const SimulateOptions *options;
    size_t stratum_count;
    LawSums **laws;       // [month * law_count + law][stratum]
    WelfareSums *welfare; // [law]: of the average month
    Distribution *before; // yearly resources before any help
    PovertySums poverty_before[SIMULATED_RESIDENCES];
    int64_t *persons;     // [stratum], in 1/weight_scale
    uint64_t households;  // made and decided
    uint64_t refused;     // of them decided by the interpreter
    uint64_t left_out;    // who came to nothing by the prefix of the law
    uint64_t undecidable; // refused by the interpreter too
    // Of the draws, in thousandths, by how far the household is below the line; INT64_MAX: all.
    int64_t thresholds[SIMULATED_RESIDENCES][TAKEUP_DEPTHS];
    int64_t slope;      // by how much the threshold is higher for a household without any income
    int64_t deciles[9]; // fen a month a head
    bool partial;
} SimulateResult;

// Together: the result is the same with all members of the team.
MUST_USE bool simulate(const SimulateOptions *options, Arena *arena, SimulateResult *result,
                       Error *err);

// Lines a head a year, in fen: 779 yuan a month in town, 615 in the country (the essay).
int64_t simulate_line(size_t residence);

// Finding a family is so much harder than that it comes of itself, in thousandths of a standard
// deviation.
enum { SIMULATED_HARDER = 1000 };

// How many months, at least one; and the day of each.
size_t simulated_months(const SimulateOptions *options);
uint32_t simulated_threads(const SimulateOptions *options);

// Whether all households of the stratum are worked out in full: see full_below.
bool simulated_in_full(const SimulateOptions *options, uint32_t stratum);
Date simulated_day(const SimulateOptions *options, size_t month);

#endif
