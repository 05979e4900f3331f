// svg.h - lines, boxes and words of a picture, places in pixels with one decimal.
#ifndef MODEL_REPORT_SVG_H
#define MODEL_REPORT_SVG_H

#include "base/text.h"
#include "model/report/report.h"

// One picture that is being drawn.
typedef struct Canvas {
    Text *out;
    Arena *arena;
    const ReportChart *chart;
    Language language;
    double width;
    bool narrow;
} Canvas;

typedef struct Place {
    double x, y;
} Place;

typedef struct Box {
    double x, y, width, height;
} Box;

// Where words stand relative to their place.
typedef enum Anchor { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END } Anchor;

// Classes are those of the style sheet.
void svg_open(Canvas *canvas, double height);
void svg_close(Canvas *canvas);
void svg_line(Canvas *canvas, const char *class, Place from, Place to);
void svg_box(Canvas *canvas, const char *class, Box box);
void svg_dot(Canvas *canvas, const char *class, Place at);
void svg_words(Canvas *canvas, const char *class, Anchor anchor, Place at, Str words);

// A line through places, or an area they enclose.
void svg_path(Canvas *canvas, const char *class, const Place *places, size_t count, bool closed);

// About how wide words are at the size of charts.
double words_width(Str words);

// --- scales ---

// From values to pixels.
typedef struct Scale {
    double low, high; // values
    double from, to;  // pixels
} Scale;

double scale_place(const Scale *scale, double value);

// Round values between low and high, at most so many apart from the first.
typedef struct Ticks {
    double step;
    int64_t first; // the first tick is first * step
    unsigned count;
} Ticks;

Ticks ticks_between(double low, double high, unsigned count_max);

// A tick's words; all of one axis with the same decimals and the same scale of money.
Str tick_words(const Canvas *canvas, ReportUnit unit, double largest, const Ticks *ticks,
               unsigned index);

#endif
