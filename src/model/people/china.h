// china.h - the people of China at the end of 2023, made from published margins as they are asked
// for.
//
// About 537 million households with 1.41 billion members in 62 strata (31 provinces, town and
// country), or as many households as wanted in the same shape, each standing for more. Nothing is
// stored: a household is a function of the seed, its stratum and its index there. Two passes: the
// first, at creation, counts the scores of all households, so that in the second each gets the
// income of its rank and the published means come out; see README.md.
#ifndef MODEL_PEOPLE_CHINA_H
#define MODEL_PEOPLE_CHINA_H

#include "base/diagnostics.h"
#include "base/team.h"
#include "model/people/people.h"

// Runs task(context, index) for every index below `tasks`, in any order, and returns when all are
// done: whoever has threads lends them. Results do not depend on it.
typedef void PeopleTask(void *context, uint32_t index);
typedef void PeopleWorkers(void *workers, uint32_t tasks, PeopleTask *task, void *context);

typedef struct PeopleChinaOptions {
    const char *data_folder; // "data/china-2023"
    uint64_t seed;
    uint64_t households;      // 0: all; else at most so many as there are
    const char *cache_folder; // where the counts of the first pass are kept; NULL: nowhere
    int generation;           // of processors: 0: the best there is; 2, 3: no better (for tests)
    PeopleWorkers *run;       // NULL: one thread
    void *workers;
    Team *team;           // whose members all make this population, and share the first pass
    uint64_t alone_below; // households: of fewer each makes it alone; 0: where that is quicker
} PeopleChinaOptions;

// False, with *err or with diagnostics, if the tables cannot be used. `sources` and `diagnostics`
// must outlive the call only. Together, where there is a team (base/team.h).
MUST_USE bool people_china_create(const PeopleChinaOptions *options, Sources *sources,
                                  Diagnostics *diagnostics, People **people, Error *err);

#endif
