// A curve as a picture. Above, net resources over the fact that varies, with own income below it,
// so that the band between the two is the help; below, the effective marginal rate; turns are
// numbered and told underneath, cliffs in red.
//
// Places are whole hundredths of a pixel, from exact numbers: the same curve is the same bytes.

#include "base/text.h"
#include "decide/value_text.h"
#include "explain/curve.h"
#include "explain/curve_words.h"

enum {
    WIDTH = 960,
    LEFT = 92,
    RIGHT = 930,
    TOP = 96, // of the upper panel
    BOTTOM = 400,
    RATE_TOP = 458, // of the lower
    RATE_BOTTOM = 578,
    LEGEND_TOP = 640,
    LINE_HEIGHT = 22,
    TURNS_DRAWN = 24,   // more would only blacken the picture; all are in the text and the table
    LINE_COLUMNS = 116, // of a line of words, as a terminal counts them
};

#define RATE_LOW  (-50) // percent; what lies outside is drawn at the edge
#define RATE_HIGH 150

// A line of words under the panels.
typedef struct ToldLine {
    Str text;
    bool bad;
    bool goes_on; // the one before
} ToldLine;

typedef struct Picture {
    Text out;
    const Curve *curve;
    Speaker speaker;
    Number net_high; // the top of the upper panel, in fen
    Number net_step; // between its lines
    VEC(ToldLine) told;
} Picture;

// --- places ---

static int64_t hundredths(int64_t pixels)
{
    return pixels * 100;
}

// Where `value` lies between `low` and `high`, as hundredths of a pixel between two edges.
static int64_t place(Number value, Number low, Number high, int64_t from, int64_t to)
{
    Number span = number_whole(1);
    Number at = number_whole(0);
    const bool sound =
        number_subtract(high, low, &span) && span.num > 0 && number_subtract(value, low, &at) &&
        number_multiply(at, number_whole(hundredths(to - from)), &at) &&
        number_divide(at, span, &at) && number_round(at, number_whole(1), ROUND_HALF_UP, &at);
    if (!sound) return hundredths(from);
    return hundredths(from) + (int64_t)at.num;
}

static int64_t across(const Picture *picture, Number varied)
{
    return place(varied, picture->curve->options.from,
                 picture->curve->points[picture->curve->point_count - 1].varied, LEFT, RIGHT);
}

static int64_t up(const Picture *picture, Number amount)
{
    return place(amount, number_whole(0), picture->net_high, BOTTOM, TOP);
}

static void put_place(Text *out, int64_t hundredths)
{
    const bool negative = hundredths < 0;
    const int64_t size = negative ? -hundredths : hundredths;
    text_print(out, "%s%lld.%02lld", negative ? "-" : "", (long long)(size / 100),
               (long long)(size % 100));
}

static void put_point(Text *out, int64_t x, int64_t y)
{
    put_place(out, x);
    text_add_char(out, ',');
    put_place(out, y);
    text_add_char(out, ' ');
}

// --- pieces ---

static void put_escaped(Text *out, Str text)
{
    for (size_t i = 0; i < text.size; i++) {
        switch (text.data[i]) {
        case '<': text_add(out, STR("&lt;")); break;
        case '>': text_add(out, STR("&gt;")); break;
        case '&': text_add(out, STR("&amp;")); break;
        case '"': text_add(out, STR("&quot;")); break;
        default: text_add_char(out, text.data[i]);
        }
    }
}

static void put_text(Picture *picture, const char *style, int64_t x, int64_t y, Str text)
{
    text_print(&picture->out, "<text class=\"%s\" x=\"", style);
    put_place(&picture->out, x);
    text_add(&picture->out, STR("\" y=\""));
    put_place(&picture->out, y);
    text_add(&picture->out, STR("\">"));
    put_escaped(&picture->out, text);
    text_add(&picture->out, STR("</text>\n"));
}

static void put_line(Picture *picture, const char *style, int64_t x1, int64_t y1, int64_t x2,
                     int64_t y2)
{
    text_print(&picture->out, "<path class=\"%s\" d=\"M", style);
    put_point(&picture->out, x1, y1);
    text_add_char(&picture->out, 'L');
    put_point(&picture->out, x2, y2);
    text_add(&picture->out, STR("\"/>\n"));
}

// The smallest of 1, 2, 5, 10, 20 ... `unit`s of which at most `count` make up `span`.
static Number nice_step(Number span, int64_t unit, int64_t count)
{
    Number step = number_whole(unit);
    for (int i = 0; i < 60; i++) {
        Number reach = step;
        if (!number_multiply(step, number_whole(count), &reach) || number_compare(reach, span) >= 0)
            break;
        // 1 -> 2 -> 5 -> 10
        const bool fits =
            number_multiply(step, i % 3 == 1 ? number_fraction(5, 2) : number_whole(2), &step);
        if (!fits) break;
    }
    return step;
}

static Str whole_text(const Picture *picture, Number value, Type type)
{
    if (type.dimensions[DIMENSION_MONEY] != 1) {
        const Value known = value_number(value);
        return value_text(picture->speaker.arena, picture->curve->situation, &known, type);
    }
    const Number coins = program_in_coins(picture->speaker.program, value);
    return number_print(picture->speaker.arena, coins,
                        (NumberFormat){.places_max = 2, .grouped = true});
}

// --- the panels ---

static void put_net_axis(Picture *picture)
{
    const Type money = type_money_per(DIMENSION_MONTH);
    Number at = number_whole(0);
    while (number_compare(at, picture->net_high) <= 0) {
        const int64_t y = up(picture, at);
        put_line(picture, at.num == 0 ? "axis" : "grid", hundredths(LEFT), y, hundredths(RIGHT), y);
        put_text(picture, "number", hundredths(LEFT - 8), y + 400, whole_text(picture, at, money));
        if (!number_add(at, picture->net_step, &at)) break;
    }
    put_text(picture, "label", hundredths(LEFT), hundredths(TOP - 14),
             say(&picture->speaker, PHRASE_CURVE_NET_LONG));
}

static void put_varied_axis(Picture *picture, int64_t y)
{
    const Curve *curve = picture->curve;
    const Type type = curve_type(curve);
    Number span = number_whole(0);
    const Number last = curve->points[curve->point_count - 1].varied;
    if (!number_subtract(last, curve->options.from, &span)) return;
    const bool money = type.dimensions[DIMENSION_MONEY] == 1;
    const Number step = nice_step(span, money ? 100 : 1, 10);
    Number at = curve->options.from;
    while (number_compare(at, last) <= 0) {
        const int64_t x = across(picture, at);
        put_line(picture, "axis", x, hundredths(y), x, hundredths(y + 5));
        put_text(picture, "tick", x, hundredths(y + 20), whole_text(picture, at, type));
        if (!number_add(at, step, &at)) break;
    }
}

// The outline of a value over all points.
static void put_outline(Picture *picture, bool own, bool backwards)
{
    const Curve *curve = picture->curve;
    for (size_t i = 0; i < curve->point_count; i++) {
        const CurvePoint *point = &curve->points[backwards ? curve->point_count - 1 - i : i];
        put_point(&picture->out, across(picture, point->varied),
                  up(picture, own ? point->own : point->net));
    }
}

static void put_net(Picture *picture)
{
    text_add(&picture->out, STR("<polygon class=\"help\" points=\""));
    put_outline(picture, false, false);
    put_outline(picture, true, true);
    text_add(&picture->out, STR("\"/>\n<polyline class=\"own\" points=\""));
    put_outline(picture, true, false);
    text_add(&picture->out, STR("\"/>\n<polyline class=\"net\" points=\""));
    put_outline(picture, false, false);
    text_add(&picture->out, STR("\"/>\n"));
}

static int64_t rate_height(Number rate)
{
    const Number low = number_fraction(RATE_LOW, 100);
    const Number high = number_fraction(RATE_HIGH, 100);
    if (number_compare(rate, low) < 0) rate = low;
    if (number_compare(rate, high) > 0) rate = high;
    return place(rate, low, high, RATE_BOTTOM, RATE_TOP);
}

static void put_rates(Picture *picture)
{
    const Curve *curve = picture->curve;
    for (int64_t percent = RATE_LOW; percent <= RATE_HIGH; percent += 50) {
        const int64_t y = rate_height(number_fraction(percent, 100));
        put_line(picture, percent == 0 ? "axis" : "grid", hundredths(LEFT), y, hundredths(RIGHT),
                 y);
        put_text(picture, "number", hundredths(LEFT - 8), y + 400,
                 str_print(picture->speaker.arena, "%lld%%", (long long)percent));
    }
    text_add(&picture->out, STR("<polyline class=\"rate\" points=\""));
    for (size_t i = 1; i < curve->point_count; i++) {
        Number rate;
        if (!curve_rate(curve, i - 1, i, &rate)) continue;
        const int64_t y = rate_height(rate);
        put_point(&picture->out, across(picture, curve->points[i - 1].varied), y);
        put_point(&picture->out, across(picture, curve->points[i].varied), y);
    }
    text_add(&picture->out, STR("\"/>\n"));
    put_text(picture, "label", hundredths(LEFT), hundredths(RATE_TOP - 12),
             say(&picture->speaker, PHRASE_CURVE_RATE_LONG));
}

// Where a line that is too long is broken: behind its last blank, or before the first character
// that does not fit where the writing has no blanks.
static size_t break_at(Str text)
{
    size_t columns = 0;
    size_t blank = 0;
    for (size_t at = 0; at < text.size;) {
        size_t size = 0;
        (void)utf8_decode(text, at, &size);
        const size_t width = utf8_width(str_slice(text, at, at + size));
        columns += width;
        if (columns > LINE_COLUMNS) return width == 2 || blank == 0 ? at : blank;
        at += size;
        if (text.data[at - 1] == ' ') blank = at;
    }
    return text.size;
}

static void tell(Picture *picture, Str text, bool bad)
{
    for (bool goes_on = false; text.size > 0; goes_on = true) {
        const size_t end = break_at(text);
        *vec_push(picture->speaker.arena, &picture->told) =
            (ToldLine){.text = str_slice(text, 0, end), .bad = bad, .goes_on = goes_on};
        text = str_slice(text, end, text.size);
    }
}

static void tell_turns(Picture *picture)
{
    const Curve *curve = picture->curve;
    for (size_t i = 0; i < curve->turn_count && i < TURNS_DRAWN; i++) {
        const CurveTurn *turn = &curve->turns[i];
        tell(picture,
             str_print(picture->speaker.arena, "%zu. " STR_FORMAT, i + 1,
                       STR_ARGS(curve_turn_text(curve, &picture->speaker, turn))),
             turn->cliff);
    }
    const Str left_out = curve_left_out(curve, &picture->speaker);
    if (left_out.size > 0) tell(picture, left_out, false);
}

static void put_told(Picture *picture)
{
    for (size_t i = 0; i < picture->told.count; i++) {
        const ToldLine *line = &picture->told.items[i];
        put_text(picture, line->bad ? "told bad" : "told",
                 hundredths(LEFT + (line->goes_on ? 18 : 0)),
                 hundredths(LEGEND_TOP + LINE_HEIGHT * (int64_t)i), line->text);
    }
}

static void put_turns(Picture *picture)
{
    const Curve *curve = picture->curve;
    for (size_t i = 0; i < curve->turn_count && i < TURNS_DRAWN; i++) {
        const CurveTurn *turn = &curve->turns[i];
        const int64_t x = across(picture, turn->above.varied);
        const char *line = turn->cliff ? "cliff" : "turn";
        put_line(picture, line, x, hundredths(TOP + 14), x, hundredths(BOTTOM));
        put_text(picture, turn->cliff ? "mark bad" : "mark", x,
                 hundredths(TOP + 10 - 12 * (int64_t)(i % 2)),
                 str_print(picture->speaker.arena, "%zu", i + 1));
    }
}

// --- the whole picture ---

static const char style[] =
    "<style>\n"
    "text { font-family: 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', "
    "sans-serif; font-size: 13px; fill: #1f2a33; }\n"
    ".title { font-size: 20px; font-weight: 600; }\n"
    ".label, .note { fill: #51606b; }\n"
    ".number { text-anchor: end; fill: #51606b; }\n"
    ".tick, .mark { text-anchor: middle; fill: #51606b; }\n"
    ".grid { stroke: #e3e8ec; fill: none; }\n"
    ".axis { stroke: #9aa7b0; fill: none; }\n"
    ".help { fill: #bfe3dc; }\n"
    ".own { stroke: #7a8790; stroke-width: 1.5; stroke-dasharray: 5 4; fill: none; }\n"
    ".net { stroke: #0b6b5d; stroke-width: 2.5; stroke-linejoin: round; fill: none; }\n"
    ".rate { stroke: #8a4b08; stroke-width: 2; fill: none; }\n"
    ".turn { stroke: #9aa7b0; stroke-dasharray: 2 4; fill: none; }\n"
    ".cliff { stroke: #b3261e; stroke-dasharray: 4 3; fill: none; }\n"
    ".bad { fill: #b3261e; }\n"
    "</style>\n";

static void set_scale(Picture *picture)
{
    Number highest = number_whole(100);
    for (size_t i = 0; i < picture->curve->point_count; i++) {
        const CurvePoint *point = &picture->curve->points[i];
        if (number_compare(point->net, highest) > 0) highest = point->net;
    }
    picture->net_step = nice_step(highest, 100, 6);
    picture->net_high = number_whole(0);
    while (number_compare(picture->net_high, highest) < 0) {
        if (!number_add(picture->net_high, picture->net_step, &picture->net_high)) break;
    }
}

static int64_t picture_height(const Picture *picture)
{
    return LEGEND_TOP + LINE_HEIGHT * ((int64_t)picture->told.count + 2);
}

static void put_key(Picture *picture)
{
    const int64_t y = hundredths(TOP - 18);
    put_line(picture, "net", 62000, y, 65000, y);
    put_text(picture, "note", 65600, y + 450, say(&picture->speaker, PHRASE_CURVE_NET));
    put_line(picture, "own", 74000, y, 77000, y);
    put_text(picture, "note", 77600, y + 450, say(&picture->speaker, PHRASE_CURVE_OWN_LONG));
}

Str curve_svg(const Curve *curve, Language language, Arena *arena)
{
    Picture picture = {
        .out = text_start(arena), .curve = curve, .speaker = curve_speaker(curve, language, arena)};
    set_scale(&picture);
    tell_turns(&picture);
    const int64_t height = picture_height(&picture);
    text_print(&picture.out,
               "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %lld\" width=\"%d\" "
               "height=\"%lld\" role=\"img\" xml:lang=\"%s\">\n<title>",
               WIDTH, (long long)height, WIDTH, (long long)height,
               language == LANGUAGE_ZH ? "zh" : "en");
    put_escaped(&picture.out, curve_title(curve, &picture.speaker));
    text_print(&picture.out, "</title>\n%s<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
               style);
    put_text(&picture, "title", hundredths(LEFT), 3400, curve_title(curve, &picture.speaker));
    put_text(&picture, "note", hundredths(LEFT), 5800, curve_place(curve, &picture.speaker));
    put_key(&picture);
    put_net_axis(&picture);
    put_net(&picture);
    put_varied_axis(&picture, BOTTOM);
    put_rates(&picture);
    put_varied_axis(&picture, RATE_BOTTOM);
    put_turns(&picture);
    put_told(&picture);
    put_text(&picture, "note", hundredths(LEFT), hundredths(height - LINE_HEIGHT),
             say(&picture.speaker, PHRASE_CURVE_NOTE));
    text_add(&picture.out, STR("</svg>\n"));
    return text_str(&picture.out);
}
