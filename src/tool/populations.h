// populations.h - opening the population that a command names, and the law over it.
//
// A population is china-2023, or a survey: a mapping (--mapping) with the files that it names, or
// the one that --people names.
#ifndef TOOL_POPULATIONS_H
#define TOOL_POPULATIONS_H

#include "base/language.h"
#include "decide/situation.h"
#include "model/people/import.h"
#include "tool/command.h"

typedef struct Population {
    People *people;
    Date date;         // of decisions where --date says nothing: the survey's, or 2023-12-15
    bool is_model;     // china-2023, of which the books of the end of 2023 are known
    Bilingual weights; // of a survey: how its weights were made
} Population;

// The law with these reforms and what is assumed where places have published nothing: --assume, and
// for china-2023 the document that stands beside the law for it.
LawAsked law_over_people(const CommandLine *line, const TextVec *reforms);

// What --people, --mapping, --households and --seed say. The facts of a survey are those of the
// laws; what is wrong with it is printed, and refuses it.
MUST_USE bool open_population(const CommandLine *line, LoadedLaw *laws, size_t law_count,
                              uint32_t threads, Population *population, Error *err);

typedef struct HouseholdAsked {
    Str name;
    const Program *program;
    Date date;
} HouseholdAsked;

// One household of it as a case under one law; the situation stays in `arena`.
MUST_USE bool open_household(const Population *population, const HouseholdAsked *asked,
                             Arena *arena, Situation **situation, Error *err);

// Reads a survey and weights it to --margins; *calibration is the report of that. Faults are
// printed; *survey may be there even so, to be reported, and law->diagnostics counts them.
MUST_USE bool read_survey(const CommandLine *line, LoadedLaw *law, const ImportRequest *request,
                          Survey **survey, Str *calibration, Error *err);

// The same population by fewer households, each standing for more; and, `draw` above 0, by other
// seeds. NULL where the population is what it is: a survey.
MUST_USE bool open_fewer_people(const CommandLine *line, uint32_t threads, uint64_t households,
                                uint32_t draw, People **people, Error *err);

// A whole number given to an option, or `otherwise` where it is not given.
MUST_USE bool read_count(const CommandLine *line, Option option, uint64_t otherwise,
                         uint64_t *count, Error *err);

#endif
