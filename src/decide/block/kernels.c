// The kernels: plain loops that compilers turn into vectors, and vectors by hand where they do not.
//
// This file is built three times, for x86-64-v2, v3 (AVX2) and v4 (AVX-512), into three tables
// with the same results; KERNELS_TABLE is the name of the table. Masks are bytes 0x00 and 0xFF.

#include "decide/block/kernels.h"

#ifdef __AVX512BW__
#    include <immintrin.h>
#endif

#define RESTRICT restrict

// The parts of a step as local pointers: stores may not change what the step says.
#define NUMBERS_OUT int64_t *RESTRICT out = step->out
#define MASK_OUT    uint8_t *RESTRICT out = step->out
#define NUMBERS_A   const int64_t *RESTRICT a = step->a
#define NUMBERS_B   const int64_t *RESTRICT b = step->b
#define NUMBERS_C   const int64_t *RESTRICT c = step->c
#define MASK_A      const uint8_t *RESTRICT a = step->a
#define MASK_B      const uint8_t *RESTRICT b = step->b
#define CONSTANT_K  const int64_t k = step->k

#define KERNEL(name) static void name(const Step *step, const BlockShape *shape, uint32_t lanes)

#define FOR_LANES          for (uint32_t i = 0; i < lanes; i++)
#define MASK_OF(condition) ((uint8_t)(-(int)(condition)))

// A loop that reads numbers a (and b or k) and writes numbers.
#define NUMBER_KERNEL(name, operands, expression) \
    KERNEL(name)                                  \
    {                                             \
        (void)shape;                              \
        NUMBERS_OUT;                              \
        operands;                                 \
        FOR_LANES out[i] = expression;            \
    }

#define MASK_KERNEL(name, operands, expression)   \
    KERNEL(name)                                  \
    {                                             \
        (void)shape;                              \
        MASK_OUT;                                 \
        operands;                                 \
        FOR_LANES out[i] = (uint8_t)(expression); \
    }

// --- leaves ---

NUMBER_KERNEL(fill_number, CONSTANT_K, k)
MASK_KERNEL(fill_mask, CONSTANT_K, -(int)(k != 0))
NUMBER_KERNEL(cell_u8, MASK_A, a[i])
NUMBER_KERNEL(cell_i32, const int32_t *RESTRICT a = step->a, a[i])
NUMBER_KERNEL(cell_i64, NUMBERS_A, a[i])
MASK_KERNEL(cell_u8_is, MASK_A; const uint8_t j = (uint8_t)step->j, MASK_OF(a[i] == j))
MASK_KERNEL(cell_i32_is, const int32_t *RESTRICT a = step->a;
            const int32_t j = (int32_t)step->j, MASK_OF(a[i] == j))
MASK_KERNEL(cell_i64_is, NUMBERS_A; const int64_t j = step->j, MASK_OF(a[i] == j))
MASK_KERNEL(state_is, MASK_A; const uint8_t j = (uint8_t)step->j, MASK_OF(a[i] == j))

KERNEL(slot_is)
{
    MASK_OUT;
    for (uint32_t i = 0; i < lanes; i++) out[i] = 0;
    if (step->k >= (int64_t)shape->slots) return;
    const uint32_t base = shape->base[step->k];
    const uint32_t with = shape->with[step->k];
    for (uint32_t i = 0; i < with; i++) out[base + i] = 0xFF;
}

KERNEL(has_slot)
{
    MASK_OUT;
    const uint32_t with = step->k < (int64_t)shape->slots ? shape->with[step->k] : 0;
    for (uint32_t i = 0; i < lanes; i++) out[i] = MASK_OF(i < with);
}

KERNEL(size)
{
    NUMBERS_OUT;
    for (uint32_t i = 0; i < lanes; i++) out[i] = 0;
    for (uint32_t t = 0, slots = shape->slots; t < slots; t++) {
        const uint32_t with = shape->with[t];
        for (uint32_t i = 0; i < with; i++) out[i]++;
    }
}

// --- arithmetic; what leaves 64 bits is flagged elsewhere and may hold anything ---

#define WRAPPING(op)   (int64_t)((uint64_t)a[i] op(uint64_t) b[i])
#define WRAPPING_K(op) (int64_t)((uint64_t)a[i] op(uint64_t) k)

NUMBER_KERNEL(add, NUMBERS_A; NUMBERS_B, WRAPPING(+))
NUMBER_KERNEL(add_k, NUMBERS_A; CONSTANT_K, WRAPPING_K(+))
NUMBER_KERNEL(subtract, NUMBERS_A; NUMBERS_B, WRAPPING(-))
NUMBER_KERNEL(k_subtract, NUMBERS_B; CONSTANT_K, (int64_t)((uint64_t)k - (uint64_t)b[i]))
NUMBER_KERNEL(multiply, NUMBERS_A; NUMBERS_B, WRAPPING(*))
NUMBER_KERNEL(multiply_k, NUMBERS_A; CONSTANT_K, WRAPPING_K(*))
NUMBER_KERNEL(smaller, NUMBERS_A; NUMBERS_B, a[i] < b[i] ? a[i] : b[i])
NUMBER_KERNEL(smaller_k, NUMBERS_A; CONSTANT_K, a[i] < k ? a[i] : k)
NUMBER_KERNEL(larger, NUMBERS_A; NUMBERS_B, a[i] > b[i] ? a[i] : b[i])
NUMBER_KERNEL(larger_k, NUMBERS_A; CONSTANT_K, a[i] > k ? a[i] : k)

static int64_t floor_divided(int64_t a, int64_t b)
{
    if (b <= 0) return 0;
    const int64_t quotient = a / b;
    return quotient - (a % b < 0);
}

NUMBER_KERNEL(divide, NUMBERS_A; NUMBERS_B, floor_divided(a[i], b[i]))

__extension__ typedef unsigned __int128 Product;

// By a constant, as a product: Granlund and Montgomery, Division by invariant integers, 1994. The
// bias j, a multiple of the divisor, makes the dividend positive; see plan.c.
KERNEL(divide_k)
{
    (void)shape;
    NUMBERS_OUT;
    NUMBERS_A;
    const uint64_t magic = step->magic;
    const unsigned shift = step->shift;
    const uint64_t bias = (uint64_t)step->j;
    const int64_t less = step->k; // the bias, divided
    for (uint32_t i = 0; i < lanes; i++) {
        const uint64_t high = (uint64_t)((Product)((uint64_t)a[i] + bias) * magic >> 64);
        out[i] = (int64_t)(high >> shift) - less;
    }
}

// --- choosing ---

#ifdef __AVX512BW__

// Sixty-four lanes at a time: the mask's bytes become one bit each.
#    define CHOOSE_KERNEL(name, operands, b_vector, c_vector, b_lane, c_lane)                \
        KERNEL(name)                                                                         \
        {                                                                                    \
            (void)shape;                                                                     \
            NUMBERS_OUT;                                                                     \
            MASK_A;                                                                          \
            operands;                                                                        \
            uint32_t i = 0;                                                                  \
            for (; i + 64 <= lanes; i += 64) {                                               \
                const uint64_t bits = _mm512_movepi8_mask(_mm512_loadu_si512(a + i));        \
                for (uint32_t v = 0; v < 64; v += 8) {                                       \
                    const __mmask8 eight = (__mmask8)(bits >> v);                            \
                    _mm512_storeu_si512(out + i + v,                                         \
                                        _mm512_mask_blend_epi64(eight, c_vector, b_vector)); \
                }                                                                            \
            }                                                                                \
            for (; i < lanes; i++) out[i] = a[i] != 0 ? b_lane : c_lane;                     \
        }

CHOOSE_KERNEL(choose, NUMBERS_B;
              NUMBERS_C, _mm512_loadu_si512(b + i + v), _mm512_loadu_si512(c + i + v), b[i], c[i])
CHOOSE_KERNEL(choose_k, CONSTANT_K;
              NUMBERS_C, _mm512_set1_epi64(k), _mm512_loadu_si512(c + i + v), k, c[i])
CHOOSE_KERNEL(choose_else_k, NUMBERS_B; const int64_t j = step->j, _mm512_loadu_si512(b + i + v),
                                        _mm512_set1_epi64(j), b[i], j)
CHOOSE_KERNEL(choose_k_k, CONSTANT_K;
              const int64_t j = step->j, _mm512_set1_epi64(k), _mm512_set1_epi64(j), k, j)

#else

#    define LANE_MASK    ((int64_t)(int8_t)a[i])
#    define CHOSEN(x, y) (((x)&LANE_MASK) | ((y) & ~LANE_MASK))

NUMBER_KERNEL(choose, MASK_A; NUMBERS_B; NUMBERS_C, CHOSEN(b[i], c[i]))
NUMBER_KERNEL(choose_k, MASK_A; CONSTANT_K; NUMBERS_C, CHOSEN(k, c[i]))
NUMBER_KERNEL(choose_else_k, MASK_A; NUMBERS_B; const int64_t j = step->j, CHOSEN(b[i], j))
NUMBER_KERNEL(choose_k_k, MASK_A; CONSTANT_K; const int64_t j = step->j, CHOSEN(k, j))

#endif

// --- tables ---

// How many of the falling days are not before a; years of age are guessed from the days first.
KERNEL(step)
{
    (void)shape;
    NUMBERS_OUT;
    NUMBERS_A;
    const int64_t *RESTRICT table = step->table;
    const int64_t count = step->k;
    const int64_t apart =
        step->j; // no two days of the table are farther apart, the first not later
    for (uint32_t i = 0; i < lanes; i++) {
        int64_t steps = a[i] <= table[0] ? (table[0] - a[i]) / apart : 0;
        if (steps > count) steps = count;
        while (steps < count && a[i] <= table[steps]) steps++;
        out[i] = steps;
    }
}

KERNEL(lookup)
{
    (void)shape;
    NUMBERS_OUT;
    NUMBERS_A;
    const int64_t *RESTRICT table = step->table;
    const int64_t first = step->j;
    const int64_t last = step->k - 1;
    for (uint32_t i = 0; i < lanes; i++) {
        int64_t at = a[i] - first;
        at = at < 0 ? 0 : at;
        out[i] = table[at > last ? last : at];
    }
}

NUMBER_KERNEL(time_between, NUMBERS_A; NUMBERS_B; CONSTANT_K, kernel_time_between(k, a[i], b[i]))

// --- comparing ---

#ifdef __AVX512BW__

#    define COMPARE_KERNEL(name, operands, compare, condition)                         \
        KERNEL(name)                                                                   \
        {                                                                              \
            (void)shape;                                                               \
            MASK_OUT;                                                                  \
            operands;                                                                  \
            uint32_t i = 0;                                                            \
            for (; i + 64 <= lanes; i += 64) {                                         \
                uint64_t bits = 0;                                                     \
                for (uint32_t v = 0; v < 64; v += 8) bits |= (uint64_t)(compare) << v; \
                _mm512_storeu_si512(out + i, _mm512_movm_epi8(bits));                  \
            }                                                                          \
            for (; i < lanes; i++) out[i] = MASK_OF(condition);                        \
        }
#    define VECTOR(x) _mm512_loadu_si512((x) + i + v)

COMPARE_KERNEL(less, NUMBERS_A;
               NUMBERS_B, _mm512_cmplt_epi64_mask(VECTOR(a), VECTOR(b)), a[i] < b[i])
COMPARE_KERNEL(less_k, NUMBERS_A;
               CONSTANT_K, _mm512_cmplt_epi64_mask(VECTOR(a), _mm512_set1_epi64(k)), a[i] < k)
COMPARE_KERNEL(k_less, NUMBERS_B;
               CONSTANT_K, _mm512_cmplt_epi64_mask(_mm512_set1_epi64(k), VECTOR(b)), k < b[i])
COMPARE_KERNEL(equal, NUMBERS_A;
               NUMBERS_B, _mm512_cmpeq_epi64_mask(VECTOR(a), VECTOR(b)), a[i] == b[i])
COMPARE_KERNEL(equal_k, NUMBERS_A;
               CONSTANT_K, _mm512_cmpeq_epi64_mask(VECTOR(a), _mm512_set1_epi64(k)), a[i] == k)

#else

MASK_KERNEL(less, NUMBERS_A; NUMBERS_B, MASK_OF(a[i] < b[i]))
MASK_KERNEL(less_k, NUMBERS_A; CONSTANT_K, MASK_OF(a[i] < k))
MASK_KERNEL(k_less, NUMBERS_B; CONSTANT_K, MASK_OF(k < b[i]))
MASK_KERNEL(equal, NUMBERS_A; NUMBERS_B, MASK_OF(a[i] == b[i]))
MASK_KERNEL(equal_k, NUMBERS_A; CONSTANT_K, MASK_OF(a[i] == k))

#endif

static bool add_overflows(int64_t a, int64_t b)
{
    int64_t unused;
    return __builtin_add_overflow(a, b, &unused);
}

static bool subtract_overflows(int64_t a, int64_t b)
{
    int64_t unused;
    return __builtin_sub_overflow(a, b, &unused);
}

static bool multiply_overflows(int64_t a, int64_t b)
{
    int64_t unused;
    return __builtin_mul_overflow(a, b, &unused);
}

MASK_KERNEL(add_fails, NUMBERS_A; NUMBERS_B, MASK_OF(add_overflows(a[i], b[i])))
MASK_KERNEL(subtract_fails, NUMBERS_A; NUMBERS_B, MASK_OF(subtract_overflows(a[i], b[i])))
MASK_KERNEL(multiply_fails, NUMBERS_A; NUMBERS_B, MASK_OF(multiply_overflows(a[i], b[i])))

MASK_KERNEL(not, MASK_A, ~a[i])
MASK_KERNEL(and, MASK_A; MASK_B, a[i] & b[i])
MASK_KERNEL(or, MASK_A; MASK_B, a[i] | b[i])
MASK_KERNEL(and_not, MASK_A; MASK_B, a[i] & ~b[i])

// --- members and households: slot after slot ---

// One past the last lane of a slot, the unused ones after it included.
static uint32_t slot_end(const BlockShape *shape, uint32_t slot)
{
    return slot + 1 < shape->slots ? shape->base[slot + 1] : shape->persons;
}

KERNEL(spread)
{
    NUMBERS_OUT;
    NUMBERS_A;
    (void)lanes;
    for (uint32_t t = 0, slots = shape->slots; t < slots; t++) {
        const uint32_t with = shape->with[t];
        const uint32_t base = shape->base[t];
        for (uint32_t i = 0; i < with; i++) out[base + i] = a[i];
        const uint32_t end = slot_end(shape, t);
        for (uint32_t i = base + with; i < end; i++) out[i] = a[0];
    }
}

KERNEL(spread_mask)
{
    MASK_OUT;
    MASK_A;
    (void)lanes;
    for (uint32_t t = 0, slots = shape->slots; t < slots; t++) {
        const uint32_t with = shape->with[t];
        const uint32_t base = shape->base[t];
        for (uint32_t i = 0; i < with; i++) out[base + i] = a[i];
        const uint32_t end = slot_end(shape, t);
        for (uint32_t i = base + with; i < end; i++) out[i] = a[0];
    }
}

// Over the members: begins with the first, goes on with the others.
#define GATHER_KERNEL(name, out_type, in_type, first, next)          \
    KERNEL(name)                                                     \
    {                                                                \
        out_type *RESTRICT out = step->out;                          \
        const in_type *RESTRICT v = step->a;                         \
        for (uint32_t i = 0; i < lanes; i++) out[i] = first;         \
        for (uint32_t t = 1, slots = shape->slots; t < slots; t++) { \
            const uint32_t with = shape->with[t];                    \
            const in_type *RESTRICT w = v + shape->base[t];          \
            for (uint32_t i = 0; i < with; i++) out[i] = next;       \
        }                                                            \
    }

GATHER_KERNEL(sum, int64_t, int64_t, v[i], (int64_t)((uint64_t)out[i] + (uint64_t)w[i]))
GATHER_KERNEL(most, int64_t, int64_t, v[i], out[i] > w[i] ? out[i] : w[i])
GATHER_KERNEL(least, int64_t, int64_t, v[i], out[i] < w[i] ? out[i] : w[i])
GATHER_KERNEL(any, uint8_t, uint8_t, v[i], out[i] | w[i])

KERNEL(count)
{
    NUMBERS_OUT;
    const uint8_t *RESTRICT v = step->a;
    uint8_t few[BLOCK_HOUSEHOLDS]; // no household has more than BLOCK_SLOTS members
    for (uint32_t i = 0; i < lanes; i++) few[i] = v[i] & 1;
    for (uint32_t t = 1, slots = shape->slots; t < slots; t++) {
        const uint32_t with = shape->with[t];
        const uint8_t *RESTRICT w = v + shape->base[t];
        for (uint32_t i = 0; i < with; i++) few[i] = (uint8_t)(few[i] + (w[i] & 1));
    }
    for (uint32_t i = 0; i < lanes; i++) out[i] = few[i];
}

KERNEL(pick)
{
    NUMBERS_OUT;
    NUMBERS_A;
    const uint32_t with = step->k < (int64_t)shape->slots ? shape->with[step->k] : 0;
    const uint32_t base = with > 0 ? shape->base[step->k] : 0;
    for (uint32_t i = 0; i < with; i++) out[i] = a[base + i];
    for (uint32_t i = with; i < lanes; i++) out[i] = 0;
}

KERNEL(pick_mask)
{
    MASK_OUT;
    MASK_A;
    const uint32_t with = step->k < (int64_t)shape->slots ? shape->with[step->k] : 0;
    const uint32_t base = with > 0 ? shape->base[step->k] : 0;
    for (uint32_t i = 0; i < with; i++) out[i] = a[base + i];
    for (uint32_t i = with; i < lanes; i++) out[i] = 0;
}

KERNEL(place)
{
    NUMBERS_OUT;
    NUMBERS_A;
    NUMBERS_B;
    for (uint32_t i = 0; i < lanes; i++) out[i] = b[i];
    if (step->k >= (int64_t)shape->slots) return;
    const uint32_t base = shape->base[step->k];
    const uint32_t with = shape->with[step->k];
    for (uint32_t i = 0; i < with; i++) out[base + i] = a[i];
}

KERNEL(place_mask)
{
    MASK_OUT;
    MASK_A;
    MASK_B;
    for (uint32_t i = 0; i < lanes; i++) out[i] = b[i];
    if (step->k >= (int64_t)shape->slots) return;
    const uint32_t base = shape->base[step->k];
    const uint32_t with = shape->with[step->k];
    for (uint32_t i = 0; i < with; i++) out[base + i] = a[i];
}

KERNEL(first)
{
    MASK_OUT;
    MASK_A;
    uint8_t seen[BLOCK_HOUSEHOLDS] = {0};
    (void)lanes;
    for (uint32_t t = 0, slots = shape->slots; t < slots; t++) {
        const uint32_t with = shape->with[t];
        const uint32_t base = shape->base[t];
        for (uint32_t i = 0; i < with; i++) {
            out[base + i] = (uint8_t)(a[base + i] & ~seen[i]);
            seen[i] |= a[base + i];
        }
    }
}

// --- whether a region is open ---

// Whether a byte of some lane, flipped, is set; most are found at once.
static bool some_lane(const uint8_t *RESTRICT a, uint32_t lanes, uint8_t flip)
{
    enum { PART = 256 };
    for (uint32_t from = 0; from < lanes; from += PART) {
        const uint32_t until = from + PART < lanes ? from + PART : lanes;
        uint8_t found = 0;
        for (uint32_t i = from; i < until; i++) found |= a[i] ^ flip;
        if (found != 0) return true;
    }
    return false;
}

KERNEL(some)
{
    (void)shape;
    *(bool *)step->out = some_lane(step->a, lanes, 0);
}

KERNEL(some_not)
{
    (void)shape;
    *(bool *)step->out = some_lane(step->a, lanes, 0xFF);
}

const Kernel KERNELS_TABLE[KERNEL_END] = {
#define X(name) [KERNEL_##name] = name,
    KERNELS(X)
#undef X
};
