// compile.h - from the documents of a law to a Program.
//
//     Sources sources = {0};
//     Diagnostics diagnostics = diagnostics_start(policy, &sources);
//     const Program *law = NULL;
//     if (!compile_law(&(CompileOptions){.path = "law/china"}, policy, &sources, &diagnostics,
//     &law,
//                      &err)) ...                        // a file could not be read
//     if (law == NULL) diagnostics_print(&diagnostics, stderr, INK_PLAIN);
//
// All faults of the law are in `diagnostics`; a law with errors gives no Program. Warnings leave it
// usable.
#ifndef COMPILE_COMPILE_H
#define COMPILE_COMPILE_H

#include "compile/program.h"

typedef struct CompileOptions {
    const char *path;           // a folder, read with all below it, or one document
    const char *const *reforms; // [reform_count]: documents that take part besides
    size_t reform_count;
} CompileOptions;

// The names of reform documents found, in order of their paths.
typedef struct ReformDocument {
    Str name;
    Str path;
} ReformDocument;

typedef VEC(ReformDocument) ReformVec;

// False if the path cannot be read at all. Reform documents below the path take no part unless they
// are named in options->reforms; `reforms`, if not NULL, receives all that were seen.
MUST_USE bool compile_law(const CompileOptions *options, Arena *policy, Sources *sources,
                          Diagnostics *diagnostics, ReformVec *reforms, const Program **program,
                          Error *err);

#endif
