#include "model/people/import.h"

#include "base/panic.h"
#include "base/text.h"
#include "decide/block/columns.h"
#include "model/people/import_internal.h"
#include "model/people/import_load.h"
#include "model/people/import_values.h"

// Rows are put together as households (import_load.c); then weight, region and facts of each are
// read, every fault told; last, what is kept is copied into a survey of its own.

// Households that one may stand for, and that all may: times 2^20 and members it fits 63 bits.
static const int64_t WEIGHT_MAX = 1000000000;
static const int64_t WEIGHT_SUM_MAX = INT64_C(10000000000);

// A mapped fact while it is read: of all entries or persons, kept or not.
typedef struct Reading {
    const ImportFact *fact;
    const MappingItem *item;
    SurveyLevel level;
    ImportValue *values; // [entries] or [persons]
} Reading;

typedef struct Import {
    Load load;
    int64_t *weights; // [entries]
    Str *regions;     // [entries]
    Reading *readings;
    size_t reading_count;
} Import;

// --- facts of the household ---

// Whether a line reads the same in all rows of a household's persons; else it is told.
static bool same_in_all(Import *import, Entry *entry, const MappingColumn *column)
{
    Load *load = &import->load;
    const size_t first = load_row(load, entry, LEVEL_PERSONS);
    const Str text = load_text(load, LEVEL_PERSONS, first, column->index);
    for (uint32_t i = 1; i < entry->members; i++) {
        const size_t row = load->persons[entry->first + i];
        const Str other = load_text(load, LEVEL_PERSONS, row, column->index);
        if (str_equal(text, other)) continue;
        (void)load_fault(load, entry, EXCLUSION_VALUE, (Place){LEVEL_PERSONS, row, column},
                         "\"" STR_FORMAT "\" differs from \"" STR_FORMAT
                         "\" in row %zu, but it is a fact of the whole household",
                         STR_ARGS(other), STR_ARGS(text), first + 1);
        return false;
    }
    return true;
}

// Whether the rows that a line of the mapping reads are there.
static bool has_rows(const Import *import, const Entry *entry, SurveyLevel level)
{
    if (level == LEVEL_HOUSEHOLDS) return entry->row != NO_ROW;
    return import->load.persons != NULL && entry->members > 0;
}

// To the nearest 1/SURVEY_WEIGHT_SCALE; false: it is below zero or too large.
static bool round_weight(Number value, int64_t *weight)
{
    const Number unit = number_fraction(1, SURVEY_WEIGHT_SCALE);
    Number rounded;
    if (value.num < 0 || number_compare(value, number_whole(WEIGHT_MAX)) > 0 ||
        !number_round(value, unit, ROUND_HALF_EVEN, &rounded))
        return false;
    *weight = (int64_t)(rounded.num * (SURVEY_WEIGHT_SCALE / rounded.den));
    return true;
}

// Of a second row of a household, which is left out; 0 where it has none that can be used.
static int64_t weight_of_second(const Load *load, size_t row)
{
    const MappingItem *item = &load->mapping.weight;
    int64_t weight = 0;
    Number value;
    if (!item->constant && load->mapping.weight_level == LEVEL_PERSONS) return 0;
    const Str text = item->constant
                         ? item->value
                         : load_text(load, LEVEL_HOUSEHOLDS, row, item->columns.items[0].index);
    if (mapping_number(text, &value) && round_weight(value, &weight)) return weight;
    return 0;
}

static void read_weight(Import *import, Entry *entry, int64_t *weight)
{
    Load *load = &import->load;
    const MappingItem *item = &load->mapping.weight;
    const SurveyLevel level = load->mapping.weight_level;
    if (!has_rows(import, entry, level) && !item->constant) return;
    const MappingColumn *column = item->constant ? NULL : item->columns.items;
    const size_t row = item->constant ? 0 : load_row(load, entry, level);
    const Str text = item->constant ? item->value : load_text(load, level, row, column->index);
    const Place place = {level, row, column};
    if (level == LEVEL_PERSONS && !item->constant && !same_in_all(import, entry, column)) return;
    const MappingCode *code = import_code(item, text);
    if (code != NULL && code->meaning != CODE_VALUE) {
        Diagnostic *told =
            load_fault(load, entry, EXCLUSION_WEIGHT, place, "the weight is missing");
        diagnostic_hint(load->diagnostics, told,
                        "a household without a weight stands for nobody knows how many: give it "
                        "one, or leave it out with faulty = exclude");
        return;
    }
    Number value;
    if (!mapping_number(text, &value)) {
        (void)load_fault(load, entry, EXCLUSION_WEIGHT, place,
                         "the weight \"" STR_FORMAT "\" is not a number", STR_ARGS(text));
        return;
    }
    if (!round_weight(value, weight)) {
        (void)load_fault(load, entry, EXCLUSION_WEIGHT, place, "the weight " STR_FORMAT " is %s",
                         STR_ARGS(text),
                         value.num < 0 ? "negative; a household cannot stand for fewer than none"
                                       : "larger than a billion households");
        return;
    }
    if (*weight == 0 && entry->reason == EXCLUSION_NONE) entry->reason = EXCLUSION_ZERO;
}

static bool is_region_code(Str text)
{
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
    }
    return text.size == 6;
}

static const char *region_fault(const Import *import, Str region)
{
    const ImportRequest *request = import->load.request;
    if (!is_region_code(region)) return "is no region";
    if (request->refuse_region == NULL) return NULL;
    return request->refuse_region(request->region_context, region);
}

// A region that the mapping gives to all households is told once, where it is written.
static void check_constant_region(const Import *import)
{
    const MappingItem *item = &import->load.mapping.region;
    const char *fault = item->constant ? region_fault(import, item->value) : NULL;
    if (fault == NULL) return;
    diagnose(import->load.diagnostics, "mapping", item->value_span, "\"" STR_FORMAT "\" %s",
             STR_ARGS(item->value), fault);
}

static void read_region(Import *import, Entry *entry, Str *region)
{
    Load *load = &import->load;
    const MappingItem *item = &load->mapping.region;
    const SurveyLevel level = load->mapping.region_level;
    if (item->constant) {
        *region = item->value;
        return;
    }
    if (!has_rows(import, entry, level)) return;
    const MappingColumn *column = item->columns.items;
    if (level == LEVEL_PERSONS && !same_in_all(import, entry, column)) return;
    const size_t row = load_row(load, entry, level);
    const Str text = load_text(load, level, row, column->index);
    const MappingCode *code = import_code(item, text);
    *region = code != NULL && code->meaning == CODE_VALUE ? code->value : text;
    const bool coded = code == NULL || code->meaning == CODE_VALUE;
    const char *fault = coded ? region_fault(import, *region) : "is no region";
    if (fault == NULL) return;
    const Str shown = coded ? *region : text;
    Diagnostic *told = load_fault(load, entry, EXCLUSION_REGION, (Place){level, row, column},
                                  "\"" STR_FORMAT "\" %s", STR_ARGS(shown), fault);
    diagnostic_hint(load->diagnostics, told,
                    "regions are six digits of GB/T 2260; other codes are explained in the "
                    "mapping, as in 1 = 510107");
}

// --- values ---

static void read_value(Import *import, Entry *entry, const Reading *reading, size_t row,
                       ImportValue *value)
{
    Load *load = &import->load;
    const MappingItem *item = reading->item;
    Str texts[MAPPING_COLUMNS_MAX];
    const size_t parts = item->columns.count;
    invariant(parts <= MAPPING_COLUMNS_MAX);
    for (size_t i = 0; i < parts; i++)
        texts[i] = load_text(load, reading->level, row, item->columns.items[i].index);
    const ImportTexts all = {.items = texts, .count = parts, .survey = load->mapping.date};
    size_t at = 0;
    const char *expected = import_value(reading->fact, item, all, value, &at);
    if (expected == NULL) {
        if (item->required && value->state == CELL_UNKNOWN && entry->reason == EXCLUSION_NONE)
            entry->reason = EXCLUSION_REQUIRED;
        return;
    }
    Diagnostic *told =
        load_fault(load, entry, EXCLUSION_VALUE,
                   (Place){reading->level, row, item->constant ? NULL : &item->columns.items[at]},
                   "\"" STR_FORMAT "\" should be %s", STR_ARGS(texts[at]), expected);
    const ImportKind kind = reading->fact->kind;
    const bool coded = kind == IMPORT_YESNO || kind == IMPORT_CHOICE;
    diagnostic_hint(load->diagnostics, told,
                    coded ? "add to the line of " STR_FORMAT " in the mapping: ; " STR_FORMAT
                            " = VALUE, or missing " STR_FORMAT
                    : kind == IMPORT_DATE
                        ? "say in the line of " STR_FORMAT " in the mapping how days are written "
                          "(date FORM), or mend the cell; if it is a code of missing values, add: "
                          "; missing " STR_FORMAT
                        : "numbers have no separators, units or signs of money; if it is a code of "
                          "missing values, add to the line of " STR_FORMAT
                          " in the mapping: ; missing " STR_FORMAT,
                    STR_ARGS(reading->fact->name), STR_ARGS(texts[at]), STR_ARGS(texts[at]));
}

static void read_household_fact(Import *import, const Reading *reading, size_t index)
{
    Entry *entry = &import->load.entries.items[index];
    if (reading->item->constant) {
        size_t at = 0;
        (void)import_value(reading->fact, reading->item, (ImportTexts){0}, &reading->values[index],
                           &at);
        return;
    }
    if (!has_rows(import, entry, reading->level)) return;
    for (size_t i = 0; reading->level == LEVEL_PERSONS && i < reading->item->columns.count; i++) {
        if (!same_in_all(import, entry, &reading->item->columns.items[i])) return;
    }
    read_value(import, entry, reading, load_row(&import->load, entry, reading->level),
               &reading->values[index]);
}

static void read_person_facts(Import *import, const Reading *reading, size_t index)
{
    Entry *entry = &import->load.entries.items[index];
    if (entry->members > BLOCK_SLOTS) return; // left out
    for (uint32_t i = 0; i < entry->members; i++) {
        const size_t at = entry->first + i;
        size_t part = 0;
        if (reading->item->constant)
            (void)import_value(reading->fact, reading->item, (ImportTexts){0}, &reading->values[at],
                               &part);
        else read_value(import, entry, reading, import->load.persons[at], &reading->values[at]);
    }
}

static void check_weights(const Import *import)
{
    const Load *load = &import->load;
    int64_t sum = 0;
    for (size_t i = 0; i < load->entries.count; i++) {
        sum += import->weights[i];
        if (sum <= WEIGHT_SUM_MAX * SURVEY_WEIGHT_SCALE) continue;
        diagnose(load->diagnostics, "survey",
                 (Span){.file = load->tables[load->mapping.weight_level].file},
                 "the weights add up to more than ten billion households; is it their column?");
        return;
    }
}

static void read_entries(Import *import)
{
    Load *load = &import->load;
    Arena *arena = load->diagnostics->arena;
    const size_t entries = load->entries.count;
    import->weights = ARENA_ARRAY(arena, int64_t, entries);
    import->regions = ARENA_ARRAY(arena, Str, entries);
    for (size_t i = 0; i < entries; i++) {
        read_weight(import, &load->entries.items[i], &import->weights[i]);
        read_region(import, &load->entries.items[i], &import->regions[i]);
    }
    check_weights(import);
    size_t count = 0;
    for (size_t level = 0; level < SURVEY_LEVELS; level++)
        count += load->mapping.tables[level].facts.count;
    import->readings = ARENA_ARRAY(arena, Reading, count);
    for (size_t level = 0; level < SURVEY_LEVELS; level++) {
        const MappingItemVec *items = &load->mapping.tables[level].facts;
        for (size_t k = 0; k < items->count; k++) {
            Reading *reading = &import->readings[import->reading_count++];
            reading->item = &items->items[k];
            reading->fact = &load->request->facts.items[reading->item->fact];
            reading->level = (SurveyLevel)level;
            reading->values = ARENA_ARRAY(arena, ImportValue,
                                          reading->fact->of_person ? load->person_count : entries);
            for (size_t i = 0; i < entries; i++) {
                if (reading->fact->of_person) read_person_facts(import, reading, i);
                else read_household_fact(import, reading, i);
            }
        }
    }
}

// --- what is kept ---

static void count_one(SurveyCount *count, int64_t households, int64_t persons, int64_t weight)
{
    count->households += households;
    count->persons += persons;
    count->weight += weight;
    count->person_weight += weight * persons;
}

static void count_value(SurveyColumn *column, ImportValue value, int64_t members, int64_t weight)
{
    const bool person = column->fact->of_person;
    const int64_t persons = person ? 1 : members;
    if (value.state == CELL_UNKNOWN) count_one(&column->missing, !person, persons, weight);
    else if (value.state == CELL_NONE) count_one(&column->none, !person, persons, weight);
    else if (value.cell < 0 && column->fact->kind != IMPORT_DATE)
        count_one(&column->negative, !person, persons, weight);
}

static void keep_values(Survey *survey, const Import *import, const Entry *entry, size_t household)
{
    const size_t index = (size_t)(entry - import->load.entries.items);
    for (size_t c = 0; c < survey->column_count; c++) {
        SurveyColumn *column = &survey->columns[c];
        const ImportValue *values = import->readings[c].values;
        const bool person = column->fact->of_person;
        const size_t from = person ? entry->first : index;
        const size_t to = person ? survey->first[household] : household;
        for (size_t i = 0; i < (person ? entry->members : 1); i++) {
            column->cells[to + i] = values[from + i].cell;
            column->states[to + i] = values[from + i].state;
            count_value(column, values[from + i], entry->members, survey->weights[household]);
        }
    }
}

static void keep_persons(Survey *survey, const Import *import, const Entry *entry, size_t household)
{
    const Load *load = &import->load;
    const MappingItem *item = &load->mapping.tables[LEVEL_PERSONS].person;
    for (uint32_t i = 0; i < entry->members; i++) {
        const bool named = load->persons != NULL && item->columns.count > 0;
        survey->person_ids[survey->first[household] + i] =
            named ? str_copy(survey->arena,
                             load_text(load, LEVEL_PERSONS, load->persons[entry->first + i],
                                       item->columns.items[0].index))
                  : str_print(survey->arena, "%u", i + 1);
    }
}

static void take_columns(Survey *survey, const Import *import)
{
    survey->column_count = import->reading_count;
    survey->columns = ARENA_ARRAY(survey->arena, SurveyColumn, survey->column_count);
    for (size_t c = 0; c < survey->column_count; c++) {
        const Reading *reading = &import->readings[c];
        const size_t count = reading->fact->of_person ? survey->persons : survey->households;
        survey->columns[c] = (SurveyColumn){
            .fact = reading->fact,
            .constant = reading->item->constant,
            .stratum = reading->item->stratum || reading->fact->stratum,
            .cells = ARENA_ARRAY(survey->arena, int64_t, count),
            .states = ARENA_ARRAY(survey->arena, unsigned char, count),
        };
    }
}

static Str describe_files(const Load *load, Arena *arena)
{
    Text text = text_start(arena);
    for (size_t level = 0; level < SURVEY_LEVELS; level++) {
        if (!load->mapping.tables[level].given) continue;
        const ImportTable *table = &load->tables[level];
        text_print(&text, "%s" STR_FORMAT " (%zu rows)", text.size > 0 ? ", " : "",
                   STR_ARGS(load->sources->files.items[table->file].path), table->csv.rows);
    }
    return text_str(&text);
}

static Survey *survey_create(const Import *import)
{
    const Load *load = &import->load;
    Arena *arena = arena_create();
    Survey *survey = ARENA_ONE(arena, Survey);
    survey->arena = arena;
    survey->name = str_copy(arena, load->mapping.name);
    survey->date = load->mapping.date;
    survey->files = describe_files(load, arena);
    for (size_t i = 0; i < load->entries.count; i++) {
        const Entry *entry = &load->entries.items[i];
        SurveyCount *count = &survey->counts[entry->reason];
        if (entry->reason == EXCLUSION_NONE)
            count_one(count, 1, entry->members, import->weights[i]);
        else { // by weight of households alone: it may have any number of members
            count->households++;
            count->persons += entry->members;
            count->weight += import->weights[i];
        }
    }
    for (size_t i = 0; i < load->second_rows.count; i++) {
        const SecondRow *second = &load->second_rows.items[i];
        SurveyCount *count = &survey->counts[load->entries.items[second->entry].reason];
        count->households++;
        count->weight += weight_of_second(load, second->row);
    }
    survey->households = (size_t)survey->counts[EXCLUSION_NONE].households;
    survey->persons = (size_t)survey->counts[EXCLUSION_NONE].persons;
    survey->ids = ARENA_ARRAY(arena, Str, survey->households);
    survey->person_ids = ARENA_ARRAY(arena, Str, survey->persons);
    survey->regions = ARENA_ARRAY(arena, Str, survey->households);
    survey->weights = ARENA_ARRAY(arena, int64_t, survey->households);
    survey->first = ARENA_ARRAY(arena, uint32_t, survey->households + 1);
    take_columns(survey, import);
    size_t household = 0;
    for (size_t i = 0; i < load->entries.count; i++) {
        const Entry *entry = &load->entries.items[i];
        if (entry->reason != EXCLUSION_NONE) continue;
        survey->ids[household] = str_copy(arena, entry->id);
        survey->regions[household] = str_copy(arena, import->regions[i]);
        survey->weights[household] = import->weights[i];
        survey->first[household + 1] = survey->first[household] + entry->members;
        keep_persons(survey, import, entry, household);
        keep_values(survey, import, entry, household);
        household++;
    }
    return survey;
}

bool people_import(const ImportRequest *request, Sources *sources, Diagnostics *diagnostics,
                   Survey **survey, Error *err)
{
    Import import = {.load = {.request = request, .sources = sources, .diagnostics = diagnostics}};
    *survey = NULL;
    bool sound = false;
    if (!load_open(&import.load, &sound, err)) return false;
    if (!sound) return true;
    check_constant_region(&import);
    load_households(&import.load);
    read_entries(&import);
    if (diagnostics->error_count > 0) return true;
    Survey *read = survey_create(&import);
    if (read->households > 0) {
        *survey = read;
        return true;
    }
    survey_destroy(read);
    return error_set(err, ERROR_INVALID, request->mapping,
                     "no household is left: all %zu are left out for the reasons given above",
                     import.load.entries.count);
}

void survey_destroy(Survey *survey)
{
    if (survey != NULL) arena_destroy(survey->arena);
}

SurveyCount survey_kept(const Survey *survey)
{
    return survey->counts[EXCLUSION_NONE];
}

SurveyCount survey_excluded(const Survey *survey, Exclusion reason)
{
    return survey->counts[reason];
}

Date survey_date(const Survey *survey)
{
    return survey->date;
}

size_t survey_fact_count(const Survey *survey)
{
    return survey->column_count;
}

SurveyFact survey_fact(const Survey *survey, size_t index)
{
    const SurveyColumn *column = &survey->columns[index];
    return (SurveyFact){.name = column->fact->name,
                        .of_person = column->fact->of_person,
                        .constant = column->constant,
                        .missing = column->missing,
                        .none = column->none,
                        .negative = column->negative};
}

int64_t survey_negative_weights(const Survey *survey)
{
    int64_t count = 0;
    for (size_t h = 0; h < survey->households; h++) count += survey->weights[h] < 0;
    return count;
}
