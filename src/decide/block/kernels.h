// kernels.h - the loops over columns: one for every operation and shape of operands.
#ifndef DECIDE_BLOCK_KERNELS_H
#define DECIDE_BLOCK_KERNELS_H

#include "decide/block/columns.h"

// The kernels, once. K stands for a constant operand, U8, I32, I64 for the type of cells.
#define KERNELS(X)                                                                               \
    X(fill_number)                                                                               \
    X(fill_mask)                                                                                 \
    X(cell_u8) X(cell_i32) X(cell_i64) X(cell_u8_is) X(cell_i32_is) X(cell_i64_is) X(state_is)   \
        X(slot_is) X(has_slot) X(size) X(add) X(add_k) X(subtract) X(k_subtract) X(multiply)     \
            X(multiply_k) X(smaller) X(smaller_k) X(larger) X(larger_k) X(divide) X(divide_k)    \
                X(choose) X(choose_k) X(choose_else_k) X(choose_k_k) X(step) X(lookup)           \
                    X(time_between) X(less) X(less_k) X(k_less) X(equal) X(equal_k) X(add_fails) \
                        X(subtract_fails) X(multiply_fails) X(not ) X(and) X(or) X(and_not)      \
                            X(spread) X(spread_mask) X(sum) X(count) X(any) X(most) X(least)     \
                                X(pick) X(pick_mask) X(place) X(place_mask) X(first) X(some) \
                                    X(some_not)

enum { NONE_READ = UINT32_MAX };

typedef enum KernelId {
#define X(name) KERNEL_##name,
    KERNELS(X)
#undef X
        KERNEL_END,
} KernelId;

// One step of a plan, with its buffers found.
typedef struct Step {
    KernelId kernel;
    bool of_person; // over the lanes of persons; else of households
    bool states;    // of the column; else its cells
    uint32_t column; // what `a` is in each block, or NONE_READ
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
