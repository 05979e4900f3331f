// curve: net resources of a household as one of its facts varies.

#include <string.h>

#include "base/suggest.h"
#include "compile/constants.h"
#include "decide/situation_json.h"
#include "explain/curve.h"
#include "tool/command.h"

typedef Str CurveFormat(const Curve *curve, Language language, Arena *arena);

static Str csv(const Curve *curve, Language language, Arena *arena)
{
    (void)language; // columns are named as the law names them
    return curve_csv(curve, arena);
}

static bool read_format(const CommandLine *line, CurveFormat **format, Error *err)
{
    static const struct {
        const char *name;
        CurveFormat *format;
    } formats[] = {{"text", curve_text}, {"csv", csv}, {"svg", curve_svg}};
    const char *name = line->values[OPTION_FORMAT];
    *format = curve_text;
    if (name == NULL) return true;
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
        if (strcmp(formats[i].name, name) != 0) continue;
        *format = formats[i].format;
        return true;
    }
    return error_set(err, ERROR_USAGE, "", "--format is text, csv or svg, not \"%s\"", name);
}

static bool read_fact(const Program *program, Str name, uint32_t *fact, Error *err)
{
    const uint32_t found = program_find(program, name);
    if (found == NONE || program->names.items[found].kind != SYM_FACT) {
        Suggestion near = suggestion_start(name);
        for (size_t i = 0; i < program->facts.count; i++)
            suggestion_offer(&near, program->facts.items[i].name);
        if (near.nearest.size == 0)
            return error_set(err, ERROR_USAGE, "", "--vary: there is no fact \"" STR_FORMAT "\"",
                             STR_ARGS(name));
        return error_set(err, ERROR_USAGE, "",
                         "--vary: there is no fact \"" STR_FORMAT "\"; did you mean \"" STR_FORMAT
                         "\"?",
                         STR_ARGS(name), STR_ARGS(near.nearest));
    }
    *fact = program->names.items[found].index;
    const Fact *one = &program->facts.items[*fact];
    const EntityKind kind = program->entities.items[one->entity].kind;
    if (one->type.kind != TYPE_NUMBER || kind == ENTITY_RECORD)
        return error_set(
            err, ERROR_USAGE, "",
            "--vary: \"" STR_FORMAT
            "\" cannot vary; choose a number that belongs to a member or the household",
            STR_ARGS(name));
    return true;
}

static bool read_number(const Program *program, Type type, Str text, Number *value, Error *err)
{
    const char *expected = constant_from_text(program, text, type, value);
    if (expected == NULL && type_is_whole(type) && value->den != 1)
        expected = "no finer than the smallest unit, a fen or a whole number";
    if (expected == NULL) return true;
    return error_set(err, ERROR_USAGE, "",
                     "--vary: \"" STR_FORMAT "\" should be %s, as in wage=0..8000:50",
                     STR_ARGS(text), expected);
}

// "wage=0..8000:50"
static bool read_vary(const CommandLine *line, const Program *program, CurveOptions *options,
                      Error *err)
{
    const char *given = line->values[OPTION_VARY];
    if (given == NULL)
        return error_set(err, ERROR_USAGE, "", "say what varies: --vary FACT=A..B:STEP");
    const Str text = str_from(given);
    const size_t equals = str_find(text, STR("="));
    const size_t dots = str_find(text, STR(".."));
    const size_t colon = str_find(text, STR(":"));
    if (equals == SIZE_MAX || dots == SIZE_MAX || colon == SIZE_MAX || dots < equals ||
        colon < dots)
        return error_set(err, ERROR_USAGE, "",
                         "--vary is FACT=A..B:STEP, as in wage=0..8000:50, not \"%s\"", given);
    if (!read_fact(program, str_trim(str_slice(text, 0, equals)), &options->fact, err))
        return false;
    const Type type = program->facts.items[options->fact].type;
    return read_number(program, type, str_slice(text, equals + 1, dots), &options->from, err) &&
           read_number(program, type, str_slice(text, dots + 2, colon), &options->until, err) &&
           read_number(program, type, str_slice(text, colon + 1, text.size), &options->step, err);
}

// Whose fact: the member of --member, else the first of the file.
static bool read_member(const CommandLine *line, const Situation *situation, CurveOptions *options,
                        Error *err)
{
    const char *given = line->values[OPTION_MEMBER];
    const bool person = situation->program->facts.items[options->fact].entity == PERSON;
    if (given != NULL && !person)
        return error_set(err, ERROR_USAGE, "",
                         "--member: the fact that varies is the household's, not a member's");
    if (given == NULL) {
        options->instance = person ? situation->first_listed : 0;
        return true;
    }
    options->instance = situation_member(situation, str_from(given));
    if (options->instance != NONE) return true;
    return error_set(err, ERROR_USAGE, "", "--member: there is no member \"%s\" in the case",
                     given);
}

static bool draw(const CommandLine *line, LoadedLaw *law, Arena *request, int *status, Error *err)
{
    CaseFileOptions case_options = {.dated = command_line_has(line, OPTION_DATE)};
    CurveOptions options = {.decide = {.strict = command_line_has(line, OPTION_STRICT),
                                       .brief = true,
                                       .dated = command_line_has(line, OPTION_KNOWN_ON)}};
    Language language = LANGUAGE_ZH;
    CurveFormat *format = NULL;
    uint32_t file = 0;
    if (!read_language(line, &language, err) || !read_format(line, &format, err) ||
        !read_day(line, OPTION_DATE, &case_options.date, err) ||
        !read_day(line, OPTION_KNOWN_ON, &options.decide.known_on, err) ||
        !read_vary(line, law->program, &options, err) ||
        !sources_read(law->policy, &law->sources, line->operands.items[0], &file, err))
        return false;
    Situation *situation =
        situation_from_json(law->program, &case_options, &law->diagnostics, file, request);
    if (situation == NULL) {
        diagnostics_print(&law->diagnostics, stderr, ink_for(stderr));
        *status = 1;
        return true;
    }
    Curve curve;
    return read_member(line, situation, &options, err) &&
           curve_of(situation, &options, request, &curve, err) &&
           write_output(line, format(&curve, language, request), err);
}

int run_curve(const CommandLine *line)
{
    Error err = {0};
    LoadedLaw law = {0};
    int status = 0;
    bool done = line->operands.count == 1;
    if (!done)
        (void)error_set(&err, ERROR_USAGE, "",
                        "usage: doudi curve CASE.json --vary FACT=A..B:STEP");
    done = done && load_law(line, line->values[OPTION_LAW], &law, &err);
    if (done && law.program == NULL) status = 1;
    else if (done) {
        Arena *request = arena_create();
        done = draw(line, &law, request, &status, &err);
        arena_destroy(request);
    }
    if (law.policy != NULL) unload_law(&law);
    if (done) return status;
    print_error(&err);
    return error_exit_status(err.code);
}
