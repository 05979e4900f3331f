#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/panic.h"

typedef struct Block {
    struct Block *next; // older block
    size_t size;        // bytes in data
    size_t used;
    size_t dirty; // bytes that may hold anything; those behind them are zero
    alignas(max_align_t) unsigned char data[];
} Block;

struct Arena {
    Block *newest;
    size_t held;
    size_t kept; // a reset keeps no block larger than this
};

enum {
    BLOCK_SIZE_FIRST = 256 * 1024,
    BLOCK_SIZE_MAX = 8 * 1024 * 1024,
    BLOCK_SIZE_KEPT = 2 * 1024 * 1024, // Arena.kept, if nothing else was asked for
};

static Block *block_create(size_t size)
{
    invariant(size < SIZE_MAX - sizeof(Block));
    bool zeroed = false;
    Block *block = os_memory(sizeof(Block) + size, &zeroed);
    if (block == NULL) {
        (void)fprintf(stderr, "out of memory: %zu bytes were asked for\n", size);
        abort();
    }
    block->next = NULL;
    block->size = size;
    block->used = 0;
    block->dirty = zeroed ? 0 : size;
    return block;
}

Arena *arena_create_large(size_t size)
{
    Block *first = block_create(size - sizeof(Block));
    Arena *arena = calloc(1, sizeof *arena);
    invariant(arena != NULL);
    arena->newest = first;
    arena->held = first->size;
    arena->kept = size > BLOCK_SIZE_KEPT ? size : BLOCK_SIZE_KEPT;
    return arena;
}

Arena *arena_create(void)
{
    return arena_create_large(BLOCK_SIZE_FIRST);
}

// Frees every block but `keep`, which may be NULL.
static void blocks_free(Arena *arena, Block *keep)
{
    Block *block = arena->newest;
    while (block != NULL) {
        Block *older = block->next;
        if (block != keep) {
            arena->held -= block->size;
            os_memory_free(block, sizeof(Block) + block->size);
        }
        block = older;
    }
    arena->newest = keep;
}

void arena_destroy(Arena *arena)
{
    if (arena == NULL) return;
    blocks_free(arena, NULL);
    free(arena);
}

// The largest block that may be kept: after a few rounds one block holds a whole round, and the
// system is not asked again.
void arena_reset(Arena *arena)
{
    Block *keep = NULL;
    for (Block *block = arena->newest; block != NULL; block = block->next) {
        const bool may = block->size <= arena->kept;
        if (may && (keep == NULL || block->size > keep->size)) keep = block;
    }
    invariant(keep != NULL);
    blocks_free(arena, keep);
    keep->next = NULL; // cppcheck-suppress nullPointer ; the invariant excludes it
    keep->used = 0;    // cppcheck-suppress nullPointer
}

static size_t rounded_up(size_t size)
{
    return (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
}

// The newest block, with room for so many bytes.
static Block *block_with(Arena *arena, size_t rounded)
{
    Block *block = arena->newest;
    if (block->size - block->used >= rounded) return block;
    const size_t whole = 2 * (block->size + sizeof(Block)); // large pages, nothing beyond
    size_t grown = (whole > BLOCK_SIZE_MAX ? BLOCK_SIZE_MAX : whole) - sizeof(Block);
    if (grown < rounded) grown = rounded;
    block = block_create(grown);
    block->next = arena->newest;
    arena->newest = block;
    arena->held += grown;
    return block;
}

// Takes the next bytes of the block. Those from *clean on are zero.
static unsigned char *take(Block *block, size_t rounded, size_t *clean)
{
    unsigned char *piece = block->data + block->used;
    *clean = block->dirty > block->used ? block->dirty - block->used : 0;
    block->used += rounded;
    if (block->dirty < block->used) block->dirty = block->used;
    return piece;
}

void *arena_take_unset(Arena *arena, size_t size)
{
    size_t clean = 0;
    invariant(size < SIZE_MAX / 2);
    const size_t rounded = rounded_up(size);
    return take(block_with(arena, rounded), rounded, &clean);
}

void *arena_take(Arena *arena, size_t size)
{
    size_t clean = 0;
    invariant(size < SIZE_MAX / 2);
    const size_t rounded = rounded_up(size);
    unsigned char *piece = take(block_with(arena, rounded), rounded, &clean);
    memset(piece, 0, clean < size ? clean : size);
    return piece;
}

void *arena_take_line(Arena *arena, size_t size)
{
    unsigned char *piece = arena_take(arena, size + ARENA_LINE);
    const size_t over = (uintptr_t)piece % ARENA_LINE;
    return piece + (over == 0 ? 0 : ARENA_LINE - over);
}

bool arena_extend(Arena *arena, const void *piece, size_t size, size_t size_new)
{
    size_t clean = 0;
    invariant(size <= size_new && size_new < SIZE_MAX / 2);
    Block *block = arena->newest;
    const size_t before = rounded_up(size);
    const size_t after = rounded_up(size_new);
    const unsigned char *end = (const unsigned char *)piece + before;
    if (end != block->data + block->used || block->size - block->used < after - before)
        return false;
    unsigned char *more = take(block, after - before, &clean);
    // From the last byte of the piece, not of its rounded size: nobody zeroed the bytes between.
    memset(more - (before - size), 0, before - size);
    memset(more, 0, clean < after - before ? clean : after - before);
    return true;
}

void *arena_take_items(Arena *arena, size_t count, size_t item_size)
{
    invariant(item_size > 0);
    invariant(count < SIZE_MAX / 2 / item_size);
    return arena_take(arena, count * item_size);
}

size_t arena_held_size(const Arena *arena)
{
    return arena->held;
}
