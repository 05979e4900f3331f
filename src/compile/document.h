// document.h - a law document: Markdown whose fenced blocks hold rules, tables and cases.
//
// Three kinds of block are read; everything else is prose for people:
//
//     ```rules               declarations
//     ```table NAME          rows of parameter NAME (or of regions, calendar), comma-separated
//     ```case A TITLE        a worked case, run as a test
//
// A block knows the heading it stands under. Where the heading ends in parentheses, as in
// "## The line (条例 art.9)", what they hold is the citation of the rules below it.
#ifndef COMPILE_DOCUMENT_H
#define COMPILE_DOCUMENT_H

#include "base/diagnostics.h"

typedef enum BlockKind { BLOCK_RULES, BLOCK_TABLE, BLOCK_CASE } BlockKind;

typedef struct Block {
    BlockKind kind;
    Span content;
    Span title; // what follows the kind on the fence's line; may be empty
    Span heading;
    Span heading_citation; // inside the heading's last parentheses; empty if it has none
} Block;

typedef struct Document {
    uint32_t file;
    VEC(Block) blocks;
} Document;

void document_read(Diagnostics *diagnostics, uint32_t file, Document *document);

#endif
