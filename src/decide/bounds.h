// bounds.h - whether what places have set keeps to the law's limits.
//
// A parameter or rule that the law leaves to a place may have limits ("not below
// provincial_floor"). Each value that is written is held against its limits on the day it begins
// and on every later day on which the limit changes, at its place; for a rule, under every
// combination of the yes/no facts and choices that it depends on. A breach is an error of the law:
// it names the value, the limit, the place and the first such day, and points at the value.
//
// What depends on further facts can only be seen in a decision, which is then refused.
#ifndef DECIDE_BOUNDS_H
#define DECIDE_BOUNDS_H

#include "base/diagnostics.h"
#include "compile/program.h"

// Adds a diagnostic of the kind "bounds" for each breach.
void bounds_check(const Program *program, Diagnostics *diagnostics);

#endif
