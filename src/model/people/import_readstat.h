// import_readstat.h - files of Stata, SPSS and SAS as CSV text, through the ReadStat library.
//
// Numbers are written as the shortest decimal that gives them back; a missing value is ".", and the
// tagged ones of Stata and SAS ".a" to ".z". What SPSS declares missing is ".". Text is quoted, and
// line ends in it become blanks, so that line n + 1 is record n.
#ifndef MODEL_PEOPLE_IMPORT_READSTAT_H
#define MODEL_PEOPLE_IMPORT_READSTAT_H

#include "model/people/import_table.h"

typedef enum StatFormat { STAT_STATA, STAT_SPSS, STAT_SAS, STAT_SAS_TRANSPORT } StatFormat;

typedef struct StatFile {
    const char *path;
    StatFormat format;
    const StrVec *wanted; // columns, by name
} StatFile;

// The columns of `wanted` that the file has, in its order; `names` gets all.
MUST_USE bool import_readstat(const StatFile *file, Arena *arena, StrVec *names, Str *csv,
                              Error *err);

#endif
