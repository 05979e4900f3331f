#include "model/simulate/survey_section.h"

#include "base/panic.h"
#include "base/text.h"

static const Bilingual exclusion_texts[] = {
#define EXCLUSION(id, fault, text, zh) \
    [EXCLUSION_##id] = {{(zh), sizeof(zh) - 1}, {(text), sizeof(text) - 1}},
#include "model/people/exclusions.def"
#undef EXCLUSION
};
_Static_assert(sizeof exclusion_texts / sizeof exclusion_texts[0] == EXCLUSION_COUNT,
               "EXCLUSION_COUNT counts the rows of exclusions.def");

static const char *const exclusion_keys[] = {
#define EXCLUSION(id, fault, text, zh) [EXCLUSION_##id] = #id,
#include "model/people/exclusions.def"
#undef EXCLUSION
};

static ReportCell weight_cell(int64_t weight)
{
    return cell_fraction(weight, SURVEY_WEIGHT_SCALE, 1);
}

static SurveyCount count_excluded(const Survey *survey)
{
    SurveyCount all = {0};
    for (size_t i = EXCLUSION_NONE + 1; i < EXCLUSION_COUNT; i++) {
        const SurveyCount one = survey_excluded(survey, (Exclusion)i);
        all.households += one.households;
        all.persons += one.persons;
        all.weight += one.weight;
    }
    return all;
}

static void count_row(ReportTable *table, const SurveyCount *count)
{
    table_cell(table, cell_integer(count->households));
    table_cell(table, cell_integer(count->persons));
    table_cell(table, weight_cell(count->weight));
}

static void records_table(Report *report, ReportSection *section, const Survey *survey)
{
    ReportTable *table =
        report_table(section, "records", BOTH("读入的住户", "Households that were read"));
    table_column(table, "households", BOTH("户数", "households"), REPORT_UNIT_COUNT);
    table_column(table, "persons", BOTH("人数", "persons"), REPORT_UNIT_COUNT);
    table_column(table, "weight", BOTH("代表户数", "households they stand for"),
                 REPORT_UNIT_HOUSEHOLDS);
    for (size_t i = 0; i < EXCLUSION_COUNT; i++) {
        const SurveyCount count = survey_excluded(survey, (Exclusion)i);
        if (i != EXCLUSION_NONE && count.households == 0) continue;
        Text key = text_start(report->arena);
        for (const char *c = exclusion_keys[i]; *c != '\0'; c++)
            text_add_char(&key, (char)(*c == '_' ? '-' : *c - 'A' + 'a'));
        table_row_str(table, i == EXCLUSION_NONE ? STR("kept") : text_str(&key),
                      exclusion_texts[i]);
        count_row(table, &count);
    }
    const SurveyCount excluded = count_excluded(survey);
    table_total(table, "excluded", BOTH("未采用合计", "left out in all"));
    count_row(table, &excluded);
    table_note(table, BOTH("未采用的住户按查出的第一个原因计；其权数无法读取的计为0。",
                           "Those left out are counted by the first reason found; a weight that "
                           "cannot be read counts as 0."));
}

static Bilingual fact_label(const Program *program, Str name)
{
    const uint32_t found = program_find(program, name);
    if (found == NONE || program->names.items[found].kind != SYM_FACT) return bilingual_same(name);
    const Labels *labels = &program->facts.items[program->names.items[found].index].labels;
    return bilingual(labels->zh.size > 0 ? labels->zh : name,
                     labels->en.size > 0 ? labels->en : name);
}

static void facts_table(ReportSection *section, const SurveySection *told)
{
    ReportTable *table = report_table(section, "facts", BOTH("采用住户的信息", "What is known"));
    static const char *const keys[] = {"missing",     "missing-weight", "none",
                                       "none-weight", "negative",       "negative-weight"};
    const Bilingual titles[] = {BOTH("不详", "not known"),        BOTH("权数", "weight"),
                                BOTH("不适用", "does not apply"), BOTH("权数", "weight"),
                                BOTH("负值", "negative"),         BOTH("权数", "weight")};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        table_column(table, keys[i], titles[i], REPORT_UNIT_COUNT);
    for (size_t i = 0; i < survey_fact_count(told->survey); i++) {
        const SurveyFact fact = survey_fact(told->survey, i);
        if (fact.constant) continue;
        const SurveyCount *counts[] = {&fact.missing, &fact.none, &fact.negative};
        table_row_str(table, fact.name, fact_label(told->program, fact.name));
        for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
            table_cell(table,
                       cell_integer(fact.of_person ? counts[c]->persons : counts[c]->households));
            table_cell(table,
                       weight_cell(fact.of_person ? counts[c]->person_weight : counts[c]->weight));
        }
    }
    table_note(table, BOTH("住户的信息按户计，人员的信息按人计。不详的按法律的推定处理。",
                           "Facts of households count households, facts of persons count persons. "
                           "Of what is not known the law's presumption holds."));
}

static void warn_excluded(Report *report, const Survey *survey)
{
    const SurveyCount out = count_excluded(survey);
    if (out.households == 0) return;
    const NumberFormat tenth = {.places_min = 1, .places_max = 1, .grouped = true};
    Number rounded = number_whole(0);
    const bool fits = number_round(number_fraction(out.weight, SURVEY_WEIGHT_SCALE),
                                   number_fraction(1, 10), ROUND_HALF_EVEN, &rounded);
    invariant(fits); // a weight is far below the limit
    const Str weight = number_print(report->arena, rounded, tenth);
    report_warning(report,
                   bilingual(str_print(report->arena,
                                       "%lld户（权数合计" STR_FORMAT "）未采用，原因见“调查数据”。",
                                       (long long)out.households, STR_ARGS(weight)),
                             str_print(report->arena,
                                       "%lld households (weight " STR_FORMAT
                                       ") are left out; the section on the survey says why.",
                                       (long long)out.households, STR_ARGS(weight))));
}

static void warn_residence(Report *report, const Survey *survey)
{
    for (size_t i = 0; i < survey_fact_count(survey); i++) {
        const SurveyFact fact = survey_fact(survey, i);
        const int64_t open = fact.missing.households + fact.none.households;
        if (!str_equals(fact.name, "residence") || open == 0) continue;
        report_warning(
            report,
            bilingual(str_print(report->arena, "%lld户城乡不详，贫困线按城镇计。", (long long)open),
                      str_print(report->arena,
                                "%lld households do not say whether they live in town "
                                "or country; they are held to the urban line.",
                                (long long)open)));
    }
}

void survey_section(Report *report, const SurveySection *told)
{
    ReportSection *section =
        report_section(report, "survey", BOTH("调查数据", "The survey that was read"));
    section->lead = told->weights;
    records_table(report, section, told->survey);
    facts_table(section, told);
    warn_excluded(report, told->survey);
    warn_residence(report, told->survey);
    report_warning(report, BOTH("调查不含是否为经办机构所知的信息：符合条件者均视为得到救助。",
                                "A survey does not say whom the office knows of: all who are "
                                "entitled are taken to be reached."));
    report->provenance.seeded = false;
}
