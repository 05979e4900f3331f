// Laying out a document: formatting what is formatted changes nothing, and the tokens of every
// rules and case block stay what they were.

#include <string.h>

#include "compile/format.h"
#include "compile/lex.h"
#include "fuzz.h"

static void collect_tokens(Diagnostics *diagnostics, uint32_t file, TokenVec *all)
{
    Document document = {0};
    document_read(diagnostics, file, &document);
    for (size_t i = 0; i < document.blocks.count; i++) {
        if (document.blocks.items[i].kind == BLOCK_TABLE) continue;
        TokenVec tokens = {0};
        lex_block(diagnostics, document.blocks.items[i].content, &tokens);
        for (size_t t = 0; t < tokens.count; t++)
            *vec_push(diagnostics->arena, all) = tokens.items[t];
    }
}

static bool same_token(const Token *one, const Token *other)
{
    return one->kind == other->kind && one->word == other->word &&
           (one->kind != TOKEN_SYMBOL || one->symbol == other->symbol) &&
           one->line_start == other->line_start && str_equal(one->text, other->text);
}

static void compare_tokens(FuzzInput *input, uint32_t formatted)
{
    TokenVec before = {0};
    TokenVec after = {0};
    collect_tokens(&input->diagnostics, input->file, &before);
    collect_tokens(&input->diagnostics, formatted, &after);
    if (before.count != after.count) {
        fuzz_violation("%zu tokens became %zu", before.count, after.count);
        return;
    }
    for (size_t i = 0; i < before.count; i++) {
        if (same_token(&before.items[i], &after.items[i])) continue;
        fuzz_violation("token %zu \"" STR_FORMAT "\" became \"" STR_FORMAT "\"", i,
                       STR_ARGS(before.items[i].text), STR_ARGS(after.items[i].text));
        return;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input;
    if (!fuzz_input_init(&input, data, size, "law.md")) return 0;
    const Str once = format_document(&input.diagnostics, input.file, input.arena);
    if (input.diagnostics.error_count == 0) {
        const uint32_t formatted =
            sources_add(input.arena, &input.sources, STR("formatted.md"), once);
        const Str twice = format_document(&input.diagnostics, formatted, input.arena);
        if (input.diagnostics.error_count > 0) fuzz_violation("what was formatted has faults");
        if (!str_equal(once, twice)) fuzz_violation("formatting again changes it again");
        compare_tokens(&input, formatted);
    }
    fuzz_input_clear(&input);
    return 0;
}
