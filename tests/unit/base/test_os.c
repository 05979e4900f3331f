// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): the system's measure
#define _GNU_SOURCE 1

#include <pthread.h>

#include "base/os.h"
#include "base/panic.h"
#include "support.h"
#include "unit.h"

enum { LITTLE = 256 * 1024, DEEP = 4 * 1024 * 1024 };

static void go_deep(void *context, uint32_t index)
{
    volatile unsigned char room[DEEP];
    (void)context;
    for (size_t i = DEEP; i > 0; i -= LITTLE) room[i - 1] = (unsigned char)index;
    invariant(room[DEEP - 1] == index);
}

static void run_deep_threads(const void *nothing)
{
    pthread_attr_t little;
    (void)nothing;
    (void)pthread_attr_init(&little);
    (void)pthread_attr_setstacksize(&little, LITTLE);
    (void)pthread_setattr_default_np(&little);
    os_run_threads(3, go_deep, NULL);
}

static void test_threads_have_room_where_the_system_gives_little(void **state)
{
    (void)state;
    assert_false(ends_the_process(run_deep_threads, NULL));
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_threads_have_room_where_the_system_gives_little));
}
