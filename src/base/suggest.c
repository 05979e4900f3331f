#include "base/suggest.h"

// Damerau-Levenshtein distance (optimal string alignment) over bytes, cut off at SIZE_LIMIT bytes:
// names longer than that are compared by their beginnings.
enum { SIZE_LIMIT = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t distance(Str a, Str b)
{
    size_t rows[3][SIZE_LIMIT + 1];
    const size_t a_size = least(a.size, SIZE_LIMIT);
    const size_t b_size = least(b.size, SIZE_LIMIT);
    for (size_t j = 0; j <= b_size; j++) rows[0][j] = j;
    for (size_t i = 1; i <= a_size; i++) {
        size_t *row = rows[i % 3];
        const size_t *before = rows[(i + 2) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            const size_t change = before[j - 1] + (a.data[i - 1] != b.data[j - 1]);
            row[j] = least(change, least(before[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a.data[i - 1] == b.data[j - 2] && a.data[i - 2] == b.data[j - 1])
                row[j] = least(row[j], rows[(i + 1) % 3][j - 2] + 1);
        }
    }
    return rows[a_size % 3][b_size];
}

Suggestion suggestion_start(Str wanted)
{
    return (Suggestion){.wanted = wanted, .steps = SIZE_MAX};
}

void suggestion_offer(Suggestion *suggestion, Str candidate)
{
    if (candidate.size == 0) return;
    const size_t allowed = suggestion->wanted.size < 6 ? 1 : suggestion->wanted.size / 3;
    const size_t steps = distance(suggestion->wanted, candidate);
    if (steps > allowed || steps >= suggestion->steps) return;
    suggestion->nearest = candidate;
    suggestion->steps = steps;
}
