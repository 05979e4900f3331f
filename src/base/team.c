// Everything together begins with a few words that are added first: how many members fail, and what
// each believes is being done. Where all believe the same number x, size * sum(x^2) = sum(x)^2, and
// nowhere else; so every member sees from the sums alone whether they are of one mind.

#include "base/team.h"

#include <string.h>

#include "base/number.h"
#include "base/panic.h"

enum {
    TEAM_MAX = 65536,      // members: with more of them the sums of the words below do not fit
    PIECE_WORDS = 1 << 19, // added at a time: 4 MiB
    BELIEF_BITS = 24,      // its square, times TEAM_MAX, fits in a word
    FAILURE_WORDS = 128,   // an Error as words
};

// More than ever is dealt, and small enough that every member may add it.
#define STOPPED (UINT64_C(1) << 40)

typedef struct SharedError {
    int64_t code;
    char message[400];
    char where[200];
} SharedError;
_Static_assert(sizeof(SharedError) <= FAILURE_WORDS * sizeof(uint64_t), "an error is sent whole");
_Static_assert(sizeof((Error){0}.message) == sizeof((SharedError){0}.message) &&
                   sizeof((Error){0}.where) == sizeof((SharedError){0}.where),
               "an error is sent whole");

static uint64_t belief_of(const char *what, size_t count)
{
    const uint64_t mixed = (str_hash(str_from(what)) + count) * UINT64_C(0x9E3779B97F4A7C15);
    return mixed >> (64 - BELIEF_BITS);
}

// Who of others than the first member failed, and where, is part of the message.
static void put_failure(const Team *team, const Error *own, uint64_t words[FAILURE_WORDS])
{
    invariant(own != NULL); // only who fails sets a flag
    SharedError shared = {.code = own->code};
    memcpy(shared.where, own->where, sizeof shared.where);
    memcpy(shared.message, own->message, sizeof shared.message);
    if (team->rank > 0) {
        const size_t size = strlen(shared.message);
        (void)snprintf(shared.message + size, sizeof shared.message - size,
                       " (rank %u of %u, on %s)", team->rank, team->size, team->place);
    }
    memcpy(words, &shared, sizeof shared);
}

// Tells everyone the error of the first member that fails.
static void tell_failure(Team *team, const Error *own)
{
    uint64_t words[FAILURE_WORDS] = {0};
    uint64_t flags[TEAM_MAX / 64 + 1] = {0}; // one bit for each member
    const size_t places = team->size / 64 + 1;
    if (own != NULL) flags[team->rank / 64] = UINT64_C(1) << team->rank % 64;
    team->kind->add(team, flags, places);
    uint32_t first = 0;
    while ((flags[first / 64] >> first % 64 & 1) == 0) first++;
    if (first == team->rank) put_failure(team, own, words);
    team->kind->add(team, words, FAILURE_WORDS);
    SharedError shared;
    memcpy(&shared, words, sizeof shared);
    team->error = (Error){.code = (ErrorCode)shared.code, .raised_at = "another member"};
    memcpy(team->error.message, shared.message, sizeof shared.message);
    memcpy(team->error.where, shared.where, sizeof shared.where);
    team->over = true;
}

static void refuse_build(Team *team)
{
    (void)error_set(&team->error, ERROR_ENVIRONMENT, "",
                    "the processes of this run do not do the same: install the same build of "
                    "doudi on every machine, and start all with the same arguments");
    team->over = true;
}

// Begins what is done together. `own`: why this member cannot go on, or NULL.
static bool begin(Team *team, const char *what, size_t count, const Error *own, Error *err)
{
    if (!team->over) {
        const uint64_t belief = belief_of(what, count);
        uint64_t words[3] = {own != NULL, own != NULL ? 0 : belief,
                             own != NULL ? 0 : belief * belief};
        team->kind->add(team, words, 3);
        const Wide of_one_mind = (Wide)words[2] * (team->size - words[0]);
        if (words[0] > 0) tell_failure(team, own);
        else if (of_one_mind != (Wide)words[1] * (Wide)words[1]) refuse_build(team);
    }
    if (!team->over) return true;
    *err = team->error;
    return false;
}

bool team_agree(Team *team, bool done, const Error *own, Error *err)
{
    if (team_size(team) > 1) return begin(team, "agree", 0, done ? NULL : own, err);
    if (!done && own != err) *err = *own;
    return done;
}

bool team_add(Team *team, const char *what, uint64_t *words, size_t count, Error *err)
{
    if (team_size(team) == 1) return true;
    if (!begin(team, what, count, NULL, err)) return false;
    for (size_t at = 0; at < count; at += PIECE_WORDS)
        team->kind->add(team, words + at, count - at < PIECE_WORDS ? count - at : PIECE_WORDS);
    return true;
}

bool team_unite(Team *team, const char *what, void *bytes, size_t size, Error *err)
{
    if (team_size(team) == 1) return true;
    const size_t count = size / sizeof(uint64_t) + 1;
    Arena *passing = arena_create();
    uint64_t *words = ARENA_ARRAY(passing, uint64_t, count);
    memcpy(words, bytes, size);
    const bool done = team_add(team, what, words, count, err);
    if (done) memcpy(bytes, words, size);
    arena_destroy(passing);
    return done;
}

bool team_same(Team *team, const char *what, Str text, Error *err)
{
    if (team_size(team) == 1) return true;
    const uint64_t own = str_hash(text);
    uint64_t first = team->rank == 0 ? own : 0;
    Error differs = {0};
    if (!team_add(team, what, &first, 1, err)) return false;
    if (first != own)
        (void)error_set(&differs, ERROR_ENVIRONMENT, "",
                        "%s is not the same here as with the first process of this run: every "
                        "machine needs the same program and files",
                        what);
    return team_agree(team, first == own, &differs, err);
}

// --- dealing ---

void team_share(const Team *team, uint64_t count, uint64_t *first, uint64_t *end)
{
    const uint64_t size = team_size(team);
    *first = count * team_rank(team) / size;
    *end = count * (team_rank(team) + UINT64_C(1)) / size;
}

bool team_deal(Team *team, uint64_t count, TeamDeal *deal, Error *err)
{
    const uint64_t size = team_size(team);
    uint64_t first = 0;
    const bool common = size > 1 && team->ranges == TEAM_DYNAMIC;
    invariant(count < STOPPED && size <= TEAM_MAX);
    deal->team = size > 1 ? team : NULL;
    deal->count = count;
    deal->own = !common;
    team_share(team, count, &first, &deal->until);
    atomic_init(&deal->next, first);
    atomic_init(&deal->stopped, false);
    // Whoever waits here took its last number long ago, and nobody passes before the first member
    // is here.
    if (size > 1) team->kind->restart(team);
    return team_agree(team, true, NULL, err);
}

bool team_next(TeamDeal *deal, uint64_t *number)
{
    if (atomic_load_explicit(&deal->stopped, memory_order_relaxed)) return false;
    if (deal->own) {
        *number = atomic_fetch_add_explicit(&deal->next, 1, memory_order_relaxed);
        return *number < deal->until;
    }
    *number = deal->team->kind->take(deal->team, 1);
    if (*number >= STOPPED) atomic_store_explicit(&deal->stopped, true, memory_order_relaxed);
    return *number < deal->count;
}

void team_stop(TeamDeal *deal)
{
    atomic_store_explicit(&deal->stopped, true, memory_order_relaxed);
    if (deal->team != NULL) (void)deal->team->kind->take(deal->team, STOPPED);
}

bool team_goes_on(TeamDeal *deal)
{
    return !atomic_load_explicit(&deal->stopped, memory_order_relaxed);
}

void team_tend(TeamDeal *deal)
{
    if (deal->team != NULL && deal->team->rank == 0) deal->team->kind->tend(deal->team);
}

void team_look(TeamDeal *deal)
{
    if (deal->team == NULL || deal->team->kind->take(deal->team, 0) < STOPPED) return;
    atomic_store_explicit(&deal->stopped, true, memory_order_relaxed);
}
