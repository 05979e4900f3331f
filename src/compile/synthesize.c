// Rules that follow from other declarations: a unit's membership, a clock's due date, the tier.
//
// They are written here as syntax, as an author would write them, and then bound like the rest.

#include "compile/compiler.h"

Expr *make_expr(Compiler *compiler, ExprKind kind, Span span)
{
    Expr *expr = ARENA_ONE(compiler->policy, Expr);
    expr->kind = kind;
    expr->span = span;
    return expr;
}

const Expr *make_name(Compiler *compiler, Str name, Span span)
{
    Expr *expr = make_expr(compiler, EXPR_NAME, span);
    expr->name = (Name){.text = name, .span = span};
    return expr;
}

const Expr *make_yes(Compiler *compiler, bool yes, Span span)
{
    Expr *expr = make_expr(compiler, EXPR_YESNO, span);
    expr->yes = yes;
    return expr;
}

static const Expr *make_slot(Compiler *compiler, Str name, Word slot, Span span)
{
    Expr *expr = make_expr(compiler, EXPR_SLOT, span);
    expr->name = (Name){.text = name, .span = span};
    expr->word = slot;
    return expr;
}

static const Expr *make_pair(Compiler *compiler, ExprKind kind, Symbol symbol, const Expr *left,
                             const Expr *right)
{
    Expr *expr = make_expr(compiler, kind, left->span);
    expr->symbol = symbol;
    expr->left = left;
    expr->right = right;
    return expr;
}

// --- units ---

static void refuse_rows(Compiler *compiler, const RowsSyntax *rows)
{
    const bool members =
        str_equals(rows->noun.text, "members") || str_equals(rows->noun.text, "member");
    if (members && !rows->past && rows->owner == NULL && rows->latest == 0) return;
    diagnose(compiler->diagnostics, "rows", rows->span,
             "a unit takes members of the household: members with (…)");
}

// unit family takes members with (C) except (E): rule family of person : yes/no = C, exception no
// when E.
void declare_membership(Compiler *compiler, const Decl *decl, Entity *unit, uint32_t entity)
{
    const Clause *takes = decl_clause(decl, CLAUSE_TAKES);
    if (takes == NULL) {
        Diagnostic *fault =
            diagnose(compiler->diagnostics, "clause", decl->span, "a unit must say whom it takes");
        diagnostic_hint(compiler->diagnostics, fault, "add: takes members with (…)");
        return;
    }
    refuse_rows(compiler, takes->rows);
    const Rule rule = {
        .role = RULE_MEMBERSHIP,
        .name = unit->name,
        .programme = NONE,
        .labels = unit->labels,
        .entity = PERSON,
        .type = type_of(TYPE_YESNO),
        .delegated = NONE,
        .low = NONE,
        .high = NONE,
        .citation = make_citation(compiler, decl->citation, decl->citation_span, false),
        .heading = decl->heading,
        .span = decl->span,
        .document = decl->document,
    };
    const uint32_t membership = add_rule(compiler, rule, decl);
    compiler->rules.items[membership].typed = true;
    compiler->program->entities.items[entity].membership = membership;
    AlternativeBuild *base = add_alternative(compiler, membership, decl);
    base->body =
        takes->rows->with != NULL ? takes->rows->with : make_yes(compiler, true, takes->span);
    base->alternative.span = takes->span;
    for (size_t i = 0; i < decl->clauses.count; i++) {
        const Clause *clause = &decl->clauses.items[i];
        if (clause->id != CLAUSE_EXCEPT) continue;
        AlternativeBuild *except = add_alternative(compiler, membership, decl);
        ItemVec *items = ARENA_ONE(compiler->policy, ItemVec);
        *vec_push(compiler->policy, items) =
            (Item){.value = make_yes(compiler, false, clause->span),
                   .when = clause->expr,
                   .marks = {.from = DATE_FIRST, .until = DATE_LAST},
                   .span = clause->span};
        except->items = items;
        except->outranks_base = true;
        except->alternative.kind = ALTERNATIVE_EXCEPTION;
        except->alternative.labels = clause->labels;
        except->alternative.span = clause->span;
        if (clause->citation.size > 0)
            except->alternative.citation =
                make_citation(compiler, clause->citation, clause->citation_span, true);
    }
}

// --- clocks ---

static uint32_t add_clock_rule(Compiler *compiler, const Decl *decl, const Clock *clock, Word slot)
{
    const Rule rule = {
        .role = RULE_SLOT,
        .name = clock->name,
        .slot = slot,
        .programme = NONE,
        .entity = clock->programme == NONE
                      ? HOUSEHOLD
                      : compiler->program->programmes.items[clock->programme].entity,
        .delegated = NONE,
        .low = NONE,
        .high = NONE,
        .citation = clock->citation,
        .heading = decl->heading,
        .span = decl->span,
        .document = decl->document,
    };
    const uint32_t index = add_rule(compiler, rule, decl);
    (void)add_alternative(compiler, index, decl);
    return index;
}

// The unit that a clock counts in, from how its first limit is written.
static Word clock_unit(const Clause *limit)
{
    const Expr *first = limit->items.items[0].value;
    if (first->kind != EXPR_NUMBER) return WORD_NONE;
    return first->unit.working ? WORD_WORKING : first->unit.span;
}

// How long the clock stood still: from A until B, or until today while B has not come.
static const Expr *stopped_time(Compiler *compiler, const Clause *window, Word unit)
{
    const Span span = window->span;
    Expr *end = make_expr(compiler, EXPR_OTHERWISE, span);
    end->left = make_name(compiler, window->names.items[1].text, span);
    end->right = make_expr(compiler, EXPR_TODAY, span);
    Expr *interval = make_expr(compiler, EXPR_INTERVAL, span);
    interval->word = unit == WORD_WORKING ? WORD_WORKING : WORD_DAYS;
    interval->left = make_name(compiler, window->names.items[0].text, span);
    interval->right = end;
    Expr *time = make_expr(compiler, EXPR_OTHERWISE, span);
    time->left = interval;
    Expr *zero = make_expr(compiler, EXPR_NUMBER, span);
    zero->number = number_whole(0);
    time->right = zero;
    return time;
}

static uint32_t clock_fact(Compiler *compiler, const Name *name)
{
    const Program *program = compiler->program;
    const uint32_t found = program_find(program, name->text);
    if (found != NONE && program->names.items[found].kind == SYM_FACT &&
        program->facts.items[program->names.items[found].index].type.kind == TYPE_DATE)
        return program->names.items[found].index;
    Diagnostic *fault =
        diagnose(compiler->diagnostics, found != NONE ? "type" : "unknown-name", name->span,
                 "\"" STR_FORMAT "\" is not a date fact", STR_ARGS(name->text));
    if (found == NONE) offer_names(compiler, name->text, fault);
    return NONE;
}

// The date at an end of a clock's window; today in place of one that was refused.
static const Expr *clock_end(Compiler *compiler, uint32_t fact, const Clause *window, size_t end)
{
    if (fact == NONE) return make_expr(compiler, EXPR_TODAY, window->span);
    return make_name(compiler, window->names.items[end].text, window->span);
}

// clock C from A to B = 30 working days, stopped from X to Y
//   C limit = 30 working days; C due = A + (C limit + stopped); C overdue = (B otherwise today) >
//   due
void declare_clock_rules(Compiler *compiler, const Decl *decl, Clock *clock)
{
    const Clause *window = decl_clause(decl, CLAUSE_WINDOW);
    const Clause *limit = decl_clause(decl, CLAUSE_VALUE);
    if (window == NULL || window->names.count < 2 || limit == NULL) {
        diagnose(compiler->diagnostics, "clause", decl->span,
                 "a clock needs \"from\" a date \"to\" a date and \"=\" a time limit");
        return;
    }
    clock->from = clock_fact(compiler, &window->names.items[0]);
    clock->to = clock_fact(compiler, &window->names.items[1]);
    const Word unit = clock_unit(limit);
    clock->limit = add_clock_rule(compiler, decl, clock, WORD_LIMIT);
    const Expr *time = make_slot(compiler, clock->name, WORD_LIMIT, decl->span);
    for (size_t i = 0; i < decl->clauses.count; i++) {
        const Clause *stopped = &decl->clauses.items[i];
        if (stopped->id != CLAUSE_STOPPED || stopped->names.count < 2) continue;
        if (unit != WORD_WORKING && unit != WORD_DAYS && unit != WORD_DAY) {
            diagnose(compiler->diagnostics, "clause", stopped->span,
                     "only a clock of days or working days can be stopped");
            continue;
        }
        time = make_pair(compiler, EXPR_ARITHMETIC, SYMBOL_PLUS, time,
                         stopped_time(compiler, stopped, unit));
    }
    clock->due = add_clock_rule(compiler, decl, clock, WORD_DUE);
    compiler->rules.items[clock->due].alternatives.items[0].body = make_pair(
        compiler, EXPR_ARITHMETIC, SYMBOL_PLUS, clock_end(compiler, clock->from, window, 0), time);
    clock->overdue = add_clock_rule(compiler, decl, clock, WORD_OVERDUE);
    Expr *ended = make_expr(compiler, EXPR_OTHERWISE, window->span);
    ended->left = clock_end(compiler, clock->to, window, 1);
    ended->right = make_expr(compiler, EXPR_TODAY, window->span);
    compiler->rules.items[clock->overdue].alternatives.items[0].body =
        make_pair(compiler, EXPR_COMPARE, SYMBOL_GREATER, ended,
                  make_slot(compiler, clock->name, WORD_DUE, decl->span));
}

// --- tiers ---

// The tier of a person: the first, in the order of `choice tier`, of which a programme is granted;
// the last value of the choice where there is none.
void declare_tier(Compiler *compiler)
{
    Program *program = compiler->program;
    program->tier_choice = find_choice(compiler, STR("tier"));
    program->tier_rule = NONE;
    if (program->tier_choice == NONE || program_find(program, STR("tier")) != NONE) return;
    const Choice *choice = &program->choices.items[program->tier_choice];
    ItemVec *items = ARENA_ONE(compiler->policy, ItemVec);
    const Decl *decl = NULL;
    for (uint32_t value = 0; value < choice->count; value++) {
        for (size_t i = 0; i < program->programmes.count; i++) {
            const Programme *programme = &program->programmes.items[i];
            if (programme->tier != value) continue;
            *vec_push(compiler->policy, items) = (Item){
                .value = make_name(compiler, choice->values[value].name, programme->span),
                .when = make_slot(compiler, programme->name, WORD_QUALIFIES, programme->span),
                .marks = {.from = DATE_FIRST, .until = DATE_LAST},
                .span = programme->span};
        }
    }
    if (items->count == 0) return;
    *vec_push(compiler->policy, items) =
        (Item){.value = make_name(compiler, choice->values[choice->count - 1].name, choice->span),
               .otherwise = true,
               .marks = {.from = DATE_FIRST, .until = DATE_LAST},
               .span = choice->span};
    const Rule rule = {
        .role = RULE_TIER,
        .name = STR("tier"),
        .programme = NONE,
        .labels = choice->labels,
        .entity = PERSON,
        .type = type_choice(program->tier_choice),
        .delegated = NONE,
        .low = NONE,
        .high = NONE,
        .span = choice->span,
    };
    program->tier_rule = add_rule(compiler, rule, decl);
    for (uint32_t i = 0; i < program->documents.count; i++) {
        if (program->documents.items[i].file == choice->span.file)
            program->rules.items[program->tier_rule].document = i;
    }
    RuleBuild *build = &compiler->rules.items[program->tier_rule];
    build->typed = true;
    *vec_push(compiler->policy, &build->alternatives) = (AlternativeBuild){
        .alternative = {.body = NONE,
                        .place = NONE,
                        .from = DATE_FIRST,
                        .until = DATE_LAST,
                        .span = choice->span},
        .items = items,
    };
    map_put(compiler->policy, &program->name_map, STR("tier"), (uint32_t)program->names.count);
    *vec_push(compiler->policy, &program->names) = (NamedThing){
        .kind = SYM_RULE, .index = program->tier_rule, .name = STR("tier"), .span = choice->span};
}
