// survey_files.h - surveys of tests/data as files of other programs, written by ReadStat.
#ifndef TESTS_UNIT_MODEL_SURVEY_FILES_H
#define TESTS_UNIT_MODEL_SURVEY_FILES_H

#include "base/arena.h"

enum { SURVEY_FORMATS = 4 }; // Stata, SPSS, SAS, SAS transport

const char *survey_files_suffix(size_t format); // ".dta"

// A survey: a folder with two tables as CSV, and a mapping that names them.
typedef struct SurveySource {
    const char *folder;
    const char *tables[2]; // without ".csv"; households first
    const char *mapping;   // "survey.map"
} SurveySource;

extern const SurveySource SURVEY_OURS, SURVEY_THIRD_PARTY;

// Writes both tables and the mapping to a folder; returns the mapping's path. Columns of numbers
// get the narrowest type that holds them, and labels for some values. `cut`: bytes taken off the
// end of the person file.
const char *survey_files_write(Arena *arena, const SurveySource *source, const char *folder,
                               size_t format, size_t cut);

// Removes them, and the folder.
void survey_files_remove(Arena *arena, const SurveySource *source, const char *folder,
                         size_t format);

#endif
