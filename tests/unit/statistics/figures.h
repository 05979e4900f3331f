// figures.h - surveys for tests, and comparing what comes of them.
#ifndef TESTS_UNIT_STATISTICS_FIGURES_H
#define TESTS_UNIT_STATISTICS_FIGURES_H

#include "model/statistics/survey.h"

// A survey with its columns, in an arena of its own.
typedef struct Figures {
    Arena *arena;
    Survey survey;
    uint64_t *id;
    int32_t *size;
    int64_t *weight;
    int64_t *before, *benefit, *line; // fen, or whatever unit the test counts in
    uint32_t *group;
} Figures;

void figures_open(Figures *figures, size_t count);
void figures_close(Figures *figures);

// T1 of the methods: y = 2,4,4,6,10,15; w = 1,2,1,3,2,1; z = 6; b = 3,2,0,1,0,0.
void figures_open_t1(Figures *figures);

// T2 of the methods: six households and one programme, z = 6,000.
void figures_open_t2(Figures *figures);

// tests/data/statistics/syn1000.csv in yuan: household totals, own lines, group 1 urban.
void figures_open_syn1000(Figures *figures);

// `count` households of 1 to 6, some without income, some tied, by a seed.
void figures_open_random(Figures *figures, size_t count, uint64_t seed);

// Deterministic random numbers (SplitMix64).
uint64_t figures_random(uint64_t *state);

// The ranking of a column; fails the test if it is refused.
Ranking figures_rank(const Figures *figures, const int64_t *fen);

// before + benefit.
int64_t *figures_after(const Figures *figures);

// 1 and a message if a ratio is not the fraction written ("39/134", "-11/25", "7"), or not the
// status written ("ND_EMPTY"); else 0.
size_t ratio_differs(const char *row, Ratio got, const char *expected);

// 1 and a message if the relative (near zero: absolute) difference is above `tolerance`.
size_t real_differs(const char *row, Real got, double expected, double tolerance);
size_t value_differs(const char *row, double got, double expected, double tolerance);

// 1 and a message unless low <= value <= high.
size_t outside(const char *row, double value, double low, double high);

#endif
