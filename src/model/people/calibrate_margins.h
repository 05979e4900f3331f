// calibrate_margins.h - a survey weighted to known totals, read from a table of margins.
//
//     name,category,total,source
//     households,all,400,虚构县统计年鉴 2023
//     sex,male,520,...
//     sex*age,female*0..14,71,...
//     persons*residence,all*urban,610,...
//     wage,total,1250000,...
//
// A name is a mapped fact, or households, persons, size, region or age (in years on the day of the
// survey, from the fact `born`); or several joined by *, whose categories are joined alike. Counted
// are households, unless a part is of persons; every household then counts as often as it has such
// members, so that it keeps one weight. docs/lab-import.md explains categories.
#ifndef MODEL_PEOPLE_CALIBRATE_MARGINS_H
#define MODEL_PEOPLE_CALIBRATE_MARGINS_H

#include "model/people/calibrate.h"
#include "model/people/import.h"

typedef struct MarginsRequest {
    const char *path;
    CalibrateMethod method;
    double lower, upper; // CALIBRATE_LOGIT
    bool soft;           // take the least infeasible weights where there is no solution
} MarginsRequest;

// Sets the survey's weights, in whole 1/SURVEY_WEIGHT_SCALE. False with an Error if the file could
// not be read. Else faults are in `diagnostics`: margins that cannot be read, contradict each other
// or cannot be met, each with by how much; then *report is empty and the weights are as they were.
MUST_USE bool survey_calibrate(Survey *survey, const MarginsRequest *request, Sources *sources,
                               Diagnostics *diagnostics, Str *report, Error *err);

#endif
