#include "explain/page.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/text.h"

// All in points, 72 to the inch; the page is A4.
enum {
    PAGE_WIDTH = 595,
    PAGE_HEIGHT = 842,
    MARGIN = 56,
    FOOT = 34,           // from the lower edge to the foot's base line
    LINE_GAP = 3,        // between lines
    EMPTY_LINE = 8,      // height of a line without text
    INDENT = 9,          // one step of two blanks
    HANGING = 14,        // continuation lines begin this far in
    KEEP_WITH_NEXT = 40, // a line is not set in the last so many points alone
};

static const char body_font[] = "Noto Sans CJK SC, Noto Sans, sans-serif 9.5";
static const char title_font[] = "Noto Sans CJK SC, Noto Sans, sans-serif 14";
static const char foot_font[] = "Noto Sans CJK SC, Noto Sans, sans-serif 7";

// How the inks of a terminal are printed: the code between "ESC [" and "m", and Pango's markup.
static const struct {
    const char *code, *markup;
} inks[] = {
    {"1", "<span weight='bold'>"},         {"1;32", "<span weight='bold' foreground='#0b6b5d'>"},
    {"31", "<span foreground='#b3261e'>"}, {"1;33", "<span weight='bold' foreground='#8a5a00'>"},
    {"2", "<span foreground='#6b7780'>"},
};

typedef struct Press {
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoLayout *layout;
    const PageOptions *options;
    Arena *arena;
    Text *out;
    unsigned page;
    int y;       // of the next line, from the upper edge
    int missing; // characters that no font has
} Press;

// --- from a terminal's text to markup ---

static void add_escaped(Text *markup, char c)
{
    switch (c) {
    case '<': text_add(markup, STR("&lt;")); break;
    case '>': text_add(markup, STR("&gt;")); break;
    case '&': text_add(markup, STR("&amp;")); break;
    default: text_add_char(markup, c);
    }
}

static const char *markup_of(Str code)
{
    for (size_t i = 0; i < sizeof inks / sizeof inks[0]; i++) {
        if (str_equals(code, inks[i].code)) return inks[i].markup;
    }
    return NULL;
}

// One line. Whatever is opened in it is closed at its end.
static const char *line_markup(Arena *arena, Str line)
{
    Text markup = text_start(arena);
    bool open = false;
    for (size_t i = 0; i < line.size; i++) {
        if (line.data[i] != '\033') {
            add_escaped(&markup, line.data[i]);
            continue;
        }
        size_t end = i;
        while (end < line.size && line.data[end] != 'm') end++;
        const size_t start = i + 2 < end ? i + 2 : end;
        const char *ink = markup_of(str_slice(line, start, end));
        if (open) text_add(&markup, STR("</span>"));
        open = ink != NULL;
        if (open) text_add(&markup, str_from(ink));
        i = end;
    }
    if (open) text_add(&markup, STR("</span>"));
    return str_terminated(arena, text_str(&markup));
}

// --- setting ---

static void set_font(Press *press, const char *font)
{
    PangoFontDescription *description = pango_font_description_from_string(font);
    pango_layout_set_font_description(press->layout, description);
    pango_font_description_free(description);
}

static void put_foot(Press *press)
{
    const bool zh = press->options->language == LANGUAGE_ZH;
    const Str number = str_print(press->arena, zh ? "第 %u 页" : "page %u", press->page);
    const Str pieces[] = {press->options->foot, number};
    set_font(press, foot_font);
    pango_layout_set_indent(press->layout, 0);
    pango_layout_set_width(press->layout, (PAGE_WIDTH - 2 * MARGIN) * PANGO_SCALE);
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        const Str faint = str_print(press->arena, "\033[2m" STR_FORMAT, STR_ARGS(pieces[i]));
        pango_layout_set_alignment(press->layout, i == 0 ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT);
        pango_layout_set_markup(press->layout, line_markup(press->arena, faint), -1);
        cairo_move_to(press->cairo, MARGIN, PAGE_HEIGHT - FOOT);
        pango_cairo_show_layout(press->cairo, press->layout);
    }
    pango_layout_set_alignment(press->layout, PANGO_ALIGN_LEFT);
}

static void start_page(Press *press)
{
    if (press->page > 0) {
        put_foot(press);
        cairo_show_page(press->cairo);
    }
    press->page++;
    press->y = MARGIN;
}

static void set_line(Press *press, Str line, const char *font, int indent)
{
    set_font(press, font);
    pango_layout_set_width(press->layout, (PAGE_WIDTH - 2 * MARGIN - indent) * PANGO_SCALE);
    pango_layout_set_indent(press->layout, -HANGING * PANGO_SCALE);
    pango_layout_set_markup(press->layout, line_markup(press->arena, line), -1);
}

static void put_line(Press *press, Str line, const char *font, int room_below)
{
    size_t blanks = 0;
    while (blanks < line.size && line.data[blanks] == ' ') blanks++;
    line = str_slice(line, blanks, line.size);
    if (line.size == 0) {
        press->y += EMPTY_LINE;
        return;
    }
    const int indent = (int)blanks * INDENT / 2;
    set_line(press, line, font, indent);
    press->missing += pango_layout_get_unknown_glyphs_count(press->layout);
    int height = 0;
    pango_layout_get_pixel_size(press->layout, NULL, &height);
    if (press->y + height + room_below > PAGE_HEIGHT - MARGIN) {
        start_page(press); // which sets the foot with the same layout
        set_line(press, line, font, indent);
    }
    cairo_move_to(press->cairo, MARGIN + indent, press->y);
    pango_cairo_show_layout(press->cairo, press->layout);
    press->y += height + LINE_GAP;
}

// The first line is the title. A line at the margin heads what follows and stays with it.
static void put_text(Press *press, Str text)
{
    size_t start = 0;
    for (size_t i = 0; i <= text.size; i++) {
        if (i < text.size && text.data[i] != '\n') continue;
        const Str line = str_slice(text, start, i);
        const bool heads = line.size > 0 && line.data[0] == '\033';
        put_line(press, line, start == 0 ? title_font : body_font, heads ? KEEP_WITH_NEXT : 0);
        start = i + 1;
    }
    put_foot(press);
}

// --- the file ---

static cairo_status_t receive(void *closure, const unsigned char *data, unsigned size)
{
    Press *press = closure;
    text_add(press->out, (Str){.data = (const char *)data, .size = size});
    return CAIRO_STATUS_SUCCESS;
}

static void describe(const Press *press)
{
    const PageOptions *options = press->options;
    const Str day = str_print(press->arena, STR_FORMAT "T00:00:00",
                              STR_ARGS(date_print(press->arena, options->date)));
    cairo_pdf_surface_set_metadata(press->surface, CAIRO_PDF_METADATA_TITLE,
                                   str_terminated(press->arena, options->title));
    cairo_pdf_surface_set_metadata(press->surface, CAIRO_PDF_METADATA_CREATOR, "doudi");
    cairo_pdf_surface_set_metadata(press->surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   str_terminated(press->arena, day));
}

bool page_pdf(Str text, const PageOptions *options, Arena *arena, Str *pdf, Error *err)
{
    Text out = text_start(arena);
    Press press = {.options = options, .arena = arena, .out = &out};
    press.surface = cairo_pdf_surface_create_for_stream(receive, &press, PAGE_WIDTH, PAGE_HEIGHT);
    press.cairo = cairo_create(press.surface);
    press.layout = pango_cairo_create_layout(press.cairo);
    pango_layout_set_wrap(press.layout, PANGO_WRAP_WORD_CHAR);
    describe(&press);
    start_page(&press);
    put_text(&press, text);
    cairo_show_page(press.cairo);
    g_object_unref(press.layout);
    cairo_destroy(press.cairo);
    cairo_surface_finish(press.surface);
    const cairo_status_t status = cairo_surface_status(press.surface);
    cairo_surface_destroy(press.surface);
    if (status != CAIRO_STATUS_SUCCESS)
        return error_set(err, ERROR_ENVIRONMENT, "", "could not make the pages: %s",
                         cairo_status_to_string(status));
    if (press.missing > 0)
        return error_set(err, ERROR_ENVIRONMENT, "",
                         "the fonts of this machine lack %d characters of the text; install the "
                         "package fonts-noto-cjk",
                         press.missing);
    *pdf = text_str(&out);
    return true;
}
