#include "figures.h"
#include "model/statistics/inequality.h"
#include "model/statistics/redistribution.h"
#include "unit.h"

static Redistribution redistribution(const Figures *figures, const int64_t *transfer)
{
    const Ranking before = figures_rank(figures, figures->before);
    Redistribution result = {0};
    Error err = {0};
    if (!redistribution_of(&before, transfer, figures->arena, &result, &err))
        fail_msg("%s", err.message);
    return result;
}

static void test_t1_benefits_narrow_the_distance(void **state)
{
    (void)state;
    Figures t1;
    figures_open_t1(&t1);
    const Redistribution r = redistribution(&t1, t1.benefit);
    size_t faults = ratio_differs("G before", r.gini_before, "39/134");
    faults += ratio_differs("G after", r.gini_after, "157/770");
    faults += ratio_differs("C after", r.concentration_after, "151/770");
    faults += ratio_differs("C of the benefit", r.concentration_transfer, "-11/25");
    faults += ratio_differs("rate", r.rate, "10/67");
    faults += real_differs("Kakwani", r.kakwani, 2449.0 / 3350, 1e-14);
    faults += real_differs("RS", r.reynolds_smolensky, 2449.0 / 25795, 1e-14);
    faults += real_differs("AP", r.reranking, 3.0 / 385, 1e-13);
    faults += real_differs("RE", r.redistributive, 2248.0 / 25795, 1e-14);
    assert_int_equal(faults, 0);
    figures_close(&t1);
}

static void test_identities_hold_for_benefits_and_taxes(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        Figures some;
        figures_open_random(&some, 200, seed);
        if (seed % 2 == 0) {
            for (size_t i = 0; i < 200; i++) some.benefit[i] = -some.before[i] / 10;
        }
        const Redistribution r = redistribution(&some, some.benefit);
        const double rate = ratio_real(r.rate).value;
        const double of_kakwani =
            rate < 0 ? -rate / (1 + rate) * r.kakwani.value : rate / (1 + rate) * r.kakwani.value;
        size_t faults = real_differs("RS from K", r.reynolds_smolensky, of_kakwani, 1e-11);
        faults += real_differs("RE = RS - AP", r.redistributive,
                               r.reynolds_smolensky.value - r.reranking.value, 1e-12);
        faults += outside("AP is not negative", r.reranking.value, -1e-15, 1);
        assert_int_equal(faults, 0);
        figures_close(&some);
    }
}

static void test_equal_treatment_parts_add_up(void **state)
{
    (void)state;
    Figures some;
    figures_open_random(&some, 500, 21);
    const Ranking before = figures_rank(&some, some.before);
    static const int64_t bands[] = {1, 1000, 50000, 100000000};
    for (size_t i = 0; i < COUNT_OF(bands); i++) {
        EqualTreatment parts = {0};
        Error err = {0};
        assert_true(redistribution_equal_treatment(&before, some.benefit, bands[i], some.arena,
                                                   &parts, &err));
        size_t faults = real_differs(
            "RE = V - H - AP", parts.redistributive,
            parts.vertical.value - parts.horizontal.value - parts.reranking.value, 1e-12);
        faults += outside("H", parts.horizontal.value, -1e-15, 1);
        faults += outside("AP", parts.reranking.value, -1e-15, 1);
        assert_int_equal(faults, 0);
        if (i + 1 == COUNT_OF(bands)) {
            // One band of all: everybody is equal before, so all inequality after is horizontal.
            const Redistribution r = redistribution(&some, some.benefit);
            assert_int_equal(
                real_differs("one band", parts.horizontal, ratio_real(r.gini_after).value, 1e-12),
                0);
        }
    }
    figures_close(&some);
}

static void test_equals_treated_alike_have_no_horizontal_part(void **state)
{
    (void)state;
    Figures four;
    figures_open(&four, 4);
    for (size_t i = 0; i < 4; i++) {
        four.before[i] = i < 2 ? 100 : 300;
        four.benefit[i] = i < 2 ? 50 : 0;
    }
    const Ranking before = figures_rank(&four, four.before);
    EqualTreatment parts = {0};
    Error err = {0};
    assert_true(redistribution_equal_treatment(&before, four.benefit, 1, four.arena, &parts, &err));
    assert_int_equal(real_differs("alike", parts.horizontal, 0, 1e-15), 0);
    // One of two equals gets both benefits: G after of 100, 200 | 300, 300 has a part within.
    four.benefit[0] = 0;
    four.benefit[1] = 100;
    assert_true(redistribution_equal_treatment(&before, four.benefit, 1, four.arena, &parts, &err));
    // (2/4) * (300/900) * Gini(100, 200) = 1/6 * 1/6.
    assert_int_equal(real_differs("unlike", parts.horizontal, 1.0 / 36, 1e-14), 0);
    figures_close(&four);
}

static void test_sources_make_up_the_gini(void **state)
{
    (void)state;
    Figures some;
    figures_open_random(&some, 300, 5);
    int64_t *wage = ARENA_ARRAY(some.arena, int64_t, 300);
    int64_t *other = ARENA_ARRAY(some.arena, int64_t, 300);
    uint64_t random = 9;
    for (size_t i = 0; i < 300; i++) {
        some.before[i] += (int64_t)(figures_random(&random) % 5000); // no ties to be broken
        wage[i] = some.before[i] / (1 + (int64_t)(figures_random(&random) % 5));
        other[i] = some.before[i] - wage[i];
    }
    const Ranking total = figures_rank(&some, some.before);
    const SourcePart a = redistribution_source(&total, wage);
    const SourcePart b = redistribution_source(&total, other);
    const double gini = ratio_real(inequality_gini(&total)).value;
    size_t faults =
        value_differs("contributions", a.contribution.value + b.contribution.value, gini, 1e-12);
    faults += value_differs("marginal effects", a.marginal.value + b.marginal.value, 0, 1e-12);
    // The marginal effect by finite difference: wages up by 1/10,000.
    int64_t *more = ARENA_ARRAY(some.arena, int64_t, 300);
    for (size_t i = 0; i < 300; i++) more[i] = some.before[i] * 10000 + wage[i];
    const Ranking raised = figures_rank(&some, more);
    const double change = ratio_real(inequality_gini(&raised)).value - gini;
    faults += value_differs("by difference", change * 10000, a.marginal.value, 2e-3);
    assert_int_equal(faults, 0);
    figures_close(&some);
}

static void test_counties_that_pay_alike_do_not_vary(void **state)
{
    (void)state;
    static const int64_t alike[] = {500, 500, 500};
    static const int64_t unlike[] = {400, 600};
    size_t faults = real_differs("alike", redistribution_variation(alike, 3), 0, 1e-15);
    faults += real_differs("unlike", redistribution_variation(unlike, 2), 0.2, 1e-15);
    assert_int_equal(faults, 0);
    assert_int_equal(redistribution_variation(alike, 1).status, STATUS_ND_EMPTY);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_t1_benefits_narrow_the_distance),
                     cmocka_unit_test(test_identities_hold_for_benefits_and_taxes),
                     cmocka_unit_test(test_equal_treatment_parts_add_up),
                     cmocka_unit_test(test_equals_treated_alike_have_no_horizontal_part),
                     cmocka_unit_test(test_sources_make_up_the_gini),
                     cmocka_unit_test(test_counties_that_pay_alike_do_not_vary));
}
