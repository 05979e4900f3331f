// The draws of a household, and what its rank depends on: ages, health, schooling, luck.

#include "model/people/china_internal.h"

// What the score gains or loses, in bins; about 6,000 of them are one standard deviation. How
// strongly income goes with each is assumed (README.md).
enum {
    SCORE_SEVERE = -2500,
    SCORE_ILL = -1500,
    SCORE_NO_SUPPORTERS = -12000,
    ALONE_IF_SEVERE = 26000, // of 65,536
};
static const int16_t score_of_schooling[16] = {-3500, -3500, -3500, -3500, -500, -500, -500, -500,
                                               -500,  -500,  2000,  2000,  2000, 2000, 5000, 5000};
static const int16_t score_of_county[4] = {-1500, -300, 600, 1800};

static void draw_words(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    PhiloxPurpose purpose = {
        .stratum = batch->stratum->philox_word,
        .year_and_block = (uint32_t)batch->people->base.outline.year << 8,
        .seed = batch->people->base.outline.seed,
    };
    for (uint32_t draw = DRAW_HOUSEHOLD; draw <= DRAW_MEANS; draw++) {
        purpose.draw_and_person = draw << 16;
        FOR_GENERATION(philox_fill)
        (purpose, batch->indexes, batch->lanes, scratch->household_words[draw - 1]);
    }
    for (uint32_t slot = 0; slot < batch->type->size; slot++) {
        const size_t base = (size_t)slot * batch->lanes;
        uint32_t *const words[4] = {
            scratch->person_words[0] + base, scratch->person_words[1] + base,
            scratch->person_words[2] + base, scratch->person_words[3] + base};
        purpose.draw_and_person = (uint32_t)DRAW_PERSON << 16 | slot;
        FOR_GENERATION(philox_fill)(purpose, batch->indexes, batch->lanes, words);
    }
}

static void draw_ages(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const uint32_t lanes = batch->lanes;
    for (uint32_t at = 0; at < batch->type->size; at++) {
        const uint32_t slot = batch->type->order[at];
        const MemberPlan *plan = &batch->type->members[slot];
        uint8_t *age = scratch->age + (size_t)slot * lanes;
        const uint32_t *words = scratch->person_words[0] + (size_t)slot * lanes;
        if (plan->anchor) {
            const uint8_t *table = batch->type->ages[batch->residence];
            for (uint32_t i = 0; i < lanes; i++) age[i] = table[words[i] % DRAWS];
            continue;
        }
        const int8_t *table = batch->people->tables->gaps[plan->gap];
        const uint8_t *base = scratch->age + (size_t)plan->base * lanes;
        for (uint32_t i = 0; i < lanes; i++) {
            const int years = base[i] + table[words[i] % DRAWS];
            age[i] = (uint8_t)(years < 0 ? 0 : years > 104 ? 104 : years);
        }
    }
}

static void draw_health(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const uint32_t count = batch->lanes * batch->type->size;
    const uint32_t *severe = batch->people->severe, *ill = batch->people->tables->ill;
    const uint8_t *age = scratch->age;
    const uint32_t *words = scratch->person_words[1];
    for (uint32_t i = 0; i < count; i++) {
        scratch->severe[i] = (words[i] & 0xFFFF) < severe[age[i]];
        scratch->ill[i] = (words[i] >> 16) < ill[age[i]];
    }
}

// Nobody outside the household is bound and able to support it: by its type, and of severely
// disabled people who live alone so many that what they are short of is not children only.
static void find_supporters(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const uint32_t usual = batch->type->no_supporters[batch->residence];
    const uint32_t severe = batch->type->size == 1 && usual > 0 ? ALONE_IF_SEVERE : usual;
    const uint32_t *kin = scratch->household_words[1][3];
    uint8_t *without = scratch->cells.without_supporters;
    for (uint32_t i = 0; i < batch->lanes; i++)
        without[i] = (kin[i] >> 16) < (scratch->severe[i] != 0 && severe > usual ? severe : usual);
}

static void add_scores(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const uint32_t lanes = batch->lanes;
    const int32_t *noise = batch->people->noise;
    const uint8_t *without = scratch->cells.without_supporters;
    int32_t *score = scratch->score;
    const uint32_t *luck = scratch->household_words[0][0];
    const uint32_t *place = scratch->household_words[1][0];
    find_supporters(scratch);
    for (uint32_t i = 0; i < lanes; i++) {
        const int32_t *knot = &noise[luck[i] >> 20];
        const int32_t within = (int32_t)(luck[i] >> 8 & 0xFFF);
        score[i] = SCORE_MIDDLE + batch->type->score + knot[0] +
                   ((knot[1] - knot[0]) * within >> 12) + score_of_schooling[place[i] >> 12 & 15] +
                   score_of_county[place[i] >> 30] + (without[i] != 0 ? SCORE_NO_SUPPORTERS : 0);
    }
    for (uint32_t slot = 0; slot < batch->type->size; slot++) {
        const uint8_t *severe = scratch->severe + (size_t)slot * lanes;
        const uint8_t *ill = scratch->ill + (size_t)slot * lanes;
        for (uint32_t i = 0; i < lanes; i++)
            score[i] += severe[i] * SCORE_SEVERE + ill[i] * SCORE_ILL;
    }
}

void FOR_GENERATION(china_draw)(ChinaScratch *scratch)
{
    draw_words(scratch);
    draw_ages(scratch);
    draw_health(scratch);
    add_scores(scratch);
}
