// Progress: percent, rate and time left from given nanoseconds, and never wider than the terminal.

#include "model/report/progress.h"
#include "support.h"
#include "unit.h"

#define SECOND UINT64_C(1000000000)

static const Bilingual households = {{"户", 3}, {"households", 10}};

static void test_half_done_in_ten_seconds_leaves_ten(void **state)
{
    (void)state;
    const Progress progress = progress_start(2000000, households);
    const ProgressLine en = progress_line(&progress, 1000000, 10 * SECOND, 100, LANGUAGE_EN);
    assert_int_equal(row_lacks("en", en.text, " 50%  1.00 M households  100 k/s  0:10 left"), 0);
    const ProgressLine zh = progress_line(&progress, 1000000, 10 * SECOND, 100, LANGUAGE_ZH);
    assert_int_equal(row_lacks("zh", zh.text, " 50%  100万户  每秒10.0万  0:10后完成"), 0);
}

static void test_a_line_is_as_wide_as_the_terminal_less_one(void **state)
{
    (void)state;
    const Progress progress = progress_start(494157423, households);
    size_t faults = 0;
    for (unsigned columns = 0; columns < 200; columns++) {
        const size_t wanted = columns < 2 ? 1 : columns - 1;
        for (int language = 0; language < 2; language++) {
            const ProgressLine line =
                progress_line(&progress, 123456789, 7 * SECOND, columns, (Language)language);
            const size_t width = utf8_width(str_from(line.text));
            // A wide character may leave one column to a blank.
            faults += row_unequal(line.text, (long long)width, (long long)wanted);
        }
    }
    assert_int_equal(faults, 0);
}

static void test_nothing_done_and_no_time_is_no_division(void **state)
{
    (void)state;
    const Progress some = progress_start(10, households);
    const ProgressLine first = progress_line(&some, 0, 0, 80, LANGUAGE_EN);
    assert_int_equal(row_lacks("first", first.text, "  0%  0 households  0/s"), 0);
    const Progress unknown = progress_start(0, households);
    const ProgressLine open = progress_line(&unknown, 1234, SECOND, 80, LANGUAGE_EN);
    assert_int_equal(row_lacks("open", open.text, "1.23 k households  1.23 k/s"), 0);
    const ProgressLine huge = progress_line(&(Progress){.total = UINT64_MAX, .unit = households}, 1,
                                            UINT64_MAX / 2, 80, LANGUAGE_EN);
    assert_int_equal(row_lacks("huge", huge.text, "999:59:59"), 0);
}

static void test_lines_are_due_ten_times_a_second(void **state)
{
    (void)state;
    Progress progress = progress_start(10, households);
    assert_true(progress_is_due(&progress, 0));
    assert_false(progress_is_due(&progress, SECOND / 10 - 1));
    assert_true(progress_is_due(&progress, SECOND / 10));
    assert_false(progress_is_due(&progress, SECOND / 10 + 1));
}

static void test_the_end_says_whether_it_is_partial(void **state)
{
    (void)state;
    const Progress progress = progress_start(200, households);
    const ProgressLine whole = progress_end(&progress, 200, 2 * SECOND, LANGUAGE_EN);
    assert_string_equal(whole.text, "200 households in 2.0 s, 100/s");
    const ProgressLine part = progress_end(&progress, 100, 2 * SECOND, LANGUAGE_ZH);
    assert_string_equal(part.text, "100户，用时2.0秒，每秒50（未算完）");
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_half_done_in_ten_seconds_leaves_ten),
                     cmocka_unit_test(test_a_line_is_as_wide_as_the_terminal_less_one),
                     cmocka_unit_test(test_nothing_done_and_no_time_is_no_division),
                     cmocka_unit_test(test_lines_are_due_ten_times_a_second),
                     cmocka_unit_test(test_the_end_says_whether_it_is_partial));
}
