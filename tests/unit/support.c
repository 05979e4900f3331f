#define _XOPEN_SOURCE 700

#include "support.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/os.h"
#include "base/text.h"
#include "decide/situation_json.h"
#include "decide/value_text.h"
#include "unit.h"

// --- a text ---

void page_open(Page *page, Str text)
{
    *page = (Page){.arena = arena_create()};
    page->file = sources_add(page->arena, &page->sources, STR("page.txt"), text);
    page->diagnostics = diagnostics_start(page->arena, &page->sources);
}

void page_close(Page *page)
{
    arena_destroy(page->arena);
}

const char *c_text(Arena *arena, Str text)
{
    return str_terminated(arena, text);
}

const char *repeated(Arena *arena, const char *piece, size_t count)
{
    Text text = text_start(arena);
    for (size_t i = 0; i < count; i++) text_add(&text, str_from(piece));
    return c_text(arena, text_str(&text));
}

const char *printed(const Diagnostics *diagnostics)
{
    char *buffer = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&buffer, &size);
    assert_non_null(stream);
    diagnostics_print(diagnostics, stream, INK_PLAIN);
    assert_int_equal(fclose(stream), 0);
    const char *kept = c_text(diagnostics->arena, (Str){.data = buffer, .size = size});
    free(buffer);
    return kept;
}

const char *kinds_of(const Diagnostics *diagnostics)
{
    Text text = text_start(diagnostics->arena);
    for (size_t i = 0; i < diagnostics->list.count; i++)
        text_print(&text, "%s%s", i > 0 ? " " : "", diagnostics->list.items[i].kind);
    return c_text(diagnostics->arena, text_str(&text));
}

bool ends_the_process(void (*work)(const void *what), const void *what)
{
    (void)fflush(stdout);
    (void)fflush(stderr);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)close(STDERR_FILENO); // the broken invariant is expected, and not told
        work(what);
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

// --- a law ---

static void compile(TestLaw *law, const char *path, const char *reform)
{
    law->request = arena_create();
    law->diagnostics = diagnostics_start(law->policy, &law->sources);
    Error err = {0};
    const CompileOptions options = {
        .path = path, .reforms = &reform, .reform_count = reform == NULL ? 0 : 1};
    if (!compile_law(&options, law->policy, &law->sources, &law->diagnostics, &law->program, &err))
        fail_msg("%s: %s", err.where, err.message);
}

void law_open_path_reformed(TestLaw *law, const char *path, const char *reform)
{
    *law = (TestLaw){.policy = arena_create()};
    compile(law, path, reform);
}

void law_open_path(TestLaw *law, const char *path)
{
    law_open_path_reformed(law, path, NULL);
}

static const char *path_of(const TestLaw *law, const char *name)
{
    return c_text(law->policy, str_print(law->policy, "%s/%s", law->folder, name));
}

void law_open_reformed(TestLaw *law, const char *const *names_and_texts, const char *reform)
{
    *law = (TestLaw){.policy = arena_create(), .folder = "/tmp/doudi-unit-XXXXXX"};
    assert_non_null(mkdtemp(law->folder));
    for (size_t i = 0; names_and_texts[i] != NULL; i += 2) {
        Error err = {0};
        if (!os_write_file(path_of(law, names_and_texts[i]), str_from(names_and_texts[i + 1]),
                           law->policy, &err))
            fail_msg("%s: %s", err.where, err.message);
    }
    compile(law, law->folder, reform == NULL ? NULL : path_of(law, reform));
    for (size_t i = 0; names_and_texts[i] != NULL; i += 2)
        assert_int_equal(unlink(path_of(law, names_and_texts[i])), 0);
    assert_int_equal(rmdir(law->folder), 0);
}

void law_open_files(TestLaw *law, const char *const *names_and_texts)
{
    law_open_reformed(law, names_and_texts, NULL);
}

void law_open(TestLaw *law, const char *rules)
{
    Arena *arena = arena_create();
    const char *text = c_text(arena, str_print(arena, "```rules\n%s```\n", rules));
    law_open_files(law, (const char *const[]){"law.md", text, NULL});
    arena_destroy(arena);
}

void law_close(TestLaw *law)
{
    arena_destroy(law->request);
    arena_destroy(law->policy);
}

void law_must_compile(TestLaw *law)
{
    if (law->program != NULL) return;
    if (law->told) fail_msg("the law of this test has errors, told above");
    law->told = true;
    diagnostics_print(&law->diagnostics, stderr, INK_PLAIN); // longer than cmocka's messages may be
    fail_msg("the law of this test has errors");
}

// --- questions ---

Situation *law_situation(TestLaw *law, const char *json, Diagnostics *faults)
{
    law_must_compile(law);
    arena_reset(law->request);
    // The case joins the law's own sources for as long as the request lasts: errors of the
    // evaluation may name places in either.
    const uint32_t file = sources_add(law->policy, &law->sources, STR("case.json"), str_from(json));
    *faults = diagnostics_start(law->request, &law->sources);
    return situation_from_json(law->program, &(CaseFileOptions){0}, faults, file, law->request);
}

static uint32_t find_rule(const Program *program, Str name)
{
    for (uint32_t i = 0; i < program->rules.count; i++) {
        const Rule *rule = &program->rules.items[i];
        if (rule->role == RULE_SLOT) continue;
        if (str_equal(rule->name, name)) return i;
    }
    const size_t blank = str_find(name, STR(" "));
    if (blank == SIZE_MAX) return NONE;
    const Word slot = word_find(str_slice(name, blank + 1, name.size));
    return program_find_slot(program, str_slice(name, 0, blank), slot);
}

const char *law_ask(TestLaw *law, const char *json, const char *question)
{
    Diagnostics faults;
    Situation *situation = law_situation(law, json, &faults);
    if (situation == NULL)
        return c_text(law->request, str_print(law->request, "refused: %s", kinds_of(&faults)));
    Str name = str_from(question);
    uint32_t instance = 0;
    const size_t of = str_find(name, STR(" of "));
    if (of != SIZE_MAX) {
        instance = situation_member(situation, str_slice(name, of + 4, name.size));
        name = str_slice(name, 0, of);
    }
    const uint32_t rule = find_rule(law->program, name);
    if (rule == NONE || instance == NONE) fail_msg("nothing is called \"%s\"", question);
    Run *run = run_create(situation, (RunOptions){.known_on = DATE_LAST}, law->request);
    const Value value = run_rule(run, rule, instance)->value;
    if (run->failed)
        return c_text(law->request, str_print(law->request, "error: %s", run->error.message));
    return c_text(law->request, value_text(law->request, situation, &value,
                                           law->program->rules.items[rule].type));
}

Decision *law_decide(TestLaw *law, const char *json)
{
    Diagnostics faults;
    Error err = {0};
    Decision *decision = NULL;
    const Situation *situation = law_situation(law, json, &faults);
    if (situation == NULL) fail_msg("the case has faults:\n%s", printed(&faults));
    if (!decide(situation, &(DecideOptions){0}, law->request, &decision, &err))
        fail_msg("%s: %s", err.where, err.message);
    return decision;
}

const char *law_refusal(TestLaw *law, const char *json)
{
    Diagnostics faults;
    Error err = {0};
    Decision *decision = NULL;
    const Situation *situation = law_situation(law, json, &faults);
    if (situation == NULL) fail_msg("the case has faults:\n%s", printed(&faults));
    if (decide(situation, &(DecideOptions){0}, law->request, &decision, &err))
        fail_msg("the decision was not refused");
    return c_text(law->request, str_from(err.message));
}
