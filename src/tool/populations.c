#include "tool/populations.h"

#include <stdlib.h>
#include <string.h>

#include "base/os.h"
#include "base/panic.h"
#include "base/text.h"
#include "model/people/calibrate_margins.h"
#include "model/people/china.h"
#include "model/simulate/household.h"
#include "tool/people_facts.h"

bool read_count(const CommandLine *line, Option option, uint64_t otherwise, uint64_t *count,
                Error *err)
{
    const char *text = line->values[option];
    Number number;
    *count = otherwise;
    if (text == NULL) return true;
    if (!number_parse(str_from(text), &number) || number.den != 1 || number.num < 0)
        return error_set(err, ERROR_USAGE, "", "%s: \"%s\" is not a whole number from 0 up",
                         option_name(option), text);
    *count = (uint64_t)number.num;
    return true;
}

static const char *const MODEL = "china-2023";

static bool is_model(const CommandLine *line)
{
    const char *name = line->values[OPTION_PEOPLE];
    return line->values[OPTION_MAPPING] == NULL && (name == NULL || strcmp(name, MODEL) == 0);
}

// The tables of a population stand in data/NAME here, or beside the program.
static const char *data_folder(Arena *arena, const char *name)
{
    static const char *const beside[] = {"/data/", "/../data/", "/../share/doudi/data/"};
    const char *here = str_terminated(arena, str_print(arena, "data/%s", name));
    if (os_exists(here)) return here;
    const char *folder = os_program_folder(arena);
    for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
        const char *path =
            str_terminated(arena, str_print(arena, "%s%s%s", folder, beside[i], name));
        if (os_exists(path)) return path;
    }
    return here;
}

// Lends threads to what a population has to count first.
typedef struct Lent {
    uint32_t threads, tasks;
    PeopleTask *task;
    void *context;
} Lent;

static void run_lent(void *context, uint32_t index)
{
    const Lent *lent = context;
    for (uint32_t t = index; t < lent->tasks; t += lent->threads) lent->task(lent->context, t);
}

static void lend(void *workers, uint32_t tasks, PeopleTask *task, void *context)
{
    Lent lent = {
        .threads = *(const uint32_t *)workers, .tasks = tasks, .task = task, .context = context};
    os_run_threads(lent.threads, run_lent, &lent);
}

static bool make_china(const CommandLine *line, uint32_t threads, PeopleChinaOptions *options,
                       People **people, Error *err)
{
    Sources sources = {0};
    Diagnostics diagnostics = diagnostics_start(line->arena, &sources);
    options->data_folder = data_folder(line->arena, "china-2023");
    options->run = lend;
    options->workers = &threads;
    options->team = line->team;
    const bool made = people_china_create(options, &sources, &diagnostics, people, err);
    if (command_line_speaks(line)) diagnostics_print(&diagnostics, stderr, ink_for(stderr));
    return made;
}

static bool open_model(const CommandLine *line, uint32_t threads, People **people, Error *err)
{
    PeopleChinaOptions options = {0};
    if (!read_count(line, OPTION_SEED, 2023, &options.seed, err) ||
        !read_count(line, OPTION_HOUSEHOLDS, 1000000, &options.households, err))
        return false;
    return make_china(line, threads, &options, people, err);
}

bool open_fewer_people(const CommandLine *line, uint32_t threads, uint64_t households,
                       uint32_t draw, People **people, Error *err)
{
    PeopleChinaOptions options = {.households = households};
    *people = NULL;
    if (!is_model(line)) return true;
    if (!read_count(line, OPTION_SEED, 2023, &options.seed, err)) return false;
    options.seed += draw;
    return make_china(line, threads, &options, people, err);
}

// --- the law over it ---

// The document of the model's assumptions, beside the law; NULL: there is none.
static const char *model_document(const CommandLine *line)
{
    Arena *arena = line->arena;
    const char *law = line->values[OPTION_LAW];
    const char *const folders[] = {law != NULL ? law : "law/china", default_law(arena)};
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        const char *path =
            str_terminated(arena, str_print(arena, "%s/model/%s.md", folders[i], MODEL));
        if (os_exists(path)) return path;
    }
    return NULL;
}

LawAsked law_over_people(const CommandLine *line, const TextVec *reforms)
{
    LawAsked asked = {.path = line->values[OPTION_LAW]};
    const char *assumed = line->values[OPTION_ASSUME];
    if (assumed == NULL && is_model(line)) assumed = model_document(line);
    if (assumed != NULL) *vec_push(line->arena, &asked.reforms) = assumed;
    for (size_t i = 0; i < reforms->count; i++)
        *vec_push(line->arena, &asked.reforms) = reforms->items[i];
    return asked;
}

// --- surveys ---

static bool read_method(const CommandLine *line, MarginsRequest *request, Error *err)
{
    static const char *const names[] = {[CALIBRATE_RAKING] = "raking",
                                        [CALIBRATE_LINEAR] = "linear",
                                        [CALIBRATE_ENTROPY] = "entropy",
                                        [CALIBRATE_LOGIT] = "logit"};
    const char *name = line->values[OPTION_METHOD];
    *request = (MarginsRequest){.path = line->values[OPTION_MARGINS],
                                .method = CALIBRATE_ENTROPY,
                                .lower = 0.2,
                                .upper = 5,
                                .soft = command_line_has(line, OPTION_SOFT)};
    if (name == NULL) return true;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i], name) != 0) continue;
        request->method = (CalibrateMethod)i;
        return true;
    }
    return error_set(err, ERROR_USAGE, "",
                     "--method is raking, linear, entropy or logit, not \"%s\"", name);
}

// How to weight, without anything to weight to.
static bool check_method(const CommandLine *line, Error *err)
{
    static const Option of_margins[] = {OPTION_METHOD, OPTION_SOFT};
    for (size_t i = 0; i < sizeof of_margins / sizeof of_margins[0]; i++) {
        if (command_line_has(line, of_margins[i]) && !command_line_has(line, OPTION_MARGINS))
            return error_set(err, ERROR_USAGE, "", "%s needs --margins FILE.csv",
                             option_name(of_margins[i]));
    }
    return true;
}

bool read_survey(const CommandLine *line, LoadedLaw *law, const ImportRequest *request,
                 Survey **survey, Str *calibration, Error *err)
{
    MarginsRequest margins;
    *calibration = STR("");
    *survey = NULL;
    if (!check_method(line, err) || !read_method(line, &margins, err)) return false;
    bool done = people_import(request, &law->sources, &law->diagnostics, survey, err);
    if (done && *survey != NULL && margins.path != NULL)
        done =
            survey_calibrate(*survey, &margins, &law->sources, &law->diagnostics, calibration, err);
    if (command_line_speaks(line)) diagnostics_print(&law->diagnostics, stderr, ink_for(stderr));
    return done;
}

static const char *refuse_region(const void *laws, Str region)
{
    const LoadedLaw *law = laws;
    const uint32_t found = program_find_region(law->program, region);
    if (found == NONE) return "is no region of the law";
    if (program_speaks_for(law->program, found)) return NULL;
    return "is a region for which no document of the law speaks; --assume FILE.md gives it values";
}

static Bilingual weights_note(const CommandLine *line)
{
    const char *margins = line->values[OPTION_MARGINS];
    const char *method = line->values[OPTION_METHOD];
    if (margins == NULL) return BOTH("权数取自调查文件。", "Weights are those of the file.");
    if (method == NULL) method = "entropy";
    return bilingual(
        str_print(line->arena, "权数按%s校准（%s）。", margins, method),
        str_print(line->arena, "Weights are calibrated to %s (%s%s).", margins, method,
                  command_line_has(line, OPTION_SOFT) ? ", nearest where they cannot be met" : ""));
}

// A simulation tells town from country; where the law knows the fact, a survey must give it.
static bool check_residence(const Program *program, const Survey *survey, const char *mapping,
                            Error *err)
{
    if (program_find(program, STR("residence")) == NONE) return true;
    for (size_t i = 0; i < survey_fact_count(survey); i++) {
        if (str_equals(survey_fact(survey, i).name, "residence")) return true;
    }
    return error_set(err, ERROR_INVALID, mapping,
                     "the mapping does not say who lives in town and who in the country: add to "
                     "[households] fact residence = COLUMN ; CODE = urban ; CODE = rural");
}

static bool open_survey(const CommandLine *line, LoadedLaw *laws, size_t law_count,
                        Population *population, Error *err)
{
    const char *mapping = line->values[OPTION_MAPPING];
    const char *const *file = &line->values[OPTION_PEOPLE];
    if (mapping == NULL)
        return error_set(err, ERROR_USAGE, "",
                         "--people: there is no population \"%s\"; this program knows %s, and "
                         "survey files with --mapping FILE",
                         *file, MODEL);
    const ImportRequest request = {.mapping = mapping,
                                   .files = file,
                                   .file_count = *file != NULL,
                                   .facts = people_facts(laws, law_count, line->arena),
                                   .refuse_region = refuse_region,
                                   .region_context = laws};
    Survey *survey = NULL;
    Str calibration;
    bool done = read_survey(line, laws, &request, &survey, &calibration, err);
    if (done && (survey == NULL || laws->diagnostics.error_count > 0))
        done = error_set(err, ERROR_INVALID, mapping,
                         "the survey is refused for what is told above; doudi people import tells "
                         "what was read of it");
    done = done && check_residence(laws->program, survey, mapping, err);
    if (done && survey_negative_weights(survey) > 0)
        done = error_set(err, ERROR_INVALID, mapping,
                         "%lld households have weights below zero after calibration; take --method "
                         "entropy or logit",
                         (long long)survey_negative_weights(survey));
    if (!done) {
        survey_destroy(survey);
        return false;
    }
    *population = (Population){.date = survey_date(survey), .weights = weights_note(line)};
    population->people = survey_people(survey);
    return true;
}

// Options that say something of a survey, of china-2023, or of margins, where there is none.
static bool check_options(const CommandLine *line, bool model, Error *err)
{
    static const Option of_survey[] = {OPTION_MARGINS, OPTION_METHOD, OPTION_SOFT};
    static const Option of_model[] = {OPTION_HOUSEHOLDS, OPTION_SEED};
    for (size_t i = 0; model && i < sizeof of_survey / sizeof of_survey[0]; i++) {
        if (command_line_has(line, of_survey[i]))
            return error_set(err, ERROR_USAGE, "", "%s is of surveys, and needs --mapping FILE",
                             option_name(of_survey[i]));
    }
    for (size_t i = 0; !model && i < sizeof of_model / sizeof of_model[0]; i++) {
        if (command_line_has(line, of_model[i]))
            return error_set(err, ERROR_USAGE, "", "%s is of %s; a survey has its own households",
                             option_name(of_model[i]), MODEL);
    }
    return check_method(line, err);
}

bool open_population(const CommandLine *line, LoadedLaw *laws, size_t law_count, uint32_t threads,
                     Population *population, Error *err)
{
    *population = (Population){.is_model = is_model(line)};
    if (!check_options(line, population->is_model, err)) return false;
    if (!population->is_model) return open_survey(line, laws, law_count, population, err);
    const bool dated = date_parse(STR("2023-12-15"), &population->date);
    invariant(dated);
    return open_model(line, threads, &population->people, err);
}

bool open_household(const Population *population, const HouseholdAsked *asked, Arena *arena,
                    Situation **situation, Error *err)
{
    const SimulatedLaw law = {.program = asked->program};
    const SimulateOptions options = {
        .people = population->people, .laws = &law, .law_count = 1, .date = asked->date};
    return household_open(&options, asked->name, arena, situation, err);
}
