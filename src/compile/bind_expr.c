// Expressions to nodes: names resolved, types and units checked.
//
// `expected` is what the context wants, if it wants something: it gives a bare name its meaning as a
// choice's value and a bare number its meaning as a region's code. It is a hint, not a check; who
// asks for a type checks it (bind_typed).

#include "base/panic.h"
#include "base/suggest.h"
#include "compile/compiler.h"

// --- nodes ---

Bound bound_failed(void)
{
    return (Bound){.node = NONE, .type = type_of(TYPE_YESNO), .failed = true};
}

static Bound bound_as(NodeId node, Type type)
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

static Bound make(Compiler *compiler, const Scope *scope, Span span, Opcode op, Type type,
                  const NodeId *children, uint32_t count)
{
    const Node node = {
        .op = op, .target = NONE, .entity = scope->entity, .type = type, .span = span};
    return bound_as(make_node(compiler, node, children, count), type);
}

NodeId make_constant(Compiler *compiler, Number value, Type type, const Scope *scope, Span span)
{
    const uint32_t index = (uint32_t)compiler->program->constants.count;
    *vec_push(compiler->policy, &compiler->program->constants) = value;
    const Node node = {
        .op = OP_CONSTANT, .target = index, .entity = scope->entity, .type = type, .span = span};
    return make_node(compiler, node, NULL, 0);
}

static Str type_text(Compiler *compiler, Type type)
{
    return type_print(compiler->policy, compiler->program, type);
}

// --- who sees whom ---

bool entity_sees(const Program *program, uint32_t from, uint32_t to)
{
    const Entity *source = &program->entities.items[from];
    const Entity *target = &program->entities.items[to];
    if (from == to || target->kind == ENTITY_PLACE) return true;
    switch (source->kind) {
    case ENTITY_PLACE: return false;
    case ENTITY_RECORD: return entity_sees(program, source->owner, to);
    case ENTITY_PERSON: return target->kind == ENTITY_HOUSEHOLD || target->kind == ENTITY_UNIT;
    case ENTITY_HOUSEHOLD: return target->kind == ENTITY_UNIT && !target->splits;
    case ENTITY_UNIT:
        return target->kind == ENTITY_HOUSEHOLD ||
               (target->kind == ENTITY_UNIT && !target->splits);
    }
    return false;
}

// How many frames out an entity's values are found: the innermost scope that sees it; but a unit is
// first looked for among the scopes that are that unit themselves, so that inside
// "over members with (…)" a unit's rule means its own unit.
static bool find_depth(const Program *program, const Scope *scope, uint32_t entity, uint32_t *depth)
{
    *depth = 0;
    if (program->entities.items[entity].kind == ENTITY_UNIT) {
        for (const Scope *s = scope; s != NULL; s = s->outer, (*depth)++) {
            if (s->entity == entity) return true;
        }
        *depth = 0;
    }
    for (const Scope *s = scope; s != NULL; s = s->outer, (*depth)++) {
        if (entity_sees(program, s->entity, entity)) return true;
    }
    return false;
}

static const Scope *scope_at(const Scope *scope, uint32_t depth)
{
    for (; depth > 0; depth--) scope = scope->outer;
    return scope;
}

// `node` was made for the scope `depth` frames out.
static Bound asked_outside(Compiler *compiler, const Scope *scope, uint32_t depth, Bound inner,
                           Span span)
{
    if (depth == 0 || inner.failed) return inner;
    const Node node = {.op = OP_OUTER,
                       .detail = depth,
                       .target = NONE,
                       .entity = scope->entity,
                       .type = inner.type,
                       .span = span};
    return bound_as(make_node(compiler, node, &inner.node, 1), inner.type);
}

static Bound refuse_entity(Compiler *compiler, Str name, uint32_t entity, const Scope *scope,
                           Span span)
{
    const Program *program = compiler->program;
    const Entity *owner = &program->entities.items[entity];
    Diagnostic *fault = diagnose(compiler->diagnostics, "out-of-reach", span,
                                 "\"" STR_FORMAT "\" is a value of a " STR_FORMAT
                                 " and cannot be seen from a " STR_FORMAT,
                                 STR_ARGS(name), STR_ARGS(owner->name),
                                 STR_ARGS(program->entities.items[scope->entity].name));
    diagnostic_hint(compiler->diagnostics, fault,
                    "add it up or look for one: sum of " STR_FORMAT " over " STR_FORMAT
                    ", any " STR_FORMAT " with (…)",
                    STR_ARGS(name), STR_ARGS(owner->plural), STR_ARGS(owner->plural));
    return bound_failed();
}

// --- values of the past ---

static uint32_t need_column(Compiler *compiler, ColumnKind kind, uint32_t target, uint32_t entity,
                            Type type, Str name)
{
    Program *program = compiler->program;
    const uint32_t found = program_find_column(program, kind, target);
    if (found != NONE) return found;
    *vec_push(compiler->policy, &program->columns) = (HistoryColumn){
        .kind = kind, .target = target, .entity = entity, .type = type, .name = name};
    return (uint32_t)(program->columns.count - 1);
}

// Who belongs to a unit must be known before the unit's values are; this makes it a dependency.
static bool bind_membership(Compiler *compiler, uint32_t entity, const Scope *scope, Span span)
{
    const Entity *unit = &compiler->program->entities.items[entity];
    if (unit->kind != ENTITY_UNIT || unit->membership == NONE || scope->past) return true;
    return bind_rule(compiler, unit->membership, span);
}

// A node that asks `op` for `target`, a value of `entity`, in the scope that sees it.
static Bound ask(Compiler *compiler, const Scope *scope, Span span, Opcode op, uint32_t target,
                 uint32_t entity, Type type, Str name)
{
    uint32_t depth = 0;
    if (!find_depth(compiler->program, scope, entity, &depth))
        return refuse_entity(compiler, name, entity, scope, span);
    if (!bind_membership(compiler, entity, scope, span)) return bound_failed();
    const Scope *owner = scope_at(scope, depth);
    const Node node = {
        .op = op, .target = target, .entity = owner->entity, .type = type, .span = span};
    const Bound inner = bound_as(make_node(compiler, node, NULL, 0), type);
    return asked_outside(compiler, scope, depth, inner, span);
}

static Bound ask_past(Compiler *compiler, const Scope *scope, Span span, ColumnKind kind,
                      uint32_t target, uint32_t entity, Type type, Str name)
{
    const uint32_t column = need_column(compiler, kind, target, entity, type, name);
    return ask(compiler, scope, span, OP_PAST, column, entity, type, name);
}

// --- facts and rules ---

static Bound bind_fact_name(Compiler *compiler, uint32_t index, Span span, const Scope *scope)
{
    if (!bind_fact(compiler, index, span)) return bound_failed();
    const Fact *fact = &compiler->program->facts.items[index];
    if (scope->past)
        return ask_past(compiler, scope, span, COLUMN_FACT, index, fact->entity, fact->type,
                        fact->name);
    return ask(compiler, scope, span, OP_FACT, index, fact->entity, fact->type, fact->name);
}

static Str rule_full_name(Compiler *compiler, const Rule *rule)
{
    if (rule->role != RULE_SLOT) return rule->name;
    Str text = rule->name;
    const Str slot = str_from(word_text(rule->slot));
    char *joined = arena_take(compiler->policy, text.size + slot.size + 2);
    for (size_t i = 0; i < text.size; i++) joined[i] = text.data[i];
    joined[text.size] = ' ';
    for (size_t i = 0; i < slot.size; i++) joined[text.size + 1 + i] = slot.data[i];
    return (Str){.data = joined, .size = text.size + slot.size + 1};
}

static Bound bind_rule_name(Compiler *compiler, uint32_t index, Span span, const Scope *scope)
{
    // The past is over before this month's rules are asked, so looking back makes no cycle; but the
    // rule's type must be known.
    const bool known = compiler->rules.items[index].typed;
    if (!(scope->past && known) && !bind_rule(compiler, index, span)) return bound_failed();
    // A rule whose body was refused has been reported; nothing more can be said of its uses.
    if (!compiler->rules.items[index].typed) return bound_failed();
    const Rule *rule = &compiler->program->rules.items[index];
    const Str name = rule_full_name(compiler, rule);
    if (scope->past)
        return ask_past(compiler, scope, span, COLUMN_RULE, index, rule->entity, rule->type, name);
    return ask(compiler, scope, span, OP_RULE, index, rule->entity, rule->type, name);
}

// --- parameters ---

// The overrides written around a parameter: "at KEY is V", "as of D".
typedef struct ParameterUse {
    const Expr *keys[PARAMETER_KEYS_MAX];
    const Expr *place;
    const Expr *date;
    Word last; // YEAR or MONTH
} ParameterUse;

static Bound bind_key(Compiler *compiler, const ParameterKey *key, const Expr *given, Span span,
                      const Scope *scope)
{
    if (given != NULL) {
        const NodeId node = bind_typed(compiler, given, scope, key->type);
        return node == NONE ? bound_failed() : bound_as(node, key->type);
    }
    const Expr implied = {
        .kind = EXPR_NAME, .span = span, .name = {.text = key->name, .span = span}};
    const size_t faults = compiler->diagnostics->error_count;
    const Bound bound = bind_expr(compiler, &implied, scope, NULL);
    if (compiler->diagnostics->error_count > faults) {
        Diagnostic *fault =
            &compiler->diagnostics->list.items[compiler->diagnostics->list.count - 1];
        diagnostic_hint(compiler->diagnostics, fault,
                        "this parameter depends on it; say which is meant: at " STR_FORMAT
                        " is …",
                        STR_ARGS(key->name));
    }
    return bound;
}

static Bound bind_parameter_use(Compiler *compiler, uint32_t index, const ParameterUse *use,
                                Span span, const Scope *scope)
{
    if (!bind_parameter_keys(compiler, index, span)) return bound_failed();
    compiler->parameters.items[index].used = true;
    const Parameter parameter = compiler->program->parameters.items[index];
    NodeId children[PARAMETER_KEYS_MAX + 2];
    uint32_t count = 0;
    uint32_t detail = 0;
    for (size_t i = 0; i < parameter.key_count; i++) {
        const Bound key = bind_key(compiler, &parameter.keys[i], use->keys[i], span, scope);
        if (key.failed) return key;
        children[count++] = key.node;
    }
    if (use->place != NULL) {
        detail |= PARAMETER_HAS_PLACE;
        children[count] = bind_typed(compiler, use->place, scope, type_of(TYPE_PLACE));
        if (children[count++] == NONE) return bound_failed();
    }
    if (use->date != NULL) {
        detail |= PARAMETER_HAS_DATE;
        children[count] = bind_typed(compiler, use->date, scope, type_of(TYPE_DATE));
        if (children[count++] == NONE) return bound_failed();
    }
    if (use->last == WORD_YEAR) detail |= PARAMETER_LAST_YEAR;
    if (use->last == WORD_MONTH) detail |= PARAMETER_LAST_MONTH;
    const Node node = {.op = OP_PARAMETER,
                       .detail = detail,
                       .target = index,
                       .entity = scope->entity,
                       .type = parameter.type,
                       .span = span};
    return bound_as(make_node(compiler, node, children, count), parameter.type);
}

// Notes one "at KEY is V"; false and reported if the parameter has no such key.
static bool note_key(Compiler *compiler, const Parameter *parameter, const Expr *at,
                     ParameterUse *use)
{
    if (str_equals(at->name.text, "region")) {
        if (use->place == NULL) use->place = at->right;
        return true;
    }
    for (size_t i = 0; i < parameter->key_count; i++) {
        if (!str_equal(parameter->keys[i].name, at->name.text)) continue;
        if (use->keys[i] == NULL) use->keys[i] = at->right;
        return true;
    }
    diagnose(compiler->diagnostics, "keys", at->name.span,
             "\"" STR_FORMAT "\" does not depend on \"" STR_FORMAT "\"",
             STR_ARGS(parameter->name), STR_ARGS(at->name.text));
    return false;
}

// Unwraps "P at K is V as of D" down to the parameter's name.
static Bound bind_overrides(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    const Expr *inner = expr;
    while (inner->kind == EXPR_AT || inner->kind == EXPR_AS_OF) inner = inner->left;
    const uint32_t found = inner->kind == EXPR_NAME
                               ? program_find(compiler->program, inner->name.text)
                               : NONE;
    if (found == NONE || compiler->program->names.items[found].kind != SYM_PARAMETER) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "not-a-parameter", inner->span,
                                     "only a parameter can be asked for another key or date");
        diagnostic_hint(compiler->diagnostics, fault,
                        "put \"at\" and \"as of\" directly after the parameter's name");
        return bound_failed();
    }
    const uint32_t index = compiler->program->names.items[found].index;
    if (!bind_parameter_keys(compiler, index, inner->span)) return bound_failed();
    ParameterUse use = {.last = WORD_NONE};
    for (const Expr *at = expr; at != inner; at = at->left) {
        if (at->kind == EXPR_AS_OF) {
            use.date = at->right;
            use.last = at->word;
        } else if (!note_key(compiler, &compiler->program->parameters.items[index], at, &use)) {
            return bound_failed();
        }
    }
    return bind_parameter_use(compiler, index, &use, expr->span, scope);
}

// --- names ---

static Bound refuse_kind(Compiler *compiler, Str name, Span span, const char *what,
                         const char *hint)
{
    Diagnostic *fault = diagnose(compiler->diagnostics, "not-a-value", span,
                                 "\"" STR_FORMAT "\" is %s, not a value", STR_ARGS(name), what);
    diagnostic_hint(compiler->diagnostics, fault, "%s", hint);
    return bound_failed();
}

static Bound bind_thing(Compiler *compiler, const NamedThing *thing, Span span, const Scope *scope)
{
    const ParameterUse plain = {.last = WORD_NONE};
    switch (thing->kind) {
    case SYM_FACT: return bind_fact_name(compiler, thing->index, span, scope);
    case SYM_RULE: return bind_rule_name(compiler, thing->index, span, scope);
    case SYM_PARAMETER:
        return bind_parameter_use(compiler, thing->index, &plain, span, scope);
    case SYM_PROGRAMME:
        return refuse_kind(compiler, thing->name, span, "a programme",
                           "write its name and then qualifies, amount, awarded or paid");
    case SYM_CLOCK:
        return refuse_kind(compiler, thing->name, span, "a clock",
                           "write its name and then limit, due or overdue");
    case SYM_ENTITY:
        return refuse_kind(compiler, thing->name, span, "a unit or record",
                           "use its rows: count of …, any … with (…), or \"in\" a unit");
    case SYM_PLACES:
        return refuse_kind(compiler, thing->name, span, "a set of places", "write: region in …");
    }
    panic_at(__FILE__, __LINE__, "every kind of name is handled");
}

static Bound refuse_name(Compiler *compiler, const Name *name, const Type *expected)
{
    if (expected != NULL && expected->kind == TYPE_CHOICE) {
        const Expr expr = {.kind = EXPR_NAME, .span = name->span, .name = *name};
        Number value = {0};
        (void)constant_from_expr(compiler, &expr, *expected, &value); // reports it
        return bound_failed();
    }
    Diagnostic *fault = diagnose(compiler->diagnostics, "unknown-name", name->span,
                                 "unknown name \"" STR_FORMAT "\"", STR_ARGS(name->text));
    Suggestion near = suggestion_start(name->text);
    for (size_t i = 0; i < compiler->program->names.count; i++)
        suggestion_offer(&near, compiler->program->names.items[i].name);
    if (near.nearest.size > 0)
        diagnostic_hint(compiler->diagnostics, fault, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    return bound_failed();
}

static Bound bind_name(Compiler *compiler, const Expr *expr, const Scope *scope,
                       const Type *expected)
{
    const Program *program = compiler->program;
    const Name *name = &expr->name;
    if (expected != NULL && expected->kind == TYPE_CHOICE) {
        const uint32_t value =
            program_find_choice_value(&program->choices.items[expected->choice], name->text);
        if (value != NONE)
            return bound_as(make_constant(compiler, number_whole(value), *expected, scope,
                                          expr->span),
                            *expected);
    }
    if (scope->parameter != NONE) {
        const Parameter *parameter = &program->parameters.items[scope->parameter];
        for (uint32_t i = 0; i < parameter->key_count; i++) {
            if (!str_equal(parameter->keys[i].name, name->text)) continue;
            const Type type = parameter->keys[i].type;
            const Node node = {.op = OP_KEY,
                               .target = i,
                               .entity = scope->entity,
                               .type = type,
                               .span = expr->span};
            return bound_as(make_node(compiler, node, NULL, 0), type);
        }
    }
    const uint32_t found = program_find(program, name->text);
    if (found == NONE) return refuse_name(compiler, name, expected);
    return bind_thing(compiler, &program->names.items[found], expr->span, scope);
}

static Bound bind_paid(Compiler *compiler, const Expr *expr, const NamedThing *thing,
                       const Scope *scope)
{
    if (!scope->past) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "slot", expr->span,
                                     "what was paid is known of past months only");
        diagnostic_hint(compiler->diagnostics, fault,
                        "write for example: any past 3 months with (" STR_FORMAT " paid > 0)",
                        STR_ARGS(thing->name));
        return bound_failed();
    }
    const Programme *programme = &compiler->program->programmes.items[thing->index];
    const Type type = programme->per == WORD_ONCE ? type_money()
                      : programme->per == WORD_YEAR ? type_money_per(DIMENSION_YEAR)
                                                    : type_money_per(DIMENSION_MONTH);
    return ask_past(compiler, scope, expr->span, COLUMN_PAID, thing->index, programme->entity, type,
                    source_text(compiler->sources, expr->span));
}

static Bound bind_awarded(Compiler *compiler, const Expr *expr, const NamedThing *thing,
                          const Scope *scope)
{
    const Programme programme = compiler->program->programmes.items[thing->index];
    if (programme.amount == NONE) {
        diagnose(compiler->diagnostics, "slot", expr->span,
                 "\"" STR_FORMAT "\" has no amount, so none is awarded", STR_ARGS(thing->name));
        return bound_failed();
    }
    // What is awarded depends on every programme that excludes this one.
    if (!bind_rule(compiler, programme.qualifies, expr->span) ||
        !bind_rule(compiler, programme.amount, expr->span))
        return bound_failed();
    for (size_t i = 0; i < compiler->program->exclusives.count; i++) {
        const Exclusive exclusive = compiler->program->exclusives.items[i];
        bool concerned = false;
        for (size_t p = 0; p < exclusive.count; p++)
            concerned = concerned || exclusive.programmes[p] == thing->index;
        for (size_t p = 0; concerned && p < exclusive.count; p++) {
            const Programme other = compiler->program->programmes.items[exclusive.programmes[p]];
            if (other.qualifies != NONE && !bind_rule(compiler, other.qualifies, expr->span))
                return bound_failed();
            if (other.amount != NONE && !bind_rule(compiler, other.amount, expr->span))
                return bound_failed();
        }
    }
    const Type type = compiler->program->rules.items[programme.amount].type;
    return ask(compiler, scope, expr->span, OP_AWARDED, thing->index, programme.entity, type,
               thing->name);
}

static Bound bind_slot(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    const Program *program = compiler->program;
    const uint32_t found = program_find(program, expr->name.text);
    if (found == NONE) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "unknown-name", expr->name.span,
                                     "unknown name \"" STR_FORMAT "\"", STR_ARGS(expr->name.text));
        offer_names(compiler, expr->name.text, fault);
        return bound_failed();
    }
    const NamedThing thing = program->names.items[found];
    if (thing.kind == SYM_PROGRAMME && expr->word == WORD_PAID)
        return bind_paid(compiler, expr, &thing, scope);
    if (thing.kind == SYM_PROGRAMME && expr->word == WORD_AWARDED)
        return bind_awarded(compiler, expr, &thing, scope);
    const uint32_t rule = program_find_slot(program, expr->name.text, expr->word);
    if (rule != NONE) return bind_rule_name(compiler, rule, expr->span, scope);
    diagnose(compiler->diagnostics, "slot", expr->span, "\"" STR_FORMAT "\" has no %s",
             STR_ARGS(expr->name.text), word_text(expr->word));
    return bound_failed();
}

// --- literals ---

static Bound bind_number(Compiler *compiler, const Expr *expr, const Scope *scope,
                         const Type *expected)
{
    const bool bare = expr->unit.currency.size == 0 && !expr->unit.percent &&
                      expr->unit.span == WORD_NONE;
    Type type = type_number(expr->number.den == 1 ? FLAVOUR_COUNT : FLAVOUR_NUMBER);
    if (bare && expected != NULL && expected->kind == TYPE_PLACE) type = *expected;
    else if (!bare) {
        // The unit alone tells the type.
        const Word span = expr->unit.span;
        if (expr->unit.percent) type = type_number(FLAVOUR_SHARE);
        else if (expr->unit.currency.size > 0) {
            const Word per = expr->unit.per;
            type = per == WORD_MONTH  ? type_money_per(DIMENSION_MONTH)
                   : per == WORD_YEAR ? type_money_per(DIMENSION_YEAR)
                   : per == WORD_WEEK ? type_money_per(DIMENSION_WEEK)
                   : per == WORD_DAY  ? type_money_per(DIMENSION_DAY)
                                      : type_money();
        } else if (expr->unit.working) type = type_unit(DIMENSION_WORKING_DAY);
        else if (span == WORD_YEAR || span == WORD_YEARS) type = type_unit(DIMENSION_YEAR);
        else if (span == WORD_MONTH || span == WORD_MONTHS) type = type_unit(DIMENSION_MONTH);
        else if (span == WORD_WEEK || span == WORD_WEEKS) type = type_unit(DIMENSION_WEEK);
        else if (span == WORD_DAY || span == WORD_DAYS) type = type_unit(DIMENSION_DAY);
        else type = type_number(FLAVOUR_COUNT); // persons
    }
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

// --- operators ---

static Bound mismatch(Compiler *compiler, const Expr *expr, const char *verb, Bound left,
                      Bound right)
{
    Diagnostic *fault = diagnose(
        compiler->diagnostics, "unit", expr->span,
        "cannot %s " STR_FORMAT " and " STR_FORMAT, verb, STR_ARGS(type_text(compiler, left.type)),
        STR_ARGS(type_text(compiler, right.type)));
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

static Bound bind_compare(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    static const Opcode ops[] = {[SYMBOL_LESS] = OP_LESS,
                                 [SYMBOL_LESS_EQUAL] = OP_LESS_EQUAL,
                                 [SYMBOL_GREATER] = OP_GREATER,
                                 [SYMBOL_GREATER_EQUAL] = OP_GREATER_EQUAL};
    Bound a;
    Bound b;
    if (!bind_pair(compiler, expr->left, expr->right, scope, &a, &b)) return bound_failed();
    const bool ordered = a.type.kind == TYPE_NUMBER || a.type.kind == TYPE_DATE ||
                         a.type.kind == TYPE_CHOICE;
    if (!type_same(a.type, b.type) || !ordered) return mismatch(compiler, expr, "compare", a, b);
    const NodeId children[] = {a.node, b.node};
    return make(compiler, scope, expr->span, ops[expr->symbol], type_of(TYPE_YESNO), children, 2);
}

static Bound negated(Compiler *compiler, Bound inner, const Scope *scope, Span span)
{
    if (inner.failed) return inner;
    return make(compiler, scope, span, OP_NOT, type_of(TYPE_YESNO), &inner.node, 1);
}

static Bound bind_is(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    Bound a;
    Bound b;
    if (!bind_pair(compiler, expr->left, expr->right, scope, &a, &b)) return bound_failed();
    if (!type_same(a.type, b.type)) return mismatch(compiler, expr, "compare", a, b);
    const NodeId children[] = {a.node, b.node};
    const Bound equal =
        make(compiler, scope, expr->span, OP_EQUAL, type_of(TYPE_YESNO), children, 2);
    return expr->negated ? negated(compiler, equal, scope, expr->span) : equal;
}

typedef VEC(NodeId) NodeIdVec;

static bool add_places(Compiler *compiler, const Expr *expr, const Scope *scope,
                       NodeIdVec *children)
{
    const uint32_t found = program_find(compiler->program, expr->name.text);
    if (found == NONE || compiler->program->names.items[found].kind != SYM_PLACES) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "unknown-name", expr->name.span,
                                     "there is no set of places \"" STR_FORMAT "\"",
                                     STR_ARGS(expr->name.text));
        offer_names(compiler, expr->name.text, fault);
        return false;
    }
    const PlaceSet *set =
        &compiler->program->place_sets.items[compiler->program->names.items[found].index];
    for (size_t i = 0; i < set->count; i++)
        *vec_push(compiler->policy, children) =
            make_constant(compiler, number_whole(set->regions[i]), type_of(TYPE_PLACE), scope,
                          expr->name.span);
    return true;
}

static Bound bind_in(Compiler *compiler, const Expr *expr, const Scope *scope)
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
    return make(compiler, scope, expr->span, OP_WITHIN, type_of(TYPE_YESNO), children.items,
                (uint32_t)children.count);
}

static Bound bind_in_unit(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    const Program *program = compiler->program;
    const uint32_t found = program_find(program, expr->name.text);
    const bool unit = found != NONE && program->names.items[found].kind == SYM_ENTITY &&
                      program->entities.items[program->names.items[found].index].kind ==
                          ENTITY_UNIT;
    if (!unit) {
        diagnose(compiler->diagnostics, "unknown-name", expr->span,
                 "there is no unit \"" STR_FORMAT "\"", STR_ARGS(expr->name.text));
        return bound_failed();
    }
    const uint32_t rule =
        program->entities.items[program->names.items[found].index].membership;
    return bind_rule_name(compiler, rule, expr->span, scope);
}

static Bound bind_logic(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    NodeIdVec children = {0};
    bool failed = false;
    for (size_t i = 0; i < expr->items.count; i++) {
        const NodeId node = bind_condition(compiler, expr->items.items[i].value, scope);
        failed = failed || node == NONE;
        *vec_push(compiler->policy, &children) = node;
    }
    if (failed) return bound_failed();
    return make(compiler, scope, expr->span, expr->word == WORD_AND ? OP_AND : OP_OR,
                type_of(TYPE_YESNO), children.items, (uint32_t)children.count);
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
static Bound bind_date_arithmetic(Compiler *compiler, const Expr *expr, const Scope *scope,
                                  Bound a, Bound b)
{
    const bool plus = expr->symbol == SYMBOL_PLUS;
    const NodeId children[] = {a.node, b.node};
    if (a.type.kind == TYPE_DATE && b.type.kind == TYPE_DATE && !plus)
        return make(compiler, scope, expr->span, OP_DAYS_APART, type_unit(DIMENSION_DAY), children,
                    2);
    if (a.type.kind == TYPE_DATE && type_is_duration(b.type)) {
        Bound sum = make(compiler, scope, expr->span, plus ? OP_DATE_ADD : OP_DATE_SUBTRACT,
                         type_of(TYPE_DATE), children, 2);
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

static Bound bind_arithmetic(Compiler *compiler, const Expr *expr, const Scope *scope)
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
        return make(compiler, scope, expr->span, times ? OP_MULTIPLY : OP_DIVIDE, type, children,
                    2);
    }
    if (a.zero) a.type = b.type;
    if (b.zero) b.type = a.type;
    if (!type_same(a.type, b.type))
        return mismatch(compiler, expr, expr->symbol == SYMBOL_PLUS ? "add" : "subtract", a, b);
    Type type = a.type;
    if (type_is_pure(type)) type.flavour = sum_flavour(a.type, b.type);
    return make(compiler, scope, expr->span,
                expr->symbol == SYMBOL_PLUS ? OP_ADD : OP_SUBTRACT, type, children, 2);
}

static Bound bind_negate(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    const Bound inner = bind_expr(compiler, expr->left, scope, NULL);
    if (inner.failed) return inner;
    if (inner.type.kind != TYPE_NUMBER) return mismatch(compiler, expr, "negate", inner, inner);
    return make(compiler, scope, expr->span, OP_NEGATE, inner.type, &inner.node, 1);
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

static Bound bind_convert(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    const Bound inner = bind_expr(compiler, expr->left, scope, NULL);
    if (inner.failed) return inner;
    for (size_t i = 0; i < sizeof conversions / sizeof conversions[0]; i++) {
        if (conversions[i].word != expr->word) continue;
        if (inner.type.kind == TYPE_NUMBER && inner.type.dimensions[conversions[i].from] == -1) {
            Type type = inner.type;
            type.dimensions[conversions[i].from] = 0;
            type.dimensions[conversions[i].to] = -1;
            Bound result = make(compiler, scope, expr->span, OP_CONVERT, type, &inner.node, 1);
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
static Bound bind_same(Compiler *compiler, const Expr *expr, const Scope *scope, Opcode op,
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
    const bool ordered = op == OP_OTHERWISE || a.type.kind == TYPE_NUMBER ||
                         a.type.kind == TYPE_DATE;
    if (!type_same(a.type, b.type) || !ordered)
        return mismatch(compiler, expr, op == OP_OTHERWISE ? "choose between" : "limit", a, b);
    const NodeId children[] = {a.node, b.node};
    return make(compiler, scope, expr->span, op, a.type, children, 2);
}

// --- sideways and dates ---

static Bound bind_of(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    if (expr->right->kind == EXPR_NAME) {
        const uint32_t found = program_find(compiler->program, expr->right->name.text);
        const bool household = str_equals(expr->right->name.text, "household");
        if (household || (found != NONE &&
                          compiler->program->names.items[found].kind == SYM_ENTITY))
            return bind_expr(compiler, expr->left, scope, NULL); // "X of household": seen anyway
    }
    const NodeId whose = bind_typed(compiler, expr->right, scope, type_of(TYPE_PERSON));
    if (whose == NONE) return bound_failed();
    const Scope inner = {.outer = scope,
                         .entity = PERSON,
                         .past = scope->past,
                         .parameter = NONE};
    const Bound value = bind_expr(compiler, expr->left, &inner, NULL);
    if (value.failed) return value;
    const NodeId children[] = {value.node, whose};
    return make(compiler, scope, expr->span, OP_OF, value.type, children, 2);
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
        to = make(compiler, scope, expr->span, OP_TODAY, type_of(TYPE_DATE), NULL, 0).node;
    }
    if (from == NONE || to == NONE) return bound_failed();
    Dimension dimension = DIMENSION_DAY;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (units[i].word == expr->word) dimension = units[i].dimension;
    }
    const NodeId children[] = {from, to};
    const Bound result =
        make(compiler, scope, expr->span, OP_INTERVAL, type_unit(dimension), children, 2);
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
            return bound_as(make_constant(compiler, number_whole(value), *expected, scope,
                                          expr->span),
                            *expected);
    }
    const Scope *outermost = scope;
    while (outermost->outer != NULL) outermost = outermost->outer;
    if (outermost->entity != PERSON) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "self", expr->span,
                                     "\"self\" is the person of a person's rule; this rule is of "
                                     "a " STR_FORMAT,
                                     STR_ARGS(compiler->program->entities
                                                  .items[outermost->entity]
                                                  .name));
        diagnostic_hint(compiler->diagnostics, fault, "write \"of person\" in the rule's head");
        return bound_failed();
    }
    return make(compiler, scope, expr->span, OP_SELF, type_of(TYPE_PERSON), NULL, 0);
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
        diagnose(compiler->diagnostics, "base", expr->span,
                 "\"base\" has a meaning in exceptions and in what a reform sets, not here");
        return bound_failed();
    }
    const Bound inner =
        make(compiler, owner, expr->span, OP_BASE, owner->base_type, NULL, 0);
    return asked_outside(compiler, scope, depth, inner, expr->span);
}

static Bound bind_plain(Compiler *compiler, const Expr *expr, const Scope *scope, Opcode op,
                        Type type)
{
    return make(compiler, scope, expr->span, op, type, NULL, 0);
}

static Bound bind_one_child(Compiler *compiler, const Expr *expr, const Scope *scope, Opcode op,
                            Type wanted, Type result)
{
    const NodeId child = bind_typed(compiler, expr->left, scope, wanted);
    if (child == NONE) return bound_failed();
    return make(compiler, scope, expr->span, op, result, &child, 1);
}

static Bound bind_applies(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    const Bound inner = bind_expr(compiler, expr->left, scope, NULL);
    if (inner.failed) return inner;
    return make(compiler, scope, expr->span, OP_APPLIES, type_of(TYPE_YESNO), &inner.node, 1);
}

Bound bind_expr(Compiler *compiler, const Expr *expr, const Scope *scope, const Type *expected)
{
    const Type yesno = type_of(TYPE_YESNO);
    const Type date = type_of(TYPE_DATE);
    switch (expr->kind) {
    case EXPR_NUMBER: return bind_number(compiler, expr, scope, expected);
    case EXPR_DATE:
        return bound_as(make_constant(compiler, number_whole(expr->date.day), date, scope,
                                      expr->span),
                        date);
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
        return bind_same(compiler, expr, scope,
                         expr->word == WORD_BELOW ? OP_AT_LEAST : OP_AT_MOST, expected);
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
    Diagnostic *fault = diagnose(
        compiler->diagnostics, "type", expr->span,
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
