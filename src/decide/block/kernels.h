// kernels.h - the loops over columns: one for every operation and shape of operands.
#ifndef DECIDE_BLOCK_KERNELS_H
#define DECIDE_BLOCK_KERNELS_H

#include "decide/block/columns.h"

// The kernels, once. K stands for a constant operand, U8, I32, I64 for the type of cells. Kernels
// of numbers are there for lanes of 64 bits and, with _32 after the name, of 32.
// The layout is ours: clang-format lays it out otherwise each time.
// clang-format off
#define SIZED_KERNELS(X, width)                                                              \
    X(fill_number##width)                                                                    \
    X(size##width)                                                                           \
    X(add##width) X(add_k##width) X(subtract##width) X(k_subtract##width) X(multiply##width) \
        X(multiply_k##width) X(smaller##width) X(smaller_k##width) X(larger##width)          \
            X(larger_k##width) X(divide_k##width) X(choose##width) X(choose_k##width)        \
                X(choose_else_k##width) X(choose_k_k##width) X(step##width) X(lookup##width) \
                    X(less##width) X(less_k##width) X(k_less##width) X(equal##width)         \
                        X(equal_k##width) X(spread##width) X(sum##width) X(count##width)     \
                            X(most##width) X(least##width) X(pick##width) X(place##width)
#define KERNELS(X)                                                                                \
    SIZED_KERNELS(X, )                                                                            \
    SIZED_KERNELS(X, _32)                                                                         \
    X(widen)                                                                                      \
    X(sum_widened)                                                                                \
    X(divide) X(time_between) X(add_fails) X(subtract_fails) X(multiply_fails) X(fill_mask)       \
        X(cell_u8) X(cell_u8_is) X(cell_i32_is) X(cell_i64_is) X(state_is) X(slot_is) X(has_slot) \
            X(not ) X(and) X(or) X(and_not) X(spread_mask) X(any) X(pick_mask) X(place_mask)      \
                X(first) X(some) X(some_not)
// clang-format on

typedef enum KernelId {
#define X(name) KERNEL_##name,
    KERNELS(X)
#undef X
        KERNEL_END,
} KernelId;

// The same kernel of numbers for lanes of 32 bits.
static inline KernelId kernel_narrow(KernelId wide)
{
    return (KernelId)(wide - KERNEL_fill_number + KERNEL_fill_number_32);
}

// One step of a plan, with its buffers found.
typedef struct Step {
    KernelId kernel;
    bool of_person;  // over the lanes of persons; else of households
    uint32_t region; // passed over where this region of the plan is not open
    void *out;
    const void *a, *b, *c;
    int64_t k, j;
    const int64_t *table; // step, lookup
    uint64_t magic;       // divide_k: see plan.c
    unsigned shift;
} Step;

typedef void (*Kernel)(const Step *step, const BlockShape *shape, uint32_t lanes);

extern const Kernel KERNELS_FOR_V2[KERNEL_END];
extern const Kernel KERNELS_FOR_V3[KERNEL_END];
extern const Kernel KERNELS_FOR_V4[KERNEL_END];

// Completed units of time between two days, for the kernels that have no table.
int64_t kernel_time_between(int64_t unit, int64_t from, int64_t to);

#endif
