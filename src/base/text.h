// text.h - building a text piece by piece in an arena.
//
//     Text text = text_start(arena);
//     text_add(&text, STR("低保: "));
//     text_print(&text, "%d", count);
//     Str whole = text_str(&text);
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdarg.h>

#include "base/error.h"
#include "base/str.h"

typedef struct Text {
    Arena *arena;
    char *data;
    size_t size;
    size_t capacity;
} Text;

Text text_start(Arena *arena);
void text_add(Text *text, Str piece);
void text_add_char(Text *text, char c);

// `count` times `c`.
void text_add_repeated(Text *text, char c, size_t count);

// printf into the text.
void text_print(Text *text, const char *format, ...) PRINTF_LIKE(2, 3);

// What has been built; valid as long as the arena. Later additions may leave it behind.
Str text_str(const Text *text);

// A one-off printf into an arena, whole however long it is.
Str str_print_list(Arena *arena, const char *format, va_list args) PRINTF_LIKE(2, 0);
Str str_print(Arena *arena, const char *format, ...) PRINTF_LIKE(2, 3);

#endif
