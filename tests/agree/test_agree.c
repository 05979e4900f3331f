// Both engines on every case of the law and on random households, with every build of the kernels
// that this machine can run.

#include <stdio.h>
#include <stdlib.h>

#include "agree.h"
#include "decide/law_case.h"
#include "trial.h"

static Law law;
static size_t passed;
static size_t failed;

static void tell(const char *what, KernelSet set, const Agreement *agreement)
{
    (void)printf("%s, %s: %zu households, %zu not in columns, %zu left to the interpreter; %zu "
                 "values compared, %zu left; %zu differ\n",
                 what, kernels_name(set), agreement->households, agreement->not_columns,
                 agreement->refused, agreement->compared, agreement->left_values,
                 agreement->differences);
    if (agreement->differences == 0 && agreement->compared > 0) passed++;
    else failed++;
}

static void agree_on_cases(KernelSet set)
{
    Agreement agreement = {0};
    for (size_t i = 0; i < law.program->cases.count; i++) {
        Arena *request = arena_create();
        const size_t before = agreement.differences;
        const Situation *situation =
            law_case_situation(law.program, &law.program->cases.items[i], request);
        agree_on(&situation, 1, set, &agreement);
        if (agreement.differences != before)
            (void)fprintf(stderr, "  case: " STR_FORMAT "\n",
                          STR_ARGS(law.program->cases.items[i].title));
        arena_destroy(request);
    }
    tell("cases of the law", set, &agreement);
}

enum { HOUSEHOLDS = 24 };

// Households of one place and day together, from complete to nearly unknown.
static void agree_on_random(KernelSet set, const char *place, unsigned seed, Agreement *agreement)
{
    Arena *request = arena_create();
    const Situation *situations[HOUSEHOLDS];
    const HouseholdPlan plan = {
        .region = program_find_region(law.program, str_from(place)),
        .date = {19500 + (int32_t)(seed % 900)},
        .members_max = 7,
    };
    for (unsigned i = 0; i < HOUSEHOLDS; i++) {
        Random random = {seed * 1000 + i};
        Situation *household = household_make(law.program, &plan, &random, request);
        if (i % 3 == 0) household_fill(household, &random, i * 4, 30);
        else (void)household_complete(household, &random, i % 3 == 1 ? 10 : 60);
        household_mend(household);
        situations[i] = household;
    }
    agree_on(situations, HOUSEHOLDS, set, agreement);
    arena_destroy(request);
}

static void agree_on_places(KernelSet set, unsigned rounds)
{
    static const char *const PLACES[] = {"999999", "310115", "330106", "500103", "510107"};
    Agreement agreement = {0};
    for (unsigned r = 0; r < rounds; r++) agree_on_random(set, PLACES[r % 5], r + 1, &agreement);
    tell("random households", set, &agreement);
}

int main(void)
{
    const char *rounds = getenv("DOUDI_ROUNDS");
    law_open(&law, "law/china");
    for (KernelSet set = KERNELS_V2; set <= KERNELS_V4; set++) {
        if (!kernels_available(set)) {
            (void)printf("%s: not on this machine\n", kernels_name(set));
            continue;
        }
        agree_on_cases(set);
        agree_on_places(set, rounds != NULL ? (unsigned)atoi(rounds) : 20);
    }
    law_close(&law);
    (void)printf("%zu passed, %zu failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
