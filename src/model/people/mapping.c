#include "model/people/mapping.h"

#include <string.h>

#include "base/limits.h"
#include "base/panic.h"
#include "base/suggest.h"

// One line is a name, "=" or "is", and clauses between semicolons:
//
//     line   = "[" section "]" | name "=" column {"+" column} {";" clause} | name "is" value
//     name   = "fact" NAME | setting
//     clause = code {code} "=" value | "other" "=" value | "missing" code {code}
//            | "not applicable" code {code} | "date" form | "age" | "stratum" | "required" | unit
//     code   = TEXT | NUMBER ".." NUMBER
//     unit   = [NUMBER] ("yuan" | "fen" | "percent" | "years" | "months" | ...) ["per" period]

typedef enum Section { SECTION_NONE, SECTION_SURVEY, SECTION_HOUSEHOLDS, SECTION_PERSONS } Section;

enum { SETTING_DATE = 1, SURVEY_SETTINGS = 4 }; // of [survey]: name, date, encoding, faulty

typedef struct Reader {
    Diagnostics *diagnostics;
    const ImportFacts *facts;
    Mapping *mapping;
    Str text;
    uint32_t file;
    Section section;
    Span whole;
    bool said[SURVEY_SETTINGS];
    bool file_said[SURVEY_LEVELS];
} Reader;

static Span span_of(const Reader *reader, Str part)
{
    if (part.data == NULL) return reader->whole;
    const size_t start = (size_t)(part.data - reader->text.data);
    return (Span){
        .file = reader->file, .start = (uint32_t)start, .end = (uint32_t)(start + part.size)};
}

static Diagnostic *fault(Reader *reader, Str part, const char *message)
{
    return diagnose(reader->diagnostics, "mapping", span_of(reader, part), "%s", message);
}

static Diagnostic *fault_named(Reader *reader, Str part, const char *before, const char *after)
{
    return diagnose(reader->diagnostics, "mapping", span_of(reader, part), "%s\"" STR_FORMAT "\"%s",
                    before, STR_ARGS(part), after);
}

static void hint(Reader *reader, Diagnostic *diagnostic, const char *text)
{
    diagnostic_hint(reader->diagnostics, diagnostic, "%s", text);
}

// Cuts *rest at the first `mark` outside quotation marks; the part before it, trimmed.
static Str cut(Str *rest, char mark, bool *found)
{
    bool quoted = false;
    for (size_t i = 0; i < rest->size; i++) {
        if (rest->data[i] == '"') quoted = !quoted;
        if (quoted || rest->data[i] != mark) continue;
        const Str part = str_slice(*rest, 0, i);
        *rest = str_slice(*rest, i + 1, rest->size);
        *found = true;
        return str_trim(part);
    }
    const Str part = *rest;
    *rest = str_slice(*rest, rest->size, rest->size);
    *found = false;
    return str_trim(part);
}

// The next word, or text between quotation marks without them; empty at the end.
static Str next_word(Str *rest)
{
    size_t at = 0;
    while (at < rest->size && (rest->data[at] == ' ' || rest->data[at] == '\t')) at++;
    const bool quoted = at < rest->size && rest->data[at] == '"';
    const size_t start = at + quoted;
    at = start;
    while (at < rest->size &&
           (quoted ? rest->data[at] != '"' : rest->data[at] != ' ' && rest->data[at] != '\t'))
        at++;
    const Str word = str_slice(*rest, start, at);
    *rest = str_slice(*rest, at + (quoted && at < rest->size), rest->size);
    return word;
}

static Str unquoted(Str text)
{
    if (text.size < 2 || text.data[0] != '"' || text.data[text.size - 1] != '"') return text;
    return str_slice(text, 1, text.size - 1);
}

// --- values ---

enum { MILLION = 1000000 };

int64_t mapping_scale(const ImportFact *fact)
{
    return fact->kind == IMPORT_NUMBER || fact->kind == IMPORT_SHARE ? MILLION : 1;
}

// Multiplies by ten so often, or divides.
static bool scaled(int64_t num, int shift, Number *value)
{
    enum { PLACES_MAX = 18 };
    for (; shift > 0; shift--) {
        if (__builtin_mul_overflow(num, 10, &num)) return false;
    }
    for (; shift < -PLACES_MAX && num != 0; shift++) num /= 10;
    int64_t den = 1;
    for (; shift < 0 && num != 0; shift++) den *= 10;
    *value = number_fraction(num, den);
    return true;
}

// "e+05": the exponent, at most three digits.
static bool parse_exponent(Str text, int *exponent)
{
    size_t at = 1;
    const bool negative = text.size > 1 && text.data[1] == '-';
    if (text.size > 1 && (negative || text.data[1] == '+')) at++;
    if (at == text.size || text.size - at > 3) return false;
    *exponent = 0;
    for (; at < text.size; at++) {
        if (text.data[at] < '0' || text.data[at] > '9') return false;
        *exponent = *exponent * 10 + (text.data[at] - '0');
    }
    if (negative) *exponent = -*exponent;
    return true;
}

bool mapping_number(Str text, Number *value)
{
    const bool negative = text.size > 0 && text.data[0] == '-';
    const bool has_sign = negative || (text.size > 0 && text.data[0] == '+');
    int64_t num = 0;
    int places = 0;
    int exponent = 0;
    bool any = false;
    bool point = false;
    for (size_t i = has_sign; i < text.size; i++) {
        const char c = text.data[i];
        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if ((c == 'e' || c == 'E') && any) {
            if (!parse_exponent(str_slice(text, i, text.size), &exponent)) return false;
            break;
        }
        if (c < '0' || c > '9') return false;
        any = true;
        if (num > (INT64_MAX - 9) / 10) { // more digits than any survey knows
            if (!point) return false;
            continue;
        }
        num = num * 10 + (c - '0');
        places += point;
    }
    return any && scaled(negative ? -num : num, exponent - places, value);
}

static const char *number_cell(const ImportFact *fact, Number factor, Str text, int64_t *cell)
{
    static const char *const expected[] = {
        [IMPORT_MONEY] = "an amount, as in 1250.50",
        [IMPORT_COUNT] = "a whole number",
        [IMPORT_DURATION] = "a whole number",
        [IMPORT_NUMBER] = "a number",
        [IMPORT_SHARE] = "a number",
    };
    Number value;
    if (!mapping_number(text, &value)) return expected[fact->kind];
    const Number unit = number_fraction(1, mapping_scale(fact));
    Number rounded;
    if (!number_multiply(value, factor, &value) ||
        !number_round(value, unit, ROUND_HALF_EVEN, &rounded))
        return "a smaller number";
    const bool whole = fact->kind == IMPORT_COUNT || fact->kind == IMPORT_DURATION;
    if (whole && number_compare(value, rounded) != 0) return "a whole number";
    if (!number_multiply(rounded, number_whole(mapping_scale(fact)), &rounded))
        return "a smaller number";
    const Wide most = (Wide)AMOUNT_YUAN_MAX * (fact->kind == IMPORT_MONEY ? 100 : MILLION);
    if (rounded.num > most || rounded.num < -most)
        return fact->kind == IMPORT_MONEY ? "an amount below a billion yuan" : "a smaller number";
    *cell = (int64_t)rounded.num;
    return NULL;
}

const char *mapping_cell(const ImportFact *fact, Number factor, Str text, int64_t *cell)
{
    Date date;
    switch (fact->kind) {
    case IMPORT_YESNO:
        *cell = str_equals(text, "yes");
        return *cell || str_equals(text, "no") ? NULL : "yes or no";
    case IMPORT_CHOICE:
        for (size_t i = 0; i < fact->value_count; i++) {
            if (!str_equal(fact->values[i], text)) continue;
            *cell = (int64_t)i;
            return NULL;
        }
        return "one of the values of the law";
    case IMPORT_DATE:
        if (!date_parse(text, &date)) return "a day of the calendar as YYYY-MM-DD";
        *cell = date.day;
        return NULL;
    case IMPORT_MONEY:
    case IMPORT_COUNT:
    case IMPORT_DURATION:
    case IMPORT_NUMBER:
    case IMPORT_SHARE: break;
    }
    return number_cell(fact, factor, text, cell);
}

// --- clauses ---

static bool overlap(const MappingCode *a, const MappingCode *b)
{
    return a->is_range && b->is_range && number_compare(a->low, b->high) <= 0 &&
           number_compare(b->low, a->high) <= 0;
}

static bool same_meaning(const MappingCode *a, const MappingCode *b)
{
    return a->meaning == b->meaning && str_equal(a->value, b->value);
}

static void take_code(Reader *reader, MappingItem *item, Str word, MappingCode code)
{
    code.text = word;
    code.span = span_of(reader, word);
    const size_t dots = str_find(word, STR(".."));
    if (dots != SIZE_MAX) {
        code.is_range = mapping_number(str_slice(word, 0, dots), &code.low) &&
                        mapping_number(str_slice(word, dots + 2, word.size), &code.high);
        if (!code.is_range || number_compare(code.low, code.high) > 0) {
            (void)fault_named(reader, word, "", " is no range of codes, as in 1..5");
            return;
        }
    } else if (mapping_number(word, &code.low)) {
        code.is_range = true;
        code.high = code.low;
    }
    if (item->codes.count == MAPPING_CODES_MAX) {
        diagnose(reader->diagnostics, "mapping", code.span, "a line explains at most %d codes",
                 MAPPING_CODES_MAX);
        return;
    }
    for (size_t i = 0; i < item->codes.count; i++) {
        const MappingCode *other = &item->codes.items[i];
        const bool same = str_equal(other->text, word);
        if (!same && (!overlap(other, &code) || same_meaning(other, &code))) continue;
        diagnostic_other(
            reader->diagnostics,
            fault_named(reader, word, "the code ",
                        same ? " is given twice" : " has another meaning before on this line"),
            other->span, "first here");
        return;
    }
    *vec_push(reader->diagnostics->arena, &item->codes) = code;
}

static void take_codes(Reader *reader, MappingItem *item, Str words, MappingCode code)
{
    Str word = next_word(&words);
    if (word.size == 0)
        hint(reader, fault(reader, words, "no code is given"), "as in missing -8 -9");
    for (; word.size > 0; word = next_word(&words)) take_code(reader, item, word, code);
}

// "1 2 = male", "other = none"
static void take_meaning(Reader *reader, MappingItem *item, Str clause)
{
    Str rest = clause;
    bool found = false;
    Str codes = cut(&rest, '=', &found);
    const Str value = unquoted(str_trim(rest));
    MappingCode code = {.meaning = CODE_VALUE, .value = value, .span = span_of(reader, value)};
    if (str_equals(value, "missing")) code.meaning = CODE_MISSING;
    if (value.size == 0) (void)fault(reader, clause, "no value stands after =");
    else if (str_equals(codes, "other")) {
        if (item->has_other) (void)fault_named(reader, codes, "", " is given twice");
        item->has_other = true;
        item->other = code;
    } else take_codes(reader, item, codes, code);
}

static void set_form(Reader *reader, MappingItem *item, DateForm form, Str written)
{
    if (item->has_form)
        (void)fault_named(reader, written, "", ": how the day is written is said twice");
    item->has_form = true;
    item->form = form;
}

static bool take_date(Reader *reader, MappingItem *item, Str form)
{
    static const struct {
        const char *name;
        DateForm form;
    } forms[] = {
        {"YYYY-MM-DD", DATE_FORM_ISO},  {"YYYY-MM", DATE_FORM_MONTH}, {"YYYY", DATE_FORM_YEAR},
        {"stata", DATE_FORM_DAYS_1960}, {"sas", DATE_FORM_DAYS_1960}, {"spss", DATE_FORM_SECONDS},
    };
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (!str_equals(form, forms[i].name)) continue;
        set_form(reader, item, forms[i].form, form);
        return true;
    }
    hint(reader, fault_named(reader, form, "there is no form of dates ", ""),
         "write YYYY-MM-DD, YYYY-MM, YYYY, stata, sas or spss");
    return false;
}

typedef struct UnitRow {
    const char *name;
    ImportKind kind;
    int64_t numerator, denominator; // to fen, to one, to months
} UnitRow;

static const UnitRow units[] = {
    {"yuan", IMPORT_MONEY, 100, 1},    {"fen", IMPORT_MONEY, 1, 1},
    {"percent", IMPORT_SHARE, 1, 100}, {"ppm", IMPORT_SHARE, 1, MILLION},
    {"years", IMPORT_DURATION, 12, 1}, {"months", IMPORT_DURATION, 1, 1},
    {"weeks", IMPORT_DURATION, 7, 1},  {"days", IMPORT_DURATION, 1, 1},
};

static int64_t months_of(Str period)
{
    return str_equals(period, "year") ? 12 : str_equals(period, "month") ? 1 : 0;
}

// What a flow per `from` is multiplied with to be one per `to`; false if they do not convert.
static bool convert_period(Str from, Str to, Number *factor)
{
    if (str_equal(from, to)) return true;
    const int64_t given = months_of(from);
    const int64_t wanted = months_of(to);
    if (given == 0 || wanted == 0) return false;
    return number_multiply(*factor, number_fraction(wanted, given), factor);
}

static bool convert_duration(Str from, Str to, Number *factor)
{
    if (str_equal(from, to)) {
        *factor = number_whole(1);
        return true;
    }
    const bool months = str_equals(from, "years") && str_equals(to, "months");
    const bool days = str_equals(from, "weeks") && str_equals(to, "days");
    return months || days;
}

// "10000 yuan per year". False: it is no unit at all.
static bool take_unit(Reader *reader, MappingItem *item, const ImportFact *fact, Str clause)
{
    Str rest = clause;
    Str word = next_word(&rest);
    Number times = number_whole(1);
    if (mapping_number(word, &times)) word = next_word(&rest);
    const UnitRow *unit = NULL;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (str_equals(word, units[i].name)) unit = &units[i];
    if (unit == NULL) return false;
    Number factor;
    const Str per = next_word(&rest);
    const Str period = str_equals(per, "per") ? next_word(&rest) : STR("");
    bool suits =
        fact != NULL && fact->kind == unit->kind && times.num > 0 &&
        number_multiply(times, number_fraction(unit->numerator, unit->denominator), &factor);
    if (suits && unit->kind == IMPORT_MONEY) suits = convert_period(period, fact->unit, &factor);
    if (suits && unit->kind == IMPORT_DURATION) suits = convert_duration(word, fact->unit, &factor);
    if (suits && item->has_unit) (void)fault_named(reader, clause, "", ": the unit is said twice");
    item->has_unit = true;
    if (suits) {
        item->factor = factor;
        return true;
    }
    Diagnostic *told = fault_named(reader, clause, "the unit ", " does not suit this fact");
    if (fact != NULL && fact->kind == IMPORT_MONEY && fact->unit.size > 0)
        diagnostic_hint(reader->diagnostics, told,
                        "the law counts it per " STR_FORMAT
                        "; yuan per month and yuan per year convert",
                        STR_ARGS(fact->unit));
    else if (fact != NULL && fact->unit.size > 0)
        diagnostic_hint(reader->diagnostics, told, "the law counts it in " STR_FORMAT,
                        STR_ARGS(fact->unit));
    return true;
}

static void take_clause(Reader *reader, MappingItem *item, const ImportFact *fact, Str clause)
{
    Str rest = clause;
    bool equals = false;
    Str probe = clause;
    (void)cut(&probe, '=', &equals);
    const Str word = next_word(&rest);
    const bool is_date = fact != NULL && fact->kind == IMPORT_DATE;
    if (equals) take_meaning(reader, item, clause);
    else if (str_equals(word, "missing"))
        take_codes(reader, item, rest, (MappingCode){.meaning = CODE_MISSING});
    else if (str_starts(clause, STR("not applicable")))
        take_codes(reader, item, str_slice(clause, strlen("not applicable"), clause.size),
                   (MappingCode){.meaning = CODE_NONE});
    else if (str_equals(word, "stratum") && fact != NULL) item->stratum = true;
    else if (str_equals(word, "required") && fact != NULL) item->required = true;
    else if (is_date && str_equals(clause, "age")) set_form(reader, item, DATE_FORM_AGE, clause);
    else if (is_date && str_equals(word, "date")) (void)take_date(reader, item, str_trim(rest));
    else if (!take_unit(reader, item, fact, clause))
        hint(reader, fault_named(reader, clause, "", " says nothing that is known here"),
             "clauses are codes as in 1 = male, missing, not applicable, other, stratum, required, "
             "a unit, and of dates: date, age");
}

// Everything after "=" of a line.
static void take_source(Reader *reader, MappingItem *item, const ImportFact *fact, Str source)
{
    bool more = false;
    Str columns = cut(&source, ';', &more);
    const Str all = columns;
    for (bool plus = true; plus;) {
        const Str name = unquoted(cut(&columns, '+', &plus));
        if (name.size == 0) {
            hint(reader,
                 fault(reader, all.size > 0 ? all : columns, "the mapping names no column here"),
                 "write the column's header after =, or a value for all with is");
            break;
        }
        *vec_push(reader->diagnostics->arena, &item->columns) =
            (MappingColumn){.name = name, .span = span_of(reader, name)};
    }
    if (item->columns.count > MAPPING_COLUMNS_MAX)
        diagnose(reader->diagnostics, "mapping", span_of(reader, all),
                 "at most %d columns can be added up", MAPPING_COLUMNS_MAX);
    while (more) {
        const Str clause = cut(&source, ';', &more);
        if (clause.size > 0) take_clause(reader, item, fact, clause);
    }
}

// --- facts ---

static const ImportFact *find_fact(Reader *reader, Str name, uint32_t *index)
{
    Suggestion near = suggestion_start(name);
    for (size_t i = 0; i < reader->facts->count; i++) {
        *index = (uint32_t)i;
        if (str_equal(reader->facts->items[i].name, name)) return &reader->facts->items[i];
        suggestion_offer(&near, reader->facts->items[i].name);
    }
    Diagnostic *told = fault_named(reader, name, "the law has no fact ", "");
    if (near.nearest.size > 0)
        diagnostic_hint(reader->diagnostics, told, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    return NULL;
}

// A code's value must be one of the fact's.
static void check_value(Reader *reader, const ImportFact *fact, const MappingCode *code, bool form)
{
    int64_t cell = 0;
    if (code->meaning != CODE_VALUE) return;
    const char *expected = mapping_cell(fact, number_whole(100), code->value, &cell);
    if (expected == NULL) return;
    Diagnostic *told =
        diagnose(reader->diagnostics, "mapping", code->span,
                 "\"" STR_FORMAT "\" should be %s: it is the value of \"" STR_FORMAT "\"",
                 STR_ARGS(code->value), expected, STR_ARGS(fact->name));
    Suggestion near = suggestion_start(code->value);
    for (size_t i = 0; i < fact->value_count; i++) suggestion_offer(&near, fact->values[i]);
    if (near.nearest.size > 0)
        diagnostic_hint(reader->diagnostics, told, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    else if (form) hint(reader, told, "a code of missing values is written: missing CODE");
}

static void check_fact(Reader *reader, const MappingItem *item, const ImportFact *fact, Str name)
{
    if (item->constant) {
        const MappingCode code = {.value = item->value, .span = item->value_span};
        if (!str_equals(item->value, "not applicable")) check_value(reader, fact, &code, false);
        return;
    }
    for (size_t i = 0; i < item->codes.count; i++)
        check_value(reader, fact, &item->codes.items[i], true);
    if (item->has_other) check_value(reader, fact, &item->other, true);
    const bool coded = fact->kind == IMPORT_YESNO || fact->kind == IMPORT_CHOICE;
    if (item->columns.count > 1 && (coded || fact->kind == IMPORT_DATE))
        (void)fault_named(reader, name, "columns are added up only for numbers, and ", " is none");
    if (fact->kind == IMPORT_MONEY && !item->has_unit)
        hint(reader, fault_named(reader, name, "the unit of ", " is not said"),
             fact->unit.size > 0 ? "add: ; yuan per year" : "add: ; yuan");
    if (fact->kind == IMPORT_DURATION && !item->has_unit)
        diagnostic_hint(reader->diagnostics,
                        fault_named(reader, name, "the unit of ", " is not said"),
                        "add: ; " STR_FORMAT, STR_ARGS(fact->unit));
    if (item->stratum && fact->of_person)
        (void)fault_named(reader, name, "households cannot be laid apart by ",
                          ", which differs by person");
    if (item->stratum && !coded)
        (void)fault_named(reader, name, "households can be laid apart by choices only, and ",
                          " is none");
}

static void take_fact(Reader *reader, Str name, MappingItem item, Str source)
{
    uint32_t index = 0;
    const ImportFact *fact = find_fact(reader, name, &index);
    if (fact == NULL) return;
    const SurveyLevel level = reader->section == SECTION_PERSONS ? LEVEL_PERSONS : LEVEL_HOUSEHOLDS;
    MappingTable *table = &reader->mapping->tables[level];
    for (size_t i = 0; i < SURVEY_LEVELS; i++) {
        const MappingItemVec *facts = &reader->mapping->tables[i].facts;
        for (size_t k = 0; k < facts->count; k++) {
            if (facts->items[k].fact != index) continue;
            diagnostic_other(reader->diagnostics,
                             fault_named(reader, name, "the fact ", " is given twice"),
                             facts->items[k].span, "first here");
            return;
        }
    }
    if (fact->of_person && level == LEVEL_HOUSEHOLDS && !item.constant)
        hint(reader, fault_named(reader, name, "", " is a fact of persons"),
             "write it under [persons]");
    item.fact = index;
    item.factor = number_whole(1);
    if (item.constant && fact->kind == IMPORT_MONEY) item.factor = number_whole(100);
    if (!item.constant) take_source(reader, &item, fact, source);
    check_fact(reader, &item, fact, name);
    *vec_push(reader->diagnostics->arena, &table->facts) = item;
}

// --- settings ---

// What is said twice is told, and the second taken.
static void mark(Reader *reader, bool *said, Str name)
{
    if (*said) (void)fault_named(reader, name, "", " is given twice");
    *said = true;
}

static void take_survey_setting(Reader *reader, Str name, Str value)
{
    static const char *const names[SURVEY_SETTINGS] = {"name", "date", "encoding", "faulty"};
    Mapping *mapping = reader->mapping;
    for (size_t i = 0; i < SURVEY_SETTINGS; i++) {
        if (str_equals(name, names[i])) mark(reader, &reader->said[i], name);
    }
    if (str_equals(name, "name")) mapping->name = unquoted(value);
    else if (str_equals(name, "date")) {
        if (!date_parse(value, &mapping->date))
            (void)fault_named(reader, value, "there is no day ", "; write it as YYYY-MM-DD");
    } else if (str_equals(name, "encoding")) {
        mapping->gb18030 = str_equals(value, "gb18030");
        if (!mapping->gb18030 && !str_equals(value, "utf-8"))
            (void)fault_named(reader, value, "the encoding is utf-8 or gb18030, not ", "");
    } else if (str_equals(name, "faulty")) {
        mapping->exclude_faulty = str_equals(value, "exclude");
        if (!mapping->exclude_faulty && !str_equals(value, "refuse"))
            (void)fault_named(reader, value, "faulty is refuse or exclude, not ", "");
    } else {
        hint(reader, fault_named(reader, name, "[survey] has no line ", ""),
             "its lines are name, date, encoding and faulty");
    }
}

static MappingItem *find_setting(Reader *reader, Str name)
{
    Mapping *mapping = reader->mapping;
    const SurveyLevel level = reader->section == SECTION_PERSONS ? LEVEL_PERSONS : LEVEL_HOUSEHOLDS;
    if (str_equals(name, "household")) return &mapping->tables[level].household;
    if (str_equals(name, "person") && level == LEVEL_PERSONS) return &mapping->tables[level].person;
    if (str_equals(name, "size") && level == LEVEL_HOUSEHOLDS) return &mapping->size;
    if (str_equals(name, "weight")) {
        mapping->weight_level = level;
        return &mapping->weight;
    }
    if (str_equals(name, "region")) {
        mapping->region_level = level;
        return &mapping->region;
    }
    return NULL;
}

static bool is_region(Str code)
{
    for (size_t i = 0; i < code.size; i++) {
        if (code.data[i] < '0' || code.data[i] > '9') return false;
    }
    return code.size == 6;
}

// Codes of regions that do not stand for six digits are told once, not in every row.
static void check_regions(Reader *reader, const MappingItem *item)
{
    for (size_t i = 0; i < item->codes.count; i++) {
        const MappingCode *code = &item->codes.items[i];
        if (code->meaning == CODE_VALUE && !is_region(code->value))
            diagnose(reader->diagnostics, "mapping", code->span,
                     "\"" STR_FORMAT "\" stands for \"" STR_FORMAT
                     "\", which should be a code of six digits",
                     STR_ARGS(code->text), STR_ARGS(code->value));
    }
}

// What may be the same for all, and how it is written.
static void check_constant(Reader *reader, Str name, const MappingItem *item)
{
    Number value;
    const char *expected = NULL;
    if (str_equals(name, "household") || str_equals(name, "person"))
        expected = "a column of its own: write = and the column";
    else if (str_equals(name, "region")) {
        if (!is_region(item->value)) expected = "a code of six digits";
    } else if (!mapping_number(item->value, &value) || value.num <= 0 ||
               number_compare(value, number_whole(MILLION)) > 0)
        expected = "a number above zero";
    if (expected == NULL) return;
    diagnose(reader->diagnostics, "mapping", item->value_span, "\"" STR_FORMAT "\" should be %s",
             STR_ARGS(item->value), expected);
}

// Ids are compared as they stand; weights and sizes may have codes of missing values, no others.
static void check_codes(Reader *reader, Str name, const MappingItem *item)
{
    const bool id = str_equals(name, "household") || str_equals(name, "person");
    if (str_equals(name, "region")) {
        check_regions(reader, item);
        return;
    }
    if (item->has_other)
        (void)fault_named(reader, item->other.value, "", " cannot stand for other codes here");
    for (size_t i = 0; i < item->codes.count; i++) {
        const MappingCode *code = &item->codes.items[i];
        if (!id && code->meaning == CODE_MISSING) continue;
        diagnose(reader->diagnostics, "mapping", code->span,
                 "the code \"" STR_FORMAT "\" means nothing here: %s", STR_ARGS(code->text),
                 id ? "ids are compared as they stand" : "numbers are taken as they stand");
    }
}

static void take_setting(Reader *reader, Str name, MappingItem item, Str source)
{
    if (reader->section == SECTION_SURVEY) {
        take_survey_setting(reader, name, item.constant ? item.value : str_trim(source));
        return;
    }
    if (str_equals(name, "file")) {
        const bool persons = reader->section == SECTION_PERSONS;
        MappingTable *table = &reader->mapping->tables[persons];
        mark(reader, &reader->file_said[persons], name);
        table->file = unquoted(str_trim(source));
        table->file_span = span_of(reader, str_trim(source));
        return;
    }
    MappingItem *target = find_setting(reader, name);
    if (target == NULL) {
        hint(reader, fault_named(reader, name, "there is no line ", " in this section"),
             "facts begin with the word fact; [persons] knows file, household, person, weight, "
             "region; [households] file, household, weight, region, size");
        return;
    }
    if (target->given) {
        diagnostic_other(reader->diagnostics, fault_named(reader, name, "", " is given twice"),
                         target->span, "first here");
        return;
    }
    item.factor = number_whole(1);
    if (!item.constant) take_source(reader, &item, NULL, source);
    else check_constant(reader, name, &item);
    check_codes(reader, name, &item);
    if (item.columns.count > 1) (void)fault_named(reader, name, "one column is enough for ", "");
    *target = item;
}

// --- lines ---

static void take_section(Reader *reader, Str line)
{
    static const char *const names[] = {[SECTION_SURVEY] = "[survey]",
                                        [SECTION_HOUSEHOLDS] = "[households]",
                                        [SECTION_PERSONS] = "[persons]"};
    for (size_t i = SECTION_SURVEY; i <= SECTION_PERSONS; i++) {
        if (!str_equals(line, names[i])) continue;
        reader->section = (Section)i;
        if (i == SECTION_SURVEY) return;
        MappingTable *table = &reader->mapping->tables[i == SECTION_PERSONS];
        table->given = true;
        table->span = span_of(reader, line);
        return;
    }
    hint(reader, fault_named(reader, line, "there is no section ", ""),
         "sections are [survey], [households] and [persons]");
}

static void take_line(Reader *reader, Str line)
{
    if (line.data[0] == '[') {
        take_section(reader, line);
        return;
    }
    if (reader->section == SECTION_NONE) {
        hint(reader, fault(reader, line, "this line stands before any section"),
             "begin with a line [survey]");
        return;
    }
    Str rest = line;
    Str name = next_word(&rest);
    const bool fact = str_equals(name, "fact");
    if (fact) name = next_word(&rest);
    rest = str_trim(rest);
    MappingItem item = {.given = true, .span = span_of(reader, name)};
    item.constant = str_starts(rest, STR("is "));
    if (item.constant) {
        item.value = unquoted(str_trim(str_slice(rest, 3, rest.size)));
        item.value_span = span_of(reader, item.value);
    } else if (!str_starts(rest, STR("="))) {
        hint(reader, fault(reader, line, "there is neither = nor is after the name"),
             "as in: fact wage = wage_2023 ; yuan per year");
        return;
    }
    const Str source = item.constant ? rest : str_slice(rest, 1, rest.size);
    if (fact && reader->section == SECTION_SURVEY)
        (void)fault(reader, line, "facts stand under [households] or [persons]");
    else if (fact) take_fact(reader, name, item, source);
    else take_setting(reader, name, item, source);
}

// Without its comment: a # at the start or after a blank, outside quotation marks.
static Str without_comment(Str line)
{
    bool quoted = false;
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] == '"') quoted = !quoted;
        const bool apart = i == 0 || line.data[i - 1] == ' ' || line.data[i - 1] == '\t';
        if (!quoted && apart && line.data[i] == '#') return str_trim(str_slice(line, 0, i));
    }
    return str_trim(line);
}

static void check_whole(Reader *reader)
{
    const Mapping *mapping = reader->mapping;
    const MappingTable *households = &mapping->tables[LEVEL_HOUSEHOLDS];
    const MappingTable *persons = &mapping->tables[LEVEL_PERSONS];
    const Str nowhere = {0};
    if (!households->given && !persons->given)
        hint(reader, fault(reader, nowhere, "the mapping describes no table"),
             "add a section [persons] or [households]");
    if (!reader->said[SETTING_DATE])
        hint(reader, fault(reader, nowhere, "the day of the survey is not said"),
             "add under [survey]: date = 2023-12-31");
    if (!mapping->weight.given)
        hint(reader, fault(reader, nowhere, "no weight is named"),
             "add: weight = COLUMN, or weight is 1 if every household counts the same");
    if (!mapping->region.given)
        hint(reader, fault(reader, nowhere, "no region is named"),
             "add: region = COLUMN, or for all: region is 510107");
    if (persons->given && !persons->household.given)
        hint(reader,
             fault(reader, nowhere, "[persons] does not say which column is the household's id"),
             "add: household = COLUMN");
    if (persons->given && households->given && !households->household.given)
        hint(reader, fault(reader, nowhere, "[households] does not say which column is its id"),
             "add: household = COLUMN");
    if (households->given && !persons->given && !mapping->size.given)
        hint(reader, fault(reader, nowhere, "nothing says how many members a household has"),
             "add under [households]: size = COLUMN, or a section [persons]");
    if (persons->given && mapping->size.given)
        (void)fault(reader, nowhere, "size is for households without a table of persons");
}

bool mapping_parse(Diagnostics *diagnostics, uint32_t file, const ImportFacts *facts,
                   Mapping *mapping)
{
    *mapping = (Mapping){.date = DATE_FIRST};
    const size_t errors_before = diagnostics->error_count;
    Reader reader = {.diagnostics = diagnostics,
                     .facts = facts,
                     .mapping = mapping,
                     .text = diagnostics->sources->files.items[file].text,
                     .file = file,
                     .whole = {.file = file}};
    Str rest = reader.text;
    while (rest.size > 0) {
        const char *end = memchr(rest.data, '\n', rest.size);
        const size_t size = end == NULL ? rest.size : (size_t)(end - rest.data);
        const Str line = without_comment(str_slice(rest, 0, size));
        rest = str_slice(rest, end == NULL ? size : size + 1, rest.size);
        if (line.size > 0) take_line(&reader, line);
    }
    check_whole(&reader);
    return diagnostics->error_count == errors_before;
}
