// survey.h - households with sizes and weights, put in order of welfare a head.
//
// A Survey holds columns of one length: who (id), how many (size), and how many such households
// there are (weight). Money is another column of the same rows, always of the whole household in
// fen: welfare a head is never stored, because dividing loses the household on the line. An
// individual indicator weighs a household by persons = weight * size.
//
// A Ranking is the order by (welfare a head, id), compared by cross-multiplication, with its exact
// totals. Everything over arrays begins with one. It borrows the survey and the column.
//
//     const Survey survey = {.count = n, .id = id, .size = size, .weight = w, .weight_scale = 1};
//     Ranking before;
//     if (!ranking_make(&survey, before_fen, arena, &before, err)) return false;
//     const Ratio gini = inequality_gini(&before);
//
// Sums stay exact: ranking_make refuses what would leave 128 bits. One scale of weights must serve
// all rows; 2^20 parts of a household leave room for the incomes of 1.41 billion people.
#ifndef MODEL_STATISTICS_SURVEY_H
#define MODEL_STATISTICS_SURVEY_H

#include <stddef.h>

#include "base/arena.h"
#include "model/statistics/result.h"

// A row whose welfare is not known: left out of every ranking, and counted there.
#define WELFARE_MISSING INT64_MIN

typedef struct Survey {
    size_t count;
    const uint64_t *id;    // [count] stable and distinct: breaks ties
    const int32_t *size;   // [count] members, at least 1
    const int64_t *weight; // [count] not negative, in 1/weight_scale households
    int64_t weight_scale;  // parts of a household that weights count, at least 1
} Survey;

// What is wrong with a survey: how many rows, and the first of them (SIZE_MAX if none).
typedef struct SurveyFaults {
    size_t negative_weights, negative_weight_first;
    size_t bad_sizes, bad_size_first;
    size_t repeated_ids, repeated_id_first; // the row of the second of two
} SurveyFaults;

// False if there is any fault; all are counted.
bool survey_check(const Survey *survey, Arena *arena, SurveyFaults *faults);

typedef struct Ranking {
    const Survey *survey;
    const int64_t *fen;       // [survey->count] welfare of the household
    const uint32_t *order;    // [count] rows, poorest first
    size_t count;             // rows with a known welfare and a weight
    int64_t households;       // in 1/weight_scale
    int64_t persons;          // in 1/weight_scale
    Wide total;               // fen, in 1/weight_scale
    int64_t persons_negative; // with welfare below zero
    size_t missing_count;     // rows left out for want of welfare
    int64_t missing_weight;   // and the households they stand for, in 1/weight_scale
} Ranking;

// Fails where sums could leave 128 bits, or a size or weight is not allowed (survey_check says
// which). Rows of weight zero are left out.
MUST_USE bool ranking_make(const Survey *survey, const int64_t *fen, Arena *arena, Ranking *ranking,
                           Error *err);

// Persons, and money, that a row stands for, in 1/weight_scale.
static inline int64_t survey_persons(const Survey *survey, size_t row)
{
    return survey->weight[row] * survey->size[row];
}

static inline Wide survey_money(const Survey *survey, const int64_t *fen, size_t row)
{
    return (Wide)survey->weight[row] * fen[row];
}

// Whether two rows have the same welfare a head.
bool ranking_tied(const Ranking *ranking, size_t row, size_t other);

// Mean welfare a head, in fen.
Ratio ranking_mean(const Ranking *ranking);

// --- equivalence scales (methods 1.1) ---

typedef enum Scale {
    SCALE_PER_HEAD,      // n: what the law means by 人均
    SCALE_ROOT,          // n^0.5
    SCALE_OECD_MODIFIED, // 1 + 0.5 (A - 1) + 0.3 K
    SCALE_OECD,          // 1 + 0.7 (A - 1) + 0.5 K
    SCALE_NAS,           // (A + 0.7 K)^0.7
    SCALE_THETA,         // n^theta
} Scale;

// Members 14 and over, and below. A household of children only counts one of them as adult.
typedef struct Composition {
    int32_t adults, children;
} Composition;

double scale_of(Scale scale, Composition composition, double theta);

// Household welfare such that dividing by size gives welfare / equivalent adults, rounded to the
// fen: this puts any scale into a column that a Ranking can order. Never for a legal decision.
int64_t scale_apply(int64_t fen, int32_t size, double equivalents);

#endif
