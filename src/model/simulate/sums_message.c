// One walk over all fields serves to count the words, to write them and to read them back. Each
// struct is walked by a function of its own, after an assertion of its size: a field that is added
// to it stops the build here until it is walked too.

#include "model/simulate/sums_message.h"

#include "base/panic.h"

enum { LIMB = 48, WIDE_WORDS = 3 };

typedef enum WalkWay { WALK_COUNTS, WALK_WRITES, WALK_READS } WalkWay;

typedef struct Walk {
    WalkWay way;
    uint64_t *words;
    size_t count; // words passed so far
} Walk;

static void walk_words(Walk *walk, void *integers, size_t count)
{
    uint64_t *values = integers; // signed ones too: addition is the same
    for (size_t i = 0; i < count && walk->way == WALK_WRITES; i++)
        walk->words[walk->count + i] = values[i];
    for (size_t i = 0; i < count && walk->way == WALK_READS; i++)
        values[i] = walk->words[walk->count + i];
    walk->count += count;
}

static void walk_wides(Walk *walk, Wide *values, size_t count)
{
    __extension__ typedef unsigned __int128 Bits;
    const Bits limb = ((Bits)1 << LIMB) - 1;
    uint64_t *words = walk->words + (walk->way == WALK_COUNTS ? 0 : walk->count);
    for (size_t i = 0; i < count && walk->way == WALK_WRITES; i++) {
        const Bits bits = (Bits)values[i];
        words[i * WIDE_WORDS] = (uint64_t)(bits & limb);
        words[i * WIDE_WORDS + 1] = (uint64_t)(bits >> LIMB & limb);
        words[i * WIDE_WORDS + 2] = (uint64_t)(bits >> 2 * LIMB);
    }
    for (size_t i = 0; i < count && walk->way == WALK_READS; i++)
        values[i] = (Wide)(words[i * WIDE_WORDS] + ((Bits)words[i * WIDE_WORDS + 1] << LIMB) +
                           ((Bits)words[i * WIDE_WORDS + 2] << 2 * LIMB));
    walk->count += count * WIDE_WORDS;
}

#define WORDS(walk, array) walk_words((walk), (array), sizeof(array) / sizeof(uint64_t))
#define WIDES(walk, array) walk_wides((walk), (array), sizeof(array) / sizeof(Wide))

// Structs are as large as what is walked, and what lies between for the sake of alignment.
#define FIELDS(wides, words) ((wides) * sizeof(Wide) + ((words) + (words) % 2) * sizeof(uint64_t))

_Static_assert(sizeof(Distribution) == FIELDS(DISTRIBUTION_BINS, DISTRIBUTION_BINS + 2), "walked");
static void walk_distribution(Walk *walk, Distribution *distribution)
{
    WIDES(walk, distribution->money);
    WORDS(walk, distribution->persons);
    walk_words(walk, &distribution->households, 1);
    walk_words(walk, &distribution->missing, 1);
}

_Static_assert(sizeof(PovertySums) == FIELDS(3, 5), "walked");
static void walk_poverty(Walk *walk, PovertySums poverty[SIMULATED_RESIDENCES])
{
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) {
        walk_wides(walk, &poverty[r].gap, 1);
        walk_wides(walk, &poverty[r].gap_q32, 1);
        walk_wides(walk, &poverty[r].gap2_q32, 1);
        walk_words(walk, &poverty[r].persons, 1);
        walk_words(walk, &poverty[r].households, 1);
        walk_words(walk, &poverty[r].persons_poor, 1);
        walk_words(walk, &poverty[r].households_poor, 1);
        walk_words(walk, &poverty[r].saturated, 1);
    }
}

_Static_assert(sizeof(TargetingCell) == FIELDS(6, 3), "walked");
static void walk_cell(Walk *walk, TargetingCell *cell)
{
    walk_words(walk, &cell->households, 1);
    walk_words(walk, &cell->persons, 1);
    walk_words(walk, &cell->recipients, 1);
    walk_wides(walk, &cell->before, 1);
    walk_wides(walk, &cell->benefit, 1);
    walk_wides(walk, &cell->lines, 1);
    walk_wides(walk, &cell->gap_before, 1);
    walk_wides(walk, &cell->gap_after, 1);
    walk_wides(walk, &cell->filled, 1);
}

_Static_assert(sizeof(TargetingGroup) == FIELDS(2, 2), "walked");
_Static_assert(sizeof(Targeting) ==
                   8 * sizeof(TargetingCell) + TARGETING_GROUPS_MAX * sizeof(TargetingGroup),
               "walked");
static void walk_targeting(Walk *walk, Targeting *targeting)
{
    for (size_t cell = 0; cell < 8; cell++)
        walk_cell(walk, &targeting->cells[cell / 4][cell / 2 % 2][cell % 2]);
    for (size_t g = 0; g < TARGETING_GROUPS_MAX; g++) {
        walk_words(walk, &targeting->groups[g].persons, 1);
        walk_words(walk, &targeting->groups[g].persons_reached, 1);
        walk_wides(walk, &targeting->groups[g].before, 1);
        walk_wides(walk, &targeting->groups[g].benefit, 1);
    }
}

// What is large is the same with all, and is not added.
_Static_assert(sizeof(Changes) ==
                   FIELDS((size_t)CHANGE_GROUPS_MAX * CHANGES, 1 + 2 * CHANGE_GROUPS_MAX * CHANGES),
               "walked");
static void walk_changes(Walk *walk, Changes *changes)
{
    for (size_t g = 0; g < CHANGE_GROUPS_MAX; g++) {
        WORDS(walk, changes->persons[g]);
        WORDS(walk, changes->households[g]);
        WIDES(walk, changes->money[g]);
    }
}

_Static_assert(sizeof(WelfareSums) == FIELDS(0, 1) + SIMULATED_RESIDENCES * sizeof(PovertySums) +
                                          sizeof(Targeting) + sizeof(Changes),
               "walked");
static void walk_welfare(Walk *walk, WelfareSums *welfare)
{
    walk_distribution(walk, welfare->after);
    walk_poverty(walk, welfare->poverty);
    walk_targeting(walk, &welfare->targeting);
    walk_changes(walk, &welfare->changes);
}

_Static_assert(sizeof(ProgrammeSums) == FIELDS(2, 5), "walked");
_Static_assert(sizeof(LawSums) == sizeof(void *) + sizeof(int64_t[2][SIMULATED_TIERS_MAX]),
               "walked");
static void walk_law(Walk *walk, LawSums *law, size_t programmes)
{
    for (size_t p = 0; p < programmes; p++) {
        ProgrammeSums *one = &law->programmes[p];
        walk_words(walk, &one->households, 1);
        walk_words(walk, &one->persons, 1);
        walk_words(walk, &one->households_served, 1);
        walk_words(walk, &one->persons_served, 1);
        walk_words(walk, &one->undetermined, 1);
        walk_wides(walk, &one->money, 1);
        walk_wides(walk, &one->money_served, 1);
    }
    WORDS(walk, law->tiers);
    WORDS(walk, law->tiers_served);
}

// Pointers are as large as words: laws and welfare; before; persons, which with the counts is five.
_Static_assert(sizeof(ThreadSums) == FIELDS(0, 2) + sizeof(WelfareSums) + FIELDS(0, 1) +
                                         SIMULATED_RESIDENCES * sizeof(PovertySums) + FIELDS(0, 5),
               "walked");
static void walk_sums(Walk *walk, ThreadSums *sums, const SimulateOptions *options)
{
    const size_t strata = people_outline(options->people)->stratum_count;
    for (size_t v = 0; v < simulated_months(options) * options->law_count; v++) {
        const Program *program = options->laws[v % options->law_count].program;
        for (size_t s = 0; s < strata; s++)
            walk_law(walk, &sums->laws[v][s], program->programmes.count);
    }
    for (size_t k = 0; k < options->law_count; k++) walk_welfare(walk, &sums->welfare[k]);
    walk_welfare(walk, &sums->idle);
    walk_distribution(walk, sums->before);
    walk_poverty(walk, sums->poverty_before);
    walk_words(walk, sums->persons, strata);
    walk_words(walk, &sums->households, 1);
    walk_words(walk, &sums->left_out, 1);
    walk_words(walk, &sums->refused, 1);
    walk_words(walk, &sums->undecidable, 1);
}

_Static_assert(sizeof(Takeup) ==
                   FIELDS(TAKEUP_DEPTHS * TAKEUP_BINS + 1, TAKEUP_DEPTHS *TAKEUP_BINS + 4),
               "walked");
static void walk_sample(Walk *walk, SampleSums *sums)
{
    walk_distribution(walk, sums->resources);
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) {
        Takeup *takeup = &sums->takeups[r];
        for (size_t d = 0; d < TAKEUP_DEPTHS; d++) {
            WORDS(walk, takeup->persons[d]);
            WIDES(walk, takeup->money[d]);
        }
        walk_words(walk, &takeup->always, 1);
        walk_words(walk, &takeup->never, 1);
        walk_wides(walk, &takeup->always_money, 1);
    }
}

// --- sending ---

typedef struct Sent {
    ThreadSums *sums; // these, or those
    SampleSums *sample;
    const SimulateOptions *options;
} Sent;

static void walk_sent(Walk *walk, const Sent *sent)
{
    if (sent->sums != NULL) walk_sums(walk, sent->sums, sent->options);
    else walk_sample(walk, sent->sample);
}

static bool share(Team *team, const char *what, const Sent *sent, Arena *passing, Error *err)
{
    if (team_size(team) == 1) return true;
    Walk walk = {.way = WALK_COUNTS};
    walk_sent(&walk, sent);
    const size_t count = walk.count;
    arena_reset(passing);
    walk = (Walk){.way = WALK_WRITES, .words = ARENA_ARRAY(passing, uint64_t, count)};
    walk_sent(&walk, sent);
    invariant(walk.count == count);
    if (!team_add(team, what, walk.words, count, err)) return false;
    walk.way = WALK_READS;
    walk.count = 0;
    walk_sent(&walk, sent);
    return true;
}

bool sums_share(Team *team, ThreadSums *sums, const SimulateOptions *options, Arena *passing,
                Error *err)
{
    const Sent sent = {.sums = sums, .options = options};
    return share(team, "sums of everyone", &sent, passing, err);
}

bool sums_share_sample(Team *team, SampleSums *sums, Arena *passing, Error *err)
{
    return share(team, "sums of the sample", &(Sent){.sample = sums}, passing, err);
}
