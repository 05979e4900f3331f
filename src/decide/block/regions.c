// Users are younger than what they use, so one pass from the youngest vertex to the oldest sees all
// uses of a vertex before the vertex: it belongs to the innermost region that holds them all.
//
// That the mask of a region never rests on what is in the region: else it would have to be used
// there alone, or behind itself; but the user that makes the region uses its mask outside of it.

#include "decide/block/regions.h"

#include "base/panic.h"

typedef struct Finder {
    const Graph *graph;
    Arena *arena;
    Regions *regions;
    uint32_t *by_mask; // [vertex]: a region of this mask, or REGION_NEVER
    uint64_t *weights; // [vertex]: of what it rests on, parts that are shared counted again
} Finder;

// The work of one vertex in a block, about the bytes it writes for a household.
static uint64_t work_of(const Vertex *vertex)
{
    enum { OF_PERSON = 5, OF_HOUSEHOLD = 2, NUMBER = 8 };
    if (vertex->domain == DOMAIN_CONSTANT) return 0;
    const uint64_t lanes = vertex->domain == DOMAIN_PERSON ? OF_PERSON : OF_HOUSEHOLD;
    return operation_gives_mask(vertex->op) ? lanes : lanes * NUMBER;
}

static void weigh(Finder *finder)
{
    enum { MOST = 1 << 30 };
    for (Lane v = 0; v < finder->graph->vertices.count; v++) {
        const Vertex *vertex = graph_at(finder->graph, v);
        uint64_t weight = work_of(vertex);
        for (unsigned i = 0; i < operation_operands(vertex->op); i++)
            weight += finder->weights[vertex->operands[i]];
        finder->weights[v] = weight > MOST ? MOST : weight;
    }
}

static Region *region_at(const Finder *finder, uint32_t region)
{
    return &finder->regions->items.items[region];
}

// The region in `parent` where the mask holds, or fails; made if there is none yet.
static uint32_t inside(Finder *finder, uint32_t parent, Lane mask, bool holds)
{
    while (graph_at(finder->graph, mask)->op == BLOCK_NOT) {
        mask = graph_at(finder->graph, mask)->operands[0];
        holds = !holds;
    }
    if (graph_at(finder->graph, mask)->domain == DOMAIN_CONSTANT) return parent;
    for (uint32_t up = parent; up != REGION_ALWAYS; up = region_at(finder, up)->parent) {
        const Region *outer = region_at(finder, up);
        if (outer->mask == mask && outer->holds == holds) return parent;
    }
    for (uint32_t r = finder->by_mask[mask]; r != REGION_NEVER; r = region_at(finder, r)->next) {
        const Region *region = region_at(finder, r);
        if (region->parent == parent && region->holds == holds) return r;
    }
    const Region made = {.parent = parent,
                         .depth = region_at(finder, parent)->depth + 1,
                         .mask = mask,
                         .holds = holds,
                         .next = finder->by_mask[mask]};
    *vec_push(finder->arena, &finder->regions->items) = made;
    return finder->by_mask[mask] = (uint32_t)finder->regions->items.count - 1;
}

static uint32_t common(const Finder *finder, uint32_t a, uint32_t b)
{
    if (a == REGION_NEVER) return b;
    while (a != b) {
        if (region_at(finder, a)->depth >= region_at(finder, b)->depth)
            a = region_at(finder, a)->parent;
        else b = region_at(finder, b)->parent;
    }
    return a;
}

static void use(const Finder *finder, Lane lane, uint32_t region)
{
    finder->regions->of[lane] = common(finder, finder->regions->of[lane], region);
}

// The lighter side of "and" and "or" goes first.
static void use_both(Finder *finder, const Vertex *vertex, uint32_t region)
{
    const uint64_t *weights = finder->weights;
    const bool swap = weights[vertex->operands[1]] < weights[vertex->operands[0]];
    const Lane first = vertex->operands[swap ? 1 : 0];
    const Lane second = vertex->operands[swap ? 0 : 1];
    use(finder, first, region);
    use(finder, second, inside(finder, region, first, vertex->op == BLOCK_AND));
}

static void use_operands(Finder *finder, const Vertex *vertex, uint32_t region)
{
    switch ((int)vertex->op) {
    case BLOCK_AND:
    case BLOCK_OR: use_both(finder, vertex, region); return;
    case BLOCK_CHOOSE:
        use(finder, vertex->operands[0], region);
        use(finder, vertex->operands[1], inside(finder, region, vertex->operands[0], true));
        use(finder, vertex->operands[2], inside(finder, region, vertex->operands[0], false));
        return;
    default:
        for (unsigned i = 0; i < operation_operands(vertex->op); i++)
            use(finder, vertex->operands[i], region);
    }
}

// Work of a region and of those in it; what is too little is done with the region around it.
static void leave_out_small(const Finder *finder)
{
    enum { PAYS = 100 }; // a look at the mask is about the work of one mask
    Regions *regions = finder->regions;
    uint32_t *kept = ARENA_ARRAY(finder->arena, uint32_t, regions->items.count);
    for (Lane v = 0; v < finder->graph->vertices.count; v++) {
        if (regions->of[v] != REGION_NEVER)
            region_at(finder, regions->of[v])->work += work_of(graph_at(finder->graph, v));
    }
    for (size_t r = regions->items.count; r-- > 1;)
        region_at(finder, region_at(finder, (uint32_t)r)->parent)->work +=
            region_at(finder, (uint32_t)r)->work;
    for (uint32_t r = 1; r < regions->items.count; r++) {
        Region *region = region_at(finder, r);
        region->parent = kept[region->parent];
        kept[r] = region->work < PAYS ? region->parent : r;
    }
    for (Lane v = 0; v < finder->graph->vertices.count; v++) {
        if (regions->of[v] != REGION_NEVER) regions->of[v] = kept[regions->of[v]];
    }
}

void regions_find(const Graph *graph, const Lane *wanted, const Lane *where, size_t wanted_count,
                  Arena *arena, Regions *regions)
{
    const size_t count = graph->vertices.count;
    Finder finder = {.graph = graph,
                     .arena = arena,
                     .regions = regions,
                     .by_mask = ARENA_ARRAY(arena, uint32_t, count),
                     .weights = ARENA_ARRAY(arena, uint64_t, count)};
    *regions = (Regions){.of = ARENA_ARRAY(arena, uint32_t, count)};
    *vec_push(arena, &regions->items) = (Region){.mask = GRAPH_YES, .holds = true};
    for (size_t v = 0; v < count; v++) finder.by_mask[v] = regions->of[v] = REGION_NEVER;
    weigh(&finder);
    for (size_t i = 0; i < wanted_count; i++) {
        if (where == NULL || where[i] == GRAPH_YES) use(&finder, wanted[i], REGION_ALWAYS);
    }
    // A mask that is itself wanted, or used, outside.
    for (size_t i = 0; where != NULL && i < wanted_count; i++) {
        if (where[i] == GRAPH_YES) continue;
        use(&finder, where[i], REGION_ALWAYS);
        use(&finder, wanted[i], inside(&finder, REGION_ALWAYS, where[i], true));
    }
    for (size_t v = count; v-- > 0;) {
        if (regions->of[v] != REGION_NEVER)
            use_operands(&finder, graph_at(graph, (Lane)v), regions->of[v]);
    }
    leave_out_small(&finder);
}
