// groups.h - a sample's people by decile, residence, age and kind of household: who is reached, who
// is poor, who gains and loses by a reform, whom it brings in.
//
// A household's money is its members' alike: all of a household are reached, gain or lose together;
// groups of age count its members of that age.
#ifndef MODEL_SIMULATE_GROUPS_H
#define MODEL_SIMULATE_GROUPS_H

#include "base/language.h"
#include "model/simulate/sample.h"

typedef enum GroupSort {
    GROUP_ALL,
    GROUP_DECILE,
    GROUP_RESIDENCE,
    GROUP_AGE,
    GROUP_KIND
} GroupSort;

typedef struct Group {
    GroupSort sort;
    unsigned value; // decile 0 to 9, residence, AgeGroup, HouseholdKind
    const char *key;
    Bilingual label;
} Group;

// Every group, in order; the first is everyone.
const Group *groups_all(size_t *count);

// All in 1/weight_scale.
typedef struct GroupSums {
    int64_t persons;           // of households with known resources, as all that follows
    int64_t reached;           // with regular cash
    int64_t poor_before, poor; // below the essay's lines
    int64_t gained, lost;      // regular cash, against the first law
    int64_t entered, left;     // dibao or tekun, against the first law
    int64_t newly;             // with regular cash, who have none under the first law
    int64_t households;        // looked at, not weighted; and their members of the group
    int64_t members;
    Wide benefit, change; // fen a month, of persons: a household's by its members
} GroupSums;

void groups_add_up(const Sample *sample, size_t law, const Group *group, GroupSums *sums);

#endif
