// fmt: rules and cases put into the layout, file by file; with --check only looked at.

#include <stdio.h>

#include "base/os.h"
#include "compile/format.h"
#include "tool/command.h"

enum { FORMATTED_FILES_MAX = 16000 };

// Formats one file. False if it could not be read or written; *changed if it was not in the layout.
static bool format_file(const CommandLine *line, const char *path, bool *sound, bool *changed,
                        Error *err)
{
    Sources sources = {0};
    uint32_t file = 0;
    if (!sources_read(line->arena, &sources, path, &file, err)) return false;
    Diagnostics diagnostics = diagnostics_start(line->arena, &sources);
    const Str formatted = format_document(&diagnostics, file, line->arena);
    diagnostics_print(&diagnostics, stderr, ink_for(stderr));
    *sound = diagnostics.error_count == 0;
    *changed = *sound && !str_equal(formatted, sources.files.items[file].text);
    if (!*changed || command_line_has(line, OPTION_CHECK)) return true;
    return os_write_file(path, formatted, line->arena, err);
}

static bool format_all(const CommandLine *line, size_t *faults, Error *err)
{
    for (size_t i = 0; i < line->operands.count; i++) {
        PathVec paths = {0};
        if (!os_list_files(line->operands.items[i], STR(".md"), FORMATTED_FILES_MAX, line->arena,
                           &paths, err))
            return false;
        for (size_t p = 0; p < paths.count; p++) {
            bool sound = true;
            bool changed = false;
            if (!format_file(line, paths.items[p], &sound, &changed, err)) return false;
            const bool only_looked = command_line_has(line, OPTION_CHECK);
            if (changed)
                (void)printf("%s: %s\n", paths.items[p],
                             only_looked ? "not in the layout" : "put into the layout");
            *faults += !sound || (changed && only_looked);
        }
    }
    return true;
}

int run_fmt(const CommandLine *line)
{
    Error err = {0};
    size_t faults = 0;
    bool done = line->operands.count > 0;
    if (!done) (void)error_set(&err, ERROR_USAGE, "", "usage: doudi fmt FILE.md … [--check]");
    else done = format_all(line, &faults, &err);
    if (done) return faults == 0 ? 0 : 1;
    print_error(&err);
    return error_exit_status(err.code);
}
