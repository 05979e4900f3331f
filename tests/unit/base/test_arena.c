#include <stdalign.h>

#include "base/arena.h"
#include "unit.h"

static void test_a_piece_is_zeroed_even_after_a_reset(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    for (int round = 0; round < 3; round++) {
        unsigned char *piece = arena_take(arena, 1000);
        for (size_t i = 0; i < 1000; i++) assert_int_equal(piece[i], 0);
        memset(piece, 0xAA, 1000);
        arena_reset(arena);
    }
    arena_destroy(arena);
}

static void test_every_piece_is_aligned_for_any_type(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    for (size_t size = 0; size < 100; size++) {
        const uintptr_t at = (uintptr_t)arena_take(arena, size);
        assert_int_equal(at % alignof(max_align_t), 0);
    }
    arena_destroy(arena);
}

static void test_a_line_is_zeroed_and_starts_on_64_bytes(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    memset(arena_take(arena, 8192), 0xAA, 8192);
    arena_reset(arena);
    for (size_t size = 0; size < 100; size++) {
        const unsigned char *line = arena_take_line(arena, size);
        assert_int_equal((uintptr_t)line % ARENA_LINE, 0);
        for (size_t i = 0; i < size; i++) assert_int_equal(line[i], 0);
    }
    arena_destroy(arena);
}

static void test_pieces_do_not_overlap(void **state)
{
    (void)state;
    enum { PIECES = 300, SIZE = 4001 }; // over a megabyte: several blocks
    Arena *arena = arena_create();
    unsigned char *pieces[PIECES];
    for (int i = 0; i < PIECES; i++) {
        pieces[i] = arena_take(arena, SIZE);
        memset(pieces[i], i & 0xFF, SIZE);
    }
    for (int i = 0; i < PIECES; i++) {
        assert_int_equal(pieces[i][0], i & 0xFF);
        assert_int_equal(pieces[i][SIZE - 1], i & 0xFF);
    }
    arena_destroy(arena);
}

static void test_a_piece_larger_than_any_block_is_given(void **state)
{
    (void)state;
    const size_t size = (size_t)20 * 1024 * 1024;
    Arena *arena = arena_create();
    unsigned char *piece = arena_take(arena, size);
    assert_int_equal(piece[size - 1], 0);
    piece[size - 1] = 1;
    assert_true(arena_held_size(arena) >= size);
    arena_destroy(arena);
}

static void test_a_reset_gives_back_all_but_two_mebibytes(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    (void)arena_take(arena, (size_t)20 * 1024 * 1024);
    for (int i = 0; i < 100; i++) (void)arena_take(arena, (size_t)100 * 1024);
    arena_reset(arena);
    assert_true(arena_held_size(arena) <= (size_t)2 * 1024 * 1024);
    arena_destroy(arena);
}

static void test_equal_rounds_settle_on_a_fixed_amount(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    size_t held = 0;
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 200; i++) (void)arena_take(arena, 5000);
        if (round == 5) held = arena_held_size(arena);
        if (round > 5) assert_int_equal(arena_held_size(arena), held);
        arena_reset(arena);
    }
    arena_destroy(arena);
}

static void test_the_last_piece_grows_where_it_lies(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    unsigned char *piece = arena_take(arena, 100);
    memset(piece, 7, 100);
    assert_true(arena_extend(arena, piece, 100, 200));
    assert_int_equal(piece[99], 7);
    for (size_t i = 112; i < 200; i++) assert_int_equal(piece[i], 0);
    const unsigned char *next = arena_take(arena, 16);
    assert_true(next >= piece + 200);
    arena_destroy(arena);
}

static void test_a_piece_with_another_behind_it_does_not_grow(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const unsigned char *piece = arena_take(arena, 100);
    unsigned char *next = arena_take(arena, 16);
    next[0] = 9;
    assert_false(arena_extend(arena, piece, 100, 200));
    assert_int_equal(next[0], 9);
    arena_destroy(arena);
}

static void test_a_piece_does_not_grow_beyond_its_block(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const void *piece = arena_take(arena, 100);
    assert_false(arena_extend(arena, piece, 100, (size_t)64 * 1024 * 1024));
    arena_destroy(arena);
}

static void test_the_bytes_a_piece_grows_by_are_zeroed(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    // What an earlier round left behind must not show through, not even in the bytes by which the
    // piece's size was rounded up.
    memset(arena_take(arena, 4096), 0xAA, 4096);
    arena_reset(arena);
    const unsigned char *piece = arena_take(arena, 3);
    assert_true(arena_extend(arena, piece, 3, 1000));
    for (size_t i = 0; i < 1000; i++) assert_int_equal(piece[i], 0);
    arena_destroy(arena);
}

static void test_destroying_no_arena_is_allowed(void **state)
{
    (void)state;
    Arena *none = NULL;
    arena_destroy(none);
    assert_null(none);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_a_piece_is_zeroed_even_after_a_reset),
                     cmocka_unit_test(test_every_piece_is_aligned_for_any_type),
                     cmocka_unit_test(test_a_line_is_zeroed_and_starts_on_64_bytes),
                     cmocka_unit_test(test_pieces_do_not_overlap),
                     cmocka_unit_test(test_a_piece_larger_than_any_block_is_given),
                     cmocka_unit_test(test_a_reset_gives_back_all_but_two_mebibytes),
                     cmocka_unit_test(test_equal_rounds_settle_on_a_fixed_amount),
                     cmocka_unit_test(test_the_last_piece_grows_where_it_lies),
                     cmocka_unit_test(test_a_piece_with_another_behind_it_does_not_grow),
                     cmocka_unit_test(test_a_piece_does_not_grow_beyond_its_block),
                     cmocka_unit_test(test_the_bytes_a_piece_grows_by_are_zeroed),
                     cmocka_unit_test(test_destroying_no_arena_is_allowed));
}
