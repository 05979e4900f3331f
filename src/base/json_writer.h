// json_writer.h - writing JSON into a Text: commas, quotation marks and indentation are its work.
//
//     JsonWriter json = json_writer_start(&text);
//     json_open(&json, '{');
//     json_key(&json, "amount");
//     json_string(&json, STR("540.00"));
//     json_close(&json, '}');
#ifndef BASE_JSON_WRITER_H
#define BASE_JSON_WRITER_H

#include "base/text.h"

typedef struct JsonWriter {
    Text *out;
    unsigned depth;
    bool first;         // nothing yet in the innermost bracket
    bool after_key;     // the next value follows its key on the same line
    unsigned flat_from; // no line breaks from this depth on; 0: none is flat
} JsonWriter;

JsonWriter json_writer_start(Text *out);

// '{' or '['; each opened bracket must be closed with its partner.
void json_open(JsonWriter *json, char bracket);

// The same, with its contents on one line: for short lists.
void json_open_flat(JsonWriter *json, char bracket);
void json_close(JsonWriter *json, char bracket);

void json_key(JsonWriter *json, const char *key);
void json_string(JsonWriter *json, Str text);
void json_bool(JsonWriter *json, bool value);
void json_null(JsonWriter *json);
void json_integer(JsonWriter *json, int64_t value);

#endif
