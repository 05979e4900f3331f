// The runner without libFuzzer: every file of the corpus, then a bounded number of seeded mutations
// of them (flipped, spliced, cut, doubled, with words of the format put in). The same on every
// machine.
//
// An input that crashes or hangs ends the program without its last line. DOUDI_SAVE=FILE keeps each
// input in FILE before it is run, so that the last one kept is the culprit; DOUDI_SEED=n and
// DOUDI_ROUNDS=n try other mutations, or more.

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../property/random.h"
#include "base/limits.h"
#include "base/os.h"
#include "compile/lex.h"
#include "fuzz.h"

enum {
    INPUT_SIZE_MAX = 16 * 1024, // larger files are run as they are, but not mutated
    CORPUS_MAX = 500,
    SECONDS_MAX = 20, // for one input: a hang
    SHOWN_MAX = 5,
};

static size_t violations; // of the input being run

void fuzz_violation(const char *format, ...)
{
    if (violations++ >= SHOWN_MAX) return;
    va_list args;
    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    (void)fputc('\n', stderr);
}

static uint64_t from_environment(const char *name, uint64_t otherwise)
{
    const char *text = getenv(name);
    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

static void keep(const char *path, const uint8_t *data, size_t size)
{
    FILE *file = fopen(path, "wb");
    if (file == NULL) return;
    if (size > 0) (void)fwrite(data, 1, size, file);
    (void)fclose(file);
}

static bool run(const char *name, const uint8_t *data, size_t size)
{
    const char *save = getenv("DOUDI_SAVE");
    if (save != NULL) keep(save, data, size);
    violations = 0;
    (void)alarm(SECONDS_MAX);
    (void)LLVMFuzzerTestOneInput(data, size);
    (void)alarm(0);
    if (violations > 0) (void)fprintf(stderr, "%zu violations in %s\n", violations, name);
    return violations == 0;
}

// --- mutations ---

typedef struct Corpus {
    Str texts[CORPUS_MAX];
    size_t count;
} Corpus;

typedef struct Input {
    uint8_t bytes[INPUT_SIZE_MAX];
    size_t size;
} Input;

static size_t position(Random *random, const Input *input)
{
    return (size_t)random_below(random, input->size + 1);
}

static void cut(Input *input, size_t start, size_t size)
{
    if (start >= input->size) return;
    if (size > input->size - start) size = input->size - start;
    memmove(input->bytes + start, input->bytes + start + size, input->size - start - size);
    input->size -= size;
}

static void insert(Input *input, size_t at, const uint8_t *bytes, size_t size)
{
    if (size > INPUT_SIZE_MAX - input->size) size = INPUT_SIZE_MAX - input->size;
    memmove(input->bytes + at + size, input->bytes + at, input->size - at);
    memcpy(input->bytes + at, bytes, size);
    input->size += size;
}

static void insert_part(Random *random, Input *input, const uint8_t *bytes, size_t size)
{
    uint8_t part[256];
    if (size == 0) return;
    const size_t start = (size_t)random_below(random, size);
    size_t length = 1 + (size_t)random_below(random, sizeof part);
    if (length > size - start) length = size - start;
    memcpy(part, bytes + start, length);
    insert(input, position(random, input), part, length);
}

static void insert_word(Random *random, Input *input)
{
    static const char *const pieces[] = {"\"",
                                         "\\",
                                         "\n",
                                         "\r\n",
                                         ",",
                                         "{",
                                         "}",
                                         "[",
                                         "]",
                                         ":",
                                         "-",
                                         "0",
                                         "1e9",
                                         "null",
                                         "true",
                                         "```",
                                         "~~~",
                                         "#",
                                         "/",
                                         "%",
                                         "(",
                                         ")",
                                         "=",
                                         "<=",
                                         "§",
                                         "条",
                                         "\xEF\xBB\xBF",
                                         "\t",
                                         " ",
                                         "\\u0000",
                                         "999999999999999999",
                                         "2023-02-30",
                                         "2024-02-29",
                                         "-0.01",
                                         "```rules\n",
                                         "```case\n",
                                         "```table\n",
                                         "\"\"",
                                         "\\ud83d\\ude00",
                                         ", ",
                                         "\n\n"};
    enum { PIECES = sizeof pieces / sizeof pieces[0] };
    const size_t choice = (size_t)random_below(random, PIECES + word_count());
    const char *word = choice < PIECES ? pieces[choice] : word_text((Word)(choice - PIECES + 1));
    insert(input, position(random, input), (const uint8_t *)word, strlen(word));
    if (choice >= PIECES) insert(input, position(random, input), (const uint8_t *)" ", 1);
}

static void mutate_once(Random *random, const Corpus *corpus, Input *input)
{
    const size_t at = position(random, input);
    switch (random_below(random, 8)) {
    case 0:
        if (at < input->size) input->bytes[at] ^= (uint8_t)(1 << random_below(random, 8));
        return;
    case 1:
        if (at < input->size) input->bytes[at] = (uint8_t)random_below(random, 128);
        return;
    case 2: cut(input, at, 1 + (size_t)random_below(random, 8)); return;
    case 3: cut(input, at, 1 + (size_t)random_below(random, 300)); return;
    case 4: insert_part(random, input, input->bytes, input->size); return;
    case 5: {
        const Str other = corpus->texts[random_below(random, corpus->count)];
        insert_part(random, input, (const uint8_t *)other.data, other.size);
        return;
    }
    case 6:
        if (random_chance(random, 20)) input->size = at;
        return;
    default: insert_word(random, input); return;
    }
}

static bool run_mutation(Random *random, const Corpus *corpus, uint64_t seed)
{
    static Input input;
    const Str start = corpus->texts[random_below(random, corpus->count)];
    if (start.size > sizeof input.bytes) return true;
    if (start.size > 0) memcpy(input.bytes, start.data, start.size);
    input.size = start.size;
    const uint64_t times = 1 + random_below(random, 6);
    for (uint64_t i = 0; i < times; i++) mutate_once(random, corpus, &input);
    char name[40];
    (void)snprintf(name, sizeof name, "mutation %llu", (unsigned long long)seed);
    // Its own piece of memory, so that reading past its end is seen.
    uint8_t *exact = malloc(input.size + 1);
    if (exact == NULL) return false;
    memcpy(exact, input.bytes, input.size);
    const bool held = run(name, exact, input.size);
    free(exact);
    return held;
}

int main(void)
{
    static Corpus corpus;
    Arena *arena = arena_create();
    PathVec paths = {0};
    Error err = {0};
    size_t passed = 0;
    size_t failed = 0;
    if (!os_list_files("tests/fuzz/corpus/" FUZZ_NAME, STR(""), CORPUS_MAX, arena, &paths, &err)) {
        (void)fprintf(stderr, "%s: %s\n", err.where, err.message);
        return 1;
    }
    for (size_t i = 0; i < paths.count; i++) {
        Str *text = &corpus.texts[corpus.count++];
        if (!os_read_file(paths.items[i], FILE_SIZE_MAX, arena, text, &err)) {
            (void)fprintf(stderr, "%s: %s\n", err.where, err.message);
            return 1;
        }
        const char *bytes = text->size > 0 ? text->data : "";
        const bool held = run(paths.items[i], (const uint8_t *)bytes, text->size);
        held ? passed++ : failed++;
    }
    const uint64_t first = from_environment("DOUDI_SEED", 1);
    const uint64_t rounds = from_environment("DOUDI_ROUNDS", FUZZ_ROUNDS);
    for (uint64_t seed = first; seed < first + rounds && corpus.count > 0; seed++) {
        Random random = {seed};
        run_mutation(&random, &corpus, seed) ? passed++ : failed++;
    }
    arena_destroy(arena);
    (void)printf("%zu passed, %zu failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
