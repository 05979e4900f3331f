// Facts, rules and units: interpret/rules.c in columns.

#include "decide/block/specialise.h"

#include "base/panic.h"
#include "decide/block/specialise_internal.h"

// --- constants ---

Lanes special_any(Specialist *specialist, Type type)
{
    const Situation *situation = specialist->run->situation;
    if (type.kind == TYPE_PERSON) {
        Lanes any = lanes_set(specialist->graph, specialist->from->slots);
        for (uint32_t t = 0; t < any.rail_count; t++)
            any.rails[t] = graph_has_slot(specialist->graph, t);
        any.none = GRAPH_YES;
        return any;
    }
    const Value value = value_of_any(situation, type);
    return special_constant(specialist, &value, type);
}

static size_t rails_of(const Specialist *specialist, Type type)
{
    switch (type.kind) {
    case TYPE_YESNO: return 2;
    case TYPE_CHOICE: return specialist->program->choices.items[type.choice].count;
    case TYPE_PERSON: return specialist->from->slots;
    case TYPE_NUMBER:
    case TYPE_DATE:
    case TYPE_PLACE:
    case TYPE_TEXT:
    case TYPE_IDENTITY: break;
    }
    return 0;
}

Lanes special_constant(Specialist *specialist, const Value *value, Type type)
{
    Graph *graph = specialist->graph;
    Lanes lanes = lanes_none();
    if (type_is_set(type)) {
        lanes = lanes_set(graph, rails_of(specialist, type));
        lanes.single = value->state != VALUE_OPEN && value->state != VALUE_OPEN_OR_NONE;
        for (size_t i = 0; i < lanes.rail_count; i++)
            lanes.rails[i] = graph_truth(value->state != VALUE_NONE && (value->set >> i & 1) != 0);
    } else if (value->state != VALUE_NONE) {
        lanes = lanes_number(graph, value->low);
        const Lanes high = lanes_number(graph, value->high);
        lanes.high = high.low;
        lanes.trap = graph_or(graph, lanes.trap, high.trap);
    }
    lanes.some = graph_truth(value_may_apply(value));
    lanes.none = graph_truth(value_may_be_none(value));
    return lanes;
}

static bool constant_truth(Lane mask, bool *yes)
{
    *yes = mask == GRAPH_YES;
    return mask == GRAPH_YES || mask == GRAPH_NO;
}

static bool constant_fraction(const Graph *graph, const Fraction *a, int sign, Number *number)
{
    int64_t num = 0;
    int64_t den = 0;
    if (a->endless == GRAPH_YES) {
        *number = (Number){.num = sign * NUMBER_UNBOUNDED, .den = 1};
        return true;
    }
    if (a->endless != GRAPH_NO || !graph_is_number(graph, a->num, &num) ||
        !graph_is_number(graph, a->den, &den))
        return false;
    *number = number_fraction(num, den);
    return true;
}

bool special_is_constant(Specialist *specialist, const Lanes *lanes, Value *value)
{
    bool some = false;
    bool none = false;
    if (lanes->trap != GRAPH_NO || !constant_truth(lanes->some, &some) ||
        !constant_truth(lanes->none, &none))
        return false;
    if (!some) {
        *value = value_none();
        return none;
    }
    Value result = {.state = VALUE_KNOWN};
    if (lanes->sets) {
        for (size_t i = 0; i < lanes->rail_count; i++) {
            bool rail = false;
            if (!constant_truth(lanes->rails[i], &rail)) return false;
            if (rail) result.set |= UINT64_C(1) << i;
        }
        if (result.set == 0) return false;
        result = value_set(result.set);
    } else {
        Number low;
        Number high;
        if (!constant_fraction(specialist->graph, &lanes->low, -1, &low) ||
            !constant_fraction(specialist->graph, &lanes->high, 1, &high))
            return false;
        result = value_range(low, high);
    }
    *value = none ? value_or_none(result) : result;
    return true;
}

bool special_holds(const Specialist *specialist, uint32_t place, Date from, Date until)
{
    return run_holds(specialist->run, place, from, until);
}

// --- who ---

Lanes special_pick(Specialist *specialist, const Lanes *value, uint32_t slot)
{
    Graph *graph = specialist->graph;
    Lanes picked = *value;
    picked.some = graph_pick(graph, value->some, slot);
    picked.none = graph_pick(graph, value->none, slot);
    picked.trap = graph_pick(graph, value->trap, slot);
    if (value->sets) {
        picked.rails = ARENA_ARRAY(specialist->arena, Lane, value->rail_count);
        for (size_t i = 0; i < value->rail_count; i++)
            picked.rails[i] = graph_pick(graph, value->rails[i], slot);
        return picked;
    }
    Fraction *const ends[] = {&picked.low, &picked.high};
    const Fraction *const from[] = {&value->low, &value->high};
    for (int i = 0; i < 2; i++) {
        ends[i]->num = graph_pick(graph, from[i]->num, slot);
        ends[i]->den = graph_pick(graph, from[i]->den, slot);
        // Where there is no such member a denominator of 0 was picked.
        if (graph_at(graph, ends[i]->den)->low == 0)
            ends[i]->den = graph_larger(graph, ends[i]->den, GRAPH_ONE);
        ends[i]->endless = graph_pick(graph, from[i]->endless, slot);
    }
    return picked;
}

// Whether the person of the scope belongs to a unit: masks.
static Lanes membership(Specialist *specialist, const Scope *scope, uint32_t unit)
{
    const Entity *entity = &specialist->program->entities.items[unit];
    const Lanes *belongs = special_rule(specialist, entity->membership);
    return scope->slot == NONE ? *belongs : special_pick(specialist, belongs, scope->slot);
}

Lanes special_reach(Specialist *specialist, const Scope *scope, uint32_t entity, Lanes value)
{
    Graph *graph = specialist->graph;
    const EntityKind target = specialist->program->entities.items[entity].kind;
    const EntityKind source = specialist->program->entities.items[scope->entity].kind;
    if (target == ENTITY_RECORD || source == ENTITY_RECORD) return lanes_trap();
    if (target == ENTITY_PERSON)
        return scope->slot == NONE ? value : special_pick(specialist, &value, scope->slot);
    if (target != ENTITY_UNIT || source != ENTITY_PERSON) return value;
    const Lanes belongs = membership(specialist, scope, entity);
    Lanes seen = lanes_within(graph, value, lanes_may_be_yes(graph, &belongs));
    seen = lanes_or_none(graph, seen, lanes_may_be_no(graph, &belongs));
    seen.trap = graph_or(graph, seen.trap, belongs.trap);
    return seen;
}

// --- facts ---

static Scope own_scope(uint32_t entity, const RuleScope *rule)
{
    return (Scope){.entity = entity, .slot = NONE, .month = NONE, .rule = rule};
}

// All that an unknown fact may be by its type and the law's limits.
static Lanes unknown_fact(Specialist *specialist, const Fact *fact, const Scope *scope)
{
    if (fact->type.kind != TYPE_NUMBER && fact->type.kind != TYPE_DATE)
        return special_any(specialist, fact->type);
    // The interpreter's default range, with the limits that the law states in their place.
    const Value range = run_type_range(specialist->run, fact->type);
    Lanes lanes = special_constant(specialist, &range, fact->type);
    const NodeId limits[] = {fact->low, fact->high};
    for (int i = 0; i < 2; i++) {
        if (limits[i] == NONE) continue;
        const Lanes limit = special_evaluate(specialist, limits[i], scope);
        Fraction *end = i == 0 ? &lanes.low : &lanes.high;
        *end =
            fraction_choose(specialist->graph, limit.some, i == 0 ? &limit.low : &limit.high, end);
        lanes.trap = graph_or(specialist->graph, lanes.trap, limit.trap);
    }
    return lanes;
}

// A fact nobody told: what the law presumes, or unknown.
static Lanes absent_fact(Specialist *specialist, const Fact *fact, bool said)
{
    Graph *graph = specialist->graph;
    const RuleScope rule = {.rule = NONE, .self = NONE};
    const Scope scope = own_scope(fact->entity, &rule);
    Lanes asked = lanes_yesno(graph, GRAPH_YES);
    if (fact->when != NONE) asked = special_evaluate(specialist, fact->when, &scope);
    const Lane maybe = lanes_may_be_yes(graph, &asked);
    Lanes value = lanes_none();
    if (maybe != GRAPH_NO) {
        value = unknown_fact(specialist, fact, &scope);
        if (fact->normally_none) value = lanes_or_none(graph, value, GRAPH_YES);
        if (!said && !specialist->from->strict && fact->normally_none) value = lanes_none();
        if (!said && !specialist->from->strict && fact->normally != NONE) {
            const Lanes normally = special_evaluate(specialist, fact->normally, &scope);
            const Lane firm = graph_not(graph, normally.none);
            value = lanes_choose(graph, firm, &normally, &value);
            value.trap = graph_or(graph, value.trap, normally.trap);
        }
    }
    Lanes result = lanes_within(graph, value, maybe);
    result = lanes_or_none(graph, result, lanes_may_be_no(graph, &asked));
    result.trap = graph_or(graph, result.trap, asked.trap);
    return result;
}

// The cells of a column as known values.
static Lanes told_value(Specialist *specialist, Type type, uint32_t column)
{
    Graph *graph = specialist->graph;
    const ColumnSpec *spec = &specialist->from->specs[column];
    if (!type_is_set(type)) {
        Lanes value = lanes_column(graph_cell(graph, column, spec));
        value.low.den = graph_number(graph, spec->scale);
        value.high.den = value.low.den;
        return value;
    }
    Lanes value = lanes_set(graph, rails_of(specialist, type));
    value.single = true;
    if (type.kind == TYPE_YESNO) {
        value.rails[1] = graph_cell_is(graph, column, spec, 1);
        value.rails[0] = graph_not(graph, value.rails[1]);
        return value;
    }
    for (size_t i = 0; i < value.rail_count; i++)
        value.rails[i] =
            graph_cell_is(graph, column, spec, column_cell_of(specialist->program, spec, type, i));
    return value;
}

// What the law does not allow is refused, not worked with (decision.c, check_ranges).
static void refuse_breaches(Specialist *specialist, const Fact *fact, const Lanes *told, Lane known)
{
    Graph *graph = specialist->graph;
    if (fact->type.kind != TYPE_NUMBER && fact->type.kind != TYPE_DATE) return;
    const RuleScope rule = {.rule = NONE, .self = NONE};
    const Scope scope = own_scope(fact->entity, &rule);
    const Lanes range = unknown_fact(specialist, fact, &scope);
    Lane breach = range.trap;
    breach = graph_or(graph, breach, fraction_less(graph, &told->low, &range.low, &breach));
    breach = graph_or(graph, breach, fraction_less(graph, &range.high, &told->low, &breach));
    breach = graph_any(graph, graph_and(graph, known, breach));
    specialist->refused = graph_or(graph, specialist->refused, breach);
}

// Values put in place of this one: for everyone, or for single members.
static bool overridden(Specialist *specialist, OverrideKind kind, uint32_t index, Type type,
                       Lanes *value)
{
    Graph *graph = specialist->graph;
    bool everyone = false;
    for (size_t i = 0; i < specialist->from->override_count; i++) {
        const Override *one = &specialist->from->overrides[i];
        if (one->kind != kind || one->index != index) continue;
        const Lanes lanes = special_constant(specialist, &one->value, type);
        if (one->instance == NONE) *value = lanes;
        else *value = lanes_choose(graph, graph_slot_is(graph, one->instance), &lanes, value);
        everyone = everyone || one->instance == NONE;
    }
    return everyone;
}

static Lanes work_out_fact(Specialist *specialist, uint32_t index)
{
    Graph *graph = specialist->graph;
    const Specialisation *from = specialist->from;
    const Fact *fact = &specialist->program->facts.items[index];
    for (size_t i = 0; i < from->common_count; i++) {
        if (from->common[i].fact == index)
            return special_constant(specialist, &from->common[i].value, fact->type);
    }
    const uint32_t column = from->column_of[index];
    if (column == NONE) return absent_fact(specialist, fact, false);
    const ColumnSpec *spec = &from->specs[column];
    Lanes value = told_value(specialist, fact->type, column);
    const Lane known = graph_state_is(graph, column, spec, CELL_KNOWN);
    refuse_breaches(specialist, fact, &value, known);
    if (!spec->with_states) return value;
    const Lane unknown = graph_state_is(graph, column, spec, CELL_UNKNOWN);
    const Lane none = graph_state_is(graph, column, spec, CELL_NONE);
    const Lanes silent = absent_fact(specialist, fact, false);
    const Lanes said = absent_fact(specialist, fact, true);
    const Lanes nothing = lanes_none();
    const Lanes open = lanes_choose(graph, unknown, &said, &silent);
    const Lanes untold = lanes_choose(graph, none, &nothing, &open);
    return lanes_choose(graph, known, &value, &untold);
}

const Lanes *special_fact(Specialist *specialist, uint32_t index)
{
    LanesMemo *memo = &specialist->facts[index];
    if (!memo->done) {
        const Type type = specialist->program->facts.items[index].type;
        if (!overridden(specialist, OVERRIDE_FACT, index, type, &memo->value)) {
            memo->value = work_out_fact(specialist, index);
            (void)overridden(specialist, OVERRIDE_FACT, index, type, &memo->value);
        }
        memo->done = true;
    }
    return &memo->value;
}

// --- rules ---

typedef struct Ranking {
    Lanes value;
    Lane certain;
} Ranking;

// Takes an alternative's value into account, in the lanes where it is still asked.
static Lane consider(Specialist *specialist, Ranking *ranking, const Lanes *value, Lane asked)
{
    Graph *graph = specialist->graph;
    const Lanes here = lanes_within(graph, *value, asked);
    const Lane certain = graph_and_not(graph, here.some, here.none);
    const Lane both = graph_and(graph, certain, ranking->certain);
    Lane conflict = GRAPH_NO;
    if (both != GRAPH_NO) {
        const Lanes same = lanes_equal(graph, &here, &ranking->value);
        conflict = graph_and(graph, both, lanes_may_be_no(graph, &same));
    }
    Lanes applicable = here;
    applicable.none = GRAPH_NO;
    ranking->value = lanes_either(graph, &ranking->value, &applicable);
    ranking->value.trap = graph_or(graph, ranking->value.trap, conflict);
    ranking->certain = graph_or(graph, ranking->certain, certain);
    return certain;
}

// Goes down the ranks (interpret/rules.c, rank): an alternative is asked where nothing that
// outranks it certainly applies.
static Lanes rank(Specialist *specialist, uint32_t index, uint64_t left)
{
    Graph *graph = specialist->graph;
    const Rule *rule = &specialist->program->rules.items[index];
    Lane removed[ALTERNATIVES_MAX];
    for (size_t i = 0; i < ALTERNATIVES_MAX; i++) removed[i] = GRAPH_NO;
    Ranking ranking = {.value = lanes_none(), .certain = GRAPH_NO};
    ranking.value.none = GRAPH_NO;
    if (type_is_set(rule->type)) {
        ranking.value = lanes_set(graph, rails_of(specialist, rule->type));
        ranking.value.some = GRAPH_NO;
        ranking.value.single = true;
    }
    while (left != 0) {
        size_t i = 0;
        for (bool free = false; !free; i += !free) { // the first that no other outranks
            if ((left >> i & 1) == 0) continue;
            free = true;
            for (size_t j = 0; j < rule->alternative_count && free; j++)
                free = (left >> j & 1) == 0 || (rule->alternatives[j].outranks >> i & 1) == 0;
        }
        left &= ~(UINT64_C(1) << i);
        const Lane asked = graph_not(graph, removed[i]);
        if (asked == GRAPH_NO) continue;
        const RuleScope rule_scope = {.rule = index, .alternative = (uint32_t)i, .self = NONE};
        const Scope scope = own_scope(rule->entity, &rule_scope);
        const Lanes value = special_evaluate(specialist, rule->alternatives[i].body, &scope);
        const Lane certain = consider(specialist, &ranking, &value, asked);
        for (size_t j = 0; j < rule->alternative_count; j++) {
            if ((rule->alternatives[i].outranks >> j & 1) != 0)
                removed[j] = graph_or(graph, removed[j], certain);
        }
    }
    ranking.value.none = graph_not(graph, ranking.certain);
    return ranking.value;
}

// A value that a place may set must keep to the law's limits.
static void check_limits(Specialist *specialist, const Rule *rule, Lanes *value)
{
    Graph *graph = specialist->graph;
    const RuleScope rule_scope = {.rule = NONE, .self = NONE};
    const Scope scope = own_scope(rule->entity, &rule_scope);
    const NodeId limits[] = {rule->low, rule->high};
    if (value->sets) return;
    for (int i = 0; i < 2; i++) {
        if (limits[i] == NONE) continue;
        const Lanes limit = special_evaluate(specialist, limits[i], &scope);
        const Lane known = graph_and(graph, lanes_known(graph, value), lanes_known(graph, &limit));
        Lane trap = limit.trap;
        const Lane breach = i == 0 ? fraction_less(graph, &value->low, &limit.low, &trap)
                                   : fraction_less(graph, &limit.low, &value->low, &trap);
        trap = graph_or(graph, limit.trap, graph_and(graph, known, graph_or(graph, breach, trap)));
        value->trap = graph_or(graph, value->trap, trap);
    }
}

static Lanes work_out_rule(Specialist *specialist, uint32_t index)
{
    Graph *graph = specialist->graph;
    const Rule *rule = &specialist->program->rules.items[index];
    const EntityKind kind = specialist->program->entities.items[rule->entity].kind;
    if (kind == ENTITY_RECORD || specialist->program->entities.items[rule->entity].splits)
        return lanes_trap();
    if (rule->programme != NONE && !special_in_force(specialist, rule->programme))
        return lanes_none();
    Lanes value = rank(specialist, index, run_in_force(specialist->run, index));
    if (rule->delegated != NONE) {
        const Lanes any = special_any(specialist, rule->type);
        const Lane trap = value.trap;
        value = lanes_choose(graph, value.none, &any, &value);
        value.trap = trap;
    }
    if (rule->rounded) value = lanes_round(graph, &value, rule->rounding_unit, rule->rounding);
    check_limits(specialist, rule, &value);
    return value;
}

// A rule whose values stand in a column, where they are known; else as it is worked out.
static Lanes told_rule(Specialist *specialist, uint32_t index)
{
    const Specialisation *from = specialist->from;
    const uint32_t column = from->rule_column_of != NULL ? from->rule_column_of[index] : NONE;
    if (column == NONE) return work_out_rule(specialist, index);
    const Type type = specialist->program->rules.items[index].type;
    const Lanes told = told_value(specialist, type, column);
    const ColumnSpec *spec = &from->specs[column];
    if (!spec->with_states) return told;
    const Lanes untold = work_out_rule(specialist, index);
    return lanes_choose(specialist->graph,
                        graph_state_is(specialist->graph, column, spec, CELL_KNOWN), &told,
                        &untold);
}

const Lanes *special_rule(Specialist *specialist, uint32_t index)
{
    LanesMemo *memo = &specialist->rules[index];
    if (!memo->done) {
        const Type type = specialist->program->rules.items[index].type;
        if (!overridden(specialist, OVERRIDE_RULE, index, type, &memo->value)) {
            memo->value = told_rule(specialist, index);
            (void)overridden(specialist, OVERRIDE_RULE, index, type, &memo->value);
        }
        memo->done = true;
    }
    return &memo->value;
}

Lanes special_base(Specialist *specialist, const Scope *scope)
{
    const RuleScope *rule = scope->rule;
    if (rule->asked != NULL) return *rule->asked->base;
    const uint64_t in_force = run_in_force(specialist->run, rule->rule);
    const Alternative *own =
        &specialist->program->rules.items[rule->rule].alternatives[rule->alternative];
    const Lanes value = rank(specialist, rule->rule, in_force & own->outranks);
    return special_reach(specialist, scope, specialist->program->rules.items[rule->rule].entity,
                         value);
}

// --- the whole ---

Specialist *specialist_create(const Specialisation *from, Graph *graph)
{
    const Program *program = from->program;
    Arena *arena = graph->arena;
    const Str id = STR("a");
    const SituationOutline outline = {
        .date = from->date, .region = from->region, .member_ids = &id, .member_count = 1};
    Situation *situation = situation_create(program, &outline, arena);
    situation->overrides = from->overrides;
    situation->override_count = from->override_count;
    const RunOptions options = {.strict = from->strict, .brief = true, .known_on = from->known_on};
    Specialist *specialist = ARENA_ONE(arena, Specialist);
    *specialist = (Specialist){
        .from = from,
        .program = program,
        .graph = graph,
        .arena = arena,
        .run = run_create(situation, options, arena),
        .facts = ARENA_ARRAY(arena, LanesMemo, program->facts.count),
        .rules = ARENA_ARRAY(arena, LanesMemo, program->rules.count),
        .awards = ARENA_ARRAY(arena, LanesMemo, program->programmes.count),
        .refused = GRAPH_NO,
    };
    return specialist;
}

// For how many persons: one for each grant of a person, all of a unit or household.
static Lane members_of_grant(Specialist *specialist, const Programme *programme, Lane qualifies)
{
    Graph *graph = specialist->graph;
    const Entity *entity = &specialist->program->entities.items[programme->entity];
    if (entity->kind == ENTITY_PERSON) return graph_count(graph, qualifies);
    if (entity->kind != ENTITY_UNIT) return graph_size(graph);
    const Lanes *belongs = special_rule(specialist, entity->membership);
    return graph_count(graph, lanes_is_yes(graph, belongs));
}

// One programme's outcome (decision.c, decide_grant).
static void grant(Specialist *specialist, uint32_t index, GrantLanes *result, Lane *refused)
{
    Graph *graph = specialist->graph;
    const Programme *programme = &specialist->program->programmes.items[index];
    const Lanes *qualifies = special_rule(specialist, programme->qualifies);
    Lane excluded = GRAPH_NO;
    Lane may_be_excluded = GRAPH_NO;
    Lane trap = GRAPH_NO;
    special_excluded(specialist, index, &excluded, &may_be_excluded, &trap);
    const Lane asked = lanes_may_be_yes(graph, qualifies);
    const Lane left = graph_and_not(graph, asked, excluded);
    Lane open = graph_or(graph, lanes_may_be_no(graph, qualifies), may_be_excluded);
    *result = (GrantLanes){
        .programme = index, .of_person = programme->entity == PERSON, .amount = lanes_none()};
    Lane traps = graph_or(graph, qualifies->trap, graph_and(graph, asked, trap));
    if (programme->amount != NONE) {
        const Lanes *amount = special_awarded(specialist, index);
        const Lane settled = graph_or(graph, lanes_known(graph, amount),
                                      graph_and_not(graph, amount->none, amount->some));
        open = graph_or(graph, open, graph_not(graph, settled));
        traps = graph_or(graph, traps, graph_and(graph, left, amount->trap));
        result->amount = *amount;
    }
    result->undetermined = graph_and(graph, left, open);
    result->qualifies = graph_and_not(graph, left, open);
    result->trap = traps;
    result->members = members_of_grant(specialist, programme, result->qualifies);
    *refused = graph_or(graph, *refused, graph_any(graph, traps));
}

void specialist_programmes(Specialist *specialist, SpecialLaw *law)
{
    const Program *program = specialist->program;
    *law = (SpecialLaw){
        .from = specialist->from,
        .grants = ARENA_ARRAY(specialist->arena, GrantLanes, program->programmes.count),
        .tier = lanes_none(),
        .refused = GRAPH_NO,
    };
    // Every fact is looked at: one outside its limits refuses the household.
    for (uint32_t f = 0; f < program->facts.count; f++) {
        const EntityKind kind = program->entities.items[program->facts.items[f].entity].kind;
        if (kind != ENTITY_RECORD && specialist->from->column_of[f] != NONE)
            (void)special_fact(specialist, f);
    }
    for (uint32_t i = 0; i < program->programmes.count; i++) {
        if (special_in_force(specialist, i))
            grant(specialist, i, &law->grants[law->grant_count++], &law->refused);
    }
    if (program->tier_rule != NONE) law->tier = *special_rule(specialist, program->tier_rule);
    law->refused =
        graph_or(specialist->graph, law->refused, graph_any(specialist->graph, law->tier.trap));
    law->refused = graph_or(specialist->graph, law->refused, specialist->refused);
}

RuleLanes specialist_rule(Specialist *specialist, uint32_t rule)
{
    return (RuleLanes){.of_person = specialist->program->rules.items[rule].entity == PERSON,
                       .value = *special_rule(specialist, rule)};
}

// What a programme pays out: its amount where it is granted and served, else nothing.
static Lanes paid(Specialist *specialist, uint32_t programme, const SpecialLaw *law, Lane served)
{
    Graph *graph = specialist->graph;
    Lanes money = lanes_number(graph, number_whole(0));
    for (size_t g = 0; g < law->grant_count; g++) {
        const GrantLanes *one = &law->grants[g];
        if (one->programme != programme || one->amount.some == GRAPH_NO) continue;
        const Lane when = graph_and(graph, one->qualifies, served);
        money.low = fraction_choose(graph, when, &one->amount.low, &money.low);
        money.high = money.low;
    }
    return money;
}

Lanes specialist_history(Specialist *specialist, uint32_t history, const SpecialLaw *law,
                         Lane served)
{
    const HistoryColumn *column = &specialist->program->columns.items[history];
    switch (column->kind) {
    case COLUMN_FACT: return *special_fact(specialist, column->target);
    case COLUMN_RULE: return *special_rule(specialist, column->target);
    case COLUMN_PAID: break;
    }
    return paid(specialist, column->target, law, served);
}
