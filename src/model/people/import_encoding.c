#include "model/people/import_encoding.h"

#include <iconv.h>

static size_t lines_before(Str text, size_t size)
{
    size_t lines = 1;
    for (size_t i = 0; i < size; i++) lines += text.data[i] == '\n';
    return lines;
}

bool import_from_gb18030(const char *path, Str text, Arena *arena, Str *utf8, Error *err)
{
    iconv_t converter = iconv_open("UTF-8", "GB18030");
    if ((intptr_t)converter == -1)
        return error_set(err, ERROR_ENVIRONMENT, path,
                         "this system cannot read GB18030; save the file as UTF-8");
    // One byte of ASCII stays one, two bytes become three, four stay four.
    const size_t room = text.size / 2 * 3 + 4;
    char *out = ARENA_ARRAY(arena, char, room);
    char *in = str_terminated(arena, text);
    char *from = in;
    char *to = out;
    size_t left = text.size;
    size_t free_size = room;
    const size_t result = iconv(converter, &from, &left, &to, &free_size);
    (void)iconv_close(converter);
    if (result == (size_t)-1 || left > 0)
        return error_set(err, ERROR_INVALID, path,
                         "line %zu is not GB18030 text; save the file as UTF-8",
                         lines_before(text, text.size - left));
    *utf8 = (Str){.data = out, .size = room - free_size};
    return true;
}
