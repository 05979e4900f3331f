#include "text_diff.h"

#include "base/vec.h"

enum {
    CONTEXT_LINES = 2,
    // Lines compared in the part that differs: the table of the longest common run is its square.
    COMPARED_MAX = 2000,
};

typedef VEC(Str) LineVec;

typedef struct Diff {
    LineVec old, new;
    size_t before, after; // equal lines at the start and at the end
    FILE *out;
} Diff;

static void split(Str text, Arena *arena, LineVec *lines)
{
    size_t start = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] != '\n') continue;
        *vec_push(arena, lines) = str_slice(text, start, i);
        start = i + 1;
    }
    if (start < text.size) *vec_push(arena, lines) = str_slice(text, start, text.size);
}

static void print_line(const Diff *diff, char mark, Str line)
{
    (void)fprintf(diff->out, "    %c " STR_FORMAT "\n", mark, STR_ARGS(line));
}

// common[i * width + j]: the longest common subsequence of old lines from i and new ones from j.
static unsigned *count_common(const Diff *diff, size_t rows, size_t columns, Arena *arena)
{
    const size_t width = columns + 1;
    unsigned *common = ARENA_ARRAY(arena, unsigned, (rows + 1) * width);
    for (size_t i = rows; i-- > 0;) {
        for (size_t j = columns; j-- > 0;) {
            const unsigned down = common[(i + 1) * width + j];
            const unsigned right = common[i * width + j + 1];
            const bool same =
                str_equal(diff->old.items[diff->before + i], diff->new.items[diff->before + j]);
            common[i * width + j] = same           ? common[(i + 1) * width + j + 1] + 1
                                    : down > right ? down
                                                   : right;
        }
    }
    return common;
}

static void print_changed(const Diff *diff, Arena *arena)
{
    const size_t rows = diff->old.count - diff->before - diff->after;
    const size_t columns = diff->new.count - diff->before - diff->after;
    const bool compared = rows <= COMPARED_MAX && columns <= COMPARED_MAX;
    const unsigned *common = compared ? count_common(diff, rows, columns, arena) : NULL;
    size_t i = 0;
    size_t j = 0;
    while (i < rows || j < columns) {
        const Str old = i < rows ? diff->old.items[diff->before + i] : (Str){0};
        const Str new = j < columns ? diff->new.items[diff->before + j] : (Str){0};
        if (compared && i < rows && j < columns && str_equal(old, new)) {
            print_line(diff, ' ', old);
            i++;
            j++;
        } else if (i < rows &&
                   (j == columns || !compared ||
                    common[(i + 1) * (columns + 1) + j] >= common[i * (columns + 1) + j + 1])) {
            print_line(diff, '-', old);
            i++;
        } else {
            print_line(diff, '+', new);
            j++;
        }
    }
}

void text_diff_print(Str expected, Str actual, FILE *out)
{
    if (str_equal(expected, actual)) return;
    Arena *arena = arena_create();
    Diff diff = {.out = out};
    split(expected, arena, &diff.old);
    split(actual, arena, &diff.new);
    const size_t shorter = diff.old.count < diff.new.count ? diff.old.count : diff.new.count;
    while (diff.before < shorter &&
           str_equal(diff.old.items[diff.before], diff.new.items[diff.before]))
        diff.before++;
    while (diff.after < shorter - diff.before &&
           str_equal(diff.old.items[diff.old.count - 1 - diff.after],
                     diff.new.items[diff.new.count - 1 - diff.after]))
        diff.after++;
    const size_t first = diff.before > CONTEXT_LINES ? diff.before - CONTEXT_LINES : 0;
    if (first < diff.before) (void)fprintf(out, "    @ line %zu\n", first + 1);
    for (size_t i = first; i < diff.before; i++) print_line(&diff, ' ', diff.old.items[i]);
    print_changed(&diff, arena);
    const size_t end = diff.old.count - diff.after;
    for (size_t i = end; i < diff.old.count && i < end + CONTEXT_LINES; i++)
        print_line(&diff, ' ', diff.old.items[i]);
    arena_destroy(arena);
}
