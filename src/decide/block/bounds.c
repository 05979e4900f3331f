#include "decide/block/bounds.h"

#include <string.h>

#include "base/panic.h"

// A bound of a mask: what it costs, and in how many households of the sample it rules nothing out.
// The two sides mirror each other: an upper bound may hold too often, a lower one too seldom.
typedef struct Bound {
    Lane lane;
    uint64_t work;
    uint64_t left;              // households where an upper bound holds, or a lower one does not
    const unsigned char *holds; // lanes of the sample, of the domain of the mask that it bounds
} Bound;

enum { UPPER, LOWER, SIDES };

struct Bounds {
    Graph *graph;
    const BoundsSample *sample;
    Arena *arena;
    size_t limit;         // vertices there were at the start
    Bound *bounds[SIDES]; // [limit]
    bool *settled;        // [limit]
    bool *given;          // [limit]
    uint32_t *met;        // [limit]: the last look that met this vertex
    uint32_t look;
    uint64_t whole;               // work
    Lane *stack;                  // [limit]
    bool *asked;                  // [limit]
    unsigned char *in;            // [households of the sample]: worked out in full already
    unsigned char **rooms[SIDES]; // [limit]: for the lanes of a bound, made at need
    unsigned char *open, *across; // for counting: of persons, of households
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

Bounds *bounds_create(Graph *graph, const BoundsSample *sample, const LaneVec *given,
                      const LaneVec *whole, Arena *arena)
{
    const size_t count = graph->vertices.count;
    Bounds *bounds = ARENA_ONE(arena, Bounds);
    *bounds =
        (Bounds){.graph = graph,
                 .sample = sample,
                 .arena = arena,
                 .limit = count,
                 .bounds = {ARENA_ARRAY(arena, Bound, count), ARENA_ARRAY(arena, Bound, count)},
                 .settled = ARENA_ARRAY(arena, bool, count),
                 .given = ARENA_ARRAY(arena, bool, count),
                 .met = ARENA_ARRAY(arena, uint32_t, count),
                 .stack = ARENA_ARRAY(arena, Lane, count),
                 .asked = ARENA_ARRAY(arena, bool, count),
                 .rooms = {ARENA_ARRAY(arena, unsigned char *, count),
                           ARENA_ARRAY(arena, unsigned char *, count)},
                 .open = arena_take(arena, sample->persons + 1),
                 .across = arena_take(arena, sample->households + 1),
                 .in = arena_take(arena, sample->households + 1)};
    memset(bounds->in, 0, sample->households);
    for (size_t i = 0; i < given->count; i++) give(bounds, given->items[i]);
    bounds->look++;
    for (size_t i = 0; i < whole->count; i++) bounds->whole += look_at(bounds, whole->items[i]);
    return bounds;
}

// --- the sample ---

static size_t lanes_of(const Bounds *bounds, Lane lane)
{
    return graph_at(bounds->graph, lane)->domain == DOMAIN_PERSON ? bounds->sample->persons
                                                                  : bounds->sample->households;
}

// Where the lanes of a mask's bound are kept.
static unsigned char *room_for(const Bounds *bounds, int side, Lane mask)
{
    unsigned char **room = &bounds->rooms[side][mask];
    if (*room == NULL) *room = arena_take_unset(bounds->arena, lanes_of(bounds, mask) + 1);
    return *room;
}

// A mask of members as one of households, where one member is enough.
static void gather(const BoundsSample *sample, const unsigned char *from, unsigned char *to)
{
    memset(to, 0, sample->households);
    for (size_t i = 0; i < sample->persons; i++) to[sample->owners[i]] |= from[i];
}

// In how many households, of those for whom that matters, the bound of this mask rules nothing out.
static void count_left(const Bounds *bounds, int side, Lane mask, Bound *bound)
{
    const size_t households = bounds->sample->households;
    const bool of_person = graph_at(bounds->graph, mask)->domain == DOMAIN_PERSON;
    const unsigned char *left = bound->holds;
    unsigned char flip = side == UPPER ? 0 : 0xFF;
    if (of_person) {
        for (size_t i = 0; i < bounds->sample->persons; i++) bounds->open[i] = left[i] ^ flip;
        gather(bounds->sample, bounds->open, bounds->across);
        left = bounds->across;
        flip = 0;
    }
    bound->left = 0;
    for (size_t i = 0; i < households; i++)
        bound->left += (left[i] ^ flip) & ~(unsigned)bounds->in[i] & 1U;
}

// --- bounds of one mask ---

// What the sample costs with this bound: its own work for each household, and the whole where
// nothing is ruled out.
static uint64_t cost(const Bounds *bounds, const Bound *bound)
{
    return bound->work * bounds->sample->households + bounds->whole * bound->left;
}

static Bound better(const Bounds *bounds, Bound a, Bound b)
{
    return cost(bounds, &b) < cost(bounds, &a) ? b : a;
}

// Both bounds, joined by "and" or by "or".
static Bound joined(const Bounds *bounds, int side, Lane mask, const Bound *a, const Bound *b)
{
    Graph *graph = bounds->graph;
    const bool by_and = graph_at(graph, mask)->op == BLOCK_AND;
    const size_t lanes = lanes_of(bounds, mask);
    unsigned char *holds = room_for(bounds, side, mask);
    for (size_t i = 0; i < lanes; i++)
        holds[i] = by_and ? a->holds[i] & b->holds[i] : a->holds[i] | b->holds[i];
    Bound both = {.lane = by_and ? graph_and(graph, a->lane, b->lane)
                                 : graph_or(graph, a->lane, b->lane),
                  .work = a->lane == b->lane ? a->work : a->work + b->work,
                  .holds = holds};
    count_left(bounds, side, mask, &both);
    // Either part of "and" holds wherever both do; "or" holds wherever either part does.
    if (by_and != (side == UPPER)) return both;
    return better(bounds, better(bounds, *a, *b), both);
}

// The mask "yes", or "no".
static Bound constant(const Bounds *bounds, int side, Lane mask, bool yes)
{
    unsigned char *holds = room_for(bounds, side, mask);
    memset(holds, yes ? 0xFF : 0, lanes_of(bounds, mask));
    Bound one = {.lane = graph_truth(yes), .holds = holds};
    count_left(bounds, side, mask, &one);
    return one;
}

// The bound of a mask by those of its operands.
static Bound by_operands(const Bounds *bounds, int side, Lane mask)
{
    Graph *graph = bounds->graph;
    const Vertex vertex = *graph_at(graph, mask);
    const BoundsSample *sample = bounds->sample;
    const Bound *a = &bounds->bounds[side][vertex.operands[0]];
    Bound of = *a;
    unsigned char *holds = room_for(bounds, side, mask);
    switch ((int)vertex.op) {
    case BLOCK_AND:
    case BLOCK_OR: return joined(bounds, side, mask, a, &bounds->bounds[side][vertex.operands[1]]);
    case BLOCK_NOT:
        of = bounds->bounds[1 - side][vertex.operands[0]];
        for (size_t i = 0; i < lanes_of(bounds, mask); i++) holds[i] = of.holds[i] ^ 0xFF;
        of.lane = graph_not(graph, of.lane);
        break;
    case BLOCK_SPREAD_MASK:
        for (size_t i = 0; i < sample->persons; i++) holds[i] = a->holds[sample->owners[i]];
        of.lane = graph_spread(graph, of.lane);
        break;
    case BLOCK_ANY:
        gather(sample, a->holds, holds);
        of.lane = graph_any(graph, of.lane);
        break;
    default: return constant(bounds, side, mask, side == UPPER);
    }
    of.holds = holds;
    count_left(bounds, side, mask, &of);
    return of;
}

static void settle(Bounds *bounds, Lane mask)
{
    bounds->look++;
    const uint64_t work = look_at(bounds, mask);
    for (int side = UPPER; side < SIDES; side++) {
        Bound itself = {.lane = mask, .work = work, .holds = bounds->sample->masks[mask]};
        if (itself.holds == NULL) {
            itself = constant(bounds, side, mask, mask == GRAPH_YES);
        } else {
            count_left(bounds, side, mask, &itself);
            itself = better(bounds, itself, by_operands(bounds, side, mask));
        }
        bounds->bounds[side][mask] = itself;
    }
    bounds->settled[mask] = true;
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

Lane bounds_upper(Bounds *bounds, const Lane *masks, size_t count)
{
    Lane any = GRAPH_NO;
    for (size_t i = 0; i < bounds->limit; i++) bounds->settled[i] = false;
    for (size_t m = 0; m < count; m++) {
        invariant(masks[m] < bounds->limit);
        settle_all(bounds, masks[m]);
        const Bound *bound = &bounds->bounds[UPPER][masks[m]];
        any = graph_or(bounds->graph, any, bound->lane);
        give(bounds, bound->lane);
        for (size_t i = 0; i < bounds->sample->households; i++) bounds->in[i] |= bound->holds[i];
    }
    return any;
}
