// simulate: the law, and each reform beside it, over a population. solve: the value of a parameter
// at which a reform meets a target.

#include <stdio.h>
#include <string.h>

#include "base/os.h"
#include "base/panic.h"
#include "base/text.h"
#include "model/people/doubt.h"
#include "model/report/progress.h"
#include "model/report/render.h"
#include "model/simulate/examples.h"
#include "model/simulate/findings.h"
#include "model/simulate/plans.h"
#include "model/simulate/solve.h"
#include "model/simulate/survey_section.h"
#include "tool/populations.h"
#include "tool/settings.h"

// The baseline and one law for every --reform, all with what the population assumes.
typedef struct Laws {
    LoadedLaw loaded[SIMULATED_LAWS_MAX];
    SimulatedLaw laws[SIMULATED_LAWS_MAX];
    size_t count, loaded_count;
    bool sound;
} Laws;

// Laws are compiled side by side, each by a thread of its own.
typedef struct Loading {
    LawAsked asked[SIMULATED_LAWS_MAX];
    LoadedLaw *loaded;
    Error errors[SIMULATED_LAWS_MAX];
    bool done[SIMULATED_LAWS_MAX];
} Loading;

static void run_loading(void *context, uint32_t index)
{
    Loading *loading = context;
    loading->done[index] =
        compile_asked(&loading->asked[index], &loading->loaded[index], &loading->errors[index]);
}

static bool load_laws(const CommandLine *line, Laws *laws, Error *err)
{
    if (line->reforms.count + 1 > SIMULATED_LAWS_MAX)
        return error_set(err, ERROR_USAGE, "", "at most %d reforms can be simulated side by side",
                         SIMULATED_LAWS_MAX - 1);
    Loading loading = {.loaded = laws->loaded};
    laws->count = laws->loaded_count = line->reforms.count + 1;
    for (size_t k = 0; k < laws->count; k++) {
        TextVec reforms = {0};
        const char *reform = k > 0 ? line->reforms.items[k - 1] : "";
        if (k > 0) *vec_push(line->arena, &reforms) = reform;
        loading.asked[k] = law_over_people(line, &reforms);
        laws->laws[k].name = str_from(reform);
    }
    os_run_threads((uint32_t)laws->count, run_loading, &loading);
    for (size_t k = 0; k < laws->count; k++) {
        *err = loading.errors[k];
        if (!loading.done[k]) return false;
        for (size_t told = 0; told < k; told++)
            diagnostics_leave_out(&laws->loaded[k].diagnostics, &laws->loaded[told].diagnostics);
        tell_findings(line, &laws->loaded[k]);
        laws->laws[k].program = laws->loaded[k].program;
        laws->sound = laws->sound && laws->loaded[k].program != NULL;
    }
    return true;
}

// Values of --set, in every reform that has such a parameter; without a reform, in the law itself
// beside the law as it is.
static bool set_values(const CommandLine *line, Laws *laws, Error *err)
{
    bool *used = ARENA_ARRAY(line->arena, bool, line->settings.count + 1);
    if (line->settings.count == 0) return true;
    if (laws->count == 1) laws->laws[laws->count++] = laws->laws[0];
    for (size_t k = 1; k < laws->count; k++) {
        SimulatedLaw *law = &laws->laws[k];
        Settings settings;
        if (!settings_read(line, law->program, used, &settings, err)) return false;
        law->overrides = settings.overrides;
        law->override_count = settings.count;
        law->told = settings.told;
    }
    for (size_t i = 0; i < line->settings.count; i++) {
        if (!used[i])
            return error_set(err, ERROR_USAGE, "", "--set %s: no reform has such a parameter",
                             line->settings.items[i]);
    }
    return true;
}

typedef struct ProgressWatch {
    Progress progress;
    uint64_t began;
    bool shown;
} ProgressWatch;

static bool tell(void *context, uint64_t households)
{
    ProgressWatch *watch = context;
    const uint64_t elapsed = os_clock_ns() - watch->began;
    if (watch->shown && progress_is_due(&watch->progress, elapsed)) {
        const ProgressLine text = progress_line(&watch->progress, households, elapsed,
                                                os_terminal_columns(stderr), LANGUAGE_EN);
        (void)fputs(text.text, stderr);
    }
    return !os_was_interrupted();
}

typedef enum Format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV, FORMAT_HTML, FORMAT_XLSX } Format;

static bool read_format(const CommandLine *line, Format *format, Error *err)
{
    static const char *const names[] = {[FORMAT_TEXT] = "text",
                                        [FORMAT_JSON] = "json",
                                        [FORMAT_CSV] = "csv",
                                        [FORMAT_HTML] = "html",
                                        [FORMAT_XLSX] = "xlsx"};
    const char *name = line->values[OPTION_FORMAT];
    *format = FORMAT_TEXT;
    if (name == NULL) return true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) != 0) continue;
        *format = (Format)i;
        return true;
    }
    return error_set(err, ERROR_USAGE, "", "--format is text, json, csv, xlsx or html, not \"%s\"",
                     name);
}

static bool render(const CommandLine *line, const Report *report, Language language, Arena *arena,
                   Error *err)
{
    Format format = FORMAT_TEXT;
    Str text = {0};
    if (!read_format(line, &format, err)) return false;
    const bool inked = !command_line_has(line, OPTION_OUT) && ink_for(stdout) == INK_TERMINAL;
    switch (format) {
    case FORMAT_TEXT: text = report_as_text(report, language, inked, arena); break;
    case FORMAT_JSON: text = report_as_json(report, arena); break;
    case FORMAT_CSV: text = report_as_csv(report, language, arena); break;
    case FORMAT_HTML: text = report_as_html(report, language, arena); break;
    case FORMAT_XLSX:
        if (!report_as_xlsx(report, language, arena, &text, err)) return false;
        break;
    }
    return write_output(line, text, err);
}

// What can be seen to be wrong before any law or population is read.
static bool check_line(const CommandLine *line, Error *err)
{
    Format format = FORMAT_TEXT;
    Language language = LANGUAGE_ZH;
    if (line->operands.count > 0)
        return error_set(err, ERROR_USAGE, "",
                         "doudi %s takes options alone, not \"%s\"; a survey is named by --mapping "
                         "FILE, and --people FILE where the mapping names no file",
                         command_name(line->command), line->operands.items[0]);
    return read_format(line, &format, err) && read_language(line, &language, err) &&
           check_output(line, NULL, err);
}

enum { THREADS_ASKED_MAX = 256 }; // see os_run_threads

static bool check_threads(uint64_t threads, Error *err)
{
    if (threads <= THREADS_ASKED_MAX) return true;
    return error_set(err, ERROR_USAGE, "", "--threads is at most %d", THREADS_ASKED_MAX);
}

static bool check_day(Date date, const Laws *laws, Error *err)
{
    for (size_t k = 0; k < laws->count; k++) {
        if (date.day < laws->laws[k].program->first_day.day)
            return error_set(err, ERROR_USAGE, "",
                             "--date: none of this law was in force yet on that day");
    }
    return true;
}

static bool read_ranges(const CommandLine *line, Error *err)
{
    const char *name = line->values[OPTION_RANGES];
    const bool fixed = name != NULL && strcmp(name, "static") == 0;
    if (name != NULL && !fixed && strcmp(name, "dynamic") != 0)
        return error_set(err, ERROR_USAGE, "", "--ranges is dynamic or static, not \"%s\"", name);
    if (line->team != NULL) line->team->ranges = fixed ? TEAM_STATIC : TEAM_DYNAMIC;
    return true;
}

// That all processes of a team have the same options and laws, and then the same population.
static bool check_start(const CommandLine *line, const Laws *laws, Error *err)
{
    Text said = text_start(line->arena);
    Text hashes = text_start(line->arena);
    for (size_t i = 0; i < option_count(); i++)
        text_print(&said, "%s\n", line->values[i] != NULL ? line->values[i] : "-");
    for (size_t i = 0; i < line->reforms.count; i++)
        text_print(&said, "%s\n", line->reforms.items[i]);
    for (size_t i = 0; i < laws->count; i++) {
        const Program *program = laws->laws[i].program;
        text_print(&hashes, "%s\n", program != NULL ? program->hash.text : "unsound");
    }
    return team_same(line->team, "the command line", text_str(&said), err) &&
           team_same(line->team, "the law", text_str(&hashes), err);
}

static bool check_people(const CommandLine *line, const SimulateOptions *options, Error *err)
{
    return team_same(line->team, "the population", people_outline(options->people)->hash, err);
}

// Bands come of other draws of the population, and a survey is drawn once.
static bool check_looks(const CommandLine *line, bool is_model, Error *err)
{
    uint64_t sample = 0;
    uint64_t bands = 0;
    if (!read_count(line, OPTION_SAMPLE, 0, &sample, err) ||
        !read_count(line, OPTION_BANDS, 0, &bands, err))
        return false;
    if (bands > 0 && !is_model)
        return error_set(err, ERROR_USAGE, "",
                         "--bands draws china-2023 anew, and a survey cannot be drawn anew; the "
                         "sampling error of its figures is in the report without it");
    if (sample > 0 && !is_model)
        return error_set(err, ERROR_USAGE, "",
                         "--sample: all households of a survey are looked at, or with --sample 0 "
                         "none");
    if (bands == 0 || (bands >= BAND_DRAWS_LEAST && bands <= BAND_DRAWS_MAX)) return true;
    return error_set(err, ERROR_USAGE, "", "--bands is from %d to %d", BAND_DRAWS_LEAST,
                     BAND_DRAWS_MAX);
}

// The options that both commands share; population->people is to be destroyed by the caller.
static bool read_options(const CommandLine *line, Laws *laws, Population *population,
                         SimulateOptions *options, Error *err)
{
    uint64_t threads = 0;
    if (!read_count(line, OPTION_THREADS, os_processors(), &threads, err) ||
        !check_threads(threads, err) || !read_ranges(line, err))
        return false;
    uint64_t months = 1;
    if (!read_count(line, OPTION_MONTHS, 1, &months, err)) return false;
    if (months < 1 || months > SIMULATED_MONTHS_MAX)
        return error_set(err, ERROR_USAGE, "", "--months is from 1 to %d", SIMULATED_MONTHS_MAX);
    if (!open_population(line, laws->loaded, laws->loaded_count,
                         threads > 0 ? (uint32_t)threads : 1, population, err) ||
        !check_looks(line, population->is_model, err) ||
        !check_output(line, &laws->loaded[0].sources, err))
        return false;
    Date date = population->date;
    if (!read_day(line, OPTION_DATE, &date, err) || !check_day(date, laws, err)) return false;
    *options = (SimulateOptions){
        .people = population->people,
        .laws = laws->laws,
        .law_count = laws->count,
        .date = date,
        .months = (uint32_t)months,
        .threads = (uint32_t)threads,
        .kernels = kernels_best(),
        .team = line->team,
    };
    // MCA, end of 2023; January to September 2023.
    if (population->is_model)
        options->targets = (KnownTargets){.persons = {6640000, 33990000}, .fen_a_head = 40000};
    return check_people(line, options, err);
}

enum { LOOKED_AT = 30000 };        // households one by one, unless --sample says another number
enum { BAND_HOUSEHOLDS = 100000 }; // of each draw of a band

// Looks at some of the households one by one; *sample stays NULL where none are asked for.
static bool look_closer(const CommandLine *line, const SimulateResult *result, Arena *arena,
                        const Sample **sample, Error *err)
{
    uint64_t wanted = 0;
    uint64_t households = 0;
    People *fewer = NULL;
    *sample = NULL;
    if (!read_count(line, OPTION_SAMPLE, LOOKED_AT, &wanted, err)) return false;
    if (wanted == 0 || result->partial) return true;
    const PeopleOutline *outline = people_outline(result->options->people);
    for (size_t s = 0; s < outline->stratum_count; s++) households += outline->strata[s].households;
    // Of a survey there are no fewer: all its households are looked at.
    if (households > wanted &&
        !open_fewer_people(line, result->options->threads, wanted, 0, &fewer, err))
        return false;
    Sample *taken = ARENA_ONE(arena, Sample);
    const SampleOptions options = {.people = fewer != NULL ? fewer : result->options->people};
    const bool done = sample_take(result, &options, arena, taken, err);
    people_destroy(fewer);
    if (done) *sample = taken;
    return done;
}

typedef struct Drawing {
    const CommandLine *line;
    uint32_t threads, draws;
} Drawing;

static bool open_draw(void *context, uint32_t draw, People **people, Error *err)
{
    const Drawing *drawing = context;
    if (os_was_interrupted())
        return error_set(err, ERROR_ENVIRONMENT, "",
                         "interrupted before all bands were found: what is told has none");
    if (!open_fewer_people(drawing->line, drawing->threads, BAND_HOUSEHOLDS, draw, people, err))
        return false;
    *people = people_doubt(*people, bands_doubt_ppm(draw, drawing->draws));
    return true;
}

// Finds bands if they are asked for; else, and where the run was ended, *bands stays NULL.
static bool find_bands(const CommandLine *line, const SimulateResult *result, Arena *arena,
                       const Bands **bands, Error *err)
{
    const SimulateOptions *options = result->options;
    const bool partial = result->partial;
    uint64_t wanted = 0;
    *bands = NULL;
    if (!read_count(line, OPTION_BANDS, 0, &wanted, err)) return false;
    if (wanted == 0 || partial) return true;
    Drawing drawing = {.line = line, .threads = options->threads, .draws = (uint32_t)wanted};
    const BandDraws draws = {.count = (uint32_t)wanted, .open = open_draw, .context = &drawing};
    Bands *found = ARENA_ONE(arena, Bands);
    if (!bands_find(options, &draws, found, err)) return false;
    *bands = found;
    return true;
}

static void add_survey(const Population *population, const Laws *laws, Report *report)
{
    const Survey *survey = people_survey(population->people);
    if (survey == NULL) return;
    survey_section(report, &(SurveySection){.survey = survey,
                                            .program = laws->laws[0].program,
                                            .weights = population->weights});
}

// How a household of this population is opened: what was said of it here, said again.
static Str opening_command(const CommandLine *line)
{
    static const Option said[] = {OPTION_LAW,     OPTION_PEOPLE, OPTION_MAPPING,
                                  OPTION_MARGINS, OPTION_METHOD, OPTION_HOUSEHOLDS,
                                  OPTION_SEED,    OPTION_ASSUME, OPTION_DATE};
    Text text = text_start(line->arena);
    text_add(&text, STR("doudi decide"));
    for (size_t i = 0; i < sizeof said / sizeof said[0]; i++) {
        if (command_line_has(line, said[i]))
            text_print(&text, " %s %s", option_name(said[i]), line->values[said[i]]);
    }
    if (command_line_has(line, OPTION_SOFT)) text_print(&text, " %s", option_name(OPTION_SOFT));
    text_print(&text, " %s", option_name(OPTION_HOUSEHOLD));
    return text_str(&text);
}

// They are few, and found by the first process alone.
static bool run_examples(const CommandLine *line, const SimulateOptions *options, Report **report,
                         Arena *arena, Error *err)
{
    if (!command_line_speaks(line)) return true;
    const char *asked = line->values[OPTION_EXAMPLES];
    const ExamplesRequest request = {.kind = strcmp(asked, "gain") == 0   ? EXAMPLES_OF_GAIN
                                             : strcmp(asked, "loss") == 0 ? EXAMPLES_OF_LOSS
                                                                          : EXAMPLES_OF_PROGRAMME,
                                     .programme = str_from(asked),
                                     .command = opening_command(line)};
    return examples_find(options, &request, arena, report, err);
}

// The simulation, and the plans that the sample and the bands after it share with it; not where a
// member of a team plans its own strata alone.
static bool simulate_all(SimulateOptions *options, StratumPlans *plans, Arena *arena,
                         SimulateResult *result, Error *err)
{
    if (!team_is_static(options->team)) {
        if (!stratum_plans_share(options, plans, err)) return false;
        options->plans = plans;
    }
    return simulate(options, arena, result, err);
}

// Where the bands cannot be found, there is a report all the same.
static bool run_everyone(const CommandLine *line, const SimulateOptions *asked, Report **report,
                         Arena *arena, Error *err)
{
    SimulateOptions options = *asked;
    const PeopleOutline *outline = people_outline(options.people);
    SimulateResult result;
    StratumPlans plans = {0};
    uint64_t households = 0;
    for (size_t s = 0; s < outline->stratum_count; s++) households += outline->strata[s].households;
    ProgressWatch watch = {.progress = progress_start(households, BOTH("户", "households")),
                           .began = os_clock_ns(),
                           .shown = command_line_speaks(line) && os_is_terminal(stderr)};
    os_watch_interrupt();
    options.progress = tell;
    options.context = &watch;
    bool done = simulate_all(&options, &plans, arena, &result, err);
    if (done && command_line_speaks(line))
        (void)fprintf(stderr, "%llu households, %llu left to the interpreter, %.2f s, %llu MiB\n",
                      (unsigned long long)result.households, (unsigned long long)result.refused,
                      (double)(os_clock_ns() - watch.began) / 1e9,
                      (unsigned long long)(os_memory_peak() >> 20));
    Findings found = {.result = &result};
    const bool looked = done && look_closer(line, &result, arena, &found.sample, err);
    done = looked && find_bands(line, &result, arena, &found.bands, err);
    if (looked && command_line_speaks(line)) *report = simulate_report(&found, arena);
    stratum_plans_destroy(&plans);
    return done;
}

static bool run(const CommandLine *line, Laws *laws, Arena *arena, Error *err)
{
    Language language = LANGUAGE_ZH;
    Population population = {0};
    SimulateOptions options;
    Report *report = NULL;
    bool done =
        read_language(line, &language, err) && read_options(line, laws, &population, &options, err);
    if (done)
        done = command_line_has(line, OPTION_EXAMPLES)
                   ? run_examples(line, &options, &report, arena, err)
                   : run_everyone(line, &options, &report, arena, err);
    if (report != NULL) {
        Error own = {0};
        add_survey(&population, laws, report);
        done = render(line, report, language, arena, done ? err : &own) && done;
    }
    if (done && report != NULL && report->provenance.partial) // told to the team by run_with_laws
        done = error_set(err, ERROR_ENVIRONMENT, "",
                         "interrupted: what is told is partial, of the households until then");
    people_destroy(population.people);
    return done;
}

// --- solve ---

// "0.1", "10%" or yuan.
static bool parse_target(Str text, Number *number)
{
    const Parameter plain = {.type = type_number(FLAVOUR_NUMBER)};
    return settings_number(&plain, text, number);
}

static bool read_target(const CommandLine *line, SolveOptions *options, Error *err)
{
    static const char *const names[] = {
#define TARGET(id, name, headline) [TARGET_##id] = #name "=",
        TARGETS
#undef TARGET
    };
    const char *given = line->values[OPTION_TARGET];
    for (size_t i = 0; given != NULL && i < sizeof names / sizeof names[0]; i++) {
        const size_t size = strlen(names[i]);
        if (strncmp(given, names[i], size) != 0) continue;
        options->target = (TargetKind)i;
        if (!parse_target(str_from(given + size), &options->wanted)) continue;
        const bool share = options->target != TARGET_BUDGET && options->target != TARGET_SPENDING;
        if (options->wanted.num >= 0 &&
            (!share || number_compare(options->wanted, number_whole(1)) <= 0))
            return true;
        return error_set(err, ERROR_USAGE, "", "--target %s: %s", given,
                         share ? "a share of the people is from 0% to 100%"
                               : "a budget cannot be negative");
    }
    return error_set(
        err, ERROR_USAGE, "",
        "--target is coverage=10%%, entitled=10%%, cash=10%%, poor=3%%, budget=YUAN or "
        "spending=YUAN (a year)");
}

static bool refuse_bounds(Error *err)
{
    return error_set(err, ERROR_USAGE, "",
                     "--vary names a parameter and its bounds: --vary line_factor=1..4");
}

enum { VARIED_MAX = 1000000 }; // bounds apart by more are not narrowed down to a thousandth

// "line_factor=1..4"
static bool read_vary_parameter(const CommandLine *line, const Program *program,
                                SolveOptions *options, Error *err)
{
    const Str given = str_from(line->values[OPTION_VARY] != NULL ? line->values[OPTION_VARY] : "");
    size_t equals = 0;
    while (equals < given.size && given.data[equals] != '=') equals++;
    const Str name = {given.data, equals};
    const uint32_t found = program_find(program, name);
    if (equals < given.size && (found == NONE || program->names.items[found].kind != SYM_PARAMETER))
        return error_set(err, ERROR_USAGE, "",
                         "--vary: the law has no parameter \"" STR_FORMAT "\"", STR_ARGS(name));
    size_t dots = equals;
    while (dots + 1 < given.size && !(given.data[dots] == '.' && given.data[dots + 1] == '.'))
        dots++;
    if (dots + 2 >= given.size) return refuse_bounds(err);
    options->parameter = program->names.items[found].index;
    const Parameter *parameter = &program->parameters.items[options->parameter];
    if (parameter->type.kind != TYPE_NUMBER)
        return error_set(err, ERROR_USAGE, "", "--vary: \"" STR_FORMAT "\" is not a number",
                         STR_ARGS(name));
    if (!settings_number(parameter, (Str){given.data + equals + 1, dots - equals - 1},
                         &options->low) ||
        !settings_number(parameter, (Str){given.data + dots + 2, given.size - dots - 2},
                         &options->high))
        return refuse_bounds(err);
    if (number_compare(options->low, options->high) >= 0)
        return error_set(err, ERROR_USAGE, "",
                         "--vary " STR_FORMAT ": the lower bound comes first, and they differ",
                         STR_ARGS(given));
    if (number_compare(options->low, number_whole(-VARIED_MAX)) < 0 ||
        number_compare(options->high, number_whole(VARIED_MAX)) > 0)
        return error_set(err, ERROR_USAGE, "",
                         "--vary " STR_FORMAT ": bounds are at most %d from zero", STR_ARGS(given),
                         VARIED_MAX);
    return true;
}

static bool run_solving(const CommandLine *line, Laws *laws, Arena *arena, Error *err)
{
    Language language = LANGUAGE_ZH;
    Population population = {0};
    SolveOptions options = {0};
    Solution solution;
    // Without a reform it is the law's own parameter that moves.
    if (laws->count == 1) laws->laws[laws->count++] = laws->laws[0];
    bool done = read_language(line, &language, err) && read_target(line, &options, err) &&
                read_vary_parameter(line, laws->laws[1].program, &options, err) &&
                read_options(line, laws, &population, &options.simulate, err);
    if (done && laws->count > 2) done = error_set(err, ERROR_USAGE, "", "solve takes one --reform");
    done = done && solve(&options, arena, &solution, err);
    if (done) {
        Findings found = {.result = &solution.result};
        done = look_closer(line, &solution.result, arena, &found.sample, err) &&
               find_bands(line, &solution.result, arena, &found.bands, err);
        if (done && command_line_speaks(line)) {
            Report *report = solve_report(&options, &solution, &found, arena);
            add_survey(&population, laws, report);
            done = render(line, report, language, arena, err);
        }
    }
    people_destroy(population.people);
    return done;
}

static int run_with_laws(const CommandLine *line, bool solving)
{
    Error err = {0};
    Laws laws = {.sound = true};
    Arena *arena = arena_create();
    int status = 0;
    bool done =
        check_line(line, &err) && load_laws(line, &laws, &err) && check_start(line, &laws, &err);
    if (done && !laws.sound) status = 1;
    else if (done)
        done = set_values(line, &laws, &err) &&
               (solving ? run_solving(line, &laws, arena, &err) : run(line, &laws, arena, &err));
    done = team_agree(line->team, done, &err, &err);
    for (size_t i = 0; i < laws.loaded_count; i++) {
        if (laws.loaded[i].policy != NULL) unload_law(&laws.loaded[i]);
    }
    arena_destroy(arena);
    if (done) return status;
    if (command_line_speaks(line)) print_error(&err);
    return error_exit_status(err.code);
}

int run_simulate(const CommandLine *line)
{
    return run_with_laws(line, false);
}

int run_solve(const CommandLine *line)
{
    return run_with_laws(line, true);
}
