#include "compile/uses.h"

Uses uses_start(const Program *program, Arena *arena)
{
    return (Uses){.arena = arena,
                  .facts = ARENA_ARRAY(arena, bool, program->facts.count),
                  .rules = ARENA_ARRAY(arena, bool, program->rules.count),
                  .parameters = ARENA_ARRAY(arena, bool, program->parameters.count),
                  .entities = ARENA_ARRAY(arena, bool, program->entities.count),
                  .programmes = ARENA_ARRAY(arena, bool, program->programmes.count)};
}

// --- what stands in a text ---

static void add_rows(const Program *program, uint32_t index, Uses *uses)
{
    const Rows *rows = &program->rows.items[index];
    uses->entities[rows->entity] = true;
    if (rows->of_unit != NONE) uses->entities[rows->of_unit] = true;
    if (rows->owners != NONE) add_rows(program, rows->owners, uses);
}

static void add_column(const Program *program, uint32_t index, Uses *uses)
{
    const HistoryColumn *column = &program->columns.items[index];
    switch (column->kind) {
    case COLUMN_FACT: uses->facts[column->target] = true; break;
    case COLUMN_RULE: uses->rules[column->target] = true; break;
    case COLUMN_PAID: break; // the books know it
    }
}

void uses_add_node(const Program *program, NodeId id, Uses *uses)
{
    if (id == NONE) return;
    const Node *node = program_node(program, id);
    switch ((int)node->op) {
    case OP_FACT: uses->facts[node->target] = true; break;
    case OP_RULE: uses->rules[node->target] = true; break;
    case OP_PARAMETER: uses->parameters[node->target] = true; break;
    case OP_PAST: add_column(program, node->target, uses); break;
    case OP_AWARDED: uses->programmes[node->target] = true; break;
    default: break;
    }
    if (opcode_is_rows(node->op)) add_rows(program, node->target, uses);
    for (uint32_t i = 0; i < node->child_count; i++)
        uses_add_node(program, program_child(program, node, i), uses);
}

void uses_add_rule(const Program *program, uint32_t index, Uses *uses)
{
    const Rule *rule = &program->rules.items[index];
    for (size_t i = 0; i < rule->alternative_count; i++)
        uses_add_node(program, rule->alternatives[i].body, uses);
    uses_add_node(program, rule->low, uses);
    uses_add_node(program, rule->high, uses);
}

void uses_add_programme(const Program *program, uint32_t index, Uses *uses)
{
    const Programme *one = &program->programmes.items[index];
    const uint32_t slots[] = {one->qualifies, one->amount, one->starts, one->review, one->valid};
    for (size_t i = 0; i < sizeof slots / sizeof slots[0]; i++) {
        if (slots[i] != NONE) uses->rules[slots[i]] = true;
    }
    uses->entities[one->entity] = true;
    for (size_t i = 0; i < program->exclusives.count; i++) {
        const Exclusive *exclusive = &program->exclusives.items[i];
        bool concerned = false;
        for (size_t j = 0; j < exclusive->count; j++)
            concerned = concerned || exclusive->programmes[j] == index;
        for (size_t j = 0; concerned && j < exclusive->count; j++)
            uses->programmes[exclusive->programmes[j]] = true;
        if (concerned && exclusive->keep == KEEP_CHOSEN) uses->facts[exclusive->chosen_by] = true;
    }
}

// --- what that needs in turn ---

static void add_fact(const Program *program, uint32_t index, Uses *uses)
{
    const Fact *fact = &program->facts.items[index];
    const NodeId nodes[] = {fact->when, fact->normally, fact->low, fact->high};
    for (size_t i = 0; i < sizeof nodes / sizeof nodes[0]; i++)
        uses_add_node(program, nodes[i], uses);
    if (fact->read_from != NONE) uses->facts[fact->read_from] = true;
    uses->entities[fact->entity] = true;
}

static void add_parameter(const Program *program, uint32_t index, Uses *uses)
{
    const Parameter *parameter = &program->parameters.items[index];
    uses_add_node(program, parameter->low, uses);
    uses_add_node(program, parameter->high, uses);
    for (size_t i = 0; i < parameter->reform_count; i++)
        uses_add_node(program, parameter->reforms[i].body, uses);
}

static void add_entity(const Program *program, uint32_t index, Uses *uses)
{
    const Entity *entity = &program->entities.items[index];
    if (entity->kind == ENTITY_UNIT) {
        uses->rules[entity->membership] = true;
        uses_add_node(program, entity->split, uses);
    }
    if (entity->kind == ENTITY_RECORD) {
        if (entity->dated_by != NONE) uses->facts[entity->dated_by] = true;
        uses->entities[entity->owner] = true;
    }
}

static void add_rule_in_full(const Program *program, uint32_t index, Uses *uses)
{
    uses_add_rule(program, index, uses);
    uses->entities[program->rules.items[index].entity] = true;
}

typedef void Expand(const Program *program, uint32_t index, Uses *uses);

// Looks into each thing that is used and has not been looked into. False if there was none.
static bool expand(const Program *program, const bool *used, bool *seen, size_t count, Expand *into,
                   Uses *uses)
{
    bool found = false;
    for (uint32_t i = 0; i < count; i++) {
        if (!used[i] || seen[i]) continue;
        seen[i] = true;
        found = true;
        into(program, i, uses);
    }
    return found;
}

void uses_close(const Program *program, Uses *uses)
{
    Uses seen = uses_start(program, uses->arena);
    bool more = true;
    while (more) {
        more = expand(program, uses->facts, seen.facts, program->facts.count, add_fact, uses);
        more |=
            expand(program, uses->rules, seen.rules, program->rules.count, add_rule_in_full, uses);
        more |= expand(program, uses->parameters, seen.parameters, program->parameters.count,
                       add_parameter, uses);
        more |= expand(program, uses->entities, seen.entities, program->entities.count, add_entity,
                       uses);
        more |= expand(program, uses->programmes, seen.programmes, program->programmes.count,
                       uses_add_programme, uses);
    }
}
