// A program without MPI is always alone.

#include "tool/team_open.h"

// NOLINTNEXTLINE(readability-non-const-parameter): MPI's takes words out of the arguments
Team *team_open(int *count, char ***arguments)
{
    (void)count;
    (void)arguments;
    return NULL;
}

void team_close(Team *team)
{
    (void)team;
}
