#include "decide/bounds.h"

#include "base/text.h"
#include "compile/uses.h"
#include "decide/value_text.h"

enum { COMBINATIONS_MAX = 64 }; // of the facts a rule depends on; beyond it nothing is tried

typedef VEC(Date) DateVec;
typedef VEC(uint32_t) FactVec;

typedef struct Checker {
    const Program *program;
    Diagnostics *diagnostics;
    Arena *kept;    // for lists of days
    Arena *request; // for one evaluation
} Checker;

// --- days on which something may change ---

static void add_day(Checker *checker, DateVec *days, Date day, Date from, Date until)
{
    if (day.day < from.day || day.day >= until.day) return;
    for (size_t i = 0; i < days->count; i++) {
        if (days->items[i].day == day.day) return;
    }
    size_t at = days->count;
    (void)vec_push(checker->kept, days);
    for (; at > 0 && days->items[at - 1].day > day.day; at--) days->items[at] = days->items[at - 1];
    days->items[at] = day;
}

// The first day of a period, and every day within it from which something used has another value.
static DateVec days_of(Checker *checker, const Uses *uses, Date from, Date until)
{
    const Program *program = checker->program;
    if (from.day < program->first_day.day) from = program->first_day;
    if (from.day < date_least().day) from = date_least();
    DateVec days = {0};
    add_day(checker, &days, from, from, until);
    for (size_t p = 0; p < program->parameters.count; p++) {
        const Parameter *parameter = &program->parameters.items[p];
        for (size_t r = 0; uses->parameters[p] && r < parameter->row_count; r++) {
            add_day(checker, &days, parameter->rows[r].from, from, until);
            add_day(checker, &days, parameter->rows[r].until, from, until);
        }
    }
    for (size_t i = 0; i < program->rules.count; i++) {
        const Rule *rule = &program->rules.items[i];
        for (size_t a = 0; uses->rules[i] && a < rule->alternative_count; a++) {
            add_day(checker, &days, rule->alternatives[a].from, from, until);
            add_day(checker, &days, rule->alternatives[a].until, from, until);
        }
    }
    return days;
}

static Run *start_run(Checker *checker, Date day, uint32_t place)
{
    arena_reset(checker->request);
    const SituationOutline outline = {.date = day, .region = place};
    Situation *situation = situation_create(checker->program, &outline, checker->request);
    return run_create(situation, (RunOptions){.known_on = DATE_LAST}, checker->request);
}

static Str place_text(const Checker *checker, uint32_t place)
{
    if (place == NONE) return STR("everywhere");
    const Region *region = &checker->program->regions.items[place];
    const Str name = region->labels.en.size > 0 ? region->labels.en : region->labels.zh;
    return str_print(checker->kept, STR_FORMAT " " STR_FORMAT, STR_ARGS(region->code),
                     STR_ARGS(name));
}

// --- parameters ---

// Whether the row's value breaks a limit on this day; says so.
static bool report_row(Checker *checker, const Parameter *parameter, const ParameterRow *row,
                       Date day)
{
    Run *run = start_run(checker, day, row->place);
    Value keys[PARAMETER_KEYS_MAX];
    for (size_t i = 0; i < parameter->key_count; i++)
        keys[i] = type_is_set(parameter->keys[i].type) ? value_bit((unsigned)row->keys[i].num)
                                                       : value_number(row->keys[i]);
    const uint32_t index = (uint32_t)(parameter - checker->program->parameters.items);
    if (run_parameter_row(run, index, keys, row->place, day) != row) return false; // superseded
    const ParameterAsked asked = {.keys = keys, .place = row->place, .date = day};
    const RuleFrame rule = {.rule = NONE, .person = NONE, .asked = &asked};
    const Frame frame = frame_at(HOUSEHOLD, 0, &rule);
    const NodeId limits[] = {parameter->low, parameter->high};
    for (int i = 0; i < 2; i++) {
        if (limits[i] == NONE) continue;
        const Value limit = evaluate(run, limits[i], &frame);
        if (run->failed || !value_is_known(&limit)) continue;
        const int order = number_compare(row->value, limit.low);
        if (i == 0 ? order >= 0 : order <= 0) continue;
        const Value value = value_number(row->value);
        Diagnostic *fault = diagnose(
            checker->diagnostics, "bounds", row->span,
            "\"" STR_FORMAT "\" is " STR_FORMAT " here, but must not be %s " STR_FORMAT
            " (" STR_FORMAT ", on " STR_FORMAT ")",
            STR_ARGS(parameter->name),
            STR_ARGS(value_text(run->arena, run->situation, &value, parameter->type)),
            i == 0 ? "below" : "above",
            STR_ARGS(value_text(run->arena, run->situation, &limit, parameter->type)),
            STR_ARGS(place_text(checker, row->place)), STR_ARGS(date_print(run->arena, day)));
        diagnostic_other(checker->diagnostics, fault,
                         program_node(checker->program, limits[i])->span, "the limit is here");
        return true;
    }
    return false;
}

static void check_parameter(Checker *checker, const Parameter *parameter)
{
    if (parameter->low == NONE && parameter->high == NONE) return;
    for (size_t i = 0; i < parameter->key_count; i++) {
        if (parameter->keys[i].mode == KEY_SLICES) return; // its rows are rates, not values
    }
    Uses uses = uses_start(checker->program, checker->kept);
    uses_add_node(checker->program, parameter->low, &uses);
    uses_add_node(checker->program, parameter->high, &uses);
    uses_close(checker->program, &uses);
    for (size_t r = 0; r < parameter->row_count; r++) {
        const ParameterRow *row = &parameter->rows[r];
        const DateVec days = days_of(checker, &uses, row->from, row->until);
        for (size_t d = 0; d < days.count; d++) {
            if (report_row(checker, parameter, row, days.items[d])) break;
        }
    }
}

// --- rules ---

// The yes/no facts and choices of the household and of a person that a rule depends on.
static FactVec household_choices(Checker *checker, const Uses *uses, size_t *combinations)
{
    const Program *program = checker->program;
    FactVec facts = {0};
    *combinations = 1;
    for (uint32_t f = 0; f < program->facts.count; f++) {
        const Fact *fact = &program->facts.items[f];
        const bool choice = fact->type.kind == TYPE_CHOICE;
        if (!uses->facts[f] || (fact->entity != HOUSEHOLD && fact->entity != PERSON) ||
            (!choice && fact->type.kind != TYPE_YESNO))
            continue;
        *vec_push(checker->kept, &facts) = f;
        *combinations *= choice ? program->choices.items[fact->type.choice].count : 2;
        if (*combinations > COMBINATIONS_MAX) break;
    }
    return facts;
}

// Gives each fact its value in the combination of this number.
static void fill(const Checker *checker, Situation *situation, const FactVec *facts, size_t number)
{
    for (size_t i = 0; i < facts->count; i++) {
        const Fact *fact = &checker->program->facts.items[facts->items[i]];
        const size_t count = fact->type.kind == TYPE_CHOICE
                                 ? checker->program->choices.items[fact->type.choice].count
                                 : 2;
        *situation_cell(situation, facts->items[i], 0) =
            (FactCell){.given = GIVEN_VALUE, .value = value_bit((unsigned)(number % count))};
        number /= count;
    }
}

// Whether what a place has set breaks a limit under this combination; says so.
static bool report_rule(Checker *checker, uint32_t index, const Alternative *set, Date day,
                        const FactVec *facts, size_t combination)
{
    arena_reset(checker->request);
    const SituationOutline outline = {
        .date = day, .region = set->place, .member_ids = &STR("a"), .member_count = 1};
    Situation *situation = situation_create(checker->program, &outline, checker->request);
    fill(checker, situation, facts, combination);
    Run *run = run_create(situation, (RunOptions){.known_on = DATE_LAST}, checker->request);
    (void)run_rule(run, index, 0);
    if (!run->failed) return false;
    diagnose(checker->diagnostics, "bounds", set->span, "%s (" STR_FORMAT ", on " STR_FORMAT ")",
             run->error.message, STR_ARGS(place_text(checker, set->place)),
             STR_ARGS(date_print(run->arena, day)));
    return true;
}

static void check_set_value(Checker *checker, uint32_t index, const Alternative *set)
{
    Uses uses = uses_start(checker->program, checker->kept);
    uses.rules[index] = true;
    uses_close(checker->program, &uses);
    size_t combinations = 1;
    const FactVec facts = household_choices(checker, &uses, &combinations);
    if (combinations > COMBINATIONS_MAX) return;
    const DateVec days = days_of(checker, &uses, set->from, set->until);
    for (size_t d = 0; d < days.count; d++) {
        for (size_t c = 0; c < combinations; c++) {
            if (report_rule(checker, index, set, days.items[d], &facts, c)) return;
        }
    }
}

static void check_rule(Checker *checker, uint32_t index)
{
    const Rule *rule = &checker->program->rules.items[index];
    if (rule->low == NONE && rule->high == NONE) return;
    if (rule->entity != HOUSEHOLD && rule->entity != PERSON) return;
    for (size_t a = 0; a < rule->alternative_count; a++) {
        const Alternative *set = &rule->alternatives[a];
        if (set->place != NONE && set->body != NONE) check_set_value(checker, index, set);
    }
}

void bounds_check(const Program *program, Diagnostics *diagnostics)
{
    Checker checker = {.program = program,
                       .diagnostics = diagnostics,
                       .kept = arena_create(),
                       .request = arena_create()};
    for (size_t p = 0; p < program->parameters.count; p++)
        check_parameter(&checker, &program->parameters.items[p]);
    for (uint32_t r = 0; r < program->rules.count; r++) check_rule(&checker, r);
    arena_destroy(checker.request);
    arena_destroy(checker.kept);
}
