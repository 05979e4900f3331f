// bands.h - how far the headline figures of a simulation could be off.
//
// A synthetic population has no sampling error to speak of, but it was made from assumptions and by
// chance. The simulation is repeated with other draws (other seeds, and incomes of the lowest fifth
// other than assumed: people/doubt.h), who is known to the office settled anew in each, and the
// figures combined by Rubin's rules. The reform is simulated beside the law in each draw, so that
// their difference has a band of its own, narrower than that of either.
//
// What else is assumed is not in the band: who claims under a reform, what people do in answer.
#ifndef MODEL_SIMULATE_BANDS_H
#define MODEL_SIMULATE_BANDS_H

#include "model/simulate/simulate.h"
#include "model/statistics/uncertainty.h"

typedef enum Headline {
#define HEADLINE(id, key, unit, digits, zh, en) HEADLINE_##id,
#include "model/simulate/headlines.def"
#undef HEADLINE
} Headline;

enum { HEADLINES = HEADLINE_GINI + 1 };

// The figure of a law; shares are fractions of one, money is in yuan.
double headline_of(const SimulateResult *result, size_t law, Headline headline);

enum { BAND_DRAWS_MAX = 200, BAND_DRAWS_LEAST = 2 };

// Opens the people of a draw, 1 to `count`; who finds the band destroys them.
typedef struct BandDraws {
    uint32_t count;
    MUST_USE bool (*open)(void *context, uint32_t draw, People **people, Error *err);
    void *context;
} BandDraws;

// The change of lowest incomes of a draw, for people_doubt: normal, by equal steps of chance.
int64_t bands_doubt_ppm(uint32_t draw, uint32_t count);

typedef struct Bands {
    uint32_t draws;
    Estimate figures[SIMULATED_LAWS_MAX][HEADLINES];
    Estimate changes[SIMULATED_LAWS_MAX][HEADLINES]; // against the first law
} Bands;

// Of the options the people are the draws' own, and nothing is told of progress.
MUST_USE bool bands_find(const SimulateOptions *options, const BandDraws *draws, Bands *bands,
                         Error *err);

#endif
