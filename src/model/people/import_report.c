#include "base/text.h"
#include "decide/block/columns.h"
#include "model/people/import_internal.h"

// What was read, for a reader; and the checked data as CSV.

static const char *const exclusion_texts[] = {
#define EXCLUSION(id, fault, text, zh) [EXCLUSION_##id] = (text),
#include "model/people/exclusions.def"
#undef EXCLUSION
};

// A weight in households or persons, to a tenth.
static Str weight_text(Arena *arena, int64_t weight)
{
    const NumberFormat tenth = {.places_min = 1, .places_max = 1, .grouped = true};
    Number rounded = {0};
    if (!number_round(number_fraction(weight, SURVEY_WEIGHT_SCALE), number_fraction(1, 10),
                      ROUND_HALF_EVEN, &rounded))
        return STR("?");
    return number_print(arena, rounded, tenth);
}

static void report_exclusions(const Survey *survey, Text *text)
{
    int64_t households = 0;
    for (size_t i = EXCLUSION_NONE + 1; i < EXCLUSION_COUNT; i++)
        households += survey->counts[i].households;
    if (households == 0) {
        text_print(text, "left out                  none\n");
        return;
    }
    text_print(text, "left out         %10lld households, by the first reason found:\n",
               (long long)households);
    for (size_t i = EXCLUSION_NONE + 1; i < EXCLUSION_COUNT; i++) {
        const SurveyCount *count = &survey->counts[i];
        if (count->households == 0) continue;
        const Str weight = weight_text(text->arena, count->weight);
        text_print(text, "  %10lld households, %lld persons, weight " STR_FORMAT "%s: %s\n",
                   (long long)count->households, (long long)count->persons, STR_ARGS(weight),
                   count->weight == 0 && i != EXCLUSION_ZERO ? " or unknown" : "",
                   exclusion_texts[i]);
    }
}

static void report_column(const SurveyColumn *column, Text *text)
{
    static const struct {
        const char *word;
        size_t offset;
    } parts[] = {{"missing", offsetof(SurveyColumn, missing)},
                 {"not applicable", offsetof(SurveyColumn, none)},
                 {"negative", offsetof(SurveyColumn, negative)}};
    const bool person = column->fact->of_person;
    text_print(text, "  " STR_FORMAT, STR_ARGS(column->fact->name));
    text_add_repeated(text, ' ', column->fact->name.size < 26 ? 26 - column->fact->name.size : 1);
    bool any = false;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        const SurveyCount *count =
            (const SurveyCount *)(const void *)((const char *)column + parts[i].offset);
        const int64_t records = person ? count->persons : count->households;
        if (records == 0) continue;
        const Str weight = weight_text(text->arena, person ? count->person_weight : count->weight);
        text_print(text, "%s%s %lld (weight " STR_FORMAT ")", any ? ", " : "", parts[i].word,
                   (long long)records, STR_ARGS(weight));
        any = true;
    }
    text_print(text, "%s%s\n", any ? "" : "complete", column->constant ? " (by the mapping)" : "");
}

Str survey_report_text(const Survey *survey, Arena *arena)
{
    Text text = text_start(arena);
    const SurveyCount *kept = &survey->counts[EXCLUSION_NONE];
    const Str households = weight_text(arena, kept->weight);
    const Str persons = weight_text(arena, kept->person_weight);
    const Str day = date_print(arena, survey->date);
    text_print(&text, "survey           " STR_FORMAT ", " STR_FORMAT "\n", STR_ARGS(survey->name),
               STR_ARGS(day));
    text_print(&text, "files            " STR_FORMAT "\n", STR_ARGS(survey->files));
    text_print(&text, "kept             %10lld households, they stand for " STR_FORMAT "\n",
               (long long)kept->households, STR_ARGS(households));
    text_print(&text, "                 %10lld persons, they stand for " STR_FORMAT "\n",
               (long long)kept->persons, STR_ARGS(persons));
    report_exclusions(survey, &text);
    for (int person = 0; person < 2; person++) {
        text_print(&text, "facts of %s (weight in %s)\n", person ? "persons" : "households",
                   person ? "persons" : "households");
        for (size_t c = 0; c < survey->column_count; c++) {
            if (survey->columns[c].fact->of_person == (person != 0))
                report_column(&survey->columns[c], &text);
        }
    }
    return text_str(&text);
}

// --- CSV ---

static void add_text(Text *text, Str cell)
{
    text_add_char(text, '"');
    for (size_t i = 0; i < cell.size; i++) {
        if (cell.data[i] == '"') text_add_char(text, '"');
        text_add_char(text, cell.data[i]);
    }
    text_add_char(text, '"');
}

static void add_cell(Text *text, const SurveyColumn *column, size_t index)
{
    const int64_t cell = column->cells[index];
    if (column->states[index] == CELL_UNKNOWN) return;
    if (column->states[index] == CELL_NONE) {
        text_add(text, STR("not applicable"));
        return;
    }
    const NumberFormat money = {.places_min = 2, .places_max = 2};
    const NumberFormat plain = {.places_max = 6};
    switch (column->fact->kind) {
    case IMPORT_YESNO: text_add(text, cell ? STR("yes") : STR("no")); return;
    case IMPORT_CHOICE: text_add(text, column->fact->values[cell]); return;
    case IMPORT_DATE: text_add(text, date_print(text->arena, (Date){(int32_t)cell})); return;
    case IMPORT_MONEY:
        text_add(text, number_print(text->arena, number_fraction(cell, 100), money));
        return;
    case IMPORT_COUNT:
    case IMPORT_DURATION:
    case IMPORT_NUMBER:
    case IMPORT_SHARE:
        text_add(text, number_print(text->arena, number_fraction(cell, mapping_scale(column->fact)),
                                    plain));
        return;
    }
}

Str survey_csv(const Survey *survey, Arena *arena)
{
    const NumberFormat weight = {.places_max = 20};
    Text text = text_start(arena);
    text_add(&text, STR("household,person,region,weight"));
    for (size_t c = 0; c < survey->column_count; c++) {
        text_add_char(&text, ',');
        text_add(&text, survey->columns[c].fact->name);
    }
    text_add_char(&text, '\n');
    for (size_t h = 0; h < survey->households; h++) {
        const Str share =
            number_print(arena, number_fraction(survey->weights[h], SURVEY_WEIGHT_SCALE), weight);
        for (size_t p = survey->first[h]; p < survey->first[h + 1]; p++) {
            add_text(&text, survey->ids[h]);
            text_add_char(&text, ',');
            add_text(&text, survey->person_ids[p]);
            text_print(&text, "," STR_FORMAT "," STR_FORMAT, STR_ARGS(survey->regions[h]),
                       STR_ARGS(share));
            for (size_t c = 0; c < survey->column_count; c++) {
                text_add_char(&text, ',');
                add_cell(&text, &survey->columns[c], survey->columns[c].fact->of_person ? p : h);
            }
            text_add_char(&text, '\n');
        }
    }
    return text_str(&text);
}
