#include "decide/law_case.h"

#include "base/panic.h"
#include "base/text.h"
#include "decide/value_text.h"

// --- from a case to a situation ---

// Members are sorted by id in a situation; a case numbers them as it lists them.
static uint32_t place_of(const Situation *situation, const LawCase *law_case, uint32_t member)
{
    if (member == NONE) return NONE;
    return situation_member(situation, law_case->members[member].text);
}

static Value case_value(const Situation *situation, const LawCase *law_case, const CaseValue *given,
                        Type type)
{
    if (type.kind == TYPE_PERSON)
        return value_bit(place_of(situation, law_case, (uint32_t)given->number.num));
    if (type_is_set(type)) return value_bit((unsigned)given->number.num);
    return value_number(given->number);
}

static void fill_cell(const Situation *situation, const LawCase *law_case, const CaseValue *given,
                      Type type, FactCell *cell)
{
    switch (given->kind) {
    case CASE_UNKNOWN: cell->given = GIVEN_UNKNOWN; return;
    case CASE_NOT_APPLICABLE: cell->given = GIVEN_NONE; return;
    case CASE_VALUE: break;
    }
    cell->given = GIVEN_VALUE;
    cell->text = given->text;
    cell->value = case_value(situation, law_case, given, type);
}

static void fill_rows(Situation *situation, const LawCase *law_case)
{
    const Program *program = situation->program;
    uint32_t *filled = ARENA_ARRAY(situation->arena, uint32_t, program->entities.count);
    uint32_t *row_index = ARENA_ARRAY(situation->arena, uint32_t, law_case->row_count);
    // A case that names a record's rows has told all of them, of everyone.
    for (size_t i = 0; i < law_case->known_record_count; i++) {
        const uint32_t record = law_case->known_records[i];
        const uint32_t owners =
            situation_instances(situation, program->entities.items[record].owner);
        for (uint32_t owner = 0; owner < owners; owner++)
            situation->rows_known[record][owner] = true;
    }
    for (size_t i = 0; i < law_case->row_count; i++) {
        const CaseRow *row = &law_case->rows[i];
        const uint32_t index = filled[row->record]++;
        row_index[i] = index;
        uint32_t owner = 0;
        if (row->parent != NONE) owner = row_index[row->parent];
        else if (row->member != NONE) owner = place_of(situation, law_case, row->member);
        situation->row_owners[row->record][index] = owner;
        for (size_t p = 0; p < row->pair_count; p++) {
            const CasePair *pair = &row->pairs[p];
            fill_cell(situation, law_case, &pair->value, program->facts.items[pair->index].type,
                      situation_cell(situation, pair->index, index));
        }
    }
}

// Each month named by any "past" line, once, ascending.
static size_t list_months(const LawCase *law_case, Date *months)
{
    size_t count = 0;
    for (size_t i = 0; i < law_case->month_count; i++) {
        for (Date m = law_case->months[i].from; m.day <= law_case->months[i].to.day;
             m = date_add_months(m, 1)) {
            size_t at = 0;
            while (at < count && months[at].day < m.day) at++;
            if (at < count && months[at].day == m.day) continue;
            if (count == HISTORY_MONTHS_MAX) return count;
            for (size_t j = count; j > at; j--) months[j] = months[j - 1];
            months[at] = m;
            count++;
        }
    }
    return count;
}

static void fill_month(Situation *situation, const LawCase *law_case, const CaseMonths *line,
                       size_t month)
{
    const Program *program = situation->program;
    for (size_t p = 0; p < line->pair_count; p++) {
        const CasePair *pair = &line->pairs[p];
        const HistoryColumn *column = &program->columns.items[pair->index];
        const bool person = column->entity == PERSON;
        const uint32_t first =
            person && pair->member != NONE ? place_of(situation, law_case, pair->member) : 0;
        const uint32_t last = person && pair->member == NONE ? situation->member_count : first + 1;
        for (uint32_t i = first; i < last; i++)
            fill_cell(situation, law_case, &pair->value, column->type,
                      situation_history_cell(situation, month, pair->index, i));
    }
}

static void fill_history(Situation *situation, const LawCase *law_case)
{
    Date *months = ARENA_ARRAY(situation->arena, Date, HISTORY_MONTHS_MAX);
    const size_t count = list_months(law_case, months);
    situation_make_months(situation, count);
    situation->recorded_from = law_case->recorded_from;
    for (size_t m = 0; m < count; m++) {
        situation->months[m].month = months[m];
        for (size_t i = 0; i < law_case->month_count; i++) {
            const CaseMonths *line = &law_case->months[i];
            if (line->from.day <= months[m].day && months[m].day <= line->to.day)
                fill_month(situation, law_case, line, m);
        }
    }
}

static void fill_overrides(Situation *situation, const LawCase *law_case)
{
    const Program *program = situation->program;
    Override *overrides = ARENA_ARRAY(situation->arena, Override, law_case->use_count);
    for (size_t i = 0; i < law_case->use_count; i++) {
        const CasePair *pair = &law_case->uses[i];
        const bool parameter = pair->target == CASE_PARAMETER;
        const Type type = parameter ? program->parameters.items[pair->index].type
                                    : program->rules.items[pair->index].type;
        Value value = value_none();
        if (pair->value.kind == CASE_VALUE)
            value = case_value(situation, law_case, &pair->value, type);
        if (pair->value.kind == CASE_UNKNOWN) value = value_of_any(situation, type);
        overrides[i] = (Override){.kind = parameter ? OVERRIDE_PARAMETER : OVERRIDE_RULE,
                                  .index = pair->index,
                                  .instance = place_of(situation, law_case, pair->member),
                                  .value = value};
    }
    situation->overrides = overrides;
    situation->override_count = law_case->use_count;
}

Situation *law_case_situation(const Program *program, const LawCase *law_case, Arena *request)
{
    Str *ids = ARENA_ARRAY(request, Str, law_case->member_count);
    for (size_t i = 0; i < law_case->member_count; i++) ids[i] = law_case->members[i].text;
    uint32_t *rows = ARENA_ARRAY(request, uint32_t, program->entities.count);
    for (size_t i = 0; i < law_case->row_count; i++) rows[law_case->rows[i].record]++;
    const SituationOutline outline = {.date = law_case->date,
                                      .region = law_case->region,
                                      .member_ids = ids,
                                      .member_count = (uint32_t)law_case->member_count,
                                      .row_counts = rows};
    Situation *situation = situation_create(program, &outline, request);
    for (size_t i = 0; i < law_case->fact_count; i++) {
        const CasePair *pair = &law_case->facts[i];
        const uint32_t instance =
            pair->member == NONE ? 0 : place_of(situation, law_case, pair->member);
        fill_cell(situation, law_case, &pair->value, program->facts.items[pair->index].type,
                  situation_cell(situation, pair->index, instance));
    }
    fill_rows(situation, law_case);
    fill_history(situation, law_case);
    fill_overrides(situation, law_case);
    return situation;
}

// --- expectations ---

typedef struct Check {
    const Program *program;
    const LawCase *law_case;
    const Situation *situation;
    const Decision *decision;
    Arena *kept;
    CaseFailureVec *failures;
    bool sound;
} Check;

static void fail(Check *check, Span span, Str message)
{
    check->sound = false;
    *vec_push(check->kept, check->failures) =
        (CaseFailure){.law_case = check->law_case, .span = span, .message = message};
}

static const char *outcome_word(Outcome outcome)
{
    switch (outcome) {
    case OUTCOME_QUALIFIES: return "qualifies";
    case OUTCOME_DOES_NOT_QUALIFY: return "fails";
    case OUTCOME_UNDETERMINED: return "is undetermined";
    }
    panic_at(__FILE__, __LINE__, "every outcome has a word");
}

static Str needs_text(Check *check, const NeedVec *needs)
{
    Text text = text_start(check->kept);
    for (size_t i = 0; i < needs->count; i++) {
        const Str name = need_name(check->program, &needs->items[i]);
        text_print(&text, "%s" STR_FORMAT, i > 0 ? ", " : "", STR_ARGS(name));
    }
    return text_str(&text);
}

// What a programme decides for all, or for one member.
typedef struct Verdict {
    Outcome outcome;
    Value amount;
    NeedVec needs;
} Verdict;

static Verdict find_verdict(Check *check, const Expectation *expected)
{
    const ProgrammeDecision *decision = decision_of(check->decision, expected->programme);
    if (decision == NULL || !decision->in_force)
        return (Verdict){.outcome = OUTCOME_DOES_NOT_QUALIFY, .amount = value_none()};
    if (expected->member == NONE)
        return (Verdict){
            .outcome = decision->outcome, .amount = decision->amount, .needs = decision->needs};
    const uint32_t person = place_of(check->situation, check->law_case, expected->member);
    for (size_t i = 0; i < decision->grant_count; i++) {
        const Grant *grant = &decision->grants[i];
        bool maybe = false;
        const uint32_t entity = check->program->programmes.items[expected->programme].entity;
        if (run_reach(check->decision->run, PERSON, person, entity, &maybe) == grant->instance)
            return (Verdict){
                .outcome = grant->outcome, .amount = grant->amount, .needs = grant->needs};
    }
    return (Verdict){.outcome = OUTCOME_DOES_NOT_QUALIFY, .amount = value_none()};
}

static void check_needs(Check *check, const Expectation *expected, const Verdict *verdict)
{
    for (size_t i = 0; i < expected->needs_count; i++) {
        bool found = false;
        for (size_t j = 0; j < verdict->needs.count; j++)
            found = found || str_equal(need_name(check->program, &verdict->needs.items[j]),
                                       expected->needs[i].text);
        if (!found)
            fail(check, expected->span,
                 str_print(check->kept,
                           "\"" STR_FORMAT
                           "\" was expected among what is needed, but that is: " STR_FORMAT,
                           STR_ARGS(expected->needs[i].text),
                           STR_ARGS(needs_text(check, &verdict->needs))));
    }
    for (size_t j = 0; expected->needs_count > 0 && j < verdict->needs.count; j++) {
        const Str name = need_name(check->program, &verdict->needs.items[j]);
        bool listed = false;
        for (size_t i = 0; i < expected->needs_count; i++)
            listed = listed || str_equal(expected->needs[i].text, name);
        if (!listed)
            fail(check, expected->span,
                 str_print(check->kept, "\"" STR_FORMAT "\" is needed too", STR_ARGS(name)));
    }
}

static void check_programme(Check *check, const Expectation *expected)
{
    static const Outcome outcomes[] = {[EXPECT_QUALIFIES] = OUTCOME_QUALIFIES,
                                       [EXPECT_FAILS] = OUTCOME_DOES_NOT_QUALIFY,
                                       [EXPECT_UNDETERMINED] = OUTCOME_UNDETERMINED};
    const Verdict verdict = find_verdict(check, expected);
    const Outcome wanted = outcomes[expected->kind];
    const Str name = check->program->programmes.items[expected->programme].name;
    if (verdict.outcome != wanted) {
        Str needs = {0};
        if (verdict.outcome == OUTCOME_UNDETERMINED) needs = needs_text(check, &verdict.needs);
        fail(check, expected->span,
             str_print(check->kept, STR_FORMAT " %s%s" STR_FORMAT, STR_ARGS(name),
                       outcome_word(verdict.outcome), needs.size > 0 ? ", it needs " : "",
                       STR_ARGS(needs)));
        return;
    }
    if (expected->has_amount) {
        const Type type = check->program->rules
                              .items[check->program->programmes.items[expected->programme].amount]
                              .type;
        const Value wanted_amount = value_number(expected->value.number);
        if (!value_same(&verdict.amount, &wanted_amount, false))
            fail(check, expected->span,
                 str_print(
                     check->kept, "the amount is " STR_FORMAT ", not " STR_FORMAT,
                     STR_ARGS(value_text(check->kept, check->situation, &verdict.amount, type)),
                     STR_ARGS(value_text(check->kept, check->situation, &wanted_amount, type))));
    }
    if (expected->kind == EXPECT_UNDETERMINED) check_needs(check, expected, &verdict);
}

static void check_value(Check *check, const Expectation *expected)
{
    Run *run = check->decision->run;
    const Rule *rule = &check->program->rules.items[expected->rule];
    uint32_t instance = 0;
    if (expected->member != NONE) {
        bool maybe = false;
        instance =
            run_reach(run, PERSON, place_of(check->situation, check->law_case, expected->member),
                      rule->entity, &maybe);
    } else if (rule->entity == PERSON && check->situation->member_count != 1) {
        fail(check, expected->span, STR("this is a rule of a person: say of whom, as in \"of a\""));
        return;
    }
    const Value wanted =
        expected->value.kind == CASE_NOT_APPLICABLE ? value_none()
        : expected->value.kind == CASE_UNKNOWN
            ? value_none()
            : case_value(check->situation, check->law_case, &expected->value, rule->type);
    Value value = value_none();
    if (instance != NONE && instance < run_instances(run, rule->entity))
        value = run_rule(run, expected->rule, instance)->value;
    const bool open = value.state == VALUE_OPEN || value.state == VALUE_OPEN_OR_NONE;
    const bool same = expected->value.kind == CASE_UNKNOWN
                          ? open
                          : value_same(&value, &wanted, type_is_set(rule->type));
    if (same) return;
    const Str wanted_text = expected->value.kind == CASE_UNKNOWN
                                ? STR("unknown")
                                : value_text(check->kept, check->situation, &wanted, rule->type);
    fail(check, expected->span,
         str_print(check->kept, "it is " STR_FORMAT ", not " STR_FORMAT,
                   STR_ARGS(value_text(check->kept, check->situation, &value, rule->type)),
                   STR_ARGS(wanted_text)));
}

static bool tells(const Error *err, const Expectation *expected)
{
    return expected->kind == EXPECT_ERROR &&
           str_find(str_from(err->message), expected->text) != SIZE_MAX;
}

static void refuse(Check *check, const Expectation *expected, const Error *err)
{
    fail(check, expected->span,
         str_print(check->kept, "the case was refused: %s%s%s", err->where,
                   err->where[0] != '\0' ? ": " : "", err->message));
}

static void check_expectations(Check *check)
{
    for (size_t i = 0; i < check->law_case->expectation_count; i++) {
        const Expectation *expected = &check->law_case->expectations[i];
        switch (expected->kind) {
        case EXPECT_QUALIFIES:
        case EXPECT_FAILS:
        case EXPECT_UNDETERMINED: check_programme(check, expected); break;
        case EXPECT_VALUE: check_value(check, expected); break;
        case EXPECT_ERROR: break; // below
        }
    }
    // A value that was asked for here may fail although the decision did not need it.
    const Run *run = check->decision->run;
    for (size_t i = 0; i < check->law_case->expectation_count; i++) {
        const Expectation *expected = &check->law_case->expectations[i];
        if (expected->kind != EXPECT_ERROR) continue;
        if (!run->failed)
            fail(check, expected->span, STR("an error was expected, but the case was decided"));
        else if (!tells(&run->error, expected)) refuse(check, expected, &run->error);
        else return;
    }
    if (run->failed) refuse(check, &check->law_case->expectations[0], &run->error);
}

// A case that expects to be refused: the error must say so.
static void check_refusal(Check *check, const Error *err)
{
    for (size_t i = 0; i < check->law_case->expectation_count; i++) {
        const Expectation *expected = &check->law_case->expectations[i];
        if (!tells(err, expected)) refuse(check, expected, err);
    }
}

// --- coverage ---

Coverage coverage_create(const Program *program, Arena *arena)
{
    return (Coverage){.alternatives = ARENA_ARRAY(arena, uint64_t, program->rules.count),
                      .qualified = ARENA_ARRAY(arena, bool, program->programmes.count),
                      .failed = ARENA_ARRAY(arena, bool, program->programmes.count)};
}

static void note_coverage(const Decision *decision, Coverage *coverage)
{
    const Run *run = decision->run;
    for (size_t r = 0; r < run->program->rules.count; r++) {
        const RuleMemo *memo = &run->rules[r];
        if (memo->cells == NULL) continue;
        const uint32_t entity = run->program->rules.items[r].entity;
        const bool unit = run->program->entities.items[entity].kind == ENTITY_UNIT;
        const uint32_t count =
            unit ? run->units[entity].count : situation_instances(run->situation, entity);
        for (uint32_t i = 0; i < count; i++) {
            if (memo->cells[i].done && memo->cells[i].winner != SEVERAL)
                coverage->alternatives[r] |= UINT64_C(1) << memo->cells[i].winner;
        }
    }
    for (size_t i = 0; i < decision->count; i++) {
        const ProgrammeDecision *one = &decision->programmes[i];
        if (!one->in_force) continue;
        if (one->outcome == OUTCOME_QUALIFIES) coverage->qualified[one->programme] = true;
        if (one->outcome == OUTCOME_DOES_NOT_QUALIFY) coverage->failed[one->programme] = true;
    }
}

bool law_case_run(const Program *program, const LawCase *law_case, Arena *request, Arena *kept,
                  CaseFailureVec *failures, Coverage *coverage)
{
    const Situation *situation = law_case_situation(program, law_case, request);
    Decision *decision = NULL;
    Error err = {0};
    const bool decided =
        decide(situation, &(DecideOptions){.strict = false}, request, &decision, &err);
    Check check = {.program = program,
                   .law_case = law_case,
                   .situation = situation,
                   .decision = decision,
                   .kept = kept,
                   .failures = failures,
                   .sound = true};
    if (!decided) {
        check_refusal(&check, &err);
        return check.sound;
    }
    check_expectations(&check);
    if (coverage != NULL) note_coverage(decision, coverage);
    return check.sound;
}
