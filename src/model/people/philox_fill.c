// Philox for many households at once: a lane of 64 bits to a word, so that a product keeps its
// place. The upper half of a lane may hold anything: the multiplication reads the lower half alone.
// Compilers do not find the instruction for that, hence the vectors by hand.

#include <string.h>

#include "model/people/philox.h"

static const uint32_t multiplier_even = 0xD2511F53, multiplier_odd = 0xCD9E8D57;
static const uint32_t weyl_even = 0x9E3779B9, weyl_odd = 0xBB67AE85;

#if defined __AVX512F__
#    define WIDTH 64
#elif defined __AVX2__
#    define WIDTH 32
#else
#    define WIDTH 16
#endif

typedef int32_t Halves __attribute__((vector_size(WIDTH)));
typedef uint64_t Lanes __attribute__((vector_size(WIDTH)));

static inline Lanes multiply(Lanes a, Lanes b)
{
#if defined __clang__ // has other names for them, and finds the instruction
    return (a & UINT32_MAX) * (b & UINT32_MAX);
#elif defined __AVX512F__
    typedef long long Products __attribute__((vector_size(WIDTH)));
    const Products nothing = {0};
    return (Lanes)__builtin_ia32_pmuludq512_mask((Halves)a, (Halves)b, nothing, 0xFF);
#elif defined __AVX2__
    return (Lanes)__builtin_ia32_pmuludq256((Halves)a, (Halves)b);
#elif defined __SSE2__
    return (Lanes)__builtin_ia32_pmuludq128((Halves)a, (Halves)b);
#else
    return (a & UINT32_MAX) * (b & UINT32_MAX);
#endif
}

// Two vectors of 32 bytes to a word fill the registers of AVX2.
enum {
    ROUNDS = 10,
    LANES = WIDTH == 32 ? 8 : 16,
    IN_VECTOR = WIDTH / 8,
    VECTORS = LANES / IN_VECTOR,
};

static inline Lanes all(uint64_t value)
{
    return (Lanes){0} + value;
}

static inline void put(const Lanes lanes[VECTORS], uint32_t *words)
{
    for (int v = 0; v < VECTORS; v++) {
        for (int i = 0; i < IN_VECTOR; i++) words[v * IN_VECTOR + i] = (uint32_t)lanes[v][i];
    }
}

static inline void fill_lanes(PhiloxPurpose purpose, const uint32_t *of, size_t at,
                              uint32_t *const words[4])
{
    Lanes a[VECTORS], b[VECTORS], c[VECTORS], d[VECTORS];
    uint64_t indexes[LANES];
    for (uint32_t i = 0; i < LANES; i++) indexes[i] = of[at + i];
    memcpy(a, indexes, sizeof a);
    for (uint32_t v = 0; v < VECTORS; v++) {
        b[v] = all(purpose.stratum);
        c[v] = all(purpose.draw_and_person);
        d[v] = all(purpose.year_and_block);
    }
    uint32_t key_even = (uint32_t)purpose.seed, key_odd = (uint32_t)(purpose.seed >> 32);
    for (int round = 0; round < ROUNDS; round++) {
        for (int v = 0; v < VECTORS; v++) {
            const Lanes even = multiply(a[v], all(multiplier_even));
            const Lanes odd = multiply(c[v], all(multiplier_odd));
            a[v] = (odd >> 32) ^ b[v] ^ all(key_even);
            b[v] = odd;
            c[v] = (even >> 32) ^ d[v] ^ all(key_odd);
            d[v] = even;
        }
        key_even += weyl_even;
        key_odd += weyl_odd;
    }
    put(a, words[0] + at);
    put(b, words[1] + at);
    put(c, words[2] + at);
    put(d, words[3] + at);
}

void FOR_GENERATION(philox_fill)(PhiloxPurpose purpose, const uint32_t *indexes, size_t count,
                                 uint32_t *const words[4])
{
    for (size_t at = 0; at < count; at += LANES) fill_lanes(purpose, indexes, at, words);
}
