#include "explain/reasons.h"

#include "base/panic.h"
#include "base/text.h"

enum { REASON_DEPTH_MAX = 4, STEP_DEPTH = 3, STEPS_MAX = 400 };

static const Memo *memo_of(const Run *run, uint32_t rule, uint32_t instance)
{
    const RuleMemo *memo = &run->rules[rule];
    return memo->cells == NULL ? NULL : &memo->cells[instance];
}

// The alternative that gave the value, or NULL.
static const Alternative *decider(const Run *run, uint32_t rule, uint32_t instance)
{
    const Memo *memo = memo_of(run, rule, instance);
    const Rule *one = &run->program->rules.items[rule];
    if (memo == NULL || memo->winner == SEVERAL || memo->winner >= one->alternative_count)
        return NULL;
    return &one->alternatives[memo->winner];
}

// The alternative to explain: the one that decided, else the rule's own value, if it is in force.
static const Alternative *explained(Run *run, uint32_t rule, uint32_t instance)
{
    const Alternative *one = decider(run, rule, instance);
    if (one != NULL) return one;
    const uint64_t in_force = run_in_force(run, rule);
    const Rule *all = &run->program->rules.items[rule];
    for (size_t i = 0; i < all->alternative_count; i++) {
        if ((in_force >> i & 1) != 0 && all->alternatives[i].kind == ALTERNATIVE_BASE)
            return &all->alternatives[i];
    }
    return NULL;
}

Citation deciding_citation(const Run *run, uint32_t rule, uint32_t instance)
{
    const Alternative *one = decider(run, rule, instance);
    if (one != NULL && one->citation.text.size > 0) return one->citation;
    return run->program->rules.items[rule].citation;
}

static const Frame *keep_frame(Run *run, uint32_t rule, uint32_t instance,
                               const Alternative *alternative)
{
    const Rule *one = &run->program->rules.items[rule];
    RuleFrame *rule_frame = ARENA_ONE(run->arena, RuleFrame);
    *rule_frame = (RuleFrame){
        .rule = rule,
        .alternative = (uint32_t)(alternative - one->alternatives),
        .person = one->entity == PERSON ? instance : NONE,
    };
    Frame *frame = ARENA_ONE(run->arena, Frame);
    *frame =
        (Frame){.entity = one->entity, .instance = instance, .month = NONE, .rule = rule_frame};
    return frame;
}

// --- reasons ---

typedef struct Explanation {
    const Speaker *speaker;
    Run *run;
    bool all; // every condition; else those that decided
} Explanation;

static ReasonVec explain_parts(const Explanation *e, const Reason *owner, NodeId id,
                               const Frame *frame, unsigned depth, bool pruned);

static Str exception_note(const Explanation *e, const Alternative *alternative, Str text)
{
    if (alternative->kind == ALTERNATIVE_BASE || alternative->labels.zh.size == 0) return text;
    const Str name = say_label(e->speaker, alternative->labels, alternative->name);
    return say_2(e->speaker, PHRASE_BECAUSE_OF, text,
                 say_1(e->speaker, PHRASE_EXCEPTION_HOLDS, name));
}

static bool is_joined(const Node *node)
{
    return node->op == OP_AND || node->op == OP_OR;
}

// Whether a part has a say in how the whole came out: of what holds for one of several reasons, the
// reasons that hold; of what fails for lack of one, those that fail; of what is open, what is open.
static bool decides(Opcode joined_by, const Value *whole, const Value *part)
{
    const bool all_needed = joined_by == OP_AND;
    if (value_is_yes(whole)) return all_needed || value_is_yes(part);
    if (value_is_no(whole)) return !all_needed || value_is_no(part);
    return !value_is_yes(part) && !value_is_no(part);
}

static Str rule_text(const Explanation *e, uint32_t rule, uint32_t instance)
{
    const Str text = say_rule(e->speaker, rule);
    if (e->run->program->rules.items[rule].entity != PERSON) return text;
    return say_2(e->speaker, PHRASE_PERSON_IS, say_member(e->speaker, instance), text);
}

// What failed is said as what is required, so that the sentence is true without its mark.
static Str told(const Explanation *e, const Value *truth, Str text)
{
    return value_is_no(truth) ? say_1(e->speaker, PHRASE_REQUIRED, text) : text;
}

// A condition that is a rule of its own: its label, what it says, and its parts.
static Reason explain_rule(const Explanation *e, uint32_t rule, uint32_t instance, unsigned depth)
{
    Reason reason = {
        .rule = rule,
        .instance = instance,
        .name = rule_name(e->run->arena, &e->run->program->rules.items[rule]),
        .citation = deciding_citation(e->run, rule, instance),
        .truth = run_rule(e->run, rule, instance)->value,
        .text = rule_text(e, rule, instance),
        .node = NONE,
    };
    const Alternative *alternative = explained(e->run, rule, instance);
    if (alternative == NULL || depth > REASON_DEPTH_MAX) return reason;
    const Frame *frame = keep_frame(e->run, rule, instance, alternative);
    const Node *body = program_node(e->run->program, alternative->body);
    reason.node = alternative->body;
    reason.frame = frame;
    if (is_joined(body) || body->op == OP_RULE) {
        const ReasonVec parts =
            explain_parts(e, &reason, alternative->body, frame, depth + 1, !e->all);
        reason.because = parts.items;
        reason.because_count = parts.count;
        reason.text = told(e, &reason.truth, reason.text);
    } else if (body->op != OP_CONSTANT) {
        const Str sentence = say_node(e->speaker, alternative->body, e->run, frame);
        reason.text =
            say_2(e->speaker, PHRASE_LABELLED, reason.text, told(e, &reason.truth, sentence));
    }
    reason.text = exception_note(e, alternative, reason.text);
    return reason;
}

static bool is_condition_rule(const Explanation *e, const Node *node)
{
    return node->op == OP_RULE &&
           e->run->program->rules.items[node->target].type.kind == TYPE_YESNO;
}

// Several conditions in one: the one that decided, if it was one; else a heading for all of them.
static Reason explain_joined(const Explanation *e, const Reason *owner, NodeId id,
                             const Frame *frame, unsigned depth)
{
    const Node *node = program_node(e->run->program, id);
    const ReasonVec parts = explain_parts(e, owner, id, frame, depth + 1, !e->all);
    if (parts.count == 1) return parts.items[0];
    const Value truth = evaluate(e->run, id, frame);
    const Str heading =
        say(e->speaker, node->op == OP_AND ? PHRASE_ALL_OF_THESE : PHRASE_ONE_OF_THESE);
    return (Reason){
        .rule = owner->rule,
        .instance = owner->instance,
        .name = owner->name,
        .citation = owner->citation,
        .truth = truth,
        .text = told(e, &truth, heading),
        .because = parts.items,
        .because_count = parts.count,
        .node = id,
        .frame = frame,
    };
}

static Reason explain_node(const Explanation *e, const Reason *owner, NodeId id, const Frame *frame,
                           unsigned depth)
{
    const Node *node = program_node(e->run->program, id);
    if (is_condition_rule(e, node)) {
        bool maybe = false;
        const uint32_t entity = e->run->program->rules.items[node->target].entity;
        const uint32_t instance = run_reach(e->run, frame->entity, frame->instance, entity, &maybe);
        if (instance != NONE) {
            Reason reason = explain_rule(e, node->target, instance, depth);
            if (reason.citation.text.size == 0) reason.citation = owner->citation;
            return reason;
        }
    }
    if (is_joined(node) && depth <= REASON_DEPTH_MAX)
        return explain_joined(e, owner, id, frame, depth);
    const Value truth = evaluate(e->run, id, frame);
    return (Reason){
        .rule = owner->rule,
        .instance = owner->instance,
        .name = owner->name,
        .citation = owner->citation,
        .truth = truth,
        .text = told(e, &truth, say_node(e->speaker, id, e->run, frame)),
        .node = id,
        .frame = frame,
    };
}

// The conditions that a body joins, each a reason; `pruned`: only those that decided.
static ReasonVec explain_parts(const Explanation *e, const Reason *owner, NodeId id,
                               const Frame *frame, unsigned depth, bool pruned)
{
    ReasonVec reasons = {0};
    const Node *node = program_node(e->run->program, id);
    if (!is_joined(node)) {
        const Reason reason = explain_node(e, owner, id, frame, depth);
        *vec_push(e->run->arena, &reasons) = reason;
        return reasons;
    }
    const Value whole = evaluate(e->run, id, frame);
    for (uint32_t i = 0; i < node->child_count; i++) {
        const NodeId part = program_child(e->run->program, node, i);
        const Value truth = evaluate(e->run, part, frame);
        if (pruned && !decides(node->op, &whole, &truth)) continue;
        const Reason reason = explain_node(e, owner, part, frame, depth);
        *vec_push(e->run->arena, &reasons) = reason;
    }
    return reasons;
}

ReasonVec reasons_of_rule(const Speaker *speaker, Run *run, uint32_t rule, uint32_t instance,
                          bool all)
{
    const Explanation e = {.speaker = speaker, .run = run, .all = all};
    ReasonVec reasons = {0};
    const Reason owner = {
        .rule = rule,
        .instance = instance,
        .name = rule_name(run->arena, &run->program->rules.items[rule]),
        .citation = deciding_citation(run, rule, instance),
        .truth = run_rule(run, rule, instance)->value,
        .text = say_rule(speaker, rule),
        .node = NONE,
    };
    const Alternative *alternative = explained(run, rule, instance);
    if (alternative == NULL) {
        *vec_push(run->arena, &reasons) = owner;
        return reasons;
    }
    const Frame *frame = keep_frame(run, rule, instance, alternative);
    const Node *body = program_node(run->program, alternative->body);
    // Conditions that must all hold are each a reason; of alternatives there is one reason.
    if (body->op == OP_AND) {
        reasons = explain_parts(&e, &owner, alternative->body, frame, 0, false);
    } else {
        const Reason reason = explain_node(&e, &owner, alternative->body, frame, 0);
        *vec_push(run->arena, &reasons) = reason;
    }
    return reasons;
}

ReasonVec reasons_of_grant(const Speaker *speaker, Run *run, uint32_t programme, const Grant *grant,
                           bool all)
{
    const Programme *one = &run->program->programmes.items[programme];
    ReasonVec reasons = reasons_of_rule(speaker, run, one->qualifies, grant->instance, all);
    if (grant->excluded_by == NULL) return reasons;
    const Exclusive *by = grant->excluded_by;
    *vec_push(run->arena, &reasons) = (Reason){
        .rule = one->qualifies,
        .instance = grant->instance,
        .name = by->name,
        .citation = by->citation,
        .truth = value_yesno(false),
        .text = say_2(speaker, PHRASE_EXCLUDED, say_programme(speaker, grant->winner),
                      say_label(speaker, by->labels, by->name)),
        .node = NONE,
    };
    return reasons;
}

// --- steps ---

typedef struct StepWalk {
    const Speaker *speaker;
    Run *run;
    StepVec steps;
    bool all;
} StepWalk;

static void walk_steps(StepWalk *walk, NodeId id, const Frame *frame, unsigned depth);

static const Phrase rounding_phrases[] = {
    [ROUND_UP] = PHRASE_ROUNDED_UP,
    [ROUND_DOWN] = PHRASE_ROUNDED_DOWN,
    [ROUND_HALF_UP] = PHRASE_ROUNDED_HALF_UP,
    [ROUND_HALF_EVEN] = PHRASE_ROUNDED_HALF_EVEN,
};

static Str step_text(StepWalk *walk, uint32_t rule, uint32_t instance, const Alternative *from,
                     const Frame *frame, const Value *value)
{
    const Speaker *speaker = walk->speaker;
    const Rule *one = &walk->run->program->rules.items[rule];
    Str name = say_rule(speaker, rule);
    if (one->entity == PERSON)
        name = say_2(speaker, PHRASE_PERSON_FACT, say_member(speaker, instance), name);
    Str says = say_node(speaker, from->body, walk->run, frame);
    if (one->rounded) {
        Type unit = one->type;
        if (unit.dimensions[DIMENSION_MONEY] == 1) unit = type_money();
        says = say_2(speaker, rounding_phrases[one->rounding], says,
                     say_written(speaker, one->rounding_unit, unit));
    }
    says = exception_note(&(Explanation){.speaker = speaker, .run = walk->run}, from, says);
    const Str line = say_2(speaker, PHRASE_AMOUNT_LINE, name, says);
    const Str worth = say_value(speaker, value, one->type);
    const bool plain = value_is_known(value) && value->set == 0 &&
                       str_equal(says, say_written(speaker, value->low, one->type));
    if (plain) return say_2(speaker, PHRASE_AMOUNT_LINE, name, worth);
    if (str_ends(line, worth)) return line;
    return say_2(speaker, PHRASE_WITH_VALUE, line, worth);
}

static bool is_step(const StepWalk *walk, const Rule *rule)
{
    return walk->all || rule->type.kind == TYPE_NUMBER || rule->type.kind == TYPE_CHOICE;
}

static void add_step(StepWalk *walk, uint32_t rule, uint32_t instance, unsigned depth)
{
    const Rule *one = &walk->run->program->rules.items[rule];
    if (walk->steps.count >= STEPS_MAX || !is_step(walk, one)) return;
    for (size_t i = 0; i < walk->steps.count; i++) {
        if (walk->steps.items[i].rule == rule && walk->steps.items[i].instance == instance) return;
    }
    const Alternative *from = explained(walk->run, rule, instance);
    if (from == NULL) return;
    const Value value = run_rule(walk->run, rule, instance)->value;
    const Frame *frame = keep_frame(walk->run, rule, instance, from);
    const Step step = {.rule = rule,
                       .instance = instance,
                       .depth = depth,
                       .citation = deciding_citation(walk->run, rule, instance),
                       .value = value,
                       .text = step_text(walk, rule, instance, from, frame, &value)};
    *vec_push(walk->run->arena, &walk->steps) = step;
    if (walk->all || depth < STEP_DEPTH) walk_steps(walk, from->body, frame, depth + 1);
}

static void walk_row_steps(StepWalk *walk, const Node *node, const Frame *frame, unsigned depth)
{
    const RowList rows = run_rows(walk->run, node->target, frame);
    if (walk->run->program->rows.items[node->target].kind == ROWS_MONTHS) return;
    for (size_t i = 0; i < rows.count; i++) {
        const Frame inner = frame_of_row(walk->run, node->target, &rows.items[i], frame);
        for (uint32_t c = 0; c < node->child_count; c++) {
            const NodeId child = program_child(walk->run->program, node, c);
            if (child != NONE) walk_steps(walk, child, &inner, depth);
        }
    }
}

// Of a list only what counted, or may have: a family must not read amounts that it is not granted.
static void walk_list_steps(StepWalk *walk, const Node *node, const Frame *frame, unsigned depth)
{
    const Program *program = walk->run->program;
    for (uint32_t i = 0; i + 1 < node->child_count; i += 2) {
        const NodeId id = program_child(program, node, i);
        const NodeId when = program_child(program, node, i + 1);
        const Value holds = when == NONE ? value_yesno(true) : evaluate(walk->run, when, frame);
        const Value value = evaluate(walk->run, id, frame);
        if (value_is_no(&holds) || !value_may_apply(&value)) continue;
        if (walk->all && when != NONE) walk_steps(walk, when, frame, depth);
        walk_steps(walk, id, frame, depth);
        const bool certain = value_is_yes(&holds) && !value_may_be_none(&value);
        if (node->op == OP_LIST_FIRST && certain) return;
    }
}

static bool is_list_op(Opcode op)
{
    return op >= OP_LIST_FIRST && op <= OP_LIST_SMALLEST;
}

static bool is_rows_op(Opcode op)
{
    return op >= OP_ROWS_SUM && op <= OP_ROWS_RUN;
}

static void walk_steps(StepWalk *walk, NodeId id, const Frame *frame, unsigned depth)
{
    const Node *node = program_node(walk->run->program, id);
    if (node->op == OP_RULE) {
        bool maybe = false;
        const uint32_t entity = walk->run->program->rules.items[node->target].entity;
        const uint32_t instance =
            run_reach(walk->run, frame->entity, frame->instance, entity, &maybe);
        if (instance != NONE) add_step(walk, node->target, instance, depth);
        return;
    }
    if (is_rows_op(node->op)) {
        walk_row_steps(walk, node, frame, depth);
        return;
    }
    if (is_list_op(node->op)) {
        walk_list_steps(walk, node, frame, depth);
        return;
    }
    if (node->op == OP_OTHERWISE) {
        const Value left = evaluate(walk->run, program_child(walk->run->program, node, 0), frame);
        walk_steps(walk, program_child(walk->run->program, node, !value_may_apply(&left)), frame,
                   depth);
        return;
    }
    if (node->op == OP_OF) {
        const NodeId whom = program_child(walk->run->program, node, 1);
        const Value person = evaluate(walk->run, whom, frame);
        if (!value_is_known(&person)) return;
        const uint32_t instance = value_least_index(person.set);
        const Frame inner = {.entity = PERSON,
                             .instance = instance,
                             .month = frame->month,
                             .outer = frame,
                             .rule = frame->rule};
        walk_steps(walk, program_child(walk->run->program, node, 0), &inner, depth);
        return;
    }
    const Frame *asked = frame;
    for (uint32_t i = 0; node->op == OP_OUTER && i < node->detail; i++) {
        invariant(asked != NULL);
        asked = asked->outer;
    }
    for (uint32_t i = 0; i < node->child_count; i++) {
        const NodeId child = program_child(walk->run->program, node, i);
        if (child != NONE) walk_steps(walk, child, asked, depth);
    }
}

StepVec steps_of_rule(const Speaker *speaker, Run *run, uint32_t rule, uint32_t instance, bool all)
{
    StepWalk walk = {.speaker = speaker, .run = run, .all = all};
    add_step(&walk, rule, instance, 0);
    return walk.steps;
}
