// Comparisons, conditions and arithmetic, with their types and units.

#include "compile/bind_internal.h"

// --- operators ---

static Bound mismatch(Compiler *compiler, const Expr *expr, const char *verb, Bound left,
                      Bound right)
{
    Diagnostic *fault = diagnose(
        compiler->diagnostics, "unit", expr->span, "cannot %s " STR_FORMAT " %s " STR_FORMAT, verb,
        STR_ARGS(type_text(compiler, left.type)), expr->kind == EXPR_BOUND ? "by" : "and",
        STR_ARGS(type_text(compiler, right.type)));
    const bool date_and_number = (left.type.kind == TYPE_DATE) != (right.type.kind == TYPE_DATE) &&
                                 (left.type.kind == TYPE_NUMBER || right.type.kind == TYPE_NUMBER);
    if (date_and_number)
        diagnostic_hint(compiler->diagnostics, fault,
                        "for an age or a time, ask: years since DATE, days from DATE to DATE");
    const bool left_bare = type_is_pure(left.type);
    const bool right_bare = type_is_pure(right.type);
    if (left.type.kind != TYPE_NUMBER || right.type.kind != TYPE_NUMBER) return bound_failed();
    if (left_bare != right_bare) {
        diagnostic_hint(compiler->diagnostics, fault, "give the number its unit: " STR_FORMAT,
                        STR_ARGS(type_text(compiler, left_bare ? right.type : left.type)));
    } else if (left.type.dimensions[DIMENSION_MONEY] == right.type.dimensions[DIMENSION_MONEY]) {
        diagnostic_hint(compiler->diagnostics, fault,
                        "convert one of them in words: monthly X, yearly X, or multiply a flow by "
                        "its time");
    }
    return bound_failed();
}

// Whether a bare name here can only be a choice's value, whose type the other side must tell.
static bool is_open_name(const Compiler *compiler, const Expr *expr)
{
    return expr->kind == EXPR_NAME && program_find(compiler->program, expr->name.text) == NONE;
}

static bool is_bare_code(const Expr *expr)
{
    return (expr->kind == EXPR_NUMBER && expr->unit.span == WORD_NONE && !expr->unit.percent &&
            expr->unit.currency.size == 0) ||
           expr->kind == EXPR_TEXT;
}

// Binds two sides that must be of one type. A bare 0 takes the other's unit.
static bool bind_pair(Compiler *compiler, const Expr *left, const Expr *right, const Scope *scope,
                      Bound *a, Bound *b)
{
    if (is_open_name(compiler, left) || is_bare_code(left)) {
        *b = bind_expr(compiler, right, scope, NULL);
        *a = b->failed ? bound_failed() : bind_expr(compiler, left, scope, &b->type);
    } else {
        *a = bind_expr(compiler, left, scope, NULL);
        *b = a->failed ? bound_failed() : bind_expr(compiler, right, scope, &a->type);
    }
    if (a->failed || b->failed) return false;
    if (a->zero && b->type.kind == TYPE_NUMBER) {
        a->type = b->type;
        compiler->program->nodes.items[a->node].type = b->type;
    } else if (b->zero && a->type.kind == TYPE_NUMBER) {
        b->type = a->type;
        compiler->program->nodes.items[b->node].type = a->type;
    }
    return true;
}

Bound bind_compare(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    static const Opcode ops[] = {[SYMBOL_LESS] = OP_LESS,
                                 [SYMBOL_LESS_EQUAL] = OP_LESS_EQUAL,
                                 [SYMBOL_GREATER] = OP_GREATER,
                                 [SYMBOL_GREATER_EQUAL] = OP_GREATER_EQUAL};
    Bound a;
    Bound b;
    if (!bind_pair(compiler, expr->left, expr->right, scope, &a, &b)) return bound_failed();
    const bool ordered =
        a.type.kind == TYPE_NUMBER || a.type.kind == TYPE_DATE || a.type.kind == TYPE_CHOICE;
    if (!type_same(a.type, b.type) || !ordered) return mismatch(compiler, expr, "compare", a, b);
    const NodeId children[] = {a.node, b.node};
    return make_bound(compiler, node_in(scope, expr->span, ops[expr->symbol], type_of(TYPE_YESNO)),
                      children, 2);
}

static Bound negated(Compiler *compiler, Bound inner, const Scope *scope, Span span)
{
    if (inner.failed) return inner;
    return make_bound(compiler, node_in(scope, span, OP_NOT, type_of(TYPE_YESNO)), &inner.node, 1);
}

Bound bind_is(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    Bound a;
    Bound b;
    if (!bind_pair(compiler, expr->left, expr->right, scope, &a, &b)) return bound_failed();
    if (!type_same(a.type, b.type)) return mismatch(compiler, expr, "compare", a, b);
    const NodeId children[] = {a.node, b.node};
    const Bound equal = make_bound(
        compiler, node_in(scope, expr->span, OP_EQUAL, type_of(TYPE_YESNO)), children, 2);
    return expr->negated ? negated(compiler, equal, scope, expr->span) : equal;
}

typedef VEC(NodeId) NodeIdVec;

static bool add_places(Compiler *compiler, const Expr *expr, const Scope *scope,
                       NodeIdVec *children)
{
    const uint32_t found = program_find(compiler->program, expr->name.text);
    if (found == NONE || compiler->program->names.items[found].kind != SYM_PLACES) {
        Diagnostic *fault =
            diagnose(compiler->diagnostics, "unknown-name", expr->name.span,
                     "there is no set of places \"" STR_FORMAT "\"", STR_ARGS(expr->name.text));
        offer_names(compiler, expr->name.text, fault);
        return false;
    }
    const PlaceSet *set =
        &compiler->program->place_sets.items[compiler->program->names.items[found].index];
    for (size_t i = 0; i < set->count; i++)
        *vec_push(compiler->policy, children) = make_constant(
            compiler, number_whole(set->regions[i]), type_of(TYPE_PLACE), scope, expr->name.span);
    return true;
}

Bound bind_in(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    const Bound left = bind_expr(compiler, expr->left, scope, NULL);
    if (left.failed) return left;
    NodeIdVec children = {0};
    *vec_push(compiler->policy, &children) = left.node;
    if (expr->name.text.size > 0) {
        if (left.type.kind != TYPE_PLACE) {
            diagnose(compiler->diagnostics, "type", expr->left->span,
                     "only a place can be in a set of places");
            return bound_failed();
        }
        if (!add_places(compiler, expr, scope, &children)) return bound_failed();
    }
    bool failed = false;
    for (size_t i = 0; i < expr->items.count; i++) {
        const NodeId node = bind_typed(compiler, expr->items.items[i].value, scope, left.type);
        failed = failed || node == NONE;
        *vec_push(compiler->policy, &children) = node;
    }
    if (failed) return bound_failed();
    return make_bound(compiler, node_in(scope, expr->span, OP_WITHIN, type_of(TYPE_YESNO)),
                      children.items, (uint32_t)children.count);
}

Bound bind_in_unit(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    const Program *program = compiler->program;
    const uint32_t found = program_find(program, expr->name.text);
    const bool unit =
        found != NONE && program->names.items[found].kind == SYM_ENTITY &&
        program->entities.items[program->names.items[found].index].kind == ENTITY_UNIT;
    if (!unit) {
        diagnose(compiler->diagnostics, "unknown-name", expr->span,
                 "there is no unit \"" STR_FORMAT "\"", STR_ARGS(expr->name.text));
        return bound_failed();
    }
    const uint32_t rule = program->entities.items[program->names.items[found].index].membership;
    return bind_rule_name(compiler, rule, expr->span, scope);
}

Bound bind_logic(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    NodeIdVec children = {0};
    bool failed = false;
    for (size_t i = 0; i < expr->items.count; i++) {
        const NodeId node = bind_condition(compiler, expr->items.items[i].value, scope);
        failed = failed || node == NONE;
        *vec_push(compiler->policy, &children) = node;
    }
    if (failed) return bound_failed();
    return make_bound(
        compiler,
        node_in(scope, expr->span, expr->word == WORD_AND ? OP_AND : OP_OR, type_of(TYPE_YESNO)),
        children.items, (uint32_t)children.count);
}

// --- arithmetic ---

static Dimension duration_dimension(Type type)
{
    Dimension found = DIMENSION_DAY;
    for (int i = DIMENSION_YEAR; i < DIMENSION_COUNT; i++) {
        if (type.dimensions[i] == 1) found = (Dimension)i;
    }
    return found;
}

// date + duration, date - duration, date - date
static Bound bind_date_arithmetic(Compiler *compiler, const Expr *expr, const Scope *scope, Bound a,
                                  Bound b)
{
    const bool plus = expr->symbol == SYMBOL_PLUS;
    const NodeId children[] = {a.node, b.node};
    if (a.type.kind == TYPE_DATE && b.type.kind == TYPE_DATE && !plus)
        return make_bound(compiler,
                          node_in(scope, expr->span, OP_DAYS_APART, type_unit(DIMENSION_DAY)),
                          children, 2);
    if (a.type.kind == TYPE_DATE && type_is_duration(b.type)) {
        Bound sum = make_bound(
            compiler,
            node_in(scope, expr->span, plus ? OP_DATE_ADD : OP_DATE_SUBTRACT, type_of(TYPE_DATE)),
            children, 2);
        compiler->program->nodes.items[sum.node].detail = duration_dimension(b.type);
        return sum;
    }
    return mismatch(compiler, expr, plus ? "add" : "subtract", a, b);
}

static Flavour sum_flavour(Type a, Type b)
{
    if (a.flavour == b.flavour) return a.flavour;
    if (a.flavour == FLAVOUR_SHARE || b.flavour == FLAVOUR_SHARE) return FLAVOUR_SHARE;
    return FLAVOUR_NUMBER;
}

Bound bind_arithmetic(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    const bool sum = expr->symbol == SYMBOL_PLUS || expr->symbol == SYMBOL_MINUS;
    Bound a = bind_expr(compiler, expr->left, scope, NULL);
    Bound b = bind_expr(compiler, expr->right, scope, NULL);
    if (a.failed || b.failed) return bound_failed();
    if (sum && (a.type.kind == TYPE_DATE || b.type.kind == TYPE_DATE))
        return bind_date_arithmetic(compiler, expr, scope, a, b);
    if (a.type.kind != TYPE_NUMBER || b.type.kind != TYPE_NUMBER)
        return mismatch(compiler, expr, "calculate with", a, b);
    const NodeId children[] = {a.node, b.node};
    if (!sum) {
        const bool times = expr->symbol == SYMBOL_TIMES;
        const Type type = times ? type_multiply(a.type, b.type) : type_divide(a.type, b.type);
        return make_bound(compiler,
                          node_in(scope, expr->span, times ? OP_MULTIPLY : OP_DIVIDE, type),
                          children, 2);
    }
    if (a.zero) a.type = b.type;
    if (b.zero) b.type = a.type;
    if (!type_same(a.type, b.type))
        return mismatch(compiler, expr, expr->symbol == SYMBOL_PLUS ? "add" : "subtract", a, b);
    Type type = a.type;
    if (type_is_pure(type)) type.flavour = sum_flavour(a.type, b.type);
    return make_bound(
        compiler,
        node_in(scope, expr->span, expr->symbol == SYMBOL_PLUS ? OP_ADD : OP_SUBTRACT, type),
        children, 2);
}

Bound bind_negate(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    const Bound inner = bind_expr(compiler, expr->left, scope, NULL);
    if (inner.failed) return inner;
    if (inner.type.kind != TYPE_NUMBER) return mismatch(compiler, expr, "negate", inner, inner);
    return make_bound(compiler, node_in(scope, expr->span, OP_NEGATE, inner.type), &inner.node, 1);
}

static const struct {
    Word word;
    Dimension from, to;
    int64_t num, den;
} conversions[] = {
    {WORD_MONTHLY, DIMENSION_YEAR, DIMENSION_MONTH, 1, 12},
    {WORD_YEARLY, DIMENSION_MONTH, DIMENSION_YEAR, 12, 1},
    {WORD_WEEKLY, DIMENSION_DAY, DIMENSION_WEEK, 7, 1},
    {WORD_DAILY, DIMENSION_WEEK, DIMENSION_DAY, 1, 7},
};

Bound bind_convert(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    const Bound inner = bind_expr(compiler, expr->left, scope, NULL);
    if (inner.failed) return inner;
    for (size_t i = 0; i < sizeof conversions / sizeof conversions[0]; i++) {
        if (conversions[i].word != expr->word) continue;
        if (inner.type.kind == TYPE_NUMBER && inner.type.dimensions[conversions[i].from] == -1) {
            Type type = inner.type;
            type.dimensions[conversions[i].from] = 0;
            type.dimensions[conversions[i].to] = -1;
            Bound result =
                make_bound(compiler, node_in(scope, expr->span, OP_CONVERT, type), &inner.node, 1);
            const uint32_t factor = (uint32_t)compiler->program->constants.count;
            *vec_push(compiler->policy, &compiler->program->constants) =
                number_fraction(conversions[i].num, conversions[i].den);
            compiler->program->nodes.items[result.node].target = factor;
            return result;
        }
    }
    Diagnostic *fault = diagnose(compiler->diagnostics, "unit", expr->span,
                                 "a value of type " STR_FORMAT " cannot be made %s",
                                 STR_ARGS(type_text(compiler, inner.type)), word_text(expr->word));
    diagnostic_hint(compiler->diagnostics, fault,
                    "monthly takes yearly flows, yearly monthly ones, weekly daily ones and daily "
                    "weekly ones");
    return bound_failed();
}

// Two operands of one type, giving that type: bounds and "otherwise".
Bound bind_same(Compiler *compiler, const Expr *expr, const Scope *scope, Opcode op,
                const Type *expected)
{
    Bound a;
    Bound b;
    const bool open = expected != NULL && is_open_name(compiler, expr->left) &&
                      is_open_name(compiler, expr->right);
    if (open) {
        a = bind_expr(compiler, expr->left, scope, expected);
        b = bind_expr(compiler, expr->right, scope, expected);
        if (a.failed || b.failed) return bound_failed();
    } else if (!bind_pair(compiler, expr->left, expr->right, scope, &a, &b)) {
        return bound_failed();
    }
    const bool ordered =
        op == OP_OTHERWISE || a.type.kind == TYPE_NUMBER || a.type.kind == TYPE_DATE;
    if (!type_same(a.type, b.type) || !ordered)
        return mismatch(compiler, expr, op == OP_OTHERWISE ? "choose between" : "limit", a, b);
    const NodeId children[] = {a.node, b.node};
    return make_bound(compiler, node_in(scope, expr->span, op, a.type), children, 2);
}
