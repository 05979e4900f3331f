// doudi - the command line. Exit status: 0 done, 1 the input or the law is wrong, 2 usage, 3 the
// environment failed.

#include <stdio.h>
#include <string.h>

#include "explain/receipt.h"
#include "tool/command.h"

typedef int CommandFunction(const CommandLine *line);

int run_version(const CommandLine *line)
{
    (void)line;
    (void)printf("doudi %s\n", DOUDI_VERSION);
    return 0;
}

static CommandFunction *const functions[] = {
    [COMMAND_CHECK] = run_check,
    [COMMAND_TEST] = run_test,
    [COMMAND_DECIDE] = run_decide,
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
