#include "decide/block/bounds.h"

#include <string.h>

#include "base/panic.h"

enum { GIVEN = UINT32_MAX }; // in Bounds.met: worked out in any case

void bounds_start(Bounds *bounds, Graph *graph, const Lane *given, size_t given_count,
                  uint32_t dear, Arena *arena)
{
    const size_t count = graph->vertices.count;
    *bounds = (Bounds){.graph = graph,
                       .upper = ARENA_ARRAY(arena, Lane, count),
                       .lower = ARENA_ARRAY(arena, Lane, count),
                       .limit = count,
                       .met = ARENA_ARRAY(arena, uint32_t, count),
                       .dear = dear,
                       .stack = ARENA_ARRAY(arena, Lane, count),
                       .asked = ARENA_ARRAY(arena, unsigned char, count)};
    for (size_t i = 0; i < count; i++) bounds->upper[i] = bounds->lower[i] = BOUNDS_NONE;
    size_t waiting = 0;
    for (size_t i = 0; i < given_count; i++) {
        if (bounds->met[given[i]] == GIVEN) continue;
        bounds->met[given[i]] = GIVEN;
        bounds->stack[waiting++] = given[i];
    }
    while (waiting > 0) {
        const Vertex *vertex = graph_at(graph, bounds->stack[--waiting]);
        for (unsigned i = 0; i < operation_operands(vertex->op); i++) {
            const Lane operand = vertex->operands[i];
            if (bounds->met[operand] == GIVEN) continue;
            bounds->met[operand] = GIVEN;
            bounds->stack[waiting++] = operand;
        }
    }
}

// The work of one vertex for a household: numbers are eight times as wide as masks, and a household
// has more than two persons.
static uint32_t work_of(const Vertex *vertex)
{
    const uint32_t lanes = vertex->domain == DOMAIN_PERSON      ? 5
                           : vertex->domain == DOMAIN_HOUSEHOLD ? 2
                                                                : 0;
    return operation_gives_mask(vertex->op) ? lanes : lanes * 4;
}

// Whether a lane, with all that it rests on and that is not given, costs less than is dear.
static bool is_cheap(Bounds *bounds, Lane lane)
{
    uint32_t work = 0;
    size_t waiting = 0;
    bounds->look++;
    if (bounds->met[lane] == GIVEN) return true;
    bounds->met[lane] = bounds->look;
    bounds->stack[waiting++] = lane;
    while (waiting > 0) {
        const Vertex *vertex = graph_at(bounds->graph, bounds->stack[--waiting]);
        work += work_of(vertex);
        if (work >= bounds->dear) return false;
        for (unsigned i = 0; i < operation_operands(vertex->op); i++) {
            const Lane operand = vertex->operands[i];
            if (bounds->met[operand] == GIVEN || bounds->met[operand] == bounds->look) continue;
            bounds->met[operand] = bounds->look;
            bounds->stack[waiting++] = operand;
        }
    }
    return true;
}

// The bound of a mask whose operands' bounds are known. Every operation here but NOT grows with its
// operands, so the bound of it is the operation of the bounds.
static Lane bound(Bounds *bounds, Lane lane, const Lane *upper, const Lane *lower, Lane otherwise)
{
    Graph *graph = bounds->graph;
    const Vertex vertex = *graph_at(graph, lane);
    const Lane *of = vertex.operands;
    switch ((int)vertex.op) {
    case BLOCK_NOT: return graph_not(graph, lower[of[0]]);
    case BLOCK_AND: return graph_and(graph, upper[of[0]], upper[of[1]]);
    case BLOCK_OR: return graph_or(graph, upper[of[0]], upper[of[1]]);
    case BLOCK_SPREAD_MASK: return graph_spread(graph, upper[of[0]]);
    case BLOCK_ANY: return graph_any(graph, upper[of[0]]);
    case BLOCK_PICK_MASK: return graph_pick(graph, upper[of[0]], (uint32_t)vertex.k);
    case BLOCK_PLACE_MASK:
        return graph_place(graph, upper[of[0]], upper[of[1]], (uint32_t)vertex.k);
    case BLOCK_FIRST: return otherwise == GRAPH_YES ? upper[of[0]] : GRAPH_NO;
    default: return otherwise;
    }
}

static void settle(Bounds *bounds, Lane lane)
{
    if (bounds->upper[lane] != BOUNDS_NONE) return;
    if (is_cheap(bounds, lane)) {
        bounds->upper[lane] = bounds->lower[lane] = lane;
        return;
    }
    bounds->upper[lane] = bound(bounds, lane, bounds->upper, bounds->lower, GRAPH_YES);
    bounds->lower[lane] = bound(bounds, lane, bounds->lower, bounds->upper, GRAPH_NO);
}

// Operands are older than what is made of them, so one pass upward over the masks that `mask` is
// made of settles it.
static void settle_all(Bounds *bounds, Lane mask)
{
    invariant(mask < bounds->limit);
    if (bounds->upper[mask] != BOUNDS_NONE) return;
    unsigned char *in = bounds->asked;
    memset(in, 0, mask + 1U);
    in[mask] = 1;
    for (size_t i = mask + 1U; i-- > 0;) {
        const Vertex *vertex = graph_at(bounds->graph, (Lane)i);
        if (in[i] == 0) continue;
        for (unsigned k = 0; k < operation_operands(vertex->op); k++) {
            if (operation_gives_mask(graph_at(bounds->graph, vertex->operands[k])->op))
                in[vertex->operands[k]] = 1;
        }
    }
    for (size_t i = 0; i <= mask; i++) {
        if (in[i] != 0) settle(bounds, (Lane)i);
    }
}

Lane bounds_upper(Bounds *bounds, Lane mask)
{
    settle_all(bounds, mask);
    return bounds->upper[mask];
}

Lane bounds_lower(Bounds *bounds, Lane mask)
{
    settle_all(bounds, mask);
    return bounds->lower[mask];
}
