// What a reform's document counts: its own rules that answer yes or no, of persons or households,
// and that the law as it is does not have.
// They are worked out by a plan of their own, beside that of the programmes.

#include "model/simulate/sample_internal.h"

static bool is_measure(const Program *program, const Program *before, uint32_t index)
{
    const Rule *rule = &program->rules.items[index];
    const EntityKind kind = program->entities.items[rule->entity].kind;
    return rule->role == RULE_PLAIN && rule->type.kind == TYPE_YESNO &&
           program->documents.items[rule->document].reform &&
           program_find(before, rule->name) == NONE &&
           (kind == ENTITY_HOUSEHOLD || kind == ENTITY_PERSON || kind == ENTITY_UNIT);
}

size_t sample_measures_of(const SimulateOptions *options, size_t law, uint32_t rules[MEASURES_MAX])
{
    const Program *program = options->laws[law].program;
    size_t count = 0;
    for (uint32_t r = 0; r < program->rules.count && count < MEASURES_MAX; r++) {
        if (is_measure(program, options->laws[0].program, r)) rules[count++] = r;
    }
    return count;
}

struct MeasurePlan {
    PlanScratch *scratch;                           // NULL: nothing to count
    Lane persons[SIMULATED_LAWS_MAX][MEASURES_MAX]; // how many of a household it holds for
};

// Persons of the household for whom the rule surely says yes.
static Lane persons_lane(Graph *graph, const RuleLanes *rule)
{
    enum { NO, YES };
    const Lanes *value = &rule->value;
    Lane holds =
        graph_and(graph, value->some, graph_and_not(graph, value->rails[YES], value->rails[NO]));
    holds = graph_and_not(graph, holds, value->trap);
    return graph_count(graph, rule->of_person ? holds : graph_spread(graph, holds));
}

bool sample_measure_plan(const SimulateOptions *options, const SimulationColumns *columns,
                         uint32_t stratum, Arena *arena, MeasurePlan **made, Error *err)
{
    MeasurePlan *plan = ARENA_ONE(arena, MeasurePlan);
    Graph *graph = ARENA_ONE(arena, Graph);
    LaneVec wanted = {0};
    const ColumnSpec *specs = people_outline(options->people)->specs;
    graph_start(graph, BLOCK_SLOTS, arena);
    *made = plan;
    for (size_t k = 1; k < options->law_count; k++) {
        uint32_t rules[MEASURES_MAX];
        const size_t count = sample_measures_of(options, k, rules);
        Specialisation *from = ARENA_ONE(arena, Specialisation);
        const StratumOfLaw of = {.stratum = stratum, .law = k};
        if (count == 0) continue;
        if (!stratum_specialisation(options, columns, &of, arena, from, err)) return false;
        graph->slots = from->slots;
        Specialist *specialist = specialist_create(from, graph);
        for (size_t m = 0; m < count; m++) {
            const RuleLanes rule = specialist_rule(specialist, rules[m]);
            plan->persons[k][m] = persons_lane(graph, &rule);
            *vec_push(arena, &wanted) = plan->persons[k][m];
        }
    }
    if (wanted.count == 0) return true;
    plan->scratch = plan_scratch_create(
        plan_create(graph, specs, &(Wanted){.lanes = wanted.items, .count = wanted.count}, arena,
                    arena),
        options->kernels, arena);
    return true;
}

void sample_measure(const MeasurePlan *plan, const PeopleBlock *block, Sample *sample,
                    const size_t *row)
{
    if (plan->scratch == NULL) return;
    plan_run(plan->scratch, &block->columns);
    for (size_t k = 1; k < sample->of->options->law_count; k++) {
        uint32_t rules[MEASURES_MAX];
        const size_t count = sample_measures_of(sample->of->options, k, rules);
        for (size_t m = 0; m < count; m++) {
            const int64_t *persons = plan_numbers(plan->scratch, plan->persons[k][m]);
            for (uint32_t i = 0; i < block->columns.shape.households; i++)
                sample->laws[k].measured[row[i]][m] = (unsigned char)persons[i];
        }
    }
}
