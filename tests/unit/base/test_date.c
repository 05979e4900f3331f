#include "base/date.h"
#include "unit.h"

static Date day(const char *text)
{
    Date date = {0};
    if (!date_parse(str_from(text), &date)) fail_msg("%s is no day", text);
    return date;
}

static void check_printed(Date date, const char *expected)
{
    Arena *arena = arena_create();
    assert_string_equal(str_terminated(arena, date_print(arena, date)), expected);
    arena_destroy(arena);
}

static void test_only_days_of_the_calendar_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool exists;
    } rows[] = {
        {"2023-01-01", true},      {"2023-12-31", true},
        {"2024-02-29", true},      {"2023-02-29", false},
        {"2023-02-30", false},     {"2024-02-30", false},
        {"1900-02-29", false},     {"2000-02-29", true},
        {"2100-02-29", false},     {"2023-04-31", false},
        {"2023-06-31", false},     {"2023-09-31", false},
        {"2023-11-31", false},     {"2023-01-32", false},
        {"2023-00-10", false},     {"2023-13-01", false},
        {"2023-10-00", false},     {"1880-01-01", true},
        {"1879-12-31", false},     {"2200-12-31", true},
        {"2201-01-01", false},     {"0000-01-01", false},
        {"9999-12-31", false},     {"2023-1-01", false},
        {"2023-01-1", false},      {"2023/01/01", false},
        {"20230101", false},       {"2023-01-01 ", false},
        {" 2023-01-01", false},    {"2023-01-01T", false},
        {"+023-01-01", false},     {"-023-01-01", false},
        {"2023-O1-01", false},     {"", false},
        {"2023-01", false},        {"2023-01-0a", false},
        {"２０２３-01-01", false},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Date date = {12345};
        const bool read = date_parse(str_from(rows[i].text), &date);
        faults += row_unequal(rows[i].text, read, rows[i].exists);
        if (!read) faults += row_unequal("a date that is no day stays untouched", date.day, 12345);
    }
    assert_int_equal(faults, 0);
}

static void test_days_are_counted_from_1970(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int32_t day;
    } rows[] = {
        {"1970-01-01", 0},     {"1969-12-31", -1},    {"1970-02-01", 31},
        {"2000-03-01", 11017}, {"2024-01-01", 19723}, {"1880-01-01", -32872},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults += row_unequal(rows[i].text, day(rows[i].text).day, rows[i].day);
    assert_int_equal(faults, 0);
}

static void test_each_day_follows_the_one_before(void **state)
{
    (void)state;
    CivilDate before = date_civil(date_least());
    for (int32_t number = date_least().day + 1; number <= date_greatest().day; number++) {
        const CivilDate civil = date_civil((Date){number});
        const bool next_day =
            civil.year == before.year && civil.month == before.month && civil.day == before.day + 1;
        const bool next_month = civil.year == before.year && civil.month == before.month + 1 &&
                                civil.day == 1 && before.day >= 28;
        const bool next_year = civil.year == before.year + 1 && before.month == 12 &&
                               before.day == 31 && civil.month == 1 && civil.day == 1;
        if (!next_day && !next_month && !next_year) fail_msg("after day %d", number - 1);
        Date back = {0};
        assert_true(date_from_civil(civil, &back));
        assert_int_equal(back.day, number);
        before = civil;
    }
}

static void test_a_leap_day_exists_every_four_years(void **state)
{
    (void)state;
    for (int32_t year = 1880; year <= 2200; year++) {
        Date date = {0};
        const bool leap = year % 400 == 0 || (year % 4 == 0 && year % 100 != 0);
        assert_int_equal(date_from_civil((CivilDate){year, 2, 29}, &date), leap);
    }
}

static void test_a_month_is_read_as_its_first_day(void **state)
{
    (void)state;
    static const struct {
        const char *text, *first;
    } rows[] = {
        {"2023-02", "2023-02-01"}, {"1880-01", "1880-01-01"}, {"2200-12", "2200-12-01"},
        {"2023-13", NULL},         {"2023-00", NULL},         {"2023-1", NULL},
        {"2023-011", NULL},        {"1879-12", NULL},         {"2023/02", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Date first = {0};
        assert_int_equal(month_parse(str_from(rows[i].text), &first), rows[i].first != NULL);
        if (rows[i].first != NULL) check_printed(first, rows[i].first);
    }
}

static void test_months_are_added_to_the_same_day_or_the_months_last(void **state)
{
    (void)state;
    static const struct {
        const char *start;
        int32_t months;
        const char *end;
    } rows[] = {
        {"2024-01-31", 1, "2024-02-29"},   {"2023-01-31", 1, "2023-02-28"},
        {"2023-01-31", 3, "2023-04-30"},   {"2024-02-29", 12, "2025-02-28"},
        {"2024-02-29", 48, "2028-02-29"},  {"2023-12-15", 1, "2024-01-15"},
        {"2024-01-15", -1, "2023-12-15"},  {"2024-03-31", -1, "2024-02-29"},
        {"2024-03-31", -13, "2023-02-28"}, {"2024-05-31", 0, "2024-05-31"},
        {"1970-01-01", -1, "1969-12-01"},  {"2000-12-31", -1200, "1900-12-31"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        check_printed(date_add_months(day(rows[i].start), rows[i].months), rows[i].end);
}

static void test_months_are_completed_on_the_same_day_or_the_first_after_it(void **state)
{
    (void)state;
    static const struct {
        const char *start, *end;
        int32_t months;
    } rows[] = {
        {"2023-01-15", "2023-02-14", 0},  {"2023-01-15", "2023-02-15", 1},
        {"2023-01-31", "2023-02-28", 0},  {"2023-01-31", "2023-03-01", 1},
        {"2023-01-31", "2023-03-31", 2},  {"2024-01-31", "2024-02-29", 0},
        {"2023-12-31", "2024-01-30", 0},  {"2023-12-31", "2024-01-31", 1},
        {"2023-05-05", "2023-05-05", 0},  {"2023-02-15", "2023-01-15", -1},
        {"2023-02-15", "2023-01-16", 0},  {"2023-03-01", "2023-01-31", -1},
        {"1970-02-01", "1969-12-01", -2},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults +=
            row_unequal(rows[i].start, date_months_between(day(rows[i].start), day(rows[i].end)),
                        rows[i].months);
    assert_int_equal(faults, 0);
}

static void test_someone_comes_of_age_on_the_birthday(void **state)
{
    (void)state;
    static const struct {
        const char *born, *today;
        int32_t years;
    } rows[] = {
        {"2006-06-10", "2024-06-09", 17},  {"2006-06-10", "2024-06-10", 18},
        {"2006-06-10", "2024-06-11", 18},  {"2004-02-29", "2022-02-28", 17},
        {"2004-02-29", "2022-03-01", 18},  {"2004-02-29", "2024-02-28", 19},
        {"2004-02-29", "2024-02-29", 20},  {"1964-12-31", "2024-12-30", 59},
        {"1964-12-31", "2024-12-31", 60},  {"2024-06-10", "2024-06-10", 0},
        {"1880-01-01", "2024-01-01", 144},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults +=
            row_unequal(rows[i].today, date_years_between(day(rows[i].born), day(rows[i].today)),
                        rows[i].years);
    assert_int_equal(faults, 0);
}

static void test_weekdays_are_those_of_the_calendar(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int weekday;
    } rows[] = {
        {"1970-01-01", 3}, {"1969-12-31", 2}, {"2024-01-01", 0}, {"2024-02-29", 3},
        {"2023-10-01", 6}, {"1949-10-01", 5}, {"1900-01-01", 0}, {"2200-12-31", 2},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults += row_unequal(rows[i].text, date_weekday(day(rows[i].text)), rows[i].weekday);
    assert_int_equal(faults, 0);
}

static void test_a_month_starts_on_its_first_day(void **state)
{
    (void)state;
    check_printed(date_month_start(day("2024-02-29")), "2024-02-01");
    check_printed(date_month_start(day("2024-02-01")), "2024-02-01");
    check_printed(date_month_start(day("1969-12-31")), "1969-12-01");
}

int main(void)
{
    return RUN_TESTS(
        cmocka_unit_test(test_only_days_of_the_calendar_are_read),
        cmocka_unit_test(test_days_are_counted_from_1970),
        cmocka_unit_test(test_each_day_follows_the_one_before),
        cmocka_unit_test(test_a_leap_day_exists_every_four_years),
        cmocka_unit_test(test_a_month_is_read_as_its_first_day),
        cmocka_unit_test(test_months_are_added_to_the_same_day_or_the_months_last),
        cmocka_unit_test(test_months_are_completed_on_the_same_day_or_the_first_after_it),
        cmocka_unit_test(test_someone_comes_of_age_on_the_birthday),
        cmocka_unit_test(test_weekdays_are_those_of_the_calendar),
        cmocka_unit_test(test_a_month_starts_on_its_first_day));
}
