#include "base/cipher.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

#include "base/panic.h"

enum { SM4_KEY_SIZE = 16, SM3_SIZE = 32 };

// --- keys ---

bool cipher_key_create(CipherKey *key, Error *err)
{
    if (RAND_priv_bytes(key->bytes, CIPHER_KEY_SIZE) == 1) return true;
    return error_set(err, ERROR_ENVIRONMENT, "", "the system has no randomness to make a key of");
}

static Digest hexadecimal(const unsigned char bytes[SM3_SIZE])
{
    Digest digest;
    for (size_t i = 0; i < SM3_SIZE; i++) (void)snprintf(digest.text + 2 * i, 3, "%02x", bytes[i]);
    return digest;
}

Digest cipher_key_print(const CipherKey *key)
{
    return hexadecimal(key->bytes);
}

static int digit_of(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

bool cipher_key_parse(Str text, CipherKey *key)
{
    if (text.size != 2 * (size_t)CIPHER_KEY_SIZE) return false;
    for (size_t i = 0; i < CIPHER_KEY_SIZE; i++) {
        const int high = digit_of(text.data[2 * i]);
        const int low = digit_of(text.data[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        key->bytes[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

// HMAC-SM3 over several texts in a row.
static void code_of(const unsigned char *key, size_t key_size, const Str *texts, size_t count,
                    unsigned char code[SM3_SIZE])
{
    char name[] = "SM3";
    const OSSL_PARAM options[] = {OSSL_PARAM_construct_utf8_string("digest", name, 0),
                                  OSSL_PARAM_construct_end()};
    EVP_MAC *kind = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *context = EVP_MAC_CTX_new(kind);
    size_t size = 0;
    const int begun = EVP_MAC_init(context, key, key_size, options);
    invariant(begun == 1);
    for (size_t i = 0; i < count; i++) {
        const int added =
            EVP_MAC_update(context, (const unsigned char *)texts[i].data, texts[i].size);
        invariant(added == 1);
    }
    const int finished = EVP_MAC_final(context, code, &size, SM3_SIZE);
    invariant(finished == 1);
    invariant(size == SM3_SIZE);
    EVP_MAC_CTX_free(context);
    EVP_MAC_free(kind);
}

// The key for one use.
static void derive(const CipherKey *key, Str use, unsigned char derived[SM3_SIZE])
{
    code_of(key->bytes, CIPHER_KEY_SIZE, &use, 1, derived);
}

Digest cipher_hash(const CipherKey *key, Str kind, Str text)
{
    unsigned char own[SM3_SIZE];
    unsigned char code[SM3_SIZE];
    const Str texts[] = {kind, STR("|"), text};
    derive(key, STR("find"), own);
    code_of(own, SM3_SIZE, texts, 3, code);
    OPENSSL_cleanse(own, sizeof own);
    return hexadecimal(code);
}

// --- pieces ---

// Counter mode turns a text into its cipher and back alike.
static bool turn(const CipherKey *key, const unsigned char *nonce, Str from, unsigned char *to,
                 Error *err)
{
    unsigned char own[SM3_SIZE];
    int size = 0;
    derive(key, STR("seal"), own);
    EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();
    const bool done =
        context != NULL && EVP_EncryptInit_ex(context, EVP_sm4_ctr(), NULL, own, nonce) == 1 &&
        EVP_EncryptUpdate(context, to, &size, (const unsigned char *)from.data, (int)from.size) ==
            1 &&
        (size_t)size == from.size;
    EVP_CIPHER_CTX_free(context);
    OPENSSL_cleanse(own, sizeof own);
    return done || error_set(err, ERROR_ENVIRONMENT, "", "this system's OpenSSL has no SM4");
}

static void seal_code(const CipherKey *key, Str covered, unsigned char code[SM3_SIZE])
{
    unsigned char own[SM3_SIZE];
    derive(key, STR("code"), own);
    code_of(own, SM3_SIZE, &covered, 1, code);
    OPENSSL_cleanse(own, sizeof own);
}

bool cipher_seal(const CipherKey *key, Str text, Arena *arena, Str *sealed, Error *err)
{
    invariant(text.size < INT32_MAX / 2);
    const size_t covered = CIPHER_NONCE_SIZE + text.size;
    unsigned char *piece = arena_take(arena, covered + CIPHER_CODE_SIZE);
    if (RAND_bytes(piece, CIPHER_NONCE_SIZE) != 1)
        return error_set(err, ERROR_ENVIRONMENT, "", "the system has no randomness to seal with");
    if (!turn(key, piece, text, piece + CIPHER_NONCE_SIZE, err)) return false;
    seal_code(key, (Str){(const char *)piece, covered}, piece + covered);
    *sealed = (Str){(const char *)piece, covered + CIPHER_CODE_SIZE};
    return true;
}

bool cipher_open(const CipherKey *key, Str sealed, Arena *arena, Str *text, Error *err)
{
    unsigned char code[SM3_SIZE];
    if (sealed.size < CIPHER_NONCE_SIZE + CIPHER_CODE_SIZE)
        return error_set(err, ERROR_INVALID, "", "a sealed number is cut short");
    const size_t covered = sealed.size - CIPHER_CODE_SIZE;
    seal_code(key, (Str){sealed.data, covered}, code);
    if (CRYPTO_memcmp(code, sealed.data + covered, CIPHER_CODE_SIZE) != 0)
        return error_set(err, ERROR_INVALID, "",
                         "a sealed number was changed, or sealed with another key");
    const size_t size = covered - CIPHER_NONCE_SIZE;
    unsigned char *opened = arena_take(arena, size + 1);
    const Str from = {sealed.data + CIPHER_NONCE_SIZE, size};
    if (!turn(key, (const unsigned char *)sealed.data, from, opened, err)) return false;
    *text = (Str){(const char *)opened, size};
    return true;
}
