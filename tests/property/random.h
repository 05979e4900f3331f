// random.h - seeded randomness for tests: splitmix64 (Steele, Lea and Flood, 2014).
//
// The same seed gives the same numbers on every machine, so a failure is repeated from the seed
// that it prints.
#ifndef TESTS_PROPERTY_RANDOM_H
#define TESTS_PROPERTY_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct Random {
    uint64_t state;
} Random;

static inline uint64_t random_next(Random *random)
{
    random->state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t mixed = random->state;
    mixed = (mixed ^ mixed >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    mixed = (mixed ^ mixed >> 27) * UINT64_C(0x94D049BB133111EB);
    return mixed ^ mixed >> 31;
}

// 0 to bound - 1; bound > 0. The slight bias of the remainder does no harm to a test.
static inline uint64_t random_below(Random *random, uint64_t bound)
{
    return random_next(random) % bound;
}

// least to greatest, both included.
static inline int64_t random_between(Random *random, int64_t least, int64_t greatest)
{
    return least + (int64_t)random_below(random, (uint64_t)(greatest - least) + 1);
}

static inline bool random_chance(Random *random, unsigned percent)
{
    return random_below(random, 100) < percent;
}

// The numbers 0 to count - 1 in a random order.
static inline void random_order(Random *random, uint32_t *order, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) order[i] = i;
    for (uint32_t i = count; i > 1; i--) {
        const uint32_t other = (uint32_t)random_below(random, i);
        const uint32_t kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
}

#endif
