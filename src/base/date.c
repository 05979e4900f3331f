#include "base/date.h"

#include "base/text.h"

// Days from civil and back: Howard Hinnant, "chrono-compatible low-level date algorithms". Years
// are counted from March, so that the leap day is the last of its year.
enum { DAYS_PER_ERA = 146097, DAYS_BEFORE_1970 = 719468, YEARS_PER_ERA = 400 };

static int32_t day_number(CivilDate civil)
{
    const int32_t year = civil.year - (civil.month <= 2);
    const int32_t era = (year >= 0 ? year : year - (YEARS_PER_ERA - 1)) / YEARS_PER_ERA;
    const int32_t year_of_era = year - era * YEARS_PER_ERA;
    const int32_t month_from_march = (civil.month + 9) % 12;
    const int32_t day_of_year = (153 * month_from_march + 2) / 5 + civil.day - 1;
    const int32_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * DAYS_PER_ERA + day_of_era - DAYS_BEFORE_1970;
}

CivilDate date_civil(Date date)
{
    const int32_t shifted = date.day + DAYS_BEFORE_1970;
    const int32_t era = (shifted >= 0 ? shifted : shifted - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
    const int32_t day_of_era = shifted - era * DAYS_PER_ERA;
    const int32_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int32_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int32_t month_from_march = (5 * day_of_year + 2) / 153;
    const int32_t month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    return (CivilDate){
        .year = year_of_era + era * YEARS_PER_ERA + (month <= 2),
        .month = month,
        .day = day_of_year - (153 * month_from_march + 2) / 5 + 1,
    };
}

static bool is_leap(int32_t year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int32_t month_length(int32_t year, int32_t month)
{
    static const int32_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

enum { YEAR_LEAST = 1880, YEAR_GREATEST = 2200 };

Date date_least(void)
{
    return (Date){day_number((CivilDate){YEAR_LEAST, 1, 1})};
}

Date date_greatest(void)
{
    return (Date){day_number((CivilDate){YEAR_GREATEST, 12, 31})};
}

bool date_from_civil(CivilDate civil, Date *date)
{
    if (civil.year < YEAR_LEAST || civil.year > YEAR_GREATEST) return false;
    if (civil.month < 1 || civil.month > 12) return false;
    if (civil.day < 1 || civil.day > month_length(civil.year, civil.month)) return false;
    date->day = day_number(civil);
    return true;
}

// Reads `count` digits at text[at].
static bool read_digits(Str text, size_t at, size_t count, int32_t *value)
{
    int32_t sum = 0;
    for (size_t i = at; i < at + count; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
        sum = sum * 10 + (text.data[i] - '0');
    }
    *value = sum;
    return true;
}

static bool read_year_month(Str text, CivilDate *civil)
{
    return read_digits(text, 0, 4, &civil->year) && text.data[4] == '-' &&
           read_digits(text, 5, 2, &civil->month);
}

bool date_parse(Str text, Date *date)
{
    CivilDate civil = {0};
    if (text.size != 10 || !read_year_month(text, &civil) || text.data[7] != '-') return false;
    return read_digits(text, 8, 2, &civil.day) && date_from_civil(civil, date);
}

bool month_parse(Str text, Date *first)
{
    CivilDate civil = {.day = 1};
    return text.size == 7 && read_year_month(text, &civil) && date_from_civil(civil, first);
}

Str date_print(Arena *arena, Date date)
{
    const CivilDate civil = date_civil(date);
    return str_print(arena, "%04d-%02d-%02d", civil.year, civil.month, civil.day);
}

Str month_print(Arena *arena, Date date)
{
    const CivilDate civil = date_civil(date);
    return str_print(arena, "%04d-%02d", civil.year, civil.month);
}

Date date_month_start(Date date)
{
    CivilDate civil = date_civil(date);
    civil.day = 1;
    return (Date){day_number(civil)};
}

Date date_add_months(Date date, int32_t months)
{
    CivilDate civil = date_civil(date);
    int32_t index = civil.year * 12 + (civil.month - 1) + months;
    civil.year = (index >= 0 ? index : index - 11) / 12;
    civil.month = index - civil.year * 12 + 1;
    const int32_t length = month_length(civil.year, civil.month);
    if (civil.day > length) civil.day = length;
    return (Date){day_number(civil)};
}

int32_t date_months_between(Date start, Date end)
{
    if (end.day < start.day) return -date_months_between(end, start);
    const CivilDate from = date_civil(start);
    const CivilDate to = date_civil(end);
    return (to.year - from.year) * 12 + (to.month - from.month) - (to.day < from.day);
}

int32_t date_years_between(Date start, Date end)
{
    return date_months_between(start, end) / 12;
}

int date_weekday(Date date)
{
    // 1970-01-01 was a Thursday.
    const int32_t shifted = (date.day + 3) % 7;
    return shifted < 0 ? shifted + 7 : shifted;
}
