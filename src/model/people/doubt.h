// doubt.h - a population whose lowest incomes are other than they are assumed to be.
//
// How incomes lie within the lowest fifth of town and country is published nowhere, and what help
// costs hangs on it: the gap to the line may be a seventh larger or smaller (methods 6.5). A
// doubted population is another's, with every source of income of the households of the lowest
// fifth changed: at the very bottom by `lowest_ppm` millionths, less and less up to the fifth,
// where nothing changes. It is how a simulation's band is found.
#ifndef MODEL_PEOPLE_DOUBT_H
#define MODEL_PEOPLE_DOUBT_H

#include "model/people/people.h"

// Takes `people`. A population without ranks of income (a survey) is given back as it is.
People *people_doubt(People *people, int64_t lowest_ppm);

#endif
