// import.h - a survey file read through a mapping: checked, counted, and made a population.
//
//     Survey *survey = NULL;
//     if (!people_import(&request, &sources, &diagnostics, &survey, err)) return false;
//     diagnostics_print(...);                       // every fault, by row and column
//     if (survey == NULL) ...                       // refused
//     print(survey_report_text(survey, arena));
//     People *people = survey_people(survey);       // takes the survey
//
// Nothing is dropped silently. A record at fault is told with its file, row and column; under
// `faulty = refuse`, the default, the survey is then refused, and under `faulty = exclude` its
// household is left out and counted with its weight, by reason.
#ifndef MODEL_PEOPLE_IMPORT_H
#define MODEL_PEOPLE_IMPORT_H

#include "model/people/mapping.h"
#include "model/people/people.h"

// Weights are whole multiples of 2^-20 household.
#define SURVEY_WEIGHT_SCALE (INT64_C(1) << 20)

typedef struct ImportRequest {
    const char *mapping;      // path
    const char *const *files; // [file_count]: for tables whose file the mapping does not name,
    size_t file_count;        // households first if there are two
    ImportFacts facts;        // must outlive the survey
} ImportRequest;

// Why a household was left out.
typedef enum Exclusion {
#define EXCLUSION(id, fault, text) EXCLUSION_##id,
#include "model/people/exclusions.def"
#undef EXCLUSION
} Exclusion;

typedef struct SurveyCount {
    int64_t households, persons;
    int64_t weight;        // of households, times SURVEY_WEIGHT_SCALE
    int64_t person_weight; // the same times members
} SurveyCount;

typedef struct Survey Survey;

// Reads the mapping and its files. False with an Error if a file could not be read or is not what
// it is named; else faults are in `diagnostics`, and *survey is NULL if they refuse it. The survey
// keeps no part of sources and diagnostics.
MUST_USE bool people_import(const ImportRequest *request, Sources *sources,
                            Diagnostics *diagnostics, Survey **survey, Error *err);
void survey_destroy(Survey *survey); // accepts NULL

// What was read.
SurveyCount survey_kept(const Survey *survey);
SurveyCount survey_excluded(const Survey *survey, Exclusion reason);

// What was read, left out, missing, negative: for a reader.
Str survey_report_text(const Survey *survey, Arena *arena);

// The checked data: one line a person, facts by name, amounts in yuan in the law's period.
Str survey_csv(const Survey *survey, Arena *arena);

// Takes the survey. Strata are regions by the facts marked `stratum` or the same for all
// households; within one, households stand by size, largest first, then in the file's order.
People *survey_people(Survey *survey);

// The survey's own id of a household of a people made by survey_people.
Str survey_household_id(const People *people, uint32_t stratum, uint64_t index);

#endif
