#include "base/vec.h"

#include <string.h>

// Every VEC has this shape; the bytes are copied in and out because the item types differ.
typedef VEC(void) AnyVec;

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
            void *moved = arena_take_items(arena, grown, item_size);
            if (any.count > 0) memcpy(moved, any.items, any.count * item_size);
            any.items = moved;
        }
        any.capacity = grown;
    }
    any.count += 1;
    memcpy(vec, &any, sizeof any);
}
