// Killed at any moment, the books lose nothing that was acknowledged, and keep nothing half done.
//
// A process writes persons, each with an identifier in one transaction, and says on a pipe what was
// committed; it is killed (-9) after some writes and a random time, again and again. After each
// kill the books are opened anew: every person that was said to be written is there with its
// identifier, and the chain of the audit goes on from where it was. At the end it is checked from
// the first event on.

// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): named by POSIX
#define _XOPEN_SOURCE 700

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/os.h"
#include "base/text.h"
#include "keep/store/books.h"

enum { KILLS = 1000, HEARD_MAX = 4, LONGEST_US = 4000 };

typedef struct Trial {
    Arena *arena;
    char *place;
    uint64_t draws;
    int64_t acknowledged, last; // persons; the highest number that was said
    size_t faults;
} Trial;

static uint64_t draw(Trial *trial)
{
    uint64_t z = trial->draws += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}

static bool open_books(const Trial *trial, bool create, Books **books)
{
    Error err = {0};
    const BooksOptions options = {.place = trial->place, .schema = "schema", .create = create};
    if (books_open(&options, books, &err)) return true;
    (void)fprintf(stderr, "%s: %s\n", err.where, err.message);
    return false;
}

static bool write_one(Books *books, int64_t number, Error *err)
{
    char name[32];
    char key[32];
    const Act act = {.user = 1, .county = STR("510107"), .reason = STR("a trial")};
    (void)snprintf(name, sizeof name, "person %lld", (long long)number);
    (void)snprintf(key, sizeof key, "%lld", (long long)number);
    Person person = {.name = str_from(name),
                     .sex = STR("unknown"),
                     .born = {0},
                     .died = DATE_LAST,
                     .status = STR("active")};
    PersonIdentifier identifier = {.kind = STR("resident"),
                                   .value_sealed = STR("sealed"),
                                   .value_key = str_from(key),
                                   .status = STR("live")};
    if (!books_begin(books, &act, err) || !books_add(books, TABLE_person, &person, err))
        return false;
    identifier.person = person.id;
    return books_add(books, TABLE_person_identifier, &identifier, err) && books_commit(books, err);
}

// The process that is killed: writes and tells until it ends.
static void write_on(const Trial *trial, int64_t from, int out)
{
    Books *books = NULL;
    Error err = {0};
    const int64_t ready = 0;
    if (!open_books(trial, false, &books)) _exit(2);
    if (write(out, &ready, sizeof ready) != sizeof ready) _exit(4);
    for (int64_t number = from;; number++) {
        if (!write_one(books, number, &err)) {
            (void)fprintf(stderr, "%s\n", err.message);
            _exit(3);
        }
        if (write(out, &number, sizeof number) != sizeof number) _exit(4);
    }
}

// The next that is said; 0: the books are open. False: the pipe broke off.
static bool hear(int in, int64_t *number)
{
    return read(in, number, sizeof *number) == (ssize_t)sizeof *number;
}

// Counts what is said, so often at most. False: the pipe broke off.
static bool count_heard(Trial *trial, int in, uint64_t most)
{
    int64_t number = 0;
    for (uint64_t i = 0; i < most; i++) {
        if (!hear(in, &number)) return false;
        if (number == 0) continue; // the books are open
        trial->acknowledged++;
        trial->last = number;
    }
    return true;
}

// After some writes, and a random time within the next.
static void kill_once(Trial *trial, int64_t from)
{
    int pipes[2];
    int status = 0;
    if (pipe(pipes) != 0) exit(2);
    const pid_t child = fork();
    if (child < 0) exit(2);
    if (child == 0) {
        (void)close(pipes[0]);
        write_on(trial, from, pipes[1]);
    }
    (void)close(pipes[1]);
    const struct timespec time = {.tv_nsec = (long)(draw(trial) % LONGEST_US) * 1000};
    (void)count_heard(trial, pipes[0], 1 + draw(trial) % HEARD_MAX);
    (void)nanosleep(&time, NULL);
    (void)kill(child, SIGKILL);
    (void)count_heard(trial, pipes[0], UINT64_MAX);
    (void)close(pipes[0]);
    (void)waitpid(child, &status, 0);
    if (!WIFSIGNALED(status)) {
        (void)fprintf(stderr, "the writer ended by itself, with %d\n", WEXITSTATUS(status));
        trial->faults++;
    }
}

static int64_t ask(Trial *trial, Books *books, const char *sql)
{
    Error err = {0};
    int64_t number = -1;
    if (!store_number(books_store(books), &(SqlQuery){.text = sql}, -1, &number, &err)) {
        (void)fprintf(stderr, "%s\n", err.message);
        trial->faults++;
    }
    return number;
}

static void expect(Trial *trial, const char *what, bool holds)
{
    if (holds) return;
    (void)fprintf(stderr, "%s: not so\n", what);
    trial->faults++;
}

// The highest number that is there, for the next to begin after.
static int64_t look(Trial *trial)
{
    Books *books = NULL;
    if (!open_books(trial, false, &books)) exit(2);
    const int64_t persons = ask(trial, books, "SELECT COUNT(*) FROM person");
    const int64_t highest = ask(
        trial, books, "SELECT COALESCE(MAX(CAST(value_key AS BIGINT)), 0) FROM person_identifier");
    expect(trial, "everything acknowledged is there",
           persons >= trial->acknowledged && highest >= trial->last);
    expect(trial, "at most one write was not heard of", highest <= trial->last + 1);
    expect(trial, "every person has an identifier",
           persons == ask(trial, books, "SELECT COUNT(*) FROM person_identifier"));
    expect(trial, "every write has its event",
           ask(trial, books, "SELECT COUNT(*) FROM audit_event") == 2 * persons);
    expect(trial, "events are numbered without a gap",
           ask(trial, books, "SELECT COALESCE(MAX(seq), 0) FROM audit_event") == 2 * persons);
    trial->acknowledged = persons; // what was written and not heard of counts from now on
    trial->last = highest > 0 ? highest : 0;
    books_close(books);
    return trial->last;
}

static void check_whole(Trial *trial)
{
    Books *books = NULL;
    Error err = {0};
    ChainFault fault;
    int64_t events = 0;
    bool sound = false;
    if (!open_books(trial, false, &books)) exit(2);
    expect(trial, "the file is sound", store_check(books_store(books), &sound, &err) && sound);
    expect(trial, "the chain is sound",
           books_check_chain(books, trial->arena, &events, &fault, &err) && fault.what.size == 0);
    (void)printf("%d kills, %lld writes acknowledged, %lld events\n", KILLS,
                 (long long)trial->acknowledged, (long long)events);
    books_close(books);
}

int main(void)
{
    Trial trial = {.arena = arena_create(), .draws = 20240501};
    Error err = {0};
    Books *books = NULL;
    if (!os_temporary_file(trial.arena, &trial.place, &err)) return 2;
    os_remove_file(trial.place);
    if (!open_books(&trial, true, &books)) return 2;
    books_close(books);
    int64_t from = 1;
    for (int k = 0; k < KILLS; k++) {
        kill_once(&trial, from);
        from = look(&trial) + 1;
    }
    check_whole(&trial);
    expect(&trial, "enough was written to mean something", trial.acknowledged > KILLS);
    for (size_t i = 0; i < 4; i++) {
        static const char *const FILES[] = {"", ".key", "-wal", "-shm"};
        os_remove_file(
            str_terminated(trial.arena, str_print(trial.arena, "%s%s", trial.place, FILES[i])));
    }
    (void)printf("%d passed, %zu failed\n", KILLS, trial.faults);
    arena_destroy(trial.arena);
    return trial.faults > 0;
}
