// A whole law: blocks, tokens, declarations, names, types, tables, order; and where it compiles,
// its cases are run and its first provisions shown. A law with errors gives no Program, one without
// does.

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/os.h"
#include "compile/compile.h"
#include "decide/law_case.h"
#include "explain/show.h"
#include "fuzz.h"

enum { CASES_MAX = 60, THINGS_MAX = 400 };

static void run_cases(const Program *program, Arena *policy)
{
    Arena *request = arena_create();
    Coverage coverage = coverage_create(program, policy);
    CaseFailureVec failures = {0};
    for (size_t i = 0; i < program->cases.count && i < CASES_MAX; i++) {
        (void)law_case_run(program, &program->cases.items[i], request, policy, &failures,
                           &coverage);
        arena_reset(request);
    }
    arena_destroy(request);
}

static void show_things(const Program *program)
{
    Arena *request = arena_create();
    ShowOptions options = {.language = LANGUAGE_ZH, .region = NONE};
    if (!date_from_civil((CivilDate){2024, 6, 10}, &options.date)) return;
    for (size_t i = 0; i < program->names.count && i < THINGS_MAX; i++) {
        Str text = {0};
        Error err = {0};
        options.language = i % 2 == 0 ? LANGUAGE_ZH : LANGUAGE_EN;
        if (show_thing(program, &options, program->names.items[i].name, request, &text, &err) &&
            utf8_check(text) != text.size)
            fuzz_violation("what is shown is not UTF-8");
        arena_reset(request);
    }
    arena_destroy(request);
}

static void compile_file(const char *path)
{
    Arena *policy = arena_create();
    Sources sources = {0};
    Diagnostics diagnostics = diagnostics_start(policy, &sources);
    const Program *program = NULL;
    Error err = {0};
    const CompileOptions options = {.path = path};
    if (compile_law(&options, policy, &sources, &diagnostics, &program, &err)) {
        if ((program == NULL) != (diagnostics.error_count > 0))
            fuzz_violation("a program with errors, or none without");
        FILE *nowhere = fopen("/dev/null", "w");
        if (nowhere != NULL) {
            diagnostics_print(&diagnostics, nowhere, INK_PLAIN);
            (void)fclose(nowhere);
        }
        if (program != NULL) {
            run_cases(program, policy);
            show_things(program);
        }
    }
    arena_destroy(policy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[] = "/tmp/doudi-fuzz-XXXXXX.md";
    const int handle = mkstemps(path, 3);
    if (handle < 0) return 0;
    FILE *file = fdopen(handle, "wb");
    if (file != NULL) {
        if (size > 0) (void)fwrite(data, 1, size, file);
        (void)fclose(file);
        compile_file(path);
    }
    (void)unlink(path);
    return 0;
}
