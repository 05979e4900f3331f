#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/panic.h"
#include "base/str.h"

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

// After a print that needed more than the room there was.
static void end_cut(char *text, size_t room, int needed)
{
    if (needed >= (int)room) text[utf8_cut(text, room - 1)] = '\0';
}

bool error_set_at(Error *err, ErrorCode code, const char *where, const char *raised_at,
                  const char *format, ...)
{
    invariant(err != NULL);
    invariant(code > ERROR_NONE);
    invariant((unsigned)code < ERROR_CODE_COUNT);
    err->code = code;
    err->raised_at = raised_at;
    const int where_size = snprintf(err->where, sizeof err->where, "%s", where);
    end_cut(err->where, sizeof err->where, where_size);
    va_list args;
    va_start(args, format);
    // NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): va_start has set it
    const int size = vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    end_cut(err->message, sizeof err->message, size);
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
