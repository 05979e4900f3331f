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

// Dibao as the books count it: families and single persons.
static ProgrammeSums dibao_sums(const Finder *finder, Part part)
{
    const Program *program = finder->result->options->laws[0].program;
    ProgrammeSums sums =
        finder_programme(finder, 0, finder_programme_named(program, "dibao"), part);
    const ProgrammeSums single =
        finder_programme(finder, 0, finder_programme_named(program, "single"), part);
    sums.persons_served += single.persons_served;
    sums.money_served += single.money_served;
    return sums;
}

static ReportCell served(const Finder *finder, ProgrammeSums sums)
{
    return cell_integer(finder_whole(finder, sums.persons_served));
}

void findings_check(Finder *finder)
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
    const ProgrammeSums all = dibao_sums(finder, ALL_PARTS);
    int64_t registered = 0;
    const size_t tiers =
        program->tier_choice == NONE ? 0 : program->choices.items[program->tier_choice].count;
    for (size_t t = 0; t + 1 < tiers && t < SIMULATED_TIERS_MAX; t++) // the last is none of them
        registered += finder_tier(finder, 0, t, true);
    const uint32_t tekun = finder_programme_named(program, "tekun");
    const Part rural = {.residence = 1};
    residual(table, &ROWS[0], served(finder, dibao_sums(finder, (Part){.residence = 0})));
    residual(table, &ROWS[1], served(finder, dibao_sums(finder, rural)));
    residual(table, &ROWS[2], served(finder, finder_programme(finder, 0, tekun, ALL_PARTS)));
    residual(table, &ROWS[3], served(finder, finder_programme(finder, 0, tekun, rural)));
    residual(table, &ROWS[4],
             all.persons_served == 0
                 ? cell_status(REPORT_STATUS_EMPTY_GROUP)
                 : cell_double((double)all.money_served / 100.0 / (double)all.persons_served, 1));
    residual(table, &ROWS[5], cell_integer(finder_whole(finder, registered)));
}
