#include "decide/case_faults.h"

#include <stdlib.h>

#include "base/number.h"
#include "base/text.h"
#include "compile/nearest.h"

const char *const case_top_keys[] = {"region",  "date",          "facts", "members",
                                     "history", "recorded_from", NULL};

// --- keys ---

// The record of this name, or NONE.
static uint32_t find_record(const Program *program, Str name)
{
    for (uint32_t i = 0; i < program->entities.count; i++) {
        const Entity *entity = &program->entities.items[i];
        if (entity->kind == ENTITY_RECORD &&
            (str_equal(entity->plural, name) || str_equal(entity->name, name)))
            return i;
    }
    return NONE;
}

static void list_facts(const Program *program, Diagnostics *diagnostics, Diagnostic *fault,
                       uint32_t entity)
{
    Text all = text_start(diagnostics->arena);
    for (size_t i = 0; i < program->facts.count; i++) {
        const Fact *fact = &program->facts.items[i];
        if (fact->entity == entity)
            text_print(&all, "%s" STR_FORMAT, all.size > 0 ? ", " : "", STR_ARGS(fact->name));
    }
    if (all.size > 0)
        diagnostic_hint(diagnostics, fault, "its facts are " STR_FORMAT, STR_ARGS(text_str(&all)));
}

static void offer_facts(const Program *program, Nearest *near, uint32_t entity)
{
    for (size_t i = 0; i < program->facts.count; i++) {
        const Fact *fact = &program->facts.items[i];
        if (fact->entity == entity) nearest_offer(near, fact->name, fact->labels);
    }
    for (size_t i = 0; i < program->entities.count; i++) {
        const Entity *one = &program->entities.items[i];
        if (one->owner == entity) nearest_offer(near, one->plural, one->labels);
    }
    for (size_t i = 0; entity == HOUSEHOLD && case_top_keys[i] != NULL; i++)
        nearest_offer(near, str_from(case_top_keys[i]), (Labels){0});
}

// Where the facts and rows of an entity are told.
static void hint_owner(const Program *program, Diagnostics *diagnostics, Diagnostic *fault,
                       const char *what, uint32_t owner)
{
    if (owner == PERSON)
        diagnostic_hint(diagnostics, fault, "%s of a person: tell it of a member", what);
    else if (owner == HOUSEHOLD)
        diagnostic_hint(diagnostics, fault, "%s of a household: tell it among \"facts\"", what);
    else
        diagnostic_hint(diagnostics, fault, "%s of a " STR_FORMAT, what,
                        STR_ARGS(program->entities.items[owner].name));
}

void case_hint_key(const Program *program, Diagnostics *diagnostics, Diagnostic *fault, Str wanted,
                   uint32_t entity)
{
    const uint32_t record = find_record(program, wanted);
    const uint32_t found = program_find(program, wanted);
    if (record != NONE && program->entities.items[record].owner != entity) {
        hint_owner(program, diagnostics, fault, "these are rows",
                   program->entities.items[record].owner);
        return;
    }
    if (found != NONE && program->names.items[found].kind == SYM_FACT) {
        hint_owner(program, diagnostics, fault, "it is a fact",
                   program->facts.items[program->names.items[found].index].entity);
        return;
    }
    if (found != NONE) {
        diagnostic_hint(diagnostics, fault,
                        "the law works it out by itself; give the facts it is made from");
        return;
    }
    Nearest near = nearest_start(wanted);
    offer_facts(program, &near, entity);
    if (nearest_hint(diagnostics, fault, &near)) return;
    if (program->entities.items[entity].kind == ENTITY_RECORD) {
        list_facts(program, diagnostics, fault, entity);
        return;
    }
    Nearest elsewhere = nearest_start(wanted);
    for (size_t i = 0; i < program->facts.count; i++)
        nearest_offer(&elsewhere, program->facts.items[i].name, program->facts.items[i].labels);
    const bool near_enough = elsewhere.by_name.steps <= 1 || elsewhere.labelled.size > 0;
    if (!near_enough || !nearest_hint(diagnostics, fault, &elsewhere))
        diagnostic_hint(diagnostics, fault, "`doudi schema` lists the facts that this law knows");
}

void case_hint_column(const Program *program, Diagnostics *diagnostics, Diagnostic *fault,
                      Str wanted)
{
    Nearest near = nearest_start(wanted);
    Text all = text_start(diagnostics->arena);
    for (size_t i = 0; i < program->columns.count; i++) {
        const HistoryColumn *column = &program->columns.items[i];
        const bool fact = column->kind == COLUMN_FACT;
        nearest_offer(&near, column->name,
                      fact ? program->facts.items[column->target].labels : (Labels){0});
        text_print(&all, "%s" STR_FORMAT, i > 0 ? ", " : "", STR_ARGS(column->name));
    }
    if (nearest_hint(diagnostics, fault, &near)) return;
    if (all.size == 0)
        diagnostic_hint(diagnostics, fault, "the rules of this law ask nothing of past months");
    else
        diagnostic_hint(diagnostics, fault, "they ask past months for " STR_FORMAT,
                        STR_ARGS(text_str(&all)));
}

bool case_has_near_key(const JsonValue *object, const char *key)
{
    for (size_t i = 0; i < object->count; i++) {
        Suggestion near = suggestion_start(object->members[i].key);
        suggestion_offer(&near, str_from(key));
        if (near.nearest.size > 0 && near.steps > 0) return true;
    }
    return false;
}

// --- numbers ---

static size_t count_chars(Str text, const char *chars)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        for (const char *c = chars; *c != '\0'; c++) count += text.data[i] == *c;
    }
    return count;
}

// What is wrong with a text that is nearly a number; NULL if it is something else.
static const char *number_slip(Str text)
{
    const size_t digits = count_chars(text, "0123456789");
    const size_t plain = digits + count_chars(text, ".-");
    if (digits == 0) return NULL;
    if (text.size == plain + count_chars(text, "eE+") && count_chars(text, "eE") == 1)
        return "write all digits of the number, without an exponent";
    if (text.size == plain + count_chars(text, ", '"))
        return "write a number without separators, as 3600.00";
    if (text.data[0] >= '0' && text.data[0] <= '9')
        return "write the number alone, without its unit";
    return NULL;
}

// Whether it is a number of more digits than any amount or count has.
static bool is_huge(Str text)
{
    const size_t digits = count_chars(text, "0123456789");
    Number number;
    return digits > 0 && digits + count_chars(text, ".-") == text.size &&
           !number_parse(text, &number);
}

void case_refuse_number(const Program *program, Diagnostics *diagnostics, const JsonValue *value,
                        Type type, const char *expected)
{
    const Str written = source_text(diagnostics->sources, value->span);
    const bool money = type.kind == TYPE_NUMBER && type.dimensions[DIMENSION_MONEY] != 0;
    if (expected != NULL && is_huge(value->text)) {
        Diagnostic *fault =
            diagnose(diagnostics, "range", value->span,
                     STR_FORMAT " has more digits than can be reckoned with", STR_ARGS(written));
        if (money)
            diagnostic_hint(diagnostics, fault, "an amount is at most 1,000,000,000 " STR_FORMAT,
                            STR_ARGS(program->currency.name));
        else diagnostic_hint(diagnostics, fault, "write at most 18 digits");
        return;
    }
    if (expected == NULL) {
        Diagnostic *fault =
            diagnose(diagnostics, "case-type", value->span, STR_FORMAT " has more than %u decimals",
                     STR_ARGS(written), program->currency.digits);
        diagnostic_hint(diagnostics, fault, "amounts are in " STR_FORMAT ", as 1200 or \"1200.50\"",
                        STR_ARGS(program->currency.name));
        return;
    }
    Diagnostic *fault =
        diagnose(diagnostics, "case-type", value->span, STR_FORMAT " stands where %s was expected",
                 STR_ARGS(written), expected);
    const char *slip = number_slip(value->text);
    if (slip != NULL && str_equals(str_from(expected), "a number"))
        diagnostic_hint(diagnostics, fault, "%s", slip);
    else if (money)
        diagnostic_hint(diagnostics, fault, "amounts are in " STR_FORMAT ", as 1200 or \"1200.50\"",
                        STR_ARGS(program->currency.name));
}

// --- regions ---

static int compare_codes(const void *left, const void *right)
{
    const Region *a = *(const Region *const *)left;
    const Region *b = *(const Region *const *)right;
    return str_compare(a->code, b->code);
}

// The regions that documents speak for, by their codes.
static Str places_with_documents(const Program *program, Arena *arena)
{
    const Region **regions = ARENA_ARRAY(arena, const Region *, program->documents.count);
    size_t count = 0;
    for (size_t i = 0; i < program->documents.count; i++) {
        const uint32_t place = program->documents.items[i].place;
        if (place != NONE) regions[count++] = &program->regions.items[place];
    }
    if (count > 1) qsort(regions, count, sizeof(const Region *), compare_codes);
    Text places = text_start(arena);
    for (size_t i = 0; i < count; i++) {
        const Region *region = regions[i];
        if (i > 0 && regions[i - 1] == region) continue;
        text_print(&places, "%s" STR_FORMAT " " STR_FORMAT, places.size > 0 ? ", " : "",
                   STR_ARGS(region->code),
                   STR_ARGS(region->labels.en.size > 0 ? region->labels.en : region->labels.zh));
    }
    return text_str(&places);
}

// How much of a text the names of a region and of those it lies in make up, in bytes; 0 if its own
// name is not in it.
static size_t named_bytes(const Program *program, const Region *region, Str text)
{
    const Str own = region->labels.zh;
    if (own.size == 0 || str_find(text, own) == SIZE_MAX) return 0;
    size_t bytes = own.size;
    for (uint32_t outer = region->parent; outer != NONE;
         outer = program->regions.items[outer].parent) {
        const Str name = program->regions.items[outer].labels.zh;
        if (name.size > 0 && str_find(text, name) != SIZE_MAX) bytes += name.size;
    }
    return bytes;
}

// The region whose code the text begins with, or which it names.
static const Region *near_region(const Program *program, Str wanted)
{
    const Region *best = NULL;
    size_t best_bytes = 0;
    for (size_t i = 0; i < program->regions.count; i++) {
        const Region *region = &program->regions.items[i];
        size_t bytes = named_bytes(program, region, wanted);
        if (region->code.size >= 6 && str_starts(wanted, region->code)) bytes = region->code.size;
        if (bytes <= best_bytes) continue;
        best = region;
        best_bytes = bytes;
    }
    return best;
}

void case_refuse_region(const Program *program, Diagnostics *diagnostics, const JsonValue *value,
                        const char *problem, bool listed)
{
    Diagnostic *fault = diagnose(diagnostics, "unknown-region", value->span,
                                 "%s \"" STR_FORMAT "\"", problem, STR_ARGS(value->text));
    const bool known = program_find_region(program, value->text) != NONE;
    const Region *near = known ? NULL : near_region(program, value->text);
    if (near != NULL) {
        diagnostic_hint(diagnostics, fault, "did you mean \"" STR_FORMAT "\" (" STR_FORMAT ")?",
                        STR_ARGS(near->code), STR_ARGS(near->labels.zh));
        return;
    }
    const Str places = listed ? places_with_documents(program, diagnostics->arena) : (Str){0};
    if (places.size > 0)
        diagnostic_hint(diagnostics, fault, "there are documents for " STR_FORMAT,
                        STR_ARGS(places));
    else diagnostic_hint(diagnostics, fault, "write the code of the region, as \"510100\"");
}
