// error.h - how a function says that it could not do its work.
//
// A function that can fail returns bool (true: done), takes `Error *err` as its last parameter and
// is marked MUST_USE. On failure it fills *err once and leaves its outputs untouched; on success it
// does not touch *err, so calls chain:
//
//     if (!file_read(path, arena, &text, err) || !json_parse(text, arena, &root, err)) return
//     false;
//
// `err` is never NULL. Errors in someone's text (a law, a case) are not Errors but Diagnostics
// (base/diagnostics.h): there we go on and report all of them.
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>

#define MUST_USE          __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

typedef enum ErrorCode {
#define ERROR_CODE(name, http, exit, meaning) ERROR_##name,
#include "base/error_codes.def"
#undef ERROR_CODE
} ErrorCode;

typedef struct Error {
    ErrorCode code;
    char message[400];     // one sentence for a person: which value, why, what to do
    char where[200];       // "law/china/dibao.md:41:9", "case.json:3:12"; empty if nowhere
    const char *raised_at; // "base/json.c:88", for our log only
} Error;

#define ERROR_TEXT_OF(token) #token
#define ERROR_TEXT(token)    ERROR_TEXT_OF(token)
#define error_set(err, code, where, ...) \
    error_set_at((err), (code), (where), __FILE__ ":" ERROR_TEXT(__LINE__), __VA_ARGS__)

// Fills *err and returns false, so a failing branch is one line. Truncates long text.
bool error_set_at(Error *err, ErrorCode code, const char *where, const char *raised_at,
                  const char *format, ...) PRINTF_LIKE(5, 6);

// The code's stable name ("NOT_FOUND"), as it appears in JSON and in the log.
const char *error_code_name(ErrorCode code);

// The exit status of a command that ends with this error: 1 the input or the law, 2 usage,
// 3 the environment.
int error_exit_status(ErrorCode code);

#endif
