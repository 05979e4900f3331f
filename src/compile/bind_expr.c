// Expressions to nodes: names resolved, types and units checked.
//
// `expected` is what the context wants, if it wants something: it gives a bare name its meaning as
// a choice's value and a bare number its meaning as a region's code. It is a hint, not a check; who
// asks for a type checks it (bind_typed).

#include "base/panic.h"
#include "compile/bind_internal.h"

// --- nodes ---

Bound bound_failed(void)
{
    return (Bound){.node = NONE, .type = type_of(TYPE_YESNO), .failed = true};
}

Bound bound_as(NodeId node, Type type)
{
    return (Bound){.node = node, .type = type};
}

NodeId make_node(Compiler *compiler, Node node, const NodeId *children, uint32_t count)
{
    Program *program = compiler->program;
    node.child = (uint32_t)program->children.count;
    node.child_count = count;
    for (uint32_t i = 0; i < count; i++)
        *vec_push(compiler->policy, &program->children) = children[i];
    *vec_push(compiler->policy, &program->nodes) = node;
    return (NodeId)(program->nodes.count - 1);
}

Node node_in(const Scope *scope, Span span, Opcode op, Type type)
{
    return (Node){.op = op, .target = NONE, .entity = scope->entity, .type = type, .span = span};
}

Bound make_bound(Compiler *compiler, Node node, const NodeId *children, uint32_t count)
{
    return bound_as(make_node(compiler, node, children, count), node.type);
}

NodeId make_constant(Compiler *compiler, Number value, Type type, const Scope *scope, Span span)
{
    const uint32_t index = (uint32_t)compiler->program->constants.count;
    *vec_push(compiler->policy, &compiler->program->constants) = value;
    Node node = node_in(scope, span, OP_CONSTANT, type);
    node.target = index;
    return make_node(compiler, node, NULL, 0);
}

Str type_text(Compiler *compiler, Type type)
{
    return type_print(compiler->policy, compiler->program, type);
}

// --- literals ---

static Bound bind_number(Compiler *compiler, const Expr *expr, const Scope *scope,
                         const Type *expected)
{
    Type type = type_number(expr->number.den == 1 ? FLAVOUR_COUNT : FLAVOUR_NUMBER);
    const bool bare = !type_from_unit(&expr->unit, &type);
    if (bare && expected != NULL && expected->kind == TYPE_PLACE) type = *expected;
    Number value = {0};
    if (!constant_from_expr(compiler, expr, type, &value)) return bound_failed();
    Bound bound = bound_as(make_constant(compiler, value, type, scope, expr->span), type);
    bound.zero = bare && expr->number.num == 0;
    return bound;
}

static Bound bind_text(Compiler *compiler, const Expr *expr, const Scope *scope,
                       const Type *expected)
{
    const Type place = type_of(TYPE_PLACE);
    Number value = {0};
    if (expected != NULL && expected->kind == TYPE_PLACE) {
        if (!constant_from_expr(compiler, expr, place, &value)) return bound_failed();
        return bound_as(make_constant(compiler, value, place, scope, expr->span), place);
    }
    Diagnostic *fault =
        diagnose(compiler->diagnostics, "type", expr->span, "a text cannot be decided on");
    diagnostic_hint(compiler->diagnostics, fault,
                    "declare a choice and use its values; quotation marks are for region codes");
    return bound_failed();
}

// --- sideways and dates ---

static Bound bind_of(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    if (expr->right->kind == EXPR_NAME) {
        const uint32_t found = program_find(compiler->program, expr->right->name.text);
        const bool household = str_equals(expr->right->name.text, "household");
        if (household ||
            (found != NONE && compiler->program->names.items[found].kind == SYM_ENTITY))
            return bind_expr(compiler, expr->left, scope, NULL); // "X of household": seen anyway
    }
    const NodeId whose = bind_typed(compiler, expr->right, scope, type_of(TYPE_PERSON));
    if (whose == NONE) return bound_failed();
    const Scope inner = {.outer = scope, .entity = PERSON, .past = scope->past, .parameter = NONE};
    const Bound value = bind_expr(compiler, expr->left, &inner, NULL);
    if (value.failed) return value;
    const NodeId children[] = {value.node, whose};
    return make_bound(compiler, node_in(scope, expr->span, OP_OF, value.type), children, 2);
}

static Bound bind_interval(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    static const struct {
        Word word;
        Dimension dimension;
    } units[] = {{WORD_YEARS, DIMENSION_YEAR},
                 {WORD_MONTHS, DIMENSION_MONTH},
                 {WORD_WEEKS, DIMENSION_WEEK},
                 {WORD_DAYS, DIMENSION_DAY},
                 {WORD_WORKING, DIMENSION_WORKING_DAY}};
    const NodeId from = bind_typed(compiler, expr->left, scope, type_of(TYPE_DATE));
    NodeId to = NONE;
    if (expr->right != NULL) {
        to = bind_typed(compiler, expr->right, scope, type_of(TYPE_DATE));
    } else {
        to = make_bound(compiler, node_in(scope, expr->span, OP_TODAY, type_of(TYPE_DATE)), NULL, 0)
                 .node;
    }
    if (from == NONE || to == NONE) return bound_failed();
    Dimension dimension = DIMENSION_DAY;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (units[i].word == expr->word) dimension = units[i].dimension;
    }
    const NodeId children[] = {from, to};
    const Bound result = make_bound(
        compiler, node_in(scope, expr->span, OP_INTERVAL, type_unit(dimension)), children, 2);
    compiler->program->nodes.items[result.node].detail = dimension;
    return result;
}

static Bound bind_self(Compiler *compiler, const Expr *expr, const Scope *scope,
                       const Type *expected)
{
    // "relation is self": a choice may have a value of this name.
    if (expected != NULL && expected->kind == TYPE_CHOICE) {
        const uint32_t value = program_find_choice_value(
            &compiler->program->choices.items[expected->choice], STR("self"));
        if (value != NONE)
            return bound_as(
                make_constant(compiler, number_whole(value), *expected, scope, expr->span),
                *expected);
    }
    const Scope *outermost = scope;
    while (outermost->outer != NULL) outermost = outermost->outer;
    if (outermost->entity != PERSON) {
        Diagnostic *fault =
            diagnose(compiler->diagnostics, "self", expr->span,
                     "\"self\" is the person of a person's rule; this rule is of "
                     "a " STR_FORMAT,
                     STR_ARGS(compiler->program->entities.items[outermost->entity].name));
        diagnostic_hint(compiler->diagnostics, fault, "write \"of person\" in the rule's head");
        return bound_failed();
    }
    return make_bound(compiler, node_in(scope, expr->span, OP_SELF, type_of(TYPE_PERSON)), NULL, 0);
}

static Bound bind_base(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    uint32_t depth = 0;
    const Scope *owner = scope;
    while (owner != NULL && !owner->has_base) {
        owner = owner->outer;
        depth++;
    }
    if (owner == NULL) {
        Diagnostic *fault =
            diagnose(compiler->diagnostics, "base", expr->span,
                     "\"base\" has a meaning in exceptions and in what a reform sets, not here");
        diagnostic_hint(compiler->diagnostics, fault,
                        "write an exception to the rule: exception NAME = base + …");
        return bound_failed();
    }
    const Bound inner =
        make_bound(compiler, node_in(owner, expr->span, OP_BASE, owner->base_type), NULL, 0);
    return asked_outside(compiler, scope, depth, inner, expr->span);
}

static Bound bind_plain(Compiler *compiler, const Expr *expr, const Scope *scope, Opcode op,
                        Type type)
{
    return make_bound(compiler, node_in(scope, expr->span, op, type), NULL, 0);
}

static Bound bind_one_child(Compiler *compiler, const Expr *expr, const Scope *scope, Opcode op,
                            Type wanted, Type result)
{
    const NodeId child = bind_typed(compiler, expr->left, scope, wanted);
    if (child == NONE) return bound_failed();
    return make_bound(compiler, node_in(scope, expr->span, op, result), &child, 1);
}

static Bound bind_applies(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    const Bound inner = bind_expr(compiler, expr->left, scope, NULL);
    if (inner.failed) return inner;
    return make_bound(compiler, node_in(scope, expr->span, OP_APPLIES, type_of(TYPE_YESNO)),
                      &inner.node, 1);
}

Bound bind_expr(Compiler *compiler, const Expr *expr, const Scope *scope, const Type *expected)
{
    const Type yesno = type_of(TYPE_YESNO);
    const Type date = type_of(TYPE_DATE);
    switch (expr->kind) {
    case EXPR_NUMBER: return bind_number(compiler, expr, scope, expected);
    case EXPR_DATE:
        return bound_as(
            make_constant(compiler, number_whole(expr->date.day), date, scope, expr->span), date);
    case EXPR_TEXT: return bind_text(compiler, expr, scope, expected);
    case EXPR_YESNO:
        return bound_as(make_constant(compiler, number_whole(expr->yes), yesno, scope, expr->span),
                        yesno);
    case EXPR_NAME: return bind_name(compiler, expr, scope, expected);
    case EXPR_SLOT: return bind_slot(compiler, expr, scope);
    case EXPR_SELF: return bind_self(compiler, expr, scope, expected);
    case EXPR_BASE: return bind_base(compiler, expr, scope);
    case EXPR_TODAY: return bind_plain(compiler, expr, scope, OP_TODAY, date);
    case EXPR_REGION: return bind_plain(compiler, expr, scope, OP_REGION, type_of(TYPE_PLACE));
    case EXPR_NOT: return bind_one_child(compiler, expr, scope, OP_NOT, yesno, yesno);
    case EXPR_NEGATE: return bind_negate(compiler, expr, scope);
    case EXPR_LOGIC: return bind_logic(compiler, expr, scope);
    case EXPR_COMPARE: return bind_compare(compiler, expr, scope);
    case EXPR_IS: return bind_is(compiler, expr, scope);
    case EXPR_IN: return bind_in(compiler, expr, scope);
    case EXPR_IN_UNIT: return bind_in_unit(compiler, expr, scope);
    case EXPR_APPLIES: return bind_applies(compiler, expr, scope);
    case EXPR_ARITHMETIC: return bind_arithmetic(compiler, expr, scope);
    case EXPR_CONVERT: return bind_convert(compiler, expr, scope);
    case EXPR_BOUND:
        return bind_same(compiler, expr, scope, expr->word == WORD_BELOW ? OP_AT_LEAST : OP_AT_MOST,
                         expected);
    case EXPR_OTHERWISE: return bind_same(compiler, expr, scope, OP_OTHERWISE, expected);
    case EXPR_OF: return bind_of(compiler, expr, scope);
    case EXPR_AT:
    case EXPR_AS_OF: return bind_overrides(compiler, expr, scope);
    case EXPR_LIST:
    case EXPR_ROWS: return bind_rows(compiler, expr, scope, expected);
    case EXPR_INTERVAL: return bind_interval(compiler, expr, scope);
    case EXPR_MONTH: return bind_one_child(compiler, expr, scope, OP_MONTH_START, date, date);
    }
    panic_at(__FILE__, __LINE__, "every kind of expression is bound");
}

NodeId bind_typed(Compiler *compiler, const Expr *expr, const Scope *scope, Type type)
{
    const Bound bound = bind_expr(compiler, expr, scope, &type);
    if (bound.failed) return NONE;
    if (bound.zero && type.kind == TYPE_NUMBER) {
        compiler->program->nodes.items[bound.node].type = type;
        return bound.node;
    }
    if (type_same(bound.type, type)) return bound.node;
    Diagnostic *fault =
        diagnose(compiler->diagnostics, "type", expr->span,
                 "a value of type " STR_FORMAT " was expected here, but this is " STR_FORMAT,
                 STR_ARGS(type_text(compiler, type)), STR_ARGS(type_text(compiler, bound.type)));
    if (bound.type.kind == TYPE_NUMBER && type.kind == TYPE_NUMBER && type_is_pure(bound.type) &&
        expr->kind == EXPR_NUMBER)
        diagnostic_hint(compiler->diagnostics, fault, "give the number its unit");
    return NONE;
}

NodeId bind_condition(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    return bind_typed(compiler, expr, scope, type_of(TYPE_YESNO));
}
