#include "model/people/philox.h"

#include "base/panic.h"

enum { ROUNDS = 10, LANES = 16 };

static const uint32_t multiplier_even = 0xD2511F53, multiplier_odd = 0xCD9E8D57;
static const uint32_t weyl_even = 0x9E3779B9, weyl_odd = 0xBB67AE85;

PhiloxBlock philox(PhiloxBlock counter, uint64_t seed)
{
    uint32_t a = counter.words[0], b = counter.words[1], c = counter.words[2], d = counter.words[3];
    uint32_t key_even = (uint32_t)seed, key_odd = (uint32_t)(seed >> 32);
    for (int round = 0; round < ROUNDS; round++) {
        const uint64_t even = (uint64_t)multiplier_even * a;
        const uint64_t odd = (uint64_t)multiplier_odd * c;
        a = (uint32_t)(odd >> 32) ^ b ^ key_even;
        b = (uint32_t)odd;
        c = (uint32_t)(even >> 32) ^ d ^ key_odd;
        d = (uint32_t)even;
        key_even += weyl_even;
        key_odd += weyl_odd;
    }
    return (PhiloxBlock){{a, b, c, d}};
}

PhiloxBlock philox_draw(PhiloxPurpose purpose, uint32_t index)
{
    return philox(
        (PhiloxBlock){{index, purpose.stratum, purpose.draw_and_person, purpose.year_and_block}},
        purpose.seed);
}

// LANES blocks at once: each word widened to 64 bits, so that a product keeps its lane.
static void fill_lanes(PhiloxPurpose purpose, uint32_t first, size_t at, uint32_t *const words[4])
{
    uint64_t a[LANES], b[LANES], c[LANES], d[LANES];
    for (uint32_t i = 0; i < LANES; i++) {
        a[i] = first + i;
        b[i] = purpose.stratum;
        c[i] = purpose.draw_and_person;
        d[i] = purpose.year_and_block;
    }
    uint32_t key_even = (uint32_t)purpose.seed, key_odd = (uint32_t)(purpose.seed >> 32);
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < LANES; i++) {
            const uint64_t even = multiplier_even * (a[i] & UINT32_MAX);
            const uint64_t odd = multiplier_odd * (c[i] & UINT32_MAX);
            a[i] = (odd >> 32) ^ b[i] ^ key_even;
            b[i] = odd & UINT32_MAX;
            c[i] = (even >> 32) ^ d[i] ^ key_odd;
            d[i] = even & UINT32_MAX;
        }
        key_even += weyl_even;
        key_odd += weyl_odd;
    }
    for (int i = 0; i < LANES; i++) {
        words[0][at + (size_t)i] = (uint32_t)a[i];
        words[1][at + (size_t)i] = (uint32_t)b[i];
        words[2][at + (size_t)i] = (uint32_t)c[i];
        words[3][at + (size_t)i] = (uint32_t)d[i];
    }
}

void philox_fill(PhiloxPurpose purpose, uint32_t first, size_t count, uint32_t *const words[4])
{
    invariant(count <= UINT32_MAX - LANES);
    for (size_t at = 0; at < count; at += LANES)
        fill_lanes(purpose, first + (uint32_t)at, at, words);
}
