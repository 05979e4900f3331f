// cipher.h - sealing small pieces of personal data: SM4 in counter mode, then HMAC-SM3 over it.
//
// (GB/T 32907-2016, GB/T 32905-2016; encrypt-then-MAC.) A sealed piece is 16 bytes of nonce, the
// encrypted bytes, and 32 bytes of code; it can be opened only with the key it was sealed with, and
// only where nobody changed it. What must be found again without being opened is found by its keyed
// hash, which is the same for the same text.
#ifndef BASE_CIPHER_H
#define BASE_CIPHER_H

#include "base/digest.h"
#include "base/error.h"

enum { CIPHER_KEY_SIZE = 32, CIPHER_NONCE_SIZE = 16, CIPHER_CODE_SIZE = 32 };

// A master key; each use of it has a key of its own, derived by name.
typedef struct CipherKey {
    unsigned char bytes[CIPHER_KEY_SIZE];
} CipherKey;

// A new key, from the system's randomness.
MUST_USE bool cipher_key_create(CipherKey *key, Error *err);

// As 64 hexadecimal digits, and from them; false if they are none.
Digest cipher_key_print(const CipherKey *key);
bool cipher_key_parse(Str text, CipherKey *key);

MUST_USE bool cipher_seal(const CipherKey *key, Str text, Arena *arena, Str *sealed, Error *err);

// ERROR_INVALID where it was changed, or sealed with another key.
MUST_USE bool cipher_open(const CipherKey *key, Str sealed, Arena *arena, Str *text, Error *err);

// By which a sealed text is found: equal for equal texts of one kind ("resident"), and of no use
// without the key.
Digest cipher_hash(const CipherKey *key, Str kind, Str text);

#endif
