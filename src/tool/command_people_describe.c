// people describe: the synthetic population beside what is published.

#include "base/number.h"
#include "base/os.h"
#include "base/text.h"
#include "model/people/describe.h"
#include "tool/command.h"

enum { SEED = 2023, HOUSEHOLDS = 1000000 };

// data/china-2023 here, or beside the program.
static const char *data_folder(Arena *arena)
{
    static const char *const beside[] = {"/data/china-2023", "/../data/china-2023",
                                         "/../share/doudi/data/china-2023"};
    if (os_exists("data/china-2023")) return "data/china-2023";
    const char *folder = os_program_folder(arena);
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        const char *path = str_terminated(arena, str_print(arena, "%s%s", folder, beside[i]));
        if (os_exists(path)) return path;
    }
    return "data/china-2023";
}

static bool read_count(const CommandLine *line, Option option, uint64_t *count, Error *err)
{
    const char *text = line->values[option];
    if (text == NULL) return true;
    Number number;
    if (!number_parse(str_from(text), &number) || number.den != 1 || number.num < 0)
        return error_set(err, ERROR_USAGE, "", "%s takes a whole number, not \"%s\"",
                         option_name(option), text);
    *count = (uint64_t)number.num;
    return true;
}

static Str figure(Arena *arena, const Margin *margin, int64_t value)
{
    if (value == 0) return STR("-");
    const bool whole = margin->unit == MARGIN_COUNT;
    const Number number = whole                              ? number_whole(value)
                          : margin->unit == MARGIN_YUAN_YEAR ? number_fraction(value, 100)
                                                             : number_fraction(value, 10000);
    const unsigned places = margin->unit == MARGIN_SHARE ? 1 : 0;
    Number rounded;
    const Number unit = margin->unit == MARGIN_SHARE ? number_fraction(1, 10) : number_whole(1);
    if (!number_round(number, unit, ROUND_HALF_EVEN, &rounded)) return STR("?");
    return number_print(arena, rounded,
                        (NumberFormat){.places_min = places, .places_max = 2, .grouped = true});
}

// "+0.03 %" of the target.
static Str deviation(Arena *arena, const Margin *margin)
{
    if (margin->target == 0 || margin->found == 0) return STR("");
    const Wide difference = (Wide)margin->found - margin->target;
    const int64_t parts = (int64_t)(difference * 100000 / margin->target);
    return str_print(arena, "%+.3f %%", (double)parts / 1000);
}

static void print_margins(Text *text, const MarginVec *margins)
{
    static const char *const kinds[] = {
        [MARGIN_BINDS] = "", [MARGIN_FOLLOWS] = "follows", [MARGIN_CONFLICT] = "CONFLICT"};
    Arena *arena = text->arena;
    Str group = {0};
    for (size_t i = 0; i < margins->count; i++) {
        const Margin *margin = &margins->items[i];
        if (!str_equal(group, margin->group))
            text_print(text, "\n" STR_FORMAT "\n", STR_ARGS(margin->group));
        group = margin->group;
        text_print(text, "  %-44.*s %16.*s %16.*s %11.*s %-8s  " STR_FORMAT "\n",
                   STR_ARGS(margin->name), STR_ARGS(figure(arena, margin, margin->found)),
                   STR_ARGS(figure(arena, margin, margin->target)),
                   STR_ARGS(deviation(arena, margin)), kinds[margin->kind], STR_ARGS(margin->note));
    }
}

static bool describe(const CommandLine *line, Error *err)
{
    uint64_t households = HOUSEHOLDS, seed = SEED;
    if (!read_count(line, OPTION_HOUSEHOLDS, &households, err) ||
        !read_count(line, OPTION_SEED, &seed, err))
        return false;
    Sources sources = {0};
    Diagnostics diagnostics = diagnostics_start(line->arena, &sources);
    const PeopleChinaOptions options = {
        .data_folder = data_folder(line->arena),
        .seed = seed,
        .households = households,
    };
    People *people = NULL;
    if (!people_china_create(&options, &sources, &diagnostics, &people, err)) {
        diagnostics_print(&diagnostics, stderr, ink_for(stderr));
        return false;
    }
    MarginVec margins = {0};
    people_describe(people, NULL, NULL, line->arena, &margins);
    Text text = text_start(line->arena);
    const PeopleOutline *outline = people_outline(people);
    text_print(&text,
               STR_FORMAT ": " STR_FORMAT "\nseed %llu, %llu households, hash " STR_FORMAT "\n",
               STR_ARGS(outline->name), STR_ARGS(outline->source), (unsigned long long)seed,
               (unsigned long long)households, STR_ARGS(outline->hash));
    text_print(&text, "%-46s %16s %16s %11s\n", "", "found", "target", "difference");
    print_margins(&text, &margins);
    people_destroy(people);
    return write_output(line, text_str(&text), err);
}

int run_people_describe(const CommandLine *line)
{
    Error err = {0};
    const TextVec *operands = &line->operands;
    const bool understood =
        operands->count >= 1 && operands->count <= 2 &&
        str_equals(str_from(operands->items[0]), "describe") &&
        (operands->count == 1 || str_equals(str_from(operands->items[1]), "china-2023"));
    if (!understood)
        (void)error_set(&err, ERROR_USAGE, "",
                        "usage: doudi people describe [china-2023] [--households N] [--seed S]");
    if (understood && describe(line, &err)) return 0;
    print_error(&err);
    return error_exit_status(err.code);
}
