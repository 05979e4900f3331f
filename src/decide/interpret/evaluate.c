// Operations on values, one small function each; the table is compile/opcodes.def.

#include "base/panic.h"
#include "decide/interpret/run.h"

bool type_is_set(Type type)
{
    return type.kind == TYPE_YESNO || type.kind == TYPE_CHOICE || type.kind == TYPE_PERSON;
}

static uint64_t lowest_bits(size_t count)
{
    return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
}

Value value_of_any(const Situation *situation, Type type)
{
    switch (type.kind) {
    case TYPE_YESNO: return value_set(3);
    case TYPE_CHOICE:
        return value_set(lowest_bits(situation->program->choices.items[type.choice].count));
    case TYPE_PERSON:
        if (situation->member_count == 0) return value_none();
        return value_or_none(value_set(lowest_bits(situation->member_count)));
    case TYPE_DATE:
        return value_range(number_whole(date_least().day), number_whole(date_greatest().day));
    case TYPE_NUMBER:
    case TYPE_PLACE:
    case TYPE_TEXT:
    case TYPE_IDENTITY: break;
    }
    return value_any_number();
}

static Value child_value(Run *run, const Node *node, uint32_t index, const Frame *frame)
{
    return evaluate(run, program_child(run->program, node, index), frame);
}

// --- who ---

uint32_t run_reach(Run *run, uint32_t from, uint32_t instance, uint32_t entity, bool *maybe)
{
    const Entity *source = &run->program->entities.items[from];
    if (from == entity) return instance;
    const EntityKind target = run->program->entities.items[entity].kind;
    if (target == ENTITY_PLACE || target == ENTITY_HOUSEHOLD) return 0;
    if (source->kind == ENTITY_RECORD)
        return run_reach(run, source->owner, run->situation->row_owners[from][instance], entity,
                         maybe);
    invariant(target == ENTITY_UNIT);
    if (source->kind != ENTITY_PERSON) return 0;
    const UnitMemo *unit = run_unit(run, entity);
    if (unit->maybe[instance]) *maybe = true;
    return unit->of_person[instance];
}

// --- inputs ---

static Value evaluate_fact(Run *run, const Node *node, const Frame *frame)
{
    bool maybe = false;
    const uint32_t entity = run->program->facts.items[node->target].entity;
    const uint32_t instance = run_reach(run, frame->entity, frame->instance, entity, &maybe);
    if (instance == NONE) return value_none();
    const Value value = run_fact(run, node->target, instance)->value;
    return maybe ? value_or_none(value) : value;
}

static Value evaluate_rule(Run *run, const Node *node, const Frame *frame)
{
    bool maybe = false;
    const uint32_t entity = run->program->rules.items[node->target].entity;
    const uint32_t instance = run_reach(run, frame->entity, frame->instance, entity, &maybe);
    if (instance == NONE) return value_none();
    const Value value = run_rule(run, node->target, instance)->value;
    return maybe ? value_or_none(value) : value;
}

static Value evaluate_past(Run *run, const Node *node, const Frame *frame)
{
    const HistoryColumn *column = &run->program->columns.items[node->target];
    bool maybe = false;
    invariant(frame->month != NONE);
    const uint32_t instance =
        run_reach(run, frame->entity, frame->instance, column->entity, &maybe);
    if (instance == NONE) return value_none();
    const FactCell *cell = &run->situation->months[frame->month].cells[node->target][instance];
    Value value = value_of_any(run->situation, column->type);
    if (cell->given == GIVEN_VALUE) value = cell->value;
    else if (cell->given == GIVEN_NONE) return value_none();
    // What a recorded month does not say was paid was not paid; all else it does not say is
    // unknown.
    else if (column->kind == COLUMN_PAID) value = value_number(number_whole(0));
    return maybe ? value_or_none(value) : value;
}

// Where a frame asks: the case's region, but of a parameter's reform the place it is asked for.
static uint32_t place_of(const Run *run, const Frame *frame)
{
    if (frame->rule != NULL && frame->rule->asked != NULL) return frame->rule->asked->place;
    return run->situation->region;
}

// And the day.
static Date day_of(const Run *run, const Frame *frame)
{
    if (frame->rule != NULL && frame->rule->asked != NULL) return frame->rule->asked->date;
    return run->situation->date;
}

static Value evaluate_region(const Run *run, const Frame *frame)
{
    const uint32_t place = place_of(run, frame);
    return place == NONE ? value_none() : value_number(number_whole(place));
}

static Value evaluate_parameter(Run *run, const Node *node, const Frame *frame)
{
    Value keys[PARAMETER_KEYS_MAX];
    const Parameter *parameter = &run->program->parameters.items[node->target];
    uint32_t child = 0;
    bool maybe_none = false;
    for (size_t i = 0; i < parameter->key_count; i++) {
        keys[i] = child_value(run, node, child++, frame);
        if (!value_may_apply(&keys[i])) return value_none();
        maybe_none = maybe_none || value_may_be_none(&keys[i]);
    }
    uint32_t place = place_of(run, frame);
    if ((node->detail & PARAMETER_HAS_PLACE) != 0) {
        const Value value = child_value(run, node, child++, frame);
        if (!value_may_apply(&value)) return value_none();
        if (!value_is_known(&value)) return value_or_none(value_of_any(run->situation, node->type));
        place = (uint32_t)value.low.num;
    }
    Date date =
        frame->month == NONE ? day_of(run, frame) : run->situation->months[frame->month].month;
    if ((node->detail & PARAMETER_HAS_DATE) != 0) {
        const Value value = child_value(run, node, child, frame);
        if (!value_may_apply(&value)) return value_none();
        if (!value_is_known(&value)) return value_or_none(value_of_any(run->situation, node->type));
        date.day = (int32_t)value.low.num;
    }
    if ((node->detail & PARAMETER_LAST_YEAR) != 0) date = date_add_months(date, -12);
    if ((node->detail & PARAMETER_LAST_MONTH) != 0) date = date_add_months(date, -1);
    const Value value = run_parameter(run, node->target, keys, place, date);
    return maybe_none ? value_or_none(value) : value;
}

static Value evaluate_awarded(Run *run, const Node *node, const Frame *frame)
{
    bool maybe = false;
    const uint32_t entity = run->program->programmes.items[node->target].entity;
    const uint32_t instance = run_reach(run, frame->entity, frame->instance, entity, &maybe);
    if (instance == NONE) return value_none();
    const Value value = run_awarded(run, node->target, instance);
    return maybe ? value_or_none(value) : value;
}

static Value evaluate_constant(const Run *run, const Node *node)
{
    const Number number = run->program->constants.items[node->target];
    if (type_is_set(node->type)) return value_bit((unsigned)number.num);
    return value_number(number);
}

// [value, person]: the value asked of that person; of each of them, while it is open which.
static Value evaluate_of(Run *run, const Node *node, const Frame *frame)
{
    const Value whom = child_value(run, node, 1, frame);
    if (!value_may_apply(&whom)) return value_none();
    Value result = value_none();
    bool first = true;
    for (uint32_t person = 0; person < run->situation->member_count; person++) {
        if ((whom.set >> person & 1) == 0) continue;
        const Frame inner = frame_of_person(person, frame);
        const Value value = child_value(run, node, 0, &inner);
        result = first ? value : value_either(&result, &value, type_is_set(node->type));
        first = false;
    }
    return value_may_be_none(&whom) ? value_or_none(result) : result;
}

static Value evaluate_outer(Run *run, const Node *node, const Frame *frame)
{
    const Frame *outer = frame;
    for (uint32_t i = 0; i < node->detail; i++) outer = outer->outer;
    return child_value(run, node, 0, outer);
}

// --- logic ---

static Value evaluate_not(Run *run, const Node *node, const Frame *frame)
{
    const Value a = child_value(run, node, 0, frame);
    return value_truth(value_may_be_no(&a), value_may_be_yes(&a));
}

static Value evaluate_and(Run *run, const Node *node, const Frame *frame)
{
    bool all = true;
    for (uint32_t i = 0; i < node->child_count; i++) {
        const Value a = child_value(run, node, i, frame);
        if (value_is_no(&a)) return value_yesno(false);
        all = all && !value_may_be_no(&a);
    }
    return value_truth(true, !all);
}

static Value evaluate_or(Run *run, const Node *node, const Frame *frame)
{
    bool some = false;
    for (uint32_t i = 0; i < node->child_count; i++) {
        const Value a = child_value(run, node, i, frame);
        if (value_is_yes(&a)) return value_yesno(true);
        some = some || value_may_be_yes(&a);
    }
    return value_truth(some, true);
}

// How two values may stand to each other.
typedef struct Relation {
    bool less, equal, greater;
} Relation;

static Relation compare_numbers(const Value *a, const Value *b)
{
    const int low_high = number_compare(a->low, b->high);
    const int high_low = number_compare(a->high, b->low);
    return (Relation){
        .less = low_high < 0, .equal = low_high <= 0 && high_low >= 0, .greater = high_low > 0};
}

static Relation compare_sets(const Value *a, const Value *b)
{
    return (Relation){
        .less = value_least_index(a->set) < value_greatest_index(b->set),
        .equal = (a->set & b->set) != 0,
        .greater = value_greatest_index(a->set) > value_least_index(b->set),
    };
}

// A side of a comparison. A quotient whose divisor is zero is compared by cross-multiplication:
// spending against an income of nothing is above any share of it.
typedef struct Side {
    Value value;         // if the divisor is not zero
    Value dividend;      // if it is
    bool may_be_nothing; // the divisor may be zero
    bool is_nothing;     // it is
} Side;

static Side evaluate_side(Run *run, const Node *node, uint32_t index, const Frame *frame)
{
    const NodeId child = program_child(run->program, node, index);
    const Node *side = program_node(run->program, child);
    if (side->op != OP_DIVIDE) return (Side){.value = evaluate(run, child, frame)};
    const Value divisor = child_value(run, side, 1, frame);
    if (!value_may_apply(&divisor) || divisor.low.num > 0 || divisor.high.num < 0)
        return (Side){.value = evaluate(run, child, frame)};
    const Value dividend = child_value(run, side, 0, frame);
    const bool zero = value_is_known(&divisor);
    return (Side){.value = zero ? dividend : evaluate(run, child, frame),
                  .dividend = dividend,
                  .may_be_nothing = value_may_apply(&dividend),
                  .is_nothing = zero};
}

static void join(Relation *all, Relation one)
{
    all->less = all->less || one.less;
    all->equal = all->equal || one.equal;
    all->greater = all->greater || one.greater;
}

static Relation relate(const Side *a, const Side *b)
{
    if (a->value.set != 0) return compare_sets(&a->value, &b->value);
    const Value nothing = value_number(number_whole(0));
    Relation all = {0};
    if (a->may_be_nothing) join(&all, compare_numbers(&a->dividend, &nothing));
    if (b->may_be_nothing) join(&all, compare_numbers(&nothing, &b->dividend));
    if (!a->is_nothing && !b->is_nothing) join(&all, compare_numbers(&a->value, &b->value));
    return all;
}

static Value evaluate_compare(Run *run, const Node *node, const Frame *frame)
{
    const Side a = evaluate_side(run, node, 0, frame);
    const Side b = evaluate_side(run, node, 1, frame);
    if (!value_may_apply(&a.value) || !value_may_apply(&b.value)) return value_yesno(false);
    const Relation at = relate(&a, &b);
    const bool known = value_is_known(&a.value) && value_is_known(&b.value);
    const bool none = value_may_be_none(&a.value) || value_may_be_none(&b.value);
    switch ((int)node->op) {
    case OP_LESS: return value_truth(at.less, none || at.equal || at.greater);
    case OP_LESS_EQUAL: return value_truth(at.less || at.equal, none || at.greater);
    case OP_GREATER: return value_truth(at.greater, none || at.equal || at.less);
    case OP_GREATER_EQUAL: return value_truth(at.greater || at.equal, none || at.less);
    default: return value_truth(at.equal, none || !at.equal || !known);
    }
}

// Whether `a` may be, and must be, one of the others. Regions: whether it lies in one of them.
static Value evaluate_within(Run *run, const Node *node, const Frame *frame)
{
    const Value a = child_value(run, node, 0, frame);
    if (!value_may_apply(&a)) return value_yesno(false);
    const Type type = program_node(run->program, program_child(run->program, node, 0))->type;
    if (type.kind == TYPE_PLACE && !value_is_known(&a)) return value_set(3);
    bool may = false;
    bool must = false;
    uint64_t covered = 0;
    for (uint32_t i = 1; i < node->child_count; i++) {
        const Value b = child_value(run, node, i, frame);
        if (!value_may_apply(&b)) continue;
        if (type.kind == TYPE_PLACE) {
            may = may || !value_is_known(&b);
            must = must ||
                   (value_is_known(&b) &&
                    program_lies_within(run->program, (uint32_t)a.low.num, (uint32_t)b.low.num));
        } else if (type_is_set(type)) {
            may = may || (a.set & b.set) != 0;
            if (value_is_known(&b)) covered |= b.set;
        } else {
            const Relation at = compare_numbers(&a, &b);
            may = may || at.equal;
            must = must || (at.equal && !at.less && !at.greater && !value_may_be_none(&b));
        }
    }
    if (type_is_set(type)) must = (a.set & ~covered) == 0;
    return value_truth(may || must, !must || value_may_be_none(&a));
}

static Value evaluate_applies(Run *run, const Node *node, const Frame *frame)
{
    const Value a = child_value(run, node, 0, frame);
    return value_truth(value_may_apply(&a), value_may_be_none(&a));
}

// --- arithmetic ---

static Value overflow(Run *run, const Node *node)
{
    run_fail(run, ERROR_OVERFLOW, node->span, "this calculation gives too large a number");
    return value_of_any(run->situation, node->type);
}

static Value evaluate_arithmetic(Run *run, const Node *node, const Frame *frame)
{
    const Value a = child_value(run, node, 0, frame);
    const Value b = child_value(run, node, 1, frame);
    if (!value_may_apply(&a) || !value_may_apply(&b)) return value_none();
    Value result = value_none();
    bool zero = false;
    bool fits = true;
    switch ((int)node->op) {
    case OP_ADD: fits = value_add(&a, &b, &result); break;
    case OP_SUBTRACT: fits = value_subtract(&a, &b, &result); break;
    case OP_MULTIPLY: fits = value_multiply(&a, &b, &result); break;
    case OP_DIVIDE: fits = value_divide(&a, &b, &result, &zero); break;
    case OP_AT_LEAST: result = value_larger(&a, &b); break;
    case OP_AT_MOST: result = value_smaller(&a, &b); break;
    default: panic_at(__FILE__, __LINE__, "every arithmetic operation is handled");
    }
    if (zero) {
        run_fail(run, ERROR_INVALID, node->span,
                 "this divides by zero; compare by multiplying instead, or say what holds then");
        return value_of_any(run->situation, node->type);
    }
    return fits ? result : overflow(run, node);
}

static Value evaluate_negate(Run *run, const Node *node, const Frame *frame)
{
    const Value a = child_value(run, node, 0, frame);
    return value_may_apply(&a) ? value_negate(&a) : a;
}

static Value evaluate_convert(Run *run, const Node *node, const Frame *frame)
{
    const Value a = child_value(run, node, 0, frame);
    if (!value_may_apply(&a)) return a;
    const Value factor = value_number(run->program->constants.items[node->target]);
    Value result;
    return value_multiply(&a, &factor, &result) ? result : overflow(run, node);
}

static Value evaluate_otherwise(Run *run, const Node *node, const Frame *frame)
{
    const Value a = child_value(run, node, 0, frame);
    if (!value_may_be_none(&a)) return a;
    const Value b = child_value(run, node, 1, frame);
    if (!value_may_apply(&a)) return b;
    const Value applicable = value_applicable(a);
    return value_either(&applicable, &b, type_is_set(node->type));
}

// --- dates ---

static int32_t interval(Run *run, Dimension unit, Date from, Date to)
{
    switch (unit) {
    case DIMENSION_YEAR: return date_years_between(from, to);
    case DIMENSION_MONTH: return date_months_between(from, to);
    case DIMENSION_WEEK: return (to.day - from.day) / 7;
    case DIMENSION_DAY: return to.day - from.day;
    case DIMENSION_WORKING_DAY:
        return calendar_days_between(&run->program->calendar, from, to, &run->provisional);
    case DIMENSION_MONEY: break;
    }
    panic_at(__FILE__, __LINE__, "time is measured in units of time");
}

static Date as_date(Number number)
{
    return (Date){(int32_t)number.num};
}

static Value evaluate_interval(Run *run, const Node *node, const Frame *frame)
{
    const Value from = child_value(run, node, 0, frame);
    const Value to = child_value(run, node, 1, frame);
    if (!value_may_apply(&from) || !value_may_apply(&to)) return value_none();
    const Dimension unit = (Dimension)node->detail;
    const Value result =
        value_range(number_whole(interval(run, unit, as_date(from.high), as_date(to.low))),
                    number_whole(interval(run, unit, as_date(from.low), as_date(to.high))));
    return value_may_be_none(&from) || value_may_be_none(&to) ? value_or_none(result) : result;
}

// Keeps open ends within the calendar, so that sums of dates stay dates.
static Number bounded_date(int64_t day)
{
    if (day < date_least().day) return number_whole(date_least().day);
    if (day > date_greatest().day) return number_whole(date_greatest().day);
    return number_whole(day);
}

static Number add_time(Run *run, Dimension unit, Number date, Number time, int sign)
{
    // More than a few centuries leads out of the calendar whatever the unit.
    Wide whole = time.num / time.den * sign;
    if (whole > 200000) whole = 200000;
    if (whole < -200000) whole = -200000;
    const int64_t count = (int64_t)whole;
    const Date start = as_date(date);
    switch (unit) {
    case DIMENSION_YEAR:
        return bounded_date(count > 400 || count < -400
                                ? (int64_t)start.day + count * 366
                                : date_add_months(start, (int32_t)count * 12).day);
    case DIMENSION_MONTH:
        return bounded_date(count > 4800 || count < -4800
                                ? (int64_t)start.day + count * 31
                                : date_add_months(start, (int32_t)count).day);
    case DIMENSION_WEEK: return bounded_date((int64_t)start.day + count * 7);
    case DIMENSION_DAY: return bounded_date((int64_t)start.day + count);
    case DIMENSION_WORKING_DAY:
        if (count < 0) return bounded_date((int64_t)start.day + count * 7 / 5);
        return bounded_date(
            calendar_add_days(&run->program->calendar, start, (int32_t)count, &run->provisional)
                .day);
    case DIMENSION_MONEY: break;
    }
    panic_at(__FILE__, __LINE__, "time is measured in units of time");
}

Value value_date_sum(Run *run, const Node *node, const Value *start, const Value *count)
{
    const Value date = *start;
    const Value time = *count;
    if (!value_may_apply(&date) || !value_may_apply(&time)) return value_none();
    const int sign = node->op == OP_DATE_ADD ? 1 : -1;
    const Dimension unit = (Dimension)node->detail;
    const Number first = sign > 0 ? time.low : time.high;
    const Number last = sign > 0 ? time.high : time.low;
    const Value result = value_range(add_time(run, unit, date.low, first, sign),
                                     add_time(run, unit, date.high, last, sign));
    return value_may_be_none(&date) || value_may_be_none(&time) ? value_or_none(result) : result;
}

static Value evaluate_date_add(Run *run, const Node *node, const Frame *frame)
{
    const Value date = child_value(run, node, 0, frame);
    const Value time = child_value(run, node, 1, frame);
    return value_date_sum(run, node, &date, &time);
}

static Value evaluate_days_apart(Run *run, const Node *node, const Frame *frame)
{
    const Value a = child_value(run, node, 0, frame);
    const Value b = child_value(run, node, 1, frame);
    if (!value_may_apply(&a) || !value_may_apply(&b)) return value_none();
    Value result;
    const bool fits = value_subtract(&a, &b, &result);
    invariant(fits); // dates are small
    return result;
}

static Value evaluate_month_start(Run *run, const Node *node, const Frame *frame)
{
    const Value date = child_value(run, node, 0, frame);
    if (!value_may_apply(&date)) return date;
    const Value result = value_range(number_whole(date_month_start(as_date(date.low)).day),
                                     number_whole(date_month_start(as_date(date.high)).day));
    return value_may_be_none(&date) ? value_or_none(result) : result;
}

Value evaluate(Run *run, NodeId id, const Frame *frame)
{
    const Node *node = program_node(run->program, id);
    switch (node->op) {
    case OP_CONSTANT: return evaluate_constant(run, node);
    case OP_TODAY: return value_number(number_whole(day_of(run, frame).day));
    case OP_REGION: return evaluate_region(run, frame);
    case OP_SELF: invariant(frame->rule->person != NONE); return value_bit(frame->rule->person);
    case OP_FACT: return evaluate_fact(run, node, frame);
    case OP_RULE: return evaluate_rule(run, node, frame);
    case OP_PAST: return evaluate_past(run, node, frame);
    case OP_PARAMETER: return evaluate_parameter(run, node, frame);
    case OP_KEY: return frame->rule->asked->keys[node->target];
    case OP_AWARDED: return evaluate_awarded(run, node, frame);
    case OP_BASE: return run_base(run, frame);
    case OP_OUTER: return evaluate_outer(run, node, frame);
    case OP_OF: return evaluate_of(run, node, frame);
    case OP_NOT: return evaluate_not(run, node, frame);
    case OP_AND: return evaluate_and(run, node, frame);
    case OP_OR: return evaluate_or(run, node, frame);
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_GREATER:
    case OP_GREATER_EQUAL:
    case OP_EQUAL: return evaluate_compare(run, node, frame);
    case OP_WITHIN: return evaluate_within(run, node, frame);
    case OP_APPLIES: return evaluate_applies(run, node, frame);
    case OP_ADD:
    case OP_SUBTRACT:
    case OP_MULTIPLY:
    case OP_DIVIDE:
    case OP_AT_LEAST:
    case OP_AT_MOST: return evaluate_arithmetic(run, node, frame);
    case OP_NEGATE: return evaluate_negate(run, node, frame);
    case OP_CONVERT: return evaluate_convert(run, node, frame);
    case OP_OTHERWISE: return evaluate_otherwise(run, node, frame);
    case OP_LIST_FIRST:
    case OP_LIST_SUM:
    case OP_LIST_COUNT:
    case OP_LIST_ANY:
    case OP_LIST_EVERY:
    case OP_LIST_LARGEST:
    case OP_LIST_SMALLEST: return evaluate_list(run, node, frame);
    case OP_ROWS_SUM:
    case OP_ROWS_COUNT:
    case OP_ROWS_ANY:
    case OP_ROWS_EVERY:
    case OP_ROWS_LARGEST:
    case OP_ROWS_SMALLEST:
    case OP_ROWS_FIRST:
    case OP_ROWS_LAST:
    case OP_ROWS_RANK:
    case OP_ROWS_RUN: return evaluate_rows(run, node, frame);
    case OP_INTERVAL: return evaluate_interval(run, node, frame);
    case OP_DATE_ADD:
    case OP_DATE_SUBTRACT: return evaluate_date_add(run, node, frame);
    case OP_DAYS_APART: return evaluate_days_apart(run, node, frame);
    case OP_MONTH_START: return evaluate_month_start(run, node, frame);
    }
    panic_at(__FILE__, __LINE__, "every operation is evaluated");
}
