// Names to nodes: which fact, rule or parameter is meant, and whose.

#include "base/panic.h"
#include "compile/bind_internal.h"

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
        return target->kind == ENTITY_HOUSEHOLD || (target->kind == ENTITY_UNIT && !target->splits);
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
Bound asked_outside(Compiler *compiler, const Scope *scope, uint32_t depth, Bound inner, Span span)
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

// A value that is asked for by its name.
typedef struct Asked {
    uint32_t target;
    uint32_t entity; // whose value it is
    Type type;
    Str name;
} Asked;

static uint32_t need_column(Compiler *compiler, ColumnKind kind, const Asked *asked)
{
    Program *program = compiler->program;
    const uint32_t found = program_find_column(program, kind, asked->target);
    if (found != NONE) return found;
    *vec_push(compiler->policy, &program->columns) = (HistoryColumn){.kind = kind,
                                                                     .target = asked->target,
                                                                     .entity = asked->entity,
                                                                     .type = asked->type,
                                                                     .name = asked->name};
    return (uint32_t)(program->columns.count - 1);
}

// Who belongs to a unit must be known before the unit's values are; this makes it a dependency.
static bool bind_membership(Compiler *compiler, uint32_t entity, const Scope *scope, Span span)
{
    const Entity *unit = &compiler->program->entities.items[entity];
    if (unit->kind != ENTITY_UNIT || unit->membership == NONE || scope->past) return true;
    return bind_rule(compiler, unit->membership, span);
}

// A node that asks `op` for the value, in the scope that sees it.
static Bound ask(Compiler *compiler, const Scope *scope, Span span, Opcode op, const Asked *asked)
{
    uint32_t depth = 0;
    if (!find_depth(compiler->program, scope, asked->entity, &depth))
        return refuse_entity(compiler, asked->name, asked->entity, scope, span);
    if (!bind_membership(compiler, asked->entity, scope, span)) return bound_failed();
    Node node = node_in(scope_at(scope, depth), span, op, asked->type);
    node.target = asked->target;
    return asked_outside(compiler, scope, depth, make_bound(compiler, node, NULL, 0), span);
}

static Bound ask_past(Compiler *compiler, const Scope *scope, Span span, ColumnKind kind,
                      const Asked *asked)
{
    Asked column = *asked;
    column.target = need_column(compiler, kind, asked);
    return ask(compiler, scope, span, OP_PAST, &column);
}

// --- facts and rules ---

static Bound bind_fact_name(Compiler *compiler, uint32_t index, Span span, const Scope *scope)
{
    if (!bind_fact(compiler, index, span)) return bound_failed();
    const Fact *fact = &compiler->program->facts.items[index];
    const Asked asked = {index, fact->entity, fact->type, fact->name};
    if (scope->past) return ask_past(compiler, scope, span, COLUMN_FACT, &asked);
    return ask(compiler, scope, span, OP_FACT, &asked);
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

Bound bind_rule_name(Compiler *compiler, uint32_t index, Span span, const Scope *scope)
{
    // The past is over before this month's rules are asked, so looking back makes no cycle; but the
    // rule's type must be known.
    const bool known = compiler->rules.items[index].typed;
    if (!(scope->past && known) && !bind_rule(compiler, index, span)) return bound_failed();
    // A rule whose body was refused has been reported; nothing more can be said of its uses.
    if (!compiler->rules.items[index].typed) return bound_failed();
    const Rule *rule = &compiler->program->rules.items[index];
    const Asked asked = {index, rule->entity, rule->type, rule_full_name(compiler, rule)};
    if (scope->past) return ask_past(compiler, scope, span, COLUMN_RULE, &asked);
    return ask(compiler, scope, span, OP_RULE, &asked);
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
                        "this parameter depends on it; say which is meant: at " STR_FORMAT " is …",
                        STR_ARGS(key->name));
    }
    return bound;
}

static Bound bind_parameter_use(Compiler *compiler, uint32_t index, const ParameterUse *use,
                                Span span, const Scope *scope)
{
    if (!bind_parameter(compiler, index, span)) return bound_failed();
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
             "\"" STR_FORMAT "\" does not depend on \"" STR_FORMAT "\"", STR_ARGS(parameter->name),
             STR_ARGS(at->name.text));
    return false;
}

// Unwraps "P at K is V as of D" down to the parameter's name.
Bound bind_overrides(Compiler *compiler, const Expr *expr, const Scope *scope)
{
    const Expr *inner = expr;
    while (inner->kind == EXPR_AT || inner->kind == EXPR_AS_OF) inner = inner->left;
    const uint32_t found =
        inner->kind == EXPR_NAME ? program_find(compiler->program, inner->name.text) : NONE;
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
    case SYM_PARAMETER: return bind_parameter_use(compiler, thing->index, &plain, span, scope);
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
    offer_names(compiler, name->text, fault);
    return bound_failed();
}

Bound bind_name(Compiler *compiler, const Expr *expr, const Scope *scope, const Type *expected)
{
    const Program *program = compiler->program;
    const Name *name = &expr->name;
    if (expected != NULL && expected->kind == TYPE_CHOICE) {
        const uint32_t value =
            program_find_choice_value(&program->choices.items[expected->choice], name->text);
        if (value != NONE)
            return bound_as(
                make_constant(compiler, number_whole(value), *expected, scope, expr->span),
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

// What a programme pays, by how often it pays.
static Type paid_type(Word per)
{
    switch ((int)per) {
    case WORD_ONCE: return type_money();
    case WORD_YEAR: return type_money_per(DIMENSION_YEAR);
    case WORD_WEEK: return type_money_per(DIMENSION_WEEK);
    case WORD_DAY: return type_money_per(DIMENSION_DAY);
    default: return type_money_per(DIMENSION_MONTH);
    }
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
    const Asked asked = {thing->index, programme->entity, paid_type(programme->per),
                         source_text(compiler->sources, expr->span)};
    return ask_past(compiler, scope, expr->span, COLUMN_PAID, &asked);
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
    if (programme.qualifies == NONE) return bound_failed(); // reported where it is declared
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
    const Asked asked = {thing->index, programme.entity, type, thing->name};
    return ask(compiler, scope, expr->span, OP_AWARDED, &asked);
}

Bound bind_slot(Compiler *compiler, const Expr *expr, const Scope *scope)
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
