#include "model/simulate/solve.h"

#include <stdlib.h>

#include "base/text.h"

// Values are whole multiples of 1/1000 of the smallest unit.
enum { GRID = 1000, FEN = 100, PERCENT = 100 };

// The figure aimed at; what the curve shows it against, and what that costs.
static const struct {
    Headline figure, reach, cost;
} TARGET_FIGURES[] = {
    [TARGET_COVERAGE] = {HEADLINE_REACHED, HEADLINE_REACHED, HEADLINE_COST},
    [TARGET_ENTITLED] = {HEADLINE_ENTITLED, HEADLINE_ENTITLED, HEADLINE_COST},
    [TARGET_CASH] = {HEADLINE_CASH, HEADLINE_CASH, HEADLINE_SPENDING},
    [TARGET_POOR] = {HEADLINE_POOR, HEADLINE_POOR, HEADLINE_SPENDING},
    [TARGET_BUDGET] = {HEADLINE_COST, HEADLINE_REACHED, HEADLINE_COST},
    [TARGET_SPENDING] = {HEADLINE_SPENDING, HEADLINE_CASH, HEADLINE_SPENDING},
};

static double wanted_of(const SolveOptions *options)
{
    return (double)options->wanted.num / (double)options->wanted.den;
}

static double target_of(const SolveOptions *options, const SolvePoint *point)
{
    return point->figures[TARGET_FIGURES[options->target].figure];
}

static const Parameter *parameter_of(const SolveOptions *options)
{
    return &options->simulate.laws[1].program->parameters.items[options->parameter];
}

// Years and persons are tried whole, and so are yuan.
static int64_t step_of(const SolveOptions *options)
{
    const Type type = parameter_of(options)->type;
    if (type.dimensions[DIMENSION_MONEY] == 1) return (int64_t)GRID * FEN;
    return type.flavour == FLAVOUR_COUNT ? GRID : 1;
}

// The reform with the parameter at a value; the result refers to *simulated and the arena.
static bool simulate_at(const SolveOptions *options, Number value, Arena *arena,
                        SimulateOptions *simulated, SimulateResult *result, Error *err)
{
    const size_t set = options->simulate.laws[1].override_count;
    Override *overrides = ARENA_ARRAY(arena, Override, set + 1);
    SimulatedLaw *laws = ARENA_ARRAY(arena, SimulatedLaw, 2);
    overrides[0] = (Override){.kind = OVERRIDE_PARAMETER,
                              .index = options->parameter,
                              .instance = NONE,
                              .value = value_number(value)};
    for (size_t k = 0; k < 2; k++) laws[k] = options->simulate.laws[k];
    laws[1].override_count = 1;
    for (size_t i = 0; i < set; i++) {
        const Override *other = &options->simulate.laws[1].overrides[i];
        if (other->index != options->parameter) overrides[laws[1].override_count++] = *other;
    }
    laws[1].overrides = overrides;
    *simulated = options->simulate;
    simulated->laws = laws;
    return simulate(simulated, arena, result, err);
}

static bool try_value(const SolveOptions *options, int64_t thousandths, SolvePoint *point,
                      Error *err)
{
    Arena *arena = arena_create();
    SimulateOptions simulated;
    SimulateResult result;
    point->value = number_fraction(thousandths, GRID);
    const bool done = simulate_at(options, point->value, arena, &simulated, &result, err);
    for (size_t h = 0; done && h < HEADLINES; h++)
        point->figures[h] = headline_of(&result, 1, (Headline)h);
    arena_destroy(arena);
    return done;
}

static int64_t thousandths_of(Number value)
{
    return (int64_t)(value.num * GRID / value.den);
}

static int by_value(const void *left, const void *right)
{
    return number_compare(((const SolvePoint *)left)->value, ((const SolvePoint *)right)->value);
}

static void keep_nearest(const SolveOptions *options, Solution *solution)
{
    double best = -1;
    for (size_t i = 0; i < solution->count; i++) {
        double off = target_of(options, &solution->points[i]) - wanted_of(options);
        if (off < 0) off = -off;
        if (best >= 0 && off >= best) continue;
        best = off;
        solution->at = solution->points[i];
    }
}

// Equal steps from bound to bound, each value once.
static bool draw_curve(const SolveOptions *options, Solution *solution, Error *err)
{
    const int64_t low = thousandths_of(options->low);
    const int64_t span = thousandths_of(options->high) - low;
    const int64_t step = step_of(options);
    int64_t last = low - 1;
    for (int64_t i = 0; i <= SOLVE_STEPS; i++) {
        const int64_t value = low + span * i / SOLVE_STEPS / step * step;
        if (value == last) continue;
        last = value;
        if (!try_value(options, value, &solution->points[solution->count++], err)) return false;
    }
    return true;
}

// Halves the stretch of the curve from point `at` on, between whose ends the target lies.
static bool halve_stretch(const SolveOptions *options, size_t at, Solution *solution, Error *err)
{
    const int64_t step = step_of(options);
    const bool below = target_of(options, &solution->points[at]) < wanted_of(options);
    int64_t from = thousandths_of(solution->points[at].value);
    int64_t to = thousandths_of(solution->points[at + 1].value);
    for (int round = 0; round < SOLVE_ROUNDS && to - from > step; round++) {
        SolvePoint *point = &solution->points[solution->count++];
        const int64_t middle = from + (to - from) / 2 / step * step;
        if (!try_value(options, middle, point, err)) return false;
        if ((target_of(options, point) < wanted_of(options)) == below) from = middle;
        else to = middle;
    }
    return true;
}

bool solve(const SolveOptions *options, Arena *arena, Solution *solution, Error *err)
{
    *solution = (Solution){.found = false};
    if (!draw_curve(options, solution, err)) return false;
    const size_t steps = solution->count;
    for (size_t i = 0; i + 1 < steps && !solution->found; i++) {
        const double a = target_of(options, &solution->points[i]) - wanted_of(options);
        const double b = target_of(options, &solution->points[i + 1]) - wanted_of(options);
        if ((a < 0) == (b < 0) && a != 0 && b != 0) continue;
        solution->found = true;
        if (!halve_stretch(options, i, solution, err)) return false;
    }
    keep_nearest(options, solution);
    qsort(solution->points, solution->count, sizeof solution->points[0], by_value);
    return simulate_at(options, solution->at.value, arena, &solution->options, &solution->result,
                       err);
}

// --- the report ---

// The parameter's value as it is written: "264.9 %", "5", "9000" yuan.
static Str value_text(const SolveOptions *options, const SolvePoint *point, Arena *arena)
{
    const Type type = parameter_of(options)->type;
    const bool share = type.flavour == FLAVOUR_SHARE;
    const int64_t value = thousandths_of(point->value) * (share ? PERCENT : 1) /
                          (type.dimensions[DIMENSION_MONEY] == 1 ? FEN : 1);
    const char *unit = share ? " %" : "";
    if (value % GRID == 0) return str_print(arena, "%lld%s", (long long)(value / GRID), unit);
    return str_print(arena, "%.*f%s", share ? 1 : 3, (double)value / GRID, unit);
}

static void add_band(const Bands *bands, Headline cost, Report *report, Arena *arena)
{
    if (bands == NULL || bands->changes[1][cost].status != STATUS_DEFINED) return;
    const Estimate *all = &bands->figures[1][cost];
    const Estimate *more = &bands->changes[1][cost];
    report->answer = bilingual(
        str_print(arena, STR_FORMAT "支出的95%%区间为%.0f亿至%.0f亿元，比现在多%.0f亿至%.0f亿元。",
                  STR_ARGS(report->answer.zh), all->low / 1e8, all->high / 1e8, more->low / 1e8,
                  more->high / 1e8),
        str_print(arena,
                  STR_FORMAT " The band of that cost is %.0f to %.0f billion, %.0f to %.0f more "
                             "than now (95 %%).",
                  STR_ARGS(report->answer.en), all->low / 1e9, all->high / 1e9, more->low / 1e9,
                  more->high / 1e9));
}

static void tell_answer(const SolveOptions *options, const Solution *solution, const Bands *bands,
                        Report *report, Arena *arena)
{
    const Parameter *parameter = parameter_of(options);
    const double *at = solution->at.figures;
    const Headline cost = TARGET_FIGURES[options->target].cost;
    const bool all = cost == HEADLINE_SPENDING;
    const double now = headline_of(&solution->result, 0, cost);
    const Str value = value_text(options, &solution->at, arena);
    report->answer = bilingual(
        str_print(arena,
                  "%s“" STR_FORMAT "”为" STR_FORMAT
                  "时，低保和特困供养惠及人口的%.2f%%（%.2f%%符合条件），定期现金惠及家庭占人口的"
                  "%.2f%%，救助后贫困人口占%.2f%%；%s每年支出%.0f亿元（现为%.0f亿元）。",
                  solution->found ? "" : "在所给范围内达不到目标；最接近的是：",
                  STR_ARGS(parameter->labels.zh), STR_ARGS(value), at[HEADLINE_REACHED] * 100,
                  at[HEADLINE_ENTITLED] * 100, at[HEADLINE_CASH] * 100, at[HEADLINE_POOR] * 100,
                  all ? "全部定期现金" : "低保和特困供养", at[cost] / 1e8, now / 1e8),
        str_print(
            arena,
            "%sWith \"" STR_FORMAT "\" at " STR_FORMAT
            " dibao and tekun reach %.2f %% of the people (%.2f %% are entitled), regular "
            "cash of any kind the families of %.2f %%, and %.2f %% are poor after help; %s "
            "%.0f billion yuan a year (now %.0f).",
            solution->found ? "" : "The target is out of reach between these bounds; nearest: ",
            STR_ARGS(parameter->labels.en), STR_ARGS(value), at[HEADLINE_REACHED] * 100,
            at[HEADLINE_ENTITLED] * 100, at[HEADLINE_CASH] * 100, at[HEADLINE_POOR] * 100,
            all ? "all regular cash comes to" : "dibao and tekun cost", at[cost] / 1e9, now / 1e9));
    add_band(bands, cost, report, arena);
}

// Yuan a year for each further person, between two points that are not too near.
static ReportCell marginal_cost(const Solution *solution, size_t i, Headline reach, Headline cost,
                                double people)
{
    const double least = 0.0003; // of the people
    if (i == 0) return cell_status(REPORT_STATUS_BLANK);
    const double *from = solution->points[i - 1].figures;
    const double *to = solution->points[i].figures;
    const double further = to[reach] - from[reach];
    if (further < least && further > -least) return cell_status(REPORT_STATUS_BLANK);
    return cell_double((to[cost] - from[cost]) / (further * people), 0);
}

static double people_of(const Solution *solution)
{
    const SimulateResult *result = &solution->result;
    double people = 0;
    for (size_t s = 0; s < result->stratum_count; s++) people += (double)result->persons[s];
    return people / (double)people_outline(result->options->people)->weight_scale;
}

static void points_table(const SolveOptions *options, const Solution *solution,
                         ReportSection *section, Arena *arena)
{
    static const Headline shown[] = {HEADLINE_REACHED, HEADLINE_ENTITLED, HEADLINE_CASH,
                                     HEADLINE_POOR,    HEADLINE_COST,     HEADLINE_SPENDING};
    const Headline cost = TARGET_FIGURES[options->target].cost;
    // Whoever is entitled costs nothing until reached.
    const Headline reach = cost == HEADLINE_COST ? HEADLINE_REACHED : HEADLINE_CASH;
    const double people = people_of(solution);
    ReportTable *table = report_table(section, "points", BOTH("各取值的结果", "At each value"));
    for (size_t c = 0; c < sizeof shown / sizeof shown[0]; c++)
        table_column(table, headline_key(shown[c]), headline_label(shown[c]),
                     headline_unit(shown[c]));
    table_column(table, "marginal",
                 BOTH("每多惠及一人的年成本", "cost of a further person, a year"),
                 REPORT_UNIT_YUAN_YEAR);
    for (size_t i = 0; i < solution->count; i++) {
        const SolvePoint *point = &solution->points[i];
        table_row_str(table, str_print(arena, "at-%lld", (long long)thousandths_of(point->value)),
                      bilingual_same(value_text(options, point, arena)));
        for (size_t c = 0; c < sizeof shown / sizeof shown[0]; c++)
            table_cell(table, cell_double(point->figures[shown[c]],
                                          headline_unit(shown[c]) == REPORT_UNIT_SHARE ? 2 : 0));
        table_cell(table, reach == HEADLINE_POOR ? cell_status(REPORT_STATUS_BLANK)
                                                 : marginal_cost(solution, i, reach, cost, people));
    }
}

static void cost_chart(const SolveOptions *options, const Solution *solution,
                       ReportSection *section, Arena *arena)
{
    const Headline reach = TARGET_FIGURES[options->target].reach;
    const Headline cost = TARGET_FIGURES[options->target].cost;
    const bool rises =
        solution->points[solution->count - 1].figures[reach] >= solution->points[0].figures[reach];
    ReportChart *chart = report_chart(section, CHART_LINES, "cost", BOTH("成本曲线", "Cost curve"));
    chart->subtitle = headline_label(cost);
    chart->x_title = headline_label(reach);
    chart->x_unit = REPORT_UNIT_SHARE;
    chart->y_unit = REPORT_UNIT_YUAN_YEAR;
    ChartSeries *series = chart_series(chart, "cost", headline_label(cost));
    double furthest = -1;
    for (size_t i = 0; i < solution->count; i++) {
        const SolvePoint *point = &solution->points[rises ? i : solution->count - 1 - i];
        if (point->figures[reach] < furthest) continue; // a line does not turn back
        furthest = point->figures[reach];
        series_point(series, furthest, point->figures[cost]);
    }
    chart_mark(chart, solution->at.figures[reach], solution->at.figures[cost],
               bilingual_same(value_text(options, &solution->at, arena)));
}

Report *solve_report(const SolveOptions *options, const Solution *solution, const Findings *found,
                     Arena *arena)
{
    Report *report = report_create(arena);
    report->title = BOTH("求解", "Solving for a parameter");
    findings_provenance(found, report, arena);
    tell_answer(options, solution, found->bands, report, arena);
    ReportSection *section = report_section(report, "curve", BOTH("成本曲线", "Cost curve"));
    section->lead =
        parameter_of(options)->labels.en.size == 0
            ? bilingual_same(parameter_of(options)->name)
            : bilingual(parameter_of(options)->labels.zh, parameter_of(options)->labels.en);
    points_table(options, solution, section, arena);
    cost_chart(options, solution, section, arena);
    findings_of_reform(found, report, arena);
    return report;
}
