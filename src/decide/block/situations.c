#include "decide/block/situations.h"

#include <string.h>

#include "base/panic.h"
#include "base/text.h"

// --- out of columns ---

static uint32_t lane_of(const BlockShape *shape, bool of_person, uint32_t household, uint32_t slot)
{
    return of_person ? shape->base[slot] + household : household;
}

static int64_t read_cell(const ColumnSpec *spec, const void *cells, uint32_t lane)
{
    switch (spec->type) {
    case CELL_U8: return ((const uint8_t *)cells)[lane];
    case CELL_I32: return ((const int32_t *)cells)[lane];
    case CELL_I64: return ((const int64_t *)cells)[lane];
    }
    panic_at(__FILE__, __LINE__, "every type of cell is read");
}

static bool is_set(Type type)
{
    return type.kind == TYPE_YESNO || type.kind == TYPE_CHOICE || type.kind == TYPE_PERSON;
}

int64_t column_cell_of(const Program *program, const ColumnSpec *spec, Type type, size_t value)
{
    if (type.kind != TYPE_CHOICE || spec->value_count == 0) return (int64_t)value;
    const Str name = program->choices.items[type.choice].values[value].name;
    for (size_t i = 0; i < spec->value_count; i++) {
        if (str_equal(spec->values[i], name)) return (int64_t)i;
    }
    return INT64_MIN; // no cell says so
}

static unsigned value_of_cell(const Program *program, const ColumnSpec *spec, Type type,
                              int64_t cell)
{
    if (type.kind != TYPE_CHOICE || spec->value_count == 0) return (unsigned)cell;
    const Choice *choice = &program->choices.items[type.choice];
    const uint32_t value = program_find_choice_value(choice, spec->values[cell]);
    invariant(value != NONE); // columns_match has seen to it
    return value;
}

// Whether a column can hold values of this type, of this entity.
static bool column_fits(const Program *program, const ColumnSpec *spec, uint32_t entity, Type type,
                        Error *err)
{
    const Entity *of = &program->entities.items[entity];
    if ((of->kind == ENTITY_PERSON) != spec->of_person || of->kind == ENTITY_RECORD || of->splits)
        return error_set(err, ERROR_INVALID, "",
                         "\"" STR_FORMAT "\" of this population is %s, but in the law it is not",
                         STR_ARGS(spec->name), spec->of_person ? "a person's" : "a household's");
    for (size_t v = 0; type.kind == TYPE_CHOICE && v < spec->value_count; v++) {
        const Choice *choice = &program->choices.items[type.choice];
        if (program_find_choice_value(choice, spec->values[v]) == NONE)
            return error_set(err, ERROR_INVALID, "",
                             "\"" STR_FORMAT "\" of this population may be \"" STR_FORMAT
                             "\", which the law does not know",
                             STR_ARGS(spec->name), STR_ARGS(spec->values[v]));
    }
    return true;
}

bool columns_match(const Program *program, const ColumnSpec *specs, size_t count,
                   uint32_t *column_of, Error *err)
{
    for (size_t f = 0; f < program->facts.count; f++) column_of[f] = NONE;
    for (uint32_t c = 0; c < count; c++) {
        const uint32_t found = program_find(program, specs[c].name);
        if (found == NONE || program->names.items[found].kind != SYM_FACT) continue;
        const uint32_t index = program->names.items[found].index;
        const Fact *fact = &program->facts.items[index];
        if (!column_fits(program, &specs[c], fact->entity, fact->type, err)) return false;
        column_of[index] = c;
    }
    return true;
}

bool rule_columns_match(const Program *program, const ColumnSpec *specs, size_t count,
                        uint32_t *rule_column_of, Error *err)
{
    for (size_t r = 0; r < program->rules.count; r++) rule_column_of[r] = NONE;
    for (uint32_t c = 0; c < count; c++) {
        const uint32_t found = program_find(program, specs[c].name);
        if (found == NONE || program->names.items[found].kind != SYM_RULE) continue;
        const uint32_t index = program->names.items[found].index;
        const Rule *rule = &program->rules.items[index];
        if (!column_fits(program, &specs[c], rule->entity, rule->type, err)) return false;
        rule_column_of[index] = c;
    }
    return true;
}

static void read_fact(const Specialisation *from, const Columns *columns, uint32_t column,
                      uint32_t lane, Type type, FactCell *cell)
{
    static const Given givens[] = {[CELL_KNOWN] = GIVEN_VALUE,
                                   [CELL_NONE] = GIVEN_NONE,
                                   [CELL_UNKNOWN] = GIVEN_UNKNOWN,
                                   [CELL_ABSENT] = GIVEN_ABSENT};
    const ColumnSpec *spec = &from->specs[column];
    cell->given = GIVEN_VALUE;
    if (spec->with_states) cell->given = givens[columns->states[column][lane] & 3];
    if (cell->given != GIVEN_VALUE) return;
    const int64_t number = read_cell(spec, columns->cells[column], lane);
    cell->value = is_set(type) ? value_bit(value_of_cell(from->program, spec, type, number))
                               : value_number(number_fraction(number, spec->scale));
}

static uint32_t member_count(const BlockShape *shape, uint32_t household)
{
    uint32_t count = 0;
    while (count < shape->slots && household < shape->with[count]) count++;
    return count;
}

static void read_past(const Specialisation *from, const Columns *columns, uint32_t household,
                      Situation *situation)
{
    const Program *program = from->program;
    situation_make_months(situation, from->month_count);
    for (size_t m = 0; m < from->month_count; m++) situation->months[m].month = from->months[m];
    for (size_t i = 0; i < from->past_count; i++) {
        const PastColumn *past = &from->past[i];
        const HistoryColumn *history = &program->columns.items[past->history];
        const bool of_person = from->specs[past->column].of_person;
        const uint32_t count = of_person ? situation->member_count : 1;
        for (uint32_t t = 0; t < count; t++) {
            FactCell *cell = situation_history_cell(situation, past->month, past->history, t);
            read_fact(from, columns, past->column,
                      lane_of(&columns->shape, of_person, household, t), history->type, cell);
        }
    }
}

// The values of columns that stand in the place of rules, after those that outrank them.
static void replace_rules(const Specialisation *from, const Columns *columns, uint32_t household,
                          Situation *situation)
{
    situation->overrides = from->overrides;
    situation->override_count = from->override_count;
    const size_t rules = from->rule_column_of != NULL ? from->program->rules.count : 0;
    VEC(Override) all = {0};
    for (size_t i = 0; i < from->override_count; i++)
        *vec_push(situation->arena, &all) = from->overrides[i];
    for (uint32_t r = 0; r < rules; r++) {
        const uint32_t column = from->rule_column_of[r];
        if (column == NONE) continue;
        const bool of_person = from->specs[column].of_person;
        for (uint32_t t = 0; t < (of_person ? situation->member_count : 1); t++) {
            FactCell cell = {0};
            read_fact(from, columns, column, lane_of(&columns->shape, of_person, household, t),
                      from->program->rules.items[r].type, &cell);
            if (cell.given != GIVEN_VALUE) continue;
            *vec_push(situation->arena, &all) =
                (Override){.kind = OVERRIDE_RULE, .index = r, .instance = t, .value = cell.value};
        }
    }
    situation->overrides = all.items;
    situation->override_count = all.count;
}

Situation *situation_of_columns(const Specialisation *from, const Columns *columns,
                                uint32_t household, Arena *request)
{
    const Program *program = from->program;
    const uint32_t members = member_count(&columns->shape, household);
    Str *ids = ARENA_ARRAY(request, Str, members);
    for (uint32_t t = 0; t < members; t++) ids[t] = str_print(request, "%02u", t + 1);
    const SituationOutline outline = {
        .date = from->date, .region = from->region, .member_ids = ids, .member_count = members};
    Situation *situation = situation_create(program, &outline, request);
    situation->recorded_from = from->recorded_from;
    replace_rules(from, columns, household, situation);
    for (uint32_t f = 0; f < program->facts.count; f++) {
        const uint32_t column = from->column_of[f];
        if (column == NONE) continue;
        const bool of_person = from->specs[column].of_person;
        const uint32_t count = of_person ? members : 1;
        for (uint32_t t = 0; t < count; t++)
            read_fact(from, columns, column, lane_of(&columns->shape, of_person, household, t),
                      program->facts.items[f].type, situation_cell(situation, f, t));
    }
    for (size_t i = 0; i < from->common_count; i++) {
        FactCell *cell = situation_cell(situation, from->common[i].fact, 0);
        *cell = (FactCell){.given = GIVEN_VALUE, .value = from->common[i].value};
    }
    read_past(from, columns, household, situation);
    return situation;
}

// --- into columns ---

typedef struct Filling {
    const Situation *const *situations; // largest household first
    uint32_t count;
    Arena *arena;
    const Program *program;
    BlockShape shape;
    VEC(ColumnSpec) specs;
    VEC(const void *) cells;
    VEC(const unsigned char *) states;
} Filling;

// Where one fact, or history value, of each situation stands.
typedef struct CellSource {
    bool past;
    size_t month;
    uint32_t index;
    Type type;
    bool of_person;
} CellSource;

static const FactCell *source_cell(const Situation *situation, const CellSource *source,
                                   uint32_t slot)
{
    return source->past ? &situation->months[source->month].cells[source->index][slot]
                        : &situation->cells[source->index][slot];
}

static int64_t common_scale(int64_t scale, int64_t den)
{
    int64_t a = scale;
    int64_t b = den;
    while (b != 0) {
        const int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return scale / a * den;
}

// The value of a cell as a whole number over the column's scale; false if it does not fit.
static bool cell_number(const FactCell *cell, Type type, int64_t scale, int64_t *number)
{
    if (is_set(type)) {
        *number = (int64_t)value_least_index(cell->value.set);
        return (cell->value.set & (cell->value.set - 1)) == 0;
    }
    const Number value = cell->value.low;
    const Wide scaled = value.num * (scale / value.den);
    *number = (int64_t)scaled;
    return value.num < INT64_MAX / scale && value.num > -INT64_MAX / scale;
}

static bool find_scale(const Filling *filling, const CellSource *source, int64_t *scale, bool *any)
{
    *scale = 1;
    *any = false;
    for (uint32_t h = 0; h < filling->count; h++) {
        const Situation *situation = filling->situations[h];
        const uint32_t count = source->of_person ? situation->member_count : 1;
        for (uint32_t t = 0; t < count; t++) {
            const FactCell *cell = source_cell(situation, source, t);
            *any = *any || cell->given != GIVEN_ABSENT;
            if (cell->given != GIVEN_VALUE || is_set(source->type)) continue;
            if (cell->value.low.den > 1000000) return false;
            *scale = common_scale(*scale, cell->value.low.den);
            if (*scale > INT64_C(1000000000)) return false;
        }
    }
    return true;
}

static bool fill_column(Filling *filling, const CellSource *source, Str name, uint32_t *column)
{
    static const unsigned char state_of[] = {[GIVEN_ABSENT] = CELL_ABSENT,
                                             [GIVEN_VALUE] = CELL_KNOWN,
                                             [GIVEN_NONE] = CELL_NONE,
                                             [GIVEN_UNKNOWN] = CELL_UNKNOWN};
    int64_t scale = 1;
    bool any = false;
    *column = NONE;
    if (source->type.kind == TYPE_TEXT || source->type.kind == TYPE_IDENTITY) return true;
    if (!find_scale(filling, source, &scale, &any)) return false;
    if (!any) return true;
    const size_t lanes = source->of_person ? filling->shape.persons : filling->shape.households;
    int64_t *cells = ARENA_ARRAY(filling->arena, int64_t, lanes);
    unsigned char *states = ARENA_ARRAY(filling->arena, unsigned char, lanes);
    ColumnSpec spec = {.name = name,
                       .of_person = source->of_person,
                       .type = CELL_I64,
                       .scale = scale,
                       .with_states = true};
    for (uint32_t h = 0; h < filling->count; h++) {
        const Situation *situation = filling->situations[h];
        const uint32_t count = source->of_person ? situation->member_count : 1;
        for (uint32_t t = 0; t < count; t++) {
            const FactCell *cell = source_cell(situation, source, t);
            const uint32_t lane = lane_of(&filling->shape, source->of_person, h, t);
            states[lane] = state_of[cell->given];
            if (cell->given != GIVEN_VALUE) continue;
            if (!cell_number(cell, source->type, scale, &cells[lane])) return false;
            if (cells[lane] < spec.low) spec.low = cells[lane];
            if (cells[lane] > spec.high) spec.high = cells[lane];
        }
    }
    if (spec.low == spec.high) spec.high++; // a column, not a constant: states tell the rest
    *column = (uint32_t)filling->specs.count;
    *vec_push(filling->arena, &filling->specs) = spec;
    *vec_push(filling->arena, &filling->cells) = cells;
    *vec_push(filling->arena, &filling->states) = states;
    return true;
}

static bool fits_in_columns(const Situation *situation)
{
    const Program *program = situation->program;
    if (situation->member_count == 0 || situation->member_count > BLOCK_SLOTS) return false;
    for (uint32_t e = 0; e < program->entities.count; e++) {
        if (program->entities.items[e].kind != ENTITY_RECORD) continue;
        if (situation->counts[e] > 0) return false;
        const uint32_t owners = situation_instances(situation, program->entities.items[e].owner);
        for (uint32_t o = 0; o < owners; o++) {
            if (situation->rows_known[e][o] && !program->entities.items[e].normally_none)
                return false;
        }
    }
    return true;
}

static bool of_persons(const Program *program, uint32_t entity)
{
    return program->entities.items[entity].kind == ENTITY_PERSON;
}

static bool fill_past(Filling *filling, const Situation *first, Specialisation *from)
{
    const Program *program = filling->program;
    Date *months = ARENA_ARRAY(filling->arena, Date, first->month_count);
    PastColumn *past =
        ARENA_ARRAY(filling->arena, PastColumn, first->month_count * program->columns.count);
    size_t count = 0;
    for (size_t m = 0; m < first->month_count; m++) {
        months[m] = first->months[m].month;
        for (uint32_t c = 0; c < program->columns.count; c++) {
            const HistoryColumn *history = &program->columns.items[c];
            const CellSource source = {.past = true,
                                       .month = m,
                                       .index = c,
                                       .type = history->type,
                                       .of_person = of_persons(program, history->entity)};
            uint32_t column = NONE;
            if (!fill_column(filling, &source, history->name, &column)) return false;
            if (column != NONE)
                past[count++] = (PastColumn){.month = (uint32_t)m, .history = c, .column = column};
        }
    }
    from->months = months;
    from->month_count = first->month_count;
    from->past = past;
    from->past_count = count;
    return true;
}

bool columns_of_situations(const Situation *const *situations, uint32_t count, Arena *arena,
                           Specialisation *from, Columns *columns)
{
    const Situation *first = situations[0];
    const Program *program = first->program;
    Filling filling = {
        .situations = situations, .count = count, .arena = arena, .program = program};
    uint8_t *sizes = ARENA_ARRAY(arena, uint8_t, count);
    uint32_t *column_of = ARENA_ARRAY(arena, uint32_t, program->facts.count);
    for (uint32_t i = 0; i < count; i++) {
        if (!fits_in_columns(situations[i])) return false;
        sizes[i] = (uint8_t)situations[i]->member_count;
        invariant(i == 0 || sizes[i] <= sizes[i - 1]);
    }
    block_shape_set(&filling.shape, sizes, count);
    for (uint32_t f = 0; f < program->facts.count; f++) {
        const Fact *fact = &program->facts.items[f];
        column_of[f] = NONE;
        if (program->entities.items[fact->entity].kind == ENTITY_RECORD) continue;
        const CellSource source = {
            .index = f, .type = fact->type, .of_person = of_persons(program, fact->entity)};
        if (!fill_column(&filling, &source, fact->name, &column_of[f])) return false;
    }
    *from = (Specialisation){.program = program,
                             .date = first->date,
                             .region = first->region,
                             .known_on = DATE_LAST,
                             .column_of = column_of,
                             .slots = filling.shape.slots,
                             .recorded_from = first->recorded_from,
                             .overrides = first->overrides,
                             .override_count = first->override_count};
    if (!fill_past(&filling, first, from)) return false;
    from->specs = filling.specs.items;
    from->spec_count = filling.specs.count;
    *columns = (Columns){
        .shape = filling.shape, .cells = filling.cells.items, .states = filling.states.items};
    return true;
}
