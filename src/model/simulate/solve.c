#include "model/simulate/solve.h"

#include <stdlib.h>

#include "base/text.h"

enum { GRID = 1000 }; // values are whole multiples of 1/1000

static double wanted_of(const SolveOptions *options)
{
    return (double)options->wanted.num / (double)options->wanted.den;
}

static double target_of(const SolveOptions *options, const SolvePoint *point)
{
    switch (options->target) {
    case TARGET_COVERAGE: return point->coverage;
    case TARGET_ENTITLED: return point->entitled;
    case TARGET_BUDGET: break;
    }
    return point->budget_yuan;
}

static void add_programme(const SimulateResult *result, const char *name, bool budget,
                          double sums[3])
{
    const Program *program = result->options->laws[1].program;
    const uint32_t found = program_find(program, str_from(name));
    if (found == NONE || program->names.items[found].kind != SYM_PROGRAMME) return;
    const uint32_t index = program->names.items[found].index;
    for (size_t s = 0; s < result->stratum_count; s++) {
        const ProgrammeSums *one = &result->laws[1][s].programmes[index];
        sums[0] += (double)one->persons_served;
        sums[1] += (double)one->persons;
        if (budget) sums[2] += (double)one->money_served;
    }
}

// The reform with the parameter at a value; the result refers to *simulated and the arena.
static bool simulate_at(const SolveOptions *options, Number value, Arena *arena,
                        SimulateOptions *simulated, SimulateResult *result, Error *err)
{
    Override *override = ARENA_ONE(arena, Override);
    SimulatedLaw *laws = ARENA_ARRAY(arena, SimulatedLaw, 2);
    *override = (Override){.kind = OVERRIDE_PARAMETER,
                           .index = options->parameter,
                           .instance = NONE,
                           .value = value_number(value)};
    for (size_t k = 0; k < 2; k++) laws[k] = options->simulate.laws[k];
    laws[1].overrides = override;
    laws[1].override_count = 1;
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
    const bool done =
        simulate_at(options, number_fraction(thousandths, GRID), arena, &simulated, &result, err);
    if (done) {
        const double scale = (double)people_outline(simulated.people)->weight_scale;
        double sums[3] = {0, 0, 0};
        double persons = 0;
        for (size_t s = 0; s < result.stratum_count; s++) persons += (double)result.persons[s];
        add_programme(&result, "dibao", true, sums);
        add_programme(&result, "tekun", false, sums);
        *point = (SolvePoint){.value = number_fraction(thousandths, GRID),
                              .coverage = sums[0] / persons,
                              .entitled = sums[1] / persons,
                              .budget_yuan = sums[2] / scale / 100.0 * 12.0};
    }
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

bool solve(const SolveOptions *options, Arena *arena, Solution *solution, Error *err)
{
    const int64_t low = thousandths_of(options->low);
    const int64_t high = thousandths_of(options->high);
    *solution = (Solution){.found = false};
    for (int64_t i = 0; i <= SOLVE_STEPS; i++) {
        if (!try_value(options, low + (high - low) * i / SOLVE_STEPS,
                       &solution->points[solution->count++], err))
            return false;
    }
    // The stretch of the curve in which the target lies.
    for (size_t i = 0; i < SOLVE_STEPS && !solution->found; i++) {
        const double a = target_of(options, &solution->points[i]) - wanted_of(options);
        const double b = target_of(options, &solution->points[i + 1]) - wanted_of(options);
        if ((a < 0) == (b < 0) && a != 0 && b != 0) continue;
        int64_t from = thousandths_of(solution->points[i].value);
        int64_t to = thousandths_of(solution->points[i + 1].value);
        solution->found = true;
        for (int round = 0; round < SOLVE_ROUNDS && to - from > 1; round++) {
            SolvePoint *point = &solution->points[solution->count++];
            const int64_t middle = from + (to - from) / 2;
            if (!try_value(options, middle, point, err)) return false;
            if ((target_of(options, point) - wanted_of(options) < 0) == (a < 0)) from = middle;
            else to = middle;
        }
    }
    keep_nearest(options, solution);
    qsort(solution->points, solution->count, sizeof solution->points[0], by_value);
    return simulate_at(options, solution->at.value, arena, &solution->options, &solution->result,
                       err);
}

// --- the report ---

static double value_of(const SolvePoint *point)
{
    return (double)point->value.num / (double)point->value.den;
}

static void tell_answer(const SolveOptions *options, const Solution *solution, const Bands *bands,
                        Report *report, Arena *arena)
{
    const Str name = options->simulate.laws[1].program->parameters.items[options->parameter].name;
    const SolvePoint *at = &solution->at;
    report->answer = bilingual(
        str_print(arena,
                  "%s“" STR_FORMAT
                  "”为%.3f时，低保和特困供养惠及%.2f%%的人口，低保全年支出%.0f亿元。",
                  solution->found ? "" : "在所给范围内达不到目标；最接近的是：", STR_ARGS(name),
                  value_of(at), at->coverage * 100, at->budget_yuan / 1e8),
        str_print(arena,
                  "%sWith \"" STR_FORMAT "\" at %.3f dibao and tekun reach %.2f %% of the people, "
                  "and dibao pays out %.0f billion yuan a year.",
                  solution->found ? ""
                                  : "The target is out of reach between these bounds; nearest: ",
                  STR_ARGS(name), value_of(at), at->coverage * 100, at->budget_yuan / 1e9));
    if (bands == NULL || bands->changes[1][HEADLINE_COST].status != STATUS_DEFINED) return;
    const Estimate *cost = &bands->figures[1][HEADLINE_COST];
    const Estimate *more = &bands->changes[1][HEADLINE_COST];
    report->answer = bilingual(
        str_print(arena, STR_FORMAT "连同特困供养为%.0f亿至%.0f亿元，比现在多%.0f亿至%.0f亿元。",
                  STR_ARGS(report->answer.zh), cost->low / 1e8, cost->high / 1e8, more->low / 1e8,
                  more->high / 1e8),
        str_print(arena,
                  STR_FORMAT " With tekun it is %.0f to %.0f billion, %.0f to %.0f more than now.",
                  STR_ARGS(report->answer.en), cost->low / 1e9, cost->high / 1e9, more->low / 1e9,
                  more->high / 1e9));
}

Report *solve_report(const SolveOptions *options, const Solution *solution, const Findings *found,
                     Arena *arena)
{
    Report *report = report_create(arena);
    report->title = BOTH("求解", "Solving for a parameter");
    findings_provenance(found, report, arena);
    tell_answer(options, solution, found->bands, report, arena);
    ReportSection *section = report_section(report, "curve", BOTH("成本曲线", "Cost curve"));
    ReportTable *table = report_table(section, "points", BOTH("各取值的结果", "At each value"));
    ReportChart *chart =
        report_chart(section, CHART_LINES, "cost",
                     BOTH("覆盖越广，支出越多", "The wider the reach, the dearer"));
    chart->x_unit = REPORT_UNIT_SHARE;
    chart->y_unit = REPORT_UNIT_YUAN_YEAR;
    chart->x_title = BOTH("惠及人口比重", "share of the people reached");
    ChartSeries *series = chart_series(chart, "cost", BOTH("低保全年支出", "dibao a year"));
    table_column(table, "coverage", BOTH("惠及比重", "reached"), REPORT_UNIT_SHARE);
    table_column(table, "entitled", BOTH("符合条件比重", "entitled"), REPORT_UNIT_SHARE);
    table_column(table, "budget", BOTH("低保全年支出", "dibao a year"), REPORT_UNIT_YUAN_YEAR);
    double furthest = -1;
    for (size_t i = 0; i < solution->count; i++) {
        const SolvePoint *point = &solution->points[i];
        const Str label = str_print(arena, "%.3f", value_of(point));
        table_row_str(table, str_print(arena, "at-%lld", (long long)thousandths_of(point->value)),
                      bilingual_same(label));
        table_cell(table, cell_double(point->coverage, 2));
        table_cell(table, cell_double(point->entitled, 2));
        table_cell(table, cell_double(point->budget_yuan, 0));
        if (point->coverage < furthest) continue; // a line does not turn back
        furthest = point->coverage;
        series_point(series, point->coverage, point->budget_yuan);
    }
    chart_mark(chart, solution->at.coverage, solution->at.budget_yuan,
               bilingual_same(str_print(arena, "%.3f", value_of(&solution->at))));
    findings_of_reform(found, report, arena);
    return report;
}
