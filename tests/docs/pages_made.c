// What is made from the program's tables, or shows its use, agrees with them: the manual page, the
// editor's grammar, the examples.

#include <string.h>

#include "base/text.h"
#include "manual_test.h"

static const char grammar_path[] = "docs/editor/doudi.tmLanguage.json";
static const char page_path[] = "docs/doudi.1";

static const struct {
    const char *text, *standing;
} words[] = {
#define WORD(id, text, standing) {text, #standing},
#include "compile/words.def"
#undef WORD
};

static const char *const examples[] = {
#define EXAMPLE(command, typed, meaning) typed,
#include "tool/examples.def"
#undef EXAMPLE
};

// The line of the grammar that colours words of a standing: "head": { … }.
static Str grammar_line(ManualTest *test, Str grammar, const char *standing)
{
    static const char *const names[][2] = {{"HEAD", "\"head\": {"},
                                           {"PHRASE", "\"phrase\": {"},
                                           {"CLAUSE", "\"clause\": {"},
                                           {"KIND", "\"kind\": {"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i][0], standing) != 0) continue;
        const size_t start = str_find(grammar, str_from(names[i][1]));
        if (!manual_check(test, start != SIZE_MAX, grammar_path, names[i][1])) return (Str){0};
        const Str rest = str_slice(grammar, start, grammar.size);
        return str_slice(rest, 0, str_find(rest, STR("\n")));
    }
    return (Str){0};
}

static void check_grammar(ManualTest *test)
{
    const Str grammar = manual_read(test, grammar_path);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        const Str line = grammar_line(test, grammar, words[i].standing);
        bool found = false;
        static const char *const forms[] = {"(%s|", "|%s|", "|%s)"};
        for (size_t f = 0; f < sizeof forms / sizeof forms[0]; f++) {
            char form[64];
            const size_t gap = strcspn(forms[f], "%");
            (void)snprintf(form, sizeof form, "%.*s%s%s", (int)gap, forms[f], words[i].text,
                           forms[f] + gap + 2);
            found = found || str_find(line, str_from(form)) != SIZE_MAX;
        }
        (void)manual_check(test, found, grammar_path, words[i].text);
    }
}

static void check_page(ManualTest *test)
{
    int status = 0;
    const Str made = manual_run(test, STR("help man"), &status);
    (void)manual_check(test, str_equal(made, manual_read(test, page_path)), page_path,
                       "it is not what \"doudi help man\" prints; write it anew");
}

static void check_examples(ManualTest *test)
{
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        int status = 0;
        const Str printed = manual_run(test, str_from(examples[i]), &status);
        const bool silent =
            strncmp(examples[i], "check", 5) == 0 || strncmp(examples[i], "fmt --check", 11) == 0;
        (void)manual_check(test, status == 0 && (printed.size > 0 || silent), examples[i],
                           "this example of the help does not run");
    }
}

void check_made_pages(ManualTest *test)
{
    check_grammar(test);
    check_page(test);
    check_examples(test);
}
