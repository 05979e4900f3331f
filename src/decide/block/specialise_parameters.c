// Parameters: their tables are read here by the interpreter's own look-up, once for every value
// that the keys can have, and become choices among constants.

#include <stdlib.h>

#include "base/panic.h"
#include "decide/block/specialise_internal.h"

// One look-up on its way: keys before `at` are settled.
typedef struct Asked {
    Specialist *specialist;
    uint32_t parameter;
    uint32_t place;
    Date date;
    const Lanes *keys;
    Value values[PARAMETER_KEYS_MAX];
} Asked;

enum { KEY_VALUES_MAX = 4096 }; // of one key: more are left to the interpreter

static Lanes settle(Asked *asked, size_t at);

static const Parameter *parameter_of(const Asked *asked)
{
    return &asked->specialist->program->parameters.items[asked->parameter];
}

static Lanes settle_with(Asked *asked, size_t at, Value value)
{
    asked->values[at] = value;
    return settle(asked, at + 1);
}

// A choice or yes/no: each value its own look-up.
static Lanes over_rails(Asked *asked, size_t at)
{
    Graph *graph = asked->specialist->graph;
    const Lanes *key = &asked->keys[at];
    Lanes result = lanes_trap();
    Lane several = GRAPH_NO;
    Lane one = GRAPH_NO;
    bool first = true;
    for (size_t i = 0; i < key->rail_count; i++) {
        const Lane here = graph_and(graph, key->some, key->rails[i]);
        if (here == GRAPH_NO) continue;
        const Lanes value = settle_with(asked, at, value_bit((unsigned)i));
        if (!key->single) several = graph_or(graph, several, graph_and(graph, one, here));
        one = graph_or(graph, one, here);
        result = first ? value : lanes_choose(graph, here, &value, &result);
        first = false;
    }
    // While a key is open the interpreter joins rows of more general places.
    result.trap = graph_or(graph, result.trap, several);
    return result;
}

static int by_number(const void *left, const void *right)
{
    return number_compare(*(const Number *)left, *(const Number *)right);
}

// The numbers of this key that rows are written for, ascending, each once.
static size_t written_numbers(const Asked *asked, size_t at, Number **numbers)
{
    const Parameter *parameter = parameter_of(asked);
    *numbers = ARENA_ARRAY(asked->specialist->arena, Number, parameter->row_count + 1);
    for (size_t i = 0; i < parameter->row_count; i++) (*numbers)[i] = parameter->rows[i].keys[at];
    qsort(*numbers, parameter->row_count, sizeof(Number), by_number);
    size_t count = 0;
    for (size_t i = 0; i < parameter->row_count; i++) {
        if (count == 0 || number_compare((*numbers)[count - 1], (*numbers)[i]) != 0)
            (*numbers)[count++] = (*numbers)[i];
    }
    return count;
}

// Whole numbers that stand for themselves: each value the key can have in a row.
static Lanes over_whole_numbers(Asked *asked, size_t at)
{
    Graph *graph = asked->specialist->graph;
    const ParameterKey *of = &parameter_of(asked)->keys[at];
    Lane x = asked->keys[at].low.num;
    if (of->mode == KEY_CLAMPED) {
        x = graph_larger(graph, x, graph_number(graph, of->clamp_low));
        x = graph_smaller(graph, x, graph_number(graph, of->clamp_high));
    }
    const int64_t low = graph_at(graph, x)->low;
    const int64_t high = graph_at(graph, x)->high;
    if (high - low >= KEY_VALUES_MAX || high < low) return lanes_trap();
    Lanes result = settle_with(asked, at, value_number(number_whole(low)));
    for (int64_t k = low + 1; k <= high; k++) {
        const Lanes value = settle_with(asked, at, value_number(number_whole(k)));
        const Lane here = graph_equal(graph, x, graph_number(graph, k));
        result = lanes_choose(graph, here, &value, &result);
    }
    return result;
}

static Lane reached(Asked *asked, size_t at, Number threshold, Lane *trap)
{
    Graph *graph = asked->specialist->graph;
    const Lanes limit = lanes_number(graph, threshold);
    return graph_not(graph, fraction_less(graph, &asked->keys[at].low, &limit.low, trap));
}

// Steps: the value changes where a threshold is reached.
static Lanes over_steps(Asked *asked, size_t at)
{
    Graph *graph = asked->specialist->graph;
    Number *thresholds = NULL;
    const size_t count = written_numbers(asked, at, &thresholds);
    if (count == 0) return lanes_trap();
    Number below;
    if (!number_subtract(thresholds[0], number_whole(1), &below)) return lanes_trap();
    Lanes result = settle_with(asked, at, value_number(below));
    Lane trap = GRAPH_NO;
    for (size_t i = 0; i < count; i++) {
        const Lanes value = settle_with(asked, at, value_number(thresholds[i]));
        result = lanes_choose(graph, reached(asked, at, thresholds[i], &trap), &value, &result);
    }
    result.trap = graph_or(graph, result.trap, trap);
    return result;
}

// Slices: between two thresholds the value rises evenly from that of the first.
static Lanes over_slices(Asked *asked, size_t at)
{
    Graph *graph = asked->specialist->graph;
    Number *thresholds = NULL;
    const size_t count = written_numbers(asked, at, &thresholds);
    Lanes result = lanes_number(graph, number_whole(0));
    Lane trap = GRAPH_NO;
    for (size_t i = 0; i < count; i++) {
        Number next;
        if (!number_add(thresholds[i], number_whole(1), &next)) return lanes_trap();
        const Lanes start = settle_with(asked, at, value_number(thresholds[i]));
        const Lanes after = settle_with(asked, at, value_number(next));
        const Lanes rate = lanes_subtract(graph, &after, &start);
        const Lanes limit = lanes_number(graph, thresholds[i]);
        const Lanes above = lanes_subtract(graph, &asked->keys[at], &limit);
        const Lanes slice = lanes_multiply(graph, &above, &rate);
        const Lanes value = lanes_add(graph, &start, &slice);
        result = lanes_choose(graph, reached(asked, at, thresholds[i], &trap), &value, &result);
    }
    // A threshold less than 1 above the one before it would be stepped over by "next".
    for (size_t i = 0; i + 1 < count; i++) {
        Number apart;
        if (!number_subtract(thresholds[i + 1], thresholds[i], &apart) ||
            number_compare(apart, number_whole(1)) < 0)
            return lanes_trap();
    }
    result.trap = graph_or(graph, result.trap, trap);
    return result;
}

static Lanes settle(Asked *asked, size_t at)
{
    Specialist *specialist = asked->specialist;
    const Parameter *parameter = parameter_of(asked);
    if (at == parameter->key_count) {
        const Value value = run_parameter_base(specialist->run, asked->parameter, asked->values,
                                               asked->place, asked->date);
        return special_constant(specialist, &value, parameter->type);
    }
    const Lanes *key = &asked->keys[at];
    Value constant;
    if (special_is_constant(specialist, key, &constant))
        return value_may_apply(&constant) ? settle_with(asked, at, value_applicable(constant))
                                          : lanes_none();
    if (key->sets) return over_rails(asked, at);
    Lanes result;
    switch (parameter->keys[at].mode) {
    case KEY_STEPS: result = over_steps(asked, at); break;
    case KEY_SLICES: result = over_slices(asked, at); break;
    case KEY_EXACT:
    case KEY_CLAMPED:
    default: result = key->low.den == GRAPH_ONE ? over_whole_numbers(asked, at) : lanes_trap();
    }
    const Lane open = graph_and_not(
        specialist->graph, key->some,
        fraction_same(&key->low, &key->high) ? key->some : lanes_known(specialist->graph, key));
    result.trap = graph_or(specialist->graph, result.trap, open);
    return result;
}

uint32_t special_place(const Specialist *specialist, const Scope *scope)
{
    return scope->rule->asked != NULL ? scope->rule->asked->place : specialist->from->region;
}

Date special_day(const Specialist *specialist, const Scope *scope)
{
    return scope->rule->asked != NULL ? scope->rule->asked->date : specialist->from->date;
}

// The place and day a look-up asks for; false where they are not the same for all.
static bool when_and_where(Asked *asked, const Node *node, const Scope *scope, bool *none)
{
    Specialist *specialist = asked->specialist;
    const Specialisation *from = specialist->from;
    uint32_t next = (uint32_t)parameter_of(asked)->key_count;
    const uint32_t bits[] = {PARAMETER_HAS_PLACE, PARAMETER_HAS_DATE};
    asked->place = special_place(specialist, scope);
    asked->date =
        scope->month == NONE ? special_day(specialist, scope) : from->months[scope->month];
    *none = false;
    for (int i = 0; i < 2; i++) {
        if ((node->detail & bits[i]) == 0) continue;
        const Lanes lanes =
            special_evaluate(specialist, program_child(specialist->program, node, next++), scope);
        Value value;
        if (!special_is_constant(specialist, &lanes, &value)) return false;
        *none = *none || !value_may_apply(&value);
        if (*none) return true;
        if (!value_is_known(&value)) return false;
        if (i == 0) asked->place = (uint32_t)value.low.num;
        else asked->date.day = (int32_t)value.low.num;
    }
    if ((node->detail & PARAMETER_LAST_YEAR) != 0) asked->date = date_add_months(asked->date, -12);
    if ((node->detail & PARAMETER_LAST_MONTH) != 0) asked->date = date_add_months(asked->date, -1);
    return true;
}

// What reforms set, one after the other, each seeing the value before it (interpret/parameters.c).
static Lanes reformed(const Asked *of, Lanes value)
{
    Specialist *specialist = of->specialist;
    Graph *graph = specialist->graph;
    const Parameter *parameter = parameter_of(of);
    for (size_t i = 0; i < parameter->reform_count; i++) {
        const Alternative *reform = &parameter->reforms[i];
        if (!run_parameter_reformed(specialist->run, reform, of->place, of->date)) continue;
        const LanesAsked asked = {
            .keys = of->keys, .base = &value, .place = of->place, .date = of->date};
        const RuleScope rule = {.rule = NONE, .self = NONE, .asked = &asked};
        const Scope scope = {.entity = HOUSEHOLD, .slot = NONE, .month = NONE, .rule = &rule};
        Lanes set = special_evaluate(specialist, reform->body, &scope);
        const Lane certain = graph_and_not(graph, set.some, set.none);
        const Lane trap = graph_or(graph, value.trap, set.trap);
        set.none = GRAPH_NO;
        const Lanes either = lanes_either(graph, &value, &set);
        value = lanes_choose(graph, certain, &set, &either);
        value.trap = graph_or(graph, value.trap, trap);
    }
    return value;
}

// A value that stands in the parameter's place for everyone.
static bool put_in_place(const Asked *asked, Value *value)
{
    const Override *override = situation_override(asked->specialist->run->situation,
                                                  OVERRIDE_PARAMETER, asked->parameter, NONE);
    if (override != NULL) *value = override->value;
    return override != NULL;
}

Lanes special_parameter(Specialist *specialist, const Node *node, const Scope *scope)
{
    Graph *graph = specialist->graph;
    const Parameter *parameter = &specialist->program->parameters.items[node->target];
    Asked asked = {.specialist = specialist, .parameter = node->target};
    Lanes keys[PARAMETER_KEYS_MAX] = {0};
    Lane some = GRAPH_YES;
    Lane none = GRAPH_NO;
    Lane trap = GRAPH_NO;
    for (uint32_t i = 0; i < parameter->key_count; i++) {
        keys[i] = special_evaluate(specialist, program_child(specialist->program, node, i), scope);
        some = graph_and(graph, some, keys[i].some);
        none = graph_or(graph, none, keys[i].none);
        trap = graph_or(graph, trap, keys[i].trap);
    }
    asked.keys = keys;
    bool nothing = false;
    if (some == GRAPH_NO) return lanes_none();
    if (!when_and_where(&asked, node, scope, &nothing)) return lanes_trap();
    if (nothing) return lanes_none();
    Value put;
    Lanes value = put_in_place(&asked, &put) ? special_constant(specialist, &put, parameter->type)
                                             : reformed(&asked, settle(&asked, 0));
    value = lanes_within(graph, value, some);
    value = lanes_or_none(graph, value, none);
    value.trap = graph_or(graph, value.trap, trap);
    return value;
}
