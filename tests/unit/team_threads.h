// team_threads.h - a team whose members are threads of the test, so that what processes do together
// can be tried in one, under the sanitizers.
#ifndef TESTS_UNIT_TEAM_THREADS_H
#define TESTS_UNIT_TEAM_THREADS_H

#include "base/team.h"

// Runs work(context, team) for every member at once, and returns when all have ended.
void team_threads_run(uint32_t size, TeamRanges ranges, void (*work)(void *context, Team *team),
                      void *context);

#endif
