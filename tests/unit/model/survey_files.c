#define _XOPEN_SOURCE 700

#include "survey_files.h"

#include <readstat.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../unit.h"
#include "base/csv.h"
#include "base/os.h"
#include "base/text.h"

const SurveySource SURVEY_OURS = {"tests/data/survey", {"households", "persons"}, "survey.map"};
const SurveySource SURVEY_THIRD_PARTY = {
    "tests/data/third-party", {"famecon", "person"}, "panel.map"};

typedef readstat_error_t BeginWriting(readstat_writer_t *writer, void *context, long rows);

static ssize_t write_bytes(const void *data, size_t size, void *context)
{
    return fwrite(data, 1, size, context) == size ? (ssize_t)size : -1;
}

// Missing by itself: "" and "." of any kind, ".a" of the kind a.
static bool is_missing(Str text)
{
    return text.size == 0 || (text.data[0] == '.' && (text.size == 1 || text.data[1] >= 'a'));
}

// The narrowest type that gives every cell of the column back.
static readstat_type_t column_type(const CsvTable *table, size_t column, bool floats, Arena *arena)
{
    bool whole = true;
    bool as_float = floats;
    double least = 0;
    double most = 0;
    for (size_t row = 0; row < table->rows; row++) {
        const Str text = csv_cell(table, row, column)->text;
        if (is_missing(text)) continue;
        const char *start = str_terminated(arena, text);
        char *end = NULL;
        const double value = strtod(start, &end);
        if (end == start || *end != '\0') return READSTAT_TYPE_STRING;
        whole = whole && value == (double)(int64_t)value;
        as_float = as_float && text.size <= 6;
        least = value < least ? value : least;
        most = value > most ? value : most;
    }
    if (whole && least >= -100 && most <= 100) return READSTAT_TYPE_INT8;
    if (whole && least >= -30000 && most <= 30000) return READSTAT_TYPE_INT16;
    if (whole && least >= -2e9 && most <= 2e9) return READSTAT_TYPE_INT32;
    return as_float && !whole ? READSTAT_TYPE_FLOAT : READSTAT_TYPE_DOUBLE;
}

static readstat_error_t insert_number(readstat_writer_t *writer, readstat_variable_t *variable,
                                      double value)
{
    switch (readstat_variable_get_type(variable)) {
    case READSTAT_TYPE_INT8: return readstat_insert_int8_value(writer, variable, (int8_t)value);
    case READSTAT_TYPE_INT16: return readstat_insert_int16_value(writer, variable, (int16_t)value);
    case READSTAT_TYPE_INT32: return readstat_insert_int32_value(writer, variable, (int32_t)value);
    case READSTAT_TYPE_FLOAT: return readstat_insert_float_value(writer, variable, (float)value);
    case READSTAT_TYPE_DOUBLE:
    case READSTAT_TYPE_STRING:
    case READSTAT_TYPE_STRING_REF: break;
    }
    return readstat_insert_double_value(writer, variable, value);
}

static void insert(readstat_writer_t *writer, readstat_variable_t *variable, const char *text,
                   bool tags)
{
    readstat_error_t result;
    if (readstat_variable_get_type(variable) == READSTAT_TYPE_STRING)
        result = readstat_insert_string_value(writer, variable, text);
    else if (is_missing(str_from(text)))
        result = tags && strlen(text) == 2
                     ? readstat_insert_tagged_missing_value(writer, variable, text[1])
                     : readstat_insert_missing_value(writer, variable);
    else result = insert_number(writer, variable, strtod(text, NULL));
    assert_int_equal(result, READSTAT_OK);
}

// Labels stand beside values, and change none.
static readstat_label_set_t *make_labels(readstat_writer_t *writer)
{
    readstat_label_set_t *set = readstat_add_label_set(writer, READSTAT_TYPE_INT32, "codes");
    readstat_label_int32_value(set, 1, "一 one");
    readstat_label_int32_value(set, 0, "零 none");
    readstat_label_int32_value(set, -8, "不适用 does not apply");
    return set;
}

// Numbers become numbers, the rest texts; an empty cell a missing value.
static void convert(const char *csv_path, const char *path, BeginWriting *begin, bool labels)
{
    enum { COLUMNS_MAX = 20, WIDTH = 16 };
    Arena *arena = arena_create();
    Sources sources = {0};
    Error err = {0};
    Diagnostics diagnostics = diagnostics_start(arena, &sources);
    uint32_t file = 0;
    assert_true(sources_read(arena, &sources, csv_path, &file, &err));
    CsvTable table;
    const Span whole = {.file = file, .end = (uint32_t)sources.files.items[file].text.size};
    assert_true(csv_parse(&diagnostics, whole, &table));
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    readstat_writer_t *writer = readstat_writer_init();
    (void)readstat_set_data_writer(writer, write_bytes);
    readstat_label_set_t *set = labels ? make_labels(writer) : NULL;
    readstat_variable_t *variables[COLUMNS_MAX];
    for (size_t c = 0; c < table.columns; c++) {
        // Other programs than Stata know doubles alone.
        const bool floats = begin == readstat_begin_writing_dta;
        const readstat_type_t type = column_type(&table, c, floats, arena);
        variables[c] =
            readstat_add_variable(writer, str_terminated(arena, csv_header(&table, c)->text), type,
                                  type == READSTAT_TYPE_STRING ? WIDTH : 0);
        readstat_variable_set_label(variables[c], "虚构 made up");
        const bool coded = type == READSTAT_TYPE_INT8;
        if (coded && set != NULL) readstat_variable_set_label_set(variables[c], set);
    }
    assert_int_equal(begin(writer, out, (long)table.rows), READSTAT_OK);
    for (size_t row = 0; row < table.rows; row++) {
        assert_int_equal(readstat_begin_row(writer), READSTAT_OK);
        for (size_t c = 0; c < table.columns; c++)
            insert(writer, variables[c], str_terminated(arena, csv_cell(&table, row, c)->text),
                   begin == readstat_begin_writing_dta);
        assert_int_equal(readstat_end_row(writer), READSTAT_OK);
    }
    assert_int_equal(readstat_end_writing(writer), READSTAT_OK);
    readstat_writer_free(writer);
    assert_int_equal(fclose(out), 0);
    arena_destroy(arena);
}

static const struct {
    const char *suffix;
    BeginWriting *begin;
    bool labels; // SAS keeps them in another file
} formats[] = {
    {".dta", readstat_begin_writing_dta, true},
    {".sav", readstat_begin_writing_sav, true},
    {".sas7bdat", readstat_begin_writing_sas7bdat, false},
    {".xpt", readstat_begin_writing_xport, false},
};

_Static_assert(COUNT_OF(formats) == SURVEY_FORMATS, "every format is written");

const char *survey_files_suffix(size_t format)
{
    return formats[format].suffix;
}

// The text with every `from` replaced by `to`.
static Str replaced(Arena *arena, Str text, Str from, Str to)
{
    Text out = text_start(arena);
    for (size_t at = 0; at < text.size;) {
        if (str_starts(str_slice(text, at, text.size), from)) {
            text_add(&out, to);
            at += from.size;
        } else text_add_char(&out, text.data[at++]);
    }
    return text_str(&out);
}

const char *survey_files_write(Arena *arena, const SurveySource *source, const char *folder,
                               size_t format, size_t cut)
{
    Error err = {0};
    const char *suffix = formats[format].suffix;
    for (size_t t = 0; t < 2; t++)
        convert(
            str_terminated(arena, str_print(arena, "%s/%s.csv", source->folder, source->tables[t])),
            str_terminated(arena, str_print(arena, "%s/%s%s", folder, source->tables[t], suffix)),
            formats[format].begin, formats[format].labels);
    if (cut > 0) {
        const char *path =
            str_terminated(arena, str_print(arena, "%s/%s%s", folder, source->tables[1], suffix));
        Str bytes;
        assert_true(os_read_file(path, 10000000, arena, &bytes, &err));
        assert_true(os_write_file(path, str_slice(bytes, 0, bytes.size - cut), arena, &err));
    }
    Str mapping;
    const char *from =
        str_terminated(arena, str_print(arena, "%s/%s", source->folder, source->mapping));
    assert_true(os_read_file(from, 100000, arena, &mapping, &err));
    mapping = replaced(arena, mapping, STR(".csv"), str_from(suffix));
    const char *path = str_terminated(arena, str_print(arena, "%s/%s", folder, source->mapping));
    assert_true(os_write_file(path, mapping, arena, &err));
    return path;
}

void survey_files_remove(Arena *arena, const SurveySource *source, const char *folder,
                         size_t format)
{
    for (size_t t = 0; t < 2; t++)
        (void)unlink(str_terminated(
            arena, str_print(arena, "%s/%s%s", folder, source->tables[t], formats[format].suffix)));
    (void)unlink(str_terminated(arena, str_print(arena, "%s/%s", folder, source->mapping)));
    (void)rmdir(folder);
}
