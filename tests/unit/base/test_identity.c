#include "base/identity.h"
#include "unit.h"

static void test_each_fault_of_a_number_is_told_apart(void **state)
{
    (void)state;
    // The first two stand in GB 11643-1999 itself; the rest are made from them.
    static const struct {
        const char *text;
        IdentityFault fault;
    } rows[] = {
        {"11010519491231002X", IDENTITY_SOUND},
        {"440524188001010014", IDENTITY_SOUND},
        {"11010519491231002x", IDENTITY_SOUND},
        {"110105194912310020", IDENTITY_WRONG_CHECK},
        {"11010519491231003X", IDENTITY_WRONG_CHECK},
        {"44052418800101001X", IDENTITY_WRONG_CHECK},
        {"440524188001010015", IDENTITY_WRONG_CHECK},
        {"11010519490231002X", IDENTITY_WRONG_DATE},
        {"110105194913310025", IDENTITY_WRONG_DATE},
        {"110105187912310028", IDENTITY_WRONG_DATE},
        {"11010519491231002Y", IDENTITY_WRONG_CHARACTER},
        {"1101051949123100X2", IDENTITY_WRONG_CHARACTER},
        {"X10105194912310024", IDENTITY_WRONG_CHARACTER},
        {"11010519491231 02X", IDENTITY_WRONG_CHARACTER},
        {"11010519491231002", IDENTITY_WRONG_LENGTH},
        {"11010519491231002XX", IDENTITY_WRONG_LENGTH},
        {"110105491231002", IDENTITY_WRONG_LENGTH}, // the fifteen digits of before 1999
        {"", IDENTITY_WRONG_LENGTH},
        {"１１０１０５", IDENTITY_WRONG_CHARACTER}, // six fullwidth digits are eighteen bytes
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Identity identity = {0};
        faults += row_unequal(rows[i].text, identity_parse(str_from(rows[i].text), &identity),
                              rows[i].fault);
    }
    assert_int_equal(faults, 0);
}

static void test_any_one_mistyped_digit_is_found(void **state)
{
    (void)state;
    // ISO 7064 MOD 11-2 finds every single wrong character.
    const char *sound = "11010519491231002X";
    for (size_t at = 0; at < 17; at++) {
        for (char digit = '0'; digit <= '9'; digit++) {
            char text[19];
            memcpy(text, sound, sizeof text);
            if (text[at] == digit) continue;
            text[at] = digit;
            Identity identity = {0};
            const IdentityFault fault = identity_parse(str_from(text), &identity);
            assert_int_not_equal(fault, IDENTITY_SOUND);
        }
    }
}

static void test_two_digits_that_changed_places_are_found(void **state)
{
    (void)state;
    const char *sound = "440524188001010014";
    for (size_t at = 0; at + 1 < 17; at++) {
        char text[19];
        memcpy(text, sound, sizeof text);
        if (text[at] == text[at + 1]) continue;
        const char moved = text[at];
        text[at] = text[at + 1];
        text[at + 1] = moved;
        Identity identity = {0};
        assert_int_not_equal(identity_parse(str_from(text), &identity), IDENTITY_SOUND);
    }
}

static void test_the_check_character_takes_every_value(void **state)
{
    (void)state;
    static const char expected[] = "0123456789X";
    bool seen[sizeof expected] = {false};
    for (int i = 0; i < 1000; i++) {
        char text[18];
        (void)snprintf(text, sizeof text, "11010519491231%03d", i);
        const char *at = strchr(expected, identity_check_character(str_from(text)));
        assert_non_null(at);
        seen[at - expected] = true;
    }
    for (size_t i = 0; i + 1 < sizeof expected; i++) assert_true(seen[i]);
}

static void test_a_number_tells_birth_and_sex(void **state)
{
    (void)state;
    Identity identity = {0};
    assert_int_equal(identity_parse(STR("11010519491231002X"), &identity), IDENTITY_SOUND);
    const CivilDate born = date_civil(identity.born);
    assert_int_equal(born.year, 1949);
    assert_int_equal(born.month, 12);
    assert_int_equal(born.day, 31);
    assert_true(identity.female); // sequence 002 is even
    assert_int_equal(identity_parse(STR("440524188001010014"), &identity), IDENTITY_SOUND);
    assert_false(identity.female); // 001 is odd
}

static void test_every_fault_has_a_sentence_of_its_own(void **state)
{
    (void)state;
    for (int a = IDENTITY_SOUND; a <= IDENTITY_WRONG_CHECK; a++) {
        assert_true(strlen(identity_fault_text((IdentityFault)a)) > 0);
        for (int b = a + 1; b <= IDENTITY_WRONG_CHECK; b++)
            assert_string_not_equal(identity_fault_text((IdentityFault)a),
                                    identity_fault_text((IdentityFault)b));
    }
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_each_fault_of_a_number_is_told_apart),
                     cmocka_unit_test(test_any_one_mistyped_digit_is_found),
                     cmocka_unit_test(test_two_digits_that_changed_places_are_found),
                     cmocka_unit_test(test_the_check_character_takes_every_value),
                     cmocka_unit_test(test_a_number_tells_birth_and_sex),
                     cmocka_unit_test(test_every_fault_has_a_sentence_of_its_own));
}
