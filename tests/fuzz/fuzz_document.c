// Finding the blocks of a law document. Blocks lie within the text, in order, and do not overlap.

#include "compile/document.h"
#include "fuzz.h"

static bool is_within(Span span, size_t size)
{
    return span.start <= span.end && span.end <= size;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FuzzInput input;
    if (!fuzz_input_init(&input, data, size, "law.md")) return 0;
    Document document = {0};
    document_read(&input.diagnostics, input.file, &document);
    size_t end = 0;
    for (size_t i = 0; i < document.blocks.count; i++) {
        const Block *block = &document.blocks.items[i];
        if (!is_within(block->content, size) || !is_within(block->title, size) ||
            !is_within(block->heading, size) || !is_within(block->heading_citation, size))
            fuzz_violation("block %zu lies outside the text", i);
        if (block->content.start < end) fuzz_violation("block %zu overlaps the one before", i);
        end = block->content.end;
    }
    fuzz_input_clear(&input);
    return 0;
}
