// A survey in every format gives the same data, and its blocks hold what its rows say.

#define _XOPEN_SOURCE 700

#include <stdlib.h>
#include <unistd.h>

#include "base/csv.h"
#include "base/os.h"
#include "base/text.h"
#include "model/people/import.h"
#include "support.h"
#include "survey_files.h"
#include "unit.h"

#define FOLDER "tests/data/survey/"

static const Str sexes[] = {{"male", 4}, {"female", 6}};
static const Str residences[] = {{"urban", 5}, {"rural", 5}};
static const Str relations[] = {{"self", 4}, {"spouse", 6}, {"child", 5}};
static const Str disabilities[] = {{"none", 4}, {"limb", 4}, {"vision", 6}};
static const Str month = {"month", 5};
#define NAMED(text)            \
    {                          \
        text, sizeof(text) - 1 \
    }
static const ImportFact fact_rows[] = {
    {.name = NAMED("residence"), .kind = IMPORT_CHOICE, .values = residences, .value_count = 2},
    {.name = NAMED("deposits"), .kind = IMPORT_MONEY},
    {.name = NAMED("rents_home"), .kind = IMPORT_YESNO},
    {.name = NAMED("rent_paid"), .kind = IMPORT_MONEY, .unit = NAMED("month")},
    {.name = NAMED("living_area"), .kind = IMPORT_NUMBER},
    {.name = NAMED("property_checked"), .kind = IMPORT_YESNO},
    {.name = NAMED("relation"),
     .of_person = true,
     .kind = IMPORT_CHOICE,
     .values = relations,
     .value_count = 3},
    {.name = NAMED("sex"),
     .of_person = true,
     .kind = IMPORT_CHOICE,
     .values = sexes,
     .value_count = 2},
    {.name = NAMED("born"), .of_person = true, .kind = IMPORT_DATE, .past = true},
    {.name = NAMED("wage"), .of_person = true, .kind = IMPORT_MONEY, .unit = NAMED("month")},
    {.name = NAMED("business_net"),
     .of_person = true,
     .kind = IMPORT_MONEY,
     .unit = NAMED("month")},
    {.name = NAMED("pension"), .of_person = true, .kind = IMPORT_MONEY, .unit = NAMED("month")},
    {.name = NAMED("disability"),
     .of_person = true,
     .kind = IMPORT_CHOICE,
     .values = disabilities,
     .value_count = 3},
    {.name = NAMED("in_prison"), .of_person = true, .kind = IMPORT_YESNO},
};
static const ImportFacts facts = {.items = fact_rows, .count = COUNT_OF(fact_rows)};

typedef struct Reading {
    Arena *arena;
    Sources sources;
    Diagnostics diagnostics;
    Survey *survey;
    Error err;
} Reading;

static void read_survey(Reading *reading, const char *mapping)
{
    *reading = (Reading){.arena = arena_create()};
    reading->diagnostics = diagnostics_start(reading->arena, &reading->sources);
    const ImportRequest request = {.mapping = mapping, .facts = facts};
    if (!people_import(&request, &reading->sources, &reading->diagnostics, &reading->survey,
                       &reading->err))
        print_error("%s: %s\n", reading->err.where, reading->err.message);
    if (reading->diagnostics.list.count > 0) print_error("%s", printed(&reading->diagnostics));
}

static void close_reading(Reading *reading)
{
    survey_destroy(reading->survey);
    arena_destroy(reading->arena);
}

static void test_every_format_gives_the_same_data(void **state)
{
    (void)state;
    Reading csv;
    read_survey(&csv, FOLDER "survey.map");
    assert_non_null(csv.survey);
    const Str expected = survey_csv(csv.survey, csv.arena);
    assert_int_equal(survey_kept(csv.survey).households, 200);
    for (size_t f = 0; f < SURVEY_FORMATS; f++) {
        char folder[] = "/tmp/doudi-survey-XXXXXX";
        assert_non_null(mkdtemp(folder));
        const char *mapping = survey_files_write(csv.arena, &SURVEY_OURS, folder, f, 0);
        Reading other;
        read_survey(&other, mapping);
        survey_files_remove(csv.arena, &SURVEY_OURS, folder, f);
        if (other.survey == NULL) fail_msg("%s is refused", survey_files_suffix(f));
        const Str got = survey_csv(other.survey, other.arena);
        if (!str_equal(got, expected)) fail_msg("%s gives other data", survey_files_suffix(f));
        close_reading(&other);
    }
    close_reading(&csv);
}

static void test_a_file_cut_off_is_refused(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    for (size_t f = 0; f < SURVEY_FORMATS; f++) {
        // A transport file has no count of records, and ends on a card of 80 bytes.
        if (strcmp(survey_files_suffix(f), ".xpt") == 0) continue;
        char folder[] = "/tmp/doudi-survey-XXXXXX";
        assert_non_null(mkdtemp(folder));
        const char *mapping = survey_files_write(arena, &SURVEY_OURS, folder, f, 6000);
        Reading other = {.arena = arena_create()};
        other.diagnostics = diagnostics_start(other.arena, &other.sources);
        const ImportRequest request = {.mapping = mapping, .facts = facts};
        const bool done =
            people_import(&request, &other.sources, &other.diagnostics, &other.survey, &other.err);
        survey_files_remove(arena, &SURVEY_OURS, folder, f);
        if (done) fail_msg("%s is read, though its end is missing", survey_files_suffix(f));
        close_reading(&other);
    }
    arena_destroy(arena);
}

// Bytes of the person file's head are changed; it is then read, or refused with a reason.
static void damage_and_read(const char *mapping, const char *path, uint64_t seed)
{
    enum { CHANGES = 6, HEAD = 700 };
    Reading other = {.arena = arena_create()};
    Str bytes;
    assert_true(os_read_file(path, 1000000, other.arena, &bytes, &other.err));
    char *changed = str_terminated(other.arena, bytes);
    for (int i = 0; i < CHANGES; i++) {
        seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        const size_t at = (size_t)(seed >> 33) % (bytes.size < HEAD ? bytes.size : HEAD);
        changed[at] = seed >> 20 & 1 ? (char)(seed >> 24) : '\0';
    }
    const Str damaged = {.data = changed, .size = bytes.size};
    assert_true(os_write_file(path, damaged, other.arena, &other.err));
    other.diagnostics = diagnostics_start(other.arena, &other.sources);
    const ImportRequest request = {.mapping = mapping, .facts = facts};
    const bool done =
        people_import(&request, &other.sources, &other.diagnostics, &other.survey, &other.err);
    assert_true(done || other.err.message[0] != '\0');
    assert_true(!done || (other.survey != NULL) == (other.diagnostics.error_count == 0));
    assert_true(os_write_file(path, bytes, other.arena, &other.err));
    close_reading(&other);
}

static void test_a_damaged_file_does_not_end_the_program(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    for (size_t f = 0; f < SURVEY_FORMATS; f++) {
        char folder[] = "/tmp/doudi-survey-XXXXXX";
        assert_non_null(mkdtemp(folder));
        const char *mapping = survey_files_write(arena, &SURVEY_OURS, folder, f, 0);
        const char *path =
            str_terminated(arena, str_print(arena, "%s/persons%s", folder, survey_files_suffix(f)));
        for (uint64_t seed = 1; seed <= 100; seed++) damage_and_read(mapping, path, seed);
        survey_files_remove(arena, &SURVEY_OURS, folder, f);
    }
    arena_destroy(arena);
}

// --- blocks ---

static const void *cells_of(const PeopleOutline *outline, const PeopleBlock *block,
                            const char *name, const ColumnSpec **spec)
{
    for (size_t c = 0; c < outline->column_count; c++) {
        if (!str_equals(outline->specs[c].name, name)) continue;
        *spec = &outline->specs[c];
        return block->columns.cells[c];
    }
    fail_msg("no column %s", name);
    return NULL;
}

static int64_t cell_at(const ColumnSpec *spec, const void *cells, size_t lane)
{
    switch (spec->type) {
    case CELL_U8: return ((const uint8_t *)cells)[lane];
    case CELL_I32: return ((const int32_t *)cells)[lane];
    case CELL_I64: return ((const int64_t *)cells)[lane];
    }
    return 0;
}

// Every lane lies within its column's bounds, also those that belong to nobody.
static void check_bounds(const PeopleOutline *outline, const PeopleBlock *block)
{
    for (size_t c = 0; c < outline->column_count; c++) {
        const ColumnSpec *spec = &outline->specs[c];
        const BlockShape *shape = &block->columns.shape;
        const size_t lanes = spec->of_person ? shape->persons : shape->households;
        assert_int_equal((uintptr_t)block->columns.cells[c] % 64, 0);
        for (size_t i = 0; i < lanes; i++)
            assert_in_range(cell_at(spec, block->columns.cells[c], i) - spec->low, 0,
                            spec->high - spec->low);
    }
}

static void test_blocks_hold_what_the_rows_say(void **state)
{
    (void)state;
    Reading reading;
    read_survey(&reading, FOLDER "survey.map");
    const SurveyCount kept = survey_kept(reading.survey);
    People *people = survey_people(reading.survey);
    reading.survey = NULL;
    const PeopleOutline *outline = people_outline(people);
    assert_int_equal(outline->stratum_count, 4); // two regions by two residences
    assert_int_equal(outline->year, 2023);
    PeopleScratch *scratch = people_scratch_create(people);
    PeopleScratch *other = people_scratch_create(people);
    int64_t weight = 0;
    uint64_t persons = 0;
    for (uint32_t s = 0; s < outline->stratum_count; s++) {
        const Stratum *stratum = &outline->strata[s];
        for (uint64_t first = 0; first < stratum->households;) {
            PeopleBlock block;
            const uint32_t count = people_fill(people, s, first, scratch, &block);
            const BlockShape *shape = &block.columns.shape;
            check_bounds(outline, &block);
            const ColumnSpec *spec = NULL;
            const void *born = cells_of(outline, &block, "born", &spec);
            for (uint32_t i = 0; i < count; i++) {
                weight += block.weights[i];
                PeopleBlock one;
                people_fill_one(people, s, block.indexes[i], other, &one);
                const void *alone = cells_of(outline, &one, "born", &spec);
                for (uint32_t t = 0; t < shape->slots && i < shape->with[t]; t++) {
                    persons++;
                    assert_int_equal(cell_at(spec, born, shape->base[t] + i),
                                     cell_at(spec, alone, one.columns.shape.base[t]));
                }
            }
            first += count;
        }
    }
    assert_int_equal(weight, kept.weight);
    assert_int_equal(persons, (uint64_t)kept.persons);
    // The first household of the file: F001.
    bool found = false;
    for (uint32_t s = 0; s < outline->stratum_count; s++) {
        for (uint64_t i = 0; i < outline->strata[s].households; i++)
            found = found || str_equals(people_household_name(people, s, i, reading.arena), "F001");
    }
    assert_true(found);
    people_scratch_destroy(scratch);
    people_scratch_destroy(other);
    people_destroy(people);
    close_reading(&reading);
}

// Stata's 36000 yuan a year are 3000.00 a month; a year that twelve does not divide is rounded half
// to even in fen.
static void test_units_convert(void **state)
{
    (void)state;
    const ImportFact wage = {.kind = IMPORT_MONEY, .unit = month};
    int64_t cell = 0;
    const Number factor = number_fraction(100, 12);
    assert_null(mapping_cell(&wage, factor, STR("36000"), &cell));
    assert_int_equal(cell, 300000);
    assert_null(mapping_cell(&wage, factor, STR("0.06"), &cell));
    assert_int_equal(cell, 0);
    assert_null(mapping_cell(&wage, factor, STR("0.18"), &cell));
    assert_int_equal(cell, 2);
    assert_null(mapping_cell(&wage, factor, STR("-3500.25"), &cell));
    assert_int_equal(cell, -29169);
    assert_non_null(mapping_cell(&wage, factor, STR("1e5x"), &cell));
    assert_non_null(mapping_cell(&wage, number_whole(100), STR("1000000000.01"), &cell));
}

static void test_numbers_are_read_as_programs_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t num, den; // den 0: it is no number
    } rows[] = {
        {"12", 12, 1},
        {"-0.5", -1, 2},
        {"+7", 7, 1},
        {".25", 1, 4}, // Stata writes no zero before the point
        {"-.5", -1, 2},
        {"3.", 3, 1},
        {"1e+05", 100000, 1}, // R
        {"1.5E-3", 3, 2000},
        {"2.50e2", 250, 1},
        {"0e999", 0, 1},
        {"1e-999", 0, 1},
        {"0.000123456789012345", 24691357802469, INT64_C(200000000000000000)},
        {"0.0000000000000000019", 1, INT64_C(1000000000000000000)}, // cut off
        {"", 0, 0},
        {".", 0, 0},
        {"-", 0, 0},
        {"e5", 0, 0},
        {"1e", 0, 0},
        {"1e+", 0, 0},
        {"1e+1000", 0, 0},
        {"1e19", 0, 0},
        {"1.2.3", 0, 0},
        {"1,000", 0, 0},
        {"0x10", 0, 0},
        {"NaN", 0, 0},
        {"99999999999999999999", 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Number value = {0};
        const bool read = mapping_number(str_from(rows[i].text), &value);
        if (read != (rows[i].den != 0)) fail_msg("\"%s\"", rows[i].text);
        if (!read) continue;
        if (number_compare(value, number_fraction(rows[i].num, rows[i].den)) != 0)
            fail_msg("\"%s\" is %lld/%lld", rows[i].text, (long long)value.num,
                     (long long)value.den);
    }
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_every_format_gives_the_same_data),
                     cmocka_unit_test(test_a_file_cut_off_is_refused),
                     cmocka_unit_test(test_a_damaged_file_does_not_end_the_program),
                     cmocka_unit_test(test_blocks_hold_what_the_rows_say),
                     cmocka_unit_test(test_units_convert),
                     cmocka_unit_test(test_numbers_are_read_as_programs_write_them));
}
