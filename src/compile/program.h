// program.h - a compiled law: what every other part of the program runs from.
//
// A Program is immutable once compiled and may be shared by threads; whatever an evaluation needs
// besides lives next to it (decide/). All cross references are indexes into its arrays, NONE where
// there is none. Names, labels and texts are borrowed from the sources it keeps.
//
// Reading order: entities, facts, parameters, rules, nodes, programmes; the rest are tables that
// the books and the screens use.
#ifndef COMPILE_PROGRAM_H
#define COMPILE_PROGRAM_H

#include "base/calendar.h"
#include "base/digest.h"
#include "base/limits.h"
#include "base/map.h"
#include "compile/syntax.h"
#include "compile/type.h"

#define NONE UINT32_MAX

typedef uint32_t NodeId; // index into Program.nodes, or NONE

// --- words and places ---

// "办法 art.13; 52号" cites two: an instrument and an article each, the article perhaps empty.
typedef struct CitationPart {
    uint32_t instrument;
    Str article; // as written: "art.13"
} CitationPart;

typedef struct Citation {
    Str text; // as written; empty if none
    Span span;
    const CitationPart *parts; // [part_count]; none in a law that declares no instruments
    size_t part_count;
} Citation;

typedef struct Instrument {
    Str name;      // the short name used in citations
    Labels labels; // the full name
    Str number;    // official number; may be empty
    Date from;
    Date until;
    bool recalled;
    Span span;
} Instrument;

typedef struct Currency {
    Str name;        // "yuan"
    Labels labels;   // "元", "yuan"
    Str symbol;      // "¥"; may be empty
    unsigned digits; // decimals of the smallest coin
} Currency;

typedef struct Level {
    Str name; // "county"
    Labels labels;
    Span span;
} Level;

typedef struct Region {
    Str code;
    Labels labels;
    uint32_t level;  // index of its level
    uint32_t parent; // index, or NONE for the topmost
    Span span;
} Region;

typedef struct PlaceSet {
    Str name;
    Labels labels;
    const uint32_t *regions; // [count]
    size_t count;
    Span span;
} PlaceSet;

typedef struct ChoiceValue {
    Str name;
    Labels labels;
    Span span;
} ChoiceValue;

typedef struct Choice {
    Str name;
    Labels labels;
    const ChoiceValue *values; // [count], least first
    size_t count;
    Span span;
} Choice;

// --- entities ---

typedef enum EntityKind {
    ENTITY_HOUSEHOLD, // one
    ENTITY_PERSON,    // its members
    ENTITY_PLACE,     // one: the region of the case
    ENTITY_RECORD,    // rows that belong to a person, household or record
    ENTITY_UNIT,      // members grouped by rule
} EntityKind;

enum { HOUSEHOLD = 0, PERSON = 1, PLACE = 2 }; // the first three entities of every program

typedef struct Entity {
    EntityKind kind;
    Str name;
    Str plural;
    Labels labels;
    uint32_t owner;      // ENTITY_RECORD: the entity a row belongs to; NONE otherwise
    uint32_t dated_by;   // ENTITY_RECORD: the fact that dates a row, or NONE
    bool normally_none;  // ENTITY_RECORD: not said means there are none
    uint32_t membership; // ENTITY_UNIT: rule of person, yes/no
    bool splits;         // ENTITY_UNIT: there may be several; else one to a household
    NodeId split;        // ENTITY_UNIT: members with the same value make one unit
    Span span;
} Entity;

// --- inputs ---

typedef struct Fact {
    Str name;
    Labels labels;
    Labels question;
    uint32_t entity;
    Type type;
    NodeId when;          // asked for when; NONE: always
    NodeId normally;      // presumed; NONE: nothing is
    bool normally_none;   // presumed not applicable
    NodeId low, high;     // limits, or NONE
    const Name *evidence; // [evidence_count]
    size_t evidence_count;
    const Name *needs; // what a discretion requires, [needs_count]
    size_t needs_count;
    uint32_t read_from; // the identity fact that tells it, or NONE
    bool discretion;
    bool private_fact;
    Citation citation;
    Span span;
    uint32_t document;
} Fact;

// --- parameters ---

typedef struct ParameterKey {
    Str name;
    KeyMode mode;
    Type type;
    int64_t clamp_low, clamp_high;
    Span span;
} ParameterKey;

typedef struct ParameterRow {
    uint32_t place;                  // region, or NONE for everywhere
    Number keys[PARAMETER_KEYS_MAX]; // choices, yes/no: their index; thresholds: the least value
    Date from, until, published;
    Number value; // choices, yes/no, dates: their index or day
    bool recalled;
    Citation citation;
    Str source; // free text of a table's "source" column; may be empty
    uint32_t document;
    Span span;
} ParameterRow;

// A place's or a reform's value of a rule, an exception to it, or a reform's value of a parameter.
typedef enum AlternativeKind {
    ALTERNATIVE_BASE,      // the rule's own value, or a local document's
    ALTERNATIVE_EXCEPTION, // outranks what it is an exception to
    ALTERNATIVE_REFORM,    // set by a reform: outranks all before it
} AlternativeKind;

typedef struct Alternative {
    AlternativeKind kind;
    Str name; // of an exception
    Labels labels;
    NodeId body; // not applicable: this alternative does not apply
    uint32_t place;
    Date from, until;
    uint64_t outranks; // bits of the alternatives of the same rule that it takes the place of
    Citation citation;
    bool recalled;
    Span span;
    uint32_t document;
} Alternative;

typedef struct Parameter {
    Str name;
    Labels labels;
    Type type;
    const ParameterKey *keys; // [key_count]
    size_t key_count;
    const ParameterRow *rows; // [row_count], ordered by (place, keys, from)
    size_t row_count;
    const Alternative *reforms; // [reform_count], applied in order
    size_t reform_count;
    bool by_region;     // rows differ by place
    uint32_t delegated; // level that sets it, or NONE
    NodeId low, high;   // limits, asked of the place; or NONE
    Citation citation;
    Span span;
    uint32_t document;
} Parameter;

// --- rules ---

typedef enum RuleRole {
    RULE_PLAIN,
    RULE_MEMBERSHIP, // of a unit
    RULE_SLOT,       // "dibao amount"; .slot tells
    RULE_SCALE,
    RULE_SIGNAL,
    RULE_AUDIT,
    RULE_TIER, // made from the programmes' tiers
} RuleRole;

typedef struct Rule {
    RuleRole role;
    Str name;
    Word slot;          // RULE_SLOT
    uint32_t programme; // RULE_SLOT: of this programme; NONE for clocks
    Labels labels;
    uint32_t entity;
    Type type;
    const Alternative *alternatives; // [alternative_count]
    size_t alternative_count;
    bool rounded;
    Rounding rounding;
    Number rounding_unit;
    uint32_t delegated;            // level that may set it, or NONE
    NodeId low, high;              // limits of what a place may set, or NONE
    const uint32_t *rises, *falls; // facts (as FACT index) it is monotone in
    size_t rises_count, falls_count;
    Citation citation;
    Str heading;
    Span span;
    uint32_t document;
} Rule;

// --- expressions ---

typedef enum Opcode {
#define OPCODE(id, gives) OP_##id,
#include "compile/opcodes.def"
#undef OPCODE
} Opcode;

// Whether it is one of LIST_FIRST ...: over the values written in a list.
static inline bool opcode_is_list(Opcode op)
{
    return op >= OP_LIST_FIRST && op <= OP_LIST_SMALLEST;
}

// Whether it is one of ROWS_SUM ...: over rows, with program.rows[target].
static inline bool opcode_is_rows(Opcode op)
{
    return op >= OP_ROWS_SUM && op <= OP_ROWS_RUN;
}

// What OP_PARAMETER's children are: one per key, in order, then these.
enum {
    PARAMETER_HAS_PLACE = 1,
    PARAMETER_HAS_DATE = 2,
    PARAMETER_LAST_YEAR = 4,
    PARAMETER_LAST_MONTH = 8
};

typedef struct Node {
    Opcode op;
    uint32_t detail;      // see opcodes.def
    uint32_t target;      // see opcodes.def
    uint32_t entity;      // of the frame it is asked in
    uint32_t child;       // first index into Program.children
    uint32_t child_count; // children may be NONE
    Type type;
    Span span;
} Node;

typedef enum RowsKind { ROWS_MEMBERS, ROWS_RECORD, ROWS_UNITS, ROWS_MONTHS } RowsKind;

// Where the rows of an aggregate come from, seen from its frame.
typedef struct Rows {
    RowsKind kind;
    uint32_t entity;  // of a row
    uint32_t of_unit; // ROWS_MEMBERS: the unit whose members; NONE: the household's
    uint32_t owners;  // ROWS_RECORD: rows of all these owners (index into Program.rows), or NONE:
                      // of the frame itself
    uint32_t months;  // ROWS_MONTHS and windows: how many; 0: all
    uint32_t latest;  // 0: all
    Span span;
} Rows;

typedef enum ColumnKind { COLUMN_FACT, COLUMN_RULE, COLUMN_PAID } ColumnKind;

// A value that past months are asked for, and that the books therefore keep.
typedef struct HistoryColumn {
    ColumnKind kind;
    uint32_t target; // fact, rule or programme
    uint32_t entity;
    Type type;
    Str name; // as written in a case: "in_grace", "dibao paid"
} HistoryColumn;

// --- programmes and what surrounds them ---

typedef struct Programme {
    Str name;
    Labels labels;
    uint32_t entity;
    uint32_t tier;      // value of the choice `tier`, or NONE
    Str category, fund; // values of the choices of these names; may be empty
    Labels category_labels, fund_labels;
    Str mode;           // cash, goods, service, waiver; empty: pays nothing itself
    Labels unit_labels; // of service hours and goods
    Word per;           // WORD_ONCE, WORD_MONTH ...
    bool pilot;
    bool recalled;
    uint32_t place;
    Date from, until;
    uint32_t qualifies, amount, starts, review, valid; // rules, or NONE
    Citation citation;
    Span span;
    uint32_t document;
} Programme;

typedef enum Keep { KEEP_HIGHER, KEEP_FIRST, KEEP_CHOSEN } Keep;

typedef struct Exclusive {
    Str name;
    Labels labels;
    const uint32_t *programmes; // [count]
    size_t count;
    bool per_person; // compared for each member; else for the household
    Keep keep;
    uint32_t chosen_by; // KEEP_CHOSEN: a fact whose value is a programme's name
    uint32_t place;
    Date from, until;
    Citation citation;
    Span span;
} Exclusive;

typedef struct Clock {
    Str name;
    Labels labels;
    uint32_t programme;           // or NONE
    uint32_t limit, due, overdue; // rules
    uint32_t from, to;            // facts
    Citation citation;
    Span span;
} Clock;

// A signal or an audit: the rule says when; the rest says what then.
typedef struct Watch {
    uint32_t rule;
    bool audit;
    Name level, to;
    NodeId within;    // a duration, or NONE
    const Name *then; // [then_count]
    size_t then_count;
    uint32_t place;
    Span span;
} Watch;

typedef struct Paper {
    Str name;
    Labels labels;
    Str number;
    uint32_t programme; // or NONE: of every programme
    NodeId when;        // or NONE: always
    Name issued_by, to;
    NodeId within;     // a duration, or NONE
    Name within_of;    // from which date
    NodeId posted;     // a duration, or NONE
    const Name *shows; // [shows_count]
    size_t shows_count;
    const Name *never; // [never_count]
    size_t never_count;
    uint32_t place;
    Date from, until;
    Citation citation;
    bool recalled;
    Span span;
} Paper;

typedef struct LawDocument {
    uint32_t file;
    Str name; // of its `law` or `reform`; may be empty
    Labels labels;
    bool reform;
    bool in_part;   // not all that is delegated to its place is known
    uint32_t place; // or NONE
    Date from, until;
    Date published;
    bool recalled;
    Span span;
} LawDocument;

// --- cases in the law ---

typedef enum CaseValueKind { CASE_VALUE, CASE_UNKNOWN, CASE_NOT_APPLICABLE } CaseValueKind;

typedef struct CaseValue {
    CaseValueKind kind;
    Number number; // as in ParameterRow.value; persons: index into LawCase.members
    Str text;      // TYPE_TEXT, TYPE_IDENTITY
    Span span;
} CaseValue;

typedef enum CaseTarget { CASE_FACT, CASE_RULE, CASE_PARAMETER, CASE_COLUMN } CaseTarget;

// "NAME VALUE", wherever it stands.
typedef struct CasePair {
    CaseTarget target;
    uint32_t index;
    uint32_t member; // index into LawCase.members, or NONE
    CaseValue value;
    Span span;
} CasePair;

typedef struct CaseRow {
    uint32_t record; // entity
    uint32_t member; // owner, or NONE: the household
    uint32_t parent; // owner row (index into LawCase.rows), or NONE
    const CasePair *pairs;
    size_t pair_count;
    Span span;
} CaseRow;

typedef struct CaseMonths {
    Date from, to;         // first days, inclusive
    const CasePair *pairs; // CASE_COLUMN
    size_t pair_count;
    Span span;
} CaseMonths;

typedef enum ExpectKind {
    EXPECT_QUALIFIES,
    EXPECT_FAILS,
    EXPECT_UNDETERMINED,
    EXPECT_VALUE, // RULE is VALUE
    EXPECT_ERROR, // the decision is refused; .text must stand in the message
} ExpectKind;

typedef struct Expectation {
    ExpectKind kind;
    uint32_t programme;
    uint32_t rule;
    uint32_t member; // or NONE
    bool has_amount;
    CaseValue value;   // the amount, or the rule's value
    const Name *needs; // [needs_count]: names of facts
    size_t needs_count;
    Str text;
    Span span;
} Expectation;

typedef struct LawCase {
    Str title;
    Span span; // its title, or its first line
    Date date;
    bool dated;
    uint32_t region;     // or NONE
    const Name *members; // [member_count]
    size_t member_count;
    const CasePair *facts; // of the household and of members
    size_t fact_count;
    const CaseRow *rows;
    size_t row_count;
    const uint32_t *known_records; // records of which rows are given, or said to be none
    size_t known_record_count;
    const CaseMonths *months;
    size_t month_count;
    Date recorded_from; // DATE_FIRST: the history is complete
    const CasePair *uses;
    size_t use_count;
    const Expectation *expectations;
    size_t expectation_count;
    uint32_t document;
} LawCase;

// --- the whole ---

typedef enum SymbolKind {
    SYM_FACT,
    SYM_PARAMETER,
    SYM_RULE,
    SYM_PROGRAMME,
    SYM_ENTITY,
    SYM_PLACES,
    SYM_CLOCK,
} SymbolKind;

typedef struct NamedThing {
    SymbolKind kind;
    uint32_t index;
    Str name;
    Span span;
} NamedThing;

typedef struct Program {
    const Sources *sources;
    Digest hash; // of all documents and tables

    Currency currency;
    VEC(Level) levels;
    VEC(Region) regions;
    VEC(PlaceSet) place_sets;
    VEC(Choice) choices;
    VEC(Instrument) instruments;
    Calendar calendar;

    VEC(Entity) entities;
    VEC(Fact) facts;
    VEC(Parameter) parameters;
    VEC(Rule) rules;
    VEC(Node) nodes;
    VEC(NodeId) children;
    VEC(Rows) rows;
    VEC(Number) constants;
    VEC(HistoryColumn) columns;

    VEC(Programme) programmes;
    VEC(Exclusive) exclusives;
    VEC(Clock) clocks;
    VEC(Watch) watches;
    VEC(Paper) papers;
    VEC(LawDocument) documents;
    VEC(LawCase) cases;

    VEC(NamedThing) names; // every fact, parameter, rule, programme ... once
    Map name_map;          // name to index in .names
    Map region_map;        // code to index in .regions
    uint32_t tier_choice;  // the choice named `tier`, or NONE
    uint32_t tier_rule;    // of person, or NONE
    Date first_day;        // no programme is in force before it
} Program;

// The index of a name in Program.names, or NONE.
uint32_t program_find(const Program *program, Str name);

// The rule in a slot of the programme or clock of this name ("dibao", WORD_AMOUNT), or NONE.
uint32_t program_find_slot(const Program *program, Str name, Word slot);
// A rule's name as it is referred to: "income", "dibao amount".
Str rule_name(Arena *arena, const Rule *rule);
uint32_t program_find_region(const Program *program, Str code);
uint32_t program_find_choice_value(const Choice *choice, Str name);
uint32_t program_find_column(const Program *program, ColumnKind kind, uint32_t target);

// Whether `region` is `place` or lies within it. Everything lies within NONE.
bool program_lies_within(const Program *program, uint32_t region, uint32_t place);

// Whether cases of a region are decided: a document of the law speaks for it, or a reform that
// takes part gives it values; or no document is of a place.
bool program_speaks_for(const Program *program, uint32_t region);

// How many levels a place lies below the topmost: 0 for NONE, 1 for a province ...
unsigned program_depth(const Program *program, uint32_t place);

// How many of the smallest coins make a whole one: 100 fen a yuan.
Number program_coin_scale(const Program *program);

// An amount of smallest coins in whole ones; to the nearest smallest coin if the exact fraction is
// too fine to be kept.
Number program_in_coins(const Program *program, Number amount);

static inline const Node *program_node(const Program *program, NodeId id)
{
    return &program->nodes.items[id];
}

static inline NodeId program_child(const Program *program, const Node *node, uint32_t index)
{
    return index < node->child_count ? program->children.items[node->child + index] : NONE;
}

#endif
