#include "base/vec.h"

#include <stdint.h>
#include <string.h>

#include "base/panic.h"

// Every VEC has this shape; the bytes are copied in and out because the item types differ.
typedef VEC(void) AnyVec;

// Only what is counted need be zeroed.
static void *take_items(Arena *arena, size_t count, size_t item_size)
{
    invariant(count < SIZE_MAX / 2 / item_size);
    return arena_take_unset(arena, count * item_size);
}

void vec_make_room(Arena *arena, void *vec, size_t item_size, size_t capacity)
{
    AnyVec any;
    memcpy(&any, vec, sizeof any);
    invariant(any.capacity == 0);
    any.items = take_items(arena, capacity, item_size);
    any.capacity = capacity;
    memcpy(vec, &any, sizeof any);
}

void vec_grow(Arena *arena, void *vec, size_t item_size)
{
    AnyVec any;
    memcpy(&any, vec, sizeof any);
    if (any.count == any.capacity) {
        const size_t grown = any.capacity == 0 ? 8 : any.capacity * 2;
        const bool in_place =
            any.capacity > 0 &&
            arena_extend(arena, any.items, any.capacity * item_size, grown * item_size);
        if (!in_place) {
            void *moved = take_items(arena, grown, item_size);
            if (any.count > 0) memcpy(moved, any.items, any.count * item_size);
            any.items = moved;
        }
        any.capacity = grown;
    }
    memset((unsigned char *)any.items + any.count * item_size, 0, item_size);
    any.count += 1;
    memcpy(vec, &any, sizeof any);
}
