// A survey simulated from CSV and from the files of other programs gives the same report, byte for
// byte, but for the names of the files.

#define _XOPEN_SOURCE 700

#include <stdlib.h>

#include "../unit/model/survey_files.h"
#include "../unit/unit.h"
#include "base/text.h"
#include "program.h"

// The report without the line that names the files.
static Str without_names(Str json, Arena *arena)
{
    Text kept = text_start(arena);
    size_t left_out = 0;
    while (json.size > 0) {
        const size_t end = str_find(json, STR("\n"));
        const Str line = str_slice(json, 0, end == SIZE_MAX ? json.size : end + 1);
        if (str_find(line, STR("\"population_note\"")) == SIZE_MAX) text_add(&kept, line);
        else left_out++;
        json = str_slice(json, line.size, json.size);
    }
    assert_int_equal(left_out, 1);
    return text_str(&kept);
}

static Str simulated(const char *mapping, Arena *arena)
{
    const Spoken spoken = program_run((const char *[]){"simulate", "--mapping", mapping, "--reform",
                                                       "law/china/scenarios/03-coverage.md",
                                                       "--format", "json", NULL},
                                      arena);
    if (spoken.status != 0) print_error("%.*s", (int)spoken.err.size, spoken.err.data);
    assert_int_equal(spoken.status, 0);
    return without_names(spoken.out, arena);
}

static void compare_formats(const SurveySource *source)
{
    Arena *arena = arena_create();
    const Str csv = simulated(
        str_terminated(arena, str_print(arena, "%s/%s", source->folder, source->mapping)), arena);
    assert_true(csv.size > 10000);
    // Somebody is reached: the figures are not all nothing.
    assert_true(str_find(csv, STR(" 0.00 % of the people")) == SIZE_MAX);
    for (size_t f = 0; f < SURVEY_FORMATS; f++) {
        char folder[] = "/tmp/doudi-survey-XXXXXX";
        assert_non_null(mkdtemp(folder));
        const char *mapping = survey_files_write(arena, source, folder, f, 0);
        const Str same = simulated(mapping, arena);
        survey_files_remove(arena, source, folder, f);
        if (!str_equal(csv, same)) fail_msg("%s gives another report", survey_files_suffix(f));
    }
    arena_destroy(arena);
}

static void test_every_format_gives_the_same_indicators(void **state)
{
    (void)state;
    compare_formats(&SURVEY_OURS);
}

static void test_a_survey_of_others_gives_the_same_indicators_in_every_format(void **state)
{
    (void)state;
    compare_formats(&SURVEY_THIRD_PARTY);
}

int main(void)
{
    return RUN_TESTS(
        cmocka_unit_test(test_every_format_gives_the_same_indicators),
        cmocka_unit_test(test_a_survey_of_others_gives_the_same_indicators_in_every_format));
}
