#include "compile/program.h"

#include "base/panic.h"
#include "base/text.h"

Number program_coin_scale(const Program *program)
{
    int64_t scale = 1;
    for (unsigned i = 0; i < program->currency.digits; i++) scale *= 10;
    return number_whole(scale);
}

Number program_in_coins(const Program *program, Number amount)
{
    Number coins = amount;
    if (number_divide(amount, program_coin_scale(program), &coins)) return coins;
    const bool fits = number_round(amount, number_whole(1), ROUND_HALF_EVEN, &amount) &&
                      number_divide(amount, program_coin_scale(program), &coins);
    invariant(fits);
    return coins;
}

uint32_t program_find(const Program *program, Str name)
{
    return map_get(&program->name_map, name);
}

static uint32_t programme_slot(const Programme *programme, Word slot)
{
    switch ((int)slot) {
    case WORD_QUALIFIES: return programme->qualifies;
    case WORD_AMOUNT: return programme->amount;
    case WORD_STARTS: return programme->starts;
    case WORD_REVIEW: return programme->review;
    case WORD_VALID: return programme->valid;
    default: return NONE;
    }
}

static uint32_t clock_slot(const Clock *clock, Word slot)
{
    switch ((int)slot) {
    case WORD_LIMIT: return clock->limit;
    case WORD_DUE: return clock->due;
    case WORD_OVERDUE: return clock->overdue;
    default: return NONE;
    }
}

uint32_t program_find_slot(const Program *program, Str name, Word slot)
{
    const uint32_t found = program_find(program, name);
    if (found == NONE) return NONE;
    const NamedThing *thing = &program->names.items[found];
    if (thing->kind == SYM_PROGRAMME)
        return programme_slot(&program->programmes.items[thing->index], slot);
    if (thing->kind == SYM_CLOCK) return clock_slot(&program->clocks.items[thing->index], slot);
    return NONE;
}

Str rule_name(Arena *arena, const Rule *rule)
{
    if (rule->role != RULE_SLOT) return rule->name;
    return str_print(arena, STR_FORMAT " %s", STR_ARGS(rule->name), word_text(rule->slot));
}

uint32_t program_find_region(const Program *program, Str code)
{
    return map_get(&program->region_map, code);
}

uint32_t program_find_choice_value(const Choice *choice, Str name)
{
    for (uint32_t i = 0; i < choice->count; i++) {
        if (str_equal(choice->values[i].name, name)) return i;
    }
    return NONE;
}

uint32_t program_find_column(const Program *program, ColumnKind kind, uint32_t target)
{
    for (uint32_t i = 0; i < program->columns.count; i++) {
        const HistoryColumn *column = &program->columns.items[i];
        if (column->kind == kind && column->target == target) return i;
    }
    return NONE;
}

bool program_lies_within(const Program *program, uint32_t region, uint32_t place)
{
    if (place == NONE) return true;
    while (region != NONE && region != place) region = program->regions.items[region].parent;
    return region == place;
}

// Whether a reform that takes part has a value for this region, or for one above it.
static bool has_reform_value(const Program *program, uint32_t region)
{
    for (size_t i = 0; i < program->parameters.count; i++) {
        const Parameter *parameter = &program->parameters.items[i];
        for (size_t r = 0; r < parameter->row_count; r++) {
            const ParameterRow *row = &parameter->rows[r];
            if (row->place != NONE && program->documents.items[row->document].reform &&
                program_lies_within(program, region, row->place))
                return true;
        }
    }
    return false;
}

bool program_speaks_for(const Program *program, uint32_t region)
{
    bool any = false;
    for (size_t i = 0; i < program->documents.count; i++) {
        const uint32_t place = program->documents.items[i].place;
        if (place == NONE) continue;
        any = true;
        if (program_lies_within(program, region, place)) return true;
    }
    return !any || has_reform_value(program, region);
}

unsigned program_depth(const Program *program, uint32_t place)
{
    unsigned depth = 0;
    for (; place != NONE; place = program->regions.items[place].parent) depth++;
    return depth;
}
