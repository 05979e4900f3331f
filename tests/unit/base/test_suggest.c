#include "base/suggest.h"
#include "support.h"
#include "unit.h"

// The nearest of several names, with blanks between; empty if none is near enough.
static const char *nearest(Arena *arena, const char *wanted, const char *candidates)
{
    Suggestion suggestion = suggestion_start(str_from(wanted));
    Str rest = str_from(candidates);
    while (rest.size > 0) {
        const size_t blank = str_find(rest, STR(" "));
        const size_t end = blank == SIZE_MAX ? rest.size : blank;
        suggestion_offer(&suggestion, str_slice(rest, 0, end));
        rest = str_trim(str_slice(rest, end, rest.size));
    }
    return c_text(arena, suggestion.nearest);
}

static void test_the_nearest_name_is_suggested(void **state)
{
    (void)state;
    static const struct {
        const char *wanted, *candidates, *nearest;
    } rows[] = {
        {"dibao_standrad", "dibao dibao_standard residence", "dibao_standard"}, // swapped
        {"wgae", "age wage", "wage"},
        {"resdence", "region residence", "residence"}, // left out
        {"depositts", "deposits debts", "deposits"},   // doubled
        {"Wage", "wage", "wage"},                      // changed
        {"wage", "wage", "wage"},                      // itself
        {"income", "outcome incomes", "incomes"},      // three letters of six are too many
        {"wage", "pension", ""},
        {"age", "wages", ""}, // two steps of three letters
        {"a", "b", "b"},      // one letter is always allowed
        {"", "a", "a"},
        {"wage", "", ""},
        {"abcdef", "abcxyz", ""},
        {"family_size", "family_sizes family_seize", "family_sizes"}, // the first of equals
    };
    size_t faults = 0;
    Arena *arena = arena_create();
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults += row_differs(rows[i].wanted, nearest(arena, rows[i].wanted, rows[i].candidates),
                              rows[i].nearest);
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

static void test_letters_of_any_script_count_as_one(void **state)
{
    (void)state;
    // One letter may always differ, and a third of the letters; Chinese letters take three bytes.
    static const struct {
        const char *wanted, *candidates, *nearest;
    } rows[] = {
        {"年令", "年龄 工资", "年龄"},
        {"低保标淮", "低保标准 低保", "低保标准"},
        {"工资收人", "工资收入", "工资收入"},
        {"低保", "医疗", ""},
    };
    size_t faults = 0;
    Arena *arena = arena_create();
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults += row_differs(rows[i].wanted, nearest(arena, rows[i].wanted, rows[i].candidates),
                              rows[i].nearest);
    arena_destroy(arena);
    assert_int_equal(faults, 0);
}

static void test_names_of_any_length_are_compared(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const char *wanted = repeated(arena, "abcdefgh", 100);
    assert_string_equal(nearest(arena, wanted, wanted), wanted);
    assert_string_equal(nearest(arena, wanted, "short"), "");
    assert_string_equal(nearest(arena, "short", wanted), "");
    arena_destroy(arena);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_the_nearest_name_is_suggested),
                     cmocka_unit_test(test_letters_of_any_script_count_as_one),
                     cmocka_unit_test(test_names_of_any_length_are_compared));
}
