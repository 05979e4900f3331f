// What a decision may never say: two payments that exclude each other, an amount below zero or for
// someone who gets nothing, two tiers for one person; and its reports say no other sums than it
// does.

#include <jansson.h>
#include <string.h>

#include "base/text.h"
#include "decide/value_text.h"
#include "explain/report.h"
#include "property.h"

static Law law;

// --- amounts ---

static void check_amount(Trial *trial, const ProgrammeDecision *one, const Grant *grant)
{
    const Programme *programme = &trial->program->programmes.items[one->programme];
    const Str name = programme->name;
    const Value *amount = &grant->amount;
    if (grant->outcome == OUTCOME_DOES_NOT_QUALIFY && value_may_apply(amount))
        violate(trial, trial->household, STR_FORMAT " fails but has an amount", STR_ARGS(name));
    if (grant->outcome != OUTCOME_QUALIFIES) return;
    if (programme->amount == NONE) return;
    if (!value_is_known(amount) && amount->state != VALUE_NONE)
        violate(trial, trial->household, STR_FORMAT " is granted, but its amount is open",
                STR_ARGS(name));
    if (value_is_known(amount) && amount->low.num < 0)
        violate(trial, trial->household, STR_FORMAT " is granted below zero", STR_ARGS(name));
}

// The programme's amount is the sum of its grants, and its members are theirs.
static void check_total(Trial *trial, const ProgrammeDecision *one)
{
    Number sum = number_whole(0);
    uint64_t members = 0;
    bool any = false;
    for (size_t g = 0; g < one->grant_count; g++) {
        const Grant *grant = &one->grants[g];
        check_amount(trial, one, grant);
        if (grant->outcome != OUTCOME_QUALIFIES) continue;
        members |= grant->members;
        if (!value_is_known(&grant->amount)) continue;
        any = true;
        if (!number_add(sum, grant->amount.low, &sum)) return;
    }
    const Str name = trial->program->programmes.items[one->programme].name;
    const bool told = value_is_known(&one->amount);
    if (told != any || (told && number_compare(one->amount.low, sum) != 0))
        violate(trial, trial->household,
                "the amount of " STR_FORMAT " is not the sum of its grants", STR_ARGS(name));
    if (one->members != members)
        violate(trial, trial->household, "the members of " STR_FORMAT " are not its grants'",
                STR_ARGS(name));
}

// --- exclusions and tiers ---

// Whom a programme pays.
static uint64_t paid_members(const Decision *decision, uint32_t programme)
{
    const ProgrammeDecision *one = decision_of(decision, programme);
    return one == NULL ? 0 : one->members;
}

static void check_exclusive(Trial *trial, const Decision *decision, const Exclusive *exclusive)
{
    const int32_t today = trial->household->date.day;
    if (today < exclusive->from.day || today >= exclusive->until.day ||
        !program_lies_within(trial->program, trial->household->region, exclusive->place))
        return;
    uint64_t paid = 0;
    for (size_t i = 0; i < exclusive->count; i++) {
        const uint64_t members = paid_members(decision, exclusive->programmes[i]);
        const bool twice =
            exclusive->per_person ? (paid & members) != 0 : paid != 0 && members != 0;
        if (twice)
            violate(trial, trial->household, STR_FORMAT " pays two of its programmes",
                    STR_ARGS(exclusive->name));
        paid |= members;
    }
}

// Tiers of which a person can only be in one: a person taken out of a marginal family (single) is
// still counted with it, and monitored families may be in any tier.
static void check_tiers(Trial *trial, const Decision *decision)
{
    static const char *const tiers[] = {"tekun", "dibao", "marginal", "rigid"};
    uint64_t seen = 0;
    for (size_t i = 0; i < sizeof tiers / sizeof tiers[0]; i++) {
        const uint64_t members = paid_members(decision, find_programme(trial->program, tiers[i]));
        if ((seen & members) != 0)
            violate(trial, trial->household, "someone in %s is in a tier before it too", tiers[i]);
        seen |= members;
    }
    const uint64_t single = paid_members(decision, find_programme(trial->program, "single"));
    const uint64_t poorer = paid_members(decision, find_programme(trial->program, "tekun")) |
                            paid_members(decision, find_programme(trial->program, "dibao"));
    if ((single & poorer) != 0)
        violate(trial, trial->household, "someone is on one-person dibao and on dibao or tekun");
}

static void check_decision(Trial *trial)
{
    household_fill(trial->household, &trial->random, 70, trial->oddity);
    household_fill(trial->household, &trial->random, 100, trial->oddity);
    household_mend(trial->household);
    const Decision *decision = trial_decide(trial, trial->household, false);
    if (decision == NULL) return;
    for (size_t i = 0; i < decision->count; i++) check_total(trial, &decision->programmes[i]);
    for (size_t i = 0; i < trial->program->exclusives.count; i++)
        check_exclusive(trial, decision, &trial->program->exclusives.items[i]);
    check_tiers(trial, decision);
}

static void test_no_decision_pays_what_it_may_not(void **state)
{
    (void)state;
    const TrialOptions options = {.rounds = 150, .members_max = 6, .rows_max = 3, .months_max = 6};
    assert_int_equal(run_trials(&law, &options, check_decision), 0);
}

// --- reports ---

static const json_t *reported(const json_t *root, Str id)
{
    const json_t *programmes = json_object_get(root, "programmes");
    for (size_t i = 0; i < json_array_size(programmes); i++) {
        const json_t *one = json_array_get(programmes, i);
        if (str_equals(id, json_string_value(json_object_get(one, "id")))) return one;
    }
    return NULL;
}

static void compare_report(Trial *trial, const ProgrammeDecision *one, const json_t *told,
                           Str plain)
{
    static const char *const outcomes[] = {[OUTCOME_QUALIFIES] = "qualifies",
                                           [OUTCOME_DOES_NOT_QUALIFY] = "does_not_qualify",
                                           [OUTCOME_UNDETERMINED] = "undetermined"};
    const Programme *programme = &trial->program->programmes.items[one->programme];
    const char *outcome = json_string_value(json_object_get(told, "outcome"));
    const char *amount = json_string_value(json_object_get(told, "amount"));
    if (outcome == NULL || strcmp(outcome, outcomes[one->outcome]) != 0)
        violate(trial, trial->household, "the JSON report tells another outcome of " STR_FORMAT,
                STR_ARGS(programme->name));
    const bool paid = one->outcome == OUTCOME_QUALIFIES && value_is_known(&one->amount);
    if (one->outcome == OUTCOME_DOES_NOT_QUALIFY && amount != NULL)
        violate(trial, trial->household, "the JSON report tells an amount of " STR_FORMAT,
                STR_ARGS(programme->name));
    if (!paid) return;
    const Type type = trial->program->rules.items[programme->amount].type;
    const Str expected = value_text(trial->request, trial->household, &one->amount, type);
    if (amount == NULL || !str_equals(expected, amount))
        violate(trial, trial->household, "the JSON report tells another amount of " STR_FORMAT,
                STR_ARGS(programme->name));
    if (str_find(plain, expected) == SIZE_MAX)
        violate(trial, trial->household,
                "the text report does not tell the " STR_FORMAT " of " STR_FORMAT,
                STR_ARGS(expected), STR_ARGS(programme->name));
}

// A text without the commas that group digits.
static Str ungrouped(Arena *arena, Str text)
{
    Text plain = text_start(arena);
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] != ',') text_add_char(&plain, text.data[i]);
    }
    return text_str(&plain);
}

static void check_reports(Trial *trial)
{
    household_fill(trial->household, &trial->random, 100, trial->oddity);
    household_fill(trial->household, &trial->random, 100, trial->oddity);
    household_mend(trial->household);
    const Decision *decision = trial_decide(trial, trial->household, false);
    if (decision == NULL) return;
    const ReportOptions options = {.language = random_chance(&trial->random, 50) ? LANGUAGE_ZH
                                                                                 : LANGUAGE_EN,
                                   .trace = random_chance(&trial->random, 20),
                                   .only = NONE};
    const Str text = report_text(decision, &options);
    const Str json = report_json(decision, &options);
    if (decision->run->failed)
        violate(trial, trial->household, "reporting fails: %s", decision->run->error.message);
    json_error_t fault;
    json_t *root = json_loadb(json.data, json.size, JSON_REJECT_DUPLICATES, &fault);
    if (root == NULL) {
        violate(trial, trial->household, "the report is no JSON: line %d: %s", fault.line,
                fault.text);
        return;
    }
    if (utf8_check(text) != text.size)
        violate(trial, trial->household, "the text report is not UTF-8");
    const Str plain = ungrouped(trial->request, text);
    for (size_t i = 0; i < decision->count; i++) {
        const ProgrammeDecision *one = &decision->programmes[i];
        const Str id = trial->program->programmes.items[one->programme].name;
        const json_t *told = reported(root, id);
        if (told != NULL) compare_report(trial, one, told, plain);
        else violate(trial, trial->household, STR_FORMAT " is not reported", STR_ARGS(id));
    }
    json_decref(root);
}

static void test_text_and_json_tell_the_sums_of_the_decision(void **state)
{
    (void)state;
    const TrialOptions options = {.rounds = 20, .members_max = 6, .rows_max = 3, .months_max = 6};
    assert_int_equal(run_trials(&law, &options, check_reports), 0);
}

int main(void)
{
    const struct CMUnitTest properties[] = {
        cmocka_unit_test(test_no_decision_pays_what_it_may_not),
        cmocka_unit_test(test_text_and_json_tell_the_sums_of_the_decision),
    };
    law_open(&law, "law/china");
    const int status = RUN_PROPERTIES(properties);
    law_close(&law);
    return status;
}
