#include "model/simulate/pending.h"

#include <string.h>

enum { ALIGNMENT = 64 };

struct PendingBlock {
    PeopleBlock block;
    uint32_t room; // households
    void **cells;  // [column], as block.columns.cells
    unsigned char **states;
    int64_t *weights;
    uint64_t *indexes;
};

static size_t cell_bytes(CellType type)
{
    return type == CELL_U8 ? sizeof(uint8_t) : type == CELL_I32 ? sizeof(int32_t) : sizeof(int64_t);
}

static void *take_aligned(Arena *arena, size_t bytes)
{
    unsigned char *memory = arena_take(arena, bytes + ALIGNMENT);
    return memory + (ALIGNMENT - (uintptr_t)memory % ALIGNMENT) % ALIGNMENT;
}

// Unused lanes must lie within the column's bounds.
static void fill_low(const ColumnSpec *spec, void *cells, size_t lanes)
{
    for (size_t i = 0; i < lanes; i++) {
        switch (spec->type) {
        case CELL_U8: ((uint8_t *)cells)[i] = (uint8_t)spec->low; break;
        case CELL_I32: ((int32_t *)cells)[i] = (int32_t)spec->low; break;
        case CELL_I64: ((int64_t *)cells)[i] = spec->low; break;
        }
    }
}

void pending_start(Pending *pending, const PeopleOutline *outline, const bool *copied, Arena *arena)
{
    *pending = (Pending){.arena = arena, .outline = outline, .copied = copied};
}

// An empty block for households of `size`: the lanes of a slot stand `room` after those of the
// last.
static PendingBlock *new_block(const Pending *pending, uint32_t size)
{
    const size_t columns = pending->outline->column_count;
    PendingBlock *made = ARENA_ONE(pending->arena, PendingBlock);
    uint32_t room = BLOCK_PERSONS / size / LANE_STEP * LANE_STEP;
    if (room > BLOCK_HOUSEHOLDS) room = BLOCK_HOUSEHOLDS;
    *made = (PendingBlock){.room = room,
                           .cells = ARENA_ARRAY(pending->arena, void *, columns),
                           .states = ARENA_ARRAY(pending->arena, unsigned char *, columns),
                           .weights = ARENA_ARRAY(pending->arena, int64_t, room),
                           .indexes = ARENA_ARRAY(pending->arena, uint64_t, room)};
    for (size_t c = 0; c < columns; c++) {
        const ColumnSpec *spec = &pending->outline->specs[c];
        const size_t lanes = spec->of_person ? (size_t)room * size : room;
        if (!pending->copied[c]) continue;
        made->cells[c] = take_aligned(pending->arena, lanes * cell_bytes(spec->type));
        fill_low(spec, made->cells[c], lanes);
        if (spec->with_states) made->states[c] = take_aligned(pending->arena, lanes);
    }
    BlockShape *shape = &made->block.columns.shape;
    shape->slots = size;
    shape->persons = room * size;
    for (uint32_t t = 0; t < size; t++) shape->base[t] = t * room;
    made->block.columns.cells = (const void *const *)made->cells;
    made->block.columns.states = (const unsigned char *const *)made->states;
    made->block.indexes = made->indexes;
    return made;
}

static void hand_over(const Pending *pending, PendingBlock *to)
{
    BlockShape *shape = &to->block.columns.shape;
    if (shape->households == 0) return;
    for (uint32_t t = 0; t < shape->slots; t++) shape->with[t] = shape->households;
    pending->take(pending->context, &to->block);
    shape->households = 0;
}

static void copy_lanes(size_t bytes, void *to, const void *from, const uint32_t *lanes,
                       uint32_t count)
{
    switch (bytes) {
    case sizeof(uint8_t):
        for (uint32_t j = 0; j < count; j++) ((uint8_t *)to)[j] = ((const uint8_t *)from)[lanes[j]];
        return;
    case sizeof(int32_t):
        for (uint32_t j = 0; j < count; j++) ((int32_t *)to)[j] = ((const int32_t *)from)[lanes[j]];
        return;
    default:
        for (uint32_t j = 0; j < count; j++) ((int64_t *)to)[j] = ((const int64_t *)from)[lanes[j]];
    }
}

// One column of `count` households, slot by slot.
static void copy_column(const PendingBlock *to, const BlockShape *from_shape, bool of_person,
                        size_t bytes, void *to_cells, const void *from_cells, const uint32_t *lanes,
                        uint32_t count)
{
    const BlockShape *shape = &to->block.columns.shape;
    const uint32_t slots = of_person ? shape->slots : 1;
    for (uint32_t t = 0; t < slots; t++) {
        const size_t at = (size_t)shape->base[t] + shape->households;
        const size_t base = of_person ? from_shape->base[t] : 0;
        copy_lanes(bytes, (unsigned char *)to_cells + at * bytes,
                   (const unsigned char *)from_cells + base * bytes, lanes, count);
    }
}

static void copy_households(const Pending *pending, PendingBlock *to, const PeopleBlock *from,
                            const uint32_t *lanes, uint32_t count)
{
    const BlockShape *shape = &from->columns.shape;
    const uint32_t at = to->block.columns.shape.households;
    for (size_t c = 0; c < pending->outline->column_count; c++) {
        const ColumnSpec *spec = &pending->outline->specs[c];
        if (!pending->copied[c]) continue;
        copy_column(to, shape, spec->of_person, cell_bytes(spec->type), to->cells[c],
                    from->columns.cells[c], lanes, count);
        if (spec->with_states)
            copy_column(to, shape, spec->of_person, 1, to->states[c], from->columns.states[c],
                        lanes, count);
    }
    to->block.weights = from->weights != NULL ? to->weights : NULL;
    for (uint32_t j = 0; j < count; j++) {
        to->indexes[at + j] = from->indexes[lanes[j]];
        if (from->weights != NULL) to->weights[at + j] = from->weights[lanes[j]];
    }
    to->block.columns.shape.households += count;
}

void pending_add(Pending *pending, const PeopleBlock *from, const unsigned char *mask)
{
    const BlockShape *shape = &from->columns.shape;
    uint32_t lanes[BLOCK_HOUSEHOLDS];
    // Largest first: those with exactly `size` members follow those with more.
    for (uint32_t size = shape->slots; size > 0; size--) {
        const uint32_t end = shape->with[size - 1];
        uint32_t count = 0;
        for (uint32_t i = size < shape->slots ? shape->with[size] : 0; i < end; i++) {
            lanes[count] = i;
            count += mask[i] != 0;
        }
        for (uint32_t done = 0; done < count;) {
            PendingBlock **to = &pending->blocks[size];
            if (*to == NULL) *to = new_block(pending, size);
            const uint32_t left = (*to)->room - (*to)->block.columns.shape.households;
            const uint32_t now = count - done < left ? count - done : left;
            copy_households(pending, *to, from, &lanes[done], now);
            done += now;
            if (now == left) hand_over(pending, *to);
        }
    }
}

void pending_flush(Pending *pending)
{
    for (uint32_t size = 0; size <= BLOCK_SLOTS; size++) {
        if (pending->blocks[size] != NULL) hand_over(pending, pending->blocks[size]);
    }
}
