#include "base/digest.h"

#include <openssl/evp.h>
#include <stdio.h>

#include "base/panic.h"

enum { SM3_SIZE = 32 };

static EVP_MD_CTX *start(void)
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    invariant(context != NULL);
    const int begun = EVP_DigestInit_ex(context, EVP_sm3(), NULL);
    invariant(begun == 1);
    return context;
}

static void add(EVP_MD_CTX *context, Str text)
{
    const int added = EVP_DigestUpdate(context, text.data, text.size);
    invariant(added == 1);
}

static Digest finish(EVP_MD_CTX *context)
{
    unsigned char bytes[EVP_MAX_MD_SIZE];
    unsigned size = 0;
    const int finished = EVP_DigestFinal_ex(context, bytes, &size);
    invariant(finished == 1);
    invariant(size == SM3_SIZE);
    EVP_MD_CTX_free(context);
    Digest digest;
    for (size_t i = 0; i < SM3_SIZE; i++) {
        (void)snprintf(digest.text + 2 * i, 3, "%02x", bytes[i]);
    }
    return digest;
}

Digest digest_of(const Str *texts, size_t count)
{
    EVP_MD_CTX *context = start();
    for (size_t i = 0; i < count; i++) {
        char size_text[32];
        const int size = snprintf(size_text, sizeof size_text, "%zu:", texts[i].size);
        add(context, (Str){.data = size_text, .size = (size_t)size});
        add(context, texts[i]);
    }
    return finish(context);
}

Digest digest_plain(Str text)
{
    EVP_MD_CTX *context = start();
    add(context, text);
    return finish(context);
}
