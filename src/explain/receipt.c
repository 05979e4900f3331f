#include "explain/receipt.h"

#include <stdio.h>

#include "base/text.h"
#include "decide/value_text.h"

// A text is preceded by its size, so that none can pass for another line.
static void add_text(Text *text, Str part)
{
    text_print(text, "%zu " STR_FORMAT "\n", part.size, STR_ARGS(part));
}

// Exactly, whatever a reader would be shown of it.
static void add_number(Text *text, Number number)
{
    text_add(text,
             number_print(text->arena, (Number){.num = number.num, .den = 1}, (NumberFormat){0}));
    text_print(text, "/%lld\n", (long long)number.den);
}

static void add_value(Text *text, const Situation *situation, const FactCell *cell, Type type)
{
    if (cell->given == GIVEN_NONE) text_add(text, STR("none\n"));
    else if (cell->given == GIVEN_UNKNOWN) text_add(text, STR("unknown\n"));
    else if (type.kind == TYPE_TEXT || type.kind == TYPE_IDENTITY) add_text(text, cell->text);
    else if (cell->value.set != 0)
        text_print(text, STR_FORMAT "\n",
                   STR_ARGS(value_text(text->arena, situation, &cell->value, type)));
    else add_number(text, cell->value.low);
}

static void add_facts(Text *text, const Situation *situation)
{
    const Program *program = situation->program;
    for (size_t f = 0; f < program->facts.count; f++) {
        const Fact *fact = &program->facts.items[f];
        const uint32_t count = situation_instances(situation, fact->entity);
        for (uint32_t i = 0; i < count; i++) {
            const FactCell *cell = &situation->cells[f][i];
            if (cell->given == GIVEN_ABSENT) continue;
            text_print(text, STR_FORMAT " %u ", STR_ARGS(fact->name), i);
            add_value(text, situation, cell, fact->type);
        }
    }
    for (size_t e = 0; e < program->entities.count; e++) {
        const Entity *entity = &program->entities.items[e];
        if (entity->kind != ENTITY_RECORD) continue;
        for (uint32_t i = 0; i < situation_instances(situation, entity->owner); i++) {
            if (situation->rows_known[e][i])
                text_print(text, STR_FORMAT " of %u told\n", STR_ARGS(entity->plural), i);
        }
        for (uint32_t i = 0; i < situation->counts[e]; i++)
            text_print(text, STR_FORMAT " %u of %u\n", STR_ARGS(entity->name), i,
                       situation->row_owners[e][i]);
    }
}

// Why an officer decided as he did is part of what was decided on.
static void add_discretions(Text *text, const Situation *situation)
{
    for (size_t i = 0; i < situation->discretion_count; i++) {
        const DiscretionUse *use = &situation->discretions[i];
        text_print(text, "discretion %u %u\n", use->fact, use->instance);
        const Str parts[] = {use->reason, use->evidence, use->signature, use->second_signature};
        for (size_t p = 0; p < sizeof parts / sizeof parts[0]; p++) add_text(text, parts[p]);
    }
}

static void add_history(Text *text, const Situation *situation)
{
    const Program *program = situation->program;
    for (size_t m = 0; m < situation->month_count; m++) {
        const Str month = month_print(text->arena, situation->months[m].month);
        text_print(text, "month " STR_FORMAT "\n", STR_ARGS(month));
        for (size_t c = 0; c < program->columns.count; c++) {
            const HistoryColumn *column = &program->columns.items[c];
            const uint32_t count = column->entity == PERSON ? situation->member_count : 1;
            for (uint32_t i = 0; i < count; i++) {
                const FactCell *cell = &situation->months[m].cells[c][i];
                if (cell->given == GIVEN_ABSENT) continue;
                text_print(text, STR_FORMAT " " STR_FORMAT " %u ", STR_ARGS(month),
                           STR_ARGS(column->name), i);
                add_value(text, situation, cell, column->type);
            }
        }
    }
    text_print(text, "recorded from %d\n", situation->recorded_from.day);
}

static Str facts_text(const Decision *decision)
{
    const Situation *situation = decision->run->situation;
    const Program *program = situation->program;
    Text text = text_start(decision->run->arena);
    text_print(&text, "date " STR_FORMAT "\n", STR_ARGS(date_print(text.arena, situation->date)));
    if (situation->region != NONE)
        text_print(&text, "region " STR_FORMAT "\n",
                   STR_ARGS(program->regions.items[situation->region].code));
    text_print(&text, "strict %d known on %d\n", decision->run->options.strict,
               decision->run->options.known_on.day);
    for (uint32_t i = 0; i < situation->member_count; i++)
        add_text(&text, situation->member_ids[i]);
    add_facts(&text, situation);
    add_discretions(&text, situation);
    add_history(&text, situation);
    return text_str(&text);
}

static Str results_text(const Decision *decision)
{
    const Situation *situation = decision->run->situation;
    const Program *program = situation->program;
    Text text = text_start(decision->run->arena);
    for (size_t i = 0; i < decision->count; i++) {
        const ProgrammeDecision *one = &decision->programmes[i];
        const Programme *programme = &program->programmes.items[one->programme];
        text_print(&text, STR_FORMAT " %d %llu ", STR_ARGS(programme->name), (int)one->outcome,
                   (unsigned long long)one->members);
        if (programme->amount != NONE)
            text_add(&text, value_text(text.arena, situation, &one->amount,
                                       program->rules.items[programme->amount].type));
        text_add_char(&text, '\n');
    }
    return text_str(&text);
}

Receipt receipt_of(const Decision *decision)
{
    const Str parts[] = {
        STR("doudi " DOUDI_VERSION),
        str_from(decision->run->program->hash.text),
        facts_text(decision),
        results_text(decision),
    };
    const Digest digest = digest_of(parts, sizeof parts / sizeof parts[0]);
    Receipt receipt;
    (void)snprintf(receipt.text, sizeof receipt.text, "sm3:%s", digest.text);
    return receipt;
}
