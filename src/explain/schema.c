#include "explain/schema.h"

#include "base/json_writer.h"
#include "compile/uses.h"

typedef struct Writer {
    JsonWriter json;
    const Program *program;
    Speaker zh, en;
    Arena *arena;
    Uses uses;
} Writer;

static void put_text(Writer *writer, const char *key, Str text)
{
    if (text.size == 0) return;
    json_key(&writer->json, key);
    json_string(&writer->json, text);
}

static void put_both(Writer *writer, const char *key, Str zh, Str en)
{
    json_key(&writer->json, key);
    json_open_flat(&writer->json, '{');
    put_text(writer, "zh", zh);
    put_text(writer, "en", en);
    json_close(&writer->json, '}');
}

static void put_labels(Writer *writer, const char *key, Labels labels, Str name)
{
    put_both(writer, key, say_label(&writer->zh, labels, name),
             say_label(&writer->en, labels, name));
}

static void put_node(Writer *writer, const char *key, NodeId node)
{
    if (node == NONE) return;
    put_both(writer, key, say_node(&writer->zh, node, NULL, NULL),
             say_node(&writer->en, node, NULL, NULL));
}

static void put_names(Writer *writer, const char *key, const Name *names, size_t count)
{
    if (count == 0) return;
    json_key(&writer->json, key);
    json_open_flat(&writer->json, '[');
    for (size_t i = 0; i < count; i++) json_string(&writer->json, names[i].text);
    json_close(&writer->json, ']');
}

// --- types ---

typedef struct JsonForm {
    const char *types[3]; // NULL ends
    const char *format, *pattern;
} JsonForm;

static const JsonForm forms[] = {
    [TYPE_YESNO] = {{"boolean"}, NULL, NULL},
    [TYPE_NUMBER] = {{"number", "string"}, NULL, "^-?[0-9]+(\\.[0-9]+)?( ?%)?$"},
    [TYPE_DATE] = {{"string"}, "date", NULL},
    [TYPE_CHOICE] = {{"string"}, NULL, NULL},
    [TYPE_PERSON] = {{"string"}, NULL, NULL},
    [TYPE_PLACE] = {{"string"}, NULL, "^[0-9]+$"},
    [TYPE_TEXT] = {{"string"}, NULL, NULL},
    [TYPE_IDENTITY] = {{"string"}, NULL, "^[0-9]{17}[0-9X]$"},
};

static void put_choice(Writer *writer, const Choice *choice)
{
    json_key(&writer->json, "enum");
    json_open_flat(&writer->json, '[');
    for (size_t i = 0; i < choice->count; i++) json_string(&writer->json, choice->values[i].name);
    json_null(&writer->json);
    json_close(&writer->json, ']');
    json_key(&writer->json, "x-values");
    json_open(&writer->json, '{');
    for (size_t i = 0; i < choice->count; i++) {
        const ChoiceValue *value = &choice->values[i];
        put_labels(writer, str_terminated(writer->arena, value->name), value->labels, value->name);
    }
    json_close(&writer->json, '}');
}

static void put_type(Writer *writer, Type type)
{
    const JsonForm *form = &forms[type.kind];
    json_key(&writer->json, "type");
    json_open_flat(&writer->json, '[');
    for (size_t i = 0; i < 3 && form->types[i] != NULL; i++)
        json_string(&writer->json, str_from(form->types[i]));
    json_string(&writer->json, STR("null"));
    json_close(&writer->json, ']');
    if (form->format != NULL) put_text(writer, "format", str_from(form->format));
    if (form->pattern != NULL) put_text(writer, "pattern", str_from(form->pattern));
    if (type.kind == TYPE_CHOICE) put_choice(writer, &writer->program->choices.items[type.choice]);
    if (type.kind == TYPE_NUMBER)
        put_both(writer, "x-unit", say_type(&writer->zh, type), say_type(&writer->en, type));
}

// --- facts and records ---

// A discretion is its value, or an object that tells besides what its use requires.
static void put_discretion(Writer *writer, const Fact *fact)
{
    json_key(&writer->json, "x-requires");
    json_open_flat(&writer->json, '[');
    for (size_t i = 0; i < fact->needs_count; i++) json_string(&writer->json, fact->needs[i].text);
    json_close(&writer->json, ']');
    json_key(&writer->json, "anyOf");
    json_open(&writer->json, '[');
    json_open(&writer->json, '{');
    put_type(writer, fact->type);
    json_close(&writer->json, '}');
    json_open(&writer->json, '{');
    put_text(writer, "type", STR("object"));
    json_key(&writer->json, "required");
    json_open_flat(&writer->json, '[');
    json_string(&writer->json, STR("value"));
    json_close(&writer->json, ']');
    json_key(&writer->json, "properties");
    json_open_flat(&writer->json, '{');
    static const char *const parts[] = {"value", "reason", "evidence", "signature",
                                        "second_signature"};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        json_key(&writer->json, parts[i]);
        json_open_flat(&writer->json, '{');
        if (i > 0) put_text(writer, "type", STR("string"));
        json_close(&writer->json, '}');
    }
    json_close(&writer->json, '}');
    json_close(&writer->json, '}');
    json_close(&writer->json, ']');
}

static void put_fact(Writer *writer, const Fact *fact)
{
    json_key(&writer->json, str_terminated(writer->arena, fact->name));
    json_open(&writer->json, '{');
    put_text(writer, "title", say_label(&writer->zh, fact->labels, fact->name));
    put_text(writer, "description", say_label(&writer->en, fact->labels, fact->name));
    if (fact->discretion) put_discretion(writer, fact);
    else put_type(writer, fact->type);
    if (fact->question.zh.size > 0) put_labels(writer, "x-question", fact->question, fact->name);
    put_node(writer, "x-asked-when", fact->when);
    put_node(writer, "x-presumed", fact->normally);
    if (fact->normally_none)
        put_both(writer, "x-presumed", say(&writer->zh, PHRASE_NOT_APPLICABLE),
                 say(&writer->en, PHRASE_NOT_APPLICABLE));
    put_node(writer, "x-not-below", fact->low);
    put_node(writer, "x-not-above", fact->high);
    put_names(writer, "x-evidence", fact->evidence, fact->evidence_count);
    if (fact->private_fact) {
        json_key(&writer->json, "x-private");
        json_bool(&writer->json, true);
    }
    put_text(writer, "x-article", fact->citation.text);
    json_close(&writer->json, '}');
}

static void put_reference(Writer *writer, Str name)
{
    json_key(&writer->json, str_terminated(writer->arena, name));
    json_open_flat(&writer->json, '{');
    put_text(writer, "$ref", str_print(writer->arena, "#/$defs/" STR_FORMAT, STR_ARGS(name)));
    json_close(&writer->json, '}');
}

// Facts that are told with an entity: its own, and with the household those of places and units.
static bool told_with(const Program *program, uint32_t of, uint32_t entity)
{
    const EntityKind kind = program->entities.items[of].kind;
    return of == entity || (entity == HOUSEHOLD && (kind == ENTITY_PLACE || kind == ENTITY_UNIT));
}

// Beside the facts: those of which it is known that they are not known.
static void put_unknown(Writer *writer)
{
    json_key(&writer->json, "unknown");
    json_open_flat(&writer->json, '{');
    put_text(writer, "type", STR("array"));
    json_key(&writer->json, "items");
    json_open_flat(&writer->json, '{');
    put_text(writer, "type", STR("string"));
    json_close(&writer->json, '}');
    json_close(&writer->json, '}');
}

static void put_properties(Writer *writer, uint32_t entity)
{
    put_unknown(writer);
    const Program *program = writer->program;
    for (uint32_t i = 0; i < program->facts.count; i++) {
        if (writer->uses.facts[i] && told_with(program, program->facts.items[i].entity, entity))
            put_reference(writer, program->facts.items[i].name);
    }
    for (uint32_t i = 0; i < program->entities.count; i++) {
        const Entity *record = &program->entities.items[i];
        if (writer->uses.entities[i] && record->kind == ENTITY_RECORD && record->owner == entity)
            put_reference(writer, record->plural);
    }
}

static void start_object(Writer *writer)
{
    put_text(writer, "type", STR("object"));
    json_key(&writer->json, "additionalProperties");
    json_bool(&writer->json, false);
}

static void put_record(Writer *writer, uint32_t index)
{
    const Entity *record = &writer->program->entities.items[index];
    json_key(&writer->json, str_terminated(writer->arena, record->plural));
    json_open(&writer->json, '{');
    put_text(writer, "title", say_label(&writer->zh, record->labels, record->name));
    put_text(writer, "description", say_label(&writer->en, record->labels, record->name));
    json_key(&writer->json, "type");
    json_open_flat(&writer->json, '[');
    json_string(&writer->json, STR("array"));
    json_string(&writer->json, STR("null"));
    json_close(&writer->json, ']');
    json_key(&writer->json, "items");
    json_open(&writer->json, '{');
    start_object(writer);
    json_key(&writer->json, "properties");
    json_open(&writer->json, '{');
    put_properties(writer, index);
    json_close(&writer->json, '}');
    json_close(&writer->json, '}');
    json_close(&writer->json, '}');
}

static void put_definitions(Writer *writer)
{
    const Program *program = writer->program;
    json_key(&writer->json, "$defs");
    json_open(&writer->json, '{');
    for (uint32_t i = 0; i < program->facts.count; i++) {
        if (writer->uses.facts[i]) put_fact(writer, &program->facts.items[i]);
    }
    for (uint32_t i = 0; i < program->entities.count; i++) {
        if (writer->uses.entities[i] && program->entities.items[i].kind == ENTITY_RECORD)
            put_record(writer, i);
    }
    json_close(&writer->json, '}');
}

// --- the case ---

static void put_plain(Writer *writer, const char *key, const char *type, const char *about)
{
    json_key(&writer->json, key);
    json_open_flat(&writer->json, '{');
    put_text(writer, "type", str_from(type));
    put_text(writer, "description", str_from(about));
    json_close(&writer->json, '}');
}

static void put_members(Writer *writer)
{
    json_key(&writer->json, "members");
    json_open(&writer->json, '{');
    put_text(writer, "type", STR("array"));
    json_key(&writer->json, "minItems");
    json_integer(&writer->json, 1);
    json_key(&writer->json, "maxItems");
    json_integer(&writer->json, MEMBERS_MAX);
    json_key(&writer->json, "items");
    json_open(&writer->json, '{');
    start_object(writer);
    json_key(&writer->json, "required");
    json_open_flat(&writer->json, '[');
    json_string(&writer->json, STR("id"));
    json_close(&writer->json, ']');
    json_key(&writer->json, "properties");
    json_open(&writer->json, '{');
    put_plain(writer, "id", "string", "what the member is called in this case");
    put_properties(writer, PERSON);
    json_close(&writer->json, '}');
    json_close(&writer->json, '}');
    json_close(&writer->json, '}');
}

static void put_case(Writer *writer)
{
    start_object(writer);
    json_key(&writer->json, "required");
    json_open_flat(&writer->json, '[');
    json_string(&writer->json, STR("date"));
    json_string(&writer->json, STR("members"));
    json_close(&writer->json, ']');
    json_key(&writer->json, "properties");
    json_open(&writer->json, '{');
    put_plain(writer, "region", "string", "the code of the place");
    put_plain(writer, "date", "string", "the day of the decision, YYYY-MM-DD");
    put_properties(writer, HOUSEHOLD);
    json_key(&writer->json, "facts");
    json_open(&writer->json, '{');
    start_object(writer);
    json_key(&writer->json, "properties");
    json_open(&writer->json, '{');
    put_properties(writer, HOUSEHOLD);
    json_close(&writer->json, '}');
    json_close(&writer->json, '}');
    put_members(writer);
    put_plain(writer, "history", "array", "past months: month, facts, members");
    json_close(&writer->json, '}');
}

// All facts of a law; of a programme those that its slots, and what they need, ask for.
static void find_uses(Writer *writer, uint32_t programme)
{
    const Program *program = writer->program;
    writer->uses = uses_start(program, writer->arena);
    if (programme != NONE) {
        writer->uses.programmes[programme] = true;
        uses_close(program, &writer->uses);
        return;
    }
    for (size_t i = 0; i < program->facts.count; i++) writer->uses.facts[i] = true;
    for (size_t i = 0; i < program->entities.count; i++) writer->uses.entities[i] = true;
}

Str schema_of(const Program *program, uint32_t programme, Arena *arena)
{
    Text out = text_start(arena);
    Writer writer = {
        .json = json_writer_start(&out),
        .program = program,
        .zh = {.program = program, .arena = arena, .language = LANGUAGE_ZH},
        .en = {.program = program, .arena = arena, .language = LANGUAGE_EN},
        .arena = arena,
    };
    find_uses(&writer, programme);
    json_open(&writer.json, '{');
    put_text(&writer, "$schema", STR("https://json-schema.org/draft/2020-12/schema"));
    if (programme != NONE) {
        put_text(&writer, "title", say_programme(&writer.zh, programme));
        put_text(&writer, "description", say_programme(&writer.en, programme));
    }
    put_case(&writer);
    put_definitions(&writer);
    json_close(&writer.json, '}');
    text_add_char(&out, '\n');
    return text_str(&out);
}
