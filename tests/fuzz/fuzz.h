// fuzz.h - what a fuzz target and whoever runs it have in common.
//
// A target is one file with LLVMFuzzerTestOneInput. libFuzzer runs it when the compiler is clang
// (libfuzzer.c); replay.c runs it over its corpus and over seeded mutations of it with any
// compiler. Crashes, hangs and sanitizer reports are found by the runner; what else must hold, a
// target says with fuzz_violation.
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

#include "base/diagnostics.h"

// Runs the target on one input; always 0. The name is libFuzzer's.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

// Something that must hold of every input does not hold of this one.
void fuzz_violation(const char *format, ...) PRINTF_LIKE(1, 2);

// One input as a source file, with its own arena and diagnostics.
typedef struct FuzzInput {
    Arena *arena;
    Sources sources;
    Diagnostics diagnostics;
    uint32_t file;
    Str text;
} FuzzInput;

// False, and nothing to clear, for bytes that sources_read refuses: no UTF-8.
bool fuzz_input_init(FuzzInput *input, const uint8_t *data, size_t size, const char *path);

// Prints the diagnostics to nowhere, so that carets and hints are laid out too, and frees all.
void fuzz_input_clear(FuzzInput *input);

#endif
