#include "model/simulate/findings.h"

#include "base/text.h"
#include "model/statistics/inequality.h"

// --- sums over parts of the population ---

typedef struct Finder {
    const SimulateResult *result;
    const PeopleOutline *outline;
    Arena *arena;
    Report *report;
} Finder;

static size_t residence_of(const Stratum *stratum)
{
    for (size_t i = 0; i < stratum->fact_count; i++) {
        if (str_equals(stratum->facts[i].name, "residence"))
            return str_equals(stratum->facts[i].value, "rural");
    }
    return 0;
}

enum { EVERYWHERE = 2 }; // besides the residences 0 and 1

static ProgrammeSums programme_sums(const Finder *finder, size_t law, uint32_t programme,
                                    size_t residence)
{
    ProgrammeSums sums = {0};
    for (size_t s = 0; s < finder->result->stratum_count && programme != NONE; s++) {
        if (residence != EVERYWHERE && residence_of(&finder->outline->strata[s]) != residence)
            continue;
        const ProgrammeSums *one = &finder->result->laws[law][s].programmes[programme];
        sums.households += one->households;
        sums.persons += one->persons;
        sums.households_served += one->households_served;
        sums.persons_served += one->persons_served;
        sums.undetermined += one->undetermined;
        sums.money += one->money;
        sums.money_served += one->money_served;
    }
    return sums;
}

static int64_t persons_in_all(const Finder *finder)
{
    int64_t persons = 0;
    for (size_t s = 0; s < finder->result->stratum_count; s++)
        persons += finder->result->persons[s];
    return persons;
}

static uint32_t programme_named(const Program *program, const char *name)
{
    for (uint32_t i = 0; i < program->programmes.count; i++) {
        if (str_equals(program->programmes.items[i].name, name)) return i;
    }
    return NONE;
}

// A count in units of 1/weight_scale, as whole ones.
static int64_t whole(const Finder *finder, int64_t count)
{
    return (count + finder->outline->weight_scale / 2) / finder->outline->weight_scale;
}

static Wide whole_money(const Finder *finder, Wide fen)
{
    return fen / finder->outline->weight_scale;
}

static int64_t tier_persons(const Finder *finder, size_t law, size_t tier, bool served)
{
    int64_t persons = 0;
    for (size_t s = 0; s < finder->result->stratum_count; s++) {
        const LawSums *one = &finder->result->laws[law][s];
        persons += served ? one->tiers_served[tier] : one->tiers[tier];
    }
    return persons;
}

// --- the headline ---

static void answer(Finder *finder)
{
    const Program *program = finder->result->options->laws[0].program;
    const uint32_t dibao = programme_named(program, "dibao");
    const uint32_t tekun = programme_named(program, "tekun");
    const int64_t reached = programme_sums(finder, 0, dibao, EVERYWHERE).persons_served +
                            programme_sums(finder, 0, tekun, EVERYWHERE).persons_served;
    const int64_t people = persons_in_all(finder);
    const double share = people > 0 ? 100.0 * (double)reached / (double)people : 0.0;
    const double millions = (double)whole(finder, reached) / 1e6;
    Str zh = str_print(finder->arena, "低保和特困供养惠及%.2f万人，占人口的%.2f%%", millions * 100,
                       share);
    Str en = str_print(finder->arena,
                       "Dibao and tekun reach %.2f million persons, %.2f %% of the people",
                       millions, share);
    if (finder->result->options->law_count > 1) {
        const Program *reform = finder->result->options->laws[1].program;
        const int64_t then =
            programme_sums(finder, 1, programme_named(reform, "dibao"), EVERYWHERE).persons_served +
            programme_sums(finder, 1, programme_named(reform, "tekun"), EVERYWHERE).persons_served;
        const double share_then = people > 0 ? 100.0 * (double)then / (double)people : 0.0;
        zh = str_print(finder->arena, STR_FORMAT "；改革后为%.2f%%", STR_ARGS(zh), share_then);
        en = str_print(finder->arena, STR_FORMAT "; under the reform %.2f %%", STR_ARGS(en),
                       share_then);
    }
    finder->report->answer = bilingual(str_print(finder->arena, STR_FORMAT "。", STR_ARGS(zh)),
                                       str_print(finder->arena, STR_FORMAT ".", STR_ARGS(en)));
}

// --- tables ---

static void programmes_table(Finder *finder, size_t law)
{
    const SimulatedLaw *of = &finder->result->options->laws[law];
    const Program *program = of->program;
    const char *section_key =
        str_terminated(finder->arena, str_print(finder->arena, "law-%zu", law));
    ReportSection *section = report_section(
        finder->report, section_key,
        law == 0 ? BOTH("现行规定", "The law as it is")
                 : bilingual(str_print(finder->arena, "改革：" STR_FORMAT, STR_ARGS(of->name)),
                             str_print(finder->arena, "Reform: " STR_FORMAT, STR_ARGS(of->name))));
    ReportTable *table = report_table(section, "programmes", BOTH("各项救助", "Programmes"));
    table_column(table, "served", BOTH("惠及人数", "persons reached"), REPORT_UNIT_PERSONS);
    table_column(table, "share", BOTH("占人口", "of the people"), REPORT_UNIT_SHARE);
    table_column(table, "entitled", BOTH("符合条件人数", "persons entitled"), REPORT_UNIT_PERSONS);
    table_column(table, "money", BOTH("每期金额", "money each period"), REPORT_UNIT_YUAN);
    table_column(table, "head", BOTH("人均每期", "a head each period"), REPORT_UNIT_YUAN);
    table_column(table, "open", BOTH("未能判定户数", "households undetermined"),
                 REPORT_UNIT_HOUSEHOLDS);
    const int64_t people = whole(finder, persons_in_all(finder));
    for (uint32_t p = 0; p < program->programmes.count; p++) {
        const Programme *programme = &program->programmes.items[p];
        const ProgrammeSums sums = programme_sums(finder, law, p, EVERYWHERE);
        if (sums.households == 0 && sums.undetermined == 0) continue;
        const Wide money = whole_money(finder, sums.money_served);
        const int64_t served = whole(finder, sums.persons_served);
        table_row_str(table, programme->name,
                      bilingual(programme->labels.zh, programme->labels.en));
        table_cell(table, cell_integer(served));
        table_cell(table, cell_share(served, people));
        table_cell(table, cell_integer(whole(finder, sums.persons)));
        table_cell(table, cell_decimal_wide(money, 2));
        table_cell(table, served == 0 ? cell_status(REPORT_STATUS_EMPTY_GROUP)
                                      : cell_double((double)money / 100.0 / (double)served, 2));
        table_cell(table, cell_integer(whole(finder, sums.undetermined)));
    }
    table_note(table, BOTH("金额按该项目的发放周期（月、年或一次）计。",
                           "Money is for one period of the programme: a month, a year, or once."));
}

static void tiers_table(Finder *finder, size_t law)
{
    const Program *program = finder->result->options->laws[law].program;
    if (program->tier_choice == NONE) return;
    const Choice *tiers = &program->choices.items[program->tier_choice];
    ReportSection *section = finder->report->sections.items[finder->report->sections.count - 1];
    ReportTable *table = report_table(section, "tiers", BOTH("对象分层", "Tiers"));
    table_column(table, "served", BOTH("在册人数", "persons known to the office"),
                 REPORT_UNIT_PERSONS);
    table_column(table, "share", BOTH("占人口", "of the people"), REPORT_UNIT_SHARE);
    table_column(table, "entitled", BOTH("符合条件人数", "persons entitled"), REPORT_UNIT_PERSONS);
    const int64_t people = whole(finder, persons_in_all(finder));
    for (size_t t = 0; t < tiers->count && t < SIMULATED_TIERS_MAX; t++) {
        const int64_t served = whole(finder, tier_persons(finder, law, t, true));
        table_row_str(table, tiers->values[t].name,
                      bilingual(tiers->values[t].labels.zh, tiers->values[t].labels.en));
        table_cell(table, cell_integer(served));
        table_cell(table, cell_share(served, people));
        table_cell(table, cell_integer(whole(finder, tier_persons(finder, law, t, false))));
    }
}

static ReportCell bounded_cell(Bounded bounded, unsigned digits)
{
    if (bounded.status != STATUS_DEFINED) return cell_status(REPORT_STATUS_EMPTY_GROUP);
    return cell_double(bounded.value, digits);
}

static ReportCell ratio_cell(Ratio ratio)
{
    if (ratio.status != STATUS_DEFINED) return cell_status(REPORT_STATUS_EMPTY_GROUP);
    return cell_share_wide(ratio.num, ratio.den);
}

static void poverty_rows(ReportTable *table, const PovertySums sums[SIMULATED_RESIDENCES],
                         const char *key, Bilingual label)
{
    PovertySums all = sums[0];
    poverty_sums_merge(&all, &sums[1]);
    table_row(table, key, label);
    table_cell(table, cell_share(all.persons_poor, all.persons));
    table_cell(table, cell_share(sums[0].persons_poor, sums[0].persons));
    table_cell(table, cell_share(sums[1].persons_poor, sums[1].persons));
    table_cell(table, bounded_cell(poverty_sums_fgt(&all, 1), 4));
    table_cell(table, bounded_cell(poverty_sums_fgt(&all, 2), 4));
}

static void welfare_section(Finder *finder)
{
    const SimulateResult *result = finder->result;
    ReportSection *section =
        report_section(finder->report, "welfare", BOTH("贫困与不平等", "Poverty and inequality"));
    ReportTable *table = report_table(
        section, "poverty",
        BOTH("贫困（年人均779×12元、615×12元，严格低于）",
             "Poverty (below 779 x 12 yuan a head a year in town, 615 x 12 in the country)"));
    table_column(table, "p0", BOTH("贫困人口比重", "headcount"), REPORT_UNIT_SHARE);
    table_column(table, "p0-urban", BOTH("城镇", "urban"), REPORT_UNIT_SHARE);
    table_column(table, "p0-rural", BOTH("农村", "rural"), REPORT_UNIT_SHARE);
    table_column(table, "p1", BOTH("贫困差距率", "gap index"), REPORT_UNIT_RATIO);
    table_column(table, "p2", BOTH("平方贫困差距", "severity"), REPORT_UNIT_RATIO);
    poverty_rows(table, result->poverty_before, "before", BOTH("救助前", "before help"));
    for (size_t k = 0; k < result->options->law_count; k++)
        poverty_rows(table, result->welfare[k].poverty,
                     str_terminated(finder->arena, str_print(finder->arena, "after-%zu", k)),
                     k == 0 ? BOTH("现行规定", "the law as it is")
                            : bilingual_same(result->options->laws[k].name));
    ReportTable *spread = report_table(section, "inequality", BOTH("收入分布", "Distribution"));
    table_column(spread, "gini", BOTH("基尼系数", "Gini"), REPORT_UNIT_RATIO);
    table_column(spread, "s80s20", BOTH("高低收入比", "S80/S20"), REPORT_UNIT_RATIO);
    table_column(spread, "p10", BOTH("第10百分位", "P10"), REPORT_UNIT_YUAN_YEAR);
    table_column(spread, "p50", BOTH("中位数", "median"), REPORT_UNIT_YUAN_YEAR);
    for (size_t k = 0; k <= result->options->law_count; k++) {
        const Distribution *one = k == 0 ? result->before : result->welfare[k - 1].after;
        table_row(spread, str_terminated(finder->arena, str_print(finder->arena, "row-%zu", k)),
                  k == 0   ? BOTH("救助前", "before help")
                  : k == 1 ? BOTH("现行规定", "the law as it is")
                           : bilingual_same(result->options->laws[k - 1].name));
        Bounded p10 = distribution_quantile(one, number_fraction(1, 10));
        Bounded p50 = distribution_quantile(one, number_fraction(1, 2));
        p10.value /= 100.0;
        p50.value /= 100.0;
        table_cell(spread, bounded_cell(distribution_gini(one), 4));
        table_cell(spread, bounded_cell(distribution_share_ratio(one, number_fraction(1, 5),
                                                                 number_fraction(1, 5)),
                                        3));
        table_cell(spread, bounded_cell(p10, 0));
        table_cell(spread, bounded_cell(p50, 0));
    }
    ReportChart *lorenz =
        report_chart(section, CHART_LORENZ, "lorenz", BOTH("洛伦兹曲线", "Lorenz curve"));
    for (size_t k = 0; k < 2; k++) {
        const Distribution *one = k == 0 ? result->welfare[0].after : result->before;
        ChartSeries *series =
            chart_series(lorenz, k == 0 ? "after" : "before",
                         k == 0 ? BOTH("救助后", "after help") : BOTH("救助前", "before help"));
        series_point(series, 0, 0);
        for (int64_t p = 1; p < 50; p++)
            series_point(series, (double)p / 50.0,
                         distribution_lorenz(one, number_fraction(p, 50)).value);
        series_point(series, 1, 1);
    }
}

static void targeting_section(Finder *finder)
{
    const SimulateResult *result = finder->result;
    ReportSection *section =
        report_section(finder->report, "targeting", BOTH("瞄准与分配", "Targeting and incidence"));
    ReportTable *table = report_table(section, "errors", BOTH("漏保与错保", "Errors"));
    table_column(table, "coverage", BOTH("覆盖率", "coverage"), REPORT_UNIT_SHARE);
    table_column(table, "missed", BOTH("漏保率（法定应保）", "entitled and missed"),
                 REPORT_UNIT_SHARE);
    table_column(table, "poor-missed", BOTH("贫困而未保", "poor and missed"), REPORT_UNIT_SHARE);
    table_column(table, "leakage", BOTH("资金外溢（线上）", "money above the line"),
                 REPORT_UNIT_SHARE);
    table_column(table, "pre", BOTH("减贫效率", "poverty reduction efficiency"), REPORT_UNIT_SHARE);
    for (size_t k = 0; k < result->options->law_count; k++) {
        const Targeting *targeting = &result->welfare[k].targeting;
        const TargetingReport entitled =
            targeting_report(targeting, TARGETING_REFERENCE, number_whole(0));
        const TargetingReport poor = targeting_report(targeting, TARGETING_POOR, number_whole(0));
        table_row(table, str_terminated(finder->arena, str_print(finder->arena, "law-%zu", k)),
                  k == 0 ? BOTH("现行规定", "the law as it is")
                         : bilingual_same(result->options->laws[k].name));
        table_cell(table, ratio_cell(entitled.coverage));
        table_cell(table, ratio_cell(entitled.exclusion));
        table_cell(table, ratio_cell(poor.exclusion));
        table_cell(table, ratio_cell(poor.leakage));
        table_cell(table, ratio_cell(poor.reduction_efficiency));
    }
    ReportTable *groups = report_table(
        section, "deciles", BOTH("按救助前收入十等分", "By decile of resources before help"));
    table_column(groups, "coverage", BOTH("覆盖率", "reached"), REPORT_UNIT_SHARE);
    table_column(groups, "benefit", BOTH("资金份额", "share of the money"), REPORT_UNIT_SHARE);
    ReportChart *chart = report_chart(section, CHART_BARS, "incidence",
                                      BOTH("资金按十等分的分配", "Who gets the money, by decile"));
    chart->y_unit = REPORT_UNIT_SHARE;
    for (uint32_t g = 0; g < 10; g++) {
        const Str label = str_print(finder->arena, "%u", g + 1);
        chart_category(chart, str_terminated(finder->arena, label), bilingual_same(label));
    }
    ChartSeries *series = chart_series(chart, "now", BOTH("现行规定", "the law as it is"));
    for (uint32_t g = 0; g < 10; g++) {
        const TargetingIncidence one = targeting_incidence(&result->welfare[0].targeting, g);
        table_row(groups, str_terminated(finder->arena, str_print(finder->arena, "d%u", g + 1)),
                  bilingual_same(str_print(finder->arena, "%u", g + 1)));
        table_cell(groups, ratio_cell(one.coverage));
        table_cell(groups, ratio_cell(one.benefit));
        series_value(series, ratio_real(one.benefit).value);
    }
}

// --- against what is published ---

typedef struct Published {
    const char *key, *zh, *en;
    ReportUnit unit;
    int64_t target;
    unsigned digits;
    const char *source;
    const char *reason_zh, *reason_en; // why the simulated figure differs, where that is known
} Published;

static void residual(Finder *finder, ReportTable *table, const Published *of, ReportCell simulated)
{
    const Residual one = {.key = str_from(of->key),
                          .label = bilingual(str_from(of->zh), str_from(of->en)),
                          .unit = of->unit,
                          .target = cell_decimal(of->target, of->digits),
                          .simulated = simulated,
                          .reason = bilingual(str_from(of->reason_zh), str_from(of->reason_en)),
                          .source = bilingual_same(str_from(of->source))};
    (void)finder;
    table_residual(table, &one);
}

// Dibao as the books count it: families and single persons.
static ProgrammeSums dibao_sums(const Finder *finder, size_t residence)
{
    const Program *program = finder->result->options->laws[0].program;
    ProgrammeSums sums = programme_sums(finder, 0, programme_named(program, "dibao"), residence);
    const ProgrammeSums single =
        programme_sums(finder, 0, programme_named(program, "single"), residence);
    sums.persons_served += single.persons_served;
    sums.money_served += single.money_served;
    return sums;
}

static ReportCell served(const Finder *finder, ProgrammeSums sums)
{
    return cell_integer(whole(finder, sums.persons_served));
}

static void residuals(Finder *finder)
{
    static const Published ROWS[] = {
        {"dibao-urban", "城市低保人数", "urban dibao", REPORT_UNIT_PERSONS, 6640000, 0,
         "MCA, end of 2023 (calibrated)", "", ""},
        {"dibao-rural", "农村低保人数", "rural dibao", REPORT_UNIT_PERSONS, 33990000, 0,
         "MCA, end of 2023 (calibrated)", "", ""},
        {"tekun", "特困人员", "tekun", REPORT_UNIT_PERSONS, 4720000, 0,
         "MCA, end of 2023 (calibrated)", "", ""},
        {"tekun-rural", "其中：农村", "of them rural", REPORT_UNIT_PERSONS, 4354000, 0,
         "MCA, end of 2023, recalled (calibrated)", "", ""},
        {"a-head", "低保人均月补助", "dibao a person-month", REPORT_UNIT_YUAN_MONTH, 400, 0,
         "MCA, January to September 2023: 143.68 billion yuan (calibrated)", "", ""},
        {"registered", "低收入人口在册", "registered low-income persons", REPORT_UNIT_PERSONS,
         66000000, 0, "MCA, October 2023: over 66 million (calibrated by others in difficulty)", "",
         ""},
    };
    const Program *program = finder->result->options->laws[0].program;
    ReportSection *section = report_section(finder->report, "check",
                                            BOTH("与公布数据对照", "Against published figures"));
    ReportTable *table = report_residuals(section, "residuals", BOTH("残差", "Residuals"));
    const ProgrammeSums all = dibao_sums(finder, EVERYWHERE);
    int64_t registered = 0;
    const size_t tiers =
        program->tier_choice == NONE ? 0 : program->choices.items[program->tier_choice].count;
    for (size_t t = 0; t + 1 < tiers && t < SIMULATED_TIERS_MAX; t++) // the last is none of them
        registered += tier_persons(finder, 0, t, true);
    const uint32_t tekun = programme_named(program, "tekun");
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++)
        residual(finder, table, &ROWS[r], served(finder, dibao_sums(finder, r)));
    residual(finder, table, &ROWS[2], served(finder, programme_sums(finder, 0, tekun, EVERYWHERE)));
    residual(finder, table, &ROWS[3], served(finder, programme_sums(finder, 0, tekun, 1)));
    residual(finder, table, &ROWS[4],
             all.persons_served == 0
                 ? cell_status(REPORT_STATUS_EMPTY_GROUP)
                 : cell_double((double)all.money_served / 100.0 / (double)all.persons_served, 1));
    residual(finder, table, &ROWS[5], cell_integer(whole(finder, registered)));
}

static void provenance(Finder *finder)
{
    const SimulateOptions *options = finder->result->options;
    const PeopleOutline *outline = finder->outline;
    uint64_t all = 0;
    for (size_t s = 0; s < outline->stratum_count; s++) all += outline->strata[s].households;
    finder->report->provenance = (ReportProvenance){
        .year = outline->year,
        .law_date = options->date,
        .dated = true,
        .population = outline->name,
        .population_note = bilingual_same(outline->source),
        .population_hash = outline->hash,
        .unit = STR("persons"),
        .households = finder->result->households,
        .persons = (uint64_t)whole(finder, persons_in_all(finder)),
        .households_in_all = all,
        .partial = finder->result->partial,
        .seeded = true,
        .seed = outline->seed,
        .law_hash = str_from(options->laws[0].program->hash.text),
        .engine = STR("doudi"),
    };
    for (size_t k = 1; k < options->law_count; k++)
        report_reform(finder->report, bilingual_same(options->laws[k].name), options->laws[k].name,
                      str_from(options->laws[k].program->hash.text));
}

Report *simulate_report(const SimulateResult *result, Arena *arena)
{
    Finder finder = {.result = result,
                     .outline = people_outline(result->options->people),
                     .arena = arena,
                     .report = report_create(arena)};
    finder.report->title = BOTH("政策模拟", "Policy simulation");
    provenance(&finder);
    answer(&finder);
    if (str_equals(finder.outline->name, "china-2023")) residuals(&finder);
    for (size_t k = 0; k < result->options->law_count; k++) {
        programmes_table(&finder, k);
        tiers_table(&finder, k);
    }
    welfare_section(&finder);
    targeting_section(&finder);
    if (result->undecidable > 0)
        report_warning(
            finder.report,
            bilingual(str_print(arena, "%llu户无法判定，未计入。",
                                (unsigned long long)result->undecidable),
                      str_print(arena, "%llu households cannot be decided and are not counted.",
                                (unsigned long long)result->undecidable)));
    return finder.report;
}
