#include "manual.h"

#include "base/text.h"

static Str next_line(Str text, size_t *at)
{
    const size_t start = *at;
    while (*at < text.size && text.data[*at] != '\n') (*at)++;
    const Str line = str_slice(text, start, *at);
    if (*at < text.size) (*at)++;
    return line;
}

Manual manual_read(Str text, Arena *arena)
{
    Manual manual = {.text = text};
    const Str heading = STR("## `");
    for (size_t at = 0; at < text.size;) {
        const Str line = next_line(text, &at);
        if (str_starts(line, heading) && str_ends(line, STR("`"))) {
            ManualKind *kind = vec_push(arena, &manual.kinds);
            kind->name = str_slice(line, heading.size, line.size - 1);
        } else if (str_equals(line, "```text") && manual.kinds.count > 0) {
            const size_t start = at;
            size_t end = at;
            while (at < text.size && !str_equals(next_line(text, &at), "```")) end = at;
            manual.kinds.items[manual.kinds.count - 1].example = str_slice(text, start, end);
        }
    }
    return manual;
}

ManualKind *manual_find(const Manual *manual, Str name)
{
    for (size_t i = 0; i < manual->kinds.count; i++) {
        if (str_equal(manual->kinds.items[i].name, name)) return &manual->kinds.items[i];
    }
    return NULL;
}

ManualKind *manual_kind_of_file(const Manual *manual, Str file_name)
{
    ManualKind *longest = NULL;
    for (size_t i = 0; i < manual->kinds.count; i++) {
        ManualKind *kind = &manual->kinds.items[i];
        if (!str_starts(file_name, kind->name)) continue;
        if (kind->name.size < file_name.size && file_name.data[kind->name.size] != '-') continue;
        if (longest == NULL || kind->name.size > longest->name.size) longest = kind;
    }
    return longest;
}

Str printed_kind(Str line)
{
    const bool first = line.size > 0 && line.data[0] != ' ' && line.data[line.size - 1] == ']';
    if (!first || (str_find(line, STR("error: ")) == SIZE_MAX &&
                   str_find(line, STR("warning: ")) == SIZE_MAX))
        return (Str){0};
    size_t start = line.size - 1;
    while (start > 0 && line.data[start] != '[') start--;
    return str_slice(line, start + 1, line.size - 1);
}

static void add_shortened(Text *text, Str line, Str folder)
{
    const size_t at = str_find(line, folder);
    if (at == SIZE_MAX) {
        text_add(text, line);
    } else {
        text_add(text, str_slice(line, 0, at));
        text_add(text, str_slice(line, at + folder.size, line.size));
    }
    text_add_char(text, '\n');
}

Str printed_diagnostic(Str printed, Str kind, Str place, Str folder, Arena *arena)
{
    Text text = text_start(arena);
    for (size_t at = 0; at < printed.size;) {
        const Str line = next_line(printed, &at);
        const bool begins = line.size > 0 && line.data[0] != ' ';
        if (begins && text.size > 0) break;
        if (text.size > 0) {
            add_shortened(&text, line, folder);
        } else if (begins && str_equal(printed_kind(line), kind) && str_starts(line, folder) &&
                   str_starts(str_slice(line, folder.size, line.size), place)) {
            add_shortened(&text, line, folder);
        }
    }
    return text_str(&text);
}
