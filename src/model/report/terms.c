#include "model/report/terms.h"

#include "base/text.h"

static const Bilingual terms[] = {
#define REPORT_TERM(id, chinese, english) \
    [TERM_##id] = {{(chinese), sizeof(chinese) - 1}, {(english), sizeof(english) - 1}},
#include "model/report/terms.def"
#undef REPORT_TERM
};

enum { HASH_SHOWN = 12 }; // characters of a hash in a source line: enough to tell two apart

Bilingual term(ReportTerm which)
{
    return terms[which];
}

Str term_in(ReportTerm which, Language language)
{
    return bilingual_in(terms[which], language);
}

Bilingual title_of(const Report *report)
{
    const bool given = report->title.zh.size > 0 || report->title.en.size > 0;
    return given ? report->title : term(TERM_SIMULATION);
}

typedef struct Lister {
    Arena *arena;
    ProvenanceVec lines;
} Lister;

static void list(Lister *lister, const char *key, ReportTerm label, Bilingual value)
{
    if (value.zh.size == 0 && value.en.size == 0) return;
    *vec_push(lister->arena, &lister->lines) =
        (ProvenanceLine){.key = key, .label = term(label), .value = value};
}

static void list_str(Lister *lister, const char *key, ReportTerm label, Str value)
{
    list(lister, key, label, bilingual_same(value));
}

static void list_count(Lister *lister, const char *key, ReportTerm label, uint64_t count)
{
    if (count == 0) return;
    list_str(lister, key, label, str_print(lister->arena, "%llu", (unsigned long long)count));
}

static void list_population(Lister *lister, const ReportProvenance *from)
{
    if (from->year != 0)
        list_str(lister, "year", TERM_YEAR, str_print(lister->arena, "%d", (int)from->year));
    list_str(lister, "unit", TERM_UNIT, from->unit);
    list_str(lister, "population", TERM_POPULATION, from->population);
    list(lister, "population_note", TERM_POPULATION_NOTE, from->population_note);
    list_str(lister, "population_hash", TERM_POPULATION_HASH, from->population_hash);
    list_count(lister, "households", TERM_HOUSEHOLDS, from->households);
    list_count(lister, "households_in_all", TERM_HOUSEHOLDS_IN_ALL, from->households_in_all);
    list_count(lister, "persons", TERM_PERSONS, from->persons);
    if (from->seeded)
        list_str(lister, "seed", TERM_SEED,
                 str_print(lister->arena, "%llu", (unsigned long long)from->seed));
}

ProvenanceVec provenance_lines(const Report *report, Arena *arena)
{
    Lister lister = {.arena = arena};
    const ReportProvenance *from = &report->provenance;
    list(&lister, "completeness", TERM_STATUS, term(from->partial ? TERM_PARTIAL : TERM_COMPLETE));
    list_population(&lister, from);
    list_str(&lister, "law", TERM_LAW, from->law);
    if (from->dated)
        list_str(&lister, "law_date", TERM_LAW_DATE, date_print(arena, from->law_date));
    list_str(&lister, "law_hash", TERM_LAW_HASH, from->law_hash);
    for (size_t i = 0; i < report->reforms.count; i++) {
        const ReportReform *reform = &report->reforms.items[i];
        list(&lister, "reform", TERM_REFORM, reform->name);
        list_str(&lister, "reform_path", TERM_REFORM_PATH, reform->path);
        list_str(&lister, "reform_hash", TERM_REFORM_HASH, reform->hash);
    }
    list_str(&lister, "engine", TERM_ENGINE, from->engine);
    return lister.lines;
}

static Str short_hash(Str hash)
{
    return hash.size <= HASH_SHOWN ? hash : str_slice(hash, 0, utf8_cut(hash.data, HASH_SHOWN));
}

Str source_line(const Report *report, Bilingual source, Language language, Arena *arena)
{
    Text line = text_start(arena);
    text_add(&line, term_in(TERM_SOURCE, language));
    const Str given = bilingual_in(source, language);
    text_add(&line, given.size > 0 ? given : term_in(TERM_OWN_SOURCE, language));
    if (given.size > 0) return text_str(&line);
    const ReportProvenance *from = &report->provenance;
    if (from->population.size > 0) {
        text_add(&line, STR(" · "));
        text_add(&line, from->population);
    }
    if (from->seeded)
        text_print(&line, " · " STR_FORMAT " %llu", STR_ARGS(term_in(TERM_SEED, language)),
                   (unsigned long long)from->seed);
    if (from->law_hash.size > 0)
        text_print(&line, " · " STR_FORMAT " " STR_FORMAT, STR_ARGS(term_in(TERM_LAW, language)),
                   STR_ARGS(short_hash(from->law_hash)));
    return text_str(&line);
}
