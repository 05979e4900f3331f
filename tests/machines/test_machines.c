// The real program, in several processes started by mpirun, says what it says alone.

#include <signal.h>
#include <stdlib.h>

#include "../unit/unit.h"
#include "base/os.h"
#include "base/text.h"
#include "launch.h"

#define ALONE "build/doudi "
#define MPI   "build/doudi-mpi "
#define SMALL "simulate --households 20000 --sample 500 --format json "

static Arena *arena;

static int start(void **state)
{
    (void)state;
    launch_prepare();
    arena = arena_create();
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_destroy(arena);
    return 0;
}

static size_t times(Str text, const char *part)
{
    size_t count = 0;
    for (size_t at = 0; at < text.size; count++) {
        const size_t next = str_find(str_slice(text, at, text.size), str_from(part));
        if (next == SIZE_MAX) break;
        at += next + 1;
    }
    return count;
}

static void show(const char *command, const Said *said)
{
    print_error("%s\nended with %d and said:\n" STR_FORMAT "\n", command, said->status,
                STR_ARGS(said->err));
}

// What one process alone reports.
static Str report_alone(const char *arguments)
{
    const char *command = str_terminated(arena, str_print(arena, ALONE "%s", arguments));
    const Said said = launch(command, arena);
    if (said.status != 0) show(command, &said);
    assert_int_equal(said.status, 0);
    assert_true(said.out.size > 1000);
    return said.out;
}

static size_t differs(const char *options, const char *arguments, Str alone)
{
    const char *command =
        str_terminated(arena, str_print(arena, "mpirun %s " MPI "%s", options, arguments));
    const Said said = launch(command, arena);
    const bool same = said.status == 0 && str_equal(said.out, alone);
    if (!same) show(command, &said);
    return !same;
}

// --- the same report ---

static void test_processes_threads_and_ranges_change_nothing(void **state)
{
    static const char *const RANGES[] = {"dynamic", "static"};
    (void)state;
    size_t faults = 0;
    const Str alone = report_alone(SMALL "--threads 1");
    for (int processes = 1; processes <= 3; processes++) {
        for (int threads = 1; threads <= 2; threads++) {
            for (size_t r = 0; r < 2; r++)
                faults +=
                    differs(str_terminated(arena, str_print(arena, "-n %d", processes)),
                            str_terminated(arena, str_print(arena, SMALL "--threads %d --ranges %s",
                                                            threads, RANGES[r])),
                            alone);
        }
    }
    assert_int_equal(faults, 0);
}

// Counts of the first pass are put together too; and reforms, months, bands.
static void test_whatever_else_is_asked_is_the_same(void **state)
{
    static const char *const ASKED[] = {
        "simulate --households 4000000 --sample 0 --threads 1 --format json",
        "simulate --households 20000 --sample 0 --months 2 --bands 2 --threads 1 --format json "
        "--reform law/china/scenarios/03-coverage.md",
        "simulate --mapping tests/data/survey/survey.map --format json --threads 1",
        "simulate --examples dibao --households 20000 --threads 1",
        "solve --target entitled=10% --vary line_factor=100%..400% --households 2000 --sample 200 "
        "--reform law/china/scenarios/03-coverage.md --threads 1 --format json",
    };
    (void)state;
    size_t faults = 0;
    for (size_t i = 0; i < sizeof ASKED / sizeof ASKED[0]; i++)
        faults += differs("-n 2", ASKED[i], report_alone(ASKED[i]));
    assert_int_equal(faults, 0);
}

// As between machines: no shared memory.
static void test_the_network_changes_nothing(void **state)
{
    (void)state;
    assert_int_equal(differs("-n 2 --mca btl self,tcp --mca osc ^sm", SMALL "--threads 2",
                             report_alone(SMALL "--threads 1")),
                     0);
}

static void test_the_first_speaks_for_all(void **state)
{
    (void)state;
    const Said said = launch("mpirun -n 2 " MPI SMALL "--threads 1", arena);
    assert_int_equal(said.status, 0);
    assert_int_equal(times(said.err, "left to the interpreter"), 1);
    assert_int_equal(times(said.err, "\n"), 1);
    const Said version = launch("mpirun -n 2 " MPI "version", arena);
    assert_int_equal(version.status, 0);
    assert_int_equal(times(version.out, "doudi"), 1);
}

// --- failures ---

typedef struct Refused {
    const char *command, *part;
    int status;
} Refused;

static void test_a_failure_is_said_once_and_ends_all(void **state)
{
    static const Refused ROWS[] = {
        {"mpirun -n 2 " MPI "simulate --households x", "\"x\" is not a whole number", 2},
        {"mpirun -n 2 " MPI "simulate --ranges some", "--ranges is dynamic or static", 2},
        {"mpirun -n 2 " MPI "simulate --law nowhere", "there is no such file or folder", 1},
        {"mpirun -n 1 " MPI SMALL ": -n 1 " MPI SMALL "--law nowhere",
         "there is no such file or folder (rank 1 of 2", 1},
        {"mpirun -n 1 " MPI SMALL "--law nowhere : -n 2 " MPI SMALL,
         "there is no such file or folder", 1},
        {"mpirun -n 1 " MPI SMALL ": -n 1 " MPI SMALL "--seed 7",
         "the command line is not the same", 3},
        {"mpirun -n 1 " MPI "version : -n 1 " MPI SMALL, "the command is not the same", 3},
        {"mpirun -n 1 " MPI SMALL ": -n 1 " MPI SMALL "--nonsense", "has no option", 2},
        {"mpirun -n 2 " MPI "simulate --households 2000 --sample 0 --out nowhere/report.txt",
         "could not write the file", 3},
    };
    (void)state;
    size_t faults = 0;
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        const Said said = launch(ROWS[i].command, arena);
        const bool right = said.status == ROWS[i].status && times(said.err, "error: ") == 1 &&
                           times(said.err, ROWS[i].part) == 1 && said.out.size == 0;
        if (!right) show(ROWS[i].command, &said);
        faults += !right;
    }
    assert_int_equal(faults, 0);
}

// Another law under the same name: only its text tells.
static void test_another_law_is_refused(void **state)
{
    (void)state;
    char *at = NULL;
    Error err = {0};
    assert_true(os_temporary_file(arena, &at, &err));
    const Str made = str_print(arena,
                               "sh -c 'mkdir %s.a %s.b; sed s/130/131/ "
                               "law/china/scenarios/03-coverage.md >%s.b/r.md; "
                               "cp law/china/scenarios/03-coverage.md %s.a/r.md'",
                               at, at, at, at);
    assert_int_equal(launch(str_terminated(arena, made), arena).status, 0);
    Text command = text_start(arena);
    text_add(&command, STR("mpirun "));
    for (char one = 'a'; one <= 'b'; one++)
        text_print(&command,
                   "%s -n 1 sh -c \"cd %s.%c; exec $PWD/" MPI
                   "simulate --law $PWD/law/china --reform r.md --households 2000\"",
                   one == 'a' ? "" : " :", at, one);
    const Said said = launch(str_terminated(arena, text_str(&command)), arena);
    (void)launch(str_terminated(arena, str_print(arena, "rm -r %s %s.a %s.b", at, at, at)), arena);
    if (said.status != 3) show(str_terminated(arena, text_str(&command)), &said);
    assert_int_equal(said.status, 3);
    assert_int_equal(times(said.err, "the law is not the same"), 1);
}

// A process that dies takes the others with it.
static void test_a_process_that_dies_ends_all(void **state)
{
    (void)state;
    char *file = NULL;
    Error err = {0};
    assert_true(os_temporary_file(arena, &file, &err));
    const char *command = str_terminated(
        arena, str_print(arena,
                         "mpirun -n 2 sh -c 'echo $$ >>%s; exec " MPI
                         "simulate --households 2000000 --threads 1 --sample 0 --format json'",
                         file));
    const Interruption kill_one = {.file = file, .processes = 2, .signal_number = SIGKILL};
    const Said said = launch_and_interrupt(command, &kill_one, arena);
    os_remove_file(file);
    assert_int_equal(said.status, 128 + SIGKILL);
    assert_int_equal(said.out.size, 0);
}

static void test_whoever_is_interrupted_ends_all_with_a_partial_report(void **state)
{
    static const Interruption WAYS[] = {
        {.processes = 2, .signal_number = SIGINT},
        {.processes = 2, .signal_number = SIGTERM},
        {.processes = 2, .signal_number = SIGUSR1, .to_mpirun = true}};
    (void)state;
    for (size_t i = 0; i < sizeof WAYS / sizeof WAYS[0]; i++) {
        char *file = NULL;
        Error err = {0};
        assert_true(os_temporary_file(arena, &file, &err));
        const char *command = str_terminated(
            arena, str_print(arena,
                             "mpirun -n 2 sh -c 'echo $$ >>%s; exec " MPI
                             "simulate --households 2000000 --threads 1 --format json'",
                             file));
        Interruption way = WAYS[i];
        way.file = file;
        const Said said = launch_and_interrupt(command, &way, arena);
        os_remove_file(file);
        if (said.status != 3) show(command, &said); // as one process alone that is interrupted
        assert_int_equal(said.status, 3);
        assert_int_equal(times(said.out, "\"partial\": true"), 1);
    }
}

// One process, once it has said that everyone is decided.
static void test_who_is_interrupted_while_bands_are_drawn_reports_without_them(void **state)
{
    (void)state;
    char *file = NULL;
    Error err = {0};
    assert_true(os_temporary_file(arena, &file, &err));
    const char *command = str_terminated(
        arena, str_print(arena,
                         "sh -c '" ALONE "simulate --households 200 --sample 0 --bands 200 "
                         "--format json 2>%s & until grep -q \"left to\" %s; do sleep 0.05; done; "
                         "kill -USR1 $!; wait $!'",
                         file, file));
    const Said said = launch(command, arena);
    os_remove_file(file);
    assert_int_equal(said.status, 3);
    assert_int_equal(times(said.out, "\"partial\": false"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_processes_threads_and_ranges_change_nothing),
        cmocka_unit_test(test_whatever_else_is_asked_is_the_same),
        cmocka_unit_test(test_the_network_changes_nothing),
        cmocka_unit_test(test_the_first_speaks_for_all),
        cmocka_unit_test(test_a_failure_is_said_once_and_ends_all),
        cmocka_unit_test(test_another_law_is_refused),
        cmocka_unit_test(test_a_process_that_dies_ends_all),
        cmocka_unit_test(test_whoever_is_interrupted_ends_all_with_a_partial_report),
        cmocka_unit_test(test_who_is_interrupted_while_bands_are_drawn_reports_without_them),
    };
    return run_group_with(tests, sizeof tests / sizeof tests[0], start, end);
}
