// A team of MPI processes.
//
// The common counter is a word in the first process's memory, which the others reach by one-sided
// calls: no process has to listen while it works. Some networks need the first to look in now and
// then for the calls to be answered; `tend` is that. Threads take turns at calling MPI, since not
// every way of one-sided calls bears several at once.
//
// What goes wrong inside MPI ends all processes with MPI's own words: its default, and the only
// thing that can be done when members cannot be reached.

#include <mpi.h>
#include <stdio.h>
#include <threads.h>

#include "base/arena.h"
#include "base/panic.h"
#include "tool/team_open.h"

typedef struct MpiTeam {
    Team team;
    Arena *arena; // where this stands
    MPI_Win window;
    mtx_t turn;
    char place[MPI_MAX_PROCESSOR_NAME];
} MpiTeam;

static void take_turn(MpiTeam *own)
{
    const int locked = mtx_lock(&own->turn);
    invariant(locked == thrd_success);
}

static void end_turn(MpiTeam *own)
{
    const int unlocked = mtx_unlock(&own->turn);
    invariant(unlocked == thrd_success);
}

static void add(Team *team, uint64_t *words, size_t count)
{
    MpiTeam *own = (MpiTeam *)team;
    take_turn(own);
    (void)MPI_Allreduce(MPI_IN_PLACE, words, (int)count, MPI_UINT64_T, MPI_SUM, MPI_COMM_WORLD);
    end_turn(own);
}

static uint64_t at_counter(Team *team, uint64_t operand, MPI_Op operation)
{
    MpiTeam *own = (MpiTeam *)team;
    uint64_t before = 0;
    take_turn(own);
    (void)MPI_Fetch_and_op(&operand, &before, MPI_UINT64_T, 0, 0, operation, own->window);
    (void)MPI_Win_flush(0, own->window);
    end_turn(own);
    return before;
}

static void restart(Team *team)
{
    if (team->rank == 0) (void)at_counter(team, 0, MPI_REPLACE);
}

static uint64_t take(Team *team, uint64_t step)
{
    return at_counter(team, step, MPI_SUM);
}

static void tend(Team *team)
{
    MpiTeam *own = (MpiTeam *)team;
    int waiting = 0;
    take_turn(own);
    (void)MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &waiting, MPI_STATUS_IGNORE);
    end_turn(own);
}

static const TeamKind kind = {.add = add, .restart = restart, .take = take, .tend = tend};

Team *team_open(int *count, char ***arguments)
{
    int given = MPI_THREAD_SINGLE;
    int rank = 0;
    int size = 1;
    int name_size = 0;
    uint64_t *counter = NULL;
    (void)MPI_Init_thread(count, arguments, MPI_THREAD_SERIALIZED, &given);
    (void)MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    (void)MPI_Comm_size(MPI_COMM_WORLD, &size);
    if (given < MPI_THREAD_SERIALIZED) {
        if (rank == 0)
            (void)fputs("error: this MPI was built without threads; doudi-mpi needs one with\n",
                        stderr);
        (void)MPI_Abort(MPI_COMM_WORLD, 3);
    }
    Arena *arena = arena_create();
    MpiTeam *own = ARENA_ONE(arena, MpiTeam);
    own->arena = arena;
    const int made = mtx_init(&own->turn, mtx_plain);
    invariant(made == thrd_success);
    (void)MPI_Get_processor_name(own->place, &name_size);
    (void)MPI_Win_allocate(sizeof *counter, sizeof *counter, MPI_INFO_NULL, MPI_COMM_WORLD,
                           (void *)&counter, &own->window);
    *counter = 0;
    (void)MPI_Win_lock_all(0, own->window);
    own->team =
        (Team){.kind = &kind, .rank = (uint32_t)rank, .size = (uint32_t)size, .place = own->place};
    return &own->team;
}

void team_close(Team *team)
{
    MpiTeam *own = (MpiTeam *)team;
    (void)MPI_Win_unlock_all(own->window);
    (void)MPI_Win_free(&own->window);
    (void)MPI_Finalize();
    mtx_destroy(&own->turn);
    arena_destroy(own->arena);
}
