// The simulated law as it is beside what is published.

#include "base/text.h"
#include "model/simulate/findings_internal.h"

typedef struct Published {
    const char *key, *zh, *en;
    ReportUnit unit;
    int64_t target;
    unsigned digits;
    const char *source;
    const char *reason_zh, *reason_en; // why the simulated figure differs, where that is known
} Published;

static void residual(ReportTable *table, const Published *of, ReportCell simulated)
{
    const Residual one = {.key = str_from(of->key),
                          .label = bilingual(str_from(of->zh), str_from(of->en)),
                          .unit = of->unit,
                          .target = cell_decimal(of->target, of->digits),
                          .simulated = simulated,
                          .reason = bilingual(str_from(of->reason_zh), str_from(of->reason_en)),
                          .source = bilingual_same(str_from(of->source))};
    table_residual(table, &one);
}

void findings_check(Finder *finder)
{
    static const Published ROWS[] = {
        {"dibao-urban", "城市低保人数", "urban dibao", REPORT_UNIT_PERSONS, 6640000, 0,
         "MCA, end of 2023 (calibrated)", "", ""},
        {"dibao-rural", "农村低保人数", "rural dibao", REPORT_UNIT_PERSONS, 33990000, 0,
         "MCA, end of 2023 (calibrated)", "", ""},
        {"tekun", "特困人员", "tekun", REPORT_UNIT_PERSONS, 4720000, 0, "MCA, end of 2023",
         "人口中“无法定义务人”为假设，偏少", "who has no obligor is assumed, and too few are"},
        {"a-head", "低保人均月补助", "dibao a person-month", REPORT_UNIT_YUAN_MONTH, 400, 0,
         "MCA, January to September 2023", "在册者比随机的符合条件者更穷，模型未体现；不含分类施保",
         "those on the rolls are poorer than a random choice of the entitled, which is not in the "
         "model; without the class supplement"},
        {"registered", "低收入人口在册", "registered low-income persons", REPORT_UNIT_PERSONS,
         66000000, 0, "MCA, October 2023", "刚性支出、监测对象和其他困难人员需要人口中没有的记录",
         "hardship by spending, monitoring and other hardship rest on records that the population "
         "does not have"},
    };
    const Program *program = finder->result->options->laws[0].program;
    const uint32_t dibao = finder_programme_named(program, "dibao");
    ReportSection *section = report_section(finder->report, "check",
                                            BOTH("与公布数据对照", "Against published figures"));
    ReportTable *table = report_residuals(section, "residuals", BOTH("残差", "Residuals"));
    const ProgrammeSums all = finder_programme(finder, 0, dibao, ALL_PARTS);
    int64_t registered = 0;
    const size_t tiers =
        program->tier_choice == NONE ? 0 : program->choices.items[program->tier_choice].count;
    for (size_t t = 0; t + 1 < tiers && t < SIMULATED_TIERS_MAX; t++) // the last is none of them
        registered += finder_tier(finder, 0, t, true);
    residual(
        table, &ROWS[0],
        cell_integer(finder_whole(
            finder, finder_programme(finder, 0, dibao, (Part){.residence = 0}).persons_served)));
    residual(
        table, &ROWS[1],
        cell_integer(finder_whole(
            finder, finder_programme(finder, 0, dibao, (Part){.residence = 1}).persons_served)));
    residual(
        table, &ROWS[2],
        cell_integer(finder_whole(
            finder, finder_programme(finder, 0, finder_programme_named(program, "tekun"), ALL_PARTS)
                        .persons_served)));
    residual(table, &ROWS[3],
             all.persons_served == 0
                 ? cell_status(REPORT_STATUS_EMPTY_GROUP)
                 : cell_double((double)all.money_served / 100.0 / (double)all.persons_served, 1));
    residual(table, &ROWS[4], cell_integer(finder_whole(finder, registered)));
}
