// people_facts.h - the facts of laws as a survey may give them: what model/people needs to know.
#ifndef TOOL_PEOPLE_FACTS_H
#define TOOL_PEOPLE_FACTS_H

#include "model/people/mapping.h"
#include "tool/command.h"

// Facts of the household, of persons and of units of which a household has one, except texts,
// identity numbers, places and references to persons; those of the first law and what the others
// (its reforms) add. Households are always laid apart by `residence`, which a simulation tells
// apart.
ImportFacts people_facts(const LoadedLaw *laws, size_t law_count, Arena *arena);

#endif
