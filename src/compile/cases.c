// Cases in the law: situations and what must come of them.
//
// A case is read line by line. Each line says one thing; what follows a comma may go on in the
// next:
//
//     date 2024-03-15
//     region 999999
//     residence urban, deposits 5000
//     member a: relation self, born 1980-01-01, wage 1500
//     bill of a: billed 2024-02-01, amount 1200
//     vehicle: none
//     past 2023-12 to 2024-02: dibao paid 900, in_grace no
//     past 2024-02 of a: new_job yes
//     use dibao_standard 800, income of a 300
//     expect dibao qualifies, amount 900
//     expect family_income is 1500
//
// What a line does not say is unknown, as in a case file.

#include "compile/compiler.h"
#include "compile/parse_internal.h"

typedef VEC(CasePair) PairVec;
typedef VEC(CaseRow) RowVec;
typedef VEC(CaseMonths) MonthsVec;
typedef VEC(Expectation) ExpectationVec;
typedef VEC(uint32_t) IndexVec;

typedef struct CaseReader {
    Compiler *compiler;
    Parser parser;
    LawCase law_case;
    NameVec members;
    PairVec facts;
    PairVec uses;
    RowVec rows;
    MonthsVec months;
    ExpectationVec expectations;
    IndexVec known_records;
    bool says_date;    // there is such a line, perhaps a faulty one
    bool says_outcome; // the same
} CaseReader;

// --- names and values ---

static const NamedThing *find_thing(const CaseReader *reader, Str name)
{
    const Program *program = reader->compiler->program;
    const uint32_t found = program_find(program, name);
    return found == NONE ? NULL : &program->names.items[found];
}

static void refuse_name(CaseReader *reader, const Name *name, const char *what)
{
    Diagnostic *fault = diagnose(reader->compiler->diagnostics, "unknown-name", name->span,
                                 "there is no %s \"" STR_FORMAT "\"", what, STR_ARGS(name->text));
    offer_names(reader->compiler, name->text, fault);
}

static uint32_t find_member(const CaseReader *reader, Str name)
{
    for (uint32_t i = 0; i < reader->members.count; i++) {
        if (str_equal(reader->members.items[i].text, name)) return i;
    }
    return NONE;
}

static uint32_t need_member(CaseReader *reader, const Name *name)
{
    const uint32_t member = find_member(reader, name->text);
    if (member == NONE)
        diagnose(reader->compiler->diagnostics, "unknown-member", name->span,
                 "the case has no member \"" STR_FORMAT "\"", STR_ARGS(name->text));
    return member;
}

// "of a": the member that a pair or line speaks of; NONE if it names none.
static bool read_of(CaseReader *reader, uint32_t *member)
{
    *member = NONE;
    if (!parser_take_word(&reader->parser, WORD_OF)) return true;
    Name name = {0};
    if (!parser_name(&reader->parser, "a member", &name)) return false;
    *member = need_member(reader, &name);
    return *member != NONE;
}

static bool read_value(CaseReader *reader, Type type, CaseValue *value)
{
    const Token *token = parser_peek(&reader->parser);
    *value = (CaseValue){.kind = CASE_VALUE, .span = token->span};
    if (token->line_start) {
        (void)parser_fail(&reader->parser, "syntax", "a value was expected here");
        return false;
    }
    if (token->kind == TOKEN_NAME && str_equals(token->text, "unknown")) {
        parser_next(&reader->parser);
        value->kind = CASE_UNKNOWN;
        return true;
    }
    const bool none = token->kind == TOKEN_NAME && token->word == WORD_NONE_WORD;
    const bool none_is_value =
        type.kind == TYPE_CHOICE &&
        program_find_choice_value(&reader->compiler->program->choices.items[type.choice],
                                  STR("none")) != NONE;
    if (none && !none_is_value) {
        parser_next(&reader->parser);
        value->kind = CASE_NOT_APPLICABLE;
        return true;
    }
    const Expr *literal = parse_literal(&reader->parser);
    if (reader->parser.failed) return false;
    value->span = literal->span;
    if (type.kind == TYPE_PERSON && literal->kind == EXPR_NAME) {
        const uint32_t member = need_member(reader, &literal->name);
        value->number = number_whole(member);
        return member != NONE;
    }
    if (type.kind == TYPE_TEXT || type.kind == TYPE_IDENTITY) {
        value->text = literal->name.text;
        return true;
    }
    return constant_from_expr(reader->compiler, literal, type, &value->number);
}

// --- pairs ---

typedef bool FindTarget(CaseReader *reader, const Name *name, Word slot, CasePair *pair,
                        Type *type);

// A fact of `entity` (HOUSEHOLD, PERSON or a record).
static bool fact_of(CaseReader *reader, const Name *name, uint32_t entity, CasePair *pair,
                    Type *type)
{
    const NamedThing *thing = find_thing(reader, name->text);
    if (thing == NULL || thing->kind != SYM_FACT) {
        refuse_name(reader, name, "fact");
        return false;
    }
    const Program *program = reader->compiler->program;
    const Fact *fact = &program->facts.items[thing->index];
    const EntityKind kind = program->entities.items[fact->entity].kind;
    const bool of_all = entity == HOUSEHOLD && (kind == ENTITY_UNIT || kind == ENTITY_PLACE);
    if (fact->entity != entity && !of_all) {
        const Str owner = program->entities.items[fact->entity].name;
        Diagnostic *fault = diagnose(
            reader->compiler->diagnostics, "out-of-reach", name->span,
            "\"" STR_FORMAT "\" is a fact of a " STR_FORMAT ", not of a " STR_FORMAT,
            STR_ARGS(name->text), STR_ARGS(owner), STR_ARGS(program->entities.items[entity].name));
        if (kind == ENTITY_PERSON)
            diagnostic_hint(reader->compiler->diagnostics, fault,
                            "write it behind a member: member ID: " STR_FORMAT " …",
                            STR_ARGS(name->text));
        else if (kind == ENTITY_RECORD)
            diagnostic_hint(reader->compiler->diagnostics, fault,
                            "write it behind a row: " STR_FORMAT ": " STR_FORMAT " …",
                            STR_ARGS(owner), STR_ARGS(name->text));
        else diagnostic_hint(reader->compiler->diagnostics, fault, "write it on a line of its own");
        return false;
    }
    pair->target = CASE_FACT;
    pair->index = thing->index;
    *type = fact->type;
    return true;
}

static bool find_column(CaseReader *reader, const Name *name, Word slot, CasePair *pair, Type *type)
{
    const Program *program = reader->compiler->program;
    const NamedThing *thing = find_thing(reader, name->text);
    uint32_t column = NONE;
    if (thing != NULL && thing->kind == SYM_FACT)
        column = program_find_column(program, COLUMN_FACT, thing->index);
    else if (thing != NULL && thing->kind == SYM_PROGRAMME && slot == WORD_PAID)
        column = program_find_column(program, COLUMN_PAID, thing->index);
    else if (thing != NULL) {
        const Ref ref = {.name = *name, .slot = slot};
        const uint32_t rule = find_rule_ref(reader->compiler, &ref);
        if (rule != NONE) column = program_find_column(program, COLUMN_RULE, rule);
    }
    if (thing == NULL) {
        refuse_name(reader, name, "fact, rule or programme");
        return false;
    }
    if (column == NONE) {
        diagnose(reader->compiler->diagnostics, "no-history", name->span,
                 "no rule asks past months for \"" STR_FORMAT "\"", STR_ARGS(name->text));
        return false;
    }
    pair->target = CASE_COLUMN;
    pair->index = column;
    *type = program->columns.items[column].type;
    return true;
}

static bool find_override(CaseReader *reader, const Name *name, Word slot, CasePair *pair,
                          Type *type)
{
    const Program *program = reader->compiler->program;
    const NamedThing *thing = find_thing(reader, name->text);
    if (thing != NULL && thing->kind == SYM_PARAMETER) {
        pair->target = CASE_PARAMETER;
        pair->index = thing->index;
        *type = program->parameters.items[thing->index].type;
        return true;
    }
    const Ref ref = {.name = *name, .slot = slot};
    const uint32_t rule = find_rule_ref(reader->compiler, &ref);
    if (rule == NONE) {
        refuse_name(reader, name, "rule or parameter");
        return false;
    }
    pair->target = CASE_RULE;
    pair->index = rule;
    *type = program->rules.items[rule].type;
    return true;
}

static Word take_slot(CaseReader *reader)
{
    const Token *token = parser_peek(&reader->parser);
    if (token->kind != TOKEN_NAME || !word_is_slot(token->word)) return WORD_NONE;
    return parser_next(&reader->parser)->word;
}

// Pair = NAME [SLOT] ["of" MEMBER] Value
static bool read_pair(CaseReader *reader, uint32_t entity, FindTarget *find, CasePair *pair)
{
    const size_t start = reader->parser.at;
    Name name = {0};
    if (!parser_name(&reader->parser, "a name", &name)) return false;
    const Word slot = find != NULL ? take_slot(reader) : WORD_NONE;
    Type type = type_of(TYPE_YESNO);
    pair->member = NONE;
    if (find != NULL && !read_of(reader, &pair->member)) return false;
    const bool found = find != NULL ? find(reader, &name, slot, pair, &type)
                                    : fact_of(reader, &name, entity, pair, &type);
    if (!found || !read_value(reader, type, &pair->value)) return false;
    pair->span = parser_span_from(&reader->parser, start);
    return true;
}

// The pairs of a line. After a faulty one the rest of the line is passed over.
static void read_pairs(CaseReader *reader, uint32_t entity, uint32_t member, FindTarget *find,
                       PairVec *pairs)
{
    do {
        CasePair pair = {0};
        if (!read_pair(reader, entity, find, &pair)) {
            reader->parser.failed = true;
            return;
        }
        if (member != NONE && pair.member == NONE) pair.member = member;
        for (size_t i = 0; i < pairs->count; i++) {
            const CasePair *other = &pairs->items[i];
            if (other->target == pair.target && other->index == pair.index &&
                other->member == pair.member) {
                Diagnostic *fault = diagnose(reader->compiler->diagnostics, "duplicate", pair.span,
                                             "this is said twice");
                diagnostic_other(reader->compiler->diagnostics, fault, other->span,
                                 "first said here");
            }
        }
        *vec_push(reader->compiler->policy, pairs) = pair;
    } while (parser_take_symbol(&reader->parser, SYMBOL_COMMA));
}

static bool take_colon(CaseReader *reader)
{
    return parser_take_symbol(&reader->parser, SYMBOL_COLON) ||
           parser_take_symbol(&reader->parser, SYMBOL_COMMA);
}

static bool at_line_end(const CaseReader *reader)
{
    const Token *token = parser_peek(&reader->parser);
    return token->line_start || token->kind == TOKEN_END;
}

// --- lines ---

static void read_date(CaseReader *reader)
{
    parser_next(&reader->parser);
    reader->says_date = true;
    if (parser_peek(&reader->parser)->kind != TOKEN_DATE) {
        (void)parser_fail(&reader->parser, "syntax", "a day was expected here, as 2024-05-01");
        return;
    }
    reader->law_case.date = parser_next(&reader->parser)->date;
    reader->law_case.dated = true;
}

static void read_region(CaseReader *reader)
{
    parser_next(&reader->parser);
    const Expr *code = parse_literal(&reader->parser);
    Number region = {0};
    if (!reader->parser.failed &&
        constant_from_expr(reader->compiler, code, type_of(TYPE_PLACE), &region))
        reader->law_case.region = (uint32_t)region.num;
}

// member ID [":" pairs]
static void read_member(CaseReader *reader)
{
    parser_next(&reader->parser);
    Name name = {0};
    if (!parser_name(&reader->parser, "a member's name", &name)) return;
    const uint32_t member = need_member(reader, &name);
    if (take_colon(reader)) {
        PairVec pairs = {0};
        read_pairs(reader, PERSON, member, NULL, &pairs);
        for (size_t i = 0; i < pairs.count; i++)
            *vec_push(reader->compiler->policy, &reader->facts) = pairs.items[i];
    }
}

// The latest row of the record that a row of this record belongs to.
static uint32_t latest_owner_row(const CaseReader *reader, uint32_t owner)
{
    for (size_t i = reader->rows.count; i > 0; i--) {
        if (reader->rows.items[i - 1].record == owner) return (uint32_t)(i - 1);
    }
    return NONE;
}

// RECORD ["of" MEMBER] ":" (pairs | none)
static void read_row(CaseReader *reader, uint32_t record)
{
    const size_t start = reader->parser.at;
    parser_next(&reader->parser);
    const Entity *entity = &reader->compiler->program->entities.items[record];
    CaseRow row = {.record = record, .parent = NONE};
    if (!read_of(reader, &row.member)) {
        reader->parser.failed = true;
        return;
    }
    const bool nobody = parser_at_symbol(&reader->parser, SYMBOL_COLON) &&
                        parser_peek_ahead(&reader->parser, 1)->word == WORD_NONE_WORD;
    if (entity->owner == PERSON && row.member == NONE && !nobody) {
        (void)parser_fail(&reader->parser, "syntax", "\"of\" and a member was expected here");
        return;
    }
    if (!nobody && entity->owner != PERSON && entity->owner != HOUSEHOLD) {
        row.parent = latest_owner_row(reader, entity->owner);
        if (row.parent == NONE) {
            (void)parser_fail(
                &reader->parser, "syntax", "there is no " STR_FORMAT " before this",
                STR_ARGS(reader->compiler->program->entities.items[entity->owner].name));
            return;
        }
    }
    if (!parser_expect_symbol(&reader->parser, SYMBOL_COLON, "what is known of it")) return;
    *vec_push(reader->compiler->policy, &reader->known_records) = record;
    if (parser_take_word(&reader->parser, WORD_NONE_WORD)) return;
    PairVec pairs = {0};
    read_pairs(reader, record, NONE, NULL, &pairs);
    row.pairs = pairs.items;
    row.pair_count = pairs.count;
    row.span = parser_span_from(&reader->parser, start);
    *vec_push(reader->compiler->policy, &reader->rows) = row;
}

static bool read_month(CaseReader *reader, Date *month)
{
    if (parser_peek(&reader->parser)->kind != TOKEN_MONTH) {
        (void)parser_fail(&reader->parser, "syntax", "a month was expected here, as 2024-05");
        return false;
    }
    *month = parser_next(&reader->parser)->date;
    return true;
}

// past MONTH ["to" MONTH] ["of" MEMBER] ":" pairs
static void read_past(CaseReader *reader)
{
    const size_t start = reader->parser.at;
    parser_next(&reader->parser);
    CaseMonths months = {0};
    uint32_t member = NONE;
    if (!read_month(reader, &months.from)) return;
    months.to = months.from;
    if (parser_take_word(&reader->parser, WORD_TO) && !read_month(reader, &months.to)) return;
    if (!read_of(reader, &member)) {
        reader->parser.failed = true;
        return;
    }
    if (!parser_expect_symbol(&reader->parser, SYMBOL_COLON, "what is known of it")) return;
    PairVec pairs = {0};
    read_pairs(reader, HOUSEHOLD, member, find_column, &pairs);
    months.pairs = pairs.items;
    months.pair_count = pairs.count;
    months.span = parser_span_from(&reader->parser, start);
    if (months.to.day < months.from.day)
        diagnose(reader->compiler->diagnostics, "period", months.span,
                 "these months end before they begin");
    *vec_push(reader->compiler->policy, &reader->months) = months;
}

static void read_use(CaseReader *reader)
{
    parser_next(&reader->parser);
    read_pairs(reader, HOUSEHOLD, NONE, find_override, &reader->uses);
}

// --- expectations ---

static void read_expected_amount(CaseReader *reader, Expectation *expectation)
{
    const Program *program = reader->compiler->program;
    const uint32_t amount = program->programmes.items[expectation->programme].amount;
    if (amount == NONE) {
        (void)parser_fail(&reader->parser, "slot", "this programme has no amount");
        return;
    }
    expectation->has_amount =
        read_value(reader, program->rules.items[amount].type, &expectation->value);
}

static void read_expected_needs(CaseReader *reader, Expectation *expectation)
{
    NameVec needs = {0};
    do {
        Name name = {0};
        if (!parser_name(&reader->parser, "the name of a fact", &name)) return;
        const bool history = str_equals(name.text, "history"); // the record of past months
        if (!history && find_thing(reader, name.text) == NULL) refuse_name(reader, &name, "fact");
        *vec_push(reader->compiler->policy, &needs) = name;
    } while (parser_take_symbol(&reader->parser, SYMBOL_COMMA));
    expectation->needs = needs.items;
    expectation->needs_count = needs.count;
}

static bool read_verdict(CaseReader *reader, Expectation *expectation)
{
    static const struct {
        const char *word;
        ExpectKind kind;
    } verdicts[] = {{"qualifies", EXPECT_QUALIFIES},
                    {"fails", EXPECT_FAILS},
                    {"undetermined", EXPECT_UNDETERMINED}};
    const Token *token = parser_peek(&reader->parser);
    for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++) {
        if (token->kind == TOKEN_NAME && str_equals(token->text, verdicts[i].word)) {
            parser_next(&reader->parser);
            expectation->kind = verdicts[i].kind;
            return true;
        }
    }
    (void)parser_fail(&reader->parser, "syntax",
                      "\"qualifies\", \"fails\" or \"undetermined\" was expected here");
    return false;
}

static void read_programme_expectation(CaseReader *reader, Expectation *expectation)
{
    if (!read_verdict(reader, expectation)) return;
    if (!parser_take_symbol(&reader->parser, SYMBOL_COMMA)) return;
    if (expectation->kind == EXPECT_QUALIFIES && parser_take_word(&reader->parser, WORD_AMOUNT)) {
        read_expected_amount(reader, expectation);
    } else if (expectation->kind == EXPECT_UNDETERMINED &&
               parser_take_word(&reader->parser, WORD_NEEDS)) {
        read_expected_needs(reader, expectation);
    } else {
        (void)parser_fail(&reader->parser, "syntax",
                          "after \"qualifies,\" comes amount; after \"undetermined,\" needs");
    }
}

// After a programme's name: a slot whose value follows, as "amount is", "qualifies of a is"; and
// not the verdict "qualifies".
static bool at_slot_value(const CaseReader *reader)
{
    const Word slot = parser_peek(&reader->parser)->word;
    const Word next = parser_peek_ahead(&reader->parser, 1)->word;
    if (slot != WORD_QUALIFIES) return word_is_slot(slot);
    return next == WORD_OF || next == WORD_IS;
}

// expect error "TEXT" | PROGRAMME ["of" MEMBER] verdict | NAME [SLOT] ["of" MEMBER] is VALUE
// A row of a record has no name by which a case could ask for its values.
static bool can_be_expected(CaseReader *reader, uint32_t rule, const Name *name)
{
    const Program *program = reader->compiler->program;
    const Entity *entity = &program->entities.items[program->rules.items[rule].entity];
    if (entity->kind != ENTITY_RECORD) return true;
    Diagnostic *fault = diagnose(reader->compiler->diagnostics, "out-of-reach", name->span,
                                 "\"" STR_FORMAT "\" is a value of each " STR_FORMAT
                                 ", and a case cannot say which",
                                 STR_ARGS(name->text), STR_ARGS(entity->name));
    diagnostic_hint(reader->compiler->diagnostics, fault,
                    "expect a rule of a member or the household that counts or sums over them");
    reader->parser.failed = true;
    return false;
}

static void read_expect(CaseReader *reader)
{
    const size_t start = reader->parser.at;
    parser_next(&reader->parser);
    reader->says_outcome = true;
    Expectation expectation = {.programme = NONE, .rule = NONE, .member = NONE};
    Name name = {0};
    if (!parser_name(&reader->parser, "a programme or rule", &name)) return;
    const Token *token = parser_peek(&reader->parser);
    if (str_equals(name.text, "error") && token->kind == TOKEN_TEXT) {
        expectation.kind = EXPECT_ERROR;
        expectation.text = parser_next(&reader->parser)->text;
    } else {
        const NamedThing *thing = find_thing(reader, name.text);
        const bool verdict =
            thing != NULL && thing->kind == SYM_PROGRAMME && !at_slot_value(reader);
        const Word slot = verdict ? WORD_NONE : take_slot(reader);
        if (!read_of(reader, &expectation.member)) {
            reader->parser.failed = true;
            return;
        }
        if (verdict) {
            expectation.programme = thing->index;
            read_programme_expectation(reader, &expectation);
        } else {
            const Ref ref = {.name = name, .slot = slot};
            expectation.kind = EXPECT_VALUE;
            expectation.rule = find_rule_ref(reader->compiler, &ref);
            if (expectation.rule == NONE) {
                refuse_name(reader, &name, "programme or rule");
                reader->parser.failed = true;
                return;
            }
            if (!can_be_expected(reader, expectation.rule, &name)) return;
            if (!parser_expect_word(&reader->parser, WORD_IS, "the rule")) return;
            const Type type = reader->compiler->program->rules.items[expectation.rule].type;
            if (!read_value(reader, type, &expectation.value)) reader->parser.failed = true;
        }
    }
    expectation.span = parser_span_from(&reader->parser, start);
    if (!reader->parser.failed)
        *vec_push(reader->compiler->policy, &reader->expectations) = expectation;
}

// recorded from DATE
static void read_recorded(CaseReader *reader)
{
    parser_next(&reader->parser);
    (void)parser_expect_word(&reader->parser, WORD_FROM, "\"recorded\"");
    if (parser_peek(&reader->parser)->kind != TOKEN_DATE)
        (void)parser_fail(&reader->parser, "syntax", "a day was expected here");
    else reader->law_case.recorded_from = parser_next(&reader->parser)->date;
}

static uint32_t record_here(const CaseReader *reader)
{
    const Program *program = reader->compiler->program;
    const Str text = parser_peek(&reader->parser)->text;
    for (uint32_t i = 0; i < program->entities.count; i++) {
        const Entity *entity = &program->entities.items[i];
        if (entity->kind == ENTITY_RECORD &&
            (str_equal(entity->name, text) || str_equal(entity->plural, text)))
            return i;
    }
    return NONE;
}

static void read_line(CaseReader *reader)
{
    static const struct {
        const char *word;
        void (*read)(CaseReader *);
    } lines[] = {{"date", read_date},        {"region", read_region}, {"member", read_member},
                 {"past", read_past},        {"use", read_use},       {"expect", read_expect},
                 {"recorded", read_recorded}};
    const Token *token = parser_peek(&reader->parser);
    for (size_t i = 0; token->kind == TOKEN_NAME && i < sizeof lines / sizeof lines[0]; i++) {
        if (str_equals(token->text, lines[i].word)) {
            lines[i].read(reader);
            return;
        }
    }
    const uint32_t record = token->kind == TOKEN_NAME ? record_here(reader) : NONE;
    if (record != NONE) read_row(reader, record);
    else read_pairs(reader, HOUSEHOLD, NONE, NULL, &reader->facts);
}

static void find_members(CaseReader *reader)
{
    const Parser *parser = &reader->parser;
    for (size_t i = 0; i + 1 < parser->token_count; i++) {
        const Token *token = &parser->tokens[i];
        const Token *name = &parser->tokens[i + 1];
        if (!token->line_start || token->word != WORD_MEMBER || name->kind != TOKEN_NAME) continue;
        if (find_member(reader, name->text) != NONE)
            diagnose(reader->compiler->diagnostics, "duplicate", name->span,
                     "there are two members \"" STR_FORMAT "\"", STR_ARGS(name->text));
        *vec_push(reader->compiler->policy, &reader->members) =
            (Name){.text = name->text, .span = name->span};
    }
}

static void finish_case(CaseReader *reader)
{
    LawCase *law_case = &reader->law_case;
    law_case->members = reader->members.items;
    law_case->member_count = reader->members.count;
    law_case->facts = reader->facts.items;
    law_case->fact_count = reader->facts.count;
    law_case->rows = reader->rows.items;
    law_case->row_count = reader->rows.count;
    law_case->known_records = reader->known_records.items;
    law_case->known_record_count = reader->known_records.count;
    law_case->months = reader->months.items;
    law_case->month_count = reader->months.count;
    law_case->uses = reader->uses.items;
    law_case->use_count = reader->uses.count;
    law_case->expectations = reader->expectations.items;
    law_case->expectation_count = reader->expectations.count;
    Diagnostics *diagnostics = reader->compiler->diagnostics;
    if (!reader->says_date) {
        Diagnostic *fault =
            diagnose(diagnostics, "case", law_case->span, "the case does not say its date");
        diagnostic_hint(diagnostics, fault, "add a line such as: date 2024-06-10");
    }
    if (!reader->says_outcome) {
        Diagnostic *fault =
            diagnose(diagnostics, "case", law_case->span, "the case expects nothing");
        diagnostic_hint(diagnostics, fault,
                        "add a line such as: expect PROGRAMME qualifies, or: expect RULE is VALUE");
    }
    if (law_case->member_count > MEMBERS_MAX)
        diagnose(diagnostics, "limit", law_case->span, "a household has at most %d members",
                 MEMBERS_MAX);
    *vec_push(reader->compiler->policy, &reader->compiler->program->cases) = *law_case;
}

static void compile_case(Compiler *compiler, const SourceDocument *document, size_t number)
{
    const Block *block = &document->document.blocks.items[number];
    const TokenVec *tokens = &document->block_tokens.items[number];
    CaseReader reader = {
        .compiler = compiler,
        .parser = {.diagnostics = compiler->diagnostics,
                   .arena = compiler->policy,
                   .currencies = &compiler->currencies,
                   .tokens = tokens->items,
                   .token_count = tokens->count,
                   .by_line = true},
        .law_case = {.title = source_text(compiler->sources, block->title),
                     .span = block->title.end > block->title.start ? block->title : block->content,
                     .region = NONE,
                     .recorded_from = DATE_FIRST,
                     .document = document->index},
    };
    reader.law_case.region = compiler->program->documents.items[document->index].place;
    find_members(&reader);
    while (parser_peek(&reader.parser)->kind != TOKEN_END) {
        reader.parser.failed = false;
        const size_t start = reader.parser.at;
        reader.parser.start = start;
        read_line(&reader);
        if (!reader.parser.failed && !at_line_end(&reader))
            (void)parser_fail(&reader.parser, "syntax", "nothing more was expected on this line");
        while (reader.parser.failed && !at_line_end(&reader)) parser_next(&reader.parser);
        if (reader.parser.at == start) parser_next(&reader.parser);
    }
    finish_case(&reader);
}

void compile_cases(Compiler *compiler)
{
    for (size_t d = 0; d < compiler->documents.count; d++) {
        const SourceDocument *document = &compiler->documents.items[d];
        for (size_t i = 0; i < document->document.blocks.count; i++) {
            if (document->document.blocks.items[i].kind == BLOCK_CASE)
                compile_case(compiler, document, i);
        }
    }
}
