// The kernels: plain loops that compilers turn into vectors, and vectors by hand where they do not.
//
// This file is built three times, for x86-64-v2, v3 (AVX2) and v4 (AVX-512), into three tables
// with the same results; KERNELS_TABLE is the name of the table. Masks are bytes 0x00 and 0xFF.

#include "decide/block/kernels.h"

#include <string.h>

#ifdef __AVX512BW__
#    include <immintrin.h>
#endif

#define RESTRICT restrict

#define KERNEL(name) static void name(const Step *step, const BlockShape *shape, uint32_t lanes)

// The parts of a step as local pointers: stores may not change what the step says.
#define IN(type, name)       const type *RESTRICT name = step->name
#define OUT(type)            type *RESTRICT out = step->out
#define CONSTANT(type, name) const type name = (type)step->name

#define MASK_A IN(uint8_t, a)
#define MASK_B IN(uint8_t, b)

#define MASK_OF(condition) ((uint8_t)(-(int)(condition)))

// A loop that reads numbers or masks and writes one of them in each lane.
#define LANE_KERNEL(name, type, operands, expression)                     \
    KERNEL(name)                                                          \
    {                                                                     \
        (void)shape;                                                      \
        OUT(type);                                                        \
        operands;                                                         \
        for (uint32_t i = 0; i < lanes; i++) out[i] = (type)(expression); \
    }
#define MASK_KERNEL(name, operands, expression) LANE_KERNEL(name, uint8_t, operands, expression)

// Over the members: begins with the first, goes on with the others.
#define GATHER_KERNEL(name, out_type, in_type, first, next)          \
    KERNEL(name)                                                     \
    {                                                                \
        OUT(out_type);                                               \
        const in_type *RESTRICT v = step->a;                         \
        for (uint32_t i = 0; i < lanes; i++) out[i] = first;         \
        for (uint32_t t = 1, slots = shape->slots; t < slots; t++) { \
            const uint32_t with = shape->with[t];                    \
            const in_type *RESTRICT w = v + shape->base[t];          \
            for (uint32_t i = 0; i < with; i++) out[i] = next;       \
        }                                                            \
    }

// One past the last lane of a slot, the unused ones after it included.
static uint32_t slot_end(const BlockShape *shape, uint32_t slot)
{
    return slot + 1 < shape->slots ? shape->base[slot + 1] : shape->persons;
}

// The household's value to each member, to the unused lanes that of the first household.
#define SPREAD_KERNEL(name, type)                                       \
    KERNEL(name)                                                        \
    {                                                                   \
        OUT(type);                                                      \
        IN(type, a);                                                    \
        (void)lanes;                                                    \
        for (uint32_t t = 0, slots = shape->slots; t < slots; t++) {    \
            const uint32_t base = shape->base[t];                       \
            const uint32_t with = shape->with[t];                       \
            const uint32_t end = slot_end(shape, t);                    \
            memcpy(out + base, a, with * sizeof *out);                  \
            for (uint32_t i = base + with; i < end; i++) out[i] = a[0]; \
        }                                                               \
    }

#define PICK_KERNEL(name, type)                                                           \
    KERNEL(name)                                                                          \
    {                                                                                     \
        OUT(type);                                                                        \
        IN(type, a);                                                                      \
        const uint32_t with = step->k < (int64_t)shape->slots ? shape->with[step->k] : 0; \
        const uint32_t base = with > 0 ? shape->base[step->k] : 0;                        \
        for (uint32_t i = 0; i < with; i++) out[i] = a[base + i];                         \
        for (uint32_t i = with; i < lanes; i++) out[i] = 0;                               \
    }

#define PLACE_KERNEL(name, type)                                  \
    KERNEL(name)                                                  \
    {                                                             \
        OUT(type);                                                \
        IN(type, a);                                              \
        IN(type, b);                                              \
        for (uint32_t i = 0; i < lanes; i++) out[i] = b[i];       \
        if (step->k >= (int64_t)shape->slots) return;             \
        const uint32_t base = shape->base[step->k];               \
        const uint32_t with = shape->with[step->k];               \
        for (uint32_t i = 0; i < with; i++) out[base + i] = a[i]; \
    }

// Numbers in lanes of 64 bits, and of 32 where their range allows it.
__extension__ typedef unsigned __int128 Product;

#define NUMBER             int64_t
#define UNSIGNED           uint64_t
#define DOUBLE             Product
#define SIZED(name)        name
#define VECTOR_LANES       8
#define VECTOR_MASK        __mmask8
#define VECTOR_OP(op)      _mm512_##op##64
#define VECTOR_COMPARE(op) _mm512_##op##_epi64_mask
#include "decide/block/kernels_numbers.inc"

#define NUMBER             int32_t
#define UNSIGNED           uint32_t
#define DOUBLE             uint64_t
#define SIZED(name)        name##_32
#define VECTOR_LANES       16
#define VECTOR_MASK        __mmask16
#define VECTOR_OP(op)      _mm512_##op##32
#define VECTOR_COMPARE(op) _mm512_##op##_epi32_mask
#include "decide/block/kernels_numbers.inc"

LANE_KERNEL(widen, int64_t, IN(int32_t, a), a[i])
GATHER_KERNEL(sum_widened, int64_t, int32_t, v[i],
              (int64_t)((uint64_t)out[i] + (uint64_t)(int64_t)w[i]))

// --- leaves ---

MASK_KERNEL(fill_mask, (void)0, -(int)(step->k != 0))
LANE_KERNEL(cell_u8, int32_t, MASK_A, a[i])
MASK_KERNEL(cell_u8_is, MASK_A; CONSTANT(uint8_t, j), MASK_OF(a[i] == j))
MASK_KERNEL(cell_i32_is, IN(int32_t, a); CONSTANT(int32_t, j), MASK_OF(a[i] == j))
MASK_KERNEL(cell_i64_is, IN(int64_t, a); CONSTANT(int64_t, j), MASK_OF(a[i] == j))
MASK_KERNEL(state_is, MASK_A; CONSTANT(uint8_t, j), MASK_OF(a[i] == j))

KERNEL(slot_is)
{
    OUT(uint8_t);
    for (uint32_t i = 0; i < lanes; i++) out[i] = 0;
    if (step->k >= (int64_t)shape->slots) return;
    const uint32_t base = shape->base[step->k];
    const uint32_t with = shape->with[step->k];
    for (uint32_t i = 0; i < with; i++) out[base + i] = 0xFF;
}

KERNEL(has_slot)
{
    OUT(uint8_t);
    const uint32_t with = step->k < (int64_t)shape->slots ? shape->with[step->k] : 0;
    for (uint32_t i = 0; i < lanes; i++) out[i] = MASK_OF(i < with);
}

// --- numbers of 64 bits alone ---

static int64_t floor_divided(int64_t a, int64_t b)
{
    if (b <= 0) return 0;
    const int64_t quotient = a / b;
    return quotient - (a % b < 0);
}

LANE_KERNEL(divide, int64_t, IN(int64_t, a); IN(int64_t, b), floor_divided(a[i], b[i]))
LANE_KERNEL(time_between, int64_t, IN(int64_t, a); IN(int64_t, b);
            CONSTANT(int64_t, k), kernel_time_between(k, a[i], b[i]))

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

MASK_KERNEL(add_fails, IN(int64_t, a); IN(int64_t, b), MASK_OF(add_overflows(a[i], b[i])))
MASK_KERNEL(subtract_fails, IN(int64_t, a); IN(int64_t, b), MASK_OF(subtract_overflows(a[i], b[i])))
MASK_KERNEL(multiply_fails, IN(int64_t, a); IN(int64_t, b), MASK_OF(multiply_overflows(a[i], b[i])))

// --- masks ---

MASK_KERNEL(flip, MASK_A, ~a[i])
MASK_KERNEL(both, MASK_A; MASK_B, a[i] & b[i])
MASK_KERNEL(either, MASK_A; MASK_B, a[i] | b[i])
MASK_KERNEL(and_not, MASK_A; MASK_B, a[i] & ~b[i])

SPREAD_KERNEL(spread_mask, uint8_t)
GATHER_KERNEL(any, uint8_t, uint8_t, v[i], out[i] | w[i])
PICK_KERNEL(pick_mask, uint8_t)
PLACE_KERNEL(place_mask, uint8_t)

KERNEL(first)
{
    OUT(uint8_t);
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
#define X(name) [KERNEL_##name] = (name),
    KERNELS(X)
#undef X
};
