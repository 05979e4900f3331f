#include "base/text.h"
#include "support.h"
#include "unit.h"

static void test_pieces_are_put_together(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Text text = text_start(arena);
    text_add(&text, STR("低保: "));
    text_add(&text, (Str){0});
    text_print(&text, "%d of %s", 3, "4");
    text_add_char(&text, '!');
    text_add_repeated(&text, '-', 5);
    text_add_repeated(&text, '-', 0);
    assert_string_equal(c_text(arena, text_str(&text)), "低保: 3 of 4!-----");
    arena_destroy(arena);
}

static void test_a_text_grows_past_other_pieces(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Text text = text_start(arena);
    for (int i = 0; i < 20000; i++) {
        text_print(&text, "%05d", i);
        if (i % 100 == 0) (void)arena_take(arena, 24); // in the way of growing in place
    }
    const Str whole = text_str(&text);
    assert_int_equal(whole.size, 100000);
    for (int i = 0; i < 20000; i += 777) {
        char expected[6];
        (void)snprintf(expected, sizeof expected, "%05d", i);
        assert_memory_equal(whole.data + 5 * i, expected, 5);
    }
    arena_destroy(arena);
}

static void test_a_print_of_any_length_is_whole(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    for (size_t size = 120; size < 140; size++) { // around the first capacity
        const char *long_text = repeated(arena, "x", size);
        const Str text = str_print(arena, "%s", long_text);
        assert_int_equal(text.size, size);
        assert_string_equal(c_text(arena, text), long_text);
    }
    assert_int_equal(str_print(arena, "%s", "").size, 0);
    arena_destroy(arena);
}

static void test_an_empty_text_is_empty(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const Text text = text_start(arena);
    assert_int_equal(text_str(&text).size, 0);
    arena_destroy(arena);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_pieces_are_put_together),
                     cmocka_unit_test(test_a_text_grows_past_other_pieces),
                     cmocka_unit_test(test_a_print_of_any_length_is_whole),
                     cmocka_unit_test(test_an_empty_text_is_empty));
}
