// A report as one HTML file that needs nothing else: its style is inside, its charts are SVG, and
// it has no script. It is read from the top: the answer, what limits it, sections, provenance.

#include "base/panic.h"
#include "model/report/chart_data.h"
#include "model/report/figure.h"
#include "model/report/markup.h"
#include "model/report/render.h"
#include "model/report/terms.h"

typedef struct Page {
    Text out;
    Arena *arena;
    const Report *report;
    Language language;
} Page;

void put_escaped(Text *out, Str text)
{
    for (size_t at = 0; at < text.size;) {
        size_t size = 0;
        (void)utf8_decode(text, at, &size);
        const Str one = str_slice(text, at, at + size);
        at += size;
        switch (one.data[0]) {
        case '<': text_add(out, STR("&lt;")); break;
        case '>': text_add(out, STR("&gt;")); break;
        case '&': text_add(out, STR("&amp;")); break;
        case '"': text_add(out, STR("&quot;")); break;
        case '\'': text_add(out, STR("&#39;")); break;
        case '\n':
        case '\t': text_add_char(out, ' '); break;
        default: text_add(out, utf8_is_plain(one) ? one : STR("\xEF\xBF\xBD"));
        }
    }
}

static void put(Page *page, const char *markup)
{
    text_add(&page->out, str_from(markup));
}

static void put_str(Page *page, Str text)
{
    put_escaped(&page->out, text);
}

static void put_words(Page *page, Bilingual text)
{
    put_escaped(&page->out, bilingual_in(text, page->language));
}

static bool is_given(Bilingual text)
{
    return text.zh.size > 0 || text.en.size > 0;
}

// <tag>words</tag>, or nothing where there are none.
static void put_element(Page *page, const char *open, Bilingual words, const char *close)
{
    if (!is_given(words)) return;
    put(page, open);
    put_words(page, words);
    put(page, close);
}

// --- tables ---

static void put_column_heads(Page *page, const ReportTable *table)
{
    put(page, "<thead><tr><th scope=\"col\">");
    put_words(page, table->row_title);
    put(page, "</th>");
    for (size_t c = 0; c < table->columns.count; c++) {
        const ReportColumn *column = &table->columns.items[c];
        put(page, column->unit == REPORT_UNIT_TEXT ? "<th scope=\"col\" class=\"words\">"
                                                   : "<th scope=\"col\">");
        put_words(page, column->title);
        const Str unit = scaled_unit(column->unit, column_scale(table, c, page->language),
                                     page->language, page->arena);
        if (unit.size > 0) {
            put(page, "<small>");
            put_str(page, unit);
            put(page, "</small>");
        }
        put(page, "</th>");
    }
    put(page, "</tr></thead>\n");
}

static void put_cell(Page *page, const ReportTable *table, const ReportCell *cell, size_t column)
{
    const ReportUnit unit = cell_unit(cell, &table->columns.items[column]);
    const bool own = table->columns.items[column].unit == REPORT_UNIT_OWN;
    const FigureScale scale = own ? figure_scale(unit,
                                                 !cell_has_figure(cell)  ? 0
                                                 : cell_figure(cell) < 0 ? -cell_figure(cell)
                                                                         : cell_figure(cell),
                                                 page->language)
                                  : column_scale(table, column, page->language);
    put(page, cell->kind == CELL_TEXT     ? "<td class=\"words\">"
              : cell->kind == CELL_STATUS ? "<td class=\"status\">"
                                          : "<td>");
    put_str(page, cell_shown(cell, unit, scale, page->language, page->arena));
    if (own && cell_has_figure(cell)) {
        const Str words = scaled_unit(unit, scale, page->language, page->arena);
        if (words.size > 0) put(page, " ");
        put_str(page, words);
    }
    const Str band = band_shown(cell, unit, scale, page->arena);
    if (band.size > 0) {
        put(page, "<small>");
        put_str(page, band);
        put(page, "</small>");
    }
    put(page, "</td>");
}

static void put_table_alone(Page *page, const ReportTable *table)
{
    put(page, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"");
    put_words(page, table->title);
    put(page, "\"><table><caption>");
    put_words(page, table->title);
    put(page, "</caption>\n");
    put_column_heads(page, table);
    put(page, "<tbody>\n");
    for (size_t r = 0; r < table->rows.count; r++) {
        const ReportRow *row = &table->rows.items[r];
        put(page, row->total ? "<tr class=\"total\"><th scope=\"row\">" : "<tr><th scope=\"row\">");
        put_words(page, row->label);
        put(page, "</th>");
        for (size_t c = 0; c < row->cells.count; c++)
            put_cell(page, table, &row->cells.items[c], c);
        put(page, "</tr>\n");
    }
    put(page, "</tbody></table></div>\n");
}

static bool has_bands(const ReportTable *table)
{
    for (size_t r = 0; r < table->rows.count; r++)
        for (size_t c = 0; c < table->columns.count; c++)
            if (table->rows.items[r].cells.items[c].banded) return true;
    return false;
}

static void put_note(Page *page, Bilingual note)
{
    put(page, "<p class=\"notes\">");
    put_words(page, term(TERM_NOTE));
    put_words(page, note);
    put(page, "</p>\n");
}

static void put_source(Page *page, Bilingual source)
{
    put(page, "<p class=\"source\">");
    put_str(page, source_line(page->report, source, page->language, page->arena));
    put(page, "</p>\n");
}

enum { COLUMNS_NARROW = 5 }; // what fits beside a row's label in the measure of the text

// A column whose figures carry their own units takes the room of two.
static size_t breadth_of(const ReportTable *table)
{
    size_t breadth = 0;
    for (size_t c = 0; c < table->columns.count; c++)
        breadth += table->columns.items[c].unit == REPORT_UNIT_OWN ? 2 : 1;
    return breadth;
}

static void put_table(Page *page, const ReportTable *table)
{
    const bool broad = table->kind == TABLE_RESIDUAL || breadth_of(table) > COLUMNS_NARROW;
    put(page, broad ? "<div class=\"table broad\">\n" : "<div class=\"table\">\n");
    put_table_alone(page, table);
    if (has_bands(table)) put_note(page, term(TERM_BAND_NOTE));
    for (size_t i = 0; i < table->notes.count; i++) put_note(page, table->notes.items[i]);
    put_source(page, table->source);
    put(page, "</div>\n");
}

// --- charts ---

static void put_chart(Page *page, const ReportChart *chart)
{
    put(page, "<figure>\n<figcaption>");
    put_element(page, "<span class=\"title\">", chart->title, "</span>");
    put_element(page, "<span class=\"subtitle\">", chart->subtitle, "</span>");
    put(page, "</figcaption>\n");
    put_chart_svg(&page->out, chart, CHART_WIDE, page->language);
    put_chart_svg(&page->out, chart, CHART_NARROW, page->language);
    if (is_given(chart->note)) put_note(page, chart->note);
    put_source(page, chart->source);
    const ReportTable *table = chart_table(chart, chart->digits, page->arena);
    if (table->columns.count > 0) {
        put(page, "<details><summary>");
        put_words(page, term(TERM_CHART_DATA));
        put(page, "</summary>\n");
        put_table_alone(page, table);
        put(page, "</details>\n");
    }
    put(page, "</figure>\n");
}

// --- the whole ---

static void put_head(Page *page)
{
    put(page, page->language == LANGUAGE_ZH ? "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n"
                                            : "<!DOCTYPE html>\n<html lang=\"en\">\n");
    put(page, "<head>\n<meta charset=\"utf-8\">\n"
              "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
              "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n"
              "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
              "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    put_words(page, title_of(page->report));
    put(page, "</title>\n<style>\n");
    put_style(&page->out);
    put(page, "</style>\n</head>\n<body>\n");
}

// What is asked first of any figure, in one line.
static void put_facts(Page *page)
{
    const ReportProvenance *from = &page->report->provenance;
    put(page, "<ul class=\"facts\">");
    const ProvenanceVec lines = provenance_lines(page->report, page->arena);
    for (size_t i = 0; i < lines.count; i++) {
        const ProvenanceLine *line = &lines.items[i];
        const Str key = str_from(line->key);
        const bool shown = str_equals(key, "year") || str_equals(key, "population") ||
                           str_equals(key, "seed") || str_equals(key, "law_date") ||
                           str_equals(key, "reform");
        if (!shown) continue;
        put(page, "<li>");
        put_words(page, line->label);
        put(page, " ");
        put_words(page, line->value);
        put(page, "</li>");
    }
    put(page, "</ul>\n");
    if (!from->partial) return;
    put(page, "<p class=\"alarm\"><strong>");
    put_words(page, term(TERM_PARTIAL));
    put(page, "</strong></p>\n");
}

static void put_header(Page *page)
{
    put(page, "<header>\n<p class=\"kicker\">");
    put_words(page, title_of(page->report));
    put(page, "</p>\n<h1>");
    put_words(page, page->report->answer);
    put(page, "</h1>\n");
    put_facts(page);
    if (page->report->warnings.count > 0) {
        put(page, "<div class=\"alarm\"><strong>");
        put_words(page, term(TERM_WARNINGS));
        put(page, "</strong><ul>");
        for (size_t i = 0; i < page->report->warnings.count; i++)
            put_element(page, "<li>", page->report->warnings.items[i], "</li>");
        put(page, "</ul></div>\n");
    }
    put(page, "<nav aria-label=\"");
    put_words(page, term(TERM_CONTENTS));
    put(page, "\"><ul>");
    for (size_t i = 0; i < page->report->sections.count; i++) {
        text_print(&page->out, "<li><a href=\"#s%zu\">", i + 1);
        put_words(page, page->report->sections.items[i]->title);
        put(page, "</a></li>");
    }
    put(page, "<li><a href=\"#provenance\">");
    put_words(page, term(TERM_PROVENANCE));
    put(page, "</a></li></ul></nav>\n</header>\n");
}

static void put_section(Page *page, const ReportSection *section, size_t index)
{
    text_print(&page->out, "<section id=\"s%zu\">\n<h2>", index + 1);
    put_words(page, section->title);
    put(page, "</h2>\n");
    put_element(page, "<p class=\"lead\">", section->lead, "</p>\n");
    for (size_t i = 0; i < section->charts.count; i++) put_chart(page, section->charts.items[i]);
    for (size_t i = 0; i < section->tables.count; i++) put_table(page, section->tables.items[i]);
    put(page, "</section>\n");
}

static void put_footer(Page *page)
{
    put(page, "<footer id=\"provenance\">\n<h2>");
    put_words(page, term(TERM_PROVENANCE));
    put(page, "</h2>\n<p class=\"lead\">");
    put_words(page, term(TERM_PROVENANCE_LEAD));
    put(page, "</p>\n<dl>\n");
    const ProvenanceVec lines = provenance_lines(page->report, page->arena);
    for (size_t i = 0; i < lines.count; i++) {
        put(page, "<dt>");
        put_words(page, lines.items[i].label);
        put(page, "</dt><dd>");
        put_words(page, lines.items[i].value);
        put(page, "</dd>\n");
    }
    put(page, "</dl>\n</footer>\n");
}

Str report_as_html(const Report *report, Language language, Arena *arena)
{
    invariant(report_is_whole(report));
    Page page = {.out = text_start(arena), .arena = arena, .report = report, .language = language};
    put_head(&page);
    put_header(&page);
    put(&page, "<main>\n");
    for (size_t i = 0; i < report->sections.count; i++)
        put_section(&page, report->sections.items[i], i);
    put(&page, "</main>\n");
    put_footer(&page);
    put(&page, "</body>\n</html>\n");
    return text_str(&page.out);
}
