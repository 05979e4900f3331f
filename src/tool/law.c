// What every command needs of a law: finding it, compiling it, saying what is wrong.

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/suggest.h"
#include "base/text.h"
#include "decide/bounds.h"
#include "tool/command.h"

void print_error(const Error *err)
{
    const Ink ink = ink_for(stderr);
    const char *red = ink == INK_TERMINAL ? "\033[1;31m" : "";
    const char *off = ink == INK_TERMINAL ? "\033[0m" : "";
    utf8_write(stderr, str_from(err->where));
    (void)fprintf(stderr, "%s%serror:%s ", err->where[0] != '\0' ? ": " : "", red, off);
    utf8_write(stderr, str_from(err->message));
    (void)fputc('\n', stderr);
}

Ink ink_for(FILE *stream)
{
    const char *no_color = getenv("NO_COLOR");
    if (no_color != NULL && no_color[0] != '\0') return INK_PLAIN;
    return os_is_terminal(stream) ? INK_TERMINAL : INK_PLAIN;
}

const char *default_law(Arena *arena)
{
    static const char *const beside[] = {"/law/china", "/../law/china",
                                         "/../share/doudi/law/china"};
    if (os_exists("law/china")) return "law/china";
    const char *folder = os_program_folder(arena);
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        const char *path = str_terminated(arena, str_print(arena, "%s%s", folder, beside[i]));
        if (os_exists(path)) return path;
    }
    return "law/china";
}

bool compile_asked(const LawAsked *asked, LoadedLaw *law, Error *err)
{
    *law = (LoadedLaw){.policy = arena_create()};
    law->diagnostics = diagnostics_start(law->policy, &law->sources);
    const CompileOptions options = {
        .path = asked->path != NULL ? asked->path : default_law(law->policy),
        .reforms = asked->reforms.items,
        .reform_count = asked->reforms.count,
        .reforms_seen = &law->reforms,
    };
    if (!compile_law(&options, law->policy, &law->sources, &law->diagnostics, &law->program, err)) {
        arena_destroy(law->policy);
        law->policy = NULL;
        return false;
    }
    if (law->program != NULL) bounds_check(law->program, &law->diagnostics);
    if (law->diagnostics.error_count > 0) law->program = NULL;
    return true;
}

void tell_findings(const CommandLine *line, const LoadedLaw *law)
{
    if (command_line_speaks(line)) diagnostics_print(&law->diagnostics, stderr, ink_for(stderr));
}

bool load_asked(const CommandLine *line, const LawAsked *asked, LoadedLaw *law, Error *err)
{
    if (!compile_asked(asked, law, err)) return false;
    tell_findings(line, law);
    return true;
}

bool load_law(const CommandLine *line, const char *path, LoadedLaw *law, Error *err)
{
    const LawAsked asked = {.path = path, .reforms = line->reforms};
    return load_asked(line, &asked, law, err);
}

void unload_law(LoadedLaw *law)
{
    arena_destroy(law->policy);
    law->policy = NULL;
}

bool read_language(const CommandLine *line, Language *language, Error *err)
{
    const char *name = line->values[OPTION_LANG];
    *language = LANGUAGE_ZH;
    if (name == NULL || strcmp(name, "zh") == 0) return true;
    if (strcmp(name, "en") != 0)
        return error_set(err, ERROR_USAGE, "", "--lang is zh or en, not \"%s\"", name);
    *language = LANGUAGE_EN;
    return true;
}

bool read_day(const CommandLine *line, Option option, Date *date, Error *err)
{
    const char *text = line->values[option];
    if (text == NULL || date_parse(str_from(text), date)) return true;
    return error_set(err, ERROR_USAGE, "",
                     "%s: there is no day \"%s\"; write a day of the calendar as YYYY-MM-DD",
                     option_name(option), text);
}

bool read_programme(const Program *program, const char *name, uint32_t *programme, Error *err)
{
    Suggestion near = suggestion_start(str_from(name));
    for (uint32_t i = 0; i < program->programmes.count; i++) {
        const Str one = program->programmes.items[i].name;
        suggestion_offer(&near, one);
        if (!str_equals(one, name)) continue;
        *programme = i;
        return true;
    }
    if (near.nearest.size == 0)
        return error_set(err, ERROR_USAGE, "", "there is no programme \"%s\"", name);
    return error_set(err, ERROR_USAGE, "",
                     "there is no programme \"%s\"; did you mean \"" STR_FORMAT "\"?", name,
                     STR_ARGS(near.nearest));
}

static bool refuse_source(const char *out, const char *source, Error *err)
{
    if (source == NULL || !os_same_file(out, source)) return true;
    return error_set(err, ERROR_USAGE, "", "--out: %s is what is being read; name another file",
                     out);
}

bool check_output(const CommandLine *line, const Sources *sources, Error *err)
{
    static const Option inputs[] = {OPTION_MAPPING, OPTION_MARGINS, OPTION_PEOPLE, OPTION_ASSUME};
    const char *path = line->values[OPTION_OUT];
    if (path == NULL) return true;
    if (path[0] == '\0') return error_set(err, ERROR_USAGE, "", "--out: name a file");
    for (size_t i = 0; i < line->operands.count; i++)
        if (!refuse_source(path, line->operands.items[i], err)) return false;
    for (size_t i = 0; i < line->reforms.count; i++)
        if (!refuse_source(path, line->reforms.items[i], err)) return false;
    for (size_t i = 0; i < sizeof inputs / sizeof inputs[0]; i++)
        if (!refuse_source(path, line->values[inputs[i]], err)) return false;
    for (size_t i = 0; sources != NULL && i < sources->files.count; i++) {
        const char *source = str_terminated(line->arena, sources->files.items[i].path);
        if (!refuse_source(path, source, err)) return false;
    }
    return os_can_write_file(path, line->arena, err);
}

bool write_output(const CommandLine *line, Str text, Error *err)
{
    const char *path = line->values[OPTION_OUT];
    if (!check_output(line, NULL, err)) return false;
    if (path != NULL) return os_write_file(path, text, line->arena, err);
    const bool written = text.size == 0 || fwrite(text.data, 1, text.size, stdout) == text.size;
    if (written && fflush(stdout) == 0) return true;
    return error_set(err, ERROR_ENVIRONMENT, "standard output", "could not write");
}
