// A household of a population that is opened by its name is decided by the interpreter as the block
// engine decided it: every programme's outcome and money, in every stratum of china-2023 and of
// surveys, under the law and under a reform; and what simulate adds up is what households decided
// one by one add up to.

#include "base/text.h"
#include "compile/compile.h"
#include "decide/decision.h"
#include "model/people/china.h"
#include "model/people/import.h"
#include "model/simulate/grants.h"
#include "model/simulate/household.h"
#include "tool/people_facts.h"

enum { OPENED_OF_STRATUM = 6, ALL_OF_STRATUM = 200 }; // small ones are opened one and all

static size_t passed, failed;

typedef struct Trial {
    const SimulateOptions *options;
    const StratumPlan *plan;
    Specialisation from;
    const PeopleBlock *block;
    uint32_t stratum;
    size_t opened, refused, compared, differences, granted;
} Trial;

static Outcome outcome_in(const Trial *trial, const StratumGrant *grant, uint32_t lane)
{
    if (plan_mask(trial->plan->scratch, grant->qualifies)[lane] != 0) return OUTCOME_QUALIFIES;
    if (plan_mask(trial->plan->scratch, grant->undetermined)[lane] != 0)
        return OUTCOME_UNDETERMINED;
    return OUTCOME_DOES_NOT_QUALIFY;
}

static int64_t money_of(const ProgrammeDecision *one)
{
    int64_t money = 0;
    for (size_t i = 0; i < one->grant_count; i++) {
        const Grant *grant = &one->grants[i];
        if (grant->outcome == OUTCOME_QUALIFIES && value_may_apply(&grant->amount))
            money += (int64_t)(grant->amount.low.num / grant->amount.low.den);
    }
    return money;
}

static void compare(Trial *trial, const Decision *decision, uint32_t household, Str name)
{
    const StratumLaw *law = &trial->plan->laws[0];
    const BlockShape *shape = &trial->block->columns.shape;
    for (size_t g = 0; g < law->grant_count; g++) {
        const StratumGrant *grant = &law->grants[g];
        const ProgrammeDecision *one = decision_of(decision, grant->programme);
        if (one == NULL) continue;
        size_t differ = 0;
        for (size_t i = 0; i < one->grant_count; i++) {
            const uint32_t lane =
                grant->of_person ? shape->base[one->grants[i].instance] + household : household;
            differ += outcome_in(trial, grant, lane) != one->grants[i].outcome;
        }
        const bool given = grants_given(trial->plan->scratch, grant, household);
        if (given)
            differ += grants_money(trial->plan->scratch, shape, grant, household) != money_of(one);
        trial->granted += given;
        trial->compared++;
        if (differ == 0) continue;
        trial->differences++;
        (void)fprintf(stderr, "  " STR_FORMAT ": " STR_FORMAT " differs\n", STR_ARGS(name),
                      STR_ARGS(law->program->programmes.items[grant->programme].name));
    }
}

// A household that the block engine leaves to the interpreter is decided from the block's own
// facts.
static void compare_refused(Trial *trial, const Decision *decision, uint32_t household, Str name,
                            Arena *request)
{
    Error err = {0};
    Decision *own = NULL;
    const Situation *situation =
        situation_of_columns(&trial->from, &trial->block->columns, household, request);
    size_t differ = 0;
    if (!decide(situation, &(DecideOptions){.brief = true}, request, &own, &err)) differ++;
    for (size_t p = 0; differ == 0 && p < own->count; p++) {
        const ProgrammeDecision *a = &own->programmes[p];
        const ProgrammeDecision *b = &decision->programmes[p];
        trial->compared++;
        trial->granted += a->outcome == OUTCOME_QUALIFIES;
        differ +=
            a->programme != b->programme || a->outcome != b->outcome || money_of(a) != money_of(b);
    }
    trial->refused++;
    trial->differences += differ;
    if (differ > 0) (void)fprintf(stderr, "  " STR_FORMAT " differs\n", STR_ARGS(name));
}

static void open_one(Trial *trial, uint32_t household)
{
    Arena *request = arena_create();
    Error err = {0};
    Situation *situation = NULL;
    Decision *decision = NULL;
    const Str name = people_household_name(trial->options->people, trial->stratum,
                                           trial->block->indexes[household], request);
    if (household_open(trial->options, name, request, &situation, &err) &&
        decide(situation, &(DecideOptions){.brief = true}, request, &decision, &err)) {
        trial->opened++;
        if (plan_mask(trial->plan->scratch, trial->plan->laws[0].refused)[household] != 0)
            compare_refused(trial, decision, household, name, request);
        else compare(trial, decision, household, name);
    } else {
        (void)fprintf(stderr, "  " STR_FORMAT ": %s\n", STR_ARGS(name), err.message);
        trial->differences++;
    }
    arena_destroy(request);
}

static void open_stratum(Trial *trial, const SimulationColumns *columns, Arena *arena)
{
    const People *people = trial->options->people;
    const Stratum *stratum = &people_outline(people)->strata[trial->stratum];
    PeopleScratch *scratch = people_scratch_create(people);
    StratumPlan plan;
    Error err = {0};
    const StratumOfLaw of = {.stratum = trial->stratum};
    const StratumRequest request = {
        .options = trial->options, .columns = columns, .stratum = trial->stratum, .passing = arena};
    if (!stratum_specialisation(trial->options, columns, &of, arena, &trial->from, &err) ||
        !stratum_plan(&request, arena, &plan, &err)) {
        (void)fprintf(stderr, "%s\n", err.message);
        failed++;
    } else {
        stratum_scratch(&plan, trial->options->kernels, arena);
        trial->plan = &plan;
        for (uint64_t first = 0; first < stratum->households;
             first += stratum->households / 3 + ALL_OF_STRATUM) {
            PeopleBlock block;
            const uint32_t count = people_fill(people, trial->stratum, first, scratch, &block);
            plan_run(plan.scratch, &block.columns);
            trial->block = &block;
            const uint32_t step =
                stratum->households <= ALL_OF_STRATUM ? 1 : count / OPENED_OF_STRATUM + 1;
            for (uint32_t i = 0; i < count; i += step) open_one(trial, i);
        }
    }
    people_scratch_destroy(scratch);
}

static void open_people(const char *what, const SimulateOptions *options)
{
    Arena *arena = arena_create();
    SimulationColumns columns;
    Error err = {0};
    Trial trial = {.options = options};
    if (!simulation_columns(options, arena, &columns, &err)) {
        (void)fprintf(stderr, "%s: %s\n", what, err.message);
        failed++;
    }
    for (uint32_t s = 0; s < people_outline(options->people)->stratum_count && err.code == 0; s++) {
        Arena *of_stratum = arena_create();
        trial.stratum = s;
        open_stratum(&trial, &columns, of_stratum);
        arena_destroy(of_stratum);
    }
    (void)printf("%s: %zu strata, %zu households opened, %zu of them left to the interpreter, %zu "
                 "programmes compared, %zu granted; %zu differ\n",
                 what, people_outline(options->people)->stratum_count, trial.opened, trial.refused,
                 trial.compared, trial.granted, trial.differences);
    if (trial.differences == 0 && trial.opened > 0 && trial.granted > 0) passed++;
    else failed++;
    arena_destroy(arena);
}

// --- what was counted ---

typedef struct Counted {
    int64_t households, persons;
    Wide money;
} Counted;

static int64_t members_of(uint64_t bits)
{
    int64_t count = 0;
    for (; bits != 0; bits &= bits - 1) count++;
    return count;
}

static void count_decision(const Decision *decision, int64_t weight, Counted *counted)
{
    for (size_t p = 0; p < decision->count; p++) {
        const ProgrammeDecision *one = &decision->programmes[p];
        uint64_t members = 0;
        for (size_t i = 0; i < one->grant_count; i++) {
            if (one->grants[i].outcome == OUTCOME_QUALIFIES) members |= one->grants[i].members;
        }
        if (members == 0) continue;
        counted[one->programme].households += weight;
        counted[one->programme].persons += weight * members_of(members);
        counted[one->programme].money += (Wide)weight * money_of(one);
    }
}

// Every household of a stratum, opened by its name and decided by the interpreter.
static bool count_stratum(const SimulateOptions *options, uint32_t stratum, Counted *counted,
                          size_t *opened)
{
    const PeopleOutline *outline = people_outline(options->people);
    PeopleScratch *scratch = people_scratch_create(options->people);
    bool done = true;
    for (uint64_t first = 0; done && first < outline->strata[stratum].households;) {
        PeopleBlock block;
        const uint32_t count = people_fill(options->people, stratum, first, scratch, &block);
        for (uint32_t i = 0; done && i < count; i++) {
            Arena *request = arena_create();
            Error err = {0};
            Situation *situation = NULL;
            Decision *decision = NULL;
            const Str name =
                people_household_name(options->people, stratum, block.indexes[i], request);
            done = household_open(options, name, request, &situation, &err) &&
                   decide(situation, &(DecideOptions){.brief = true}, request, &decision, &err);
            if (done)
                count_decision(decision, block.weights != NULL ? block.weights[i] : outline->weight,
                               counted);
            else (void)fprintf(stderr, STR_FORMAT ": %s\n", STR_ARGS(name), err.message);
            arena_destroy(request);
            (*opened)++;
        }
        first += count;
    }
    people_scratch_destroy(scratch);
    return done;
}

// What simulate adds up of each programme is what its households, decided one by one, add up to.
static void count_people(const char *what, const SimulateOptions *options)
{
    Arena *arena = arena_create();
    const Program *program = options->laws[0].program;
    const size_t strata = people_outline(options->people)->stratum_count;
    Counted *counted = ARENA_ARRAY(arena, Counted, program->programmes.count);
    SimulateResult result;
    Error err = {0};
    size_t opened = 0;
    size_t granted = 0;
    size_t differ = 0;
    bool done = simulate(options, arena, &result, &err);
    for (uint32_t s = 0; done && s < strata; s++)
        done = count_stratum(options, s, counted, &opened);
    for (size_t p = 0; done && p < program->programmes.count; p++) {
        Counted sum = {0};
        for (size_t s = 0; s < strata; s++) {
            const ProgrammeSums *one = &result.laws[0][s].programmes[p];
            sum.households += one->households;
            sum.persons += one->persons;
            sum.money += one->money;
        }
        granted += sum.households > 0;
        if (sum.households == counted[p].households && sum.persons == counted[p].persons &&
            sum.money == counted[p].money)
            continue;
        differ++;
        (void)fprintf(stderr, "  " STR_FORMAT ": %lld persons counted, %lld decided\n",
                      STR_ARGS(program->programmes.items[p].name), (long long)sum.persons,
                      (long long)counted[p].persons);
    }
    (void)printf("%s: %zu households decided one by one, %zu programmes granted; %zu differ\n",
                 what, opened, granted, differ);
    if (done && opened > 0 && granted > 1 && differ == 0) passed++;
    else failed++;
    arena_destroy(arena);
}

// The law of China, with what the model assumes or without.
static const Program *compile(LoadedLaw *law, const char *const *reforms, size_t reform_count)
{
    Error err = {0};
    const CompileOptions options = {
        .path = "law/china", .reforms = reforms, .reform_count = reform_count};
    *law = (LoadedLaw){.policy = arena_create()};
    law->diagnostics = diagnostics_start(law->policy, &law->sources);
    if (!compile_law(&options, law->policy, &law->sources, &law->diagnostics, &law->program, &err))
        (void)fprintf(stderr, "%s\n", err.message);
    return law->program;
}

static People *make_some(LoadedLaw *law, uint64_t households)
{
    const PeopleChinaOptions options = {
        .data_folder = "data/china-2023", .seed = 11, .households = households};
    People *people = NULL;
    Error err = {0};
    if (!people_china_create(&options, &law->sources, &law->diagnostics, &people, &err))
        (void)fprintf(stderr, "%s\n", err.message);
    return people;
}

static People *make_china(LoadedLaw *law)
{
    return make_some(law, 40000);
}

static People *make_few(LoadedLaw *law)
{
    return make_some(law, 800);
}

static People *read_mapped(LoadedLaw *law, const char *mapping)
{
    const ImportRequest request = {.mapping = mapping, .facts = people_facts(law, 1, law->policy)};
    Survey *survey = NULL;
    Error err = {0};
    if (!people_import(&request, &law->sources, &law->diagnostics, &survey, &err))
        (void)fprintf(stderr, "%s\n", err.message);
    return survey == NULL ? NULL : survey_people(survey);
}

static People *read_survey(LoadedLaw *law)
{
    return read_mapped(law, "tests/data/survey/survey.map");
}

static People *read_third_party(LoadedLaw *law)
{
    return read_mapped(law, "tests/data/third-party/panel.map");
}

static void try_under(void (*try)(const char *what, const SimulateOptions *options),
                      const char *what, People *(*make)(LoadedLaw *law), const char *const *reforms,
                      size_t reform_count)
{
    LoadedLaw law;
    People *people = NULL;
    if (compile(&law, reforms, reform_count) != NULL) people = make(&law);
    if (people == NULL) failed++;
    else {
        const SimulatedLaw laws[] = {{.program = law.program}};
        const SimulateOptions options = {.people = people,
                                         .laws = laws,
                                         .law_count = 1,
                                         .date = {19722}, // 2023-12-31
                                         .kernels = kernels_best()};
        try(what, &options);
        people_destroy(people);
    }
    arena_destroy(law.policy);
}

int main(void)
{
    static const char *const MODEL[] = {"law/china/model/china-2023.md",
                                        "law/china/scenarios/03-coverage.md"};
    try_under(open_people, "china-2023", make_china, MODEL, 1);
    try_under(open_people, "china-2023 reformed", make_china, MODEL, 2);
    try_under(open_people, "a survey", read_survey, NULL, 0);
    try_under(open_people, "a survey of others, reformed", read_third_party, MODEL + 1, 1);
    try_under(count_people, "china-2023 counted", make_few, MODEL, 1);
    try_under(count_people, "china-2023 reformed, counted", make_few, MODEL, 2);
    try_under(count_people, "a survey counted", read_survey, NULL, 0);
    try_under(count_people, "a survey of others counted", read_third_party, NULL, 0);
    try_under(count_people, "a survey of others reformed, counted", read_third_party, MODEL + 1, 1);
    (void)printf("%zu passed, %zu failed\n", passed, failed);
    return failed == 0 ? 0 : 1;
}
