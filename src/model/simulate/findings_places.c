// The provinces, in town and country: who is reached, with how much; and a map of tiles.

#include "base/text.h"
#include "model/report/chart_data.h"
#include "model/simulate/findings_internal.h"
#include "model/simulate/grants.h"

// Cash that is paid by the month or the year, of a month.
static Wide regular_cash(const Finder *finder, size_t law, Part part)
{
    const Program *program = finder->result->options->laws[law].program;
    Wide fen = 0;
    for (uint32_t p = 0; p < program->programmes.count; p++) {
        const int64_t months = grants_months(&program->programmes.items[p]);
        if (months > 0) fen += finder_programme(finder, law, p, part).money_served / months;
    }
    return finder_money(finder, fen);
}

static void place_columns(ReportTable *table, size_t laws)
{
    table_column(table, "persons", BOTH("人口", "people"), REPORT_UNIT_PERSONS);
    table_column(table, "served", BOTH("惠及人数", "persons reached"), REPORT_UNIT_PERSONS);
    table_column(table, "share", BOTH("占人口", "of the people"), REPORT_UNIT_SHARE);
    table_column(table, "urban", BOTH("城镇", "in town"), REPORT_UNIT_SHARE);
    table_column(table, "rural", BOTH("农村", "in the country"), REPORT_UNIT_SHARE);
    table_column(table, "entitled", BOTH("符合条件", "entitled"), REPORT_UNIT_SHARE);
    table_column(table, "money", BOTH("每月金额", "money a month"), REPORT_UNIT_YUAN_MONTH);
    table_column(table, "cash", BOTH("全部定期现金", "all regular cash"), REPORT_UNIT_YUAN_MONTH);
    if (laws < 2) return;
    table_column(table, "reform-share", BOTH("改革后占人口", "under the reform"),
                 REPORT_UNIT_SHARE);
    table_column(table, "reform-change", BOTH("变化", "change"), REPORT_UNIT_POINTS);
    table_column(table, "reform-cash", BOTH("改革增加的定期现金", "regular cash, more"),
                 REPORT_UNIT_YUAN_MONTH);
}

static double share_of(const Finder *finder, size_t law, Part part)
{
    const int64_t people = finder_persons(finder, part);
    const double zero = 0.0;
    if (people == 0) return zero / zero;
    return (double)finder_basic(finder, law, part).persons_served / (double)people;
}

// Yuan a head of the people a year that the reform adds.
static double added_cash(const Finder *finder, Part part)
{
    const int64_t people = finder_whole(finder, finder_persons(finder, part));
    const double zero = 0.0;
    if (people == 0) return zero / zero;
    const Wide more = regular_cash(finder, 1, part) - regular_cash(finder, 0, part);
    return (double)more * 12.0 / 100.0 / (double)people;
}

static void place_cells(const Finder *finder, ReportTable *table, Part part)
{
    const ProgrammeSums sums = finder_basic(finder, 0, part);
    const int64_t people = finder_persons(finder, part);
    const Wide cash = regular_cash(finder, 0, part);
    table_cell(table, cell_integer(finder_whole(finder, people)));
    table_cell(table, cell_integer(finder_whole(finder, sums.persons_served)));
    table_cell(table, cell_share(sums.persons_served, people));
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) {
        const Part within = {.province = part.province, .residence = r};
        if (part.residence != EVERYWHERE && part.residence != r) {
            table_cell(table, cell_status(REPORT_STATUS_BLANK));
            continue;
        }
        table_cell(table, cell_share(finder_basic(finder, 0, within).persons_served,
                                     finder_persons(finder, within)));
    }
    table_cell(table, cell_share(sums.persons, people));
    table_cell(table, cell_decimal_wide(finder_money(finder, sums.money_served), 2));
    table_cell(table, cell_decimal_wide(cash, 2));
    if (finder->result->options->law_count < 2) return;
    const ProgrammeSums reform = finder_basic(finder, 1, part);
    table_cell(table, cell_share(reform.persons_served, people));
    table_cell(table, cell_share(reform.persons_served - sums.persons_served, people));
    table_cell(table, cell_decimal_wide(regular_cash(finder, 1, part) - cash, 2));
}

static ReportChart *map(ReportSection *section, const char *key, Bilingual title, ReportUnit unit)
{
    ReportChart *chart = report_chart(section, CHART_TILES, key, title);
    size_t count = 0;
    const ProvinceTile *tiles = province_tiles(&count);
    chart->y_unit = unit;
    chart->digits = 1;
    for (size_t i = 0; i < count; i++) chart_category(chart, tiles[i].code, tiles[i].name);
    return chart;
}

static void maps(const Finder *finder, ReportSection *section)
{
    const bool reformed = finder->result->options->law_count > 1;
    size_t count = 0;
    const ProvinceTile *tiles = province_tiles(&count);
    ReportChart *now = map(
        section, "map", BOTH("低保和特困供养占人口的比重", "Dibao and tekun: share of the people"),
        REPORT_UNIT_SHARE);
    ReportChart *change = NULL;
    ChartSeries *shares = chart_series(now, "now", finder_law_name(finder, 0));
    ChartSeries *changes = NULL;
    if (reformed) {
        change = map(section, "map-change",
                     BOTH("改革使人均每年增加的定期现金（元）",
                          "Regular cash that the reform adds, yuan a head of the people a year"),
                     REPORT_UNIT_YUAN_YEAR);
        change->digits = 0;
        changes = chart_series(change, "change", finder_law_name(finder, 1));
    }
    for (size_t i = 0; i < count; i++) {
        const Part part = {.province = (uint32_t)(tiles[i].code[0] - '0') * 10 +
                                       (uint32_t)(tiles[i].code[1] - '0'),
                           .residence = EVERYWHERE};
        const double share = share_of(finder, 0, part);
        series_value(shares, share);
        if (reformed) series_value(changes, added_cash(finder, part));
    }
}

void findings_places(Finder *finder)
{
    ReportSection *section = report_section(finder->report, "places", BOTH("分地区", "By place"));
    ReportTable *table = report_table(section, "provinces",
                                      BOTH("低保和特困供养，分省", "Dibao and tekun, by province"));
    size_t count = 0;
    const ProvinceTile *tiles = province_tiles(&count);
    place_columns(table, finder->result->options->law_count);
    for (size_t i = 0; i < count; i++) {
        const Part part = {.province = (uint32_t)(tiles[i].code[0] - '0') * 10 +
                                       (uint32_t)(tiles[i].code[1] - '0'),
                           .residence = EVERYWHERE};
        if (finder_persons(finder, part) == 0) continue;
        table_row(table, tiles[i].code, tiles[i].name);
        place_cells(finder, table, part);
    }
    for (size_t r = 0; r < SIMULATED_RESIDENCES; r++) {
        table_total(table, r == 0 ? "urban" : "rural",
                    r == 0 ? BOTH("城镇", "in town") : BOTH("农村", "in the country"));
        place_cells(finder, table, (Part){.residence = r});
    }
    table_total(table, "all", BOTH("全国", "all"));
    place_cells(finder, table, ALL_PARTS);
    maps(finder, section);
}
