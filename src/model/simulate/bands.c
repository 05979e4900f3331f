#include "model/simulate/bands.h"

#include "base/panic.h"
#include "model/simulate/grants.h"
#include "model/simulate/plans.h"
#include "model/statistics/real.h"

enum { YEAR = 12 };

// One standard deviation of the lowest incomes' change. With it the gap index before help moves by
// about 15 % either way within the band, as methods 6.5 finds between the shapes that fit.
#define DOUBT_PPM  100000.0
#define CONFIDENCE 0.95

int64_t bands_doubt_ppm(uint32_t draw, uint32_t count)
{
    invariant(draw >= 1 && draw <= count);
    return (int64_t)(real_normal_quantile(((double)draw - 0.5) / (double)count) * DOUBT_PPM);
}

// --- the figures ---

typedef struct Basic {
    double served, granted, money; // in 1/weight_scale; fen a month
} Basic;

static Basic basic_of(const SimulateResult *result, size_t law)
{
    const Program *program = result->options->laws[law].program;
    Basic basic = {0};
    for (size_t p = 0; p < program->programmes.count; p++) {
        if (!grants_basic(program->programmes.items[p].name)) continue;
        for (size_t s = 0; s < result->stratum_count; s++) {
            const ProgrammeSums *one = &result->laws[law][s].programmes[p];
            basic.served += (double)one->persons_served;
            basic.granted += (double)one->persons;
            basic.money += (double)one->money_served;
        }
    }
    return basic;
}

static PovertySums poverty_of_all(const SimulateResult *result, size_t law)
{
    PovertySums all = result->welfare[law].poverty[0];
    for (size_t r = 1; r < SIMULATED_RESIDENCES; r++)
        poverty_sums_merge(&all, &result->welfare[law].poverty[r]);
    return all;
}

double headline_of(const SimulateResult *result, size_t law, Headline headline)
{
    const double scale = (double)people_outline(result->options->people)->weight_scale;
    const PovertySums poverty = poverty_of_all(result, law);
    const Basic basic = basic_of(result, law);
    const Targeting *targeting = &result->welfare[law].targeting;
    const TargetingCell everyone = targeting_cell(targeting, -1, -1, -1);
    const TargetingCell cash = targeting_cell(targeting, -1, -1, 1);
    double persons = 0;
    for (size_t s = 0; s < result->stratum_count; s++) persons += (double)result->persons[s];
    switch (headline) {
    case HEADLINE_REACHED: return basic.served / persons;
    case HEADLINE_ENTITLED: return basic.granted / persons;
    case HEADLINE_COST: return basic.money / scale / 100.0 * YEAR;
    case HEADLINE_CASH: return (double)cash.persons / (double)everyone.persons;
    case HEADLINE_SPENDING: return (double)cash.benefit / scale / 100.0 * YEAR;
    case HEADLINE_POOR: return poverty_sums_fgt(&poverty, 0).value;
    case HEADLINE_GAP: return poverty_sums_fgt(&poverty, 1).value;
    case HEADLINE_GINI: break;
    }
    return distribution_gini(result->welfare[law].after).value;
}

// --- draws ---

// [law][headline][draw]
typedef double DrawnFigures[HEADLINES][BAND_DRAWS_MAX];

static bool simulate_draw(const SimulateOptions *options, const BandDraws *draws, uint32_t draw,
                          DrawnFigures *drawn, Error *err)
{
    SimulateOptions drawing = *options;
    SimulateResult result;
    People *people = NULL;
    if (!draws->open(draws->context, draw, &people, err)) return false;
    Arena *arena = arena_create();
    drawing.people = people;
    drawing.progress = NULL;
    const bool done = simulate(&drawing, arena, &result, err);
    for (size_t k = 0; done && k < options->law_count; k++) {
        for (size_t h = 0; h < HEADLINES; h++)
            drawn[k][h][draw - 1] = headline_of(&result, k, (Headline)h);
    }
    arena_destroy(arena);
    people_destroy(people);
    return done;
}

// All draws, with one set of plans: their people have the same columns and strata.
static bool simulate_draws(const SimulateOptions *options, const BandDraws *draws,
                           DrawnFigures *drawn, Error *err)
{
    SimulateOptions with = *options;
    StratumPlans plans = {0};
    if (with.plans == NULL) {
        if (!stratum_plans_share(options, &plans, err)) return false;
        with.plans = &plans;
    }
    bool done = true;
    for (uint32_t d = 1; done && d <= draws->count; d++)
        done = simulate_draw(&with, draws, d, drawn, err);
    stratum_plans_destroy(&plans);
    return done;
}

bool bands_find(const SimulateOptions *options, const BandDraws *draws, Bands *bands, Error *err)
{
    invariant(draws->count >= BAND_DRAWS_LEAST && draws->count <= BAND_DRAWS_MAX);
    Arena *arena = arena_create();
    DrawnFigures *drawn = arena_take_items(arena, SIMULATED_LAWS_MAX, sizeof *drawn);
    const bool done = simulate_draws(options, draws, drawn, err);
    *bands = (Bands){.draws = draws->count};
    for (size_t k = 0; done && k < options->law_count; k++) {
        for (size_t h = 0; h < HEADLINES; h++) {
            bands->figures[k][h] =
                uncertainty_rubin(drawn[k][h], NULL, draws->count, CONFIDENCE).estimate;
            double changes[BAND_DRAWS_MAX];
            for (uint32_t d = 0; d < draws->count; d++)
                changes[d] = drawn[k][h][d] - drawn[0][h][d];
            bands->changes[k][h] =
                uncertainty_rubin(changes, NULL, draws->count, CONFIDENCE).estimate;
        }
    }
    arena_destroy(arena);
    return done;
}
