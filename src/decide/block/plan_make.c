// From a graph to the steps of a plan: which are needed, how wide, in which order, over which
// buffers.

#include <string.h>

#include "base/panic.h"
#include "decide/block/plan_internal.h"
#include "decide/block/regions.h"

// --- steps, before their buffers are found ---

// Where a step needs 64 bits of a narrow lane, the lane stands widened beside the narrow one: of
// the graph's lane v, of [0, count), the widened one is v + count. Columns of 32 and 64 bits are
// read where they lie.
#define NO_LANE UINT32_MAX
static const Place NOWHERE = {.kind = PLACE_NONE};

typedef struct Draft {
    PlannedStep step;
    Lane lane;        // what it works out; NO_LANE: whether a region is open
    Lane operands[3]; // what stands in a, b, c; NO_LANE: nothing
    uint32_t column;  // what stands in a, of each block: its cells or states; or NO_LANE
    bool states;
    uint32_t opens; // the region
} Draft;

// A plan while it is made.
typedef struct Making {
    const Graph *graph;
    const ColumnSpec *specs;
    const Wanted *wanted;
    Arena *arena; // for as long as it is made
    Lane count;   // vertices of the graph; lanes from there on are widened ones
    bool *narrow; // [count]
    VEC(Draft) drafts;
    Regions regions;
    Place *places;         // [2 count]: buffers
    uint32_t pools[POOLS]; // buffers of each
    LaneVec constants;     // lanes that are constants and need a buffer all the same
    VEC(uint32_t) columns; // that are read, some more than once
} Making;

static Lane vertex_of(const Making *making, Lane lane)
{
    return lane < making->count ? lane : lane - making->count;
}

static const Vertex *vertex_at(const Making *making, Lane lane)
{
    return graph_at(making->graph, vertex_of(making, lane));
}

static bool is_constant(const Making *making, Lane lane)
{
    const Operation op = vertex_at(making, lane)->op;
    return op == BLOCK_NUMBER || op == BLOCK_TRUTH;
}

// Cells that are read where they lie.
static bool is_in_place(const Making *making, Lane lane)
{
    const Vertex *vertex = vertex_at(making, lane);
    return vertex->op == BLOCK_CELL && lane < making->count &&
           making->specs[vertex->k].type != CELL_U8;
}

// --- widths ---

static bool fits_narrow(const Vertex *vertex)
{
    return vertex->low >= INT32_MIN && vertex->high <= INT32_MAX;
}

// Where a division by a constant is a product, the divisor and the bias that makes the dividend
// positive.
typedef struct Divisor {
    int64_t number, bias;
} Divisor;

static bool find_divisor(const Graph *graph, const Vertex *vertex, int64_t most, Divisor *divisor)
{
    const Vertex *x = graph_at(graph, vertex->operands[0]);
    int64_t d = 0;
    if (!graph_is_number(graph, vertex->operands[1], &d) || d < 2 || d > most / 4) return false;
    if (x->low < -most / 4 || x->high > most / 4) return false;
    const int64_t down = x->low < 0 ? (-x->low - 1) / d + 1 : 0;
    *divisor = (Divisor){.number = d, .bias = down * d};
    return true;
}

static bool operands_are_narrow(const Making *making, const Vertex *vertex)
{
    for (unsigned i = 0; i < operation_operands(vertex->op); i++) {
        const Lane operand = vertex->operands[i];
        if (!operation_gives_mask(graph_at(making->graph, operand)->op) && !making->narrow[operand])
            return false;
    }
    return true;
}

// Whether its numbers, or those it compares, are worked out in 32 bits.
static bool is_narrow(const Making *making, const Vertex *vertex)
{
    Divisor divisor;
    if (!operation_gives_mask(vertex->op) && !fits_narrow(vertex)) return false;
    switch ((int)vertex->op) {
    case BLOCK_CELL: return making->specs[vertex->k].type != CELL_I64;
    case BLOCK_DIVIDE_DOWN:
        return making->narrow[vertex->operands[0]] &&
               find_divisor(making->graph, vertex, INT32_MAX, &divisor);
    case BLOCK_TIME_BETWEEN:
    case BLOCK_ADD_FAILS:
    case BLOCK_SUBTRACT_FAILS:
    case BLOCK_MULTIPLY_FAILS: return false;
    default: return operands_are_narrow(making, vertex);
    }
}

static bool is_compared_narrow(const Making *making, const Vertex *vertex)
{
    return (vertex->op == BLOCK_LESS || vertex->op == BLOCK_EQUAL) && is_narrow(making, vertex);
}

static void find_widths(Making *making)
{
    making->narrow = ARENA_ARRAY(making->arena, bool, making->count);
    for (Lane v = 0; v < making->count; v++) {
        const Vertex *vertex = graph_at(making->graph, v);
        making->narrow[v] = !operation_gives_mask(vertex->op) && is_narrow(making, vertex);
    }
}

// The lane in which a wide number stands.
static Lane wide_lane(const Making *making, Lane lane)
{
    return lane < making->count && making->narrow[lane] ? lane + making->count : lane;
}

// --- one operation ---

static bool number_at(const Graph *graph, Lane lane, int64_t *k)
{
    return graph_is_number(graph, lane, k);
}

// What a - x and the like become where one operand is a constant.
static void take_constant(const Graph *graph, Draft *draft, KernelId with_k, KernelId k_first)
{
    int64_t k = 0;
    if (with_k != KERNEL_END && number_at(graph, draft->operands[1], &k)) {
        draft->step.kernel = with_k;
        draft->operands[1] = NO_LANE;
        draft->step.k = k;
    } else if (k_first != KERNEL_END && number_at(graph, draft->operands[0], &k)) {
        draft->step.kernel = k_first;
        draft->operands[0] = NO_LANE;
        draft->step.k = k;
    }
}

static void draft_choose(const Graph *graph, Draft *draft)
{
    int64_t b = 0;
    int64_t c = 0;
    const bool first = number_at(graph, draft->operands[1], &b);
    const bool second = number_at(graph, draft->operands[2], &c);
    draft->step.kernel = first && second ? KERNEL_choose_k_k
                         : first         ? KERNEL_choose_k
                         : second        ? KERNEL_choose_else_k
                                         : KERNEL_choose;
    if (first) draft->operands[1] = NO_LANE;
    if (second) draft->operands[2] = NO_LANE;
    draft->step.k = b;
    draft->step.j = c;
}

// A division by a constant as a product (see kernels_numbers.inc), where the dividend's range
// allows it.
static void draft_divide(const Graph *graph, const Vertex *vertex, bool narrow, Draft *draft)
{
    Divisor divisor;
    draft->step.kernel = KERNEL_divide;
    if (!find_divisor(graph, vertex, narrow ? INT32_MAX : INT64_MAX, &divisor)) return;
    unsigned bits = 1; // the least with 2^bits >= the divisor
    while ((INT64_C(1) << bits) < divisor.number) bits++;
    __extension__ typedef unsigned __int128 Huge;
    const Huge power = (Huge)1 << ((narrow ? 31 : 63) + bits);
    const Huge magic = (power + (uint64_t)divisor.number - 1U) / (uint64_t)divisor.number;
    draft->step.kernel = KERNEL_divide_k;
    draft->step.magic = (uint64_t)magic;
    draft->step.shift = bits - 1;
    draft->step.j = divisor.bias;
    draft->step.k = divisor.bias / divisor.number;
    draft->operands[1] = NO_LANE;
}

// "a and not b" is one step, and the negation need not be made for it.
static void draft_and(const Graph *graph, Draft *draft)
{
    for (unsigned i = 0; i < 2; i++) {
        const Vertex *x = graph_at(graph, draft->operands[i]);
        if (x->op != BLOCK_NOT) continue;
        const Lane other = draft->operands[1 - i];
        draft->step.kernel = KERNEL_and_not;
        draft->operands[0] = other;
        draft->operands[1] = x->operands[0];
        return;
    }
    draft->step.kernel = KERNEL_both;
}

static void draft_table(const Graph *graph, Draft *draft, const Vertex *vertex, bool steps)
{
    const LaneTable *table = &graph->tables.items[vertex->k];
    draft->step.kernel = steps ? KERNEL_step : KERNEL_lookup;
    draft->step.table = table->numbers;
    draft->step.k = (int64_t)table->count;
    if (!steps) return;
    draft->step.j = 1;
    for (size_t i = 0; i + 1 < table->count; i++) {
        const int64_t apart = table->numbers[i] - table->numbers[i + 1];
        if (apart > draft->step.j) draft->step.j = apart;
    }
}

static void draft_cell(const Making *making, Draft *draft, const Vertex *vertex)
{
    static const KernelId cell_is[] = {[CELL_U8] = KERNEL_cell_u8_is,
                                       [CELL_I32] = KERNEL_cell_i32_is,
                                       [CELL_I64] = KERNEL_cell_i64_is};
    draft->column = (uint32_t)vertex->k;
    draft->states = vertex->op == BLOCK_STATE_IS;
    draft->step.kernel = vertex->op == BLOCK_CELL      ? KERNEL_cell_u8
                         : vertex->op == BLOCK_CELL_IS ? cell_is[making->specs[vertex->k].type]
                                                       : KERNEL_state_is;
}

// Operations that have one kernel; most bear its name.
static KernelId namesake(Operation op)
{
    switch ((int)op) {
    case BLOCK_SLOT_IS: return KERNEL_slot_is;
    case BLOCK_HAS_SLOT: return KERNEL_has_slot;
    case BLOCK_SIZE: return KERNEL_size;
    case BLOCK_ADD: return KERNEL_add;
    case BLOCK_SUBTRACT: return KERNEL_subtract;
    case BLOCK_MULTIPLY: return KERNEL_multiply;
    case BLOCK_SMALLER: return KERNEL_smaller;
    case BLOCK_LARGER: return KERNEL_larger;
    case BLOCK_TIME_BETWEEN: return KERNEL_time_between;
    case BLOCK_LESS: return KERNEL_less;
    case BLOCK_EQUAL: return KERNEL_equal;
    case BLOCK_ADD_FAILS: return KERNEL_add_fails;
    case BLOCK_SUBTRACT_FAILS: return KERNEL_subtract_fails;
    case BLOCK_MULTIPLY_FAILS: return KERNEL_multiply_fails;
    case BLOCK_NOT: return KERNEL_flip;
    case BLOCK_OR: return KERNEL_either;
    case BLOCK_SPREAD: return KERNEL_spread;
    case BLOCK_SPREAD_MASK: return KERNEL_spread_mask;
    case BLOCK_SUM: return KERNEL_sum;
    case BLOCK_COUNT: return KERNEL_count;
    case BLOCK_ANY: return KERNEL_any;
    case BLOCK_MOST: return KERNEL_most;
    case BLOCK_LEAST: return KERNEL_least;
    case BLOCK_PICK: return KERNEL_pick;
    case BLOCK_PICK_MASK: return KERNEL_pick_mask;
    case BLOCK_PLACE: return KERNEL_place;
    case BLOCK_PLACE_MASK: return KERNEL_place_mask;
    case BLOCK_FIRST: return KERNEL_first;
    default: panic_at(__FILE__, __LINE__, "every operation has a kernel");
    }
}

static void draft_operation(const Making *making, const Vertex *vertex, bool narrow, Draft *draft)
{
    const Graph *graph = making->graph;
    switch ((int)vertex->op) {
    case BLOCK_CELL:
    case BLOCK_CELL_IS:
    case BLOCK_STATE_IS: draft_cell(making, draft, vertex); return;
    case BLOCK_DIVIDE_DOWN: draft_divide(graph, vertex, narrow, draft); return;
    case BLOCK_CHOOSE: draft_choose(graph, draft); return;
    case BLOCK_AND: draft_and(graph, draft); return;
    case BLOCK_STEP: draft_table(graph, draft, vertex, true); return;
    case BLOCK_LOOKUP: draft_table(graph, draft, vertex, false); return;
    default: break;
    }
    draft->step.kernel = namesake(vertex->op);
    switch ((int)vertex->op) {
    case BLOCK_ADD: take_constant(graph, draft, KERNEL_add_k, KERNEL_END); break;
    case BLOCK_SUBTRACT: take_constant(graph, draft, KERNEL_END, KERNEL_k_subtract); break;
    case BLOCK_MULTIPLY: take_constant(graph, draft, KERNEL_multiply_k, KERNEL_END); break;
    case BLOCK_SMALLER: take_constant(graph, draft, KERNEL_smaller_k, KERNEL_END); break;
    case BLOCK_LARGER: take_constant(graph, draft, KERNEL_larger_k, KERNEL_END); break;
    case BLOCK_LESS: take_constant(graph, draft, KERNEL_less_k, KERNEL_k_less); break;
    case BLOCK_EQUAL: take_constant(graph, draft, KERNEL_equal_k, KERNEL_END); break;
    default: break;
    }
}

static bool is_sized(KernelId kernel)
{
    return kernel >= KERNEL_fill_number && kernel < KERNEL_fill_number_32;
}

// The kernel for the width at hand, and of wide ones the operands widened.
static void settle_width(const Making *making, const Vertex *vertex, bool narrow, Draft *draft)
{
    if (narrow) {
        if (is_sized(draft->step.kernel)) draft->step.kernel = kernel_narrow(draft->step.kernel);
        return;
    }
    if (vertex->op == BLOCK_SUM && making->narrow[vertex->operands[0]]) {
        draft->step.kernel = KERNEL_sum_widened;
        return;
    }
    for (int i = 0; i < 3; i++) {
        if (draft->operands[i] != NO_LANE)
            draft->operands[i] = wide_lane(making, draft->operands[i]);
    }
}

static Draft draft_of(const Making *making, Lane lane)
{
    const Vertex *vertex = vertex_at(making, lane);
    Draft draft = {.lane = lane,
                   .operands = {NO_LANE, NO_LANE, NO_LANE},
                   .column = NO_LANE,
                   .step = {.k = vertex->k,
                            .j = vertex->j,
                            .of_person = vertex->domain == DOMAIN_PERSON,
                            .region = making->regions.of[vertex_of(making, lane)]}};
    if (lane >= making->count) {
        draft.step.kernel = KERNEL_widen;
        draft.operands[0] = vertex_of(making, lane);
        return draft;
    }
    const bool narrow = making->narrow[lane] || is_compared_narrow(making, vertex);
    for (unsigned i = 0; i < operation_operands(vertex->op); i++)
        draft.operands[i] = vertex->operands[i];
    draft_operation(making, vertex, narrow, &draft);
    settle_width(making, vertex, narrow, &draft);
    return draft;
}

// --- order ---

// Operands first, each close to what needs it: from the wanted lanes down, without recursion, for
// a law's expressions may hang together in long chains.
typedef struct Walk {
    Making *making;
    Arena *arena;
    unsigned char *state; // [lane]: 0 not met, 1 waiting for operands, 2 drafted
    bool *opened;         // [region]: its mask is looked at by an earlier step
    LaneVec stack;
} Walk;

static const Region *region_at(const Making *making, uint32_t region)
{
    return &making->regions.items.items[region];
}

static void wait_for(Walk *walk, Lane lane)
{
    if (lane != NO_LANE && walk->state[lane] != 2) *vec_push(walk->arena, &walk->stack) = lane;
}

// The looks that stand before the first step of a region: of those around it first.
static void open_regions(Walk *walk, uint32_t region)
{
    if (walk->opened[region]) return;
    const Region *opened = region_at(walk->making, region);
    open_regions(walk, opened->parent);
    walk->opened[region] = true;
    const Domain domain = vertex_at(walk->making, opened->mask)->domain;
    *vec_push(walk->arena, &walk->making->drafts) =
        (Draft){.lane = NO_LANE,
                .operands = {opened->mask, NO_LANE, NO_LANE},
                .column = NO_LANE,
                .opens = region,
                .step = {.kernel = opened->holds ? KERNEL_some : KERNEL_some_not,
                         .of_person = domain == DOMAIN_PERSON,
                         .region = opened->parent}};
}

// What needs no step: constants and cells read in place.
static bool needs_no_step(const Walk *walk, Lane lane)
{
    Making *making = walk->making;
    if (is_constant(making, lane)) {
        *vec_push(walk->arena, &making->constants) = lane;
        return true;
    }
    if (!is_in_place(making, lane)) return false;
    *vec_push(walk->arena, &making->columns) = (uint32_t)vertex_at(making, lane)->k;
    return true;
}

static void add_draft(Walk *walk, const Draft *draft)
{
    open_regions(walk, draft->step.region);
    *vec_push(walk->arena, &walk->making->drafts) = *draft;
    if (draft->column != NO_LANE) *vec_push(walk->arena, &walk->making->columns) = draft->column;
}

static void visit(Walk *walk, Lane wanted)
{
    *vec_push(walk->arena, &walk->stack) = wanted;
    while (walk->stack.count > 0) {
        const Lane lane = walk->stack.items[walk->stack.count - 1];
        if (walk->state[lane] == 2) {
            walk->stack.count--;
            continue;
        }
        if (needs_no_step(walk, lane)) {
            walk->state[lane] = 2;
            continue;
        }
        const Draft draft = draft_of(walk->making, lane);
        if (walk->state[lane] == 1) {
            add_draft(walk, &draft);
            walk->state[lane] = 2;
            continue;
        }
        walk->state[lane] = 1;
        for (int i = 2; i >= 0; i--) wait_for(walk, draft.operands[i]);
        for (uint32_t r = draft.step.region; r != REGION_ALWAYS;
             r = region_at(walk->making, r)->parent)
            wait_for(walk, region_at(walk->making, r)->mask);
    }
}

// --- buffers ---

typedef struct Pools {
    Arena *arena;
    VEC(uint32_t) free[POOLS];
} Pools;

static uint32_t pool_for(const Making *making, Lane lane)
{
    const Vertex *vertex = vertex_at(making, lane);
    const bool narrow = lane < making->count && making->narrow[lane];
    return pool_of(vertex->domain != DOMAIN_HOUSEHOLD, operation_gives_mask(vertex->op) ? FORM_MASK
                                                       : narrow ? FORM_NARROW
                                                                : FORM_WIDE);
}

static void take_buffer(Making *making, Pools *pools, Lane lane)
{
    const uint32_t pool = pool_for(making, lane);
    Place place = {.kind = pool};
    if (pools->free[pool].count > 0)
        place.index = pools->free[pool].items[--pools->free[pool].count];
    else place.index = making->pools[pool]++;
    making->places[lane] = place;
}

static void give_buffer(const Making *making, Pools *pools, Lane lane)
{
    const Place place = making->places[lane];
    if (place.kind >= POOLS) return; // cells in place
    *vec_push(pools->arena, &pools->free[place.kind]) = place.index;
}

// A lane's buffer is free again after the last step that reads it; wanted lanes and constants keep
// theirs.
static void find_last_uses(const Making *making, uint32_t *last_use)
{
    const Wanted *wanted = making->wanted;
    for (uint32_t s = 0; s < making->drafts.count; s++) {
        const Draft *draft = &making->drafts.items[s];
        if (draft->lane != NO_LANE) last_use[draft->lane] = s;
        for (int i = 0; i < 3; i++) {
            if (draft->operands[i] != NO_LANE) last_use[draft->operands[i]] = s;
        }
    }
    for (size_t i = 0; i < wanted->count; i++)
        last_use[wide_lane(making, wanted->lanes[i])] = UINT32_MAX;
    for (size_t i = 0; i < making->constants.count; i++)
        last_use[making->constants.items[i]] = UINT32_MAX;
}

static void give_operands(const Making *making, Pools *pools, uint32_t step,
                          const uint32_t *last_use)
{
    const Draft *draft = &making->drafts.items[step];
    for (int i = 0; i < 3; i++) {
        const Lane operand = draft->operands[i];
        const bool again =
            (i > 0 && operand == draft->operands[0]) || (i > 1 && operand == draft->operands[1]);
        if (operand != NO_LANE && !again && last_use[operand] == step)
            give_buffer(making, pools, operand);
    }
}

static void assign_buffers(Making *making)
{
    const size_t lanes = 2 * (size_t)making->count;
    uint32_t *last_use = ARENA_ARRAY(making->arena, uint32_t, lanes);
    Pools pools = {.arena = making->arena};
    making->places = arena_take_unset(making->arena, lanes * sizeof *making->places);
    for (size_t i = 0; i < lanes; i++) making->places[i] = NOWHERE;
    find_last_uses(making, last_use);
    for (size_t i = 0; i < making->constants.count; i++)
        take_buffer(making, &pools, making->constants.items[i]);
    for (uint32_t s = 0; s < making->drafts.count; s++) {
        const Lane lane = making->drafts.items[s].lane;
        if (lane != NO_LANE) take_buffer(making, &pools, lane);
        give_operands(making, &pools, s, last_use);
        if (lane != NO_LANE && last_use[lane] == s) give_buffer(making, &pools, lane);
    }
}

// --- what is kept ---

// Where steps find a lane.
static Place place_of(const Making *making, Lane lane)
{
    if (lane == NO_LANE) return NOWHERE;
    if (is_in_place(making, lane))
        return (Place){.kind = PLACE_CELLS, .index = (uint32_t)vertex_at(making, lane)->k};
    return making->places[lane];
}

static PlannedStep settle_step(const Making *making, const Draft *draft)
{
    PlannedStep step = draft->step;
    step.out = draft->lane == NO_LANE ? (Place){.kind = PLACE_OPEN, .index = draft->opens}
                                      : making->places[draft->lane];
    for (int i = 0; i < 3; i++) step.operands[i] = place_of(making, draft->operands[i]);
    if (draft->column != NO_LANE)
        step.operands[0] =
            (Place){.kind = draft->states ? PLACE_STATES : PLACE_CELLS, .index = draft->column};
    return step;
}

// Of the graph's tables those that steps read, each once.
static void keep_tables(const Making *making, Plan *plan, Arena *arena)
{
    const Graph *graph = making->graph;
    for (size_t t = 0; t < graph->tables.count; t++) {
        const LaneTable *table = &graph->tables.items[t];
        int64_t *kept = NULL;
        for (size_t s = 0; s < plan->step_count; s++) {
            PlannedStep *step = &plan->steps[s];
            if (step->table != table->numbers) continue;
            if (kept == NULL) {
                kept = arena_take_unset(arena, table->count * sizeof *kept);
                memcpy(kept, table->numbers, table->count * sizeof *kept);
            }
            step->table = kept;
        }
    }
}

static void keep_constants(const Making *making, Plan *plan, Arena *arena)
{
    plan->constant_count = making->constants.count;
    plan->constants = ARENA_ARRAY(arena, PlannedConstant, plan->constant_count);
    for (size_t i = 0; i < plan->constant_count; i++) {
        const Lane lane = making->constants.items[i];
        plan->constants[i] =
            (PlannedConstant){.place = making->places[lane], .number = vertex_at(making, lane)->k};
    }
}

static void keep_columns(const Making *making, Plan *plan, Arena *arena)
{
    plan->columns = ARENA_ARRAY(arena, uint32_t, making->columns.count);
    for (size_t i = 0; i < making->columns.count; i++) {
        const uint32_t column = making->columns.items[i];
        if (!plan_reads(plan, column)) plan->columns[plan->column_count++] = column;
    }
}

static void keep_wanted(const Making *making, Plan *plan, Arena *arena)
{
    const Wanted *wanted = making->wanted;
    plan->wanted_size = 8;
    while (plan->wanted_size < 2 * wanted->count) plan->wanted_size *= 2;
    plan->wanted = ARENA_ARRAY(arena, WantedPlace, plan->wanted_size);
    for (size_t i = 0; i < plan->wanted_size; i++) plan->wanted[i].lane = NO_LANE;
    for (size_t i = 0; i < wanted->count; i++) {
        const Lane lane = wanted->lanes[i];
        size_t at = wanted_start(plan, lane);
        while (plan->wanted[at].lane != NO_LANE && plan->wanted[at].lane != lane)
            at = (at + 1) & (plan->wanted_size - 1);
        plan->wanted[at] =
            (WantedPlace){.lane = lane, .place = place_of(making, wide_lane(making, lane))};
    }
}

static Plan *keep(const Making *making, Arena *arena)
{
    Plan *plan = ARENA_ONE(arena, Plan);
    plan->step_count = making->drafts.count;
    plan->steps = arena_take_unset(arena, plan->step_count * sizeof *plan->steps);
    for (size_t s = 0; s < plan->step_count; s++)
        plan->steps[s] = settle_step(making, &making->drafts.items[s]);
    plan->region_count = making->regions.items.count;
    memcpy(plan->pools, making->pools, sizeof plan->pools);
    keep_tables(making, plan, arena);
    keep_constants(making, plan, arena);
    keep_columns(making, plan, arena);
    keep_wanted(making, plan, arena);
    return plan;
}

Plan *plan_create(const Graph *graph, const ColumnSpec *specs, const Wanted *wanted, Arena *passing,
                  Arena *arena)
{
    Making making = {.graph = graph,
                     .specs = specs,
                     .wanted = wanted,
                     .arena = passing,
                     .count = (Lane)graph->vertices.count};
    find_widths(&making);
    regions_find(graph, wanted->lanes, wanted->where, wanted->count, passing, &making.regions);
    Walk walk = {.making = &making,
                 .arena = passing,
                 .state = ARENA_ARRAY(passing, unsigned char, 2 * graph->vertices.count),
                 .opened = ARENA_ARRAY(passing, bool, making.regions.items.count)};
    walk.opened[REGION_ALWAYS] = true;
    vec_reserve(passing, &making.drafts, graph->vertices.count);
    for (size_t i = 0; i < wanted->count; i++) visit(&walk, wide_lane(&making, wanted->lanes[i]));
    assign_buffers(&making);
    return keep(&making, arena);
}
