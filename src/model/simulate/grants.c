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

bool grants_of_dibao(Str programme)
{
    return str_equals(programme, "dibao") || str_equals(programme, "single");
}

bool grants_basic(Str programme)
{
    return grants_of_dibao(programme) || str_equals(programme, "tekun");
}

GrantColumns grants_columns(const PlanScratch *scratch, const StratumGrant *grant)
{
    return (GrantColumns){.of_person = grant->of_person,
                          .qualifies = plan_mask(scratch, grant->qualifies),
                          .some = plan_mask(scratch, grant->some),
                          .members = plan_numbers(scratch, grant->members),
                          .num = plan_numbers(scratch, grant->num),
                          .den = plan_numbers(scratch, grant->den)};
}

static int64_t lane_money(const GrantColumns *grant, uint32_t lane)
{
    return grant->some[lane] != 0 ? grant->num[lane] / grant->den[lane] : 0;
}

int64_t grants_money_in(const GrantColumns *grant, const BlockShape *shape, uint32_t household)
{
    if (!grant->of_person) return lane_money(grant, household);
    int64_t money = 0;
    for (uint32_t t = 0; t < shape->slots && household < shape->with[t]; t++) {
        const uint32_t lane = shape->base[t] + household;
        if (grant->qualifies[lane] != 0) money += lane_money(grant, lane);
    }
    return money;
}

bool grants_given(const PlanScratch *scratch, const StratumGrant *grant, uint32_t household)
{
    const GrantColumns columns = grants_columns(scratch, grant);
    return grants_given_in(&columns, household);
}

int64_t grants_money(const PlanScratch *scratch, const BlockShape *shape, const StratumGrant *grant,
                     uint32_t household)
{
    const GrantColumns columns = grants_columns(scratch, grant);
    return grants_money_in(&columns, shape, household);
}
