// The registered layers and who is poor in them, what the lowest tenth gets, and what a reform's
// own document counts.

#include <stdlib.h>

#include "base/text.h"
#include "model/simulate/findings_internal.h"

enum { YEAR = 12, LOWEST_SHOWN = 12 };

static ReportCell share_of(int64_t part, int64_t whole)
{
    return whole == 0 ? cell_status(REPORT_STATUS_EMPTY_GROUP) : cell_share(part, whole);
}

static bool counts(const Sample *sample, size_t row)
{
    return sample->survey.weight[row] != 0 && sample->before[row] != WELFARE_MISSING;
}

// --- layers ---

typedef struct Layer {
    int64_t persons, with_cash;
    PovertySums before, after;
} Layer;

// A household's members of the layer; money is its members' alike.
static void add_layer(const Sample *sample, size_t law, size_t row, int64_t members, Layer *layer)
{
    const int64_t persons = sample->survey.weight[row] * members;
    const int64_t line = simulate_line(sample->residence[row]) * sample->survey.size[row];
    const int64_t help = sample->laws[law].benefit[row];
    layer->persons += persons;
    layer->with_cash += help > 0 ? persons : 0;
    // Each member is poor as far as the household's resources are below the household's line.
    poverty_sums_add(&layer->before, sample->before[row] * YEAR, 1, persons, line);
    poverty_sums_add(&layer->after, (sample->before[row] + help) * YEAR, 1, persons, line);
}

static void layer_row(const Finder *finder, ReportTable *table, const Layer *layer)
{
    const Bounded gap = poverty_sums_fgt(&layer->before, 1);
    const Bounded left = poverty_sums_fgt(&layer->after, 1);
    table_cell(table, cell_integer(finder_sampled(finder, layer->persons)));
    table_cell(table, share_of(layer->with_cash, layer->persons));
    table_cell(table, share_of(layer->before.persons_poor, layer->before.persons));
    table_cell(table, share_of(layer->after.persons_poor, layer->after.persons));
    table_cell(table, finder_bounded(gap, 3));
    table_cell(table, finder_bounded(left, 3));
}

static void see_layers(const Sample *sample, size_t law, size_t tiers, Layer *layers)
{
    for (size_t row = 0; row < sample->survey.count; row++) {
        if (!counts(sample, row)) continue;
        int64_t nowhere = sample->survey.size[row];
        for (size_t t = 0; t + 1 < tiers; t++) {
            const int64_t members = sample->known[row] != 0 ? sample->laws[law].tiers[row][t] : 0;
            nowhere -= members;
            if (members > 0) add_layer(sample, law, row, members, &layers[t]);
        }
        if (nowhere > 0) add_layer(sample, law, row, nowhere, &layers[tiers - 1]);
    }
}

static void layers_of_law(const Finder *finder, ReportSection *section, size_t law,
                          const Layer *layers)
{
    const Program *program = finder->result->options->laws[law].program;
    const Choice *tiers = &program->choices.items[program->tier_choice];
    const Bilingual name = finder_law_name(finder, law);
    ReportTable *table = report_table(
        section, finder_key(finder, "layers", law),
        bilingual(str_print(finder->arena, "在册各层的贫困：" STR_FORMAT, STR_ARGS(name.zh)),
                  str_print(finder->arena,
                            "The registered layers and who is poor in them: " STR_FORMAT,
                            STR_ARGS(name.en))));
    table_column(table, "persons", BOTH("人数", "persons"), REPORT_UNIT_PERSONS);
    table_column(table, "cash", BOTH("得到定期现金", "with regular cash"), REPORT_UNIT_SHARE);
    table_column(table, "poor-before", BOTH("救助前贫困", "poor before"), REPORT_UNIT_SHARE);
    table_column(table, "poor-after", BOTH("救助后贫困", "poor after"), REPORT_UNIT_SHARE);
    table_column(table, "gap-before", BOTH("救助前差距率", "gap index before"), REPORT_UNIT_RATIO);
    table_column(table, "gap-after", BOTH("救助后差距率", "gap index after"), REPORT_UNIT_RATIO);
    for (size_t t = 0; t < tiers->count; t++) {
        if (layers[t].persons == 0) continue;
        const bool last = t + 1 == tiers->count;
        table_row_str(table, tiers->values[t].name,
                      last ? BOTH("不在册", "on no list")
                           : bilingual(tiers->values[t].labels.zh, tiers->values[t].labels.en));
        layer_row(finder, table, &layers[t]);
    }
}

static bool same_poverty(const PovertySums *a, const PovertySums *b)
{
    return a->gap == b->gap && a->gap_q32 == b->gap_q32 && a->gap2_q32 == b->gap2_q32 &&
           a->persons == b->persons && a->households == b->households &&
           a->persons_poor == b->persons_poor && a->households_poor == b->households_poor &&
           a->saturated == b->saturated;
}

static bool same_layers(const Layer *a, const Layer *b)
{
    for (size_t t = 0; t < SIMULATED_TIERS_MAX; t++) {
        if (a[t].persons != b[t].persons || a[t].with_cash != b[t].with_cash ||
            !same_poverty(&a[t].before, &b[t].before) || !same_poverty(&a[t].after, &b[t].after))
            return false;
    }
    return true;
}

// A reform that leaves the layers as they are has no table of its own.
static void layers_tables(const Finder *finder, ReportSection *section)
{
    const SimulateOptions *options = finder->result->options;
    Layer *now = ARENA_ARRAY(finder->arena, Layer, SIMULATED_TIERS_MAX);
    for (size_t k = 0; k < options->law_count; k++) {
        const Program *program = options->laws[k].program;
        if (program->tier_choice == NONE) continue;
        const size_t tiers = program->choices.items[program->tier_choice].count;
        Layer *layers = k == 0 ? now : ARENA_ARRAY(finder->arena, Layer, SIMULATED_TIERS_MAX);
        see_layers(finder->sample, k, tiers, layers);
        if (k == 0 || !same_layers(now, layers)) layers_of_law(finder, section, k, layers);
    }
}

// --- the lowest tenth ---

typedef struct Reach {
    uint32_t programme;
    int64_t persons;
} Reach;

static int most_first(const void *left, const void *right)
{
    const Reach *a = left;
    const Reach *b = right;
    if (a->persons != b->persons) return a->persons < b->persons ? 1 : -1;
    return a->programme < b->programme ? -1 : 1;
}

typedef struct Lowest {
    int64_t persons, cash, something; // of the lowest tenth
    Reach by[PROGRAMMES_MAX];
} Lowest;

static void see_lowest(const Sample *sample, size_t law, Lowest *lowest)
{
    const Program *program = sample->of->options->laws[law].program;
    const size_t programmes = program->programmes.count;
    *lowest = (Lowest){0};
    for (size_t row = 0; row < sample->survey.count; row++) {
        if (!counts(sample, row) || sample->decile[row] != 0) continue;
        const int64_t persons = survey_persons(&sample->survey, row);
        bool some = false;
        lowest->persons += persons;
        lowest->cash += sample->laws[law].benefit[row] > 0 ? persons : 0;
        for (uint32_t p = 0; p < programmes; p++) {
            if (program->programmes.items[p].mode.size == 0) continue; // a list alone
            if (!sample_served(sample, law, row, p)) continue;
            lowest->by[p].persons += persons;
            some = true;
        }
        lowest->something += some ? persons : 0;
    }
    for (uint32_t p = 0; p < programmes; p++) lowest->by[p].programme = p;
}

static void lowest_rows(const Finder *finder, ReportTable *table, Lowest lowest[], size_t widest)
{
    const size_t laws = finder->result->options->law_count;
    const Program *program = finder->result->options->laws[widest].program;
    Reach *order = ARENA_ARRAY(finder->arena, Reach, program->programmes.count + 1);
    for (uint32_t p = 0; p < program->programmes.count; p++) order[p] = lowest[widest].by[p];
    qsort(order, program->programmes.count, sizeof *order, most_first);
    for (size_t i = 0; i < program->programmes.count && i < LOWEST_SHOWN; i++) {
        const Programme *of = &program->programmes.items[order[i].programme];
        if (order[i].persons == 0) break;
        table_row_str(table, of->name, bilingual(of->labels.zh, of->labels.en));
        for (size_t k = 0; k < laws; k++) {
            const char *name = str_terminated(finder->arena, of->name);
            const uint32_t p =
                finder_programme_named(finder->result->options->laws[k].program, name);
            table_cell(table, share_of(p == NONE ? 0 : lowest[k].by[p].persons, lowest[k].persons));
        }
    }
}

static void lowest_table(const Finder *finder, ReportSection *section)
{
    const SimulateOptions *options = finder->result->options;
    const size_t laws = options->law_count;
    Lowest *lowest = ARENA_ARRAY(finder->arena, Lowest, laws);
    ReportTable *table = report_table(
        section, "lowest",
        BOTH("收入最低的十分之一人口得到什么（占其人数）",
             "What the lowest tenth gets (of its persons, in families where somebody gets it)"));
    for (size_t k = 0; k < laws; k++) {
        see_lowest(finder->sample, k, &lowest[k]);
        table_column(table, finder_key(finder, "law", k), finder_law_name(finder, k),
                     REPORT_UNIT_SHARE);
    }
    table_row(table, "something", BOTH("至少一项救助", "help of any kind"));
    for (size_t k = 0; k < laws; k++)
        table_cell(table, share_of(lowest[k].something, lowest[k].persons));
    table_row(table, "cash", BOTH("定期现金", "regular cash"));
    for (size_t k = 0; k < laws; k++)
        table_cell(table, share_of(lowest[k].cash, lowest[k].persons));
    table_row(table, "nothing", BOTH("一无所得", "nothing"));
    for (size_t k = 0; k < laws; k++)
        table_cell(table, share_of(lowest[k].persons - lowest[k].something, lowest[k].persons));
    lowest_rows(finder, table, lowest, laws - 1);
    table_note(table, BOTH("按救助前人均资源划分；各项救助按惠及人数，至多十二项。",
                           "By resources a head before help; of the programmes the twelve that "
                           "reach most of them."));
}

// --- what a reform's document counts ---

typedef struct Counted {
    int64_t persons, known, by_residence[SIMULATED_RESIDENCES];
} Counted;

static Counted count_measure(const Sample *sample, size_t law, size_t measure)
{
    Counted counted = {0};
    for (size_t row = 0; row < sample->survey.count; row++) {
        const int64_t persons =
            sample->survey.weight[row] * sample->laws[law].measured[row][measure];
        counted.persons += persons;
        counted.known += sample->known[row] != 0 ? persons : 0;
        counted.by_residence[sample->residence[row]] += persons;
    }
    return counted;
}

static void measures_table(const Finder *finder, ReportSection *section, size_t law)
{
    const Program *program = finder->result->options->laws[law].program;
    const Bilingual name = finder_law_name(finder, law);
    uint32_t rules[MEASURES_MAX];
    const size_t count = sample_measures_of(finder->result->options, law, rules);
    int64_t people = 0;
    if (count == 0) return;
    for (size_t row = 0; row < finder->sample->survey.count; row++)
        people += survey_persons(&finder->sample->survey, row);
    ReportTable *table = report_table(
        section, finder_key(finder, "counts", law),
        bilingual(
            str_print(finder->arena, STR_FORMAT "：本方案所数的人", STR_ARGS(name.zh)),
            str_print(finder->arena, STR_FORMAT ": what its document counts", STR_ARGS(name.en))));
    table_column(table, "persons", BOTH("人数", "persons"), REPORT_UNIT_PERSONS);
    table_column(table, "share", BOTH("占人口", "of the people"), REPORT_UNIT_SHARE);
    table_column(table, "urban", BOTH("其中城镇", "in town"), REPORT_UNIT_PERSONS);
    table_column(table, "rural", BOTH("其中农村", "in the country"), REPORT_UNIT_PERSONS);
    table_column(table, "known", BOTH("其中在册", "known to the office"), REPORT_UNIT_PERSONS);
    for (size_t m = 0; m < count; m++) {
        const Rule *rule = &program->rules.items[rules[m]];
        const Counted counted = count_measure(finder->sample, law, m);
        table_row_str(table, rule->name, bilingual(rule->labels.zh, rule->labels.en));
        table_cell(table, cell_integer(finder_sampled(finder, counted.persons)));
        table_cell(table, share_of(counted.persons, people));
        for (size_t r = 0; r < SIMULATED_RESIDENCES; r++)
            table_cell(table, cell_integer(finder_sampled(finder, counted.by_residence[r])));
        table_cell(table, cell_integer(finder_sampled(finder, counted.known)));
    }
}

// "in the lowest tenth 126.92 million persons (83.00 known to the office); ...", at most three.
static Bilingual counted_text(const Finder *finder)
{
    enum { TOLD = 3 };
    const Program *program = finder->result->options->laws[1].program;
    const int64_t scale = finder->sample->survey.weight_scale;
    uint32_t rules[MEASURES_MAX];
    const size_t count = sample_measures_of(finder->result->options, 1, rules);
    Text zh = text_start(finder->arena);
    Text en = text_start(finder->arena);
    for (size_t m = 0; m < count && m < TOLD; m++) {
        const Labels *labels = &program->rules.items[rules[m]].labels;
        const Counted counted = count_measure(finder->sample, 1, m);
        const int64_t persons = counted.persons / scale;
        const int64_t known = counted.known / scale;
        text_print(&zh, "%s" STR_FORMAT "%.0f万人（在册%.0f万人）", m > 0 ? "；" : "",
                   STR_ARGS(labels->zh), (double)persons / 1e4, (double)known / 1e4);
        text_print(&en, "%s" STR_FORMAT " %.1f million persons (%.1f known to the office)",
                   m > 0 ? "; " : "", STR_ARGS(labels->en), (double)persons / 1e6,
                   (double)known / 1e6);
    }
    return bilingual(text_str(&zh), text_str(&en));
}

void findings_answer_counts(Finder *finder)
{
    uint32_t rules[MEASURES_MAX];
    const SimulateOptions *options = finder->result->options;
    if (finder->sample == NULL || options->law_count < 2 ||
        sample_measures_of(options, 1, rules) == 0)
        return;
    for (size_t h = 0; h < HEADLINES; h++) {
        if (headline_of(finder->result, 0, (Headline)h) !=
            headline_of(finder->result, 1, (Headline)h))
            return;
    }
    const Bilingual name = finder_law_name(finder, 1);
    const Bilingual counted = counted_text(finder);
    finder->report->answer = bilingual(
        str_print(finder->arena, STR_FORMAT "：不改变任何发放；" STR_FORMAT "。", STR_ARGS(name.zh),
                  STR_ARGS(counted.zh)),
        str_print(finder->arena, STR_FORMAT ": it changes nothing that is paid; " STR_FORMAT ".",
                  STR_ARGS(name.en), STR_ARGS(counted.en)));
}

void findings_layers(Finder *finder)
{
    if (finder->sample == NULL) return;
    const size_t laws = finder->result->options->law_count;
    ReportSection *section = report_section(
        finder->report, "layers", BOTH("分层与最低收入者", "Layers and the lowest tenth"));
    section->lead = finder_sample_lead(finder);
    for (size_t k = 1; k < laws; k++) measures_table(finder, section, k);
    layers_tables(finder, section);
    lowest_table(finder, section);
}
