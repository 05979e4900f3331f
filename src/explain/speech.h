// speech.h - saying things in Chinese or English: phrases, values, names.
#ifndef EXPLAIN_SPEECH_H
#define EXPLAIN_SPEECH_H

#include "base/language.h"
#include "decide/decision.h"

typedef enum Phrase {
#define PHRASE(id, zh, en) PHRASE_##id,
#include "explain/phrases.def"
#undef PHRASE
} Phrase;

// Someone who speaks one language about one law; `situation` may be NULL, then no values are known.
typedef struct Speaker {
    const Program *program;
    const Situation *situation;
    Arena *arena;
    Language language;
    bool ages; // spans of years are ages just now: "60周岁", not "60年"
} Speaker;

// The phrase with its places filled in.
Str say(const Speaker *speaker, Phrase phrase);
Str say_1(const Speaker *speaker, Phrase phrase, Str one);
Str say_2(const Speaker *speaker, Phrase phrase, Str one, Str two);
Str say_3(const Speaker *speaker, Phrase phrase, Str one, Str two, Str three);

// What values of a type look like: "是/否", "元/月", the labels of a choice.
Str say_type(const Speaker *speaker, Type type);

// A label in the speaker's language; the name, with blanks for underscores, where there is none.
Str say_label(const Speaker *speaker, Labels labels, Str name);

// A value with its unit: "1,500.00 元/月", "30%", "是", "低保对象".
Str say_value(const Speaker *speaker, const Value *value, Type type);
Str say_number(const Speaker *speaker, Number number, Type type);

// A number as a law writes it: "1 元", "20,000 元".
Str say_written(const Speaker *speaker, Number number, Type type);
Str say_member(const Speaker *speaker, uint32_t member);

// The members of a set: "a、b".
Str say_members(const Speaker *speaker, uint64_t members);
Str say_region(const Speaker *speaker, uint32_t region);

// The region with those it lies in: "四川省成都市武侯区", "Wuhou, Chengdu, Sichuan".
Str say_region_in_full(const Speaker *speaker, uint32_t region);

// "办法 art.23" as readers cite it, with the short name: "办法第23条".
Str say_citation(const Speaker *speaker, const Citation *citation);

// The full name of an instrument, with its number:
// 《最低生活保障审核确认办法》（民发〔2021〕57号）.
Str say_instrument(const Speaker *speaker, uint32_t instrument);

// Names of things that have labels.
Str say_rule(const Speaker *speaker, uint32_t rule);
Str say_fact(const Speaker *speaker, uint32_t fact);
Str say_programme(const Speaker *speaker, uint32_t programme);

// What is needed, as one would ask for it: "成员b的工资".
Str say_need(const Speaker *speaker, const Run *run, const Need *need);

// Items joined with the language's comma.
typedef VEC(Str) StrVec;
Str say_list(const Speaker *speaker, const StrVec *items);

#endif
