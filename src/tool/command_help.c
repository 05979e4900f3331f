// help, completion and version: what the tables of commands, options and examples say.

#include <stdio.h>
#include <string.h>

#include "explain/receipt.h"
#include "tool/command.h"

typedef struct Example {
    Command command;
    const char *typed, *meaning;
} Example;

static const Example examples[] = {
#define EXAMPLE(command, typed, meaning) {COMMAND_##command, typed, meaning},
#include "tool/examples.def"
#undef EXAMPLE
};

int run_version(const CommandLine *line)
{
    (void)line;
    (void)printf("doudi %s\n", DOUDI_VERSION);
    return 0;
}

// --- help ---

static void print_all(void)
{
    (void)printf(
        "doudi %s 兜底: social assistance, decided and explained from the text of the law\n\n"
        "usage: doudi COMMAND [ARGUMENTS] [OPTIONS]\n\n",
        DOUDI_VERSION);
    for (size_t i = 0; i < command_count(); i++)
        (void)printf("  %-11s %s\n", command_name((Command)i), command_summary((Command)i));
    (void)printf("\n\"doudi help COMMAND\" tells its options and shows examples.\n"
                 "Exit status: 0 done, 1 the input or the law is wrong, 2 usage, 3 the environment "
                 "failed.\n");
}

static void print_one(Command command)
{
    (void)printf("usage: doudi %s %s\n\n%s\n", command_name(command), command_arguments(command),
                 command_summary(command));
    bool headed = false;
    for (size_t i = 0; i < option_count(); i++) {
        const Option option = (Option)i;
        if (!option_suits(option, command)) continue;
        if (!headed) (void)printf("\noptions:\n");
        headed = true;
        const char *argument = option_argument(option);
        char name[64];
        (void)snprintf(name, sizeof name, "%s%s%s", option_name(option),
                       argument != NULL ? " " : "", argument != NULL ? argument : "");
        (void)printf("  %-24s %s\n", name, option_meaning(option));
    }
    (void)printf("\nexamples:\n");
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        if (examples[i].command == command)
            (void)printf("  doudi %s\n      %s\n", examples[i].typed, examples[i].meaning);
    }
}

// --- the manual page ---

// Text in roff: a backslash, and a point or quote at the start of a line, mean something there.
static void print_roff(const char *text)
{
    if (text[0] == '.' || text[0] == '\'') (void)fputs("\\&", stdout);
    for (; *text != '\0'; text++) {
        if (*text == '\\') (void)fputs("\\e", stdout);
        else if (*text == '-') (void)fputs("\\-", stdout);
        else (void)fputc(*text, stdout);
    }
    (void)fputc('\n', stdout);
}

static void print_man_command(Command command)
{
    (void)printf(".SS \"");
    (void)printf("%s %s\"\n", command_name(command), command_arguments(command));
    print_roff(command_summary(command));
    for (size_t i = 0; i < option_count(); i++) {
        const Option option = (Option)i;
        if (!option_suits(option, command)) continue;
        const char *argument = option_argument(option);
        (void)printf(".TP\n.B ");
        char name[64];
        (void)snprintf(name, sizeof name, "%s%s%s", option_name(option),
                       argument != NULL ? " " : "", argument != NULL ? argument : "");
        print_roff(name);
        print_roff(option_meaning(option));
    }
}

static void print_man(void)
{
    (void)printf(
        ".\\\" Made by \"doudi help man\" from the tables of commands and options.\n"
        ".TH DOUDI 1 \"\" \"doudi %s\" \"User Commands\"\n"
        ".SH NAME\ndoudi \\- social assistance, decided and explained from the text of the "
        "law\n.SH SYNOPSIS\n.B doudi\n.I COMMAND\n[\\fIARGUMENTS\\fR] "
        "[\\fIOPTIONS\\fR]\n.SH COMMANDS\n",
        DOUDI_VERSION);
    for (size_t i = 0; i < command_count(); i++) print_man_command((Command)i);
    (void)printf(".SH EXAMPLES\n");
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        (void)printf(".TP\n.B ");
        char typed[256];
        (void)snprintf(typed, sizeof typed, "doudi %s", examples[i].typed);
        print_roff(typed);
        print_roff(examples[i].meaning);
    }
    (void)printf(".SH \"EXIT STATUS\"\n0 done, 1 the input or the law is wrong, 2 usage, 3 the "
                 "environment failed.\n.SH ENVIRONMENT\n.TP\n.B NO_COLOR\nif set, output is never "
                 "coloured.\n");
}

int run_help(const CommandLine *line)
{
    if (line->operands.count == 0) {
        print_all();
        return 0;
    }
    if (strcmp(line->operands.items[0], "man") == 0) {
        print_man();
        return 0;
    }
    for (size_t i = 0; i < command_count(); i++) {
        if (strcmp(command_name((Command)i), line->operands.items[0]) != 0) continue;
        print_one((Command)i);
        return 0;
    }
    Error err = {0};
    (void)error_set(&err, ERROR_USAGE, "", "there is no command \"%s\"; doudi help lists them",
                    line->operands.items[0]);
    print_error(&err);
    return error_exit_status(err.code);
}

// --- completion ---

static void print_words(Command command)
{
    for (size_t i = 0; i < option_count(); i++) {
        if (option_suits((Option)i, command)) (void)printf(" %s", option_name((Option)i));
    }
}

static void print_bash(void)
{
    (void)printf("# bash completion for doudi; put it into "
                 "/usr/share/bash-completion/completions/doudi\n"
                 "_doudi() {\n"
                 "    local word=${COMP_WORDS[COMP_CWORD]} options=\n"
                 "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                 "        COMPREPLY=($(compgen -W \"");
    for (size_t i = 0; i < command_count(); i++)
        (void)printf("%s%s", i > 0 ? " " : "", command_name((Command)i));
    (void)printf("\" -- \"$word\"))\n"
                 "        return\n"
                 "    fi\n"
                 "    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < command_count(); i++) {
        (void)printf("    %s) options=\"", command_name((Command)i));
        print_words((Command)i);
        (void)printf("\" ;;\n");
    }
    (void)printf("    esac\n"
                 "    case $word in\n"
                 "    -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
                 "    *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
                 "    esac\n"
                 "}\n"
                 "complete -o filenames -F _doudi doudi\n");
}

static void print_zsh(void)
{
    (void)printf("#compdef doudi\n"
                 "# zsh completion for doudi; put it into a folder of $fpath as _doudi\n"
                 "local -a commands\n"
                 "commands=(\n");
    for (size_t i = 0; i < command_count(); i++)
        (void)printf("    '%s:%s'\n", command_name((Command)i), command_summary((Command)i));
    (void)printf(")\n"
                 "if (( CURRENT == 2 )); then\n"
                 "    _describe command commands\n"
                 "    return\n"
                 "fi\n"
                 "case $words[2] in\n");
    for (size_t i = 0; i < command_count(); i++) {
        (void)printf("%s) _arguments", command_name((Command)i));
        for (size_t o = 0; o < option_count(); o++) {
            const Option option = (Option)o;
            if (!option_suits(option, (Command)i)) continue;
            const char *argument = option_argument(option);
            (void)printf(" \\\n    '%s[%s]%s%s%s'", option_name(option), option_meaning(option),
                         argument != NULL ? ":" : "", argument != NULL ? argument : "",
                         argument != NULL ? ":_files" : "");
        }
        (void)printf(" \\\n    '*:file:_files' ;;\n");
    }
    (void)printf("esac\n");
}

int run_completion(const CommandLine *line)
{
    const char *shell = line->operands.count > 0 ? line->operands.items[0] : "";
    if (strcmp(shell, "bash") == 0) {
        print_bash();
        return 0;
    }
    if (strcmp(shell, "zsh") == 0) {
        print_zsh();
        return 0;
    }
    Error err = {0};
    (void)error_set(&err, ERROR_USAGE, "", "doudi completion bash, or doudi completion zsh");
    print_error(&err);
    return error_exit_status(err.code);
}
