#include "model/people/china_tables.h"

#include <string.h>

#include "base/csv.h"
#include "base/digest.h"
#include "base/number.h"
#include "base/panic.h"
#include "base/text.h"

enum { FILES = 10, COLUMNS_MAX = 12 };

typedef struct Reader {
    Arena *arena;
    Sources *sources;
    Diagnostics *diagnostics;
    ChinaTables *tables;
    Str texts[FILES]; // of all files, for the digest
    size_t text_count;
    CsvTable table;              // of the file being read
    size_t columns[COLUMNS_MAX]; // of the names asked for
} Reader;

static void fault_at(Reader *reader, const CsvCell *cell, const char *what)
{
    diagnose(reader->diagnostics, "population", cell->span, "\"" STR_FORMAT "\" %s",
             STR_ARGS(cell->text), what);
}

static const CsvCell *cell_at(const Reader *reader, size_t row, size_t column)
{
    return csv_cell(&reader->table, row, reader->columns[column]);
}

static int64_t whole_at(Reader *reader, size_t row, size_t column)
{
    const CsvCell *cell = cell_at(reader, row, column);
    Number number;
    if (!number_parse(cell->text, &number) || number.den != 1) {
        fault_at(reader, cell, "is no whole number");
        return 0;
    }
    return (int64_t)number.num;
}

// A whole number within [low, high], else low.
static int64_t bounded_at(Reader *reader, size_t row, size_t column, int64_t low, int64_t high)
{
    const int64_t value = whole_at(reader, row, column);
    if (value >= low && value <= high) return value;
    diagnose(reader->diagnostics, "population", cell_at(reader, row, column)->span,
             "%lld does not lie between %lld and %lld", (long long)value, (long long)low,
             (long long)high);
    return low;
}

static uint32_t threshold(int64_t value, int64_t of)
{
    return (uint32_t)((value * 65536 + of / 2) / of);
}

static size_t residence_at(Reader *reader, size_t row, size_t column)
{
    const CsvCell *cell = cell_at(reader, row, column);
    if (str_equals(cell->text, "rural")) return 1;
    if (!str_equals(cell->text, "urban")) fault_at(reader, cell, "is neither urban nor rural");
    return 0;
}

// Reads a file with these columns. False, with *err, if it cannot be read; a missing column is
// diagnosed and leaves the table without rows.
static bool open_table(Reader *reader, const char *folder, const char *name,
                       const char *const *columns, Error *err)
{
    const char *path =
        str_terminated(reader->arena, str_print(reader->arena, "%s/%s", folder, name));
    uint32_t file = 0;
    if (!sources_read(reader->arena, reader->sources, path, &file, err)) return false;
    const Str text = reader->sources->files.items[file].text;
    reader->texts[reader->text_count++] = text;
    const Span whole = {.file = file, .start = 0, .end = (uint32_t)text.size};
    reader->table = (CsvTable){0};
    if (!csv_parse(reader->diagnostics, whole, &reader->table)) return true;
    for (size_t c = 0; columns[c] != NULL; c++) {
        reader->columns[c] = csv_find_column(&reader->table, columns[c]);
        if (reader->columns[c] != SIZE_MAX) continue;
        diagnose(reader->diagnostics, "population", csv_header(&reader->table, 0)->span,
                 "the table has no column \"%s\"", columns[c]);
        reader->table.rows = 0;
        return true;
    }
    return true;
}

static bool read_strata(Reader *reader, const char *folder, Error *err)
{
    static const char *const columns[] = {
        "region", "residence", "persons", "income_yuan_year", "size_1", "size_2", "size_3",
        "size_4", "size_5",    "size_6",  "size_7",           "size_8", NULL};
    if (!open_table(reader, folder, "strata.csv", columns, err)) return false;
    ChinaTables *tables = reader->tables;
    for (size_t row = 0; row < reader->table.rows && row < STRATA_MAX; row++) {
        StratumPlan *plan = &tables->strata[tables->stratum_count++];
        plan->region = cell_at(reader, row, 0)->text;
        plan->residence = (uint8_t)residence_at(reader, row, 1);
        plan->persons = (uint64_t)bounded_at(reader, row, 2, 1, INT64_C(1000000000));
        plan->income = bounded_at(reader, row, 3, 1, 10000000);
        uint64_t persons = 0;
        for (size_t n = 0; n < MEMBERS; n++) {
            plan->households[n] = (uint64_t)bounded_at(reader, row, 4 + n, 0, INT64_C(1000000000));
            persons += plan->households[n] * (n + 1);
        }
        if (persons != plan->persons)
            diagnose(reader->diagnostics, "population", cell_at(reader, row, 2)->span,
                     "the households of this row have %llu members, not %llu",
                     (unsigned long long)persons, (unsigned long long)plan->persons);
    }
    return true;
}

// Spreads `weights` over the entries of a table drawn with ten bits, each of `count` values getting
// its part, rounded by what has been given out so far.
static void spread(const int64_t *weights, size_t count, int64_t total, uint16_t entries[DRAWS])
{
    int64_t sum = 0;
    size_t at = 0;
    invariant(total > 0);
    for (size_t i = 0; i < count; i++) {
        sum += weights[i];
        const size_t until = (size_t)((sum * DRAWS + total / 2) / total);
        while (at < until && at < DRAWS) entries[at++] = (uint16_t)i;
    }
}

static bool read_gaps(Reader *reader, const char *folder, Error *err)
{
    static const char *const columns[] = {"gap", "years", "weight", NULL};
    if (!open_table(reader, folder, "age_gaps.csv", columns, err)) return false;
    ChinaTables *tables = reader->tables;
    int64_t weights[GAPS_MAX][AGES] = {{0}}, totals[GAPS_MAX] = {0};
    for (size_t row = 0; row < reader->table.rows; row++) {
        const CsvCell *name = cell_at(reader, row, 0);
        size_t gap = 0;
        while (gap < tables->gap_count && !str_equal(tables->gap_names[gap], name->text)) gap++;
        if (gap == GAPS_MAX) {
            fault_at(reader, name, "is one gap too many");
            break;
        }
        if (gap == tables->gap_count) tables->gap_names[tables->gap_count++] = name->text;
        const int64_t years = bounded_at(reader, row, 1, -40, 80);
        const int64_t weight = bounded_at(reader, row, 2, 1, 1000000);
        weights[gap][years + 40] += weight;
        totals[gap] += weight;
    }
    for (size_t gap = 0; gap < tables->gap_count; gap++) {
        uint16_t entries[DRAWS] = {0};
        spread(weights[gap], AGES, totals[gap], entries);
        for (size_t i = 0; i < DRAWS; i++) tables->gaps[gap][i] = (int8_t)(entries[i] - 40);
    }
    return true;
}

static size_t find_name(Str name, const char *const *names)
{
    for (size_t i = 0; names[i] != NULL; i++) {
        if (str_equals(name, names[i])) return i;
    }
    return SIZE_MAX;
}

// "child:anchor" or "self:2+parent".
static bool read_member(const Reader *reader, Str text, MemberPlan *member)
{
    static const char *const relations[] = {
        "self",        "spouse",  "child",          "parent", "grandchild",
        "grandparent", "sibling", "other_relative", "other",  NULL};
    const size_t colon = str_find(text, STR(":"));
    if (colon == SIZE_MAX) return false;
    const size_t relation = find_name(str_slice(text, 0, colon), relations);
    if (relation == SIZE_MAX) return false;
    *member = (MemberPlan){.relation = (Relation)relation};
    const Str source = str_slice(text, colon + 1, text.size);
    if (str_equals(source, "anchor")) {
        member->anchor = true;
        return true;
    }
    if (source.size < 3 || source.data[1] != '+' || source.data[0] < '0' ||
        source.data[0] >= '0' + MEMBERS)
        return false;
    member->base = (uint8_t)(source.data[0] - '0');
    const Str gap = str_slice(source, 2, source.size);
    for (size_t i = 0; i < reader->tables->gap_count; i++) {
        if (!str_equal(reader->tables->gap_names[i], gap)) continue;
        member->gap = (uint8_t)i;
        return true;
    }
    return false;
}

// Sets in which order ages can be found. False if one depends on itself.
static bool order_members(TypePlan *type)
{
    bool known[MEMBERS] = {false};
    for (uint8_t at = 0; at < type->size; at++) {
        uint8_t slot = 0;
        while (slot < type->size &&
               (known[slot] || !(type->members[slot].anchor || known[type->members[slot].base])))
            slot++;
        if (slot == type->size) return false;
        known[slot] = true;
        type->order[at] = slot;
    }
    return type->members[0].relation == RELATION_SELF;
}

static bool read_members(const Reader *reader, Str text, TypePlan *type)
{
    for (uint8_t slot = 0; slot < type->size; slot++) {
        const size_t blank = str_find(text, STR(" "));
        const size_t end = blank == SIZE_MAX ? text.size : blank;
        if (!read_member(reader, str_slice(text, 0, end), &type->members[slot])) return false;
        if (type->members[slot].base >= type->size) return false;
        text = str_slice(text, blank == SIZE_MAX ? end : end + 1, text.size);
    }
    return text.size == 0 && order_members(type);
}

static bool read_types(Reader *reader, const char *folder, Error *err)
{
    static const char *const columns[] = {"type",
                                          "size",
                                          "members",
                                          "share_urban_ppm",
                                          "share_rural_ppm",
                                          "score",
                                          "no_supporters_urban_ppm",
                                          "no_supporters_rural_ppm",
                                          NULL};
    if (!open_table(reader, folder, "household_types.csv", columns, err)) return false;
    ChinaTables *tables = reader->tables;
    for (size_t row = 0; row < reader->table.rows && row < TYPES_MAX; row++) {
        TypePlan *type = &tables->types[tables->type_count++];
        type->name = cell_at(reader, row, 0)->text;
        type->size = (uint8_t)bounded_at(reader, row, 1, 1, MEMBERS);
        type->share[0] = (uint32_t)bounded_at(reader, row, 3, 0, 1000000);
        type->share[1] = (uint32_t)bounded_at(reader, row, 4, 0, 1000000);
        type->score = (int32_t)bounded_at(reader, row, 5, -20000, 20000);
        for (size_t r = 0; r < RESIDENCES; r++)
            type->no_supporters[r] = threshold(bounded_at(reader, row, 6 + r, 0, 1000000), 1000000);
        const CsvCell *members = cell_at(reader, row, 2);
        if (!read_members(reader, members->text, type))
            fault_at(reader, members,
                     "is no list of as many members as the size, each \"relation:anchor\" or "
                     "\"relation:SLOT+GAP\", the first \"self\"");
    }
    return true;
}

static bool read_anchors(Reader *reader, const char *folder, Error *err)
{
    static const char *const columns[] = {"type",      "residence",  "age_from",
                                          "age_until", "weight_ppm", NULL};
    if (!open_table(reader, folder, "anchor_ages.csv", columns, err)) return false;
    ChinaTables *tables = reader->tables;
    int64_t(*weights)[RESIDENCES][AGES] =
        arena_take_items(reader->arena, TYPES_MAX, sizeof *weights);
    for (size_t row = 0; row < reader->table.rows; row++) {
        size_t type = 0;
        const CsvCell *name = cell_at(reader, row, 0);
        while (type < tables->type_count && !str_equal(tables->types[type].name, name->text))
            type++;
        if (type == tables->type_count) {
            fault_at(reader, name, "is no type of household");
            continue;
        }
        const size_t residence = residence_at(reader, row, 1);
        const int64_t from = bounded_at(reader, row, 2, 0, 104);
        const int64_t until = bounded_at(reader, row, 3, from, 104);
        const int64_t weight = bounded_at(reader, row, 4, 0, 1000000);
        for (int64_t age = from; age <= until; age++)
            weights[type][residence][age] += weight * 1000 / (until - from + 1);
    }
    for (size_t type = 0; type < tables->type_count; type++) {
        for (size_t r = 0; r < RESIDENCES; r++) {
            int64_t total = 0;
            for (size_t age = 0; age < AGES; age++) total += weights[type][r][age];
            uint16_t entries[DRAWS] = {0};
            if (total > 0) spread(weights[type][r], AGES, total, entries);
            else if (tables->types[type].share[r] > 0)
                diagnose(reader->diagnostics, "population", csv_header(&reader->table, 0)->span,
                         "no ages are given for \"" STR_FORMAT "\"",
                         STR_ARGS(tables->types[type].name));
            for (size_t i = 0; i < DRAWS; i++) tables->types[type].ages[r][i] = (uint8_t)entries[i];
        }
    }
    return true;
}

// Yuan a year to fen a month.
static int64_t monthly(int64_t yuan_year)
{
    return (yuan_year * 100 + 6) / 12;
}

static bool read_quintiles(Reader *reader, const char *folder, Error *err)
{
    static const char *const columns[] = {"residence",
                                          "quintile",
                                          "disposable_yuan_year",
                                          "before_assistance_yuan_year",
                                          "lower_bound_yuan_year",
                                          NULL};
    if (!open_table(reader, folder, "quintiles.csv", columns, err)) return false;
    for (size_t row = 0; row < reader->table.rows; row++) {
        const size_t r = residence_at(reader, row, 0);
        const int64_t k = bounded_at(reader, row, 1, 1, QUANTILE_GROUPS) - 1;
        const int64_t most = 10000000;
        reader->tables->disposable[r][k] = monthly(bounded_at(reader, row, 2, 1, most));
        reader->tables->groups[r].mean[k] = monthly(bounded_at(reader, row, 3, 1, most));
        reader->tables->groups[r].lower[k] = monthly(bounded_at(reader, row, 4, -most, most));
    }
    return true;
}

static bool read_ages(Reader *reader, const char *folder, Error *err)
{
    static const char *const columns[] = {"age_from",
                                          "disabled_per_100000",
                                          "ill_per_100000",
                                          "care_per_100000",
                                          "works_urban_per_100000",
                                          "works_rural_per_100000",
                                          NULL};
    if (!open_table(reader, folder, "ages_rates.csv", columns, err)) return false;
    ChinaTables *tables = reader->tables;
    for (size_t row = 0; row < reader->table.rows; row++) {
        const int64_t from = bounded_at(reader, row, 0, 0, 104);
        uint32_t *targets[] = {tables->disabled, tables->ill, tables->care, tables->works[0],
                               tables->works[1]};
        for (size_t c = 0; c < sizeof targets / sizeof targets[0]; c++) {
            const int64_t rate = bounded_at(reader, row, c + 1, 0, 100000);
            for (int64_t age = from; age < AGES; age++) targets[c][age] = threshold(rate, 100000);
        }
    }
    for (size_t age = 0; age < 16; age++) tables->works[0][age] = tables->works[1][age] = 0;
    return true;
}

static bool read_age_targets(Reader *reader, const char *folder, Error *err)
{
    static const char *const columns[] = {"residence", "age_from", "persons", NULL};
    if (!open_table(reader, folder, "ages_2023.csv", columns, err)) return false;
    for (size_t row = 0; row < reader->table.rows; row++) {
        const size_t r = residence_at(reader, row, 0);
        reader->tables->ages[r][bounded_at(reader, row, 1, 0, 104)] =
            (uint64_t)bounded_at(reader, row, 2, 0, INT64_C(1000000000));
    }
    return true;
}

static bool read_study(Reader *reader, const char *folder, Error *err)
{
    static const char *const stages[] = {"none",         "preschool",  "primary", "junior",
                                         "senior",       "vocational", "college", "bachelor",
                                         "postgraduate", NULL};
    static const char *const columns[] = {"age_from", "age_until", "stage", "sixteenths", NULL};
    if (!open_table(reader, folder, "study.csv", columns, err)) return false;
    size_t filled[AGES] = {0};
    for (size_t row = 0; row < reader->table.rows; row++) {
        const int64_t from = bounded_at(reader, row, 0, 0, 104);
        const int64_t until = bounded_at(reader, row, 1, from, 104);
        const CsvCell *name = cell_at(reader, row, 2);
        const size_t stage = find_name(name->text, stages);
        if (stage == SIZE_MAX) {
            fault_at(reader, name, "is no stage of study");
            continue;
        }
        const int64_t count = bounded_at(reader, row, 3, 0, 16);
        for (int64_t age = from; age <= until; age++) {
            for (int64_t i = 0; i < count && filled[age] < 16; i++)
                reader->tables->study[age][filled[age]++] = (uint8_t)stage;
        }
    }
    return true;
}

static bool read_ranks(Reader *reader, const char *folder, Error *err)
{
    static const char *const columns[] = {"residence",        "band",         "property_ok",
                                          "second_home",      "paid_out",     "property_income",
                                          "transfers",        "business",     "farm",
                                          "employee_pension", "without_work", NULL};
    if (!open_table(reader, folder, "ranks.csv", columns, err)) return false;
    for (size_t row = 0; row < reader->table.rows; row++) {
        const size_t r = residence_at(reader, row, 0);
        RankShares *shares =
            &reader->tables->ranks[r][bounded_at(reader, row, 1, 0, RANK_BANDS - 1)];
        uint32_t *targets[] = {&shares->property_ok, &shares->second_home,
                               &shares->paid_out,    &shares->property_income,
                               &shares->transfers,   &shares->business,
                               &shares->farm,        &shares->employee_pension,
                               &shares->without_work};
        for (size_t c = 0; c < sizeof targets / sizeof targets[0]; c++)
            *targets[c] = threshold(bounded_at(reader, row, c + 2, 0, 1000), 1000);
    }
    return true;
}

static bool read_curves(Reader *reader, const char *folder, Error *err)
{
    static const char *const names[] = {"deposit_months", "bill_yuan", "bill_ill_yuan",
                                        "area_metres", NULL};
    static const char *const columns[] = {"table", "position", "value", NULL};
    static const int64_t units[] = {16, 100, 100, 1};
    if (!open_table(reader, folder, "quantiles.csv", columns, err)) return false;
    ChinaTables *tables = reader->tables;
    int32_t *curves[] = {tables->deposit_months, tables->bills, tables->bills_ill, tables->area};
    int64_t last_position[4] = {0}, last_value[4] = {0};
    for (size_t row = 0; row < reader->table.rows; row++) {
        const CsvCell *name = cell_at(reader, row, 0);
        const size_t curve = find_name(name->text, names);
        if (curve == SIZE_MAX) {
            fault_at(reader, name, "is no table of quantiles");
            continue;
        }
        const int64_t start = last_position[curve], low = last_value[curve];
        const int64_t end = bounded_at(reader, row, 1, start, CURVE_STEPS);
        const int64_t high = bounded_at(reader, row, 2, 0, 10000000) * units[curve];
        const int64_t steps = end - start;
        for (int64_t i = 0; i < steps; i++)
            curves[curve][start + i] = (int32_t)(low + (high - low) * i / steps);
        curves[curve][end] = (int32_t)high;
        last_position[curve] = end;
        last_value[curve] = high;
    }
    return true;
}

bool china_tables_read(const char *folder, Arena *arena, Sources *sources, Diagnostics *diagnostics,
                       ChinaTables *tables, Error *err)
{
    Reader reader = {
        .arena = arena, .sources = sources, .diagnostics = diagnostics, .tables = tables};
    *tables = (ChinaTables){0};
    if (!read_strata(&reader, folder, err) || !read_gaps(&reader, folder, err) ||
        !read_types(&reader, folder, err) || !read_anchors(&reader, folder, err) ||
        !read_quintiles(&reader, folder, err) || !read_ages(&reader, folder, err) ||
        !read_study(&reader, folder, err) || !read_ranks(&reader, folder, err) ||
        !read_curves(&reader, folder, err))
        return false;
    tables->digest =
        str_from(str_terminated(arena, str_from(digest_of(reader.texts, reader.text_count).text)));
    return read_age_targets(&reader, folder, err);
}
