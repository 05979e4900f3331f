// lex.h - a rules or case block as a list of tokens.
//
// Blanks and line ends separate tokens and mean nothing more, except that a declaration's head word
// and a case's line must begin a line (Token.line_start). `#` starts a comment to the line's end.
// A `;` counts as a blank.
#ifndef COMPILE_LEX_H
#define COMPILE_LEX_H

#include "base/date.h"
#include "base/diagnostics.h"
#include "base/number.h"

typedef enum Word {
    WORD_NONE, // not a word of the language: a name someone chose
#define WORD(id, text, standing) WORD_##id,
#include "compile/words.def"
#undef WORD
} Word;

typedef enum Standing { STANDING_HEAD, STANDING_PHRASE, STANDING_CLAUSE, STANDING_KIND } Standing;

typedef enum TokenKind {
    TOKEN_END,    // after the last token of a block
    TOKEN_NAME,   // a word or a chosen name; .word tells
    TOKEN_NUMBER, // .number
    TOKEN_DATE,   // 2024-05-01; .date
    TOKEN_MONTH,  // 2024-05; .date is its first day
    TOKEN_TEXT,   // "…"; .text without the marks
    TOKEN_CITE,   // […]; .text without the brackets
    TOKEN_SYMBOL, // .symbol
    TOKEN_FAULT,  // something unreadable, which has been reported
} TokenKind;

typedef enum Symbol {
    SYMBOL_OPEN,    // (
    SYMBOL_CLOSE,   // )
    SYMBOL_COMMA,   // ,
    SYMBOL_COLON,   // :
    SYMBOL_EQUALS,  // =
    SYMBOL_PLUS,    // +
    SYMBOL_MINUS,   // -
    SYMBOL_TIMES,   // *
    SYMBOL_DIVIDE,  // /
    SYMBOL_PERCENT, // %
    SYMBOL_LESS,    // <
    SYMBOL_LESS_EQUAL,
    SYMBOL_GREATER,
    SYMBOL_GREATER_EQUAL,
} Symbol;

typedef struct Token {
    TokenKind kind;
    Span span;
    Str text; // the bytes, without marks for texts and citations
    Word word;
    Symbol symbol;
    Number number;
    Date date;
    bool line_start; // the first token of its line
} Token;

typedef VEC(Token) TokenVec;

// Reads the tokens of `block`, ending with one TOKEN_END. Faults are reported and passed over.
void lex_block(Diagnostics *diagnostics, Span block, TokenVec *tokens);

// The word of this text, or WORD_NONE.
Word word_find(Str text);
const char *word_text(Word word);
Standing word_standing(Word word); // word != WORD_NONE

// Whether the word can never be a name: a PHRASE word. A HEAD word is one where it begins a line.
bool word_is_reserved(Word word);

// The number of words: they are 1 to word_count().
size_t word_count(void);

// The sign of a symbol ("<=").
const char *symbol_text(Symbol symbol);

#endif
