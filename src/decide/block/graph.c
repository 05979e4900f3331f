#include "decide/block/graph.h"

#include <string.h>

#include "base/panic.h"
#include "decide/block/kernels.h"

// --- the table of operations ---

typedef struct OperationRow {
    bool mask;
    unsigned operands;
} OperationRow;

enum { GIVES_NUMBER, GIVES_MASK };

static const OperationRow OPERATIONS[] = {
#define OPERATION(id, gives, operands, meaning) [BLOCK_##id] = {GIVES_##gives, operands},
#include "decide/block/operations.def"
#undef OPERATION
};

bool operation_gives_mask(Operation op)
{
    return OPERATIONS[op].mask;
}

unsigned operation_operands(Operation op)
{
    return OPERATIONS[op].operands;
}

// --- vertices ---

static uint64_t vertex_hash(const Vertex *vertex)
{
    uint64_t hash = (uint64_t)vertex->op * 0x9E3779B97F4A7C15u;
    const uint64_t parts[] = {vertex->operands[0], vertex->operands[1], vertex->operands[2],
                              (uint64_t)vertex->k, (uint64_t)vertex->j};
    for (size_t i = 0; i < 5; i++) {
        hash ^= parts[i] + 0x9E3779B97F4A7C15u + (hash << 6) + (hash >> 2);
        hash *= 0xFF51AFD7ED558CCDu;
    }
    return hash ^ hash >> 32;
}

static bool same_vertex(const Vertex *a, const Vertex *b)
{
    return a->op == b->op && a->k == b->k && a->j == b->j && a->operands[0] == b->operands[0] &&
           a->operands[1] == b->operands[1] && a->operands[2] == b->operands[2];
}

static void fill_buckets(Graph *graph, size_t count)
{
    graph->buckets = ARENA_ARRAY(graph->arena, uint32_t, count);
    graph->bucket_count = count;
    for (uint32_t i = 0; i < graph->vertices.count; i++) {
        size_t at = vertex_hash(&graph->vertices.items[i]) & (count - 1);
        while (graph->buckets[at] != 0) at = (at + 1) & (count - 1);
        graph->buckets[at] = i + 1;
    }
}

// The vertex like this one, made if there is none yet.
static Lane intern(Graph *graph, const Vertex *vertex)
{
    if ((graph->vertices.count + 1) * 2 > graph->bucket_count)
        fill_buckets(graph, graph->bucket_count * 2);
    size_t at = vertex_hash(vertex) & (graph->bucket_count - 1);
    while (graph->buckets[at] != 0) {
        const Lane found = graph->buckets[at] - 1;
        if (same_vertex(&graph->vertices.items[found], vertex)) return found;
        at = (at + 1) & (graph->bucket_count - 1);
    }
    *vec_push(graph->arena, &graph->vertices) = *vertex;
    graph->buckets[at] = (uint32_t)graph->vertices.count;
    return (Lane)graph->vertices.count - 1;
}

void graph_start(Graph *graph, uint32_t slots, Arena *arena)
{
    enum { USUAL = 8192 }; // vertices of a large law; more are welcome
    *graph = (Graph){.arena = arena, .slots = slots};
    vec_reserve(arena, &graph->vertices, USUAL);
    fill_buckets(graph, 2 * (size_t)USUAL);
    const Lane no = intern(graph, &(Vertex){.op = BLOCK_TRUTH, .k = 0});
    const Lane yes = intern(graph, &(Vertex){.op = BLOCK_TRUTH, .k = 1});
    const Lane zero = graph_number(graph, 0);
    const Lane one = graph_number(graph, 1);
    invariant(no == GRAPH_NO && yes == GRAPH_YES && zero == GRAPH_ZERO && one == GRAPH_ONE);
}

bool graph_is_number(const Graph *graph, Lane ref, int64_t *number)
{
    const Vertex *vertex = graph_at(graph, ref);
    if (vertex->op != BLOCK_NUMBER) return false;
    *number = vertex->k;
    return true;
}

static Lane wider(Graph *graph, Lane a, Domain domain)
{
    return domain == DOMAIN_PERSON && graph_at(graph, a)->domain == DOMAIN_HOUSEHOLD
               ? graph_spread(graph, a)
               : a;
}

static Domain widest(const Graph *graph, const Lane *operands, unsigned count)
{
    Domain domain = DOMAIN_CONSTANT;
    for (unsigned i = 0; i < count; i++) {
        const Domain one = graph_at(graph, operands[i])->domain;
        if (one > domain) domain = one;
    }
    return domain;
}

// A vertex over operands brought to one domain.
static Lane meet(Graph *graph, Vertex vertex)
{
    const unsigned count = operation_operands(vertex.op);
    vertex.domain = widest(graph, vertex.operands, count);
    invariant(vertex.domain != DOMAIN_CONSTANT); // constants are worked out where they are met
    for (unsigned i = 0; i < count; i++)
        vertex.operands[i] = wider(graph, vertex.operands[i], vertex.domain);
    return intern(graph, &vertex);
}

// --- leaves ---

Lane graph_number(Graph *graph, int64_t number)
{
    return intern(graph, &(Vertex){.op = BLOCK_NUMBER, .k = number, .low = number, .high = number});
}

Lane graph_truth(bool yes)
{
    return yes ? GRAPH_YES : GRAPH_NO;
}

static Domain domain_of(const ColumnSpec *spec)
{
    return spec->of_person ? DOMAIN_PERSON : DOMAIN_HOUSEHOLD;
}

Lane graph_cell(Graph *graph, uint32_t column, const ColumnSpec *spec)
{
    if (spec->low == spec->high) return graph_number(graph, spec->low);
    return intern(graph, &(Vertex){.op = BLOCK_CELL,
                                   .domain = domain_of(spec),
                                   .k = column,
                                   .low = spec->low,
                                   .high = spec->high});
}

Lane graph_cell_is(Graph *graph, uint32_t column, const ColumnSpec *spec, int64_t value)
{
    if (value < spec->low || value > spec->high) return GRAPH_NO;
    if (spec->low == spec->high) return GRAPH_YES;
    return intern(
        graph, &(Vertex){.op = BLOCK_CELL_IS, .domain = domain_of(spec), .k = column, .j = value});
}

Lane graph_state_is(Graph *graph, uint32_t column, const ColumnSpec *spec, int64_t state)
{
    if (!spec->with_states) return graph_truth(state == CELL_KNOWN);
    return intern(
        graph, &(Vertex){.op = BLOCK_STATE_IS, .domain = domain_of(spec), .k = column, .j = state});
}

Lane graph_slot_is(Graph *graph, uint32_t slot)
{
    if (slot >= graph->slots) return GRAPH_NO;
    if (graph->slots == 1) return GRAPH_YES;
    return intern(graph, &(Vertex){.op = BLOCK_SLOT_IS, .domain = DOMAIN_PERSON, .k = slot});
}

Lane graph_has_slot(Graph *graph, uint32_t slot)
{
    if (slot == 0) return GRAPH_YES; // there is no household without members
    if (slot >= graph->slots) return GRAPH_NO;
    return intern(graph, &(Vertex){.op = BLOCK_HAS_SLOT, .domain = DOMAIN_HOUSEHOLD, .k = slot});
}

Lane graph_size(Graph *graph)
{
    if (graph->slots == 1) return GRAPH_ONE;
    return intern(graph, &(Vertex){.op = BLOCK_SIZE,
                                   .domain = DOMAIN_HOUSEHOLD,
                                   .low = 1,
                                   .high = (int64_t)graph->slots});
}

// --- masks ---

static bool is_op(const Graph *graph, Lane a, Operation op)
{
    return graph_at(graph, a)->op == op;
}

static Lane operand(const Graph *graph, Lane a, unsigned index)
{
    return graph_at(graph, a)->operands[index];
}

Lane graph_not(Graph *graph, Lane a)
{
    if (a == GRAPH_NO) return GRAPH_YES;
    if (a == GRAPH_YES) return GRAPH_NO;
    if (is_op(graph, a, BLOCK_NOT)) return operand(graph, a, 0);
    return meet(graph, (Vertex){.op = BLOCK_NOT, .operands = {a}});
}

static bool opposite(const Graph *graph, Lane a, Lane b)
{
    return (is_op(graph, a, BLOCK_NOT) && operand(graph, a, 0) == b) ||
           (is_op(graph, b, BLOCK_NOT) && operand(graph, b, 0) == a);
}

static bool has_operand(const Graph *graph, Lane vertex, Operation op, Lane a)
{
    return is_op(graph, vertex, op) &&
           (operand(graph, vertex, 0) == a || operand(graph, vertex, 1) == a);
}

static Lane other_operand(const Graph *graph, Lane vertex, Lane a)
{
    return operand(graph, vertex, 0) == a ? operand(graph, vertex, 1) : operand(graph, vertex, 0);
}

// "a and (a or b)" is a; "a and (b or not a)" is "a and b".
static Lane absorbed_and(Graph *graph, Lane a, Lane b)
{
    if (has_operand(graph, b, BLOCK_AND, a)) return b;
    if (has_operand(graph, b, BLOCK_OR, a)) return a;
    if (!is_op(graph, b, BLOCK_OR)) return 0;
    for (unsigned i = 0; i < 2; i++) {
        if (opposite(graph, a, operand(graph, b, i)))
            return graph_and(graph, a, operand(graph, b, 1 - i));
    }
    return 0;
}

Lane graph_and(Graph *graph, Lane a, Lane b)
{
    if (a == GRAPH_NO || b == GRAPH_NO) return GRAPH_NO;
    if (a == GRAPH_YES || a == b) return b;
    if (b == GRAPH_YES) return a;
    if (opposite(graph, a, b)) return GRAPH_NO;
    Lane absorbed = absorbed_and(graph, a, b);
    if (absorbed == 0) absorbed = absorbed_and(graph, b, a);
    if (absorbed != 0) return absorbed;
    if (is_op(graph, b, BLOCK_AND) &&
        (opposite(graph, a, operand(graph, b, 0)) || opposite(graph, a, operand(graph, b, 1))))
        return GRAPH_NO;
    if (is_op(graph, a, BLOCK_AND) &&
        (opposite(graph, b, operand(graph, a, 0)) || opposite(graph, b, operand(graph, a, 1))))
        return GRAPH_NO;
    // Both negated: kept as the negation of "or", so that a condition and its opposite share work.
    if (is_op(graph, a, BLOCK_NOT) && is_op(graph, b, BLOCK_NOT))
        return graph_not(graph, graph_or(graph, operand(graph, a, 0), operand(graph, b, 0)));
    const Lane first = a < b ? a : b;
    return meet(graph, (Vertex){.op = BLOCK_AND, .operands = {first, a < b ? b : a}});
}

static Lane absorbed_or(Graph *graph, Lane a, Lane b)
{
    if (has_operand(graph, b, BLOCK_OR, a)) return b;
    if (has_operand(graph, b, BLOCK_AND, a)) return a;
    if (!is_op(graph, b, BLOCK_AND)) return 0;
    for (unsigned i = 0; i < 2; i++) {
        if (opposite(graph, a, operand(graph, b, i)))
            return graph_or(graph, a, operand(graph, b, 1 - i));
    }
    return 0;
}

Lane graph_or(Graph *graph, Lane a, Lane b)
{
    if (a == GRAPH_YES || b == GRAPH_YES) return GRAPH_YES;
    if (a == GRAPH_NO || a == b) return b;
    if (b == GRAPH_NO) return a;
    if (opposite(graph, a, b)) return GRAPH_YES;
    Lane absorbed = absorbed_or(graph, a, b);
    if (absorbed == 0) absorbed = absorbed_or(graph, b, a);
    if (absorbed != 0) return absorbed;
    // "(x and y) or (x and not y)" is x.
    if (is_op(graph, a, BLOCK_AND) && is_op(graph, b, BLOCK_AND)) {
        for (unsigned i = 0; i < 2; i++) {
            const Lane shared = operand(graph, a, i);
            if (has_operand(graph, b, BLOCK_AND, shared) &&
                opposite(graph, operand(graph, a, 1 - i), other_operand(graph, b, shared)))
                return shared;
        }
    }
    if (is_op(graph, a, BLOCK_NOT) && is_op(graph, b, BLOCK_NOT))
        return graph_not(graph, graph_and(graph, operand(graph, a, 0), operand(graph, b, 0)));
    const Lane first = a < b ? a : b;
    return meet(graph, (Vertex){.op = BLOCK_OR, .operands = {first, a < b ? b : a}});
}

Lane graph_and_not(Graph *graph, Lane a, Lane b)
{
    return graph_and(graph, a, graph_not(graph, b));
}

// --- numbers ---

static bool fits(Wide number)
{
    return number >= INT64_MIN && number <= INT64_MAX;
}

static int64_t clamped(Wide number)
{
    return number < INT64_MIN ? INT64_MIN : number > INT64_MAX ? INT64_MAX : (int64_t)number;
}

// The vertex of an arithmetic operation whose result lies between `low` and `high`.
static Lane arithmetic(Graph *graph, Operation op, const Lane operands[2], const Wide bounds[2],
                       Lane *fails)
{
    Vertex vertex = {.op = op,
                     .operands = {operands[0], operands[1]},
                     .low = clamped(bounds[0]),
                     .high = clamped(bounds[1])};
    const Domain domain = widest(graph, operands, 2);
    if (domain == DOMAIN_CONSTANT) { // two constants whose result does not fit
        *fails = GRAPH_YES;
        return GRAPH_ZERO;
    }
    if (!fits(bounds[0]) || !fits(bounds[1])) {
        const Operation check = op == BLOCK_ADD        ? BLOCK_ADD_FAILS
                                : op == BLOCK_SUBTRACT ? BLOCK_SUBTRACT_FAILS
                                                       : BLOCK_MULTIPLY_FAILS;
        const Lane fail =
            meet(graph, (Vertex){.op = check, .operands = {operands[0], operands[1]}});
        *fails = graph_or(graph, *fails, fail);
    }
    return meet(graph, vertex);
}

Lane graph_add(Graph *graph, Lane a, Lane b, Lane *fails)
{
    const Vertex *x = graph_at(graph, a);
    const Vertex *y = graph_at(graph, b);
    const Wide bounds[] = {(Wide)x->low + y->low, (Wide)x->high + y->high};
    if (x->op == BLOCK_NUMBER && y->op == BLOCK_NUMBER && fits(bounds[0]))
        return graph_number(graph, (int64_t)bounds[0]);
    if (a == GRAPH_ZERO) return b;
    if (b == GRAPH_ZERO) return a;
    const bool ordered = y->op == BLOCK_NUMBER || (x->op != BLOCK_NUMBER && a < b);
    const Lane operands[] = {ordered ? a : b, ordered ? b : a};
    return arithmetic(graph, BLOCK_ADD, operands, bounds, fails);
}

Lane graph_subtract(Graph *graph, Lane a, Lane b, Lane *fails)
{
    const Vertex *x = graph_at(graph, a);
    const Vertex *y = graph_at(graph, b);
    const Wide bounds[] = {(Wide)x->low - y->high, (Wide)x->high - y->low};
    if (x->op == BLOCK_NUMBER && y->op == BLOCK_NUMBER && fits(bounds[0]))
        return graph_number(graph, (int64_t)bounds[0]);
    if (b == GRAPH_ZERO) return a;
    if (a == b) return GRAPH_ZERO;
    if (y->op == BLOCK_NUMBER && y->k != INT64_MIN)
        return graph_add(graph, a, graph_number(graph, -y->k), fails);
    const Lane operands[] = {a, b};
    return arithmetic(graph, BLOCK_SUBTRACT, operands, bounds, fails);
}

static void widen(Wide bounds[2], Wide value)
{
    if (value < bounds[0]) bounds[0] = value;
    if (value > bounds[1]) bounds[1] = value;
}

Lane graph_multiply(Graph *graph, Lane a, Lane b, Lane *fails)
{
    const Vertex *x = graph_at(graph, a);
    const Vertex *y = graph_at(graph, b);
    Wide bounds[] = {(Wide)x->low * y->low, (Wide)x->low * y->low};
    widen(bounds, (Wide)x->low * y->high);
    widen(bounds, (Wide)x->high * y->low);
    widen(bounds, (Wide)x->high * y->high);
    if (x->op == BLOCK_NUMBER && y->op == BLOCK_NUMBER && fits(bounds[0]))
        return graph_number(graph, (int64_t)bounds[0]);
    if (a == GRAPH_ZERO || b == GRAPH_ZERO) return GRAPH_ZERO;
    if (a == GRAPH_ONE) return b;
    if (b == GRAPH_ONE) return a;
    const bool ordered = y->op == BLOCK_NUMBER || (x->op != BLOCK_NUMBER && a < b);
    const Lane operands[] = {ordered ? a : b, ordered ? b : a};
    return arithmetic(graph, BLOCK_MULTIPLY, operands, bounds, fails);
}

static int64_t floor_quotient(int64_t a, int64_t b)
{
    if (b <= 0) return 0;
    const int64_t quotient = a / b;
    return a % b < 0 ? quotient - 1 : quotient;
}

Lane graph_divide_down(Graph *graph, Lane a, Lane b)
{
    const Vertex *x = graph_at(graph, a);
    const Vertex *y = graph_at(graph, b);
    if (b == GRAPH_ONE) return a;
    if (x->op == BLOCK_NUMBER && y->op == BLOCK_NUMBER)
        return graph_number(graph, floor_quotient(x->k, y->k));
    const int64_t least = y->low > 0 ? y->low : 1;
    const int64_t most = y->high > 0 ? y->high : 1;
    int64_t low = floor_quotient(x->low, x->low < 0 ? least : most);
    int64_t high = floor_quotient(x->high, x->high < 0 ? most : least);
    if (y->low <= 0 && low > 0) low = 0; // a divisor that does not count gives 0
    if (y->low <= 0 && high < 0) high = 0;
    return meet(graph,
                (Vertex){.op = BLOCK_DIVIDE_DOWN, .operands = {a, b}, .low = low, .high = high});
}

Lane graph_smaller(Graph *graph, Lane a, Lane b)
{
    const Vertex *x = graph_at(graph, a);
    const Vertex *y = graph_at(graph, b);
    if (a == b || x->high <= y->low) return a;
    if (y->high <= x->low) return b;
    const bool ordered = y->op == BLOCK_NUMBER || (x->op != BLOCK_NUMBER && a < b);
    return meet(graph, (Vertex){.op = BLOCK_SMALLER,
                                .operands = {ordered ? a : b, ordered ? b : a},
                                .low = x->low < y->low ? x->low : y->low,
                                .high = x->high < y->high ? x->high : y->high});
}

Lane graph_larger(Graph *graph, Lane a, Lane b)
{
    const Vertex *x = graph_at(graph, a);
    const Vertex *y = graph_at(graph, b);
    if (a == b || x->low >= y->high) return a;
    if (y->low >= x->high) return b;
    const bool ordered = y->op == BLOCK_NUMBER || (x->op != BLOCK_NUMBER && a < b);
    return meet(graph, (Vertex){.op = BLOCK_LARGER,
                                .operands = {ordered ? a : b, ordered ? b : a},
                                .low = x->low > y->low ? x->low : y->low,
                                .high = x->high > y->high ? x->high : y->high});
}

Lane graph_choose(Graph *graph, Lane when, Lane a, Lane b)
{
    if (when == GRAPH_YES || a == b) return a;
    if (when == GRAPH_NO) return b;
    if (is_op(graph, when, BLOCK_NOT)) return graph_choose(graph, operand(graph, when, 0), b, a);
    // A choice within a choice by the same condition is settled.
    if (is_op(graph, a, BLOCK_CHOOSE) && operand(graph, a, 0) == when) a = operand(graph, a, 1);
    if (is_op(graph, b, BLOCK_CHOOSE) && operand(graph, b, 0) == when) b = operand(graph, b, 2);
    const Vertex *x = graph_at(graph, a);
    const Vertex *y = graph_at(graph, b);
    return meet(graph, (Vertex){.op = BLOCK_CHOOSE,
                                .operands = {when, a, b},
                                .low = x->low < y->low ? x->low : y->low,
                                .high = x->high > y->high ? x->high : y->high});
}

// How the days of a STEP settle "fewer than k steps": a comes after day k-1.
static Lane fewer_steps(Graph *graph, const Vertex *step, int64_t k)
{
    const LaneTable *table = &graph->tables.items[step->k];
    if (k <= 0) return GRAPH_NO;
    if ((size_t)k > table->count) return GRAPH_YES;
    const Lane day = graph_number(graph, table->numbers[k - 1]);
    return graph_less(graph, day, step->operands[0]);
}

Lane graph_less(Graph *graph, Lane a, Lane b)
{
    const Vertex x = *graph_at(graph, a);
    const Vertex y = *graph_at(graph, b);
    if (a == b || x.low >= y.high) return GRAPH_NO;
    if (x.high < y.low) return GRAPH_YES;
    if (x.op == BLOCK_STEP && y.op == BLOCK_NUMBER) return fewer_steps(graph, &x, y.k);
    if (y.op == BLOCK_STEP && x.op == BLOCK_NUMBER)
        return graph_not(graph, fewer_steps(graph, &y, x.k + 1));
    return meet(graph, (Vertex){.op = BLOCK_LESS, .operands = {a, b}});
}

Lane graph_equal(Graph *graph, Lane a, Lane b)
{
    const Vertex x = *graph_at(graph, a);
    const Vertex y = *graph_at(graph, b);
    if (a == b) return GRAPH_YES;
    if (x.low > y.high || x.high < y.low) return GRAPH_NO;
    if (x.op == BLOCK_NUMBER && y.op == BLOCK_NUMBER) return graph_truth(x.k == y.k);
    const bool ordered = y.op == BLOCK_NUMBER || (x.op != BLOCK_NUMBER && a < b);
    return meet(graph, (Vertex){.op = BLOCK_EQUAL, .operands = {ordered ? a : b, ordered ? b : a}});
}

// --- tables ---

static uint32_t add_table(Graph *graph, const int64_t *numbers, size_t count)
{
    for (uint32_t i = 0; i < graph->tables.count; i++) {
        const LaneTable *table = &graph->tables.items[i];
        if (table->count == count && memcmp(table->numbers, numbers, count * sizeof *numbers) == 0)
            return i;
    }
    int64_t *copy = ARENA_ARRAY(graph->arena, int64_t, count);
    memcpy(copy, numbers, count * sizeof *numbers);
    *vec_push(graph->arena, &graph->tables) = (LaneTable){.numbers = copy, .count = count};
    return (uint32_t)graph->tables.count - 1;
}

static int64_t count_steps(const int64_t *days, size_t count, int64_t a)
{
    size_t steps = 0;
    while (steps < count && a <= days[steps]) steps++;
    return (int64_t)steps;
}

Lane graph_step(Graph *graph, Lane a, const int64_t *days, size_t count)
{
    const Vertex *x = graph_at(graph, a);
    const int64_t low = count_steps(days, count, x->high);
    const int64_t high = count_steps(days, count, x->low);
    if (low == high) return graph_number(graph, low);
    return meet(graph, (Vertex){.op = BLOCK_STEP,
                                .operands = {a},
                                .k = add_table(graph, days, count),
                                .low = low,
                                .high = high});
}

Lane graph_lookup(Graph *graph, Lane a, int64_t first, const int64_t *numbers, size_t count)
{
    invariant(count > 0);
    int64_t low = numbers[0];
    int64_t high = numbers[0];
    for (size_t i = 1; i < count; i++) {
        if (numbers[i] < low) low = numbers[i];
        if (numbers[i] > high) high = numbers[i];
    }
    if (low == high) return graph_number(graph, low);
    int64_t at = 0;
    if (graph_is_number(graph, a, &at)) {
        const int64_t last = (int64_t)count - 1;
        at = at < first ? 0 : at - first > last ? last : at - first;
        return graph_number(graph, numbers[at]);
    }
    return meet(graph, (Vertex){.op = BLOCK_LOOKUP,
                                .operands = {a},
                                .k = add_table(graph, numbers, count),
                                .j = first,
                                .low = low,
                                .high = high});
}

Lane graph_time_between(Graph *graph, Lane a, Lane b, int64_t unit)
{
    enum { FAR = 500 * 366 };
    int64_t from = 0;
    int64_t to = 0;
    if (graph_is_number(graph, a, &from) && graph_is_number(graph, b, &to))
        return graph_number(graph, kernel_time_between(unit, from, to));
    return meet(
        graph,
        (Vertex){
            .op = BLOCK_TIME_BETWEEN, .operands = {a, b}, .k = unit, .low = -FAR, .high = FAR});
}

// --- members and households ---

Lane graph_spread(Graph *graph, Lane a)
{
    const Vertex *x = graph_at(graph, a);
    if (x->domain != DOMAIN_HOUSEHOLD) return a;
    const Operation op = operation_gives_mask(x->op) ? BLOCK_SPREAD_MASK : BLOCK_SPREAD;
    return intern(
        graph,
        &(Vertex){
            .op = op, .domain = DOMAIN_PERSON, .operands = {a}, .low = x->low, .high = x->high});
}

static Lane gather(Graph *graph, Operation op, Lane a, int64_t low, int64_t high)
{
    return intern(
        graph,
        &(Vertex){.op = op, .domain = DOMAIN_HOUSEHOLD, .operands = {a}, .low = low, .high = high});
}

Lane graph_sum(Graph *graph, Lane a, Lane *fails)
{
    const Vertex x = *graph_at(graph, a);
    if (x.domain != DOMAIN_PERSON) return graph_multiply(graph, a, graph_size(graph), fails);
    if (x.op == BLOCK_SPREAD) return graph_multiply(graph, x.operands[0], graph_size(graph), fails);
    // A number for some members and nothing for others: counted, where the number is constant.
    int64_t number = 0;
    if (x.op == BLOCK_CHOOSE && x.operands[2] == GRAPH_ZERO &&
        graph_is_number(graph, x.operands[1], &number))
        return graph_multiply(graph, x.operands[1], graph_count(graph, x.operands[0]), fails);
    const int64_t low = x.low < 0 ? x.low : 0;
    const int64_t high = x.high > 0 ? x.high : 0;
    // Columns are bounded far below this; see limits.h.
    const int64_t most = INT64_MAX / (int64_t)graph->slots;
    invariant(graph->slots > 0);
    if (low < -most || high > most) *fails = GRAPH_YES;
    return gather(graph, BLOCK_SUM, a, clamped((Wide)low * graph->slots),
                  clamped((Wide)high * graph->slots));
}

Lane graph_count(Graph *graph, Lane a)
{
    if (a == GRAPH_NO) return GRAPH_ZERO;
    if (a == GRAPH_YES) return graph_size(graph);
    if (graph_at(graph, a)->domain != DOMAIN_PERSON)
        return graph_choose(graph, a, graph_size(graph), GRAPH_ZERO);
    return gather(graph, BLOCK_COUNT, a, 0, (int64_t)graph->slots);
}

Lane graph_any(Graph *graph, Lane a)
{
    const Vertex x = *graph_at(graph, a);
    if (x.domain != DOMAIN_PERSON) return a;
    if (x.op == BLOCK_SPREAD_MASK) return x.operands[0];
    // What is the household's is not asked of each member.
    if (x.op == BLOCK_AND) {
        for (unsigned i = 0; i < 2; i++) {
            if (is_op(graph, x.operands[i], BLOCK_SPREAD_MASK))
                return graph_and(graph, operand(graph, x.operands[i], 0),
                                 graph_any(graph, x.operands[1 - i]));
        }
    }
    if (x.op == BLOCK_OR)
        return graph_or(graph, graph_any(graph, x.operands[0]), graph_any(graph, x.operands[1]));
    return gather(graph, BLOCK_ANY, a, 0, 0);
}

Lane graph_most(Graph *graph, Lane a)
{
    const Vertex x = *graph_at(graph, a);
    return x.domain != DOMAIN_PERSON ? a : gather(graph, BLOCK_MOST, a, x.low, x.high);
}

Lane graph_least(Graph *graph, Lane a)
{
    const Vertex x = *graph_at(graph, a);
    return x.domain != DOMAIN_PERSON ? a : gather(graph, BLOCK_LEAST, a, x.low, x.high);
}

Lane graph_pick(Graph *graph, Lane a, uint32_t slot)
{
    const Vertex x = *graph_at(graph, a);
    const bool mask = operation_gives_mask(x.op);
    if (slot >= graph->slots) return mask ? GRAPH_NO : GRAPH_ZERO;
    if (x.op == BLOCK_SLOT_IS) return x.k == (int64_t)slot ? graph_has_slot(graph, slot) : GRAPH_NO;
    if (x.domain != DOMAIN_PERSON)
        return mask ? graph_and(graph, a, graph_has_slot(graph, slot)) : a;
    return intern(graph, &(Vertex){.op = mask ? BLOCK_PICK_MASK : BLOCK_PICK,
                                   .domain = DOMAIN_HOUSEHOLD,
                                   .operands = {a},
                                   .k = slot,
                                   .low = x.low < 0 ? x.low : 0,
                                   .high = x.high > 0 ? x.high : 0});
}

Lane graph_place(Graph *graph, Lane a, Lane others, uint32_t slot)
{
    const Vertex x = *graph_at(graph, a);
    const Vertex y = *graph_at(graph, others);
    if (a == others) return a;
    return intern(graph,
                  &(Vertex){.op = operation_gives_mask(x.op) ? BLOCK_PLACE_MASK : BLOCK_PLACE,
                            .domain = DOMAIN_PERSON,
                            .operands = {a, graph_spread(graph, others)},
                            .k = slot,
                            .low = x.low < y.low ? x.low : y.low,
                            .high = x.high > y.high ? x.high : y.high});
}

Lane graph_first(Graph *graph, Lane a)
{
    if (a == GRAPH_NO) return GRAPH_NO;
    if (graph_at(graph, a)->domain != DOMAIN_PERSON)
        return graph_and(graph, a, graph_slot_is(graph, 0));
    return intern(graph, &(Vertex){.op = BLOCK_FIRST, .domain = DOMAIN_PERSON, .operands = {a}});
}
