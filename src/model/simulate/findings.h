// findings.h - what a simulation found, as a report.
#ifndef MODEL_SIMULATE_FINDINGS_H
#define MODEL_SIMULATE_FINDINGS_H

#include "model/report/report.h"
#include "model/simulate/bands.h"
#include "model/simulate/sample.h"

typedef struct Findings {
    const SimulateResult *result;
    const Sample *sample; // NULL: what needs households one by one is left out
    const Bands *bands;   // NULL: figures come without bands
} Findings;

// The residual table beside published figures is made for the population that they describe alone.
Report *simulate_report(const Findings *found, Arena *arena);

#endif
