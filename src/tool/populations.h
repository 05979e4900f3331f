// populations.h - opening the population that a command names.
#ifndef TOOL_POPULATIONS_H
#define TOOL_POPULATIONS_H

#include "model/people/people.h"
#include "tool/command.h"

// What --people, --households and --seed say. Its data is found beside the law's folder.
MUST_USE bool open_people(const CommandLine *line, uint32_t threads, People **people, Error *err);

// The same population by fewer households, each standing for more; and, `draw` above 0, by other
// seeds. NULL where the population is what it is: a survey.
MUST_USE bool open_fewer_people(const CommandLine *line, uint32_t threads, uint64_t households,
                                uint32_t draw, People **people, Error *err);

// A whole number given to an option, or `otherwise` where it is not given.
MUST_USE bool read_count(const CommandLine *line, Option option, uint64_t otherwise,
                         uint64_t *count, Error *err);

#endif
