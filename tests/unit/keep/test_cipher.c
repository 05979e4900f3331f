#include "base/cipher.h"
#include "unit.h"

static const Str number = {"11010119800101001X", 18};

static CipherKey some_key(void)
{
    CipherKey key;
    Error err = {0};
    assert_true(cipher_key_create(&key, &err));
    return key;
}

static void test_what_was_sealed_is_opened_with_its_key(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const CipherKey key = some_key();
    Error err = {0};
    for (size_t size = 0; size <= number.size; size++) {
        Str sealed, text;
        const Str piece = {number.data, size};
        assert_true(cipher_seal(&key, piece, arena, &sealed, &err));
        assert_int_equal(sealed.size, CIPHER_NONCE_SIZE + size + CIPHER_CODE_SIZE);
        assert_true(cipher_open(&key, sealed, arena, &text, &err));
        assert_true(str_equal(text, piece));
    }
    arena_destroy(arena);
}

static void test_equal_numbers_are_sealed_differently_and_hashed_alike(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const CipherKey key = some_key();
    const CipherKey other = some_key();
    Error err = {0};
    Str one, two;
    assert_true(cipher_seal(&key, number, arena, &one, &err));
    assert_true(cipher_seal(&key, number, arena, &two, &err));
    assert_false(str_equal(one, two));
    assert_true(str_find(one, STR("1101")) == SIZE_MAX);
    const Digest hash = cipher_hash(&key, STR("resident"), number);
    assert_string_equal(cipher_hash(&key, STR("resident"), number).text, hash.text);
    assert_string_not_equal(cipher_hash(&key, STR("passport"), number).text, hash.text);
    assert_string_not_equal(cipher_hash(&other, STR("resident"), number).text, hash.text);
    arena_destroy(arena);
}

static void test_a_sealed_number_that_was_changed_is_refused(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const CipherKey key = some_key();
    const CipherKey other = some_key();
    Error err = {0};
    Str sealed, text;
    assert_true(cipher_seal(&key, number, arena, &sealed, &err));
    assert_false(cipher_open(&other, sealed, arena, &text, &err));
    for (size_t i = 0; i < sealed.size; i++) {
        for (int bit = 0; bit < 8; bit++) {
            char *changed = str_terminated(arena, sealed);
            changed[i] = (char)(changed[i] ^ 1 << bit);
            assert_false(cipher_open(&key, (Str){changed, sealed.size}, arena, &text, &err));
        }
    }
    for (size_t size = 0; size < sealed.size; size++)
        assert_false(cipher_open(&key, (Str){sealed.data, size}, arena, &text, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    arena_destroy(arena);
}

static void test_a_key_is_printed_and_parsed(void **state)
{
    (void)state;
    const CipherKey key = some_key();
    const Digest text = cipher_key_print(&key);
    CipherKey parsed = {{0}};
    assert_true(cipher_key_parse(str_from(text.text), &parsed));
    assert_memory_equal(parsed.bytes, key.bytes, sizeof key.bytes);
    assert_false(cipher_key_parse(STR(""), &parsed));
    assert_false(cipher_key_parse(STR("0123"), &parsed));
    assert_false(cipher_key_parse((Str){text.text, 63}, &parsed));
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_what_was_sealed_is_opened_with_its_key),
                     cmocka_unit_test(test_equal_numbers_are_sealed_differently_and_hashed_alike),
                     cmocka_unit_test(test_a_sealed_number_that_was_changed_is_refused),
                     cmocka_unit_test(test_a_key_is_printed_and_parsed));
}
