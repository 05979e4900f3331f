// syntax.h - law documents as parsed: declarations, clauses and expressions, nothing resolved yet.
//
// Everything lives in the policy arena and borrows its names and texts from the sources.
#ifndef COMPILE_SYNTAX_H
#define COMPILE_SYNTAX_H

#include "compile/document.h"
#include "compile/lex.h"

typedef enum Head {
#define HEAD(id, parts, meaning) HEAD_##id,
#include "compile/heads.def"
#undef HEAD
} Head;

typedef enum ClauseId {
#define CLAUSE(id, word, shape, heads, meaning) CLAUSE_##id,
#include "compile/clauses.def"
#undef CLAUSE
} ClauseId;

// A pair of texts for people. Either may be empty.
typedef struct Labels {
    Str zh;
    Str en;
} Labels;

typedef struct Name {
    Str text; // empty: there is none
    Span span;
    Labels labels;
} Name;

// A name perhaps followed by a slot word: "dibao amount".
typedef struct Ref {
    Name name;
    Word slot; // WORD_NONE: no slot
} Ref;

typedef VEC(Name) NameVec;
typedef VEC(Ref) RefVec;

// "80 %", "300 yuan per month", "30 working days", "60 years", "3".
typedef struct UnitSyntax {
    Str currency; // the currency's name as written, or empty
    bool percent;
    bool working; // working days
    Word span;    // YEAR(S), MONTH(S), WEEK(S), DAY(S), PERSON(S); WORD_NONE if none
    Word per;     // YEAR, MONTH, WEEK, DAY; WORD_NONE if none
} UnitSyntax;

typedef enum ExprKind {
    EXPR_NUMBER,     // .number .unit
    EXPR_DATE,       // .date
    EXPR_TEXT,       // .name.text
    EXPR_YESNO,      // .yes
    EXPR_NAME,       // .name
    EXPR_SLOT,       // .name .word: "dibao qualifies"
    EXPR_SELF,       // the entity of the rule, inside a "with"
    EXPR_BASE,       // the value without this exception
    EXPR_TODAY,      // the day of the decision
    EXPR_REGION,     // the place of the case
    EXPR_NOT,        // not .left
    EXPR_NEGATE,     // - .left
    EXPR_LOGIC,      // .items joined by .word AND or OR
    EXPR_COMPARE,    // .left .symbol .right
    EXPR_IS,         // .left is [not, if .negated] .right
    EXPR_IN,         // .left in .items, or .left in .name (a set of places)
    EXPR_IN_UNIT,    // in .name (a unit)
    EXPR_APPLIES,    // .left applies
    EXPR_ARITHMETIC, // .left .symbol .right
    EXPR_CONVERT,    // .word MONTHLY, YEARLY, WEEKLY, DAILY; .left
    EXPR_BOUND,      // .left but not .word BELOW or ABOVE .right
    EXPR_OTHERWISE,  // .left otherwise .right
    EXPR_OF,         // .left of .right
    EXPR_AT,         // .left at .name is .right
    EXPR_AS_OF,      // .left as of .right, or as of last .word YEAR or MONTH
    EXPR_LIST,       // .word SUM, COUNT, ANY, EVERY, LARGEST, SMALLEST or FIRST of .items
    EXPR_ROWS,       // .word of .left over .rows; COUNT, ANY, EVERY, RUN, RANK without .left
    EXPR_INTERVAL,   // .word YEARS, MONTHS, WEEKS, DAYS, WORKING; from .left to .right (or today)
    EXPR_MONTH,      // month containing .left
} ExprKind;

typedef struct Expr Expr;
typedef struct RowsSyntax RowsSyntax;

// What may follow a value: when it holds, and where that is written.
typedef struct Marks {
    Date from;      // DATE_FIRST if not said
    Date until;     // DATE_LAST if not said
    Date published; // DATE_FIRST if not said
    Str citation;   // empty if not said
    Span citation_span;
    bool recalled;
} Marks;

typedef struct Item {
    const Expr *keys[4]; // [key_count]: "urban: 2: 870 yuan"
    size_t key_count;
    const Expr *value; // NULL after a syntax error
    const Expr *when;  // NULL: always
    bool otherwise;
    Labels labels;
    Marks marks;
    Span span;
} Item;

typedef VEC(Item) ItemVec;

struct RowsSyntax {
    bool past;               // months of history
    bool past_limited;       // past N months
    int64_t past_months;     // N
    int64_t latest;          // 0: all; N: the last N by date, before .with
    Name noun;               // members, bills ...
    const RowsSyntax *owner; // "of members"; NULL: of the entity in scope
    Name owner_entity;       // "of household": the members of a named entity
    bool window_limited;     // "in past N months"
    int64_t window_months;
    const Expr *with; // NULL: all
    const Expr *by;   // the order, for first, last and rank
    Span span;
};

struct Expr {
    ExprKind kind;
    Span span;
    Word word;
    Symbol symbol;
    bool yes;
    bool negated;
    Number number;
    UnitSyntax unit;
    Date date;
    Name name;
    const Expr *left;
    const Expr *right;
    const Expr *has; // "every ROWS has (…)"
    ItemVec items;
    const RowsSyntax *rows;
};

typedef struct TypeSyntax {
    Span span;
    Word word; // YES, MONEY, SHARE, COUNT, NUMBER, YEARS ..., DATE, TEXT ...; WORD_NONE: .choice
    bool working;
    Word per; // for MONEY
    Name choice;
} TypeSyntax;

typedef enum KeyMode {
    KEY_EXACT,   // the row whose key is the value
    KEY_CLAMPED, // the value, moved into the range the table has
    KEY_SLICES,  // each slice of the value at its own rate
    KEY_STEPS,   // the row with the greatest key that is not above the value
} KeyMode;

typedef struct KeySyntax {
    Name name;
    KeyMode mode;
    int64_t clamp_low, clamp_high; // KEY_CLAMPED
} KeySyntax;

typedef VEC(KeySyntax) KeySyntaxVec;

typedef struct Clause {
    ClauseId id;
    Span span;
    ItemVec items;          // ITEMS
    const Expr *expr;       // EXPR, GROUP, DURATION, WITHIN
    KeySyntaxVec keys;      // KEYS
    NameVec names;          // NAME, NAMES, WINDOW (two), KEEP (the fact), PLACE, WITHIN
    RefVec refs;            // REFS
    Str text;               // TEXT
    Labels labels;          // LABELS, GROUP, PAYS
    Date date;              // DATE
    const RowsSyntax *rows; // ROWS
    Rounding rounding;      // ROUNDING; .expr is the unit
    Word word;              // PAYS: the period or ONCE; KEEP: HIGHER, FIRST, CHOSEN
    int64_t digits;         // DIGITS
    Str citation;           // GROUP: its own citation
    Span citation_span;
} Clause;

typedef VEC(Clause) ClauseVec;

typedef struct Decl {
    Head head;
    Span span; // from the head word to the last token
    NameVec names;
    Word slot;
    Name entity; // empty: none was written
    bool typed;
    TypeSyntax type;
    ClauseVec clauses;
    Str citation; // its own, else its heading's; empty if neither
    Span citation_span;
    bool recalled;
    Str heading;       // the heading it stands under
    uint32_t document; // index of its document
} Decl;

typedef VEC(Decl) DeclVec;

const char *head_text(Head head);
const char *head_meaning(Head head);
size_t head_count(void);
const char *clause_meaning(ClauseId id);

// How a clause is written, for messages: "not below", "delegated to".
const char *clause_text(ClauseId id);

// The declaration's clause of this kind, or NULL.
const Clause *decl_clause(const Decl *decl, ClauseId id);

#endif
