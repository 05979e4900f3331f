#include "model/statistics/survey.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/panic.h"
#include "model/statistics/real.h"

// --- faults ---

static int compare_ids(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left;
    const uint64_t b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static void count_fault(size_t *count, size_t *first, size_t row)
{
    if (*count == 0) *first = row;
    ++*count;
}

typedef struct IdRow {
    uint64_t id; // first, for compare_ids
    size_t row;
} IdRow;

bool survey_check(const Survey *survey, Arena *arena, SurveyFaults *faults)
{
    *faults = (SurveyFaults){.negative_weight_first = SIZE_MAX,
                             .bad_size_first = SIZE_MAX,
                             .repeated_id_first = SIZE_MAX};
    IdRow *ids = ARENA_ARRAY(arena, IdRow, survey->count);
    for (size_t row = 0; row < survey->count; row++) {
        ids[row] = (IdRow){.id = survey->id[row], .row = row};
        if (survey->weight[row] < 0)
            count_fault(&faults->negative_weights, &faults->negative_weight_first, row);
        if (survey->size[row] < 1 || survey->size[row] > MEMBERS_MAX)
            count_fault(&faults->bad_sizes, &faults->bad_size_first, row);
    }
    qsort(ids, survey->count, sizeof *ids, compare_ids);
    for (size_t i = 1; i < survey->count; i++) {
        if (ids[i].id != ids[i - 1].id) continue;
        const size_t later = ids[i].row > ids[i - 1].row ? ids[i].row : ids[i - 1].row;
        if (faults->repeated_ids == 0 || later < faults->repeated_id_first)
            faults->repeated_id_first = later;
        faults->repeated_ids++;
    }
    return faults->negative_weights + faults->bad_sizes + faults->repeated_ids == 0;
}

// --- order ---

typedef struct Key {
    int64_t fen;
    uint64_t id;
    int32_t size;
    uint32_t row;
} Key;

static int compare_keys(const void *left, const void *right)
{
    const Key *a = left;
    const Key *b = right;
    const Wide across = (Wide)a->fen * b->size;
    const Wide back = (Wide)b->fen * a->size;
    if (across != back) return across < back ? -1 : 1;
    if (a->id != b->id) return a->id < b->id ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

// 1.41 billion persons in parts of 2^-20 are 2^50.4.
#define PERSONS_MAX ((Wide)1 << 52)

// Twice persons times money is the largest thing that is ever formed, in the Gini index.
#define PRODUCT_MAX ((Wide)1 << 125)

bool ranking_make(const Survey *survey, const int64_t *fen, Arena *arena, Ranking *ranking,
                  Error *err)
{
    invariant(survey->weight_scale > 0 && survey->count < UINT32_MAX);
    Key *keys = ARENA_ARRAY(arena, Key, survey->count);
    Ranking made = {.survey = survey, .fen = fen};
    Wide persons = 0;
    Wide absolute = 0;
    Wide missing = 0;
    for (size_t row = 0; row < survey->count; row++) {
        const int64_t weight = survey->weight[row];
        const int32_t size = survey->size[row];
        if (weight < 0 || weight > PERSONS_MAX || size < 1 || size > MEMBERS_MAX)
            return error_set(err, ERROR_INVALID, "",
                             "household %llu has size %d and weight %lld: sizes are 1 to %d, "
                             "weights zero to 2^52 parts",
                             (unsigned long long)survey->id[row], (int)size, (long long)weight,
                             MEMBERS_MAX);
        if (fen[row] == WELFARE_MISSING) {
            made.missing_count++;
            missing += weight;
            continue;
        }
        if (weight == 0) continue;
        keys[made.count++] =
            (Key){.fen = fen[row], .id = survey->id[row], .size = size, .row = (uint32_t)row};
        persons += (Wide)weight * size;
        const Wide money = survey_money(survey, fen, row);
        absolute += money < 0 ? -money : money;
        made.total += money;
        if (persons > PERSONS_MAX || missing > PERSONS_MAX || absolute > PRODUCT_MAX / persons)
            return error_set(err, ERROR_INVALID, "",
                             "the survey's weights in parts of 1/%lld are too fine for exact sums: "
                             "choose fewer parts",
                             (long long)survey->weight_scale);
        made.households += weight;
        if (fen[row] < 0) made.persons_negative += weight * size;
    }
    qsort(keys, made.count, sizeof *keys, compare_keys);
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, made.count);
    for (size_t i = 0; i < made.count; i++) order[i] = keys[i].row;
    made.order = order;
    made.persons = (int64_t)persons;
    made.missing_weight = (int64_t)missing;
    *ranking = made;
    return true;
}

bool ranking_tied(const Ranking *ranking, size_t row, size_t other)
{
    const Survey *survey = ranking->survey;
    return (Wide)ranking->fen[row] * survey->size[other] ==
           (Wide)ranking->fen[other] * survey->size[row];
}

Ratio ranking_mean(const Ranking *ranking)
{
    return ratio_of(ranking->total, ranking->persons);
}

// --- equivalence scales ---

double scale_of(Scale scale, Composition composition, double theta)
{
    double adults = composition.adults;
    double children = composition.children;
    const double size = adults + children;
    invariant(size >= 1);
    if (composition.adults == 0) {
        adults = 1;
        children -= 1;
    }
    switch (scale) {
    case SCALE_PER_HEAD: return size;
    case SCALE_ROOT: return real_root(size);
    case SCALE_OECD_MODIFIED: return 1 + 0.5 * (adults - 1) + 0.3 * children;
    case SCALE_OECD: return 1 + 0.7 * (adults - 1) + 0.5 * children;
    case SCALE_NAS: return real_power(adults + 0.7 * children, 0.7);
    case SCALE_THETA: return real_power(size, theta);
    }
    return size;
}

int64_t scale_apply(int64_t fen, int32_t size, double equivalents)
{
    invariant(equivalents > 0);
    if (fen == WELFARE_MISSING) return fen;
    const double scaled = (double)fen * (double)size / equivalents;
    return (int64_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}
