// digest.h - SM3 (GB/T 32905-2016), the hash in receipts and, later, in the audit chain.
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/str.h"

typedef struct Digest {
    char text[65]; // 64 lower-case hexadecimal digits, terminated
} Digest;

// The hash of several texts. Each is preceded by its size, so that moving a boundary between two of
// them changes the hash.
Digest digest_of(const Str *texts, size_t count);

// The plain SM3 of one text, as the standard's test vectors have it.
Digest digest_plain(Str text);

#endif
