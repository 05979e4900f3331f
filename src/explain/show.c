#include "explain/show.h"

#include "base/suggest.h"
#include "base/text.h"
#include "compile/uses.h"

enum { ROWS_SHOWN_MAX = 200 };

typedef struct Shower {
    Text out;
    Speaker speaker;
    const ShowOptions *options;
} Shower;

static const Program *program_of(const Shower *shower)
{
    return shower->speaker.program;
}

static Str inked(Shower *shower, const char *code, Str text)
{
    if (shower->options->ink != INK_TERMINAL) return text;
    return str_print(shower->out.arena, "\033[%sm" STR_FORMAT "\033[0m", code, STR_ARGS(text));
}

static void put(Shower *shower, unsigned indent, Str text)
{
    text_add_repeated(&shower->out, ' ', indent);
    text_add(&shower->out, text);
    text_add_char(&shower->out, '\n');
}

static void put_heading(Shower *shower, Phrase phrase)
{
    put(shower, 0, inked(shower, "1", say(&shower->speaker, phrase)));
}

static Str labelled(Shower *shower, Phrase phrase, Str what)
{
    return say_2(&shower->speaker, PHRASE_LABELLED, say(&shower->speaker, phrase), what);
}

static Str cited(Shower *shower, Str text, const Citation *citation)
{
    const Str article = say_citation(&shower->speaker, citation);
    if (article.size == 0) return text;
    return str_print(
        shower->out.arena, STR_FORMAT "  " STR_FORMAT, STR_ARGS(text),
        STR_ARGS(inked(shower, "2", say_1(&shower->speaker, PHRASE_ARTICLE, article))));
}

// "from 2024-01-01 until 2025-01-01"; empty if always.
static Str period_text(Shower *shower, Date from, Date until)
{
    const Speaker *speaker = &shower->speaker;
    Arena *arena = shower->out.arena;
    const bool begins = from.day != DATE_FIRST.day;
    const bool ends = until.day != DATE_LAST.day;
    if (begins && ends)
        return say_2(speaker, PHRASE_FROM_UNTIL, date_print(arena, from), date_print(arena, until));
    if (begins) return say_1(speaker, PHRASE_FROM_ON, date_print(arena, from));
    if (ends) return say_1(speaker, PHRASE_UNTIL_DAY, date_print(arena, until));
    return (Str){0};
}

static Str with_note(Shower *shower, Str text, Str note)
{
    return note.size == 0 ? text : say_2(&shower->speaker, PHRASE_VALUED, text, note);
}

static Str entity_label(Shower *shower, uint32_t entity)
{
    const Entity *one = &program_of(shower)->entities.items[entity];
    const Phrase own[] = {
        [HOUSEHOLD] = PHRASE_HOUSEHOLD, [PERSON] = PHRASE_PERSON, [PLACE] = PHRASE_PLACE};
    if (entity <= PLACE && one->labels.zh.size == 0) return say(&shower->speaker, own[entity]);
    return say_label(&shower->speaker, one->labels, one->name);
}

typedef struct Title {
    Str label;
    Str name;
    Phrase kind;     // what it is
    uint32_t entity; // of whom, or NONE
    const Citation *citation;
    Span span;
} Title;

// Label, name, what it is and of whom; then the article and the place in the documents.
static void put_title(Shower *shower, const Title *title)
{
    Arena *arena = shower->out.arena;
    Str what = say(&shower->speaker, title->kind);
    if (title->entity != NONE)
        what = say_2(&shower->speaker, PHRASE_OF_ENTITY, what, entity_label(shower, title->entity));
    put(shower, 0,
        str_print(arena, STR_FORMAT "  " STR_FORMAT "  " STR_FORMAT,
                  STR_ARGS(inked(shower, "1", title->label)), STR_ARGS(title->name),
                  STR_ARGS(inked(shower, "2", say_1(&shower->speaker, PHRASE_BRACKET, what)))));
    const Str place = source_place(arena, program_of(shower)->sources, title->span);
    put(shower, 2, cited(shower, place, title->citation));
}

// --- expressions ---

// A condition with several parts on several lines; anything else as one sentence.
static void put_node(Shower *shower, unsigned indent, const char *lead, NodeId id)
{
    const Program *program = program_of(shower);
    const Node *node = program_node(program, id);
    Arena *arena = shower->out.arena;
    if (node->op != OP_AND && node->op != OP_OR) {
        put(shower, indent,
            str_print(arena, "%s" STR_FORMAT, lead,
                      STR_ARGS(say_node(&shower->speaker, id, NULL, NULL))));
        return;
    }
    const Str joiner = say(&shower->speaker, node->op == OP_AND ? PHRASE_AND_LINE : PHRASE_OR_LINE);
    for (uint32_t i = 0; i < node->child_count; i++) {
        const Str part = say_node(&shower->speaker, program_child(program, node, i), NULL, NULL);
        put(shower, indent,
            str_print(arena, "%s" STR_FORMAT STR_FORMAT, lead, STR_ARGS(i > 0 ? joiner : (Str){0}),
                      STR_ARGS(part)));
    }
}

// A list of values with conditions, one to a line.
static void put_value(Shower *shower, unsigned indent, NodeId id)
{
    const Program *program = program_of(shower);
    const Node *node = program_node(program, id);
    const Speaker *speaker = &shower->speaker;
    if (node->op != OP_LIST_FIRST) {
        put_node(shower, indent, node->type.kind == TYPE_YESNO ? "" : "= ", id);
        return;
    }
    for (uint32_t i = 0; i + 1 < node->child_count; i += 2) {
        const Str value = say_node(speaker, program_child(program, node, i), NULL, NULL);
        const NodeId when = program_child(program, node, i + 1);
        const Str line =
            when == NONE
                ? (node->child_count > 2 ? say_1(speaker, PHRASE_ITEM_ELSE, value) : value)
                : say_2(speaker, PHRASE_ITEM_WHEN, value, say_node(speaker, when, NULL, NULL));
        put(shower, indent, str_print(shower->out.arena, "= " STR_FORMAT, STR_ARGS(line)));
    }
}

static const Phrase roundings[] = {
    [ROUND_UP] = PHRASE_ROUNDED_UP,
    [ROUND_DOWN] = PHRASE_ROUNDED_DOWN,
    [ROUND_HALF_UP] = PHRASE_ROUNDED_HALF_UP,
    [ROUND_HALF_EVEN] = PHRASE_ROUNDED_HALF_EVEN,
};

static void put_limits(Shower *shower, NodeId low, NodeId high)
{
    const Speaker *speaker = &shower->speaker;
    if (low != NONE)
        put(shower, 2, labelled(shower, PHRASE_NOT_BELOW_HEAD, say_node(speaker, low, NULL, NULL)));
    if (high != NONE)
        put(shower, 2,
            labelled(shower, PHRASE_NOT_ABOVE_HEAD, say_node(speaker, high, NULL, NULL)));
}

static void put_delegated(Shower *shower, uint32_t level)
{
    if (level == NONE) return;
    const Level *one = &program_of(shower)->levels.items[level];
    put(shower, 2,
        say_1(&shower->speaker, PHRASE_LEFT_TO,
              say_label(&shower->speaker, one->labels, one->name)));
}

// --- rules ---

static bool is_here(const Shower *shower, uint32_t place)
{
    const uint32_t region = shower->options->region;
    if (place == NONE || region == NONE) return true;
    return program_lies_within(program_of(shower), region, place);
}

static void put_alternative(Shower *shower, const Rule *rule, const Alternative *one)
{
    const Speaker *speaker = &shower->speaker;
    const bool exception = one->kind == ALTERNATIVE_EXCEPTION;
    Str head = exception ? say_1(speaker, PHRASE_EXCEPTION_HEAD,
                                 say_label(speaker, one->labels, one->name))
               : one->kind == ALTERNATIVE_REFORM
                   ? say_1(speaker, PHRASE_REFORM_HEAD, say_label(speaker, one->labels, one->name))
                   : (Str){0};
    const Str where = one->place != NONE ? say_region(speaker, one->place) : (Str){0};
    const Str when = period_text(shower, one->from, one->until);
    const bool plain =
        head.size == 0 && where.size == 0 && when.size == 0 &&
        (one->citation.text.size == 0 || str_equal(one->citation.text, rule->citation.text));
    if (!plain) {
        if (head.size == 0) head = where.size > 0 ? where : say(speaker, PHRASE_VALUE);
        else head = with_note(shower, head, where);
        head = with_note(shower, head, when);
        if (one->recalled) head = say_1(speaker, PHRASE_RECALLED, head);
        put(shower, 2, cited(shower, head, &one->citation));
    }
    if (one->body != NONE) put_value(shower, plain ? 2 : 4, one->body);
}

static void put_rule_body(Shower *shower, uint32_t index)
{
    const Rule *rule = &program_of(shower)->rules.items[index];
    const Speaker *speaker = &shower->speaker;
    for (size_t i = 0; i < rule->alternative_count; i++) {
        if (is_here(shower, rule->alternatives[i].place))
            put_alternative(shower, rule, &rule->alternatives[i]);
    }
    if (rule->rounded) {
        Type unit = rule->type;
        if (unit.dimensions[DIMENSION_MONEY] == 1) unit = type_money();
        put(shower, 2,
            say_2(speaker, roundings[rule->rounding], say(speaker, PHRASE_RESULT),
                  say_written(speaker, rule->rounding_unit, unit)));
    }
    put_delegated(shower, rule->delegated);
    put_limits(shower, rule->low, rule->high);
}

// --- what a provision refers to, and what refers to it ---

static Str rule_with_name(Shower *shower, uint32_t index)
{
    const Rule *rule = &program_of(shower)->rules.items[index];
    const Str name = rule_name(shower->out.arena, rule);
    return str_print(shower->out.arena, STR_FORMAT "  " STR_FORMAT,
                     STR_ARGS(say_rule(&shower->speaker, index)),
                     STR_ARGS(inked(shower, "2", name)));
}

static void put_rows(Shower *shower, const Parameter *parameter, unsigned indent);

// `except`: the rule that is shown, which may ask for its own past.
static void put_used(Shower *shower, const Uses *uses, uint32_t except)
{
    const Program *program = program_of(shower);
    bool headed = false;
    for (uint32_t i = 0; i < program->parameters.count; i++) {
        if (!uses->parameters[i]) continue;
        if (!headed) put_heading(shower, PHRASE_PARAMETERS_HEAD);
        headed = true;
        const Parameter *one = &program->parameters.items[i];
        put(shower, 2,
            str_print(shower->out.arena, STR_FORMAT "  " STR_FORMAT,
                      STR_ARGS(say_label(&shower->speaker, one->labels, one->name)),
                      STR_ARGS(inked(shower, "2", one->name))));
        put_rows(shower, one, 4);
    }
    headed = false;
    for (uint32_t i = 0; i < program->rules.count; i++) {
        if (!uses->rules[i] || i == except) continue;
        if (!headed) put_heading(shower, PHRASE_RULES_HEAD);
        headed = true;
        put(shower, 2, rule_with_name(shower, i));
    }
    headed = false;
    for (uint32_t i = 0; i < program->facts.count; i++) {
        if (!uses->facts[i]) continue;
        if (!headed) put_heading(shower, PHRASE_FACTS_HEAD);
        headed = true;
        const Fact *one = &program->facts.items[i];
        put(shower, 2,
            str_print(shower->out.arena, STR_FORMAT "  " STR_FORMAT,
                      STR_ARGS(say_fact(&shower->speaker, i)),
                      STR_ARGS(inked(shower, "2", one->name))));
    }
}

static bool refers_to(const Uses *uses, SymbolKind kind, uint32_t index)
{
    if (kind == SYM_FACT) return uses->facts[index];
    if (kind == SYM_PARAMETER) return uses->parameters[index];
    return uses->rules[index];
}

static void put_users(Shower *shower, SymbolKind kind, uint32_t index)
{
    const Program *program = program_of(shower);
    bool headed = false;
    for (uint32_t i = 0; i < program->rules.count; i++) {
        Uses uses = uses_start(program_of(shower), shower->out.arena);
        uses_add_rule(program, i, &uses);
        const bool itself = kind == SYM_RULE && i == index;
        if (itself || !refers_to(&uses, kind, index)) continue;
        if (!headed) put_heading(shower, PHRASE_USERS_HEAD);
        headed = true;
        put(shower, 2, rule_with_name(shower, i));
    }
}

// --- parameters ---

static Str key_text(Shower *shower, const Parameter *parameter, const ParameterRow *row)
{
    const Speaker *speaker = &shower->speaker;
    StrVec keys = {0};
    for (size_t i = 0; i < parameter->key_count; i++) {
        const ParameterKey *key = &parameter->keys[i];
        const bool set = key->type.kind == TYPE_CHOICE || key->type.kind == TYPE_YESNO;
        const Value value =
            set ? value_bit((unsigned)row->keys[i].num) : value_number(row->keys[i]);
        Str text = say_value(speaker, &value, key->type);
        if (key->mode == KEY_SLICES || key->mode == KEY_STEPS)
            text = say_1(speaker, PHRASE_AT_LEAST_VALUE, text);
        *vec_push(shower->out.arena, &keys) = text;
    }
    return say_list(speaker, &keys);
}

static void put_row(Shower *shower, const Parameter *parameter, const ParameterRow *row,
                    unsigned indent)
{
    const Speaker *speaker = &shower->speaker;
    bool slices = false;
    for (size_t i = 0; i < parameter->key_count; i++)
        slices = slices || parameter->keys[i].mode == KEY_SLICES;
    const Type type = slices ? type_number(FLAVOUR_SHARE) : parameter->type;
    const bool set = type.kind == TYPE_CHOICE || type.kind == TYPE_YESNO;
    const Value value = set ? value_bit((unsigned)row->value.num) : value_number(row->value);
    Str line = say_value(speaker, &value, type);
    const Str keys = key_text(shower, parameter, row);
    if (keys.size > 0) line = say_2(speaker, PHRASE_LABELLED, keys, line);
    if (row->place != NONE)
        line = say_2(speaker, PHRASE_PERSON_FACT, say_region(speaker, row->place), line);
    line = with_note(shower, line, period_text(shower, row->from, row->until));
    if (row->source.size > 0) line = with_note(shower, line, row->source);
    if (row->recalled) line = say_1(speaker, PHRASE_RECALLED, line);
    put(shower, indent, cited(shower, line, &row->citation));
}

static bool in_force(const Shower *shower, const ParameterRow *row)
{
    const int32_t day = shower->options->date.day;
    return row->from.day <= day && day < row->until.day;
}

// Whether a later row of the same place and keys is in force too, and so takes this one's place.
static bool is_superseded(const Shower *shower, const Parameter *parameter, size_t at)
{
    const ParameterRow *row = &parameter->rows[at];
    for (size_t i = at + 1; i < parameter->row_count; i++) {
        const ParameterRow *other = &parameter->rows[i];
        bool same = other->place == row->place;
        for (size_t k = 0; k < parameter->key_count && same; k++)
            same = number_compare(other->keys[k], row->keys[k]) == 0;
        if (same && in_force(shower, other)) return true;
    }
    return false;
}

// The innermost place around the asked region that has a value in force; `found` tells if any has.
static uint32_t innermost_place(const Shower *shower, const Parameter *parameter, bool *found)
{
    const Program *program = program_of(shower);
    uint32_t place = shower->options->region;
    *found = true;
    while (true) {
        for (size_t i = 0; i < parameter->row_count; i++) {
            if (parameter->rows[i].place == place && in_force(shower, &parameter->rows[i]))
                return place;
        }
        if (place == NONE) break;
        place = program->regions.items[place].parent;
    }
    *found = false;
    return NONE;
}

static void put_rows(Shower *shower, const Parameter *parameter, unsigned indent)
{
    const bool everywhere = shower->options->region == NONE;
    bool found = true;
    const uint32_t place = everywhere ? NONE : innermost_place(shower, parameter, &found);
    size_t shown = 0;
    for (size_t i = 0; i < parameter->row_count && found; i++) {
        const ParameterRow *row = &parameter->rows[i];
        if ((!everywhere && row->place != place) || !in_force(shower, row) ||
            is_superseded(shower, parameter, i))
            continue;
        if (shown++ < ROWS_SHOWN_MAX) put_row(shower, parameter, row, indent);
    }
    if (shown > ROWS_SHOWN_MAX) put(shower, indent, STR("…"));
    if (shown == 0 && parameter->reform_count == 0)
        put(shower, indent, say(&shower->speaker, PHRASE_NOTHING_SET));
    for (size_t i = 0; i < parameter->reform_count; i++) {
        const Alternative *one = &parameter->reforms[i];
        put(shower, indent,
            say_1(&shower->speaker, PHRASE_REFORM_HEAD,
                  say_label(&shower->speaker, one->labels, one->name)));
        if (one->body != NONE) put_value(shower, indent + 2, one->body);
    }
}

static void show_parameter(Shower *shower, uint32_t index)
{
    const Parameter *one = &program_of(shower)->parameters.items[index];
    const Speaker *speaker = &shower->speaker;
    const Title title = {
        .label = say_label(speaker, one->labels, one->name),
        .name = one->name,
        .kind = PHRASE_KIND_PARAMETER,
        .entity = NONE,
        .citation = &one->citation,
        .span = one->span,
    };
    put_title(shower, &title);
    put(shower, 2, labelled(shower, PHRASE_TYPE_HEAD, say_type(speaker, one->type)));
    put_delegated(shower, one->delegated);
    put_limits(shower, one->low, one->high);
    put(shower, 0,
        inked(shower, "1",
              say_1(speaker, PHRASE_VALUES_ON,
                    date_print(shower->out.arena, shower->options->date))));
    put_rows(shower, one, 2);
    put_users(shower, SYM_PARAMETER, index);
}

// --- facts ---

// What proves a fact, in the words of the choice `evidence`, if the law has one.
static Str evidence_text(Shower *shower, const Fact *fact)
{
    const Program *program = program_of(shower);
    const Choice *choice = NULL;
    for (size_t i = 0; i < program->choices.count; i++) {
        if (str_equals(program->choices.items[i].name, "evidence"))
            choice = &program->choices.items[i];
    }
    StrVec proofs = {0};
    for (size_t i = 0; i < fact->evidence_count; i++) {
        const Str name = fact->evidence[i].text;
        const uint32_t value = choice != NULL ? program_find_choice_value(choice, name) : NONE;
        const Labels labels = value != NONE ? choice->values[value].labels : (Labels){0};
        *vec_push(shower->out.arena, &proofs) = say_label(&shower->speaker, labels, name);
    }
    return say_list(&shower->speaker, &proofs);
}

// What the use of a discretion requires: its parts, or documents by their names.
static Str needs_text(Shower *shower, const Fact *fact)
{
    static const struct {
        const char *need;
        Phrase phrase;
    } parts[] = {{"reason", PHRASE_NEED_REASON},
                 {"evidence", PHRASE_NEED_EVIDENCE},
                 {"signature", PHRASE_NEED_SIGNATURE},
                 {"second_signature", PHRASE_NEED_SECOND}};
    StrVec needs = {0};
    for (size_t i = 0; i < fact->needs_count; i++) {
        Str text = fact->needs[i].text;
        for (size_t p = 0; p < sizeof parts / sizeof parts[0]; p++) {
            if (str_equals(fact->needs[i].text, parts[p].need))
                text = say(&shower->speaker, parts[p].phrase);
        }
        *vec_push(shower->out.arena, &needs) = text;
    }
    return say_list(&shower->speaker, &needs);
}

static void show_fact(Shower *shower, uint32_t index)
{
    const Fact *one = &program_of(shower)->facts.items[index];
    const Speaker *speaker = &shower->speaker;
    const Title title = {
        .label = say_fact(speaker, index),
        .name = one->name,
        .kind = one->discretion ? PHRASE_KIND_DISCRETION : PHRASE_KIND_FACT,
        .entity = one->entity,
        .citation = &one->citation,
        .span = one->span,
    };
    put_title(shower, &title);
    put(shower, 2, labelled(shower, PHRASE_TYPE_HEAD, say_type(speaker, one->type)));
    if (one->question.zh.size > 0)
        put(shower, 2,
            labelled(shower, PHRASE_QUESTION_HEAD, say_label(speaker, one->question, one->name)));
    if (one->when != NONE)
        put(shower, 2,
            labelled(shower, PHRASE_ASKED_WHEN, say_node(speaker, one->when, NULL, NULL)));
    if (one->normally_none)
        put(shower, 2, labelled(shower, PHRASE_NORMALLY_HEAD, say(speaker, PHRASE_NOT_APPLICABLE)));
    if (one->normally != NONE)
        put(shower, 2,
            labelled(shower, PHRASE_NORMALLY_HEAD, say_node(speaker, one->normally, NULL, NULL)));
    put_limits(shower, one->low, one->high);
    const Str proofs = evidence_text(shower, one);
    if (proofs.size > 0) put(shower, 2, labelled(shower, PHRASE_EVIDENCE_HEAD, proofs));
    const Str needs = needs_text(shower, one);
    if (needs.size > 0) put(shower, 2, labelled(shower, PHRASE_USE_NEEDS, needs));
    if (one->private_fact) put(shower, 2, say(speaker, PHRASE_PRIVATE));
    put_users(shower, SYM_FACT, index);
}

// --- rules and programmes ---

static void show_rule(Shower *shower, uint32_t index)
{
    const Rule *one = &program_of(shower)->rules.items[index];
    static const Phrase kinds[] = {
        [RULE_PLAIN] = PHRASE_KIND_RULE,    [RULE_MEMBERSHIP] = PHRASE_KIND_UNIT,
        [RULE_SLOT] = PHRASE_KIND_RULE,     [RULE_SCALE] = PHRASE_KIND_SCALE,
        [RULE_SIGNAL] = PHRASE_KIND_SIGNAL, [RULE_AUDIT] = PHRASE_KIND_AUDIT,
        [RULE_TIER] = PHRASE_KIND_RULE};
    // A unit's rule says who of the household belongs to it; that it is a yes or no of each person
    // is the language's affair.
    const bool unit = one->role == RULE_MEMBERSHIP;
    const Title title = {
        .label = say_rule(&shower->speaker, index),
        .name = one->name,
        .kind = kinds[one->role],
        .entity = unit ? HOUSEHOLD : one->entity,
        .citation = &one->citation,
        .span = one->span,
    };
    put_title(shower, &title);
    if (!unit)
        put(shower, 2, labelled(shower, PHRASE_TYPE_HEAD, say_type(&shower->speaker, one->type)));
    put_rule_body(shower, index);
    Uses uses = uses_start(program_of(shower), shower->out.arena);
    uses_add_rule(program_of(shower), index, &uses);
    put_used(shower, &uses, index);
    put_users(shower, SYM_RULE, index);
}

static void put_slot(Shower *shower, uint32_t rule, Phrase heading)
{
    if (rule == NONE) return;
    const Rule *one = &program_of(shower)->rules.items[rule];
    put(shower, 0,
        cited(shower, inked(shower, "1", say(&shower->speaker, heading)), &one->citation));
    put_rule_body(shower, rule);
}

static void put_around(Shower *shower, uint32_t index)
{
    const Program *program = program_of(shower);
    const Speaker *speaker = &shower->speaker;
    StrVec names = {0};
    for (size_t i = 0; i < program->exclusives.count; i++) {
        const Exclusive *one = &program->exclusives.items[i];
        for (size_t p = 0; p < one->count; p++) {
            if (one->programmes[p] == index)
                *vec_push(shower->out.arena, &names) = say_label(speaker, one->labels, one->name);
        }
    }
    if (names.count > 0)
        put(shower, 0, labelled(shower, PHRASE_EXCLUSIVE_HEAD, say_list(speaker, &names)));
    names = (StrVec){0};
    for (size_t i = 0; i < program->clocks.count; i++) {
        const Clock *one = &program->clocks.items[i];
        if (one->programme == index)
            *vec_push(shower->out.arena, &names) = say_label(speaker, one->labels, one->name);
    }
    if (names.count > 0)
        put(shower, 0, labelled(shower, PHRASE_CLOCKS_HEAD, say_list(speaker, &names)));
    names = (StrVec){0};
    for (size_t i = 0; i < program->papers.count; i++) {
        const Paper *one = &program->papers.items[i];
        if (one->programme == index)
            *vec_push(shower->out.arena, &names) = say_label(speaker, one->labels, one->name);
    }
    if (names.count > 0)
        put(shower, 0, labelled(shower, PHRASE_PAPERS_HEAD, say_list(speaker, &names)));
}

// "现金，按月"
static Str pays_text(const Speaker *speaker, const Programme *one)
{
    static const struct {
        const char *mode;
        Phrase phrase;
    } modes[] = {{"cash", PHRASE_PAYS_CASH},
                 {"goods", PHRASE_PAYS_GOODS},
                 {"service", PHRASE_PAYS_SERVICE},
                 {"waiver", PHRASE_PAYS_WAIVER}};
    static const struct {
        Word per;
        Phrase phrase;
    } periods[] = {{WORD_ONCE, PHRASE_PAID_ONCE},
                   {WORD_MONTH, PHRASE_PAID_MONTHLY},
                   {WORD_YEAR, PHRASE_PAID_YEARLY},
                   {WORD_WEEK, PHRASE_PAID_WEEKLY},
                   {WORD_DAY, PHRASE_PAID_DAILY}};
    Str text = one->mode;
    for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
        if (str_equals(one->mode, modes[i].mode)) text = say(speaker, modes[i].phrase);
    }
    for (size_t i = 0; i < sizeof periods / sizeof periods[0]; i++) {
        if (periods[i].per == one->per) return say_1(speaker, periods[i].phrase, text);
    }
    return text;
}

static void show_programme(Shower *shower, uint32_t index)
{
    const Program *program = program_of(shower);
    const Programme *one = &program->programmes.items[index];
    const Speaker *speaker = &shower->speaker;
    const Title title = {
        .label = say_programme(speaker, index),
        .name = one->name,
        .kind = PHRASE_KIND_PROGRAMME,
        .entity = one->entity,
        .citation = &one->citation,
        .span = one->span,
    };
    put_title(shower, &title);
    if (one->tier != NONE) {
        const ChoiceValue *tier = &program->choices.items[program->tier_choice].values[one->tier];
        put(shower, 2, labelled(shower, PHRASE_TIER, say_label(speaker, tier->labels, tier->name)));
    }
    if (one->category.size > 0)
        put(shower, 2,
            labelled(shower, PHRASE_CATEGORY_HEAD,
                     say_label(speaker, one->category_labels, one->category)));
    if (one->mode.size > 0)
        put(shower, 2, labelled(shower, PHRASE_PAYS_HEAD, pays_text(speaker, one)));
    if (one->fund.size > 0)
        put(shower, 2,
            labelled(shower, PHRASE_FUND_HEAD, say_label(speaker, one->fund_labels, one->fund)));
    const Str period = period_text(shower, one->from, one->until);
    if (period.size > 0) put(shower, 2, labelled(shower, PHRASE_IN_FORCE_HEAD, period));
    if (one->pilot) put(shower, 2, say(speaker, PHRASE_PILOT));
    if (one->recalled) put(shower, 2, say_1(speaker, PHRASE_RECALLED, (Str){0}));
    put_slot(shower, one->qualifies, PHRASE_WHO_HEAD);
    put_slot(shower, one->amount, PHRASE_HOW_MUCH_HEAD);
    put_slot(shower, one->starts, PHRASE_STARTS_HEAD);
    put_slot(shower, one->review, PHRASE_REVIEW_HEAD);
    put_slot(shower, one->valid, PHRASE_VALID_HEAD);
    put_around(shower, index);
    Uses uses = uses_start(program_of(shower), shower->out.arena);
    uses_add_rule(program, one->qualifies, &uses);
    if (one->amount != NONE) uses_add_rule(program, one->amount, &uses);
    put_used(shower, &uses, NONE);
}

static bool show_entity(Shower *shower, uint32_t index)
{
    const Entity *one = &program_of(shower)->entities.items[index];
    if (one->kind != ENTITY_UNIT) return false;
    show_rule(shower, one->membership);
    return true;
}

static bool show_clock(Shower *shower, uint32_t index)
{
    const Clock *one = &program_of(shower)->clocks.items[index];
    const Speaker *speaker = &shower->speaker;
    const Title title = {
        .label = say_label(speaker, one->labels, one->name),
        .name = one->name,
        .kind = PHRASE_KIND_CLOCK,
        .entity = NONE,
        .citation = &one->citation,
        .span = one->span,
    };
    put_title(shower, &title);
    put(shower, 2,
        say_2(speaker, PHRASE_RUNS_BETWEEN, say_fact(speaker, one->from),
              say_fact(speaker, one->to)));
    put_rule_body(shower, one->limit);
    return true;
}

static bool show_named(Shower *shower, const NamedThing *thing)
{
    switch (thing->kind) {
    case SYM_FACT: show_fact(shower, thing->index); return true;
    case SYM_PARAMETER: show_parameter(shower, thing->index); return true;
    case SYM_RULE: show_rule(shower, thing->index); return true;
    case SYM_PROGRAMME: show_programme(shower, thing->index); return true;
    case SYM_ENTITY: return show_entity(shower, thing->index);
    case SYM_CLOCK: return show_clock(shower, thing->index);
    case SYM_PLACES: return false;
    }
    return false;
}

// A name, or a label in either language.
static uint32_t find_named(const Program *program, Str name)
{
    const uint32_t found = program_find(program, name);
    if (found != NONE) return found;
    for (uint32_t i = 0; i < program->programmes.count; i++) {
        const Programme *one = &program->programmes.items[i];
        if (str_equal(one->labels.zh, name) || str_equal(one->labels.en, name))
            return program_find(program, one->name);
    }
    for (uint32_t i = 0; i < program->rules.count; i++) {
        const Rule *one = &program->rules.items[i];
        if (one->role != RULE_SLOT &&
            (str_equal(one->labels.zh, name) || str_equal(one->labels.en, name)))
            return program_find(program, one->name);
    }
    return NONE;
}

bool show_thing(const Program *program, const ShowOptions *options, Str name, Arena *arena,
                Str *text, Error *err)
{
    Shower shower = {
        .out = text_start(arena),
        .speaker = {.program = program, .arena = arena, .language = options->language},
        .options = options,
    };
    const uint32_t found = find_named(program, name);
    if (found != NONE && show_named(&shower, &program->names.items[found])) {
        *text = text_str(&shower.out);
        return true;
    }
    Suggestion near = suggestion_start(name);
    for (size_t i = 0; i < program->names.count; i++)
        suggestion_offer(&near, program->names.items[i].name);
    if (near.nearest.size > 0)
        return error_set(err, ERROR_INVALID, "",
                         "the law has nothing called \"" STR_FORMAT "\"; did you mean \"" STR_FORMAT
                         "\"?",
                         STR_ARGS(name), STR_ARGS(near.nearest));
    return error_set(err, ERROR_INVALID, "", "the law has nothing called \"" STR_FORMAT "\"",
                     STR_ARGS(name));
}
