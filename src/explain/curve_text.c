// A curve as rows: for people, with the turns told in words, and for spreadsheets, with every
// amount.

#include "base/text.h"
#include "decide/value_text.h"
#include "explain/curve.h"
#include "explain/curve_words.h"

// --- words that the text and the picture share ---

Speaker curve_speaker(const Curve *curve, Language language, Arena *arena)
{
    return (Speaker){.program = curve->situation->program,
                     .situation = curve->situation,
                     .arena = arena,
                     .language = language};
}

Type curve_type(const Curve *curve)
{
    return curve->situation->program->facts.items[curve->options.fact].type;
}

Str curve_fact_name(const Curve *curve, const Speaker *speaker)
{
    const Fact *fact = &curve->situation->program->facts.items[curve->options.fact];
    const Str name = say_fact(speaker, curve->options.fact);
    if (fact->entity != PERSON) return name;
    return say_2(speaker, PHRASE_PERSON_FACT, say_member(speaker, curve->options.instance), name);
}

Str curve_title(const Curve *curve, const Speaker *speaker)
{
    return say_1(speaker, PHRASE_CURVE_TITLE, curve_fact_name(curve, speaker));
}

Str curve_place(const Curve *curve, const Speaker *speaker)
{
    const Str day = date_print(speaker->arena, curve->situation->date);
    if (curve->situation->region == NONE) return day;
    return str_print(speaker->arena, STR_FORMAT " · " STR_FORMAT,
                     STR_ARGS(say_region_in_full(speaker, curve->situation->region)),
                     STR_ARGS(day));
}

static Str programme_names(const Curve *curve, const Speaker *speaker, const ProgrammeVec *which)
{
    StrVec names = {0};
    for (size_t i = 0; i < which->count; i++)
        *vec_push(speaker->arena, &names) =
            say_programme(speaker, curve->programmes[which->items[i]]);
    return say_list(speaker, &names);
}

Str curve_turn_text(const Curve *curve, const Speaker *speaker, const CurveTurn *turn)
{
    const Type money = type_money_per(DIMENSION_MONTH);
    StrVec parts = {0};
    if (turn->ends.count > 0)
        *vec_push(speaker->arena, &parts) =
            say_1(speaker, PHRASE_CURVE_ENDS, programme_names(curve, speaker, &turn->ends));
    if (turn->begins.count > 0)
        *vec_push(speaker->arena, &parts) =
            say_1(speaker, PHRASE_CURVE_BEGINS, programme_names(curve, speaker, &turn->begins));
    if (turn->cliff)
        *vec_push(speaker->arena, &parts) =
            say_1(speaker, PHRASE_CURVE_LOST, say_number(speaker, turn->lost, money));
    Text text = text_start(speaker->arena);
    for (size_t i = 0; i < parts.count; i++) {
        if (i > 0) text_add(&text, say(speaker, PHRASE_SEMICOLON));
        text_add(&text, parts.items[i]);
    }
    return say_2(speaker, PHRASE_LABELLED,
                 say_1(speaker, PHRASE_CURVE_FROM,
                       say_number(speaker, turn->above.varied, curve_type(curve))),
                 text_str(&text));
}

Str curve_left_out(const Curve *curve, const Speaker *speaker)
{
    if (curve->undetermined.count == 0) return (Str){0};
    return say_1(speaker, PHRASE_CURVE_LEFT_OUT,
                 programme_names(curve, speaker, &curve->undetermined));
}

// --- for people ---

enum { ROWS_SHOWN = 41, COLUMN_WIDTH = 14, COLUMNS = 5 };

static void put_line(Text *out, Str text)
{
    text_add(out, text);
    text_add_char(out, '\n');
}

// Cells end where the column ends, by what a terminal shows.
static void put_cell(Text *out, Str cell)
{
    const size_t width = utf8_width(cell);
    text_add_repeated(out, ' ', width < COLUMN_WIDTH ? COLUMN_WIDTH - width : 1);
    text_add(out, cell);
}

static Str plain_amount(const Speaker *speaker, Number amount)
{
    return amount_text(speaker->arena, speaker->program, amount);
}

static Str varied_text(const Curve *curve, Arena *arena, Number varied)
{
    const Value value = value_number(varied);
    return value_text(arena, curve->situation, &value, curve_type(curve));
}

static void put_rows(Text *out, const Curve *curve, const Speaker *speaker)
{
    static const Phrase heads[COLUMNS] = {PHRASE_CURVE_VARIED, PHRASE_CURVE_OWN, PHRASE_CURVE_HELP,
                                          PHRASE_CURVE_NET, PHRASE_CURVE_RATE};
    Number rate;
    const bool rated = curve->point_count > 1 && curve_rate(curve, 0, 1, &rate);
    for (size_t i = 0; i < (rated ? COLUMNS : COLUMNS - 1); i++)
        put_cell(out, say(speaker, heads[i]));
    text_add_char(out, '\n');
    const size_t step = (curve->point_count + ROWS_SHOWN - 1) / ROWS_SHOWN;
    for (size_t i = 0; i < curve->point_count; i += step) {
        const CurvePoint *point = &curve->points[i];
        put_cell(out, varied_text(curve, speaker->arena, point->varied));
        put_cell(out, plain_amount(speaker, point->own));
        put_cell(out, plain_amount(speaker, point->help));
        put_cell(out, plain_amount(speaker, point->net));
        if (i > 0 && curve_rate(curve, i - step, i, &rate))
            put_cell(out, say_number(speaker, rate, type_number(FLAVOUR_SHARE)));
        text_add_char(out, '\n');
    }
}

Str curve_text(const Curve *curve, Language language, Arena *arena)
{
    const Speaker speaker = curve_speaker(curve, language, arena);
    Text out = text_start(arena);
    put_line(&out,
             str_print(arena, STR_FORMAT "  " STR_FORMAT, STR_ARGS(curve_title(curve, &speaker)),
                       STR_ARGS(curve_place(curve, &speaker))));
    text_add_char(&out, '\n');
    put_rows(&out, curve, &speaker);
    text_add_char(&out, '\n');
    put_line(&out,
             say(&speaker, curve->turn_count > 0 ? PHRASE_CURVE_TURNS : PHRASE_CURVE_NO_TURNS));
    for (size_t i = 0; i < curve->turn_count; i++)
        put_line(&out, str_print(arena, "  %s " STR_FORMAT, curve->turns[i].cliff ? "▼" : "·",
                                 STR_ARGS(curve_turn_text(curve, &speaker, &curve->turns[i]))));
    const Str left_out = curve_left_out(curve, &speaker);
    if (left_out.size > 0) put_line(&out, left_out);
    put_line(&out, say(&speaker, PHRASE_CURVE_NOTE));
    return text_str(&out);
}

// --- for spreadsheets ---

// The programmes that pay cash at some point.
static ProgrammeVec paying(const Curve *curve, Arena *arena)
{
    ProgrammeVec found = {0};
    for (uint32_t p = 0; p < curve->programme_count; p++) {
        bool pays = false;
        for (size_t i = 0; i < curve->point_count && !pays; i++)
            pays = curve->points[i].cash[p].num != 0;
        if (pays) *vec_push(arena, &found) = p;
    }
    return found;
}

// What is lost by cliffs between a point and the one before it.
static Number lost_before(const Curve *curve, size_t point)
{
    Number lost = number_whole(0);
    for (size_t i = 0; point > 0 && i < curve->turn_count; i++) {
        const CurveTurn *turn = &curve->turns[i];
        if (number_compare(turn->above.varied, curve->points[point - 1].varied) <= 0 ||
            number_compare(turn->above.varied, curve->points[point].varied) > 0)
            continue;
        if (!number_add(lost, turn->lost, &lost)) return lost;
    }
    return lost;
}

static Str rate_text(Arena *arena, const Curve *curve, size_t point)
{
    Number rate;
    if (point == 0 || !curve_rate(curve, point - 1, point, &rate)) return (Str){0};
    return number_print(arena, rate, (NumberFormat){.places_min = 4, .places_max = 4});
}

Str curve_csv(const Curve *curve, Arena *arena)
{
    const Program *program = curve->situation->program;
    Text out = text_start(arena);
    text_print(&out, STR_FORMAT ",own_resources,help,net_resources,effective_marginal_rate,cliff",
               STR_ARGS(program->facts.items[curve->options.fact].name));
    const ProgrammeVec columns = paying(curve, arena);
    for (size_t p = 0; p < columns.count; p++)
        text_print(&out, "," STR_FORMAT,
                   STR_ARGS(program->programmes.items[curve->programmes[columns.items[p]]].name));
    text_add(&out, STR("\r\n"));
    for (size_t i = 0; i < curve->point_count; i++) {
        const CurvePoint *point = &curve->points[i];
        const Str cells[] = {varied_text(curve, arena, point->varied),
                             amount_text(arena, program, point->own),
                             amount_text(arena, program, point->help),
                             amount_text(arena, program, point->net),
                             rate_text(arena, curve, i),
                             amount_text(arena, program, lost_before(curve, i))};
        for (size_t c = 0; c < sizeof cells / sizeof cells[0]; c++)
            text_print(&out, "%s" STR_FORMAT, c > 0 ? "," : "", STR_ARGS(cells[c]));
        for (size_t p = 0; p < columns.count; p++)
            text_print(&out, "," STR_FORMAT,
                       STR_ARGS(amount_text(arena, program, point->cash[columns.items[p]])));
        text_add(&out, STR("\r\n"));
    }
    return text_str(&out);
}
