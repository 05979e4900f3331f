// Margins of a small survey, by every method: refused with a reason, or met by weights that can be
// added up. The first byte of an input chooses the method, and whether misses are accepted.

#define _XOPEN_SOURCE 700

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "base/text.h"
#include "fuzz.h"
#include "model/people/calibrate_margins.h"
#include "survey_facts.h"

#define MAPPING                                                                                \
    "[survey]\ndate = 2023-12-31\n[persons]\nhousehold = h\nweight = w\n"                      \
    "region = u ; 1 = 510107 ; 0 = 110101\nfact urban = u ; 1 = yes ; 0 = no\nfact area = a\n" \
    "fact sex = s ; 1 = male ; 2 = female\nfact born = b ; date YYYY\n"                        \
    "fact wage = i ; yuan per year ; missing -8\n"
#define TABLE                                                                                     \
    "h,w,u,a,s,b,i\nA,10,1,20.5,1,1970,36000\nA,10,1,20.5,2,1972,0\nB,20,0,8,2,1950,-300\n"       \
    "C,5.5,1,60,1,2010,-8\nC,5.5,1,60,2,1985,52000\nC,5.5,1,60,1,1983,1\nD,7,0,31,1,1999,12000\n" \
    "E,1,0,31,2,1960,0\nE,1,0,31,1,1955,0\n"

static char folder[] = "/tmp/doudi-fuzz-XXXXXX";

static const char *path_of(Arena *arena, const char *name)
{
    return str_terminated(arena, str_print(arena, "%s/%s", folder, name));
}

static void remove_folder(void)
{
    Arena *arena = arena_create();
    (void)unlink(path_of(arena, "survey.map"));
    (void)unlink(path_of(arena, "table.csv"));
    (void)rmdir(folder);
    arena_destroy(arena);
}

static void put_file(Arena *arena, const char *name, Str text)
{
    Error err = {0};
    if (!os_write_file(path_of(arena, name), text, arena, &err)) abort();
}

// The survey lies there for all inputs; removed at the end.
static void make_folder(Arena *arena)
{
    static bool made;
    if (made) return;
    if (mkdtemp(folder) == NULL || atexit(remove_folder) != 0) abort();
    put_file(arena, "survey.map", STR(MAPPING));
    put_file(arena, "table.csv", STR(TABLE));
    made = true;
}

static Survey *read_survey(FuzzInput *input)
{
    const char *table = path_of(input->arena, "table.csv");
    const ImportRequest request = {.mapping = path_of(input->arena, "survey.map"),
                                   .files = &table,
                                   .file_count = 1,
                                   .facts = fuzz_survey_facts()};
    Survey *survey = NULL;
    Error err = {0};
    if (!people_import(&request, &input->sources, &input->diagnostics, &survey, &err) ||
        survey == NULL)
        fuzz_violation("the survey itself is refused");
    return survey;
}

static void calibrate_once(FuzzInput *input, char choice, const char *path)
{
    static const CalibrateMethod METHODS[] = {CALIBRATE_RAKING, CALIBRATE_LINEAR, CALIBRATE_ENTROPY,
                                              CALIBRATE_LOGIT};
    const MarginsRequest request = {.path = path,
                                    .method = METHODS[(unsigned char)choice % 4],
                                    .lower = 0.2,
                                    .upper = 5,
                                    .soft = (unsigned char)choice / 4 % 2 == 1};
    Survey *survey = read_survey(input);
    Str report;
    Error err = {0};
    const size_t errors = input->diagnostics.error_count;
    if (!survey_calibrate(survey, &request, &input->sources, &input->diagnostics, &report, &err)) {
        if (err.message[0] == '\0') fuzz_violation("refused without a word");
    } else if ((report.size == 0) != (input->diagnostics.error_count > errors))
        fuzz_violation("refused without a word, or accepted with a complaint");
    else if (report.size > 0 && survey_negative_weights(survey) > 0 &&
             request.method != CALIBRATE_LINEAR)
        fuzz_violation("a weight below zero that the method excludes");
    survey_destroy(survey);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input;
    if (size == 0 || !fuzz_input_init(&input, data + 1, size - 1, "input")) return 0;
    make_folder(input.arena);
    put_file(input.arena, "margins.csv", input.text);
    calibrate_once(&input, (char)data[0], path_of(input.arena, "margins.csv"));
    (void)unlink(path_of(input.arena, "margins.csv"));
    fuzz_input_clear(&input);
    return 0;
}
