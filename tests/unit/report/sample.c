#include "sample.h"

#include "base/text.h"

static void add_coverage(Report *report)
{
    ReportSection *section = report_section(report, "coverage", BOTH("覆盖面", "Coverage"));
    section->lead = BOTH("受助者指家中有人领取的全部成员。",
                         "Beneficiaries are all members of a household in which anyone receives.");
    ReportTable *table = report_table(section, "by-residence", BOTH("按城乡", "By residence"));
    table->row_title = BOTH("居住地", "residence");
    table_column(table, "residents", BOTH("居民", "residents"), REPORT_UNIT_PERSONS);
    table_column(table, "helped", BOTH("受助人数", "people helped"), REPORT_UNIT_PERSONS);
    table_column(table, "rate", BOTH("覆盖率", "coverage"), REPORT_UNIT_SHARE);
    table_column(table, "cost", BOTH("支出", "expenditure"), REPORT_UNIT_YUAN_YEAR);
    table_column(table, "mean", BOTH("人月均补助", "benefit per person-month"),
                 REPORT_UNIT_YUAN_MONTH);
    typedef struct Row {
        const char *key;
        Bilingual label;
        int64_t residents, helped, cost_fen, mean_fen;
    } Row;
    const Row rows[] = {
        {"urban", BOTH("城镇", "urban"), 9300000, 66400, 5312000000000, 66667},
        {"rural", BOTH("农村", "rural"), 4770000, 339900, 16315200000000, 40000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        table_row(table, rows[i].key, rows[i].label);
        table_cell(table, cell_integer(rows[i].residents));
        table_cell(table, cell_integer(rows[i].helped));
        table_cell(table, cell_share(rows[i].helped, rows[i].residents));
        table_cell(table, cell_decimal(rows[i].cost_fen, 2));
        table_cell(table, cell_decimal(rows[i].mean_fen, 2));
    }
    table_total(table, "all", BOTH("合计", "all"));
    table_cell(table, cell_integer(14070000));
    table_cell(table, cell_integer(406300));
    table_cell(table, cell_banded(cell_share(406300, 14070000), 0.0276, 0.0301));
    table_cell(table, cell_decimal_wide((Wide)21627200 * 1000000, 2));
    table_cell(table, cell_status(REPORT_STATUS_NOT_RUN));
    table_note(table, BOTH("按月标准乘以十二。", "Monthly standards times twelve."));
}

static void add_indicators(Report *report)
{
    ReportSection *section =
        report_section(report, "distribution", BOTH("分配与瞄准", "Distribution and targeting"));
    ReportTable *table = report_table(section, "indicators", BOTH("指标", "Indicators"));
    table_column(table, "baseline", BOTH("现行", "baseline"), REPORT_UNIT_OWN);
    table_column(table, "reform", BOTH("改革", "reform"), REPORT_UNIT_OWN);
    table_row(table, "gini", BOTH("基尼系数", "Gini coefficient"));
    table_cell(table,
               cell_banded(cell_in(cell_double(0.4671, 4), REPORT_UNIT_RATIO), 0.4612, 0.4730));
    table_cell(table, cell_in(cell_double(0.46485, 4), REPORT_UNIT_RATIO));
    table_row(table, "exclusion",
              BOTH("漏保率（对照：收入贫困）", "exclusion error (reference: income-poor)"));
    table_cell(table, cell_in(cell_share(412, 1000), REPORT_UNIT_SHARE));
    table_cell(table, cell_in(cell_share(1, 3), REPORT_UNIT_SHARE));
    table_row(table, "differential", BOTH("瞄准差", "targeting differential"));
    table_cell(table, cell_in(cell_fraction(-7, 1000, 2), REPORT_UNIT_POINTS));
    table_cell(table, cell_in(cell_share(5, 0), REPORT_UNIT_POINTS));
    table_row(table, "cost", BOTH("支出", "expenditure"));
    table_cell(table, cell_in(cell_decimal(21627200000000, 2), REPORT_UNIT_YUAN_YEAR));
    table_cell(table, cell_in(cell_decimal(30001234567890, 2), REPORT_UNIT_YUAN_YEAR));
    table_row(table, "child", BOTH("儿童贫困率", "child poverty"));
    table_cell(table, cell_status(REPORT_STATUS_SMALL_CELL));
    const double zero = 0.0;
    table_cell(table, cell_double(zero / zero, 2));
}

static void add_lorenz(ReportSection *section)
{
    static const double incomes[] = {0, .012, .038, .078, .133, .204, .293, .403, .539, .712, 1};
    static const double benefits[] = {0, .52, .73, .83, .89, .93, .956, .975, .988, .996, 1};
    ReportChart *chart =
        report_chart(section, CHART_LORENZ, "lorenz",
                     BOTH("补助集中在收入最低的人手中", "Benefits go to those with the least"));
    chart->subtitle = BOTH("按收入从低到高累计的份额，%", "Cumulative share by rank of income, %");
    chart->x_title = BOTH("居民累计份额", "share of people, poorest first");
    chart->x_unit = REPORT_UNIT_SHARE;
    chart->y_unit = REPORT_UNIT_SHARE;
    ChartSeries *benefit = chart_series(chart, "benefits", BOTH("补助", "benefits"));
    ChartSeries *income = chart_series(chart, "income", BOTH("收入", "income"));
    for (size_t i = 0; i < sizeof incomes / sizeof incomes[0]; i++) {
        series_point(benefit, (double)i / 10, benefits[i]);
        series_point(income, (double)i / 10, incomes[i]);
    }
}

static void add_incidence(ReportSection *section, Arena *arena)
{
    static const double shares[] = {.52, .21, .10, .06, .04, .026, .019, .013, .008, .004};
    ReportChart *chart =
        report_chart(section, CHART_BARS, "incidence",
                     BOTH("一半以上的补助发给最低十分之一",
                          "More than half of all benefits reach the lowest tenth"));
    chart->subtitle =
        BOTH("各收入十分组所得补助的份额，%", "Share of benefits by tenth of income, %");
    chart->y_unit = REPORT_UNIT_SHARE;
    for (int i = 1; i <= 10; i++) {
        const Str name = str_print(arena, "%d", i);
        chart_category(chart, str_terminated(arena, name), bilingual_same(name));
    }
    ChartSeries *series = chart_series(chart, "baseline", BOTH("现行", "baseline"));
    for (size_t i = 0; i < 10; i++) series_value(series, shares[i]);
    chart->x_title = BOTH("收入十分组，1为最低", "tenth of income, 1 is the lowest");
}

static void add_balance(ReportSection *section)
{
    static const struct {
        const char *key;
        Bilingual label;
        double gain, lose;
    } rows[] = {
        {"children", {{"儿童", 6}, {"children", 8}}, .081, .004},
        {"working-age", {{"劳动年龄人口", 18}, {"working age", 11}}, .032, .011},
        {"old", {{"六十岁以上", 15}, {"60 and over", 11}}, .124, .021},
    };
    ReportChart *chart = report_chart(section, CHART_BALANCE, "winners",
                                      BOTH("得益者多于受损者", "More gain than lose"));
    chart->subtitle = BOTH("改革后收入增加或减少的人，占该组%",
                           "People whose income rises or falls under the reform, % of group");
    chart->y_unit = REPORT_UNIT_SHARE;
    for (size_t i = 0; i < 3; i++) chart_category(chart, rows[i].key, rows[i].label);
    ChartSeries *gain = chart_series(chart, "gain", BOTH("增加", "gain"));
    ChartSeries *lose = chart_series(chart, "lose", BOTH("减少", "lose"));
    for (size_t i = 0; i < 3; i++) {
        series_value(gain, rows[i].gain);
        series_value(lose, rows[i].lose);
    }
}

static void add_cost_curve(ReportSection *section)
{
    ReportChart *chart =
        report_chart(section, CHART_LINES, "cost",
                     BOTH("覆盖面到10%，支出约为现在的2.5倍",
                          "Covering 10 % costs about two and a half times as much"));
    chart->subtitle = BOTH("年支出，按覆盖率", "Expenditure a year, by coverage");
    chart->x_title = BOTH("覆盖率", "coverage");
    chart->x_unit = REPORT_UNIT_SHARE;
    chart->y_unit = REPORT_UNIT_YUAN_YEAR;
    ChartSeries *series = chart_series(chart, "cost", BOTH("支出", "expenditure"));
    for (int i = 2; i <= 14; i++) {
        const double cost = 2.0e10 + 1.9e9 * i * i;
        series_point_banded(series, i / 100.0, cost, cost * (1 - 0.01 * i), cost * (1 + 0.013 * i));
    }
    chart_mark(chart, 0.10, 2.1e11, BOTH("目标10%", "target: 10 %"));
}

static void add_budget_line(ReportSection *section)
{
    ReportChart *chart =
        report_chart(section, CHART_LINES, "budget-line",
                     BOTH("工资过线时，收入反而下降", "Past the line, earning more leaves less"));
    chart->subtitle = BOTH("家庭净收入，元/月", "Net resources of a household, yuan a month");
    chart->x_title = BOTH("工资（元/月）", "wage (yuan a month)");
    chart->x_unit = REPORT_UNIT_YUAN_MONTH;
    chart->y_unit = REPORT_UNIT_YUAN_MONTH;
    chart->digits = 0;
    ChartSeries *now = chart_series(chart, "baseline", BOTH("现行", "baseline"));
    ChartSeries *then = chart_series(chart, "reform", BOTH("改革", "reform"));
    for (int wage = 0; wage <= 4000; wage += 200) {
        const bool below = wage <= 2400;
        series_point(now, wage, below ? 2400 + (wage == 0 ? 0 : 60) : wage);
        series_point(then, wage, wage < 3200 ? 2400 + 0.25 * wage : wage);
    }
}

static void add_histogram(ReportSection *section)
{
    static const double people[] = {31, 84, 126, 140, 121, 96, 70, 49, 33, 22, 14, 9};
    ReportChart *chart =
        report_chart(section, CHART_HISTOGRAM, "income",
                     BOTH("多数人的收入略高于标准", "Most incomes lie just above the line"));
    chart->subtitle = BOTH("按人均收入的人数，万人", "People by income a head, ten thousands");
    chart->x_title = BOTH("人均收入（元/年）", "income a head (yuan a year)");
    chart->x_unit = REPORT_UNIT_YUAN_YEAR;
    chart->y_unit = REPORT_UNIT_COUNT;
    chart->digits = 0;
    ChartSeries *series = chart_series(chart, "people", BOTH("人数", "people"));
    for (int i = 0; i < 12; i++) series_bin(series, i * 5000.0, (i + 1) * 5000.0, people[i]);
    chart_mark(chart, 9348, 0, BOTH("城市标准", "urban line"));
}

static void add_tiles(ReportSection *section)
{
    static const char *const codes[] = {"11", "12", "13", "14", "15", "21", "22", "23",
                                        "31", "32", "33", "34", "35", "36", "37", "41",
                                        "42", "43", "44", "45", "46", "50", "51", "52",
                                        "53", "54", "61", "62", "63", "64", "65"};
    ReportChart *chart = report_chart(section, CHART_TILES, "provinces",
                                      BOTH("西部的覆盖率高", "Coverage is highest in the west"));
    chart->subtitle = BOTH("受助者占居民%", "People helped, % of residents");
    chart->y_unit = REPORT_UNIT_SHARE;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        chart_category(chart, codes[i], bilingual_same(str_from(codes[i])));
    ChartSeries *series = chart_series(chart, "rate", BOTH("覆盖率", "coverage"));
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        series_value(series, 0.008 + (double)((i * 7) % 31) * 0.0021);
    chart->note = BOTH("港澳台未模拟。", "Hong Kong, Macao and Taiwan are not simulated.");
}

static void add_residuals(Report *report)
{
    ReportSection *section =
        report_section(report, "residuals", BOTH("与公布数对照", "Against published figures"));
    ReportTable *table =
        report_residuals(section, "published", BOTH("残差表", "Table of residuals"));
    const Bilingual source = BOTH("某年报，2023年末", "a yearbook, end of 2023");
    table_residual(table, &(Residual){.key = STR("urban"),
                                      .label = BOTH("城市低保人数", "urban recipients"),
                                      .unit = REPORT_UNIT_PERSONS,
                                      .target = cell_integer(66400),
                                      .simulated = cell_integer(66123),
                                      .reason = BOTH("抽样", "sampling"),
                                      .source = source});
    table_residual(table, &(Residual){.key = STR("rate"),
                                      .label = BOTH("覆盖率", "coverage"),
                                      .unit = REPORT_UNIT_SHARE,
                                      .target = cell_fraction(317, 10000, 2),
                                      .simulated = cell_fraction(289, 10000, 2),
                                      .reason = BOTH("家庭构成没有分县数据，按全省分布",
                                                     "household composition by county is not "
                                                     "published; that of the province is used"),
                                      .source = source});
    table_residual(table, &(Residual){.key = STR("register"),
                                      .label = BOTH("低收入登记", "low-income register"),
                                      .unit = REPORT_UNIT_PERSONS,
                                      .target = cell_status(REPORT_STATUS_NO_TARGET),
                                      .simulated = cell_integer(660000)});
}

static void add_hostile(Report *report)
{
    ReportSection *section =
        report_section(report, "hostile", BOTH("转义 <b>&\"'", "Escapes <b>&\"'"));
    ReportTable *table = report_table(section, "labels", BOTH("=1+1", "=1+1"));
    table_column(table, "text", BOTH("@文字", "@text"), REPORT_UNIT_TEXT);
    table_column(table, "figure", BOTH("数", "figure"), REPORT_UNIT_COUNT);
    const Bilingual labels[] = {
        BOTH("=cmd()", "=cmd()"),
        BOTH("<script>alert(1)</script>", "<script>alert(1)</script>"),
        BOTH("甲,乙\"丙\"\n丁", "a,b \"c\"\nd"),
        BOTH("+1 & -1", "+1 & -1"),
        BOTH("\033[31m红", "\033[31mred"),
    };
    for (size_t i = 0; i < sizeof labels / sizeof labels[0]; i++) {
        const Str key = str_print(report->arena, "%zu", i);
        table_row_str(table, key, labels[i]);
        table_cell(table, cell_text(labels[i]));
        table_cell(table, cell_integer(-(int64_t)i));
    }
    table->source = BOTH("<作者>", "<the author>");
}

const Report *sample_report(Arena *arena)
{
    Report *report = report_create(arena);
    report->title = BOTH("样例：标准提高的模拟", "Example: the line rises");
    report->answer =
        BOTH("样例人口中有2.89%的人得到救助，年支出2,162.72亿元。",
             "In the sample population 2.89 % of people are helped, for 216,272 million yuan "
             "a year.");
    report->provenance = (ReportProvenance){
        .year = 2023,
        .dated = true,
        .law_date = {19722},
        .population = STR("sample"),
        .population_note = BOTH("为测试编造", "made up for tests"),
        .population_hash = STR("5f1c2ab09d7e44c3b1a9"),
        .unit = STR("persons"),
        .households = 5382000,
        .persons = 14070000,
        .households_in_all = 5382000,
        .seeded = true,
        .seed = 20231231,
        .law = STR("law/china"),
        .law_hash = STR("sm3:0a1b2c3d4e5f60718293a4b5c6d7e8f9"),
        .engine = STR("doudi 0.1.0"),
    };
    report_reform(report, BOTH("标准提高一成", "the line rises by a tenth"),
                  STR("law/china/scenarios/line.md"), STR("sm3:99887766"));
    report_warning(report,
                   BOTH("12户收入缺失，未计入（权数合计3,400户）。",
                        "12 households without income are left out (weight 3,400 households)."));
    add_coverage(report);
    add_indicators(report);
    add_residuals(report);
    ReportSection *pictures = report_section(report, "charts", BOTH("图", "Charts"));
    add_lorenz(pictures);
    add_incidence(pictures, arena);
    add_balance(pictures);
    add_cost_curve(pictures);
    add_budget_line(pictures);
    add_histogram(pictures);
    add_tiles(pictures);
    add_hostile(report);
    return report;
}
