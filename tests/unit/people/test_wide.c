#include <string.h>

#include "model/people/people_internal.h"
#include "model/people/wide.h"
#include "unit.h"

// A population made up here: small fills of mixed sizes, weights, and states. Everything of a
// household follows from its index.
enum { HOUSEHOLDS = 5000, SIZE_MAX_HERE = 6 };

static const ColumnSpec specs[] = {
    {.name = {"income", 6}, .type = CELL_I64, .low = -1000000, .high = -1, .scale = 1},
    {.name = {"age", 3}, .of_person = true, .type = CELL_U8, .low = 1, .high = 120, .scale = 1},
    {.name = {"wage", 4},
     .of_person = true,
     .type = CELL_I32,
     .low = 0,
     .high = 1 << 20,
     .scale = 1,
     .with_states = true},
};
enum { INCOME, AGE, WAGE, COLUMNS };

static uint64_t mixed(uint64_t index, uint64_t salt)
{
    uint64_t z = (index + 1) * UINT64_C(0x9E3779B97F4A7C15) + salt * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 30) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static uint32_t size_of(uint64_t index)
{
    return 1 + (uint32_t)(mixed(index, 1) % SIZE_MAX_HERE);
}

static int64_t income_of(uint64_t index)
{
    return -1 - (int64_t)(mixed(index, 2) % 1000000);
}

static uint8_t age_of(uint64_t index, uint32_t member)
{
    return (uint8_t)(1 + mixed(index, 3 + member) % 120);
}

static int32_t wage_of(uint64_t index, uint32_t member)
{
    return (int32_t)(mixed(index, 20 + member) >> 44);
}

static uint8_t state_of(uint64_t index, uint32_t member)
{
    return (uint8_t)(mixed(index, 40 + member) % 4);
}

typedef struct MadeScratch {
    PeopleScratch base;
    _Alignas(64) int64_t income[BLOCK_HOUSEHOLDS];
    _Alignas(64) uint8_t age[BLOCK_PERSONS];
    _Alignas(64) int32_t wage[BLOCK_PERSONS];
    _Alignas(64) uint8_t states[BLOCK_PERSONS];
    uint64_t indexes[BLOCK_HOUSEHOLDS];
    int64_t weights[BLOCK_HOUSEHOLDS];
    const void *cells[COLUMNS];
    const unsigned char *of_states[COLUMNS];
} MadeScratch;

static MadeScratch the_scratch;

static PeopleScratch *made_scratch(const People *people)
{
    (void)people;
    return &the_scratch.base;
}

static void made_scratch_destroy(PeopleScratch *scratch)
{
    (void)scratch;
}

static uint32_t made_fill(const People *people, uint32_t stratum, uint64_t first, uint32_t most,
                          PeopleScratch *base, PeopleBlock *block)
{
    MadeScratch *scratch = (MadeScratch *)(void *)base;
    const uint64_t left = people->outline.strata[stratum].households - first;
    uint32_t count = 1 + (uint32_t)(first % 13 == 0 ? 300 : first % 90);
    if (count > most) count = most;
    if (count > left) count = (uint32_t)left;
    uint8_t sizes[BLOCK_HOUSEHOLDS];
    uint32_t at = 0;
    for (uint32_t size = SIZE_MAX_HERE; size > 0; size--) {
        for (uint64_t i = first; i < first + count; i++) {
            if (size_of(i) != size) continue;
            scratch->indexes[at] = i;
            scratch->weights[at] = 1000 + (int64_t)i;
            scratch->income[at] = income_of(i);
            sizes[at++] = (uint8_t)size;
        }
    }
    memset(scratch->age, 0xFF, sizeof scratch->age); // lanes of nobody: not within the bounds
    *block = (PeopleBlock){.indexes = scratch->indexes, .weights = scratch->weights};
    block_shape_set(&block->columns.shape, sizes, count);
    const BlockShape *shape = &block->columns.shape;
    for (uint32_t t = 0; t < shape->slots; t++) {
        for (uint32_t i = 0; i < shape->with[t]; i++) {
            const uint32_t lane = shape->base[t] + i;
            scratch->age[lane] = age_of(scratch->indexes[i], t);
            scratch->wage[lane] = wage_of(scratch->indexes[i], t);
            scratch->states[lane] = state_of(scratch->indexes[i], t);
        }
    }
    scratch->cells[INCOME] = scratch->income;
    scratch->cells[AGE] = scratch->age;
    scratch->cells[WAGE] = scratch->wage;
    scratch->of_states[WAGE] = scratch->states;
    block->columns.cells = scratch->cells;
    block->columns.states = scratch->of_states;
    return count;
}

static const PeopleKind kind = {
    .scratch_create = made_scratch, .scratch_destroy = made_scratch_destroy, .fill = made_fill};
static const Stratum stratum = {.region = {"110000", 6}, .households = HOUSEHOLDS};
static const People made = {
    .kind = &kind,
    .outline = {.specs = specs, .column_count = COLUMNS, .strata = &stratum, .stratum_count = 1}};

static void check_household(const PeopleBlock *block, uint32_t i)
{
    const Columns *columns = &block->columns;
    const uint64_t index = block->indexes[i];
    assert_int_equal(block->weights[i], 1000 + (int64_t)index);
    assert_int_equal(((const int64_t *)columns->cells[INCOME])[i], income_of(index));
    uint32_t size = 0;
    while (size < columns->shape.slots && i < columns->shape.with[size]) size++;
    assert_int_equal(size, size_of(index));
    for (uint32_t t = 0; t < size; t++) {
        const uint32_t lane = columns->shape.base[t] + i;
        assert_int_equal(((const uint8_t *)columns->cells[AGE])[lane], age_of(index, t));
        assert_int_equal(((const int32_t *)columns->cells[WAGE])[lane], wage_of(index, t));
        assert_int_equal(columns->states[WAGE][lane], state_of(index, t));
    }
}

static void test_a_wide_block_holds_each_household_of_its_fills_once(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    PeopleScratch *scratch = people_scratch_create(&made);
    WideBlock *wide = wide_create(&made, arena);
    unsigned char seen[HOUSEHOLDS] = {0};
    uint64_t blocks = 0;
    for (uint64_t start = 0; start < HOUSEHOLDS; start += 1700) { // as ranges of a stratum
        const uint64_t end = start + 1700 < HOUSEHOLDS ? start + 1700 : HOUSEHOLDS;
        for (uint64_t first = start; first < end; blocks++) {
            PeopleBlock block;
            const uint32_t count = wide_fill(wide, 0, first, end, scratch, &block);
            assert_true(count > 0 && first + count <= end);
            assert_int_equal(block.columns.shape.households, count);
            assert_in_range(block.columns.shape.persons, 1, BLOCK_PERSONS);
            for (uint32_t i = 0; i < count; i++) {
                assert_true(block.indexes[i] >= first && block.indexes[i] < first + count);
                seen[block.indexes[i]]++;
                check_household(&block, i);
            }
            first += count;
        }
    }
    for (size_t i = 0; i < HOUSEHOLDS; i++) assert_int_equal(seen[i], 1);
    assert_true(blocks < 15); // fills alone would be more than a hundred
    arena_destroy(arena);
}

static void test_lanes_of_nobody_keep_the_bounds_of_their_column(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    PeopleScratch *scratch = people_scratch_create(&made);
    WideBlock *wide = wide_create(&made, arena);
    for (uint64_t first = 1; first < HOUSEHOLDS;) {
        PeopleBlock block;
        const uint32_t count = wide_fill(wide, 0, first, HOUSEHOLDS, scratch, &block);
        const uint8_t *age = block.columns.cells[AGE];
        if (age != the_scratch.age) { // else it is a single fill, passed on as it is
            for (uint32_t lane = 0; lane < block.columns.shape.persons; lane++)
                assert_in_range(age[lane], 1, 120);
        }
        first += count;
    }
    arena_destroy(arena);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_a_wide_block_holds_each_household_of_its_fills_once),
                     cmocka_unit_test(test_lanes_of_nobody_keep_the_bounds_of_their_column));
}
