#include "tool/people_facts.h"

typedef struct DimensionName {
    Dimension dimension;
    const char *one, *many;
} DimensionName;

static const DimensionName dimension_names[] = {
    {DIMENSION_YEAR, "year", "years"},
    {DIMENSION_MONTH, "month", "months"},
    {DIMENSION_WEEK, "week", "weeks"},
    {DIMENSION_DAY, "day", "days"},
    {DIMENSION_WORKING_DAY, "working day", "working days"},
};

// False: a unit that no survey gives (money squared, persons per day).
static bool set_number(Type type, ImportFact *fact)
{
    if (type_is_pure(type)) {
        fact->kind = type.flavour == FLAVOUR_COUNT   ? IMPORT_COUNT
                     : type.flavour == FLAVOUR_SHARE ? IMPORT_SHARE
                                                     : IMPORT_NUMBER;
        return true;
    }
    if (type_same(type, type_money())) {
        fact->kind = IMPORT_MONEY;
        return true;
    }
    for (size_t i = 0; i < sizeof dimension_names / sizeof dimension_names[0]; i++) {
        const DimensionName *name = &dimension_names[i];
        const bool flow = type_same(type, type_money_per(name->dimension));
        if (!flow && !type_same(type, type_unit(name->dimension))) continue;
        fact->kind = flow ? IMPORT_MONEY : IMPORT_DURATION;
        fact->unit = str_from(flow ? name->one : name->many);
        return true;
    }
    return false;
}

static bool set_fact(const Program *program, const Fact *from, Arena *arena, ImportFact *fact)
{
    const Entity *entity = &program->entities.items[from->entity];
    if (entity->kind == ENTITY_PLACE || entity->kind == ENTITY_RECORD || entity->splits)
        return false;
    *fact = (ImportFact){.name = from->name,
                         .of_person = entity->kind == ENTITY_PERSON,
                         .stratum = str_equals(from->name, "residence")};
    switch (from->type.kind) {
    case TYPE_YESNO: fact->kind = IMPORT_YESNO; return true;
    case TYPE_NUMBER: return set_number(from->type, fact);
    case TYPE_DATE:
        fact->kind = IMPORT_DATE;
        fact->past = from->high != NONE && program->nodes.items[from->high].op == OP_TODAY;
        return true;
    case TYPE_CHOICE: {
        const Choice *choice = &program->choices.items[from->type.choice];
        Str *values = ARENA_ARRAY(arena, Str, choice->count);
        for (size_t i = 0; i < choice->count; i++) values[i] = choice->values[i].name;
        fact->kind = IMPORT_CHOICE;
        fact->values = values;
        fact->value_count = choice->count;
        return true;
    }
    case TYPE_PERSON:
    case TYPE_PLACE:
    case TYPE_TEXT:
    case TYPE_IDENTITY: return false;
    }
    return false;
}

static bool is_among(const ImportFact *facts, size_t count, Str name)
{
    for (size_t i = 0; i < count; i++) {
        if (str_equal(facts[i].name, name)) return true;
    }
    return false;
}

ImportFacts people_facts(const LoadedLaw *laws, size_t law_count, Arena *arena)
{
    size_t most = 0;
    for (size_t k = 0; k < law_count; k++) most += laws[k].program->facts.count;
    ImportFact *facts = ARENA_ARRAY(arena, ImportFact, most);
    size_t count = 0;
    for (size_t k = 0; k < law_count; k++) {
        const Program *program = laws[k].program;
        const size_t before = count; // within one law names are unique
        for (size_t i = 0; i < program->facts.count; i++) {
            const Fact *fact = &program->facts.items[i];
            if (!is_among(facts, before, fact->name))
                count += set_fact(program, fact, arena, &facts[count]);
        }
    }
    return (ImportFacts){.items = facts, .count = count};
}
