// What a household has at other earnings of one member: the column of wages is put in another's
// place, and the plan is run again. Taxes and contributions stay as they are told.

#include <string.h>

#include "model/simulate/sample_internal.h"
#include "model/simulate/sums.h"

const int64_t EARNINGS_ADDED[EARNINGS_STEPS] = {
    [EARNINGS_MORE] = 10000, 50000, 100000, 150000, 200000}; // 100 to 2,000 yuan a month

enum { CELL_SIZE_MAX = sizeof(int64_t) };

struct SampleCells {
    unsigned char *wages;             // [BLOCK_PERSONS] cells of the column
    const void **cells;               // [column_count]
    uint32_t lanes[BLOCK_HOUSEHOLDS]; // whose earnings are varied; NONE: nobody's
};

SampleCells *sample_cells(const SampleColumns *columns, Arena *arena)
{
    SampleCells *cells = ARENA_ONE(arena, SampleCells);
    cells->wages = arena_take_line(arena, (size_t)BLOCK_PERSONS * CELL_SIZE_MAX);
    cells->cells = ARENA_ARRAY(arena, const void *, columns->count);
    return cells;
}

// Who could earn more: who earns most, or else the first adult below 60 who can work and does not
// study. NONE where nobody could, or more could not be told in the column.
static uint32_t earner(const SampleColumns *columns, const PeopleBlock *block, uint32_t household)
{
    const BlockShape *shape = &block->columns.shape;
    const ColumnSpec *spec = &columns->specs[columns->wage];
    uint32_t best = NONE;
    int64_t most = 0;
    for (uint32_t t = 0; t < shape->slots && household < shape->with[t]; t++) {
        const uint32_t lane = shape->base[t] + household;
        int64_t wage = 0;
        int64_t born = 0;
        int64_t unable = 0;
        int64_t stage = columns->not_studying;
        if (!sample_cell(columns, &block->columns, columns->wage, lane, &wage) ||
            wage > spec->high / spec->scale - EARNINGS_ADDED[EARNINGS_STEPS - 1])
            continue;
        (void)sample_cell(columns, &block->columns, columns->unable, lane, &unable);
        (void)sample_cell(columns, &block->columns, columns->study_stage, lane, &stage);
        const bool able = unable == 0 && stage == columns->not_studying &&
                          sample_cell(columns, &block->columns, columns->born, lane, &born) &&
                          born <= columns->adult_until && born > columns->elder_until;
        if (wage <= most && !(best == NONE && able)) continue;
        best = lane;
        most = wage;
    }
    return best;
}

static void set_wage(const ColumnSpec *spec, unsigned char *wages, uint32_t lane, int64_t fen)
{
    switch (spec->type) {
    case CELL_U8: break;
    case CELL_I32: ((int32_t *)(void *)wages)[lane] = (int32_t)(fen * spec->scale); break;
    case CELL_I64: ((int64_t *)(void *)wages)[lane] = fen * spec->scale; break;
    }
}

static void keep_net(const StratumPlan *plan, const PeopleBlock *block, Sample *sample,
                     const size_t *row, size_t step)
{
    for (uint32_t i = 0; i < block->columns.shape.households; i++) {
        int64_t own = 0;
        const size_t at = row[i];
        if (sample->earnings[at] == WELFARE_MISSING) continue;
        if (!sums_resources(plan, plan->scratch, i, &own)) {
            sample->earnings[at] = WELFARE_MISSING;
            continue;
        }
        for (size_t k = 0; k < sample->of->options->law_count; k++) {
            const int64_t help = sample->known[at] == 0
                                     ? 0
                                     : sample_granted(plan, k, &block->columns.shape, i, NULL);
            sample->laws[k].net[at][step] = own + help;
        }
    }
}

// The block with wages of its own, to be set.
static Columns tried_columns(const SampleColumns *columns, SampleCells *cells,
                             const PeopleBlock *block)
{
    const ColumnSpec *spec = &columns->specs[columns->wage];
    const size_t size = spec->type == CELL_I32 ? sizeof(int32_t) : sizeof(int64_t);
    for (size_t c = 0; c < columns->count; c++) cells->cells[c] = block->columns.cells[c];
    memcpy(cells->wages, block->columns.cells[columns->wage], block->columns.shape.persons * size);
    cells->cells[columns->wage] = cells->wages;
    return (Columns){
        .shape = block->columns.shape, .cells = cells->cells, .states = block->columns.states};
}

// The household that is granted most without a wage; NONE where nobody is granted anything.
static uint32_t poorest(const StratumPlan *plan, const SampleCells *cells, const BlockShape *shape,
                        size_t laws)
{
    int64_t most = 0;
    uint32_t best = NONE;
    for (uint32_t i = 0; i < shape->households && i < shape->with[BUDGET_SIZE - 1]; i++) {
        const bool larger = shape->slots > BUDGET_SIZE && i < shape->with[BUDGET_SIZE];
        int64_t own = 0;
        if (larger || cells->lanes[i] == NONE || !sums_resources(plan, plan->scratch, i, &own))
            continue;
        const int64_t help = sample_granted(plan, laws - 1, shape, i, NULL);
        if (help <= most) continue;
        most = help;
        best = i;
    }
    return best;
}

void sample_budget(const SampleColumns *columns, const StratumPlan *plan, SampleCells *cells,
                   const PeopleBlock *block, SampledBudget *budget)
{
    const BlockShape *shape = &block->columns.shape;
    const ColumnSpec *spec = &columns->specs[columns->wage];
    if (budget->found || shape->slots < BUDGET_SIZE) return;
    const Columns tried = tried_columns(columns, cells, block);
    for (uint32_t i = 0; i < shape->households; i++) {
        cells->lanes[i] = earner(columns, block, i);
        if (cells->lanes[i] != NONE) set_wage(spec, cells->wages, cells->lanes[i], 0);
    }
    plan_run(plan->scratch, &tried);
    const uint32_t one = poorest(plan, cells, shape, budget->laws);
    if (one == NONE || !sums_resources(plan, plan->scratch, one, &budget->other_fen)) return;
    budget->found = true;
    for (int64_t p = 0; p < BUDGET_POINTS; p++) {
        int64_t own = 0;
        set_wage(spec, cells->wages, cells->lanes[one], p * BUDGET_STEP_FEN);
        plan_run(plan->scratch, &tried);
        budget->found = budget->found && sums_resources(plan, plan->scratch, one, &own);
        for (size_t k = 0; k < budget->laws; k++)
            budget->net[k][p] = own + sample_granted(plan, k, shape, one, NULL);
    }
}

void sample_earnings(const SampleColumns *columns, const StratumPlan *plan, SampleCells *cells,
                     const PeopleBlock *block, Sample *sample, const size_t *row)
{
    const BlockShape *shape = &block->columns.shape;
    const ColumnSpec *spec = &columns->specs[columns->wage];
    const Columns tried = tried_columns(columns, cells, block);
    for (uint32_t i = 0; i < shape->households; i++) {
        cells->lanes[i] = earner(columns, block, i);
        if (cells->lanes[i] == NONE || sample->before[row[i]] == WELFARE_MISSING)
            sample->earnings[row[i]] = WELFARE_MISSING;
        else
            (void)sample_cell(columns, &block->columns, columns->wage, cells->lanes[i],
                              &sample->earnings[row[i]]);
    }
    for (size_t step = 0; step < EARNINGS_STEPS; step++) {
        for (uint32_t i = 0; i < shape->households; i++) {
            if (sample->earnings[row[i]] == WELFARE_MISSING) continue;
            set_wage(spec, cells->wages, cells->lanes[i],
                     step == EARNINGS_NONE ? 0 : sample->earnings[row[i]] + EARNINGS_ADDED[step]);
        }
        plan_run(plan->scratch, &tried);
        keep_net(plan, block, sample, row, step);
    }
}
