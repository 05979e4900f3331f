#define _POSIX_C_SOURCE 200809L

#include "program.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/panic.h"
#include "base/text.h"

enum { ARGUMENTS_MAX = 16 };

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

// In the child: never returns.
static void become_program(char *const *list, FILE *out, FILE *err)
{
    if (dup2(fileno(out), STDOUT_FILENO) >= 0 && dup2(fileno(err), STDERR_FILENO) >= 0)
        (void)execv(DOUDI, list);
    _exit(127);
}

Spoken program_run(const char *const *arguments, Arena *arena)
{
    char *list[ARGUMENTS_MAX + 2] = {str_terminated(arena, STR("doudi"))};
    size_t count = 0;
    for (; arguments[count] != NULL; count++) {
        invariant(count < ARGUMENTS_MAX);
        list[count + 1] = str_terminated(arena, str_from(arguments[count]));
    }
    FILE *out = tmpfile();
    FILE *err = tmpfile();
    invariant(out != NULL && err != NULL);
    (void)fflush(stdout);
    const pid_t child = fork();
    invariant(child >= 0);
    if (child == 0) become_program(list, out, err);
    int how = 0;
    const pid_t ended = waitpid(child, &how, 0);
    invariant(ended == child);
    const int status = WIFEXITED(how) ? WEXITSTATUS(how) : 128 + WTERMSIG(how);
    invariant(status != 127);
    return (Spoken){.status = status, .out = read_back(out, arena), .err = read_back(err, arena)};
}
