// settings.h - values that the command line puts in place of parameters': --set NAME=VALUE, and the
// bounds of --vary.
#ifndef TOOL_SETTINGS_H
#define TOOL_SETTINGS_H

#include "compile/program.h"
#include "decide/situation.h"
#include "tool/command.h"

// A number as people write it, "130%", "5", "9000" yuan, in the smallest unit of the parameter's
// type.
bool settings_number(const Parameter *parameter, Str text, Number *number);

typedef struct Settings {
    const Override *overrides; // [count]
    size_t count;
    Str told; // "index_rule=mixed, index_theta=30%"
} Settings;

// Those of the line's --set that the program has a parameter for. *used[i] is set for each of them.
MUST_USE bool settings_read(const CommandLine *line, const Program *program, bool *used,
                            Settings *settings, Error *err);

#endif
