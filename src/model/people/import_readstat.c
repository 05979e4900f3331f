#include "model/people/import_readstat.h"

#include <readstat.h>

#include "base/limits.h"
#include "base/number.h"
#include "base/text.h"

typedef struct Conversion {
    const StrVec *wanted;
    Arena *arena;
    StrVec *names;
    Text out;
    size_t kept;   // columns
    int row;       // being written, from 0; -1 before the first
    int row_count; // as the file says, or -1
    bool too_large;
} Conversion;

static int take_metadata(readstat_metadata_t *metadata, void *context)
{
    Conversion *conversion = context;
    conversion->row_count = readstat_get_row_count(metadata);
    return READSTAT_HANDLER_OK;
}

static bool is_wanted(const Conversion *conversion, Str name)
{
    for (size_t i = 0; i < conversion->wanted->count; i++) {
        if (str_equal(conversion->wanted->items[i], name)) return true;
    }
    return false;
}

static void add_quoted(Text *out, const char *text)
{
    text_add_char(out, '"');
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"') text_add_char(out, '"');
        text_add_char(out, (char)(*c == '\n' || *c == '\r' ? ' ' : *c));
    }
    text_add_char(out, '"');
}

static int take_variable(int index, readstat_variable_t *variable, const char *labels,
                         void *context)
{
    (void)index;
    (void)labels;
    Conversion *conversion = context;
    const char *given = readstat_variable_get_name(variable); // none in some damaged files
    const Str name = str_copy(conversion->arena, str_from(given != NULL ? given : ""));
    *vec_push(conversion->arena, conversion->names) = name;
    if (!is_wanted(conversion, name)) return READSTAT_HANDLER_SKIP_VARIABLE;
    if (conversion->kept > 0) text_add_char(&conversion->out, ',');
    add_quoted(&conversion->out, str_terminated(conversion->arena, name));
    conversion->kept++;
    return READSTAT_HANDLER_OK;
}

// The fewest decimals that give the number back; a float needs only to give back the float. A whole
// number below 2^53 divided by a power of ten is rounded as the decimal text would be.
static void add_number(Text *out, double value, bool is_float)
{
    enum { PLACES_MAX = 12 };
    const double whole_max = 9007199254740992.0;
    int64_t power = 1;
    for (int places = 0; places <= PLACES_MAX; places++, power *= 10) {
        const double scaled = value * (double)power;
        if (!(scaled < whole_max && scaled > -whole_max)) break;
        const int64_t whole = (int64_t)(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        const double back = (double)whole / (double)power;
        if (is_float ? (float)back != (float)value : back != value) continue;
        const NumberFormat format = {.places_min = (unsigned)places, .places_max = PLACES_MAX};
        text_add(out, number_print(out->arena, number_fraction(whole, power), format));
        return;
    }
    text_print(out, "%.6f", value);
}

static void add_value(Conversion *conversion, readstat_variable_t *variable, readstat_value_t value)
{
    Text *out = &conversion->out;
    char tag = '\0';
    if (readstat_value_is_tagged_missing(value)) tag = readstat_value_tag(value);
    if (tag != '\0') text_print(out, ".%c", tag >= 'A' && tag <= 'Z' ? tag - 'A' + 'a' : tag);
    else if (readstat_value_is_missing(value, variable)) text_add_char(out, '.');
    else if (readstat_value_type_class(value) == READSTAT_TYPE_CLASS_STRING) {
        const char *text = readstat_string_value(value);
        add_quoted(out, text == NULL ? "" : text);
    } else
        add_number(out, readstat_double_value(value),
                   readstat_value_type(value) == READSTAT_TYPE_FLOAT);
}

static int take_value(int row, readstat_variable_t *variable, readstat_value_t value, void *context)
{
    Conversion *conversion = context;
    if (conversion->out.size > TABLE_FILE_SIZE_MAX) {
        conversion->too_large = true;
        return READSTAT_HANDLER_ABORT;
    }
    const bool first = readstat_variable_get_index_after_skipping(variable) == 0;
    text_add_char(&conversion->out, first ? '\n' : ',');
    conversion->row = row;
    add_value(conversion, variable, value);
    return READSTAT_HANDLER_OK;
}

static readstat_error_t parse(readstat_parser_t *parser, const StatFile *file,
                              Conversion *conversion)
{
    const char *path = file->path;
    switch (file->format) {
    case STAT_STATA: return readstat_parse_dta(parser, path, conversion);
    case STAT_SPSS: return readstat_parse_sav(parser, path, conversion);
    case STAT_SAS: return readstat_parse_sas7bdat(parser, path, conversion);
    case STAT_SAS_TRANSPORT: return readstat_parse_xport(parser, path, conversion);
    }
    return READSTAT_ERROR_PARSE;
}

bool import_readstat(const StatFile *file, Arena *arena, StrVec *names, Str *csv, Error *err)
{
    const char *path = file->path;
    Conversion conversion = {.wanted = file->wanted,
                             .arena = arena,
                             .names = names,
                             .out = text_start(arena),
                             .row = -1,
                             .row_count = -1};
    readstat_parser_t *parser = readstat_parser_init();
    if (parser == NULL)
        return error_set(err, ERROR_ENVIRONMENT, path, "there is no memory to read the file");
    (void)readstat_set_metadata_handler(parser, take_metadata);
    (void)readstat_set_variable_handler(parser, take_variable);
    (void)readstat_set_value_handler(parser, take_value);
    const readstat_error_t result = parse(parser, file, &conversion);
    readstat_parser_free(parser);
    if (conversion.too_large)
        return error_set(err, ERROR_INVALID, path,
                         "the columns of the mapping make more than %d bytes; map fewer columns, "
                         "or divide the file by region",
                         TABLE_FILE_SIZE_MAX);
    if (result != READSTAT_OK)
        return error_set(err, ERROR_INVALID, path,
                         "record %d could not be read: %s; the file is damaged or was not "
                         "copied whole, so fetch or save it again",
                         conversion.row + 2, readstat_error_message(result));
    if (conversion.kept > 0 && conversion.row_count >= 0 &&
        conversion.row + 1 != conversion.row_count)
        return error_set(err, ERROR_INVALID, path,
                         "the file says that it has %d records, but ends after %d; it was not "
                         "copied whole, so fetch or save it again",
                         conversion.row_count, conversion.row + 1);
    text_add_char(&conversion.out, '\n');
    *csv = text_str(&conversion.out);
    return true;
}
