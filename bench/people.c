// How fast the synthetic nation is made: nanoseconds a person, one core, all columns.
//
//     ./build/bench/people [HOUSEHOLDS]

#include <stdio.h>
#include <stdlib.h>

#include "base/os.h"
#include "model/people/china.h"

static uint64_t walk(const People *people)
{
    const PeopleOutline *outline = people_outline(people);
    PeopleScratch *scratch = people_scratch_create(people);
    PeopleBlock block;
    uint64_t persons = 0;
    for (uint32_t s = 0; s < outline->stratum_count; s++) {
        for (uint64_t first = 0; first < outline->strata[s].households;) {
            first += people_fill(people, s, first, scratch, &block);
            for (uint32_t t = 0; t < block.columns.shape.slots; t++)
                persons += block.columns.shape.with[t];
        }
    }
    people_scratch_destroy(scratch);
    return persons;
}

int main(int count, char **arguments)
{
    const uint64_t households = count > 1 ? strtoull(arguments[1], NULL, 10) : 4000000;
    Arena *arena = arena_create();
    for (int generation = 2; generation <= 4; generation++) {
        Sources sources = {0};
        Diagnostics diagnostics = diagnostics_start(arena, &sources);
        const PeopleChinaOptions options = {.data_folder = "data/china-2023",
                                            .seed = 2023,
                                            .households = households,
                                            .generation = generation};
        Error err = {0};
        People *people = NULL;
        const uint64_t start = os_clock_ns();
        if (!people_china_create(&options, &sources, &diagnostics, &people, &err)) {
            (void)fprintf(stderr, "%s: %s\n", err.where, err.message);
            return 1;
        }
        const uint64_t made = os_clock_ns();
        const uint64_t persons = walk(people);
        const uint64_t walked = os_clock_ns();
        (void)printf("china-2023, x86-64-v%d: %llu households, %llu persons; first pass %.2f, all "
                     "columns %.2f ns a person\n",
                     generation, (unsigned long long)households, (unsigned long long)persons,
                     (double)(made - start) / (double)persons,
                     (double)(walked - made) / (double)persons);
        people_destroy(people);
    }
    arena_destroy(arena);
    return 0;
}
