// Declarations as parsed, before names have a meaning. Faults of each kind stand in tests/golden.

#include "base/text.h"
#include "compile/parse.h"
#include "support.h"
#include "unit.h"

typedef struct Parsed {
    Page page;
    DeclVec decls;
} Parsed;

static void parse(Parsed *parsed, const char *text)
{
    page_open(&parsed->page, str_from(text));
    parsed->decls = (DeclVec){0};
    const Block block = {.kind = BLOCK_RULES,
                         .content = {parsed->page.file, 0, (uint32_t)strlen(text)},
                         .title = {.file = parsed->page.file},
                         .heading = {.file = parsed->page.file},
                         .heading_citation = {.file = parsed->page.file}};
    TokenVec tokens = {0};
    lex_block(&parsed->page.diagnostics, block.content, &tokens);
    ParseContext context = {.diagnostics = &parsed->page.diagnostics};
    parse_find_currencies(parsed->page.arena, &tokens, &context.currencies);
    if (context.currencies.count == 0)
        *vec_push(parsed->page.arena, &context.currencies) = (Name){.text = STR("yuan")};
    parse_rules(&context, &block, &tokens, &parsed->decls);
}

static void done(Parsed *parsed)
{
    page_close(&parsed->page);
}

// The body of the first declaration's value as a bracketed text that shows how it was grouped.
static void add_expr(Text *out, const Expr *expr)
{
    switch ((int)expr->kind) {
    case EXPR_NUMBER: {
        const Str number = number_print(out->arena, expr->number, (NumberFormat){.places_max = 6});
        text_print(out, STR_FORMAT "%s" STR_FORMAT "%s%s%s%s", STR_ARGS(number),
                   expr->unit.currency.size > 0 ? " " : "", STR_ARGS(expr->unit.currency),
                   expr->unit.percent ? "%" : "", expr->unit.working ? " working" : "",
                   expr->unit.span != WORD_NONE ? " " : "",
                   expr->unit.span != WORD_NONE ? word_text(expr->unit.span) : "");
        if (expr->unit.per != WORD_NONE) text_print(out, " per %s", word_text(expr->unit.per));
        return;
    }
    case EXPR_NAME: text_add(out, expr->name.text); return;
    case EXPR_SLOT:
        text_print(out, STR_FORMAT " %s", STR_ARGS(expr->name.text), word_text(expr->word));
        return;
    case EXPR_YESNO: text_add(out, expr->yes ? STR("yes") : STR("no")); return;
    case EXPR_TODAY: text_add(out, STR("today")); return;
    case EXPR_NOT: text_add(out, STR("not ")); break;
    case EXPR_NEGATE: text_add(out, STR("- ")); break;
    default: break;
    }
    text_add_char(out, '(');
    if (expr->left != NULL) add_expr(out, expr->left);
    if (expr->symbol != SYMBOL_OPEN) text_print(out, " %s ", symbol_text(expr->symbol));
    else if (expr->right != NULL) text_add(out, STR(" ? "));
    if (expr->right != NULL) add_expr(out, expr->right);
    for (size_t i = 0; i < expr->items.count; i++) {
        if (i > 0) text_print(out, " %s ", expr->word != WORD_NONE ? word_text(expr->word) : ",");
        add_expr(out, expr->items.items[i].value);
    }
    text_add_char(out, ')');
}

static const char *grouped(Parsed *parsed)
{
    if (parsed->page.diagnostics.error_count > 0) return kinds_of(&parsed->page.diagnostics);
    const Clause *value = decl_clause(&parsed->decls.items[0], CLAUSE_VALUE);
    Text out = text_start(parsed->page.arena);
    add_expr(&out, value->items.items[0].value);
    return c_text(parsed->page.arena, text_str(&out));
}

static void test_operators_group_as_in_a_school_book(void **state)
{
    (void)state;
    static const struct {
        const char *expr, *grouped;
    } rows[] = {
        {"a + b * c", "(a + (b * c))"},
        {"a * b + c", "((a * b) + c)"},
        {"a - b - c", "((a - b) - c)"},
        {"a / b / c", "((a / b) / c)"},
        {"a / b * c", "((a / b) * c)"},
        {"(a - b) * c", "((a - b) * c)"},
        {"- a + b", "(- (a) + b)"},
        {"a - - b", "(a - - (b))"},
        {"a + b < c * d", "((a + b) < (c * d))"},
        {"a and b and c", "(a and b and c)"},
        {"a or b or c", "(a or b or c)"},
        {"a and (b or c)", "(a and (b or c))"},
        {"not a and b", "(not (a) and b)"},
        {"not a < b", "not ((a < b))"},
        {"a < b and c < d", "((a < b) and (c < d))"},
        {"a and b or c", "and-or"},
        {"a or b and c", "and-or"},
        {"80 %", "80%"},
        {"300 yuan per month", "300 yuan per month"},
        {"300 yuan", "300 yuan"},
        {"30 working days", "30 working days"},
        {"60 years", "60 years"},
        {"3 persons", "3 persons"},
        {"1 year", "1 year"},
        {"dibao amount + 1", "(dibao amount + 1)"},
        {"a = b", "clause"},
        {"a +", "syntax"},
        {"(a", "syntax"},
        {"a)", "clause"},
        {"a b", "clause"},
        {"a < b < c", "clause"},
        {"", "syntax"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[200];
        (void)snprintf(text, sizeof text, "rule r = %s\n", rows[i].expr);
        Parsed parsed;
        parse(&parsed, text);
        faults += row_differs(rows[i].expr, grouped(&parsed), rows[i].grouped);
        done(&parsed);
    }
    assert_int_equal(faults, 0);
}

static void test_a_declaration_has_its_parts(void **state)
{
    (void)state;
    Parsed parsed;
    parse(&parsed, "parameter line \"标准\" \"line\" : money per month [办法 art.9]\n"
                   "  by region, size clamped 1 to 10, age in steps\n"
                   "  delegated to county\n"
                   "  not below 5\n"
                   "fact a, b \"乙\", c of person : yes/no normally no\n"
                   "rule dibao amount rounded up to 1 yuan = x when y, otherwise 0\n");
    assert_int_equal(parsed.page.diagnostics.error_count, 0);
    assert_int_equal(parsed.decls.count, 3);
    const Decl *line = &parsed.decls.items[0];
    assert_int_equal(line->head, HEAD_PARAMETER);
    assert_true(str_equals(line->names.items[0].text, "line"));
    assert_true(str_equals(line->names.items[0].labels.zh, "标准"));
    assert_true(str_equals(line->names.items[0].labels.en, "line"));
    assert_int_equal(line->type.word, WORD_MONEY);
    assert_int_equal(line->type.per, WORD_MONTH);
    assert_true(str_equals(line->citation, "办法 art.9"));
    const Clause *keys = decl_clause(line, CLAUSE_KEYS);
    assert_non_null(keys);
    assert_int_equal(keys->keys.count, 3);
    assert_int_equal(keys->keys.items[1].mode, KEY_CLAMPED);
    assert_int_equal(keys->keys.items[1].clamp_high, 10);
    assert_int_equal(keys->keys.items[2].mode, KEY_STEPS);
    assert_true(str_equals(decl_clause(line, CLAUSE_DELEGATED)->names.items[0].text, "county"));
    assert_null(decl_clause(line, CLAUSE_NOT_ABOVE));
    const Decl *facts = &parsed.decls.items[1];
    assert_int_equal(facts->names.count, 3);
    assert_true(str_equals(facts->names.items[1].labels.en, "乙")); // one text serves both
    assert_true(str_equals(facts->entity.text, "person"));
    const Decl *amount = &parsed.decls.items[2];
    assert_int_equal(amount->slot, WORD_AMOUNT);
    const Clause *value = decl_clause(amount, CLAUSE_VALUE);
    assert_int_equal(value->items.count, 2);
    assert_non_null(value->items.items[0].when);
    assert_true(value->items.items[1].otherwise);
    assert_int_equal(decl_clause(amount, CLAUSE_ROUNDED)->rounding, ROUND_UP);
    done(&parsed);
}

static void test_marks_follow_each_value(void **state)
{
    (void)state;
    Parsed parsed;
    parse(&parsed, "parameter p : money = 1 from 2020-01-01 until 2021-01-01 [a],\n"
                   "  2 from 2021-01-01 published 2020-12-01 recalled, 3\n");
    assert_int_equal(parsed.page.diagnostics.error_count, 0);
    const Clause *value = decl_clause(&parsed.decls.items[0], CLAUSE_VALUE);
    assert_int_equal(value->items.count, 3);
    const Marks *first = &value->items.items[0].marks;
    const Marks *second = &value->items.items[1].marks;
    assert_int_equal(first->from.day, 18262);
    assert_int_equal(first->until.day, 18628);
    assert_true(str_equals(first->citation, "a"));
    assert_false(first->recalled);
    assert_int_equal(second->from.day, 18628);
    assert_int_equal(second->until.day, DATE_LAST.day);
    assert_int_equal(second->published.day, 18597);
    assert_true(second->recalled);
    assert_int_equal(value->items.items[2].marks.from.day, DATE_FIRST.day);
    done(&parsed);
}

static void test_reading_goes_on_at_the_next_declaration(void **state)
{
    (void)state;
    Parsed parsed;
    parse(&parsed, "whatever\nrule a = = 1\nrule b = 2\nfact : money\nrule c = 3\nrule d = (4\n"
                   "rule e = 5\n");
    assert_string_equal(kinds_of(&parsed.page.diagnostics), "head syntax syntax syntax");
    assert_int_equal(parsed.decls.count, 3);
    assert_true(str_equals(parsed.decls.items[0].names.items[0].text, "b"));
    assert_true(str_equals(parsed.decls.items[1].names.items[0].text, "c"));
    assert_true(str_equals(parsed.decls.items[2].names.items[0].text, "e"));
    done(&parsed);
}

static void test_head_and_clause_words_may_be_names_elsewhere(void **state)
{
    (void)state;
    Parsed parsed;
    parse(&parsed, "fact level, fund of person : count\nrule r = level + fund + document\n");
    assert_int_equal(parsed.page.diagnostics.error_count, 0);
    assert_int_equal(parsed.decls.count, 2);
    assert_int_equal(parsed.decls.items[0].names.count, 2);
    done(&parsed);
}

static void test_words_of_expressions_cannot_be_names(void **state)
{
    (void)state;
    size_t faults = 0;
    for (size_t i = 1; i <= word_count(); i++) {
        const char *word = word_text((Word)i);
        char text[100];
        (void)snprintf(text, sizeof text, "fact %s : count\n", word);
        Parsed parsed;
        parse(&parsed, text);
        faults +=
            row_unequal(word, parsed.page.diagnostics.error_count > 0, word_is_reserved((Word)i));
        done(&parsed);
    }
    assert_int_equal(faults, 0);
}

static void test_a_currency_may_be_declared_after_its_use(void **state)
{
    (void)state;
    Parsed parsed;
    parse(&parsed, "rule r = 3 crowns per week\ncurrency crown \"克朗\" \"crowns\"\n");
    assert_int_equal(parsed.page.diagnostics.error_count, 0);
    const Clause *value = decl_clause(&parsed.decls.items[0], CLAUSE_VALUE);
    assert_true(value->items.items[0].value->unit.currency.size > 0);
    assert_int_equal(value->items.items[0].value->unit.per, WORD_WEEK);
    done(&parsed);
}

static void test_every_head_and_clause_has_a_text_and_a_meaning(void **state)
{
    (void)state;
    for (size_t i = 0; i < head_count(); i++) {
        assert_true(strlen(head_text((Head)i)) > 0);
        assert_true(strlen(head_meaning((Head)i)) > 0);
        assert_int_equal(word_standing(word_find(str_from(head_text((Head)i)))), STANDING_HEAD);
    }
    for (int i = CLAUSE_VALUE; i <= CLAUSE_RECALLED; i++) {
        assert_true(strlen(clause_text((ClauseId)i)) > 0);
        assert_true(strlen(clause_meaning((ClauseId)i)) > 0);
    }
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_operators_group_as_in_a_school_book),
                     cmocka_unit_test(test_a_declaration_has_its_parts),
                     cmocka_unit_test(test_marks_follow_each_value),
                     cmocka_unit_test(test_reading_goes_on_at_the_next_declaration),
                     cmocka_unit_test(test_head_and_clause_words_may_be_names_elsewhere),
                     cmocka_unit_test(test_words_of_expressions_cannot_be_names),
                     cmocka_unit_test(test_a_currency_may_be_declared_after_its_use),
                     cmocka_unit_test(test_every_head_and_clause_has_a_text_and_a_meaning));
}
