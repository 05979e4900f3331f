// bounds.h - cheap masks that hold wherever a dear one does.
//
// Most households qualify for nothing, and one look at their income says so. Of a mask made of
// conjunctions and alternatives the bound keeps the parts that cost little and gives up the others:
// what is dropped from "A and B" leaves a mask that still holds in every lane in which both do. So
// a prefix of the law finds the households for which the rest need not be worked out.
#ifndef DECIDE_BLOCK_BOUNDS_H
#define DECIDE_BLOCK_BOUNDS_H

#include "decide/block/graph.h"

enum { BOUNDS_NONE = UINT32_MAX };

typedef struct Bounds {
    Graph *graph;
    Lane *upper, *lower; // [limit]: of each mask, or BOUNDS_NONE where it was not asked for
    size_t limit;        // vertices there were at the start
    uint32_t *met;       // [limit]: the last look that met this vertex
    uint32_t look;
    uint32_t dear;        // work of a lane from which a comparison is given up; see bounds.c
    Lane *stack;          // [limit]
    unsigned char *asked; // [limit]: masks that the one at hand is made of
} Bounds;

// `given` lanes are worked out in any case and cost nothing.
void bounds_start(Bounds *bounds, Graph *graph, const Lane *given, size_t given_count,
                  uint32_t dear, Arena *arena);

// A mask that holds wherever `mask` does (upper), or only where it does (lower). Adds vertices to
// the graph; `mask` must be older than the bounds.
Lane bounds_upper(Bounds *bounds, Lane mask);
Lane bounds_lower(Bounds *bounds, Lane mask);

#endif
