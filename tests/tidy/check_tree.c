// What holds of the tree as a whole: every folder explained, every file built, every pointer good.

#include "tidy.h"

// --- folders ---

static bool is_explained_part(Str path)
{
    static const char *const parts[] = {"src/", "law/", "tests/", "docs/", "bench/"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (path_starts(path, parts[i])) return true;
    }
    return false;
}

void check_readmes(const Tree *tree, Findings *findings)
{
    VEC(Str) seen = {0};
    for (size_t i = 0; i < tree->files.count; i++) {
        const Str path = tree->files.items[i].path;
        if (!is_explained_part(path) || path_is_data(path)) continue;
        for (Str folder = path_folder(path); folder.size > 0; folder = path_folder(folder)) {
            bool known = false;
            for (size_t k = 0; k < seen.count; k++)
                known = known || str_equal(seen.items[k], folder);
            if (known) break;
            *vec_push(findings->arena, &seen) = folder;
            const Str readme =
                str_print(findings->arena, STR_FORMAT "/README.md", STR_ARGS(folder));
            if (tree_find(tree, readme) == NULL)
                found(findings, readme, 1,
                      "write what this folder is for, and its files in "
                      "reading order");
        }
    }
}

// Whether a README must name this file: a header stands for its source, internal ones for nothing.
static bool is_named_by_another(const Tree *tree, Arena *arena, Str path)
{
    if (path_ends(path, "_internal.h")) return true;
    if (!path_ends(path, ".c")) return !path_ends(path, ".h") && !path_ends(path, ".def");
    const Str header =
        str_print(arena, STR_FORMAT "h", STR_ARGS(str_slice(path, 0, path.size - 1)));
    return tree_find(tree, header) != NULL;
}

void check_named(const Tree *tree, Findings *findings)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const Str path = tree->files.items[i].path;
        if (!path_starts(path, "src/") || is_named_by_another(tree, findings->arena, path))
            continue;
        const Str folder = path_folder(path);
        const TidyFile *readme =
            tree_find(tree, str_print(findings->arena, STR_FORMAT "/README.md", STR_ARGS(folder)));
        const Str quoted =
            str_print(findings->arena, "`" STR_FORMAT "`", STR_ARGS(path_name(path)));
        if (readme != NULL && str_find(readme->text, quoted) == SIZE_MAX)
            found(findings, readme->path, 1, "say what " STR_FORMAT " is for, in its place",
                  STR_ARGS(quoted));
    }
}

// --- the build ---

static const char build_path[] = "src/meson.build";

void check_listed(const Tree *tree, Findings *findings)
{
    const TidyFile *build = tree_find(tree, str_from(build_path));
    if (build == NULL) return;
    for (size_t i = 0; i < tree->files.count; i++) {
        const Str path = tree->files.items[i].path;
        if (!path_starts(path, "src/") || !path_ends(path, ".c")) continue;
        const Str own = str_slice(path, 4, path.size);
        const Str listed = str_print(findings->arena, "'" STR_FORMAT "'", STR_ARGS(own));
        if (str_find(build->text, listed) == SIZE_MAX)
            found(findings, path, 1, "add " STR_FORMAT " to %s, or it is never compiled",
                  STR_ARGS(listed), build_path);
    }
    for (Lines lines = lines_of(build->text); lines_next(&lines);) {
        Str rest = lines.line;
        for (size_t end = str_find(rest, STR(".c'")); end != SIZE_MAX;
             end = str_find(rest, STR(".c'"))) {
            size_t start = end;
            while (start > 0 && rest.data[start - 1] != '\'') start--;
            const Str own = str_slice(rest, start, end + 2);
            const Str path = str_print(findings->arena, "src/" STR_FORMAT, STR_ARGS(own));
            if (tree_find(tree, path) == NULL)
                found(findings, build->path, lines.number, "there is no file " STR_FORMAT,
                      STR_ARGS(path));
            rest = str_slice(rest, end + 3, rest.size);
        }
    }
}

// --- pointers from one text to another ---

// A path from `folder` with "." and ".." worked out.
static Str resolved(Arena *arena, Str folder, Str target)
{
    while (target.size > 0) {
        const size_t slash = str_find(target, STR("/"));
        const size_t end = slash == SIZE_MAX ? target.size : slash;
        const Str step = str_slice(target, 0, end);
        target = str_slice(target, end + (slash != SIZE_MAX), target.size);
        if (step.size == 0 || str_equals(step, ".")) continue;
        if (str_equals(step, "..")) folder = path_folder(folder);
        else if (folder.size == 0) folder = step;
        else folder = str_print(arena, STR_FORMAT "/" STR_FORMAT, STR_ARGS(folder), STR_ARGS(step));
    }
    return folder;
}

static void check_target(const Tree *tree, const TidyFile *file, size_t line, Str folder,
                         Str target, Findings *findings)
{
    const Str path = resolved(findings->arena, folder, target);
    if (path.size > 0 && tree_find(tree, path) == NULL && !tree_has_folder(tree, path))
        found(findings, file->path, line,
              "there is no " STR_FORMAT ": mend the pointer or write it", STR_ARGS(path));
}

// "[text](target)" of Markdown, as long as it points into the tree.
static void check_links(const Tree *tree, const TidyFile *file, const Lines *lines,
                        Findings *findings)
{
    Str rest = lines->line;
    for (size_t at = str_find(rest, STR("](")); at != SIZE_MAX; at = str_find(rest, STR("]("))) {
        rest = str_slice(rest, at + 2, rest.size);
        const size_t end = str_find(rest, STR(")"));
        if (end == SIZE_MAX) return;
        Str target = str_slice(rest, 0, end);
        const size_t hash = str_find(target, STR("#"));
        if (hash != SIZE_MAX) target = str_slice(target, 0, hash);
        if (str_find(target, STR(":")) == SIZE_MAX && str_find(target, STR(" ")) == SIZE_MAX)
            check_target(tree, file, lines->number, path_folder(file->path), target, findings);
    }
}

static bool in_path(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
           c == '-' || c == '_' || c == '.';
}

// "docs/….md" in a comment or in prose, always from the root.
static void check_mentions(const Tree *tree, const TidyFile *file, const Lines *lines,
                           Findings *findings)
{
    const Str line = lines->line;
    for (size_t start = 0; start < line.size; start++) {
        const Str rest = str_slice(line, start, line.size);
        const bool begins = start == 0 || !in_path(line.data[start - 1]);
        if (!begins || !str_starts(rest, STR("docs/"))) continue;
        size_t end = 0;
        while (end < rest.size && in_path(rest.data[end])) end++;
        while (end > 0 && rest.data[end - 1] == '.') end--;
        const Str target = str_slice(rest, 0, end);
        if (str_ends(target, STR(".md")))
            check_target(tree, file, lines->number, (Str){0}, target, findings);
    }
}

void check_references(const Tree *tree, Findings *findings)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        const bool markdown = path_ends(file->path, ".md");
        if (path_is_data(file->path) || path_starts(file->path, "tests/tidy/samples") ||
            (!markdown && !path_is_c(file->path) && !path_ends(file->path, ".def")))
            continue;
        for (Lines lines = lines_of(file->text); lines_next(&lines);) {
            if (markdown) check_links(tree, file, &lines, findings);
            check_mentions(tree, file, &lines, findings);
        }
    }
}

// --- decisions and versions ---

void check_decisions(const Tree *tree, Findings *findings)
{
    static const char *const parts[] = {"## Context", "## Choice", "## Weighed"};
    const TidyFile *index = tree_find(tree, STR("docs/decisions/README.md"));
    VEC(Str) numbers = {0};
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        const Str name = path_name(file->path);
        if (!str_equals(path_folder(file->path), "docs/decisions") || file == index) continue;
        size_t digits = 0;
        while (digits < name.size && name.data[digits] >= '0' && name.data[digits] <= '9') digits++;
        if (digits != 4 || name.size < 6 || name.data[4] != '-') {
            found(findings, file->path, 1, "name it NNNN-what-was-decided.md");
            continue;
        }
        const Str number = str_slice(name, 0, 4);
        for (size_t k = 0; k < numbers.count; k++) {
            if (str_equal(numbers.items[k], number))
                found(findings, file->path, 1, "give it a number of its own");
        }
        *vec_push(findings->arena, &numbers) = number;
        if (index == NULL || str_find(index->text, name) == SIZE_MAX)
            found(findings, file->path, 1, "list it in docs/decisions/README.md");
        for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
            if (str_find(file->text, str_from(parts[k])) == SIZE_MAX)
                found(findings, file->path, 1, "add the part \"%s\"", parts[k]);
        }
    }
}

// What stands between `before` and the next quotation mark or line end; empty if nothing does.
static Str version_after(const Tree *tree, const char *path, Str before)
{
    const TidyFile *file = tree_find(tree, str_from(path));
    const size_t at = file == NULL ? SIZE_MAX : str_find(file->text, before);
    if (at == SIZE_MAX) return (Str){0};
    const size_t start = at + before.size;
    size_t end = start;
    while (end < file->text.size && in_path(file->text.data[end])) end++;
    return str_slice(file->text, start, end);
}

void check_version(const Tree *tree, Findings *findings)
{
    const Str version = version_after(tree, "meson.build", STR("  version: '"));
    static const struct {
        const char *path, *before;
    } others[] = {
        {"src/explain/receipt.h", "#define DOUDI_VERSION \""},
        {"NEWS.md", "\n## "},
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const Str other = version_after(tree, others[i].path, str_from(others[i].before));
        if (!str_equal(version, other))
            found(findings, str_from(others[i].path), 1,
                  "it says version \"" STR_FORMAT "\", but meson.build \"" STR_FORMAT "\"",
                  STR_ARGS(other), STR_ARGS(version));
    }
}
