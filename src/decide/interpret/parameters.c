// What a parameter is worth for given keys, at a place, on a day.
//
// The most specific place that has a value in force wins; for that place, the value that came into
// force last. Rows are ordered by (place, keys, from), so the rows of one place stand together.

#include "decide/interpret/run.h"

void run_note_open(Run *run, bool parameter, uint32_t index, uint32_t place, Date date)
{
    for (size_t i = 0; i < run->open.count; i++) {
        const OpenValue *one = &run->open.items[i];
        if (one->parameter == parameter && one->index == index && one->place == place &&
            one->date.day == date.day)
            return;
    }
    *vec_push(run->arena, &run->open) =
        (OpenValue){.parameter = parameter, .index = index, .place = place, .date = date};
}

static bool in_force(const Run *run, const ParameterRow *row, Date date)
{
    return row->from.day <= date.day && date.day < row->until.day &&
           row->published.day <= run->options.known_on.day;
}

// The first row of a place, and one past its last.
static size_t place_start(const Parameter *parameter, uint32_t place)
{
    size_t low = 0;
    size_t high = parameter->row_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (parameter->rows[middle].place < place) low = middle + 1;
        else high = middle;
    }
    return low;
}

static size_t place_end(const Parameter *parameter, uint32_t place)
{
    return place == NONE ? parameter->row_count : place_start(parameter, place + 1);
}

typedef struct Lookup {
    const Run *run;
    const Parameter *parameter;
    const Value *keys;
    Date date;
    bool *overflow; // set where a sum of slices does not fit; NULL: nobody asks
} Lookup;

// A key's value as a number: the index of a choice, 0 or 1, or itself moved into the table's range.
static Number key_number(const ParameterKey *key, const Value *value)
{
    if (value->set != 0) return number_whole(value_least_index(value->set));
    if (key->mode != KEY_CLAMPED) return value->low;
    if (number_compare(value->low, number_whole(key->clamp_low)) < 0)
        return number_whole(key->clamp_low);
    if (number_compare(value->low, number_whole(key->clamp_high)) > 0)
        return number_whole(key->clamp_high);
    return value->low;
}

// Whether a row may be meant: its exact keys are among what the values may be.
static bool row_matches(const Lookup *lookup, const ParameterRow *row)
{
    for (size_t i = 0; i < lookup->parameter->key_count; i++) {
        const ParameterKey *key = &lookup->parameter->keys[i];
        const Value *value = &lookup->keys[i];
        if (key->mode == KEY_SLICES || key->mode == KEY_STEPS) continue;
        if (value_is_known(value)) {
            if (number_compare(row->keys[i], key_number(key, value)) != 0) return false;
        } else if (value->set != 0) {
            if ((value->set >> (unsigned)row->keys[i].num & 1) == 0) return false;
        } else {
            Value low = value_number(value->low);
            Value high = value_number(value->high);
            if (number_compare(row->keys[i], key_number(key, &low)) < 0 ||
                number_compare(row->keys[i], key_number(key, &high)) > 0)
                return false;
        }
    }
    return true;
}

static size_t scale_key(const Parameter *parameter)
{
    for (size_t i = 0; i < parameter->key_count; i++) {
        if (parameter->keys[i].mode == KEY_SLICES || parameter->keys[i].mode == KEY_STEPS) return i;
    }
    return SIZE_MAX;
}

static bool same_keys(const Parameter *parameter, const ParameterRow *a, const ParameterRow *b)
{
    for (size_t i = 0; i < parameter->key_count; i++) {
        if (number_compare(a->keys[i], b->keys[i]) != 0) return false;
    }
    return true;
}

// The next row at or after `at` that is in force, matches, and is the latest of its keys.
static const ParameterRow *next_row(const Lookup *lookup, size_t *at, size_t end)
{
    const Parameter *parameter = lookup->parameter;
    const ParameterRow *best = NULL;
    for (; *at < end; ++*at) {
        const ParameterRow *row = &parameter->rows[*at];
        if (best != NULL && !same_keys(parameter, best, row)) return best;
        if (in_force(lookup->run, row, lookup->date) && row_matches(lookup, row)) best = row;
    }
    return best;
}

// The value along a scale: the row of the step that `x` has reached, or the sum of the slices.
static bool scale_value(const Lookup *lookup, uint32_t place, Number x, Number *result)
{
    const Parameter *parameter = lookup->parameter;
    const size_t key = scale_key(parameter);
    const bool slices = parameter->keys[key].mode == KEY_SLICES;
    const size_t end = place_end(parameter, place);
    size_t at = place_start(parameter, place);
    const ParameterRow *row = next_row(lookup, &at, end);
    Number sum = number_whole(0);
    bool reached = false;
    while (row != NULL && number_compare(row->keys[key], x) <= 0) {
        const ParameterRow *above = next_row(lookup, &at, end);
        reached = true;
        if (slices) {
            Number top = x;
            if (above != NULL && number_compare(above->keys[key], x) < 0) top = above->keys[key];
            Number slice;
            Number part;
            if (!number_subtract(top, row->keys[key], &slice) ||
                !number_multiply(slice, row->value, &part) || !number_add(sum, part, &sum)) {
                if (lookup->overflow != NULL) *lookup->overflow = true;
                return false;
            }
        } else {
            sum = row->value;
        }
        row = above;
    }
    *result = sum;
    return reached || slices;
}

static bool place_has_rows(const Lookup *lookup, uint32_t place)
{
    size_t at = place_start(lookup->parameter, place);
    return next_row(lookup, &at, place_end(lookup->parameter, place)) != NULL;
}

// The most specific place, from `place` up, with a value in force. NONE is everywhere; false if
// there is none at all.
static bool find_place(const Lookup *lookup, uint32_t place, uint32_t *found)
{
    for (;;) {
        if (place_has_rows(lookup, place)) {
            *found = place;
            return true;
        }
        if (place == NONE) return false;
        place = lookup->run->program->regions.items[place].parent;
    }
}

static Value row_value(const Parameter *parameter, Number number)
{
    return type_is_set(parameter->type) ? value_bit((unsigned)number.num) : value_number(number);
}

static void widen(Value *range, Number number)
{
    if (number_compare(number, range->low) < 0) range->low = number;
    if (number_compare(number, range->high) > 0) range->high = number;
}

// The sum of slices bends only at their thresholds: over an open stretch it lies between its least
// and its greatest value at the ends and at the thresholds between them.
static Value sliced_over(const Lookup *lookup, uint32_t place, Number from, Number to)
{
    const Parameter *parameter = lookup->parameter;
    const size_t key = scale_key(parameter);
    Number low;
    Number high;
    if (to.num >= NUMBER_UNBOUNDED || !scale_value(lookup, place, from, &low) ||
        !scale_value(lookup, place, to, &high))
        return value_any_number();
    Value range = {.low = low, .high = low};
    widen(&range, high);
    size_t at = place_start(parameter, place);
    const size_t end = place_end(parameter, place);
    for (const ParameterRow *row = next_row(lookup, &at, end); row != NULL;
         row = next_row(lookup, &at, end)) {
        Number bend;
        if (number_compare(row->keys[key], from) <= 0 || number_compare(row->keys[key], to) >= 0)
            continue;
        if (!scale_value(lookup, place, row->keys[key], &bend)) return value_any_number();
        widen(&range, bend);
    }
    return value_range(range.low, range.high);
}

// Along an open stretch every step between the ends is possible.
static Value stepped_over(const Lookup *lookup, uint32_t place, Number from, Number to)
{
    const Parameter *parameter = lookup->parameter;
    const size_t key = scale_key(parameter);
    Number low;
    Value result =
        scale_value(lookup, place, from, &low) ? row_value(parameter, low) : value_none();
    size_t at = place_start(parameter, place);
    const size_t end = place_end(parameter, place);
    for (const ParameterRow *row = next_row(lookup, &at, end); row != NULL;
         row = next_row(lookup, &at, end)) {
        if (number_compare(row->keys[key], from) < 0 || number_compare(row->keys[key], to) > 0)
            continue;
        const Value one = row_value(parameter, row->value);
        result = value_either(&result, &one, type_is_set(parameter->type));
    }
    return result;
}

// The value along a scale whose exact keys are all known.
static Value scaled_alone(const Lookup *lookup, uint32_t place)
{
    const size_t key = scale_key(lookup->parameter);
    const Value *x = &lookup->keys[key];
    Number from = x->low;
    Number to = x->high;
    if (x->set != 0) { // a choice spans from its least to its greatest open value
        from = number_whole(value_least_index(x->set));
        to = number_whole(value_greatest_index(x->set));
    }
    if (value_is_known(x)) {
        Number number;
        return scale_value(lookup, place, from, &number) ? row_value(lookup->parameter, number)
                                                         : value_none();
    }
    const bool slices = lookup->parameter->keys[key].mode == KEY_SLICES;
    return slices ? sliced_over(lookup, place, from, to) : stepped_over(lookup, place, from, to);
}

static bool same_exact_keys(const Parameter *parameter, const ParameterRow *a,
                            const ParameterRow *b)
{
    const size_t scale = scale_key(parameter);
    for (size_t i = 0; i < parameter->key_count; i++) {
        if (i != scale && number_compare(a->keys[i], b->keys[i]) != 0) return false;
    }
    return true;
}

// Whether a row of the place before this one has the same exact keys.
static bool was_met(const Lookup *lookup, uint32_t place, const ParameterRow *row)
{
    size_t at = place_start(lookup->parameter, place);
    const size_t end = place_end(lookup->parameter, place);
    const ParameterRow *before = next_row(lookup, &at, end);
    while (before != NULL && before != row) {
        if (same_exact_keys(lookup->parameter, before, row)) return true;
        before = next_row(lookup, &at, end);
    }
    return false;
}

// While an exact key is open, each of its values has a scale of its own.
static Value scaled(const Lookup *lookup, uint32_t place)
{
    const Parameter *parameter = lookup->parameter;
    const size_t scale = scale_key(parameter);
    const bool sets = type_is_set(parameter->type);
    size_t at = place_start(parameter, place);
    const size_t end = place_end(parameter, place);
    Value result = value_none();
    bool first = true;
    for (const ParameterRow *row = next_row(lookup, &at, end); row != NULL;
         row = next_row(lookup, &at, end)) {
        if (was_met(lookup, place, row)) continue;
        Value keys[PARAMETER_KEYS_MAX];
        for (size_t i = 0; i < parameter->key_count; i++) {
            const bool set = i != scale && lookup->keys[i].set != 0;
            keys[i] = i == scale ? lookup->keys[i]
                      : set      ? value_bit((unsigned)row->keys[i].num)
                                 : value_number(row->keys[i]);
        }
        Lookup alone = *lookup;
        alone.keys = keys;
        const Value one = scaled_alone(&alone, place);
        result = first ? one : value_either(&result, &one, sets);
        first = false;
    }
    return result;
}

static bool all_keys_known(const Parameter *parameter, const Value *keys)
{
    for (size_t i = 0; i < parameter->key_count; i++) {
        if (!value_is_known(&keys[i])) return false;
    }
    return true;
}

// Every row that the open keys leave possible.
static Value any_row(const Lookup *lookup, uint32_t place)
{
    const Parameter *parameter = lookup->parameter;
    size_t at = place_start(parameter, place);
    const size_t end = place_end(parameter, place);
    const ParameterRow *row = next_row(lookup, &at, end);
    Value result = row_value(parameter, row->value);
    while ((row = next_row(lookup, &at, end)) != NULL) {
        const Value one = row_value(parameter, row->value);
        result = value_either(&result, &one, type_is_set(parameter->type));
    }
    return result;
}

// While a key is open, rows of more general places may count too, for keys that the specific place
// lacks; so all places up the line are joined.
static Value looked_up(const Lookup *lookup, uint32_t place)
{
    const Parameter *parameter = lookup->parameter;
    const bool scale = scale_key(parameter) != SIZE_MAX;
    Value result = scale ? scaled(lookup, place) : any_row(lookup, place);
    if (all_keys_known(parameter, lookup->keys)) return result;
    while (place != NONE) {
        place = lookup->run->program->regions.items[place].parent;
        if (!place_has_rows(lookup, place)) continue;
        const Value above = scale ? scaled(lookup, place) : any_row(lookup, place);
        result = value_either(&result, &above, type_is_set(parameter->type));
    }
    return result;
}

// What a parameter may be that no place has set: anything within the law's limits.
static Value unset_value(Run *run, const Lookup *lookup, uint32_t place)
{
    const Parameter *parameter = lookup->parameter;
    if (parameter->type.kind != TYPE_NUMBER) return value_of_any(run->situation, parameter->type);
    Value value = value_any_number();
    value.low = number_whole(0);
    const ParameterAsked asked = {.keys = lookup->keys, .place = place, .date = lookup->date};
    const RuleFrame rule = {.rule = NONE, .person = NONE, .asked = &asked};
    const Frame frame = frame_at(HOUSEHOLD, 0, &rule);
    if (parameter->low != NONE) {
        const Value low = evaluate(run, parameter->low, &frame);
        if (value_may_apply(&low)) value.low = low.low;
    }
    if (parameter->high != NONE) {
        const Value high = evaluate(run, parameter->high, &frame);
        if (value_may_apply(&high)) value.high = high.high;
    }
    return value_range(value.low, value.high);
}

// --- holes ---

enum { COMBINATIONS_MAX = 256 }; // of open keys; beyond it a hole is taken for granted

// The exact values a key may still have, as many as `count`; 0 if they cannot be listed.
static size_t exact_values(const ParameterKey *key, const Value *value, Value *values, size_t count)
{
    size_t found = 0;
    if (value->set != 0) {
        for (unsigned i = 0; i < 64; i++) {
            if ((value->set >> i & 1) == 0) continue;
            if (found == count) return 0;
            values[found++] = value_bit(i);
        }
        return found;
    }
    const Value ends[] = {value_number(value->low), value_number(value->high)};
    Number at = key_number(key, &ends[0]);
    const Number last = key_number(key, &ends[1]);
    if (at.den != 1 || last.num - at.num >= (Wide)count) return 0;
    for (; at.num <= last.num; at.num++) values[found++] = value_number(at);
    return found;
}

// Whether some value that the open keys may have has no row, here or at any place above.
static bool has_hole(const Lookup *lookup, uint32_t place, Value *keys, size_t key, size_t *left)
{
    const Parameter *parameter = lookup->parameter;
    if (key == parameter->key_count) {
        uint32_t found = NONE;
        Lookup one = *lookup;
        one.keys = keys;
        return *left == 0 || (--*left, !find_place(&one, place, &found));
    }
    const ParameterKey *of = &parameter->keys[key];
    const bool exact = of->mode == KEY_EXACT || of->mode == KEY_CLAMPED;
    keys[key] = lookup->keys[key];
    if (!exact || value_is_known(&lookup->keys[key]))
        return has_hole(lookup, place, keys, key + 1, left);
    Value values[64];
    const size_t count = exact_values(of, &lookup->keys[key], values, 64);
    if (count == 0) return true;
    for (size_t i = 0; i < count; i++) {
        keys[key] = values[i];
        if (has_hole(lookup, place, keys, key + 1, left)) return true;
    }
    return false;
}

// A value for which nothing is set could be anything within the limits.
static Value with_holes(Run *run, const Lookup *lookup, uint32_t place, Value value)
{
    if (all_keys_known(lookup->parameter, lookup->keys)) return value;
    Value keys[PARAMETER_KEYS_MAX];
    size_t left = COMBINATIONS_MAX;
    if (!has_hole(lookup, place, keys, 0, &left)) return value;
    const Value unset = unset_value(run, lookup, place);
    return value_either(&value, &unset, type_is_set(lookup->parameter->type));
}

bool run_parameter_reformed(const Run *run, const Alternative *reform, uint32_t place, Date date)
{
    return reform->body != NONE && reform->from.day <= date.day && date.day < reform->until.day &&
           (reform->place == NONE ||
            (place != NONE && program_lies_within(run->program, place, reform->place)));
}

static Value reformed(Run *run, const Parameter *parameter, const ParameterAsked *base)
{
    ParameterAsked asked = *base;
    Value value = *base->base;
    asked.base = &value;
    for (size_t i = 0; i < parameter->reform_count; i++) {
        const Alternative *reform = &parameter->reforms[i];
        if (!run_parameter_reformed(run, reform, asked.place, asked.date)) continue;
        const RuleFrame rule = {.rule = NONE, .person = NONE, .asked = &asked};
        const Frame frame = frame_at(HOUSEHOLD, 0, &rule);
        const Value set = evaluate(run, reform->body, &frame);
        if (!value_may_apply(&set)) continue;
        const Value applicable = value_applicable(set);
        value = value_may_be_none(&set)
                    ? value_either(&value, &applicable, type_is_set(parameter->type))
                    : applicable;
    }
    return value;
}

Value run_parameter_base(Run *run, uint32_t index, const Value *keys, uint32_t place, Date date)
{
    const Parameter *parameter = &run->program->parameters.items[index];
    bool overflow = false;
    const Lookup lookup = {
        .run = run, .parameter = parameter, .keys = keys, .date = date, .overflow = &overflow};
    uint32_t found = NONE;
    if (!find_place(&lookup, place, &found)) {
        run_note_open(run, true, index, place, date);
        return unset_value(run, &lookup, place);
    }
    const Value value = with_holes(run, &lookup, place, looked_up(&lookup, found));
    if (overflow && all_keys_known(parameter, keys))
        run_fail(run, ERROR_OVERFLOW, parameter->span,
                 "the slices of \"" STR_FORMAT "\" add up to too large a number",
                 STR_ARGS(parameter->name));
    return value;
}

Value run_parameter(Run *run, uint32_t index, const Value *keys, uint32_t place, Date date)
{
    const Override *override = situation_override(run->situation, OVERRIDE_PARAMETER, index, NONE);
    if (override != NULL) return override->value;
    const Parameter *parameter = &run->program->parameters.items[index];
    const Value base = run_parameter_base(run, index, keys, place, date);
    if (parameter->reform_count == 0) return base;
    const ParameterAsked asked = {.keys = keys, .base = &base, .place = place, .date = date};
    return reformed(run, parameter, &asked);
}

const ParameterRow *run_parameter_row(const Run *run, uint32_t index, const Value *keys,
                                      uint32_t place, Date date)
{
    const Parameter *parameter = &run->program->parameters.items[index];
    const Lookup lookup = {.run = run, .parameter = parameter, .keys = keys, .date = date};
    uint32_t found = NONE;
    if (situation_override(run->situation, OVERRIDE_PARAMETER, index, NONE) != NULL ||
        !all_keys_known(parameter, keys) || !find_place(&lookup, place, &found))
        return NULL;
    const size_t key = scale_key(parameter);
    const size_t end = place_end(parameter, found);
    size_t at = place_start(parameter, found);
    const ParameterRow *best = NULL;
    for (const ParameterRow *row = next_row(&lookup, &at, end); row != NULL;
         row = next_row(&lookup, &at, end)) {
        if (key == SIZE_MAX ||
            number_compare(row->keys[key], key_number(&parameter->keys[key], &keys[key])) <= 0)
            best = row;
    }
    return best;
}
