// Words and places: money, levels, choices, instruments, sets of places, documents.

#include "compile/declare_internal.h"

// --- words and places ---

void declare_currency(Compiler *compiler, const Decl *decl)
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

void declare_levels(Compiler *compiler, const Decl *decl)
{
    const Clause *values = decl_clause(decl, CLAUSE_VALUE);
    for (size_t i = 0; values != NULL && i < values->items.count; i++) {
        const Item *item = &values->items.items[i];
        if (item->value->kind != EXPR_NAME) {
            diagnose(compiler->diagnostics, "syntax", item->span, "a level's name was expected");
            continue;
        }
        *vec_push(compiler->policy, &compiler->program->levels) =
            (Level){.name = item->value->name.text, .labels = item->labels, .span = item->span};
    }
}

void declare_choice(Compiler *compiler, const Decl *decl)
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

void declare_instrument(Compiler *compiler, const Decl *decl)
{
    const Name name = first_name(decl);
    Instrument instrument = {
        .name = name.text,
        .labels = name.labels,
        .number = clause_text_of(decl, CLAUSE_NUMBER),
        .from = clause_date(decl, CLAUSE_FROM, DATE_FIRST),
        .until = clause_date(decl, CLAUSE_UNTIL, DATE_LAST),
        .recalled = decl->recalled,
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

void declare_places(Compiler *compiler, const Decl *decl)
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
void declare_document(Compiler *compiler, const Decl *decl)
{
    LawDocument *document = document_of(compiler, decl);
    const Name name = first_name(decl);
    if (document->name.size > 0) {
        Diagnostic *fault =
            diagnose(compiler->diagnostics, "duplicate", decl->span,
                     "a document has one law or reform at its head; this one has two");
        diagnostic_other(compiler->diagnostics, fault, document->span, "the first is here");
        return;
    }
    document->name = name.text;
    document->labels = name.labels;
    document->reform = decl->head == HEAD_REFORM;
    document->in_part = decl_clause(decl, CLAUSE_IN_PART) != NULL;
    document->from = clause_date(decl, CLAUSE_FROM, DATE_FIRST);
    document->until = clause_date(decl, CLAUSE_UNTIL, DATE_LAST);
    document->published = clause_date(decl, CLAUSE_PUBLISHED, DATE_FIRST);
    document->recalled = decl->recalled;
    document->span = decl->span;
    const Name place = clause_name(decl, CLAUSE_FOR);
    if (place.text.size == 0) return;
    document->place = program_find_region(compiler->program, place.text);
    if (document->place != NONE) return;
    refuse_region(compiler, place.span, place.text);
}
