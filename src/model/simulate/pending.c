#include "model/simulate/pending.h"

#include "base/panic.h"

struct PendingBlock {
    uint32_t room, count; // households
    bool weighted;
    uint64_t indexes[BLOCK_HOUSEHOLDS];
    int64_t weights[BLOCK_HOUSEHOLDS];
};

static PendingBlock *new_block(const Pending *pending, uint32_t size)
{
    PendingBlock *made = arena_take_unset(pending->arena, sizeof *made);
    const uint32_t room = BLOCK_PERSONS / size / LANE_STEP * LANE_STEP;
    made->room = room > BLOCK_HOUSEHOLDS ? BLOCK_HOUSEHOLDS : room;
    made->count = 0;
    made->weighted = false;
    return made;
}

static void hand_over(const Pending *pending, PendingBlock *full)
{
    PeopleBlock block;
    if (full->count == 0) return;
    people_fill_these(pending->people, pending->stratum, full->indexes, full->count,
                      pending->scratch, &block);
    if (full->weighted) block.weights = full->weights;
    pending->take(pending->context, &block);
    full->count = 0;
}

// Where households of this size go: those of one kind together.
static PendingBlock *block_for(Pending *pending, const PeopleBlock *from, uint32_t size)
{
    invariant(from->kind <= PEOPLE_KINDS_MAX);
    PendingBlock **to = &pending->blocks[from->kind > 0 ? BLOCK_SLOTS + from->kind : size];
    if (*to == NULL) *to = new_block(pending, size);
    return *to;
}

static void add_one(PendingBlock *to, const PeopleBlock *from, uint32_t household)
{
    to->weighted = from->weights != NULL;
    to->indexes[to->count] = from->indexes[household];
    if (to->weighted) to->weights[to->count] = from->weights[household];
    to->count++;
}

void pending_add(Pending *pending, const PeopleBlock *from, const unsigned char *mask)
{
    const BlockShape *shape = &from->columns.shape;
    // Largest first: those with exactly `size` members follow those with more.
    for (uint32_t size = shape->slots; size > 0; size--) {
        const uint32_t end = shape->with[size - 1];
        const uint32_t start = size < shape->slots ? shape->with[size] : 0;
        if (start == end) continue;
        PendingBlock *to = block_for(pending, from, size);
        for (uint32_t i = start; i < end; i++) {
            if (mask[i] == 0) continue;
            add_one(to, from, i);
            if (to->count == to->room) hand_over(pending, to);
        }
    }
}

void pending_flush(Pending *pending)
{
    for (size_t k = 0; k < sizeof pending->blocks / sizeof pending->blocks[0]; k++) {
        if (pending->blocks[k] != NULL) hand_over(pending, pending->blocks[k]);
    }
}
