#include "explain/changes.h"

// One quantity and the value it would need.
typedef struct Remedy {
    bool fact; // else a rule
    uint32_t index;
    uint32_t instance;
    Type type;
    Value value;      // put in its place
    Phrase relation;  // LESS, GREATER_EQUAL ...; of a yes/no or choice: EQUAL
    Number threshold; // what the relation is to
} Remedy;

typedef struct Search {
    const Speaker *speaker;
    Run *run;
    uint32_t programme;
    uint32_t instance;
    bool gains;
    ChangeVec changes;
} Search;

// --- trying it out ---

// Whether the programme would qualify with the remedy in place: yes, no, or open.
static Value would_qualify(const Search *search, const Remedy *remedy)
{
    Situation changed = *search->run->situation;
    Override *overrides = ARENA_ARRAY(search->run->arena, Override, changed.override_count + 1);
    for (size_t i = 0; i < changed.override_count; i++) overrides[i + 1] = changed.overrides[i];
    overrides[0] = (Override){.kind = remedy->fact ? OVERRIDE_FACT : OVERRIDE_RULE,
                              .index = remedy->index,
                              .instance = remedy->instance,
                              .value = remedy->value};
    changed.overrides = overrides;
    changed.override_count++;
    Run *run = run_create(&changed, search->run->options, search->run->arena);
    const uint32_t rule = search->run->program->programmes.items[search->programme].qualifies;
    const bool exists =
        search->instance < run_instances(run, search->run->program->rules.items[rule].entity);
    const Value value = exists ? run_rule(run, rule, search->instance)->value : value_none();
    return run->failed ? value_set(3) : value;
}

// --- what would settle one condition ---

static bool find_instance(const Search *search, uint32_t entity, const Frame *frame,
                          uint32_t *instance)
{
    bool maybe = false;
    *instance = run_reach(search->run, frame->entity, frame->instance, entity, &maybe);
    return *instance != NONE && !maybe;
}

static bool is_named(const Node *node)
{
    return node->op == OP_FACT || node->op == OP_RULE;
}

// The threshold for the left operand of `op`, if its right one is `right`. Products and quotients
// with a negative factor would turn the comparison and are left alone.
static bool turn_threshold(Opcode op, Number right, Number *threshold)
{
    switch ((int)op) {
    case OP_ADD: return number_subtract(*threshold, right, threshold);
    case OP_SUBTRACT: return number_add(*threshold, right, threshold);
    case OP_MULTIPLY: return right.num > 0 && number_divide(*threshold, right, threshold);
    case OP_DIVIDE: return right.num > 0 && number_multiply(*threshold, right, threshold);
    default: return false;
    }
}

// Follows arithmetic down to one named quantity, turning the threshold with it: of
// "income / size < 800" the quantity is income, and the threshold 800 * size.
static NodeId find_pivot(const Search *search, NodeId id, const Frame *frame, Number *threshold)
{
    const Program *program = search->run->program;
    for (int depth = 0; depth < 8; depth++) {
        const Node *node = program_node(program, id);
        if (is_named(node)) return id;
        const bool left_side = node->op == OP_ADD || node->op == OP_SUBTRACT ||
                               node->op == OP_MULTIPLY || node->op == OP_DIVIDE;
        if (node->op == OP_CONVERT) {
            const Number factor = program->constants.items[node->target];
            if (!number_divide(*threshold, factor, threshold)) return NONE;
        } else if (left_side) {
            const Value right = evaluate(search->run, program_child(program, node, 1), frame);
            if (!value_is_known(&right) || !turn_threshold(node->op, right.low, threshold))
                return NONE;
        } else {
            return NONE;
        }
        id = program_child(program, node, 0);
    }
    return NONE;
}

// The value on the wanted side of a threshold that lies nearest to it, in whole smallest units.
static bool nearest_value(Opcode relation, Number threshold, Number *value)
{
    const Number one = number_whole(1);
    switch ((int)relation) {
    case OP_LESS:
        return number_round(threshold, one, ROUND_UP, value) && number_subtract(*value, one, value);
    case OP_LESS_EQUAL: return number_round(threshold, one, ROUND_DOWN, value);
    case OP_GREATER:
        return number_round(threshold, one, ROUND_DOWN, value) && number_add(*value, one, value);
    default: return number_round(threshold, one, ROUND_UP, value);
    }
}

static Opcode opposite(Opcode op)
{
    switch ((int)op) {
    case OP_LESS: return OP_GREATER_EQUAL;
    case OP_LESS_EQUAL: return OP_GREATER;
    case OP_GREATER: return OP_LESS_EQUAL;
    default: return OP_LESS;
    }
}

static Opcode mirrored(Opcode op)
{
    switch ((int)op) {
    case OP_LESS: return OP_GREATER;
    case OP_LESS_EQUAL: return OP_GREATER_EQUAL;
    case OP_GREATER: return OP_LESS;
    default: return OP_LESS_EQUAL;
    }
}

static Phrase relation_phrase(Opcode op, Type type)
{
    const bool date = type.kind == TYPE_DATE;
    switch ((int)op) {
    case OP_LESS: return date ? PHRASE_BEFORE : PHRASE_LESS;
    case OP_LESS_EQUAL: return date ? PHRASE_NOT_AFTER : PHRASE_LESS_EQUAL;
    case OP_GREATER: return date ? PHRASE_AFTER : PHRASE_GREATER;
    default: return date ? PHRASE_NOT_BEFORE : PHRASE_GREATER_EQUAL;
    }
}

static bool name_remedy(const Search *search, NodeId id, const Frame *frame, Remedy *remedy)
{
    const Program *program = search->run->program;
    const Node *node = program_node(program, id);
    remedy->fact = node->op == OP_FACT;
    remedy->index = node->target;
    remedy->type = node->type;
    const uint32_t entity = remedy->fact ? program->facts.items[node->target].entity
                                         : program->rules.items[node->target].entity;
    return find_instance(search, entity, frame, &remedy->instance);
}

static bool compare_remedy(const Search *search, const Node *node, const Frame *frame, bool wanted,
                           Remedy *remedy)
{
    const Program *program = search->run->program;
    for (uint32_t side = 0; side < 2; side++) {
        const Value other = evaluate(search->run, program_child(program, node, 1 - side), frame);
        if (!value_is_known(&other) || other.set != 0) continue;
        Number threshold = other.low;
        Opcode op = side == 0 ? node->op : mirrored(node->op);
        if (!wanted) op = opposite(op);
        const NodeId pivot =
            find_pivot(search, program_child(program, node, side), frame, &threshold);
        if (pivot == NONE || !name_remedy(search, pivot, frame, remedy)) continue;
        // An age or a span is what time makes it; only what is told or earned can be otherwise.
        const Type type = remedy->type;
        if (type.kind != TYPE_NUMBER || type_is_duration(type)) continue;
        Number value = {0};
        if (!nearest_value(op, threshold, &value) || value.num < 0) continue;
        remedy->value = value_number(value);
        remedy->relation = relation_phrase(op, type);
        remedy->threshold = threshold;
        return true;
    }
    return false;
}

// "X is B": X would have to be B. "not (X is B)" says nothing of what X would be instead.
static bool equal_remedy(const Search *search, const Node *node, const Frame *frame, bool wanted,
                         Remedy *remedy)
{
    const Program *program = search->run->program;
    const NodeId left = program_child(program, node, 0);
    const Value right = evaluate(search->run, program_child(program, node, 1), frame);
    if (!wanted || !value_is_known(&right) || !is_named(program_node(program, left)) ||
        program_node(program, left)->type.kind != TYPE_CHOICE)
        return false;
    remedy->value = right;
    remedy->relation = PHRASE_EQUAL;
    return name_remedy(search, left, frame, remedy);
}

static bool yesno_remedy(const Search *search, NodeId id, const Frame *frame, bool wanted,
                         Remedy *remedy)
{
    remedy->value = value_yesno(wanted);
    remedy->relation = PHRASE_WERE;
    return name_remedy(search, id, frame, remedy) && remedy->type.kind == TYPE_YESNO;
}

static bool find_remedy(const Search *search, NodeId id, const Frame *frame, bool wanted,
                        Remedy *remedy)
{
    const Node *node = program_node(search->run->program, id);
    switch ((int)node->op) {
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL: return compare_remedy(search, node, frame, wanted, remedy);
    case OP_EQUAL: return equal_remedy(search, node, frame, wanted, remedy);
    // Only what is told can be otherwise; what the law works out has its own conditions.
    case OP_FACT: return yesno_remedy(search, id, frame, wanted, remedy);
    case OP_NOT:
        return find_remedy(search, program_child(search->run->program, node, 0), frame, !wanted,
                           remedy);
    default: return false;
    }
}

// --- saying it ---

static Str remedy_text(const Search *search, const Remedy *remedy)
{
    const Speaker *speaker = search->speaker;
    const Program *program = search->run->program;
    Str name = remedy->fact ? say_fact(speaker, remedy->index) : say_rule(speaker, remedy->index);
    const uint32_t entity = remedy->fact ? program->facts.items[remedy->index].entity
                                         : program->rules.items[remedy->index].entity;
    if (entity == PERSON)
        name = say_2(speaker, PHRASE_PERSON_FACT, say_member(speaker, remedy->instance), name);
    const bool of_set = remedy->relation == PHRASE_EQUAL || remedy->relation == PHRASE_WERE;
    const Str target = of_set ? say_value(speaker, &remedy->value, remedy->type)
                              : say_number(speaker, remedy->threshold, remedy->type);
    const Value now = remedy->fact ? run_fact(search->run, remedy->index, remedy->instance)->value
                                   : run_rule(search->run, remedy->index, remedy->instance)->value;
    return say_2(speaker, PHRASE_NOW, say_2(speaker, remedy->relation, name, target),
                 say_value(speaker, &now, remedy->type));
}

// What is worth saying: an amount that would have to be another, or a fact that was told and would
// have to be otherwise. What is merely presumed is to be verified; what somebody is (a pupil, a
// tenant) is plain from the reason.
static bool is_worth_saying(const Search *search, const Remedy *remedy)
{
    if (remedy->type.kind == TYPE_CHOICE) return false;
    if (!remedy->fact) return remedy->type.dimensions[DIMENSION_MONEY] == 1;
    return search->run->situation->cells[remedy->index][remedy->instance].given == GIVEN_VALUE;
}

static void try_remedy(Search *search, const Remedy *remedy)
{
    if (!is_worth_saying(search, remedy)) return;
    const Value outcome = would_qualify(search, remedy);
    if (search->gains ? !value_is_yes(&outcome) : !value_is_no(&outcome)) return;
    const Program *program = search->run->program;
    const Str name = remedy->fact
                         ? program->facts.items[remedy->index].name
                         : rule_name(search->run->arena, &program->rules.items[remedy->index]);
    for (size_t i = 0; i < search->changes.count; i++) {
        if (str_equal(search->changes.items[i].name, name)) return;
    }
    *vec_push(search->run->arena, &search->changes) = (Change){
        .name = name,
        .gains = search->gains,
        .text = say_1(search->speaker, search->gains ? PHRASE_WOULD_IF : PHRASE_WOULD_NOT_IF,
                      remedy_text(search, remedy)),
    };
}

// Tries what would settle a failed condition: its parts first, where it has any.
static void search_reason(Search *search, const Reason *reason, bool wanted)
{
    for (size_t i = 0; i < reason->because_count; i++) {
        const Reason *part = &reason->because[i];
        const bool open_part = wanted ? !value_is_yes(&part->truth) : value_is_yes(&part->truth);
        if (open_part) search_reason(search, part, wanted);
    }
    if (reason->node == NONE || reason->because_count > 0) return;
    Remedy remedy = {0};
    if (find_remedy(search, reason->node, reason->frame, wanted, &remedy))
        try_remedy(search, &remedy);
}

// Where several conditions fail, the reasons name them; one change alone would not do.
static void search_gain(Search *search, const ReasonVec *reasons)
{
    const Reason *failed = NULL;
    for (size_t i = 0; i < reasons->count; i++) {
        if (value_is_yes(&reasons->items[i].truth)) continue;
        if (failed != NULL) return;
        failed = &reasons->items[i];
    }
    if (failed != NULL) search_reason(search, failed, true);
}

ChangeVec changes_of_grant(const Speaker *speaker, Run *run, uint32_t programme, const Grant *grant,
                           const ReasonVec *reasons)
{
    Search search = {.speaker = speaker,
                     .run = run,
                     .programme = programme,
                     .instance = grant->instance,
                     .gains = grant->outcome != OUTCOME_QUALIFIES};
    if (grant->outcome == OUTCOME_UNDETERMINED || grant->excluded_by != NULL) return search.changes;
    if (search.gains) {
        search_gain(&search, reasons);
        return search.changes;
    }
    for (size_t i = 0; i < reasons->count; i++) search_reason(&search, &reasons->items[i], false);
    return search.changes;
}
