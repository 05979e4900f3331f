// support.h - what several unit tests need: a text to read, a law to compile from a text, and one
// line that asks a compiled law for a value.
//
// A Page is one text in memory with diagnostics of its own. A TestLaw is compiled from documents
// that are written to a folder of their own, which is removed again. Neither may be moved while it
// is open, for its diagnostics point into it.
//
//     TestLaw law;
//     law_open(&law, "rule two of person = 1 + 1\n");
//     assert_string_equal(law_ask(&law, ONE_MEMBER, "two"), "2");
//     law_close(&law);
#ifndef TESTS_UNIT_SUPPORT_H
#define TESTS_UNIT_SUPPORT_H

#include "compile/compile.h"
#include "decide/decision.h"

// --- a text ---

typedef struct Page {
    Arena *arena;
    Sources sources;
    Diagnostics diagnostics;
    uint32_t file;
} Page;

void page_open(Page *page, Str text); // its path is "page.txt"
void page_close(Page *page);

// Everything in `diagnostics` as it would be printed, in their arena.
const char *printed(const Diagnostics *diagnostics);

// The kinds of all faults, in order and with blanks between: "date unknown-key".
const char *kinds_of(const Diagnostics *diagnostics);

// A terminated copy.
const char *c_text(Arena *arena, Str text);

// `count` copies of `piece`, one after the other.
const char *repeated(Arena *arena, const char *piece, size_t count);

// Whether this work ends the process instead of returning: it is tried in a child. It must not use
// cmocka's checks, which belong to the parent.
bool ends_the_process(void (*work)(const void *what), const void *what);

// --- a law ---

typedef struct TestLaw {
    Arena *policy;
    Arena *request; // reset by every question
    Sources sources;
    Diagnostics diagnostics;
    const Program *program; // NULL: it has errors
    char folder[64];
    bool told; // its errors have been printed
} TestLaw;

// One document with `rules` in one block of rules. A line that is not rules can be written by
// closing the block: "```\n\n```table p\n…\n```\n\n```rules\n".
void law_open(TestLaw *law, const char *rules);

// Documents and tables: names and texts by turns, ended by NULL.
void law_open_files(TestLaw *law, const char *const *names_and_texts);

// The same, and the document of this name is a reform that takes part.
void law_open_reformed(TestLaw *law, const char *const *names_and_texts, const char *reform);

// The law of a file or folder that exists.
void law_open_path(TestLaw *law, const char *path);
void law_open_path_reformed(TestLaw *law, const char *path, const char *reform);
void law_close(TestLaw *law);

// Fails the test, printing what is wrong, unless the law compiled.
void law_must_compile(TestLaw *law);

// The situation of a case file, or NULL; its faults are then in `faults`, in law->request.
Situation *law_situation(TestLaw *law, const char *json, Diagnostics *faults);

// The value of a rule ("gap", "dibao amount") in the notation of value_text. In its place
// "error: MESSAGE" where the evaluation failed, "refused: KINDS" where the case was not read. A
// rule of a person is asked of the first member, or of the one named: "income of b".
const char *law_ask(TestLaw *law, const char *json, const char *question);

// The whole decision; fails the test unless there is one.
Decision *law_decide(TestLaw *law, const char *json);

// The message of a decision that must be refused.
const char *law_refusal(TestLaw *law, const char *json);

// A case of one member "a" on a day: pieces of JSON for the member and for the household, each
// empty or beginning with a comma.
#define CASE_ON(day, member, household) \
    "{\"date\":\"" day "\",\"members\":[{\"id\":\"a\"" member "}]" household "}"
#define ONE_MEMBER CASE_ON("2024-06-10", "", "")

// One law of a program's tests: `law`, with open_law and close_law for run_group_with.
#define LAW_OF_ALL_TESTS(rules)        \
    static TestLaw law;                \
    static int open_law(void **state)  \
    {                                  \
        (void)state;                   \
        law_open(&law, rules);         \
        return 0;                      \
    }                                  \
    static int close_law(void **state) \
    {                                  \
        (void)state;                   \
        law_close(&law);               \
        return 0;                      \
    }

#endif
