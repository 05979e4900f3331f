#include "figures.h"
#include "model/statistics/distribution.h"
#include "model/statistics/inequality.h"
#include "model/statistics/poverty.h"
#include "model/statistics/quantile.h"
#include "model/statistics/real.h"
#include "unit.h"

static Distribution *empty(Arena *arena)
{
    return ARENA_ONE(arena, Distribution);
}

static Distribution *distribution_of(const Figures *figures, const int64_t *fen)
{
    Distribution *distribution = empty(figures->arena);
    for (size_t i = 0; i < figures->survey.count; i++)
        distribution_add(distribution, fen[i], figures->size[i], figures->weight[i]);
    return distribution;
}

static void test_bins_touch_and_hold_what_is_added(void **state)
{
    (void)state;
    for (size_t bin = 1; bin < DISTRIBUTION_BINS; bin++) {
        const BinEdges before = distribution_edges(bin - 1);
        const BinEdges edges = distribution_edges(bin);
        if (edges.low != before.high || edges.high <= edges.low)
            fail_msg("bin %zu is [%lld, %lld)", bin, (long long)edges.low, (long long)edges.high);
        const double width = (double)(edges.high - edges.low);
        const bool outermost = bin + 1 == DISTRIBUTION_BINS;
        if (edges.low >= 128 && !outermost && width / (double)edges.low > 1.0 / 128)
            fail_msg("bin %zu is too wide", bin);
    }
    uint64_t random = 77;
    for (size_t i = 0; i < 200000; i++) {
        const unsigned bits = (unsigned)(figures_random(&random) % 43);
        int64_t fen = (int64_t)(figures_random(&random) >> (63 - bits));
        if (figures_random(&random) % 3 == 0) fen = -fen;
        const int32_t size = 1 + (int32_t)(figures_random(&random) % 10);
        const BinEdges edges = distribution_edges(distribution_bin(fen, size));
        if (fen < edges.low * size || fen >= edges.high * size)
            fail_msg("%lld over %d is not in [%lld, %lld)", (long long)fen, size,
                     (long long)edges.low, (long long)edges.high);
    }
    static const int64_t ends[] = {0, 1, -1, 127, 128, 129, -16, -17, 255, 256, (1LL << 43) - 1};
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        const BinEdges edges = distribution_edges(distribution_bin(ends[i], 1));
        assert_true(edges.low <= ends[i] && ends[i] < edges.high);
    }
}

static size_t bounded_outside(const char *row, Bounded got, double truth, double width_max)
{
    size_t faults = row_unequal(row, got.status, STATUS_DEFINED);
    const double slack = 1e-12 * (truth < 0 ? -truth : truth);
    faults += outside(row, truth, got.low - slack, got.high + slack);
    faults += outside(row, got.value, got.low, got.high);
    if (got.high - got.low > width_max) {
        print_error("row \"%s\": width %g above %g\n", row, got.high - got.low, width_max);
        faults++;
    }
    return faults;
}

static void test_a_stream_agrees_with_the_array_within_its_bounds(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 12; seed++) {
        Figures some;
        figures_open_random(&some, 2000, seed);
        for (size_t i = 0; i < 2000; i++) {
            some.before[i] += (int64_t)(seed * i % 1000);
            if (seed % 3 == 0 && i % 20 == 0) some.before[i] = -5000 - (int64_t)i * 100;
        }
        const Ranking y = figures_rank(&some, some.before);
        const Distribution *d = distribution_of(&some, some.before);
        size_t faults = row_unequal("persons", distribution_persons(d), y.persons);
        faults += row_unequal("negative", distribution_persons_negative(d), y.persons_negative);
        assert_true(distribution_money(d) == y.total);
        faults += bounded_outside("Gini", distribution_gini(d),
                                  ratio_real(inequality_gini(&y)).value, 2e-4);
        for (int64_t k = 1; k <= 9; k++) {
            const Number share = number_fraction(k, 10);
            const Ratio q = quantile_of(&y, share, QUANTILE_INVERSE);
            const double truth = ratio_real(q).value;
            faults += bounded_outside("quantile", distribution_quantile(d, share), truth,
                                      truth > 256 ? truth / 100 : 1e6);
            faults += bounded_outside("Lorenz", distribution_lorenz(d, share),
                                      ratio_real(quantile_lorenz(&y, share)).value, 1e-3);
        }
        if (seed % 3 != 0) {
            const Number fifth = number_fraction(1, 5);
            const double truth = ratio_real(quantile_share_ratio(&y, fifth, fifth)).value;
            faults += bounded_outside("S80/S20", distribution_share_ratio(d, fifth, fifth), truth,
                                      truth / 100);
        }
        for (int64_t line = 10000; line < 600000; line += 77777) {
            const Poverty p = poverty_of(&y, lines_one(line), (PovertyRule){0});
            for (unsigned alpha = 0; alpha <= 2; alpha++)
                faults += bounded_outside("FGT", distribution_fgt(d, line, alpha),
                                          poverty_fgt(&p, alpha).value, 2e-2);
        }
        assert_int_equal(faults, 0);
        figures_close(&some);
    }
}

static void test_merging_gives_the_same_bits_in_any_order(void **state)
{
    (void)state;
    Figures some;
    figures_open_random(&some, 3000, 42);
    const Distribution *whole = distribution_of(&some, some.before);
    for (size_t parts = 2; parts <= 7; parts++) {
        Distribution *part[7];
        for (size_t k = 0; k < parts; k++) part[k] = empty(some.arena);
        for (size_t i = 3000; i-- > 0;)
            distribution_add(part[(i * 7919) % parts], some.before[i], some.size[i],
                             some.weight[i]);
        // Rightmost first, then as a tree.
        for (size_t k = parts - 1; k > 0; k--) distribution_merge(part[k / 2], part[k]);
        assert_memory_equal(whole, part[0], sizeof *whole);
    }
    figures_close(&some);
}

static void test_poverty_sums_are_exact_at_their_lines(void **state)
{
    (void)state;
    Figures syn;
    figures_open_syn1000(&syn);
    const Ranking y = figures_rank(&syn, syn.before);
    const Poverty truth = poverty_of(&y, (Lines){.fen = syn.line}, (PovertyRule){0});
    PovertySums sums = {0};
    PovertySums other = {0};
    for (size_t i = 0; i < 1000; i++)
        poverty_sums_add(i % 2 == 0 ? &sums : &other, syn.before[i], syn.size[i], syn.weight[i],
                         syn.line[i]);
    poverty_sums_merge(&sums, &other);
    assert_true(sums.gap == truth.gap && sums.persons_poor == truth.persons_poor &&
                sums.households_poor == truth.households_poor && sums.persons == truth.persons);
    size_t faults = 0;
    for (unsigned alpha = 0; alpha <= 2; alpha++)
        faults += bounded_outside("FGT", poverty_sums_fgt(&sums, alpha),
                                  poverty_fgt(&truth, alpha).value, 1e-9);
    // Deep debts, in and beyond 64 bits, and beyond what is kept.
    PovertySums debts = {0};
    poverty_sums_add(&debts, -300, 1, 1, 100);
    poverty_sums_add(&debts, -(INT64_C(1) << 40), 2, 1, INT64_C(1) << 36);
    faults += value_differs("relative gaps of 4 and 9", poverty_sums_fgt(&debts, 1).value,
                            (4 + 9 * 2) / 3.0, 1e-9);
    faults +=
        value_differs("squared", poverty_sums_fgt(&debts, 2).value, (16 + 81 * 2) / 3.0, 1e-9);
    poverty_sums_add(&debts, -(INT64_C(1) << 40), 1, 5, 1);
    faults += row_unequal("saturated", debts.saturated, 5);
    const PovertySums none = {0};
    faults += row_unequal("nobody", poverty_sums_fgt(&none, 0).status, STATUS_ND_EMPTY);
    assert_int_equal(faults, 0);
    figures_close(&syn);
}

static void test_cuts_make_groups(void **state)
{
    (void)state;
    Figures some;
    figures_open_random(&some, 5000, 8);
    for (size_t i = 0; i < 5000; i++) some.before[i] += (int64_t)(i % 997);
    const Distribution *d = distribution_of(&some, some.before);
    int64_t cuts[9];
    assert_true(distribution_cuts(d, 10, cuts));
    int64_t persons[10] = {0};
    for (size_t i = 0; i < 5000; i++)
        persons[distribution_group(cuts, 9, some.before[i], some.size[i])] +=
            some.weight[i] * some.size[i];
    for (size_t g = 0; g < 10; g++) {
        const double share = (double)persons[g] / (double)distribution_persons(d);
        assert_int_equal(outside("a tenth", share, 0.09, 0.11), 0);
    }
    assert_false(distribution_cuts(empty(some.arena), 10, cuts));
    figures_close(&some);
}

static void test_a_lognormal_population_has_its_known_figures(void **state)
{
    (void)state;
    // M6 and F11 of the methods; the quantile function at 200,000 even steps.
    static const struct {
        double sigma, gini, low_fifth, high_fifth;
    } rows[] = {{0.5, 0.2763263902, 0.0898594189, 0.3663179778},
                {0.8, 0.428392355, 0.0503342622, 0.483400323},
                {1.0, 0.5204998778, 0.0327652865, 0.5629208277}};
    Arena *arena = arena_create();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Distribution *d = empty(arena);
        const int steps = 200000;
        for (int k = 0; k < steps; k++) {
            const double z = real_normal_quantile((k + 0.5) / steps);
            distribution_add(d, (int64_t)real_exp(14.5 + rows[i].sigma * z), 1, 1);
        }
        const Bounded gini = distribution_gini(d);
        const double fifth = distribution_lorenz(d, number_fraction(1, 5)).value;
        const double rest = distribution_lorenz(d, number_fraction(4, 5)).value;
        size_t faults = value_differs("Gini", gini.value, rows[i].gini, 2e-4);
        faults += outside("width of the bounds", gini.high - gini.low, 0, 1e-5);
        faults += value_differs("the lowest fifth", fifth, rows[i].low_fifth, 2e-4);
        faults += value_differs("the highest fifth", 1 - rest, rows[i].high_fifth, 2e-4);
        assert_int_equal(faults, 0);
    }
    arena_destroy(arena);
}

static void test_nobody_gives_no_figure(void **state)
{
    (void)state;
    Arena *arena = arena_create();
    const Distribution *none = empty(arena);
    assert_int_equal(distribution_gini(none).status, STATUS_ND_EMPTY);
    assert_int_equal(distribution_quantile(none, number_fraction(1, 2)).status, STATUS_ND_EMPTY);
    assert_int_equal(distribution_lorenz(none, number_fraction(1, 2)).status, STATUS_ND_EMPTY);
    assert_int_equal(distribution_fgt(none, 100, 0).status, STATUS_ND_EMPTY);
    assert_int_equal(distribution_mean(none).status, STATUS_ND_EMPTY);
    Distribution *loss = empty(arena);
    distribution_add(loss, -100, 2, 1);
    assert_int_equal(distribution_gini(loss).status, STATUS_ND_MEAN_LE_0);
    assert_int_equal(distribution_lorenz(loss, number_fraction(1, 2)).status, STATUS_ND_MEAN_LE_0);
    arena_destroy(arena);
}

int main(void)
{
    return RUN_TESTS(cmocka_unit_test(test_bins_touch_and_hold_what_is_added),
                     cmocka_unit_test(test_a_stream_agrees_with_the_array_within_its_bounds),
                     cmocka_unit_test(test_merging_gives_the_same_bits_in_any_order),
                     cmocka_unit_test(test_poverty_sums_are_exact_at_their_lines),
                     cmocka_unit_test(test_cuts_make_groups),
                     cmocka_unit_test(test_a_lognormal_population_has_its_known_figures),
                     cmocka_unit_test(test_nobody_gives_no_figure));
}
