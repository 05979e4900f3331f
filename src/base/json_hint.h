// json_hint.h - what someone probably meant who wrote something that is not JSON.
//
// Case files are written by hand, often with a Chinese input method or by people who know another
// notation; the commonest slips are named here, one row each.
#ifndef BASE_JSON_HINT_H
#define BASE_JSON_HINT_H

#include "base/str.h"

// What to do about the text at byte `at`, which cannot stand there in JSON; NULL if nothing is
// known.
const char *json_hint(Str text, size_t at);

#endif
