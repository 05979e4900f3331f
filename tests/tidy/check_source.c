// What holds of every C file, and of the tables (*.def) they are made from.

#include "tidy.h"

enum { FUNCTION_LINES_MAX = 70, FILE_LINES_MAX = 1000 };

// --- functions and files ---

// The name before the first parenthesis of a signature, for the message.
static Str signature_name(Str code, size_t start, size_t end)
{
    Str name = {0};
    const Str signature = str_slice(code, start, end);
    const size_t open = str_find(signature, STR("("));
    Words words = words_of(signature);
    while (words_next(&words)) {
        if (open != SIZE_MAX && words.start < open) name = words.word;
    }
    return name;
}

// A function's body begins with a brace alone in the first column and ends with the next one there;
// its lines are counted as clang-tidy's function-size counts them, from brace to brace.
static void measure_functions(const TidyFile *file, Findings *findings)
{
    size_t signature = 0; // where the lines since the last blank one begin
    size_t body = 0;      // the line of the opening brace; 0: outside
    Str name = {0};
    for (Lines lines = lines_of(file->code); lines_next(&lines);) {
        const size_t start = lines.at - lines.line.size - 1;
        if (body == 0 && str_equals(lines.line, "{")) {
            body = lines.number;
            name = signature_name(file->code, signature, start);
        } else if (body > 0 && str_starts(lines.line, STR("}"))) {
            const size_t length = lines.number - body;
            if (length > FUNCTION_LINES_MAX)
                found(findings, file->path, body,
                      "split " STR_FORMAT ": its body has %zu lines, and %d are the most",
                      STR_ARGS(name), length, FUNCTION_LINES_MAX);
            body = 0;
        }
        if (str_trim(lines.line).size == 0) signature = lines.at < file->code.size ? lines.at : 0;
    }
}

void check_functions(const Tree *tree, Findings *findings)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        if (path_is_c(tree->files.items[i].path))
            measure_functions(&tree->files.items[i], findings);
    }
}

void check_sizes(const Tree *tree, Findings *findings)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        if (!path_is_c(file->path)) continue;
        const size_t count = line_at(file->text, file->text.size) - 1;
        if (count > FILE_LINES_MAX)
            found(findings, file->path, FILE_LINES_MAX + 1,
                  "split this file by subject: it has %zu lines, and %d are the most", count,
                  FILE_LINES_MAX);
    }
}

// --- banned calls ---

typedef enum BanScope {
    BAN_ANYWHERE,
    BAN_IN_SRC,
    BAN_OUTSIDE_BASE, // in src, but not in base
    BAN_OUTSIDE_OS,   // in src, but not in base/os.c
} BanScope;

typedef struct Ban {
    const char *name;
    BanScope scope;
    const char *instead;
} Ban;

static const Ban bans[] = {
    {"strcpy", BAN_ANYWHERE, "str_copy (base/str.h)"},
    {"strncpy", BAN_ANYWHERE, "str_copy (base/str.h)"},
    {"strcat", BAN_ANYWHERE, "text_add (base/text.h)"},
    {"strncat", BAN_ANYWHERE, "text_add (base/text.h)"},
    {"sprintf", BAN_ANYWHERE, "str_print (base/text.h) or snprintf"},
    {"vsprintf", BAN_ANYWHERE, "text_print (base/text.h) or vsnprintf"},
    {"gets", BAN_ANYWHERE, "os_read_file (base/os.h)"},
    {"strtok", BAN_ANYWHERE, "str_find and str_slice (base/str.h)"},
    {"scanf", BAN_ANYWHERE, "number_parse or date_parse"},
    {"sscanf", BAN_ANYWHERE, "number_parse or date_parse"},
    {"fscanf", BAN_ANYWHERE, "number_parse or date_parse"},
    {"atoi", BAN_ANYWHERE, "number_parse (base/number.h)"},
    {"atol", BAN_ANYWHERE, "number_parse (base/number.h)"},
    {"atoll", BAN_ANYWHERE, "number_parse (base/number.h)"},
    {"atof", BAN_ANYWHERE, "number_parse (base/number.h)"},
    {"strtod", BAN_IN_SRC, "number_parse (base/number.h)"},
    {"strtol", BAN_IN_SRC, "number_parse (base/number.h)"},
    {"strtoll", BAN_IN_SRC, "number_parse (base/number.h)"},
    {"strtoul", BAN_IN_SRC, "number_parse (base/number.h)"},
    {"gmtime", BAN_ANYWHERE, "date_civil (base/date.h)"},
    {"localtime", BAN_ANYWHERE, "date_civil (base/date.h)"},
    {"ctime", BAN_ANYWHERE, "date_print (base/date.h)"},
    {"asctime", BAN_ANYWHERE, "date_print (base/date.h)"},
    {"mktime", BAN_ANYWHERE, "date_from_civil (base/date.h)"},
    {"time", BAN_OUTSIDE_OS, "a date that the caller gives; os_today for what is only shown"},
    {"clock_gettime", BAN_OUTSIDE_OS, "os_clock_ns (base/os.h), for benchmarks"},
    {"rand", BAN_ANYWHERE, "a generator with a seed, so that a failure can be repeated"},
    {"srand", BAN_ANYWHERE, "a generator with a seed, so that a failure can be repeated"},
    {"random", BAN_IN_SRC, "a generator with a seed, so that a failure can be repeated"},
    {"system", BAN_IN_SRC, "a function of ours"},
    {"popen", BAN_IN_SRC, "a function of ours"},
    {"setlocale", BAN_ANYWHERE, "nothing: results must not depend on the locale"},
    {"alloca", BAN_ANYWHERE, "an arena (base/arena.h)"},
    {"setjmp", BAN_IN_SRC, "a bool result and Error (base/error.h)"},
    {"longjmp", BAN_IN_SRC, "a bool result and Error (base/error.h)"},
    {"assert", BAN_IN_SRC, "invariant (base/panic.h), which stays on"},
    {"malloc", BAN_OUTSIDE_BASE, "an arena (base/arena.h)"},
    {"calloc", BAN_OUTSIDE_BASE, "an arena (base/arena.h)"},
    {"realloc", BAN_OUTSIDE_BASE, "an arena (base/arena.h)"},
    {"free", BAN_OUTSIDE_BASE, "an arena (base/arena.h)"},
    {"strdup", BAN_OUTSIDE_BASE, "str_terminated (base/str.h)"},
    {"exit", BAN_OUTSIDE_BASE, "a result that the caller passes up"},
    {"abort", BAN_OUTSIDE_BASE, "invariant (base/panic.h)"},
};

static bool ban_holds(BanScope scope, Str path)
{
    if (scope == BAN_ANYWHERE) return true;
    if (!path_starts(path, "src/")) return false;
    if (scope == BAN_OUTSIDE_BASE) return !path_starts(path, "src/base/");
    return scope == BAN_IN_SRC || !str_equals(path, "src/base/os.c");
}

static bool is_call(Str code, size_t start, size_t end)
{
    // A member of that name is somebody's own function.
    if (start > 0 && (code.data[start - 1] == '.' || code.data[start - 1] == '>')) return false;
    while (end < code.size && code.data[end] == ' ') end++;
    return end < code.size && code.data[end] == '(';
}

void check_banned(const Tree *tree, Findings *findings)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        for (Words words = words_of(file->code); words_next(&words);) {
            if (!is_call(file->code, words.start, words.at)) continue;
            for (size_t b = 0; b < sizeof bans / sizeof bans[0]; b++) {
                if (str_equals(words.word, bans[b].name) && ban_holds(bans[b].scope, file->path))
                    found(findings, file->path, line_at(file->code, words.start),
                          "instead of %s use %s", bans[b].name, bans[b].instead);
            }
        }
    }
}

void check_floating(const Tree *tree, Findings *findings)
{
    static const char *const rooms[] = {"src/base/", "src/compile/", "src/decide/"};
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        bool exact = false;
        for (size_t r = 0; r < sizeof rooms / sizeof rooms[0]; r++)
            exact = exact || path_starts(file->path, rooms[r]);
        for (Words words = words_of(file->code); exact && words_next(&words);) {
            if (str_equals(words.word, "double") || str_equals(words.word, "float"))
                found(findings, file->path, line_at(file->code, words.start),
                      "use Number (base/number.h): nothing that decides may be inexact");
        }
    }
}

// --- headers ---

// The declaration that `at` stands in: back over its lines to a blank one, or one that ends another
// declaration.
static Str declaration_before(Str code, size_t at)
{
    size_t start = at;
    while (start > 0 && code.data[start - 1] != '\n') start--;
    while (start > 0) {
        size_t above = start - 1;
        while (above > 0 && code.data[above - 1] != '\n') above--;
        const Str line = str_trim(str_slice(code, above, start - 1));
        if (line.size == 0 || line.data[0] == '#') break;
        const char last = line.data[line.size - 1];
        if (last == ';' || last == '{' || last == '}') break;
        start = above;
    }
    return str_slice(code, start, at);
}

void check_must_use(const Tree *tree, Findings *findings)
{
    const Str parameter = STR("Error *err)");
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        if (!path_ends(file->path, ".h")) continue;
        size_t at = 0;
        for (;;) {
            const Str rest = str_slice(file->code, at, file->code.size);
            const size_t next = str_find(rest, parameter);
            if (next == SIZE_MAX) break;
            at += next;
            const Str before = declaration_before(file->code, at);
            if (!str_ends(before, STR("const ")) && !has_word(before, STR("MUST_USE")))
                found(findings, file->path, line_at(file->code, at - before.size),
                      "write MUST_USE before this declaration: it can fail with an Error");
            at += parameter.size;
        }
    }
}

void check_manual(const Tree *tree, Findings *findings)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        if (!path_ends(file->path, ".h")) continue;
        const Str name = path_name(file->path);
        const Str opening = str_print(findings->arena, "// " STR_FORMAT " - ", STR_ARGS(name));
        if (!str_starts(file->text, opening))
            found(findings, file->path, 1, "begin with \"" STR_FORMAT "\" and what it is for",
                  STR_ARGS(opening));
    }
}

static Str guard_of(Arena *arena, Str path)
{
    if (str_starts(path, STR("src/"))) path = str_slice(path, 4, path.size);
    Text guard = text_start(arena);
    for (size_t i = 0; i < path.size; i++) {
        const char c = path.data[i];
        const bool lower = c >= 'a' && c <= 'z';
        const bool other = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        text_add_char(&guard, lower ? (char)(c - 'a' + 'A') : other ? c : '_');
    }
    return text_str(&guard);
}

void check_guards(const Tree *tree, Findings *findings)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        if (!path_ends(file->path, ".h")) continue;
        const Str guard = guard_of(findings->arena, file->path);
        const Str opening =
            str_print(findings->arena, "#ifndef " STR_FORMAT "\n#define " STR_FORMAT "\n",
                      STR_ARGS(guard), STR_ARGS(guard));
        // The guard must come before anything else that is code.
        const Str code = str_trim(file->code);
        if (!str_starts(code, opening) || !str_ends(code, STR("#endif")))
            found(findings, file->path, 1, "guard the whole header with " STR_FORMAT,
                  STR_ARGS(guard));
    }
}

// --- includes ---

void check_own_header(const Tree *tree, Findings *findings)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        if (!path_starts(file->path, "src/") || !path_ends(file->path, ".c")) continue;
        const Str stem = str_slice(file->path, 4, file->path.size - 1);
        const Str header = str_print(findings->arena, STR_FORMAT "h", STR_ARGS(stem));
        const Str path = str_print(findings->arena, "src/" STR_FORMAT, STR_ARGS(header));
        if (tree_find(tree, path) == NULL) continue;
        const Str wanted =
            str_print(findings->arena, "#include \"" STR_FORMAT "\"", STR_ARGS(header));
        for (Lines lines = lines_of(file->text); lines_next(&lines);) {
            if (!str_starts(lines.line, STR("#include"))) continue;
            if (!str_equal(lines.line, wanted))
                found(findings, file->path, lines.number, "include \"" STR_FORMAT "\" first",
                      STR_ARGS(header));
            break;
        }
    }
}

// --- tables ---

// The word before the bracket at the beginning of a line; empty if there is none.
static Str row_macro(Str line)
{
    Words words = words_of(line);
    if (!words_next(&words) || words.start != 0) return (Str){0};
    return words.at < line.size && line.data[words.at] == '(' ? words.word : (Str){0};
}

// What stands between the opening bracket and the first comma.
static Str row_id(Str line, Str macro)
{
    const Str rest = str_slice(line, macro.size + 1, line.size);
    const size_t comma = str_find(rest, STR(","));
    return str_trim(str_slice(rest, 0, comma == SIZE_MAX ? rest.size : comma));
}

// Whether the comments explain the columns as "MACRO(first, …)", with a first column that is a key.
static bool explains(const TidyFile *file, Str macro, bool *unique)
{
    for (Lines lines = lines_of(file->text); lines_next(&lines);) {
        if (!str_starts(lines.line, STR("//"))) continue;
        const size_t at = str_find(lines.line, macro);
        if (at == SIZE_MAX || at + macro.size >= lines.line.size ||
            lines.line.data[at + macro.size] != '(')
            continue;
        const Str first = row_id(str_slice(lines.line, at, lines.line.size), macro);
        *unique = str_equals(first, "id") || str_equals(first, "name");
        return true;
    }
    return false;
}

static void check_ids(const TidyFile *file, Str macro, Findings *findings)
{
    VEC(Str) seen = {0};
    for (Lines lines = lines_of(file->text); lines_next(&lines);) {
        if (!str_equal(row_macro(lines.line), macro)) continue;
        const Str id = row_id(lines.line, macro);
        for (size_t k = 0; k < seen.count; k++) {
            if (str_equal(seen.items[k], id))
                found(findings, file->path, lines.number,
                      "remove one of the two rows \"" STR_FORMAT "\"", STR_ARGS(id));
        }
        *vec_push(findings->arena, &seen) = id;
    }
}

// A line of a table is a comment, a row of the table's one macro, or the rest of a row; a row ends
// with its bracket.
static void check_table(const TidyFile *file, Findings *findings)
{
    Str macro = {0};
    Str last = {0}; // of the row that is being read
    for (Lines lines = lines_of(file->text); lines_next(&lines);) {
        const Str line = lines.line;
        const Str starts = row_macro(line);
        if (macro.size == 0) macro = starts;
        const bool rest = line.size > 0 && line.data[0] == ' ' && last.size > 0;
        if (line.size == 0 || str_starts(line, STR("//")) || starts.size > 0) {
            if (last.size > 0 && !str_ends(last, STR(")")))
                found(findings, file->path, lines.number - 1, "end the row with its bracket");
            last = (Str){0};
        }
        if (starts.size > 0 && !str_equal(starts, macro))
            found(findings, file->path, lines.number,
                  "put rows of " STR_FORMAT " into a table of their own", STR_ARGS(starts));
        if (starts.size > 0 || rest) last = line;
        else if (line.size > 0 && !str_starts(line, STR("//")))
            found(findings, file->path, lines.number, "a table holds rows and comments only");
    }
    bool unique = false;
    if (!explains(file, macro, &unique))
        found(findings, file->path, 1, "explain the columns in a comment: " STR_FORMAT "(…)",
              STR_ARGS(macro));
    else if (unique) check_ids(file, macro, findings);
}

void check_rows(const Tree *tree, Findings *findings)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        if (path_ends(tree->files.items[i].path, ".def"))
            check_table(&tree->files.items[i], findings);
    }
}
