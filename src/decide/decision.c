#include "decide/decision.h"

#include "decide/value_text.h"

// --- one grant ---

static uint64_t grant_members(Run *run, uint32_t entity, uint32_t instance)
{
    const uint32_t count = run->situation->member_count;
    const EntityKind kind = run->program->entities.items[entity].kind;
    if (kind == ENTITY_PERSON) return UINT64_C(1) << instance;
    uint64_t members = 0;
    const UnitMemo *unit = kind == ENTITY_UNIT ? run_unit(run, entity) : NULL;
    for (uint32_t i = 0; i < count; i++) {
        if (unit == NULL || (unit->of_person[i] == instance && !unit->maybe[i]))
            members |= UINT64_C(1) << i;
    }
    return members;
}

static void decide_grant(Run *run, uint32_t index, Grant *grant)
{
    const Programme *programme = &run->program->programmes.items[index];
    grant->qualifies = run_rule(run, programme->qualifies, grant->instance)->value;
    grant->amount = value_none();
    grant->winner = NONE;
    if (value_is_no(&grant->qualifies)) {
        grant->outcome = OUTCOME_DOES_NOT_QUALIFY;
        return;
    }
    grant->outcome = value_is_yes(&grant->qualifies) ? OUTCOME_QUALIFIES : OUTCOME_UNDETERMINED;
    const Value excluded =
        run_excluded(run, index, grant->instance, &grant->excluded_by, &grant->winner);
    if (value_is_yes(&excluded)) {
        grant->outcome = OUTCOME_DOES_NOT_QUALIFY;
        return;
    }
    if (value_may_be_yes(&excluded)) grant->outcome = OUTCOME_UNDETERMINED;
    grant->members = grant_members(run, programme->entity, grant->instance);
    if (programme->amount != NONE) {
        grant->amount = run_awarded(run, index, grant->instance);
        if (grant->amount.state == VALUE_OPEN || grant->amount.state == VALUE_OPEN_OR_NONE)
            grant->outcome = OUTCOME_UNDETERMINED;
    }
    if (grant->outcome == OUTCOME_UNDETERMINED && !run->options.brief)
        needs_of_grant(run, index, grant->instance, &grant->needs);
}

// --- one programme ---

static void merge_needs(Arena *arena, NeedVec *all, const NeedVec *some)
{
    for (size_t i = 0; i < some->count; i++) {
        const Need *need = &some->items[i];
        bool known = false;
        for (size_t j = 0; j < all->count && !known; j++)
            known = all->items[j].kind == need->kind && all->items[j].index == need->index &&
                    all->items[j].instance == need->instance;
        if (!known) *vec_push(arena, all) = *need;
    }
}

static void decide_programme(Run *run, uint32_t index, ProgrammeDecision *decision)
{
    const Programme *programme = &run->program->programmes.items[index];
    decision->programme = index;
    decision->in_force = run_programme_in_force(run, index);
    decision->outcome = OUTCOME_DOES_NOT_QUALIFY;
    decision->amount = value_none();
    if (!decision->in_force) return;
    const uint32_t count = run_instances(run, programme->entity);
    decision->grants = ARENA_ARRAY(run->arena, Grant, count);
    decision->grant_count = count;
    for (uint32_t i = 0; i < count; i++) {
        Grant *grant = &decision->grants[i];
        grant->instance = i;
        decide_grant(run, index, grant);
        merge_needs(run->arena, &decision->needs, &grant->needs);
        if (grant->outcome == OUTCOME_UNDETERMINED && decision->outcome == OUTCOME_DOES_NOT_QUALIFY)
            decision->outcome = OUTCOME_UNDETERMINED;
        if (grant->outcome != OUTCOME_QUALIFIES) continue;
        decision->outcome = OUTCOME_QUALIFIES;
        decision->members |= grant->members;
        if (!value_is_known(&grant->amount)) continue;
        if (!value_may_apply(&decision->amount)) decision->amount = grant->amount;
        else if (!value_add(&decision->amount, &grant->amount, &decision->amount))
            run_fail(run, ERROR_OVERFLOW, programme->span,
                     "the amounts of this programme add up to too large a number");
    }
}

// Programmes of other places are not this household's business; those that are not in force yet, or
// no longer, are named as such.
static bool is_of_this_place(const Run *run, const Programme *programme)
{
    return run_is_here(run, programme->place);
}

// The household's tier is the first that one of its members is in.
static Value household_tier(Run *run)
{
    const uint32_t rule = run->program->tier_rule;
    if (rule == NONE || run->situation->member_count == 0) return value_none();
    uint64_t sure = 0;
    uint64_t open = 0;
    for (uint32_t i = 0; i < run->situation->member_count; i++) {
        const Value *tier = &run_rule(run, rule, i)->value;
        if (value_is_known(tier)) sure |= tier->set;
        else open |= tier->set;
    }
    // Known if no open member can be in a higher tier than the highest known one.
    const uint64_t first_sure = sure & (~sure + 1);
    const uint64_t higher = first_sure == 0 ? open : open & (first_sure - 1);
    return value_set(first_sure | higher);
}

static bool check_day(const Situation *situation, Error *err)
{
    const Program *program = situation->program;
    if (situation->date.day >= program->first_day.day) return true;
    return error_set(err, ERROR_INVALID, "",
                     "on " STR_FORMAT
                     " none of this law was in force yet: it begins on " STR_FORMAT,
                     STR_ARGS(date_print(situation->arena, situation->date)),
                     STR_ARGS(date_print(situation->arena, program->first_day)));
}

// A value that the law does not allow is refused, not worked with.
static void check_ranges(Run *run)
{
    const Situation *situation = run->situation;
    for (uint32_t f = 0; f < run->program->facts.count && !run->failed; f++) {
        const Fact *fact = &run->program->facts.items[f];
        const uint32_t count = situation_instances(situation, fact->entity);
        for (uint32_t i = 0; i < count; i++) {
            Breach breach;
            if (!run_fact_breach(run, f, i, &breach)) continue;
            const Str limit = value_text(run->arena, situation, &breach.limit, fact->type);
            const Span span =
                situation->cells[f][i].placed ? situation->cells[f][i].span : fact->span;
            run_fail(run, ERROR_INVALID, span, "\"" STR_FORMAT "\" must not be %s " STR_FORMAT,
                     STR_ARGS(fact->name), breach.low ? "below" : "above", STR_ARGS(limit));
        }
    }
}

bool decide(const Situation *situation, const DecideOptions *options, Arena *request,
            Decision **decision, Error *err)
{
    if (!check_day(situation, err)) return false;
    const RunOptions run_options = {
        .strict = options->strict,
        .brief = options->brief,
        .known_on = options->dated ? options->known_on : DATE_LAST,
    };
    Run *run = run_create(situation, run_options, request);
    check_ranges(run);
    const Program *program = situation->program;
    Decision *made = ARENA_ONE(request, Decision);
    made->run = run;
    made->programmes = ARENA_ARRAY(request, ProgrammeDecision, program->programmes.count);
    for (uint32_t i = 0; i < program->programmes.count; i++) {
        if (is_of_this_place(run, &program->programmes.items[i]))
            decide_programme(run, i, &made->programmes[made->count++]);
    }
    made->tier = household_tier(run);
    made->presumed_count = run->presumed.count;
    made->presumed_rows_count = run->presumed_rows.count;
    if (run->failed) {
        *err = run->error;
        return false;
    }
    *decision = made;
    return true;
}

const ProgrammeDecision *decision_of(const Decision *decision, uint32_t programme)
{
    for (size_t i = 0; i < decision->count; i++) {
        if (decision->programmes[i].programme == programme) return &decision->programmes[i];
    }
    return NULL;
}
