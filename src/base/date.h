// date.h - civil dates of the Gregorian calendar, without time of day or time zone.
//
// A Date counts days since 1970-01-01. Dates of this program lie between 1880-01-01 (the oldest
// living person) and 2200-12-31. Periods are half-open: [from, until).
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

typedef struct Date {
    int32_t day; // days since 1970-01-01
} Date;

typedef struct CivilDate {
    int32_t year;
    int32_t month; // 1 to 12
    int32_t day;   // 1 to 31
} CivilDate;

// Open ends of periods.
#define DATE_FIRST ((Date){INT32_MIN})
#define DATE_LAST  ((Date){INT32_MAX})

// The range that input must lie in.
Date date_least(void);
Date date_greatest(void);

// False if the day does not exist (2023-02-30) or lies outside the range above.
bool date_from_civil(CivilDate civil, Date *date);
CivilDate date_civil(Date date);

// Reads exactly YYYY-MM-DD.
bool date_parse(Str text, Date *date);
Str date_print(Arena *arena, Date date);

// Reads exactly YYYY-MM, as the first day of that month.
bool month_parse(Str text, Date *first);
Str month_print(Arena *arena, Date date);

Date date_month_start(Date date);

// `months` may be negative. The day is kept, or becomes the month's last day where the month is
// shorter: 2024-01-31 plus one month is 2024-02-29.
Date date_add_months(Date date, int32_t months);

// Completed months from `start` to `end`, negative if end lies before. A month is completed on the
// same day number, or, where the month lacks it, on the first day after it: from 2023-01-31,
// one month is completed on 2023-03-01.
int32_t date_months_between(Date start, Date end);

// Completed years, by the same reckoning: who was born on 29 February comes of age on 1 March in a
// common year.
int32_t date_years_between(Date start, Date end);

// 0 Monday to 6 Sunday.
int date_weekday(Date date);

#endif
