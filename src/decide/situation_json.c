#include "decide/situation_json.h"

#include "base/date_fault.h"
#include "base/identity.h"
#include "base/panic.h"
#include "base/text.h"
#include "compile/constants.h"
#include "compile/nearest.h"
#include "decide/case_faults.h"
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

static bool wrong_kind(Reader *reader, const JsonValue *value, const char *expected)
{
    diagnose(reader->diagnostics, "case-type", value->span, "%s was expected here, not %s",
             expected, json_kind_name(value->kind));
    return false;
}

// Gives a hint to the fault that was just reported.
static void hint_last(Reader *reader, const char *hint)
{
    Diagnostics *all = reader->diagnostics;
    diagnostic_hint(all, &all->list.items[all->list.count - 1], "%s", hint);
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
    const Choice *choice = &reader->program->choices.items[type.choice];
    if (value->kind != JSON_STRING) {
        Diagnostic *fault = diagnose(reader->diagnostics, "case-type", value->span,
                                     "a value of " STR_FORMAT " was expected here, not %s",
                                     STR_ARGS(choice->name), json_kind_name(value->kind));
        nearest_hint_choice(reader->diagnostics, fault, choice, (Str){0});
        return false;
    }
    const uint32_t index = program_find_choice_value(choice, value->text);
    if (index != NONE) return read_set(cell, index);
    Diagnostic *fault = diagnose(reader->diagnostics, "choice-value", value->span,
                                 "\"" STR_FORMAT "\" is not a value of " STR_FORMAT,
                                 STR_ARGS(value->text), STR_ARGS(choice->name));
    nearest_hint_choice(reader->diagnostics, fault, choice, value->text);
    return false;
}

static void refuse_member(Reader *reader, Span span, Str id)
{
    Diagnostic *fault = diagnose(reader->diagnostics, "unknown-member", span,
                                 "the case has no member \"" STR_FORMAT "\"", STR_ARGS(id));
    Text ids = text_start(reader->arena);
    for (uint32_t i = 0; i < reader->situation->member_count; i++)
        text_print(&ids, "%s" STR_FORMAT, i > 0 ? ", " : "",
                   STR_ARGS(reader->situation->member_ids[i]));
    diagnostic_hint(reader->diagnostics, fault, "its members are " STR_FORMAT,
                    STR_ARGS(text_str(&ids)));
}

static bool read_member_name(Reader *reader, const JsonValue *value, FactCell *cell)
{
    if (value->kind != JSON_STRING) return wrong_kind(reader, value, "a member's id");
    const uint32_t member = situation_member(reader->situation, value->text);
    if (member != NONE) return read_set(cell, member);
    refuse_member(reader, value->span, value->text);
    return false;
}

static bool read_date(Reader *reader, const JsonValue *value, Date *date)
{
    if (value->kind != JSON_STRING) return wrong_kind(reader, value, "a date in quotation marks");
    if (date_parse(value->text, date)) return true;
    diagnose_day(reader->diagnostics, value->span, value->text);
    return false;
}

static bool read_number(Reader *reader, const JsonValue *value, Type type, FactCell *cell)
{
    if (value->kind != JSON_NUMBER && value->kind != JSON_STRING)
        return wrong_kind(reader, value, "a number");
    Number number = {0};
    const char *expected = constant_from_text(reader->program, value->text, type, &number);
    if (expected != NULL || (type_is_whole(type) && number.den != 1)) {
        case_refuse_number(reader->program, reader->diagnostics, value, type, expected);
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
        case_refuse_region(reader->program, reader->diagnostics, value, "there is no region",
                           false);
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
        if (value->kind != JSON_TRUE && value->kind != JSON_FALSE) {
            (void)wrong_kind(reader, value, "true or false");
            hint_last(reader, value->kind == JSON_STRING
                                  ? "write true or false, without quotation marks"
                                  : "write true or false");
            return false;
        }
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
    invariant(use != NULL);
    Text missing = text_start(reader->arena);
    for (size_t i = 0; i < fact->needs_count; i++) {
        const Str need = fact->needs[i].text;
        const Str *part = discretion_part(use, need);
        if (part == NULL) part = &use->evidence; // a document: named as evidence
        if (str_trim(*part).size > 0) continue;
        text_print(&missing, "%s" STR_FORMAT, missing.size > 0 ? ", " : "", STR_ARGS(need));
    }
    if (missing.size == 0) return;
    Diagnostic *fault = diagnose(reader->diagnostics, "discretion", span,
                                 "\"" STR_FORMAT "\" may be decided only with " STR_FORMAT,
                                 STR_ARGS(fact->name), STR_ARGS(text_str(&missing)));
    diagnostic_hint(reader->diagnostics, fault,
                    "write { \"value\": …, \"reason\": \"…\", \"evidence\": \"…\", "
                    "\"signature\": \"…\", \"second_signature\": \"…\" }");
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
    // In the order of facts and of whom they are, however they were listed.
    DiscretionUseVec *uses = &reader->discretions;
    (void)vec_push(reader->arena, uses);
    size_t at = uses->count - 1;
    for (;
         at > 0 && (uses->items[at - 1].fact > index ||
                    (uses->items[at - 1].fact == index && uses->items[at - 1].instance > instance));
         at--)
        uses->items[at] = uses->items[at - 1];
    uses->items[at] = use;
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
        diagnose(
            reader->diagnostics, "duplicate", list->span,
            "the \"" STR_FORMAT "\" of this " STR_FORMAT " are told twice",
            STR_ARGS(reader->program->entities.items[record].plural),
            STR_ARGS(reader->program->entities.items[reader->program->entities.items[record].owner]
                         .name));
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
        case_hint_key(program, reader->diagnostics, fault, member->key, entity);
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

// How many rows of each record there are, and the list in which they pass the limit.
typedef struct RowCounts {
    uint32_t *rows; // [entity]
    Span *beyond;   // [entity]
} RowCounts;

// Counts the rows of every record below an object, so that tables have their size before they are
// filled.
static void count_rows(const Program *program, const JsonValue *object, uint32_t entity,
                       RowCounts *counts)
{
    if (object->kind != JSON_OBJECT) return;
    for (size_t i = 0; i < object->count; i++) {
        const uint32_t record = find_record(program, object->members[i].key, entity);
        const JsonValue *list = object->members[i].value;
        if (record == NONE || list->kind != JSON_ARRAY) continue;
        for (size_t j = 0; j < list->count; j++) {
            if (list->items[j]->kind != JSON_OBJECT) continue;
            if (++counts->rows[record] == RECORD_ROWS_MAX + 1) counts->beyond[record] = list->span;
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
    Diagnostic *fault =
        diagnose(reader->diagnostics, "unknown-key", member->key_span,
                 "no rule asks past months for \"" STR_FORMAT "\"", STR_ARGS(member->key));
    case_hint_column(reader->program, reader->diagnostics, fault, member->key);
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
            hint_last(reader, person ? "write it in \"facts\" of the month"
                                     : "write it in the month's \"members\": { \"ID\": { … } }");
            continue;
        }
        (void)read_value(reader, member->value, of->type,
                         situation_history_cell(reader->situation, month, column, instance));
    }
}

static void read_month_members(Reader *reader, const JsonValue *members, size_t month)
{
    if (members->kind != JSON_OBJECT) {
        (void)wrong_kind(reader, members, "an object");
        hint_last(reader, "write { \"ID\": { … } }");
        return;
    }
    for (size_t m = 0; m < members->count; m++) {
        const JsonMember *one = &members->members[m];
        const uint32_t person = situation_member(reader->situation, one->key);
        if (person == NONE) refuse_member(reader, one->key_span, one->key);
        else read_month_values(reader, one->value, month, true, person);
    }
}

static void read_month(Reader *reader, const JsonValue *entry, size_t month)
{
    for (size_t i = 0; i < entry->count; i++) {
        const JsonMember *member = &entry->members[i];
        if (str_equals(member->key, "month")) continue;
        if (str_equals(member->key, "facts")) {
            read_month_values(reader, member->value, month, false, 0);
        } else if (str_equals(member->key, "members")) {
            read_month_members(reader, member->value, month);
        } else {
            Diagnostic *fault =
                diagnose(reader->diagnostics, "unknown-key", member->key_span,
                         "a month of history has \"month\", \"facts\" and \"members\"");
            Nearest near = nearest_start(member->key);
            nearest_offer(&near, STR("facts"), (Labels){0});
            nearest_offer(&near, STR("members"), (Labels){0});
            (void)nearest_hint(reader->diagnostics, fault, &near);
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
        if (month.day > reader->situation->date.day) {
            diagnose(reader->diagnostics, "date", list->items[i]->span,
                     "this month comes after the day of the decision");
            continue;
        }
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

static uint32_t read_region(Reader *reader, const JsonValue *root)
{
    const JsonValue *value = json_get(root, "region");
    if (value == NULL) {
        bool regional = false;
        for (size_t i = 0; i < reader->program->documents.count; i++)
            regional = regional || reader->program->documents.items[i].place != NONE;
        if (regional && !case_has_near_key(root, "region"))
            diagnose(reader->diagnostics, "missing-key", root->span,
                     "the case does not say its region: add \"region\": \"CODE\"");
        return NONE;
    }
    if (value->kind != JSON_STRING) {
        (void)wrong_kind(reader, value, "a region's code in quotation marks");
        return NONE;
    }
    const uint32_t region = program_find_region(reader->program, value->text);
    if (region == NONE)
        case_refuse_region(reader->program, reader->diagnostics, value, "there is no region", true);
    else if (!program_speaks_for(reader->program, region))
        case_refuse_region(reader->program, reader->diagnostics, value,
                           "no document of this law speaks for region", true);
    return region;
}

static Date read_case_date(Reader *reader, const JsonValue *root, const CaseFileOptions *options)
{
    Date date = {0};
    const JsonValue *value = json_get(root, "date");
    if (value != NULL && read_date(reader, value, &date)) {
        if (!options->dated && date.day < reader->program->first_day.day) {
            Diagnostic *fault =
                diagnose(reader->diagnostics, "date", value->span,
                         "none of this law was in force on this day: it begins on " STR_FORMAT,
                         STR_ARGS(date_print(reader->arena, reader->program->first_day)));
            diagnostic_hint(reader->diagnostics, fault, "give a later day, here or with --date");
        }
    } else if (value != NULL) {
        return date; // told already
    } else if (!options->dated && !case_has_near_key(root, "date"))
        diagnose(reader->diagnostics, "missing-key", root->span,
                 "the case does not say its date: add \"date\": \"YYYY-MM-DD\"");
    return options->dated ? options->date : date;
}

static size_t read_ids(Reader *reader, const JsonValue *members, Str *ids)
{
    Span *places = ARENA_ARRAY(reader->arena, Span, members->count);
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
        size_t same = 0;
        while (same < count && !str_equal(ids[same], id->text)) same++;
        if (same < count) {
            Diagnostic *fault =
                diagnose(reader->diagnostics, "duplicate", id->span,
                         "there are two members \"" STR_FORMAT "\"", STR_ARGS(id->text));
            diagnostic_other(reader->diagnostics, fault, places[same], "the first is here");
            diagnostic_hint(reader->diagnostics, fault, "give each member an id of their own");
            continue;
        }
        places[count] = id->span;
        ids[count++] = id->text;
    }
    return count;
}

// Without members nothing else is read: what is probably meant for them is told here.
static void hint_misspelt(Reader *reader, const JsonValue *root)
{
    for (size_t i = 0; i < root->count; i++) {
        const JsonMember *member = &root->members[i];
        Nearest near = nearest_start(member->key);
        nearest_offer(&near, STR("members"), (Labels){0});
        if (near.by_name.nearest.size == 0) continue;
        Diagnostic *fault =
            diagnose(reader->diagnostics, "unknown-key", member->key_span,
                     "\"" STR_FORMAT "\" is not a key of a case", STR_ARGS(member->key));
        (void)nearest_hint(reader->diagnostics, fault, &near);
    }
}

static const JsonValue *find_members(Reader *reader, const JsonValue *root)
{
    const JsonValue *members = json_get(root, "members");
    if (members != NULL && members->kind != JSON_ARRAY) {
        (void)wrong_kind(reader, members, "a list of at least one person");
        hint_last(reader, "write \"members\": [ { \"id\": \"…\" } ]");
        return NULL;
    }
    if (members == NULL || members->count == 0) {
        if (members == NULL && case_has_near_key(root, "members")) {
            hint_misspelt(reader, root);
            return NULL;
        }
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

static bool check_row_counts(Reader *reader, const RowCounts *counts)
{
    for (size_t i = 0; i < reader->program->entities.count; i++) {
        if (counts->rows[i] <= RECORD_ROWS_MAX) continue;
        diagnose(reader->diagnostics, "limit", counts->beyond[i],
                 "a case has at most %d " STR_FORMAT, RECORD_ROWS_MAX,
                 STR_ARGS(reader->program->entities.items[i].plural));
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
    read_object(reader, root, HOUSEHOLD, 0, case_top_keys);
    const JsonValue *facts = json_get(root, "facts");
    if (facts != NULL && facts->kind == JSON_OBJECT) read_object(reader, facts, HOUSEHOLD, 0, NULL);
    else if (facts != NULL) (void)wrong_kind(reader, facts, "an object");
    // In the order of their ids, so that rows are numbered alike however members are listed.
    for (uint32_t person = 0; person < reader->situation->member_count; person++) {
        for (size_t i = 0; i < members->count; i++) {
            if (!is_member(reader, members->items[i], person)) continue;
            read_object(reader, members->items[i], PERSON, person, member_keys);
            break; // a second one of the same id has been refused
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
    const Str told = fact->type.kind == TYPE_DATE ? date_print(reader->arena, identity.born)
                     : identity.female            ? STR("female")
                                                  : STR("male");
    diagnostic_hint(reader->diagnostics, fault,
                    "the number says " STR_FORMAT "; compare both with the card", STR_ARGS(told));
}

static void check_range(Reader *reader, Run *run, uint32_t index, uint32_t instance)
{
    Breach breach;
    if (!run_fact_breach(run, index, instance, &breach)) return;
    const Fact *fact = &reader->program->facts.items[index];
    Diagnostic *fault =
        diagnose(reader->diagnostics, "range", reader->situation->cells[index][instance].span,
                 "\"" STR_FORMAT "\" must not be %s " STR_FORMAT, STR_ARGS(fact->name),
                 fact->type.kind == TYPE_DATE ? (breach.low ? "before" : "after")
                 : breach.low                 ? "below"
                                              : "above",
                 STR_ARGS(value_text(reader->arena, reader->situation, &breach.limit, fact->type)));
    diagnostic_hint(reader->diagnostics, fault,
                    "`doudi show " STR_FORMAT "` tells where the limit is set",
                    STR_ARGS(fact->name));
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
    // Without a day or a place, limits that depend on them would be those of another.
    const bool framed = diagnostics->error_count == faults;
    const JsonValue *members = find_members(&reader, root);
    if (members == NULL) return NULL;
    Str *ids = ARENA_ARRAY(request, Str, members->count);
    const size_t member_count = read_ids(&reader, members, ids);
    RowCounts counts = {.rows = ARENA_ARRAY(request, uint32_t, program->entities.count),
                        .beyond = ARENA_ARRAY(request, Span, program->entities.count)};
    count_rows(program, root, HOUSEHOLD, &counts);
    const JsonValue *facts = json_get(root, "facts");
    if (facts != NULL) count_rows(program, facts, HOUSEHOLD, &counts);
    for (size_t i = 0; i < members->count; i++)
        count_rows(program, members->items[i], PERSON, &counts);
    if (!check_row_counts(&reader, &counts)) return NULL;
    const SituationOutline outline = {.date = date,
                                      .region = region,
                                      .member_ids = ids,
                                      .member_count = (uint32_t)member_count,
                                      .row_counts = counts.rows};
    reader.situation = situation_create(program, &outline, request);
    if (member_count > 0)
        reader.situation->first_listed = situation_member(reader.situation, ids[0]);
    read_household(&reader, root, members);
    reader.situation->discretions = reader.discretions.items;
    reader.situation->discretion_count = reader.discretions.count;
    if (framed) check_values(&reader);
    return diagnostics->error_count == faults ? reader.situation : NULL;
}
