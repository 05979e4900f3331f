// import_encoding.h - text in GB18030 as UTF-8, by the C library's iconv.
#ifndef MODEL_PEOPLE_IMPORT_ENCODING_H
#define MODEL_PEOPLE_IMPORT_ENCODING_H

#include "base/error.h"
#include "base/str.h"

// `path` is for the message.
MUST_USE bool import_from_gb18030(const char *path, Str text, Arena *arena, Str *utf8, Error *err);

#endif
