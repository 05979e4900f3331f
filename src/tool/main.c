// doudi - the command line. Exit status: 0 done, 1 the input or the law is wrong, 2 usage, 3 the
// environment failed.

#include "tool/command.h"

typedef int CommandFunction(const CommandLine *line);

static CommandFunction *const functions[] = {
    [COMMAND_CHECK] = run_check,
    [COMMAND_TEST] = run_test,
    [COMMAND_SHOW] = run_show,
    [COMMAND_DECIDE] = run_decide,
    [COMMAND_CURVE] = run_curve,
    [COMMAND_SCHEMA] = run_schema,
    [COMMAND_FMT] = run_fmt,
    [COMMAND_COMPLETION] = run_completion,
    [COMMAND_HELP] = run_help,
    [COMMAND_VERSION] = run_version,
};

int main(int count, char **arguments)
{
    Arena *arena = arena_create();
    CommandLine line;
    Error err = {0};
    int status = 0;
    if (!command_line_parse(count, arguments, arena, &line, &err)) {
        print_error(&err);
        status = error_exit_status(err.code);
    } else {
        status = functions[line.command](&line);
    }
    arena_destroy(arena);
    return status;
}
