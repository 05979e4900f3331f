#include "json_oracle.h"

#include <jansson.h>
#include <string.h>

static void add_contents(const json_t *value, size_t level, Text *contents, size_t *depth)
{
    const char *key = NULL;
    json_t *member = NULL;
    if (level > *depth) *depth = level;
    switch (json_typeof(value)) {
    case JSON_NULL: text_add(contents, STR("n")); return;
    case JSON_TRUE: text_add(contents, STR("t")); return;
    case JSON_FALSE: text_add(contents, STR("f")); return;
    case JSON_INTEGER:
    case JSON_REAL: text_add(contents, STR("0")); return;
    case JSON_STRING:
        text_print(contents, "%zu:", json_string_length(value));
        text_add(contents, (Str){json_string_value(value), json_string_length(value)});
        return;
    case JSON_ARRAY:
        text_add(contents, STR("["));
        for (size_t i = 0; i < json_array_size(value); i++)
            add_contents(json_array_get(value, i), level + 1, contents, depth);
        text_add(contents, STR("]"));
        return;
    case JSON_OBJECT:
        text_add(contents, STR("{"));
        for (void *at = json_object_iter((json_t *)(uintptr_t)value); at != NULL;
             at = json_object_iter_next((json_t *)(uintptr_t)value, at)) {
            key = json_object_iter_key(at);
            member = json_object_iter_value(at);
            text_print(contents, "%zu:%s", str_from(key).size, key);
            add_contents(member, level + 1, contents, depth);
        }
        text_add(contents, STR("}"));
        return;
    }
}

OracleVerdict oracle_read(Str text, Text *contents, size_t *depth, Arena *arena)
{
    json_error_t fault;
    if (text.size > 0 && memchr(text.data, '\0', text.size) != NULL) return ORACLE_ABSTAINS;
    // jansson takes no NULL for an empty text.
    const char *bytes = text.size > 0 ? text.data : str_terminated(arena, text);
    json_t *value = json_loadb(bytes, text.size,
                               JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &fault);
    if (value == NULL) {
        const enum json_error_code code = json_error_code(&fault);
        const bool own_limit = code == json_error_numeric_overflow ||
                               code == json_error_stack_overflow ||
                               code == json_error_null_byte_in_key;
        return own_limit ? ORACLE_ABSTAINS : ORACLE_REFUSES;
    }
    add_contents(value, 1, contents, depth);
    json_decref(value);
    return ORACLE_ACCEPTS;
}
