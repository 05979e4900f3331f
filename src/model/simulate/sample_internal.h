// sample_internal.h - the parts of looking at households one by one: what is read of a household's
// facts (sample_facts.c), what it has at other earnings (sample_earnings.c), and what a reform's
// document counts (sample_measures.c).
#ifndef MODEL_SIMULATE_SAMPLE_INTERNAL_H
#define MODEL_SIMULATE_SAMPLE_INTERNAL_H

#include "model/simulate/sample.h"
#include "model/simulate/stratum.h"

// Where the facts stand that are read here; NONE: the population does not have them.
typedef struct SampleColumns {
    const ColumnSpec *specs; // [count]
    size_t count;
    uint32_t born, wage, business, farm, study_stage, unable, illness, bills, house, care;
    int64_t not_studying;          // study_stage's "none"
    uint32_t dangerous;            // house_grade's indexes of what no one should live in, bits
    int32_t age_until[AGE_GROUPS]; // born on this day or before: at least so old
    int32_t schooled_from, schooled_until, adult_until, elder_until; // likewise
} SampleColumns;

SampleColumns sample_columns(const PeopleOutline *outline, Date date);

// Writes ages, kind, lacks and asked of a row. `before` of the row is there already.
void sample_facts(const SampleColumns *columns, const PeopleBlock *block, uint32_t household,
                  Sample *sample, size_t row);

// A number of a column; false where it is not known or there is no such column.
bool sample_cell(const SampleColumns *columns, const Columns *block, uint32_t column, uint32_t lane,
                 int64_t *value);

// Tries other earnings of a block whose households are the rows row[0], ..., by running the plan
// anew; what is known of the rows otherwise is there already. `cells` is what sample_cells made.
typedef struct SampleCells SampleCells;
SampleCells *sample_cells(const SampleColumns *columns, Arena *arena);
void sample_earnings(const SampleColumns *columns, const StratumPlan *plan, SampleCells *cells,
                     const PeopleBlock *block, Sample *sample, const size_t *row);

// The budget of a family of three of the block, if it has one and none was found yet.
void sample_budget(const SampleColumns *columns, const StratumPlan *plan, SampleCells *cells,
                   const PeopleBlock *block, SampledBudget *budget);

// What the reforms' documents count, in a stratum; block after block, of the rows row[0], ...
typedef struct MeasurePlan MeasurePlan;
MUST_USE bool sample_measure_plan(const SimulateOptions *options, const SimulationColumns *columns,
                                  uint32_t stratum, Arena *arena, MeasurePlan **made, Error *err);
void sample_measure(const MeasurePlan *plan, const PeopleBlock *block, Sample *sample,
                    const size_t *row);

// Regular cash that a household is granted by a law after a run of the plan, in fen a month; the
// programmes, where `granted` is not NULL.
int64_t sample_granted(const StratumPlan *plan, size_t law, const BlockShape *shape,
                       uint32_t household, ProgrammeSet *granted);

#endif
