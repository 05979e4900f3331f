// launch.h - starts the programs under test, alone or by mpirun, and keeps what they say.
#ifndef TESTS_MACHINES_LAUNCH_H
#define TESTS_MACHINES_LAUNCH_H

#include <stdbool.h>

#include "base/str.h"

typedef struct Said {
    int status; // exit status; 124: it did not end in time
    Str out, err;
} Said;

// What mpirun needs to keep to this machine, and to start more processes than there are processors.
void launch_prepare(void);

// Runs a command line, as a shell would take it, for at most two minutes.
Said launch(const char *command, Arena *arena);

// The same, but once `file` holds the numbers of `processes` processes that watch for signals, the
// last of them is sent `signal_number`; or, `to_mpirun`, the one that started them.
typedef struct Interruption {
    const char *file;
    size_t processes;
    int signal_number;
    bool to_mpirun;
} Interruption;
Said launch_and_interrupt(const char *command, const Interruption *interruption, Arena *arena);

#endif
