#include "model/simulate/sums.h"

#include <string.h>

#include "base/panic.h"
#include "decide/decision.h"
#include "model/simulate/grants.h"

enum { MONTHS = 12 };

static void zero_welfare(WelfareSums *welfare, Arena *arena)
{
    welfare->after = ARENA_ONE(arena, Distribution);
    welfare->changes.large_ppm = 50000; // a twentieth of resources before
}

void sums_start(ThreadSums *sums, const SimulateOptions *options, Arena *arena)
{
    const size_t strata = people_outline(options->people)->stratum_count;
    *sums = (ThreadSums){
        .laws = ARENA_ARRAY(arena, LawSums *, simulated_months(options) * options->law_count),
        .welfare = ARENA_ARRAY(arena, WelfareSums, options->law_count),
        .before = ARENA_ONE(arena, Distribution),
        .persons = ARENA_ARRAY(arena, int64_t, strata),
    };
    zero_welfare(&sums->idle, arena);
    for (size_t k = 0; k < options->law_count; k++) zero_welfare(&sums->welfare[k], arena);
    for (size_t v = 0; v < simulated_months(options) * options->law_count; v++) {
        const Program *program = options->laws[v % options->law_count].program;
        sums->laws[v] = ARENA_ARRAY(arena, LawSums, strata);
        for (size_t s = 0; s < strata; s++)
            sums->laws[v][s].programmes =
                ARENA_ARRAY(arena, ProgrammeSums, program->programmes.count);
    }
}

static int64_t attribute(const Columns *block, uint32_t column, uint32_t household)
{
    return ((const int32_t *)block->cells[column])[household];
}

int64_t sums_critical(const SimulationColumns *columns, const Columns *block, uint32_t household)
{
    if (columns->claim_draw == NONE) return INT64_MIN;
    int64_t critical = attribute(block, columns->claim_draw, household);
    if (columns->found_draw != NONE) {
        const int64_t found = attribute(block, columns->found_draw, household) + SIMULATED_HARDER;
        if (found < critical) critical = found;
    }
    return critical;
}

// How far households are below the line, after a run.
typedef struct DepthColumns {
    bool there;
    const unsigned char *known;
    const int64_t *num, *den;
} DepthColumns;

static DepthColumns depth_columns(const StratumPlan *plan, const PlanScratch *scratch)
{
    if (!plan->has_depth) return (DepthColumns){.there = false};
    return (DepthColumns){.there = true,
                          .known = plan_mask(scratch, plan->depth_known),
                          .num = plan_numbers(scratch, plan->depth),
                          .den = plan_numbers(scratch, plan->depth_den)};
}

static uint32_t depth_in(const DepthColumns *depth, uint32_t household)
{
    enum { FULL = TAKEUP_DEPTHS - 1 };
    if (!depth->there || depth->known[household] == 0) return 0;
    const int64_t num = depth->num[household];
    const int64_t den = depth->den[household];
    if (num <= 0) return 0;
    return num >= den ? FULL : (uint32_t)((Wide)num * FULL / den);
}

uint32_t sums_depth(const StratumPlan *plan, const PlanScratch *scratch, uint32_t household)
{
    const DepthColumns depth = depth_columns(plan, scratch);
    return depth_in(&depth, household);
}

void sums_on_dibao(const StratumPlan *plan, const PlanScratch *scratch, const BlockShape *shape,
                   int64_t *persons, int64_t *money)
{
    const StratumLaw *law = &plan->laws[0];
    for (uint32_t i = 0; i < shape->households; i++) persons[i] = money[i] = 0;
    for (size_t g = 0; g < law->grant_count; g++) {
        const StratumGrant *grant = &law->grants[g];
        const Str name = law->program->programmes.items[grant->programme].name;
        if (!grants_of_dibao(name) || grant->qualifies == GRAPH_NO) continue;
        const GrantColumns columns = grants_columns(scratch, grant);
        for (uint32_t i = 0; i < shape->households; i++) {
            if (!grants_given_in(&columns, i)) continue;
            persons[i] += columns.members[i];
            money[i] += grants_money_in(&columns, shape, i);
        }
    }
}

void sums_sizes(const BlockShape *shape, int32_t *sizes)
{
    for (uint32_t i = 0; i < shape->households; i++) sizes[i] = 0;
    for (uint32_t t = 0; t < shape->slots; t++) {
        for (uint32_t i = 0; i < shape->with[t]; i++) sizes[i]++;
    }
}

// What households have of their own, after a run.
typedef struct OwnColumns {
    const unsigned char *known;
    const int64_t *num, *den;
} OwnColumns;

static OwnColumns own_columns(const StratumPlan *plan, const PlanScratch *scratch)
{
    const StratumLaw *law = &plan->laws[0];
    return (OwnColumns){.known = plan_mask(scratch, law->resources_known),
                        .num = plan_numbers(scratch, law->resources),
                        .den = plan_numbers(scratch, law->resources_den)};
}

static bool own_in(const OwnColumns *own, uint32_t household, int64_t *fen)
{
    if (own->known[household] == 0) return false;
    *fen = own->num[household] / own->den[household];
    return true;
}

bool sums_resources(const StratumPlan *plan, const PlanScratch *scratch, uint32_t household,
                    int64_t *fen)
{
    const OwnColumns own = own_columns(plan, scratch);
    return own_in(&own, household, fen);
}

// A block's households while they are added.
typedef struct Tally {
    ThreadSums *sums;
    const BlockContext *context;
    const PeopleBlock *block;
    uint32_t count;
    int32_t sizes[BLOCK_HOUSEHOLDS];
    int64_t weights[BLOCK_HOUSEHOLDS];
    unsigned char known[BLOCK_HOUSEHOLDS];
    unsigned char fine[BLOCK_HOUSEHOLDS];     // decided in columns
    int64_t benefit[BLOCK_HOUSEHOLDS];        // received a month under the law at hand, fen
    unsigned char entitled[BLOCK_HOUSEHOLDS]; // the law grants dibao
    unsigned char group[BLOCK_HOUSEHOLDS];    // decile of resources before help
} Tally;

// Whether some lane of a mask is set: most programmes reach nobody in most blocks.
static bool any_lane(const unsigned char *mask, uint32_t count)
{
    uint32_t some = 0;
    for (uint32_t i = 0; i < count; i++) some |= mask[i];
    return some != 0;
}

// One grant's lanes for one household.
static void add_grant(Tally *tally, ProgrammeSums *sums, uint32_t i, int64_t persons, int64_t money)
{
    const int64_t weight = tally->weights[i];
    sums->households += weight;
    sums->persons += weight * persons;
    sums->money += (Wide)weight * money;
    if (tally->known[i] == 0) return;
    sums->households_served += weight;
    sums->persons_served += weight * persons;
    sums->money_served += (Wide)weight * money;
}

static void add_programme(Tally *tally, const StratumLaw *law, const StratumGrant *grant,
                          LawSums *sums)
{
    const PlanScratch *scratch = tally->context->plan->scratch;
    const BlockShape *shape = &tally->block->columns.shape;
    const uint32_t lanes = grant->of_person ? shape->persons : tally->count;
    const Programme *programme = &law->program->programmes.items[grant->programme];
    ProgrammeSums *one = &sums->programmes[grant->programme];
    if (grant->qualifies == GRAPH_NO && grant->undetermined == GRAPH_NO) return;
    const bool is_dibao = str_equals(programme->name, "dibao");
    if (any_lane(plan_mask(scratch, grant->undetermined), lanes)) {
        const unsigned char *open = plan_mask(scratch, grant->undetermined);
        for (uint32_t i = 0; i < tally->count; i++) {
            if (open[i] != 0 && tally->fine[i] != 0) one->undetermined += tally->weights[i];
        }
    }
    if (!any_lane(plan_mask(scratch, grant->qualifies), lanes)) return;
    const GrantColumns columns = grants_columns(scratch, grant);
    const int64_t months = grants_months(programme);
    for (uint32_t i = 0; i < tally->count; i++) {
        if (!grants_given_in(&columns, i) || tally->fine[i] == 0) continue;
        const int64_t money = grants_money_in(&columns, shape, i);
        add_grant(tally, one, i, columns.members[i], money);
        if (is_dibao) tally->entitled[i] = 1;
        if (months > 0 && tally->known[i] != 0) tally->benefit[i] += money / months;
    }
}

// --- households that only the interpreter can decide ---

static void add_decided(Tally *tally, const Decision *decision, uint32_t i, LawSums *sums)
{
    const Program *program = decision->run->program;
    for (size_t p = 0; p < decision->count; p++) {
        const ProgrammeDecision *one = &decision->programmes[p];
        const Programme *programme = &program->programmes.items[one->programme];
        ProgrammeSums *to = &sums->programmes[one->programme];
        if (one->outcome == OUTCOME_UNDETERMINED) to->undetermined += tally->weights[i];
        if (one->outcome != OUTCOME_QUALIFIES) continue;
        int64_t money = 0;
        if (value_is_known(&one->amount))
            money = (int64_t)(one->amount.low.num / one->amount.low.den);
        add_grant(tally, to, i, __builtin_popcountll(one->members), money);
        if (str_equals(programme->name, "dibao")) tally->entitled[i] = 1;
        const int64_t months = grants_months(programme);
        if (months > 0 && tally->known[i] != 0) tally->benefit[i] += money / months;
    }
    const uint32_t tier = program->tier_rule;
    for (uint32_t t = 0; tier != NONE && t < decision->run->situation->member_count; t++) {
        const Value value = run_rule(decision->run, tier, t)->value;
        if (!value_is_known(&value)) continue;
        const unsigned index = value_least_index(value.set);
        sums->tiers[index] += tally->weights[i];
        if (tally->known[i] != 0) sums->tiers_served[index] += tally->weights[i];
    }
}

// Of the first month. False: the interpreter cannot decide it either.
static bool decide_one(const Tally *tally, size_t law, uint32_t household, Decision **decision)
{
    const BlockContext *context = tally->context;
    const StratumOfLaw of = {.stratum = context->stratum, .law = law};
    Specialisation from;
    Error err = {0};
    if (!stratum_specialisation(context->options, context->columns, &of, context->request, &from,
                                &err))
        return false;
    const Situation *situation =
        situation_of_columns(&from, &tally->block->columns, household, context->request);
    return decide(situation, &(DecideOptions){.brief = true}, context->request, decision, &err);
}

static void decide_refused(Tally *tally, size_t law, LawSums *sums)
{
    for (uint32_t i = 0; i < tally->count; i++) {
        if (tally->fine[i] != 0) continue;
        Decision *decision = NULL;
        tally->sums->refused++;
        if (decide_one(tally, law, i, &decision)) add_decided(tally, decision, i, sums);
        else tally->sums->undecidable++;
        arena_reset(tally->context->request);
    }
}

// --- welfare ---

// Most households are neither poor nor helped: they are added up by decile first.
typedef struct Untouched {
    int64_t households[10], persons[10];
    Wide before[10];
} Untouched;

static void add_untouched(Targeting *targeting, const Untouched *untouched, int64_t line)
{
    TargetingCell *cell = &targeting->cells[0][0][0];
    for (uint32_t g = 0; g < 10; g++) {
        cell->households += untouched->households[g];
        cell->persons += untouched->persons[g];
        cell->before += untouched->before[g];
        cell->lines += (Wide)untouched->persons[g] * line;
        targeting->groups[g].persons += untouched->persons[g];
        targeting->groups[g].before += untouched->before[g];
    }
}

static void add_targeted(Tally *tally, WelfareSums *welfare, uint32_t i, int64_t before)
{
    const TargetingCase one = {
        .weight = tally->weights[i],
        .before_fen = before,
        .benefit_fen = tally->benefit[i],
        .line_fen = simulate_line(tally->context->plan->residence) / MONTHS,
        .size = tally->sizes[i],
        .recipients = tally->benefit[i] > 0 ? tally->sizes[i] : 0,
        .group = tally->group[i],
        .in_reference = tally->entitled[i] != 0,
    };
    targeting_add(&welfare->targeting, &one);
}

static void add_welfare(Tally *tally, size_t k, const int64_t *before, const unsigned char *told)
{
    WelfareSums *welfare = &tally->sums->welfare[k];
    const size_t residence = tally->context->plan->residence;
    const int64_t line = simulate_line(residence);
    Untouched untouched = {0};
    for (uint32_t i = 0; i < tally->count; i++) {
        const int32_t size = tally->sizes[i];
        const int64_t weight = tally->weights[i];
        if (told[i] == 0) {
            welfare->after->missing += weight;
            continue;
        }
        const int64_t year = (before[i] + tally->benefit[i]) * MONTHS;
        distribution_add(welfare->after, year, size, weight);
        poverty_sums_add(&welfare->poverty[residence], year, size, weight, line);
        if (tally->benefit[i] != 0 || tally->entitled[i] != 0 || before[i] < line / MONTHS * size) {
            add_targeted(tally, welfare, i, before[i]);
            continue;
        }
        const uint32_t g = tally->group[i];
        untouched.households[g] += weight;
        untouched.persons[g] += weight * size;
        untouched.before[g] += (Wide)weight * before[i];
    }
    add_untouched(&welfare->targeting, &untouched, line / MONTHS);
}

static void add_changes(Tally *tally, size_t k, const int64_t *before, const int64_t *first,
                        const unsigned char *told)
{
    Changes *changes = &tally->sums->welfare[k].changes;
    for (uint32_t i = 0; i < tally->count; i++) {
        if (told[i] == 0) continue;
        const uint32_t group = tally->group[i];
        if (tally->benefit[i] == first[i]) {
            changes->persons[group][CHANGE_NONE] += tally->weights[i] * tally->sizes[i];
            changes->households[group][CHANGE_NONE] += tally->weights[i];
            continue;
        }
        const ChangeCase one = {.weight = tally->weights[i],
                                .before_fen = before[i] + first[i],
                                .after_fen = before[i] + tally->benefit[i],
                                .size = tally->sizes[i],
                                .group = group};
        changes_add(changes, &one);
    }
}

static void add_before(Tally *tally, int64_t *before, unsigned char *told)
{
    const StratumPlan *plan = tally->context->plan;
    const int64_t line = simulate_line(plan->residence);
    const OwnColumns own = own_columns(plan, plan->scratch);
    for (uint32_t i = 0; i < tally->count; i++) {
        told[i] = own_in(&own, i, &before[i]);
        tally->sums->persons[tally->context->stratum] += tally->weights[i] * tally->sizes[i];
        if (!told[i]) {
            tally->sums->before->missing += tally->weights[i];
            continue;
        }
        tally->group[i] = (unsigned char)distribution_group(tally->context->deciles, 9, before[i],
                                                            tally->sizes[i]);
        distribution_add(tally->sums->before, before[i] * MONTHS, tally->sizes[i],
                         tally->weights[i]);
        poverty_sums_add(&tally->sums->poverty_before[plan->residence], before[i] * MONTHS,
                         tally->sizes[i], tally->weights[i], line);
    }
}

static void tally_start(Tally *tally, const PlanScratch *scratch)
{
    const BlockContext *context = tally->context;
    const int64_t weight = people_outline(context->options->people)->weight;
    tally->count = tally->block->columns.shape.households;
    const DepthColumns depth = depth_columns(context->plan, scratch);
    sums_sizes(&tally->block->columns.shape, tally->sizes);
    for (uint32_t i = 0; i < tally->count; i++) {
        tally->weights[i] = tally->block->weights != NULL ? tally->block->weights[i] : weight;
        tally->known[i] = sums_critical(context->columns, &tally->block->columns, i) <
                          context->thresholds[depth_in(&depth, i)];
    }
}

// Nobody of most blocks is in most tiers, so a tier is looked at closely only where somebody is.
static void add_tiers(const Tally *tally, const StratumLaw *law, LawSums *sums)
{
    for (size_t t = 0; t < law->tier_count; t++) {
        const int64_t *persons = plan_numbers(tally->context->plan->scratch, law->tiers[t]);
        int64_t some = 0;
        for (uint32_t i = 0; i < tally->count; i++) some |= persons[i];
        for (uint32_t i = 0; some != 0 && i < tally->count; i++) {
            const int64_t in = persons[i] * tally->weights[i] & -(int64_t)(tally->fine[i] != 0);
            sums->tiers[t] += in;
            sums->tiers_served[t] += in & -(int64_t)(tally->known[i] != 0);
        }
    }
}

// One law in one month. What a past month came to stands in columns, not in the interpreter's
// history: it is asked for the first month alone.
static void add_month(Tally *tally, size_t month, size_t variant)
{
    const BlockContext *context = tally->context;
    const StratumLaw *law = &context->plan->laws[variant];
    LawSums *to = &tally->sums->laws[variant][context->stratum];
    const unsigned char *refused = plan_mask(context->plan->scratch, law->refused);
    uint64_t left = 0;
    for (uint32_t i = 0; i < tally->count; i++) {
        tally->fine[i] = refused[i] == 0;
        left += refused[i] & 1U;
    }
    for (size_t g = 0; g < law->grant_count; g++) add_programme(tally, law, &law->grants[g], to);
    add_tiers(tally, law, to);
    if (left == 0) return;
    if (month == 0) decide_refused(tally, variant, to); // the first law_count are of that month
    else tally->sums->undecidable += left;
}

void sums_add_block(ThreadSums *sums, const BlockContext *context, const PeopleBlock *block)
{
    Tally tally = {.sums = sums, .context = context, .block = block};
    int64_t before[BLOCK_HOUSEHOLDS];
    int64_t first[BLOCK_HOUSEHOLDS];
    unsigned char told[BLOCK_HOUSEHOLDS];
    tally_start(&tally, context->plan->scratch);
    add_before(&tally, before, told);
    for (size_t k = 0; k < context->options->law_count; k++) {
        memset(tally.benefit, 0, sizeof tally.benefit);
        memset(tally.entitled, 0, sizeof tally.entitled);
        invariant(context->plan->months > 0);
        for (size_t m = 0; m < context->plan->months; m++)
            add_month(&tally, m, m * context->options->law_count + k);
        for (uint32_t i = 0; i < tally.count; i++)
            tally.benefit[i] /= (int64_t)context->plan->months;
        add_welfare(&tally, k, before, told);
        for (uint32_t i = 0; k == 0 && i < tally.count; i++) first[i] = tally.benefit[i];
        if (k > 0) add_changes(&tally, k, before, first, told);
    }
    sums->households += tally.count;
}

// --- households that no law comes to something for ---

static void add_idle_tiers(const Tally *tally, const unsigned char *active)
{
    const BlockContext *context = tally->context;
    int64_t persons = 0;
    int64_t known = 0;
    for (uint32_t i = 0; i < tally->count; i++) {
        const int64_t in = active[i] != 0 ? 0 : tally->weights[i] * tally->sizes[i];
        persons += in;
        known += in & -(int64_t)(tally->known[i] != 0);
    }
    tally->sums->persons[context->stratum] += persons;
    for (size_t k = 0; k < context->plan->months * context->options->law_count; k++) {
        const size_t tiers = context->plan->laws[k].tier_count;
        LawSums *to = &tally->sums->laws[k][context->stratum];
        if (tiers == 0) continue;
        to->tiers[tiers - 1] += persons;
        to->tiers_served[tiers - 1] += known;
    }
}

void sums_add_idle(ThreadSums *sums, const BlockContext *context, const PeopleBlock *block,
                   const unsigned char *active)
{
    Tally tally = {.sums = sums, .context = context, .block = block};
    const StratumPlan *plan = context->plan;
    const int64_t line = simulate_line(plan->residence);
    WelfareSums *idle = &sums->idle;
    Untouched untouched = {0};
    const OwnColumns own = own_columns(plan, plan->prefix_scratch);
    tally_start(&tally, plan->prefix_scratch);
    add_idle_tiers(&tally, active);
    for (uint32_t i = 0; i < tally.count; i++) {
        const int32_t size = tally.sizes[i];
        const int64_t weight = tally.weights[i];
        int64_t fen = 0;
        if (active[i] != 0) continue;
        sums->households++;
        sums->left_out++;
        if (!own_in(&own, i, &fen)) {
            idle->after->missing += weight;
            continue;
        }
        const uint32_t g = distribution_group(context->deciles, 9, fen, size);
        distribution_add(idle->after, fen * MONTHS, size, weight);
        poverty_sums_add(&idle->poverty[plan->residence], fen * MONTHS, size, weight, line);
        tally.group[i] = (unsigned char)g;
        if (fen < line / MONTHS * size) {
            add_targeted(&tally, idle, i, fen);
        } else {
            untouched.households[g] += weight;
            untouched.persons[g] += weight * size;
            untouched.before[g] += (Wide)weight * fen;
        }
        idle->changes.persons[g][CHANGE_NONE] += weight * size;
        idle->changes.households[g][CHANGE_NONE] += weight;
    }
    add_untouched(&idle->targeting, &untouched, line / MONTHS);
}

// --- merging ---

static void merge_law(LawSums *into, const LawSums *from, size_t programmes)
{
    for (size_t p = 0; p < programmes; p++) {
        ProgrammeSums *a = &into->programmes[p];
        const ProgrammeSums *b = &from->programmes[p];
        a->households += b->households;
        a->persons += b->persons;
        a->households_served += b->households_served;
        a->persons_served += b->persons_served;
        a->undetermined += b->undetermined;
        a->money += b->money;
        a->money_served += b->money_served;
    }
    for (size_t t = 0; t < SIMULATED_TIERS_MAX; t++) {
        into->tiers[t] += from->tiers[t];
        into->tiers_served[t] += from->tiers_served[t];
    }
}

static void merge_welfare(WelfareSums *into, const WelfareSums *from)
{
    distribution_merge(into->after, from->after);
    targeting_merge(&into->targeting, &from->targeting);
    changes_merge(&into->changes, &from->changes);
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++)
        poverty_sums_merge(&into->poverty[r], &from->poverty[r]);
}

// Changes are told against the first law, which has none itself.
void sums_settle(ThreadSums *sums, const SimulateOptions *options)
{
    for (size_t k = 0; k < options->law_count; k++) {
        const Changes first = sums->welfare[k].changes;
        merge_welfare(&sums->welfare[k], &sums->idle);
        if (k == 0) sums->welfare[k].changes = first;
    }
    distribution_merge(sums->before, sums->idle.after);
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++)
        poverty_sums_merge(&sums->poverty_before[r], &sums->idle.poverty[r]);
}

void sums_merge(ThreadSums *into, const ThreadSums *from, const SimulateOptions *options)
{
    const size_t strata = people_outline(options->people)->stratum_count;
    for (size_t v = 0; v < simulated_months(options) * options->law_count; v++) {
        const Program *program = options->laws[v % options->law_count].program;
        for (size_t s = 0; s < strata; s++)
            merge_law(&into->laws[v][s], &from->laws[v][s], program->programmes.count);
    }
    for (size_t k = 0; k < options->law_count; k++)
        merge_welfare(&into->welfare[k], &from->welfare[k]);
    merge_welfare(&into->idle, &from->idle);
    distribution_merge(into->before, from->before);
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++)
        poverty_sums_merge(&into->poverty_before[r], &from->poverty_before[r]);
    for (size_t s = 0; s < strata; s++) into->persons[s] += from->persons[s];
    into->households += from->households;
    into->left_out += from->left_out;
    into->refused += from->refused;
    into->undecidable += from->undecidable;
}
