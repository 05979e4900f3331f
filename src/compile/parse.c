#include "compile/parse.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/limits.h"
#include "base/panic.h"
#include "base/suggest.h"
#include "base/text.h"
#include "compile/parse_internal.h"

// --- the tables ---

enum { NAME = 1, NAMES = 2, SLOT = 4, LABELS = 8, OF = 16, TYPE = 32 };

typedef struct HeadRow {
    Word word;
    int parts;
    const char *meaning;
} HeadRow;

static const HeadRow head_rows[] = {
#define HEAD(id, parts, meaning) [HEAD_##id] = {WORD_##id, parts, meaning},
#include "compile/heads.def"
#undef HEAD
};
enum { HEAD_ROWS = sizeof head_rows / sizeof head_rows[0] };
_Static_assert(HEAD_ROWS <= 32, "sets of heads are bits of one word");

typedef enum Shape {
    SHAPE_ITEMS,
    SHAPE_EXPR,
    SHAPE_KEYS,
    SHAPE_NAME,
    SHAPE_NAMES,
    SHAPE_REFS,
    SHAPE_TEXT,
    SHAPE_LABELS,
    SHAPE_FLAG,
    SHAPE_DATE,
    SHAPE_DURATION,
    SHAPE_WITHIN,
    SHAPE_WINDOW,
    SHAPE_ROWS,
    SHAPE_GROUP,
    SHAPE_PLACE,
    SHAPE_DIGITS,
    SHAPE_ROUNDING,
    SHAPE_PAYS,
    SHAPE_KEEP,
} Shape;

typedef struct ClauseRow {
    Word word; // the first word; WORD_NONE for "="
    Shape shape;
    uint32_t heads; // bits by Head
    const char *meaning;
} ClauseRow;

// The sets of heads in clauses.def are written as a juxtaposition of these.
#define LEVELS_     | 1u << HEAD_LEVELS
#define PLACES_     | 1u << HEAD_PLACES
#define CHOICE_     | 1u << HEAD_CHOICE
#define PARAMETER_  | 1u << HEAD_PARAMETER
#define RULE_       | 1u << HEAD_RULE
#define EXCEPTION_  | 1u << HEAD_EXCEPTION
#define SET_        | 1u << HEAD_SET
#define SCALE_      | 1u << HEAD_SCALE
#define CLOCK_      | 1u << HEAD_CLOCK
#define FACT_       | 1u << HEAD_FACT
#define DISCRETION_ | 1u << HEAD_DISCRETION
#define SIGNAL_     | 1u << HEAD_SIGNAL
#define AUDIT_      | 1u << HEAD_AUDIT
#define DOCUMENT_   | 1u << HEAD_DOCUMENT
#define REGIONS_    | 1u << HEAD_REGIONS
#define CALENDAR_   | 1u << HEAD_CALENDAR
#define UNIT_       | 1u << HEAD_UNIT
#define LAW_        | 1u << HEAD_LAW
#define INSTRUMENT_ | 1u << HEAD_INSTRUMENT
#define CURRENCY_   | 1u << HEAD_CURRENCY
#define RECORD_     | 1u << HEAD_RECORD
#define PROGRAMME_  | 1u << HEAD_PROGRAMME
#define EXCLUSIVE_  | 1u << HEAD_EXCLUSIVE
#define ALL_        | UINT32_MAX
#define WORD_EQUALS WORD_NONE
#define ALL_HEADS   UINT32_MAX

static const ClauseRow clause_rows[] = {
#define HEADS(set) (0u set) // NOLINT(bugprone-macro-parentheses): a set begins with "|"
#define CLAUSE(id, word, shape, heads, meaning) \
    [CLAUSE_##id] = {WORD_##word, SHAPE_##shape, HEADS(heads), meaning},
#include "compile/clauses.def"
#undef CLAUSE
#undef HEADS
};
enum { CLAUSE_ROWS = sizeof clause_rows / sizeof clause_rows[0] };

const char *head_text(Head head)
{
    invariant((size_t)head < HEAD_ROWS);
    return word_text(head_rows[head].word);
}

const char *head_meaning(Head head)
{
    invariant((size_t)head < HEAD_ROWS);
    return head_rows[head].meaning;
}

size_t head_count(void)
{
    return HEAD_ROWS;
}

const char *clause_meaning(ClauseId id)
{
    invariant((size_t)id < CLAUSE_ROWS);
    return clause_rows[id].meaning;
}

// The second word of clauses that have two.
static const struct {
    ClauseId id;
    Word word;
} second_words[] = {
    {CLAUSE_DELEGATED, WORD_TO}, {CLAUSE_NOT_BELOW, WORD_BELOW}, {CLAUSE_NOT_ABOVE, WORD_ABOVE},
    {CLAUSE_IN_PART, WORD_PART}, {CLAUSE_READ_FROM, WORD_FROM},  {CLAUSE_RISES, WORD_WITH},
    {CLAUSE_FALLS, WORD_WITH},   {CLAUSE_ISSUED, WORD_BY},       {CLAUSE_STOPPED, WORD_FROM},
};

static Word second_word(ClauseId id)
{
    for (size_t i = 0; i < sizeof second_words / sizeof second_words[0]; i++) {
        if (second_words[i].id == id) return second_words[i].word;
    }
    return WORD_NONE;
}

const char *clause_text(ClauseId id)
{
    switch ((int)id) {
    case CLAUSE_VALUE: return "=";
    case CLAUSE_DELEGATED: return "delegated to";
    case CLAUSE_NOT_BELOW: return "not below";
    case CLAUSE_NOT_ABOVE: return "not above";
    case CLAUSE_IN_PART: return "in part";
    case CLAUSE_READ_FROM: return "read from";
    case CLAUSE_RISES: return "rises with";
    case CLAUSE_FALLS: return "falls with";
    case CLAUSE_ISSUED: return "issued by";
    case CLAUSE_STOPPED: return "stopped from";
    default: return word_text(clause_rows[id].word);
    }
}

const Clause *decl_clause(const Decl *decl, ClauseId id)
{
    for (size_t i = 0; i < decl->clauses.count; i++) {
        if (decl->clauses.items[i].id == id) return &decl->clauses.items[i];
    }
    return NULL;
}

bool word_is_slot(Word word)
{
    switch ((int)word) {
    case WORD_QUALIFIES:
    case WORD_AMOUNT:
    case WORD_AWARDED:
    case WORD_PAID:
    case WORD_STARTS:
    case WORD_REVIEW:
    case WORD_VALID:
    case WORD_LIMIT:
    case WORD_DUE:
    case WORD_OVERDUE: return true;
    default: return false;
    }
}

// --- tokens ---

const Token *parser_peek_ahead(const Parser *parser, size_t ahead)
{
    const size_t at = parser->at + ahead;
    return &parser->tokens[at < parser->token_count ? at : parser->token_count - 1];
}

const Token *parser_peek(const Parser *parser)
{
    return parser_peek_ahead(parser, 0);
}

const Token *parser_next(Parser *parser)
{
    const Token *token = parser_peek(parser);
    if (token->kind != TOKEN_END) parser->at++;
    return token;
}

bool parser_at_symbol(const Parser *parser, Symbol symbol)
{
    const Token *token = parser_peek(parser);
    return token->kind == TOKEN_SYMBOL && token->symbol == symbol;
}

bool parser_at_word(const Parser *parser, Word word)
{
    const Token *token = parser_peek(parser);
    return token->kind == TOKEN_NAME && token->word == word;
}

bool parser_take_symbol(Parser *parser, Symbol symbol)
{
    if (!parser_at_symbol(parser, symbol)) return false;
    parser->at++;
    return true;
}

bool parser_take_word(Parser *parser, Word word)
{
    if (!parser_at_word(parser, word)) return false;
    parser->at++;
    return true;
}

bool parser_at_head(const Parser *parser)
{
    const Token *token = parser_peek(parser);
    return token->kind == TOKEN_NAME && token->line_start && token->word != WORD_NONE &&
           word_standing(token->word) == STANDING_HEAD;
}

static Span fault_span(const Parser *parser)
{
    const Token *token = parser_peek(parser);
    const bool beyond = token->kind == TOKEN_END || parser_at_head(parser) ||
                        (parser->by_line && token->line_start);
    if (!beyond || parser->at <= parser->start) return token->span;
    Span behind = parser->tokens[parser->at - 1].span;
    behind.start = behind.end;
    return behind;
}

Diagnostic *parser_fail(Parser *parser, const char *kind, const char *format, ...)
{
    if (parser->failed) return NULL;
    parser->failed = true;
    char message[512];
    va_list args;
    va_start(args, format);
    // NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): va_start has set it
    (void)vsnprintf(message, sizeof message, format, args);
    va_end(args);
    const Token *token = parser_peek(parser);
    if (token->kind == TOKEN_FAULT) return NULL;
    return diagnose(parser->diagnostics, kind, fault_span(parser), "%s", message);
}

bool parser_expect_symbol(Parser *parser, Symbol symbol, const char *after)
{
    if (parser_take_symbol(parser, symbol)) return true;
    const bool closing = symbol == SYMBOL_CLOSE;
    (void)parser_fail(parser, "syntax",
                      closing ? "\"%s\" was expected here, to close %s"
                              : "\"%s\" was expected here, before %s",
                      symbol_text(symbol), after);
    return false;
}

bool parser_expect_word(Parser *parser, Word word, const char *after)
{
    if (parser_take_word(parser, word)) return true;
    (void)parser_fail(parser, "syntax", "\"%s\" was expected here, after %s", word_text(word),
                      after);
    return false;
}

Span parser_span_from(const Parser *parser, size_t start)
{
    const Token *first = &parser->tokens[start];
    const Token *last = parser->at > start ? &parser->tokens[parser->at - 1] : first;
    return span_join(first->span, last->span);
}

bool parser_name(Parser *parser, const char *what, Name *name)
{
    const Token *token = parser_peek(parser);
    if (token->kind != TOKEN_NAME || parser_at_head(parser)) {
        Diagnostic *fault = parser_fail(parser, "syntax", "%s was expected here", what);
        if (fault != NULL && token->kind == TOKEN_NUMBER &&
            parser_peek_ahead(parser, 1)->span.start == token->span.end)
            diagnostic_hint(parser->diagnostics, fault, "a name begins with a letter");
        return false;
    }
    if (word_is_reserved(token->word)) {
        Diagnostic *fault = parser_fail(parser, "syntax", "%s was expected here", what);
        if (fault != NULL)
            diagnostic_hint(parser->diagnostics, fault,
                            "\"%s\" is a word of the language and cannot be a name",
                            word_text(token->word));
        return false;
    }
    parser_next(parser);
    *name = (Name){.text = token->text, .span = token->span};
    return true;
}

Labels parser_labels(Parser *parser)
{
    Labels labels = {0};
    if (parser_peek(parser)->kind != TOKEN_TEXT) return labels;
    labels.zh = parser_next(parser)->text;
    if (parser_peek(parser)->kind == TOKEN_TEXT) labels.en = parser_next(parser)->text;
    else labels.en = labels.zh; // one text serves both
    return labels;
}

// --- clauses ---

// Period = "year" | "month" | "week" | "day"
static Word parse_period(Parser *parser)
{
    const Word word = parser_peek(parser)->word;
    if (word == WORD_YEAR || word == WORD_MONTH || word == WORD_WEEK || word == WORD_DAY)
        return parser_next(parser)->word;
    (void)parser_fail(parser, "syntax",
                      "\"month\", \"year\", \"week\" or \"day\" was expected after \"per\"");
    return WORD_NONE;
}

// Type = "yes" "/" "no" | "money" ["per" PERIOD] | "share" | "count" | "number" | SPAN
//      | "working" "days" | "date" | "text" | "identity" | "place" | "person" | NAME
static void parse_type(Parser *parser, TypeSyntax *type)
{
    const size_t start = parser->at;
    const Token *token = parser_peek(parser);
    if (token->kind != TOKEN_NAME || parser_at_head(parser)) {
        (void)parser_fail(parser, "syntax", "a type was expected after \":\"");
        return;
    }
    parser_next(parser);
    type->word = token->word;
    switch ((int)token->word) {
    case WORD_YES:
        (void)parser_expect_symbol(parser, SYMBOL_DIVIDE, "\"no\"");
        (void)parser_expect_word(parser, WORD_NO, "\"yes/\"");
        break;
    case WORD_MONEY:
        if (parser_take_word(parser, WORD_PER)) {
            type->per = parse_period(parser);
        }
        break;
    case WORD_WORKING:
        type->working = true;
        (void)parser_expect_word(parser, WORD_DAYS, "\"working\"");
        break;
    case WORD_SHARE:
    case WORD_COUNT:
    case WORD_NUMBER:
    case WORD_YEARS:
    case WORD_MONTHS:
    case WORD_WEEKS:
    case WORD_DAYS:
    case WORD_DATE:
    case WORD_TEXT:
    case WORD_IDENTITY:
    case WORD_PLACE:
    case WORD_PERSON: break;
    default:
        type->choice = (Name){.text = token->text, .span = token->span};
        type->word = WORD_NONE;
        if (word_is_reserved(token->word)) {
            parser->at = start;
            (void)parser_fail(parser, "syntax", "a type was expected after \":\"");
        }
        break;
    }
    type->span = parser_span_from(parser, start);
}

static void parse_names(Parser *parser, const char *what, NameVec *names)
{
    do {
        Name name = {0};
        if (!parser_name(parser, what, &name)) return;
        *vec_push(parser->arena, names) = name;
    } while (parser_take_symbol(parser, SYMBOL_COMMA));
}

static Word take_slot(Parser *parser)
{
    const Token *token = parser_peek(parser);
    if (token->kind != TOKEN_NAME || !word_is_slot(token->word) || token->line_start)
        return WORD_NONE;
    return parser_next(parser)->word;
}

static void parse_refs(Parser *parser, RefVec *refs)
{
    do {
        Ref ref = {0};
        if (!parser_name(parser, "the name of a rule or exception", &ref.name)) return;
        ref.slot = take_slot(parser);
        *vec_push(parser->arena, refs) = ref;
    } while (parser_take_symbol(parser, SYMBOL_COMMA));
}

static int64_t parse_whole(Parser *parser)
{
    const bool negative = parser_take_symbol(parser, SYMBOL_MINUS);
    const Token *token = parser_peek(parser);
    if (token->kind != TOKEN_NUMBER || token->number.den != 1) {
        (void)parser_fail(parser, "syntax", "a whole number was expected here");
        return 0;
    }
    parser_next(parser);
    const int64_t value = (int64_t)token->number.num;
    return negative ? -value : value;
}

// Key = NAME ["clamped" NUMBER "to" NUMBER | "in" ("slices" | "steps")]
static void parse_keys(Parser *parser, KeySyntaxVec *keys)
{
    do {
        KeySyntax key = {0};
        if (parser_at_word(parser, WORD_REGION)) {
            const Token *token = parser_next(parser);
            key.name = (Name){.text = token->text, .span = token->span};
        } else if (!parser_name(parser, "the name of a fact or rule", &key.name)) {
            return;
        }
        if (parser_take_word(parser, WORD_CLAMPED)) {
            key.mode = KEY_CLAMPED;
            key.clamp_low = parse_whole(parser);
            (void)parser_expect_word(parser, WORD_TO, "the least key");
            key.clamp_high = parse_whole(parser);
        } else if (parser_take_word(parser, WORD_IN)) {
            if (parser_take_word(parser, WORD_SLICES)) key.mode = KEY_SLICES;
            else if (parser_take_word(parser, WORD_STEPS)) key.mode = KEY_STEPS;
            else
                (void)parser_fail(parser, "syntax",
                                  "\"slices\" or \"steps\" was expected after \"in\"");
        }
        *vec_push(parser->arena, keys) = key;
    } while (parser_take_symbol(parser, SYMBOL_COMMA));
}

// Rounding = ("up" | "down" | "half" ("up" | "even")) "to" Literal
static void parse_rounding(Parser *parser, Clause *clause)
{
    if (parser_take_word(parser, WORD_UP)) clause->rounding = ROUND_UP;
    else if (parser_take_word(parser, WORD_DOWN)) clause->rounding = ROUND_DOWN;
    else if (parser_take_word(parser, WORD_HALF)) {
        if (parser_take_word(parser, WORD_UP)) clause->rounding = ROUND_HALF_UP;
        else if (parser_take_word(parser, WORD_EVEN)) clause->rounding = ROUND_HALF_EVEN;
        else (void)parser_fail(parser, "syntax", "\"up\" or \"even\" was expected after \"half\"");
    } else {
        Diagnostic *fault =
            parser_fail(parser, "syntax", "the direction of rounding was expected here");
        if (fault != NULL)
            diagnostic_hint(parser->diagnostics, fault,
                            "write: rounded up to, down to, half up to or half even to a unit");
    }
    (void)parser_expect_word(parser, WORD_TO, "the direction of rounding");
    clause->expr = parse_literal(parser);
}

// Pays = NAME [TEXT TEXT] ("once" | "per" PERIOD)
static void parse_pays(Parser *parser, Clause *clause)
{
    Name mode = {0};
    if (!parser_name(parser, "cash, goods, service or waiver", &mode)) return;
    *vec_push(parser->arena, &clause->names) = mode;
    clause->labels = parser_labels(parser);
    if (parser_take_word(parser, WORD_ONCE)) {
        clause->word = WORD_ONCE;
        return;
    }
    (void)parser_expect_word(parser, WORD_PER, "what is paid (or \"once\")");
    clause->word = parse_period(parser);
}

// Keep = "higher" | "first" | "chosen" "by" NAME
static void parse_keep(Parser *parser, Clause *clause)
{
    clause->word = parser_peek(parser)->word;
    if (clause->word != WORD_HIGHER && clause->word != WORD_FIRST && clause->word != WORD_CHOSEN) {
        (void)parser_fail(parser, "syntax",
                          "\"higher\", \"first\" or \"chosen by\" was expected after \"keep\"");
        return;
    }
    parser_next(parser);
    if (clause->word != WORD_CHOSEN) return;
    (void)parser_expect_word(parser, WORD_BY, "\"chosen\"");
    Name fact = {0};
    if (parser_name(parser, "the name of a fact", &fact))
        *vec_push(parser->arena, &clause->names) = fact;
}

// Within = Literal ["of" NAME]
static void parse_within(Parser *parser, Clause *clause)
{
    clause->expr = parse_literal(parser);
    Name event = {0};
    if (parser_take_word(parser, WORD_OF) && parser_name(parser, "the name of a date", &event))
        *vec_push(parser->arena, &clause->names) = event;
}

// Window = NAME "to" NAME
static void parse_window(Parser *parser, Clause *clause)
{
    Name name = {0};
    if (parser_name(parser, "the name of a date", &name))
        *vec_push(parser->arena, &clause->names) = name;
    (void)parser_expect_word(parser, WORD_TO, "the first date");
    if (parser_name(parser, "the name of a date", &name))
        *vec_push(parser->arena, &clause->names) = name;
}

static void parse_place(Parser *parser, Clause *clause)
{
    const Token *token = parser_peek(parser);
    if (token->kind != TOKEN_NUMBER && token->kind != TOKEN_TEXT) {
        (void)parser_fail(parser, "syntax", "a region code was expected after \"for\"");
        return;
    }
    parser_next(parser);
    *vec_push(parser->arena, &clause->names) = (Name){.text = token->text, .span = token->span};
}

// Group with what is said of it: [TEXT TEXT] "(" Expr ")" [CITE]
static void parse_exception_group(Parser *parser, Clause *clause)
{
    clause->labels = parser_labels(parser);
    clause->expr = parse_group(parser);
    const Token *token = parser_peek(parser);
    if (token->kind != TOKEN_CITE) return;
    parser_next(parser);
    clause->citation = token->text;
    clause->citation_span = token->span;
}

static void parse_text(Parser *parser, Clause *clause)
{
    const Token *token = parser_peek(parser);
    if (token->kind != TOKEN_TEXT) {
        (void)parser_fail(parser, "syntax", "a text in quotation marks was expected here");
        return;
    }
    clause->text = parser_next(parser)->text;
    *vec_push(parser->arena, &clause->names) = (Name){.text = token->text, .span = token->span};
}

static void parse_date(Parser *parser, Clause *clause)
{
    if (parser_peek(parser)->kind != TOKEN_DATE) {
        (void)parser_fail(parser, "syntax", "a day was expected here, as 2024-05-01");
        return;
    }
    clause->date = parser_next(parser)->date;
}

static void parse_shape(Parser *parser, Head head, Clause *clause)
{
    Name name = {0};
    switch (clause_rows[clause->id].shape) {
    case SHAPE_ITEMS:
        parse_items(parser, head == HEAD_PARAMETER || head == HEAD_SET, &clause->items);
        break;
    case SHAPE_EXPR:
        clause->expr = clause->id == CLAUSE_WHEN || clause->id == CLAUSE_SPLIT
                           ? parse_expr(parser)
                           : parse_value(parser);
        break;
    case SHAPE_KEYS: parse_keys(parser, &clause->keys); break;
    case SHAPE_NAME:
        if (parser_name(parser, "a name", &name)) *vec_push(parser->arena, &clause->names) = name;
        break;
    case SHAPE_NAMES: parse_names(parser, "a name", &clause->names); break;
    case SHAPE_REFS: parse_refs(parser, &clause->refs); break;
    case SHAPE_TEXT: parse_text(parser, clause); break;
    case SHAPE_LABELS: clause->labels = parser_labels(parser); break;
    case SHAPE_FLAG: break;
    case SHAPE_DATE: parse_date(parser, clause); break;
    case SHAPE_DURATION: clause->expr = parse_literal(parser); break;
    case SHAPE_WITHIN: parse_within(parser, clause); break;
    case SHAPE_WINDOW: parse_window(parser, clause); break;
    case SHAPE_ROWS: clause->rows = parse_rows(parser); break;
    case SHAPE_GROUP: parse_exception_group(parser, clause); break;
    case SHAPE_PLACE: parse_place(parser, clause); break;
    case SHAPE_DIGITS: clause->digits = parse_whole(parser); break;
    case SHAPE_ROUNDING: parse_rounding(parser, clause); break;
    case SHAPE_PAYS: parse_pays(parser, clause); break;
    case SHAPE_KEEP: parse_keep(parser, clause); break;
    }
}

// The clause that starts here under `head`, or CLAUSE_ROWS. Where several share a word, the one
// whose second word follows, or whose argument fits, is meant.
static size_t clause_here(const Parser *parser, Head head)
{
    const Token *token = parser_peek(parser);
    const Token *after = parser_peek_ahead(parser, 1);
    for (size_t id = 0; id < CLAUSE_ROWS; id++) {
        const ClauseRow *row = &clause_rows[id];
        if ((row->heads & 1u << head) == 0) continue;
        if (row->word == WORD_NONE) {
            if (parser_at_symbol(parser, SYMBOL_EQUALS)) return id;
            continue;
        }
        if (token->kind != TOKEN_NAME || token->word != row->word) continue;
        const Word second = second_word((ClauseId)id);
        if (second != WORD_NONE && after->word != second) continue;
        if (row->shape == SHAPE_WINDOW && second == WORD_NONE && after->kind == TOKEN_DATE)
            continue;
        return id;
    }
    return CLAUSE_ROWS;
}

// Whether a token stands at the left margin, where declarations begin.
static bool at_margin(const Parser *parser, const Token *token)
{
    const Str text = parser->diagnostics->sources->files.items[token->span.file].text;
    return token->span.start == 0 || text.data[token->span.start - 1] == '\n';
}

// The head that a misspelt word may have been meant as.
static Suggestion nearest_head(const Token *token)
{
    Suggestion near = suggestion_start(token->text);
    for (size_t i = 0; i < HEAD_ROWS && token->kind == TOKEN_NAME; i++)
        suggestion_offer(&near, str_from(word_text(head_rows[i].word)));
    return near;
}

static void refuse_head(Parser *parser)
{
    const Token *token = parser_peek(parser);
    Diagnostic *fault = parser_fail(parser, "head", "a declaration was expected here");
    if (fault == NULL) return;
    const Suggestion near = nearest_head(token);
    if (near.nearest.size > 0 && near.steps > 0)
        diagnostic_hint(parser->diagnostics, fault, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    else
        diagnostic_hint(parser->diagnostics, fault,
                        "begin a line with fact, parameter, rule, exception, programme ...");
}

static void hint_clauses(Parser *parser, Diagnostic *fault, Head head)
{
    Text all = text_start(parser->arena);
    for (size_t id = 0; id < CLAUSE_ROWS; id++) {
        // What every head may have is said once: the dates.
        if ((clause_rows[id].heads & 1u << head) == 0 || clause_rows[id].heads == ALL_HEADS)
            continue;
        text_print(&all, "%s%s", all.size > 0 ? ", " : "", clause_text((ClauseId)id));
    }
    if (all.size > 0)
        diagnostic_hint(parser->diagnostics, fault, "a %s may go on with: " STR_FORMAT,
                        head_text(head), STR_ARGS(text_str(&all)));
}

static void refuse_clause(Parser *parser, Head head)
{
    const Token *token = parser_peek(parser);
    Suggestion near = suggestion_start(token->text);
    for (size_t id = 0; id < CLAUSE_ROWS && token->kind == TOKEN_NAME; id++) {
        if ((clause_rows[id].heads & 1u << head) != 0 && clause_rows[id].word != WORD_NONE)
            suggestion_offer(&near, str_from(word_text(clause_rows[id].word)));
    }
    if (near.nearest.size == 0 && token->line_start && at_margin(parser, token)) {
        refuse_head(parser);
        return;
    }
    Diagnostic *fault =
        parser_fail(parser, "clause", "\"" STR_FORMAT "\" cannot stand here in a %s",
                    STR_ARGS(token->text), head_text(head));
    if (fault == NULL) return;
    if (near.nearest.size > 0 && near.steps > 0) {
        diagnostic_hint(parser->diagnostics, fault, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    } else if (token->word != WORD_NONE && word_standing(token->word) == STANDING_HEAD) {
        diagnostic_hint(parser->diagnostics, fault,
                        "a declaration must begin on a line of its own");
    } else {
        hint_clauses(parser, fault, head);
    }
}

static void parse_clause(Parser *parser, Decl *decl)
{
    const Token *token = parser_peek(parser);
    if (token->kind == TOKEN_CITE) {
        decl->citation = token->text;
        decl->citation_span = token->span;
        parser_next(parser);
        return;
    }
    const size_t id = clause_here(parser, decl->head);
    if (id == CLAUSE_ROWS) {
        refuse_clause(parser, decl->head);
        return;
    }
    const size_t start = parser->at;
    Clause clause = {.id = (ClauseId)id};
    const bool repeatable = id == CLAUSE_EXCEPT || id == CLAUSE_STOPPED;
    const Clause *before = repeatable ? NULL : decl_clause(decl, clause.id);
    if (before != NULL) {
        Diagnostic *fault =
            parser_fail(parser, "clause", "\"%s\" is said twice", clause_text(clause.id));
        if (fault != NULL)
            diagnostic_other(parser->diagnostics, fault, before->span, "first said here");
        return;
    }
    if (id == CLAUSE_VALUE && decl_clause(decl, CLAUSE_WHEN) != NULL) {
        Diagnostic *fault =
            parser_fail(parser, "syntax", "a value cannot follow the condition of its %s",
                        head_text(decl->head));
        if (fault != NULL)
            diagnostic_hint(
                parser->diagnostics, fault,
                "to compare, write \"is\"; a value comes first: = VALUE when CONDITION");
        return;
    }
    parser->at += second_word(clause.id) != WORD_NONE ? 2 : 1;
    parse_shape(parser, decl->head, &clause);
    clause.span = parser_span_from(parser, start);
    *vec_push(parser->arena, &decl->clauses) = clause;
}

// --- declarations ---

static void parse_head_names(Parser *parser, Decl *decl, int parts)
{
    do {
        Name name = {0};
        // The short name of a statute may be any text ("39号" begins with a digit).
        const Token *token = parser_peek(parser);
        if (decl->head == HEAD_INSTRUMENT && token->kind == TOKEN_TEXT) {
            parser_next(parser);
            name = (Name){.text = token->text, .span = token->span};
        } else if (!parser_name(parser, "a name", &name)) {
            return;
        }
        if ((parts & SLOT) != 0 && decl->names.count == 0) decl->slot = take_slot(parser);
        if ((parts & LABELS) != 0) name.labels = parser_labels(parser);
        *vec_push(parser->arena, &decl->names) = name;
    } while ((parts & NAMES) != 0 && parser_take_symbol(parser, SYMBOL_COMMA));
}

// "= gap [办法 art.23] recalled": what is written after the value of a rule is said of the rule. Of
// a parameter each value has its own.
static void take_marks(Decl *decl)
{
    const Clause *value = decl_clause(decl, CLAUSE_VALUE);
    const bool own = decl->citation_span.start > decl->span.start;
    if (value == NULL || decl->head == HEAD_PARAMETER) return;
    for (size_t i = 0; i < value->items.count; i++) {
        const Marks *marks = &value->items.items[i].marks;
        decl->recalled = decl->recalled || marks->recalled;
        if (own || marks->citation.size == 0) continue;
        decl->citation = marks->citation;
        decl->citation_span = marks->citation_span;
    }
}

static void parse_decl(Parser *parser, Decl *decl)
{
    const int parts = head_rows[decl->head].parts;
    const size_t start = parser->at;
    parser_next(parser);
    if ((parts & (NAME | NAMES)) != 0) parse_head_names(parser, decl, parts);
    if ((parts & OF) != 0 && !parser->failed && parser_take_word(parser, WORD_OF))
        (void)parser_name(parser, "person, household, place, or the name of a unit or record",
                          &decl->entity);
    if ((parts & TYPE) != 0 && !parser->failed && parser_take_symbol(parser, SYMBOL_COLON)) {
        decl->typed = true;
        parse_type(parser, &decl->type);
    }
    while (!parser->failed && !parser_at_head(parser) && parser_peek(parser)->kind != TOKEN_END) {
        parse_clause(parser, decl);
    }
    decl->span = parser_span_from(parser, start);
    decl->recalled = decl_clause(decl, CLAUSE_RECALLED) != NULL;
    take_marks(decl);
}

static bool head_of(Word word, Head *head)
{
    for (size_t i = 0; i < HEAD_ROWS; i++) {
        if (head_rows[i].word == word) {
            *head = (Head)i;
            return true;
        }
    }
    return false;
}

static Parser parser_over(const ParseContext *context, const TokenVec *tokens)
{
    return (Parser){
        .diagnostics = context->diagnostics,
        .arena = context->diagnostics->arena,
        .currencies = &context->currencies,
        .tokens = tokens->items,
        .token_count = tokens->count,
    };
}

// What a misspelt head declares is the name behind it.
static void note_refused(Parser *parser, Decl *decl, DeclVec *refused)
{
    if (refused == NULL) return;
    const size_t second = parser->start + 1;
    const Token *name = &parser->tokens[second < parser->token_count ? second : parser->start];
    if (decl->names.count == 0 && name->kind == TOKEN_NAME)
        *vec_push(parser->arena, &decl->names) = (Name){.text = name->text, .span = name->span};
    decl->span = parser->tokens[parser->start].span;
    *vec_push(parser->arena, refused) = *decl;
}

// On to where the next declaration begins, be it with a misspelt head.
static void skip_declaration(Parser *parser)
{
    const bool headless = parser->at == parser->start;
    if (headless) parser_next(parser);
    while (!parser_at_head(parser) && parser_peek(parser)->kind != TOKEN_END) {
        const Token *token = parser_peek(parser);
        if (token->line_start && at_margin(parser, token) &&
            (headless || nearest_head(token).nearest.size > 0))
            return;
        parser_next(parser);
    }
}

void parse_rules(const ParseContext *context, const Block *block, const TokenVec *tokens,
                 DeclVec *decls)
{
    Parser parser = parser_over(context, tokens);
    const Sources *sources = context->diagnostics->sources;
    while (parser_peek(&parser)->kind != TOKEN_END) {
        parser.failed = false;
        parser.start = parser.at;
        parser.depth = 0;
        Decl decl = {
            .citation = source_text(sources, block->heading_citation),
            .citation_span = block->heading_citation,
            .heading = source_text(sources, block->heading),
            .document = context->document,
        };
        if (!parser_at_head(&parser)) {
            refuse_head(&parser);
        } else {
            const bool known = head_of(parser_peek(&parser)->word, &decl.head);
            invariant(known);
            parse_decl(&parser, &decl);
            if (!parser.failed) *vec_push(parser.arena, decls) = decl;
        }
        if (parser.failed) {
            note_refused(&parser, &decl, context->refused);
            skip_declaration(&parser);
        }
    }
}

void parse_find_currencies(Arena *policy, const TokenVec *tokens, NameVec *currencies)
{
    for (size_t i = 0; i + 1 < tokens->count; i++) {
        const Token *token = &tokens->items[i];
        const Token *name = &tokens->items[i + 1];
        if (token->kind == TOKEN_NAME && token->word == WORD_CURRENCY && token->line_start &&
            name->kind == TOKEN_NAME)
            *vec_push(policy, currencies) = (Name){.text = name->text, .span = name->span};
    }
}
