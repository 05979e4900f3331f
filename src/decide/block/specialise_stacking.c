// Which programmes are granted together: interpret/stacking.c in columns.

#include "decide/block/specialise_internal.h"

bool special_in_force(const Specialist *specialist, uint32_t programme)
{
    return run_programme_in_force(specialist->run, programme);
}

// A programme's claim in a comparison, as seen by the household or by each member.
typedef struct Claim {
    size_t position;
    Lane may, must; // masks: it may be due, it is
    Lanes amount;   // nothing where it is not due
    Lane trap;
} Claim;

static Claim no_claim(Specialist *specialist, size_t position)
{
    return (Claim){.position = position,
                   .may = GRAPH_NO,
                   .must = GRAPH_NO,
                   .amount = lanes_number(specialist->graph, number_whole(0)),
                   .trap = GRAPH_NO};
}

static Claim claim_of(Specialist *specialist, size_t position, const Lanes *qualifies,
                      const Lanes *amount)
{
    Graph *graph = specialist->graph;
    Claim claim = no_claim(specialist, position);
    claim.may = lanes_may_be_yes(graph, qualifies);
    claim.must = lanes_is_yes(graph, qualifies);
    claim.trap = qualifies->trap;
    if (amount == NULL) return claim;
    const Lanes nothing = claim.amount;
    claim.amount = lanes_choose(graph, claim.may, amount, &nothing);
    claim.trap = graph_or(graph, claim.trap, claim.amount.trap);
    return claim;
}

// The household's claim is that of any member, and the largest of theirs.
static Claim claim_of_members(Specialist *specialist, const Claim *each)
{
    Graph *graph = specialist->graph;
    Claim claim = *each;
    claim.may = graph_any(graph, each->may);
    claim.must = graph_any(graph, each->must);
    claim.trap = graph_any(graph, each->trap);
    const Lanes *amount = &each->amount;
    const Fraction nothing = {.num = GRAPH_ZERO, .den = GRAPH_ONE, .endless = GRAPH_NO};
    int64_t den = 0;
    if (!fraction_same(&amount->low, &amount->high) ||
        !graph_is_number(graph, amount->low.den, &den)) {
        claim.trap = graph_or(graph, claim.trap, claim.may);
        claim.amount = lanes_number(graph, number_whole(0));
        return claim;
    }
    const Fraction due = fraction_choose(
        graph, amount->some, &amount->low,
        &(Fraction){.num = GRAPH_ZERO, .den = amount->low.den, .endless = GRAPH_NO});
    claim.amount = lanes_number(graph, number_whole(0));
    claim.amount.low =
        (Fraction){.num = graph_larger(graph, graph_most(graph, due.num), nothing.num),
                   .den = amount->low.den,
                   .endless = GRAPH_NO};
    claim.amount.high = claim.amount.low;
    // A member whose amount perhaps does not apply leaves the household's open.
    claim.trap =
        graph_or(graph, claim.trap, graph_any(graph, graph_and(graph, amount->some, amount->none)));
    return claim;
}

static Claim claim_for(Specialist *specialist, const Exclusive *exclusive, size_t position,
                       const Scope *scope)
{
    const Program *program = specialist->program;
    const uint32_t index = exclusive->programmes[position];
    const Programme *other = &program->programmes.items[index];
    if (!special_in_force(specialist, index) || other->qualifies == NONE)
        return no_claim(specialist, position);
    const Lanes *qualifies = special_rule(specialist, other->qualifies);
    const Lanes *amount = other->amount != NONE ? special_rule(specialist, other->amount) : NULL;
    if (other->entity == PERSON && scope->entity != PERSON) {
        const Claim each = claim_of(specialist, position, qualifies, amount);
        Claim claim = claim_of_members(specialist, &each);
        if (exclusive->per_person) { // the interpreter asks the first member
            claim.trap = claim.may;
        }
        return claim;
    }
    const Lanes seen = special_reach(specialist, scope, other->entity, *qualifies);
    if (amount == NULL) return claim_of(specialist, position, &seen, NULL);
    const Lanes seen_amount = other->entity == PERSON
                                  ? special_reach(specialist, scope, other->entity, *amount)
                                  : *amount;
    return claim_of(specialist, position, &seen, &seen_amount);
}

// Whether `theirs` takes the place of `mine`: masks.
static void outbids(Specialist *specialist, const Exclusive *exclusive, const Claim *mine,
                    const Claim *theirs, Lane wins[2])
{
    Graph *graph = specialist->graph;
    const bool first = theirs->position < mine->position;
    wins[0] = GRAPH_NO;
    wins[1] = GRAPH_NO;
    if (theirs->may == GRAPH_NO) return;
    if (exclusive->keep == KEEP_FIRST) {
        wins[0] = first ? theirs->may : GRAPH_NO;
        wins[1] = first ? theirs->must : GRAPH_NO;
        return;
    }
    const Lanes *a = &mine->amount;
    const Lanes *b = &theirs->amount;
    const Lanes above = lanes_less(graph, a, b, first); // theirs beats mine
    const Lane both = graph_and(graph, a->some, b->some);
    const Lane may = graph_or(graph, graph_not(graph, both), lanes_may_be_yes(graph, &above));
    Lane must = graph_and(graph, both, lanes_is_yes(graph, &above));
    must = graph_and_not(graph, graph_and(graph, must, theirs->must), b->none);
    wins[0] = graph_and(graph, theirs->may, may);
    wins[1] = must;
}

// A choice decides: the interpreter's rule for it, where the choice is the household's or each
// member's own.
static void chosen_over(Specialist *specialist, const Exclusive *exclusive, const Claim *mine,
                        const Claim *theirs, const Scope *scope, Lane wins[3])
{
    Graph *graph = specialist->graph;
    const Program *program = specialist->program;
    wins[0] = GRAPH_NO;
    wins[1] = GRAPH_NO;
    if (exclusive->chosen_by == NONE) return;
    const Fact *fact = &program->facts.items[exclusive->chosen_by];
    if (fact->type.kind != TYPE_CHOICE) return;
    if (fact->entity == PERSON && scope->entity != PERSON) {
        wins[2] = theirs->may; // whose choice it is depends on the household
        return;
    }
    const bool first = theirs->position < mine->position;
    const Programme *programme =
        &program->programmes.items[exclusive->programmes[theirs->position]];
    const Lanes chosen = special_reach(specialist, scope, fact->entity,
                                       *special_fact(specialist, exclusive->chosen_by));
    const uint32_t bit =
        program_find_choice_value(&program->choices.items[fact->type.choice], programme->name);
    const Lane rail = bit == NONE ? GRAPH_NO : chosen.rails[bit];
    const Lane open = graph_not(graph, lanes_known(graph, &chosen));
    const Lane named = graph_and(graph, chosen.some, rail);
    const Lane default_may = graph_and_not(graph, graph_truth(first), chosen.some);
    wins[0] = graph_and(graph, theirs->may, graph_or(graph, named, default_may));
    wins[1] = graph_and(graph, theirs->must,
                        graph_or(graph, graph_and_not(graph, named, open), default_may));
    wins[2] = graph_and(graph, theirs->may, chosen.trap);
}

void special_excluded(Specialist *specialist, uint32_t programme, Lane *yes, Lane *may, Lane *trap)
{
    Graph *graph = specialist->graph;
    const Program *program = specialist->program;
    const uint32_t entity = program->programmes.items[programme].entity;
    const Scope scope = {.entity = entity, .slot = NONE, .month = NONE};
    *yes = GRAPH_NO;
    *may = GRAPH_NO;
    *trap = GRAPH_NO;
    for (size_t e = 0; e < program->exclusives.count; e++) {
        const Exclusive *exclusive = &program->exclusives.items[e];
        size_t own = 0;
        while (own < exclusive->count && exclusive->programmes[own] != programme) own++;
        if (own == exclusive->count ||
            !special_holds(specialist, exclusive->place, exclusive->from, exclusive->until))
            continue;
        const Claim mine = claim_for(specialist, exclusive, own, &scope);
        for (size_t other = 0; other < exclusive->count; other++) {
            if (other == own) continue;
            const Claim theirs = claim_for(specialist, exclusive, other, &scope);
            Lane wins[3] = {GRAPH_NO, GRAPH_NO, GRAPH_NO};
            if (exclusive->keep == KEEP_CHOSEN)
                chosen_over(specialist, exclusive, &mine, &theirs, &scope, wins);
            else outbids(specialist, exclusive, &mine, &theirs, wins);
            *yes = graph_or(graph, *yes, wins[1]);
            *may = graph_or(graph, *may, wins[0]);
            *trap = graph_or(graph, *trap, graph_or(graph, wins[2], theirs.trap));
            if (exclusive->keep == KEEP_HIGHER)
                *trap = graph_or(graph, *trap, graph_and(graph, theirs.may, mine.trap));
        }
    }
    *may = graph_and_not(graph, *may, *yes);
}

const Lanes *special_awarded(Specialist *specialist, uint32_t programme)
{
    LanesMemo *memo = &specialist->awards[programme];
    if (memo->done) return &memo->value;
    Graph *graph = specialist->graph;
    const Programme *of = &specialist->program->programmes.items[programme];
    memo->done = true;
    memo->value = lanes_none();
    if (!special_in_force(specialist, programme) || of->amount == NONE) return &memo->value;
    const Lanes *qualifies = special_rule(specialist, of->qualifies);
    const Lanes *amount = special_rule(specialist, of->amount);
    Lane yes = GRAPH_NO;
    Lane may = GRAPH_NO;
    Lane trap = GRAPH_NO;
    special_excluded(specialist, programme, &yes, &may, &trap);
    const Lane asked = lanes_may_be_yes(graph, qualifies);
    const Lane left = graph_and_not(graph, asked, yes);
    Lanes value = lanes_within(graph, *amount, left);
    value.none = graph_or(graph, value.none, graph_not(graph, left));
    value.none = graph_or(graph, value.none, lanes_may_be_no(graph, qualifies));
    value.none = graph_or(graph, value.none, may);
    value.trap = graph_or(graph, value.trap, qualifies->trap);
    value.trap = graph_or(graph, value.trap, graph_and(graph, asked, trap));
    memo->value = value;
    return &memo->value;
}
