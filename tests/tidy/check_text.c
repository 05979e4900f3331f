// What holds of every text in the tree, whatever it says.

#include "tidy.h"

enum { WIDTH_MAX = 100 };

void check_blanks(const Tree *tree, Findings *findings)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        if (path_is_data(file->path)) continue;
        for (Lines lines = lines_of(file->text); lines_next(&lines);) {
            if (str_trim(lines.line).size == 0 && lines.line.size == 0) continue;
            const char last = lines.line.data[lines.line.size - 1];
            if (last == ' ' || last == '\t' || last == '\r')
                found(findings, file->path, lines.number, "remove the blanks at the line's end");
        }
    }
}

void check_tabs(const Tree *tree, Findings *findings)
{
    static const char *const kinds[] = {".c", ".h", ".def", ".md", ".csv", ".json", ".build"};
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        bool wanted = false;
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
            wanted = wanted || path_ends(file->path, kinds[k]);
        if (!wanted || path_is_data(file->path)) continue;
        for (Lines lines = lines_of(file->text); lines_next(&lines);) {
            if (str_find(lines.line, STR("\t")) != SIZE_MAX)
                found(findings, file->path, lines.number, "write blanks instead of the tab");
        }
    }
}

typedef struct PointRange {
    uint32_t first, last;
    const char *what;
} PointRange;

// What a reader cannot see, and what makes text read otherwise than it is compiled.
static const PointRange invisible[] = {
    {0x00AD, 0x00AD, "soft hyphen"},
    {0x061C, 0x061C, "direction mark"},
    {0x180E, 0x180E, "vowel separator"},
    {0x200B, 0x200F, "zero-width or direction mark"},
    {0x202A, 0x202E, "direction override"},
    {0x2060, 0x206F, "invisible operator or direction isolate"},
    {0xFEFF, 0xFEFF, "byte order mark"},
    {0xFFF9, 0xFFFD, "annotation or replacement character"},
    {0xE0000, 0xE007F, "tag character"},
};

static const char *invisible_name(uint32_t point)
{
    for (size_t i = 0; i < sizeof invisible / sizeof invisible[0]; i++) {
        if (point >= invisible[i].first && point <= invisible[i].last) return invisible[i].what;
    }
    return NULL;
}

void check_invisible(const Tree *tree, Findings *findings)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        if (path_is_data(file->path)) continue;
        size_t size = 0;
        for (size_t at = 0; at < file->text.size; at += size) {
            // Bytes that are not UTF-8 come out as U+FFFD, which is in the table.
            const uint32_t point = utf8_decode(file->text, at, &size);
            const char *name = point < 0x80 ? NULL : invisible_name(point);
            if (name != NULL)
                found(findings, file->path, line_at(file->text, at), "remove the %s (U+%04X)", name,
                      point);
        }
    }
}

void check_ends(const Tree *tree, Findings *findings)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        const Str text = file->text;
        if (path_is_data(file->path) || text.size == 0) continue;
        const size_t last = line_at(text, text.size - 1);
        if (!str_ends(text, STR("\n")))
            found(findings, file->path, last, "end the last line with a line feed");
        else if (str_ends(text, STR("\n\n")))
            found(findings, file->path, last, "remove the empty lines at the end");
    }
}

// The marks are put together here so that this file does not hold them.
static const char *const unfinished[] = {"TO"
                                         "DO",
                                         "FIX"
                                         "ME",
                                         "X"
                                         "XX",
                                         "HA"
                                         "CK"};

void check_marks(const Tree *tree, Findings *findings)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        if (path_is_data(file->path)) continue;
        for (Lines lines = lines_of(file->text); lines_next(&lines);) {
            for (size_t k = 0; k < sizeof unfinished / sizeof unfinished[0]; k++) {
                if (has_word(lines.line, str_from(unfinished[k])))
                    found(findings, file->path, lines.number,
                          "finish what \"%s\" stands for, or write it up as an issue",
                          unfinished[k]);
            }
        }
    }
}

static const char *const machine_paths[] = {"/wo"
                                            "rk/",
                                            "/fa"
                                            "rm/",
                                            "/ho"
                                            "me/",
                                            "/ro"
                                            "ot/",
                                            "/Us"
                                            "ers/"};

void check_machine(const Tree *tree, Findings *findings)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        if (path_is_data(file->path)) continue;
        for (Lines lines = lines_of(file->text); lines_next(&lines);) {
            for (size_t k = 0; k < sizeof machine_paths / sizeof machine_paths[0]; k++) {
                const size_t at = str_find(lines.line, str_from(machine_paths[k]));
                // "net/work/…" is a relative path; one machine's begins with the slash.
                const char before = at == SIZE_MAX || at == 0 ? ' ' : lines.line.data[at - 1];
                const bool inside = (before >= 'a' && before <= 'z') || before == '.';
                if (at != SIZE_MAX && !inside)
                    found(findings, file->path, lines.number,
                          "\"%s\" is a path of one machine: write it from the repository's root",
                          machine_paths[k]);
            }
        }
    }
}

// Columns as clang-format counts them: two for a wide character. Tables (*.def) are typeset by
// hand.
void check_width(const Tree *tree, Findings *findings)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        if (!path_is_c(file->path)) continue;
        for (Lines lines = lines_of(file->text); lines_next(&lines);) {
            const size_t width = utf8_width(lines.line);
            if (width > WIDTH_MAX)
                found(findings, file->path, lines.number, "break this line: it is %zu columns wide",
                      width);
        }
    }
}
