#define _POSIX_C_SOURCE 200809L

#include "launch.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/os.h"
#include "base/panic.h"
#include "base/text.h"

enum { PROCESSES_MAX = 8, POLLS_MAX = 6000, POLL_NS = 10000000 }; // a minute

void launch_prepare(void)
{
    static const char *const SETTINGS[][2] = {
        {"OMPI_ALLOW_RUN_AS_ROOT", "1"},
        {"OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1"},
        {"OMPI_MCA_rmaps_base_oversubscribe", "1"},
        {"OMPI_MCA_hwloc_base_binding_policy", "none"},
        {"OMPI_MCA_plm", "isolated"}, // no other machine is looked for
        {"OMPI_MCA_btl", "self,vader"},
        {"OMPI_MCA_btl_vader_single_copy_mechanism", "none"},
        {"OMPI_MCA_btl_tcp_if_include", "lo"},
        {"OMPI_MCA_oob_tcp_if_include", "lo"},
        {"NO_COLOR", "1"},
    };
    for (size_t i = 0; i < sizeof SETTINGS / sizeof SETTINGS[0]; i++) {
        const int set = setenv(SETTINGS[i][0], SETTINGS[i][1], 1);
        invariant(set == 0);
    }
}

static Str read_back(FILE *stream, Arena *arena)
{
    Text text = text_start(arena);
    char buffer[4096];
    rewind(stream);
    for (size_t size = 0; (size = fread(buffer, 1, sizeof buffer, stream)) > 0;)
        text_add(&text, (Str){.data = buffer, .size = size});
    (void)fclose(stream);
    return text_str(&text);
}

// In the child: never returns. The shell gives its place to `timeout`, and that starts the command.
static void become(const char *command, FILE *out, FILE *err)
{
    if (dup2(fileno(out), STDOUT_FILENO) >= 0 && dup2(fileno(err), STDERR_FILENO) >= 0)
        (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
    _exit(127);
}

// Whether a process catches SIGUSR1: it has begun to watch for interruptions.
static bool watches(long process, Arena *arena)
{
    Str text;
    Error err = {0};
    const Str path = str_print(arena, "/proc/%ld/status", process);
    if (!os_read_file(str_terminated(arena, path), 1 << 16, arena, &text, &err)) return false;
    const size_t at = str_find(text, STR("SigCgt:"));
    if (at == SIZE_MAX) return false;
    const char *mask = str_terminated(arena, str_slice(text, at + 7, text.size));
    return (strtoull(mask, NULL, 16) >> (SIGUSR1 - 1) & 1) != 0;
}

// Reads the numbers that the processes have written, one to a line; false until all are there and
// watch.
static bool all_watch(const Interruption *interruption, long processes[PROCESSES_MAX], Arena *arena)
{
    Str text;
    Error err = {0};
    if (!os_read_file(interruption->file, 4096, arena, &text, &err)) return false;
    char *rest = str_terminated(arena, text);
    for (size_t i = 0; i < interruption->processes; i++) {
        char *end = rest;
        processes[i] = strtol(rest, &end, 10);
        if (end == rest || *end != '\n' || !watches(processes[i], arena)) return false;
        rest = end;
    }
    return true;
}

static long parent_of(long process, Arena *arena)
{
    Str text;
    Error err = {0};
    const Str path = str_print(arena, "/proc/%ld/status", process);
    if (!os_read_file(str_terminated(arena, path), 1 << 16, arena, &text, &err)) return 0;
    const size_t at = str_find(text, STR("PPid:"));
    return strtol(str_terminated(arena, str_slice(text, at + 5, text.size)), NULL, 10);
}

static void interrupt_them(const Interruption *interruption)
{
    static const struct timespec pause = {.tv_nsec = POLL_NS};
    long processes[PROCESSES_MAX] = {0};
    Arena *arena = arena_create();
    bool ready = false;
    for (int poll = 0; !ready && poll < POLLS_MAX; poll++) {
        (void)nanosleep(&pause, NULL);
        arena_reset(arena);
        ready = all_watch(interruption, processes, arena);
    }
    const long last = processes[interruption->processes - 1];
    const long target = interruption->to_mpirun && ready ? parent_of(last, arena) : last;
    if (ready && target > 1) (void)kill((pid_t)target, interruption->signal_number);
    arena_destroy(arena);
}

Said launch_and_interrupt(const char *command, const Interruption *interruption, Arena *arena)
{
    FILE *out = tmpfile();
    FILE *err = tmpfile();
    const char *bounded =
        str_terminated(arena, str_print(arena, "exec timeout -k 5 120 %s", command));
    invariant(out != NULL && err != NULL);
    (void)fflush(stdout);
    const pid_t child = fork();
    invariant(child >= 0);
    if (child == 0) become(bounded, out, err);
    if (interruption != NULL) interrupt_them(interruption);
    int how = 0;
    const pid_t ended = waitpid(child, &how, 0);
    invariant(ended == child);
    return (Said){.status = WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how),
                  .out = read_back(out, arena),
                  .err = read_back(err, arena)};
}

Said launch(const char *command, Arena *arena)
{
    return launch_and_interrupt(command, NULL, arena);
}
