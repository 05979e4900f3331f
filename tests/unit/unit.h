// unit.h - what every unit test begins with: cmocka, and a main that tells how many passed.
//
//     static void test_a_leap_day_exists_every_four_years(void **state) { … }
//     int main(void) { return RUN_TESTS(cmocka_unit_test(test_a_leap_day_exists_every_four_years)); }
#ifndef TESTS_UNIT_UNIT_H
#define TESTS_UNIT_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define RUN_TESTS(...)                                                                     \
    run_tests((const struct CMUnitTest[]){__VA_ARGS__},                                    \
              sizeof((const struct CMUnitTest[]){__VA_ARGS__}) / sizeof(struct CMUnitTest))

static inline int run_tests(const struct CMUnitTest *tests, size_t count)
{
    const int failed = _cmocka_run_group_tests("", tests, count, NULL, NULL);
    (void)printf("%zu passed, %d failed\n", count - (size_t)failed, failed);
    return failed == 0 ? 0 : 1;
}

#endif
