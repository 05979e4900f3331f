// Which programmes are granted together.

#include "decide/interpret/run.h"

bool run_is_here(const Run *run, uint32_t place)
{
    return place == NONE || (run->situation->region != NONE &&
                             program_lies_within(run->program, run->situation->region, place));
}

bool run_holds(const Run *run, uint32_t place, Date from, Date until)
{
    const int32_t today = run->situation->date.day;
    return from.day <= today && today < until.day && run_is_here(run, place);
}

bool run_programme_in_force(const Run *run, uint32_t index)
{
    const Programme *programme = &run->program->programmes.items[index];
    return run_holds(run, programme->place, programme->from, programme->until);
}

static bool exclusive_in_force(const Run *run, const Exclusive *exclusive)
{
    return run_holds(run, exclusive->place, exclusive->from, exclusive->until);
}

static size_t position_in(const Exclusive *exclusive, uint32_t programme)
{
    for (size_t i = 0; i < exclusive->count; i++) {
        if (exclusive->programmes[i] == programme) return i;
    }
    return SIZE_MAX;
}

// A programme's claim in a comparison: whether it is due, and how much.
typedef struct Claim {
    size_t position; // in the exclusion's list
    Value qualifies;
    Value amount;
} Claim;

// What another programme of the exclusion grants to whom this instance stands for: the same person,
// or, for the household, anyone in it.
static Claim claim_for(Run *run, const Exclusive *exclusive, size_t position, uint32_t entity,
                       uint32_t instance)
{
    const uint32_t programme = exclusive->programmes[position];
    const Programme *other = &run->program->programmes.items[programme];
    Claim claim = {.position = position,
                   .qualifies = value_yesno(false),
                   .amount = value_number(number_whole(0))};
    if (!run_programme_in_force(run, programme) || other->qualifies == NONE) return claim;
    bool maybe = false;
    uint32_t target = NONE;
    if (!exclusive->per_person && other->entity == PERSON && entity != PERSON) {
        // Due to anyone: the household's claim is the largest of its members'.
        for (uint32_t i = 0; i < run->situation->member_count; i++) {
            const Claim one = claim_for(run, exclusive, position, PERSON, i);
            claim.qualifies =
                value_truth(value_may_be_yes(&claim.qualifies) || value_may_be_yes(&one.qualifies),
                            value_may_be_no(&claim.qualifies) && value_may_be_no(&one.qualifies));
            if (value_may_apply(&one.amount))
                claim.amount = value_larger(&claim.amount, &one.amount);
        }
        return claim;
    }
    target = run_reach(run, entity, instance, other->entity, &maybe);
    if (target == NONE) return claim;
    claim.qualifies = run_rule(run, other->qualifies, target)->value;
    if (maybe) claim.qualifies = value_truth(value_may_be_yes(&claim.qualifies), true);
    if (other->amount != NONE && value_may_be_yes(&claim.qualifies))
        claim.amount = run_rule(run, other->amount, target)->value;
    return claim;
}

// Whether `theirs` takes the place of `mine`, as far as is known. Equal amounts keep the one that
// is listed first.
static Value outbids(Run *run, const Exclusive *exclusive, const Claim *mine, const Claim *theirs,
                     uint32_t instance)
{
    const size_t own = mine->position;
    const size_t other = theirs->position;
    const bool may = value_may_be_yes(&theirs->qualifies);
    const bool must = value_is_yes(&theirs->qualifies);
    if (!may) return value_yesno(false);
    switch (exclusive->keep) {
    case KEEP_FIRST: return other < own ? value_truth(may, !must) : value_yesno(false);
    case KEEP_CHOSEN: {
        if (exclusive->chosen_by == NONE) return value_yesno(false);
        const Fact *fact = &run->program->facts.items[exclusive->chosen_by];
        const Programme *programme = &run->program->programmes.items[exclusive->programmes[other]];
        bool maybe = false;
        const uint32_t whom = run_reach(run, programme->entity, instance, fact->entity, &maybe);
        if (whom == NONE || fact->type.kind != TYPE_CHOICE) return value_yesno(false);
        const Value chosen = run_fact(run, exclusive->chosen_by, whom)->value;
        if (!value_may_apply(&chosen)) return value_truth(other < own, other >= own || !must);
        const uint32_t bit = program_find_choice_value(
            &run->program->choices.items[fact->type.choice], programme->name);
        const bool may_choose = bit != NONE && (chosen.set >> bit & 1) != 0;
        return value_truth(may_choose, !(may_choose && value_is_known(&chosen) && must));
    }
    case KEEP_HIGHER: break;
    }
    if (!value_may_apply(&mine->amount) || !value_may_apply(&theirs->amount))
        return value_truth(may, true);
    const int least = number_compare(theirs->amount.low, mine->amount.high);
    const int most = number_compare(theirs->amount.high, mine->amount.low);
    const bool may_win = most > 0 || (most == 0 && other < own);
    const bool must_win =
        (least > 0 || (least == 0 && other < own)) && must && !value_may_be_none(&theirs->amount);
    return value_truth(may_win, !must_win);
}

Value run_excluded(Run *run, uint32_t programme, uint32_t instance, const Exclusive **by,
                   uint32_t *winner)
{
    const Program *program = run->program;
    const uint32_t entity = program->programmes.items[programme].entity;
    bool may = false;
    for (size_t e = 0; e < program->exclusives.count; e++) {
        const Exclusive *exclusive = &program->exclusives.items[e];
        const size_t own = position_in(exclusive, programme);
        if (own == SIZE_MAX || !exclusive_in_force(run, exclusive)) continue;
        const Claim mine = claim_for(run, exclusive, own, entity, instance);
        for (size_t other = 0; other < exclusive->count; other++) {
            if (other == own) continue;
            const Claim theirs = claim_for(run, exclusive, other, entity, instance);
            const Value wins = outbids(run, exclusive, &mine, &theirs, instance);
            if (value_is_yes(&wins)) {
                *by = exclusive;
                *winner = exclusive->programmes[other];
                return value_yesno(true);
            }
            may = may || value_may_be_yes(&wins);
        }
    }
    return value_truth(may, true);
}

static Value work_out_award(Run *run, uint32_t index, uint32_t instance)
{
    const Programme *programme = &run->program->programmes.items[index];
    if (!run_programme_in_force(run, index) || programme->amount == NONE) return value_none();
    const Value qualifies = run_rule(run, programme->qualifies, instance)->value;
    if (value_is_no(&qualifies)) return value_none();
    const Exclusive *by = NULL;
    uint32_t winner = NONE;
    const Value taken = run_excluded(run, index, instance, &by, &winner);
    if (value_is_yes(&taken)) return value_none();
    const Value amount = run_rule(run, programme->amount, instance)->value;
    if (value_may_be_no(&qualifies) || value_may_be_yes(&taken)) return value_or_none(amount);
    return amount;
}

Value run_awarded(Run *run, uint32_t programme, uint32_t instance)
{
    if (run->awards[programme] == NULL) {
        const uint32_t count = run_instances(run, run->program->programmes.items[programme].entity);
        Value *values = ARENA_ARRAY(run->arena, Value, count > 0 ? count : 1);
        run->awards[programme] = values;
        for (uint32_t i = 0; i < count; i++) values[i] = work_out_award(run, programme, i);
    }
    return run->awards[programme][instance];
}
