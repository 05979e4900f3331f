#include "base/calendar.h"

#include "base/panic.h"

// The index of the first special day that is not before `date`.
static size_t lower_bound(const Calendar *calendar, Date date)
{
    size_t low = 0;
    size_t high = calendar->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (calendar->days[middle].date.day < date.day) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

bool calendar_knows(const Calendar *calendar, Date date)
{
    const CivilDate civil = date_civil(date);
    Date first = {0};
    if (!date_from_civil((CivilDate){civil.year, 1, 1}, &first)) return false;
    const size_t at = lower_bound(calendar, first);
    return at < calendar->count && date_civil(calendar->days[at].date).year == civil.year;
}

// Whether the years of both days, and all between them, are published.
static bool knows_all(const Calendar *calendar, Date start, Date end)
{
    for (int year = date_civil(start).year; year <= date_civil(end).year; year++) {
        Date first = {0};
        if (!date_from_civil((CivilDate){year, 1, 1}, &first) || !calendar_knows(calendar, first))
            return false;
    }
    return true;
}

bool calendar_is_working(const Calendar *calendar, Date date)
{
    const size_t at = lower_bound(calendar, date);
    if (at < calendar->count && calendar->days[at].date.day == date.day)
        return calendar->days[at].working;
    return date_weekday(date) < 5;
}

int32_t calendar_days_between(const Calendar *calendar, Date start, Date end, bool *provisional)
{
    if (end.day < start.day) return -calendar_days_between(calendar, end, start, provisional);
    if (!knows_all(calendar, start, end)) *provisional = true;
    // Whole weeks have five working days each; then the days that differ are put right.
    const int32_t span = end.day - start.day;
    int32_t working = span / 7 * 5;
    for (int32_t day = start.day + span / 7 * 7 + 1; day <= end.day; day++) {
        working += date_weekday((Date){day}) < 5;
    }
    for (size_t i = lower_bound(calendar, (Date){start.day + 1});
         i < calendar->count && calendar->days[i].date.day <= end.day; i++) {
        const CalendarDay *day = &calendar->days[i];
        working += (int)day->working - (int)(date_weekday(day->date) < 5);
    }
    return working;
}

Date calendar_add_days(const Calendar *calendar, Date start, int32_t days, bool *provisional)
{
    invariant(days >= 0);
    Date date = start;
    while (days > 0) {
        date.day++;
        if (calendar_is_working(calendar, date)) days--;
    }
    if (!knows_all(calendar, start, date)) *provisional = true;
    return date;
}
