// Literals, types and citations: from words to values.

#include "base/panic.h"
#include "base/suggest.h"
#include "base/text.h"
#include "compile/compiler.h"
#include "compile/nearest.h"

// --- types ---

static const struct {
    Word word;
    TypeKind kind;
    Flavour flavour;
} plain_types[] = {
    {WORD_YES, TYPE_YESNO, FLAVOUR_NUMBER},     {WORD_SHARE, TYPE_NUMBER, FLAVOUR_SHARE},
    {WORD_COUNT, TYPE_NUMBER, FLAVOUR_COUNT},   {WORD_NUMBER, TYPE_NUMBER, FLAVOUR_NUMBER},
    {WORD_DATE, TYPE_DATE, FLAVOUR_NUMBER},     {WORD_TEXT, TYPE_TEXT, FLAVOUR_NUMBER},
    {WORD_PLACE, TYPE_PLACE, FLAVOUR_NUMBER},   {WORD_IDENTITY, TYPE_IDENTITY, FLAVOUR_NUMBER},
    {WORD_PERSON, TYPE_PERSON, FLAVOUR_NUMBER},
};

static const struct {
    Word one, many;
    Dimension dimension;
} spans[] = {
    {WORD_YEAR, WORD_YEARS, DIMENSION_YEAR},
    {WORD_MONTH, WORD_MONTHS, DIMENSION_MONTH},
    {WORD_WEEK, WORD_WEEKS, DIMENSION_WEEK},
    {WORD_DAY, WORD_DAYS, DIMENSION_DAY},
};

static bool span_dimension(Word word, bool working, Dimension *dimension)
{
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++) {
        if (spans[i].one == word || spans[i].many == word) {
            *dimension = working ? DIMENSION_WORKING_DAY : spans[i].dimension;
            return true;
        }
    }
    return false;
}

Type type_money_each(Word per)
{
    Dimension dimension = DIMENSION_MONEY;
    return span_dimension(per, false, &dimension) ? type_money_per(dimension) : type_money();
}

bool type_from_unit(const UnitSyntax *unit, Type *type)
{
    Dimension dimension = DIMENSION_MONEY;
    if (unit->percent) *type = type_number(FLAVOUR_SHARE);
    else if (unit->currency.size > 0) *type = type_money_each(unit->per);
    else if (unit->span == WORD_PERSON || unit->span == WORD_PERSONS)
        *type = type_number(FLAVOUR_COUNT);
    else if (span_dimension(unit->span, unit->working, &dimension)) *type = type_unit(dimension);
    else return false;
    return true;
}

bool type_from_syntax(Compiler *compiler, const TypeSyntax *syntax, Type *type)
{
    Dimension dimension = DIMENSION_MONEY;
    if (syntax->word == WORD_MONEY) {
        *type = type_money_each(syntax->per);
        return true;
    }
    if (syntax->word == WORD_WORKING) {
        *type = type_unit(DIMENSION_WORKING_DAY);
        return true;
    }
    if (span_dimension(syntax->word, false, &dimension)) {
        *type = type_unit(dimension);
        return true;
    }
    for (size_t i = 0; i < sizeof plain_types / sizeof plain_types[0]; i++) {
        if (plain_types[i].word == syntax->word) {
            *type = type_of(plain_types[i].kind);
            type->flavour = plain_types[i].flavour;
            return true;
        }
    }
    const uint32_t choice = map_get(&compiler->choice_map, syntax->choice.text);
    if (choice != MAP_NONE) {
        *type = type_choice(choice);
        return true;
    }
    Diagnostic *fault =
        diagnose(compiler->diagnostics, "unknown-type", syntax->span,
                 "there is no type \"" STR_FORMAT "\"", STR_ARGS(syntax->choice.text));
    Suggestion near = suggestion_start(syntax->choice.text);
    const char *const types[] = {"money", "share", "count",    "number", "years", "months", "weeks",
                                 "days",  "date",  "identity", "text",   "place", "person"};
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        suggestion_offer(&near, str_from(types[i]));
    for (size_t i = 0; i < compiler->program->choices.count; i++)
        suggestion_offer(&near, compiler->program->choices.items[i].name);
    if (near.nearest.size > 0)
        diagnostic_hint(compiler->diagnostics, fault, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    else
        diagnostic_hint(compiler->diagnostics, fault,
                        "types are yes/no, money, money per month, share, count, number, date, "
                        "years, months, days, person, place, text and the choices declared");
    return false;
}

static const char *const dimension_names[] = {
    [DIMENSION_MONEY] = "money", [DIMENSION_YEAR] = "year", [DIMENSION_MONTH] = "month",
    [DIMENSION_WEEK] = "week",   [DIMENSION_DAY] = "day",   [DIMENSION_WORKING_DAY] = "working day",
};

static Str print_number_type(Arena *arena, Type type)
{
    static const char *const flavours[] = {
        [FLAVOUR_NUMBER] = "number", [FLAVOUR_COUNT] = "count", [FLAVOUR_SHARE] = "share"};
    if (type_is_pure(type)) return str_from(flavours[type.flavour]);
    Text text = text_start(arena);
    for (int sign = 1; sign >= -1; sign -= 2) {
        for (int i = 0; i < DIMENSION_COUNT; i++) {
            const int power = type.dimensions[i] * sign;
            if (power <= 0) continue;
            if (sign < 0) text_add(&text, text.size > 0 ? STR(" per ") : STR("per "));
            else if (text.size > 0) text_add(&text, STR(" x "));
            text_add(&text, str_from(dimension_names[i]));
            if (sign > 0 && i != DIMENSION_MONEY) text_add_char(&text, 's');
            if (power > 1) text_print(&text, "^%d", power);
        }
    }
    return text_str(&text);
}

Str type_print(Arena *arena, const Program *program, Type type)
{
    switch (type.kind) {
    case TYPE_YESNO: return STR("yes/no");
    case TYPE_NUMBER: return print_number_type(arena, type);
    case TYPE_DATE: return STR("date");
    case TYPE_CHOICE: return program->choices.items[type.choice].name;
    case TYPE_PERSON: return STR("person");
    case TYPE_PLACE: return STR("place");
    case TYPE_TEXT: return STR("text");
    case TYPE_IDENTITY: return STR("identity");
    }
    panic_at(__FILE__, __LINE__, "every type has a name");
}

// --- constants ---

static Number multiplied(Number a, Number b)
{
    Number product = a;
    const bool within = number_multiply(a, b, &product);
    return within ? product : number_whole(0);
}

// Scales a number as written to how it is kept: 80 % to 4/5, 3 yuan to 300 fen.
static Number scaled(const Program *program, Number number, const UnitSyntax *unit, Type type)
{
    if (unit->percent) return multiplied(number, number_fraction(1, 100));
    if (type.dimensions[DIMENSION_MONEY] == 1)
        return multiplied(number, program_coin_scale(program));
    return number;
}

static bool refuse_constant(Compiler *compiler, const Expr *expr, Type type, const char *hint)
{
    Diagnostic *fault = diagnose(compiler->diagnostics, "type", expr->span,
                                 "a value of type " STR_FORMAT " was expected here",
                                 STR_ARGS(type_print(compiler->policy, compiler->program, type)));
    if (hint != NULL) diagnostic_hint(compiler->diagnostics, fault, "%s", hint);
    return false;
}

// A law may state a rate finer than the smallest coin (so much per kilometre); counts and spans of
// time are whole.
static bool may_have_fraction(Type type)
{
    return !type_is_whole(type) || type.dimensions[DIMENSION_MONEY] != 0;
}

bool amount_is_allowed(const Program *program, Number value, Type type)
{
    if (type.dimensions[DIMENSION_MONEY] == 0) return true;
    const Number most = multiplied(program_coin_scale(program), number_whole(AMOUNT_YUAN_MAX));
    return number_compare(value, most) <= 0 && number_compare(number_negate(value), most) <= 0;
}

static bool number_constant(Compiler *compiler, const Expr *expr, Type type, Number *value)
{
    Type written = {0};
    const bool with_unit = type_from_unit(&expr->unit, &written);
    if (with_unit && !type_same(written, type))
        return refuse_constant(compiler, expr, type, "its unit is a different one");
    if (!with_unit && type.flavour == FLAVOUR_SHARE && type_is_pure(type) &&
        expr->number.num != 0 && str_find(expr->name.text, STR(".")) == SIZE_MAX)
        return refuse_constant(compiler, expr, type, "write a share with %, or as a decimal (0.8)");
    *value = scaled(compiler->program, expr->number, &expr->unit, type);
    if (!may_have_fraction(type) && value->den != 1)
        return refuse_constant(compiler, expr, type, "it must be a whole number");
    if (!amount_is_allowed(compiler->program, *value, type))
        return refuse_constant(compiler, expr, type, "an amount is at most 1,000,000,000");
    return true;
}

// The index of a choice's value, with a suggestion where there is none.
static bool choice_constant(Compiler *compiler, const Expr *expr, Type type, Number *value)
{
    const Choice *choice = &compiler->program->choices.items[type.choice];
    const uint32_t index = program_find_choice_value(choice, expr->name.text);
    if (index != NONE) {
        *value = number_whole(index);
        return true;
    }
    Diagnostic *fault = diagnose(compiler->diagnostics, "choice-value", expr->span,
                                 "\"" STR_FORMAT "\" is not a value of " STR_FORMAT,
                                 STR_ARGS(expr->name.text), STR_ARGS(choice->name));
    nearest_hint_choice(compiler->diagnostics, fault, choice, expr->name.text);
    return false;
}

void refuse_level(Compiler *compiler, Span span, Str name)
{
    const Program *program = compiler->program;
    Diagnostic *fault = diagnose(compiler->diagnostics, "unknown-level", span,
                                 "there is no level \"" STR_FORMAT "\"", STR_ARGS(name));
    Nearest near = nearest_start(name);
    Text all = text_start(compiler->policy);
    for (size_t i = 0; i < program->levels.count; i++) {
        const Level *level = &program->levels.items[i];
        nearest_offer(&near, level->name, level->labels);
        text_print(&all, "%s" STR_FORMAT, i > 0 ? ", " : "", STR_ARGS(level->name));
    }
    if (!nearest_hint(compiler->diagnostics, fault, &near))
        diagnostic_hint(compiler->diagnostics, fault, "the levels are " STR_FORMAT,
                        STR_ARGS(text_str(&all)));
}

// Where several codes differ in one digit, all are as near. False if there is one only.
static bool hint_near_codes(Compiler *compiler, Diagnostic *fault, Str code)
{
    enum { CODES_SHOWN_MAX = 6 };
    const Program *program = compiler->program;
    Text codes = text_start(compiler->policy);
    size_t count = 0;
    for (size_t i = 0; i < program->regions.count; i++) {
        const Str other = program->regions.items[i].code;
        Suggestion near = suggestion_start(code);
        suggestion_offer(&near, other);
        if (near.nearest.size == 0 || near.steps > 1) continue;
        if (++count <= CODES_SHOWN_MAX)
            text_print(&codes, "%s" STR_FORMAT, count > 1 ? ", " : "", STR_ARGS(other));
    }
    if (count < 2) return false;
    diagnostic_hint(compiler->diagnostics, fault, "codes near it are " STR_FORMAT "%s",
                    STR_ARGS(text_str(&codes)), count > CODES_SHOWN_MAX ? " …" : "");
    return true;
}

void refuse_region(Compiler *compiler, Span span, Str code)
{
    const Program *program = compiler->program;
    Diagnostic *fault = diagnose(compiler->diagnostics, "unknown-region", span,
                                 "there is no region \"" STR_FORMAT "\"", STR_ARGS(code));
    if (program->regions.count == 0) {
        diagnostic_hint(compiler->diagnostics, fault,
                        "regions are declared with: regions table \"…\"");
        return;
    }
    Nearest near = nearest_start(code);
    for (size_t i = 0; i < program->regions.count; i++)
        nearest_offer(&near, program->regions.items[i].code, program->regions.items[i].labels);
    // Codes are all of one length: with two digits changed, any is near any other.
    if (near.by_name.steps > 1) near.by_name.nearest = (Str){0};
    if (near.by_name.nearest.size > 0 && hint_near_codes(compiler, fault, code)) return;
    if (!nearest_hint(compiler->diagnostics, fault, &near))
        diagnostic_hint(compiler->diagnostics, fault, "the table of regions has no such code");
}

static bool place_constant(Compiler *compiler, const Expr *expr, Number *value)
{
    const uint32_t region = map_get(&compiler->program->region_map, expr->name.text);
    if (region != MAP_NONE) {
        *value = number_whole(region);
        return true;
    }
    refuse_region(compiler, expr->span, expr->name.text);
    return false;
}

// How a value of this type is written.
static const char *constant_hint(Type type)
{
    switch (type.kind) {
    case TYPE_YESNO: return "write yes or no";
    case TYPE_DATE: return "write a day as 2024-05-01";
    case TYPE_NUMBER: return "write a number with its unit; what is worked out is a rule";
    case TYPE_CHOICE: return "write one of its values, without quotation marks";
    case TYPE_PLACE: return "write the code of a region";
    case TYPE_PERSON: return "write the name of a member";
    case TYPE_TEXT:
    case TYPE_IDENTITY: break;
    }
    return NULL;
}

bool constant_from_expr(Compiler *compiler, const Expr *expr, Type type, Number *value)
{
    const bool name = expr->kind == EXPR_NAME || expr->kind == EXPR_TEXT;
    switch (type.kind) {
    case TYPE_YESNO:
        if (expr->kind != EXPR_YESNO) break;
        *value = number_whole(expr->yes);
        return true;
    case TYPE_NUMBER:
        if (expr->kind != EXPR_NUMBER) break;
        return number_constant(compiler, expr, type, value);
    case TYPE_DATE:
        if (expr->kind != EXPR_DATE) break;
        *value = number_whole(expr->date.day);
        return true;
    case TYPE_CHOICE:
        if (!name) break;
        return choice_constant(compiler, expr, type, value);
    case TYPE_PLACE:
        if (!name && expr->kind != EXPR_NUMBER) break;
        return place_constant(compiler, expr, value);
    case TYPE_PERSON:
    case TYPE_TEXT:
    case TYPE_IDENTITY: break;
    }
    return refuse_constant(compiler, expr, type, constant_hint(type));
}

static const char *number_from_text(const Program *program, Str text, Type type, Number *value)
{
    UnitSyntax unit = {0};
    if (str_ends(text, STR("%"))) {
        unit.percent = true;
        text = str_trim(str_slice(text, 0, text.size - 1));
        if (!type_is_pure(type) || type.flavour == FLAVOUR_COUNT) return "a number without %";
    }
    Number number = {0};
    if (!number_parse(text, &number)) return "a number";
    if (!unit.percent && type_is_pure(type) && type.flavour == FLAVOUR_SHARE && number.num != 0 &&
        str_find(text, STR(".")) == SIZE_MAX)
        return "a share, written with % or as a decimal (80% or 0.8)";
    *value = scaled(program, number, &unit, type);
    if (!may_have_fraction(type) && value->den != 1) return "a whole number";
    return NULL;
}

const char *constant_from_text(const Program *program, Str text, Type type, Number *value)
{
    switch (type.kind) {
    case TYPE_YESNO:
        if (!str_equals(text, "yes") && !str_equals(text, "no")) return "yes or no";
        *value = number_whole(str_equals(text, "yes"));
        return NULL;
    case TYPE_NUMBER: return number_from_text(program, text, type, value);
    case TYPE_DATE: {
        Date date = {0};
        if (!date_parse(text, &date)) return "a day as YYYY-MM-DD";
        *value = number_whole(date.day);
        return NULL;
    }
    case TYPE_CHOICE: {
        const uint32_t index =
            program_find_choice_value(&program->choices.items[type.choice], text);
        if (index == NONE) return "a value of its choice";
        *value = number_whole(index);
        return NULL;
    }
    case TYPE_PLACE: {
        const uint32_t region = program_find_region(program, text);
        if (region == NONE) return "the code of a region";
        *value = number_whole(region);
        return NULL;
    }
    case TYPE_PERSON:
    case TYPE_TEXT:
    case TYPE_IDENTITY: break;
    }
    return "a value that can be decided on";
}

// --- names ---

uint32_t find_choice(const Compiler *compiler, Str name)
{
    const uint32_t found = map_get(&compiler->choice_map, name);
    return found == MAP_NONE ? NONE : found;
}

void offer_names(const Compiler *compiler, Str wanted, Diagnostic *fault)
{
    Nearest near = nearest_start(wanted);
    nearest_offer_things(&near, compiler->program);
    (void)nearest_hint(compiler->diagnostics, fault, &near);
}

static void report_instrument(Compiler *compiler, Str name, Span span)
{
    Diagnostic *fault =
        diagnose(compiler->diagnostics, "citation", span,
                 "\"" STR_FORMAT "\" is not the short name of an instrument", STR_ARGS(name));
    Suggestion near = suggestion_start(name);
    for (size_t i = 0; i < compiler->program->instruments.count; i++)
        suggestion_offer(&near, compiler->program->instruments.items[i].name);
    if (near.nearest.size > 0)
        diagnostic_hint(compiler->diagnostics, fault, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    else
        diagnostic_hint(compiler->diagnostics, fault,
                        "declare it: instrument NAME \"中文\" \"English\"");
}

// The first word of a citation is the short name of its instrument, up to a blank; several
// citations are joined with ";". A heading's parentheses may hold anything; what stands in square
// brackets must be citations.
Citation make_citation(Compiler *compiler, Str text, Span span, bool explicit_one)
{
    enum { PARTS_MAX = 8 };
    Citation citation = {.text = str_trim(text), .span = span};
    if (citation.text.size == 0) return (Citation){0};
    if (compiler->program->instruments.count == 0) return citation;
    CitationPart *parts = ARENA_ARRAY(compiler->policy, CitationPart, PARTS_MAX);
    for (Str rest = citation.text; rest.size > 0 && citation.part_count < PARTS_MAX;) {
        size_t end = 0;
        while (end < rest.size && rest.data[end] != ';') end++;
        const Str part = str_trim(str_slice(rest, 0, end));
        rest = str_slice(rest, end < rest.size ? end + 1 : end, rest.size);
        size_t blank = 0;
        while (blank < part.size && part.data[blank] != ' ') blank++;
        const Str name = str_slice(part, 0, blank);
        const uint32_t instrument = map_get(&compiler->instrument_map, name);
        if (instrument != MAP_NONE) {
            parts[citation.part_count++] = (CitationPart){
                .instrument = instrument, .article = str_trim(str_slice(part, blank, part.size))};
        } else {
            if (!explicit_one) return (Citation){0};
            report_instrument(compiler, name, span);
        }
    }
    citation.parts = parts;
    return citation;
}
