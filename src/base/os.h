// os.h - the few things we ask of the operating system, in one file, behind our own words.
#ifndef BASE_OS_H
#define BASE_OS_H

#include <stdint.h>
#include <stdio.h>

#include "base/date.h"
#include "base/error.h"
#include "base/str.h"
#include "base/vec.h"

// Reads a whole file of at most `size_max` bytes; "-" is standard input.
MUST_USE bool os_read_file(const char *path, size_t size_max, Arena *arena, Str *text, Error *err);

// Reads at most the first `size` bytes of a file.
MUST_USE bool os_read_start(const char *path, size_t size, Arena *arena, Str *text, Error *err);

// Writes a whole file through a temporary one beside it, so that a reader never sees half of it. A
// new file is its owner's alone; an old one keeps its permissions, a link its target; devices and
// pipes are written to in place.
MUST_USE bool os_write_file(const char *path, Str text, Arena *arena, Error *err);

// Whether os_write_file could begin: to be asked before long work whose result goes there.
MUST_USE bool os_can_write_file(const char *path, Arena *arena, Error *err);

typedef VEC(char *) PathVec;

// Every regular file below `path` (or `path` itself, if it is one) whose name ends in `suffix`, in
// bytewise order of their paths. Names that start with a dot are passed over; links are followed to
// files, not to folders. At most `count_max`.
MUST_USE bool os_list_files(const char *path, Str suffix, size_t count_max, Arena *arena,
                            PathVec *paths, Error *err);

// Whether both names lead to one file that exists.
bool os_same_file(const char *one, const char *other);
bool os_is_folder(const char *path);
bool os_exists(const char *path);

// The folder that holds the running program, without a final slash; "." if it cannot be told.
char *os_program_folder(Arena *arena);

bool os_is_terminal(FILE *stream);

// How wide the terminal is; 80 if that cannot be told.
unsigned os_terminal_columns(FILE *stream);

// From now on Ctrl-C (SIGINT), SIGTERM, and SIGUSR1, which mpirun passes on to the processes that
// it started, do not end the program but are remembered, so that a long run can stop cleanly and
// write what it has. A second one ends the program at once.
void os_watch_interrupt(void);
bool os_was_interrupted(void);

// The name of a new empty file in the folder for temporary files; whoever asks removes it.
MUST_USE bool os_temporary_file(Arena *arena, char **path, Error *err);
void os_remove_file(const char *path);

// Processors that this process may run on.
uint32_t os_processors(void);

// Runs work(context, index) for every index below `count`, each in a thread of its own, and returns
// when all have ended. `count` at most 256. Threads have a stack of 8 MiB, whatever the system's
// own measure.
void os_run_threads(uint32_t count, void (*work)(void *context, uint32_t index), void *context);

// Today, by the system's clock and in its time zone: for what a reader looks at, never for anything
// decided.
Date os_today(void);

// Milliseconds since 1970, UTC: when something was recorded.
int64_t os_time_ms(void);

// Nanoseconds on a clock that only goes forward, for benchmarks; never for anything decided.
uint64_t os_clock_ns(void);

// `size` bytes, or NULL if there is no memory. Where they are many they lie apart, go back to the
// system as soon as they are freed, and the system is asked for large pages, of which each is had
// at once where small ones would be had by hundreds.
// *zeroed: whether all of it is known to be zero.
void *os_memory(size_t size, bool *zeroed);
void os_memory_free(void *memory, size_t size);

// The most memory that this process has held so far, in bytes; for people to read.
uint64_t os_memory_peak(void);

#endif
