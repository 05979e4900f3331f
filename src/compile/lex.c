#include "compile/lex.h"

#include "base/date_fault.h"
#include "base/limits.h"
#include "base/panic.h"

typedef struct WordRow {
    const char *text;
    Standing standing;
} WordRow;

static const WordRow word_rows[] = {
#define WORD(id, text, standing) [WORD_##id] = {text, STANDING_##standing},
#include "compile/words.def"
#undef WORD
};
enum { WORD_ROWS = sizeof word_rows / sizeof word_rows[0] };

size_t word_count(void)
{
    return WORD_ROWS - 1;
}

Word word_find(Str text)
{
    // A hundred-odd short words: the first letter rules out nearly all.
    for (size_t i = 1; i < WORD_ROWS; i++) {
        if (text.size > 0 && word_rows[i].text[0] == text.data[0] &&
            str_equals(text, word_rows[i].text))
            return (Word)i;
    }
    return WORD_NONE;
}

const char *word_text(Word word)
{
    invariant(word != WORD_NONE && (size_t)word < WORD_ROWS);
    return word_rows[word].text;
}

Standing word_standing(Word word)
{
    invariant(word != WORD_NONE && (size_t)word < WORD_ROWS);
    return word_rows[word].standing;
}

bool word_is_reserved(Word word)
{
    return word != WORD_NONE && word_standing(word) == STANDING_PHRASE;
}

static const char *const symbol_texts[] = {
    [SYMBOL_OPEN] = "(",    [SYMBOL_CLOSE] = ")",          [SYMBOL_COMMA] = ",",
    [SYMBOL_COLON] = ":",   [SYMBOL_EQUALS] = "=",         [SYMBOL_PLUS] = "+",
    [SYMBOL_MINUS] = "-",   [SYMBOL_TIMES] = "*",          [SYMBOL_DIVIDE] = "/",
    [SYMBOL_PERCENT] = "%", [SYMBOL_LESS] = "<",           [SYMBOL_LESS_EQUAL] = "<=",
    [SYMBOL_GREATER] = ">", [SYMBOL_GREATER_EQUAL] = ">=",
};
enum { SYMBOL_TEXTS = sizeof symbol_texts / sizeof symbol_texts[0] };

const char *symbol_text(Symbol symbol)
{
    invariant((size_t)symbol < SYMBOL_TEXTS);
    return symbol_texts[symbol];
}

typedef struct Lexer {
    Diagnostics *diagnostics;
    Str text; // the whole file
    uint32_t file;
    size_t at;
    size_t end; // of the block
    TokenVec *tokens;
    bool line_start;
} Lexer;

static Span span_from(const Lexer *lexer, size_t start)
{
    return (Span){.file = lexer->file, .start = (uint32_t)start, .end = (uint32_t)lexer->at};
}

static int peek(const Lexer *lexer, size_t ahead)
{
    const size_t at = lexer->at + ahead;
    return at < lexer->end ? (unsigned char)lexer->text.data[at] : -1;
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static Token *push(Lexer *lexer, TokenKind kind, size_t start)
{
    Token *token = vec_push(lexer->diagnostics->arena, lexer->tokens);
    *token = (Token){
        .kind = kind,
        .span = span_from(lexer, start),
        .text = str_slice(lexer->text, start, lexer->at),
        .line_start = lexer->line_start,
    };
    lexer->line_start = false;
    return token;
}

static void skip_comment(Lexer *lexer)
{
    while (peek(lexer, 0) >= 0 && peek(lexer, 0) != '\n') lexer->at++;
}

static void skip_blanks(Lexer *lexer)
{
    for (;;) {
        const int c = peek(lexer, 0);
        if (c == '\n') {
            lexer->line_start = true;
        } else if (c == '#') {
            skip_comment(lexer);
            continue;
        } else if (c != ' ' && c != '\t' && c != '\r' && c != ';') {
            return;
        }
        lexer->at++;
    }
}

// Whether the bytes ahead have the given shape, 'd' standing for a digit, and end there.
static bool looks_like(const Lexer *lexer, const char *shape)
{
    size_t i = 0;
    for (; shape[i] != '\0'; i++) {
        const int c = peek(lexer, i);
        if (shape[i] == 'd' ? !is_digit(c) : c != shape[i]) return false;
    }
    return !is_digit(peek(lexer, i));
}

static void lex_day(Lexer *lexer)
{
    const size_t start = lexer->at;
    lexer->at += sizeof "2024-05-01" - 1;
    Token *token = push(lexer, TOKEN_DATE, start);
    if (!date_parse(token->text, &token->date))
        diagnose_day(lexer->diagnostics, token->span, token->text);
}

static void lex_month(Lexer *lexer)
{
    const size_t start = lexer->at;
    lexer->at += sizeof "2024-05" - 1;
    Token *token = push(lexer, TOKEN_MONTH, start);
    if (month_parse(token->text, &token->date)) return;
    Diagnostic *fault = diagnose(lexer->diagnostics, "date", token->span,
                                 "there is no month " STR_FORMAT, STR_ARGS(token->text));
    diagnostic_hint(lexer->diagnostics, fault, "write a month between 1880 and 2200 as YYYY-MM");
}

static void lex_number(Lexer *lexer)
{
    const size_t start = lexer->at;
    while (is_digit(peek(lexer, 0))) lexer->at++;
    if (peek(lexer, 0) == '.' && is_digit(peek(lexer, 1))) {
        lexer->at++;
        while (is_digit(peek(lexer, 0))) lexer->at++;
    }
    Token *token = push(lexer, TOKEN_NUMBER, start);
    if (number_parse(token->text, &token->number)) return;
    token->number = number_whole(0);
    diagnose(lexer->diagnostics, "number", token->span, "this number has more than 18 digits");
}

// A text or a citation: everything up to `closing` on the same line. The rest of a declaration with
// one that is not closed cannot be known, hence the fault behind it.
static void lex_enclosed(Lexer *lexer, TokenKind kind, const char *closing)
{
    const size_t start = lexer->at;
    const Str end = str_from(closing);
    const Str block = str_slice(lexer->text, 0, lexer->end);
    size_t size = 0;
    (void)utf8_decode(block, start, &size);
    lexer->at += size;
    const size_t content = lexer->at;
    while (peek(lexer, 0) >= 0 && peek(lexer, 0) != '\n' &&
           !str_starts(str_slice(block, lexer->at, block.size), end))
        lexer->at++;
    const bool closed = peek(lexer, 0) >= 0 && peek(lexer, 0) != '\n';
    const size_t content_end = lexer->at;
    if (closed) lexer->at += end.size;
    Token *token = push(lexer, kind, start);
    token->text = str_slice(lexer->text, content, content_end);
    if (closed) return;
    diagnose(lexer->diagnostics, "syntax", token->span, "this %s is not closed with %s on its line",
             kind == TOKEN_TEXT ? "text" : "citation", closing);
    push(lexer, TOKEN_FAULT, lexer->at);
}

// Fullwidth and other signs that an input method slips in, and the sign that is meant. Reading goes
// on as if it were there, up to `closing` where it opens something.
static const struct {
    uint32_t point;
    const char *meant;
    const char *closing;
} lookalikes[] = {
    {0xFF08, "(", NULL},      {0xFF09, ")", NULL},      {0xFF0C, ",", NULL},
    {0x3001, ",", NULL},      {0xFF1A, ":", NULL},      {0xFF1B, ";", NULL},
    {0xFF1D, "=", NULL},      {0xFF0B, "+", NULL},      {0xFF0D, "-", NULL},
    {0x2212, "-", NULL},      {0x2013, "-", NULL},      {0x00D7, "*", NULL},
    {0x00F7, "/", NULL},      {0xFF05, "%", NULL},      {0xFF1C, "<", NULL},
    {0xFF1E, ">", NULL},      {0x2264, "<=", NULL},     {0x2265, ">=", NULL},
    {0x201C, "\"", "\u201D"}, {0x201D, "\"", "\u201D"}, {0xFF02, "\"", "\uFF02"},
    {0x3010, "[", "\u3011"},  {0x3011, "]", NULL},      {0x3000, " ", NULL},
    {0x00A0, " ", NULL},      {0xFF0E, ".", NULL},      {0x3002, ".", NULL},
    {0xFF03, "#", NULL},
};

// Letters of any script may stand in names; signs and blanks outside ASCII may not.
static bool is_name_point(uint32_t point)
{
    if (point < 0x80) {
        return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z') || point == '_' ||
               (point >= '0' && point <= '9');
    }
    if (point < 0xC0 || point == 0xD7 || point == 0xF7) return point == 0xB7;
    if (point >= 0x2000 && point <= 0x2BFF) return false;
    if (point >= 0x3000 && point <= 0x303F) return point == 0x3007; // 〇
    if (point >= 0xFF00 && point <= 0xFFEF) return false;
    return point != 0xFFFD && point != 0xFEFF;
}

static void lex_name(Lexer *lexer)
{
    const size_t start = lexer->at;
    const Str block = str_slice(lexer->text, 0, lexer->end);
    while (lexer->at < lexer->end) {
        size_t size = 0;
        if (!is_name_point(utf8_decode(block, lexer->at, &size))) break;
        lexer->at += size;
    }
    Token *token = push(lexer, TOKEN_NAME, start);
    token->word = word_find(token->text);
    if (token->text.size <= NAME_SIZE_MAX) return;
    diagnose(lexer->diagnostics, "syntax", token->span, "this name is longer than %d bytes",
             NAME_SIZE_MAX);
}

// Takes what a lookalike stands for.
static void lex_meant(Lexer *lexer, size_t start, const char *meant, const char *closing)
{
    if (closing != NULL) {
        lexer->at = start;
        lex_enclosed(lexer, meant[0] == '[' ? TOKEN_CITE : TOKEN_TEXT, closing);
        return;
    }
    if (meant[0] == '#') skip_comment(lexer);
    for (size_t i = 0; i < SYMBOL_TEXTS; i++) {
        if (str_equals(str_from(symbol_texts[i]), meant))
            push(lexer, TOKEN_SYMBOL, start)->symbol = (Symbol)i;
    }
}

static void refuse_character(Lexer *lexer)
{
    const size_t start = lexer->at;
    size_t size = 0;
    const uint32_t point = utf8_decode(str_slice(lexer->text, 0, lexer->end), start, &size);
    lexer->at += size;
    const Span span = span_from(lexer, start);
    Diagnostic *fault = diagnose(lexer->diagnostics, "character", span,
                                 "the character " STR_FORMAT " has no meaning here",
                                 STR_ARGS(source_text(lexer->diagnostics->sources, span)));
    for (size_t i = 0; i < sizeof lookalikes / sizeof lookalikes[0]; i++) {
        if (lookalikes[i].point != point) continue;
        diagnostic_hint(lexer->diagnostics, fault, "write the ASCII sign %s", lookalikes[i].meant);
        lex_meant(lexer, start, lookalikes[i].meant, lookalikes[i].closing);
        return;
    }
    if (point > 0xFF00 && point < 0xFF5F)
        diagnostic_hint(lexer->diagnostics, fault, "write the ASCII sign %c",
                        (char)(point - 0xFEE0));
    push(lexer, TOKEN_FAULT, start);
}

static bool lex_symbol(Lexer *lexer)
{
    size_t best = SYMBOL_TEXTS;
    size_t best_size = 0;
    for (size_t i = 0; i < SYMBOL_TEXTS; i++) {
        const Str sign = str_from(symbol_texts[i]);
        const bool longer = sign.size > best_size && lexer->at + sign.size <= lexer->end;
        if (longer && str_equal(str_slice(lexer->text, lexer->at, lexer->at + sign.size), sign)) {
            best = i;
            best_size = sign.size;
        }
    }
    if (best == SYMBOL_TEXTS) return false;
    const size_t start = lexer->at;
    lexer->at += best_size;
    push(lexer, TOKEN_SYMBOL, start)->symbol = (Symbol)best;
    return true;
}

static void lex_token(Lexer *lexer)
{
    const int c = peek(lexer, 0);
    size_t size = 0;
    if (is_digit(c)) {
        if (looks_like(lexer, "dddd-dd-dd")) lex_day(lexer);
        else if (looks_like(lexer, "dddd-dd")) lex_month(lexer);
        else lex_number(lexer);
    } else if (c == '"') {
        lex_enclosed(lexer, TOKEN_TEXT, "\"");
    } else if (c == '[') {
        lex_enclosed(lexer, TOKEN_CITE, "]");
    } else if (is_name_point(
                   utf8_decode(str_slice(lexer->text, 0, lexer->end), lexer->at, &size))) {
        lex_name(lexer);
    } else if (!lex_symbol(lexer)) {
        refuse_character(lexer);
    }
}

void lex_block(Diagnostics *diagnostics, Span block, TokenVec *tokens)
{
    Lexer lexer = {
        .diagnostics = diagnostics,
        .text = diagnostics->sources->files.items[block.file].text,
        .file = block.file,
        .at = block.start,
        .end = block.end,
        .tokens = tokens,
        .line_start = true,
    };
    for (skip_blanks(&lexer); lexer.at < lexer.end; skip_blanks(&lexer)) lex_token(&lexer);
    lexer.line_start = true;
    push(&lexer, TOKEN_END, lexer.at);
}
