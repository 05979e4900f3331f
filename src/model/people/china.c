#include "model/people/china.h"

#include <string.h>

#include "base/digest.h"
#include "base/number.h"
#include "base/panic.h"
#include "base/text.h"
#include "model/people/china_internal.h"

enum {
    YEAR = 2023,
    NOISE_BINS = 4800,       // standard deviation of a score's luck
    SEVERE_PER_10000 = 2962, // of the disabled; CDPF estimate for 2010
    WEIGHT_SCALE = 1 << 20,
    VERSION = 2, // raised whenever the same inputs give other people
};

#define NO_VALUES                  \
    {                              \
        .values = NULL, .count = 0 \
    }

_Static_assert((int)TYPES_MAX <= (int)PEOPLE_KINDS_MAX, "the type of a household is its kind");

typedef struct ValueList {
    const Str *values;
    size_t count;
} ValueList;

#define TEXT(literal)                                  \
    {                                                  \
        .data = (literal), .size = sizeof(literal) - 1 \
    }
static const Str relation_names[] = {TEXT("self"),    TEXT("spouse"),         TEXT("child"),
                                     TEXT("parent"),  TEXT("grandchild"),     TEXT("grandparent"),
                                     TEXT("sibling"), TEXT("other_relative"), TEXT("other")};
static const Str sex_names[] = {TEXT("male"), TEXT("female")};
static const Str stage_names[] = {TEXT("none"),    TEXT("preschool"), TEXT("primary"),
                                  TEXT("junior"),  TEXT("senior"),    TEXT("vocational"),
                                  TEXT("college"), TEXT("bachelor"),  TEXT("postgraduate")};
static const Str disability_names[] = {TEXT("none"),   TEXT("vision"),  TEXT("hearing"),
                                       TEXT("speech"), TEXT("limb"),    TEXT("intellectual"),
                                       TEXT("mental"), TEXT("multiple")};
static const Str grade_names[] = {TEXT("able"), TEXT("mild"), TEXT("moderate"), TEXT("severe"),
                                  TEXT("complete")};
static const Str place_names[] = {TEXT("home"), TEXT("institution")};
static const Str insurance_names[] = {TEXT("resident"), TEXT("employee"), TEXT("none")};
static const Str house_names[] = {TEXT("none"), TEXT("a"), TEXT("b"),
                                  TEXT("c"),    TEXT("d"), TEXT("no_house")};
static const Str monitoring_names[] = {TEXT("none"), TEXT("unsteady"), TEXT("near"),
                                       TEXT("struck")};
#define LIST(names)                                                  \
    {                                                                \
        .values = (names), .count = sizeof(names) / sizeof(names)[0] \
    }
#define RELATIONS        LIST(relation_names)
#define SEXES            LIST(sex_names)
#define STAGES           LIST(stage_names)
#define DISABILITY_KINDS LIST(disability_names)
#define ELDER_GRADES     LIST(grade_names)
#define SERVICE_PLACES   LIST(place_names)
#define INSURANCES       LIST(insurance_names)
#define HOUSE_GRADES     LIST(house_names)
#define MONITORINGS      LIST(monitoring_names)

static const struct {
    const char *name;
    bool of_person;
    CellType type;
    int64_t low, high;
    ValueList values;
} column_rows[] = {
#define COLUMN(name, part, of_person, cell, c_type, low, high, values) \
    {#name, (of_person) != 0, cell, low, high, values},
#include "model/people/china_columns.def"
#undef COLUMN
};

// --- creation ---

static const ColumnSpec *make_specs(Arena *arena)
{
    ColumnSpec *specs = ARENA_ARRAY(arena, ColumnSpec, CHINA_COLUMNS);
    for (size_t c = 0; c < CHINA_COLUMNS; c++)
        specs[c] = (ColumnSpec){
            .name = str_from(column_rows[c].name),
            .of_person = column_rows[c].of_person,
            .type = column_rows[c].type,
            .low = column_rows[c].low,
            .high = column_rows[c].high,
            .scale = 1,
            .values = column_rows[c].values.values,
            .value_count = column_rows[c].values.count,
        };
    return specs;
}

// What a number counted so far, of `from`, becomes when these are to be `to`. Differences of what
// this gives add up exactly.
static uint64_t scaled(uint64_t so_far, uint64_t to, uint64_t from)
{
    return (uint64_t)(((Wide)so_far * (Wide)to + (Wide)(from / 2)) / (Wide)from);
}

static uint64_t count_all(const ChinaTables *tables)
{
    uint64_t all = 0;
    for (size_t s = 0; s < tables->stratum_count; s++) {
        for (size_t n = 0; n < MEMBERS; n++) all += tables->strata[s].households[n];
    }
    return all;
}

// Divides the households of each size among its types, and all by the scale of the population.
static void make_cells(ChinaPeople *people, uint64_t wanted, uint64_t all, Stratum *strata)
{
    const ChinaTables *tables = people->tables;
    uint64_t so_far = 0;
    for (size_t s = 0; s < tables->stratum_count; s++) {
        const StratumPlan *plan = &tables->strata[s];
        StratumCells *cells = &people->strata[s];
        for (uint32_t size = MEMBERS; size >= 1; size--) {
            const uint64_t households = plan->households[size - 1];
            uint64_t shares = 0, part = 0, given = 0;
            for (uint32_t t = 0; t < tables->type_count; t++) {
                if (tables->types[t].size == size)
                    shares += tables->types[t].share[plan->residence];
            }
            for (uint32_t t = 0; t < tables->type_count; t++) {
                if (tables->types[t].size != size || shares == 0) continue;
                part += tables->types[t].share[plan->residence];
                const uint64_t until = scaled(part, households, shares);
                const uint64_t from_all = scaled(so_far + given, wanted, all);
                const uint64_t count = scaled(so_far + until, wanted, all) - from_all;
                given = until;
                if (count == 0) continue;
                cells->cells[cells->cell_count++] = (Cell){
                    .type = t, .first = (uint32_t)strata[s].households, .count = (uint32_t)count};
                strata[s].households += count;
                strata[s].persons += count * size;
            }
            so_far += households;
        }
    }
}

static void make_strata(ChinaPeople *people, uint64_t wanted, uint64_t all)
{
    const ChinaTables *tables = people->tables;
    Stratum *strata = ARENA_ARRAY(people->arena, Stratum, tables->stratum_count);
    people->strata = ARENA_ARRAY(people->arena, StratumCells, tables->stratum_count);
    for (size_t s = 0; s < tables->stratum_count; s++) {
        const StratumPlan *plan = &tables->strata[s];
        StratumCells *cells = &people->strata[s];
        uint32_t code = 0;
        for (size_t i = 0; i < plan->region.size; i++)
            code = code * 10 + (uint32_t)(plan->region.data[i] - '0');
        cells->philox_word = code * 2 + plan->residence;
        cells->fact = (StratumFact){
            .name = STR("residence"),
            .value = plan->residence == 0 ? STR("urban") : STR("rural"),
        };
        strata[s] = (Stratum){.region = plan->region, .facts = &cells->fact, .fact_count = 1};
    }
    make_cells(people, wanted, all, strata);
    people->base.outline.strata = strata;
    people->base.outline.stratum_count = tables->stratum_count;
}

static Str hash_of(const ChinaTables *tables, uint64_t seed, uint64_t households, Arena *arena)
{
    const Str parts[] = {
        STR("china-2023"),
        str_print(arena, "%d %llu %llu", VERSION, (unsigned long long)seed,
                  (unsigned long long)households),
        tables->digest,
    };
    const Digest digest = digest_of(parts, sizeof parts / sizeof parts[0]);
    return str_copy(arena, (Str){.data = digest.text, .size = 32});
}

static void make_outline(ChinaPeople *people, const PeopleChinaOptions *options)
{
    const uint64_t all = count_all(people->tables);
    const uint64_t wanted =
        options->households == 0 || options->households > all ? all : options->households;
    const bool whole = wanted == all;
    people->base.outline = (PeopleOutline){
        .name = STR("china-2023"),
        .source = STR("synthetic: census of 2020, population and incomes of 2023 as published by "
                      "the National Bureau of Statistics; see data/china-2023/README.md"),
        .seed = options->seed,
        .hash = hash_of(people->tables, options->seed, wanted, people->arena),
        .year = YEAR,
        .specs = make_specs(people->arena),
        .column_count = CHINA_COLUMNS,
        .weight_scale = whole ? 1 : WEIGHT_SCALE,
        .weight = whole ? 1 : (int64_t)scaled(all, WEIGHT_SCALE, wanted),
    };
    make_strata(people, wanted, all);
}

// Thresholds that follow from the tables.
static void make_thresholds(ChinaPeople *people)
{
    const ChinaTables *tables = people->tables;
    for (size_t age = 0; age < AGES; age++)
        people->severe[age] = tables->disabled[age] * SEVERE_PER_10000 / 10000;
    for (size_t r = 0; r < RESIDENCES; r++) {
        for (size_t band = 0; band < RANK_BANDS; band++) {
            const uint32_t works = 65536 - tables->ranks[r][band].without_work;
            for (size_t age = 0; age < AGES; age++)
                people->works[r][band][age] =
                    (uint32_t)((uint64_t)tables->works[r][age] * works >> 16);
        }
    }
    fixed_normal_knots(NOISE_BINS, people->noise);
    fixed_normal_knots(1000, people->normal);
}

// --- generations of processors ---

#define DECLARE(generation)                              \
    void china_draw_##generation(ChinaScratch *scratch); \
    void china_fill_columns_##generation(ChinaScratch *scratch)
#define KERNELS_FOR(generation) \
    ((ChinaKernels){china_draw_##generation, china_fill_columns_##generation})

DECLARE(v2);
DECLARE(v3);
DECLARE(v4);

// The best that this processor has, but not above `most`, which is 0 where anything will do.
static ChinaKernels choose_kernels(int most)
{
    const bool any = most == 0;
    const bool avx512 = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd");
    if ((any || most >= 4) && avx512) return KERNELS_FOR(v4);
    if ((any || most >= 3) && __builtin_cpu_supports("avx2")) return KERNELS_FOR(v3);
    return KERNELS_FOR(v2);
}

// --- blocks ---

// The cell that a household of the stratum lies in.
static const Cell *cell_of(const StratumCells *cells, uint64_t index)
{
    uint32_t c = 0;
    while (c + 1 < cells->cell_count && index >= cells->cells[c + 1].first) c++;
    return &cells->cells[c];
}

static void set_batch(ChinaScratch *scratch, const ChinaPeople *people, uint32_t stratum,
                      const Cell *cell, uint32_t count)
{
    scratch->batch = (Batch){
        .people = people,
        .stratum = &people->strata[stratum],
        .type = &people->tables->types[cell->type],
        .stratum_index = stratum,
        .residence = people->tables->strata[stratum].residence,
        .indexes = scratch->batch_indexes,
        .count = count,
        .lanes = lanes_taken(count),
    };
}

void china_batch(ChinaScratch *scratch, const ChinaPeople *people, uint32_t stratum, uint64_t first,
                 uint32_t most)
{
    const Cell *cell = cell_of(&people->strata[stratum], first);
    const uint32_t room =
        (uint32_t)BLOCK_PERSONS / people->tables->types[cell->type].size / LANE_STEP * LANE_STEP;
    const uint32_t left = cell->first + cell->count - (uint32_t)first;
    if (most > room) most = room;
    if (most > BLOCK_HOUSEHOLDS) most = BLOCK_HOUSEHOLDS;
    set_batch(scratch, people, stratum, cell, left < most ? left : most);
    for (uint32_t i = 0; i < scratch->batch.lanes; i++)
        scratch->batch_indexes[i] = (uint32_t)first + i;
}

ChinaScratch *china_scratch_create(void)
{
    Arena *arena = arena_create();
    ChinaScratch *scratch = ARENA_ONE(arena, ChinaScratch);
    scratch->arena = arena;
    const size_t households = BLOCK_HOUSEHOLDS, persons = BLOCK_PERSONS;
    const size_t lanes[] = {households, persons}; // [of a person]
    scratch->batch_indexes = arena_take_line(arena, households * sizeof *scratch->batch_indexes);
    for (size_t w = 0; w < 4; w++) {
        for (size_t d = 0; d < 3; d++)
            scratch->household_words[d][w] = arena_take_line(arena, households * sizeof(uint32_t));
        scratch->person_words[w] = arena_take_line(arena, persons * sizeof(uint32_t));
    }
    scratch->age = arena_take_line(arena, persons);
    scratch->severe = arena_take_line(arena, persons);
    scratch->ill = arena_take_line(arena, persons);
    scratch->cares_lost = arena_take_line(arena, persons);
    scratch->score = arena_take_line(arena, households * sizeof *scratch->score);
    scratch->rank = arena_take_line(arena, households * sizeof *scratch->rank);
    scratch->band = arena_take_line(arena, households);
    scratch->workers = arena_take_line(arena, households);
    scratch->needs_care = arena_take_line(arena, households);
    scratch->left = arena_take_line(arena, households * sizeof *scratch->left);
    scratch->a_head = arena_take_line(arena, households * sizeof *scratch->a_head);
    scratch->indexes = arena_take_line(arena, households * sizeof *scratch->indexes);
#define COLUMN(name, part, of_person, cell, c_type, low, high, values)               \
    scratch->cells.name = arena_take_line(arena, lanes[of_person] * sizeof(c_type)); \
    scratch->pointers[COLUMN_##name] = scratch->cells.name;
#include "model/people/china_columns.def"
#undef COLUMN
    return scratch;
}

void china_scratch_destroy(ChinaScratch *scratch)
{
    if (scratch != NULL) arena_destroy(scratch->arena);
}

uint32_t china_fill(ChinaScratch *scratch, PeopleBlock *block)
{
    const Batch *batch = &scratch->batch;
    batch->people->kernels.draw(scratch);
    batch->people->kernels.fill_columns(scratch);
    uint8_t sizes[BLOCK_HOUSEHOLDS];
    memset(sizes, batch->type->size, batch->count);
    *block = (PeopleBlock){.indexes = scratch->indexes,
                           .kind = 1 + (uint32_t)(batch->type - batch->people->tables->types)};
    block_shape_set(&block->columns.shape, sizes, batch->count);
    block->columns.cells = scratch->pointers;
    for (uint32_t i = 0; i < batch->count; i++) scratch->indexes[i] = batch->indexes[i];
    return batch->count;
}

static void destroy(People *people)
{
    arena_destroy(((ChinaPeople *)people)->arena);
}

static PeopleScratch *create_scratch(const People *people)
{
    (void)people;
    return &china_scratch_create()->base;
}

static void destroy_scratch(PeopleScratch *scratch)
{
    china_scratch_destroy((ChinaScratch *)scratch);
}

static uint32_t fill(const People *people, uint32_t stratum, uint64_t first, uint32_t most,
                     PeopleScratch *base, PeopleBlock *block)
{
    ChinaScratch *scratch = (ChinaScratch *)base;
    china_batch(scratch, (const ChinaPeople *)people, stratum, first, most);
    return china_fill(scratch, block);
}

static void fill_these(const People *base, uint32_t stratum, const uint64_t *indexes,
                       uint32_t count, PeopleScratch *of, PeopleBlock *block)
{
    const ChinaPeople *people = (const ChinaPeople *)base;
    ChinaScratch *scratch = (ChinaScratch *)of;
    const Cell *cell = cell_of(&people->strata[stratum], indexes[0]);
    set_batch(scratch, people, stratum, cell, count);
    invariant(scratch->batch.lanes * scratch->batch.type->size <= BLOCK_PERSONS);
    for (uint32_t i = 0; i < scratch->batch.lanes; i++) {
        const uint64_t index = indexes[i < count ? i : 0];
        invariant(index - cell->first < cell->count);
        scratch->batch_indexes[i] = (uint32_t)index;
    }
    (void)china_fill(scratch, block);
}

static void ask(const People *people, PeopleScratch *base, const bool *columns)
{
    enum { CORE, REST };
    static const bool is_rest[] = {
#define COLUMN(name, part, of_person, cell, c_type, low, high, values) (part) == REST,
#include "model/people/china_columns.def"
#undef COLUMN
    };
    ChinaScratch *scratch = (ChinaScratch *)base;
    (void)people;
    scratch->core_alone = true;
    for (size_t c = 0; c < CHINA_COLUMNS; c++)
        scratch->core_alone = scratch->core_alone && !(columns[c] && is_rest[c]);
}

static const PeopleKind kind = {
    .scratch_create = create_scratch,
    .scratch_destroy = destroy_scratch,
    .fill = fill,
    .fill_these = fill_these,
    .destroy = destroy,
    .ask = ask,
};

bool people_china_create(const PeopleChinaOptions *options, Sources *sources,
                         Diagnostics *diagnostics, People **people, Error *err)
{
    Arena *arena = arena_create();
    ChinaPeople *made = ARENA_ONE(arena, ChinaPeople);
    made->base.kind = &kind;
    made->arena = arena;
    made->kernels = choose_kernels(options->generation);
    made->tables = ARENA_ONE(arena, ChinaTables);
    made->ranks = ARENA_ONE(arena, RankTables);
    bool done =
        china_tables_read(options->data_folder, arena, sources, diagnostics, made->tables, err);
    if (done && diagnostics->error_count == 0) {
        make_outline(made, options);
        make_thresholds(made);
        done = china_rank(made, options, diagnostics, err);
    }
    if (done && diagnostics->error_count == 0) {
        *people = &made->base;
        return true;
    }
    arena_destroy(arena);
    if (!done) return false;
    return error_set(err, ERROR_INVALID, options->data_folder,
                     "the tables of the population have errors");
}
