#include "model/statistics/uncertainty.h"

#include "base/panic.h"
#include "model/statistics/real.h"

static Estimate estimate_undefined(Status status)
{
    return (Estimate){.status = status};
}

// --- replicate weights ---

uint64_t uncertainty_hash(uint64_t id)
{
    uint64_t z = id + UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

Survey uncertainty_jackknife(const Survey *survey, uint32_t groups, uint32_t group, int64_t *weight)
{
    invariant(groups >= 2 && group < groups);
    for (size_t row = 0; row < survey->count; row++) {
        const bool deleted = uncertainty_hash(survey->id[row]) % groups == group;
        weight[row] = deleted ? 0 : survey->weight[row] * groups;
    }
    Survey replicate = *survey;
    replicate.weight = weight;
    replicate.weight_scale = survey->weight_scale * (groups - 1);
    return replicate;
}

static double squares_around(const double *values, size_t count, double centre)
{
    Sum sum = {0};
    for (size_t i = 0; i < count; i++) sum_add(&sum, (values[i] - centre) * (values[i] - centre));
    return sum_value(&sum);
}

static double mean_of(const double *values, size_t count)
{
    Sum sum = {0};
    for (size_t i = 0; i < count; i++) sum_add(&sum, values[i]);
    return sum_value(&sum) / (double)count;
}

Real uncertainty_jackknife_variance(const double *replicates, size_t groups, double full)
{
    if (groups < 2) return real_undefined(STATUS_ND_EMPTY);
    const double share = (double)(groups - 1) / (double)groups;
    return real_of(share * squares_around(replicates, groups, full));
}

unsigned uncertainty_poisson(uint32_t random)
{
    // floor(2^32 * P(K <= k)), k = 0 to 7, for K Poisson with mean 1.
    static const uint32_t up_to[] = {1580030168, 3160060337, 3950075421, 4213413783,
                                     4279248373, 4292415291, 4294609777, 4294923276};
    unsigned drawn = 0;
    for (size_t k = 0; k < sizeof up_to / sizeof up_to[0]; k++) drawn += up_to[k] <= random;
    return drawn;
}

Real uncertainty_bootstrap_variance(const double *replicates, size_t count)
{
    if (count < 2) return real_undefined(STATUS_ND_EMPTY);
    const double mean = mean_of(replicates, count);
    return real_of(squares_around(replicates, count, mean) / (double)(count - 1));
}

// --- influence functions ---

static double welfare_of(const Ranking *ranking, size_t row)
{
    return (double)ranking->fen[row] / (double)ranking->survey->size[row];
}

// Weights count whole households here, so that variances are in the units of the figure.
static double persons_of(const Ranking *ranking, size_t row)
{
    return (double)survey_persons(ranking->survey, row) / (double)ranking->survey->weight_scale;
}

static double all_persons(const Ranking *ranking)
{
    return (double)ranking->persons / (double)ranking->survey->weight_scale;
}

static void clear_column(const Ranking *ranking, double *z)
{
    for (size_t row = 0; row < ranking->survey->count; row++) z[row] = 0;
}

void influence_mean(const Ranking *ranking, double *z)
{
    clear_column(ranking, z);
    const double mean = (double)ranking->total / (double)ranking->persons;
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        z[row] =
            persons_of(ranking, row) * (welfare_of(ranking, row) - mean) / all_persons(ranking);
    }
}

void influence_fgt(const Ranking *ranking, Lines lines, unsigned alpha, double *z)
{
    clear_column(ranking, z);
    const Poverty poverty = poverty_of(ranking, lines, (PovertyRule){0});
    const Real index = poverty_fgt(&poverty, alpha);
    if (index.status != STATUS_DEFINED) return;
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        const double line =
            lines.fen != NULL ? (double)lines.fen[row] : (double)lines.num / (double)lines.den;
        if (!(line > 0)) continue;
        const double welfare = welfare_of(ranking, row);
        double gap = welfare < line ? 1 : 0;
        for (unsigned k = 0; k < alpha; k++) gap *= (line - welfare) / line;
        z[row] = persons_of(ranking, row) * (gap - index.value) / all_persons(ranking);
    }
}

void influence_gini(const Ranking *ranking, double *z)
{
    clear_column(ranking, z);
    if (ranking->total <= 0) return;
    const double n = all_persons(ranking);
    const double y = (double)ranking->total / (double)ranking->survey->weight_scale;
    Sum ranks = {0}; // T = sum of r w x
    double up_to = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        up_to += persons_of(ranking, row);
        sum_add(&ranks, up_to * persons_of(ranking, row) * welfare_of(ranking, row));
    }
    const double spread = 2 * sum_value(&ranks) - y;
    double persons = 0;
    Sum money = {0};
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        const double w = persons_of(ranking, row);
        const double x = welfare_of(ranking, row);
        persons += w;
        sum_add(&money, w * x);
        const double l = y - sum_value(&money) + x * w + persons * x;
        const double influence =
            (2 * l - x) / (n * y) - spread * x / (n * y * y) - spread / (n * n * y);
        z[row] = w * influence;
    }
}

void influence_quantile(const Ranking *ranking, Number share, double density, double *z)
{
    clear_column(ranking, z);
    if (ranking->count == 0 || !(density > 0)) return;
    const double p = (double)share.num / (double)share.den;
    const double n = all_persons(ranking);
    Wide up_to = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        // Up to the quantile: those before whom less than p N persons stand.
        const bool below = up_to * share.den < share.num * ranking->persons;
        up_to += survey_persons(ranking->survey, row);
        z[row] = -persons_of(ranking, row) * ((below ? 1 : 0) - p) / (n * density);
    }
}

double uncertainty_density(const Ranking *ranking, double at_fen)
{
    if (ranking->count < 2) return 0;
    const double mean = (double)ranking->total / (double)ranking->persons;
    Sum squares = {0};
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        const double off = welfare_of(ranking, row) - mean;
        sum_add(&squares, (double)survey_persons(ranking->survey, row) * off * off);
    }
    const double deviation = real_root(sum_value(&squares) / (double)ranking->persons);
    const double width = deviation * real_power((double)ranking->count, -0.2);
    if (!(width > 0)) return 0;
    Sum density = {0};
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        const double off = (welfare_of(ranking, row) - at_fen) / width;
        sum_add(&density, (double)survey_persons(ranking->survey, row) * real_exp(-off * off / 2));
    }
    const double root_of_two_pi = 2.5066282746310002;
    return sum_value(&density) / ((double)ranking->persons * width * root_of_two_pi);
}

void influence_add_line(const Ranking *ranking, int64_t line_fen, unsigned alpha, double times,
                        const double *z_quantile, double *z)
{
    const Poverty poverty = poverty_of(ranking, lines_one(line_fen), (PovertyRule){0});
    const double line = (double)line_fen;
    const double slope =
        alpha == 0
            ? uncertainty_density(ranking, line)
            : (double)alpha / line *
                  (poverty_fgt(&poverty, alpha - 1).value - poverty_fgt(&poverty, alpha).value);
    for (size_t row = 0; row < ranking->survey->count; row++)
        z[row] += slope * times * z_quantile[row];
}

typedef struct Cluster {
    bool seen;
    uint32_t stratum;
    Sum z;
} Cluster;

typedef struct Stratum {
    double clusters, mean;
    Sum z, squares;
} Stratum;

Real uncertainty_design_variance(const Ranking *ranking, const double *z, const Design *design,
                                 Arena *arena, uint32_t *lonely_strata)
{
    const size_t cluster_count =
        design->cluster != NULL ? design->clusters : ranking->survey->count;
    const uint32_t stratum_count = design->stratum != NULL ? design->strata : 1;
    Cluster *clusters = ARENA_ARRAY(arena, Cluster, cluster_count);
    Stratum *strata = ARENA_ARRAY(arena, Stratum, stratum_count);
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        Cluster *own = &clusters[design->cluster != NULL ? design->cluster[row] : row];
        own->seen = true;
        own->stratum = design->stratum != NULL ? design->stratum[row] : 0;
        sum_add(&own->z, z[row]);
    }
    for (size_t c = 0; c < cluster_count; c++) {
        if (!clusters[c].seen) continue;
        strata[clusters[c].stratum].clusters += 1;
        sum_add(&strata[clusters[c].stratum].z, sum_value(&clusters[c].z));
    }
    for (uint32_t s = 0; s < stratum_count; s++) {
        if (strata[s].clusters > 0) strata[s].mean = sum_value(&strata[s].z) / strata[s].clusters;
    }
    for (size_t c = 0; c < cluster_count; c++) {
        if (!clusters[c].seen) continue;
        Stratum *own = &strata[clusters[c].stratum];
        const double off = sum_value(&clusters[c].z) - own->mean;
        sum_add(&own->squares, off * off);
    }
    *lonely_strata = 0;
    Sum variance = {0};
    bool any = false;
    for (uint32_t s = 0; s < stratum_count; s++) {
        const double n = strata[s].clusters;
        if (n > 1) {
            sum_add(&variance, n / (n - 1) * sum_value(&strata[s].squares));
            any = true;
        } else if (n > 0) {
            ++*lonely_strata;
        }
    }
    return any ? real_of(sum_value(&variance)) : real_undefined(STATUS_ND_EMPTY);
}

// --- combining ---

static Estimate with_quantile(double value, double error, double quantile, double freedom)
{
    return (Estimate){.value = value,
                      .error = error,
                      .low = value - quantile * error,
                      .high = value + quantile * error,
                      .freedom = freedom,
                      .status = STATUS_DEFINED};
}

Rubin uncertainty_rubin(const double *estimates, const double *variances, size_t count,
                        double confidence)
{
    Rubin rubin = {.estimate = estimate_undefined(STATUS_ND_EMPTY)};
    if (count < 2) return rubin;
    const double m = (double)count;
    const double mean = mean_of(estimates, count);
    rubin.within = variances == NULL ? 0 : mean_of(variances, count);
    rubin.between = squares_around(estimates, count, mean) / (m - 1);
    const double spread = (1 + 1 / m) * rubin.between;
    rubin.total = rubin.within + spread;
    const double share = 1 - (1 - confidence) / 2;
    const double error = real_root(rubin.total);
    if (!(spread > 0)) {
        rubin.estimate = with_quantile(mean, error, real_normal_quantile(share), 0);
        return rubin;
    }
    const double more = 1 + rubin.within / spread;
    const double freedom = (m - 1) * more * more;
    rubin.estimate = with_quantile(mean, error, real_student_quantile(share, freedom), freedom);
    return rubin;
}

Estimate uncertainty_contrast(const double *baseline, const double *reform, size_t count,
                              double confidence)
{
    if (count < 2) return estimate_undefined(STATUS_ND_EMPTY);
    const double n = (double)count;
    const double mean = mean_of(reform, count) - mean_of(baseline, count);
    Sum squares = {0};
    for (size_t i = 0; i < count; i++) {
        const double off = reform[i] - baseline[i] - mean;
        sum_add(&squares, off * off);
    }
    const double error = real_root(sum_value(&squares) / (n - 1) / n);
    const double share = 1 - (1 - confidence) / 2;
    return with_quantile(mean, error, real_student_quantile(share, n - 1), n - 1);
}

Estimate uncertainty_interval(double value, double error, double confidence)
{
    return with_quantile(value, error, real_normal_quantile(1 - (1 - confidence) / 2), 0);
}

static double logistic(double x)
{
    return 1 / (1 + real_exp(-x));
}

Estimate uncertainty_share_interval(double share, double error, double confidence)
{
    Estimate estimate = uncertainty_interval(share, error, confidence);
    if (!(share > 0 && share < 1) || (share >= 0.05 && share <= 0.95)) return estimate;
    // d logit(p) = dp / (p (1 - p)).
    const double centre = real_log(share / (1 - share));
    const double reach =
        real_normal_quantile(1 - (1 - confidence) / 2) * error / (share * (1 - share));
    estimate.low = logistic(centre - reach);
    estimate.high = logistic(centre + reach);
    return estimate;
}

Status uncertainty_cell(int64_t sample_households, int64_t sample_persons)
{
    const bool small = sample_households < CELL_HOUSEHOLDS_MIN || sample_persons < CELL_PERSONS_MIN;
    return small ? STATUS_ND_SMALL_CELL : STATUS_DEFINED;
}
