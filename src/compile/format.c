#include "compile/format.h"

#include "base/text.h"
#include "compile/lex.h"

typedef struct Formatter {
    Text out;
    Str text; // of the whole file
    const TokenVec *tokens;
    size_t next; // the next token to write
    BlockKind kind;
} Formatter;

static bool is_symbol(const Token *token, Symbol symbol)
{
    return token->kind == TOKEN_SYMBOL && token->symbol == symbol;
}

// How two neighbours on a line stand to each other.
typedef enum Spacing { SPACING_NONE, SPACING_ONE, SPACING_KEPT } Spacing;

static const struct {
    Symbol symbol;
    Spacing before, after;
} spacings[] = {
    {SYMBOL_OPEN, SPACING_KEPT, SPACING_NONE},
    {SYMBOL_CLOSE, SPACING_NONE, SPACING_KEPT},
    {SYMBOL_COMMA, SPACING_NONE, SPACING_ONE},
    {SYMBOL_COLON, SPACING_KEPT, SPACING_ONE},
    {SYMBOL_EQUALS, SPACING_ONE, SPACING_ONE},
    {SYMBOL_PLUS, SPACING_ONE, SPACING_ONE},
    {SYMBOL_MINUS, SPACING_KEPT, SPACING_KEPT}, // a sign, or the lack of one
    {SYMBOL_TIMES, SPACING_ONE, SPACING_ONE},
    {SYMBOL_DIVIDE, SPACING_KEPT, SPACING_KEPT}, // "yes/no" is written in one
    {SYMBOL_PERCENT, SPACING_ONE, SPACING_KEPT},
    {SYMBOL_LESS, SPACING_ONE, SPACING_ONE},
    {SYMBOL_LESS_EQUAL, SPACING_ONE, SPACING_ONE},
    {SYMBOL_GREATER, SPACING_ONE, SPACING_ONE},
    {SYMBOL_GREATER_EQUAL, SPACING_ONE, SPACING_ONE},
};
_Static_assert(sizeof spacings / sizeof spacings[0] == SYMBOL_GREATER_EQUAL + 1,
               "every symbol has its spacing");

// The left neighbour's wish counts first when it wants nothing behind it, then the right one's.
static Spacing spacing_between(const Token *left, const Token *right)
{
    const Spacing after = left->kind == TOKEN_SYMBOL ? spacings[left->symbol].after : SPACING_KEPT;
    const Spacing before =
        right->kind == TOKEN_SYMBOL ? spacings[right->symbol].before : SPACING_KEPT;
    if (after == SPACING_NONE || before == SPACING_NONE) return SPACING_NONE;
    return after == SPACING_ONE || before == SPACING_ONE ? SPACING_ONE : SPACING_KEPT;
}

static void put_gap(Formatter *formatter, const Token *left, const Token *right)
{
    const Str gap = str_slice(formatter->text, left->span.end, right->span.start);
    if (str_find(gap, STR(";")) != SIZE_MAX) {
        text_add(&formatter->out, STR("; "));
        return;
    }
    const Spacing spacing = spacing_between(left, right);
    if (spacing == SPACING_ONE || (spacing == SPACING_KEPT && gap.size > 0))
        text_add_char(&formatter->out, ' ');
}

static size_t columns_before(Str line)
{
    size_t columns = 0;
    while (columns < line.size && (line.data[columns] == ' ' || line.data[columns] == '\t'))
        columns++;
    return columns;
}

// A head begins at the margin, as does a line of a case unless it goes on from the one before. An
// exception may stand in under its rule.
static size_t indent_of(const Formatter *formatter, const Token *first, Str line)
{
    const bool rules = formatter->kind == BLOCK_RULES;
    const bool head = first->word != WORD_NONE && word_standing(first->word) == STANDING_HEAD;
    const size_t own = columns_before(line);
    if (rules && first->word == WORD_EXCEPTION) return own;
    const size_t index = (size_t)(first - formatter->tokens->items);
    const bool goes_on =
        is_symbol(first, SYMBOL_COMMA) ||
        (index > 0 && is_symbol(&formatter->tokens->items[index - 1], SYMBOL_COMMA));
    if (rules ? head : !goes_on) return 0;
    return own < 2 ? 2 : own;
}

static void put_comment(Formatter *formatter, Str rest, bool alone)
{
    const size_t at = str_find(rest, STR("#"));
    if (at == SIZE_MAX) return;
    if (!alone) text_add(&formatter->out, STR("  "));
    text_add(&formatter->out, str_trim(str_slice(rest, at, rest.size)));
}

// One line of a block, [start, end) in the file, without its line end.
static void put_line(Formatter *formatter, size_t start, size_t end)
{
    const TokenVec *tokens = formatter->tokens;
    const Str line = str_slice(formatter->text, start, end);
    const size_t first = formatter->next;
    while (tokens->items[formatter->next].kind != TOKEN_END &&
           tokens->items[formatter->next].span.start < end)
        formatter->next++;
    if (first == formatter->next) {
        text_add_repeated(&formatter->out, ' ', columns_before(line));
        put_comment(formatter, line, true);
    } else {
        text_add_repeated(&formatter->out, ' ', indent_of(formatter, &tokens->items[first], line));
        for (size_t i = first; i < formatter->next; i++) {
            if (i > first) put_gap(formatter, &tokens->items[i - 1], &tokens->items[i]);
            const Span span = tokens->items[i].span;
            text_add(&formatter->out, str_slice(formatter->text, span.start, span.end));
        }
        const size_t last = tokens->items[formatter->next - 1].span.end;
        put_comment(formatter, str_slice(formatter->text, last, end), false);
    }
    text_add_char(&formatter->out, '\n');
}

// Whether a line holds neither a token nor a comment: signs that were dropped leave nothing.
static bool has_nothing(const Formatter *formatter, size_t start, size_t end)
{
    const Token *next = &formatter->tokens->items[formatter->next];
    const bool token = next->kind != TOKEN_END && next->span.start < end;
    const Str line = str_slice(formatter->text, start, end);
    return !token && str_find(line, STR("#")) == SIZE_MAX;
}

// The lines of a block; blank ones at its ends are dropped, and two in a row become one.
static void put_block(Formatter *formatter, Span block)
{
    bool blank = true; // as if one stood before the first line
    size_t written = formatter->out.size;
    for (size_t start = block.start; start < block.end;) {
        size_t end = start;
        while (end < block.end && formatter->text.data[end] != '\n') end++;
        const bool empty = has_nothing(formatter, start, end);
        if (!empty) {
            put_line(formatter, start, end);
            written = formatter->out.size;
        } else if (!blank) {
            text_add_char(&formatter->out, '\n');
        }
        blank = empty;
        start = end < block.end ? end + 1 : end;
    }
    formatter->out.size = written;
}

Str format_document(Diagnostics *diagnostics, uint32_t file, Arena *arena)
{
    Document document = {0};
    document_read(diagnostics, file, &document);
    Formatter formatter = {
        .out = text_start(arena),
        .text = diagnostics->sources->files.items[file].text,
    };
    size_t written = 0;
    for (size_t i = 0; i < document.blocks.count; i++) {
        const Block *block = &document.blocks.items[i];
        if (block->kind == BLOCK_TABLE) continue;
        TokenVec tokens = {0};
        lex_block(diagnostics, block->content, &tokens);
        text_add(&formatter.out, str_slice(formatter.text, written, block->content.start));
        formatter.tokens = &tokens;
        formatter.next = 0;
        formatter.kind = block->kind;
        put_block(&formatter, block->content);
        written = block->content.end;
    }
    text_add(&formatter.out, str_slice(formatter.text, written, formatter.text.size));
    return text_str(&formatter.out);
}
