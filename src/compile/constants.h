// constants.h - values as people write them in tables and case files.
#ifndef COMPILE_CONSTANTS_H
#define COMPILE_CONSTANTS_H

#include "compile/program.h"

// Reads "870", "80 %", "2024-05-01", "urban" as a value of a type: amounts in whole coins become
// the smallest coins, choices, yes/no and regions their index, dates their day. NULL if it fits;
// otherwise what was expected instead ("a number").
const char *constant_from_text(const Program *program, Str text, Type type, Number *value);

#endif
