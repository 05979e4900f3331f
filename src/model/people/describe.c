#include "model/people/describe.h"

#include <stddef.h>
#include <string.h>

#include "base/number.h"
#include "base/text.h"
#include "model/people/china_internal.h"

enum {
    AGE_BANDS = 19,      // 0-4, ..., 90 and over
    MEDIAN_BINS = 20000, // of 10 yuan a month a head
    FEN_OF_BIN = 1000,
    LINE_URBAN = 77900, // fen a month: mean dibao standards of November 2023
    LINE_RURAL = 61500,
};

// What one stratum adds up to; all integers, so that the order of strata does not matter.
typedef struct Sums {
    uint64_t households, persons;
    uint64_t size[MEMBERS + 1];
    uint64_t age[AGE_BANDS][2];
    uint64_t income; // fen a month
    uint64_t group_persons[QUANTILE_GROUPS], group_income[QUANTILE_GROUPS];
    uint64_t wage, business, farm, property, pension, transfers, paid_out;
    uint64_t disabled[5]; // by grade
    uint64_t ill, care_lost, orphans, uncared;
    uint64_t poor, poor_gap, poor_passed;  // persons below the line; fen a month; asset test passed
    uint64_t dependants_below, dependants; // of all persons under 16 and over 59
    uint64_t extreme;                      // poor, asset test passed, old or disabled, unsupported
    uint32_t by_income[MEDIAN_BINS];       // households
} Sums;

typedef struct Walk {
    const ChinaPeople *people;
    Sums *sums; // [stratum_count]
} Walk;

static void add_person(Sums *sums, const ChinaScratch *scratch, uint32_t lane)
{
    const ChinaCells *cells = &scratch->cells;
    const uint8_t age = scratch->age[lane];
    sums->age[age >= 90 ? AGE_BANDS - 1 : age / 5][cells->sex[lane]]++;
    sums->wage += (uint64_t)cells->wage[lane];
    sums->paid_out += (uint64_t)cells->paid_out[lane];
    sums->business += (uint64_t)cells->business_net[lane];
    sums->farm += (uint64_t)cells->farm_net[lane] / 12;
    sums->property += (uint64_t)cells->property_net[lane];
    sums->pension += (uint64_t)cells->pension[lane];
    sums->transfers += (uint64_t)cells->transfers[lane];
    if (cells->disability[lane] != 0) sums->disabled[cells->disability_grade[lane]]++;
    sums->ill += cells->major_illness[lane];
    sums->care_lost += scratch->cares_lost[lane];
    sums->orphans += cells->parents_lost[lane];
    sums->uncared += cells->without_carers[lane];
}

static int64_t income_of(const ChinaScratch *scratch, uint32_t lane)
{
    const ChinaCells *cells = &scratch->cells;
    return (int64_t)cells->wage[lane] - cells->paid_out[lane] + cells->business_net[lane] +
           cells->farm_net[lane] / 12 + cells->property_net[lane] + cells->pension[lane] +
           cells->transfers[lane];
}

static void add_poor(Sums *sums, const ChinaScratch *scratch, uint32_t household, int64_t income)
{
    const Batch *batch = &scratch->batch;
    const int64_t line = batch->residence == 0 ? LINE_URBAN : LINE_RURAL;
    const uint32_t size = batch->type->size;
    int64_t counted = income;
    uint32_t dependants = 0, helpless = 0;
    for (uint32_t slot = 0; slot < size; slot++) {
        const uint32_t lane = slot * batch->lanes + household;
        counted -= scratch->cells.base_pension[lane];
        const bool dependant = scratch->age[lane] < 16 || scratch->age[lane] >= 60;
        dependants += dependant;
        helpless += dependant || scratch->severe[lane] != 0;
    }
    sums->dependants += dependants;
    if (counted >= line * size) return;
    sums->poor += size;
    sums->poor_gap += (uint64_t)(line * size - counted);
    sums->dependants_below += dependants;
    if (scratch->cells.property_checked[household] == 0) return;
    sums->poor_passed += size;
    if (scratch->cells.without_supporters[household] != 0 && helpless == size)
        sums->extreme += size;
}

static void add_household(Sums *sums, const ChinaScratch *scratch, uint32_t household)
{
    const Batch *batch = &scratch->batch;
    int64_t income = 0;
    for (uint32_t slot = 0; slot < batch->type->size; slot++) {
        const uint32_t lane = slot * batch->lanes + household;
        add_person(sums, scratch, lane);
        income += income_of(scratch, lane);
    }
    const uint64_t size = batch->type->size;
    const uint32_t group = (uint32_t)((uint64_t)scratch->rank[household] * QUANTILE_GROUPS >> 32);
    sums->households++;
    sums->persons += size;
    sums->size[size]++;
    sums->income += (uint64_t)income;
    sums->group_persons[group] += size;
    sums->group_income[group] += (uint64_t)income;
    const uint64_t bin = (uint64_t)scratch->a_head[household] / FEN_OF_BIN;
    sums->by_income[bin < MEDIAN_BINS ? bin : MEDIAN_BINS - 1]++;
    add_poor(sums, scratch, household, income);
}

static void walk_stratum(void *context, uint32_t stratum)
{
    const Walk *walk = context;
    ChinaScratch *scratch = china_scratch_create();
    const uint64_t households = walk->people->base.outline.strata[stratum].households;
    PeopleBlock block;
    for (uint64_t first = 0; first < households;) {
        china_batch(scratch, walk->people, stratum, first, BLOCK_HOUSEHOLDS);
        const uint32_t count = china_fill(scratch, &block);
        for (uint32_t i = 0; i < count; i++) add_household(&walk->sums[stratum], scratch, i);
        first += count;
    }
    china_scratch_destroy(scratch);
}

// Every part of Sums but by_income is a number of 64 bits.
enum { SUM_WORDS = offsetof(Sums, by_income) / sizeof(uint64_t) };

static void add_sums(Sums *total, const Sums *part)
{
    uint64_t words[SUM_WORDS], more[SUM_WORDS];
    memcpy(words, total, sizeof words);
    memcpy(more, part, sizeof more);
    for (size_t i = 0; i < SUM_WORDS; i++) words[i] += more[i];
    memcpy(total, words, sizeof words);
    for (size_t i = 0; i < MEDIAN_BINS; i++) total->by_income[i] += part->by_income[i];
}

// --- the rows ---

typedef struct Report {
    Arena *arena;
    MarginVec *margins;
    int64_t weight, scale;
} Report;

// What should be found.
typedef struct Target {
    int64_t amount; // 0: none
    MarginKind kind;
    const char *note; // source or conflict
} Target;

static void add_row(const Report *report, Margin margin)
{
    *vec_push(report->arena, report->margins) = margin;
}

static int64_t weighted(const Report *report, uint64_t count)
{
    return (int64_t)((Wide)count * report->weight / report->scale);
}

static void add_count(const Report *report, const char *group, Str name, uint64_t count,
                      Target target)
{
    add_row(report, (Margin){
                        .group = str_from(group),
                        .name = name,
                        .unit = MARGIN_COUNT,
                        .kind = target.kind,
                        .found = weighted(report, count),
                        .target = target.amount,
                        .note = str_from(target.note),
                    });
}

// Fen a month, summed, as hundredths of a yuan a head a year.
static int64_t a_head_year(uint64_t fen_month, uint64_t persons)
{
    return persons == 0 ? 0 : (int64_t)((Wide)fen_month * 12 / (Wide)persons);
}

// The target is in yuan.
static void add_income(const Report *report, const char *group, Str name, int64_t found,
                       Target target)
{
    add_row(report, (Margin){
                        .group = str_from(group),
                        .name = name,
                        .unit = MARGIN_YUAN_YEAR,
                        .kind = target.kind,
                        .found = found,
                        .target = target.amount * 100,
                        .note = str_from(target.note),
                    });
}

static void add_share(const Report *report, const char *group, const char *name, uint64_t part,
                      uint64_t whole, Target target)
{
    add_row(report, (Margin){
                        .group = str_from(group),
                        .name = str_from(name),
                        .unit = MARGIN_SHARE,
                        .kind = target.kind,
                        .found = whole == 0 ? 0 : (int64_t)((Wide)part * 1000000 / (Wide)whole),
                        .target = target.amount,
                        .note = str_from(target.note),
                    });
}

static void add_sizes_and_ages(const Report *report, const ChinaPeople *people, const Sums *total)
{
    const ChinaTables *tables = people->tables;
    for (size_t n = 1; n <= MEMBERS; n++) {
        uint64_t target = 0;
        for (size_t s = 0; s < tables->stratum_count; s++)
            target += tables->strata[s].households[n - 1];
        add_count(report, "size", str_print(report->arena, "households of %zu", n), total->size[n],
                  (Target){(int64_t)target, MARGIN_BINDS, "census of 2020, shares by size"});
    }
    for (size_t band = 0; band < AGE_BANDS; band++) {
        const size_t age = band * 5;
        add_count(report, "age", str_print(report->arena, "%zu to %zu", age, age + 4),
                  total->age[band][0] + total->age[band][1],
                  (Target){(int64_t)(tables->ages[0][age] + tables->ages[1][age]), MARGIN_BINDS,
                           "census of 2020, three years on"});
    }
    uint64_t males = 0;
    for (size_t band = 0; band < AGE_BANDS; band++) males += total->age[band][0];
    add_share(report, "sex", "male", males, total->persons,
              (Target){511700, MARGIN_FOLLOWS,
                       "721.62 of 1,409.67 million at the end of 2023 would be 51.2 % (recalled)"});
}

static void add_quintiles(const Report *report, const ChinaPeople *people, uint8_t residence,
                          const Sums *part)
{
    static const int64_t medians[RESIDENCES] = {47122, 18748}, means[RESIDENCES] = {51769, 21278};
    const char *group = residence == 0 ? "urban income" : "rural income";
    for (size_t k = 0; k < QUANTILE_GROUPS; k++) {
        const int64_t mean = people->tables->groups[residence].mean[k] * 12;
        add_row(report, (Margin){
                            .group = str_from(group),
                            .name = str_print(report->arena, "fifth %zu of households", k + 1),
                            .unit = MARGIN_YUAN_YEAR,
                            .kind = MARGIN_BINDS,
                            .found = a_head_year(part->group_income[k], part->group_persons[k]),
                            .target = mean,
                            .note = STR("quintiles of 2023 before assistance"),
                        });
    }
    add_income(
        report, group, STR("mean"), a_head_year(part->income, part->persons),
        (Target){means[residence], MARGIN_FOLLOWS, "published, less dibao and tekun of 2023"});
    uint64_t below = 0;
    size_t bin = 0;
    while (bin < MEDIAN_BINS - 1 && (below + part->by_income[bin]) * 2 < part->households)
        below += part->by_income[bin++];
    add_income(
        report, group, STR("median household"), (int64_t)(bin * 2 + 1) * FEN_OF_BIN * 6,
        (Target){medians[residence], MARGIN_FOLLOWS, "published; found to the nearest 120 yuan"});
}

static void add_provinces(const Report *report, const ChinaPeople *people, const Sums *sums)
{
    const ChinaTables *tables = people->tables;
    for (uint32_t residence = 0; residence < RESIDENCES; residence++) {
        Wide published = 0, made = 0;
        for (size_t s = 0; s < tables->stratum_count; s++) {
            if (tables->strata[s].residence != residence) continue;
            published += (Wide)sums[s].persons * (Wide)tables->strata[s].income;
            made += (Wide)a_head_year(sums[s].income, sums[s].persons) * (Wide)sums[s].persons;
        }
        for (size_t s = 0; s < tables->stratum_count && published > 0; s++) {
            if (tables->strata[s].residence != residence) continue;
            add_row(report,
                    (Margin){
                        .group = residence == 0 ? STR("urban province") : STR("rural province"),
                        .name = tables->strata[s].region,
                        .unit = MARGIN_YUAN_YEAR,
                        .kind = MARGIN_BINDS,
                        .found = a_head_year(sums[s].income, sums[s].persons),
                        .target = (int64_t)(tables->strata[s].income * made / published),
                        .note = STR("published, all by one factor to agree with the nation"),
                    });
        }
    }
}

static void add_needs(const Report *report, const Sums *total)
{
    const uint64_t severe = total->disabled[1] + total->disabled[2];
    const uint64_t other = total->disabled[3] + total->disabled[4];
    add_count(report, "health", STR("disabled, grades 1 and 2"), severe,
              (Target){25180000, MARGIN_BINDS, "CDPF estimate for 2010 (recalled)"});
    add_count(report, "health", STR("disabled, grades 3 and 4"), other,
              (Target){59840000, MARGIN_BINDS, "the same"});
    add_count(report, "health", STR("seriously ill"), total->ill,
              (Target){0, MARGIN_FOLLOWS, "assumed"});
    add_count(report, "health", STR("cannot look after themselves"), total->care_lost,
              (Target){0, MARGIN_FOLLOWS, "assumed"});
    add_count(report, "children", STR("parents lost"), total->orphans,
              (Target){0, MARGIN_FOLLOWS, "assumed"});
    add_count(report, "children", STR("without carers"), total->uncared,
              (Target){0, MARGIN_FOLLOWS, "assumed"});
    const uint64_t income = total->income;
    add_share(report, "sources", "wage", total->wage, income,
              (Target){565000, MARGIN_FOLLOWS, "income of 2024, the nation"});
    add_share(report, "sources", "farm and business", total->business + total->farm, income,
              (Target){167000, MARGIN_FOLLOWS, "the same"});
    add_share(report, "sources", "property", total->property, income,
              (Target){83000, MARGIN_FOLLOWS, "the same"});
    add_share(report, "sources", "pensions and transfers",
              total->pension + total->transfers - total->paid_out, income,
              (Target){185000, MARGIN_FOLLOWS, "the same, less what is paid out"});
}

static void add_lines(const Report *report, const Sums parts[RESIDENCES])
{
    static const char *const names[RESIDENCES][4] = {
        {"urban persons below 779 yuan a month", "... and within the property limits",
         "... urban, without supporters or ability", "... urban gap, yuan a head of them a year"},
        {"rural persons below 615 yuan a month", "... and within the property limits",
         "... rural, without supporters or ability", "... rural gap, yuan a head of them a year"}};
    static const int64_t recipients[RESIDENCES] = {6640000, 33990000};
    static const int64_t extreme[RESIDENCES] = {366000, 4354000};
    for (size_t r = 0; r < RESIDENCES; r++) {
        const Sums *part = &parts[r];
        add_count(
            report, "below the line", str_from(names[r][0]), part->poor,
            (Target){recipients[r], MARGIN_CONFLICT,
                     "recipients of dibao at the end of 2023: between lie property, supporters, "
                     "claim and finding"});
        add_count(report, "below the line", str_from(names[r][1]), part->poor_passed,
                  (Target){recipients[r], MARGIN_FOLLOWS, "the same"});
        add_count(
            report, "below the line", str_from(names[r][2]), part->extreme,
            (Target){
                extreme[r], MARGIN_FOLLOWS,
                "assumed, calibrated: set so that the simulated tekun are the 4.72 million of the "
                "end of 2023; the split is recalled"});
        add_income(report, "below the line", str_from(names[r][3]),
                   a_head_year(part->poor_gap, part->poor),
                   (Target){4800, MARGIN_FOLLOWS, "400 yuan a month were paid a recipient"});
    }
}

static void add_conflicts(const Report *report, const Sums *total)
{
    add_count(
        report, "conflict", STR("households"), total->households,
        (Target){
            522690000, MARGIN_CONFLICT,
            "494.16 million and 28.53 million collective ones in 2020: persons and sizes bind"});
    add_income(
        report, "conflict", STR("mean income of the nation"),
        a_head_year(total->income, total->persons),
        (Target){39218, MARGIN_CONFLICT,
                 "the published means imply 58.2 % in towns, the census 66.2 %: persons bind"});
    add_row(report, (Margin){
                        .group = STR("conflict"),
                        .name = STR("Gini of income"),
                        .unit = MARGIN_SHARE,
                        .kind = MARGIN_CONFLICT,
                        .target = 465000,
                        .note = STR("at most 0.448 fits the published quintiles, which bind"),
                    });
}

void people_describe(const People *population, PeopleWorkers *run, void *workers, Arena *arena,
                     MarginVec *margins)
{
    const ChinaPeople *people = (const ChinaPeople *)population;
    const size_t count = people->base.outline.stratum_count;
    Walk walk = {.people = people, .sums = ARENA_ARRAY(arena, Sums, count)};
    if (run != NULL) run(workers, (uint32_t)count, walk_stratum, &walk);
    for (uint32_t s = 0; run == NULL && s < count; s++) walk_stratum(&walk, s);
    Sums *parts = ARENA_ARRAY(arena, Sums, RESIDENCES), *total = ARENA_ONE(arena, Sums);
    for (size_t s = 0; s < count; s++) {
        add_sums(&parts[people->tables->strata[s].residence], &walk.sums[s]);
        add_sums(total, &walk.sums[s]);
    }
    const Report report = {.arena = arena,
                           .margins = margins,
                           .weight = people->base.outline.weight,
                           .scale = people->base.outline.weight_scale};
    uint64_t persons[RESIDENCES] = {0};
    for (size_t s = 0; s < count; s++)
        persons[people->tables->strata[s].residence] += people->tables->strata[s].persons;
    add_count(&report, "persons", STR("urban"), parts[0].persons,
              (Target){(int64_t)persons[0], MARGIN_BINDS,
                       "population at the end of 2023, without 2 million soldiers"});
    add_count(&report, "persons", STR("rural"), parts[1].persons,
              (Target){(int64_t)persons[1], MARGIN_BINDS, "the same"});
    add_sizes_and_ages(&report, people, total);
    add_quintiles(&report, people, 0, &parts[0]);
    add_quintiles(&report, people, 1, &parts[1]);
    add_provinces(&report, people, walk.sums);
    add_needs(&report, total);
    add_lines(&report, parts);
    add_conflicts(&report, total);
}
