// language.h - the two languages everything is said in, and a text in both.
//
//     const Bilingual persons = BOTH("人数", "persons");
//     const Str heading = bilingual_in(persons, language);
#ifndef BASE_LANGUAGE_H
#define BASE_LANGUAGE_H

#include "base/str.h"

typedef enum Language { LANGUAGE_ZH, LANGUAGE_EN } Language;

typedef struct Bilingual {
    Str zh;
    Str en;
} Bilingual;

// Of two literals. In a constant table write the braces alone: {STR("人数"), STR("persons")}.
#define BOTH(chinese, english) ((Bilingual){.zh = STR(chinese), .en = STR(english)})

static inline Bilingual bilingual(Str zh, Str en)
{
    return (Bilingual){.zh = zh, .en = en};
}

// A name that is the same in both: of a file, a hash, a number.
static inline Bilingual bilingual_same(Str text)
{
    return (Bilingual){.zh = text, .en = text};
}

// The text in a language; where that is empty, in the other.
static inline Str bilingual_in(Bilingual text, Language language)
{
    const Str wanted = language == LANGUAGE_ZH ? text.zh : text.en;
    if (wanted.size > 0) return wanted;
    return language == LANGUAGE_ZH ? text.en : text.zh;
}

#endif
