// findings.h - what a simulation found, as a report.
#ifndef MODEL_SIMULATE_FINDINGS_H
#define MODEL_SIMULATE_FINDINGS_H

#include "model/report/report.h"
#include "model/simulate/simulate.h"

// Published figures of the baseline's year, for the residual table; it is made for the population
// that they describe alone.
Report *simulate_report(const SimulateResult *result, Arena *arena);

#endif
