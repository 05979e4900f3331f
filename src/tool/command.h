// command.h - the command line: commands, options, and what every command needs.
#ifndef TOOL_COMMAND_H
#define TOOL_COMMAND_H

#include "base/team.h"
#include "compile/compile.h"
#include "explain/speech.h"

typedef enum Command {
#define COMMAND(id, name, function, arguments, summary) COMMAND_##id,
#include "tool/commands.def"
#undef COMMAND
} Command;

typedef enum Option {
#define OPTION(id, name, argument, commands, meaning) OPTION_##id,
#include "tool/options.def"
#undef OPTION
} Option;

enum { OPTIONS_MAX = 48 };

typedef VEC(const char *) TextVec;

// A command line, taken apart and checked against the tables.
typedef struct CommandLine {
    Command command;
    TextVec operands;
    const char *values[OPTIONS_MAX]; // by Option; NULL: not given; "" for options without argument
    TextVec reforms;                 // --reform may be repeated
    Team *team;                      // whose members all run this command; NULL: this process alone
    TextVec settings;                // and so may --set
    Arena *arena;
} CommandLine;

const char *command_name(Command command);
const char *command_arguments(Command command);
const char *command_summary(Command command);
size_t command_count(void);
const char *option_name(Option option);
const char *option_argument(Option option);
const char *option_meaning(Option option);
bool option_suits(Option option, Command command);
size_t option_count(void);

// Takes the command line apart. False with a usage error.
MUST_USE bool command_line_parse(int count, char **arguments, Arena *arena, CommandLine *line,
                                 Error *err);

static inline bool command_line_has(const CommandLine *line, Option option)
{
    return line->values[option] != NULL;
}

// Whether all members of a team run the command together; others are for the first alone.
bool command_is_shared(Command command);

// Whether this process may print: of a team the first speaks for all.
static inline bool command_line_speaks(const CommandLine *line)
{
    return team_rank(line->team) == 0;
}

// --- what commands share (law.c) ---

// Prints an error as people read it.
void print_error(const Error *err);

// Whether a stream may be coloured: it is a terminal and NO_COLOR is not set.
Ink ink_for(FILE *stream);

// The law of a command: what --law or the operand names, else law/china here or beside the program.
typedef struct LoadedLaw {
    Arena *policy;
    Sources sources;
    Diagnostics diagnostics;
    ReformVec reforms;      // found below the path
    const Program *program; // NULL if the law has errors; they are printed
} LoadedLaw;

MUST_USE bool load_law(const CommandLine *line, const char *path, LoadedLaw *law, Error *err);
void unload_law(LoadedLaw *law);

// The same in two steps: compiling, by any thread and without a word, and telling what was found.
typedef struct LawAsked {
    const char *path; // NULL: law/china
    TextVec reforms;
} LawAsked;
MUST_USE bool compile_asked(const LawAsked *asked, LoadedLaw *law, Error *err);
void tell_findings(const CommandLine *line, const LoadedLaw *law);
MUST_USE bool load_asked(const CommandLine *line, const LawAsked *asked, LoadedLaw *law,
                         Error *err);
const char *default_law(Arena *arena);

MUST_USE bool read_language(const CommandLine *line, Language *language, Error *err);
MUST_USE bool read_day(const CommandLine *line, Option option, Date *date, Error *err);

// The programme of this name, with a suggestion where there is none.
MUST_USE bool read_programme(const Program *program, const char *name, uint32_t *programme,
                             Error *err);

// Whether --out can be written and is none of the files that are read: those of the command line,
// and `sources` (may be NULL). Commands that work long ask before they begin.
MUST_USE bool check_output(const CommandLine *line, const Sources *sources, Error *err);

// Writes to --out, or to standard output.
MUST_USE bool write_output(const CommandLine *line, Str text, Error *err);

// --- the commands: each returns the exit status ---

int run_people_import(const CommandLine *line);
int run_people_describe(const CommandLine *line);

#define COMMAND(id, name, function, arguments, summary) int function(const CommandLine *line);
#include "tool/commands.def"
#undef COMMAND

#endif
