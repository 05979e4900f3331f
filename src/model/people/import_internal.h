// import_internal.h - the inside of a survey, for the files import_*.c and calibrate_*.c.
#ifndef MODEL_PEOPLE_IMPORT_INTERNAL_H
#define MODEL_PEOPLE_IMPORT_INTERNAL_H

#include "model/people/import.h"

// One mapped fact of all households or persons kept.
typedef struct SurveyColumn {
    const ImportFact *fact;
    bool constant; // the same for all, by the mapping
    bool stratum;
    int64_t *cells;        // [households] or [persons]
    unsigned char *states; // the same shape
    SurveyCount missing, none, negative;
} SurveyColumn;

struct Survey {
    Arena *arena;
    Str name;
    Date date;
    Str files; // for the reader: "households.csv (80 rows), persons.csv (200 rows)"
    size_t households, persons;
    Str *ids;              // [households]
    Str *person_ids;       // [persons]
    Str *regions;          // [households]
    int64_t *weights;      // [households], times SURVEY_WEIGHT_SCALE
    uint32_t *first;       // [households + 1]: first person of each
    SurveyColumn *columns; // [column_count]
    size_t column_count;
    SurveyCount counts[EXCLUSION_COUNT]; // by reason; that of NONE are kept
};

#endif
