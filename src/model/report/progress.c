#include "model/report/progress.h"

#include <stdio.h>
#include <string.h>

enum {
    NANOSECONDS_TENTH = 100000000,
    BAR_COLUMNS_MAX = 30,
    BAR_COLUMNS_MIN = 8,
    HOURS_SHOWN_MAX = 999, // more is no forecast
};

Progress progress_start(uint64_t total, Bilingual unit)
{
    return (Progress){.total = total, .unit = unit};
}

bool progress_is_due(Progress *progress, uint64_t elapsed_ns)
{
    if (progress->shown && elapsed_ns - progress->shown_at_ns < NANOSECONDS_TENTH) return false;
    progress->shown = true;
    progress->shown_at_ns = elapsed_ns;
    return true;
}

// --- pieces, in whole numbers ---

typedef struct Piece {
    char text[128];
} Piece;

// Three or four digits and a word: 8300000 is "8.30 M", 830万.
static Piece rounded(uint64_t count, Language language)
{
    typedef struct Step {
        uint64_t from;
        const char *word;
    } Step;
    static const Step steps_en[] = {{UINT64_C(1000000000), " bn"}, {1000000, " M"}, {1000, " k"}};
    static const Step steps_zh[] = {{100000000, "亿"}, {10000, "万"}};
    const Step *steps = language == LANGUAGE_ZH ? steps_zh : steps_en;
    const size_t step_count = language == LANGUAGE_ZH ? 2 : 3;
    Piece piece;
    for (size_t i = 0; i < step_count; i++) {
        if (count < steps[i].from) continue;
        const uint64_t whole = count / steps[i].from;
        const uint64_t hundredths = count % steps[i].from / (steps[i].from / 100);
        if (whole >= 100)
            (void)snprintf(piece.text, sizeof piece.text, "%llu%s", (unsigned long long)whole,
                           steps[i].word);
        else if (whole >= 10)
            (void)snprintf(piece.text, sizeof piece.text, "%llu.%llu%s", (unsigned long long)whole,
                           (unsigned long long)(hundredths / 10), steps[i].word);
        else
            (void)snprintf(piece.text, sizeof piece.text, "%llu.%02llu%s",
                           (unsigned long long)whole, (unsigned long long)hundredths,
                           steps[i].word);
        return piece;
    }
    (void)snprintf(piece.text, sizeof piece.text, "%llu", (unsigned long long)count);
    return piece;
}

// "0:02", "12:07", "1:02:07".
static Piece clock_text(uint64_t seconds)
{
    Piece piece;
    const unsigned long long hours = seconds / 3600;
    const unsigned minutes = (unsigned)(seconds / 60 % 60);
    const unsigned rest = (unsigned)(seconds % 60);
    if (hours > HOURS_SHOWN_MAX) (void)snprintf(piece.text, sizeof piece.text, "999:59:59");
    else if (hours > 0)
        (void)snprintf(piece.text, sizeof piece.text, "%llu:%02u:%02u", hours, minutes, rest);
    else (void)snprintf(piece.text, sizeof piece.text, "%u:%02u", minutes, rest);
    return piece;
}

// a * b / c without overflow, for c > 0; too large becomes the largest.
static uint64_t times_over(uint64_t a, uint64_t b, uint64_t c)
{
    __extension__ typedef unsigned __int128 Product;
    const Product result = (Product)a * b / c;
    return result > UINT64_MAX ? UINT64_MAX : (uint64_t)result;
}

static uint64_t rate_of(uint64_t done, uint64_t elapsed_ns)
{
    return elapsed_ns == 0 ? 0 : times_over(done, UINT64_C(1000000000), elapsed_ns);
}

// Cuts or fills a line to so many columns.
static void fit(ProgressLine *line, size_t columns)
{
    const size_t room = sizeof line->text - 1;
    size_t size = 0;
    size_t width = 0;
    const Str whole = str_from(line->text);
    while (size < whole.size) {
        size_t step = 0;
        (void)utf8_decode(whole, size, &step);
        const size_t wide = utf8_width(str_slice(whole, size, size + step));
        if (width + wide > columns) break;
        width += wide;
        size += step;
    }
    while (width < columns && size < room) {
        line->text[size++] = ' ';
        width++;
    }
    line->text[size] = '\0';
}

static void put_bar(char *bar, uint64_t done, uint64_t total, unsigned columns)
{
    const uint64_t filled = times_over(done, columns, total);
    size_t size = 0;
    for (unsigned i = 0; i < columns; i++) {
        const char *piece = i < filled ? "█" : "░";
        memcpy(bar + size, piece, strlen(piece));
        size += strlen(piece);
    }
    bar[size] = '\0';
}

ProgressLine progress_line(const Progress *progress, uint64_t done, uint64_t elapsed_ns,
                           unsigned columns, Language language)
{
    ProgressLine line;
    const bool zh = language == LANGUAGE_ZH;
    const Str unit = bilingual_in(progress->unit, language);
    const uint64_t rate = rate_of(done, elapsed_ns);
    const Piece count = rounded(done, language);
    const Piece speed = rounded(rate, language);
    if (columns < 2) columns = 2;
    if (progress->total == 0 || done > progress->total) {
        (void)snprintf(line.text, sizeof line.text,
                       zh ? "%s" STR_FORMAT "  每秒%s" : "%s " STR_FORMAT "  %s/s", count.text,
                       STR_ARGS(unit), speed.text);
        fit(&line, columns - 1);
        return line;
    }
    char bar[BAR_COLUMNS_MAX * 4 + 1];
    unsigned bar_columns = columns > 62 ? columns - 54 : BAR_COLUMNS_MIN;
    if (bar_columns > BAR_COLUMNS_MAX) bar_columns = BAR_COLUMNS_MAX;
    put_bar(bar, done, progress->total, bar_columns);
    const unsigned percent = (unsigned)times_over(done, 100, progress->total);
    const uint64_t left_ns = done == 0 ? 0 : times_over(progress->total - done, elapsed_ns, done);
    const Piece left = clock_text(left_ns / UINT64_C(1000000000));
    (void)snprintf(line.text, sizeof line.text,
                   zh ? "%s %3u%%  %s" STR_FORMAT "  每秒%s  %s%s"
                      : "%s %3u%%  %s " STR_FORMAT "  %s/s  %s%s",
                   bar, percent, count.text, STR_ARGS(unit), speed.text, done == 0 ? "" : left.text,
                   done == 0 ? ""
                   : zh      ? "后完成"
                             : " left");
    fit(&line, columns - 1);
    return line;
}

ProgressLine progress_end(const Progress *progress, uint64_t done, uint64_t elapsed_ns,
                          Language language)
{
    ProgressLine line;
    const bool zh = language == LANGUAGE_ZH;
    const Str unit = bilingual_in(progress->unit, language);
    const bool partial = progress->total > 0 && done < progress->total;
    const Piece count = rounded(done, language);
    const Piece speed = rounded(rate_of(done, elapsed_ns), language);
    const unsigned long long seconds = elapsed_ns / UINT64_C(1000000000);
    const unsigned tenth = (unsigned)(elapsed_ns / NANOSECONDS_TENTH % 10);
    (void)snprintf(line.text, sizeof line.text,
                   zh ? "%s" STR_FORMAT "，用时%llu.%u秒，每秒%s%s"
                      : "%s " STR_FORMAT " in %llu.%u s, %s/s%s",
                   count.text, STR_ARGS(unit), seconds, tenth, speed.text,
                   !partial ? ""
                   : zh     ? "（未算完）"
                            : " (partial)");
    return line;
}
