// The grammar is written above each function in EBNF; docs/language/reference.md has it whole.

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "compile/parse_internal.h"

static Expr *new_expr(Parser *parser, ExprKind kind, size_t start)
{
    Expr *expr = ARENA_ONE(parser->arena, Expr);
    expr->kind = kind;
    expr->span = parser_span_from(parser, start);
    return expr;
}

// Stands where a fault was; its declaration is dropped, so nothing looks at it.
static const Expr *placeholder(Parser *parser)
{
    return new_expr(parser, EXPR_YESNO, parser->at);
}

static bool enter(Parser *parser)
{
    // The innermost value is one deeper than the brackets around it.
    if (++parser->depth <= NESTING_MAX + 1) return true;
    (void)parser_fail(parser, "syntax", "this expression is nested too deeply");
    return false;
}

// One more operation in a row.
static bool grow(Parser *parser, size_t *terms)
{
    if (++*terms <= TERMS_MAX) return true;
    Diagnostic *fault =
        parser_fail(parser, "limit", "more than %d operations stand in a row here", TERMS_MAX);
    if (fault != NULL)
        diagnostic_hint(parser->diagnostics, fault, "give its parts names, as rules");
    return false;
}

// --- literals ---

static bool at_currency(const Parser *parser, const Token *token)
{
    for (size_t i = 0; i < parser->currencies->count; i++) {
        const Str name = parser->currencies->items[i].text;
        if (str_equal(token->text, name)) return true;
        if (token->text.size == name.size + 1 && str_starts(token->text, name) &&
            str_ends(token->text, STR("s")))
            return true;
    }
    return false;
}

static bool word_is_span(Word word)
{
    return word == WORD_YEAR || word == WORD_YEARS || word == WORD_MONTH || word == WORD_MONTHS ||
           word == WORD_WEEK || word == WORD_WEEKS || word == WORD_DAY || word == WORD_DAYS;
}

static bool word_is_period(Word word)
{
    return word == WORD_YEAR || word == WORD_MONTH || word == WORD_WEEK || word == WORD_DAY;
}

// Unit = "%" | CURRENCY ["per" PERIOD] | ["working"] SPAN | "person" | "persons"
static void parse_unit(Parser *parser, UnitSyntax *unit)
{
    if (parser_take_symbol(parser, SYMBOL_PERCENT)) {
        unit->percent = true;
        return;
    }
    const Token *token = parser_peek(parser);
    if (token->kind != TOKEN_NAME) return;
    const Word after = parser_peek_ahead(parser, 1)->word;
    if (token->word == WORD_WORKING && (after == WORD_DAYS || after == WORD_DAY)) {
        parser_next(parser);
        unit->working = true;
        token = parser_peek(parser);
    }
    if (word_is_span(token->word) || token->word == WORD_PERSON || token->word == WORD_PERSONS) {
        // "3 years since born" would read as a number and then an interval; there is no such form.
        unit->span = parser_next(parser)->word;
    } else if (at_currency(parser, token)) {
        unit->currency = parser_next(parser)->text;
        if (parser_take_word(parser, WORD_PER)) {
            if (!word_is_period(parser_peek(parser)->word)) {
                (void)parser_fail(
                    parser, "syntax",
                    "\"month\", \"year\", \"week\" or \"day\" was expected after \"per\"");
                return;
            }
            unit->per = parser_next(parser)->word;
        }
    }
}

static const Expr *parse_number(Parser *parser)
{
    const size_t start = parser->at;
    const Token *token = parser_next(parser);
    UnitSyntax unit = {0};
    parse_unit(parser, &unit);
    Expr *expr = new_expr(parser, EXPR_NUMBER, start);
    expr->number = token->number;
    expr->name.text = token->text; // the digits, for region codes
    expr->unit = unit;
    return expr;
}

static const Expr *parse_simple(Parser *parser, ExprKind kind)
{
    const size_t start = parser->at;
    const Token *token = parser_next(parser);
    Expr *expr = new_expr(parser, kind, start);
    expr->date = token->date;
    expr->name = (Name){.text = token->text, .span = token->span};
    expr->yes = token->word == WORD_YES;
    return expr;
}

static const Expr *parse_name(Parser *parser)
{
    const size_t start = parser->at;
    Name name = {0};
    if (!parser_name(parser, "a value", &name)) return placeholder(parser);
    const Word slot = parser_peek(parser)->word;
    const bool slotted = word_is_slot(slot) && !parser_peek(parser)->line_start;
    if (slotted) parser_next(parser);
    Expr *expr = new_expr(parser, slotted ? EXPR_SLOT : EXPR_NAME, start);
    expr->name = name;
    expr->word = slotted ? slot : WORD_NONE;
    return expr;
}

const Expr *parse_literal(Parser *parser)
{
    const Token *token = parser_peek(parser);
    const size_t start = parser->at;
    if (parser_at_head(parser)) {
        (void)parser_fail(parser, "syntax", "a value was expected here");
        return placeholder(parser);
    }
    if (parser_take_symbol(parser, SYMBOL_MINUS)) {
        if (parser_peek(parser)->kind != TOKEN_NUMBER) {
            (void)parser_fail(parser, "syntax", "a number was expected after \"-\"");
            return placeholder(parser);
        }
        const Expr *positive = parse_number(parser);
        Expr *expr = new_expr(parser, EXPR_NUMBER, start);
        expr->number = number_negate(positive->number);
        expr->unit = positive->unit;
        return expr;
    }
    switch (token->kind) {
    case TOKEN_NUMBER: return parse_number(parser);
    case TOKEN_DATE: return parse_simple(parser, EXPR_DATE);
    case TOKEN_TEXT: return parse_simple(parser, EXPR_TEXT);
    case TOKEN_NAME:
        if (token->word == WORD_YES || token->word == WORD_NO)
            return parse_simple(parser, EXPR_YESNO);
        if (!word_is_reserved(token->word) || token->word == WORD_SELF) {
            Expr *expr = new_expr(parser, EXPR_NAME, start);
            expr->name = (Name){.text = token->text, .span = token->span};
            parser_next(parser);
            expr->span = token->span;
            return expr;
        }
        break;
    case TOKEN_END:
    case TOKEN_MONTH:
    case TOKEN_CITE:
    case TOKEN_SYMBOL:
    case TOKEN_FAULT: break;
    }
    Diagnostic *fault = parser_fail(parser, "syntax", "a value was expected here");
    if (fault != NULL)
        diagnostic_hint(parser->diagnostics, fault,
                        "write a number, a date, a \"text\", yes, no or a name");
    return placeholder(parser);
}

// --- rows ---

// How many: a whole number.
static int64_t parse_how_many(Parser *parser)
{
    const Token *token = parser_peek(parser);
    if (token->kind != TOKEN_NUMBER || token->number.den != 1 || token->number.num < 1 ||
        token->number.num > HISTORY_MONTHS_MAX) {
        (void)parser_fail(parser, "syntax", "a whole number from 1 to %d was expected here",
                          HISTORY_MONTHS_MAX);
        return 1;
    }
    parser_next(parser);
    return (int64_t)token->number.num;
}

static void expect_months(Parser *parser)
{
    if (parser_take_word(parser, WORD_MONTHS) || parser_take_word(parser, WORD_MONTH)) return;
    (void)parser_fail(parser, "syntax", "\"months\" was expected here");
}

const Expr *parse_group(Parser *parser)
{
    if (!parser_expect_symbol(parser, SYMBOL_OPEN, "a condition")) return placeholder(parser);
    const Expr *inner = parse_expr(parser);
    (void)parser_expect_symbol(parser, SYMBOL_CLOSE, "the condition");
    return inner;
}

// Past = "past" [NUMBER] "months"
static void parse_past(Parser *parser, RowsSyntax *rows)
{
    rows->past = true;
    rows->past_limited = parser_peek(parser)->kind == TOKEN_NUMBER;
    if (rows->past_limited) rows->past_months = parse_how_many(parser);
    expect_months(parser);
}

// The rest of rows after their noun:
// Tail = ["of" Noun] ["in" "past" NUMBER "months"] ["with" Group] ["by" Path]
static void parse_rows_tail(Parser *parser, RowsSyntax *rows);

// Noun = ["latest" NUMBER] NAME
static void parse_rows_noun(Parser *parser, RowsSyntax *rows)
{
    if (parser_take_word(parser, WORD_LATEST)) rows->latest = parse_how_many(parser);
    (void)parser_name(parser, "the name of rows, such as members", &rows->noun);
}

static const Expr *parse_path(Parser *parser);

static void parse_rows_tail(Parser *parser, RowsSyntax *rows)
{
    if (!rows->past && parser_take_word(parser, WORD_OF)) {
        RowsSyntax *owner = ARENA_ONE(parser->arena, RowsSyntax);
        const size_t start = parser->at;
        parse_rows_noun(parser, owner);
        if (parser_at_word(parser, WORD_OF)) parse_rows_tail(parser, owner);
        owner->span = parser_span_from(parser, start);
        rows->owner = owner;
    }
    if (!rows->past && parser_at_word(parser, WORD_IN) &&
        parser_peek_ahead(parser, 1)->word == WORD_PAST) {
        parser_next(parser);
        parser_next(parser);
        rows->window_limited = true;
        rows->window_months = parse_how_many(parser);
        expect_months(parser);
    }
    if (parser_take_word(parser, WORD_WITH)) rows->with = parse_group(parser);
    if (!rows->past && parser_take_word(parser, WORD_BY)) rows->by = parse_path(parser);
}

const RowsSyntax *parse_rows(Parser *parser)
{
    RowsSyntax *rows = ARENA_ONE(parser->arena, RowsSyntax);
    const size_t start = parser->at;
    if (parser_take_word(parser, WORD_PAST)) parse_past(parser, rows);
    else parse_rows_noun(parser, rows);
    parse_rows_tail(parser, rows);
    rows->span = parser_span_from(parser, start);
    return rows;
}

// "first of members with (…)": what was read as a value turns out to be the rows' noun.
static RowsSyntax *rows_from_value(Parser *parser, const Expr *value)
{
    RowsSyntax *rows = ARENA_ONE(parser->arena, RowsSyntax);
    rows->span = value->span;
    if (value->kind == EXPR_NAME) {
        rows->noun = value->name;
    } else if (value->kind == EXPR_OF && value->left->kind == EXPR_NAME) {
        rows->noun = value->left->name;
        rows->owner = rows_from_value(parser, value->right);
    } else {
        Diagnostic *fault = parser_fail(parser, "syntax", "\"over\" was expected here");
        if (fault != NULL)
            diagnostic_hint(parser->diagnostics, fault,
                            "write \"over\" and the rows, as in: sum of wage over members");
    }
    return rows;
}

// --- aggregates ---

// Whether the bracket here holds a list: a comma or a "when" at its first level.
static bool at_list(const Parser *parser)
{
    size_t depth = 0;
    for (size_t ahead = 0;; ahead++) {
        const Token *token = parser_peek_ahead(parser, ahead);
        if (token->kind == TOKEN_END) return false;
        if (token->kind == TOKEN_SYMBOL) {
            if (token->symbol == SYMBOL_OPEN) depth++;
            if (token->symbol == SYMBOL_CLOSE && --depth == 0) return false;
            if (token->symbol == SYMBOL_COMMA && depth == 1) return true;
        }
        if (token->kind == TOKEN_NAME && token->word == WORD_WHEN && depth == 1) return true;
    }
}

// List = "(" Item {"," Item} ")"
static const Expr *parse_list(Parser *parser, Word word, size_t start)
{
    ItemVec items = {0};
    (void)parser_expect_symbol(parser, SYMBOL_OPEN, "a list");
    parse_items(parser, false, &items);
    (void)parser_expect_symbol(parser, SYMBOL_CLOSE, "the list");
    Expr *expr = new_expr(parser, EXPR_LIST, start);
    expr->word = word;
    expr->items = items;
    return expr;
}

static const Expr *finish_rows(Parser *parser, Word word, size_t start, const Expr *value,
                               const RowsSyntax *rows)
{
    const Expr *has = NULL;
    if ((word == WORD_EVERY || word == WORD_ANY) && parser_take_word(parser, WORD_HAS))
        has = parse_group(parser);
    if (word == WORD_EVERY && has == NULL) {
        Diagnostic *fault = parser_fail(parser, "syntax", "\"has\" was expected here");
        if (fault != NULL)
            diagnostic_hint(parser->diagnostics, fault,
                            "say what every row must have: every members with (adult) has (…)");
    }
    Expr *expr = new_expr(parser, EXPR_ROWS, start);
    expr->word = word;
    expr->left = value;
    expr->rows = rows;
    expr->has = has;
    return expr;
}

// Aggregate = ("any" | "every") ("of" List | Rows ["has" Group])
//           | "count" "of" (List | Rows)
//           | "run" "of" Rows | "rank" "among" Rows
//           | ("sum" | "largest" | "smallest" | "first" | "last") "of" (List | Value "over" Rows)
//           | ("first" | "last") "of" Rows
static const Expr *parse_aggregate(Parser *parser)
{
    const size_t start = parser->at;
    const Word word = parser_next(parser)->word;
    if (word == WORD_RANK) {
        (void)parser_expect_word(parser, WORD_AMONG, "\"rank\"");
        return finish_rows(parser, word, start, NULL, parse_rows(parser));
    }
    const bool quantifier = word == WORD_ANY || word == WORD_EVERY;
    if (quantifier && !parser_at_word(parser, WORD_OF))
        return finish_rows(parser, word, start, NULL, parse_rows(parser));
    if (!parser_expect_word(parser, WORD_OF, word_text(word))) return placeholder(parser);
    const bool conditions = quantifier || word == WORD_COUNT;
    if (parser_at_symbol(parser, SYMBOL_OPEN) && (conditions || at_list(parser)))
        return parse_list(parser, word, start);
    if (conditions || word == WORD_RUN)
        return finish_rows(parser, word, start, NULL, parse_rows(parser));
    const bool pick = word == WORD_FIRST || word == WORD_LAST;
    if (pick && (parser_at_word(parser, WORD_PAST) || parser_at_word(parser, WORD_LATEST)))
        return finish_rows(parser, word, start, NULL, parse_rows(parser));
    const Expr *value = parse_value(parser);
    if (parser_take_word(parser, WORD_OVER))
        return finish_rows(parser, word, start, value, parse_rows(parser));
    if (!pick || parser->failed) {
        Diagnostic *fault = parser_fail(parser, "syntax", "\"over\" was expected here");
        if (fault != NULL)
            diagnostic_hint(parser->diagnostics, fault,
                            "write the rows, as in: %s of wage over members; or a list in brackets",
                            word_text(word));
        return placeholder(parser);
    }
    RowsSyntax *rows = rows_from_value(parser, value);
    parse_rows_tail(parser, rows);
    rows->span = parser_span_from(parser, start);
    return finish_rows(parser, word, start, NULL, rows);
}

// Interval = ("years" | "months" | "weeks" | "days" | "working" "days")
//            ("since" Path | "from" Path "to" Path)
static const Expr *parse_interval(Parser *parser)
{
    const size_t start = parser->at;
    Word word = parser_next(parser)->word;
    if (word == WORD_WORKING) (void)parser_expect_word(parser, WORD_DAYS, "\"working\"");
    const Expr *from = NULL;
    const Expr *to = NULL;
    if (parser_take_word(parser, WORD_SINCE)) {
        from = parse_path(parser);
    } else if (parser_expect_word(parser, WORD_FROM, word_text(word))) {
        from = parse_path(parser);
        (void)parser_expect_word(parser, WORD_TO, "the first date");
        to = parse_path(parser);
    }
    Expr *expr = new_expr(parser, EXPR_INTERVAL, start);
    expr->word = word;
    expr->left = from;
    expr->right = to;
    return expr;
}

// --- expressions ---

static const Expr *parse_bracket(Parser *parser)
{
    const size_t start = parser->at;
    if (at_list(parser)) return parse_list(parser, WORD_FIRST, start);
    return parse_group(parser);
}

static const Expr *parse_word(Parser *parser)
{
    const Token *token = parser_peek(parser);
    const bool working_days =
        token->word == WORD_WORKING && parser_peek_ahead(parser, 1)->word == WORD_DAYS;
    if (working_days) return parse_interval(parser);
    switch ((int)token->word) {
    case WORD_YES:
    case WORD_NO: return parse_simple(parser, EXPR_YESNO);
    case WORD_SELF: return parse_simple(parser, EXPR_SELF);
    case WORD_BASE: return parse_simple(parser, EXPR_BASE);
    case WORD_TODAY: return parse_simple(parser, EXPR_TODAY);
    case WORD_REGION: return parse_simple(parser, EXPR_REGION);
    case WORD_ANY:
    case WORD_EVERY:
    case WORD_COUNT:
    case WORD_SUM:
    case WORD_LARGEST:
    case WORD_SMALLEST:
    case WORD_FIRST:
    case WORD_LAST:
    case WORD_RANK:
    case WORD_RUN: return parse_aggregate(parser);
    case WORD_YEARS:
    case WORD_MONTHS:
    case WORD_WEEKS:
    case WORD_DAYS: return parse_interval(parser);
    case WORD_MONTH: {
        const size_t start = parser->at;
        parser_next(parser);
        (void)parser_expect_word(parser, WORD_CONTAINING, "\"month\"");
        const Expr *date = parse_path(parser);
        Expr *expr = new_expr(parser, EXPR_MONTH, start);
        expr->left = date;
        return expr;
    }
    default: return parse_name(parser);
    }
}

// Primary = Literal | NAME [SLOT] | "self" | "base" | "today" | "region" | Aggregate | Interval
//         | "month" "containing" Path | List | Group
static const Expr *parse_primary(Parser *parser)
{
    if (!enter(parser)) return placeholder(parser);
    const Token *token = parser_peek(parser);
    const Expr *expr = NULL;
    if (token->kind == TOKEN_NUMBER || token->kind == TOKEN_DATE || token->kind == TOKEN_TEXT)
        expr = parse_literal(parser);
    else if (parser_at_symbol(parser, SYMBOL_OPEN)) expr = parse_bracket(parser);
    else if (token->kind == TOKEN_NAME && !parser_at_head(parser)) expr = parse_word(parser);
    else {
        Diagnostic *fault = parser_fail(parser, "syntax", "a value was expected here");
        if (fault != NULL && token->kind == TOKEN_SYMBOL && token->symbol == SYMBOL_EQUALS)
            diagnostic_hint(parser->diagnostics, fault, "to compare, write \"is\"");
        expr = placeholder(parser);
    }
    parser->depth--;
    return expr;
}

// "as of" ("last" ("year" | "month") | Primary)
static const Expr *parse_as_of(Parser *parser, const Expr *left, size_t start)
{
    (void)parser_expect_word(parser, WORD_OF, "\"as\"");
    Word last = WORD_NONE;
    const Expr *date = NULL;
    if (parser_take_word(parser, WORD_LAST)) {
        last = parser_peek(parser)->word;
        if (last != WORD_YEAR && last != WORD_MONTH)
            (void)parser_fail(parser, "syntax",
                              "\"year\" or \"month\" was expected after \"as of last\"");
        else parser_next(parser);
    } else {
        date = parse_primary(parser);
    }
    Expr *expr = new_expr(parser, EXPR_AS_OF, start);
    expr->left = left;
    expr->right = date;
    expr->word = last;
    return expr;
}

// "at" NAME "is" Primary
static const Expr *parse_at(Parser *parser, const Expr *left, size_t start)
{
    Name key = {0};
    if (parser_at_word(parser, WORD_REGION)) {
        const Token *token = parser_next(parser);
        key = (Name){.text = token->text, .span = token->span};
    } else if (!parser_name(parser, "the name of a key", &key)) {
        return placeholder(parser);
    }
    (void)parser_expect_word(parser, WORD_IS, "the key");
    const Expr *value = parse_primary(parser);
    Expr *expr = new_expr(parser, EXPR_AT, start);
    expr->left = left;
    expr->name = key;
    expr->right = value;
    return expr;
}

// Path = Primary {"of" Path | "at" NAME "is" Primary | "as" "of" Time}
static const Expr *parse_path(Parser *parser)
{
    const size_t start = parser->at;
    const Expr *expr = parse_primary(parser);
    for (size_t terms = 0; !parser->failed;) {
        if (parser_at_word(parser, WORD_OF) && parser_take_word(parser, WORD_OF)) {
            if (!enter(parser)) return placeholder(parser);
            const Expr *whose = parse_path(parser);
            parser->depth--;
            Expr *of = new_expr(parser, EXPR_OF, start);
            of->left = expr;
            of->right = whose;
            expr = of;
        } else if (parser_take_word(parser, WORD_AT)) {
            expr = parse_at(parser, expr, start);
        } else if (parser_take_word(parser, WORD_AS)) {
            expr = parse_as_of(parser, expr, start);
        } else {
            break;
        }
        if (!grow(parser, &terms)) return placeholder(parser);
    }
    return expr;
}

// Factor = ["-"] ["monthly" | "yearly" | "weekly" | "daily"] Path
static const Expr *parse_factor(Parser *parser)
{
    const size_t start = parser->at;
    if (parser_take_symbol(parser, SYMBOL_MINUS)) {
        if (!enter(parser)) return placeholder(parser);
        const Expr *inner = parse_factor(parser);
        parser->depth--;
        Expr *expr = new_expr(parser, EXPR_NEGATE, start);
        expr->left = inner;
        return expr;
    }
    const Word word = parser_peek(parser)->word;
    if (word == WORD_MONTHLY || word == WORD_YEARLY || word == WORD_WEEKLY || word == WORD_DAILY) {
        parser_next(parser);
        const Expr *inner = parse_path(parser);
        Expr *expr = new_expr(parser, EXPR_CONVERT, start);
        expr->word = word;
        expr->left = inner;
        return expr;
    }
    return parse_path(parser);
}

static const Expr *parse_arithmetic(Parser *parser, size_t level);

// Product = Factor {("*" | "/") Factor}       Sum = Product {("+" | "-") Product}
static const Expr *parse_arithmetic(Parser *parser, size_t level)
{
    static const Symbol signs[][2] = {{SYMBOL_PLUS, SYMBOL_MINUS}, {SYMBOL_TIMES, SYMBOL_DIVIDE}};
    if (level == 2) return parse_factor(parser);
    const size_t start = parser->at;
    const Expr *expr = parse_arithmetic(parser, level + 1);
    size_t terms = 0;
    while (!parser->failed && (parser_at_symbol(parser, signs[level][0]) ||
                               parser_at_symbol(parser, signs[level][1]))) {
        if (!grow(parser, &terms)) return placeholder(parser);
        const Symbol symbol = parser_next(parser)->symbol;
        const Expr *right = parse_arithmetic(parser, level + 1);
        Expr *joined = new_expr(parser, EXPR_ARITHMETIC, start);
        joined->symbol = symbol;
        joined->left = expr;
        joined->right = right;
        expr = joined;
    }
    return expr;
}

// Value = Sum {"but" "not" ("below" | "above") Sum | "otherwise" Sum}
const Expr *parse_value(Parser *parser)
{
    const size_t start = parser->at;
    const Expr *expr = parse_arithmetic(parser, 0);
    for (size_t terms = 0; !parser->failed;) {
        ExprKind kind = EXPR_BOUND;
        Word word = WORD_NONE;
        if (parser_take_word(parser, WORD_BUT)) {
            (void)parser_expect_word(parser, WORD_NOT, "\"but\"");
            word = parser_peek(parser)->word;
            if (word != WORD_BELOW && word != WORD_ABOVE) {
                (void)parser_fail(parser, "syntax",
                                  "\"below\" or \"above\" was expected after \"but not\"");
                return placeholder(parser);
            }
            parser_next(parser);
        } else if (parser_take_word(parser, WORD_OTHERWISE)) {
            kind = EXPR_OTHERWISE;
        } else {
            break;
        }
        if (!grow(parser, &terms)) return placeholder(parser);
        const Expr *right = parse_arithmetic(parser, 0);
        Expr *joined = new_expr(parser, kind, start);
        joined->word = word;
        joined->left = expr;
        joined->right = right;
        expr = joined;
    }
    return expr;
}

static bool at_comparison(const Parser *parser)
{
    return parser_at_symbol(parser, SYMBOL_LESS) || parser_at_symbol(parser, SYMBOL_LESS_EQUAL) ||
           parser_at_symbol(parser, SYMBOL_GREATER) ||
           parser_at_symbol(parser, SYMBOL_GREATER_EQUAL);
}

// "in" (NAME | List)
static const Expr *parse_in(Parser *parser, const Expr *left, size_t start)
{
    Name set = {0};
    ItemVec items = {0};
    if (parser_take_symbol(parser, SYMBOL_OPEN)) {
        parse_items(parser, false, &items);
        (void)parser_expect_symbol(parser, SYMBOL_CLOSE, "the list");
    } else {
        (void)parser_name(parser, "a set of places, or a list in brackets", &set);
    }
    Expr *expr = new_expr(parser, left == NULL ? EXPR_IN_UNIT : EXPR_IN, start);
    expr->left = left;
    expr->name = set;
    expr->items = items;
    return expr;
}

static bool at_not_in(const Parser *parser)
{
    return parser_peek(parser)->word == WORD_NOT && parser_peek_ahead(parser, 1)->word == WORD_IN;
}

// "x not in (…)" is "not x in (…)".
static const Expr *parse_not_in(Parser *parser, const Expr *left, size_t start)
{
    parser_next(parser);
    parser_next(parser);
    const Expr *in = parse_in(parser, left, start);
    Expr *expr = new_expr(parser, EXPR_NOT, start);
    expr->left = in;
    return expr;
}

// Test = "not" Test | "in" NAME | Value [Compare]
// Compare = ("<" | "<=" | ">" | ">=") Value | "is" ["not"] Value | ["not"] "in" … | "applies"
static const Expr *parse_test(Parser *parser)
{
    const size_t start = parser->at;
    if (parser_take_word(parser, WORD_NOT)) {
        if (!enter(parser)) return placeholder(parser);
        const Expr *inner = parse_test(parser);
        parser->depth--;
        Expr *expr = new_expr(parser, EXPR_NOT, start);
        expr->left = inner;
        return expr;
    }
    if (parser_take_word(parser, WORD_IN)) return parse_in(parser, NULL, start);
    const Expr *left = parse_value(parser);
    if (parser->failed) return left;
    if (at_comparison(parser)) {
        const Symbol symbol = parser_next(parser)->symbol;
        const Expr *right = parse_value(parser);
        Expr *expr = new_expr(parser, EXPR_COMPARE, start);
        expr->symbol = symbol;
        expr->left = left;
        expr->right = right;
        return expr;
    }
    if (parser_take_word(parser, WORD_IS)) {
        const bool negated = parser_take_word(parser, WORD_NOT);
        const Expr *right = parse_value(parser);
        Expr *expr = new_expr(parser, EXPR_IS, start);
        expr->negated = negated;
        expr->left = left;
        expr->right = right;
        return expr;
    }
    if (parser_take_word(parser, WORD_IN)) return parse_in(parser, left, start);
    if (at_not_in(parser)) return parse_not_in(parser, left, start);
    if (parser_take_word(parser, WORD_APPLIES)) {
        Expr *expr = new_expr(parser, EXPR_APPLIES, start);
        expr->left = left;
        return expr;
    }
    return left;
}

static Word at_joiner(const Parser *parser)
{
    const Word word = parser_peek(parser)->word;
    return word == WORD_AND || word == WORD_OR ? word : WORD_NONE;
}

// Expr = Test ({"and" Test} | {"or" Test})
const Expr *parse_expr(Parser *parser)
{
    const size_t start = parser->at;
    const Expr *first = parse_test(parser);
    const Word joiner = at_joiner(parser);
    if (joiner == WORD_NONE || parser->failed) return first;
    ItemVec items = {0};
    *vec_push(parser->arena, &items) = (Item){.value = first};
    while (!parser->failed && at_joiner(parser) == joiner) {
        parser_next(parser);
        const Expr *test = parse_test(parser);
        *vec_push(parser->arena, &items) = (Item){.value = test};
    }
    if (!parser->failed && at_joiner(parser) != WORD_NONE) {
        Diagnostic *fault =
            parser_fail(parser, "and-or", "\"and\" and \"or\" stand side by side here");
        if (fault != NULL)
            diagnostic_hint(parser->diagnostics, fault,
                            "put brackets around the part that belongs together");
    }
    Expr *expr = new_expr(parser, EXPR_LOGIC, start);
    expr->word = joiner;
    expr->items = items;
    return expr;
}

// --- items ---

Marks marks_none(void)
{
    return (Marks){.from = DATE_FIRST, .until = DATE_LAST, .published = DATE_FIRST};
}

static bool take_dated_mark(Parser *parser, Word word, Date *date)
{
    if (!parser_at_word(parser, word) || parser_peek_ahead(parser, 1)->kind != TOKEN_DATE)
        return false;
    parser_next(parser);
    *date = parser_next(parser)->date;
    return true;
}

void parse_marks(Parser *parser, Marks *marks)
{
    while (!parser->failed && !parser_at_head(parser)) {
        const Token *token = parser_peek(parser);
        if (token->kind == TOKEN_CITE) {
            marks->citation = token->text;
            marks->citation_span = token->span;
            parser_next(parser);
        } else if (parser_take_word(parser, WORD_RECALLED)) {
            marks->recalled = true;
        } else if (!take_dated_mark(parser, WORD_FROM, &marks->from) &&
                   !take_dated_mark(parser, WORD_UNTIL, &marks->until) &&
                   !take_dated_mark(parser, WORD_PUBLISHED, &marks->published)) {
            return;
        }
    }
}

static void parse_item_value(Parser *parser, bool keyed, Item *item)
{
    item->otherwise = parser_take_word(parser, WORD_OTHERWISE);
    item->value = parse_expr(parser);
    while (keyed && !parser->failed && parser_at_symbol(parser, SYMBOL_COLON)) {
        parser_next(parser);
        if (item->key_count == sizeof item->keys / sizeof item->keys[0]) {
            (void)parser_fail(parser, "syntax", "a value has at most %d keys", PARAMETER_KEYS_MAX);
            return;
        }
        item->keys[item->key_count++] = item->value;
        item->value = parse_expr(parser);
    }
    if (parser_take_word(parser, WORD_WHEN)) item->when = parse_expr(parser);
}

// Item = {Literal ":"} ["otherwise"] Expr ["when" Expr] [TEXT TEXT] {Mark}
void parse_items(Parser *parser, bool keyed, ItemVec *items)
{
    do {
        const size_t start = parser->at;
        Item item = {.marks = marks_none()};
        parse_item_value(parser, keyed, &item);
        item.labels = parser_labels(parser);
        parse_marks(parser, &item.marks);
        item.span = parser_span_from(parser, start);
        *vec_push(parser->arena, items) = item;
    } while (!parser->failed && parser_take_symbol(parser, SYMBOL_COMMA));
}
