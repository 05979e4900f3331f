// The calendar is China's own, law/china/calendar.csv, as a law that names it carries it; the
// figures below were counted from the State Council's notices.

#include "base/os.h"
#include "support.h"
#include "unit.h"

static TestLaw china;

static int open_china(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    Error err = {0};
    Str days = {0};
    if (!os_read_file("law/china/calendar.csv", FILE_SIZE_MAX, arena, &days, &err))
        fail_msg("%s: %s", err.where, err.message);
    static const char rules[] = "```rules\n"
                                "calendar table \"calendar.csv\"\n"
                                "rule one of person = 1\n"
                                "```\n";
    law_open_files(
        &china, (const char *const[]){"law.md", rules, "calendar.csv", c_text(arena, days), NULL});
    arena_destroy(arena);
    return 0;
}

static int close_china(void **state)
{
    (void)state;
    law_close(&china);
    return 0;
}

static const Calendar *calendar_of_china(void)
{
    law_must_compile(&china);
    return &china.program->calendar;
}

static Date day(const char *text)
{
    Date date = {0};
    if (!date_parse(str_from(text), &date)) fail_msg("%s is no day", text);
    return date;
}

static void test_holidays_and_makeup_days_differ_from_the_week(void **state)
{
    (void)state;
    static const struct {
        const char *day;
        bool working;
    } rows[] =
        {
            {"2024-06-07", true},  // a Friday like any other
            {"2024-06-08", false}, // a Saturday like any other
            {"2024-06-10", false}, // a Monday: dragon boat festival
            {"2024-02-04", true},  // a Sunday worked for the spring festival
            {"2024-02-09", true},  // New Year's Eve was not a holiday that year
            {"2024-02-12", false}, {"2024-02-18", true},  {"2024-04-07", true},
            {"2024-05-11", true},  {"2024-09-14", true},  {"2024-09-29", true},
            {"2024-10-07", false}, {"2024-10-12", true},  {"2023-01-28", true},
            {"2023-10-06", false}, {"2023-10-08", true},  {"2025-01-26", true},
            {"2025-10-08", false}, {"2025-10-11", true},  {"2026-01-04", true},
            {"2026-02-14", true},  {"2026-02-23", false}, {"2026-02-28", true},
            {"2027-01-01", true}, // not published yet: the plain week, a Friday
            {"2022-10-03", true}, // before the calendar begins: likewise, a Monday
        };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults +=
            row_unequal(rows[i].day, calendar_is_working(calendar_of_china(), day(rows[i].day)),
                        rows[i].working);
    assert_int_equal(faults, 0);
}

static void test_each_year_has_its_number_of_working_days(void **state)
{
    (void)state;
    static const struct {
        const char *last_before, *last;
        int32_t working;
    } rows[] = {
        {"2022-12-31", "2023-12-31", 249},
        {"2023-12-31", "2024-12-31", 251},
        {"2024-12-31", "2025-12-31", 248},
        {"2025-12-31", "2026-12-31", 248},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool provisional = false;
        faults += row_unequal(rows[i].last,
                              calendar_days_between(calendar_of_china(), day(rows[i].last_before),
                                                    day(rows[i].last), &provisional),
                              rows[i].working);
    }
    assert_int_equal(faults, 0);
}

static void test_working_days_between_count_the_last_day_but_not_the_first(void **state)
{
    (void)state;
    static const struct {
        const char *start, *end;
        int32_t days;
    } rows[] = {
        {"2024-02-08", "2024-02-18", 2},  {"2024-09-27", "2024-10-08", 3},
        {"2024-03-01", "2024-04-12", 29}, {"2023-09-28", "2023-10-09", 3},
        {"2026-02-13", "2026-02-28", 6},  {"2023-12-29", "2024-01-02", 1},
        {"2024-05-01", "2024-05-05", 0},  {"2024-04-26", "2024-04-28", 1},
        {"2024-06-07", "2024-06-07", 0},  {"2024-06-06", "2024-06-07", 1},
        {"2024-06-07", "2024-06-06", -1}, {"2024-02-18", "2024-02-08", -2},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool provisional = false;
        faults += row_unequal(rows[i].start,
                              calendar_days_between(calendar_of_china(), day(rows[i].start),
                                                    day(rows[i].end), &provisional),
                              rows[i].days);
        faults += row_unequal("all these years are published", provisional, false);
    }
    assert_int_equal(faults, 0);
}

static void test_working_days_are_completed_on_a_working_day(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        int32_t days;
        const char *end;
    } rows[] = {
        {"2024-02-08", 1, "2024-02-09"},  {"2024-02-08", 2, "2024-02-18"},
        {"2024-02-08", 3, "2024-02-19"},  {"2024-03-01", 30, "2024-04-15"},
        {"2024-03-01", 45, "2024-05-08"}, {"2024-09-30", 1, "2024-10-08"},
        {"2024-09-28", 1, "2024-09-29"},  {"2023-12-29", 1, "2024-01-02"},
        {"2024-05-10", 1, "2024-05-11"},  {"2026-09-30", 2, "2026-10-09"},
        {"2024-05-03", 0, "2024-05-03"}, // nothing to wait for, though it is a holiday
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool provisional = false;
        const Date end =
            calendar_add_days(calendar_of_china(), day(rows[i].start), rows[i].days, &provisional);
        faults += row_unequal(rows[i].end, end.day, day(rows[i].end).day);
    }
    assert_int_equal(faults, 0);
}

static void test_adding_days_and_counting_them_agree(void **state)
{
    (void)state;
    const Calendar *calendar = calendar_of_china();
    bool provisional = false;
    for (int32_t start = day("2023-01-01").day; start < day("2026-11-01").day; start += 3) {
        for (int32_t days = 0; days < 40; days += 13) {
            const Date end = calendar_add_days(calendar, (Date){start}, days, &provisional);
            assert_int_equal(calendar_days_between(calendar, (Date){start}, end, &provisional),
                             days);
        }
    }
}

static void test_a_year_without_a_notice_is_provisional(void **state)
{
    (void)state;
    static const struct {
        const char *start, *end;
        bool provisional;
    } rows[] = {
        {"2023-01-01", "2026-12-31", false}, {"2026-12-01", "2027-01-05", true},
        {"2022-12-01", "2023-01-05", true},  {"2027-01-05", "2026-12-01", true},
        {"2030-01-01", "2030-02-01", true},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool provisional = false;
        (void)calendar_days_between(calendar_of_china(), day(rows[i].start), day(rows[i].end),
                                    &provisional);
        faults += row_unequal(rows[i].start, provisional, rows[i].provisional);
    }
    bool over = false;
    (void)calendar_add_days(calendar_of_china(), day("2026-12-20"), 30, &over);
    faults += row_unequal("thirty days from 2026-12-20", over, true);
    bool kept = true;
    (void)calendar_days_between(calendar_of_china(), day("2024-01-02"), day("2024-01-03"), &kept);
    faults += row_unequal("what is provisional stays so", kept, true);
    assert_int_equal(faults, 0);
}

static void test_a_missing_year_between_two_notices_is_provisional(void **state)
{
    (void)state;
    const CalendarDay days[] = {{day("2023-01-02"), false}, {day("2025-01-01"), false}};
    const Calendar calendar = {.days = days, .count = COUNT_OF(days)};
    assert_true(calendar_knows(&calendar, day("2023-06-01")));
    assert_false(calendar_knows(&calendar, day("2024-06-01")));
    assert_true(calendar_knows(&calendar, day("2025-12-31")));
    bool between = false;
    (void)calendar_days_between(&calendar, day("2023-12-01"), day("2025-01-10"), &between);
    assert_true(between);
    bool added = false;
    (void)calendar_add_days(&calendar, day("2023-12-01"), 300, &added);
    assert_true(added);
}

static void test_an_empty_calendar_is_the_plain_week(void **state)
{
    (void)state;
    const Calendar none = {0};
    bool provisional = false;
    assert_int_equal(
        calendar_days_between(&none, day("2024-06-02"), day("2024-06-16"), &provisional), 10);
    assert_true(provisional);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_holidays_and_makeup_days_differ_from_the_week),
        cmocka_unit_test(test_each_year_has_its_number_of_working_days),
        cmocka_unit_test(test_working_days_between_count_the_last_day_but_not_the_first),
        cmocka_unit_test(test_working_days_are_completed_on_a_working_day),
        cmocka_unit_test(test_adding_days_and_counting_them_agree),
        cmocka_unit_test(test_a_year_without_a_notice_is_provisional),
        cmocka_unit_test(test_a_missing_year_between_two_notices_is_provisional),
        cmocka_unit_test(test_an_empty_calendar_is_the_plain_week),
    };
    return run_group_with(tests, COUNT_OF(tests), open_china, close_china);
}
