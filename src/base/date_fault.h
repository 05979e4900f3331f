// date_fault.h - why a text is not a day, said in one place for laws, tables and case files.
#ifndef BASE_DATE_FAULT_H
#define BASE_DATE_FAULT_H

#include "base/diagnostics.h"

// Reports a text that date_parse refused: no day of the calendar, outside of the years that are
// reckoned with, or not written as YYYY-MM-DD.
void diagnose_day(Diagnostics *diagnostics, Span span, Str text);

#endif
