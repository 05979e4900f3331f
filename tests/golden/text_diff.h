// text_diff.h - how two texts differ, line by line, for a person to read.
#ifndef TESTS_GOLDEN_TEXT_DIFF_H
#define TESTS_GOLDEN_TEXT_DIFF_H

#include <stdio.h>

#include "base/str.h"

// Prints lines of `expected` that are gone with "-", new ones of `actual` with "+", and a few that
// stay around them; nothing if the texts are equal.
void text_diff_print(Str expected, Str actual, FILE *out);

#endif
