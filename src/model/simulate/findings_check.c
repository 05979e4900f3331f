// The simulated law as it is beside what is published.

#include "base/text.h"
#include "model/simulate/findings_internal.h"
#include "model/statistics/real.h"

typedef enum Simulated { URBAN, RURAL, TEKUN, TEKUN_RURAL, A_HEAD, COVERED, REGISTERED } Simulated;

typedef struct Published {
    const char *key, *zh, *en;
    ReportUnit unit;
    unsigned digits; // of the target, behind the point
    int64_t target;
    const char *source_zh, *source_en;
    const char *reason_zh, *reason_en; // why the simulated figure differs though nobody is sampled
} Published;

// Reached by chance: so many households stand for the rest, each for as many.
typedef struct Reached {
    double households; // weighted; 0: not by chance
    double weight;     // of a household
} Reached;

static const Published ROWS[] = {
    [URBAN] = {"dibao-urban", "城市低保人数", "urban dibao", REPORT_UNIT_PERSONS, 0, 6640000,
               "民政部，2023年末（据此校准）", "MCA, end of 2023 (calibrated)",
               "在册门槛据此设定，门槛有步长",
               "set by it: the threshold of being known, which has steps"},
    [RURAL] = {"dibao-rural", "农村低保人数", "rural dibao", REPORT_UNIT_PERSONS, 0, 33990000,
               "民政部，2023年末（据此校准）", "MCA, end of 2023 (calibrated)",
               "在册门槛据此设定，门槛有步长",
               "set by it: the threshold of being known, which has steps"},
    [TEKUN] = {"tekun", "特困人员", "tekun", REPORT_UNIT_PERSONS, 0, 4720000,
               "民政部，2023年末（据此校准）", "MCA, end of 2023 (calibrated)",
               "无赡养人的比重为假设，一次定到千分之一，多次抽取平均约少0.7%",
               "the share without supporters is assumed, to a thousandth: "
               "0.7 % too few over several seeds"},
    [TEKUN_RURAL] = {"tekun-rural", "其中：农村", "of them rural", REPORT_UNIT_PERSONS, 0, 4354000,
                     "民政部，2023年末，凭记忆（据此校准）",
                     "MCA, end of 2023, recalled (calibrated)",
                     "无赡养人的比重为假设，一次定到千分之一，多次抽取平均约少0.5%",
                     "the share without supporters is assumed, to a thousandth: "
                     "0.5 % too few over several seeds"},
    [A_HEAD] = {"a-head", "低保人均月补助", "dibao a person-month", REPORT_UNIT_YUAN_MONTH, 0, 400,
                "民政部，2023年1至9月：1436.8亿元（据此校准）",
                "MCA, January to September 2023: 143.68 billion yuan (calibrated)",
                "在册门槛随收入深度的斜率据此设定", "set by it: the slope of being known by depth"},
    [COVERED] = {"covered", "低保和特困占人口", "dibao and tekun, of the people", REPORT_UNIT_SHARE,
                 4, 317, "民政部，2023年三季度：3995.2万和469.4万，占140967万",
                 "MCA, third quarter of 2023: 39.952 and 4.694 million of 1,409.67 million",
                 "模拟按2023年末在册人数定：同口径公布值为3.22%",
                 "the model has the books of the year's end, by which it is 3.22 %"},
    [REGISTERED] = {"registered", "低收入人口在册", "registered low-income persons",
                    REPORT_UNIT_PERSONS, 0, 66000000,
                    "民政部，2023年10月：超过6600万（以其他困难人员校准）",
                    "MCA, October 2023: over 66 million (calibrated by others in difficulty)",
                    "公布值为“超过”；财产限额按整月定",
                    "published as \"over\"; the bound on savings is a whole month"},
};

static Reached reached_by(const Finder *finder, ProgrammeSums sums)
{
    const double scale = (double)finder->outline->weight_scale;
    return (Reached){.households = (double)sums.households_served / scale,
                     .weight = (double)finder->outline->weight / scale};
}

// What is due to there being fewer households than in the nation, and then the rest.
static Bilingual reason_of(const Finder *finder, const Published *of, Reached reached)
{
    const Bilingual rest = bilingual(str_from(of->reason_zh), str_from(of->reason_en));
    if (reached.weight <= 1.5 || reached.households <= 0) return rest;
    // Households drawn one by one, each with the mean of persons.
    const double count = reached.households / reached.weight;
    const double error = 100.0 / real_root(count);
    const Bilingual chance =
        bilingual(str_print(finder->arena, "由%.0f户代表，抽样标准误%.2f%%", count, error),
                  str_print(finder->arena, "%.0f households stand for them: standard error %.2f %%",
                            count, error));
    return bilingual(str_print(finder->arena, STR_FORMAT "；" STR_FORMAT, STR_ARGS(chance.zh),
                               STR_ARGS(rest.zh)),
                     str_print(finder->arena, STR_FORMAT "; " STR_FORMAT, STR_ARGS(chance.en),
                               STR_ARGS(rest.en)));
}

static void residual(const Finder *finder, ReportTable *table, Simulated row, Reached reached,
                     ReportCell simulated)
{
    const Published *of = &ROWS[row];
    const ReportCell target = of->unit == REPORT_UNIT_SHARE ? cell_share(of->target, 10000)
                                                            : cell_decimal(of->target, of->digits);
    const Residual one = {.key = str_from(of->key),
                          .label = bilingual(str_from(of->zh), str_from(of->en)),
                          .unit = of->unit,
                          .target = target,
                          .simulated = simulated,
                          .reason = reason_of(finder, of, reached),
                          .source = bilingual(str_from(of->source_zh), str_from(of->source_en))};
    table_residual(table, &one);
}

static void add_served(ProgrammeSums *into, ProgrammeSums from)
{
    into->households_served += from.households_served;
    into->persons_served += from.persons_served;
    into->money_served += from.money_served;
}

// Dibao as the books count it: families and single persons.
static ProgrammeSums dibao_sums(const Finder *finder, Part part)
{
    const Program *program = finder->result->options->laws[0].program;
    ProgrammeSums sums =
        finder_programme(finder, 0, finder_programme_named(program, "dibao"), part);
    add_served(&sums, finder_programme(finder, 0, finder_programme_named(program, "single"), part));
    return sums;
}

// Whom the books were not met for: they come out by chance.
static void tekun_row(const Finder *finder, ReportTable *table, Simulated row, Part part)
{
    const Program *program = finder->result->options->laws[0].program;
    const ProgrammeSums sums =
        finder_programme(finder, 0, finder_programme_named(program, "tekun"), part);
    residual(finder, table, row, reached_by(finder, sums),
             cell_integer(finder_whole(finder, sums.persons_served)));
}

static void dibao_row(const Finder *finder, ReportTable *table, Simulated row, Part part)
{
    const ProgrammeSums sums = dibao_sums(finder, part);
    residual(finder, table, row, (Reached){0},
             cell_integer(finder_whole(finder, sums.persons_served)));
}

static int64_t registered_of(const Finder *finder)
{
    const Program *program = finder->result->options->laws[0].program;
    int64_t registered = 0;
    const size_t tiers =
        program->tier_choice == NONE ? 0 : program->choices.items[program->tier_choice].count;
    for (size_t t = 0; t + 1 < tiers && t < SIMULATED_TIERS_MAX; t++) // the last is none of them
        registered += finder_tier(finder, 0, t, true);
    return registered;
}

void findings_check(Finder *finder)
{
    const Program *program = finder->result->options->laws[0].program;
    const uint32_t tekun = finder_programme_named(program, "tekun");
    const Reached none = {0};
    ReportSection *section = report_section(finder->report, "check",
                                            BOTH("与公布数据对照", "Against published figures"));
    ReportTable *table = report_residuals(section, "residuals", BOTH("残差", "Residuals"));
    const ProgrammeSums all = dibao_sums(finder, ALL_PARTS);
    ProgrammeSums both = all;
    add_served(&both, finder_programme(finder, 0, tekun, ALL_PARTS));
    dibao_row(finder, table, URBAN, (Part){.residence = 0});
    dibao_row(finder, table, RURAL, (Part){.residence = 1});
    tekun_row(finder, table, TEKUN, ALL_PARTS);
    tekun_row(finder, table, TEKUN_RURAL, (Part){.residence = 1});
    residual(finder, table, A_HEAD, none,
             all.persons_served == 0
                 ? cell_status(REPORT_STATUS_EMPTY_GROUP)
                 : cell_double((double)all.money_served / 100.0 / (double)all.persons_served, 1));
    residual(finder, table, COVERED, none,
             cell_share(both.persons_served, finder_persons(finder, ALL_PARTS)));
    residual(finder, table, REGISTERED, none,
             cell_integer(finder_whole(finder, registered_of(finder))));
    table_note(table, BOTH("低保含单人户（账册计入低保）。",
                           "Dibao has one-person dibao in it, as the books do."));
}
