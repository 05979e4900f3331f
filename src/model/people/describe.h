// describe.h - a population against what is published of the nation it stands for.
//
// Walks all households once and sets what was found beside its target, each with the source and,
// where targets contradict each other or cannot be reached, with why.
#ifndef MODEL_PEOPLE_DESCRIBE_H
#define MODEL_PEOPLE_DESCRIBE_H

#include "base/vec.h"
#include "model/people/china.h"

typedef enum MarginUnit {
    MARGIN_COUNT,     // persons or households
    MARGIN_YUAN_YEAR, // hundredths of a yuan
    MARGIN_SHARE,     // millionths
} MarginUnit;

typedef enum MarginKind {
    MARGIN_BINDS,    // made to agree
    MARGIN_FOLLOWS,  // follows from the rest; no target, or one that it is only compared with
    MARGIN_CONFLICT, // the target cannot be reached together with those that bind
} MarginKind;

typedef struct Margin {
    Str group; // "size", "ages"
    Str name;  // "3 members"
    MarginUnit unit;
    MarginKind kind;
    int64_t found;
    int64_t target; // 0: none
    Str note;       // source or conflict; may be empty
} Margin;

typedef VEC(Margin) MarginVec;

// Counts and sums are those of the nation: of a smaller population, times its weight. `run` may be
// NULL.
void people_describe(const People *population, PeopleWorkers *run, void *workers, Arena *arena,
                     MarginVec *margins);

#endif
