// json.h - reading JSON, strictly, with the place of every value.
//
// A reader of our own because a person must be told the line and column of each fault, and amounts
// must be read from their digits: libraries keep neither (docs/decisions/0001-own-json-reader.md).
// RFC 8259, and stricter: no duplicate keys, no nesting beyond NESTING_MAX, no unpaired surrogates.
// A number keeps its text. Tested against jansson.
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include "base/diagnostics.h"

typedef enum JsonKind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
} JsonKind;

typedef struct JsonValue JsonValue;

typedef struct JsonMember {
    Str key;
    Span key_span;
    const JsonValue *value;
} JsonMember;

struct JsonValue {
    JsonKind kind;
    Span span;
    Str text;                  // JSON_NUMBER: as written; JSON_STRING: decoded
    const JsonValue **items;   // JSON_ARRAY: [count]
    const JsonMember *members; // JSON_OBJECT: [count], in the order written
    size_t count;
};

// Reads the whole of a source file as one JSON value. NULL where it is not JSON: the first fault is
// then in `diagnostics`. Everything returned lives in diagnostics->arena.
const JsonValue *json_parse(Diagnostics *diagnostics, uint32_t file);

// The member of an object, or NULL.
const JsonValue *json_get(const JsonValue *object, const char *key);

// "an object", "a number", ... for messages.
const char *json_kind_name(JsonKind kind);

#endif
