#include "model/people/import_table.h"

#include <string.h>

#include "base/limits.h"
#include "base/os.h"
#include "model/people/import_encoding.h"
#include "model/people/import_readstat.h"

typedef struct FormatRow {
    const char *suffix;
    const char *name;
    bool binary;
    StatFormat format;
} FormatRow;

static const FormatRow formats[] = {
    {".csv", "CSV", false, STAT_STATA},   {".dta", "Stata", true, STAT_STATA},
    {".sav", "SPSS", true, STAT_SPSS},    {".zsav", "SPSS", true, STAT_SPSS},
    {".sas7bdat", "SAS", true, STAT_SAS}, {".xpt", "SAS transport", true, STAT_SAS_TRANSPORT},
};
enum { FORMAT_BYTES = 4096 }; // in which a format shows
enum { FORMATS = sizeof formats / sizeof formats[0] };

static bool ends_with(Str path, const char *suffix)
{
    const size_t size = strlen(suffix);
    if (path.size < size) return false;
    for (size_t i = 0; i < size; i++) {
        const char c = path.data[path.size - size + i];
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != suffix[i]) return false;
    }
    return true;
}

// What the first bytes say: the name of a format, or NULL for text.
static const char *format_of_bytes(Str text)
{
    static const char sas[] = "\0\0\0\0\0\0\0\0\0\0\0\0\xc2\xea\x81\x60";
    if (text.size == 0) return NULL;
    if (str_starts(text, STR("<stata_dta>"))) return "Stata";
    if (text.size > 4 && (unsigned char)text.data[0] >= 104 && (unsigned char)text.data[0] <= 115 &&
        (text.data[1] == 1 || text.data[1] == 2) && text.data[2] == 1)
        return "Stata";
    if (str_starts(text, STR("$FL2")) || str_starts(text, STR("$FL3"))) return "SPSS";
    if (text.size >= 16 && memcmp(text.data, sas, 16) == 0) return "SAS";
    if (str_starts(text, STR("HEADER RECORD*******LIB"))) return "SAS transport";
    if (str_starts(text, STR("\xff\xfe")) || str_starts(text, STR("\xfe\xff"))) return "UTF-16";
    if (str_starts(text, STR("PK\x03\x04"))) return "a zip archive or a workbook";
    return memchr(text.data, '\0', text.size < FORMAT_BYTES ? text.size : FORMAT_BYTES) != NULL
               ? "binary"
               : NULL;
}

static bool read_csv(const ImportFile *file, Str text, Arena *arena, Str *utf8, Error *err)
{
    if (str_starts(text, STR("\xEF\xBB\xBF"))) text = str_slice(text, 3, text.size);
    if (memchr(text.data, '\n', text.size) == NULL && memchr(text.data, '\r', text.size) != NULL)
        return error_set(err, ERROR_INVALID, file->path,
                         "lines end in a carriage return alone; save the file with line feeds");
    if (file->gb18030) return import_from_gb18030(file->path, text, arena, utf8, err);
    const size_t bad = utf8_check(text);
    if (bad < text.size) {
        size_t line = 1;
        for (size_t i = 0; i < bad; i++) line += text.data[i] == '\n';
        return error_set(err, ERROR_INVALID, file->path,
                         "line %zu is not UTF-8 text; if the file is in GB18030 (GBK), write "
                         "under [survey] of the mapping: encoding = gb18030",
                         line);
    }
    *utf8 = text;
    return true;
}

static bool read_text(const ImportFile *file, Arena *arena, StrVec *names, Str *csv, Error *err)
{
    const Str path = str_from(file->path);
    const FormatRow *format = NULL;
    for (size_t i = 0; i < FORMATS; i++)
        if (ends_with(path, formats[i].suffix)) format = &formats[i];
    if (format == NULL)
        return error_set(err, ERROR_INVALID, file->path,
                         "the name does not tell the format; it should end in .csv, .dta, .sav, "
                         ".zsav, .sas7bdat or .xpt");
    Arena *scratch = arena_create();
    Str text = {0};
    // Of a binary file only its first bytes are looked at here.
    bool done = format->binary ? os_read_start(file->path, FORMAT_BYTES, scratch, &text, err)
                               : os_read_file(file->path, TABLE_FILE_SIZE_MAX, arena, &text, err);
    const char *found = done ? format_of_bytes(text) : NULL;
    if (done && text.size == 0)
        done = error_set(err, ERROR_INVALID, file->path, "the file is empty");
    else if (done && format->binary && (found == NULL || strcmp(found, format->name) != 0))
        done = error_set(err, ERROR_INVALID, file->path,
                         "the file is named as one of %s, but is %s; name it as what it is",
                         format->name, found == NULL ? "text" : found);
    else if (done && !format->binary && found != NULL)
        done = error_set(err, ERROR_INVALID, file->path,
                         "the file is named as CSV, but is %s; name it as what it is, or save "
                         "it as CSV",
                         found);
    if (done && !format->binary) done = read_csv(file, text, arena, csv, err);
    arena_destroy(scratch);
    if (!done || !format->binary) return done;
    const StatFile stat = {.path = file->path, .format = format->format, .wanted = file->wanted};
    return import_readstat(&stat, arena, names, csv, err);
}

bool import_table_read(const ImportFile *file, Sources *sources, Diagnostics *diagnostics,
                       ImportTable *table, Error *err)
{
    Arena *arena = diagnostics->arena;
    const size_t errors_before = diagnostics->error_count;
    *table = (ImportTable){0};
    Str text = {0};
    if (!read_text(file, arena, &table->names, &text, err)) return false;
    table->file = sources_add(arena, sources, str_copy(arena, str_from(file->path)), text);
    const Span whole = {.file = table->file, .end = (uint32_t)text.size};
    if (table->names.count > 0 && str_trim(text).size == 0) return true; // no column is wanted
    const CsvOptions options = {.no_comments = true,
                                .wanted = file->wanted->count > 0 ? file->wanted->items : NULL,
                                .wanted_count = file->wanted->count,
                                .cells_max = TABLE_CELLS_MAX,
                                .cell_size_max = TABLE_CELL_SIZE_MAX};
    if (!csv_parse_some(diagnostics, whole, &options, &table->csv)) return false;
    if (table->names.count == 0) {
        for (size_t i = 0; i < table->csv.header_count; i++)
            *vec_push(arena, &table->names) = table->csv.headers[i].text;
    }
    return diagnostics->error_count == errors_before;
}
