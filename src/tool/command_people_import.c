// people import: a survey read through a mapping, checked, weighted to margins, and written out.

#include <stdlib.h>
#include <string.h>

#include "model/people/import.h"
#include "tool/command.h"
#include "tool/people_facts.h"
#include "tool/populations.h"

// What is wrong is printed; *status is 1 where it refuses the survey.
static bool import(const CommandLine *line, LoadedLaw *law, const ImportRequest *request,
                   int *status, Error *err)
{
    Survey *survey = NULL;
    Str calibration;
    bool done = read_survey(line, law, request, &survey, &calibration, err);
    const bool sound = survey != NULL && law->diagnostics.error_count == 0;
    if (survey != NULL) {
        const Str report = survey_report_text(survey, line->arena);
        (void)fwrite(report.data, 1, report.size, stdout);
        if (calibration.size > 0) (void)fwrite(calibration.data, 1, calibration.size, stdout);
    }
    if (!sound) *status = 1;
    if (done && sound && command_line_has(line, OPTION_OUT))
        done = check_output(line, &law->sources, err) &&
               write_output(line, survey_csv(survey, line->arena), err);
    survey_destroy(survey);
    return done;
}

int run_people_import(const CommandLine *line)
{
    Error err = {0};
    LoadedLaw law = {0};
    int status = 0;
    const char *mapping = line->values[OPTION_MAPPING];
    bool done = mapping != NULL && check_output(line, NULL, &err);
    if (mapping == NULL)
        (void)error_set(&err, ERROR_USAGE, "",
                        "usage: doudi people import FILE --mapping MAPPING [--margins FILE]");
    done = done && load_law(line, line->values[OPTION_LAW], &law, &err);
    if (done && law.program == NULL) status = 1;
    else if (done) {
        const ImportRequest request = {.mapping = mapping,
                                       .files = &line->operands.items[1],
                                       .file_count = line->operands.count - 1,
                                       .facts = people_facts(&law, 1, line->arena)};
        done = import(line, &law, &request, &status, &err);
    }
    if (law.policy != NULL) unload_law(&law);
    if (done) return status;
    print_error(&err);
    return error_exit_status(err.code);
}
