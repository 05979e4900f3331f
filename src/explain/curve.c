#include "explain/curve.h"

#include "base/panic.h"
#include "decide/value_text.h"

typedef struct Sweep {
    Situation *situation;
    const CurveOptions *options;
    Arena *kept;       // of the curve
    Arena *request;    // of one decision
    uint32_t own_rule; // or NONE
    Curve *curve;
    VEC(CurveTurn) turns;
    Error *err;
} Sweep;

// --- one point ---

// A yearly amount is a twelfth of it a month, to the nearest fen.
static Number per_month(Word per, Number amount)
{
    static const struct {
        Word per;
        int64_t num, den;
    } times[] = {{WORD_YEAR, 1, 12}, {WORD_WEEK, 52, 12}, {WORD_DAY, 365, 12}, {WORD_ONCE, 0, 1}};
    Number monthly = amount;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        if (times[i].per != per) continue;
        const bool fits =
            number_multiply(amount, number_fraction(times[i].num, times[i].den), &monthly) &&
            number_round(monthly, number_whole(1), ROUND_HALF_UP, &monthly);
        invariant(fits);
    }
    return monthly;
}

static Number cash_of(const Program *program, const ProgrammeDecision *one)
{
    const Programme *programme = &program->programmes.items[one->programme];
    const bool counts = one->outcome == OUTCOME_QUALIFIES && str_equals(programme->mode, "cash") &&
                        value_is_known(&one->amount);
    return counts ? per_month(programme->per, one->amount.low) : number_whole(0);
}

// Refuses a curve that nothing is known of, naming what is missing.
static bool refuse_unknown(Sweep *sweep, Run *run)
{
    NeedVec needs = {0};
    needs_of_rule(run, sweep->own_rule, 0, &needs);
    const Str name = needs.count > 0 ? need_name(run->program, &needs.items[0]) : STR("something");
    return error_set(sweep->err, ERROR_INVALID, "",
                     "the household's own resources cannot be told: \"" STR_FORMAT
                     "\" is not known; say it in the case",
                     STR_ARGS(name));
}

static bool read_own(Sweep *sweep, Run *run, CurvePoint *point)
{
    const Fact *fact = &run->program->facts.items[sweep->options->fact];
    point->own = number_whole(0);
    if (sweep->own_rule == NONE) {
        for (int i = DIMENSION_YEAR; i < DIMENSION_COUNT; i++) {
            static const Word pers[] = {[DIMENSION_YEAR] = WORD_YEAR,
                                        [DIMENSION_MONTH] = WORD_MONTH,
                                        [DIMENSION_WEEK] = WORD_WEEK,
                                        [DIMENSION_DAY] = WORD_DAY,
                                        [DIMENSION_WORKING_DAY] = WORD_DAY};
            if (fact->type.dimensions[i] == -1) point->own = per_month(pers[i], point->varied);
        }
        return true;
    }
    const Value own = run_rule(run, sweep->own_rule, 0)->value;
    if (run->failed) {
        *sweep->err = run->error;
        return false;
    }
    if (own.state == VALUE_NONE) return true;
    if (!value_is_known(&own)) return refuse_unknown(sweep, run);
    point->own = own.low;
    return true;
}

static void note_undetermined(Sweep *sweep, uint32_t index)
{
    Curve *curve = sweep->curve;
    for (size_t i = 0; i < curve->undetermined.count; i++) {
        if (curve->undetermined.items[i] == index) return;
    }
    *vec_push(sweep->kept, &curve->undetermined) = index;
}

static bool add_up(CurvePoint *point, const Number *cash, size_t count)
{
    point->help = number_whole(0);
    for (size_t i = 0; i < count; i++) {
        if (!number_add(point->help, cash[i], &point->help)) return false;
    }
    return number_add(point->own, point->help, &point->net);
}

static bool decide_point(Sweep *sweep, Number varied, CurvePoint *point)
{
    FactCell *cell =
        situation_cell(sweep->situation, sweep->options->fact, sweep->options->instance);
    *cell = (FactCell){.given = GIVEN_VALUE, .value = value_number(varied)};
    arena_reset(sweep->request);
    Decision *decision = NULL;
    if (!decide(sweep->situation, &sweep->options->decide, sweep->request, &decision, sweep->err))
        return false;
    *point = (CurvePoint){.varied = varied};
    if (!read_own(sweep, decision->run, point)) return false;
    const size_t count = decision->count;
    Number *cash = ARENA_ARRAY(sweep->kept, Number, count);
    Outcome *outcomes = ARENA_ARRAY(sweep->kept, Outcome, count);
    for (uint32_t i = 0; i < count; i++) {
        cash[i] = cash_of(decision->run->program, &decision->programmes[i]);
        outcomes[i] = decision->programmes[i].outcome;
        if (outcomes[i] == OUTCOME_UNDETERMINED) note_undetermined(sweep, i);
    }
    point->cash = cash;
    point->outcomes = outcomes;
    if (add_up(point, cash, count)) return true;
    return error_set(sweep->err, ERROR_OVERFLOW, "", "the amounts add up to too large a number");
}

static bool list_programmes(Sweep *sweep)
{
    arena_reset(sweep->request);
    Decision *decision = NULL;
    if (!decide(sweep->situation, &sweep->options->decide, sweep->request, &decision, sweep->err))
        return false;
    uint32_t *programmes = ARENA_ARRAY(sweep->kept, uint32_t, decision->count);
    for (size_t i = 0; i < decision->count; i++) programmes[i] = decision->programmes[i].programme;
    sweep->curve->programmes = programmes;
    sweep->curve->programme_count = decision->count;
    return true;
}

// --- turns ---

// The smallest amount by which the fact can differ: a fen, a whole number, 0.01 %.
static Number smallest_unit(Type type)
{
    return type_is_pure(type) && type.flavour != FLAVOUR_COUNT ? number_fraction(1, 10000)
                                                               : number_whole(1);
}

// The value half way between two points, in whole units. False if they are neighbours.
static bool halve(const Sweep *sweep, const CurvePoint *low, const CurvePoint *high, Number *middle)
{
    const Number unit =
        smallest_unit(sweep->situation->program->facts.items[sweep->options->fact].type);
    Number sum;
    const bool fits = number_add(low->varied, high->varied, &sum) &&
                      number_multiply(sum, number_fraction(1, 2), &sum) &&
                      number_round(sum, unit, ROUND_DOWN, middle);
    invariant(fits);
    return number_compare(*middle, low->varied) > 0;
}

static Number net_change(const CurvePoint *low, const CurvePoint *high)
{
    Number change;
    const bool fits = number_subtract(high->net, low->net, &change);
    invariant(fits);
    return change;
}

// Whether the turn looked for lies below the middle: a change of this programme's outcome, or, if
// there is none to look for, the larger drop of net resources.
static bool lies_below(const CurvePoint *low, const CurvePoint *middle, const CurvePoint *high,
                       uint32_t programme)
{
    if (programme != NONE) return middle->outcomes[programme] != low->outcomes[programme];
    return number_compare(net_change(low, middle), net_change(middle, high)) <= 0;
}

static CurveTurn *turn_at(Sweep *sweep, const CurvePoint *low, const CurvePoint *high)
{
    for (size_t i = 0; i < sweep->turns.count; i++) {
        if (number_compare(sweep->turns.items[i].above.varied, high->varied) == 0)
            return &sweep->turns.items[i];
    }
    CurveTurn *turn = vec_push(sweep->kept, &sweep->turns);
    *turn = (CurveTurn){.below = *low, .above = *high, .lost = number_whole(0)};
    const Number change = net_change(low, high);
    turn->cliff = change.num < 0;
    if (turn->cliff) turn->lost = number_negate(change);
    return turn;
}

static bool find_turn(Sweep *sweep, CurvePoint low, CurvePoint high, uint32_t programme)
{
    Number middle = number_whole(0);
    while (halve(sweep, &low, &high, &middle)) {
        CurvePoint point;
        if (!decide_point(sweep, middle, &point)) return false;
        if (lies_below(&low, &point, &high, programme)) high = point;
        else low = point;
    }
    if (programme == NONE) {
        if (net_change(&low, &high).num < 0) (void)turn_at(sweep, &low, &high);
        return true;
    }
    CurveTurn *turn = turn_at(sweep, &low, &high);
    const bool begins = high.outcomes[programme] == OUTCOME_QUALIFIES;
    *vec_push(sweep->kept, begins ? &turn->begins : &turn->ends) = programme;
    return true;
}

static bool is_turn(Outcome a, Outcome b)
{
    return a != b && (a == OUTCOME_QUALIFIES || b == OUTCOME_QUALIFIES);
}

static bool find_turns(Sweep *sweep, const CurvePoint *low, const CurvePoint *high)
{
    const size_t before = sweep->turns.count;
    for (uint32_t i = 0; i < sweep->curve->programme_count; i++) {
        if (is_turn(low->outcomes[i], high->outcomes[i]) && !find_turn(sweep, *low, *high, i))
            return false;
    }
    bool explained = false;
    for (size_t i = before; i < sweep->turns.count; i++)
        explained = explained || sweep->turns.items[i].cliff;
    if (explained || net_change(low, high).num >= 0) return true;
    return find_turn(sweep, *low, *high, NONE);
}

static void sort_turns(Sweep *sweep)
{
    for (size_t i = 1; i < sweep->turns.count; i++) {
        const CurveTurn turn = sweep->turns.items[i];
        size_t at = i;
        for (; at > 0 &&
               number_compare(sweep->turns.items[at - 1].above.varied, turn.above.varied) > 0;
             at--)
            sweep->turns.items[at] = sweep->turns.items[at - 1];
        sweep->turns.items[at] = turn;
    }
}

// --- the whole curve ---

static bool count_points(const CurveOptions *options, size_t *count, Error *err)
{
    Number span;
    const bool sound = options->step.num > 0 &&
                       number_subtract(options->until, options->from, &span) && span.num >= 0 &&
                       number_divide(span, options->step, &span) &&
                       number_round(span, number_whole(1), ROUND_DOWN, &span);
    if (!sound) return error_set(err, ERROR_USAGE, "", "a curve runs upwards, in steps above zero");
    if (span.num >= CURVE_POINTS_MAX)
        return error_set(err, ERROR_USAGE, "",
                         "a curve has at most %d points; choose a larger step", CURVE_POINTS_MAX);
    *count = (size_t)span.num + 1;
    return true;
}

static bool is_flow(Type type)
{
    bool per_time = false;
    for (int i = DIMENSION_YEAR; i < DIMENSION_COUNT; i++)
        per_time = per_time || type.dimensions[i] == -1;
    return type.kind == TYPE_NUMBER && type.dimensions[DIMENSION_MONEY] == 1 && per_time;
}

// 1 - (change of net) / (change of own): own resources rise by what is added, by the month.
bool curve_rate(const Curve *curve, size_t low, size_t high, Number *rate)
{
    const CurvePoint *a = &curve->points[low];
    const CurvePoint *b = &curve->points[high];
    Number own = number_whole(0);
    Number kept = number_whole(0);
    return is_flow(curve->situation->program->facts.items[curve->options.fact].type) &&
           number_subtract(b->own, a->own, &own) && own.num != 0 &&
           number_subtract(b->net, a->net, &kept) && number_divide(kept, own, &kept) &&
           number_subtract(number_whole(1), kept, rate);
}

static uint32_t find_own_rule(const Program *program)
{
    const uint32_t name = program_find(program, STR("own_resources"));
    if (name == NONE || program->names.items[name].kind != SYM_RULE) return NONE;
    const uint32_t rule = program->names.items[name].index;
    const Rule *one = &program->rules.items[rule];
    return one->entity == HOUSEHOLD && type_same(one->type, type_money_per(DIMENSION_MONTH)) ? rule
                                                                                             : NONE;
}

static bool sweep_points(Sweep *sweep, CurvePoint *points)
{
    Number at = sweep->options->from;
    for (size_t i = 0; i < sweep->curve->point_count; i++) {
        if (!decide_point(sweep, at, &points[i])) return false;
        const bool fits = number_add(at, sweep->options->step, &at);
        invariant(fits);
    }
    for (size_t i = 0; i + 1 < sweep->curve->point_count; i++) {
        if (!find_turns(sweep, &points[i], &points[i + 1])) return false;
    }
    return true;
}

bool curve_of(Situation *situation, const CurveOptions *options, Arena *arena, Curve *curve,
              Error *err)
{
    Curve made = {.situation = situation, .options = *options};
    if (!count_points(options, &made.point_count, err)) return false;
    CurvePoint *points = ARENA_ARRAY(arena, CurvePoint, made.point_count);
    Sweep sweep = {.situation = situation,
                   .options = options,
                   .kept = arena,
                   .request = arena_create(),
                   .own_rule = find_own_rule(situation->program),
                   .curve = &made,
                   .err = err};
    FactCell *cell = situation_cell(situation, options->fact, options->instance);
    *cell = (FactCell){.given = GIVEN_VALUE, .value = value_number(options->from)};
    const bool done = list_programmes(&sweep) && sweep_points(&sweep, points);
    arena_destroy(sweep.request);
    if (!done) return false;
    sort_turns(&sweep);
    made.points = points;
    made.turns = sweep.turns.items;
    made.turn_count = sweep.turns.count;
    *curve = made;
    return true;
}
