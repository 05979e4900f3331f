#include "trial.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "compile/compile.h"

enum { SHOWN_MAX = 3 };

void law_open(Law *law, const char *path)
{
    *law = (Law){.policy = arena_create()};
    law->diagnostics = diagnostics_start(law->policy, &law->sources);
    Error err = {0};
    const CompileOptions options = {.path = path};
    const bool read =
        compile_law(&options, law->policy, &law->sources, &law->diagnostics, &law->program, &err);
    if (read && law->program != NULL) return;
    (void)fprintf(stderr, "%s: %s\n", path, err.message);
    diagnostics_print(&law->diagnostics, stderr, INK_PLAIN);
    exit(1);
}

void law_close(Law *law)
{
    arena_destroy(law->policy);
}

static uint64_t from_environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static Date random_date(Random *random)
{
    Date first = {0};
    Date last = {0};
    const bool sound = date_from_civil((CivilDate){2020, 9, 1}, &first) &&
                       date_from_civil((CivilDate){2027, 6, 30}, &last);
    return sound ? (Date){(int32_t)random_between(random, first.day, last.day)} : first;
}

static void run_trial(Trial *trial, const TrialOptions *options, uint32_t region, TrialBody *body)
{
    trial->random = (Random){trial->seed};
    trial->oddity = (unsigned)random_between(&trial->random, 3, 60);
    const HouseholdPlan plan = {.region = region,
                                .date = random_date(&trial->random),
                                .members_max = options->members_max,
                                .rows_max = options->rows_max,
                                .months_max = options->months_max};
    trial->household = household_make(trial->program, &plan, &trial->random, trial->request);
    body(trial);
    arena_reset(trial->request);
}

size_t run_trials(Law *law, const TrialOptions *options, TrialBody *body)
{
    static const char *const of_china[] = {"999999", "310115", "330102", "500103", "510107", NULL};
    const char *const *places = options->places != NULL ? options->places : of_china;
    Trial trial = {.law = law, .program = law->program, .request = arena_create()};
    const uint64_t first = from_environment("DOUDI_SEED", 20240315);
    const uint64_t rounds = from_environment("DOUDI_ROUNDS", options->rounds);
    for (uint64_t round = 0; round < rounds; round++) {
        for (size_t p = 0; places[p] != NULL; p++) {
            trial.seed = first + round;
            run_trial(&trial, options, program_find_region(law->program, str_from(places[p])),
                      body);
        }
    }
    arena_destroy(trial.request);
    if (trial.violations > 0) (void)fprintf(stderr, "%zu violations\n", trial.violations);
    return trial.violations;
}

void violate(Trial *trial, const Situation *household, const char *format, ...)
{
    if (++trial->violations > SHOWN_MAX) return;
    (void)fprintf(stderr, "DOUDI_SEED=%llu DOUDI_ROUNDS=1: ", (unsigned long long)trial->seed);
    va_list args;
    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    const Str json = household_json(household, NULL, trial->request);
    (void)fprintf(stderr, "\n" STR_FORMAT "\n", STR_ARGS(json));
}

Decision *trial_decide(Trial *trial, const Situation *household, bool strict)
{
    Decision *decision = NULL;
    Error err = {0};
    const DecideOptions options = {.strict = strict};
    if (decide(household, &options, trial->request, &decision, &err)) return decision;
    violate(trial, household, "it cannot be decided: %s: %s", err.where, err.message);
    return NULL;
}

const Grant *find_grant(const Decision *decision, uint32_t programme, uint32_t instance)
{
    const ProgrammeDecision *one = decision_of(decision, programme);
    if (one == NULL || instance >= one->grant_count) return NULL;
    return &one->grants[instance];
}

static uint32_t find_named(const Program *program, const char *name, SymbolKind kind)
{
    const uint32_t found = program_find(program, str_from(name));
    if (found != NONE && program->names.items[found].kind == kind)
        return program->names.items[found].index;
    (void)fprintf(stderr, "the law has no %s any more\n", name);
    exit(1);
}

uint32_t find_programme(const Program *program, const char *name)
{
    return find_named(program, name, SYM_PROGRAMME);
}

uint32_t find_fact(const Program *program, const char *name)
{
    return find_named(program, name, SYM_FACT);
}

uint32_t find_rule(const Program *program, const char *name)
{
    return find_named(program, name, SYM_RULE);
}

const char *outcome_text(Outcome outcome)
{
    switch (outcome) {
    case OUTCOME_QUALIFIES: return "qualifies";
    case OUTCOME_DOES_NOT_QUALIFY: return "does not qualify";
    case OUTCOME_UNDETERMINED: return "undetermined";
    }
    return "";
}
