#include "decide/block/bounds.h"

#include "base/panic.h"

// A bound of a mask: what it costs, and in how many households it rules nothing out. The two sides
// mirror each other: an upper bound may hold too often, a lower one too seldom.
typedef struct Bound {
    Lane lane;
    uint64_t work;
    uint64_t left; // of BOUNDS_ALWAYS
} Bound;

enum { UPPER, LOWER, SIDES };

struct Bounds {
    Graph *graph;
    const uint32_t *chances;
    size_t limit;         // vertices there were at the start
    Bound *bounds[SIDES]; // [limit]
    bool *settled;        // [limit]
    bool *given;          // [limit]
    uint32_t *met;        // [limit]: the last look that met this vertex
    uint32_t look;
    uint64_t whole; // work
    Lane *stack;    // [limit]
    bool *asked;    // [limit]
};

// The work of one vertex for a household: numbers are eight times as wide as masks and kernels half
// as busy with them, and a household has more than two persons.
static uint64_t work_of(const Vertex *vertex)
{
    const uint64_t lanes = vertex->domain == DOMAIN_PERSON      ? 5
                           : vertex->domain == DOMAIN_HOUSEHOLD ? 2
                                                                : 0;
    return operation_gives_mask(vertex->op) ? lanes : lanes * 4;
}

// The work of a lane and of all that it rests on that is not given nor met in this look.
static uint64_t look_at(Bounds *bounds, Lane lane)
{
    uint64_t work = 0;
    size_t waiting = 0;
    if (bounds->given[lane] || bounds->met[lane] == bounds->look) return 0;
    bounds->met[lane] = bounds->look;
    bounds->stack[waiting++] = lane;
    while (waiting > 0) {
        const Vertex *vertex = graph_at(bounds->graph, bounds->stack[--waiting]);
        work += work_of(vertex);
        for (unsigned i = 0; i < operation_operands(vertex->op); i++) {
            const Lane operand = vertex->operands[i];
            if (bounds->given[operand] || bounds->met[operand] == bounds->look) continue;
            bounds->met[operand] = bounds->look;
            bounds->stack[waiting++] = operand;
        }
    }
    return work;
}

// Vertices that the bounds made themselves are few and cheap; they are looked through.
static void give(Bounds *bounds, Lane lane)
{
    const Vertex vertex = *graph_at(bounds->graph, lane);
    if (lane < bounds->limit) {
        if (bounds->given[lane]) return;
        bounds->look++;
        (void)look_at(bounds, lane);
        for (size_t i = 0; i <= lane; i++)
            bounds->given[i] = bounds->given[i] || bounds->met[i] == bounds->look;
        return;
    }
    for (unsigned i = 0; i < operation_operands(vertex.op); i++) give(bounds, vertex.operands[i]);
}

Bounds *bounds_create(Graph *graph, const Lane *given, size_t given_count, const uint32_t *chances,
                      const Lane *whole, size_t whole_count, Arena *arena)
{
    const size_t count = graph->vertices.count;
    Bounds *bounds = ARENA_ONE(arena, Bounds);
    *bounds =
        (Bounds){.graph = graph,
                 .chances = chances,
                 .limit = count,
                 .bounds = {ARENA_ARRAY(arena, Bound, count), ARENA_ARRAY(arena, Bound, count)},
                 .settled = ARENA_ARRAY(arena, bool, count),
                 .given = ARENA_ARRAY(arena, bool, count),
                 .met = ARENA_ARRAY(arena, uint32_t, count),
                 .stack = ARENA_ARRAY(arena, Lane, count),
                 .asked = ARENA_ARRAY(arena, bool, count)};
    for (size_t i = 0; i < given_count; i++) give(bounds, given[i]);
    bounds->look++;
    for (size_t i = 0; i < whole_count; i++) bounds->whole += look_at(bounds, whole[i]);
    return bounds;
}

// What a household costs with this bound: its own work, and the whole where nothing is ruled out.
static uint64_t cost(const Bounds *bounds, const Bound *bound)
{
    return bound->work + bounds->whole * bound->left / BOUNDS_ALWAYS;
}

static Bound better(const Bounds *bounds, Bound a, Bound b)
{
    return cost(bounds, &b) < cost(bounds, &a) ? b : a;
}

// Either operand bounds the mask, and both together do so better.
static Bound either(const Bounds *bounds, int side, const Bound *a, const Bound *b)
{
    Graph *graph = bounds->graph;
    const Bound both = {.work = a->work + b->work, .left = a->left * b->left / BOUNDS_ALWAYS};
    const Bound one = better(bounds, *a, *b);
    if (cost(bounds, &one) <= cost(bounds, &both)) return one;
    return (Bound){.lane = side == UPPER ? graph_and(graph, a->lane, b->lane)
                                         : graph_or(graph, a->lane, b->lane),
                   .work = both.work,
                   .left = both.left};
}

// Only both operands' bounds together bound the mask.
static Bound together(const Bounds *bounds, int side, const Bound *a, const Bound *b)
{
    Graph *graph = bounds->graph;
    const uint64_t left = a->left + b->left;
    return (Bound){.lane = side == UPPER ? graph_or(graph, a->lane, b->lane)
                                         : graph_and(graph, a->lane, b->lane),
                   .work = a->work + b->work,
                   .left = left < BOUNDS_ALWAYS ? left : BOUNDS_ALWAYS};
}

// The bound of a mask by those of its operands; by itself, nothing is ruled out.
static Bound by_operands(const Bounds *bounds, int side, Lane lane)
{
    Graph *graph = bounds->graph;
    const Vertex vertex = *graph_at(graph, lane);
    const Bound *own = bounds->bounds[side];
    const Bound nothing = {.lane = graph_truth(side == UPPER), .left = BOUNDS_ALWAYS};
    Bound of;
    switch ((int)vertex.op) {
    case BLOCK_NOT:
        of = bounds->bounds[1 - side][vertex.operands[0]];
        of.lane = graph_not(graph, of.lane);
        return of;
    case BLOCK_AND:
    case BLOCK_OR:
        return ((vertex.op == BLOCK_AND) == (side == UPPER) ? either : together)(
            bounds, side, &own[vertex.operands[0]], &own[vertex.operands[1]]);
    case BLOCK_SPREAD_MASK:
    case BLOCK_ANY:
        of = own[vertex.operands[0]];
        of.lane = vertex.op == BLOCK_ANY ? graph_any(graph, of.lane) : graph_spread(graph, of.lane);
        return of;
    default: return nothing;
    }
}

static void settle(Bounds *bounds, Lane lane)
{
    bounds->look++;
    const uint64_t work = look_at(bounds, lane);
    const uint64_t often = bounds->chances[lane];
    for (int side = UPPER; side < SIDES; side++) {
        const Bound itself = {
            .lane = lane, .work = work, .left = side == UPPER ? often : BOUNDS_ALWAYS - often};
        bounds->bounds[side][lane] = better(bounds, itself, by_operands(bounds, side, lane));
    }
    bounds->settled[lane] = true;
}

// Operands are older than what is made of them, so one pass down marks the masks that `mask` is
// made of, and one upward settles them.
static void settle_all(Bounds *bounds, Lane mask)
{
    for (size_t i = 0; i <= mask; i++) bounds->asked[i] = i == mask;
    for (size_t i = mask + 1U; i-- > 0;) {
        const Vertex *vertex = graph_at(bounds->graph, (Lane)i);
        if (!bounds->asked[i] || bounds->settled[i]) continue;
        for (unsigned k = 0; k < operation_operands(vertex->op); k++) {
            if (operation_gives_mask(graph_at(bounds->graph, vertex->operands[k])->op))
                bounds->asked[vertex->operands[k]] = true;
        }
    }
    for (size_t i = 0; i <= mask; i++) {
        if (bounds->asked[i] && !bounds->settled[i]) settle(bounds, (Lane)i);
    }
}

Lane bounds_upper(Bounds *bounds, Lane mask)
{
    invariant(mask < bounds->limit);
    settle_all(bounds, mask);
    const Lane bound = bounds->bounds[UPPER][mask].lane;
    give(bounds, bound);
    return bound;
}
