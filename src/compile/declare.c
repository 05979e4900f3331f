// What there is: every declaration entered in the program's tables, nothing bound yet.
//
// Order matters only here: words and places first, then entities, then what refers to them. Authors
// may write in any order.

#include "base/panic.h"
#include "base/suggest.h"
#include "compile/compiler.h"

// --- small helpers ---

static Name first_name(const Decl *decl)
{
    return decl->names.count > 0 ? decl->names.items[0] : (Name){0};
}

static Name clause_name(const Decl *decl, ClauseId id)
{
    const Clause *clause = decl_clause(decl, id);
    return clause != NULL && clause->names.count > 0 ? clause->names.items[0] : (Name){0};
}

static Str clause_text_of(const Decl *decl, ClauseId id)
{
    const Clause *clause = decl_clause(decl, id);
    return clause != NULL ? clause->text : (Str){0};
}

static Date clause_date(const Decl *decl, ClauseId id, Date otherwise)
{
    const Clause *clause = decl_clause(decl, id);
    return clause != NULL ? clause->date : otherwise;
}

static Citation decl_citation(Compiler *compiler, const Decl *decl)
{
    // An own citation stands in brackets; the heading's is what its parentheses hold.
    const bool own = decl->citation_span.start > decl->span.start;
    return make_citation(compiler, decl->citation, decl->citation_span, own);
}

static LawDocument *document_of(Compiler *compiler, const Decl *decl)
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
static void decl_period(Compiler *compiler, const Decl *decl, Date *from, Date *until)
{
    const LawDocument *document = document_of(compiler, decl);
    *from = later(clause_date(decl, CLAUSE_FROM, DATE_FIRST), document->from);
    *until = earlier(clause_date(decl, CLAUSE_UNTIL, DATE_LAST), document->until);
    if (until->day <= from->day) {
        diagnose(compiler->diagnostics, "period", decl->span,
                 "this is never in force: it ends before it begins");
    }
}

static void report_duplicate(Compiler *compiler, Span span, Str name, Span first)
{
    Diagnostic *fault = diagnose(compiler->diagnostics, "duplicate", span,
                                 "\"" STR_FORMAT "\" is declared twice", STR_ARGS(name));
    diagnostic_other(compiler->diagnostics, fault, first, "first declared here");
}

// Enters a name that must be unique in the law. False if it is taken.
static bool add_name(Compiler *compiler, SymbolKind kind, uint32_t index, Name name)
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

static NameVec clause_names(const Decl *decl, ClauseId id)
{
    const Clause *clause = decl_clause(decl, id);
    return clause != NULL ? clause->names : (NameVec){0};
}

// Looks a clause's name up in the choice of the same name, if the law declares one: `category
// basic` in `choice category`. Gives its labels; reports a value that is not there.
static Labels choice_labels(Compiler *compiler, const char *choice_name, Name name)
{
    const uint32_t found = find_choice(compiler, str_from(choice_name));
    if (found == NONE || name.text.size == 0) return (Labels){0};
    const Choice *choice = &compiler->program->choices.items[found];
    const uint32_t value = program_find_choice_value(choice, name.text);
    if (value != NONE) return choice->values[value].labels;
    Diagnostic *fault = diagnose(compiler->diagnostics, "choice-value", name.span,
                                 "\"" STR_FORMAT "\" is not a value of %s", STR_ARGS(name.text),
                                 choice_name);
    Suggestion near = suggestion_start(name.text);
    for (size_t i = 0; i < choice->count; i++) suggestion_offer(&near, choice->values[i].name);
    if (near.nearest.size > 0)
        diagnostic_hint(compiler->diagnostics, fault, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    return (Labels){0};
}

static void check_choice_names(Compiler *compiler, const char *choice_name, NameVec names)
{
    for (size_t i = 0; i < names.count; i++)
        (void)choice_labels(compiler, choice_name, names.items[i]);
}

// --- words and places ---

static void declare_currency(Compiler *compiler, const Decl *decl)
{
    const Name name = first_name(decl);
    const Clause *digits = decl_clause(decl, CLAUSE_DIGITS);
    const int64_t count = digits != NULL ? digits->digits : 2;
    if (count < 0 || count > 4) {
        diagnose(compiler->diagnostics, "number", digits->span, "digits must be from 0 to 4");
        return;
    }
    compiler->program->currency = (Currency){
        .name = name.text,
        .labels = name.labels,
        .symbol = clause_text_of(decl, CLAUSE_SYMBOL),
        .digits = (unsigned)count,
    };
}

static void declare_levels(Compiler *compiler, const Decl *decl)
{
    const Clause *values = decl_clause(decl, CLAUSE_VALUE);
    for (size_t i = 0; values != NULL && i < values->items.count; i++) {
        const Item *item = &values->items.items[i];
        if (item->value->kind != EXPR_NAME) {
            diagnose(compiler->diagnostics, "syntax", item->span, "a level's name was expected");
            continue;
        }
        *vec_push(compiler->policy, &compiler->program->levels) = (Level){
            .name = item->value->name.text, .labels = item->labels, .span = item->span};
    }
}

static void declare_choice(Compiler *compiler, const Decl *decl)
{
    const Name name = first_name(decl);
    const Clause *clause = decl_clause(decl, CLAUSE_VALUE);
    const size_t count = clause != NULL ? clause->items.count : 0;
    if (count == 0 || count > CHOICE_VALUES_MAX) {
        diagnose(compiler->diagnostics, "choice", decl->span,
                 "a choice has from 1 to %d values, but this one has %zu", CHOICE_VALUES_MAX,
                 count);
        return;
    }
    ChoiceValue *values = ARENA_ARRAY(compiler->policy, ChoiceValue, count);
    Choice choice = {
        .name = name.text, .labels = name.labels, .values = values, .span = decl->span};
    for (size_t i = 0; i < count; i++) {
        const Item *item = &clause->items.items[i];
        const Str value = item->value->name.text;
        // "self" may be a value too: the relation of the applicant to the applicant.
        if (item->value->kind != EXPR_NAME && item->value->kind != EXPR_SELF) {
            diagnose(compiler->diagnostics, "syntax", item->span, "a value's name was expected");
            continue;
        }
        const uint32_t same = program_find_choice_value(&choice, value);
        if (same != NONE) report_duplicate(compiler, item->span, value, values[same].span);
        values[choice.count++] =
            (ChoiceValue){.name = value, .labels = item->labels, .span = item->span};
    }
    const uint32_t taken = map_get(&compiler->choice_map, name.text);
    if (taken != MAP_NONE) {
        report_duplicate(compiler, decl->span, name.text,
                         compiler->program->choices.items[taken].span);
        return;
    }
    map_put(compiler->policy, &compiler->choice_map, name.text,
            (uint32_t)compiler->program->choices.count);
    *vec_push(compiler->policy, &compiler->program->choices) = choice;
}

static void declare_instrument(Compiler *compiler, const Decl *decl)
{
    const Name name = first_name(decl);
    Instrument instrument = {
        .name = name.text,
        .labels = name.labels,
        .number = clause_text_of(decl, CLAUSE_NUMBER),
        .from = clause_date(decl, CLAUSE_FROM, DATE_FIRST),
        .until = clause_date(decl, CLAUSE_UNTIL, DATE_LAST),
        .recalled = decl_clause(decl, CLAUSE_RECALLED) != NULL,
        .span = decl->span,
    };
    const uint32_t taken = map_get(&compiler->instrument_map, name.text);
    if (taken != MAP_NONE) {
        report_duplicate(compiler, name.span, name.text,
                         compiler->program->instruments.items[taken].span);
        return;
    }
    map_put(compiler->policy, &compiler->instrument_map, name.text,
            (uint32_t)compiler->program->instruments.count);
    *vec_push(compiler->policy, &compiler->program->instruments) = instrument;
}

static void declare_places(Compiler *compiler, const Decl *decl)
{
    const Name name = first_name(decl);
    const Clause *values = decl_clause(decl, CLAUSE_VALUE);
    const size_t count = values != NULL ? values->items.count : 0;
    uint32_t *regions = ARENA_ARRAY(compiler->policy, uint32_t, count);
    PlaceSet set = {
        .name = name.text, .labels = name.labels, .regions = regions, .span = decl->span};
    for (size_t i = 0; i < count; i++) {
        Number region = {0};
        const Expr *code = values->items.items[i].value;
        if (constant_from_expr(compiler, code, type_of(TYPE_PLACE), &region))
            regions[set.count++] = (uint32_t)region.num;
    }
    const uint32_t index = (uint32_t)compiler->program->place_sets.count;
    if (add_name(compiler, SYM_PLACES, index, name))
        *vec_push(compiler->policy, &compiler->program->place_sets) = set;
}

// A `law` or `reform` heads its document.
static void declare_document(Compiler *compiler, const Decl *decl)
{
    LawDocument *document = document_of(compiler, decl);
    const Name name = first_name(decl);
    if (document->name.size > 0) {
        diagnose(compiler->diagnostics, "duplicate", decl->span,
                 "a document has one law or reform at its head; this one has two");
        return;
    }
    document->name = name.text;
    document->labels = name.labels;
    document->reform = decl->head == HEAD_REFORM;
    document->in_part = decl_clause(decl, CLAUSE_IN_PART) != NULL;
    document->from = clause_date(decl, CLAUSE_FROM, DATE_FIRST);
    document->until = clause_date(decl, CLAUSE_UNTIL, DATE_LAST);
    document->published = clause_date(decl, CLAUSE_PUBLISHED, DATE_FIRST);
    document->recalled = decl_clause(decl, CLAUSE_RECALLED) != NULL;
    document->span = decl->span;
    const Name place = clause_name(decl, CLAUSE_FOR);
    if (place.text.size == 0) return;
    document->place = program_find_region(compiler->program, place.text);
    if (document->place != NONE) return;
    Diagnostic *fault = diagnose(compiler->diagnostics, "unknown-region", place.span,
                                 "there is no region \"" STR_FORMAT "\"", STR_ARGS(place.text));
    diagnostic_hint(compiler->diagnostics, fault, "regions are declared with: regions table \"…\"");
}

// --- entities ---

static uint32_t find_entity(Compiler *compiler, Name name)
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
        diagnostic_hint(compiler->diagnostics, fault,
                        "entities are household, person, place, and the units and records declared");
    return NONE;
}

static void add_entity(Compiler *compiler, Entity entity, Name name)
{
    const uint32_t index = (uint32_t)compiler->program->entities.count;
    if (add_name(compiler, SYM_ENTITY, index, name))
        *vec_push(compiler->policy, &compiler->program->entities) = entity;
}

static void declare_record(Compiler *compiler, const Decl *decl)
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

static void declare_unit(Compiler *compiler, const Decl *decl)
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

static void declare_fixed_entities(Compiler *compiler)
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

static void declare_fact(Compiler *compiler, const Decl *decl, Name name)
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

static uint32_t find_level(Compiler *compiler, Name name)
{
    if (name.text.size == 0) return NONE;
    const Program *program = compiler->program;
    Suggestion near = suggestion_start(name.text);
    for (uint32_t i = 0; i < program->levels.count; i++) {
        if (str_equal(program->levels.items[i].name, name.text)) return i;
        suggestion_offer(&near, program->levels.items[i].name);
    }
    Diagnostic *fault = diagnose(compiler->diagnostics, "unknown-level", name.span,
                                 "there is no level \"" STR_FORMAT "\"", STR_ARGS(name.text));
    if (near.nearest.size > 0)
        diagnostic_hint(compiler->diagnostics, fault, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    else
        diagnostic_hint(compiler->diagnostics, fault,
                        "declare levels first: levels = nation, province, city, county");
    return NONE;
}

static void declare_parameter(Compiler *compiler, const Decl *decl)
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
        .recalled = decl_clause(decl, CLAUSE_RECALLED) != NULL,
        .span = decl->span,
        .document = decl->document,
    };
    decl_period(compiler, decl, &added->alternative.from, &added->alternative.until);
    if (build->alternatives.count > ALTERNATIVES_MAX) {
        diagnose(compiler->diagnostics, "limit", decl->span,
                 "a rule has at most %d exceptions and versions", ALTERNATIVES_MAX);
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

// A second declaration of the same rule is another version of it: for other dates, or another place.
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

static void declare_rule(Compiler *compiler, const Decl *decl)
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

// --- programmes ---

static void declare_programme(Compiler *compiler, const Decl *decl)
{
    const Name name = first_name(decl);
    const Clause *pays = decl_clause(decl, CLAUSE_PAYS);
    Programme programme = {
        .name = name.text,
        .labels = name.labels,
        .entity = find_entity(compiler, decl->entity),
        .tier = NONE,
        .category = clause_name(decl, CLAUSE_CATEGORY).text,
        .fund = clause_name(decl, CLAUSE_FUND).text,
        .category_labels =
            choice_labels(compiler, "category", clause_name(decl, CLAUSE_CATEGORY)),
        .fund_labels = choice_labels(compiler, "fund", clause_name(decl, CLAUSE_FUND)),
        .pilot = decl_clause(decl, CLAUSE_PILOT) != NULL,
        .recalled = decl_clause(decl, CLAUSE_RECALLED) != NULL,
        .place = document_of(compiler, decl)->place,
        .qualifies = NONE,
        .amount = NONE,
        .starts = NONE,
        .review = NONE,
        .valid = NONE,
        .citation = decl_citation(compiler, decl),
        .span = name.span,
        .document = decl->document,
    };
    if (programme.entity == NONE) return;
    if (pays != NULL && pays->names.count > 0) {
        programme.mode = pays->names.items[0].text;
        programme.unit_labels = pays->labels;
        programme.per = pays->word;
    }
    decl_period(compiler, decl, &programme.from, &programme.until);
    const Name tier = clause_name(decl, CLAUSE_TIER);
    if (tier.text.size > 0) {
        (void)choice_labels(compiler, "tier", tier);
        const uint32_t choice = find_choice(compiler, STR("tier"));
        if (choice == NONE) {
            Diagnostic *fault = diagnose(compiler->diagnostics, "choice", tier.span,
                                         "the law declares no tiers");
            diagnostic_hint(compiler->diagnostics, fault,
                            "declare them, highest first: choice tier = …");
        } else {
            programme.tier =
                program_find_choice_value(&compiler->program->choices.items[choice], tier.text);
        }
    }
    const char *const modes[] = {"cash", "goods", "service", "waiver"};
    bool known = programme.mode.size == 0;
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++)
        known = known || str_equals(programme.mode, modes[i]);
    if (!known)
        diagnose(compiler->diagnostics, "clause", pays->names.items[0].span,
                 "a programme pays cash, goods, service or waiver");
    const uint32_t index = (uint32_t)compiler->program->programmes.count;
    if (add_name(compiler, SYM_PROGRAMME, index, name))
        *vec_push(compiler->policy, &compiler->program->programmes) = programme;
}

static uint32_t *slot_of(Programme *programme, Word slot)
{
    switch ((int)slot) {
    case WORD_QUALIFIES: return &programme->qualifies;
    case WORD_AMOUNT: return &programme->amount;
    case WORD_STARTS: return &programme->starts;
    case WORD_REVIEW: return &programme->review;
    case WORD_VALID: return &programme->valid;
    default: return NULL;
    }
}

static uint32_t find_programme(Compiler *compiler, Name name)
{
    const uint32_t found = program_find(compiler->program, name.text);
    if (found != NONE && compiler->program->names.items[found].kind == SYM_PROGRAMME)
        return compiler->program->names.items[found].index;
    Diagnostic *fault = diagnose(compiler->diagnostics, "unknown-programme", name.span,
                                 "there is no programme \"" STR_FORMAT "\"", STR_ARGS(name.text));
    Suggestion near = suggestion_start(name.text);
    for (size_t i = 0; i < compiler->program->programmes.count; i++)
        suggestion_offer(&near, compiler->program->programmes.items[i].name);
    if (near.nearest.size > 0 && near.steps > 0)
        diagnostic_hint(compiler->diagnostics, fault, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    return NONE;
}

// "rule dibao amount …"
static void declare_slot_rule(Compiler *compiler, const Decl *decl)
{
    const Name name = first_name(decl);
    const uint32_t index = find_programme(compiler, name);
    if (index == NONE) return;
    Programme *programme = &compiler->program->programmes.items[index];
    uint32_t *slot = slot_of(programme, decl->slot);
    if (slot == NULL) {
        diagnose(compiler->diagnostics, "slot", name.span,
                 "\"%s\" is worked out by itself and cannot be a rule", word_text(decl->slot));
        return;
    }
    if (*slot != NONE) {
        (void)add_alternative(compiler, *slot, decl);
        return;
    }
    const Rule rule = {
        .role = RULE_SLOT,
        .name = name.text,
        .slot = decl->slot,
        .programme = index,
        .labels = name.labels,
        .entity = programme->entity,
        .delegated = find_level(compiler, clause_name(decl, CLAUSE_DELEGATED)),
        .low = NONE,
        .high = NONE,
        .citation = decl_citation(compiler, decl),
        .heading = decl->heading,
        .span = name.span,
        .document = decl->document,
    };
    *slot = add_rule(compiler, rule, decl);
    if (decl_clause(decl, CLAUSE_VALUE) != NULL || decl_clause(decl, CLAUSE_WHEN) != NULL)
        (void)add_alternative(compiler, *slot, decl);
}

static void declare_exclusive(Compiler *compiler, const Decl *decl)
{
    const Name name = first_name(decl);
    const NameVec among = clause_names(decl, CLAUSE_AMONG);
    const Name per = clause_name(decl, CLAUSE_PER);
    const Clause *keep = decl_clause(decl, CLAUSE_KEEP);
    uint32_t *programmes = ARENA_ARRAY(compiler->policy, uint32_t, among.count);
    Exclusive exclusive = {
        .name = name.text,
        .labels = name.labels,
        .programmes = programmes,
        .per_person = !str_equals(per.text, "household"),
        .chosen_by = NONE,
        .place = document_of(compiler, decl)->place,
        .citation = decl_citation(compiler, decl),
        .span = decl->span,
    };
    decl_period(compiler, decl, &exclusive.from, &exclusive.until);
    for (size_t i = 0; i < among.count; i++) {
        const uint32_t index = find_programme(compiler, among.items[i]);
        if (index != NONE) programmes[exclusive.count++] = index;
    }
    if (among.count < 2 || keep == NULL) {
        diagnose(compiler->diagnostics, "clause", decl->span,
                 "an exclusive needs \"among\" two or more programmes and \"keep\" one of them");
        return;
    }
    exclusive.keep = keep->word == WORD_HIGHER  ? KEEP_HIGHER
                     : keep->word == WORD_FIRST ? KEEP_FIRST
                                                : KEEP_CHOSEN;
    if (exclusive.keep == KEEP_CHOSEN && keep->names.count > 0) {
        const uint32_t fact = program_find(compiler->program, keep->names.items[0].text);
        if (fact == NONE || compiler->program->names.items[fact].kind != SYM_FACT) {
            Diagnostic *fault =
                diagnose(compiler->diagnostics, "unknown-name", keep->names.items[0].span,
                         "there is no fact \"" STR_FORMAT "\"",
                         STR_ARGS(keep->names.items[0].text));
            offer_names(compiler, keep->names.items[0].text, fault);
        } else {
            exclusive.chosen_by = compiler->program->names.items[fact].index;
        }
    }
    *vec_push(compiler->policy, &compiler->program->exclusives) = exclusive;
}

static void declare_watch(Compiler *compiler, const Decl *decl)
{
    const Name name = first_name(decl);
    declare_rule(compiler, decl);
    const uint32_t found = program_find(compiler->program, name.text);
    if (found == NONE || compiler->program->names.items[found].kind != SYM_RULE) return;
    const NameVec then = clause_names(decl, CLAUSE_THEN);
    const Name level = clause_name(decl, CLAUSE_LEVEL);
    const Name to = clause_name(decl, CLAUSE_TO_OFFICE);
    (void)choice_labels(compiler, "alert", level);
    (void)choice_labels(compiler, "office", to);
    check_choice_names(compiler, "action", then);
    *vec_push(compiler->policy, &compiler->program->watches) = (Watch){
        .rule = compiler->program->names.items[found].index,
        .audit = decl->head == HEAD_AUDIT,
        .level = level,
        .to = to,
        .within = NONE,
        .then = then.items,
        .then_count = then.count,
        .place = document_of(compiler, decl)->place,
        .span = decl->span,
    };
}

// Which programme a clock or document belongs to; NONE where it says "of household" and the like.
static uint32_t owner_programme(Compiler *compiler, const Decl *decl)
{
    if (decl->entity.text.size == 0) return NONE;
    const uint32_t found = program_find(compiler->program, decl->entity.text);
    if (found != NONE && compiler->program->names.items[found].kind == SYM_PROGRAMME)
        return compiler->program->names.items[found].index;
    for (size_t i = 0; i < compiler->program->entities.count; i++) {
        if (str_equal(compiler->program->entities.items[i].name, decl->entity.text)) return NONE;
    }
    return find_programme(compiler, decl->entity);
}

static void declare_clock(Compiler *compiler, const Decl *decl)
{
    const Name name = first_name(decl);
    Clock clock = {
        .name = name.text,
        .labels = name.labels,
        .programme = owner_programme(compiler, decl),
        .limit = NONE,
        .due = NONE,
        .overdue = NONE,
        .from = NONE,
        .to = NONE,
        .citation = decl_citation(compiler, decl),
        .span = decl->span,
    };
    const uint32_t index = (uint32_t)compiler->program->clocks.count;
    if (!add_name(compiler, SYM_CLOCK, index, name)) return;
    declare_clock_rules(compiler, decl, &clock);
    *vec_push(compiler->policy, &compiler->program->clocks) = clock;
}

static void declare_paper(Compiler *compiler, const Decl *decl)
{
    const Name name = first_name(decl);
    const Clause *within = decl_clause(decl, CLAUSE_WITHIN);
    const NameVec shows = clause_names(decl, CLAUSE_SHOWS);
    const NameVec never = clause_names(decl, CLAUSE_NEVER);
    Paper paper = {
        .name = name.text,
        .labels = name.labels,
        .number = clause_text_of(decl, CLAUSE_NUMBER),
        .programme = owner_programme(compiler, decl),
        .when = NONE,
        .issued_by = clause_name(decl, CLAUSE_ISSUED),
        .to = clause_name(decl, CLAUSE_TO_OFFICE),
        .within = NONE,
        .posted = NONE,
        .shows = shows.items,
        .shows_count = shows.count,
        .never = never.items,
        .never_count = never.count,
        .place = document_of(compiler, decl)->place,
        .citation = decl_citation(compiler, decl),
        .recalled = decl_clause(decl, CLAUSE_RECALLED) != NULL,
        .span = decl->span,
    };
    if (within != NULL && within->names.count > 0) paper.within_of = within->names.items[0];
    decl_period(compiler, decl, &paper.from, &paper.until);
    (void)choice_labels(compiler, "office", paper.issued_by);
    (void)choice_labels(compiler, "office", paper.to);
    check_choice_names(compiler, "content", shows);
    check_choice_names(compiler, "content", never);
    *vec_push(compiler->policy, &compiler->program->papers) = paper;
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
    Diagnostic *fault = diagnose(compiler->diagnostics, "unknown-name", ref->name.span,
                                 "there is no rule or exception \"" STR_FORMAT "\"",
                                 STR_ARGS(ref->name.text));
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
        Diagnostic *fault = diagnose(compiler->diagnostics, "no-value", decl->span,
                                     "this exception has no value");
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
        Diagnostic *fault = diagnose(compiler->diagnostics, "not-delegated", name.span,
                                     "\"" STR_FORMAT "\" is not left to any place to set",
                                     STR_ARGS(name.text));
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

static void declare_exceptions(Compiler *compiler)
{
    for (size_t d = 0; d < compiler->documents.count; d++) {
        const DeclVec *decls = &compiler->documents.items[d].decls;
        uint32_t above = NONE;
        for (size_t i = 0; i < decls->count; i++) {
            const Decl *decl = &decls->items[i];
            if (decl->head == HEAD_SET) declare_set(compiler, decl);
            if (decl->head == HEAD_EXCEPTION) declare_exception(compiler, decl, above);
            else above = rule_defined_by(compiler, decl);
        }
    }
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
    for_each_decl(compiler,
                  HEADS(RULE) | HEADS(EXCLUSIVE) | HEADS(CLOCK) | HEADS(DOCUMENT), declare_slots);
    declare_tier(compiler);
    declare_exceptions(compiler);
}
