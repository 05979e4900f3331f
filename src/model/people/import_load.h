// import_load.h - the tables of a survey, opened, and their rows put together as households.
#ifndef MODEL_PEOPLE_IMPORT_LOAD_H
#define MODEL_PEOPLE_IMPORT_LOAD_H

#include "base/map.h"
#include "model/people/import.h"
#include "model/people/import_table.h"

#define NO_ROW UINT32_MAX

// A household seen in any table.
typedef struct Entry {
    Str id;
    uint32_t row;   // in the household table, or NO_ROW
    uint32_t first; // its persons are load.persons[first ... first + members - 1]
    uint32_t members;
    Exclusion reason; // EXCLUSION_NONE: it is kept
    bool seen;        // its row, or its first person
} Entry;

// A second row of a household in the household table.
typedef struct SecondRow {
    uint32_t entry, row;
} SecondRow;

typedef struct Load {
    const ImportRequest *request;
    Sources *sources;
    Diagnostics *diagnostics;
    Mapping mapping;
    ImportTable tables[SURVEY_LEVELS];
    Map by_id;
    VEC(Entry) entries;
    VEC(SecondRow) second_rows; // counted with what is left out
    uint32_t *persons; // [person_count]: rows of the person table by household, in its order
    size_t person_count;
} Load;

// Where a fault lies; `column` may be NULL: the whole row.
typedef struct Place {
    SurveyLevel level;
    size_t row;
    const MappingColumn *column;
} Place;

// Reads mapping and tables, and finds the columns. *sound: nothing was wrong.
MUST_USE bool load_open(Load *load, bool *sound, Error *err);

// Puts rows together as households; faults set Entry.reason.
void load_households(Load *load);

// Tells a fault of a record (an error, or a warning where faulty records are left out), and leaves
// its household out.
Diagnostic *load_fault(Load *load, Entry *entry, Exclusion reason, Place place, const char *format,
                       ...) PRINTF_LIKE(5, 6);

// The row where a fact of the household is read.
size_t load_row(const Load *load, const Entry *entry, SurveyLevel level);

// The text of a column in a row.
static inline Str load_text(const Load *load, SurveyLevel level, size_t row, size_t column)
{
    return csv_cell(&load->tables[level].csv, row, column)->text;
}

#endif
