// Entities, facts, parameters and rules.

#include "base/suggest.h"
#include "compile/declare_internal.h"

// --- entities ---

uint32_t find_entity(Compiler *compiler, Name name)
{
    if (name.text.size == 0) return HOUSEHOLD;
    for (uint32_t i = 0; i < compiler->program->entities.count; i++) {
        if (str_equal(compiler->program->entities.items[i].name, name.text)) return i;
    }
    Diagnostic *fault = diagnose(compiler->diagnostics, "unknown-entity", name.span,
                                 "there is no entity \"" STR_FORMAT "\"", STR_ARGS(name.text));
    Suggestion near = suggestion_start(name.text);
    for (size_t i = 0; i < compiler->program->entities.count; i++)
        suggestion_offer(&near, compiler->program->entities.items[i].name);
    if (near.nearest.size > 0)
        diagnostic_hint(compiler->diagnostics, fault, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    else
        diagnostic_hint(
            compiler->diagnostics, fault,
            "entities are household, person, place, and the units and records declared");
    return NONE;
}

static void add_entity(Compiler *compiler, Entity entity, Name name)
{
    const uint32_t index = (uint32_t)compiler->program->entities.count;
    if (add_name(compiler, SYM_ENTITY, index, name))
        *vec_push(compiler->policy, &compiler->program->entities) = entity;
}

void declare_record(Compiler *compiler, const Decl *decl)
{
    Name name = first_name(decl);
    Name plural = clause_name(decl, CLAUSE_PLURAL);
    if (plural.text.size == 0) {
        char *text = arena_take(compiler->policy, name.text.size + 2);
        for (size_t i = 0; i < name.text.size; i++) text[i] = name.text.data[i];
        text[name.text.size] = 's';
        plural.text = (Str){.data = text, .size = name.text.size + 1};
    }
    const Name none = clause_name(decl, CLAUSE_NO_ROWS);
    if (none.text.size > 0 && !str_equals(none.text, "none"))
        diagnose(compiler->diagnostics, "syntax", none.span,
                 "of a record only \"normally none\" can be said");
    add_entity(compiler,
               (Entity){.kind = ENTITY_RECORD,
                        .name = name.text,
                        .plural = plural.text,
                        .labels = name.labels,
                        .owner = NONE, // looked up when all entities are known
                        .dated_by = NONE,
                        .normally_none = none.text.size > 0,
                        .membership = NONE,
                        .split = NONE,
                        .span = decl->span},
               name);
}

void declare_unit(Compiler *compiler, const Decl *decl)
{
    const Name name = first_name(decl);
    const Clause *takes = decl_clause(decl, CLAUSE_TAKES);
    add_entity(compiler,
               (Entity){.kind = ENTITY_UNIT,
                        .name = name.text,
                        .plural = name.text,
                        .labels = name.labels,
                        .owner = NONE,
                        .dated_by = NONE,
                        .membership = NONE,
                        .splits = decl_clause(decl, CLAUSE_SPLIT) != NULL ||
                                  (takes != NULL && takes->rows->by != NULL),
                        .split = NONE,
                        .span = decl->span},
               name);
}

void declare_fixed_entities(Compiler *compiler)
{
    static const struct {
        EntityKind kind;
        const char *name, *plural, *zh, *en;
    } rows[] = {
        [HOUSEHOLD] = {ENTITY_HOUSEHOLD, "household", "household", "家庭", "the household"},
        [PERSON] = {ENTITY_PERSON, "person", "members", "成员", "the person"},
        [PLACE] = {ENTITY_PLACE, "place", "place", "地区", "the place"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        *vec_push(compiler->policy, &compiler->program->entities) =
            (Entity){.kind = rows[i].kind,
                     .name = str_from(rows[i].name),
                     .plural = str_from(rows[i].plural),
                     .labels = {str_from(rows[i].zh), str_from(rows[i].en)},
                     .owner = NONE,
                     .dated_by = NONE,
                     .membership = NONE,
                     .split = NONE};
    }
}

// --- facts and parameters ---

void declare_fact(Compiler *compiler, const Decl *decl, Name name)
{
    Fact fact = {
        .name = name.text,
        .labels = name.labels,
        .entity = find_entity(compiler, decl->entity),
        .when = NONE,
        .normally = NONE,
        .low = NONE,
        .high = NONE,
        .read_from = NONE,
        .discretion = decl->head == HEAD_DISCRETION,
        .private_fact = decl_clause(decl, CLAUSE_PRIVATE) != NULL,
        .citation = decl_citation(compiler, decl),
        .span = name.span,
        .document = decl->document,
    };
    if (fact.entity == NONE) return;
    if (compiler->program->entities.items[fact.entity].splits) {
        diagnose(compiler->diagnostics, "entity", decl->entity.span,
                 "a unit that splits has no facts of its own; make it a fact of person");
        return;
    }
    if (!decl->typed) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "type", decl->span,
                                     "a %s must say its type", head_text(decl->head));
        diagnostic_hint(compiler->diagnostics, fault, "add, for example, \": money per month\"");
        return;
    }
    if (!type_from_syntax(compiler, &decl->type, &fact.type)) return;
    const NameVec evidence = clause_names(decl, CLAUSE_EVIDENCE);
    const NameVec needs = clause_names(decl, CLAUSE_NEEDS);
    check_choice_names(compiler, "evidence", evidence);
    fact.evidence = evidence.items;
    fact.evidence_count = evidence.count;
    fact.needs = needs.items;
    fact.needs_count = needs.count;
    const Clause *asks = decl_clause(decl, CLAUSE_ASKS);
    if (asks != NULL) fact.question = asks->labels;
    const uint32_t index = (uint32_t)compiler->program->facts.count;
    if (!add_name(compiler, SYM_FACT, index, name)) return;
    *vec_push(compiler->policy, &compiler->program->facts) = fact;
    *vec_push(compiler->policy, &compiler->facts) = (FactBuild){.decl = decl};
}

uint32_t find_level(Compiler *compiler, Name name)
{
    if (name.text.size == 0) return NONE;
    const Program *program = compiler->program;
    for (uint32_t i = 0; i < program->levels.count; i++) {
        if (str_equal(program->levels.items[i].name, name.text)) return i;
    }
    refuse_level(compiler, name.span, name.text);
    return NONE;
}

void declare_parameter(Compiler *compiler, const Decl *decl)
{
    const Name name = first_name(decl);
    Parameter parameter = {
        .name = name.text,
        .labels = name.labels,
        .delegated = find_level(compiler, clause_name(decl, CLAUSE_DELEGATED)),
        .low = NONE,
        .high = NONE,
        .citation = decl_citation(compiler, decl),
        .span = name.span,
        .document = decl->document,
    };
    if (!decl->typed) {
        diagnose(compiler->diagnostics, "type", decl->span, "a parameter must say its type");
        return;
    }
    if (!type_from_syntax(compiler, &decl->type, &parameter.type)) return;
    const uint32_t index = (uint32_t)compiler->program->parameters.count;
    if (!add_name(compiler, SYM_PARAMETER, index, name)) return;
    *vec_push(compiler->policy, &compiler->program->parameters) = parameter;
    *vec_push(compiler->policy, &compiler->parameters) = (ParameterBuild){.decl = decl};
}

// --- rules ---

uint32_t add_rule(Compiler *compiler, Rule rule, const Decl *decl)
{
    const uint32_t index = (uint32_t)compiler->program->rules.count;
    *vec_push(compiler->policy, &compiler->program->rules) = rule;
    *vec_push(compiler->policy, &compiler->rules) = (RuleBuild){.decl = decl};
    return index;
}

AlternativeBuild *add_alternative(Compiler *compiler, uint32_t rule, const Decl *decl)
{
    RuleBuild *build = &compiler->rules.items[rule];
    AlternativeBuild *added = vec_push(compiler->policy, &build->alternatives);
    const Name name = first_name(decl);
    added->decl = decl;
    added->alternative = (Alternative){
        .labels = name.labels,
        .body = NONE,
        .place = document_of(compiler, decl)->place,
        .citation = decl_citation(compiler, decl),
        .recalled = decl->recalled || document_of(compiler, decl)->recalled,
        .span = decl->span,
        .document = decl->document,
    };
    decl_period(compiler, decl, &added->alternative.from, &added->alternative.until);
    if (build->alternatives.count > ALTERNATIVES_MAX) {
        if (!build->crowded)
            diagnose(compiler->diagnostics, "limit", decl->span,
                     "a rule has at most %d exceptions and versions", ALTERNATIVES_MAX);
        build->crowded = true;
        build->alternatives.count--;
    }
    return added;
}

static RuleRole role_of(Head head)
{
    switch ((int)head) {
    case HEAD_SCALE: return RULE_SCALE;
    case HEAD_SIGNAL: return RULE_SIGNAL;
    case HEAD_AUDIT: return RULE_AUDIT;
    default: return RULE_PLAIN;
    }
}

// A second declaration of the same rule is another version of it: for other dates, or another
// place.
static bool add_version(Compiler *compiler, const Decl *decl, uint32_t taken)
{
    const NamedThing *thing = &compiler->program->names.items[taken];
    if (thing->kind != SYM_RULE || decl->head != HEAD_RULE) return false;
    const Rule *rule = &compiler->program->rules.items[thing->index];
    if (rule->role != RULE_PLAIN || rule->entity != find_entity(compiler, decl->entity))
        return false;
    (void)add_alternative(compiler, thing->index, decl);
    return true;
}

void declare_rule(Compiler *compiler, const Decl *decl)
{
    const Name name = first_name(decl);
    const uint32_t taken = program_find(compiler->program, name.text);
    if (taken != NONE && add_version(compiler, decl, taken)) return;
    Rule rule = {
        .role = role_of(decl->head),
        .name = name.text,
        .programme = NONE,
        .labels = name.labels,
        .entity = find_entity(compiler, decl->entity),
        .delegated = find_level(compiler, clause_name(decl, CLAUSE_DELEGATED)),
        .low = NONE,
        .high = NONE,
        .citation = decl_citation(compiler, decl),
        .heading = decl->heading,
        .span = name.span,
        .document = decl->document,
    };
    if (rule.entity == NONE) return;
    const uint32_t index = (uint32_t)compiler->program->rules.count;
    if (!add_name(compiler, SYM_RULE, index, name)) return;
    (void)add_rule(compiler, rule, decl);
    if (decl_clause(decl, CLAUSE_VALUE) != NULL || decl_clause(decl, CLAUSE_WHEN) != NULL) {
        (void)add_alternative(compiler, index, decl);
    } else if (rule.delegated == NONE) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "no-value", decl->span,
                                     "this %s has no value", head_text(decl->head));
        diagnostic_hint(compiler->diagnostics, fault,
                        "write \"= …\" for a value, or \"when …\" for a condition");
    }
}
