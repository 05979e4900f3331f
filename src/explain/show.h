// show.h - a provision as a reader sees it: a programme, rule, parameter, fact or clock, in the
// law's own terms, with its article, the place it stands in the documents, and the values in force.
#ifndef EXPLAIN_SHOW_H
#define EXPLAIN_SHOW_H

#include "base/diagnostics.h"
#include "explain/sentence.h"

typedef struct ShowOptions {
    Language language;
    Ink ink;
    Date date;       // values in force on this day
    uint32_t region; // in this place; NONE: everywhere
} ShowOptions;

// What is called `name`. False, with a suggestion, if nothing is.
MUST_USE bool show_thing(const Program *program, const ShowOptions *options, Str name, Arena *arena,
                         Str *text, Error *err);

#endif
