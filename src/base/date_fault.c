#include "base/date_fault.h"

#include "base/date.h"

// Reads `count` digits at `at`; -1 if there are none.
static int32_t digits(Str text, size_t at, size_t count)
{
    int32_t value = 0;
    for (size_t i = at; i < at + count; i++) {
        if (i >= text.size || text.data[i] < '0' || text.data[i] > '9') return -1;
        value = value * 10 + (text.data[i] - '0');
    }
    return value;
}

static bool is_written_right(Str text, CivilDate *civil)
{
    if (text.size != 10 || text.data[4] != '-' || text.data[7] != '-') return false;
    *civil = (CivilDate){
        .year = digits(text, 0, 4), .month = digits(text, 5, 2), .day = digits(text, 8, 2)};
    return civil->year >= 0 && civil->month >= 0 && civil->day >= 0;
}

static int32_t last_day(CivilDate civil)
{
    Date date = {0};
    int32_t day = 31;
    while (day > 0 && !date_from_civil((CivilDate){civil.year, civil.month, day}, &date)) day--;
    return day;
}

void diagnose_day(Diagnostics *diagnostics, Span span, Str text)
{
    CivilDate civil = {0};
    if (!is_written_right(text, &civil)) {
        Diagnostic *fault =
            diagnose(diagnostics, "date", span,
                     "\"" STR_FORMAT "\" is not a day as it is written here", STR_ARGS(text));
        diagnostic_hint(diagnostics, fault,
                        "write YYYY-MM-DD, with four, two and two digits: 2024-05-01");
        return;
    }
    const CivilDate least = date_civil(date_least());
    const CivilDate greatest = date_civil(date_greatest());
    if (civil.year < least.year || civil.year > greatest.year) {
        Diagnostic *fault = diagnose(diagnostics, "date", span,
                                     STR_FORMAT " lies outside of the years that are reckoned with",
                                     STR_ARGS(text));
        diagnostic_hint(diagnostics, fault, "write a day of the years %d to %d", (int)least.year,
                        (int)greatest.year);
        return;
    }
    Diagnostic *fault =
        diagnose(diagnostics, "date", span, "there is no day " STR_FORMAT, STR_ARGS(text));
    if (civil.month < 1 || civil.month > 12)
        diagnostic_hint(diagnostics, fault, "a year has the months 01 to 12");
    else
        diagnostic_hint(diagnostics, fault, "that month has the days 01 to %d",
                        (int)last_day(civil));
}
