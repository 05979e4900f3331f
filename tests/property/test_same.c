// The same case is decided the same: again, elsewhere in memory, under the law compiled again, from
// a file, with its members and rows listed in another order, or under other names.

#include <string.h>

#include "base/text.h"
#include "decide/situation_json.h"
#include "decide/value_text.h"
#include "explain/report.h"
#include "property.h"

static Law law;
static Law law_again;

static Str report(const Decision *decision)
{
    const ReportOptions options = {.language = LANGUAGE_ZH, .only = NONE};
    return report_json(decision, &options);
}

// The case file read under `under` and decided, or NULL with the reason told.
static Decision *decide_file(Trial *trial, Law *under, Str text, const Situation *household)
{
    Sources sources = {0};
    Diagnostics diagnostics = diagnostics_start(trial->request, &sources);
    const uint32_t file = sources_add(trial->request, &sources, STR("case.json"), text);
    const CaseFileOptions options = {0};
    const Situation *read =
        situation_from_json(under->program, &options, &diagnostics, file, trial->request);
    if (read == NULL) {
        violate(trial, household, "its case file is refused: " STR_FORMAT,
                STR_ARGS(diagnostics.list.items[0].message));
        return NULL;
    }
    return trial_decide(trial, read, false);
}

static void expect_same_text(Trial *trial, const Situation *household, const char *what,
                             const Decision *first, const Decision *second)
{
    const Str one = report(first);
    const Str other = report(second);
    if (strcmp(receipt_of(first).text, receipt_of(second).text) != 0)
        violate(trial, household, "%s: the receipts differ", what);
    if (str_equal(one, other)) return;
    size_t at = 0;
    while (at < one.size && at < other.size && one.data[at] == other.data[at]) at++;
    const size_t start = at > 200 ? at - 200 : 0;
    violate(trial, household, "%s: the reports differ: ...%.*s... and ...%.*s...", what,
            (int)(one.size - start < 400 ? one.size - start : 400), one.data + start,
            (int)(other.size - start < 400 ? other.size - start : 400), other.data + start);
}

static void make(Trial *trial)
{
    household_fill(trial->household, &trial->random,
                   (unsigned)random_between(&trial->random, 30, 100), trial->oddity);
    household_fill(trial->household, &trial->random, 100, trial->oddity);
    household_doubt(trial->household, &trial->random, 3);
    household_mend(trial->household);
    household_sign(trial->household);
}

// --- again ---

static void decided_again(Trial *trial)
{
    make(trial);
    const Situation *household = trial->household;
    const Decision *first = trial_decide(trial, household, false);
    const Decision *second = trial_decide(trial, household, false);
    if (first == NULL || second == NULL) return;
    expect_same_text(trial, household, "decided twice", first, second);

    const Str text = household_json(household, NULL, trial->request);
    const Decision *from_file = decide_file(trial, &law, text, household);
    if (from_file != NULL)
        expect_same_text(trial, household, "read from its file", first, from_file);

    Arena *elsewhere = arena_create();
    Trial other = *trial;
    other.request = elsewhere;
    const Decision *under_again = decide_file(&other, &law_again, text, household);
    if (under_again != NULL)
        expect_same_text(&other, household, "under the law compiled again", first, under_again);
    trial->violations = other.violations;
    arena_destroy(elsewhere);
}

static void test_a_case_decided_again_gives_the_same_bytes(void **state)
{
    (void)state;
    const TrialOptions options = {.rounds = 14, .members_max = 6, .rows_max = 3, .months_max = 6};
    assert_int_equal(run_trials(&law, &options, decided_again), 0);
}

// --- listed otherwise ---

static void listed_otherwise(Trial *trial)
{
    make(trial);
    const Situation *household = trial->household;
    const Decision *first = trial_decide(trial, household, false);
    if (first == NULL) return;
    for (int i = 0; i < 2; i++) {
        const Str text = household_json(household, &trial->random, trial->request);
        const Decision *second = decide_file(trial, &law, text, household);
        if (second != NULL)
            expect_same_text(trial, household, "members and keys listed otherwise", first, second);
    }
}

static void test_the_order_of_members_and_keys_in_a_file_changes_no_byte(void **state)
{
    (void)state;
    const TrialOptions options = {.rounds = 14, .members_max = 6, .rows_max = 3, .months_max = 3};
    assert_int_equal(run_trials(&law, &options, listed_otherwise), 0);
}

// --- other names, other rows first ---

static uint64_t moved_members(const uint32_t *places, uint32_t count, uint64_t members)
{
    uint64_t moved = 0;
    for (uint32_t i = 0; i < count; i++) moved |= (members >> i & 1) << places[i];
    return moved;
}

static void compare_moved(Trial *trial, const Copying *copying, const ProgrammeDecision *one,
                          const ProgrammeDecision *other)
{
    const Situation *household = trial->household;
    const Programme *programme = &trial->program->programmes.items[one->programme];
    const bool person = programme->entity == PERSON;
    if (one->outcome != other->outcome || !value_same(&one->amount, &other->amount, false) ||
        moved_members(copying->places, household->member_count, one->members) != other->members)
        violate(trial, household, STR_FORMAT " is %s, but %s when told in another order",
                STR_ARGS(programme->name), outcome_text(one->outcome),
                outcome_text(other->outcome));
    for (size_t g = 0; g < one->grant_count && g < other->grant_count; g++) {
        const Grant *grant = &one->grants[g];
        const Grant *moved = &other->grants[person ? copying->places[g] : g];
        if (grant->outcome == moved->outcome && value_same(&grant->amount, &moved->amount, false))
            continue;
        violate(trial, household,
                STR_FORMAT " of instance %zu is %s, but %s when told in another order",
                STR_ARGS(programme->name), g, outcome_text(grant->outcome),
                outcome_text(moved->outcome));
    }
}

static void compare_copy(Trial *trial, Copying *copying)
{
    const Situation *copy = household_copy(trial->household, copying, trial->request);
    const Decision *first = trial_decide(trial, trial->household, false);
    const Decision *second = trial_decide(trial, copy, false);
    if (first == NULL || second == NULL) return;
    for (size_t i = 0; i < first->count; i++)
        compare_moved(trial, copying, &first->programmes[i], &second->programmes[i]);
    if (!value_same(&first->tier, &second->tier, true))
        violate(trial, trial->household, "its tier changes when it is told in another order");
}

static void renamed(Trial *trial)
{
    make(trial);
    compare_copy(trial, &(Copying){.random = &trial->random, .renamed = true});
}

static void rows_mixed(Trial *trial)
{
    make(trial);
    compare_copy(trial, &(Copying){.random = &trial->random, .rows_mixed = true});
}

static void test_which_id_a_member_bears_changes_no_outcome_and_no_amount(void **state)
{
    (void)state;
    const TrialOptions options = {.rounds = 60, .members_max = 7, .rows_max = 3, .months_max = 3};
    assert_int_equal(run_trials(&law, &options, renamed), 0);
}

static void test_the_order_of_rows_changes_no_outcome_and_no_amount(void **state)
{
    (void)state;
    const TrialOptions options = {.rounds = 60, .members_max = 4, .rows_max = 6, .months_max = 3};
    assert_int_equal(run_trials(&law, &options, rows_mixed), 0);
}

// Offers of work on the same day: which of them are the latest three must not depend on the order
// in which they were told. Random days seldom meet, so here they all do.
static void rows_of_one_day_mixed(Trial *trial)
{
    make(trial);
    Situation *household = trial->household;
    for (uint32_t e = 0; e < trial->program->entities.count; e++) {
        const Entity *entity = &trial->program->entities.items[e];
        if (entity->kind != ENTITY_RECORD || entity->dated_by == NONE) continue;
        for (uint32_t i = 0; i < household->counts[e]; i++) {
            FactCell *day = situation_cell(household, entity->dated_by, i);
            if (day->given == GIVEN_VALUE)
                day->value = value_number(number_whole(household->date.day - 40));
        }
    }
    household_mend(household);
    compare_copy(trial, &(Copying){.random = &trial->random, .rows_mixed = true});
}

static void test_the_order_of_rows_of_one_day_changes_no_outcome_and_no_amount(void **state)
{
    (void)state;
    const TrialOptions options = {.rounds = 60, .members_max = 4, .rows_max = 6, .months_max = 3};
    assert_int_equal(run_trials(&law, &options, rows_of_one_day_mixed), 0);
}

int main(void)
{
    const struct CMUnitTest properties[] = {
        cmocka_unit_test(test_a_case_decided_again_gives_the_same_bytes),
        cmocka_unit_test(test_the_order_of_members_and_keys_in_a_file_changes_no_byte),
        cmocka_unit_test(test_which_id_a_member_bears_changes_no_outcome_and_no_amount),
        cmocka_unit_test(test_the_order_of_rows_changes_no_outcome_and_no_amount),
        cmocka_unit_test(test_the_order_of_rows_of_one_day_changes_no_outcome_and_no_amount),
    };
    law_open(&law, "law/china");
    law_open(&law_again, "law/china");
    const int status = RUN_PROPERTIES(properties);
    law_close(&law_again);
    law_close(&law);
    return status;
}
