// Expressions of the law as sentences: without values, and with those they had.

#include "explain/sentence.h"
#include "support.h"
#include "unit.h"

static const char rules[] =
    "choice tier_of = low \"低\" \"low\", high \"高\" \"high\"\n"
    "fact income \"收入\" \"income\" of person : money per month\n"
    "fact size \"人口\" \"size\" of person : count\n"
    "fact kind \"等级\" \"grade\" of person : tier_of\n"
    "fact ill \"患病\" \"ill\" of person : yes/no\n"
    "fact born \"出生日期\" \"date of birth\" of person : date\n"
    "fact died \"死亡日期\" \"date of death\" of person : date\n"
    "record bill \"账单\" \"bill\" of person dated billed\n"
    "fact billed \"日期\" \"date\" of bill : date\n"
    "fact cost \"金额\" \"cost\" of bill : money\n"
    "parameter line \"标准\" \"line\" : money per month = 800 yuan per month\n"
    "rule age \"年龄\" \"age\" of person = years since born\n"
    "rule is_below of person = income < line\n"
    "rule not_above of person = income <= 1500 yuan per month\n"
    "rule head of person = income / size < line\n"
    "rule gap of person = line * size - income\n"
    "rule grouped of person = (income + line) * 2\n"
    "rule limited of person = income but not above line\n"
    "rule both of person = ill and size > 2\n"
    "rule mixed of person = ill and (size > 2 or kind is high)\n"
    "rule not_ill of person = not ill\n"
    "rule other of person = kind is not low\n"
    "rule listed of person = kind in (low, high)\n"
    "rule dead of person = died applies\n"
    "rule alive of person = not (died applies)\n"
    "rule old of person = age >= 60 years\n"
    "rule early of person = born < 1950-01-01\n"
    "rule spent of person = sum of cost over bills in past 12 months\n"
    "rule yearly_income of person = yearly income\n"
    "rule chosen of person = 30 % when ill, otherwise 10 %\n";

LAW_OF_ALL_TESTS(rules)

static uint32_t rule_named(const char *name)
{
    law_must_compile(&law);
    return law.program->names.items[program_find(law.program, str_from(name))].index;
}

static const char *said(const char *name, Language language, Run *run)
{
    const uint32_t rule = rule_named(name);
    const Speaker speaker = {.program = law.program,
                             .situation = run != NULL ? run->situation : NULL,
                             .arena = law.request,
                             .language = language};
    const RuleFrame rule_frame = {.rule = rule, .person = 0};
    const Frame frame = {.entity = PERSON, .instance = 0, .month = NONE, .rule = &rule_frame};
    return c_text(law.request,
                  say_node(&speaker, law.program->rules.items[rule].alternatives[0].body, run,
                           run != NULL ? &frame : NULL));
}

static void test_a_rule_is_said_in_the_laws_own_terms(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *zh, *en;
    } rows[] = {
        {"is_below", "收入低于标准", "income is below line"},
        {"not_above", "收入不高于1,500元/月", "income is not above 1,500 yuan a month"},
        {"head", "收入 ÷ 人口低于标准", "income ÷ size is below line"},
        {"gap", "标准 × 人口 − 收入", "line × size − income"},
        {"grouped", "（收入 + 标准） × 2", "(income + line) × 2"},
        {"limited", "收入（不高于标准）", "income (but not above line)"},
        {"both", "患病，且人口高于2", "ill, and size is above 2"},
        {"mixed", "患病，且（人口高于2，或等级为“高”）",
         "ill, and (size is above 2, or grade is \"high\")"},
        {"not_ill", "并非患病", "not ill"},
        {"other", "等级不是“低”", "grade is not \"low\""},
        {"listed", "等级属于（低、高）之一", "grade is one of (low, high)"},
        {"dead", "有死亡日期", "date of death applies"},
        {"alive", "没有死亡日期", "date of death does not apply"},
        {"old", "年龄不低于60周岁", "age is not below 60 years"},
        {"early", "出生日期早于1950-01-01", "date of birth is before 1950-01-01"},
        {"age", "自出生日期起的周年数", "completed years since date of birth"},
        {"spent", "近12个月内的账单的金额合计",
         "the sum of cost over each bill in the past 12 months"},
        {"yearly_income", "按年计的收入", "income by the year"},
        {"chosen", "患病时为30%；其余为10%", "30% when ill; otherwise 10%"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        faults += row_differs(rows[i].rule, said(rows[i].rule, LANGUAGE_ZH, NULL), rows[i].zh);
        faults += row_differs(rows[i].rule, said(rows[i].rule, LANGUAGE_EN, NULL), rows[i].en);
    }
    assert_int_equal(faults, 0);
}

static void test_named_values_carry_what_they_were_worth(void **state)
{
    (void)state;
    static const struct {
        const char *rule, *zh, *en;
    } rows[] = {
        {"is_below", "收入（1,500.00元/月）低于标准（800.00元/月）",
         "income (1,500.00 yuan a month) is below line (800.00 yuan a month)"},
        {"both", "患病（是），且人口（3）高于2", "ill (yes), and size (3) is above 2"},
        {"old", "年龄（74周岁）不低于60周岁", "age (74 years) is not below 60 years"},
        {"chosen", "30%", "30%"}, // the item that counted, and no other
        {"dead", "有死亡日期（未知）", "date of death (not known) applies"},
        {"other", "等级（高）不是“低”", "grade (high) is not \"low\""},
        {"spent", "近12个月内的账单的金额合计（5.00元）",
         "the sum of cost over each bill in the past 12 months (5.00 yuan)"},
    };
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Diagnostics diagnostics;
        const Situation *situation = law_situation(
            &law,
            CASE_ON("2024-06-10",
                    ",\"income\":1500,\"size\":3,\"kind\":\"high\",\"ill\":true,"
                    "\"born\":\"1950-01-01\",\"bills\":[{\"billed\":\"2024-01-01\",\"cost\":5}]",
                    ""),
            &diagnostics);
        assert_non_null(situation);
        Run *run = run_create(situation, (RunOptions){.known_on = DATE_LAST}, law.request);
        faults += row_differs(rows[i].rule, said(rows[i].rule, LANGUAGE_ZH, run), rows[i].zh);
        faults += row_differs(rows[i].rule, said(rows[i].rule, LANGUAGE_EN, run), rows[i].en);
    }
    assert_int_equal(faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_rule_is_said_in_the_laws_own_terms),
        cmocka_unit_test(test_named_values_carry_what_they_were_worth),
    };
    return run_group_with(tests, COUNT_OF(tests), open_law, close_law);
}
