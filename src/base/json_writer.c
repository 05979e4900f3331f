#include "base/json_writer.h"

JsonWriter json_writer_start(Text *out)
{
    return (JsonWriter){.out = out, .first = true};
}

static void break_line(JsonWriter *json)
{
    text_add_char(json->out, '\n');
    text_add_repeated(json->out, ' ', (size_t)json->depth * 2);
}

static bool is_flat(const JsonWriter *json)
{
    return json->flat_from > 0 && json->depth >= json->flat_from;
}

// What stands before a value: nothing after its key, else a comma and a new line.
static void separate(JsonWriter *json)
{
    if (json->after_key) {
        json->after_key = false;
        return;
    }
    if (!json->first) text_add(json->out, is_flat(json) ? STR(", ") : STR(","));
    if (json->depth > 0 && !is_flat(json)) break_line(json);
    json->first = false;
}

void json_open(JsonWriter *json, char bracket)
{
    separate(json);
    text_add_char(json->out, bracket);
    json->depth++;
    json->first = true;
}

void json_open_flat(JsonWriter *json, char bracket)
{
    json_open(json, bracket);
    if (json->flat_from == 0) json->flat_from = json->depth;
}

void json_close(JsonWriter *json, char bracket)
{
    const bool flat = is_flat(json);
    if (json->flat_from == json->depth) json->flat_from = 0;
    json->depth--;
    if (!json->first && !flat) break_line(json);
    text_add_char(json->out, bracket);
    json->first = false;
}

void json_key(JsonWriter *json, const char *key)
{
    json_string(json, str_from(key));
    text_add(json->out, STR(": "));
    json->after_key = true;
}

void json_string(JsonWriter *json, Str text)
{
    separate(json);
    text_add_char(json->out, '"');
    size_t plain = 0; // what has been written already ends here
    for (size_t i = 0; i < text.size; i++) {
        const char c = text.data[i];
        if (c != '"' && c != '\\' && (unsigned char)c >= ' ') continue;
        text_add(json->out, str_slice(text, plain, i));
        plain = i + 1;
        if ((unsigned char)c < ' ') text_print(json->out, "\\u%04x", (unsigned)c);
        else text_print(json->out, "\\%c", c);
    }
    text_add(json->out, str_slice(text, plain, text.size));
    text_add_char(json->out, '"');
}

void json_bool(JsonWriter *json, bool value)
{
    separate(json);
    text_add(json->out, value ? STR("true") : STR("false"));
}

void json_null(JsonWriter *json)
{
    separate(json);
    text_add(json->out, STR("null"));
}

void json_integer(JsonWriter *json, int64_t value)
{
    separate(json);
    text_print(json->out, "%lld", (long long)value);
}
