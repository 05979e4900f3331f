#include "household.h"

#include "base/identity.h"
#include "base/panic.h"
#include "base/text.h"
#include "decide/interpret/run.h"

enum { FEN = 100, SETTLE_ROUNDS = 12 };

// --- members, rows and months ---

// How many rows each owner has, and so how many there are: [entity][owner].
typedef struct RowPlan {
    uint32_t **of_owner;
    uint32_t *counts; // [entity]
} RowPlan;

static uint32_t owners_of(const Program *program, const RowPlan *rows, uint32_t entity,
                          uint32_t members)
{
    const Entity *owner = &program->entities.items[program->entities.items[entity].owner];
    if (owner->kind == ENTITY_PERSON) return members;
    if (owner->kind == ENTITY_RECORD) return rows->counts[program->entities.items[entity].owner];
    return 1;
}

// Whether the owner of a record is a record whose own rows are planned later.
static bool waits_for_owner(const Program *program, const RowPlan *rows, uint32_t entity)
{
    const uint32_t owner = program->entities.items[entity].owner;
    return program->entities.items[owner].kind == ENTITY_RECORD && rows->of_owner[owner] == NULL;
}

static RowPlan plan_rows(const Program *program, const HouseholdPlan *plan, uint32_t members,
                         Random *random, Arena *request)
{
    const size_t entities = program->entities.count;
    RowPlan rows = {.of_owner = ARENA_ARRAY(request, uint32_t *, entities),
                    .counts = ARENA_ARRAY(request, uint32_t, entities)};
    for (bool more = true; more;) {
        more = false;
        for (uint32_t e = 0; e < entities; e++) {
            if (program->entities.items[e].kind != ENTITY_RECORD || rows.of_owner[e] != NULL)
                continue;
            if (waits_for_owner(program, &rows, e)) {
                more = true;
                continue;
            }
            const uint32_t owners = owners_of(program, &rows, e, members);
            rows.of_owner[e] = ARENA_ARRAY(request, uint32_t, owners);
            for (uint32_t i = 0; i < owners; i++) {
                if (!random_chance(random, 40)) continue;
                rows.of_owner[e][i] = (uint32_t)random_below(random, plan->rows_max + UINT64_C(1));
                rows.counts[e] += rows.of_owner[e][i];
            }
        }
    }
    return rows;
}

static void place_rows(Situation *situation, const RowPlan *rows)
{
    for (uint32_t e = 0; e < situation->program->entities.count; e++) {
        const Entity *entity = &situation->program->entities.items[e];
        if (entity->kind != ENTITY_RECORD) continue;
        const uint32_t owners = situation_instances(situation, entity->owner);
        uint32_t row = 0;
        for (uint32_t i = 0; i < owners; i++) {
            situation->rows_known[e][i] = true;
            for (uint32_t n = 0; n < rows->of_owner[e][i]; n++) situation->row_owners[e][row++] = i;
        }
    }
}

static int64_t random_fen(Random *random)
{
    const unsigned kind = (unsigned)random_below(random, 100);
    if (kind < 35) return 0;
    if (kind < 65) return random_between(random, 1, 30) * 100 * FEN;
    if (kind < 85) return random_between(random, 0, 3000 * FEN);
    if (kind < 97) return random_between(random, 0, 80000) * FEN;
    return random_between(random, 0, 3000000) * FEN;
}

static FactCell number_cell(Number number)
{
    return (FactCell){.given = GIVEN_VALUE, .value = value_number(number)};
}

static FactCell column_value(const HistoryColumn *column, Random *random)
{
    if (random_chance(random, 20)) return (FactCell){0};
    if (column->type.kind == TYPE_YESNO)
        return (FactCell){.given = GIVEN_VALUE, .value = value_yesno(random_chance(random, 40))};
    invariant(column->type.kind == TYPE_NUMBER);
    return number_cell(number_whole(random_chance(random, 50) ? 0 : random_fen(random) / 10));
}

static void make_months(Situation *situation, uint32_t count, Random *random)
{
    const Program *program = situation->program;
    situation_make_months(situation, count);
    for (uint32_t m = 0; m < count; m++) {
        situation->months[m].month =
            date_add_months(date_month_start(situation->date), (int32_t)m - (int32_t)count);
        for (uint32_t c = 0; c < program->columns.count; c++) {
            const HistoryColumn *column = &program->columns.items[c];
            const uint32_t instances = column->entity == PERSON ? situation->member_count : 1;
            for (uint32_t i = 0; i < instances; i++)
                *situation_history_cell(situation, m, c, i) = column_value(column, random);
        }
    }
}

Situation *household_make(const Program *program, const HouseholdPlan *plan, Random *random,
                          Arena *request)
{
    const Str ids[] = {STR("a"), STR("b"), STR("c"), STR("d"),  STR("e"),
                       STR("f"), STR("g"), STR("h"), STR("丙"), STR("甲")};
    invariant(plan->members_max <= sizeof ids / sizeof ids[0]);
    const uint32_t members = 1 + (uint32_t)random_below(random, plan->members_max);
    const RowPlan rows = plan_rows(program, plan, members, random, request);
    const SituationOutline outline = {.date = plan->date,
                                      .region = plan->region,
                                      .member_ids = ids,
                                      .member_count = members,
                                      .row_counts = rows.counts};
    Situation *situation = situation_create(program, &outline, request);
    place_rows(situation, &rows);
    make_months(situation, (uint32_t)random_below(random, plan->months_max + UINT64_C(1)), random);
    return situation;
}

// --- values ---

static Frame frame_of(const Fact *fact, uint32_t instance, RuleFrame *rule)
{
    *rule = (RuleFrame){.rule = NONE, .person = fact->entity == PERSON ? instance : NONE};
    return (Frame){.entity = fact->entity, .instance = instance, .month = NONE, .rule = rule};
}

static Run *strict_run(Situation *situation)
{
    return run_create(situation, (RunOptions){.strict = true, .known_on = DATE_LAST},
                      situation->arena);
}

static Run *usual_run(Situation *situation)
{
    return run_create(situation, (RunOptions){.known_on = DATE_LAST}, situation->arena);
}

static Value asks(Run *run, uint32_t index, uint32_t instance)
{
    const Fact *fact = &run->program->facts.items[index];
    if (fact->when == NONE) return value_yesno(true);
    RuleFrame rule;
    const Frame frame = frame_of(fact, instance, &rule);
    const Value value = evaluate(run, fact->when, &frame);
    return value_truth(value_may_be_yes(&value), value_may_be_no(&value));
}

Value household_asks(Situation *situation, uint32_t fact, uint32_t instance)
{
    return asks(strict_run(situation), fact, instance);
}

static Number within(Number number, int64_t bound)
{
    if (number.num > bound) return number_whole(bound);
    return number.num < -bound ? number_whole(-bound) : number;
}

// The whole numbers within [low, high] * scale; what is unbounded ends at a billion yuan.
// False if there are none.
static bool whole_range(const Value *range, int64_t scale, int64_t *least, int64_t *greatest)
{
    const int64_t bound = AMOUNT_YUAN_MAX * FEN;
    const Number one = number_whole(1);
    Number low = within(range->low, bound);
    Number high = within(range->high, bound);
    if (!number_multiply(low, number_whole(scale), &low) ||
        !number_multiply(high, number_whole(scale), &high) ||
        !number_round(low, one, ROUND_UP, &low) || !number_round(high, one, ROUND_DOWN, &high))
        return false;
    *least = (int64_t)low.num;
    *greatest = (int64_t)high.num;
    return *least <= *greatest;
}

static int64_t clamped(int64_t value, int64_t least, int64_t greatest)
{
    return value < least ? least : value > greatest ? greatest : value;
}

static int64_t random_day(Random *random, const Fact *fact, Date today)
{
    enum { DAYS_A_YEAR = 365 };
    if (fact->read_from != NONE) return today.day - random_between(random, 0, 95 * DAYS_A_YEAR);
    const unsigned kind = (unsigned)random_below(random, 100);
    if (kind < 50) return today.day - random_between(random, 0, 400);
    if (kind < 75) return today.day + random_between(random, -60, 60);
    if (kind < 95) return today.day - random_between(random, 0, 60 * DAYS_A_YEAR);
    return random_between(random, date_least().day, date_greatest().day);
}

static int64_t random_count(Random *random, int64_t least)
{
    if (random_chance(random, 80)) return least + random_between(random, 0, 6);
    if (random_chance(random, 80)) return least + random_between(random, 0, 40);
    return least + random_between(random, 0, 2000);
}

static bool draw_number(Situation *situation, Random *random, const Fact *fact, const Value *range,
                        FactCell *cell)
{
    int64_t least = 0;
    int64_t greatest = 0;
    if (fact->type.kind == TYPE_DATE) {
        if (!whole_range(range, 1, &least, &greatest)) return false;
        *cell = number_cell(
            number_whole(clamped(random_day(random, fact, situation->date), least, greatest)));
        return true;
    }
    const bool money = fact->type.dimensions[DIMENSION_MONEY] != 0;
    const bool share = type_is_pure(fact->type) && fact->type.flavour == FLAVOUR_SHARE;
    const int64_t scale = share ? 100 : 1;
    if (!whole_range(range, scale, &least, &greatest)) return false;
    int64_t value = random_count(random, least);
    if (share) value = random_between(random, 0, 100);
    if (money) value = random_fen(random) * (least < 0 && random_chance(random, 20) ? -1 : 1);
    if (random_chance(random, 2)) value = greatest;
    if (random_chance(random, 2)) value = least;
    *cell = number_cell(number_fraction(clamped(value, least, greatest), scale));
    return true;
}

static unsigned bits_of(uint64_t set)
{
    unsigned count = 0;
    for (; set != 0; set &= set - 1) count++;
    return count;
}

static FactCell draw_from_set(Random *random, uint64_t set)
{
    uint64_t skip = random_below(random, bits_of(set));
    for (; skip > 0; skip--) set &= set - 1;
    return (FactCell){.given = GIVEN_VALUE, .value = {.state = VALUE_KNOWN, .set = set & -set}};
}

static bool draw_region(Situation *situation, Random *random, FactCell *cell)
{
    uint32_t region = situation->region;
    if (random_chance(random, 50))
        region = (uint32_t)random_below(random, situation->program->regions.count);
    *cell = number_cell(number_whole(region));
    return true;
}

static bool draw_any(Situation *situation, Random *random, Run *run, uint32_t index,
                     uint32_t instance, FactCell *cell)
{
    const Fact *fact = &situation->program->facts.items[index];
    const Value range = run_fact_range(run, index, instance);
    switch (fact->type.kind) {
    case TYPE_NUMBER:
    case TYPE_DATE: return draw_number(situation, random, fact, &range, cell);
    case TYPE_YESNO:
    case TYPE_CHOICE:
    case TYPE_PERSON:
        if (range.set == 0) return false;
        *cell = draw_from_set(random, range.set);
        return true;
    case TYPE_PLACE: return draw_region(situation, random, cell);
    case TYPE_TEXT: *cell = (FactCell){.given = GIVEN_VALUE, .text = STR("某")}; return true;
    case TYPE_IDENTITY: return false; // given last: see add_identity
    }
    panic_at(__FILE__, __LINE__, "every type is drawn");
}

// What the law presumes, if it presumes one value.
static bool draw_presumed(Situation *situation, Run *run, uint32_t index, uint32_t instance,
                          FactCell *cell)
{
    const Fact *fact = &situation->program->facts.items[index];
    *cell = (FactCell){.given = GIVEN_NONE};
    if (fact->normally_none) return true;
    if (fact->normally == NONE) return false;
    RuleFrame rule;
    const Frame frame = frame_of(fact, instance, &rule);
    const Value value = evaluate(run, fact->normally, &frame);
    *cell = (FactCell){.given = GIVEN_VALUE, .value = value};
    return value_is_known(&value);
}

static bool is_applicant(const Fact *fact, uint32_t instance)
{
    return fact->entity == PERSON && instance == 0 && str_equals(fact->name, "relation");
}

static bool draw(Situation *situation, Random *random, Run *run, uint32_t index, uint32_t instance,
                 unsigned oddity)
{
    const Fact *fact = &situation->program->facts.items[index];
    FactCell *cell = situation_cell(situation, index, instance);
    FactCell drawn;
    if (is_applicant(fact, instance)) {
        *cell = (FactCell){.given = GIVEN_VALUE, .value = value_bit(0)};
        return true;
    }
    if ((random_chance(random, oddity) ||
         !draw_presumed(situation, run, index, instance, &drawn)) &&
        !draw_any(situation, random, run, index, instance, &drawn))
        return false;
    *cell = drawn;
    return true;
}

bool household_draw(Situation *situation, Random *random, uint32_t fact, uint32_t instance,
                    unsigned oddity)
{
    return draw(situation, random, strict_run(situation), fact, instance, oddity);
}

// The identity number that tells a member's birth and sex, where these are given.
static void add_identity(Situation *situation, uint32_t index, uint32_t instance)
{
    const Program *program = situation->program;
    CivilDate born = {0};
    bool female = false;
    for (uint32_t f = 0; f < program->facts.count; f++) {
        const Fact *fact = &program->facts.items[f];
        const FactCell *cell = &situation->cells[f][instance];
        if (fact->read_from != index) continue;
        if (cell->given != GIVEN_VALUE) return;
        if (fact->type.kind == TYPE_DATE) {
            born = date_civil((Date){(int32_t)cell->value.low.num});
        } else {
            const Choice *choice = &program->choices.items[fact->type.choice];
            female = cell->value.set == UINT64_C(1)
                                            << program_find_choice_value(choice, STR("female"));
        }
    }
    const Str digits = str_print(situation->arena, "999999%04d%02d%02d%03d", born.year, born.month,
                                 born.day, female ? 2 : 1);
    const Str number = str_print(situation->arena, STR_FORMAT "%c", STR_ARGS(digits),
                                 identity_check_character(digits));
    *situation_cell(situation, index, instance) = (FactCell){.given = GIVEN_VALUE, .text = number};
}

void household_fill(Situation *situation, Random *random, unsigned percent, unsigned oddity)
{
    const Program *program = situation->program;
    for (uint32_t f = 0; f < program->facts.count; f++) {
        const Fact *fact = &program->facts.items[f];
        const uint32_t count = situation_instances(situation, fact->entity);
        Run *run = strict_run(situation);
        for (uint32_t i = 0; i < count; i++) {
            if (situation->cells[f][i].given != GIVEN_ABSENT) continue;
            if (!random_chance(random, percent)) continue;
            const Value asked = asks(run, f, i);
            if (!value_is_yes(&asked)) continue;
            const Value known = run_fact(run, f, i)->value;
            if (known.state != VALUE_OPEN && known.state != VALUE_OPEN_OR_NONE &&
                fact->type.kind != TYPE_TEXT)
                continue; // an identity number tells it
            (void)draw(situation, random, run, f, i, oddity);
        }
    }
    for (uint32_t f = 0; f < program->facts.count; f++) {
        if (program->facts.items[f].type.kind != TYPE_IDENTITY) continue;
        for (uint32_t i = 0; i < situation->member_count; i++) {
            if (situation->cells[f][i].given == GIVEN_ABSENT && random_chance(random, 10))
                add_identity(situation, f, i);
        }
    }
}

void household_doubt(Situation *situation, Random *random, unsigned percent)
{
    const Program *program = situation->program;
    for (uint32_t f = 0; f < program->facts.count; f++) {
        const Type type = program->facts.items[f].type;
        if (type.kind == TYPE_TEXT || type.kind == TYPE_IDENTITY) continue;
        const uint32_t count = situation_instances(situation, program->facts.items[f].entity);
        for (uint32_t i = 0; i < count; i++) {
            if (situation->cells[f][i].given != GIVEN_ABSENT && random_chance(random, percent))
                *situation_cell(situation, f, i) = (FactCell){.given = GIVEN_UNKNOWN};
        }
    }
}

void household_sign(Situation *situation)
{
    const Program *program = situation->program;
    VEC(DiscretionUse) uses = {0};
    for (uint32_t f = 0; f < program->facts.count; f++) {
        const Fact *fact = &program->facts.items[f];
        if (!fact->discretion) continue;
        for (uint32_t i = 0; i < situation_instances(situation, fact->entity); i++) {
            if (situation->cells[f][i].given != GIVEN_VALUE) continue;
            *vec_push(situation->arena, &uses) = (DiscretionUse){.fact = f,
                                                                 .instance = i,
                                                                 .reason = STR("据实"),
                                                                 .evidence = STR("据实"),
                                                                 .signature = STR("据实"),
                                                                 .second_signature = STR("据实")};
        }
    }
    situation->discretions = uses.items;
    situation->discretion_count = uses.count;
}

// --- soundness ---

// A value must keep to its limits whether or not something is presumed, for limits may depend on
// it.
static bool cell_is_sound(Run *strict, Run *usual, uint32_t fact, uint32_t instance)
{
    const FactCell *cell = &strict->situation->cells[fact][instance];
    if (cell->given == GIVEN_ABSENT) return true;
    Breach breach;
    const Value asked = asks(strict, fact, instance);
    return value_may_be_yes(&asked) && !run_fact_breach(strict, fact, instance, &breach) &&
           !run_fact_breach(usual, fact, instance, &breach);
}

void household_mend(Situation *situation)
{
    const Program *program = situation->program;
    for (bool changed = true; changed;) {
        changed = false;
        Run *strict = strict_run(situation);
        Run *usual = usual_run(situation);
        for (uint32_t f = 0; f < program->facts.count; f++) {
            for (uint32_t i = 0; i < situation_instances(situation, program->facts.items[f].entity);
                 i++) {
                if (cell_is_sound(strict, usual, f, i)) continue;
                *situation_cell(situation, f, i) = (FactCell){0};
                changed = true;
            }
        }
    }
}

bool household_is_sound(Situation *situation)
{
    const Program *program = situation->program;
    Run *strict = strict_run(situation);
    Run *usual = usual_run(situation);
    for (uint32_t f = 0; f < program->facts.count; f++) {
        for (uint32_t i = 0; i < situation_instances(situation, program->facts.items[f].entity);
             i++) {
            if (!cell_is_sound(strict, usual, f, i)) return false;
        }
    }
    return true;
}

// Whether every fact is known or known not to be asked for.
static bool is_complete(Situation *situation)
{
    const Program *program = situation->program;
    Run *run = strict_run(situation);
    for (uint32_t f = 0; f < program->facts.count; f++) {
        const Fact *fact = &program->facts.items[f];
        for (uint32_t i = 0; i < situation_instances(situation, fact->entity); i++) {
            if (fact->type.kind == TYPE_IDENTITY || fact->type.kind == TYPE_TEXT) continue;
            const Value value = run_fact(run, f, i)->value;
            if (value.state == VALUE_OPEN || value.state == VALUE_OPEN_OR_NONE) return false;
        }
    }
    return true;
}

bool household_complete(Situation *situation, Random *random, unsigned oddity)
{
    for (int i = 0; i < SETTLE_ROUNDS; i++) {
        household_fill(situation, random, 100, oddity);
        household_mend(situation);
        if (is_complete(situation)) return true;
    }
    return false;
}

// --- copies ---

// Where members and rows of a household stand in its copy. NONE: left out.
typedef struct Moves {
    const uint32_t *members; // [member]
    uint32_t **rows;         // [entity][row]
} Moves;

static uint32_t moved(const Situation *old, const Moves *moves, uint32_t entity, uint32_t instance)
{
    switch (old->program->entities.items[entity].kind) {
    case ENTITY_PERSON: return moves->members[instance];
    case ENTITY_RECORD: return moves->rows[entity][instance];
    case ENTITY_HOUSEHOLD:
    case ENTITY_PLACE:
    case ENTITY_UNIT: break;
    }
    return instance;
}

static FactCell moved_cell(const Situation *old, const Moves *moves, Type type, FactCell cell)
{
    if (type.kind != TYPE_PERSON || cell.given != GIVEN_VALUE) return cell;
    uint64_t set = 0;
    for (uint32_t i = 0; i < old->member_count; i++)
        set |= (cell.value.set >> i & 1) << moves->members[i];
    cell.value.set = set;
    return cell;
}

static void copy_rows(const Situation *old, const Moves *moves, Situation *copy)
{
    for (uint32_t e = 0; e < old->program->entities.count; e++) {
        const Entity *entity = &old->program->entities.items[e];
        if (entity->kind != ENTITY_RECORD) continue;
        for (uint32_t i = 0; i < old->counts[e]; i++) {
            if (moves->rows[e][i] != NONE)
                copy->row_owners[e][moves->rows[e][i]] =
                    moved(old, moves, entity->owner, old->row_owners[e][i]);
        }
        for (uint32_t i = 0; i < situation_instances(old, entity->owner); i++) {
            const uint32_t owner = moved(old, moves, entity->owner, i);
            if (owner != NONE) copy->rows_known[e][owner] = old->rows_known[e][i];
        }
    }
}

static void copy_history(const Situation *old, const Moves *moves, Situation *copy)
{
    const Program *program = old->program;
    situation_make_months(copy, old->month_count);
    for (size_t m = 0; m < old->month_count; m++) {
        copy->months[m].month = old->months[m].month;
        for (uint32_t c = 0; c < program->columns.count; c++) {
            const HistoryColumn *column = &program->columns.items[c];
            const bool person = column->entity == PERSON;
            for (uint32_t i = 0; i < (person ? old->member_count : 1); i++)
                *situation_history_cell(copy, m, c, person ? moves->members[i] : i) =
                    moved_cell(old, moves, column->type, old->months[m].cells[c][i]);
        }
    }
}

static Situation *move(const Situation *old, const Moves *moves, const uint32_t *counts,
                       Arena *request)
{
    const Program *program = old->program;
    const SituationOutline outline = {.date = old->date,
                                      .region = old->region,
                                      .member_ids = old->member_ids,
                                      .member_count = old->member_count,
                                      .row_counts = counts};
    Situation *copy = situation_create(program, &outline, request);
    copy->recorded_from = old->recorded_from;
    copy_rows(old, moves, copy);
    copy_history(old, moves, copy);
    for (uint32_t f = 0; f < program->facts.count; f++) {
        const Fact *fact = &program->facts.items[f];
        for (uint32_t i = 0; i < situation_instances(old, fact->entity); i++) {
            const uint32_t instance = moved(old, moves, fact->entity, i);
            if (instance == NONE) continue;
            *situation_cell(copy, f, instance) =
                moved_cell(old, moves, fact->type, old->cells[f][i]);
        }
    }
    return copy;
}

static Moves stay(const Situation *old, Arena *request)
{
    const Program *program = old->program;
    uint32_t *members = ARENA_ARRAY(request, uint32_t, old->member_count);
    Moves moves = {.members = members,
                   .rows = ARENA_ARRAY(request, uint32_t *, program->entities.count)};
    for (uint32_t i = 0; i < old->member_count; i++) members[i] = i;
    for (uint32_t e = 0; e < program->entities.count; e++) {
        moves.rows[e] = ARENA_ARRAY(request, uint32_t, old->counts[e]);
        for (uint32_t i = 0; i < old->counts[e]; i++) moves.rows[e][i] = i;
    }
    return moves;
}

// Leaves out the rows of owners whose rows are forgotten, and rows of rows left out.
static void forget_rows(Situation *old, const Copying *copying, Moves *moves, uint32_t *counts)
{
    for (uint32_t e = 0; e < old->program->entities.count; e++) {
        const Entity *entity = &old->program->entities.items[e];
        if (entity->kind != ENTITY_RECORD) continue;
        for (uint32_t i = 0; i < situation_instances(old, entity->owner); i++) {
            if (random_chance(copying->random, copying->forget)) old->rows_known[e][i] = false;
        }
        counts[e] = 0;
        for (uint32_t i = 0; i < old->counts[e]; i++) {
            const uint32_t owner = old->row_owners[e][i];
            const bool kept =
                old->rows_known[e][owner] && moved(old, moves, entity->owner, owner) != NONE;
            moves->rows[e][i] = kept ? counts[e]++ : NONE;
        }
    }
}

static void forget_facts(Situation *copy, const Copying *copying)
{
    for (uint32_t f = 0; f < copy->program->facts.count; f++) {
        for (uint32_t i = 0; i < situation_instances(copy, copy->program->facts.items[f].entity);
             i++) {
            if (random_chance(copying->random, copying->forget))
                *situation_cell(copy, f, i) = (FactCell){0};
        }
    }
}

Situation *household_copy(const Situation *situation, Copying *copying, Arena *request)
{
    Moves moves = stay(situation, request);
    uint32_t *counts = ARENA_ARRAY(request, uint32_t, situation->program->entities.count);
    for (uint32_t e = 0; e < situation->program->entities.count; e++)
        counts[e] = situation->counts[e];
    if (copying->renamed) {
        uint32_t *places = ARENA_ARRAY(request, uint32_t, situation->member_count);
        random_order(copying->random, places, situation->member_count);
        moves.members = places;
    }
    copying->places = moves.members;
    for (uint32_t e = 0; copying->rows_mixed && e < situation->program->entities.count; e++) {
        if (situation->program->entities.items[e].kind == ENTITY_RECORD)
            random_order(copying->random, moves.rows[e], counts[e]);
    }
    if (copying->forget == 0) return move(situation, &moves, counts, request);
    Situation *forgetful = move(situation, &moves, counts, request);
    moves = stay(forgetful, request);
    forget_rows(forgetful, copying, &moves, counts);
    Situation *copy = move(forgetful, &moves, counts, request);
    forget_facts(copy, copying);
    return copy;
}

// Adds rows to the owners of a record whose rows are not known; `only`: to this one alone.
static Situation *add_rows(const Situation *situation, Random *random, uint32_t rows_max,
                           uint32_t record, uint32_t only, Arena *request)
{
    const Program *program = situation->program;
    const uint32_t owners = situation_instances(situation, program->entities.items[record].owner);
    uint32_t *added = ARENA_ARRAY(request, uint32_t, owners);
    uint32_t *counts = ARENA_ARRAY(request, uint32_t, program->entities.count);
    for (uint32_t e = 0; e < program->entities.count; e++) counts[e] = situation->counts[e];
    for (uint32_t i = 0; i < owners; i++) {
        if (situation->rows_known[record][i] || (only != NONE && only != i)) continue;
        added[i] = (uint32_t)random_below(random, rows_max + UINT64_C(1));
        counts[record] += added[i];
    }
    const Moves moves = stay(situation, request);
    Situation *copy = move(situation, &moves, counts, request);
    uint32_t row = situation->counts[record];
    for (uint32_t i = 0; i < owners; i++) {
        if (only == NONE || only == i) copy->rows_known[record][i] = true;
        for (uint32_t n = 0; n < added[i]; n++) copy->row_owners[record][row++] = i;
    }
    return copy;
}

Situation *household_tell_rows(const Situation *situation, Random *random, uint32_t rows_max,
                               uint32_t record, uint32_t owner, Arena *request)
{
    return add_rows(situation, random, rows_max, record, owner, request);
}

Situation *household_add_rows(const Situation *situation, Random *random, uint32_t rows_max,
                              Arena *request)
{
    const Program *program = situation->program;
    const Moves moves = stay(situation, request);
    Situation *copy = move(situation, &moves, situation->counts, request);
    for (uint32_t e = 0; e < program->entities.count; e++) {
        if (program->entities.items[e].kind == ENTITY_RECORD)
            copy = add_rows(copy, random, rows_max, e, NONE, request);
    }
    return copy;
}
