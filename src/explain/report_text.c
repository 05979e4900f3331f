// A decision as a clerk reads it: what is granted, with reasons; what is open, with the questions
// that would settle it; what is not granted, with the condition that failed; what was presumed.
//
// By default only reasons that decided are told; `trace` tells all, `only` one programme alone.

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
    bool *cited; // [instrument]: whether it was cited
} Writer;

static void put(Writer *writer, unsigned indent, Str text)
{
    text_add_repeated(&writer->out, ' ', indent);
    text_add(&writer->out, text);
    text_add_char(&writer->out, '\n');
}

static Str inked(Writer *writer, const char *ink, Str text)
{
    return str_print(writer->out.arena, "%s" STR_FORMAT "%s", ink, STR_ARGS(text),
                     ink[0] != '\0' ? writer->ink->off : "");
}

static void put_heading(Writer *writer, unsigned indent, Phrase phrase)
{
    put(writer, indent, inked(writer, writer->ink->heading, say(&writer->speaker, phrase)));
}

static Str cited(Writer *writer, Str text, const Citation *citation)
{
    const Str article = say_citation(&writer->speaker, citation);
    if (article.size == 0) return text;
    for (size_t i = 0; i < citation->part_count; i++)
        writer->cited[citation->parts[i].instrument] = true;
    const Str note = say_1(&writer->speaker, PHRASE_ARTICLE, article);
    return str_print(writer->out.arena, STR_FORMAT "  " STR_FORMAT, STR_ARGS(text),
                     STR_ARGS(inked(writer, writer->ink->faint, note)));
}

static Str of_member(Writer *writer, uint32_t entity, uint32_t instance, Str name, Phrase phrase)
{
    if (entity != PERSON) return name;
    return say_2(&writer->speaker, phrase, say_member(&writer->speaker, instance), name);
}

// --- reasons ---

static Str marked(Writer *writer, const Reason *reason)
{
    const char *ink = writer->ink->open;
    const char *mark = "?";
    if (value_is_yes(&reason->truth)) {
        ink = writer->ink->good;
        mark = "✓";
    } else if (value_is_no(&reason->truth)) {
        ink = writer->ink->bad;
        mark = "✗";
    }
    const Str text = cited(writer, reason->text, &reason->citation);
    return str_print(writer->out.arena, "%s%s%s " STR_FORMAT, ink, mark, writer->ink->off,
                     STR_ARGS(text));
}

static void put_reason(Writer *writer, const Reason *reason, unsigned indent)
{
    put(writer, indent, marked(writer, reason));
    for (size_t i = 0; i < reason->because_count; i++)
        put_reason(writer, &reason->because[i], indent + 2);
}

static ReasonVec reasons_for(Writer *writer, const ProgrammeDecision *one, const Grant *grant)
{
    return reasons_of_grant(&writer->speaker, writer->decision->run, one->programme, grant,
                            writer->options->trace);
}

static void put_steps(Writer *writer, const ProgrammeDecision *one, const Grant *grant)
{
    const Programme *programme = &writer->speaker.program->programmes.items[one->programme];
    if (programme->amount == NONE) return;
    const StepVec steps = steps_of_rule(&writer->speaker, writer->decision->run, programme->amount,
                                        grant->instance, writer->options->trace);
    for (size_t i = 0; i < steps.count; i++) {
        const Step *step = &steps.items[i];
        put(writer, 4 + 2 * step->depth,
            str_print(writer->out.arena, "= " STR_FORMAT,
                      STR_ARGS(cited(writer, step->text, &step->citation))));
    }
}

static void put_changes(Writer *writer, const ProgrammeDecision *one, const Grant *grant,
                        const ReasonVec *reasons)
{
    const ChangeVec changes =
        changes_of_grant(&writer->speaker, writer->decision->run, one->programme, grant, reasons);
    for (size_t i = 0; i < changes.count; i++)
        put(writer, 4,
            str_print(writer->out.arena, "→ " STR_FORMAT, STR_ARGS(changes.items[i].text)));
}

// --- programmes ---

static Str amount_text(Writer *writer, const ProgrammeDecision *one)
{
    const Programme *programme = &writer->speaker.program->programmes.items[one->programme];
    if (programme->amount == NONE || !value_may_apply(&one->amount)) return (Str){0};
    const Type type = writer->speaker.program->rules.items[programme->amount].type;
    Str text = say_value(&writer->speaker, &one->amount, type);
    if (programme->unit_labels.zh.size > 0)
        text = str_print(writer->out.arena, STR_FORMAT " " STR_FORMAT, STR_ARGS(text),
                         STR_ARGS(say_label(&writer->speaker, programme->unit_labels, (Str){0})));
    return programme->per == WORD_ONCE ? say_1(&writer->speaker, PHRASE_ONCE, text) : text;
}

static void put_programme_line(Writer *writer, const ProgrammeDecision *one)
{
    const Programme *programme = &writer->speaker.program->programmes.items[one->programme];
    Str line = inked(writer, writer->ink->heading, say_programme(&writer->speaker, one->programme));
    const Str amount = one->outcome == OUTCOME_QUALIFIES ? amount_text(writer, one) : (Str){0};
    if (amount.size > 0)
        line = str_print(writer->out.arena, STR_FORMAT "  " STR_FORMAT, STR_ARGS(line),
                         STR_ARGS(inked(writer, writer->ink->good, amount)));
    if (one->outcome == OUTCOME_QUALIFIES)
        line = str_print(writer->out.arena, STR_FORMAT "  " STR_FORMAT, STR_ARGS(line),
                         STR_ARGS(say_members(&writer->speaker, one->members)));
    if (programme->pilot)
        line = str_print(writer->out.arena, STR_FORMAT "  " STR_FORMAT, STR_ARGS(line),
                         STR_ARGS(say(&writer->speaker, PHRASE_PILOT)));
    put(writer, 2, cited(writer, line, &programme->citation));
}

static bool is_person_programme(const Writer *writer, const ProgrammeDecision *one)
{
    const Programme *programme = &writer->speaker.program->programmes.items[one->programme];
    return programme->entity == PERSON && one->grant_count > 1;
}

// Each grant of the programme that came out as the programme did, with all that is said of it.
static void put_in_full(Writer *writer, const ProgrammeDecision *one)
{
    put_programme_line(writer, one);
    for (size_t i = 0; i < one->grant_count; i++) {
        const Grant *grant = &one->grants[i];
        const bool shown = grant->outcome == one->outcome || writer->options->trace;
        if (!shown) continue;
        if (is_person_programme(writer, one))
            put(writer, 4,
                say_1(&writer->speaker, PHRASE_WHO, say_member(&writer->speaker, grant->instance)));
        const ReasonVec reasons = reasons_for(writer, one, grant);
        for (size_t r = 0; r < reasons.count; r++) put_reason(writer, &reasons.items[r], 4);
        if (grant->outcome == OUTCOME_QUALIFIES) put_steps(writer, one, grant);
        put_changes(writer, one, grant, &reasons);
    }
}

// What is open is told by its open conditions; the questions stand together below.
static void put_open(Writer *writer, const ProgrammeDecision *one)
{
    put_programme_line(writer, one);
    for (size_t i = 0; i < one->grant_count; i++) {
        const Grant *grant = &one->grants[i];
        if (grant->outcome != OUTCOME_UNDETERMINED) continue;
        const ReasonVec reasons = reasons_for(writer, one, grant);
        size_t open = 0;
        for (size_t r = 0; r < reasons.count; r++) {
            if (value_is_known(&reasons.items[r].truth) && !writer->options->trace) continue;
            put_reason(writer, &reasons.items[r], 4);
            open++;
        }
        if (open == 0) put(writer, 4, say(&writer->speaker, PHRASE_AMOUNT_OPEN));
        return; // the first stands for the others
    }
}

// The first that failed of some reasons; without one, the first that is open. NULL if all hold.
static const Reason *first_failed(const Reason *reasons, size_t count)
{
    const Reason *open = NULL;
    for (size_t i = 0; i < count; i++) {
        if (value_is_no(&reasons[i].truth)) return &reasons[i];
        if (open == NULL && !value_is_yes(&reasons[i].truth)) open = &reasons[i];
    }
    return open;
}

// The condition at the bottom of a failed reason.
static const Reason *root_of(const Reason *reason)
{
    const Reason *below = first_failed(reason->because, reason->because_count);
    return below != NULL ? root_of(below) : reason;
}

// What is refused is told by the first condition that failed, and what would change it.
static void put_refused(Writer *writer, const ProgrammeDecision *one)
{
    const Str name = say_programme(&writer->speaker, one->programme);
    if (one->grant_count == 0) {
        put(writer, 2, name);
        return;
    }
    const Grant *grant = &one->grants[0];
    const ReasonVec reasons = reasons_for(writer, one, grant);
    const Reason *failed = first_failed(reasons.items, reasons.count);
    put(writer, 2,
        failed == NULL ? name
                       : str_print(writer->out.arena, STR_FORMAT "  " STR_FORMAT, STR_ARGS(name),
                                   STR_ARGS(marked(writer, root_of(failed)))));
    put_changes(writer, one, grant, &reasons);
}

typedef void PutProgramme(Writer *writer, const ProgrammeDecision *one);

static void put_section(Writer *writer, Outcome outcome, Phrase heading, PutProgramme *put_one)
{
    bool headed = false;
    for (size_t i = 0; i < writer->decision->count; i++) {
        const ProgrammeDecision *one = &writer->decision->programmes[i];
        if (one->outcome != outcome || !one->in_force) continue;
        if (!headed) {
            text_add_char(&writer->out, '\n');
            put_heading(writer, 0, heading);
        }
        headed = true;
        put_one(writer, one);
    }
}

static void put_absent(Writer *writer)
{
    const Situation *situation = writer->decision->run->situation;
    bool headed = false;
    for (size_t i = 0; i < writer->decision->count; i++) {
        const ProgrammeDecision *one = &writer->decision->programmes[i];
        const Programme *programme = &writer->speaker.program->programmes.items[one->programme];
        if (one->in_force) continue;
        if (!headed) {
            text_add_char(&writer->out, '\n');
            put_heading(writer, 0, PHRASE_NO_SUCH_HEAD);
        }
        headed = true;
        const bool early = situation->date.day < programme->from.day;
        const Str why =
            say_1(&writer->speaker, early ? PHRASE_NOT_YET : PHRASE_NO_LONGER,
                  date_print(writer->out.arena, early ? programme->from : programme->until));
        put(writer, 2,
            say_2(&writer->speaker, PHRASE_LABELLED,
                  say_programme(&writer->speaker, one->programme), why));
    }
}

// --- what is needed ---

static bool same_need(const Need *a, const Need *b)
{
    return a->kind == b->kind && a->index == b->index && a->instance == b->instance;
}

// The programmes that wait for an answer.
static Str waiting(Writer *writer, const Need *need)
{
    StrVec names = {0};
    for (size_t i = 0; i < writer->decision->count; i++) {
        const ProgrammeDecision *one = &writer->decision->programmes[i];
        for (size_t n = 0; n < one->needs.count; n++) {
            if (!same_need(&one->needs.items[n], need)) continue;
            *vec_push(writer->out.arena, &names) = say_programme(&writer->speaker, one->programme);
            break;
        }
    }
    return say_list(&writer->speaker, &names);
}

// Every question once, with the programmes that wait for it.
static void put_questions(Writer *writer)
{
    NeedVec told = {0};
    for (size_t i = 0; i < writer->decision->count; i++) {
        const ProgrammeDecision *one = &writer->decision->programmes[i];
        if (one->outcome != OUTCOME_UNDETERMINED) continue;
        for (size_t n = 0; n < one->needs.count; n++) {
            const Need *need = &one->needs.items[n];
            bool before = false;
            for (size_t t = 0; t < told.count && !before; t++)
                before = same_need(&told.items[t], need);
            if (before) continue;
            if (told.count == 0) {
                text_add_char(&writer->out, '\n');
                put_heading(writer, 0, PHRASE_NEEDS_HEAD);
            }
            *vec_push(writer->out.arena, &told) = *need;
            const Str question = say_need(&writer->speaker, writer->decision->run, need);
            const Str line = say_2(&writer->speaker, PHRASE_WAITS_FOR, question,
                                   inked(writer, writer->ink->faint, waiting(writer, need)));
            put(writer, 2, str_print(writer->out.arena, "· " STR_FORMAT, STR_ARGS(line)));
        }
    }
}

// --- head ---

static Str tier_text(Writer *writer, Type type)
{
    const Value *tier = &writer->decision->tier;
    if (value_is_known(tier) || !value_may_apply(tier))
        return say_value(&writer->speaker, tier, type);
    StrVec names = {0};
    const Choice *choice = &writer->speaker.program->choices.items[type.choice];
    for (size_t i = 0; i < choice->count; i++) {
        if ((tier->set >> i & 1) != 0)
            *vec_push(writer->out.arena, &names) =
                say_label(&writer->speaker, choice->values[i].labels, choice->values[i].name);
    }
    return say_1(&writer->speaker, PHRASE_MAY_BE, say_list(&writer->speaker, &names));
}

static void put_head(Writer *writer)
{
    const Situation *situation = writer->decision->run->situation;
    const Program *program = writer->speaker.program;
    Text line = text_start(writer->out.arena);
    text_add(&line, inked(writer, writer->ink->heading, say(&writer->speaker, PHRASE_TITLE)));
    text_add(&line, STR("  "));
    if (situation->region != NONE)
        text_print(&line, STR_FORMAT " · ",
                   STR_ARGS(say_region_in_full(&writer->speaker, situation->region)));
    text_print(&line, STR_FORMAT " · " STR_FORMAT,
               STR_ARGS(date_print(writer->out.arena, situation->date)),
               STR_ARGS(say_1(&writer->speaker, PHRASE_HOUSEHOLD_OF,
                              str_print(writer->out.arena, "%u", situation->member_count))));
    put(writer, 0, text_str(&line));
    if (program->tier_rule == NONE) return;
    put(writer, 0,
        say_2(&writer->speaker, PHRASE_LABELLED, say(&writer->speaker, PHRASE_TIER),
              tier_text(writer, program->rules.items[program->tier_rule].type)));
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
        const Str amount = amount_text(writer, one);
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

static void put_left_out(Writer *writer, const Entity *unit, uint32_t person, const Memo *memo)
{
    const Rule *rule = &writer->speaker.program->rules.items[unit->membership];
    Str line = say_2(&writer->speaker, PHRASE_LABELLED,
                     say_1(&writer->speaker, PHRASE_EXCLUDED_HEAD,
                           say_label(&writer->speaker, unit->labels, unit->name)),
                     say_member(&writer->speaker, person));
    if (memo->winner < rule->alternative_count) {
        const Alternative *by = &rule->alternatives[memo->winner];
        if (by->labels.zh.size > 0)
            line = say_2(&writer->speaker, PHRASE_BECAUSE_OF, line,
                         say_label(&writer->speaker, by->labels, by->name));
    }
    const Citation citation = deciding_citation(writer->decision->run, unit->membership, person);
    put(writer, 0, cited(writer, line, &citation));
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
            if (value_is_no(&memo->value)) put_left_out(writer, unit, i, memo);
        }
    }
}

// --- scales, signals, presumptions, sources ---

// The least grade, and a signal that is silent, are no news.
static bool is_news(const Value *value, RuleRole role)
{
    if (role == RULE_SCALE) return value_is_known(value) && (value->set & 1) == 0;
    return value_is_yes(value);
}

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
            const Value value = run_rule(run, r, i)->value;
            if (!is_news(&value, role)) continue;
            if (!headed) {
                text_add_char(&writer->out, '\n');
                put_heading(writer, 0, heading);
            }
            headed = true;
            const Phrase of = role == RULE_SCALE ? PHRASE_PERSON_FACT : PHRASE_PERSON_IS;
            Str line = of_member(writer, rule->entity, i, say_rule(&writer->speaker, r), of);
            if (role == RULE_SCALE)
                line = say_2(&writer->speaker, PHRASE_LABELLED, line,
                             say_value(&writer->speaker, &value, rule->type));
            const Citation citation = deciding_citation(run, r, i);
            put(writer, 2, cited(writer, line, &citation));
        }
    }
}

// A fact presumed of someone, with the value: "否".
typedef struct Presumed {
    Str value;
    uint32_t fact;
} Presumed;

static void put_presumed(Writer *writer)
{
    Run *run = writer->decision->run;
    const Speaker *speaker = &writer->speaker;
    VEC(Presumed) all = {0};
    for (size_t i = 0; i < writer->decision->presumed_count; i++) {
        const FactUse *use = &run->presumed.items[i];
        bool before = false;
        const Value value = run_fact(run, use->fact, use->instance)->value;
        const Str text = say_value(speaker, &value, speaker->program->facts.items[use->fact].type);
        for (size_t j = 0; j < all.count && !before; j++)
            before = all.items[j].fact == use->fact && str_equal(all.items[j].value, text);
        if (!before)
            *vec_push(writer->out.arena, &all) = (Presumed){.value = text, .fact = use->fact};
    }
    if (all.count == 0 && writer->decision->presumed_rows_count == 0) return;
    text_add_char(&writer->out, '\n');
    put_heading(writer, 0, PHRASE_PRESUMED_HEAD);
    // Facts presumed alike are named together, in the order in which the first of them came.
    for (size_t i = 0; i < all.count; i++) {
        if (all.items[i].value.data == NULL) continue;
        const Str value = all.items[i].value;
        StrVec names = {0};
        for (size_t j = i; j < all.count; j++) {
            if (all.items[j].value.data == NULL || !str_equal(all.items[j].value, value)) continue;
            *vec_push(writer->out.arena, &names) = say_fact(speaker, all.items[j].fact);
            if (j != i) all.items[j].value = (Str){0};
        }
        put(writer, 2, say_2(speaker, PHRASE_LABELLED, value, say_list(speaker, &names)));
    }
    StrVec rows = {0};
    for (size_t i = 0; i < writer->decision->presumed_rows_count; i++) {
        const Entity *record = &speaker->program->entities.items[run->presumed_rows.items[i]];
        *vec_push(writer->out.arena, &rows) = say_label(speaker, record->labels, record->name);
    }
    if (rows.count > 0)
        put(writer, 2,
            say_2(speaker, PHRASE_LABELLED, say(speaker, PHRASE_NO_ROWS),
                  say_list(speaker, &rows)));
}

static void put_sources(Writer *writer)
{
    bool headed = false;
    for (uint32_t i = 0; i < writer->speaker.program->instruments.count; i++) {
        if (!writer->cited[i]) continue;
        if (!headed) {
            text_add_char(&writer->out, '\n');
            put_heading(writer, 0, PHRASE_SOURCES_HEAD);
        }
        headed = true;
        const Instrument *one = &writer->speaker.program->instruments.items[i];
        const bool zh = writer->speaker.language == LANGUAGE_ZH;
        const Str full = say_instrument(&writer->speaker, i);
        put(writer, 2, zh ? say_2(&writer->speaker, PHRASE_LABELLED, one->name, full) : full);
    }
}

static void put_foot(Writer *writer)
{
    if (writer->decision->run->provisional)
        put(writer, 0, say(&writer->speaker, PHRASE_PROVISIONAL));
    text_add_char(&writer->out, '\n');
    put(writer, 0, say(&writer->speaker, PHRASE_PROPOSAL));
    put(writer, 0,
        say_2(&writer->speaker, PHRASE_LABELLED, say(&writer->speaker, PHRASE_RECEIPT_HEAD),
              str_from(receipt_of(writer->decision).text)));
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
        .cited = ARENA_ARRAY(run->arena, bool, run->program->instruments.count),
    };
    put_head(&writer);
    if (options->only != NONE) {
        const ProgrammeDecision *one = decision_of(decision, options->only);
        invariant(one != NULL);
        put_in_full(&writer, one);
    } else {
        put_summary(&writer);
        put_excluded(&writer);
        put_section(&writer, OUTCOME_QUALIFIES, PHRASE_GRANTED_HEAD, put_in_full);
        put_section(&writer, OUTCOME_UNDETERMINED, PHRASE_OPEN_HEAD, put_open);
        put_questions(&writer);
        put_section(&writer, OUTCOME_DOES_NOT_QUALIFY, PHRASE_REFUSED_HEAD,
                    options->trace ? put_in_full : put_refused);
        put_absent(&writer);
        put_watched(&writer, RULE_SCALE, PHRASE_SCALES_HEAD);
        put_watched(&writer, RULE_SIGNAL, PHRASE_SIGNALS_HEAD);
    }
    put_presumed(&writer);
    put_sources(&writer);
    put_foot(&writer);
    return text_str(&writer.out);
}
