// multidimensional.h - poverty in several dimensions (Alkire and Foster), and degrees of need.
//
// A household lacks dimension j if its value is below the cut-off; the weights of what it lacks add
// up to its score; it is poor if the score reaches k. Weights and k are whole numbers (of 360,
// say), so no tie is decided by rounding. Counts are exact; M1 and M2 are doubles. Persons weigh.
//
// Source: Alkire and Foster, "Counting and multidimensional poverty measurement", 2011.
// Methods 4.1.
#ifndef MODEL_STATISTICS_MULTIDIMENSIONAL_H
#define MODEL_STATISTICS_MULTIDIMENSIONAL_H

#include "model/statistics/survey.h"

enum { DIMENSIONS_MAX = 32 };

// An indicator that is not known. Never taken for "not lacking".
#define INDICATOR_MISSING INT64_MIN

typedef enum MissingRule {
    MISSING_LEAVES_OUT, // the household is not counted in this index
    MISSING_REWEIGHTS,  // its other weights stand for all; counted in persons_reweighted
} MissingRule;

typedef struct Dimensions {
    size_t count;          // 1 to DIMENSIONS_MAX
    const int64_t *values; // [survey->count][count]
    const int64_t *cutoff; // [count] lacking below it; above zero for M1 and M2
    const int32_t *weight; // [count] above zero
    int64_t least;         // k: poor from this score, in units of the weights; above zero
    MissingRule missing;
} Dimensions;

typedef struct Deprivation {
    Ratio headcount;    // H
    Ratio intensity;    // A, the mean score of the poor over all weights; ND_EMPTY without poor
    Ratio adjusted;     // M0 = H A
    Real gap, severity; // M1, M2
    Ratio lacking[DIMENSIONS_MAX];      // uncensored headcount h_j
    Ratio lacking_poor[DIMENSIONS_MAX]; // censored headcount h_j(k)
    Ratio contribution[DIMENSIONS_MAX]; // weight_j h_j(k)/M0; they sum to one
    int64_t persons, persons_poor;      // counted, in 1/weight_scale
    int64_t persons_left_out, persons_reweighted;
} Deprivation;

// Over all rows, or over those of one group where group is not NULL: M0 of the whole is the mean of
// the groups' weighted by persons.
Deprivation multidimensional_of(const Survey *survey, const Dimensions *dimensions,
                                const uint32_t *group, uint32_t wanted);

// --- special eligibility standards with degrees of need (methods 4.2) ---

enum { SEVERITY_MAX = 3, NEED_GRADES = 4 };

// S = 100 sum w_j s_j/(3 sum w_j), severity s_j from 0 to 3: exact.
Ratio need_score(const int32_t *severity, const int32_t *weight, size_t count);

// Grade 0 to 3 by rising cut-offs of the score; 0 unless some gate indicator is at least 1.
unsigned need_grade(Ratio score, const Number cut[NEED_GRADES - 1], bool gate_open);

// In need at some grade, and resources a head R below kappa[grade] times the line, strictly.
// kappa[0] is not used.
bool need_eligible(unsigned grade, Ratio resources_fen, const Number kappa[NEED_GRADES],
                   int64_t line_fen);

#endif
