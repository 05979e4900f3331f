// survey_section.h - what was read of a survey, told in the report of its simulation.
//
// A survey's figures rest on what was kept: what was left out, by reason and with its weight, and
// what was not known of those kept, stand in the report beside them.
#ifndef MODEL_SIMULATE_SURVEY_SECTION_H
#define MODEL_SIMULATE_SURVEY_SECTION_H

#include "compile/program.h"
#include "model/people/import.h"
#include "model/report/report.h"

typedef struct SurveySection {
    const Survey *survey;
    const Program *program; // names the facts
    Bilingual weights;      // how they were made: "calibrated to ..."; empty: as in the file
} SurveySection;

// Adds the section, warnings of what limits the answer, and sets the provenance right: nothing of a
// survey is drawn from a seed.
void survey_section(Report *report, const SurveySection *told);

#endif
