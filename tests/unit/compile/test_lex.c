#include "base/text.h"
#include "compile/lex.h"
#include "support.h"
#include "unit.h"

// The tokens on one line: kind letters with their texts, "^" where a line starts.
static const char *tokens_of(Page *page, const char *text)
{
    page_open(page, str_from(text));
    TokenVec tokens = {0};
    const Span whole = {.file = page->file, .start = 0, .end = (uint32_t)strlen(text)};
    lex_block(&page->diagnostics, whole, &tokens);
    assert_true(tokens.count >= 1);
    assert_int_equal(tokens.items[tokens.count - 1].kind, TOKEN_END);
    static const char letters[] = {
        [TOKEN_NAME] = 'n', [TOKEN_NUMBER] = '#', [TOKEN_DATE] = 'd',   [TOKEN_MONTH] = 'm',
        [TOKEN_TEXT] = 't', [TOKEN_CITE] = 'c',   [TOKEN_SYMBOL] = 's', [TOKEN_FAULT] = '?'};
    Text out = text_start(page->arena);
    for (size_t i = 0; i + 1 < tokens.count; i++) {
        const Token *token = &tokens.items[i];
        const bool word = token->kind == TOKEN_NAME && token->word != WORD_NONE;
        text_print(&out, "%s%s%c:" STR_FORMAT, i > 0 ? " " : "", token->line_start ? "^" : "",
                   word ? 'w' : letters[token->kind], STR_ARGS(token->text));
    }
    if (page->diagnostics.list.count > 0) text_print(&out, " !%s", kinds_of(&page->diagnostics));
    return c_text(page->arena, text_str(&out));
}

typedef struct Row {
    const char *text, *tokens;
} Row;

static size_t check(const Row *rows, size_t count)
{
    size_t faults = 0;
    for (size_t i = 0; i < count; i++) {
        Page page;
        faults += row_differs(rows[i].text, tokens_of(&page, rows[i].text), rows[i].tokens);
        page_close(&page);
    }
    return faults;
}

static void test_a_text_becomes_its_tokens(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"", ""},
        {"  \n\t\r\n", ""},
        {"rule a = 1", "^w:rule n:a s:= #:1"},
        {"rule a\n  when b", "^w:rule n:a ^w:when n:b"},
        {"a;b", "^n:a n:b"},
        {"a # a remark\nb", "^n:a ^n:b"},
        {"# only a remark", ""},
        {"a<b <= c>=d>e", "^n:a s:< n:b s:<= n:c s:>= n:d s:> n:e"},
        {"(a,b):*/+-%=", "^s:( n:a s:, n:b s:) s:: s:* s:/ s:+ s:- s:% s:="},
        {"yes/no", "^w:yes s:/ w:no"},
        {"低保标准 = 800", "^n:低保标准 s:= #:800"},
        {"第2档_a1", "^n:第2档_a1"},
        {"\"a text, with # and ;\"", "^t:a text, with # and ;"},
        {"\"\"", "^t:"},
        {"[办法 art.9; 2]", "^c:办法 art.9; 2"},
        {"12.50 0.5 007", "^#:12.50 #:0.5 #:007"},
        {"1.", "^#:1 ?:. !character"}, // a point alone has no meaning
        {"a.b", "^n:a ?:. n:b !character"},
        {"2024-05-01", "^d:2024-05-01"},
        {"2024-05", "^m:2024-05"},
        {"2024-05-01 to 2024-06", "^d:2024-05-01 w:to m:2024-06"},
        {"2024-5", "^#:2024 s:- #:5"}, // a difference
        {"12-05", "^#:12 s:- #:05"},
        {"2024 - 05", "^#:2024 s:- #:05"},
        {"20240501", "^#:20240501"},
        {"80%", "^#:80 s:%"},
        {"-5", "^s:- #:5"},
        {"A_b9", "^n:A_b9"},
        {"3rd", "^#:3 n:rd"},
        {"〇号", "^n:〇号"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_faults_keep_their_place(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"a @ b", "^n:a ?:@ n:b !character"},
        {"a = （1）", "^n:a s:= s:（ #:1 s:） !character character"},
        {"a，b", "^n:a s:， n:b !character"},
        {"“低保”", "^t:低保 !character"},
        {"2023-02-30", "^d:2023-02-30 !date"},
        {"2023-13", "^m:2023-13 !date"},
        {"1879-12-31", "^d:1879-12-31 !date"},
        {"2201-01", "^m:2201-01 !date"},
        {"1234567890123456789", "^#:1234567890123456789 !number"},
        {"\"open\nrule b", "^t:open ?: ^w:rule n:b !syntax"},
        {"[open\nrule b", "^c:open ?: ^w:rule n:b !syntax"},
        {"a\x01"
         "b",
         "^n:a ?:\x01 n:b !character"},
        {"a\xE3\x80\x80"
         "b",
         "^n:a n:b !character"}, // an ideographic space
        {"a\xC2\xA0"
         "b",
         "^n:a n:b !character"}, // a space that does not break
        {"@@@", "^?:@ ?:@ ?:@ !character character character"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_signs_of_an_input_method_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *sign, *meant;
    } rows[] = {
        {"（", "("}, {"）", ")"}, {"，", ","}, {"、", ","}, {"：", ":"}, {"；", ";"},
        {"＝", "="}, {"％", "%"}, {"＜", "<"}, {"＞", ">"}, {"≤", "<="}, {"≥", ">="},
        {"×", "*"},  {"÷", "/"},  {"−", "-"},  {"–", "-"},  {"【", "["}, {"】", "]"},
        {"“", "\""}, {"。", "."}, {"＋", "+"}, {"－", "-"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Page page;
        (void)tokens_of(&page, rows[i].sign);
        const char *hint = c_text(
            page.arena, str_print(page.arena, "help: write the ASCII sign %s\n", rows[i].meant));
        faults += row_lacks(rows[i].sign, printed(&page.diagnostics), hint);
        page_close(&page);
    }
    assert_int_equal(faults, 0);
}

static void test_every_word_is_found_and_stands_once(void **state)
{
    (void)state;
    assert_true(word_count() > 100);
    for (size_t i = 1; i <= word_count(); i++) {
        const char *text = word_text((Word)i);
        assert_int_equal(word_find(str_from(text)), (Word)i);
        for (size_t j = 1; j < i; j++) assert_string_not_equal(text, word_text((Word)j));
        assert_int_equal(word_is_reserved((Word)i), word_standing((Word)i) == STANDING_PHRASE);
    }
    assert_int_equal(word_find(STR("")), WORD_NONE);
    assert_int_equal(word_find(STR("rules")), WORD_NONE);
    assert_int_equal(word_find(STR("Rule")), WORD_NONE);
    assert_int_equal(word_find(STR("rul")), WORD_NONE);
    assert_false(word_is_reserved(WORD_NONE));
}

static void test_values_of_tokens_are_exact(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("12.50 2024-02-29 2024-02 999999999999999999"));
    TokenVec tokens = {0};
    lex_block(&page.diagnostics, (Span){page.file, 0, 43}, &tokens);
    assert_int_equal(tokens.count, 5);
    assert_int_equal(number_compare(tokens.items[0].number, number_fraction(25, 2)), 0);
    assert_int_equal(tokens.items[1].date.day, 19782);
    assert_int_equal(tokens.items[2].date.day, 19754);
    assert_int_equal(
        number_compare(tokens.items[3].number, number_whole(INT64_C(999999999999999999))), 0);
    page_close(&page);
}

static void test_only_the_block_is_read(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("before\"rule a\"after"));
    TokenVec tokens = {0};
    lex_block(&page.diagnostics, (Span){page.file, 7, 13}, &tokens);
    assert_int_equal(tokens.count, 3);
    assert_true(str_equals(tokens.items[1].text, "a"));
    assert_int_equal(tokens.items[2].kind, TOKEN_END);
    assert_int_equal(page.diagnostics.list.count, 0);
    page_close(&page);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_a_text_becomes_its_tokens),
                     cmocka_unit_test(test_faults_keep_their_place),
                     cmocka_unit_test(test_signs_of_an_input_method_are_named),
                     cmocka_unit_test(test_every_word_is_found_and_stands_once),
                     cmocka_unit_test(test_values_of_tokens_are_exact),
                     cmocka_unit_test(test_only_the_block_is_read));
}
