// Every row of the tables of the language and of the program stands in the manual.

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "compile/parse.h"
#include "manual_test.h"
#include "page.h"

static const char reference_path[] = "docs/language/reference.md";
static const char readme_path[] = "docs/language/README.md";
static const char case_json_path[] = "docs/language/case-json.md";

// --- the tables ---

static const char *const words[] = {
#define WORD(id, text, standing) text,
#include "compile/words.def"
#undef WORD
};

static const char *const opcodes[] = {
#define OPCODE(id, gives) #id,
#include "compile/opcodes.def"
#undef OPCODE
};

// The heads under which each clause may stand, as one text: "fact, discretion, ".
#define LEVELS_     "levels, "
#define PLACES_     "places, "
#define CHOICE_     "choice, "
#define PARAMETER_  "parameter, "
#define RULE_       "rule, "
#define EXCEPTION_  "exception, "
#define SET_        "set, "
#define SCALE_      "scale, "
#define CLOCK_      "clock, "
#define FACT_       "fact, "
#define DISCRETION_ "discretion, "
#define SIGNAL_     "signal, "
#define AUDIT_      "audit, "
#define DOCUMENT_   "document, "
#define REGIONS_    "regions, "
#define CALENDAR_   "calendar, "
#define UNIT_       "unit, "
#define LAW_        "law, "
#define INSTRUMENT_ "instrument, "
#define CURRENCY_   "currency, "
#define RECORD_     "record, "
#define PROGRAMME_  "programme, "
#define EXCLUSIVE_  "exclusive, "
#define ALL_        "all, "

static const struct {
    const char *meaning, *heads;
} clauses[] = {
#define CLAUSE(id, word, shape, heads, meaning) [CLAUSE_##id] = {meaning, heads},
#include "compile/clauses.def"
#undef CLAUSE
};

#undef LAW_ // in the tables of the program the same name is an option of a command

static const char *const commands[] = {
#define COMMAND(id, name, function, arguments, summary) name,
#include "tool/commands.def"
#undef COMMAND
};

enum {
#define COMMAND(id, name, function, arguments, summary) COMMAND_##id,
#include "tool/commands.def"
#undef COMMAND
};

enum {
#define COMMAND(id, name, function, arguments, summary) id##_ = 1 << COMMAND_##id,
#include "tool/commands.def"
#undef COMMAND
};

static const struct {
    const char *name;
    int commands;
} options[] = {
#define OPTION(id, name, argument, commands, meaning) {name, commands},
#include "tool/options.def"
#undef OPTION
};

// --- looking ---

// A page, or the part of it from the line `from` up to the line that begins with `until`.
static Str part_of(ManualTest *test, const char *path, const char *from, const char *until)
{
    const Str text = manual_read(test, path);
    const size_t start = str_find(text, str_from(from));
    if (!manual_check(test, start != SIZE_MAX, path, from)) return (Str){0};
    const Str rest = str_slice(text, start, text.size);
    const Str body = str_slice(rest, strlen(from), rest.size);
    const size_t end = str_find(body, str_from(until));
    return end == SIZE_MAX ? body : str_slice(body, 0, end);
}

static void check_says(ManualTest *test, Str text, const char *path, Str wanted)
{
    const Str sentence = str_print(test->arena, "it does not say " STR_FORMAT, STR_ARGS(wanted));
    (void)manual_check(test, str_find(text, wanted) != SIZE_MAX, path,
                       str_terminated(test->arena, sentence));
}

// The line that has both texts, or an empty one.
static Str line_with(Str text, Str first, Str second)
{
    for (size_t at = 0; at < text.size;) {
        const Str line = page_line(text, &at);
        if (str_find(line, first) != SIZE_MAX && str_find(line, second) != SIZE_MAX) return line;
    }
    return (Str){0};
}

static Str in_code(ManualTest *test, const char *text)
{
    return str_print(test->arena, "`%s`", text);
}

// --- the checks ---

static void check_words(ManualTest *test)
{
    const Str section = part_of(test, reference_path, "\n## 20 Words", "\n## ");
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        check_says(test, section, reference_path, in_code(test, words[i]));
}

static void check_heads(ManualTest *test)
{
    const Str section = part_of(test, reference_path, "\n## 6 Declarations", "\n## ");
    for (size_t i = 0; i < head_count(); i++)
        check_says(test, section, reference_path,
                   str_print(test->arena, "\n### %s\n", head_text((Head)i)));
}

// A row of the clauses' table: | `clause` | argument | meaning | heads |
static void check_clauses(ManualTest *test)
{
    const Str section = part_of(test, reference_path, "\n## 7 Clauses", "\n## ");
    for (size_t i = 0; i < sizeof clauses / sizeof clauses[0]; i++) {
        const Str name = str_print(test->arena, "| `%s` |", clause_text((ClauseId)i));
        const Str heads = str_from(clauses[i].heads);
        const Str end = str_print(test->arena, "| %s | " STR_FORMAT " |", clauses[i].meaning,
                                  STR_ARGS(str_slice(heads, 0, heads.size - 2)));
        const Str missing = str_print(test->arena, "it has no row " STR_FORMAT " … " STR_FORMAT,
                                      STR_ARGS(name), STR_ARGS(end));
        (void)manual_check(test, line_with(section, name, end).size > 0, reference_path,
                           str_terminated(test->arena, missing));
    }
}

static bool is_name_byte(char c)
{
    return c == '_' || (c >= 'A' && c <= 'Z');
}

// Whether the word stands in the text, and not as part of a longer one.
static bool has_word(Str text, Str word)
{
    for (size_t at = 0; at + word.size <= text.size; at++) {
        const size_t end = at + word.size;
        if (str_equal(str_slice(text, at, end), word) &&
            (at == 0 || !is_name_byte(text.data[at - 1])) &&
            (end == text.size || !is_name_byte(text.data[end])))
            return true;
    }
    return false;
}

static void check_opcodes(ManualTest *test)
{
    const Str section = part_of(test, reference_path, "\n**Operations.**", "\n## ");
    for (size_t i = 0; i < sizeof opcodes / sizeof opcodes[0]; i++)
        (void)manual_check(test, has_word(section, str_from(opcodes[i])), opcodes[i],
                           "the reference has no row for this operation");
}

static void check_limits(ManualTest *test)
{
    static const struct {
        int64_t value;
        const char *row;
    } limits[] = {
        {FILE_SIZE_MAX / 1024 / 1024, "| one file | %s MiB |"},
        {SOURCE_FILES_MAX, "| files of a law | %s |"},
        {NESTING_MAX, "| nesting of brackets, in rules and in JSON | %s |"},
        {NAME_SIZE_MAX, "| bytes of a name | %s |"},
        {ALTERNATIVES_MAX, "| exceptions and versions of a rule | %s |"},
        {CHOICE_VALUES_MAX, "| values of a choice | %s |"},
        {MEMBERS_MAX, "| members of a household | %s |"},
        {RECORD_ROWS_MAX, "| rows of one record in a case | %s |"},
        {HISTORY_MONTHS_MAX, "| months of history in a case | %s |"},
        {PARAMETER_KEYS_MAX, "| keys of a parameter | %s |"},
        {DIAGNOSTICS_SHOWN_MAX, "| diagnostics shown in one run | %s |"},
        {AMOUNT_YUAN_MAX, "| an amount in a fact | %s |"},
    };
    const Str section = part_of(test, reference_path, "\n## 17 ", "\n**Operations.**");
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        const Str number = number_print(test->arena, number_whole(limits[i].value),
                                        (NumberFormat){.grouped = true});
        const Str row = str_from(limits[i].row);
        const size_t gap = str_find(row, STR("%s"));
        check_says(test, section, reference_path,
                   str_print(test->arena, STR_FORMAT STR_FORMAT STR_FORMAT,
                             STR_ARGS(str_slice(row, 0, gap)), STR_ARGS(number),
                             STR_ARGS(str_slice(row, gap + 2, row.size))));
    }
}

// The row of a command has its options and no others; the page of case files has those of decide.
static void check_program(ManualTest *test)
{
    const Str readme = manual_read(test, readme_path);
    const Str decide_options = part_of(test, case_json_path, "\n## Options", "\n## ");
    for (size_t c = 0; c < sizeof commands / sizeof commands[0]; c++) {
        const Str name = str_print(test->arena, "| `doudi %s`", commands[c]);
        const Str row = line_with(readme, name, STR("|"));
        (void)manual_check(test, row.size > 0, readme_path, str_terminated(test->arena, name));
        for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
            const bool suits = (options[i].commands & 1 << c) != 0;
            const Str quoted = in_code(test, options[i].name);
            const Str sentence = str_print(test->arena, "`doudi %s`: %s %s", commands[c],
                                           suits ? "missing:" : "wrong:", options[i].name);
            (void)manual_check(test, (str_find(row, quoted) != SIZE_MAX) == suits, readme_path,
                               str_terminated(test->arena, sentence));
        }
    }
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
        if ((options[i].commands & DECIDE_) != 0)
            check_says(test, decide_options, case_json_path,
                       str_print(test->arena, "| `%s", options[i].name));
    }
}

void check_tables(ManualTest *test)
{
    check_words(test);
    check_heads(test);
    check_clauses(test);
    check_opcodes(test);
    check_limits(test);
    check_program(test);
}
