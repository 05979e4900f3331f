// json_oracle.h - what jansson says of a text, without its names, which are also ours.
#ifndef TESTS_FUZZ_JSON_ORACLE_H
#define TESTS_FUZZ_JSON_ORACLE_H

#include "base/text.h"

typedef enum OracleVerdict {
    ORACLE_ACCEPTS,
    ORACLE_REFUSES,
    ORACLE_ABSTAINS, // a limit of jansson's own: nothing follows for us
} OracleVerdict;

// Reads a text: duplicate keys rejected, any value at the top. Where it is accepted, its contents
// are added to `contents` (see fuzz_json.c for the notation), and *depth is how many values lie
// within each other at most.
OracleVerdict oracle_read(Str text, Text *contents, size_t *depth, Arena *arena);

#endif
