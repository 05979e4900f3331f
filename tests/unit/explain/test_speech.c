// Values, names and citations as they are said in Chinese and English.

#include "explain/speech.h"
#include "support.h"
#include "unit.h"

static TestLaw law;
static const Situation *situation;

static int open_law(void **state)
{
    (void)state;
    law_open(&law,
             "instrument 办法 \"审核确认办法\" \"Measures on Review\" number \"民发〔2021〕57号\"\n"
             "instrument 旧法 \"旧条例\" \"Old Regulations\" recalled\n"
             "choice grade = none \"无\" \"none\", light \"轻度\" \"light\", heavy\n"
             "fact kind \"等级\" \"grade\" of person : grade\n"
             "fact 备注 of person : text\n"
             "fact long_name of person : yes/no\n"
             "rule age \"年龄\" \"age\" of person = 1 year\n"
             "rule cited \"已引\" \"cited\" = 1 [办法 art.9 para.2; 旧法 ch.3]\n"
             "rule plain = 1 [办法]\n"
             "programme aid \"救助\" \"aid\" of person from 2020-01-01\n"
             "  pays cash per month\n"
             "rule aid qualifies when long_name\n"
             "rule aid amount = 5 yuan per month\n");
    Diagnostics faults;
    situation = law_situation(
        &law, "{\"date\":\"2024-06-10\",\"members\":[{\"id\":\"b\"},{\"id\":\"a\"}]}", &faults);
    return 0;
}

static int close_law(void **state)
{
    (void)state;
    law_close(&law);
    return 0;
}

static Speaker speaker_of(Language language)
{
    law_must_compile(&law);
    return (Speaker){
        .program = law.program, .situation = situation, .arena = law.request, .language = language};
}

static Value range(int64_t low, int64_t high)
{
    return value_range(number_whole(low), number_whole(high));
}

static void test_values_are_said_with_their_units_in_both_languages(void **state)
{
    (void)state;
    const Value any = value_any_number();
    const struct {
        const char *zh, *en;
        Type type;
        Value value;
    } rows[] = {
        {"1,500.00元", "1,500.00 yuan", type_money(), range(150000, 150000)},
        {"-0.05元", "-0.05 yuan", type_money(), range(-5, -5)},
        {"1,500.00元/月", "1,500.00 yuan a month", type_money_per(DIMENSION_MONTH),
         range(150000, 150000)},
        {"12,000.50元/年", "12,000.50 yuan a year", type_money_per(DIMENSION_YEAR),
         range(1200050, 1200050)},
        {"8.00元/日", "8.00 yuan a day", type_money_per(DIMENSION_DAY), range(800, 800)},
        {"30%", "30%", type_number(FLAVOUR_SHARE), value_number(number_fraction(3, 10))},
        {"12.5%", "12.5%", type_number(FLAVOUR_SHARE), value_number(number_fraction(1, 8))},
        {"33.33…%", "33.33…%", type_number(FLAVOUR_SHARE), value_number(number_fraction(1, 3))},
        {"3", "3", type_number(FLAVOUR_COUNT), range(3, 3)},
        {"1,234,567", "1,234,567", type_number(FLAVOUR_COUNT), range(1234567, 1234567)},
        {"60年", "60 years", type_unit(DIMENSION_YEAR), range(60, 60)},
        {"6个月", "6 months", type_unit(DIMENSION_MONTH), range(6, 6)},
        {"2周", "2 weeks", type_unit(DIMENSION_WEEK), range(2, 2)},
        {"30天", "30 days", type_unit(DIMENSION_DAY), range(30, 30)},
        {"30个工作日", "30 working days", type_unit(DIMENSION_WORKING_DAY), range(30, 30)},
        {"2024-02-29", "2024-02-29", type_of(TYPE_DATE), range(19782, 19782)},
        {"是", "yes", type_of(TYPE_YESNO), value_yesno(true)},
        {"否", "no", type_of(TYPE_YESNO), value_yesno(false)},
        {"未知", "not known", type_of(TYPE_YESNO), value_set(3)},
        {"轻度", "light", type_choice(0), value_bit(1)},
        {"heavy", "heavy", type_choice(0), value_bit(2)}, // without a label: its name
        {"成员a", "member a", type_of(TYPE_PERSON), value_bit(0)},
        {"不适用", "not applicable", type_money(), value_none()},
        {"1.00元至2.00元", "1.00 yuan to 2.00 yuan", type_money(), range(100, 200)},
        {"未知", "not known", type_money(), any},
        {"未知", "not known", type_of(TYPE_DATE), range(0, 1000)},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const Speaker zh = speaker_of(LANGUAGE_ZH);
        const Speaker en = speaker_of(LANGUAGE_EN);
        faults += row_differs(
            rows[i].zh, c_text(zh.arena, say_value(&zh, &rows[i].value, rows[i].type)), rows[i].zh);
        faults += row_differs(
            rows[i].en, c_text(en.arena, say_value(&en, &rows[i].value, rows[i].type)), rows[i].en);
    }
    assert_int_equal(faults, 0);
}

static void test_one_of_a_thing_is_said_in_the_singular(void **state)
{
    (void)state;
    static const struct {
        Dimension dimension;
        const char *en;
    } rows[] = {{DIMENSION_YEAR, "1 year"},
                {DIMENSION_MONTH, "1 month"},
                {DIMENSION_WEEK, "1 week"},
                {DIMENSION_DAY, "1 day"},
                {DIMENSION_WORKING_DAY, "1 working day"}};
    size_t faults = 0;
    const Speaker en = speaker_of(LANGUAGE_EN);
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults += row_differs(
            rows[i].en,
            c_text(en.arena, say_number(&en, number_whole(1), type_unit(rows[i].dimension))),
            rows[i].en);
    assert_int_equal(faults, 0);
}

static void test_ages_are_years_of_age_in_chinese(void **state)
{
    (void)state;
    Speaker zh = speaker_of(LANGUAGE_ZH);
    const Type years = type_unit(DIMENSION_YEAR);
    assert_string_equal(c_text(zh.arena, say_number(&zh, number_whole(60), years)), "60年");
    zh.ages = true;
    assert_string_equal(c_text(zh.arena, say_number(&zh, number_whole(60), years)), "60周岁");
    assert_string_equal(
        c_text(zh.arena, say_number(&zh, number_whole(6), type_unit(DIMENSION_MONTH))), "6个月");
}

static void test_amounts_of_a_law_are_said_without_needless_decimals(void **state)
{
    (void)state;
    const Speaker zh = speaker_of(LANGUAGE_ZH);
    const Speaker en = speaker_of(LANGUAGE_EN);
    static const struct {
        int64_t fen;
        const char *zh, *en;
    } rows[] = {{100, "1元", "1 yuan"},
                {2000000, "20,000元", "20,000 yuan"},
                {50, "0.5元", "0.5 yuan"},
                {1, "0.01元", "0.01 yuan"}};
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const Number fen = number_whole(rows[i].fen);
        faults += row_differs(rows[i].zh, c_text(zh.arena, say_written(&zh, fen, type_money())),
                              rows[i].zh);
        faults += row_differs(rows[i].en, c_text(en.arena, say_written(&en, fen, type_money())),
                              rows[i].en);
    }
    assert_int_equal(faults, 0);
}

static void test_what_has_no_label_is_said_by_its_name(void **state)
{
    (void)state;
    const Speaker zh = speaker_of(LANGUAGE_ZH);
    const Speaker en = speaker_of(LANGUAGE_EN);
    const struct {
        Labels labels;
        const char *name, *zh, *en;
    } rows[] = {
        {{STR("低保"), STR("dibao")}, "x", "低保", "dibao"},
        {{STR("低保"), {0}}, "x", "低保", "低保"},
        {{{0}, STR("dibao")}, "some_name", "some name", "dibao"},
        {{{0}, {0}}, "some_long_name", "some long name", "some long name"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const Str name = str_from(rows[i].name);
        faults += row_differs(rows[i].zh, c_text(zh.arena, say_label(&zh, rows[i].labels, name)),
                              rows[i].zh);
        faults += row_differs(rows[i].en, c_text(en.arena, say_label(&en, rows[i].labels, name)),
                              rows[i].en);
    }
    assert_int_equal(faults, 0);
}

static uint32_t rule_named(const char *name)
{
    return law.program->names.items[program_find(law.program, str_from(name))].index;
}

static void test_citations_are_said_as_readers_cite(void **state)
{
    (void)state;
    const Speaker zh = speaker_of(LANGUAGE_ZH);
    const Speaker en = speaker_of(LANGUAGE_EN);
    const Citation *cited = &law.program->rules.items[rule_named("cited")].citation;
    const Citation *plain = &law.program->rules.items[rule_named("plain")].citation;
    size_t faults = 0;
    faults += row_differs("zh", c_text(zh.arena, say_citation(&zh, cited)),
                          "办法 第9条 第2款；旧法 第3章");
    faults += row_differs("en", c_text(en.arena, say_citation(&en, cited)),
                          "Measures on Review art.9 para.2; Old Regulations ch.3");
    faults += row_differs("zh", c_text(zh.arena, say_citation(&zh, plain)), "办法");
    faults += row_differs("zh", c_text(zh.arena, say_instrument(&zh, 0)),
                          "《审核确认办法》（民发〔2021〕57号）");
    faults += row_differs("en", c_text(en.arena, say_instrument(&en, 0)),
                          "Measures on Review (民发〔2021〕57号)");
    faults += row_differs("zh", c_text(zh.arena, say_instrument(&zh, 1)),
                          "《旧条例》〔凭记忆，尚待核实〕");
    assert_int_equal(faults, 0);
}

static void test_members_and_slots_have_names(void **state)
{
    (void)state;
    const Speaker zh = speaker_of(LANGUAGE_ZH);
    const Speaker en = speaker_of(LANGUAGE_EN);
    const uint32_t amount = program_find_slot(law.program, STR("aid"), WORD_AMOUNT);
    const uint32_t qualifies = program_find_slot(law.program, STR("aid"), WORD_QUALIFIES);
    size_t faults = 0;
    faults += row_differs("zh", c_text(zh.arena, say_members(&zh, 3)), "a、b");
    faults += row_differs("en", c_text(en.arena, say_members(&en, 3)), "a, b");
    faults += row_differs("en", c_text(en.arena, say_members(&en, 0)), "");
    faults += row_differs("zh", c_text(zh.arena, say_rule(&zh, amount)), "救助金额");
    faults += row_differs("en", c_text(en.arena, say_rule(&en, amount)), "amount of aid");
    faults += row_differs("zh", c_text(zh.arena, say_rule(&zh, qualifies)), "符合救助条件");
    faults += row_differs("zh", c_text(zh.arena, say_fact(&zh, 1)), "备注");
    faults += row_differs("en", c_text(en.arena, say_fact(&en, 2)), "long name");
    assert_int_equal(faults, 0);
}

typedef struct Said {
    const char *name;
    Number number;
    Type type;
} Said;

static void say_it(const void *what)
{
    const Said *said = what;
    const Speaker zh = speaker_of(LANGUAGE_ZH);
    (void)say_number(&zh, said->number, said->type);
}

static void test_any_number_that_can_be_kept_can_be_said(void **state)
{
    (void)state;
    const Number large = {.num = NUMBER_UNBOUNDED - 1, .den = 1};
    const Number fine = number_fraction(1, INT64_C(4611686018427387903));
    const Said rows[] = {
        {"a large amount", large, type_money()},
        {"a fraction of a coin", fine, type_money()},
        {"a large share", large, type_number(FLAVOUR_SHARE)},
        {"a small share", fine, type_number(FLAVOUR_SHARE)},
        {"a large number", large, type_number(FLAVOUR_NUMBER)},
        {"a small number", fine, type_number(FLAVOUR_NUMBER)},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        faults += row_unequal(rows[i].name, ends_the_process(say_it, &rows[i]), false);
    assert_int_equal(faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values_are_said_with_their_units_in_both_languages),
        cmocka_unit_test(test_one_of_a_thing_is_said_in_the_singular),
        cmocka_unit_test(test_ages_are_years_of_age_in_chinese),
        cmocka_unit_test(test_amounts_of_a_law_are_said_without_needless_decimals),
        cmocka_unit_test(test_what_has_no_label_is_said_by_its_name),
        cmocka_unit_test(test_citations_are_said_as_readers_cite),
        cmocka_unit_test(test_members_and_slots_have_names),
        cmocka_unit_test(test_any_number_that_can_be_kept_can_be_said),
    };
    return run_group_with(tests, COUNT_OF(tests), open_law, close_law);
}
