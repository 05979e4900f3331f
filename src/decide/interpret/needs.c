// Which facts could still change an answer.
//
// Walks down from an open value through what left it open: a condition that is settled, however
// little is known around it, is not looked into, so nobody is asked for what cannot matter.

#include "decide/decision.h"

typedef struct Walk {
    Run *run;
    NeedVec *needs;
    unsigned char **seen; // [rule]: [instance]
} Walk;

static void walk_node(Walk *walk, NodeId id, const Frame *frame);

static void add_need(Walk *walk, NeedKind kind, uint32_t index, uint32_t instance)
{
    for (size_t i = 0; i < walk->needs->count; i++) {
        const Need *one = &walk->needs->items[i];
        if (one->kind == kind && one->index == index && one->instance == instance) return;
    }
    *vec_push(walk->run->arena, walk->needs) =
        (Need){.kind = kind, .index = index, .instance = instance};
}

static bool is_open(const Value *value)
{
    return value->state == VALUE_OPEN || value->state == VALUE_OPEN_OR_NONE;
}

static void walk_fact(Walk *walk, uint32_t index, uint32_t instance)
{
    Run *run = walk->run;
    const Fact *fact = &run->program->facts.items[index];
    const FactMemo *memo = run_fact(run, index, instance);
    if (!is_open(&memo->value)) return;
    const RuleFrame rule = {.rule = NONE, .person = fact->entity == PERSON ? instance : NONE};
    const Frame frame = {
        .entity = fact->entity, .instance = instance, .month = NONE, .rule = &rule};
    if (fact->when != NONE) walk_node(walk, fact->when, &frame);
    if (memo->presumed && fact->normally != NONE) walk_node(walk, fact->normally, &frame);
    else add_need(walk, NEED_FACT, index, instance);
}

static void walk_rule(Walk *walk, uint32_t index, uint32_t instance)
{
    Run *run = walk->run;
    const Rule *rule = &run->program->rules.items[index];
    const Memo *memo = run_rule(run, index, instance);
    if (!is_open(&memo->value)) return;
    if (walk->seen[index] == NULL) {
        const uint32_t count = run_instances(run, rule->entity);
        walk->seen[index] = ARENA_ARRAY(run->arena, unsigned char, count > 0 ? count : 1);
    }
    if (walk->seen[index][instance] != 0) return;
    walk->seen[index][instance] = 1;
    const uint64_t in_force = run_in_force(run, index);
    if (memo->unset) add_need(walk, NEED_RULE, index, instance);
    for (size_t i = 0; i < rule->alternative_count; i++) {
        if ((in_force >> i & 1) == 0) continue;
        const RuleFrame rule_frame = {.rule = index,
                                      .alternative = (uint32_t)i,
                                      .person = rule->entity == PERSON ? instance : NONE};
        const Frame frame = {
            .entity = rule->entity, .instance = instance, .month = NONE, .rule = &rule_frame};
        walk_node(walk, rule->alternatives[i].body, &frame);
    }
}

// Who belongs to a unit, where that is open.
static void walk_membership(Walk *walk, uint32_t unit)
{
    const Entity *entity = &walk->run->program->entities.items[unit];
    if (entity->kind != ENTITY_UNIT) return;
    for (uint32_t i = 0; i < walk->run->situation->member_count; i++)
        walk_rule(walk, entity->membership, i);
    if (entity->split == NONE) return;
    for (uint32_t i = 0; i < walk->run->situation->member_count; i++) {
        const RuleFrame rule = {.rule = NONE, .person = i};
        const Frame frame = {.entity = PERSON, .instance = i, .month = NONE, .rule = &rule};
        walk_node(walk, entity->split, &frame);
    }
}

static void walk_target(Walk *walk, const Node *node, const Frame *frame)
{
    const bool fact = node->op == OP_FACT;
    const uint32_t entity = fact ? walk->run->program->facts.items[node->target].entity
                                 : walk->run->program->rules.items[node->target].entity;
    bool maybe = false;
    const uint32_t instance = run_reach(walk->run, frame->entity, frame->instance, entity, &maybe);
    if (maybe) walk_membership(walk, entity);
    if (instance == NONE) return;
    if (fact) walk_fact(walk, node->target, instance);
    else walk_rule(walk, node->target, instance);
}

static void walk_children(Walk *walk, const Node *node, const Frame *frame)
{
    for (uint32_t i = 0; i < node->child_count; i++) {
        const NodeId child = program_child(walk->run->program, node, i);
        if (child != NONE) walk_node(walk, child, frame);
    }
}

// A parameter's keys; and the parameter itself, where no value is in force.
static void walk_parameter(Walk *walk, const Node *node, const Frame *frame)
{
    walk_children(walk, node, frame);
    for (size_t i = 0; i < walk->run->open.count; i++) {
        const OpenValue *open = &walk->run->open.items[i];
        if (open->parameter && open->index == node->target)
            add_need(walk, NEED_PARAMETER, node->target, 0);
    }
}

// A list of alternatives is looked into up to the first that surely holds.
static void walk_first(Walk *walk, const Node *node, const Frame *frame)
{
    for (uint32_t i = 0; i + 1 < node->child_count; i += 2) {
        const NodeId when = program_child(walk->run->program, node, i + 1);
        Value holds = value_yesno(true);
        if (when != NONE) {
            walk_node(walk, when, frame);
            holds = evaluate(walk->run, when, frame);
        }
        if (value_is_no(&holds)) continue;
        const NodeId item = program_child(walk->run->program, node, i);
        walk_node(walk, item, frame);
        const Value value = evaluate(walk->run, item, frame);
        if (!value_may_be_no(&holds) && !value_may_be_none(&value)) return;
    }
}

static void walk_list(Walk *walk, const Node *node, const Frame *frame)
{
    for (uint32_t i = 0; i + 1 < node->child_count; i += 2) {
        const NodeId when = program_child(walk->run->program, node, i + 1);
        if (when != NONE) {
            walk_node(walk, when, frame);
            const Value holds = evaluate(walk->run, when, frame);
            if (value_is_no(&holds)) continue;
        }
        walk_node(walk, program_child(walk->run->program, node, i), frame);
    }
}

// Where the rows of an aggregate come from: what has not been told, and whose they are.
static void walk_source(Walk *walk, uint32_t index, const Frame *frame)
{
    Run *run = walk->run;
    const Rows *rows = &run->program->rows.items[index];
    if (rows->kind == ROWS_MEMBERS && rows->of_unit != NONE) walk_membership(walk, rows->of_unit);
    if (rows->kind == ROWS_UNITS) walk_membership(walk, rows->entity);
    if (rows->kind == ROWS_MONTHS && run_rows(run, index, frame).open)
        add_need(walk, NEED_HISTORY, NONE, 0);
    if (rows->kind != ROWS_RECORD) return;
    const Entity *entity = &run->program->entities.items[rows->entity];
    RowList owners = {0};
    RowRef own = {.month = NONE};
    if (rows->owners != NONE) {
        walk_source(walk, rows->owners, frame);
        owners = run_rows(run, rows->owners, frame);
    } else {
        bool maybe = false;
        own.instance = run_reach(run, frame->entity, frame->instance, entity->owner, &maybe);
        if (own.instance != NONE) owners = (RowList){.items = &own, .count = 1};
    }
    for (size_t i = 0; i < owners.count; i++) {
        const bool presumed = entity->normally_none && !run->options.strict;
        if (!run->situation->rows_known[rows->entity][owners.items[i].instance] && !presumed)
            add_need(walk, NEED_ROWS, rows->entity, owners.items[i].instance);
    }
    if ((rows->months > 0 || rows->latest > 0) && entity->dated_by != NONE) {
        for (uint32_t row = 0; row < run->situation->counts[rows->entity]; row++)
            walk_fact(walk, entity->dated_by, row);
    }
}

static void walk_rows(Walk *walk, const Node *node, const Frame *frame)
{
    enum { FILTER = 1 };
    walk_source(walk, node->target, frame);
    const RowList rows = run_rows(walk->run, node->target, frame);
    const NodeId filter = program_child(walk->run->program, node, FILTER);
    for (size_t i = 0; i < rows.count; i++) {
        const Frame inner = frame_of_row(walk->run, node->target, &rows.items[i], frame);
        if (filter != NONE) {
            walk_node(walk, filter, &inner);
            const Value holds = evaluate(walk->run, filter, &inner);
            if (value_is_no(&holds)) continue;
        }
        for (uint32_t c = 0; c < node->child_count; c++) {
            const NodeId child = program_child(walk->run->program, node, c);
            if (child != NONE && c != FILTER) walk_node(walk, child, &inner);
        }
    }
}

// [value, person]: who is meant, and the value of each who may be.
static void walk_of(Walk *walk, const Node *node, const Frame *frame)
{
    const NodeId whom = program_child(walk->run->program, node, 1);
    walk_node(walk, whom, frame);
    const Value persons = evaluate(walk->run, whom, frame);
    for (uint32_t i = 0; i < walk->run->situation->member_count; i++) {
        if (!value_may_apply(&persons) || (persons.set >> i & 1) == 0) continue;
        const Frame inner = {.entity = PERSON,
                             .instance = i,
                             .month = frame->month,
                             .outer = frame,
                             .rule = frame->rule};
        walk_node(walk, program_child(walk->run->program, node, 0), &inner);
    }
}

// The programmes whose claims decide what this one is awarded.
static void walk_exclusions(Walk *walk, uint32_t programme)
{
    const Program *program = walk->run->program;
    for (size_t e = 0; e < program->exclusives.count; e++) {
        const Exclusive *exclusive = &program->exclusives.items[e];
        bool concerned = false;
        for (size_t p = 0; p < exclusive->count; p++)
            concerned = concerned || exclusive->programmes[p] == programme;
        if (concerned && exclusive->chosen_by != NONE) {
            const uint32_t entity = program->facts.items[exclusive->chosen_by].entity;
            for (uint32_t i = 0; i < situation_instances(walk->run->situation, entity); i++)
                walk_fact(walk, exclusive->chosen_by, i);
        }
        for (size_t p = 0; concerned && p < exclusive->count; p++) {
            const Programme *one = &program->programmes.items[exclusive->programmes[p]];
            const uint32_t count = run_instances(walk->run, one->entity);
            for (uint32_t i = 0; i < count; i++) {
                walk_rule(walk, one->qualifies, i);
                if (one->amount != NONE) walk_rule(walk, one->amount, i);
            }
        }
    }
}

static void walk_awarded(Walk *walk, const Node *node)
{
    walk_exclusions(walk, node->target);
    const Programme *own = &walk->run->program->programmes.items[node->target];
    for (uint32_t i = 0; i < run_instances(walk->run, own->entity); i++) {
        walk_rule(walk, own->qualifies, i);
        walk_rule(walk, own->amount, i);
    }
}

static void walk_past(Walk *walk, const Node *node, const Frame *frame)
{
    const uint32_t entity = walk->run->program->columns.items[node->target].entity;
    bool maybe = false;
    const uint32_t instance = run_reach(walk->run, frame->entity, frame->instance, entity, &maybe);
    if (maybe) walk_membership(walk, entity);
    if (instance == NONE || frame->month == NONE) return;
    const FactCell *cell =
        &walk->run->situation->months[frame->month].cells[node->target][instance];
    const bool paid = walk->run->program->columns.items[node->target].kind == COLUMN_PAID;
    if (cell->given == GIVEN_ABSENT && !paid) add_need(walk, NEED_HISTORY, node->target, 0);
}

// A quotient is compared by its parts (evaluate_compare), so that a divisor of nothing is no error.
static void walk_compare(Walk *walk, const Node *node, const Frame *frame)
{
    for (uint32_t i = 0; i < 2; i++) {
        const NodeId id = program_child(walk->run->program, node, i);
        const Node *side = program_node(walk->run->program, id);
        if (side->op == OP_DIVIDE) walk_children(walk, side, frame);
        else walk_node(walk, id, frame);
    }
}

static void walk_node(Walk *walk, NodeId id, const Frame *frame)
{
    const Value value = evaluate(walk->run, id, frame);
    if (!is_open(&value)) return;
    const Node *node = program_node(walk->run->program, id);
    switch ((int)node->op) {
    case OP_FACT:
    case OP_RULE: walk_target(walk, node, frame); break;
    case OP_PARAMETER: walk_parameter(walk, node, frame); break;
    case OP_PAST: walk_past(walk, node, frame); break;
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
    case OP_EQUAL: walk_compare(walk, node, frame); break;
    case OP_AWARDED: walk_awarded(walk, node); break;
    case OP_OF: walk_of(walk, node, frame); break;
    case OP_OUTER: {
        const Frame *outer = frame;
        for (uint32_t i = 0; i < node->detail; i++) {
            invariant(outer != NULL);
            outer = outer->outer;
        }
        walk_node(walk, program_child(walk->run->program, node, 0), outer);
        break;
    }
    case OP_BASE: {
        // What is open below the exception is open in its rule too, which is being walked.
        break;
    }
    case OP_LIST_FIRST: walk_first(walk, node, frame); break;
    case OP_LIST_SUM:
    case OP_LIST_COUNT:
    case OP_LIST_ANY:
    case OP_LIST_EVERY:
    case OP_LIST_LARGEST:
    case OP_LIST_SMALLEST: walk_list(walk, node, frame); break;
    case OP_ROWS_SUM:
    case OP_ROWS_COUNT:
    case OP_ROWS_ANY:
    case OP_ROWS_EVERY:
    case OP_ROWS_LARGEST:
    case OP_ROWS_SMALLEST:
    case OP_ROWS_FIRST:
    case OP_ROWS_LAST:
    case OP_ROWS_RANK:
    case OP_ROWS_RUN: walk_rows(walk, node, frame); break;
    default: walk_children(walk, node, frame); break;
    }
}

void needs_of_rule(Run *run, uint32_t rule, uint32_t instance, NeedVec *needs)
{
    Walk walk = {.run = run,
                 .needs = needs,
                 .seen = ARENA_ARRAY(run->arena, unsigned char *, run->program->rules.count)};
    walk_rule(&walk, rule, instance);
}

void needs_of_grant(Run *run, uint32_t programme, uint32_t instance, NeedVec *needs)
{
    const Programme *one = &run->program->programmes.items[programme];
    Walk walk = {.run = run,
                 .needs = needs,
                 .seen = ARENA_ARRAY(run->arena, unsigned char *, run->program->rules.count)};
    walk_rule(&walk, one->qualifies, instance);
    const Value qualifies = run_rule(run, one->qualifies, instance)->value;
    if (!value_may_be_yes(&qualifies)) return;
    if (one->amount != NONE) walk_rule(&walk, one->amount, instance);
    const Exclusive *by = NULL;
    uint32_t winner = NONE;
    const Value excluded = run_excluded(run, programme, instance, &by, &winner);
    if (!value_is_known(&excluded)) walk_exclusions(&walk, programme);
}
