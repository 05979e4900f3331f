#include "figures.h"
#include "model/statistics/agreement.h"
#include "model/statistics/multidimensional.h"
#include "unit.h"

// T3: the matrix of Alkire and Foster 2011, times ten so that it is whole.
static const int64_t matrix[] = {131, 140, 40, 10, 152, 70,  50, 0,
                                 125, 100, 10, 0,  200, 110, 30, 10};
static const int64_t cutoffs[] = {130, 120, 30, 10};
static const int32_t equal_weights[] = {1, 1, 1, 1};

static Deprivation t3(const Figures *four, int64_t least)
{
    const Dimensions dimensions = {
        .count = 4, .values = matrix, .cutoff = cutoffs, .weight = equal_weights, .least = least};
    return multidimensional_of(&four->survey, &dimensions, NULL, 0);
}

static void test_t3_is_as_alkire_and_foster_have_it(void **state)
{
    (void)state;
    Figures four;
    figures_open(&four, 4);
    static const struct {
        int64_t least;
        const char *h, *a, *m0;
    } rows[] = {{1, "3/4", "7/12", "7/16"},
                {2, "1/2", "3/4", "3/8"},
                {3, "1/4", "1", "1/4"},
                {4, "1/4", "1", "1/4"}};
    size_t faults = 0;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const Deprivation d = t3(&four, rows[i].least);
        faults += ratio_differs("H", d.headcount, rows[i].h);
        faults += ratio_differs("A", d.intensity, rows[i].a);
        faults += ratio_differs("M0", d.adjusted, rows[i].m0);
    }
    const Deprivation two = t3(&four, 2);
    faults += real_differs("M1", two.gap, 171.0 / 832, 1e-14);
    faults += real_differs("M2", two.severity, 21475.0 / 129792, 1e-14);
    static const char *const censored[] = {"1/4", "1/2", "1/4", "1/2"};
    static const char *const lacking[] = {"1/4", "3/4", "1/4", "1/2"};
    static const char *const contribution[] = {"1/6", "1/3", "1/6", "1/3"};
    for (size_t j = 0; j < 4; j++) {
        faults += ratio_differs("censored", two.lacking_poor[j], censored[j]);
        faults += ratio_differs("uncensored", two.lacking[j], lacking[j]);
        faults += ratio_differs("contribution", two.contribution[j], contribution[j]);
    }
    const Deprivation five = t3(&four, 5);
    faults += ratio_differs("nobody is poor", five.headcount, "0");
    faults += ratio_differs("and none has an intensity", five.intensity, "ND_EMPTY");
    assert_int_equal(faults, 0);
    figures_close(&four);
}

static void test_groups_make_up_the_whole(void **state)
{
    (void)state;
    Figures some;
    figures_open_random(&some, 200, 5);
    int64_t *values = ARENA_ARRAY(some.arena, int64_t, 600);
    uint64_t random = 3;
    for (size_t i = 0; i < 600; i++) values[i] = (int64_t)(figures_random(&random) % 20);
    const Dimensions dimensions = {.count = 3,
                                   .values = values,
                                   .cutoff = (int64_t[]){10, 8, 12},
                                   .weight = (int32_t[]){180, 90, 90},
                                   .least = 180};
    const Deprivation whole = multidimensional_of(&some.survey, &dimensions, NULL, 0);
    double mean = 0;
    double contributions = 0;
    int64_t persons = 0;
    for (uint32_t g = 0; g < 3; g++) {
        const Deprivation own = multidimensional_of(&some.survey, &dimensions, some.group, g);
        mean += ratio_real(own.adjusted).value * (double)own.persons / (double)whole.persons;
        persons += own.persons;
        contributions += ratio_real(whole.contribution[g]).value;
    }
    size_t faults = value_differs("M0", mean, ratio_real(whole.adjusted).value, 1e-13);
    faults += value_differs("contributions", contributions, 1, 1e-13);
    faults +=
        value_differs("H A", ratio_real(whole.headcount).value * ratio_real(whole.intensity).value,
                      ratio_real(whole.adjusted).value, 1e-13);
    faults += row_unequal("persons", persons, whole.persons);
    assert_int_equal(faults, 0);
    figures_close(&some);
}

static void test_what_is_not_known_is_not_taken_for_well_off(void **state)
{
    (void)state;
    Figures two;
    figures_open(&two, 2);
    const int64_t values[] = {0, INDICATOR_MISSING, 0, 5};
    Dimensions dimensions = {.count = 2,
                             .values = values,
                             .cutoff = (int64_t[]){1, 1},
                             .weight = (int32_t[]){1, 1},
                             .least = 2};
    const Deprivation out = multidimensional_of(&two.survey, &dimensions, NULL, 0);
    dimensions.missing = MISSING_REWEIGHTS;
    const Deprivation in = multidimensional_of(&two.survey, &dimensions, NULL, 0);
    size_t faults = row_unequal("left out", out.persons_left_out, 1);
    faults += ratio_differs("of those left", out.headcount, "0");
    faults += row_unequal("reweighted", in.persons_reweighted, 1);
    faults += ratio_differs("lacks all that is known", in.headcount, "1/2");
    faults += ratio_differs("wholly", in.intensity, "1");
    assert_int_equal(faults, 0);
    figures_close(&two);
}

static void test_need_has_degrees_and_a_gate(void **state)
{
    (void)state;
    const int32_t severity[] = {1, 3, 0};
    const int32_t weight[] = {2, 1, 1};
    const Ratio score = need_score(severity, weight, 3);
    const Number cut[] = {number_whole(20), number_fraction(125, 3), number_whole(80)};
    const Number kappa[] = {number_whole(0), number_fraction(6, 5), number_fraction(3, 2),
                            number_whole(2)};
    size_t faults = ratio_differs("score", score, "125/3");
    faults += row_unequal("on the cut-off", need_grade(score, cut, true), 2);
    faults += row_unequal("gate shut", need_grade(score, cut, false), 0);
    faults +=
        row_unequal("below 1.5 lines", need_eligible(2, ratio_of(1499, 1), kappa, 1000), true);
    faults += row_unequal("at 1.5 lines", need_eligible(2, ratio_of(1500, 1), kappa, 1000), false);
    faults +=
        row_unequal("more need, more room", need_eligible(3, ratio_of(1500, 1), kappa, 1000), true);
    faults += row_unequal("no grade", need_eligible(0, ratio_of(1, 1), kappa, 1000), false);
    assert_int_equal(faults, 0);
}

static void test_agreement_beyond_chance(void **state)
{
    (void)state;
    // 20 and 15 agreed, 5 and 10 not: p_o = 0.7, p_e = 0.5.
    const int64_t table[] = {20, 5, 10, 15};
    const int64_t apart[] = {5, 0, 5, 0, 5, 0, 5, 0, 5};
    const double items[] = {1, 2, 2, 3, 3, 4, 4, 5};
    const double a[] = {1, 2, 3, 4};
    const double b[] = {1, 3, 2, 4};
    const double tied[] = {1, 1, 2, 2};
    size_t faults =
        real_differs("Cohen's kappa", agreement_kappa(table, 2, KAPPA_EXACT), 0.4, 1e-14);
    faults += real_differs("weights of two grades are no weights",
                           agreement_kappa(table, 2, KAPPA_QUADRATIC), 0.4, 1e-14);
    // p_o = 15/25, p_e = (10*10 + 5*5 + 10*10)/625 = 0.36.
    faults += real_differs("three grades", agreement_kappa(apart, 3, KAPPA_EXACT), 0.375, 1e-14);
    faults += real_differs("items that move together", agreement_alpha(items, 4, 2), 1, 1e-14);
    faults += real_differs("tau", agreement_tau(a, b, 4), 4.0 / 6, 1e-14);
    // 4 pairs untied, all concordant: 4/sqrt(6 * 4).
    faults += real_differs("tau with ties", agreement_tau(a, tied, 4), 0.81649658092772603, 1e-14);
    faults += ratio_differs("redundancy", agreement_redundancy(30, 40, 100), "3/4");
    const int64_t nobody[] = {0, 0, 0, 0};
    faults +=
        row_unequal("no cases", agreement_kappa(nobody, 2, KAPPA_EXACT).status, STATUS_ND_EMPTY);
    assert_int_equal(faults, 0);
}

static void test_officers_are_drawn_together(void **state)
{
    (void)state;
    Officer officers[] = {{.cases = 1000, .overrides = 100},
                          {.cases = 1000, .overrides = 110},
                          {.cases = 1000, .overrides = 300},
                          {.cases = 4, .overrides = 3},
                          {.cases = 0}};
    double mean = 0;
    double between = 0;
    assert_true(agreement_officers(officers, COUNT_OF(officers), &mean, &between));
    assert_true(between > 0);
    assert_true(officers[2].z > 3 && officers[0].z < -3);
    assert_true(officers[2].shrunk > 0.28 && officers[2].shrunk < 0.3);
    // Three of four say little: most of the way back to the mean.
    assert_true(officers[3].shrunk < 0.5 && officers[3].shrunk > mean);
    assert_int_equal(value_differs("no cases", officers[4].shrunk, mean, 1e-15), 0);
    assert_false(agreement_officers(officers, 0, &mean, &between));
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_t3_is_as_alkire_and_foster_have_it),
                     cmocka_unit_test(test_groups_make_up_the_whole),
                     cmocka_unit_test(test_what_is_not_known_is_not_taken_for_well_off),
                     cmocka_unit_test(test_need_has_degrees_and_a_gate),
                     cmocka_unit_test(test_agreement_beyond_chance),
                     cmocka_unit_test(test_officers_are_drawn_together));
}
