#include <stdio.h>

#include "base/os.h"
#include "base/text.h"
#include "keep/store/books.h"
#include "unit.h"

// Books in a file of their own, on a clock of their own.
typedef struct Office {
    Arena *arena;
    char *place, *key_file;
    int64_t now;
    Books *books;
    Error err;
} Office;

static const Act act = {.user = 7, .county = {"510107", 6}, .reason = {"a test", 6}};

static int64_t tick(void *context)
{
    Office *office = context;
    return office->now += 1000;
}

static bool open_books(Office *office, bool create)
{
    const BooksOptions options = {.place = office->place,
                                  .key_file = office->key_file,
                                  .schema = "schema",
                                  .create = create,
                                  .clock = tick,
                                  .clock_context = office};
    return books_open(&options, &office->books, &office->err);
}

static int open_office(void **state)
{
    Arena *arena = arena_create();
    Office *office = ARENA_ONE(arena, Office);
    office->arena = arena;
    office->now = 1700000000000;
    if (!os_temporary_file(arena, &office->place, &office->err)) return 1;
    os_remove_file(office->place);
    office->key_file = str_terminated(arena, str_print(arena, "%s.key", office->place));
    *state = office;
    return !open_books(office, true);
}

static int close_office(void **state)
{
    Office *office = *state;
    books_close(office->books);
    os_remove_file(office->place);
    os_remove_file(office->key_file);
    for (size_t i = 0; i < 2; i++)
        os_remove_file(str_terminated(
            office->arena, str_print(office->arena, "%s%s", office->place, i ? "-shm" : "-wal")));
    arena_destroy(office->arena);
    return 0;
}

static Person some_person(const char *name)
{
    Person person = {
        .name = str_from(name), .sex = STR("female"), .died = DATE_LAST, .status = STR("active")};
    assert_true(date_parse(STR("1985-06-01"), &person.born));
    return person;
}

static bool add(Office *office, TableId table, void *row)
{
    if (books_begin(office->books, &act, &office->err) &&
        books_add(office->books, table, row, &office->err) &&
        books_commit(office->books, &office->err))
        return true;
    books_rollback(office->books);
    return false;
}

static ChainFault check(Office *office, int64_t events)
{
    ChainFault fault;
    int64_t found = 0;
    assert_true(books_check_chain(office->books, office->arena, &found, &fault, &office->err));
    assert_int_equal(found, events);
    return fault;
}

static void test_a_row_is_read_as_it_was_written(void **state)
{
    Office *office = *state;
    Person person = some_person("阿依古丽·买买提");
    Person read = {0};
    bool found = false;
    assert_true(add(office, TABLE_person, &person));
    const SqlValue id = sql_integer(person.id);
    const RowQuery query = {
        .table = TABLE_person, .where = "WHERE id = $1", .values = &id, .count = 1};
    assert_true(
        row_find(books_store(office->books), &query, office->arena, &read, &found, &office->err));
    assert_true(found);
    assert_true(str_equals(read.name, "阿依古丽·买买提"));
    assert_true(str_equals(read.county, "510107"));
    assert_int_equal(read.born.day, person.born.day);
    assert_int_equal(read.died.day, DATE_LAST.day);
    assert_int_equal(read.version, 1);
    assert_int_equal(read.made_by, 7);
    assert_int_equal(read.merged_into, 0);
    assert_true(str_equal(row_text(TABLE_person, &read, office->arena),
                          row_text(TABLE_person, &person, office->arena)));
}

static void test_what_was_committed_is_there_after_reopening(void **state)
{
    Office *office = *state;
    for (int i = 0; i < 1500; i++) { // more than ids are taken at a time
        Person person = some_person("甲");
        assert_true(add(office, TABLE_person, &person));
    }
    books_close(office->books);
    office->books = NULL;
    assert_true(open_books(office, false));
    assert_int_equal(check(office, 1500).seq, 0);
    Person person = some_person("乙");
    assert_true(add(office, TABLE_person, &person));
    assert_int_equal(check(office, 1501).seq, 0);
}

static void test_what_is_rolled_back_leaves_nothing(void **state)
{
    Office *office = *state;
    Person first = some_person("甲");
    Person second = some_person("乙");
    assert_true(books_begin(office->books, &act, &office->err));
    assert_true(books_add(office->books, TABLE_person, &first, &office->err));
    books_rollback(office->books);
    assert_int_equal(check(office, 0).seq, 0);
    assert_true(add(office, TABLE_person, &second));
    assert_int_equal(check(office, 1).seq, 0);
}

static void test_a_number_lives_once(void **state)
{
    Office *office = *state;
    Person one = some_person("甲");
    Person two = some_person("乙");
    assert_true(add(office, TABLE_person, &one));
    assert_true(add(office, TABLE_person, &two));
    PersonIdentifier number = {.person = one.id,
                               .kind = STR("resident"),
                               .value_sealed = STR("sealed"),
                               .value_key = STR("key"),
                               .status = STR("live")};
    assert_true(add(office, TABLE_person_identifier, &number));
    PersonIdentifier again = number;
    again.person = two.id;
    assert_false(add(office, TABLE_person_identifier, &again));
    assert_int_equal(office->err.code, ERROR_CONFLICT);
    again.status = STR("retired");
    assert_true(add(office, TABLE_person_identifier, &again));
    assert_int_equal(check(office, 4).seq, 0);
}

static void test_a_link_to_nobody_is_refused(void **state)
{
    Office *office = *state;
    PersonIdentifier number = {.person = 12345,
                               .kind = STR("resident"),
                               .value_sealed = STR("sealed"),
                               .value_key = STR("key"),
                               .status = STR("live")};
    assert_false(add(office, TABLE_person_identifier, &number));
    assert_int_equal(office->err.code, ERROR_CONFLICT);
    assert_int_equal(check(office, 0).seq, 0);
}

static void test_who_changes_what_another_has_changed_is_told(void **state)
{
    Office *office = *state;
    Person mine = some_person("甲");
    assert_true(add(office, TABLE_person, &mine));
    Person other = mine;
    other.name = STR("甲乙");
    assert_true(books_begin(office->books, &act, &office->err));
    assert_true(books_change(office->books, TABLE_person, &other, &office->err));
    assert_true(books_commit(office->books, &office->err));
    assert_int_equal(other.version, 2);
    mine.name = STR("甲丙");
    assert_true(books_begin(office->books, &act, &office->err));
    assert_false(books_change(office->books, TABLE_person, &mine, &office->err));
    assert_int_equal(office->err.code, ERROR_CONFLICT);
    books_rollback(office->books);
    assert_int_equal(check(office, 2).seq, 0);
}

// Whoever changes the file by hand is found, and where.
static void test_a_change_by_hand_is_found(void **state)
{
    static const struct {
        const char *sql;
        int64_t seq;
        const char *what;
    } CHANGES[] = {
        {"UPDATE person SET name = '丙' WHERE id = 3", 2, "person 3 is not what event 2 wrote"},
        {"UPDATE audit_event SET reason = 'another' WHERE seq = 2", 2, "event 2 was changed"},
        {"UPDATE audit_event SET seq = 9 WHERE seq = 3", 3, "event 3 is missing"},
        {"DELETE FROM audit_event WHERE seq = 2", 2, "event 2 is missing"},
        {"DELETE FROM person WHERE id = 3", 0, "person: 3 rows were written, 2 are there"},
        {"UPDATE audit_event SET previous = hash WHERE seq = 3", 3,
         "event 3 does not follow from the one before it"},
    };
    Office *office = *state;
    for (int i = 0; i < 3; i++) {
        Person person = some_person("甲");
        assert_true(add(office, TABLE_person, &person));
    }
    for (size_t i = 0; i < sizeof CHANGES / sizeof CHANGES[0]; i++) {
        Store *store = books_store(office->books);
        ChainFault fault;
        int64_t events = 0;
        assert_true(store_begin(store, &office->err));
        assert_true(store_run(store, &(SqlQuery){.text = CHANGES[i].sql}, NULL, &office->err));
        assert_true(books_check_chain(office->books, office->arena, &events, &fault, &office->err));
        store_rollback(store);
        if (!str_equals(fault.what, CHANGES[i].what))
            fail_msg("%s: " STR_FORMAT, CHANGES[i].sql, STR_ARGS(fault.what));
        if (CHANGES[i].seq > 0) assert_int_equal(fault.seq, CHANGES[i].seq);
    }
    assert_int_equal(check(office, 3).seq, 0);
}

static void test_books_are_made_once_and_opened_with_their_key(void **state)
{
    Office *office = *state;
    books_close(office->books);
    office->books = NULL;
    assert_false(open_books(office, true));
    assert_int_equal(office->err.code, ERROR_CONFLICT);
    Str key;
    assert_true(os_read_file(office->key_file, 4096, office->arena, &key, &office->err));
    assert_true(
        os_write_file(office->key_file, STR("something else\n"), office->arena, &office->err));
    assert_false(open_books(office, false));
    assert_int_equal(office->err.code, ERROR_INVALID);
    os_remove_file(office->key_file);
    assert_false(open_books(office, false));
    assert_true(os_write_file(office->key_file, key, office->arena, &office->err));
    assert_true(open_books(office, false));
}

static void test_a_hash_that_is_too_long_is_told(void **state)
{
    Office *office = *state;
    Person person = some_person("甲");
    assert_true(add(office, TABLE_person, &person));
    assert_true(store_script(books_store(office->books),
                             STR("UPDATE audit_event SET hash = hash || hash"), &office->err));
    assert_false(add(office, TABLE_person, &person));
    assert_int_equal(office->err.code, ERROR_INVALID);
}

// Books that cannot be made leave neither a file nor a key, or they could not be made again.
static void test_books_that_fail_to_be_made_leave_nothing(void **state)
{
    Office *office = *state;
    Books *books = NULL;
    char *place = str_terminated(office->arena, str_print(office->arena, "%s.2", office->place));
    char *key = str_terminated(office->arena, str_print(office->arena, "%s.key", place));
    const BooksOptions options = {.place = place, .schema = "no such folder", .create = true};
    assert_false(books_open(&options, &books, &office->err));
    assert_false(os_exists(place));
    assert_false(os_exists(key));
    const BooksOptions nowhere = {
        .place = "no-such-folder/books.db", .key_file = key, .schema = "schema", .create = true};
    assert_false(books_open(&nowhere, &books, &office->err));
    assert_false(os_exists(key));
}

static void test_what_is_no_books_is_not_brought_to_their_schema(void **state)
{
    Office *office = *state;
    Books *books = NULL;
    Store *store = NULL;
    int64_t tables = -1;
    char *place = str_terminated(office->arena, str_print(office->arena, "%s.2", office->place));
    const BooksOptions upgrade = {
        .place = place, .key_file = office->key_file, .schema = "schema", .upgrade = true};
    const StoreOptions look = {.place = place};
    assert_true(os_write_file(place, STR(""), office->arena, &office->err));
    assert_false(books_open(&upgrade, &books, &office->err));
    assert_true(store_open(&look, &store, &office->err));
    assert_true(store_number(store, &(SqlQuery){.text = "SELECT COUNT(*) FROM sqlite_master"}, -1,
                             &tables, &office->err));
    assert_int_equal(tables, 0);
    store_close(store);
    os_remove_file(place);
}

static void test_who_reads_sees_one_moment(void **state)
{
    Office *office = *state;
    Books *other = NULL;
    Person person = some_person("甲");
    int64_t persons = -1;
    const BooksOptions options = {
        .place = office->place, .key_file = office->key_file, .schema = "schema", .reading = true};
    const SqlQuery count = {.text = "SELECT COUNT(*) FROM person"};
    assert_true(books_open(&options, &other, &office->err));
    Store *store = books_store(other);
    assert_true(store_begin_reading(store, &office->err));
    assert_true(store_number(store, &count, -1, &persons, &office->err));
    assert_true(add(office, TABLE_person, &person));
    assert_true(store_number(store, &count, -1, &persons, &office->err));
    assert_int_equal(persons, 0);
    store_end_reading(store);
    assert_true(store_number(store, &count, -1, &persons, &office->err));
    assert_int_equal(persons, 1);
    books_close(other);
}

// It is read where nothing can be written: a log beside it could not be made there.
static void test_a_backup_is_one_file(void **state)
{
    Office *office = *state;
    Books *backup = NULL;
    char *place = str_terminated(office->arena, str_print(office->arena, "%s.2", office->place));
    char *log = str_terminated(office->arena, str_print(office->arena, "%s-wal", place));
    const BooksOptions options = {
        .place = place, .key_file = office->key_file, .schema = "schema", .reading = true};
    assert_true(store_backup(books_store(office->books), place, &office->err));
    assert_true(books_open(&options, &backup, &office->err));
    assert_false(os_exists(log));
    books_close(backup);
    os_remove_file(place);
}

// SQLite would take this name for books that are nowhere.
static void test_a_file_may_be_called_memory(void **state)
{
    Office *office = *state;
    Books *books = NULL;
    const BooksOptions options = {
        .place = ":memory:", .key_file = office->key_file, .schema = "schema", .reading = true};
    assert_false(os_exists(":memory:"));
    assert_false(books_open(&options, &books, &office->err));
    assert_string_equal(office->err.where, ":memory:"); // not found, rather than empty
}

static void test_the_schema_and_the_tables_agree(void **state)
{
    Office *office = *state;
    for (TableId id = 0; id < table_count(); id++) {
        const Table *table = table_at(id);
        const RowQuery none = {.table = id, .where = "WHERE 1 = 0"};
        int64_t columns = 0;
        if (!row_each(books_store(office->books), &none, NULL, NULL, &office->err))
            fail_msg("%s: %s", table->name, office->err.message);
        const SqlValue name = sql_text(str_from(table->name));
        assert_true(store_number(books_store(office->books),
                                 &(SqlQuery){.text = "SELECT COUNT(*) FROM pragma_table_info($1)",
                                             .values = &name,
                                             .count = 1},
                                 0, &columns, &office->err));
        if (columns != (int64_t)table->column_count)
            fail_msg("%s: %lld columns in schema/, %zu in keep/tables.def", table->name,
                     (long long)columns, table->column_count);
    }
}

int main(void)
{
#define OFFICE(test) cmocka_unit_test_setup_teardown(test, open_office, close_office)
    return RUN_TESTS(OFFICE(test_a_row_is_read_as_it_was_written),
                     OFFICE(test_what_was_committed_is_there_after_reopening),
                     OFFICE(test_what_is_rolled_back_leaves_nothing),
                     OFFICE(test_a_number_lives_once), OFFICE(test_a_link_to_nobody_is_refused),
                     OFFICE(test_who_changes_what_another_has_changed_is_told),
                     OFFICE(test_a_change_by_hand_is_found),
                     OFFICE(test_books_are_made_once_and_opened_with_their_key),
                     OFFICE(test_a_hash_that_is_too_long_is_told),
                     OFFICE(test_books_that_fail_to_be_made_leave_nothing),
                     OFFICE(test_what_is_no_books_is_not_brought_to_their_schema),
                     OFFICE(test_who_reads_sees_one_moment), OFFICE(test_a_backup_is_one_file),
                     OFFICE(test_a_file_may_be_called_memory),
                     OFFICE(test_the_schema_and_the_tables_agree));
}
