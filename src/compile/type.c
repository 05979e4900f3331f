#include "compile/type.h"

#include <string.h>

Type type_of(TypeKind kind)
{
    return (Type){.kind = kind};
}

Type type_choice(uint32_t choice)
{
    return (Type){.kind = TYPE_CHOICE, .choice = choice};
}

Type type_number(Flavour flavour)
{
    return (Type){.kind = TYPE_NUMBER, .flavour = flavour};
}

Type type_unit(Dimension dimension)
{
    Type type = type_number(FLAVOUR_NUMBER);
    type.dimensions[dimension] = 1;
    return type;
}

Type type_money(void)
{
    return type_unit(DIMENSION_MONEY);
}

Type type_money_per(Dimension dimension)
{
    Type type = type_money();
    type.dimensions[dimension] = -1;
    return type;
}

static bool same_dimensions(Type a, Type b)
{
    return memcmp(a.dimensions, b.dimensions, sizeof a.dimensions) == 0;
}

bool type_is_pure(Type type)
{
    return type.kind == TYPE_NUMBER && same_dimensions(type, type_number(FLAVOUR_NUMBER));
}

bool type_same(Type a, Type b)
{
    if (a.kind != b.kind) return false;
    if (a.kind == TYPE_CHOICE) return a.choice == b.choice;
    return a.kind != TYPE_NUMBER || same_dimensions(a, b);
}

bool type_is_duration(Type type)
{
    if (type.kind != TYPE_NUMBER) return false;
    for (int i = DIMENSION_YEAR; i < DIMENSION_COUNT; i++) {
        if (same_dimensions(type, type_unit((Dimension)i))) return true;
    }
    return false;
}

// A product or quotient of pure numbers: whole only if both are, a share only if both are.
static Flavour joined_flavour(Type a, Type b, Type result)
{
    if (!type_is_pure(result)) return FLAVOUR_NUMBER;
    if (!type_is_pure(a) && !type_is_pure(b)) return FLAVOUR_SHARE; // money / money
    return a.flavour == b.flavour ? a.flavour : FLAVOUR_NUMBER;
}

static Type combine(Type a, Type b, int sign)
{
    Type result = type_number(FLAVOUR_NUMBER);
    for (int i = 0; i < DIMENSION_COUNT; i++) {
        result.dimensions[i] = (int8_t)(a.dimensions[i] + sign * b.dimensions[i]);
    }
    result.flavour = joined_flavour(a, b, result);
    return result;
}

Type type_multiply(Type a, Type b)
{
    return combine(a, b, 1);
}

Type type_divide(Type a, Type b)
{
    Type result = combine(a, b, -1);
    if (type_is_pure(result) && result.flavour == FLAVOUR_COUNT) result.flavour = FLAVOUR_NUMBER;
    return result;
}

bool type_is_whole(Type type)
{
    if (type.kind != TYPE_NUMBER) return true;
    return !type_is_pure(type) || type.flavour == FLAVOUR_COUNT;
}
