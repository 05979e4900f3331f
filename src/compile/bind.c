// Facts, parameters and rules bound in the order in which they need each other.
//
// Binding a rule binds what it refers to first, so a rule that comes round to itself is found on
// the way and reported with the whole circle.

#include "base/text.h"
#include "compile/compiler.h"

// --- the way so far ---

static Span thing_span(const Program *program, BindStep step)
{
    switch (step.kind) {
    case SYM_FACT: return program->facts.items[step.index].span;
    case SYM_PARAMETER: return program->parameters.items[step.index].span;
    case SYM_RULE:
    case SYM_PROGRAMME:
    case SYM_ENTITY:
    case SYM_PLACES:
    case SYM_CLOCK: break;
    }
    return program->rules.items[step.index].span;
}

static Str thing_name(Arena *arena, const Program *program, BindStep step)
{
    if (step.kind == SYM_FACT) return program->facts.items[step.index].name;
    if (step.kind == SYM_PARAMETER) return program->parameters.items[step.index].name;
    return rule_name(arena, &program->rules.items[step.index]);
}

static void report_cycle(Compiler *compiler, BindStep again, Span used_at)
{
    size_t start = 0;
    while (compiler->steps.items[start].kind != again.kind ||
           compiler->steps.items[start].index != again.index)
        start++;
    Text circle = text_start(compiler->policy);
    for (size_t i = start; i < compiler->steps.count; i++) {
        const Str name = thing_name(compiler->policy, compiler->program, compiler->steps.items[i]);
        text_print(&circle, STR_FORMAT " -> ", STR_ARGS(name));
    }
    const Str name = thing_name(compiler->policy, compiler->program, again);
    text_add(&circle, name);
    Diagnostic *fault = diagnose(compiler->diagnostics, "cycle", used_at,
                                 "\"" STR_FORMAT "\" depends on itself: " STR_FORMAT,
                                 STR_ARGS(name), STR_ARGS(text_str(&circle)));
    diagnostic_other(compiler->diagnostics, fault, thing_span(compiler->program, again),
                     "it is declared here");
    diagnostic_hint(
        compiler->diagnostics, fault,
        again.kind == SYM_PARAMETER
            ? "what a parameter's keys, limits and reforms name must not come round "
              "to it, at any key, place or day; in a reform, base is its value without it"
            : "to use an earlier month's value, ask past months for it");
}

static uint32_t *deep_of(Compiler *compiler, BindStep step)
{
    if (step.kind == SYM_FACT) return &compiler->facts.items[step.index].deep;
    if (step.kind == SYM_PARAMETER) return &compiler->parameters.items[step.index].deep;
    return &compiler->rules.items[step.index].deep;
}

// What is being bound rests on something so deep.
static void rests_on(Compiler *compiler, uint32_t deep)
{
    if (compiler->steps.count == 0) return;
    BindStep *step = &compiler->steps.items[compiler->steps.count - 1];
    if (step->below < deep) step->below = deep;
}

// Told once, of the first that is found to go beyond.
static void check_deep(Compiler *compiler, BindStep step, uint32_t deep)
{
    if (deep <= THINGS_DEEP_MAX || compiler->deep_told) return;
    compiler->deep_told = true;
    Diagnostic *fault =
        diagnose(compiler->diagnostics, "limit", thing_span(compiler->program, step),
                 "more than %d rules rest on each other here, one behind another", THINGS_DEEP_MAX);
    diagnostic_hint(compiler->diagnostics, fault,
                    "what grows from one to the next is better asked of past months, or written "
                    "as one sum");
}

// Marks a thing as being bound. False if it already is (a cycle, reported) or has been.
static bool begin(Compiler *compiler, SymbolKind kind, uint32_t index, BindState *state,
                  Span used_at, bool *sound)
{
    const BindStep step = {.kind = kind, .index = index};
    *sound = *state != BIND_ACTIVE;
    if (*state == BIND_ACTIVE) report_cycle(compiler, step, used_at);
    if (*state == BIND_DONE) rests_on(compiler, *deep_of(compiler, step));
    if (*state != BIND_NEW) return false;
    if (compiler->steps.count == THINGS_DEEP_MAX) { // it is bound in its turn
        check_deep(compiler, step, THINGS_DEEP_MAX + 1);
        *sound = false;
        return false;
    }
    *state = BIND_ACTIVE;
    *vec_push(compiler->policy, &compiler->steps) = step;
    return true;
}

static void end(Compiler *compiler)
{
    const BindStep step = compiler->steps.items[--compiler->steps.count];
    const uint32_t deep = step.below + 1;
    *deep_of(compiler, step) = deep;
    check_deep(compiler, step, deep);
    rests_on(compiler, deep);
}

static Scope scope_of(uint32_t entity)
{
    return (Scope){.entity = entity, .parameter = NONE};
}

// --- facts ---

static NodeId bind_limit(Compiler *compiler, const Decl *decl, ClauseId id, Type type,
                         const Scope *scope)
{
    const Clause *clause = decl != NULL ? decl_clause(decl, id) : NULL;
    if (clause == NULL) return NONE;
    if (type.kind != TYPE_NUMBER && type.kind != TYPE_DATE) {
        diagnose(compiler->diagnostics, "type", clause->span, "only numbers and dates have limits");
        return NONE;
    }
    return bind_typed(compiler, clause->expr, scope, type);
}

// "normally none": presumed not applicable; unless it is a choice that has a value of that name.
static bool is_none(const Program *program, const Expr *expr, Type type)
{
    if (expr->kind != EXPR_NAME || !str_equals(expr->name.text, "none")) return false;
    return type.kind != TYPE_CHOICE ||
           program_find_choice_value(&program->choices.items[type.choice], STR("none")) == NONE;
}

static void bind_read_from(Compiler *compiler, const Decl *decl, Fact *fact)
{
    const Clause *clause = decl_clause(decl, CLAUSE_READ_FROM);
    if (clause == NULL || clause->names.count == 0) return;
    const Program *program = compiler->program;
    const uint32_t found = program_find(program, clause->names.items[0].text);
    const Fact *source = NULL;
    if (found != NONE && program->names.items[found].kind == SYM_FACT)
        source = &program->facts.items[program->names.items[found].index];
    const bool birth = fact->type.kind == TYPE_DATE;
    const bool sex = fact->type.kind == TYPE_CHOICE;
    if (source == NULL || source->type.kind != TYPE_IDENTITY || source->entity != fact->entity ||
        (!birth && !sex)) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "read-from", clause->span,
                                     "a date of birth or a sex can be read from an identity number "
                                     "of the same entity");
        if (!birth && !sex)
            diagnostic_hint(compiler->diagnostics, fault,
                            "this fact is neither a date nor a choice");
        else if (source == NULL || source->type.kind != TYPE_IDENTITY)
            diagnostic_hint(compiler->diagnostics, fault,
                            "\"" STR_FORMAT "\" is not a fact of type identity",
                            STR_ARGS(clause->names.items[0].text));
        else
            diagnostic_hint(compiler->diagnostics, fault,
                            "\"" STR_FORMAT "\" is a fact of a " STR_FORMAT, STR_ARGS(source->name),
                            STR_ARGS(program->entities.items[source->entity].name));
        return;
    }
    if (sex) {
        const Choice *choice = &program->choices.items[fact->type.choice];
        if (program_find_choice_value(choice, STR("male")) == NONE ||
            program_find_choice_value(choice, STR("female")) == NONE) {
            diagnose(compiler->diagnostics, "read-from", clause->span,
                     "a sex read from an identity number needs the values male and female");
            return;
        }
    }
    fact->read_from = program->names.items[found].index;
}

bool bind_fact(Compiler *compiler, uint32_t index, Span used_at)
{
    bool sound = true;
    if (!begin(compiler, SYM_FACT, index, &compiler->facts.items[index].state, used_at, &sound))
        return sound;
    const Decl *decl = compiler->facts.items[index].decl;
    Fact fact = compiler->program->facts.items[index];
    const Scope scope = scope_of(fact.entity);
    const Clause *when = decl_clause(decl, CLAUSE_WHEN);
    const Clause *normally = decl_clause(decl, CLAUSE_NORMALLY);
    if (when != NULL) fact.when = bind_condition(compiler, when->expr, &scope);
    if (normally != NULL && is_none(compiler->program, normally->expr, fact.type))
        fact.normally_none = true;
    else if (normally != NULL)
        fact.normally = bind_typed(compiler, normally->expr, &scope, fact.type);
    fact.low = bind_limit(compiler, decl, CLAUSE_NOT_BELOW, fact.type, &scope);
    fact.high = bind_limit(compiler, decl, CLAUSE_NOT_ABOVE, fact.type, &scope);
    bind_read_from(compiler, decl, &fact);
    compiler->program->facts.items[index] = fact;
    compiler->facts.items[index].state = BIND_DONE;
    end(compiler);
    return true;
}

// --- parameters ---

// The type of a key is that of the fact or rule it names.
static bool key_type(Compiler *compiler, const Name *name, Type *type)
{
    const Program *program = compiler->program;
    const uint32_t found = program_find(program, name->text);
    if (found != NONE) {
        const NamedThing *thing = &program->names.items[found];
        if (thing->kind == SYM_FACT) {
            *type = program->facts.items[thing->index].type;
            return true;
        }
        if (thing->kind == SYM_RULE) {
            if (!compiler->rules.items[thing->index].typed &&
                !bind_rule(compiler, thing->index, name->span))
                return false;
            *type = compiler->program->rules.items[thing->index].type;
            return true;
        }
        if (thing->kind == SYM_PARAMETER) {
            *type = program->parameters.items[thing->index].type;
            return true;
        }
    }
    Diagnostic *fault =
        diagnose(compiler->diagnostics, "unknown-name", name->span,
                 "there is no fact or rule \"" STR_FORMAT "\"", STR_ARGS(name->text));
    offer_names(compiler, name->text, fault);
    return false;
}

static bool key_suits(Compiler *compiler, const KeySyntax *key, Type type)
{
    const bool number = type.kind == TYPE_NUMBER;
    bool suits = false;
    const char *wanted = "";
    switch (key->mode) {
    case KEY_EXACT:
        suits = type.kind == TYPE_CHOICE || type.kind == TYPE_YESNO || type.kind == TYPE_PLACE ||
                (number && type_is_whole(type));
        wanted = "a choice, yes/no or a whole number";
        break;
    case KEY_CLAMPED:
        suits = number && type_is_whole(type) && type.dimensions[DIMENSION_MONEY] == 0;
        wanted = "a count or a span of time";
        break;
    case KEY_SLICES:
        suits = number;
        wanted = "a number";
        break;
    case KEY_STEPS:
        suits = number || type.kind == TYPE_CHOICE || type.kind == TYPE_DATE;
        wanted = "a number, date or choice";
        break;
    }
    if (suits) return true;
    Diagnostic *fault = diagnose(compiler->diagnostics, "keys", key->name.span,
                                 "this key must be %s, but it is " STR_FORMAT, wanted,
                                 STR_ARGS(type_print(compiler->policy, compiler->program, type)));
    if (key->mode == KEY_EXACT && number)
        diagnostic_hint(compiler->diagnostics, fault,
                        "to find the value by a range, write \"in steps\" behind the key");
    else if (key->mode != KEY_EXACT && type.kind == TYPE_CHOICE)
        diagnostic_hint(compiler->diagnostics, fault, "leave out what stands behind the key");
    return false;
}

static bool bind_keys(Compiler *compiler, const Decl *decl, Parameter *parameter)
{
    const Clause *clause = decl_clause(decl, CLAUSE_KEYS);
    if (clause == NULL) return true;
    ParameterKey *keys = ARENA_ARRAY(compiler->policy, ParameterKey, clause->keys.count);
    size_t count = 0;
    size_t scales = 0;
    for (size_t i = 0; i < clause->keys.count; i++) {
        const KeySyntax *key = &clause->keys.items[i];
        if (str_equals(key->name.text, "region")) {
            parameter->by_region = true;
            continue;
        }
        Type type = type_of(TYPE_YESNO);
        if (!key_type(compiler, &key->name, &type) || !key_suits(compiler, key, type)) return false;
        scales += key->mode == KEY_SLICES || key->mode == KEY_STEPS;
        keys[count++] = (ParameterKey){.name = key->name.text,
                                       .mode = key->mode,
                                       .type = type,
                                       .clamp_low = key->clamp_low,
                                       .clamp_high = key->clamp_high,
                                       .span = key->name.span};
    }
    if (count > PARAMETER_KEYS_MAX || scales > 1) {
        diagnose(compiler->diagnostics, "keys", clause->span,
                 "a parameter has at most %d keys, and slices or steps in one of them",
                 PARAMETER_KEYS_MAX);
        return false;
    }
    parameter->keys = keys;
    parameter->key_count = count;
    return true;
}

static void check_slices(Compiler *compiler, const Parameter *parameter)
{
    for (size_t k = 0; k < parameter->key_count; k++) {
        const ParameterKey *key = &parameter->keys[k];
        if (key->mode != KEY_SLICES || type_same(key->type, parameter->type)) continue;
        diagnose(compiler->diagnostics, "keys", key->span,
                 "slices of " STR_FORMAT " give " STR_FORMAT ", but the parameter is " STR_FORMAT,
                 STR_ARGS(key->name),
                 STR_ARGS(type_print(compiler->policy, compiler->program, key->type)),
                 STR_ARGS(type_print(compiler->policy, compiler->program, parameter->type)));
    }
}

bool bind_parameter_keys(Compiler *compiler, uint32_t index, Span used_at)
{
    bool sound = true;
    ParameterBuild *build = &compiler->parameters.items[index];
    if (!begin(compiler, SYM_PARAMETER, index, &build->keys_state, used_at, &sound))
        return sound && !build->keys_failed;
    Parameter parameter = compiler->program->parameters.items[index];
    const bool bound = bind_keys(compiler, build->decl, &parameter);
    build = &compiler->parameters.items[index];
    build->keys_failed = !bound;
    build->keys_state = BIND_DONE;
    if (bound) {
        compiler->program->parameters.items[index] = parameter;
        check_slices(compiler, &parameter);
    }
    end(compiler);
    return bound;
}

static void report_reform_type(Compiler *compiler, const Parameter *parameter, Type body, Span span)
{
    Diagnostic *fault = diagnose(
        compiler->diagnostics, "type", span,
        "\"" STR_FORMAT "\" is " STR_FORMAT ", but this is " STR_FORMAT, STR_ARGS(parameter->name),
        STR_ARGS(type_print(compiler->policy, compiler->program, parameter->type)),
        STR_ARGS(type_print(compiler->policy, compiler->program, body)));
    diagnostic_hint(compiler->diagnostics, fault,
                    "base has its unit already: add to it (base + VALUE), or multiply it by a bare "
                    "number (base * 1.1)");
}

static void bind_parameter_reforms(Compiler *compiler, uint32_t index, Parameter *parameter)
{
    const ParameterBuild *build = &compiler->parameters.items[index];
    const size_t count = build->reforms.count;
    if (count == 0) return;
    Alternative *reforms = ARENA_ARRAY(compiler->policy, Alternative, count);
    for (size_t i = 0; i < count; i++) {
        const Decl *decl = build->reforms.items[i];
        const LawDocument *document = &compiler->program->documents.items[decl->document];
        Scope scope = scope_of(HOUSEHOLD);
        scope.has_base = true;
        scope.base_type = parameter->type;
        scope.parameter = index;
        const Clause *from = decl_clause(decl, CLAUSE_FROM);
        const Clause *until = decl_clause(decl, CLAUSE_UNTIL);
        reforms[i] = (Alternative){
            .kind = ALTERNATIVE_REFORM,
            .name = document->name,
            .labels = document->labels,
            .body = NONE,
            .place = document->place,
            .from = from != NULL ? from->date : document->from,
            .until = until != NULL ? until->date : document->until,
            .citation = make_citation(compiler, decl->citation, decl->citation_span, false),
            .span = decl->span,
            .document = decl->document,
        };
        const Clause *value = decl_clause(decl, CLAUSE_VALUE);
        if (value == NULL) {
            diagnose(compiler->diagnostics, "no-value", decl->span,
                     "a reform sets a value: set NAME = …");
            continue;
        }
        const Bound body =
            bind_items(compiler, &value->items, value->span, &scope, &parameter->type);
        if (body.failed) continue;
        if (body.zero) compiler->program->nodes.items[body.node].type = parameter->type;
        else if (!type_same(body.type, parameter->type))
            report_reform_type(compiler, parameter, body.type, value->span);
        reforms[i].body = body.node;
    }
    parameter->reforms = reforms;
    parameter->reform_count = count;
}

bool bind_parameter(Compiler *compiler, uint32_t index, Span used_at)
{
    bool sound = true;
    const bool keyed = bind_parameter_keys(compiler, index, used_at);
    const ParameterBuild *build = &compiler->parameters.items[index];
    BindState *state = &compiler->parameters.items[index].state;
    if (!keyed || !begin(compiler, SYM_PARAMETER, index, state, used_at, &sound))
        return keyed && sound;
    const Decl *decl = build->decl;
    Parameter parameter = compiler->program->parameters.items[index];
    Scope scope = scope_of(HOUSEHOLD);
    scope.parameter = index;
    parameter.low = bind_limit(compiler, decl, CLAUSE_NOT_BELOW, parameter.type, &scope);
    parameter.high = bind_limit(compiler, decl, CLAUSE_NOT_ABOVE, parameter.type, &scope);
    bind_parameter_reforms(compiler, index, &parameter);
    compiler->program->parameters.items[index] = parameter;
    compiler->parameters.items[index].state = BIND_DONE;
    end(compiler);
    return true;
}

// --- rules ---

static void report_rule_type(Compiler *compiler, const Rule *rule, Type body, Span span)
{
    Diagnostic *fault =
        diagnose(compiler->diagnostics, "type", span,
                 "\"" STR_FORMAT "\" is " STR_FORMAT ", but this value is " STR_FORMAT,
                 STR_ARGS(thing_name(
                     compiler->policy, compiler->program,
                     (BindStep){.kind = SYM_RULE,
                                .index = (uint32_t)(rule - compiler->program->rules.items)})),
                 STR_ARGS(type_print(compiler->policy, compiler->program, rule->type)),
                 STR_ARGS(type_print(compiler->policy, compiler->program, body)));
    if (rule->type.kind == TYPE_NUMBER && body.kind == TYPE_NUMBER)
        diagnostic_hint(compiler->diagnostics, fault,
                        "make the units agree: monthly, yearly, or a unit behind a number");
}

static Bound bind_body(Compiler *compiler, const AlternativeBuild *build, const Scope *scope,
                       const Type *expected)
{
    if (build->body != NULL) return bind_expr(compiler, build->body, scope, expected);
    if (build->items != NULL)
        return bind_items(compiler, build->items, build->alternative.span, scope, expected);
    const Clause *value = decl_clause(build->decl, CLAUSE_VALUE);
    if (value != NULL) return bind_items(compiler, &value->items, value->span, scope, expected);
    const Clause *when = decl_clause(build->decl, CLAUSE_WHEN);
    if (when == NULL) return bound_failed(); // reported when it was declared
    const NodeId condition = bind_condition(compiler, when->expr, scope);
    return (Bound){.node = condition, .type = type_of(TYPE_YESNO), .failed = condition == NONE};
}

static bool loses_wholeness(Type declared, Type body)
{
    return type_is_pure(declared) && declared.flavour == FLAVOUR_COUNT &&
           body.flavour != FLAVOUR_COUNT;
}

static void bind_alternative(Compiler *compiler, uint32_t index, size_t number)
{
    AlternativeBuild build = compiler->rules.items[index].alternatives.items[number];
    const Rule rule = compiler->program->rules.items[index];
    const bool typed = compiler->rules.items[index].typed;
    Scope scope = scope_of(rule.entity);
    scope.has_base = build.alternative.kind != ALTERNATIVE_BASE && typed;
    scope.base_type = rule.type;
    const Bound body = bind_body(compiler, &build, &scope, typed ? &rule.type : NULL);
    if (body.failed) return;
    Rule *target = &compiler->program->rules.items[index];
    if (!typed) {
        target->type = body.type;
        compiler->rules.items[index].typed = true;
    } else if (body.zero && rule.type.kind == TYPE_NUMBER) {
        compiler->program->nodes.items[body.node].type = rule.type;
    } else if (!type_same(body.type, rule.type)) {
        report_rule_type(compiler, target, body.type, build.alternative.span);
    } else if (!target->rounded && loses_wholeness(rule.type, body.type)) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "fraction", build.alternative.span,
                                     "\"" STR_FORMAT "\" is a count, but this value may have a "
                                     "fraction",
                                     STR_ARGS(rule.name));
        diagnostic_hint(compiler->diagnostics, fault,
                        "say how it is rounded (rounded up to 1), or make it a number");
    }
    compiler->rules.items[index].alternatives.items[number].alternative.body = body.node;
}

static void bind_rounding(Compiler *compiler, const Decl *decl, uint32_t index)
{
    const Clause *clause = decl != NULL ? decl_clause(decl, CLAUSE_ROUNDED) : NULL;
    if (clause == NULL) return;
    Rule *rule = &compiler->program->rules.items[index];
    if (rule->type.kind != TYPE_NUMBER) {
        diagnose(compiler->diagnostics, "type", clause->span, "only a number can be rounded");
        return;
    }
    // "to 1 yuan" rounds an amount per month too: the unit of time is the rule's own.
    Type unit = rule->type;
    if (unit.dimensions[DIMENSION_MONEY] == 1) unit = type_money();
    Number value = {0};
    if (!constant_from_expr(compiler, clause->expr, unit, &value)) return;
    if (value.num <= 0) {
        diagnose(compiler->diagnostics, "number", clause->span,
                 "the unit of rounding must be above zero");
        return;
    }
    rule->rounded = true;
    rule->rounding = clause->rounding;
    rule->rounding_unit = value;
}

static void bind_monotone(Compiler *compiler, const Decl *decl, ClauseId id, uint32_t index)
{
    const Clause *clause = decl != NULL ? decl_clause(decl, id) : NULL;
    if (clause == NULL) return;
    uint32_t *facts = ARENA_ARRAY(compiler->policy, uint32_t, clause->names.count);
    size_t count = 0;
    for (size_t i = 0; i < clause->names.count; i++) {
        const uint32_t found = program_find(compiler->program, clause->names.items[i].text);
        if (found == NONE || compiler->program->names.items[found].kind != SYM_FACT) {
            Diagnostic *fault = diagnose(
                compiler->diagnostics, "unknown-name", clause->names.items[i].span,
                "there is no fact \"" STR_FORMAT "\"", STR_ARGS(clause->names.items[i].text));
            offer_names(compiler, clause->names.items[i].text, fault);
            continue;
        }
        facts[count++] = compiler->program->names.items[found].index;
    }
    Rule *rule = &compiler->program->rules.items[index];
    if (id == CLAUSE_RISES) {
        rule->rises = facts;
        rule->rises_count = count;
    } else {
        rule->falls = facts;
        rule->falls_count = count;
    }
}

// The type of a programme's amount: what it says it pays.
static Type amount_type(Compiler *compiler, const Programme *programme, Span span)
{
    if (programme->mode.size == 0) {
        Diagnostic *fault =
            diagnose(compiler->diagnostics, "slot", span,
                     "\"" STR_FORMAT "\" does not say what it pays", STR_ARGS(programme->name));
        diagnostic_hint(compiler->diagnostics, fault,
                        "add to the programme, for example: pays cash per month");
    }
    const bool money = str_equals(programme->mode, "cash") || str_equals(programme->mode, "waiver");
    return money ? type_money_each(programme->per) : type_number(FLAVOUR_NUMBER);
}

// The type that a declaration gives its rule without a look at the value; false if none.
static bool declared_type(Compiler *compiler, const Decl *decl, const Rule *rule, Type *type)
{
    if (decl->typed) return type_from_syntax(compiler, &decl->type, type);
    const Word slot = rule->role == RULE_SLOT ? rule->slot : WORD_NONE;
    const bool condition =
        decl_clause(decl, CLAUSE_VALUE) == NULL && decl_clause(decl, CLAUSE_WHEN) != NULL;
    if (condition || slot == WORD_QUALIFIES) *type = type_of(TYPE_YESNO);
    else if (slot == WORD_STARTS) *type = type_of(TYPE_DATE);
    else if (slot == WORD_AMOUNT && rule->programme != NONE)
        *type = amount_type(compiler, &compiler->program->programmes.items[rule->programme],
                            decl->span);
    else return false;
    return true;
}

static void bind_declared_type(Compiler *compiler, const Decl *decl, uint32_t index)
{
    if (decl == NULL || compiler->rules.items[index].typed) return;
    Rule *rule = &compiler->program->rules.items[index];
    compiler->rules.items[index].typed = declared_type(compiler, decl, rule, &rule->type);
}

bool bind_rule(Compiler *compiler, uint32_t index, Span used_at)
{
    bool sound = true;
    if (!begin(compiler, SYM_RULE, index, &compiler->rules.items[index].state, used_at, &sound))
        return sound;
    const Decl *decl = compiler->rules.items[index].decl;
    const size_t count = compiler->rules.items[index].alternatives.count;
    if (compiler->rules.items[index].typed) bind_rounding(compiler, decl, index);
    for (size_t i = 0; i < count; i++) bind_alternative(compiler, index, i);
    if (!compiler->program->rules.items[index].rounded) bind_rounding(compiler, decl, index);
    const Scope scope = scope_of(compiler->program->rules.items[index].entity);
    const Type type = compiler->program->rules.items[index].type;
    const NodeId low = bind_limit(compiler, decl, CLAUSE_NOT_BELOW, type, &scope);
    const NodeId high = bind_limit(compiler, decl, CLAUSE_NOT_ABOVE, type, &scope);
    compiler->program->rules.items[index].low = low;
    compiler->program->rules.items[index].high = high;
    bind_monotone(compiler, decl, CLAUSE_RISES, index);
    bind_monotone(compiler, decl, CLAUSE_FALLS, index);
    compiler->rules.items[index].state = BIND_DONE;
    end(compiler);
    return true;
}

// --- everything else that holds an expression ---

static NodeId bind_duration(Compiler *compiler, const Expr *expr, uint32_t entity)
{
    const Scope scope = scope_of(entity);
    const Bound bound = bind_expr(compiler, expr, &scope, NULL);
    if (bound.failed) return NONE;
    if (!type_is_duration(bound.type)) {
        diagnose(compiler->diagnostics, "type", expr->span,
                 "a span of time was expected here, as \"10 working days\"");
        return NONE;
    }
    return bound.node;
}

static void bind_units(Compiler *compiler)
{
    for (size_t d = 0; d < compiler->documents.count; d++) {
        const DeclVec *decls = &compiler->documents.items[d].decls;
        for (size_t i = 0; i < decls->count; i++) {
            const Decl *decl = &decls->items[i];
            const Clause *split = decl_clause(decl, CLAUSE_SPLIT);
            const Clause *takes = decl_clause(decl, CLAUSE_TAKES);
            if (decl->head != HEAD_UNIT || takes == NULL) continue;
            const Expr *by = split != NULL ? split->expr : takes->rows->by;
            const uint32_t found = program_find(compiler->program, decl->names.items[0].text);
            if (by == NULL || found == NONE) continue;
            const uint32_t entity = compiler->program->names.items[found].index;
            const Scope scope = scope_of(PERSON);
            const Bound key = bind_expr(compiler, by, &scope, NULL);
            if (!key.failed) compiler->program->entities.items[entity].split = key.node;
        }
    }
}

static void bind_paper(Compiler *compiler, const Decl *decl, size_t index)
{
    // A copy: binding may move the table.
    Paper paper = compiler->program->papers.items[index];
    const uint32_t entity = paper.programme == NONE
                                ? HOUSEHOLD
                                : compiler->program->programmes.items[paper.programme].entity;
    const Scope scope = scope_of(entity);
    const Clause *when = decl_clause(decl, CLAUSE_WHEN);
    const Clause *within = decl_clause(decl, CLAUSE_WITHIN);
    const Clause *posted = decl_clause(decl, CLAUSE_POSTED);
    if (when != NULL) paper.when = bind_condition(compiler, when->expr, &scope);
    if (within != NULL) paper.within = bind_duration(compiler, within->expr, entity);
    if (posted != NULL) paper.posted = bind_duration(compiler, posted->expr, entity);
    compiler->program->papers.items[index] = paper;
}

static void bind_watch(Compiler *compiler, const Decl *decl)
{
    const Clause *within = decl_clause(decl, CLAUSE_WITHIN);
    if (within == NULL) return;
    for (size_t i = 0; i < compiler->program->watches.count; i++) {
        Watch *one = &compiler->program->watches.items[i];
        if (one->span.file == decl->span.file && one->span.start == decl->span.start)
            one->within = bind_duration(compiler, within->expr, HOUSEHOLD);
    }
}

// Papers stand in the order of their declarations.
static void bind_papers(Compiler *compiler)
{
    size_t paper = 0;
    for (size_t d = 0; d < compiler->documents.count; d++) {
        const DeclVec *decls = &compiler->documents.items[d].decls;
        for (size_t i = 0; i < decls->count; i++) {
            const Decl *decl = &decls->items[i];
            if (decl->head == HEAD_SIGNAL || decl->head == HEAD_AUDIT) bind_watch(compiler, decl);
            if (decl->head == HEAD_DOCUMENT && paper < compiler->program->papers.count)
                bind_paper(compiler, decl, paper++);
        }
    }
}

void bind_all(Compiler *compiler)
{
    const Span nowhere = {0};
    // Units that split show up in what other rules may see, so they come first; then the types that
    // are declared, so that the past can be asked without a circle; then the keys of parameters, so
    // that rows can be read; then everything.
    bind_units(compiler);
    for (uint32_t i = 0; i < compiler->rules.count; i++)
        bind_declared_type(compiler, compiler->rules.items[i].decl, i);
    for (uint32_t i = 0; i < compiler->parameters.count; i++)
        (void)bind_parameter_keys(compiler, i, nowhere);
    fill_parameters(compiler);
    for (uint32_t i = 0; i < compiler->facts.count; i++) (void)bind_fact(compiler, i, nowhere);
    for (uint32_t i = 0; i < compiler->parameters.count; i++)
        (void)bind_parameter(compiler, i, nowhere);
    for (uint32_t i = 0; i < compiler->rules.count; i++) (void)bind_rule(compiler, i, nowhere);
    bind_papers(compiler);
}
