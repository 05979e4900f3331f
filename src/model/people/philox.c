#include "model/people/philox.h"

enum { ROUNDS = 10 };

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
