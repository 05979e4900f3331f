// unit.h - what every unit test begins with: cmocka, and a main that tells how many passed.
//
//     static void test_a_leap_day_exists_every_four_years(void **state) { … }
//     int main(void) { return RUN_TESTS(cmocka_unit_test(test_a_leap_day_exists_every_four_years));
//     }
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

// cmocka.h wants the others before it.
// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
// clang-format on

#define RUN_TESTS(...)                                  \
    run_group((const struct CMUnitTest[]){__VA_ARGS__}, \
              sizeof((const struct CMUnitTest[]){__VA_ARGS__}) / sizeof(struct CMUnitTest))

// `open` and `close` run once, before and after all tests; either may be NULL. `open` must not fail
// for reasons that lie in what is tested: then no test would be run, and only one failure told.
static inline int run_group_with(const struct CMUnitTest *tests, size_t count,
                                 CMFixtureFunction open, CMFixtureFunction close)
{
    const int failed = _cmocka_run_group_tests("", tests, count, open, close);
    const size_t lost = failed < 0 || (size_t)failed > count ? count : (size_t)failed;
    (void)printf("%zu passed, %zu failed\n", count - lost, lost);
    return lost == 0 ? 0 : 1;
}

static inline int run_group(const struct CMUnitTest *tests, size_t count)
{
    return run_group_with(tests, count, NULL, NULL);
}

// Rows of a table: a fault is told with the row's own words, and all rows are looked at before the
// test fails.
//
//     size_t faults = 0;
//     for (…) faults += row_differs(row->text, got, row->expected);
//     assert_int_equal(faults, 0);
static inline size_t row_differs(const char *row, const char *got, const char *expected)
{
    if (strcmp(got, expected) == 0) return 0;
    print_error("row \"%s\":\n    got      \"%s\"\n    expected \"%s\"\n", row, got, expected);
    return 1;
}

static inline size_t row_lacks(const char *row, const char *got, const char *part)
{
    if (strstr(got, part) != NULL) return 0;
    print_error("row \"%s\":\n    got     \"%s\"\n    without \"%s\"\n", row, got, part);
    return 1;
}

static inline size_t row_unequal(const char *row, long long got, long long expected)
{
    if (got == expected) return 0;
    print_error("row \"%s\":\n    got      %lld\n    expected %lld\n", row, got, expected);
    return 1;
}

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#endif
