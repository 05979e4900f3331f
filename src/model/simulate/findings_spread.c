// Poverty, inequality and redistribution by indices that want each household: exact over the
// households that are looked at one by one.

#include "base/text.h"
#include "model/simulate/findings_internal.h"
#include "model/statistics/inequality.h"
#include "model/statistics/poverty.h"
#include "model/statistics/quantile.h"
#include "model/statistics/redistribution.h"

enum { YEAR = 12, FEN = 100, DIGITS = 4, BAND_YUAN = 1000 };

// Yearly resources and the order by them: before help, then after it under each law.
typedef struct Welfare {
    Ranking ranking;
    int64_t *line;       // [rows]: yearly, a head
    uint32_t *residence; // [rows]
} Welfare;

typedef enum Index {
    WATTS,
    SEN,
    SST,
    THEIL,
    THEIL_BETWEEN,
    MLD,
    ATKINSON_HALF,
    ATKINSON_ONE,
    P90_P10,
    P50_P10,
    PALMA,
} Index;

static const struct {
    const char *key, *zh, *en;
} INDICES[] = {
    [WATTS] = {"watts", "瓦茨贫困指数", "Watts index of poverty"},
    [SEN] = {"sen", "森贫困指数", "Sen index of poverty"},
    [SST] = {"sst", "森-肖罗克斯-索恩指数", "Sen-Shorrocks-Thon index"},
    [THEIL] = {"theil", "泰尔指数T", "Theil's T"},
    [THEIL_BETWEEN] = {"theil-between", "其中：城乡之间", "of it between town and country"},
    [MLD] = {"mld", "平均对数离差", "mean log deviation"},
    [ATKINSON_HALF] = {"atkinson-half", "阿特金森指数（0.5）", "Atkinson, aversion 0.5"},
    [ATKINSON_ONE] = {"atkinson-one", "阿特金森指数（1）", "Atkinson, aversion 1"},
    [P90_P10] = {"p90-p10", "P90/P10", "P90/P10"},
    [P50_P10] = {"p50-p10", "P50/P10", "P50/P10"},
    [PALMA] = {"palma", "帕尔马比（最高一成与最低四成）", "Palma: top tenth over lowest four"},
};
enum { INDEX_COUNT = PALMA + 1 };

static ReportCell real_cell(Real real)
{
    return real.status == STATUS_DEFINED ? cell_double(real.value, DIGITS)
                                         : cell_status(REPORT_STATUS_EMPTY_GROUP);
}

// False where sums are too large to be exact: the section is left out.
static bool rank(const Finder *finder, size_t column, Welfare *welfare)
{
    const Sample *sample = finder->sample;
    const size_t count = sample->survey.count;
    int64_t *fen = ARENA_ARRAY(finder->arena, int64_t, count);
    Error err = {0};
    for (size_t row = 0; row < count; row++) {
        const int64_t own = sample->before[row];
        const int64_t help = column == 0 ? 0 : sample->laws[column - 1].benefit[row];
        fen[row] = own == WELFARE_MISSING ? WELFARE_MISSING : (own + help) * YEAR;
    }
    return ranking_make(&sample->survey, fen, finder->arena, &welfare->ranking, &err);
}

// What is worked out on the way stays in `passing`.
static Real index_of(const Welfare *welfare, Index index, Arena *passing)
{
    const Ranking *y = &welfare->ranking;
    const EntropyRule coded = {.bottom_code = true, .bottom_share = 0.01};
    const Lines lines = {.fen = welfare->line};
    const EntropySplit split =
        index == THEIL_BETWEEN
            ? inequality_split(y, welfare->residence, SIMULATED_RESIDENCES, passing)
            : (EntropySplit){0};
    switch (index) {
    case WATTS: {
        const Poverty poverty = poverty_of(y, lines, (PovertyRule){0});
        return poverty_watts(&poverty);
    }
    case SEN: return poverty_sen(y, lines, passing).sen;
    case SST: return poverty_sen(y, lines, passing).sst;
    case THEIL: return inequality_entropy(y, 1, coded).value;
    case THEIL_BETWEEN: return split.theil_between;
    case MLD: return inequality_entropy(y, 0, coded).value;
    case ATKINSON_HALF: return inequality_atkinson(y, 0.5, coded).index.value;
    case ATKINSON_ONE: return inequality_atkinson(y, 1, coded).index.value;
    case P90_P10:
        return ratio_real(quantile_ratio(y, number_fraction(9, 10), number_fraction(1, 10)));
    case P50_P10:
        return ratio_real(quantile_ratio(y, number_fraction(1, 2), number_fraction(1, 10)));
    case PALMA: break;
    }
    return ratio_real(quantile_share_ratio(y, number_fraction(1, 10), number_fraction(2, 5)));
}

static void indices_table(const Finder *finder, ReportSection *section, const Welfare *columns,
                          size_t count)
{
    enum { PASSING = 8 * 1024 * 1024 };
    Arena *passing = arena_create_large(PASSING);
    ReportTable *table =
        report_table(section, "indices",
                     BOTH("贫困与不平等的其他指数", "Other indices of poverty and inequality"));
    for (size_t c = 0; c < count; c++)
        table_column(table, finder_key(finder, "column", c),
                     c == 0 ? BOTH("救助前", "before help") : finder_law_name(finder, c - 1),
                     REPORT_UNIT_RATIO);
    for (size_t i = 0; i < INDEX_COUNT; i++) {
        table_row(table, INDICES[i].key,
                  bilingual(str_from(INDICES[i].zh), str_from(INDICES[i].en)));
        for (size_t c = 0; c < count; c++) {
            arena_reset(passing);
            table_cell(table, real_cell(index_of(&columns[c], (Index)i, passing)));
        }
    }
    arena_destroy(passing);
    table_note(
        table,
        BOTH("以人计，家庭人均年收入；贫困线为论文的线。收入不为正的，对数指数按均值（瓦茨按线）"
             "的百分之一计。",
             "Of persons, by the household's yearly resources a head; the lines are the "
             "essay's. Where there are none, indices with logarithms take a hundredth of "
             "the mean, Watts of the line."));
}

typedef struct Moved {
    Redistribution all;
    EqualTreatment equals;
} Moved;

static bool moved_by(const Finder *finder, const Ranking *before, size_t law, Moved *moved)
{
    const Sample *sample = finder->sample;
    int64_t *transfer = ARENA_ARRAY(finder->arena, int64_t, sample->survey.count);
    Error err = {0};
    for (size_t row = 0; row < sample->survey.count; row++)
        transfer[row] = sample->laws[law].benefit[row] * YEAR;
    return redistribution_of(before, transfer, finder->arena, &moved->all, &err) &&
           redistribution_equal_treatment(before, transfer, (int64_t)BAND_YUAN * FEN, finder->arena,
                                          &moved->equals, &err);
}

static void redistribution_table(const Finder *finder, ReportSection *section,
                                 const Ranking *before)
{
    const size_t laws = finder->result->options->law_count;
    Moved moved[SIMULATED_LAWS_MAX];
    for (size_t k = 0; k < laws; k++) {
        if (!moved_by(finder, before, k, &moved[k])) return;
    }
    ReportTable *table = report_table(section, "redistribution",
                                      BOTH("定期现金的再分配", "What regular cash redistributes"));
    for (size_t k = 0; k < laws; k++)
        table_column(table, finder_key(finder, "law", k), finder_law_name(finder, k),
                     REPORT_UNIT_RATIO);
    static const struct {
        const char *key, *zh, *en;
    } rows[] = {
        {"rate", "现金占救助前收入", "cash over resources before"},
        {"concentration", "现金的集中指数", "concentration of the cash"},
        {"kakwani", "卡克瓦尼指数", "Kakwani index"},
        {"reynolds-smolensky", "雷诺兹-斯莫伦斯基指数", "Reynolds-Smolensky index"},
        {"reranking", "位次变动（AP）", "reranking"},
        {"redistributive", "再分配效应：基尼系数的下降", "redistributive effect: fall of the Gini"},
        {"vertical", "纵向部分", "of it vertical"},
        {"horizontal", "横向不公（同等者不同待遇）", "less unequal treatment of equals"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        table_row(table, rows[i].key, bilingual(str_from(rows[i].zh), str_from(rows[i].en)));
        for (size_t k = 0; k < laws; k++) {
            const Real figures[] = {
                ratio_real(moved[k].all.rate), ratio_real(moved[k].all.concentration_transfer),
                moved[k].all.kakwani,          moved[k].all.reynolds_smolensky,
                moved[k].all.reranking,        moved[k].all.redistributive,
                moved[k].equals.vertical,      moved[k].equals.horizontal};
            table_cell(table, real_cell(figures[i]));
        }
    }
    table_note(table,
               BOTH("按救助前人均收入排序。同等者：救助前人均年收入在同一个1000元区间内。",
                    "Ranked by resources a head before help. Equals: resources before help within "
                    "the same 1,000 yuan a head a year."));
}

void findings_spread(Finder *finder)
{
    if (finder->sample == NULL) return;
    const Sample *sample = finder->sample;
    const size_t count = finder->result->options->law_count + 1;
    Welfare columns[SIMULATED_LAWS_MAX + 1];
    int64_t *line = ARENA_ARRAY(finder->arena, int64_t, sample->survey.count);
    uint32_t *residence = ARENA_ARRAY(finder->arena, uint32_t, sample->survey.count);
    for (size_t row = 0; row < sample->survey.count; row++) {
        line[row] = simulate_line(sample->residence[row]);
        residence[row] = sample->residence[row];
    }
    for (size_t c = 0; c < count; c++) {
        columns[c].line = line;
        columns[c].residence = residence;
        if (!rank(finder, c, &columns[c])) return;
    }
    ReportSection *section =
        report_section(finder->report, "spread",
                       BOTH("不平等与再分配", "Inequality and redistribution in detail"));
    section->lead = finder_sample_lead(finder);
    indices_table(finder, section, columns, count);
    redistribution_table(finder, section, &columns[0].ranking);
}
