#include "model/statistics/takeup.h"

#include "base/panic.h"

void takeup_add(Takeup *takeup, int64_t kappa, uint32_t depth, int64_t persons, Wide money)
{
    invariant(depth < TAKEUP_DEPTHS);
    const int64_t end = takeup->low + ((int64_t)TAKEUP_BINS << takeup->shift);
    if (kappa < takeup->low) {
        takeup->always += persons;
        takeup->always_money += money;
    } else if (kappa >= end) {
        takeup->never += persons;
    } else {
        const int64_t bin = (kappa - takeup->low) >> takeup->shift;
        takeup->persons[depth][bin] += persons;
        takeup->money[depth][bin] += money;
    }
}

void takeup_merge(Takeup *into, const Takeup *other)
{
    invariant(into->low == other->low && into->shift == other->shift);
    for (size_t d = 0; d < TAKEUP_DEPTHS; d++) {
        for (size_t i = 0; i < TAKEUP_BINS; i++) {
            into->persons[d][i] += other->persons[d][i];
            into->money[d][i] += other->money[d][i];
        }
    }
    into->always += other->always;
    into->always_money += other->always_money;
    into->never += other->never;
}

// Who claims at a depth: whole bins, and of the one that the threshold cuts its part.
static void add_depth(const Takeup *takeup, size_t depth, int64_t threshold, TakeupFit *fit)
{
    const int64_t width = INT64_C(1) << takeup->shift;
    const int64_t above = threshold - takeup->low;
    const int64_t whole = above <= 0 ? 0 : above >> takeup->shift;
    const size_t bins = whole < TAKEUP_BINS ? (size_t)whole : TAKEUP_BINS;
    for (size_t i = 0; i < bins; i++) {
        fit->persons += takeup->persons[depth][i];
        fit->money += takeup->money[depth][i];
    }
    if (above <= 0 || bins == TAKEUP_BINS) return;
    const int64_t part = above - whole * width;
    fit->persons += (int64_t)((Wide)takeup->persons[depth][bins] * part / width);
    fit->money += takeup->money[depth][bins] * part / width;
}

static TakeupFit claiming(const Takeup *takeup, int64_t beta, int64_t slope)
{
    TakeupFit fit = {.beta = beta, .persons = takeup->always, .money = takeup->always_money};
    for (uint32_t d = 0; d < TAKEUP_DEPTHS; d++)
        add_depth(takeup, d, takeup_threshold(beta, slope, d), &fit);
    return fit;
}

TakeupFit takeup_fit(const Takeup *takeup, int64_t slope, int64_t persons_wanted)
{
    const int64_t width = (int64_t)TAKEUP_BINS << takeup->shift;
    int64_t few = takeup->low - slope; // nobody claims but those who always do
    int64_t many = takeup->low + width;
    TakeupFit most = claiming(takeup, many, slope);
    if (most.persons + takeup->never == 0) {
        most.status = STATUS_ND_EMPTY;
        return most;
    }
    if (most.persons < persons_wanted) {
        most.status = STATUS_ND_RANGE;
        return most;
    }
    while (many - few > 1) {
        const int64_t middle = few + (many - few) / 2;
        if (claiming(takeup, middle, slope).persons < persons_wanted) few = middle;
        else many = middle;
    }
    const TakeupFit under = claiming(takeup, few, slope);
    const TakeupFit over = claiming(takeup, many, slope);
    TakeupFit fit = persons_wanted - under.persons < over.persons - persons_wanted ? under : over;
    if (takeup->always > persons_wanted) fit.status = STATUS_ND_RANGE;
    return fit;
}

static bool pays_enough(const Takeup *parts, const int64_t *wanted, size_t count, int64_t slope,
                        Wide money_a_head)
{
    Wide persons = 0;
    Wide money = 0;
    for (size_t i = 0; i < count; i++) {
        const TakeupFit fit = takeup_fit(&parts[i], slope, wanted[i]);
        persons += fit.persons;
        money += fit.money;
    }
    return money >= persons * money_a_head;
}

int64_t takeup_slope(const Takeup *parts, const int64_t *wanted, size_t count, Wide money_a_head)
{
    if (count == 0 || pays_enough(parts, wanted, count, 0, money_a_head)) return 0;
    int64_t flat = 0;
    int64_t steep = (int64_t)TAKEUP_BINS << parts[0].shift;
    while (steep - flat > 1) {
        const int64_t middle = flat + (steep - flat) / 2;
        if (pays_enough(parts, wanted, count, middle, money_a_head)) steep = middle;
        else flat = middle;
    }
    return steep;
}
