// What must hold of any population (methods 13), over random ones.

#include "figures.h"
#include "model/statistics/distribution.h"
#include "model/statistics/inequality.h"
#include "model/statistics/poverty.h"
#include "model/statistics/quantile.h"
#include "model/statistics/redistribution.h"
#include "unit.h"

enum { SEEDS = 10, ROWS = 150 };

typedef struct Picture {
    Ratio gini, mean, median, share_ratio, headcount, concentration;
    Real gap, severity, theil, atkinson;
} Picture;

static Picture picture_of(const Figures *figures, const int64_t *fen, int64_t line)
{
    const Ranking y = figures_rank(figures, fen);
    const Poverty poverty = poverty_of(&y, lines_one(line), (PovertyRule){0});
    const Number fifth = number_fraction(1, 5);
    const EntropyRule drop = {0};
    return (Picture){.gini = inequality_gini(&y),
                     .mean = ranking_mean(&y),
                     .median = quantile_of(&y, number_fraction(1, 2), QUANTILE_INVERSE),
                     .share_ratio = quantile_share_ratio(&y, fifth, fifth),
                     .headcount = poverty_headcount(&poverty),
                     .concentration = inequality_concentration(&y, figures->benefit),
                     .gap = poverty_fgt(&poverty, 1),
                     .severity = poverty_fgt(&poverty, 2),
                     .theil = inequality_entropy(&y, 1, drop).value,
                     .atkinson = inequality_atkinson(&y, 0.5, drop).index.value};
}

static size_t ratios_unequal(const char *row, Ratio a, Ratio b)
{
    const Ratio left = ratio_reduced(a);
    const Ratio right = ratio_reduced(b);
    return row_unequal(
        row, left.status == right.status && left.num == right.num && left.den == right.den, true);
}

static size_t pictures_differ(const char *row, const Picture *a, const Picture *b, bool bits)
{
    const double tolerance = bits ? 0 : 1e-12;
    size_t faults = ratios_unequal(row, a->gini, b->gini);
    faults += ratios_unequal(row, a->share_ratio, b->share_ratio);
    faults += ratios_unequal(row, a->headcount, b->headcount);
    faults += ratios_unequal(row, a->concentration, b->concentration);
    faults += real_differs(row, a->gap, b->gap.value, tolerance);
    faults += real_differs(row, a->severity, b->severity.value, tolerance);
    faults += real_differs(row, a->theil, b->theil.value, tolerance);
    faults += real_differs(row, a->atkinson, b->atkinson.value, tolerance);
    return faults;
}

static void copy_row(Figures *to, size_t at, const Figures *from, size_t row)
{
    to->id[at] = from->id[row];
    to->size[at] = from->size[row];
    to->weight[at] = from->weight[row];
    to->before[at] = from->before[row];
    to->benefit[at] = from->benefit[row];
    to->line[at] = from->line[row];
    to->group[at] = from->group[row];
}

static void test_every_household_twice_changes_no_ratio(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        Figures once;
        Figures twice;
        figures_open_random(&once, ROWS, seed);
        figures_open(&twice, (size_t)2 * ROWS);
        for (size_t i = 0; i < (size_t)2 * ROWS; i++) {
            copy_row(&twice, i, &once, i % ROWS);
            if (i >= ROWS) twice.id[i] += 1000000;
        }
        const Picture a = picture_of(&once, once.before, 120000);
        const Picture b = picture_of(&twice, twice.before, 120000);
        assert_int_equal(pictures_differ("twice", &a, &b, false), 0);
        assert_int_equal(ratios_unequal("median", a.median, b.median), 0);
        figures_close(&once);
        figures_close(&twice);
    }
}

static void test_the_order_of_rows_does_not_show(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        Figures one;
        Figures other;
        figures_open_random(&one, ROWS, seed);
        figures_open(&other, ROWS);
        // 7 has no common factor with 150.
        for (size_t i = 0; i < ROWS; i++) copy_row(&other, i, &one, (i * 7 + seed) % ROWS);
        const Picture a = picture_of(&one, one.before, 120000);
        const Picture b = picture_of(&other, other.before, 120000);
        assert_int_equal(pictures_differ("another order", &a, &b, true), 0);
        figures_close(&one);
        figures_close(&other);
    }
}

static void test_the_unit_of_money_does_not_show(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        Figures one;
        figures_open_random(&one, ROWS, seed);
        const Picture a = picture_of(&one, one.before, 120000);
        for (size_t i = 0; i < ROWS; i++) {
            one.before[i] *= 37;
            one.benefit[i] *= 37;
        }
        const Picture b = picture_of(&one, one.before, 120000 * 37);
        assert_int_equal(pictures_differ("37 of a coin", &a, &b, false), 0);
        figures_close(&one);
    }
}

static void test_a_transfer_from_rich_to_poor_narrows_the_distance(void **state)
{
    (void)state;
    Figures one;
    figures_open(&one, 50);
    for (size_t i = 0; i < 50; i++) one.before[i] = 1000 + 100 * (int64_t)i;
    const Picture before = picture_of(&one, one.before, 3000);
    for (size_t rich = 10; rich < 50; rich += 7) {
        for (size_t poor = 0; poor + 2 < rich; poor += 3) {
            one.before[rich] -= 90;
            one.before[poor] += 90;
            const Picture after = picture_of(&one, one.before, 3000);
            one.before[rich] += 90;
            one.before[poor] -= 90;
            assert_true(ratio_real(after.gini).value < ratio_real(before.gini).value);
            assert_true(after.theil.value < before.theil.value);
            assert_true(after.atkinson.value < before.atkinson.value);
            assert_true(after.severity.value <= before.severity.value);
            if (poor < 20) assert_true(after.severity.value < before.severity.value);
        }
    }
    figures_close(&one);
}

static void test_benefits_never_make_poorer_and_lines_only_add_poor(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        Figures one;
        figures_open_random(&one, ROWS, seed);
        const Picture before = picture_of(&one, one.before, 120000);
        const Picture after = picture_of(&one, figures_after(&one), 120000);
        assert_true(after.headcount.num <= before.headcount.num);
        assert_true(after.gap.value < before.gap.value);
        assert_true(after.severity.value < before.severity.value);
        Wide poor = 0;
        for (int64_t line = 1; line < 2000000; line = line * 3 / 2 + 1) {
            const Picture at = picture_of(&one, one.before, line);
            assert_true(at.headcount.num >= poor);
            poor = at.headcount.num;
        }
        figures_close(&one);
    }
}

static void test_a_full_gap_benefit_leaves_exactly_the_line(void **state)
{
    (void)state;
    Figures one;
    figures_open_random(&one, ROWS, 99);
    for (size_t i = 0; i < ROWS; i++) {
        const int64_t gap = 120000 * one.size[i] - one.before[i];
        one.benefit[i] = gap > 0 ? gap : 0;
    }
    const Ranking after = figures_rank(&one, figures_after(&one));
    const Poverty poverty = poverty_of(&after, lines_one(120000), (PovertyRule){0});
    assert_true(poverty.persons_poor == 0 && poverty.gap == 0);
    figures_close(&one);
}

static void test_strange_populations_are_borne(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t count;
        int64_t before, weight;
        const char *gini, *median;
    } rows[] = {
        {"nobody", 0, 0, 1, "ND_EMPTY", "ND_EMPTY"},
        {"one household", 1, 700, 1, "0", "700"},
        {"all alike", 20, 700, 3, "0", NULL},
        {"all without", 20, 0, 3, "ND_MEAN_LE_0", "0"},
        {"all in debt", 20, -700, 3, "ND_MEAN_LE_0", NULL},
        {"weights of none", 20, 700, 0, "ND_EMPTY", "ND_EMPTY"},
        {"a huge weight", 1, 700, INT64_C(1) << 40, "0", "700"},
    };
    size_t faults = 0;
    for (size_t r = 0; r < COUNT_OF(rows); r++) {
        Figures one;
        figures_open(&one, rows[r].count);
        for (size_t i = 0; i < rows[r].count; i++) {
            one.size[i] = (int32_t)i + 1; // 1 to 20
            one.before[i] = rows[r].before * one.size[i];
            one.weight[i] = rows[r].weight;
        }
        const Picture p = picture_of(&one, one.before, 1000);
        faults += ratio_differs(rows[r].name, p.gini, rows[r].gini);
        if (rows[r].median != NULL) faults += ratio_differs(rows[r].name, p.median, rows[r].median);
        const Ranking y = figures_rank(&one, one.before);
        EqualTreatment parts = {0};
        Redistribution result = {0};
        Error err = {0};
        assert_true(redistribution_of(&y, one.benefit, one.arena, &result, &err));
        assert_true(redistribution_equal_treatment(&y, one.benefit, 10, one.arena, &parts, &err));
        (void)poverty_sen(&y, lines_one(1000), one.arena);
        (void)poverty_line_for_budget(&y, 5);
        (void)poverty_bottom(&y, number_fraction(1, 10));
        (void)quantile_eurostat(&y);
        (void)quantile_median_gap(&y, ratio_of(1000, 1));
        figures_close(&one);
    }
    assert_int_equal(faults, 0);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_every_household_twice_changes_no_ratio),
                     cmocka_unit_test(test_the_order_of_rows_does_not_show),
                     cmocka_unit_test(test_the_unit_of_money_does_not_show),
                     cmocka_unit_test(test_a_transfer_from_rich_to_poor_narrows_the_distance),
                     cmocka_unit_test(test_benefits_never_make_poorer_and_lines_only_add_poor),
                     cmocka_unit_test(test_a_full_gap_benefit_leaves_exactly_the_line),
                     cmocka_unit_test(test_strange_populations_are_borne));
}
