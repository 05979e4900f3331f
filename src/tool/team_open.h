// team_open.h - the team that this process was started in: one of two files is linked.
//
// team_none.c: it is alone (build/doudi). team_mpi.c: mpirun or srun may have started others beside
// it (build/doudi-mpi).
#ifndef TOOL_TEAM_OPEN_H
#define TOOL_TEAM_OPEN_H

#include "base/team.h"

// NULL: alone. Called once, before anything else; may take words of its own from the arguments.
Team *team_open(int *count, char ***arguments);

// After the last word was said. Accepts NULL.
void team_close(Team *team);

#endif
