#include "model/statistics/targeting.h"

#include "base/panic.h"
#include "model/statistics/quantile.h"

// --- adding ---

void targeting_add(Targeting *targeting, const TargetingCase *one)
{
    const int64_t weight = one->weight;
    const int64_t persons = weight * one->size;
    const int64_t needed = one->line_fen * one->size;
    const int64_t gap = needed > one->before_fen ? needed - one->before_fen : 0;
    const int64_t filled = one->benefit_fen < gap ? one->benefit_fen : gap;
    const bool reached = one->benefit_fen > 0;
    TargetingCell *cell = &targeting->cells[gap > 0][one->in_reference][reached];
    const Wide before = (Wide)weight * one->before_fen;
    const Wide benefit = (Wide)weight * one->benefit_fen;
    cell->households += weight;
    cell->persons += persons;
    cell->recipients += weight * one->recipients;
    cell->before += before;
    cell->benefit += benefit;
    cell->lines += (Wide)weight * needed;
    cell->gap_before += (Wide)weight * gap;
    cell->gap_after += (Wide)weight * (gap - filled);
    cell->filled += (Wide)weight * filled;
    if (one->group >= TARGETING_GROUPS_MAX) return;
    TargetingGroup *group = &targeting->groups[one->group];
    group->persons += persons;
    group->persons_reached += reached ? persons : 0;
    group->before += before;
    group->benefit += benefit;
}

static void add_cell(TargetingCell *into, const TargetingCell *other)
{
    into->households += other->households;
    into->persons += other->persons;
    into->recipients += other->recipients;
    into->before += other->before;
    into->benefit += other->benefit;
    into->lines += other->lines;
    into->gap_before += other->gap_before;
    into->gap_after += other->gap_after;
    into->filled += other->filled;
}

void targeting_merge(Targeting *into, const Targeting *other)
{
    for (unsigned i = 0; i < 8; i++)
        add_cell(&into->cells[i / 4][i / 2 % 2][i % 2], &other->cells[i / 4][i / 2 % 2][i % 2]);
    for (unsigned g = 0; g < TARGETING_GROUPS_MAX; g++) {
        into->groups[g].persons += other->groups[g].persons;
        into->groups[g].persons_reached += other->groups[g].persons_reached;
        into->groups[g].before += other->groups[g].before;
        into->groups[g].benefit += other->groups[g].benefit;
    }
}

Targeting targeting_of(const Ranking *before, const int64_t *benefit_fen, Lines lines,
                       const bool *in_reference, uint32_t parts, Arena *arena)
{
    invariant(parts <= TARGETING_GROUPS_MAX);
    // One line for all that is not whole fen would need other sums; round it first.
    invariant(lines.fen != NULL || lines.den == 1);
    const Survey *survey = before->survey;
    uint32_t *group = ARENA_ARRAY(arena, uint32_t, survey->count);
    quantile_groups(before, parts, group);
    Targeting targeting = {0};
    for (size_t i = 0; i < before->count; i++) {
        const size_t row = before->order[i];
        targeting_add(&targeting, &(TargetingCase){
                                      .weight = survey->weight[row],
                                      .before_fen = before->fen[row],
                                      .benefit_fen = benefit_fen[row],
                                      .line_fen = lines.fen != NULL ? lines.fen[row] : lines.num,
                                      .size = survey->size[row],
                                      .recipients = benefit_fen[row] > 0 ? survey->size[row] : 0,
                                      .group = group[row],
                                      .in_reference = in_reference != NULL && in_reference[row],
                                  });
    }
    return targeting;
}

// --- indicators ---

TargetingCell targeting_cell(const Targeting *targeting, int poor, int in_reference, int reached)
{
    TargetingCell sum = {0};
    for (int i = 0; i < 8; i++) {
        const int p = i / 4;
        const int r = i / 2 % 2;
        const int b = i % 2;
        const bool matches = (poor < 0 || poor == p) && (in_reference < 0 || in_reference == r) &&
                             (reached < 0 || reached == b);
        if (matches) add_cell(&sum, &targeting->cells[p][r][b]);
    }
    return sum;
}

// Cells of the set (inside = 1) or of its complement.
static TargetingCell set_cell(const Targeting *targeting, TargetingSet set, int inside, int reached)
{
    return set == TARGETING_POOR ? targeting_cell(targeting, inside, -1, reached)
                                 : targeting_cell(targeting, -1, inside, reached);
}

static void report_reach(const Targeting *targeting, TargetingSet set, TargetingReport *report)
{
    const TargetingCell all = targeting_cell(targeting, -1, -1, -1);
    const TargetingCell reached = targeting_cell(targeting, -1, -1, 1);
    const TargetingCell inside = set_cell(targeting, set, 1, -1);
    const TargetingCell inside_reached = set_cell(targeting, set, 1, 1);
    const TargetingCell outside = set_cell(targeting, set, 0, -1);
    const TargetingCell outside_reached = set_cell(targeting, set, 0, 1);
    const TargetingCell poor = targeting_cell(targeting, 1, -1, -1);
    report->coverage = ratio_of(reached.persons, all.persons);
    report->coverage_of_set = ratio_of(inside_reached.persons, inside.persons);
    report->coverage_households = ratio_of(inside_reached.households, inside.households);
    report->direct_coverage = ratio_of(all.recipients, all.persons);
    report->exclusion = ratio_of((Wide)inside.persons - inside_reached.persons, inside.persons);
    report->exclusion_by_design =
        ratio_of(targeting_cell(targeting, 1, 0, 0).persons, poor.persons);
    report->exclusion_in_practice =
        ratio_of(targeting_cell(targeting, 1, 1, 0).persons, poor.persons);
    report->inclusion = ratio_of(outside_reached.persons, reached.persons);
    report->false_positive = ratio_of(outside_reached.persons, outside.persons);
    report->leakage = ratio_of(outside_reached.benefit, reached.benefit);
    report->differential =
        real_subtract(ratio_real(report->coverage_of_set), ratio_real(report->false_positive));
    report->set_advantage = ratio_of(inside.benefit * all.persons, all.benefit * inside.persons);
    report->depth = ratio_of(inside.filled, inside.gap_before);
}

TargetingReport targeting_report(const Targeting *targeting, TargetingSet set,
                                 Number administration)
{
    TargetingReport report = {0};
    report_reach(targeting, set, &report);
    const TargetingCell all = targeting_cell(targeting, -1, -1, -1);
    const TargetingCell reached = targeting_cell(targeting, -1, -1, 1);
    const TargetingCell poor = targeting_cell(targeting, 1, -1, -1);
    const Wide closed = all.gap_before - all.gap_after;
    report.adequacy = ratio_of(reached.benefit, reached.before + reached.benefit);
    report.generosity = ratio_of(reached.benefit, reached.lines);
    report.vertical_efficiency = ratio_of(poor.benefit, all.benefit);
    report.reduction_efficiency = ratio_of(closed, all.benefit);
    report.spillover = ratio_of(poor.benefit - closed, poor.benefit);
    report.gap_efficiency = ratio_of(closed, all.gap_before);
    report.benefit_cost = ratio_of(closed * administration.den,
                                   all.benefit * (administration.den + administration.num));
    return report;
}

static TargetingGroup sum_of_groups(const Targeting *targeting, uint32_t groups)
{
    TargetingGroup sum = {0};
    for (uint32_t g = 0; g < groups && g < TARGETING_GROUPS_MAX; g++) {
        sum.persons += targeting->groups[g].persons;
        sum.persons_reached += targeting->groups[g].persons_reached;
        sum.before += targeting->groups[g].before;
        sum.benefit += targeting->groups[g].benefit;
    }
    return sum;
}

TargetingIncidence targeting_incidence(const Targeting *targeting, uint32_t group)
{
    invariant(group < TARGETING_GROUPS_MAX);
    const TargetingGroup all = sum_of_groups(targeting, TARGETING_GROUPS_MAX);
    const TargetingGroup *own = &targeting->groups[group];
    return (TargetingIncidence){
        .population = ratio_of(own->persons, all.persons),
        .benefit = ratio_of(own->benefit, all.benefit),
        .reached = ratio_of(own->persons_reached, all.persons_reached),
        .relative = ratio_of(own->benefit, own->before),
        .coverage = ratio_of(own->persons_reached, own->persons),
    };
}

Ratio targeting_cgh(const Targeting *targeting, uint32_t groups)
{
    const TargetingGroup all = sum_of_groups(targeting, TARGETING_GROUPS_MAX);
    const TargetingGroup bottom = sum_of_groups(targeting, groups);
    return ratio_of(bottom.benefit * all.persons, all.benefit * bottom.persons);
}

Ratio targeting_year_cost(Wide monthly_fen, Number administration, Wide once_fen)
{
    return ratio_of(12 * monthly_fen * (administration.den + administration.num) +
                        once_fen * administration.den,
                    administration.den);
}

// --- overlap ---

void overlap_merge(Overlap *into, const Overlap *other)
{
    for (size_t i = 0; i < OVERLAP_SETS; i++) {
        into->persons[i] += other->persons[i];
        into->households[i] += other->households[i];
    }
}

int64_t overlap_persons_in_all(const Overlap *overlap, uint32_t programmes)
{
    int64_t persons = 0;
    for (uint32_t i = 0; i < OVERLAP_SETS; i++) {
        if ((i & programmes) == programmes) persons += overlap->persons[i];
    }
    return persons;
}

int64_t overlap_persons_in_some(const Overlap *overlap, unsigned least)
{
    int64_t persons = 0;
    for (uint32_t i = 0; i < OVERLAP_SETS; i++) {
        if ((unsigned)__builtin_popcount(i) >= least) persons += overlap->persons[i];
    }
    return persons;
}

// --- winners and losers ---

Change change_of(int64_t before_fen, int64_t after_fen, int64_t large_ppm)
{
    if (after_fen == before_fen) return CHANGE_NONE;
    const Wide change = ((Wide)after_fen - before_fen) * 1000000;
    const Wide bound = (before_fen < 0 ? -(Wide)before_fen : before_fen) * large_ppm;
    if (change < 0) return -change > bound ? CHANGE_LOSS_LARGE : CHANGE_LOSS;
    return change > bound ? CHANGE_GAIN_LARGE : CHANGE_GAIN;
}

void changes_add(Changes *changes, const ChangeCase *one)
{
    invariant(one->group < CHANGE_GROUPS_MAX);
    const Change change = change_of(one->before_fen, one->after_fen, changes->large_ppm);
    changes->persons[one->group][change] += one->weight * one->size;
    changes->households[one->group][change] += one->weight;
    changes->money[one->group][change] += (Wide)one->weight * (one->after_fen - one->before_fen);
}

void changes_merge(Changes *into, const Changes *other)
{
    invariant(into->large_ppm == other->large_ppm);
    for (size_t g = 0; g < CHANGE_GROUPS_MAX; g++) {
        for (size_t c = 0; c < CHANGES; c++) {
            into->persons[g][c] += other->persons[g][c];
            into->households[g][c] += other->households[g][c];
            into->money[g][c] += other->money[g][c];
        }
    }
}
