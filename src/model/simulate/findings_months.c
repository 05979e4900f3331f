// Month after month, where more than one was simulated.

#include "base/text.h"
#include "compile/type.h"
#include "model/simulate/findings_internal.h"

// Cash that programmes paid by the month come to.
static Wide monthly_cash(const Finder *finder, size_t variant, const Program *program)
{
    Wide fen = 0;
    for (uint32_t p = 0; p < program->programmes.count; p++) {
        const Programme *programme = &program->programmes.items[p];
        if (!str_equals(programme->mode, "cash") || programme->per != WORD_MONTH) continue;
        fen += finder_programme(finder, variant, p, ALL_PARTS).money_served;
    }
    return finder_money(finder, fen);
}

static int64_t registered(const Finder *finder, size_t variant, const Program *program)
{
    int64_t persons = 0;
    const size_t tiers =
        program->tier_choice == NONE ? 0 : program->choices.items[program->tier_choice].count;
    for (size_t t = 0; t + 1 < tiers && t < SIMULATED_TIERS_MAX; t++) // the last is none of them
        persons += finder_tier(finder, variant, t, true);
    return finder_whole(finder, persons);
}

static void months_table(Finder *finder, size_t law, ReportSection *section)
{
    const SimulateOptions *options = finder->result->options;
    const Program *program = options->laws[law].program;
    const uint32_t dibao = finder_programme_named(program, "dibao");
    const uint32_t tekun = finder_programme_named(program, "tekun");
    ReportTable *table =
        report_table(section, finder_key(finder, "months", law), finder_law_name(finder, law));
    table_column(table, "dibao", BOTH("低保人数", "persons on dibao"), REPORT_UNIT_PERSONS);
    table_column(table, "tekun", BOTH("特困人数", "persons on tekun"), REPORT_UNIT_PERSONS);
    table_column(table, "registered", BOTH("低收入人口在册", "registered low-income persons"),
                 REPORT_UNIT_PERSONS);
    table_column(table, "money", BOTH("按月发放的现金", "cash paid by the month"),
                 REPORT_UNIT_YUAN);
    for (size_t m = 0; m < simulated_months(options); m++) {
        const size_t variant = m * options->law_count + law;
        const CivilDate day = date_civil(simulated_day(options, m));
        const Str label = str_print(finder->arena, "%04d-%02d", (int)day.year, (int)day.month);
        table_row_str(table, label, bilingual_same(label));
        table_cell(table, cell_integer(finder_whole(
                              finder,
                              finder_programme(finder, variant, dibao, ALL_PARTS).persons_served)));
        table_cell(table, cell_integer(finder_whole(
                              finder,
                              finder_programme(finder, variant, tekun, ALL_PARTS).persons_served)));
        table_cell(table, cell_integer(registered(finder, variant, program)));
        table_cell(table, cell_decimal_wide(monthly_cash(finder, variant, program), 2));
    }
}

void findings_months(Finder *finder)
{
    if (simulated_months(finder->result->options) < 2) return;
    ReportSection *section =
        report_section(finder->report, "months", BOTH("逐月", "Month after month"));
    for (size_t k = 0; k < finder->result->options->law_count; k++)
        months_table(finder, k, section);
    ReportTable *last = section->tables.items[section->tables.count - 1];
    table_note(last, BOTH("收入和家庭成员在各月不变；年龄、标准和以往各月的结果随月而变。"
                          "其他各表为第一个月；贫困与瞄准按各月平均所得计算。",
                          "Incomes and members stay the same; ages, standards and what past months "
                          "came to move on. Other tables are of the first month; poverty and "
                          "targeting rest on what is received in the average month."));
}
