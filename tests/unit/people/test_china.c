#include <stdlib.h>

#include "model/people/china.h"
#include "model/people/describe.h"
#include "unit.h"

typedef struct Opened {
    Arena *arena;
    Sources sources;
    Diagnostics diagnostics;
    Error err;
    People *people;
} Opened;

static bool open_population(Opened *opened, PeopleChinaOptions options)
{
    *opened = (Opened){.arena = arena_create()};
    opened->diagnostics = diagnostics_start(opened->arena, &opened->sources);
    if (options.data_folder == NULL) options.data_folder = "data/china-2023";
    return people_china_create(&options, &opened->sources, &opened->diagnostics, &opened->people,
                               &opened->err);
}

static void close_population(Opened *opened)
{
    people_destroy(opened->people);
    arena_destroy(opened->arena);
}

static int64_t cell_at(const ColumnSpec *spec, const void *cells, uint32_t lane)
{
    switch (spec->type) {
    case CELL_U8: return ((const uint8_t *)cells)[lane];
    case CELL_I32: return ((const int32_t *)cells)[lane];
    case CELL_I64: return ((const int64_t *)cells)[lane];
    }
    return 0;
}

// The cells of household `at` of a block, one after another.
static size_t read_household(const PeopleOutline *outline, const Columns *columns, uint32_t at,
                             int64_t *values)
{
    size_t count = 0;
    for (size_t c = 0; c < outline->column_count; c++) {
        const ColumnSpec *spec = &outline->specs[c];
        for (uint32_t t = 0; t < (spec->of_person ? columns->shape.slots : 1); t++) {
            if (spec->of_person && at >= columns->shape.with[t]) break;
            const uint32_t lane = spec->of_person ? columns->shape.base[t] + at : at;
            values[count++] = cell_at(spec, columns->cells[c], lane);
        }
    }
    return count;
}

static void test_a_household_is_the_same_alone_and_in_any_block(void **state)
{
    (void)state;
    Opened one, other;
    assert_true(open_population(&one, (PeopleChinaOptions){.seed = 7, .households = 30000}));
    assert_true(open_population(
        &other, (PeopleChinaOptions){.seed = 7, .households = 30000, .generation = 2}));
    const PeopleOutline *outline = people_outline(one.people);
    PeopleScratch *whole = people_scratch_create(one.people);
    PeopleScratch *alone = people_scratch_create(other.people);
    for (uint32_t s = 0; s < outline->stratum_count; s += 7) {
        const uint64_t households = outline->strata[s].households;
        for (uint64_t first = 0; first < households; first += 311) {
            PeopleBlock block, single;
            const uint32_t count = people_fill(one.people, s, first, whole, &block);
            const uint32_t at = count - 1;
            assert_int_equal(block.indexes[at], first + at);
            people_fill_one(other.people, s, first + at, alone, &single);
            assert_int_equal(single.indexes[0], first + at);
            int64_t expected[1024], got[1024];
            const size_t cells = read_household(outline, &block.columns, at, expected);
            assert_int_equal(read_household(outline, &single.columns, 0, got), cells);
            assert_memory_equal(got, expected, cells * sizeof *got);
        }
    }
    people_scratch_destroy(whole);
    people_scratch_destroy(alone);
    close_population(&one);
    close_population(&other);
}

static size_t column_of(const PeopleOutline *outline, const char *name)
{
    for (size_t c = 0; c < outline->column_count; c++) {
        if (str_equals(outline->specs[c].name, name)) return c;
    }
    fail_msg("no column %s", name);
    return 0;
}

// Every lane, unused ones too, lies within what its column promises.
static void check_bounds(const PeopleOutline *outline, const Columns *columns)
{
    for (size_t c = 0; c < outline->column_count; c++) {
        const ColumnSpec *spec = &outline->specs[c];
        assert_int_equal((uintptr_t)columns->cells[c] % 64, 0);
        const uint32_t lanes = spec->of_person ? columns->shape.persons : columns->shape.households;
        for (uint32_t i = 0; i < lanes; i++) {
            const int64_t value = cell_at(spec, columns->cells[c], i);
            if (value >= spec->low && value <= spec->high) continue;
            fail_msg("%.*s: %lld is not within [%lld, %lld]", STR_ARGS(spec->name),
                     (long long)value, (long long)spec->low, (long long)spec->high);
        }
    }
}

static void test_blocks_have_valid_shapes_and_keep_their_bounds(void **state)
{
    (void)state;
    Opened opened;
    assert_true(open_population(&opened, (PeopleChinaOptions){.seed = 3, .households = 50000}));
    const PeopleOutline *outline = people_outline(opened.people);
    PeopleScratch *scratch = people_scratch_create(opened.people);
    const size_t relation = column_of(outline, "relation");
    uint64_t households = 0;
    for (uint32_t s = 0; s < outline->stratum_count; s++) {
        uint64_t persons = 0;
        for (uint64_t first = 0; first < outline->strata[s].households;) {
            PeopleBlock block;
            const uint32_t count = people_fill(opened.people, s, first, scratch, &block);
            const BlockShape *shape = &block.columns.shape;
            assert_int_equal(shape->households, count);
            assert_in_range(shape->persons, 1, BLOCK_PERSONS);
            assert_in_range(count, 1, BLOCK_HOUSEHOLDS);
            for (uint32_t t = 0; t < shape->slots; t++) persons += shape->with[t];
            const uint8_t *relations = block.columns.cells[relation];
            for (uint32_t i = 0; i < count; i++) assert_int_equal(relations[i], 0);
            check_bounds(outline, &block.columns);
            first += count;
        }
        households += outline->strata[s].households;
        assert_int_equal(persons, outline->strata[s].persons);
    }
    assert_int_equal(households, 50000);
    people_scratch_destroy(scratch);
    close_population(&opened);
}

// How far a margin may be from its target, in millionths of it: what 200,000 households allow.
static int64_t tolerance_of(const Margin *margin)
{
    if (str_equals(margin->group, "persons")) return 300;
    if (str_equals(margin->group, "size")) return 2000;
    if (str_equals(margin->group, "urban income")) return 1000;
    if (str_equals(margin->group, "rural income")) return 1000;
    if (str_equals(margin->group, "urban province")) return 12000;
    if (str_equals(margin->group, "rural province")) return 20000;
    if (str_equals(margin->group, "age")) return 30000;
    return 20000;
}

static void test_margins_of_200000_households_are_met(void **state)
{
    (void)state;
    Opened opened;
    assert_true(open_population(&opened, (PeopleChinaOptions){.seed = 2023, .households = 200000}));
    MarginVec margins = {0};
    people_describe(opened.people, NULL, NULL, opened.arena, &margins);
    size_t bound = 0, faults = 0;
    for (size_t i = 0; i < margins.count; i++) {
        const Margin *margin = &margins.items[i];
        if (margin->kind != MARGIN_BINDS) continue;
        bound++;
        const int64_t off = llabs(margin->found - margin->target);
        if (off <= margin->target / 1000 * tolerance_of(margin) / 1000) continue;
        print_error("%.*s, %.*s: %lld instead of %lld\n", STR_ARGS(margin->group),
                    STR_ARGS(margin->name), (long long)margin->found, (long long)margin->target);
        faults++;
    }
    assert_int_equal(faults, 0);
    assert_int_equal(bound, 2 + 8 + 19 + 10 + 62 + 2);
    close_population(&opened);
}

static void test_another_seed_gives_other_people_with_the_same_margins(void **state)
{
    (void)state;
    Opened one, other;
    assert_true(open_population(&one, (PeopleChinaOptions){.seed = 1, .households = 20000}));
    assert_true(open_population(&other, (PeopleChinaOptions){.seed = 2, .households = 20000}));
    const PeopleOutline *a = people_outline(one.people), *b = people_outline(other.people);
    assert_false(str_equal(a->hash, b->hash));
    for (size_t s = 0; s < a->stratum_count; s++)
        assert_int_equal(a->strata[s].persons, b->strata[s].persons);
    close_population(&one);
    close_population(&other);
}

static void test_a_missing_folder_is_told(void **state)
{
    (void)state;
    Opened opened;
    assert_false(
        open_population(&opened, (PeopleChinaOptions){.data_folder = "data/nowhere", .seed = 1}));
    assert_non_null(strstr(opened.err.where, "strata.csv"));
    arena_destroy(opened.arena);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_a_household_is_the_same_alone_and_in_any_block),
                     cmocka_unit_test(test_blocks_have_valid_shapes_and_keep_their_bounds),
                     cmocka_unit_test(test_margins_of_200000_households_are_met),
                     cmocka_unit_test(test_another_seed_gives_other_people_with_the_same_margins),
                     cmocka_unit_test(test_a_missing_folder_is_told));
}
