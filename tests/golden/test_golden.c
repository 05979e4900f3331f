// test_golden - what the program says, kept in files and compared byte by byte.
//
//     bad/X.md, bad/X/     a law with a fault: `doudi check` must say what X.expected says
//     cases/X.json         a household's file with a fault: `doudi decide` must say what X.expected
//                          says and nothing else; under the law of China, or under X.md beside it
//     surveys/X.map        surveys with a fault: `doudi people import`, with X.margins.csv if it is
//     there good/                decisions of the samples and provisions as they are shown
//     commands/            what other commands answer: cases that fail, files that are not there
//
// `test_golden --bless` writes what the program says now into the files; read the change in review.
#include <dirent.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/os.h"
#include "base/text.h"
#include "manual.h"
#include "program.h"
#include "text_diff.h"

static const char bad_folder[] = "tests/golden/bad/";
static const char cases_folder[] = "tests/golden/cases/";
static const char surveys_folder[] = "tests/golden/surveys/";
static const char good_folder[] = "tests/golden/good/";
static const char commands_folder[] = "tests/golden/commands/";
static const char samples_folder[] = "law/china/samples/";
static const char manual_path[] = "docs/language/errors.md";

typedef struct Test {
    Arena *arena;
    bool bless;
    bool cases_run; // false: the law of the cases does not compile
    size_t passed, failed, blessed;
    Manual manual;
} Test;

typedef VEC(const char *) NameVec;

// --- telling ---

static bool check(Test *test, bool holds, const char *subject, const char *sentence)
{
    test->passed += holds;
    test->failed += !holds;
    if (!holds) (void)printf("FAILED %s: %s\n", subject, sentence);
    return holds;
}

static const char *joined(Test *test, const char *first, const char *second, const char *third)
{
    return str_terminated(test->arena, str_print(test->arena, "%s%s%s", first, second, third));
}

static Str read_file(Test *test, const char *path)
{
    Str text = {0};
    Error err = {0};
    if (!os_exists(path)) return text;
    if (!os_read_file(path, FILE_SIZE_MAX, test->arena, &text, &err))
        (void)check(test, false, path, err.message);
    return text;
}

static void write_file(Test *test, const char *path, Str text)
{
    Error err = {0};
    test->blessed++;
    if (!os_write_file(path, text, test->arena, &err)) (void)check(test, false, path, err.message);
}

// Digests change with every edit of the law; that they change is tested elsewhere, so that here a
// file changes only when what it says does.
static Str without_digests(Test *test, Str text)
{
    const Str mark = STR("sm3:");
    Text masked = text_start(test->arena);
    while (text.size > 0) {
        const size_t found = str_find(text, mark);
        size_t end = found == SIZE_MAX ? text.size : found + mark.size;
        text_add(&masked, str_slice(text, 0, end));
        const size_t digits = end;
        while (end < text.size && strchr("0123456789abcdef", text.data[end]) != NULL) end++;
        if (end > digits) text_add(&masked, STR("…"));
        text = str_slice(text, end, text.size);
    }
    return text_str(&masked);
}

// The heart: what was said now against what was kept.
static void compare(Test *test, const char *path, Str said)
{
    const Str actual = without_digests(test, said);
    const Str expected = read_file(test, path);
    const bool same = str_equal(expected, actual) && os_exists(path);
    if (!same && test->bless) {
        write_file(test, path, actual);
        return;
    }
    if (!check(test, same, path, "the program says something else now (- kept, + now)"))
        text_diff_print(expected, actual, stdout);
}

// --- the files of a folder ---

static int compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

// The names in a folder that end in `ending`, or that are folders, in order; the ending is cut off.
static NameVec list_names(Test *test, const char *folder, const char *ending, bool folders)
{
    NameVec names = {0};
    DIR *stream = opendir(folder);
    if (!check(test, stream != NULL, folder, "the folder is there")) return names;
    for (const struct dirent *entry = readdir(stream); entry != NULL; entry = readdir(stream)) {
        const Str name = str_from(entry->d_name);
        if (name.data[0] == '.') continue;
        const char *path = joined(test, folder, entry->d_name, "");
        const size_t end = strlen(ending);
        if (folders ? os_is_folder(path) : str_ends(name, str_from(ending)))
            *vec_push(test->arena, &names) = str_terminated(
                test->arena, str_slice(name, 0, folders ? name.size : name.size - end));
    }
    (void)closedir(stream);
    if (names.count > 1) qsort(names.items, names.count, sizeof names.items[0], compare_names);
    (void)check(test, folders || names.count > 0, folder, "the folder has files");
    return names;
}

static bool contains(const NameVec *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->items[i], name) == 0) return true;
    }
    return false;
}

// An expectation whose law or case was taken away tests nothing.
static void check_none_left_behind(Test *test, const char *folder, const NameVec *wanted)
{
    const NameVec kept = list_names(test, folder, ".expected", false);
    for (size_t i = 0; i < kept.count; i++)
        (void)check(test, contains(wanted, kept.items[i]), kept.items[i],
                    "there is no law or case for this .expected file");
}

// --- kinds ---

// Notes every kind that was printed, and that the manual has it.
static void note_kinds(Test *test, const char *subject, Str printed)
{
    for (size_t at = 0; at < printed.size;) {
        const size_t start = at;
        while (at < printed.size && printed.data[at] != '\n') at++;
        const Str kind = printed_kind(str_slice(printed, start, at));
        at++;
        if (kind.size == 0) continue;
        ManualKind *row = manual_find(&test->manual, kind);
        if (row != NULL) row->seen = true;
        else
            (void)check(test, false, subject,
                        joined(test, "docs/language/errors.md has no heading for the kind ",
                               str_terminated(test->arena, kind), ""));
    }
}

static bool prints_kind(Str printed, Str kind)
{
    for (size_t at = 0; at < printed.size; at++) {
        const size_t start = at;
        while (at < printed.size && printed.data[at] != '\n') at++;
        if (str_equal(printed_kind(str_slice(printed, start, at)), kind)) return true;
    }
    return false;
}

// --- bad laws ---

static void test_a_bad_law_is_refused_as_expected(Test *test, const char *name, const char *path)
{
    const Spoken spoken = program_run((const char *[]){"check", path, NULL}, test->arena);
    const bool error = str_find(spoken.err, STR("error: ")) != SIZE_MAX;
    (void)check(test, spoken.status == (error ? 1 : 0), path,
                "the exit status is 1 with errors and 0 with warnings alone");
    (void)check(test, spoken.out.size == 0, path, "nothing is said on standard output");
    compare(test, joined(test, bad_folder, name, ".expected"), spoken.err);
    note_kinds(test, path, spoken.err);
    const ManualKind *kind = manual_kind_of_file(&test->manual, str_from(name));
    if (check(test, kind != NULL, path, "the name begins with a kind that errors.md explains"))
        (void)check(test, prints_kind(spoken.err, kind->name), path,
                    "a diagnostic of the kind in its name is printed");
}

static void test_bad_laws(Test *test)
{
    NameVec names = list_names(test, bad_folder, ".md", false);
    const NameVec folders = list_names(test, bad_folder, "", true);
    for (size_t i = 0; i < names.count; i++)
        test_a_bad_law_is_refused_as_expected(test, names.items[i],
                                              joined(test, bad_folder, names.items[i], ".md"));
    for (size_t i = 0; i < folders.count; i++) {
        test_a_bad_law_is_refused_as_expected(test, folders.items[i],
                                              joined(test, bad_folder, folders.items[i], ""));
        *vec_push(test->arena, &names) = folders.items[i];
    }
    check_none_left_behind(test, bad_folder, &names);
}

// --- bad cases ---

static void test_a_bad_case_is_refused_whole(Test *test, const char *name)
{
    const char *path = joined(test, cases_folder, name, ".json");
    const char *own_law = joined(test, cases_folder, name, ".md");
    const char *law = os_exists(own_law) ? own_law : "law/china";
    const Spoken spoken =
        program_run((const char *[]){"decide", path, "--law", law, NULL}, test->arena);
    (void)check(test, spoken.status == 1, path, "the exit status is 1");
    (void)check(test, spoken.out.size == 0, path, "no partial result is printed");
    compare(test, joined(test, cases_folder, name, ".expected"), spoken.err);
    note_kinds(test, path, spoken.err);
}

static void test_bad_cases(Test *test)
{
    const NameVec names = list_names(test, cases_folder, ".json", false);
    for (size_t i = 0; i < names.count; i++) test_a_bad_case_is_refused_whole(test, names.items[i]);
    check_none_left_behind(test, cases_folder, &names);
}

// --- surveys ---

// What is said on both streams, and the exit status, which is 0 where something was imported.
static void test_a_survey_is_reported(Test *test, const char *name)
{
    const char *path = joined(test, surveys_folder, name, ".map");
    const char *margins = joined(test, surveys_folder, name, ".margins.csv");
    const char *arguments[] = {"people", "import", "--mapping", path, NULL, NULL, NULL};
    if (os_exists(margins)) {
        arguments[4] = "--margins";
        arguments[5] = margins;
    }
    const Spoken spoken = program_run(arguments, test->arena);
    const Str both =
        str_print(test->arena, "--- exit status %d\n" STR_FORMAT "--- standard error\n" STR_FORMAT,
                  spoken.status, STR_ARGS(spoken.out), STR_ARGS(spoken.err));
    compare(test, joined(test, surveys_folder, name, ".expected"), both);
}

static void test_surveys(Test *test)
{
    const NameVec names = list_names(test, surveys_folder, ".map", false);
    for (size_t i = 0; i < names.count; i++) test_a_survey_is_reported(test, names.items[i]);
    check_none_left_behind(test, surveys_folder, &names);
}

// --- what the program says when all is well ---

static void test_output(Test *test, const char *name, const char *const *arguments)
{
    const char *path = joined(test, good_folder, name, "");
    const Spoken spoken = program_run(arguments, test->arena);
    (void)check(test, spoken.status == 0, path, "the exit status is 0");
    if (!check(test, spoken.err.size == 0, path, "nothing is said on standard error"))
        (void)printf(STR_FORMAT, STR_ARGS(spoken.err));
    compare(test, path, spoken.out);
}

static void test_samples(Test *test)
{
    const NameVec names = list_names(test, samples_folder, ".json", false);
    for (size_t i = 0; i < names.count; i++) {
        const char *path = joined(test, samples_folder, names.items[i], ".json");
        test_output(test, joined(test, names.items[i], ".zh.txt", ""),
                    (const char *[]){"decide", path, "--law", "law/china", NULL});
        test_output(test, joined(test, names.items[i], ".en.txt", ""),
                    (const char *[]){"decide", path, "--law", "law/china", "--lang", "en", NULL});
        test_output(
            test, joined(test, names.items[i], ".json", ""),
            (const char *[]){"decide", path, "--law", "law/china", "--format", "json", NULL});
    }
}

// One of each kind of provision, where it is short enough to be read in review.
static const struct {
    const char *name, *date, *region;
} shown[] = {
    {"dibao", "2024-07-15", "310000"},            // a programme
    {"dibao_standard", "2024-07-15", "310000"},   // a parameter that a place sets
    {"gap", "2024-07-15", "999999"},              // a rule
    {"family", "2024-07-15", "999999"},           // a unit
    {"disability_grade", "2024-07-15", "999999"}, // a fact with limits
    {"id_number", "2024-07-15", "999999"},        // a private fact
    {"urgent_amount", "2024-07-15", "999999"},    // a discretion
    {"grace_share", "2024-07-15", "999999"},      // a parameter with a key
    {"tekun", "2025-07-01", "500103"},            // a programme of persons
};

static void test_provisions(Test *test)
{
    for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
        static const char *const languages[] = {"zh", "en"};
        for (size_t l = 0; l < 2; l++) {
            const Str name = str_print(test->arena, "show-%s.%s.txt", shown[i].name, languages[l]);
            test_output(test, str_terminated(test->arena, name),
                        (const char *[]){"show", shown[i].name, "--date", shown[i].date, "--region",
                                         shown[i].region, "--lang", languages[l], "--law",
                                         "law/china", NULL});
        }
    }
}

// --- commands that do not end well ---

#define HOUSEHOLD_FILE  "tests/golden/commands/household.json"
#define SURVEY          "tests/data/survey/"
#define SURVEY_MAP      SURVEY "survey.map"
#define MISSPELT_REFORM "tests/golden/commands/misspelt-reform.md"
#define REFORM          "--reform=law/china/scenarios/03-coverage.md"
#define FAILING_CASES   "tests/golden/commands/failing-cases.md"

static const struct {
    const char *name;
    int status;
    const char *arguments[8];
} commands[] = {
    {"cases-that-fail", 1, {"test", FAILING_CASES}},
    {"cases-of-a-bad-law", 1, {"test", "tests/golden/bad/unknown-name.md"}},
    {"decide-under-a-bad-law", 1, {"decide", HOUSEHOLD_FILE, "--law", "tests/golden/bad/cycle.md"}},
    {"show-of-a-bad-law", 1, {"show", "wage", "--law", "tests/golden/bad/unknown-name.md"}},
    {"no-law", 1, {"check", "tests/golden/commands/no-law"}},
    {"no-file", 1, {"check", "tests/golden/commands/nothing"}},
    {"no-case", 1, {"decide", "tests/golden/commands/nothing.json"}},
    {"no-reform", 1, {"check", FAILING_CASES, "--reform", "tests/golden/commands/nothing.md"}},
    {"a-folder-for-a-case", 1, {"decide", "tests/golden/commands/no-law"}},
    {"other-receipt", 1, {"decide", HOUSEHOLD_FILE, "--receipt", "sm3:00"}},
    {"show-nothing", 1, {"show", "dibao_standrad"}},
    {"show-nothing-near", 1, {"show", "unemployment_insurance_contribution"}},
    {"format-of-nothing", 1, {"fmt", "--check", "tests/golden/commands/nothing.md"}},
    {"format-to-be-mended", 1, {"fmt", "--check", "tests/golden/commands/unformatted.md"}},
    {"no-command", 2, {"decied", HOUSEHOLD_FILE}},
    {"no-option", 2, {"decide", HOUSEHOLD_FILE, "--lnag", "en"}},
    {"option-of-another", 2, {"show", "dibao", "--coverage"}},
    {"option-twice", 2, {"decide", HOUSEHOLD_FILE, "--lang", "en", "--lang", "zh"}},
    {"option-without-value", 2, {"decide", HOUSEHOLD_FILE, "--date"}},
    {"value-for-a-flag", 2, {"decide", HOUSEHOLD_FILE, "--strict=yes"}},
    {"no-operand", 2, {"decide"}},
    {"two-operands", 2, {"show", "dibao", "tekun"}},
    {"bad-language", 2, {"decide", HOUSEHOLD_FILE, "--lang", "fr"}},
    {"bad-format", 2, {"decide", HOUSEHOLD_FILE, "--format", "xml"}},
    {"bad-day", 2, {"decide", HOUSEHOLD_FILE, "--date", "2023-02-30"}},
    {"bad-region", 2, {"show", "dibao", "--region", "123456"}},
    {"bad-programme", 2, {"decide", HOUSEHOLD_FILE, "--only", "diabo"}},
    {"reform-of-prose", 1, {"check", "law/china", "--reform", "README.md"}},
    {"simulate-operand", 2, {"simulate", SURVEY "persons.csv"}},
    {"simulate-bad-format", 2, {"simulate", "--format", "xml"}},
    {"simulate-nowhere-to-write", 3, {"simulate", "--out", "tests/golden/nothing/out.json"}},
    {"simulate-no-name-to-write", 2, {"simulate", "--out", ""}},
    {"simulate-over-its-mapping", 2, {"simulate", "--mapping", SURVEY_MAP, "--out", SURVEY_MAP}},
    {"simulate-bad-months", 2, {"simulate", "--months", "13"}},
    {"simulate-before-the-law", 2, {"simulate", "--households=100", "--date", "1950-01-01"}},
    {"simulate-fault-of-all-laws", 1, {"simulate", "--assume", MISSPELT_REFORM, REFORM}},
    {"simulate-no-people", 2, {"simulate", "--people", "china-2032"}},
    {"model-with-margins", 2, {"simulate", "--margins", SURVEY "margins.csv"}},
    {"survey-with-households", 2, {"simulate", "--mapping", SURVEY_MAP, "--households", "5"}},
    {"survey-with-bands", 2, {"simulate", "--mapping", SURVEY_MAP, "--bands", "20"}},
    {"survey-with-sample", 2, {"simulate", "--mapping", SURVEY_MAP, "--sample", "50"}},
    {"survey-without-margins", 2, {"simulate", "--mapping", SURVEY_MAP, "--method", "linear"}},
    {"import-over-its-table",
     2,
     {"people", "import", "--mapping", SURVEY_MAP, "--out", SURVEY "persons.csv"}},
    {"household-unknown", 1, {"decide", "--mapping", SURVEY_MAP, "--household", "F999"}},
    {"household-out-of-range", 1, {"decide", "--households=100", "--household=510000-rural:999"}},
    {"solve-bounds-turned",
     2,
     {"solve", REFORM, "--target=coverage=5%", "--vary=line_factor=4..1"}},
    {"solve-bounds-wide",
     2,
     {"solve", REFORM, "--target=coverage=5%", "--vary=line_factor=1..9e9"}},
    {"solve-bounds-huge",
     2,
     {"solve", REFORM, "--target=coverage=5%", "--vary=line_factor=1..9000000"}},
    {"solve-share", 2, {"solve", REFORM, "--target=coverage=200%", "--vary=line_factor=1..4"}},
    {"solve-no-parameter", 2, {"solve", REFORM, "--target=coverage=5%", "--vary=line=1..4"}},
};

static void test_commands(Test *test)
{
    NameVec names = {0};
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        const char *path = joined(test, commands_folder, commands[i].name, ".expected");
        const Spoken spoken = program_run(commands[i].arguments, test->arena);
        (void)check(test, spoken.status == commands[i].status, path, "the exit status");
        Text both = text_start(test->arena);
        if (spoken.out.size > 0) text_add(&both, STR("--- standard output\n"));
        text_add(&both, spoken.out);
        text_add(&both, STR("--- standard error\n"));
        text_add(&both, spoken.err);
        compare(test, path, text_str(&both));
        *vec_push(test->arena, &names) = commands[i].name;
    }
    check_none_left_behind(test, commands_folder, &names);
}

// --- the manual ---

// What is printed now where an example's first line says it comes from; empty if nothing is.
static Str printed_now(Test *test, const ManualKind *kind)
{
    const size_t colon = str_find(kind->example, STR(":"));
    if (colon == SIZE_MAX) return (Str){0};
    const Str rest = str_slice(kind->example, colon + 1, kind->example.size);
    const size_t line_end = str_find(rest, STR(":"));
    if (line_end == SIZE_MAX) return (Str){0};
    const Str place = str_slice(kind->example, 0, colon + line_end + 2);
    const Str file = str_slice(kind->example, 0, colon);
    const char *folder = str_ends(file, STR(".json")) ? cases_folder : bad_folder;
    // "unknown-name.md" and "hole/county.md" are kept in unknown-name.expected and hole.expected.
    const size_t slash = str_find(file, STR("/"));
    const size_t dot = str_find(file, STR("."));
    const Str base = str_slice(file, 0, slash != SIZE_MAX ? slash : dot != SIZE_MAX ? dot : 0);
    const Str printed =
        read_file(test, joined(test, folder, str_terminated(test->arena, base), ".expected"));
    return printed_diagnostic(printed, kind->name, place, str_from(folder), test->arena);
}

static void test_the_manual_shows_what_is_printed(Test *test)
{
    Text blessed = text_start(test->arena);
    size_t copied = 0;
    for (size_t i = 0; i < test->manual.kinds.count; i++) {
        const ManualKind *kind = &test->manual.kinds.items[i];
        const char *name = str_terminated(test->arena, kind->name);
        if (test->cases_run)
            (void)check(test, kind->seen, name, "a golden file prints this kind of the manual");
        const Str now = printed_now(test, kind);
        const bool found = check(test, now.size > 0, name,
                                 "its example in the manual begins with the place of a diagnostic "
                                 "of this kind that a golden file prints");
        if (!found || str_equal(now, kind->example)) continue;
        if (!test->bless) {
            (void)check(test, false, name, "its example in the manual is printed otherwise now");
            text_diff_print(kind->example, now, stdout);
            continue;
        }
        const size_t start = (size_t)(kind->example.data - test->manual.text.data);
        text_add(&blessed, str_slice(test->manual.text, copied, start));
        text_add(&blessed, now);
        copied = start + kind->example.size;
    }
    if (copied == 0) return;
    text_add(&blessed, str_slice(test->manual.text, copied, test->manual.text.size));
    write_file(test, manual_path, text_str(&blessed));
}

// The kinds that a source file names: the first text in each call that makes a diagnostic.
static void check_kinds_of_source(Test *test, const char *path)
{
    static const char *const calls[] = {"diagnose(", "diagnose_warning(", "parser_fail("};
    for (size_t c = 0; c < sizeof calls / sizeof calls[0]; c++) {
        Str rest = read_file(test, path);
        for (size_t at = 0; (at = str_find(rest, str_from(calls[c]))) != SIZE_MAX;) {
            rest = str_slice(rest, at + strlen(calls[c]), rest.size);
            const size_t call_end = str_find(rest, STR(";"));
            const size_t quote = str_find(rest, STR("\""));
            if (quote == SIZE_MAX || quote > call_end) continue;
            const Str text = str_slice(rest, quote + 1, rest.size);
            const Str kind = str_slice(text, 0, str_find(text, STR("\"")));
            if (str_equals(kind, "%s")) continue; // passed on from a caller, found there
            const ManualKind *row = manual_find(&test->manual, kind);
            (void)check(test, row != NULL, path,
                        joined(test, "the manual explains the kind ",
                               str_terminated(test->arena, kind), ""));
        }
    }
}

static void test_the_manual_has_every_kind_of_the_source(Test *test)
{
    static const char *const folders[] = {"src/base", "src/compile", "src/decide"};
    for (size_t f = 0; f < sizeof folders / sizeof folders[0]; f++) {
        PathVec paths = {0};
        Error err = {0};
        if (!os_list_files(folders[f], STR(".c"), 1000, test->arena, &paths, &err)) {
            (void)check(test, false, folders[f], err.message);
            continue;
        }
        for (size_t i = 0; i < paths.count; i++) {
            // These define the calls, with the kind still a parameter.
            if (str_ends(str_from(paths.items[i]), STR("base/diagnostics.c"))) continue;
            check_kinds_of_source(test, paths.items[i]);
        }
    }
}

int main(int count, char **arguments)
{
    Test test = {.arena = arena_create()};
    test.bless = count == 2 && strcmp(arguments[1], "--bless") == 0;
    if (count > 1 && !test.bless) {
        (void)fprintf(stderr, "usage: test_golden [--bless], from the root of the repository\n");
        arena_destroy(test.arena);
        return 2;
    }
    test.manual = manual_read(read_file(&test, manual_path), test.arena);
    (void)check(&test, test.manual.kinds.count > 0, manual_path, "the manual lists kinds");
    test_bad_laws(&test);
    // Under a law that does not compile every case below would say the same, many times over.
    const Spoken law = program_run((const char *[]){"check", "law/china", NULL}, test.arena);
    test.cases_run = check(&test, law.status == 0, "law/china", "the law of the cases compiles");
    if (test.cases_run) {
        test_bad_cases(&test);
        test_surveys(&test);
        test_samples(&test);
        test_provisions(&test);
        test_commands(&test);
    } else {
        (void)printf(STR_FORMAT, STR_ARGS(law.err));
    }
    test_the_manual_shows_what_is_printed(&test);
    test_the_manual_has_every_kind_of_the_source(&test);
    if (test.bless) (void)printf("%zu files written\n", test.blessed);
    (void)printf("%zu passed, %zu failed\n", test.passed, test.failed);
    const bool failed = test.failed > 0;
    arena_destroy(test.arena);
    return failed ? 1 : 0;
}
