#include "model/people/calibrate_margins.h"

#include "base/csv.h"
#include "base/suggest.h"
#include "base/text.h"
#include "decide/block/columns.h"
#include "model/people/import_internal.h"

enum { PARTS_MAX = 4 };
static const size_t VALUES_MAX = 100000000; // households times margins, eight bytes each
static const double MISS_TOLD = 1e-9;       // margins missed by more are told
static const double CONTRADICTION = 1e-9;   // of two sums that should be equal

typedef enum PartKind {
    PART_HOUSEHOLDS,
    PART_PERSONS,
    PART_SIZE,
    PART_REGION,
    PART_AGE,
    PART_FACT,
    PART_TOTAL, // the sum of a fact, not a count
} PartKind;

typedef struct Part {
    PartKind kind;
    const SurveyColumn *column; // PART_AGE, PART_FACT, PART_TOTAL
    int64_t low, high;          // of the value
    Str prefix;                 // PART_REGION
} Part;

typedef struct Margin {
    Str name, category, source;
    Span span;
    Part parts[PARTS_MAX];
    size_t part_count;
    bool of_persons;
    double total;
} Margin;

typedef struct Calibration {
    Survey *survey;
    Diagnostics *diagnostics;
    VEC(Margin) margins;
    double *values; // [households * margins]
    double *design; // [households]
} Calibration;

// --- reading ---

static const SurveyColumn *find_column(const Survey *survey, Str name)
{
    for (size_t c = 0; c < survey->column_count; c++) {
        if (str_equal(survey->columns[c].fact->name, name)) return &survey->columns[c];
    }
    return NULL;
}

static bool parse_range(Str text, int64_t *low, int64_t *high)
{
    Number from;
    Number to;
    const size_t dots = str_find(text, STR(".."));
    const bool read = dots == SIZE_MAX
                          ? mapping_number(text, &from) && mapping_number(text, &to)
                          : mapping_number(str_slice(text, 0, dots), &from) &&
                                mapping_number(str_slice(text, dots + 2, text.size), &to);
    if (!read || from.den != 1 || to.den != 1 || number_compare(from, to) > 0) return false;
    *low = (int64_t)from.num;
    *high = (int64_t)to.num;
    return true;
}

// A value of a fact, or a range of them: "male", "0..1000", "total".
static const char *read_fact_part(Part *part, Str category)
{
    const ImportFact *fact = part->column->fact;
    const Number factor = number_whole(fact->kind == IMPORT_MONEY ? 100 : 1);
    const bool coded = fact->kind == IMPORT_YESNO || fact->kind == IMPORT_CHOICE;
    part->kind = PART_FACT;
    if (!coded && str_equals(category, "total")) {
        part->kind = PART_TOTAL;
        return fact->kind == IMPORT_DATE ? "days from ... to" : NULL;
    }
    const size_t dots = str_find(category, STR(".."));
    if (coded || dots == SIZE_MAX) {
        const char *expected = mapping_cell(fact, factor, category, &part->low);
        part->high = part->low;
        return expected;
    }
    const char *expected = mapping_cell(fact, factor, str_slice(category, 0, dots), &part->low);
    if (expected == NULL)
        expected =
            mapping_cell(fact, factor, str_slice(category, dots + 2, category.size), &part->high);
    return expected == NULL && part->low > part->high ? "a range, the lower bound first" : expected;
}

static Str region_prefix(Str code)
{
    size_t size = code.size;
    while (size >= 2 && code.data[size - 1] == '0' && code.data[size - 2] == '0') size -= 2;
    return str_slice(code, 0, size);
}

// NULL, or what the category should be; "" where the name is unknown.
static const char *read_part(const Survey *survey, Str name, Str category, Part *part)
{
    const bool all = str_equals(category, "all") || category.size == 0;
    *part = (Part){.kind = PART_HOUSEHOLDS, .high = INT64_MAX};
    if (str_equals(name, "households")) return all ? NULL : "all";
    if (str_equals(name, "persons")) {
        part->kind = PART_PERSONS;
        return all ? NULL : "all";
    }
    if (str_equals(name, "size") || str_equals(name, "age")) {
        part->kind = str_equals(name, "age") ? PART_AGE : PART_SIZE;
        part->column = find_column(survey, STR("born"));
        if (part->kind == PART_AGE && part->column == NULL)
            return "of a survey that maps the fact born";
        return parse_range(category, &part->low, &part->high) ? NULL
                                                              : "a number or a range, as in 0..14";
    }
    if (str_equals(name, "region")) {
        part->kind = PART_REGION;
        part->prefix = region_prefix(category);
        return category.size == 6 ? NULL : "a code of six digits";
    }
    part->column = find_column(survey, name);
    return part->column == NULL ? "" : read_fact_part(part, category);
}

static void refuse_name(Calibration *all, const CsvCell *cell, Str name)
{
    Suggestion near = suggestion_start(name);
    for (size_t c = 0; c < all->survey->column_count; c++)
        suggestion_offer(&near, all->survey->columns[c].fact->name);
    Diagnostic *told = diagnose(all->diagnostics, "margins", cell->span,
                                "the mapping gives no fact \"" STR_FORMAT "\"", STR_ARGS(name));
    if (near.nearest.size > 0)
        diagnostic_hint(all->diagnostics, told, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    else
        diagnostic_hint(all->diagnostics, told,
                        "names are mapped facts, households, persons, size, region and age");
}

static Str next_part(Str *rest)
{
    const size_t star = str_find(*rest, STR("*"));
    const Str part = str_slice(*rest, 0, star == SIZE_MAX ? rest->size : star);
    *rest = str_slice(*rest, star == SIZE_MAX ? rest->size : star + 1, rest->size);
    return str_trim(part);
}

static bool is_of_persons(const Part *part)
{
    if (part->kind == PART_PERSONS || part->kind == PART_AGE) return true;
    return (part->kind == PART_FACT || part->kind == PART_TOTAL) && part->column->fact->of_person;
}

static void read_margin(Calibration *all, const CsvCell *cells[4])
{
    Margin margin = {.name = cells[0]->text, .category = cells[1]->text, .span = cells[0]->span};
    Str names = margin.name;
    Str categories = margin.category;
    Number total;
    for (bool more = true; more && margin.part_count<PARTS_MAX; more = names.size> 0) {
        Part *part = &margin.parts[margin.part_count++];
        const Str name = next_part(&names);
        const Str category = next_part(&categories);
        const char *expected = read_part(all->survey, name, category, part);
        margin.of_persons = margin.of_persons || is_of_persons(part);
        if (expected == NULL) continue;
        if (expected[0] == '\0') refuse_name(all, cells[0], name);
        else
            diagnose(all->diagnostics, "margins", cells[1]->span,
                     "\"" STR_FORMAT "\" should be %s: it is a category of " STR_FORMAT,
                     STR_ARGS(category), expected, STR_ARGS(name));
    }
    if (names.size > 0 || categories.size > 0)
        diagnose(all->diagnostics, "margins", cells[1]->span,
                 "name and category have different numbers of parts, or more than %d", PARTS_MAX);
    for (size_t i = 0; i < all->margins.count; i++) {
        const Margin *other = &all->margins.items[i];
        if (!str_equal(other->name, margin.name) || !str_equal(other->category, margin.category))
            continue;
        diagnostic_other(
            all->diagnostics,
            diagnose(all->diagnostics, "margins", margin.span, "this margin is given twice"),
            other->span, "first here");
    }
    if (!mapping_number(cells[2]->text, &total))
        diagnose(all->diagnostics, "margins", cells[2]->span,
                 "the total \"" STR_FORMAT "\" is not a number", STR_ARGS(cells[2]->text));
    else {
        margin.total = (double)total.num / (double)total.den;
        if (total.num < 0 && margin.parts[0].kind != PART_TOTAL)
            diagnose(all->diagnostics, "margins", cells[2]->span, "a count cannot be negative");
    }
    if (cells[3] != NULL && cells[3]->text.size == 0)
        diagnose(all->diagnostics, "margins", cells[0]->span,
                 "no source is given for this total; say where it was published");
    *vec_push(all->diagnostics->arena, &all->margins) = margin;
}

static bool read_margins(Calibration *all, uint32_t file)
{
    static const char *const headers[] = {"name", "category", "total", "source"};
    Diagnostics *diagnostics = all->diagnostics;
    const size_t errors_before = diagnostics->error_count;
    const size_t size = diagnostics->sources->files.items[file].text.size;
    CsvTable table;
    if (!csv_parse(diagnostics, (Span){.file = file, .end = (uint32_t)size}, &table)) return false;
    size_t columns[4];
    for (size_t i = 0; i < 4; i++) {
        columns[i] = csv_find_column(&table, headers[i]);
        if (columns[i] == SIZE_MAX)
            diagnose(diagnostics, "margins", csv_header(&table, 0)->span,
                     "there is no column \"%s\"; the header is name,category,total,source",
                     headers[i]);
    }
    if (diagnostics->error_count > errors_before) return false;
    for (size_t row = 0; row < table.rows; row++) {
        const CsvCell *cells[4];
        for (size_t i = 0; i < 4; i++) cells[i] = csv_cell(&table, row, columns[i]);
        read_margin(all, cells);
    }
    if (all->margins.count == 0 || all->margins.count > CALIBRATE_MARGINS_MAX)
        diagnose(diagnostics, "margins", csv_header(&table, 0)->span,
                 "there are %zu margins; 1 to %d can be met", all->margins.count,
                 CALIBRATE_MARGINS_MAX);
    return diagnostics->error_count == errors_before;
}

// --- counting ---

static bool within(const SurveyColumn *column, size_t index, const Part *part)
{
    return column->states[index] == CELL_KNOWN && column->cells[index] >= part->low &&
           column->cells[index] <= part->high;
}

static bool part_holds(const Survey *survey, const Part *part, size_t household, size_t person)
{
    const size_t size = survey->first[household + 1] - survey->first[household];
    switch (part->kind) {
    case PART_HOUSEHOLDS:
    case PART_PERSONS: return true;
    case PART_SIZE: return (int64_t)size >= part->low && (int64_t)size <= part->high;
    case PART_REGION: return str_starts(survey->regions[household], part->prefix);
    case PART_AGE: {
        if (part->column->states[person] != CELL_KNOWN) return false;
        const Date born = {(int32_t)part->column->cells[person]};
        const int32_t age = date_years_between(born, survey->date);
        return age >= part->low && age <= part->high;
    }
    case PART_FACT:
        return within(part->column, part->column->fact->of_person ? person : household, part);
    case PART_TOTAL: return true;
    }
    return false;
}

// What one household, or one of its persons, adds to a margin of weight 1.
static double add_of(const Survey *survey, const Margin *margin, size_t household, size_t person)
{
    double amount = 1;
    for (size_t p = 0; p < margin->part_count; p++) {
        const Part *part = &margin->parts[p];
        if (!part_holds(survey, part, household, person)) return 0;
        if (part->kind != PART_TOTAL) continue;
        const size_t index = part->column->fact->of_person ? person : household;
        const double unit = part->column->fact->kind == IMPORT_MONEY
                                ? 100
                                : (double)mapping_scale(part->column->fact);
        amount *= (double)part->column->cells[index] / unit; // 0 where it is not known
    }
    return amount;
}

static void count_all(Calibration *all)
{
    const Survey *survey = all->survey;
    Arena *arena = all->diagnostics->arena;
    const size_t q = all->margins.count;
    all->values = ARENA_ARRAY(arena, double, survey->households *q);
    all->design = ARENA_ARRAY(arena, double, survey->households);
    for (size_t h = 0; h < survey->households; h++) {
        all->design[h] = (double)survey->weights[h] / (double)SURVEY_WEIGHT_SCALE;
        for (size_t j = 0; j < q; j++) {
            const Margin *margin = &all->margins.items[j];
            double sum = 0;
            const size_t end = survey->first[h + 1];
            for (size_t p = survey->first[h]; p < end && margin->of_persons; p++)
                sum += add_of(survey, margin, h, p);
            all->values[h * q + j] = margin->of_persons ? sum : add_of(survey, margin, h, 0);
        }
    }
}

// --- contradictions that are told before any weight is sought ---

static void check_empty(Calibration *all, size_t j)
{
    const Margin *margin = &all->margins.items[j];
    const size_t q = all->margins.count;
    for (size_t h = 0; h < all->survey->households; h++) {
        if (all->values[h * q + j] != 0) return;
    }
    if (margin->total == 0) return;
    Diagnostic *told = diagnose(all->diagnostics, "margins", margin->span,
                                "no %s of the survey is in " STR_FORMAT " " STR_FORMAT
                                ", so no weights can make them %.15g",
                                margin->of_persons ? "person" : "household", STR_ARGS(margin->name),
                                STR_ARGS(margin->category), margin->total);
    diagnostic_hint(all->diagnostics, told, "join the category with a neighbouring one");
}

// The sum of a name's categories if every household or person is in exactly one of them.
static bool sum_of_name(const Calibration *all, size_t first, double *total)
{
    const size_t q = all->margins.count;
    const Margin *margin = &all->margins.items[first];
    *total = 0;
    for (size_t j = 0; j < q; j++) {
        const Margin *other = &all->margins.items[j];
        if (str_equal(other->name, margin->name)) *total += other->total;
    }
    for (size_t h = 0; h < all->survey->households; h++) {
        double sum = 0;
        for (size_t j = 0; j < q; j++)
            if (str_equal(all->margins.items[j].name, margin->name)) sum += all->values[h * q + j];
        const double members = (double)(all->survey->first[h + 1] - all->survey->first[h]);
        if (sum != (margin->of_persons ? members : 1)) return false;
    }
    return true;
}

static void check_sums(Calibration *all)
{
    const Margin *reference[2] = {NULL, NULL};
    double expected[2] = {0, 0};
    for (size_t j = 0; j < all->margins.count; j++) {
        const Margin *margin = &all->margins.items[j];
        bool first = true;
        for (size_t k = 0; k < j; k++)
            first = first && !str_equal(all->margins.items[k].name, margin->name);
        double total = 0;
        if (!first || !sum_of_name(all, j, &total)) continue;
        const size_t unit = margin->of_persons;
        const Margin *before = reference[unit];
        if (before == NULL) {
            reference[unit] = margin;
            expected[unit] = total;
            continue;
        }
        const double off = total - expected[unit];
        const double most = expected[unit] * CONTRADICTION;
        if (off <= most && off >= -most) continue;
        Diagnostic *told = diagnose(all->diagnostics, "margins", margin->span,
                                    "the categories of " STR_FORMAT
                                    " make %.15g %s, those of " STR_FORMAT " %.15g: %.15g %s",
                                    STR_ARGS(margin->name), total, unit ? "persons" : "households",
                                    STR_ARGS(before->name), expected[unit], off < 0 ? -off : off,
                                    off < 0 ? "too few" : "too many");
        diagnostic_other(all->diagnostics, told, before->span, "these");
        diagnostic_hint(all->diagnostics, told,
                        "both describe the same people; take both from one source, or scale one");
    }
}

// --- what came out ---

static void tell_missed(Calibration *all, const CalibrateProblem *problem,
                        const CalibrateResult *result)
{
    for (size_t j = 0; j < problem->margins; j++) {
        const Margin *margin = &all->margins.items[j];
        const double miss = calibrate_miss(problem, result, j);
        if (miss <= MISS_TOLD) continue;
        Diagnostic *told = diagnose(all->diagnostics, "margins", margin->span,
                                    "this margin cannot be met together with the others: "
                                    "at best %.10g instead of %.10g (%.2g %% off)",
                                    result->reached[j], margin->total, miss * 100);
        diagnostic_hint(all->diagnostics, told,
                        "loosen or leave out the margins listed, or accept these with --soft");
    }
}

static void report_margins(const Calibration *all, const CalibrateProblem *problem,
                           const CalibrateResult *result, Text *text)
{
    text_print(text, "%-36s %16s %16s %16s %10s\n", "margin", "total", "before", "after", "off");
    for (size_t j = 0; j < problem->margins; j++) {
        const Margin *margin = &all->margins.items[j];
        double before = 0;
        for (size_t h = 0; h < problem->units; h++)
            before += problem->design[h] * problem->values[h * problem->margins + j];
        const Str label = str_print(text->arena, STR_FORMAT " " STR_FORMAT, STR_ARGS(margin->name),
                                    STR_ARGS(margin->category));
        text_add(text, label);
        const size_t width = utf8_width(label);
        text_add_repeated(text, ' ', width < 36 ? 36 - width : 0);
        text_print(text, " %16.10g %16.10g %16.10g %10.1e%s\n", margin->total, before,
                   result->reached[j], calibrate_miss(problem, result, j),
                   result->dropped[j] ? " follows from the others" : "");
    }
}

static Str report_text(const Calibration *all, const CalibrateProblem *problem,
                       const CalibrateResult *result)
{
    static const char *const methods[] = {[CALIBRATE_RAKING] = "raking",
                                          [CALIBRATE_LINEAR] = "linear",
                                          [CALIBRATE_ENTROPY] = "entropy",
                                          [CALIBRATE_LOGIT] = "logit"};
    Text text = text_start(all->diagnostics->arena);
    text_print(&text, "calibration      %s, %d %s, %zu margins%s\n", methods[problem->method],
               result->steps, problem->method == CALIBRATE_RAKING ? "cycles" : "steps",
               problem->margins,
               result->outcome == CALIBRATE_SOFT ? "; NOT MET, the nearest weights are taken" : "");
    text_print(&text,
               "new by old weight %.4f to %.4f; of the new weights: variation %.4f, design effect "
               "%.4f, effective sample %.1f, negative %zu of %zu\n",
               result->ratio_least, result->ratio_greatest, result->variation,
               result->design_effect, result->sample_size, result->negatives, problem->units);
    report_margins(all, problem, result, &text);
    return text_str(&text);
}

// Whole 1/SURVEY_WEIGHT_SCALE, half away from zero.
static int64_t whole_weight(double weight)
{
    const double scaled = weight * (double)SURVEY_WEIGHT_SCALE;
    return (int64_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
}

static bool weights_fit(Calibration *all, const CalibrateResult *result)
{
    double sum = 0;
    for (size_t h = 0; h < all->survey->households; h++)
        sum += result->weights[h] < 0 ? -result->weights[h] : result->weights[h];
    if (sum < 1e10) return true;
    diagnose(all->diagnostics, "margins", all->margins.items[0].span,
             "the households would stand for more than ten billion; are the totals in one unit?");
    return false;
}

static void set_weights(Survey *survey, const CalibrateResult *result)
{
    SurveyCount *kept = &survey->counts[EXCLUSION_NONE];
    kept->weight = 0;
    kept->person_weight = 0;
    for (size_t h = 0; h < survey->households; h++) {
        survey->weights[h] = whole_weight(result->weights[h]);
        kept->weight += survey->weights[h];
        kept->person_weight +=
            survey->weights[h] * (int64_t)(survey->first[h + 1] - survey->first[h]);
    }
}

bool survey_calibrate(Survey *survey, const MarginsRequest *request, Sources *sources,
                      Diagnostics *diagnostics, Str *report, Error *err)
{
    Calibration all = {.survey = survey, .diagnostics = diagnostics};
    *report = STR("");
    uint32_t file = 0;
    if (!sources_read(diagnostics->arena, sources, request->path, &file, err)) return false;
    const size_t errors_before = diagnostics->error_count;
    if (!read_margins(&all, file)) return true;
    if (all.margins.count > VALUES_MAX / survey->households)
        return error_set(err, ERROR_INVALID, request->path,
                         "%zu margins of %zu households need more memory than is taken; ask for at "
                         "most %zu",
                         all.margins.count, survey->households, VALUES_MAX / survey->households);
    count_all(&all);
    for (size_t j = 0; j < all.margins.count && !request->soft; j++) check_empty(&all, j);
    if (!request->soft) check_sums(&all);
    if (diagnostics->error_count > errors_before) return true;
    double *totals = ARENA_ARRAY(diagnostics->arena, double, all.margins.count);
    for (size_t j = 0; j < all.margins.count; j++) totals[j] = all.margins.items[j].total;
    const CalibrateProblem problem = {.units = survey->households,
                                      .margins = all.margins.count,
                                      .design = all.design,
                                      .values = all.values,
                                      .totals = totals,
                                      .method = request->method,
                                      .lower = request->lower,
                                      .upper = request->upper,
                                      .soft = request->soft};
    CalibrateResult result;
    calibrate(&problem, diagnostics->arena, &result);
    if (result.outcome == CALIBRATE_INFEASIBLE) tell_missed(&all, &problem, &result);
    if (diagnostics->error_count > errors_before || !weights_fit(&all, &result)) return true;
    *report = report_text(&all, &problem, &result);
    set_weights(survey, &result);
    return true;
}
