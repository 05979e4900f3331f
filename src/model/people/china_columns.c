// Income and what goes with it. Each household takes the income of its rank; pensions come first,
// then property, help from relatives, farm and business take their shares, and wages the rest, so
// that the parts add up to the fen.

#include <string.h>

#include "model/people/china_internal.h"

enum {
    BASE_PENSION = 10300,     // fen a month: national least of the residents' pension in 2023
    RESIDENT_PENSION = 20000, // fen a month: assumed mean of a residents' pension
    AMOUNT_MOST = 2000000000,
    A_HEAD_MOST = 12000000, // fen a month: no more than the columns' bounds for eight members
    MONITORED = 460,        // of 16,384 rural households from the one band of income to the other
    MONITORED_FROM = 1,
    MONITORED_UNTIL = 11,
    DRAW_LEAST = -6000,
    MODEST_IF_ALONE = 59000, // of 65,536 without supporters, whose property passes the test
};

static void fill_ranks(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const RankTables *ranks = batch->people->ranks;
    const uint32_t *below = ranks->below[batch->residence];
    const Quantiles *quantiles = &ranks->quantiles[batch->residence];
    const int32_t shift = ranks->shift[batch->stratum_index];
    const uint32_t *place = scratch->household_words[0][1];
    for (uint32_t i = 0; i < batch->lanes; i++) {
        const int32_t raw = scratch->score[i];
        const int32_t bounded = raw < 0 ? 0 : raw >= SCORE_BINS ? SCORE_BINS - 1 : raw;
        const int32_t moved = bounded + shift;
        const int32_t bin = moved < 0 ? 0 : moved >= SCORE_BINS ? SCORE_BINS - 1 : moved;
        const uint32_t low = below[bin];
        scratch->rank[i] = low + (uint32_t)((uint64_t)(below[bin + 1] - low) * place[i] >> 32);
    }
    const int64_t size = batch->type->size;
    for (uint32_t i = 0; i < batch->lanes; i++) {
        const uint32_t rank = scratch->rank[i];
        scratch->band[i] = (uint8_t)(rank >> 27);
        scratch->cells.income_rank[i] = (int32_t)(rank >> 16);
        const int32_t a_head = quantiles_at(quantiles, rank);
        scratch->a_head[i] = a_head < A_HEAD_MOST ? a_head : A_HEAD_MOST;
        scratch->left[i] = scratch->a_head[i] * size;
    }
}

static void fill_latents(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const int32_t *normal = batch->people->normal;
    const uint32_t *claim = scratch->household_words[0][2];
    const uint32_t *found = scratch->household_words[0][3];
    for (uint32_t i = 0; i < batch->lanes; i++) {
        const int32_t *one = &normal[claim[i] >> 20], *other = &normal[found[i] >> 20];
        scratch->cells.claim_draw[i] =
            one[0] + ((one[1] - one[0]) * (int32_t)(claim[i] >> 8 & 0xFFF) >> 12);
        scratch->cells.found_draw[i] =
            other[0] + ((other[1] - other[0]) * (int32_t)(found[i] >> 8 & 0xFFF) >> 12);
    }
}

static void draw_sources(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const PhiloxPurpose purpose = {
        .stratum = batch->stratum->philox_word,
        .draw_and_person = (uint32_t)DRAW_SOURCES << 16,
        .year_and_block = (uint32_t)batch->people->base.outline.year << 8,
        .seed = batch->people->base.outline.seed,
    };
    FOR_GENERATION(philox_fill)(purpose, batch->indexes, batch->lanes, scratch->household_words[2]);
}

// Everyone of sixty and over draws one: that of employees, in proportion to the household's income,
// or that of residents. Neither is more than the person's part of the income, so that what is left
// is never below zero.
static void fill_pensions(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const RankShares *shares = batch->people->tables->ranks[batch->residence];
    const ChinaCells *cells = &scratch->cells;
    for (uint32_t slot = 0; slot < batch->type->size; slot++) {
        const size_t base = (size_t)slot * batch->lanes;
        const uint32_t *words = scratch->person_words[2] + base;
        const uint32_t *size_words = scratch->person_words[0] + base;
        for (uint32_t i = 0; i < batch->lanes; i++) {
            const int32_t part = scratch->a_head[i];
            const bool old = scratch->age[base + i] >= 60;
            const bool employee = (words[i] >> 16) < shares[scratch->band[i]].employee_pension;
            const int32_t level = 44000 + (int32_t)((size_words[i] >> 16) * 20000 >> 16);
            const int32_t earned = (int32_t)((int64_t)part * level >> 16);
            const int32_t flat = part < RESIDENT_PENSION ? part : RESIDENT_PENSION;
            const int32_t pension = !old ? 0 : employee ? earned : flat;
            const int32_t least = pension < BASE_PENSION ? pension : BASE_PENSION;
            cells->pension[base + i] = pension;
            cells->base_pension[base + i] = employee ? 0 : least;
            cells->medical_insurance[base + i] = old && employee;
            scratch->left[i] -= pension;
        }
    }
}

// Who earns: by age and rank, unless at school, disabled or in need of care.
static void find_workers(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const uint32_t(*works)[AGES] = (const uint32_t(*)[AGES])batch->people->works[batch->residence];
    const ChinaCells *cells = &scratch->cells;
    const uint32_t town = batch->residence == 0 ? 36000 : 7000;
    memset(scratch->workers, 0, batch->lanes);
    memset(scratch->needs_care, 0, batch->lanes);
    for (uint32_t slot = 0; slot < batch->type->size; slot++) {
        const size_t base = (size_t)slot * batch->lanes;
        const uint32_t *words = scratch->person_words[2] + base;
        for (uint32_t i = 0; i < batch->lanes; i++) {
            const size_t lane = base + i;
            const uint32_t threshold = works[scratch->band[i]][scratch->age[lane]];
            const uint32_t free = (cells->study_stage[lane] | cells->unable_to_work[lane]) == 0;
            const uint32_t drawn = words[i] & 0xFFFF;
            const uint8_t earns = (uint8_t)(free & (drawn < threshold));
            const uint32_t insured = (words[i] * 40503U) >> 16; // the low bits, spread
            cells->care_duty[lane] = earns;                     // until fill_care_duty
            cells->medical_insurance[lane] |= (uint8_t)(earns & (insured < town));
            scratch->workers[i] = (uint8_t)(scratch->workers[i] + earns);
            scratch->needs_care[i] |= scratch->cares_lost[lane];
        }
    }
}

// A part of what is left: `share` of 65,536 on average, times twice a draw.
static int32_t take_part(int64_t *left, uint32_t share, uint32_t draw)
{
    const int64_t part = ((*left * share >> 16) * (draw & 0xFFFF)) >> 15;
    *left -= part;
    return (int32_t)part;
}

// To the first member; the others have none.
static void fill_unearned(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const RankShares *shares = batch->people->tables->ranks[batch->residence];
    const ChinaCells *cells = &scratch->cells;
    const size_t others = (size_t)batch->lanes * (batch->type->size - 1U) * sizeof(int32_t);
    int32_t *const columns[] = {cells->property_net, cells->transfers, cells->business_net,
                                cells->farm_net};
    for (size_t c = 0; c < sizeof columns / sizeof columns[0]; c++)
        memset(columns[c] + batch->lanes, 0, others);
    uint32_t *const *words = scratch->household_words[2];
    for (uint32_t i = 0; i < batch->lanes; i++) {
        const RankShares *share = &shares[scratch->band[i]];
        int64_t left = scratch->left[i];
        cells->property_net[i] = take_part(&left, share->property_income, words[0][i]);
        int32_t transfers = take_part(&left, share->transfers, words[0][i] >> 16);
        int32_t farm = take_part(&left, share->farm, words[1][i]);
        const int32_t business = take_part(&left, share->business, words[1][i] >> 16);
        // Nobody earns: half comes from the land, in the country, the rest from relatives.
        const bool idle = scratch->workers[i] == 0;
        const int32_t land = idle && batch->residence == 1 ? (int32_t)(left >> 1) : 0;
        farm += land;
        transfers += idle ? (int32_t)left - land : 0;
        cells->transfers[i] = transfers;
        cells->farm_net[i] = farm * 12; // of twelve months
        cells->business_net[i] = business;
        scratch->left[i] = idle ? 0 : left;
    }
}

// Of what the earners still without a wage share: the part of the next one, by how many they are.
static const uint32_t wage_part[9] = {0, 65536, 30000, 19000, 14000, 11000, 9000, 8000, 7000};
static const uint32_t wage_spread[9] = {0, 0, 20000, 14000, 10000, 8000, 7000, 6000, 5000};

static void fill_wages(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const RankShares *shares = batch->people->tables->ranks[batch->residence];
    const ChinaCells *cells = &scratch->cells;
    for (uint32_t slot = 0; slot < batch->type->size; slot++) {
        const size_t base = (size_t)slot * batch->lanes;
        const uint32_t *words = scratch->person_words[3] + base;
        for (uint32_t i = 0; i < batch->lanes; i++) {
            const uint8_t earns = cells->care_duty[base + i];
            const uint8_t waiting = scratch->workers[i];
            const uint32_t part =
                wage_part[waiting] + (wage_spread[waiting] * (words[i] & 0xFFFF) >> 16);
            const int64_t net = earns != 0 ? scratch->left[i] * part >> 16 : 0;
            const int64_t paid = net * shares[scratch->band[i]].paid_out >> 16;
            scratch->left[i] -= net;
            scratch->workers[i] = (uint8_t)(waiting - earns);
            cells->wage[base + i] = (int32_t)(net + paid);
            cells->paid_out[base + i] = (int32_t)paid;
            cells->work_cost[base + i] = (int32_t)(net >> 5);
        }
    }
}

// Someone of working age who earns nothing, in a household with someone in need of care.
static void fill_care_duty(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const ChinaCells *cells = &scratch->cells;
    for (uint32_t slot = 0; slot < batch->type->size; slot++) {
        const size_t base = (size_t)slot * batch->lanes;
        for (uint32_t i = 0; i < batch->lanes; i++) {
            const size_t lane = base + i;
            const uint8_t of_age = scratch->age[lane] >= 18 && scratch->age[lane] < 60;
            const uint8_t bound = cells->care_duty[lane] | cells->unable_to_work[lane] |
                                  (cells->study_stage[lane] != 0);
            cells->care_duty[lane] = scratch->needs_care[i] & of_age & (uint8_t)(bound == 0);
        }
    }
}

static int32_t curve_at(const int32_t curve[CURVE_STEPS + 1], uint32_t draw)
{
    const int32_t *knot = &curve[draw >> 8 & 0xFF];
    return knot[0] + (int32_t)((int64_t)(knot[1] - knot[0]) * (int32_t)(draw & 0xFF) >> 8);
}

// Bills grow with age from three quarters to twice; those of the seriously ill have a curve of
// their own. All of them and schooling are the household's necessary spending.
static void fill_bills(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const ChinaTables *tables = batch->people->tables;
    const ChinaCells *cells = &scratch->cells;
    memset(cells->necessary_spending, 0, batch->lanes * sizeof(int32_t));
    for (uint32_t slot = 0; slot < batch->type->size; slot++) {
        const size_t base = (size_t)slot * batch->lanes;
        const uint32_t *words = scratch->person_words[3] + base;
        for (uint32_t i = 0; i < batch->lanes; i++) {
            const size_t lane = base + i;
            const int32_t *curve = scratch->ill[lane] != 0 ? tables->bills_ill : tables->bills;
            const int64_t bill = curve_at(curve, words[i] >> 16);
            const int32_t weighted = (int32_t)(bill * (192 + 3 * scratch->age[lane]) >> 8);
            cells->medical_bills_12_months[lane] = weighted;
            cells->necessary_spending[i] += weighted + cells->schooling_cost[lane];
        }
    }
}

static void fill_property(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const ChinaTables *tables = batch->people->tables;
    const RankShares *shares = tables->ranks[batch->residence];
    const ChinaCells *cells = &scratch->cells;
    uint32_t *const *words = scratch->household_words[1];
    const int64_t size = batch->type->size;
    const uint32_t rents = batch->residence == 0 ? 13000 : 1000; // of 65,536
    for (uint32_t i = 0; i < batch->lanes; i++) {
        const RankShares *share = &shares[scratch->band[i]];
        const int64_t income = scratch->a_head[i] * size;
        const int64_t saved = income * curve_at(tables->deposit_months, words[1][i] >> 16) >> 4;
        const uint32_t drawn = words[2][i] >> 16, renting = words[2][i] & 0xFFFF;
        const uint8_t tenant = renting < rents && drawn >= share->second_home;
        cells->deposits[i] = saved > AMOUNT_MOST ? AMOUNT_MOST : (int32_t)saved;
        const uint32_t modest =
            cells->without_supporters[i] != 0 ? MODEST_IF_ALONE : share->property_ok;
        cells->property_checked[i] = (words[1][i] & 0xFFFF) < modest;
        cells->homes[i] = tenant ? 0 : drawn < share->second_home ? 2 : 1;
        cells->rents_home[i] = tenant;
    }
}

// What is told of the home besides; after fill_property.
static void fill_home(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const ChinaTables *tables = batch->people->tables;
    const ChinaCells *cells = &scratch->cells;
    uint32_t *const *words = scratch->household_words[1];
    const int64_t size = batch->type->size;
    const bool town = batch->residence == 0;
    for (uint32_t i = 0; i < batch->lanes; i++) {
        const uint8_t tenant = cells->rents_home[i];
        const int64_t rent = (scratch->a_head[i] * size >> 3) + 20000;
        cells->rent_paid[i] = tenant ? (int32_t)(rent > 1000000 ? 1000000 : rent) : 0;
        cells->living_area[i] = curve_at(tables->area, words[3][i] & 0xFFFF);
        // One rural house in sixty of the lower half is of grade C, one in two hundred of grade D.
        const bool poor = !town && scratch->band[i] < RANK_BANDS / 2;
        const uint32_t grade = words[2][i] & 0xFFFF;
        cells->house_grade[i] = !poor ? 0 : grade > 65208 ? 4 : grade > 64116 ? 3 : 0;
        cells->county_class[i] = (uint8_t)(words[0][i] >> 30);
    }
}

// Rural families that the agricultural department watches, of the lower third but not the lowest.
// The list is matched with the office's: they are found.
static void fill_monitored(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const ChinaCells *cells = &scratch->cells;
    const uint32_t rural = batch->residence == 1 ? MONITORED : 0;
    for (uint32_t i = 0; i < batch->lanes; i++) {
        const uint32_t drawn = scratch->household_words[1][0][i] >> 16 & 0x3FFF;
        const bool low = scratch->band[i] >= MONITORED_FROM && scratch->band[i] < MONITORED_UNTIL;
        const bool monitored = low && drawn < rural;
        cells->monitored_as[i] = (uint8_t)(monitored ? 1 + drawn % 3 : 0);
        cells->found_draw[i] = monitored ? DRAW_LEAST : cells->found_draw[i];
    }
}

static void fill_supporters(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const uint8_t *without = scratch->cells.without_supporters;
    for (uint32_t slot = 0; slot < batch->type->size; slot++)
        memcpy(scratch->cells.without_obligors + (size_t)slot * batch->lanes, without,
               batch->lanes);
}

void FOR_GENERATION(china_fill_columns)(ChinaScratch *scratch)
{
    FOR_GENERATION(china_fill_persons)(scratch);
    fill_ranks(scratch);
    fill_latents(scratch);
    draw_sources(scratch);
    fill_pensions(scratch);
    find_workers(scratch);
    fill_unearned(scratch);
    fill_wages(scratch);
    if (!scratch->core_alone) fill_care_duty(scratch);
    fill_bills(scratch);
    fill_property(scratch);
    if (!scratch->core_alone) fill_home(scratch);
    fill_supporters(scratch);
    fill_monitored(scratch);
}
