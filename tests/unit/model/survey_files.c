#define _XOPEN_SOURCE 700

#include "survey_files.h"

#include <readstat.h>
#include <stdlib.h>
#include <unistd.h>

#include "../unit.h"
#include "base/csv.h"
#include "base/number.h"
#include "base/os.h"
#include "base/text.h"

#define FOLDER "tests/data/survey/"

typedef readstat_error_t BeginWriting(readstat_writer_t *writer, void *context, long rows);

static ssize_t write_bytes(const void *data, size_t size, void *context)
{
    return fwrite(data, 1, size, context) == size ? (ssize_t)size : -1;
}

static bool is_number_column(const CsvTable *table, size_t column)
{
    for (size_t row = 0; row < table->rows; row++) {
        Number value;
        const Str text = csv_cell(table, row, column)->text;
        if (text.size > 0 && !number_parse(text, &value)) return false;
    }
    return true;
}

static void insert(readstat_writer_t *writer, readstat_variable_t *variable, const char *text)
{
    readstat_error_t result;
    if (readstat_variable_get_type(variable) == READSTAT_TYPE_STRING)
        result = readstat_insert_string_value(writer, variable, text);
    else if (text[0] == '\0') result = readstat_insert_missing_value(writer, variable);
    else result = readstat_insert_double_value(writer, variable, strtod(text, NULL));
    assert_int_equal(result, READSTAT_OK);
}

// Numbers become doubles, the rest texts; an empty cell a missing value.
static void convert(const char *csv_path, const char *path, BeginWriting *begin)
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
    readstat_variable_t *variables[COLUMNS_MAX];
    for (size_t c = 0; c < table.columns; c++)
        variables[c] = readstat_add_variable(
            writer, str_terminated(arena, csv_header(&table, c)->text),
            is_number_column(&table, c) ? READSTAT_TYPE_DOUBLE : READSTAT_TYPE_STRING,
            is_number_column(&table, c) ? 0 : WIDTH);
    assert_int_equal(begin(writer, out, (long)table.rows), READSTAT_OK);
    for (size_t row = 0; row < table.rows; row++) {
        assert_int_equal(readstat_begin_row(writer), READSTAT_OK);
        for (size_t c = 0; c < table.columns; c++)
            insert(writer, variables[c], str_terminated(arena, csv_cell(&table, row, c)->text));
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
} formats[] = {
    {".dta", readstat_begin_writing_dta},
    {".sav", readstat_begin_writing_sav},
    {".sas7bdat", readstat_begin_writing_sas7bdat},
    {".xpt", readstat_begin_writing_xport},
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

const char *survey_files_write(Arena *arena, const char *folder, size_t format, size_t cut)
{
    static const char *const tables[] = {"households", "persons"};
    Error err = {0};
    for (size_t t = 0; t < 2; t++)
        convert(str_terminated(arena, str_print(arena, FOLDER "%s.csv", tables[t])),
                str_terminated(
                    arena, str_print(arena, "%s/%s%s", folder, tables[t], formats[format].suffix)),
                formats[format].begin);
    if (cut > 0) {
        const char *path =
            str_terminated(arena, str_print(arena, "%s/persons%s", folder, formats[format].suffix));
        Str bytes;
        assert_true(os_read_file(path, 10000000, arena, &bytes, &err));
        assert_true(os_write_file(path, str_slice(bytes, 0, bytes.size - cut), arena, &err));
    }
    Str mapping;
    assert_true(os_read_file(FOLDER "survey.map", 100000, arena, &mapping, &err));
    mapping = replaced(arena, mapping, STR(".csv"), str_from(formats[format].suffix));
    const char *path = str_terminated(arena, str_print(arena, "%s/survey.map", folder));
    assert_true(os_write_file(path, mapping, arena, &err));
    return path;
}

void survey_files_remove(Arena *arena, const char *folder, size_t format)
{
    const char *const names[] = {"households", "persons", "survey"};
    for (size_t i = 0; i < 3; i++)
        (void)unlink(str_terminated(arena, str_print(arena, "%s/%s%s", folder, names[i],
                                                     i == 2 ? ".map" : formats[format].suffix)));
    (void)rmdir(folder);
}
