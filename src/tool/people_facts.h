// people_facts.h - the facts of a law as a survey may give them: what model/people needs to know.
#ifndef TOOL_PEOPLE_FACTS_H
#define TOOL_PEOPLE_FACTS_H

#include "compile/program.h"
#include "model/people/mapping.h"

// Facts of the household, of persons and of units of which a household has one, except texts,
// identity numbers, places and references to persons.
ImportFacts people_facts(const Program *program, Arena *arena);

#endif
