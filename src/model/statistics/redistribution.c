#include "model/statistics/redistribution.h"

#include <stdlib.h>

#include "base/panic.h"
#include "model/statistics/inequality.h"
#include "model/statistics/real.h"

static int64_t *sum_of_columns(const Survey *survey, const int64_t *a, const int64_t *b,
                               Arena *arena)
{
    int64_t *sum = ARENA_ARRAY(arena, int64_t, survey->count);
    for (size_t row = 0; row < survey->count; row++)
        sum[row] = a[row] == WELFARE_MISSING ? WELFARE_MISSING : a[row] + b[row];
    return sum;
}

static Wide column_total(const Ranking *ranking, const int64_t *fen)
{
    Wide total = 0;
    for (size_t i = 0; i < ranking->count; i++)
        total += survey_money(ranking->survey, fen, ranking->order[i]);
    return total;
}

bool redistribution_of(const Ranking *before, const int64_t *transfer_fen, Arena *arena,
                       Redistribution *result, Error *err)
{
    const int64_t *after_fen = sum_of_columns(before->survey, before->fen, transfer_fen, arena);
    Ranking after;
    if (!ranking_make(before->survey, after_fen, arena, &after, err)) return false;
    const Wide transfer = column_total(before, transfer_fen);
    Redistribution r = {
        .gini_before = inequality_gini(before),
        .gini_after = inequality_gini(&after),
        .concentration_after = after.total > 0 ? inequality_concentration(before, after_fen)
                                               : ratio_undefined(STATUS_ND_MEAN_LE_0),
        .concentration_transfer = inequality_concentration(before, transfer_fen),
        .rate = ratio_of(transfer, before->total),
    };
    const Real g_before = ratio_real(r.gini_before);
    const Real g_after = ratio_real(r.gini_after);
    const Real c_after = ratio_real(r.concentration_after);
    const Real c_transfer = ratio_real(r.concentration_transfer);
    r.kakwani =
        transfer < 0 ? real_subtract(c_transfer, g_before) : real_subtract(g_before, c_transfer);
    r.reynolds_smolensky = real_subtract(g_before, c_after);
    r.redistributive = real_subtract(g_before, g_after);
    r.reranking = real_subtract(g_after, c_after);
    *result = r;
    return true;
}

// --- equal treatment ---

typedef struct Banded {
    Wide band;
    int64_t fen; // after
    int32_t size;
    uint32_t row;
} Banded;

static int compare_banded(const void *left, const void *right)
{
    const Banded *a = left;
    const Banded *b = right;
    if (a->band != b->band) return a->band < b->band ? -1 : 1;
    const Wide across = (Wide)a->fen * b->size;
    const Wide back = (Wide)b->fen * a->size;
    if (across != back) return across < back ? -1 : 1;
    return (a->row > b->row) - (a->row < b->row);
}

static bool tied(const Banded *a, const Banded *b)
{
    return a->band == b->band && (Wide)a->fen * b->size == (Wide)b->fen * a->size;
}

// Which band of welfare a head, counted from minus infinity: floor(y / band).
static Wide band_of(int64_t fen, int32_t size, int64_t band_fen)
{
    const Wide den = (Wide)band_fen * size;
    return fen / den - (fen % den < 0);
}

bool redistribution_equal_treatment(const Ranking *before, const int64_t *transfer_fen,
                                    int64_t band_fen, Arena *arena, EqualTreatment *result,
                                    Error *err)
{
    invariant(band_fen > 0);
    const Survey *survey = before->survey;
    const int64_t *after_fen = sum_of_columns(survey, before->fen, transfer_fen, arena);
    Ranking after;
    if (!ranking_make(survey, after_fen, arena, &after, err)) return false;
    Banded *banded = ARENA_ARRAY(arena, Banded, before->count);
    for (size_t i = 0; i < before->count; i++) {
        const uint32_t row = before->order[i];
        banded[i] = (Banded){.band = band_of(before->fen[row], survey->size[row], band_fen),
                             .fen = after_fen[row],
                             .size = survey->size[row],
                             .row = row};
    }
    qsort(banded, before->count, sizeof *banded, compare_banded);
    // Two rankings of the same order: with ties of bands, which puts everyone at the group's mean,
    // and with ties of equal welfare after within the band. What lies between is inequality within.
    Ranked *groups = ARENA_ARRAY(arena, Ranked, before->count);
    Ranked *singles = ARENA_ARRAY(arena, Ranked, before->count);
    for (size_t i = 0; i < before->count; i++) {
        const size_t row = banded[i].row;
        const bool same_band = i > 0 && banded[i].band == banded[i - 1].band;
        const bool same = i > 0 && tied(&banded[i], &banded[i - 1]);
        const Ranked one = {.persons = survey_persons(survey, row),
                            .money = survey_money(survey, after_fen, row)};
        groups[i] = one;
        groups[i].tie = i == 0 ? 0 : groups[i - 1].tie + !same_band;
        singles[i] = one;
        singles[i].tie = i == 0 ? 0 : singles[i - 1].tie + !same;
    }
    const Status status = after.total > 0 ? STATUS_DEFINED : STATUS_ND_MEAN_LE_0;
    Real between = ratio_real(inequality_index(groups, before->count));
    Real ordered = ratio_real(inequality_index(singles, before->count));
    if (status != STATUS_DEFINED) between = ordered = real_undefined(status);
    const Real g_before = ratio_real(inequality_gini(before));
    const Real g_after = ratio_real(inequality_gini(&after));
    *result = (EqualTreatment){
        .band_fen = band_fen,
        .vertical = real_subtract(g_before, between),
        .horizontal = real_subtract(ordered, between),
        .reranking = real_subtract(g_after, ordered),
        .redistributive = real_subtract(g_before, g_after),
    };
    return true;
}

// --- sources ---

SourcePart redistribution_source(const Ranking *total, const int64_t *source_fen)
{
    SourcePart part = {.share = ratio_of(column_total(total, source_fen), total->total),
                       .concentration = inequality_concentration(total, source_fen)};
    const Ratio gini = inequality_gini(total);
    part.contribution = part.marginal = real_undefined(gini.status);
    if (gini.status != STATUS_DEFINED) return part;
    const double share = ratio_real(part.share).value;
    if (part.concentration.status != STATUS_DEFINED) {
        part.contribution = part.marginal = real_undefined(part.concentration.status);
        return part;
    }
    const double concentration = ratio_real(part.concentration).value;
    part.contribution = real_of(share * concentration);
    part.marginal = real_of(share * (concentration - ratio_real(gini).value));
    return part;
}

Real redistribution_variation(const int64_t *fen, size_t count)
{
    if (count < 2) return real_undefined(STATUS_ND_EMPTY);
    Wide total = 0;
    for (size_t i = 0; i < count; i++) total += fen[i];
    if (total <= 0) return real_undefined(STATUS_ND_MEAN_LE_0);
    const double mean = (double)total / (double)count;
    Sum squares = {0};
    for (size_t i = 0; i < count; i++) {
        const double off = (double)fen[i] - mean;
        sum_add(&squares, off * off);
    }
    return real_of(real_root(sum_value(&squares) / (double)count) / mean);
}
