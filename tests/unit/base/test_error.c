#include "base/error.h"
#include "base/str.h"
#include "unit.h"

static void test_a_failure_is_told_whole(void **state)
{
    (void)state;
    Error err = {0};
    assert_false(
        error_set(&err, ERROR_NOT_FOUND, "case.json:3:12", "no %s called \"%s\"", "fact", "wage"));
    assert_int_equal(err.code, ERROR_NOT_FOUND);
    assert_string_equal(err.message, "no fact called \"wage\"");
    assert_string_equal(err.where, "case.json:3:12");
    assert_non_null(strstr(err.raised_at, "test_error.c:"));
}

static void test_codes_have_names_and_exit_statuses(void **state)
{
    (void)state;
    // The contract of design.md: 1 the input or the law, 2 usage, 3 the environment.
    static const struct {
        ErrorCode code;
        const char *name;
        int status;
    } rows[] = {
        {ERROR_NONE, "NONE", 0},
        {ERROR_INVALID, "INVALID", 1},
        {ERROR_NOT_FOUND, "NOT_FOUND", 1},
        {ERROR_OVERFLOW, "OVERFLOW", 1},
        {ERROR_CONFLICT, "CONFLICT", 1},
        {ERROR_USAGE, "USAGE", 2},
        {ERROR_ENVIRONMENT, "ENVIRONMENT", 3},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        faults += row_differs(rows[i].name, error_code_name(rows[i].code), rows[i].name);
        faults += row_unequal(rows[i].name, error_exit_status(rows[i].code), rows[i].status);
    }
    assert_int_equal(faults, 0);
}

static void test_a_long_message_is_cut_within_its_room(void **state)
{
    (void)state;
    Error err = {0};
    char text[1000];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    (void)error_set(&err, ERROR_INVALID, text, "%s", text);
    assert_int_equal(strlen(err.message), sizeof err.message - 1);
    assert_int_equal(strlen(err.where), sizeof err.where - 1);
}

static void test_a_cut_message_is_still_utf8(void **state)
{
    (void)state;
    // Three bytes to a character: a cut at a fixed byte falls inside one for two of three offsets.
    for (size_t offset = 0; offset < 3; offset++) {
        char text[1000] = "xx";
        size_t size = offset;
        while (size + 4 < sizeof text) {
            memcpy(text + size, "低", 3);
            size += 3;
        }
        text[size] = '\0';
        Error err = {0};
        (void)error_set(&err, ERROR_INVALID, text, "%s", text);
        const Str message = str_from(err.message);
        const Str where = str_from(err.where);
        assert_int_equal(utf8_check(message), message.size);
        assert_int_equal(utf8_check(where), where.size);
    }
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_a_failure_is_told_whole),
                     cmocka_unit_test(test_codes_have_names_and_exit_statuses),
                     cmocka_unit_test(test_a_long_message_is_cut_within_its_room),
                     cmocka_unit_test(test_a_cut_message_is_still_utf8));
}
