// Facts, rules and units on demand.

#include <stdarg.h>
#include <stdio.h>

#include "base/identity.h"
#include "base/panic.h"
#include "decide/interpret/run.h"
#include "decide/value_text.h"

Run *run_create(const Situation *situation, RunOptions options, Arena *request)
{
    const Program *program = situation->program;
    Run *run = ARENA_ONE(request, Run);
    *run = (Run){
        .program = program,
        .situation = situation,
        .arena = request,
        .options = options,
        .rules = ARENA_ARRAY(request, RuleMemo, program->rules.count),
        .facts = ARENA_ARRAY(request, FactMemo *, program->facts.count),
        .units = ARENA_ARRAY(request, UnitMemo, program->entities.count),
        .awards = ARENA_ARRAY(request, Value *, program->programmes.count),
    };
    return run;
}

void run_fail(Run *run, ErrorCode code, Span span, const char *format, ...)
{
    if (run->failed) return;
    run->failed = true;
    char message[sizeof run->error.message];
    va_list args;
    va_start(args, format);
    // NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): va_start has set it
    (void)vsnprintf(message, sizeof message, format, args);
    va_end(args);
    const Str place = source_place(run->arena, run->program->sources, span);
    (void)error_set(&run->error, code, str_terminated(run->arena, place), "%s", message);
}

// --- facts ---

static Number default_low(Type type)
{
    return number_whole(type.kind == TYPE_DATE ? date_least().day : 0);
}

// What a fact may be at most where the law does not say: see limits.h for amounts; the rest is what
// a person can live through or a household can have.
static Number default_high(const Run *run, Type type)
{
    if (type.kind == TYPE_DATE) return number_whole(date_greatest().day);
    if (type.dimensions[DIMENSION_MONEY] != 0) {
        Number scale = program_coin_scale(run->program);
        scale.num *= AMOUNT_YUAN_MAX;
        return scale;
    }
    if (type.dimensions[DIMENSION_YEAR] == 1) return number_whole(200);
    if (type.dimensions[DIMENSION_MONTH] == 1) return number_whole(2400);
    if (!type_is_pure(type)) return number_whole(100000);
    return number_whole(type.flavour == FLAVOUR_SHARE ? 1 : 1000000);
}

Value run_type_range(const Run *run, Type type)
{
    return value_range(default_low(type), default_high(run, type));
}

static Number limit_of(Run *run, NodeId node, const Frame *frame, Number otherwise, bool low)
{
    if (node == NONE) return otherwise;
    const Value value = evaluate(run, node, frame);
    if (!value_may_apply(&value)) return otherwise;
    return low ? value.low : value.high;
}

// All that an unknown fact may be.
static Value unknown_fact(Run *run, const Fact *fact, const Frame *frame)
{
    if (fact->type.kind != TYPE_NUMBER && fact->type.kind != TYPE_DATE)
        return value_of_any(run->situation, fact->type);
    return value_range(limit_of(run, fact->low, frame, default_low(fact->type), true),
                       limit_of(run, fact->high, frame, default_high(run, fact->type), false));
}

// A birth date or a sex, from the identity number where that is given.
static bool read_identity(Run *run, const Fact *fact, uint32_t instance, Value *value)
{
    if (fact->read_from == NONE) return false;
    const FactCell *cell = &run->situation->cells[fact->read_from][instance];
    Identity identity;
    if (cell->given != GIVEN_VALUE || identity_parse(cell->text, &identity) != IDENTITY_SOUND)
        return false;
    if (fact->type.kind == TYPE_DATE) {
        *value = value_number(number_whole(identity.born.day));
        return true;
    }
    const Choice *choice = &run->program->choices.items[fact->type.choice];
    *value =
        value_bit(program_find_choice_value(choice, identity.female ? STR("female") : STR("male")));
    return true;
}

Value run_fact_range(Run *run, uint32_t index, uint32_t instance)
{
    const Fact *fact = &run->program->facts.items[index];
    const RuleFrame rule = {.rule = NONE, .person = fact->entity == PERSON ? instance : NONE};
    const Frame frame = frame_at(fact->entity, instance, &rule);
    return unknown_fact(run, fact, &frame);
}

bool run_fact_breach(Run *run, uint32_t index, uint32_t instance, Breach *breach)
{
    const Fact *fact = &run->program->facts.items[index];
    const FactCell *cell = &run->situation->cells[index][instance];
    if (cell->given != GIVEN_VALUE) return false;
    if (fact->type.kind != TYPE_NUMBER && fact->type.kind != TYPE_DATE) return false;
    const Value range = run_fact_range(run, index, instance);
    breach->low = number_compare(cell->value.low, range.low) < 0;
    const bool high = number_compare(cell->value.low, range.high) > 0;
    breach->limit = value_number(breach->low ? range.low : range.high);
    return breach->low || high;
}

// What is presumed where nothing is said. "normally 0 when age >= 60" presumes nothing of the
// young: false, and where the condition is open, false as well, for then nothing firm is presumed.
static bool presume(Run *run, const Fact *fact, const Frame *frame, FactMemo *memo)
{
    if (run->options.strict || (fact->normally == NONE && !fact->normally_none)) return false;
    const Value value = fact->normally_none ? value_none() : evaluate(run, fact->normally, frame);
    if (!fact->normally_none && value_may_be_none(&value)) return false;
    memo->value = value;
    memo->presumed = true;
    return true;
}

static void work_out_absent(Run *run, const Fact *fact, uint32_t index, uint32_t instance,
                            FactMemo *memo)
{
    const RuleFrame rule = {.rule = NONE, .person = fact->entity == PERSON ? instance : NONE};
    const Frame frame = frame_at(fact->entity, instance, &rule);
    if (read_identity(run, fact, instance, &memo->value)) return;
    Value asked = value_yesno(true);
    if (fact->when != NONE) asked = evaluate(run, fact->when, &frame);
    if (value_is_no(&asked)) {
        memo->value = value_none();
        return;
    }
    const bool said = run->situation->cells[index][instance].given == GIVEN_UNKNOWN;
    if (said || !presume(run, fact, &frame, memo)) {
        memo->value = unknown_fact(run, fact, &frame);
        if (fact->normally_none) memo->value = value_or_none(memo->value);
    }
    if (memo->presumed)
        *vec_push(run->arena, &run->presumed) = (FactUse){.fact = index, .instance = instance};
    if (value_may_be_no(&asked)) memo->value = value_or_none(memo->value);
}

const FactMemo *run_fact(Run *run, uint32_t index, uint32_t instance)
{
    const Fact *fact = &run->program->facts.items[index];
    if (run->facts[index] == NULL)
        run->facts[index] =
            ARENA_ARRAY(run->arena, FactMemo, situation_instances(run->situation, fact->entity));
    FactMemo *memo = &run->facts[index][instance];
    if (memo->done) return memo;
    const FactCell *cell = &run->situation->cells[index][instance];
    const Override *override = situation_override(run->situation, OVERRIDE_FACT, index, instance);
    if (override != NULL) memo->value = override->value;
    else if (cell->given == GIVEN_VALUE) memo->value = cell->value;
    else if (cell->given == GIVEN_NONE) memo->value = value_none();
    else work_out_absent(run, fact, index, instance, memo);
    memo->done = true;
    return memo;
}

// --- rules ---

uint64_t run_in_force(Run *run, uint32_t index)
{
    RuleMemo *memo = &run->rules[index];
    if (memo->prepared) return memo->in_force;
    const Rule *rule = &run->program->rules.items[index];
    for (size_t i = 0; i < rule->alternative_count; i++) {
        const Alternative *one = &rule->alternatives[i];
        if (one->body != NONE && run_holds(run, one->place, one->from, one->until))
            memo->in_force |= UINT64_C(1) << i;
    }
    memo->prepared = true;
    return memo->in_force;
}

typedef struct Ranking {
    Run *run;
    uint32_t rule;
    uint32_t instance;
    bool sets;
    bool found;   // some alternative may give the value
    bool certain; // one certainly does
    bool several; // more than one may
    unsigned char winner;
    Value value;
} Ranking;

static Value work_out(const Ranking *ranking, size_t alternative)
{
    const Rule *rule = &ranking->run->program->rules.items[ranking->rule];
    const RuleFrame rule_frame = {
        .rule = ranking->rule,
        .alternative = (uint32_t)alternative,
        .person = rule->entity == PERSON ? ranking->instance : NONE,
    };
    const Frame frame = frame_at(rule->entity, ranking->instance, &rule_frame);
    return evaluate(ranking->run, rule->alternatives[alternative].body, &frame);
}

static void report_conflict(const Ranking *ranking, size_t other)
{
    const Rule *rule = &ranking->run->program->rules.items[ranking->rule];
    const Alternative *a = &rule->alternatives[ranking->winner];
    const Alternative *b = &rule->alternatives[other];
    run_fail(ranking->run, ERROR_CONFLICT, b->span,
             "two exceptions to \"" STR_FORMAT "\" apply and differ: \"" STR_FORMAT
             "\" (" STR_FORMAT ") and \"" STR_FORMAT "\" (" STR_FORMAT ")",
             STR_ARGS(rule_name(ranking->run->arena, rule)), STR_ARGS(a->name),
             STR_ARGS(a->citation.text), STR_ARGS(b->name), STR_ARGS(b->citation.text));
}

// Takes one alternative's value into account. True if it certainly applies.
static bool consider(Ranking *ranking, size_t alternative)
{
    const Value value = work_out(ranking, alternative);
    if (!value_may_apply(&value)) return false;
    const bool certain = !value_may_be_none(&value);
    const Value applicable = value_applicable(value);
    if (!ranking->found) {
        ranking->value = applicable;
        ranking->winner = (unsigned char)alternative;
    } else {
        if (certain && ranking->certain && value_is_known(&applicable) &&
            value_is_known(&ranking->value) &&
            !value_same(&applicable, &ranking->value, ranking->sets))
            report_conflict(ranking, alternative);
        ranking->several = true;
        ranking->value = value_either(&ranking->value, &applicable, ranking->sets);
    }
    ranking->found = true;
    ranking->certain = ranking->certain || certain;
    return certain;
}

// The first of `left` that no other of `left` outranks.
static size_t next_alternative(const Rule *rule, uint64_t left)
{
    for (size_t i = 0; i < rule->alternative_count; i++) {
        if ((left >> i & 1) == 0) continue;
        bool outranked = false;
        for (size_t j = 0; j < rule->alternative_count && !outranked; j++)
            outranked = (left >> j & 1) != 0 && (rule->alternatives[j].outranks >> i & 1) != 0;
        if (!outranked) return i;
    }
    panic_at(__FILE__, __LINE__, "outranking goes in no circle");
}

// Goes down the ranks: what certainly applies takes the place of all it outranks; what may apply
// leaves both possible.
static void rank(Ranking *ranking, uint64_t left)
{
    const Rule *rule = &ranking->run->program->rules.items[ranking->rule];
    while (left != 0) {
        const size_t i = next_alternative(rule, left);
        left &= ~(UINT64_C(1) << i);
        if (consider(ranking, i)) left &= ~rule->alternatives[i].outranks;
    }
}

static Value ranked_value(const Ranking *ranking)
{
    if (!ranking->found) return value_none();
    return ranking->certain ? ranking->value : value_or_none(ranking->value);
}

// A value that a place may set must keep to the law's limits.
static void check_limits(Run *run, uint32_t index, uint32_t instance, const Value *value)
{
    const Rule *rule = &run->program->rules.items[index];
    if ((rule->low == NONE && rule->high == NONE) || !value_is_known(value)) return;
    const RuleFrame rule_frame = {.rule = NONE, .person = rule->entity == PERSON ? instance : NONE};
    const Frame frame = frame_at(rule->entity, instance, &rule_frame);
    const NodeId limits[] = {rule->low, rule->high};
    for (int i = 0; i < 2; i++) {
        if (limits[i] == NONE) continue;
        const Value limit = evaluate(run, limits[i], &frame);
        if (!value_is_known(&limit)) continue;
        const int order = number_compare(value->low, limit.low);
        if (i == 0 ? order < 0 : order > 0)
            run_fail(run, ERROR_INVALID, rule->span,
                     "\"" STR_FORMAT "\" is " STR_FORMAT ", but must not be %s " STR_FORMAT,
                     STR_ARGS(rule_name(run->arena, rule)),
                     STR_ARGS(value_text(run->arena, run->situation, value, rule->type)),
                     i == 0 ? "below" : "above",
                     STR_ARGS(value_text(run->arena, run->situation, &limit, rule->type)));
    }
}

static void work_out_rule(Run *run, uint32_t index, uint32_t instance, Memo *memo)
{
    const Rule *rule = &run->program->rules.items[index];
    memo->winner = SEVERAL;
    const Override *override = situation_override(run->situation, OVERRIDE_RULE, index, instance);
    if (override != NULL) {
        memo->value = override->value;
        return;
    }
    if (rule->programme != NONE && !run_programme_in_force(run, rule->programme)) {
        memo->value = value_none(); // there is no such programme, here or on this day
        return;
    }
    Ranking ranking = {
        .run = run, .rule = index, .instance = instance, .sets = type_is_set(rule->type)};
    rank(&ranking, run_in_force(run, index));
    memo->value = ranked_value(&ranking);
    if (ranking.found && !ranking.several) memo->winner = ranking.winner;
    if (!ranking.certain && rule->delegated != NONE) {
        memo->unset = true;
        run_note_open(run, false, index, run->situation->region, run->situation->date);
        memo->value = value_of_any(run->situation, rule->type);
    }
    if (rule->rounded && value_may_apply(&memo->value)) {
        Value rounded;
        if (value_round(&memo->value, rule->rounding_unit, rule->rounding, &rounded))
            memo->value = rounded;
        else
            run_fail(run, ERROR_OVERFLOW, rule->span,
                     "\"" STR_FORMAT "\" is too large a number to be kept",
                     STR_ARGS(rule_name(run->arena, rule)));
    }
    check_limits(run, index, instance, &memo->value);
}

const Memo *run_rule(Run *run, uint32_t index, uint32_t instance)
{
    RuleMemo *rule = &run->rules[index];
    if (rule->cells == NULL) {
        const uint32_t count = run_instances(run, run->program->rules.items[index].entity);
        rule->cells = ARENA_ARRAY(run->arena, Memo, count > 0 ? count : 1);
    }
    Memo *memo = &rule->cells[instance];
    if (memo->done) return memo;
    invariant(!memo->active); // the compiler found all cycles
    memo->active = true;
    work_out_rule(run, index, instance, memo);
    memo->active = false;
    memo->done = true;
    return memo;
}

Value run_base(Run *run, const Frame *frame)
{
    if (frame->rule->asked != NULL) return *frame->rule->asked->base;
    const uint32_t index = frame->rule->rule;
    invariant(index != NONE);
    const Rule *rule = &run->program->rules.items[index];
    Ranking ranking = {
        .run = run, .rule = index, .instance = frame->instance, .sets = type_is_set(rule->type)};
    rank(&ranking,
         run_in_force(run, index) & rule->alternatives[frame->rule->alternative].outranks);
    return ranked_value(&ranking);
}

// --- units ---

static void split_units(Run *run, const Entity *entity, UnitMemo *memo)
{
    const uint32_t members = run->situation->member_count;
    Value *keys = ARENA_ARRAY(run->arena, Value, members);
    const bool sets = type_is_set(program_node(run->program, entity->split)->type);
    for (uint32_t person = 0; person < members; person++) {
        if (memo->of_person[person] == NONE) continue;
        const RuleFrame rule = {.rule = NONE, .person = person};
        const Frame frame = frame_at(PERSON, person, &rule);
        keys[person] = evaluate(run, entity->split, &frame);
        // An open key leaves open where the person belongs: a unit of one, for all we know.
        if (!value_is_known(&keys[person])) memo->maybe[person] = true;
        uint32_t same = 0;
        while (same < person && (memo->of_person[same] == NONE || !value_is_known(&keys[person]) ||
                                 !value_same(&keys[same], &keys[person], sets)))
            same++;
        memo->of_person[person] = same < person ? memo->of_person[same] : memo->count++;
    }
}

const UnitMemo *run_unit(Run *run, uint32_t index)
{
    UnitMemo *memo = &run->units[index];
    if (memo->done) return memo;
    const Entity *entity = &run->program->entities.items[index];
    const uint32_t members = run->situation->member_count;
    memo->of_person = ARENA_ARRAY(run->arena, uint32_t, members);
    memo->maybe = ARENA_ARRAY(run->arena, bool, members);
    for (uint32_t person = 0; person < members; person++) {
        const Value *belongs = &run_rule(run, entity->membership, person)->value;
        memo->of_person[person] = value_is_no(belongs) ? NONE : 0;
        memo->maybe[person] = !value_is_no(belongs) && value_may_be_no(belongs);
    }
    if (entity->splits) split_units(run, entity, memo);
    else memo->count = 1;
    memo->done = true;
    return memo;
}

uint32_t run_instances(Run *run, uint32_t entity)
{
    if (run->program->entities.items[entity].kind == ENTITY_UNIT)
        return run_unit(run, entity)->count;
    return situation_instances(run->situation, entity);
}
