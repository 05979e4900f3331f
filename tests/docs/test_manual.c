// test_manual - the manual is true: its laws compile, its cases pass, what it quotes is printed,
// and it leaves no word of the language out.
//
// `test_manual --bless` writes what is printed now into the pages; read the change in review.
#define _POSIX_C_SOURCE 200809L

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/os.h"
#include "base/text.h"
#include "manual_test.h"
#include "page.h"

// --- what all checks share ---

bool manual_check(ManualTest *test, bool holds, const char *subject, const char *sentence)
{
    test->passed += holds;
    test->failed += !holds;
    if (!holds) (void)printf("FAILED %s: %s\n", subject, sentence);
    return holds;
}

Str manual_read(ManualTest *test, const char *path)
{
    Str text = {0};
    Error err = {0};
    if (!os_read_file(path, FILE_SIZE_MAX, test->arena, &text, &err))
        (void)manual_check(test, false, path, err.message);
    return text;
}

static void note_made(ManualTest *test, const char *path)
{
    for (size_t i = 0; i < test->made.count; i++) {
        if (strcmp(test->made.items[i], path) == 0) return;
    }
    *vec_push(test->arena, &test->made) = path;
}

void manual_write(ManualTest *test, Str name, Str text)
{
    Error err = {0};
    const Str path = str_print(test->arena, "%s" STR_FORMAT, test->folder, STR_ARGS(name));
    for (size_t at = strlen(test->folder); at < path.size; at++) {
        if (path.data[at] != '/') continue;
        const char *folder = str_terminated(test->arena, str_slice(path, 0, at));
        if (mkdir(folder, 0700) == 0) note_made(test, folder);
    }
    const char *whole = str_terminated(test->arena, path);
    if (!os_write_file(whole, text, test->arena, &err))
        (void)manual_check(test, false, whole, err.message);
    note_made(test, whole);
}

void manual_clear(ManualTest *test)
{
    for (size_t i = test->made.count; i > 0; i--) (void)remove(test->made.items[i - 1]);
    test->made.count = 0;
}

static Str without_folder(ManualTest *test, Str printed)
{
    const Str folder = str_from(test->folder);
    Text text = text_start(test->arena);
    for (size_t at = 0; at < printed.size;) {
        if (str_starts(str_slice(printed, at, printed.size), folder)) at += folder.size;
        else text_add_char(&text, printed.data[at++]);
    }
    return text_str(&text);
}

Str manual_run(ManualTest *test, Str words, int *status)
{
    const char *arguments[17] = {0};
    size_t count = 0;
    for (size_t at = 0; at < words.size && count < 16;) {
        const size_t start = at;
        while (at < words.size && words.data[at] != ' ') at++;
        const Str word = str_slice(words, start, at);
        const char *ours = str_terminated(
            test->arena, str_print(test->arena, "%s" STR_FORMAT, test->folder, STR_ARGS(word)));
        arguments[count++] = os_exists(ours) ? ours : str_terminated(test->arena, word);
        at++;
    }
    const Spoken spoken = program_run(arguments, test->arena);
    *status = spoken.status;
    const Str both =
        str_print(test->arena, STR_FORMAT STR_FORMAT, STR_ARGS(spoken.out), STR_ARGS(spoken.err));
    return without_folder(test, both);
}

// --- pages ---

typedef enum PageWay {
    PAGE_WHOLE,  // the law is all blocks of the page
    PAGE_STAGES, // the law grows down the page, and compiles at every heading
    PAGE_APART,  // every heading begins with an empty folder
} PageWay;

typedef struct PageTask {
    const char *path;
    const char *law; // the file that a reader of the page writes; NULL if none
    PageWay way;
} PageTask;

static const PageTask pages[] = {
    {"docs/language/tutorial.md", "heating.md", PAGE_STAGES},
    {"docs/language/reference.md", "northland.md", PAGE_WHOLE},
    {"docs/language/case-json.md", NULL, PAGE_WHOLE},
    {"tests/docs/claims.md", NULL, PAGE_APART},
};

typedef struct Walk {
    ManualTest *test;
    const PageTask *page;
    const PartVec *parts;
    Text law;    // the blocks so far
    Str mistake; // typed besides, until the next block
    Text anew;   // the page as it should be
    bool changed;
} Walk;

static Str mistake_block(Walk *walk, const Part *part)
{
    return str_print(walk->test->arena, "```" STR_FORMAT "\n" STR_FORMAT "```\n",
                     STR_ARGS(part->title), STR_ARGS(part->body));
}

static void add_block(Text *law, const Part *part)
{
    text_add(law, part->whole);
    text_add_char(law, '\n');
}

// Writes the law as far as it has come, in the folder and, once there is one, in the folder law.
static void write_law(Walk *walk)
{
    ManualTest *test = walk->test;
    if (walk->page->law == NULL) return;
    const Str text = str_print(test->arena, STR_FORMAT STR_FORMAT, STR_ARGS(text_str(&walk->law)),
                               STR_ARGS(walk->mistake));
    manual_write(test, str_from(walk->page->law), text);
    if (os_exists(str_terminated(test->arena, str_print(test->arena, "%slaw", test->folder))))
        manual_write(test, str_print(test->arena, "law/%s", walk->page->law), text);
}

static void check_stage(Walk *walk, const Part *heading)
{
    if (text_str(&walk->law).size == 0) return;
    walk->mistake = (Str){0};
    write_law(walk);
    int status = 0;
    const Str words = str_print(walk->test->arena, "check %s", walk->page->law);
    const Str printed = manual_run(walk->test, words, &status);
    const Str subject = str_print(walk->test->arena, "%s, up to \"" STR_FORMAT "\"",
                                  walk->page->path, STR_ARGS(heading->title));
    (void)manual_check(walk->test, status == 0 && printed.size == 0,
                       str_terminated(walk->test->arena, subject),
                       str_terminated(walk->test->arena, printed));
}

// One command with what is quoted of it.
static void check_command(Walk *walk, Str command, Str quoted)
{
    ManualTest *test = walk->test;
    int status = 0;
    const Str prefix = STR("$ doudi ");
    const Str printed = manual_run(test, str_slice(command, prefix.size, command.size), &status);
    const bool same = page_matches(quoted, printed);
    const bool refused = str_find(printed, STR(" error: ")) != SIZE_MAX;
    const char *page = walk->page->path;
    if (refused) (void)manual_check(test, status == 1, page, "an error does not end with status 1");
    text_add(&walk->anew, command);
    text_add_char(&walk->anew, '\n');
    text_add(&walk->anew, same ? quoted : page_quote(printed, test->arena));
    if (same || test->bless) {
        test->passed++;
        walk->changed = walk->changed || !same;
        return;
    }
    const Str subject =
        str_print(test->arena, "%s, \"" STR_FORMAT "\"", walk->page->path, STR_ARGS(command));
    const Str sentence = str_print(test->arena, "it prints:\n" STR_FORMAT, STR_ARGS(printed));
    (void)manual_check(test, false, str_terminated(test->arena, subject),
                       str_terminated(test->arena, sentence));
}

static void check_run(Walk *walk, const Part *part)
{
    write_law(walk);
    for (size_t at = 0; at < part->body.size;) {
        const Str command = page_line(part->body, &at);
        const size_t start = at;
        size_t end = at;
        while (at < part->body.size && !str_starts(page_line(part->body, &at), STR("$ "))) end = at;
        at = end;
        check_command(walk, command, str_slice(part->body, start, end));
    }
}

static void walk_part(Walk *walk, const Part *part)
{
    switch (part->kind) {
    case PART_HEADING:
        if (walk->page->way == PAGE_STAGES) check_stage(walk, part);
        if (walk->page->way == PAGE_APART) manual_clear(walk->test);
        break;
    case PART_LAW:
        walk->mistake = (Str){0};
        if (walk->page->way == PAGE_STAGES) add_block(&walk->law, part);
        break;
    case PART_MISTAKE: walk->mistake = mistake_block(walk, part); break;
    case PART_FILE: manual_write(walk->test, part->title, part->body); break;
    case PART_RUN: check_run(walk, part); break;
    case PART_OTHER: break;
    }
}

// The page with the commands' blocks as they should be.
static void copy_part(Walk *walk, const Part *part, Str text, size_t *copied)
{
    const size_t start = (size_t)(part->body.data - text.data);
    text_add(&walk->anew, str_slice(text, *copied, start));
    walk_part(walk, part);
    *copied = start + part->body.size;
}

static void check_page(ManualTest *test, const PageTask *page)
{
    const Str text = manual_read(test, page->path);
    PartVec parts = {0};
    page_read(text, test->arena, &parts);
    Walk walk = {.test = test,
                 .page = page,
                 .parts = &parts,
                 .law = text_start(test->arena),
                 .anew = text_start(test->arena)};
    for (size_t i = 0; i < parts.count && page->way == PAGE_WHOLE; i++) {
        if (parts.items[i].kind == PART_LAW) add_block(&walk.law, &parts.items[i]);
    }
    size_t copied = 0;
    size_t runs = 0;
    for (size_t i = 0; i < parts.count; i++) {
        const Part *part = &parts.items[i];
        runs += part->kind == PART_RUN;
        if (part->kind == PART_RUN) copy_part(&walk, part, text, &copied);
        else walk_part(&walk, part);
    }
    text_add(&walk.anew, str_slice(text, copied, text.size));
    (void)manual_check(test, runs > 0, page->path, "the page runs nothing");
    Error err = {0};
    if (walk.changed && !os_write_file(page->path, text_str(&walk.anew), test->arena, &err))
        (void)manual_check(test, false, page->path, err.message);
    manual_clear(test);
}

// --- laws in the manual ---

typedef struct ManualLaw {
    const char *path;
    bool covered; // every rule, exception and outcome has a case
} ManualLaw;

static const ManualLaw laws[] = {
    {"docs/language/tutorial.md", true},
    {"docs/language/reference.md", true},
    {"docs/language/touchstones.md", false},
};

static void check_law(ManualTest *test, const ManualLaw *law)
{
    int status = 0;
    const Str checked = manual_run(test, str_print(test->arena, "check %s", law->path), &status);
    (void)manual_check(test, status == 0 && checked.size == 0, law->path,
                       "`doudi check` is not silent");
    const Str tested = manual_run(test, str_print(test->arena, "test %s", law->path), &status);
    const char *said = str_terminated(test->arena, tested);
    (void)manual_check(test, status == 0 && str_ends(str_trim(tested), STR(" passed, 0 failed")),
                       law->path, said);
    if (law->covered)
        (void)manual_check(test, str_find(tested, STR("(100 %)")) != SIZE_MAX, law->path, said);
    const Str layout =
        manual_run(test, str_print(test->arena, "fmt --check %s", law->path), &status);
    (void)manual_check(test, status == 0, law->path, str_terminated(test->arena, layout));
}

static const char *const linking[] = {
    "docs/language/README.md",
    "docs/language/tutorial.md",
    "docs/language/reference.md",
    "docs/language/case-json.md",
};

// Every page that another names is there.
static void check_links(ManualTest *test, const char *path)
{
    const Str text = manual_read(test, path);
    for (size_t at = 0; at + 2 < text.size; at++) {
        if (text.data[at] != ']' || text.data[at + 1] != '(') continue;
        size_t end = at + 2;
        while (end < text.size && text.data[end] != ')' && text.data[end] != '#' &&
               text.data[end] != '\n')
            end++;
        const Str target = str_slice(text, at + 2, end);
        if (target.size == 0 || str_find(target, STR("://")) != SIZE_MAX) continue;
        const Str linked = str_print(test->arena, "docs/language/" STR_FORMAT, STR_ARGS(target));
        (void)manual_check(test, os_exists(str_terminated(test->arena, linked)), path,
                           str_terminated(test->arena, linked));
    }
}

static bool make_folder(ManualTest *test)
{
    const char *above = getenv("TMPDIR");
    char *path = str_terminated(test->arena, str_print(test->arena, "%s/doudi-manual-XXXXXX",
                                                       above != NULL ? above : "/tmp"));
    if (mkdtemp(path) == NULL) return false;
    test->folder = str_terminated(test->arena, str_print(test->arena, "%s/", path));
    return true;
}

int main(int count, char **arguments)
{
    ManualTest test = {.arena = arena_create(),
                       .bless = count == 2 && strcmp(arguments[1], "--bless") == 0};
    if (manual_check(&test, make_folder(&test), "test_manual", "no folder could be made")) {
        for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) check_page(&test, &pages[i]);
        for (size_t i = 0; i < sizeof linking / sizeof linking[0]; i++)
            check_links(&test, linking[i]);
        for (size_t i = 0; i < sizeof laws / sizeof laws[0]; i++) check_law(&test, &laws[i]);
        check_tables(&test);
        check_made_pages(&test);
        (void)rmdir(test.folder);
    }
    (void)printf("%zu passed, %zu failed\n", test.passed, test.failed);
    const int status = test.failed == 0 ? 0 : 1;
    arena_destroy(test.arena);
    return status;
}
