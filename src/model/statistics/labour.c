#include "model/statistics/labour.h"

#include "base/panic.h"
#include "model/statistics/real.h"

Real labour_intensive(const IntensiveCase *one)
{
    const double kept = 1 - one->emtr_before;
    if (!(kept > 0)) return real_undefined(STATUS_ND_DOMAIN);
    double change = one->elasticity * (one->emtr_before - one->emtr_after) / kept;
    if (one->income > 0) change += one->income_effect * one->other_income_change / one->income;
    return real_of(change);
}

double labour_extensive(double chance, double elasticity, double ptr_before, double ptr_after)
{
    const double kept = 1 - ptr_before;
    const double change = ptr_before - ptr_after;
    const double relative = kept > 0 ? change / kept : change;
    const double after = chance * (1 + elasticity * relative);
    if (after < 0) return 0;
    return after > 1 ? 1 : after;
}

LabourChances labour_choose(const LabourModel *model, const LabourChoice *choices, size_t count)
{
    invariant(count <= LABOUR_CHOICES_MAX);
    LabourChances result = {.status = STATUS_ND_EMPTY};
    double utility[LABOUR_CHOICES_MAX] = {0};
    bool open[LABOUR_CHOICES_MAX] = {false};
    double highest = 0;
    for (size_t j = 0; j < count; j++) {
        const double leisure = model->hours_all - choices[j].hours;
        open[j] = choices[j].consumption > 0 && leisure > 0;
        if (!open[j]) continue;
        utility[j] = model->alpha * real_log(choices[j].consumption) +
                     model->beta * real_log(leisure) + choices[j].constant;
        if (result.status != STATUS_DEFINED || utility[j] > highest) highest = utility[j];
        result.status = STATUS_DEFINED;
    }
    if (result.status != STATUS_DEFINED) return result;
    Sum all = {0};
    for (size_t j = 0; j < count; j++) {
        if (!open[j]) continue;
        result.chance[j] = real_exp(utility[j] - highest);
        sum_add(&all, result.chance[j]);
    }
    for (size_t j = 0; j < count; j++) {
        result.chance[j] /= sum_value(&all);
        result.hours += result.chance[j] * choices[j].hours;
        if (choices[j].hours > 0) result.working += result.chance[j];
    }
    result.logsum = highest + real_log(sum_value(&all));
    return result;
}

Real labour_welfare_gain(const LabourModel *model, const LabourChances *before,
                         const LabourChances *after, double consumption)
{
    if (before->status != STATUS_DEFINED) return real_undefined(before->status);
    if (after->status != STATUS_DEFINED) return real_undefined(after->status);
    return real_of((after->logsum - before->logsum) / model->alpha * consumption);
}

void labour_calibrate(const LabourModel *model, LabourChoice *choices, size_t count,
                      const double *wanted)
{
    const LabourChances got = labour_choose(model, choices, count);
    double shift = 0;
    for (size_t j = 0; j < count; j++) {
        if (!(got.chance[j] > 0)) continue;
        const double move = real_log(wanted[j] / got.chance[j]);
        if (j == 0) shift = move;
        choices[j].constant += move - shift;
    }
}
