#include "figures.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/csv.h"
#include "base/os.h"
#include "unit.h"

void figures_open(Figures *figures, size_t count)
{
    Arena *arena = arena_create();
    *figures = (Figures){
        .arena = arena,
        .id = ARENA_ARRAY(arena, uint64_t, count),
        .size = ARENA_ARRAY(arena, int32_t, count),
        .weight = ARENA_ARRAY(arena, int64_t, count),
        .before = ARENA_ARRAY(arena, int64_t, count),
        .benefit = ARENA_ARRAY(arena, int64_t, count),
        .line = ARENA_ARRAY(arena, int64_t, count),
        .group = ARENA_ARRAY(arena, uint32_t, count),
    };
    for (size_t i = 0; i < count; i++) {
        figures->id[i] = i + 1;
        figures->size[i] = 1;
        figures->weight[i] = 1;
    }
    figures->survey = (Survey){.count = count,
                               .id = figures->id,
                               .size = figures->size,
                               .weight = figures->weight,
                               .weight_scale = 1};
}

void figures_close(Figures *figures)
{
    arena_destroy(figures->arena);
}

void figures_open_t1(Figures *figures)
{
    static const int64_t y[] = {2, 4, 4, 6, 10, 15};
    static const int64_t w[] = {1, 2, 1, 3, 2, 1};
    static const int64_t b[] = {3, 2, 0, 1, 0, 0};
    figures_open(figures, COUNT_OF(y));
    for (size_t i = 0; i < COUNT_OF(y); i++) {
        figures->before[i] = y[i];
        figures->weight[i] = w[i];
        figures->benefit[i] = b[i];
        figures->line[i] = 6;
    }
}

void figures_open_t2(Figures *figures)
{
    static const struct {
        int32_t size;
        int64_t weight, before, benefit;
    } rows[] = {{2, 1, 2000, 6000}, {4, 1, 3000, 0},    {1, 2, 5000, 1200},
                {3, 1, 6500, 0},    {2, 2, 9000, 1200}, {3, 1, 20000, 0}};
    figures_open(figures, COUNT_OF(rows));
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        figures->size[i] = rows[i].size;
        figures->weight[i] = rows[i].weight;
        figures->before[i] = rows[i].before * rows[i].size;
        figures->benefit[i] = rows[i].benefit;
        figures->line[i] = 6000;
    }
}

static int64_t whole_cell(const CsvTable *table, size_t row, size_t column)
{
    Number number = {0};
    if (!number_parse(csv_cell(table, row, column)->text, &number) || number.den != 1)
        fail_msg("row %zu, column %zu is no whole number", row, column);
    return (int64_t)number.num;
}

void figures_open_syn1000(Figures *figures)
{
    const char *path = "tests/data/statistics/syn1000.csv";
    figures_open(figures, 1000);
    Sources sources = {0};
    Error err = {0};
    Str text = {0};
    if (!os_read_file(path, 1 << 20, figures->arena, &text, &err)) fail_msg("%s", err.message);
    const uint32_t file = sources_add(figures->arena, &sources, str_from(path), text);
    Diagnostics diagnostics = diagnostics_start(figures->arena, &sources);
    CsvTable table = {0};
    const Span all = {.file = file, .start = 0, .end = (uint32_t)text.size};
    if (!csv_parse(&diagnostics, all, &table)) fail_msg("%s has no header", path);
    assert_int_equal(table.rows, 1000);
    for (size_t i = 0; i < table.rows; i++) {
        figures->id[i] = (uint64_t)whole_cell(&table, i, 0);
        figures->size[i] = (int32_t)whole_cell(&table, i, 1);
        figures->group[i] = (uint32_t)whole_cell(&table, i, 2);
        figures->before[i] = whole_cell(&table, i, 3) * figures->size[i];
        figures->weight[i] = whole_cell(&table, i, 4);
        figures->benefit[i] = whole_cell(&table, i, 5);
        figures->line[i] = figures->group[i] == 1 ? 9348 : 7380;
    }
}

uint64_t figures_random(uint64_t *state)
{
    *state += UINT64_C(0x9E3779B97F4A7C15);
    uint64_t z = *state;
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

void figures_open_random(Figures *figures, size_t count, uint64_t seed)
{
    figures_open(figures, count);
    for (size_t i = 0; i < count; i++) {
        figures->size[i] = 1 + (int32_t)(figures_random(&seed) % 6);
        figures->weight[i] = 1 + (int64_t)(figures_random(&seed) % 50);
        // Squared, so that there are few rich; in steps, so that there are ties.
        const int64_t draw = (int64_t)(figures_random(&seed) % 1000);
        figures->before[i] = draw * draw / 50 * 50 * figures->size[i];
        figures->line[i] = figures_random(&seed) % 2 == 0 ? 120000 : 90000;
        figures->group[i] = (uint32_t)(figures_random(&seed) % 3);
        const int64_t gap = figures->line[i] * figures->size[i] - figures->before[i];
        const uint64_t luck = figures_random(&seed) % 100;
        if (gap > 0 && luck < 60) figures->benefit[i] = gap;
        if (gap <= 0 && luck < 5) figures->benefit[i] = 10000 * figures->size[i];
    }
}

Ranking figures_rank(const Figures *figures, const int64_t *fen)
{
    Ranking ranking = {0};
    Error err = {0};
    if (!ranking_make(&figures->survey, fen, figures->arena, &ranking, &err))
        fail_msg("%s", err.message);
    return ranking;
}

int64_t *figures_after(const Figures *figures)
{
    int64_t *after = ARENA_ARRAY(figures->arena, int64_t, figures->survey.count);
    for (size_t i = 0; i < figures->survey.count; i++)
        after[i] = figures->before[i] + figures->benefit[i];
    return after;
}

static size_t print_wide(char *at, Wide value)
{
    char digits[48];
    size_t count = 0;
    size_t size = 0;
    if (value < 0) at[size++] = '-';
    Wide rest = value < 0 ? -value : value;
    do {
        digits[count++] = (char)('0' + (int)(rest % 10));
        rest /= 10;
    } while (rest > 0);
    while (count > 0) at[size++] = digits[--count];
    at[size] = '\0';
    return size;
}

size_t ratio_differs(const char *row, Ratio got, const char *expected)
{
    char text[120];
    if (got.status != STATUS_DEFINED) {
        (void)snprintf(text, sizeof text, "%s", status_name(got.status));
    } else {
        const Ratio reduced = ratio_reduced(got);
        size_t size = print_wide(text, reduced.num);
        if (reduced.den != 1) {
            text[size++] = '/';
            (void)print_wide(text + size, reduced.den);
        }
    }
    return row_differs(row, text, expected);
}

size_t value_differs(const char *row, double got, double expected, double tolerance)
{
    const double off = got > expected ? got - expected : expected - got;
    const double size = expected < 0 ? -expected : expected;
    if (off <= tolerance * (size > 1e-3 ? size : 1)) return 0;
    print_error("row \"%s\":\n    got      %.17g\n    expected %.17g\n", row, got, expected);
    return 1;
}

size_t real_differs(const char *row, Real got, double expected, double tolerance)
{
    if (got.status != STATUS_DEFINED) {
        print_error("row \"%s\":\n    got      %s\n    expected %.17g\n", row,
                    status_name(got.status), expected);
        return 1;
    }
    return value_differs(row, got.value, expected, tolerance);
}

size_t outside(const char *row, double value, double low, double high)
{
    if (value >= low && value <= high) return 0;
    print_error("row \"%s\":\n    got %.17g outside [%.17g, %.17g]\n", row, value, low, high);
    return 1;
}
