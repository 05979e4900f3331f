// simulate: the law, and each reform beside it, over a population.

#include <stdio.h>
#include <string.h>

#include "base/os.h"
#include "base/text.h"
#include "model/report/progress.h"
#include "model/report/render.h"
#include "model/simulate/findings.h"
#include "tool/populations.h"

// The baseline and one law for every --reform, all with what the population assumes.
typedef struct Laws {
    LoadedLaw loaded[SIMULATED_LAWS_MAX];
    SimulatedLaw laws[SIMULATED_LAWS_MAX];
    size_t count;
    bool sound;
} Laws;

static const char *MODEL = "law/china/model/china-2023.md";

static bool load_one(const CommandLine *line, const char *reform, Laws *laws, Error *err)
{
    CommandLine with = *line;
    with.reforms = (TextVec){0};
    const char *model = MODEL;
    if (!os_exists(model))
        model = str_terminated(line->arena, str_print(line->arena, "%s/model/china-2023.md",
                                                      default_law(line->arena)));
    if (os_exists(model)) *vec_push(line->arena, &with.reforms) = model;
    if (reform != NULL) *vec_push(line->arena, &with.reforms) = reform;
    LoadedLaw *loaded = &laws->loaded[laws->count];
    if (!load_law(&with, line->values[OPTION_LAW], loaded, err)) return false;
    laws->sound = laws->sound && loaded->program != NULL;
    laws->laws[laws->count] =
        (SimulatedLaw){.program = loaded->program, .name = str_from(reform != NULL ? reform : "")};
    laws->count++;
    return true;
}

static bool load_laws(const CommandLine *line, Laws *laws, Error *err)
{
    *laws = (Laws){.sound = true};
    if (line->reforms.count + 1 > SIMULATED_LAWS_MAX)
        return error_set(err, ERROR_USAGE, "", "at most %d reforms can be simulated side by side",
                         SIMULATED_LAWS_MAX - 1);
    if (!load_one(line, NULL, laws, err)) return false;
    for (size_t i = 0; i < line->reforms.count; i++) {
        if (!load_one(line, line->reforms.items[i], laws, err)) return false;
    }
    return true;
}

typedef struct ProgressWatch {
    Progress progress;
    uint64_t began;
    bool shown;
} ProgressWatch;

static bool tell(void *context, uint64_t households)
{
    ProgressWatch *watch = context;
    const uint64_t elapsed = os_clock_ns() - watch->began;
    if (watch->shown && progress_is_due(&watch->progress, elapsed)) {
        const ProgressLine text = progress_line(&watch->progress, households, elapsed,
                                                os_terminal_columns(stderr), LANGUAGE_EN);
        (void)fputs(text.text, stderr);
    }
    return !os_was_interrupted();
}

static bool render(const CommandLine *line, const Report *report, Language language, Arena *arena,
                   Error *err)
{
    const char *format = line->values[OPTION_FORMAT];
    Str text = {0};
    if (format == NULL || strcmp(format, "text") == 0)
        text = report_as_text(report, language, ink_for(stdout) == INK_TERMINAL, arena);
    else if (strcmp(format, "json") == 0) text = report_as_json(report, arena);
    else if (strcmp(format, "csv") == 0) text = report_as_csv(report, language, arena);
    else if (strcmp(format, "html") == 0) text = report_as_html(report, language, arena);
    else if (strcmp(format, "xlsx") == 0) {
        if (!report_as_xlsx(report, language, arena, &text, err)) return false;
    } else {
        return error_set(err, ERROR_USAGE, "",
                         "--format is text, json, csv, xlsx or html, not \"%s\"", format);
    }
    return write_output(line, text, err);
}

static bool run(const CommandLine *line, const Laws *laws, Arena *arena, Error *err)
{
    Language language = LANGUAGE_ZH;
    uint64_t threads = 0;
    People *people = NULL;
    Date date = {0};
    if (!date_parse(STR("2023-12-15"), &date)) return false;
    if (!read_language(line, &language, err) || !read_day(line, OPTION_DATE, &date, err) ||
        !read_count(line, OPTION_THREADS, os_processors(), &threads, err) ||
        !open_people(line, threads > 0 ? (uint32_t)threads : 1, &people, err))
        return false;
    const PeopleOutline *outline = people_outline(people);
    uint64_t households = 0;
    for (size_t s = 0; s < outline->stratum_count; s++) households += outline->strata[s].households;
    ProgressWatch watch = {.progress = progress_start(households, BOTH("户", "households")),
                           .began = os_clock_ns(),
                           .shown = os_is_terminal(stderr)};
    os_watch_interrupt();
    const SimulateOptions options = {
        .people = people,
        .laws = laws->laws,
        .law_count = laws->count,
        .date = date,
        .threads = (uint32_t)threads,
        .kernels = kernels_best(),
        .targets = {.persons = {6640000, 33990000}}, // MCA, end of 2023
        .progress = tell,
        .context = &watch,
    };
    SimulateResult result;
    bool done = simulate(&options, arena, &result, err);
    if (done) {
        (void)fprintf(stderr, "%llu households, %llu left to the interpreter, %.2f s\n",
                      (unsigned long long)result.households, (unsigned long long)result.refused,
                      (double)result.elapsed_ns / 1e9);
        done = render(line, simulate_report(&result, arena), language, arena, err);
    }
    people_destroy(people);
    return done;
}

int run_simulate(const CommandLine *line)
{
    Error err = {0};
    Laws laws;
    Arena *arena = arena_create();
    int status = 0;
    bool done = load_laws(line, &laws, &err);
    if (done && !laws.sound) status = 1;
    else done = done && run(line, &laws, arena, &err);
    for (size_t i = 0; i < laws.count; i++) {
        if (laws.loaded[i].policy != NULL) unload_law(&laws.loaded[i]);
    }
    arena_destroy(arena);
    if (done) return status;
    print_error(&err);
    return error_exit_status(err.code);
}
