#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/panic.h"

Text text_start(Arena *arena)
{
    return (Text){.arena = arena};
}

static void reserve(Text *text, size_t more)
{
    if (text->capacity - text->size >= more) return;
    size_t grown = text->capacity == 0 ? 128 : text->capacity * 2;
    while (grown - text->size < more) grown *= 2;
    if (text->capacity > 0 && arena_extend(text->arena, text->data, text->capacity, grown)) {
        text->capacity = grown;
        return;
    }
    char *moved = arena_take(text->arena, grown);
    if (text->size > 0) memcpy(moved, text->data, text->size);
    text->data = moved;
    text->capacity = grown;
}

void text_add(Text *text, Str piece)
{
    if (piece.size == 0) return;
    reserve(text, piece.size);
    memcpy(text->data + text->size, piece.data, piece.size);
    text->size += piece.size;
}

void text_add_char(Text *text, char c)
{
    reserve(text, 1);
    text->data[text->size++] = c;
}

void text_add_repeated(Text *text, char c, size_t count)
{
    if (count == 0) return;
    reserve(text, count);
    memset(text->data + text->size, c, count);
    text->size += count;
}

PRINTF_LIKE(2, 0) static void print_list(Text *text, const char *format, va_list args)
{
    va_list again;
    va_copy(again, args);
    // NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): the caller's va_start is not seen
    const int needed = vsnprintf(NULL, 0, format, args);
    invariant(needed >= 0);
    reserve(text, (size_t)needed + 1);
    (void)vsnprintf(text->data + text->size, (size_t)needed + 1, format, again);
    va_end(again);
    text->size += (size_t)needed;
}

void text_print(Text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    print_list(text, format, args);
    va_end(args);
}

Str text_str(const Text *text)
{
    return (Str){.data = text->data, .size = text->size};
}

Str str_print_list(Arena *arena, const char *format, va_list args)
{
    Text text = text_start(arena);
    print_list(&text, format, args);
    return text_str(&text);
}

Str str_print(Arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const Str text = str_print_list(arena, format, args);
    va_end(args);
    return text;
}
