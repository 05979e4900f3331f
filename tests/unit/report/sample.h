// sample.h - a report with everything a report can hold, of a population that nobody lives in.
#ifndef TESTS_UNIT_REPORT_SAMPLE_H
#define TESTS_UNIT_REPORT_SAMPLE_H

#include "model/report/report.h"

// All figures are made up. Its section "hostile" has labels that would break a careless writer.
const Report *sample_report(Arena *arena);

#endif
