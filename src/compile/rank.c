// Exceptions: who outranks whom, and which may clash.
//
// An exception outranks what it is an exception to, and all that that outranks. Among a rule's own
// values, a more specific place beats a more general one and a later day an earlier one. What a
// reform sets outranks everything. Two exceptions of which neither outranks the other must not
// apply together with different values: that is proved here from their conditions where it can be
// (other choices, other ranges, other places, other dates), and otherwise said in a warning.

#include "base/text.h"
#include "compile/compiler.h"

// --- equal expressions ---

static bool same_nodes(const Program *program, NodeId a, NodeId b)
{
    if (a == b) return true;
    if (a == NONE || b == NONE) return false;
    const Node *x = program_node(program, a);
    const Node *y = program_node(program, b);
    if (x->op != y->op || x->detail != y->detail || x->child_count != y->child_count ||
        x->entity != y->entity)
        return false;
    if (x->op == OP_CONSTANT) {
        return number_compare(program->constants.items[x->target],
                              program->constants.items[y->target]) == 0;
    }
    if (x->target != y->target) return false;
    for (uint32_t i = 0; i < x->child_count; i++) {
        if (!same_nodes(program, program_child(program, x, i), program_child(program, y, i)))
            return false;
    }
    return true;
}

// --- conditions that cannot both hold ---

enum { EXPANSION_DEPTH = 4 }; // how many rules deep conditions are looked into

typedef VEC(NodeId) NodeIdVec;

// A yes/no rule without exceptions stands for its condition.
static NodeId look_into(const Compiler *compiler, NodeId node, int depth)
{
    const Program *program = compiler->program;
    while (depth-- > 0 && program_node(program, node)->op == OP_RULE) {
        const Node *use = program_node(program, node);
        const RuleBuild *build = &compiler->rules.items[use->target];
        if (build->alternatives.count != 1 ||
            program->rules.items[use->target].entity != use->entity ||
            build->alternatives.items[0].alternative.body == NONE)
            break;
        node = build->alternatives.items[0].alternative.body;
    }
    return node;
}

static void collect_atoms(Compiler *compiler, NodeId condition, NodeIdVec *atoms, int depth)
{
    if (condition == NONE) return;
    const NodeId inner = look_into(compiler, condition, EXPANSION_DEPTH);
    const Node *node = program_node(compiler->program, inner);
    if (node->op == OP_AND && depth > 0) {
        for (uint32_t i = 0; i < node->child_count; i++)
            collect_atoms(compiler, program_child(compiler->program, node, i), atoms, depth - 1);
        return;
    }
    *vec_push(compiler->policy, atoms) = inner;
}

// "x < 3", "x is 3" and the like as a range of x. False for other conditions.
typedef struct Bounded {
    NodeId of;
    Number low, high;
    bool low_open, high_open; // whether the end itself is excluded
    bool has_low, has_high;
} Bounded;

static bool as_range(const Program *program, NodeId id, Bounded *range)
{
    const Node *node = program_node(program, id);
    if (node->child_count != 2) return false;
    NodeId left = program_child(program, node, 0);
    NodeId right = program_child(program, node, 1);
    Opcode op = node->op;
    const bool flipped = program_node(program, left)->op == OP_CONSTANT;
    if (flipped) {
        const NodeId swap = left;
        left = right;
        right = swap;
        if (op == OP_LESS) op = OP_GREATER;
        else if (op == OP_GREATER) op = OP_LESS;
        else if (op == OP_LESS_EQUAL) op = OP_GREATER_EQUAL;
        else if (op == OP_GREATER_EQUAL) op = OP_LESS_EQUAL;
    }
    if (program_node(program, right)->op != OP_CONSTANT) return false;
    const Number end = program->constants.items[program_node(program, right)->target];
    *range = (Bounded){.of = left, .low = end, .high = end};
    range->has_low = op == OP_GREATER || op == OP_GREATER_EQUAL || op == OP_EQUAL;
    range->has_high = op == OP_LESS || op == OP_LESS_EQUAL || op == OP_EQUAL;
    range->low_open = op == OP_GREATER;
    range->high_open = op == OP_LESS;
    return range->has_low || range->has_high;
}

static bool below(const Bounded *a, const Bounded *b)
{
    if (!a->has_high || !b->has_low) return false;
    const int order = number_compare(a->high, b->low);
    return order < 0 || (order == 0 && (a->high_open || b->low_open));
}

// "x in (a, b)": whether the sets that two atoms allow x have nothing in common.
static bool disjoint_sets(const Program *program, const Node *a, const Node *b)
{
    if (a->op != OP_WITHIN || (b->op != OP_WITHIN && b->op != OP_EQUAL)) return false;
    if (!same_nodes(program, program_child(program, a, 0), program_child(program, b, 0)))
        return false;
    if (program_node(program, program_child(program, a, 0))->type.kind == TYPE_PLACE) return false;
    for (uint32_t i = 1; i < a->child_count; i++) {
        for (uint32_t j = 1; j < b->child_count; j++) {
            const NodeId x = program_child(program, a, i);
            const NodeId y = program_child(program, b, j);
            if (program_node(program, x)->op != OP_CONSTANT ||
                program_node(program, y)->op != OP_CONSTANT || same_nodes(program, x, y))
                return false;
        }
    }
    return true;
}

static bool exclude_each_other(Compiler *compiler, NodeId a, NodeId b, int depth);

static bool atoms_clash(Compiler *compiler, NodeId a, NodeId b, int depth)
{
    const Program *program = compiler->program;
    const Node *x = program_node(program, a);
    const Node *y = program_node(program, b);
    if (x->op == OP_NOT &&
        same_nodes(program, look_into(compiler, program_child(program, x, 0), 1), b))
        return true;
    if (y->op == OP_NOT &&
        same_nodes(program, look_into(compiler, program_child(program, y, 0), 1), a))
        return true;
    Bounded p;
    Bounded q;
    if (as_range(program, a, &p) && as_range(program, b, &q) && same_nodes(program, p.of, q.of))
        return below(&p, &q) || below(&q, &p);
    if (disjoint_sets(program, x, y) || disjoint_sets(program, y, x)) return true;
    const Node *either = x->op == OP_OR ? x : y->op == OP_OR ? y : NULL;
    if (either == NULL || depth == 0) return false;
    const NodeId other = either == x ? b : a;
    for (uint32_t i = 0; i < either->child_count; i++) {
        if (!exclude_each_other(compiler, program_child(compiler->program, either, i), other,
                                depth - 1))
            return false;
    }
    return true;
}

static bool exclude_each_other(Compiler *compiler, NodeId a, NodeId b, int depth)
{
    if (a == NONE || b == NONE) return false;
    NodeIdVec left = {0};
    NodeIdVec right = {0};
    collect_atoms(compiler, a, &left, depth);
    collect_atoms(compiler, b, &right, depth);
    for (size_t i = 0; i < left.count; i++) {
        for (size_t j = 0; j < right.count; j++) {
            if (atoms_clash(compiler, left.items[i], right.items[j], depth)) return true;
        }
    }
    return false;
}

// An alternative's values with their conditions: the items of its list, or the one value.
typedef struct Branch {
    NodeId value, when;
} Branch;

static uint32_t branch_count(const Program *program, NodeId body)
{
    const Node *node = program_node(program, body);
    return node->op == OP_LIST_FIRST ? node->child_count / 2 : 1;
}

static Branch branch_at(const Program *program, NodeId body, uint32_t index)
{
    const Node *node = program_node(program, body);
    if (node->op != OP_LIST_FIRST) return (Branch){body, NONE};
    return (Branch){program_child(program, node, 2 * index),
                    program_child(program, node, 2 * index + 1)};
}

static bool may_clash(Compiler *compiler, const Alternative *a, const Alternative *b)
{
    const Program *program = compiler->program;
    if (a->body == NONE || b->body == NONE) return false;
    if (a->until.day <= b->from.day || b->until.day <= a->from.day) return false;
    if (!program_lies_within(program, a->place, b->place) &&
        !program_lies_within(program, b->place, a->place) && a->place != NONE && b->place != NONE)
        return false;
    for (uint32_t i = 0; i < branch_count(program, a->body); i++) {
        for (uint32_t j = 0; j < branch_count(program, b->body); j++) {
            const Branch x = branch_at(program, a->body, i);
            const Branch y = branch_at(program, b->body, j);
            if (!same_nodes(program, x.value, y.value) &&
                !exclude_each_other(compiler, x.when, y.when, EXPANSION_DEPTH))
                return true;
        }
    }
    return false;
}

// --- ranks ---

static uint64_t bit(size_t index)
{
    return UINT64_C(1) << index;
}

static size_t find_exception(const RuleBuild *build, Str name)
{
    for (size_t i = 0; i < build->alternatives.count; i++) {
        const Alternative *one = &build->alternatives.items[i].alternative;
        if (one->kind == ALTERNATIVE_EXCEPTION && str_equal(one->name, name)) return i;
    }
    return SIZE_MAX;
}

// What an exception names after "to".
static uint64_t named_targets(Compiler *compiler, const RuleBuild *build, size_t index)
{
    uint64_t targets = 0;
    const AlternativeBuild *one = &build->alternatives.items[index];
    for (size_t i = 0; i < one->outranks.count; i++) {
        const Ref *ref = &one->outranks.items[i];
        const size_t target = find_exception(build, ref->name.text);
        if (target == SIZE_MAX || target == index) {
            diagnose(compiler->diagnostics, "unknown-name", ref->name.span,
                     "the rule has no other exception \"" STR_FORMAT "\"",
                     STR_ARGS(ref->name.text));
        } else {
            targets |= bit(target);
        }
    }
    return targets;
}

// Whether base a takes the place of base b where both are in force.
static bool base_outranks(const Program *program, const Alternative *a, const Alternative *b)
{
    const unsigned a_depth = program_depth(program, a->place);
    const unsigned b_depth = program_depth(program, b->place);
    if (a_depth != b_depth) return a_depth > b_depth;
    return a->from.day > b->from.day;
}

static uint64_t direct_targets(Compiler *compiler, const RuleBuild *build, size_t index)
{
    const Alternative *one = &build->alternatives.items[index].alternative;
    uint64_t targets =
        one->kind == ALTERNATIVE_EXCEPTION ? named_targets(compiler, build, index) : 0;
    for (size_t i = 0; i < build->alternatives.count; i++) {
        const Alternative *other = &build->alternatives.items[i].alternative;
        if (i == index) continue;
        const bool over_base = other->kind == ALTERNATIVE_BASE;
        const bool outranks = one->kind == ALTERNATIVE_REFORM
                                  ? other->kind != ALTERNATIVE_REFORM || i < index
                                  : over_base && (one->kind == ALTERNATIVE_EXCEPTION ||
                                                  base_outranks(compiler->program, one, other));
        if (outranks) targets |= bit(i);
    }
    return targets;
}

// Exceptions that outrank each other: one error for each circle, naming all in it.
static void refuse_circles(Compiler *compiler, Alternative *alternatives, size_t count)
{
    uint64_t told = 0;
    for (size_t i = 0; i < count; i++) {
        if ((alternatives[i].outranks & bit(i)) == 0 || (told & bit(i)) != 0) continue;
        Text circle = text_start(compiler->policy);
        size_t last = i;
        for (size_t j = 0; j < count; j++) {
            if ((alternatives[i].outranks & bit(j)) == 0 ||
                (alternatives[j].outranks & bit(i)) == 0)
                continue;
            told |= bit(j);
            last = j;
            text_print(&circle, "%s\"" STR_FORMAT "\"", circle.size > 0 ? ", " : "",
                       STR_ARGS(alternatives[j].name));
        }
        Diagnostic *fault = diagnose(compiler->diagnostics, "exception", alternatives[i].span,
                                     "these exceptions outrank each other in a circle: " STR_FORMAT,
                                     STR_ARGS(text_str(&circle)));
        diagnostic_other(compiler->diagnostics, fault, alternatives[last].span,
                         "the last of them is here");
        diagnostic_hint(compiler->diagnostics, fault,
                        "let only the one that goes first name the other after \"to\"");
    }
    for (size_t i = 0; i < count; i++) alternatives[i].outranks &= ~bit(i);
}

static void rank_one(Compiler *compiler, uint32_t rule)
{
    RuleBuild *build = &compiler->rules.items[rule];
    const size_t count = build->alternatives.count;
    Alternative *alternatives = ARENA_ARRAY(compiler->policy, Alternative, count);
    for (size_t i = 0; i < count; i++) {
        alternatives[i] = build->alternatives.items[i].alternative;
        alternatives[i].outranks = direct_targets(compiler, build, i);
    }
    for (size_t round = 0; round < count; round++) {
        for (size_t i = 0; i < count; i++) {
            for (size_t j = 0; j < count; j++) {
                if ((alternatives[i].outranks & bit(j)) != 0)
                    alternatives[i].outranks |= alternatives[j].outranks;
            }
        }
    }
    refuse_circles(compiler, alternatives, count);
    compiler->program->rules.items[rule].alternatives = alternatives;
    compiler->program->rules.items[rule].alternative_count = count;
}

// --- what is wrong ---

static void check_bases(Compiler *compiler, const Rule *rule, size_t i, size_t j)
{
    const Alternative *a = &rule->alternatives[i];
    const Alternative *b = &rule->alternatives[j];
    if (a->place != b->place || a->until.day <= b->from.day || b->until.day <= a->from.day ||
        a->from.day != b->from.day)
        return;
    Diagnostic *fault = diagnose(compiler->diagnostics, "overlap", b->span,
                                 "\"" STR_FORMAT "\" has two values for the same days",
                                 STR_ARGS(rule_name(compiler->policy, rule)));
    diagnostic_other(compiler->diagnostics, fault, a->span, "the other is here");
    diagnostic_hint(compiler->diagnostics, fault,
                    "give them dates (from, until), or make one an exception");
}

static void check_place(Compiler *compiler, const Rule *rule, const Alternative *one)
{
    const uint32_t home = compiler->program->documents.items[rule->document].place;
    if (one->kind != ALTERNATIVE_BASE || one->place == home) return;
    if (rule->delegated != NONE) {
        if (may_fill(compiler, one->place, rule->delegated)) return;
        diagnose(compiler->diagnostics, "not-delegated", one->span,
                 "\"" STR_FORMAT "\" is left to the level " STR_FORMAT
                 ", which is above this place",
                 STR_ARGS(rule_name(compiler->policy, rule)),
                 STR_ARGS(compiler->program->levels.items[rule->delegated].name));
        return;
    }
    Diagnostic *fault = diagnose(compiler->diagnostics, "not-delegated", one->span,
                                 "\"" STR_FORMAT "\" is not left to any place to set",
                                 STR_ARGS(rule_name(compiler->policy, rule)));
    diagnostic_hint(compiler->diagnostics, fault,
                    "add \"delegated to LEVEL\" to the rule, or write an exception to it");
}

static void check_clashes(Compiler *compiler, const Rule *rule)
{
    for (size_t i = 0; i < rule->alternative_count; i++) {
        check_place(compiler, rule, &rule->alternatives[i]);
        for (size_t j = i + 1; j < rule->alternative_count; j++) {
            const Alternative *a = &rule->alternatives[i];
            const Alternative *b = &rule->alternatives[j];
            const bool ranked = (a->outranks & bit(j)) != 0 || (b->outranks & bit(i)) != 0;
            if (a->kind == ALTERNATIVE_BASE && b->kind == ALTERNATIVE_BASE) {
                check_bases(compiler, rule, i, j);
            } else if (!ranked && may_clash(compiler, a, b)) {
                Diagnostic *fault = diagnose_warning(compiler->diagnostics, "may-conflict", b->span,
                                                     "these two exceptions to \"" STR_FORMAT
                                                     "\" may apply together and differ",
                                                     STR_ARGS(rule_name(compiler->policy, rule)));
                diagnostic_other(compiler->diagnostics, fault, a->span, "the other is here");
                diagnostic_hint(compiler->diagnostics, fault,
                                "say which outranks the other: exception … to NAME");
            }
        }
    }
}

void rank_alternatives(Compiler *compiler)
{
    for (uint32_t i = 0; i < compiler->rules.count; i++) rank_one(compiler, i);
    if (compiler->diagnostics->error_count > 0) return;
    for (uint32_t i = 0; i < compiler->rules.count; i++)
        check_clashes(compiler, &compiler->program->rules.items[i]);
}
