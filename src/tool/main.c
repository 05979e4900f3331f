// doudi - the command line. Exit status: 0 done, 1 the input or the law is wrong, 2 usage, 3 the
// environment failed.

#include "explain/receipt.h"
#include "tool/command.h"
#include "tool/team_open.h"

typedef int CommandFunction(const CommandLine *line);

static CommandFunction *const functions[] = {
// NOLINTNEXTLINE(bugprone-macro-parentheses): a name, and the comma ends a row
#define COMMAND(id, name, function, arguments, summary) [COMMAND_##id] = function,
#include "tool/commands.def"
#undef COMMAND
};

// Takes the command line apart; in a team, all members must have been started for the same.
static bool read_command(int count, char **arguments, Team *team, CommandLine *line, Error *err)
{
    return command_line_parse(count, arguments, line->arena, line, err) &&
           team_same(team, "the version of doudi", STR(DOUDI_VERSION), err) &&
           team_same(team, "the command", str_from(command_name(line->command)), err);
}

static int run_command(int count, char **arguments, Team *team)
{
    Arena *arena = arena_create();
    CommandLine line = {.arena = arena};
    Error err = {0};
    int status = 0;
    const bool first = team_rank(team) == 0;
    const bool read = read_command(count, arguments, team, &line, &err);
    if (!team_agree(team, read, &err, &err)) {
        if (first) print_error(&err);
        status = error_exit_status(err.code);
    } else if (first || command_is_shared(line.command)) {
        if (command_is_shared(line.command)) line.team = team;
        status = functions[line.command](&line);
    }
    arena_destroy(arena);
    if (fflush(stdout) == 0 && ferror(stdout) == 0) return status;
    (void)error_set(&err, ERROR_ENVIRONMENT, "standard output", "could not write");
    print_error(&err);
    return error_exit_status(err.code);
}

int main(int count, char **arguments)
{
    Team *team = team_open(&count, &arguments);
    const int status = run_command(count, arguments, team);
    team_close(team);
    return status;
}
