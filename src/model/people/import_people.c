#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/panic.h"
#include "base/text.h"
#include "model/people/import_internal.h"
#include "model/people/people_internal.h"

// A survey in memory as a population. Households are ordered by stratum, then size, largest first,
// then the file's order, so that any run of them is a block already sorted. Filling a block copies
// cells into their lanes.

typedef struct NarrowColumn {
    size_t column; // of the survey
    CellType type;
    int64_t low;
} NarrowColumn;

typedef struct SurveyPeople {
    People people; // first: see people_internal.h
    Survey *survey;
    uint32_t *order;       // [households]: index in the survey
    uint64_t *stratum_at;  // [strata + 1]: first in order
    NarrowColumn *columns; // [outline.column_count]
} SurveyPeople;

typedef struct SurveyScratch {
    PeopleScratch scratch; // first
    Arena *arena;
    void **cells;
    unsigned char **states;
    int64_t *weights;
    uint64_t *indexes;
    uint32_t *order; // [BLOCK_HOUSEHOLDS]: of households asked for by their indexes
} SurveyScratch;

// --- strata ---

typedef struct SortKey {
    const SurveyPeople *people;
    uint32_t household;
} SortKey;

static uint32_t size_of(const Survey *survey, uint32_t household)
{
    return survey->first[household + 1] - survey->first[household];
}

static int compare_strata(const Survey *survey, uint32_t a, uint32_t b)
{
    const int region = str_compare(survey->regions[a], survey->regions[b]);
    if (region != 0) return region;
    for (size_t c = 0; c < survey->column_count; c++) {
        const SurveyColumn *column = &survey->columns[c];
        if (!column->stratum) continue;
        if (column->states[a] != column->states[b])
            return column->states[a] < column->states[b] ? -1 : 1;
        if (column->cells[a] != column->cells[b])
            return column->cells[a] < column->cells[b] ? -1 : 1;
    }
    return 0;
}

static int compare_households(const void *left, const void *right)
{
    const SortKey *a = left;
    const SortKey *b = right;
    const Survey *survey = a->people->survey;
    const int strata = compare_strata(survey, a->household, b->household);
    if (strata != 0) return strata;
    const uint32_t size_a = size_of(survey, a->household);
    const uint32_t size_b = size_of(survey, b->household);
    if (size_a != size_b) return size_a > size_b ? -1 : 1;
    return (a->household > b->household) - (a->household < b->household);
}

static void sort_households(SurveyPeople *people)
{
    Survey *survey = people->survey;
    Arena *scratch = arena_create();
    SortKey *keys = ARENA_ARRAY(scratch, SortKey, survey->households);
    for (uint32_t i = 0; i < survey->households; i++)
        keys[i] = (SortKey){.people = people, .household = i};
    qsort(keys, survey->households, sizeof keys[0], compare_households);
    people->order = ARENA_ARRAY(survey->arena, uint32_t, survey->households);
    for (size_t i = 0; i < survey->households; i++) people->order[i] = keys[i].household;
    arena_destroy(scratch);
}

// A fact that a stratum has one known value of: a stratum's, or the same for all. Shares and plain
// numbers, which are not whole, stay in columns.
static bool is_stratum_fact(const SurveyColumn *column, uint32_t household)
{
    return !column->fact->of_person && (column->stratum || column->constant) &&
           mapping_scale(column->fact) == 1 && column->states[household] == CELL_KNOWN;
}

static void set_stratum(SurveyPeople *people, Stratum *stratum, uint64_t first, uint64_t end)
{
    Survey *survey = people->survey;
    const uint32_t household = people->order[first];
    StratumFact *facts = ARENA_ARRAY(survey->arena, StratumFact, survey->column_count);
    *stratum =
        (Stratum){.region = survey->regions[household], .facts = facts, .households = end - first};
    for (size_t c = 0; c < survey->column_count; c++) {
        const SurveyColumn *column = &survey->columns[c];
        if (!is_stratum_fact(column, household)) continue;
        StratumFact *fact = &facts[stratum->fact_count++];
        fact->name = column->fact->name;
        fact->number = column->cells[household];
        if (column->fact->kind == IMPORT_CHOICE) fact->value = column->fact->values[fact->number];
    }
    for (uint64_t i = first; i < end; i++) stratum->persons += size_of(survey, people->order[i]);
}

static void find_strata(SurveyPeople *people)
{
    Survey *survey = people->survey;
    PeopleOutline *outline = &people->people.outline;
    Stratum *strata = ARENA_ARRAY(survey->arena, Stratum, survey->households);
    people->stratum_at = ARENA_ARRAY(survey->arena, uint64_t, survey->households + 1);
    for (uint64_t first = 0; first < survey->households;) {
        uint64_t end = first + 1;
        while (end < survey->households &&
               compare_strata(survey, people->order[first], people->order[end]) == 0)
            end++;
        set_stratum(people, &strata[outline->stratum_count++], first, end);
        people->stratum_at[outline->stratum_count] = end;
        first = end;
    }
    outline->strata = strata;
}

// --- columns ---

static void set_spec(const SurveyColumn *column, size_t count, ColumnSpec *spec)
{
    *spec = (ColumnSpec){.name = column->fact->name,
                         .of_person = column->fact->of_person,
                         .scale = mapping_scale(column->fact)};
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        if (column->states[i] != CELL_KNOWN) {
            spec->with_states = true;
            continue;
        }
        if (!any || column->cells[i] < spec->low) spec->low = column->cells[i];
        if (!any || column->cells[i] > spec->high) spec->high = column->cells[i];
        any = true;
    }
    spec->type = CELL_I64;
    if (spec->low >= INT32_MIN && spec->high <= INT32_MAX) spec->type = CELL_I32;
    const bool coded = column->fact->kind == IMPORT_YESNO || column->fact->kind == IMPORT_CHOICE;
    const bool small = column->fact->kind == IMPORT_COUNT && spec->low >= 0 && spec->high <= 255;
    if (coded || small) spec->type = CELL_U8;
    if (column->fact->kind == IMPORT_CHOICE) {
        spec->values = column->fact->values;
        spec->value_count = column->fact->value_count;
    }
}

static void find_columns(SurveyPeople *people)
{
    Survey *survey = people->survey;
    PeopleOutline *outline = &people->people.outline;
    ColumnSpec *specs = ARENA_ARRAY(survey->arena, ColumnSpec, survey->column_count);
    people->columns = ARENA_ARRAY(survey->arena, NarrowColumn, survey->column_count);
    for (size_t c = 0; c < survey->column_count; c++) {
        const SurveyColumn *column = &survey->columns[c];
        // What every stratum tells needs no column.
        bool told = true;
        for (uint32_t i = 0; i < survey->households && told; i++) told = is_stratum_fact(column, i);
        if (told) continue;
        ColumnSpec *spec = &specs[outline->column_count];
        set_spec(column, column->fact->of_person ? survey->persons : survey->households, spec);
        people->columns[outline->column_count++] =
            (NarrowColumn){.column = c, .type = spec->type, .low = spec->low};
    }
    outline->specs = specs;
}

// --- blocks ---

static PeopleScratch *scratch_create(const People *base)
{
    const SurveyPeople *people = (const SurveyPeople *)base;
    const size_t columns = people->people.outline.column_count;
    Arena *arena = arena_create();
    SurveyScratch *scratch = ARENA_ONE(arena, SurveyScratch);
    scratch->arena = arena;
    scratch->cells = ARENA_ARRAY(arena, void *, columns + 1);
    scratch->states = ARENA_ARRAY(arena, unsigned char *, columns + 1);
    scratch->weights = arena_take_line(arena, BLOCK_HOUSEHOLDS * sizeof(int64_t));
    scratch->indexes = arena_take_line(arena, BLOCK_HOUSEHOLDS * sizeof(uint64_t));
    scratch->order = ARENA_ARRAY(arena, uint32_t, BLOCK_HOUSEHOLDS);
    for (size_t c = 0; c < columns; c++) {
        const ColumnSpec *spec = &people->people.outline.specs[c];
        const size_t lanes = spec->of_person ? BLOCK_PERSONS : BLOCK_HOUSEHOLDS;
        const size_t size = spec->type == CELL_U8 ? 1 : spec->type == CELL_I32 ? 4 : 8;
        scratch->cells[c] = arena_take_line(arena, lanes * size);
        if (spec->with_states) scratch->states[c] = arena_take_line(arena, lanes);
    }
    return &scratch->scratch;
}

static void scratch_destroy(PeopleScratch *base)
{
    SurveyScratch *scratch = (SurveyScratch *)base;
    arena_destroy(scratch->arena);
}

static void set_cell(void *cells, CellType type, size_t lane, int64_t value)
{
    switch (type) {
    case CELL_U8: ((uint8_t *)cells)[lane] = (uint8_t)value; break;
    case CELL_I32: ((int32_t *)cells)[lane] = (int32_t)value; break;
    case CELL_I64: ((int64_t *)cells)[lane] = value; break;
    }
}

typedef struct Lane {
    size_t to;   // in the block
    size_t from; // in the survey; SIZE_MAX: unused
} Lane;

static void fill_lane(const SurveyPeople *people, SurveyScratch *scratch, size_t c, Lane lane)
{
    const NarrowColumn *narrow = &people->columns[c];
    const SurveyColumn *column = &people->survey->columns[narrow->column];
    const bool known = lane.from != SIZE_MAX && column->states[lane.from] == CELL_KNOWN;
    set_cell(scratch->cells[c], narrow->type, lane.to,
             known ? column->cells[lane.from] : narrow->low);
    if (scratch->states[c] == NULL) return;
    scratch->states[c][lane.to] = lane.from == SIZE_MAX ? CELL_UNKNOWN : column->states[lane.from];
}

static void fill_column(const SurveyPeople *people, SurveyScratch *scratch, size_t c,
                        const BlockShape *shape, const uint32_t *order)
{
    if (!people->people.outline.specs[c].of_person) {
        for (uint32_t i = 0; i < shape->households; i++)
            fill_lane(people, scratch, c, (Lane){.to = i, .from = order[i]});
        return;
    }
    for (uint32_t t = 0; t < shape->slots; t++) {
        const uint32_t end = t + 1 < shape->slots ? shape->base[t + 1] : shape->persons;
        for (uint32_t i = 0; shape->base[t] + i < end; i++) {
            const size_t from = i < shape->with[t] ? people->survey->first[order[i]] + t : SIZE_MAX;
            fill_lane(people, scratch, c, (Lane){.to = shape->base[t] + i, .from = from});
        }
    }
}

// As many households as fit: each of its members opens LANE_STEP lanes where its slot is full.
static uint32_t count_fitting(const Survey *survey, const uint32_t *order, uint64_t most,
                              uint8_t *sizes)
{
    uint32_t count = 0;
    size_t lanes = 0;
    while (count < most && count < BLOCK_HOUSEHOLDS) {
        // Sizes fall, so a slot that this household has was had by all before it.
        const uint32_t size = size_of(survey, order[count]);
        if (count % LANE_STEP == 0) lanes += (size_t)size * LANE_STEP;
        if (lanes > BLOCK_PERSONS) break;
        sizes[count++] = (uint8_t)size;
    }
    return count;
}

// The first of these households of the survey, largest first.
static uint32_t fill_at_most(const SurveyPeople *people, const uint32_t *order, uint64_t most,
                             PeopleScratch *base, PeopleBlock *block)
{
    SurveyScratch *scratch = (SurveyScratch *)base;
    uint8_t sizes[BLOCK_HOUSEHOLDS];
    const uint32_t count = count_fitting(people->survey, order, most, sizes);
    block_shape_set(&block->columns.shape, sizes, count);
    invariant(block->columns.shape.persons <= BLOCK_PERSONS);
    for (size_t c = 0; c < people->people.outline.column_count; c++)
        fill_column(people, scratch, c, &block->columns.shape, order);
    for (uint32_t i = 0; i < count; i++) scratch->weights[i] = people->survey->weights[order[i]];
    block->columns.cells = (const void *const *)scratch->cells;
    block->columns.states = (const unsigned char *const *)scratch->states;
    block->kind = 0;
    block->weights = scratch->weights;
    block->indexes = scratch->indexes;
    return count;
}

static uint32_t fill(const People *base, uint32_t stratum, uint64_t first, uint32_t most,
                     PeopleScratch *scratch, PeopleBlock *block)
{
    const SurveyPeople *people = (const SurveyPeople *)base;
    const uint64_t at = people->stratum_at[stratum] + first;
    const uint64_t left = people->stratum_at[stratum + 1] - at;
    const uint32_t count =
        fill_at_most(people, &people->order[at], left < most ? left : most, scratch, block);
    for (uint32_t i = 0; i < count; i++) ((SurveyScratch *)scratch)->indexes[i] = first + i;
    return count;
}

static void fill_these(const People *base, uint32_t stratum, const uint64_t *indexes,
                       uint32_t count, PeopleScratch *of, PeopleBlock *block)
{
    const SurveyPeople *people = (const SurveyPeople *)base;
    SurveyScratch *scratch = (SurveyScratch *)of;
    invariant(count <= BLOCK_HOUSEHOLDS);
    for (uint32_t i = 0; i < count; i++) {
        scratch->order[i] = people->order[people->stratum_at[stratum] + indexes[i]];
        scratch->indexes[i] = indexes[i];
    }
    (void)fill_at_most(people, scratch->order, count, of, block);
}

static void destroy(People *base)
{
    survey_destroy(((SurveyPeople *)base)->survey); // its arena holds all
}

static Str household_id(const People *base, uint32_t stratum, uint64_t index)
{
    const SurveyPeople *people = (const SurveyPeople *)base;
    return people->survey->ids[people->order[people->stratum_at[stratum] + index]];
}

static const PeopleKind survey_kind = {.scratch_create = scratch_create,
                                       .scratch_destroy = scratch_destroy,
                                       .fill = fill,
                                       .fill_these = fill_these,
                                       .destroy = destroy,
                                       .household_id = household_id};

// --- outline ---

// Of all that a run can see: the checked data and its order.
static Str hash_of(const Survey *survey)
{
    Arena *scratch = arena_create();
    const Str csv = survey_csv(survey, scratch);
    const Digest digest = digest_of(&csv, 1);
    const Str hash = str_copy(survey->arena, str_from(digest.text));
    arena_destroy(scratch);
    return hash;
}

People *survey_people(Survey *survey)
{
    SurveyPeople *people = ARENA_ONE(survey->arena, SurveyPeople);
    people->survey = survey;
    people->people.kind = &survey_kind;
    people->people.outline = (PeopleOutline){
        .name = survey->name,
        .source = survey->files,
        .hash = hash_of(survey),
        .year = date_civil(survey->date).year,
        .weight_scale = SURVEY_WEIGHT_SCALE,
    };
    sort_households(people);
    find_strata(people);
    find_columns(people);
    return &people->people;
}

const Survey *people_survey(const People *people)
{
    return people->kind == &survey_kind ? ((const SurveyPeople *)people)->survey : NULL;
}
