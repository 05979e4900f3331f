#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/panic.h"

typedef struct ErrorRow {
    const char *name;
    int exit_status;
} ErrorRow;

static const ErrorRow error_rows[] = {
#define ERROR_CODE(name, http, exit, meaning) [ERROR_##name] = {#name, exit},
#include "base/error_codes.def"
#undef ERROR_CODE
};
enum { ERROR_CODE_COUNT = sizeof error_rows / sizeof error_rows[0] };

bool error_set_at(Error *err, ErrorCode code, const char *where, const char *raised_at,
                  const char *format, ...)
{
    invariant(err != NULL);
    invariant(code > ERROR_NONE);
    invariant((unsigned)code < ERROR_CODE_COUNT);
    err->code = code;
    err->raised_at = raised_at;
    (void)snprintf(err->where, sizeof err->where, "%s", where);
    va_list args;
    va_start(args, format);
    (void)vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    return false;
}

const char *error_code_name(ErrorCode code)
{
    invariant((unsigned)code < ERROR_CODE_COUNT);
    return error_rows[code].name;
}

int error_exit_status(ErrorCode code)
{
    invariant((unsigned)code < ERROR_CODE_COUNT);
    return error_rows[code].exit_status;
}
