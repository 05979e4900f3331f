// china_internal.h - what the parts of china-2023 share.
//
// A stratum is a row of cells, each some households of one type one after another, so that a block
// holds one type alone: all of one size, with the same relations in the same slots, and no branch
// on either.
#ifndef MODEL_PEOPLE_CHINA_INTERNAL_H
#define MODEL_PEOPLE_CHINA_INTERNAL_H

#include "model/people/china.h"
#include "model/people/china_tables.h"
#include "model/people/fixed.h"
#include "model/people/people_internal.h"
#include "model/people/philox.h"
#include "model/people/quantiles.h"

enum {
    SCORE_BINS = 65536,
    SCORE_MIDDLE = SCORE_BINS / 2,
    REFERENCE_DAY = 19692, // 2023-12-01: ages are those of this day
};

// Households [first, first + count) of a stratum are of this type.
typedef struct Cell {
    uint32_t type;
    uint32_t first, count;
} Cell;

typedef struct StratumCells {
    Cell cells[TYPES_MAX];
    uint32_t cell_count;
    uint32_t philox_word; // which stratum, in the counter of its draws
    StratumFact fact;
} StratumCells;

typedef enum ChinaColumn {
#define COLUMN(name, part, of_person, cell, c_type, low, high, values) COLUMN_##name,
#include "model/people/china_columns.def"
#undef COLUMN
} ChinaColumn;

// The cells of each column of a block.
typedef struct ChinaCells {
#define COLUMN(name, part, of_person, cell, c_type, low, high, values) c_type *name;
#include "model/people/china_columns.def"
#undef COLUMN
} ChinaCells;

enum { CHINA_COLUMNS = sizeof(ChinaCells) / sizeof(void *) };

typedef struct RankTables {
    uint32_t below[RESIDENCES][SCORE_BINS + 1]; // of 2^32 households, how many have a lower bin
    int32_t shift[STRATA_MAX];                  // of a province's scores, in bins
    Quantiles quantiles[RESIDENCES];
} RankTables;

typedef struct ChinaScratch ChinaScratch;

// What is built for each generation of processors (generations.h).
typedef struct ChinaKernels {
    void (*draw)(ChinaScratch *scratch);
    void (*fill_columns)(ChinaScratch *scratch);
} ChinaKernels;

typedef struct ChinaPeople {
    People base;
    Arena *arena;
    ChinaTables *tables;
    ChinaKernels kernels;
    StratumCells *strata; // [stratum_count]
    RankTables *ranks;
    uint32_t severe[AGES]; // thresholds: grade 1 or 2 among the disabled
    uint32_t works[RESIDENCES][RANK_BANDS][AGES];
    int32_t noise[NORMAL_KNOTS];  // of the score
    int32_t normal[NORMAL_KNOTS]; // thousandths
} ChinaPeople;

// One block while it is made. Person lanes are slot-major with `lanes` to a slot.
typedef struct Batch {
    const ChinaPeople *people;
    const StratumCells *stratum;
    const TypePlan *type;
    uint32_t stratum_index;
    uint8_t residence;
    const uint32_t *indexes; // [lanes]: of the households in their stratum
    uint32_t count;
    uint32_t lanes; // count rounded up to LANE_STEP
} Batch;

struct ChinaScratch {
    PeopleScratch base;
    Arena *arena;
    Batch batch;
    bool core_alone;                          // columns of the REST are not asked for
    uint32_t *batch_indexes;                  // [BLOCK_HOUSEHOLDS]
    uint32_t *household_words[3][4];          // draws HOUSEHOLD, MEANS, SOURCES: [BLOCK_HOUSEHOLDS]
    uint32_t *person_words[4];                // [BLOCK_PERSONS]
    uint8_t *age, *severe, *ill, *cares_lost; // [BLOCK_PERSONS]; lost: cannot look after himself
    int32_t *score;                           // [BLOCK_HOUSEHOLDS]
    uint32_t *rank;                           // of 2^32
    uint8_t *band, *workers, *needs_care;
    int64_t *left;   // of the household's income, not yet given to a source; fen a month
    int32_t *a_head; // income, fen a month
    ChinaCells cells;
    const void *pointers[CHINA_COLUMNS];
    uint64_t *indexes;
};

ChinaScratch *china_scratch_create(void);
void china_scratch_destroy(ChinaScratch *scratch);

// Which households to make next: from `first` to the end of their cell or of a block, `most` at
// most.
void china_batch(ChinaScratch *scratch, const ChinaPeople *people, uint32_t stratum, uint64_t first,
                 uint32_t most);

// Makes the households of the batch whole: the block of people_fill.
uint32_t china_fill(ChinaScratch *scratch, PeopleBlock *block);

// First part of both passes: draws, ages, health and the score.
void FOR_GENERATION(china_draw)(ChinaScratch *scratch);

// Second part: income and every column.
void FOR_GENERATION(china_fill_columns)(ChinaScratch *scratch);

// Its part that needs no income: who the members are, their study, health and care.
void FOR_GENERATION(china_fill_persons)(ChinaScratch *scratch);

// The first pass: counts scores, and sets the ranks so that means come out. False if the team of
// the options ended; tables that no ranks come out of are a diagnostic.
MUST_USE bool china_rank(ChinaPeople *people, const PeopleChinaOptions *options,
                         Diagnostics *diagnostics, Error *err);

#endif
