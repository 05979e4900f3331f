// show: one provision of the law, for readers.

#include "base/os.h"
#include "explain/show.h"
#include "tool/command.h"

static bool read_region(const CommandLine *line, const Program *program, uint32_t *region,
                        Error *err)
{
    const char *code = line->values[OPTION_REGION];
    *region = NONE;
    if (code == NULL) return true;
    *region = program_find_region(program, str_from(code));
    if (*region != NONE) return true;
    return error_set(err, ERROR_USAGE, "", "--region: there is no region \"%s\"", code);
}

static bool show(const CommandLine *line, const LoadedLaw *law, Error *err)
{
    ShowOptions options = {.ink = ink_for(stdout), .date = os_today()};
    Str text = {0};
    return read_language(line, &options.language, err) &&
           read_day(line, OPTION_DATE, &options.date, err) &&
           read_region(line, law->program, &options.region, err) &&
           show_thing(law->program, &options, str_from(line->operands.items[0]), line->arena, &text,
                      err) &&
           write_output(line, text, err);
}

int run_show(const CommandLine *line)
{
    Error err = {0};
    LoadedLaw law = {0};
    bool done = line->operands.count == 1;
    if (!done) (void)error_set(&err, ERROR_USAGE, "", "usage: doudi show NAME [--law DIR] …");
    done = done && load_law(line, line->values[OPTION_LAW], &law, &err);
    const bool compiled = done && law.program != NULL;
    if (compiled) done = show(line, &law, &err);
    if (law.policy != NULL) unload_law(&law);
    if (done) return compiled ? 0 : 1;
    print_error(&err);
    return error_exit_status(err.code);
}
