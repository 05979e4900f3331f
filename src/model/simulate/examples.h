// examples.h - some households of a population that a programme is granted to, or whom a reform
// gives or takes most, with the names to open them by.
//
// What the law grants is looked at, whether or not the office knows of the family. The same for any
// number of threads.
#ifndef MODEL_SIMULATE_EXAMPLES_H
#define MODEL_SIMULATE_EXAMPLES_H

#include "model/report/report.h"
#include "model/simulate/simulate.h"

typedef enum ExampleKind {
    EXAMPLES_OF_PROGRAMME, // granted it by some law: drawn evenly from all such households
    EXAMPLES_OF_GAIN,      // those whose monthly cash rises most from the first law to the second
    EXAMPLES_OF_LOSS,      // those whose falls most
} ExampleKind;

enum { EXAMPLES_MAX = 12 };

typedef struct ExamplesRequest {
    ExampleKind kind;
    Str programme;
    Str command; // how a household is opened, to be followed by its name
} ExamplesRequest;

// A report of one table, or an error: no such programme, no reform to compare with.
MUST_USE bool examples_find(const SimulateOptions *options, const ExamplesRequest *request,
                            Arena *arena, Report **report, Error *err);

#endif
