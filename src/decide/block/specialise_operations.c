// Operations: interpret/evaluate.c in columns.

#include "base/panic.h"
#include "decide/block/specialise_internal.h"

static Lanes child(Specialist *specialist, const Node *node, uint32_t index, const Scope *scope)
{
    return special_evaluate(specialist, program_child(specialist->program, node, index), scope);
}

// --- inputs ---

static Lanes constant(Specialist *specialist, const Node *node)
{
    const Number number = specialist->program->constants.items[node->target];
    const Value value =
        type_is_set(node->type) ? value_bit((unsigned)number.num) : value_number(number);
    return special_constant(specialist, &value, node->type);
}

static Lanes region(Specialist *specialist, const Scope *scope)
{
    const uint32_t place = special_place(specialist, scope);
    return place == NONE ? lanes_none() : lanes_number(specialist->graph, number_whole(place));
}

static Lanes today(Specialist *specialist, const Scope *scope)
{
    return lanes_number(specialist->graph, number_whole(special_day(specialist, scope).day));
}

static Lanes self(Specialist *specialist, const Scope *scope)
{
    Lanes person = lanes_set(specialist->graph, specialist->from->slots);
    person.single = true;
    for (uint32_t t = 0; t < person.rail_count; t++)
        person.rails[t] = scope->rule->self != NONE ? graph_truth(t == scope->rule->self)
                                                    : graph_slot_is(specialist->graph, t);
    return person;
}

// What a recorded month does not say was paid was not paid; all else it does not say is unknown.
static Lanes untold_past(Specialist *specialist, const HistoryColumn *history)
{
    return history->kind == COLUMN_PAID ? lanes_number(specialist->graph, number_whole(0))
                                        : special_any(specialist, history->type);
}

static Lanes past(Specialist *specialist, const Node *node, const Scope *scope)
{
    const Specialisation *from = specialist->from;
    const HistoryColumn *history = &specialist->program->columns.items[node->target];
    invariant(scope->month != NONE);
    for (size_t i = 0; i < from->simulated_count; i++) {
        const PastLanes *one = &from->simulated[i];
        if (one->month == scope->month && one->history == node->target)
            return special_reach(specialist, scope, history->entity, one->value);
    }
    for (size_t i = 0; i < from->past_count; i++) {
        const PastColumn *one = &from->past[i];
        if (one->month != scope->month || one->history != node->target) continue;
        const ColumnSpec *spec = &from->specs[one->column];
        Lanes value = lanes_column(graph_cell(specialist->graph, one->column, spec));
        value.low.den = graph_number(specialist->graph, spec->scale);
        value.high.den = value.low.den;
        if (type_is_set(history->type)) {
            const Value any = value_of_any(specialist->run->situation, history->type);
            value = special_constant(specialist, &any, history->type);
            value.none = GRAPH_NO;
            value.single = true;
            for (size_t r = 0; r < value.rail_count; r++)
                value.rails[r] = graph_cell_is(specialist->graph, one->column, spec, (int64_t)r);
        }
        const Lane known = graph_state_is(specialist->graph, one->column, spec, CELL_KNOWN);
        const Lane none = graph_state_is(specialist->graph, one->column, spec, CELL_NONE);
        const Lanes untold = untold_past(specialist, history);
        const Lanes nothing = lanes_none();
        const Lanes rest = lanes_choose(specialist->graph, none, &nothing, &untold);
        value = lanes_choose(specialist->graph, known, &value, &rest);
        return special_reach(specialist, scope, history->entity, value);
    }
    return special_reach(specialist, scope, history->entity, untold_past(specialist, history));
}

// [value, person]: the value asked of that person.
static Lanes of_person(Specialist *specialist, const Node *node, const Scope *scope)
{
    Graph *graph = specialist->graph;
    const Lanes whom = child(specialist, node, 1, scope);
    Lanes result = lanes_none();
    result.none = GRAPH_NO;
    bool first = true;
    for (uint32_t t = 0; t < whom.rail_count; t++) {
        const Lane taken = graph_and(graph, whom.some, whom.rails[t]);
        if (taken == GRAPH_NO) continue;
        const Scope inner = {.entity = PERSON,
                             .slot = t,
                             .month = scope->month,
                             .outer = scope,
                             .rule = scope->rule};
        Lanes value = child(specialist, node, 0, &inner);
        if (whom.single && first) {
            result = lanes_within(graph, value, taken);
        } else if (whom.single) {
            result = lanes_choose(graph, taken, &value, &result);
        } else {
            value = lanes_within(graph, value, taken);
            result = lanes_either(graph, &result, &value);
        }
        first = false;
    }
    result = lanes_or_none(graph, result, graph_or(graph, whom.none, graph_not(graph, whom.some)));
    result.trap = graph_or(graph, result.trap, whom.trap);
    return result;
}

static Lanes outer(Specialist *specialist, const Node *node, const Scope *scope)
{
    const Scope *asked = scope;
    for (uint32_t i = 0; i < node->detail; i++) asked = asked->outer;
    return child(specialist, node, 0, asked);
}

// --- logic ---

static Lanes negation(Specialist *specialist, const Node *node, const Scope *scope)
{
    const Lanes a = child(specialist, node, 0, scope);
    Lanes result = lanes_truth(specialist->graph, lanes_may_be_no(specialist->graph, &a),
                               lanes_may_be_yes(specialist->graph, &a));
    result.trap = a.trap;
    return result;
}

// All, or one: a child is asked only where those before it have not settled the answer.
static Lanes junction(Specialist *specialist, const Node *node, const Scope *scope, bool all)
{
    Graph *graph = specialist->graph;
    Lane yes = graph_truth(all);
    Lane no = graph_truth(!all);
    Lane asked = GRAPH_YES;
    Lane trap = GRAPH_NO;
    for (uint32_t i = 0; i < node->child_count && asked != GRAPH_NO; i++) {
        const Lanes a = child(specialist, node, i, scope);
        const Lane a_yes = lanes_may_be_yes(graph, &a);
        const Lane a_no = lanes_may_be_no(graph, &a);
        yes = all ? graph_and(graph, yes, a_yes) : graph_or(graph, yes, a_yes);
        no = all ? graph_or(graph, no, a_no) : graph_and(graph, no, a_no);
        trap = graph_or(graph, trap, graph_and(graph, asked, a.trap));
        asked = all ? graph_and(graph, asked, a_yes) : graph_and(graph, asked, a_no);
    }
    Lanes result = lanes_truth(graph, yes, no);
    result.trap = trap;
    return result;
}

// A side of a comparison. A quotient whose divisor is zero is compared by what is divided
// (interpret/evaluate.c, evaluate_side).
typedef struct Side {
    Lanes value;    // where the divisor is not zero
    Lanes dividend; // where it is
    Lane nothing;   // mask: the divisor is zero
} Side;

static Side side_of(Specialist *specialist, const Node *node, uint32_t index, const Scope *scope)
{
    Graph *graph = specialist->graph;
    const Node *quotient =
        program_node(specialist->program, program_child(specialist->program, node, index));
    Side side = {.nothing = GRAPH_NO};
    if (quotient->op != OP_DIVIDE) {
        side.value = child(specialist, node, index, scope);
        return side;
    }
    const Lanes divisor = child(specialist, quotient, 1, scope);
    side.dividend = child(specialist, quotient, 0, scope);
    side.value = lanes_divide(graph, &side.dividend, &divisor);
    const Lane applies = graph_and(graph, divisor.some, side.dividend.some);
    const Lane zero = graph_equal(graph, divisor.low.num, GRAPH_ZERO);
    if (fraction_same(&divisor.low, &divisor.high)) {
        side.nothing = graph_and(graph, applies, graph_and_not(graph, zero, divisor.none));
        const Lane own = graph_and_not(graph, side.value.trap, side.nothing);
        side.value.trap = graph_or(graph, own, graph_or(graph, divisor.trap, side.dividend.trap));
    }
    return side;
}

static Lanes compare_values(Specialist *specialist, Opcode op, const Lanes *a, const Lanes *b)
{
    Graph *graph = specialist->graph;
    switch ((int)op) {
    case OP_LESS: return lanes_less(graph, a, b, false);
    case OP_LESS_EQUAL: return lanes_less(graph, a, b, true);
    case OP_GREATER: return lanes_less(graph, b, a, false);
    case OP_GREATER_EQUAL: return lanes_less(graph, b, a, true);
    default: return lanes_equal(graph, a, b);
    }
}

static Lanes comparison(Specialist *specialist, const Node *node, const Scope *scope)
{
    Graph *graph = specialist->graph;
    const Side a = side_of(specialist, node, 0, scope);
    const Side b = side_of(specialist, node, 1, scope);
    Lanes result = compare_values(specialist, node->op, &a.value, &b.value);
    const Lanes nothing = lanes_number(graph, number_whole(0));
    if (a.nothing != GRAPH_NO) {
        Lanes at_zero = compare_values(specialist, node->op, &a.dividend, &nothing);
        at_zero.trap =
            graph_or(graph, at_zero.trap,
                     graph_or(graph, b.value.trap, graph_or(graph, b.value.none, a.dividend.none)));
        result = lanes_choose(graph, a.nothing, &at_zero, &result);
    }
    if (b.nothing != GRAPH_NO) {
        Lanes at_zero = compare_values(specialist, node->op, &nothing, &b.dividend);
        at_zero.trap =
            graph_or(graph, at_zero.trap,
                     graph_or(graph, a.value.trap, graph_or(graph, a.value.none, b.dividend.none)));
        result = lanes_choose(graph, b.nothing, &at_zero, &result);
        result.trap = graph_or(graph, result.trap, graph_and(graph, a.nothing, b.nothing));
    }
    return result;
}

static bool lies_in_any(const Program *program, uint32_t region, const uint32_t *places,
                        size_t count)
{
    bool inside = false;
    for (size_t i = 0; i < count && !inside; i++)
        inside = program_lies_within(program, region, places[i]);
    return inside;
}

// Whether a region lies in one of several places: for regions in a column, a table over all.
static Lane lies_in(Specialist *specialist, const Lanes *a, const uint32_t *places, size_t count)
{
    const Program *program = specialist->program;
    const size_t regions = program->regions.count;
    int64_t region = 0;
    if (graph_is_number(specialist->graph, a->low.num, &region))
        return graph_truth(lies_in_any(program, (uint32_t)region, places, count));
    int64_t *inside = ARENA_ARRAY(specialist->arena, int64_t, regions);
    for (uint32_t r = 0; r < regions; r++) inside[r] = lies_in_any(program, r, places, count);
    const Lane found = graph_lookup(specialist->graph, a->low.num, 0, inside, regions);
    return graph_equal(specialist->graph, found, GRAPH_ONE);
}

static Lanes within_places(Specialist *specialist, const Node *node, const Scope *scope)
{
    Graph *graph = specialist->graph;
    const Lanes a = child(specialist, node, 0, scope);
    uint32_t *places = ARENA_ARRAY(specialist->arena, uint32_t, node->child_count);
    size_t count = 0;
    bool open = false;
    for (uint32_t i = 1; i < node->child_count; i++) {
        const Lanes b = child(specialist, node, i, scope);
        Value value;
        if (!special_is_constant(specialist, &b, &value)) return lanes_trap();
        if (value_is_known(&value)) places[count++] = (uint32_t)value.low.num;
        else open = open || value_may_apply(&value);
    }
    const Lane known = lanes_known(graph, &a);
    if (open || (!lanes_exact(&a) && known == GRAPH_NO && a.some != GRAPH_NO))
        return a.some == GRAPH_NO ? lanes_yesno(graph, GRAPH_NO) : lanes_trap();
    Lane inside = GRAPH_NO;
    if (known != GRAPH_NO) inside = lies_in(specialist, &a, places, count);
    const Lane unknown = graph_and_not(graph, a.some, known);
    const Lane yes = graph_or(graph, unknown, graph_and(graph, known, inside));
    Lanes result = lanes_truth(graph, yes, graph_or(graph, unknown, graph_not(graph, yes)));
    result.trap = a.trap;
    return result;
}

// Whether `a` is one of the others.
static Lanes within(Specialist *specialist, const Node *node, const Scope *scope)
{
    Graph *graph = specialist->graph;
    const Type type =
        program_node(specialist->program, program_child(specialist->program, node, 0))->type;
    if (type.kind == TYPE_PLACE) return within_places(specialist, node, scope);
    const Lanes a = child(specialist, node, 0, scope);
    Lane may = GRAPH_NO;
    Lane must = GRAPH_NO;
    Lane trap = a.trap;
    Lane *covered = ARENA_ARRAY(specialist->arena, Lane, a.rail_count);
    for (uint32_t i = 1; i < node->child_count; i++) {
        const Lanes b = child(specialist, node, i, scope);
        const Lanes equal = lanes_equal(graph, &a, &b);
        trap = graph_or(graph, trap, b.trap);
        may = graph_or(graph, may, lanes_may_be_yes(graph, &equal));
        if (a.sets) {
            const Lane known = lanes_known(graph, &b);
            for (size_t r = 0; r < a.rail_count && r < b.rail_count; r++)
                covered[r] = graph_or(graph, covered[r], graph_and(graph, known, b.rails[r]));
        } else {
            must = graph_or(graph, must, lanes_is_yes(graph, &equal));
            trap = graph_or(graph, trap, equal.trap);
        }
    }
    if (a.sets) {
        must = GRAPH_YES;
        for (size_t r = 0; r < a.rail_count; r++)
            must = graph_and_not(graph, must, graph_and_not(graph, a.rails[r], covered[r]));
    }
    must = graph_and(graph, must, a.some);
    // The interpreter's "must" of numbers takes no account of whether a itself perhaps applies.
    const Lane yes = graph_or(graph, may, must);
    Lanes result = lanes_truth(graph, yes, graph_or(graph, graph_not(graph, must), a.none));
    result.trap = trap;
    return result;
}

static Lanes applies(Specialist *specialist, const Node *node, const Scope *scope)
{
    const Lanes a = child(specialist, node, 0, scope);
    Lanes result = lanes_truth(specialist->graph, a.some, a.none);
    result.trap = a.trap;
    return result;
}

// --- arithmetic ---

static Lanes arithmetic(Specialist *specialist, const Node *node, const Scope *scope)
{
    Graph *graph = specialist->graph;
    const Lanes a = child(specialist, node, 0, scope);
    const Lanes b = child(specialist, node, 1, scope);
    switch ((int)node->op) {
    case OP_ADD: return lanes_add(graph, &a, &b);
    case OP_SUBTRACT: return lanes_subtract(graph, &a, &b);
    case OP_MULTIPLY: return lanes_multiply(graph, &a, &b);
    case OP_DIVIDE: return lanes_divide(graph, &a, &b);
    case OP_AT_LEAST: return lanes_larger(graph, &a, &b);
    case OP_AT_MOST: return lanes_smaller(graph, &a, &b);
    default: panic_at(__FILE__, __LINE__, "every arithmetic operation is handled");
    }
}

static Lanes convert(Specialist *specialist, const Node *node, const Scope *scope)
{
    const Lanes a = child(specialist, node, 0, scope);
    const Lanes factor =
        lanes_number(specialist->graph, specialist->program->constants.items[node->target]);
    return lanes_multiply(specialist->graph, &a, &factor);
}

static Lanes otherwise(Specialist *specialist, const Node *node, const Scope *scope)
{
    Graph *graph = specialist->graph;
    const Lanes a = child(specialist, node, 0, scope);
    if (a.none == GRAPH_NO) return a;
    const Lanes b = lanes_within(graph, child(specialist, node, 1, scope), a.none);
    Lanes applicable = a;
    applicable.none = GRAPH_NO;
    return lanes_either(graph, &applicable, &b);
}

// --- dates ---

// The days from which each further unit of time is completed on day `to`, latest first.
static Lanes completed_before(Specialist *specialist, const Lanes *from, Date to, bool years)
{
    enum { STEPS_MAX = 2400 };
    Graph *graph = specialist->graph;
    const Vertex *day = graph_at(graph, from->low.num);
    int64_t steps[STEPS_MAX];
    size_t count = 0;
    int32_t least = (int32_t)(day->low > date_least().day ? day->low : date_least().day);
    // The latest day that is k units before `to`: searched, so that leap days fall as they do
    // there.
    while (count < STEPS_MAX) {
        const int32_t k = (int32_t)count + 1;
        const Date guess = date_add_months(to, years ? -12 * k : -k);
        int32_t at = guess.day + 3;
        while (at >= guess.day - 3) {
            const Date from_day = {at};
            const int32_t units =
                years ? date_years_between(from_day, to) : date_months_between(from_day, to);
            if (units >= k) break;
            at--;
        }
        if (at < least) break;
        steps[count++] = at;
    }
    Lanes result = *from;
    result.low.num = graph_step(graph, from->high.num, steps, count);
    result.high.num = fraction_same(&from->low, &from->high)
                          ? result.low.num
                          : graph_step(graph, from->low.num, steps, count);
    // A day after `to` counts backward, which the steps do not.
    const Lane later = graph_less(graph, graph_number(graph, to.day), from->high.num);
    result.trap = graph_or(graph, result.trap, graph_and(graph, result.some, later));
    return result;
}

static Lanes interval(Specialist *specialist, const Node *node, const Scope *scope)
{
    Graph *graph = specialist->graph;
    const Lanes from = child(specialist, node, 0, scope);
    const Lanes to = child(specialist, node, 1, scope);
    const Dimension unit = (Dimension)node->detail;
    int64_t last = 0;
    if ((unit == DIMENSION_YEAR || unit == DIMENSION_MONTH) && lanes_exact(&to) &&
        graph_is_number(graph, to.low.num, &last))
        return completed_before(specialist, &from, (Date){(int32_t)last}, unit == DIMENSION_YEAR);
    if (unit == DIMENSION_DAY) return lanes_subtract(graph, &to, &from);
    if (unit == DIMENSION_WORKING_DAY) return lanes_trap();
    Lanes result = lanes_subtract(graph, &to, &from); // for its state
    result.low.num = graph_time_between(graph, from.high.num, to.low.num, unit);
    result.high.num = fraction_same(&from.low, &from.high) && fraction_same(&to.low, &to.high)
                          ? result.low.num
                          : graph_time_between(graph, from.low.num, to.high.num, unit);
    return result;
}

enum { FAR_DAYS = 200000 }; // leads out of the calendar; see add_time in interpret/evaluate.c

static Lane bounded_end(Graph *graph, const Fraction *end, int64_t endless, int64_t low,
                        int64_t high)
{
    const Lane within = graph_smaller(
        graph, graph_larger(graph, end->num, graph_number(graph, low)), graph_number(graph, high));
    return graph_choose(graph, end->endless, graph_number(graph, endless), within);
}

// Whole numbers kept between two, with no end open.
static Lanes bounded(Graph *graph, Lanes a, int64_t low, int64_t high)
{
    const bool single = fraction_same(&a.low, &a.high);
    a.low.num = bounded_end(graph, &a.low, low, low, high);
    a.high.num = single ? a.low.num : bounded_end(graph, &a.high, high, low, high);
    a.low.endless = GRAPH_NO;
    a.high.endless = GRAPH_NO;
    return a;
}

// Days to come or past: where all is constant the interpreter works it out.
static Lanes date_sum(Specialist *specialist, const Node *node, const Scope *scope)
{
    const Lanes date = child(specialist, node, 0, scope);
    const Lanes time = child(specialist, node, 1, scope);
    Value day;
    Value count;
    const Dimension unit = (Dimension)node->detail;
    if (special_is_constant(specialist, &date, &day) &&
        special_is_constant(specialist, &time, &count)) {
        const Value sum = value_date_sum(specialist->run, node, &day, &count);
        return special_constant(specialist, &sum, node->type);
    }
    if (unit != DIMENSION_DAY || time.low.den != GRAPH_ONE || time.high.den != GRAPH_ONE)
        return lanes_trap();
    const Lanes days = bounded(specialist->graph, time, -FAR_DAYS, FAR_DAYS);
    const Lanes sum = node->op == OP_DATE_ADD ? lanes_add(specialist->graph, &date, &days)
                                              : lanes_subtract(specialist->graph, &date, &days);
    return bounded(specialist->graph, sum, date_least().day, date_greatest().day);
}

static Lanes days_apart(Specialist *specialist, const Node *node, const Scope *scope)
{
    const Lanes a = child(specialist, node, 0, scope);
    const Lanes b = child(specialist, node, 1, scope);
    return lanes_subtract(specialist->graph, &a, &b);
}

static Lanes month_start(Specialist *specialist, const Node *node, const Scope *scope)
{
    const Lanes date = child(specialist, node, 0, scope);
    Value value;
    if (!special_is_constant(specialist, &date, &value) || !value_may_apply(&value))
        return date.some == GRAPH_NO ? date : lanes_trap();
    const Date low = date_month_start((Date){(int32_t)value.low.num});
    const Date high = date_month_start((Date){(int32_t)value.high.num});
    Value start = value_range(number_whole(low.day), number_whole(high.day));
    if (value_may_be_none(&value)) start = value_or_none(start);
    return special_constant(specialist, &start, node->type);
}

Lanes special_evaluate(Specialist *specialist, NodeId id, const Scope *scope)
{
    const Program *program = specialist->program;
    const Node *node = program_node(program, id);
    const uint32_t target = node->target;
    switch (node->op) {
    case OP_CONSTANT: return constant(specialist, node);
    case OP_TODAY: return today(specialist, scope);
    case OP_REGION: return region(specialist, scope);
    case OP_SELF: return self(specialist, scope);
    case OP_FACT:
        return special_reach(specialist, scope, program->facts.items[target].entity,
                             *special_fact(specialist, target));
    case OP_RULE:
        return special_reach(specialist, scope, program->rules.items[target].entity,
                             *special_rule(specialist, target));
    case OP_PAST: return past(specialist, node, scope);
    case OP_PARAMETER: return special_parameter(specialist, node, scope);
    case OP_KEY: return scope->rule->asked->keys[target];
    case OP_AWARDED:
        return special_reach(specialist, scope, program->programmes.items[target].entity,
                             *special_awarded(specialist, target));
    case OP_BASE: return special_base(specialist, scope);
    case OP_OUTER: return outer(specialist, node, scope);
    case OP_OF: return of_person(specialist, node, scope);
    case OP_NOT: return negation(specialist, node, scope);
    case OP_AND: return junction(specialist, node, scope, true);
    case OP_OR: return junction(specialist, node, scope, false);
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
    case OP_EQUAL: return comparison(specialist, node, scope);
    case OP_WITHIN: return within(specialist, node, scope);
    case OP_APPLIES: return applies(specialist, node, scope);
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_MULTIPLY:
    case OP_DIVIDE:
    case OP_AT_LEAST:
    case OP_AT_MOST: return arithmetic(specialist, node, scope);
    case OP_NEGATE: {
        const Lanes a = child(specialist, node, 0, scope);
        return lanes_negate(specialist->graph, &a);
    }
    case OP_CONVERT: return convert(specialist, node, scope);
    case OP_OTHERWISE: return otherwise(specialist, node, scope);
    case OP_LIST_FIRST:
    case OP_LIST_SUM:
    case OP_LIST_COUNT:
    case OP_LIST_ANY:
    case OP_LIST_EVERY:
    case OP_LIST_LARGEST:
    case OP_LIST_SMALLEST: return special_list(specialist, node, scope);
    case OP_ROWS_SUM:
    case OP_ROWS_COUNT:
    case OP_ROWS_ANY:
    case OP_ROWS_EVERY:
    case OP_ROWS_LARGEST:
    case OP_ROWS_SMALLEST:
    case OP_ROWS_FIRST:
    case OP_ROWS_LAST:
    case OP_ROWS_RANK:
    case OP_ROWS_RUN: return special_rows(specialist, node, scope);
    case OP_INTERVAL: return interval(specialist, node, scope);
    case OP_DATE_ADD:
    case OP_DATE_SUBTRACT: return date_sum(specialist, node, scope);
    case OP_DAYS_APART: return days_apart(specialist, node, scope);
    case OP_MONTH_START: return month_start(specialist, node, scope);
    }
    panic_at(__FILE__, __LINE__, "every operation is specialised");
}
