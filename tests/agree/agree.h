// agree.h - one block of households, decided by both engines and compared.
#ifndef TESTS_AGREE_AGREE_H
#define TESTS_AGREE_AGREE_H

#include "decide/block/plan.h"
#include "decide/block/situations.h"
#include "decide/decision.h"

typedef struct Agreement {
    size_t households;  // compared
    size_t not_columns; // of which the facts cannot stand in columns
    size_t refused;     // which the block engine left to the interpreter
    size_t compared;    // values of rules and grants
    size_t left_values; // of rules, left to the interpreter
    size_t differences;
} Agreement;

void agree_on_columns(const Specialisation *from, const Columns *columns, KernelSet set,
                      Agreement *agreement);

// Situations of one day, place and history; any order.
void agree_on(const Situation **situations, uint32_t count, KernelSet set, Agreement *agreement);

#endif
