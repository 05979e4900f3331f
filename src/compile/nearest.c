#include "compile/nearest.h"

#include "base/text.h"

// A label that begins with what was written, or holds it, ranks behind one that is misspelt: the
// shorter the nearer.
enum { RANK_BEGINS = 100, RANK_HOLDS = 1000, LABEL_LETTERS_LEAST = 4, PART_LETTERS_LEAST = 2 };

Nearest nearest_start(Str wanted)
{
    return (Nearest){.by_name = suggestion_start(wanted),
                     .by_label = suggestion_start(wanted),
                     .rank = SIZE_MAX};
}

// Short labels differ in few letters and mean something else, so they must be the same.
static size_t label_rank(Nearest *near, Str label)
{
    const Str wanted = near->by_name.wanted;
    if (wanted.size == 0 || label.size == 0) return SIZE_MAX;
    if (str_equal(label, wanted)) return 0;
    const size_t letters = utf8_count(wanted);
    if (letters >= LABEL_LETTERS_LEAST) {
        const size_t before = near->by_label.steps;
        suggestion_offer(&near->by_label, label);
        if (near->by_label.steps < before) return near->by_label.steps;
    }
    // English words are parts of many labels; two Chinese characters are a term.
    if (letters < PART_LETTERS_LEAST || (unsigned char)wanted.data[0] < 0x80) return SIZE_MAX;
    const size_t at = str_find(label, wanted);
    if (at == SIZE_MAX) return SIZE_MAX;
    return (at == 0 ? RANK_BEGINS : RANK_HOLDS) + utf8_count(label);
}

void nearest_offer(Nearest *near, Str name, Labels labels)
{
    suggestion_offer(&near->by_name, name);
    const Str both[] = {labels.zh, labels.en};
    for (size_t i = 0; i < sizeof both / sizeof both[0]; i++) {
        const size_t rank = label_rank(near, both[i]);
        if (rank >= near->rank) continue;
        near->rank = rank;
        near->labelled = name;
        near->label = both[i];
    }
}

bool nearest_hint(Diagnostics *diagnostics, Diagnostic *fault, const Nearest *near)
{
    const bool named = near->by_name.nearest.size > 0 && near->by_name.steps > 0;
    if (near->rank > 0 && named) {
        diagnostic_hint(diagnostics, fault, "did you mean \"" STR_FORMAT "\"?",
                        STR_ARGS(near->by_name.nearest));
        return true;
    }
    if (near->labelled.size == 0 || str_equal(near->labelled, near->by_name.wanted)) return false;
    diagnostic_hint(diagnostics, fault, "did you mean \"" STR_FORMAT "\" (" STR_FORMAT ")?",
                    STR_ARGS(near->labelled), STR_ARGS(near->label));
    return true;
}

// None while the thing is being declared: its name is entered first.
#define LABELS_OF(list) \
    (thing->index < program->list.count ? program->list.items[thing->index].labels : (Labels){0})

static Labels labels_of(const Program *program, const NamedThing *thing)
{
    switch (thing->kind) {
    case SYM_FACT: return LABELS_OF(facts);
    case SYM_PARAMETER: return LABELS_OF(parameters);
    case SYM_RULE: return LABELS_OF(rules);
    case SYM_PROGRAMME: return LABELS_OF(programmes);
    case SYM_ENTITY: return LABELS_OF(entities);
    case SYM_PLACES: return LABELS_OF(place_sets);
    case SYM_CLOCK: return LABELS_OF(clocks);
    }
    return (Labels){0};
}

void nearest_offer_things(Nearest *near, const Program *program)
{
    for (size_t i = 0; i < program->names.count; i++) {
        const NamedThing *thing = &program->names.items[i];
        nearest_offer(near, thing->name, labels_of(program, thing));
    }
}

void nearest_hint_choice(Diagnostics *diagnostics, Diagnostic *fault, const Choice *choice,
                         Str written)
{
    Nearest near = nearest_start(written);
    Text all = text_start(diagnostics->arena);
    for (size_t i = 0; i < choice->count; i++) {
        nearest_offer(&near, choice->values[i].name, choice->values[i].labels);
        text_print(&all, "%s" STR_FORMAT, i > 0 ? ", " : "", STR_ARGS(choice->values[i].name));
    }
    if (!nearest_hint(diagnostics, fault, &near))
        diagnostic_hint(diagnostics, fault, "its values are " STR_FORMAT, STR_ARGS(text_str(&all)));
}
