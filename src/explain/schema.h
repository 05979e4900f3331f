// schema.h - the facts that a law, or one of its programmes, asks for, as a JSON schema of the case
// file (https://json-schema.org/draft/2020-12): what a form, an import or another system needs to
// know. Every fact stands once, under "$defs", with its labels in both languages, its question,
// when it is asked, what is presumed of it and what proves it.
#ifndef EXPLAIN_SCHEMA_H
#define EXPLAIN_SCHEMA_H

#include "explain/sentence.h"

// `programme` is an index, or NONE for the whole law.
Str schema_of(const Program *program, uint32_t programme, Arena *arena);

#endif
