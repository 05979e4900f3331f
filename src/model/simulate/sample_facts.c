// What is read of a household besides what the law says of it.

#include "model/simulate/sample_internal.h"

static uint32_t column_named(const PeopleOutline *outline, const char *name)
{
    for (uint32_t i = 0; i < outline->column_count; i++) {
        if (str_equals(outline->specs[i].name, name)) return i;
    }
    return NONE;
}

// Whether a choice's value of this index is one of those named.
static bool is_one_of(const ColumnSpec *spec, size_t value, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equals(spec->values[value], names[i])) return true;
    }
    return false;
}

// The indexes of a choice's values that are one of those named, as bits.
static uint32_t indexes_of(const SampleColumns *columns, uint32_t column, const char *const *names,
                           size_t count)
{
    uint32_t bits = 0;
    for (size_t v = 0; column != NONE && v < columns->specs[column].value_count && v < 32; v++) {
        if (is_one_of(&columns->specs[column], v, names, count)) bits |= UINT32_C(1) << v;
    }
    return bits;
}

static int32_t born_by(Date date, int32_t years)
{
    return date_add_months(date, -12 * years).day;
}

SampleColumns sample_columns(const PeopleOutline *outline, Date date)
{
    static const char *const dangerous[] = {"c", "d", "no_house"};
    static const char *const not_studying[] = {"none"};
    static const int32_t ages_from[] = {
#define AGE_GROUP(id, from, key, zh, en) from,
#include "model/simulate/age_groups.def"
#undef AGE_GROUP
    };
    SampleColumns columns = {
        .specs = outline->specs,
        .count = outline->column_count,
        .born = column_named(outline, "born"),
        .wage = column_named(outline, "wage"),
        .business = column_named(outline, "business_net"),
        .farm = column_named(outline, "farm_net"),
        .study_stage = column_named(outline, "study_stage"),
        .unable = column_named(outline, "unable_to_work"),
        .illness = column_named(outline, "major_illness"),
        .bills = column_named(outline, "medical_bills_12_months"),
        .house = column_named(outline, "house_grade"),
        .care = column_named(outline, "needs_long_care"),
        .schooled_from = born_by(date, 6),
        .schooled_until = born_by(date, 15),
        .adult_until = born_by(date, 18),
        .elder_until = born_by(date, 60),
    };
    columns.dangerous = indexes_of(&columns, columns.house, dangerous, 3);
    const uint32_t none = indexes_of(&columns, columns.study_stage, not_studying, 1);
    columns.not_studying = none == 0 ? -1 : __builtin_ctz(none);
    for (size_t g = 0; g < AGE_GROUPS; g++) columns.age_until[g] = born_by(date, ages_from[g]);
    return columns;
}

bool sample_cell(const SampleColumns *columns, const Columns *block, uint32_t column, uint32_t lane,
                 int64_t *value)
{
    if (column == NONE) return false;
    const ColumnSpec *spec = &columns->specs[column];
    if (spec->with_states && block->states[column][lane] != CELL_KNOWN) return false;
    switch (spec->type) {
    case CELL_U8: *value = ((const uint8_t *)block->cells[column])[lane]; break;
    case CELL_I32: *value = ((const int32_t *)block->cells[column])[lane]; break;
    case CELL_I64: *value = ((const int64_t *)block->cells[column])[lane]; break;
    }
    *value /= spec->scale;
    return true;
}

// What is seen of the members in one walk over them.
typedef struct Members {
    int32_t children, adults, elders;
    int64_t bills; // fen in twelve months
    bool ill, cared_for, truant, works;
} Members;

static void see_member(const SampleColumns *columns, const Columns *block, uint32_t lane,
                       Members *members, unsigned char ages[AGE_GROUPS])
{
    int64_t value = 0;
    if (sample_cell(columns, block, columns->illness, lane, &value)) members->ill |= value != 0;
    if (sample_cell(columns, block, columns->care, lane, &value)) members->cared_for |= value != 0;
    if (sample_cell(columns, block, columns->bills, lane, &value)) members->bills += value;
    const uint32_t sources[] = {columns->wage, columns->business, columns->farm};
    for (size_t s = 0; s < sizeof sources / sizeof sources[0]; s++) {
        if (sample_cell(columns, block, sources[s], lane, &value)) members->works |= value > 0;
    }
    int64_t born = 0;
    if (!sample_cell(columns, block, columns->born, lane, &born)) return;
    size_t group = AGE_GROUPS - 1;
    while (group > 0 && born > columns->age_until[group]) group--;
    ages[group]++;
    members->children += born > columns->adult_until;
    members->elders += born <= columns->elder_until;
    members->adults += born <= columns->adult_until && born > columns->elder_until;
    if (born <= columns->schooled_from && born > columns->schooled_until &&
        sample_cell(columns, block, columns->study_stage, lane, &value))
        members->truant |= value == columns->not_studying;
}

static HouseholdKind kind_of(const Members *members)
{
    if (members->adults == 0 && members->children == 0)
        return members->elders == 1 ? HOUSEHOLD_ELDER_ALONE : HOUSEHOLD_ELDERS;
    if (members->children == 0)
        return members->adults == 1 && members->elders == 0 ? HOUSEHOLD_ADULT_ALONE
                                                            : HOUSEHOLD_ADULTS;
    if (members->adults == 0) return HOUSEHOLD_GRANDPARENTS;
    return members->adults == 1 && members->elders == 0 ? HOUSEHOLD_ONE_PARENT : HOUSEHOLD_CHILDREN;
}

static void set_need(Sample *sample, size_t row, NeedIndicator need, bool asked, bool lacks)
{
    const unsigned bit = 1U << need;
    if (asked) sample->asked[row] = (unsigned char)(sample->asked[row] | bit);
    if (asked && lacks) sample->lacks[row] = (unsigned char)(sample->lacks[row] | bit);
}

void sample_facts(const SampleColumns *columns, const PeopleBlock *block, uint32_t household,
                  Sample *sample, size_t row)
{
    enum { YEAR = 12, BILLS_PERCENT = 40, PERCENT = 100 };
    const BlockShape *shape = &block->columns.shape;
    Members members = {0};
    int64_t grade = 0;
    for (uint32_t t = 0; t < shape->slots && household < shape->with[t]; t++)
        see_member(columns, &block->columns, shape->base[t] + household, &members,
                   sample->ages[row]);
    sample->kind[row] = (unsigned char)kind_of(&members);
    const int64_t before = sample->before[row];
    const bool told = before != WELFARE_MISSING;
    const bool housed = sample_cell(columns, &block->columns, columns->house, household, &grade);
    const int64_t line = simulate_line(sample->residence[row]) / YEAR * sample->survey.size[row];
    set_need(sample, row, LACKS_INCOME, told, before < line);
    set_need(sample, row, LACKS_HEALTH, columns->illness != NONE, members.ill);
    set_need(sample, row, LACKS_BILLS, told && columns->bills != NONE,
             told && members.bills * PERCENT > (before > 0 ? before : 0) * YEAR * BILLS_PERCENT &&
                 members.bills > 0);
    set_need(sample, row, LACKS_SCHOOL, columns->study_stage != NONE && columns->born != NONE,
             members.truant);
    set_need(sample, row, LACKS_HOUSING, housed, (columns->dangerous >> (grade & 31) & 1) != 0);
    set_need(sample, row, LACKS_CARE, columns->care != NONE, members.cared_for);
    set_need(sample, row, LACKS_WORK, columns->wage != NONE, members.adults > 0 && !members.works);
}
