#include "model/simulate/groups.h"

#include "model/simulate/grants.h"

#define TEXT(literal)                  \
    {                                  \
        (literal), sizeof(literal) - 1 \
    }

static const Group GROUPS[] = {
    {GROUP_ALL, 0, "all", {TEXT("全体"), TEXT("all")}},
    {GROUP_DECILE, 0, "decile-1", {TEXT("收入最低的十分之一"), TEXT("poorest tenth")}},
    {GROUP_DECILE, 1, "decile-2", {TEXT("第2个十分之一"), TEXT("second tenth")}},
    {GROUP_DECILE, 2, "decile-3", {TEXT("第3个十分之一"), TEXT("third tenth")}},
    {GROUP_DECILE, 3, "decile-4", {TEXT("第4个十分之一"), TEXT("fourth tenth")}},
    {GROUP_DECILE, 4, "decile-5", {TEXT("第5个十分之一"), TEXT("fifth tenth")}},
    {GROUP_DECILE, 5, "decile-6", {TEXT("第6个十分之一"), TEXT("sixth tenth")}},
    {GROUP_DECILE, 6, "decile-7", {TEXT("第7个十分之一"), TEXT("seventh tenth")}},
    {GROUP_DECILE, 7, "decile-8", {TEXT("第8个十分之一"), TEXT("eighth tenth")}},
    {GROUP_DECILE, 8, "decile-9", {TEXT("第9个十分之一"), TEXT("ninth tenth")}},
    {GROUP_DECILE, 9, "decile-10", {TEXT("收入最高的十分之一"), TEXT("richest tenth")}},
    {GROUP_RESIDENCE, 0, "urban", {TEXT("城镇"), TEXT("in town")}},
    {GROUP_RESIDENCE, 1, "rural", {TEXT("农村"), TEXT("in the country")}},
#define AGE_GROUP(id, from, key, zh, en) \
    {GROUP_AGE, AGE_##id, "age-" key, {TEXT(zh), TEXT("aged " en)}},
#include "model/simulate/age_groups.def"
#undef AGE_GROUP
#define HOUSEHOLD_KIND(id, key, zh, en) {GROUP_KIND, HOUSEHOLD_##id, key, {TEXT(zh), TEXT(en)}},
#include "model/simulate/household_kinds.def"
#undef HOUSEHOLD_KIND
};

const Group *groups_all(size_t *count)
{
    *count = sizeof GROUPS / sizeof GROUPS[0];
    return GROUPS;
}

// Members of the household who are of the group.
static int32_t members(const Sample *sample, size_t row, const Group *group)
{
    const int32_t size = sample->survey.size[row];
    switch (group->sort) {
    case GROUP_ALL: break;
    case GROUP_DECILE: return sample->decile[row] == group->value ? size : 0;
    case GROUP_RESIDENCE: return sample->residence[row] == group->value ? size : 0;
    case GROUP_AGE: return sample->ages[row][group->value];
    case GROUP_KIND: return sample->kind[row] == group->value ? size : 0;
    }
    return size;
}

// The programmes that the headline counts, as a set of the law's.
static ProgrammeSet basic_of(const Program *program)
{
    ProgrammeSet basic = {{0}};
    for (uint32_t p = 0; p < program->programmes.count; p++) {
        if (grants_basic(program->programmes.items[p].name))
            basic.bits[p / 64] |= UINT64_C(1) << p % 64;
    }
    return basic;
}

static bool on_basic(const Sample *sample, size_t law, size_t row, const ProgrammeSet *basic)
{
    const ProgrammeSet *granted = &sample->laws[law].granted[row];
    uint64_t both = 0;
    for (size_t i = 0; i < PROGRAMMES_MAX / 64; i++) both |= granted->bits[i] & basic->bits[i];
    return sample->known[row] != 0 && both != 0;
}

void groups_add_up(const Sample *sample, size_t law, const Group *group, GroupSums *sums)
{
    enum { YEAR = 12 };
    const ProgrammeSet now = basic_of(sample->of->options->laws[0].program);
    const ProgrammeSet then = basic_of(sample->of->options->laws[law].program);
    *sums = (GroupSums){0};
    for (size_t row = 0; row < sample->survey.count; row++) {
        const int32_t size = sample->survey.size[row];
        const int32_t in = members(sample, row, group);
        const int64_t persons = sample->survey.weight[row] * in;
        if (persons == 0 || sample->before[row] == WELFARE_MISSING) continue;
        const int64_t benefit = sample->laws[law].benefit[row];
        const int64_t change = benefit - sample->laws[0].benefit[row];
        const int64_t line = simulate_line(sample->residence[row]) / YEAR * size;
        const bool was = on_basic(sample, 0, row, &now);
        const bool is = on_basic(sample, law, row, &then);
        sums->persons += persons;
        sums->households++;
        sums->members += in;
        sums->newly += benefit > 0 && sample->laws[0].benefit[row] == 0 ? persons : 0;
        sums->reached += benefit > 0 ? persons : 0;
        sums->poor_before += sample->before[row] < line ? persons : 0;
        sums->poor += sample->before[row] + benefit < line ? persons : 0;
        sums->gained += change > 0 ? persons : 0;
        sums->lost += change < 0 ? persons : 0;
        sums->entered += is && !was ? persons : 0;
        sums->left += was && !is ? persons : 0;
        sums->benefit += (Wide)persons * benefit / size;
        sums->change += (Wide)persons * change / size;
    }
}
