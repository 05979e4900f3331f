// A report for a terminal: the answer, what limits it, then tables in aligned columns and charts as
// bars of blocks. Widths are what a terminal shows: a Chinese character takes two columns.

#include "base/text.h"

#include "base/panic.h"
#include "model/report/chart_data.h"
#include "model/report/figure.h"
#include "model/report/render.h"
#include "model/report/terms.h"

enum {
    INDENT = 2,
    GAP = 2,            // between columns
    TITLE_COLUMNS = 22, // a heading longer than this wraps
    WORDS_COLUMNS = 26, // a column of words wider than this is told below its row
    LINE_COLUMNS = 92,  // where running text wraps
    BAR_COLUMNS = 32,   // of the longest bar
    SAMPLES = 11,       // points of a curve that are told
    TILE_WIDTH = 9,     // columns of a province
};

typedef struct Writer {
    Text out;
    Arena *arena;
    const Report *report;
    Language language;
    bool coloured;
} Writer;

// --- pieces ---

static Str in(const Writer *writer, Bilingual text)
{
    return bilingual_in(text, writer->language);
}

static bool is_given(Bilingual text)
{
    return text.zh.size > 0 || text.en.size > 0;
}

// A control character in someone's label must not reach the terminal.
static void put(Writer *writer, Str text)
{
    for (size_t at = 0; at < text.size;) {
        size_t size = 0;
        (void)utf8_decode(text, at, &size);
        const Str one = str_slice(text, at, at + size);
        if (one.data[0] == '\n' || one.data[0] == '\t') text_add_char(&writer->out, ' ');
        else text_add(&writer->out, utf8_is_plain(one) ? one : STR("\xEF\xBF\xBD"));
        at += size;
    }
}

static void put_blanks(Writer *writer, size_t count)
{
    text_add_repeated(&writer->out, ' ', count);
}

static void end_line(Writer *writer)
{
    // Cells are filled up with blanks; none stay at the end of a line.
    while (writer->out.size > 0 && writer->out.data[writer->out.size - 1] == ' ')
        writer->out.size--;
    text_add_char(&writer->out, '\n');
}

typedef enum TextInk { INK_HEADING, INK_FAINT, INK_ALARM } TextInk;

static void begin_ink(Writer *writer, TextInk ink)
{
    static const char *const codes[] = {
        [INK_HEADING] = "\033[1m", [INK_FAINT] = "\033[2m", [INK_ALARM] = "\033[1;33m"};
    if (writer->coloured) text_add(&writer->out, str_from(codes[ink]));
}

static void end_ink(Writer *writer)
{
    if (writer->coloured) text_add(&writer->out, STR("\033[0m"));
}

static size_t point_columns(Str text, size_t at, size_t *size)
{
    (void)utf8_decode(text, at, size);
    return utf8_width(str_slice(text, at, at + *size));
}

// Where a line of at most so many columns that begins at `start` ends: after a blank, or between
// two characters where one of them is wide.
static size_t line_end(Str text, size_t start, size_t columns)
{
    size_t width = 0;
    size_t last = start; // the best place to break so far
    size_t size = 0;
    for (size_t at = start; at < text.size; at += size) {
        const size_t wide = point_columns(text, at, &size);
        if (width + wide > columns) return last > start ? last : at > start ? at : at + size;
        width += wide;
        if (text.data[at] == ' ' || wide == 2) last = at + size;
    }
    return text.size;
}

// Running text, wrapped, each line so far in.
static void put_wrapped(Writer *writer, Str text, size_t indent)
{
    size_t at = 0;
    while (at < text.size) {
        const size_t end = line_end(text, at, LINE_COLUMNS - indent);
        put_blanks(writer, indent);
        put(writer, str_trim(str_slice(text, at, end)));
        end_line(writer);
        at = end;
    }
}

static void put_heading(Writer *writer, Str text, size_t indent)
{
    put_blanks(writer, indent);
    begin_ink(writer, INK_HEADING);
    put(writer, text);
    end_ink(writer);
    end_line(writer);
}

static void put_padded(Writer *writer, Str text, size_t columns, bool right)
{
    const size_t width = utf8_width(text);
    const size_t blanks = width < columns ? columns - width : 0;
    if (right) put_blanks(writer, blanks);
    put(writer, text);
    if (!right) put_blanks(writer, blanks);
}

static size_t wider(size_t a, size_t b)
{
    return a > b ? a : b;
}

// --- tables ---

// How a column is set.
typedef struct Setting {
    FigureScale scale;
    Str title; // to be wrapped
    Str unit;
    size_t width;
    bool words; // to the left
    bool below; // its words are told below the row
} Setting;

typedef struct TableSetting {
    const ReportTable *table;
    Setting *columns; // [columns.count]
    size_t label_width;
    size_t title_lines;
    bool banded;
} TableSetting;

static Str cell_text_of(const Writer *writer, const TableSetting *set, size_t row, size_t column)
{
    return cell_in_full(&set->table->rows.items[row].cells.items[column],
                        &set->table->columns.items[column], set->columns[column].scale,
                        writer->language, writer->arena);
}

static size_t count_lines(Str text, size_t columns, size_t *widest)
{
    size_t lines = 0;
    for (size_t at = 0; at < text.size;) {
        const size_t end = line_end(text, at, columns);
        *widest = wider(*widest, utf8_width(str_trim(str_slice(text, at, end))));
        at = end;
        lines++;
    }
    return lines;
}

static void set_column(const Writer *writer, TableSetting *set, size_t c)
{
    const ReportColumn *column = &set->table->columns.items[c];
    Setting *setting = &set->columns[c];
    setting->scale = column_scale(set->table, c, writer->language);
    setting->title = in(writer, column->title);
    setting->unit = scaled_unit(column->unit, setting->scale, writer->language, writer->arena);
    setting->words = column->unit == REPORT_UNIT_TEXT;
    size_t width = 0;
    for (size_t r = 0; r < set->table->rows.count; r++)
        width = wider(width, utf8_width(cell_text_of(writer, set, r, c)));
    setting->below = setting->words && width > WORDS_COLUMNS;
    if (setting->below) return;
    width = wider(width, utf8_width(setting->unit));
    const size_t lines = count_lines(setting->title, TITLE_COLUMNS, &width);
    setting->width = width;
    set->title_lines = wider(set->title_lines, lines);
}

// In a table that is too wide anyway all words go below the rows.
static void give_words_their_own_lines(TableSetting *set)
{
    size_t width = 0;
    for (size_t c = 0; c < set->table->columns.count; c++) width += GAP + set->columns[c].width;
    if (width <= LINE_COLUMNS) return;
    for (size_t c = 0; c < set->table->columns.count; c++)
        set->columns[c].below = set->columns[c].words;
}

static TableSetting set_table(const Writer *writer, const ReportTable *table)
{
    TableSetting set = {.table = table};
    set.columns = ARENA_ARRAY(writer->arena, Setting, table->columns.count);
    for (size_t c = 0; c < table->columns.count; c++) set_column(writer, &set, c);
    give_words_their_own_lines(&set);
    set.label_width = utf8_width(in(writer, table->row_title));
    for (size_t r = 0; r < table->rows.count; r++) {
        const ReportRow *row = &table->rows.items[r];
        set.label_width = wider(set.label_width, utf8_width(in(writer, row->label)));
        for (size_t c = 0; c < row->cells.count; c++)
            set.banded = set.banded || row->cells.items[c].banded;
    }
    return set;
}

// The title's line with this number, empty if it has fewer; titles stand on their units.
static Str title_line(const TableSetting *set, const Setting *setting, size_t number)
{
    size_t widest = 0;
    const size_t lines = count_lines(setting->title, TITLE_COLUMNS, &widest);
    const size_t empty = set->title_lines - lines;
    if (number < empty) return (Str){0};
    size_t at = 0;
    for (size_t i = empty; i < number; i++) at = line_end(setting->title, at, TITLE_COLUMNS);
    return str_trim(str_slice(setting->title, at, line_end(setting->title, at, TITLE_COLUMNS)));
}

static void put_column_titles(Writer *writer, const TableSetting *set)
{
    bool units = false;
    for (size_t c = 0; c < set->table->columns.count; c++)
        units = units || (!set->columns[c].below && set->columns[c].unit.size > 0);
    for (size_t line = 0; line < set->title_lines + (units ? 1 : 0); line++) {
        const bool unit = line == set->title_lines;
        put_blanks(writer, INDENT);
        begin_ink(writer, INK_FAINT);
        const bool last = line + 1 == set->title_lines;
        put_padded(writer, last ? in(writer, set->table->row_title) : (Str){0}, set->label_width,
                   false);
        for (size_t c = 0; c < set->table->columns.count; c++) {
            const Setting *setting = &set->columns[c];
            if (setting->below) continue;
            put_blanks(writer, GAP);
            put_padded(writer, unit ? setting->unit : title_line(set, setting, line),
                       setting->width, !setting->words);
        }
        end_ink(writer);
        end_line(writer);
    }
}

static void put_rule(Writer *writer, const TableSetting *set)
{
    size_t width = set->label_width;
    for (size_t c = 0; c < set->table->columns.count; c++)
        if (!set->columns[c].below) width += GAP + set->columns[c].width;
    put_blanks(writer, INDENT);
    begin_ink(writer, INK_FAINT);
    for (size_t i = 0; i < width; i++) text_add(&writer->out, STR("─"));
    end_ink(writer);
    end_line(writer);
}

// A cell's words that found no room in the row.
static void put_below(Writer *writer, const Setting *setting, Str words)
{
    if (words.size == 0) return;
    Text line = text_start(writer->arena);
    text_add(&line, setting->title);
    text_add(&line, writer->language == LANGUAGE_ZH ? STR("：") : STR(": "));
    text_add(&line, words);
    begin_ink(writer, INK_FAINT);
    put_wrapped(writer, text_str(&line), 2 * INDENT + 2);
    end_ink(writer);
}

static void put_row(Writer *writer, const TableSetting *set, size_t r)
{
    const ReportRow *row = &set->table->rows.items[r];
    if (row->total) put_rule(writer, set);
    put_blanks(writer, INDENT);
    put_padded(writer, in(writer, row->label), set->label_width, false);
    for (size_t c = 0; c < set->table->columns.count; c++) {
        if (set->columns[c].below) continue;
        put_blanks(writer, GAP);
        put_padded(writer, cell_text_of(writer, set, r, c), set->columns[c].width,
                   !set->columns[c].words);
    }
    end_line(writer);
    for (size_t c = 0; c < set->table->columns.count; c++)
        if (set->columns[c].below)
            put_below(writer, &set->columns[c], cell_text_of(writer, set, r, c));
}

static void put_note(Writer *writer, Bilingual note)
{
    Text line = text_start(writer->arena);
    text_add(&line, term_in(TERM_NOTE, writer->language));
    text_add(&line, in(writer, note));
    put_wrapped(writer, text_str(&line), INDENT);
}

static void put_source(Writer *writer, Bilingual source)
{
    if (!is_given(source)) return; // the simulation's own stands at the end of the report
    begin_ink(writer, INK_FAINT);
    put_wrapped(writer, source_line(writer->report, source, writer->language, writer->arena),
                INDENT);
    end_ink(writer);
}

static void put_table(Writer *writer, const ReportTable *table)
{
    const TableSetting set = set_table(writer, table);
    text_add_char(&writer->out, '\n');
    put_heading(writer, in(writer, table->title), 0);
    put_column_titles(writer, &set);
    put_rule(writer, &set);
    for (size_t r = 0; r < table->rows.count; r++) put_row(writer, &set, r);
    if (set.banded) put_note(writer, term(TERM_BAND_NOTE));
    for (size_t i = 0; i < table->notes.count; i++) put_note(writer, table->notes.items[i]);
    put_source(writer, table->source);
}

// --- charts ---

// A bar in eighths of a column.
static void put_bar(Writer *writer, double value, double largest)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const double size = value < 0 ? -value : value;
    const unsigned count = largest > 0 ? (unsigned)(size / largest * BAR_COLUMNS * 8 + 0.5) : 0;
    for (unsigned i = 0; i < count / 8; i++) text_add(&writer->out, STR("█"));
    text_add(&writer->out, str_from(eighths[count % 8]));
}

static double largest_of(const ReportChart *chart)
{
    double low = 0;
    double high = 0;
    if (!chart_range(chart, &low, &high)) return 0;
    return -low > high ? -low : high;
}

static Str shown(const Writer *writer, const ReportChart *chart, double value)
{
    if (!is_number(value)) return term_in(TERM_NO_DATA, writer->language);
    return double_shown(value, chart->y_unit, chart->digits, writer->language, writer->arena);
}

static Str place_shown(const Writer *writer, const ReportChart *chart, double value)
{
    return double_shown(value, chart->x_unit, 0, writer->language, writer->arena);
}

static Str bar_label(const Writer *writer, const ReportChart *chart, size_t index)
{
    if (chart->kind != CHART_HISTOGRAM) return in(writer, chart->categories.items[index].label);
    const ChartPoint *bin = &chart->series.items[0]->points.items[index];
    return str_print(writer->arena, STR_FORMAT "–" STR_FORMAT,
                     STR_ARGS(place_shown(writer, chart, bin->x)),
                     STR_ARGS(place_shown(writer, chart, bin->high)));
}

static size_t bar_count(const ReportChart *chart)
{
    if (chart->series.count == 0) return 0;
    const size_t points = chart->series.items[0]->points.count;
    if (chart->kind == CHART_HISTOGRAM) return points;
    return points < chart->categories.count ? points : chart->categories.count;
}

static void put_bars(Writer *writer, const ReportChart *chart)
{
    const double largest = largest_of(chart);
    const size_t count = bar_count(chart);
    size_t labels = 0;
    size_t names = 0;
    for (size_t i = 0; i < count; i++)
        labels = wider(labels, utf8_width(bar_label(writer, chart, i)));
    const bool several = chart->series.count > 1;
    for (size_t s = 0; several && s < chart->series.count; s++)
        names = wider(names, utf8_width(in(writer, chart->series.items[s]->name)) + GAP);
    for (size_t i = 0; i < count; i++) {
        for (size_t s = 0; s < chart->series.count; s++) {
            const ChartSeries *series = chart->series.items[s];
            if (i >= series->points.count) continue;
            const double value = series->points.items[i].y;
            put_blanks(writer, INDENT);
            put_padded(writer, s == 0 ? bar_label(writer, chart, i) : (Str){0}, labels + GAP,
                       false);
            if (several) put_padded(writer, in(writer, series->name), names, false);
            if (is_number(value)) put_bar(writer, value, largest);
            put_blanks(writer, 1);
            put(writer, shown(writer, chart, value));
            end_line(writer);
        }
    }
}

static void put_tiles(Writer *writer, const ReportChart *chart)
{
    size_t count = 0;
    const ProvinceTile *tiles = province_tiles(&count);
    for (unsigned row = 0; row < TILE_ROWS; row++) {
        put_blanks(writer, INDENT);
        for (unsigned column = 0; column < TILE_COLUMNS; column++) {
            Str cell = {0};
            for (size_t i = 0; i < count; i++) {
                if (tiles[i].column != column || tiles[i].row != row) continue;
                const double value = tile_value(chart, &tiles[i]);
                const Str figure = is_number(value) ? shown(writer, chart, value) : STR("–");
                cell = str_print(writer->arena, STR_FORMAT " " STR_FORMAT,
                                 STR_ARGS(in(writer, tiles[i].mark)), STR_ARGS(figure));
            }
            put_padded(writer, cell, TILE_WIDTH, false);
            put_blanks(writer, 1);
        }
        end_line(writer);
    }
}

// A few points of a curve, the first and the last among them.
static void put_samples(Writer *writer, const ReportChart *chart, const ChartSeries *series)
{
    const size_t count = series->points.count;
    put_blanks(writer, INDENT);
    put(writer, in(writer, series->name));
    end_line(writer);
    const size_t told = count < SAMPLES ? count : SAMPLES;
    const double largest = largest_of(chart);
    for (size_t i = 0; i < told; i++) {
        const size_t at = told < 2 ? 0 : i * (count - 1) / (told - 1);
        const ChartPoint *point = &series->points.items[at];
        put_blanks(writer, INDENT);
        put_padded(writer, place_shown(writer, chart, point->x), 14, true);
        put_blanks(writer, GAP);
        put_padded(writer, shown(writer, chart, point->y), 14, true);
        put_blanks(writer, GAP);
        put_bar(writer, point->y, largest);
        end_line(writer);
    }
}

static void put_marks(Writer *writer, const ReportChart *chart)
{
    for (size_t i = 0; i < chart->marks.count; i++) {
        const ChartMark *mark = &chart->marks.items[i];
        put_blanks(writer, INDENT);
        put(writer, str_print(writer->arena, "· " STR_FORMAT " (" STR_FORMAT ", " STR_FORMAT ")",
                              STR_ARGS(in(writer, mark->label)),
                              STR_ARGS(place_shown(writer, chart, mark->x)),
                              STR_ARGS(shown(writer, chart, mark->y))));
        end_line(writer);
    }
}

static void put_chart(Writer *writer, const ReportChart *chart)
{
    text_add_char(&writer->out, '\n');
    put_heading(writer, in(writer, chart->title), 0);
    if (is_given(chart->subtitle)) put_wrapped(writer, in(writer, chart->subtitle), INDENT);
    switch (chart->kind) {
    case CHART_BARS:
    case CHART_BALANCE:
    case CHART_HISTOGRAM: put_bars(writer, chart); break;
    case CHART_TILES: put_tiles(writer, chart); break;
    case CHART_LORENZ:
    case CHART_LINES:
        for (size_t s = 0; s < chart->series.count; s++)
            put_samples(writer, chart, chart->series.items[s]);
        break;
    }
    put_marks(writer, chart);
    if (is_given(chart->note)) put_note(writer, chart->note);
    put_source(writer, chart->source);
}

// --- the whole ---

static void put_opening(Writer *writer)
{
    begin_ink(writer, INK_HEADING);
    put_wrapped(writer, in(writer, writer->report->answer), 0);
    end_ink(writer);
    const ReportProvenance *from = &writer->report->provenance;
    begin_ink(writer, INK_ALARM);
    if (from->partial) put_wrapped(writer, term_in(TERM_PARTIAL, writer->language), 0);
    for (size_t i = 0; i < writer->report->warnings.count; i++) {
        put(writer, STR("! "));
        put_wrapped(writer, in(writer, writer->report->warnings.items[i]), 0);
    }
    end_ink(writer);
}

static void put_provenance(Writer *writer)
{
    const ProvenanceVec lines = provenance_lines(writer->report, writer->arena);
    size_t width = 0;
    for (size_t i = 0; i < lines.count; i++)
        width = wider(width, utf8_width(in(writer, lines.items[i].label)));
    text_add_char(&writer->out, '\n');
    put_heading(writer, term_in(TERM_PROVENANCE, writer->language), 0);
    for (size_t i = 0; i < lines.count; i++) {
        put_blanks(writer, INDENT);
        put_padded(writer, in(writer, lines.items[i].label), width + GAP, false);
        put(writer, in(writer, lines.items[i].value));
        end_line(writer);
    }
}

Str report_as_text(const Report *report, Language language, bool coloured, Arena *arena)
{
    invariant(report_is_whole(report));
    Writer writer = {.out = text_start(arena),
                     .arena = arena,
                     .report = report,
                     .language = language,
                     .coloured = coloured};
    put_opening(&writer);
    for (size_t s = 0; s < report->sections.count; s++) {
        const ReportSection *section = report->sections.items[s];
        text_add_char(&writer.out, '\n');
        put_heading(
            &writer,
            str_print(arena, "━━━ " STR_FORMAT " ━━━", STR_ARGS(in(&writer, section->title))), 0);
        put_wrapped(&writer, in(&writer, section->lead), 0);
        for (size_t i = 0; i < section->tables.count; i++)
            put_table(&writer, section->tables.items[i]);
        for (size_t i = 0; i < section->charts.count; i++)
            put_chart(&writer, section->charts.items[i]);
    }
    put_provenance(&writer);
    return text_str(&writer.out);
}
