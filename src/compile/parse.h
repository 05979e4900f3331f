// parse.h - from the tokens of a rules block to declarations.
//
// Every fault is reported; after one, reading goes on at the next declaration, so that all faults
// of a file are found in one run.
#ifndef COMPILE_PARSE_H
#define COMPILE_PARSE_H

#include "compile/syntax.h"

// What the parser must know before it starts: the names that may follow a number as its unit.
typedef struct ParseContext {
    Diagnostics *diagnostics;
    NameVec currencies; // "yuan" if none is declared
    uint32_t document;
    DeclVec *refused; // gets the declarations with a fault, as far as they were read; may be NULL
} ParseContext;

// Finds the currencies declared among `tokens`, so that their names can be read in any order.
void parse_find_currencies(Arena *policy, const TokenVec *tokens, NameVec *currencies);

// Reads a rules block. Appends to `decls`.
void parse_rules(const ParseContext *context, const Block *block, const TokenVec *tokens,
                 DeclVec *decls);

#endif
