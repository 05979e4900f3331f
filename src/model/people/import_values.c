#include "model/people/import_values.h"

#include "base/panic.h"
#include "decide/block/columns.h"

// Stata's and SAS's missing values, and an empty cell.
static bool is_missing_by_itself(Str text)
{
    if (text.size == 0) return true;
    if (text.data[0] != '.') return false;
    return text.size == 1 || (text.size == 2 && text.data[1] >= 'a' && text.data[1] <= 'z');
}

static bool code_is(const MappingCode *code, Str text, const Number *number)
{
    if (str_equal(code->text, text)) return true;
    return number != NULL && code->is_range && number_compare(*number, code->low) >= 0 &&
           number_compare(*number, code->high) <= 0;
}

const MappingCode *import_code(const MappingItem *item, Str text)
{
    static const MappingCode missing = {.meaning = CODE_MISSING};
    Number value;
    const Number *number = mapping_number(text, &value) ? &value : NULL;
    for (size_t i = 0; i < item->codes.count; i++) {
        if (code_is(&item->codes.items[i], text, number)) return &item->codes.items[i];
    }
    if (is_missing_by_itself(text)) return &missing;
    return item->has_other ? &item->other : NULL;
}

// --- days ---

enum { DAY_OF_1960 = -3653, DAY_OF_1582_10_14 = -141428, SECONDS_PER_DAY = 86400, AGE_MAX = 130 };

// Digits alone, or three groups of them with one kind of separator: "2023-12-31", "20231231".
static bool parse_digits(Str text, size_t digits_max, int32_t *year, int32_t *month, int32_t *day)
{
    int32_t values[8];
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        const char c = text.data[i];
        if (c >= '0' && c <= '9') {
            if (count == digits_max) return false;
            values[count++] = c - '0';
        } else if ((c != '-' && c != '/' && c != '.') || (count != 4 && count != 6)) return false;
    }
    if (count != digits_max) return false;
    *year = values[0] * 1000 + values[1] * 100 + values[2] * 10 + values[3];
    if (count >= 6) *month = values[4] * 10 + values[5];
    if (count >= 8) *day = values[6] * 10 + values[7];
    return true;
}

static bool whole_number(Str text, int64_t least, int64_t most, int64_t *whole)
{
    Number value;
    if (!mapping_number(text, &value) || value.den != 1) return false;
    if (value.num < least || value.num > most) return false;
    *whole = (int64_t)value.num;
    return true;
}

static const char *date_of_days(int64_t days, Date *date)
{
    if (days < date_least().day || days > date_greatest().day)
        return "a day between 1880-01-01 and 2200-12-31";
    date->day = (int32_t)days;
    return NULL;
}

// Years and days that were kept as numbers: "1980.0" is 1980.
static Str without_zero_decimals(Str text)
{
    size_t end = text.size;
    while (end > 0 && text.data[end - 1] == '0') end--;
    return end > 1 && text.data[end - 1] == '.' ? str_slice(text, 0, end - 1) : text;
}

static const char *read_day(DateForm form, Str written, Date survey, Date *date)
{
    const Str text = without_zero_decimals(written);
    int32_t year = 0;
    int32_t month = 7;
    int32_t day = 1;
    int64_t whole = 0;
    switch (form) {
    case DATE_FORM_ISO:
        if (parse_digits(text, 8, &year, &month, &day) &&
            date_from_civil((CivilDate){year, month, day}, date))
            return NULL;
        return "a day of the calendar between 1880 and 2200, as YYYY-MM-DD";
    case DATE_FORM_MONTH:
        if (parse_digits(text, 6, &year, &month, &day) &&
            date_from_civil((CivilDate){year, month, day}, date))
            return NULL;
        return "a month of the calendar between 1880 and 2200, as YYYY-MM";
    case DATE_FORM_YEAR:
        if (parse_digits(text, 4, &year, &month, &day) &&
            date_from_civil((CivilDate){year, month, day}, date))
            return NULL;
        return "a year between 1880 and 2200";
    case DATE_FORM_DAYS_1960:
        if (!whole_number(text, INT32_MIN, INT32_MAX, &whole)) return "a whole number of days";
        return date_of_days(whole + DAY_OF_1960, date);
    case DATE_FORM_SECONDS:
        if (!whole_number(text, 0, INT64_C(100000000000), &whole)) return "a number of seconds";
        return date_of_days(whole / SECONDS_PER_DAY + DAY_OF_1582_10_14, date);
    case DATE_FORM_AGE:
        if (!whole_number(text, 0, AGE_MAX, &whole)) return "an age in years, 0 to 130";
        *date = date_add_months(survey, -12 * (int32_t)whole - 6);
        return NULL;
    }
    return "a day";
}

// --- values ---

static const char *read_one(const ImportFact *fact, const MappingItem *item, Str text, Date survey,
                            ImportValue *value)
{
    const MappingCode *code = import_code(item, text);
    if (code != NULL) {
        value->state = code->meaning == CODE_VALUE  ? CELL_KNOWN
                       : code->meaning == CODE_NONE ? CELL_NONE
                                                    : CELL_UNKNOWN;
        if (code->meaning != CODE_VALUE) return NULL;
        return mapping_cell(fact, item->factor, code->value, &value->cell);
    }
    if (fact->kind == IMPORT_DATE) {
        Date date = {0};
        const char *expected = read_day(item->form, text, survey, &date);
        if (expected != NULL) return expected;
        if (fact->past && date.day > survey.day) return "a day not after the survey's";
        value->cell = date.day;
        return NULL;
    }
    const bool coded = fact->kind == IMPORT_YESNO || fact->kind == IMPORT_CHOICE;
    const char *expected = mapping_cell(fact, item->factor, text, &value->cell);
    if (expected != NULL && coded) return "a code that the mapping explains";
    return expected;
}

const char *import_value(const ImportFact *fact, const MappingItem *item, ImportTexts texts,
                         ImportValue *value, size_t *at)
{
    *value = (ImportValue){.state = CELL_KNOWN};
    if (item->constant) {
        if (str_equals(item->value, "not applicable")) value->state = CELL_NONE;
        else return mapping_cell(fact, item->factor, item->value, &value->cell);
        return NULL;
    }
    invariant(texts.count == item->columns.count);
    // A sum is unknown if a part is; parts that do not apply add nothing, unless all are such.
    size_t none = 0;
    for (size_t i = 0; i < texts.count; i++) {
        ImportValue one = {.state = CELL_KNOWN};
        const char *expected = read_one(fact, item, texts.items[i], texts.survey, &one);
        *at = i;
        if (expected != NULL) return expected;
        none += one.state == CELL_NONE;
        if (one.state == CELL_UNKNOWN) value->state = CELL_UNKNOWN;
        if (one.state == CELL_KNOWN) value->cell += one.cell;
    }
    if (none == texts.count) value->state = CELL_NONE;
    if (value->state != CELL_KNOWN) value->cell = 0;
    return NULL;
}
