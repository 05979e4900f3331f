#include "model/statistics/inequality.h"

#include "base/panic.h"
#include "model/statistics/real.h"

// --- exact indices ---

#define PRODUCT_MAX ((Wide)1 << 125)

static Wide absolute(Wide a)
{
    return a < 0 ? -a : a;
}

Ratio inequality_index(const Ranked *items, size_t count)
{
    Wide persons = 0;
    Wide money = 0;
    Wide money_absolute = 0;
    for (size_t i = 0; i < count; i++) {
        persons += items[i].persons;
        money += items[i].money;
        money_absolute += absolute(items[i].money);
    }
    if (count == 0 || persons == 0) return ratio_undefined(STATUS_ND_EMPTY);
    if (money == 0) return ratio_undefined(STATUS_ND_EMPTY);
    if (money_absolute > PRODUCT_MAX / persons) return ratio_undefined(STATUS_ND_RANGE);
    Wide sum = 0;
    Wide before = 0;
    for (size_t i = 0; i < count;) {
        Wide tie_persons = 0;
        Wide tie_money = 0;
        const size_t tie = items[i].tie;
        for (; i < count && items[i].tie == tie; i++) {
            tie_persons += items[i].persons;
            tie_money += items[i].money;
        }
        sum += tie_money * (2 * before + tie_persons);
        before += tie_persons;
    }
    if (money < 0) return ratio_of(persons * money - sum, -(persons * money));
    return ratio_of(sum - persons * money, persons * money);
}

// The same over a ranking and a column, without a copy: ties are found by comparing.
static Ratio index_over(const Ranking *ranking, const int64_t *fen, Wide money)
{
    const Survey *survey = ranking->survey;
    Wide sum = 0;
    Wide before = 0;
    for (size_t i = 0; i < ranking->count;) {
        const size_t first = ranking->order[i];
        Wide tie_persons = 0;
        Wide tie_money = 0;
        for (; i < ranking->count && ranking_tied(ranking, first, ranking->order[i]); i++) {
            tie_persons += survey_persons(survey, ranking->order[i]);
            tie_money += survey_money(survey, fen, ranking->order[i]);
        }
        sum += tie_money * (2 * before + tie_persons);
        before += tie_persons;
    }
    const Wide product = ranking->persons * money;
    if (money < 0) return ratio_of(product - sum, -product);
    return ratio_of(sum - product, product);
}

Ratio inequality_gini(const Ranking *ranking)
{
    if (ranking->count == 0) return ratio_undefined(STATUS_ND_EMPTY);
    if (ranking->total <= 0) return ratio_undefined(STATUS_ND_MEAN_LE_0);
    return index_over(ranking, ranking->fen, ranking->total);
}

Ratio inequality_gini_normalised(const Ranking *ranking)
{
    Wide sizes = 0;
    Wide spread = 0;
    Wide before = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        const Wide money = survey_money(ranking->survey, ranking->fen, row);
        const int64_t persons = survey_persons(ranking->survey, row);
        sizes += absolute(money);
        spread += money * (2 * before + persons - ranking->persons);
        before += persons;
    }
    return ratio_of(spread, sizes * ranking->persons);
}

Ratio inequality_concentration(const Ranking *ranking, const int64_t *fen)
{
    if (ranking->count == 0) return ratio_undefined(STATUS_ND_EMPTY);
    Wide money = 0;
    Wide money_absolute = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        const Wide one = survey_money(ranking->survey, fen, ranking->order[i]);
        money += one;
        money_absolute += absolute(one);
    }
    if (money == 0) return ratio_undefined(STATUS_ND_EMPTY);
    if (money_absolute > PRODUCT_MAX / ranking->persons) return ratio_undefined(STATUS_ND_RANGE);
    return index_over(ranking, fen, money);
}

// --- entropy ---

typedef struct Positive {
    double persons, mean;
    int64_t persons_counted, persons_changed;
    bool bottom_code;
    double bottom;
} Positive;

static double welfare_of(const Ranking *ranking, size_t row)
{
    return (double)ranking->fen[row] / (double)ranking->survey->size[row];
}

// Who is counted, and their mean after coding. `needs_positive`: zero has no value either.
static Positive positive_part(const Ranking *ranking, EntropyRule rule, bool needs_positive)
{
    Positive part = {.bottom_code = rule.bottom_code};
    const Real mean = ratio_real(ranking_mean(ranking));
    part.bottom = rule.bottom_code && mean.status == STATUS_DEFINED && mean.value > 0
                      ? rule.bottom_share * mean.value
                      : 0;
    if (!(part.bottom > 0)) part.bottom_code = false;
    Sum money = {0};
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        const int64_t persons = survey_persons(ranking->survey, row);
        double welfare = welfare_of(ranking, row);
        const bool allowed = welfare > 0 || (!needs_positive && ranking->fen[row] == 0);
        if (!allowed) {
            part.persons_changed += persons;
            if (!part.bottom_code) continue;
            welfare = part.bottom;
        }
        part.persons_counted += persons;
        sum_add(&money, welfare * (double)persons);
    }
    part.persons = (double)part.persons_counted;
    part.mean = part.persons_counted > 0 ? sum_value(&money) / part.persons : 0;
    return part;
}

// The mean over the counted of a function of r = y / mean, chosen by the exponent: r^a, or ln r for
// a = 0, or r ln r for a = 1 with `entropic`.
static double mean_of_powers(const Ranking *ranking, const Positive *part, double a, bool entropic)
{
    const bool zero_counts = a > 0;
    Sum sum = {0};
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        double welfare = welfare_of(ranking, row);
        const bool allowed = welfare > 0 || (zero_counts && ranking->fen[row] == 0);
        if (!allowed && !part->bottom_code) continue;
        if (!allowed) welfare = part->bottom;
        const double r = welfare / part->mean;
        double term = 0;
        if (!entropic) term = real_power(r, a);
        else if (r > 0) term = a > 0 ? r * real_log(r) : real_log(r);
        sum_add(&sum, term * (double)survey_persons(ranking->survey, row));
    }
    return sum_value(&sum) / part->persons;
}

static Entropy entropy_start(const Positive *part)
{
    Entropy result = {.persons = part->persons_counted, .persons_changed = part->persons_changed};
    result.value = real_of(0);
    if (part->persons_counted == 0) result.value = real_undefined(STATUS_ND_EMPTY);
    else if (!(part->mean > 0)) result.value = real_undefined(STATUS_ND_MEAN_LE_0);
    return result;
}

static bool equals(double a, double b)
{
    return !(a < b) && !(a > b);
}

Entropy inequality_entropy(const Ranking *ranking, double a, EntropyRule rule)
{
    const Positive part = positive_part(ranking, rule, !(a > 0));
    Entropy result = entropy_start(&part);
    if (result.value.status != STATUS_DEFINED) return result;
    if (equals(a, 1)) result.value.value = mean_of_powers(ranking, &part, 1, true);
    else if (equals(a, 0)) result.value.value = -mean_of_powers(ranking, &part, 0, true);
    else result.value.value = (mean_of_powers(ranking, &part, a, false) - 1) / (a * (a - 1));
    return result;
}

Atkinson inequality_atkinson(const Ranking *ranking, double epsilon, EntropyRule rule)
{
    invariant(epsilon > 0);
    const Positive part = positive_part(ranking, rule, !(epsilon < 1));
    Atkinson result = {.index = entropy_start(&part)};
    result.equivalent_fen = result.index.value;
    if (result.index.value.status != STATUS_DEFINED) return result;
    const double a = 1 - epsilon;
    const double level = equals(epsilon, 1)
                             ? real_exp(mean_of_powers(ranking, &part, 0, true))
                             : real_power(mean_of_powers(ranking, &part, a, false), 1 / a);
    result.index.value.value = 1 - level;
    result.equivalent_fen.value = part.mean * level;
    return result;
}

// --- within and between ---

typedef struct GroupSums {
    double persons;
    Sum money;
    Sum logs;    // persons * ln y
    Sum entropy; // persons * y ln y
} GroupSums;

static void add_to_groups(const Ranking *ranking, const uint32_t *group, uint32_t group_count,
                          GroupSums *groups, EntropySplit *split)
{
    for (size_t i = 0; i < ranking->count; i++) {
        const size_t row = ranking->order[i];
        const int64_t count = survey_persons(ranking->survey, row);
        if (group[row] >= group_count || ranking->fen[row] <= 0) {
            split->persons_left_out += count;
            continue;
        }
        GroupSums *own = &groups[group[row]];
        const double persons = (double)count;
        const double welfare = welfare_of(ranking, row);
        own->persons += persons;
        sum_add(&own->money, persons * welfare);
        sum_add(&own->logs, persons * real_log(welfare));
        sum_add(&own->entropy, persons * welfare * real_log(welfare));
    }
}

EntropySplit inequality_split(const Ranking *ranking, const uint32_t *group, uint32_t group_count,
                              Arena *arena)
{
    EntropySplit split = {0};
    GroupSums *groups = ARENA_ARRAY(arena, GroupSums, group_count);
    add_to_groups(ranking, group, group_count, groups, &split);
    double persons = 0;
    Sum money = {0};
    for (uint32_t g = 0; g < group_count; g++) {
        persons += groups[g].persons;
        sum_add(&money, sum_value(&groups[g].money));
    }
    if (!(persons > 0)) {
        const Real none = real_undefined(STATUS_ND_EMPTY);
        split.theil = split.theil_within = split.theil_between = none;
        split.deviation = split.deviation_within = split.deviation_between = none;
        return split;
    }
    const double total = sum_value(&money);
    const double mean = total / persons;
    Sum parts[4] = {0}; // Theil within and between, deviation within and between
    for (uint32_t g = 0; g < group_count; g++) {
        const GroupSums *own = &groups[g];
        if (!(own->persons > 0)) continue;
        const double own_total = sum_value(&own->money);
        const double own_mean = own_total / own->persons;
        const double income_share = own_total / total;
        const double person_share = own->persons / persons;
        const double theil = sum_value(&own->entropy) / own_total - real_log(own_mean);
        const double deviation = real_log(own_mean) - sum_value(&own->logs) / own->persons;
        sum_add(&parts[0], income_share * theil);
        sum_add(&parts[1], income_share * real_log(own_mean / mean));
        sum_add(&parts[2], person_share * deviation);
        sum_add(&parts[3], person_share * real_log(mean / own_mean));
    }
    split.theil_within = real_of(sum_value(&parts[0]));
    split.theil_between = real_of(sum_value(&parts[1]));
    split.deviation_within = real_of(sum_value(&parts[2]));
    split.deviation_between = real_of(sum_value(&parts[3]));
    split.theil = real_of(split.theil_within.value + split.theil_between.value);
    split.deviation = real_of(split.deviation_within.value + split.deviation_between.value);
    return split;
}
