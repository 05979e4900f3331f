#include "base/text.h"
#include "compile/document.h"
#include "support.h"
#include "unit.h"

// The blocks of a document: kind, title, heading, citation and content between bars.
static const char *blocks_of(Page *page, const char *text)
{
    page_open(page, str_from(text));
    Document document = {0};
    document_read(&page->diagnostics, page->file, &document);
    static const char letters[] = {[BLOCK_RULES] = 'R', [BLOCK_TABLE] = 'T', [BLOCK_CASE] = 'C'};
    Text out = text_start(page->arena);
    for (size_t i = 0; i < document.blocks.count; i++) {
        const Block *block = &document.blocks.items[i];
        text_print(&out, "%s%c|" STR_FORMAT "|" STR_FORMAT "|" STR_FORMAT "|" STR_FORMAT,
                   i > 0 ? " " : "", letters[block->kind],
                   STR_ARGS(source_text(&page->sources, block->title)),
                   STR_ARGS(source_text(&page->sources, block->heading)),
                   STR_ARGS(source_text(&page->sources, block->heading_citation)),
                   STR_ARGS(source_text(&page->sources, block->content)));
    }
    if (page->diagnostics.list.count > 0) text_print(&out, " !%s", kinds_of(&page->diagnostics));
    return c_text(page->arena, text_str(&out));
}

typedef struct Row {
    const char *text, *blocks;
} Row;

static size_t check(const Row *rows, size_t count)
{
    size_t faults = 0;
    for (size_t i = 0; i < count; i++) {
        Page page;
        faults += row_differs(rows[i].text, blocks_of(&page, rows[i].text), rows[i].blocks);
        page_close(&page);
    }
    return faults;
}

static void test_three_kinds_of_block_are_read(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"", ""},
        {"only prose\n", ""},
        {"```rules\na\n```\n", "R||||a\n"},
        {"```table dibao_standard\na,b\n```\n", "T|dibao_standard|||a,b\n"},
        {"```case three people, 1,500 yuan\nx\n```\n", "C|three people, 1,500 yuan|||x\n"},
        {"```c\nint x;\n```\n", ""},
        {"```\nplain\n```\n", ""},
        {"```rules\n```\n", "R||||"},
        {"```rules\na\n```\ntext\n```rules\nb\n```\n", "R||||a\n R||||b\n"},
        {"~~~rules\na\n~~~\n", "R||||a\n"},
        {"~~~rules\n```\n~~~\n", "R||||```\n"},
        {"````rules\n```\na\n````\n", "R||||```\na\n"},
        {"```rules\na\n`````\n", "R||||a\n"}, // a longer fence closes too
        {"  ```rules\na\n  ```\n", "R||||a\n"},
        {"    ```rules\na\n", ""}, // four blanks: not a fence
        {"``rules\na\n``\n", ""},
        {"```rules\r\na\r\n```\r\n", "R||||a\r\n"},
        {"```rules\na\n```", "R||||a\n"},
        {"   ```rules\n\ta\n```\n", "R||||\ta\n"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_a_block_knows_its_heading_and_its_article(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"# The line\n```rules\n```\n", "R||The line||"},
        {"## The line (办法 art.9)\n```rules\n```\n", "R||The line (办法 art.9)|办法 art.9|"},
        {"## 标准（办法 art.9）\n```rules\n```\n", "R||标准（办法 art.9）|办法 art.9|"},
        {"## A (one) and (two)\n```rules\n```\n", "R||A (one) and (two)|two|"},
        {"## A (one) more\n```rules\n```\n", "R||A (one) more||"},
        {"## A (out (in) er)\n```rules\n```\n", "R||A (out (in) er)|out (in) er|"},
        {"## A ( spaced )  \n```rules\n```\n", "R||A ( spaced )|spaced|"},
        {"## unopened)\n```rules\n```\n", "R||unopened)||"},
        {"# One\n# Two (2)\n```rules\n```\n", "R||Two (2)|2|"},
        {"# One (1)\n```rules\n```\n# Two\n```rules\n```\n", "R||One (1)|1| R||Two||"},
        {"```rules\n# a remark (x)\n```\n", "R||||# a remark (x)\n"}, // not a heading in a block
        {"```text\n# Two (2)\n```\n```rules\n```\n", "R||||"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

static void test_blocks_with_faults_are_reported(void **state)
{
    (void)state;
    static const Row rows[] = {
        {"```rules\na\n", "R||||a\n !block"},
        {"```rules\na\n~~~\n", "R||||a\n~~~\n !block"},
        {"```rule\na\n```\n", " !block"},
        {"```cases\na\n```\n", " !block"},
        {"```tabel x\na\n```\n", " !block"},
        {"```python\na\n```\n", ""}, // another language, and no slip
        {"```Rules\na\n```\n", " !block"},
    };
    assert_int_equal(check(rows, COUNT_OF(rows)), 0);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_three_kinds_of_block_are_read),
                     cmocka_unit_test(test_a_block_knows_its_heading_and_its_article),
                     cmocka_unit_test(test_blocks_with_faults_are_reported));
}
