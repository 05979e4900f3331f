// import_table.h - one file of a survey as a table of texts, whatever its format.
//
// CSV in UTF-8 or GB18030, Stata (.dta), SPSS (.sav, .zsav) and SAS (.sas7bdat, .xpt). The name
// tells the format, and the first bytes must agree. A binary file is first written out as the CSV
// it would have been, one line to a record and only the columns asked for, so that everything after
// this, places in messages too, is the same for all formats.
#ifndef MODEL_PEOPLE_IMPORT_TABLE_H
#define MODEL_PEOPLE_IMPORT_TABLE_H

#include "base/csv.h"

typedef VEC(Str) StrVec;

typedef struct ImportTable {
    uint32_t file; // in the diagnostics' sources
    CsvTable csv;
    StrVec names; // of all columns of the file
} ImportTable;

typedef struct ImportFile {
    const char *path;
    bool gb18030;         // CSV is in GB18030
    const StrVec *wanted; // columns needed
} ImportFile;

// False with an Error if the file could not be read or is not what it is named; false without one
// (and faults in `diagnostics`) if its rows are faulty.
MUST_USE bool import_table_read(const ImportFile *file, Sources *sources, Diagnostics *diagnostics,
                                ImportTable *table, Error *err);

#endif
