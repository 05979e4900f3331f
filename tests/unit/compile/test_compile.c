// A law put together from several documents: places, delegation, reforms, files. What a single
// faulty text is told stands in tests/golden.

#include "decide/bounds.h"
#include "support.h"
#include "unit.h"

static const char nation[] =
    "```rules\n"
    "levels = province, county\n"
    "regions table \"regions.csv\"\n"
    "parameter line : money delegated to county not below 100 yuan not above 900 yuan\n"
    "parameter share_paid : share = 80 %\n"
    "rule paid : money = share_paid * line\n"
    "programme aid of household from 2020-01-01\n"
    "  pays cash once\n"
    "rule aid qualifies when line > 0\n"
    "rule aid amount rounded up to 1 yuan = paid\n"
    "```\n";
static const char regions[] = "code,level,parent,name_zh,name_en\n"
                              "99,province,,虚构省,P\n"
                              "9901,county,99,甲县,A\n"
                              "9902,county,99,乙县,B\n";

#define COUNTY(name, code, value) \
    "```rules\nlaw " name " \"县\" for " code " from 2020-01-01\nset line = " value "\n```\n"
#define CASE_AT(code) \
    "{\"date\":\"2024-06-10\",\"region\":\"" code "\",\"members\":[{\"id\":\"a\"}]}"

static void test_a_place_fills_what_is_delegated_to_it(void **state)
{
    (void)state;
    TestLaw law;
    law_open_files(&law, (const char *const[]){"nation.md", nation, "regions.csv", regions, "a.md",
                                               COUNTY("a", "9901", "500"), "b.md",
                                               COUNTY("b", "9902", "600"), NULL});
    size_t faults = 0;
    faults += row_differs("A", law_ask(&law, CASE_AT("9901"), "paid"), "400.00");
    faults += row_differs("B", law_ask(&law, CASE_AT("9902"), "paid"), "480.00");
    faults += row_differs("the province has no document", law_ask(&law, CASE_AT("99"), "paid"),
                          "refused: unknown-region");
    faults += row_differs("no region", law_ask(&law, ONE_MEMBER, "paid"), "refused: missing-key");
    law_close(&law);
    assert_int_equal(faults, 0);
}

static void test_a_place_keeps_to_the_limits_of_the_law(void **state)
{
    (void)state;
    static const struct {
        const char *document;
        bool sound;
    } rows[] = {
        {COUNTY("a", "9901", "100"), true},  {COUNTY("a", "9901", "99.99"), false},
        {COUNTY("a", "9901", "900"), true},  {COUNTY("a", "9901", "900.01"), false},
        {COUNTY("a", "99", "500"), true},    // the province may set it for all its counties
        {COUNTY("a", "9903", "500"), false}, // no such place
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        TestLaw law;
        law_open_files(&law, (const char *const[]){"nation.md", nation, "regions.csv", regions,
                                                   "place.md", rows[i].document, NULL});
        if (law.program != NULL) bounds_check(law.program, &law.diagnostics);
        faults += row_unequal(rows[i].document, law.diagnostics.error_count == 0, rows[i].sound);
        law_close(&law);
    }
    assert_int_equal(faults, 0);
}

static void test_the_order_of_files_changes_nothing(void **state)
{
    (void)state;
    static const char *const orders[][8] = {
        {"1.md", nation, "regions.csv", regions, "2.md", COUNTY("a", "9901", "500"), NULL},
        {"2.md", nation, "regions.csv", regions, "1.md", COUNTY("a", "9901", "500"), NULL},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(orders); i++) {
        TestLaw law;
        law_open_files(&law, orders[i]);
        faults += row_differs("paid", law_ask(&law, CASE_AT("9901"), "paid"), "400.00");
        law_close(&law);
    }
    assert_int_equal(faults, 0);
}

static void test_documents_without_rules_take_no_part(void **state)
{
    (void)state;
    TestLaw law;
    law_open_files(&law, (const char *const[]){"law.md", "```rules\nrule r = 1\n```\n", "README.md",
                                               "# Only prose\n", "notes.txt", "```rules\n(\n```\n",
                                               NULL});
    law_must_compile(&law);
    assert_int_equal(law.program->documents.count, 1);
    law_close(&law);
}

static void test_a_folder_without_a_law_is_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        ErrorCode code;
    } rows[] = {
        {"tests/unit/base", ERROR_NOT_FOUND},
        {"tests/unit/no_such_folder", ERROR_NOT_FOUND},
        {"tests/unit/unit.h", ERROR_NOT_FOUND},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Arena *policy = arena_create();
        Sources sources = {0};
        Diagnostics diagnostics = diagnostics_start(policy, &sources);
        const Program *program = NULL;
        Error err = {0};
        const CompileOptions options = {.path = rows[i].path};
        const bool read = compile_law(&options, policy, &sources, &diagnostics, &program, &err);
        faults += row_unequal(rows[i].path, read, false);
        faults += row_unequal(rows[i].path, err.code, rows[i].code);
        faults += row_unequal(rows[i].path, program != NULL, false);
        arena_destroy(policy);
    }
    assert_int_equal(faults, 0);
}

static void test_the_hash_covers_every_text_but_not_where_it_lies(void **state)
{
    (void)state;
    static const char *const laws[][6] = {
        {"law.md", "```rules\nrule r = 1\n```\n", NULL},
        {"law.md", "```rules\nrule r = 1\n```\n\n", NULL},
        {"law.md", "```rules\nrule r = 2\n```\n", NULL},
        {"law.md", "```rules\nrule r = 1\n```\n", "more.md", "```rules\nrule s = 1\n```\n", NULL},
        {"law.md", "```rules\nlevels = county\nregions table \"r.csv\"\nrule r = 1\n```\n", "r.csv",
         "code,level,parent,name_zh,name_en\n1,county,,a,a\n", NULL},
        {"law.md", "```rules\nlevels = county\nregions table \"r.csv\"\nrule r = 1\n```\n", "r.csv",
         "code,level,parent,name_zh,name_en\n1,county,,a,b\n", NULL},
    };
    Digest hashes[COUNT_OF(laws)];
    for (size_t i = 0; i < COUNT_OF(laws); i++) {
        TestLaw law;
        law_open_files(&law, laws[i]);
        law_must_compile(&law);
        hashes[i] = law.program->hash;
        law_close(&law);
        law_open_files(&law, laws[i]); // in another folder
        assert_string_equal(law.program->hash.text, hashes[i].text);
        law_close(&law);
        for (size_t j = 0; j < i; j++) assert_string_not_equal(hashes[i].text, hashes[j].text);
    }
}

static void test_names_are_found_and_codes_too(void **state)
{
    (void)state;
    TestLaw law;
    law_open_files(&law, (const char *const[]){"nation.md", nation, "regions.csv", regions, "a.md",
                                               COUNTY("a", "9901", "500"), NULL});
    law_must_compile(&law);
    const Program *program = law.program;
    const uint32_t line = program_find(program, STR("line"));
    assert_int_not_equal(line, NONE);
    assert_int_equal(program->names.items[line].kind, SYM_PARAMETER);
    assert_int_equal(program_find(program, STR("lin")), NONE);
    assert_int_not_equal(program_find_slot(program, STR("aid"), WORD_AMOUNT), NONE);
    assert_int_equal(program_find_slot(program, STR("aid"), WORD_REVIEW), NONE);
    assert_int_equal(program_find_slot(program, STR("line"), WORD_AMOUNT), NONE);
    const uint32_t province = program_find_region(program, STR("99"));
    const uint32_t county = program_find_region(program, STR("9901"));
    assert_int_equal(program_find_region(program, STR("990")), NONE);
    assert_true(program_lies_within(program, county, province));
    assert_true(program_lies_within(program, county, county));
    assert_true(program_lies_within(program, county, NONE));
    assert_false(program_lies_within(program, province, county));
    assert_int_equal(program_depth(program, NONE), 0);
    assert_int_equal(program_depth(program, province), 1);
    assert_int_equal(program_depth(program, county), 2);
    law_close(&law);
}

// A reform may give values to places of which no document speaks; then, and only then, they are
// decided on, and a document that does speak still comes first.
static void test_a_reforms_values_open_their_regions(void **state)
{
    (void)state;
    static const char reform[] = "```rules\nreform model \"假设\"\n```\n\n```table line\n"
                                 "region,value,from\n9902,300,2024-01-01\n```\n";
    static const char everywhere[] = "```rules\nreform model \"假设\"\n```\n\n```table line\n"
                                     "value,from\n300,2024-01-01\n```\n";
    static const char of_the_province[] = "```rules\nreform model \"假设\"\n```\n\n```table line\n"
                                          "region,value,from\n99,300,2024-01-01\n```\n";
    static const struct {
        const char *reform, *a, *b, *province;
        bool takes_part;
    } rows[] = {
        {reform, "400.00", "240.00", "refused: unknown-region", true},
        {reform, "400.00", "refused: unknown-region", "refused: unknown-region", false},
        {everywhere, "400.00", "refused: unknown-region", "refused: unknown-region", true},
        {of_the_province, "400.00", "240.00", "240.00", true},
    };
    size_t faults = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        TestLaw law;
        law_open_reformed(&law,
                          (const char *const[]){"nation.md", nation, "regions.csv", regions, "a.md",
                                                COUNTY("a", "9901", "500"), "model.md",
                                                rows[i].reform, NULL},
                          rows[i].takes_part ? "model.md" : NULL);
        faults += row_differs("a document", law_ask(&law, CASE_AT("9901"), "paid"), rows[i].a);
        faults += row_differs("a county", law_ask(&law, CASE_AT("9902"), "paid"), rows[i].b);
        faults += row_differs("above it", law_ask(&law, CASE_AT("99"), "paid"), rows[i].province);
        law_close(&law);
    }
    assert_int_equal(faults, 0);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_a_place_fills_what_is_delegated_to_it),
                     cmocka_unit_test(test_a_reforms_values_open_their_regions),
                     cmocka_unit_test(test_a_place_keeps_to_the_limits_of_the_law),
                     cmocka_unit_test(test_the_order_of_files_changes_nothing),
                     cmocka_unit_test(test_documents_without_rules_take_no_part),
                     cmocka_unit_test(test_a_folder_without_a_law_is_an_error),
                     cmocka_unit_test(test_the_hash_covers_every_text_but_not_where_it_lies),
                     cmocka_unit_test(test_names_are_found_and_codes_too));
}
