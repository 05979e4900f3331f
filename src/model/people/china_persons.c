// Who the members of a household are: relation, sex, birth, study, and the details of illness,
// disability and care. Common facts are filled for all lanes in plain loops; rare ones are laid
// down as absent and then set one by one, with draws of their own.

#include <string.h>

#include "model/people/china_internal.h"

enum {
    MALE = 0,
    FEMALE = 1,
    CARE_IF_SEVERE = 23000, // of 65,536 severely disabled, how many cannot look after themselves
    LONG_CARE = 41300,      // of 65,536 severely disabled: 1.58 of 2.52 tens of millions
    PARENTS_LOST = 185,     // of 65,536 grandchildren living with grandparents
    WITHOUT_CARERS = 700,   // those lost included
    NEVER_ILL_DISABLED_GRADE = 4,
};

// Of 64, how many of a relation are male, where no partner decides it.
static uint8_t males_of(Relation relation, bool alone)
{
    switch (relation) {
    case RELATION_SELF: return alone ? 31 : 44;
    case RELATION_CHILD:
    case RELATION_GRANDCHILD: return 34;
    case RELATION_PARENT: return 23;
    case RELATION_GRANDPARENT: return 20;
    case RELATION_SPOUSE:
    case RELATION_SIBLING:
    case RELATION_OTHER_RELATIVE:
    case RELATION_OTHER: return 32;
    }
    return 32;
}

static bool is_second_parent(const TypePlan *type, uint32_t slot)
{
    return type->members[slot].relation == RELATION_PARENT && slot > 0 &&
           type->members[slot - 1].relation == RELATION_PARENT;
}

static void fill_sexes(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const uint32_t lanes = batch->lanes;
    for (uint32_t slot = 0; slot < batch->type->size; slot++) {
        const Relation relation = batch->type->members[slot].relation;
        uint8_t *sex = scratch->cells.sex + (size_t)slot * lanes;
        // The spouse stands in slot 1; a second parent after the first.
        if (relation == RELATION_SPOUSE || is_second_parent(batch->type, slot)) {
            const uint8_t *other = relation == RELATION_SPOUSE ? scratch->cells.sex : sex - lanes;
            for (uint32_t i = 0; i < lanes; i++) sex[i] = (uint8_t)(1 - other[i]);
            continue;
        }
        const bool paired = slot + 1 < batch->type->size && is_second_parent(batch->type, slot + 1);
        const uint32_t males = paired ? 32 : males_of(relation, batch->type->size == 1);
        const uint32_t *words = scratch->person_words[0] + (size_t)slot * lanes;
        for (uint32_t i = 0; i < lanes; i++) sex[i] = (words[i] >> 10 & 63) < males ? MALE : FEMALE;
    }
}

// Completed years on REFERENCE_DAY are the age: leap years fall every fourth year back to 1901.
static void fill_births(const ChinaScratch *scratch)
{
    const uint32_t count = scratch->batch.lanes * scratch->batch.type->size;
    const uint32_t *words = scratch->person_words[0];
    const uint8_t *age = scratch->age;
    int32_t *born = scratch->cells.born;
    for (uint32_t i = 0; i < count; i++) {
        const int32_t years = age[i];
        const int32_t days = (int32_t)((words[i] >> 16) * 365 >> 16);
        born[i] = REFERENCE_DAY - years * 365 - (years >> 2) - days;
    }
}

// Fen a year at public rates, and sixteenths of those of a stage who board, in town and country.
static const int32_t cost_of_stage[9] = {0, 450000, 0, 0, 260000, 220000, 700000, 600000, 900000};
static const int32_t tuition_of_stage[9] = {0, 0, 0, 0, 160000, 200000, 0, 0, 0};
static const uint8_t boards_of_stage[RESIDENCES][9] = {{0, 0, 0, 2, 6, 9, 15, 15, 14},
                                                       {0, 0, 1, 8, 12, 12, 15, 15, 14}};

static void fill_study(const ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    const uint32_t count = batch->lanes * batch->type->size;
    const uint32_t *words = scratch->person_words[2];
    const uint8_t(*study)[16] = (const uint8_t(*)[16])batch->people->tables->study;
    const uint8_t *boards = boards_of_stage[batch->residence];
    const ChinaCells *cells = &scratch->cells;
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t stage = study[scratch->age[i]][words[i] >> 28];
        cells->study_stage[i] = stage;
        cells->schooling_cost[i] = cost_of_stage[stage];
    }
    if (scratch->core_alone) return;
    for (uint32_t i = 0; i < count; i++) {
        const uint8_t stage = cells->study_stage[i];
        cells->boards[i] = (words[i] >> 24 & 15) < boards[stage];
        cells->public_tuition[i] = tuition_of_stage[stage];
    }
}

// --- rare facts ---

// Everyone is well, able and looked after, until set otherwise.
static void lay_down(const ChinaScratch *scratch)
{
    const size_t count = (size_t)scratch->batch.lanes * scratch->batch.type->size;
    const ChinaCells *cells = &scratch->cells;
    uint8_t *const absent[] = {
        cells->cannot_live_alone, cells->unable_to_work,       cells->disability,
        cells->needs_long_care,   cells->needs_rehabilitation, cells->cannot_attend,
        cells->parents_lost,      cells->without_carers,       scratch->cares_lost};
    for (size_t c = 0; c < sizeof absent / sizeof absent[0]; c++) memset(absent[c], 0, count);
    memset(cells->long_term_together, 1, count);
    memset(cells->disability_grade, NEVER_ILL_DISABLED_GRADE, count);
    memcpy(cells->major_illness, scratch->ill, count);
    if (scratch->core_alone) return;
    uint8_t *const able[] = {cells->eats,        cells->dresses, cells->leaves_bed,
                             cells->uses_toilet, cells->walks,   cells->bathes};
    for (size_t c = 0; c < sizeof able / sizeof able[0]; c++) memset(able[c], 1, count);
    memset(cells->elder_grade, 0, count);
    memset(cells->elder_service_place, 0, count);
    memset(cells->rehabilitation_cost, 0, count * sizeof(int32_t));
    memset(cells->elder_service_bill, 0, count * sizeof(int32_t));
}

// Cumulative sixty-four thousandths by kind: vision, hearing, speech, limb, intellectual, mental,
// multiple; shares of the survey of 2006 (1233, 2004, 127, 2412, 554, 614, 1352 of 8296).
static const uint32_t kind_until[7] = {9741, 25572, 26575, 45630, 50006, 54856, 65536};

static void set_disability(const ChinaScratch *scratch, uint32_t lane, const PhiloxBlock *draw)
{
    const ChinaCells *cells = &scratch->cells;
    const uint32_t limit = scratch->batch.people->severe[scratch->age[lane]];
    const uint32_t all = scratch->batch.people->tables->disabled[scratch->age[lane]];
    const uint32_t drawn = scratch->person_words[1][lane] & 0xFFFF;
    uint8_t grade = 4;
    if (drawn < limit) grade = drawn * 20 < limit * 9 ? 1 : 2;
    else if ((drawn - limit) * 20 < (all - limit) * 8) grade = 3;
    uint8_t kind = 0;
    while ((draw->words[0] & 0xFFFF) >= kind_until[kind]) kind++;
    cells->disability[lane] = (uint8_t)(kind + 1);
    cells->disability_grade[lane] = grade;
    const bool severe = drawn < limit;
    const bool child = scratch->age[lane] < 18;
    cells->needs_long_care[lane] = severe && (draw->words[0] >> 16) < LONG_CARE;
    cells->cannot_live_alone[lane] = severe && !child;
    cells->unable_to_work[lane] = severe && !child;
    if (!child) return;
    cells->needs_rehabilitation[lane] = (draw->words[1] & 0xFFFF) < 40000;
    cells->rehabilitation_cost[lane] =
        cells->needs_rehabilitation[lane] != 0 ? 1200000 + (int32_t)(draw->words[1] >> 16) * 20 : 0;
    cells->cannot_attend[lane] = grade == 1 && (draw->words[1] >> 16) < 26000;
}

// One to six of the six acts cannot be done unaided: bathing first, eating last.
static void set_care(const ChinaScratch *scratch, uint32_t lane, const PhiloxBlock *draw)
{
    static const uint8_t grades[7] = {0, 1, 2, 2, 3, 3, 4};
    const ChinaCells *cells = &scratch->cells;
    uint8_t *const acts[6] = {cells->bathes,      cells->dresses,    cells->walks,
                              cells->uses_toilet, cells->leaves_bed, cells->eats};
    const uint32_t failed = 1 + ((draw->words[2] & 0xFFFF) * 6 >> 16);
    for (uint32_t a = 0; a < failed; a++) acts[a][lane] = 0;
    scratch->cares_lost[lane] = 1;
    if (scratch->age[lane] >= 18) cells->unable_to_work[lane] = 1;
    if (scratch->age[lane] < 60) return;
    const uint8_t grade = grades[failed];
    cells->elder_grade[lane] = grade;
    if (grade < 2) return;
    const bool institution = (draw->words[2] >> 16) < 6000;
    cells->elder_service_place[lane] = institution;
    cells->elder_service_bill[lane] =
        (institution ? 250000 : 40000) + (int32_t)(draw->words[3] & 0xFFFF) * 2 * grade;
}

static void set_rare(const ChinaScratch *scratch, uint32_t slot)
{
    const Batch *batch = &scratch->batch;
    const uint32_t *disabled = batch->people->tables->disabled, *care = batch->people->tables->care;
    const PhiloxPurpose purpose = {
        .stratum = batch->stratum->philox_word,
        .draw_and_person = (uint32_t)DRAW_RARE << 16 | slot,
        .year_and_block = (uint32_t)batch->people->base.outline.year << 8,
        .seed = batch->people->base.outline.seed,
    };
    const uint32_t base = slot * batch->lanes;
    for (uint32_t i = 0; i < batch->lanes; i++) {
        const uint32_t lane = base + i;
        const uint8_t age = scratch->age[lane];
        const uint32_t self_care = scratch->person_words[3][lane] & 0xFFFF;
        const bool is_disabled = (scratch->person_words[1][lane] & 0xFFFF) < disabled[age];
        const bool lost =
            self_care < care[age] || (scratch->severe[lane] != 0 && self_care < CARE_IF_SEVERE);
        if (!is_disabled && !lost) continue;
        const PhiloxBlock draw = philox_draw(purpose, batch->indexes[i]);
        if (is_disabled) set_disability(scratch, lane, &draw);
        if (lost) set_care(scratch, lane, &draw);
    }
}

static void set_orphans(const ChinaScratch *scratch, uint32_t slot)
{
    const Batch *batch = &scratch->batch;
    const uint32_t base = slot * batch->lanes;
    for (uint32_t lane = base; lane < base + batch->lanes; lane++) {
        const uint32_t drawn = scratch->person_words[3][lane] & 0xFFFF;
        if (scratch->age[lane] >= 18 || 65535 - drawn >= WITHOUT_CARERS) continue;
        scratch->cells.parents_lost[lane] = 65535 - drawn < PARENTS_LOST;
        scratch->cells.without_carers[lane] = 65535 - drawn >= PARENTS_LOST;
    }
}

void FOR_GENERATION(china_fill_persons)(ChinaScratch *scratch)
{
    const Batch *batch = &scratch->batch;
    for (uint32_t slot = 0; slot < batch->type->size; slot++)
        memset(scratch->cells.relation + (size_t)slot * batch->lanes,
               (int)batch->type->members[slot].relation, batch->lanes);
    if (!scratch->core_alone) fill_sexes(scratch);
    fill_births(scratch);
    fill_study(scratch);
    lay_down(scratch);
    for (uint32_t slot = 0; slot < batch->type->size; slot++) {
        set_rare(scratch, slot);
        if (batch->type->members[slot].relation == RELATION_GRANDCHILD) set_orphans(scratch, slot);
    }
}
