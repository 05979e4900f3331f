// curve.h - what a household has as one fact varies: net resources, the effective marginal rate,
// and the places where a little more leaves less.
//
// Net resources a month are the household's own (the law's rule `own_resources`, of the household
// and in money per month; without one, the fact that varies) and the cash it is granted: monthly as
// it is, yearly, weekly and daily help by the month, help paid once not at all. Services, goods and
// waivers are not counted, but where they begin and end is told.
//
// The effective marginal rate between two points is the part of what is added that is lost again:
// 1 - (change of net resources) / (change of the fact). It is told only of money per time.
//
// Turns are places where a programme begins or ends, or where an amount drops; they lie between two
// adjacent values (of money: two fen) and are found by halving the step in which they show. Two
// turns of the same programme within one step do not show: choose a smaller step.
#ifndef EXPLAIN_CURVE_H
#define EXPLAIN_CURVE_H

#include "decide/decision.h"
#include "explain/speech.h"

typedef struct CurveOptions {
    DecideOptions decide;
    uint32_t fact;            // a number, of the household or a person
    uint32_t instance;        // whose
    Number from, until, step; // in the fact's smallest unit; step > 0
} CurveOptions;

typedef struct CurvePoint {
    Number varied;
    Number own;              // fen a month
    Number help;             // fen a month
    Number net;              // the two together
    const Number *cash;      // [programme_count] fen a month
    const Outcome *outcomes; // [programme_count]
} CurvePoint;

typedef VEC(uint32_t) ProgrammeVec;

typedef struct CurveTurn {
    CurvePoint below, above;   // one smallest unit apart
    ProgrammeVec begins, ends; // indexes into Curve.programmes
    bool cliff;                // net resources fall between the two
    Number lost;               // by so much; of a cliff
} CurveTurn;

typedef struct Curve {
    const Situation *situation;
    CurveOptions options;
    const uint32_t *programmes; // [programme_count] of the law, those of this place
    size_t programme_count;
    const CurvePoint *points; // [point_count], ascending, evenly spaced
    size_t point_count;
    const CurveTurn *turns; // [turn_count], ascending
    size_t turn_count;
    ProgrammeVec undetermined; // could not be decided somewhere, and were left out there
} Curve;

// Decides the household at every point. The fact in `situation` is left at its last value. False
// where a decision fails, where own resources cannot be told, or with too many points.
MUST_USE bool curve_of(Situation *situation, const CurveOptions *options, Arena *arena,
                       Curve *curve, Error *err);

// The effective marginal rate between two points, `low` before `high`. False where there is none:
// the fact is not money per time, or no part of own resources.
bool curve_rate(const Curve *curve, size_t low, size_t high, Number *rate);

// How a curve is written: for people, for spreadsheets, as a picture.
Str curve_text(const Curve *curve, Language language, Arena *arena);
Str curve_csv(const Curve *curve, Arena *arena);
Str curve_svg(const Curve *curve, Language language, Arena *arena);

#endif
