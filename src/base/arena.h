// arena.h - memory by lifetime: take pieces, give all back at once.
//
// An arena is a chain of blocks. Pieces taken from it live until the arena is reset or destroyed;
// none is freed alone. Parameters are named for the lifetime they stand for (`Arena *policy`, the
// compiled law; `Arena *request`, one decision). A reset keeps one block, so that a loop of
// decisions settles on a fixed amount of memory.
//
//     Arena *request = arena_create();
//     for (each case) { decide(..., request); arena_reset(request); }
//     arena_destroy(request);
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

typedef struct Arena Arena;

// Never NULL: without memory the program ends with the size asked for.
Arena *arena_create(void);

// The same, but its first block has `size` bytes, and a reset keeps blocks up to that size: for
// what is made again and again and is large.
Arena *arena_create_large(size_t size);

// Accepts NULL.
void arena_destroy(Arena *arena);

// Forgets every piece; memory beyond one block of at most 2 MiB, or of the size that a large arena
// was created with, goes back to the system.
void arena_reset(Arena *arena);

// `size` zeroed bytes, aligned for any type. Size 0 gives a valid pointer that must not be read.
void *arena_take(Arena *arena, size_t size);

// The same, but the bytes hold anything: for large buffers that are written before they are read.
void *arena_take_unset(Arena *arena, size_t size);

// As arena_take, but from a multiple of ARENA_LINE on: for columns, which are read by vectors.
enum { ARENA_LINE = 64 }; // bytes of a processor's cache that go together, and of its widest vector
void *arena_take_line(Arena *arena, size_t size);

// `count` zeroed items of type T.
#define ARENA_ARRAY(arena, T, count) ((T *)arena_take_items((arena), (count), sizeof(T)))
#define ARENA_ONE(arena, T)          ((T *)arena_take((arena), sizeof(T)))
void *arena_take_items(Arena *arena, size_t count, size_t item_size);

// Makes a piece longer where it lies, with the new bytes zeroed. False, and nothing changed, if
// something was taken after it or its block has no room: take a new piece then.
bool arena_extend(Arena *arena, const void *piece, size_t size, size_t size_new);

// Bytes held from the system now, for tests that memory stays flat.
size_t arena_held_size(const Arena *arena);

#endif
