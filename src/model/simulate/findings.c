// The report as a whole: its answer, its provenance, its sections in their order.

#include "model/simulate/findings.h"

#include "base/text.h"
#include "model/simulate/findings_internal.h"

// --- the headline ---

static void answer_of_nothing(Finder *finder)
{
    const Bilingual name = finder_law_name(finder, 1);
    const Bilingual now = finder->report->answer;
    finder->report->answer =
        bilingual(str_print(finder->arena, STR_FORMAT STR_FORMAT "不改变主要结果。",
                            STR_ARGS(now.zh), STR_ARGS(name.zh)),
                  str_print(finder->arena, STR_FORMAT " " STR_FORMAT " changes no headline figure.",
                            STR_ARGS(now.en), STR_ARGS(name.en)));
}

// A figure that nobody has is no number in either.
static bool same_figure(double a, double b)
{
    return a == b || (a != a && b != b);
}

// "5.06 % (now 3.18 %)": what the first reform does, in one sentence.
static void answer_of_reform(Finder *finder)
{
    const SimulateResult *result = finder->result;
    double now[HEADLINES];
    double then[HEADLINES];
    bool changed = false;
    for (size_t h = 0; h < HEADLINES; h++) {
        now[h] = headline_of(result, 0, (Headline)h);
        then[h] = headline_of(result, 1, (Headline)h);
        changed = changed || !same_figure(now[h], then[h]);
    }
    if (!changed) {
        answer_of_nothing(finder);
        return;
    }
    const double more = then[HEADLINE_SPENDING] - now[HEADLINE_SPENDING];
    const double size = more < 0 ? -more : more;
    const Bilingual name = finder_law_name(finder, 1);
    finder->report->answer = bilingual(
        str_print(finder->arena,
                  STR_FORMAT
                  "：低保和特困供养惠及人口的%.2f%%（现为%.2f%%），定期现金惠及家庭占人口"
                  "的%.2f%%（现为%.2f%%）；每年%s支出%.0f亿元，救助后贫困人口占%.2f%%"
                  "（现为%.2f%%）。",
                  STR_ARGS(name.zh), 100 * then[HEADLINE_REACHED], 100 * now[HEADLINE_REACHED],
                  100 * then[HEADLINE_CASH], 100 * now[HEADLINE_CASH], more < 0 ? "少" : "多",
                  size / 1e8, 100 * then[HEADLINE_POOR], 100 * now[HEADLINE_POOR]),
        str_print(finder->arena,
                  STR_FORMAT ": dibao and tekun reach %.2f %% of the people (now %.2f %%), regular "
                             "cash of any kind the families of %.2f %% (now %.2f %%), for %.1f "
                             "billion yuan a year %s than now; %.2f %% are poor after help (now "
                             "%.2f %%).",
                  STR_ARGS(name.en), 100 * then[HEADLINE_REACHED], 100 * now[HEADLINE_REACHED],
                  100 * then[HEADLINE_CASH], 100 * now[HEADLINE_CASH], size / 1e9,
                  more < 0 ? "less" : "more", 100 * then[HEADLINE_POOR], 100 * now[HEADLINE_POOR]));
}

// What stands first; findings_answer_counts tells of a reform that only counts.
static void answer(Finder *finder)
{
    const int64_t people = finder_persons(finder, ALL_PARTS);
    const int64_t reached = finder_basic(finder, 0, ALL_PARTS).persons_served;
    const double share = people > 0 ? 100.0 * (double)reached / (double)people : 0.0;
    const double millions = (double)finder_whole(finder, reached) / 1e6;
    finder->report->answer =
        bilingual(str_print(finder->arena, "低保和特困供养惠及%.2f万人，占人口的%.2f%%。",
                            millions * 100, share),
                  str_print(finder->arena,
                            "Dibao and tekun reach %.2f million persons, %.2f %% of the people.",
                            millions, share));
    if (finder->result->options->law_count > 1) answer_of_reform(finder);
}

static Finder finder_for(const Findings *found, Report *report, Arena *arena)
{
    return (Finder){.result = found->result,
                    .sample = found->sample,
                    .bands = found->bands,
                    .outline = people_outline(found->result->options->people),
                    .arena = arena,
                    .report = report};
}

static void provenance(Finder *finder)
{
    const SimulateOptions *options = finder->result->options;
    const PeopleOutline *outline = finder->outline;
    uint64_t all = 0;
    for (size_t s = 0; s < outline->stratum_count; s++) all += outline->strata[s].households;
    finder->report->provenance = (ReportProvenance){
        .year = outline->year,
        .law_date = options->date,
        .dated = true,
        .population = outline->name,
        .population_note = bilingual_same(outline->source),
        .population_hash = outline->hash,
        .unit = STR("persons"),
        .households = finder->result->households,
        .persons = (uint64_t)finder_whole(finder, finder_persons(finder, ALL_PARTS)),
        .households_in_all = all,
        .partial = finder->result->partial,
        .seeded = true,
        .seed = outline->seed,
        .law_hash = str_from(options->laws[0].program->hash.text),
        .engine = STR("doudi"),
    };
    for (size_t k = 1; k < options->law_count; k++)
        report_reform(finder->report, finder_law_name(finder, k),
                      options->laws[k].told.size == 0
                          ? options->laws[k].name
                          : str_print(finder->arena, STR_FORMAT " (" STR_FORMAT ")",
                                      STR_ARGS(options->laws[k].name),
                                      STR_ARGS(options->laws[k].told)),
                      str_from(options->laws[k].program->hash.text));
}

Report *simulate_report(const Findings *found, Arena *arena)
{
    const SimulateResult *result = found->result;
    Finder finder = finder_for(found, report_create(arena), arena);
    finder.report->title = BOTH("政策模拟", "Policy simulation");
    provenance(&finder);
    answer(&finder);
    findings_answer_counts(&finder);
    findings_headline(&finder);
    if (str_equals(finder.outline->name, "china-2023")) findings_check(&finder);
    for (size_t k = 0; k < result->options->law_count; k++) findings_programmes(&finder, k);
    findings_months(&finder);
    findings_places(&finder);
    findings_welfare(&finder);
    findings_spread(&finder);
    findings_targeting(&finder);
    findings_layers(&finder);
    findings_people(&finder);
    findings_incentives(&finder);
    findings_needs(&finder);
    findings_errors(&finder);
    if (result->undecidable > 0)
        report_warning(
            finder.report,
            bilingual(str_print(arena, "%llu户无法判定，未计入。",
                                (unsigned long long)result->undecidable),
                      str_print(arena, "%llu households cannot be decided and are not counted.",
                                (unsigned long long)result->undecidable)));
    return finder.report;
}

void findings_of_reform(const Findings *found, Report *report, Arena *arena)
{
    Finder finder = finder_for(found, report, arena);
    findings_headline(&finder);
    findings_people(&finder);
}

void findings_provenance(const Findings *found, Report *report, Arena *arena)
{
    Finder finder = finder_for(found, report, arena);
    provenance(&finder);
}
