#include "base/identity.h"

#include "base/panic.h"

enum { IDENTITY_SIZE = 18 };

char identity_check_character(Str text)
{
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    static const char characters[] = "10X98765432";
    invariant(text.size >= IDENTITY_SIZE - 1);
    int sum = 0;
    for (size_t i = 0; i < IDENTITY_SIZE - 1; i++) sum += (text.data[i] - '0') * weights[i];
    return characters[sum % 11];
}

static int digits_at(Str text, size_t at, size_t count)
{
    int value = 0;
    for (size_t i = at; i < at + count; i++) value = value * 10 + (text.data[i] - '0');
    return value;
}

IdentityFault identity_parse(Str text, Identity *identity)
{
    if (text.size != IDENTITY_SIZE) return IDENTITY_WRONG_LENGTH;
    for (size_t i = 0; i < IDENTITY_SIZE; i++) {
        const char c = text.data[i];
        const bool last_x = i == IDENTITY_SIZE - 1 && (c == 'X' || c == 'x');
        if ((c < '0' || c > '9') && !last_x) return IDENTITY_WRONG_CHARACTER;
    }
    const CivilDate civil = {digits_at(text, 6, 4), digits_at(text, 10, 2), digits_at(text, 12, 2)};
    Date born = {0};
    if (!date_from_civil(civil, &born)) return IDENTITY_WRONG_DATE;
    char last = text.data[IDENTITY_SIZE - 1];
    if (last == 'x') last = 'X';
    if (last != identity_check_character(text)) return IDENTITY_WRONG_CHECK;
    *identity = (Identity){.born = born, .female = digits_at(text, 14, 3) % 2 == 0};
    return IDENTITY_SOUND;
}

const char *identity_fault_text(IdentityFault fault)
{
    switch (fault) {
    case IDENTITY_SOUND: return "sound";
    case IDENTITY_WRONG_LENGTH: return "it must have 18 characters";
    case IDENTITY_WRONG_CHARACTER: return "it must be digits, the last one a digit or X";
    case IDENTITY_WRONG_DATE: return "its digits 7 to 14 are no day of birth";
    case IDENTITY_WRONG_CHECK:
        return "its check character does not fit: one of the digits was mistyped";
    }
    panic_at(__FILE__, __LINE__, "every fault has a text");
}
