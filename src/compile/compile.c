#include "compile/compile.h"

#include <string.h>

#include "base/os.h"
#include "compile/compiler.h"

static void read_document(Compiler *compiler, uint32_t file, SourceDocument *document)
{
    document_read(compiler->diagnostics, file, &document->document);
    for (size_t i = 0; i < document->document.blocks.count; i++) {
        const Block *block = &document->document.blocks.items[i];
        TokenVec *tokens = vec_push(compiler->policy, &document->block_tokens);
        if (block->kind == BLOCK_TABLE) continue;
        lex_block(compiler->diagnostics, block->content, tokens);
        if (block->kind == BLOCK_RULES)
            parse_find_currencies(compiler->policy, tokens, &compiler->currencies);
    }
}

// The name of the reform that heads a document, or an empty text.
static Str reform_name(const SourceDocument *document)
{
    for (size_t i = 0; i < document->block_tokens.count; i++) {
        const TokenVec *tokens = &document->block_tokens.items[i];
        if (document->document.blocks.items[i].kind != BLOCK_RULES || tokens->count < 2) continue;
        const bool reform =
            tokens->items[0].kind == TOKEN_NAME && tokens->items[0].word == WORD_REFORM;
        return reform ? tokens->items[1].text : (Str){0};
    }
    return (Str){0};
}

static bool is_wanted(const CompileOptions *options, const char *path)
{
    for (size_t i = 0; i < options->reform_count; i++) {
        if (strcmp(options->reforms[i], path) == 0) return true;
    }
    return false;
}

static bool add_file(Compiler *compiler, const CompileOptions *options, const char *path,
                     Error *err)
{
    uint32_t file = 0;
    const size_t faults = compiler->diagnostics->list.count;
    const size_t errors = compiler->diagnostics->error_count;
    if (!sources_read(compiler->policy, compiler->sources, path, &file, err)) return false;
    SourceDocument document = {.index = (uint32_t)compiler->documents.count};
    read_document(compiler, file, &document);
    if (document.document.blocks.count == 0 && !is_wanted(options, path)) {
        // Prose only: no part of the law.
        compiler->sources->files.count--;
        return true;
    }
    const Str reform = reform_name(&document);
    if (reform.size == 0 && is_wanted(options, path))
        return error_set(err, ERROR_INVALID, path,
                         "this document is not a reform: a reform begins with \"reform NAME\"");
    if (reform.size > 0) {
        if (options->reforms_seen != NULL)
            *vec_push(compiler->policy, options->reforms_seen) = (ReformDocument){
                .name = reform, .path = str_copy(compiler->policy, str_from(path))};
        if (!is_wanted(options, path)) {
            // As if it had not been read: its faults are shown when it takes part.
            compiler->sources->files.count--;
            compiler->diagnostics->list.count = faults;
            compiler->diagnostics->error_count = errors;
            return true;
        }
    }
    *vec_push(compiler->policy, &compiler->documents) = document;
    *vec_push(compiler->policy, &compiler->program->documents) =
        (LawDocument){.file = file,
                      .place = NONE,
                      .from = DATE_FIRST,
                      .until = DATE_LAST,
                      .published = DATE_FIRST};
    return true;
}

static bool read_all(Compiler *compiler, const CompileOptions *options, Error *err)
{
    PathVec paths = {0};
    if (!os_list_files(options->path, STR(".md"), SOURCE_FILES_MAX, compiler->policy, &paths, err))
        return false;
    for (size_t i = 0; i < options->reform_count; i++) {
        bool listed = false;
        for (size_t p = 0; p < paths.count; p++)
            listed = listed || strcmp(paths.items[p], options->reforms[i]) == 0;
        if (!listed)
            *vec_push(compiler->policy, &paths) =
                str_terminated(compiler->policy, str_from(options->reforms[i]));
    }
    for (size_t i = 0; i < paths.count; i++) {
        if (!add_file(compiler, options, paths.items[i], err)) return false;
    }
    if (compiler->documents.count == 0) {
        return error_set(err, ERROR_NOT_FOUND, options->path,
                         "there is no law here: no .md file with a ```rules block");
    }
    return true;
}

static void parse_all(Compiler *compiler)
{
    if (compiler->currencies.count == 0)
        *vec_push(compiler->policy, &compiler->currencies) = (Name){.text = STR("yuan")};
    compiler->program->currency = (Currency){.name = compiler->currencies.items[0].text,
                                             .labels = {STR("元"), STR("yuan")},
                                             .digits = 2};
    for (size_t d = 0; d < compiler->documents.count; d++) {
        SourceDocument *document = &compiler->documents.items[d];
        const ParseContext context = {.diagnostics = compiler->diagnostics,
                                      .currencies = compiler->currencies,
                                      .document = document->index,
                                      .refused = &document->refused};
        for (size_t i = 0; i < document->document.blocks.count; i++) {
            const Block *block = &document->document.blocks.items[i];
            if (block->kind == BLOCK_RULES)
                parse_rules(&context, block, &document->block_tokens.items[i], &document->decls);
        }
    }
}

// --- faults that follow from others ---

static void note_names(Compiler *compiler, const DeclVec *decls, bool all, Map *refused)
{
    const uint32_t heads = 1u << HEAD_FACT | 1u << HEAD_DISCRETION | 1u << HEAD_PARAMETER |
                           1u << HEAD_RULE | 1u << HEAD_SCALE | 1u << HEAD_PROGRAMME |
                           1u << HEAD_RECORD | 1u << HEAD_UNIT | 1u << HEAD_CLOCK;
    for (size_t i = 0; i < decls->count; i++) {
        const Decl *decl = &decls->items[i];
        for (size_t n = 0; n < decl->names.count; n++) {
            const Str name = decl->names.items[n].text;
            const bool entered = program_find(compiler->program, name) != NONE;
            if (all || ((heads & 1u << decl->head) != 0 && decl->slot == WORD_NONE && !entered))
                map_put(compiler->policy, refused, name, 0);
        }
    }
}

// What a refused declaration would have named is not unknown: whoever uses it is told nothing.
static void drop_followers(Compiler *compiler)
{
    static const char *const kinds[] = {
        "unknown-name", "unknown-programme", "unknown-type", "unknown-entity", "rows", "no-value"};
    Map refused = {0};
    for (size_t d = 0; d < compiler->documents.count; d++) {
        note_names(compiler, &compiler->documents.items[d].refused, true, &refused);
        note_names(compiler, &compiler->documents.items[d].decls, false, &refused);
    }
    if (refused.count == 0) return;
    Diagnostics *diagnostics = compiler->diagnostics;
    size_t kept = 0;
    for (size_t i = 0; i < diagnostics->list.count; i++) {
        const Diagnostic fault = diagnostics->list.items[i];
        bool unknown = false;
        for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
            unknown = unknown || strcmp(fault.kind, kinds[k]) == 0;
        if (unknown && map_get(&refused, source_text(compiler->sources, fault.span)) != MAP_NONE)
            diagnostics->error_count--;
        else diagnostics->list.items[kept++] = fault;
    }
    diagnostics->list.count = kept;
}

// The law's hash covers every text that was read, in order, but not where the files lie.
static Digest hash_sources(Arena *policy, const Sources *sources)
{
    const size_t count = sources->files.count;
    Str *texts = ARENA_ARRAY(policy, Str, count);
    for (size_t i = 0; i < count; i++) texts[i] = sources->files.items[i].text;
    return digest_of(texts, count);
}

bool compile_law(const CompileOptions *options, Arena *policy, Sources *sources,
                 Diagnostics *diagnostics, const Program **program, Error *err)
{
    Program *law = ARENA_ONE(policy, Program);
    law->sources = sources;
    law->tier_choice = NONE;
    law->tier_rule = NONE;
    Compiler compiler = {
        .policy = policy, .sources = sources, .diagnostics = diagnostics, .program = law};
    *program = NULL;
    if (!read_all(&compiler, options, err)) return false;
    parse_all(&compiler);
    declare_all(&compiler);
    bind_all(&compiler);
    rank_alternatives(&compiler);
    check_law(&compiler);
    compile_cases(&compiler);
    if (diagnostics->error_count > 0) drop_followers(&compiler);
    law->hash = hash_sources(policy, sources);
    if (diagnostics->error_count == 0) *program = law;
    return true;
}
