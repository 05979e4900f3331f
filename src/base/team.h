// team.h - several processes at one task: each has a share, and what they find is added up.
//
// A team is given from outside (tool/team_mpi.c); NULL is a process alone, for which everything
// here costs nothing. Members are ranks 0 to size - 1, the first of which speaks for all.
//
// Some functions are *together*: all members call them in the same order with the same sizes, and
// each waits for the others. A member that fails elsewhere calls team_agree with what went wrong,
// and so joins whatever the others do together next: for them too that is then the failure. So
// nobody waits for a member that has left, and all end with the same error.
//
//     TeamDeal deal;
//     if (!team_deal(team, count, &deal, err)) return false;
//     for (uint64_t k; team_next(&deal, &k);) done = done && work_on(k, &sums, &own);
//     if (!team_agree(team, done, &own, err) || !team_add(team, "sums", sums, size, err)) …
#ifndef BASE_TEAM_H
#define BASE_TEAM_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/str.h"

typedef struct Team Team;

// How numbers are dealt to the members.
typedef enum TeamRanges {
    TEAM_DYNAMIC, // whoever is free takes the next
    TEAM_STATIC,  // each has a share of its own, of numbers in a row
} TeamRanges;

// What whoever provides a team must do. Members call `add` and `restart` together, one thread
// of each; `take` may be called by any thread at any time between.
typedef struct TeamKind {
    // Adds the words of all members, each place modulo 2^64, and leaves the sums with everyone.
    void (*add)(Team *team, uint64_t *words, size_t count);
    // Sets the common counter to zero; only the first member need do something.
    void (*restart)(Team *team);
    // Adds to the common counter, and returns what it was.
    uint64_t (*take)(Team *team, uint64_t step);
    // Lets the first member serve the counter, where the network needs its help; cheap.
    void (*tend)(Team *team);
} TeamKind;

struct Team {
    const TeamKind *kind;
    uint32_t rank, size;
    TeamRanges ranges;
    const char *place; // the machine, for messages
    bool over;         // a failure has been told to all:
    Error error;       // this one
};

static inline uint32_t team_rank(const Team *team)
{
    return team == NULL ? 0 : team->rank;
}

static inline uint32_t team_size(const Team *team)
{
    return team == NULL ? 1 : team->size;
}

static inline bool team_is_static(const Team *team)
{
    return team != NULL && team->ranges == TEAM_STATIC;
}

// --- together ---

// True if all are done. Else *err is everywhere the error of the first member that is not, `own`,
// which is read only where `done` is false; `own` and `err` may be the same.
MUST_USE bool team_agree(Team *team, bool done, const Error *own, Error *err);

// Adds the words of all members, each place modulo 2^64, and leaves the sums with everyone. `what`
// names them: members that add different things are not of the same build, which is an error.
MUST_USE bool team_add(Team *team, const char *what, uint64_t *words, size_t count, Error *err);

// Puts together bytes of which each was written by one member at most, and is zero with the others.
MUST_USE bool team_unite(Team *team, const char *what, void *bytes, size_t size, Error *err);

// An error unless the text is the same with all members; `what` says what it is, as "the law".
MUST_USE bool team_same(Team *team, const char *what, Str text, Error *err);

// --- dealing ---

// The numbers below `count` while they are dealt, each to one thread of one member.
typedef struct TeamDeal {
    Team *team; // NULL: only the threads of this process take part
    uint64_t count;
    atomic_uint_fast64_t next; // of those that are this member's own
    uint64_t until;
    bool own;            // numbers are taken from `next`, not from the common counter
    atomic_bool stopped; // as far as this member knows
} TeamDeal;

// Of the numbers below `count`, those of this member where each has a fixed share: from *first to
// before *end. Alone: all.
void team_share(const Team *team, uint64_t count, uint64_t *first, uint64_t *end);

// Together.
MUST_USE bool team_deal(Team *team, uint64_t count, TeamDeal *deal, Error *err);

// For any thread: the next number; false if there is none any more, or dealing was stopped.
bool team_next(TeamDeal *deal, uint64_t *number);

// Ends the dealing for all members; who has a number in hand sees it by team_goes_on.
void team_stop(TeamDeal *deal);

// Whether nobody stopped, as far as this member knows.
bool team_goes_on(TeamDeal *deal);

// For one thread of each member, now and then: what it does for the others while it works (cheap),
// and, less often, whether one of them has stopped.
void team_tend(TeamDeal *deal);
void team_look(TeamDeal *deal);

#endif
