#include "base/os.h"
#include "base/team.h"
#include "team_threads.h"
#include "unit.h"

enum { MEMBERS = 3, NUMBERS = 1000, THREADS = 2 };

// Members are threads, in which cmocka's checks must not be used: what they saw is kept.
typedef struct Seen {
    bool done[MEMBERS];
    Error errors[MEMBERS];
    uint64_t words[MEMBERS][2];
    atomic_uint taken[NUMBERS]; // how often each number was dealt
    atomic_uint by[MEMBERS];    // numbers dealt to each member
    uint32_t bad;               // the member that fails, or differs
} Seen;

static void add_words(void *context, Team *team)
{
    Seen *seen = context;
    uint64_t *words = seen->words[team->rank];
    words[0] = team->rank + UINT64_C(1);
    words[1] = team->rank == 0 ? UINT64_MAX : 2; // -1 + 2 + 2
    seen->done[team->rank] = team_add(team, "words", words, 2, &seen->errors[team->rank]);
}

static void test_words_are_added_and_everyone_has_the_sums(void **state)
{
    (void)state;
    Seen seen = {0};
    team_threads_run(MEMBERS, TEAM_DYNAMIC, add_words, &seen);
    for (size_t r = 0; r < MEMBERS; r++) {
        assert_true(seen.done[r]);
        assert_int_equal(seen.words[r][0], 6);
        assert_int_equal(seen.words[r][1], 3);
    }
}

static void unite_bytes(void *context, Team *team)
{
    Seen *seen = context;
    enum { SIZE = 5000001 }; // more than is sent at a time, and no whole number of words
    Arena *arena = arena_create();
    unsigned char *bytes = arena_take(arena, SIZE);
    for (size_t i = team->rank; i < SIZE; i += team->size) bytes[i] = (unsigned char)(i % 251 + 1);
    bool same = team_unite(team, "bytes", bytes, SIZE, &seen->errors[team->rank]);
    for (size_t i = 0; i < SIZE; i++) same = same && bytes[i] == i % 251 + 1;
    seen->done[team->rank] = same;
    arena_destroy(arena);
}

static void test_bytes_of_several_members_are_put_together(void **state)
{
    (void)state;
    Seen seen = {0};
    team_threads_run(MEMBERS, TEAM_DYNAMIC, unite_bytes, &seen);
    for (size_t r = 0; r < MEMBERS; r++) assert_true(seen.done[r]);
}

// --- dealing ---

typedef struct Taker {
    Seen *seen;
    TeamDeal deal;
    uint32_t rank;
} Taker;

static void take_numbers(void *context, uint32_t thread)
{
    Taker *taker = context;
    (void)thread;
    for (uint64_t k = 0; team_next(&taker->deal, &k);) {
        (void)atomic_fetch_add(&taker->seen->taken[k], 1);
        (void)atomic_fetch_add(&taker->seen->by[taker->rank], 1);
    }
}

static void take_share(void *context, Team *team)
{
    Seen *seen = context;
    Taker taker = {.seen = seen, .rank = team_rank(team)};
    bool done = true;
    for (int round = 0; round < 2; round++) { // a second deal begins anew
        done = done && team_deal(team, NUMBERS, &taker.deal, &seen->errors[taker.rank]);
        if (done) os_run_threads(THREADS, take_numbers, &taker);
    }
    seen->done[taker.rank] = done;
}

static void check_dealt(const Seen *seen)
{
    for (size_t k = 0; k < NUMBERS; k++) assert_int_equal(seen->taken[k], 2);
}

static void test_every_number_is_dealt_once(void **state)
{
    (void)state;
    Seen dynamic = {0};
    team_threads_run(MEMBERS, TEAM_DYNAMIC, take_share, &dynamic);
    check_dealt(&dynamic);
    Seen fixed = {0};
    team_threads_run(MEMBERS, TEAM_STATIC, take_share, &fixed);
    check_dealt(&fixed);
    for (size_t r = 0; r < MEMBERS; r++) assert_in_range(fixed.by[r], 666, 668); // in two rounds
}

static void test_who_is_alone_is_dealt_all_and_adds_nothing(void **state)
{
    (void)state;
    Seen seen = {0};
    uint64_t word = 7;
    Error err = {0};
    take_share(&seen, NULL);
    check_dealt(&seen);
    assert_true(team_add(NULL, "word", &word, 1, &err));
    assert_int_equal(word, 7);
    assert_true(team_same(NULL, "the law", STR("one"), &err));
    assert_false(team_agree(NULL, false, &(Error){.code = ERROR_INVALID}, &err));
    assert_int_equal(err.code, ERROR_INVALID);
    assert_int_equal(team_rank(NULL), 0);
}

static void stop_early(void *context, Team *team)
{
    Seen *seen = context;
    TeamDeal deal;
    uint64_t k = 0;
    Error *err = &seen->errors[team->rank];
    bool done = team_deal(team, NUMBERS, &deal, err);
    if (team->rank == seen->bad) {
        done = done && team_next(&deal, &k);
        team_stop(&deal);
    }
    done = done && team_agree(team, true, NULL, err);
    if (team->rank != seen->bad) done = done && team_goes_on(&deal); // it has not looked yet
    team_look(&deal);
    seen->done[team->rank] = done && !team_goes_on(&deal) && !team_next(&deal, &k);
}

static void test_whoever_stops_the_dealing_stops_it_for_all(void **state)
{
    (void)state;
    for (TeamRanges ranges = TEAM_DYNAMIC; ranges <= TEAM_STATIC; ranges++) {
        Seen seen = {.bad = 2};
        team_threads_run(MEMBERS, ranges, stop_early, &seen);
        for (size_t r = 0; r < MEMBERS; r++) assert_true(seen.done[r]);
    }
}

// --- failures ---

static void fail_one(void *context, Team *team)
{
    Seen *seen = context;
    Error *err = &seen->errors[team->rank];
    uint64_t words[2] = {0};
    TeamDeal deal;
    bool done = true;
    if (team->rank == seen->bad) {
        done = error_set(err, ERROR_NOT_FOUND, "law/x.md", "there is no such file");
    } else if (team->rank == 0) { // the others are each at something else
        done = team_add(team, "words", words, 2, err);
    } else {
        done = team_deal(team, NUMBERS, &deal, err);
    }
    seen->done[team->rank] = team_agree(team, done, err, err);
}

static void test_the_failure_of_one_is_the_failure_of_all(void **state)
{
    (void)state;
    Seen seen = {.bad = 1};
    team_threads_run(MEMBERS, TEAM_DYNAMIC, fail_one, &seen);
    for (size_t r = 0; r < MEMBERS; r++) {
        assert_false(seen.done[r]);
        assert_int_equal(seen.errors[r].code, ERROR_NOT_FOUND);
        assert_string_equal(seen.errors[r].where, "law/x.md");
        assert_string_equal(seen.errors[r].message, "there is no such file (rank 1 of 3, on here)");
    }
}

static void fail_all(void *context, Team *team)
{
    Seen *seen = context;
    Error own = {.code = ERROR_USAGE, .message = "first"};
    if (team->rank > 0) (void)error_set(&own, ERROR_INVALID, "", "other");
    seen->done[team->rank] = team_agree(team, false, &own, &seen->errors[team->rank]);
}

static void test_of_several_failures_the_first_members_is_told(void **state)
{
    (void)state;
    Seen seen = {0};
    team_threads_run(MEMBERS, TEAM_DYNAMIC, fail_all, &seen);
    for (size_t r = 0; r < MEMBERS; r++) {
        assert_int_equal(seen.errors[r].code, ERROR_USAGE);
        assert_string_equal(seen.errors[r].message, "first");
    }
}

static void add_another_size(void *context, Team *team)
{
    Seen *seen = context;
    uint64_t words[3] = {0};
    seen->done[team->rank] =
        team_add(team, "words", words, team->rank == seen->bad ? 3 : 2, &seen->errors[team->rank]);
}

static void add_another_thing(void *context, Team *team)
{
    Seen *seen = context;
    uint64_t words[2] = {0};
    seen->done[team->rank] = team_add(team, team->rank == seen->bad ? "sums" : "words", words, 2,
                                      &seen->errors[team->rank]);
}

static void test_members_that_do_different_things_are_refused(void **state)
{
    (void)state;
    for (uint32_t bad = 0; bad < MEMBERS; bad++) {
        Seen sizes = {.bad = bad};
        Seen things = {.bad = bad};
        team_threads_run(MEMBERS, TEAM_DYNAMIC, add_another_size, &sizes);
        team_threads_run(MEMBERS, TEAM_DYNAMIC, add_another_thing, &things);
        for (size_t r = 0; r < MEMBERS; r++) {
            assert_false(sizes.done[r]);
            assert_false(things.done[r]);
            assert_non_null(strstr(sizes.errors[r].message, "install the same build"));
            assert_int_equal(things.errors[r].code, ERROR_ENVIRONMENT);
        }
    }
}

static void compare_texts(void *context, Team *team)
{
    Seen *seen = context;
    const Str text = team->rank == seen->bad ? STR("another") : STR("the same");
    seen->done[team->rank] = team_same(team, "the law", text, &seen->errors[team->rank]);
}

static void test_another_text_is_refused_by_name_and_place(void **state)
{
    (void)state;
    Seen same = {.bad = MEMBERS};
    Seen other = {.bad = 2};
    team_threads_run(MEMBERS, TEAM_DYNAMIC, compare_texts, &same);
    team_threads_run(MEMBERS, TEAM_DYNAMIC, compare_texts, &other);
    for (size_t r = 0; r < MEMBERS; r++) {
        assert_true(same.done[r]);
        assert_false(other.done[r]);
        assert_non_null(strstr(other.errors[r].message, "the law is not the same"));
        assert_non_null(strstr(other.errors[r].message, "rank 2 of 3"));
    }
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_words_are_added_and_everyone_has_the_sums),
                     cmocka_unit_test(test_bytes_of_several_members_are_put_together),
                     cmocka_unit_test(test_every_number_is_dealt_once),
                     cmocka_unit_test(test_who_is_alone_is_dealt_all_and_adds_nothing),
                     cmocka_unit_test(test_whoever_stops_the_dealing_stops_it_for_all),
                     cmocka_unit_test(test_the_failure_of_one_is_the_failure_of_all),
                     cmocka_unit_test(test_of_several_failures_the_first_members_is_told),
                     cmocka_unit_test(test_members_that_do_different_things_are_refused),
                     cmocka_unit_test(test_another_text_is_refused_by_name_and_place));
}
