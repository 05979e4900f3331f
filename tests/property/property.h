// property.h - what every property test begins with: cmocka, trials, and a main that tells how many
// properties hold.
#ifndef TESTS_PROPERTY_PROPERTY_H
#define TESTS_PROPERTY_PROPERTY_H

// cmocka.h uses what the four headers before it declare.
// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on

#include <stdbool.h>
#include <stdio.h>

#include "trial.h"

static inline int run_properties(const struct CMUnitTest *tests, size_t count)
{
    const int failed = _cmocka_run_group_tests("", tests, count, NULL, NULL);
    (void)printf("%zu passed, %d failed\n", count - (size_t)failed, failed);
    return failed == 0 ? 0 : 1;
}

#define RUN_PROPERTIES(properties) \
    run_properties((properties), sizeof(properties) / sizeof((properties)[0]))

#endif
