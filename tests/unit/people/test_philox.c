#include "model/people/philox.h"
#include "unit.h"

void philox_fill_v2(PhiloxPurpose purpose, const uint32_t *indexes, size_t count,
                    uint32_t *const words[4]);
void philox_fill_v3(PhiloxPurpose purpose, const uint32_t *indexes, size_t count,
                    uint32_t *const words[4]);
void philox_fill_v4(PhiloxPurpose purpose, const uint32_t *indexes, size_t count,
                    uint32_t *const words[4]);

// Known answers of Random123's kat_vectors.
static void test_philox_gives_the_known_answers(void **state)
{
    (void)state;
    static const struct {
        PhiloxBlock counter;
        uint64_t seed;
        PhiloxBlock expected;
    } rows[] = {
        {{{0, 0, 0, 0}}, 0, {{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}}},
        {{{UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX}},
         UINT64_MAX,
         {{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}}},
        {{{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}},
         0x299f31d0a4093822,
         {{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}},
    };
    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++) {
        const PhiloxBlock block = philox(rows[r].counter, rows[r].seed);
        for (int w = 0; w < 4; w++) assert_int_equal(block.words[w], rows[r].expected.words[w]);
    }
}

typedef void (*Fill)(PhiloxPurpose purpose, const uint32_t *indexes, size_t count,
                     uint32_t *const words[4]);

// Over the end of 32 bits too, and in any order.
static void test_many_draws_are_each_the_single_draw(void **state)
{
    (void)state;
    const Fill fills[] = {philox_fill_v2,
                          __builtin_cpu_supports("avx2") ? philox_fill_v3 : philox_fill_v2,
                          __builtin_cpu_supports("avx512bw") ? philox_fill_v4 : philox_fill_v2};
    const PhiloxPurpose purpose = {.stratum = 1022001,
                                   .draw_and_person = DRAW_PERSON << 16 | 7,
                                   .year_and_block = 2023 << 8,
                                   .seed = 0x123456789abcdef0};
    static const uint32_t starts[] = {0, 1, 77, UINT32_MAX - 9};
    for (size_t f = 0; f < 3; f++) {
        for (size_t s = 0; s < 4; s++) {
            uint32_t rows[4][48];
            uint32_t *const words[4] = {rows[0], rows[1], rows[2], rows[3]};
            uint32_t indexes[48];
            for (uint32_t i = 0; i < 48; i++) indexes[i] = starts[s] + (i * 7 % 48);
            fills[f](purpose, indexes, 48, words);
            for (uint32_t i = 0; i < 48; i++) {
                const PhiloxBlock draw = philox_draw(purpose, indexes[i]);
                for (int w = 0; w < 4; w++) assert_int_equal(rows[w][i], draw.words[w]);
            }
        }
    }
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_philox_gives_the_known_answers),
                     cmocka_unit_test(test_many_draws_are_each_the_single_draw));
}
