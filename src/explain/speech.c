#include "explain/speech.h"

#include "base/panic.h"
#include "base/text.h"

static const char *const phrases[][2] = {
#define PHRASE(id, zh, en) [PHRASE_##id] = {zh, en},
#include "explain/phrases.def"
#undef PHRASE
};

static Str fill(const Speaker *speaker, Phrase phrase, const Str *parts, size_t count)
{
    const Str template = str_from(phrases[phrase][speaker->language]);
    Text text = text_start(speaker->arena);
    size_t plain = 0; // what has been written already ends here
    for (size_t i = 0; i + 2 < template.size; i++) {
        if (template.data[i] != '{') continue;
        const size_t index = (size_t)(template.data[i + 1] - '1');
        invariant(index < count && template.data[i + 2] == '}');
        text_add(&text, str_slice(template, plain, i));
        text_add(&text, parts[index]);
        plain = i + 3;
    }
    text_add(&text, str_slice(template, plain, template.size));
    return text_str(&text);
}

Str say(const Speaker *speaker, Phrase phrase)
{
    return str_from(phrases[phrase][speaker->language]);
}

Str say_1(const Speaker *speaker, Phrase phrase, Str one)
{
    return fill(speaker, phrase, &one, 1);
}

Str say_2(const Speaker *speaker, Phrase phrase, Str one, Str two)
{
    const Str parts[] = {one, two};
    return fill(speaker, phrase, parts, 2);
}

Str say_3(const Speaker *speaker, Phrase phrase, Str one, Str two, Str three)
{
    const Str parts[] = {one, two, three};
    return fill(speaker, phrase, parts, 3);
}

Str say_label(const Speaker *speaker, Labels labels, Str name)
{
    const Str label = speaker->language == LANGUAGE_ZH ? labels.zh : labels.en;
    if (label.size > 0) return label;
    if (labels.zh.size > 0) return labels.zh;
    Text text = text_start(speaker->arena);
    for (size_t i = 0; i < name.size; i++) {
        if (name.data[i] == '_') text_add_char(&text, ' ');
        else text_add_char(&text, name.data[i]);
    }
    return text_str(&text);
}

// --- numbers ---

static Str coins(const Speaker *speaker, Number amount, bool written)
{
    const Currency *currency = &speaker->program->currency;
    const Number whole = program_in_coins(speaker->program, amount);
    const Str digits = number_print(speaker->arena, whole,
                                    (NumberFormat){.places_min = written ? 0 : currency->digits,
                                                   .places_max = currency->digits,
                                                   .grouped = true});
    const Str unit = say_label(speaker, currency->labels, currency->name);
    if (currency->symbol.size > 0 && speaker->language == LANGUAGE_EN)
        return str_print(speaker->arena, STR_FORMAT STR_FORMAT, STR_ARGS(currency->symbol),
                         STR_ARGS(digits));
    return str_print(speaker->arena, STR_FORMAT "%s" STR_FORMAT, STR_ARGS(digits),
                     speaker->language == LANGUAGE_ZH ? "" : " ", STR_ARGS(unit));
}

static Str share(const Speaker *speaker, Number number)
{
    Number percent = number;
    if (!number_multiply(number, number_whole(100), &percent)) // beyond all reason: as it is
        return number_print(speaker->arena, number, (NumberFormat){.places_max = 2});
    const Str digits = number_print(speaker->arena, percent, (NumberFormat){.places_max = 2});
    return str_print(speaker->arena, STR_FORMAT "%%", STR_ARGS(digits));
}

static const Phrase per_phrases[] = {
    [DIMENSION_YEAR] = PHRASE_PER_YEAR,       [DIMENSION_MONTH] = PHRASE_PER_MONTH,
    [DIMENSION_WEEK] = PHRASE_PER_WEEK,       [DIMENSION_DAY] = PHRASE_PER_DAY,
    [DIMENSION_WORKING_DAY] = PHRASE_PER_DAY,
};

static const Phrase span_phrases[] = {
    [DIMENSION_YEAR] = PHRASE_YEARS,
    [DIMENSION_MONTH] = PHRASE_MONTHS,
    [DIMENSION_WEEK] = PHRASE_WEEKS,
    [DIMENSION_DAY] = PHRASE_DAYS,
    [DIMENSION_WORKING_DAY] = PHRASE_WORKING_DAYS,
};

// "1 months" is "1 month" in English.
static Str of_one(const Speaker *speaker, Number number, Str text)
{
    const bool one = number.num == 1 && number.den == 1 && speaker->language == LANGUAGE_EN;
    return one && str_ends(text, STR("s")) ? str_slice(text, 0, text.size - 1) : text;
}

static Str number_text(const Speaker *speaker, Number number, Type type, bool written)
{
    if (type.kind == TYPE_DATE) return date_print(speaker->arena, (Date){(int32_t)number.num});
    if (type.kind == TYPE_PLACE) return say_region(speaker, (uint32_t)number.num);
    if (type_is_pure(type) && type.flavour == FLAVOUR_SHARE) return share(speaker, number);
    const bool money = type.dimensions[DIMENSION_MONEY] == 1;
    Str text = money ? coins(speaker, number, written)
                     : number_print(speaker->arena, number,
                                    (NumberFormat){.places_max = 2, .grouped = true});
    for (int i = DIMENSION_YEAR; i < DIMENSION_COUNT; i++) {
        if (type.dimensions[i] == -1) text = say_1(speaker, per_phrases[i], text);
        if (type.dimensions[i] == 1)
            text = of_one(speaker, number,
                          say_1(speaker,
                                i == DIMENSION_YEAR && speaker->ages ? PHRASE_AGE : span_phrases[i],
                                text));
    }
    return text;
}

Str say_number(const Speaker *speaker, Number number, Type type)
{
    return number_text(speaker, number, type, false);
}

Str say_written(const Speaker *speaker, Number number, Type type)
{
    return number_text(speaker, number, type, true);
}

// --- values ---

static Str set_item(const Speaker *speaker, unsigned index, Type type)
{
    if (type.kind == TYPE_YESNO) return say(speaker, index == 1 ? PHRASE_YES : PHRASE_NO);
    if (type.kind == TYPE_PERSON) return say_member(speaker, index);
    const ChoiceValue *value = &speaker->program->choices.items[type.choice].values[index];
    return say_label(speaker, value->labels, value->name);
}

Str say_value(const Speaker *speaker, const Value *value, Type type)
{
    if (value->state == VALUE_NONE) return say(speaker, PHRASE_NOT_APPLICABLE);
    if (value_is_known(value) && value->set == 0) return say_number(speaker, value->low, type);
    if (value_is_known(value)) return set_item(speaker, value_least_index(value->set), type);
    const bool low = value->low.num > -NUMBER_UNBOUNDED;
    const bool high = value->high.num < NUMBER_UNBOUNDED;
    // A span as wide as the type's own tells nobody anything.
    const bool narrow = value->set == 0 && low && high && type.kind == TYPE_NUMBER &&
                        number_compare(value->high, number_whole(AMOUNT_YUAN_MAX)) < 0;
    if (!narrow) return say(speaker, PHRASE_UNKNOWN);
    if (number_compare(value->low, value->high) == 0) return say_number(speaker, value->low, type);
    return say_2(speaker, PHRASE_FROM_TO, say_number(speaker, value->low, type),
                 say_number(speaker, value->high, type));
}

Str say_member(const Speaker *speaker, uint32_t member)
{
    if (speaker->situation == NULL) return say(speaker, PHRASE_SELF);
    return say_1(speaker, PHRASE_PERSON_NAME, speaker->situation->member_ids[member]);
}

Str say_list(const Speaker *speaker, const StrVec *items)
{
    Text text = text_start(speaker->arena);
    for (size_t i = 0; i < items->count; i++) {
        if (i > 0) text_add(&text, say(speaker, PHRASE_COMMA));
        text_add(&text, items->items[i]);
    }
    return text_str(&text);
}

Str say_members(const Speaker *speaker, uint64_t members)
{
    StrVec names = {0};
    for (uint32_t i = 0; i < speaker->situation->member_count; i++) {
        if ((members >> i & 1) != 0)
            *vec_push(speaker->arena, &names) = speaker->situation->member_ids[i];
    }
    return say_list(speaker, &names);
}

Str say_region(const Speaker *speaker, uint32_t region)
{
    if (region == NONE || region >= speaker->program->regions.count)
        return say(speaker, PHRASE_REGION);
    const Region *one = &speaker->program->regions.items[region];
    return say_label(speaker, one->labels, one->code);
}

Str say_region_in_full(const Speaker *speaker, uint32_t region)
{
    const Str name = say_region(speaker, region);
    const uint32_t parent = speaker->program->regions.items[region].parent;
    if (parent == NONE) return name;
    const Str above = say_region_in_full(speaker, parent);
    if (speaker->language == LANGUAGE_ZH)
        return str_print(speaker->arena, STR_FORMAT STR_FORMAT, STR_ARGS(above), STR_ARGS(name));
    return str_print(speaker->arena, STR_FORMAT ", " STR_FORMAT, STR_ARGS(name), STR_ARGS(above));
}

// --- types ---

static Str say_choice(const Speaker *speaker, const Choice *choice)
{
    StrVec values = {0};
    for (size_t i = 0; i < choice->count; i++)
        *vec_push(speaker->arena, &values) =
            say_label(speaker, choice->values[i].labels, choice->values[i].name);
    return say_list(speaker, &values);
}

Str say_type(const Speaker *speaker, Type type)
{
    switch (type.kind) {
    case TYPE_YESNO: return say(speaker, PHRASE_TYPE_YESNO);
    case TYPE_DATE: return say(speaker, PHRASE_TYPE_DATE);
    case TYPE_TEXT: return say(speaker, PHRASE_TYPE_TEXT);
    case TYPE_IDENTITY: return say(speaker, PHRASE_TYPE_IDENTITY);
    case TYPE_PLACE: return say(speaker, PHRASE_PLACE);
    case TYPE_PERSON: return say(speaker, PHRASE_PERSON);
    case TYPE_CHOICE: return say_choice(speaker, &speaker->program->choices.items[type.choice]);
    case TYPE_NUMBER: break;
    }
    if (type_is_pure(type))
        return say(speaker, type.flavour == FLAVOUR_SHARE   ? PHRASE_TYPE_SHARE
                            : type.flavour == FLAVOUR_COUNT ? PHRASE_TYPE_COUNT
                                                            : PHRASE_TYPE_NUMBER);
    // A unit is best told by an example without its number: "元/月".
    const Str one = say_written(speaker, number_whole(0), type);
    return str_trim(str_slice(one, 1, one.size));
}

// --- citations ---

// "art.9" to "第9条", "ch.2" to "第2章" in Chinese; unchanged in English.
static void add_article(Text *text, Str part, Language language)
{
    static const struct {
        const char *prefix, *before, *after;
    } forms[] = {{"art.", "第", "条"}, {"ch.", "第", "章"}, {"para.", "第", "款"}};
    for (size_t i = 0; language == LANGUAGE_ZH && i < sizeof forms / sizeof forms[0]; i++) {
        const Str prefix = str_from(forms[i].prefix);
        if (!str_starts(part, prefix)) continue;
        const Str rest = str_slice(part, prefix.size, part.size);
        size_t digits = 0;
        while (digits < rest.size && ((rest.data[digits] >= '0' && rest.data[digits] <= '9') ||
                                      rest.data[digits] == '-' || rest.data[digits] == ','))
            digits++;
        text_print(text, "%s" STR_FORMAT "%s" STR_FORMAT, forms[i].before,
                   STR_ARGS(str_slice(rest, 0, digits)), forms[i].after,
                   STR_ARGS(str_slice(rest, digits, rest.size)));
        return;
    }
    text_add(text, part);
}

static void add_articles(Text *text, Str rest, Language language)
{
    while (rest.size > 0) {
        size_t end = 0;
        while (end < rest.size && rest.data[end] != ' ') end++;
        add_article(text, str_slice(rest, 0, end), language);
        rest = str_trim(str_slice(rest, end, rest.size));
        if (rest.size > 0) text_add_char(text, ' ');
    }
}

Str say_citation(const Speaker *speaker, const Citation *citation)
{
    if (citation->part_count == 0) return citation->text;
    Text text = text_start(speaker->arena);
    for (size_t i = 0; i < citation->part_count; i++) {
        const CitationPart *part = &citation->parts[i];
        const Instrument *instrument = &speaker->program->instruments.items[part->instrument];
        if (i > 0) text_add(&text, say(speaker, PHRASE_SEMICOLON));
        const bool zh = speaker->language == LANGUAGE_ZH;
        text_add(&text,
                 zh ? instrument->name : say_label(speaker, instrument->labels, instrument->name));
        if (part->article.size > 0) text_add(&text, STR(" "));
        add_articles(&text, part->article, speaker->language);
    }
    return text_str(&text);
}

Str say_instrument(const Speaker *speaker, uint32_t instrument)
{
    const Instrument *one = &speaker->program->instruments.items[instrument];
    const Str name = say_label(speaker, one->labels, one->name);
    Str text = say_1(speaker, PHRASE_TITLED, name);
    if (one->number.size > 0) text = say_2(speaker, PHRASE_VALUED, text, one->number);
    return one->recalled ? say_1(speaker, PHRASE_RECALLED, text) : text;
}

// --- names ---

Str say_programme(const Speaker *speaker, uint32_t programme)
{
    const Programme *one = &speaker->program->programmes.items[programme];
    return say_label(speaker, one->labels, one->name);
}

static const struct {
    Word slot;
    Phrase phrase;
} slot_phrases[] = {
    {WORD_QUALIFIES, PHRASE_SLOT_QUALIFIES},
    {WORD_AMOUNT, PHRASE_SLOT_AMOUNT},
    {WORD_STARTS, PHRASE_SLOT_STARTS},
    {WORD_REVIEW, PHRASE_SLOT_REVIEW},
    {WORD_VALID, PHRASE_SLOT_VALID},
    {WORD_LIMIT, PHRASE_SLOT_LIMIT},
    {WORD_DUE, PHRASE_SLOT_DUE},
    {WORD_OVERDUE, PHRASE_SLOT_OVERDUE},
};

static Str say_clock(const Speaker *speaker, Str name)
{
    for (size_t i = 0; i < speaker->program->clocks.count; i++) {
        const Clock *clock = &speaker->program->clocks.items[i];
        if (str_equal(clock->name, name)) return say_label(speaker, clock->labels, clock->name);
    }
    return name;
}

Str say_rule(const Speaker *speaker, uint32_t rule)
{
    const Rule *one = &speaker->program->rules.items[rule];
    if (one->role != RULE_SLOT) return say_label(speaker, one->labels, one->name);
    const Str owner = one->programme != NONE ? say_programme(speaker, one->programme)
                                             : say_clock(speaker, one->name);
    if (one->labels.zh.size > 0)
        return say_2(speaker, PHRASE_PERSON_FACT, owner,
                     say_label(speaker, one->labels, one->name));
    for (size_t i = 0; i < sizeof slot_phrases / sizeof slot_phrases[0]; i++) {
        if (slot_phrases[i].slot == one->slot) return say_1(speaker, slot_phrases[i].phrase, owner);
    }
    return owner;
}

Str say_fact(const Speaker *speaker, uint32_t fact)
{
    const Fact *one = &speaker->program->facts.items[fact];
    return say_label(speaker, one->labels, one->name);
}

static Str say_owner(const Speaker *speaker, uint32_t entity, uint32_t instance, Str what,
                     Phrase phrase)
{
    const Entity *owner = &speaker->program->entities.items[entity];
    if (owner->kind == ENTITY_PERSON)
        return say_2(speaker, phrase, say_member(speaker, instance), what);
    if (owner->kind != ENTITY_RECORD) return what;
    const Str row = say_label(speaker, owner->labels, owner->name);
    const uint32_t whose = speaker->situation->row_owners[entity][instance];
    return say_2(speaker, phrase, say_owner(speaker, owner->owner, whose, row, PHRASE_PERSON_FACT),
                 what);
}

static Str say_open(const Speaker *speaker, const Run *run, const Need *need, bool parameter)
{
    const Program *program = speaker->program;
    const Str name = parameter ? say_label(speaker, program->parameters.items[need->index].labels,
                                           program->parameters.items[need->index].name)
                               : say_rule(speaker, need->index);
    for (size_t i = 0; i < run->open.count; i++) {
        const OpenValue *open = &run->open.items[i];
        if (open->parameter == parameter && open->index == need->index)
            return say_3(speaker, PHRASE_LEFT_OPEN, name, say_region(speaker, open->place),
                         date_print(speaker->arena, open->date));
    }
    return name;
}

Str say_need(const Speaker *speaker, const Run *run, const Need *need)
{
    switch (need->kind) {
    case NEED_FACT: {
        const Fact *fact = &speaker->program->facts.items[need->index];
        const Labels labels = fact->question.zh.size > 0 ? fact->question : fact->labels;
        const Str label = say_label(speaker, labels, fact->name);
        if (fact->type.kind != TYPE_YESNO)
            return say_owner(speaker, fact->entity, need->instance, label, PHRASE_PERSON_FACT);
        return say_1(speaker, PHRASE_QUESTION,
                     say_owner(speaker, fact->entity, need->instance, label, PHRASE_PERSON_IS));
    }
    case NEED_ROWS: {
        const Entity *record = &speaker->program->entities.items[need->index];
        const Str name = say_label(speaker, record->labels, record->name);
        return say_1(speaker, PHRASE_ROWS_NEEDED,
                     say_owner(speaker, record->owner, need->instance, name, PHRASE_PERSON_FACT));
    }
    case NEED_PARAMETER: return say_open(speaker, run, need, true);
    case NEED_RULE: return say_open(speaker, run, need, false);
    case NEED_HISTORY: return say(speaker, PHRASE_HISTORY_NEEDED);
    }
    panic_at(__FILE__, __LINE__, "every need can be asked for");
}
