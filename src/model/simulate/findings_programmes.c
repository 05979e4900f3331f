// What each programme and each tier comes to.

#include "base/text.h"
#include "model/simulate/findings_internal.h"

static void programmes_table(Finder *finder, size_t law, ReportSection *section)
{
    const Program *program = finder->result->options->laws[law].program;
    ReportTable *table = report_table(section, "programmes", BOTH("各项救助", "Programmes"));
    table_column(table, "served", BOTH("惠及人数", "persons reached"), REPORT_UNIT_PERSONS);
    table_column(table, "share", BOTH("占人口", "of the people"), REPORT_UNIT_SHARE);
    table_column(table, "entitled", BOTH("符合条件人数", "persons entitled"), REPORT_UNIT_PERSONS);
    table_column(table, "money", BOTH("每期金额", "money each period"), REPORT_UNIT_YUAN);
    table_column(table, "head", BOTH("人均每期", "a head each period"), REPORT_UNIT_YUAN);
    table_column(table, "open", BOTH("未能判定户数", "households undetermined"),
                 REPORT_UNIT_HOUSEHOLDS);
    const int64_t people = finder_whole(finder, finder_persons(finder, ALL_PARTS));
    for (uint32_t p = 0; p < program->programmes.count; p++) {
        const Programme *programme = &program->programmes.items[p];
        const ProgrammeSums sums = finder_programme(finder, law, p, ALL_PARTS);
        if (sums.households == 0 && sums.undetermined == 0) continue;
        const Wide money = finder_money(finder, sums.money_served);
        const int64_t served = finder_whole(finder, sums.persons_served);
        table_row_str(table, programme->name,
                      bilingual(programme->labels.zh, programme->labels.en));
        table_cell(table, cell_integer(served));
        table_cell(table, cell_share(served, people));
        table_cell(table, cell_integer(finder_whole(finder, sums.persons)));
        table_cell(table, cell_decimal_wide(money, 2));
        table_cell(table, served == 0 ? cell_status(REPORT_STATUS_EMPTY_GROUP)
                                      : cell_double((double)money / 100.0 / (double)served, 2));
        table_cell(table, cell_integer(finder_whole(finder, sums.undetermined)));
    }
    table_note(table, BOTH("金额按该项目的发放周期（月、年或一次）计。",
                           "Money is for one period of the programme: a month, a year, or once."));
}

static void tiers_table(Finder *finder, size_t law, ReportSection *section)
{
    const Program *program = finder->result->options->laws[law].program;
    if (program->tier_choice == NONE) return;
    const Choice *tiers = &program->choices.items[program->tier_choice];
    ReportTable *table = report_table(section, "tiers", BOTH("对象分层", "Tiers"));
    table_column(table, "served", BOTH("在册人数", "persons known to the office"),
                 REPORT_UNIT_PERSONS);
    table_column(table, "share", BOTH("占人口", "of the people"), REPORT_UNIT_SHARE);
    table_column(table, "entitled", BOTH("符合条件人数", "persons entitled"), REPORT_UNIT_PERSONS);
    const int64_t people = finder_whole(finder, finder_persons(finder, ALL_PARTS));
    for (size_t t = 0; t < tiers->count && t < SIMULATED_TIERS_MAX; t++) {
        const int64_t served = finder_whole(finder, finder_tier(finder, law, t, true));
        table_row_str(table, tiers->values[t].name,
                      bilingual(tiers->values[t].labels.zh, tiers->values[t].labels.en));
        table_cell(table, cell_integer(served));
        table_cell(table, cell_share(served, people));
        table_cell(table, cell_integer(finder_whole(finder, finder_tier(finder, law, t, false))));
    }
}

void findings_programmes(Finder *finder, size_t law)
{
    const Bilingual name = finder_law_name(finder, law);
    ReportSection *section = report_section(
        finder->report, finder_key(finder, "law", law),
        law == 0 ? BOTH("现行规定", "The law as it is")
                 : bilingual(str_print(finder->arena, "改革：" STR_FORMAT, STR_ARGS(name.zh)),
                             str_print(finder->arena, "Reform: " STR_FORMAT, STR_ARGS(name.en))));
    programmes_table(finder, law, section);
    tiers_table(finder, law, section);
}
