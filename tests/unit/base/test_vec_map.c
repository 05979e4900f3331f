#include "base/map.h"
#include "base/text.h"
#include "base/vec.h"
#include "unit.h"

typedef struct Wide3 {
    int64_t a, b, c;
} Wide3;

static void test_a_vec_keeps_what_was_pushed(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    VEC(Wide3) items = {0};
    for (int64_t i = 0; i < 1000; i++) {
        (void)arena_take(arena, i % 3 == 0 ? 8 : 0); // sometimes it cannot grow in place
        *vec_push(arena, &items) = (Wide3){i, -i, i * i};
    }
    assert_int_equal(items.count, 1000);
    for (int64_t i = 0; i < 1000; i++) {
        assert_int_equal(items.items[i].a, i);
        assert_int_equal(items.items[i].b, -i);
        assert_int_equal(items.items[i].c, i * i);
    }
    arena_destroy(arena);
}

static void test_a_pushed_item_is_zeroed(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    memset(arena_take(arena, 65536), 0xAA, 65536);
    arena_reset(arena);
    VEC(Wide3) items = {0};
    for (int i = 0; i < 100; i++) {
        const Wide3 *item = vec_push(arena, &items);
        assert_true(item->a == 0 && item->b == 0 && item->c == 0);
    }
    arena_destroy(arena);
}

static void test_a_map_finds_what_was_put_and_nothing_else(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Map map = {0};
    assert_int_equal(map_get(&map, STR("a")), MAP_NONE);
    for (uint32_t i = 0; i < 2000; i++) map_put(arena, &map, str_print(arena, "name_%u", i), i);
    assert_int_equal(map.count, 2000);
    for (uint32_t i = 0; i < 2000; i++)
        assert_int_equal(map_get(&map, str_print(arena, "name_%u", i)), i);
    assert_int_equal(map_get(&map, STR("name_2000")), MAP_NONE);
    assert_int_equal(map_get(&map, STR("name_")), MAP_NONE);
    assert_int_equal(map_get(&map, STR("")), MAP_NONE);
    arena_destroy(arena);
}

static void test_putting_a_name_again_replaces_its_value(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Map map = {0};
    map_put(arena, &map, STR("低保"), 1);
    map_put(arena, &map, STR("低保"), 2);
    map_put(arena, &map, STR(""), 3);
    assert_int_equal(map.count, 2);
    assert_int_equal(map_get(&map, STR("低保")), 2);
    assert_int_equal(map_get(&map, STR("")), 3);
    arena_destroy(arena);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_a_vec_keeps_what_was_pushed),
                     cmocka_unit_test(test_a_pushed_item_is_zeroed),
                     cmocka_unit_test(test_a_map_finds_what_was_put_and_nothing_else),
                     cmocka_unit_test(test_putting_a_name_again_replaces_its_value));
}
