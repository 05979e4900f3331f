#include "decide/block/plan.h"

#include <string.h>

#include "base/date.h"
#include "base/panic.h"
#include "compile/type.h"
#include "decide/block/plan_internal.h"
#include "decide/block/regions.h"

// --- which kernels ---

bool kernels_available(KernelSet set)
{
    __builtin_cpu_init();
    switch (set) {
    case KERNELS_V2: return __builtin_cpu_supports("sse4.2") != 0;
    case KERNELS_V3: return __builtin_cpu_supports("avx2") != 0;
    case KERNELS_V4:
        return __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
               __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512cd") != 0;
    }
    return false;
}

KernelSet kernels_best(void)
{
    if (kernels_available(KERNELS_V4)) return KERNELS_V4;
    return kernels_available(KERNELS_V3) ? KERNELS_V3 : KERNELS_V2;
}

const char *kernels_name(KernelSet set)
{
    static const char *const names[] = {"x86-64-v2", "AVX2", "AVX-512"};
    return names[set];
}

static const Kernel *kernel_table(KernelSet set)
{
    return set == KERNELS_V4 ? KERNELS_FOR_V4 : set == KERNELS_V3 ? KERNELS_FOR_V3 : KERNELS_FOR_V2;
}

int64_t kernel_time_between(int64_t unit, int64_t from, int64_t to)
{
    const Date start = {(int32_t)from};
    const Date end = {(int32_t)to};
    if (unit == DIMENSION_YEAR) return date_years_between(start, end);
    if (unit == DIMENSION_MONTH) return date_months_between(start, end);
    return (to - from) / 7;
}

// --- running ---

// One buffer of each pool; a block's lanes are at most these.
static size_t buffer_bytes(uint32_t pool)
{
    static const size_t bytes[FORMS] = {1, sizeof(int32_t), sizeof(int64_t)};
    return bytes[pool_form(pool)] * (pool < FORMS ? BLOCK_HOUSEHOLDS : BLOCK_PERSONS);
}

// What a step reads of a block's columns, found anew for each block.
typedef struct Reading {
    const void **place; // in a step
    Place of;           // cells or states
} Reading;

struct PlanScratch {
    const Plan *plan;
    const Kernel *kernels;
    Step *steps; // [step_count]
    VEC(Reading) readings;
    bool *open; // [region]: of the block at hand
    uint64_t done;
    const Columns *columns; // of the last run
    unsigned char *pools[POOLS];
};

static size_t all_buffers_bytes(const Plan *plan)
{
    size_t bytes = 0;
    for (uint32_t p = 0; p < POOLS; p++) bytes += plan->pools[p] * buffer_bytes(p);
    return bytes;
}

PlanSize plan_size(const Plan *plan)
{
    PlanSize size = {.bytes = all_buffers_bytes(plan)};
    for (size_t i = 0; i < plan->step_count; i++) {
        const PlannedStep *step = &plan->steps[i];
        const bool look = step->out.kind == PLACE_OPEN;
        size.looks += look;
        size.steps += !look;
        size.person_steps += !look && step->of_person;
    }
    return size;
}

bool plan_reads(const Plan *plan, uint32_t column)
{
    for (size_t i = 0; i < plan->column_count; i++) {
        if (plan->columns[i] == column) return true;
    }
    return false;
}

static void *buffer_at(const PlanScratch *scratch, Place place)
{
    invariant(place.kind < POOLS);
    return scratch->pools[place.kind] + place.index * buffer_bytes(place.kind);
}

static void fill_constant(const PlanScratch *scratch, const PlannedConstant *constant)
{
    static const KernelId fills[FORMS] = {KERNEL_fill_mask, KERNEL_fill_number_32,
                                          KERNEL_fill_number};
    const Step step = {.out = buffer_at(scratch, constant->place), .k = constant->number};
    const BlockShape unused = {0};
    scratch->kernels[fills[pool_form(constant->place.kind)]](&step, &unused, BLOCK_PERSONS);
}

static void find_operand(PlanScratch *scratch, Place of, const void **place, Arena *arena)
{
    if (of.kind == PLACE_NONE) return;
    if (of.kind < POOLS) *place = buffer_at(scratch, of);
    else *vec_push(arena, &scratch->readings) = (Reading){.place = place, .of = of};
}

static void make_step(PlanScratch *scratch, size_t index, Arena *arena)
{
    const PlannedStep *planned = &scratch->plan->steps[index];
    Step *step = &scratch->steps[index];
    *step = (Step){.kernel = planned->kernel,
                   .of_person = planned->of_person,
                   .region = planned->region,
                   .out = planned->out.kind == PLACE_OPEN ? &scratch->open[planned->out.index]
                                                          : buffer_at(scratch, planned->out),
                   .k = planned->k,
                   .j = planned->j,
                   .table = planned->table,
                   .magic = planned->magic,
                   .shift = planned->shift};
    find_operand(scratch, planned->operands[0], &step->a, arena);
    find_operand(scratch, planned->operands[1], &step->b, arena);
    find_operand(scratch, planned->operands[2], &step->c, arena);
}

PlanScratch *plan_scratch_create(const Plan *plan, KernelSet set, Arena *arena)
{
    enum { ALIGNMENT = 64 };
    PlanScratch *scratch = ARENA_ONE(arena, PlanScratch);
    *scratch = (PlanScratch){.plan = plan,
                             .kernels = kernel_table(set),
                             .steps = arena_take_unset(arena, plan->step_count * sizeof(Step)),
                             .open = ARENA_ARRAY(arena, bool, plan->region_count)};
    unsigned char *memory = arena_take_unset(arena, all_buffers_bytes(plan) + ALIGNMENT);
    memory += (ALIGNMENT - (uintptr_t)memory % ALIGNMENT) % ALIGNMENT;
    for (uint32_t p = 0; p < 2; p++) { // within a domain the widest first
        for (uint32_t form = FORMS; form-- > 0;) {
            const uint32_t pool = pool_of(p, (Form)form);
            scratch->pools[pool] = memory;
            memory += plan->pools[pool] * buffer_bytes(pool);
        }
    }
    for (size_t i = 0; i < plan->step_count; i++) make_step(scratch, i, arena);
    for (size_t i = 0; i < plan->constant_count; i++) fill_constant(scratch, &plan->constants[i]);
    return scratch;
}

static void find_columns(PlanScratch *scratch, const Columns *columns)
{
    scratch->columns = columns;
    for (size_t i = 0; i < scratch->readings.count; i++) {
        const Reading *reading = &scratch->readings.items[i];
        *reading->place = reading->of.kind == PLACE_STATES
                              ? (const void *)columns->states[reading->of.index]
                              : columns->cells[reading->of.index];
    }
}

void plan_run(PlanScratch *scratch, const Columns *columns)
{
    const Plan *plan = scratch->plan;
    const BlockShape *shape = &columns->shape;
    invariant(shape->households <= BLOCK_HOUSEHOLDS);
    invariant(shape->persons <= BLOCK_PERSONS);
    invariant(shape->slots <= BLOCK_SLOTS);
    find_columns(scratch, columns);
    memset(scratch->open, 0, plan->region_count * sizeof *scratch->open);
    scratch->open[REGION_ALWAYS] = true;
    for (size_t i = 0; i < plan->step_count; i++) {
        const Step *step = &scratch->steps[i];
        if (!scratch->open[step->region]) continue;
        scratch->kernels[step->kernel](step, shape,
                                       step->of_person ? shape->persons : shape->households);
        scratch->done++;
    }
}

uint64_t plan_steps_done(const PlanScratch *scratch)
{
    return scratch->done;
}

static Place wanted_place(const Plan *plan, Lane lane)
{
    size_t at = wanted_start(plan, lane);
    while (plan->wanted[at].lane != lane) {
        invariant(plan->wanted[at].lane != UINT32_MAX); // else nobody asked for it
        at = (at + 1) & (plan->wanted_size - 1);
    }
    return plan->wanted[at].place;
}

const int64_t *plan_numbers(const PlanScratch *scratch, Lane lane)
{
    const Place place = wanted_place(scratch->plan, lane);
    if (place.kind == PLACE_CELLS) return scratch->columns->cells[place.index]; // of 64 bits
    return buffer_at(scratch, place);
}

const unsigned char *plan_mask(const PlanScratch *scratch, Lane lane)
{
    return buffer_at(scratch, wanted_place(scratch->plan, lane));
}
