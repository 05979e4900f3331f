// Programmes and what an office does around them: exclusions, signals, audits, clocks, papers.

#include "base/suggest.h"
#include "compile/declare_internal.h"

// --- programmes ---

void declare_programme(Compiler *compiler, const Decl *decl)
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
        .category_labels = choice_labels(compiler, "category", clause_name(decl, CLAUSE_CATEGORY)),
        .fund_labels = choice_labels(compiler, "fund", clause_name(decl, CLAUSE_FUND)),
        .pilot = decl_clause(decl, CLAUSE_PILOT) != NULL,
        .recalled = decl->recalled,
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
            Diagnostic *fault =
                diagnose(compiler->diagnostics, "choice", tier.span, "the law declares no tiers");
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
    if (!known) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "clause", pays->names.items[0].span,
                                     "a programme pays cash, goods, service or waiver");
        diagnostic_hint(compiler->diagnostics, fault,
                        "name the things in quotation marks behind it: pays goods \"" STR_FORMAT
                        "\" \"" STR_FORMAT "\"",
                        STR_ARGS(programme.mode), STR_ARGS(programme.mode));
    }
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
void declare_slot_rule(Compiler *compiler, const Decl *decl)
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

void declare_exclusive(Compiler *compiler, const Decl *decl)
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
            Diagnostic *fault = diagnose(
                compiler->diagnostics, "unknown-name", keep->names.items[0].span,
                "there is no fact \"" STR_FORMAT "\"", STR_ARGS(keep->names.items[0].text));
            offer_names(compiler, keep->names.items[0].text, fault);
        } else {
            exclusive.chosen_by = compiler->program->names.items[fact].index;
        }
    }
    *vec_push(compiler->policy, &compiler->program->exclusives) = exclusive;
}

void declare_watch(Compiler *compiler, const Decl *decl)
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

void declare_clock(Compiler *compiler, const Decl *decl)
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

void declare_paper(Compiler *compiler, const Decl *decl)
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
        .recalled = decl->recalled,
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
