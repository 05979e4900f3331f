#include "base/limits.h"
#include "base/os.h"
#include "base/text.h"
#include "compile/format.h"
#include "support.h"
#include "unit.h"

static const char *formatted(Page *page, const char *text)
{
    page_open(page, str_from(text));
    return c_text(page->arena, format_document(&page->diagnostics, page->file, page->arena));
}

static void test_rules_are_laid_out(void **state)
{
    (void)state;
    static const struct {
        const char *rules, *layout;
    } rows[] = {
        {"rule a=1\n", "rule a = 1\n"},
        {"  rule a = 1\n", "rule a = 1\n"},
        {"rule a  =   b+c\n", "rule a = b + c\n"},
        {"rule a = ( b+c )*2\n", "rule a = (b + c) * 2\n"},
        {"rule a = smallest of(b ,c)\n", "rule a = smallest of(b, c)\n"},
        {"rule a = b<c\n", "rule a = b < c\n"},
        {"rule a = b<=c\n", "rule a = b <= c\n"},
        {"rule a = 80%\n", "rule a = 80 %\n"},
        {"fact a:yes/no\n", "fact a: yes/no\n"},
        {"rule a = -5\n", "rule a = -5\n"},
        {"rule a = b - 5\n", "rule a = b - 5\n"},
        {"rule a = b -5\n", "rule a = b -5\n"},
        {"rule a\nwhen b\n", "rule a\n  when b\n"},
        {"rule a\n when b\n", "rule a\n  when b\n"},
        {"rule a\n     when b\n", "rule a\n     when b\n"},
        {"rule a = 1# why\n", "rule a = 1  # why\n"},
        {"# alone\nrule a = 1\n", "# alone\nrule a = 1\n"},
        {"rule a\n    # deep\n  when b\n", "rule a\n    # deep\n  when b\n"},
        {"\n\nrule a = 1\n\n\n\nrule b = 2\n\n\n", "rule a = 1\n\nrule b = 2\n"},
        {"rule a = 1;rule\n", "rule a = 1; rule\n"},
        {"rule a = 1   \t\n", "rule a = 1\n"},
        {"rule\ta\t=\t1\n", "rule a = 1\n"},
        {"rule a = 1\r\n", "rule a = 1\n"},
        {"rule 甲=乙*2 [办法 art.9]\n", "rule 甲 = 乙 * 2 [办法 art.9]\n"},
        {"rule a \"  two  blanks # \" = 1\n", "rule a \"  two  blanks # \" = 1\n"},
        {"parameter p : money=1 from 2020-01-01,2 from 2021-01-01\n",
         "parameter p : money = 1 from 2020-01-01, 2 from 2021-01-01\n"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[300];
        char layout[300];
        (void)snprintf(text, sizeof text, "```rules\n%s```\n", rows[i].rules);
        (void)snprintf(layout, sizeof layout, "```rules\n%s```\n", rows[i].layout);
        Page page;
        faults += row_differs(rows[i].rules, formatted(&page, text), layout);
        page_close(&page);
    }
    assert_int_equal(faults, 0);
}

static void test_cases_are_laid_out(void **state)
{
    (void)state;
    Page page;
    assert_string_equal(formatted(&page, "```case one\n  date 2024-06-10\n"
                                         "member a:wage 5,born 1980-01-01\n"
                                         ",deposits   3\nexpect   aid qualifies,amount 5\n```\n"),
                        "```case one\ndate 2024-06-10\nmember a: wage 5, born 1980-01-01\n"
                        "  , deposits 3\nexpect aid qualifies, amount 5\n```\n");
    page_close(&page);
}

static void test_prose_and_tables_are_not_touched(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",
        "#  Heading  \n\n\n\nprose   with  blanks  \n",
        "```table p\nregion , value\n1,  2 \n\n\n```\n",
        "```python\nx=1\n```\n",
        "text\n```rules\nrule a = 1\n```\n  after  \n\n\n",
        "no line end",
        "\r\nprose\r\n",
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        Page page;
        faults += row_differs(texts[i], formatted(&page, texts[i]), texts[i]);
        page_close(&page);
    }
    assert_int_equal(faults, 0);
}

// The tokens of all blocks of rules and cases, one a line.
static const char *tokens_of(Page *page)
{
    Document document = {0};
    document_read(&page->diagnostics, page->file, &document);
    Text out = text_start(page->arena);
    for (size_t i = 0; i < document.blocks.count; i++) {
        if (document.blocks.items[i].kind == BLOCK_TABLE) continue;
        TokenVec tokens = {0};
        lex_block(&page->diagnostics, document.blocks.items[i].content, &tokens);
        for (size_t t = 0; t < tokens.count; t++)
            text_print(&out, "%d %s " STR_FORMAT "\n", (int)tokens.items[t].kind,
                       tokens.items[t].line_start ? "^" : "", STR_ARGS(tokens.items[t].text));
    }
    return c_text(page->arena, text_str(&out));
}

// A document formatted once and twice; the tokens before and after.
static size_t check_document(const char *path)
{
    Arena *arena = arena_create();
    Error err = {0};
    Str text = {0};
    if (!os_read_file(path, FILE_SIZE_MAX, arena, &text, &err))
        fail_msg("%s: %s", err.where, err.message);
    Page before;
    Page once;
    Page twice;
    const char *first = formatted(&before, c_text(arena, text));
    const char *second = formatted(&once, first);
    const char *third = formatted(&twice, second);
    size_t faults = 0;
    // What cannot be read is not laid out; golden/bad has such documents.
    if (before.diagnostics.error_count == 0) {
        faults += row_unequal(path, strcmp(second, first), 0);
        faults += row_unequal(path, strcmp(third, first), 0);
        faults += row_unequal(path, strcmp(tokens_of(&before), tokens_of(&once)), 0);
        faults += row_unequal(path, (long long)once.diagnostics.error_count, 0);
    }
    page_close(&before);
    page_close(&once);
    page_close(&twice);
    arena_destroy(arena);
    return faults;
}

static void test_formatting_twice_is_formatting_once_and_keeps_every_token(void **state)
{
    (void)state;
    static const char *const folders[] = {"law", "docs/language", "tests/golden"};
    size_t faults = 0;
    size_t documents = 0;
    for (size_t f = 0; f < COUNT_OF(folders); f++) {
        Arena *arena = arena_create();
        PathVec paths = {0};
        Error err = {0};
        assert_true(os_list_files(folders[f], STR(".md"), SOURCE_FILES_MAX, arena, &paths, &err));
        for (size_t i = 0; i < paths.count; i++) faults += check_document(paths.items[i]);
        documents += paths.count;
        arena_destroy(arena);
    }
    assert_true(documents > 30);
    assert_int_equal(faults, 0);
}

static void test_a_formatted_law_is_the_same_law(void **state)
{
    (void)state;
    static const char crooked[] =
        "```rules\n"
        "   choice grade=none,light , heavy\n"
        "fact x,y of person:money\nfact a of person : yes/no;\n"
        " fact kind of person : grade\n"
        "parameter p:money   by kind=light:10 from 2020-01-01,heavy :20\n"
        "rule gap  of person rounded   up to 1 yuan=( x-y )/3 but not below 0\n"
        "exception more=base*2    when a # a remark\n"
        "rule share_of of person=80%*p otherwise 0\n"
        "```\n";
    static const struct {
        const char *json, *question;
    } rows[] = {
        {CASE_ON("2024-06-10", ",\"x\":100,\"y\":1,\"a\":false", ""), "gap"},
        {CASE_ON("2024-06-10", ",\"x\":100,\"y\":1,\"a\":true", ""), "gap"},
        {CASE_ON("2024-06-10", ",\"x\":100,\"y\":1", ""), "gap"},
        {CASE_ON("2024-06-10", ",\"kind\":\"heavy\"", ""), "share_of"},
        {ONE_MEMBER, "share_of"},
    };
    Page page;
    const char *straight = formatted(&page, crooked);
    assert_string_not_equal(straight, crooked);
    TestLaw before;
    TestLaw after;
    law_open_files(&before, (const char *const[]){"law.md", crooked, NULL});
    law_open_files(&after, (const char *const[]){"law.md", straight, NULL});
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults += row_differs(rows[i].json, law_ask(&after, rows[i].json, rows[i].question),
                              law_ask(&before, rows[i].json, rows[i].question));
    faults += row_unequal("nodes", (long long)after.program->nodes.count,
                          (long long)before.program->nodes.count);
    law_close(&before);
    law_close(&after);
    page_close(&page);
    assert_int_equal(faults, 0);
}

int main(void)
{
    return RUN_TESTS(
        cmocka_unit_test(test_rules_are_laid_out), cmocka_unit_test(test_cases_are_laid_out),
        cmocka_unit_test(test_prose_and_tables_are_not_touched),
        cmocka_unit_test(test_formatting_twice_is_formatting_once_and_keeps_every_token),
        cmocka_unit_test(test_a_formatted_law_is_the_same_law));
}
