// progress.h - how far a long run is: a bar, the rate, and the time left, on one line.
//
// Knows no clock: the caller gives the nanoseconds since the beginning (os_clock_ns), asks whether
// a new line is due, and writes it to a terminal over the old one.
//
//     Progress progress = progress_start(households, BOTH("户", "households"));
//     if (progress_is_due(&progress, now - begun)) {
//         const ProgressLine line = progress_line(&progress, done, now - begun, columns, language);
//         fprintf(stderr, "\r%s", line.text);   // already padded to cover the last line
//     }
#ifndef MODEL_REPORT_PROGRESS_H
#define MODEL_REPORT_PROGRESS_H

#include "base/language.h"

typedef struct Progress {
    uint64_t total;       // how many make the whole; 0: unknown
    Bilingual unit;       // what is counted
    uint64_t shown_at_ns; // when the last line was shown
    bool shown;
} Progress;

typedef struct ProgressLine {
    char text[400]; // terminated
} ProgressLine;

Progress progress_start(uint64_t total, Bilingual unit);

// Whether a tenth of a second has passed since the line before; then counts it as shown.
bool progress_is_due(Progress *progress, uint64_t elapsed_ns);

// "[########----]  63%  25.1 M households  8.3 M/s  0:02 left", as wide as columns - 1, filled up
// with blanks so that it covers the line before. `columns` from os_terminal_columns.
ProgressLine progress_line(const Progress *progress, uint64_t done, uint64_t elapsed_ns,
                           unsigned columns, Language language);

// The line that remains: how many in which time, and that it is partial if it is.
ProgressLine progress_end(const Progress *progress, uint64_t done, uint64_t elapsed_ns,
                          Language language);

#endif
