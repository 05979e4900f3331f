// import_values.h - one cell of a survey as a value of a fact, by the line of its mapping.
#ifndef MODEL_PEOPLE_IMPORT_VALUES_H
#define MODEL_PEOPLE_IMPORT_VALUES_H

#include "model/people/import_table.h"
#include "model/people/mapping.h"

typedef struct ImportValue {
    int64_t cell;
    unsigned char state; // CELL_KNOWN, CELL_NONE, CELL_UNKNOWN of decide/block/columns.h
} ImportValue;

// The texts of a line's columns in one record: [count].
typedef struct ImportTexts {
    const Str *items;
    size_t count;
    Date survey; // its day
} ImportTexts;

// NULL, or what was expected; *at is then the column at fault.
const char *import_value(const ImportFact *fact, const MappingItem *item, ImportTexts texts,
                         ImportValue *value, size_t *at);

// The code of an item that a text is, its `other`, or NULL; a text that is missing by itself ("",
// ".", ".a") gives a code of missing.
const MappingCode *import_code(const MappingItem *item, Str text);

#endif
