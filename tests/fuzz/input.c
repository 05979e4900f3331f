#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"

bool fuzz_input_init(FuzzInput *input, const uint8_t *data, size_t size, const char *path)
{
    const Str bytes = {.data = (const char *)data, .size = size};
    if (utf8_check(bytes) != size) return false;
    *input = (FuzzInput){.arena = arena_create()};
    // A copy of its exact size, so that reading past its end is seen.
    input->text = str_copy(input->arena, bytes);
    input->diagnostics = diagnostics_start(input->arena, &input->sources);
    input->file = sources_add(input->arena, &input->sources, str_from(path), input->text);
    return true;
}

void fuzz_input_clear(FuzzInput *input)
{
    FILE *nowhere = fopen("/dev/null", "w");
    if (nowhere != NULL) {
        diagnostics_print(&input->diagnostics, nowhere, INK_TERMINAL);
        (void)fclose(nowhere);
    }
    arena_destroy(input->arena);
}
