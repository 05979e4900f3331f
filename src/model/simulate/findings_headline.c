// The headline figures of each law and what a reform changes, with their bands.

#include "base/text.h"
#include "model/simulate/bands.h"
#include "model/simulate/findings_internal.h"

#define TEXT(literal)                  \
    {                                  \
        (literal), sizeof(literal) - 1 \
    }

static const struct {
    const char *key;
    ReportUnit unit;
    unsigned digits;
    Bilingual label;
} HEADLINE_ROWS[HEADLINES] = {
#define HEADLINE(id, key, unit, digits, zh, en) \
    {key, REPORT_UNIT_##unit, digits, {TEXT(zh), TEXT(en)}},
#include "model/simulate/headlines.def"
#undef HEADLINE
};

const char *headline_key(Headline headline)
{
    return HEADLINE_ROWS[headline].key;
}

Bilingual headline_label(Headline headline)
{
    return HEADLINE_ROWS[headline].label;
}

ReportUnit headline_unit(Headline headline)
{
    return HEADLINE_ROWS[headline].unit;
}

static ReportCell banded(ReportCell cell, const Estimate *estimate)
{
    if (estimate == NULL || estimate->status != STATUS_DEFINED) return cell;
    return cell_banded(cell, estimate->low, estimate->high);
}

static void cells(const Finder *finder, ReportTable *table, size_t law, Headline h)
{
    const Bands *bands = finder->bands;
    const ReportUnit unit = HEADLINE_ROWS[h].unit;
    const unsigned digits = HEADLINE_ROWS[h].digits;
    const double now = headline_of(finder->result, law, h);
    table_cell(table, cell_in(banded(cell_double(now, digits),
                                     bands == NULL ? NULL : &bands->figures[law][h]),
                              unit));
    if (law == 0) return;
    const double change = now - headline_of(finder->result, 0, h);
    table_cell(table, cell_in(banded(cell_double(change, digits),
                                     bands == NULL ? NULL : &bands->changes[law][h]),
                              unit == REPORT_UNIT_SHARE ? REPORT_UNIT_POINTS : unit));
}

static void band_note(const Finder *finder, ReportTable *table)
{
    if (finder->bands == NULL) {
        table_note(table, BOTH("未计算区间：用--bands 20。",
                               "No bands were computed: ask for them by --bands 20."));
        return;
    }
    const unsigned draws = finder->bands->draws;
    table_note(
        table,
        bilingual(
            str_print(finder->arena,
                      "区间：95%%，由%u次抽取按鲁宾规则合成：另取种子，最低五分之一的收入另设；"
                      "每次重新确定在册者。其余假设（改革后谁来申请、人们如何应对）不在区间内。",
                      draws),
            str_print(finder->arena,
                      "Bands: 95 %%, of %u draws by Rubin's rules: other seeds, and incomes of "
                      "the lowest fifth other than assumed; who is known to the office is "
                      "settled anew in each. What else is assumed (who claims under a reform, "
                      "what people do in answer) is not in them.",
                      draws)));
}

void findings_headline(Finder *finder)
{
    const size_t laws = finder->result->options->law_count;
    ReportSection *section =
        report_section(finder->report, "headline", BOTH("主要结果", "Headline figures"));
    ReportTable *table = report_table(section, "figures", BOTH("主要结果", "Headline figures"));
    for (size_t k = 0; k < laws; k++) {
        table_column(table, finder_key(finder, "law", k), finder_law_name(finder, k),
                     REPORT_UNIT_OWN);
        if (k > 0)
            table_column(table, finder_key(finder, "change", k), BOTH("变化", "change"),
                         REPORT_UNIT_OWN);
    }
    for (size_t h = 0; h < HEADLINES; h++) {
        table_row(table, HEADLINE_ROWS[h].key, HEADLINE_ROWS[h].label);
        for (size_t k = 0; k < laws; k++) cells(finder, table, k, (Headline)h);
    }
    band_note(finder, table);
}
