// The report as a whole: its answer, its provenance, its sections in their order.

#include "model/simulate/findings.h"

#include "base/text.h"
#include "model/simulate/findings_internal.h"

// --- the headline ---

static void answer(Finder *finder)
{
    const int64_t people = finder_persons(finder, ALL_PARTS);
    const int64_t reached = finder_basic(finder, 0, ALL_PARTS).persons_served;
    const double share = people > 0 ? 100.0 * (double)reached / (double)people : 0.0;
    const double millions = (double)finder_whole(finder, reached) / 1e6;
    Str zh = str_print(finder->arena, "低保和特困供养惠及%.2f万人，占人口的%.2f%%", millions * 100,
                       share);
    Str en = str_print(finder->arena,
                       "Dibao and tekun reach %.2f million persons, %.2f %% of the people",
                       millions, share);
    if (finder->result->options->law_count > 1) {
        const int64_t then = finder_basic(finder, 1, ALL_PARTS).persons_served;
        const double share_then = people > 0 ? 100.0 * (double)then / (double)people : 0.0;
        zh = str_print(finder->arena, STR_FORMAT "；改革后为%.2f%%", STR_ARGS(zh), share_then);
        en = str_print(finder->arena, STR_FORMAT "; under the reform %.2f %%", STR_ARGS(en),
                       share_then);
    }
    finder->report->answer = bilingual(str_print(finder->arena, STR_FORMAT "。", STR_ARGS(zh)),
                                       str_print(finder->arena, STR_FORMAT ".", STR_ARGS(en)));
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
        report_reform(finder->report, finder_law_name(finder, k), options->laws[k].name,
                      str_from(options->laws[k].program->hash.text));
}

Report *simulate_report(const Findings *found, Arena *arena)
{
    const SimulateResult *result = found->result;
    Finder finder = finder_for(found, report_create(arena), arena);
    finder.report->title = BOTH("政策模拟", "Policy simulation");
    provenance(&finder);
    answer(&finder);
    findings_headline(&finder);
    if (str_equals(finder.outline->name, "china-2023")) findings_check(&finder);
    for (size_t k = 0; k < result->options->law_count; k++) findings_programmes(&finder, k);
    findings_months(&finder);
    findings_places(&finder);
    findings_welfare(&finder);
    findings_targeting(&finder);
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
