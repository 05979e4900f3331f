// Sums over parts of the population, and figures as cells.

#include "base/text.h"
#include "model/simulate/findings_internal.h"
#include "model/simulate/grants.h"

static size_t residence_of(const Stratum *stratum)
{
    for (size_t i = 0; i < stratum->fact_count; i++) {
        if (str_equals(stratum->facts[i].name, "residence"))
            return str_equals(stratum->facts[i].value, "rural");
    }
    return 0;
}

uint32_t finder_province(const Finder *finder, size_t stratum)
{
    const Str region = finder->outline->strata[stratum].region;
    if (region.size < 2) return 0;
    return (uint32_t)(region.data[0] - '0') * 10 + (uint32_t)(region.data[1] - '0');
}

bool finder_in_part(const Finder *finder, size_t stratum, Part part)
{
    if (part.province != 0 && finder_province(finder, stratum) != part.province) return false;
    return part.residence == EVERYWHERE ||
           residence_of(&finder->outline->strata[stratum]) == part.residence;
}

static void add_sums(ProgrammeSums *into, const ProgrammeSums *from)
{
    into->households += from->households;
    into->persons += from->persons;
    into->households_served += from->households_served;
    into->persons_served += from->persons_served;
    into->undetermined += from->undetermined;
    into->money += from->money;
    into->money_served += from->money_served;
}

ProgrammeSums finder_programme(const Finder *finder, size_t law, uint32_t programme, Part part)
{
    ProgrammeSums sums = {0};
    for (size_t s = 0; s < finder->result->stratum_count && programme != NONE; s++) {
        if (finder_in_part(finder, s, part))
            add_sums(&sums, &finder->result->laws[law][s].programmes[programme]);
    }
    return sums;
}

ProgrammeSums finder_basic(const Finder *finder, size_t law, Part part)
{
    const Program *program = finder->result->options->laws[law].program;
    ProgrammeSums sums = {0};
    for (uint32_t p = 0; p < program->programmes.count; p++) {
        if (!grants_basic(program->programmes.items[p].name)) continue;
        const ProgrammeSums one = finder_programme(finder, law, p, part);
        add_sums(&sums, &one);
    }
    return sums;
}

int64_t finder_persons(const Finder *finder, Part part)
{
    int64_t persons = 0;
    for (size_t s = 0; s < finder->result->stratum_count; s++) {
        if (finder_in_part(finder, s, part)) persons += finder->result->persons[s];
    }
    return persons;
}

int64_t finder_tier(const Finder *finder, size_t law, size_t tier, bool served)
{
    int64_t persons = 0;
    for (size_t s = 0; s < finder->result->stratum_count; s++) {
        const LawSums *one = &finder->result->laws[law][s];
        persons += served ? one->tiers_served[tier] : one->tiers[tier];
    }
    return persons;
}

uint32_t finder_programme_named(const Program *program, const char *name)
{
    for (uint32_t i = 0; i < program->programmes.count; i++) {
        if (str_equals(program->programmes.items[i].name, name)) return i;
    }
    return NONE;
}

int64_t finder_whole(const Finder *finder, int64_t count)
{
    return (count + finder->outline->weight_scale / 2) / finder->outline->weight_scale;
}

Wide finder_money(const Finder *finder, Wide fen)
{
    return fen / finder->outline->weight_scale;
}

int64_t finder_sampled(const Finder *finder, int64_t count)
{
    const int64_t scale = finder->sample->survey.weight_scale;
    return (count + scale / 2) / scale;
}

Bilingual finder_sample_lead(const Finder *finder)
{
    const unsigned long long count = finder->sample->survey.count;
    return bilingual(str_print(finder->arena, "逐户查看了%llu户。", count),
                     str_print(finder->arena, "Of %llu households looked at one by one.", count));
}

Bilingual finder_law_name(const Finder *finder, size_t law)
{
    const SimulatedLaw *of = &finder->result->options->laws[law];
    Bilingual name = bilingual_same(of->name);
    if (law == 0) return BOTH("现行规定", "the law as it is");
    if (of->name.size == 0) name = BOTH("参数变动后", "with the parameter moved");
    for (size_t i = of->program->documents.count; i-- > 0 && of->name.size > 0;) {
        const LawDocument *document = &of->program->documents.items[i];
        if (!document->reform || document->labels.zh.size == 0) continue;
        name = bilingual(document->labels.zh, document->labels.en);
        break;
    }
    if (of->told.size == 0) return name;
    return bilingual(str_print(finder->arena, STR_FORMAT "（" STR_FORMAT "）", STR_ARGS(name.zh),
                               STR_ARGS(of->told)),
                     str_print(finder->arena, STR_FORMAT " (" STR_FORMAT ")", STR_ARGS(name.en),
                               STR_ARGS(of->told)));
}

const char *finder_key(const Finder *finder, const char *stem, size_t number)
{
    return str_terminated(finder->arena, str_print(finder->arena, "%s-%zu", stem, number));
}

ReportCell finder_bounded(Bounded bounded, unsigned digits)
{
    if (bounded.status != STATUS_DEFINED) return cell_status(REPORT_STATUS_EMPTY_GROUP);
    return cell_double(bounded.value, digits);
}

ReportCell finder_ratio(Ratio ratio)
{
    if (ratio.status != STATUS_DEFINED) return cell_status(REPORT_STATUS_EMPTY_GROUP);
    return cell_share_wide(ratio.num, ratio.den);
}
