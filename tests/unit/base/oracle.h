// oracle.h - what jansson makes of a JSON text, in a notation that our own reader's result can be
// written in too. (Apart, because both readers have a JSON_NULL.)
//
//     null true false    themselves         #          any number: jansson keeps doubles
//     '3:abc'            a text of 3 bytes  [x,y,]     {'1:k':x,}
#ifndef TESTS_UNIT_BASE_ORACLE_H
#define TESTS_UNIT_BASE_ORACLE_H

#include "base/str.h"

// In the arena; NULL where jansson refuses the text.
const char *oracle_read(Arena *arena, Str json);

#endif
