// nearest.h - the thing that someone probably meant, by its name or by what people call it.
//
// Officers know the terms of the law, not the names of its rules: who writes 存款 means `deposits`.
// A name with few letters changed is offered first, unless a label says exactly what was written.
//
//     Nearest near = nearest_start(written);
//     for (...) nearest_offer(&near, fact->name, fact->labels);
//     if (!nearest_hint(diagnostics, fault, &near)) ... nothing is near ...
#ifndef COMPILE_NEAREST_H
#define COMPILE_NEAREST_H

#include "base/diagnostics.h"
#include "base/suggest.h"
#include "compile/program.h"

typedef struct Nearest {
    Suggestion by_name;
    Suggestion by_label;
    Str labelled; // the name whose label is nearest; empty if none is near
    Str label;
    size_t rank; // how near that label is: 0 the same
} Nearest;

Nearest nearest_start(Str wanted);
void nearest_offer(Nearest *near, Str name, Labels labels);

// Gives the fault the hint "did you mean ...?". False if nothing is near.
bool nearest_hint(Diagnostics *diagnostics, Diagnostic *fault, const Nearest *near);

// The same for the value of a choice; where nothing is near, the hint lists its values.
void nearest_hint_choice(Diagnostics *diagnostics, Diagnostic *fault, const Choice *choice,
                         Str written);

// Offers everything that has a name in the law.
void nearest_offer_things(Nearest *near, const Program *program);

#endif
