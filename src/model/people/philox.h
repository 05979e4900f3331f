// philox.h - random numbers without state: each is a function of what it is drawn for.
//
// Philox4x32-10 (Salmon, Moraes, Dror, Shaw: Parallel Random Numbers, 2011). A counter of four
// words and a key of two give four random words. The counter says whose draw it is and what for, so
// that a household's draws are the same whoever makes them, in whatever order.
#ifndef MODEL_PEOPLE_PHILOX_H
#define MODEL_PEOPLE_PHILOX_H

#include <stddef.h>
#include <stdint.h>

#include "model/people/generations.h"

typedef struct PhiloxBlock {
    uint32_t words[4];
} PhiloxBlock;

// What a draw is for. A number is never given another meaning, nor a meaning another number.
enum {
    DRAW_HOUSEHOLD = 1, // score, place within a bin of scores, claim, finding
    DRAW_MEANS = 2,   // schooling, county, property, deposits, homes, livelihood, rent, supporters
    DRAW_SOURCES = 3, // how income divides over its sources
    DRAW_PERSON = 4,  // age, birthday, disability, illness, work, study, self-care, bills
    DRAW_RARE = 5,    // details of those who are disabled, ill or in need of care
};

// Words 1 to 3 of the counter, and the key. Word 0 is the household's index in its stratum.
typedef struct PhiloxPurpose {
    uint32_t stratum;
    uint32_t draw_and_person; // draw << 16 | slot of the person, 0 for the household's own
    uint32_t year_and_block;  // year << 8 | block, for more than four words
    uint64_t seed;
} PhiloxPurpose;

PhiloxBlock philox(PhiloxBlock counter, uint64_t seed);

PhiloxBlock philox_draw(PhiloxPurpose purpose, uint32_t index);

// Blocks of `count` households: words[w][i] is word w of household indexes[i]. `count` is a
// multiple of 16.
void FOR_GENERATION(philox_fill)(PhiloxPurpose purpose, const uint32_t *indexes, size_t count,
                                 uint32_t *const words[4]);

#endif
