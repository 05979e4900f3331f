// Charts as pictures: the title says what is seen, words stand beside what they name, there are few
// lines of a grid, and one colour, which the subject has.

#include "base/panic.h"
#include "model/report/chart_data.h"
#include "model/report/figure.h"
#include "model/report/markup.h"
#include "model/report/svg.h"
#include "model/report/terms.h"

enum { SERIES_CLASSES = 3, SHADES = 5 };

static const char *const line_classes[SERIES_CLASSES] = {"l0", "l1", "l2"};
static const char *const fill_classes[SERIES_CLASSES] = {"f0", "f1", "f2"};
static const char *const name_classes[SERIES_CLASSES] = {"n0", "n1", "n2"};

static Str in(const Canvas *canvas, Bilingual text)
{
    return bilingual_in(text, canvas->language);
}

static Str value_words(const Canvas *canvas, double value)
{
    if (!is_number(value)) return term_in(TERM_NO_DATA, canvas->language);
    return double_shown(value, canvas->chart->y_unit, canvas->chart->digits, canvas->language,
                        canvas->arena);
}

static size_t class_of(size_t series)
{
    return series < SERIES_CLASSES ? series : SERIES_CLASSES - 1;
}

static double more(double a, double b)
{
    return a > b ? a : b;
}

static double less(double a, double b)
{
    return a < b ? a : b;
}

// --- frames with two axes ---

typedef struct Frame {
    Scale x, y; // the pixels of y go up
    double x_largest, y_largest;
} Frame;

static void x_range(const ReportChart *chart, double *low, double *high)
{
    bool found = false;
    for (size_t s = 0; s < chart->series.count; s++) {
        const ChartSeries *series = chart->series.items[s];
        for (size_t i = 0; i < series->points.count; i++) {
            const ChartPoint *point = &series->points.items[i];
            const double end = chart->kind == CHART_HISTOGRAM ? point->high : point->x;
            if (!found || point->x < *low) *low = point->x;
            if (!found || end > *high) *high = end;
            found = true;
        }
    }
}

// Lines of the grid with their values at the left, and the unit above.
static void draw_y_axis(Canvas *canvas, const Frame *frame)
{
    const Ticks ticks = ticks_between(frame->y.low, frame->y.high, 5);
    for (unsigned i = 0; i < ticks.count; i++) {
        const double value = (double)(ticks.first + i) * ticks.step;
        const double y = scale_place(&frame->y, value);
        const bool zero = ticks.first + i == 0;
        svg_line(canvas, zero ? "axis" : "grid", (Place){frame->x.from, y},
                 (Place){frame->x.to, y});
        svg_words(canvas, "tick", ANCHOR_END, (Place){frame->x.from - 7, y + 4},
                  tick_words(canvas, canvas->chart->y_unit, frame->y_largest, &ticks, i));
    }
    const FigureScale scale =
        figure_scale(canvas->chart->y_unit, frame->y_largest, canvas->language);
    const Str unit = scaled_unit(canvas->chart->y_unit, scale, canvas->language, canvas->arena);
    svg_words(canvas, "tick", ANCHOR_START, (Place){0, 12}, unit);
}

static void draw_x_axis(Canvas *canvas, const Frame *frame)
{
    const Ticks ticks = ticks_between(frame->x.low, frame->x.high, canvas->narrow ? 4 : 8);
    for (unsigned i = 0; i < ticks.count; i++) {
        const double x = scale_place(&frame->x, (double)(ticks.first + i) * ticks.step);
        svg_line(canvas, "axis", (Place){x, frame->y.from}, (Place){x, frame->y.from + 4});
        svg_words(canvas, "tick", ANCHOR_MIDDLE, (Place){x, frame->y.from + 18},
                  tick_words(canvas, canvas->chart->x_unit, frame->x_largest, &ticks, i));
    }
    svg_words(canvas, "tick", ANCHOR_END, (Place){frame->x.to, frame->y.from + 36},
              in(canvas, canvas->chart->x_title));
}

static double tick_margin(const Canvas *canvas, double low, double high)
{
    const Ticks ticks = ticks_between(low, high, 5);
    double widest = 20;
    for (unsigned i = 0; i < ticks.count; i++)
        widest = more(widest, words_width(tick_words(canvas, canvas->chart->y_unit,
                                                     more(high, -low), &ticks, i)));
    return widest + 8;
}

// The frame of a chart of this height whose values begin at zero; the top is a round value.
static Frame frame_of(const Canvas *canvas, double height, double right)
{
    double low = 0;
    double high = 0;
    double first = 0;
    double last = 1;
    if (!chart_range(canvas->chart, &low, &high)) high = 1;
    x_range(canvas->chart, &first, &last);
    if (low > 0) low = 0;
    if (high < 0) high = 0;
    const Ticks ticks = ticks_between(low, high, 5);
    const double top = (double)(ticks.first + ticks.count - 1) * ticks.step;
    if (top < high) high = top + ticks.step;
    const double left = tick_margin(canvas, low, high);
    return (Frame){.x = {first, last, left, canvas->width - right},
                   .y = {low, high, height - 44, 26},
                   .x_largest = more(last, -first),
                   .y_largest = more(high, -low)};
}

static void draw_marks(Canvas *canvas, const Frame *frame)
{
    const ReportChart *chart = canvas->chart;
    for (size_t i = 0; i < chart->marks.count; i++) {
        const ChartMark *mark = &chart->marks.items[i];
        const Place at = {scale_place(&frame->x, mark->x), scale_place(&frame->y, mark->y)};
        const bool late = at.x > (frame->x.from + frame->x.to) / 2;
        if (chart->kind == CHART_HISTOGRAM) {
            svg_line(canvas, "here", (Place){at.x, frame->y.from}, (Place){at.x, frame->y.to - 8});
            svg_words(canvas, "name", late ? ANCHOR_END : ANCHOR_START,
                      (Place){at.x + (late ? -6 : 6), frame->y.to}, in(canvas, mark->label));
            continue;
        }
        svg_dot(canvas, "dot", at);
        svg_words(canvas, "name", late ? ANCHOR_END : ANCHOR_START,
                  (Place){at.x + (late ? -9 : 9), at.y - 8}, in(canvas, mark->label));
    }
}

// --- curves ---

static void draw_curve(Canvas *canvas, const Frame *frame, size_t s)
{
    const ChartSeries *series = canvas->chart->series.items[s];
    const size_t count = series->points.count;
    Place *places = ARENA_ARRAY(canvas->arena, Place, 2 * count);
    bool banded = false;
    for (size_t i = 0; i < count; i++) {
        const ChartPoint *point = &series->points.items[i];
        const double x = scale_place(&frame->x, point->x);
        banded = banded || point->banded;
        places[i] = (Place){x, scale_place(&frame->y, point->banded ? point->band_high : point->y)};
        places[2 * count - 1 - i] =
            (Place){x, scale_place(&frame->y, point->banded ? point->band_low : point->y)};
    }
    if (banded) svg_path(canvas, "band", places, 2 * count, true);
    for (size_t i = 0; i < count; i++)
        places[i].y = scale_place(&frame->y, series->points.items[i].y);
    svg_path(canvas, line_classes[class_of(s)], places, count, false);
}

static double name_margin(const Canvas *canvas)
{
    if (canvas->chart->series.count < 2) return 12;
    double widest = 0;
    for (size_t s = 0; s < canvas->chart->series.count; s++)
        widest = more(widest, words_width(in(canvas, canvas->chart->series.items[s]->name)));
    return less(widest + 12, canvas->width * 0.35);
}

// The names at the ends of their curves, apart enough to be read.
static void draw_names(Canvas *canvas, const Frame *frame)
{
    const size_t count = canvas->chart->series.count;
    if (count < 2) return;
    double *heights = ARENA_ARRAY(canvas->arena, double, count);
    for (size_t s = 0; s < count; s++) {
        const ChartSeries *series = canvas->chart->series.items[s];
        if (series->points.count == 0) continue;
        heights[s] = scale_place(&frame->y, series->points.items[series->points.count - 1].y);
        for (size_t before = 0; before < s; before++) {
            const double apart = heights[s] - heights[before];
            if (apart > -16 && apart < 16) heights[s] = heights[before] + 16;
        }
        svg_words(canvas, name_classes[class_of(s)], ANCHOR_START,
                  (Place){frame->x.to + 7, heights[s] + 4}, in(canvas, series->name));
    }
}

static void draw_lines(Canvas *canvas)
{
    const double height = canvas->narrow ? 270 : 350;
    const Frame frame = frame_of(canvas, height, name_margin(canvas));
    svg_open(canvas, height);
    draw_y_axis(canvas, &frame);
    draw_x_axis(canvas, &frame);
    // The subject lies on top.
    for (size_t s = canvas->chart->series.count; s > 0; s--) draw_curve(canvas, &frame, s - 1);
    draw_names(canvas, &frame);
    draw_marks(canvas, &frame);
    svg_close(canvas);
}

enum { NAME_HEIGHT = 16 };

// The name of a Lorenz curve where it is farthest from equality, on the outer side; below the name
// before it, whose foot is at `taken`, where the curves are near each other. Returns its own foot.
static double draw_lorenz_name(Canvas *canvas, const Frame *frame, size_t s, double taken)
{
    const ChartSeries *series = canvas->chart->series.items[s];
    double farthest = 0;
    size_t at = 0;
    for (size_t i = 0; i < series->points.count; i++) {
        const double apart = series->points.items[i].y - series->points.items[i].x;
        const double size = apart < 0 ? -apart : apart;
        if (size <= farthest) continue;
        farthest = size;
        at = i;
    }
    if (series->points.count == 0) return taken;
    const ChartPoint *point = &series->points.items[at];
    const bool above = point->y > point->x;
    const Place place = {scale_place(&frame->x, point->x), scale_place(&frame->y, point->y)};
    const double foot = more(place.y + (above ? 20 : 16), taken + NAME_HEIGHT);
    svg_words(canvas, name_classes[class_of(s)], ANCHOR_START, (Place){place.x + 8, foot},
              in(canvas, series->name));
    return foot;
}

static void draw_lorenz(Canvas *canvas)
{
    const double side = less(canvas->width - 52, 400);
    const double height = side + 70;
    const Frame frame = {
        .x = {0, 1, 44, 44 + side}, .y = {0, 1, height - 44, 26}, .x_largest = 1, .y_largest = 1};
    svg_open(canvas, height);
    draw_y_axis(canvas, &frame);
    draw_x_axis(canvas, &frame);
    svg_line(canvas, "dash", (Place){frame.x.from, frame.y.from}, (Place){frame.x.to, frame.y.to});
    const Place middle = {scale_place(&frame.x, 0.62), scale_place(&frame.y, 0.62) - 8};
    svg_words(canvas, "quiet", ANCHOR_END, middle, term_in(TERM_EQUALITY, canvas->language));
    for (size_t s = canvas->chart->series.count; s > 0; s--) draw_curve(canvas, &frame, s - 1);
    double taken = 0;
    for (size_t s = 0; s < canvas->chart->series.count; s++)
        taken = draw_lorenz_name(canvas, &frame, s, taken);
    svg_close(canvas);
}

static void draw_histogram(Canvas *canvas)
{
    const double height = canvas->narrow ? 250 : 310;
    const Frame frame = frame_of(canvas, height, 12);
    svg_open(canvas, height);
    draw_y_axis(canvas, &frame);
    if (canvas->chart->series.count > 0) {
        const ChartSeries *series = canvas->chart->series.items[0];
        for (size_t i = 0; i < series->points.count; i++) {
            const ChartPoint *bin = &series->points.items[i];
            const double left = scale_place(&frame.x, bin->x);
            const double right = scale_place(&frame.x, bin->high);
            const double top = scale_place(&frame.y, more(bin->y, 0));
            svg_box(canvas, "f0",
                    (Box){left + 0.5, top, more(right - left - 1, 0.5),
                          scale_place(&frame.y, less(bin->y, 0)) - top});
        }
    }
    draw_x_axis(canvas, &frame);
    draw_marks(canvas, &frame);
    svg_close(canvas);
}

// --- bars ---

static double value_at(const ReportChart *chart, size_t s, size_t category)
{
    const ChartSeries *series = chart->series.items[s];
    if (category < series->points.count) return series->points.items[category].y;
    const double zero = 0;
    return zero / zero;
}

// Columns stand upright where their words fit below and above them.
static bool stands(const Canvas *canvas)
{
    const ReportChart *chart = canvas->chart;
    double low = 0;
    double high = 0;
    if (chart->series.count != 1 || chart->categories.count < 4) return false;
    if (!chart_range(chart, &low, &high) || low < 0) return false;
    const double room = canvas->width / (double)chart->categories.count;
    for (size_t i = 0; i < chart->categories.count; i++) {
        if (words_width(in(canvas, chart->categories.items[i].label)) > room) return false;
        if (words_width(value_words(canvas, value_at(chart, 0, i))) > room + 4) return false;
    }
    return true;
}

static void draw_upright(Canvas *canvas)
{
    const ReportChart *chart = canvas->chart;
    const double height = canvas->narrow ? 230 : 290;
    const double slot = canvas->width / (double)chart->categories.count;
    double low = 0;
    double high = 0;
    (void)chart_range(chart, &low, &high);
    const Scale up = {0, more(high, 1e-300), height - 46, 24};
    svg_open(canvas, height);
    for (size_t i = 0; i < chart->categories.count; i++) {
        const double middle = slot * ((double)i + 0.5);
        const double value = value_at(chart, 0, i);
        const double top = scale_place(&up, is_number(value) ? value : 0);
        svg_box(canvas, "f0", (Box){middle - slot * 0.36, top, slot * 0.72, up.from - top});
        svg_words(canvas, "value", ANCHOR_MIDDLE, (Place){middle, top - 6},
                  value_words(canvas, value));
        svg_words(canvas, "tick", ANCHOR_MIDDLE, (Place){middle, up.from + 17},
                  in(canvas, chart->categories.items[i].label));
    }
    svg_line(canvas, "axis", (Place){0, up.from}, (Place){canvas->width, up.from});
    svg_words(canvas, "tick", ANCHOR_START, (Place){0, up.from + 36}, in(canvas, chart->x_title));
    svg_close(canvas);
}

static double label_margin(const Canvas *canvas)
{
    double widest = 0;
    for (size_t i = 0; i < canvas->chart->categories.count; i++)
        widest = more(widest, words_width(in(canvas, canvas->chart->categories.items[i].label)));
    return less(widest + 10, canvas->width * 0.42);
}

static double value_margin(const Canvas *canvas)
{
    double widest = 0;
    for (size_t s = 0; s < canvas->chart->series.count; s++)
        for (size_t i = 0; i < canvas->chart->categories.count; i++)
            widest = more(widest, words_width(value_words(canvas, value_at(canvas->chart, s, i))));
    return widest + 8;
}

// The series by their colours, in one line.
static void draw_key(Canvas *canvas, double left)
{
    double x = left;
    for (size_t s = 0; s < canvas->chart->series.count; s++) {
        const Str name = in(canvas, canvas->chart->series.items[s]->name);
        svg_box(canvas, fill_classes[class_of(s)], (Box){x, 3, 11, 11});
        svg_words(canvas, name_classes[class_of(s)], ANCHOR_START, (Place){x + 16, 13}, name);
        x += words_width(name) + 34;
    }
}

static void draw_bar(Canvas *canvas, const Scale *across, Box lane, size_t s, double value)
{
    const double zero = scale_place(across, 0);
    const double end = scale_place(across, is_number(value) ? value : 0);
    const double middle = lane.y + lane.height / 2 + 4.5;
    svg_box(canvas, fill_classes[class_of(s)],
            (Box){less(zero, end), lane.y, more(end - zero, zero - end), lane.height});
    const bool left = is_number(value) && value < 0;
    svg_words(canvas, "value", left ? ANCHOR_END : ANCHOR_START,
              (Place){end + (left ? -5 : 5), middle}, value_words(canvas, value));
}

static void draw_lying(Canvas *canvas)
{
    const ReportChart *chart = canvas->chart;
    const double bar = chart->series.count > 1 ? 16 : 20;
    const double group = bar * (double)chart->series.count + 12;
    const double top = chart->series.count > 1 ? 26 : 4;
    const double height = top + group * (double)chart->categories.count + 4;
    double low = 0;
    double high = 0;
    (void)chart_range(chart, &low, &high);
    const double left = label_margin(canvas);
    const double value = value_margin(canvas);
    const Scale across = {less(low, 0), more(high, 0), left + (low < 0 ? value : 0),
                          canvas->width - value};
    svg_open(canvas, height);
    if (chart->series.count > 1) draw_key(canvas, left);
    for (size_t i = 0; i < chart->categories.count; i++) {
        const double y = top + group * (double)i + 6;
        svg_words(canvas, "label", ANCHOR_START, (Place){0, y + (group - 12) / 2 + 4.5},
                  in(canvas, chart->categories.items[i].label));
        for (size_t s = 0; s < chart->series.count; s++)
            draw_bar(canvas, &across, (Box){0, y + bar * (double)s, 0, bar - 2}, s,
                     value_at(chart, s, i));
    }
    const double zero = scale_place(&across, 0);
    svg_line(canvas, "axis", (Place){zero, top}, (Place){zero, height - 4});
    svg_close(canvas);
}

// Of the two sides of a balance: gains are the first series, losses the second.
static double balance_size(const ReportChart *chart, size_t side, size_t category)
{
    const double value = value_at(chart, side, category);
    if (!is_number(value)) return 0;
    return value < 0 ? -value : value;
}

static double balance_most(const ReportChart *chart, size_t side)
{
    double most = 0;
    if (side >= chart->series.count) return 0;
    for (size_t i = 0; i < chart->categories.count; i++)
        most = more(most, balance_size(chart, side, i));
    return most;
}

static void draw_side(Canvas *canvas, const Scale *across, size_t side, size_t category, double y)
{
    const bool gains = side == 0;
    const double size = balance_size(canvas->chart, side, category);
    const double zero = scale_place(across, 0);
    const double end = scale_place(across, gains ? size : -size);
    svg_box(canvas, fill_classes[side],
            (Box){less(zero, end), y, more(end - zero, zero - end), 21});
    svg_words(canvas, "value", gains ? ANCHOR_START : ANCHOR_END,
              (Place){end + (gains ? 5 : -5), y + 15},
              value_words(canvas, value_at(canvas->chart, side, category)));
}

// Who gains to the right, who loses to the left of one line.
static void draw_balance(Canvas *canvas)
{
    const ReportChart *chart = canvas->chart;
    const size_t sides = chart->series.count < 2 ? chart->series.count : 2;
    const double top = 28;
    const double group = 30;
    const double height = top + group * (double)chart->categories.count + 4;
    const double value = value_margin(canvas);
    const Scale across = {-balance_most(chart, 1), balance_most(chart, 0),
                          label_margin(canvas) + value, canvas->width - value};
    const double zero = scale_place(&across, 0);
    svg_open(canvas, height);
    for (size_t s = 0; s < sides; s++)
        svg_words(canvas, name_classes[s], s == 0 ? ANCHOR_START : ANCHOR_END,
                  (Place){zero + (s == 0 ? 6 : -6), 14}, in(canvas, chart->series.items[s]->name));
    for (size_t i = 0; i < chart->categories.count; i++) {
        const double y = top + group * (double)i;
        svg_words(canvas, "label", ANCHOR_START, (Place){0, y + 15},
                  in(canvas, chart->categories.items[i].label));
        for (size_t s = 0; s < sides; s++) draw_side(canvas, &across, s, i, y);
    }
    svg_line(canvas, "axis", (Place){zero, 4}, (Place){zero, height - 4});
    svg_close(canvas);
}

// --- provinces ---

static size_t shade_of(double value, double low, double high)
{
    if (high <= low) return SHADES / 2;
    const size_t shade = (size_t)((value - low) / (high - low) * SHADES);
    return shade < SHADES ? shade : SHADES - 1;
}

static void draw_tile(Canvas *canvas, const ProvinceTile *tile, Box box, double low, double high)
{
    static const char *const shades[SHADES] = {"t0", "t1", "t2", "t3", "t4"};
    static const char *const marks[SHADES] = {"m0", "m1", "m2", "m3", "m4"};
    static const char *const figures[SHADES] = {"m0 fig", "m1 fig", "m2 fig", "m3 fig", "m4 fig"};
    const double value = tile_value(canvas->chart, tile);
    const bool known = is_number(value);
    const size_t shade = known ? shade_of(value, low, high) : 0;
    text_add(canvas->out, STR("<g><title>"));
    put_escaped(canvas->out, in(canvas, tile->name));
    text_add_char(canvas->out, ' ');
    put_escaped(canvas->out, value_words(canvas, value));
    text_add(canvas->out, STR("</title>\n"));
    svg_box(canvas, known ? shades[shade] : "none", box);
    const Place middle = {box.x + box.width / 2, box.y + box.height / 2};
    svg_words(canvas, known ? marks[shade] : "quiet", ANCHOR_MIDDLE,
              (Place){middle.x, middle.y + (known ? -2 : 5)}, in(canvas, tile->mark));
    if (known)
        svg_words(canvas, figures[shade], ANCHOR_MIDDLE, (Place){middle.x, middle.y + 13},
                  value_words(canvas, value));
    text_add(canvas->out, STR("</g>\n"));
}

static void draw_shades(Canvas *canvas, double y, double low, double high)
{
    static const char *const shades[SHADES] = {"t0", "t1", "t2", "t3", "t4"};
    const double width = canvas->narrow ? 34 : 44;
    const Str least = value_words(canvas, low);
    const double left = words_width(least) + 8;
    svg_words(canvas, "tick", ANCHOR_START, (Place){0, y + 11}, least);
    for (size_t i = 0; i < SHADES; i++)
        svg_box(canvas, shades[i], (Box){left + (double)i * (width + 2), y, width, 13});
    svg_words(canvas, "tick", ANCHOR_START, (Place){left + SHADES * (width + 2) + 6, y + 11},
              value_words(canvas, high));
}

static void draw_tiles(Canvas *canvas)
{
    const double gap = 3;
    const double width = less((canvas->width + gap) / TILE_COLUMNS - gap, 74);
    const double tall = canvas->narrow ? 42 : 50;
    const double top = 30;
    double low = 0;
    double high = 0;
    const bool any = chart_range(canvas->chart, &low, &high);
    svg_open(canvas, top + TILE_ROWS * (tall + gap));
    if (any) draw_shades(canvas, 2, low, high);
    size_t count = 0;
    const ProvinceTile *tiles = province_tiles(&count);
    for (size_t i = 0; i < count; i++)
        draw_tile(
            canvas, &tiles[i],
            (Box){tiles[i].column * (width + gap), top + tiles[i].row * (tall + gap), width, tall},
            low, high);
    svg_close(canvas);
}

void put_chart_svg(Text *out, const ReportChart *chart, double width, Language language)
{
    Canvas canvas = {.out = out,
                     .arena = out->arena,
                     .chart = chart,
                     .language = language,
                     .width = width,
                     .narrow = width <= CHART_NARROW};
    switch (chart->kind) {
    case CHART_LORENZ: draw_lorenz(&canvas); break;
    case CHART_LINES: draw_lines(&canvas); break;
    case CHART_BARS:
        if (stands(&canvas)) draw_upright(&canvas);
        else draw_lying(&canvas);
        break;
    case CHART_BALANCE: draw_balance(&canvas); break;
    case CHART_HISTOGRAM: draw_histogram(&canvas); break;
    case CHART_TILES: draw_tiles(&canvas); break;
    }
}
