#include "decide/situation.h"

#include <stdlib.h>

#include "base/panic.h"

static int compare_ids(const void *left, const void *right)
{
    return str_compare(*(const Str *)left, *(const Str *)right);
}

static uint32_t count_instances(EntityKind kind, uint32_t members, uint32_t rows)
{
    switch (kind) {
    case ENTITY_HOUSEHOLD:
    case ENTITY_PLACE: return 1;
    case ENTITY_PERSON: return members;
    case ENTITY_RECORD: return rows;
    case ENTITY_UNIT: return 1; // facts of units: only of those that do not split
    }
    panic_at(__FILE__, __LINE__, "every kind of entity is counted");
}

Situation *situation_create(const Program *program, const SituationOutline *outline, Arena *arena)
{
    Situation *situation = ARENA_ONE(arena, Situation);
    const size_t entities = program->entities.count;
    const uint32_t member_count = outline->member_count;
    const uint32_t *row_counts = outline->row_counts;
    Str *ids = ARENA_ARRAY(arena, Str, member_count);
    for (uint32_t i = 0; i < member_count; i++) ids[i] = str_copy(arena, outline->member_ids[i]);
    if (member_count > 1) qsort(ids, member_count, sizeof(Str), compare_ids);
    *situation = (Situation){
        .program = program,
        .arena = arena,
        .date = outline->date,
        .region = outline->region,
        .member_ids = ids,
        .member_count = member_count,
        .counts = ARENA_ARRAY(arena, uint32_t, entities),
        .row_owners = ARENA_ARRAY(arena, uint32_t *, entities),
        .rows_known = ARENA_ARRAY(arena, bool *, entities),
        .cells = ARENA_ARRAY(arena, FactCell *, program->facts.count),
        .recorded_from = DATE_FIRST,
    };
    for (uint32_t e = 0; e < entities; e++) {
        situation->counts[e] = count_instances(program->entities.items[e].kind, member_count,
                                               row_counts != NULL ? row_counts[e] : 0);
        if (program->entities.items[e].kind == ENTITY_RECORD)
            situation->row_owners[e] = ARENA_ARRAY(arena, uint32_t, situation->counts[e]);
    }
    for (uint32_t e = 0; e < entities; e++) {
        const Entity *entity = &program->entities.items[e];
        if (entity->kind == ENTITY_RECORD)
            situation->rows_known[e] =
                ARENA_ARRAY(arena, bool, situation_instances(situation, entity->owner));
    }
    for (size_t f = 0; f < program->facts.count; f++) {
        const uint32_t entity = program->facts.items[f].entity;
        situation->cells[f] = ARENA_ARRAY(arena, FactCell, situation_instances(situation, entity));
    }
    return situation;
}

uint32_t situation_member(const Situation *situation, Str id)
{
    for (uint32_t i = 0; i < situation->member_count; i++) {
        if (str_equal(situation->member_ids[i], id)) return i;
    }
    return NONE;
}

const Override *situation_override(const Situation *situation, OverrideKind kind, uint32_t index,
                                   uint32_t instance)
{
    for (size_t i = 0; i < situation->override_count; i++) {
        const Override *one = &situation->overrides[i];
        if (one->kind == kind && one->index == index &&
            (one->instance == NONE || one->instance == instance))
            return one;
    }
    return NULL;
}

FactCell *situation_cell(Situation *situation, uint32_t fact, uint32_t instance)
{
    invariant(situation->cells[fact] != NULL);
    invariant(instance <
              situation_instances(situation, situation->program->facts.items[fact].entity));
    return &situation->cells[fact][instance];
}

// Units have at most as many instances as there are members.
static uint32_t column_instances(const Situation *situation, const HistoryColumn *column)
{
    if (situation->program->entities.items[column->entity].kind == ENTITY_UNIT)
        return situation->member_count > 0 ? situation->member_count : 1;
    return situation_instances(situation, column->entity);
}

void situation_make_months(Situation *situation, size_t count)
{
    const Program *program = situation->program;
    situation->months = ARENA_ARRAY(situation->arena, HistoryMonth, count);
    situation->month_count = count;
    for (size_t m = 0; m < count; m++) {
        FactCell **cells = ARENA_ARRAY(situation->arena, FactCell *, program->columns.count);
        for (size_t c = 0; c < program->columns.count; c++)
            cells[c] = ARENA_ARRAY(situation->arena, FactCell,
                                   column_instances(situation, &program->columns.items[c]));
        situation->months[m].cells = cells;
    }
}

FactCell *situation_history_cell(Situation *situation, size_t month, uint32_t column,
                                 uint32_t instance)
{
    invariant(month < situation->month_count);
    invariant(column < situation->program->columns.count);
    return &situation->months[month].cells[column][instance];
}
