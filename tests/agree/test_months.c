// Months one after the other: the interpreter, told what past months came to, decides each month as
// the simulation does, under a reform that takes dibao away after two months in a row.

#include "../unit/unit.h"
#include "compile/compile.h"
#include "decide/decision.h"
#include "model/people/china.h"
#include "model/simulate/stratum.h"

enum { MONTHS = 4, EACH = 12, STRATUM_STEP = 7 };

static Arena *policy;
static Sources sources;
static const Program *program;
static People *people;
static uint32_t dibao; // the programme
static size_t turns;   // months in which a household came on dibao, or off it

static int open_all(void **state)
{
    static const char *const MODEL[] = {"law/china/model/china-2023.md",
                                        "tests/agree/two-months.md"};
    (void)state;
    policy = arena_create();
    Error err = {0};
    Diagnostics diagnostics = diagnostics_start(policy, &sources);
    const CompileOptions options = {.path = "law/china", .reforms = MODEL, .reform_count = 2};
    const PeopleChinaOptions of_people = {
        .data_folder = "data/china-2023", .seed = 2023, .households = 60000};
    if (!compile_law(&options, policy, &sources, &diagnostics, &program, &err) || program == NULL ||
        !people_china_create(&of_people, &sources, &diagnostics, &people, &err)) {
        (void)fprintf(stderr, "%s\n", err.message);
        return 1;
    }
    dibao = program->names.items[program_find(program, STR("dibao"))].index;
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    people_destroy(people);
    arena_destroy(policy);
    return 0;
}

// The value of a history column in the month that was decided: all is paid out that is granted.
static Value came_to(const Decision *decision, const HistoryColumn *column, uint32_t instance)
{
    if (column->kind == COLUMN_RULE)
        return run_rule(decision->run, column->target, instance)->value;
    assert_int_equal(column->kind, COLUMN_PAID);
    const ProgrammeDecision *one = decision_of(decision, column->target);
    for (size_t g = 0; one != NULL && g < one->grant_count; g++) {
        const Grant *grant = &one->grants[g];
        if (grant->instance == instance && grant->outcome == OUTCOME_QUALIFIES &&
            value_is_known(&grant->amount))
            return grant->amount;
    }
    return value_number(number_whole(0));
}

static void tell_history(Situation *situation, size_t month, const Decision *decision)
{
    for (uint32_t c = 0; c < program->columns.count; c++) {
        const HistoryColumn *column = &program->columns.items[c];
        const uint32_t instances = situation_instances(situation, column->entity);
        for (uint32_t i = 0; i < instances; i++) {
            const Value value = came_to(decision, column, i);
            FactCell *cell = situation_history_cell(situation, month, c, i);
            *cell = (FactCell){.given = value_is_known(&value) ? GIVEN_VALUE : GIVEN_NONE,
                               .value = value};
        }
    }
}

static size_t compare(const StratumPlan *plan, const StratumLaw *law, const Decision *decision,
                      const BlockShape *shape, uint32_t household)
{
    size_t compared = 0;
    for (size_t g = 0; g < law->grant_count; g++) {
        const StratumGrant *ours = &law->grants[g];
        const ProgrammeDecision *one = decision_of(decision, ours->programme);
        for (size_t i = 0; one != NULL && i < one->grant_count; i++) {
            const Grant *theirs = &one->grants[i];
            const uint32_t lane =
                ours->of_person ? shape->base[theirs->instance] + household : household;
            const bool granted = plan_mask(plan->scratch, ours->qualifies)[lane] != 0;
            assert_int_equal(granted, theirs->outcome == OUTCOME_QUALIFIES);
            compared++;
            if (!granted || !value_is_known(&theirs->amount)) continue;
            const Number amount = {plan_numbers(plan->scratch, ours->num)[lane],
                                   plan_numbers(plan->scratch, ours->den)[lane]};
            assert_int_equal(number_compare(amount, theirs->amount.low), 0);
        }
    }
    return compared;
}

// `first`: what the law is specialised from in the first month.
static size_t compare_household(const StratumPlan *plan, const Specialisation *first,
                                const PeopleBlock *block, uint32_t household)
{
    Arena *request = arena_create();
    const Decision *decisions[MONTHS];
    bool was_on = false;
    size_t compared = 0;
    for (size_t m = 0; m < MONTHS; m++) {
        Error err = {0};
        Decision *decision = NULL;
        Specialisation from = *first;
        from.date = date_add_months(first->date, (int32_t)m);
        Situation *situation = situation_of_columns(&from, &block->columns, household, request);
        situation_make_months(situation, m);
        for (size_t past = 0; past < m; past++) {
            situation->months[past].month =
                date_month_start(date_add_months(first->date, (int32_t)past));
            tell_history(situation, past, decisions[past]);
        }
        assert_true(decide(situation, &(DecideOptions){.brief = true}, request, &decision, &err));
        compared += compare(plan, &plan->laws[m], decision, &block->columns.shape, household);
        decisions[m] = decision;
        const bool on = decision_of(decision, dibao)->outcome == OUTCOME_QUALIFIES;
        turns += m > 0 && on != was_on;
        was_on = on;
    }
    arena_destroy(request);
    return compared;
}

static void test_the_interpreter_agrees(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    PeopleScratch *scratch = people_scratch_create(people);
    const SimulatedLaw law = {.program = program};
    int64_t all[SIMULATED_RESIDENCES][TAKEUP_DEPTHS];
    // Over the turn of a year, in which ages, standards and days of law change.
    const SimulateOptions options = {.people = people,
                                     .laws = &law,
                                     .law_count = 1,
                                     .date = {19706}, // 2023-12-15
                                     .months = MONTHS,
                                     .kernels = kernels_best()};
    size_t compared = 0;
    for (size_t d = 0; d < TAKEUP_DEPTHS; d++) all[0][d] = all[1][d] = INT64_MAX;
    for (uint32_t s = 0; s < people_outline(people)->stratum_count; s += STRATUM_STEP) {
        Error err = {0};
        SimulationColumns columns;
        StratumPlan plan;
        PeopleBlock block;
        Specialisation from;
        const StratumOfLaw of = {.stratum = s};
        const StratumRequest request = {.options = &options,
                                        .columns = &columns,
                                        .stratum = s,
                                        .thresholds = all,
                                        .passing = arena};
        arena_reset(arena);
        assert_true(simulation_columns(&options, arena, &columns, &err));
        assert_true(stratum_specialisation(&options, &columns, &of, arena, &from, &err));
        assert_true(stratum_plan(&request, arena, &plan, &err));
        stratum_scratch(&plan, options.kernels, arena);
        for (uint64_t first = 0; first < people_outline(people)->strata[s].households;) {
            first += people_fill(people, s, first, scratch, &block);
            plan_run(plan.scratch, &block.columns);
            for (uint32_t i = 0; i < EACH && i < block.columns.shape.households; i++)
                compared += compare_household(&plan, &from, &block, i);
        }
    }
    assert_true(compared > 10000);
    assert_true(turns > 10);
    people_scratch_destroy(scratch);
    arena_destroy(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_the_interpreter_agrees)};
    return run_group_with(tests, sizeof tests / sizeof tests[0], open_all, close_all);
}
