// columns.h - the facts of about a thousand households at once, one array to a fact.
//
// The households of a block are sorted by size, largest first. A household's value stands at its
// index, 0 <= i < households. A person's value stands slot-major: first member 0 of every
// household, then member 1 of those that have one, and so on:
//
//     lane of member t of household i  =  base[t] + i,   for i < with[t]
//
// where with[t] is the number of households that have more than t members. Every base is a multiple
// of LANE_STEP, so there are unused lanes between slots; they may hold anything within the
// column's bounds. So a sum over members needs no look-up and no branch:
//
//     for t: for i < with[t]: sum[i] += value[base[t] + i]
//
// Members are in the order of their slots, as in a Situation whose member ids sort in that order.
#ifndef DECIDE_BLOCK_COLUMNS_H
#define DECIDE_BLOCK_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

enum {
    LANE_STEP = 16,
    BLOCK_HOUSEHOLDS = 1024, // at most; fewer where households are large
    BLOCK_SLOTS = 16,        // members of a household at most; larger ones go to the interpreter
    BLOCK_PERSONS = 4096,    // lanes of persons at most, unused ones included
};

typedef enum CellType {
    CELL_U8,  // yes/no (0, 1), choices (index into ColumnSpec.values), small counts
    CELL_I32, // dates (days since 1970-01-01), counts, amounts below 21 million yuan
    CELL_I64, // amounts in fen
} CellType;

// What a column holds. A fact of the law that no column gives is unknown for everyone, and what the
// law normally presumes of it is presumed.
typedef struct ColumnSpec {
    Str name; // of a fact of household, family or person; or of an attribute outside the law
    bool of_person;
    CellType type;
    int64_t low, high;  // every value lies between them, unused lanes too
    int64_t scale;      // the value is the cell divided by it: 1 but for shares and fractions
    const Str *values;  // choices: [value_count] names, in the order of the cells' indexes
    size_t value_count; // 0: no choice
    bool with_states;   // Columns.states says of each lane whether it is known
} ColumnSpec;

// What may stand in Columns.states[c][lane].
enum {
    CELL_KNOWN,
    CELL_NONE,    // not applicable
    CELL_UNKNOWN, // asked and not known: nothing is presumed
    CELL_ABSENT,  // never told: what the law normally presumes is presumed
};

// Lanes that so many take up.
static inline uint32_t lanes_taken(uint32_t count)
{
    return (count + LANE_STEP - 1) / LANE_STEP * LANE_STEP;
}

// The shape of one block.
typedef struct BlockShape {
    uint32_t households;
    uint32_t slots;             // members of the largest household
    uint32_t with[BLOCK_SLOTS]; // households with more than t members
    uint32_t base[BLOCK_SLOTS]; // lane of member t of household 0
    uint32_t persons;           // lanes of person columns, unused ones included
} BlockShape;

// A block of facts: borrowed by whoever evaluates it.
typedef struct Columns {
    BlockShape shape;
    const void *const *cells;           // [column]: [households] or [persons], aligned to 64 bytes
    const unsigned char *const *states; // [column]; NULL where the spec is not with_states
} Columns;

// Sets the shape from how many members each household has, largest first.
static inline void block_shape_set(BlockShape *shape, const uint8_t *sizes, uint32_t households)
{
    *shape = (BlockShape){.households = households, .slots = households > 0 ? sizes[0] : 0};
    for (uint32_t t = 0; t < shape->slots; t++) {
        uint32_t with = t == 0 ? households : shape->with[t - 1];
        while (with > 0 && sizes[with - 1] <= t) with--;
        shape->with[t] = with;
        shape->base[t] = shape->persons;
        shape->persons += lanes_taken(with);
    }
}

#endif
