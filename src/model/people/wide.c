#include "model/people/wide.h"

#include <string.h>

#include "base/panic.h"

enum {
    PARTS_MAX = PEOPLE_KINDS_MAX,
    ENOUGH = BLOCK_HOUSEHOLDS / 2, // households of a fill that need no others beside them
};

// One fill, kept until the block is put together.
typedef struct Part {
    BlockShape shape;
    uint32_t households, persons; // where its lanes begin among those kept
} Part;

// Lanes of a column: kept of each fill, and those of the block.
typedef struct WideColumn {
    size_t cell; // bytes
    unsigned char *kept, *lanes;
    unsigned char *kept_states, *states; // NULL: it has none
} WideColumn;

struct WideBlock {
    const People *people;
    WideColumn *columns; // [column_count]
    const void **cells;
    const unsigned char **states;
    uint64_t *kept_indexes, *indexes; // [BLOCK_HOUSEHOLDS]
    int64_t *kept_weights, *weights;
    Part parts[PARTS_MAX];
    uint32_t part_count;
    uint32_t households, persons; // kept
    bool weighted;
};

static size_t cell_size(CellType type)
{
    return type == CELL_U8 ? 1 : type == CELL_I32 ? sizeof(int32_t) : sizeof(int64_t);
}

// Lanes that no household uses must hold values of the column's range, too.
static void fill_lanes(const ColumnSpec *spec, unsigned char *lanes, size_t count)
{
    const int64_t value = spec->low > 0 ? spec->low : spec->high < 0 ? spec->high : 0;
    for (size_t i = 0; i < count; i++) {
        switch (spec->type) {
        case CELL_U8: lanes[i] = (unsigned char)value; break;
        case CELL_I32: ((int32_t *)(void *)lanes)[i] = (int32_t)value; break;
        case CELL_I64: ((int64_t *)(void *)lanes)[i] = value; break;
        }
    }
}

WideBlock *wide_create(const People *people, Arena *arena)
{
    const PeopleOutline *outline = people_outline(people);
    WideBlock *wide = ARENA_ONE(arena, WideBlock);
    wide->people = people;
    wide->columns = ARENA_ARRAY(arena, WideColumn, outline->column_count);
    wide->cells = ARENA_ARRAY(arena, const void *, outline->column_count);
    wide->states = ARENA_ARRAY(arena, const unsigned char *, outline->column_count);
    wide->kept_indexes = ARENA_ARRAY(arena, uint64_t, BLOCK_HOUSEHOLDS);
    wide->indexes = ARENA_ARRAY(arena, uint64_t, BLOCK_HOUSEHOLDS);
    wide->kept_weights = ARENA_ARRAY(arena, int64_t, BLOCK_HOUSEHOLDS);
    wide->weights = ARENA_ARRAY(arena, int64_t, BLOCK_HOUSEHOLDS);
    for (size_t c = 0; c < outline->column_count; c++) {
        const ColumnSpec *spec = &outline->specs[c];
        const size_t lanes = spec->of_person ? BLOCK_PERSONS : BLOCK_HOUSEHOLDS;
        WideColumn *column = &wide->columns[c];
        column->cell = cell_size(spec->type);
        column->kept = arena_take_line(arena, lanes * column->cell);
        column->lanes = arena_take_line(arena, lanes * column->cell);
        fill_lanes(spec, column->lanes, lanes);
        wide->cells[c] = column->lanes;
        if (!spec->with_states) continue;
        column->kept_states = arena_take_line(arena, lanes);
        column->states = arena_take_line(arena, lanes);
        wide->states[c] = column->states;
    }
    return wide;
}

// --- keeping fills ---

// Whether what is kept and one more fill stay within a block.
static bool has_room(const WideBlock *wide, const BlockShape *more)
{
    uint32_t persons = 0;
    if (wide->part_count == PARTS_MAX || wide->persons + more->persons > BLOCK_PERSONS)
        return false;
    for (uint32_t t = 0; t < BLOCK_SLOTS; t++) {
        uint32_t with = t < more->slots ? more->with[t] : 0;
        for (uint32_t p = 0; p < wide->part_count; p++) {
            const BlockShape *shape = &wide->parts[p].shape;
            with += t < shape->slots ? shape->with[t] : 0;
        }
        persons += lanes_taken(with);
    }
    return persons <= BLOCK_PERSONS;
}

void wide_start(WideBlock *wide)
{
    wide->part_count = wide->households = wide->persons = 0;
}

bool wide_add(WideBlock *wide, const PeopleBlock *block)
{
    const PeopleOutline *outline = people_outline(wide->people);
    const BlockShape *shape = &block->columns.shape;
    const uint32_t at = wide->households;
    if (at + shape->households > BLOCK_HOUSEHOLDS || !has_room(wide, shape)) return false;
    for (size_t c = 0; c < outline->column_count; c++) {
        const WideColumn *column = &wide->columns[c];
        const bool of_person = outline->specs[c].of_person;
        const size_t to = of_person ? wide->persons : at;
        const size_t lanes = of_person ? shape->persons : shape->households;
        memcpy(column->kept + to * column->cell, block->columns.cells[c], lanes * column->cell);
        if (column->states != NULL)
            memcpy(column->kept_states + to, block->columns.states[c], lanes);
    }
    memcpy(wide->kept_indexes + at, block->indexes, shape->households * sizeof(uint64_t));
    wide->weighted = block->weights != NULL;
    if (wide->weighted)
        memcpy(wide->kept_weights + at, block->weights, shape->households * sizeof(int64_t));
    wide->parts[wide->part_count++] =
        (Part){.shape = *shape, .households = at, .persons = wide->persons};
    wide->households += shape->households;
    wide->persons += shape->persons;
    return true;
}

// --- putting them together ---

// Households [start, start + count) of a part, all of one size, and where in the block they go.
typedef struct Move {
    const Part *part;
    uint32_t size, start, count, to;
} Move;

static void move_column(const WideBlock *wide, const BlockShape *shape, size_t c, const Move *move)
{
    const WideColumn *column = &wide->columns[c];
    const bool of_person = people_outline(wide->people)->specs[c].of_person;
    for (uint32_t t = 0; t < (of_person ? move->size : 1); t++) {
        const size_t from =
            move->start +
            (of_person ? move->part->persons + move->part->shape.base[t] : move->part->households);
        const size_t to = move->to + (of_person ? shape->base[t] : 0);
        memcpy(column->lanes + to * column->cell, column->kept + from * column->cell,
               move->count * column->cell);
        if (column->states != NULL)
            memcpy(column->states + to, column->kept_states + from, move->count);
    }
}

static void move(const WideBlock *wide, const BlockShape *shape, const Move *move)
{
    const size_t from = move->part->households + move->start;
    for (size_t c = 0; c < people_outline(wide->people)->column_count; c++)
        move_column(wide, shape, c, move);
    memcpy(wide->indexes + move->to, wide->kept_indexes + from, move->count * sizeof(uint64_t));
    memcpy(wide->weights + move->to, wide->kept_weights + from, move->count * sizeof(int64_t));
}

// Households of so many members or more.
static uint32_t at_least(const BlockShape *shape, uint32_t size)
{
    return size <= shape->slots ? shape->with[size - 1] : 0;
}

static BlockShape shape_of_all(const WideBlock *wide)
{
    uint8_t sizes[BLOCK_HOUSEHOLDS];
    BlockShape shape;
    uint32_t count = 0;
    for (uint32_t size = BLOCK_SLOTS; size > 0; size--) {
        for (uint32_t p = 0; p < wide->part_count; p++) {
            const uint32_t with = at_least(&wide->parts[p].shape, size);
            const uint32_t more = at_least(&wide->parts[p].shape, size + 1);
            memset(sizes + count, (int)size, with - more);
            count += with - more;
        }
    }
    invariant(count == wide->households);
    block_shape_set(&shape, sizes, count);
    invariant(shape.persons <= BLOCK_PERSONS);
    return shape;
}

void wide_end(WideBlock *wide, PeopleBlock *block)
{
    const BlockShape shape = shape_of_all(wide);
    uint32_t to = 0;
    for (uint32_t size = shape.slots; size > 0; size--) {
        for (uint32_t p = 0; p < wide->part_count; p++) {
            const uint32_t with = at_least(&wide->parts[p].shape, size);
            const uint32_t more = at_least(&wide->parts[p].shape, size + 1);
            if (with == more) continue;
            move(wide, &shape,
                 &(Move){.part = &wide->parts[p],
                         .size = size,
                         .start = more,
                         .count = with - more,
                         .to = to});
            to += with - more;
        }
    }
    *block = (PeopleBlock){
        .columns = {.shape = shape, .cells = wide->cells, .states = wide->states},
        .weights = wide->weighted ? wide->weights : NULL,
        .indexes = wide->indexes,
    };
}

uint32_t wide_fill(WideBlock *wide, uint32_t stratum, uint64_t first, uint64_t end,
                   PeopleScratch *scratch, PeopleBlock *block)
{
    invariant(first < end);
    wide_start(wide);
    do {
        const uint64_t left = end - first - wide->households;
        const uint32_t room = BLOCK_HOUSEHOLDS - wide->households;
        const uint32_t count =
            people_fill_some(wide->people, stratum, first + wide->households,
                             left < room ? (uint32_t)left : room, scratch, block);
        if (wide->households == 0 && (count >= ENOUGH || count == left)) return count;
        if (!wide_add(wide, block)) break;
    } while (first + wide->households < end && wide->households < BLOCK_HOUSEHOLDS);
    wide_end(wide, block);
    return wide->households;
}
