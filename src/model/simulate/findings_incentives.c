// What is left of an extra yuan earned: effective marginal and participation tax rates, and who has
// less for earning more.

#include "base/text.h"
#include "model/simulate/findings_internal.h"
#include "model/statistics/incentives.h"

typedef enum Whose { OF_ALL, OF_HELPED } Whose; // households that could earn more; those with cash

typedef struct Worth {
    Rates marginal, participation;
    int64_t persons;               // in 1/weight_scale, as all that follows
    int64_t worse[EARNINGS_STEPS]; // persons with less for so much more earned
    Wide lost[EARNINGS_STEPS];     // fen a month, of their households
    int64_t households_worse[EARNINGS_STEPS];
} Worth;

static void add_row(const Sample *sample, size_t law, size_t row, Worth *worth)
{
    const int64_t persons = survey_persons(&sample->survey, row);
    const SampledLaw *of = &sample->laws[law];
    const int64_t now = sample->before[row] + of->benefit[row];
    const int64_t *net = of->net[row];
    const int64_t step = EARNINGS_ADDED[EARNINGS_MORE];
    worth->persons += persons;
    rates_add(&worth->marginal, ratio_of(step - (net[EARNINGS_MORE] - now), step), persons);
    if (sample->earnings[row] > 0)
        rates_add(
            &worth->participation,
            ratio_of(sample->earnings[row] - (now - net[EARNINGS_NONE]), sample->earnings[row]),
            persons);
    for (size_t s = EARNINGS_MORE; s < EARNINGS_STEPS; s++) {
        if (net[s] >= now) continue;
        worth->worse[s] += persons;
        worth->households_worse[s] += sample->survey.weight[row];
        worth->lost[s] += (Wide)sample->survey.weight[row] * (now - net[s]);
    }
}

static Worth *worth_of(const Finder *finder, size_t law, Whose whose)
{
    const Sample *sample = finder->sample;
    Worth *worth = ARENA_ONE(finder->arena, Worth);
    for (size_t row = 0; row < sample->survey.count; row++) {
        if (sample->earnings[row] == WELFARE_MISSING || sample->survey.weight[row] == 0) continue;
        if (whose == OF_HELPED && sample->laws[law].benefit[row] == 0) continue;
        add_row(sample, law, row, worth);
    }
    return worth;
}

// The least whole per cent that at least half have at most.
static ReportCell median_of(const Rates *rates)
{
    const int64_t persons = rates_persons(rates);
    int64_t below = 0;
    if (persons == 0) return cell_status(REPORT_STATUS_EMPTY_GROUP);
    for (int64_t i = 0; i < RATE_BINS; i++) {
        below += rates->persons[i];
        if (2 * below >= persons) return cell_fraction(i + RATE_PERCENT_MIN - 1, 100, 0);
    }
    return cell_status(REPORT_STATUS_EMPTY_GROUP);
}

static ReportCell share_of(int64_t part, int64_t whole)
{
    return whole == 0 ? cell_status(REPORT_STATUS_EMPTY_GROUP) : cell_share(part, whole);
}

static void rates_row(const Finder *finder, ReportTable *table, size_t law, Whose whose)
{
    const Worth *worth = worth_of(finder, law, whose);
    const Bilingual name = finder_law_name(finder, law);
    const Rates *marginal = &worth->marginal;
    const int64_t persons = rates_persons(marginal);
    table_row(table, finder_key(finder, whose == OF_ALL ? "all" : "helped", law),
              whose == OF_ALL
                  ? bilingual(str_print(finder->arena, STR_FORMAT "：有人能挣钱的家庭",
                                        STR_ARGS(name.zh)),
                              str_print(finder->arena, STR_FORMAT ": households that can earn",
                                        STR_ARGS(name.en)))
                  : BOTH("其中得到定期现金的", "of these, with regular cash"));
    table_cell(table, cell_integer(finder_sampled(finder, persons)));
    table_cell(table, median_of(marginal));
    table_cell(table, share_of(marginal->persons_above_80, persons));
    table_cell(table, share_of(marginal->persons_above_100, persons));
    table_cell(table, median_of(&worth->participation));
    table_cell(table, share_of(worth->participation.persons_above_80,
                               rates_persons(&worth->participation)));
}

static void rates_table(const Finder *finder, ReportSection *section)
{
    ReportTable *table =
        report_table(section, "rates", BOTH("多挣的钱被抵掉多少", "How much of earnings is lost"));
    table_column(table, "persons", BOTH("人数", "persons"), REPORT_UNIT_PERSONS);
    table_column(table, "emtr", BOTH("边际有效税率中位数", "median marginal rate"),
                 REPORT_UNIT_SHARE);
    table_column(table, "above-80", BOTH("超过80%", "above 80 %"), REPORT_UNIT_SHARE);
    table_column(table, "above-100", BOTH("超过100%", "above 100 %"), REPORT_UNIT_SHARE);
    table_column(table, "ptr", BOTH("就业有效税率中位数", "median participation rate"),
                 REPORT_UNIT_SHARE);
    table_column(table, "ptr-80", BOTH("超过80%", "above 80 %"), REPORT_UNIT_SHARE);
    for (size_t k = 0; k < finder->result->options->law_count; k++) {
        rates_row(finder, table, k, OF_ALL);
        rates_row(finder, table, k, OF_HELPED);
    }
    table_note(table, BOTH("每月多挣100元，被少得的定期现金抵掉的部分；就业：与挣零元相比。"
                           "税费不随之变动，服务和减免未计。",
                           "The part of 100 yuan more a month that is lost in regular cash; "
                           "participation: against earning nothing. Taxes and contributions stay "
                           "as they are; services and waivers are not counted."));
}

static void cliffs_table(const Finder *finder, ReportSection *section)
{
    const size_t laws = finder->result->options->law_count;
    ReportTable *table =
        report_table(section, "cliffs",
                     BOTH("挣得多反而更穷（得到定期现金的家庭）",
                          "More earned and less in hand (households with regular cash)"));
    const Worth *worth[SIMULATED_LAWS_MAX];
    for (size_t k = 0; k < laws; k++) {
        const Bilingual name = finder_law_name(finder, k);
        worth[k] = worth_of(finder, k, OF_HELPED);
        table_column(table, finder_key(finder, "worse", k),
                     bilingual(str_print(finder->arena, STR_FORMAT "：人数", STR_ARGS(name.zh)),
                               str_print(finder->arena, STR_FORMAT ": persons", STR_ARGS(name.en))),
                     REPORT_UNIT_PERSONS);
        table_column(table, finder_key(finder, "share", k), BOTH("占比", "share"),
                     REPORT_UNIT_SHARE);
        table_column(table, finder_key(finder, "lost", k), BOTH("户均每月少得", "lost a household"),
                     REPORT_UNIT_YUAN_MONTH);
    }
    for (size_t s = EARNINGS_MORE; s < EARNINGS_STEPS; s++) {
        const size_t yuan = (size_t)(EARNINGS_ADDED[s] / 100);
        table_row(table, finder_key(finder, "more", yuan),
                  bilingual(str_print(finder->arena, "每月多挣%zu元", yuan),
                            str_print(finder->arena, "%zu yuan more a month", yuan)));
        for (size_t k = 0; k < laws; k++) {
            const double households = (double)worth[k]->households_worse[s];
            table_cell(table, cell_integer(finder_sampled(finder, worth[k]->worse[s])));
            table_cell(table, share_of(worth[k]->worse[s], worth[k]->persons));
            table_cell(table, households > 0
                                  ? cell_double((double)worth[k]->lost[s] / 100.0 / households, 2)
                                  : cell_status(REPORT_STATUS_EMPTY_GROUP));
        }
    }
}

static void histogram(const Finder *finder, ReportSection *section, size_t law)
{
    enum { WIDTH = 10, FIRST = 0, LAST = 120 }; // per cent
    const Rates *rates = &worth_of(finder, law, OF_HELPED)->marginal;
    const Bilingual name = finder_law_name(finder, law);
    const int64_t persons = rates_persons(rates);
    if (persons == 0) return;
    ReportChart *chart = report_chart(
        section, CHART_HISTOGRAM, finder_key(finder, "emtr", law),
        bilingual(str_print(finder->arena, "边际有效税率：" STR_FORMAT, STR_ARGS(name.zh)),
                  str_print(finder->arena, "Marginal rates: " STR_FORMAT, STR_ARGS(name.en))));
    chart->subtitle = BOTH("得到定期现金的家庭，占其人数的比重",
                           "households with regular cash, share of their members");
    chart->x_title = BOTH("每多挣一元被抵掉的部分", "part of an extra yuan that is lost");
    chart->x_unit = REPORT_UNIT_SHARE;
    chart->y_unit = REPORT_UNIT_SHARE;
    ChartSeries *series = chart_series(chart, "persons", name);
    for (int from = FIRST; from < LAST; from += WIDTH) {
        int64_t in = 0;
        for (int bin = 0; bin < RATE_BINS; bin++) {
            const int percent = bin + RATE_PERCENT_MIN - 1;
            // What lies outside stands in the first and the last.
            const int at = percent < FIRST ? FIRST : percent >= LAST ? LAST - 1 : percent;
            if (at >= from && at < from + WIDTH) in += rates->persons[bin];
        }
        series_bin(series, from / 100.0, (from + WIDTH) / 100.0, (double)in / (double)persons);
    }
    chart->note = BOTH("低于零的计入第一格，高于120%的计入最后一格。",
                       "What is below nothing stands in the first bar, above 120 % in the last.");
}

// The steepest fall of a budget from its highest point before, and how far earnings must rise until
// as much is in hand again.
typedef struct Fall {
    size_t at; // point of the drop
    int64_t drop;
    size_t back; // BUDGET_POINTS: not within the range
} Fall;

static Fall fall_of(const int64_t *net)
{
    Fall fall = {.back = BUDGET_POINTS};
    for (size_t p = 1; p < BUDGET_POINTS; p++) {
        if (net[p - 1] - net[p] <= fall.drop) continue;
        fall = (Fall){.at = p, .drop = net[p - 1] - net[p], .back = BUDGET_POINTS};
        for (size_t q = p; q < BUDGET_POINTS && fall.back == BUDGET_POINTS; q++) {
            if (net[q] >= net[p - 1]) fall.back = q;
        }
    }
    return fall;
}

static void budget_chart(const Finder *finder, ReportSection *section, size_t residence)
{
    const SampledBudget *budget = &finder->sample->budgets[residence];
    const bool rural = residence == 1;
    if (!budget->found) return;
    ReportChart *chart = report_chart(
        section, CHART_LINES, rural ? "budget-rural" : "budget-urban",
        rural ? BOTH("预算线：农村一个三口之家", "Budget line: a family of three in the country")
              : BOTH("预算线：城镇一个三口之家", "Budget line: a family of three in town"));
    chart->subtitle = BOTH("每月可用：自有收入加在册时应得的定期现金",
                           "in hand a month: own resources and the regular cash that is due if the "
                           "office knows the family");
    chart->x_title = BOTH("一名成员每月工资", "wage of one member a month");
    chart->x_unit = REPORT_UNIT_YUAN_MONTH;
    chart->y_unit = REPORT_UNIT_YUAN_MONTH;
    for (size_t k = budget->laws; k-- > 0;) {
        ChartSeries *series =
            chart_series(chart, finder_key(finder, "law", k), finder_law_name(finder, k));
        for (size_t p = 0; p < BUDGET_POINTS; p++)
            series_point(series, (double)(p * BUDGET_STEP_FEN) / 100.0,
                         (double)budget->net[k][p] / 100.0);
    }
    chart->note = bilingual(
        str_print(
            finder->arena,
            "模拟人口中的一个家庭，除该工资外每月自有%.0f元；每50元计算一次，税费不随之变动。",
            (double)budget->other_fen / 100.0),
        str_print(finder->arena,
                  "A family of the population, with %.0f yuan of its own a month besides that "
                  "wage; reckoned at every 50 yuan, taxes and contributions as they are.",
                  (double)budget->other_fen / 100.0));
}

static void falls_table(const Finder *finder, ReportSection *section)
{
    const SampledBudget *budgets = finder->sample->budgets;
    ReportTable *table = report_table(
        section, "falls", BOTH("两条预算线上的陡坡", "Cliffs on these two budget lines"));
    table_column(table, "at", BOTH("工资到", "at a wage of"), REPORT_UNIT_YUAN_MONTH);
    table_column(table, "drop", BOTH("可用减少", "in hand, less"), REPORT_UNIT_YUAN_MONTH);
    table_column(table, "width", BOTH("多挣多少才回本", "made good after earning more"),
                 REPORT_UNIT_YUAN_MONTH);
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) {
        for (size_t k = 0; k < budgets[r].laws && budgets[r].found; k++) {
            const Fall fall = fall_of(budgets[r].net[k]);
            const Bilingual name = finder_law_name(finder, k);
            const Bilingual where =
                r == 0 ? BOTH("城镇", "in town") : BOTH("农村", "in the country");
            table_row(table, finder_key(finder, r == 0 ? "urban" : "rural", k),
                      bilingual(str_print(finder->arena, STR_FORMAT "：" STR_FORMAT,
                                          STR_ARGS(where.zh), STR_ARGS(name.zh)),
                                str_print(finder->arena, STR_FORMAT ": " STR_FORMAT,
                                          STR_ARGS(where.en), STR_ARGS(name.en))));
            const ReportCell none = cell_status(REPORT_STATUS_BLANK);
            table_cell(table,
                       fall.drop == 0 ? none : cell_decimal((int64_t)fall.at * BUDGET_STEP_FEN, 2));
            table_cell(table, cell_decimal(fall.drop, 2));
            table_cell(table,
                       fall.back == BUDGET_POINTS
                           ? none
                           : cell_decimal((int64_t)(fall.back - fall.at + 1) * BUDGET_STEP_FEN, 2));
        }
    }
    table_note(table, BOTH("空白：没有陡坡，或在6000元以内未能回本。",
                           "Blank: there is none, or it is not made good within 6,000 yuan."));
}

void findings_incentives(Finder *finder)
{
    if (finder->sample == NULL) return;
    const size_t laws = finder->result->options->law_count;
    ReportSection *section =
        report_section(finder->report, "incentives", BOTH("工作的激励", "Does work pay"));
    section->lead = finder_sample_lead(finder);
    rates_table(finder, section);
    cliffs_table(finder, section);
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) budget_chart(finder, section, r);
    if (finder->sample->budgets[0].found || finder->sample->budgets[1].found)
        falls_table(finder, section);
    for (size_t k = 0; k < laws; k++) histogram(finder, section, k);
}
