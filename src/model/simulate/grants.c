#include "model/simulate/grants.h"

int64_t grants_months(const Programme *programme)
{
    enum { YEAR = 12 };
    if (!str_equals(programme->mode, "cash")) return 0;
    if (programme->per == WORD_MONTH) return 1;
    return programme->per == WORD_YEAR ? YEAR : 0;
}

bool grants_is_money(const Programme *programme)
{
    return str_equals(programme->mode, "cash") || str_equals(programme->mode, "waiver");
}

bool grants_basic(Str programme)
{
    return str_equals(programme, "dibao") || str_equals(programme, "single") ||
           str_equals(programme, "tekun");
}

bool grants_given(const PlanScratch *scratch, const GrantLanes *grant, uint32_t household)
{
    // Of persons, `members` counts those it is granted to.
    if (grant->of_person) return plan_numbers(scratch, grant->members)[household] != 0;
    return plan_mask(scratch, grant->qualifies)[household] != 0;
}

static int64_t lane_money(const PlanScratch *scratch, const GrantLanes *grant, uint32_t lane)
{
    if (plan_mask(scratch, grant->amount.some)[lane] == 0) return 0;
    return plan_numbers(scratch, grant->amount.low.num)[lane] /
           plan_numbers(scratch, grant->amount.low.den)[lane];
}

int64_t grants_money(const PlanScratch *scratch, const BlockShape *shape, const GrantLanes *grant,
                     uint32_t household)
{
    if (!grant->of_person) return lane_money(scratch, grant, household);
    const unsigned char *granted = plan_mask(scratch, grant->qualifies);
    int64_t money = 0;
    for (uint32_t t = 0; t < shape->slots && household < shape->with[t]; t++) {
        const uint32_t lane = shape->base[t] + household;
        if (granted[lane] != 0) money += lane_money(scratch, grant, lane);
    }
    return money;
}
