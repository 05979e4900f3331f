// grants.h - what a household is granted, read from the columns of a plan that was run.
#ifndef MODEL_SIMULATE_GRANTS_H
#define MODEL_SIMULATE_GRANTS_H

#include "model/simulate/stratum.h"

// Months that one payment is for: its money by these is what a household has of it in a month.
// 0: it is not paid regularly, or not in cash.
int64_t grants_months(const Programme *programme);

// A grant's columns after a run of its plan, found once for a block.
typedef struct GrantColumns {
    bool of_person;
    const unsigned char *qualifies, *some; // masks: whom; whether there is an amount
    const int64_t *members, *num, *den;    // the amount is num / den
} GrantColumns;

GrantColumns grants_columns(const PlanScratch *scratch, const StratumGrant *grant);

// Of persons, `members` counts those it is granted to.
static inline bool grants_given_in(const GrantColumns *grant, uint32_t household)
{
    return grant->of_person ? grant->members[household] != 0 : grant->qualifies[household] != 0;
}

int64_t grants_money_in(const GrantColumns *grant, const BlockShape *shape, uint32_t household);

// Whether this programme is dibao in the books, which count one person alone as a family.
bool grants_of_dibao(Str programme);

// Whether anybody of a household of the block is granted it.
bool grants_given(const PlanScratch *scratch, const StratumGrant *grant, uint32_t household);

// Money of one payment for the whole household; of persons: the sum of its members' amounts.
int64_t grants_money(const PlanScratch *scratch, const BlockShape *shape, const StratumGrant *grant,
                     uint32_t household);

// Whether what it pays is money: cash, or a waiver of so much.
bool grants_is_money(const Programme *programme);

// Whether the headline counts the programme: dibao, of families and of single persons as in the
// books, and tekun. Nobody is on two of them.
bool grants_basic(Str programme);

#endif
