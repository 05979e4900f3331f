// schema: the facts that a law or a programme asks for.

#include "explain/schema.h"
#include "tool/command.h"

static bool write_schema(const CommandLine *line, const Program *program, Error *err)
{
    uint32_t programme = NONE;
    if (line->operands.count == 1 &&
        !read_programme(program, line->operands.items[0], &programme, err))
        return false;
    return write_output(line, schema_of(program, programme, line->arena), err);
}

int run_schema(const CommandLine *line)
{
    Error err = {0};
    LoadedLaw law = {0};
    bool done = line->operands.count <= 1;
    if (!done)
        (void)error_set(&err, ERROR_USAGE, "", "usage: doudi schema [PROGRAMME] [--law DIR] …");
    done = done && load_law(line, line->values[OPTION_LAW], &law, &err);
    const bool compiled = done && law.program != NULL;
    if (compiled) done = write_schema(line, law.program, &err);
    if (law.policy != NULL) unload_law(&law);
    if (done) return compiled ? 0 : 1;
    print_error(&err);
    return error_exit_status(err.code);
}
