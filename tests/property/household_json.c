// A household as a case file, in every way the format allows: amounts as texts or numbers, facts of
// the household within "facts" or beside it, members and keys in any order.

#include "base/json_writer.h"
#include "base/panic.h"
#include "decide/value_text.h"
#include "household.h"

typedef struct Writer {
    JsonWriter json;
    const Situation *situation;
    Random *random; // NULL: the plain order
    Arena *arena;
} Writer;

static void put_name(Writer *writer, Str name)
{
    json_string(&writer->json, name);
    text_add(writer->json.out, STR(": "));
    writer->json.after_key = true;
}

static Str number_as_text(Writer *writer, Number number, Type type)
{
    if (type.dimensions[DIMENSION_MONEY] == 1)
        return amount_text(writer->arena, writer->situation->program, number);
    return number_print(writer->arena, number, (NumberFormat){.places_max = 6});
}

static void put_number(Writer *writer, const Value *value, Type type)
{
    const bool share = type_is_pure(type) && type.flavour == FLAVOUR_SHARE;
    if (share) {
        json_string(&writer->json, value_text(writer->arena, writer->situation, value, type));
        return;
    }
    const bool whole_coins = type.dimensions[DIMENSION_MONEY] == 0 || value->low.num % 100 == 0;
    if (writer->random != NULL && value->low.den == 1 && whole_coins &&
        random_chance(writer->random, 50)) {
        const Wide scale = type.dimensions[DIMENSION_MONEY] == 0 ? 1 : 100;
        json_integer(&writer->json, (int64_t)(value->low.num / scale));
        return;
    }
    json_string(&writer->json, number_as_text(writer, value->low, type));
}

static void put_cell(Writer *writer, const FactCell *cell, Type type)
{
    if (cell->given == GIVEN_NONE) {
        json_null(&writer->json);
        return;
    }
    switch (type.kind) {
    case TYPE_YESNO: json_bool(&writer->json, value_is_yes(&cell->value)); return;
    case TYPE_NUMBER: put_number(writer, &cell->value, type); return;
    case TYPE_TEXT:
    case TYPE_IDENTITY: json_string(&writer->json, cell->text); return;
    case TYPE_DATE:
    case TYPE_CHOICE:
    case TYPE_PERSON:
    case TYPE_PLACE:
        json_string(&writer->json,
                    value_text(writer->arena, writer->situation, &cell->value, type));
        return;
    }
    panic_at(__FILE__, __LINE__, "every type is written");
}

// A use of discretion with everything that the law may ask of it.
static void put_fact(Writer *writer, const Fact *fact, const FactCell *cell)
{
    put_name(writer, fact->name);
    if (!fact->discretion || cell->given != GIVEN_VALUE) {
        put_cell(writer, cell, fact->type);
        return;
    }
    json_open_flat(&writer->json, '{');
    json_key(&writer->json, "value");
    put_cell(writer, cell, fact->type);
    static const char *const parts[] = {"reason", "evidence", "signature", "second_signature"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        json_key(&writer->json, parts[i]);
        json_string(&writer->json, STR("据实"));
    }
    json_close(&writer->json, '}');
}

static void put_things(Writer *writer, uint32_t entity, uint32_t instance);

static void put_rows(Writer *writer, uint32_t record, uint32_t owner)
{
    const Situation *situation = writer->situation;
    put_name(writer, situation->program->entities.items[record].plural);
    json_open(&writer->json, '[');
    for (uint32_t i = 0; i < situation->counts[record]; i++) {
        if (situation->row_owners[record][i] != owner) continue;
        json_open(&writer->json, '{');
        put_things(writer, record, i);
        json_close(&writer->json, '}');
    }
    json_close(&writer->json, ']');
}

// Facts of the place and of units are told with the household's.
static bool is_told_with(const Program *program, const Fact *fact, uint32_t entity)
{
    const EntityKind kind = program->entities.items[fact->entity].kind;
    return fact->entity == entity ||
           (entity == HOUSEHOLD && (kind == ENTITY_PLACE || kind == ENTITY_UNIT));
}

// What somebody knows not to be known.
static void put_unknown(Writer *writer, uint32_t entity, uint32_t instance)
{
    const Program *program = writer->situation->program;
    json_key(&writer->json, "unknown");
    json_open_flat(&writer->json, '[');
    for (uint32_t f = 0; f < program->facts.count; f++) {
        const Fact *fact = &program->facts.items[f];
        if (is_told_with(program, fact, entity) &&
            writer->situation->cells[f][instance].given == GIVEN_UNKNOWN)
            json_string(&writer->json, fact->name);
    }
    json_close(&writer->json, ']');
}

// Every fact and record of an entity, numbered: facts first.
static void put_things(Writer *writer, uint32_t entity, uint32_t instance)
{
    const Program *program = writer->situation->program;
    const uint32_t facts = (uint32_t)program->facts.count;
    const uint32_t count = facts + (uint32_t)program->entities.count;
    uint32_t *order = ARENA_ARRAY(writer->arena, uint32_t, count);
    for (uint32_t i = 0; i < count; i++) order[i] = i;
    if (writer->random != NULL) random_order(writer->random, order, count);
    for (uint32_t n = 0; n < count; n++) {
        if (order[n] < facts) {
            const Fact *fact = &program->facts.items[order[n]];
            if (!is_told_with(program, fact, entity)) continue;
            const FactCell *cell = &writer->situation->cells[order[n]][instance];
            if (cell->given == GIVEN_VALUE || cell->given == GIVEN_NONE)
                put_fact(writer, fact, cell);
        } else {
            const uint32_t record = order[n] - facts;
            const Entity *one = &program->entities.items[record];
            if (one->kind == ENTITY_RECORD && one->owner == entity &&
                writer->situation->rows_known[record][instance])
                put_rows(writer, record, instance);
        }
    }
    put_unknown(writer, entity, instance);
}

static void put_month_values(Writer *writer, size_t month, bool person, uint32_t instance)
{
    const Situation *situation = writer->situation;
    json_open(&writer->json, '{');
    for (uint32_t c = 0; c < situation->program->columns.count; c++) {
        const HistoryColumn *column = &situation->program->columns.items[c];
        const FactCell *cell = &situation->months[month].cells[c][instance];
        if ((column->entity == PERSON) != person || cell->given == GIVEN_ABSENT) continue;
        put_name(writer, column->name);
        put_cell(writer, cell, column->type);
    }
    json_close(&writer->json, '}');
}

static void put_history(Writer *writer)
{
    const Situation *situation = writer->situation;
    if (situation->recorded_from.day != DATE_FIRST.day) {
        json_key(&writer->json, "recorded_from");
        json_string(&writer->json, date_print(writer->arena, situation->recorded_from));
    }
    json_key(&writer->json, "history");
    json_open(&writer->json, '[');
    for (size_t m = 0; m < situation->month_count; m++) {
        json_open(&writer->json, '{');
        json_key(&writer->json, "month");
        json_string(&writer->json, month_print(writer->arena, situation->months[m].month));
        json_key(&writer->json, "facts");
        put_month_values(writer, m, false, 0);
        json_key(&writer->json, "members");
        json_open(&writer->json, '{');
        for (uint32_t i = 0; i < situation->member_count; i++) {
            put_name(writer, situation->member_ids[i]);
            put_month_values(writer, m, true, i);
        }
        json_close(&writer->json, '}');
        json_close(&writer->json, '}');
    }
    json_close(&writer->json, ']');
}

static void put_members(Writer *writer)
{
    const Situation *situation = writer->situation;
    uint32_t *order = ARENA_ARRAY(writer->arena, uint32_t, situation->member_count);
    for (uint32_t i = 0; i < situation->member_count; i++) order[i] = i;
    if (writer->random != NULL) random_order(writer->random, order, situation->member_count);
    json_key(&writer->json, "members");
    json_open(&writer->json, '[');
    for (uint32_t i = 0; i < situation->member_count; i++) {
        json_open(&writer->json, '{');
        json_key(&writer->json, "id");
        json_string(&writer->json, situation->member_ids[order[i]]);
        put_things(writer, PERSON, order[i]);
        json_close(&writer->json, '}');
    }
    json_close(&writer->json, ']');
}

Str household_json(const Situation *situation, Random *random, Arena *request)
{
    Text out = text_start(request);
    Writer writer = {.json = json_writer_start(&out),
                     .situation = situation,
                     .random = random,
                     .arena = request};
    json_open(&writer.json, '{');
    json_key(&writer.json, "date");
    json_string(&writer.json, date_print(request, situation->date));
    if (situation->region != NONE) {
        json_key(&writer.json, "region");
        json_string(&writer.json, situation->program->regions.items[situation->region].code);
    }
    const bool beside = random != NULL && random_chance(random, 50);
    if (!beside) {
        json_key(&writer.json, "facts");
        json_open(&writer.json, '{');
    }
    put_things(&writer, HOUSEHOLD, 0);
    if (!beside) json_close(&writer.json, '}');
    put_members(&writer);
    put_history(&writer);
    json_close(&writer.json, '}');
    text_add_char(&out, '\n');
    return text_str(&out);
}
