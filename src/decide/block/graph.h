// graph.h - the law, specialised to a place and a day, as operations on columns.
//
// A node is one operation on whole columns; a Lane names it. Nodes are made once: asking for the
// same operation on the same operands gives the same Lane, so equal parts of programmes, and of a
// law and its reforms, are worked out once. Each number carries the range in which it must lie,
// from the bounds of the columns upward; comparisons that the ranges settle become constants, and
// so does all that depends on nothing but constants.
//
// A node belongs to a domain: a constant, a value of households, or of persons. Operands of
// different domains meet in the wider: a household's value is spread to its members.
#ifndef DECIDE_BLOCK_GRAPH_H
#define DECIDE_BLOCK_GRAPH_H

#include "base/number.h"
#include "base/vec.h"
#include "decide/block/columns.h"

typedef uint32_t Lane;
typedef VEC(Lane) LaneVec;

typedef enum Operation {
#define OPERATION(id, gives, operands, meaning) BLOCK_##id,
#include "decide/block/operations.def"
#undef OPERATION
} Operation;

typedef enum Domain { DOMAIN_CONSTANT, DOMAIN_HOUSEHOLD, DOMAIN_PERSON } Domain;

typedef struct Vertex {
    Operation op;
    Domain domain;
    Lane operands[3];
    int64_t k, j;
    int64_t low, high; // numbers: within these, both included
} Vertex;

// A table that STEP or LOOKUP reads.
typedef struct LaneTable {
    const int64_t *numbers; // [count]
    size_t count;
} LaneTable;

typedef struct Graph {
    Arena *arena;
    VEC(Vertex) vertices;
    VEC(LaneTable) tables;
    uint32_t *buckets; // of the hash table: index of a vertex + 1
    size_t bucket_count;
    uint32_t slots; // members of the largest household
} Graph;

enum { GRAPH_NO = 0, GRAPH_YES = 1, GRAPH_ZERO = 2, GRAPH_ONE = 3 }; // the first four vertices

void graph_start(Graph *graph, uint32_t slots, Arena *arena);

static inline const Vertex *graph_at(const Graph *graph, Lane ref)
{
    return &graph->vertices.items[ref];
}

bool operation_gives_mask(Operation op);
unsigned operation_operands(Operation op);
bool graph_is_number(const Graph *graph, Lane ref, int64_t *number); // a constant

Lane graph_number(Graph *graph, int64_t number);
Lane graph_truth(bool yes);
// A column's numbers, within the bounds its spec states.
Lane graph_cell(Graph *graph, uint32_t column, const ColumnSpec *spec);
Lane graph_cell_is(Graph *graph, uint32_t column, const ColumnSpec *spec, int64_t value);
Lane graph_state_is(Graph *graph, uint32_t column, const ColumnSpec *spec, int64_t state);
Lane graph_slot_is(Graph *graph, uint32_t slot);
Lane graph_has_slot(Graph *graph, uint32_t slot);
Lane graph_size(Graph *graph);

Lane graph_not(Graph *graph, Lane a);
Lane graph_and(Graph *graph, Lane a, Lane b);
Lane graph_or(Graph *graph, Lane a, Lane b);
Lane graph_and_not(Graph *graph, Lane a, Lane b); // a and not b

// Arithmetic. Where a result may leave 64 bits, `*fails` gains the lanes where it does; what stands
// in those lanes is of no account.
Lane graph_add(Graph *graph, Lane a, Lane b, Lane *fails);
Lane graph_subtract(Graph *graph, Lane a, Lane b, Lane *fails);
Lane graph_multiply(Graph *graph, Lane a, Lane b, Lane *fails);
Lane graph_divide_down(Graph *graph, Lane a, Lane b); // b > 0 in every lane that counts
Lane graph_smaller(Graph *graph, Lane a, Lane b);
Lane graph_larger(Graph *graph, Lane a, Lane b);
Lane graph_choose(Graph *graph, Lane when, Lane a, Lane b);
Lane graph_less(Graph *graph, Lane a, Lane b);
Lane graph_equal(Graph *graph, Lane a, Lane b);

// How many of `days`, falling, are not before a: completed years of age, from birthdays.
Lane graph_step(Graph *graph, Lane a, const int64_t *days, size_t count);
Lane graph_lookup(Graph *graph, Lane a, int64_t first, const int64_t *numbers, size_t count);
Lane graph_time_between(Graph *graph, Lane a, Lane b, int64_t unit);

Lane graph_spread(Graph *graph, Lane a);
Lane graph_sum(Graph *graph, Lane a, Lane *fails); // over the members; of anything else, times them
Lane graph_count(Graph *graph, Lane a);
Lane graph_any(Graph *graph, Lane a);
Lane graph_most(Graph *graph, Lane a);
Lane graph_least(Graph *graph, Lane a);
Lane graph_pick(Graph *graph, Lane a, uint32_t slot); // numbers and masks alike
Lane graph_place(Graph *graph, Lane a, Lane others, uint32_t slot);
Lane graph_first(Graph *graph, Lane a);

#endif
