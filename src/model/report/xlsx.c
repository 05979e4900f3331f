// A report as a workbook. The only file that knows libxlsxwriter.
//
// A sheet for each section: its tables one below the other, then the data of its charts. The
// library writes to a file only, so the workbook is made in a temporary one and read back. Its time
// of making would be in it; the law's day stands there instead, so that the same report is the same
// bytes.

#include <xlsxwriter.h>

#include "base/os.h"
#include "base/panic.h"
#include "base/text.h"
#include "model/report/chart_data.h"
#include "model/report/figure.h"
#include "model/report/render.h"
#include "model/report/terms.h"

enum {
    SHEET_NAME_MAX = 31, // characters, by Excel
    LABEL_WIDTH = 30,
    FIGURE_WIDTH = 18,
    WORDS_WIDTH = 44,
    CHART_DIGITS_MORE = 4,
    WORKBOOK_SIZE_MAX = 1 << 30,
    CACHE_MAX = 64, // number formats in one workbook
};

// A number format that was asked for before.
typedef struct FormatRow {
    Str pattern;
    bool total;
    lxw_format *format;
} FormatRow;

typedef struct Book {
    lxw_workbook *workbook;
    Arena *arena;
    const Report *report;
    Language language;
    lxw_format *title, *head, *unit, *words, *strong, *quiet;
    FormatRow formats[CACHE_MAX];
    size_t format_count;
    unsigned failures; // of the library; counted, for there are many calls
} Book;

static void check(Book *book, lxw_error result)
{
    book->failures += result != LXW_NO_ERROR;
}

// --- formats ---

static lxw_format *new_format(Book *book, bool bold, bool wrapped)
{
    lxw_format *format = workbook_add_format(book->workbook);
    if (bold) format_set_bold(format);
    if (wrapped) format_set_text_wrap(format);
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
}

static void make_formats(Book *book)
{
    book->title = new_format(book, true, false);
    format_set_font_size(book->title, 14);
    book->head = new_format(book, true, true);
    format_set_bottom(book->head, LXW_BORDER_THIN);
    book->unit = new_format(book, false, false);
    format_set_font_color(book->unit, 0x5B6870);
    book->quiet = new_format(book, false, false);
    format_set_font_color(book->quiet, 0x5B6870);
    book->words = new_format(book, false, true);
    book->strong = new_format(book, true, true);
}

// "#,##0.00", "0.00%".
static Str pattern_of(Book *book, ReportUnit unit, unsigned digits)
{
    Text pattern = text_start(book->arena);
    const bool percent =
        unit_style(unit) == UNIT_STYLE_PERCENT || unit_style(unit) == UNIT_STYLE_POINTS;
    text_add(&pattern, percent ? STR("0") : STR("#,##0"));
    if (digits > 0) text_add_char(&pattern, '.');
    text_add_repeated(&pattern, '0', digits);
    if (percent) text_add_char(&pattern, '%');
    return text_str(&pattern);
}

static lxw_format *figure_format(Book *book, ReportUnit unit, unsigned digits, bool total)
{
    const Str pattern = pattern_of(book, unit, digits);
    for (size_t i = 0; i < book->format_count; i++) {
        if (book->formats[i].total == total && str_equal(book->formats[i].pattern, pattern))
            return book->formats[i].format;
    }
    lxw_format *format = new_format(book, total, false);
    format_set_num_format(format, str_terminated(book->arena, pattern));
    if (book->format_count < CACHE_MAX)
        book->formats[book->format_count++] = (FormatRow){pattern, total, format};
    return format;
}

// --- sheets ---

// A name that Excel accepts: no []:*?/\ and no apostrophe, at most 31 characters, begun with the
// sheet's number so that no two are the same.
static const char *sheet_name(Book *book, Str title, size_t number)
{
    Text name = text_start(book->arena);
    text_print(&name, "%zu ", number);
    for (size_t at = 0; at < title.size;) {
        size_t size = 0;
        (void)utf8_decode(title, at, &size);
        const Str one = str_slice(title, at, at + size);
        at += size;
        if (utf8_count(text_str(&name)) == SHEET_NAME_MAX) break;
        const bool banned = str_find(STR("[]:*?/\\'"), one) != SIZE_MAX || !utf8_is_plain(one);
        text_add(&name, banned ? STR(" ") : one);
    }
    return str_terminated(book->arena, str_trim(text_str(&name)));
}

// One sheet, and the row that is written next.
typedef struct Sheet {
    Book *book;
    lxw_worksheet *worksheet;
    lxw_row_t row;
} Sheet;

// Words are always text to the workbook: what looks like a formula stays what it is.
static void put_words(Sheet *sheet, size_t column, Str words, lxw_format *format)
{
    if (words.size == 0) return;
    Text plain = text_start(sheet->book->arena);
    for (size_t at = 0; at < words.size;) {
        size_t size = 0;
        (void)utf8_decode(words, at, &size);
        const Str one = str_slice(words, at, at + size);
        at += size;
        text_add(&plain, one.data[0] == '\n' || utf8_is_plain(one) ? one : STR("\xEF\xBF\xBD"));
    }
    check(sheet->book,
          worksheet_write_string(sheet->worksheet, sheet->row, (lxw_col_t)column,
                                 str_terminated(sheet->book->arena, text_str(&plain)), format));
}

static Str in(const Sheet *sheet, Bilingual text)
{
    return bilingual_in(text, sheet->book->language);
}

static void put_figure(Sheet *sheet, size_t column, double value, ReportUnit unit, unsigned digits,
                       bool total)
{
    check(sheet->book,
          worksheet_write_number(sheet->worksheet, sheet->row, (lxw_col_t)column, value,
                                 figure_format(sheet->book, unit, digits, total)));
}

// What the columns of a table take up: a banded one three, one of own units two.
typedef struct Span {
    bool banded, own;
} Span;

static Span span_of(const ReportTable *table, size_t column)
{
    Span span = {.own = table->columns.items[column].unit == REPORT_UNIT_OWN};
    for (size_t r = 0; r < table->rows.count; r++)
        span.banded = span.banded || table->rows.items[r].cells.items[column].banded;
    return span;
}

static size_t put_head(Sheet *sheet, const ReportTable *table, size_t c, size_t at)
{
    const ReportColumn *column = &table->columns.items[c];
    const Span span = span_of(table, c);
    put_words(sheet, at++, in(sheet, column->title), sheet->book->head);
    if (span.own)
        put_words(sheet, at++, term_in(TERM_UNIT_OF_FIGURE, sheet->book->language),
                  sheet->book->head);
    if (!span.banded) return at;
    put_words(sheet, at++, term_in(TERM_BAND_LOW, sheet->book->language), sheet->book->head);
    put_words(sheet, at++, term_in(TERM_BAND_HIGH, sheet->book->language), sheet->book->head);
    return at;
}

// Titles, and the units below them.
static void put_heads(Sheet *sheet, const ReportTable *table)
{
    put_words(sheet, 0, in(sheet, table->row_title), sheet->book->head);
    size_t at = 1;
    for (size_t c = 0; c < table->columns.count; c++) at = put_head(sheet, table, c, at);
    sheet->row++;
    at = 1;
    for (size_t c = 0; c < table->columns.count; c++) {
        const Span span = span_of(table, c);
        put_words(sheet, at, in(sheet, unit_words(table->columns.items[c].unit)),
                  sheet->book->unit);
        at += 1U + (span.own ? 1U : 0U) + (span.banded ? 2U : 0U);
    }
    sheet->row++;
}

static size_t put_cell(Sheet *sheet, const ReportTable *table, const ReportRow *row, size_t c,
                       size_t at)
{
    const ReportCell *cell = &row->cells.items[c];
    const ReportUnit unit = cell_unit(cell, &table->columns.items[c]);
    const Span span = span_of(table, c);
    if (cell->kind == CELL_TEXT) put_words(sheet, at, in(sheet, cell->text), sheet->book->words);
    if (cell->kind == CELL_STATUS)
        put_words(sheet, at, in(sheet, status_words(cell->status)), sheet->book->quiet);
    if (cell_has_figure(cell))
        put_figure(sheet, at, cell_figure(cell), unit, cell->digits, row->total);
    at++;
    if (span.own) {
        if (cell_has_figure(cell))
            put_words(sheet, at, in(sheet, unit_words(unit)), sheet->book->unit);
        at++;
    }
    if (!span.banded) return at;
    if (cell->banded) {
        put_figure(sheet, at, cell->low, unit, cell->digits, row->total);
        put_figure(sheet, at + 1, cell->high, unit, cell->digits, row->total);
    }
    return at + 2;
}

static void put_table(Sheet *sheet, const ReportTable *table)
{
    put_words(sheet, 0, in(sheet, table->title), sheet->book->strong);
    sheet->row++;
    put_heads(sheet, table);
    for (size_t r = 0; r < table->rows.count; r++) {
        const ReportRow *row = &table->rows.items[r];
        put_words(sheet, 0, in(sheet, row->label),
                  row->total ? sheet->book->strong : sheet->book->words);
        size_t at = 1;
        for (size_t c = 0; c < table->columns.count; c++) at = put_cell(sheet, table, row, c, at);
        sheet->row++;
    }
    for (size_t i = 0; i < table->notes.count; i++) {
        const Str note = in(sheet, table->notes.items[i]);
        put_words(sheet, 0,
                  str_print(sheet->book->arena, STR_FORMAT STR_FORMAT,
                            STR_ARGS(term_in(TERM_NOTE, sheet->book->language)), STR_ARGS(note)),
                  sheet->book->quiet);
        sheet->row++;
    }
    put_words(
        sheet, 0,
        source_line(sheet->book->report, table->source, sheet->book->language, sheet->book->arena),
        sheet->book->quiet);
    sheet->row += 2;
}

static Sheet begin_sheet(Book *book, Bilingual title, size_t number)
{
    Sheet sheet = {.book = book};
    sheet.worksheet = workbook_add_worksheet(
        book->workbook, sheet_name(book, bilingual_in(title, book->language), number));
    invariant(sheet.worksheet != NULL); // the name is sound by sheet_name
    check(book, worksheet_set_column(sheet.worksheet, 0, 0, LABEL_WIDTH, NULL));
    check(book, worksheet_set_column(sheet.worksheet, 1, 40, FIGURE_WIDTH, NULL));
    worksheet_set_landscape(sheet.worksheet);
    worksheet_fit_to_pages(sheet.worksheet, 1, 0);
    put_words(&sheet, 0, bilingual_in(title, book->language), book->title);
    sheet.row = 2;
    return sheet;
}

// A sheet of one table keeps its headings in view; one of several the labels and the title.
static void put_section(Book *book, const ReportSection *section, size_t number)
{
    Sheet sheet = begin_sheet(book, section->title, number);
    const bool one = section->tables.count + section->charts.count == 1;
    worksheet_freeze_panes(sheet.worksheet, one ? 5 : 1, 1);
    for (size_t i = 0; i < section->tables.count; i++) put_table(&sheet, section->tables.items[i]);
    for (size_t i = 0; i < section->charts.count; i++) {
        const ReportChart *chart = section->charts.items[i];
        const ReportTable *table =
            chart_table(chart, chart->digits + CHART_DIGITS_MORE, book->arena);
        if (table->columns.count > 0) put_table(&sheet, table);
    }
}

static void put_opening(Book *book)
{
    Sheet sheet = begin_sheet(book, term(TERM_ANSWER), 1);
    check(book, worksheet_set_column(sheet.worksheet, 1, 1, WORDS_WIDTH * 2, NULL));
    put_words(&sheet, 0, term_in(TERM_ANSWER, book->language), book->strong);
    put_words(&sheet, 1, in(&sheet, book->report->answer), book->strong);
    sheet.row++;
    for (size_t i = 0; i < book->report->warnings.count; i++) {
        put_words(&sheet, 0, term_in(TERM_WARNINGS, book->language), book->words);
        put_words(&sheet, 1, in(&sheet, book->report->warnings.items[i]), book->words);
        sheet.row++;
    }
}

static void put_provenance(Book *book, size_t number)
{
    Sheet sheet = begin_sheet(book, term(TERM_PROVENANCE), number);
    check(book, worksheet_set_column(sheet.worksheet, 1, 1, WORDS_WIDTH * 2, NULL));
    worksheet_freeze_panes(sheet.worksheet, 1, 1);
    const ProvenanceVec lines = provenance_lines(book->report, book->arena);
    for (size_t i = 0; i < lines.count; i++) {
        put_words(&sheet, 0, in(&sheet, lines.items[i].label), book->words);
        put_words(&sheet, 1, in(&sheet, lines.items[i].value), book->words);
        sheet.row++;
    }
}

static bool write_book(const Report *report, Language language, Arena *arena, const char *path,
                       Error *err)
{
    Book book = {.arena = arena, .report = report, .language = language};
    book.workbook = workbook_new(path);
    if (book.workbook == NULL)
        return error_set(err, ERROR_ENVIRONMENT, path, "could not begin the workbook");
    lxw_doc_properties properties = {
        .title = str_terminated(arena, bilingual_in(title_of(report), language)),
        // One day after the library's "not given", where the law's day is not known.
        .created = report->provenance.dated ? (time_t)report->provenance.law_date.day * 86400
                                            : (time_t)86400,
    };
    check(&book, workbook_set_properties(book.workbook, &properties));
    make_formats(&book);
    put_opening(&book);
    for (size_t i = 0; i < report->sections.count; i++)
        put_section(&book, report->sections.items[i], i + 2);
    put_provenance(&book, report->sections.count + 2);
    const lxw_error closed = workbook_close(book.workbook);
    if (closed != LXW_NO_ERROR || book.failures > 0)
        return error_set(err, ERROR_ENVIRONMENT, path, "could not write the workbook: %s",
                         closed != LXW_NO_ERROR ? lxw_strerror(closed) : "a cell was refused");
    return true;
}

bool report_as_xlsx(const Report *report, Language language, Arena *arena, Str *workbook,
                    Error *err)
{
    invariant(report_is_whole(report));
    char *path = NULL;
    if (!os_temporary_file(arena, &path, err)) return false;
    const bool done = write_book(report, language, arena, path, err) &&
                      os_read_file(path, WORKBOOK_SIZE_MAX, arena, workbook, err);
    os_remove_file(path);
    return done;
}
