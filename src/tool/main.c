#include <stdio.h>
#include <string.h>
#include "compile/compile.h"
#include "decide/law_case.h"
#include "base/os.h"

int main(int argc, char **argv)
{
    Arena *policy = arena_create();
    Sources sources = {0};
    Diagnostics d = diagnostics_start(policy, &sources);
    const Program *law = NULL;
    Error err = {0};
    if (argc < 3) return 2;
    if (!compile_law(&(CompileOptions){.path = argv[2]}, policy, &sources, &d, NULL, &law, &err)) {
        fprintf(stderr, "%s: %s\n", err.where, err.message);
        return 1;
    }
    diagnostics_print(&d, stderr, INK_PLAIN);
    if (!law) return 1;
    if (strcmp(argv[1], "test") == 0) {
        CaseFailureVec f = {0};
        size_t passed = 0, failed = 0;
        Arena *request = arena_create();
        for (size_t i = 0; i < law->cases.count; i++) {
            bool ok = law_case_run(law, &law->cases.items[i], request, policy, &f, NULL);
            if (ok) passed++; else failed++;
            arena_reset(request);
        }
        for (size_t i = 0; i < f.count; i++) {
            Str p = source_place(policy, &sources, f.items[i].span);
            printf("%.*s: %.*s: %.*s\n", STR_ARGS(p), STR_ARGS(f.items[i].law_case->title), STR_ARGS(f.items[i].message));
        }
        printf("%zu passed, %zu failed\n", passed, failed);
    }
    return 0;
}
