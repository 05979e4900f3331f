// check and test.

#include <stdio.h>
#include <string.h>

#include "decide/law_case.h"
#include "tool/command.h"

static const char *operand(const CommandLine *line)
{
    return line->operands.count > 0 ? line->operands.items[0] : NULL;
}

static int fail(const Error *err)
{
    print_error(err);
    return error_exit_status(err->code);
}

// The same command line with one reform more.
static CommandLine with_reform(const CommandLine *line, const ReformDocument *reform)
{
    CommandLine copy = *line;
    copy.reforms = (TextVec){0};
    for (size_t i = 0; i < line->reforms.count; i++)
        *vec_push(line->arena, &copy.reforms) = line->reforms.items[i];
    *vec_push(line->arena, &copy.reforms) = str_terminated(line->arena, reform->path);
    return copy;
}

static bool takes_part(const CommandLine *line, const ReformDocument *reform)
{
    for (size_t i = 0; i < line->reforms.count; i++) {
        if (str_equals(reform->path, line->reforms.items[i])) return true;
    }
    return false;
}

int run_check(const CommandLine *line)
{
    Error err = {0};
    LoadedLaw law;
    if (!load_law(line, operand(line), &law, &err)) return fail(&err);
    bool sound = law.program != NULL;
    // Each reform is checked as it would be used: with the law it changes.
    for (size_t i = 0; i < law.reforms.count && sound; i++) {
        if (takes_part(line, &law.reforms.items[i])) continue;
        const CommandLine reformed = with_reform(line, &law.reforms.items[i]);
        LoadedLaw other;
        if (!load_law(&reformed, operand(line), &other, &err)) return fail(&err);
        sound = other.program != NULL;
        unload_law(&other);
    }
    unload_law(&law);
    return sound ? 0 : 1;
}

// --- test ---

typedef struct TestRun {
    size_t passed, failed;
    size_t covered, coverable;
    Coverage coverage;
    bool list_coverage;
} TestRun;

static void print_failures(const LoadedLaw *law, const CaseFailureVec *failures)
{
    for (size_t i = 0; i < failures->count; i++) {
        const CaseFailure *one = &failures->items[i];
        const Str place = source_place(law->policy, &law->sources, one->span);
        (void)printf(STR_FORMAT ": " STR_FORMAT ": " STR_FORMAT "\n", STR_ARGS(place),
                     STR_ARGS(one->law_case->title), STR_ARGS(one->message));
    }
}

// Runs the cases of the documents that `wanted` picks: all, or one reform's.
static void run_cases(const LoadedLaw *law, uint32_t only_document, TestRun *run)
{
    const Program *program = law->program;
    Arena *request = arena_create();
    CaseFailureVec failures = {0};
    for (size_t i = 0; i < program->cases.count; i++) {
        const LawCase *one = &program->cases.items[i];
        if (only_document != NONE && one->document != only_document) continue;
        if (law_case_run(program, one, request, law->policy, &failures, &run->coverage))
            run->passed++;
        else run->failed++;
        arena_reset(request);
    }
    print_failures(law, &failures);
    arena_destroy(request);
}

static bool alternative_is_covered(const TestRun *run, size_t rule, size_t alternative)
{
    return (run->coverage.alternatives[rule] >> alternative & 1) != 0;
}

// Whether a value of a rule must be put to the test: what a document of these wrote.
static bool must_be_covered(const Alternative *one, uint32_t only_document)
{
    return one->body != NONE && (only_document == NONE || one->document == only_document);
}

static void count_alternative(const LoadedLaw *law, size_t rule_index, size_t index, TestRun *run)
{
    const Rule *rule = &law->program->rules.items[rule_index];
    const Alternative *one = &rule->alternatives[index];
    const bool covered = alternative_is_covered(run, rule_index, index);
    run->coverable++;
    run->covered += covered;
    if (covered && !run->list_coverage) return;
    const Str place = source_place(law->policy, &law->sources, one->span);
    (void)printf("%s " STR_FORMAT ": " STR_FORMAT "%s" STR_FORMAT "\n",
                 covered ? "covered:" : "not covered:", STR_ARGS(place),
                 STR_ARGS(rule_name(law->policy, rule)), one->name.size > 0 ? ", " : "",
                 STR_ARGS(one->name));
}

static void count_outcome(const Programme *programme, bool covered, const char *outcome,
                          TestRun *run)
{
    run->coverable++;
    run->covered += covered;
    if (!covered)
        (void)printf("not covered: no case in which " STR_FORMAT " %s\n", STR_ARGS(programme->name),
                     outcome);
}

static void count_coverage(const LoadedLaw *law, uint32_t only_document, TestRun *run)
{
    const Program *program = law->program;
    for (size_t r = 0; r < program->rules.count; r++) {
        const Rule *rule = &program->rules.items[r];
        for (size_t a = 0; a < rule->alternative_count; a++) {
            if (must_be_covered(&rule->alternatives[a], only_document))
                count_alternative(law, r, a, run);
        }
    }
    for (size_t p = 0; p < program->programmes.count; p++) {
        const Programme *one = &program->programmes.items[p];
        if (only_document != NONE && one->document != only_document) continue;
        count_outcome(one, run->coverage.qualified[p], "qualifies", run);
        count_outcome(one, run->coverage.failed[p], "fails", run);
    }
}

static bool test_law(const CommandLine *line, TestRun *run, uint32_t reform_only,
                     ReformVec *reforms, int *status)
{
    Error err = {0};
    LoadedLaw law;
    if (!load_law(line, operand(line), &law, &err)) {
        *status = fail(&err);
        return false;
    }
    if (law.program == NULL) {
        *status = 1;
        unload_law(&law);
        return false;
    }
    // A reform's document is the last: reforms are read with the rest, and found by being reforms.
    uint32_t only = NONE;
    for (uint32_t i = 0; i < law.program->documents.count && reform_only != NONE; i++) {
        if (law.program->documents.items[i].reform) only = i;
    }
    run->coverage = coverage_create(law.program, law.policy);
    run_cases(&law, only, run);
    count_coverage(&law, only, run);
    for (size_t i = 0; reforms != NULL && i < law.reforms.count; i++) {
        const ReformDocument *one = &law.reforms.items[i];
        if (!takes_part(line, one))
            *vec_push(line->arena, reforms) = (ReformDocument){
                .name = str_copy(line->arena, one->name), .path = str_copy(line->arena, one->path)};
    }
    unload_law(&law);
    return true;
}

int run_test(const CommandLine *line)
{
    TestRun run = {.list_coverage = command_line_has(line, OPTION_COVERAGE)};
    ReformVec reforms = {0};
    int status = 0;
    if (!test_law(line, &run, NONE, &reforms, &status)) return status;
    for (size_t i = 0; i < reforms.count; i++) {
        const CommandLine reformed = with_reform(line, &reforms.items[i]);
        if (!test_law(&reformed, &run, 0, NULL, &status)) return status;
    }
    const size_t percent = run.coverable == 0 ? 100 : run.covered * 100 / run.coverable;
    (void)printf("coverage: %zu of %zu rules, exceptions and outcomes tested (%zu %%)\n",
                 run.covered, run.coverable, percent);
    (void)printf("%zu passed, %zu failed\n", run.passed, run.failed);
    return run.failed == 0 ? 0 : 1;
}
