// compiler.h - the state that the passes of the compiler share. Internal to compile/.
//
// Passes, each a file: declare (what there is), tables (rows of parameters), bind (expressions to
// nodes, with types; cycles), rank (exceptions), check (holes, unused), cases.
#ifndef COMPILE_COMPILER_H
#define COMPILE_COMPILER_H

#include "compile/constants.h"
#include "compile/parse.h"
#include "compile/program.h"

typedef VEC(TokenVec) TokenVecVec;

// A document as read, before anything is resolved.
typedef struct SourceDocument {
    Document document;
    uint32_t index; // in Program.documents
    DeclVec decls;
    DeclVec refused;          // declarations with a fault, for what would follow from them
    TokenVecVec block_tokens; // one per block; empty for tables
} SourceDocument;

typedef enum BindState { BIND_NEW, BIND_ACTIVE, BIND_DONE } BindState;

// An alternative while its rule is being put together.
typedef struct AlternativeBuild {
    Alternative alternative;
    const Decl *decl;     // where its body stands; NULL: .body
    const Expr *body;     // a body made by the compiler (clocks, units, tiers)
    const ItemVec *items; // a body of several values, made by the compiler
    bool outranks_base;   // exceptions without "to"
    RefVec outranks;      // names of exceptions it outranks
} AlternativeBuild;

typedef struct RuleBuild {
    const Decl *decl; // NULL for rules made by the compiler
    VEC(AlternativeBuild) alternatives;
    BindState state;
    bool typed;    // Rule.type is declared or already worked out
    bool crowded;  // it has too many alternatives, which has been reported
    uint32_t deep; // things that it rests on, one behind another, itself included
} RuleBuild;

typedef struct FactBuild {
    const Decl *decl;
    BindState state;
    uint32_t deep; // as of RuleBuild
} FactBuild;

typedef struct ParameterBuild {
    const Decl *decl;
    VEC(ParameterRow) rows;
    VEC(const Decl *) reforms; // "set" declarations of reforms
    BindState keys_state;
    bool keys_failed;
    bool refused; // values were written, and faults found in them
    BindState state;
    uint32_t deep; // as of RuleBuild
    bool used;
} ParameterBuild;

// What is being bound, for the message about a cycle.
typedef struct BindStep {
    SymbolKind kind;
    uint32_t index;
    uint32_t below; // the deepest of the things that it was seen to rest on so far
} BindStep;

typedef struct Compiler {
    Arena *policy;
    Sources *sources;
    Diagnostics *diagnostics;
    Program *program;
    VEC(SourceDocument) documents;
    NameVec currencies;
    VEC(RuleBuild) rules;           // parallel to Program.rules
    VEC(FactBuild) facts;           // parallel to Program.facts
    VEC(ParameterBuild) parameters; // parallel to Program.parameters
    Map choice_map;                 // name to index in Program.choices
    Map instrument_map;             // short name to index in Program.instruments
    Map region_map;                 // code to index
    VEC(BindStep) steps;            // being bound now, outermost first
    bool deep_told;                 // that some rest on too many
} Compiler;

// --- words (words.c) ---

// "money per month", "share", "care_grade" ... for messages.
Str type_print(Arena *arena, const Program *program, Type type);
bool type_from_syntax(Compiler *compiler, const TypeSyntax *syntax, Type *type);

// The type that a written unit has; false for a bare number.
bool type_from_unit(const UnitSyntax *unit, Type *type);

// Money per YEAR, MONTH, WEEK or DAY; by any other word money once.
Type type_money_each(Word per);

// Turns a literal into a value of this type: bare numbers count as whole units, choices and regions
// become their index. Reports what does not fit. `strict` insists on written units.
bool constant_from_expr(Compiler *compiler, const Expr *expr, Type type, Number *value);

// Units per whole coin: 100 for yuan and fen.

Citation make_citation(Compiler *compiler, Str text, Span span, bool explicit_one);
uint32_t find_choice(const Compiler *compiler, Str name);
void refuse_region(Compiler *compiler, Span span, Str code);
void refuse_level(Compiler *compiler, Span span, Str name);
void offer_names(const Compiler *compiler, Str wanted, Diagnostic *fault);

// --- passes ---

void declare_all(Compiler *compiler);
void read_place_tables(Compiler *compiler);
void fill_parameters(Compiler *compiler);
void bind_all(Compiler *compiler);
void rank_alternatives(Compiler *compiler);
void check_law(Compiler *compiler);
void compile_cases(Compiler *compiler);

// --- declare.c ---

// The declared rule of this name and slot, or NONE; reports unknown names.
uint32_t find_rule_ref(Compiler *compiler, const Ref *ref);

uint32_t add_rule(Compiler *compiler, Rule rule, const Decl *decl);
AlternativeBuild *add_alternative(Compiler *compiler, uint32_t rule, const Decl *decl);

// --- synthesize.c: expressions made by the compiler ---

Expr *make_expr(Compiler *compiler, ExprKind kind, Span span);
const Expr *make_name(Compiler *compiler, Str name, Span span);
const Expr *make_yes(Compiler *compiler, bool yes, Span span);
void declare_clock_rules(Compiler *compiler, const Decl *decl, Clock *clock);
void declare_membership(Compiler *compiler, const Decl *decl, Entity *unit, uint32_t entity);
void declare_tier(Compiler *compiler);

// --- bind.c ---

typedef struct Scope {
    const struct Scope *outer;
    uint32_t entity;
    bool past;     // inside past months: names are read from the history
    bool has_base; // "base" has a meaning, and this type:
    Type base_type;
    uint32_t parameter; // the parameter whose reform is being bound, or NONE
} Scope;

typedef struct Bound {
    NodeId node; // NONE if failed
    Type type;
    bool zero;   // a bare 0, which has every unit
    bool failed; // a fault was reported
} Bound;

Bound bind_expr(Compiler *compiler, const Expr *expr, const Scope *scope, const Type *expected);

// Binds a condition; NONE after a fault.
NodeId bind_condition(Compiler *compiler, const Expr *expr, const Scope *scope);

// Binds a value that must have this type; NONE after a fault.
NodeId bind_typed(Compiler *compiler, const Expr *expr, const Scope *scope, Type type);

// The items of a body: the first that applies.
Bound bind_items(Compiler *compiler, const ItemVec *items, Span span, const Scope *scope,
                 const Type *expected);
Bound bind_rows(Compiler *compiler, const Expr *expr, const Scope *scope, const Type *expected);

// A node whose children are given; returns its id.
NodeId make_node(Compiler *compiler, Node node, const NodeId *children, uint32_t count);
NodeId make_constant(Compiler *compiler, Number value, Type type, const Scope *scope, Span span);
Bound bound_failed(void);

// Whether an entity can see another's values: its own, or those of what it belongs to.
bool entity_sees(const Program *program, uint32_t from, uint32_t to);

// Binds the rule, fact or parameter, if not yet done. False (and reported) if it depends on itself.
bool bind_rule(Compiler *compiler, uint32_t rule, Span used_at);
bool bind_fact(Compiler *compiler, uint32_t fact, Span used_at);
bool bind_parameter(Compiler *compiler, uint32_t parameter, Span used_at);

// Binds the keys alone, which is all that a use of the parameter needs.
bool bind_parameter_keys(Compiler *compiler, uint32_t parameter, Span used_at);

// Whether an amount is no larger than AMOUNT_YUAN_MAX; true of what is no amount.
bool amount_is_allowed(const Program *program, Number value, Type type);

// Whether a document of `place` may fill what is left to `level`: national documents and those of
// places at that level or above it may.
bool may_fill(const Compiler *compiler, uint32_t place, uint32_t level);

#endif
