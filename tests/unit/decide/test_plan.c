// Plans against their own graph, worked out lane by lane: what each operation means stands here a
// second time, in the plainest words. Random graphs over columns of every width, at the edges of
// 32 bits and beyond, on every build of the kernels.

#include "decide/block/plan.h"
#include "unit.h"

enum { HOUSEHOLDS = 100, SLOTS = 4, LANES = 512, COLUMNS = 6, ROUNDS = 300 };

// Of households and of persons, in cells of each width; two of persons hold masks of few.
static const ColumnSpec SPECS[COLUMNS] = {
    {.name = {"h_small", 7}, .type = CELL_I32, .low = -1000, .high = 1000, .scale = 1},
    {.name = {"h_wide", 6}, .type = CELL_I64, .low = -(1LL << 40), .high = 1LL << 40, .scale = 1},
    {.name = {"p_byte", 6}, .of_person = true, .type = CELL_U8, .high = 3, .scale = 1},
    {.name = {"p_edge", 6},
     .of_person = true,
     .type = CELL_I32,
     .low = INT32_MIN,
     .high = INT32_MAX,
     .scale = 1},
    {.name = {"p_sum", 5}, .of_person = true, .type = CELL_I32, .high = 500000000, .scale = 1},
    {.name = {"p_rare", 6}, .of_person = true, .type = CELL_U8, .high = 1, .scale = 1},
};

static uint64_t state_of_draws = 1;

static uint64_t draw(uint64_t below)
{
    state_of_draws = state_of_draws * 6364136223846793005u + 1442695040888963407u;
    return (state_of_draws >> 33) % below;
}

typedef struct Block {
    Columns columns;
    const void *cells[COLUMNS];
    int64_t values[COLUMNS][LANES];
    _Alignas(64) unsigned char bytes[COLUMNS][LANES * sizeof(int64_t)];
} Block;

static void set_cell(Block *block, size_t column, size_t lane, int64_t value)
{
    block->values[column][lane] = value;
    switch (SPECS[column].type) {
    case CELL_U8: block->bytes[column][lane] = (uint8_t)value; break;
    case CELL_I32: ((int32_t *)(void *)block->bytes[column])[lane] = (int32_t)value; break;
    case CELL_I64: ((int64_t *)(void *)block->bytes[column])[lane] = value; break;
    }
}

static void fill_block(Block *block, bool nobody_is_rare)
{
    uint8_t sizes[HOUSEHOLDS];
    for (size_t i = 0; i < HOUSEHOLDS; i++) sizes[i] = (uint8_t)(SLOTS - i * SLOTS / HOUSEHOLDS);
    block_shape_set(&block->columns.shape, sizes, HOUSEHOLDS);
    assert_true(block->columns.shape.persons <= LANES);
    for (size_t c = 0; c < COLUMNS; c++) {
        const ColumnSpec *spec = &SPECS[c];
        const uint64_t span = (uint64_t)(spec->high - spec->low) + 1;
        block->cells[c] = block->bytes[c];
        for (size_t lane = 0; lane < LANES; lane++) {
            int64_t value = spec->low + (int64_t)draw(span < 1 << 30 ? span : 1 << 30);
            if (draw(4) == 0) value = draw(2) == 0 ? spec->low : spec->high;
            if (c == 5) value = nobody_is_rare ? 0 : draw(50) == 0;
            set_cell(block, c, lane, value);
        }
    }
    block->columns.cells = block->cells;
}

// --- the meaning, lane by lane ---

typedef struct Meaning {
    const Graph *graph;
    const Block *block;
    size_t usable;        // vertices
    int64_t (*of)[LANES]; // [vertex]: a mask is 0 or 1
} Meaning;

static int64_t floored(int64_t a, int64_t b)
{
    if (b <= 0) return 0;
    return a / b - (a % b < 0);
}

static int64_t member(const Meaning *meaning, Lane lane, size_t household, uint32_t slot)
{
    const BlockShape *shape = &meaning->block->columns.shape;
    return meaning->of[lane][shape->base[slot] + household];
}

static int64_t over_members(const Meaning *meaning, const Vertex *vertex, size_t household)
{
    const BlockShape *shape = &meaning->block->columns.shape;
    int64_t result = member(meaning, vertex->operands[0], household, 0);
    for (uint32_t t = 1; t < shape->slots && household < shape->with[t]; t++) {
        const int64_t one = member(meaning, vertex->operands[0], household, t);
        switch ((int)vertex->op) {
        case BLOCK_MOST: result = one > result ? one : result; break;
        case BLOCK_LEAST: result = one < result ? one : result; break;
        case BLOCK_ANY: result |= one; break;
        default: result += one;
        }
    }
    return result;
}

static int64_t size_of(const BlockShape *shape, size_t household)
{
    int64_t size = 0;
    for (uint32_t t = 0; t < shape->slots; t++) size += household < shape->with[t];
    return size;
}

static int64_t at(const Meaning *meaning, const Vertex *vertex, size_t lane, size_t household)
{
    int64_t in[3] = {0};
    const BlockShape *shape = &meaning->block->columns.shape;
    for (unsigned i = 0; i < operation_operands(vertex->op); i++)
        in[i] = meaning->of[vertex->operands[i]][lane];
    switch ((int)vertex->op) {
    case BLOCK_NUMBER:
    case BLOCK_TRUTH: return vertex->k;
    case BLOCK_SIZE: return size_of(shape, household);
    case BLOCK_HAS_SLOT: return vertex->k < size_of(shape, household);
    case BLOCK_CELL: return meaning->block->values[vertex->k][lane];
    case BLOCK_CELL_IS: return meaning->block->values[vertex->k][lane] == vertex->j;
    case BLOCK_ADD: return in[0] + in[1];
    case BLOCK_SUBTRACT: return in[0] - in[1];
    case BLOCK_MULTIPLY: return in[0] * in[1];
    case BLOCK_SMALLER: return in[0] < in[1] ? in[0] : in[1];
    case BLOCK_LARGER: return in[0] > in[1] ? in[0] : in[1];
    case BLOCK_DIVIDE_DOWN: return floored(in[0], in[1]);
    case BLOCK_CHOOSE: return in[0] != 0 ? in[1] : in[2];
    case BLOCK_LESS: return in[0] < in[1];
    case BLOCK_EQUAL: return in[0] == in[1];
    case BLOCK_NOT: return in[0] == 0;
    case BLOCK_AND: return in[0] & in[1];
    case BLOCK_OR: return in[0] | in[1];
    case BLOCK_SPREAD:
    case BLOCK_SPREAD_MASK: return meaning->of[vertex->operands[0]][household];
    case BLOCK_PICK:
        return vertex->k < shape->slots && household < shape->with[vertex->k]
                   ? member(meaning, vertex->operands[0], household, (uint32_t)vertex->k)
                   : 0;
    case BLOCK_SUM:
    case BLOCK_COUNT:
    case BLOCK_MOST:
    case BLOCK_LEAST:
    case BLOCK_ANY: return over_members(meaning, vertex, household);
    default: fail_msg("operation %d has no meaning here", (int)vertex->op); return 0;
    }
}

static void work_out(const Meaning *meaning)
{
    const BlockShape *shape = &meaning->block->columns.shape;
    for (Lane v = 0; v < meaning->usable; v++) {
        const Vertex *vertex = graph_at(meaning->graph, v);
        if (vertex->domain == DOMAIN_CONSTANT) {
            for (size_t lane = 0; lane < LANES; lane++) meaning->of[v][lane] = vertex->k;
            continue;
        }
        const uint32_t slots = vertex->domain == DOMAIN_PERSON ? shape->slots : 1;
        for (uint32_t t = 0; t < slots; t++) {
            const uint32_t base = vertex->domain == DOMAIN_PERSON ? shape->base[t] : 0;
            for (uint32_t i = 0; i < shape->with[t]; i++)
                meaning->of[v][base + i] = at(meaning, vertex, base + i, i);
        }
    }
}

// --- random graphs ---

static Lane some_lane(const Graph *graph, size_t below, bool mask)
{
    for (;;) {
        const Lane lane = (Lane)draw(below);
        if (operation_gives_mask(graph_at(graph, lane)->op) == mask) return lane;
    }
}

static void add_number(Graph *graph)
{
    const Lane a = some_lane(graph, graph->vertices.count, false);
    const Lane b = some_lane(graph, graph->vertices.count, false);
    const Lane mask = some_lane(graph, graph->vertices.count, true);
    Lane fails = GRAPH_NO;
    switch (draw(9)) {
    case 0: (void)graph_add(graph, a, b, &fails); break;
    case 1: (void)graph_subtract(graph, a, b, &fails); break;
    case 2: (void)graph_multiply(graph, a, graph_number(graph, (int64_t)draw(60)), &fails); break;
    case 3: (void)graph_smaller(graph, a, b); break;
    case 4: (void)graph_larger(graph, a, b); break;
    case 5: (void)graph_divide_down(graph, a, graph_number(graph, 1 + (int64_t)draw(400))); break;
    case 6: (void)graph_number(graph, (int64_t)draw(100000) - 50000); break;
    default: (void)graph_choose(graph, mask, a, b);
    }
}

static void add_mask(Graph *graph)
{
    const Lane a = some_lane(graph, graph->vertices.count, true);
    const Lane b = some_lane(graph, graph->vertices.count, true);
    const Lane x = some_lane(graph, graph->vertices.count, false);
    const Lane y = some_lane(graph, graph->vertices.count, false);
    switch (draw(6)) {
    case 0: (void)graph_less(graph, x, y); break;
    case 1: (void)graph_equal(graph, x, y); break;
    case 2: (void)graph_not(graph, a); break;
    case 3: (void)graph_or(graph, a, b); break;
    default: (void)graph_and(graph, a, b);
    }
}

static void add_gathered(Graph *graph)
{
    const Lane number = some_lane(graph, graph->vertices.count, false);
    const Lane mask = some_lane(graph, graph->vertices.count, true);
    Lane fails = GRAPH_NO;
    if (graph_at(graph, number)->domain != DOMAIN_PERSON ||
        graph_at(graph, mask)->domain != DOMAIN_PERSON)
        return;
    switch (draw(6)) {
    case 0: (void)graph_sum(graph, number, &fails); break;
    case 1: (void)graph_count(graph, mask); break;
    case 2: (void)graph_any(graph, mask); break;
    case 3: (void)graph_most(graph, number); break;
    case 4: (void)graph_least(graph, number); break;
    default: (void)graph_pick(graph, number, (uint32_t)draw(SLOTS));
    }
}

// Nothing in it leaves 48 bits, so that no lane is without a meaning.
static bool is_tame(const Graph *graph)
{
    const int64_t most = INT64_C(1) << 48;
    for (size_t v = 0; v < graph->vertices.count; v++) {
        const Vertex *vertex = graph_at(graph, (Lane)v);
        if (!operation_gives_mask(vertex->op) && (vertex->low < -most || vertex->high > most))
            return false;
    }
    return true;
}

// Returns how many vertices there are before the first that is not tame.
static size_t make_graph(Graph *graph, Arena *arena)
{
    graph_start(graph, SLOTS, arena);
    for (uint32_t c = 0; c < COLUMNS; c++) (void)graph_cell(graph, c, &SPECS[c]);
    (void)graph_cell_is(graph, 2, &SPECS[2], 1);
    (void)graph_cell_is(graph, 5, &SPECS[5], 1);
    for (int i = 0; i < 60; i++) {
        const size_t before = graph->vertices.count;
        if (draw(3) == 0) add_gathered(graph);
        else if (draw(2) == 0) add_mask(graph);
        else add_number(graph);
        if (!is_tame(graph)) return before;
    }
    return graph->vertices.count;
}

// --- comparing ---

static size_t differences(const Meaning *meaning, const PlanScratch *scratch, Lane lane, Lane where)
{
    const BlockShape *shape = &meaning->block->columns.shape;
    const Vertex *vertex = graph_at(meaning->graph, lane);
    const bool mask = operation_gives_mask(vertex->op);
    const uint32_t slots = vertex->domain == DOMAIN_PERSON ? shape->slots : 1;
    size_t differ = 0;
    for (uint32_t t = 0; t < slots; t++) {
        for (uint32_t i = 0; i < shape->with[t]; i++) {
            const size_t at = (vertex->domain == DOMAIN_PERSON ? shape->base[t] : 0) + i;
            const int64_t got =
                mask ? plan_mask(scratch, lane)[at] != 0 : plan_numbers(scratch, lane)[at];
            if (meaning->of[where][at] != 0) differ += got != meaning->of[lane][at];
        }
    }
    return differ;
}

typedef struct Trial {
    Graph graph;
    Block blocks[2]; // in the second the rare are none
    size_t usable;   // vertices of the graph, from the first on
    Lane wanted[16], where[16];
    uint64_t done[2], compared;
} Trial;

static void compare(Trial *trial, Arena *arena)
{
    const Wanted wanted = {.lanes = trial->wanted, .where = trial->where, .count = 16};
    const Plan *plan = plan_create(&trial->graph, SPECS, &wanted, arena, arena);
    int64_t(*of)[LANES] = arena_take_items(arena, trial->graph.vertices.count, sizeof *of);
    for (KernelSet set = KERNELS_V2; set <= KERNELS_V4; set++) {
        if (!kernels_available(set)) continue;
        PlanScratch *scratch = plan_scratch_create(plan, set, arena);
        for (size_t b = 0; b < 2; b++) {
            const Meaning meaning = {.graph = &trial->graph,
                                     .block = &trial->blocks[b],
                                     .usable = trial->usable,
                                     .of = of};
            const uint64_t before = plan_steps_done(scratch);
            work_out(&meaning);
            plan_run(scratch, &trial->blocks[b].columns);
            trial->done[b] += plan_steps_done(scratch) - before;
            for (size_t w = 0; w < wanted.count; w++)
                assert_int_equal(differences(&meaning, scratch, wanted.lanes[w], wanted.where[w]),
                                 0);
            trial->compared += wanted.count;
        }
    }
}

// Masks of the same domain may stand before what is wanted.
static void choose_wanted(Trial *trial)
{
    for (size_t w = 0; w < 16; w++) {
        trial->wanted[w] = some_lane(&trial->graph, trial->usable, draw(2) == 0);
        trial->where[w] = GRAPH_YES;
        const Domain domain = graph_at(&trial->graph, trial->wanted[w])->domain;
        const Lane mask = some_lane(&trial->graph, trial->usable, true);
        if (draw(2) == 0 && graph_at(&trial->graph, mask)->domain == domain &&
            domain != DOMAIN_CONSTANT)
            trial->where[w] = mask;
    }
}

static void test_a_plan_gives_what_its_graph_means(void **state)
{
    (void)state;
    static Trial place;
    Trial *trial = &place;
    Arena *arena = arena_create();
    *trial = (Trial){.compared = 0};
    for (int round = 0; round < ROUNDS; round++) {
        arena_reset(arena);
        trial->usable = make_graph(&trial->graph, arena);
        fill_block(&trial->blocks[0], false);
        fill_block(&trial->blocks[1], true);
        choose_wanted(trial);
        compare(trial, arena);
    }
    assert_true(trial->compared >= 2 * 16 * (uint64_t)ROUNDS);
    assert_true(trial->done[1] < trial->done[0]); // a block without the rare passes over more
    arena_destroy(arena);
}

// What only those need for whom a mask holds is not worked out where it holds for nobody.
static void test_a_block_without_anybody_concerned_passes_over(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    static Block place;
    Block *block = &place;
    Graph graph;
    Lane fails = GRAPH_NO;
    graph_start(&graph, SLOTS, arena);
    const Lane rare = graph_cell_is(&graph, 5, &SPECS[5], 1);
    Lane dear = graph_cell(&graph, 4, &SPECS[4]);
    for (int64_t i = 0; i < 10; i++)
        dear = graph_larger(&graph, graph_add(&graph, dear, graph_number(&graph, i + 1), &fails),
                            graph_number(&graph, 7 * i));
    const Lane amount = graph_choose(&graph, rare, dear, GRAPH_ZERO);
    const Wanted wanted = {.lanes = &amount, .count = 1};
    const Plan *plan = plan_create(&graph, SPECS, &wanted, arena, arena);
    PlanScratch *scratch = plan_scratch_create(plan, kernels_best(), arena);
    assert_int_equal(plan_size(plan).looks, 1);
    fill_block(block, true);
    plan_run(scratch, &block->columns);
    const uint64_t without = plan_steps_done(scratch);
    for (size_t i = 0; i < HOUSEHOLDS; i++) assert_int_equal(plan_numbers(scratch, amount)[i], 0);
    fill_block(block, false);
    plan_run(scratch, &block->columns);
    assert_true(plan_steps_done(scratch) - without > without + 5);
    arena_destroy(arena);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_a_plan_gives_what_its_graph_means),
                     cmocka_unit_test(test_a_block_without_anybody_concerned_passes_over));
}
