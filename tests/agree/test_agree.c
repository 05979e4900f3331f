// Both engines on every case of the law and on random households, with every build of the kernels
// that this machine can run.

#include <stdio.h>
#include <stdlib.h>

#include "agree.h"
#include "compile/compile.h"
#include "decide/law_case.h"
#include "model/people/china.h"
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
static void agree_on_random(const Program *program, KernelSet set, const char *place, unsigned seed,
                            Agreement *agreement)
{
    Arena *request = arena_create();
    const Situation *situations[HOUSEHOLDS];
    const HouseholdPlan plan = {
        .region = program_find_region(program, str_from(place)),
        .date = {19500 + (int32_t)(seed % 900)},
        .members_max = 7,
    };
    for (unsigned i = 0; i < HOUSEHOLDS; i++) {
        Random random = {seed * 1000 + i};
        Situation *household = household_make(program, &plan, &random, request);
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
    for (unsigned r = 0; r < rounds; r++)
        agree_on_random(law.program, set, PLACES[r % 5], r + 1, &agreement);
    tell("random households", set, &agreement);
}

// A law whose parameters are asked for other days and places, under a reform that makes them depend
// on one another and on facts.
static void agree_on_reformed(void)
{
    static const char *const REFORM[] = {"tests/agree/reformed/reform.md"};
    static const char *const PLACES[] = {"9901", "9801", "98"};
    Law reformed = {.policy = arena_create()};
    Error err = {0};
    const CompileOptions options = {
        .path = "tests/agree/reformed", .reforms = REFORM, .reform_count = 1};
    reformed.diagnostics = diagnostics_start(reformed.policy, &reformed.sources);
    if (!compile_law(&options, reformed.policy, &reformed.sources, &reformed.diagnostics,
                     &reformed.program, &err) ||
        reformed.program == NULL) {
        diagnostics_print(&reformed.diagnostics, stderr, INK_PLAIN);
        failed++;
    } else {
        Agreement agreement = {0};
        for (unsigned r = 0; r < 24; r++)
            agree_on_random(reformed.program, KERNELS_V2, PLACES[r % 3], r + 1, &agreement);
        if (agreement.refused > 0) failed++;
        tell("a law of parameters", KERNELS_V2, &agreement);
    }
    arena_destroy(reformed.policy);
}

// Households of china-2023 under the law with what the model assumes: all facts known, as in a
// simulation. None may be left to the interpreter.
static void agree_on_people(const Program *program, const People *people, KernelSet set)
{
    const PeopleOutline *outline = people_outline(people);
    Arena *arena = arena_create();
    PeopleScratch *scratch = people_scratch_create(people);
    uint32_t *column_of = ARENA_ARRAY(arena, uint32_t, program->facts.count);
    uint32_t *rule_column_of = ARENA_ARRAY(arena, uint32_t, program->rules.count);
    Agreement agreement = {0};
    Error err = {0};
    const uint32_t residence = program->names.items[program_find(program, STR("residence"))].index;
    if (!columns_match(program, outline->specs, outline->column_count, column_of, &err) ||
        !rule_columns_match(program, outline->specs, outline->column_count, rule_column_of, &err)) {
        (void)fprintf(stderr, "%s\n", err.message);
        failed++;
        return;
    }
    for (uint32_t s = 0; s < outline->stratum_count; s += 7) {
        const Stratum *stratum = &outline->strata[s];
        const bool rural = str_equals(stratum->facts[0].value, "rural");
        const CommonFact common = {.fact = residence, .value = value_bit(rural)};
        const Specialisation from = {
            .program = program,
            .date = {19706}, // 2023-12-15
            .region = program_find_region(program, stratum->region),
            .known_on = DATE_LAST,
            .specs = outline->specs,
            .spec_count = outline->column_count,
            .column_of = column_of,
            .rule_column_of = rule_column_of,
            .common = &common,
            .common_count = 1,
            .slots = BLOCK_SLOTS,
            .recorded_from = DATE_FIRST,
        };
        for (uint64_t first = 0; first < stratum->households;
             first += stratum->households / 5 + 1) {
            PeopleBlock block;
            (void)people_fill_some(people, s, first, 12, scratch, &block);
            agree_on_columns(&from, &block.columns, set, &agreement);
        }
    }
    if (agreement.refused > 0) failed++;
    tell("households of china-2023", set, &agreement);
    people_scratch_destroy(scratch);
    arena_destroy(arena);
}

static void agree_on_china(void)
{
    static const char *const MODEL[] = {"law/china/model/china-2023.md"};
    Law model = {.policy = arena_create()};
    Error err = {0};
    People *people = NULL;
    const CompileOptions options = {.path = "law/china", .reforms = MODEL, .reform_count = 1};
    const PeopleChinaOptions people_options = {
        .data_folder = "data/china-2023", .seed = 7, .households = 50000};
    model.diagnostics = diagnostics_start(model.policy, &model.sources);
    if (!compile_law(&options, model.policy, &model.sources, &model.diagnostics, &model.program,
                     &err) ||
        model.program == NULL ||
        !people_china_create(&people_options, &model.sources, &model.diagnostics, &people, &err)) {
        (void)fprintf(stderr, "china-2023: %s\n", err.message);
        failed++;
    } else {
        for (KernelSet set = KERNELS_V2; set <= KERNELS_V4; set++) {
            if (kernels_available(set)) agree_on_people(model.program, people, set);
        }
    }
    people_destroy(people);
    arena_destroy(model.policy);
}

int main(void)
{
    const char *told = getenv("DOUDI_ROUNDS");
    Number rounds = number_whole(20);
    if (told != NULL && !number_parse(str_from(told), &rounds)) rounds = number_whole(20);
    law_open(&law, "law/china");
    for (KernelSet set = KERNELS_V2; set <= KERNELS_V4; set++) {
        if (!kernels_available(set)) {
            (void)printf("%s: not on this machine\n", kernels_name(set));
            continue;
        }
        agree_on_cases(set);
        agree_on_places(set, (unsigned)rounds.num);
    }
    law_close(&law);
    agree_on_reformed();
    agree_on_china();
    (void)printf("%zu passed, %zu failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
