// compile.h - from the documents of a law to a Program.
//
//     Sources sources = {0};
//     Diagnostics diagnostics = diagnostics_start(policy, &sources);
//     const Program *law = NULL;
//     const CompileOptions options = {.path = "law/china"};
//     if (!compile_law(&options, policy, &sources, &diagnostics, &law, &err)) ... // cannot be read
//     if (law == NULL) diagnostics_print(&diagnostics, stderr, INK_PLAIN);
//
// All faults of the law are in `diagnostics`; a law with errors gives no Program. Warnings leave it
// usable.
#ifndef COMPILE_COMPILE_H
#define COMPILE_COMPILE_H

#include "compile/program.h"

// The names of reform documents found, in order of their paths.
typedef struct ReformDocument {
    Str name;
    Str path;
} ReformDocument;

typedef VEC(ReformDocument) ReformVec;

typedef struct CompileOptions {
    const char *path;           // a folder, read with all below it, or one document
    const char *const *reforms; // [reform_count]: documents that take part besides
    size_t reform_count;
    ReformVec *reforms_seen; // if not NULL: receives all reform documents below the path
} CompileOptions;

// False if the path cannot be read at all. Reform documents below the path take no part unless they
// are named in options->reforms.
MUST_USE bool compile_law(const CompileOptions *options, Arena *policy, Sources *sources,
                          Diagnostics *diagnostics, const Program **program, Error *err);

#endif
