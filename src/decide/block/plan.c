#include "decide/block/plan.h"

#include <string.h>

#include "base/date.h"
#include "base/panic.h"
#include "compile/type.h"
#include "decide/block/kernels.h"
#include "decide/block/regions.h"

// --- which kernels ---

bool kernels_available(KernelSet set)
{
    __builtin_cpu_init();
    switch (set) {
    case KERNELS_V2: return __builtin_cpu_supports("sse4.2") != 0;
    case KERNELS_V3: return __builtin_cpu_supports("avx2") != 0;
    case KERNELS_V4:
        return __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
               __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512cd") != 0;
    }
    return false;
}

KernelSet kernels_best(void)
{
    if (kernels_available(KERNELS_V4)) return KERNELS_V4;
    return kernels_available(KERNELS_V3) ? KERNELS_V3 : KERNELS_V2;
}

const char *kernels_name(KernelSet set)
{
    static const char *const names[] = {"x86-64-v2", "AVX2", "AVX-512"};
    return names[set];
}

static const Kernel *kernel_table(KernelSet set)
{
    return set == KERNELS_V4 ? KERNELS_FOR_V4 : set == KERNELS_V3 ? KERNELS_FOR_V3 : KERNELS_FOR_V2;
}

int64_t kernel_time_between(int64_t unit, int64_t from, int64_t to)
{
    const Date start = {(int32_t)from};
    const Date end = {(int32_t)to};
    if (unit == DIMENSION_YEAR) return date_years_between(start, end);
    if (unit == DIMENSION_MONTH) return date_months_between(start, end);
    return (to - from) / 7;
}

// --- steps, before their buffers are found ---

// Numbers whose range allows it stand in lanes of 32 bits, worked out by kernels that are twice as
// fast. Where a step needs 64 bits, the lane stands widened beside the narrow one: of the graph's
// lane v, of [0, count), the widened one is v + count. Columns of 32 and 64 bits are read where
// they lie.
enum { NO_BUFFER = UINT32_MAX };

typedef enum Form { FORM_MASK, FORM_NARROW, FORM_WIDE, FORMS } Form;

// Where a lane's values stand: a pool and a place in it.
typedef struct Buffer {
    bool of_person;
    Form form;
    uint32_t index; // in its pool, or NO_BUFFER
} Buffer;

typedef struct Draft {
    Step step;
    Lane lane;        // what it works out; NO_BUFFER: whether a region is open
    Lane operands[3]; // what stands in a, b, c; NO_BUFFER: nothing
    uint32_t column;  // what stands in a, of each block: its cells or states; or NO_BUFFER
    bool states;
    uint32_t opens; // the region
} Draft;

struct Plan {
    const Graph *graph;
    const ColumnSpec *specs;
    Lane count;   // vertices of the graph; lanes from there on are widened ones
    bool *narrow; // [count]
    VEC(Draft) drafts;
    Regions regions;
    Buffer *buffers;          // [2 count]
    uint32_t pools[2][FORMS]; // [of_person]: buffers of each
    VEC(Lane) constants;      // lanes that are constants and need a buffer all the same
    VEC(uint32_t) columns;    // that are read, some more than once
};

static Lane vertex_of(const Plan *plan, Lane lane)
{
    return lane < plan->count ? lane : lane - plan->count;
}

static const Vertex *vertex_at(const Plan *plan, Lane lane)
{
    return graph_at(plan->graph, vertex_of(plan, lane));
}

static bool is_constant(const Plan *plan, Lane lane)
{
    const Operation op = vertex_at(plan, lane)->op;
    return op == BLOCK_NUMBER || op == BLOCK_TRUTH;
}

// Cells that are read where they lie.
static bool is_in_place(const Plan *plan, Lane lane)
{
    const Vertex *vertex = vertex_at(plan, lane);
    return vertex->op == BLOCK_CELL && lane < plan->count && plan->specs[vertex->k].type != CELL_U8;
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

static bool operands_are_narrow(const Plan *plan, const Vertex *vertex)
{
    for (unsigned i = 0; i < operation_operands(vertex->op); i++) {
        const Lane operand = vertex->operands[i];
        if (!operation_gives_mask(graph_at(plan->graph, operand)->op) && !plan->narrow[operand])
            return false;
    }
    return true;
}

// Whether its numbers, or those it compares, are worked out in 32 bits.
static bool is_narrow(const Plan *plan, const Vertex *vertex)
{
    Divisor divisor;
    if (!operation_gives_mask(vertex->op) && !fits_narrow(vertex)) return false;
    switch ((int)vertex->op) {
    case BLOCK_CELL: return plan->specs[vertex->k].type != CELL_I64;
    case BLOCK_DIVIDE_DOWN:
        return plan->narrow[vertex->operands[0]] &&
               find_divisor(plan->graph, vertex, INT32_MAX, &divisor);
    case BLOCK_TIME_BETWEEN:
    case BLOCK_ADD_FAILS:
    case BLOCK_SUBTRACT_FAILS:
    case BLOCK_MULTIPLY_FAILS: return false;
    default: return operands_are_narrow(plan, vertex);
    }
}

static bool is_compared_narrow(const Plan *plan, const Vertex *vertex)
{
    return (vertex->op == BLOCK_LESS || vertex->op == BLOCK_EQUAL) && is_narrow(plan, vertex);
}

static void find_widths(Plan *plan, Arena *arena)
{
    plan->narrow = ARENA_ARRAY(arena, bool, plan->count);
    for (Lane v = 0; v < plan->count; v++) {
        const Vertex *vertex = graph_at(plan->graph, v);
        plan->narrow[v] = !operation_gives_mask(vertex->op) && is_narrow(plan, vertex);
    }
}

// The lane in which a wide number stands.
static Lane wide_lane(const Plan *plan, Lane lane)
{
    return lane < plan->count && plan->narrow[lane] ? lane + plan->count : lane;
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
        draft->operands[1] = NO_BUFFER;
        draft->step.k = k;
    } else if (k_first != KERNEL_END && number_at(graph, draft->operands[0], &k)) {
        draft->step.kernel = k_first;
        draft->operands[0] = NO_BUFFER;
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
    if (first) draft->operands[1] = NO_BUFFER;
    if (second) draft->operands[2] = NO_BUFFER;
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
    draft->operands[1] = NO_BUFFER;
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
    draft->step.kernel = KERNEL_and;
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

static void draft_cell(const Plan *plan, Draft *draft, const Vertex *vertex)
{
    static const KernelId cell_is[] = {[CELL_U8] = KERNEL_cell_u8_is,
                                       [CELL_I32] = KERNEL_cell_i32_is,
                                       [CELL_I64] = KERNEL_cell_i64_is};
    draft->column = (uint32_t)vertex->k;
    draft->states = vertex->op == BLOCK_STATE_IS;
    draft->step.kernel = vertex->op == BLOCK_CELL      ? KERNEL_cell_u8
                         : vertex->op == BLOCK_CELL_IS ? cell_is[plan->specs[vertex->k].type]
                                                       : KERNEL_state_is;
}

// Operations whose kernel bears their name.
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
    case BLOCK_NOT: return KERNEL_not;
    case BLOCK_OR: return KERNEL_or;
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

static void draft_operation(const Plan *plan, const Vertex *vertex, bool narrow, Draft *draft)
{
    const Graph *graph = plan->graph;
    switch ((int)vertex->op) {
    case BLOCK_CELL:
    case BLOCK_CELL_IS:
    case BLOCK_STATE_IS: draft_cell(plan, draft, vertex); return;
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
static void settle_width(const Plan *plan, const Vertex *vertex, bool narrow, Draft *draft)
{
    if (narrow) {
        if (is_sized(draft->step.kernel)) draft->step.kernel = kernel_narrow(draft->step.kernel);
        return;
    }
    if (vertex->op == BLOCK_SUM && plan->narrow[vertex->operands[0]]) {
        draft->step.kernel = KERNEL_sum_widened;
        return;
    }
    for (int i = 0; i < 3; i++) {
        if (draft->operands[i] != NO_BUFFER)
            draft->operands[i] = wide_lane(plan, draft->operands[i]);
    }
}

static Draft draft_of(const Plan *plan, Lane lane)
{
    const Vertex *vertex = vertex_at(plan, lane);
    Draft draft = {.lane = lane,
                   .operands = {NO_BUFFER, NO_BUFFER, NO_BUFFER},
                   .column = NO_BUFFER,
                   .step = {.k = vertex->k,
                            .j = vertex->j,
                            .of_person = vertex->domain == DOMAIN_PERSON,
                            .region = plan->regions.of[vertex_of(plan, lane)]}};
    if (lane >= plan->count) {
        draft.step.kernel = KERNEL_widen;
        draft.operands[0] = vertex_of(plan, lane);
        return draft;
    }
    const bool narrow = plan->narrow[lane] || is_compared_narrow(plan, vertex);
    for (unsigned i = 0; i < operation_operands(vertex->op); i++)
        draft.operands[i] = vertex->operands[i];
    draft_operation(plan, vertex, narrow, &draft);
    settle_width(plan, vertex, narrow, &draft);
    return draft;
}

// --- order ---

// Operands first, each close to what needs it: from the wanted lanes down, without recursion, for
// a law's expressions may hang together in long chains.
typedef struct Walk {
    Plan *plan;
    Arena *arena;
    unsigned char *state; // [lane]: 0 not met, 1 waiting for operands, 2 drafted
    bool *opened;         // [region]: its mask is looked at by an earlier step
    VEC(Lane) stack;
} Walk;

static const Region *region_at(const Plan *plan, uint32_t region)
{
    return &plan->regions.items.items[region];
}

static void wait_for(Walk *walk, Lane lane)
{
    if (lane != NO_BUFFER && walk->state[lane] != 2) *vec_push(walk->arena, &walk->stack) = lane;
}

// The looks that stand before the first step of a region: of those around it first.
static void open_regions(Walk *walk, uint32_t region)
{
    if (walk->opened[region]) return;
    const Region *opened = region_at(walk->plan, region);
    open_regions(walk, opened->parent);
    walk->opened[region] = true;
    const Domain domain = vertex_at(walk->plan, opened->mask)->domain;
    *vec_push(walk->arena, &walk->plan->drafts) =
        (Draft){.lane = NO_BUFFER,
                .operands = {opened->mask, NO_BUFFER, NO_BUFFER},
                .column = NO_BUFFER,
                .opens = region,
                .step = {.kernel = opened->holds ? KERNEL_some : KERNEL_some_not,
                         .of_person = domain == DOMAIN_PERSON,
                         .region = opened->parent}};
}

// What needs no step: constants and cells read in place.
static bool needs_no_step(const Walk *walk, Lane lane)
{
    Plan *plan = walk->plan;
    if (is_constant(plan, lane)) {
        *vec_push(walk->arena, &plan->constants) = lane;
        return true;
    }
    if (!is_in_place(plan, lane)) return false;
    *vec_push(walk->arena, &plan->columns) = (uint32_t)vertex_at(plan, lane)->k;
    return true;
}

static void add_draft(Walk *walk, const Draft *draft)
{
    open_regions(walk, draft->step.region);
    *vec_push(walk->arena, &walk->plan->drafts) = *draft;
    if (draft->column != NO_BUFFER) *vec_push(walk->arena, &walk->plan->columns) = draft->column;
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
        const Draft draft = draft_of(walk->plan, lane);
        if (walk->state[lane] == 1) {
            add_draft(walk, &draft);
            walk->state[lane] = 2;
            continue;
        }
        walk->state[lane] = 1;
        for (int i = 2; i >= 0; i--) wait_for(walk, draft.operands[i]);
        for (uint32_t r = draft.step.region; r != REGION_ALWAYS;
             r = region_at(walk->plan, r)->parent)
            wait_for(walk, region_at(walk->plan, r)->mask);
    }
}

// --- buffers ---

typedef struct Pools {
    Arena *arena;
    VEC(uint32_t) free[2][FORMS];
} Pools;

static Buffer buffer_for(const Plan *plan, Lane lane)
{
    const Vertex *vertex = vertex_at(plan, lane);
    const bool narrow = lane < plan->count && plan->narrow[lane];
    return (Buffer){.of_person = vertex->domain != DOMAIN_HOUSEHOLD,
                    .form = operation_gives_mask(vertex->op) ? FORM_MASK
                            : narrow                         ? FORM_NARROW
                                                             : FORM_WIDE,
                    .index = NO_BUFFER};
}

static void take_buffer(Plan *plan, Pools *pools, Lane lane)
{
    Buffer buffer = buffer_for(plan, lane);
    uint32_t *count = &plan->pools[buffer.of_person][buffer.form];
    if (pools->free[buffer.of_person][buffer.form].count > 0) {
        const size_t last = --pools->free[buffer.of_person][buffer.form].count;
        buffer.index = pools->free[buffer.of_person][buffer.form].items[last];
    } else {
        buffer.index = (*count)++;
    }
    plan->buffers[lane] = buffer;
}

static void give_buffer(const Plan *plan, Pools *pools, Lane lane)
{
    const Buffer *buffer = &plan->buffers[lane];
    if (buffer->index == NO_BUFFER) return; // cells in place
    *vec_push(pools->arena, &pools->free[buffer->of_person][buffer->form]) = buffer->index;
}

// A lane's buffer is free again after the last step that reads it; wanted lanes and constants keep
// theirs.
static void find_last_uses(const Plan *plan, const Wanted *wanted, uint32_t *last_use)
{
    for (uint32_t s = 0; s < plan->drafts.count; s++) {
        const Draft *draft = &plan->drafts.items[s];
        if (draft->lane != NO_BUFFER) last_use[draft->lane] = s;
        for (int i = 0; i < 3; i++) {
            if (draft->operands[i] != NO_BUFFER) last_use[draft->operands[i]] = s;
        }
    }
    for (size_t i = 0; i < wanted->count; i++)
        last_use[wide_lane(plan, wanted->lanes[i])] = UINT32_MAX;
    for (size_t i = 0; i < plan->constants.count; i++)
        last_use[plan->constants.items[i]] = UINT32_MAX;
}

static void give_operands(const Plan *plan, Pools *pools, uint32_t step, const uint32_t *last_use)
{
    const Draft *draft = &plan->drafts.items[step];
    for (int i = 0; i < 3; i++) {
        const Lane operand = draft->operands[i];
        const bool again =
            (i > 0 && operand == draft->operands[0]) || (i > 1 && operand == draft->operands[1]);
        if (operand != NO_BUFFER && !again && last_use[operand] == step)
            give_buffer(plan, pools, operand);
    }
}

static void assign_buffers(Plan *plan, const Wanted *wanted, Arena *arena)
{
    const size_t lanes = 2 * (size_t)plan->count;
    uint32_t *last_use = ARENA_ARRAY(arena, uint32_t, lanes);
    Pools pools = {.arena = arena};
    plan->buffers = ARENA_ARRAY(arena, Buffer, lanes);
    for (size_t i = 0; i < lanes; i++) plan->buffers[i].index = NO_BUFFER;
    find_last_uses(plan, wanted, last_use);
    for (size_t i = 0; i < plan->constants.count; i++)
        take_buffer(plan, &pools, plan->constants.items[i]);
    for (uint32_t s = 0; s < plan->drafts.count; s++) {
        const Lane lane = plan->drafts.items[s].lane;
        if (lane != NO_BUFFER) take_buffer(plan, &pools, lane);
        give_operands(plan, &pools, s, last_use);
        if (lane != NO_BUFFER && last_use[lane] == s) give_buffer(plan, &pools, lane);
    }
}

Plan *plan_create(const Graph *graph, const ColumnSpec *specs, const Wanted *wanted, Arena *arena)
{
    Plan *plan = ARENA_ONE(arena, Plan);
    *plan = (Plan){.graph = graph, .specs = specs, .count = (Lane)graph->vertices.count};
    find_widths(plan, arena);
    regions_find(graph, wanted->lanes, wanted->where, wanted->count, arena, &plan->regions);
    Walk walk = {.plan = plan,
                 .arena = arena,
                 .state = ARENA_ARRAY(arena, unsigned char, 2 * graph->vertices.count),
                 .opened = ARENA_ARRAY(arena, bool, plan->regions.items.count)};
    walk.opened[REGION_ALWAYS] = true;
    vec_reserve(arena, &plan->drafts, graph->vertices.count);
    for (size_t i = 0; i < wanted->count; i++) visit(&walk, wide_lane(plan, wanted->lanes[i]));
    assign_buffers(plan, wanted, arena);
    return plan;
}

// --- running ---

// One buffer of each pool; a block's lanes are at most these.
static const size_t BUFFER_BYTES[2][FORMS] = {
    {BLOCK_HOUSEHOLDS, BLOCK_HOUSEHOLDS * sizeof(int32_t), BLOCK_HOUSEHOLDS * sizeof(int64_t)},
    {BLOCK_PERSONS, BLOCK_PERSONS * sizeof(int32_t), BLOCK_PERSONS * sizeof(int64_t)},
};

// What a step reads of a block's columns, found anew for each block.
typedef struct Reading {
    const void **place; // in a step
    uint32_t column;
    bool states;
} Reading;

struct PlanScratch {
    const Plan *plan;
    const Kernel *kernels;
    Step *steps; // [drafts]
    VEC(Reading) readings;
    bool *open; // [region]: of the block at hand
    uint64_t done;
    const Columns *columns; // of the last run
    unsigned char *pools[2][FORMS];
};

static size_t buffer_bytes(const Plan *plan)
{
    size_t bytes = 0;
    for (int p = 0; p < 2; p++) {
        for (int m = 0; m < FORMS; m++) bytes += plan->pools[p][m] * BUFFER_BYTES[p][m];
    }
    return bytes;
}

PlanSize plan_size(const Plan *plan)
{
    PlanSize size = {.bytes = buffer_bytes(plan)};
    for (size_t i = 0; i < plan->drafts.count; i++) {
        const Draft *draft = &plan->drafts.items[i];
        const bool look = draft->lane == NO_BUFFER;
        size.looks += look;
        size.steps += !look;
        size.person_steps += !look && draft->step.of_person;
    }
    return size;
}

bool plan_reads(const Plan *plan, uint32_t column)
{
    for (size_t i = 0; i < plan->columns.count; i++) {
        if (plan->columns.items[i] == column) return true;
    }
    return false;
}

static void *address(const PlanScratch *scratch, Lane lane)
{
    const Buffer *buffer = &scratch->plan->buffers[lane];
    invariant(buffer->index != NO_BUFFER);
    return scratch->pools[buffer->of_person][buffer->form] +
           buffer->index * BUFFER_BYTES[buffer->of_person][buffer->form];
}

static void fill_constant(const PlanScratch *scratch, Lane lane)
{
    const Vertex *vertex = vertex_at(scratch->plan, lane);
    const Step step = {.out = address(scratch, lane), .k = vertex->k};
    const BlockShape unused = {0};
    const KernelId kernel = vertex->op != BLOCK_NUMBER ? KERNEL_fill_mask
                            : scratch->plan->buffers[lane].form == FORM_WIDE
                                ? KERNEL_fill_number
                                : KERNEL_fill_number_32;
    scratch->kernels[kernel](&step, &unused, BLOCK_PERSONS);
}

static void find_operand(PlanScratch *scratch, Lane lane, const void **place, Arena *arena)
{
    if (lane == NO_BUFFER) return;
    if (is_in_place(scratch->plan, lane))
        *vec_push(arena, &scratch->readings) =
            (Reading){.place = place, .column = (uint32_t)vertex_at(scratch->plan, lane)->k};
    else *place = address(scratch, lane);
}

static void make_step(PlanScratch *scratch, size_t index, Arena *arena)
{
    const Draft *draft = &scratch->plan->drafts.items[index];
    Step *step = &scratch->steps[index];
    *step = draft->step;
    step->out = draft->lane == NO_BUFFER ? (void *)&scratch->open[draft->opens]
                                         : address(scratch, draft->lane);
    find_operand(scratch, draft->operands[0], &step->a, arena);
    find_operand(scratch, draft->operands[1], &step->b, arena);
    find_operand(scratch, draft->operands[2], &step->c, arena);
    if (draft->column != NO_BUFFER)
        *vec_push(arena, &scratch->readings) =
            (Reading){.place = &step->a, .column = draft->column, .states = draft->states};
}

PlanScratch *plan_scratch_create(const Plan *plan, KernelSet set, Arena *arena)
{
    enum { ALIGNMENT = 64 };
    PlanScratch *scratch = ARENA_ONE(arena, PlanScratch);
    *scratch = (PlanScratch){.plan = plan,
                             .kernels = kernel_table(set),
                             .steps = ARENA_ARRAY(arena, Step, plan->drafts.count),
                             .open = ARENA_ARRAY(arena, bool, plan->regions.items.count)};
    unsigned char *memory = arena_take_unset(arena, buffer_bytes(plan) + ALIGNMENT);
    memory += (ALIGNMENT - (uintptr_t)memory % ALIGNMENT) % ALIGNMENT;
    for (int p = 0; p < 2; p++) {
        for (int m = FORMS; m-- > 0;) {
            scratch->pools[p][m] = memory;
            memory += plan->pools[p][m] * BUFFER_BYTES[p][m];
        }
    }
    for (size_t i = 0; i < plan->drafts.count; i++) make_step(scratch, i, arena);
    for (size_t i = 0; i < plan->constants.count; i++)
        fill_constant(scratch, plan->constants.items[i]);
    return scratch;
}

static void find_columns(PlanScratch *scratch, const Columns *columns)
{
    scratch->columns = columns;
    for (size_t i = 0; i < scratch->readings.count; i++) {
        const Reading *reading = &scratch->readings.items[i];
        *reading->place = reading->states ? (const void *)columns->states[reading->column]
                                          : columns->cells[reading->column];
    }
}

void plan_run(PlanScratch *scratch, const Columns *columns)
{
    const Plan *plan = scratch->plan;
    const BlockShape *shape = &columns->shape;
    invariant(shape->households <= BLOCK_HOUSEHOLDS);
    invariant(shape->persons <= BLOCK_PERSONS);
    invariant(shape->slots <= BLOCK_SLOTS);
    find_columns(scratch, columns);
    memset(scratch->open, 0, plan->regions.items.count * sizeof *scratch->open);
    scratch->open[REGION_ALWAYS] = true;
    for (size_t i = 0; i < plan->drafts.count; i++) {
        const Step *step = &scratch->steps[i];
        if (!scratch->open[step->region]) continue;
        scratch->kernels[step->kernel](step, shape,
                                       step->of_person ? shape->persons : shape->households);
        scratch->done++;
    }
}

uint64_t plan_steps_done(const PlanScratch *scratch)
{
    return scratch->done;
}

const int64_t *plan_numbers(const PlanScratch *scratch, Lane lane)
{
    const Lane wide = wide_lane(scratch->plan, lane);
    if (is_in_place(scratch->plan, wide)) // a column of 64 bits
        return scratch->columns->cells[vertex_at(scratch->plan, wide)->k];
    return address(scratch, wide);
}

const unsigned char *plan_mask(const PlanScratch *scratch, Lane lane)
{
    return address(scratch, lane);
}
