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

// How a headline figure is called, in data and in words, and its unit.
const char *headline_key(Headline headline);
Bilingual headline_label(Headline headline);
ReportUnit headline_unit(Headline headline);

// Who made the figures from what, and which reforms took part.
void findings_provenance(const Findings *found, Report *report, Arena *arena);

// Adds to a report the headline figures, and whom the reform brings in: for an answer that is not a
// whole simulation's.
void findings_of_reform(const Findings *found, Report *report, Arena *arena);

#endif
