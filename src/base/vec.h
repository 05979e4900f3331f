// vec.h - a growing array whose storage comes from an arena.
//
//     typedef VEC(Token) TokenVec;
//     TokenVec tokens = {0};
//     *vec_push(arena, &tokens) = token;          // a zeroed new last item
//     for (size_t i = 0; i < tokens.count; i++) use(&tokens.items[i]);
//
// Growing moves the items, so pointers into a Vec do not survive a push. The old storage stays in
// the arena: at most as much again as the final array.
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stddef.h>

#include "base/arena.h"

#define VEC(T)           \
    struct {             \
        T *items;        \
        size_t count;    \
        size_t capacity; \
    }

// NOLINTNEXTLINE(bugprone-sizeof-expression): the items may be pointers
#define VEC_ITEM_SIZE(vec) (sizeof(vec)->items[0])

#define vec_push(arena, vec) \
    (vec_grow((arena), (vec), VEC_ITEM_SIZE(vec)), &(vec)->items[(vec)->count - 1])

// Makes room for `count` items in an empty Vec, so that it need not move while it grows to them.
#define vec_reserve(arena, vec, count) vec_make_room((arena), (vec), VEC_ITEM_SIZE(vec), (count))

// Makes room for one more zeroed item in `vec`, a VEC of any type, and counts it.
void vec_grow(Arena *arena, void *vec, size_t item_size);

void vec_make_room(Arena *arena, void *vec, size_t item_size, size_t capacity);

#endif
