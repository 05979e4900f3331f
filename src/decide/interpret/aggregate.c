// Lists and rows. A row of which it is open whether it counts spans both: with it and without it.

#include <stdlib.h>

#include "base/panic.h"
#include "decide/interpret/run.h"

// --- which rows ---

typedef VEC(RowRef) RowRefVec;

static void add_row(Run *run, RowRefVec *rows, uint32_t instance, uint32_t month, bool maybe)
{
    *vec_push(run->arena, rows) = (RowRef){.instance = instance, .month = month, .maybe = maybe};
}

static void list_members(Run *run, const Rows *rows, const Frame *frame, RowRefVec *found)
{
    const uint32_t members = run->situation->member_count;
    if (rows->of_unit == NONE) {
        for (uint32_t i = 0; i < members; i++) add_row(run, found, i, frame->month, false);
        return;
    }
    bool maybe = false;
    const uint32_t unit = run_reach(run, frame->entity, frame->instance, rows->of_unit, &maybe);
    const UnitMemo *memo = run_unit(run, rows->of_unit);
    for (uint32_t i = 0; i < members && unit != NONE; i++) {
        if (memo->of_person[i] == unit)
            add_row(run, found, i, frame->month, maybe || memo->maybe[i]);
    }
}

static void note_presumed(Run *run, uint32_t record)
{
    for (size_t i = 0; i < run->presumed_rows.count; i++) {
        if (run->presumed_rows.items[i] == record) return;
    }
    *vec_push(run->arena, &run->presumed_rows) = record;
}

static void list_rows_of(Run *run, uint32_t record, const RowRef *owner, RowRefVec *found,
                         bool *open)
{
    const Situation *situation = run->situation;
    const Entity *entity = &run->program->entities.items[record];
    if (!situation->rows_known[record][owner->instance]) {
        if (!entity->normally_none || run->options.strict) *open = true;
        else note_presumed(run, record);
        return;
    }
    for (uint32_t i = 0; i < situation->counts[record]; i++) {
        if (situation->row_owners[record][i] == owner->instance)
            add_row(run, found, i, owner->month, owner->maybe);
    }
}

// The day of a row: its range.
static Value row_date(Run *run, uint32_t record, uint32_t row)
{
    return run_fact(run, run->program->entities.items[record].dated_by, row)->value;
}

// "in past N months": after the same day N months ago, up to the day of the decision.
static void keep_window(Run *run, const Rows *rows, RowRefVec *found)
{
    const int32_t today = run->situation->date.day;
    const int32_t start = date_add_months(run->situation->date, -(int32_t)rows->months).day;
    size_t kept = 0;
    for (size_t i = 0; i < found->count; i++) {
        RowRef row = found->items[i];
        const Value day = row_date(run, rows->entity, row.instance);
        if (!value_may_apply(&day) || day.high.num <= start || day.low.num > today) continue;
        const bool inside =
            day.low.num > start && day.high.num <= today && !value_may_be_none(&day);
        row.maybe = row.maybe || !inside;
        found->items[kept++] = row;
    }
    found->count = kept;
}

// How many rows are later than this one, for certain and at most. Rows of one day are none later
// than the other: the order in which somebody told them says nothing.
static void count_later(Run *run, uint32_t record, const RowRefVec *rows, size_t at, size_t *surely,
                        size_t *maybe)
{
    const Value day = row_date(run, record, rows->items[at].instance);
    *surely = 0;
    *maybe = 0;
    for (size_t i = 0; i < rows->count; i++) {
        const Value other = row_date(run, record, rows->items[i].instance);
        if (i == at || !value_may_apply(&other) || !value_may_apply(&day)) continue;
        if (number_compare(other.high, day.low) <= 0) continue;
        const bool sure = number_compare(other.low, day.high) > 0 && !value_may_be_none(&other) &&
                          !rows->items[i].maybe;
        if (sure) ++*surely;
        else ++*maybe;
    }
}

// What comes after the day of the decision is not among the latest.
static void drop_future(Run *run, const Rows *rows, RowRefVec *found)
{
    const int32_t today = run->situation->date.day;
    size_t kept = 0;
    for (size_t i = 0; i < found->count; i++) {
        RowRef row = found->items[i];
        const Value day = row_date(run, rows->entity, row.instance);
        if (value_may_apply(&day) && day.low.num > today) continue;
        row.maybe = row.maybe || (value_may_apply(&day) && day.high.num > today);
        found->items[kept++] = row;
    }
    found->count = kept;
}

// "latest N": the N rows with the latest days, and those of the same day as the last of them. Where
// a day is open, so is who is among them.
static void keep_latest(Run *run, const Rows *rows, RowRefVec *found)
{
    RowRefVec kept = {0};
    drop_future(run, rows, found);
    for (size_t i = 0; i < found->count; i++) {
        size_t surely = 0;
        size_t maybe = 0;
        count_later(run, rows->entity, found, i, &surely, &maybe);
        if (surely >= rows->latest) continue;
        RowRef *row = vec_push(run->arena, &kept);
        *row = found->items[i];
        row->maybe = row->maybe || surely + maybe >= rows->latest;
    }
    *found = kept;
}

static void list_record(Run *run, const Rows *rows, const Frame *frame, RowRefVec *found,
                        bool *open)
{
    const uint32_t owner_entity = run->program->entities.items[rows->entity].owner;
    if (rows->owners != NONE) {
        const RowList owners = run_rows(run, rows->owners, frame);
        *open = owners.open;
        for (size_t i = 0; i < owners.count; i++)
            list_rows_of(run, rows->entity, &owners.items[i], found, open);
    } else {
        bool maybe = false;
        const uint32_t owner = run_reach(run, frame->entity, frame->instance, owner_entity, &maybe);
        const RowRef one = {.instance = owner, .month = frame->month, .maybe = maybe};
        if (owner != NONE) list_rows_of(run, rows->entity, &one, found, open);
    }
    if (rows->months > 0) keep_window(run, rows, found);
    if (rows->latest > 0) keep_latest(run, rows, found);
}

// The months on record before the decision's month, latest first.
static void list_months(Run *run, const Rows *rows, const Frame *frame, RowRefVec *found,
                        bool *open)
{
    const Situation *situation = run->situation;
    const Date this_month = date_month_start(situation->date);
    Date first = DATE_FIRST;
    if (rows->months > 0) first = date_add_months(this_month, -(int32_t)rows->months);
    for (size_t i = situation->month_count; i > 0; i--) {
        const Date month = situation->months[i - 1].month;
        if (month.day >= this_month.day || month.day < first.day) continue;
        add_row(run, found, frame->instance, (uint32_t)(i - 1), false);
    }
    if (situation->recorded_from.day != DATE_FIRST.day &&
        first.day < date_month_start(situation->recorded_from).day)
        *open = true;
}

RowList run_rows(Run *run, uint32_t index, const Frame *frame)
{
    const Rows *rows = &run->program->rows.items[index];
    RowRefVec found = {0};
    bool open = false;
    switch (rows->kind) {
    case ROWS_MEMBERS: list_members(run, rows, frame, &found); break;
    case ROWS_RECORD: list_record(run, rows, frame, &found, &open); break;
    case ROWS_UNITS: {
        const uint32_t count = run_unit(run, rows->entity)->count;
        for (uint32_t i = 0; i < count; i++) add_row(run, &found, i, frame->month, false);
        break;
    }
    case ROWS_MONTHS: list_months(run, rows, frame, &found, &open); break;
    }
    return (RowList){.items = found.items, .count = found.count, .open = open};
}

Frame frame_of_row(const Run *run, uint32_t rows, const RowRef *row, const Frame *outer)
{
    return (Frame){.entity = run->program->rows.items[rows].entity,
                   .instance = row->instance,
                   .month = row->month,
                   .outer = outer,
                   .rule = outer->rule};
}

// --- adding up ---

// The running result of an aggregate over values that surely or perhaps count.
typedef struct Tally {
    Run *run;
    const Node *node;
    bool sets;
    bool any;              // some value may count
    bool certain;          // some value surely counts
    Value value;           // sum, largest, smallest, first
    int64_t sure, perhaps; // how many
} Tally;

static void add_to_sum(Tally *tally, const Value *value, bool maybe)
{
    Value term = value_applicable(*value);
    if (maybe || value_may_be_none(value)) {
        const Value nothing = value_number(number_whole(0));
        term = value_either(&term, &nothing, false);
    }
    Value sum;
    if (value_add(&tally->value, &term, &sum)) tally->value = sum;
    else
        run_fail(tally->run, ERROR_OVERFLOW, tally->node->span,
                 "this sum is too large a number to be kept");
}

// The possible largest (or smallest) of two open choices: a value of one that is not beaten by
// every value of the other.
static uint64_t extreme_set(uint64_t a, uint64_t b, bool largest)
{
    uint64_t result = 0;
    for (unsigned i = 0; i < 64; i++) {
        const uint64_t here = UINT64_C(1) << i;
        const uint64_t up_to_here = here | (here - 1);
        const uint64_t from_here = ~(here - 1);
        const uint64_t beaten = largest ? up_to_here : from_here;
        if (((a & here) != 0 && (b & beaten) != 0) || ((b & here) != 0 && (a & beaten) != 0))
            result |= here;
    }
    return result;
}

static Value more_extreme(const Tally *tally, const Value *a, const Value *b, bool largest)
{
    if (tally->sets) return value_set(extreme_set(a->set, b->set, largest));
    return largest ? value_larger(a, b) : value_smaller(a, b);
}

// Without the term, what was; with it, the greater of the two; alone, itself.
static void add_to_extreme(Tally *tally, const Value *value, bool maybe, bool largest)
{
    const Value term = value_applicable(*value);
    const bool perhaps = maybe || value_may_be_none(value);
    if (tally->any) {
        Value result = more_extreme(tally, &tally->value, &term, largest);
        if (perhaps) result = value_either(&result, &tally->value, tally->sets);
        if (!tally->certain) result = value_either(&result, &term, tally->sets);
        tally->value = result;
    } else {
        tally->value = term;
    }
    tally->any = true;
    tally->certain = tally->certain || !perhaps;
}

static void count_truth(Tally *tally, const Value *truth, bool maybe)
{
    const bool yes = value_is_yes(truth) && !maybe;
    tally->sure += yes;
    tally->perhaps += !yes && value_may_be_yes(truth);
}

static Value counted(const Tally *tally, bool open)
{
    if (open)
        return value_range(number_whole(tally->sure), (Number){.num = NUMBER_UNBOUNDED, .den = 1});
    return value_range(number_whole(tally->sure), number_whole(tally->sure + tally->perhaps));
}

static Value extreme_result(const Tally *tally)
{
    if (!tally->any) return value_none();
    return tally->certain ? tally->value : value_or_none(tally->value);
}

// --- lists ---

static bool is_extreme(Opcode op, bool *largest)
{
    *largest = op == OP_LIST_LARGEST || op == OP_ROWS_LARGEST;
    return *largest || op == OP_LIST_SMALLEST || op == OP_ROWS_SMALLEST;
}

static Value evaluate_first(Run *run, const Node *node, const Frame *frame)
{
    Tally tally = {.run = run, .node = node, .sets = type_is_set(node->type)};
    for (uint32_t i = 0; i + 1 < node->child_count; i += 2) {
        const NodeId when = program_child(run->program, node, i + 1);
        Value holds = value_yesno(true);
        if (when != NONE) holds = evaluate(run, when, frame);
        if (value_is_no(&holds)) continue;
        const Value value = evaluate(run, program_child(run->program, node, i), frame);
        if (!value_may_apply(&value)) continue;
        const Value applicable = value_applicable(value);
        tally.value = tally.any ? value_either(&tally.value, &applicable, tally.sets) : applicable;
        tally.any = true;
        if (!value_may_be_no(&holds) && !value_may_be_none(&value)) return tally.value;
    }
    return tally.any ? value_or_none(tally.value) : value_none();
}

Value evaluate_list(Run *run, const Node *node, const Frame *frame)
{
    if (node->op == OP_LIST_FIRST) return evaluate_first(run, node, frame);
    Tally tally = {.run = run,
                   .node = node,
                   .sets = type_is_set(node->type),
                   .value = value_number(number_whole(0))};
    bool largest = false;
    const bool extreme = is_extreme(node->op, &largest);
    bool all_yes = true;
    bool some_no = false;
    for (uint32_t i = 0; i + 1 < node->child_count; i += 2) {
        const NodeId when = program_child(run->program, node, i + 1);
        Value holds = value_yesno(true);
        if (when != NONE) holds = evaluate(run, when, frame);
        if (value_is_no(&holds)) continue;
        const bool maybe = value_may_be_no(&holds);
        const Value value = evaluate(run, program_child(run->program, node, i), frame);
        if (node->op == OP_LIST_SUM) {
            if (value_may_apply(&value)) add_to_sum(&tally, &value, maybe);
        } else if (extreme) {
            if (value_may_apply(&value)) add_to_extreme(&tally, &value, maybe, largest);
        } else {
            count_truth(&tally, &value, maybe);
            all_yes = all_yes && value_is_yes(&value);
            some_no = some_no || (value_is_no(&value) && !maybe);
        }
    }
    switch ((int)node->op) {
    case OP_LIST_SUM: return tally.value;
    case OP_LIST_COUNT: return counted(&tally, false);
    case OP_LIST_ANY: return value_truth(tally.sure + tally.perhaps > 0, tally.sure == 0);
    case OP_LIST_EVERY: return value_truth(!some_no, !all_yes);
    default: return extreme_result(&tally);
    }
}

// --- rows ---

enum { CHILD_VALUE, CHILD_FILTER, CHILD_KEY, CHILD_HAS };

// The least that an untold row could add: nothing, if what is added is never below zero.
static bool is_never_negative(const Run *run, NodeId id)
{
    const Node *node = program_node(run->program, id);
    if (node->op != OP_FACT) return false;
    const NodeId low = run->program->facts.items[node->target].low;
    if (low == NONE) return true;
    const Node *limit = program_node(run->program, low);
    return limit->op == OP_CONSTANT && run->program->constants.items[limit->target].num >= 0;
}

static Value widened_by_untold(Run *run, const Node *node, Value value)
{
    Value any = value_any_number();
    if (is_never_negative(run, program_child(run->program, node, CHILD_VALUE)))
        any.low = number_whole(0);
    Value sum;
    const bool fits = value_add(&value, &any, &sum);
    invariant(fits); // an open sum always does
    return sum;
}

// Whether a row passes the filter: sets *maybe if that is open.
static bool passes(Run *run, const Node *node, const Frame *row, bool *maybe)
{
    const NodeId filter = program_child(run->program, node, CHILD_FILTER);
    if (filter == NONE) return true;
    const Value holds = evaluate(run, filter, row);
    if (value_may_be_no(&holds)) *maybe = true;
    return !value_is_no(&holds);
}

// --- the first and the last ---

typedef struct Ordered {
    RowRef row;
    Value key;
    bool maybe;
} Ordered;

// Whether a comes before b for certain, may come before it, or neither. Rows of equal key keep the
// order of their members' ids, which is the order of their indexes.
static bool surely_before(const Ordered *a, const Ordered *b, bool sets, bool last)
{
    if (!value_is_known(&a->key) || !value_is_known(&b->key)) {
        if (sets) return false;
        return last ? number_compare(a->key.low, b->key.high) > 0
                    : number_compare(a->key.high, b->key.low) < 0;
    }
    const int order = sets ? (a->key.set > b->key.set) - (a->key.set < b->key.set)
                           : number_compare(a->key.low, b->key.low);
    if (order == 0) return a->row.instance < b->row.instance;
    return last ? order > 0 : order < 0;
}

static size_t order_rows(Run *run, const Node *node, const Frame *frame, Ordered **ordered,
                         bool *open)
{
    const RowList rows = run_rows(run, node->target, frame);
    const NodeId key = program_child(run->program, node, CHILD_KEY);
    *ordered = ARENA_ARRAY(run->arena, Ordered, rows.count);
    *open = rows.open;
    size_t count = 0;
    for (size_t i = 0; i < rows.count; i++) {
        Ordered one = {.row = rows.items[i], .maybe = rows.items[i].maybe};
        const Frame inner = frame_of_row(run, node->target, &rows.items[i], frame);
        if (!passes(run, node, &inner, &one.maybe)) continue;
        // Past months come latest first; without a key their order is that of time.
        one.key =
            key != NONE ? evaluate(run, key, &inner) : value_number(number_whole(one.row.month));
        if (!value_may_apply(&one.key)) continue;
        if (value_may_be_none(&one.key)) one.maybe = true;
        (*ordered)[count++] = one;
    }
    return count;
}

// Whether row `own` may be the one that is picked, and in *sure whether it must be.
static bool may_be_picked(const Ordered *ordered, size_t count, size_t own, bool sets, bool last,
                          bool *sure)
{
    *sure = !ordered[own].maybe;
    for (size_t i = 0; i < count; i++) {
        if (i == own) continue;
        if (!ordered[i].maybe && surely_before(&ordered[i], &ordered[own], sets, last))
            return false;
        *sure = *sure && surely_before(&ordered[own], &ordered[i], sets, last);
    }
    return true;
}

static Value evaluate_pick(Run *run, const Node *node, const Frame *frame)
{
    Ordered *ordered = NULL;
    bool open = false;
    const size_t count = order_rows(run, node, frame, &ordered, &open);
    if (open) {
        const Value any = value_of_any(run->situation, node->type);
        return value_or_none(any);
    }
    const NodeId key = program_child(run->program, node, CHILD_KEY);
    const bool key_sets = key != NONE && type_is_set(program_node(run->program, key)->type);
    const bool last = node->op == OP_ROWS_LAST;
    const NodeId what = program_child(run->program, node, CHILD_VALUE);
    Tally tally = {.run = run, .node = node, .sets = type_is_set(node->type)};
    for (size_t i = 0; i < count; i++) {
        bool sure = false;
        if (!may_be_picked(ordered, count, i, key_sets, last, &sure)) continue;
        const Frame inner = frame_of_row(run, node->target, &ordered[i].row, frame);
        const Value value =
            what != NONE ? evaluate(run, what, &inner) : value_bit(ordered[i].row.instance);
        tally.value = tally.any ? value_either(&tally.value, &value, tally.sets) : value;
        tally.any = true;
        tally.certain = tally.certain || !ordered[i].maybe;
        if (sure) return value;
    }
    return tally.any && tally.certain ? tally.value
           : tally.any                ? value_or_none(tally.value)
                                      : value_none();
}

static Value evaluate_rank(Run *run, const Node *node, const Frame *frame)
{
    Ordered *ordered = NULL;
    bool open = false;
    const size_t count = order_rows(run, node, frame, &ordered, &open);
    const NodeId key = program_child(run->program, node, CHILD_KEY);
    const bool sets = key != NONE && type_is_set(program_node(run->program, key)->type);
    size_t own = 0;
    while (own < count && ordered[own].row.instance != frame->instance) own++;
    if (own == count) return value_none();
    int64_t sure = 0;
    int64_t perhaps = 0;
    for (size_t i = 0; i < count; i++) {
        if (i == own || surely_before(&ordered[own], &ordered[i], sets, false)) continue;
        const bool before = surely_before(&ordered[i], &ordered[own], sets, false);
        if (before && !ordered[i].maybe) sure++;
        else perhaps++;
    }
    const Value rank = value_range(number_whole(1 + sure), number_whole(1 + sure + perhaps));
    return ordered[own].maybe ? value_or_none(rank) : rank;
}

// How many months in a row, back from the last, are on record and pass the filter.
static Value evaluate_run(Run *run, const Node *node, const Frame *frame)
{
    const RowList rows = run_rows(run, node->target, frame);
    Date expected = date_add_months(date_month_start(run->situation->date), -1);
    int64_t sure = 0;
    int64_t perhaps = 0;
    for (size_t i = 0; i < rows.count; i++) {
        if (run->situation->months[rows.items[i].month].month.day != expected.day) break;
        bool maybe = false;
        const Frame inner = frame_of_row(run, node->target, &rows.items[i], frame);
        if (!passes(run, node, &inner, &maybe)) {
            return value_range(number_whole(sure), number_whole(sure + perhaps));
        }
        if (maybe || perhaps > 0) perhaps++;
        else sure++;
        expected = date_add_months(expected, -1);
    }
    const bool reaches_unrecorded =
        run->situation->recorded_from.day != DATE_FIRST.day &&
        expected.day < date_month_start(run->situation->recorded_from).day && rows.open;
    if (reaches_unrecorded) perhaps += HISTORY_MONTHS_MAX;
    return value_range(number_whole(sure), number_whole(sure + perhaps));
}

static Value evaluate_every(Run *run, const Node *node, const Frame *frame)
{
    const RowList rows = run_rows(run, node->target, frame);
    bool all_yes = !rows.open;
    for (size_t i = 0; i < rows.count; i++) {
        bool maybe = rows.items[i].maybe;
        const Frame inner = frame_of_row(run, node->target, &rows.items[i], frame);
        if (!passes(run, node, &inner, &maybe)) continue;
        const Value has = evaluate(run, program_child(run->program, node, CHILD_HAS), &inner);
        if (value_is_no(&has) && !maybe) return value_yesno(false);
        all_yes = all_yes && value_is_yes(&has);
    }
    return value_truth(true, !all_yes);
}

Value evaluate_rows(Run *run, const Node *node, const Frame *frame)
{
    switch ((int)node->op) {
    case OP_ROWS_FIRST:
    case OP_ROWS_LAST: return evaluate_pick(run, node, frame);
    case OP_ROWS_RANK: return evaluate_rank(run, node, frame);
    case OP_ROWS_RUN: return evaluate_run(run, node, frame);
    case OP_ROWS_EVERY: return evaluate_every(run, node, frame);
    default: break;
    }
    const RowList rows = run_rows(run, node->target, frame);
    const NodeId has = program_child(run->program, node, CHILD_HAS);
    Tally tally = {.run = run,
                   .node = node,
                   .sets = type_is_set(node->type),
                   .value = value_number(number_whole(0))};
    bool largest = false;
    const bool extreme = is_extreme(node->op, &largest);
    for (size_t i = 0; i < rows.count; i++) {
        bool maybe = rows.items[i].maybe;
        const Frame inner = frame_of_row(run, node->target, &rows.items[i], frame);
        if (!passes(run, node, &inner, &maybe)) continue;
        if (node->op == OP_ROWS_COUNT || node->op == OP_ROWS_ANY) {
            const Value counts = has != NONE ? evaluate(run, has, &inner) : value_yesno(true);
            count_truth(&tally, &counts, maybe);
            if (node->op == OP_ROWS_ANY && tally.sure > 0) return value_yesno(true);
            continue;
        }
        const Value value = evaluate(run, program_child(run->program, node, CHILD_VALUE), &inner);
        if (!value_may_apply(&value)) continue;
        if (extreme) add_to_extreme(&tally, &value, maybe, largest);
        else add_to_sum(&tally, &value, maybe);
    }
    switch ((int)node->op) {
    case OP_ROWS_COUNT: return counted(&tally, rows.open);
    case OP_ROWS_ANY:
        return value_truth(rows.open || tally.sure + tally.perhaps > 0, tally.sure == 0);
    case OP_ROWS_SUM: return rows.open ? widened_by_untold(run, node, tally.value) : tally.value;
    default:
        return rows.open ? value_or_none(value_of_any(run->situation, node->type))
                         : extreme_result(&tally);
    }
}
