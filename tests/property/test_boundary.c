// A value at a limit is exactly on its side: below means below (低于), not above means up to and
// with (不高于). Where a condition of the law turns as a fact grows by its smallest step, the two
// sides of its comparison must lie as its sign says, reckoned here by cross-multiplication; and
// some limits are stated with the last fen that passes and the first that does not.

#include "base/text.h"
#include "decide/situation_json.h"
#include "decide/value_text.h"
#include "property.h"

static Law law;
static size_t turns; // conditions seen to turn
static size_t ties;  // of them, with both sides exactly equal

// --- stated limits ---

typedef struct Limit {
    const char *programme;
    const char *region;
    const char *date;
    const char *residence;
    const char *household; // facts of the household, with # for the value
    const char *members;   // likewise
    const char *passes;    // the last value with which it is granted
    const char *fails;     // the next one
} Limit;

#define ALONE "{\"id\": \"a\", \"relation\": \"self\", \"born\": \"1980-01-01\", "

static const Limit limits[] = {
    // 870 yuan in the fictitious county: below the standard, below one and a half times it.
    {"dibao", "999999", "2024-06-10", "urban", "\"deposits\": 0", ALONE "\"wage\": \"#\"}",
     "869.99", "870.00"},
    {"marginal", "999999", "2024-06-10", "urban", "\"deposits\": 0", ALONE "\"wage\": \"#\"}",
     "1304.99", "1305.00"},
    // Two persons, 740 yuan each: no division is rounded.
    {"dibao", "999999", "2024-06-10", "rural", "\"deposits\": 0",
     ALONE "\"wage\": \"#\"}, {\"id\": \"b\", \"relation\": \"spouse\", \"born\": \"1980-01-01\", "
           "\"wage\": 0}",
     "1479.99", "1480.00"},
    // Assets not above twenty-four and thirty-six months of the standard.
    {"dibao", "999999", "2024-06-10", "urban", "\"deposits\": \"#\"", ALONE "\"wage\": 0}",
     "20880.00", "20880.01"},
    {"marginal", "999999", "2024-06-10", "urban", "\"deposits\": \"#\"", ALONE "\"wage\": 900}",
     "31320.00", "31320.01"},
    // Elders from the day on which they turn sixty.
    {"class_supplement", "999999", "2024-06-10", "urban", "\"deposits\": 0",
     "{\"id\": \"a\", \"relation\": \"self\", \"born\": \"#\", \"wage\": 0, \"pension\": 0, "
     "\"study_stage\": \"none\", \"eats\": true}, "
     "{\"id\": \"b\", \"relation\": \"child\", \"cannot_live_alone\": true, "
     "\"born\": \"1990-01-01\", \"wage\": 0}",
     "1964-06-10", "1964-06-11"},
    // Shanghai 1,595 yuan; Chongqing in the country 630; Hangzhou 1,301, and its assets below, not
    // up
    // to, seventy-two months of the standard.
    {"dibao", "310115", "2024-07-15", "urban", "\"deposits\": 0, \"homes\": 1",
     ALONE "\"wage\": \"#\"}", "1594.99", "1595.00"},
    {"dibao", "500103", "2025-07-15", "rural", "\"property_checked\": true",
     ALONE "\"wage\": \"#\"}", "629.99", "630.00"},
    {"dibao", "330102", "2025-03-10", "urban", "\"property_checked\": true, \"deposits\": 0",
     ALONE "\"wage\": \"#\"}", "1300.99", "1301.00"},
    {"marginal", "330102", "2025-03-10", "urban",
     "\"property_checked\": true, \"deposits\": \"#\", \"homes\": 0", ALONE "\"wage\": \"2000\"}",
     "93671.99", "93672.00"},
};

static Str with_value(Arena *arena, const char *pattern, const char *value)
{
    Text text = text_start(arena);
    for (const char *at = pattern; *at != '\0'; at++) {
        if (*at == '#') text_add(&text, str_from(value));
        else text_add_char(&text, *at);
    }
    return text_str(&text);
}

static Outcome limit_outcome(const Limit *limit, const char *value, Arena *request)
{
    const Str household = with_value(request, limit->household, value);
    const Str members = with_value(request, limit->members, value);
    const Str text = str_print(request,
                               "{\"region\": \"%s\", \"date\": \"%s\", \"residence\": \"%s\", "
                               "\"facts\": {" STR_FORMAT "}, \"members\": [" STR_FORMAT "]}",
                               limit->region, limit->date, limit->residence, STR_ARGS(household),
                               STR_ARGS(members));
    Sources sources = {0};
    Diagnostics diagnostics = diagnostics_start(request, &sources);
    const uint32_t file = sources_add(request, &sources, STR("case.json"), text);
    const Situation *situation =
        situation_from_json(law.program, &(CaseFileOptions){0}, &diagnostics, file, request);
    if (situation == NULL) diagnostics_print(&diagnostics, stderr, INK_PLAIN);
    assert_non_null(situation);
    Decision *decision = NULL;
    Error err = {0};
    if (!decide(situation, &(DecideOptions){0}, request, &decision, &err))
        fail_msg("%s: %s", limit->programme, err.message);
    return decision_of(decision, find_programme(law.program, limit->programme))->outcome;
}

static void test_the_last_fen_passes_and_the_next_does_not(void **state)
{
    (void)state;
    Arena *request = arena_create();
    size_t faults = 0;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        const Limit *limit = &limits[i];
        const Outcome at = limit_outcome(limit, limit->passes, request);
        const Outcome beyond = limit_outcome(limit, limit->fails, request);
        arena_reset(request);
        if (at == OUTCOME_QUALIFIES && beyond == OUTCOME_DOES_NOT_QUALIFY) continue;
        print_error("%s in %s: %s with %s, %s with %s\n", limit->programme, limit->region,
                    outcome_text(at), limit->passes, outcome_text(beyond), limit->fails);
        faults++;
    }
    arena_destroy(request);
    assert_int_equal(faults, 0);
}

// --- where conditions turn ---

// The order of two fractions by cross-multiplication; false if that does not fit.
static bool order_of(Number a, Number b, int *order)
{
    Wide left = 0;
    Wide right = 0;
    if (__builtin_mul_overflow(a.num, (Wide)b.den, &left) ||
        __builtin_mul_overflow(b.num, (Wide)a.den, &right))
        return false;
    *order = (left > right) - (left < right);
    return true;
}

static bool holds(Opcode op, int order)
{
    switch ((int)op) {
    case OP_LESS: return order < 0;
    case OP_LESS_EQUAL: return order <= 0;
    case OP_GREATER: return order > 0;
    case OP_GREATER_EQUAL: return order >= 0;
    default: return order == 0;
    }
}

static bool is_comparison(Opcode op)
{
    return op >= OP_LESS && op <= OP_GREATER_EQUAL;
}

// The comparisons that a rule's own body consists of, asked of one person, unit or household.
typedef struct Condition {
    uint32_t rule;
    uint32_t instance;
    NodeId node;
} Condition;

typedef VEC(Condition) ConditionVec;

static void add_conditions(const Program *program, Arena *arena, Condition at, ConditionVec *all)
{
    const Node *node = program_node(program, at.node);
    if (is_comparison(node->op)) {
        const Type type = program_node(program, program_child(program, node, 0))->type;
        if (type.kind == TYPE_NUMBER || type.kind == TYPE_DATE) *vec_push(arena, all) = at;
    }
    if (node->op != OP_AND && node->op != OP_OR && node->op != OP_NOT && node->op != OP_LIST_FIRST)
        return;
    for (uint32_t i = 0; i < node->child_count; i++) {
        const NodeId child = program_child(program, node, i);
        if (child != NONE)
            add_conditions(program, arena, (Condition){at.rule, at.instance, child}, all);
    }
}

static ConditionVec conditions_of(Run *run, Arena *arena)
{
    ConditionVec all = {0};
    const Program *program = run->program;
    for (uint32_t r = 0; r < program->rules.count; r++) {
        const Rule *rule = &program->rules.items[r];
        const EntityKind kind = program->entities.items[rule->entity].kind;
        if (kind == ENTITY_RECORD) continue;
        const uint64_t in_force = run_in_force(run, r);
        const uint32_t count = run_instances(run, rule->entity);
        for (uint32_t a = 0; a < rule->alternative_count; a++) {
            for (uint32_t i = 0; i < count && (in_force >> a & 1) != 0; i++)
                add_conditions(program, arena, (Condition){r, i, rule->alternatives[a].body}, &all);
        }
    }
    return all;
}

static Value side(Run *run, const Condition *condition, NodeId node)
{
    const uint32_t entity = run->program->rules.items[condition->rule].entity;
    const RuleFrame rule = {.rule = condition->rule,
                            .person = entity == PERSON ? condition->instance : NONE};
    const Frame frame = {
        .entity = entity, .instance = condition->instance, .month = NONE, .rule = &rule};
    return evaluate(run, node, &frame);
}

// Checks a comparison whose truth is known against the order of its sides. Quotients may be divided
// by nothing, which is a matter of their own, and are looked at only where the divisor is not zero.
static void check_condition(Trial *trial, Run *run, const Condition *condition)
{
    const Program *program = run->program;
    const Node *node = program_node(program, condition->node);
    NodeId sides[2];
    Value values[2];
    for (uint32_t i = 0; i < 2; i++) {
        sides[i] = program_child(program, node, i);
        const Node *one = program_node(program, sides[i]);
        if (one->op == OP_DIVIDE) {
            const Value divisor = side(run, condition, program_child(program, one, 1));
            if (!value_is_known(&divisor) || divisor.low.num == 0) return;
        }
        values[i] = side(run, condition, sides[i]);
        if (!value_is_known(&values[i])) return;
    }
    int order = 0;
    if (!order_of(values[0].low, values[1].low, &order)) return;
    const Value truth = side(run, condition, condition->node);
    ties += order == 0;
    if (value_is_yes(&truth) == holds(node->op, order)) return;
    const Location at = source_locate(program->sources, node->span);
    violate(trial, run->situation,
            STR_FORMAT ":%u: this comparison gives the wrong answer (order of its sides: %d)",
            STR_ARGS(at.path), at.line, order);
}

static bool condition_holds(Run *run, const Condition *condition)
{
    const Value value = side(run, condition, condition->node);
    return value_is_yes(&value);
}

static Run *run_with(Trial *trial, uint32_t fact, uint32_t instance, int64_t value)
{
    Situation *copy =
        household_copy(trial->household, &(Copying){.random = &trial->random}, trial->request);
    FactCell *cell = situation_cell(copy, fact, instance);
    *cell = (FactCell){.given = GIVEN_VALUE, .value = value_number(number_whole(value))};
    return run_create(copy, (RunOptions){.known_on = DATE_LAST}, trial->request);
}

// Looks for the step at which the condition turns between two values of the fact.
static void find_turn(Trial *trial, const Condition *condition, uint32_t fact, uint32_t instance,
                      int64_t low, int64_t high)
{
    const bool before = condition_holds(run_with(trial, fact, instance, low), condition);
    while (high - low > 1) {
        const int64_t middle = low + (high - low) / 2;
        Run *run = run_with(trial, fact, instance, middle);
        if (condition_holds(run, condition) == before) low = middle;
        else high = middle;
    }
    turns++;
    for (int64_t value = low - 1; value <= high + 1; value++) {
        if (value >= 0) check_condition(trial, run_with(trial, fact, instance, value), condition);
    }
}

// One fact from nothing to a lot: every condition that turns on the way is looked at.
static void turn_fact(Trial *trial, const ConditionVec *conditions, uint32_t fact,
                      uint32_t instance)
{
    enum { TURNS_MAX = 3 };
    const Type type = trial->program->facts.items[fact].type;
    const int64_t most = type.dimensions[DIMENSION_MONEY] != 0 ? 20000000 : 200;
    Run *low = run_with(trial, fact, instance, 0);
    Run *high = run_with(trial, fact, instance, most);
    int found = 0;
    for (size_t i = 0; i < conditions->count && found < TURNS_MAX; i++) {
        const Condition *one = &conditions->items[i];
        if (one->instance >= run_instances(low, trial->program->rules.items[one->rule].entity) ||
            condition_holds(low, one) == condition_holds(high, one))
            continue;
        found++;
        find_turn(trial, one, fact, instance, 0, most);
    }
}

static void conditions_turn(Trial *trial)
{
    enum { FACTS = 12 };
    household_fill(trial->household, &trial->random, 90, trial->oddity);
    household_fill(trial->household, &trial->random, 100, trial->oddity);
    household_mend(trial->household);
    const RunOptions usual = {.known_on = DATE_LAST};
    Run *run = run_create(trial->household, usual, trial->request);
    const ConditionVec conditions = conditions_of(run, trial->request);
    for (size_t i = 0; i < conditions.count; i++) check_condition(trial, run, &conditions.items[i]);
    for (int i = 0; i < FACTS; i++) {
        const uint32_t fact = (uint32_t)random_below(&trial->random, trial->program->facts.count);
        const Fact *one = &trial->program->facts.items[fact];
        const bool whole = one->type.kind == TYPE_NUMBER && type_is_whole(one->type);
        const uint32_t count = situation_instances(trial->household, one->entity);
        if (!whole || count == 0) continue;
        turn_fact(trial, &conditions, fact, (uint32_t)random_below(&trial->random, count));
    }
}

static void test_every_condition_turns_exactly_at_its_limit(void **state)
{
    (void)state;
    const TrialOptions options = {.rounds = 12, .members_max = 3, .rows_max = 2, .months_max = 2};
    turns = 0;
    ties = 0;
    assert_int_equal(run_trials(&law, &options, conditions_turn), 0);
    assert_in_range(turns, 20, SIZE_MAX);
    assert_in_range(ties, 20, SIZE_MAX);
}

int main(void)
{
    const struct CMUnitTest properties[] = {
        cmocka_unit_test(test_the_last_fen_passes_and_the_next_does_not),
        cmocka_unit_test(test_every_condition_turns_exactly_at_its_limit),
    };
    law_open(&law, "law/china");
    const int status = RUN_PROPERTIES(properties);
    law_close(&law);
    return status;
}
