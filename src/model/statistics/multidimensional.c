#include "model/statistics/multidimensional.h"

#include "base/panic.h"
#include "model/statistics/real.h"

typedef struct Score {
    bool counted, reweighted;
    int64_t weights; // of the dimensions known
    int64_t lacking; // weights of those lacking
} Score;

static Score score_of(const Dimensions *dimensions, const int64_t *values)
{
    Score score = {.counted = true};
    for (size_t j = 0; j < dimensions->count; j++) {
        if (values[j] == INDICATOR_MISSING) {
            score.reweighted = true;
            continue;
        }
        score.weights += dimensions->weight[j];
        if (values[j] < dimensions->cutoff[j]) score.lacking += dimensions->weight[j];
    }
    const bool leaves_out = score.reweighted && dimensions->missing == MISSING_LEAVES_OUT;
    score.counted = !leaves_out && score.weights > 0;
    return score;
}

typedef struct Totals {
    int64_t lacking[DIMENSIONS_MAX], lacking_poor[DIMENSIONS_MAX];
    Wide scores; // of the poor, persons times weights
    Sum gap, severity;
} Totals;

static void add_household(const Dimensions *dimensions, const int64_t *values, int64_t persons,
                          int64_t weights_all, Deprivation *result, Totals *totals)
{
    const Score score = score_of(dimensions, values);
    if (!score.counted) {
        result->persons_left_out += persons;
        return;
    }
    result->persons += persons;
    if (score.reweighted) result->persons_reweighted += persons;
    // The score as a share of what is known reaches k as a share of all weights.
    const bool poor = (Wide)score.lacking * weights_all >= (Wide)dimensions->least * score.weights;
    result->persons_poor += poor ? persons : 0;
    if (poor && !score.reweighted) totals->scores += (Wide)persons * score.lacking;
    for (size_t j = 0; j < dimensions->count; j++) {
        if (values[j] == INDICATOR_MISSING || values[j] >= dimensions->cutoff[j]) continue;
        totals->lacking[j] += persons;
        if (!poor) continue;
        totals->lacking_poor[j] += persons;
        const double cutoff = (double)dimensions->cutoff[j];
        const double share = (cutoff - (double)values[j]) / cutoff;
        const double weight =
            (double)persons * (double)dimensions->weight[j] / (double)score.weights;
        sum_add(&totals->gap, weight * share);
        sum_add(&totals->severity, weight * share * share);
    }
    // With reweighting, a score is a fraction of its own weights; kept whole in parts of all
    // weights, rounded down, which the count of persons_reweighted owns up to.
    if (poor && score.reweighted)
        totals->scores += (Wide)persons * score.lacking * weights_all / score.weights;
}

Deprivation multidimensional_of(const Survey *survey, const Dimensions *dimensions,
                                const uint32_t *group, uint32_t wanted)
{
    invariant(dimensions->count >= 1 && dimensions->count <= DIMENSIONS_MAX);
    Deprivation result = {0};
    Totals totals = {0};
    int64_t weights_all = 0;
    for (size_t j = 0; j < dimensions->count; j++) {
        invariant(dimensions->weight[j] > 0);
        weights_all += dimensions->weight[j];
    }
    for (size_t row = 0; row < survey->count; row++) {
        if (group != NULL && group[row] != wanted) continue;
        add_household(dimensions, &dimensions->values[row * dimensions->count],
                      survey_persons(survey, row), weights_all, &result, &totals);
    }
    const Wide parts = (Wide)result.persons * weights_all;
    result.headcount = ratio_of(result.persons_poor, result.persons);
    result.intensity = ratio_of(totals.scores, (Wide)result.persons_poor * weights_all);
    result.adjusted = ratio_of(totals.scores, parts);
    const Real all = real_of((double)result.persons);
    result.gap = real_divide(real_of(sum_value(&totals.gap)), all);
    result.severity = real_divide(real_of(sum_value(&totals.severity)), all);
    for (size_t j = 0; j < dimensions->count; j++) {
        result.lacking[j] = ratio_of(totals.lacking[j], result.persons);
        result.lacking_poor[j] = ratio_of(totals.lacking_poor[j], result.persons);
        result.contribution[j] =
            ratio_of((Wide)totals.lacking_poor[j] * dimensions->weight[j], totals.scores);
    }
    return result;
}

// --- degrees of need ---

Ratio need_score(const int32_t *severity, const int32_t *weight, size_t count)
{
    Wide sum = 0;
    Wide all = 0;
    for (size_t j = 0; j < count; j++) {
        invariant(severity[j] >= 0 && severity[j] <= SEVERITY_MAX && weight[j] >= 0);
        sum += (Wide)weight[j] * severity[j];
        all += weight[j];
    }
    return ratio_of(100 * sum, SEVERITY_MAX * all);
}

unsigned need_grade(Ratio score, const Number cut[NEED_GRADES - 1], bool gate_open)
{
    if (!gate_open || score.status != STATUS_DEFINED) return 0;
    unsigned grade = 0;
    while (grade < NEED_GRADES - 1 && score.num * cut[grade].den >= cut[grade].num * score.den)
        grade++;
    return grade;
}

bool need_eligible(unsigned grade, Ratio resources_fen, const Number kappa[NEED_GRADES],
                   int64_t line_fen)
{
    invariant(grade < NEED_GRADES);
    if (grade == 0 || resources_fen.status != STATUS_DEFINED) return false;
    return resources_fen.num * kappa[grade].den < kappa[grade].num * line_fen * resources_fen.den;
}
