#include "tool/populations.h"

#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/text.h"
#include "model/people/china.h"

bool read_count(const CommandLine *line, Option option, uint64_t otherwise, uint64_t *count,
                Error *err)
{
    const char *text = line->values[option];
    Number number;
    *count = otherwise;
    if (text == NULL) return true;
    if (!number_parse(str_from(text), &number) || number.den != 1 || number.num < 0)
        return error_set(err, ERROR_USAGE, "", "%s: \"%s\" is not a whole number from 0 up",
                         option_name(option), text);
    *count = (uint64_t)number.num;
    return true;
}

// The tables of a population stand in data/NAME here, or beside the program.
static const char *data_folder(Arena *arena, const char *name)
{
    static const char *const BESIDE[] = {"/data/", "/../data/", "/../share/doudi/data/"};
    const char *here = str_terminated(arena, str_print(arena, "data/%s", name));
    if (os_exists(here)) return here;
    const char *folder = os_program_folder(arena);
    for (size_t i = 0; i < sizeof BESIDE / sizeof BESIDE[0]; i++) {
        const char *path =
            str_terminated(arena, str_print(arena, "%s%s%s", folder, BESIDE[i], name));
        if (os_exists(path)) return path;
    }
    return here;
}

// Lends threads to what a population has to count first.
typedef struct Lent {
    uint32_t threads, tasks;
    PeopleTask *task;
    void *context;
} Lent;

static void run_lent(void *context, uint32_t index)
{
    const Lent *lent = context;
    for (uint32_t t = index; t < lent->tasks; t += lent->threads) lent->task(lent->context, t);
}

static void lend(void *workers, uint32_t tasks, PeopleTask *task, void *context)
{
    Lent lent = {
        .threads = *(const uint32_t *)workers, .tasks = tasks, .task = task, .context = context};
    os_run_threads(lent.threads, run_lent, &lent);
}

static bool make_china(const CommandLine *line, uint32_t threads, PeopleChinaOptions *options,
                       People **people, Error *err)
{
    Sources sources = {0};
    Diagnostics diagnostics = diagnostics_start(line->arena, &sources);
    options->data_folder = data_folder(line->arena, "china-2023");
    options->run = lend;
    options->workers = &threads;
    const bool made = people_china_create(options, &sources, &diagnostics, people, err);
    diagnostics_print(&diagnostics, stderr, ink_for(stderr));
    return made;
}

bool open_fewer_people(const CommandLine *line, uint32_t threads, uint64_t households,
                       uint32_t draw, People **people, Error *err)
{
    PeopleChinaOptions options = {.households = households};
    if (!read_count(line, OPTION_SEED, 2023, &options.seed, err)) return false;
    options.seed += draw;
    return make_china(line, threads, &options, people, err);
}

bool open_people(const CommandLine *line, uint32_t threads, People **people, Error *err)
{
    const char *name = line->values[OPTION_PEOPLE];
    if (name != NULL && strcmp(name, "china-2023") != 0)
        return error_set(err, ERROR_USAGE, "",
                         "--people: there is no population \"%s\"; "
                         "this program knows china-2023",
                         name);
    PeopleChinaOptions options = {0};
    if (!read_count(line, OPTION_SEED, 2023, &options.seed, err) ||
        !read_count(line, OPTION_HOUSEHOLDS, 1000000, &options.households, err))
        return false;
    return make_china(line, threads, &options, people, err);
}
