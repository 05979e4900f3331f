#include "base/panic.h"
#include "base/text.h"
#include "explain/report.h"

typedef struct Palette {
    const char *heading, *good, *bad, *open, *faint, *off;
} Palette;

static const Palette palettes[] = {
    [INK_PLAIN] = {"", "", "", "", "", ""},
    [INK_TERMINAL] = {"\033[1m", "\033[1;32m", "\033[31m", "\033[1;33m", "\033[2m", "\033[0m"},
};

typedef struct Writer {
    Text out;
    Speaker speaker;
    const Palette *ink;
    const Decision *decision;
    const ReportOptions *options;
} Writer;

static void put(Writer *writer, unsigned indent, Str text)
{
    text_add_repeated(&writer->out, ' ', indent);
    text_add(&writer->out, text);
    text_add_char(&writer->out, '\n');
}

static void put_heading(Writer *writer, unsigned indent, Phrase phrase)
{
    put(writer, indent,
        str_print(writer->out.arena, "%s" STR_FORMAT "%s", writer->ink->heading,
                  STR_ARGS(say(&writer->speaker, phrase)), writer->ink->off));
}

static Str cited(Writer *writer, Str text, const Citation *citation)
{
    const Str article = say_citation(&writer->speaker, citation);
    if (article.size == 0) return text;
    const Str note = say_1(&writer->speaker, PHRASE_ARTICLE, article);
    return str_print(writer->out.arena, STR_FORMAT "  %s" STR_FORMAT "%s", STR_ARGS(text),
                     writer->ink->faint, STR_ARGS(note), writer->ink->off);
}

static const char *mark_of(const Writer *writer, const Value *truth, const char **ink)
{
    if (value_is_yes(truth)) {
        *ink = writer->ink->good;
        return "✓";
    }
    *ink = value_is_no(truth) ? writer->ink->bad : writer->ink->open;
    return value_is_no(truth) ? "✗" : "?";
}

static void put_reason(Writer *writer, const Reason *reason, unsigned indent)
{
    const char *ink = "";
    const char *mark = mark_of(writer, &reason->truth, &ink);
    const Str text = cited(writer, reason->text, &reason->citation);
    put(writer, indent,
        str_print(writer->out.arena, "%s%s%s " STR_FORMAT, ink, mark, writer->ink->off,
                  STR_ARGS(text)));
    // What holds needs no further reasons, unless someone wants to follow every step.
    const bool settled = value_is_yes(&reason->truth) && !writer->options->trace;
    for (size_t i = 0; i < reason->because_count && !settled; i++)
        put_reason(writer, &reason->because[i], indent + 2);
}

static void put_steps(Writer *writer, const ProgrammeDecision *one, const Grant *grant)
{
    const Programme *programme = &writer->speaker.program->programmes.items[one->programme];
    if (programme->amount == NONE) return;
    const StepVec steps = steps_of_rule(&writer->speaker, writer->decision->run, programme->amount,
                                        grant->instance, writer->options->trace);
    if (steps.count == 0) return;
    put_heading(writer, 4, PHRASE_AMOUNT_HEAD);
    for (size_t i = 0; i < steps.count; i++) {
        const Step *step = &steps.items[i];
        put(writer, 6 + 2 * step->depth, cited(writer, step->text, &step->citation));
    }
}

static void put_needs(Writer *writer, const NeedVec *needs)
{
    if (needs->count == 0) return;
    put_heading(writer, 4, PHRASE_NEEDS_HEAD);
    for (size_t i = 0; i < needs->count; i++)
        put(writer, 6,
            str_print(writer->out.arena, "· " STR_FORMAT,
                      STR_ARGS(say_need(&writer->speaker, writer->decision->run,
                                        &needs->items[i]))));
}

static void put_changes(Writer *writer, const ProgrammeDecision *one, const Grant *grant,
                        const ReasonVec *reasons)
{
    const ChangeVec changes = changes_of_grant(&writer->speaker, writer->decision->run,
                                               one->programme, grant, reasons);
    for (size_t i = 0; i < changes.count; i++) {
        // That several things would have to change at once is plain from the reasons above.
        if (changes.items[i].name.size == 0) continue;
        put(writer, 4,
            str_print(writer->out.arena, "→ " STR_FORMAT, STR_ARGS(changes.items[i].text)));
    }
}

static Str outcome_text(Writer *writer, Outcome outcome)
{
    static const Phrase outcomes[] = {[OUTCOME_QUALIFIES] = PHRASE_QUALIFIES,
                                      [OUTCOME_DOES_NOT_QUALIFY] = PHRASE_FAILS,
                                      [OUTCOME_UNDETERMINED] = PHRASE_UNDETERMINED};
    const char *const inks[] = {[OUTCOME_QUALIFIES] = writer->ink->good,
                                [OUTCOME_DOES_NOT_QUALIFY] = writer->ink->bad,
                                [OUTCOME_UNDETERMINED] = writer->ink->open};
    return str_print(writer->out.arena, "%s" STR_FORMAT "%s", inks[outcome],
                     STR_ARGS(say(&writer->speaker, outcomes[outcome])), writer->ink->off);
}

static Str amount_line(Writer *writer, const ProgrammeDecision *one)
{
    const Programme *programme = &writer->speaker.program->programmes.items[one->programme];
    if (programme->amount == NONE || !value_may_apply(&one->amount)) return (Str){0};
    const Type type = writer->speaker.program->rules.items[programme->amount].type;
    Str text = say_value(&writer->speaker, &one->amount, type);
    if (programme->unit_labels.zh.size > 0)
        text = str_print(writer->out.arena, STR_FORMAT " " STR_FORMAT, STR_ARGS(text),
                         STR_ARGS(say_label(&writer->speaker, programme->unit_labels, (Str){0})));
    if (programme->per == WORD_ONCE) text = say_1(&writer->speaker, PHRASE_ONCE, text);
    return text;
}

// A programme of persons is shown for those it is granted to, or could be; if for nobody, for the
// first, whose reasons stand for the rest.
static bool is_shown(const ProgrammeDecision *one, size_t index)
{
    if (one->grants[index].outcome != OUTCOME_DOES_NOT_QUALIFY) return true;
    return one->outcome == OUTCOME_DOES_NOT_QUALIFY && index == 0;
}

static void put_grant(Writer *writer, const ProgrammeDecision *one, size_t index)
{
    const Grant *grant = &one->grants[index];
    const Program *program = writer->speaker.program;
    const uint32_t entity = program->programmes.items[one->programme].entity;
    if (entity == PERSON && one->grant_count > 1) {
        const Str who = say_member(&writer->speaker, grant->instance);
        const Str what = outcome_text(writer, grant->outcome);
        put(writer, 2, say_2(&writer->speaker, PHRASE_LABELLED, who, what));
    }
    const ReasonVec reasons =
        reasons_of_grant(&writer->speaker, writer->decision->run, one->programme, grant);
    // Why not: what failed. Why: everything.
    const bool refused = grant->outcome == OUTCOME_DOES_NOT_QUALIFY && !writer->options->trace;
    for (size_t i = 0; i < reasons.count; i++) {
        if (!refused || !value_is_yes(&reasons.items[i].truth))
            put_reason(writer, &reasons.items[i], 4);
    }
    if (grant->outcome == OUTCOME_QUALIFIES) put_steps(writer, one, grant);
    put_needs(writer, &grant->needs);
    put_changes(writer, one, grant, &reasons);
}

static Str not_in_force_text(Writer *writer, const Programme *programme)
{
    const Situation *situation = writer->decision->run->situation;
    const bool early = situation->date.day < programme->from.day;
    return say_1(&writer->speaker, early ? PHRASE_NOT_YET : PHRASE_NO_LONGER,
                 date_print(writer->out.arena, early ? programme->from : programme->until));
}

static void put_programme(Writer *writer, const ProgrammeDecision *one)
{
    const Programme *programme = &writer->speaker.program->programmes.items[one->programme];
    Str line = str_print(writer->out.arena, "%s" STR_FORMAT "%s  ", writer->ink->heading,
                         STR_ARGS(say_programme(&writer->speaker, one->programme)),
                         writer->ink->off);
    line = str_print(writer->out.arena, STR_FORMAT STR_FORMAT, STR_ARGS(line),
                     STR_ARGS(outcome_text(writer, one->outcome)));
    const Str amount = amount_line(writer, one);
    if (amount.size > 0)
        line = str_print(writer->out.arena, STR_FORMAT "  %s" STR_FORMAT "%s", STR_ARGS(line),
                         writer->ink->heading, STR_ARGS(amount), writer->ink->off);
    put(writer, 0, cited(writer, line, &programme->citation));
    if (!one->in_force) {
        put(writer, 4, not_in_force_text(writer, programme));
        return;
    }
    if (one->outcome == OUTCOME_QUALIFIES)
        put(writer, 4,
            say_2(&writer->speaker, PHRASE_LABELLED, say(&writer->speaker, PHRASE_MEMBERS_HEAD),
                  say_members(&writer->speaker, one->members)));
    for (size_t i = 0; i < one->grant_count; i++) {
        if (is_shown(one, i)) put_grant(writer, one, i);
    }
}

static void put_head(Writer *writer)
{
    const Situation *situation = writer->decision->run->situation;
    const Program *program = writer->speaker.program;
    Text line = text_start(writer->out.arena);
    text_print(&line, "%s" STR_FORMAT "%s  ", writer->ink->heading,
               STR_ARGS(say(&writer->speaker, PHRASE_TITLE)), writer->ink->off);
    if (situation->region != NONE)
        text_print(&line, STR_FORMAT " · ",
                   STR_ARGS(say_region(&writer->speaker, situation->region)));
    text_print(&line, STR_FORMAT " · " STR_FORMAT,
               STR_ARGS(date_print(writer->out.arena, situation->date)),
               STR_ARGS(say_1(&writer->speaker, PHRASE_HOUSEHOLD_OF,
                              str_print(writer->out.arena, "%u", situation->member_count))));
    put(writer, 0, text_str(&line));
    if (program->tier_rule == NONE) return;
    const Type type = program->rules.items[program->tier_rule].type;
    put(writer, 0,
        say_2(&writer->speaker, PHRASE_LABELLED, say(&writer->speaker, PHRASE_TIER),
              say_value(&writer->speaker, &writer->decision->tier, type)));
}

// What matters most comes first, in one sentence.
static void put_summary(Writer *writer)
{
    StrVec granted = {0};
    size_t open = 0;
    for (size_t i = 0; i < writer->decision->count; i++) {
        const ProgrammeDecision *one = &writer->decision->programmes[i];
        open += one->outcome == OUTCOME_UNDETERMINED;
        if (one->outcome != OUTCOME_QUALIFIES) continue;
        Str name = say_programme(&writer->speaker, one->programme);
        const Str amount = amount_line(writer, one);
        if (amount.size > 0) name = say_2(&writer->speaker, PHRASE_VALUED, name, amount);
        *vec_push(writer->out.arena, &granted) = name;
    }
    Str text = say(&writer->speaker, PHRASE_SUMMARY_NONE);
    if (granted.count > 0)
        text = say_2(&writer->speaker, PHRASE_SUMMARY,
                     str_print(writer->out.arena, "%zu", granted.count),
                     say_list(&writer->speaker, &granted));
    if (open > 0)
        text = str_print(writer->out.arena, STR_FORMAT STR_FORMAT STR_FORMAT, STR_ARGS(text),
                         STR_ARGS(say(&writer->speaker, PHRASE_SEMICOLON)),
                         STR_ARGS(say_1(&writer->speaker, PHRASE_SUMMARY_OPEN,
                                        str_print(writer->out.arena, "%zu", open))));
    put(writer, 0, text);
}

// Who of the household is not counted in a unit, and why.
static void put_excluded(Writer *writer)
{
    const Program *program = writer->speaker.program;
    Run *run = writer->decision->run;
    for (uint32_t e = 0; e < program->entities.count; e++) {
        const Entity *unit = &program->entities.items[e];
        if (unit->kind != ENTITY_UNIT || unit->splits) continue;
        for (uint32_t i = 0; i < run->situation->member_count; i++) {
            const Memo *memo = run_rule(run, unit->membership, i);
            if (!value_is_no(&memo->value)) continue;
            const Rule *rule = &program->rules.items[unit->membership];
            Str why = (Str){0};
            if (memo->winner != SEVERAL) {
                const Alternative *by = &rule->alternatives[memo->winner];
                if (by->labels.zh.size > 0) why = say_label(&writer->speaker, by->labels, by->name);
            }
            const Citation citation = deciding_citation(run, unit->membership, i);
            const Str name = say_1(&writer->speaker, PHRASE_EXCLUDED_HEAD,
                                   say_label(&writer->speaker, unit->labels, unit->name));
            Str line = say_2(&writer->speaker, PHRASE_LABELLED, name,
                             say_member(&writer->speaker, i));
            if (why.size > 0) line = say_2(&writer->speaker, PHRASE_BECAUSE_OF, line, why);
            put(writer, 0, cited(writer, line, &citation));
        }
    }
}

// Scales, and signals that fire: for each person or the household.
static void put_watched(Writer *writer, RuleRole role, Phrase heading)
{
    const Program *program = writer->speaker.program;
    Run *run = writer->decision->run;
    bool headed = false;
    for (uint32_t r = 0; r < program->rules.count; r++) {
        const Rule *rule = &program->rules.items[r];
        if (rule->role != role || run_in_force(run, r) == 0) continue;
        const uint32_t count = run_instances(run, rule->entity);
        for (uint32_t i = 0; i < count; i++) {
            const Value *value = &run_rule(run, r, i)->value;
            // The least grade and a signal that is silent are no news.
            const bool news = role == RULE_SCALE
                                  ? value_is_known(value) && (value->set & 1) == 0
                                  : value_is_yes(value);
            if (!news) continue;
            if (!headed) put_heading(writer, 0, heading);
            headed = true;
            Str name = say_rule(&writer->speaker, r);
            if (rule->entity == PERSON)
                name = say_2(&writer->speaker, PHRASE_PERSON_FACT, say_member(&writer->speaker, i),
                             name);
            const Str line = role == RULE_SCALE
                                 ? say_2(&writer->speaker, PHRASE_LABELLED, name,
                                         say_value(&writer->speaker, value, rule->type))
                                 : name;
            const Citation citation = deciding_citation(run, r, i);
            put(writer, 2, cited(writer, line, &citation));
        }
    }
}

// The same fact presumed of several members is said once.
static void put_presumed(Writer *writer)
{
    Run *run = writer->decision->run;
    const Speaker *speaker = &writer->speaker;
    if (run->presumed.count == 0) return;
    put_heading(writer, 0, PHRASE_PRESUMED_HEAD);
    for (uint32_t f = 0; f < speaker->program->facts.count; f++) {
        const Fact *fact = &speaker->program->facts.items[f];
        uint64_t members = 0;
        Value value = value_none();
        bool presumed = false;
        for (size_t i = 0; i < run->presumed.count; i++) {
            const FactUse *use = &run->presumed.items[i];
            if (use->fact != f) continue;
            presumed = true;
            value = run_fact(run, f, use->instance)->value;
            if (fact->entity == PERSON) members |= UINT64_C(1) << use->instance;
        }
        if (!presumed) continue;
        Str line = say_2(speaker, PHRASE_LABELLED, say_fact(speaker, f),
                         say_value(speaker, &value, fact->type));
        if (members != 0) line = say_2(speaker, PHRASE_VALUED, line, say_members(speaker, members));
        put(writer, 2, line);
    }
}

Str report_text(const Decision *decision, const ReportOptions *options)
{
    Run *run = decision->run;
    Writer writer = {
        .out = text_start(run->arena),
        .speaker = {.program = run->program,
                    .situation = run->situation,
                    .arena = run->arena,
                    .language = options->language},
        .ink = &palettes[options->ink],
        .decision = decision,
        .options = options,
    };
    put_head(&writer);
    put_summary(&writer);
    put_excluded(&writer);
    text_add_char(&writer.out, '\n');
    // First what is granted, then what is open, then the rest.
    static const Outcome order[] = {OUTCOME_QUALIFIES, OUTCOME_UNDETERMINED,
                                    OUTCOME_DOES_NOT_QUALIFY};
    for (size_t o = 0; o < sizeof order / sizeof order[0]; o++) {
        for (size_t i = 0; i < decision->count; i++) {
            if (decision->programmes[i].outcome == order[o])
                put_programme(&writer, &decision->programmes[i]);
        }
    }
    put_watched(&writer, RULE_SCALE, PHRASE_SCALES_HEAD);
    put_watched(&writer, RULE_SIGNAL, PHRASE_SIGNALS_HEAD);
    put_presumed(&writer);
    if (run->provisional) put(&writer, 0, say(&writer.speaker, PHRASE_PROVISIONAL));
    text_add_char(&writer.out, '\n');
    put(&writer, 0, say(&writer.speaker, PHRASE_PROPOSAL));
    put(&writer, 0,
        say_2(&writer.speaker, PHRASE_LABELLED, say(&writer.speaker, PHRASE_RECEIPT_HEAD),
              str_from(receipt_of(decision).text)));
    return text_str(&writer.out);
}
