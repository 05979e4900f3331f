#include "base/digest.h"
#include "unit.h"

static void test_the_standards_vectors_come_out(void **state)
{
    (void)state;
    // GB/T 32905-2016, annex A.
    const Digest abc = digest_plain(STR("abc"));
    assert_string_equal(abc.text,
                        "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
    const Digest sixteen =
        digest_plain(STR("abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd"));
    assert_string_equal(sixteen.text,
                        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

static void test_an_empty_text_has_a_digest(void **state)
{
    (void)state;
    const Digest empty = digest_plain((Str){0});
    assert_string_equal(empty.text,
                        "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b");
}

static void test_texts_are_preceded_by_their_sizes(void **state)
{
    (void)state;
    const Str texts[] = {STR("ab"), STR(""), STR("c")};
    const Digest several = digest_of(texts, 3);
    const Digest spelled = digest_plain(STR("2:ab0:1:c"));
    assert_string_equal(several.text, spelled.text);
}

static void test_moving_a_boundary_changes_the_digest(void **state)
{
    (void)state;
    const Str rows[][2] = {{STR("abc"), STR("")}, {STR("ab"), STR("c")},   {STR("a"), STR("bc")},
                           {STR(""), STR("abc")}, {STR("ab1:"), STR("c")}, {STR("1:a"), STR("bc")}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (size_t j = i + 1; j < COUNT_OF(rows); j++) {
            const Digest a = digest_of(rows[i], 2);
            const Digest b = digest_of(rows[j], 2);
            assert_string_not_equal(a.text, b.text);
        }
    }
}

static void test_a_digest_is_sixty_four_small_hexadecimal_digits(void **state)
{
    (void)state;
    const Digest digest = digest_plain(STR("低保"));
    assert_int_equal(strlen(digest.text), 64);
    assert_int_equal(strspn(digest.text, "0123456789abcdef"), 64);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_the_standards_vectors_come_out),
                     cmocka_unit_test(test_an_empty_text_has_a_digest),
                     cmocka_unit_test(test_texts_are_preceded_by_their_sizes),
                     cmocka_unit_test(test_moving_a_boundary_changes_the_digest),
                     cmocka_unit_test(test_a_digest_is_sixty_four_small_hexadecimal_digits));
}
