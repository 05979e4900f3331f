// What more income and more hardship can and cannot do.
//
// Income: the gap paid as dibao is the standard of the family less its income, so more income of
// any kind, everything else equal, never raises it. Three things the law itself says otherwise are
// left aside: a family in its grace period is paid what it was paid before (办法 art.33); somebody
// who no longer is in extreme hardship joins the family, which has a standard more; and what a
// place leaves out of account may grow at once (Shanghai: 870 yuan from the minimum wage on). What
// is left out never exceeds what is earned: that is a property of its own. Which facts are income
// is read from the rule `income_before_disregard`, not listed here.
//
// Hardship: every rule that says `rises with` or `falls with` a fact keeps its word.

#include "base/panic.h"
#include "decide/value_text.h"
#include "property.h"

static Law law;
static size_t comparisons; // of the property being tested; none would prove nothing

// --- which facts are income ---

enum { RAISES = 1, LOWERS = 2, IS_TERM = 4 };

typedef struct Signs {
    const Program *program;
    unsigned char *facts; // [fact]: RAISES, LOWERS, and IS_TERM if it is a term of the sum itself
    unsigned char *rules; // [rule]: signs already walked
} Signs;

static void walk_signs(Signs *signs, NodeId id, unsigned sign);

static unsigned opposite(unsigned sign)
{
    return sign == RAISES ? LOWERS : RAISES;
}

static void walk_rule_signs(Signs *signs, uint32_t index, unsigned sign)
{
    if ((signs->rules[index] & sign) != 0) return;
    signs->rules[index] |= (unsigned char)sign;
    const Rule *rule = &signs->program->rules.items[index];
    for (size_t i = 0; i < rule->alternative_count; i++) {
        if (rule->alternatives[i].body != NONE) walk_signs(signs, rule->alternatives[i].body, sign);
    }
}

// Conditions are passed over: only amounts add to amounts. Shares and sizes are never negative, so
// a product has the sign of its amount; what an amount is divided by is passed over.
static void walk_signs(Signs *signs, NodeId id, unsigned sign)
{
    const Node *node = program_node(signs->program, id);
    const NodeId first = program_child(signs->program, node, 0);
    const NodeId second = program_child(signs->program, node, 1);
    switch ((int)node->op) {
    case OP_FACT: signs->facts[node->target] |= (unsigned char)sign; return;
    case OP_RULE: walk_rule_signs(signs, node->target, sign); return;
    case OP_NEGATE: walk_signs(signs, first, opposite(sign)); return;
    case OP_SUBTRACT:
        walk_signs(signs, first, sign);
        walk_signs(signs, second, opposite(sign));
        return;
    case OP_ADD:
    case OP_MULTIPLY:
    case OP_AT_LEAST:
    case OP_AT_MOST:
    case OP_OTHERWISE:
        walk_signs(signs, first, sign);
        walk_signs(signs, second, sign);
        return;
    case OP_LIST_SUM:
    case OP_LIST_FIRST:
    case OP_LIST_LARGEST:
    case OP_LIST_SMALLEST:
        for (uint32_t i = 0; i < node->child_count; i += 2)
            walk_signs(signs, program_child(signs->program, node, i), sign);
        return;
    case OP_DIVIDE:
    case OP_CONVERT:
    case OP_OUTER:
    case OP_ROWS_SUM: walk_signs(signs, first, sign); return;
    default: return;
    }
}

static Signs income_signs(const Program *program, Arena *arena)
{
    Signs signs = {.program = program,
                   .facts = ARENA_ARRAY(arena, unsigned char, program->facts.count),
                   .rules = ARENA_ARRAY(arena, unsigned char, program->rules.count)};
    const uint32_t income = find_rule(program, "income_before_disregard");
    const NodeId sum = program->rules.items[income].alternatives[0].body;
    for (uint32_t i = 0; i < program_node(program, sum)->child_count; i += 2) {
        const Node *term =
            program_node(program, program_child(program, program_node(program, sum), i));
        if (term->op == OP_FACT) signs.facts[term->target] |= IS_TERM;
    }
    walk_rule_signs(&signs, income, RAISES);
    return signs;
}

// A fact that only raises income; or a term of the sum, such as the wage: where an imputed income
// falls with it, it falls by no more than the wage adds.
static bool is_income(const Signs *signs, uint32_t fact)
{
    const unsigned sign = signs->facts[fact];
    return (sign & RAISES) != 0 && ((sign & LOWERS) == 0 || (sign & IS_TERM) != 0) &&
           signs->program->facts.items[fact].type.dimensions[DIMENSION_MONEY] == 1;
}

static void test_the_income_rule_reads_wages_pensions_and_what_relatives_owe(void **state)
{
    (void)state;
    static const char *const incomes[] = {"wage",      "business_net",   "farm_net",      "pension",
                                          "transfers", "agreed_support", "obligor_income"};
    Arena *arena = arena_create();
    const Signs signs = income_signs(law.program, arena);
    for (size_t i = 0; i < sizeof incomes / sizeof incomes[0]; i++)
        assert_string_equal(is_income(&signs, find_fact(law.program, incomes[i])) ? incomes[i] : "",
                            incomes[i]);
    assert_false(is_income(&signs, find_fact(law.program, "paid_out")));
    assert_false(is_income(&signs, find_fact(law.program, "deposits")));
    arena_destroy(arena);
}

// --- more of a fact ---

// Sets a fact that is asked for to something greater. False if there is nothing greater.
static bool raise(Trial *trial, Situation *household, uint32_t index, uint32_t instance)
{
    const Fact *fact = &trial->program->facts.items[index];
    FactCell *cell = situation_cell(household, index, instance);
    const Value asked = household_asks(household, index, instance);
    if (!value_is_yes(&asked) || cell->given != GIVEN_VALUE) return false;
    if (type_is_set(fact->type)) {
        uint64_t set = cell->value.set << (1 + random_below(&trial->random, 3));
        const size_t count = fact->type.kind == TYPE_YESNO
                                 ? 2
                                 : trial->program->choices.items[fact->type.choice].count;
        if (set == 0 || set >= UINT64_C(1) << count) set = UINT64_C(1) << (count - 1);
        if (set == cell->value.set) return false;
        cell->value.set = set;
        return true;
    }
    const bool money = fact->type.dimensions[DIMENSION_MONEY] != 0;
    static const int64_t most[] = {1, 5000, 200000, 3000000};
    const int64_t step =
        random_between(&trial->random, 1, money ? most[random_below(&trial->random, 4)] : 4);
    Number greater;
    const bool fits = number_add(cell->value.low, number_whole(step), &greater);
    invariant(fits);
    cell->value = value_number(greater);
    return household_is_sound(household);
}

static Situation *duplicate(Trial *trial)
{
    return household_copy(trial->household, &(Copying){.random = &trial->random}, trial->request);
}

static void make(Trial *trial)
{
    household_fill(trial->household, &trial->random, 90, trial->oddity);
    household_fill(trial->household, &trial->random, 100, trial->oddity);
    household_mend(trial->household);
}

// --- more income ---

static bool is_in_grace(const Program *program, Run *run)
{
    const Value value = run_rule(run, find_rule(program, "in_grace"), 0)->value;
    return value_may_be_yes(&value);
}

static bool same_family(const Program *program, Run *one, Run *other)
{
    for (uint32_t e = 0; e < program->entities.count; e++) {
        if (program->entities.items[e].kind != ENTITY_UNIT) continue;
        for (uint32_t i = 0; i < one->situation->member_count; i++) {
            if (run_unit(one, e)->of_person[i] != run_unit(other, e)->of_person[i]) return false;
        }
    }
    return true;
}

static Value left_out(const Program *program, Run *run, uint32_t member)
{
    static const char *const rules[] = {"work_cost_deduction", "income_disregard"};
    Value sum = value_number(number_whole(0));
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        const Value *one = &run_rule(run, find_rule(program, rules[i]), member)->value;
        if (!value_is_known(one)) continue;
        const bool fits = number_add(sum.low, one->low, &sum.low);
        invariant(fits);
    }
    sum.high = sum.low;
    return sum;
}

static bool same_left_out(const Program *program, Run *one, Run *other)
{
    for (uint32_t i = 0; i < one->situation->member_count; i++) {
        const Value first = left_out(program, one, i);
        const Value second = left_out(program, other, i);
        if (!value_same(&first, &second, false)) return false;
    }
    return true;
}

// What dibao pays, or false while that is open.
static bool dibao_payment(const Program *program, const Decision *decision, Number *payment)
{
    const ProgrammeDecision *dibao = decision_of(decision, find_programme(program, "dibao"));
    *payment = number_whole(0);
    if (dibao->outcome == OUTCOME_UNDETERMINED) return false;
    if (dibao->outcome == OUTCOME_QUALIFIES) *payment = dibao->amount.low;
    return true;
}

static void compare_income(Trial *trial, const Decision *before, uint32_t fact, uint32_t instance)
{
    const Program *program = trial->program;
    Situation *richer = duplicate(trial);
    if (!raise(trial, richer, fact, instance)) return;
    const Decision *after = trial_decide(trial, richer, false);
    Number paid;
    Number paid_richer;
    if (after == NULL || !dibao_payment(program, before, &paid) ||
        !dibao_payment(program, after, &paid_richer) ||
        !same_family(program, before->run, after->run) ||
        !same_left_out(program, before->run, after->run) || is_in_grace(program, before->run) ||
        is_in_grace(program, after->run))
        return;
    comparisons++;
    if (number_compare(paid_richer, paid) <= 0) return;
    const FactCell *cell = &richer->cells[fact][instance];
    violate(trial, trial->household,
            "with %s of instance %u at " STR_FORMAT " dibao pays " STR_FORMAT
            " instead of " STR_FORMAT,
            str_terminated(trial->request, program->facts.items[fact].name), instance,
            STR_ARGS(amount_text(trial->request, program, cell->value.low)),
            STR_ARGS(amount_text(trial->request, program, paid_richer)),
            STR_ARGS(amount_text(trial->request, program, paid)));
}

static void more_income(Trial *trial)
{
    make(trial);
    const Decision *before = trial_decide(trial, trial->household, false);
    if (before == NULL) return;
    const Signs signs = income_signs(trial->program, trial->request);
    for (uint32_t f = 0; f < trial->program->facts.count; f++) {
        if (!is_income(&signs, f)) continue;
        const uint32_t count =
            situation_instances(trial->household, trial->program->facts.items[f].entity);
        for (uint32_t i = 0; i < count; i++) compare_income(trial, before, f, i);
    }
}

static void test_more_income_never_raises_the_gap_that_dibao_pays(void **state)
{
    (void)state;
    const TrialOptions options = {.rounds = 60, .members_max = 3, .rows_max = 2, .months_max = 2};
    comparisons = 0;
    assert_int_equal(run_trials(&law, &options, more_income), 0);
    assert_in_range(comparisons, 100, SIZE_MAX);
}

static void check_left_out(Trial *trial)
{
    make(trial);
    const Program *program = trial->program;
    const RunOptions usual = {.known_on = DATE_LAST};
    Run *run = run_create(trial->household, usual, trial->request);
    for (uint32_t i = 0; i < trial->household->member_count; i++) {
        const Value out = left_out(program, run, i);
        const Value *wage = &run_fact(run, find_fact(program, "wage"), i)->value;
        const Number earned = value_is_known(wage) ? wage->low : number_whole(0);
        comparisons += out.low.num > 0;
        if (number_compare(out.low, earned) <= 0) continue;
        violate(trial, trial->household, STR_FORMAT " is left out of wages of " STR_FORMAT,
                STR_ARGS(amount_text(trial->request, program, out.low)),
                STR_ARGS(amount_text(trial->request, program, earned)));
    }
}

static void test_no_more_is_left_out_of_earnings_than_is_earned(void **state)
{
    (void)state;
    const TrialOptions options = {.rounds = 100, .members_max = 3, .rows_max = 1, .months_max = 1};
    comparisons = 0;
    assert_int_equal(run_trials(&law, &options, check_left_out), 0);
    assert_in_range(comparisons, 20, SIZE_MAX);
}

// --- more hardship ---

// A number that grows with the value: a choice's index, yes above no, the number itself.
static Number rank_of(const Value *value)
{
    if (value->set == 0) return value->low;
    int64_t index = 0;
    while ((value->set >> index & 1) == 0) index++;
    return number_whole(index);
}

static void compare_hardship(Trial *trial, uint32_t rule, uint32_t instance, uint32_t fact,
                             uint32_t of, bool rises)
{
    Situation *harder = duplicate(trial);
    if (!raise(trial, harder, fact, of)) return;
    const RunOptions usual = {.known_on = DATE_LAST};
    Run *before = run_create(trial->household, usual, trial->request);
    Run *after = run_create(harder, usual, trial->request);
    const Value *first = &run_rule(before, rule, instance)->value;
    const Value *then = &run_rule(after, rule, instance)->value;
    if (!value_is_known(first) || !value_is_known(then)) return;
    comparisons++;
    const int order = number_compare(rank_of(then), rank_of(first));
    if (rises ? order >= 0 : order <= 0) return;
    const Program *program = trial->program;
    const Type type = program->rules.items[rule].type;
    violate(trial, trial->household,
            STR_FORMAT " of instance %u goes from " STR_FORMAT " to " STR_FORMAT " when " STR_FORMAT
                       " of instance %u rises",
            STR_ARGS(program->rules.items[rule].name), instance,
            STR_ARGS(value_text(trial->request, trial->household, first, type)),
            STR_ARGS(value_text(trial->request, harder, then, type)),
            STR_ARGS(program->facts.items[fact].name), of);
}

// A fact of the household matters to each person, a fact of any person to the household.
static void compare_facts(Trial *trial, uint32_t rule, const uint32_t *facts, size_t count,
                          bool rises)
{
    const uint32_t entity = trial->program->rules.items[rule].entity;
    for (size_t f = 0; f < count; f++) {
        const uint32_t owner = trial->program->facts.items[facts[f]].entity;
        for (uint32_t i = 0; i < situation_instances(trial->household, entity); i++) {
            for (uint32_t of = 0; of < situation_instances(trial->household, owner); of++) {
                if (owner == entity && of != i) continue;
                compare_hardship(trial, rule, i, facts[f], of, rises);
            }
        }
    }
}

static void more_hardship(Trial *trial)
{
    make(trial);
    for (uint32_t r = 0; r < trial->program->rules.count; r++) {
        const Rule *rule = &trial->program->rules.items[r];
        if (trial->program->entities.items[rule->entity].kind == ENTITY_UNIT) continue;
        compare_facts(trial, r, rule->rises, rule->rises_count, true);
        compare_facts(trial, r, rule->falls, rule->falls_count, false);
    }
}

static void test_more_hardship_never_lowers_a_grade(void **state)
{
    (void)state;
    const TrialOptions options = {.rounds = 50, .members_max = 3, .rows_max = 1, .months_max = 1};
    comparisons = 0;
    assert_int_equal(run_trials(&law, &options, more_hardship), 0);
    assert_in_range(comparisons, 100, SIZE_MAX);
}

// Every scale says what it rises or falls with; otherwise the property above would pass it over.
static void test_every_scale_says_what_it_rises_or_falls_with(void **state)
{
    (void)state;
    size_t scales = 0;
    for (size_t r = 0; r < law.program->rules.count; r++) {
        const Rule *rule = &law.program->rules.items[r];
        if (rule->role != RULE_SCALE) continue;
        scales++;
        assert_int_not_equal(rule->rises_count + rule->falls_count, 0);
    }
    assert_in_range(scales, 9, SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest properties[] = {
        cmocka_unit_test(test_the_income_rule_reads_wages_pensions_and_what_relatives_owe),
        cmocka_unit_test(test_more_income_never_raises_the_gap_that_dibao_pays),
        cmocka_unit_test(test_no_more_is_left_out_of_earnings_than_is_earned),
        cmocka_unit_test(test_more_hardship_never_lowers_a_grade),
        cmocka_unit_test(test_every_scale_says_what_it_rises_or_falls_with),
    };
    law_open(&law, "law/china");
    const int status = RUN_PROPERTIES(properties);
    law_close(&law);
    return status;
}
