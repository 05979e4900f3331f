#include "base/csv.h"
#include "base/limits.h"
#include "base/text.h"
#include "support.h"
#include "unit.h"

static Span whole(const Page *page)
{
    const Str text = page->sources.files.items[page->file].text;
    return (Span){.file = page->file, .start = 0, .end = (uint32_t)text.size};
}

// The table as one line: cells between bars, rows between blanks; or the kinds of the faults.
static const char *read_csv(Page *page, const char *text)
{
    page_open(page, str_from(text));
    CsvTable table = {0};
    if (!csv_parse(&page->diagnostics, whole(page), &table))
        return c_text(page->arena,
                      str_print(page->arena, "none: %s", kinds_of(&page->diagnostics)));
    Text line = text_start(page->arena);
    for (size_t i = 0; i < (table.rows + 1) * table.columns; i++) {
        if (i > 0) text_add_char(&line, i % table.columns == 0 ? ' ' : '|');
        text_add(&line, table.cells[i].text);
    }
    if (page->diagnostics.error_count > 0) text_print(&line, " (%s)", kinds_of(&page->diagnostics));
    return c_text(page->arena, text_str(&line));
}

static void test_tables_are_read_cell_by_cell(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"a,b\n1,2\n", "a|b 1|2"},
        {"a,b\n1,2", "a|b 1|2"},
        {"a,b\r\n1,2\r\n", "a|b 1|2"},
        {"a\n1\n2\n", "a 1 2"},
        {"a,b\n", "a|b"},
        {"a,b\n1,\n,2\n", "a|b 1| |2"},
        {" a , b \n  1,2  \n", "a|b 1|2"},
        {"a,b\n\n# a remark, with commas\n1,2\n\n", "a|b 1|2"},
        {"# first a remark\na,b\n  # another\n1,2\n", "a|b 1|2"},
        {"a,b\n\"1,5\",2\n", "a|b 1,5|2"},
        {"a,b\n\"say \"\"yes\"\"\",2\n", "a|b say \"yes\"|2"},
        {"a,b\n\"two\nlines\",2\n", "a|b two\nlines|2"},
        {"a,b\n\" kept \",2\n", "a|b  kept |2"},
        {"a,b\n\"\",\"\"\n", "a|b |"},
        {"a,b\n\"1\" , \"2\" \r\n", "a|b 1|2"},
        {"a,b\n\"#not a remark\",2\n", "a|b #not a remark|2"},
        {"a,b\n1\"2,3\n", "a|b 1\"2|3"}, // a mark within an open cell is itself
        {"地区,标准\n成都市,870\n", "地区|标准 成都市|870"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Page page;
        faults += row_differs(rows[i].text, read_csv(&page, rows[i].text), rows[i].expected);
        page_close(&page);
    }
    assert_int_equal(faults, 0);
}

static void test_faulty_rows_are_reported_and_left_out(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"a,b\n1\n3,4\n", "a|b 3|4 (table)"},
        {"a,b\n1,2,3\n4,5\n", "a|b 4|5 (table)"},
        {"a,b\n1,2,\n", "a|b (table)"},
        {"a,b\n1\n2\n3\n", "a|b (table table table)"},
        {"", "none: table"},
        {"\n\n", "none: table"},
        {"# only a remark\n", "none: table"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Page page;
        faults += row_differs(rows[i].text, read_csv(&page, rows[i].text), rows[i].expected);
        page_close(&page);
    }
    assert_int_equal(faults, 0);
}

static void test_a_row_with_more_behind_a_quoted_cell_is_left_out(void **state)
{
    (void)state;
    Page page;
    const char *read = read_csv(&page, "a,b\n\"1\"x,2\n3,4\n");
    const size_t faults = row_differs("\"1\"x,2", read, "a|b 3|4 (table)");
    page_close(&page);
    assert_int_equal(faults, 0);
}

static void test_a_quoted_cell_must_be_closed(void **state)
{
    (void)state;
    Page page;
    (void)read_csv(&page, "a,b\n1,\"2\n3,4\n");
    const char *out = printed(&page.diagnostics);
    assert_non_null(strstr(out, "page.txt:2:3: error: this quoted cell is not closed"));
    page_close(&page);
}

static void test_every_cell_knows_its_place(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("地区,value\r\n\r\n成都, \"8,70\" \r\n"));
    CsvTable table = {0};
    assert_true(csv_parse(&page.diagnostics, whole(&page), &table));
    const Location cell = source_locate(&page.sources, csv_cell(&table, 0, 1)->span);
    assert_int_equal(cell.line, 3);
    assert_int_equal(cell.column, 5);
    assert_int_equal(cell.width, 6); // with its marks
    const Location first = source_locate(&page.sources, csv_cell(&table, 0, 0)->span);
    assert_int_equal(first.column, 1);
    assert_int_equal(first.width, 4); // two characters of two columns
    page_close(&page);
}

static void test_only_the_part_asked_for_is_read(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("prose, before\na,b\n1,2\nprose, after, it\n"));
    CsvTable table = {0};
    assert_true(csv_parse(&page.diagnostics, (Span){page.file, 14, 22}, &table));
    assert_int_equal(table.rows, 1);
    assert_int_equal(table.columns, 2);
    assert_true(str_equals(csv_cell(&table, 0, 1)->text, "2"));
    assert_int_equal(page.diagnostics.error_count, 0);
    page_close(&page);
}

static void test_columns_are_found_by_their_header(void **state)
{
    (void)state;
    Page page;
    page_open(&page, STR("code,\"name, zh\",from\n1,2,3\n"));
    CsvTable table = {0};
    assert_true(csv_parse(&page.diagnostics, whole(&page), &table));
    assert_int_equal(csv_find_column(&table, "code"), 0);
    assert_int_equal(csv_find_column(&table, "name, zh"), 1);
    assert_int_equal(csv_find_column(&table, "from"), 2);
    assert_int_equal(csv_find_column(&table, "fro"), SIZE_MAX);
    assert_int_equal(csv_find_column(&table, ""), SIZE_MAX);
    page_close(&page);
}

static void test_a_row_of_wrong_width_is_told_with_both_counts(void **state)
{
    (void)state;
    Page page;
    (void)read_csv(&page, "a,b\n1,2,3\n");
    assert_non_null(strstr(printed(&page.diagnostics),
                           "page.txt:2:1: error: this row has 3 cells, but the header has 2"));
    page_close(&page);
}

// With options: "b" and "d" of four columns, three cells of at most four bytes.
static const char *read_some(Page *page, const char *text)
{
    static const Str wanted[] = {{"d", 1}, {"b", 1}};
    const CsvOptions options = {.no_comments = true,
                                .wanted = wanted,
                                .wanted_count = COUNT_OF(wanted),
                                .cells_max = 6,
                                .cell_size_max = 4};
    page_open(page, str_from(text));
    CsvTable table = {0};
    const bool read = csv_parse_some(&page->diagnostics, whole(page), &options, &table);
    Text line = text_start(page->arena);
    for (size_t i = 0; read && i < (table.rows + 1) * table.columns; i++) {
        if (i > 0) text_add_char(&line, i % table.columns == 0 ? ' ' : '|');
        text_add(&line, table.cells[i].text);
    }
    if (page->diagnostics.error_count > 0) text_add(&line, page->diagnostics.list.items[0].message);
    return c_text(page->arena, text_str(&line));
}

static void test_of_large_tables_only_what_is_wanted_is_kept(void **state)
{
    (void)state;
    static const struct {
        const char *text, *expected;
    } rows[] = {
        {"a,b,c,d\n1,2,3,4\n5,6,7,8\n", "b|d 2|4 6|8"},
        {"d,b\n1,2\n", "d|b 1|2"},
        {"a\n1\n", ""},
        {"a,b,c,d\n#1,2,3,4\n", "b|d 2|4"}, // a row, not a remark
        {"a,b\n123456,2\n", "b 2"},         // long, and not wanted
        {"a,b\n1,12345\n", "bthis cell has 5 bytes; at most 4 are read"},
        {"a,b\n1\n", "bthis row has 1 cells, but the header has 2"},
        {"a,b,d\n1,2,3,4\n", "b|dthis row has 4 cells, but the header has 3"},
        {"b,d\n1,2\n3,4\n5,6\n", "up to here are 6 cells, and no more can be read; divide the "
                                 "table, or read fewer columns"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Page page;
        faults += row_differs(rows[i].text, read_some(&page, rows[i].text), rows[i].expected);
        page_close(&page);
    }
    assert_int_equal(faults, 0);
}

static void test_a_table_is_no_wider_than_the_limit(void **state)
{
    (void)state;
    for (size_t over = 0; over < 2; over++) {
        Page page;
        Arena *arena = arena_create();
        Text text = text_start(arena);
        text_add_repeated(&text, ',', TABLE_COLUMNS_MAX - 1 + over);
        page_open(&page, text_str(&text));
        CsvTable table = {0};
        assert_int_equal(csv_parse(&page.diagnostics, whole(&page), &table), over == 0);
        assert_int_equal(page.diagnostics.error_count, over);
        page_close(&page);
        arena_destroy(arena);
    }
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_tables_are_read_cell_by_cell),
                     cmocka_unit_test(test_faulty_rows_are_reported_and_left_out),
                     cmocka_unit_test(test_a_row_with_more_behind_a_quoted_cell_is_left_out),
                     cmocka_unit_test(test_a_quoted_cell_must_be_closed),
                     cmocka_unit_test(test_every_cell_knows_its_place),
                     cmocka_unit_test(test_only_the_part_asked_for_is_read),
                     cmocka_unit_test(test_columns_are_found_by_their_header),
                     cmocka_unit_test(test_a_row_of_wrong_width_is_told_with_both_counts),
                     cmocka_unit_test(test_of_large_tables_only_what_is_wanted_is_kept),
                     cmocka_unit_test(test_a_table_is_no_wider_than_the_limit));
}
