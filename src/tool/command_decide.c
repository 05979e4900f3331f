#include <string.h>

#include "base/os.h"
#include "base/panic.h"
#include "decide/situation_json.h"
#include "explain/page.h"
#include "explain/report.h"
#include "tool/command.h"
#include "tool/populations.h"

typedef enum DecideFormat { FORMAT_TEXT, FORMAT_JSON, FORMAT_PDF } DecideFormat;

typedef struct DecideTask {
    const CommandLine *line;
    Language language;
    DecideFormat format;
    CaseFileOptions case_options;
    DecideOptions decide_options;
} DecideTask;

static bool read_format(const CommandLine *line, DecideFormat *format, Error *err)
{
    static const char *const names[] = {"text", "json", "pdf"};
    const char *name = line->values[OPTION_FORMAT];
    *format = FORMAT_TEXT;
    if (name == NULL) return true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(name, names[i]) == 0) {
            *format = (DecideFormat)i;
            return true;
        }
    }
    return error_set(err, ERROR_USAGE, "", "--format is text, json or pdf, not \"%s\"", name);
}

// A case file, or the name of a household with the population that it is of.
static bool check_operands(const CommandLine *line, Error *err)
{
    static const Option of_people[] = {OPTION_PEOPLE, OPTION_MAPPING,   OPTION_MARGINS,
                                       OPTION_METHOD, OPTION_SOFT,      OPTION_ASSUME,
                                       OPTION_SEED,   OPTION_HOUSEHOLDS};
    const bool household = command_line_has(line, OPTION_HOUSEHOLD);
    if (line->operands.count != (household ? 0 : 1))
        return error_set(err, ERROR_USAGE, "",
                         household
                             ? "--household stands in place of a case file; leave one of them out"
                             : "usage: doudi decide CASE.json [--law DIR] …");
    for (size_t i = 0; i < sizeof of_people / sizeof of_people[0] && !household; i++) {
        if (!command_line_has(line, of_people[i])) continue;
        return error_set(err, ERROR_USAGE, "",
                         "%s is of a population; say which household of it: --household NAME",
                         option_name(of_people[i]));
    }
    return true;
}

static bool read_task(const CommandLine *line, DecideTask *task, Error *err)
{
    *task = (DecideTask){.line = line};
    if (!check_operands(line, err)) return false;
    task->case_options.dated = command_line_has(line, OPTION_DATE);
    task->decide_options.dated = command_line_has(line, OPTION_KNOWN_ON);
    task->decide_options.strict = command_line_has(line, OPTION_STRICT);
    return read_language(line, &task->language, err) && read_format(line, &task->format, err) &&
           read_day(line, OPTION_DATE, &task->case_options.date, err) &&
           read_day(line, OPTION_KNOWN_ON, &task->decide_options.known_on, err);
}

static bool check_receipt(const CommandLine *line, const Decision *decision, Error *err)
{
    const char *expected = line->values[OPTION_RECEIPT];
    if (expected == NULL) return true;
    const Receipt receipt = receipt_of(decision);
    if (strcmp(receipt.text, expected) == 0) return true;
    return error_set(err, ERROR_INVALID, line->operands.count > 0 ? line->operands.items[0] : "",
                     "the receipt is %s, not %s: the facts, the law or the program differ",
                     receipt.text, expected);
}

// The programme that --only names; NONE without it.
static bool read_only(const CommandLine *line, const Decision *decision, uint32_t *only, Error *err)
{
    const char *name = line->values[OPTION_ONLY];
    *only = NONE;
    if (name == NULL) return true;
    if (!read_programme(decision->run->program, name, only, err)) return false;
    if (decision_of(decision, *only) != NULL) return true;
    return error_set(err, ERROR_USAGE, "", "the programme \"%s\" is of another place", name);
}

static bool write_pdf(const DecideTask *task, const Decision *decision,
                      const ReportOptions *options, Error *err)
{
    if (!command_line_has(task->line, OPTION_OUT) && os_is_terminal(stdout))
        return error_set(err, ERROR_USAGE, "",
                         "a PDF is not for a terminal; name a file: --out FILE");
    Arena *arena = task->line->arena;
    const Situation *situation = decision->run->situation;
    const PageOptions page = {.language = task->language,
                              .date = situation->date,
                              .title = str_from("doudi"),
                              .foot = str_copy(arena, str_from(receipt_of(decision).text))};
    Str pdf = {0};
    return page_pdf(report_text(decision, options), &page, arena, &pdf, err) &&
           write_output(task->line, pdf, err);
}

static bool write_decision(const DecideTask *task, const Decision *decision, Error *err)
{
    uint32_t only = NONE;
    if (!read_only(task->line, decision, &only, err)) return false;
    const bool to_file = command_line_has(task->line, OPTION_OUT);
    const bool inked = task->format == FORMAT_PDF;
    const ReportOptions options = {
        .language = task->language,
        .ink = inked     ? INK_TERMINAL
               : to_file ? INK_PLAIN
                         : ink_for(stdout),
        .trace = command_line_has(task->line, OPTION_TRACE),
        .only = only,
    };
    switch (task->format) {
    case FORMAT_TEXT: return write_output(task->line, report_text(decision, &options), err);
    case FORMAT_JSON: return write_output(task->line, report_json(decision, &options), err);
    case FORMAT_PDF: return write_pdf(task, decision, &options, err);
    }
    panic_at(__FILE__, __LINE__, "every format is written");
}

static bool read_case(const DecideTask *task, LoadedLaw *law, Arena *request, Situation **situation,
                      Error *err)
{
    uint32_t file = 0;
    if (!sources_read(law->policy, &law->sources, task->line->operands.items[0], &file, err))
        return false;
    *situation =
        situation_from_json(law->program, &task->case_options, &law->diagnostics, file, request);
    if (*situation == NULL) diagnostics_print(&law->diagnostics, stderr, ink_for(stderr));
    return true;
}

static bool read_household(const DecideTask *task, LoadedLaw *law, Population *population,
                           Arena *request, Situation **situation, Error *err)
{
    if (!open_population(task->line, law, 1, 1, population, err)) return false;
    const HouseholdAsked asked = {.name = str_from(task->line->values[OPTION_HOUSEHOLD]),
                                  .program = law->program,
                                  .date = task->case_options.dated ? task->case_options.date
                                                                   : population->date};
    return open_household(population, &asked, request, situation, err);
}

// *status is 1 where the case is refused, which has been told.
static bool decide_one(const DecideTask *task, LoadedLaw *law, int *status, Error *err)
{
    Arena *request = arena_create();
    Population population = {0};
    Situation *situation = NULL;
    Decision *decision = NULL;
    bool done = command_line_has(task->line, OPTION_HOUSEHOLD)
                    ? read_household(task, law, &population, request, &situation, err)
                    : read_case(task, law, request, &situation, err);
    if (done && situation == NULL) *status = 1;
    else
        done = done && decide(situation, &task->decide_options, request, &decision, err) &&
               check_receipt(task->line, decision, err) && write_decision(task, decision, err);
    arena_destroy(request);
    people_destroy(population.people);
    return done;
}

int run_decide(const CommandLine *line)
{
    Error err = {0};
    DecideTask task;
    LoadedLaw law = {0};
    int status = 0;
    bool done = read_task(line, &task, &err);
    LawAsked asked = {.path = line->values[OPTION_LAW], .reforms = line->reforms};
    if (command_line_has(line, OPTION_HOUSEHOLD)) asked = law_over_people(line, &line->reforms);
    done = done && load_asked(line, &asked, &law, &err);
    if (done && law.program == NULL) status = 1;
    else if (done) done = decide_one(&task, &law, &status, &err);
    if (law.policy != NULL) unload_law(&law);
    if (done) return status;
    print_error(&err);
    return error_exit_status(err.code);
}
