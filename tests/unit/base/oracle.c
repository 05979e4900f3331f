#include "oracle.h"

#include <jansson.h>

#include "base/text.h"

static void add_text(Text *out, const char *data, size_t size)
{
    text_print(out, "'%zu:", size);
    text_add(out, (Str){.data = data, .size = size});
    text_add_char(out, '\'');
}

static void add_value(Text *out, json_t *value)
{
    const char *key = NULL;
    json_t *item = NULL;
    size_t i = 0;
    switch (json_typeof(value)) {
    case JSON_NULL: text_add(out, STR("null")); return;
    case JSON_FALSE: text_add(out, STR("false")); return;
    case JSON_TRUE: text_add(out, STR("true")); return;
    case JSON_INTEGER:
    case JSON_REAL: text_add_char(out, '#'); return;
    case JSON_STRING: add_text(out, json_string_value(value), json_string_length(value)); return;
    case JSON_ARRAY:
        text_add_char(out, '[');
        json_array_foreach(value, i, item)
        {
            add_value(out, item);
            text_add_char(out, ',');
        }
        text_add_char(out, ']');
        return;
    case JSON_OBJECT:
        text_add_char(out, '{');
        json_object_foreach(value, key, item)
        {
            add_text(out, key, str_from(key).size);
            text_add_char(out, ':');
            add_value(out, item);
            text_add_char(out, ',');
        }
        text_add_char(out, '}');
        return;
    }
}

const char *oracle_read(Arena *arena, Str json)
{
    json_error_t error;
    const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL;
    json_t *value = json_loadb(json.data, json.size, flags, &error);
    if (value == NULL) return NULL;
    Text out = text_start(arena);
    add_value(&out, value);
    json_decref(value);
    return str_terminated(arena, text_str(&out));
}
