// type.h - the types of values, with their units.
//
// A number carries its unit as exponents of six base units: money per month is money^1 month^-1.
// Units multiply and divide; only equal units add and compare. Years, months, weeks, days and
// working days are different units and never mix by themselves: the law says `monthly` or `yearly`
// where it means to convert a flow.
#ifndef COMPILE_TYPE_H
#define COMPILE_TYPE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/number.h"

typedef enum TypeKind {
    TYPE_YESNO,
    TYPE_NUMBER,
    TYPE_DATE,
    TYPE_CHOICE,   // .choice
    TYPE_PERSON,   // a member of the household
    TYPE_PLACE,    // a region
    TYPE_TEXT,     // kept, never decided on
    TYPE_IDENTITY, // a citizen identity number, GB 11643
} TypeKind;

// How a number without a unit is written.
typedef enum Flavour {
    FLAVOUR_NUMBER, // 1.8
    FLAVOUR_COUNT,  // 3, always whole
    FLAVOUR_SHARE,  // 80 %
} Flavour;

typedef enum Dimension {
    DIMENSION_MONEY,
    DIMENSION_YEAR,
    DIMENSION_MONTH,
    DIMENSION_WEEK,
    DIMENSION_DAY,
    DIMENSION_WORKING_DAY,
} Dimension;
enum { DIMENSION_COUNT = 6 };

typedef struct Type {
    TypeKind kind;
    Flavour flavour;                    // TYPE_NUMBER without a unit; else FLAVOUR_NUMBER
    int8_t dimensions[DIMENSION_COUNT]; // TYPE_NUMBER: exponents
    uint32_t choice;                    // TYPE_CHOICE: index of the choice
} Type;

Type type_of(TypeKind kind);
Type type_choice(uint32_t choice);
Type type_number(Flavour flavour);
Type type_money(void);
Type type_unit(Dimension dimension);      // months, days ...
Type type_money_per(Dimension dimension); // money per month ...

bool type_is_pure(Type type);     // a number without a unit
bool type_same(Type a, Type b);   // may be added, compared and stored as
bool type_is_duration(Type type); // one of the five units of time, alone

Type type_multiply(Type a, Type b);
Type type_divide(Type a, Type b);

// A value that is always whole in its smallest unit (fen, count, months) when it is exact.
bool type_is_whole(Type type);

#endif
