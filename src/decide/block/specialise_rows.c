// Lists and rows: interpret/aggregate.c in columns. A row of which it is open whether it counts
// spans both: with it and without it.

#include "base/panic.h"
#include "decide/block/specialise_internal.h"

enum { CHILD_VALUE, CHILD_FILTER, CHILD_KEY, CHILD_HAS };

// --- adding up, one term after the other ---

typedef struct Tally {
    Graph *graph;
    Lanes value;
    Lane any;     // mask: some value may count
    Lane certain; // mask: some value surely counts
    Lane trap;
    Lanes sure, perhaps; // how many
} Tally;

static Tally tally_start(Graph *graph)
{
    const Lanes nothing = lanes_number(graph, number_whole(0));
    return (Tally){.graph = graph,
                   .value = nothing,
                   .any = GRAPH_NO,
                   .certain = GRAPH_NO,
                   .trap = GRAPH_NO,
                   .sure = nothing,
                   .perhaps = nothing};
}

// A term where it may count: `may`; and where it must: `must`, within `may`.
static Lanes summand(Graph *graph, const Lanes *value, Lane may, Lane must)
{
    Lanes term = lanes_within(graph, *value, may);
    const Lanes nothing = lanes_number(graph, number_whole(0));
    const Lane perhaps = graph_and_not(graph, may, must);
    Lanes zero =
        lanes_within(graph, nothing, graph_or(graph, perhaps, graph_not(graph, term.some)));
    term.none = GRAPH_NO;
    if (perhaps == GRAPH_NO) {
        Lanes sum = lanes_choose(graph, term.some, &term, &nothing);
        sum.some = GRAPH_YES;
        return sum;
    }
    Lanes sum = lanes_either(graph, &term, &zero);
    sum.some = GRAPH_YES;
    return sum;
}

static void add_to_sum(Tally *tally, const Lanes *value, Lane may, Lane must)
{
    Graph *graph = tally->graph;
    const Lane sure = graph_and_not(graph, graph_and(graph, must, value->some), value->none);
    const Lane perhaps = graph_and(graph, may, value->some);
    const Lanes term = summand(graph, value, perhaps, sure);
    tally->value = lanes_add(graph, &tally->value, &term);
}

// Without the term, what was; with it, the more extreme of the two; alone, itself.
static void add_to_extreme(Tally *tally, const Lanes *value, Lane may, Lane must, bool largest)
{
    Graph *graph = tally->graph;
    Lanes term = lanes_within(graph, *value, may);
    const Lane sure = graph_and_not(graph, graph_and(graph, must, term.some), value->none);
    const Lane perhaps = graph_and_not(graph, term.some, sure);
    term.none = GRAPH_NO;
    if (tally->any == GRAPH_NO) {
        tally->value = term;
    } else {
        const Lane both = graph_and(graph, tally->any, term.some);
        Lanes more = largest ? lanes_larger(graph, &tally->value, &term)
                             : lanes_smaller(graph, &tally->value, &term);
        more.some = both;
        const Lanes before = lanes_within(graph, tally->value, perhaps);
        const Lanes alone = lanes_within(graph, term, graph_not(graph, tally->certain));
        Lanes joined = lanes_either(graph, &more, &before);
        joined = lanes_either(graph, &joined, &alone);
        const Lanes one = lanes_choose(graph, tally->any, &tally->value, &term);
        tally->value = lanes_choose(graph, both, &joined, &one);
    }
    tally->any = graph_or(graph, tally->any, term.some);
    tally->certain = graph_or(graph, tally->certain, sure);
}

static Lanes ones(Graph *graph, Lane where)
{
    return lanes_column(graph_choose(graph, where, GRAPH_ONE, GRAPH_ZERO));
}

static void count_truth(Tally *tally, const Lanes *truth, Lane may, Lane must)
{
    Graph *graph = tally->graph;
    const Lane yes = graph_and(graph, must, lanes_is_yes(graph, truth));
    const Lane perhaps =
        graph_and_not(graph, graph_and(graph, may, lanes_may_be_yes(graph, truth)), yes);
    const Lanes sure_one = ones(graph, yes);
    const Lanes perhaps_one = ones(graph, perhaps);
    tally->sure = lanes_add(graph, &tally->sure, &sure_one);
    tally->perhaps = lanes_add(graph, &tally->perhaps, &perhaps_one);
    tally->any = graph_or(graph, tally->any, graph_or(graph, yes, perhaps));
    tally->certain = graph_or(graph, tally->certain, yes);
}

static Lanes counted(Tally *tally)
{
    Graph *graph = tally->graph;
    Lanes result = tally->sure;
    const Lanes most = lanes_add(graph, &tally->sure, &tally->perhaps);
    result.high = most.low;
    return result;
}

static Lanes extreme_result(Tally *tally)
{
    Lanes result = tally->value;
    result.some = tally->any;
    result.none = graph_not(tally->graph, tally->certain);
    return result;
}

static bool is_extreme(Opcode op, bool *largest)
{
    *largest = op == OP_LIST_LARGEST || op == OP_ROWS_LARGEST;
    return *largest || op == OP_LIST_SMALLEST || op == OP_ROWS_SMALLEST;
}

// --- lists ---

static Lanes list_first(Specialist *specialist, const Node *node, const Scope *scope)
{
    Graph *graph = specialist->graph;
    Lanes result = lanes_none();
    Lane asked = GRAPH_YES;
    Lane certain = GRAPH_NO;
    Lane trap = GRAPH_NO;
    bool started = false;
    for (uint32_t i = 0; i + 1 < node->child_count && asked != GRAPH_NO; i += 2) {
        const NodeId when = program_child(specialist->program, node, i + 1);
        Lanes holds = lanes_yesno(graph, GRAPH_YES);
        if (when != NONE) holds = special_evaluate(specialist, when, scope);
        trap = graph_or(graph, trap, graph_and(graph, asked, holds.trap));
        const Lane here = graph_and(graph, asked, lanes_may_be_yes(graph, &holds));
        if (here == GRAPH_NO) continue;
        Lanes value =
            special_evaluate(specialist, program_child(specialist->program, node, i), scope);
        trap = graph_or(graph, trap, graph_and(graph, here, value.trap));
        value = lanes_within(graph, value, here);
        const Lane done = graph_and_not(
            graph, graph_and(graph, value.some, lanes_is_yes(graph, &holds)), value.none);
        value.none = GRAPH_NO;
        value.trap = GRAPH_NO;
        result.none = GRAPH_NO;
        result = started ? lanes_either(graph, &result, &value) : value;
        started = true;
        certain = graph_or(graph, certain, done);
        asked = graph_and_not(graph, asked, done);
    }
    result.none = graph_not(graph, certain);
    result.trap = trap;
    if (!started && type_is_set(node->type)) result.sets = true;
    return result;
}

static Lanes list_every(Tally *tally, Lane some_no, Lane all_yes)
{
    Lanes result = lanes_truth(tally->graph, graph_not(tally->graph, some_no),
                               graph_not(tally->graph, all_yes));
    return result;
}

Lanes special_list(Specialist *specialist, const Node *node, const Scope *scope)
{
    if (node->op == OP_LIST_FIRST) return list_first(specialist, node, scope);
    Graph *graph = specialist->graph;
    Tally tally = tally_start(graph);
    bool largest = false;
    const bool extreme = is_extreme(node->op, &largest);
    Lane all_yes = GRAPH_YES;
    Lane some_no = GRAPH_NO;
    for (uint32_t i = 0; i + 1 < node->child_count; i += 2) {
        const NodeId when = program_child(specialist->program, node, i + 1);
        Lanes holds = lanes_yesno(graph, GRAPH_YES);
        if (when != NONE) holds = special_evaluate(specialist, when, scope);
        const Lane may = lanes_may_be_yes(graph, &holds);
        const Lane must = lanes_is_yes(graph, &holds);
        tally.trap = graph_or(graph, tally.trap, holds.trap);
        if (may == GRAPH_NO) continue;
        const Lanes value =
            special_evaluate(specialist, program_child(specialist->program, node, i), scope);
        tally.trap = graph_or(graph, tally.trap, graph_and(graph, may, value.trap));
        if (extreme && value.sets) return lanes_trap();
        if (node->op == OP_LIST_SUM) add_to_sum(&tally, &value, may, must);
        else if (extreme) add_to_extreme(&tally, &value, may, must, largest);
        else {
            count_truth(&tally, &value, may, must);
            all_yes =
                graph_and(graph, all_yes,
                          graph_or(graph, graph_not(graph, may), lanes_is_yes(graph, &value)));
            some_no = graph_or(graph, some_no, graph_and(graph, must, lanes_is_no(graph, &value)));
        }
    }
    Lanes result;
    switch ((int)node->op) {
    case OP_LIST_SUM: result = tally.value; break;
    case OP_LIST_COUNT: result = counted(&tally); break;
    case OP_LIST_ANY:
        result = lanes_truth(graph, tally.any, graph_not(graph, tally.certain));
        break;
    case OP_LIST_EVERY: result = list_every(&tally, some_no, all_yes); break;
    default: result = extreme_result(&tally);
    }
    result.trap = graph_or(graph, result.trap, tally.trap);
    return result;
}

// --- members ---

// The members asked over, as persons' masks: those that may count, and those that must.
typedef struct Members {
    Scope scope; // of the members
    Lane may, must;
    Lane trap;
} Members;

static Members members_of(Specialist *specialist, const Node *node, const Scope *scope)
{
    Graph *graph = specialist->graph;
    const Rows *rows = &specialist->program->rows.items[node->target];
    Members members = {
        .scope = {.entity = rows->entity,
                  .slot = NONE,
                  .month = scope->month,
                  .outer = scope,
                  .rule = scope->rule},
        .may = GRAPH_YES,
        .must = GRAPH_YES,
        .trap = GRAPH_NO,
    };
    if (rows->of_unit != NONE) {
        const Entity *unit = &specialist->program->entities.items[rows->of_unit];
        const Lanes *belongs = special_rule(specialist, unit->membership);
        members.may = lanes_may_be_yes(graph, belongs);
        members.must = lanes_is_yes(graph, belongs);
        members.trap = unit->splits ? GRAPH_YES : belongs->trap;
    }
    const NodeId filter = program_child(specialist->program, node, CHILD_FILTER);
    if (filter == NONE) return members;
    const Lanes holds = special_evaluate(specialist, filter, &members.scope);
    members.trap = graph_or(graph, members.trap, graph_and(graph, members.may, holds.trap));
    members.may = graph_and(graph, members.may, lanes_may_be_yes(graph, &holds));
    members.must = graph_and(graph, members.must, lanes_is_yes(graph, &holds));
    return members;
}

static Lanes child_of(Specialist *specialist, const Node *node, uint32_t index,
                      const Members *members)
{
    return special_evaluate(specialist, program_child(specialist->program, node, index),
                            &members->scope);
}

static Lane gathered_trap(Graph *graph, const Members *members, Lane trap)
{
    return graph_or(graph, graph_any(graph, members->trap),
                    graph_any(graph, graph_and(graph, members->may, trap)));
}

static Lanes members_sum(Specialist *specialist, const Node *node, const Members *members)
{
    Graph *graph = specialist->graph;
    const Lanes value = child_of(specialist, node, CHILD_VALUE, members);
    const Lane perhaps = graph_and(graph, members->may, value.some);
    const Lane sure = graph_and_not(graph, graph_and(graph, members->must, value.some), value.none);
    const Lanes term = summand(graph, &value, perhaps, sure);
    Lane trap = graph_or(graph, term.trap, value.trap);
    int64_t den = 0;
    if (!graph_is_number(graph, term.low.den, &den) || !graph_is_number(graph, term.high.den, &den))
        trap = perhaps;
    Lanes sum = lanes_number(graph, number_whole(0));
    Lane fails = GRAPH_NO;
    sum.low = (Fraction){.num = graph_sum(graph, term.low.num, &fails),
                         .den = graph_at(graph, term.low.den)->op == BLOCK_NUMBER ? term.low.den
                                                                                  : GRAPH_ONE,
                         .endless = graph_any(graph, term.low.endless)};
    sum.high = sum.low;
    if (!fraction_same(&term.low, &term.high))
        sum.high = (Fraction){
            .num = graph_sum(graph, term.high.num, &fails),
            .den = graph_at(graph, term.high.den)->op == BLOCK_NUMBER ? term.high.den : GRAPH_ONE,
            .endless = graph_any(graph, term.high.endless)};
    sum.trap = graph_or(graph, fails, gathered_trap(graph, members, trap));
    return sum;
}

static Lanes members_truth(Specialist *specialist, const Node *node, const Members *members)
{
    Graph *graph = specialist->graph;
    const NodeId has = program_child(specialist->program, node, CHILD_HAS);
    Lanes truth = lanes_yesno(graph, GRAPH_YES);
    if (has != NONE) truth = child_of(specialist, node, CHILD_HAS, members);
    const Lane yes = graph_and(graph, members->must, lanes_is_yes(graph, &truth));
    const Lane may = graph_and(graph, members->may, lanes_may_be_yes(graph, &truth));
    Lanes result;
    if (node->op == OP_ROWS_ANY) {
        result = lanes_truth(graph, graph_any(graph, may), graph_not(graph, graph_any(graph, yes)));
    } else if (node->op == OP_ROWS_EVERY) {
        const Lane surely_not = graph_and(graph, members->must, lanes_is_no(graph, &truth));
        const Lane perhaps_not = graph_and(graph, members->may, lanes_may_be_no(graph, &truth));
        result = lanes_truth(graph, graph_not(graph, graph_any(graph, surely_not)),
                             graph_any(graph, perhaps_not));
    } else {
        result = lanes_column(graph_count(graph, yes));
        result.high.num = yes == may ? result.low.num : graph_count(graph, may);
    }
    result.trap = gathered_trap(graph, members, truth.trap);
    return result;
}

// The largest or smallest of what members have: of those that must count, and of those that may.
static Lanes members_extreme(Specialist *specialist, const Node *node, const Members *members,
                             bool largest)
{
    Graph *graph = specialist->graph;
    const Lanes value = child_of(specialist, node, CHILD_VALUE, members);
    int64_t den = 0;
    const Lane may = graph_and(graph, members->may, value.some);
    const Lane sure = graph_and_not(graph, graph_and(graph, members->must, value.some), value.none);
    const bool plain = !value.sets && fraction_same(&value.low, &value.high) &&
                       graph_is_number(graph, value.low.den, &den);
    if (!plain) return lanes_trap();
    const Vertex *x = graph_at(graph, value.low.num);
    const Lane out = graph_number(graph, largest ? x->low : x->high); // harmless where none counts
    const Lane all = graph_choose(graph, may, value.low.num, out);
    const Lane best = largest ? graph_most(graph, all) : graph_least(graph, all);
    Lanes result = lanes_column(best);
    result.low.den = value.low.den;
    result.high.den = value.low.den;
    result.some = graph_any(graph, may);
    result.none = graph_not(graph, graph_any(graph, sure));
    // Where some only perhaps count there is a range, which the interpreter finds.
    const Lane open = graph_any(graph, graph_and_not(graph, may, sure));
    result.trap = graph_or(graph, open, gathered_trap(graph, members, value.trap));
    return result;
}

// The masks of who comes first (or last) by a key, everything being known; ties go to the member
// whose place is lower.
static Lane best_member(Specialist *specialist, const Node *node, const Members *members,
                        Lane *trap)
{
    Graph *graph = specialist->graph;
    const NodeId key_node = program_child(specialist->program, node, CHILD_KEY);
    Lane may = members->may;
    Lane sure = members->must;
    *trap = members->trap;
    if (key_node != NONE) {
        Lanes key = child_of(specialist, node, CHILD_KEY, members);
        if (key.sets) key = lanes_index(graph, &key);
        *trap = graph_or(graph, *trap, graph_and(graph, may, key.trap));
        may = graph_and(graph, may, key.some);
        sure = graph_and(graph, sure, lanes_known(graph, &key));
        const bool last = node->op == OP_ROWS_LAST;
        int64_t den = 0;
        if (!graph_is_number(graph, key.low.den, &den)) *trap = GRAPH_YES;
        const Vertex *x = graph_at(graph, key.low.num);
        const Lane out = graph_number(graph, last ? x->low : x->high);
        const Lane all = graph_choose(graph, may, key.low.num, out);
        const Lane best = last ? graph_most(graph, all) : graph_least(graph, all);
        *trap = graph_or(graph, *trap, graph_and_not(graph, may, sure));
        may = graph_and(graph, may, graph_equal(graph, key.low.num, graph_spread(graph, best)));
    } else {
        *trap = graph_or(graph, *trap, graph_and_not(graph, may, sure));
    }
    return graph_first(graph, may);
}

static Lanes members_pick(Specialist *specialist, const Node *node, const Members *members)
{
    Graph *graph = specialist->graph;
    Lane trap = GRAPH_NO;
    const Lane who = best_member(specialist, node, members, &trap);
    const Lane found = graph_any(graph, who);
    Lanes result;
    if (program_child(specialist->program, node, CHILD_VALUE) == NONE) {
        result = lanes_set(graph, specialist->from->slots);
        result.single = true;
        for (uint32_t t = 0; t < result.rail_count; t++)
            result.rails[t] = graph_pick(graph, who, t);
    } else {
        const Lanes value = child_of(specialist, node, CHILD_VALUE, members);
        Lane fails = GRAPH_NO;
        result = value;
        trap = graph_or(graph, trap, graph_and(graph, who, value.trap));
        if (value.sets) {
            result.rails = ARENA_ARRAY(specialist->arena, Lane, value.rail_count);
            for (size_t i = 0; i < value.rail_count; i++)
                result.rails[i] = graph_any(graph, graph_and(graph, who, value.rails[i]));
        } else {
            int64_t den = 0;
            if (!fraction_same(&value.low, &value.high) ||
                !graph_is_number(graph, value.low.den, &den))
                return lanes_trap();
            result.low.num =
                graph_sum(graph, graph_choose(graph, who, value.low.num, GRAPH_ZERO), &fails);
            result.high.num = result.low.num;
        }
        result.some = graph_any(graph, graph_and(graph, who, value.some));
        result.none = graph_any(graph, graph_and(graph, who, value.none));
        result.trap = fails;
        result.none = graph_or(graph, result.none, graph_not(graph, found));
        result.trap = graph_or(graph, result.trap, graph_any(graph, trap));
        return result;
    }
    result.some = found;
    result.none = graph_not(graph, found);
    result.trap = graph_any(graph, trap);
    return result;
}

// The place of one member by the key, from 1; equal keys keep the order of the members.
static Lanes member_rank(Specialist *specialist, const Node *node, const Members *members,
                         uint32_t slot)
{
    Graph *graph = specialist->graph;
    const NodeId key_node = program_child(specialist->program, node, CHILD_KEY);
    Lanes key = lanes_number(graph, number_whole(0));
    if (key_node != NONE) key = child_of(specialist, node, CHILD_KEY, members);
    if (key.sets) key = lanes_index(graph, &key);
    int64_t den = 0;
    if (!graph_is_number(graph, key.low.den, &den)) return lanes_trap();
    const Lane may = graph_and(graph, members->may, key.some);
    const Lane sure = graph_and(graph, members->must, lanes_known(graph, &key));
    const Lane own_number = graph_pick(graph, key.low.num, slot);
    const Lane own = graph_at(graph, own_number)->domain == DOMAIN_CONSTANT
                         ? own_number
                         : graph_spread(graph, own_number);
    Lane before = graph_less(graph, key.low.num, own);
    Lane lower = GRAPH_NO;
    for (uint32_t t = 0; t < slot; t++) lower = graph_or(graph, lower, graph_slot_is(graph, t));
    before = graph_or(graph, before, graph_and(graph, lower, graph_equal(graph, key.low.num, own)));
    Lane fails = GRAPH_NO;
    const Lane count = graph_count(graph, graph_and(graph, may, before));
    Lanes rank = lanes_column(graph_add(graph, count, GRAPH_ONE, &fails));
    rank.some = graph_pick(graph, may, slot);
    rank.none = graph_not(graph, rank.some);
    const Lane open = graph_any(graph, graph_and_not(graph, may, sure));
    rank.trap = graph_or(graph, open,
                         gathered_trap(graph, members, graph_and(graph, members->may, key.trap)));
    return rank;
}

// What is asked over the members of every household, of a household or of one of its members.
static Lanes over_members(Specialist *specialist, const Node *node, const Scope *scope)
{
    const Members members = members_of(specialist, node, scope);
    bool largest = false;
    switch ((int)node->op) {
    case OP_ROWS_SUM: return members_sum(specialist, node, &members);
    case OP_ROWS_COUNT:
    case OP_ROWS_ANY:
    case OP_ROWS_EVERY: return members_truth(specialist, node, &members);
    case OP_ROWS_FIRST:
    case OP_ROWS_LAST: return members_pick(specialist, node, &members);
    case OP_ROWS_RANK:
        return scope->slot == NONE ? lanes_trap()
                                   : member_rank(specialist, node, &members, scope->slot);
    default:
        (void)is_extreme(node->op, &largest);
        return members_extreme(specialist, node, &members, largest);
    }
}

// --- who asks ---

// Whether an expression looks back at whoever asked.
static bool looks_back(const Program *program, NodeId id)
{
    if (id == NONE) return false;
    const Node *node = program_node(program, id);
    if (node->op == OP_OUTER || node->op == OP_SELF || node->op == OP_ROWS_RANK) return true;
    for (uint32_t i = 0; i < node->child_count; i++) {
        if (looks_back(program, program_child(program, node, i))) return true;
    }
    return false;
}

// The value that each member in turn is given, put together.
static Lanes place_lanes(Specialist *specialist, const Lanes *value, const Lanes *others,
                         uint32_t slot)
{
    Graph *graph = specialist->graph;
    Lanes placed = *value;
    placed.some = graph_place(graph, value->some, others->some, slot);
    placed.none = graph_place(graph, value->none, others->none, slot);
    placed.trap = graph_place(graph, value->trap, others->trap, slot);
    if (value->sets) {
        placed.single = value->single && others->single;
        placed.rails = ARENA_ARRAY(specialist->arena, Lane, value->rail_count);
        for (size_t i = 0; i < value->rail_count; i++)
            placed.rails[i] = graph_place(
                graph, value->rails[i], i < others->rail_count ? others->rails[i] : GRAPH_NO, slot);
        return placed;
    }
    Fraction *const ends[] = {&placed.low, &placed.high};
    const Fraction *const from[] = {&value->low, &value->high};
    const Fraction *const rest[] = {&others->low, &others->high};
    for (int i = 0; i < 2; i++) {
        ends[i]->num = graph_place(graph, from[i]->num, rest[i]->num, slot);
        ends[i]->den = graph_place(graph, from[i]->den, rest[i]->den, slot);
        ends[i]->endless = graph_place(graph, from[i]->endless, rest[i]->endless, slot);
    }
    return placed;
}

// Each member asks in turn, because what is asked depends on who asks.
static Lanes asked_in_turn(Specialist *specialist, const Node *node, const Scope *scope)
{
    Lanes all = lanes_none();
    for (uint32_t t = 0; t < specialist->from->slots; t++) {
        RuleScope rule = *scope->rule;
        rule.self = t;
        Scope one = *scope;
        one.slot = t;
        one.rule = &rule;
        const Lanes value = over_members(specialist, node, &one);
        all = t == 0 ? value : place_lanes(specialist, &value, &all, t);
    }
    return all;
}

// Asked by a person over the members of its unit: nobody, where the person does not belong to it.
static Lanes only_of_unit(Specialist *specialist, const Node *node, const Scope *scope, Lanes value)
{
    Graph *graph = specialist->graph;
    const Rows *rows = &specialist->program->rows.items[node->target];
    if (rows->of_unit == NONE || scope->entity != PERSON) return value;
    const Entity *unit = &specialist->program->entities.items[rows->of_unit];
    const Lanes *all = special_rule(specialist, unit->membership);
    const Lanes belongs = scope->slot == NONE ? *all : special_pick(specialist, all, scope->slot);
    Lanes empty = lanes_none();
    switch ((int)node->op) {
    case OP_ROWS_SUM:
    case OP_ROWS_COUNT: empty = lanes_number(graph, number_whole(0)); break;
    case OP_ROWS_ANY: empty = lanes_yesno(graph, GRAPH_NO); break;
    case OP_ROWS_EVERY: empty = lanes_yesno(graph, GRAPH_YES); break;
    default: break;
    }
    Lanes result = lanes_choose(graph, lanes_is_yes(graph, &belongs), &value, &empty);
    const Lane perhaps =
        graph_and_not(graph, lanes_may_be_yes(graph, &belongs), lanes_is_yes(graph, &belongs));
    result.trap = graph_or(graph, result.trap, graph_or(graph, perhaps, belongs.trap));
    return result;
}

// --- records and months ---

// What is asked over no rows at all.
static Lanes over_nothing(Specialist *specialist, const Node *node)
{
    Graph *graph = specialist->graph;
    switch ((int)node->op) {
    case OP_ROWS_SUM:
    case OP_ROWS_COUNT:
    case OP_ROWS_RUN: return lanes_number(graph, number_whole(0));
    case OP_ROWS_ANY: return lanes_yesno(graph, GRAPH_NO);
    case OP_ROWS_EVERY: return lanes_yesno(graph, GRAPH_YES);
    default: break;
    }
    Lanes none = lanes_none();
    if (type_is_set(node->type)) {
        none = lanes_set(graph, 0);
        none.some = GRAPH_NO;
        none.none = GRAPH_YES;
    }
    return none;
}

// Records are not told in columns: there are none, where the law presumes so.
static Lanes over_record(Specialist *specialist, const Node *node)
{
    const Rows *rows = &specialist->program->rows.items[node->target];
    const Entity *record = &specialist->program->entities.items[rows->entity];
    if (!record->normally_none || specialist->from->strict) return lanes_trap();
    return over_nothing(specialist, node);
}

// How many months in a row, back from the last, pass.
static Lanes months_in_a_row(Specialist *specialist, const Node *node, const Scope *scope,
                             const uint32_t *months, size_t count)
{
    Graph *graph = specialist->graph;
    const NodeId filter = program_child(specialist->program, node, CHILD_FILTER);
    Date expected = date_add_months(date_month_start(specialist->from->date), -1);
    Lane going = GRAPH_YES;
    Lane trap = GRAPH_NO;
    Lane sum = GRAPH_ZERO;
    for (size_t i = 0; i < count; i++) {
        if (specialist->from->months[months[i]].day != expected.day) break;
        const Scope inner = {.entity = scope->entity,
                             .slot = scope->slot,
                             .month = months[i],
                             .outer = scope,
                             .rule = scope->rule};
        Lanes holds = lanes_yesno(graph, GRAPH_YES);
        if (filter != NONE) holds = special_evaluate(specialist, filter, &inner);
        const Lane yes = lanes_is_yes(graph, &holds);
        const Lane open = graph_and_not(graph, lanes_may_be_yes(graph, &holds), yes);
        trap = graph_or(graph, trap, graph_and(graph, going, graph_or(graph, open, holds.trap)));
        going = graph_and(graph, going, yes);
        sum = graph_add(graph, sum, graph_choose(graph, going, GRAPH_ONE, GRAPH_ZERO), &trap);
        expected = date_add_months(expected, -1);
    }
    Lanes result = lanes_column(sum);
    if (specialist->from->recorded_from.day != DATE_FIRST.day) trap = graph_or(graph, trap, going);
    result.trap = trap;
    return result;
}

// The first or last month that passes, by time.
static Lanes month_pick(Specialist *specialist, const Node *node, const Scope *scope,
                        const uint32_t *months, size_t count)
{
    Graph *graph = specialist->graph;
    const NodeId filter = program_child(specialist->program, node, CHILD_FILTER);
    const NodeId value_node = program_child(specialist->program, node, CHILD_VALUE);
    if (program_child(specialist->program, node, CHILD_KEY) != NONE || value_node == NONE)
        return lanes_trap();
    Lanes result = lanes_none();
    Lane left = GRAPH_YES;
    Lane trap = GRAPH_NO;
    for (size_t i = 0; i < count; i++) { // months come latest first
        const uint32_t month = node->op == OP_ROWS_LAST ? months[i] : months[count - 1 - i];
        const Scope inner = {.entity = scope->entity,
                             .slot = scope->slot,
                             .month = month,
                             .outer = scope,
                             .rule = scope->rule};
        Lanes holds = lanes_yesno(graph, GRAPH_YES);
        if (filter != NONE) holds = special_evaluate(specialist, filter, &inner);
        const Lane yes = lanes_is_yes(graph, &holds);
        const Lane open = graph_and_not(graph, lanes_may_be_yes(graph, &holds), yes);
        const Lane here = graph_and(graph, left, yes);
        const Lanes value = special_evaluate(specialist, value_node, &inner);
        trap = graph_or(graph, trap, graph_and(graph, left, graph_or(graph, open, holds.trap)));
        result = lanes_choose(graph, here, &value, &result);
        left = graph_and_not(graph, left, yes);
    }
    result.none = graph_or(graph, result.none, left);
    result.some = graph_and_not(graph, result.some, left);
    result.trap = graph_or(graph, result.trap, trap);
    return result;
}

static Lanes months_tally(Specialist *specialist, const Node *node, const Scope *scope,
                          const uint32_t *months, size_t count)
{
    Graph *graph = specialist->graph;
    const NodeId filter = program_child(specialist->program, node, CHILD_FILTER);
    const NodeId has = program_child(specialist->program, node, CHILD_HAS);
    const NodeId what = program_child(specialist->program, node, CHILD_VALUE);
    Tally tally = tally_start(graph);
    bool largest = false;
    const bool extreme = is_extreme(node->op, &largest);
    Lane all_yes = GRAPH_YES;
    Lane some_no = GRAPH_NO;
    for (size_t i = 0; i < count; i++) {
        const Scope inner = {.entity = scope->entity,
                             .slot = scope->slot,
                             .month = months[i],
                             .outer = scope,
                             .rule = scope->rule};
        Lanes holds = lanes_yesno(graph, GRAPH_YES);
        if (filter != NONE) holds = special_evaluate(specialist, filter, &inner);
        const Lane may = lanes_may_be_yes(graph, &holds);
        const Lane must = lanes_is_yes(graph, &holds);
        const bool sums = extreme || node->op == OP_ROWS_SUM;
        Lanes value = lanes_yesno(graph, GRAPH_YES);
        if (sums || has != NONE) value = special_evaluate(specialist, sums ? what : has, &inner);
        tally.trap = graph_or(graph, tally.trap,
                              graph_or(graph, holds.trap, graph_and(graph, may, value.trap)));
        if (extreme && value.sets) return lanes_trap();
        if (node->op == OP_ROWS_SUM) add_to_sum(&tally, &value, may, must);
        else if (extreme) add_to_extreme(&tally, &value, may, must, largest);
        else count_truth(&tally, &value, may, must);
        all_yes = graph_and(
            graph, all_yes,
            sums ? GRAPH_YES : graph_or(graph, graph_not(graph, may), lanes_is_yes(graph, &value)));
        some_no =
            sums ? some_no
                 : graph_or(graph, some_no, graph_and(graph, must, lanes_is_no(graph, &value)));
    }
    Lanes result;
    switch ((int)node->op) {
    case OP_ROWS_SUM: result = tally.value; break;
    case OP_ROWS_COUNT: result = counted(&tally); break;
    case OP_ROWS_ANY:
        result = lanes_truth(graph, tally.any, graph_not(graph, tally.certain));
        break;
    case OP_ROWS_EVERY: result = list_every(&tally, some_no, all_yes); break;
    default: result = extreme_result(&tally);
    }
    result.trap = graph_or(graph, result.trap, tally.trap);
    return result;
}

// The months on record before this one, latest first (interpret/aggregate.c, list_months).
static Lanes over_months(Specialist *specialist, const Node *node, const Scope *scope)
{
    const Specialisation *from = specialist->from;
    const Rows *rows = &specialist->program->rows.items[node->target];
    const Date this_month = date_month_start(from->date);
    Date first = DATE_FIRST;
    if (rows->months > 0) first = date_add_months(this_month, -(int32_t)rows->months);
    uint32_t *months = ARENA_ARRAY(specialist->arena, uint32_t, from->month_count);
    size_t count = 0;
    for (size_t i = from->month_count; i > 0; i--) {
        const int32_t day = from->months[i - 1].day;
        if (day < this_month.day && day >= first.day) months[count++] = (uint32_t)(i - 1);
    }
    const bool open = from->recorded_from.day != DATE_FIRST.day &&
                      first.day < date_month_start(from->recorded_from).day;
    if (node->op == OP_ROWS_RUN) return months_in_a_row(specialist, node, scope, months, count);
    if (open) return lanes_trap();
    if (count == 0) return over_nothing(specialist, node);
    if (node->op == OP_ROWS_FIRST || node->op == OP_ROWS_LAST)
        return month_pick(specialist, node, scope, months, count);
    return months_tally(specialist, node, scope, months, count);
}

Lanes special_rows(Specialist *specialist, const Node *node, const Scope *scope)
{
    const Rows *rows = &specialist->program->rows.items[node->target];
    if (rows->kind == ROWS_RECORD) return over_record(specialist, node);
    if (rows->kind == ROWS_MONTHS) return over_months(specialist, node, scope);
    if (rows->kind == ROWS_UNITS) return lanes_trap();
    bool back = node->op == OP_ROWS_RANK;
    for (uint32_t i = 0; i < node->child_count && !back; i++)
        back = looks_back(specialist->program, program_child(specialist->program, node, i));
    const bool turns = back && scope->entity == PERSON && scope->slot == NONE;
    const Lanes value =
        turns ? asked_in_turn(specialist, node, scope) : over_members(specialist, node, scope);
    return only_of_unit(specialist, node, scope, value);
}
