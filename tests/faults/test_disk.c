// A disk that fails, tears or is full at any call costs nothing that was acknowledged.
//
// Each scenario is run on a copy of the same books with a fault at the first call to the disk, then
// at the second, and so on until it runs through. Whatever the scenario said of itself, the books
// are then opened on a sound disk: the file and the chain of the audit are sound; what was
// acknowledged is wholly there, and what was not is wholly there or wholly not.

#include <stdio.h>
#include <stdlib.h>

#include "base/os.h"
#include "base/text.h"
#include "faulty_disk.h"
#include "keep/store/books.h"

enum { BOOKS_MAX = 64 * 1024 * 1024 };

typedef struct Trial {
    Arena *arena; // of one run
    char *place, *start, *other;
    int64_t before; // persons
    size_t runs, refused, faults;
    const char *scenario;
} Trial;

static const Act act = {.user = 1, .county = {"510107", 6}, .reason = {"a trial", 7}};

static bool open_books(const Trial *trial, const char *place, bool create, Books **books,
                       Error *err)
{
    const BooksOptions options = {
        .place = place,
        .key_file = str_terminated(trial->arena, str_print(trial->arena, "%s.key", trial->start)),
        .schema = "schema",
        .create = create};
    return books_open(&options, books, err);
}

// --- scenarios: each says how many persons it has acknowledged ---

static bool add_person(Books *books, Error *err)
{
    Person person = {
        .name = STR("甲"), .sex = STR("unknown"), .died = DATE_LAST, .status = STR("active")};
    return books_add(books, TABLE_person, &person, err);
}

static int64_t add_some(Books *books, int64_t count)
{
    Error err = {0};
    bool done = books_begin(books, &act, &err);
    const bool begun = done;
    for (int64_t i = 0; done && i < count; i++) done = add_person(books, &err);
    done = done && books_commit(books, &err);
    if (begun && !done) books_rollback(books);
    return done ? count : 0;
}

static int64_t one_write(Books *books, const Trial *trial)
{
    (void)trial;
    return add_some(books, 1);
}

static int64_t three_writes(Books *books, const Trial *trial)
{
    (void)trial;
    int64_t done = 0;
    for (int i = 0; i < 3; i++) done += add_some(books, 2);
    return done;
}

// More than the log holds before it is brought into the file.
static int64_t many_writes(Books *books, const Trial *trial)
{
    (void)trial;
    return add_some(books, 3000);
}

static int64_t change(Books *books, const Trial *trial)
{
    Error err = {0};
    Person person = {0};
    bool found = false;
    const RowQuery any = {.table = TABLE_person, .where = "ORDER BY id LIMIT 1"};
    if (!row_find(books_store(books), &any, trial->arena, &person, &found, &err) || !found)
        return 0;
    person.name = STR("丁");
    if (!books_begin(books, &act, &err)) return 0;
    if (!books_change(books, TABLE_person, &person, &err) || !books_commit(books, &err))
        books_rollback(books);
    return 0;
}

static int64_t rolled_back(Books *books, const Trial *trial)
{
    Error err = {0};
    (void)trial;
    if (!books_begin(books, &act, &err)) return 0;
    (void)!add_person(books, &err);
    books_rollback(books);
    return add_some(books, 1);
}

static int64_t backup(Books *books, const Trial *trial)
{
    Error err = {0};
    os_remove_file(trial->other);
    (void)!store_backup(books_store(books), trial->other, &err);
    return 0;
}

static int64_t reading(Books *books, const Trial *trial)
{
    Error err = {0};
    ChainFault fault;
    int64_t events = 0;
    (void)!books_check_chain(books, trial->arena, &events, &fault, &err);
    return 0;
}

static const struct {
    const char *name;
    int64_t (*run)(Books *books, const Trial *trial);
    int64_t step; // calls from one fault to the next
} SCENARIOS[] = {
    {"one write", one_write, 1},      {"three writes", three_writes, 1},
    {"many writes", many_writes, 37}, {"a change", change, 1},
    {"rolled back", rolled_back, 1},  {"a backup", backup, 1},
    {"reading", reading, 1},
};

static const struct {
    const char *name;
    DiskFault fault;
} FAULTS[] = {{"fails once", DISK_FAILS_ONCE}, {"is full", DISK_IS_FULL}, {"tears", DISK_TEARS}};

// --- one run ---

static void copy_file(Trial *trial, const char *from, const char *to)
{
    Str text;
    Error err = {0};
    if (!os_read_file(from, BOOKS_MAX, trial->arena, &text, &err) ||
        !os_write_file(to, text, trial->arena, &err)) {
        (void)fprintf(stderr, "%s\n", err.message);
        exit(2);
    }
}

static void remove_books(const Trial *trial, const char *place)
{
    static const char *const FILES[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof FILES / sizeof FILES[0]; i++)
        os_remove_file(
            str_terminated(trial->arena, str_print(trial->arena, "%s%s", place, FILES[i])));
}

static void expect(Trial *trial, const char *fault, int64_t call, const char *what, bool holds)
{
    if (holds) return;
    (void)fprintf(stderr, "%s, the disk %s at call %lld: not so: %s\n", trial->scenario, fault,
                  (long long)call, what);
    trial->faults++;
}

static void look(Trial *trial, const char *fault, int64_t call, int64_t acknowledged)
{
    Books *books = NULL;
    Error err = {0};
    ChainFault wrong = {0};
    int64_t events = 0;
    int64_t persons = 0;
    bool sound = false;
    if (!open_books(trial, trial->place, false, &books, &err)) {
        expect(trial, fault, call, err.message, false);
        return;
    }
    const bool read =
        store_check(books_store(books), &sound, &err) &&
        books_check_chain(books, trial->arena, &events, &wrong, &err) &&
        store_number(books_store(books), &(SqlQuery){.text = "SELECT COUNT(*) FROM person"}, 0,
                     &persons, &err);
    expect(trial, fault, call, "the books can be read", read);
    expect(trial, fault, call, "the file is sound", sound);
    expect(trial, fault, call, "the chain is sound", wrong.what.size == 0);
    expect(trial, fault, call, "what was acknowledged is there",
           persons >= trial->before + acknowledged);
    books_close(books);
}

// False: the fault was never met.
static bool run_once(Trial *trial, size_t scenario, size_t fault, int64_t call)
{
    Books *books = NULL;
    Error err = {0};
    int64_t acknowledged = 0;
    arena_reset(trial->arena);
    remove_books(trial, trial->place);
    copy_file(trial, trial->start, trial->place);
    faulty_disk_arm(FAULTS[fault].fault, call);
    if (open_books(trial, trial->place, false, &books, &err)) {
        acknowledged = SCENARIOS[scenario].run(books, trial);
        books_close(books);
    }
    const bool met = faulty_disk_has_failed();
    trial->refused += met;
    trial->runs++;
    faulty_disk_arm(DISK_SOUND, 0);
    look(trial, FAULTS[fault].name, call, acknowledged);
    return met;
}

static void make_start(Trial *trial)
{
    Books *books = NULL;
    Error err = {0};
    if (!open_books(trial, trial->start, true, &books, &err)) {
        (void)fprintf(stderr, "%s: %s\n", err.where, err.message);
        exit(2);
    }
    trial->before = add_some(books, 20);
    books_close(books);
}

int main(void)
{
    Arena *arena = arena_create();
    Trial trial = {.arena = arena_create()};
    Error err = {0};
    faulty_disk_install();
    faulty_disk_arm(DISK_SOUND, 0);
    if (!os_temporary_file(arena, &trial.place, &err) ||
        !os_temporary_file(arena, &trial.start, &err) ||
        !os_temporary_file(arena, &trial.other, &err))
        return 2;
    os_remove_file(trial.start);
    make_start(&trial);
    size_t scenarios = 0;
    for (size_t s = 0; s < sizeof SCENARIOS / sizeof SCENARIOS[0]; s++) {
        for (size_t f = 0; f < sizeof FAULTS / sizeof FAULTS[0]; f++, scenarios++) {
            trial.scenario = SCENARIOS[s].name;
            int64_t call = 1;
            while (run_once(&trial, s, f, call)) call += SCENARIOS[s].step;
        }
    }
    (void)printf("%zu scenarios, %zu runs, %zu faults of the disk, %zu of them costing something\n",
                 scenarios, trial.runs, trial.refused, trial.faults);
    remove_books(&trial, trial.place);
    remove_books(&trial, trial.start);
    remove_books(&trial, trial.other);
    os_remove_file(str_terminated(arena, str_print(arena, "%s.key", trial.start)));
    (void)printf("%zu passed, %zu failed\n", trial.runs, trial.faults);
    arena_destroy(trial.arena);
    arena_destroy(arena);
    return trial.faults > 0;
}
