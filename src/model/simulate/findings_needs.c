// Who lacks several things at once, and who gets several kinds of help at once.

#include "base/text.h"
#include "model/simulate/findings_internal.h"
#include "model/statistics/multidimensional.h"

#define TEXT(literal)                  \
    {                                  \
        (literal), sizeof(literal) - 1 \
    }

static const struct {
    int32_t weight;
    const char *key;
    Bilingual label;
} NEEDS[NEED_INDICATORS] = {
#define NEED(id, weight, key, zh, en) {weight, key, {TEXT(zh), TEXT(en)}},
#include "model/simulate/needs.def"
#undef NEED
};

enum { POOR_FROM = 20 }; // a third of all weights

// 1: has it, 0: lacks it; what is not asked of this population is not known of anyone.
static Deprivation deprivation(const Finder *finder, const uint32_t *group, uint32_t wanted)
{
    const Sample *sample = finder->sample;
    const size_t count = sample->survey.count;
    int64_t *values = ARENA_ARRAY(finder->arena, int64_t, count * NEED_INDICATORS);
    int64_t cutoff[NEED_INDICATORS];
    int32_t weight[NEED_INDICATORS];
    for (size_t j = 0; j < NEED_INDICATORS; j++) {
        cutoff[j] = 1;
        weight[j] = NEEDS[j].weight;
        for (size_t row = 0; row < count; row++) {
            const bool asked = (sample->asked[row] >> j & 1) != 0;
            values[row * NEED_INDICATORS + j] =
                asked ? (sample->lacks[row] >> j & 1) == 0 : INDICATOR_MISSING;
        }
    }
    const Dimensions dimensions = {.count = NEED_INDICATORS,
                                   .values = values,
                                   .cutoff = cutoff,
                                   .weight = weight,
                                   .least = POOR_FROM,
                                   .missing = MISSING_REWEIGHTS};
    return multidimensional_of(&sample->survey, &dimensions, group, wanted);
}

static void headcounts(const Finder *finder, ReportSection *section)
{
    static const struct {
        const char *key;
        Bilingual label;
    } rows[] = {{"urban", {TEXT("城镇"), TEXT("in town")}},
                {"rural", {TEXT("农村"), TEXT("in the country")}},
                {"all", {TEXT("全国"), TEXT("all")}}};
    const Sample *sample = finder->sample;
    ReportTable *table = report_table(
        section, "dimensions",
        BOTH("多维贫困（阿尔基尔—福斯特）", "Poverty in several dimensions (Alkire and Foster)"));
    table_column(table, "h", BOTH("发生率", "headcount"), REPORT_UNIT_SHARE);
    table_column(table, "a", BOTH("平均缺乏程度", "intensity"), REPORT_UNIT_SHARE);
    table_column(table, "m0", BOTH("多维贫困指数", "adjusted headcount"), REPORT_UNIT_RATIO);
    uint32_t *residence = ARENA_ARRAY(finder->arena, uint32_t, sample->survey.count);
    for (size_t row = 0; row < sample->survey.count; row++) residence[row] = sample->residence[row];
    for (uint32_t r = 0; r <= SIMULATED_RESIDENCES; r++) {
        const Deprivation of = deprivation(finder, r == SIMULATED_RESIDENCES ? NULL : residence, r);
        const Real m0 = ratio_real(of.adjusted);
        table_row(table, rows[r].key, rows[r].label);
        table_cell(table, finder_ratio(of.headcount));
        table_cell(table, finder_ratio(of.intensity));
        table_cell(table, m0.status == STATUS_DEFINED ? cell_double(m0.value, 4)
                                                      : cell_status(REPORT_STATUS_EMPTY_GROUP));
    }
    table_note(
        table,
        BOTH("权重和界限为假设：缺乏项的权重合计达三分之一即为贫困。",
             "Weights and the bound are assumed: poor is who lacks a third of all weights."));
}

static void indicators(const Finder *finder, ReportSection *section)
{
    const Deprivation of = deprivation(finder, NULL, 0);
    ReportTable *table = report_table(section, "lacking", BOTH("各项缺乏", "What people lack"));
    table_column(table, "lacking", BOTH("缺乏者", "lacking it"), REPORT_UNIT_SHARE);
    table_column(table, "poor", BOTH("贫困且缺乏者", "poor and lacking it"), REPORT_UNIT_SHARE);
    table_column(table, "part", BOTH("对指数的贡献", "part of the index"), REPORT_UNIT_SHARE);
    for (size_t j = 0; j < NEED_INDICATORS; j++) {
        table_row(table, NEEDS[j].key, NEEDS[j].label);
        table_cell(table, finder_ratio(of.lacking[j]));
        table_cell(table, finder_ratio(of.lacking_poor[j]));
        table_cell(table, finder_ratio(of.contribution[j]));
    }
}

// --- several kinds of help at once ---

// The programmes that reach most people, most first; returns how many there are.
static size_t largest(const Finder *finder, uint32_t *programmes)
{
    const Program *program = finder->result->options->laws[0].program;
    bool taken[PROGRAMMES_MAX] = {false};
    size_t count = 0;
    while (count < OVERLAP_PROGRAMMES_MAX) {
        int64_t most = 0;
        uint32_t best = NONE;
        for (uint32_t p = 0; p < program->programmes.count; p++) {
            const int64_t persons = finder_programme(finder, 0, p, ALL_PARTS).persons_served;
            if (taken[p] || persons <= most) continue;
            most = persons;
            best = p;
        }
        if (best == NONE) break;
        taken[best] = true;
        programmes[count++] = best;
    }
    return count;
}

static Overlap *overlap_of(const Finder *finder, const uint32_t *programmes, size_t count)
{
    const Sample *sample = finder->sample;
    Overlap *overlap = ARENA_ONE(finder->arena, Overlap);
    for (size_t row = 0; row < sample->survey.count; row++) {
        uint32_t set = 0;
        for (size_t p = 0; p < count; p++)
            set |= (uint32_t)sample_served(sample, 0, row, programmes[p]) << p;
        overlap_add(overlap, set, sample->survey.weight[row], sample->survey.size[row]);
    }
    return overlap;
}

static int64_t together(const Overlap *overlap, uint32_t wanted)
{
    int64_t persons = 0;
    for (uint32_t set = 0; set < OVERLAP_SETS; set++) {
        if ((set & wanted) == wanted) persons += overlap->persons[set];
    }
    return persons;
}

static void overlap_table(const Finder *finder, ReportSection *section)
{
    uint32_t programmes[OVERLAP_PROGRAMMES_MAX];
    const Program *program = finder->result->options->laws[0].program;
    const size_t count = largest(finder, programmes);
    const Overlap *overlap = overlap_of(finder, programmes, count);
    ReportTable *table = report_table(
        section, "overlap",
        BOTH("同一家庭同时得到的救助（行中得到列的比重）",
             "Help in the same household (of those with the row's, with the column's)"));
    table_column(table, "persons", BOTH("家庭人数", "persons in households"), REPORT_UNIT_PERSONS);
    for (size_t c = 0; c < count; c++) {
        const Programme *of = &program->programmes.items[programmes[c]];
        table_column(table, str_terminated(finder->arena, of->name),
                     bilingual(of->labels.zh, of->labels.en), REPORT_UNIT_SHARE);
    }
    for (size_t r = 0; r < count; r++) {
        const Programme *of = &program->programmes.items[programmes[r]];
        const int64_t persons = together(overlap, UINT32_C(1) << r);
        table_row_str(table, of->name, bilingual(of->labels.zh, of->labels.en));
        table_cell(table, cell_integer(finder_sampled(finder, persons)));
        for (size_t c = 0; c < count; c++) {
            const int64_t both = together(overlap, UINT32_C(1) << r | UINT32_C(1) << c);
            table_cell(table, r == c        ? cell_status(REPORT_STATUS_BLANK)
                              : persons > 0 ? cell_digits(cell_share(both, persons), 0)
                                            : cell_status(REPORT_STATUS_EMPTY_GROUP));
        }
    }
    for (unsigned least = 1; least <= 3; least++) {
        table_total(table, finder_key(finder, "at-least", least),
                    bilingual(str_print(finder->arena, "至少%u项", least),
                              str_print(finder->arena, "at least %u of them", least)));
        table_cell(table,
                   cell_integer(finder_sampled(finder, overlap_persons_in_some(overlap, least))));
        for (size_t c = 0; c < count; c++) table_cell(table, cell_status(REPORT_STATUS_BLANK));
    }
}

void findings_needs(Finder *finder)
{
    if (finder->sample == NULL) return;
    ReportSection *section =
        report_section(finder->report, "needs",
                       BOTH("多方面的困难和救助", "Several needs, several kinds of help"));
    section->lead = finder_sample_lead(finder);
    headcounts(finder, section);
    indicators(finder, section);
    overlap_table(finder, section);
}
