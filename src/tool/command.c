#include "tool/command.h"

#include <string.h>

#include "base/suggest.h"

typedef struct CommandRow {
    const char *name, *arguments, *summary;
} CommandRow;

static const CommandRow command_rows[] = {
#define COMMAND(id, name, function, arguments, summary) [COMMAND_##id] = {name, arguments, summary},
#include "tool/commands.def"
#undef COMMAND
};
enum { COMMAND_ROWS = sizeof command_rows / sizeof command_rows[0] };
_Static_assert(COMMAND_ROWS <= 32, "sets of commands are bits of one word");

enum {
#define COMMAND(id, name, function, arguments, summary) id##_ = 1 << COMMAND_##id,
#include "tool/commands.def"
#undef COMMAND
};

typedef struct OptionRow {
    const char *name, *argument;
    int commands;
    const char *meaning;
} OptionRow;

static const OptionRow option_rows[] = {
#define OPTION(id, name, argument, commands, meaning) \
    [OPTION_##id] = {name, argument, commands, meaning},
#include "tool/options.def"
#undef OPTION
};
enum { OPTION_ROWS = sizeof option_rows / sizeof option_rows[0] };
_Static_assert((int)OPTION_ROWS <= (int)OPTIONS_MAX,
               "CommandLine.values has room for every option");

const char *command_name(Command command)
{
    return command_rows[command].name;
}

const char *command_arguments(Command command)
{
    return command_rows[command].arguments;
}

const char *command_summary(Command command)
{
    return command_rows[command].summary;
}

size_t command_count(void)
{
    return COMMAND_ROWS;
}

const char *option_name(Option option)
{
    return option_rows[option].name;
}

const char *option_argument(Option option)
{
    return option_rows[option].argument;
}

const char *option_meaning(Option option)
{
    return option_rows[option].meaning;
}

bool option_suits(Option option, Command command)
{
    return (option_rows[option].commands & 1 << command) != 0;
}

size_t option_count(void)
{
    return OPTION_ROWS;
}

static bool find_command(const char *name, Command *command, Error *err)
{
    Suggestion near = suggestion_start(str_from(name));
    for (size_t i = 0; i < COMMAND_ROWS; i++) {
        if (strcmp(command_rows[i].name, name) == 0) {
            *command = (Command)i;
            return true;
        }
        suggestion_offer(&near, str_from(command_rows[i].name));
    }
    if (near.nearest.size > 0)
        return error_set(err, ERROR_USAGE, "",
                         "there is no command \"%s\"; did you mean \"" STR_FORMAT "\"?", name,
                         STR_ARGS(near.nearest));
    return error_set(err, ERROR_USAGE, "", "there is no command \"%s\"; doudi help lists them",
                     name);
}

// "--name" or "--name=value".
static bool is_option(const char *text, const OptionRow *row, const char **value)
{
    const size_t size = strlen(row->name);
    if (strncmp(text, row->name, size) != 0) return false;
    if (text[size] != '\0' && text[size] != '=') return false;
    *value = text[size] == '=' ? text + size + 1 : NULL;
    return true;
}

static bool refuse_option(const CommandLine *line, const char *text, Error *err)
{
    Suggestion near = suggestion_start(str_from(text));
    for (size_t i = 0; i < OPTION_ROWS; i++) {
        if (option_suits((Option)i, line->command))
            suggestion_offer(&near, str_from(option_rows[i].name));
    }
    if (near.nearest.size > 0)
        return error_set(err, ERROR_USAGE, "",
                         "doudi %s has no option \"%s\"; did you mean \"" STR_FORMAT "\"?",
                         command_name(line->command), text, STR_ARGS(near.nearest));
    return error_set(err, ERROR_USAGE, "",
                     "doudi %s has no option \"%s\"; doudi help %s lists them",
                     command_name(line->command), text, command_name(line->command));
}

// Takes the option at arguments[*at], and its value. False with a usage error.
static bool take_option(CommandLine *line, int count, char **arguments, int *at, Error *err)
{
    const char *text = arguments[*at];
    for (size_t i = 0; i < OPTION_ROWS; i++) {
        const char *value = NULL;
        if (!option_suits((Option)i, line->command) || !is_option(text, &option_rows[i], &value))
            continue;
        if (option_rows[i].argument == NULL) {
            if (value != NULL)
                return error_set(err, ERROR_USAGE, "", "%s takes no value", option_rows[i].name);
            value = "";
        } else if (value == NULL) {
            if (*at + 1 >= count)
                return error_set(err, ERROR_USAGE, "", "%s needs a value: %s %s",
                                 option_rows[i].name, option_rows[i].name, option_rows[i].argument);
            value = arguments[++*at];
        }
        if (i == OPTION_REFORM) *vec_push(line->arena, &line->reforms) = value;
        else if (i == OPTION_SET) *vec_push(line->arena, &line->settings) = value;
        else if (line->values[i] != NULL)
            return error_set(err, ERROR_USAGE, "", "%s is given twice", option_rows[i].name);
        line->values[i] = value;
        return true;
    }
    return refuse_option(line, text, err);
}

bool command_is_shared(Command command)
{
    return command == COMMAND_SIMULATE || command == COMMAND_SOLVE;
}

bool command_line_parse(int count, char **arguments, Arena *arena, CommandLine *line, Error *err)
{
    *line = (CommandLine){.command = COMMAND_HELP, .arena = arena};
    if (count < 2) return true;
    const char *first = arguments[1];
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) return true;
    if (strcmp(first, "--version") == 0) {
        line->command = COMMAND_VERSION;
        return true;
    }
    if (!find_command(first, &line->command, err)) return false;
    bool options_end = false;
    for (int i = 2; i < count; i++) {
        const char *text = arguments[i];
        if (!options_end && (strcmp(text, "--help") == 0 || strcmp(text, "-h") == 0)) {
            *vec_push(arena, &line->operands) = command_name(line->command);
            line->command = COMMAND_HELP;
            return true;
        }
        if (!options_end && strcmp(text, "--") == 0) options_end = true;
        else if (!options_end && strncmp(text, "--", 2) == 0) {
            if (!take_option(line, count, arguments, &i, err)) return false;
        } else {
            *vec_push(arena, &line->operands) = text;
        }
    }
    return true;
}
