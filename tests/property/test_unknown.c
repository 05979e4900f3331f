// What is not known never gives a firm wrong answer: whatever is firm for a household of which
// something is unknown is the same in every completion of it. And what a decision asks for is what
// it needs: answering leads to a decision.

#include "base/text.h"
#include "decide/value_text.h"
#include "property.h"

// Shapes of the language that the law of China does not use, or seldom: shapes.md; and the twenty
// clauses of the manual.
static Law law;
static Law shapes;
static Law touchstones;

static const char *const shape_places[] = {"910001", "910002", "920001", NULL};
static const char *const touchstone_places[] = {"990101", "990102", "980000", NULL};

enum { COMPLETIONS = 3, ASKING_ROUNDS = 80 };

// --- firm answers stay ---

static void compare_grant(Trial *trial, const Situation *partial, const Situation *complete,
                          const Grant *before, const Decision *after, uint32_t programme)
{
    const Programme *one = &trial->program->programmes.items[programme];
    const Grant *grant = find_grant(after, programme, before->instance);
    if (before->outcome == OUTCOME_UNDETERMINED || grant == NULL) return;
    const bool same_amount = before->outcome != OUTCOME_QUALIFIES || one->amount == NONE ||
                             value_same(&before->amount, &grant->amount, false);
    if (before->outcome == grant->outcome && same_amount) return;
    const Type type =
        one->amount != NONE ? trial->program->rules.items[one->amount].type : type_money();
    const Str first = value_text(trial->request, partial, &before->amount, type);
    const Str then = value_text(trial->request, complete, &grant->amount, type);
    const Str json = household_json(partial, NULL, trial->request);
    violate(trial, complete,
            STR_FORMAT " of instance %u was firm (%s, " STR_FORMAT ") while little was known, and "
                       "is %s, " STR_FORMAT " now; before:\n" STR_FORMAT "\nnow:",
            STR_ARGS(one->name), before->instance, outcome_text(before->outcome), STR_ARGS(first),
            outcome_text(grant->outcome), STR_ARGS(then), STR_ARGS(json));
}

// Whether the fully known household lies within what was firm before.
static void compare(Trial *trial, const Situation *partial, const Decision *before,
                    const Situation *complete)
{
    const Decision *after = trial_decide(trial, complete, true);
    if (after == NULL) return;
    for (size_t p = 0; p < before->count; p++) {
        const ProgrammeDecision *one = &before->programmes[p];
        const Entity *entity = &trial->program->entities
                                    .items[trial->program->programmes.items[one->programme].entity];
        if (entity->splits) continue; // units are numbered anew
        for (size_t g = 0; g < one->grant_count; g++)
            compare_grant(trial, partial, complete, &one->grants[g], after, one->programme);
    }
}

static void firm_answers_stay(Trial *trial)
{
    Situation *complete = trial->household;
    if (!household_complete(complete, &trial->random, trial->oddity)) return;
    static const unsigned shares[] = {2, 8, 30};
    for (size_t s = 0; s < sizeof shares / sizeof shares[0]; s++) {
        Copying copying = {.random = &trial->random, .forget = shares[s]};
        Situation *partial = household_copy(complete, &copying, trial->request);
        if (!household_is_sound(partial)) continue;
        const Decision *before = trial_decide(trial, partial, true);
        if (before == NULL) return;
        compare(trial, partial, before, complete);
        for (int i = 0; i < COMPLETIONS; i++) {
            Situation *other = household_add_rows(partial, &trial->random, 2, trial->request);
            household_fill(other, &trial->random, 100, trial->oddity);
            household_fill(other, &trial->random, 100, trial->oddity);
            if (household_is_sound(other)) compare(trial, partial, before, other);
        }
    }
}

static void test_firm_answers_stay_whatever_the_unknown_facts_are(void **state)
{
    (void)state;
    const TrialOptions options = {.rounds = 12, .members_max = 5, .rows_max = 2, .months_max = 4};
    assert_int_equal(run_trials(&law, &options, firm_answers_stay), 0);
}

static void test_firm_answers_stay_in_every_shape_of_the_language(void **state)
{
    (void)state;
    const TrialOptions options = {
        .places = shape_places, .rounds = 80, .members_max = 4, .rows_max = 3, .months_max = 6};
    assert_int_equal(run_trials(&shapes, &options, firm_answers_stay), 0);
}

static void test_firm_answers_stay_in_the_twenty_clauses(void **state)
{
    (void)state;
    const TrialOptions options = {.places = touchstone_places,
                                  .rounds = 60,
                                  .members_max = 4,
                                  .rows_max = 3,
                                  .months_max = 6};
    assert_int_equal(run_trials(&touchstones, &options, firm_answers_stay), 0);
}

// --- presumptions are only presumptions ---

// What is firm without any presumption is not changed by presuming.
static void presuming_keeps_firm_answers(Trial *trial)
{
    household_fill(trial->household, &trial->random, 50, trial->oddity);
    household_mend(trial->household);
    const Decision *strict = trial_decide(trial, trial->household, true);
    if (strict == NULL) return;
    const Decision *usual = trial_decide(trial, trial->household, false);
    if (usual == NULL) return;
    for (size_t p = 0; p < strict->count; p++) {
        const ProgrammeDecision *one = &strict->programmes[p];
        for (size_t g = 0; g < one->grant_count; g++)
            compare_grant(trial, trial->household, trial->household, &one->grants[g], usual,
                          one->programme);
    }
}

static void test_presuming_never_turns_a_firm_answer(void **state)
{
    (void)state;
    const TrialOptions options = {.rounds = 40, .members_max = 5, .rows_max = 2, .months_max = 4};
    assert_int_equal(run_trials(&law, &options, presuming_keeps_firm_answers), 0);
}

// --- what is said to be unknown is not presumed ---

static void doubted_facts_are_open(Trial *trial)
{
    Situation *complete = trial->household;
    if (!household_complete(complete, &trial->random, trial->oddity)) return;
    static const unsigned shares[] = {1, 5, 20};
    for (size_t s = 0; s < sizeof shares / sizeof shares[0]; s++) {
        Copying copying = {.random = &trial->random};
        Situation *doubted = household_copy(complete, &copying, trial->request);
        household_doubt(doubted, &trial->random, shares[s]);
        if (!household_is_sound(doubted)) continue;
        const Decision *before = trial_decide(trial, doubted, false);
        if (before == NULL) return;
        compare(trial, doubted, before, complete);
    }
}

static void test_what_is_said_to_be_unknown_is_not_presumed(void **state)
{
    (void)state;
    const TrialOptions options = {.rounds = 25, .members_max = 5, .rows_max = 2, .months_max = 4};
    assert_int_equal(run_trials(&law, &options, doubted_facts_are_open), 0);
}

// --- asking ---

typedef struct Asked {
    bool anything;  // a fact or rows were asked for
    bool answered;  // one of them was told
    bool elsewhere; // something was asked for that no family can tell
} Asked;

// What is asked for must be open, and of a kind that the law may yet ask for.
static void check_need(Trial *trial, Situation *household, const Need *need)
{
    const Str name = trial->program->facts.items[need->index].name;
    const Value asks = household_asks(household, need->index, need->instance);
    if (household->cells[need->index][need->instance].given != GIVEN_ABSENT)
        violate(trial, household, STR_FORMAT " is asked for but given", STR_ARGS(name));
    else if (value_is_no(&asks))
        violate(trial, household, STR_FORMAT " is asked for although the law does not ask",
                STR_ARGS(name));
}

// A fact whose condition is open waits: what the condition depends on is asked for as well.
static void answer_fact(Trial *trial, Situation *household, const Need *need, Asked *asked)
{
    const Value asks = household_asks(household, need->index, need->instance);
    asked->anything = true;
    if (household->cells[need->index][need->instance].given != GIVEN_ABSENT) {
        asked->answered = true; // in answer to another programme
    } else if (value_is_yes(&asks)) {
        asked->answered |=
            household_draw(household, &trial->random, need->index, need->instance, trial->oddity);
    }
}

static Situation *answer_rows(Trial *trial, Situation *household, const Need *need, Asked *asked)
{
    asked->anything = true;
    asked->answered = true;
    return household_tell_rows(household, &trial->random, 2, need->index, need->instance,
                               trial->request);
}

// Calls `each` for every need of this kind.
typedef void NeedVisitor(Trial *trial, Situation *household, const Need *need, Asked *asked);

static void visit_needs(Trial *trial, Situation *household, const Decision *decision, NeedKind kind,
                        NeedVisitor *visit, Asked *asked)
{
    for (size_t p = 0; p < decision->count; p++) {
        const NeedVec *needs = &decision->programmes[p].needs;
        for (size_t i = 0; i < needs->count; i++) {
            if (needs->items[i].kind == kind) visit(trial, household, &needs->items[i], asked);
        }
    }
}

static void check_fact(Trial *trial, Situation *household, const Need *need, Asked *asked)
{
    (void)asked;
    check_need(trial, household, need);
}

static void note_elsewhere(Asked *asked, const Decision *decision)
{
    for (size_t p = 0; p < decision->count; p++) {
        const NeedVec *needs = &decision->programmes[p].needs;
        for (size_t i = 0; i < needs->count; i++)
            asked->elsewhere |=
                needs->items[i].kind != NEED_FACT && needs->items[i].kind != NEED_ROWS;
    }
}

// Rows are told once the facts are, since telling them makes another Situation.
static Situation *answer(Trial *trial, Situation *household, const Decision *decision, Asked *asked)
{
    visit_needs(trial, household, decision, NEED_FACT, check_fact, asked);
    visit_needs(trial, household, decision, NEED_FACT, answer_fact, asked);
    Situation *told = household;
    for (size_t p = 0; p < decision->count; p++) {
        const NeedVec *needs = &decision->programmes[p].needs;
        for (size_t i = 0; i < needs->count; i++) {
            const Need *need = &needs->items[i];
            if (need->kind != NEED_ROWS) continue;
            if (household->rows_known[need->index][need->instance]) {
                violate(trial, household, "rows of " STR_FORMAT " are asked for but given",
                        STR_ARGS(need_name(trial->program, need)));
            } else if (!told->rows_known[need->index][need->instance]) {
                told = answer_rows(trial, told, need, asked);
            }
        }
    }
    return told;
}

static void check_needs_are_told(Trial *trial, const Situation *household, const Decision *decision)
{
    for (size_t p = 0; p < decision->count; p++) {
        const ProgrammeDecision *one = &decision->programmes[p];
        const Str name = trial->program->programmes.items[one->programme].name;
        for (size_t g = 0; g < one->grant_count; g++) {
            const Grant *grant = &one->grants[g];
            const bool open = grant->outcome == OUTCOME_UNDETERMINED;
            if (open && grant->needs.count == 0)
                violate(trial, household, STR_FORMAT " is undetermined, but nothing is asked for",
                        STR_ARGS(name));
            if (!open && grant->needs.count > 0)
                violate(trial, household, STR_FORMAT " is decided, but something is asked for",
                        STR_ARGS(name));
        }
    }
}

static void tell_open_needs(Trial *trial, const Situation *household, const Decision *decision)
{
    Text names = text_start(trial->request);
    for (size_t p = 0; p < decision->count; p++) {
        const NeedVec *needs = &decision->programmes[p].needs;
        for (size_t i = 0; i < needs->count; i++)
            text_print(&names, " " STR_FORMAT " (%u)",
                       STR_ARGS(need_name(trial->program, &needs->items[i])),
                       needs->items[i].instance);
    }
    violate(trial, household, "what is asked for cannot be answered yet:" STR_FORMAT,
            STR_ARGS(text_str(&names)));
}

// Whether every grant is decided, or waits only for what no family can tell: values that a place
// has not set, and history.
static void asking_leads_to_a_decision(Trial *trial)
{
    Copying copying = {.random = &trial->random, .forget = 100};
    Situation *household = household_copy(trial->household, &copying, trial->request);
    for (int round = 0; round < ASKING_ROUNDS; round++) {
        const Decision *decision = trial_decide(trial, household, true);
        if (decision == NULL) return;
        check_needs_are_told(trial, household, decision);
        Asked asked = {0};
        note_elsewhere(&asked, decision);
        Situation *told = answer(trial, household, decision, &asked);
        if (!asked.anything) return;
        if (!asked.answered) {
            // Whether the rest is asked for depends on a value that a place has not set.
            if (asked.elsewhere) return;
            tell_open_needs(trial, household, decision);
            return;
        }
        household = told;
    }
    violate(trial, household, "asking does not end");
}

static void test_answering_what_is_asked_leads_to_a_decision(void **state)
{
    (void)state;
    const TrialOptions options = {.rounds = 8, .members_max = 4, .rows_max = 2, .months_max = 3};
    assert_int_equal(run_trials(&law, &options, asking_leads_to_a_decision), 0);
}

static void test_answering_leads_to_a_decision_in_every_shape_of_the_language(void **state)
{
    (void)state;
    const TrialOptions options = {
        .places = shape_places, .rounds = 60, .members_max = 4, .rows_max = 3, .months_max = 3};
    assert_int_equal(run_trials(&shapes, &options, asking_leads_to_a_decision), 0);
}

int main(void)
{
    const struct CMUnitTest properties[] = {
        cmocka_unit_test(test_firm_answers_stay_whatever_the_unknown_facts_are),
        cmocka_unit_test(test_firm_answers_stay_in_every_shape_of_the_language),
        cmocka_unit_test(test_firm_answers_stay_in_the_twenty_clauses),
        cmocka_unit_test(test_presuming_never_turns_a_firm_answer),
        cmocka_unit_test(test_what_is_said_to_be_unknown_is_not_presumed),
        cmocka_unit_test(test_answering_what_is_asked_leads_to_a_decision),
        cmocka_unit_test(test_answering_leads_to_a_decision_in_every_shape_of_the_language),
    };
    law_open(&law, "law/china");
    law_open(&shapes, "tests/property/shapes.md");
    law_open(&touchstones, "docs/language/touchstones.md");
    const int status = RUN_PROPERTIES(properties);
    law_close(&touchstones);
    law_close(&shapes);
    law_close(&law);
    return status;
}
