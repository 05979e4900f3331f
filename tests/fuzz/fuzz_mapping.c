// A mapping and the table it reads, in one text: the mapping up to a line "---", then CSV. Refused
// with a reason, or a survey whose blocks hold all its households within the columns' bounds.

#define _XOPEN_SOURCE 700

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/os.h"
#include "base/text.h"
#include "fuzz.h"
#include "survey_facts.h"

static char folder[] = "/tmp/doudi-fuzz-XXXXXX";

static void remove_folder(void)
{
    (void)rmdir(folder);
}

// Where the two files of an input lie; made once, removed at the end.
static void make_folder(void)
{
    static bool made;
    if (made) return;
    if (mkdtemp(folder) == NULL || atexit(remove_folder) != 0) abort();
    made = true;
}

static void walk(People *people)
{
    const PeopleOutline *outline = people_outline(people);
    PeopleScratch *scratch = people_scratch_create(people);
    for (uint32_t s = 0; s < outline->stratum_count; s++) {
        uint64_t persons = 0;
        for (uint64_t first = 0; first < outline->strata[s].households;) {
            PeopleBlock block;
            const uint32_t count = people_fill(people, s, first, scratch, &block);
            if (count == 0) fuzz_violation("an empty block");
            for (uint32_t t = 0; t < block.columns.shape.slots; t++)
                persons += block.columns.shape.with[t];
            first += count;
        }
        if (persons != outline->strata[s].persons) fuzz_violation("persons are lost");
    }
    people_scratch_destroy(scratch);
}

static void import_once(FuzzInput *input, const char *mapping, const char *table)
{
    const ImportRequest request = {
        .mapping = mapping, .files = &table, .file_count = 1, .facts = fuzz_survey_facts()};
    Survey *survey = NULL;
    Error err = {0};
    if (!people_import(&request, &input->sources, &input->diagnostics, &survey, &err)) {
        if (err.message[0] == '\0') fuzz_violation("refused without a word");
        return;
    }
    if ((survey == NULL) != (input->diagnostics.error_count > 0))
        fuzz_violation("refused without a word, or accepted with a complaint");
    if (survey == NULL) return;
    const Str report = survey_report_text(survey, input->arena);
    if (utf8_check(report) != report.size) fuzz_violation("the report is not UTF-8");
    People *people = survey_people(survey);
    walk(people);
    people_destroy(people);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input;
    if (!fuzz_input_init(&input, data, size, "input")) return 0;
    make_folder();
    const size_t end = str_find(input.text, STR("---\n"));
    const Str mapping = str_slice(input.text, 0, end == SIZE_MAX ? size : end);
    const Str table = end == SIZE_MAX ? STR("") : str_slice(input.text, end + 4, input.text.size);
    const char *mapping_path =
        str_terminated(input.arena, str_print(input.arena, "%s/survey.map", folder));
    const char *table_path =
        str_terminated(input.arena, str_print(input.arena, "%s/table.csv", folder));
    Error err = {0};
    if (!os_write_file(mapping_path, mapping, input.arena, &err) ||
        !os_write_file(table_path, table, input.arena, &err))
        abort();
    import_once(&input, mapping_path, table_path);
    (void)unlink(mapping_path);
    (void)unlink(table_path);
    fuzz_input_clear(&input);
    return 0;
}
