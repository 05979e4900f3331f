// The first pass: scores of all households are counted by stratum, and then the ranks are set so
// that the means of provinces and quintiles come out. The counts are those of scores before a
// province's shift, so that trying a shift needs no new pass.

#include <stdatomic.h>
#include <string.h>

#include "base/number.h"
#include "base/os.h"
#include "base/text.h"
#include "model/people/china_internal.h"
#include "model/people/ranges.h"

enum {
    ROUNDS = 24,
    SCORES_PER_LOG_INCOME = 7500,
    STRATA_SENT = 8,       // whose counts are added up at a time: 4 MiB
    ALONE_BELOW = 4000000, // households: passing counts round would take longer than counting
};

// How many households of a stratum, and persons in them, have scores of one bin.
typedef struct Count {
    uint32_t bin;
    uint32_t households, persons;
} Count;

typedef struct Counts {
    Count *items; // [count], in order of bins, none of them empty
    uint32_t count;
} Counts;

// Households (low half) and persons (high half) of a bin, in one word that can be added to.
typedef uint64_t PackedCount;
typedef atomic_uint_fast64_t SharedCount;

typedef struct Pass {
    ChinaPeople *people;
    RangeVec ranges;
    TeamDeal deal; // of their numbers
    // [stratum_count][SCORE_BINS]: what all who take ranges of a stratum add to; NULL: each range
    // is a stratum, and who takes it keeps its counts.
    SharedCount *shared;
    Counts *counts; // [stratum_count]
    Arena **arenas; // [stratum_count]: of its counts, or NULL
} Pass;

static uint32_t bin_of(int32_t score)
{
    return (uint32_t)(score < 0 ? 0 : score >= SCORE_BINS ? SCORE_BINS - 1 : score);
}

static void add_scores(const ChinaScratch *scratch, PackedCount bins[SCORE_BINS])
{
    const PackedCount one = 1 | (uint64_t)scratch->batch.type->size << 32;
    for (uint32_t i = 0; i < scratch->batch.count; i++) bins[bin_of(scratch->score[i])] += one;
}

// The counts of a stratum, by bin, without the empty ones.
static void keep_counts(const PackedCount bins[SCORE_BINS], Counts *counts, Arena *arena)
{
    uint32_t filled = 0;
    for (uint32_t b = 0; b < SCORE_BINS; b++) filled += bins[b] != 0;
    counts->items = ARENA_ARRAY(arena, Count, filled);
    for (uint32_t b = 0; b < SCORE_BINS; b++) {
        if (bins[b] == 0) continue;
        counts->items[counts->count++] = (Count){
            .bin = b, .households = (uint32_t)bins[b], .persons = (uint32_t)(bins[b] >> 32)};
    }
}

static void add_to_shared(SharedCount *shared, const PackedCount bins[SCORE_BINS])
{
    for (uint32_t b = 0; b < SCORE_BINS; b++) {
        if (bins[b] != 0)
            (void)atomic_fetch_add_explicit(&shared[b], bins[b], memory_order_relaxed);
    }
}

// Counts the households of a range in bins that are zero, and are zero again afterwards.
static void count_range(const Pass *pass, const Range *range, ChinaScratch *scratch,
                        PackedCount bins[SCORE_BINS])
{
    const uint32_t stratum = range->stratum;
    for (uint64_t first = range->first; first < range->end; first += scratch->batch.count) {
        const uint64_t left = range->end - first;
        china_batch(scratch, pass->people, stratum, first,
                    left < BLOCK_HOUSEHOLDS ? (uint32_t)left : BLOCK_HOUSEHOLDS);
        pass->people->kernels.draw(scratch);
        add_scores(scratch, bins);
    }
    if (pass->shared != NULL) {
        add_to_shared(pass->shared + (size_t)stratum * SCORE_BINS, bins);
    } else {
        pass->arenas[stratum] = arena_create();
        keep_counts(bins, &pass->counts[stratum], pass->arenas[stratum]);
    }
    memset(bins, 0, SCORE_BINS * sizeof *bins);
}

// Each task counts ranges as long as some are dealt; those that begin when all are taken do
// nothing.
static void count_dealt(void *context, uint32_t task)
{
    Pass *pass = context;
    ChinaScratch *scratch = NULL;
    PackedCount *bins = NULL;
    (void)task;
    for (uint64_t number = 0; team_next(&pass->deal, &number);) {
        if (scratch == NULL) {
            scratch = china_scratch_create();
            bins = ARENA_ARRAY(scratch->arena, PackedCount, SCORE_BINS);
        }
        count_range(pass, &pass->ranges.items[number], scratch, bins);
        team_tend(&pass->deal);
    }
    china_scratch_destroy(scratch);
}

static void run_serially(void *workers, uint32_t tasks, PeopleTask *task, void *context)
{
    (void)workers;
    for (uint32_t i = 0; i < tasks; i++) task(context, i);
}

// Adds up what the members of the team have counted, some strata at a time.
static bool add_counts(Pass *pass, Team *team, Arena *arena, Error *err)
{
    const size_t strata = pass->people->base.outline.stratum_count;
    PackedCount *words = ARENA_ARRAY(arena, PackedCount, (size_t)STRATA_SENT * SCORE_BINS);
    for (size_t first = 0; first < strata; first += STRATA_SENT) {
        const size_t some = strata - first < STRATA_SENT ? strata - first : STRATA_SENT;
        const SharedCount *shared = pass->shared + first * SCORE_BINS;
        for (size_t b = 0; b < some * SCORE_BINS; b++)
            words[b] = atomic_load_explicit(&shared[b], memory_order_relaxed);
        if (!team_add(team, "scores", words, some * SCORE_BINS, err)) return false;
        for (size_t s = 0; s < some; s++)
            keep_counts(words + s * SCORE_BINS, &pass->counts[first + s], arena);
    }
    return true;
}

// A small population: whole strata are counted, by this process alone.
static void cut_strata(Pass *pass, Arena *arena)
{
    const PeopleOutline *outline = &pass->people->base.outline;
    for (uint32_t s = 0; s < outline->stratum_count; s++)
        *vec_push(arena, &pass->ranges) =
            (Range){.stratum = s, .end = outline->strata[s].households};
}

// The scores of all households, by stratum. A team shares the work where that pays.
static bool count_scores(Pass *pass, const PeopleChinaOptions *options, Arena *arena, Error *err)
{
    const PeopleOutline *outline = &pass->people->base.outline;
    const size_t strata = outline->stratum_count;
    uint64_t households = 0;
    for (size_t s = 0; s < strata; s++) households += outline->strata[s].households;
    const bool large =
        households >= (options->alone_below > 0 ? options->alone_below : ALONE_BELOW);
    Team *team = large ? options->team : NULL;
    if (large) {
        const RangesOptions cut = {.workers = team_size(team)};
        pass->ranges = ranges_cut(outline, &cut, arena);
        pass->shared = ARENA_ARRAY(arena, SharedCount, strata * SCORE_BINS);
    } else {
        cut_strata(pass, arena);
    }
    pass->counts = ARENA_ARRAY(arena, Counts, strata);
    pass->arenas = ARENA_ARRAY(arena, Arena *, strata);
    if (!team_deal(team, pass->ranges.count, &pass->deal, err)) return false;
    PeopleWorkers *run = options->run != NULL ? options->run : run_serially;
    run(options->workers, (uint32_t)pass->ranges.count, count_dealt, pass);
    return !large || add_counts(pass, team, arena, err);
}

// Which of 2^32 households of the residence lie below each bin, after the shifts.
static void rank_residence(const Pass *pass, uint8_t residence, uint64_t sum[SCORE_BINS + 1])
{
    const ChinaPeople *people = pass->people;
    memset(sum, 0, (SCORE_BINS + 1) * sizeof *sum);
    for (size_t s = 0; s < people->tables->stratum_count; s++) {
        if (people->tables->strata[s].residence != residence) continue;
        const int32_t shift = people->ranks->shift[s];
        const Counts *counts = &pass->counts[s];
        for (uint32_t i = 0; i < counts->count; i++)
            sum[bin_of((int32_t)counts->items[i].bin + shift) + 1] += counts->items[i].households;
    }
    for (uint32_t b = 0; b < SCORE_BINS; b++) sum[b + 1] += sum[b];
    const uint64_t total = sum[SCORE_BINS];
    if (total == 0) return;
    uint32_t *below = people->ranks->below[residence];
    for (uint32_t b = 0; b <= SCORE_BINS; b++) {
        const uint64_t part = (sum[b] << 32) / total; // households of a nation are below 2^32
        below[b] = part > UINT32_MAX ? UINT32_MAX : (uint32_t)part;
    }
}

typedef struct Mean {
    uint64_t persons;
    uint64_t sum; // of fen a month
} Mean;

static void add_mean(Mean *mean, uint64_t persons, int64_t income)
{
    mean->persons += persons;
    mean->sum += persons * (uint64_t)(income > 0 ? income : 0);
}

// What a household of a bin has, and the group that it is in, in the present round.
typedef struct BinIncome {
    int64_t income; // fen a month
    uint32_t group;
    uint64_t persons; // of all strata
} BinIncome;

static void find_incomes(const ChinaPeople *people, uint8_t residence, BinIncome bins[SCORE_BINS])
{
    const uint32_t *below = people->ranks->below[residence];
    for (uint32_t b = 0; b < SCORE_BINS; b++) {
        const uint32_t middle = below[b] + (below[b + 1] - below[b]) / 2;
        bins[b] = (BinIncome){.income = quantiles_at(&people->ranks->quantiles[residence], middle),
                              .group = (uint32_t)((uint64_t)middle * QUANTILE_GROUPS >> 32)};
    }
}

// The means of every stratum and of the five groups of a residence, persons weighted.
static void find_means(const Pass *pass, uint8_t residence, BinIncome bins[SCORE_BINS],
                       Mean strata[STRATA_MAX], Mean groups[QUANTILE_GROUPS])
{
    const ChinaPeople *people = pass->people;
    memset(groups, 0, QUANTILE_GROUPS * sizeof *groups);
    for (size_t s = 0; s < people->tables->stratum_count; s++) {
        if (people->tables->strata[s].residence != residence) continue;
        Mean mean = {0};
        const int32_t shift = people->ranks->shift[s];
        const Counts *counts = &pass->counts[s];
        for (uint32_t i = 0; i < counts->count; i++) {
            const uint64_t persons = counts->items[i].persons;
            BinIncome *bin = &bins[bin_of((int32_t)counts->items[i].bin + shift)];
            add_mean(&mean, persons, bin->income);
            bin->persons += persons;
        }
        strata[s] = mean;
    }
    for (uint32_t b = 0; b < SCORE_BINS; b++)
        add_mean(&groups[bins[b].group], bins[b].persons, bins[b].income);
}

static int64_t mean_of(const Mean *mean)
{
    return mean->persons == 0 ? 0 : (int64_t)(mean->sum / mean->persons);
}

// Moves each province's scores towards its published mean, all published means taken by one factor
// so that they agree with the nation's (they are 0.6 % apart).
static void shift_strata(const Pass *pass, uint8_t residence, const Mean strata[STRATA_MAX])
{
    ChinaPeople *people = pass->people;
    Wide published = 0, made = 0;
    for (size_t s = 0; s < people->tables->stratum_count; s++) {
        if (people->tables->strata[s].residence != residence) continue;
        published += (Wide)strata[s].persons * (Wide)people->tables->strata[s].income;
        made += (Wide)strata[s].sum;
    }
    if (made == 0) return;
    for (size_t s = 0; s < people->tables->stratum_count; s++) {
        if (people->tables->strata[s].residence != residence || strata[s].sum == 0) continue;
        const int64_t target = (int64_t)((Wide)people->tables->strata[s].income * made / published);
        const int64_t mean = mean_of(&strata[s]);
        const int64_t step = (target - mean) * SCORES_PER_LOG_INCOME / (target + mean) * 2;
        const int64_t shift = people->ranks->shift[s] + step;
        people->ranks->shift[s] = (int32_t)(shift < -30000  ? -30000
                                            : shift > 30000 ? 30000
                                                            : shift);
    }
}

// Corrects the groups' means for the sizes of households within a group: those published are per
// head.
static bool build_quantiles(ChinaPeople *people, uint8_t residence,
                            const Mean groups[QUANTILE_GROUPS], QuantileGroups *aims, int *faulty)
{
    for (int k = 0; groups != NULL && k < QUANTILE_GROUPS; k++) {
        const int64_t mean = mean_of(&groups[k]);
        if (mean == 0) continue;
        const int64_t wanted = people->tables->groups[residence].mean[k];
        const int64_t aim = aims->mean[k] + (wanted - mean);
        // A small population may have a group too far from its mean: then it stays as it is.
        const int64_t low = aims->lower[k] + wanted / 50;
        const bool top = k == QUANTILE_GROUPS - 1;
        if (aim > low && (top || aim < aims->lower[k + 1] - wanted / 50)) aims->mean[k] = aim;
    }
    return quantiles_build(aims, &people->ranks->quantiles[residence], faulty);
}

// Town and country are calibrated each for itself, by two threads if they are lent.
typedef struct Calibration {
    const Pass *pass;
    uint64_t *sums[RESIDENCES];  // [SCORE_BINS + 1]
    BinIncome *bins[RESIDENCES]; // [SCORE_BINS]
    int faulty[RESIDENCES];      // the income group that cannot be, from 1; 0: none
} Calibration;

static void calibrate(void *context, uint32_t index)
{
    Calibration *calibration = context;
    const Pass *pass = calibration->pass;
    ChinaPeople *people = pass->people;
    const uint8_t residence = (uint8_t)index;
    QuantileGroups aims = people->tables->groups[residence];
    Mean strata[STRATA_MAX] = {{0}}, groups[QUANTILE_GROUPS] = {{0}};
    uint64_t *sum = calibration->sums[residence];
    BinIncome *bins = calibration->bins[residence];
    int faulty = 0;
    bool good = build_quantiles(people, residence, NULL, &aims, &faulty);
    for (int round = 0; good && round < ROUNDS; round++) {
        rank_residence(pass, residence, sum);
        find_incomes(people, residence, bins);
        find_means(pass, residence, bins, strata, groups);
        if (round < ROUNDS - 8) shift_strata(pass, residence, strata);
        else good = build_quantiles(people, residence, groups, &aims, &faulty);
    }
    calibration->faulty[residence] = good ? 0 : faulty + 1;
}

static bool calibrate_both(const Pass *pass, const PeopleChinaOptions *options, Arena *passing,
                           Diagnostics *diagnostics)
{
    Calibration calibration = {.pass = pass};
    bool good = true;
    for (size_t r = 0; r < RESIDENCES; r++) {
        calibration.sums[r] = ARENA_ARRAY(passing, uint64_t, SCORE_BINS + 1);
        calibration.bins[r] = ARENA_ARRAY(passing, BinIncome, SCORE_BINS);
    }
    PeopleWorkers *run = options->run != NULL ? options->run : run_serially;
    run(options->workers, RESIDENCES, calibrate, &calibration);
    for (size_t r = 0; r < RESIDENCES; r++) {
        if (calibration.faulty[r] == 0) continue;
        good = false;
        diagnose(diagnostics, "population", (Span){0},
                 "the mean of income group %d does not lie between its bounds in quintiles.csv",
                 calibration.faulty[r]);
    }
    return good;
}

// --- keeping the ranks in a file ---

static char *cache_path(const ChinaPeople *people, const PeopleChinaOptions *options)
{
    return str_terminated(people->arena,
                          str_print(people->arena, "%s/china-2023-" STR_FORMAT ".ranks",
                                    options->cache_folder, STR_ARGS(people->base.outline.hash)));
}

static bool read_cache(ChinaPeople *people, const PeopleChinaOptions *options)
{
    Str text;
    Error err = {0};
    const char *path = cache_path(people, options);
    if (!os_exists(path) ||
        !os_read_file(path, sizeof *people->ranks + 1, people->arena, &text, &err) ||
        text.size != sizeof *people->ranks)
        return false;
    memcpy(people->ranks, text.data, text.size);
    return true;
}

static void write_cache(ChinaPeople *people, const PeopleChinaOptions *options)
{
    Error err = {0};
    const Str bytes = {.data = (const char *)people->ranks, .size = sizeof *people->ranks};
    // A folder that cannot be written to costs the first pass next time, and nothing else.
    (void)!os_write_file(cache_path(people, options), bytes, people->arena, &err);
}

// Whether the ranks were kept by an earlier run: for all processes of a team, or for none.
static bool find_kept(ChinaPeople *people, const PeopleChinaOptions *options, bool *kept,
                      Error *err)
{
    uint64_t have = options->cache_folder != NULL && read_cache(people, options);
    if (!team_add(options->team, "kept ranks", &have, 1, err)) return false;
    *kept = have == team_size(options->team);
    if (!*kept) *people->ranks = (RankTables){0};
    return true;
}

bool china_rank(ChinaPeople *people, const PeopleChinaOptions *options, Diagnostics *diagnostics,
                Error *err)
{
    bool kept = false;
    if (!find_kept(people, options, &kept, err)) return false;
    if (kept) return true;
    Arena *arena = arena_create();
    Pass pass = {.people = people};
    const bool good = count_scores(&pass, options, arena, err);
    if (good && calibrate_both(&pass, options, arena, diagnostics) &&
        options->cache_folder != NULL && team_rank(options->team) == 0)
        write_cache(people, options);
    for (size_t s = 0; s < people->base.outline.stratum_count; s++) arena_destroy(pass.arenas[s]);
    arena_destroy(arena);
    return good;
}
