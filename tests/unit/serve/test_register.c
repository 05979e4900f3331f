#include <string.h>

#include "base/os.h"
#include "base/text.h"
#include "serve/actions/office.h"
#include "serve/actions/register.h"
#include "serve/actions/tables_out.h"
#include "support.h"
#include "unit.h"

// An office with one county, one township, one village, and two who work there.
typedef struct Office {
    Arena *arena;
    char *place, *key_file, *table;
    Books *books;
    Error err;
} Office;

static bool import_areas(Office *office, const char *text, size_t *faults)
{
    Sources sources = {0};
    Diagnostics diagnostics = diagnostics_start(office->arena, &sources);
    int64_t added = 0;
    assert_true(os_write_file(office->table, str_from(text), office->arena, &office->err));
    const bool done = office_add_areas(office->books, &(NewAreas){.path = office->table}, &sources,
                                       &diagnostics, &added, &office->err);
    *faults = diagnostics.error_count;
    return done;
}

static int open_office(void **state)
{
    Arena *arena = arena_create();
    Office *office = ARENA_ONE(arena, Office);
    size_t faults = 0;
    office->arena = arena;
    if (!os_temporary_file(arena, &office->place, &office->err) ||
        !os_temporary_file(arena, &office->table, &office->err))
        return 1;
    os_remove_file(office->place);
    office->key_file = str_terminated(arena, str_print(arena, "%s.key", office->place));
    const BooksOptions options = {.place = office->place, .schema = "schema", .create = true};
    const NewUser user = {.login = STR("li"),
                          .name = STR("李某"),
                          .role = STR("county"),
                          .area = STR(""),
                          .from = {19800}};
    *state = office;
    if (!books_open(&options, &office->books, &office->err) ||
        !import_areas(office,
                      "code,parent,name\n510107,,武侯区\n510107001,510107,浆洗街街道\n"
                      "510107001001,510107001,示范社区\n",
                      &faults) ||
        faults > 0 || !office_add_user(office->books, &user, 0, &office->err))
        return 1;
    return 0;
}

static int close_office(void **state)
{
    static const char *const FILES[] = {"", ".key", "-wal", "-shm"};
    Office *office = *state;
    books_close(office->books);
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++)
        os_remove_file(str_terminated(office->arena,
                                      str_print(office->arena, "%s%s", office->place, FILES[i])));
    os_remove_file(office->table);
    arena_destroy(office->arena);
    return 0;
}

static int64_t count(Office *office, const char *table)
{
    int64_t number = 0;
    const char *sql =
        str_terminated(office->arena, str_print(office->arena, "SELECT COUNT(*) FROM %s", table));
    assert_true(store_number(books_store(office->books), &(SqlQuery){.text = sql}, -1, &number,
                             &office->err));
    return number;
}

static const char HEADER[] = "household,area,residence,address,name,relation,id_number,sex,born\n";

// Imports rows under the usual header; the faults as printed.
static const char *import(Office *office, const char *rows, bool apply, RegisterCounts *counts)
{
    Sources sources = {0};
    Diagnostics diagnostics = diagnostics_start(office->arena, &sources);
    Date today;
    assert_true(date_parse(STR("2024-05-01"), &today));
    const RegisterRequest request = {
        .path = office->table, .today = today, .user = 1, .apply = apply};
    const Str text = str_print(office->arena, "%s%s", HEADER, rows);
    assert_true(os_write_file(office->table, text, office->arena, &office->err));
    if (!register_table(office->books, &request, &sources, &diagnostics, counts, &office->err))
        fail_msg("%s", office->err.message);
    return printed(&diagnostics);
}

static const char TWO_HOUSEHOLDS[] =
    "H1,510107001001,urban,示范路1号,甲某某,self,,female,1985-06-01\n"
    "H1,510107001001,urban,示范路1号,甲小某,child,,female,2015-03-02\n"
    "H2,510107001001,rural,\"示范村, 3组\",乙某·买买提,self,510107199003070014,,\n";

static void test_a_sound_table_is_first_checked_then_written(void **state)
{
    Office *office = *state;
    RegisterCounts counts;
    assert_string_equal(import(office, TWO_HOUSEHOLDS, false, &counts), "");
    assert_int_equal(counts.persons, 3);
    assert_int_equal(counts.households, 2);
    assert_int_equal(counts.numbers, 1);
    assert_int_equal(count(office, "person"), 0);
    assert_string_equal(import(office, TWO_HOUSEHOLDS, true, &counts), "");
    assert_int_equal(counts.persons, 3);
    assert_int_equal(counts.households, 2);
    assert_int_equal(counts.numbers, 1);
    assert_int_equal(count(office, "person"), 3);
    assert_int_equal(count(office, "household"), 2);
    assert_int_equal(count(office, "household_member"), 3);
    assert_int_equal(count(office, "person WHERE sex = 'male' AND born = '1990-03-07'"), 1);
    ChainFault fault;
    int64_t events = 0;
    if (!books_check_chain(office->books, office->arena, &events, &fault, &office->err))
        fail_msg("%s %s", office->err.where, office->err.message);
    assert_int_equal(fault.what.size, 0);
    assert_int_equal(events, 5 + 9); // areas, the user and the role; persons and the rest
}

static void test_who_is_there_already_is_told(void **state)
{
    Office *office = *state;
    RegisterCounts counts;
    assert_string_equal(import(office, TWO_HOUSEHOLDS, true, &counts), "");
    const char *faults = import(office, TWO_HOUSEHOLDS, true, &counts);
    assert_non_null(strstr(faults, "this person is on the register already"));
    assert_non_null(strstr(faults, "the books have a household of this number already"));
    assert_null(strstr(faults, "510107199003070014")); // numbers are masked
    assert_int_equal(count(office, "person"), 3);
}

static void test_faults_are_told_all_at_once_and_nothing_is_written(void **state)
{
    static const struct {
        const char *row, *fault;
    } ROWS[] = {
        {"H,510107001001,urban,,,self,,female,1985-06-01", "the person has no name"},
        {"H,510107001001,urban,,甲,self,,,", "who has no number needs sex and day of birth"},
        {"H,510107001001,urban,,甲,self,510107199003070015,,", "its check character does not fit"},
        {"H,510107001001,urban,,甲,self,510107199003070014,female,", "the number is a man's"},
        {"H,510107001001,urban,,甲,self,510107199003070014,,1990-03-08",
         "the number says 1990-03-07"},
        {"H,510107001001,urban,,甲,self,,woman,1985-06-01", "the sex is female or male"},
        {"H,510107001001,urban,,甲,self,,female,1985-02-30", "there is no day \"1985-02-30\""},
        {"H,510107001001,urban,,甲,self,,female,2024-05-02", "nobody is born after today"},
        {"H,999,urban,,甲,self,,female,1985-06-01", "the books have no area \"999\""},
        {"H,510107001001,town,,甲,self,,female,1985-06-01", "the residence is urban or rural"},
        {"H,510107001001,urban,,甲,child,,female,1985-06-01", "this household has no head"},
        {"H,510107001001,urban,,甲,,,female,1985-06-01", "related to the head is not said"},
        {",510107001001,urban,,甲,self,,female,1985-06-01", "the person belongs to no household"},
        {"H,510107001001,urban,,甲,self,,female,1985-06-01\n"
         "H,510107001001,urban,,乙,self,,male,1985-06-01",
         "a household has one head"},
        {"H,510107001001,urban,,甲,self,,female,1985-06-01\n"
         "H,510107001001,rural,,乙,spouse,,male,1985-06-01",
         "another row of this household says otherwise"},
        {"H,510107001001,urban,,甲,self,510107199003070014,,\n"
         "G,510107001001,urban,,乙,self,510107199003070014,,",
         "this number stands twice"},
        {"H,510107001001,urban,甲,self,,female,1985-06-01", "cells"},
    };
    Office *office = *state;
    Text all = text_start(office->arena);
    size_t missed = 0;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        RegisterCounts counts;
        missed += row_lacks(ROWS[i].row, import(office, ROWS[i].row, true, &counts), ROWS[i].fault);
        text_print(&all, "K%zu%s\n", i, ROWS[i].row + 1);
    }
    assert_int_equal(missed, 0);
    assert_int_equal(count(office, "person"), 0);
    assert_int_equal(count(office, "household"), 0);
}

static void test_a_table_of_other_columns_is_refused(void **state)
{
    Office *office = *state;
    Sources sources = {0};
    Diagnostics diagnostics = diagnostics_start(office->arena, &sources);
    RegisterCounts counts;
    const RegisterRequest request = {.path = office->table, .today = DATE_LAST, .apply = true};
    assert_true(
        os_write_file(office->table, STR("household,nmae\nH1,甲\n"), office->arena, &office->err));
    assert_true(
        register_table(office->books, &request, &sources, &diagnostics, &counts, &office->err));
    assert_non_null(strstr(printed(&diagnostics), "there is no column \"name\""));
    assert_non_null(strstr(printed(&diagnostics), "nothing is known of a column \"nmae\""));
}

static void test_a_number_is_one_however_its_x_is_written(void **state)
{
    Office *office = *state;
    RegisterCounts counts;
    assert_string_equal(
        import(office, "H1,510107001001,urban,,甲,self,51010719500101001x,,\n", true, &counts), "");
    const char *faults =
        import(office, "H2,510107001001,urban,,甲,self,51010719500101001X,,\n", true, &counts);
    assert_non_null(strstr(faults, "this person is on the register already"));
    faults = import(office,
                    "H2,510107001001,urban,,乙,self,51010719490101007x,,\n"
                    "H2,510107001001,urban,,丙,child,51010719490101007X,,\n",
                    true, &counts);
    assert_non_null(strstr(faults, "this number stands twice"));
    assert_int_equal(count(office, "person"), 1);
}

static void test_a_byte_order_mark_is_no_part_of_a_column(void **state)
{
    Office *office = *state;
    Sources sources = {0};
    Diagnostics diagnostics = diagnostics_start(office->arena, &sources);
    RegisterCounts counts;
    const RegisterRequest request = {.path = office->table, .today = {19800}, .user = 1};
    const Str text = str_print(office->arena, "\xEF\xBB\xBF%s%s", HEADER, TWO_HOUSEHOLDS);
    assert_true(os_write_file(office->table, text, office->arena, &office->err));
    assert_true(
        register_table(office->books, &request, &sources, &diagnostics, &counts, &office->err));
    assert_string_equal(printed(&diagnostics), "");
    assert_int_equal(counts.persons, 3);
}

static void test_areas_hang_together(void **state)
{
    Office *office = *state;
    size_t faults = 0;
    assert_true(import_areas(office, "code,parent,name\n510107002,999,某街道\n", &faults));
    assert_int_equal(faults, 1);
    assert_false(import_areas(office, "code,parent,name\n510107001,510107,再来一次\n", &faults));
    assert_int_equal(office->err.code, ERROR_CONFLICT);
    assert_int_equal(count(office, "area"), 3);
    assert_int_equal(count(office, "area WHERE path = '510107.510107001.510107001001'"), 1);
}

static void test_users_are_added_once_with_a_role_that_exists(void **state)
{
    Office *office = *state;
    NewUser user = {.login = STR("wang"),
                    .name = STR("王某"),
                    .role = STR("caseworker"),
                    .area = STR("510107001"),
                    .from = {19800}};
    AppUser found = {0};
    assert_true(office_add_user(office->books, &user, 1, &office->err));
    assert_true(office_find_user(office->books, STR("wang"), office->arena, &found, &office->err));
    assert_true(str_equals(found.name, "王某"));
    assert_false(office_add_user(office->books, &user, 1, &office->err));
    assert_int_equal(office->err.code, ERROR_CONFLICT);
    user.login = STR("zhao");
    user.role = STR("king");
    assert_false(office_add_user(office->books, &user, 1, &office->err));
    user.role = STR("auditor");
    user.area = STR("999");
    assert_false(office_add_user(office->books, &user, 1, &office->err));
    assert_int_equal(office->err.code, ERROR_NOT_FOUND);
    assert_false(office_find_user(office->books, STR("zhao"), office->arena, &found, &office->err));
}

int main(void)
{
#define OFFICE(test) cmocka_unit_test_setup_teardown(test, open_office, close_office)
    return RUN_TESTS(OFFICE(test_a_sound_table_is_first_checked_then_written),
                     OFFICE(test_who_is_there_already_is_told),
                     OFFICE(test_faults_are_told_all_at_once_and_nothing_is_written),
                     OFFICE(test_a_table_of_other_columns_is_refused),
                     OFFICE(test_a_number_is_one_however_its_x_is_written),
                     OFFICE(test_a_byte_order_mark_is_no_part_of_a_column),
                     OFFICE(test_areas_hang_together),
                     OFFICE(test_users_are_added_once_with_a_role_that_exists));
}
