// The glossary against what it is the glossary of: the law under law/ and the sources under src/.

#include "tidy.h"

typedef VEC(Str) StrVec;

// What the law declares: names, and the short names of instruments.
typedef struct Vocabulary {
    Arena *arena;
    StrVec names;
    StrVec instruments;
} Vocabulary;

static bool holds(const StrVec *list, Str text)
{
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->items[i], text)) return true;
    }
    return false;
}

// --- reading the law ---

typedef enum Reading {
    READING_NOTHING,
    READING_FIRST,  // one name follows the head
    READING_FACTS,  // several, up to ":" or "of"
    READING_VALUES, // all names that follow, to the next declaration
} Reading;

typedef struct HeadRow {
    const char *head;
    Reading reading;
} HeadRow;

// Only heads that name something a person speaks of.
static const HeadRow heads[] = {
    {"fact", READING_FACTS},      {"discretion", READING_FACTS}, {"choice", READING_VALUES},
    {"programme", READING_FIRST}, {"parameter", READING_FIRST},  {"rule", READING_FIRST},
    {"exception", READING_FIRST}, {"unit", READING_FIRST},       {"record", READING_FIRST},
    {"scale", READING_FIRST},     {"signal", READING_FIRST},     {"audit", READING_FIRST},
    {"clock", READING_FIRST},     {"document", READING_FIRST},   {"exclusive", READING_FIRST},
    {"places", READING_FIRST},    {"law", READING_FIRST},        {"reform", READING_FIRST},
};

// The line with its quoted texts as blanks.
static Str unquoted(Arena *arena, Str line)
{
    Text text = text_start(arena);
    bool quoted = false;
    for (size_t i = 0; i < line.size; i++) {
        const bool mark = line.data[i] == '"';
        if (mark) quoted = !quoted;
        text_add_char(&text, quoted || mark ? ' ' : line.data[i]);
    }
    return text_str(&text);
}

static Reading read_names(Vocabulary *vocabulary, Str text, Reading reading)
{
    const size_t colon = str_find(text, STR(":"));
    if (reading == READING_FACTS && colon != SIZE_MAX) text = str_slice(text, 0, colon);
    for (Words words = words_of(text); reading != READING_NOTHING && words_next(&words);) {
        if (reading == READING_FACTS && str_equals(words.word, "of")) return READING_NOTHING;
        *vec_push(vocabulary->arena, &vocabulary->names) = words.word;
        if (reading == READING_FIRST) return READING_NOTHING;
    }
    return colon != SIZE_MAX && reading == READING_FACTS ? READING_NOTHING : reading;
}

// "instrument 条例 "…"" or "instrument "39号" "…"".
static void read_instrument(Vocabulary *vocabulary, Str rest)
{
    rest = str_trim(rest);
    const bool quoted = str_starts(rest, STR("\""));
    if (quoted) rest = str_slice(rest, 1, rest.size);
    const size_t end = str_find(rest, quoted ? STR("\"") : STR(" "));
    *vec_push(vocabulary->arena, &vocabulary->instruments) =
        str_slice(rest, 0, end == SIZE_MAX ? rest.size : end);
}

static void read_law(Vocabulary *vocabulary, Str text)
{
    bool rules = false;
    Reading reading = READING_NOTHING;
    for (Lines lines = lines_of(text); lines_next(&lines);) {
        if (str_starts(lines.line, STR("```"))) {
            rules = str_equals(lines.line, "```rules");
            reading = READING_NOTHING;
            continue;
        }
        if (!rules) continue;
        Str plain = unquoted(vocabulary->arena, lines.line);
        Words words = words_of(plain);
        if (words_next(&words) && words.start == 0) {
            reading = READING_NOTHING;
            const Str rest = str_slice(lines.line, words.at, lines.line.size);
            if (str_equals(words.word, "instrument")) read_instrument(vocabulary, rest);
            for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
                if (str_equals(words.word, heads[i].head)) reading = heads[i].reading;
            }
            plain = str_slice(plain, words.at, plain.size);
        }
        reading = read_names(vocabulary, plain, reading);
    }
}

// --- reading the glossary ---

typedef enum Column { COLUMN_ZH, COLUMN_EN, COLUMN_NAME, COLUMN_ARTICLE, COLUMN_COUNT } Column;

// The cells of "| a | b | c | d |"; false for other lines.
static bool read_cells(Str line, Str *cells)
{
    if (!str_starts(line, STR("|"))) return false;
    Str rest = str_slice(line, 1, line.size);
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        const size_t end = str_find(rest, STR("|"));
        if (end == SIZE_MAX) return false;
        cells[i] = str_trim(str_slice(rest, 0, end));
        rest = str_slice(rest, end + 1, rest.size);
    }
    return true;
}

static bool used_in_src(const Tree *tree, Str name)
{
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        if (path_starts(file->path, "src/") && has_word(file->code, name)) return true;
    }
    return false;
}

static void check_names(const Tree *tree, const Vocabulary *vocabulary, bool of_law,
                        const Finding *at, Str cell, Findings *findings)
{
    while (cell.size > 0) {
        const size_t open = str_find(cell, STR("`"));
        if (open == SIZE_MAX) return;
        cell = str_slice(cell, open + 1, cell.size);
        const size_t close = str_find(cell, STR("`"));
        if (close == SIZE_MAX) return;
        const Str name = str_slice(cell, 0, close);
        cell = str_slice(cell, close + 1, cell.size);
        const bool known = of_law ? holds(&vocabulary->names, name) : used_in_src(tree, name);
        if (!known)
            found(findings, at->path, at->line, "%s has no \"" STR_FORMAT "\": use its own word",
                  of_law ? "the law" : "src", STR_ARGS(name));
    }
}

// "条例 art.9; 39号 二": each begins with the short name of an instrument.
static void check_articles(const Vocabulary *vocabulary, const Finding *at, Str cell,
                           Findings *findings)
{
    while (cell.size > 0) {
        const size_t end = str_find(cell, STR(";"));
        const Str part = str_trim(str_slice(cell, 0, end == SIZE_MAX ? cell.size : end));
        cell = str_slice(cell, end == SIZE_MAX ? cell.size : end + 1, cell.size);
        const size_t blank = str_find(part, STR(" "));
        const Str instrument = str_slice(part, 0, blank == SIZE_MAX ? part.size : blank);
        if (instrument.size > 0 && !holds(&vocabulary->instruments, instrument))
            found(findings, at->path, at->line, "the law declares no instrument \"" STR_FORMAT "\"",
                  STR_ARGS(instrument));
    }
}

void check_glossary(const Tree *tree, Findings *findings)
{
    const TidyFile *glossary = tree_find(tree, STR("docs/glossary.md"));
    if (glossary == NULL) return;
    Vocabulary vocabulary = {.arena = findings->arena};
    for (size_t i = 0; i < tree->files.count; i++) {
        const TidyFile *file = &tree->files.items[i];
        if (path_starts(file->path, "law/") && path_ends(file->path, ".md"))
            read_law(&vocabulary, file->text);
    }
    bool of_law = true;
    StrVec terms = {0};
    for (Lines lines = lines_of(glossary->text); lines_next(&lines);) {
        Str cells[COLUMN_COUNT];
        if (!read_cells(lines.line, cells)) continue;
        const Finding at = {.path = glossary->path, .line = lines.number};
        if (str_starts(cells[COLUMN_NAME], STR("name in "))) {
            of_law = str_equals(cells[COLUMN_NAME], "name in the law");
            continue;
        }
        if (str_starts(cells[COLUMN_ZH], STR("-"))) continue;
        if (holds(&terms, cells[COLUMN_ZH]))
            found(findings, at.path, at.line, "one concept, one row: this term stands twice");
        *vec_push(findings->arena, &terms) = cells[COLUMN_ZH];
        check_names(tree, &vocabulary, of_law, &at, cells[COLUMN_NAME], findings);
        check_articles(&vocabulary, &at, cells[COLUMN_ARTICLE], findings);
    }
}
