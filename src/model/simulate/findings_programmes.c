// What each programme and each tier comes to.

#include "base/text.h"
#include "model/simulate/findings_internal.h"
#include "model/simulate/grants.h"

// Months that a payment of money is for; 0: it is paid once, or is no money.
static int64_t months_of(const Programme *programme)
{
    enum { YEAR = 12 };
    if (!grants_is_money(programme)) return 0;
    if (programme->per == WORD_MONTH) return 1;
    return programme->per == WORD_YEAR ? YEAR : 0;
}

static void money_cells(const Finder *finder, ReportTable *table, const Programme *programme,
                        const ProgrammeSums *sums)
{
    const int64_t months = months_of(programme);
    const Wide money = finder_money(finder, sums->money_served);
    const int64_t served = finder_whole(finder, sums->persons_served);
    const ReportCell blank = cell_status(REPORT_STATUS_BLANK);
    const bool once = months == 0 && grants_is_money(programme);
    table_cell(table, months > 0 ? cell_decimal_wide(money * 12 / months, 2) : blank);
    table_cell(table,
               months == 0 ? blank
               : served == 0
                   ? cell_status(REPORT_STATUS_EMPTY_GROUP)
                   : cell_double((double)money / 100.0 / (double)months / (double)served, 2));
    table_cell(table, once ? cell_decimal_wide(money, 2) : blank);
}

static void programmes_table(Finder *finder, size_t law, ReportSection *section)
{
    const Program *program = finder->result->options->laws[law].program;
    bool undetermined = false;
    for (uint32_t p = 0; p < program->programmes.count; p++)
        undetermined |= finder_programme(finder, law, p, ALL_PARTS).undetermined > 0;
    ReportTable *table = report_table(section, "programmes", BOTH("各项救助", "Programmes"));
    table_column(table, "served", BOTH("惠及人数", "persons reached"), REPORT_UNIT_PERSONS);
    table_column(table, "share", BOTH("占人口", "of the people"), REPORT_UNIT_SHARE);
    table_column(table, "entitled", BOTH("符合条件人数", "persons entitled"), REPORT_UNIT_PERSONS);
    table_column(table, "money", BOTH("全年金额", "money a year"), REPORT_UNIT_YUAN_YEAR);
    table_column(table, "head", BOTH("人均每月", "a head a month"), REPORT_UNIT_YUAN_MONTH);
    table_column(table, "once", BOTH("一次性金额", "money paid once"), REPORT_UNIT_YUAN);
    if (undetermined)
        table_column(table, "open", BOTH("未能判定户数", "households undetermined"),
                     REPORT_UNIT_HOUSEHOLDS);
    for (uint32_t p = 0; p < program->programmes.count; p++) {
        const Programme *programme = &program->programmes.items[p];
        const ProgrammeSums sums = finder_programme(finder, law, p, ALL_PARTS);
        if (sums.households == 0 && sums.undetermined == 0) continue;
        table_row_str(table, programme->name,
                      bilingual(programme->labels.zh, programme->labels.en));
        table_cell(table, cell_integer(finder_whole(finder, sums.persons_served)));
        table_cell(table, cell_share(sums.persons_served, finder_persons(finder, ALL_PARTS)));
        table_cell(table, cell_integer(finder_whole(finder, sums.persons)));
        money_cells(finder, table, programme, &sums);
        if (undetermined) table_cell(table, cell_integer(finder_whole(finder, sums.undetermined)));
    }
    table_note(table, BOTH("现金和减免；服务和名册不计金额。按月发放的乘以十二。",
                           "Cash and waivers; services and lists are no money. What is paid by the "
                           "month is taken twelve times."));
    if (!undetermined)
        table_note(table, BOTH("没有未能判定的家庭。", "No household is left undetermined."));
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
    table_column(table, "entitled", BOTH("依法属于该层人数", "persons in it by law"),
                 REPORT_UNIT_PERSONS);
    const int64_t people = finder_whole(finder, finder_persons(finder, ALL_PARTS));
    for (size_t t = 0; t < tiers->count && t < SIMULATED_TIERS_MAX; t++) {
        const int64_t served = finder_whole(finder, finder_tier(finder, law, t, true));
        const bool listed = t + 1 < tiers->count; // the last is: in none of them
        table_row_str(table, tiers->values[t].name,
                      bilingual(tiers->values[t].labels.zh, tiers->values[t].labels.en));
        table_cell(table, listed ? cell_integer(served) : cell_status(REPORT_STATUS_BLANK));
        table_cell(table, listed ? cell_share(served, people) : cell_status(REPORT_STATUS_BLANK));
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
