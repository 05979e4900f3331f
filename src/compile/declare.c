// What there is: every declaration entered in the program's tables, nothing bound yet.
//
// Order matters only here: words and places first, then entities, then what refers to them. Authors
// may write in any order.

#include "compile/declare_internal.h"
#include "compile/nearest.h"

// --- small helpers ---

Name first_name(const Decl *decl)
{
    return decl->names.count > 0 ? decl->names.items[0] : (Name){0};
}

Name clause_name(const Decl *decl, ClauseId id)
{
    const Clause *clause = decl_clause(decl, id);
    return clause != NULL && clause->names.count > 0 ? clause->names.items[0] : (Name){0};
}

Str clause_text_of(const Decl *decl, ClauseId id)
{
    const Clause *clause = decl_clause(decl, id);
    return clause != NULL ? clause->text : (Str){0};
}

Date clause_date(const Decl *decl, ClauseId id, Date otherwise)
{
    const Clause *clause = decl_clause(decl, id);
    return clause != NULL ? clause->date : otherwise;
}

Citation decl_citation(Compiler *compiler, const Decl *decl)
{
    // An own citation stands in brackets; the heading's is what its parentheses hold.
    const bool own = decl->citation_span.start > decl->span.start;
    return make_citation(compiler, decl->citation, decl->citation_span, own);
}

LawDocument *document_of(Compiler *compiler, const Decl *decl)
{
    return &compiler->program->documents.items[decl->document];
}

static Date later(Date a, Date b)
{
    return a.day > b.day ? a : b;
}

static Date earlier(Date a, Date b)
{
    return a.day < b.day ? a : b;
}

// When a declaration is in force: its own dates within its document's.
void decl_period(Compiler *compiler, const Decl *decl, Date *from, Date *until)
{
    const LawDocument *document = document_of(compiler, decl);
    *from = later(clause_date(decl, CLAUSE_FROM, DATE_FIRST), document->from);
    *until = earlier(clause_date(decl, CLAUSE_UNTIL, DATE_LAST), document->until);
    if (until->day <= from->day) {
        diagnose(compiler->diagnostics, "period", decl->span,
                 "this is never in force: it ends before it begins");
    }
}

void report_duplicate(Compiler *compiler, Span span, Str name, Span first)
{
    Diagnostic *fault = diagnose(compiler->diagnostics, "duplicate", span,
                                 "\"" STR_FORMAT "\" is declared twice", STR_ARGS(name));
    diagnostic_other(compiler->diagnostics, fault, first, "first declared here");
}

// Enters a name that must be unique in the law. False if it is taken.
bool add_name(Compiler *compiler, SymbolKind kind, uint32_t index, Name name)
{
    Program *program = compiler->program;
    const uint32_t taken = program_find(program, name.text);
    if (taken != NONE) {
        report_duplicate(compiler, name.span, name.text, program->names.items[taken].span);
        return false;
    }
    map_put(compiler->policy, &program->name_map, name.text, (uint32_t)program->names.count);
    *vec_push(compiler->policy, &program->names) =
        (NamedThing){.kind = kind, .index = index, .name = name.text, .span = name.span};
    return true;
}

NameVec clause_names(const Decl *decl, ClauseId id)
{
    const Clause *clause = decl_clause(decl, id);
    return clause != NULL ? clause->names : (NameVec){0};
}

// Looks a clause's name up in the choice of the same name, if the law declares one: `category
// basic` in `choice category`. Gives its labels; reports a value that is not there.
Labels choice_labels(Compiler *compiler, const char *choice_name, Name name)
{
    const uint32_t found = find_choice(compiler, str_from(choice_name));
    if (found == NONE || name.text.size == 0) return (Labels){0};
    const Choice *choice = &compiler->program->choices.items[found];
    const uint32_t value = program_find_choice_value(choice, name.text);
    if (value != NONE) return choice->values[value].labels;
    Diagnostic *fault =
        diagnose(compiler->diagnostics, "choice-value", name.span,
                 "\"" STR_FORMAT "\" is not a value of %s", STR_ARGS(name.text), choice_name);
    nearest_hint_choice(compiler->diagnostics, fault, choice, name.text);
    return (Labels){0};
}

void check_choice_names(Compiler *compiler, const char *choice_name, NameVec names)
{
    for (size_t i = 0; i < names.count; i++)
        (void)choice_labels(compiler, choice_name, names.items[i]);
}

// --- exceptions and fillings ---

uint32_t find_rule_ref(Compiler *compiler, const Ref *ref)
{
    const Program *program = compiler->program;
    const uint32_t found = program_find(program, ref->name.text);
    if (found != NONE) {
        const NamedThing *thing = &program->names.items[found];
        if (ref->slot == WORD_NONE && thing->kind == SYM_RULE) return thing->index;
        if (ref->slot == WORD_NONE && thing->kind == SYM_CLOCK)
            return program->clocks.items[thing->index].limit;
        if (ref->slot != WORD_NONE) return program_find_slot(program, ref->name.text, ref->slot);
    }
    return NONE;
}

// Whether `name` is an exception of this rule.
static bool has_exception(const RuleBuild *build, Str name)
{
    for (size_t i = 0; i < build->alternatives.count; i++) {
        const AlternativeBuild *one = &build->alternatives.items[i];
        if (one->alternative.kind == ALTERNATIVE_EXCEPTION &&
            str_equal(one->alternative.name, name))
            return true;
    }
    return false;
}

// The rule that an exception belongs to: the one its "to" names, the rule of the exception it
// names, or the rule above it.
static uint32_t exception_target(Compiler *compiler, const Decl *decl, uint32_t above)
{
    const Clause *to = decl_clause(decl, CLAUSE_TO_RULE);
    if (to == NULL) {
        if (above != NONE) return above;
        Diagnostic *fault = diagnose(compiler->diagnostics, "exception", decl->span,
                                     "there is no rule above this exception");
        diagnostic_hint(compiler->diagnostics, fault, "say what it is an exception to: to NAME");
        return NONE;
    }
    const Ref *ref = &to->refs.items[0];
    const uint32_t rule = find_rule_ref(compiler, ref);
    if (rule != NONE) return rule;
    if (above != NONE && has_exception(&compiler->rules.items[above], ref->name.text)) return above;
    for (uint32_t i = 0; i < compiler->rules.count; i++) {
        if (has_exception(&compiler->rules.items[i], ref->name.text)) return i;
    }
    Diagnostic *fault =
        diagnose(compiler->diagnostics, "unknown-name", ref->name.span,
                 "there is no rule or exception \"" STR_FORMAT "\"", STR_ARGS(ref->name.text));
    offer_names(compiler, ref->name.text, fault);
    return NONE;
}

static void declare_exception(Compiler *compiler, const Decl *decl, uint32_t above)
{
    const Name name = first_name(decl);
    const uint32_t rule = exception_target(compiler, decl, above);
    if (rule == NONE) return;
    RuleBuild *build = &compiler->rules.items[rule];
    for (size_t i = 0; i < build->alternatives.count; i++) {
        const Alternative *other = &build->alternatives.items[i].alternative;
        if (other->kind == ALTERNATIVE_EXCEPTION && str_equal(other->name, name.text)) {
            report_duplicate(compiler, name.span, name.text, other->span);
            return;
        }
    }
    if (decl_clause(decl, CLAUSE_VALUE) == NULL) {
        Diagnostic *fault =
            diagnose(compiler->diagnostics, "no-value", decl->span, "this exception has no value");
        diagnostic_hint(compiler->diagnostics, fault, "write \"= VALUE when CONDITION\"");
        return;
    }
    AlternativeBuild *added = add_alternative(compiler, rule, decl);
    added->alternative.kind = ALTERNATIVE_EXCEPTION;
    added->alternative.name = name.text;
    added->outranks_base = true;
    const Clause *to = decl_clause(decl, CLAUSE_TO_RULE);
    for (size_t i = 0; to != NULL && i < to->refs.count; i++) {
        const Ref *ref = &to->refs.items[i];
        if (find_rule_ref(compiler, ref) == NONE)
            *vec_push(compiler->policy, &added->outranks) = *ref;
    }
}

// "set NAME …": fills a rule that was left to the place, or changes it in a reform. Parameters are
// filled when tables are read.
static void declare_set(Compiler *compiler, const Decl *decl)
{
    const Name name = first_name(decl);
    const Ref ref = {.name = name, .slot = decl->slot};
    const uint32_t found = program_find(compiler->program, name.text);
    if (found != NONE && compiler->program->names.items[found].kind == SYM_PARAMETER) return;
    const uint32_t rule = find_rule_ref(compiler, &ref);
    if (rule == NONE) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "unknown-name", name.span,
                                     "there is no rule or parameter \"" STR_FORMAT "\" to set",
                                     STR_ARGS(name.text));
        offer_names(compiler, name.text, fault);
        return;
    }
    const LawDocument *document = document_of(compiler, decl);
    if (!document->reform && compiler->program->rules.items[rule].delegated == NONE) {
        Diagnostic *fault =
            diagnose(compiler->diagnostics, "not-delegated", name.span,
                     "\"" STR_FORMAT "\" is not left to any place to set", STR_ARGS(name.text));
        diagnostic_hint(compiler->diagnostics, fault,
                        "add \"delegated to LEVEL\" to the rule, or write an exception to it");
        return;
    }
    AlternativeBuild *added = add_alternative(compiler, rule, decl);
    if (document->reform) added->alternative.kind = ALTERNATIVE_REFORM;
}

// --- the pass ---

typedef void DeclareRound(Compiler *compiler, const Decl *decl);

static void for_each_decl(Compiler *compiler, uint32_t heads, DeclareRound *round)
{
    for (size_t d = 0; d < compiler->documents.count; d++) {
        const DeclVec *decls = &compiler->documents.items[d].decls;
        for (size_t i = 0; i < decls->count; i++) {
            if ((heads & 1u << decls->items[i].head) != 0) round(compiler, &decls->items[i]);
        }
    }
}

static void declare_words(Compiler *compiler, const Decl *decl)
{
    switch ((int)decl->head) {
    case HEAD_CURRENCY: declare_currency(compiler, decl); break;
    case HEAD_LEVELS: declare_levels(compiler, decl); break;
    case HEAD_CHOICE: declare_choice(compiler, decl); break;
    case HEAD_INSTRUMENT: declare_instrument(compiler, decl); break;
    case HEAD_RECORD: declare_record(compiler, decl); break;
    case HEAD_UNIT: declare_unit(compiler, decl); break;
    default: break;
    }
}

static void declare_plain(Compiler *compiler, const Decl *decl)
{
    switch ((int)decl->head) {
    case HEAD_FACT:
    case HEAD_DISCRETION:
        for (size_t i = 0; i < decl->names.count; i++)
            declare_fact(compiler, decl, decl->names.items[i]);
        break;
    case HEAD_PARAMETER: declare_parameter(compiler, decl); break;
    case HEAD_PLACES: declare_places(compiler, decl); break;
    case HEAD_PROGRAMME: declare_programme(compiler, decl); break;
    case HEAD_RULE:
        if (decl->slot == WORD_NONE) declare_rule(compiler, decl);
        break;
    case HEAD_SCALE: declare_rule(compiler, decl); break;
    case HEAD_SIGNAL:
    case HEAD_AUDIT: declare_watch(compiler, decl); break;
    default: break;
    }
}

static void declare_slots(Compiler *compiler, const Decl *decl)
{
    if (decl->head == HEAD_RULE && decl->slot != WORD_NONE) declare_slot_rule(compiler, decl);
    if (decl->head == HEAD_EXCLUSIVE) declare_exclusive(compiler, decl);
    if (decl->head == HEAD_CLOCK) declare_clock(compiler, decl);
    if (decl->head == HEAD_DOCUMENT) declare_paper(compiler, decl);
}

// The rule that a declaration defines, for the exceptions that follow it; NONE if it defines none.
static uint32_t rule_defined_by(Compiler *compiler, const Decl *decl)
{
    switch ((int)decl->head) {
    case HEAD_RULE:
    case HEAD_SCALE:
    case HEAD_SIGNAL:
    case HEAD_AUDIT:
    case HEAD_CLOCK:
    case HEAD_SET: {
        const Ref ref = {.name = first_name(decl), .slot = decl->slot};
        return find_rule_ref(compiler, &ref);
    }
    default: return NONE;
    }
}

// Whether the declaration right above this one was refused: then an exception's rule is not known.
static bool follows_refused(const DeclVec *refused, const Decl *before, const Decl *decl)
{
    for (size_t i = 0; i < refused->count; i++) {
        const Decl *other = &refused->items[i];
        if (other->head != HEAD_EXCEPTION && other->span.start < decl->span.start &&
            (before == NULL || other->span.start > before->span.start))
            return true;
    }
    return false;
}

static void declare_exceptions(Compiler *compiler)
{
    for (size_t d = 0; d < compiler->documents.count; d++) {
        const DeclVec *decls = &compiler->documents.items[d].decls;
        const DeclVec *refused = &compiler->documents.items[d].refused;
        const Decl *above_decl = NULL;
        uint32_t above = NONE;
        for (size_t i = 0; i < decls->count; i++) {
            const Decl *decl = &decls->items[i];
            if (decl->head == HEAD_SET) declare_set(compiler, decl);
            if (decl->head != HEAD_EXCEPTION) {
                above = rule_defined_by(compiler, decl);
                above_decl = decl;
            } else if (decl_clause(decl, CLAUSE_TO_RULE) != NULL ||
                       !follows_refused(refused, above_decl, decl)) {
                declare_exception(compiler, decl, above);
            }
        }
    }
}

// Whether a record is among those that it belongs to.
static bool owns_itself(const Program *program, uint32_t record)
{
    uint32_t owner = program->entities.items[record].owner;
    for (size_t i = 0; i < program->entities.count && owner != NONE; i++) {
        if (owner == record) return true;
        owner = program->entities.items[owner].owner;
    }
    return false;
}

static void finish_entities(Compiler *compiler, const Decl *decl)
{
    Program *program = compiler->program;
    const Name name = first_name(decl);
    const uint32_t found = program_find(program, name.text);
    if (found == NONE || program->names.items[found].kind != SYM_ENTITY) return;
    const uint32_t index = program->names.items[found].index;
    Entity *entity = &program->entities.items[index];
    if (decl->head == HEAD_UNIT) {
        declare_membership(compiler, decl, entity, index);
        return;
    }
    entity->owner = find_entity(compiler, decl->entity);
    if (entity->owner == NONE) entity->owner = HOUSEHOLD;
    const EntityKind kind = program->entities.items[entity->owner].kind;
    if (kind == ENTITY_PLACE || kind == ENTITY_UNIT) {
        diagnose(compiler->diagnostics, "entity", decl->entity.span,
                 "a record belongs to a person, the household or another record");
        entity->owner = HOUSEHOLD;
    }
    if (!owns_itself(program, index)) return;
    diagnose(compiler->diagnostics, "cycle", decl->entity.span,
             "\"" STR_FORMAT "\" belongs to itself, by way of those it belongs to",
             STR_ARGS(entity->name));
    entity->owner = HOUSEHOLD;
}

static void finish_dated(Compiler *compiler, const Decl *decl)
{
    Program *program = compiler->program;
    const Name name = clause_name(decl, CLAUSE_DATED);
    const uint32_t found = program_find(program, first_name(decl).text);
    if (name.text.size == 0 || found == NONE) return;
    Entity *entity = &program->entities.items[program->names.items[found].index];
    const uint32_t fact = program_find(program, name.text);
    const bool fits =
        fact != NONE && program->names.items[fact].kind == SYM_FACT &&
        program->facts.items[program->names.items[fact].index].type.kind == TYPE_DATE &&
        &program->entities.items[program->facts.items[program->names.items[fact].index].entity] ==
            entity;
    if (fits) {
        entity->dated_by = program->names.items[fact].index;
    } else {
        diagnose(compiler->diagnostics, "unknown-name", name.span,
                 "\"" STR_FORMAT "\" is not a date fact of this record", STR_ARGS(name.text));
    }
}

#define HEADS(id) (1u << HEAD_##id)

void declare_all(Compiler *compiler)
{
    declare_fixed_entities(compiler);
    for_each_decl(compiler,
                  HEADS(CURRENCY) | HEADS(LEVELS) | HEADS(CHOICE) | HEADS(INSTRUMENT) |
                      HEADS(RECORD) | HEADS(UNIT),
                  declare_words);
    read_place_tables(compiler);
    for_each_decl(compiler, HEADS(LAW) | HEADS(REFORM), declare_document);
    // A record's owner may be a record declared later, so owners come second.
    for_each_decl(compiler, HEADS(RECORD), finish_entities);
    for_each_decl(compiler,
                  HEADS(FACT) | HEADS(DISCRETION) | HEADS(PARAMETER) | HEADS(PLACES) |
                      HEADS(PROGRAMME) | HEADS(RULE) | HEADS(SCALE) | HEADS(SIGNAL) | HEADS(AUDIT),
                  declare_plain);
    for_each_decl(compiler, HEADS(UNIT), finish_entities);
    for_each_decl(compiler, HEADS(RECORD), finish_dated);
    for_each_decl(compiler, HEADS(RULE) | HEADS(EXCLUSIVE) | HEADS(CLOCK) | HEADS(DOCUMENT),
                  declare_slots);
    declare_tier(compiler);
    declare_exceptions(compiler);
}
