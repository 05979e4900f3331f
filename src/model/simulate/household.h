// household.h - one household of a population, opened: as a case that the interpreter decides.
//
// It has the facts that the block engine reads in columns, and nothing else, so that the decision
// with its reasons is the one that was added up. Members are "01", "02" ... in their order.
#ifndef MODEL_SIMULATE_HOUSEHOLD_H
#define MODEL_SIMULATE_HOUSEHOLD_H

#include "model/simulate/simulate.h"

// The household of this name (people_household_name), under the options' first law. Its situation
// stays in `arena`, which the law and the people must outlive.
MUST_USE bool household_open(const SimulateOptions *options, Str name, Arena *arena,
                             Situation **situation, Error *err);

#endif
