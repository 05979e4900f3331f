#include "decide/situation_json.h"

#include "base/identity.h"
#include "base/panic.h"
#include "base/suggest.h"
#include "base/text.h"
#include "compile/constants.h"
#include "decide/interpret/run.h"
#include "decide/value_text.h"

typedef VEC(DiscretionUse) DiscretionUseVec;

typedef struct Reader {
    const Program *program;
    Diagnostics *diagnostics;
    Arena *arena;
    Situation *situation;
    uint32_t *filled; // [entity]: rows of each record read so far
    DiscretionUseVec discretions;
} Reader;

// --- messages ---

static void hint_names(Reader *reader, Diagnostic *fault, Str wanted, uint32_t entity)
{
    const Program *program = reader->program;
    Suggestion near = suggestion_start(wanted);
    for (size_t i = 0; i < program->facts.count; i++) {
        if (program->facts.items[i].entity == entity)
            suggestion_offer(&near, program->facts.items[i].name);
    }
    for (size_t i = 0; i < program->entities.count; i++) {
        if (program->entities.items[i].owner == entity)
            suggestion_offer(&near, program->entities.items[i].plural);
    }
    if (near.nearest.size > 0 && near.steps > 0) {
        diagnostic_hint(reader->diagnostics, fault, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
        return;
    }
    const uint32_t found = program_find(program, wanted);
    if (found == NONE) {
        diagnostic_hint(reader->diagnostics, fault,
                        "`doudi schema` lists the facts that this law knows");
    } else if (program->names.items[found].kind == SYM_FACT) {
        const uint32_t owner = program->facts.items[program->names.items[found].index].entity;
        diagnostic_hint(reader->diagnostics, fault, "it is a fact of a " STR_FORMAT,
                        STR_ARGS(program->entities.items[owner].name));
    } else {
        diagnostic_hint(reader->diagnostics, fault,
                        "the law works it out by itself; give the facts it is made from");
    }
}

static bool wrong_kind(Reader *reader, const JsonValue *value, const char *expected)
{
    diagnose(reader->diagnostics, "case-type", value->span, "%s was expected here, not %s", expected,
             json_kind_name(value->kind));
    return false;
}

// --- single values ---

static bool read_set(FactCell *cell, uint32_t index)
{
    cell->given = GIVEN_VALUE;
    cell->value = value_bit(index);
    return true;
}

static bool read_choice(Reader *reader, const JsonValue *value, Type type, FactCell *cell)
{
    if (value->kind != JSON_STRING) return wrong_kind(reader, value, "a text");
    const Choice *choice = &reader->program->choices.items[type.choice];
    const uint32_t index = program_find_choice_value(choice, value->text);
    if (index != NONE) return read_set(cell, index);
    Diagnostic *fault =
        diagnose(reader->diagnostics, "choice-value", value->span,
                 "\"" STR_FORMAT "\" is not a value of " STR_FORMAT, STR_ARGS(value->text),
                 STR_ARGS(choice->name));
    Suggestion near = suggestion_start(value->text);
    Text all = text_start(reader->arena);
    for (size_t i = 0; i < choice->count; i++) {
        suggestion_offer(&near, choice->values[i].name);
        text_print(&all, "%s" STR_FORMAT, i > 0 ? ", " : "", STR_ARGS(choice->values[i].name));
    }
    if (near.nearest.size > 0)
        diagnostic_hint(reader->diagnostics, fault, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    else
        diagnostic_hint(reader->diagnostics, fault, "its values are " STR_FORMAT,
                        STR_ARGS(text_str(&all)));
    return false;
}

static bool read_member_name(Reader *reader, const JsonValue *value, FactCell *cell)
{
    if (value->kind != JSON_STRING) return wrong_kind(reader, value, "a member's id");
    const uint32_t member = situation_member(reader->situation, value->text);
    if (member != NONE) return read_set(cell, member);
    diagnose(reader->diagnostics, "unknown-member", value->span,
             "the case has no member \"" STR_FORMAT "\"", STR_ARGS(value->text));
    return false;
}

static bool read_date(Reader *reader, const JsonValue *value, Date *date)
{
    if (value->kind != JSON_STRING) return wrong_kind(reader, value, "a date in quotation marks");
    if (date_parse(value->text, date)) return true;
    Diagnostic *fault = diagnose(reader->diagnostics, "date", value->span,
                                 "there is no day \"" STR_FORMAT "\"", STR_ARGS(value->text));
    diagnostic_hint(reader->diagnostics, fault,
                    "write a day of the calendar between 1880 and 2200 as \"YYYY-MM-DD\"");
    return false;
}

static bool read_number(Reader *reader, const JsonValue *value, Type type, FactCell *cell)
{
    if (value->kind != JSON_NUMBER && value->kind != JSON_STRING)
        return wrong_kind(reader, value, "a number");
    Number number = {0};
    const char *expected = constant_from_text(reader->program, value->text, type, &number);
    if (expected == NULL && type_is_whole(type) && number.den != 1)
        expected = "an amount with no more decimals than the coins have";
    if (expected != NULL) {
        Diagnostic *fault =
            diagnose(reader->diagnostics, "case-type", value->span,
                     STR_FORMAT " stands where %s was expected",
                     STR_ARGS(source_text(reader->diagnostics->sources, value->span)), expected);
        if (type.dimensions[DIMENSION_MONEY] != 0)
            diagnostic_hint(reader->diagnostics, fault,
                            "amounts are in " STR_FORMAT ", as 1200 or \"1200.50\"",
                            STR_ARGS(reader->program->currency.name));
        return false;
    }
    cell->given = GIVEN_VALUE;
    cell->value = value_number(number);
    return true;
}

static bool read_place(Reader *reader, const JsonValue *value, FactCell *cell)
{
    if (value->kind != JSON_STRING && value->kind != JSON_NUMBER)
        return wrong_kind(reader, value, "the code of a region");
    const uint32_t region = program_find_region(reader->program, value->text);
    if (region == NONE) {
        diagnose(reader->diagnostics, "unknown-region", value->span,
                 "there is no region \"" STR_FORMAT "\"", STR_ARGS(value->text));
        return false;
    }
    cell->given = GIVEN_VALUE;
    cell->value = value_number(number_whole(region));
    return true;
}

static bool read_text(Reader *reader, const JsonValue *value, Type type, FactCell *cell)
{
    if (value->kind != JSON_STRING) return wrong_kind(reader, value, "a text");
    cell->given = GIVEN_VALUE;
    cell->text = value->text;
    if (type.kind != TYPE_IDENTITY) return true;
    Identity identity;
    const IdentityFault wrong = identity_parse(value->text, &identity);
    if (wrong == IDENTITY_SOUND) return true;
    Diagnostic *fault = diagnose(reader->diagnostics, "identity", value->span,
                                 "this is not an identity number: %s", identity_fault_text(wrong));
    diagnostic_hint(reader->diagnostics, fault, "compare it with the card");
    return false;
}

static bool read_value(Reader *reader, const JsonValue *value, Type type, FactCell *cell)
{
    cell->span = value->span;
    cell->placed = true;
    if (value->kind == JSON_NULL) {
        cell->given = GIVEN_NONE;
        return true;
    }
    Date date = {0};
    switch (type.kind) {
    case TYPE_YESNO:
        if (value->kind != JSON_TRUE && value->kind != JSON_FALSE)
            return wrong_kind(reader, value, "true or false");
        return read_set(cell, value->kind == JSON_TRUE);
    case TYPE_NUMBER: return read_number(reader, value, type, cell);
    case TYPE_DATE:
        if (!read_date(reader, value, &date)) return false;
        cell->given = GIVEN_VALUE;
        cell->value = value_number(number_whole(date.day));
        return true;
    case TYPE_CHOICE: return read_choice(reader, value, type, cell);
    case TYPE_PERSON: return read_member_name(reader, value, cell);
    case TYPE_PLACE: return read_place(reader, value, cell);
    case TYPE_TEXT:
    case TYPE_IDENTITY: return read_text(reader, value, type, cell);
    }
    panic_at(__FILE__, __LINE__, "every type is read");
}

// --- discretions ---

static Str *discretion_part(DiscretionUse *use, Str name)
{
    if (str_equals(name, "reason")) return &use->reason;
    if (str_equals(name, "evidence")) return &use->evidence;
    if (str_equals(name, "signature")) return &use->signature;
    if (str_equals(name, "second_signature")) return &use->second_signature;
    return NULL;
}

static void check_discretion_needs(Reader *reader, const Fact *fact, DiscretionUse *use, Span span)
{
    for (size_t i = 0; i < fact->needs_count; i++) {
        const Str need = fact->needs[i].text;
        const Str *part = discretion_part(use, need);
        if (part == NULL) part = &use->evidence; // a document: named as evidence
        if (str_trim(*part).size > 0) continue;
        Diagnostic *fault = diagnose(reader->diagnostics, "discretion", span,
                                     "\"" STR_FORMAT "\" may be decided only with " STR_FORMAT,
                                     STR_ARGS(fact->name), STR_ARGS(need));
        diagnostic_hint(reader->diagnostics, fault,
                        "write { \"value\": …, \"reason\": \"…\", \"evidence\": \"…\", "
                        "\"signature\": \"…\", \"second_signature\": \"…\" }");
    }
}

static void read_discretion(Reader *reader, uint32_t index, uint32_t instance,
                            const JsonValue *value, FactCell *cell)
{
    const Fact *fact = &reader->program->facts.items[index];
    DiscretionUse use = {.fact = index, .instance = instance};
    const JsonValue *decided = value;
    if (value->kind == JSON_OBJECT) {
        decided = json_get(value, "value");
        for (size_t i = 0; i < value->count; i++) {
            const JsonMember *member = &value->members[i];
            Str *part = discretion_part(&use, member->key);
            if (part != NULL && member->value->kind == JSON_STRING) *part = member->value->text;
            else if (part != NULL) (void)wrong_kind(reader, member->value, "a text");
            else if (!str_equals(member->key, "value"))
                diagnose(reader->diagnostics, "unknown-key", member->key_span,
                         "a discretion has \"value\", \"reason\", \"evidence\", \"signature\" and "
                         "\"second_signature\"");
        }
    }
    if (decided == NULL) {
        diagnose(reader->diagnostics, "discretion", value->span,
                 "this discretion does not say what was decided: \"value\" is missing");
        return;
    }
    if (!read_value(reader, decided, fact->type, cell) || cell->given != GIVEN_VALUE) return;
    check_discretion_needs(reader, fact, &use, value->span);
    *vec_push(reader->arena, &reader->discretions) = use;
}

// --- facts and rows ---

static void read_object(Reader *reader, const JsonValue *object, uint32_t entity, uint32_t instance,
                        const char *const *known_keys);

static uint32_t find_record(const Program *program, Str key, uint32_t owner)
{
    for (uint32_t i = 0; i < program->entities.count; i++) {
        const Entity *entity = &program->entities.items[i];
        if (entity->kind == ENTITY_RECORD && entity->owner == owner &&
            (str_equal(entity->plural, key) || str_equal(entity->name, key)))
            return i;
    }
    return NONE;
}

static void read_rows(Reader *reader, const JsonValue *list, uint32_t record, uint32_t owner)
{
    if (reader->situation->rows_known[record][owner]) {
        diagnose(reader->diagnostics, "duplicate", list->span,
                 "the \"" STR_FORMAT "\" of this " STR_FORMAT " are told twice",
                 STR_ARGS(reader->program->entities.items[record].plural),
                 STR_ARGS(reader->program->entities.items[reader->program->entities.items[record].owner].name));
        return;
    }
    reader->situation->rows_known[record][owner] = list->kind == JSON_ARRAY;
    if (list->kind == JSON_NULL) {
        reader->situation->rows_known[record][owner] = true; // not applicable: there are none
        return;
    }
    if (list->kind != JSON_ARRAY) {
        (void)wrong_kind(reader, list, "a list of objects");
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        const JsonValue *row = list->items[i];
        if (row->kind != JSON_OBJECT) {
            (void)wrong_kind(reader, row, "an object");
            continue;
        }
        const uint32_t index = reader->filled[record]++;
        reader->situation->row_owners[record][index] = owner;
        read_object(reader, row, record, index, NULL);
    }
}

// Whether a fact may be told among the household's: its own, the place's, or a unit's.
static bool is_told_with(const Program *program, const Fact *fact, uint32_t entity)
{
    if (fact->entity == entity) return true;
    const EntityKind kind = program->entities.items[fact->entity].kind;
    return entity == HOUSEHOLD && (kind == ENTITY_PLACE || kind == ENTITY_UNIT);
}

// The cell of a named fact that has not been told yet, or NULL: it is said why.
static FactCell *find_cell(Reader *reader, const JsonMember *member, uint32_t entity,
                           uint32_t instance, uint32_t *fact)
{
    const Program *program = reader->program;
    const uint32_t found = program_find(program, member->key);
    const bool fact_name = found != NONE && program->names.items[found].kind == SYM_FACT;
    const uint32_t index = fact_name ? program->names.items[found].index : NONE;
    if (!fact_name || !is_told_with(program, &program->facts.items[index], entity)) {
        Diagnostic *fault =
            diagnose(reader->diagnostics, "unknown-key", member->key_span,
                     "\"" STR_FORMAT "\" is not a fact of a " STR_FORMAT, STR_ARGS(member->key),
                     STR_ARGS(program->entities.items[entity].name));
        hint_names(reader, fault, member->key, entity);
        return NULL;
    }
    *fact = index;
    FactCell *cell = situation_cell(reader->situation, index, instance);
    if (cell->placed) {
        Diagnostic *fault = diagnose(reader->diagnostics, "duplicate", member->key_span,
                                     "\"" STR_FORMAT "\" is told twice", STR_ARGS(member->key));
        diagnostic_other(reader->diagnostics, fault, cell->span, "first told here");
        return NULL;
    }
    return cell;
}

static void read_fact(Reader *reader, const JsonMember *member, uint32_t entity, uint32_t instance)
{
    uint32_t index = 0;
    FactCell *cell = find_cell(reader, member, entity, instance, &index);
    if (cell == NULL) return;
    const Fact *fact = &reader->program->facts.items[index];
    if (fact->discretion) read_discretion(reader, index, instance, member->value, cell);
    else (void)read_value(reader, member->value, fact->type, cell);
}

// "unknown": ["in_prison"]: facts of which somebody knows that they are not known.
static void read_unknown(Reader *reader, const JsonMember *member, uint32_t entity,
                         uint32_t instance)
{
    if (member->value->kind != JSON_ARRAY) {
        (void)wrong_kind(reader, member->value, "a list of names of facts");
        return;
    }
    for (size_t i = 0; i < member->value->count; i++) {
        const JsonValue *name = member->value->items[i];
        if (name->kind != JSON_STRING) {
            (void)wrong_kind(reader, name, "the name of a fact");
            continue;
        }
        const JsonMember one = {.key = name->text, .key_span = name->span, .value = name};
        uint32_t fact = 0;
        FactCell *cell = find_cell(reader, &one, entity, instance, &fact);
        if (cell != NULL)
            *cell = (FactCell){.given = GIVEN_UNKNOWN, .span = name->span, .placed = true};
    }
}

static bool is_listed(const char *const *keys, Str key)
{
    for (size_t i = 0; keys != NULL && keys[i] != NULL; i++) {
        if (str_equals(key, keys[i])) return true;
    }
    return false;
}

// Every key of an object that is not one of `known_keys`: a fact, or the rows of a record.
static void read_object(Reader *reader, const JsonValue *object, uint32_t entity, uint32_t instance,
                        const char *const *known_keys)
{
    for (size_t i = 0; i < object->count; i++) {
        const JsonMember *member = &object->members[i];
        if (is_listed(known_keys, member->key)) continue;
        const uint32_t record = find_record(reader->program, member->key, entity);
        if (str_equals(member->key, "unknown")) read_unknown(reader, member, entity, instance);
        else if (record != NONE) read_rows(reader, member->value, record, instance);
        else read_fact(reader, member, entity, instance);
    }
}

// Counts the rows of every record below an object, so that tables have their size before they are
// filled.
static void count_rows(const Program *program, const JsonValue *object, uint32_t entity,
                       uint32_t *counts)
{
    if (object->kind != JSON_OBJECT) return;
    for (size_t i = 0; i < object->count; i++) {
        const uint32_t record = find_record(program, object->members[i].key, entity);
        const JsonValue *list = object->members[i].value;
        if (record == NONE || list->kind != JSON_ARRAY) continue;
        for (size_t j = 0; j < list->count; j++) {
            if (list->items[j]->kind != JSON_OBJECT) continue;
            counts[record]++;
            count_rows(program, list->items[j], record, counts);
        }
    }
}

// --- history ---

static bool find_column(Reader *reader, const JsonMember *member, uint32_t *column)
{
    for (uint32_t i = 0; i < reader->program->columns.count; i++) {
        if (str_equal(reader->program->columns.items[i].name, member->key)) {
            *column = i;
            return true;
        }
    }
    Diagnostic *fault = diagnose(reader->diagnostics, "unknown-key", member->key_span,
                                 "no rule asks past months for \"" STR_FORMAT "\"",
                                 STR_ARGS(member->key));
    Suggestion near = suggestion_start(member->key);
    for (size_t i = 0; i < reader->program->columns.count; i++)
        suggestion_offer(&near, reader->program->columns.items[i].name);
    if (near.nearest.size > 0)
        diagnostic_hint(reader->diagnostics, fault, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near.nearest));
    return false;
}

static void read_month_values(Reader *reader, const JsonValue *object, size_t month, bool person,
                              uint32_t instance)
{
    if (object->kind != JSON_OBJECT) {
        (void)wrong_kind(reader, object, "an object");
        return;
    }
    for (size_t i = 0; i < object->count; i++) {
        const JsonMember *member = &object->members[i];
        uint32_t column = 0;
        if (!find_column(reader, member, &column)) continue;
        const HistoryColumn *of = &reader->program->columns.items[column];
        if ((of->entity == PERSON) != person) {
            diagnose(reader->diagnostics, "unknown-key", member->key_span,
                     "\"" STR_FORMAT "\" is a value of a " STR_FORMAT, STR_ARGS(member->key),
                     STR_ARGS(reader->program->entities.items[of->entity].name));
            continue;
        }
        (void)read_value(reader, member->value, of->type,
                         situation_history_cell(reader->situation, month, column, instance));
    }
}

static void read_month(Reader *reader, const JsonValue *entry, size_t month)
{
    for (size_t i = 0; i < entry->count; i++) {
        const JsonMember *member = &entry->members[i];
        if (str_equals(member->key, "month")) continue;
        if (str_equals(member->key, "facts")) {
            read_month_values(reader, member->value, month, false, 0);
        } else if (str_equals(member->key, "members") && member->value->kind == JSON_OBJECT) {
            for (size_t m = 0; m < member->value->count; m++) {
                const JsonMember *one = &member->value->members[m];
                const uint32_t person = situation_member(reader->situation, one->key);
                if (person == NONE)
                    diagnose(reader->diagnostics, "unknown-member", one->key_span,
                             "the case has no member \"" STR_FORMAT "\"", STR_ARGS(one->key));
                else read_month_values(reader, one->value, month, true, person);
            }
        } else {
            diagnose(reader->diagnostics, "unknown-key", member->key_span,
                     "a month of history has \"month\", \"facts\" and \"members\"");
        }
    }
}

static bool month_of(Reader *reader, const JsonValue *entry, Date *month)
{
    if (entry->kind != JSON_OBJECT) return wrong_kind(reader, entry, "an object");
    const JsonValue *value = json_get(entry, "month");
    if (value == NULL || value->kind != JSON_STRING || !month_parse(value->text, month)) {
        diagnose(reader->diagnostics, "date", value != NULL ? value->span : entry->span,
                 "a month of history needs \"month\": \"YYYY-MM\"");
        return false;
    }
    return true;
}

static void read_history(Reader *reader, const JsonValue *list)
{
    if (list->kind != JSON_ARRAY) {
        (void)wrong_kind(reader, list, "a list of months");
        return;
    }
    if (list->count > HISTORY_MONTHS_MAX) {
        diagnose(reader->diagnostics, "limit", list->span, "a history has at most %d months",
                 HISTORY_MONTHS_MAX);
        return;
    }
    // In order of time, each month once.
    const JsonValue **entries = ARENA_ARRAY(reader->arena, const JsonValue *, list->count);
    Date *months = ARENA_ARRAY(reader->arena, Date, list->count);
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        Date month = {0};
        if (!month_of(reader, list->items[i], &month)) continue;
        size_t at = count;
        while (at > 0 && months[at - 1].day > month.day) at--;
        if (at > 0 && months[at - 1].day == month.day) {
            diagnose(reader->diagnostics, "duplicate", list->items[i]->span,
                     "this month stands twice in the history");
            continue;
        }
        for (size_t j = count; j > at; j--) {
            months[j] = months[j - 1];
            entries[j] = entries[j - 1];
        }
        months[at] = month;
        entries[at] = list->items[i];
        count++;
    }
    situation_make_months(reader->situation, count);
    for (size_t m = 0; m < count; m++) {
        reader->situation->months[m].month = months[m];
        read_month(reader, entries[m], m);
    }
}

// --- the household ---

static const char *const top_keys[] = {"region", "date",          "facts", "members",
                                       "history", "recorded_from", NULL};

// A region is decided on only where a document of the law speaks for it.
static bool has_document(const Program *program, uint32_t region)
{
    bool any = false;
    for (size_t i = 0; i < program->documents.count; i++) {
        const uint32_t place = program->documents.items[i].place;
        if (place == NONE) continue;
        any = true;
        if (program_lies_within(program, region, place)) return true;
    }
    return !any;
}

static void refuse_region(Reader *reader, const JsonValue *value, const char *problem)
{
    const Program *program = reader->program;
    Diagnostic *fault = diagnose(reader->diagnostics, "unknown-region", value->span, "%s \"%.*s\"",
                                 problem, STR_ARGS(value->text));
    Text places = text_start(reader->arena);
    for (size_t i = 0; i < program->documents.count; i++) {
        const uint32_t place = program->documents.items[i].place;
        if (place == NONE) continue;
        const Region *region = &program->regions.items[place];
        text_print(&places, "%s" STR_FORMAT " " STR_FORMAT, places.size > 0 ? ", " : "",
                   STR_ARGS(region->code),
                   STR_ARGS(region->labels.en.size > 0 ? region->labels.en : region->labels.zh));
    }
    if (places.size > 0)
        diagnostic_hint(reader->diagnostics, fault, "there are documents for " STR_FORMAT,
                        STR_ARGS(text_str(&places)));
}

static uint32_t read_region(Reader *reader, const JsonValue *root)
{
    const JsonValue *value = json_get(root, "region");
    if (value == NULL) {
        bool regional = false;
        for (size_t i = 0; i < reader->program->documents.count; i++)
            regional = regional || reader->program->documents.items[i].place != NONE;
        if (regional)
            diagnose(reader->diagnostics, "missing-key", root->span,
                     "the case does not say its region: add \"region\": \"CODE\"");
        return NONE;
    }
    if (value->kind != JSON_STRING) {
        (void)wrong_kind(reader, value, "a region's code in quotation marks");
        return NONE;
    }
    const uint32_t region = program_find_region(reader->program, value->text);
    if (region == NONE) refuse_region(reader, value, "there is no region");
    else if (!has_document(reader->program, region))
        refuse_region(reader, value, "no document of this law speaks for region");
    return region;
}

static Date read_case_date(Reader *reader, const JsonValue *root, const CaseFileOptions *options)
{
    Date date = {0};
    const JsonValue *value = json_get(root, "date");
    if (value != NULL && read_date(reader, value, &date)) {
        if (!options->dated && date.day < reader->program->first_day.day) {
            Diagnostic *fault = diagnose(reader->diagnostics, "date", value->span,
                                         "none of this law was in force on this day: it begins on " STR_FORMAT,
                                         STR_ARGS(date_print(reader->arena, reader->program->first_day)));
            diagnostic_hint(reader->diagnostics, fault, "give a later day, here or with --date");
        }
    } else if (value != NULL) {
        return date; // told already
    } else if (!options->dated)
        diagnose(reader->diagnostics, "missing-key", root->span,
                 "the case does not say its date: add \"date\": \"YYYY-MM-DD\"");
    return options->dated ? options->date : date;
}

static size_t read_ids(Reader *reader, const JsonValue *members, Str *ids)
{
    size_t count = 0;
    for (size_t i = 0; i < members->count; i++) {
        const JsonValue *member = members->items[i];
        if (member->kind != JSON_OBJECT) {
            (void)wrong_kind(reader, member, "an object");
            continue;
        }
        const JsonValue *id = json_get(member, "id");
        if (id == NULL || id->kind != JSON_STRING || id->text.size == 0) {
            diagnose(reader->diagnostics, "missing-key", id != NULL ? id->span : member->span,
                     "a member needs an \"id\": a short name that is theirs alone");
            continue;
        }
        if (id->text.size > NAME_SIZE_MAX) {
            diagnose(reader->diagnostics, "limit", id->span, "an id has at most %d bytes",
                     NAME_SIZE_MAX);
            continue;
        }
        if (!utf8_is_plain(id->text)) {
            diagnose(reader->diagnostics, "character", id->span,
                     "an id is made of characters that can be seen");
            continue;
        }
        for (size_t j = 0; j < count; j++) {
            if (str_equal(ids[j], id->text))
                diagnose(reader->diagnostics, "duplicate", id->span,
                         "there are two members \"" STR_FORMAT "\"", STR_ARGS(id->text));
        }
        ids[count++] = id->text;
    }
    return count;
}

static const JsonValue *find_members(Reader *reader, const JsonValue *root)
{
    const JsonValue *members = json_get(root, "members");
    if (members == NULL || members->kind != JSON_ARRAY || members->count == 0) {
        diagnose(reader->diagnostics, "missing-key", members != NULL ? members->span : root->span,
                 "the case needs \"members\": a list of at least one person");
        return NULL;
    }
    if (members->count > MEMBERS_MAX) {
        diagnose(reader->diagnostics, "limit", members->span,
                 "a household has at most %d members, but this one has %zu", MEMBERS_MAX,
                 members->count);
        return NULL;
    }
    return members;
}

static bool check_row_counts(Reader *reader, const JsonValue *root, const uint32_t *counts)
{
    for (size_t i = 0; i < reader->program->entities.count; i++) {
        if (counts[i] <= RECORD_ROWS_MAX) continue;
        diagnose(reader->diagnostics, "limit", root->span, "a case has at most %d " STR_FORMAT,
                 RECORD_ROWS_MAX, STR_ARGS(reader->program->entities.items[i].plural));
        return false;
    }
    return true;
}

static bool is_member(const Reader *reader, const JsonValue *member, uint32_t person)
{
    if (member->kind != JSON_OBJECT) return false;
    const JsonValue *id = json_get(member, "id");
    return id != NULL && id->kind == JSON_STRING &&
           str_equal(id->text, reader->situation->member_ids[person]);
}

static void read_household(Reader *reader, const JsonValue *root, const JsonValue *members)
{
    static const char *const member_keys[] = {"id", NULL};
    read_object(reader, root, HOUSEHOLD, 0, top_keys);
    const JsonValue *facts = json_get(root, "facts");
    if (facts != NULL && facts->kind == JSON_OBJECT)
        read_object(reader, facts, HOUSEHOLD, 0, NULL);
    else if (facts != NULL) (void)wrong_kind(reader, facts, "an object");
    // In the order of their ids, so that rows are numbered alike however members are listed.
    for (uint32_t person = 0; person < reader->situation->member_count; person++) {
        for (size_t i = 0; i < members->count; i++) {
            if (is_member(reader, members->items[i], person))
                read_object(reader, members->items[i], PERSON, person, member_keys);
        }
    }
    const JsonValue *recorded = json_get(root, "recorded_from");
    if (recorded != NULL) (void)read_date(reader, recorded, &reader->situation->recorded_from);
    const JsonValue *history = json_get(root, "history");
    if (history != NULL) read_history(reader, history);
}

// --- what can only be checked when all facts are there ---

static void check_identity(Reader *reader, const Fact *fact, uint32_t index, uint32_t instance)
{
    const FactCell *cell = &reader->situation->cells[index][instance];
    const FactCell *source = &reader->situation->cells[fact->read_from][instance];
    Identity identity;
    if (cell->given != GIVEN_VALUE || source->given != GIVEN_VALUE ||
        identity_parse(source->text, &identity) != IDENTITY_SOUND)
        return;
    bool same = true;
    if (fact->type.kind == TYPE_DATE) {
        same = cell->value.low.num == identity.born.day;
    } else {
        const Choice *choice = &reader->program->choices.items[fact->type.choice];
        const uint32_t told =
            program_find_choice_value(choice, identity.female ? STR("female") : STR("male"));
        same = cell->value.set == UINT64_C(1) << told;
    }
    if (same) return;
    Diagnostic *fault = diagnose(reader->diagnostics, "identity", cell->span,
                                 "\"" STR_FORMAT "\" does not agree with the identity number",
                                 STR_ARGS(fact->name));
    diagnostic_other(reader->diagnostics, fault, source->span, "the number is here");
}

static void check_range(Reader *reader, Run *run, uint32_t index, uint32_t instance)
{
    Breach breach;
    if (!run_fact_breach(run, index, instance, &breach)) return;
    const Fact *fact = &reader->program->facts.items[index];
    diagnose(reader->diagnostics, "range", reader->situation->cells[index][instance].span,
             "\"" STR_FORMAT "\" must not be %s " STR_FORMAT, STR_ARGS(fact->name),
             breach.low ? "below" : "above",
             STR_ARGS(value_text(reader->arena, reader->situation, &breach.limit, fact->type)));
}

// A number is one person's.
static void check_twice(Reader *reader, uint32_t index)
{
    const FactCell *cells = reader->situation->cells[index];
    const uint32_t count = reader->situation->member_count;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t j = 0; j < i; j++) {
            if (cells[i].given != GIVEN_VALUE || cells[j].given != GIVEN_VALUE ||
                !str_equal(cells[i].text, cells[j].text))
                continue;
            Diagnostic *fault = diagnose(reader->diagnostics, "identity", cells[i].span,
                                         "two members have the same identity number");
            diagnostic_other(reader->diagnostics, fault, cells[j].span, "the other is here");
        }
    }
}

static void check_values(Reader *reader)
{
    Run *run = run_create(reader->situation, (RunOptions){.known_on = DATE_LAST}, reader->arena);
    for (uint32_t f = 0; f < reader->program->facts.count; f++) {
        const Fact *fact = &reader->program->facts.items[f];
        const uint32_t count = situation_instances(reader->situation, fact->entity);
        for (uint32_t i = 0; i < count; i++) {
            check_range(reader, run, f, i);
            if (fact->read_from != NONE) check_identity(reader, fact, f, i);
        }
        if (fact->type.kind == TYPE_IDENTITY && fact->entity == PERSON) check_twice(reader, f);
    }
}

Situation *situation_from_json(const Program *program, const CaseFileOptions *options,
                               Diagnostics *diagnostics, uint32_t file, Arena *request)
{
    const size_t faults = diagnostics->error_count;
    const JsonValue *root = json_parse(diagnostics, file);
    if (root == NULL) return NULL;
    Reader reader = {.program = program,
                     .diagnostics = diagnostics,
                     .arena = request,
                     .filled = ARENA_ARRAY(request, uint32_t, program->entities.count)};
    if (root->kind != JSON_OBJECT) {
        (void)wrong_kind(&reader, root, "an object");
        return NULL;
    }
    const uint32_t region = read_region(&reader, root);
    const Date date = read_case_date(&reader, root, options);
    const JsonValue *members = find_members(&reader, root);
    if (members == NULL) return NULL;
    Str *ids = ARENA_ARRAY(request, Str, members->count);
    const size_t member_count = read_ids(&reader, members, ids);
    uint32_t *counts = ARENA_ARRAY(request, uint32_t, program->entities.count);
    count_rows(program, root, HOUSEHOLD, counts);
    const JsonValue *facts = json_get(root, "facts");
    if (facts != NULL) count_rows(program, facts, HOUSEHOLD, counts);
    for (size_t i = 0; i < members->count; i++)
        count_rows(program, members->items[i], PERSON, counts);
    if (!check_row_counts(&reader, root, counts)) return NULL;
    reader.situation = situation_create(program, request, date, region, ids,
                                        (uint32_t)member_count, counts);
    if (member_count > 0) reader.situation->first_listed = situation_member(reader.situation, ids[0]);
    read_household(&reader, root, members);
    reader.situation->discretions = reader.discretions.items;
    reader.situation->discretion_count = reader.discretions.count;
    if (diagnostics->error_count == faults) check_values(&reader);
    return diagnostics->error_count == faults ? reader.situation : NULL;
}
