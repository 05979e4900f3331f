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
    // What is wrong with a region of six digits, as "there is no such region"; NULL: nothing.
    const char *(*refuse_region)(const void *context, Str region); // NULL: none is refused
    const void *region_context;
} ImportRequest;

// Why a household was left out.
typedef enum Exclusion {
#define EXCLUSION(id, fault, text, zh) EXCLUSION_##id,
#include "model/people/exclusions.def"
#undef EXCLUSION
} Exclusion;

enum { EXCLUSION_COUNT = EXCLUSION_REQUIRED + 1 };

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

// The day for which its facts are told.
Date survey_date(const Survey *survey);

// What was found in one mapped fact, by households, or by persons where it is a person's.
typedef struct SurveyFact {
    Str name;
    bool of_person;
    bool constant; // the same for all, by the mapping
    SurveyCount missing, none, negative;
} SurveyFact;

size_t survey_fact_count(const Survey *survey);
SurveyFact survey_fact(const Survey *survey, size_t index);

// Households whose weight is below zero, as linear calibration can leave them.
int64_t survey_negative_weights(const Survey *survey);

// What was read, left out, missing, negative: for a reader.
Str survey_report_text(const Survey *survey, Arena *arena);

// The checked data: one line a person, facts by name, amounts in yuan in the law's period.
Str survey_csv(const Survey *survey, Arena *arena);

// Takes the survey. Strata are regions by the facts marked `stratum` or the same for all
// households; within one, households stand by size, largest first, then in the file's order.
People *survey_people(Survey *survey);

// The survey that a people was made of; NULL: it is none.
const Survey *people_survey(const People *people);

#endif
