#include "model/people/ranges.h"
#include "unit.h"

// Strata of all sizes, from nobody to a province.
static const Stratum strata[] = {{.households = 1},       {.households = 0},
                                 {.households = 5000000}, {.households = 1023},
                                 {.households = 1025},    {.households = 70001}};
enum { STRATA = sizeof strata / sizeof strata[0] };

static void test_every_household_is_in_one_range(void **state)
{
    (void)state;
    const PeopleOutline outline = {.strata = strata, .stratum_count = STRATA};
    Arena *arena = arena_create();
    for (uint64_t workers = 1; workers <= 4096; workers *= 8) {
        for (int shrinking = 0; shrinking <= 1; shrinking++) {
            const RangesOptions options = {.workers = workers, .shrinking = shrinking != 0};
            const RangeVec ranges = ranges_cut(&outline, &options, arena);
            uint64_t until[STRATA] = {0};
            for (size_t k = 0; k < ranges.count; k++) {
                const Range *range = &ranges.items[k];
                assert_int_equal(range->first, until[range->stratum]);
                assert_int_equal(range->first % RANGE_STEP, 0);
                assert_true(range->end > range->first);
                assert_true(k == 0 || range->stratum >= ranges.items[k - 1].stratum);
                until[range->stratum] = range->end;
            }
            for (size_t s = 0; s < STRATA; s++) assert_int_equal(until[s], strata[s].households);
        }
    }
    arena_destroy(arena);
}

static void test_ranges_shrink_so_that_all_end_together(void **state)
{
    (void)state;
    const Stratum nation = {.households = 500000000};
    const PeopleOutline outline = {.strata = &nation, .stratum_count = 1};
    const RangesOptions options = {.workers = 100, .shrinking = true};
    Arena *arena = arena_create();
    const RangeVec ranges = ranges_cut(&outline, &options, arena);
    uint64_t before = UINT64_MAX;
    for (size_t k = 0; k < ranges.count; k++) {
        const uint64_t size = ranges.items[k].end - ranges.items[k].first;
        assert_true(size <= before);
        before = size;
    }
    assert_in_range(ranges.items[0].end, 2500000, 2510000);      // a 200th of them
    assert_true(ranges.items[ranges.count - 2].end > 499900000); // small ones last
    assert_in_range(ranges.count, 500, 5000);
    arena_destroy(arena);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_every_household_is_in_one_range),
                     cmocka_unit_test(test_ranges_shrink_so_that_all_end_together));
}
