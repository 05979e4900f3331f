// china_tables.h - the inputs of china-2023, read from data/china-2023 and laid out for drawing.
//
// Whatever is drawn with ten random bits has a table of 1,024 entries, with sixteen a threshold out
// of 65,536: no division, no search and no floating point per person.
#ifndef MODEL_PEOPLE_CHINA_TABLES_H
#define MODEL_PEOPLE_CHINA_TABLES_H

#include "base/diagnostics.h"
#include "model/people/quantiles.h"

enum {
    RESIDENCES = 2, // urban, rural
    STRATA_MAX = 80,
    TYPES_MAX = 40,
    MEMBERS = 8,  // of the largest household
    AGES = 128,   // 0 to 104 are used
    DRAWS = 1024, // entries of a table drawn with ten bits
    GAPS_MAX = 8,
    RANK_BANDS = 32,
    CURVE_STEPS = 256, // of a table drawn with sixteen bits, between which values lie on lines
};

typedef enum Relation {
    RELATION_SELF,
    RELATION_SPOUSE,
    RELATION_CHILD,
    RELATION_PARENT,
    RELATION_GRANDCHILD,
    RELATION_GRANDPARENT,
    RELATION_SIBLING,
    RELATION_OTHER_RELATIVE,
    RELATION_OTHER,
} Relation;

typedef enum Study {
    STUDY_NONE,
    STUDY_PRESCHOOL,
    STUDY_PRIMARY,
    STUDY_JUNIOR,
    STUDY_SENIOR,
    STUDY_VOCATIONAL,
    STUDY_COLLEGE,
    STUDY_BACHELOR,
    STUDY_POSTGRADUATE,
} Study;

// How a member's age is found: drawn, or that of another member plus a gap.
typedef struct MemberPlan {
    Relation relation;
    bool anchor;
    uint8_t base; // slot whose age the gap is added to
    uint8_t gap;  // index of a table of gaps
} MemberPlan;

typedef struct TypePlan {
    Str name;
    uint8_t size;
    MemberPlan members[MEMBERS];
    uint8_t order[MEMBERS]; // slots, each after the one its age depends on
    int32_t score;
    uint32_t share[RESIDENCES];         // of the households of its size, millionths
    uint32_t no_supporters[RESIDENCES]; // threshold of 65,536: nobody outside is bound and able
    uint8_t ages[RESIDENCES][DRAWS];
} TypePlan;

typedef struct StratumPlan {
    Str region;
    uint8_t residence; // 0 urban, 1 rural
    uint64_t persons;
    uint64_t households[MEMBERS]; // of 1, 2, ... members
    int64_t income;               // published mean, yuan a head a year
} StratumPlan;

// What depends on the rank of income, thousandths turned into 1/65536.
typedef struct RankShares {
    uint32_t property_ok, second_home, paid_out, property_income, transfers, business, farm,
        employee_pension, without_work;
} RankShares;

typedef struct ChinaTables {
    StratumPlan strata[STRATA_MAX];
    size_t stratum_count;
    TypePlan types[TYPES_MAX];
    size_t type_count;
    int8_t gaps[GAPS_MAX][DRAWS];
    Str gap_names[GAPS_MAX];
    size_t gap_count;
    QuantileGroups groups[RESIDENCES];
    int64_t disposable[RESIDENCES][QUANTILE_GROUPS]; // published, fen a month
    RankShares ranks[RESIDENCES][RANK_BANDS];
    uint32_t disabled[AGES], ill[AGES], care[AGES]; // thresholds of 65,536
    uint32_t works[RESIDENCES][AGES];
    uint8_t study[AGES][16];
    uint64_t ages[RESIDENCES][AGES]; // persons of the five years from an age, as they should be
    int32_t deposit_months[CURVE_STEPS + 1];                    // sixteenths of a month's income
    int32_t bills[CURVE_STEPS + 1], bills_ill[CURVE_STEPS + 1]; // fen in twelve months
    int32_t area[CURVE_STEPS + 1];                              // square metres a head
    Str digest;                                                 // of all files
} ChinaTables;

// Reads the tables of a folder. False if one cannot be read; faults in them are diagnosed.
MUST_USE bool china_tables_read(const char *folder, Arena *arena, Sources *sources,
                                Diagnostics *diagnostics, ChinaTables *tables, Error *err);

#endif
