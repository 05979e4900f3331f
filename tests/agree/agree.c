#include "agree.h"

#include <stdio.h>
#include <stdlib.h>

enum { SHOWN_MAX = 12 };

typedef struct Comparison {
    const Specialisation *from;
    const Columns *columns;
    const Graph *graph;
    const PlanScratch *scratch;
    Agreement *agreement;
    Arena *arena;
} Comparison;

// Everything of a value that is read after a run.
static void want(Arena *arena, LaneVec *wanted, const Lanes *value)
{
    const Lane lanes[] = {value->some,     value->none,        value->trap,
                          value->low.num,  value->low.den,     value->high.num,
                          value->high.den, value->low.endless, value->high.endless};
    for (size_t i = 0; i < sizeof lanes / sizeof lanes[0]; i++) {
        if (!value->sets || i < 3) *vec_push(arena, wanted) = lanes[i];
    }
    for (size_t i = 0; i < value->rail_count; i++) *vec_push(arena, wanted) = value->rails[i];
}

static uint32_t lane_at(const Comparison *with, Lane lane, uint32_t household, uint32_t slot)
{
    const Domain domain = graph_at(with->graph, lane)->domain;
    return domain == DOMAIN_PERSON      ? with->columns->shape.base[slot] + household
           : domain == DOMAIN_HOUSEHOLD ? household
                                        : 0;
}

static bool is_yes(const Comparison *with, Lane lane, uint32_t household, uint32_t slot)
{
    return plan_mask(with->scratch, lane)[lane_at(with, lane, household, slot)] != 0;
}

static int64_t number_at(const Comparison *with, Lane lane, uint32_t household, uint32_t slot)
{
    return plan_numbers(with->scratch, lane)[lane_at(with, lane, household, slot)];
}

static Number end_at(const Comparison *with, const Fraction *end, int sign, uint32_t household,
                     uint32_t slot)
{
    if (is_yes(with, end->endless, household, slot))
        return (Number){.num = sign * NUMBER_UNBOUNDED, .den = 1};
    return number_fraction(number_at(with, end->num, household, slot),
                           number_at(with, end->den, household, slot));
}

// The value in a lane, as the interpreter would have it.
static Value value_at(const Comparison *with, const Lanes *lanes, uint32_t household, uint32_t slot)
{
    const bool none = is_yes(with, lanes->none, household, slot);
    if (!is_yes(with, lanes->some, household, slot)) return value_none();
    Value value;
    if (lanes->sets) {
        uint64_t set = 0;
        for (size_t i = 0; i < lanes->rail_count; i++) {
            if (is_yes(with, lanes->rails[i], household, slot)) set |= UINT64_C(1) << i;
        }
        if (set == 0) return (Value){.state = VALUE_KNOWN}; // nothing at all: a fault
        value = value_set(set);
    } else {
        const Number low = end_at(with, &lanes->low, -1, household, slot);
        const Number high = end_at(with, &lanes->high, 1, household, slot);
        value = value_range(low, high);
    }
    return none ? value_or_none(value) : value;
}

static void differ(Comparison *with, const char *what, Str name, const Value *ours,
                   const Value *theirs)
{
    if (with->agreement->differences++ >= SHOWN_MAX) return;
    (void)fprintf(stderr,
                  "  %s " STR_FORMAT ": block state %d set %llx %lld/%lld..%lld, "
                  "interpreter %d %llx %lld/%lld..%lld\n",
                  what, STR_ARGS(name), (int)ours->state, (unsigned long long)ours->set,
                  (long long)ours->low.num, (long long)ours->low.den, (long long)ours->high.num,
                  (int)theirs->state, (unsigned long long)theirs->set, (long long)theirs->low.num,
                  (long long)theirs->low.den, (long long)theirs->high.num);
}

static void compare_rule(Comparison *with, Run *run, uint32_t index, const RuleLanes *rule,
                         uint32_t household)
{
    const Rule *of = &with->from->program->rules.items[index];
    const uint32_t count = rule->of_person ? run->situation->member_count : 1;
    for (uint32_t t = 0; t < count; t++) {
        if (is_yes(with, rule->value.trap, household, t)) {
            with->agreement->left_values++;
            continue;
        }
        const bool failed = run->failed;
        const Value theirs = run_rule(run, index, t)->value;
        const Value ours = value_at(with, &rule->value, household, t);
        with->agreement->compared++;
        if (!failed && run->failed) { // an error that the block engine did not see
            differ(with, "error in", of->name, &ours, &theirs);
            run->failed = false;
        } else if (!value_same(&ours, &theirs, type_is_set(of->type))) {
            differ(with, "rule", of->name, &ours, &theirs);
        }
    }
}

static void compare_grant(Comparison *with, const GrantLanes *ours, const Grant *grant,
                          uint32_t household)
{
    const Str name = with->from->program->programmes.items[ours->programme].name;
    const uint32_t t = ours->of_person ? grant->instance : 0;
    const Outcome outcome = is_yes(with, ours->qualifies, household, t) ? OUTCOME_QUALIFIES
                            : is_yes(with, ours->undetermined, household, t)
                                ? OUTCOME_UNDETERMINED
                                : OUTCOME_DOES_NOT_QUALIFY;
    with->agreement->compared++;
    const Value amount = value_at(with, &ours->amount, household, t);
    if (outcome != grant->outcome) {
        (void)fprintf(stderr, "  outcome %d, interpreter %d\n", (int)outcome, (int)grant->outcome);
        differ(with, "outcome of", name, &amount, &grant->amount);
    } else if (outcome == OUTCOME_QUALIFIES && !value_same(&amount, &grant->amount, false)) {
        differ(with, "amount of", name, &amount, &grant->amount);
    }
}

static void compare_household(Comparison *with, const SpecialLaw *law, const RuleLanes *rules,
                              uint32_t household)
{
    Arena *request = arena_create();
    Error err = {0};
    Decision *decision = NULL;
    const Situation *situation =
        situation_of_columns(with->from, with->columns, household, request);
    const bool refused = is_yes(with, law->refused, household, 0);
    with->agreement->households++;
    with->agreement->refused += refused;
    const bool decided =
        decide(situation, &(DecideOptions){.brief = true}, request, &decision, &err);
    if (!decided && !refused) {
        with->agreement->differences++;
        (void)fprintf(stderr, "  refused by the interpreter alone: %s\n", err.message);
    }
    if (decided && !refused) {
        for (size_t g = 0; g < law->grant_count; g++) {
            const ProgrammeDecision *one = decision_of(decision, law->grants[g].programme);
            for (size_t i = 0; one != NULL && i < one->grant_count; i++)
                compare_grant(with, &law->grants[g], &one->grants[i], household);
        }
    }
    if (decided) {
        for (uint32_t r = 0; r < with->from->program->rules.count; r++) {
            const Entity *of =
                &with->from->program->entities.items[with->from->program->rules.items[r].entity];
            if (of->kind != ENTITY_RECORD && !of->splits)
                compare_rule(with, decision->run, r, &rules[r], household);
        }
    }
    arena_destroy(request);
}

static int larger_first(const void *left, const void *right)
{
    const Situation *a = *(const Situation *const *)left;
    const Situation *b = *(const Situation *const *)right;
    return (a->member_count < b->member_count) - (a->member_count > b->member_count);
}

void agree_on_columns(const Specialisation *from, const Columns *columns, KernelSet set,
                      Agreement *agreement)
{
    Arena *arena = arena_create();
    Graph graph;
    SpecialLaw law;
    LaneVec wanted = {0};
    graph_start(&graph, from->slots, arena);
    Specialist *specialist = specialist_create(from, &graph);
    specialist_programmes(specialist, &law);
    const size_t rule_count = from->program->rules.count;
    RuleLanes *rules = ARENA_ARRAY(arena, RuleLanes, rule_count);
    for (uint32_t r = 0; r < rule_count; r++) {
        rules[r] = specialist_rule(specialist, r);
        want(arena, &wanted, &rules[r].value);
    }
    for (size_t g = 0; g < law.grant_count; g++) {
        *vec_push(arena, &wanted) = law.grants[g].qualifies;
        *vec_push(arena, &wanted) = law.grants[g].undetermined;
        want(arena, &wanted, &law.grants[g].amount);
    }
    *vec_push(arena, &wanted) = law.refused;
    const Wanted all = {.lanes = wanted.items, .count = wanted.count};
    Plan *plan = plan_create(&graph, from->specs, &all, arena, arena);
    PlanScratch *scratch = plan_scratch_create(plan, set, arena);
    plan_run(scratch, columns);
    Comparison with = {.from = from,
                       .columns = columns,
                       .graph = &graph,
                       .scratch = scratch,
                       .agreement = agreement,
                       .arena = arena};
    for (uint32_t h = 0; h < columns->shape.households; h++)
        compare_household(&with, &law, rules, h);
    arena_destroy(arena);
}

void agree_on(const Situation **situations, uint32_t count, KernelSet set, Agreement *agreement)
{
    Arena *arena = arena_create();
    Specialisation from;
    Columns columns;
    qsort((void *)situations, count, sizeof(const Situation *), larger_first);
    if (columns_of_situations(situations, count, arena, &from, &columns))
        agree_on_columns(&from, &columns, set, agreement);
    else agreement->not_columns += count;
    arena_destroy(arena);
}
