// targeting.h - who is reached, with how much, and who is missed: integer sums and their ratios.
//
// A Targeting is a fixed struct of integer sums. Households are added one by one, from arrays or as
// a population streams by; two of them merge by addition, so any split over threads or machines
// gives the same bits (an MPI reduction calls targeting_merge on the raw structs). All indicators
// are exact fractions of it.
//
// People are sorted into eight cells: poor by the line before the transfer, in the reference set,
// reached (the household's benefit is above zero: every member of it counts, as in the World Bank's
// ASPIRE; persons paid directly are counted apart). What set an error refers to must be printed:
// the income-poor (needs), the statutorily eligible (法定应保, what 漏保 means in administration),
// or the truly needy of a simulation. Methods 2.1 to 2.19.
//
//     static Targeting targeting;                      // all zero
//     targeting_add(&targeting, &(TargetingCase){ … });
//     const TargetingReport report =
//         targeting_report(&targeting, TARGETING_REFERENCE, number_whole(0));
#ifndef MODEL_STATISTICS_TARGETING_H
#define MODEL_STATISTICS_TARGETING_H

#include "model/statistics/poverty.h"

enum { TARGETING_GROUPS_MAX = 20 }; // quantile groups: five, ten or twenty

// One household. Money is of the household and of the whole period; the line is a head.
typedef struct TargetingCase {
    int64_t weight;      // in 1/weight_scale households
    int64_t before_fen;  // welfare before the benefit
    int64_t benefit_fen; // >= 0
    int64_t line_fen;    // > 0
    int32_t size;
    int32_t recipients; // members paid directly
    uint32_t group;     // quantile group by welfare before, 0 the poorest; the rest: none
    bool in_reference;
} TargetingCase;

typedef struct TargetingCell {
    int64_t households, persons, recipients; // in 1/weight_scale, as all that follows
    Wide before, benefit;                    // fen
    Wide lines;                              // sum of w n z
    Wide gap_before, gap_after;              // fen missing to the line
    Wide filled;                             // sum of w min(benefit, gap)
} TargetingCell;

typedef struct TargetingGroup {
    int64_t persons, persons_reached;
    Wide before, benefit;
} TargetingGroup;

typedef struct Targeting {
    TargetingCell cells[2][2][2]; // [poor][in the reference set][reached]
    TargetingGroup groups[TARGETING_GROUPS_MAX];
} Targeting;

void targeting_add(Targeting *targeting, const TargetingCase *one);
void targeting_merge(Targeting *into, const Targeting *other);

// Over arrays: groups are `parts` quantile groups of `before`; in_reference may be NULL (nobody).
Targeting targeting_of(const Ranking *before, const int64_t *benefit_fen, Lines lines,
                       const bool *in_reference, uint32_t parts, Arena *arena);

typedef enum TargetingSet {
    TARGETING_POOR,      // below the line before the benefit
    TARGETING_REFERENCE, // as the caller marked
} TargetingSet;

// The sums of all cells that match; -1 matches both.
TargetingCell targeting_cell(const Targeting *targeting, int poor, int in_reference, int reached);

typedef struct TargetingReport {
    Ratio coverage;              // 2.1 persons reached over all
    Ratio coverage_of_set;       // 2.1 within the set
    Ratio coverage_households;   // the same in households of the set
    Ratio direct_coverage;       // persons paid directly over all
    Ratio adequacy;              // 2.2 benefit over welfare after, of those reached
    Ratio generosity;            // 2.3 benefit over the line, of those reached
    Ratio exclusion;             // 2.7 of the set, not reached (漏保率)
    Ratio exclusion_by_design;   // poor, outside the reference set and not reached, over the poor
    Ratio exclusion_in_practice; // poor, in the reference set and not reached, over the poor
    Ratio inclusion;             // 2.8 of those reached, not in the set (错保率)
    Ratio false_positive;        // 2.8 of those not in the set, reached
    Ratio leakage;               // 2.9 of the money, to those not in the set
    Ratio set_advantage;         // 2.11 benefit share over population share of the set
    Real differential;           // 2.10 coverage of the set less that of the others
    Ratio vertical_efficiency;   // 2.12 VEE: of the money, to the poor
    Ratio reduction_efficiency;  // 2.13 PRE: gap closed over money
    Ratio spillover;             // 2.13 S: of money to the poor, above the line
    Ratio gap_efficiency;        // 2.13 PGE: gap closed over gap
    Ratio benefit_cost;          // 2.14 gap closed over money and administration
    Ratio depth;                 // 2.18 of the set's gap, filled
} TargetingReport;

// `administration`: what a yuan paid costs besides, as a share of it (methods 2.21).
TargetingReport targeting_report(const Targeting *targeting, TargetingSet set,
                                 Number administration);

// Of one quantile group: shares that sum to one over all groups (2.4, 2.5), and 2.6.
typedef struct TargetingIncidence {
    Ratio population; // of persons; realised, ties are not parted
    Ratio benefit;    // of the money
    Ratio reached;    // of persons reached
    Ratio relative;   // money over welfare before
    Ratio coverage;   // persons reached over the group's
} TargetingIncidence;

TargetingIncidence targeting_incidence(const Targeting *targeting, uint32_t group);

// 2.11 Coady, Grosh and Hoddinott: benefit share of the poorest `groups` over their share of
// persons; 1 is neutral. Four of ten are the usual bottom 40 %.
Ratio targeting_cgh(const Targeting *targeting, uint32_t groups);

// 2.19 A year's money: 12 months of `monthly` with administration, and what is paid once.
Ratio targeting_year_cost(Wide monthly_fen, Number administration, Wide once_fen);

// --- who gets what together (2.16) ---

enum { OVERLAP_PROGRAMMES_MAX = 10, OVERLAP_SETS = 1 << OVERLAP_PROGRAMMES_MAX };

// Persons and households by the set of programmes they are in; bit k of the index is programme k.
typedef struct Overlap {
    int64_t persons[OVERLAP_SETS], households[OVERLAP_SETS]; // in 1/weight_scale
} Overlap;

static inline void overlap_add(Overlap *overlap, uint32_t programmes, int64_t weight, int32_t size)
{
    overlap->persons[programmes % OVERLAP_SETS] += weight * size;
    overlap->households[programmes % OVERLAP_SETS] += weight;
}

void overlap_merge(Overlap *into, const Overlap *other);

// Persons in all of `programmes`, whatever else they are in.
int64_t overlap_persons_in_all(const Overlap *overlap, uint32_t programmes);

// Persons in at least `least` programmes.
int64_t overlap_persons_in_some(const Overlap *overlap, unsigned least);

// --- who wins and who loses ---

typedef enum Change {
    CHANGE_LOSS_LARGE, // by more than the bound
    CHANGE_LOSS,
    CHANGE_NONE, // to the fen
    CHANGE_GAIN,
    CHANGE_GAIN_LARGE,
} Change;

enum { CHANGES = CHANGE_GAIN_LARGE + 1, CHANGE_GROUPS_MAX = 64 };

// By group (decile, area, kind of household) and change. `large_ppm`, the bound of a large change
// as a share of welfare before, is set once and must be the same in all that are merged.
typedef struct Changes {
    int64_t large_ppm;
    int64_t persons[CHANGE_GROUPS_MAX][CHANGES];    // in 1/weight_scale
    int64_t households[CHANGE_GROUPS_MAX][CHANGES]; // in 1/weight_scale
    Wide money[CHANGE_GROUPS_MAX][CHANGES];         // fen gained, in 1/weight_scale
} Changes;

typedef struct ChangeCase {
    int64_t weight, before_fen, after_fen;
    int32_t size;
    uint32_t group; // < CHANGE_GROUPS_MAX
} ChangeCase;

Change change_of(int64_t before_fen, int64_t after_fen, int64_t large_ppm);
void changes_add(Changes *changes, const ChangeCase *one);
void changes_merge(Changes *into, const Changes *other);

#endif
