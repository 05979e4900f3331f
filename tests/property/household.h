// household.h - random households for any law, made from what the law says of its facts.
//
// Nothing here knows a programme: members, rows of records, months of history and values are drawn
// from the entities, types, limits, conditions and presumptions of the Program. The only names it
// knows are `relation` (so that one member is the applicant) and the facts read from an identity
// number (so that birth dates are ages). A household is a Situation like any other.
//
//     Situation *household = household_make(program, &(HouseholdPlan){...}, &random, request);
//     household_complete(household, &random);
//     Str text = household_json(household, NULL, request);
#ifndef TESTS_PROPERTY_HOUSEHOLD_H
#define TESTS_PROPERTY_HOUSEHOLD_H

#include "decide/situation.h"
#include "random.h"

typedef struct HouseholdPlan {
    uint32_t region;
    Date date;
    uint32_t members_max;
    uint32_t rows_max;   // of one record for one owner
    uint32_t months_max; // of history
} HouseholdPlan;

// A household of which only the members, the rows' number and the history are known; no fact is.
Situation *household_make(const Program *program, const HouseholdPlan *plan, Random *random,
                          Arena *request);

// Gives about `percent` of the facts that are asked for and not given yet. A fact is asked for when
// its condition holds. `oddity` is how often, in percent, a fact differs from what is presumed.
void household_fill(Situation *situation, Random *random, unsigned percent, unsigned oddity);

// Gives every fact that is asked for. False if that does not settle (the household is then
// useless).
bool household_complete(Situation *situation, Random *random, unsigned oddity);

// Gives one fact a random value within its limits. False if it has none.
bool household_draw(Situation *situation, Random *random, uint32_t fact, uint32_t instance,
                    unsigned oddity);

// Whether a fact is asked for: yes, no, or open while its condition is.
Value household_asks(Situation *situation, uint32_t fact, uint32_t instance);

// Says of about `percent` of the facts given that they are not known after all.
void household_doubt(Situation *situation, Random *random, unsigned percent);

// Gives every discretion that was used its reason, evidence and signatures, in the order of the
// facts and of whom they are about. To be called when the facts are as they shall be.
void household_sign(Situation *situation);

// Takes back every value that lies outside its limits or is not asked for.
void household_mend(Situation *situation);

// Whether every value given lies within its limits and is asked for.
bool household_is_sound(Situation *situation);

// How a copy differs from its household.
typedef struct Copying {
    Random *random;         // for the three below; may be NULL if they are not wanted
    bool renamed;           // the members' ids are exchanged at random
    bool rows_mixed;        // the rows of each record are in another order
    unsigned forget;        // percent of facts, and of lists of rows, that are not known any more
    const uint32_t *places; // set by `renamed`: where each member of the household now stands
} Copying;

Situation *household_copy(const Situation *situation, Copying *copying, Arena *request);

// Adds random rows where the rows of a record are not known, and makes them known. The result is
// another Situation.
Situation *household_add_rows(const Situation *situation, Random *random, uint32_t rows_max,
                              Arena *request);

// Makes the rows of one record of one owner known, with random empty rows.
Situation *household_tell_rows(const Situation *situation, Random *random, uint32_t rows_max,
                               uint32_t record, uint32_t owner, Arena *request);

// The household as a case file. With `random` the members and keys stand in a random order.
Str household_json(const Situation *situation, Random *random, Arena *request);

#endif
