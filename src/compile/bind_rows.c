// Lists and rows: the aggregates. See bind_expr.c for names and operators.

#include "base/panic.h"
#include "compile/compiler.h"

static Type yesno(void)
{
    return type_of(TYPE_YESNO);
}

static Node new_node(Opcode op, Type type, const Scope *scope, Span span)
{
    return (Node){.op = op, .target = NONE, .entity = scope->entity, .type = type, .span = span};
}

// --- lists ---

// The items' own dates become conditions on the day of the decision.
static NodeId period_condition(Compiler *compiler, const Marks *marks, const Scope *scope,
                               Span span)
{
    NodeId tests[2];
    uint32_t count = 0;
    const struct {
        bool given;
        Opcode op;
        Date day;
    } ends[] = {{marks->from.day != DATE_FIRST.day, OP_GREATER_EQUAL, marks->from},
                {marks->until.day != DATE_LAST.day, OP_LESS, marks->until}};
    for (size_t i = 0; i < 2; i++) {
        if (!ends[i].given) continue;
        const NodeId today =
            make_node(compiler, new_node(OP_TODAY, type_of(TYPE_DATE), scope, span), NULL, 0);
        const NodeId sides[] = {today, make_constant(compiler, number_whole(ends[i].day.day),
                                                     type_of(TYPE_DATE), scope, span)};
        tests[count++] = make_node(compiler, new_node(ends[i].op, yesno(), scope, span), sides, 2);
    }
    if (count < 2) return count == 0 ? NONE : tests[0];
    return make_node(compiler, new_node(OP_AND, yesno(), scope, span), tests, 2);
}

static NodeId both(Compiler *compiler, NodeId a, NodeId b, const Scope *scope, Span span)
{
    if (a == NONE) return b;
    if (b == NONE) return a;
    const NodeId sides[] = {a, b};
    return make_node(compiler, new_node(OP_AND, yesno(), scope, span), sides, 2);
}

// Brings the values of a list to one type: bare zeros take the unit of the others.
static bool unify(Compiler *compiler, const Bound *values, size_t count, Type *type,
                  const ItemVec *items)
{
    size_t model = 0;
    while (model + 1 < count && values[model].zero) model++;
    *type = values[model].type;
    for (size_t i = 0; i < count; i++) {
        if (values[i].zero && type->kind == TYPE_NUMBER) {
            compiler->program->nodes.items[values[i].node].type = *type;
        } else if (!type_same(values[i].type, *type)) {
            Diagnostic *fault =
                diagnose(compiler->diagnostics, "unit", items->items[i].span,
                         "this value is " STR_FORMAT ", but another of the list is " STR_FORMAT,
                         STR_ARGS(type_print(compiler->policy, compiler->program, values[i].type)),
                         STR_ARGS(type_print(compiler->policy, compiler->program, *type)));
            diagnostic_other(compiler->diagnostics, fault, items->items[model].span,
                             "the other value");
            return false;
        } else if (type_is_pure(*type) && values[i].type.flavour != type->flavour) {
            type->flavour = FLAVOUR_NUMBER;
        }
    }
    return true;
}

static const struct {
    Word word;
    Opcode list, rows;
} aggregate_ops[] = {
    {WORD_FIRST, OP_LIST_FIRST, OP_ROWS_FIRST},
    {WORD_LAST, OP_LIST_FIRST, OP_ROWS_LAST},
    {WORD_SUM, OP_LIST_SUM, OP_ROWS_SUM},
    {WORD_COUNT, OP_LIST_COUNT, OP_ROWS_COUNT},
    {WORD_ANY, OP_LIST_ANY, OP_ROWS_ANY},
    {WORD_EVERY, OP_LIST_EVERY, OP_ROWS_EVERY},
    {WORD_LARGEST, OP_LIST_LARGEST, OP_ROWS_LARGEST},
    {WORD_SMALLEST, OP_LIST_SMALLEST, OP_ROWS_SMALLEST},
    {WORD_RANK, OP_ROWS_RANK, OP_ROWS_RANK},
    {WORD_RUN, OP_ROWS_RUN, OP_ROWS_RUN},
};

static Opcode op_of(Word word, bool rows)
{
    for (size_t i = 0; i < sizeof aggregate_ops / sizeof aggregate_ops[0]; i++) {
        if (aggregate_ops[i].word == word)
            return rows ? aggregate_ops[i].rows : aggregate_ops[i].list;
    }
    panic_at(__FILE__, __LINE__, "every aggregate has its operations");
}

// In a list the first value whose condition holds counts: what stands behind one that always holds,
// or has held since before its own first day, is never reached.
static void report_unreachable(Compiler *compiler, const ItemVec *items)
{
    for (size_t i = 0; i + 1 < items->count; i++) {
        const Item *item = &items->items[i];
        if (item->when != NULL || item->marks.until.day != DATE_LAST.day) continue;
        for (size_t j = i + 1; j < items->count; j++) {
            const Item *later = &items->items[j];
            if (later->marks.from.day < item->marks.from.day) continue;
            Diagnostic *fault =
                diagnose(compiler->diagnostics, "unreachable", later->span,
                         "this value is never used: one before it has no condition%s",
                         item->marks.from.day == DATE_FIRST.day ? "" : " and begins no later");
            diagnostic_other(compiler->diagnostics, fault, item->span, "the one before it");
            if (item->marks.from.day != DATE_FIRST.day)
                diagnostic_hint(compiler->diagnostics, fault,
                                "write the latest first, or say until when the earlier one holds");
            return;
        }
    }
}

static void check_periods(Compiler *compiler, const ItemVec *items)
{
    for (size_t i = 0; i < items->count; i++) {
        const Item *item = &items->items[i];
        if (item->marks.until.day <= item->marks.from.day)
            diagnose(compiler->diagnostics, "period", item->span,
                     "this value is never in force: it ends before it begins");
    }
}

static Bound bind_list(Compiler *compiler, const ItemVec *items, Word word, Span span,
                       const Scope *scope, const Type *expected)
{
    const bool conditions = word == WORD_COUNT || word == WORD_ANY || word == WORD_EVERY;
    const Type wanted = yesno();
    Bound *values = ARENA_ARRAY(compiler->policy, Bound, items->count);
    NodeId *children = ARENA_ARRAY(compiler->policy, NodeId, items->count * 2);
    bool failed = false;
    for (size_t i = 0; i < items->count; i++) {
        const Item *item = &items->items[i];
        const Type *hint = conditions ? &wanted : expected;
        // In a list without an expected type, the first value tells the others theirs.
        if (hint == NULL && i > 0 && !values[0].failed) hint = &values[0].type;
        values[i] = bind_expr(compiler, item->value, scope, hint);
        NodeId when = NONE;
        if (item->when != NULL) {
            when = bind_condition(compiler, item->when, scope);
            failed = failed || when == NONE;
        }
        when = both(compiler, when, period_condition(compiler, &item->marks, scope, item->span),
                    scope, item->span);
        failed = failed || values[i].failed;
        children[2 * i] = values[i].node;
        children[2 * i + 1] = when;
    }
    check_periods(compiler, items);
    if (failed) return bound_failed();
    if (word == WORD_FIRST) report_unreachable(compiler, items);
    Type type = yesno();
    if (!unify(compiler, values, items->count, &type, items)) return bound_failed();
    const bool numeric = word == WORD_SUM || word == WORD_LARGEST || word == WORD_SMALLEST;
    if ((conditions && type.kind != TYPE_YESNO) ||
        (numeric && type.kind != TYPE_NUMBER && !(word != WORD_SUM && type.kind != TYPE_YESNO))) {
        diagnose(compiler->diagnostics, "type", span, "\"%s of\" cannot be asked of " STR_FORMAT,
                 word_text(word), STR_ARGS(type_print(compiler->policy, compiler->program, type)));
        return bound_failed();
    }
    if (word == WORD_COUNT) type = type_number(FLAVOUR_COUNT);
    bool zero = numeric || word == WORD_FIRST;
    for (size_t i = 0; i < items->count; i++) zero = zero && values[i].zero;
    const NodeId node = make_node(compiler, new_node(op_of(word, false), type, scope, span),
                                  children, (uint32_t)items->count * 2);
    return (Bound){.node = node, .type = type, .zero = zero};
}

Bound bind_items(Compiler *compiler, const ItemVec *items, Span span, const Scope *scope,
                 const Type *expected)
{
    invariant(items->count > 0);
    const Item *only = &items->items[0];
    const bool plain = items->count == 1 && only->when == NULL &&
                       only->marks.from.day == DATE_FIRST.day &&
                       only->marks.until.day == DATE_LAST.day;
    if (plain) return bind_expr(compiler, only->value, scope, expected);
    return bind_list(compiler, items, WORD_FIRST, span, scope, expected);
}

// --- rows ---

typedef struct RowSource {
    Rows rows;
    bool failed;
} RowSource;

static RowSource no_rows(void)
{
    return (RowSource){.failed = true};
}

static bool is_members(Str noun)
{
    return str_equals(noun, "members") || str_equals(noun, "member");
}

static uint32_t find_row_entity(const Program *program, Str noun)
{
    for (uint32_t i = 0; i < program->entities.count; i++) {
        const Entity *entity = &program->entities.items[i];
        if ((entity->kind == ENTITY_RECORD || entity->kind == ENTITY_UNIT) &&
            (str_equal(entity->name, noun) || str_equal(entity->plural, noun)))
            return i;
    }
    return NONE;
}

static uint32_t add_rows(Compiler *compiler, Rows rows)
{
    *vec_push(compiler->policy, &compiler->program->rows) = rows;
    return (uint32_t)(compiler->program->rows.count - 1);
}

// A unit's members depend on who belongs to it.
static RowSource checked_members(Compiler *compiler, Rows rows)
{
    if (rows.of_unit == NONE) return (RowSource){.rows = rows};
    const uint32_t membership = compiler->program->entities.items[rows.of_unit].membership;
    if (membership != NONE && !bind_rule(compiler, membership, rows.span)) return no_rows();
    return (RowSource){.rows = rows};
}

// "members" of whom: the unit whose rule this is, or what "of" names; else the household's.
static RowSource members_source(Compiler *compiler, const RowsSyntax *syntax, const Scope *scope)
{
    const Program *program = compiler->program;
    Rows rows = {.kind = ROWS_MEMBERS,
                 .entity = PERSON,
                 .of_unit = NONE,
                 .owners = NONE,
                 .span = syntax->span};
    if (syntax->owner == NULL) {
        if (program->entities.items[scope->entity].kind == ENTITY_UNIT)
            rows.of_unit = scope->entity;
        return checked_members(compiler, rows);
    }
    const Name *whose = &syntax->owner->noun;
    if (str_equals(whose->text, "household")) return (RowSource){.rows = rows};
    const uint32_t entity = find_row_entity(program, whose->text);
    if (entity == NONE || program->entities.items[entity].kind != ENTITY_UNIT ||
        !entity_sees(program, scope->entity, entity)) {
        diagnose(compiler->diagnostics, "rows", whose->span,
                 "there is no unit \"" STR_FORMAT "\" to take members of here",
                 STR_ARGS(whose->text));
        return no_rows();
    }
    rows.of_unit = entity;
    return checked_members(compiler, rows);
}

static RowSource row_source(Compiler *compiler, const RowsSyntax *syntax, const Scope *scope);

static RowSource record_source(Compiler *compiler, const RowsSyntax *syntax, uint32_t entity,
                               const Scope *scope)
{
    const Program *program = compiler->program;
    const Entity *record = &program->entities.items[entity];
    Rows rows = {.kind = ROWS_RECORD,
                 .entity = entity,
                 .of_unit = NONE,
                 .owners = NONE,
                 .months = syntax->window_limited ? (uint32_t)syntax->window_months : 0,
                 .latest = (uint32_t)syntax->latest,
                 .span = syntax->span};
    if ((rows.months > 0 || rows.latest > 0) && record->dated_by == NONE) {
        Diagnostic *fault = diagnose(compiler->diagnostics, "rows", syntax->span,
                                     "rows of " STR_FORMAT " have no date", STR_ARGS(record->name));
        diagnostic_hint(compiler->diagnostics, fault, "add \"dated FACT\" to the record");
        return no_rows();
    }
    if (syntax->owner != NULL) {
        const RowSource owners = row_source(compiler, syntax->owner, scope);
        if (owners.failed) return owners;
        if (owners.rows.entity != record->owner) {
            diagnose(compiler->diagnostics, "rows", syntax->owner->span,
                     STR_FORMAT " belong to a " STR_FORMAT ", not to a " STR_FORMAT,
                     STR_ARGS(record->plural),
                     STR_ARGS(program->entities.items[record->owner].name),
                     STR_ARGS(program->entities.items[owners.rows.entity].name));
            return no_rows();
        }
        rows.owners = add_rows(compiler, owners.rows);
        return (RowSource){.rows = rows};
    }
    if (entity_sees(program, scope->entity, record->owner)) return (RowSource){.rows = rows};
    Diagnostic *fault =
        diagnose(compiler->diagnostics, "rows", syntax->span,
                 "it is not said whose " STR_FORMAT " are meant", STR_ARGS(record->plural));
    diagnostic_hint(compiler->diagnostics, fault, "write: " STR_FORMAT " of " STR_FORMAT,
                    STR_ARGS(record->plural),
                    STR_ARGS(program->entities.items[record->owner].plural));
    return no_rows();
}

static RowSource refuse_noun(Compiler *compiler, const RowsSyntax *syntax)
{
    const Program *program = compiler->program;
    Diagnostic *fault =
        diagnose(compiler->diagnostics, "rows", syntax->noun.span,
                 "there are no rows \"" STR_FORMAT "\"", STR_ARGS(syntax->noun.text));
    for (size_t i = 0; i < program->entities.count; i++) {
        const Entity *entity = &program->entities.items[i];
        if (entity->kind == ENTITY_RECORD)
            diagnostic_hint(
                compiler->diagnostics, fault,
                "rows are members, past N months, the units and the records, such as " STR_FORMAT,
                STR_ARGS(entity->plural));
    }
    return no_rows();
}

static RowSource row_source(Compiler *compiler, const RowsSyntax *syntax, const Scope *scope)
{
    if (syntax->past) {
        return (RowSource){.rows = {.kind = ROWS_MONTHS,
                                    .entity = scope->entity,
                                    .of_unit = NONE,
                                    .owners = NONE,
                                    .months = (uint32_t)syntax->past_months,
                                    .span = syntax->span}};
    }
    if (is_members(syntax->noun.text)) return members_source(compiler, syntax, scope);
    const uint32_t entity = find_row_entity(compiler->program, syntax->noun.text);
    if (entity == NONE) return refuse_noun(compiler, syntax);
    if (compiler->program->entities.items[entity].kind == ENTITY_RECORD)
        return record_source(compiler, syntax, entity, scope);
    return (RowSource){.rows = {.kind = ROWS_UNITS,
                                .entity = entity,
                                .of_unit = NONE,
                                .owners = NONE,
                                .span = syntax->span}};
}

// The order of first, last and rank: what "by" says, else the rows' own date.
static bool bind_order(Compiler *compiler, const Expr *expr, const Rows *rows, const Scope *inner,
                       NodeId *key)
{
    *key = NONE;
    const bool ordered =
        expr->word == WORD_FIRST || expr->word == WORD_LAST || expr->word == WORD_RANK;
    if (expr->rows->by != NULL) {
        const Bound by = bind_expr(compiler, expr->rows->by, inner, NULL);
        if (by.failed) return false;
        if (by.type.kind != TYPE_NUMBER && by.type.kind != TYPE_DATE &&
            by.type.kind != TYPE_CHOICE) {
            diagnose(compiler->diagnostics, "type", expr->rows->by->span,
                     "rows can be ordered by a number, a date or a choice");
            return false;
        }
        *key = by.node;
        return true;
    }
    const Entity *entity = &compiler->program->entities.items[rows->entity];
    if (!ordered || rows->kind == ROWS_MONTHS) return true;
    if (rows->kind == ROWS_RECORD && entity->dated_by != NONE) {
        const Fact *fact = &compiler->program->facts.items[entity->dated_by];
        Node node = new_node(OP_FACT, fact->type, inner, expr->span);
        node.target = entity->dated_by;
        *key = make_node(compiler, node, NULL, 0);
        return true;
    }
    Diagnostic *fault =
        diagnose(compiler->diagnostics, "rows", expr->span, "it is not said in which order");
    diagnostic_hint(compiler->diagnostics, fault, "add for example: by born");
    return false;
}

// The type of the result, given the value's; false and reported where the value does not suit.
static bool result_type(Compiler *compiler, const Expr *expr, const Rows *rows, Type value,
                        Type *type)
{
    switch ((int)expr->word) {
    case WORD_COUNT:
        *type = rows->kind == ROWS_MONTHS ? type_unit(DIMENSION_MONTH) : type_number(FLAVOUR_COUNT);
        return true;
    case WORD_RUN:
        if (rows->kind == ROWS_MONTHS) {
            *type = type_unit(DIMENSION_MONTH);
            return true;
        }
        diagnose(compiler->diagnostics, "rows", expr->span, "a run is counted over past months");
        return false;
    case WORD_RANK:
        if (rows->entity == PERSON && rows->kind == ROWS_MEMBERS) {
            *type = type_number(FLAVOUR_COUNT);
            return true;
        }
        diagnose(compiler->diagnostics, "rows", expr->span, "a rank is taken among members");
        return false;
    case WORD_ANY:
    case WORD_EVERY: *type = yesno(); return true;
    default: break;
    }
    if (expr->left != NULL) {
        const bool ordered =
            value.kind == TYPE_NUMBER || value.kind == TYPE_DATE || value.kind == TYPE_CHOICE;
        const bool pick = expr->word == WORD_FIRST || expr->word == WORD_LAST;
        if (pick || (expr->word == WORD_SUM ? value.kind == TYPE_NUMBER : ordered)) {
            *type = value;
            return true;
        }
        diagnose(compiler->diagnostics, "type", expr->left->span,
                 "\"%s of\" cannot be asked of " STR_FORMAT, word_text(expr->word),
                 STR_ARGS(type_print(compiler->policy, compiler->program, value)));
        return false;
    }
    if (rows->entity == PERSON && rows->kind == ROWS_MEMBERS) {
        *type = type_of(TYPE_PERSON);
        return true;
    }
    Diagnostic *fault = diagnose(compiler->diagnostics, "rows", expr->span,
                                 "only a member can be picked out whole");
    diagnostic_hint(compiler->diagnostics, fault,
                    "ask for a value of the row: first of amount over bills by billed");
    return false;
}

static Bound bind_row_aggregate(Compiler *compiler, const Expr *expr, const Scope *scope,
                                const Type *expected)
{
    const RowSource source = row_source(compiler, expr->rows, scope);
    if (source.failed) return bound_failed();
    const Scope inner = {.outer = scope,
                         .entity = source.rows.entity,
                         .past = scope->past || source.rows.kind == ROWS_MONTHS,
                         .parameter = NONE};
    Bound value = {.node = NONE, .type = yesno()};
    NodeId filter = NONE;
    NodeId key = NONE;
    NodeId has = NONE;
    if (expr->left != NULL) value = bind_expr(compiler, expr->left, &inner, expected);
    bool failed = value.failed;
    if (expr->rows->with != NULL) {
        filter = bind_condition(compiler, expr->rows->with, &inner);
        failed = failed || filter == NONE;
    }
    if (expr->has != NULL) {
        has = bind_condition(compiler, expr->has, &inner);
        failed = failed || has == NONE;
    }
    failed = !bind_order(compiler, expr, &source.rows, &inner, &key) || failed;
    Type type = yesno();
    if (failed || !result_type(compiler, expr, &source.rows, value.type, &type))
        return bound_failed();
    Node node = new_node(op_of(expr->word, true), type, scope, expr->span);
    node.target = add_rows(compiler, source.rows);
    if (node.op == OP_ROWS_RANK && scope->entity != PERSON) {
        diagnose(compiler->diagnostics, "rows", expr->span,
                 "a rank is asked of a person; this is a rule of a " STR_FORMAT,
                 STR_ARGS(compiler->program->entities.items[scope->entity].name));
        return bound_failed();
    }
    const NodeId children[] = {value.node, filter, key, has};
    return (Bound){.node = make_node(compiler, node, children, 4), .type = type};
}

Bound bind_rows(Compiler *compiler, const Expr *expr, const Scope *scope, const Type *expected)
{
    if (expr->kind == EXPR_LIST)
        return bind_list(compiler, &expr->items, expr->word, expr->span, scope, expected);
    return bind_row_aggregate(compiler, expr, scope, expected);
}
