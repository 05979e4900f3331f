#include "model/simulate/examples.h"

#include "base/os.h"
#include "base/panic.h"
#include "base/text.h"
#include "model/simulate/grants.h"
#include "model/simulate/sums.h"

typedef struct Example {
    uint64_t rank; // the greater, the rather shown
    uint32_t stratum;
    uint64_t index;
    int32_t persons;
    int64_t weight;
    bool resources_known;
    int64_t resources;                 // fen a month
    int64_t money[SIMULATED_LAWS_MAX]; // fen: of one payment, or of cash a month
    bool granted[SIMULATED_LAWS_MAX];
} Example;

// The best of some households, by rank, greatest first.
typedef struct Shortlist {
    Example items[EXAMPLES_MAX];
    size_t count;
    int64_t households, weight; // of all that were offered
} Shortlist;

typedef struct Search {
    const SimulateOptions *options;
    const ExamplesRequest *request;
    const SimulationColumns *columns;
    uint32_t programmes[SIMULATED_LAWS_MAX]; // of the request, by law; or NONE
    uint32_t threads;
    Shortlist *lists; // [stratum]
    Error *errors;    // [thread]
    bool *failed;     // [thread]
} Search;

static bool comes_before(const Example *a, const Example *b)
{
    if (a->rank != b->rank) return a->rank > b->rank;
    if (a->stratum != b->stratum) return a->stratum < b->stratum;
    return a->index < b->index;
}

static void offer(Shortlist *list, const Example *example)
{
    size_t at = list->count < EXAMPLES_MAX ? list->count++ : EXAMPLES_MAX;
    while (at > 0 && comes_before(example, &list->items[at - 1])) {
        if (at < EXAMPLES_MAX) list->items[at] = list->items[at - 1];
        at--;
    }
    if (at < EXAMPLES_MAX) list->items[at] = *example;
}

// A number that looks drawn, so that examples come from all kinds of households (SplitMix64).
static uint64_t scattered(uint64_t number)
{
    uint64_t z = number + UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static void read_grants(const Search *search, const StratumPlan *plan, const BlockShape *shape,
                        uint32_t i, Example *example)
{
    for (size_t k = 0; k < search->options->law_count; k++) {
        const StratumLaw *law = &plan->laws[k];
        for (size_t g = 0; g < law->grant_count; g++) {
            const StratumGrant *grant = &law->grants[g];
            const bool asked = search->request->kind != EXAMPLES_OF_PROGRAMME ||
                               grant->programme == search->programmes[k];
            if (!asked || !grants_given(plan->scratch, grant, i)) continue;
            const int64_t money = grants_money(plan->scratch, shape, grant, i);
            const int64_t months = grants_months(&law->program->programmes.items[grant->programme]);
            example->granted[k] = true;
            if (search->request->kind == EXAMPLES_OF_PROGRAMME) example->money[k] = money;
            else if (months > 0) example->money[k] += money / months;
        }
    }
}

// Whether a household is one that was asked for; its rank.
static bool is_wanted(const Search *search, Example *example)
{
    bool granted = false;
    int64_t change = example->money[1] - example->money[0];
    for (size_t k = 0; k < search->options->law_count; k++)
        granted = granted || example->granted[k];
    switch (search->request->kind) {
    case EXAMPLES_OF_PROGRAMME:
        example->rank = scattered(scattered(example->stratum) + example->index);
        return granted;
    case EXAMPLES_OF_LOSS: change = -change; break;
    case EXAMPLES_OF_GAIN: break;
    }
    example->rank = change > 0 ? (uint64_t)change : 0;
    return change > 0;
}

static void search_block(const Search *search, const StratumPlan *plan, uint32_t stratum,
                         const PeopleBlock *block)
{
    int32_t sizes[BLOCK_HOUSEHOLDS];
    Shortlist *list = &search->lists[stratum];
    const int64_t weight = people_outline(search->options->people)->weight;
    sums_sizes(&block->columns.shape, sizes);
    for (uint32_t i = 0; i < block->columns.shape.households; i++) {
        bool refused = false;
        for (size_t k = 0; k < search->options->law_count; k++)
            refused = refused || plan_mask(plan->scratch, plan->laws[k].refused)[i] != 0;
        if (refused) continue;
        Example example = {.stratum = stratum,
                           .index = block->indexes[i],
                           .persons = sizes[i],
                           .weight = block->weights != NULL ? block->weights[i] : weight};
        read_grants(search, plan, &block->columns.shape, i, &example);
        if (!is_wanted(search, &example)) continue;
        example.resources_known = sums_resources(plan, plan->scratch, i, &example.resources);
        list->households++;
        list->weight += example.weight;
        offer(list, &example);
    }
}

static void run_search(void *context, uint32_t thread)
{
    Search *search = context;
    const PeopleOutline *outline = people_outline(search->options->people);
    PeopleScratch *scratch = people_scratch_create(search->options->people);
    Arena *arena = arena_create();
    for (uint32_t s = thread; s < outline->stratum_count; s += search->threads) {
        StratumPlan plan;
        const StratumRequest request = {
            .options = search->options, .columns = search->columns, .stratum = s, .passing = arena};
        arena_reset(arena);
        search->failed[thread] = !stratum_plan(&request, arena, &plan, &search->errors[thread]);
        if (search->failed[thread]) break;
        stratum_scratch(&plan, search->options->kernels, arena);
        for (uint64_t first = 0; first < outline->strata[s].households;) {
            PeopleBlock block;
            first += people_fill(search->options->people, s, first, scratch, &block);
            plan_run(plan.scratch, &block.columns);
            search_block(search, &plan, s, &block);
        }
    }
    arena_destroy(arena);
    people_scratch_destroy(scratch);
}

// --- the report ---

static void set_provenance(const Search *search, Report *report)
{
    const SimulateOptions *options = search->options;
    const PeopleOutline *outline = people_outline(options->people);
    report->title = BOTH("住户示例", "Examples of households");
    report->provenance = (ReportProvenance){
        .year = outline->year,
        .law_date = options->date,
        .dated = true,
        .population = outline->name,
        .population_note = bilingual_same(outline->source),
        .population_hash = outline->hash,
        .unit = STR("households"),
        .seeded = true,
        .seed = outline->seed,
        .law_hash = str_from(options->laws[0].program->hash.text),
        .engine = STR("doudi"),
    };
    for (size_t s = 0; s < outline->stratum_count; s++)
        report->provenance.households_in_all += outline->strata[s].households;
    report->provenance.households = report->provenance.households_in_all;
    for (size_t k = 1; k < options->law_count; k++)
        report_reform(report, bilingual_same(options->laws[k].name), options->laws[k].name,
                      str_from(options->laws[k].program->hash.text));
}

static Bilingual what_was_asked(const Search *search)
{
    switch (search->request->kind) {
    case EXAMPLES_OF_GAIN:
        return BOTH("改革后月救助金增加的住户", "households whose monthly cash the reform raises");
    case EXAMPLES_OF_LOSS:
        return BOTH("改革后月救助金减少的住户", "households whose monthly cash the reform cuts");
    case EXAMPLES_OF_PROGRAMME: break;
    }
    size_t k = 0;
    while (search->programmes[k] == NONE) k++;
    const Program *program = search->options->laws[k].program;
    const Labels *labels = &program->programmes.items[search->programmes[k]].labels;
    return bilingual(labels->zh, labels->en);
}

static void answer(const Search *search, const Shortlist *found, Report *report)
{
    const Bilingual what = what_was_asked(search);
    const int64_t scale = people_outline(search->options->people)->weight_scale;
    const long long stand_for = (long long)((found->weight + scale / 2) / scale);
    const bool programme = search->request->kind == EXAMPLES_OF_PROGRAMME;
    report->answer =
        bilingual(str_print(report->arena, "%s" STR_FORMAT "：%lld户（代表%lld户），列出%zu户。",
                            programme ? "符合条件" : "", STR_ARGS(what.zh),
                            (long long)found->households, stand_for, found->count),
                  str_print(report->arena,
                            "%s" STR_FORMAT ": %lld, standing for %lld households; %zu are listed.",
                            programme ? "Households granted " : "", STR_ARGS(what.en),
                            (long long)found->households, stand_for, found->count));
}

static void example_row(const Search *search, const Example *example, ReportTable *table,
                        const char *key)
{
    const SimulateOptions *options = search->options;
    const PeopleOutline *outline = people_outline(options->people);
    const Str name =
        people_household_name(options->people, example->stratum, example->index, table->arena);
    table_row(table, key, bilingual_same(name));
    table_cell(table, cell_integer(example->persons));
    table_cell(table, example->resources_known ? cell_decimal(example->resources, 2)
                                               : cell_status(REPORT_STATUS_NO_DATA));
    for (size_t k = 0; k < options->law_count; k++) {
        const bool shown = example->granted[k] || search->request->kind != EXAMPLES_OF_PROGRAMME;
        table_cell(table,
                   shown ? cell_decimal(example->money[k], 2) : cell_status(REPORT_STATUS_BLANK));
    }
    table_cell(table, cell_fraction(example->weight, outline->weight_scale, 1));
}

static void examples_table(const Search *search, const Shortlist *found, Report *report)
{
    const bool programme = search->request->kind == EXAMPLES_OF_PROGRAMME;
    ReportSection *section = report_section(report, "examples", BOTH("住户", "Households"));
    ReportTable *table = report_table(section, "households", BOTH("示例", "Examples"));
    table->row_title = BOTH("户名", "name");
    table_column(table, "persons", BOTH("人数", "members"), REPORT_UNIT_PERSONS);
    table_column(table, "resources", BOTH("救助前月收入", "resources a month before help"),
                 REPORT_UNIT_YUAN_MONTH);
    for (size_t k = 0; k < search->options->law_count; k++) {
        const char *key = str_terminated(report->arena, str_print(report->arena, "law-%zu", k));
        table_column(table, key,
                     k == 0 ? BOTH("现行规定", "the law as it is")
                            : bilingual_same(search->options->laws[k].name),
                     programme ? REPORT_UNIT_YUAN : REPORT_UNIT_YUAN_MONTH);
    }
    table_column(table, "weight", BOTH("代表户数", "stands for"), REPORT_UNIT_HOUSEHOLDS);
    for (size_t i = 0; i < found->count; i++)
        example_row(search, &found->items[i], table,
                    str_terminated(report->arena, str_print(report->arena, "example-%zu", i + 1)));
    table_note(table, programme ? BOTH("金额为一次发放的金额。", "Money is of one payment.")
                                : BOTH("金额为按月的现金救助。", "Money is cash by the month."));
    const Str command = search->request->command;
    table_note(table, bilingual(str_print(report->arena, "查看一户及其理由：" STR_FORMAT " 户名",
                                          STR_ARGS(command)),
                                str_print(report->arena,
                                          "To open one with its reasons: " STR_FORMAT " NAME",
                                          STR_ARGS(command))));
}

static bool check_request(Search *search, Error *err)
{
    const SimulateOptions *options = search->options;
    bool found = false;
    if (search->request->kind != EXAMPLES_OF_PROGRAMME) {
        if (options->law_count == 2) return true;
        return error_set(err, ERROR_USAGE, "",
                         "who gains and who loses is told of one reform: add --reform FILE.md");
    }
    for (size_t k = 0; k < options->law_count; k++) {
        const Program *program = options->laws[k].program;
        search->programmes[k] = NONE;
        for (uint32_t p = 0; p < program->programmes.count; p++) {
            if (str_equal(program->programmes.items[p].name, search->request->programme))
                search->programmes[k] = p;
        }
        found = found || search->programmes[k] != NONE;
    }
    if (found) return true;
    return error_set(err, ERROR_USAGE, "",
                     "there is no programme \"" STR_FORMAT
                     "\" to give examples of; gain and loss are the other words",
                     STR_ARGS(search->request->programme));
}

bool examples_find(const SimulateOptions *options, const ExamplesRequest *request, Arena *arena,
                   Report **report, Error *err)
{
    enum { THREADS_MAX = 64 };
    SimulationColumns columns;
    const size_t strata = people_outline(options->people)->stratum_count;
    uint32_t threads = options->threads > 0 ? options->threads : os_processors();
    if (threads > THREADS_MAX) threads = THREADS_MAX;
    Search search = {.options = options,
                     .request = request,
                     .columns = &columns,
                     .threads = threads,
                     .lists = ARENA_ARRAY(arena, Shortlist, strata),
                     .errors = ARENA_ARRAY(arena, Error, threads),
                     .failed = ARENA_ARRAY(arena, bool, threads)};
    if (!check_request(&search, err) || !simulation_columns(options, arena, &columns, err))
        return false;
    os_run_threads(threads, run_search, &search);
    for (uint32_t t = 0; t < threads; t++) {
        if (!search.failed[t]) continue;
        *err = search.errors[t];
        return false;
    }
    Shortlist *found = ARENA_ONE(arena, Shortlist);
    for (size_t s = 0; s < strata; s++) {
        found->households += search.lists[s].households;
        found->weight += search.lists[s].weight;
        for (size_t i = 0; i < search.lists[s].count; i++) offer(found, &search.lists[s].items[i]);
    }
    *report = report_create(arena);
    set_provenance(&search, *report);
    answer(&search, found, *report);
    examples_table(&search, found, *report);
    return true;
}
