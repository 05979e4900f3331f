#include "tool/settings.h"

#include "base/text.h"

bool settings_number(const Parameter *parameter, Str text, Number *number)
{
    enum { FEN = 100, PERCENT = 100 };
    const bool percent = text.size > 0 && text.data[text.size - 1] == '%';
    text.size -= percent;
    if (!number_parse(text, number)) return false;
    if (percent) return number_divide(*number, number_whole(PERCENT), number);
    if (parameter->type.dimensions[DIMENSION_MONEY] != 1) return true;
    return number_multiply(*number, number_whole(FEN), number);
}

static bool value_of(const Program *program, const Parameter *parameter, Str text, Value *value)
{
    Number number = {0};
    if (parameter->type.kind == TYPE_YESNO) {
        *value = value_yesno(str_equals(text, "yes"));
        return str_equals(text, "yes") || str_equals(text, "no");
    }
    if (parameter->type.kind == TYPE_CHOICE) {
        const uint32_t one =
            program_find_choice_value(&program->choices.items[parameter->type.choice], text);
        if (one != NONE) *value = value_bit(one);
        return one != NONE;
    }
    if (parameter->type.kind != TYPE_NUMBER || !settings_number(parameter, text, &number))
        return false;
    *value = value_number(number);
    return true;
}

bool settings_read(const CommandLine *line, const Program *program, bool *used, Settings *settings,
                   Error *err)
{
    Override *overrides = ARENA_ARRAY(line->arena, Override, line->settings.count + 1);
    Text told = text_start(line->arena);
    size_t count = 0;
    for (size_t i = 0; i < line->settings.count; i++) {
        const Str given = str_from(line->settings.items[i]);
        size_t equals = 0;
        while (equals < given.size && given.data[equals] != '=') equals++;
        if (equals == given.size)
            return error_set(err, ERROR_USAGE, "",
                             "--set names a parameter and its value: --set line_factor=150%%");
        const Str value = {given.data + equals + 1, given.size - equals - 1};
        const uint32_t found = program_find(program, (Str){given.data, equals});
        if (found == NONE || program->names.items[found].kind != SYM_PARAMETER) continue;
        Override *one = &overrides[count];
        *one = (Override){.kind = OVERRIDE_PARAMETER,
                          .index = program->names.items[found].index,
                          .instance = NONE};
        if (!value_of(program, &program->parameters.items[one->index], value, &one->value))
            return error_set(err, ERROR_USAGE, "",
                             "--set: \"" STR_FORMAT "\" cannot be \"" STR_FORMAT "\"",
                             STR_ARGS(((Str){given.data, equals})), STR_ARGS(value));
        text_print(&told, "%s" STR_FORMAT, count > 0 ? ", " : "", STR_ARGS(given));
        used[i] = true;
        count++;
    }
    *settings = (Settings){.overrides = overrides, .count = count, .told = text_str(&told)};
    return true;
}
