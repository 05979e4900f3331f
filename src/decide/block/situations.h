// situations.h - households between the two engines: facts in columns, and as a Situation.
#ifndef DECIDE_BLOCK_SITUATIONS_H
#define DECIDE_BLOCK_SITUATIONS_H

#include "decide/block/specialise.h"

// Which column gives each fact of the law, [fact], NONE where none does. Columns that are no fact
// of the law are left aside. False where a column cannot be the fact it is named for.
MUST_USE bool columns_match(const Program *program, const ColumnSpec *specs, size_t count,
                            uint32_t *column_of, Error *err);

// Likewise which column stands in the place of each rule, [rule]: one that bears the name of a
// rule of persons, or of the household or one of its units.
MUST_USE bool rule_columns_match(const Program *program, const ColumnSpec *specs, size_t count,
                                 uint32_t *rule_column_of, Error *err);

// One household of a block as the interpreter sees it, to be decided with its reasons. Members are
// named "01", "02" ... in the order of their slots.
Situation *situation_of_columns(const Specialisation *from, const Columns *columns,
                                uint32_t household, Arena *request);

// Situations of one day, place and history as a block, and what it is specialised from. False where
// one of them cannot stand in columns: rows of records, more members than a block holds, numbers
// beyond 64 bits.
bool columns_of_situations(const Situation *const *situations, uint32_t count, Arena *arena,
                           Specialisation *from, Columns *columns);

#endif
