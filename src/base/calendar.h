// calendar.h - working days: Monday to Friday, less public holidays, plus make-up days
// (调休上班日).
//
// The days that differ from the plain week are published year by year (by the State Council's
// notice, late in the year before). For a year that is not published yet the plain week is used and
// every answer that touched it says `provisional`, so that it is reckoned again later.
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdbool.h>

#include "base/date.h"

typedef struct CalendarDay {
    Date date;
    bool working; // false: a holiday; true: a make-up working day
} CalendarDay;

typedef struct Calendar {
    const CalendarDay *days; // [count], ascending by date
    size_t count;
} Calendar;

// Whether notices for the year of `date` are in the calendar.
bool calendar_knows(const Calendar *calendar, Date date);
bool calendar_is_working(const Calendar *calendar, Date date);

// Working days in (start, end]: the day after `start` is the first. Negative if end lies before.
// Sets *provisional, and never clears it.
int32_t calendar_days_between(const Calendar *calendar, Date start, Date end, bool *provisional);

// The day on which `days` (>= 0) working days after `start` are completed: `start` itself for 0.
Date calendar_add_days(const Calendar *calendar, Date start, int32_t days, bool *provisional);

#endif
