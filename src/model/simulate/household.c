#include "model/simulate/household.h"

#include "model/simulate/stratum.h"

bool household_open(const SimulateOptions *options, Str name, Arena *arena, Situation **situation,
                    Error *err)
{
    SimulationColumns columns;
    Specialisation from;
    StratumOfLaw of = {0};
    uint64_t index = 0;
    if (!people_find_household(options->people, name, &of.stratum, &index, err) ||
        !simulation_columns(options, arena, &columns, err) ||
        !stratum_specialisation(options, &columns, &of, arena, &from, err))
        return false;
    PeopleScratch *scratch = people_scratch_create(options->people);
    PeopleBlock block;
    people_fill_one(options->people, of.stratum, index, scratch, &block);
    *situation = situation_of_columns(&from, &block.columns, 0, arena);
    people_scratch_destroy(scratch);
    return true;
}
