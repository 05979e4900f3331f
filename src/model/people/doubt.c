#include "model/people/doubt.h"

#include <string.h>

#include "base/panic.h"
#include "model/people/people_internal.h"

enum {
    RANKS = 65536,
    FIFTH = RANKS / 5,
    MILLION = 1000000,
    SOURCES = 7,
};

static const char *const SOURCE_NAMES[SOURCES] = {
    "wage", "business_net", "farm_net", "property_net", "pension", "base_pension", "transfers"};

typedef struct DoubtedPeople {
    People base;
    Arena *arena;
    People *of; // owned
    int64_t lowest_ppm;
    uint32_t rank;             // column
    uint32_t sources[SOURCES]; // columns
    size_t source_count;
} DoubtedPeople;

typedef struct DoubtedScratch {
    PeopleScratch base;
    Arena *arena;
    const DoubtedPeople *people;
    PeopleScratch *of;         // owned
    const void **cells;        // [column_count]
    int32_t *changed[SOURCES]; // [BLOCK_PERSONS]
} DoubtedScratch;

static PeopleScratch *doubted_scratch_create(const People *people)
{
    const DoubtedPeople *doubted = (const DoubtedPeople *)(const void *)people;
    Arena *arena = arena_create();
    DoubtedScratch *scratch = ARENA_ONE(arena, DoubtedScratch);
    scratch->arena = arena;
    scratch->people = doubted;
    scratch->of = people_scratch_create(doubted->of);
    scratch->cells = ARENA_ARRAY(arena, const void *, people->outline.column_count);
    for (size_t s = 0; s < doubted->source_count; s++)
        scratch->changed[s] = arena_take_line(arena, BLOCK_PERSONS * sizeof(int32_t));
    return &scratch->base;
}

static void doubted_scratch_destroy(PeopleScratch *scratch)
{
    DoubtedScratch *doubted = (DoubtedScratch *)(void *)scratch;
    people_scratch_destroy(doubted->of);
    arena_destroy(doubted->arena);
}

// The column's cells with each household's change.
static void change_source(const DoubtedScratch *scratch, const PeopleBlock *block, size_t source)
{
    const DoubtedPeople *people = scratch->people;
    const uint32_t column = people->sources[source];
    const ColumnSpec *spec = &people->base.outline.specs[column];
    const BlockShape *shape = &block->columns.shape;
    const int32_t *ranks = block->columns.cells[people->rank];
    int32_t *cells = scratch->changed[source];
    memcpy(cells, block->columns.cells[column], shape->persons * sizeof *cells);
    for (uint32_t t = 0; t < shape->slots; t++) {
        for (uint32_t i = 0; i < shape->with[t]; i++) {
            const int64_t below = FIFTH - ranks[i];
            const uint32_t lane = shape->base[t] + i;
            if (below <= 0) continue;
            const int64_t ppm = people->lowest_ppm * below / FIFTH;
            const int64_t changed = cells[lane] + cells[lane] * ppm / MILLION;
            cells[lane] = (int32_t)(changed < spec->low    ? spec->low
                                    : changed > spec->high ? spec->high
                                                           : changed);
        }
    }
}

static void change_block(const DoubtedScratch *scratch, PeopleBlock *block)
{
    const DoubtedPeople *people = scratch->people;
    const size_t columns = people->base.outline.column_count;
    for (size_t c = 0; c < columns; c++) scratch->cells[c] = block->columns.cells[c];
    for (size_t s = 0; s < people->source_count; s++) {
        change_source(scratch, block, s);
        scratch->cells[people->sources[s]] = scratch->changed[s];
    }
    block->columns.cells = scratch->cells;
}

static uint32_t doubted_fill(const People *people, uint32_t stratum, uint64_t first, uint32_t most,
                             PeopleScratch *scratch, PeopleBlock *block)
{
    const DoubtedPeople *doubted = (const DoubtedPeople *)(const void *)people;
    const DoubtedScratch *with = (const DoubtedScratch *)(const void *)scratch;
    const uint32_t count = people_fill_some(doubted->of, stratum, first, most, with->of, block);
    change_block(with, block);
    return count;
}

static void doubted_fill_these(const People *people, uint32_t stratum, const uint64_t *indexes,
                               uint32_t count, PeopleScratch *scratch, PeopleBlock *block)
{
    const DoubtedPeople *doubted = (const DoubtedPeople *)(const void *)people;
    const DoubtedScratch *with = (const DoubtedScratch *)(const void *)scratch;
    people_fill_these(doubted->of, stratum, indexes, count, with->of, block);
    change_block(with, block);
}

// What is changed, and by what, is needed besides.
static void doubted_ask(const People *people, PeopleScratch *scratch, const bool *columns)
{
    const DoubtedPeople *doubted = (const DoubtedPeople *)(const void *)people;
    DoubtedScratch *with = (DoubtedScratch *)(void *)scratch;
    bool *asked = ARENA_ARRAY(with->arena, bool, people->outline.column_count);
    memcpy(asked, columns, people->outline.column_count * sizeof *asked);
    asked[doubted->rank] = true;
    for (size_t s = 0; s < doubted->source_count; s++) asked[doubted->sources[s]] = true;
    people_ask(doubted->of, with->of, asked);
}

static void doubted_destroy(People *people)
{
    DoubtedPeople *doubted = (DoubtedPeople *)(void *)people;
    people_destroy(doubted->of);
    arena_destroy(doubted->arena);
}

People *people_doubt(People *people, int64_t lowest_ppm)
{
    static const PeopleKind kind = {.scratch_create = doubted_scratch_create,
                                    .scratch_destroy = doubted_scratch_destroy,
                                    .fill = doubted_fill,
                                    .fill_these = doubted_fill_these,
                                    .ask = doubted_ask,
                                    .destroy = doubted_destroy};
    const PeopleOutline *outline = people_outline(people);
    bool ranked = false;
    Arena *arena = arena_create();
    DoubtedPeople *doubted = ARENA_ONE(arena, DoubtedPeople);
    *doubted = (DoubtedPeople){.base = {.kind = &kind, .outline = *outline},
                               .arena = arena,
                               .of = people,
                               .lowest_ppm = lowest_ppm};
    invariant(lowest_ppm > -MILLION && lowest_ppm < MILLION);
    for (uint32_t c = 0; c < outline->column_count; c++) {
        const ColumnSpec *spec = &outline->specs[c];
        if (spec->type != CELL_I32) continue;
        if (str_equals(spec->name, "income_rank")) {
            doubted->rank = c;
            ranked = true;
        }
        for (size_t s = 0; s < SOURCES; s++) {
            if (str_equals(spec->name, SOURCE_NAMES[s]))
                doubted->sources[doubted->source_count++] = c;
        }
    }
    if (ranked) return &doubted->base;
    arena_destroy(arena);
    return people;
}
