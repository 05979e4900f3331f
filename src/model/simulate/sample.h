// sample.h - households of a simulation looked at one by one.
//
// Sums tell most of what is asked of a law, and cost no memory. Some things want the households
// themselves: what is left of an extra yuan earned, who gets several kinds of help at once, who
// lacks several things, whom a reform brings in. For these a smaller population, in which each
// household stands for more, is decided again and kept, some two hundred bytes a household. Who is
// known to the office and where deciles lie is what the simulation found.
//
// Rows are in the order of the strata and of the households in them, whatever the threads and the
// members of the result's team, who take the sample together.
//
//     Sample sample;
//     if (!sample_take(&result, &(SampleOptions){.people = fewer}, arena, &sample, err)) …
#ifndef MODEL_SIMULATE_SAMPLE_H
#define MODEL_SIMULATE_SAMPLE_H

#include "model/simulate/simulate.h"
#include "model/statistics/survey.h"

typedef enum HouseholdKind {
#define HOUSEHOLD_KIND(id, key, zh, en) HOUSEHOLD_##id,
#include "model/simulate/household_kinds.def"
#undef HOUSEHOLD_KIND
} HouseholdKind;

typedef enum AgeGroup {
#define AGE_GROUP(id, from, key, zh, en) AGE_##id,
#include "model/simulate/age_groups.def"
#undef AGE_GROUP
} AgeGroup;

enum { AGE_GROUPS = AGE_OLD + 1 };

typedef enum NeedIndicator {
#define NEED(id, weight, key, zh, en) LACKS_##id,
#include "model/simulate/needs.def"
#undef NEED
} NeedIndicator;

enum { NEED_INDICATORS = LACKS_WORK + 1 };

// Earnings a month that are tried: none at all, and more than now by so many fen.
enum { EARNINGS_NONE, EARNINGS_MORE, EARNINGS_STEPS = 6 };
extern const int64_t EARNINGS_ADDED[EARNINGS_STEPS]; // of EARNINGS_NONE: not used

// Programmes of a law, by their number in it.
enum { PROGRAMMES_MAX = 128 };
typedef struct ProgrammeSet {
    uint64_t bits[PROGRAMMES_MAX / 64];
} ProgrammeSet;

static inline bool programme_in(const ProgrammeSet *set, uint32_t programme)
{
    return (set->bits[programme / 64] >> programme % 64 & 1) != 0;
}

// Rules of its own by which a reform's document counts persons or households: yes or no.
enum { MEASURES_MAX = 12 };
size_t sample_measures_of(const SimulateOptions *options, size_t law, uint32_t rules[MEASURES_MAX]);

// What one family of three has in hand as its earner's wage rises, in town and in the country: of
// its largest stratum the family that some law grants most without a wage.
enum { BUDGET_POINTS = 121, BUDGET_STEP_FEN = 5000, BUDGET_SIZE = 3 };
typedef struct SampledBudget {
    bool found;
    uint32_t stratum;
    size_t laws;
    int64_t other_fen;                              // of its own without the wage, a month
    int64_t net[SIMULATED_LAWS_MAX][BUDGET_POINTS]; // own resources and cash that the law grants
} SampledBudget;

typedef struct SampledLaw {
    ProgrammeSet *granted;          // [count]: by the law, known to the office or not
    int64_t *benefit;               // [count]: regular cash received, fen a month
    int64_t (*net)[EARNINGS_STEPS]; // [count]: resources and cash at the earnings tried
    unsigned char (*tiers)[SIMULATED_TIERS_MAX]; // [count]: members by tier
    unsigned char (*measured)[MEASURES_MAX];     // [count]: members for whom it holds; of reforms
} SampledLaw;

typedef struct SampleOptions {
    const People *people;  // the households to look at; of the same kind as those simulated
    bool without_earnings; // leave out what needs earnings to be varied, the dearest part
} SampleOptions;

typedef struct Sample {
    const SimulateResult *of;
    Survey survey;                     // id, size, weight
    uint32_t *stratum;                 // [count]
    int64_t *before;                   // [count]: resources, fen a month, or WELFARE_MISSING
    int64_t *earnings;                 // [count]: what is varied; WELFARE_MISSING: nobody could
    unsigned char *residence;          // [count]
    unsigned char *decile;             // [count]: 0 to 9
    unsigned char *kind;               // [count]: HouseholdKind
    unsigned char *known;              // [count]: to the office
    unsigned char *lacks, *asked;      // [count]: bits of NeedIndicator; asked: it can be told
    unsigned char (*ages)[AGE_GROUPS]; // [count]: members
    SampledLaw *laws;                  // [law_count]
    SampledBudget *budgets;            // [SIMULATED_RESIDENCES]
    uint64_t refused;                  // households left out: only the interpreter decides them
} Sample;

MUST_USE bool sample_take(const SimulateResult *result, const SampleOptions *options, Arena *arena,
                          Sample *sample, Error *err);

// Whether the household receives it under the law.
static inline bool sample_served(const Sample *sample, size_t law, size_t row, uint32_t programme)
{
    return sample->known[row] != 0 && programme_in(&sample->laws[law].granted[row], programme);
}

#endif
