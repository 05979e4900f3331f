// redistribution.h - what benefits and taxes do to the order and the distances of incomes.
//
// Everything follows from indices that are exact fractions (inequality.h); a difference of two such
// fractions does not fit 128 bits and is a double, good to 1e-15. Identities that always hold, and
// are tests: RS = b/(1+b) K, RE = RS - AP, AP >= 0, RE = V - H - AP.
//
// Sources: Kakwani 1977; Reynolds and Smolensky 1977; Lerman and Yitzhaki 1985; Aronson, Johnson
// and Lambert 1994. Methods 1.8, 1.12, 1.13.
#ifndef MODEL_STATISTICS_REDISTRIBUTION_H
#define MODEL_STATISTICS_REDISTRIBUTION_H

#include "model/statistics/survey.h"

typedef struct Redistribution {
    Ratio gini_before, gini_after; // G_x, G_y
    Ratio concentration_after;     // C of y by rank of x
    Ratio concentration_transfer;  // C of the transfer by rank of x
    Ratio rate;                    // transfer over welfare before; negative for a tax
    Real kakwani;                  // benefit: G_x - C_b; tax: C_t - G_x; positive: progressive
    Real reynolds_smolensky;       // G_x - C of y by x
    Real redistributive;           // G_x - G_y
    Real reranking;                // G_y - C of y by x (Atkinson and Plotnick)
} Redistribution;

// `before` ranks by welfare before the transfer; transfer_fen [rows] is added to it.
MUST_USE bool redistribution_of(const Ranking *before, const int64_t *transfer_fen, Arena *arena,
                                Redistribution *result, Error *err);

// Aronson, Johnson and Lambert: those within a band of welfare before count as equals.
typedef struct EqualTreatment {
    int64_t band_fen; // width of a band a head, delta: to be reported
    Real vertical;    // V = G_x - G between group means, by rank of x
    Real horizontal;  // H = sum of (population share * income share) G within groups
    Real reranking;   // AP = G_y - C of y by (group, y)
    Real redistributive;
} EqualTreatment;

MUST_USE bool redistribution_equal_treatment(const Ranking *before, const int64_t *transfer_fen,
                                             int64_t band_fen, Arena *arena, EqualTreatment *result,
                                             Error *err);

// One source of income: its share, its concentration by total income, its part of the Gini index
// (the parts of all sources add up to it), and what 1 more of it by a proportion does to the index:
// share * (C - G).
typedef struct SourcePart {
    Ratio share, concentration;
    Real contribution, marginal;
} SourcePart;

// `total` ranks by the sum of all sources.
SourcePart redistribution_source(const Ranking *total, const int64_t *source_fen);

// Standard deviation over mean of equally counted values, for one model family over counties
// (methods 2.17). ND_EMPTY for fewer than two, ND_MEAN_LE_0 where the mean is not positive.
Real redistribution_variation(const int64_t *fen, size_t count);

#endif
