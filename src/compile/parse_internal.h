// parse_internal.h - what the parsers of declarations, expressions and cases share.
#ifndef COMPILE_PARSE_INTERNAL_H
#define COMPILE_PARSE_INTERNAL_H

#include "compile/parse.h"

typedef struct Parser {
    Diagnostics *diagnostics;
    Arena *arena;
    const NameVec *currencies;
    const Token *tokens; // [token_count], the last one TOKEN_END
    size_t token_count;
    size_t at;
    size_t start; // where the declaration, or the line of a case, begins
    size_t depth;
    bool by_line; // what is read ends with its line, unless a comma ends it (cases)
    bool failed;  // a fault was reported in this declaration: unwind without further ones
} Parser;

const Token *parser_peek(const Parser *parser);
const Token *parser_peek_ahead(const Parser *parser, size_t ahead);
const Token *parser_next(Parser *parser);

bool parser_at_symbol(const Parser *parser, Symbol symbol);
bool parser_at_word(const Parser *parser, Word word);
bool parser_take_symbol(Parser *parser, Symbol symbol);
bool parser_take_word(Parser *parser, Word word);

// Like take, but reports what was expected instead. False after a fault.
bool parser_expect_symbol(Parser *parser, Symbol symbol, const char *after);
bool parser_expect_word(Parser *parser, Word word, const char *after);

// Whether a declaration begins here: a head word at the start of a line.
bool parser_at_head(const Parser *parser);

// Reports a fault at the next token and marks the declaration as failed. NULL if one was reported
// before. What is missing where the next token begins something else is shown behind the last.
Diagnostic *parser_fail(Parser *parser, const char *kind, const char *format, ...)
    PRINTF_LIKE(3, 4);

// A chosen name; reserved words are refused with a hint.
bool parser_name(Parser *parser, const char *what, Name *name);

// Two texts, if there are any.
Labels parser_labels(Parser *parser);

// The span from token `start` to the one before the next.
Span parser_span_from(const Parser *parser, size_t start);

bool word_is_slot(Word word);

// --- parse_expr.c ---

// An expression; never NULL: after a fault, a placeholder.
const Expr *parse_expr(Parser *parser);

// An expression without "and", "or" and comparisons, as in "not below E".
const Expr *parse_value(Parser *parser);

// "members with (…) by born", "bills of members in past 12 months", "past 3 months with (…)".
const RowsSyntax *parse_rows(Parser *parser);

// "(CONDITION)".
const Expr *parse_group(Parser *parser);

// A number with its unit, or a date, text, yes/no or name: what may stand in a table or a case.
const Expr *parse_literal(Parser *parser);

// VALUE [when CONDITION] [labels] [marks], with keys before it if `keyed`; comma-separated.
void parse_items(Parser *parser, bool keyed, ItemVec *items);

// from, until, published, recalled and a citation, in any order, as long as they follow.
void parse_marks(Parser *parser, Marks *marks);
Marks marks_none(void);

#endif
