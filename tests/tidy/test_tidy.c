// test_tidy.c - the rules of the house, checked: over the tree, and over samples that break them.
//
// Run from the root of the repository. Each check counts once for the tree and once for each
// sample; a check without a sample that it must catch fails, for it might never find anything.

#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/os.h"
#include "tidy.h"

static const CheckRow checks[] = {
    {"blanks", check_blanks, "no line ends with blanks"},
    {"tabs", check_tabs, "texts are indented with blanks"},
    {"invisible", check_invisible, "every character can be seen, and all is UTF-8"},
    {"ends", check_ends, "a text ends with one line feed"},
    {"marks", check_marks, "nothing is marked as unfinished"},
    {"machine", check_machine, "no path of one machine stands in a text"},
    {"width", check_width, "C fits 100 columns"},
    {"functions", check_functions, "a function fits 70 lines"},
    {"sizes", check_sizes, "a file fits 1,000 lines"},
    {"banned", check_banned, "calls that are unsafe or depend on where they run are not made"},
    {"floating", check_floating, "nothing that decides is inexact"},
    {"must-use", check_must_use, "no failure can be overlooked"},
    {"manual", check_manual, "a header begins with what it is"},
    {"guards", check_guards, "a header's guard is named after it"},
    {"own-header", check_own_header, "every header compiles alone, its own file tries it"},
    {"rows", check_rows, "a table has explained columns and one row for each thing"},
    {"layers", check_layers, "folders include only what src/LAYERS grants"},
    {"readmes", check_readmes, "every folder says what it is for"},
    {"named", check_named, "a README names every file beside it"},
    {"listed", check_listed, "every source is built"},
    {"references", check_references, "every pointer to another text is good"},
    {"glossary", check_glossary, "the glossary speaks as the law does"},
    {"decisions", check_decisions, "decisions are numbered, listed and complete"},
    {"version", check_version, "there is one version"},
};
enum { CHECK_COUNT = sizeof checks / sizeof checks[0], FILES_MAX = 20000 };

typedef struct Score {
    size_t passed, failed;
} Score;

static void count(Score *score, bool passed)
{
    score->passed += passed;
    score->failed += !passed;
}

// --- the tree ---

static bool is_binary(Str text)
{
    return text.size > 0 && memchr(text.data, '\0', text.size) != NULL;
}

static bool add_files(Tree *tree, Arena *arena, const char *path, Error *err)
{
    PathVec paths = {0};
    if (!os_list_files(path, (Str){0}, FILES_MAX, arena, &paths, err)) return false;
    for (size_t i = 0; i < paths.count; i++) {
        Str text = {0};
        if (!os_read_file(paths.items[i], FILE_SIZE_MAX, arena, &text, err)) return false;
        if (!is_binary(text)) tree_add(tree, arena, str_from(paths.items[i]), text);
    }
    return true;
}

// What is built or brought here lies beside the tree, and is not looked at.
static bool is_foreign(const char *name)
{
    return name[0] == '.' || strncmp(name, "build", 5) == 0 || strcmp(name, "node_modules") == 0 ||
           strcmp(name, "shared") == 0;
}

static bool read_tree(Tree *tree, Arena *arena, Error *err)
{
    DIR *root = opendir(".");
    if (root == NULL) return error_set(err, ERROR_ENVIRONMENT, ".", "could not read the folder");
    bool done = true;
    for (struct dirent *entry = readdir(root); done && entry != NULL; entry = readdir(root)) {
        if (!is_foreign(entry->d_name))
            done = add_files(tree, arena, str_terminated(arena, str_from(entry->d_name)), err);
    }
    (void)closedir(root);
    if (!done || tree_find(tree, STR("src/LAYERS")) != NULL) return done;
    return error_set(err, ERROR_NOT_FOUND, ".", "run this from the root of the repository");
}

static void run_on_tree(const Tree *tree, Score *score)
{
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        Findings findings = {.arena = arena_create()};
        checks[i].check(tree, &findings);
        for (size_t k = 0; k < findings.list.count; k++) {
            const Finding *one = &findings.list.items[k];
            (void)printf(STR_FORMAT ":%zu: " STR_FORMAT " [%s]\n", STR_ARGS(one->path), one->line,
                         STR_ARGS(one->message), checks[i].name);
        }
        if (findings.list.count > 0)
            (void)printf("FAILED %s: %zu places break the rule that %s\n", checks[i].name,
                         findings.list.count, checks[i].promise);
        count(score, findings.list.count == 0);
        arena_destroy(findings.arena);
    }
}

// --- the samples ---

static const CheckRow *find_check(const char *name)
{
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        if (strcmp(checks[i].name, name) == 0) return &checks[i];
    }
    return NULL;
}

static bool as_expected(const Sample *sample, const Findings *findings, Arena *arena)
{
    if (sample->expected == NULL) return findings->list.count == 0;
    if (findings->list.count != 1) return false;
    const Finding *one = &findings->list.items[0];
    const Str place = str_print(arena, STR_FORMAT ":%zu", STR_ARGS(one->path), one->line);
    return str_equals(place, sample->expected);
}

static bool run_sample(const Sample *sample)
{
    Arena *arena = arena_create();
    Findings findings = {.arena = arena};
    Tree tree = {0};
    const size_t files_max = sizeof sample->files / sizeof sample->files[0];
    for (size_t i = 0; i < files_max && sample->files[i].path != NULL; i++)
        tree_add(&tree, arena, str_from(sample->files[i].path), str_from(sample->files[i].text));
    const CheckRow *row = find_check(sample->check);
    if (row != NULL) row->check(&tree, &findings);
    const bool passed = row != NULL && as_expected(sample, &findings, arena);
    if (!passed) {
        (void)printf("FAILED sample \"%s\" of %s: expected %s, found %zu:\n", sample->title,
                     sample->check, sample->expected == NULL ? "nothing" : sample->expected,
                     findings.list.count);
        for (size_t k = 0; k < findings.list.count; k++)
            (void)printf("  " STR_FORMAT ":%zu: " STR_FORMAT "\n",
                         STR_ARGS(findings.list.items[k].path), findings.list.items[k].line,
                         STR_ARGS(findings.list.items[k].message));
    }
    arena_destroy(arena);
    return passed;
}

// A check must be seen to catch something, and to let something pass.
static bool has_samples(const CheckRow *row)
{
    bool bad = false;
    bool good = false;
    for (size_t i = 0; i < sample_count; i++) {
        if (strcmp(samples[i].check, row->name) != 0) continue;
        bad = bad || samples[i].expected != NULL;
        good = good || samples[i].expected == NULL;
    }
    if (!bad || !good)
        (void)printf("FAILED %s: give it a sample that it %s in tests/tidy/samples.c\n", row->name,
                     bad ? "lets pass" : "catches");
    return bad && good;
}

int main(void)
{
    Arena *arena = arena_create();
    Tree tree = {0};
    Error err = {0};
    Score score = {0};
    for (size_t i = 0; i < CHECK_COUNT; i++) count(&score, has_samples(&checks[i]));
    for (size_t i = 0; i < sample_count; i++) count(&score, run_sample(&samples[i]));
    if (read_tree(&tree, arena, &err)) {
        run_on_tree(&tree, &score);
    } else {
        (void)printf("%s: %s\n", err.where, err.message);
        count(&score, false);
    }
    (void)printf("%zu passed, %zu failed\n", score.passed, score.failed);
    arena_destroy(arena);
    return score.failed == 0 ? 0 : 1;
}
