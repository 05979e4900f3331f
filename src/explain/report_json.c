#include "base/json_writer.h"
#include "decide/value_text.h"
#include "explain/report.h"

typedef struct Writer {
    JsonWriter json;
    Text *out;
    Speaker speaker;
    const Decision *decision;
    const ReportOptions *options;
} Writer;

static void put_text(Writer *writer, const char *key, Str text)
{
    json_key(&writer->json, key);
    json_string(&writer->json, text);
}

static void put_value(Writer *writer, const char *key, const Value *value, Type type)
{
    json_key(&writer->json, key);
    if (value->state == VALUE_NONE || !value_is_known(value)) json_null(&writer->json);
    else if (type.kind == TYPE_YESNO) json_bool(&writer->json, value_is_yes(value));
    else
        json_string(&writer->json,
                    value_text(writer->out->arena, writer->decision->run->situation, value, type));
}

static void put_members(Writer *writer, const char *key, uint64_t members)
{
    const Situation *situation = writer->decision->run->situation;
    json_key(&writer->json, key);
    json_open_flat(&writer->json, '[');
    for (uint32_t i = 0; i < situation->member_count; i++) {
        if ((members >> i & 1) != 0) json_string(&writer->json, situation->member_ids[i]);
    }
    json_close(&writer->json, ']');
}

static void put_member(Writer *writer, uint32_t entity, uint32_t instance)
{
    const Situation *situation = writer->decision->run->situation;
    const Entity *owner = &writer->speaker.program->entities.items[entity];
    if (owner->kind == ENTITY_PERSON) put_text(writer, "member", situation->member_ids[instance]);
    if (owner->kind == ENTITY_RECORD)
        put_member(writer, owner->owner, situation->row_owners[entity][instance]);
}

static void put_reason(Writer *writer, const Reason *reason)
{
    if (reason->because_count > 0) json_open(&writer->json, '{');
    else json_open_flat(&writer->json, '{');
    put_text(writer, "rule", reason->name);
    put_text(writer, "article", reason->citation.text);
    json_key(&writer->json, "passed");
    if (value_is_yes(&reason->truth)) json_bool(&writer->json, true);
    else if (value_is_no(&reason->truth)) json_bool(&writer->json, false);
    else json_null(&writer->json);
    put_text(writer, "text", reason->text);
    if (reason->because_count > 0) {
        json_key(&writer->json, "because");
        json_open(&writer->json, '[');
        for (size_t i = 0; i < reason->because_count; i++) put_reason(writer, &reason->because[i]);
        json_close(&writer->json, ']');
    }
    json_close(&writer->json, '}');
}

static void put_needs(Writer *writer, const NeedVec *needs)
{
    const Program *program = writer->speaker.program;
    if (needs->count == 0) return;
    json_key(&writer->json, "needs");
    json_open_flat(&writer->json, '[');
    for (size_t i = 0; i < needs->count; i++) {
        const Str name = need_name(program, &needs->items[i]);
        bool before = false;
        for (size_t j = 0; j < i && !before; j++)
            before = str_equal(need_name(program, &needs->items[j]), name);
        if (!before) json_string(&writer->json, name);
    }
    json_close(&writer->json, ']');
    json_key(&writer->json, "asks");
    json_open(&writer->json, '[');
    for (size_t i = 0; i < needs->count; i++) {
        const Need *need = &needs->items[i];
        static const char *const kinds[] = {[NEED_FACT] = "fact",
                                            [NEED_ROWS] = "rows",
                                            [NEED_PARAMETER] = "parameter",
                                            [NEED_RULE] = "rule",
                                            [NEED_HISTORY] = "history"};
        json_open(&writer->json, '{');
        put_text(writer, kinds[need->kind], need_name(program, need));
        if (need->kind == NEED_FACT)
            put_member(writer, program->facts.items[need->index].entity, need->instance);
        if (need->kind == NEED_ROWS)
            put_member(writer, program->entities.items[need->index].owner, need->instance);
        put_text(writer, "text", say_need(&writer->speaker, writer->decision->run, need));
        json_close(&writer->json, '}');
    }
    json_close(&writer->json, ']');
}

static void put_steps(Writer *writer, uint32_t amount, uint32_t instance)
{
    const StepVec steps = steps_of_rule(&writer->speaker, writer->decision->run, amount, instance,
                                        writer->options->trace);
    json_key(&writer->json, "calculation");
    json_open(&writer->json, '[');
    for (size_t i = 0; i < steps.count; i++) {
        const Step *step = &steps.items[i];
        const Rule *rule = &writer->speaker.program->rules.items[step->rule];
        json_open(&writer->json, '{');
        put_text(writer, "rule", rule_name(writer->out->arena, rule));
        put_member(writer, rule->entity, step->instance);
        put_text(writer, "article", step->citation.text);
        put_value(writer, "value", &step->value, rule->type);
        put_text(writer, "text", step->text);
        json_close(&writer->json, '}');
    }
    json_close(&writer->json, ']');
}

static void put_changes(Writer *writer, uint32_t programme, const Grant *grant,
                        const ReasonVec *reasons)
{
    const ChangeVec changes =
        changes_of_grant(&writer->speaker, writer->decision->run, programme, grant, reasons);
    if (changes.count == 0) return;
    json_key(&writer->json, "changes");
    json_open(&writer->json, '[');
    for (size_t i = 0; i < changes.count; i++) {
        json_open(&writer->json, '{');
        put_text(writer, "of", changes.items[i].name);
        json_key(&writer->json, "gains");
        json_bool(&writer->json, changes.items[i].gains);
        put_text(writer, "text", changes.items[i].text);
        json_close(&writer->json, '}');
    }
    json_close(&writer->json, ']');
}

static const char *const outcome_names[] = {
    [OUTCOME_QUALIFIES] = "qualifies",
    [OUTCOME_DOES_NOT_QUALIFY] = "does_not_qualify",
    [OUTCOME_UNDETERMINED] = "undetermined",
};

static void put_amount(Writer *writer, const Programme *programme, const Value *amount)
{
    if (programme->amount == NONE || !value_may_apply(amount)) return;
    const Type type = writer->speaker.program->rules.items[programme->amount].type;
    if (value_is_known(amount)) {
        put_value(writer, "amount", amount, type);
    } else if (amount->low.num > -NUMBER_UNBOUNDED && amount->high.num < NUMBER_UNBOUNDED) {
        const Value ends[] = {value_number(amount->low), value_number(amount->high)};
        json_key(&writer->json, "amount_between");
        json_open_flat(&writer->json, '[');
        for (size_t i = 0; i < 2; i++)
            json_string(
                &writer->json,
                value_text(writer->out->arena, writer->decision->run->situation, &ends[i], type));
        json_close(&writer->json, ']');
    }
}

static void put_per(Writer *writer, const Programme *programme)
{
    if (programme->mode.size == 0) return;
    put_text(writer, "per", str_from(word_text(programme->per)));
    put_text(writer, "pays", programme->mode);
    if (programme->unit_labels.zh.size > 0)
        put_text(writer, "unit", say_label(&writer->speaker, programme->unit_labels, (Str){0}));
}

static ReasonVec put_reasons(Writer *writer, uint32_t index, const Grant *grant)
{
    const ReasonVec reasons = reasons_of_grant(&writer->speaker, writer->decision->run, index,
                                               grant, writer->options->trace);
    json_key(&writer->json, "reasons");
    json_open(&writer->json, '[');
    for (size_t i = 0; i < reasons.count; i++) put_reason(writer, &reasons.items[i]);
    json_close(&writer->json, ']');
    return reasons;
}

// What is said of a programme once it is known for whom: reasons, calculation, needs, changes.
static void put_grant_parts(Writer *writer, uint32_t index, const Grant *grant)
{
    const Programme *programme = &writer->speaker.program->programmes.items[index];
    const ReasonVec reasons = put_reasons(writer, index, grant);
    if (grant->excluded_by != NULL)
        put_text(writer, "excluded_by",
                 writer->speaker.program->programmes.items[grant->winner].name);
    if (grant->outcome == OUTCOME_QUALIFIES && programme->amount != NONE)
        put_steps(writer, programme->amount, grant->instance);
    put_changes(writer, index, grant, &reasons);
}

// Every person or unit on its own, where there are several. Where nobody qualifies, the first
// person's reasons above stand for the rest, unless everything is asked for.
static void put_each(Writer *writer, const ProgrammeDecision *one)
{
    const Programme *programme = &writer->speaker.program->programmes.items[one->programme];
    json_key(&writer->json, "each");
    json_open(&writer->json, '[');
    for (size_t i = 0; i < one->grant_count; i++) {
        const Grant *grant = &one->grants[i];
        json_open(&writer->json, '{');
        put_member(writer, programme->entity, grant->instance);
        put_text(writer, "outcome", str_from(outcome_names[grant->outcome]));
        put_amount(writer, programme, &grant->amount);
        put_members(writer, "members", grant->outcome == OUTCOME_QUALIFIES ? grant->members : 0);
        put_grant_parts(writer, one->programme, grant);
        put_needs(writer, &grant->needs);
        json_close(&writer->json, '}');
    }
    json_close(&writer->json, ']');
}

// The grant whose reasons stand for the programme's: the first with the programme's outcome.
static const Grant *leading_grant(const ProgrammeDecision *one)
{
    for (size_t i = 0; i < one->grant_count; i++) {
        if (one->grants[i].outcome == one->outcome) return &one->grants[i];
    }
    return one->grant_count > 0 ? &one->grants[0] : NULL;
}

static void put_not_in_force(Writer *writer, const Programme *programme)
{
    const Situation *situation = writer->decision->run->situation;
    const bool early = situation->date.day < programme->from.day;
    json_key(&writer->json, "reasons");
    json_open(&writer->json, '[');
    json_open(&writer->json, '{');
    put_text(writer, "rule", STR("in_force"));
    put_text(writer, "article", programme->citation.text);
    json_key(&writer->json, "passed");
    json_bool(&writer->json, false);
    put_text(writer, "text",
             say_1(&writer->speaker, early ? PHRASE_NOT_YET : PHRASE_NO_LONGER,
                   date_print(writer->out->arena, early ? programme->from : programme->until)));
    json_close(&writer->json, '}');
    json_close(&writer->json, ']');
}

static void put_papers(Writer *writer, uint32_t index, const ProgrammeDecision *one)
{
    const Program *program = writer->speaker.program;
    Run *run = writer->decision->run;
    if (one->outcome == OUTCOME_DOES_NOT_QUALIFY) return;
    json_key(&writer->json, "papers");
    json_open_flat(&writer->json, '[');
    for (size_t i = 0; i < program->papers.count; i++) {
        const Paper *paper = &program->papers.items[i];
        if (paper->programme != index || !run_holds(run, paper->place, paper->from, paper->until))
            continue;
        const Grant *grant = leading_grant(one);
        if (paper->when != NONE && grant != NULL) {
            const RuleFrame rule = {.rule = NONE, .person = NONE};
            const Frame frame =
                frame_at(program->programmes.items[index].entity, grant->instance, &rule);
            const Value when = evaluate(run, paper->when, &frame);
            if (value_is_no(&when)) continue;
        }
        json_string(&writer->json, paper->name);
    }
    json_close(&writer->json, ']');
}

static void put_programme(Writer *writer, const ProgrammeDecision *one)
{
    const Programme *programme = &writer->speaker.program->programmes.items[one->programme];
    json_open(&writer->json, '{');
    put_text(writer, "id", programme->name);
    put_text(writer, "label", say_programme(&writer->speaker, one->programme));
    put_text(writer, "outcome", str_from(outcome_names[one->outcome]));
    const Grant *leading = leading_grant(one);
    const bool several = one->grant_count > 1;
    put_amount(writer, programme,
               one->outcome == OUTCOME_UNDETERMINED && leading != NULL && !several
                   ? &leading->amount
                   : &one->amount);
    put_per(writer, programme);
    if (one->outcome == OUTCOME_QUALIFIES) put_members(writer, "members", one->members);
    if (!one->in_force || leading == NULL) {
        put_not_in_force(writer, programme);
    } else {
        put_grant_parts(writer, one->programme, leading);
        put_needs(writer, &one->needs);
        put_papers(writer, one->programme, one);
        if (several && (one->outcome != OUTCOME_DOES_NOT_QUALIFY || writer->options->trace))
            put_each(writer, one);
    }
    json_close(&writer->json, '}');
}

static void put_watched(Writer *writer, RuleRole role, const char *key)
{
    const Program *program = writer->speaker.program;
    Run *run = writer->decision->run;
    json_key(&writer->json, key);
    json_open(&writer->json, '[');
    for (uint32_t r = 0; r < program->rules.count; r++) {
        const Rule *rule = &program->rules.items[r];
        if (rule->role != role || run_in_force(run, r) == 0) continue;
        const uint32_t count = run_instances(run, rule->entity);
        for (uint32_t i = 0; i < count; i++) {
            const Value value = run_rule(run, r, i)->value;
            if (role != RULE_SCALE && !value_is_yes(&value)) continue;
            json_open_flat(&writer->json, '{');
            put_text(writer, "id", rule->name);
            put_member(writer, rule->entity, i);
            if (role == RULE_SCALE) {
                put_value(writer, "value", &value, rule->type);
            } else {
                const Citation citation = deciding_citation(run, r, i);
                put_text(writer, "article", citation.text);
            }
            put_text(writer, "label", say_rule(&writer->speaker, r));
            json_close(&writer->json, '}');
        }
    }
    json_close(&writer->json, ']');
}

static void put_units(Writer *writer)
{
    const Program *program = writer->speaker.program;
    Run *run = writer->decision->run;
    json_key(&writer->json, "units");
    json_open(&writer->json, '[');
    for (uint32_t e = 0; e < program->entities.count; e++) {
        const Entity *entity = &program->entities.items[e];
        if (entity->kind != ENTITY_UNIT) continue;
        const UnitMemo *unit = run_unit(run, e);
        for (uint32_t u = 0; u < unit->count; u++) {
            uint64_t members = 0;
            for (uint32_t i = 0; i < run->situation->member_count; i++) {
                if (unit->of_person[i] == u) members |= UINT64_C(1) << i;
            }
            json_open_flat(&writer->json, '{');
            put_text(writer, "id", entity->name);
            put_members(writer, "members", members);
            json_close(&writer->json, '}');
        }
    }
    json_close(&writer->json, ']');
}

static void put_presumed(Writer *writer)
{
    Run *run = writer->decision->run;
    json_key(&writer->json, "presumed");
    json_open(&writer->json, '[');
    for (size_t i = 0; i < writer->decision->presumed_count; i++) {
        const FactUse *use = &run->presumed.items[i];
        const Fact *fact = &writer->speaker.program->facts.items[use->fact];
        const Value value = run_fact(run, use->fact, use->instance)->value;
        json_open_flat(&writer->json, '{');
        put_text(writer, "fact", fact->name);
        put_member(writer, fact->entity, use->instance);
        put_value(writer, "value", &value, fact->type);
        json_close(&writer->json, '}');
    }
    json_close(&writer->json, ']');
}

static void put_head(Writer *writer)
{
    const Situation *situation = writer->decision->run->situation;
    const Program *program = writer->speaker.program;
    if (program->tier_rule != NONE)
        put_value(writer, "tier", &writer->decision->tier,
                  program->rules.items[program->tier_rule].type);
    put_text(writer, "date", date_print(writer->out->arena, situation->date));
    if (situation->region != NONE)
        put_text(writer, "region", program->regions.items[situation->region].code);
}

Str report_json(const Decision *decision, const ReportOptions *options)
{
    Run *run = decision->run;
    Text out = text_start(run->arena);
    Writer writer = {
        .json = json_writer_start(&out),
        .out = &out,
        .speaker = {.program = run->program,
                    .situation = run->situation,
                    .arena = run->arena,
                    .language = options->language},
        .decision = decision,
        .options = options,
    };
    json_open(&writer.json, '{');
    put_head(&writer);
    json_key(&writer.json, "programmes");
    json_open(&writer.json, '[');
    for (size_t i = 0; i < decision->count; i++) put_programme(&writer, &decision->programmes[i]);
    json_close(&writer.json, ']');
    put_units(&writer);
    put_watched(&writer, RULE_SCALE, "scales");
    put_watched(&writer, RULE_SIGNAL, "signals");
    put_watched(&writer, RULE_AUDIT, "audits");
    put_presumed(&writer);
    json_key(&writer.json, "provisional");
    json_bool(&writer.json, run->provisional);
    put_text(&writer, "law", str_print(out.arena, "sm3:%s", run->program->hash.text));
    put_text(&writer, "engine", STR("doudi " DOUDI_VERSION));
    put_text(&writer, "receipt", str_from(receipt_of(decision).text));
    json_close(&writer.json, '}');
    text_add_char(&out, '\n');
    return text_str(&out);
}
