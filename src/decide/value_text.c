#include "decide/value_text.h"

#include "base/panic.h"
#include "base/text.h"

Str amount_text(Arena *arena, const Program *program, Number amount)
{
    const Number coins = program_in_coins(program, amount);
    return number_print(arena, coins,
                        (NumberFormat){.places_min = program->currency.digits,
                                       .places_max = program->currency.digits + 4});
}

static Str number_text(Arena *arena, const Situation *situation, Number number, Type type)
{
    if (number.num >= NUMBER_UNBOUNDED) return STR("any amount");
    if (number.num <= -NUMBER_UNBOUNDED) return STR("any amount below");
    switch (type.kind) {
    case TYPE_DATE: return date_print(arena, (Date){(int32_t)number.num});
    case TYPE_PLACE:
        if (number.num < 0 || number.num >= (Wide)situation->program->regions.count)
            return STR("any place");
        return situation->program->regions.items[number.num].code;
    case TYPE_YESNO:
    case TYPE_NUMBER:
    case TYPE_CHOICE:
    case TYPE_PERSON:
    case TYPE_TEXT:
    case TYPE_IDENTITY: break;
    }
    if (type.dimensions[DIMENSION_MONEY] == 1)
        return amount_text(arena, situation->program, number);
    if (type_is_pure(type) && type.flavour == FLAVOUR_SHARE) {
        Number percent = number;
        if (!number_multiply(number, number_whole(100), &percent)) // beyond all reason: as it is
            return number_print(arena, number, (NumberFormat){.places_max = 6});
        return str_print(arena, STR_FORMAT " %%",
                         STR_ARGS(number_print(arena, percent, (NumberFormat){.places_max = 4})));
    }
    return number_print(arena, number, (NumberFormat){.places_max = 6});
}

static Str set_item(const Situation *situation, unsigned index, Type type)
{
    if (type.kind == TYPE_YESNO) return index == 1 ? STR("yes") : STR("no");
    if (type.kind == TYPE_PERSON) return situation->member_ids[index];
    return situation->program->choices.items[type.choice].values[index].name;
}

static Str set_text(Arena *arena, const Situation *situation, uint64_t set, Type type)
{
    Text text = text_start(arena);
    for (unsigned i = 0; i < 64; i++) {
        if ((set >> i & 1) == 0) continue;
        if (text.size > 0) text_add(&text, STR(" or "));
        text_add(&text, set_item(situation, i, type));
    }
    return text_str(&text);
}

Str value_text(Arena *arena, const Situation *situation, const Value *value, Type type)
{
    if (value->state == VALUE_NONE) return STR("not applicable");
    Str text;
    if (value->set != 0) {
        text = set_text(arena, situation, value->set, type);
    } else if (number_compare(value->low, value->high) == 0) {
        text = number_text(arena, situation, value->low, type);
    } else {
        text = str_print(arena, "from " STR_FORMAT " to " STR_FORMAT,
                         STR_ARGS(number_text(arena, situation, value->low, type)),
                         STR_ARGS(number_text(arena, situation, value->high, type)));
    }
    if (value->state != VALUE_OPEN_OR_NONE) return text;
    return str_print(arena, STR_FORMAT " or not applicable", STR_ARGS(text));
}

Str need_name(const Program *program, const Need *need)
{
    switch (need->kind) {
    case NEED_FACT: return program->facts.items[need->index].name;
    case NEED_ROWS: return program->entities.items[need->index].plural;
    case NEED_PARAMETER: return program->parameters.items[need->index].name;
    case NEED_RULE: return program->rules.items[need->index].name;
    case NEED_HISTORY: return STR("history");
    }
    panic_at(__FILE__, __LINE__, "every need has a name");
}
