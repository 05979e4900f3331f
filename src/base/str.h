// str.h - strings: a pointer and a size, UTF-8, not terminated.
//
// A Str borrows its bytes from an arena, a source file or a literal, and never changes them. Print
// one with STR_FORMAT and STR_ARGS:
//
//     printf("unknown fact \"" STR_FORMAT "\"\n", STR_ARGS(name));
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"

typedef struct Str {
    const char *data; // may be NULL only if size is 0
    size_t size;      // bytes
} Str;

#define STR(literal)     ((Str){.data = (literal), .size = sizeof(literal) - 1})
#define STR_FORMAT       "%.*s"
#define STR_ARGS(string) (int)(string).size, (string).data

Str str_from(const char *terminated);
bool str_equal(Str a, Str b);
bool str_equals(Str a, const char *terminated);
bool str_starts(Str text, Str prefix);
bool str_ends(Str text, Str suffix);

// Bytewise order: negative, zero, positive.
int str_compare(Str a, Str b);

// The part [start, end) of `text`; both must be within it.
Str str_slice(Str text, size_t start, size_t end);

// Without ASCII blanks, tabs and line ends at both ends.
Str str_trim(Str text);

// The index of `needle` in `text`, or SIZE_MAX.
size_t str_find(Str text, Str needle);

Str str_copy(Arena *arena, Str text);

// A terminated copy, for the C library.
char *str_terminated(Arena *arena, Str text);

// 64 bits of FNV-1a, for tables in memory; never stored.
uint64_t str_hash(Str text);

// --- UTF-8 ---

// Decodes the code point at text.data[at] and its size in bytes. Bytes that are not UTF-8 give
// U+FFFD and size 1, so a scan always advances. `at` < text.size.
uint32_t utf8_decode(Str text, size_t at, size_t *size);

// The offset of the first byte that is not well-formed UTF-8, or text.size.
size_t utf8_check(Str text);

// Ends a text that was cut to `size` bytes before a character of which only a part is left.
size_t utf8_cut(const char *text, size_t size);

// Whether a text holds no character that controls a terminal or turns the direction of writing.
bool utf8_is_plain(Str text);

// Writes a text for a terminal: tabs as blanks, and characters that control the terminal or turn
// the direction of writing as U+FFFD.
void utf8_write(FILE *out, Str text);

// Terminal columns: 2 for East Asian wide and fullwidth characters, 0 for combining marks, else 1.
size_t utf8_width(Str text);

// Code points.
size_t utf8_count(Str text);

#endif
