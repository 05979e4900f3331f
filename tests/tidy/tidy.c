#include "tidy.h"

#include <stdarg.h>
#include <stdio.h>

// --- code without comments and literals ---

typedef enum Where { IN_CODE, IN_LINE_COMMENT, IN_COMMENT, IN_TEXT, IN_CHARACTER } Where;

static Where where_from(Str text, size_t at)
{
    const char c = text.data[at];
    const char next = at + 1 < text.size ? text.data[at + 1] : '\0';
    if (c == '/' && next == '/') return IN_LINE_COMMENT;
    if (c == '/' && next == '*') return IN_COMMENT;
    if (c == '"') return IN_TEXT;
    return c == '\'' ? IN_CHARACTER : IN_CODE;
}

static bool ends_here(Str text, size_t at, Where where)
{
    const char c = text.data[at];
    switch (where) {
    case IN_CODE: return false;
    case IN_LINE_COMMENT: return c == '\n';
    case IN_COMMENT: return c == '/' && at > 1 && text.data[at - 1] == '*';
    case IN_TEXT: return c == '"' || c == '\n';
    case IN_CHARACTER: return c == '\'' || c == '\n';
    }
    return false;
}

// The same bytes with comments and the contents of literals as blanks; line ends stay.
static Str code_only(Arena *arena, Str text)
{
    Text code = text_start(arena);
    Where where = IN_CODE;
    for (size_t at = 0; at < text.size; at++) {
        const char c = text.data[at];
        if (where == IN_CODE) {
            where = where_from(text, at);
            text_add_char(&code, where == IN_CODE || c == '"' ? c : ' ');
            continue;
        }
        const bool literal = where == IN_TEXT || where == IN_CHARACTER;
        if (literal && c == '\\' && at + 1 < text.size) {
            text_add(&code, text.data[at + 1] == '\n' ? STR(" \n") : STR("  "));
            at++;
            continue;
        }
        const bool end = ends_here(text, at, where);
        text_add_char(&code, c == '\n' || (end && where == IN_TEXT) ? c : ' ');
        if (end) where = IN_CODE;
    }
    return text_str(&code);
}

// --- the tree ---

void tree_add(Tree *tree, Arena *arena, Str path, Str text)
{
    const Str code = path_is_c(path) ? code_only(arena, text) : (Str){0};
    *vec_push(arena, &tree->files) = (TidyFile){.path = path, .text = text, .code = code};
}

const TidyFile *tree_find(const Tree *tree, Str path)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        if (str_equal(tree->files.items[i].path, path)) return &tree->files.items[i];
    }
    return NULL;
}

bool tree_has_folder(const Tree *tree, Str folder)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const Str path = tree->files.items[i].path;
        if (str_starts(path, folder) && path.size > folder.size && path.data[folder.size] == '/')
            return true;
    }
    return false;
}

void found(Findings *findings, Str path, size_t line, const char *format, ...)
{
    char message[400];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(message, sizeof message, format, args);
    va_end(args);
    *vec_push(findings->arena, &findings->list) = (Finding){
        .path = path, .line = line, .message = str_copy(findings->arena, str_from(message))};
}

// --- paths ---

static size_t name_start(Str path)
{
    size_t start = path.size;
    while (start > 0 && path.data[start - 1] != '/') start--;
    return start;
}

Str path_folder(Str path)
{
    const size_t start = name_start(path);
    return str_slice(path, 0, start > 0 ? start - 1 : 0);
}

Str path_name(Str path)
{
    return str_slice(path, name_start(path), path.size);
}

bool path_ends(Str path, const char *suffix)
{
    return str_ends(path, str_from(suffix));
}

bool path_starts(Str path, const char *prefix)
{
    return str_starts(path, str_from(prefix));
}

bool path_is_c(Str path)
{
    return path_ends(path, ".c") || path_ends(path, ".h");
}

bool path_is_data(Str path)
{
    const bool golden = path_starts(path, "tests/golden/");
    if (!golden && !path_starts(path, "tests/fuzz/")) return false;
    // A README further down is a law without rules, for a test.
    const Str folder = golden ? STR("tests/golden") : STR("tests/fuzz");
    const bool readme =
        str_equals(path_name(path), "README.md") && str_equal(path_folder(path), folder);
    return !path_is_c(path) && !path_ends(path, "meson.build") && !readme;
}

// --- lines and words ---

Lines lines_of(Str text)
{
    return (Lines){.text = text};
}

bool lines_next(Lines *lines)
{
    if (lines->at >= lines->text.size) return false;
    size_t end = lines->at;
    while (end < lines->text.size && lines->text.data[end] != '\n') end++;
    lines->line = str_slice(lines->text, lines->at, end);
    lines->at = end + 1;
    lines->number++;
    return true;
}

Words words_of(Str text)
{
    return (Words){.text = text};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool in_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || is_digit(c);
}

bool words_next(Words *words)
{
    const Str text = words->text;
    while (words->at < text.size) {
        const size_t start = words->at;
        if (!in_word(text.data[start])) {
            words->at++;
            continue;
        }
        while (words->at < text.size && in_word(text.data[words->at])) words->at++;
        if (is_digit(text.data[start])) continue;
        words->start = start;
        words->word = str_slice(text, start, words->at);
        return true;
    }
    return false;
}

bool has_word(Str text, Str word)
{
    Words words = words_of(text);
    while (words_next(&words)) {
        if (str_equal(words.word, word)) return true;
    }
    return false;
}

size_t line_at(Str text, size_t offset)
{
    size_t line = 1;
    for (size_t i = 0; i < offset && i < text.size; i++) line += text.data[i] == '\n';
    return line;
}
