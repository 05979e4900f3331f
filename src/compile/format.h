// format.h - the layout of rules and cases: spaces and indents, nothing else.
//
// Line breaks are the author's. A declaration's head stands at the margin, the lines that belong to
// it two columns in or as far as the author put them; tokens are one blank apart, except inside
// brackets and before commas; blank lines do not pile up. The tokens stay what they were, and
// formatting twice changes nothing more. Prose and tables are not touched.
#ifndef COMPILE_FORMAT_H
#define COMPILE_FORMAT_H

#include "compile/document.h"

// The document in the layout. Faults in blocks and tokens are reported; check error_count before
// using the result.
Str format_document(Diagnostics *diagnostics, uint32_t file, Arena *arena);

#endif
