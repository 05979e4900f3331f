// people: commands about populations, told apart by the first word.

#include <string.h>

#include "tool/command.h"

int run_people(const CommandLine *line)
{
    const char *word = line->operands.count > 0 ? line->operands.items[0] : "";
    if (strcmp(word, "import") == 0) return run_people_import(line);
    if (strcmp(word, "describe") == 0) return run_people_describe(line);
    Error err = {0};
    (void)error_set(&err, ERROR_USAGE, "",
                    "usage: doudi people import FILE --mapping MAPPING | describe [china-2023]");
    print_error(&err);
    return error_exit_status(err.code);
}
