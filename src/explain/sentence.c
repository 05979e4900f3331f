#include "explain/sentence.h"

#include "base/panic.h"
#include "base/text.h"

typedef struct Sentence {
    const Speaker *speaker;
    Run *run;
} Sentence;

static Str node_text(const Sentence *sentence, NodeId id, const Frame *frame);

static const Node *node_at(const Sentence *sentence, NodeId id)
{
    return program_node(sentence->speaker->program, id);
}

static NodeId child_id(const Sentence *sentence, const Node *node, uint32_t index)
{
    return program_child(sentence->speaker->program, node, index);
}

static Str child_text(const Sentence *sentence, const Node *node, uint32_t index,
                      const Frame *frame)
{
    return node_text(sentence, child_id(sentence, node, index), frame);
}

// A child in brackets where it would otherwise run into what surrounds it.
static bool is_compound(const Node *node)
{
    switch ((int)node->op) {
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_AND:
    case OP_OR:
    case OP_LIST_FIRST: return true;
    default: return false;
    }
}

static Str bracketed(const Sentence *sentence, const Node *node, uint32_t index, const Frame *frame)
{
    const Str text = child_text(sentence, node, index, frame);
    if (!is_compound(node_at(sentence, child_id(sentence, node, index)))) return text;
    return say_1(sentence->speaker, PHRASE_BRACKET, text);
}

// A name with its value behind it, where there are values to tell.
static Str valued(const Sentence *sentence, Str name, NodeId id, const Frame *frame)
{
    if (sentence->run == NULL || frame == NULL) return name;
    const Value value = evaluate(sentence->run, id, frame);
    return say_2(sentence->speaker, PHRASE_VALUED, name,
                 say_value(sentence->speaker, &value, node_at(sentence, id)->type));
}

// --- names ---

static Str parameter_text(const Sentence *sentence, NodeId id, const Frame *frame)
{
    const Speaker *speaker = sentence->speaker;
    const Node *node = node_at(sentence, id);
    const Parameter *parameter = &speaker->program->parameters.items[node->target];
    Str text = say_label(speaker, parameter->labels, parameter->name);
    uint32_t child = (uint32_t)parameter->key_count;
    if ((node->detail & PARAMETER_HAS_PLACE) != 0)
        text = say_2(speaker, PHRASE_AT_PLACE, text, child_text(sentence, node, child++, frame));
    if ((node->detail & PARAMETER_HAS_DATE) != 0)
        text = say_2(speaker, PHRASE_AS_OF_DATE, text, child_text(sentence, node, child, frame));
    if ((node->detail & PARAMETER_LAST_YEAR) != 0) text = say_1(speaker, PHRASE_AS_OF_YEAR, text);
    if ((node->detail & PARAMETER_LAST_MONTH) != 0) text = say_1(speaker, PHRASE_AS_OF_MONTH, text);
    return valued(sentence, text, id, frame);
}

static Str past_text(const Sentence *sentence, NodeId id, const Frame *frame)
{
    const Speaker *speaker = sentence->speaker;
    const HistoryColumn *column = &speaker->program->columns.items[node_at(sentence, id)->target];
    (void)frame; // the value differs from month to month
    switch (column->kind) {
    case COLUMN_FACT: return say_1(speaker, PHRASE_IN_PAST, say_fact(speaker, column->target));
    case COLUMN_RULE: return say_1(speaker, PHRASE_IN_PAST, say_rule(speaker, column->target));
    case COLUMN_PAID: return say_1(speaker, PHRASE_PAID, say_programme(speaker, column->target));
    }
    panic_at(__FILE__, __LINE__, "every kind of column has a name");
}

static Str constant_text(const Sentence *sentence, const Node *node)
{
    const Number number = sentence->speaker->program->constants.items[node->target];
    if (!type_is_set(node->type)) return say_written(sentence->speaker, number, node->type);
    const Value value = value_bit((unsigned)number.num);
    return say_value(sentence->speaker, &value, node->type);
}

// --- operators ---

typedef struct Binary {
    Opcode op;
    Phrase phrase;
    Phrase dates; // of dates; the same phrase if there is no other
} Binary;

static const Binary binaries[] = {
    {OP_LESS, PHRASE_LESS, PHRASE_BEFORE},
    {OP_LESS_EQUAL, PHRASE_LESS_EQUAL, PHRASE_NOT_AFTER},
    {OP_GREATER, PHRASE_GREATER, PHRASE_AFTER},
    {OP_GREATER_EQUAL, PHRASE_GREATER_EQUAL, PHRASE_NOT_BEFORE},
    {OP_EQUAL, PHRASE_EQUAL, PHRASE_EQUAL},
    {OP_ADD, PHRASE_ADD, PHRASE_ADD},
    {OP_SUBTRACT, PHRASE_SUBTRACT, PHRASE_SUBTRACT},
    {OP_DAYS_APART, PHRASE_SUBTRACT, PHRASE_SUBTRACT},
    {OP_MULTIPLY, PHRASE_MULTIPLY, PHRASE_MULTIPLY},
    {OP_DIVIDE, PHRASE_DIVIDE, PHRASE_DIVIDE},
    {OP_AT_LEAST, PHRASE_AT_LEAST, PHRASE_AT_LEAST},
    {OP_AT_MOST, PHRASE_AT_MOST, PHRASE_AT_MOST},
    {OP_OTHERWISE, PHRASE_OTHERWISE, PHRASE_OTHERWISE},
    {OP_DATE_ADD, PHRASE_DATE_PLUS, PHRASE_DATE_PLUS},
    {OP_DATE_SUBTRACT, PHRASE_DATE_MINUS, PHRASE_DATE_MINUS},
};

// Whether a number of years is somebody's age: a person's rule that counts them up to today.
static bool is_age(const Sentence *sentence, NodeId id)
{
    const Program *program = sentence->speaker->program;
    const Node *node = program_node(program, id);
    if (node->op != OP_RULE || node->type.dimensions[DIMENSION_YEAR] != 1) return false;
    const Rule *rule = &program->rules.items[node->target];
    if (rule->alternative_count == 0 || rule->alternatives[0].body == NONE) return false;
    return program_node(program, rule->alternatives[0].body)->op == OP_INTERVAL;
}

// Whether something is compared with a value of a choice, which stands out better in quotes.
static bool is_named_value(const Sentence *sentence, const Node *node)
{
    const Node *right = node_at(sentence, child_id(sentence, node, 1));
    return right->op == OP_CONSTANT && right->type.kind == TYPE_CHOICE;
}

static Str binary_text(const Sentence *sentence, const Node *node, const Frame *frame)
{
    Speaker aged = *sentence->speaker;
    const Sentence of_ages = {.speaker = &aged, .run = sentence->run};
    if (is_age(sentence, child_id(sentence, node, 0)) ||
        is_age(sentence, child_id(sentence, node, 1))) {
        aged.ages = true;
        sentence = &of_ages;
    }
    for (size_t i = 0; i < sizeof binaries / sizeof binaries[0]; i++) {
        if (binaries[i].op != node->op) continue;
        const Type type = node_at(sentence, child_id(sentence, node, 0))->type;
        const bool product = node->op == OP_MULTIPLY || node->op == OP_DIVIDE;
        const Str left =
            product ? bracketed(sentence, node, 0, frame) : child_text(sentence, node, 0, frame);
        const bool right_binds = product || node->op == OP_SUBTRACT;
        const Str right = right_binds ? bracketed(sentence, node, 1, frame)
                                      : child_text(sentence, node, 1, frame);
        Phrase phrase = type.kind == TYPE_DATE ? binaries[i].dates : binaries[i].phrase;
        if (node->op == OP_EQUAL && is_named_value(sentence, node)) phrase = PHRASE_EQUAL_NAMED;
        return say_2(sentence->speaker, phrase, left, right);
    }
    panic_at(__FILE__, __LINE__, "every operator of two sides has a phrase");
}

static Str joined_text(const Sentence *sentence, const Node *node, const Frame *frame,
                       Phrase phrase)
{
    Str text = bracketed(sentence, node, 0, frame);
    for (uint32_t i = 1; i < node->child_count; i++)
        text = say_2(sentence->speaker, phrase, text, bracketed(sentence, node, i, frame));
    return text;
}

static Str within_text(const Sentence *sentence, const Node *node, const Frame *frame, bool within)
{
    StrVec items = {0};
    for (uint32_t i = 1; i < node->child_count; i++)
        *vec_push(sentence->speaker->arena, &items) = child_text(sentence, node, i, frame);
    const bool place = node_at(sentence, child_id(sentence, node, 0))->type.kind == TYPE_PLACE;
    return say_2(sentence->speaker,
                 within ? (place ? PHRASE_WITHIN_PLACES : PHRASE_WITHIN)
                        : (place ? PHRASE_NOT_WITHIN_PLACES : PHRASE_NOT_WITHIN),
                 child_text(sentence, node, 0, frame), say_list(sentence->speaker, &items));
}

// "not X" of a named yes/no: what it is, and where it should be otherwise, that.
static Str not_name_text(const Sentence *sentence, NodeId id, const Frame *frame)
{
    const Speaker *speaker = sentence->speaker;
    const Str name = node_text(sentence, id, NULL);
    if (sentence->run == NULL || frame == NULL) return say_1(speaker, PHRASE_NOT, name);
    const Value value = evaluate(sentence->run, id, frame);
    if (value_is_yes(&value)) return say_1(speaker, PHRASE_NOT_FAILS, name);
    return say_2(speaker, PHRASE_NOT_HOLDS, name,
                 say_value(speaker, &value, node_at(sentence, id)->type));
}

// Whether something is there: its value is told where there is one.
static Str applies_text(const Sentence *sentence, const Node *node, const Frame *frame,
                        Phrase phrase)
{
    const NodeId id = child_id(sentence, node, 0);
    const bool known = sentence->run != NULL && frame != NULL;
    const Value value = known ? evaluate(sentence->run, id, frame) : value_none();
    return say_1(sentence->speaker, phrase,
                 node_text(sentence, id, value_may_apply(&value) ? frame : NULL));
}

static Str not_text(const Sentence *sentence, const Node *node, const Frame *frame)
{
    const NodeId id = child_id(sentence, node, 0);
    const Node *inner = node_at(sentence, id);
    if (inner->op == OP_EQUAL)
        return say_2(sentence->speaker,
                     is_named_value(sentence, inner) ? PHRASE_NOT_EQUAL_NAMED : PHRASE_NOT_EQUAL,
                     child_text(sentence, inner, 0, frame), child_text(sentence, inner, 1, frame));
    if (inner->op == OP_WITHIN) return within_text(sentence, inner, frame, false);
    if (inner->op == OP_APPLIES) return applies_text(sentence, inner, frame, PHRASE_APPLIES_NOT);
    if (inner->op == OP_FACT || inner->op == OP_RULE) return not_name_text(sentence, id, frame);
    return say_1(sentence->speaker, PHRASE_NOT_LONG, node_text(sentence, id, frame));
}

static Str convert_text(const Sentence *sentence, const Node *node, const Frame *frame)
{
    static const struct {
        Dimension dimension;
        Phrase phrase;
    } forms[] = {{DIMENSION_MONTH, PHRASE_BY_MONTH},
                 {DIMENSION_YEAR, PHRASE_BY_YEAR},
                 {DIMENSION_WEEK, PHRASE_BY_WEEK},
                 {DIMENSION_DAY, PHRASE_BY_DAY}};
    const Str inner = bracketed(sentence, node, 0, frame);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (node->type.dimensions[forms[i].dimension] == -1)
            return say_1(sentence->speaker, forms[i].phrase, inner);
    }
    return inner;
}

static Str interval_text(const Sentence *sentence, const Node *node, const Frame *frame)
{
    static const Phrase since[] = {[DIMENSION_YEAR] = PHRASE_YEARS_SINCE,
                                   [DIMENSION_MONTH] = PHRASE_MONTHS_SINCE,
                                   [DIMENSION_WEEK] = PHRASE_WEEKS_SINCE,
                                   [DIMENSION_DAY] = PHRASE_DAYS_SINCE,
                                   [DIMENSION_WORKING_DAY] = PHRASE_WORK_SINCE};
    static const Phrase between[] = {[DIMENSION_YEAR] = PHRASE_YEARS_BETWEEN,
                                     [DIMENSION_MONTH] = PHRASE_MONTHS_BETWEEN,
                                     [DIMENSION_WEEK] = PHRASE_WEEKS_BETWEEN,
                                     [DIMENSION_DAY] = PHRASE_DAYS_BETWEEN,
                                     [DIMENSION_WORKING_DAY] = PHRASE_WORK_BETWEEN};
    const Str from = child_text(sentence, node, 0, frame);
    if (node_at(sentence, child_id(sentence, node, 1))->op == OP_TODAY)
        return say_1(sentence->speaker, since[node->detail], from);
    return say_2(sentence->speaker, between[node->detail], from,
                 child_text(sentence, node, 1, frame));
}

// --- lists ---
//
// Where the values are known, only the items that counted are said; conditions are said where they
// are open, or where there are no values at all.

typedef struct ListItem {
    NodeId value, when;
    bool counts;  // it may have counted
    bool certain; // it did
} ListItem;

static ListItem list_item(const Sentence *sentence, const Node *node, uint32_t index,
                          const Frame *frame)
{
    ListItem item = {.value = child_id(sentence, node, index),
                     .when = child_id(sentence, node, index + 1),
                     .counts = true};
    if (sentence->run == NULL || frame == NULL) return item;
    Value holds = value_yesno(true);
    if (item.when != NONE) holds = evaluate(sentence->run, item.when, frame);
    const Value value = evaluate(sentence->run, item.value, frame);
    item.counts = !value_is_no(&holds) && value_may_apply(&value);
    item.certain = !value_may_be_no(&holds) && !value_may_be_none(&value);
    return item;
}

static Str first_text(const Sentence *sentence, const Node *node, const Frame *frame)
{
    const Speaker *speaker = sentence->speaker;
    Text text = text_start(speaker->arena);
    for (uint32_t i = 0; i + 1 < node->child_count; i += 2) {
        const ListItem item = list_item(sentence, node, i, frame);
        if (!item.counts) continue;
        const Str value = node_text(sentence, item.value, frame);
        if (text.size == 0 && item.certain) return value;
        if (text.size > 0) text_add(&text, say(speaker, PHRASE_SEMICOLON));
        text_add(&text, item.when == NONE ? say_1(speaker, PHRASE_ITEM_ELSE, value)
                                          : say_2(speaker, PHRASE_ITEM_WHEN, value,
                                                  node_text(sentence, item.when, frame)));
        if (item.certain) break;
    }
    return text.size > 0 ? text_str(&text) : say(speaker, PHRASE_NOTHING);
}

static Str list_text(const Sentence *sentence, const Node *node, const Frame *frame, Phrase phrase)
{
    const Speaker *speaker = sentence->speaker;
    const bool conditions =
        node->op == OP_LIST_COUNT || node->op == OP_LIST_ANY || node->op == OP_LIST_EVERY;
    StrVec items = {0};
    for (uint32_t i = 0; i + 1 < node->child_count; i += 2) {
        const ListItem item = list_item(sentence, node, i, frame);
        if (!item.counts) continue;
        Str text = node_text(sentence, item.value, frame);
        if (item.when != NONE && !item.certain)
            text = say_2(speaker, PHRASE_COUNTED_WHEN, text, node_text(sentence, item.when, frame));
        *vec_push(speaker->arena, &items) = text;
    }
    if (items.count == 0) return say(speaker, PHRASE_NOTHING);
    const bool alone = items.count == 1 && !conditions && frame != NULL;
    if (alone) return items.items[0];
    return say_1(speaker, phrase, say_1(speaker, PHRASE_BRACKET, say_list(speaker, &items)));
}

// --- rows ---

static Str rows_name(const Sentence *sentence, uint32_t index)
{
    const Speaker *speaker = sentence->speaker;
    const Rows *rows = &speaker->program->rows.items[index];
    const Entity *entity = &speaker->program->entities.items[rows->entity];
    switch (rows->kind) {
    case ROWS_MEMBERS:
        if (rows->of_unit == NONE) return say(speaker, PHRASE_MEMBERS);
        entity = &speaker->program->entities.items[rows->of_unit];
        return say_1(speaker, PHRASE_MEMBERS_OF, say_label(speaker, entity->labels, entity->name));
    case ROWS_MONTHS:
        if (rows->months == 0) return say(speaker, PHRASE_PAST_MONTHS);
        return say_1(speaker, PHRASE_PAST_N_MONTHS, str_print(speaker->arena, "%u", rows->months));
    case ROWS_UNITS: return say_label(speaker, entity->labels, entity->name);
    case ROWS_RECORD: break;
    }
    Str text = say_label(speaker, entity->labels, entity->plural);
    if (rows->latest > 0)
        text =
            say_2(speaker, PHRASE_ROWS_LATEST, text, str_print(speaker->arena, "%u", rows->latest));
    if (rows->months > 0)
        text =
            say_2(speaker, PHRASE_ROWS_WINDOW, text, str_print(speaker->arena, "%u", rows->months));
    if (rows->owners != NONE)
        text = say_2(speaker, PHRASE_ROWS_OF, text, rows_name(sentence, rows->owners));
    return text;
}

enum { CHILD_VALUE, CHILD_FILTER, CHILD_KEY, CHILD_HAS };

static Str part_text(const Sentence *sentence, const Node *node, uint32_t part)
{
    const NodeId id = child_id(sentence, node, part);
    // Rows differ, so what is said of them carries no values.
    if (id == NONE) return (Str){0};
    return node_text(sentence, id, NULL);
}

static Str pick_text(const Sentence *sentence, const Node *node, Str rows)
{
    const Speaker *speaker = sentence->speaker;
    const bool first = node->op == OP_ROWS_FIRST;
    const Str key = part_text(sentence, node, CHILD_KEY);
    const Str value = part_text(sentence, node, CHILD_VALUE);
    if (key.size == 0)
        return say_2(speaker, first ? PHRASE_EARLIEST_VALUE : PHRASE_LATEST_VALUE, value, rows);
    if (value.size == 0)
        return say_2(speaker, first ? PHRASE_PICK_FIRST : PHRASE_PICK_LAST, rows, key);
    return say_3(speaker, first ? PHRASE_ROWS_FIRST : PHRASE_ROWS_LAST, value, rows, key);
}

// Whether it is certain that there are no rows at all.
static bool has_no_rows(const Sentence *sentence, const Node *node, const Frame *frame)
{
    if (sentence->run == NULL || frame == NULL) return false;
    const RowList rows = run_rows(sentence->run, node->target, frame);
    return rows.count == 0 && !rows.open;
}

static Str rows_text(const Sentence *sentence, NodeId id, const Frame *frame)
{
    const Speaker *speaker = sentence->speaker;
    const Node *node = node_at(sentence, id);
    Str rows = rows_name(sentence, node->target);
    const Str filter = part_text(sentence, node, CHILD_FILTER);
    if (filter.size > 0) rows = say_2(speaker, PHRASE_ROWS_WITH, rows, filter);
    const Str value = part_text(sentence, node, CHILD_VALUE);
    const Str has = part_text(sentence, node, CHILD_HAS);
    Str text;
    switch ((int)node->op) {
    case OP_ROWS_SUM: text = say_2(speaker, PHRASE_ROWS_SUM, value, rows); break;
    case OP_ROWS_COUNT: text = say_1(speaker, PHRASE_ROWS_COUNT, rows); break;
    case OP_ROWS_ANY:
        text = has.size > 0 ? say_2(speaker, PHRASE_ROWS_ANY_HAS, rows, has)
                            : say_1(speaker, PHRASE_ROWS_ANY, rows);
        break;
    case OP_ROWS_EVERY:
        if (has_no_rows(sentence, node, frame)) return say_1(speaker, PHRASE_ROWS_NONE, rows);
        text = say_2(speaker, PHRASE_ROWS_EVERY, rows, has);
        break;
    case OP_ROWS_LARGEST: text = say_2(speaker, PHRASE_ROWS_LARGEST, value, rows); break;
    case OP_ROWS_SMALLEST: text = say_2(speaker, PHRASE_ROWS_SMALLEST, value, rows); break;
    case OP_ROWS_RANK:
        text = say_2(speaker, PHRASE_RANK, rows, part_text(sentence, node, CHILD_KEY));
        break;
    case OP_ROWS_RUN: text = say_1(speaker, PHRASE_RUN, rows); break;
    default: text = pick_text(sentence, node, rows); break;
    }
    return valued(sentence, text, id, frame);
}

static Str of_text(const Sentence *sentence, NodeId id, const Frame *frame)
{
    const Node *node = node_at(sentence, id);
    const Str what = node_text(sentence, child_id(sentence, node, 0), NULL);
    const Str text = say_2(sentence->speaker, PHRASE_OF, what, child_text(sentence, node, 1, NULL));
    return valued(sentence, text, id, frame);
}

static Str outer_text(const Sentence *sentence, const Node *node, const Frame *frame)
{
    const Frame *outer = frame;
    for (uint32_t i = 0; outer != NULL && i < node->detail; i++) outer = outer->outer;
    return child_text(sentence, node, 0, outer);
}

static Str node_text(const Sentence *sentence, NodeId id, const Frame *frame)
{
    const Speaker *speaker = sentence->speaker;
    const Node *node = node_at(sentence, id);
    switch (node->op) {
    case OP_CONSTANT: return constant_text(sentence, node);
    case OP_TODAY: return say(speaker, PHRASE_TODAY);
    case OP_REGION: return valued(sentence, say(speaker, PHRASE_REGION), id, frame);
    case OP_SELF: return say(speaker, PHRASE_SELF);
    case OP_FACT: return valued(sentence, say_fact(speaker, node->target), id, frame);
    case OP_RULE: return valued(sentence, say_rule(speaker, node->target), id, frame);
    case OP_PAST: return past_text(sentence, id, frame);
    case OP_PARAMETER: return parameter_text(sentence, id, frame);
    case OP_KEY: return STR("…");
    case OP_AWARDED:
        return valued(sentence,
                      say_1(speaker, PHRASE_AWARDED, say_programme(speaker, node->target)), id,
                      frame);
    case OP_BASE: return valued(sentence, say(speaker, PHRASE_BASE), id, frame);
    case OP_OUTER: return outer_text(sentence, node, frame);
    case OP_OF: return of_text(sentence, id, frame);
    case OP_NOT: return not_text(sentence, node, frame);
    case OP_AND: return joined_text(sentence, node, frame, PHRASE_AND);
    case OP_OR: return joined_text(sentence, node, frame, PHRASE_OR);
    case OP_WITHIN: return within_text(sentence, node, frame, true);
    case OP_APPLIES: return applies_text(sentence, node, frame, PHRASE_APPLIES);
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
    case OP_EQUAL:
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_MULTIPLY:
    case OP_DIVIDE:
    case OP_AT_LEAST:
    case OP_AT_MOST:
    case OP_OTHERWISE:
    case OP_DATE_ADD:
    case OP_DATE_SUBTRACT:
    case OP_DAYS_APART: return binary_text(sentence, node, frame);
    case OP_NEGATE: return say_1(speaker, PHRASE_NEGATE, bracketed(sentence, node, 0, frame));
    case OP_CONVERT: return convert_text(sentence, node, frame);
    case OP_LIST_FIRST: return first_text(sentence, node, frame);
    case OP_LIST_SUM: return list_text(sentence, node, frame, PHRASE_SUM_OF);
    case OP_LIST_COUNT: return list_text(sentence, node, frame, PHRASE_COUNT_OF);
    case OP_LIST_ANY: return list_text(sentence, node, frame, PHRASE_ANY_OF);
    case OP_LIST_EVERY: return list_text(sentence, node, frame, PHRASE_EVERY_OF);
    case OP_LIST_LARGEST: return list_text(sentence, node, frame, PHRASE_LARGEST_OF);
    case OP_LIST_SMALLEST: return list_text(sentence, node, frame, PHRASE_SMALLEST_OF);
    case OP_ROWS_SUM:
    case OP_ROWS_COUNT:
    case OP_ROWS_ANY:
    case OP_ROWS_EVERY:
    case OP_ROWS_LARGEST:
    case OP_ROWS_SMALLEST:
    case OP_ROWS_FIRST:
    case OP_ROWS_LAST:
    case OP_ROWS_RANK:
    case OP_ROWS_RUN: return rows_text(sentence, id, frame);
    case OP_INTERVAL: return interval_text(sentence, node, frame);
    case OP_MONTH_START:
        return say_1(speaker, PHRASE_MONTH_START, child_text(sentence, node, 0, frame));
    }
    panic_at(__FILE__, __LINE__, "every operation can be said");
}

Str say_node(const Speaker *speaker, NodeId node, Run *run, const Frame *frame)
{
    const Sentence sentence = {.speaker = speaker, .run = run};
    return node_text(&sentence, node, frame);
}
