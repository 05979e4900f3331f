// identity.h - the citizen identity number (公民身份号码), GB 11643-1999.
//
// Eighteen characters: six of region, eight of birth date, three of sequence (odd for men, even for
// women), and a check character by ISO 7064 MOD 11-2.
#ifndef BASE_IDENTITY_H
#define BASE_IDENTITY_H

#include "base/date.h"

typedef enum IdentityFault {
    IDENTITY_SOUND,
    IDENTITY_WRONG_LENGTH,    // not 18 characters
    IDENTITY_WRONG_CHARACTER, // not a digit, or a last character that is neither digit nor X
    IDENTITY_WRONG_DATE,      // no such day of birth
    IDENTITY_WRONG_CHECK,     // the check character does not fit: a digit was mistyped
} IdentityFault;

typedef struct Identity {
    Date born;
    bool female;
} Identity;

// Reads a number; on IDENTITY_SOUND fills *identity.
IdentityFault identity_parse(Str text, Identity *identity);

// The check character for the first 17 digits of `text` (which must be digits).
char identity_check_character(Str text);

// One sentence that says what is wrong with the number, or "sound".
const char *identity_fault_text(IdentityFault fault);

#endif
