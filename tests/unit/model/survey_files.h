// survey_files.h - the survey of tests/data/survey as files of other programs, written by ReadStat.
#ifndef TESTS_UNIT_MODEL_SURVEY_FILES_H
#define TESTS_UNIT_MODEL_SURVEY_FILES_H

#include "base/arena.h"

enum { SURVEY_FORMATS = 4 }; // Stata, SPSS, SAS, SAS transport

const char *survey_files_suffix(size_t format); // ".dta"

// Writes both tables and the mapping to a folder; returns the mapping's path. `cut`: bytes taken
// off the end of the person file.
const char *survey_files_write(Arena *arena, const char *folder, size_t format, size_t cut);

// Removes them, and the folder.
void survey_files_remove(Arena *arena, const char *folder, size_t format);

#endif
