#define _POSIX_C_SOURCE 200809L

#include "team_threads.h"

#include <pthread.h>
#include <string.h>

#include "base/os.h"
#include "base/panic.h"

enum { MEMBERS_MAX = 8, WORDS_MAX = 1 << 19 };

typedef struct Shared {
    pthread_barrier_t all;
    uint64_t *words[MEMBERS_MAX]; // [WORDS_MAX]
    size_t counts[MEMBERS_MAX];
    atomic_uint_fast64_t counter;
} Shared;

typedef struct ThreadTeam {
    Team team;
    Shared *shared;
} ThreadTeam;

static void wait_for_all(Shared *shared)
{
    const int result = pthread_barrier_wait(&shared->all);
    invariant(result == 0 || result == PTHREAD_BARRIER_SERIAL_THREAD);
}

static void add(Team *team, uint64_t *words, size_t count)
{
    Shared *shared = ((ThreadTeam *)team)->shared;
    invariant(count <= WORDS_MAX);
    memcpy(shared->words[team->rank], words, count * sizeof *words);
    shared->counts[team->rank] = count;
    wait_for_all(shared);
    memset(words, 0, count * sizeof *words);
    for (uint32_t r = 0; r < team->size; r++) {
        invariant(shared->counts[r] == count);
        for (size_t i = 0; i < count; i++) words[i] += shared->words[r][i];
    }
    wait_for_all(shared);
}

static void restart(Team *team)
{
    if (team->rank == 0) atomic_store(&((ThreadTeam *)team)->shared->counter, 0);
}

static uint64_t take(Team *team, uint64_t step)
{
    return atomic_fetch_add(&((ThreadTeam *)team)->shared->counter, step);
}

static void tend(Team *team)
{
    (void)team;
}

static const TeamKind kind = {.add = add, .restart = restart, .take = take, .tend = tend};

typedef struct Run {
    ThreadTeam members[MEMBERS_MAX];
    void (*work)(void *context, Team *team);
    void *context;
} Run;

static void run_member(void *context, uint32_t rank)
{
    Run *run = context;
    run->work(run->context, &run->members[rank].team);
}

void team_threads_run(uint32_t size, TeamRanges ranges, void (*work)(void *context, Team *team),
                      void *context)
{
    invariant(size <= MEMBERS_MAX);
    Arena *arena = arena_create();
    Shared *shared = ARENA_ONE(arena, Shared);
    Run *run = ARENA_ONE(arena, Run);
    const int made = pthread_barrier_init(&shared->all, NULL, size);
    invariant(made == 0);
    for (uint32_t r = 0; r < size; r++) shared->words[r] = ARENA_ARRAY(arena, uint64_t, WORDS_MAX);
    run->work = work;
    run->context = context;
    for (uint32_t r = 0; r < size; r++)
        run->members[r] = (ThreadTeam){
            .team = {.kind = &kind, .rank = r, .size = size, .ranges = ranges, .place = "here"},
            .shared = shared};
    os_run_threads(size, run_member, run);
    (void)pthread_barrier_destroy(&shared->all);
    arena_destroy(arena);
}
