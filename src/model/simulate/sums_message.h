// sums_message.h - what the processes of a team have added up, put together.
//
// Sums are integers, so the whole is the same however the households were shared out. They travel
// as words that are added place by place (base/team.h): an integer of 64 bits is a word, one of 128
// bits three words of 48, 48 and 32 bits, so that carries have room until all are added.
#ifndef MODEL_SIMULATE_SUMS_MESSAGE_H
#define MODEL_SIMULATE_SUMS_MESSAGE_H

#include "base/team.h"
#include "model/simulate/sums.h"

// What the sampling pass of one process has found.
typedef struct SampleSums {
    Distribution *resources;
    Takeup *takeups; // [SIMULATED_RESIDENCES]
} SampleSums;

// Each leaves the sums of all members with everyone. Together. `passing` is reset.
MUST_USE bool sums_share(Team *team, ThreadSums *sums, const SimulateOptions *options,
                         Arena *passing, Error *err);
MUST_USE bool sums_share_sample(Team *team, SampleSums *sums, Arena *passing, Error *err);

#endif
