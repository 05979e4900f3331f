// mapping.h - how the columns of a survey become facts of a law: read from a small text file.
//
//     [survey]
//     name   = 虚构县住户调查
//     date   = 2023-12-31
//     faulty = exclude                 # or refuse, the default
//
//     [households]
//     file      = households.csv       # beside the mapping; else the next file of the command
//     household = hhid
//     weight    = wt
//     region    = county ; 1 = 510107 ; 2 = 510181
//     fact residence = urban ; 1 = urban ; 0 = rural ; stratum
//
//     [persons]
//     household = hhid
//     person    = pid
//     fact sex  = q2 ; 1 = male ; 2 = female ; missing 9
//     fact wage = wage + bonus ; yuan per year ; missing -8 -9
//     fact in_prison is no
//
// docs/lab-import.md explains every line. Which facts there are is told by the caller, because this
// room does not know the law.
#ifndef MODEL_PEOPLE_MAPPING_H
#define MODEL_PEOPLE_MAPPING_H

#include "base/date.h"
#include "base/diagnostics.h"
#include "base/number.h"

typedef enum ImportKind {
    IMPORT_YESNO,
    IMPORT_CHOICE,
    IMPORT_DATE,
    IMPORT_MONEY,    // .unit is the period: "month", "year", or empty
    IMPORT_COUNT,    // whole
    IMPORT_DURATION, // .unit is "years", "months", "weeks" or "days"; whole
    IMPORT_NUMBER,   // kept to the millionth
    IMPORT_SHARE,    // kept to the millionth
} ImportKind;

// A fact of the law that a survey may give.
typedef struct ImportFact {
    Str name;
    bool of_person; // else of the household, or of the family
    ImportKind kind;
    Str unit;
    const Str *values; // IMPORT_CHOICE: [value_count], in the order of the cells' indexes
    size_t value_count;
    bool past;    // IMPORT_DATE: not after the day of the survey
    bool stratum; // households are always laid apart by it
} ImportFact;

typedef struct ImportFacts {
    const ImportFact *items; // [count]
    size_t count;
} ImportFacts;

// What a code of a column stands for.
typedef enum CodeMeaning { CODE_VALUE, CODE_MISSING, CODE_NONE } CodeMeaning;

typedef struct MappingCode {
    Str text;      // as written: "1", "R", "."
    bool is_range; // numbers from .low to .high
    Number low, high;
    CodeMeaning meaning;
    Str value; // CODE_VALUE: as written
    Span span;
} MappingCode;

typedef VEC(MappingCode) MappingCodeVec;

typedef struct MappingColumn {
    Str name;
    Span span;
    size_t index; // in its table, once that is read
} MappingColumn;

enum {
    MAPPING_COLUMNS_MAX = 32, // added up in one line
    MAPPING_CODES_MAX = 2000, // of one line: each is held against the others
};

// How days are written in a column.
typedef enum DateForm {
    DATE_FORM_ISO,       // 2023-12-31, also with / or without separators
    DATE_FORM_MONTH,     // 2023-12: taken as its first day
    DATE_FORM_YEAR,      // 2023: taken as the first of July
    DATE_FORM_DAYS_1960, // Stata's and SAS's count of days
    DATE_FORM_SECONDS,   // SPSS's seconds since 1582-10-14
    DATE_FORM_AGE,       // completed years on the day of the survey
} DateForm;

// One line: where a value comes from.
typedef struct MappingItem {
    MappingCode other;          // every code that is not listed
    Number factor;              // from the column's unit to the fact's (fen, percent to one)
    Str value;                  // as written
    VEC(MappingColumn) columns; // their sum
    MappingCodeVec codes;
    DateForm form;
    uint32_t fact; // index into the facts
    Span span;     // of the name
    Span value_span;
    bool given;
    bool constant; // the same for all: .value
    bool has_other;
    bool has_unit;
    bool has_form;
    bool stratum;  // households are laid apart by it
    bool required; // a household where it is unknown is left out and counted
} MappingItem;

typedef VEC(MappingItem) MappingItemVec;

typedef struct MappingTable {
    bool given;
    Span span;
    Str file; // empty: from the command line
    Span file_span;
    MappingItem household, person;
    MappingItemVec facts;
} MappingTable;

typedef enum SurveyLevel { LEVEL_HOUSEHOLDS, LEVEL_PERSONS } SurveyLevel;
enum { SURVEY_LEVELS = 2 };

typedef struct Mapping {
    Str name;
    Date date;
    bool gb18030;
    bool exclude_faulty; // else faulty records refuse the survey
    MappingTable tables[SURVEY_LEVELS];
    // Of the household, wherever its column stands.
    MappingItem weight, region, size;
    SurveyLevel weight_level, region_level;
} Mapping;

// Reads a mapping that is a source file already. False if it has faults; all are reported.
bool mapping_parse(Diagnostics *diagnostics, uint32_t file, const ImportFacts *facts,
                   Mapping *mapping);

// A number as programs write it into tables: "-1234.50", and also "1e+05" and ".5". Decimals after
// the eighteenth are cut off.
bool mapping_number(Str text, Number *value);

// The cell of a value as a mapping, a margin or a table writes it: "male", "yes", "2023-12-31",
// "12.50". NULL, or what was expected.
const char *mapping_cell(const ImportFact *fact, Number factor, Str text, int64_t *cell);

// What a cell of this fact is divided by: 1, but a million for shares and numbers.
int64_t mapping_scale(const ImportFact *fact);

#endif
