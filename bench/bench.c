// bench.c - how fast the law compiles and decides, and how much memory it holds.
//
// Everything is measured within one run and reported as medians with the limits that are to be
// kept; nothing here passes or fails, because these machines are shared and noisy.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "compile/compile.h"
#include "decide/law_case.h"
#include "decide/situation_json.h"
#include "explain/report.h"

enum { SAMPLES_MAX = 64, COMPILES = 11, CASE_RUNS = 5, DECISIONS = 400, MEMORY_DECISIONS = 10000 };

typedef struct Samples {
    uint32_t files[SAMPLES_MAX];
    size_t count;
} Samples;

static double now_us(void)
{
    return (double)os_clock_ns() / 1e3;
}

static int by_size(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;
    return (a > b) - (a < b);
}

static double median(double *times, size_t count)
{
    qsort(times, count, sizeof times[0], by_size);
    return times[count / 2];
}

static double percentile(const double *sorted, size_t count, size_t percent)
{
    return sorted[count * percent / 100];
}

static void report(const char *what, double value, const char *unit, const char *limit)
{
    (void)printf("%-52s %10.1f %-3s  %s\n", what, value, unit, limit);
}

static void fail(const Error *err)
{
    (void)fprintf(stderr, "%s: %s\n", err->where, err->message);
    exit(1);
}

typedef struct Law {
    Arena *policy;
    Sources sources;
    Diagnostics diagnostics;
    const Program *program;
} Law;

static void compile_once(const char *path, Law *law)
{
    *law = (Law){.policy = arena_create()};
    law->diagnostics = diagnostics_start(law->policy, &law->sources);
    Error err = {0};
    const CompileOptions options = {.path = path};
    if (!compile_law(&options, law->policy, &law->sources, &law->diagnostics, &law->program, &err))
        fail(&err);
    if (law->program == NULL) {
        diagnostics_print(&law->diagnostics, stderr, INK_PLAIN);
        exit(1);
    }
}

static void bench_compile(const char *path)
{
    double times[COMPILES];
    for (size_t i = 0; i < COMPILES; i++) {
        Law law;
        const double start = now_us();
        compile_once(path, &law);
        times[i] = now_us() - start;
        arena_destroy(law.policy);
    }
    report("compile the law", median(times, COMPILES) / 1e3, "ms", "(to stay under 200)");
}

static void bench_cases(const Law *law)
{
    double times[CASE_RUNS];
    for (size_t i = 0; i < CASE_RUNS; i++) {
        Arena *kept = arena_create();
        Arena *request = arena_create();
        Coverage coverage = coverage_create(law->program, kept);
        CaseFailureVec failures = {0};
        const double start = now_us();
        for (size_t c = 0; c < law->program->cases.count; c++) {
            (void)law_case_run(law->program, &law->program->cases.items[c], request, kept,
                               &failures, &coverage);
            arena_reset(request);
        }
        times[i] = now_us() - start;
        arena_destroy(request);
        arena_destroy(kept);
    }
    char what[80];
    (void)snprintf(what, sizeof what, "run all %zu cases of the law", law->program->cases.count);
    report(what, median(times, CASE_RUNS) / 1e3, "ms", "(to stay under 2000)");
}

// A sample that is refused says why.
static const Situation *read_sample(Law *law, uint32_t file, Arena *request)
{
    const CaseFileOptions options = {0};
    const Situation *situation =
        situation_from_json(law->program, &options, &law->diagnostics, file, request);
    if (situation != NULL) return situation;
    diagnostics_print(&law->diagnostics, stderr, INK_PLAIN);
    exit(1);
}

static void decide_sample(Law *law, uint32_t file, Arena *request, bool explained)
{
    Error err = {0};
    Decision *decision = NULL;
    const Situation *situation = read_sample(law, file, request);
    if (!decide(situation, &(DecideOptions){0}, request, &decision, &err)) fail(&err);
    const ReportOptions report_options = {.language = LANGUAGE_ZH};
    if (explained) (void)report_json(decision, &report_options);
}

// Times `decide` alone, or with the whole of the explanation as JSON.
static void bench_decisions(Law *law, const Samples *samples, bool explained)
{
    double *times = malloc(sizeof(double) * DECISIONS * samples->count);
    Arena *request = arena_create();
    size_t count = 0;
    for (size_t s = 0; s < samples->count; s++) {
        for (size_t i = 0; i < DECISIONS; i++) {
            Error err = {0};
            Decision *decision = NULL;
            const Situation *situation = read_sample(law, samples->files[s], request);
            const double start = now_us();
            if (!decide(situation, &(DecideOptions){0}, request, &decision, &err)) fail(&err);
            if (explained) (void)report_json(decision, &(ReportOptions){.language = LANGUAGE_ZH});
            times[count++] = now_us() - start;
            arena_reset(request);
        }
    }
    arena_destroy(request);
    const double middle = median(times, count);
    report(explained ? "one decision, with trace and explanation (median)"
                     : "one decision (median)",
           middle, "us", explained ? "(to stay under 500)" : "(to stay under 50)");
    report("  ninety-ninth percentile", percentile(times, count, 99), "us", "");
    free(times);
}

static void bench_memory(Law *law, const Samples *samples)
{
    Arena *request = arena_create();
    size_t least = SIZE_MAX;
    size_t most = 0;
    for (size_t i = 0; i < MEMORY_DECISIONS; i++) {
        decide_sample(law, samples->files[i % samples->count], request, true);
        arena_reset(request);
        const size_t held = arena_held_size(request);
        if (i < samples->count) continue;
        if (held < least) least = held;
        if (held > most) most = held;
    }
    arena_destroy(request);
    report("memory kept between 10,000 decisions, least", (double)least / 1024, "KiB", "");
    report("memory kept between 10,000 decisions, most", (double)most / 1024, "KiB",
           "(to stay the same)");
}

int main(int argc, char **argv)
{
    const char *path = argc > 1 ? argv[1] : "law/china";
    Law law;
    Samples samples = {0};
    Error err = {0};
    compile_once(path, &law);
    for (int i = 2; i < argc && samples.count < SAMPLES_MAX; i++) {
        if (!sources_read(law.policy, &law.sources, argv[i], &samples.files[samples.count], &err))
            fail(&err);
        samples.count++;
    }
    (void)printf("%zu documents, %zu programmes, %zu rules, %zu parameters, %zu cases\n",
                 law.program->documents.count, law.program->programmes.count,
                 law.program->rules.count, law.program->parameters.count, law.program->cases.count);
    bench_compile(path);
    bench_cases(&law);
    if (samples.count > 0) {
        bench_decisions(&law, &samples, false);
        bench_decisions(&law, &samples, true);
        bench_memory(&law, &samples);
    }
    arena_destroy(law.policy);
    return 0;
}
