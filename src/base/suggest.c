#include "base/suggest.h"

// Damerau-Levenshtein distance (optimal string alignment) over letters. Names longer than
// LETTERS_MAX are compared by their beginnings, and only if they are of much the same length.
enum { LETTERS_MAX = 64 };

typedef struct Letters {
    uint32_t codes[LETTERS_MAX];
    size_t count;
} Letters;

static Letters letters_of(Str text)
{
    Letters letters = {.count = 0};
    for (size_t at = 0; at < text.size && letters.count < LETTERS_MAX;) {
        size_t size = 0;
        letters.codes[letters.count++] = utf8_decode(text, at, &size);
        at += size;
    }
    return letters;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t distance(Str first, Str second)
{
    const Letters a = letters_of(first);
    const Letters b = letters_of(second);
    size_t rows[3][LETTERS_MAX + 1];
    for (size_t j = 0; j <= b.count; j++) rows[0][j] = j;
    for (size_t i = 1; i <= a.count; i++) {
        size_t *row = rows[i % 3];
        const size_t *before = rows[(i + 2) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b.count; j++) {
            const size_t change = before[j - 1] + (a.codes[i - 1] != b.codes[j - 1]);
            row[j] = least(change, least(before[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a.codes[i - 1] == b.codes[j - 2] &&
                a.codes[i - 2] == b.codes[j - 1])
                row[j] = least(row[j], rows[(i + 1) % 3][j - 2] + 1);
        }
    }
    return rows[a.count % 3][b.count];
}

Suggestion suggestion_start(Str wanted)
{
    return (Suggestion){.wanted = wanted, .steps = SIZE_MAX};
}

void suggestion_offer(Suggestion *suggestion, Str candidate)
{
    if (candidate.size == 0) return;
    const size_t wanted = utf8_count(suggestion->wanted);
    const size_t letters = utf8_count(candidate);
    const size_t allowed = wanted < 6 ? 1 : wanted / 3;
    if (letters > wanted + allowed || wanted > letters + allowed) return;
    const size_t steps = distance(suggestion->wanted, candidate);
    if (steps > allowed || steps >= suggestion->steps) return;
    suggestion->nearest = candidate;
    suggestion->steps = steps;
}
