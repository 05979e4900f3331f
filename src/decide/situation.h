// situation.h - the facts of one household on one day: what a decision is made from.
//
// A situation is filled from a case file (situation_json.h) or a case in the law (law_case.h), then
// only read. Each fact of each person, row or household is given, not applicable, or absent; absent
// is unknown. Members are kept in the order of their ids, so that the order in which someone listed
// them changes nothing.
#ifndef DECIDE_SITUATION_H
#define DECIDE_SITUATION_H

#include "compile/program.h"
#include "decide/interpret/value.h"

typedef enum Given {
    GIVEN_ABSENT,
    GIVEN_VALUE,
    GIVEN_NONE,    // said to be not applicable
    GIVEN_UNKNOWN, // said to be unknown: what the law presumes normally is not presumed
} Given;

typedef struct FactCell {
    Given given;
    Value value; // GIVEN_VALUE
    Str text;    // of TYPE_TEXT and TYPE_IDENTITY
    Span span;   // where it was written, if `placed`
    bool placed;
} FactCell;

// What the books hold of one past month. Cells are [column][instance], absent where not recorded.
typedef struct HistoryMonth {
    Date month; // its first day
    FactCell **cells;
} HistoryMonth;

// A value put in place of a rule's, parameter's or fact's, for cases in the law and for "what if".
typedef enum OverrideKind { OVERRIDE_RULE, OVERRIDE_PARAMETER, OVERRIDE_FACT } OverrideKind;

typedef struct Override {
    OverrideKind kind;
    uint32_t index;
    uint32_t instance; // NONE: for all
    Value value;
} Override;

// How an officer used a discretion: what the law's "needs" asks for.
typedef struct DiscretionUse {
    uint32_t fact;
    uint32_t instance;
    Str reason, evidence, signature, second_signature;
} DiscretionUse;

typedef struct Situation {
    const Program *program;
    Arena *arena;
    Date date;
    uint32_t region;       // or NONE
    const Str *member_ids; // [member_count], in bytewise order
    uint32_t member_count;
    uint32_t first_listed; // the member whom a case file names first
    uint32_t *counts;      // [entity]: persons, rows of a record; 1 household, place, unit
    uint32_t **row_owners; // [entity][row]: instance of the owner
    bool **rows_known;     // [entity][owner instance]: whether its rows have been told
    FactCell **cells;      // [fact][instance]
    HistoryMonth *months;  // [month_count], ascending
    size_t month_count;
    Date recorded_from; // before it the books hold nothing; DATE_FIRST: complete
    const Override *overrides;
    size_t override_count;
    const DiscretionUse *discretions;
    size_t discretion_count;
} Situation;

// What must be known of a case before its facts: tables are made in their final size.
typedef struct SituationOutline {
    Date date;
    uint32_t region;       // or NONE
    const Str *member_ids; // [member_count], in any order
    uint32_t member_count;
    const uint32_t *row_counts; // [entity]: rows of each record; NULL: none
} SituationOutline;

// A situation with nothing known. The outline's arrays are copied.
Situation *situation_create(const Program *program, const SituationOutline *outline, Arena *arena);

// How many households, persons or rows there are. A unit counts as one: only units that do not
// split have facts of their own.
static inline uint32_t situation_instances(const Situation *situation, uint32_t entity)
{
    return situation->counts[entity];
}

// The index of a member, or NONE.
uint32_t situation_member(const Situation *situation, Str id);

// The value put in place of this one, or NULL.
const Override *situation_override(const Situation *situation, OverrideKind kind, uint32_t index,
                                   uint32_t instance);

FactCell *situation_cell(Situation *situation, uint32_t fact, uint32_t instance);

// Room for `count` months of history.
void situation_make_months(Situation *situation, size_t count);

// The history cell of a column in a month.
FactCell *situation_history_cell(Situation *situation, size_t month, uint32_t column,
                                 uint32_t instance);

#endif
