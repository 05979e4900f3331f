#include "model/report/svg.h"

#include "model/report/figure.h"
#include "model/report/markup.h"

#define FONT_SIZE    13.0
#define COLUMN_WIDTH 0.56 // of a character as wide as a terminal's column, in parts of its size

static void put_number(Text *out, double value)
{
    char digits[400];
    const int size = snprintf(digits, sizeof digits, "%.1f", value);
    Str text = {.data = digits, .size = size > 0 ? (size_t)size : 0};
    if (str_ends(text, STR(".0"))) text.size -= 2;
    text_add(out, str_equals(text, "-0") ? STR("0") : text);
}

static void put_attribute(Canvas *canvas, const char *name, double value)
{
    text_print(canvas->out, " %s=\"", name);
    put_number(canvas->out, value);
    text_add_char(canvas->out, '"');
}

void svg_open(Canvas *canvas, double height)
{
    text_print(canvas->out, "<svg class=\"%s\" viewBox=\"0 0 ", canvas->narrow ? "narrow" : "wide");
    put_number(canvas->out, canvas->width);
    text_add_char(canvas->out, ' ');
    put_number(canvas->out, height);
    text_add(canvas->out, STR("\" role=\"img\" aria-label=\""));
    put_escaped(canvas->out, bilingual_in(canvas->chart->title, canvas->language));
    text_add(canvas->out, STR("\">\n"));
}

void svg_close(Canvas *canvas)
{
    text_add(canvas->out, STR("</svg>\n"));
}

void svg_line(Canvas *canvas, const char *class, Place from, Place to)
{
    text_print(canvas->out, "<line class=\"%s\"", class);
    put_attribute(canvas, "x1", from.x);
    put_attribute(canvas, "y1", from.y);
    put_attribute(canvas, "x2", to.x);
    put_attribute(canvas, "y2", to.y);
    text_add(canvas->out, STR("/>\n"));
}

void svg_box(Canvas *canvas, const char *class, Box box)
{
    text_print(canvas->out, "<rect class=\"%s\"", class);
    put_attribute(canvas, "x", box.x);
    put_attribute(canvas, "y", box.y);
    put_attribute(canvas, "width", box.width);
    put_attribute(canvas, "height", box.height);
    text_add(canvas->out, STR("/>\n"));
}

void svg_dot(Canvas *canvas, const char *class, Place at)
{
    text_print(canvas->out, "<circle class=\"%s\" r=\"4.5\"", class);
    put_attribute(canvas, "cx", at.x);
    put_attribute(canvas, "cy", at.y);
    text_add(canvas->out, STR("/>\n"));
}

void svg_words(Canvas *canvas, const char *class, Anchor anchor, Place at, Str words)
{
    static const char *const anchors[] = {
        [ANCHOR_START] = "", [ANCHOR_MIDDLE] = " mid", [ANCHOR_END] = " end"};
    if (words.size == 0) return;
    text_print(canvas->out, "<text class=\"%s%s\"", class, anchors[anchor]);
    put_attribute(canvas, "x", at.x);
    put_attribute(canvas, "y", at.y);
    text_add_char(canvas->out, '>');
    put_escaped(canvas->out, words);
    text_add(canvas->out, STR("</text>\n"));
}

void svg_path(Canvas *canvas, const char *class, const Place *places, size_t count, bool closed)
{
    if (count == 0) return;
    text_print(canvas->out, "<path class=\"%s\" d=\"M", class);
    for (size_t i = 0; i < count; i++) {
        if (i > 0) text_add_char(canvas->out, i == 1 ? 'L' : ' ');
        put_number(canvas->out, places[i].x);
        text_add_char(canvas->out, ',');
        put_number(canvas->out, places[i].y);
    }
    text_add(canvas->out, closed ? STR("Z\"/>\n") : STR("\"/>\n"));
}

double words_width(Str words)
{
    return (double)utf8_width(words) * FONT_SIZE * COLUMN_WIDTH;
}

// --- scales ---

double scale_place(const Scale *scale, double value)
{
    const double span = scale->high - scale->low;
    if (span <= 0) return scale->from;
    return scale->from + (value - scale->low) / span * (scale->to - scale->from);
}

static double whole_below(double value)
{
    const double whole = (double)(int64_t)value;
    return whole > value ? whole - 1 : whole;
}

Ticks ticks_between(double low, double high, unsigned count_max)
{
    static const double growth[] = {2, 2.5, 2}; // 1, 2, 5, 10
    const double span = high - low;
    if (!(span > 0) || count_max == 0) return (Ticks){.step = 1};
    double step = 1;
    while (step * count_max > span) step /= 10;
    for (unsigned i = 0; step * count_max < span * 0.999999; i++) step *= growth[i % 3];
    Ticks ticks = {.step = step, .first = (int64_t)whole_below(low / step + 0.999999)};
    while ((double)(ticks.first + ticks.count) * step <= high + step * 1e-6) ticks.count++;
    return ticks;
}

Str tick_words(const Canvas *canvas, ReportUnit unit, double largest, const Ticks *ticks,
               unsigned index)
{
    FigureScale scale = figure_scale(unit, largest, canvas->language);
    const bool percent = unit_style(unit) == UNIT_STYLE_PERCENT;
    double rest = ticks->step * (percent ? 100 : 1) / (double)scale.by;
    unsigned digits = 0;
    while (digits < 6 && rest - whole_below(rest + 1e-6) > 1e-5) {
        rest *= 10;
        digits++;
    }
    scale.fixed = true;
    scale.digits = digits;
    const ReportCell cell = cell_double((double)(ticks->first + index) * ticks->step, digits);
    return cell_shown(&cell, unit, scale, canvas->language, canvas->arena);
}
